/*
 * OpenNtmsNotification, WaitForNtmsNotification and CloseNtmsNotification.
 */
#include "conformance/conformance.h"

static HANDLE open_for(HANDLE session, DWORD type)
{
    HANDLE notification = OpenNtmsNotification(session, type);

    if (notification == INVALID_HANDLE_VALUE || notification == NULL)
        fail_msg("OpenNtmsNotification: %lu", (unsigned long)GetLastError());
    return notification;
}

/* ---- odd inputs ---- */

static void assert_opens_on_no(HANDLE session)
{
    SetLastError(0);
    assert_ptr_equal(OpenNtmsNotification(session, NTMS_DRIVE), INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_INVALID_HANDLE);
}

/* covers ERROR_INVALID_HANDLE of OpenNtmsNotification */
static void a_notification_opens_on_a_session_alone(void **state)
{
    HANDLE notification = open_for(session_of(state), NTMS_DRIVE);

    assert_opens_on_no(NULL);
    assert_opens_on_no(INVALID_HANDLE_VALUE);
    assert_opens_on_no(*state); /* the address of a handle */
    assert_opens_on_no(notification);
    assert_success(CloseNtmsNotification(notification));
}

static void what_is_no_notification_is_refused(void **state)
{
    NTMS_NOTIFICATIONINFORMATION information;
    HANDLE session = session_of(state);
    HANDLE notification = open_for(session, NTMS_DRIVE);

    assert_code(ERROR_INVALID_HANDLE, WaitForNtmsNotification(NULL, &information, 0));
    assert_code(ERROR_INVALID_HANDLE,
                WaitForNtmsNotification(INVALID_HANDLE_VALUE, &information, 0));
    assert_code(ERROR_INVALID_HANDLE, WaitForNtmsNotification(session, &information, 0));
    assert_code(ERROR_INVALID_HANDLE, WaitForNtmsNotification(&notification, &information, 0));
    assert_code(ERROR_INVALID_HANDLE, WaitForNtmsNotification(NULL, NULL, 0));
    assert_code(ERROR_INVALID_HANDLE, CloseNtmsNotification(session));
    assert_code(ERROR_INVALID_HANDLE, CloseNtmsNotification(INVALID_HANDLE_VALUE));
    assert_success(CloseNtmsNotification(notification));
}

/* As a well-known sample program does. */
static void the_address_of_a_handle_is_no_handle(void **state)
{
    HANDLE notification = open_for(session_of(state), NTMS_DRIVE);
    NTMS_NOTIFICATIONINFORMATION information;

    assert_code(ERROR_INVALID_HANDLE, CloseNtmsNotification(&notification));

    assert_code(ERROR_TIMEOUT, WaitForNtmsNotification(notification, &information, 0));
    assert_success(CloseNtmsNotification(notification));
}

static void null_pointers_are_refused(void **state)
{
    HANDLE notification = open_for(session_of(state), NTMS_DRIVE);

    assert_code(ERROR_INVALID_PARAMETER, CloseNtmsNotification(NULL));
    assert_code(ERROR_INVALID_PARAMETER, WaitForNtmsNotification(notification, NULL, 0));
    assert_success(CloseNtmsNotification(notification));
}

static void a_notification_is_no_session(void **state)
{
    HANDLE notification = open_for(session_of(state), NTMS_DRIVE);
    DWORD count = 0;

    assert_code(ERROR_INVALID_HANDLE, CloseNtmsSession(notification));
    assert_code(ERROR_INVALID_HANDLE,
                EnumerateNtmsObject(notification, NULL, NULL, &count, NTMS_DRIVE, 0));
    assert_success(CloseNtmsNotification(notification));
}

/* ---- what they return ---- */

static void any_type_gives_a_handle_and_nothing_happens_on_it(void **state)
{
    NTMS_NOTIFICATIONINFORMATION information;

    for (DWORD type = NTMS_UNKNOWN; type <= NTMS_NUMBER_OF_OBJECT_TYPES; type++) {
        HANDLE notification = open_for(session_of(state), type);

        assert_code(ERROR_TIMEOUT, WaitForNtmsNotification(notification, &information, 0));
        assert_success(CloseNtmsNotification(notification));
    }
    assert_success(CloseNtmsNotification(open_for(session_of(state), 0xFFFFFFFF)));
}

static void a_wait_may_have_an_end(void **state)
{
    HANDLE notification = open_for(session_of(state), NTMS_DRIVE);
    NTMS_NOTIFICATIONINFORMATION information;

    assert_code(ERROR_TIMEOUT, WaitForNtmsNotification(notification, &information, 0));
    assert_code(ERROR_TIMEOUT, WaitForNtmsNotification(notification, &information, 50));
    assert_success(CloseNtmsNotification(notification));
}

static void a_session_has_as_many_notifications_as_it_likes(void **state)
{
    HANDLE notifications[20];

    for (size_t i = 0; i < 20; i++) {
        notifications[i] = open_for(session_of(state), NTMS_DRIVE);
        for (size_t k = 0; k < i; k++)
            assert_ptr_not_equal(notifications[k], notifications[i]);
    }
    for (size_t i = 0; i < 20; i++)
        assert_success(CloseNtmsNotification(notifications[i]));
}

static void a_closed_notification_is_refused(void **state)
{
    HANDLE notification = open_for(session_of(state), NTMS_DRIVE);
    NTMS_NOTIFICATIONINFORMATION information;

    assert_success(CloseNtmsNotification(notification));

    assert_code(ERROR_INVALID_HANDLE, CloseNtmsNotification(notification));
    assert_code(ERROR_INVALID_HANDLE, WaitForNtmsNotification(notification, &information, 0));
}

static void the_end_of_a_session_closes_its_notifications(void **state)
{
    NTMS_NOTIFICATIONINFORMATION information;
    HANDLE session = open_session();
    HANDLE notification = open_for(session, NTMS_DRIVE);
    HANDLE other = open_for(session_of(state), NTMS_DRIVE);

    assert_success(CloseNtmsSession(session));

    assert_code(ERROR_INVALID_HANDLE, WaitForNtmsNotification(notification, &information, 0));
    assert_code(ERROR_INVALID_HANDLE, CloseNtmsNotification(notification));
    assert_code(ERROR_TIMEOUT, WaitForNtmsNotification(other, &information, 0));
    assert_success(CloseNtmsNotification(other));
}

/* ---- what happens ---- */

enum { PATIENCE_MS = 10000 };

static NTMS_GUID ask(HANDLE session)
{
    NTMS_GUID request;

    assert_success(SubmitNtmsOperatorRequestW(session, NTMS_OPREQ_MESSAGE, u"Please help", NULL,
                                              NULL, &request));
    return request;
}

static void assert_hears(HANDLE notification, DWORD operation, NTMS_GUID id)
{
    NTMS_NOTIFICATIONINFORMATION information = {.dwOperation = 0};

    assert_success(WaitForNtmsNotification(notification, &information, PATIENCE_MS));
    assert_int_equal(information.dwOperation, operation);
    assert_guid(id, information.ObjectId);
}

static void assert_hears_nothing(HANDLE notification)
{
    NTMS_NOTIFICATIONINFORMATION information;

    assert_code(ERROR_TIMEOUT, WaitForNtmsNotification(notification, &information, 0));
}

static void a_new_object_is_an_insert(void **state)
{
    HANDLE notification = open_for(session_of(state), NTMS_OPREQUEST);
    NTMS_GUID request = ask(session_of(state));

    assert_hears(notification, NTMS_OBJ_INSERT, request);
    assert_hears_nothing(notification);
    assert_success(CloseNtmsNotification(notification));
}

static void a_changed_object_is_an_update(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID library = offline_library(session);
    NTMS_OBJECTINFORMATIONW information = {.dwSize = sizeof information, .dwType = NTMS_LIBRARY};
    HANDLE notification;

    assert_success(GetNtmsObjectInformationW(session, &library, &information));
    information.szDescription[0] = information.szDescription[0] == u'A' ? u'B' : u'A';
    notification = open_for(session, NTMS_LIBRARY);

    assert_success(SetNtmsObjectInformationW(session, &library, &information));

    assert_hears(notification, NTMS_OBJ_UPDATE, library);
    assert_hears_nothing(notification);
    assert_success(CloseNtmsNotification(notification));
}

static void a_deleted_object_is_a_delete(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID request = ask(session);
    HANDLE notification;

    assert_success(SatisfyNtmsOperatorRequest(session, &request));
    notification = open_for(session, NTMS_OPREQUEST);

    assert_success(DeleteNtmsRequests(session, &request, NTMS_OPREQUEST, 1));

    assert_hears(notification, NTMS_OBJ_DELETE, request);
    assert_hears_nothing(notification);
    assert_success(CloseNtmsNotification(notification));
}

static void changes_are_heard_in_their_order(void **state)
{
    HANDLE session = session_of(state);
    HANDLE notification = open_for(session, NTMS_OPREQUEST);
    NTMS_GUID first = ask(session);
    NTMS_GUID second = ask(session);

    assert_success(CancelNtmsOperatorRequest(session, &second));
    assert_success(SatisfyNtmsOperatorRequest(session, &first));
    assert_success(DeleteNtmsRequests(session, &second, NTMS_OPREQUEST, 1));

    assert_hears(notification, NTMS_OBJ_INSERT, first);
    assert_hears(notification, NTMS_OBJ_INSERT, second);
    assert_hears(notification, NTMS_OBJ_UPDATE, second);
    assert_hears(notification, NTMS_OBJ_UPDATE, first);
    assert_hears(notification, NTMS_OBJ_DELETE, second);
    assert_hears_nothing(notification);
    assert_success(CloseNtmsNotification(notification));
}

static void another_session_hears_of_it_too(void **state)
{
    HANDLE other = open_session();
    HANDLE here = open_for(session_of(state), NTMS_OPREQUEST);
    HANDLE there = open_for(other, NTMS_OPREQUEST);
    NTMS_GUID request = ask(session_of(state));

    assert_hears(there, NTMS_OBJ_INSERT, request);
    assert_hears(here, NTMS_OBJ_INSERT, request);
    assert_success(SatisfyNtmsOperatorRequest(other, &request));
    assert_hears(here, NTMS_OBJ_UPDATE, request);
    assert_hears(there, NTMS_OBJ_UPDATE, request);
    assert_success(CloseNtmsNotification(here));
    assert_success(CloseNtmsSession(other));
}

static void other_types_and_former_changes_are_not_heard(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID request = ask(session);
    HANDLE of_pools = open_for(session, NTMS_MEDIA_POOL);
    HANDLE of_requests = open_for(session, NTMS_OPREQUEST);
    NTMS_GUID later = ask(session);

    assert_hears_nothing(of_pools);
    assert_hears(of_requests, NTMS_OBJ_INSERT, later);
    assert_success(CancelNtmsOperatorRequest(session, &request));
    assert_hears(of_requests, NTMS_OBJ_UPDATE, request);
    assert_success(CloseNtmsNotification(of_requests));
    assert_success(CloseNtmsNotification(of_pools));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_notification_opens_on_a_session_alone),
        IN_SESSION(what_is_no_notification_is_refused),
        IN_SESSION(the_address_of_a_handle_is_no_handle),
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(a_notification_is_no_session),
        IN_SESSION(any_type_gives_a_handle_and_nothing_happens_on_it),
        IN_SESSION(a_wait_may_have_an_end),
        IN_SESSION(a_session_has_as_many_notifications_as_it_likes),
        IN_SESSION(a_closed_notification_is_refused),
        IN_SESSION(the_end_of_a_session_closes_its_notifications),
        IN_SESSION(a_new_object_is_an_insert),
        IN_SESSION(a_changed_object_is_an_update),
        IN_SESSION(a_deleted_object_is_a_delete),
        IN_SESSION(changes_are_heard_in_their_order),
        IN_SESSION(another_session_hears_of_it_too),
        IN_SESSION(other_types_and_former_changes_are_not_heard),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
