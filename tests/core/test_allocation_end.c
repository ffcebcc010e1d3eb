/*
 * What becomes of a side, and of its medium, when a program gives it back (function page of
 * DeallocateNtmsMedia; object model 8.1 and 9.2).
 */
#include "core/allocation.h"

#include "core/catalogue.h"
#include "core/denial.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/world_media.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- when ---- */

/* Whether the medium is to go to Free. */
static rsm_error give_back(struct small_world *world, const GUID *owner, bool *to_free_out)
{
    struct rsm_record medium;
    rsm_error err;

    world_begin(world);
    err = rsm_store_end(world->rsm.store,
                        rsm_allocation_end(world->session, owner, &medium, to_free_out));
    assert_invariants(&world->rsm);
    return err;
}

static void assert_stays(struct small_world *world, const GUID *owner)
{
    bool to_free = true;

    assert_success(give_back(world, owner, &to_free));
    assert_false(to_free);
    assert_false(world_has(world, owner));
}

static void assert_goes_to_free(struct small_world *world, const GUID *owner)
{
    bool to_free = false;

    assert_success(give_back(world, owner, &to_free));
    assert_true(to_free);
}

static void assert_refused(struct small_world *world, rsm_error expected, const GUID *owner)
{
    bool to_free;

    assert_fails_with(expected, give_back(world, owner, &to_free));
}

/* A tape of a pool that wants its media back in Free, with an owner. */
static GUID owned_tape(struct small_world *world, GUID *medium_out)
{
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);

    set_policy(world, &pool, 0, NTMS_DEALLOCATE_TOSCRATCH, 0);
    *medium_out = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    return world_allocate(world, medium_out);
}

/* ---- the side ---- */

static void the_side_is_available_and_its_owner_gone(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);
    struct rsm_record side;

    assert_stays(world, &owner);

    world_side(world, &medium, 0, &side);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_AVAILABLE);
    assert_guid(rsm_guid_null, side.info.Info.Partition.LogicalMedia);
    assert_int_equal(side.info.Info.Partition.dwAllocateCount, 1);
    assert_in_pool(world, &medium, &pool);
}

static void a_complete_side_can_be_given_back_too(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);

    set_side_state(world, &medium, 0, NTMS_PARTSTATE_COMPLETE);
    assert_stays(world, &owner);

    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_AVAILABLE);
}

static void what_is_no_logical_medium_cannot_be_given_back(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);
    GUID side = side_id(world, &medium, 0);

    assert_refused(world, ERROR_INVALID_MEDIA, &rsm_guid_null);
    assert_refused(world, ERROR_INVALID_MEDIA, &medium);
    assert_refused(world, ERROR_INVALID_MEDIA, &side);
    assert_stays(world, &owner);
    assert_refused(world, ERROR_INVALID_MEDIA, &owner); /* a second time */
}

/* ---- the limit ---- */

static void a_side_that_reached_the_limit_is_decommissioned(void **state)
{
    struct small_world *world = *state;
    static const struct {
        DWORD count;
        DWORD limit;
        DWORD state;
    } cases[] = {
        {2, 3, NTMS_PARTSTATE_AVAILABLE},
        {3, 3, NTMS_PARTSTATE_DECOMMISSIONED},
        {4, 3, NTMS_PARTSTATE_DECOMMISSIONED}, /* the limit was lowered */
        {4, 0, NTMS_PARTSTATE_AVAILABLE},      /* no limit */
    };
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GUID medium = put_tape(world, i, &pool, NTMS_PARTSTATE_AVAILABLE);
        GUID owner = world_allocate(world, &medium);

        set_allocate_count(world, &medium, 0, cases[i].count);
        set_policy(world, &pool, 0, 0, cases[i].limit);
        assert_stays(world, &owner);
        assert_int_equal(side_state(world, &medium, 0), cases[i].state);
    }
}

static void a_side_that_is_used_up_stays_in_the_pool_whatever_its_policy(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);

    set_policy(world, &pool, 0, NTMS_DEALLOCATE_TOSCRATCH, 1);
    assert_stays(world, &owner);

    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_DECOMMISSIONED);
    assert_in_pool(world, &medium, &pool);
}

static void raising_the_limit_revives_nothing(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);
    struct rsm_record record;
    GUID side;

    set_policy(world, &pool, 0, 0, 1);
    assert_stays(world, &owner);
    set_policy(world, &pool, 0, 0, 9);

    world_load(world, &pool, NTMS_MEDIA_POOL, &record);
    world_begin(world);
    assert_fails_with(ERROR_MEDIA_UNAVAILABLE,
                      rsm_allocation_find(world->session, &record, false, &side));
    world_end(world);
}

/* ---- reserved sides ---- */

static void reserved_sides_are_released_with_the_last_owner(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);

    set_side_state(world, &medium, 1, NTMS_PARTSTATE_RESERVED);
    assert_stays(world, &owner);

    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(side_state(world, &medium, 1), NTMS_PARTSTATE_AVAILABLE);
}

static void they_are_released_although_the_side_is_used_up(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);

    set_side_state(world, &medium, 1, NTMS_PARTSTATE_RESERVED);
    set_policy(world, &pool, 0, 0, 1);
    assert_stays(world, &owner);

    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_DECOMMISSIONED);
    assert_int_equal(side_state(world, &medium, 1), NTMS_PARTSTATE_AVAILABLE);
}

/* Both sides of a disk are owned, the first by *first_out; the medium. */
static GUID disk_with_two_owners(struct small_world *world, const GUID *pool, GUID *first_out,
                                 GUID *second_out)
{
    GUID medium = put_disk(world, 0, pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_allocation allocation;
    struct rsm_record record;
    GUID side = side_id(world, &medium, 1);

    *first_out = world_allocate(world, &medium);
    world_load(world, pool, NTMS_MEDIA_POOL, &record);
    world_begin(world);
    assert_success(rsm_allocation_take(&world->rsm, &record, &side, false, &allocation));
    world_end(world);
    *second_out = allocation.owner;
    return medium;
}

static void a_medium_stays_out_of_free_while_a_side_is_owned(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID first;
    GUID second;
    GUID medium = disk_with_two_owners(world, &pool, &first, &second);

    set_policy(world, &pool, 0, NTMS_DEALLOCATE_TOSCRATCH, 0);
    assert_stays(world, &first);

    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(side_state(world, &medium, 1), NTMS_PARTSTATE_ALLOCATED);
    assert_goes_to_free(world, &second);
}

/* ---- to Free ---- */

static void a_medium_goes_to_free_when_the_pool_says_so(void **state)
{
    struct small_world *world = *state;
    GUID medium;
    GUID owner = owned_tape(world, &medium);

    assert_goes_to_free(world, &owner);
}

static void a_reserved_side_does_not_keep_it_from_free(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);

    set_policy(world, &pool, 0, NTMS_DEALLOCATE_TOSCRATCH, 0);
    set_side_state(world, &medium, 1, NTMS_PARTSTATE_RESERVED);

    assert_goes_to_free(world, &owner);
}

static void what_cannot_get_a_label_now_stays_available_in_the_pool(void **state)
{
    struct small_world *world = *state;
    GUID medium;
    GUID owner = owned_tape(world, &medium);

    take_offline(world, &medium);
    assert_stays(world, &owner);
    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_AVAILABLE);
}

static void so_does_a_disabled_medium(void **state)
{
    struct small_world *world = *state;
    GUID medium;
    GUID owner = owned_tape(world, &medium);

    disable(world, &medium, NTMS_PHYSICAL_MEDIA);
    assert_stays(world, &owner);
    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_AVAILABLE);
}

static void so_does_one_in_a_library_that_is_absent_or_disabled(void **state)
{
    struct small_world *world = *state;
    GUID medium;
    GUID owner = owned_tape(world, &medium);

    unplug(world, &world->library);
    assert_stays(world, &owner);
    owner = world_allocate(world, &medium);
    disable(world, &world->library, NTMS_LIBRARY);
    assert_stays(world, &owner);
}

static void media_that_can_only_be_read_never_go_to_free(void **state)
{
    struct small_world *world = *state;
    GUID medium;
    GUID owner = owned_tape(world, &medium);
    struct rsm_record type;

    world_load(world, &world->tapes, NTMS_MEDIA_TYPE, &type);
    type.info.Info.MediaType.ReadWriteCharacteristics = NTMS_MEDIARW_READONLY;
    world_save(world, &type);

    assert_stays(world, &owner);
}

/* ---- rights ---- */

static void control_of_the_pool_is_wanted(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owner = world_allocate(world, &medium);

    deny(world, &pool, NTMS_CONTROL_ACCESS);
    assert_refused(world, ERROR_ACCESS_DENIED, &owner);
    assert_refused(world, ERROR_INVALID_MEDIA, &rsm_guid_null); /* the object comes first */
    deny(world, NULL, 0);
    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_ALLOCATED);
}

static void use_of_free_is_wanted_when_it_would_go_there(void **state)
{
    struct small_world *world = *state;
    GUID free_pool = free_pool_of(world, &world->tapes);
    GUID medium;
    GUID owner = owned_tape(world, &medium);

    deny(world, &free_pool, NTMS_USE_ACCESS);
    assert_refused(world, ERROR_ACCESS_DENIED, &owner);
    assert_int_equal(side_state(world, &medium, 0), NTMS_PARTSTATE_ALLOCATED);
    take_offline(world, &medium);
    assert_stays(world, &owner);
    deny(world, NULL, 0);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(the_side_is_available_and_its_owner_gone),
        IN_WORLD(a_complete_side_can_be_given_back_too),
        IN_WORLD(what_is_no_logical_medium_cannot_be_given_back),
        IN_WORLD(a_side_that_reached_the_limit_is_decommissioned),
        IN_WORLD(a_side_that_is_used_up_stays_in_the_pool_whatever_its_policy),
        IN_WORLD(raising_the_limit_revives_nothing),
        IN_WORLD(reserved_sides_are_released_with_the_last_owner),
        IN_WORLD(they_are_released_although_the_side_is_used_up),
        IN_WORLD(a_medium_stays_out_of_free_while_a_side_is_owned),
        IN_WORLD(a_medium_goes_to_free_when_the_pool_says_so),
        IN_WORLD(a_reserved_side_does_not_keep_it_from_free),
        IN_WORLD(what_cannot_get_a_label_now_stays_available_in_the_pool),
        IN_WORLD(so_does_a_disabled_medium),
        IN_WORLD(so_does_one_in_a_library_that_is_absent_or_disabled),
        IN_WORLD(media_that_can_only_be_read_never_go_to_free),
        IN_WORLD(control_of_the_pool_is_wanted),
        IN_WORLD(use_of_free_is_wanted_when_it_would_go_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
