/*
 * EjectDiskFromSADrive, DoEjectFromSADriveW and GetVolumesFromDrive on a computer of which nothing is known:
 * what is refused there.
 */
#include "conformance/conformance.h"

static DWORD eject_w(const WCHAR *computer, const WCHAR *device, DWORD options)
{
    return EjectDiskFromSADriveW(computer, NULL, device, NULL, NULL, NULL, options);
}

static DWORD eject_a(const char *computer, const char *device, DWORD options)
{
    return EjectDiskFromSADriveA(computer, NULL, device, NULL, NULL, NULL, options);
}

/* ---- EjectDiskFromSADrive ---- */

static void without_a_device_nothing_can_be_ejected(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_PARAMETER, eject_a(NULL, NULL, NTMS_EJECT_START));
    assert_code(ERROR_INVALID_PARAMETER, eject_w(NULL, NULL, NTMS_EJECT_START));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
}

static void options_out_of_range_are_refused(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_PARAMETER, eject_a(NULL, "\\\\.\\Cdrom77", NTMS_EJECT_ASK_USER + 1));
    assert_code(ERROR_INVALID_PARAMETER, eject_w(NULL, u"\\\\.\\Cdrom77", NTMS_EJECT_ASK_USER + 1));
    assert_code(ERROR_INVALID_PARAMETER, eject_w(NULL, u"\\\\.\\Cdrom77", MAXDWORD));
}

static void the_name_of_a_computer_must_be_one(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_COMPUTERNAME,
                eject_a("not a:name", "\\\\.\\Cdrom77", NTMS_EJECT_START));
    assert_code(ERROR_INVALID_COMPUTERNAME,
                eject_w(u"not a:name", u"\\\\.\\Cdrom77", NTMS_EJECT_START));
}

static void another_computer_cannot_be_reached(void **state)
{
    (void)state;
    assert_code(ERROR_NOT_CONNECTED, eject_a("elsewhere", "\\\\.\\Cdrom77", NTMS_EJECT_START));
    assert_code(ERROR_NOT_CONNECTED, eject_w(u"elsewhere", u"\\\\.\\Cdrom77", NTMS_EJECT_START));
}

static void a_device_that_is_not_there_is_no_drive(void **state)
{
    (void)state;
    for (DWORD option = NTMS_EJECT_START; option <= NTMS_EJECT_ASK_USER; option++) {
        assert_code(ERROR_INVALID_DRIVE, eject_a(NULL, "\\\\.\\Cdrom77", option));
        assert_code(ERROR_INVALID_DRIVE, eject_w(NULL, u"\\\\.\\PhysicalDrive77", option));
    }
}

static void what_is_no_device_name_is_no_drive(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_DRIVE, eject_w(NULL, u"", NTMS_EJECT_IMMEDIATE));
    assert_code(ERROR_INVALID_DRIVE, eject_w(u"", u"Cdrom77", NTMS_EJECT_IMMEDIATE));
    assert_code(ERROR_INVALID_DRIVE, eject_a("", "\\\\server\\share", NTMS_EJECT_IMMEDIATE));
}

/* ---- DoEjectFromSADriveW ---- */

static void nobody_knows_what_the_undocumented_function_did(void **state)
{
    LPVOID anything = (LPVOID)(uintptr_t)1;

    (void)state;
    assert_code(ERROR_CALL_NOT_IMPLEMENTED,
                DoEjectFromSADriveW(NULL, NULL, NULL, NULL, NULL, NULL));
    assert_code(ERROR_CALL_NOT_IMPLEMENTED,
                DoEjectFromSADriveW(anything, anything, anything, anything, anything, anything));
}

/* ---- GetVolumesFromDrive ---- */

static char device_a[] = "\\\\.\\Cdrom77";
static WCHAR device_w[] = u"\\\\.\\Cdrom77";

static void every_argument_is_needed_in_ansi(void **state)
{
    LPSTR volume = device_a;
    LPSTR letter = device_a;

    (void)state;
    assert_code(ERROR_INVALID_PARAMETER, GetVolumesFromDriveA(NULL, NULL, NULL));
    assert_code(ERROR_INVALID_PARAMETER, GetVolumesFromDriveA(device_a, NULL, &letter));
    assert_null(letter);
    assert_code(ERROR_INVALID_PARAMETER, GetVolumesFromDriveA(device_a, &volume, NULL));
    assert_null(volume);
    volume = letter = device_a;
    assert_code(ERROR_INVALID_PARAMETER, GetVolumesFromDriveA(NULL, &volume, &letter));
    assert_null(volume);
    assert_null(letter);
}

static void every_argument_is_needed(void **state)
{
    LPWSTR volume = device_w;
    LPWSTR letter = device_w;

    (void)state;
    assert_code(ERROR_INVALID_PARAMETER, GetVolumesFromDriveW(NULL, NULL, NULL));
    assert_code(ERROR_INVALID_PARAMETER, GetVolumesFromDriveW(device_w, NULL, &letter));
    assert_null(letter);
    assert_code(ERROR_INVALID_PARAMETER, GetVolumesFromDriveW(device_w, &volume, NULL));
    assert_null(volume);
    volume = letter = device_w;
    assert_code(ERROR_INVALID_PARAMETER, GetVolumesFromDriveW(NULL, &volume, &letter));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    assert_null(volume);
    assert_null(letter);
}

static void a_device_that_is_not_there_has_no_volumes(void **state)
{
    LPWSTR volume = device_w;
    LPWSTR letter = device_w;
    DWORD err = GetVolumesFromDriveW(device_w, &volume, &letter);

    (void)state;
    assert_int_not_equal(err, ERROR_SUCCESS);
    assert_int_equal(GetLastError(), err);
    assert_null(volume);
    assert_null(letter);
}

static void a_device_that_is_not_there_has_no_volumes_in_ansi_either(void **state)
{
    LPSTR volume = device_a;
    LPSTR letter = device_a;
    DWORD err = GetVolumesFromDriveA(device_a, &volume, &letter);

    (void)state;
    assert_int_not_equal(err, ERROR_SUCCESS);
    assert_null(volume);
    assert_null(letter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_device_nothing_can_be_ejected),
        cmocka_unit_test(options_out_of_range_are_refused),
        cmocka_unit_test(the_name_of_a_computer_must_be_one),
        cmocka_unit_test(another_computer_cannot_be_reached),
        cmocka_unit_test(a_device_that_is_not_there_is_no_drive),
        cmocka_unit_test(what_is_no_device_name_is_no_drive),
        cmocka_unit_test(nobody_knows_what_the_undocumented_function_did),
        cmocka_unit_test(every_argument_is_needed_in_ansi),
        cmocka_unit_test(every_argument_is_needed),
        cmocka_unit_test(a_device_that_is_not_there_has_no_volumes),
        cmocka_unit_test(a_device_that_is_not_there_has_no_volumes_in_ansi_either),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
