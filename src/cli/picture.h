/*
 * The slots of a library as a picture in plain characters, a cell a slot:
 *
 *         1  ##########  ####?.....
 *        21  ...C
 *
 * Of more slots than a page has room for, a cell stands for several.
 */
#ifndef RSM_CLI_PICTURE_H
#define RSM_CLI_PICTURE_H

#include <stddef.h>

#include "cli/output.h"
#include "platform/error.h"

enum rsm_cell {
    RSM_CELL_EMPTY,
    RSM_CELL_FULL,
    RSM_CELL_UNREAD, /* full, or perhaps: it is to be looked at */
    RSM_CELL_CLEANER,
    RSM_CELL_IN_DRIVE, /* empty, but the cartridge in a drive belongs there */
    RSM_CELL_PROBLEM,  /* the slot or its cartridge cannot be used */
    RSM_CELL_MIXED,    /* only where a cell stands for several: some are full */
    RSM_CELL_COUNT
};

struct rsm_picture {
    struct rsm_slot_cell {
        unsigned number;
        enum rsm_cell cell;
    } * cells;
    size_t count;
    size_t room;
    bool is_short_of_memory;
};

/* Begins as {.cells = NULL}; slots in the order of their numbers. */
void rsm_picture_add(struct rsm_picture *picture, unsigned number, enum rsm_cell cell);
void rsm_picture_free(struct rsm_picture *picture);

/* How many are like that. */
size_t rsm_picture_count(const struct rsm_picture *picture, enum rsm_cell cell);

/* "full", "to be read" ...: behind a number. */
const char *rsm_picture_words(enum rsm_cell cell);

/*
 * Print it, in at most ten lines, as wide as the terminal lets it be (80 columns where there is none), and below
 * it what the characters stand for that are in it.  ERROR_NOT_ENOUGH_MEMORY, and nothing printed, when a cell did
 * not find room.
 */
rsm_error rsm_picture_print(const struct rsm_picture *picture, const struct rsm_output *output);

#endif
