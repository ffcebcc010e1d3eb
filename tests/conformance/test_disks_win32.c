/*
 * GetVolumesFromDrive and EjectDiskFromSADrive on the disk that Windows itself is on, which every computer
 * has.
 */
#include "conformance/conformance.h"

#include <string.h>

/* Windows is on C: where these tests run; what Windows says of that volume. */
static WCHAR system_device[] = u"\\\\.\\C:";
static char system_device_a[] = "\\\\.\\C:";

static void volume_of_system(WCHAR name_out[64])
{
    assert_true(GetVolumeNameForVolumeMountPointW(u"C:\\", name_out, 64));
}

static void assert_wide(const WCHAR *expected, const WCHAR *actual)
{
    assert_non_null(actual);
    assert_int_equal(lstrcmpW(expected, actual), 0);
}

static void the_volume_of_a_drive_letter_is_named_as_windows_names_it(void **state)
{
    WCHAR expected[64];
    LPWSTR volume;
    LPWSTR letter;

    (void)state;
    volume_of_system(expected);
    assert_success(GetVolumesFromDriveW(system_device, &volume, &letter));

    assert_wide(expected, volume);
    assert_wide(u"C:", letter);
    assert_null(LocalFree(volume));
    assert_null(LocalFree(letter));
}

static void ansi_tells_the_same(void **state)
{
    WCHAR expected[64];
    char narrow[64];
    LPSTR volume;
    LPSTR letter;

    (void)state;
    volume_of_system(expected);
    assert_true(WideCharToMultiByte(CP_ACP, 0, expected, -1, narrow, 64, NULL, NULL) > 0);
    assert_success(GetVolumesFromDriveA(system_device_a, &volume, &letter));

    assert_string_equal(volume, narrow);
    assert_string_equal(letter, "C:");
    assert_null(LocalFree(volume));
    assert_null(LocalFree(letter));
}

static void a_whole_disk_has_a_volume_with_a_letter(void **state)
{
    WCHAR disk[] = u"\\\\.\\PhysicalDrive0";
    WCHAR expected[64];
    WCHAR root[] = u"?:\\";
    LPWSTR volume;
    LPWSTR letter;

    (void)state;
    assert_success(GetVolumesFromDriveW(disk, &volume, &letter));

    root[0] = letter[0];
    assert_true(GetVolumeNameForVolumeMountPointW(root, expected, 64));
    assert_wide(expected, volume);
    assert_null(LocalFree(volume));
    assert_null(LocalFree(letter));
}

static void a_volume_can_be_asked_by_its_own_name(void **state)
{
    WCHAR name[64];
    LPWSTR volume;
    LPWSTR letter;

    (void)state;
    volume_of_system(name);
    assert_success(GetVolumesFromDriveW(name, &volume, &letter));

    assert_wide(name, volume);
    assert_null(LocalFree(volume));
    assert_null(LocalFree(letter));
}

static void success_leaves_the_last_error_alone(void **state)
{
    LPWSTR volume;
    LPWSTR letter;

    (void)state;
    SetLastError(12345);
    assert_success(GetVolumesFromDriveW(system_device, &volume, &letter));

    assert_int_equal(GetLastError(), 12345);
    assert_null(LocalFree(volume));
    assert_null(LocalFree(letter));
}

static void a_device_that_is_not_there_is_what_windows_says_of_it(void **state)
{
    WCHAR device[] = u"\\\\.\\Cdrom77";
    LPWSTR volume = device;
    LPWSTR letter = device;

    (void)state;
    assert_code(ERROR_FILE_NOT_FOUND, GetVolumesFromDriveW(device, &volume, &letter));

    assert_null(volume);
    assert_null(letter);
}

static void the_disk_of_the_system_is_not_ejected(void **state)
{
    (void)state;
    for (DWORD option = NTMS_EJECT_START; option <= NTMS_EJECT_ASK_USER; option++)
        assert_code(
            ERROR_VOLUME_CONTAINS_SYS_FILES,
            EjectDiskFromSADriveW(NULL, NULL, system_device, NULL, u"Title", u"Message", option));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_volume_of_a_drive_letter_is_named_as_windows_names_it),
        cmocka_unit_test(ansi_tells_the_same),
        cmocka_unit_test(a_whole_disk_has_a_volume_with_a_letter),
        cmocka_unit_test(a_volume_can_be_asked_by_its_own_name),
        cmocka_unit_test(success_leaves_the_last_error_alone),
        cmocka_unit_test(a_device_that_is_not_there_is_what_windows_says_of_it),
        cmocka_unit_test(the_disk_of_the_system_is_not_ejected),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
