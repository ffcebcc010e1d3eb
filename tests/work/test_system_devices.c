/*
 * Devices that programs open by name, and that come, go and change their names: who opens them to find
 * them, what they are called on record, and how soon what changed is seen.
 */
#include "core/session.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/choices.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/looks.h"
#include "support/simulated_program.h"
#include "support/simulated_system.h"
#include "work/library.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char library[] =
    "changer  STK L20 CHANGER\n"
    "drive 1  empty serial ONE\n"
    "drive 2  empty serial TWO\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n";
static const char on_a_bus[] =
    "changer  STK L20 CHANGER\n"
    "dvcid    no\n"
    "drive 1  empty serial ONE id 5\n"
    "drive 2  empty serial TWO id 6\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n";
static const char without_identities[] =
    "changer  STK L20 CHANGER\n"
    "dvcid    no\n"
    "drive 1  empty serial ONE\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n";
static const char alone[] = "alone\ndrive 1 empty serial ALONE\n";

enum { MODE_SENSE = 0x1A };

#define CHANGER "\\\\.\\Changer0"
#define TAPE(n) "\\\\.\\Tape" #n

/* ---- what the stories begin with ---- */

static void show_library(const char *drawing)
{
    rsm_sim_draw("lib", drawing);
    rsm_sim_show("lib", 0, CHANGER);
    rsm_sim_show("lib", 1, TAPE(0));
    rsm_sim_show("lib", 2, TAPE(1));
}

static void begin(struct fixture *f)
{
    use_system(f, true);
    f->serial = "CHANGER";
    open_session(f);
}

static DWORD count_alone(struct fixture *f)
{
    const struct rsm_condition same[] = {
        {.column = "library_type", .number = NTMS_LIBRARYTYPE_STANDALONE}};
    DWORD count = 0;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_store_end(f->rsm->store,
                                 rsm_records_count(f->rsm->store, NTMS_LIBRARY, same, 1, &count)));
    return count;
}

static bool is_one_alone(struct fixture *f)
{
    return count_alone(f) == 1;
}

static DWORD state_of_library(struct fixture *f)
{
    struct rsm_record record;

    look_at_library(f, &record);
    return record.info.dwOperationalState;
}

static bool is_ready(struct fixture *f)
{
    return state_of_library(f) == NTMS_READY;
}

static bool is_not_present(struct fixture *f)
{
    return state_of_library(f) == NTMS_NOT_PRESENT;
}

static bool has_library(struct fixture *f)
{
    return count_objects(f, NTMS_LIBRARY) == 2; /* with that of offline media */
}

static bool is_named(struct fixture *f, unsigned drive, const WCHAR *name)
{
    struct rsm_record record;

    look_at_drive(f, drive, &record);
    return rsm_text_equal(record.info.Info.Drive.szDeviceName, name, NTMS_DEVICENAME_LENGTH);
}

static void look_at_changer(struct fixture *f, struct rsm_record *record_out)
{
    const struct rsm_condition in[] = {{.column = "library", .guid = library_id(f)}};

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_store_end(
        f->rsm->store, rsm_records_first(f->rsm->store, NTMS_CHANGER, in, 1, record_out)));
}

/* A program that opens a device as the system allows it: nobody else can then. */
static void *open_as_program(const char *name)
{
    void *handle = NULL;

    assert_success(rsm_sim_system_transport.open(NULL, name, 1000, &handle));
    return handle;
}

static void close_as_program(void *handle)
{
    rsm_sim_system_transport.close(handle);
}

/* ---- names ---- */

static void changer_and_drives_are_where_the_system_has_them(void **state)
{
    struct fixture *f = *state;
    struct rsm_record record;
    rsm_sim_draw("lib", library);
    rsm_sim_show_at("lib", 0, CHANGER, 3, 1, 4, 0);
    rsm_sim_show_at("lib", 1, TAPE(0), 3, 1, 4, 7);

    begin(f);
    run_all_work(f);

    look_at_changer(f, &record);
    assert_text(u"\\\\.\\Changer0", record.info.Info.Changer.szDeviceName);
    assert_int_equal(record.info.Info.Changer.ScsiPort, 3);
    assert_int_equal(record.info.Info.Changer.ScsiBus, 1);
    assert_int_equal(record.info.Info.Changer.ScsiTarget, 4);
    look_at_drive(f, 1, &record);
    assert_text(u"\\\\.\\Tape0", record.info.Info.Drive.szDeviceName);
    assert_int_equal(record.info.Info.Drive.ScsiPort, 3);
    assert_int_equal(record.info.Info.Drive.ScsiBus, 1);
    assert_int_equal(record.info.Info.Drive.ScsiTarget, 4);
    assert_int_equal(record.info.Info.Drive.ScsiLun, 7);
}

static void begin_over_another_way(struct fixture *f)
{
    use_system(f, true);
    f->options.devices = "sim:lib";
    f->serial = "CHANGER";
    open_session(f);
    run_all_work(f);
}

static void a_drive_that_the_system_shows_too_has_its_name(void **state)
{
    struct fixture *f = *state;
    struct rsm_record record;
    rsm_sim_draw("lib", library);
    rsm_sim_show_at("lib", 2, TAPE(3), 5, 0, 9, 1);

    begin_over_another_way(f);

    look_at_drive(f, 2, &record);
    assert_text(u"\\\\.\\Tape3", record.info.Info.Drive.szDeviceName);
    assert_int_equal(record.info.Info.Drive.ScsiPort, 5);
    assert_int_equal(record.info.Info.Drive.ScsiTarget, 9);
    assert_int_equal(record.info.Info.Drive.ScsiLun, 1);
    assert_true(is_named(f, 1, u"sim:lib/1")); /* which the system does not show */
    assert_int_equal(rsm_sim_opened(TAPE(3)), 0);
}

/* Which drive a device is was shown by a cartridge: its name is known all the same, and its identity. */
static void a_drive_that_is_proven_has_its_name_too(void **state)
{
    struct fixture *f = *state;
    struct rsm_record record;
    rsm_sim_draw("lib", without_identities);
    rsm_sim_show("lib", 1, TAPE(3));

    begin_over_another_way(f);
    run_all_work(f);

    assert_true(is_named(f, 1, u"\\\\.\\Tape3"));
    look_at_drive(f, 1, &record);
    assert_text(u"HP|Ultrium 5-SCSI|ONE", record.own.Identity);
}

static void a_drive_with_another_serial_number_has_not(void **state)
{
    struct fixture *f = *state;
    rsm_sim_draw("lib", library);
    rsm_sim_draw("other", alone);
    rsm_sim_show("other", 1, TAPE(3));

    begin_over_another_way(f);

    assert_true(is_named(f, 1, u"sim:lib/1"));
    assert_true(is_named(f, 2, u"sim:lib/2"));
}

static void a_name_that_changes_while_we_run_is_followed(void **state)
{
    struct fixture *f = *state;
    rsm_sim_draw("lib", library);
    rsm_sim_show("lib", 1, TAPE(0));
    rsm_sim_show("lib", 2, TAPE(1));
    begin_over_another_way(f);

    rsm_sim_swap_names(TAPE(0), TAPE(1));
    run_all_work(f);

    assert_true(is_named(f, 1, u"\\\\.\\Tape1"));
    assert_true(is_named(f, 2, u"\\\\.\\Tape0"));
}

static void names_that_changed_between_starts_are_followed(void **state)
{
    struct fixture *f = *state;
    show_library(library);
    begin(f);
    run_all_work(f);
    close_session(f);
    rsm_sim_swap_names(TAPE(0), TAPE(1));

    open_session(f);
    run_all_work(f);

    assert_true(is_named(f, 1, u"\\\\.\\Tape1"));
    assert_true(is_named(f, 2, u"\\\\.\\Tape0"));
    assert_success(identify_slot(f, 1, 0));
    run_all_work(f);
}

static void a_device_that_comes_back_under_another_name_is_followed(void **state)
{
    struct fixture *f = *state;
    show_library(library);
    begin(f);
    run_all_work(f);

    rsm_sim_hide(TAPE(1));
    rsm_sim_show("lib", 2, TAPE(6));
    run_all_work(f);

    assert_true(is_named(f, 1, u"\\\\.\\Tape0"));
    assert_true(is_named(f, 2, u"\\\\.\\Tape6"));
}

static void names_that_are_exchanged_while_we_run_are_followed(void **state)
{
    struct fixture *f = *state;
    show_library(library);
    begin(f);
    run_all_work(f);

    rsm_sim_swap_names(TAPE(0), TAPE(1));
    run_all_work(f);

    assert_true(is_named(f, 1, u"\\\\.\\Tape1"));
    assert_true(is_named(f, 2, u"\\\\.\\Tape0"));
    begin_keeping_log();
    assert_success(identify_slot(f, 1, 0));
    run_all_work(f);
    end_keeping_log();
    assert_not_logged(""); /* no drive was in doubt */
}

static void drives_alone_are_followed_when_their_names_are_exchanged(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    rsm_sim_draw("one", alone);
    rsm_sim_draw("two", "alone\ndrive 1 empty serial OTHER\n");
    rsm_sim_show("one", 1, TAPE(0));
    rsm_sim_show("two", 1, TAPE(1));
    begin(f);
    run_all_work(f);

    rsm_sim_swap_names(TAPE(0), TAPE(1));
    run_all_work(f);

    strcpy(f->library, "one");
    f->serial = "ALONE";
    look_at_drive(f, 1, &drive);
    assert_text(u"\\\\.\\Tape1", drive.info.Info.Drive.szDeviceName);
    assert_text(u"\\\\.\\Tape1", drive.own.Address);
}

/* It must never be worked with the wrong one. */
static void changers_are_followed_when_their_names_are_exchanged(void **state)
{
    struct fixture *f = *state;
    rsm_sim_draw("lib", library);
    rsm_sim_draw("other", "changer  STK L20 ANOTHER\ndrive 1 empty serial X\nslot 1 empty\n");
    rsm_sim_show("lib", 0, CHANGER);
    rsm_sim_show("lib", 1, TAPE(0));
    rsm_sim_show("lib", 2, TAPE(1));
    rsm_sim_show("other", 0, "\\\\.\\Changer1");
    rsm_sim_show("other", 1, TAPE(2));
    begin(f);
    run_all_work(f);
    rsm_sim_forget_moves("lib");

    rsm_sim_unplug("lib");
    rsm_sim_unplug("other");
    rsm_sim_swap_names(CHANGER, "\\\\.\\Changer1");
    (void)take_inventory(f, NTMS_INVENTORY_FAST);
    assert_true(wait_until(f, is_not_present));
    rsm_sim_plug("other");
    rsm_sim_plug("lib");
    assert_true(wait_until(f, is_ready));
    assert_success(identify_slot(f, 1, 0));
    run_all_work(f);

    assert_moves(f, "slot 1 > drive 2, drive 2 > slot 1"); /* of its own drives */
}

static void no_other_changer_is_worked_with_under_its_name(void **state)
{
    struct fixture *f = *state;
    struct rsm_library *opened = calloc(1, sizeof *opened);
    unsigned modes;
    assert_non_null(opened);
    rsm_sim_draw("lib", library);
    rsm_sim_draw("other", "changer  STK L20 ANOTHER\ndrive 1 empty serial X\nslot 1 empty\n");
    rsm_sim_show("other", 0, CHANGER); /* which was the library's when it was looked for */
    use_system(f, true);
    f->options.devices = "sim:lib";
    f->serial = "CHANGER";
    open_session(f);
    run_all_work(f);
    rsm_library_begin(opened, f->rsm, &f->options);
    opened->id = *library_id(f);
    strcpy(opened->address, CHANGER);
    modes = rsm_sim_commands_of(MODE_SENSE);

    assert_fails_with(ERROR_NOT_SAME_DEVICE, rsm_library_open(opened));

    assert_int_equal(rsm_sim_commands_of(MODE_SENSE), modes);
    rsm_library_end(opened);
    free(opened);
}

/* ---- on which bus ---- */

static void a_drive_is_known_by_its_place_on_the_bus_of_the_changer(void **state)
{
    struct fixture *f = *state;
    rsm_sim_draw("lib", on_a_bus);
    rsm_sim_show_at("lib", 0, CHANGER, 2, 0, 4, 0);
    rsm_sim_show_at("lib", 2, TAPE(0), 2, 0, 6, 0);
    rsm_sim_show_at("lib", 1, TAPE(1), 2, 0, 5, 0);

    begin(f);

    assert_true(is_named(f, 1, u"\\\\.\\Tape1"));
    assert_true(is_named(f, 2, u"\\\\.\\Tape0"));
    run_all_work(f);
}

static void a_drive_on_another_bus_is_not(void **state)
{
    struct fixture *f = *state;
    rsm_sim_draw("lib", on_a_bus);
    rsm_sim_show_at("lib", 0, CHANGER, 2, 0, 4, 0);
    rsm_sim_show_at("lib", 1, TAPE(0), 3, 0, 5, 0);
    rsm_sim_show_at("lib", 2, TAPE(1), 2, 1, 6, 0);

    begin(f);

    assert_true(is_named(f, 1, u""));
    assert_true(is_named(f, 2, u""));
    assert_int_equal(count_alone(f), 0); /* but they may be its drives */
    f->unsettled = true;
}

/* ---- who opens them ---- */

static void devices_of_a_running_library_are_not_opened_to_be_found(void **state)
{
    struct fixture *f = *state;
    unsigned changer;
    unsigned drive;
    show_library(library);
    begin(f);
    run_all_work(f);
    changer = rsm_sim_opened(CHANGER);
    drive = rsm_sim_opened(TAPE(0));

    rsm_sim_draw("other", alone);
    rsm_sim_show("other", 1, TAPE(7));
    run_all_work(f);

    assert_int_equal(count_alone(f), 1);
    assert_int_equal(rsm_sim_opened(CHANGER), changer);
    assert_int_equal(rsm_sim_opened(TAPE(0)), drive);
}

/* The changer is asked through the way that its library has. */
static void a_drive_that_comes_later_finds_its_place(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    rsm_sim_draw("lib", library);
    rsm_sim_show("lib", 0, CHANGER);
    rsm_sim_show("lib", 1, TAPE(0));
    begin(f);
    run_all_work(f);

    rsm_sim_show("lib", 2, TAPE(1));
    run_all_work(f);

    look_at_drive(f, 2, &drive);
    assert_int_equal(drive.info.dwOperationalState, NTMS_READY);
    assert_text(u"\\\\.\\Tape1", drive.info.Info.Drive.szDeviceName);
    assert_int_equal(count_alone(f), 0);
}

static void a_drive_that_a_program_has_open_stays_its_librarys(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    show_library(library);
    rsm_sim_occupy("lib", 2, true);

    begin(f);

    look_at_drive(f, 2, &drive);
    assert_text(u"TWO", drive.info.Info.Drive.szSerialNumber);
    assert_int_equal(count_alone(f), 0);
    rsm_sim_occupy("lib", 2, false);
    run_all_work(f);
}

static void a_changer_that_a_program_has_open_is_used_when_it_has_done(void **state)
{
    struct fixture *f = *state;
    void *program;
    show_library(library);
    program = open_as_program(CHANGER);
    begin(f);
    assert_int_equal(count_objects(f, NTMS_LIBRARY), 1);
    assert_int_equal(count_alone(f), 0); /* what may be its drives is not made a library */

    close_as_program(program);

    assert_true(wait_until(f, has_library));
    assert_int_equal(count_alone(f), 0);
    run_all_work(f);
}

/* Another process that runs the library, and works with it. */
static struct rsm_file_lock *run_elsewhere(struct fixture *f, void **way_out)
{
    char id[RSM_GUID_TEXT];
    char name[RSM_GUID_TEXT + 16];
    struct rsm_file_lock *lock;

    rsm_guid_format(library_id(f), id);
    snprintf(name, sizeof name, "library-%s", id);
    close_session(f);
    lock = fixture_hold_lock(f, name);
    *way_out = open_as_program(CHANGER);
    return lock;
}

static void a_library_that_another_process_runs_is_known_and_not_touched(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock;
    unsigned commands;
    unsigned opened;
    void *way;
    show_library(library);
    begin(f);
    run_all_work(f);
    lock = run_elsewhere(f, &way);
    commands = rsm_sim_commands();
    opened = rsm_sim_opened(TAPE(0));

    open_session(f);

    assert_int_equal(state_of_library(f), NTMS_READY);
    assert_int_equal(count_alone(f), 0);
    assert_int_equal(rsm_sim_commands(), commands);
    assert_int_equal(rsm_sim_opened(TAPE(0)), opened);
    close_as_program(way);
    rsm_file_lock_release(lock);
    assert_success(identify_slot(f, 1, 0)); /* it is ours now */
    run_all_work(f);
    assert_int_equal(state_of_library(f), NTMS_READY);
}

static void a_drive_that_may_be_another_processs_does_not_stand_alone(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock;
    void *way;
    rsm_sim_draw("lib", library);
    rsm_sim_show("lib", 0, CHANGER);
    rsm_sim_show("lib", 1, TAPE(0));
    begin(f);
    run_all_work(f);
    lock = run_elsewhere(f, &way);
    rsm_sim_show("lib", 2, TAPE(1)); /* which that process has not seen either */

    open_session(f);

    assert_int_equal(count_alone(f), 0);
    close_as_program(way);
    rsm_file_lock_release(lock);
    run_all_work(f);
    assert_int_equal(count_alone(f), 0);
}

/* ---- what changes while we run ---- */

static void a_device_that_appears_becomes_a_library(void **state)
{
    struct fixture *f = *state;
    begin(f);
    f->serial = "ALONE";
    strcpy(f->library, "other");

    rsm_sim_draw("other", alone);
    rsm_sim_show("other", 1, TAPE(7));

    assert_true(wait_until(f, is_one_alone));
    run_all_work(f);
}

static void a_device_that_vanishes_is_not_present(void **state)
{
    struct fixture *f = *state;
    show_library(library);
    begin(f);
    run_all_work(f);

    rsm_sim_unplug("lib");
    rsm_sim_hide_all();
    (void)take_inventory(f, NTMS_INVENTORY_FAST);

    assert_true(wait_until(f, is_not_present));
    rsm_sim_plug("lib");
    rsm_sim_show("lib", 0, "\\\\.\\Changer5");
    rsm_sim_show("lib", 1, TAPE(5));
    rsm_sim_show("lib", 2, TAPE(6));
    assert_true(wait_until(f, is_ready));
    run_all_work(f);
    assert_true(is_named(f, 1, u"\\\\.\\Tape5"));
}

static void what_another_process_left_is_left_here_too(void **state)
{
    struct fixture *f = *state;
    const struct rsm_choice choice = {
        .identity = "STK|L20|CHANGER", .type = 8, .verdict = RSM_VERDICT_LEAVE};
    show_library(library);
    begin(f);
    run_all_work(f);

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_choices_set(f->rsm->store, &choice)));
    assert_true(wait_until(f, is_not_present));
    assert_int_equal(rsm_sim_ways("lib", 0), 0);

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_choices_drop(f->rsm->store, choice.identity)));
    assert_true(wait_until(f, is_ready));
    run_all_work(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(changer_and_drives_are_where_the_system_has_them),
        story(a_drive_that_the_system_shows_too_has_its_name),
        story(a_drive_that_is_proven_has_its_name_too),
        story(a_drive_with_another_serial_number_has_not),
        story(a_name_that_changes_while_we_run_is_followed),
        story_on_disk(names_that_changed_between_starts_are_followed),
        story(a_device_that_comes_back_under_another_name_is_followed),
        story(names_that_are_exchanged_while_we_run_are_followed),
        story(drives_alone_are_followed_when_their_names_are_exchanged),
        story_threads(changers_are_followed_when_their_names_are_exchanged),
        story(no_other_changer_is_worked_with_under_its_name),
        story(a_drive_is_known_by_its_place_on_the_bus_of_the_changer),
        story(a_drive_on_another_bus_is_not),
        story(devices_of_a_running_library_are_not_opened_to_be_found),
        story(a_drive_that_comes_later_finds_its_place),
        story(a_drive_that_a_program_has_open_stays_its_librarys),
        story_threads(a_changer_that_a_program_has_open_is_used_when_it_has_done),
        story_threads_on_disk(a_library_that_another_process_runs_is_known_and_not_touched),
        story_threads_on_disk(a_drive_that_may_be_another_processs_does_not_stand_alone),
        story_threads(a_device_that_appears_becomes_a_library),
        story_threads(a_device_that_vanishes_is_not_present),
        story_threads(what_another_process_left_is_left_here_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
