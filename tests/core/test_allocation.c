/*
 * Which side a program gets that wants any: its own pool, then Free, whole media, and what happens to the
 * side that is taken (function page of AllocateNtmsMedia, steps 3 and 4; object model 9.1).
 */
#include "core/allocation.h"

#include "core/catalogue.h"
#include "core/denial.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/world_media.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- when: find, and take what was found ---- */

static rsm_error find(struct small_world *world, const GUID *pool, bool whole, GUID *side_out)
{
    struct rsm_record record;
    rsm_error err;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    err = rsm_allocation_require_pool(&world->rsm, pool, &record);
    if (err == ERROR_SUCCESS)
        err = rsm_allocation_find(world->session, &record, whole, side_out);
    return rsm_store_end(world->rsm.store, err);
}

static rsm_error allocate(struct small_world *world, const GUID *pool, bool whole,
                          struct rsm_allocation *allocation_out)
{
    struct rsm_record record;
    GUID side;
    rsm_error err = find(world, pool, whole, &side);

    if (err != ERROR_SUCCESS)
        return err;
    world_load(world, pool, NTMS_MEDIA_POOL, &record);
    world_begin(world);
    assert_success(rsm_allocation_take(&world->rsm, &record, &side, whole, allocation_out));
    world_end(world);
    return ERROR_SUCCESS;
}

static void assert_found(struct small_world *world, const GUID *pool, bool whole,
                         const GUID *medium, DWORD number)
{
    GUID expected = side_id(world, medium, number);
    GUID found = rsm_guid_null;

    assert_success(find(world, pool, whole, &found));
    assert_guid(expected, found);
}

static void assert_not_found(struct small_world *world, rsm_error expected, const GUID *pool,
                             bool whole)
{
    GUID found;

    assert_fails_with(expected, find(world, pool, whole, &found));
}

/* ---- pools ---- */

static void only_pools_of_applications_with_a_media_type_can_be_allocated_from(void **state)
{
    struct small_world *world = *state;
    GUID container = world_application_pool(world, u"Container", NULL);
    GUID free_pool = free_pool_of(world, &world->tapes);
    GUID import_pool = import_pool_of(world, &world->tapes);

    assert_not_found(world, ERROR_INVALID_MEDIA_POOL, &container, false);
    assert_not_found(world, ERROR_INVALID_MEDIA_POOL, &free_pool, false);
    assert_not_found(world, ERROR_INVALID_MEDIA_POOL, &import_pool, false);
    assert_not_found(world, ERROR_INVALID_MEDIA_POOL, &rsm_catalogue_free_pool, false);
    assert_not_found(world, ERROR_INVALID_MEDIA_POOL, &rsm_catalogue_root_pool, false);
    assert_not_found(world, ERROR_INVALID_MEDIA_POOL, &world->library, false);
    assert_not_found(world, ERROR_INVALID_MEDIA_POOL, &rsm_guid_null, false);
}

/* ---- the pool itself ---- */

static void the_pool_itself_comes_first(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID free_pool = free_pool_of(world, &world->tapes);
    GUID own;

    set_policy(world, &pool, NTMS_ALLOCATE_FROMSCRATCH, 0, 0);
    (void)put_tape(world, 0, &free_pool, NTMS_PARTSTATE_AVAILABLE);
    own = put_tape(world, 1, &pool, NTMS_PARTSTATE_AVAILABLE);
    set_allocate_count(world, &own, 0, 99);

    assert_found(world, &pool, false, &own, 0);
}

static void the_side_used_least_comes_first_then_the_oldest(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID often = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID older = put_tape(world, 1, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID younger = put_tape(world, 2, &pool, NTMS_PARTSTATE_AVAILABLE);

    set_allocate_count(world, &often, 0, 2);
    set_allocate_count(world, &older, 0, 1);
    set_allocate_count(world, &younger, 0, 1);

    assert_found(world, &pool, false, &older, 0);
}

static void media_of_other_pools_are_left_alone(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID other = world_application_pool(world, u"Other", &world->tapes);

    set_policy(world, &pool, NTMS_ALLOCATE_FROMSCRATCH, 0, 0);
    (void)put_tape(world, 0, &other, NTMS_PARTSTATE_AVAILABLE);

    assert_not_found(world, ERROR_MEDIA_UNAVAILABLE, &pool, false);
}

static void sides_in_other_states_cannot_be_had(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    static const DWORD others[] = {NTMS_PARTSTATE_DECOMMISSIONED, NTMS_PARTSTATE_IMPORT,
                                   NTMS_PARTSTATE_RESERVED};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        set_side_state(world, &medium, 0, others[i]);
        assert_not_found(world, ERROR_MEDIA_UNAVAILABLE, &pool, false);
    }
    set_side_state(world, &medium, 0, NTMS_PARTSTATE_AVAILABLE);
    assert_found(world, &pool, false, &medium, 0);
}

static void media_offline_are_never_chosen(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID gone = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);

    (void)put_far_tape(world, &pool, NTMS_PARTSTATE_AVAILABLE);
    take_offline(world, &gone);
    unplug(world, &world->far_library);

    assert_not_found(world, ERROR_MEDIA_UNAVAILABLE, &pool, false);
}

static void disabled_media_and_those_of_disabled_libraries_are_never_chosen(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);

    (void)put_far_tape(world, &pool, NTMS_PARTSTATE_AVAILABLE);
    disable(world, &medium, NTMS_PHYSICAL_MEDIA);
    disable(world, &world->far_library, NTMS_LIBRARY);

    assert_not_found(world, ERROR_MEDIA_UNAVAILABLE, &pool, false);
}

static void no_drive_needs_to_be_empty(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_record drive;

    world_load(world, &world->drive, NTMS_DRIVE, &drive);
    drive.info.Info.Drive.State = NTMS_DRIVESTATE_LOADED;
    drive.info.Enabled = FALSE;
    world_save(world, &drive);

    assert_found(world, &pool, false, &medium, 0);
}

/* ---- Free ---- */

static void free_is_looked_in_when_the_policy_says_so(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID free_pool = free_pool_of(world, &world->tapes);
    GUID medium = put_tape(world, 0, &free_pool, NTMS_PARTSTATE_AVAILABLE);

    assert_not_found(world, ERROR_MEDIA_UNAVAILABLE, &pool, false);
    set_policy(world, &pool, NTMS_ALLOCATE_FROMSCRATCH, 0, 0);
    assert_found(world, &pool, false, &medium, 0);
}

static void free_media_of_another_type_or_without_their_label_cannot_be_had(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID free_tapes = free_pool_of(world, &world->tapes);
    GUID free_disks = free_pool_of(world, &world->disks);

    set_policy(world, &pool, NTMS_ALLOCATE_FROMSCRATCH, 0, 0);
    (void)put_tape(world, 0, &free_tapes, NTMS_PARTSTATE_UNPREPARED);
    (void)put_disk(world, 1, &free_disks, NTMS_PARTSTATE_AVAILABLE);

    assert_not_found(world, ERROR_MEDIA_UNAVAILABLE, &pool, false);
}

static void without_a_free_pool_of_the_type_an_intermediate_resource_is_missing(void **state)
{
    struct small_world *world = *state;
    GUID unused;
    GUID pool;

    world_begin(world);
    assert_success(rsm_catalogue_media_type(&world->rsm, 0x20, &unused));
    world_end(world);
    pool = world_application_pool(world, u"Backup", &unused);

    assert_not_found(world, ERROR_MEDIA_UNAVAILABLE, &pool, false);
    set_policy(world, &pool, NTMS_ALLOCATE_FROMSCRATCH, 0, 0);
    assert_not_found(world, ERROR_DEVICE_NOT_AVAILABLE, &pool, false);
}

/* ---- whole media ---- */

static void of_a_medium_with_two_sides_any_side_will_do(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);

    set_allocate_count(world, &medium, 0, 2);
    set_allocate_count(world, &medium, 1, 1);

    assert_found(world, &pool, false, &medium, 1);
}

static void of_a_whole_medium_the_first_side_is_taken(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);

    set_allocate_count(world, &medium, 0, 2);
    set_allocate_count(world, &medium, 1, 1);

    assert_found(world, &pool, true, &medium, 0);
}

static void a_medium_that_somebody_has_a_side_of_is_not_whole(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID shared = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID whole;

    (void)world_allocate(world, &shared);
    assert_found(world, &pool, false, &shared, 1);
    assert_not_found(world, ERROR_MEDIA_UNAVAILABLE, &pool, true);
    whole = put_disk(world, 1, &pool, NTMS_PARTSTATE_AVAILABLE);
    assert_found(world, &pool, true, &whole, 0);
}

static void a_medium_with_a_side_in_any_other_state_is_not_whole(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);

    set_side_state(world, &medium, 1, NTMS_PARTSTATE_DECOMMISSIONED);

    assert_not_found(world, ERROR_MEDIA_UNAVAILABLE, &pool, true);
}

/* ---- taking ---- */

static void the_side_gets_an_owner_in_the_pool_named_like_its_medium(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_allocation allocation;
    struct rsm_record owner;
    struct rsm_record side;

    assert_success(allocate(world, &pool, false, &allocation));

    world_side(world, &medium, 0, &side);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_ALLOCATED);
    assert_int_equal(side.info.Info.Partition.dwAllocateCount, 1);
    assert_guid(allocation.owner, side.info.Info.Partition.LogicalMedia);
    world_load(world, &allocation.owner, NTMS_LOGICAL_MEDIA, &owner);
    assert_guid(pool, owner.info.Info.LogicalMedia.MediaPool);
    assert_text(u"A00001L5", owner.info.szName);
    assert_guid(pool, allocation.from);
}

static void a_medium_from_free_moves_to_the_pool_with_all_its_sides(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID free_pool = free_pool_of(world, &world->disks);
    GUID medium = put_disk(world, 0, &free_pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_allocation allocation;

    set_policy(world, &pool, NTMS_ALLOCATE_FROMSCRATCH, 0, 0);
    assert_success(allocate(world, &pool, false, &allocation));

    assert_in_pool(world, &medium, &pool);
    assert_guid(free_pool, allocation.from);
    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_ALLOCATED);
    assert_int_equal(side_state(world, &medium, 1), NTMS_PARTSTATE_AVAILABLE);
    assert_found(world, &pool, false, &medium, 1);
}

static void the_other_sides_of_a_whole_medium_are_reserved_without_an_owner(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_allocation allocation;
    struct rsm_record side;

    assert_success(allocate(world, &pool, true, &allocation));

    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_ALLOCATED);
    world_side(world, &medium, 1, &side);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_RESERVED);
    assert_guid(rsm_guid_null, side.info.Info.Partition.LogicalMedia);
    assert_int_equal(side.info.Info.Partition.dwAllocateCount, 0);
    assert_not_found(world, ERROR_MEDIA_UNAVAILABLE, &pool, false);
}

static void one_medium_is_given_to_one_caller(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct rsm_allocation first;
    struct rsm_allocation second;

    (void)put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    assert_success(allocate(world, &pool, false, &first));

    assert_fails_with(ERROR_MEDIA_UNAVAILABLE, allocate(world, &pool, false, &second));
}

/* ---- rights ---- */

static void control_of_the_pool_is_wanted(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);

    deny(world, &pool, NTMS_CONTROL_ACCESS);
    assert_not_found(world, ERROR_ACCESS_DENIED, &pool, false);
    deny(world, &pool, NTMS_USE_ACCESS);
    assert_found(world, &pool, false, &medium, 0);
    deny(world, NULL, 0);
}

static void use_of_free_is_wanted_when_a_medium_would_come_from_there(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID free_pool = free_pool_of(world, &world->tapes);
    GUID medium = put_tape(world, 0, &free_pool, NTMS_PARTSTATE_AVAILABLE);

    set_policy(world, &pool, NTMS_ALLOCATE_FROMSCRATCH, 0, 0);
    deny(world, &free_pool, NTMS_USE_ACCESS);
    assert_not_found(world, ERROR_ACCESS_DENIED, &pool, false);
    deny(world, &free_pool, NTMS_CONTROL_ACCESS);
    assert_found(world, &pool, false, &medium, 0);
    deny(world, &free_pool, NTMS_USE_ACCESS);
    medium = put_tape(world, 1, &pool, NTMS_PARTSTATE_AVAILABLE);
    assert_found(world, &pool, false, &medium, 0);
    deny(world, NULL, 0);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(only_pools_of_applications_with_a_media_type_can_be_allocated_from),
        IN_WORLD(the_pool_itself_comes_first),
        IN_WORLD(the_side_used_least_comes_first_then_the_oldest),
        IN_WORLD(media_of_other_pools_are_left_alone),
        IN_WORLD(sides_in_other_states_cannot_be_had),
        IN_WORLD(media_offline_are_never_chosen),
        IN_WORLD(disabled_media_and_those_of_disabled_libraries_are_never_chosen),
        IN_WORLD(no_drive_needs_to_be_empty),
        IN_WORLD(free_is_looked_in_when_the_policy_says_so),
        IN_WORLD(free_media_of_another_type_or_without_their_label_cannot_be_had),
        IN_WORLD(without_a_free_pool_of_the_type_an_intermediate_resource_is_missing),
        IN_WORLD(of_a_medium_with_two_sides_any_side_will_do),
        IN_WORLD(of_a_whole_medium_the_first_side_is_taken),
        IN_WORLD(a_medium_that_somebody_has_a_side_of_is_not_whole),
        IN_WORLD(a_medium_with_a_side_in_any_other_state_is_not_whole),
        IN_WORLD(the_side_gets_an_owner_in_the_pool_named_like_its_medium),
        IN_WORLD(a_medium_from_free_moves_to_the_pool_with_all_its_sides),
        IN_WORLD(the_other_sides_of_a_whole_medium_are_reserved_without_an_owner),
        IN_WORLD(one_medium_is_given_to_one_caller),
        IN_WORLD(control_of_the_pool_is_wanted),
        IN_WORLD(use_of_free_is_wanted_when_a_medium_would_come_from_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
