/*
 * Notifications: what is delivered and in which order, how long a wait lasts and what ends it, what
 * becomes of those who do not read, and many that listen at once.
 */
#include "core/notify.h"

#include "core/catalogue.h"
#include "platform/clock.h"
#include "store/changes.h"
#include "store/records.h"
#include "store/transaction.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/hear.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static HANDLE open_for(struct small_world *world, DWORD type)
{
    HANDLE handle;

    assert_success(rsm_notify_open(world->session, type, &handle));
    return handle;
}

static void assert_next(HANDLE handle, DWORD operation, const GUID *id)
{
    NTMS_NOTIFICATIONINFORMATION info;

    assert_success(hear(handle, 0, &info));
    assert_int_equal(info.dwOperation, operation);
    assert_guid(*id, info.ObjectId);
}

static void assert_nothing(HANDLE handle)
{
    NTMS_NOTIFICATIONINFORMATION info;

    assert_fails_with(ERROR_TIMEOUT, hear(handle, 0, &info));
}

/* Another state for a slot, in a transaction of its own. */
static void touch(struct small_world *world, size_t slot)
{
    struct rsm_record record;

    world_load(world, &world->slots[slot], NTMS_STORAGESLOT, &record);
    record.info.Info.StorageSlot.State++;
    world_save(world, &record);
}

static GUID insert_drive(struct small_world *world)
{
    struct rsm_record drive;

    rsm_record_begin(&drive, NTMS_DRIVE);
    drive.info.Info.Drive.Library = world->library;
    world_insert(world, &drive);
    return drive.info.ObjectGuid;
}

static DWORD count_rows(struct small_world *world, const char *text)
{
    int64_t count;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    assert_success(
        rsm_sql_get_number(rsm_store_sql(world->rsm.store, RSM_STORE_READ), text, &count));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
    return (DWORD)count;
}

/* ---- what is delivered ---- */

static void changes_are_delivered_in_the_order_of_the_commits(void **state)
{
    struct small_world *world = *state;
    HANDLE handle = open_for(world, NTMS_DRIVE);
    GUID drive = insert_drive(world);
    struct rsm_record record;

    world_load(world, &drive, NTMS_DRIVE, &record);
    record.info.Info.Drive.State = NTMS_DRIVESTATE_LOADED;
    world_save(world, &record);
    world_begin(world);
    assert_success(rsm_records_delete(world->rsm.store, &drive));
    world_end(world);

    assert_next(handle, NTMS_OBJ_INSERT, &drive);
    assert_next(handle, NTMS_OBJ_UPDATE, &drive);
    assert_next(handle, NTMS_OBJ_DELETE, &drive);
    assert_nothing(handle);
}

static void each_notification_hears_of_its_kind(void **state)
{
    struct small_world *world = *state;
    HANDLE drives = open_for(world, NTMS_DRIVE);
    HANDLE slots = open_for(world, NTMS_STORAGESLOT);
    HANDLE slots_too = open_for(world, NTMS_STORAGESLOT);

    touch(world, 1);

    assert_nothing(drives);
    assert_next(slots, NTMS_OBJ_UPDATE, &world->slots[1]);
    assert_nothing(slots);
    assert_next(slots_too, NTMS_OBJ_UPDATE, &world->slots[1]);
}

static void what_was_committed_before_it_was_opened_is_not_delivered(void **state)
{
    struct small_world *world = *state;
    HANDLE early = open_for(world, NTMS_STORAGESLOT);
    HANDLE late;

    touch(world, 0);
    late = open_for(world, NTMS_STORAGESLOT);
    touch(world, 1);

    assert_next(early, NTMS_OBJ_UPDATE, &world->slots[0]);
    assert_next(late, NTMS_OBJ_UPDATE, &world->slots[1]);
}

static void a_kind_that_does_not_exist_never_fires(void **state)
{
    static const DWORD kinds[] = {NTMS_UNKNOWN, NTMS_OBJECT, NTMS_UI_DESTINATION,
                                  NTMS_NUMBER_OF_OBJECT_TYPES, 0xFFFFFFFF};
    struct small_world *world = *state;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        HANDLE handle = open_for(world, kinds[i]);

        touch(world, 0);
        assert_nothing(handle);
    }
}

/* ---- waiting ---- */

static void a_wait_lasts_as_long_as_it_was_told(void **state)
{
    struct small_world *world = *state;
    HANDLE handle = open_for(world, NTMS_STORAGESLOT);
    NTMS_NOTIFICATIONINFORMATION info;
    uint64_t before = rsm_clock_ms();

    assert_fails_with(ERROR_TIMEOUT, hear(handle, 150, &info));

    assert_true(rsm_clock_ms() - before >= 150);
    assert_true(rsm_clock_ms() - before < 10000);
}

/* A thread that waits without end. */
struct waiter {
    HANDLE handle;
    struct rsm_mutex mutex;
    struct rsm_cond inside_changed;
    struct rsm_thread thread;
    bool inside;
    rsm_error err;
    NTMS_NOTIFICATIONINFORMATION info;
};

static void wait_for_ever(void *context)
{
    struct waiter *waiter = context;
    struct rsm_notification *notification;

    waiter->err = rsm_notify_get(waiter->handle, &notification);
    rsm_mutex_lock(&waiter->mutex);
    waiter->inside = true;
    rsm_cond_signal(&waiter->inside_changed);
    rsm_mutex_unlock(&waiter->mutex);
    if (waiter->err == ERROR_SUCCESS)
        waiter->err = rsm_notify_wait(notification, RSM_FOREVER, &waiter->info);
    rsm_notify_release(notification);
}

/* Returns when the thread uses the handle. */
static void start_waiting(struct waiter *waiter, HANDLE handle)
{
    waiter->handle = handle;
    waiter->inside = false;
    rsm_mutex_init(&waiter->mutex);
    rsm_cond_init(&waiter->inside_changed);
    assert_success(rsm_thread_start(wait_for_ever, waiter, &waiter->thread));
    rsm_mutex_lock(&waiter->mutex);
    while (!waiter->inside)
        (void)rsm_cond_wait(&waiter->inside_changed, &waiter->mutex, RSM_FOREVER);
    rsm_mutex_unlock(&waiter->mutex);
}

static void end_waiting(struct waiter *waiter)
{
    rsm_thread_join(&waiter->thread);
    rsm_cond_destroy(&waiter->inside_changed);
    rsm_mutex_destroy(&waiter->mutex);
}

static void a_commit_ends_a_wait_without_end(void **state)
{
    struct small_world *world = *state;
    struct waiter waiter;

    start_waiting(&waiter, open_for(world, NTMS_STORAGESLOT));
    (void)insert_drive(world); /* not what it waits for */
    touch(world, 2);
    end_waiting(&waiter);

    assert_success(waiter.err);
    assert_int_equal(waiter.info.dwOperation, NTMS_OBJ_UPDATE);
    assert_guid(world->slots[2], waiter.info.ObjectId);
}

static void of_several_that_wait_on_a_handle_each_gets_a_change_of_its_own(void **state)
{
    struct small_world *world = *state;
    HANDLE handle = open_for(world, NTMS_STORAGESLOT);
    struct waiter waiters[WORLD_SLOTS];
    bool delivered[WORLD_SLOTS] = {false};

    for (size_t i = 0; i < WORLD_SLOTS; i++)
        start_waiting(&waiters[i], handle);
    for (size_t i = 0; i < WORLD_SLOTS; i++)
        touch(world, i);

    for (size_t i = 0; i < WORLD_SLOTS; i++) {
        end_waiting(&waiters[i]);
        assert_success(waiters[i].err);
        for (size_t k = 0; k < WORLD_SLOTS; k++)
            delivered[k] = delivered[k] ||
                           memcmp(&world->slots[k], &waiters[i].info.ObjectId, sizeof(GUID)) == 0;
    }
    for (size_t i = 0; i < WORLD_SLOTS; i++)
        assert_true(delivered[i]);
}

/* ---- closing ---- */

static void a_closed_handle_is_refused(void **state)
{
    struct small_world *world = *state;
    HANDLE handle = open_for(world, NTMS_STORAGESLOT);
    struct rsm_notification *notification;

    assert_success(rsm_notify_close(handle));

    assert_fails_with(ERROR_INVALID_HANDLE, rsm_notify_get(handle, &notification));
    assert_null(notification);
    assert_fails_with(ERROR_INVALID_HANDLE, rsm_notify_close(handle));
}

static void a_handle_on_which_somebody_waits_is_not_closed(void **state)
{
    struct small_world *world = *state;
    HANDLE handle = open_for(world, NTMS_STORAGESLOT);
    struct waiter waiter;

    start_waiting(&waiter, handle);
    assert_fails_with(ERROR_BUSY, rsm_notify_close(handle));
    touch(world, 0);
    end_waiting(&waiter);

    assert_success(waiter.err);
    assert_success(rsm_notify_close(handle));
}

static void the_end_of_the_session_ends_a_wait(void **state)
{
    struct small_world *world = *state;
    struct rsm_session *session;
    struct rsm_notification *notification;
    struct waiter waiter;
    HANDLE owner, handle;

    assert_success(rsm_session_open(&world->rsm, NULL, &owner));
    assert_success(rsm_session_get(owner, &session));
    assert_success(rsm_notify_open(session, NTMS_STORAGESLOT, &handle));
    rsm_session_release(session);
    start_waiting(&waiter, handle);

    assert_success(rsm_session_close(owner));

    end_waiting(&waiter);
    assert_int_equal(waiter.err, ERROR_NO_DATA);
    assert_fails_with(ERROR_INVALID_HANDLE, rsm_notify_get(handle, &notification));
}

static void the_end_of_the_session_leaves_nothing_behind(void **state)
{
    struct small_world *world = *state;
    struct rsm_session *session;
    HANDLE owner, handle;

    assert_success(rsm_session_open(&world->rsm, NULL, &owner));
    assert_success(rsm_session_get(owner, &session));
    for (int i = 0; i < 3; i++)
        assert_success(rsm_notify_open(session, NTMS_STORAGESLOT, &handle));
    rsm_session_release(session);
    touch(world, 0);
    assert_int_equal(count_rows(world, "SELECT count(*) FROM listener"), 3);
    assert_int_equal(count_rows(world, "SELECT count(*) FROM change"), 1);

    assert_success(rsm_session_close(owner));

    assert_int_equal(count_rows(world, "SELECT count(*) FROM listener"), 0);
    assert_int_equal(count_rows(world, "SELECT count(*) FROM change"), 0);
}

static void too_many_handles_leave_no_listener_behind(void **state)
{
    struct small_world *world = *state;
    HANDLE handle;
    DWORD count = 0;
    rsm_error err;

    while ((err = rsm_notify_open(world->session, NTMS_STORAGESLOT, &handle)) == ERROR_SUCCESS)
        count++;

    assert_int_equal(err, ERROR_NOT_ENOUGH_MEMORY);
    assert_int_equal(count_rows(world, "SELECT count(*) FROM listener"), count);
}

/* ---- rights, the dead, and those who do not read ---- */

static void whoever_may_not_use_the_computer_is_denied(void **state)
{
    struct small_world *world = *state;
    struct guard guard;
    HANDLE handle;

    set_guard(&world->rsm, &guard, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      rsm_notify_open(world->session, NTMS_STORAGESLOT, &handle));
    assert_asked(&guard, NTMS_COMPUTER, &rsm_catalogue_computer, NTMS_USE_ACCESS);
    remove_guard(&world->rsm);

    assert_int_equal(count_rows(world, "SELECT count(*) FROM listener"), 0);
}

/* The database loses a table, as if somebody had meddled with it. */
static void drop(struct small_world *world, const char *text)
{
    world_begin(world);
    assert_success(rsm_sql_run(rsm_store_sql(world->rsm.store, RSM_STORE_WRITE), text));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
}

static void a_database_that_fails_is_told(void **state)
{
    struct small_world *world = *state;
    HANDLE handle = open_for(world, NTMS_STORAGESLOT);
    NTMS_NOTIFICATIONINFORMATION info;

    drop(world, "DROP TABLE change");
    assert_fails_with(ERROR_DATABASE_FAILURE, hear(handle, 1000, &info));
    drop(world, "DROP TABLE listener");
    assert_fails_with(ERROR_DATABASE_FAILURE,
                      rsm_notify_open(world->session, NTMS_STORAGESLOT, &handle));
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_notify_close(handle));
    assert_fails_with(ERROR_INVALID_HANDLE, rsm_notify_close(handle)); /* all the same */
}

static void listeners_of_dead_processes_are_forgotten(void **state)
{
    struct small_world *world = *state;
    HANDLE handle = open_for(world, NTMS_STORAGESLOT);
    struct rsm_listener dead;

    world_begin(world);
    assert_success(rsm_changes_listen(world->rsm.store, u"dead", NTMS_DRIVE, &dead));
    world_end(world);

    assert_success(rsm_notify_purge(&world->rsm));

    assert_int_equal(count_rows(world, "SELECT count(*) FROM listener"), 1);
    touch(world, 0);
    assert_next(handle, NTMS_OBJ_UPDATE, &world->slots[0]);
}

static void who_does_not_read_loses_what_is_too_much_and_opens_again(void **state)
{
    struct small_world *world = *state;
    HANDLE handle = open_for(world, NTMS_STORAGESLOT);
    NTMS_NOTIFICATIONINFORMATION info;

    world_begin(world);
    for (DWORD i = 0; i < RSM_CHANGES_KEPT * 9 / 8; i++)
        assert_success(rsm_records_set_number(world->rsm.store, NTMS_STORAGESLOT,
                                              &world->slots[i % 2], "state", i / 2 % 2 + 10));
    world_end(world);

    assert_fails_with(ERROR_NO_DATA, hear(handle, 0, &info));
    assert_success(rsm_notify_close(handle));
    handle = open_for(world, NTMS_STORAGESLOT);
    touch(world, 3);
    assert_next(handle, NTMS_OBJ_UPDATE, &world->slots[3]);
}

/* ---- many at once ---- */

enum { LISTENERS = 16, CHANGES = 100 };

struct listener {
    struct small_world *world;
    HANDLE handle;
    struct rsm_thread thread;
    size_t heard; /* of the changes, those in the right order */
};

static void count_changes(void *context)
{
    struct listener *listener = context;
    NTMS_NOTIFICATIONINFORMATION info;

    for (size_t i = 0; i < CHANGES; i++) {
        if (hear(listener->handle, 20000, &info) == ERROR_SUCCESS &&
            memcmp(&info.ObjectId, &listener->world->slots[i % WORLD_SLOTS], sizeof(GUID)) == 0)
            listener->heard++;
    }
}

static void many_that_listen_all_hear_everything(void **state)
{
    struct small_world *world = *state;
    struct listener listeners[LISTENERS];

    for (size_t i = 0; i < LISTENERS; i++) {
        listeners[i] = (struct listener){.world = world};
        listeners[i].handle = open_for(world, NTMS_STORAGESLOT);
        assert_success(rsm_thread_start(count_changes, &listeners[i], &listeners[i].thread));
    }
    for (size_t i = 0; i < CHANGES; i++)
        touch(world, i % WORLD_SLOTS);

    for (size_t i = 0; i < LISTENERS; i++) {
        rsm_thread_join(&listeners[i].thread);
        assert_int_equal(listeners[i].heard, CHANGES);
    }
}

/* Opens, looks and closes until its session is gone. */
static void come_and_go(void *context)
{
    struct listener *listener = context;
    NTMS_NOTIFICATIONINFORMATION info;
    struct rsm_session *session;
    HANDLE handle;

    while (rsm_session_get(listener->handle, &session) == ERROR_SUCCESS) {
        rsm_error err = rsm_notify_open(session, NTMS_STORAGESLOT, &handle);

        rsm_session_release(session);
        if (err == ERROR_SUCCESS && hear(handle, 1, &info) == ERROR_SUCCESS)
            listener->heard++;
        if (err == ERROR_SUCCESS && listener->heard % 2 == 0)
            (void)rsm_notify_close(handle); /* else the session does it */
    }
}

static void a_session_closes_while_threads_come_and_go(void **state)
{
    struct small_world *world = *state;
    struct listener listeners[4];
    HANDLE owner;

    assert_success(rsm_session_open(&world->rsm, NULL, &owner));
    for (size_t i = 0; i < 4; i++) {
        listeners[i] = (struct listener){.world = world, .handle = owner};
        assert_success(rsm_thread_start(come_and_go, &listeners[i], &listeners[i].thread));
    }
    for (size_t i = 0; i < 50; i++)
        touch(world, i % WORLD_SLOTS);
    assert_success(rsm_session_close(owner));

    for (size_t i = 0; i < 4; i++)
        rsm_thread_join(&listeners[i].thread);
    assert_int_equal(count_rows(world, "SELECT count(*) FROM listener"), 0);
    assert_int_equal(count_rows(world, "SELECT count(*) FROM change"), 0);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(changes_are_delivered_in_the_order_of_the_commits),
        IN_WORLD(each_notification_hears_of_its_kind),
        IN_WORLD(what_was_committed_before_it_was_opened_is_not_delivered),
        IN_WORLD(a_kind_that_does_not_exist_never_fires),
        IN_WORLD(a_wait_lasts_as_long_as_it_was_told),
        IN_WORLD(a_commit_ends_a_wait_without_end),
        IN_WORLD(of_several_that_wait_on_a_handle_each_gets_a_change_of_its_own),
        IN_WORLD(a_closed_handle_is_refused),
        IN_WORLD(a_handle_on_which_somebody_waits_is_not_closed),
        IN_WORLD(the_end_of_the_session_ends_a_wait),
        IN_WORLD(the_end_of_the_session_leaves_nothing_behind),
        IN_WORLD(too_many_handles_leave_no_listener_behind),
        IN_WORLD(whoever_may_not_use_the_computer_is_denied),
        IN_WORLD(a_database_that_fails_is_told),
        IN_WORLD(listeners_of_dead_processes_are_forgotten),
        IN_WORLD(who_does_not_read_loses_what_is_too_much_and_opens_again),
        IN_WORLD(many_that_listen_all_hear_everything),
        IN_WORLD(a_session_closes_while_threads_come_and_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
