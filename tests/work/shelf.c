/*
 * A tape and the pools it may go to.
 */
#include "work/shelf.h"

#include "work/media_moves.h"

#include "core/catalogue.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/guard.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

const GUID nowhere = {0x11111111, 0x1111, 0x4111, {0x81, 0x11, 1, 1, 1, 1, 1, 1}};

void fill_shelf(struct shelf *shelf, struct small_world *world, DWORD pool_type, DWORD state)
{
    const GUID *pool = &shelf->application;

    shelf->world = world;
    shelf->free_pool = world_system_pool(world, NTMS_POOLTYPE_SCRATCH, &world->tapes);
    shelf->import = world_system_pool(world, NTMS_POOLTYPE_IMPORT, &world->tapes);
    shelf->unrecognized = world_system_pool(world, NTMS_POOLTYPE_FOREIGN, &world->tapes);
    shelf->application = world_application_pool(world, u"Backup", &world->tapes);
    shelf->other = world_application_pool(world, u"Archive", &world->tapes);
    if (pool_type == NTMS_POOLTYPE_SCRATCH)
        pool = &shelf->free_pool;
    else if (pool_type == NTMS_POOLTYPE_IMPORT)
        pool = &shelf->import;
    else if (pool_type == NTMS_POOLTYPE_FOREIGN)
        pool = &shelf->unrecognized;
    shelf->tape = world_medium(world, 0, &world->tapes, pool, state);
}

GUID add_disk(struct shelf *shelf, GUID *disk_out)
{
    struct small_world *world = shelf->world;
    GUID pool = world_application_pool(world, u"Disks", &world->disks);

    *disk_out = world_medium(world, 1, &world->disks, &pool, NTMS_PARTSTATE_AVAILABLE);
    return pool;
}

rsm_error move(struct shelf *shelf, const GUID *pool)
{
    return rsm_media_moves_to_pool(shelf->world->session, &shelf->tape, pool);
}

rsm_error change_type(struct shelf *shelf, const GUID *pool)
{
    return rsm_media_moves_change_type(shelf->world->session, &shelf->tape, pool);
}

rsm_error try_without(struct shelf *shelf, shelf_verb *act, const GUID *to, DWORD right,
                      const GUID *securable)
{
    struct guard guard;
    rsm_error err;

    set_guard_of(&shelf->world->rsm, &guard, right, securable);
    err = act(shelf, to);
    remove_guard(&shelf->world->rsm);
    return err;
}

void set_number(struct shelf *shelf, DWORD type, const GUID *id, const char *column, DWORD value)
{
    world_begin(shelf->world);
    assert_success(rsm_records_set_number(shelf->world->rsm.store, type, id, column, value));
    assert_success(rsm_store_end(shelf->world->rsm.store, ERROR_SUCCESS));
}

void go_offline(struct shelf *shelf)
{
    world_begin(shelf->world);
    assert_success(rsm_media_leave(&shelf->world->rsm, &shelf->tape));
    world_end(shelf->world);
}

void assert_tape_is(struct shelf *shelf, const GUID *pool, DWORD state)
{
    struct rsm_record medium;
    struct rsm_record side;

    world_load(shelf->world, &shelf->tape, NTMS_PHYSICAL_MEDIA, &medium);
    world_side(shelf->world, &shelf->tape, 0, &side);
    assert_guid(*pool, medium.info.Info.PhysicalMedia.MediaPool);
    assert_int_equal(side.info.Info.Partition.State, state);
    world_begin(shelf->world); /* and the invariants hold */
    world_end(shelf->world);
}

DWORD count_label_requests(struct shelf *shelf)
{
    const struct rsm_condition labels[] = {
        {.column = "operation_code", .number = NTMS_LM_WRITESCRATCH},
        {.column = "phys_media_id", .guid = &shelf->tape},
        {.column = "library", .guid = &shelf->world->library},
        {.column = "state", .number = NTMS_LM_QUEUED},
    };
    DWORD count = 0;

    world_begin(shelf->world);
    assert_success(rsm_records_count(shelf->world->rsm.store, NTMS_LIBREQUEST, labels, 4, &count));
    world_end(shelf->world);
    return count;
}
