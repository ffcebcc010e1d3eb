/*
 * Pictures of slots.
 */
#include "cli/picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/paint.h"
#include "platform/array.h"

enum { INDENT = 2, GAP = 2, GROUP = 10, ROWS = 10, NO_TERMINAL = 80 };

static const struct {
    char sign;
    const char *words;
    const char *legend;
    enum rsm_paint paint;
} kinds[RSM_CELL_COUNT] = {
    [RSM_CELL_EMPTY] = {'.', "empty", "empty", RSM_PAINT_PLAIN},
    [RSM_CELL_FULL] = {'#', "full", "full", RSM_PAINT_PLAIN},
    [RSM_CELL_UNREAD] = {'?', "to be read", "to be read", RSM_PAINT_ATTENTION},
    [RSM_CELL_CLEANER] = {'C', "with a cleaner", "cleaner", RSM_PAINT_PLAIN},
    [RSM_CELL_IN_DRIVE] = {'d', "whose cartridge is in a drive", "its cartridge is in a drive",
                           RSM_PAINT_GOOD},
    [RSM_CELL_PROBLEM] = {'!', "that cannot be used", "cannot be used", RSM_PAINT_BAD},
    [RSM_CELL_MIXED] = {'+', "", "some are full", RSM_PAINT_PLAIN},
};

void rsm_picture_add(struct rsm_picture *picture, unsigned number, enum rsm_cell cell)
{
    struct rsm_slot_cell *grown =
        rsm_array_grow(picture->cells, sizeof *grown, picture->count + 1, &picture->room);

    if (grown == NULL) {
        picture->is_short_of_memory = true;
        return;
    }
    picture->cells = grown;
    grown[picture->count++] = (struct rsm_slot_cell){.number = number, .cell = cell};
}

void rsm_picture_free(struct rsm_picture *picture)
{
    free(picture->cells);
    memset(picture, 0, sizeof *picture);
}

size_t rsm_picture_count(const struct rsm_picture *picture, enum rsm_cell cell)
{
    size_t count = 0;

    for (size_t i = 0; i < picture->count; i++)
        count += picture->cells[i].cell == cell ? 1 : 0;
    return count;
}

const char *rsm_picture_words(enum rsm_cell cell)
{
    return kinds[cell].words;
}

/* ---- how it is laid out ---- */

struct layout {
    size_t each;    /* slots a cell */
    size_t per_row; /* cells a row */
    int label;      /* columns of the number before a row */
};

static struct layout lay_out(const struct rsm_picture *picture, size_t width)
{
    static const size_t groups[] = {10, 5, 4, 2, 1};
    static const size_t scales[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000};
    struct layout layout = {.label = 1, .per_row = GROUP};
    size_t i = 0;

    width = width > 0 ? width : NO_TERMINAL;
    for (unsigned n = picture->cells[picture->count - 1].number; n >= 10; n /= 10)
        layout.label++;
    layout.label = layout.label < 4 ? 4 : layout.label;
    while (i + 1 < sizeof groups / sizeof groups[0] &&
           INDENT + (size_t)layout.label + groups[i] * (GROUP + GAP) > width)
        i++;
    layout.per_row = groups[i] * GROUP;
    i = 0;
    while (i + 1 < sizeof scales / sizeof scales[0] &&
           picture->count > ROWS * layout.per_row * scales[i])
        i++;
    layout.each = scales[i];
    return layout;
}

/* What a cell shows that stands for these slots: what is wrong goes before what is not known. */
static enum rsm_cell join(const struct rsm_slot_cell *cells, size_t count)
{
    bool has_unread = false;
    bool is_mixed = false;

    for (size_t i = 0; i < count; i++) {
        if (cells[i].cell == RSM_CELL_PROBLEM)
            return RSM_CELL_PROBLEM;
        has_unread = has_unread || cells[i].cell == RSM_CELL_UNREAD;
        is_mixed = is_mixed || cells[i].cell != cells[0].cell;
    }
    if (has_unread)
        return RSM_CELL_UNREAD;
    return is_mixed ? RSM_CELL_MIXED : cells[0].cell;
}

static void print_legend(const bool is_there[RSM_CELL_COUNT], size_t each,
                         const struct rsm_output *output)
{
    size_t column = INDENT;
    const char *before = "";

    rsm_output_print(output, "\n%*s", INDENT, "");
    for (size_t i = 0; i < RSM_CELL_COUNT; i++) {
        size_t length = strlen(kinds[i].legend) + 2;

        if (!is_there[i])
            continue;
        if (column > INDENT &&
            column + 3 + length > (output->width > 0 ? output->width : NO_TERMINAL)) {
            rsm_output_print(output, "\n%*s", INDENT, "");
            column = INDENT;
            before = "";
        }
        rsm_output_print(output, "%s%s%c%s %s", before, rsm_paint_begin(output, kinds[i].paint),
                         kinds[i].sign, rsm_paint_end(output, kinds[i].paint), kinds[i].legend);
        column += strlen(before) + length;
        before = "   ";
    }
    if (each > 1)
        rsm_output_print(output, "\n%*sEach character stands for %zu slots.", INDENT, "", each);
    rsm_output_print(output, "\n");
}

rsm_error rsm_picture_print(const struct rsm_picture *picture, const struct rsm_output *output)
{
    bool is_there[RSM_CELL_COUNT] = {false};
    struct layout layout;

    if (picture->is_short_of_memory)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (picture->count == 0)
        return ERROR_SUCCESS;
    layout = lay_out(picture, output->width);
    for (size_t i = 0, n = 0; i < picture->count; i += layout.each, n++) {
        size_t left = picture->count - i;
        enum rsm_cell cell = join(picture->cells + i, left < layout.each ? left : layout.each);

        is_there[cell] = true;
        if (n % layout.per_row == 0)
            rsm_output_print(output, "%s%*s%*u", n > 0 ? "\n" : "", INDENT, "", layout.label,
                             picture->cells[i].number);
        rsm_output_print(output, "%s%s%c%s", n % GROUP == 0 ? "  " : "",
                         rsm_paint_begin(output, kinds[cell].paint), kinds[cell].sign,
                         rsm_paint_end(output, kinds[cell].paint));
    }
    rsm_output_print(output, "\n");
    print_legend(is_there, layout.each, output);
    return ERROR_SUCCESS;
}
