/*
 * EjectNtmsMedia and InjectNtmsMedia without a library: what they refuse, and in which order.
 */
#include "conformance/offline_media.h"

/* What EjectNtmsMedia knows; the other actions are those of EjectDiskFromSADrive. */
static const DWORD eject_actions[] = {NTMS_EJECT_START, NTMS_EJECT_STOP, NTMS_EJECT_QUEUE,
                                      NTMS_EJECT_FORCE};
static const DWORD inject_actions[] = {NTMS_INJECT_START, NTMS_INJECT_STOP, NTMS_INJECT_RETRACT,
                                       NTMS_INJECT_STARTMANY};

static void a_wrong_session_comes_before_null_arguments(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, EjectNtmsMedia(NULL, NULL, NULL, 99));
    assert_code(ERROR_INVALID_HANDLE, InjectNtmsMedia(NULL, NULL, NULL, 99));
}

static void actions_out_of_range_are_refused(void **state)
{
    static const DWORD actions[] = {NTMS_EJECT_IMMEDIATE, NTMS_EJECT_ASK_USER, 6, 0xFFFFFFFF};
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID operation = unknown_id();

    for (size_t i = 0; i < 4; i++) {
        assert_code(ERROR_INVALID_PARAMETER,
                    EjectNtmsMedia(session_of(state), &unknown, &operation, actions[i]));
        assert_code(ERROR_INVALID_PARAMETER,
                    InjectNtmsMedia(session_of(state), &unknown, &operation, actions[i]));
    }
}

static void an_eject_needs_a_place_for_its_operation(void **state)
{
    NTMS_GUID medium = unknown_id();

    assert_code(ERROR_INVALID_PARAMETER,
                EjectNtmsMedia(session_of(state), &medium, NULL, NTMS_EJECT_START));
    assert_code(ERROR_INVALID_PARAMETER,
                EjectNtmsMedia(session_of(state), &medium, NULL, NTMS_EJECT_FORCE));
    assert_code(ERROR_INVALID_PARAMETER,
                EjectNtmsMedia(session_of(state), &medium, NULL, NTMS_EJECT_STOP));
}

static void an_inject_needs_a_library_and_a_place_for_its_operation(void **state)
{
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID operation = unknown_id();

    for (size_t i = 0; i < 4; i++) {
        assert_code(ERROR_INVALID_PARAMETER,
                    InjectNtmsMedia(session_of(state), NULL, &operation, inject_actions[i]));
        assert_code(ERROR_INVALID_PARAMETER,
                    InjectNtmsMedia(session_of(state), &library, NULL, inject_actions[i]));
    }
}

static void what_is_no_medium_cannot_be_ejected(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID operation;

    for (size_t i = 0; i < 4; i++) {
        if (eject_actions[i] == NTMS_EJECT_STOP)
            continue;
        assert_code(ERROR_INVALID_PARAMETER,
                    EjectNtmsMedia(session_of(state), &unknown, &operation, eject_actions[i]));
        assert_code(ERROR_INVALID_PARAMETER,
                    EjectNtmsMedia(session_of(state), &library, &operation, eject_actions[i]));
    }
}

static void without_anything_put_aside_no_medium_begins_nothing(void **state)
{
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID operation;

    assert_code(ERROR_INVALID_PARAMETER,
                EjectNtmsMedia(session_of(state), NULL, &operation, NTMS_EJECT_START));
    assert_code(ERROR_INVALID_PARAMETER,
                EjectNtmsMedia(session_of(state), &none, &operation, NTMS_EJECT_START));
}

static void force_and_queue_are_for_one_medium(void **state)
{
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID operation;

    assert_code(ERROR_INVALID_PARAMETER,
                EjectNtmsMedia(session_of(state), NULL, &operation, NTMS_EJECT_FORCE));
    assert_code(ERROR_INVALID_PARAMETER,
                EjectNtmsMedia(session_of(state), &none, &operation, NTMS_EJECT_FORCE));
    assert_code(ERROR_INVALID_PARAMETER,
                EjectNtmsMedia(session_of(state), NULL, NULL, NTMS_EJECT_QUEUE));
    assert_code(ERROR_INVALID_PARAMETER,
                EjectNtmsMedia(session_of(state), &none, NULL, NTMS_EJECT_QUEUE));
}

static void an_offline_medium_cannot_be_ejected(void **state)
{
    NTMS_GUID pool = tapes(session_of(state));
    struct offline offline;
    NTMS_GUID medium;
    NTMS_GUID operation;

    make_offline(session_of(state), &offline, &pool, 1, NTMS_PARTSTATE_AVAILABLE);
    medium = offline.medium.ObjectGuid;
    assert_code(ERROR_LIBRARY_OFFLINE,
                EjectNtmsMedia(session_of(state), &medium, &operation, NTMS_EJECT_START));
    assert_code(ERROR_LIBRARY_OFFLINE,
                EjectNtmsMedia(session_of(state), &medium, &operation, NTMS_EJECT_FORCE));
    assert_code(ERROR_LIBRARY_OFFLINE,
                EjectNtmsMedia(session_of(state), &medium, NULL, NTMS_EJECT_QUEUE));
}

static void an_unknown_eject_cannot_be_stopped(void **state)
{
    NTMS_GUID operation = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;

    assert_code(ERROR_INVALID_OPERATION,
                EjectNtmsMedia(session_of(state), NULL, &operation, NTMS_EJECT_STOP));
    assert_code(ERROR_INVALID_OPERATION,
                EjectNtmsMedia(session_of(state), &operation, &none, NTMS_EJECT_STOP));
}

static void what_is_no_library_takes_nothing_in(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID operation = unknown_id();

    for (size_t i = 0; i < 4; i++) {
        assert_code(ERROR_INVALID_LIBRARY,
                    InjectNtmsMedia(session_of(state), &unknown, &operation, inject_actions[i]));
        assert_code(ERROR_INVALID_LIBRARY,
                    InjectNtmsMedia(session_of(state), &none, &operation, inject_actions[i]));
    }
}

static void the_offline_library_takes_nothing_in(void **state)
{
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_GUID operation = unknown_id();

    for (size_t i = 0; i < 4; i++)
        assert_code(ERROR_LIBRARY_OFFLINE,
                    InjectNtmsMedia(session_of(state), &library, &operation, inject_actions[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_wrong_session_comes_before_null_arguments),
        IN_SESSION(actions_out_of_range_are_refused),
        IN_SESSION(an_eject_needs_a_place_for_its_operation),
        IN_SESSION(an_inject_needs_a_library_and_a_place_for_its_operation),
        IN_SESSION(what_is_no_medium_cannot_be_ejected),
        IN_SESSION(without_anything_put_aside_no_medium_begins_nothing),
        IN_SESSION(force_and_queue_are_for_one_medium),
        IN_SESSION(an_offline_medium_cannot_be_ejected),
        IN_SESSION(an_unknown_eject_cannot_be_stopped),
        IN_SESSION(what_is_no_library_takes_nothing_in),
        IN_SESSION(the_offline_library_takes_nothing_in),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
