/*
 * Records and their fields to and from statements, by the rows of the field tables.
 */
#ifndef RSM_STORE_VALUES_H
#define RSM_STORE_VALUES_H

#include "model/fields.h"
#include "store/sql.h"

/* The field's value, as stored, for parameter `place` of a statement that writes it. */
void rsm_values_bind(struct rsm_statement *statement, int place, const struct rsm_field *field,
                     const struct rsm_record *record);

/* That GUID as the field's column would hold it, to compare with. */
void rsm_values_bind_id(struct rsm_statement *statement, int place, const struct rsm_field *field,
                        const GUID *id);

/* The field's value from column `column`.  BYTES must be read after the number before them. */
void rsm_values_read(struct rsm_statement *statement, int column, const struct rsm_field *field,
                     struct rsm_record *record);

/* Whether both records would be stored alike in that field. */
bool rsm_values_equal(const struct rsm_field *field, const struct rsm_record *a,
                      const struct rsm_record *b);

/* The stored columns of a kind, each after a comma, in the order of the two functions below. */
void rsm_values_add_columns(struct rsm_sql_text *text, DWORD type);

/* The name of an object of a kind, as an expression over its columns. */
void rsm_values_add_name(struct rsm_sql_text *text, DWORD type);

/* All stored fields, from parameter `place` on. */
void rsm_values_bind_record(struct rsm_statement *statement, int place,
                            const struct rsm_record *record);

/* A record from a row of its GUID and then the columns of its kind. */
void rsm_values_read_record(struct rsm_statement *statement, DWORD type, struct rsm_record *record);

/* Column 0 of all rows.  free() *ids_out, which is NULL when there are none. */
rsm_error rsm_values_read_guids(struct rsm_statement *statement, GUID **ids_out, size_t *count_out);

#endif
