/*
 * Allocating one side in particular, importing it where needed, and the next side of a medium (function
 * page of AllocateNtmsMedia, steps 1 and 2).
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

/* ---- when ---- */

static rsm_error take_side(struct small_world *world, const GUID *pool, const GUID *side,
                           bool whole, struct rsm_allocation *allocation_out)
{
    struct rsm_record record;
    rsm_error err;

    world_load(world, pool, NTMS_MEDIA_POOL, &record);
    world_begin(world);
    err = rsm_allocation_check_side(world->session, &record, side, whole);
    if (err == ERROR_SUCCESS)
        assert_success(rsm_allocation_take(&world->rsm, &record, side, whole, allocation_out));
    world_end(world);
    return err;
}

static rsm_error take_next(struct small_world *world, const GUID *pool, const GUID *owner,
                           struct rsm_allocation *allocation_out)
{
    struct rsm_record record;
    GUID side;
    rsm_error err;

    world_load(world, pool, NTMS_MEDIA_POOL, &record);
    world_begin(world);
    err = rsm_allocation_find_next(world->session, &record, owner, &side);
    if (err == ERROR_SUCCESS)
        assert_success(rsm_allocation_take(&world->rsm, &record, &side, false, allocation_out));
    world_end(world);
    return err;
}

static void assert_refused(struct small_world *world, rsm_error expected, const GUID *pool,
                           const GUID *medium)
{
    GUID side = side_id(world, medium, 0);
    struct rsm_allocation allocation;

    assert_fails_with(expected, take_side(world, pool, &side, false, &allocation));
}

static void assert_taken(struct small_world *world, const GUID *pool, const GUID *medium,
                         const GUID *from)
{
    GUID side = side_id(world, medium, 0);
    struct rsm_allocation allocation;

    assert_success(take_side(world, pool, &side, false, &allocation));
    assert_guid(*from, allocation.from);
    assert_in_pool(world, medium, pool);
    assert_int_equal(side_state(world, medium, 0), NTMS_PARTSTATE_ALLOCATED);
}

/* ---- one side ---- */

static void a_side_of_the_pool_can_be_taken_although_another_would_come_first(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID first = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID named = put_tape(world, 1, &pool, NTMS_PARTSTATE_AVAILABLE);

    assert_taken(world, &pool, &named, &pool);
    assert_int_equal(side_state(world, &first, 0), NTMS_PARTSTATE_AVAILABLE);
}

static void a_side_in_free_needs_no_policy(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID free_pool = free_pool_of(world, &world->tapes);
    GUID medium = put_tape(world, 0, &free_pool, NTMS_PARTSTATE_AVAILABLE);

    assert_taken(world, &pool, &medium, &free_pool);
}

static void a_side_in_import_is_imported(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID import_pool = import_pool_of(world, &world->tapes);
    GUID medium = put_tape(world, 0, &import_pool, NTMS_PARTSTATE_IMPORT);

    assert_taken(world, &pool, &medium, &import_pool);
}

static void the_flip_side_stays_import_until_it_is_imported_itself(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID import_pool = import_pool_of(world, &world->disks);
    GUID medium = put_disk(world, 0, &import_pool, NTMS_PARTSTATE_IMPORT);
    GUID flip = side_id(world, &medium, 1);
    struct rsm_allocation allocation;

    assert_taken(world, &pool, &medium, &import_pool);
    assert_int_equal(side_state(world, &medium, 1), NTMS_PARTSTATE_IMPORT);
    assert_success(take_side(world, &pool, &flip, false, &allocation));
    assert_guid(pool, allocation.from);
    assert_int_equal(side_state(world, &medium, 1), NTMS_PARTSTATE_ALLOCATED);
}

static void a_side_of_another_application_can_be_taken_if_nobody_owns_the_medium(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID other = world_application_pool(world, u"Other", &world->disks);
    GUID medium = put_disk(world, 0, &other, NTMS_PARTSTATE_AVAILABLE);

    set_side_state(world, &medium, 1, NTMS_PARTSTATE_RESERVED);
    assert_refused(world, ERROR_BUSY, &pool, &medium);
    set_side_state(world, &medium, 1, NTMS_PARTSTATE_DECOMMISSIONED);
    assert_taken(world, &pool, &medium, &other);
}

static void a_medium_of_which_another_side_is_owned_cannot_leave_its_pool(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID other = world_application_pool(world, u"Other", &world->disks);
    GUID medium = put_disk(world, 0, &other, NTMS_PARTSTATE_AVAILABLE);
    GUID flip = side_id(world, &medium, 1);
    struct rsm_allocation allocation;

    (void)world_allocate(world, &medium);
    assert_fails_with(ERROR_BUSY, take_side(world, &pool, &flip, false, &allocation));
    assert_success(take_side(world, &other, &flip, false, &allocation));
}

static void what_is_no_side_is_invalid(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_allocation allocation;

    assert_fails_with(ERROR_INVALID_MEDIA,
                      take_side(world, &pool, &rsm_guid_null, false, &allocation));
    assert_fails_with(ERROR_INVALID_MEDIA, take_side(world, &pool, &medium, false, &allocation));
}

static void sides_in_states_that_cannot_be_had_are_invalid(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID free_pool = free_pool_of(world, &world->tapes);
    GUID unrecognized;
    GUID medium;
    const struct {
        const GUID *pool;
        DWORD state;
    } places[] = {
        {&pool, NTMS_PARTSTATE_DECOMMISSIONED},      {&pool, NTMS_PARTSTATE_RESERVED},
        {&free_pool, NTMS_PARTSTATE_UNPREPARED},     {&unrecognized, NTMS_PARTSTATE_FOREIGN},
        {&unrecognized, NTMS_PARTSTATE_UNKNOWN},     {&unrecognized, NTMS_PARTSTATE_INCOMPATIBLE},
        {&free_pool, NTMS_PARTSTATE_DECOMMISSIONED},
    };

    world_begin(world);
    assert_success(
        rsm_catalogue_child_pool(&world->rsm, NTMS_POOLTYPE_FOREIGN, &world->tapes, &unrecognized));
    world_end(world);
    medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        world_put(world, &medium, places[i].pool, places[i].state);
        assert_refused(world, ERROR_INVALID_MEDIA, &pool, &medium);
    }
    world_put(world, &medium, &pool, NTMS_PARTSTATE_AVAILABLE);
    (void)world_allocate(world, &medium);
    assert_refused(world, ERROR_INVALID_MEDIA, &pool, &medium);
    set_side_state(world, &medium, 0, NTMS_PARTSTATE_COMPLETE);
    assert_refused(world, ERROR_INVALID_MEDIA, &pool, &medium);
}

static void a_medium_that_is_not_there_is_offline(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID gone = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID distant = put_far_tape(world, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID displaced = put_tape(world, 1, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_record record;

    take_offline(world, &gone);
    unplug(world, &world->far_library);
    world_load(world, &displaced, NTMS_PHYSICAL_MEDIA, &record);
    record.own.Fresh = RSM_FRESH_DISPLACED;
    world_save(world, &record);

    assert_refused(world, ERROR_MEDIA_OFFLINE, &pool, &gone);
    assert_refused(world, ERROR_MEDIA_OFFLINE, &pool, &distant);
    assert_refused(world, ERROR_MEDIA_OFFLINE, &pool, &displaced);
}

static void a_medium_whose_label_is_to_be_read_cannot_be_taken(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_record record;

    world_load(world, &medium, NTMS_PHYSICAL_MEDIA, &record);
    record.own.Fresh = RSM_FRESH_NEW;
    world_save(world, &record);

    assert_refused(world, ERROR_INVALID_MEDIA, &pool, &medium);
}

static void a_disabled_side_medium_or_library_cannot_be_used(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID blocked = put_tape(world, 1, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID distant = put_far_tape(world, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID side = side_id(world, &blocked, 0);

    disable(world, &medium, NTMS_PHYSICAL_MEDIA);
    disable(world, &side, NTMS_PARTITION);
    disable(world, &world->far_library, NTMS_LIBRARY);

    assert_refused(world, ERROR_RESOURCE_DISABLED, &pool, &medium);
    assert_refused(world, ERROR_RESOURCE_DISABLED, &pool, &blocked);
    assert_refused(world, ERROR_RESOURCE_DISABLED, &pool, &distant);
}

static void disabled_comes_before_offline_and_both_before_the_state(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_DECOMMISSIONED);

    take_offline(world, &medium);
    assert_refused(world, ERROR_MEDIA_OFFLINE, &pool, &medium);
    disable(world, &medium, NTMS_PHYSICAL_MEDIA);
    assert_refused(world, ERROR_RESOURCE_DISABLED, &pool, &medium);
}

static void a_medium_of_another_type_does_not_suit_the_pool(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID free_pool = free_pool_of(world, &world->disks);
    GUID medium = put_disk(world, 0, &free_pool, NTMS_PARTSTATE_AVAILABLE);

    assert_refused(world, ERROR_MEDIA_INCOMPATIBLE, &pool, &medium);
}

static void a_side_wanted_with_its_whole_medium_reserves_the_others(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID second = side_id(world, &medium, 1);
    struct rsm_allocation allocation;

    assert_success(take_side(world, &pool, &second, true, &allocation));

    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_RESERVED);
    assert_int_equal(side_state(world, &medium, 1), NTMS_PARTSTATE_ALLOCATED);
}

static void a_medium_that_is_shared_cannot_be_had_whole(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID second = side_id(world, &medium, 1);
    struct rsm_allocation allocation;

    (void)world_allocate(world, &medium);

    assert_fails_with(ERROR_BUSY, take_side(world, &pool, &second, true, &allocation));
}

/* ---- rights on it ---- */

static void use_is_enough_for_free_and_control_is_wanted_of_other_sources(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID other = world_application_pool(world, u"Other", &world->tapes);
    GUID free_pool = free_pool_of(world, &world->tapes);
    GUID import_pool = import_pool_of(world, &world->tapes);
    const struct {
        const GUID *from;
        DWORD state;
        DWORD right;
    } sources[] = {
        {&free_pool, NTMS_PARTSTATE_AVAILABLE, NTMS_USE_ACCESS},
        {&import_pool, NTMS_PARTSTATE_IMPORT, NTMS_CONTROL_ACCESS},
        {&other, NTMS_PARTSTATE_AVAILABLE, NTMS_CONTROL_ACCESS},
    };

    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        GUID medium = put_tape(world, i, sources[i].from, sources[i].state);

        deny(world, sources[i].from, sources[i].right);
        assert_refused(world, ERROR_ACCESS_DENIED, &pool, &medium);
        deny(world, &pool, NTMS_CONTROL_ACCESS);
        assert_refused(world, ERROR_ACCESS_DENIED, &pool, &medium);
        deny(world, sources[i].from,
             sources[i].right == NTMS_USE_ACCESS ? NTMS_CONTROL_ACCESS : NTMS_USE_ACCESS);
        assert_taken(world, &pool, &medium, sources[i].from);
        deny(world, NULL, 0);
    }
}

static void rights_come_after_the_object_and_before_its_state(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_DECOMMISSIONED);
    struct rsm_allocation allocation;

    take_offline(world, &medium);
    deny(world, &pool, NTMS_CONTROL_ACCESS);
    assert_fails_with(ERROR_INVALID_MEDIA,
                      take_side(world, &pool, &rsm_guid_null, false, &allocation));
    assert_refused(world, ERROR_ACCESS_DENIED, &pool, &medium);
    deny(world, NULL, 0);
}

/* ---- the next side ---- */

static void the_next_side_is_the_reserved_one(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID first = side_id(world, &medium, 0);
    struct rsm_allocation owned;
    struct rsm_allocation next;
    struct rsm_record side;

    assert_success(take_side(world, &pool, &first, true, &owned));
    assert_success(take_next(world, &pool, &owned.owner, &next));

    world_side(world, &medium, 1, &side);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_ALLOCATED);
    assert_int_equal(side.info.Info.Partition.dwAllocateCount, 1);
    assert_guid(next.owner, side.info.Info.Partition.LogicalMedia);
    assert_false(rsm_guid_equal(&next.owner, &owned.owner));
    assert_guid(pool, next.from);
}

static void else_it_is_one_that_is_available(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);
    struct rsm_allocation next;

    assert_success(take_next(world, &pool, &owner, &next));

    assert_int_equal(side_state(world, &medium, 1), NTMS_PARTSTATE_ALLOCATED);
}

static void without_a_side_left_none_is_available(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);
    struct rsm_allocation next;
    static const DWORD others[] = {NTMS_PARTSTATE_DECOMMISSIONED, NTMS_PARTSTATE_IMPORT};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        set_side_state(world, &medium, 1, others[i]);
        assert_fails_with(ERROR_MEDIA_UNAVAILABLE, take_next(world, &pool, &owner, &next));
    }
}

static void the_next_side_of_what_is_no_logical_medium_is_invalid(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_allocation next;

    assert_fails_with(ERROR_INVALID_MEDIA, take_next(world, &pool, &rsm_guid_null, &next));
    assert_fails_with(ERROR_INVALID_MEDIA, take_next(world, &pool, &medium, &next));
}

static void the_next_side_is_in_the_pool_of_the_logical_medium(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID other = world_application_pool(world, u"Other", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);
    struct rsm_allocation next;

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, take_next(world, &other, &owner, &next));
}

static void the_next_side_must_be_online_and_enabled(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);
    struct rsm_allocation next;

    take_offline(world, &medium);
    assert_fails_with(ERROR_MEDIA_OFFLINE, take_next(world, &pool, &owner, &next));
    disable(world, &medium, NTMS_PHYSICAL_MEDIA);
    assert_fails_with(ERROR_RESOURCE_DISABLED, take_next(world, &pool, &owner, &next));
}

static void the_next_side_takes_control_of_the_pool(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);
    struct rsm_allocation next;

    deny(world, &pool, NTMS_CONTROL_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, take_next(world, &pool, &owner, &next));
    deny(world, NULL, 0);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_side_of_the_pool_can_be_taken_although_another_would_come_first),
        IN_WORLD(a_side_in_free_needs_no_policy),
        IN_WORLD(a_side_in_import_is_imported),
        IN_WORLD(the_flip_side_stays_import_until_it_is_imported_itself),
        IN_WORLD(a_side_of_another_application_can_be_taken_if_nobody_owns_the_medium),
        IN_WORLD(a_medium_of_which_another_side_is_owned_cannot_leave_its_pool),
        IN_WORLD(what_is_no_side_is_invalid),
        IN_WORLD(sides_in_states_that_cannot_be_had_are_invalid),
        IN_WORLD(a_medium_that_is_not_there_is_offline),
        IN_WORLD(a_medium_whose_label_is_to_be_read_cannot_be_taken),
        IN_WORLD(a_disabled_side_medium_or_library_cannot_be_used),
        IN_WORLD(disabled_comes_before_offline_and_both_before_the_state),
        IN_WORLD(a_medium_of_another_type_does_not_suit_the_pool),
        IN_WORLD(a_side_wanted_with_its_whole_medium_reserves_the_others),
        IN_WORLD(a_medium_that_is_shared_cannot_be_had_whole),
        IN_WORLD(use_is_enough_for_free_and_control_is_wanted_of_other_sources),
        IN_WORLD(rights_come_after_the_object_and_before_its_state),
        IN_WORLD(the_next_side_is_the_reserved_one),
        IN_WORLD(else_it_is_one_that_is_available),
        IN_WORLD(without_a_side_left_none_is_available),
        IN_WORLD(the_next_side_of_what_is_no_logical_medium_is_invalid),
        IN_WORLD(the_next_side_is_in_the_pool_of_the_logical_medium),
        IN_WORLD(the_next_side_must_be_online_and_enabled),
        IN_WORLD(the_next_side_takes_control_of_the_pool),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
