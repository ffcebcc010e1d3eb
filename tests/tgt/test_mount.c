/*
 * Mounts on a library that nobody here wrote.  This program also plays the other one: see main().
 */
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/process.h"
#include "tgt/records.h"
#include "tgt/tape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 4, PATIENCE = 60 * 1000, BOTH = 2 };

static const WCHAR *const bar_codes[] = {u"A00001L6", u"A00002L6", u"A00003L6", u"A00004L6"};

/* ---- one mount ---- */

static GUID side_of(struct site *s, const WCHAR *bar_code)
{
    return site_side(s, bar_code).ObjectGuid;
}

static DWORD mount(struct site *s, const WCHAR *bar_code, DWORD options, DWORD timeout)
{
    GUID side = side_of(s, bar_code);
    GUID drive;

    return MountNtmsMedia(s->session, &side, &drive, 1, NTMS_MOUNT_READ | options,
                          NTMS_PRIORITY_NORMAL, timeout, NULL);
}

static DWORD dismount(struct site *s, const WCHAR *bar_code)
{
    GUID side = side_of(s, bar_code);

    return DismountNtmsMedia(s->session, &side, 1, NTMS_DISMOUNT_IMMEDIATE);
}

/* ---- two tapes at once, again and again ---- */

static void use_both_drives(struct site *s, const WCHAR *const *pair)
{
    GUID sides[BOTH] = {side_of(s, pair[0]), side_of(s, pair[1])};
    GUID drives[BOTH];

    for (int round = 0; round < ROUNDS; round++) {
        assert_success(MountNtmsMedia(s->session, sides, drives, BOTH, NTMS_MOUNT_READ,
                                      NTMS_PRIORITY_NORMAL, PATIENCE, NULL));
        for (size_t i = 0; i < BOTH; i++)
            assert_int_equal(site_object(s, &drives[i], NTMS_DRIVE).Info.Drive.State,
                             NTMS_DRIVESTATE_LOADED);
        assert_success(DismountNtmsMedia(s->session, sides, BOTH, NTMS_DISMOUNT_IMMEDIATE));
    }
}

static int play_rival(void)
{
    struct site s = {.session = NULL};

    site_open(&s);
    printf("open\n");
    fflush(stdout);
    use_both_drives(&s, &bar_codes[2]);
    site_close(&s);
    return 0;
}

static void two_programs_that_want_both_drives_get_them_in_turn(void **state)
{
    struct site *s = *state;
    char program[RSM_PATHS_ROOM];
    char line[200] = "";
    struct process *rival;

    other_program(program, sizeof program);
    rival = start_process(program, "rival");
    while (strcmp(line, "open") != 0)
        assert_true(read_line(rival, line, sizeof line));
    use_both_drives(s, bar_codes);
    assert_int_equal(finish_process(rival), 0);

    site_wait_idle(s);
    for (unsigned i = 0; i < 4; i++)
        assert_medium_is_in(s, bar_codes[i], NTMS_STORAGESLOT, i + 1);
    assert_records_match_vtl(s);
}

/* ---- one tape ---- */

static void a_medium_is_mounted_again_while_its_dismount_is_under_way(void **state)
{
    struct site *s = *state;

    assert_success(mount(s, u"A00001L6", 0, PATIENCE));
    assert_success(dismount(s, u"A00001L6"));
    assert_success(mount(s, u"A00001L6", 0, PATIENCE));
    assert_in_range(find_cartridge("A00001L6"), FIRST_DRIVE, FIRST_DRIVE + 1);

    assert_success(dismount(s, u"A00001L6"));
    site_wait_idle(s);
    assert_records_match_vtl(s);
}

static void who_does_not_want_to_wait_for_a_medium_in_use_is_told_so(void **state)
{
    struct site *s = *state;
    HANDLE first = s->session;

    assert_success(mount(s, u"A00001L6", 0, PATIENCE));
    s->session = OpenNtmsSessionW(NULL, u"Another", 0);
    assert_fails_with(ERROR_BUSY, mount(s, u"A00001L6", NTMS_MOUNT_ERROR_NOT_AVAILABLE, PATIENCE));
    assert_fails_with(ERROR_BUSY, mount(s, u"A00001L6", 0, 0));
    assert_fails_with(ERROR_INVALID_STATE, dismount(s, u"A00001L6"));
    assert_success(CloseNtmsSession(s->session));
    s->session = first;

    assert_success(dismount(s, u"A00001L6"));
    site_wait_idle(s);
}

static void a_medium_goes_into_the_drive_that_is_asked_for(void **state)
{
    struct site *s = *state;
    GUID side = side_of(s, u"A00001L6");

    for (DWORD number = 1; number <= BOTH; number++) {
        GUID drive = site_numbered(s, NTMS_DRIVE, number).ObjectGuid;

        assert_success(MountNtmsMedia(s->session, &side, &drive, 1,
                                      NTMS_MOUNT_READ | NTMS_MOUNT_SPECIFIC_DRIVE,
                                      NTMS_PRIORITY_LOWEST, PATIENCE, NULL));
        assert_int_equal(find_cartridge("A00001L6"), FIRST_DRIVE + number - 1);
        assert_success(DismountNtmsMedia(s->session, &side, 1, NTMS_DISMOUNT_DEFERRED));
    }
    site_wait_idle(s);
}

/* What the program sees of the tape, once it is mounted. */
static struct tape *find_tape(struct site *s, const WCHAR *bar_code, bool for_commands)
{
    NTMS_OBJECTINFORMATIONW drive;
    GUID side = side_of(s, bar_code);
    GUID id;

    assert_success(MountNtmsMedia(s->session, &side, &id, 1, NTMS_MOUNT_READ | NTMS_MOUNT_WRITE,
                                  NTMS_PRIORITY_NORMAL, PATIENCE, NULL));
    drive = site_object(s, &id, NTMS_DRIVE);
    if (for_commands)
        return tape_open_for_commands(drive.Info.Drive.szDeviceName);
    return tape_open(drive.Info.Drive.szDeviceName);
}

static void a_program_writes_on_its_tape_under_the_name_of_the_drive(void **state)
{
    struct site *s = *state;
    struct tape *tape = find_tape(s, u"A00001L6", false);

    tape_write_data(tape, "first");
    assert_true(tape_has_data(tape, "first"));
    tape_close(tape);
    assert_success(dismount(s, u"A00001L6"));
    site_wait_idle(s);

    tape = find_tape(s, u"A00001L6", true);
    assert_true(tape_has_data(tape, "first"));
    tape_write_data(tape, "second");
    tape_close(tape);
    assert_success(dismount(s, u"A00001L6"));

    tape = find_tape(s, u"A00001L6", false);
    assert_false(tape_has_data(tape, "first"));
    assert_true(tape_has_data(tape, "second"));
    tape_close(tape);
    assert_success(dismount(s, u"A00001L6"));
    site_wait_idle(s);
    assert_records_match_vtl(s);
}

static void a_tape_with_another_label_is_not_handed_over(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("tape A00002L6 vol1:OTHER fm"), 0);

    assert_fails_with(ERROR_UNEXPECTED_OMID, mount(s, u"A00002L6", 0, PATIENCE));

    assert_logged(s, "A00002L6 is not mounted", "another label");
    site_wait_idle(s);
    assert_records_match_vtl(s);
}

static int begin(void **state)
{
    (void)site_begin(state);
    site_open(*state);
    site_inventory(*state, NTMS_INVENTORY_FAST);
    return 0;
}

#define on_library(test) cmocka_unit_test_setup_teardown(test, begin, site_end)

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        on_library(two_programs_that_want_both_drives_get_them_in_turn),
        on_library(a_medium_is_mounted_again_while_its_dismount_is_under_way),
        on_library(who_does_not_want_to_wait_for_a_medium_in_use_is_told_so),
        on_library(a_medium_goes_into_the_drive_that_is_asked_for),
        on_library(a_program_writes_on_its_tape_under_the_name_of_the_drive),
        on_library(a_tape_with_another_label_is_not_handed_over),
    };

    if (count > 1 && strcmp(arguments[1], "rival") == 0)
        return play_rival();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
