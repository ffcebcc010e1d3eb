/*
 * Places that are announced and not there, that are there and not counted, or are of another kind than they are called
 * (the list of quirks, Q13 to Q18 and Q24).
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

static bool is_move_of_an_arm(const struct hostile_command *command)
{
    return is_move(command) && (command->cdb[2] != 0 || command->cdb[3] != 0);
}

static bool is_question_about_ports(const struct hostile_command *command)
{
    return is_status(command) && (command->cdb[1] & 0x0F) == 3;
}

static bool is_question_about_arms(const struct hostile_command *command)
{
    return is_status(command) && (command->cdb[1] & 0x0F) == 1;
}

/* The medium is brought to a drive and home again, and the records are the truth all the time. */
static void mount_and_dismount(struct stage *stage, const WCHAR *bar_code)
{
    assert_success(stage_mount(stage, bar_code));
    assert_truth(stage);
    assert_success(stage_dismount(stage, bar_code));
    assert_truth(stage);
}

/* ---- Q13 ---- */

static void q13_page_of_no_bytes(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    stage_forget_log(stage);
    assert_inventory_is_truth(stage);

    assert_in_range(count_commands(stage, is_status), 1, 6); /* the walk ends */
    mount_and_dismount(stage, u"S00002L6");
}

static void elements_that_are_announced_and_never_sent_end_the_inventory(void **state)
{
    struct stage *stage = play(state, "q13_page_of_no_bytes");

    stage_inventory(stage);
    hostile_do(stage->target,
               "on READ_ELEMENT_STATUS type=2 : data 000a0006000000080280003400000000");
    stage_forget_log(stage);
    stage_inventory(stage);

    assert_in_range(count_commands(stage, is_status), 1, 6);
    assert_logged(stage->site, "element status cannot be understood", "empty pages");
}

/* ---- Q14 ---- */

static void q14_ghost_slots_and_drives(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_int_equal(site_numbered(stage->site, NTMS_DRIVE, 3).Info.Drive.Number, 3);
    assert_int_equal(site_numbered(stage->site, NTMS_STORAGESLOT, 2).Info.StorageSlot.State,
                     NTMS_SLOTSTATE_NOTPRESENT);
    assert_medium_is_in(stage->site, u"S00003L6", NTMS_STORAGESLOT, 3);
    for (int i = 0; i < 3; i++)
        mount_and_dismount(stage, u"A00001L6");
}

/* ---- Q15 ---- */

static void q15_arms_not_counted(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    mount_and_dismount(stage, u"A00001L6");

    assert_true(count_commands(stage, is_move) >= 2);
    assert_int_equal(count_commands(stage, is_move_of_an_arm), 0);
}

/* ---- Q16 ---- */

static void q16_slots_that_count_ports(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_int_equal(site_count(stage->site, &stage->site->library, NTMS_STORAGESLOT), 8);
    assert_int_equal(site_count(stage->site, &stage->site->library, NTMS_IEPORT), 2);
    mount_and_dismount(stage, u"A00008L6");
}

/* ---- Q18 ---- */

static void q18_changer_is_a_second_unit(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    mount_and_dismount(stage, u"A00001L6");
}

/* ---- Q24 ---- */

static void q24_kind_of_which_there_is_none(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    mount_and_dismount(stage, u"A00001L6");

    assert_int_equal(count_commands(stage, is_question_about_ports), 0);
    assert_int_equal(count_commands(stage, is_question_about_arms), 0);
}

#define hostile_test(name) cmocka_unit_test_setup_teardown(name, stage_begin, stage_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        hostile_test(q13_page_of_no_bytes),
        hostile_test(elements_that_are_announced_and_never_sent_end_the_inventory),
        hostile_test(q14_ghost_slots_and_drives),
        hostile_test(q15_arms_not_counted),
        hostile_test(q16_slots_that_count_ports),
        hostile_test(q18_changer_is_a_second_unit),
        hostile_test(q24_kind_of_which_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
