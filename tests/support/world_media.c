/*
 * Media of the small world.
 */
#include "support/world_media.h"

#include "core/catalogue.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static GUID put_medium(struct small_world *world, const struct rsm_media_place *place,
                       const GUID *media_type, const GUID *pool, DWORD state)
{
    WCHAR bar_code[NTMS_BARCODE_LENGTH];
    struct rsm_record medium;
    DWORD count = 0;

    world_begin(world);
    assert_success(rsm_records_count(world->rsm.store, NTMS_PHYSICAL_MEDIA, NULL, 0, &count));
    (void)rsm_text_format(bar_code, NTMS_BARCODE_LENGTH, "A%05uL5", (unsigned)count + 1);
    assert_success(rsm_media_create(&world->rsm, place, media_type, bar_code, &medium));
    world_end(world);
    world_put(world, &medium.info.ObjectGuid, pool, state);
    return medium.info.ObjectGuid;
}

GUID put_tape(struct small_world *world, size_t slot, const GUID *pool, DWORD state)
{
    const struct rsm_media_place place = world_slot(world, slot);

    return put_medium(world, &place, &world->tapes, pool, state);
}

GUID put_disk(struct small_world *world, size_t slot, const GUID *pool, DWORD state)
{
    const struct rsm_media_place place = world_slot(world, slot);

    return put_medium(world, &place, &world->disks, pool, state);
}

GUID put_far_tape(struct small_world *world, const GUID *pool, DWORD state)
{
    const struct rsm_media_place place = world_far_slot(world);

    return put_medium(world, &place, &world->tapes, pool, state);
}

static GUID child_pool(struct small_world *world, DWORD pool_type, const GUID *media_type)
{
    GUID pool;

    world_begin(world);
    assert_success(rsm_catalogue_child_pool(&world->rsm, pool_type, media_type, &pool));
    world_end(world);
    return pool;
}

GUID free_pool_of(struct small_world *world, const GUID *media_type)
{
    return child_pool(world, NTMS_POOLTYPE_SCRATCH, media_type);
}

GUID import_pool_of(struct small_world *world, const GUID *media_type)
{
    return child_pool(world, NTMS_POOLTYPE_IMPORT, media_type);
}

void set_policy(struct small_world *world, const GUID *pool, DWORD allocation, DWORD deallocation,
                DWORD max_allocates)
{
    struct rsm_record record;

    world_load(world, pool, NTMS_MEDIA_POOL, &record);
    record.info.Info.MediaPool.AllocationPolicy = allocation;
    record.info.Info.MediaPool.DeallocationPolicy = deallocation;
    record.info.Info.MediaPool.dwMaxAllocates = max_allocates;
    world_save(world, &record);
}

GUID side_id(struct small_world *world, const GUID *medium, DWORD number)
{
    struct rsm_record side;

    world_side(world, medium, number, &side);
    return side.info.ObjectGuid;
}

DWORD side_state(struct small_world *world, const GUID *medium, DWORD number)
{
    struct rsm_record side;

    world_side(world, medium, number, &side);
    return side.info.Info.Partition.State;
}

void set_side_state(struct small_world *world, const GUID *medium, DWORD number, DWORD state)
{
    struct rsm_record side;

    world_side(world, medium, number, &side);
    side.info.Info.Partition.State = state;
    world_save(world, &side);
}

void set_allocate_count(struct small_world *world, const GUID *medium, DWORD number, DWORD count)
{
    struct rsm_record side;

    world_side(world, medium, number, &side);
    side.info.Info.Partition.dwAllocateCount = count;
    world_save(world, &side);
}

void assert_in_pool(struct small_world *world, const GUID *medium, const GUID *pool)
{
    struct rsm_record record;

    world_load(world, medium, NTMS_PHYSICAL_MEDIA, &record);
    assert_guid(*pool, record.info.Info.PhysicalMedia.MediaPool);
}

void take_offline(struct small_world *world, const GUID *medium)
{
    world_begin(world);
    assert_success(rsm_media_leave(&world->rsm, medium));
    world_end(world);
}

void disable(struct small_world *world, const GUID *id, DWORD type)
{
    struct rsm_record record;

    world_load(world, id, type, &record);
    record.info.Enabled = FALSE;
    world_save(world, &record);
}

void unplug(struct small_world *world, const GUID *library)
{
    struct rsm_record record;

    world_load(world, library, NTMS_LIBRARY, &record);
    record.info.dwOperationalState = NTMS_NOT_PRESENT;
    world_save(world, &record);
}
