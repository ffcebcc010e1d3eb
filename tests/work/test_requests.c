/*
 * Requests that are there: cancelled while a library is idle and while it works, put into another order,
 * deleted.  Mounts are made up as rows.
 */
#include "work/requests.h"

#include "core/catalogue.h"
#include "core/media.h"
#include "store/records.h"
#include "store/transaction.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/looks.h"
#include "support/small_world.h"
#include "work/free_label.h"
#include "work/queue.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   A00003L5  blank\n";

static const GUID unknown = {.Data1 = 0xABCDEF};

/* ---- cancel, in a library that works ---- */

static rsm_error cancel(struct fixture *f, const GUID *request)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_requests_cancel(session, request);
    rsm_session_release(session);
    return err;
}

static GUID request_id(struct fixture *f, DWORD operation, unsigned n)
{
    struct rsm_record request;

    look_at_request(f, operation, n, &request);
    return request.info.ObjectGuid;
}

static void assert_state(struct fixture *f, DWORD operation, unsigned n, DWORD expected)
{
    struct rsm_record request;

    look_at_request(f, operation, n, &request);
    assert_int_equal(request.info.Info.LibRequest.State, expected);
}

static void in_an_idle_library_a_request_is_cancelled_at_once(void **state)
{
    struct fixture *f = *state;
    GUID inventory;
    plug_in_and_settle(f, three_tapes);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    inventory = request_id(f, NTMS_LM_INVENTORY, 1);

    assert_success(cancel(f, &inventory));

    assert_state(f, NTMS_LM_INVENTORY, 1, NTMS_LM_CANCELLED);
    assert_requests(f, NTMS_LM_REMOVE, NTMS_LM_QUEUED, 0);
    run_all_work(f);
    assert_state(f, NTMS_LM_INVENTORY, 1, NTMS_LM_CANCELLED);
    assert_moves(f, "");
}

/* What is cancelled as the first cartridge of an inventory moves: those of which slots. */
struct canceller {
    struct fixture *f;
    unsigned first, last; /* identifications, counted from the one of slot 1 */
    bool inventory;
    rsm_error err;
};

static void cancel_at_first_move(void *context, uint8_t operation, bool done)
{
    struct canceller *c = context;

    if (operation != 0xA5 || done)
        return;
    rsm_sim_watch(NULL, NULL);
    for (unsigned i = c->first; i <= c->last; i++) {
        GUID id = request_id(c->f, NTMS_LM_PROCESSOMID, 3 + i);

        c->err = cancel(c->f, &id);
    }
    if (c->inventory) {
        GUID id = request_id(c->f, NTMS_LM_INVENTORY, 1);

        c->err = cancel(c->f, &id);
    }
}

static void run_inventory_and_cancel(struct canceller *c)
{
    plug_in_and_settle(c->f, three_tapes);
    assert_success(take_inventory(c->f, NTMS_INVENTORY_OMID));
    rsm_sim_watch(cancel_at_first_move, c);
    run_all_work(c->f);
}

static void while_the_library_works_the_cancellation_is_a_request(void **state)
{
    struct canceller c = {.f = *state, .first = 1, .last = 1};
    struct rsm_record removal;
    const NTMS_LIBREQUESTINFORMATIONW *info = &removal.info.Info.LibRequest;
    GUID cancelled;

    run_inventory_and_cancel(&c);

    assert_success(c.err);
    look_at_request(c.f, NTMS_LM_REMOVE, 0, &removal);
    cancelled = request_id(c.f, NTMS_LM_PROCESSOMID, 4);
    assert_int_equal(info->State, NTMS_LM_PASSED);
    assert_guid(cancelled, info->WorkItemId);
    assert_guid(*library_id(c.f), info->Library);
    assert_text(u"Story", info->szApplication);
    assert_state(c.f, NTMS_LM_PROCESSOMID, 4, NTMS_LM_CANCELLED);
    assert_moves(c.f, "slot 1 > drive 1, drive 1 > slot 1, slot 3 > drive 1, drive 1 > slot 3");
    assert_state(c.f, NTMS_LM_INVENTORY, 1, NTMS_LM_PASSED);
}

static void an_inventory_whose_last_parts_are_cancelled_ends(void **state)
{
    struct canceller c = {.f = *state, .first = 1, .last = 2};

    run_inventory_and_cancel(&c);

    assert_moves(c.f, "slot 1 > drive 1, drive 1 > slot 1");
    assert_requests(c.f, NTMS_LM_PROCESSOMID, NTMS_LM_CANCELLED, 2);
    assert_state(c.f, NTMS_LM_INVENTORY, 1, NTMS_LM_PASSED);
    assert_in_slot(c.f, "A00002L5", 2);
}

static void an_inventory_is_cancelled_with_what_is_left_of_its_parts(void **state)
{
    struct canceller c = {.f = *state, .first = 1, .last = 0, .inventory = true};

    run_inventory_and_cancel(&c);

    assert_success(c.err);
    assert_state(c.f, NTMS_LM_INVENTORY, 1, NTMS_LM_CANCELLED);
    assert_requests(c.f, NTMS_LM_PROCESSOMID, NTMS_LM_CANCELLED, 2);
    assert_moves(c.f, "slot 1 > drive 1, drive 1 > slot 1");
}

static void what_is_being_carried_out_is_not_cancelled(void **state)
{
    struct canceller c = {.f = *state, .first = 0, .last = 0};

    run_inventory_and_cancel(&c);

    assert_int_equal(c.err, ERROR_ACCESS_DENIED);
    assert_requests(c.f, NTMS_LM_REMOVE, NTMS_LM_PASSED, 0);
    assert_state(c.f, NTMS_LM_PROCESSOMID, 3, NTMS_LM_PASSED);
}

/* Asked for twice while the library works. */
static void cancel_twice(void *context, uint8_t operation, bool done)
{
    struct canceller *c = context;

    if (operation != 0xA5 || done)
        return;
    cancel_at_first_move(c, operation, done);
    cancel_at_first_move(c, operation, done);
}

static void a_cancellation_that_comes_too_late_fails_with_the_reason(void **state)
{
    struct canceller c = {.f = *state, .first = 1, .last = 1};
    struct rsm_record removal;
    plug_in_and_settle(c.f, three_tapes);
    assert_success(take_inventory(c.f, NTMS_INVENTORY_OMID));

    rsm_sim_watch(cancel_twice, &c);
    run_all_work(c.f);

    assert_state(c.f, NTMS_LM_REMOVE, 0, NTMS_LM_PASSED);
    look_at_request(c.f, NTMS_LM_REMOVE, 1, &removal);
    assert_int_equal(removal.info.Info.LibRequest.State, NTMS_LM_FAILED);
    assert_int_equal(removal.info.Info.LibRequest.dwErrorCode, ERROR_OBJECT_NOT_FOUND);
}

static void what_has_ended_or_never_was_is_not_found(void **state)
{
    struct fixture *f = *state;
    GUID ended;
    plug_in_and_settle(f, three_tapes);
    ended = request_id(f, NTMS_LM_PROCESSOMID, 0);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, cancel(f, &ended));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, cancel(f, &unknown));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, cancel(f, library_id(f)));
}

static void cancelling_needs_control_of_the_library(void **state)
{
    struct fixture *f = *state;
    struct guard guard;
    GUID inventory;
    plug_in_and_settle(f, three_tapes);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    inventory = request_id(f, NTMS_LM_INVENTORY, 1);

    set_guard(f->rsm, &guard, NTMS_CONTROL_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, cancel(f, &inventory));
    remove_guard(f->rsm);

    assert_guid(*library_id(f), guard.securable);
    assert_state(f, NTMS_LM_INVENTORY, 1, NTMS_LM_QUEUED);
    run_all_work(f);
}

/* ---- a world without devices ---- */

static GUID insert_request(struct small_world *world, const GUID *library, DWORD operation,
                           DWORD request_state, DWORD order)
{
    struct rsm_record request;

    rsm_record_begin(&request, NTMS_LIBREQUEST);
    request.info.Info.LibRequest.Library = *library;
    request.info.Info.LibRequest.OperationCode = operation;
    request.info.Info.LibRequest.State = request_state;
    request.own.SortType = operation;
    request.own.Order = order;
    world_insert(world, &request);
    return request.info.ObjectGuid;
}

static void a_library_that_is_not_present_has_nobody_at_work(void **state)
{
    struct small_world *world = *state;
    struct rsm_record record;
    GUID waiting = insert_request(world, &world->library, NTMS_LM_MOUNT, NTMS_LM_WAITING, 1);

    world_load(world, &world->library, NTMS_LIBRARY, &record);
    record.info.dwOperationalState = NTMS_NOT_PRESENT;
    world_save(world, &record);
    assert_success(rsm_requests_cancel(world->session, &waiting));

    world_load(world, &waiting, NTMS_LIBREQUEST, &record);
    assert_int_equal(record.info.Info.LibRequest.State, NTMS_LM_CANCELLED);
}

static void without_its_free_label_a_medium_goes_back_where_it_was(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    struct rsm_record medium, request, side;
    const struct rsm_condition of_label = {.column = "operation_code",
                                           .number = NTMS_LM_WRITESCRATCH};
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);

    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &world->tapes, u"A00001L5", &medium));
    world_end(world);
    world_put(world, &medium.info.ObjectGuid, &pool, NTMS_PARTSTATE_AVAILABLE);
    world_load(world, &medium.info.ObjectGuid, NTMS_PHYSICAL_MEDIA, &medium);
    world_begin(world);
    assert_success(rsm_free_label_enter(&world->rsm, world->session, &medium));
    assert_success(rsm_records_first(world->rsm.store, NTMS_LIBREQUEST, &of_label, 1, &request));
    world_end(world);

    assert_success(rsm_requests_cancel(world->session, &request.info.ObjectGuid));

    world_load(world, &medium.info.ObjectGuid, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(pool, medium.info.Info.PhysicalMedia.MediaPool);
    world_side(world, &medium.info.ObjectGuid, 0, &side);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_AVAILABLE);
}

/* ---- order ---- */

enum { MOUNTS = 4 };

static void insert_mounts(struct small_world *world, GUID mounts[MOUNTS])
{
    for (DWORD i = 0; i < MOUNTS; i++)
        mounts[i] =
            insert_request(world, &world->library, NTMS_LM_MOUNT, NTMS_LM_QUEUED, 10 * (i + 1));
}

static DWORD place_of(struct small_world *world, const GUID *request)
{
    DWORD order = 99;

    assert_success(rsm_requests_get_order(world->session, request, &order));
    return order;
}

static void assert_places(struct small_world *world, const GUID mounts[MOUNTS], DWORD a, DWORD b,
                          DWORD c, DWORD d)
{
    assert_int_equal(place_of(world, &mounts[0]), a);
    assert_int_equal(place_of(world, &mounts[1]), b);
    assert_int_equal(place_of(world, &mounts[2]), c);
    assert_int_equal(place_of(world, &mounts[3]), d);
}

static void mounts_have_places_counted_from_1(void **state)
{
    struct small_world *world = *state;
    GUID mounts[MOUNTS];

    insert_mounts(world, mounts);

    assert_places(world, mounts, 1, 2, 3, 4);
}

static void what_does_not_wait_has_no_place_and_takes_none(void **state)
{
    struct small_world *world = *state;
    GUID mounts[MOUNTS];
    struct rsm_record first;

    insert_mounts(world, mounts);
    world_load(world, &mounts[0], NTMS_LIBREQUEST, &first);
    first.info.Info.LibRequest.State = NTMS_LM_INPROCESS;
    world_save(world, &first);

    assert_places(world, mounts, 0, 1, 2, 3);
    assert_success(rsm_requests_set_order(world->session, &mounts[0], 2));
    assert_places(world, mounts, 0, 1, 2, 3);
}

static void other_requests_have_no_place(void **state)
{
    struct small_world *world = *state;
    GUID inventory = insert_request(world, &world->library, NTMS_LM_INVENTORY, NTMS_LM_QUEUED, 0);

    assert_int_equal(place_of(world, &inventory), 0);
    assert_success(rsm_requests_set_order(world->session, &inventory, 1));
    assert_int_equal(place_of(world, &inventory), 0);
}

static void a_mount_is_moved_and_the_others_make_room(void **state)
{
    struct small_world *world = *state;
    GUID mounts[MOUNTS];
    insert_mounts(world, mounts);

    assert_success(rsm_requests_set_order(world->session, &mounts[2], 1));
    assert_places(world, mounts, 2, 3, 1, 4);
    assert_success(rsm_requests_set_order(world->session, &mounts[2], 3));
    assert_places(world, mounts, 1, 2, 3, 4);
    assert_success(rsm_requests_set_order(world->session, &mounts[0], 0xFFFFFFFF));
    assert_places(world, mounts, 4, 1, 2, 3);
    assert_success(rsm_requests_set_order(world->session, &mounts[3], 3));
    assert_places(world, mounts, 4, 1, 2, 3);
}

static void the_place_is_the_order_in_which_mounts_are_taken(void **state)
{
    struct small_world *world = *state;
    struct rsm_record request;
    GUID mounts[MOUNTS];
    insert_mounts(world, mounts);

    assert_success(rsm_requests_set_order(world->session, &mounts[3], 1));

    world_begin(world);
    assert_success(rsm_queue_next(&world->rsm, &world->library, NTMS_LM_MOUNT, &request));
    world_end(world);
    assert_guid(mounts[3], request.info.ObjectGuid);
}

static void each_library_has_an_order_of_its_own(void **state)
{
    struct small_world *world = *state;
    GUID mounts[MOUNTS], distant;

    distant = insert_request(world, &world->far_library, NTMS_LM_MOUNT, NTMS_LM_WAITING, 7);
    insert_mounts(world, mounts);
    assert_success(rsm_requests_set_order(world->session, &mounts[3], 1));

    assert_int_equal(place_of(world, &distant), 1);
}

static void an_order_that_cannot_be_is_refused(void **state)
{
    struct small_world *world = *state;
    GUID mounts[MOUNTS];
    DWORD order;
    insert_mounts(world, mounts);

    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm_requests_set_order(world->session, &mounts[0], 0));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_requests_set_order(world->session, &unknown, 1));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_requests_get_order(world->session, &unknown, &order));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_requests_get_order(world->session, &world->library, &order));
}

static void the_order_needs_control_of_the_computer(void **state)
{
    struct small_world *world = *state;
    struct guard guard;
    GUID mounts[MOUNTS];
    DWORD order;
    insert_mounts(world, mounts);

    set_guard(&world->rsm, &guard, NTMS_CONTROL_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      rsm_requests_get_order(world->session, &mounts[0], &order));
    assert_asked(&guard, NTMS_COMPUTER, &rsm_catalogue_computer, NTMS_CONTROL_ACCESS);
    set_guard(&world->rsm, &guard, NTMS_CONTROL_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_requests_set_order(world->session, &mounts[0], 4));
    assert_asked(&guard, NTMS_COMPUTER, &rsm_catalogue_computer, NTMS_CONTROL_ACCESS);
    remove_guard(&world->rsm);
    assert_places(world, mounts, 1, 2, 3, 4);
}

/* ---- delete ---- */

static GUID insert_operator_request(struct small_world *world, DWORD request_state)
{
    struct rsm_record request;

    rsm_record_begin(&request, NTMS_OPREQUEST);
    request.info.Info.OpRequest.State = request_state;
    world_insert(world, &request);
    return request.info.ObjectGuid;
}

static void finished_library_requests_are_deleted_and_others_stay(void **state)
{
    struct small_world *world = *state;
    GUID requests[NTMS_LM_STOPPED + 2];

    for (DWORD i = NTMS_LM_QUEUED; i <= NTMS_LM_STOPPED; i++)
        requests[i] = insert_request(world, &world->library, NTMS_LM_INVENTORY, i, 0);
    requests[NTMS_LM_STOPPED + 1] = unknown;

    assert_success(
        rsm_requests_delete(world->session, requests, NTMS_LM_STOPPED + 2, NTMS_LIBREQUEST));

    for (DWORD i = NTMS_LM_QUEUED; i <= NTMS_LM_STOPPED; i++) {
        bool stays = i == NTMS_LM_QUEUED || i == NTMS_LM_INPROCESS || i == NTMS_LM_WAITING ||
                     i == NTMS_LM_DEFERRED;

        assert_int_equal(world_has(world, &requests[i]), stays);
    }
}

static void answered_operator_requests_are_deleted_and_others_stay(void **state)
{
    struct small_world *world = *state;
    GUID requests[NTMS_OPSTATE_COMPLETE + 1];

    for (DWORD i = 0; i <= NTMS_OPSTATE_COMPLETE; i++)
        requests[i] = insert_operator_request(world, i);

    assert_success(
        rsm_requests_delete(world->session, requests, NTMS_OPSTATE_COMPLETE + 1, NTMS_OPREQUEST));

    for (DWORD i = 0; i <= NTMS_OPSTATE_COMPLETE; i++)
        assert_int_equal(world_has(world, &requests[i]), i < NTMS_OPSTATE_REFUSED);
}

static void only_requests_of_that_type_are_deleted(void **state)
{
    struct small_world *world = *state;
    GUID finished = insert_request(world, &world->library, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 0);

    assert_success(rsm_requests_delete(world->session, &finished, 1, NTMS_OPREQUEST));
    assert_success(rsm_requests_delete(world->session, &world->library, 1, NTMS_LIBREQUEST));
    assert_success(rsm_requests_delete(world->session, &finished, 0, NTMS_LIBREQUEST));
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm_requests_delete(world->session, &world->library, 1, NTMS_LIBRARY));

    assert_true(world_has(world, &finished));
    assert_true(world_has(world, &world->library));
}

static void deleting_needs_modify_on_the_computer(void **state)
{
    struct small_world *world = *state;
    GUID finished = insert_request(world, &world->library, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 0);
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      rsm_requests_delete(world->session, &finished, 1, NTMS_LIBREQUEST));
    assert_asked(&guard, NTMS_COMPUTER, &rsm_catalogue_computer, NTMS_MODIFY_ACCESS);
    remove_guard(&world->rsm);

    assert_true(world_has(world, &finished));
}

/* ---- a database that fails ---- */

static void a_database_that_fails_is_told(void **state)
{
    struct small_world *world = *state;
    GUID request = insert_request(world, &world->library, NTMS_LM_MOUNT, NTMS_LM_QUEUED, 1);
    DWORD order;

    world_begin(world);
    assert_success(rsm_sql_run(rsm_store_sql(world->rsm.store, RSM_STORE_WRITE),
                               "DROP TABLE library_request"));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));

    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_requests_cancel(world->session, &request));
    assert_fails_with(ERROR_DATABASE_FAILURE,
                      rsm_requests_get_order(world->session, &request, &order));
    assert_fails_with(ERROR_DATABASE_FAILURE, rsm_requests_set_order(world->session, &request, 1));
    assert_fails_with(ERROR_DATABASE_FAILURE,
                      rsm_requests_delete(world->session, &request, 1, NTMS_LIBREQUEST));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(in_an_idle_library_a_request_is_cancelled_at_once),
        story(while_the_library_works_the_cancellation_is_a_request),
        story(an_inventory_whose_last_parts_are_cancelled_ends),
        story(an_inventory_is_cancelled_with_what_is_left_of_its_parts),
        story(what_is_being_carried_out_is_not_cancelled),
        story(a_cancellation_that_comes_too_late_fails_with_the_reason),
        story(what_has_ended_or_never_was_is_not_found),
        story(cancelling_needs_control_of_the_library),
        IN_WORLD(a_library_that_is_not_present_has_nobody_at_work),
        IN_WORLD(without_its_free_label_a_medium_goes_back_where_it_was),
        IN_WORLD(mounts_have_places_counted_from_1),
        IN_WORLD(what_does_not_wait_has_no_place_and_takes_none),
        IN_WORLD(other_requests_have_no_place),
        IN_WORLD(a_mount_is_moved_and_the_others_make_room),
        IN_WORLD(the_place_is_the_order_in_which_mounts_are_taken),
        IN_WORLD(each_library_has_an_order_of_its_own),
        IN_WORLD(an_order_that_cannot_be_is_refused),
        IN_WORLD(the_order_needs_control_of_the_computer),
        IN_WORLD(finished_library_requests_are_deleted_and_others_stay),
        IN_WORLD(answered_operator_requests_are_deleted_and_others_stay),
        IN_WORLD(only_requests_of_that_type_are_deleted),
        IN_WORLD(deleting_needs_modify_on_the_computer),
        IN_WORLD(a_database_that_fails_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
