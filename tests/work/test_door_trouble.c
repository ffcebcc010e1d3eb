/*
 * A door and what goes wrong around it: programs that end while it is open, changers that go away, commands
 * that fail, and processes that are killed between any two of them.
 */
#include "platform/file_lock.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/moments.h"
#include "work/doorkeeper.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static const WCHAR dead[] = u"00000000000000000000000000000000";
static const WCHAR living[] = u"11111111111111111111111111111111";

/* ---- programs that end ---- */

static void give_to(struct fixture *f, const WCHAR *owner)
{
    struct rsm_record request;

    look_at_request(f, NTMS_LM_DOORACCESS, 0, &request);
    rsm_text_copy(request.own.Owner, RSM_OWNER_LENGTH, owner);
    change(f, &request);
}

static void a_program_that_ends_cancels_and_the_next_one_watches_on(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, two_tapes, NTMS_INVENTORY_NONE);
    open_door(f);
    rsm_sim_carry("lib", "slot 2", "slot 3");
    give_to(f, dead);

    restart(f);
    run_all_work(f);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_OPEN);
    close_door(f);

    assert_int_equal(access_state(f), NTMS_LM_CANCELLED);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_CLOSED);
    assert_in_slot(f, "A00002L5", 3);
}

static void one_that_was_closed_meanwhile_is_closed_and_looked_at(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, two_tapes, NTMS_INVENTORY_NONE);
    open_door(f);
    rsm_sim_carry("lib", "slot 2", "slot 3");
    give_to(f, dead);
    close_session(f);
    rsm_sim_close_door("lib");

    open_session(f);
    run_all_work(f);

    assert_int_equal(door_state(f), NTMS_DOORSTATE_CLOSED);
    assert_in_slot(f, "A00002L5", 3);
}

static void whoever_takes_the_library_goes_on_for_a_program_that_lives(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *alive = NULL;
    plug_in_and_unlock(f, two_tapes, NTMS_INVENTORY_FAST);
    open_door(f);
    rsm_sim_carry("lib", "slot 2", "slot 3");
    alive = fixture_hold_lock(f, "process-11111111111111111111111111111111");
    give_to(f, living);

    restart(f);
    run_all_work(f);
    assert_int_equal(access_state(f), NTMS_LM_WAITING);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_OPEN);
    close_door(f);

    assert_int_equal(access_state(f), NTMS_LM_PASSED);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_CLOSED);
    assert_in_slot(f, "A00002L5", 3);
    rsm_file_lock_release(alive);
}

/* ---- changers that go away ---- */

static void a_changer_that_was_away_and_is_ready_has_its_door_closed(void **state)
{
    struct fixture *f = *state;
    plug_in_and_unlock(f, two_tapes, NTMS_INVENTORY_FAST);
    rsm_sim_open_door("lib");
    rsm_sim_unplug("lib"); /* opening the door switches it off */
    rsm_sim_carry("lib", "slot 2", "slot 3");
    run_all_work(f);
    assert_int_equal(access_state(f), NTMS_LM_WAITING);

    rsm_sim_plug("lib");
    close_door(f);
    run_all_work(f);

    assert_int_equal(access_state(f), NTMS_LM_PASSED);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_CLOSED);
    assert_in_slot(f, "A00002L5", 3);
}

/* ---- each command fails once ---- */

static const struct rsm_sim_fault faults[] = {
    {.failure = RSM_SIM_CHECK, .key = 4, .asc = 0x44},
    {.failure = RSM_SIM_CHECK, .key = 5, .asc = 0x24},
    {.failure = RSM_SIM_CHECK, .key = 6, .asc = 0x29},
    {.failure = RSM_SIM_LOST},
    {.failure = RSM_SIM_LOST_DONE},
    {.failure = RSM_SIM_TIMEOUT},
    {.failure = RSM_SIM_TIMEOUT_DONE},
    {.failure = RSM_SIM_UNPLUG},
    {.failure = RSM_SIM_UNPLUG_DONE},
};

/* Open and close, with a cartridge that is to be taken home before, and one exchanged meanwhile. */
static void visit_with_failure(struct fixture *f, const struct rsm_sim_fault *kind, unsigned number)
{
    struct rsm_sim_fault fault = *kind;

    plug_in_and_settle(f, two_tapes);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);
    fault.number = number;
    rsm_sim_fail(&fault);
    assert_success(access_door(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    rsm_sim_plug("lib");
    run_all_work(f);
    open_door(f);
    rsm_sim_carry("lib", "slot 2", "slot 3");
    rsm_sim_plug("lib");
    close_door(f);
}

static void check_at_the_end(struct fixture *f)
{
    rsm_sim_fail(NULL);
    rsm_sim_plug("lib");
    run_all_work(f);
    assert_int_equal(access_state(f), NTMS_LM_PASSED);
    assert_int_equal(door_state(f), NTMS_DOORSTATE_CLOSED);
    assert_int_equal(count_unfinished(f), 0);
    assert_invariants(f->rsm);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST)); /* its own may be what failed */
    run_all_work(f);
    assert_in_slot(f, "A00002L5", 3);
    assert_records_match_library(f);
    close_session(f);
}

static void it_is_closed_in_the_end_whichever_command_fails(void **state)
{
    enum { COMMANDS_MAX = 200 };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        bool failed = true;
        unsigned number;

        for (number = 1; failed && number < COMMANDS_MAX; number++) {
            visit_with_failure(f, &faults[i], number);
            failed = rsm_sim_has_failed();
            check_at_the_end(f);
        }
        assert_in_range(number, 10, COMMANDS_MAX - 1);
    }
}

/* ---- killed ---- */

static struct moments *record_visit(struct fixture *f)
{
    struct moments *moments;

    plug_in_and_settle(f, two_tapes);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);
    moments = moments_record(f);
    assert_success(access_door(f, NTMS_INVENTORY_OMID));
    run_all_work(f);
    open_door(f);
    let_door_wait(f, 60);
    close_door(f);
    return moments;
}

static void the_next_process_finds_a_library_that_works(void **state)
{
    struct fixture *f = *state;
    struct moments *moments = record_visit(f);
    unsigned count = moments_end(moments);

    assert_true(count >= 10);
    for (unsigned n = 0; n < count; n++) {
        moments_begin_after(moments, n);
        run_all_work(f);
        rsm_sim_close_door("lib");
        run_all_work(f);

        assert_int_equal(door_state(f), NTMS_DOORSTATE_CLOSED);
        assert_int_equal(count_unfinished(f), 0);
        assert_int_equal(count_intents(f), 0);
        assert_invariants(f->rsm);
        assert_records_match_library(f);
        assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
        run_all_work(f);
        assert_int_equal(count_unfinished(f), 0);
        close_session(f);
    }
    moments_free(moments);
}

/* ---- with threads ---- */

static bool is_open(struct fixture *f)
{
    return door_state(f) == NTMS_DOORSTATE_OPEN;
}

static bool is_passed(struct fixture *f)
{
    return access_state(f) == NTMS_LM_PASSED && count_unfinished(f) == 0;
}

static void it_is_opened_and_closed_while_threads_work(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_tapes);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    assert_success(access_door(f, NTMS_INVENTORY_FAST));
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    assert_true(wait_until(f, is_open));
    rsm_sim_open_door("lib"); /* a move from now on fails the test */
    rsm_sim_close_door("lib");

    assert_true(wait_until(f, is_passed));
    assert_records_match_library(f);
}

static bool is_closed(struct fixture *f)
{
    return door_state(f) == NTMS_DOORSTATE_CLOSED;
}

static void a_program_may_end_while_it_is_open(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_tapes);
    assert_success(access_door(f, NTMS_INVENTORY_FAST));
    assert_true(wait_until(f, is_open));

    restart(f);

    assert_int_equal(access_state(f), NTMS_LM_CANCELLED);
    assert_true(wait_until(f, is_closed)); /* nobody ever opened it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(a_program_that_ends_cancels_and_the_next_one_watches_on),
        story_on_disk(one_that_was_closed_meanwhile_is_closed_and_looked_at),
        story_on_disk(whoever_takes_the_library_goes_on_for_a_program_that_lives),
        story(a_changer_that_was_away_and_is_ready_has_its_door_closed),
        story(it_is_closed_in_the_end_whichever_command_fails),
        story_on_disk(the_next_process_finds_a_library_that_works),
        story_threads(it_is_opened_and_closed_while_threads_work),
        story_threads_on_disk(a_program_may_end_while_it_is_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
