/*
 * Growing an array: doubling, with every multiplication checked.
 */
#include "platform/array.h"

#include <stdint.h>
#include <stdlib.h>

#define SMALLEST_ROOM 8

void *rsm_array_grow(void *items, size_t item_size, size_t wanted, size_t *room)
{
    size_t larger = *room < SMALLEST_ROOM ? SMALLEST_ROOM : *room;
    void *grown;

    if (items && wanted <= *room)
        return items;
    while (larger < wanted)
        larger = larger > SIZE_MAX / 2 ? wanted : larger * 2;
    if (item_size == 0 || larger > SIZE_MAX / item_size)
        return NULL;
    grown = realloc(items, larger * item_size);
    if (grown)
        *room = larger;
    return grown;
}
