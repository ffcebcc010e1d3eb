/*
 * A database that was kept as a copy: what was under way when the copy was made is over.
 */
#include "core/restored.h"

#include "core/catalogue.h"
#include "core/free_pool.h"
#include "core/operator.h"
#include "model/guid.h"
#include "store/changes.h"
#include "store/journal.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/tapes.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static void settle(struct small_world *world)
{
    assert_success(rsm_restored_settle(&world->rsm));
}

static void enter_free(struct small_world *world, const GUID *id)
{
    struct rsm_record medium;
    bool wanted = false;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    world_begin(world);
    assert_success(rsm_free_pool_enter(&world->rsm, &medium, &wanted));
    world_end(world);
    assert_true(wanted);
}

static void set_mark(struct small_world *world, const GUID *id, DWORD fresh)
{
    struct rsm_record medium;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    medium.own.Fresh = fresh;
    world_save(world, &medium);
}

static void assert_pool_and_state(struct small_world *world, const GUID *id, DWORD pool_type,
                                  DWORD expected)
{
    GUID pool = world_system_pool(world, pool_type, &world->tapes);
    struct rsm_record medium;
    struct rsm_record side;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    world_side(world, id, 0, &side);
    assert_guid(pool, medium.info.Info.PhysicalMedia.MediaPool);
    assert_int_equal(side.info.Info.Partition.State, expected);
    assert_true(rsm_guid_is_null(&medium.own.ReturnPool));
}

static DWORD mark_of(struct small_world *world, const GUID *id)
{
    struct rsm_record medium;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    return medium.own.Fresh;
}

/* ---- media ---- */

static void media_that_waited_for_their_label_go_back(void **state)
{
    struct small_world *world = *state;
    GUID id = tape_read(world, 0, u"A1", "id 1");
    GUID blank = tape_read(world, 1, u"A2", NULL);

    enter_free(world, &id);
    enter_free(world, &blank);
    settle(world);

    assert_pool_and_state(world, &id, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
    assert_pool_and_state(world, &blank, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);
}

static void those_of_which_nobody_knows_where_they_were_go_by_their_label(void **state)
{
    struct small_world *world = *state;
    GUID id = tape_read(world, 0, u"A1", "id 1");
    struct rsm_record medium;

    enter_free(world, &id);
    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    medium.own.ReturnPool = rsm_guid_null;
    world_save(world, &medium);
    settle(world);

    assert_pool_and_state(world, &id, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
}

static void offline_media_go_back_too(void **state)
{
    struct small_world *world = *state;
    GUID id = tape_read(world, 0, u"A1", "id 1");

    enter_free(world, &id);
    tape_send_offline(world, &id);
    settle(world);

    assert_pool_and_state(world, &id, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
}

static void every_label_is_to_be_read_again(void **state)
{
    struct small_world *world = *state;
    GUID here = tape_owned(world, 0, u"A1", "id 1");
    GUID away = tape_owned(world, 1, u"A2", "id 2");

    tape_send_offline(world, &away);
    settle(world);

    assert_int_equal(mark_of(world, &here), RSM_FRESH_NEW);
    assert_int_equal(mark_of(world, &away), RSM_FRESH_NEW);
}

static void a_displaced_medium_has_left(void **state)
{
    struct small_world *world = *state;
    GUID id = tape_owned(world, 0, u"A1", "id 1");
    struct rsm_record medium;

    set_mark(world, &id, RSM_FRESH_DISPLACED);
    settle(world);

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(rsm_catalogue_offline_library, medium.info.Info.PhysicalMedia.CurrentLibrary);
    assert_int_equal(medium.own.Fresh, RSM_FRESH_NEW);
}

static void no_intent_to_write_is_left(void **state)
{
    struct small_world *world = *state;
    GUID id = tape_read(world, 0, u"A1", "id 1");
    struct rsm_intent intent = {.kind = RSM_INTENT_WRITE, .library = world->library, .medium = id};
    struct rsm_intent found;

    world_begin(world);
    assert_success(rsm_journal_add(world->rsm.store, &intent));
    world_end(world);
    settle(world);

    world_begin(world);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_journal_find_write(world->rsm.store, &id, &found));
    world_end(world);
}

/* ---- requests and listeners ---- */

static GUID leave_request(struct small_world *world, DWORD operation, DWORD request_state)
{
    struct rsm_record request;

    rsm_record_begin(&request, NTMS_LIBREQUEST);
    request.info.Info.LibRequest.OperationCode = operation;
    request.info.Info.LibRequest.State = request_state;
    request.info.Info.LibRequest.Library = world->library;
    world_insert(world, &request);
    return request.info.ObjectGuid;
}

static void unfinished_requests_are_cancelled(void **state)
{
    struct small_world *world = *state;
    static const DWORD unfinished[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    GUID requests[3];
    GUID cleaning;

    for (size_t i = 0; i < 3; i++)
        requests[i] = leave_request(world, NTMS_LM_WRITESCRATCH, unfinished[i]);
    cleaning = leave_request(world, NTMS_LM_CLEANDRIVE, NTMS_LM_QUEUED);
    settle(world);

    for (size_t i = 0; i < 3; i++) {
        struct rsm_record request;

        world_load(world, &requests[i], NTMS_LIBREQUEST, &request);
        assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_CANCELLED);
        assert_int_not_equal(request.info.Info.LibRequest.TimeCompleted.wYear, 0);
    }
    assert_false(world_has(world, &cleaning));
}

static void what_a_person_was_asked_for_them_is_withdrawn(void **state)
{
    struct small_world *world = *state;
    const struct rsm_operator_task task = {.request = NTMS_OPREQ_MESSAGE};
    GUID waiting = leave_request(world, NTMS_LM_MOUNT, NTMS_LM_WAITING);
    struct rsm_record request;
    GUID asked;

    world_load(world, &waiting, NTMS_LIBREQUEST, &request);
    world_begin(world);
    assert_success(rsm_operator_add_for(&world->rsm, &request, &task, &asked));
    world_end(world);
    settle(world);

    assert_false(world_has(world, &asked));
}

static void finished_requests_stay_as_they_are(void **state)
{
    struct small_world *world = *state;
    GUID id = leave_request(world, NTMS_LM_INVENTORY, NTMS_LM_FAILED);
    struct rsm_record request;

    settle(world);

    world_load(world, &id, NTMS_LIBREQUEST, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_FAILED);
}

static void nobody_listens(void **state)
{
    struct small_world *world = *state;
    struct rsm_listener listener;
    struct rsm_change change;

    world_begin(world);
    assert_success(
        rsm_changes_listen(world->rsm.store, u"somebody", NTMS_PHYSICAL_MEDIA, &listener));
    world_end(world);
    (void)tape_read(world, 0, u"A1", "id 1");
    settle(world);

    world_begin(world);
    assert_fails_with(ERROR_NO_DATA, rsm_changes_next(world->rsm.store, &listener, &change));
    world_end(world);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(media_that_waited_for_their_label_go_back),
        IN_WORLD(those_of_which_nobody_knows_where_they_were_go_by_their_label),
        IN_WORLD(offline_media_go_back_too),
        IN_WORLD(every_label_is_to_be_read_again),
        IN_WORLD(a_displaced_medium_has_left),
        IN_WORLD(no_intent_to_write_is_left),
        IN_WORLD(unfinished_requests_are_cancelled),
        IN_WORLD(what_a_person_was_asked_for_them_is_withdrawn),
        IN_WORLD(finished_requests_stay_as_they_are),
        IN_WORLD(nobody_listens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
