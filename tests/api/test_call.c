/*
 * The frame of every export: reference, trace and last error.
 */
#include "api/call.h"

#include "platform/log.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

struct trace {
    char text[1024];
};

static void remember(void *context, enum rsm_log_level level, const char *line)
{
    struct trace *trace = context;

    (void)level;
    (void)strncat(trace->text, line, sizeof trace->text - strlen(trace->text) - 1);
    (void)strncat(trace->text, "\n", sizeof trace->text - strlen(trace->text) - 1);
}

static void a_call_holds_its_session_while_it_lasts(void **state)
{
    struct small_world *world = *state;
    struct rsm_session *session;

    assert_success(rsm_call_begin("SomeFunction", world->handle, &session));
    assert_ptr_equal(session, world->session);
    assert_int_equal(session->handled.references, 2);
    assert_success(rsm_call_end("SomeFunction", session, ERROR_SUCCESS));
    assert_int_equal(world->session->handled.references, 1);
}

static void a_wrong_handle_gives_no_session(void **state)
{
    struct rsm_session *session = (struct rsm_session *)*state;

    assert_fails_with(ERROR_INVALID_HANDLE, rsm_call_begin("SomeFunction", NULL, &session));
    assert_null(session);
    assert_fails_with(ERROR_INVALID_HANDLE,
                      rsm_call_end("SomeFunction", session, ERROR_INVALID_HANDLE));
}

static void a_call_is_traced_once_each_way(void **state)
{
    struct small_world *world = *state;
    struct rsm_session *session;
    struct trace trace = {""};

    rsm_log_set_sink(remember, &trace);
    assert_success(rsm_call_begin("SomeFunction", world->handle, &session));
    assert_fails_with(ERROR_BUSY, rsm_call_end("SomeFunction", session, ERROR_BUSY));
    rsm_log_set_sink(NULL, NULL);

    assert_non_null(strstr(trace.text, "api: SomeFunction(session "));
    assert_non_null(strstr(trace.text, "api: SomeFunction: ERROR_BUSY (170)\n"));
}

static void a_handle_is_returned_or_the_invalid_one_with_its_reason(void **state)
{
    HANDLE some = (HANDLE)(uintptr_t)0x1234;

    (void)state;
    SetLastError(12345);
    assert_ptr_equal(rsm_call_end_handle("SomeFunction", NULL, ERROR_SUCCESS, some), some);
    assert_int_equal(GetLastError(), 12345);
    assert_ptr_equal(rsm_call_end_handle("SomeFunction", NULL, ERROR_NOT_CONNECTED, some),
                     INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_NOT_CONNECTED);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_call_holds_its_session_while_it_lasts),
        IN_WORLD(a_wrong_handle_gives_no_session),
        IN_WORLD(a_call_is_traced_once_each_way),
        IN_WORLD(a_handle_is_returned_or_the_invalid_one_with_its_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
