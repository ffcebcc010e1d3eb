/*
 * The handle table: every number that is no live session is refused, closing waits for those who
 * are inside, and only once.
 */
#include "core/session.h"

#include "platform/identity.h"
#include "platform/text.h"
#include "platform/thread.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static void assert_is_no_session(uintptr_t number)
{
    struct rsm_session *session;

    assert_fails_with(ERROR_INVALID_HANDLE, rsm_session_get((HANDLE)number, &session));
    assert_fails_with(ERROR_INVALID_HANDLE, rsm_session_close((HANDLE)number));
}

static void a_handle_leads_to_its_session(void **state)
{
    struct small_world *world = *state;
    struct rsm_session *session;

    assert_success(rsm_session_get(world->handle, &session));

    assert_ptr_equal(session, world->session);
    rsm_session_release(session);
}

static void a_handle_is_neither_null_nor_invalid_handle_value(void **state)
{
    struct small_world *world = *state;

    assert_ptr_not_equal(world->handle, NULL);
    assert_ptr_not_equal(world->handle, INVALID_HANDLE_VALUE);
}

static void a_handle_looks_like_no_kernel_handle_and_no_pointer(void **state)
{
    struct small_world *world = *state;
    uintptr_t number = (uintptr_t)world->handle;

    assert_true((number & 3) != 0);
    assert_true(number >= (uintptr_t)1 << 30);
    assert_true(number < (uintptr_t)1 << 31);
}

static void junk_is_refused(void **state)
{
    struct small_world *world = *state;
    uintptr_t number = (uintptr_t)world->handle;

    assert_is_no_session(0);
    assert_is_no_session((uintptr_t)-1);
    assert_is_no_session((uintptr_t)&world->handle); /* a pointer to a handle */
    for (unsigned bit = 0; bit < sizeof number * 8; bit++)
        assert_is_no_session(number ^ ((uintptr_t)1 << bit));
    for (uintptr_t small = 0; small < 0x20000; small++)
        assert_is_no_session(small);
}

static void a_handle_of_another_kind_is_refused(void **state)
{
    struct small_world *world = *state;
    uintptr_t without_kind = (uintptr_t)world->handle & ~(uintptr_t)3;

    assert_is_no_session(without_kind | RSM_HANDLE_NOTIFICATION);
    assert_is_no_session(without_kind | RSM_HANDLE_DETECTION);
}

static void a_closed_handle_is_refused_however_many_are_opened_after_it(void **state)
{
    struct small_world *world = *state;
    HANDLE closed;
    HANDLE later;

    assert_success(rsm_session_open(&world->rsm, NULL, &closed));
    assert_success(rsm_session_close(closed));
    assert_is_no_session((uintptr_t)closed);
    for (int i = 0; i < 10000; i++) { /* more than the table has places */
        assert_success(rsm_session_open(&world->rsm, NULL, &later));
        assert_ptr_not_equal(later, closed);
        assert_success(rsm_session_close(later));
    }
    assert_is_no_session((uintptr_t)closed);
}

static void a_full_table_is_not_enough_memory(void **state)
{
    struct small_world *world = *state;
    static HANDLE handles[5000];
    size_t count = 0;
    rsm_error err = ERROR_SUCCESS;

    while (err == ERROR_SUCCESS && count < sizeof handles / sizeof handles[0]) {
        err = rsm_session_open(&world->rsm, NULL, &handles[count]);
        if (err == ERROR_SUCCESS)
            count++;
    }
    assert_int_equal(err, ERROR_NOT_ENOUGH_MEMORY);
    assert_int_equal(rsm_session_count(), count + 1);
    for (size_t i = 0; i < count; i++)
        assert_success(rsm_session_close(handles[i]));
    assert_int_equal(rsm_session_count(), 1);
}

static void assert_application(struct small_world *world, const WCHAR *given, const WCHAR *expected)
{
    struct rsm_session *session;
    HANDLE handle;

    assert_success(rsm_session_open(&world->rsm, given, &handle));
    assert_success(rsm_session_get(handle, &session));
    assert_text(expected, session->application);
    rsm_session_release(session);
    assert_success(rsm_session_close(handle));
}

static void an_application_without_a_name_is_called_rsm(void **state)
{
    assert_application(*state, NULL, u"RSM");
    assert_application(*state, u"", u"RSM");
}

static void a_long_application_name_is_cut(void **state)
{
    static const WCHAR sixty_three[] =
        u"123456789 123456789 123456789 123456789 123456789 123456789 123";
    static const WCHAR seventy[] =
        u"123456789 123456789 123456789 123456789 123456789 123456789 123456789 ";

    assert_application(*state, u"Backup", u"Backup");
    assert_application(*state, sixty_three, sixty_three);
    assert_application(*state, seventy, sixty_three);
}

static void sessions_have_ids_of_their_own(void **state)
{
    struct small_world *world = *state;
    struct rsm_session *session;
    HANDLE handle;

    assert_success(rsm_session_open(&world->rsm, NULL, &handle));
    assert_success(rsm_session_get(handle, &session));
    assert_memory_not_equal(&session->id, &world->session->id, sizeof session->id);
    rsm_session_release(session);
    assert_success(rsm_session_close(handle));
}

/* A call that waits for a change until its session closes. */
struct waiter {
    struct small_world *world;
    HANDLE handle;
    struct rsm_mutex mutex;
    struct rsm_cond inside_changed;
    bool inside;
    bool saw_closing;
};

static void wait_until_closing(void *context)
{
    struct waiter *waiter = context;
    struct rsm_store *store = waiter->world->rsm.store;
    struct rsm_session *session;

    if (rsm_session_get(waiter->handle, &session) != ERROR_SUCCESS)
        return;
    rsm_mutex_lock(&waiter->mutex);
    waiter->inside = true;
    rsm_cond_signal(&waiter->inside_changed);
    rsm_mutex_unlock(&waiter->mutex);
    do { /* waits whether or not closing has begun: it must be woken all the same */
        (void)rsm_store_wait(store, rsm_store_version(store), RSM_FOREVER);
    } while (!rsm_session_is_closing(session));
    waiter->saw_closing = true;
    rsm_session_release(session);
}

static void closing_ends_calls_that_wait_and_returns_after_them(void **state)
{
    struct small_world *world = *state;
    struct waiter waiter = {.world = world};
    struct rsm_thread thread;

    assert_success(rsm_session_open(&world->rsm, NULL, &waiter.handle));
    rsm_mutex_init(&waiter.mutex);
    rsm_cond_init(&waiter.inside_changed);
    assert_success(rsm_thread_start(wait_until_closing, &waiter, &thread));
    rsm_mutex_lock(&waiter.mutex);
    while (!waiter.inside)
        (void)rsm_cond_wait(&waiter.inside_changed, &waiter.mutex, RSM_FOREVER);
    rsm_mutex_unlock(&waiter.mutex);

    assert_success(rsm_session_close(waiter.handle));

    assert_true(waiter.saw_closing);
    rsm_thread_join(&thread);
    rsm_cond_destroy(&waiter.inside_changed);
    rsm_mutex_destroy(&waiter.mutex);
}

struct closer {
    HANDLE handle;
    rsm_error err;
};

static void close_it(void *context)
{
    struct closer *closer = context;

    closer->err = rsm_session_close(closer->handle);
}

static void of_several_threads_that_close_a_session_one_succeeds(void **state)
{
    struct small_world *world = *state;
    struct closer closers[4];
    struct rsm_thread threads[4];
    HANDLE handle;
    int succeeded = 0;

    assert_success(rsm_session_open(&world->rsm, NULL, &handle));
    for (int i = 0; i < 4; i++) {
        closers[i].handle = handle;
        assert_success(rsm_thread_start(close_it, &closers[i], &threads[i]));
    }
    for (int i = 0; i < 4; i++) {
        rsm_thread_join(&threads[i]);
        succeeded += closers[i].err == ERROR_SUCCESS;
        assert_true(closers[i].err == ERROR_SUCCESS || closers[i].err == ERROR_INVALID_HANDLE);
    }
    assert_int_equal(succeeded, 1);
}

static void no_server_name_means_this_computer(void **state)
{
    (void)state;

    assert_success(rsm_session_check_server(NULL));
    assert_success(rsm_session_check_server(u""));
}

static void the_name_of_this_computer_is_accepted_in_either_case(void **state)
{
    WCHAR name[RSM_IDENTITY_ROOM];

    (void)state;
    assert_success(rsm_identity_computer(name, RSM_IDENTITY_ROOM));
    assert_success(rsm_session_check_server(name));
    for (size_t i = 0; name[i] != 0; i++) {
        if (name[i] >= u'a' && name[i] <= u'z')
            name[i] = (WCHAR)(name[i] - u'a' + u'A');
        else if (name[i] >= u'A' && name[i] <= u'Z')
            name[i] = (WCHAR)(name[i] - u'A' + u'a');
    }
    assert_success(rsm_session_check_server(name));
}

static void another_computer_is_not_connected(void **state)
{
    (void)state;

    assert_fails_with(ERROR_NOT_CONNECTED, rsm_session_check_server(u"some-other-computer"));
    assert_fails_with(ERROR_NOT_CONNECTED, rsm_session_check_server(u"tapes.example.com"));
    assert_fails_with(ERROR_NOT_CONNECTED, rsm_session_check_server(u"10.0.0.7"));
}

static void what_is_no_computer_name_is_malformed(void **state)
{
    static const WCHAR *const malformed[] = {
        u"\\\\server",
        u"a b",
        u"a/b",
        u"a:b",
        u"a*",
        u"a?",
        u"\"a\"",
        u"<a>",
        u"a|b",
        u".",
        u"..",
        u"a..b",
        u".a",
        u" ",
        u"a\tb",
        u"a,b",
        u"1234567890123456789012345678901234567890123456789012345678901234", /* 64 in one label */
    };
    WCHAR long_name[400];

    (void)state;
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++)
        assert_fails_with(ERROR_INVALID_COMPUTERNAME, rsm_session_check_server(malformed[i]));
    for (size_t i = 0; i < 399; i++)
        long_name[i] = i % 32 == 31 ? u'.' : u'a';
    long_name[399] = 0;
    assert_fails_with(ERROR_INVALID_COMPUTERNAME, rsm_session_check_server(long_name));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_handle_leads_to_its_session),
        IN_WORLD(a_handle_is_neither_null_nor_invalid_handle_value),
        IN_WORLD(a_handle_looks_like_no_kernel_handle_and_no_pointer),
        IN_WORLD(junk_is_refused),
        IN_WORLD(a_handle_of_another_kind_is_refused),
        IN_WORLD(a_closed_handle_is_refused_however_many_are_opened_after_it),
        IN_WORLD(a_full_table_is_not_enough_memory),
        IN_WORLD(an_application_without_a_name_is_called_rsm),
        IN_WORLD(a_long_application_name_is_cut),
        IN_WORLD(sessions_have_ids_of_their_own),
        IN_WORLD(closing_ends_calls_that_wait_and_returns_after_them),
        IN_WORLD(of_several_threads_that_close_a_session_one_succeeds),
        cmocka_unit_test(no_server_name_means_this_computer),
        cmocka_unit_test(the_name_of_this_computer_is_accepted_in_either_case),
        cmocka_unit_test(another_computer_is_not_connected),
        cmocka_unit_test(what_is_no_computer_name_is_malformed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
