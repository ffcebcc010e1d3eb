/*
 * The hostile library itself: what its reference (support/hostile/README.md) lists is there.
 */
#include "support/asserts.h"
#include "support/hostile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int play_everything(void **state)
{
    *state = (void *)(uintptr_t)hostile_play("everything");
    return 0;
}

static int stop(void **state)
{
    hostile_stop(*state);
    return 0;
}

static void a_scenario_of_all_lines_is_played(void **state)
{
    struct hostile_place slot = hostile_place(*state, "slot", 8);
    struct hostile_place drive = hostile_place(*state, "drive", 3);

    assert_string_equal(slot.label, "cleaner:3");
    assert_string_equal(slot.tag, "CLN"); /* cut to 3 */
    assert_string_equal(drive.from, "slot:3");
    assert_string_equal(drive.serial, "D3");
}

static void an_operator_does_all_that_is_listed(void **state)
{
    static const char *const lines[] = {
        "put slot 10 X1 tar t quietly",
        "put port 2 Y1",
        "take slot 10",
        "carry slot 1 slot 10",
        "swap slot 1 slot 2",
        "label slot 1 ansi ABC",
        "exchange drives 1 2",
        "replace drive 1 A B C D",
        "open door",
        "close door",
        "firmware 9",
        "firmware drive 1 8",
        "power-cycle",
        "power-cycle uninitialised",
        "load drive 3",
        "unload drive 3",
        "alert drive 1 20",
        "no-alert drive 1 20",
        "report slots extra 1",
        "exception slot 1 83/00",
        "no-exception slot 1",
        "on any : nothing",
        "forget",
        "forget all",
        "attention 28/00",
        "attention drive 1 28/00",
        "attention changer 28/00",
        "reserve",
        "release",
        "lun changer attached 1",
        "exchange yes",
        "luns refused",
        "luns true",
        "forget-log",
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        hostile_do(*state, lines[i]);
    assert_true(hostile_place(*state, "slot", 10).full);
    assert_string_equal(hostile_place(*state, "slot", 1).label, "ansi:ABC");
    assert_string_equal(hostile_place(*state, "drive", 1).serial, "D");
}

static void a_cartridge_keeps_its_name_wherever_it_goes(void **state)
{
    char name[16];

    memcpy(name, hostile_place(*state, "slot", 1).cartridge, sizeof name);
    hostile_do(*state, "swap slot 1 slot 2");
    hostile_do(*state, "carry slot 2 slot 10");
    assert_string_equal(hostile_place(*state, "slot", 10).cartridge, name);
    assert_string_equal(hostile_place(*state, "slot", 10).from, "-"); /* by hand */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_scenario_of_all_lines_is_played, play_everything, stop),
        cmocka_unit_test_setup_teardown(an_operator_does_all_that_is_listed, play_everything, stop),
        cmocka_unit_test_setup_teardown(a_cartridge_keeps_its_name_wherever_it_goes,
                                        play_everything, stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
