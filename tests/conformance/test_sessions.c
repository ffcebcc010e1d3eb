/*
 * OpenNtmsSession and CloseNtmsSession; odd inputs first.
 */
#include "conformance/conformance.h"

#include <string.h>

static void assert_no_session(HANDLE handle)
{
    DWORD count = 0;

    assert_code(ERROR_INVALID_HANDLE, CloseNtmsSession(handle));
    assert_code(ERROR_INVALID_HANDLE,
                EnumerateNtmsObject(handle, NULL, NULL, &count, NTMS_COMPUTER, NTMS_ENUM_DEFAULT));
}

/* Runs first: nothing was opened yet. */
static void before_any_session_every_handle_is_wrong(void **state)
{
    HANDLE nothing = NULL;

    (void)state;
    assert_no_session(NULL);
    assert_no_session(INVALID_HANDLE_VALUE);
    assert_no_session(&nothing);
    assert_no_session((HANDLE)(uintptr_t)1);
    assert_no_session((HANDLE)(uintptr_t)0x40004001);
}

static void a_session_opens_with_wide_and_with_ansi_names(void **state)
{
    HANDLE wide = OpenNtmsSessionW(NULL, u"Backup", 0);
    HANDLE ansi = OpenNtmsSessionA(NULL, "Backup", 0);

    (void)state;
    assert_ptr_not_equal(wide, INVALID_HANDLE_VALUE);
    assert_ptr_not_equal(ansi, INVALID_HANDLE_VALUE);
    assert_ptr_not_equal(wide, ansi);
    assert_non_null(wide);
    assert_non_null(ansi);
    assert_success(CloseNtmsSession(wide));
    assert_success(CloseNtmsSession(ansi));
}

static void no_server_and_the_empty_server_are_this_computer(void **state)
{
    HANDLE wide = OpenNtmsSessionW(u"", NULL, 0);
    HANDLE ansi = OpenNtmsSessionA("", NULL, 0);

    (void)state;
    assert_ptr_not_equal(wide, INVALID_HANDLE_VALUE);
    assert_ptr_not_equal(ansi, INVALID_HANDLE_VALUE);
    assert_success(CloseNtmsSession(wide));
    assert_success(CloseNtmsSession(ansi));
}

static void the_server_may_be_named_like_the_computer_object(void **state)
{
    HANDLE first = open_session();
    NTMS_OBJECTINFORMATIONW info = {.dwSize = sizeof info, .dwType = NTMS_COMPUTER};
    NTMS_GUID computer;
    HANDLE second;

    (void)state;
    assert_int_equal(list_objects(first, NULL, NTMS_COMPUTER, &computer, 1), 1);
    assert_success(GetNtmsObjectInformationW(first, &computer, &info));
    second = OpenNtmsSessionW(info.szName, NULL, 0);
    assert_ptr_not_equal(second, INVALID_HANDLE_VALUE);
    assert_success(CloseNtmsSession(second));
    assert_success(CloseNtmsSession(first));
}

static void a_malformed_server_name_is_refused(void **state)
{
    char long_name[1000];

    (void)state;
    memset(long_name, 'a', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    SetLastError(0);
    assert_ptr_equal(OpenNtmsSessionW(u"a b?", NULL, 0), INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_INVALID_COMPUTERNAME);
    SetLastError(0);
    assert_ptr_equal(OpenNtmsSessionA("\\\\server", NULL, 0), INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_INVALID_COMPUTERNAME);
    SetLastError(0);
    assert_ptr_equal(OpenNtmsSessionA(long_name, NULL, 0), INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_INVALID_COMPUTERNAME);
}

static void another_computer_cannot_be_reached(void **state)
{
    (void)state;
    SetLastError(0);
    assert_ptr_equal(OpenNtmsSessionW(u"no-such-computer.invalid", NULL, 0), INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_NOT_CONNECTED);
}

static void reserved_options_are_ignored(void **state)
{
    static const DWORD options[] = {NTMS_SESSION_QUERYEXPEDITE, 2, 0xFFFFFFFF};

    (void)state;
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        HANDLE session = OpenNtmsSessionW(NULL, NULL, options[i]);

        assert_ptr_not_equal(session, INVALID_HANDLE_VALUE);
        assert_success(CloseNtmsSession(session));
    }
}

static void an_application_name_may_be_long(void **state)
{
    static WCHAR wide[5000];
    static char ansi[5000];
    HANDLE session;

    (void)state;
    for (size_t i = 0; i < 4999; i++) {
        wide[i] = u'x';
        ansi[i] = 'x';
    }
    session = OpenNtmsSessionW(NULL, wide, 0);
    assert_ptr_not_equal(session, INVALID_HANDLE_VALUE);
    assert_success(CloseNtmsSession(session));
    session = OpenNtmsSessionA(NULL, ansi, 0);
    assert_ptr_not_equal(session, INVALID_HANDLE_VALUE);
    assert_success(CloseNtmsSession(session));
}

static void a_session_closes_once(void **state)
{
    HANDLE session = open_session();

    (void)state;
    assert_success(CloseNtmsSession(session));
    assert_no_session(session);
}

static void a_closed_session_stays_closed_when_another_opens(void **state)
{
    HANDLE closed = open_session();
    HANDLE later;

    (void)state;
    assert_success(CloseNtmsSession(closed));
    later = open_session();
    assert_ptr_not_equal(later, closed);
    assert_no_session(closed);
    assert_success(CloseNtmsSession(later));
}

static void the_address_of_a_handle_is_no_handle(void **state)
{
    assert_no_session(*state);
}

static void closing_one_session_leaves_the_others(void **state)
{
    HANDLE other = open_session();
    NTMS_GUID id;

    assert_success(CloseNtmsSession(other));
    assert_int_equal(list_objects(session_of(state), NULL, NTMS_COMPUTER, &id, 1), 1);
}

static void many_sessions_may_be_open(void **state)
{
    HANDLE sessions[100];

    (void)state;
    for (size_t i = 0; i < 100; i++)
        sessions[i] = open_session();
    for (size_t i = 0; i < 100; i++) {
        for (size_t k = i + 1; k < 100; k++)
            assert_ptr_not_equal(sessions[i], sessions[k]);
        assert_success(CloseNtmsSession(sessions[i]));
    }
}

static void objects_outlive_the_session_that_saw_them(void **state)
{
    HANDLE session = open_session();
    NTMS_GUID before = offline_library(session);
    NTMS_GUID after;

    (void)state;
    assert_success(CloseNtmsSession(session));
    session = open_session();
    after = offline_library(session);
    assert_guid(before, after);
    assert_success(CloseNtmsSession(session));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_any_session_every_handle_is_wrong),
        cmocka_unit_test(a_session_opens_with_wide_and_with_ansi_names),
        cmocka_unit_test(no_server_and_the_empty_server_are_this_computer),
        cmocka_unit_test(the_server_may_be_named_like_the_computer_object),
        cmocka_unit_test(a_malformed_server_name_is_refused),
        cmocka_unit_test(another_computer_cannot_be_reached),
        cmocka_unit_test(reserved_options_are_ignored),
        cmocka_unit_test(an_application_name_may_be_long),
        cmocka_unit_test(a_session_closes_once),
        cmocka_unit_test(a_closed_session_stays_closed_when_another_opens),
        IN_SESSION(the_address_of_a_handle_is_no_handle),
        IN_SESSION(closing_one_session_leaves_the_others),
        cmocka_unit_test(many_sessions_may_be_open),
        cmocka_unit_test(objects_outlive_the_session_that_saw_them),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
