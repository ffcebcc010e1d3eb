/*
 * The table of handles: what was opened on a session belongs to it, is refused while it closes, and goes
 * with it.  Junk, stale handles and a full table are tested with sessions in test_session.c.
 */
#include "core/handles.h"

#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* Something behind a handle. */
struct thing {
    struct rsm_handled handled;
    HANDLE handle;
    bool destroyed;
};

static void destroy(struct rsm_handled *handled)
{
    ((struct thing *)handled)->destroyed = true;
}

static void open_session(struct thing *session)
{
    *session = (struct thing){.handled.kind = RSM_HANDLE_SESSION};
    assert_success(rsm_handles_add(&session->handled, &session->handle));
}

static void open_on(struct thing *session, struct thing *notification)
{
    *notification = (struct thing){.handled = {.kind = RSM_HANDLE_NOTIFICATION,
                                               .owner = &session->handled,
                                               .destroy = destroy}};
    assert_success(rsm_handles_add(&notification->handled, &notification->handle));
}

static void close_it(struct thing *thing)
{
    struct rsm_handled *handled;

    assert_success(rsm_handles_remove(thing->handle, thing->handled.kind, true, &handled));
    assert_ptr_equal(handled, &thing->handled);
    rsm_handles_release(handled);
}

static void a_handle_leads_to_what_it_stands_for(void **state)
{
    struct thing session, notification;
    struct rsm_handled *found;
    (void)state;
    open_session(&session);
    open_on(&session, &notification);

    assert_success(rsm_handles_get(notification.handle, RSM_HANDLE_NOTIFICATION, &found));

    assert_ptr_equal(found, &notification.handled);
    rsm_handles_release(found);
    close_it(&notification);
    close_it(&session);
}

static void a_handle_is_of_one_kind(void **state)
{
    struct thing session, notification;
    struct rsm_handled *found;
    (void)state;
    open_session(&session);
    open_on(&session, &notification);

    assert_fails_with(ERROR_INVALID_HANDLE,
                      rsm_handles_get(notification.handle, RSM_HANDLE_SESSION, &found));
    assert_fails_with(ERROR_INVALID_HANDLE,
                      rsm_handles_remove(session.handle, RSM_HANDLE_NOTIFICATION, true, &found));

    close_it(&notification);
    close_it(&session);
}

static void what_is_in_use_is_not_removed_unless_that_is_allowed(void **state)
{
    struct thing session, notification;
    struct rsm_handled *found;
    (void)state;
    open_session(&session);
    open_on(&session, &notification);
    assert_success(rsm_handles_get(notification.handle, RSM_HANDLE_NOTIFICATION, &found));

    assert_fails_with(ERROR_BUSY, rsm_handles_remove(notification.handle, RSM_HANDLE_NOTIFICATION,
                                                     false, &found));
    assert_false(rsm_handles_is_closing(&notification.handled));

    rsm_handles_release(&notification.handled);
    assert_success(rsm_handles_remove(notification.handle, RSM_HANDLE_NOTIFICATION, false, &found));
    assert_true(rsm_handles_is_closing(&notification.handled));
    rsm_handles_release(found);
    close_it(&session);
}

static void use_of_what_was_opened_on_a_session_is_use_of_the_session(void **state)
{
    struct thing session, notification;
    struct rsm_handled *found;
    (void)state;
    open_session(&session);
    open_on(&session, &notification);
    assert_success(rsm_handles_get(notification.handle, RSM_HANDLE_NOTIFICATION, &found));

    close_it(&session);

    assert_true(rsm_handles_is_closing(found));
    assert_false(rsm_handles_wait_unused(&session.handled, 0));
    rsm_handles_release(found);
    assert_true(rsm_handles_wait_unused(&session.handled, 0));
    rsm_handles_destroy_owned(&session.handled);
}

static void what_was_opened_on_a_session_that_closes_is_refused(void **state)
{
    struct thing session, notification;
    struct rsm_handled *found;
    (void)state;
    open_session(&session);
    open_on(&session, &notification);

    close_it(&session);

    assert_fails_with(ERROR_INVALID_HANDLE,
                      rsm_handles_get(notification.handle, RSM_HANDLE_NOTIFICATION, &found));
    assert_fails_with(
        ERROR_INVALID_HANDLE,
        rsm_handles_remove(notification.handle, RSM_HANDLE_NOTIFICATION, true, &found));
    rsm_handles_destroy_owned(&session.handled);
}

static void what_was_opened_on_a_session_goes_with_it_and_with_no_other(void **state)
{
    struct thing sessions[2], notifications[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        open_session(&sessions[i]);
        open_on(&sessions[i], &notifications[i]);
    }

    close_it(&sessions[0]);
    rsm_handles_destroy_owned(&sessions[0].handled);

    assert_true(notifications[0].destroyed);
    assert_false(notifications[1].destroyed);
    close_it(&sessions[1]);
    rsm_handles_destroy_owned(&sessions[1].handled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handle_leads_to_what_it_stands_for),
        cmocka_unit_test(a_handle_is_of_one_kind),
        cmocka_unit_test(what_is_in_use_is_not_removed_unless_that_is_allowed),
        cmocka_unit_test(use_of_what_was_opened_on_a_session_is_use_of_the_session),
        cmocka_unit_test(what_was_opened_on_a_session_that_closes_is_refused),
        cmocka_unit_test(what_was_opened_on_a_session_goes_with_it_and_with_no_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
