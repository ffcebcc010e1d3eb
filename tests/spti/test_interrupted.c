/*
 * Devices that are taken from a program in the middle of its work: pulled out under a movement, cut off by a bridge
 * that ends, opened by another program, or refused for want of rights.  Records stay true, nothing is stolen, and the
 * work goes on when the device is back.  This program also plays the other one: see main().
 */
#include "platform/text.h"
#include "platform/thread.h"
#include "support/asserts.h"
#include "support/test_bus_win32.h"
#include "support/vtl_control.h"
#include "tgt/by_hand_win32.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/process.h"
#include "tgt/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CHANGER = TEST_BUS_CHANGER, FIRST = TEST_BUS_DRIVE, SECOND, LUNS };
#define HOLDER "holder="

enum { READ = 0x08, MOVE_MEDIUM = 0xA5, PATIENCE = 60 * 1000 };

static int begin(void **state)
{
    test_bus_reset();
    (void)site_begin(state);
    site_open(*state);
    site_inventory(*state, NTMS_INVENTORY_FAST);
    site_forget_log(*state);
    return 0;
}

static int end(void **state)
{
    int result = site_end(state);

    test_bus_reset();
    return result;
}

static bool is_absent(void *context)
{
    return site_library(context).dwOperationalState == NTMS_NOT_PRESENT;
}

static bool is_present(void *context)
{
    return site_library(context).dwOperationalState == NTMS_READY;
}

/* ---- a mount on a thread of its own ---- */

struct mount {
    HANDLE session;
    GUID side;
    GUID drive;
    DWORD answer;
    struct rsm_thread thread;
};

static void wait_for_mount(void *context)
{
    struct mount *mount = context;

    mount->answer = MountNtmsMedia(mount->session, &mount->side, &mount->drive, 1,
                                   NTMS_MOUNT_READ | NTMS_MOUNT_SPECIFIC_DRIVE,
                                   NTMS_PRIORITY_NORMAL, PATIENCE, NULL);
}

/* Of the first cartridge, into the first drive. */
static void start_mount(struct site *s, struct mount *mount)
{
    mount->session = s->session;
    mount->side = site_side(s, u"A00001L6").ObjectGuid;
    mount->drive = site_numbered(s, NTMS_DRIVE, 1).ObjectGuid;
    assert_success(rsm_thread_start(wait_for_mount, mount, &mount->thread));
}

/* Whatever the mount answered is true, and nothing else is on record than what another computer sees. */
static void assert_ended_well(struct site *s, struct mount *mount)
{
    site_wait(is_present, s, "the library is present");
    rsm_thread_join(&mount->thread);
    if (mount->answer == ERROR_SUCCESS) {
        assert_int_equal(find_cartridge("A00001L6"), FIRST_DRIVE);
        assert_success(DismountNtmsMedia(s->session, &mount->side, 1, NTMS_DISMOUNT_IMMEDIATE));
    }
    site_wait_idle(s);
    assert_records_match_vtl(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);
    assert_records_match_vtl(s);
}

/* ---- the device, or the way to it, goes away during a movement ---- */

static void pull_out_and_put_back(struct site *s)
{
    test_bus_wait(CHANGER, TEST_BUS_HELD, true);
    test_bus_pull_out(CHANGER);
    site_wait(is_absent, s, "the library is not present");
    assert_logged(s, "the device is gone", "");
    test_bus_put_back(CHANGER, test_bus_number(CHANGER) + 1);
}

static void a_changer_that_is_pulled_out_before_it_moves_is_asked_what_it_did(void **state)
{
    struct site *s = *state;
    struct mount mount;

    test_bus_hold(CHANGER, MOVE_MEDIUM);
    start_mount(s, &mount);
    pull_out_and_put_back(s);
    assert_ended_well(s, &mount);
}

static void a_changer_that_is_pulled_out_after_it_moved_is_asked_what_it_did(void **state)
{
    struct site *s = *state;
    struct mount mount;

    test_bus_hold_answer(CHANGER, MOVE_MEDIUM);
    start_mount(s, &mount);
    test_bus_wait(CHANGER, TEST_BUS_HELD, true);
    assert_int_equal(find_cartridge("A00001L6"), FIRST_DRIVE); /* and nobody of us knows */
    pull_out_and_put_back(s);
    assert_ended_well(s, &mount);
}

static bool is_first_drive_back(void *context)
{
    NTMS_OBJECTINFORMATIONW drive = site_numbered(context, NTMS_DRIVE, 1);
    WCHAR name[NTMS_DEVICENAME_LENGTH];

    rsm_text_format(name, NTMS_DEVICENAME_LENGTH, "\\\\.\\Tape%u", test_bus_number(FIRST));
    return drive.dwOperationalState == NTMS_READY &&
           rsm_text_equal(drive.Info.Drive.szDeviceName, name, NTMS_DEVICENAME_LENGTH);
}

static void a_drive_that_is_pulled_out_under_a_mount_is_used_again_when_it_is_back(void **state)
{
    struct site *s = *state;
    struct mount mount;

    test_bus_hold(FIRST, READ);
    start_mount(s, &mount);
    test_bus_wait(FIRST, TEST_BUS_HELD, true);
    test_bus_pull_out(FIRST);
    rsm_thread_join(&mount.thread);
    assert_int_not_equal(mount.answer, ERROR_SUCCESS); /* nobody saw that it is the right tape */
    assert_logged(s, "the device is gone", "");
    site_wait_idle(s);
    assert_records_match_vtl(s);

    test_bus_put_back(FIRST, test_bus_number(FIRST) + 1);
    site_wait(is_first_drive_back, s, "the drive is back");
    start_mount(s, &mount);
    rsm_thread_join(&mount.thread);
    assert_success(mount.answer);
    assert_int_equal(find_cartridge("A00001L6"), FIRST_DRIVE);
    assert_records_match_vtl(s);
}

static void a_bridge_that_ends_during_a_movement_is_waited_for(void **state)
{
    struct site *s = *state;
    struct mount mount;

    test_bus_hold(CHANGER, MOVE_MEDIUM);
    start_mount(s, &mount);
    test_bus_wait(CHANGER, TEST_BUS_HELD, true);
    assert_int_equal(rsm_vtl("bridge kill"), 0);
    test_bus_let_go(CHANGER);
    site_wait(is_absent, s, "the library is not present");
    assert_int_equal(rsm_vtl("bridge start"), 0);
    assert_ended_well(s, &mount);
}

/* ---- another program ---- */

/* Has the drive of that name open for itself alone until it is told to close it. */
static int play_holder(const char *name)
{
    WCHAR wide[NTMS_DEVICENAME_LENGTH];
    HANDLE drive;

    rsm_text_from_utf8(wide, NTMS_DEVICENAME_LENGTH, name, RSM_TEXT_TERMINATED);
    drive = by_hand_open(wide);
    if (drive == INVALID_HANDLE_VALUE)
        return 1;
    printf("open\n");
    fflush(stdout);
    return await_sign("close") && CloseHandle(drive) ? 0 : 1;
}

/* Nobody of us has the drive open, or the other program could not. */
static struct process *start_holder(struct site *s, DWORD number)
{
    NTMS_OBJECTINFORMATIONW drive = site_numbered(s, NTMS_DRIVE, number);
    char name[NTMS_DEVICENAME_LENGTH];
    char role[NTMS_DEVICENAME_LENGTH + sizeof HOLDER];
    char program[RSM_PATHS_ROOM];
    char line[200] = "";
    struct process *holder;

    take_sign_back("close");
    rsm_text_to_utf8(name, sizeof name, drive.Info.Drive.szDeviceName, RSM_TEXT_TERMINATED);
    snprintf(role, sizeof role, HOLDER "%s", name);
    own_program(program, sizeof program);
    holder = start_process(program, role);
    while (strcmp(line, "open") != 0)
        assert_true(read_line(holder, line, sizeof line));
    return holder;
}

static void end_holder(struct process *holder)
{
    give_sign("close");
    assert_int_equal(finish_process(holder), 0);
}

static bool waits_for_program(void *context)
{
    return site_is_logged(context, "open", "drive 1");
}

static void a_mount_waits_for_a_drive_that_another_program_has_open(void **state)
{
    struct site *s = *state;
    struct mount mount;
    struct process *holder = start_holder(s, 1);

    test_bus_forget();
    start_mount(s, &mount);
    site_wait(waits_for_program, s, "it is said that the drive is open");
    assert_int_equal(test_bus_count_all(FIRST), 0);
    assert_int_equal(test_bus_count(CHANGER, MOVE_MEDIUM), 0);
    assert_true(site_is_busy(s));

    end_holder(holder);
    rsm_thread_join(&mount.thread);
    assert_success(mount.answer);
    assert_int_equal(find_cartridge("A00001L6"), FIRST_DRIVE);
    assert_records_match_vtl(s);
}

static bool is_idle(void *context)
{
    return !site_is_busy(context);
}

static void a_dismount_waits_for_the_program_that_has_the_drive_open(void **state)
{
    struct site *s = *state;
    struct mount mount;
    struct process *holder;

    start_mount(s, &mount);
    rsm_thread_join(&mount.thread);
    assert_success(mount.answer);
    holder = start_holder(s, 1);
    test_bus_forget();
    site_forget_log(s);
    assert_success(DismountNtmsMedia(s->session, &mount.side, 1, NTMS_DISMOUNT_IMMEDIATE));
    site_wait(waits_for_program, s, "it is said that the drive is open");
    assert_int_equal(test_bus_count_all(FIRST), 0);
    assert_int_equal(find_cartridge("A00001L6"), FIRST_DRIVE);

    end_holder(holder);
    site_wait(is_idle, s, "the cartridge is dismounted");
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);
    assert_records_match_vtl(s);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_changer_that_is_pulled_out_before_it_moves_is_asked_what_it_did, begin, end),
        cmocka_unit_test_setup_teardown(
            a_changer_that_is_pulled_out_after_it_moved_is_asked_what_it_did, begin, end),
        cmocka_unit_test_setup_teardown(
            a_drive_that_is_pulled_out_under_a_mount_is_used_again_when_it_is_back, begin, end),
        cmocka_unit_test_setup_teardown(a_bridge_that_ends_during_a_movement_is_waited_for, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_mount_waits_for_a_drive_that_another_program_has_open,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_dismount_waits_for_the_program_that_has_the_drive_open,
                                        begin, end),
    };

    if (count > 1 && strncmp(arguments[1], HOLDER, strlen(HOLDER)) == 0)
        return play_holder(arguments[1] + strlen(HOLDER));
    set_variable("NTMS_TEST_DEVICES", "auto");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
