/*
 * rsm enable and rsm disable, over a simulated library.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/judge.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   empty\n";

static void a_library_is_disabled_and_enabled(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, two_drives);

    assert_success(rsm("disable /tlibrary /sfSTK~L20"));
    assert_string_equal(out.text, "The library \"STK L20\" is disabled.\n");
    look_at_library(f, &library);
    assert_false(library.info.Enabled);
    assert_success(rsm("enable /tlibrary /sfSTK~L20"));

    assert_string_equal(out.text, "The library \"STK L20\" is enabled.\n");
    look_at_library(f, &library);
    assert_true(library.info.Enabled);
}

static void a_drive_is_disabled_by_its_guid(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in_and_settle(f, two_drives);

    assert_success(rsm_of("disable /tdrive /sg", drive_id(f, 2)));

    look_at_drive(f, 2, &drive);
    assert_false(drive.info.Enabled);
    assert_says("The drive \"Drive 2\" is disabled.\n");
}

static void what_is_so_already_is_refused(void **state)
{
    plug_in_and_settle(*state, two_drives);

    assert_fails_with(ERROR_INVALID_STATE, rsm("enable /tphysical_media /sfA00001L5"));

    assert_complains("the medium \"A00001L5\" is enabled already");
}

static void the_library_of_offline_media_is_not_disabled(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);

    assert_fails_with(ERROR_LIBRARY_OFFLINE,
                      rsm_of("disable /tlibrary /sg", offline_library_id(f)));

    assert_complains("is where offline media are kept, and is always enabled");
}

static void other_kinds_cannot_be_disabled(void **state)
{
    plug_in_and_settle(*state, two_drives);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("disable /tstorageslot /sfSlot~1"));

    assert_complains("/t does not know \"storageslot\"");
}

static void an_unknown_object_is_refused(void **state)
{
    plug_in_and_settle(*state, two_drives);

    assert_fails_with(ERROR_INVALID_DRIVE, rsm("disable /tdrive /sfTurntable"));

    assert_complains("there is no drive \"Turntable\"");
}

static void nowait_says_that_it_is_done_later(void **state)
{
    plug_in_and_settle(*state, two_drives);

    assert_success(rsm("disable /tdrive /sfDrive~1 /nowait"));

    assert_says("The drive \"Drive 1\" becomes disabled when this command ends");
    run_all_work(*state);
}

static void programs_are_told_whether_it_is_enabled(void **state)
{
    plug_in_and_settle(*state, two_drives);

    assert_success(rsm("disable /tdrive /sfDrive~1 /json"));
    judge_document(&out, NULL);
    assert_says("\"enabled\": false");
    assert_success(rsm("enable /tdrive /sfDrive~1 /json"));
    judge_document(&out, NULL);
    assert_says("\"enabled\": true");
    assert_fails_with(ERROR_INVALID_STATE, rsm("enable /tdrive /sfDrive~1 /json"));
    judge_document(&out, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(a_library_is_disabled_and_enabled),
        story_threads(a_drive_is_disabled_by_its_guid),
        story_threads(what_is_so_already_is_refused),
        story_threads(the_library_of_offline_media_is_not_disabled),
        story_threads(other_kinds_cannot_be_disabled),
        story_threads(an_unknown_object_is_refused),
        story_threads(nowait_says_that_it_is_done_later),
        story_threads(programs_are_told_whether_it_is_enabled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
