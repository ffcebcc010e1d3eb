/*
 * Let the first command of a dismount fail, then the second, and so on until none is left, in every way a
 * command can fail; and kill the process between any two.  In the end nobody holds the medium, and its
 * cartridge is where the record says, at home or in a drive that may be emptied.
 */
#include "core/hold.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/dismounter.h"
#include "work/every_command.h"
#include "work/mounter.h"
#include "work/ways.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char drawing[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

enum { COMMANDS_MAX = 100 };

/* ---- failures ---- */

/* Besides what can befall any command. */
static const struct way own_ways[] = {
    {"the cartridge is not let go", {.failure = RSM_SIM_CHECK, .key = 5, .asc = 0x53, .ascq = 2}},
};

static void bring_back(struct fixture *f)
{
    rsm_sim_fail(NULL);
    rsm_sim_plug("lib");
    run_all_work(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST)); /* whatever rests is tried again */
    run_all_work(f);
}

/* Nothing is left to be done, and nobody has anything. */
static void check_at_the_end(struct fixture *f)
{
    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_int_equal(count_unfinished(f), 0);
    assert_int_equal(count_intents(f), 0);
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_NONE);
    assert_int_equal(state_of_medium(f, "A00001L5"), NTMS_MEDIASTATE_IDLE);
    assert_true(drive_state(f, 1) == NTMS_DRIVESTATE_DISMOUNTED ||
                drive_state(f, 1) == NTMS_DRIVESTATE_DISMOUNTABLE);
}

/* And the drive can be used for whatever comes next. */
static void use_the_drive(struct fixture *f)
{
    assert_int_equal(have_mounted(f, 2), 1);
    dismount(f, "A00002L5", NTMS_DISMOUNT_IMMEDIATE);
    check_at_the_end(f);
    assert_in_slot(f, "A00002L5", 2);
}

/* True while there was a command with that number. */
static bool dismount_with_failure(struct fixture *f, const struct way *way, unsigned number)
{
    bool failed;

    plug_in_for_mounts(f, drawing);
    (void)have_mounted(f, 1);
    fail_in_way(way, number);
    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);
    assert_invariants(f->rsm);
    failed = rsm_sim_has_failed();
    bring_back(f);

    check_at_the_end(f);
    use_the_drive(f);
    close_session(f);
    return failed;
}

static void a_dismount_survives_the_failure_of_any_command(void **state)
{
    const struct way *way;

    for (size_t i = 0; (way = begin_way(i, own_ways, sizeof own_ways / sizeof own_ways[0])) != NULL;
         i++) {
        unsigned number = first_command(i);

        while (dismount_with_failure(*state, way, number))
            number += COMMAND_STEP;
        assert_in_range(number, 4, COMMANDS_MAX);
    }
}

/* ---- kills ---- */

static void kill_at_every_moment(struct fixture *f, DWORD options)
{
    struct moments *moments;
    unsigned count;

    plug_in_for_mounts(f, drawing);
    (void)have_mounted(f, 1);
    assert_success(ask_dismount(f, "A00001L5", options));
    moments = moments_record(f);
    run_all_work(f);
    if (options == NTMS_DISMOUNT_DEFERRED) {
        let_delay_pass(f, 1);
        run_all_work(f);
    }
    count = moments_end(moments);

    assert_in_range(count, 6, COMMANDS_MAX);
    for (unsigned n = 0; n < count; n++) {
        moments_begin_after(moments, n);
        run_all_work(f);
        check_at_the_end(f);
        use_the_drive(f);
        close_session(f);
    }
    moments_free(moments);
}

static void a_dismount_goes_on_wherever_the_process_is_killed(void **state)
{
    kill_at_every_moment(*state, NTMS_DISMOUNT_IMMEDIATE);
}

static void so_does_one_whose_time_in_the_drive_is_over(void **state)
{
    kill_at_every_moment(*state, NTMS_DISMOUNT_DEFERRED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_dismount_survives_the_failure_of_any_command),
        story_on_disk(a_dismount_goes_on_wherever_the_process_is_killed),
        story_on_disk(so_does_one_whose_time_in_the_drive_is_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
