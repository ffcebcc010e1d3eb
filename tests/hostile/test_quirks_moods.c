/*
 * Changers that want something done first, need a while, or must be seen to by a person, and devices that are elsewhere
 * all at once (the list of quirks, Q18 to Q23).
 */
#include "hostile/stage.h"

#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool is_status(const struct hostile_command *command)
{
    return strcmp(command->name, "READ_ELEMENT_STATUS") == 0;
}

static bool is_move(const struct hostile_command *command)
{
    return strcmp(command->name, "MOVE_MEDIUM") == 0;
}

static bool is_refused_move(const struct hostile_command *command)
{
    return is_move(command) && strcmp(command->status, "00") != 0;
}

/* Out of drive 1 of Q19, whose element is 1; drive 2 cannot be told to unload. */
static bool is_refused_move_from_the_first(const struct hostile_command *command)
{
    return is_refused_move(command) && command->cdb[4] == 0 && command->cdb[5] == 1;
}

static bool is_unload(const struct hostile_command *command)
{
    return strcmp(command->name, "LOAD_UNLOAD") == 0 && (command->cdb[4] & 1) == 0;
}

static bool is_initialize(const struct hostile_command *command)
{
    return strcmp(command->name, "INITIALIZE_ELEMENT_STATUS") == 0;
}

/* ---- Q19 ---- */

static void q19_drive_must_be_unloaded_first(void **state)
{
    struct stage *stage = play(state, __func__);

    stage_inventory(stage);
    stage_forget_log(stage);
    assert_mounts(stage, u"A00001L6");

    assert_true(count_commands(stage, is_unload) >= 1);
    assert_int_equal(count_commands(stage, is_refused_move_from_the_first), 0);
}

static void a_drive_that_cannot_be_told_to_unload_is_left_to_a_person(void **state)
{
    struct stage *stage = play(state, "q19_drive_must_be_unloaded_first");
    GUID drive = site_numbered(stage->site, NTMS_DRIVE, 2).ObjectGuid;

    stage_inventory(stage);
    assert_success(DismountNtmsDrive(stage->site->session, &drive));
    site_wait_idle(stage->site);
    assert_logged(stage->site, "not unloaded before", "unload it at the drive's panel");
    assert_truth(stage);

    hostile_do(stage->target, "unload drive 2");
    assert_success(DismountNtmsDrive(stage->site->session, &drive));
    site_wait_idle(stage->site);
    assert_false(hostile_place(stage->target, "drive", 2).full);
    assert_truth(stage);
}

/* ---- Q20 ---- */

static void q20_access_lags_after_unload(void **state)
{
    struct stage *stage = play(state, __func__);

    stage_inventory(stage);
    assert_mounts(stage, u"A00001L6");
    stage_forget_log(stage);
    assert_mounts(stage, u"A00002L6");

    assert_int_equal(count_commands(stage, is_refused_move), 0); /* it is known by now */
    assert_true(count_commands(stage, is_unload) >= 1);
    assert_in_range(count_commands(stage, is_status), 1, 60);
}

/* ---- Q21 ---- */

static void q21_paused_and_sequential(void **state)
{
    struct stage *stage = play(state, __func__);

    hostile_do(stage->target, "on READ_ELEMENT_STATUS,MOVE_MEDIUM #1-3 : not-ready 04/85");
    site_forget_log(stage->site);
    assert_inventory_is_truth(stage);
    assert_logged(stage->site, "library is paused", "end that at its panel");

    hostile_do(stage->target, "forget");
    hostile_do(stage->target, "on READ_ELEMENT_STATUS,MOVE_MEDIUM : not-ready 04/8E");
    site_forget_log(stage->site);
    stage_forget_log(stage);
    stage_inventory(stage);
    assert_logged(stage->site, "sequential mode", "set it to random mode at its panel");
    assert_in_range(count_commands(stage, is_status), 1, 3);

    hostile_do(stage->target, "forget");
    assert_inventory_is_truth(stage);
    assert_mounts(stage, u"A00001L6");
}

static void a_pause_that_ends_while_the_arm_is_wanted_delays_the_move(void **state)
{
    struct stage *stage = play(state, "q21_paused_and_sequential");

    stage_inventory(stage);
    hostile_do(stage->target, "on MOVE_MEDIUM #1-4 : not-ready 04/85 progress 10");
    assert_mounts(stage, u"A00001L6");
    assert_logged(stage->site, "MOVE MEDIUM waits", "library is paused");
}

/* ---- Q22 ---- */

static void q22_initialise_first(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_inventory_is_truth(stage);

    assert_int_equal(count_commands(stage, is_initialize), 1);
    assert_mounts(stage, u"A00001L6");
}

/* ---- Q23 ---- */

static void q23_units_change_after_the_link_was_lost(void **state)
{
    struct stage *stage = play(state, __func__);

    stage_inventory(stage);
    hostile_do(stage->target, "lun changer 3");
    hostile_do(stage->target, "lun drive 1 at 2");
    hostile_do(stage->target, "lun drive 2 at 0");
    hostile_do(stage->target, "wire drop");
    assert_inventory_is_truth(stage);

    assert_mounts(stage, u"A00001L6");
    assert_int_equal(site_count(stage->site, NULL, NTMS_LIBRARY), 2); /* it, and the offline one */
}

#define hostile_test(name) cmocka_unit_test_setup_teardown(name, stage_begin, stage_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        hostile_test(q19_drive_must_be_unloaded_first),
        hostile_test(a_drive_that_cannot_be_told_to_unload_is_left_to_a_person),
        hostile_test(q20_access_lags_after_unload),
        hostile_test(q21_paused_and_sequential),
        hostile_test(a_pause_that_ends_while_the_arm_is_wanted_delays_the_move),
        hostile_test(q22_initialise_first),
        hostile_test(q23_units_change_after_the_link_was_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
