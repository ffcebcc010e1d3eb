/*
 * Where changers and drives can be opened once: a process that does not run a library opens none of its devices,
 * and takes over when the one that does is gone.  The other process is its lock, and the devices that it has
 * open.
 */
#include "core/hold.h"
#include "model/guid.h"
#include "platform/file_lock.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/looks.h"
#include "support/simulated_program.h"
#include "work/dismounter.h"
#include "work/hand.h"
#include "work/mounter.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static const char alone[] = "alone\ndrive 1 - ansi VOL001\n";

static void name_as(struct fixture *f, const char *what, char name_out[RSM_GUID_TEXT + 16])
{
    char id[RSM_GUID_TEXT];

    rsm_guid_format(library_id(f), id);
    (void)snprintf(name_out, RSM_GUID_TEXT + 16, "%s-%s", what, id);
}

static void name_lock(struct fixture *f, char name_out[RSM_GUID_TEXT + 16])
{
    name_as(f, "library", name_out);
}

/* Another process runs the library, and has its changer open.  drawing NULL = as it is, and the changer is not. */
static struct rsm_file_lock *run_elsewhere(struct fixture *f, const char *drawing)
{
    struct rsm_file_lock *lock;
    char name[RSM_GUID_TEXT + 16];

    if (drawing != NULL)
        plug_in_for_mounts(f, drawing);
    name_lock(f, name);
    close_session(f);
    lock = fixture_hold_lock(f, name);
    if (drawing == two_drives)
        assert_true(rsm_sim_open_as_program("lib", 0));
    return lock;
}

/* It was killed. */
static void end_elsewhere(struct rsm_file_lock *lock)
{
    rsm_sim_occupy("lib", 0, false);
    rsm_file_lock_release(lock);
}

static DWORD state_of_library(struct fixture *f)
{
    struct rsm_record library;

    look_at_library(f, &library);
    return library.info.dwOperationalState;
}

/* ---- beside the one that runs it ---- */

/* Nor looked at, which could keep out a program that opens its drive in that moment. */
static void its_devices_are_not_opened(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock = run_elsewhere(f, two_drives);
    unsigned commands = rsm_sim_commands();
    unsigned looks = rsm_sim_looks();

    open_session(f);
    run_all_work(f);
    run_all_work(f);

    assert_int_equal(rsm_sim_commands(), commands);
    assert_int_equal(rsm_sim_looks(), looks);
    assert_int_equal(state_of_library(f), NTMS_READY);
    close_session(f);
    end_elsewhere(lock);
    open_session(f);
    run_all_work(f);
}

static void its_calls_wait_for_the_one_that_runs_it_and_are_carried_out_after_it(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock = run_elsewhere(f, two_drives);
    struct mount_call call;
    open_session(f);

    call = queue_slot(f, 1, 0);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_QUEUED);

    end_elsewhere(lock);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
    assert_int_equal(state_of_library(f), NTMS_READY);
}

static void drives_are_known_after_a_takeover(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock = run_elsewhere(f, two_drives);
    open_session(f);
    run_all_work(f);
    end_elsewhere(lock);

    assert_int_equal(mount_slot(f, 1), 1);
    assert_int_equal(mount_slot(f, 2), 2);

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
}

/* While we wait, the other process closes its changer. */
static bool let_go(void *context, uint32_t milliseconds)
{
    (void)context;
    (void)milliseconds;
    rsm_sim_occupy("lib", 0, false);
    return true;
}

static void a_changer_that_is_let_go_late_does_not_make_the_library_absent(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock = run_elsewhere(f, two_drives);
    open_session(f);
    run_all_work(f);

    rsm_file_lock_release(lock); /* before its changer is closed */
    f->waiting.sleep = let_go;
    run_all_work(f);

    assert_int_equal(state_of_library(f), NTMS_READY);
    assert_int_equal(mount_slot(f, 1), 1);
}

static void a_start_waits_for_a_changer_that_is_looked_at_by_another(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, two_drives);
    close_session(f);
    assert_true(rsm_sim_open_as_program("lib", 0));
    f->waiting.sleep = let_go;

    open_session(f);

    assert_int_equal(state_of_library(f), NTMS_READY);
    run_all_work(f);
}

static bool is_mount_passed(struct fixture *f)
{
    return count_requests(f, NTMS_LM_MOUNT, NTMS_LM_PASSED) == 1;
}

static void it_takes_over_by_itself(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock = run_elsewhere(f, two_drives);
    open_session(f);
    (void)queue_slot(f, 1, 0);

    end_elsewhere(lock);

    assert_true(wait_until(f, is_mount_passed));
}

static void it_does_so_where_the_system_tells_nothing_of_what_is_open(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock = run_elsewhere(f, two_drives);
    rsm_sim_conceal_open("lib", true);
    open_session(f);
    assert_int_equal(state_of_library(f), NTMS_READY);
    (void)queue_slot(f, 1, 0);

    end_elsewhere(lock);

    assert_true(wait_until(f, is_mount_passed));
    rsm_sim_conceal_open("lib", false);
}

/* ---- what is on record while another process looks ---- */

/* A person was at the library, and two processes began at once. */
static void records_are_not_believed_while_another_process_looks_around(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock;
    struct rsm_file_lock *look;
    char name[RSM_GUID_TEXT + 16];
    plug_in_and_settle(f, two_drives);
    name_as(f, "look", name);
    lock = run_elsewhere(f, NULL);
    look = fixture_hold_lock(f, name);

    open_session(f);
    assert_false(rsm_system_wait_settled(NULL, 200));

    rsm_file_lock_release(look);
    assert_true(rsm_system_wait_settled(NULL, 20000));
    rsm_file_lock_release(lock);
}

/* ---- mounted media ---- */

/* A program of the other process has the medium of slot 1 mounted, and the drive open or not. */
static struct rsm_file_lock *mount_elsewhere(struct fixture *f, unsigned *drive_out)
{
    struct rsm_file_lock *lock;
    char name[RSM_GUID_TEXT + 16];

    plug_in_for_mounts(f, two_drives);
    name_lock(f, name);
    *drive_out = have_mounted(f, 1);
    close_session(f);
    lock = fixture_hold_lock(f, name);
    assert_true(rsm_sim_open_as_program("lib", 0));
    return lock;
}

/* The program that has it is dead, and its session was not closed. */
static void orphan(struct fixture *f, const char *bar_code)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    rsm_text_copy(medium.own.Owner, RSM_OWNER_LENGTH, u"00000000000000000000000000000000");
    change(f, &medium);
}

/* The next command to that drive is remembered. */
static void watch(unsigned drive)
{
    const struct rsm_sim_fault any = {.failure = RSM_SIM_CHECK,
                                      .number = 1,
                                      .only_lun = true,
                                      .lun = drive,
                                      .key = 6,
                                      .asc = 0x29};

    rsm_sim_fail(&any);
}

static void the_drive_of_its_program_is_not_touched(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    struct rsm_file_lock *lock = mount_elsewhere(f, &drive);
    watch(drive);

    open_session(f);
    run_all_work(f);

    assert_false(rsm_sim_has_failed());
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_MOUNTED);
    rsm_sim_fail(NULL);
    end_elsewhere(lock);
    run_all_work(f);
}

static void the_tape_of_a_killed_program_goes_home_when_its_drive_is_closed(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    struct rsm_file_lock *lock = mount_elsewhere(f, &drive);
    assert_true(rsm_sim_open_as_program("lib", drive)); /* a third process inherited it */
    open_session(f);
    orphan(f, "A00001L5");
    run_all_work(f);

    end_elsewhere(lock);
    run_all_work(f);
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_DISMOUNTING);
    assert_moves(f, "");

    rsm_sim_occupy("lib", drive, false);
    run_all_work(f);
    assert_moves(f, "drive 1 > slot 1");
}

static void what_a_closed_session_has_mounted_is_not_touched_by_the_next_start(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    plug_in_for_mounts(f, two_drives);
    drive = have_mounted(f, 1);
    close_session(f);
    watch(drive);

    open_session(f);
    run_all_work(f);

    assert_false(rsm_sim_has_failed());
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_MOUNTED);
    assert_drive_state(f, drive, NTMS_DRIVESTATE_LOADED);
    rsm_sim_fail(NULL);
    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);
    assert_moves(f, "drive 1 > slot 1");
}

/* ---- strangers ---- */

static void a_changer_of_a_stranger_makes_the_library_absent_until_it_is_closed(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, two_drives);
    close_session(f);
    assert_true(rsm_sim_open_as_program("lib", 0));
    begin_keeping_log();

    open_session(f);
    run_all_work(f);

    assert_logged("another program has the changer");
    end_keeping_log();
    assert_int_equal(state_of_library(f), NTMS_NOT_PRESENT);
    rsm_sim_occupy("lib", 0, false);
    run_all_work(f);
    assert_int_equal(state_of_library(f), NTMS_READY);
    assert_int_equal(mount_slot(f, 1), 1);
}

static bool is_ready(struct fixture *f)
{
    return state_of_library(f) == NTMS_READY;
}

static void it_is_asked_again_by_itself(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, two_drives);
    close_session(f);
    assert_true(rsm_sim_open_as_program("lib", 0));
    open_session(f);
    assert_int_equal(state_of_library(f), NTMS_NOT_PRESENT);

    rsm_sim_occupy("lib", 0, false);

    assert_true(wait_until(f, is_ready));
}

static void a_drive_of_the_library_that_a_stranger_has_open_keeps_its_device(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, two_drives);
    close_session(f);
    assert_true(rsm_sim_open_as_program("lib", 1));

    open_session(f);
    run_all_work(f);
    assert_device(f, 1, u"sim:lib/1");
    assert_int_equal(mount_slot(f, 1), 2);

    rsm_sim_occupy("lib", 1, false);
    run_all_work(f);
    assert_int_equal(mount_slot(f, 2), 1);
}

static void a_lone_drive_on_record_that_a_stranger_has_open_stays_a_library(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, alone);
    close_session(f);
    assert_true(rsm_sim_open_as_program("lib", 1));

    open_session(f);
    run_all_work(f);
    assert_int_equal(state_of_library(f), NTMS_READY);
    assert_in_drive(f, u"VOL001");

    rsm_sim_occupy("lib", 1, false);
    run_all_work(f);
    assert_in_drive(f, u"VOL001");
}

static void an_unknown_drive_that_a_stranger_has_open_is_used_when_it_is_closed(void **state)
{
    struct fixture *f = *state;
    rsm_sim_draw("lib", alone);
    assert_true(rsm_sim_open_as_program("lib", 1));
    open_session(f);
    run_all_work(f);
    assert_objects(f, NTMS_LIBRARY, 1); /* the one of what is offline */

    rsm_sim_occupy("lib", 1, false);
    run_all_work(f);

    assert_int_equal(state_of_library(f), NTMS_READY);
    assert_in_drive(f, u"VOL001");
}

static void a_lone_drive_that_another_process_runs_is_not_opened(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock = run_elsewhere(f, alone);
    unsigned commands = rsm_sim_commands();

    open_session(f);
    run_all_work(f);
    assert_int_equal(rsm_sim_commands(), commands);
    assert_int_equal(state_of_library(f), NTMS_READY);

    end_elsewhere(lock);
    run_all_work(f);
    assert_true(rsm_sim_commands() > commands);
    assert_in_drive(f, u"VOL001");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_shared_on_disk(its_devices_are_not_opened),
        story_shared_on_disk(its_calls_wait_for_the_one_that_runs_it_and_are_carried_out_after_it),
        story_shared_on_disk(drives_are_known_after_a_takeover),
        story_shared_on_disk(a_changer_that_is_let_go_late_does_not_make_the_library_absent),
        story_shared_on_disk(a_start_waits_for_a_changer_that_is_looked_at_by_another),
        story_threads_on_disk(records_are_not_believed_while_another_process_looks_around),
        story_shared_threads(it_takes_over_by_itself),
        story_shared_threads(it_does_so_where_the_system_tells_nothing_of_what_is_open),
        story_shared_on_disk(the_drive_of_its_program_is_not_touched),
        story_shared_on_disk(the_tape_of_a_killed_program_goes_home_when_its_drive_is_closed),
        story_shared_on_disk(what_a_closed_session_has_mounted_is_not_touched_by_the_next_start),
        story_shared_on_disk(a_changer_of_a_stranger_makes_the_library_absent_until_it_is_closed),
        story_shared_threads(it_is_asked_again_by_itself),
        story_shared_on_disk(a_drive_of_the_library_that_a_stranger_has_open_keeps_its_device),
        story_shared_on_disk(a_lone_drive_on_record_that_a_stranger_has_open_stays_a_library),
        story_shared_on_disk(an_unknown_drive_that_a_stranger_has_open_is_used_when_it_is_closed),
        story_shared_on_disk(a_lone_drive_that_another_process_runs_is_not_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
