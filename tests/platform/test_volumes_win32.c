/*
 * The devices of the computer that this runs on, which has at least the disk that Windows is on, as C:.
 */
#include "platform/volumes.h"

#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <windows.h>

static const struct rsm_volume_io *const io = &rsm_volumes_system;

static void volume_of(const WCHAR *root, WCHAR name_out[RSM_VOLUMES_NAME_ROOM])
{
    if (!GetVolumeNameForVolumeMountPointW(root, name_out, RSM_VOLUMES_NAME_ROOM))
        fail_msg("a drive letter has no volume: error %lu", GetLastError());
}

static void a_drive_letter_has_a_number_of_a_partition(void **state)
{
    struct rsm_volume_number number;
    void *device;

    (void)state;
    assert_success(io->open(u"\\\\.\\C:", RSM_VOLUME_LOOK, &device));
    assert_success(io->get_number(device, &number));
    io->close(device);

    assert_int_equal(number.kind, FILE_DEVICE_DISK);
    assert_int_not_equal(number.partition, 0);
}

struct listing {
    WCHAR wanted[RSM_VOLUMES_NAME_ROOM];
    unsigned seen; /* how often it came */
    unsigned count;
    unsigned most;
};

static bool note(void *context, const WCHAR *volume)
{
    struct listing *listing = context;

    listing->seen += lstrcmpiW(listing->wanted, volume) == 0;
    return ++listing->count < listing->most;
}

static void a_volume_is_listed_once(void **state)
{
    struct listing listing = {.most = 1000};

    (void)state;
    volume_of(u"C:\\", listing.wanted);
    assert_success(io->list(note, &listing));

    assert_int_equal(listing.seen, 1);
}

static void who_has_seen_enough_is_shown_no_more(void **state)
{
    struct listing listing = {.most = 1};

    (void)state;
    assert_success(io->list(note, &listing));

    assert_int_equal(listing.count, 1);
}

static void a_volume_knows_its_letter(void **state)
{
    WCHAR volume[RSM_VOLUMES_NAME_ROOM];
    WCHAR letter[RSM_VOLUMES_LETTER_ROOM];

    (void)state;
    volume_of(u"C:\\", volume);
    io->get_letter(volume, letter);

    assert_text(u"C:", letter);
}

static void a_volume_that_is_not_there_has_no_letter(void **state)
{
    WCHAR letter[RSM_VOLUMES_LETTER_ROOM] = u"x";

    (void)state;
    io->get_letter(u"\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\", letter);

    assert_text(u"", letter);
}

static void windows_is_on_its_own_volume_and_on_no_other(void **state)
{
    WCHAR volume[RSM_VOLUMES_NAME_ROOM];

    (void)state;
    volume_of(u"C:\\", volume);
    assert_true(io->holds_system_files(volume));
    assert_false(io->holds_system_files(u"\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\"));
}

static void a_device_that_is_not_there_leaves_the_last_error_to_the_caller(void **state)
{
    void *device;

    (void)state;
    SetLastError(12345);
    assert_fails_with(ERROR_FILE_NOT_FOUND, io->open(u"\\\\.\\Cdrom77", RSM_VOLUME_USE, &device));

    assert_int_equal(GetLastError(), 12345);
}

static void the_threads_error_mode_is_put_back(void **state)
{
    DWORD mode = GetThreadErrorMode();
    WCHAR letter[RSM_VOLUMES_LETTER_ROOM];

    (void)state;
    io->get_letter(u"\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\", letter);

    assert_int_equal(GetThreadErrorMode(), mode);
}

/* First: nobody was asked yet. */
static void windows_of_users_are_not_loaded_before_somebody_is_asked(void **state)
{
    (void)state;
    assert_null(GetModuleHandleW(u"user32.dll"));
}

/* Where somebody sits at a screen there would be a box, for which no test waits. */
static void without_a_screen_nobody_answers(void **state)
{
    HMODULE nt = GetModuleHandleW(u"ntdll.dll");
    WCHAR display[8];

    (void)state;
    if (GetProcAddress(nt, "wine_get_version") == NULL ||
        GetEnvironmentVariableW(u"DISPLAY", display, 8) != 0)
        skip();
    assert_int_equal(io->ask(NULL, u"Title", u"Message"), RSM_VOLUME_NOBODY_THERE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_of_users_are_not_loaded_before_somebody_is_asked),
        cmocka_unit_test(a_drive_letter_has_a_number_of_a_partition),
        cmocka_unit_test(a_volume_is_listed_once),
        cmocka_unit_test(who_has_seen_enough_is_shown_no_more),
        cmocka_unit_test(a_volume_knows_its_letter),
        cmocka_unit_test(a_volume_that_is_not_there_has_no_letter),
        cmocka_unit_test(windows_is_on_its_own_volume_and_on_no_other),
        cmocka_unit_test(a_device_that_is_not_there_leaves_the_last_error_to_the_caller),
        cmocka_unit_test(the_threads_error_mode_is_put_back),
        cmocka_unit_test(without_a_screen_nobody_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
