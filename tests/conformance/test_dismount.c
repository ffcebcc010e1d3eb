/*
 * DismountNtmsMedia and DismountNtmsDrive without a library: what they refuse, and in which order.
 */
#include "conformance/conformance.h"
#include "conformance/offline_media.h"

static struct offline make_tape(void **state)
{
    NTMS_GUID pool = pool_for(session_of(state), u"\\Tapes", TAPE_CODE);
    struct offline tape;

    make_offline(session_of(state), &tape, &pool, 1, NTMS_PARTSTATE_ALLOCATED);
    return tape;
}

static NTMS_GUID *owner_of(struct offline *tape)
{
    return &tape->sides[0].Info.Partition.LogicalMedia;
}

/* ---- odd inputs ---- */

static void a_wrong_session_comes_before_wrong_pointers(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, DismountNtmsMedia(NULL, NULL, 0, 99));
    assert_code(ERROR_INVALID_HANDLE, DismountNtmsMedia(INVALID_HANDLE_VALUE, NULL, 0, 99));
    assert_code(ERROR_INVALID_HANDLE, DismountNtmsDrive(NULL, NULL));
}

static void null_pointers_and_empty_lists_are_refused(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID unknown = unknown_id();

    assert_code(ERROR_INVALID_PARAMETER, DismountNtmsMedia(session, NULL, 1, 0));
    assert_code(ERROR_INVALID_PARAMETER, DismountNtmsMedia(session, &unknown, 0, 0));
    assert_code(ERROR_INVALID_PARAMETER, DismountNtmsDrive(session, NULL));
}

static void unknown_options_come_before_the_media(void **state)
{
    static const DWORD options[] = {3, 4, 0x80000000, 0xFFFFFFFF};
    NTMS_GUID unknown = unknown_id();

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        assert_code(ERROR_INVALID_PARAMETER,
                    DismountNtmsMedia(session_of(state), &unknown, 1, options[i]));
}

static void what_is_no_medium_is_an_invalid_one(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state);
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID library = offline_library(session);

    for (DWORD options = 0; options <= NTMS_DISMOUNT_IMMEDIATE; options++) {
        assert_code(ERROR_INVALID_MEDIA, DismountNtmsMedia(session, &none, 1, options));
        assert_code(ERROR_INVALID_MEDIA, DismountNtmsMedia(session, &unknown, 1, options));
        assert_code(ERROR_INVALID_MEDIA, DismountNtmsMedia(session, &library, 1, options));
        assert_code(ERROR_INVALID_MEDIA,
                    DismountNtmsMedia(session, &tape.medium.ObjectGuid, 1, options));
    }
}

static void a_medium_named_twice_is_an_invalid_one(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state);
    NTMS_GUID twice[2] = {*owner_of(&tape), *owner_of(&tape)};
    NTMS_GUID both[2] = {*owner_of(&tape), tape.sides[0].ObjectGuid};

    assert_code(ERROR_INVALID_MEDIA, DismountNtmsMedia(session, twice, 2, 0));
    assert_code(ERROR_INVALID_MEDIA, DismountNtmsMedia(session, both, 2, 0));
}

static void what_is_no_drive_is_an_invalid_drive(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID library = offline_library(session);

    assert_code(ERROR_INVALID_DRIVE, DismountNtmsDrive(session, &none));
    assert_code(ERROR_INVALID_DRIVE, DismountNtmsDrive(session, &unknown));
    assert_code(ERROR_INVALID_DRIVE, DismountNtmsDrive(session, &library));
}

/* ---- offline ---- */

static void an_offline_medium_is_refused_as_such(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state);
    NTMS_GUID request;

    assert_code(ERROR_MEDIA_OFFLINE, DismountNtmsMedia(session, owner_of(&tape), 1, 0));
    assert_code(ERROR_MEDIA_OFFLINE,
                DismountNtmsMedia(session, &tape.sides[0].ObjectGuid, 1, NTMS_DISMOUNT_DEFERRED));
    assert_int_equal(list_objects(session, NULL, NTMS_LIBREQUEST, &request, 1), 0);
}

static void one_that_is_unknown_comes_before_one_that_is_offline(void **state)
{
    HANDLE session = session_of(state);
    struct offline tape = make_tape(state);
    NTMS_GUID media[2] = {*owner_of(&tape), unknown_id()};

    assert_code(ERROR_INVALID_MEDIA, DismountNtmsMedia(session, media, 2, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_wrong_session_comes_before_wrong_pointers),
        IN_SESSION(null_pointers_and_empty_lists_are_refused),
        IN_SESSION(unknown_options_come_before_the_media),
        IN_SESSION(what_is_no_medium_is_an_invalid_one),
        IN_SESSION(a_medium_named_twice_is_an_invalid_one),
        IN_SESSION(what_is_no_drive_is_an_invalid_drive),
        IN_SESSION(an_offline_medium_is_refused_as_such),
        IN_SESSION(one_that_is_unknown_comes_before_one_that_is_offline),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
