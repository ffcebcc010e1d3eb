/*
 * Media in the small world, in its pools: made, looked at, and put out of reach.
 */
#ifndef RSM_TESTS_SUPPORT_WORLD_MEDIA_H
#define RSM_TESTS_SUPPORT_WORLD_MEDIA_H

#include "support/small_world.h"

/* A new medium in a slot of the library, in that pool, with all sides in that state. */
GUID put_tape(struct small_world *world, size_t slot, const GUID *pool, DWORD state);
GUID put_disk(struct small_world *world, size_t slot, const GUID *pool, DWORD state);

/* The same in the slot of the far library. */
GUID put_far_tape(struct small_world *world, const GUID *pool, DWORD state);

/* The children of Free and Import for a media type. */
GUID free_pool_of(struct small_world *world, const GUID *media_type);
GUID import_pool_of(struct small_world *world, const GUID *media_type);

/* NTMS_ALLOCATE_FROMSCRATCH, NTMS_DEALLOCATE_TOSCRATCH, and the limit of a pool. */
void set_policy(struct small_world *world, const GUID *pool, DWORD allocation, DWORD deallocation,
                DWORD max_allocates);

GUID side_id(struct small_world *world, const GUID *medium, DWORD number);
DWORD side_state(struct small_world *world, const GUID *medium, DWORD number);
void set_side_state(struct small_world *world, const GUID *medium, DWORD number, DWORD state);
void set_allocate_count(struct small_world *world, const GUID *medium, DWORD number, DWORD count);
void assert_in_pool(struct small_world *world, const GUID *medium, const GUID *pool);

/* As the cartridge leaves its library. */
void take_offline(struct small_world *world, const GUID *medium);

/* A medium or a library. */
void disable(struct small_world *world, const GUID *id, DWORD type);
void unplug(struct small_world *world, const GUID *library);

#endif
