/*
 * A tape in a drive that stands alone, ejected by the name of its device: as EjectNtmsMedia says, but for the
 * questions that only EjectDiskFromSADrive asks.
 */
#include "work/drive_eject.h"

#include "ntmsapi.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/scripted_disks.h"
#include "work/hand.h"
#include "work/mounter.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char drive_with_ansi[] = "alone\ndrive 1 - ansi VOL001\n";
static const char drive_that_keeps[] = "alone keeps\ndrive 1 - ansi VOL001\n";
static const char empty_drive[] = "alone\ndrive 1 empty\n";
static const char library_with_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

static void begin(struct fixture *f, const char *drawing)
{
    scripted_disks_are(NULL, 0);
    f->options.volumes = &scripted_disks;
    plug_in_for_mounts(f, drawing);
}

static rsm_error eject_by_name(struct fixture *f, const WCHAR *name, DWORD action)
{
    const struct rsm_disks_ejection ejection = {name, action, NULL, NULL, NULL};
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_drive_eject(session, &ejection);
    rsm_session_release(session);
    return err;
}

static rsm_error eject_from(struct fixture *f, DWORD action)
{
    struct rsm_record drive;

    look_at_drive(f, 1, &drive);
    return eject_by_name(f, drive.info.Info.Drive.szDeviceName, action);
}

/* The program has the tape in the drive. */
static void mount_in_drive(struct fixture *f)
{
    struct mount_call call = {.count = 1, .options = NTMS_MOUNT_READ, .timeout_ms = RSM_FOREVER};
    struct rsm_record medium;
    struct rsm_record side;

    look_in_drive(f, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    call.media[0] = side.info.ObjectGuid;
    assert_success(make_call(f, &call));
}

/* ---- out ---- */

static void start_ejects_the_tape_and_its_record_goes(void **state)
{
    struct fixture *f = *state;

    begin(f, drive_with_ansi);
    assert_success(eject_from(f, NTMS_EJECT_START));
    run_all_work(f);

    assert_true(rsm_sim_is_pushed_out("lib"));
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 0); /* it was in Import */
}

static void immediate_returns_when_the_tape_has_gone(void **state)
{
    struct fixture *f = *state;

    begin(f, drive_with_ansi);
    assert_success(eject_from(f, NTMS_EJECT_IMMEDIATE));

    assert_true(rsm_sim_is_pushed_out("lib"));
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 0);
}

static void what_was_queued_stays_until_an_eject_is_started(void **state)
{
    struct fixture *f = *state;

    begin(f, drive_with_ansi);
    assert_success(eject_from(f, NTMS_EJECT_QUEUE));
    run_all_work(f);
    assert_in_drive(f, u"VOL001");

    assert_success(eject_from(f, NTMS_EJECT_START));
    run_all_work(f);
    assert_true(rsm_sim_is_pushed_out("lib"));
}

static void stop_ends_what_waits_for_a_person(void **state)
{
    struct fixture *f = *state;

    begin(f, drive_that_keeps);
    assert_success(eject_from(f, NTMS_EJECT_START));
    run_all_work(f);
    assert_success(eject_from(f, NTMS_EJECT_STOP));
    run_all_work(f);

    assert_in_drive(f, u"VOL001");
}

/* ---- in use ---- */

static void a_tape_in_use_stays(void **state)
{
    struct fixture *f = *state;

    begin(f, drive_with_ansi);
    mount_in_drive(f);

    assert_fails_with(ERROR_MEDIA_NOT_AVAILABLE, eject_from(f, NTMS_EJECT_START));
    assert_fails_with(ERROR_MEDIA_NOT_AVAILABLE, eject_from(f, NTMS_EJECT_IMMEDIATE));

    assert_int_equal(scripted_question.asked, 0);
}

static void force_ejects_a_tape_in_use(void **state)
{
    struct fixture *f = *state;

    begin(f, drive_with_ansi);
    mount_in_drive(f);

    assert_success(eject_from(f, NTMS_EJECT_FORCE));
    run_all_work(f);

    assert_true(rsm_sim_is_pushed_out("lib"));
}

static void who_says_no_keeps_the_tape(void **state)
{
    struct fixture *f = *state;

    begin(f, drive_with_ansi);
    mount_in_drive(f);
    scripted_question.answer = RSM_VOLUME_LEAVE_IT;

    assert_fails_with(ERROR_CANCELLED, eject_from(f, NTMS_EJECT_ASK_USER));

    assert_int_equal(scripted_question.asked, 1);
    assert_false(rsm_sim_is_pushed_out("lib"));
}

static void who_says_yes_gets_the_tape(void **state)
{
    struct fixture *f = *state;

    begin(f, drive_with_ansi);
    mount_in_drive(f);
    scripted_question.answer = RSM_VOLUME_EJECT_IT;

    assert_success(eject_from(f, NTMS_EJECT_ASK_USER));

    assert_true(rsm_sim_is_pushed_out("lib"));
}

static void nobody_is_asked_about_a_tape_that_is_not_in_use(void **state)
{
    struct fixture *f = *state;

    begin(f, drive_with_ansi);
    assert_success(eject_from(f, NTMS_EJECT_ASK_USER));

    assert_int_equal(scripted_question.asked, 0);
}

/* ---- refused ---- */

static void an_empty_drive_has_nothing_to_eject(void **state)
{
    struct fixture *f = *state;

    begin(f, empty_drive);

    assert_fails_with(ERROR_MEDIA_NOT_AVAILABLE, eject_from(f, NTMS_EJECT_START));
}

static void where_nothing_is_ejected_there_is_nothing_to_stop(void **state)
{
    struct fixture *f = *state;

    begin(f, drive_with_ansi);

    assert_fails_with(ERROR_INVALID_OPERATION, eject_from(f, NTMS_EJECT_STOP));
}

static void a_drive_of_a_changer_does_not_stand_alone(void **state)
{
    struct fixture *f = *state;

    begin(f, library_with_drive);

    assert_fails_with(ERROR_INVALID_DRIVE, eject_from(f, NTMS_EJECT_START));
}

static void a_name_without_a_drive_on_record_is_asked_of_the_system(void **state)
{
    static const struct scripted_device devices[] = {
        {.name = u"\\\\.\\CdRom0", .called = "cd", .number = {FILE_DEVICE_CD_ROM, 0, MAXDWORD}},
    };
    struct fixture *f = *state;

    begin(f, drive_with_ansi);
    scripted_disks_are(devices, 1);

    assert_success(eject_by_name(f, u"\\\\.\\CdRom0", NTMS_EJECT_START));

    assert_string_equal(scripted_disks_done(), "allow cd, eject cd");
    assert_in_drive(f, u"VOL001");
}

static bool deny_control(void *context, const struct rsm_session *session,
                         const struct rsm_record *securable, DWORD right)
{
    (void)context;
    (void)session;
    return securable->info.dwType != NTMS_LIBRARY || right != NTMS_CONTROL_ACCESS;
}

static void who_may_not_control_the_library_ejects_nothing(void **state)
{
    struct fixture *f = *state;

    f->options.access = deny_control;
    begin(f, drive_with_ansi);

    assert_fails_with(ERROR_ACCESS_DENIED, eject_from(f, NTMS_EJECT_START));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(start_ejects_the_tape_and_its_record_goes),
        story(immediate_returns_when_the_tape_has_gone),
        story(what_was_queued_stays_until_an_eject_is_started),
        story(stop_ends_what_waits_for_a_person),
        story(a_tape_in_use_stays),
        story(force_ejects_a_tape_in_use),
        story(who_says_no_keeps_the_tape),
        story(who_says_yes_gets_the_tape),
        story(nobody_is_asked_about_a_tape_that_is_not_in_use),
        story(an_empty_drive_has_nothing_to_eject),
        story(where_nothing_is_ejected_there_is_nothing_to_stop),
        story(a_drive_of_a_changer_does_not_stand_alone),
        story(a_name_without_a_drive_on_record_is_asked_of_the_system),
        story(who_may_not_control_the_library_ejects_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
