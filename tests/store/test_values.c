/*
 * Every field of every kind: made up, stored, loaded, changed, compared.
 */
#include "store/values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "model/object_types.h"
#include "store/made_up.h"
#include "store/records.h"
#include "support/asserts.h"

#define FIRST_TYPE NTMS_CHANGER
#define LAST_TYPE  NTMS_OPREQUEST

static int open_it(void **state)
{
    *state = open_database(":memory:");
    return 0;
}

static int close_it(void **state)
{
    rsm_store_close(*state);
    return 0;
}

/* Put the fields of `from` with that column into `to`. */
static void copy_field(struct rsm_record *to, const struct rsm_record *from,
                       const struct rsm_field *field, size_t size)
{
    memcpy((char *)to + field->offset, (const char *)from + field->offset, size);
}

static size_t size_of_value(const struct rsm_field *field)
{
    switch (field->kind) {
    case RSM_FIELD_NUMBER:
        return sizeof(DWORD);
    case RSM_FIELD_WORD:
        return sizeof(WORD);
    case RSM_FIELD_LARGE:
        return sizeof(LONGLONG);
    case RSM_FIELD_STRING:
        return field->room * sizeof(WCHAR);
    case RSM_FIELD_BYTES:
        return field->room;
    default:
        return 16;
    }
}

static void each_field_of_each_kind_is_loaded_as_it_was_inserted(void **state)
{
    struct rsm_store *store = *state;

    begin_write(store);
    for (DWORD type = FIRST_TYPE; type <= LAST_TYPE; type++) {
        struct rsm_record original, loaded;

        make_up(&original, type, type);
        assert_success(rsm_records_insert(store, &original));
        memset(&loaded, 0xAA, sizeof loaded);
        assert_success(rsm_records_load(store, &original.info.ObjectGuid, type, &loaded));
        if (memcmp(&original, &loaded, sizeof loaded) != 0)
            fail_msg("a %s came back different", rsm_object_type_name(type));
    }
    commit(store);
}

static void an_empty_record_of_each_kind_is_loaded_as_it_was_inserted(void **state)
{
    struct rsm_store *store = *state;

    begin_write(store);
    for (DWORD type = FIRST_TYPE; type <= LAST_TYPE; type++) {
        struct rsm_record original, loaded;

        rsm_record_begin(&original, type);
        assert_success(rsm_records_insert(store, &original));
        assert_success(rsm_records_load(store, &original.info.ObjectGuid, type, &loaded));
        if (memcmp(&original, &loaded, sizeof loaded) != 0)
            fail_msg("a %s came back different", rsm_object_type_name(type));
    }
    commit(store);
}

/* One after the other, each field takes the value of another record and nothing else does. */
static void save_each_field(struct rsm_store *store, DWORD type)
{
    struct rsm_record record, other, loaded;
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(type, &count);

    make_up(&record, type, 1);
    make_up(&other, type, 2);
    assert_success(rsm_records_insert(store, &record));
    for (size_t i = 0; i < count; i++) {
        if (fields[i].column == NULL || i < 2 /* created, modified */)
            continue;
        copy_field(&record, &other, &fields[i], size_of_value(&fields[i]));
        if (i + 1 < count && fields[i + 1].kind == RSM_FIELD_BYTES)
            *(DWORD *)(void *)((char *)&record + fields[i].offset) = (DWORD)fields[i + 1].room - 1;
        assert_success(rsm_records_save(store, &record));
        assert_success(rsm_records_load(store, &record.info.ObjectGuid, type, &loaded));
        for (size_t j = 0; j < count; j++) {
            if (fields[j].column != NULL && !rsm_values_equal(&fields[j], &record, &loaded))
                fail_msg("%s.%s after a change of %s", rsm_object_type_name(type), fields[j].column,
                         fields[i].column);
        }
    }
}

static void each_field_of_each_kind_can_be_saved_alone(void **state)
{
    struct rsm_store *store = *state;

    begin_write(store);
    for (DWORD type = FIRST_TYPE; type <= LAST_TYPE; type++)
        save_each_field(store, type);
    commit(store);
}

static void computed_fields_are_not_stored(void **state)
{
    struct rsm_store *store = *state;
    struct rsm_record pool, loaded;

    rsm_record_begin(&pool, NTMS_MEDIA_POOL);
    pool.info.Info.MediaPool.dwNumberOfMediaPools = 7;
    begin_write(store);
    assert_success(rsm_records_insert(store, &pool));
    assert_success(rsm_records_load(store, &pool.info.ObjectGuid, 0, &loaded));
    commit(store);
    assert_int_equal(loaded.info.Info.MediaPool.dwNumberOfMediaPools, 0);
}

static void bytes_beyond_the_length_are_not_stored(void **state)
{
    struct rsm_store *store = *state;
    struct rsm_record side, loaded;

    rsm_record_begin(&side, NTMS_PARTITION);
    memset(side.info.Info.Partition.OmidLabelId, 'x', NTMS_OMIDLABELID_LENGTH);
    side.info.Info.Partition.dwOmidLabelIdLength = 2;
    begin_write(store);
    assert_success(rsm_records_insert(store, &side));
    assert_success(rsm_records_load(store, &side.info.ObjectGuid, 0, &loaded));
    commit(store);
    assert_int_equal(loaded.info.Info.Partition.dwOmidLabelIdLength, 2);
    assert_memory_equal(loaded.info.Info.Partition.OmidLabelId, "xx\0", 3);
}

static void a_length_beyond_the_room_is_cut_to_it(void **state)
{
    struct rsm_store *store = *state;
    struct rsm_record side, loaded;

    rsm_record_begin(&side, NTMS_PARTITION);
    memset(side.info.Info.Partition.OmidLabelId, 'x', NTMS_OMIDLABELID_LENGTH);
    side.info.Info.Partition.dwOmidLabelIdLength = 0xFFFFFFFF;
    begin_write(store);
    assert_success(rsm_records_insert(store, &side));
    assert_success(rsm_records_load(store, &side.info.ObjectGuid, 0, &loaded));
    commit(store);
    assert_int_equal(loaded.info.Info.Partition.dwOmidLabelIdLength, NTMS_OMIDLABELID_LENGTH);
}

static void text_without_an_end_mark_is_cut_to_its_room(void **state)
{
    struct rsm_store *store = *state;
    struct rsm_record slot, loaded;

    rsm_record_begin(&slot, NTMS_STORAGESLOT);
    for (size_t i = 0; i < NTMS_OBJECTNAME_LENGTH; i++)
        slot.info.szName[i] = 'n';
    begin_write(store);
    assert_success(rsm_records_insert(store, &slot));
    assert_success(rsm_records_load(store, &slot.info.ObjectGuid, 0, &loaded));
    commit(store);
    assert_int_equal(loaded.info.szName[NTMS_OBJECTNAME_LENGTH - 2], 'n');
    assert_int_equal(loaded.info.szName[NTMS_OBJECTNAME_LENGTH - 1], 0);
}

static void half_a_surrogate_pair_is_stored_as_a_replacement(void **state)
{
    struct rsm_store *store = *state;
    struct rsm_record slot, loaded;

    rsm_record_begin(&slot, NTMS_STORAGESLOT);
    slot.info.szName[0] = 0xD800;
    slot.info.szName[1] = 'x';
    begin_write(store);
    assert_success(rsm_records_insert(store, &slot));
    assert_success(rsm_records_load(store, &slot.info.ObjectGuid, 0, &loaded));
    commit(store);
    assert_text(u"\ufffdx", loaded.info.szName);
}

static void what_lies_behind_an_end_mark_makes_no_difference(void **state)
{
    const struct rsm_field *name = rsm_fields_find(NTMS_STORAGESLOT, "name");
    struct rsm_record a, b;

    (void)state;
    make_up(&a, NTMS_STORAGESLOT, 1);
    b = a;
    a.info.szName[3] = b.info.szName[3] = 0;
    a.info.szName[4] = 'x';
    assert_true(rsm_values_equal(name, &a, &b));
    a.info.szName[2] ^= 1;
    assert_false(rsm_values_equal(name, &a, &b));
}

static void the_day_of_the_week_makes_no_difference(void **state)
{
    const struct rsm_field *submitted = rsm_fields_find(NTMS_OPREQUEST, "submitted");
    struct rsm_record a, b;

    (void)state;
    make_up(&a, NTMS_OPREQUEST, 1);
    b = a;
    b.info.Info.OpRequest.Submitted.wDayOfWeek = 9;
    assert_true(rsm_values_equal(submitted, &a, &b));
    b.info.Info.OpRequest.Submitted.wSecond ^= 1;
    assert_false(rsm_values_equal(submitted, &a, &b));
}

#define with_store(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(each_field_of_each_kind_is_loaded_as_it_was_inserted),
        with_store(an_empty_record_of_each_kind_is_loaded_as_it_was_inserted),
        with_store(each_field_of_each_kind_can_be_saved_alone),
        with_store(computed_fields_are_not_stored),
        with_store(bytes_beyond_the_length_are_not_stored),
        with_store(a_length_beyond_the_room_is_cut_to_it),
        with_store(text_without_an_end_mark_is_cut_to_its_room),
        with_store(half_a_surrogate_pair_is_stored_as_a_replacement),
        cmocka_unit_test(what_lies_behind_an_end_mark_makes_no_difference),
        cmocka_unit_test(the_day_of_the_week_makes_no_difference),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
