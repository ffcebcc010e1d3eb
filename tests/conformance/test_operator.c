/*
 * Operator requests: odd inputs first, then each answer and what waits for it.
 */
#include "conformance/conformance.h"

#include <string.h>

static const NTMS_GUID none = NTMS_NULLGUID;

static NTMS_GUID submit_message(void **state)
{
    NTMS_GUID request = none;

    assert_success(SubmitNtmsOperatorRequestW(session_of(state), NTMS_OPREQ_MESSAGE,
                                              u"Close the door", NULL, NULL, &request));
    return request;
}

static NTMS_OBJECTINFORMATIONW look_at(void **state, NTMS_GUID *request)
{
    NTMS_OBJECTINFORMATIONW info = {.dwSize = sizeof info, .dwType = NTMS_OPREQUEST};

    assert_success(GetNtmsObjectInformationW(session_of(state), request, &info));
    return info;
}

static NTMS_GUID some_pool(void **state)
{
    NTMS_GUID ids[64];

    assert_true(list_objects(session_of(state), NULL, NTMS_MEDIA_POOL, ids, 64) > 0);
    return ids[0];
}

/* ---- odd inputs ---- */

static void a_wrong_session_comes_first(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, SubmitNtmsOperatorRequestA(NULL, 99, NULL, NULL, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, SubmitNtmsOperatorRequestW(NULL, 99, NULL, NULL, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, WaitForNtmsOperatorRequest(NULL, NULL, INFINITE));
    assert_code(ERROR_INVALID_HANDLE, CancelNtmsOperatorRequest(NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, SatisfyNtmsOperatorRequest(NULL, NULL));
}

static void null_pointers_are_refused(void **state)
{
    HANDLE session = session_of(state);

    assert_code(ERROR_INVALID_PARAMETER,
                SubmitNtmsOperatorRequestA(session, NTMS_OPREQ_MESSAGE, "?", NULL, NULL, NULL));
    assert_code(ERROR_INVALID_PARAMETER,
                SubmitNtmsOperatorRequestW(session, NTMS_OPREQ_MESSAGE, u"?", NULL, NULL, NULL));
    assert_code(ERROR_INVALID_PARAMETER, WaitForNtmsOperatorRequest(session, NULL, INFINITE));
    assert_code(ERROR_INVALID_PARAMETER, CancelNtmsOperatorRequest(session, NULL));
    assert_code(ERROR_INVALID_PARAMETER, SatisfyNtmsOperatorRequest(session, NULL));
}

static void kinds_out_of_range_are_refused(void **state)
{
    static const DWORD kinds[] = {NTMS_OPREQ_UNKNOWN, NTMS_OPREQ_MESSAGE + 1, 0xFFFFFFFF};
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID request;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        assert_code(ERROR_INVALID_PARAMETER,
                    SubmitNtmsOperatorRequestA(session_of(state), kinds[i], "?", &unknown, &unknown,
                                               &request));
        assert_code(ERROR_INVALID_PARAMETER,
                    SubmitNtmsOperatorRequestW(session_of(state), kinds[i], u"?", &unknown,
                                               &unknown, &request));
    }
}

static void what_a_kind_needs_must_be_there(void **state)
{
    static const DWORD kinds[] = {NTMS_OPREQ_NEWMEDIA, NTMS_OPREQ_CLEANER, NTMS_OPREQ_DEVICESERVICE,
                                  NTMS_OPREQ_MOVEMEDIA, NTMS_OPREQ_MESSAGE};
    NTMS_GUID request;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        assert_code(
            ERROR_INVALID_PARAMETER,
            SubmitNtmsOperatorRequestW(session_of(state), kinds[i], NULL, NULL, NULL, &request));
}

static void objects_that_do_not_fit_are_not_found(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID library = offline_library(session);
    NTMS_GUID pool = some_pool(state);
    NTMS_GUID request;

    assert_code(ERROR_OBJECT_NOT_FOUND, SubmitNtmsOperatorRequestW(session, NTMS_OPREQ_NEWMEDIA,
                                                                   u"?", &library, NULL, &request));
    assert_code(
        ERROR_OBJECT_NOT_FOUND,
        SubmitNtmsOperatorRequestW(session, NTMS_OPREQ_NEWMEDIA, u"?", &pool, &unknown, &request));
    assert_code(ERROR_OBJECT_NOT_FOUND, SubmitNtmsOperatorRequestW(session, NTMS_OPREQ_CLEANER,
                                                                   u"?", &pool, NULL, &request));
    assert_code(ERROR_OBJECT_NOT_FOUND,
                SubmitNtmsOperatorRequestW(session, NTMS_OPREQ_DEVICESERVICE, u"?", &unknown, NULL,
                                           &request));
    assert_code(
        ERROR_OBJECT_NOT_FOUND,
        SubmitNtmsOperatorRequestW(session, NTMS_OPREQ_MOVEMEDIA, u"?", &pool, &library, &request));
}

static void a_message_longer_than_255_characters_is_too_long(void **state)
{
    CHAR narrow[NTMS_MESSAGE_LENGTH + 100];
    WCHAR wide[NTMS_MESSAGE_LENGTH + 100];
    NTMS_GUID request;

    for (size_t i = 0; i < NTMS_MESSAGE_LENGTH + 99; i++) {
        narrow[i] = 'm';
        wide[i] = u'm';
    }
    narrow[NTMS_MESSAGE_LENGTH + 99] = '\0';
    wide[NTMS_MESSAGE_LENGTH + 99] = 0;
    assert_code(ERROR_MESSAGE_EXCEEDS_MAX_SIZE,
                SubmitNtmsOperatorRequestA(session_of(state), NTMS_OPREQ_MESSAGE, narrow, NULL,
                                           NULL, &request));
    assert_code(ERROR_MESSAGE_EXCEEDS_MAX_SIZE,
                SubmitNtmsOperatorRequestW(session_of(state), NTMS_OPREQ_MESSAGE, wide, NULL, NULL,
                                           &request));
    narrow[NTMS_MESSAGE_LENGTH] = '\0';
    wide[NTMS_MESSAGE_LENGTH] = 0;
    assert_code(ERROR_MESSAGE_EXCEEDS_MAX_SIZE,
                SubmitNtmsOperatorRequestA(session_of(state), NTMS_OPREQ_MESSAGE, narrow, NULL,
                                           NULL, &request));
    assert_code(ERROR_MESSAGE_EXCEEDS_MAX_SIZE,
                SubmitNtmsOperatorRequestW(session_of(state), NTMS_OPREQ_MESSAGE, wide, NULL, NULL,
                                           &request));
    narrow[NTMS_MESSAGE_LENGTH - 1] = '\0';
    wide[NTMS_MESSAGE_LENGTH - 1] = 0;
    assert_success(SubmitNtmsOperatorRequestA(session_of(state), NTMS_OPREQ_MESSAGE, narrow, NULL,
                                              NULL, &request));
    assert_success(SubmitNtmsOperatorRequestW(session_of(state), NTMS_OPREQ_MESSAGE, wide, NULL,
                                              NULL, &request));
}

static void what_is_no_operator_request_is_not_found(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID ids[] = {unknown_id(), none, offline_library(session)};

    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        assert_code(ERROR_OBJECT_NOT_FOUND, WaitForNtmsOperatorRequest(session, &ids[i], INFINITE));
        assert_code(ERROR_OBJECT_NOT_FOUND, CancelNtmsOperatorRequest(session, &ids[i]));
        assert_code(ERROR_OBJECT_NOT_FOUND, SatisfyNtmsOperatorRequest(session, &ids[i]));
    }
}

/* ---- requests ---- */

static void a_request_is_an_object_of_its_own(void **state)
{
    NTMS_GUID pool = some_pool(state);
    NTMS_GUID library = offline_library(session_of(state));
    NTMS_OBJECTINFORMATIONW info;
    NTMS_GUID ids[64];
    NTMS_GUID request;
    DWORD before = list_objects(session_of(state), NULL, NTMS_OPREQUEST, ids, 64);

    assert_success(SubmitNtmsOperatorRequestW(session_of(state), NTMS_OPREQ_NEWMEDIA, u"A tape",
                                              &pool, &library, &request));

    assert_int_equal(list_objects(session_of(state), NULL, NTMS_OPREQUEST, ids, 64), before + 1);
    assert_guid(ids[before], request);
    info = look_at(state, &request);
    assert_int_equal(info.Info.OpRequest.Request, NTMS_OPREQ_NEWMEDIA);
    assert_int_equal(info.Info.OpRequest.State, NTMS_OPSTATE_SUBMITTED);
    assert_int_equal(info.Info.OpRequest.Arg1Type, NTMS_MEDIA_POOL);
    assert_guid(pool, info.Info.OpRequest.Arg1);
    assert_int_equal(info.Info.OpRequest.Arg2Type, NTMS_LIBRARY);
    assert_guid(library, info.Info.OpRequest.Arg2);
    assert_memory_equal(info.Info.OpRequest.szMessage, u"A tape", sizeof u"A tape");
    assert_memory_equal(info.Info.OpRequest.szApplication, u"Conformance", sizeof u"Conformance");
    assert_true(info.Info.OpRequest.Submitted.wYear > 2000);
    assert_success(CancelNtmsOperatorRequest(session_of(state), &request));
}

static void the_ansi_form_does_the_same(void **state)
{
    NTMS_OBJECTINFORMATIONA info = {.dwSize = sizeof info, .dwType = NTMS_OPREQUEST};
    NTMS_GUID request;

    assert_success(SubmitNtmsOperatorRequestA(session_of(state), NTMS_OPREQ_MESSAGE, "Hello", NULL,
                                              NULL, &request));

    assert_success(GetNtmsObjectInformationA(session_of(state), &request, &info));
    assert_string_equal(info.Info.OpRequest.szMessage, "Hello");
    assert_success(CancelNtmsOperatorRequest(session_of(state), &request));
}

static void a_request_without_an_answer_is_still_pending_when_the_time_is_over(void **state)
{
    NTMS_GUID request = submit_message(state);

    assert_code(ERROR_TIMEOUT, WaitForNtmsOperatorRequest(session_of(state), &request, 0));
    assert_code(ERROR_TIMEOUT, WaitForNtmsOperatorRequest(session_of(state), &request, 20));
    assert_int_equal(look_at(state, &request).Info.OpRequest.State, NTMS_OPSTATE_SUBMITTED);
}

static void a_satisfied_request_is_complete(void **state)
{
    NTMS_GUID request = submit_message(state);

    assert_success(SatisfyNtmsOperatorRequest(session_of(state), &request));

    assert_int_equal(look_at(state, &request).Info.OpRequest.State, NTMS_OPSTATE_COMPLETE);
    assert_success(WaitForNtmsOperatorRequest(session_of(state), &request, INFINITE));
    assert_code(ERROR_OBJECT_NOT_FOUND, SatisfyNtmsOperatorRequest(session_of(state), &request));
    assert_code(ERROR_INVALID_STATE, CancelNtmsOperatorRequest(session_of(state), &request));
}

static void a_cancelled_request_is_refused(void **state)
{
    NTMS_GUID request = submit_message(state);

    assert_success(CancelNtmsOperatorRequest(session_of(state), &request));

    assert_int_equal(look_at(state, &request).Info.OpRequest.State, NTMS_OPSTATE_REFUSED);
    assert_code(ERROR_CANCELLED, WaitForNtmsOperatorRequest(session_of(state), &request, INFINITE));
    assert_code(ERROR_OBJECT_NOT_FOUND, SatisfyNtmsOperatorRequest(session_of(state), &request));
    assert_code(ERROR_INVALID_STATE, CancelNtmsOperatorRequest(session_of(state), &request));
}

static void a_request_and_its_answer_are_heard_of(void **state)
{
    HANDLE notification = OpenNtmsNotification(session_of(state), NTMS_OPREQUEST);
    static const DWORD expected[] = {NTMS_OBJ_INSERT, NTMS_OBJ_UPDATE};
    NTMS_GUID request = submit_message(state);

    assert_success(SatisfyNtmsOperatorRequest(session_of(state), &request));

    for (size_t i = 0; i < 2; i++) {
        NTMS_NOTIFICATIONINFORMATION heard;

        assert_success(WaitForNtmsNotification(notification, &heard, 20000));
        assert_int_equal(heard.dwOperation, expected[i]);
        assert_guid(request, heard.ObjectId);
    }
    assert_success(CloseNtmsNotification(notification));
}

static void a_request_outlives_its_session_and_is_answered_in_another(void **state)
{
    HANDLE session = open_session();
    NTMS_GUID request;

    (void)state;
    assert_success(
        SubmitNtmsOperatorRequestW(session, NTMS_OPREQ_MESSAGE, u"Later", NULL, NULL, &request));
    assert_success(CloseNtmsSession(session)); /* the last one: all of it ends, and begins again */

    session = open_session();
    assert_code(ERROR_TIMEOUT, WaitForNtmsOperatorRequest(session, &request, 0));
    assert_success(SatisfyNtmsOperatorRequest(session, &request));
    assert_success(WaitForNtmsOperatorRequest(session, &request, 0));
    assert_success(CloseNtmsSession(session));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_wrong_session_comes_first),
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(kinds_out_of_range_are_refused),
        IN_SESSION(what_a_kind_needs_must_be_there),
        IN_SESSION(objects_that_do_not_fit_are_not_found),
        IN_SESSION(a_message_longer_than_255_characters_is_too_long),
        IN_SESSION(what_is_no_operator_request_is_not_found),
        IN_SESSION(a_request_is_an_object_of_its_own),
        IN_SESSION(the_ansi_form_does_the_same),
        IN_SESSION(a_request_without_an_answer_is_still_pending_when_the_time_is_over),
        IN_SESSION(a_satisfied_request_is_complete),
        IN_SESSION(a_cancelled_request_is_refused),
        IN_SESSION(a_request_and_its_answer_are_heard_of),
        cmocka_unit_test(a_request_outlives_its_session_and_is_answered_in_another),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
