/*
 * The survey of devices: each with whose it is and why, and nobody disturbed for it.
 */
#include "work/survey.h"

#include "model/guid.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/simulated_program.h"
#include "support/simulated_system.h"
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
    const struct fixture *f = *state;
    unsigned all, inquiries;

    plug_in_and_settle(*state, telling);
    all = rsm_sim_commands();
    inquiries = rsm_sim_commands_of(INQUIRY);

    take_survey();

    assert_true(f->shared || rsm_sim_commands_of(INQUIRY) > inquiries);
    assert_int_equal(rsm_sim_commands() - all, rsm_sim_commands_of(INQUIRY) - inquiries);
}

/* ---- what the system shows ---- */

#define CHANGER "\\\\.\\Changer0"
#define TAPE(n) "\\\\.\\Tape" #n

static void show(struct fixture *f, const char *drawing, bool automatic)
{
    rsm_sim_draw("lib", drawing);
    rsm_sim_show("lib", 0, CHANGER);
    rsm_sim_show("lib", 1, TAPE(0));
    use_system(f, automatic);
    f->serial = "SERIAL1";
}

static void devices_of_the_system_are_shown_and_not_opened_while_a_library_has_them(void **state)
{
    struct fixture *f = *state;
    const struct rsm_surveyed *drive;
    unsigned changer_opened, drive_opened;

    show(f, telling, true);
    open_session(f);
    run_all_work(f);
    changer_opened = rsm_sim_opened(CHANGER);
    drive_opened = rsm_sim_opened(TAPE(0));

    take_survey();

    assert_int_equal(rsm_sim_opened(CHANGER), changer_opened);
    assert_int_equal(rsm_sim_opened(TAPE(0)), drive_opened);
    assert_true(survey.has_system);
    assert_reason(CHANGER, RSM_SURVEY_CHANGER);
    drive = device_at(TAPE(0));
    assert_int_equal(drive->reason, RSM_SURVEY_DRIVE);
    assert_string_equal(drive->name, TAPE(0));
    assert_string_equal(drive->used_at, "");
    assert_true(drive->found.facts.has_scsi_address);
    assert_true(drive->found.facts.is_claimed);
}

static void what_was_detached_is_left_alone_and_asked_nothing(void **state)
{
    struct fixture *f = *state;
    unsigned commands;

    show(f, telling, true);
    open_session(f);
    run_all_work(f);
    assert_success(detach(f, CHANGER));
    commands = rsm_sim_commands();

    take_survey();

    assert_reason(CHANGER, RSM_SURVEY_LEFT);
    assert_reason(TAPE(0), RSM_SURVEY_LEFT);
    assert_int_equal(rsm_sim_commands(), commands);
    f->unsettled = true;
}

static void a_drive_that_may_be_of_a_changer_left_alone_is_said_to_be_so(void **state)
{
    struct fixture *f = *state;

    show(f,
         "changer  STK L20 SERIAL1\n"
         "dvcid    no\n"
         "drive 1  empty\n"
         "slot 1   empty\n",
         true);
    open_session(f);
    assert_success(detach(f, CHANGER));

    take_survey();

    assert_reason(CHANGER, RSM_SURVEY_LEFT);
    assert_reason(TAPE(0), RSM_SURVEY_OF_LEFT);
    assert_string_equal(device_at(TAPE(0))->perhaps, CHANGER);
    f->unsettled = true;
}

static void nothing_of_the_system_is_used_unless_it_is_attached(void **state)
{
    struct fixture *f = *state;

    show(f, telling, false);
    rsm_sim_draw("two", alone);
    rsm_sim_show("two", 1, TAPE(7));
    open_session(f);

    take_survey();
    assert_reason(CHANGER, RSM_SURVEY_NOT_AUTOMATIC);
    assert_reason(TAPE(0), RSM_SURVEY_NOT_AUTOMATIC);
    rsm_survey_free(&survey);

    assert_success(attach(f, CHANGER, false));
    take_survey();
    assert_reason(CHANGER, RSM_SURVEY_CHANGER);
    assert_reason(TAPE(0), RSM_SURVEY_DRIVE);
    assert_reason(TAPE(7), RSM_SURVEY_NOT_AUTOMATIC);
    f->unsettled = true;
}

static void a_device_that_a_program_has_open_is_in_use(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("lib", alone);
    rsm_sim_show("lib", 1, TAPE(0));
    rsm_sim_occupy("lib", 1, true);
    use_system(f, true);
    open_session(f);

    take_survey();

    assert_reason(TAPE(0), RSM_SURVEY_IN_USE);
    assert_string_equal(device_at(TAPE(0))->found.serial, "ONE");
    rsm_sim_occupy("lib", 1, false);
    f->unsettled = true;
}

static void a_drive_of_an_iscsi_library_is_known_under_the_name_of_the_system_too(void **state)
{
    struct fixture *f = *state;
    const struct rsm_surveyed *seen;

    show(f, telling, true);
    set_devices(f, "sim:lib");
    open_session(f);

    take_survey();

    assert_string_equal(device_at("sim:lib/1")->name, TAPE(0));
    seen = device_at(TAPE(0));
    assert_int_equal(seen->reason, RSM_SURVEY_DRIVE);
    assert_int_equal(seen->drive, 1);
    assert_string_equal(seen->used_at, "sim:lib/1");
    assert_int_equal(rsm_sim_opened(TAPE(0)), 0);
}

static void what_the_system_shows_is_not_used_when_others_are_named(void **state)
{
    struct fixture *f = *state;

    show(f, telling, true);
    rsm_sim_draw("two", alone);
    set_devices(f, "sim:two");
    f->serial = "ONE";
    open_session(f);

    take_survey();

    assert_reason("sim:two/1", RSM_SURVEY_ALONE);
    assert_reason(CHANGER, RSM_SURVEY_NOT_NAMED);
    assert_reason(TAPE(0), RSM_SURVEY_NOT_NAMED);
    f->unsettled = true;
}

static void names_that_were_exchanged_are_seen_through(void **state)
{
    struct fixture *f = *state;

    show(f,
         "changer  STK L20 SERIAL1\n"
         "drive 1  empty\n"
         "drive 2  empty\n"
         "slot 1   empty\n",
         true);
    rsm_sim_show("lib", 2, TAPE(1));
    open_session(f);
    close_session(f);
    rsm_sim_swap_names(TAPE(0), TAPE(1));
    open_session(f);

    take_survey();

    assert_int_equal(device_at(TAPE(0))->drive, 2);
    assert_int_equal(device_at(TAPE(1))->drive, 1);
    assert_string_equal(device_at(TAPE(1))->used_at, "");
}

/* What the system tells of a device that is open elsewhere may be no more than that it is there. */
static rsm_error look_blindly(void *context, const char *address,
                              struct rsm_transport_facts *facts_out)
{
    (void)context;
    (void)address;
    memset(facts_out, 0, sizeof *facts_out);
    facts_out->is_claimed = true;
    return ERROR_SUCCESS;
}

static void make_blind(struct fixture *f)
{
    static struct rsm_transport blind;

    blind = rsm_sim_system_transport;
    blind.look = look_blindly;
    f->transports[1] = &blind;
}

static void what_cannot_be_looked_at_is_what_its_record_says(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock;
    char id[RSM_GUID_TEXT];
    char name[RSM_GUID_TEXT + 16];

    show(f, telling, true);
    open_session(f);
    run_all_work(f);
    rsm_guid_format(library_id(f), id);
    snprintf(name, sizeof name, "library-%s", id);
    close_session(f);
    lock = fixture_hold_lock(f, name);
    make_blind(f);
    f->options.hands_off = true;
    open_session(f);

    take_survey();

    assert_reason(CHANGER, RSM_SURVEY_CHANGER);
    assert_int_equal(device_at(CHANGER)->found.type, RSM_DEVICE_CHANGER);
    assert_reason(TAPE(0), RSM_SURVEY_DRIVE);
    assert_string_equal(device_at(TAPE(0))->found.serial, "SERIAL1D1");
    assert_string_equal(device_at(TAPE(0))->found.vendor, "HP");
    assert_true(device_at(TAPE(0))->found.facts.has_scsi_address);
    assert_int_equal(device_at(TAPE(0))->found.facts.target, 10);
    rsm_file_lock_release(lock);
}

static void what_was_left_and_cannot_be_looked_at_is_left_by_its_name(void **state)
{
    struct fixture *f = *state;
    unsigned opened;

    show(f, telling, true);
    open_session(f);
    assert_success(detach(f, CHANGER));
    close_session(f);
    opened = rsm_sim_opened(CHANGER);
    make_blind(f);
    f->options.hands_off = true;
    f->unsettled = true;
    open_session(f);

    take_survey();

    assert_reason(CHANGER, RSM_SURVEY_LEFT);
    assert_int_equal(rsm_sim_opened(CHANGER), opened);
}

static void devices_of_a_library_that_another_process_runs_are_not_opened(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock;
    char id[RSM_GUID_TEXT];
    char name[RSM_GUID_TEXT + 16];
    unsigned changer_opened, drive_opened;

    show(f, telling, true);
    open_session(f);
    run_all_work(f);
    rsm_guid_format(library_id(f), id);
    snprintf(name, sizeof name, "library-%s", id);
    close_session(f);
    lock = fixture_hold_lock(f, name);
    changer_opened = rsm_sim_opened(CHANGER);
    drive_opened = rsm_sim_opened(TAPE(0));
    open_session(f);

    take_survey();

    assert_reason(CHANGER, RSM_SURVEY_CHANGER);
    assert_reason(TAPE(0), RSM_SURVEY_DRIVE);
    assert_int_equal(device_at(TAPE(0))->known_by, RSM_KNOWN_BY_IDENTITY);
    assert_int_equal(rsm_sim_opened(CHANGER), changer_opened);
    assert_int_equal(rsm_sim_opened(TAPE(0)), drive_opened);
    rsm_file_lock_release(lock);
}

/* ---- hands off ---- */

static void keep_hands_off(struct fixture *f)
{
    f->options.hands_off = true;
    f->unsettled = true;
    open_session(f);
}

static void who_keeps_hands_off_asks_a_new_library_nothing_else(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("lib", telling);
    keep_hands_off(f);
    assert_int_equal(rsm_sim_commands(), 0);

    take_survey();

    assert_reason("sim:lib/0", RSM_SURVEY_NEW);
    assert_reason("sim:lib/1", RSM_SURVEY_NEW);
    assert_int_equal(rsm_sim_commands(), rsm_sim_commands_of(INQUIRY));
    assert_objects(f, NTMS_LIBRARY, 1); /* the one of offline media */
}

static void who_keeps_hands_off_knows_libraries_by_their_records(void **state)
{
    struct fixture *f = *state;
    unsigned before;

    plug_in_and_settle(f, silent);
    close_session(f);
    before = rsm_sim_commands() - rsm_sim_commands_of(INQUIRY);
    keep_hands_off(f);

    take_survey();

    assert_reason("sim:lib/0", RSM_SURVEY_CHANGER);
    assert_reason("sim:lib/1", RSM_SURVEY_DRIVE);
    assert_int_equal(device_at("sim:lib/1")->known_by, RSM_KNOWN_BY_PROOF);
    assert_reason("sim:lib/2", RSM_SURVEY_NEW);
    assert_int_equal(rsm_sim_commands() - rsm_sim_commands_of(INQUIRY), before);
}

static void a_library_on_record_that_is_not_named_is_not_used(void **state)
{
    struct fixture *f = *state;

    show(f, telling, true);
    open_session(f);
    close_session(f);
    rsm_sim_draw("two", alone);
    set_devices(f, "sim:two");
    keep_hands_off(f);

    take_survey();

    assert_reason(CHANGER, RSM_SURVEY_NOT_NAMED);
    assert_reason(TAPE(0), RSM_SURVEY_NOT_NAMED);
}

static void a_device_is_left_to_another_product_before_it_is_opened(void **state)
{
    struct fixture *f = *state;

    show(f, telling, true);
    keep_hands_off(f);

    assert_success(detach(f, CHANGER));

    assert_int_equal(rsm_sim_opened(CHANGER), 0);
    assert_int_equal(rsm_sim_opened(TAPE(0)), 0);
    take_survey();
    assert_reason(CHANGER, RSM_SURVEY_LEFT);
    assert_reason(TAPE(0), RSM_SURVEY_OF_LEFT);
    assert_int_equal(rsm_sim_opened(CHANGER), 0);
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
        surveyed(devices_of_the_system_are_shown_and_not_opened_while_a_library_has_them),
        surveyed(what_was_detached_is_left_alone_and_asked_nothing),
        surveyed(a_drive_that_may_be_of_a_changer_left_alone_is_said_to_be_so),
        surveyed(nothing_of_the_system_is_used_unless_it_is_attached),
        surveyed(a_device_that_a_program_has_open_is_in_use),
        surveyed(a_drive_of_an_iscsi_library_is_known_under_the_name_of_the_system_too),
        surveyed(what_the_system_shows_is_not_used_when_others_are_named),
        surveyed_on_disk(names_that_were_exchanged_are_seen_through),
        surveyed(who_keeps_hands_off_asks_a_new_library_nothing_else),
        surveyed_on_disk(who_keeps_hands_off_knows_libraries_by_their_records),
        surveyed_on_disk(a_library_on_record_that_is_not_named_is_not_used),
        surveyed(a_device_is_left_to_another_product_before_it_is_opened),
        surveyed_on_disk(what_cannot_be_looked_at_is_what_its_record_says),
        surveyed_on_disk(what_was_left_and_cannot_be_looked_at_is_left_by_its_name),
        surveyed_on_disk(devices_of_a_library_that_another_process_runs_are_not_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
