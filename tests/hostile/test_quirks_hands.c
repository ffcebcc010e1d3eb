/*
 * Movements that fail, other hosts, and what drives do not tell (the list of quirks, Q30, Q33, Q34).
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

enum { FIRST_SLOT = 4096 };

static bool is_move(const struct hostile_command *command)
{
    return strcmp(command->name, "MOVE_MEDIUM") == 0;
}

static bool is_unload(const struct hostile_command *command)
{
    return strcmp(command->name, "LOAD_UNLOAD") == 0;
}

static unsigned get16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

/* Of the cartridge in the first slot. */
static bool is_move_of_first(const struct hostile_command *command)
{
    return is_move(command) && get16(command->cdb + 4) == FIRST_SLOT;
}

/* Was the element asked for, after the first movement? */
static bool is_read_after_move(struct stage *stage, unsigned address)
{
    size_t count;
    struct hostile_command *commands = hostile_log(stage->target, &count);
    bool moved = false;
    bool read = false;

    for (size_t i = 0; i < count; i++) {
        const struct hostile_command *c = &commands[i];
        unsigned start = get16(c->cdb + 2);

        moved = moved || is_move(c);
        if (moved && strcmp(c->name, "READ_ELEMENT_STATUS") == 0)
            read = read || (start <= address && address < start + get16(c->cdb + 4));
    }
    free(commands);
    return read;
}

/* ---- Q30 ---- */

static void q30_move_fails_and_later_heals(void **state)
{
    struct stage *stage = play(state, __func__);

    stage_inventory(stage);
    stage_forget_log(stage);
    assert_int_not_equal(stage_mount(stage, u"S00001L6"), ERROR_SUCCESS);

    site_wait_idle(
        stage->site); /* the library is looked at after a mount that failed, and the tape read */

    assert_in_range(count_commands(stage, is_move_of_first), 1, 2);
    assert_true(is_read_after_move(stage, FIRST_SLOT));
    assert_logged(stage->site, "4/04/03", "needs a person to intervene");
    assert_truth(stage);
    assert_success(stage_mount(stage, u"S00001L6"));
    assert_truth(stage);
}

/* ---- Q33 ---- */

static void q33_library_with_several_hosts(void **state)
{
    struct stage *stage = play(state, __func__);

    stage_inventory(stage);
    hostile_do(stage->target, "carry slot 1 slot 7 quietly");

    assert_success(stage_mount(stage, u"S00001L6")); /* from where it is now */
    site_wait_idle(stage->site);
    assert_truth(stage);
}

static void what_another_host_takes_in_the_middle_of_a_plan_is_looked_for(void **state)
{
    struct stage *stage = play(state, "q33_library_with_several_hosts");

    stage_inventory(stage);
    hostile_do(stage->target,
               "on MOVE_MEDIUM to=drive #1 : sense 5/3B/0E "
               "then carry slot 2 slot 8 quietly");
    assert_success(stage_mount(stage, u"S00002L6"));

    assert_inventory_is_truth(stage);
}

static void a_drive_that_another_host_fills_first_is_seen_as_full(void **state)
{
    struct stage *stage = play(state, "q33_library_with_several_hosts");

    stage_inventory(stage);
    hostile_do(stage->target,
               "on MOVE_MEDIUM to=drive #1 : sense 5/3B/0D "
               "then carry slot 3 drive 1 quietly");
    (void)stage_mount(stage, u"S00002L6");

    assert_inventory_is_truth(stage);
}

static void a_changer_that_another_host_has_reserved_says_so(void **state)
{
    struct stage *stage = play_hastily(state, "q33_library_with_several_hosts");

    stage_inventory(stage);
    hostile_do(stage->target, "reserve");
    assert_int_not_equal(stage_mount(stage, u"S00002L6"), ERROR_SUCCESS);
    assert_logged(stage->site, "not to be had", "reserved by another computer");

    hostile_do(stage->target, "release");
    assert_inventory_is_truth(stage);
    assert_success(stage_mount(stage, u"S00002L6"));
    assert_truth(stage);
}

/* ---- Q34 ---- */

static void q34_access_does_not_mean_unloaded(void **state)
{
    struct stage *stage = play(state, __func__);

    stage_inventory(stage);
    assert_success(stage_mount(stage, u"S00001L6"));
    assert_truth(stage);
    stage_forget_log(stage);
    assert_success(stage_dismount(stage, u"S00001L6"));

    assert_in_range(count_commands(stage, is_unload), 1, 2);
    assert_inventory_is_truth(stage);
}

static void a_tape_in_a_drive_that_never_grants_access_is_not_lost(void **state)
{
    struct stage *stage = play_hastily(state, "q34_access_does_not_mean_unloaded");

    stage_inventory(stage);
    hostile_do(stage->target, "report drives access never");
    hostile_do(stage->target, "carry slot 1 drive 2 quietly");
    assert_inventory_is_truth(stage);
    assert_medium_is_in(stage->site, u"S00001L6", NTMS_DRIVE, 2);
    assert_success(stage_mount(stage, u"S00002L6"));
    assert_success(stage_dismount(stage, u"S00002L6"));
    assert_inventory_is_truth(stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(q30_move_fails_and_later_heals, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q33_library_with_several_hosts, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(
            what_another_host_takes_in_the_middle_of_a_plan_is_looked_for, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(a_drive_that_another_host_fills_first_is_seen_as_full,
                                        stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(a_changer_that_another_host_has_reserved_says_so,
                                        stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q34_access_does_not_mean_unloaded, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(a_tape_in_a_drive_that_never_grants_access_is_not_lost,
                                        stage_begin, stage_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
