/*
 * GetNtmsUIOptions and SetNtmsUIOptions.
 */
#include "conformance/conformance.h"

enum { ROOM = 400 };

static NTMS_GUID computer(HANDLE session)
{
    NTMS_GUID id = {0};

    assert_int_equal(list_objects(session, NULL, NTMS_COMPUTER, &id, 1), 1);
    return id;
}

static DWORD add(HANDLE session, NTMS_GUID *object, const WCHAR *name)
{
    return SetNtmsUIOptionsW(session, object, NTMS_UITYPE_REQ, NTMS_UIDEST_ADD, name);
}

static void assert_size(HANDLE session, NTMS_GUID *object, DWORD expected)
{
    WCHAR list[ROOM];
    DWORD size = ROOM;

    assert_success(GetNtmsUIOptionsW(session, object, NTMS_UITYPE_REQ, list, &size));
    assert_int_equal(size, expected);
}

/* ---- odd inputs ---- */

static void a_session_is_needed(void **state)
{
    WCHAR list[ROOM];
    char list_a[ROOM];
    DWORD size = ROOM;

    (void)state;
    assert_code(ERROR_INVALID_HANDLE, GetNtmsUIOptionsW(NULL, NULL, NTMS_UITYPE_REQ, list, &size));
    assert_code(ERROR_INVALID_HANDLE,
                GetNtmsUIOptionsA(INVALID_HANDLE_VALUE, NULL, NTMS_UITYPE_REQ, list_a, &size));
    assert_code(ERROR_INVALID_HANDLE, GetNtmsUIOptionsW(NULL, NULL, 77, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE,
                SetNtmsUIOptionsW(NULL, NULL, NTMS_UITYPE_REQ, NTMS_UIDEST_ADD, u"name"));
    assert_code(ERROR_INVALID_HANDLE, SetNtmsUIOptionsA(NULL, NULL, 77, 77, NULL));
}

static void null_pointers_are_refused(void **state)
{
    HANDLE session = session_of(state);
    WCHAR list[ROOM];
    char list_a[ROOM];
    DWORD size = ROOM;

    assert_code(ERROR_INVALID_PARAMETER,
                GetNtmsUIOptionsW(session, NULL, NTMS_UITYPE_REQ, NULL, &size));
    assert_code(ERROR_INVALID_PARAMETER,
                GetNtmsUIOptionsW(session, NULL, NTMS_UITYPE_REQ, list, NULL));
    assert_code(ERROR_INVALID_PARAMETER,
                GetNtmsUIOptionsA(session, NULL, NTMS_UITYPE_REQ, NULL, &size));
    assert_code(ERROR_INVALID_PARAMETER,
                GetNtmsUIOptionsA(session, NULL, NTMS_UITYPE_REQ, list_a, NULL));
    assert_code(ERROR_INVALID_PARAMETER, add(session, NULL, NULL));
    assert_code(ERROR_INVALID_PARAMETER,
                SetNtmsUIOptionsA(session, NULL, NTMS_UITYPE_REQ, NTMS_UIDEST_DELETE, NULL));
}

static void types_and_operations_have_their_range(void **state)
{
    static const DWORD wrong[] = {0, 4, 5, 0xFFFFFFFF};
    HANDLE session = session_of(state);
    WCHAR list[ROOM];

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        DWORD size = ROOM;

        assert_code(ERROR_INVALID_PARAMETER,
                    GetNtmsUIOptionsW(session, NULL, wrong[i], list, &size));
        assert_code(ERROR_INVALID_PARAMETER,
                    SetNtmsUIOptionsW(session, NULL, wrong[i], NTMS_UIDEST_ADD, u"name"));
        assert_code(ERROR_INVALID_PARAMETER,
                    SetNtmsUIOptionsW(session, NULL, NTMS_UITYPE_REQ, wrong[i], u"name"));
    }
}

static void the_computer_and_libraries_alone_have_lists(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID library = offline_library(session);
    NTMS_GUID type = {0};
    WCHAR list[ROOM];
    DWORD size = ROOM;
    DWORD count = 1;

    (void)EnumerateNtmsObject(session, NULL, &type, &count, NTMS_MEDIA_TYPE, NTMS_ENUM_DEFAULT);
    assert_code(ERROR_INVALID_PARAMETER, add(session, &type, u"name"));
    assert_code(ERROR_INVALID_PARAMETER,
                GetNtmsUIOptionsW(session, &type, NTMS_UITYPE_REQ, list, &size));
    assert_code(ERROR_OBJECT_NOT_FOUND, add(session, &unknown, u"name"));
    assert_code(ERROR_OBJECT_NOT_FOUND,
                GetNtmsUIOptionsW(session, &unknown, NTMS_UITYPE_REQ, list, &size));
    assert_size(session, &library, 0);
}

/* ---- lists ---- */

static void a_list_is_of_closed_texts_and_an_empty_one(void **state)
{
    static const WCHAR expected[] = u"first\0second\0";
    HANDLE session = session_of(state);
    NTMS_GUID id = computer(session);
    WCHAR list[ROOM];
    DWORD size = ROOM;

    assert_success(add(session, &id, u"first"));
    assert_success(add(session, &id, u"second"));

    assert_success(GetNtmsUIOptionsW(session, &id, NTMS_UITYPE_REQ, list, &size));
    assert_int_equal(size, sizeof expected / sizeof expected[0]);
    assert_memory_equal(list, expected, sizeof expected);
    assert_success(SetNtmsUIOptionsW(session, &id, NTMS_UITYPE_REQ, NTMS_UIDEST_DELETEALL, NULL));
    assert_size(session, &id, 0);
}

static void an_ansi_list_is_the_same(void **state)
{
    static const char expected[] = "first\0second\0";
    HANDLE session = session_of(state);
    char list[ROOM];
    DWORD size = ROOM;

    assert_success(SetNtmsUIOptionsA(session, NULL, NTMS_UITYPE_INFO, NTMS_UIDEST_ADD, "first"));
    assert_success(SetNtmsUIOptionsA(session, NULL, NTMS_UITYPE_INFO, NTMS_UIDEST_ADD, "second"));

    assert_success(GetNtmsUIOptionsA(session, NULL, NTMS_UITYPE_INFO, list, &size));
    assert_int_equal(size, sizeof expected);
    assert_memory_equal(list, expected, sizeof expected);
}

static void too_little_room_is_told_with_the_room_needed(void **state)
{
    HANDLE session = session_of(state);
    WCHAR list[ROOM] = u"untouched";
    char list_a[ROOM] = "untouched";
    DWORD size;

    assert_success(add(session, NULL, u"first"));
    for (DWORD room = 0; room < 7; room++) {
        size = room;
        assert_code(ERROR_INSUFFICIENT_BUFFER,
                    GetNtmsUIOptionsW(session, NULL, NTMS_UITYPE_REQ, list, &size));
        assert_int_equal(size, 7);
        size = room;
        assert_code(ERROR_INSUFFICIENT_BUFFER,
                    GetNtmsUIOptionsA(session, NULL, NTMS_UITYPE_REQ, list_a, &size));
        assert_int_equal(size, 7);
    }
    assert_int_equal(list[8], u'd'); /* nothing beyond the room */
    assert_int_equal(list_a[8], 'd');
    size = 7;
    assert_success(GetNtmsUIOptionsW(session, NULL, NTMS_UITYPE_REQ, list, &size));
    assert_int_equal(list[8], u'd');
}

static void an_empty_list_needs_no_room(void **state)
{
    HANDLE session = session_of(state);
    WCHAR list[1];
    char list_a[1];
    DWORD size = 0;

    assert_success(GetNtmsUIOptionsW(session, NULL, NTMS_UITYPE_REQ, list, &size));
    assert_int_equal(size, 0);
    assert_success(GetNtmsUIOptionsA(session, NULL, NTMS_UITYPE_REQ, list_a, &size));
    assert_int_equal(size, 0);
}

static void a_name_is_there_once_in_capital_or_small_letters(void **state)
{
    HANDLE session = session_of(state);

    assert_success(add(session, NULL, u"Some computer: not validated \u00e4"));
    assert_code(ERROR_ALREADY_EXISTS, add(session, NULL, u"SOME COMPUTER: not validated \u00e4"));
    assert_success(add(session, NULL, u"another"));
    assert_success(
        SetNtmsUIOptionsW(session, NULL, NTMS_UITYPE_REQ, NTMS_UIDEST_DELETE, u"ANOTHER"));
    assert_code(ERROR_OBJECT_NOT_FOUND,
                SetNtmsUIOptionsW(session, NULL, NTMS_UITYPE_REQ, NTMS_UIDEST_DELETE, u"another"));
}

static void an_empty_name_is_the_local_computer(void **state)
{
    HANDLE session = session_of(state);
    WCHAR list[ROOM];
    DWORD size = ROOM;

    assert_success(add(session, NULL, u""));

    assert_success(GetNtmsUIOptionsW(session, NULL, NTMS_UITYPE_REQ, list, &size));
    assert_true(size > 2);
    assert_code(ERROR_ALREADY_EXISTS, add(session, NULL, list));
}

static void the_list_of_a_session_ends_with_it_and_that_of_an_object_stays(void **state)
{
    HANDLE session = session_of(state);
    HANDLE other = open_session();
    NTMS_GUID library = offline_library(session);

    assert_success(add(other, NULL, u"mine"));
    assert_success(add(other, &library, u"ours"));
    assert_size(session, NULL, 0);
    assert_success(CloseNtmsSession(other));

    other = open_session();
    assert_size(other, NULL, 0);
    assert_size(other, &library, 6);
    assert_success(
        SetNtmsUIOptionsW(other, &library, NTMS_UITYPE_REQ, NTMS_UIDEST_DELETEALL, u"ignored"));
    assert_success(CloseNtmsSession(other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_session_is_needed),
        IN_SESSION(null_pointers_are_refused),
        IN_SESSION(types_and_operations_have_their_range),
        IN_SESSION(the_computer_and_libraries_alone_have_lists),
        IN_SESSION(a_list_is_of_closed_texts_and_an_empty_one),
        IN_SESSION(an_ansi_list_is_the_same),
        IN_SESSION(too_little_room_is_told_with_the_room_needed),
        IN_SESSION(an_empty_list_needs_no_room),
        IN_SESSION(a_name_is_there_once_in_capital_or_small_letters),
        IN_SESSION(an_empty_name_is_the_local_computer),
        IN_SESSION(the_list_of_a_session_ends_with_it_and_that_of_an_object_stays),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
