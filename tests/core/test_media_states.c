/*
 * Sides that are decommissioned, complete or exchanged: whose rights are asked for, media in use, and
 * records that lack something.
 */
#include "core/media_states.h"

#include "core/catalogue.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* A tape in an application's pool; allocated if it has an owner. */
struct tape {
    GUID pool;
    GUID medium;
    GUID side;
    GUID owner;
};

static struct tape make_tape(struct small_world *world, size_t slot, const WCHAR *pool_name)
{
    struct tape tape = {.pool = world_application_pool(world, pool_name, &world->tapes)};
    struct rsm_record side;

    tape.medium = world_medium(world, slot, &world->tapes, &tape.pool, NTMS_PARTSTATE_AVAILABLE);
    world_side(world, &tape.medium, 0, &side);
    tape.side = side.info.ObjectGuid;
    return tape;
}

static struct tape make_allocated(struct small_world *world, size_t slot, const WCHAR *pool_name)
{
    struct tape tape = make_tape(world, slot, pool_name);

    tape.owner = world_allocate(world, &tape.medium);
    return tape;
}

/* Two allocated tapes in one pool. */
static void make_pair(struct small_world *world, struct tape pair_out[2])
{
    pair_out[0] = make_allocated(world, 0, u"Backup");
    pair_out[1] = make_tape(world, 1, u"Other");
    world_put(world, &pair_out[1].medium, &pair_out[0].pool, NTMS_PARTSTATE_AVAILABLE);
    pair_out[1].pool = pair_out[0].pool;
    pair_out[1].owner = world_allocate(world, &pair_out[1].medium);
}

static void set_use(struct small_world *world, const GUID *medium, DWORD use)
{
    world_begin(world);
    assert_success(
        rsm_records_set_number(world->rsm.store, NTMS_PHYSICAL_MEDIA, medium, "media_state", use));
    world_end(world);
}

static void lose(struct small_world *world, const GUID *id)
{
    world_begin(world);
    assert_success(rsm_store_end(world->rsm.store, rsm_records_delete(world->rsm.store, id)));
}

static void assert_state(struct small_world *world, const struct tape *tape, DWORD expected)
{
    struct rsm_record side;

    world_load(world, &tape->side, NTMS_PARTITION, &side);
    assert_int_equal(side.info.Info.Partition.State, expected);
    world_begin(world); /* and the invariants hold */
    world_end(world);
}

/* ---- DecommissionNtmsMedia ---- */

static void to_decommission_wants_control_of_the_pool(void **state)
{
    struct small_world *world = *state;
    struct tape tape = make_tape(world, 0, u"Backup");
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_CONTROL_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      rsm_media_states_decommission(world->session, &tape.side));
    assert_asked(&guard, NTMS_MEDIA_POOL, &tape.pool, NTMS_CONTROL_ACCESS);
    remove_guard(&world->rsm);
    assert_state(world, &tape, NTMS_PARTSTATE_AVAILABLE);
}

static void a_side_in_free_is_decommissioned(void **state)
{
    struct small_world *world = *state;
    GUID free_pool = world_system_pool(world, NTMS_POOLTYPE_SCRATCH, &world->tapes);
    struct tape tape = make_tape(world, 0, u"Backup");
    world_put(world, &tape.medium, &free_pool, NTMS_PARTSTATE_AVAILABLE);

    assert_success(rsm_media_states_decommission(world->session, &tape.side));

    assert_state(world, &tape, NTMS_PARTSTATE_DECOMMISSIONED);
}

static void a_disabled_medium_in_use_is_decommissioned(void **state)
{
    struct small_world *world = *state;
    struct tape tape = make_tape(world, 0, u"Backup");
    set_use(world, &tape.medium, NTMS_MEDIASTATE_LOADED);
    world_begin(world);
    assert_success(rsm_records_set_number(world->rsm.store, NTMS_PHYSICAL_MEDIA, &tape.medium,
                                          "enabled", FALSE));
    world_end(world);

    assert_success(rsm_media_states_decommission(world->session, &tape.side));
}

static void a_side_whose_pool_is_gone_is_not_decommissioned(void **state)
{
    struct small_world *world = *state;
    struct tape tape = make_tape(world, 0, u"Backup");
    lose(world, &tape.pool);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL,
                      rsm_media_states_decommission(world->session, &tape.side));
}

static void a_side_whose_medium_is_gone_is_invalid(void **state)
{
    struct small_world *world = *state;
    struct tape tape = make_tape(world, 0, u"Backup");
    lose(world, &tape.medium);

    assert_fails_with(ERROR_INVALID_MEDIA,
                      rsm_media_states_decommission(world->session, &tape.side));
}

/* ---- SetNtmsMediaComplete ---- */

static void to_complete_wants_control_of_the_pool(void **state)
{
    struct small_world *world = *state;
    struct tape tape = make_allocated(world, 0, u"Backup");
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_CONTROL_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_media_states_complete(world->session, &tape.owner));
    assert_asked(&guard, NTMS_MEDIA_POOL, &tape.pool, NTMS_CONTROL_ACCESS);
    remove_guard(&world->rsm);
    assert_state(world, &tape, NTMS_PARTSTATE_ALLOCATED);
}

static void a_medium_in_use_is_not_completed(void **state)
{
    struct small_world *world = *state;
    struct tape tape = make_allocated(world, 0, u"Backup");

    for (DWORD use = NTMS_MEDIASTATE_MOUNTED; use <= NTMS_MEDIASTATE_OPERROR; use++) {
        set_use(world, &tape.medium, use);
        assert_fails_with(ERROR_INVALID_STATE,
                          rsm_media_states_complete(world->session, &tape.owner));
    }
    set_use(world, &tape.medium, NTMS_MEDIASTATE_IDLE);
    assert_success(rsm_media_states_complete(world->session, &tape.owner));
    assert_state(world, &tape, NTMS_PARTSTATE_COMPLETE);
}

static void an_owner_whose_pool_is_gone_is_not_completed(void **state)
{
    struct small_world *world = *state;
    struct tape tape = make_allocated(world, 0, u"Backup");
    lose(world, &tape.pool);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL,
                      rsm_media_states_complete(world->session, &tape.owner));
}

static void an_owner_of_nothing_is_invalid(void **state)
{
    struct small_world *world = *state;
    struct tape tape = make_allocated(world, 0, u"Backup");
    lose(world, &tape.side);

    assert_fails_with(ERROR_INVALID_MEDIA, rsm_media_states_complete(world->session, &tape.owner));
}

/* ---- SwapNtmsMedia ---- */

static void to_swap_wants_modify_of_the_pool(void **state)
{
    struct small_world *world = *state;
    struct tape pair[2];
    struct guard guard;
    make_pair(world, pair);

    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      rsm_media_states_swap(world->session, &pair[0].owner, &pair[1].owner));
    assert_asked(&guard, NTMS_MEDIA_POOL, &pair[0].pool, NTMS_MODIFY_ACCESS);
    set_guard(&world->rsm, &guard, NTMS_CONTROL_ACCESS);
    assert_success(rsm_media_states_swap(world->session, &pair[0].owner, &pair[1].owner));
    remove_guard(&world->rsm);
}

static void media_in_use_do_not_swap(void **state)
{
    struct small_world *world = *state;
    struct tape pair[2];
    make_pair(world, pair);
    set_use(world, &pair[1].medium, NTMS_MEDIASTATE_MOUNTED);

    assert_fails_with(ERROR_INVALID_MEDIA,
                      rsm_media_states_swap(world->session, &pair[0].owner, &pair[1].owner));
    assert_fails_with(ERROR_INVALID_MEDIA,
                      rsm_media_states_swap(world->session, &pair[1].owner, &pair[0].owner));
}

static void a_swap_breaks_no_invariant(void **state)
{
    struct small_world *world = *state;
    struct tape pair[2];
    struct rsm_record side;
    make_pair(world, pair);

    assert_success(rsm_media_states_swap(world->session, &pair[0].owner, &pair[1].owner));

    world_load(world, &pair[0].side, NTMS_PARTITION, &side);
    assert_guid(pair[1].owner, side.info.Info.Partition.LogicalMedia);
    assert_state(world, &pair[0], NTMS_PARTSTATE_ALLOCATED);
}

static void owners_in_two_pools_are_told_apart_after_the_rights(void **state)
{
    struct small_world *world = *state;
    struct tape one = make_allocated(world, 0, u"One");
    struct tape other = make_allocated(world, 1, u"Other");
    struct guard guard;

    set_guard_of(&world->rsm, &guard, NTMS_MODIFY_ACCESS, &other.pool);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      rsm_media_states_swap(world->session, &one.owner, &other.owner));
    remove_guard(&world->rsm);
    assert_fails_with(ERROR_INVALID_MEDIA_POOL,
                      rsm_media_states_swap(world->session, &one.owner, &other.owner));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(to_decommission_wants_control_of_the_pool),
        IN_WORLD(a_side_in_free_is_decommissioned),
        IN_WORLD(a_disabled_medium_in_use_is_decommissioned),
        IN_WORLD(a_side_whose_pool_is_gone_is_not_decommissioned),
        IN_WORLD(a_side_whose_medium_is_gone_is_invalid),
        IN_WORLD(to_complete_wants_control_of_the_pool),
        IN_WORLD(a_medium_in_use_is_not_completed),
        IN_WORLD(an_owner_whose_pool_is_gone_is_not_completed),
        IN_WORLD(an_owner_of_nothing_is_invalid),
        IN_WORLD(to_swap_wants_modify_of_the_pool),
        IN_WORLD(media_in_use_do_not_swap),
        IN_WORLD(a_swap_breaks_no_invariant),
        IN_WORLD(owners_in_two_pools_are_told_apart_after_the_rights),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
