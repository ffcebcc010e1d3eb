/*
 * Objects chosen by conditions.
 */
#include "store/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "model/guid.h"
#include "platform/text.h"
#include "store/made_up.h"
#include "support/asserts.h"

static const GUID library_a = {.Data1 = 0xA};
static const GUID library_b = {.Data1 = 0xB};

static const struct rsm_condition in_a[] = {{.column = "library", .guid = &library_a}};

static int open_it(void **state)
{
    struct rsm_store *store = open_database(":memory:");

    begin_write(store);
    *state = store;
    return 0;
}

static int close_it(void **state)
{
    rsm_store_end(*state, ERROR_SUCCESS);
    rsm_store_close(*state);
    return 0;
}

/* Slots 5, 4, ... 1 of library A and one of B. */
static void add_slots(struct rsm_store *store)
{
    for (DWORD element = 5; element > 0; element--)
        add_slot(store, &library_a, element);
    add_slot(store, &library_b, 99);
}

struct seen {
    struct rsm_store *store;
    DWORD elements[10];
    size_t count;
    size_t stop_after;
};

static bool see(void *context, const struct rsm_record *record)
{
    struct seen *seen = context;

    seen->elements[seen->count++] = record->own.Element;
    return seen->count != seen->stop_after;
}

static void all_of_a_kind_are_visited_in_order_of_creation(void **state)
{
    static const DWORD expected[] = {5, 4, 3, 2, 1, 99};
    struct seen seen = {0};

    add_slots(*state);
    assert_success(rsm_records_each(*state, NTMS_STORAGESLOT, NULL, 0, see, &seen));
    assert_int_equal(seen.count, 6);
    assert_memory_equal(seen.elements, expected, sizeof expected);
}

static void a_condition_chooses(void **state)
{
    static const DWORD expected[] = {5, 4, 3, 2, 1};
    struct seen seen = {0};

    add_slots(*state);
    assert_success(rsm_records_each(*state, NTMS_STORAGESLOT, in_a, 1, see, &seen));
    assert_int_equal(seen.count, 5);
    assert_memory_equal(seen.elements, expected, sizeof expected);
}

static void conditions_are_joined_by_and(void **state)
{
    const struct rsm_condition both[] = {{.column = "library", .guid = &library_a},
                                         {.column = "element", .number = 99}};
    DWORD count;

    add_slots(*state);
    assert_success(rsm_records_count(*state, NTMS_STORAGESLOT, both, 2, &count));
    assert_int_equal(count, 0);
    assert_success(rsm_records_count(*state, NTMS_STORAGESLOT, &both[1], 1, &count));
    assert_int_equal(count, 1);
}

static void a_visit_may_end_the_walk(void **state)
{
    struct seen seen = {.stop_after = 2};

    add_slots(*state);
    assert_success(rsm_records_each(*state, NTMS_STORAGESLOT, NULL, 0, see, &seen));
    assert_int_equal(seen.count, 2);
}

static void the_first_is_the_oldest(void **state)
{
    struct rsm_record slot;

    add_slots(*state);
    assert_success(rsm_records_first(*state, NTMS_STORAGESLOT, in_a, 1, &slot));
    assert_int_equal(slot.own.Element, 5);
}

static void without_any_there_is_no_first(void **state)
{
    struct rsm_record slot;

    memset(&slot, 0xAA, sizeof slot);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_records_first(*state, NTMS_STORAGESLOT, in_a, 1, &slot));
    assert_int_equal(slot.info.dwType, 0xAAAAAAAAu);
}

static void the_null_guid_finds_those_that_name_none(void **state)
{
    const struct rsm_condition nowhere = {.column = "library", .guid = &rsm_guid_null};
    struct rsm_record slot;

    add_slots(*state);
    add_slot(*state, &rsm_guid_null, 7);
    assert_success(rsm_records_first(*state, NTMS_STORAGESLOT, &nowhere, 1, &slot));
    assert_int_equal(slot.own.Element, 7);
}

static void add_medium(struct rsm_store *store, const WCHAR *bar_code)
{
    struct rsm_record medium;

    rsm_record_begin(&medium, NTMS_PHYSICAL_MEDIA);
    rsm_text_copy(medium.info.Info.PhysicalMedia.szBarCode, NTMS_BARCODE_LENGTH, bar_code);
    assert_success(rsm_records_insert(store, &medium));
}

static DWORD count_bar_code(struct rsm_store *store, const WCHAR *bar_code)
{
    const struct rsm_condition condition = {.column = "bar_code", .text = bar_code};
    DWORD count;

    assert_success(rsm_records_count(store, NTMS_PHYSICAL_MEDIA, &condition, 1, &count));
    return count;
}

static void text_is_compared_exactly(void **state)
{
    add_medium(*state, u"A00001L5");
    assert_int_equal(count_bar_code(*state, u"A00001L5"), 1);
    assert_int_equal(count_bar_code(*state, u"a00001L5"), 0);
    assert_int_equal(count_bar_code(*state, u"A00001L5 "), 0);
    assert_int_equal(count_bar_code(*state, u"A00001L%"), 0);
    assert_int_equal(count_bar_code(*state, u""), 0);
}

static void empty_text_finds_empty_text(void **state)
{
    add_medium(*state, u"");
    assert_int_equal(count_bar_code(*state, u""), 1);
}

static void text_longer_than_any_column_finds_nothing(void **state)
{
    WCHAR text[3000];

    for (size_t i = 0; i < 3000; i++)
        text[i] = 'x';
    text[2999] = 0;
    add_medium(*state, u"x");
    assert_int_equal(count_bar_code(*state, text), 0);
}

static void add_side(struct rsm_store *store, const void *id, DWORD size)
{
    struct rsm_record side;

    rsm_record_begin(&side, NTMS_PARTITION);
    memcpy(side.info.Info.Partition.OmidLabelId, id, size);
    side.info.Info.Partition.dwOmidLabelIdLength = size;
    assert_success(rsm_records_insert(store, &side));
}

static DWORD count_label(struct rsm_store *store, const void *id, size_t size)
{
    const struct rsm_condition condition = {.column = "omid_label_id", .bytes = id, .size = size};
    DWORD count;

    assert_success(rsm_records_count(store, NTMS_PARTITION, &condition, 1, &count));
    return count;
}

static void bytes_are_compared_with_their_length(void **state)
{
    add_side(*state, "ab\0c", 4);
    assert_int_equal(count_label(*state, "ab\0c", 4), 1);
    assert_int_equal(count_label(*state, "ab\0d", 4), 0);
    assert_int_equal(count_label(*state, "ab\0c", 3), 0);
    assert_int_equal(count_label(*state, "", 0), 0);
    add_side(*state, "", 0);
    assert_int_equal(count_label(*state, "", 0), 1);
}

static void ids_are_listed_in_order_of_creation(void **state)
{
    GUID expected[3], *ids;
    size_t count;

    for (DWORD i = 0; i < 3; i++)
        expected[i] = add_slot(*state, &library_a, 3 - i);
    add_slot(*state, &library_b, 9);
    assert_success(rsm_records_ids(*state, NTMS_STORAGESLOT, in_a, 1, &ids, &count));
    assert_int_equal(count, 3);
    assert_memory_equal(ids, expected, sizeof expected);
    free(ids);
}

static void a_list_of_none_has_nothing_to_free(void **state)
{
    GUID *ids = (GUID *)*state;
    size_t count = 9;

    assert_success(rsm_records_ids(*state, NTMS_DRIVE, NULL, 0, &ids, &count));
    assert_int_equal(count, 0);
    assert_null(ids);
}

/* While slots are walked: load one of the same kind, walk the kind again, and change the slot. */
static bool look_around(void *context, const struct rsm_record *record)
{
    struct seen *seen = context;
    struct seen inner = {0};
    struct rsm_record copy;
    GUID moved = library_b;

    assert_success(rsm_records_load(seen->store, &record->info.ObjectGuid, 0, &copy));
    assert_int_equal(copy.own.Element, record->own.Element);
    assert_success(rsm_records_each(seen->store, NTMS_STORAGESLOT, in_a, 1, see, &inner));
    assert_int_equal(inner.count, 5 - seen->count);
    copy.info.Info.StorageSlot.Library = moved;
    assert_success(rsm_records_save(seen->store, &copy));
    seen->count++;
    return true;
}

static void a_visit_may_look_around_and_change_the_visited_object(void **state)
{
    struct seen seen = {.store = *state};
    DWORD count;

    add_slots(*state);
    assert_success(rsm_records_each(*state, NTMS_STORAGESLOT, in_a, 1, look_around, &seen));
    assert_int_equal(seen.count, 5);
    assert_success(rsm_records_count(*state, NTMS_STORAGESLOT, in_a, 1, &count));
    assert_int_equal(count, 0);
}

static bool delete_it(void *context, const struct rsm_record *record)
{
    struct seen *seen = context;

    seen->count++;
    assert_success(rsm_records_delete(seen->store, &record->info.ObjectGuid));
    return true;
}

static void a_visit_may_delete_the_visited_object(void **state)
{
    struct seen seen = {.store = *state};
    DWORD count;

    add_slots(*state);
    assert_success(rsm_records_each(*state, NTMS_STORAGESLOT, NULL, 0, delete_it, &seen));
    assert_int_equal(seen.count, 6);
    assert_success(rsm_records_count(*state, NTMS_STORAGESLOT, NULL, 0, &count));
    assert_int_equal(count, 0);
}

static DWORD state_of(struct rsm_store *store, const GUID *slot)
{
    struct rsm_record record;

    assert_success(rsm_records_load(store, slot, NTMS_STORAGESLOT, &record));
    return record.info.Info.StorageSlot.State;
}

static void a_condition_may_ask_for_what_differs(void **state)
{
    static const struct rsm_condition not_in_a[] = {
        {.column = "library", .guid = &library_a, .differs = true}};
    DWORD count;

    add_slots(*state);
    assert_success(rsm_records_count(*state, NTMS_STORAGESLOT, not_in_a, 1, &count));
    assert_int_equal(count, 1);
}

static void a_number_of_all_that_are_chosen_is_changed_and_of_no_other(void **state)
{
    GUID one = add_slot(*state, &library_a, 1);
    GUID two = add_slot(*state, &library_a, 2);
    GUID other = add_slot(*state, &library_b, 3);

    assert_success(rsm_records_set_number_of_all(*state, NTMS_STORAGESLOT, in_a, 1, "state",
                                                 NTMS_SLOTSTATE_FULL));

    assert_int_equal(state_of(*state, &one), NTMS_SLOTSTATE_FULL);
    assert_int_equal(state_of(*state, &two), NTMS_SLOTSTATE_FULL);
    assert_int_equal(state_of(*state, &other), NTMS_SLOTSTATE_UNKNOWN);
}

#define with_store(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(all_of_a_kind_are_visited_in_order_of_creation),
        with_store(a_condition_chooses),
        with_store(conditions_are_joined_by_and),
        with_store(a_visit_may_end_the_walk),
        with_store(the_first_is_the_oldest),
        with_store(without_any_there_is_no_first),
        with_store(the_null_guid_finds_those_that_name_none),
        with_store(text_is_compared_exactly),
        with_store(empty_text_finds_empty_text),
        with_store(text_longer_than_any_column_finds_nothing),
        with_store(bytes_are_compared_with_their_length),
        with_store(ids_are_listed_in_order_of_creation),
        with_store(a_list_of_none_has_nothing_to_free),
        with_store(a_visit_may_look_around_and_change_the_visited_object),
        with_store(a_visit_may_delete_the_visited_object),
        with_store(a_condition_may_ask_for_what_differs),
        with_store(a_number_of_all_that_are_chosen_is_changed_and_of_no_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
