/*
 * Tables on a terminal: columns as wide as they need to be, narrower where the terminal is.
 *
 *       Slot  State  Bar code
 *       ----  -----  --------
 *          1  full   A00001L6
 *
 * Title and cells are cleaned for the terminal (rsm_width_clean).  A column with nothing in it is
 * left out.  Where the output has no width nothing is cut.  Below a row may stand notes, whole sentences
 * that are broken at blanks rather than cut.
 *
 * Where there are colours the head is bold, and a cell below the title "State" is painted as its words
 * are (rsm_paint_of_state).
 */
#ifndef RSM_CLI_TABLE_H
#define RSM_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/output.h"
#include "cli/paint.h"
#include "platform/error.h"

enum rsm_align {
    RSM_LEFT,
    RSM_RIGHT,
    RSM_LEFT_END /* left, and where a cell is cut its end stays */
};

struct rsm_column {
    const char *title;
    enum rsm_align align;
    size_t least; /* columns it may be narrowed to, if the terminal wants; 0 = it stays */
    bool may_go;  /* it is left out where it would not fit even so */
};

struct rsm_table {
    const struct rsm_column *columns;
    size_t column_count;
    char **cells; /* row by row */
    size_t count;
    size_t room;
    struct rsm_table_note {
        size_t row; /* below which it stands */
        enum rsm_paint paint;
        char *text;
    } * notes;
    size_t note_count;
    size_t note_room;
    bool is_short_of_memory;
};

/* A table without rows.  The columns must live as long as it. */
void rsm_table_begin(struct rsm_table *table, const struct rsm_column *columns,
                     size_t column_count);

/* The next cell of the row, or the first of the next row; printf. */
void rsm_table_add(struct rsm_table *table, const char *format, ...) RSM_PRINTF(2, 3);

/* A line below the row that is complete, or below an earlier one of its notes; printf. */
void rsm_table_note(struct rsm_table *table, const char *format, ...) RSM_PRINTF(2, 3);

/* Paint the last note where there are colours. */
void rsm_table_paint_note(struct rsm_table *table, enum rsm_paint paint);

size_t rsm_table_rows(const struct rsm_table *table);

/* ERROR_NOT_ENOUGH_MEMORY, and nothing printed, when a cell did not find room. */
rsm_error rsm_table_print(const struct rsm_table *table, const struct rsm_output *output);

/* Free the cells.  The table may then begin again. */
void rsm_table_end(struct rsm_table *table);

#endif
