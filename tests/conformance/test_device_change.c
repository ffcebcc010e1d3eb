/*
 * Device change detection without a drive that stands alone: handles, and what is refused.
 */
#include "conformance/conformance.h"

static HANDLE begin(HANDLE session)
{
    HANDLE detection = NULL;

    assert_success(BeginNtmsDeviceChangeDetection(session, &detection));
    assert_non_null(detection);
    return detection;
}

/* ---- handles ---- */

static void wrong_sessions_are_refused_by_all(void **state)
{
    HANDLE wrong[] = {NULL, INVALID_HANDLE_VALUE, (HANDLE)(uintptr_t)1, NULL};
    HANDLE detection = begin(session_of(state));

    wrong[3] = detection;
    for (size_t i = 0; i < 4; i++) {
        HANDLE other = NULL;
        NTMS_GUID library = offline_library(session_of(state));

        assert_code(ERROR_INVALID_HANDLE, BeginNtmsDeviceChangeDetection(wrong[i], &other));
        assert_code(ERROR_INVALID_HANDLE,
                    SetNtmsDeviceChangeDetection(wrong[i], detection, &library, NTMS_LIBRARY, 1));
        assert_code(ERROR_INVALID_HANDLE, EndNtmsDeviceChangeDetection(wrong[i], detection));
    }
    assert_success(EndNtmsDeviceChangeDetection(session_of(state), detection));
}

static void beginning_without_a_place_for_the_handle_is_an_invalid_handle(void **state)
{
    assert_code(ERROR_INVALID_HANDLE, BeginNtmsDeviceChangeDetection(session_of(state), NULL));
}

static void what_is_no_detection_is_refused(void **state)
{
    HANDLE session = session_of(state);
    HANDLE notification = OpenNtmsNotification(session, NTMS_LIBRARY);
    HANDLE wrong[] = {INVALID_HANDLE_VALUE, (HANDLE)(uintptr_t)1, session, notification};
    NTMS_GUID library = offline_library(session);

    for (size_t i = 0; i < 4; i++) {
        assert_code(ERROR_INVALID_HANDLE,
                    SetNtmsDeviceChangeDetection(session, wrong[i], &library, NTMS_LIBRARY, 1));
        assert_code(ERROR_INVALID_HANDLE, EndNtmsDeviceChangeDetection(session, wrong[i]));
    }
    assert_code(ERROR_INVALID_HANDLE, EndNtmsDeviceChangeDetection(session, NULL));
    assert_success(CloseNtmsNotification(notification));
}

static void a_detection_of_another_session_is_refused(void **state)
{
    HANDLE other = open_session();
    HANDLE detection = begin(other);
    NTMS_GUID library = offline_library(other);

    assert_code(ERROR_INVALID_HANDLE, SetNtmsDeviceChangeDetection(session_of(state), detection,
                                                                   &library, NTMS_LIBRARY, 1));
    assert_code(ERROR_INVALID_HANDLE, EndNtmsDeviceChangeDetection(session_of(state), detection));

    assert_success(EndNtmsDeviceChangeDetection(other, detection));
    assert_success(CloseNtmsSession(other));
}

static void one_that_has_ended_is_refused(void **state)
{
    HANDLE session = session_of(state);
    HANDLE detection = begin(session);
    NTMS_GUID library = offline_library(session);

    assert_success(EndNtmsDeviceChangeDetection(session, detection));

    assert_code(ERROR_INVALID_HANDLE,
                SetNtmsDeviceChangeDetection(session, detection, &library, NTMS_LIBRARY, 1));
    assert_code(ERROR_INVALID_HANDLE, EndNtmsDeviceChangeDetection(session, detection));
}

static void closing_a_session_ends_its_detections(void **state)
{
    HANDLE other = open_session();
    HANDLE detection = begin(other);

    assert_success(CloseNtmsSession(other));

    assert_code(ERROR_INVALID_HANDLE, EndNtmsDeviceChangeDetection(session_of(state), detection));
}

static void several_detections_are_different(void **state)
{
    HANDLE first = begin(session_of(state));
    HANDLE second = begin(session_of(state));

    assert_ptr_not_equal(first, second);
    assert_success(EndNtmsDeviceChangeDetection(session_of(state), first));
    assert_success(EndNtmsDeviceChangeDetection(session_of(state), second));
}

/* ---- what is set ---- */

static void types_that_are_not_watched_are_refused(void **state)
{
    static const DWORD types[] = {NTMS_UNKNOWN,    NTMS_OBJECT,    NTMS_CHANGER,
                                  NTMS_DRIVE,      NTMS_PARTITION, NTMS_LOGICAL_MEDIA,
                                  NTMS_MEDIA_POOL, NTMS_OPREQUEST, NTMS_NUMBER_OF_OBJECT_TYPES,
                                  0xFFFFFFFF};
    NTMS_GUID library = offline_library(session_of(state));

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        assert_code(ERROR_INVALID_PARAMETER,
                    SetNtmsDeviceChangeDetection(session_of(state), NULL, &library, types[i], 1));
}

static void no_identifiers_are_refused(void **state)
{
    NTMS_GUID library = offline_library(session_of(state));

    assert_code(ERROR_INVALID_PARAMETER,
                SetNtmsDeviceChangeDetection(session_of(state), NULL, NULL, NTMS_LIBRARY, 1));
    assert_code(ERROR_INVALID_PARAMETER,
                SetNtmsDeviceChangeDetection(session_of(state), NULL, &library, NTMS_LIBRARY, 0));
}

static void a_wrong_detection_comes_before_wrong_arguments(void **state)
{
    assert_code(
        ERROR_INVALID_HANDLE,
        SetNtmsDeviceChangeDetection(session_of(state), INVALID_HANDLE_VALUE, NULL, NTMS_DRIVE, 0));
}

static void what_is_unknown_is_refused_by_its_kind(void **state)
{
    NTMS_GUID unknown[] = {unknown_id(), NTMS_NULLGUID};

    for (size_t i = 0; i < 2; i++) {
        assert_code(
            ERROR_INVALID_LIBRARY,
            SetNtmsDeviceChangeDetection(session_of(state), NULL, &unknown[i], NTMS_LIBRARY, 1));
        assert_code(ERROR_INVALID_MEDIA,
                    SetNtmsDeviceChangeDetection(session_of(state), NULL, &unknown[i],
                                                 NTMS_PHYSICAL_MEDIA, 1));
        assert_code(
            ERROR_OBJECT_NOT_FOUND,
            SetNtmsDeviceChangeDetection(session_of(state), NULL, &unknown[i], NTMS_MEDIA_TYPE, 1));
    }
}

static void mixed_types_are_refused(void **state)
{
    NTMS_GUID ids[2];

    ids[0] = offline_library(session_of(state));
    ids[1] = media_type_of(session_of(state), TAPE_CODE);

    assert_code(ERROR_INVALID_PARAMETER,
                SetNtmsDeviceChangeDetection(session_of(state), NULL, ids, NTMS_LIBRARY, 2));
    assert_code(ERROR_INVALID_PARAMETER,
                SetNtmsDeviceChangeDetection(session_of(state), NULL, ids, NTMS_MEDIA_TYPE, 2));
}

static void libraries_that_do_not_stand_alone_are_accepted(void **state)
{
    HANDLE detection = begin(session_of(state));
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID request;

    assert_success(
        SetNtmsDeviceChangeDetection(session_of(state), detection, &library, NTMS_LIBRARY, 1));

    assert_int_equal(list_objects(session_of(state), NULL, NTMS_LIBREQUEST, &request, 1), 0);
    assert_success(EndNtmsDeviceChangeDetection(session_of(state), detection));
}

static void media_types_are_accepted_without_a_detection(void **state)
{
    NTMS_GUID types[2];

    types[0] = media_type_of(session_of(state), TAPE_CODE);
    types[1] = media_type_of(session_of(state), DISK_CODE);

    assert_success(
        SetNtmsDeviceChangeDetection(session_of(state), NULL, types, NTMS_MEDIA_TYPE, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(wrong_sessions_are_refused_by_all),
        IN_SESSION(beginning_without_a_place_for_the_handle_is_an_invalid_handle),
        IN_SESSION(what_is_no_detection_is_refused),
        IN_SESSION(a_detection_of_another_session_is_refused),
        IN_SESSION(one_that_has_ended_is_refused),
        IN_SESSION(closing_a_session_ends_its_detections),
        IN_SESSION(several_detections_are_different),
        IN_SESSION(types_that_are_not_watched_are_refused),
        IN_SESSION(no_identifiers_are_refused),
        IN_SESSION(a_wrong_detection_comes_before_wrong_arguments),
        IN_SESSION(what_is_unknown_is_refused_by_its_kind),
        IN_SESSION(mixed_types_are_refused),
        IN_SESSION(libraries_that_do_not_stand_alone_are_accepted),
        IN_SESSION(media_types_are_accepted_without_a_detection),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
