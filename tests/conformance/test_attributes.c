/*
 * GetNtmsObjectAttribute and SetNtmsObjectAttribute, A and W; odd inputs first.
 */
#include "conformance/conformance.h"

#include <stdlib.h>
#include <string.h>

/* 31 and 32 characters */
#define LONGEST_A  "1234567890123456789012345678901"
#define TOO_LONG_A LONGEST_A "2"
#define LONGEST_W  u"1234567890123456789012345678901"
#define TOO_LONG_W u"12345678901234567890123456789012"

enum { LARGEST = 0xFFFF };

static NTMS_GUID computer(void **state)
{
    NTMS_GUID id;

    assert_int_equal(list_objects(session_of(state), NULL, NTMS_COMPUTER, &id, 1), 1);
    return id;
}

static DWORD set_a(void **state, NTMS_GUID *id, const char *name, const char *value)
{
    char copy[32];
    DWORD size = (DWORD)strlen(value);

    memcpy(copy, value, size);
    return SetNtmsObjectAttributeA(session_of(state), id, NTMS_COMPUTER, name, copy, size);
}

static DWORD set_w(void **state, NTMS_GUID *id, const WCHAR *name, const char *value)
{
    char copy[32];
    DWORD size = (DWORD)strlen(value);

    memcpy(copy, value, size);
    return SetNtmsObjectAttributeW(session_of(state), id, NTMS_COMPUTER, name, copy, size);
}

static void assert_value(void **state, NTMS_GUID *id, const WCHAR *name, const char *expected)
{
    char value[32];
    DWORD size = sizeof value;

    assert_success(
        GetNtmsObjectAttributeW(session_of(state), id, NTMS_COMPUTER, name, value, &size));
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(value, expected, size);
}

/* ---- odd inputs ---- */

static void a_wrong_session_comes_before_wrong_pointers(void **state)
{
    (void)state;
    assert_code(ERROR_INVALID_HANDLE, GetNtmsObjectAttributeA(NULL, NULL, 0, NULL, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, GetNtmsObjectAttributeW(NULL, NULL, 0, NULL, NULL, NULL));
    assert_code(ERROR_INVALID_HANDLE, SetNtmsObjectAttributeA(NULL, NULL, 0, NULL, NULL, 0));
    assert_code(ERROR_INVALID_HANDLE, SetNtmsObjectAttributeW(NULL, NULL, 0, NULL, NULL, 0));
}

static void null_pointers_are_refused_when_reading(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = computer(state);
    char value[4];
    DWORD size = sizeof value;

    for (int missing = 0; missing < 4; missing++) {
        NTMS_GUID *object = missing == 0 ? NULL : &id;
        void *data = missing == 2 ? NULL : value;
        DWORD *length = missing == 3 ? NULL : &size;

        assert_code(ERROR_INVALID_PARAMETER,
                    GetNtmsObjectAttributeA(session, object, NTMS_COMPUTER,
                                            missing == 1 ? NULL : "x", data, length));
        assert_code(ERROR_INVALID_PARAMETER,
                    GetNtmsObjectAttributeW(session, object, NTMS_COMPUTER,
                                            missing == 1 ? NULL : u"x", data, length));
    }
}

static void null_pointers_are_refused_when_writing(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = computer(state);
    char value[] = "v";

    for (int missing = 0; missing < 3; missing++) {
        NTMS_GUID *object = missing == 0 ? NULL : &id;
        void *data = missing == 2 ? NULL : value;

        assert_code(ERROR_INVALID_PARAMETER,
                    SetNtmsObjectAttributeA(session, object, NTMS_COMPUTER,
                                            missing == 1 ? NULL : "x", data, 1));
        assert_code(ERROR_INVALID_PARAMETER,
                    SetNtmsObjectAttributeW(session, object, NTMS_COMPUTER,
                                            missing == 1 ? NULL : u"x", data, 1));
    }
}

static void unknown_objects_are_not_found(void **state)
{
    NTMS_GUID unknown = unknown_id();
    NTMS_GUID none = NTMS_NULLGUID;
    char value[4];
    DWORD size = sizeof value;

    assert_code(ERROR_OBJECT_NOT_FOUND, set_a(state, &unknown, "x", "v"));
    assert_code(ERROR_OBJECT_NOT_FOUND, set_w(state, &none, u"x", "v"));
    assert_code(ERROR_OBJECT_NOT_FOUND, GetNtmsObjectAttributeA(session_of(state), &unknown,
                                                                NTMS_COMPUTER, "x", value, &size));
    assert_code(ERROR_OBJECT_NOT_FOUND,
                GetNtmsObjectAttributeW(session_of(state), &none, 0, u"x", value, &size));
    assert_int_equal(size, sizeof value);
}

static void a_wrong_kind_is_refused_when_reading_and_ignored_when_writing(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = computer(state);
    char value[] = "v";
    DWORD size = sizeof value;

    assert_success(SetNtmsObjectAttributeW(session, &id, 99, u"Kind", value, 1));
    assert_success(SetNtmsObjectAttributeW(session, &id, NTMS_DRIVE, u"Kind", value, 1));
    assert_code(ERROR_INVALID_PARAMETER,
                GetNtmsObjectAttributeW(session, &id, 99, u"Kind", value, &size));
    assert_code(ERROR_OBJECT_NOT_FOUND,
                GetNtmsObjectAttributeW(session, &id, NTMS_DRIVE, u"Kind", value, &size));
    assert_success(GetNtmsObjectAttributeW(session, &id, NTMS_UNKNOWN, u"Kind", value, &size));
}

static void a_name_has_1_to_31_characters(void **state)
{
    NTMS_GUID id = computer(state);

    assert_code(ERROR_INVALID_NAME, set_a(state, &id, "", "v"));
    assert_code(ERROR_INVALID_NAME, set_w(state, &id, u"", "v"));
    assert_code(ERROR_INVALID_NAME, set_a(state, &id, TOO_LONG_A, "v"));
    assert_code(ERROR_INVALID_NAME, set_w(state, &id, TOO_LONG_W, "v"));
    assert_code(ERROR_INVALID_NAME, set_a(state, &id, TOO_LONG_A TOO_LONG_A TOO_LONG_A, "v"));
    assert_success(set_a(state, &id, LONGEST_A, "v"));
    assert_value(state, &id, LONGEST_W, "v");
}

static void a_name_that_is_too_long_is_not_that_of_a_shorter_one(void **state)
{
    NTMS_GUID id = computer(state);
    char value[4];
    DWORD size = sizeof value;

    assert_success(set_w(state, &id, LONGEST_W, "v"));
    assert_code(
        ERROR_OBJECT_NOT_FOUND,
        GetNtmsObjectAttributeA(session_of(state), &id, NTMS_COMPUTER, TOO_LONG_A, value, &size));
    assert_code(
        ERROR_OBJECT_NOT_FOUND,
        GetNtmsObjectAttributeW(session_of(state), &id, NTMS_COMPUTER, TOO_LONG_W, value, &size));
}

static void a_value_has_at_most_65535_bytes(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = computer(state);
    char *value = calloc(1, LARGEST + 1);
    DWORD size = LARGEST;

    assert_non_null(value);
    assert_code(ERROR_NO_DATA,
                SetNtmsObjectAttributeA(session, &id, NTMS_COMPUTER, "Large", value, LARGEST + 1));
    assert_code(ERROR_NO_DATA,
                SetNtmsObjectAttributeW(session, &id, NTMS_COMPUTER, u"Large", value, 0xFFFFFFFF));
    assert_success(SetNtmsObjectAttributeW(session, &id, NTMS_COMPUTER, u"Large", value, LARGEST));
    assert_success(GetNtmsObjectAttributeW(session, &id, NTMS_COMPUTER, u"Large", value, &size));
    assert_int_equal(size, LARGEST);
    free(value);
}

/* ---- what they do ---- */

static void both_forms_of_a_name_are_one_attribute(void **state)
{
    NTMS_GUID id = computer(state);

    assert_success(set_a(state, &id, "Both", "from A"));
    assert_value(state, &id, u"Both", "from A");
    assert_success(set_w(state, &id, u"Both", "W"));
    assert_value(state, &id, u"Both", "W");
}

static void capital_letters_tell_names_apart(void **state)
{
    NTMS_GUID id = computer(state);

    assert_success(set_w(state, &id, u"Case", "1"));
    assert_success(set_w(state, &id, u"case", "2"));
    assert_value(state, &id, u"Case", "1");
    assert_value(state, &id, u"case", "2");
}

static void too_little_room_tells_how_much_is_needed(void **state)
{
    NTMS_GUID id = computer(state);
    char value[] = "????";
    DWORD size = 2;

    assert_success(set_w(state, &id, u"Short", "abc"));
    assert_code(
        ERROR_INSUFFICIENT_BUFFER,
        GetNtmsObjectAttributeW(session_of(state), &id, NTMS_COMPUTER, u"Short", value, &size));
    assert_int_equal(size, 3);
    assert_string_equal(value, "????");
    size = 0;
    assert_code(
        ERROR_INSUFFICIENT_BUFFER,
        GetNtmsObjectAttributeA(session_of(state), &id, NTMS_COMPUTER, "Short", value, &size));
    assert_int_equal(size, 3);
}

static void size_0_deletes_with_data_or_without(void **state)
{
    HANDLE session = session_of(state);
    NTMS_GUID id = computer(state);
    char value[4];
    DWORD size = sizeof value;

    assert_success(set_w(state, &id, u"Gone", "v"));
    assert_success(SetNtmsObjectAttributeW(session, &id, NTMS_COMPUTER, u"Gone", value, 0));
    assert_code(ERROR_OBJECT_NOT_FOUND,
                GetNtmsObjectAttributeW(session, &id, NTMS_COMPUTER, u"Gone", value, &size));
    assert_success(SetNtmsObjectAttributeA(session, &id, NTMS_COMPUTER, "Gone", NULL, 0));
}

static void an_attribute_outlives_the_session(void **state)
{
    HANDLE session = open_session();
    NTMS_GUID id;
    char value[] = "kept";

    (void)state;
    assert_int_equal(list_objects(session, NULL, NTMS_COMPUTER, &id, 1), 1);
    assert_success(SetNtmsObjectAttributeW(session, &id, NTMS_COMPUTER, u"Kept", value, 4));
    assert_success(CloseNtmsSession(session));
    session = open_session();
    assert_value((void *[]){&session}, &id, u"Kept", "kept");
    assert_success(CloseNtmsSession(session));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SESSION(a_wrong_session_comes_before_wrong_pointers),
        IN_SESSION(null_pointers_are_refused_when_reading),
        IN_SESSION(null_pointers_are_refused_when_writing),
        IN_SESSION(unknown_objects_are_not_found),
        IN_SESSION(a_wrong_kind_is_refused_when_reading_and_ignored_when_writing),
        IN_SESSION(a_name_has_1_to_31_characters),
        IN_SESSION(a_name_that_is_too_long_is_not_that_of_a_shorter_one),
        IN_SESSION(a_value_has_at_most_65535_bytes),
        IN_SESSION(both_forms_of_a_name_are_one_attribute),
        IN_SESSION(capital_letters_tell_names_apart),
        IN_SESSION(too_little_room_tells_how_much_is_needed),
        IN_SESSION(size_0_deletes_with_data_or_without),
        cmocka_unit_test(an_attribute_outlives_the_session),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
