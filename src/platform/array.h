/*
 * Growing an array without counting wrongly.
 */
#ifndef RSM_PLATFORM_ARRAY_H
#define RSM_PLATFORM_ARRAY_H

#include <stddef.h>

/*
 * Gives an array room for at least `wanted` items of `item_size` bytes and returns where it now
 * lives; *room is the room it has, in items, before and after. It grows by doubling, so adding
 * one by one is cheap. New items are not initialised. Start with NULL and room 0; free with
 * free(). NULL when memory is short or the size cannot be counted; the array and *room are then
 * as before.
 *
 *     struct place *grown = rsm_array_grow(places, sizeof *grown, count + 1, &room);
 */
void *rsm_array_grow(void *items, size_t item_size, size_t wanted, size_t *room);

#endif
