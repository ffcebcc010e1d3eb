/*
 * How a disk is ejected: in which order, what is left alone when something fails, and who is asked when.
 */
#include "work/disks.h"

#include "ntmsapi.h"
#include "support/asserts.h"
#include "support/scripted_disks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define CD(n)                           \
    {                                   \
        FILE_DEVICE_CD_ROM, n, MAXDWORD \
    }
#define DISK(n, part)             \
    {                             \
        FILE_DEVICE_DISK, n, part \
    }

static const struct scripted_device devices[] = {
    {.name = u"\\\\.\\CdRom0", .called = "cd", .number = CD(0)},
    {.name = u"\\\\?\\Volume{1}", .called = "D:", .number = CD(0), .letter = u"D:"},

    {.name = u"\\\\.\\PhysicalDrive0", .called = "fixed", .number = DISK(0, 0)},
    {.name = u"\\\\?\\Volume{2}", .called = "F:", .number = DISK(0, 1)},

    {.name = u"\\\\.\\PhysicalDrive1", .called = "disk", .number = DISK(1, 0), .removable = true},
    {.name = u"\\\\.\\E:", .called = "E:", .number = DISK(1, 1), .removable = true},
    {.name = u"\\\\?\\Volume{3}", .called = "E:", .number = DISK(1, 1), .letter = u"E:"},
    {.name = u"\\\\?\\Volume{4}", .called = "second", .number = DISK(1, 2)},

    {.name = u"\\\\.\\PhysicalDrive2", .called = "raw", .number = DISK(2, 0), .removable = true},

    {.name = u"\\\\.\\C:", .called = "C:", .number = DISK(3, 2)},
    {.name = u"\\\\.\\G:", .called = "G:", .number = DISK(3, 1)},
    {.name = u"\\\\?\\Volume{5}", .called = "C:", .number = DISK(3, 2), .system = true},
    {.name = u"\\\\?\\Volume{6}", .called = "G:", .number = DISK(3, 1)},

    {.name = u"\\\\.\\Tape0", .called = "tape", .number = {FILE_DEVICE_TAPE, 0, MAXDWORD}},
    {.name = u"\\\\.\\Denied", .open_error = ERROR_ACCESS_DENIED},
};

static int with_disks(void **state)
{
    (void)state;
    scripted_disks_are(devices, sizeof devices / sizeof devices[0]);
    return 0;
}

static int without_disks(void **state)
{
    (void)state;
    return (int)scripted_disks_open(); /* none is left open, and so none is left locked */
}

static rsm_error eject_with(const WCHAR *device, DWORD action, const WCHAR *title,
                            const WCHAR *message)
{
    const struct rsm_disks_ejection ejection = {device, action, (HWND)(uintptr_t)77, title,
                                                message};

    return rsm_disks_eject(&scripted_disks, &ejection);
}

static rsm_error eject(const WCHAR *device, DWORD action)
{
    return eject_with(device, action, NULL, NULL);
}

static void assert_done(const char *expected)
{
    assert_string_equal(scripted_disks_done(), expected);
}

/* Somebody has a file open, now and for as long as is waited. */
static void use_for_good(void)
{
    scripted_disks_fail(RSM_VOLUME_LOCK, ERROR_ACCESS_DENIED, 1000);
}

/* ---- the order ---- */

static void a_medium_is_locked_dismounted_released_and_ejected(void **state)
{
    (void)state;
    assert_success(eject(u"\\\\.\\CdRom0", NTMS_EJECT_IMMEDIATE));

    assert_done("lock D:, dismount D:, allow D:, eject D:");
}

static void start_ejects_as_well(void **state)
{
    (void)state;
    assert_success(eject(u"\\\\.\\CdRom0", NTMS_EJECT_START));

    assert_done("lock D:, dismount D:, allow D:, eject D:");
}

static void all_volumes_of_a_disk_are_locked_before_one_is_dismounted(void **state)
{
    (void)state;
    assert_success(eject(u"\\\\.\\PhysicalDrive1", NTMS_EJECT_IMMEDIATE));

    assert_done("lock E:, lock second, dismount E:, dismount second, allow E:, eject E:");
}

static void a_drive_letter_ejects_the_whole_disk(void **state)
{
    (void)state;
    assert_success(eject(u"\\\\.\\E:", NTMS_EJECT_IMMEDIATE));

    assert_done("lock E:, lock second, dismount E:, dismount second, allow E:, eject E:");
}

static void a_disk_without_volumes_is_ejected_by_its_own_name(void **state)
{
    (void)state;
    assert_success(eject(u"\\\\.\\PhysicalDrive2", NTMS_EJECT_IMMEDIATE));

    assert_done("allow raw, eject raw");
}

static void an_empty_drive_is_opened(void **state)
{
    (void)state;
    scripted_disks_fail(RSM_VOLUME_LOCK, ERROR_NOT_READY, 1);

    assert_success(eject(u"\\\\.\\CdRom0", NTMS_EJECT_IMMEDIATE));

    assert_done("allow D:, eject D:");
}

static void a_drive_that_cannot_hold_its_medium_ejects_it(void **state)
{
    (void)state;
    scripted_disks_fail(RSM_VOLUME_ALLOW_REMOVAL, ERROR_INVALID_FUNCTION, 1);

    assert_success(eject(u"\\\\.\\CdRom0", NTMS_EJECT_IMMEDIATE));

    assert_done("lock D:, dismount D:, eject D:");
}

static void queue_only_looks(void **state)
{
    (void)state;
    assert_success(eject(u"\\\\.\\CdRom0", NTMS_EJECT_QUEUE));
    assert_fails_with(ERROR_INVALID_DRIVE, eject(u"\\\\.\\PhysicalDrive0", NTMS_EJECT_QUEUE));

    assert_done("");
}

static void there_is_nothing_to_stop(void **state)
{
    (void)state;
    assert_fails_with(ERROR_INVALID_OPERATION, eject(u"\\\\.\\CdRom0", NTMS_EJECT_STOP));

    assert_done("");
}

/* ---- in use ---- */

static void a_medium_in_use_stays(void **state)
{
    (void)state;
    use_for_good();

    assert_fails_with(ERROR_MEDIA_NOT_AVAILABLE, eject(u"\\\\.\\CdRom0", NTMS_EJECT_IMMEDIATE));
    assert_fails_with(ERROR_MEDIA_NOT_AVAILABLE, eject(u"\\\\.\\CdRom0", NTMS_EJECT_START));

    assert_done("");
}

static void a_volume_in_use_keeps_the_whole_disk(void **state)
{
    static const struct scripted_device disk[] = {
        {.name = u"\\\\.\\PhysicalDrive1", .number = DISK(1, 0), .removable = true},
        {.name = u"\\\\?\\Volume{3}", .called = "E:", .number = DISK(1, 1)},
        {.name = u"\\\\?\\Volume{4}", .called = "F:", .number = DISK(1, 2), .in_use = true},
    };

    (void)state;
    scripted_disks_are(disk, 3);

    assert_fails_with(ERROR_MEDIA_NOT_AVAILABLE,
                      eject(u"\\\\.\\PhysicalDrive1", NTMS_EJECT_IMMEDIATE));

    assert_done("lock E:"); /* which closing it undoes */
}

static void against_a_program_that_has_all_of_it_there_is_no_force(void **state)
{
    static const struct scripted_device disks[] = {
        {.name = u"\\\\.\\CdRom0", .number = CD(0)},
        {.name = u"\\\\?\\Volume{1}", .number = CD(0), .exclusive = true},
        {.name = u"\\\\.\\CdRom1", .number = CD(1), .exclusive = true},
    };

    (void)state;
    scripted_disks_are(disks, 3);

    assert_fails_with(ERROR_MEDIA_NOT_AVAILABLE, eject(u"\\\\.\\CdRom0", NTMS_EJECT_FORCE));
    assert_fails_with(ERROR_MEDIA_NOT_AVAILABLE, eject(u"\\\\.\\CdRom1", NTMS_EJECT_FORCE));

    assert_done("");
}

static void a_file_that_is_open_for_a_moment_is_waited_for(void **state)
{
    (void)state;
    scripted_disks_fail(RSM_VOLUME_LOCK, ERROR_ACCESS_DENIED, 3);

    assert_success(eject(u"\\\\.\\CdRom0", NTMS_EJECT_IMMEDIATE));

    assert_int_equal(scripted_disks_pauses(), 3);
    assert_done("lock D:, dismount D:, allow D:, eject D:");
}

static void force_ejects_what_is_in_use(void **state)
{
    (void)state;
    use_for_good();

    assert_success(eject(u"\\\\.\\CdRom0", NTMS_EJECT_FORCE));

    assert_done("dismount D:, allow D:, eject D:");
}

static void force_locks_what_can_be_locked(void **state)
{
    (void)state;
    assert_success(eject(u"\\\\.\\CdRom0", NTMS_EJECT_FORCE));

    assert_done("lock D:, dismount D:, allow D:, eject D:");
}

/* ---- asking ---- */

static void nobody_is_asked_unless_that_is_wanted(void **state)
{
    static const DWORD actions[] = {NTMS_EJECT_START, NTMS_EJECT_STOP, NTMS_EJECT_QUEUE,
                                    NTMS_EJECT_FORCE, NTMS_EJECT_IMMEDIATE};

    (void)state;
    use_for_good();
    scripted_question.answer = RSM_VOLUME_EJECT_IT;
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        (void)eject_with(u"\\\\.\\CdRom0", actions[i], u"Title", u"Message");

    assert_int_equal(scripted_question.asked, 0);
}

static void nobody_is_asked_about_a_medium_that_is_not_in_use(void **state)
{
    (void)state;
    scripted_question.answer = RSM_VOLUME_LEAVE_IT;

    assert_success(eject(u"\\\\.\\CdRom0", NTMS_EJECT_ASK_USER));

    assert_int_equal(scripted_question.asked, 0);
    assert_done("lock D:, dismount D:, allow D:, eject D:");
}

static void nobody_is_asked_about_what_cannot_be_ejected_anyway(void **state)
{
    (void)state;
    use_for_good();

    assert_fails_with(ERROR_INVALID_DRIVE, eject(u"\\\\.\\PhysicalDrive0", NTMS_EJECT_ASK_USER));
    assert_fails_with(ERROR_VOLUME_CONTAINS_SYS_FILES, eject(u"\\\\.\\C:", NTMS_EJECT_ASK_USER));

    assert_int_equal(scripted_question.asked, 0);
}

static void who_says_no_keeps_the_medium(void **state)
{
    (void)state;
    use_for_good();
    scripted_question.answer = RSM_VOLUME_LEAVE_IT;

    assert_fails_with(ERROR_CANCELLED, eject(u"\\\\.\\CdRom0", NTMS_EJECT_ASK_USER));

    assert_done("ask");
}

static void who_says_yes_gets_it_by_force(void **state)
{
    (void)state;
    use_for_good();
    scripted_question.answer = RSM_VOLUME_EJECT_IT;

    assert_success(eject(u"\\\\.\\CdRom0", NTMS_EJECT_ASK_USER));

    assert_done("ask, dismount D:, allow D:, eject D:");
}

static void where_nobody_is_a_medium_in_use_stays(void **state)
{
    (void)state;
    use_for_good();

    assert_fails_with(ERROR_MEDIA_NOT_AVAILABLE, eject(u"\\\\.\\CdRom0", NTMS_EJECT_ASK_USER));

    assert_done("ask");
}

static void nothing_is_locked_while_somebody_thinks(void **state)
{
    (void)state;
    use_for_good();
    scripted_question.answer = RSM_VOLUME_LEAVE_IT;

    assert_fails_with(ERROR_CANCELLED, eject(u"\\\\.\\PhysicalDrive1", NTMS_EJECT_ASK_USER));

    assert_int_equal(scripted_question.open_devices, 0);
}

static void the_question_is_the_callers(void **state)
{
    (void)state;
    use_for_good();

    (void)eject_with(u"\\\\.\\CdRom0", NTMS_EJECT_ASK_USER, u"Backup", u"Out with it?");

    assert_text(u"Backup", scripted_question.title);
    assert_text(u"Out with it?", scripted_question.message);
    assert_int_equal((uintptr_t)scripted_question.owner, 77);
}

static void without_the_callers_words_the_question_names_the_drive(void **state)
{
    static const WCHAR beginning[] = u"A program is using the medium in \\\\.\\CdRom0.";

    (void)state;
    use_for_good();

    (void)eject(u"\\\\.\\CdRom0", NTMS_EJECT_ASK_USER);

    assert_text(u"Removable Storage", scripted_question.title);
    assert_memory_equal(scripted_question.message, beginning, sizeof beginning - sizeof(WCHAR));
}

/* ---- what is not ejected ---- */

static void the_disk_of_the_system_stays(void **state)
{
    (void)state;
    assert_fails_with(ERROR_VOLUME_CONTAINS_SYS_FILES, eject(u"\\\\.\\C:", NTMS_EJECT_FORCE));

    assert_done("");
}

static void a_disk_stays_on_which_another_volume_is_the_systems(void **state)
{
    (void)state;
    assert_fails_with(ERROR_VOLUME_CONTAINS_SYS_FILES, eject(u"\\\\.\\G:", NTMS_EJECT_FORCE));

    assert_done("");
}

static void a_disk_that_is_built_in_is_no_drive_to_eject_from(void **state)
{
    (void)state;
    assert_fails_with(ERROR_INVALID_DRIVE, eject(u"\\\\.\\PhysicalDrive0", NTMS_EJECT_FORCE));

    assert_done("");
}

static void a_tape_drive_without_a_library_is_none_either(void **state)
{
    (void)state;
    assert_fails_with(ERROR_INVALID_DRIVE, eject(u"\\\\.\\Tape0", NTMS_EJECT_FORCE));

    assert_done("");
}

static void a_device_that_is_not_there_is_an_invalid_drive(void **state)
{
    (void)state;
    assert_fails_with(ERROR_INVALID_DRIVE, eject(u"\\\\.\\CdRom7", NTMS_EJECT_START));
    assert_fails_with(ERROR_INVALID_DRIVE, eject(u"Cdrom0", NTMS_EJECT_START));
    assert_fails_with(ERROR_INVALID_DRIVE, eject(u"", NTMS_EJECT_START));
}

static void who_may_not_open_the_device_is_told_so(void **state)
{
    (void)state;
    assert_fails_with(ERROR_ACCESS_DENIED, eject(u"\\\\.\\Denied", NTMS_EJECT_START));
}

/* ---- failures ---- */

static void a_lock_that_fails_for_another_reason_ends_it(void **state)
{
    (void)state;
    scripted_disks_fail(RSM_VOLUME_LOCK, ERROR_IO_DEVICE, 1);

    assert_fails_with(ERROR_IO_DEVICE, eject(u"\\\\.\\CdRom0", NTMS_EJECT_FORCE));

    assert_int_equal(scripted_disks_pauses(), 0);
    assert_done("");
}

static void what_could_not_be_dismounted_is_not_ejected(void **state)
{
    (void)state;
    scripted_disks_fail(RSM_VOLUME_DISMOUNT, ERROR_IO_DEVICE, 1);

    assert_fails_with(ERROR_IO_DEVICE, eject(u"\\\\.\\CdRom0", NTMS_EJECT_FORCE));

    assert_done("lock D:");
}

static void a_drive_that_does_not_eject_is_told_of(void **state)
{
    (void)state;
    scripted_disks_fail(RSM_VOLUME_EJECT, ERROR_NOT_SUPPORTED, 1);

    assert_fails_with(ERROR_NOT_SUPPORTED, eject(u"\\\\.\\CdRom0", NTMS_EJECT_IMMEDIATE));

    assert_done("lock D:, dismount D:, allow D:");
}

#define ON_DISKS(test) cmocka_unit_test_setup_teardown(test, with_disks, without_disks)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_DISKS(a_medium_is_locked_dismounted_released_and_ejected),
        ON_DISKS(start_ejects_as_well),
        ON_DISKS(all_volumes_of_a_disk_are_locked_before_one_is_dismounted),
        ON_DISKS(a_drive_letter_ejects_the_whole_disk),
        ON_DISKS(a_disk_without_volumes_is_ejected_by_its_own_name),
        ON_DISKS(an_empty_drive_is_opened),
        ON_DISKS(a_drive_that_cannot_hold_its_medium_ejects_it),
        ON_DISKS(queue_only_looks),
        ON_DISKS(there_is_nothing_to_stop),
        ON_DISKS(a_medium_in_use_stays),
        ON_DISKS(a_volume_in_use_keeps_the_whole_disk),
        ON_DISKS(against_a_program_that_has_all_of_it_there_is_no_force),
        ON_DISKS(a_file_that_is_open_for_a_moment_is_waited_for),
        ON_DISKS(force_ejects_what_is_in_use),
        ON_DISKS(force_locks_what_can_be_locked),
        ON_DISKS(nobody_is_asked_unless_that_is_wanted),
        ON_DISKS(nobody_is_asked_about_a_medium_that_is_not_in_use),
        ON_DISKS(nobody_is_asked_about_what_cannot_be_ejected_anyway),
        ON_DISKS(who_says_no_keeps_the_medium),
        ON_DISKS(who_says_yes_gets_it_by_force),
        ON_DISKS(where_nobody_is_a_medium_in_use_stays),
        ON_DISKS(nothing_is_locked_while_somebody_thinks),
        ON_DISKS(the_question_is_the_callers),
        ON_DISKS(without_the_callers_words_the_question_names_the_drive),
        ON_DISKS(the_disk_of_the_system_stays),
        ON_DISKS(a_disk_stays_on_which_another_volume_is_the_systems),
        ON_DISKS(a_disk_that_is_built_in_is_no_drive_to_eject_from),
        ON_DISKS(a_tape_drive_without_a_library_is_none_either),
        ON_DISKS(a_device_that_is_not_there_is_an_invalid_drive),
        ON_DISKS(who_may_not_open_the_device_is_told_so),
        ON_DISKS(a_lock_that_fails_for_another_reason_ends_it),
        ON_DISKS(what_could_not_be_dismounted_is_not_ejected),
        ON_DISKS(a_drive_that_does_not_eject_is_told_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
