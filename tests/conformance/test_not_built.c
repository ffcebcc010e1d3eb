/*
 * The functions that are not built yet: each looks at its session handle first, and refuses on a
 * good one without touching anything.  A function that is built leaves this list.
 */
#include "conformance/conformance.h"

/* Each with nothing but its first argument. */
#define CALL(name, ...)                      \
    static DWORD call_##name(HANDLE session) \
    {                                        \
        return name(session, __VA_ARGS__);   \
    }
/* clang-format off */

static const struct {
    const char *name;
    DWORD (*call)(HANDLE session);
} functions[] = {
};
/* clang-format on */

enum { FUNCTIONS = sizeof functions / sizeof functions[0] };

static void assert_all_return(DWORD expected, HANDLE session)
{
    for (size_t i = 0; i < FUNCTIONS; i++) {
        DWORD err = functions[i].call(session);

        if (err != expected)
            fail_msg("%s: expected %lu, got %lu", functions[i].name, (unsigned long)expected,
                     (unsigned long)err);
        assert_int_equal(GetLastError(), expected);
    }
}

static void before_any_session_every_handle_is_wrong(void **state)
{
    (void)state;
    assert_all_return(ERROR_INVALID_HANDLE, NULL);
    assert_all_return(ERROR_INVALID_HANDLE, INVALID_HANDLE_VALUE);
    assert_all_return(ERROR_INVALID_HANDLE, (HANDLE)(uintptr_t)0x40004001);
}

static void wrong_handles_are_refused_while_a_session_is_open(void **state)
{
    assert_all_return(ERROR_INVALID_HANDLE, NULL);
    assert_all_return(ERROR_INVALID_HANDLE, INVALID_HANDLE_VALUE);
    assert_all_return(ERROR_INVALID_HANDLE, *state); /* the address of a handle */
    assert_all_return(ERROR_INVALID_HANDLE,
                      (HANDLE)((uintptr_t)session_of(state) ^ (uintptr_t)1 << 14));
}

static void a_closed_session_is_refused(void **state)
{
    HANDLE session = open_session();

    (void)state;
    assert_success(CloseNtmsSession(session));
    assert_all_return(ERROR_INVALID_HANDLE, session);
}

static void an_open_session_is_told_that_they_are_not_built(void **state)
{
    assert_all_return(ERROR_CALL_NOT_IMPLEMENTED, session_of(state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_any_session_every_handle_is_wrong),
        IN_SESSION(wrong_handles_are_refused_while_a_session_is_open),
        cmocka_unit_test(a_closed_session_is_refused),
        IN_SESSION(an_open_session_is_told_that_they_are_not_built),
    };

    conformance_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
