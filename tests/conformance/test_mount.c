/*
 * MountNtmsMedia without a library: what it refuses, and in which order.
 */
#include "conformance/conformance.h"
#include "conformance/offline_media.h"

enum { READ = NTMS_MOUNT_READ, WRITE = NTMS_MOUNT_WRITE, OFFLINE = NTMS_MOUNT_ERROR_OFFLINE };

/* One medium, for which nobody waits. */
static DWORD mount(void **state, NTMS_GUID *medium, NTMS_GUID *drive, DWORD options)
{
    return MountNtmsMedia(session_of(state), medium, drive, 1, options, NTMS_PRIORITY_DEFAULT, 0,
                          NULL);
}

/* The side of a new offline tape in that state. */
static NTMS_GUID offline_side(void **state, DWORD side_state)
{
    NTMS_GUID pool = tapes(session_of(state));
    struct offline tape;

    make_offline(session_of(state), &tape, &pool, 1, side_state);
    return tape.sides[0].ObjectGuid;
}

/* ---- odd inputs ---- */

static void a_wrong_session_comes_first(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, MountNtmsMedia(NULL, NULL, NULL, 0, 99, 99, 0, NULL));
    assert_code(ERROR_INVALID_HANDLE,
                MountNtmsMedia(INVALID_HANDLE_VALUE, NULL, NULL, 0, 99, 99, INFINITE, NULL));
}

static void null_arrays_and_no_media_are_refused(void **state)
{
    NTMS_GUID medium = unknown_id();
    NTMS_GUID drive = unknown_id();

    assert_code(ERROR_INVALID_PARAMETER, mount(state, NULL, &drive, READ));
    assert_code(ERROR_INVALID_PARAMETER, mount(state, &medium, NULL, READ));
    assert_code(ERROR_INVALID_PARAMETER,
                MountNtmsMedia(session_of(state), &medium, &drive, 0, READ, 0, 0, NULL));
}

static void options_that_do_not_exist_are_refused(void **state)
{
    NTMS_GUID medium = unknown_id();
    NTMS_GUID drive;

    for (DWORD bit = 0x40; bit != 0; bit <<= 1)
        assert_code(ERROR_INVALID_PARAMETER, mount(state, &medium, &drive, READ | bit));
}

static void neither_reading_nor_writing_is_accepted(void **state)
{
    NTMS_GUID medium = unknown_id();
    NTMS_GUID drive;

    assert_code(ERROR_INVALID_MEDIA, mount(state, &medium, &drive, 0));
    assert_code(ERROR_INVALID_MEDIA, mount(state, &medium, &drive, NTMS_MOUNT_ERROR_NOT_AVAILABLE));
}

static void priorities_have_their_limits(void **state)
{
    static const int wrong[] = {-16, 16, INT32_MIN, INT32_MAX};
    static const int right[] = {-15, -7, 0, 7, 15};
    NTMS_GUID medium = unknown_id();
    NTMS_GUID drive;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_code(ERROR_INVALID_PARAMETER,
                    MountNtmsMedia(session_of(state), &medium, &drive, 1, READ, wrong[i], 0, NULL));
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        assert_code(ERROR_INVALID_MEDIA,
                    MountNtmsMedia(session_of(state), &medium, &drive, 1, READ, right[i], 0, NULL));
}

static void information_is_not_looked_at_by_those_that_wait(void **state)
{
    NTMS_MOUNT_INFORMATION information = {.dwSize = 1, .lpReserved = &information};
    NTMS_GUID medium = unknown_id();
    NTMS_GUID drive;

    assert_code(ERROR_INVALID_MEDIA, MountNtmsMedia(session_of(state), &medium, &drive, 1, READ, 0,
                                                    INFINITE, &information));
}

/* ---- media and drives ---- */

static void what_is_neither_a_side_nor_a_logical_medium_is_invalid(void **state)
{
    NTMS_GUID pool = tapes(session_of(state));
    struct offline tape;
    NTMS_GUID drive;
    NTMS_GUID ids[4] = {unknown_id(), NTMS_NULLGUID, offline_library(session_of(state))};

    make_offline(session_of(state), &tape, &pool, 1, NTMS_PARTSTATE_AVAILABLE);
    ids[3] = tape.medium.ObjectGuid;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        assert_code(ERROR_INVALID_MEDIA, mount(state, &ids[i], &drive, READ));
}

static void a_medium_that_is_named_twice_is_invalid(void **state)
{
    NTMS_GUID side = offline_side(state, NTMS_PARTSTATE_AVAILABLE);
    NTMS_GUID twice[2] = {side, side};
    NTMS_GUID drives[2];

    assert_code(ERROR_INVALID_MEDIA,
                MountNtmsMedia(session_of(state), twice, drives, 2, READ, 0, 0, NULL));
}

static void two_sides_of_one_medium_are_not_mounted_together(void **state)
{
    NTMS_GUID pool = disks(session_of(state));
    struct offline disk;
    NTMS_GUID both[2];
    NTMS_GUID drives[2];

    make_offline(session_of(state), &disk, &pool, 2, NTMS_PARTSTATE_AVAILABLE);
    both[0] = disk.sides[0].ObjectGuid;
    both[1] = disk.sides[1].ObjectGuid;
    assert_code(ERROR_INVALID_MEDIA,
                MountNtmsMedia(session_of(state), both, drives, 2, READ, 0, 0, NULL));
}

static void what_is_no_drive_is_invalid(void **state)
{
    NTMS_GUID side = offline_side(state, NTMS_PARTSTATE_AVAILABLE);
    NTMS_GUID ids[] = {unknown_id(), NTMS_NULLGUID, offline_library(session_of(state))};

    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        assert_code(ERROR_INVALID_DRIVE,
                    mount(state, &side, &ids[i], READ | NTMS_MOUNT_SPECIFIC_DRIVE));
}

static void drives_are_not_looked_at_unless_they_are_asked_for(void **state)
{
    NTMS_GUID side = offline_side(state, NTMS_PARTSTATE_AVAILABLE);
    NTMS_GUID drive = unknown_id();
    NTMS_GUID before = drive;

    assert_code(ERROR_MEDIA_OFFLINE, mount(state, &side, &drive, READ | OFFLINE));
    assert_guid(before, drive);
}

/* ---- offline ---- */

static void an_offline_medium_is_refused_where_nobody_is_to_be_asked(void **state)
{
    NTMS_GUID side = offline_side(state, NTMS_PARTSTATE_AVAILABLE);
    NTMS_GUID drive;

    assert_code(ERROR_MEDIA_OFFLINE, mount(state, &side, &drive, READ | OFFLINE));
    assert_code(ERROR_MEDIA_OFFLINE, mount(state, &side, &drive, WRITE | OFFLINE));
}

static void without_any_drive_for_it_an_offline_medium_cannot_be_mounted(void **state)
{
    NTMS_GUID side = offline_side(state, NTMS_PARTSTATE_AVAILABLE);
    NTMS_GUID drive;

    assert_code(ERROR_NO_SUPPORTING_DRIVES, mount(state, &side, &drive, READ));
    assert_code(ERROR_NO_SUPPORTING_DRIVES, mount(state, &side, &drive, READ | NTMS_MOUNT_NOWAIT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_session_comes_first),
        IN_SESSION(null_arrays_and_no_media_are_refused),
        IN_SESSION(options_that_do_not_exist_are_refused),
        IN_SESSION(neither_reading_nor_writing_is_accepted),
        IN_SESSION(priorities_have_their_limits),
        IN_SESSION(information_is_not_looked_at_by_those_that_wait),
        IN_SESSION(what_is_neither_a_side_nor_a_logical_medium_is_invalid),
        IN_SESSION(a_medium_that_is_named_twice_is_invalid),
        IN_SESSION(two_sides_of_one_medium_are_not_mounted_together),
        IN_SESSION(what_is_no_drive_is_invalid),
        IN_SESSION(drives_are_not_looked_at_unless_they_are_asked_for),
        IN_SESSION(an_offline_medium_is_refused_where_nobody_is_to_be_asked),
        IN_SESSION(without_any_drive_for_it_an_offline_medium_cannot_be_mounted),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
