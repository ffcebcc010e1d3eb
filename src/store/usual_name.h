/*
 * Names that thousands of objects get from their number, and hardly one ever loses: they are made when a
 * record is read instead of stored.
 */
#ifndef RSM_STORE_USUAL_NAME_H
#define RSM_STORE_USUAL_NAME_H

#include <stdbool.h>

#include "model/record.h"

/* What stands before the number in the names of a kind ("Slot "), plain letters and blanks; NULL for a kind whose
 * names are stored. */
const char *rsm_usual_name_prefix(DWORD type);

/* Name a record of a kind that has a prefix by its number. */
void rsm_usual_name_put(struct rsm_record *record);

/* Whether it has that name. */
bool rsm_usual_name_is_put(const struct rsm_record *record);

#endif
