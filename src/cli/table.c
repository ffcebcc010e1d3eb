/*
 * Tables on a terminal.
 */
#include "cli/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/width.h"
#include "platform/array.h"

enum {
    INDENT = 2,
    GAP = 2,
    NOTE_INDENT = 4,
    TEXT_MAX = 1024,
    CODES = 16 /* bytes of what begins and ends a painted cell, at most */
};

void rsm_table_begin(struct rsm_table *table, const struct rsm_column *columns, size_t column_count)
{
    memset(table, 0, sizeof *table);
    table->columns = columns;
    table->column_count = column_count;
}

/* Cleaned; NULL when there is no memory. */
static char *make_text(const char *format, va_list arguments)
{
    char text[TEXT_MAX];
    char *copy;

    (void)vsnprintf(text, sizeof text, format, arguments);
    rsm_width_clean(text);
    copy = malloc(strlen(text) + 1);
    return copy != NULL ? strcpy(copy, text) : NULL;
}

void rsm_table_add(struct rsm_table *table, const char *format, ...)
{
    char **grown = rsm_array_grow(table->cells, sizeof *grown, table->count + 1, &table->room);
    char *cell;
    va_list arguments;

    va_start(arguments, format);
    cell = make_text(format, arguments);
    va_end(arguments);
    if (grown != NULL)
        table->cells = grown;
    if (grown == NULL || cell == NULL) {
        free(cell);
        table->is_short_of_memory = true;
        return;
    }
    table->cells[table->count++] = cell;
}

void rsm_table_note(struct rsm_table *table, const char *format, ...)
{
    struct rsm_table_note *grown =
        rsm_array_grow(table->notes, sizeof *grown, table->note_count + 1, &table->note_room);
    char *text;
    va_list arguments;

    va_start(arguments, format);
    text = make_text(format, arguments);
    va_end(arguments);
    if (grown != NULL)
        table->notes = grown;
    if (grown == NULL || text == NULL) {
        free(text);
        table->is_short_of_memory = true;
        return;
    }
    grown[table->note_count].row = rsm_table_rows(table) - 1;
    grown[table->note_count].paint = RSM_PAINT_PLAIN;
    grown[table->note_count++].text = text;
}

void rsm_table_paint_note(struct rsm_table *table, enum rsm_paint paint)
{
    if (table->note_count > 0)
        table->notes[table->note_count - 1].paint = paint;
}

size_t rsm_table_rows(const struct rsm_table *table)
{
    return table->count / table->column_count;
}

void rsm_table_end(struct rsm_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i]);
    free(table->cells);
    for (size_t i = 0; i < table->note_count; i++)
        free(table->notes[i].text);
    free(table->notes);
    rsm_table_begin(table, table->columns, table->column_count);
}

/* ---- widths ---- */

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* As wide as the widest cell; 0 for a column without content. */
static size_t natural_width(const struct rsm_table *table, size_t column)
{
    size_t width = 0;

    for (size_t i = column; i < table->count; i += table->column_count)
        width = larger(width, rsm_width_of(table->cells[i]));
    return width > 0 ? larger(width, rsm_width_of(table->columns[column].title)) : 0;
}

static size_t line_width(const size_t *widths, size_t count)
{
    size_t sum = INDENT;

    for (size_t i = 0; i < count; i++)
        sum += widths[i] > 0 ? widths[i] + GAP : 0;
    return sum > INDENT ? sum - GAP : 0;
}

/* The line when every column is as narrow as it may be. */
static size_t least_line_width(const struct rsm_table *table, const size_t *widths)
{
    size_t sum = line_width(widths, table->column_count);

    for (size_t i = 0; i < table->column_count; i++) {
        size_t least = table->columns[i].least;

        sum -= least > 0 && widths[i] > least ? widths[i] - least : 0;
    }
    return sum;
}

/* Leave columns out, the last ones first, until the rest can fit. */
static void drop_columns(const struct rsm_table *table, size_t available, size_t *widths)
{
    for (size_t i = table->column_count; i-- > 0;) {
        if (least_line_width(table, widths) <= available)
            return;
        if (table->columns[i].may_go)
            widths[i] = 0;
    }
}

/* The widest column that may be narrowed; column_count when none may. */
static size_t widest(const struct rsm_table *table, const size_t *widths)
{
    size_t found = table->column_count;

    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].least == 0 || widths[i] <= table->columns[i].least)
            continue;
        if (found == table->column_count || widths[i] > widths[found])
            found = i;
    }
    return found;
}

static void find_widths(const struct rsm_table *table, size_t available, size_t *widths)
{
    for (size_t i = 0; i < table->column_count; i++)
        widths[i] = natural_width(table, i);
    if (available > 0)
        drop_columns(table, available, widths);
    while (available > 0 && line_width(widths, table->column_count) > available) {
        size_t column = widest(table, widths);

        if (column == table->column_count)
            return;
        widths[column]--;
    }
}

/* ---- lines ---- */

/* A line in the making.  It is only written when it is complete, without blanks at its end. */
struct line {
    char *text;
    size_t length;
    size_t blanks; /* owed before the next character */
    const struct rsm_output *output;
};

static void put_blanks(struct line *line)
{
    memset(line->text + line->length, ' ', line->blanks);
    line->length += line->blanks;
    line->blanks = 0;
}

static void put_code(struct line *line, const char *code)
{
    strcpy(line->text + line->length, code);
    line->length += strlen(code);
}

static void put_cell(struct line *line, const char *cell, const struct rsm_column *column,
                     size_t width, enum rsm_paint paint)
{
    char *start;
    size_t taken;
    size_t over;

    if (cell[0] == '\0') {
        line->blanks += width + GAP;
        return;
    }
    over = width - (rsm_width_of(cell) < width ? rsm_width_of(cell) : width);
    line->blanks += column->align == RSM_RIGHT ? over : 0;
    put_blanks(line);
    put_code(line, rsm_paint_begin(line->output, paint));
    start = line->text + line->length;
    strcpy(start, cell);
    if (column->align == RSM_LEFT_END)
        rsm_width_cut_begin(start, width);
    else
        rsm_width_cut(start, width);
    taken = rsm_width_of(start);
    line->length += strlen(start);
    put_code(line, rsm_paint_end(line->output, paint));
    line->blanks = (column->align == RSM_RIGHT || taken > width ? 0 : width - taken) + GAP;
}

/* Dashes below a title. */
static void put_rule(struct line *line, size_t width)
{
    put_blanks(line);
    memset(line->text + line->length, '-', width);
    line->length += width;
    line->blanks = GAP;
}

static void end_line(struct line *line)
{
    line->text[line->length++] = '\n';
    line->output->write(line->output->context, line->text, line->length);
    line->length = 0;
    line->blanks = INDENT;
}

static void print_head(const struct rsm_table *table, const size_t *widths, struct line *line)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (widths[i] > 0)
            put_cell(line, table->columns[i].title, &table->columns[i], widths[i],
                     RSM_PAINT_HEADING);
    }
    end_line(line);
    for (size_t i = 0; i < table->column_count; i++) {
        if (widths[i] > 0)
            put_rule(line, widths[i]);
    }
    end_line(line);
}

/* Words until the line is full; longer words than a line stay whole. */
static void print_note(const char *text, const struct rsm_output *output)
{
    size_t column = 0;

    while (*text != '\0') {
        char word[TEXT_MAX];
        size_t length = strcspn(text, " ");

        snprintf(word, sizeof word, "%.*s", (int)length, text);
        if (column > NOTE_INDENT && output->width > 0 &&
            column + 1 + rsm_width_of(word) > output->width) {
            rsm_output_print(output, "\n");
            column = 0;
        }
        rsm_output_print(output, "%*s%s", column == 0 ? NOTE_INDENT : 1, "", word);
        column += (column == 0 ? NOTE_INDENT : 1) + rsm_width_of(word);
        text += length + strspn(text + length, " ");
    }
    rsm_output_print(output, "\n");
}

static void print_notes(const struct rsm_table *table, size_t row, const struct rsm_output *output)
{
    for (size_t i = 0; i < table->note_count; i++) {
        if (table->notes[i].row != row)
            continue;
        rsm_output_print(output, "%s", rsm_paint_begin(output, table->notes[i].paint));
        print_note(table->notes[i].text, output);
        rsm_output_print(output, "%s", rsm_paint_end(output, table->notes[i].paint));
    }
}

static void print_row(const struct rsm_table *table, size_t row, const size_t *widths,
                      struct line *line)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const char *cell = table->cells[row * table->column_count + i];
        bool is_state = strcmp(table->columns[i].title, "State") == 0;

        if (widths[i] > 0)
            put_cell(line, cell, &table->columns[i], widths[i],
                     is_state ? rsm_paint_of_state(cell) : RSM_PAINT_PLAIN);
    }
    end_line(line);
}

/* Bytes that the longest line can take. */
static size_t line_room(const struct rsm_table *table, const size_t *widths)
{
    size_t longest = 0;

    for (size_t i = 0; i < table->column_count; i++)
        longest += strlen(table->columns[i].title);
    for (size_t row = 0; row < rsm_table_rows(table); row++) {
        size_t bytes = 0;

        for (size_t i = 0; i < table->column_count; i++)
            bytes += strlen(table->cells[row * table->column_count + i]);
        longest = larger(longest, bytes);
    }
    return longest + line_width(widths, table->column_count) + table->column_count * CODES + GAP +
           2;
}

rsm_error rsm_table_print(const struct rsm_table *table, const struct rsm_output *output)
{
    size_t *widths = calloc(table->column_count, sizeof *widths);
    struct line line = {.blanks = INDENT, .output = output};
    rsm_error err = ERROR_NOT_ENOUGH_MEMORY;

    if (widths == NULL || table->is_short_of_memory)
        goto out;
    find_widths(table, output->width, widths);
    line.text = malloc(line_room(table, widths));
    if (line.text == NULL)
        goto out;
    print_head(table, widths, &line);
    for (size_t row = 0; row < rsm_table_rows(table); row++) {
        print_row(table, row, widths, &line);
        print_notes(table, row, output);
    }
    err = ERROR_SUCCESS;
out:
    free(line.text);
    free(widths);
    return err;
}
