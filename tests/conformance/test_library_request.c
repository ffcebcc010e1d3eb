/*
 * CancelNtmsLibraryRequest, GetNtmsRequestOrder, SetNtmsRequestOrder and DeleteNtmsRequests, without any
 * request to use them on: no device is configured.
 */
#include "conformance/conformance.h"

static void a_session_is_needed(void **state)
{
    NTMS_GUID id = unknown_id();
    DWORD order;

    (void)state;
    assert_code(ERROR_INVALID_HANDLE, CancelNtmsLibraryRequest(NULL, &id));
    assert_code(ERROR_INVALID_HANDLE, GetNtmsRequestOrder(INVALID_HANDLE_VALUE, &id, &order));
    assert_code(ERROR_INVALID_HANDLE, SetNtmsRequestOrder(NULL, &id, 0));
    assert_code(ERROR_INVALID_HANDLE, DeleteNtmsRequests(NULL, &id, NTMS_LIBREQUEST, 1));
    assert_code(ERROR_INVALID_HANDLE, CancelNtmsLibraryRequest(NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, DeleteNtmsRequests(NULL, NULL, 77, 0));
}

static void null_pointers_are_refused(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = unknown_id();
    DWORD order;

    assert_code(ERROR_INVALID_PARAMETER, CancelNtmsLibraryRequest(session, NULL));
    assert_code(ERROR_INVALID_PARAMETER, GetNtmsRequestOrder(session, NULL, &order));
    assert_code(ERROR_INVALID_PARAMETER, GetNtmsRequestOrder(session, &id, NULL));
    assert_code(ERROR_INVALID_PARAMETER, SetNtmsRequestOrder(session, NULL, 1));
    assert_code(ERROR_INVALID_PARAMETER, DeleteNtmsRequests(session, NULL, NTMS_LIBREQUEST, 0));
    assert_code(ERROR_INVALID_PARAMETER, DeleteNtmsRequests(session, NULL, NTMS_OPREQUEST, 1));
}

static void there_is_no_place_0(void **state)
{
    NTMS_GUID id = unknown_id();

    assert_code(ERROR_INVALID_PARAMETER, SetNtmsRequestOrder(session_of(state), &id, 0));
}

static void an_unknown_request_is_not_found(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = unknown_id();
    NTMS_GUID null = {0};
    DWORD order;

    assert_code(ERROR_OBJECT_NOT_FOUND, CancelNtmsLibraryRequest(session, &id));
    assert_code(ERROR_OBJECT_NOT_FOUND, CancelNtmsLibraryRequest(session, &null));
    assert_code(ERROR_OBJECT_NOT_FOUND, GetNtmsRequestOrder(session, &id, &order));
    assert_code(ERROR_OBJECT_NOT_FOUND, SetNtmsRequestOrder(session, &id, 1));
}

static void another_object_is_no_request(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID library = offline_library(session);
    DWORD order;

    assert_code(ERROR_OBJECT_NOT_FOUND, CancelNtmsLibraryRequest(session, &library));
    assert_code(ERROR_OBJECT_NOT_FOUND, GetNtmsRequestOrder(session, &library, &order));
    assert_code(ERROR_OBJECT_NOT_FOUND, SetNtmsRequestOrder(session, &library, 1));
}

static void requests_of_two_types_alone_are_deleted(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = unknown_id();

    for (DWORD type = 0; type <= NTMS_NUMBER_OF_OBJECT_TYPES; type++) {
        if (type != NTMS_LIBREQUEST && type != NTMS_OPREQUEST) {
            assert_code(ERROR_INVALID_PARAMETER, DeleteNtmsRequests(session, &id, type, 1));
            assert_code(ERROR_INVALID_PARAMETER, DeleteNtmsRequests(session, &id, type, 0));
        }
    }
}

static void unknown_requests_are_passed_over(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID ids[3] = {unknown_id(), offline_library(session), {0}};

    assert_success(DeleteNtmsRequests(session, ids, NTMS_LIBREQUEST, 3));
    assert_success(DeleteNtmsRequests(session, ids, NTMS_OPREQUEST, 3));
    assert_success(DeleteNtmsRequests(session, ids, NTMS_LIBREQUEST, 0));
    (void)offline_library(session); /* is still there */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_session_is_needed),
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(there_is_no_place_0),
        IN_SESSION(an_unknown_request_is_not_found),
        IN_SESSION(another_object_is_no_request),
        IN_SESSION(requests_of_two_types_alone_are_deleted),
        IN_SESSION(unknown_requests_are_passed_over),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
