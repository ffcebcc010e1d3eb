/*
 * What transactions changed, as listeners read it, and how long it is kept.
 */
#include "store/changes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "platform/text.h"
#include "platform/thread.h"
#include "store/made_up.h"
#include "store/records.h"
#include "store/settings.h"
#include "store/transaction.h"
#include "support/asserts.h"

static const GUID library = {.Data1 = 0xA};

#define FILE_NAME "changes.test"

/* A database, and one who listens to slots and to drives in it. */
struct heard {
    struct rsm_store *store;
    struct rsm_listener slots;
    struct rsm_listener drives;
};

static void listen_to(struct rsm_store *store, const WCHAR *owner, DWORD type,
                      struct rsm_listener *listener_out)
{
    begin_write(store);
    assert_success(rsm_changes_listen(store, owner, type, listener_out));
    commit(store);
}

static void leave(struct rsm_store *store, const struct rsm_listener *listener)
{
    begin_write(store);
    assert_success(rsm_changes_leave(store, listener));
    commit(store);
}

static int open_it(void **state)
{
    struct heard *heard = calloc(1, sizeof *heard);

    assert_non_null(heard);
    heard->store = open_database(":memory:");
    listen_to(heard->store, u"me", NTMS_STORAGESLOT, &heard->slots);
    listen_to(heard->store, u"me", NTMS_DRIVE, &heard->drives);
    *state = heard;
    return 0;
}

static int close_it(void **state)
{
    struct heard *heard = *state;

    rsm_store_close(heard->store);
    free(heard);
    return 0;
}

static rsm_error next(struct rsm_store *store, struct rsm_listener *listener,
                      struct rsm_change *change_out)
{
    rsm_error err;

    begin_read(store);
    err = rsm_changes_next(store, listener, change_out);
    commit(store);
    return err;
}

static void assert_next(struct rsm_store *store, struct rsm_listener *listener,
                        enum rsm_change_kind kind, const GUID *id)
{
    struct rsm_change change;

    assert_success(next(store, listener, &change));
    assert_int_equal(change.kind, kind);
    assert_guid(*id, change.id);
}

static void assert_no_more(struct rsm_store *store, struct rsm_listener *listener)
{
    struct rsm_change change;

    assert_fails_with(ERROR_NO_MORE_ITEMS, next(store, listener, &change));
}

static DWORD count_kept(struct rsm_store *store)
{
    int64_t count;

    begin_read(store);
    assert_success(rsm_sql_get_number(rsm_store_sql(store, RSM_STORE_READ),
                                      "SELECT count(*) FROM change", &count));
    commit(store);
    return (DWORD)count;
}

static void set_state(struct rsm_store *store, const GUID *slot, DWORD state)
{
    assert_success(rsm_records_set_number(store, NTMS_STORAGESLOT, slot, "state", state));
}

/* ---- what is read ---- */

static void insert_update_and_delete_are_read_in_their_order(void **state)
{
    struct heard *heard = *state;
    GUID slot, other;

    begin_write(heard->store);
    slot = add_slot(heard->store, &library, 1);
    other = add_slot(heard->store, &library, 2);
    set_state(heard->store, &slot, NTMS_SLOTSTATE_FULL);
    assert_success(rsm_records_delete(heard->store, &other));
    commit(heard->store);

    assert_next(heard->store, &heard->slots, RSM_CHANGE_INSERT, &slot);
    assert_next(heard->store, &heard->slots, RSM_CHANGE_INSERT, &other);
    assert_next(heard->store, &heard->slots, RSM_CHANGE_UPDATE, &slot);
    assert_next(heard->store, &heard->slots, RSM_CHANGE_DELETE, &other);
    assert_no_more(heard->store, &heard->slots);
}

static void a_listener_reads_the_changes_of_its_kind(void **state)
{
    struct heard *heard = *state;
    struct rsm_record drive;
    GUID slot;

    make_up(&drive, NTMS_DRIVE, 1);
    begin_write(heard->store);
    slot = add_slot(heard->store, &library, 1);
    assert_success(rsm_records_insert(heard->store, &drive));
    commit(heard->store);

    assert_next(heard->store, &heard->drives, RSM_CHANGE_INSERT, &drive.info.ObjectGuid);
    assert_no_more(heard->store, &heard->drives);
    assert_next(heard->store, &heard->slots, RSM_CHANGE_INSERT, &slot);
    assert_no_more(heard->store, &heard->slots);
}

static void listen_to_all(struct rsm_store *store, struct rsm_listener *listener_out)
{
    begin_write(store);
    assert_success(rsm_changes_listen_to_all(store, u"me", listener_out));
    commit(store);
}

static void who_listens_to_all_kinds_reads_them_in_one_order(void **state)
{
    struct heard *heard = *state;
    struct rsm_listener all;
    struct rsm_change first, second;
    struct rsm_record drive;
    GUID slot;
    listen_to_all(heard->store, &all);

    make_up(&drive, NTMS_DRIVE, 1);
    begin_write(heard->store);
    assert_success(rsm_records_insert(heard->store, &drive));
    slot = add_slot(heard->store, &library, 1);
    commit(heard->store);

    assert_success(next(heard->store, &all, &first));
    assert_guid(drive.info.ObjectGuid, first.id);
    assert_int_equal(first.type, NTMS_DRIVE);
    assert_success(next(heard->store, &all, &second));
    assert_guid(slot, second.id);
    assert_int_equal(second.type, NTMS_STORAGESLOT);
    assert_no_more(heard->store, &all);
}

static void updates_in_a_row_are_one(void **state)
{
    struct heard *heard = *state;
    struct rsm_record slot;

    make_up(&slot, NTMS_STORAGESLOT, 1);
    begin_write(heard->store);
    assert_success(rsm_records_insert(heard->store, &slot));
    slot.info.Info.StorageSlot.State = NTMS_SLOTSTATE_FULL;
    assert_success(rsm_records_save(heard->store, &slot));
    commit(heard->store);

    assert_next(heard->store, &heard->slots, RSM_CHANGE_INSERT, &slot.info.ObjectGuid);
    assert_no_more(heard->store, &heard->slots);
}

static void an_update_of_each_transaction_is_read(void **state)
{
    struct heard *heard = *state;
    GUID slot;

    begin_write(heard->store);
    slot = add_slot(heard->store, &library, 1);
    commit(heard->store);
    begin_write(heard->store);
    set_state(heard->store, &slot, NTMS_SLOTSTATE_FULL);
    commit(heard->store);

    assert_next(heard->store, &heard->slots, RSM_CHANGE_INSERT, &slot);
    assert_next(heard->store, &heard->slots, RSM_CHANGE_UPDATE, &slot);
}

static void what_changes_nothing_is_not_read(void **state)
{
    struct heard *heard = *state;
    struct rsm_record slot;

    make_up(&slot, NTMS_STORAGESLOT, 1);
    begin_write(heard->store);
    assert_success(rsm_records_insert(heard->store, &slot));
    commit(heard->store);
    assert_next(heard->store, &heard->slots, RSM_CHANGE_INSERT, &slot.info.ObjectGuid);

    begin_write(heard->store);
    assert_success(rsm_records_save(heard->store, &slot));
    set_state(heard->store, &slot.info.ObjectGuid, slot.info.Info.StorageSlot.State);
    assert_success(rsm_records_set_guid(heard->store, NTMS_STORAGESLOT, &slot.info.ObjectGuid,
                                        "library", &slot.info.Info.StorageSlot.Library));
    commit(heard->store);

    assert_no_more(heard->store, &heard->slots);
}

static void a_touched_object_is_read_as_an_update(void **state)
{
    struct heard *heard = *state;
    GUID slot;
    GUID other;

    begin_write(heard->store);
    slot = add_slot(heard->store, &library, 1);
    other = add_slot(heard->store, &library, 2);
    assert_success(rsm_records_touch(heard->store, &slot));
    commit(heard->store);

    assert_next(heard->store, &heard->slots, RSM_CHANGE_INSERT, &slot);
    assert_next(heard->store, &heard->slots, RSM_CHANGE_INSERT, &other);
    assert_next(heard->store, &heard->slots, RSM_CHANGE_UPDATE, &slot);
    assert_no_more(heard->store, &heard->slots);
}

static void a_library_whose_media_types_change_is_read_as_updated(void **state)
{
    struct heard *heard = *state;
    struct rsm_listener libraries;
    struct rsm_record record, type;
    const GUID *id = &record.info.ObjectGuid;

    make_up(&record, NTMS_LIBRARY, 1);
    make_up(&type, NTMS_MEDIA_TYPE, 2);
    begin_write(heard->store);
    assert_success(rsm_records_insert(heard->store, &record));
    assert_success(rsm_records_insert(heard->store, &type));
    commit(heard->store);
    listen_to(heard->store, u"me", NTMS_LIBRARY, &libraries);

    for (int i = 0; i < 2; i++) { /* the second time nothing changes */
        begin_write(heard->store);
        assert_success(rsm_settings_relate(heard->store, id, &type.info.ObjectGuid));
        commit(heard->store);
    }
    assert_next(heard->store, &libraries, RSM_CHANGE_UPDATE, id);
    assert_no_more(heard->store, &libraries);
    for (int i = 0; i < 2; i++) {
        begin_write(heard->store);
        assert_success(rsm_settings_unrelate(heard->store, id, &type.info.ObjectGuid));
        commit(heard->store);
    }
    assert_next(heard->store, &libraries, RSM_CHANGE_UPDATE, id);
    assert_no_more(heard->store, &libraries);
}

static void of_many_changed_at_once_each_that_differs_is_read(void **state)
{
    const struct rsm_condition of_library[] = {{.column = "library", .guid = &library}};
    struct heard *heard = *state;
    GUID slots[3];

    begin_write(heard->store);
    for (DWORD i = 0; i < 3; i++)
        slots[i] = add_slot(heard->store, &library, i);
    set_state(heard->store, &slots[1], NTMS_SLOTSTATE_FULL);
    commit(heard->store);
    listen_to(heard->store, u"me", NTMS_STORAGESLOT, &heard->slots);

    begin_write(heard->store);
    assert_success(rsm_records_set_number_of_all(heard->store, NTMS_STORAGESLOT, of_library, 1,
                                                 "state", NTMS_SLOTSTATE_FULL));
    commit(heard->store);

    assert_next(heard->store, &heard->slots, RSM_CHANGE_UPDATE, &slots[0]);
    assert_next(heard->store, &heard->slots, RSM_CHANGE_UPDATE, &slots[2]);
    assert_no_more(heard->store, &heard->slots);
}

static void what_was_taken_back_is_not_read(void **state)
{
    struct heard *heard = *state;
    GUID slot;

    begin_write(heard->store);
    add_slot(heard->store, &library, 1);
    roll_back(heard->store);
    begin_write(heard->store);
    slot = add_slot(heard->store, &library, 2);
    commit(heard->store);

    assert_next(heard->store, &heard->slots, RSM_CHANGE_INSERT, &slot);
    assert_no_more(heard->store, &heard->slots);
}

static void changes_that_touch_no_object_are_not_read(void **state)
{
    struct heard *heard = *state;

    begin_write(heard->store);
    assert_success(rsm_settings_attach(heard->store, "a"));
    commit(heard->store);

    assert_int_equal(count_kept(heard->store), 0);
}

static void a_listener_reads_what_comes_after_it(void **state)
{
    struct heard *heard = *state;
    struct rsm_listener late;
    GUID slot;

    begin_write(heard->store);
    add_slot(heard->store, &library, 1);
    commit(heard->store);
    listen_to(heard->store, u"me", NTMS_STORAGESLOT, &late);
    begin_write(heard->store);
    slot = add_slot(heard->store, &library, 2);
    commit(heard->store);

    assert_next(heard->store, &late, RSM_CHANGE_INSERT, &slot);
    assert_no_more(heard->store, &late);
}

static void a_kind_that_does_not_exist_never_changes(void **state)
{
    static const DWORD kinds[] = {NTMS_UNKNOWN,          NTMS_OBJECT,
                                  NTMS_UI_DESTINATION,   NTMS_NUMBER_OF_OBJECT_TYPES,
                                  32 + NTMS_STORAGESLOT, 0xFFFFFFFF};
    struct heard *heard = *state;
    struct rsm_listener listeners[6];

    for (size_t i = 0; i < 6; i++)
        listen_to(heard->store, u"me", kinds[i], &listeners[i]);
    begin_write(heard->store);
    add_slot(heard->store, &library, 1);
    commit(heard->store);

    for (size_t i = 0; i < 6; i++)
        assert_no_more(heard->store, &listeners[i]);
}

/* ---- what is kept ---- */

static void nothing_is_written_down_that_nobody_listens_to(void **state)
{
    struct heard *heard = *state;
    struct rsm_record changer;

    make_up(&changer, NTMS_CHANGER, 1);
    begin_write(heard->store);
    assert_success(rsm_records_insert(heard->store, &changer));
    commit(heard->store);

    assert_int_equal(count_kept(heard->store), 0);
}

static void with_the_last_listener_all_changes_go(void **state)
{
    struct heard *heard = *state;

    begin_write(heard->store);
    add_slot(heard->store, &library, 1);
    commit(heard->store);
    leave(heard->store, &heard->drives);
    assert_int_equal(count_kept(heard->store), 1);

    leave(heard->store, &heard->slots);

    assert_int_equal(count_kept(heard->store), 0);
}

static bool is_me(void *context, const WCHAR *owner)
{
    ++*(int *)context;
    return rsm_text_equal(owner, u"me", RSM_OWNER_LENGTH);
}

static void listeners_of_dead_processes_are_dropped(void **state)
{
    struct heard *heard = *state;
    struct rsm_listener dead[3];
    struct rsm_change change;
    int asked = 0;

    listen_to(heard->store, u"dead", NTMS_CHANGER, &dead[0]);
    listen_to(heard->store, u"dead", NTMS_STORAGESLOT, &dead[1]);
    listen_to(heard->store, u"other dead", NTMS_CHANGER, &dead[2]);

    begin_write(heard->store);
    assert_success(rsm_changes_leave_dead(heard->store, is_me, &asked));
    commit(heard->store);

    assert_int_equal(asked, 3); /* once a process */
    for (size_t i = 0; i < 3; i++)
        assert_fails_with(ERROR_NO_DATA, next(heard->store, &dead[i], &change));
    assert_no_more(heard->store, &heard->slots);
}

/* Which each session does that is the first of its process: another program sees no commit. */
static void to_look_for_dead_listeners_where_there_are_none_writes_nothing(void **state)
{
    struct rsm_store *store, *others;
    uint64_t version;
    int asked = 0;

    (void)state;
    remove_database(FILE_NAME);
    store = open_database(FILE_NAME);
    others = open_database(FILE_NAME);
    version = rsm_store_version(others);
    begin_write(store);
    assert_success(rsm_changes_leave_dead(store, is_me, &asked));
    commit(store);

    assert_true(rsm_store_version(others) == version);

    rsm_store_close(others);
    rsm_store_close(store);
    remove_database(FILE_NAME);
}

/* One slot is updated so often, and a drive was before it. */
static void change_often(struct heard *heard, GUID *drive_out, size_t count)
{
    struct rsm_record drive;
    GUID slots[2];

    make_up(&drive, NTMS_DRIVE, 1);
    begin_write(heard->store);
    assert_success(rsm_records_insert(heard->store, &drive));
    for (DWORD i = 0; i < 2; i++)
        slots[i] = add_slot(heard->store, &library, i);
    for (size_t i = 0; i < count; i++)
        set_state(heard->store, &slots[i % 2], (DWORD)(i / 2) % 2 + 1);
    commit(heard->store);
    *drive_out = drive.info.ObjectGuid;
}

static void what_is_kept_is_bounded(void **state)
{
    struct heard *heard = *state;
    GUID drive;

    change_often(heard, &drive, RSM_CHANGES_KEPT * 3 / 2);

    assert_in_range(count_kept(heard->store), RSM_CHANGES_KEPT, RSM_CHANGES_KEPT * 9 / 8);
}

static void a_listener_that_lost_changes_is_told_from_then_on(void **state)
{
    struct heard *heard = *state;
    struct rsm_change change;
    GUID drive, slot;

    change_often(heard, &drive, RSM_CHANGES_KEPT * 3 / 2);
    assert_fails_with(ERROR_NO_DATA, next(heard->store, &heard->slots, &change));
    assert_fails_with(ERROR_NO_DATA, next(heard->store, &heard->slots, &change));

    listen_to(heard->store, u"me", NTMS_STORAGESLOT, &heard->slots); /* and again */
    begin_write(heard->store);
    slot = add_slot(heard->store, &library, 9);
    commit(heard->store);
    assert_next(heard->store, &heard->slots, RSM_CHANGE_INSERT, &slot);
}

static void who_listens_to_all_kinds_is_told_that_changes_were_lost(void **state)
{
    struct heard *heard = *state;
    struct rsm_listener all;
    struct rsm_change change;
    GUID drive;
    listen_to_all(heard->store, &all);

    change_often(heard, &drive, RSM_CHANGES_KEPT * 3 / 2);

    assert_fails_with(ERROR_NO_DATA, next(heard->store, &all, &change));
}

static void a_listener_whose_kind_did_not_change_lost_nothing(void **state)
{
    struct heard *heard = *state;
    struct rsm_change change;
    GUID drive, other;

    change_often(heard, &drive, 0);
    assert_next(heard->store, &heard->drives, RSM_CHANGE_INSERT, &drive);
    change_often(heard, &other, 0);
    assert_next(heard->store, &heard->drives, RSM_CHANGE_INSERT, &other);
    begin_write(heard->store);
    assert_success(rsm_records_delete(heard->store, &drive));
    commit(heard->store);
    assert_next(heard->store, &heard->drives, RSM_CHANGE_DELETE, &drive);
    begin_write(heard->store);
    for (DWORD i = 0; i < RSM_CHANGES_KEPT * 9 / 8; i++)
        add_slot(heard->store, &library, i);
    commit(heard->store);

    assert_fails_with(ERROR_NO_DATA, next(heard->store, &heard->slots, &change));
    assert_no_more(heard->store, &heard->drives);
}

/* ---- several threads ---- */

static void insert_numbered(void *context)
{
    struct rsm_store *store = context;

    for (int i = 0; i < 50; i++) {
        uint32_t number;

        begin_write(store);
        assert_success(rsm_settings_next_number(store, "test", &number));
        add_slot(store, &library, number);
        commit(store);
    }
}

static void commits_of_many_threads_are_read_in_their_order(void **state)
{
    struct heard *heard = *state;
    struct rsm_thread threads[4];
    struct rsm_change change;
    struct rsm_record slot;

    for (int i = 0; i < 4; i++)
        assert_success(rsm_thread_start(insert_numbered, heard->store, &threads[i]));
    for (int i = 0; i < 4; i++)
        rsm_thread_join(&threads[i]);

    for (DWORD number = 1; number <= 200; number++) {
        assert_success(next(heard->store, &heard->slots, &change));
        begin_read(heard->store);
        assert_success(rsm_records_load(heard->store, &change.id, NTMS_STORAGESLOT, &slot));
        commit(heard->store);
        assert_int_equal(slot.own.Element, number);
    }
}

/* ---- the records' counter ---- */

static int64_t records(struct rsm_store *store)
{
    int64_t version = 0;

    begin_read(store);
    assert_success(rsm_changes_records(store, &version));
    commit(store);
    return version;
}

static void a_change_of_an_object_moves_the_counter_of_records(void **state)
{
    struct heard *heard = *state;
    int64_t before;
    int64_t then;
    GUID slot;

    begin_write(heard->store);
    slot = add_slot(heard->store, &library, 1);
    commit(heard->store);
    before = records(heard->store);
    begin_write(heard->store);
    set_state(heard->store, &slot, NTMS_SLOTSTATE_FULL);
    commit(heard->store);
    then = records(heard->store);
    begin_write(heard->store);
    assert_success(rsm_records_delete(heard->store, &slot));
    commit(heard->store);

    assert_int_not_equal(then, before);
    assert_int_not_equal(records(heard->store), then);
}

static void what_changes_nothing_leaves_the_counter_of_records(void **state)
{
    struct heard *heard = *state;
    int64_t before;
    GUID slot;

    begin_write(heard->store);
    slot = add_slot(heard->store, &library, 1);
    commit(heard->store);
    before = records(heard->store);
    begin_write(heard->store);
    set_state(heard->store, &slot, NTMS_SLOTSTATE_UNKNOWN);
    commit(heard->store);
    begin_write(heard->store);
    set_state(heard->store, &slot, NTMS_SLOTSTATE_FULL);
    roll_back(heard->store);

    assert_int_equal(records(heard->store), before);
}

static void a_request_leaves_the_counter_of_records(void **state)
{
    struct heard *heard = *state;
    int64_t before = records(heard->store);
    struct rsm_record request;

    make_up(&request, NTMS_LIBREQUEST, 1);
    begin_write(heard->store);
    assert_success(rsm_records_insert(heard->store, &request));
    assert_success(rsm_records_set_number(heard->store, NTMS_LIBREQUEST, &request.info.ObjectGuid,
                                          "state", NTMS_LM_PASSED));
    commit(heard->store);

    assert_int_equal(records(heard->store), before);
}

#define with_listeners(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_listeners(insert_update_and_delete_are_read_in_their_order),
        with_listeners(a_listener_reads_the_changes_of_its_kind),
        with_listeners(who_listens_to_all_kinds_reads_them_in_one_order),
        with_listeners(updates_in_a_row_are_one),
        with_listeners(an_update_of_each_transaction_is_read),
        with_listeners(what_changes_nothing_is_not_read),
        with_listeners(a_touched_object_is_read_as_an_update),
        with_listeners(a_library_whose_media_types_change_is_read_as_updated),
        with_listeners(of_many_changed_at_once_each_that_differs_is_read),
        with_listeners(what_was_taken_back_is_not_read),
        with_listeners(changes_that_touch_no_object_are_not_read),
        with_listeners(a_listener_reads_what_comes_after_it),
        with_listeners(a_kind_that_does_not_exist_never_changes),
        with_listeners(nothing_is_written_down_that_nobody_listens_to),
        with_listeners(with_the_last_listener_all_changes_go),
        with_listeners(listeners_of_dead_processes_are_dropped),
        cmocka_unit_test(to_look_for_dead_listeners_where_there_are_none_writes_nothing),
        with_listeners(what_is_kept_is_bounded),
        with_listeners(a_listener_that_lost_changes_is_told_from_then_on),
        with_listeners(who_listens_to_all_kinds_is_told_that_changes_were_lost),
        with_listeners(a_listener_whose_kind_did_not_change_lost_nothing),
        with_listeners(commits_of_many_threads_are_read_in_their_order),
        with_listeners(a_change_of_an_object_moves_the_counter_of_records),
        with_listeners(what_changes_nothing_leaves_the_counter_of_records),
        with_listeners(a_request_leaves_the_counter_of_records),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
