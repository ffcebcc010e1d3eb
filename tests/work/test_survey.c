/*
 * The survey of devices: each with whose it is and why, and nobody disturbed for it.
 */
#include "work/survey.h"

#include "support/asserts.h"
#include "support/looks.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

enum { INQUIRY = 0x12, READ_ELEMENT_STATUS = 0xB8, MOVE_MEDIUM = 0xA5, TEST_UNIT_READY = 0x00 };

static const char telling[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

static const char silent[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

static const char alone[] = "alone\ndrive 1 empty serial ONE\n";

/* ---- asking ---- */

static struct rsm_survey survey;

static void take_survey(void)
{
    assert_success(rsm_system_survey(&survey));
}

static const struct rsm_surveyed *device_at(const char *shown)
{
    for (size_t i = 0; i < survey.count; i++) {
        if (strcmp(survey.devices[i].found.shown, shown) == 0)
            return &survey.devices[i];
    }
    fail_msg("%s was not found", shown);
    return NULL;
}

static void assert_reason(const char *shown, enum rsm_survey_reason reason)
{
    assert_int_equal(device_at(shown)->reason, reason);
}

static int end_survey(void **state)
{
    rsm_survey_free(&survey);
    return fixture_end(state);
}

/* ---- what a device is ---- */

static void changer_and_drives_belong_to_their_library(void **state)
{
    const struct rsm_surveyed *drive;

    plug_in(*state, telling);

    take_survey();

    assert_int_equal(survey.count, 2);
    assert_reason("sim:lib/0", RSM_SURVEY_CHANGER);
    assert_string_equal(device_at("sim:lib/0")->library, "STK L20");
    drive = device_at("sim:lib/1");
    assert_int_equal(drive->reason, RSM_SURVEY_DRIVE);
    assert_int_equal(drive->drive, 1);
    assert_int_equal(drive->known_by, RSM_KNOWN_BY_IDENTITY);
    assert_string_equal(drive->library, "STK L20");
    assert_string_equal(drive->found.serial, "SERIAL1D1");
    assert_string_equal(drive->name, "sim:lib/1");
}

static void a_drive_without_a_changer_stands_alone(void **state)
{
    plug_in(*state, alone);

    take_survey();

    assert_reason("sim:lib/1", RSM_SURVEY_ALONE);
    assert_string_equal(device_at("sim:lib/1")->library, "HP Ultrium 5-SCSI");
}

static void a_disk_is_shown_and_is_not_ours(void **state)
{
    plug_in(*state,
            "changer  STK L20 SERIAL1\n"
            "drive 1  empty\n"
            "slot 1   empty\n"
            "disk\n");

    take_survey();

    assert_reason("sim:lib/2", RSM_SURVEY_OTHER);
}

static void what_may_be_a_drive_is_said_to_be_so(void **state)
{
    struct fixture *f = *state;

    plug_in(f, silent);

    take_survey();

    assert_reason("sim:lib/1", RSM_SURVEY_SPARE);
    assert_string_equal(device_at("sim:lib/1")->library, "STK L20");
}

static void what_a_cartridge_showed_is_said_to_be_so(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, silent);

    take_survey();

    assert_reason("sim:lib/1", RSM_SURVEY_DRIVE);
    assert_int_equal(device_at("sim:lib/1")->known_by, RSM_KNOWN_BY_PROOF);
    assert_reason("sim:lib/2", RSM_SURVEY_SPARE);
}

static void what_is_only_remembered_is_said_to_be_so(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, silent);
    restart(f);

    take_survey();

    assert_int_equal(device_at("sim:lib/1")->known_by, RSM_KNOWN_BY_MEMORY);
}

static void an_absence_makes_what_was_shown_a_memory(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, silent);
    rsm_sim_unplug("lib");
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));
    rsm_sim_plug("lib");
    run_all_work(f);

    take_survey();

    assert_int_equal(device_at("sim:lib/1")->known_by, RSM_KNOWN_BY_MEMORY);
}

/* ---- what is not there ---- */

static void a_device_that_does_not_answer_says_why(void **state)
{
    struct fixture *f = *state;

    set_devices(f, "sim:lib;sim:gone");
    plug_in(f, telling);

    take_survey();

    assert_reason("sim:gone", RSM_SURVEY_SILENT);
    assert_int_equal(device_at("sim:gone")->error, ERROR_HOST_UNREACHABLE);
}

static void a_drive_waits_for_an_address_that_has_not_answered(void **state)
{
    struct fixture *f = *state;

    set_devices(f, "sim:lib;sim:gone");
    plug_in(f, alone);

    take_survey();

    assert_reason("sim:lib/1", RSM_SURVEY_WAITS);
    f->unsettled = true;
}

static void a_changer_that_cannot_be_used_is_said_to_be_so(void **state)
{
    struct fixture *f = *state;
    const struct rsm_sim_fault refused = {.failure = RSM_SIM_CHECK,
                                          .number = 1,
                                          .more = 1000,
                                          .only_operation = true,
                                          .operation = READ_ELEMENT_STATUS,
                                          .key = 0x04,
                                          .asc = 0x44};

    rsm_sim_draw("lib", telling);
    rsm_sim_fail(&refused);
    open_session(f);

    take_survey();

    assert_reason("sim:lib/0", RSM_SURVEY_UNUSABLE);
    rsm_sim_fail(NULL);
    f->unsettled = true;
}

static void attached_addresses_are_shown_though_others_are_named(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("two", alone);
    plug_in(f, telling);
    assert_success(attach(f, "sim:two", false));

    take_survey();

    assert_reason("sim:two/1", RSM_SURVEY_NOT_NAMED);
    assert_reason("sim:lib/0", RSM_SURVEY_CHANGER);
    assert_true(survey.is_named);
}

/* ---- nobody is disturbed ---- */

static void nobody_is_asked_for_more_than_who_he_is(void **state)
{
    unsigned all, inquiries;

    plug_in_and_settle(*state, telling);
    all = rsm_sim_commands();
    inquiries = rsm_sim_commands_of(INQUIRY);

    take_survey();

    assert_true(rsm_sim_commands_of(INQUIRY) > inquiries);
    assert_int_equal(rsm_sim_commands() - all, rsm_sim_commands_of(INQUIRY) - inquiries);
}

#define surveyed(test)         cmocka_unit_test_setup_teardown(test, fixture_in_memory, end_survey)
#define surveyed_on_disk(test) cmocka_unit_test_setup_teardown(test, fixture_on_disk, end_survey)

int main(void)
{
    const struct CMUnitTest tests[] = {
        surveyed(changer_and_drives_belong_to_their_library),
        surveyed(a_drive_without_a_changer_stands_alone),
        surveyed(a_disk_is_shown_and_is_not_ours),
        surveyed(what_may_be_a_drive_is_said_to_be_so),
        surveyed(what_a_cartridge_showed_is_said_to_be_so),
        surveyed_on_disk(what_is_only_remembered_is_said_to_be_so),
        surveyed(an_absence_makes_what_was_shown_a_memory),
        surveyed(a_device_that_does_not_answer_says_why),
        surveyed(a_drive_waits_for_an_address_that_has_not_answered),
        surveyed(a_changer_that_cannot_be_used_is_said_to_be_so),
        surveyed(attached_addresses_are_shown_though_others_are_named),
        surveyed(nobody_is_asked_for_more_than_who_he_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
