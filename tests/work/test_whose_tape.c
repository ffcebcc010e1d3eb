/*
 * Whose tape is it?  Devices that programs open by name, names that are another device's, drives that others
 * have: no tape is taken for another, and none is taken from anybody.
 */
#include "core/hold.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/simulated_program.h"
#include "support/simulated_system.h"
#include "work/configure.h"
#include "work/dismounter.h"
#include "work/follow.h"
#include "work/hand.h"
#include "work/mounter.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHANGER       "\\\\.\\Changer0"
#define OTHER_CHANGER "\\\\.\\Changer1"
#define TAPE(n)       "\\\\.\\Tape" #n

enum { READ = 0x08, MODE_SENSE = 0x1A, READ_ELEMENT_STATUS = 0xB8 };

static const char two_drives[] =
    "changer  STK L20 CHANGER\n"
    "drive 1  empty serial ONE\n"
    "drive 2  empty serial TWO\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";
static const char two_of_changer[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";
static const char nameless_drives[] =
    "changer  STK L20 CHANGER\n"
    "dvcid    no\n"
    "drive 1  empty nameless id 5\n"
    "drive 2  empty nameless id 6\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

/* ---- what the stories begin with ---- */

static void show_library(const char *drawing)
{
    rsm_sim_draw("lib", drawing);
    rsm_sim_show_at("lib", 0, CHANGER, 2, 0, 4, 0);
    rsm_sim_show_at("lib", 1, TAPE(0), 2, 0, 5, 0);
    rsm_sim_show_at("lib", 2, TAPE(1), 2, 0, 6, 0);
}

static void begin(struct fixture *f)
{
    use_system(f, true);
    f->serial = "CHANGER";
    open_session(f);
    run_all_work(f);
    rsm_sim_forget_moves("lib");
}

/* What a program opens under the name on record is the drive that has the tape. */
static void assert_name_leads_to(struct fixture *f, unsigned drive)
{
    struct rsm_transport_facts facts;
    struct rsm_record record;
    char name[RSM_DEVICE_NAME_MAX];
    char path[RSM_ADDRESS_MAX];

    look_at_drive(f, drive, &record);
    rsm_text_to_utf8(name, sizeof name, record.info.Info.Drive.szDeviceName,
                     NTMS_DEVICENAME_LENGTH);
    assert_success(rsm_sim_system_transport.look(NULL, name, &facts));
    snprintf(path, sizeof path, "\\\\?\\sim#lib#%u", drive);
    assert_string_equal(path, facts.path);
}

/* ---- names ---- */

static void a_drive_without_serial_number_is_known_by_its_path(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    show_library(nameless_drives);
    begin(f);
    drive = mount_slot(f, 1);
    assert_name_leads_to(f, drive);
    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);
    run_all_work(f);

    rsm_sim_swap_names(TAPE(0), TAPE(1));

    drive = mount_slot(f, 1);
    assert_name_leads_to(f, drive);
}

static void swap_when_it_begins(void *context, uint8_t operation, bool done)
{
    bool *swapped = context;

    if (operation != READ_ELEMENT_STATUS || !done || *swapped)
        return;
    *swapped = true;
    rsm_sim_swap_names(TAPE(0), TAPE(1));
}

/* When nobody has looked for devices since. */
static void a_drive_without_serial_number_is_not_taken_for_another(void **state)
{
    struct fixture *f = *state;
    bool swapped = false;
    unsigned drive;
    show_library(nameless_drives);
    begin(f);
    drive = mount_slot(f, 1);
    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);
    run_all_work(f);

    rsm_sim_watch(swap_when_it_begins, &swapped);
    drive = mount_slot(f, 1);
    rsm_sim_watch(NULL, NULL);

    assert_true(swapped);
    assert_name_leads_to(f, drive);
}

static void names_exchanged_between_the_look_and_the_mount_are_found_out(void **state)
{
    struct fixture *f = *state;
    bool swapped = false;
    unsigned drive;
    show_library(two_drives);
    begin(f);

    rsm_sim_watch(swap_when_it_begins, &swapped);
    drive = mount_slot(f, 1);
    rsm_sim_watch(NULL, NULL);

    assert_true(swapped);
    assert_name_leads_to(f, drive);
}

/* As cheap drives do. */
static void two_drives_with_a_serial_number_of_zeros_are_two(void **state)
{
    struct fixture *f = *state;
    rsm_sim_draw("lib", "alone\ndrive 1 empty serial 0000000000\n");
    rsm_sim_draw("other", "alone\ndrive 1 empty serial 0000000000\n");
    rsm_sim_show("lib", 1, TAPE(0));
    rsm_sim_show("other", 1, TAPE(1));
    use_system(f, true);
    f->serial = "\\\\?\\sim#lib#1";

    open_session(f);
    run_all_work(f);

    assert_int_equal(count_objects(f, NTMS_LIBRARY), 3); /* with that of offline media */
}

/* The changer that answers under its name, which has no serial number either, is another one. */
static void a_changer_without_serial_number_is_not_taken_for_another(void **state)
{
    static const char nameless[] = "changer  STK L20\nslot 1 empty\n";
    struct fixture *f = *state;
    struct rsm_library *opened = calloc(1, sizeof *opened);
    assert_non_null(opened);
    rsm_sim_draw("lib", nameless);
    rsm_sim_draw("other", nameless);
    rsm_sim_show("lib", 0, CHANGER);
    use_system(f, true);
    f->serial = "\\\\?\\sim#lib#0"; /* its path */
    open_session(f);
    run_all_work(f);
    rsm_library_begin(opened, f->rsm, &f->options);
    opened->id = *library_id(f);
    strcpy(opened->address, OTHER_CHANGER);
    rsm_sim_show("other", 0, OTHER_CHANGER);

    assert_fails_with(ERROR_NOT_SAME_DEVICE, rsm_library_open(opened));

    rsm_library_end(opened);
    free(opened);
}

/* As a changer of one drive may. */
static void a_drive_that_tells_the_same_as_a_changer_is_not_its_library(void **state)
{
    struct fixture *f = *state;
    struct rsm_found found = {
        .type = RSM_DEVICE_TAPE, .vendor = "STK", .product = "L20", .serial = "CHANGER"};
    GUID id;
    show_library(two_drives);
    begin(f);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_configure_find(f->rsm, &found, &id));
    found.type = RSM_DEVICE_CHANGER;
    assert_success(rsm_configure_find(f->rsm, &found, &id));
}

/* A record has room for its beginning. */
static void a_drive_with_a_long_serial_number_keeps_its_device(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive = {0};
    struct rsm_found found = {.type = RSM_DEVICE_TAPE,
                              .serial = "0123456789ABCDEF0123456789ABCDEF-LONG"};
    (void)f;
    rsm_text_from_utf8(drive.info.Info.Drive.szSerialNumber, NTMS_SERIALNUMBER_LENGTH, found.serial,
                       RSM_TEXT_TERMINATED);

    assert_true(rsm_follow_is_recorded(&drive, &found));
}

static void swap_while_it_reads(void *context, uint8_t operation, bool done)
{
    bool *swapped = context;

    if (operation != READ || done || *swapped)
        return;
    *swapped = true;
    rsm_sim_swap_names(TAPE(0), TAPE(1));
}

/* Over another way, so that names are no hindrance to us. */
static void a_name_that_became_another_drives_is_not_handed_over(void **state)
{
    struct fixture *f = *state;
    bool swapped = false;
    unsigned drive;
    show_library(two_drives);
    use_system(f, true);
    f->options.devices = "sim:lib";
    f->serial = "CHANGER";
    open_session(f);
    run_all_work(f);

    rsm_sim_watch(swap_while_it_reads, &swapped);
    drive = mount_slot(f, 1);
    rsm_sim_watch(NULL, NULL);

    assert_true(swapped);
    assert_name_leads_to(f, drive);
}

/* ---- drives that others have ---- */

/* A cartridge that nobody has mounted is in the drive; its number. */
static unsigned have_in_drive(struct fixture *f, const char *bar_code, unsigned slot)
{
    unsigned drive = have_mounted(f, slot);

    dismount(f, bar_code, NTMS_DISMOUNT_DEFERRED);
    rsm_sim_forget_moves("lib");
    return drive;
}

static struct mount_call queue_for_drive(struct fixture *f, unsigned slot, unsigned drive)
{
    struct mount_call call = call_for_slot(f, slot);

    call.options |= NTMS_MOUNT_NOWAIT | NTMS_MOUNT_SPECIFIC_DRIVE;
    call.drives[0] = *drive_id(f, drive);
    assert_success(make_call(f, &call));
    return call;
}

static void mount_in_drive(struct fixture *f)
{
    struct mount_call call = {.count = 1, .options = NTMS_MOUNT_READ, .timeout_ms = 1000};
    struct rsm_record medium;
    struct rsm_record side;

    look_in_drive(f, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    call.media[0] = side.info.ObjectGuid;
    assert_success(make_call(f, &call));
}

/* To who is no administrator Windows does not tell whether a drive is open elsewhere. */
static void a_drive_that_may_not_be_opened_is_not_emptied(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    show_library(two_drives);
    begin(f);
    drive = have_in_drive(f, "A00001L5", 1);
    assert_true(rsm_sim_open_as_program("lib", drive));
    rsm_sim_deny_account(true);

    (void)queue_for_drive(f, 2, drive);
    run_all_work(f);
    run_all_work(f);

    assert_moves(f, "");
    rsm_sim_occupy("lib", drive, false);
    run_all_work(f);
    run_all_work(f);
    assert_in_slot(f, "A00001L5", 1);
}

static void a_tape_in_a_drive_that_was_detached_stays_there(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    unsigned drive;
    show_library(two_drives);
    begin(f);
    drive = have_in_drive(f, "A00001L5", 1);
    assert_success(detach(f, drive == 1 ? TAPE(0) : TAPE(1)));

    call = call_for_slot(f, 2);
    call.media[0] = side_of(f, "A00001L5");
    call.options |= NTMS_MOUNT_NOWAIT;
    (void)make_call(f, &call);
    run_all_work(f);
    run_all_work(f);

    assert_moves(f, "");
}

static void a_mounted_tape_in_a_drive_that_is_detached_stays_there(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    show_library(two_drives);
    begin(f);
    drive = have_mounted(f, 1);
    assert_success(detach(f, drive == 1 ? TAPE(0) : TAPE(1)));
    run_all_work(f);
    assert_moves(f, "");

    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);
    run_all_work(f);
    assert_moves(f, "");
}

static void nothing_is_put_into_a_drive_that_was_detached(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    show_library(two_drives);
    begin(f);
    assert_success(detach(f, TAPE(0)));

    call = queue_for_drive(f, 1, 1);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_FAILED);
    assert_moves(f, "");

    assert_success(attach(f, TAPE(0), false));
    call = queue_for_drive(f, 1, 1);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
}

/* What is attached again goes on by itself. */
static void a_dismount_waits_until_its_drive_is_attached(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    show_library(two_drives);
    begin(f);
    drive = have_mounted(f, 1);
    assert_success(detach(f, drive == 1 ? TAPE(0) : TAPE(1)));
    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);

    assert_success(attach(f, drive == 1 ? TAPE(0) : TAPE(1), false));
    run_all_work(f);
    run_all_work(f);
    assert_in_slot(f, "A00001L5", 1);
}

/* A new process cannot see which drive it is that a program has open. */
static void a_drive_that_cannot_be_looked_at_is_not_emptied(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    unsigned drive;
    plug_in_for_mounts(f, two_of_changer);
    drive = have_in_drive(f, "A00001L5", 1);
    close_session(f);
    assert_true(rsm_sim_open_as_program("lib", drive));
    rsm_sim_conceal_open("lib", true);
    open_session(f);

    call = queue_for_drive(f, 2, 3 - drive);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
    call.media[0] = side_of(f, "A00001L5");
    call.options = NTMS_MOUNT_READ | NTMS_MOUNT_NOWAIT;
    (void)make_call(f, &call);
    rsm_sim_forget_moves("lib");
    dismount(f, "A00002L5", NTMS_DISMOUNT_IMMEDIATE);
    run_all_work(f);
    run_all_work(f);

    assert_moves(f, "drive 2 > slot 2");
    rsm_sim_occupy("lib", drive, false);
    rsm_sim_conceal_open("lib", false);
}

/* Another process mounted it and ended, and the library is taken over; the program is about to open its drive. */
static void a_drive_alone_with_a_mounted_tape_is_not_opened(void **state)
{
    struct fixture *f = *state;
    struct rsm_library *opened = calloc(1, sizeof *opened);
    unsigned count;
    assert_non_null(opened);
    plug_in_for_mounts(f, "alone\ndrive 1 - ansi VOL001\n");
    mount_in_drive(f);
    count = rsm_sim_commands();
    rsm_library_begin(opened, f->rsm, &f->options);
    opened->id = *library_id(f);
    opened->alone = true;
    opened->bay_count = 1;
    opened->bays[0].id = *drive_id(f, 1);
    strcpy(opened->bays[0].address, "sim:lib/1");

    assert_success(rsm_library_open(opened));

    assert_int_equal(rsm_sim_commands(), count);
    rsm_library_end(opened);
    free(opened);
}

/* A changer told its serial number to nobody when it was left, since a program had it open. */
static void a_changer_that_was_left_while_it_was_open_is_left(void **state)
{
    struct fixture *f = *state;
    unsigned commands;
    show_library(two_drives);
    rsm_sim_know_no_serials(true);
    assert_true(rsm_sim_open_as_program("lib", 0));
    use_system(f, true);
    open_session(f);
    assert_success(detach(f, CHANGER));
    commands = rsm_sim_commands_of(MODE_SENSE);

    rsm_sim_occupy("lib", 0, false);
    run_all_work(f);
    close_session(f);
    rsm_sim_know_no_serials(false);
    open_session(f);
    run_all_work(f);

    assert_int_equal(rsm_sim_commands_of(MODE_SENSE), commands);
    assert_int_equal(count_objects(f, NTMS_LIBRARY), 1); /* that of offline media */

    assert_success(attach(f, CHANGER, false));
    run_all_work(f);
    assert_int_equal(count_objects(f, NTMS_LIBRARY), 2);
}

/* We have it open ourselves, and what the system does not know is on record. */
static void a_changer_that_we_run_is_left_though_only_it_knows_its_serial_number(void **state)
{
    struct fixture *f = *state;
    struct rsm_record record;
    show_library(two_drives);
    rsm_sim_know_no_serials(true);
    begin(f);

    assert_success(detach(f, CHANGER));
    run_all_work(f);

    look_at_library(f, &record);
    assert_int_equal(record.info.dwOperationalState, NTMS_NOT_PRESENT);
    assert_int_equal(rsm_sim_ways("lib", 0), 0);
    assert_success(attach(f, CHANGER, false));
    run_all_work(f);
    look_at_library(f, &record);
    assert_int_equal(record.info.dwOperationalState, NTMS_READY);
}

static void a_mounted_tape_of_a_library_that_is_detached_stays_its_programs(void **state)
{
    struct fixture *f = *state;
    show_library(two_drives);
    begin(f);
    (void)have_mounted(f, 1);

    assert_success(detach(f, CHANGER));
    run_all_work(f);
    run_all_work(f);
    assert_moves(f, "");
    assert_int_equal(rsm_sim_ways("lib", 1), 0);
    assert_int_equal(rsm_sim_ways("lib", 2), 0);

    assert_success(attach(f, CHANGER, false));
    run_all_work(f);
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_MOUNTED);
    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);
    assert_in_slot(f, "A00001L5", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_drive_without_serial_number_is_known_by_its_path),
        story(a_drive_without_serial_number_is_not_taken_for_another),
        story(names_exchanged_between_the_look_and_the_mount_are_found_out),
        story(two_drives_with_a_serial_number_of_zeros_are_two),
        story(a_changer_without_serial_number_is_not_taken_for_another),
        story(a_drive_that_tells_the_same_as_a_changer_is_not_its_library),
        story(a_drive_with_a_long_serial_number_keeps_its_device),
        story(a_name_that_became_another_drives_is_not_handed_over),
        story(a_drive_that_may_not_be_opened_is_not_emptied),
        story(a_tape_in_a_drive_that_was_detached_stays_there),
        story(a_mounted_tape_in_a_drive_that_is_detached_stays_there),
        story(nothing_is_put_into_a_drive_that_was_detached),
        story(a_dismount_waits_until_its_drive_is_attached),
        story_shared(a_drive_alone_with_a_mounted_tape_is_not_opened),
        story_on_disk(a_changer_that_was_left_while_it_was_open_is_left),
        story(a_changer_that_we_run_is_left_though_only_it_knows_its_serial_number),
        story(a_mounted_tape_of_a_library_that_is_detached_stays_its_programs),
        story_shared_on_disk(a_drive_that_cannot_be_looked_at_is_not_emptied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
