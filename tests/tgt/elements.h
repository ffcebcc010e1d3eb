/*
 * The library as another computer sees and uses it: over an iSCSI connection of its own, with commands built
 * and answers taken apart here, so that the library under test is held against something else than
 * itself.
 */
#ifndef RSM_TEST_TGT_ELEMENTS_H
#define RSM_TEST_TGT_ELEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct element {
    uint16_t address;
    bool full;
    char tag[33]; /* trimmed; "" = none */
};

enum element_kind { ELEMENT_ARM = 1, ELEMENT_SLOT = 2, ELEMENT_PORT = 3, ELEMENT_DRIVE = 4 };

/* All elements of a kind; at most room.  How many. */
size_t read_elements(enum element_kind kind, struct element *elements, size_t room);

/* Where the cartridge with that bar code is; 0 = nowhere. */
uint16_t find_cartridge(const char *tag);

/* MOVE MEDIUM by another computer. */
void move_behind_our_back(uint16_t from, uint16_t to);

#endif
