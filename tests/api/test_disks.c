/*
 * EjectDiskFromSADrive and GetVolumesFromDrive over disks that are made up: what their arguments become, and
 * that the session which the first opens is gone afterwards.
 */
#include "core/session.h"
#include "ntmsapi.h"
#include "platform/local.h"
#include "support/asserts.h"
#include "support/fixture.h"
#include "support/looks.h"
#include "support/scripted_disks.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#define WINDOW ((HWND)(uintptr_t)77)

static const struct scripted_device devices[] = {
    {.name = u"\\\\.\\CdRom0", .number = {FILE_DEVICE_CD_ROM, 0, MAXDWORD}},
    {.name = u"\\\\?\\Volume{1}",
     .called = "D:",
     .number = {FILE_DEVICE_CD_ROM, 0, MAXDWORD},
     .letter = u"D:"},
    {.name = u"\\\\.\\CdRom1", .number = {FILE_DEVICE_CD_ROM, 1, MAXDWORD}},
    {.name = u"\\\\?\\Volume{2}",
     .called = "E:",
     .number = {FILE_DEVICE_CD_ROM, 1, MAXDWORD},
     .in_use = true},
    {.name = u"\\\\.\\C:", .number = {FILE_DEVICE_DISK, 0, 1}},
    {.name = u"\\\\?\\Volume{3}", .number = {FILE_DEVICE_DISK, 0, 1}, .system = true},
};

static int with_disks(void **state)
{
    static const struct rsm_options options = {
        .devices = "", .in_memory = true, .step_by_step = true, .volumes = &scripted_disks};

    (void)state;
    rsm_system_set_options(&options);
    scripted_disks_are(devices, sizeof devices / sizeof devices[0]);
    return 0;
}

/* Whatever came of it: the session is closed, and so is the device. */
static int without_disks(void **state)
{
    (void)state;
    rsm_system_set_options(NULL);
    return (int)(scripted_disks_open() + rsm_session_count());
}

static DWORD eject_w(const WCHAR *device, DWORD action)
{
    return EjectDiskFromSADriveW(NULL, u"Story", device, WINDOW, u"Title", u"Message", action);
}

static DWORD eject_a(const char *device, DWORD action)
{
    return EjectDiskFromSADriveA(NULL, "Story", device, WINDOW, "Title", "Message", action);
}

/* ---- EjectDiskFromSADrive ---- */

static void a_disk_is_ejected(void **state)
{
    (void)state;
    assert_success(eject_w(u"\\\\.\\CdRom0", NTMS_EJECT_IMMEDIATE));

    assert_string_equal(scripted_disks_done(), "lock D:, dismount D:, allow D:, eject D:");
}

static void a_disk_is_ejected_in_ansi_too(void **state)
{
    (void)state;
    assert_success(eject_a("\\\\.\\CdRom0", NTMS_EJECT_IMMEDIATE));

    assert_string_equal(scripted_disks_done(), "lock D:, dismount D:, allow D:, eject D:");
}

static void the_question_is_handed_on(void **state)
{
    (void)state;
    scripted_question.answer = RSM_VOLUME_LEAVE_IT;

    assert_fails_with(ERROR_CANCELLED, eject_w(u"\\\\.\\CdRom1", NTMS_EJECT_ASK_USER));

    assert_text(u"Title", scripted_question.title);
    assert_text(u"Message", scripted_question.message);
    assert_ptr_equal(scripted_question.owner, WINDOW);
}

static void the_question_is_handed_on_in_ansi_too(void **state)
{
    (void)state;
    scripted_question.answer = RSM_VOLUME_LEAVE_IT;

    assert_fails_with(ERROR_CANCELLED, eject_a("\\\\.\\CdRom1", NTMS_EJECT_ASK_USER));

    assert_text(u"Title", scripted_question.title);
    assert_text(u"Message", scripted_question.message);
    assert_ptr_equal(scripted_question.owner, WINDOW);
}

static void what_the_system_needs_is_not_ejected(void **state)
{
    (void)state;
    assert_fails_with(ERROR_VOLUME_CONTAINS_SYS_FILES, eject_w(u"\\\\.\\C:", NTMS_EJECT_FORCE));
    assert_fails_with(ERROR_VOLUME_CONTAINS_SYS_FILES, eject_a("\\\\.\\C:", NTMS_EJECT_FORCE));
}

static void wrong_arguments_touch_no_device(void **state)
{
    (void)state;
    assert_fails_with(ERROR_INVALID_PARAMETER, eject_w(NULL, NTMS_EJECT_START));
    assert_fails_with(ERROR_INVALID_PARAMETER, eject_w(u"\\\\.\\CdRom0", NTMS_EJECT_ASK_USER + 1));
    assert_fails_with(ERROR_NOT_CONNECTED,
                      EjectDiskFromSADriveW(u"elsewhere", NULL, u"\\\\.\\CdRom0", NULL, NULL, NULL,
                                            NTMS_EJECT_START));

    assert_int_equal(scripted_disks_opened(), 0);
}

static void another_session_stays_open(void **state)
{
    HANDLE session = OpenNtmsSessionW(NULL, u"Story", 0);

    (void)state;
    assert_success(eject_w(u"\\\\.\\CdRom0", NTMS_EJECT_START));

    assert_int_equal(rsm_session_count(), 1);
    assert_success(CloseNtmsSession(session));
}

static void a_tape_leaves_although_the_session_of_the_call_has_ended(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;

    plug_in_and_settle(f, "alone\ndrive 1 - ansi VOL001\n");
    look_at_drive(f, 1, &drive);
    assert_success(eject_w(drive.info.Info.Drive.szDeviceName, NTMS_EJECT_START));
    run_all_work(f);

    assert_true(rsm_sim_is_pushed_out("lib"));
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 0); /* it was in Import */
}

/* ---- GetVolumesFromDrive ---- */

static void a_drive_has_a_volume_and_a_letter(void **state)
{
    WCHAR drive[] = u"\\\\.\\CdRom0";
    LPWSTR volume;
    LPWSTR letter;

    (void)state;
    assert_success(GetVolumesFromDriveW(drive, &volume, &letter));

    assert_text(u"\\\\?\\Volume{1}\\", volume);
    assert_text(u"D:", letter);
    rsm_local_free(volume);
    rsm_local_free(letter);
}

static void a_drive_has_them_in_ansi_too(void **state)
{
    char drive[] = "\\\\.\\CdRom0";
    LPSTR volume;
    LPSTR letter;

    (void)state;
    assert_success(GetVolumesFromDriveA(drive, &volume, &letter));

    assert_string_equal(volume, "\\\\?\\Volume{1}\\");
    assert_string_equal(letter, "D:");
    rsm_local_free(volume);
    rsm_local_free(letter);
}

static void a_volume_without_a_letter_has_an_empty_one(void **state)
{
    WCHAR drive[] = u"\\\\.\\CdRom1";
    LPWSTR volume;
    LPWSTR letter;

    (void)state;
    assert_success(GetVolumesFromDriveW(drive, &volume, &letter));

    assert_text(u"", letter);
    rsm_local_free(volume);
    rsm_local_free(letter);
}

static void asking_for_volumes_opens_no_session_and_changes_nothing(void **state)
{
    WCHAR drive[] = u"\\\\.\\CdRom1";
    LPWSTR volume;
    LPWSTR letter;

    (void)state;
    assert_success(GetVolumesFromDriveW(drive, &volume, &letter));

    assert_int_equal(rsm_session_count(), 0);
    assert_string_equal(scripted_disks_done(), "");
    rsm_local_free(volume);
    rsm_local_free(letter);
}

#define ON_DISKS(test) cmocka_unit_test_setup_teardown(test, with_disks, without_disks)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_DISKS(a_disk_is_ejected),
        ON_DISKS(a_disk_is_ejected_in_ansi_too),
        ON_DISKS(the_question_is_handed_on),
        ON_DISKS(the_question_is_handed_on_in_ansi_too),
        ON_DISKS(what_the_system_needs_is_not_ejected),
        ON_DISKS(wrong_arguments_touch_no_device),
        ON_DISKS(another_session_stays_open),
        story(a_tape_leaves_although_the_session_of_the_call_has_ended),
        ON_DISKS(a_drive_has_a_volume_and_a_letter),
        ON_DISKS(a_drive_has_them_in_ansi_too),
        ON_DISKS(a_volume_without_a_letter_has_an_empty_one),
        ON_DISKS(asking_for_volumes_opens_no_session_and_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
