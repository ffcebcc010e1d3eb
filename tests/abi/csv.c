/*
 * Tables of facts: lines of fields between commas, the first line naming the columns.
 * No quoting: no field holds a comma (tests/data/abi/README.md).
 */
#include "abi/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_LINE 1024
#define MOST_COLUMNS 16

struct csv_line {
    char text[LONGEST_LINE];
    const char *fields[MOST_COLUMNS];
    size_t count;
};

struct csv {
    FILE *file;
    const char *name;
    struct csv_line columns;
    struct csv_line line;
};

static void split(struct csv_line *line)
{
    char *at = line->text;

    line->text[strcspn(line->text, "\r\n")] = '\0';
    line->count = 0;
    while (at != NULL && line->count < MOST_COLUMNS) {
        char *comma = strchr(at, ',');

        line->fields[line->count++] = at;
        if (comma != NULL)
            *comma++ = '\0';
        at = comma;
    }
}

static bool read_line(struct csv *csv, struct csv_line *line)
{
    do {
        if (fgets(line->text, LONGEST_LINE, csv->file) == NULL)
            return false;
        split(line);
    } while (line->text[0] == '\0');
    return true;
}

struct csv *csv_open(const char *name)
{
    char path[LONGEST_LINE];
    struct csv *csv = calloc(1, sizeof(*csv));

    assert_non_null(csv);
    snprintf(path, sizeof(path), "%s/abi/%s", NTMS_TEST_DATA, name);
    csv->name = name;
    csv->file = fopen(path, "r");
    if (csv->file == NULL)
        fail_msg("%s cannot be opened", path);
    if (!read_line(csv, &csv->columns))
        fail_msg("%s is empty", path);
    return csv;
}

bool csv_next(struct csv *csv)
{
    if (!read_line(csv, &csv->line))
        return false;
    if (csv->line.count != csv->columns.count)
        fail_msg("%s: the line of %s has %d fields", csv->name, csv->line.fields[0],
                 (int)csv->line.count);
    return true;
}

const char *csv_text(const struct csv *csv, const char *column)
{
    for (size_t i = 0; i < csv->columns.count; i++) {
        if (strcmp(csv->columns.fields[i], column) == 0)
            return csv->line.fields[i];
    }
    fail_msg("%s has no column %s", csv->name, column);
    return NULL;
}

long csv_number(const struct csv *csv, const char *column)
{
    const char *text = csv_text(csv, column);
    char *end;
    long number = strtol(text, &end, 10);

    if (end == text || *end != '\0')
        fail_msg("%s: %s of %s is no number", csv->name, column, csv->line.fields[0]);
    return number;
}

void csv_close(struct csv *csv)
{
    if (csv == NULL)
        return;
    fclose(csv->file);
    free(csv);
}
