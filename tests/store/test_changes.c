/*
 * What a commit changed, and its delivery.
 */
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "platform/thread.h"
#include "store/made_up.h"
#include "store/records.h"
#include "store/settings.h"
#include "support/asserts.h"

#define MOST 64

struct heard {
    struct rsm_store *store;
    struct rsm_change changes[MOST];
    size_t count;
    size_t calls;
};

static void hear(void *context, const struct rsm_change *changes, size_t count)
{
    struct heard *heard = context;

    heard->calls++;
    assert_true(heard->count + count <= MOST);
    memcpy(heard->changes + heard->count, changes, count * sizeof *changes);
    heard->count += count;
}

static int open_it(void **state)
{
    static struct heard heard;

    memset(&heard, 0, sizeof heard);
    heard.store = open_database(":memory:");
    rsm_store_on_commit(heard.store, hear, &heard);
    *state = &heard;
    return 0;
}

static int close_it(void **state)
{
    struct heard *heard = *state;

    rsm_store_close(heard->store);
    return 0;
}

static void assert_heard(const struct heard *heard, size_t at, enum rsm_change_kind kind,
                         const struct rsm_record *record)
{
    assert_true(at < heard->count);
    assert_int_equal(heard->changes[at].kind, kind);
    assert_int_equal(heard->changes[at].type, record->info.dwType);
    assert_guid(record->info.ObjectGuid, heard->changes[at].id);
}

static void insert_update_and_delete_are_heard_in_their_order(void **state)
{
    struct heard *heard = *state;
    struct rsm_record slot, drive;

    make_up(&slot, NTMS_STORAGESLOT, 1);
    make_up(&drive, NTMS_DRIVE, 1);
    begin_write(heard->store);
    assert_success(rsm_records_insert(heard->store, &slot));
    assert_success(rsm_records_insert(heard->store, &drive));
    assert_success(rsm_records_set_number(heard->store, NTMS_STORAGESLOT, &slot.info.ObjectGuid,
                                          "state", NTMS_SLOTSTATE_FULL));
    assert_success(rsm_records_delete(heard->store, &drive.info.ObjectGuid));
    assert_int_equal(heard->count, 0); /* not before the commit */
    commit(heard->store);

    assert_int_equal(heard->calls, 1);
    assert_int_equal(heard->count, 4);
    assert_heard(heard, 0, RSM_CHANGE_INSERT, &slot);
    assert_heard(heard, 1, RSM_CHANGE_INSERT, &drive);
    assert_heard(heard, 2, RSM_CHANGE_UPDATE, &slot);
    assert_heard(heard, 3, RSM_CHANGE_DELETE, &drive);
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
    assert_int_equal(heard->count, 1);
    assert_heard(heard, 0, RSM_CHANGE_INSERT, &slot);
}

static void what_changes_nothing_is_not_heard(void **state)
{
    struct heard *heard = *state;
    struct rsm_record slot;

    make_up(&slot, NTMS_STORAGESLOT, 1);
    begin_write(heard->store);
    assert_success(rsm_records_insert(heard->store, &slot));
    commit(heard->store);
    heard->count = heard->calls = 0;

    begin_write(heard->store);
    assert_success(rsm_records_save(heard->store, &slot));
    assert_success(rsm_records_set_number(heard->store, NTMS_STORAGESLOT, &slot.info.ObjectGuid,
                                          "state", slot.info.Info.StorageSlot.State));
    assert_success(rsm_records_set_guid(heard->store, NTMS_STORAGESLOT, &slot.info.ObjectGuid,
                                        "library", &slot.info.Info.StorageSlot.Library));
    commit(heard->store);
    assert_int_equal(heard->calls, 0);
}

static void of_many_changed_at_once_each_that_differs_is_heard(void **state)
{
    static const GUID library = {.Data1 = 0xA};
    const struct rsm_condition of_library[] = {{.column = "library", .guid = &library}};
    struct heard *heard = *state;
    GUID slots[3];

    begin_write(heard->store);
    for (DWORD i = 0; i < 3; i++)
        slots[i] = add_slot(heard->store, &library, i);
    assert_success(rsm_records_set_number(heard->store, NTMS_STORAGESLOT, &slots[1], "state",
                                          NTMS_SLOTSTATE_FULL));
    commit(heard->store);
    heard->count = heard->calls = 0;

    begin_write(heard->store);
    assert_success(rsm_records_set_number_of_all(heard->store, NTMS_STORAGESLOT, of_library, 1,
                                                 "state", NTMS_SLOTSTATE_FULL));
    commit(heard->store);
    assert_int_equal(heard->count, 2);
    assert_guid(slots[0], heard->changes[0].id);
    assert_guid(slots[2], heard->changes[1].id);
}

static void what_was_taken_back_is_not_heard(void **state)
{
    struct heard *heard = *state;
    struct rsm_record slot;

    make_up(&slot, NTMS_STORAGESLOT, 1);
    begin_write(heard->store);
    assert_success(rsm_records_insert(heard->store, &slot));
    roll_back(heard->store);
    begin_write(heard->store);
    commit(heard->store);
    assert_int_equal(heard->calls, 0);
}

static void changes_that_touch_no_object_are_not_heard(void **state)
{
    struct heard *heard = *state;

    begin_write(heard->store);
    assert_success(rsm_settings_attach(heard->store, "a"));
    commit(heard->store);
    assert_int_equal(heard->calls, 0);
}

static void nobody_hears_after_the_listener_has_gone(void **state)
{
    struct heard *heard = *state;

    rsm_store_on_commit(heard->store, NULL, NULL);
    begin_write(heard->store);
    add_slot(heard->store, &(GUID){.Data1 = 1}, 1);
    commit(heard->store);
    assert_int_equal(heard->calls, 0);
}

/* Answers the insert of a slot by the insert of a drive, and looks what is stored meanwhile. */
static void answer(void *context, const struct rsm_change *changes, size_t count)
{
    struct heard *heard = context;
    struct rsm_record drive;

    hear(context, changes, count);
    if (changes[0].type != NTMS_STORAGESLOT)
        return;
    make_up(&drive, NTMS_DRIVE, 1);
    begin_write(heard->store);
    assert_success(rsm_records_insert(heard->store, &drive));
    commit(heard->store);
    assert_int_equal(heard->calls, 1); /* delivered after this call, not inside it */
}

static void a_listener_may_use_the_store(void **state)
{
    struct heard *heard = *state;

    rsm_store_on_commit(heard->store, answer, heard);
    begin_write(heard->store);
    add_slot(heard->store, &(GUID){.Data1 = 1}, 1);
    commit(heard->store);
    assert_int_equal(heard->calls, 2);
    assert_int_equal(heard->changes[1].type, NTMS_DRIVE);
}

/* ---- several threads ---- */

struct numbers {
    struct rsm_store *store;
    DWORD last;
    bool ordered;
    size_t count;
};

/* Loads what was inserted and looks whether it is the next. */
static void check_order(void *context, const struct rsm_change *changes, size_t count)
{
    struct numbers *numbers = context;

    for (size_t i = 0; i < count; i++) {
        struct rsm_record slot;

        begin_read(numbers->store);
        assert_success(rsm_records_load(numbers->store, &changes[i].id, 0, &slot));
        commit(numbers->store);
        numbers->ordered = numbers->ordered && slot.own.Element == numbers->last + 1;
        numbers->last = slot.own.Element;
        numbers->count++;
    }
}

static void insert_numbered(void *context)
{
    struct numbers *numbers = context;

    for (int i = 0; i < 50; i++) {
        uint32_t number;

        begin_write(numbers->store);
        assert_success(rsm_settings_next_number(numbers->store, "test", &number));
        add_slot(numbers->store, &(GUID){.Data1 = 1}, number);
        commit(numbers->store);
    }
}

static void commits_of_many_threads_are_heard_in_their_order(void **state)
{
    struct numbers numbers = {.store = open_database(":memory:"), .ordered = true};
    struct rsm_thread threads[4];

    (void)state;
    rsm_store_on_commit(numbers.store, check_order, &numbers);
    for (int i = 0; i < 4; i++)
        assert_success(rsm_thread_start(insert_numbered, &numbers, &threads[i]));
    for (int i = 0; i < 4; i++)
        rsm_thread_join(&threads[i]);
    rsm_store_on_commit(numbers.store, NULL, NULL);
    assert_int_equal(numbers.count, 200);
    assert_true(numbers.ordered);
    rsm_store_close(numbers.store);
}

#define with_listener(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_listener(insert_update_and_delete_are_heard_in_their_order),
        with_listener(updates_in_a_row_are_one),
        with_listener(what_changes_nothing_is_not_heard),
        with_listener(of_many_changed_at_once_each_that_differs_is_heard),
        with_listener(what_was_taken_back_is_not_heard),
        with_listener(changes_that_touch_no_object_are_not_heard),
        with_listener(nobody_hears_after_the_listener_has_gone),
        with_listener(a_listener_may_use_the_store),
        cmocka_unit_test(commits_of_many_threads_are_heard_in_their_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
