/*
 * One object at a time: insert, load, save, set, delete.
 */
#include "store/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "model/guid.h"
#include "platform/clock.h"
#include "platform/text.h"
#include "store/made_up.h"
#include "support/asserts.h"

static const GUID some_id = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}};

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

static void a_new_id_is_random_of_version_4(void **state)
{
    GUID a, b;

    (void)state;
    assert_success(rsm_records_new_id(&a));
    assert_success(rsm_records_new_id(&b));
    assert_false(rsm_guid_equal(&a, &b));
    assert_int_equal(a.Data3 >> 12, 4);
    assert_int_equal(a.Data4[0] >> 6, 2);
}

static void insert_gives_an_id_to_an_object_without_one(void **state)
{
    struct rsm_record record;

    rsm_record_begin(&record, NTMS_LIBRARY);
    assert_success(rsm_records_insert(*state, &record));
    assert_false(rsm_guid_is_null(&record.info.ObjectGuid));
}

static void insert_keeps_an_id_that_was_chosen(void **state)
{
    struct rsm_record record, loaded;

    rsm_record_begin(&record, NTMS_LIBRARY);
    record.info.ObjectGuid = some_id;
    assert_success(rsm_records_insert(*state, &record));
    assert_guid(some_id, record.info.ObjectGuid);
    assert_success(rsm_records_load(*state, &some_id, NTMS_LIBRARY, &loaded));
    assert_guid(some_id, loaded.info.ObjectGuid);
}

static void insert_sets_both_times_to_now(void **state)
{
    struct rsm_record record;
    SYSTEMTIME before, after;

    make_up(&record, NTMS_LIBRARY, 1);
    rsm_clock_utc(&before);
    assert_success(rsm_records_insert(*state, &record));
    rsm_clock_utc(&after);
    assert_in_range(rsm_clock_to_ms(&record.info.Created), rsm_clock_to_ms(&before),
                    rsm_clock_to_ms(&after));
    assert_memory_equal(&record.info.Created, &record.info.Modified, sizeof(SYSTEMTIME));
}

static void an_id_is_taken_once_among_all_kinds(void **state)
{
    struct rsm_record record;

    rsm_record_begin(&record, NTMS_LIBRARY);
    record.info.ObjectGuid = some_id;
    assert_success(rsm_records_insert(*state, &record));
    rsm_record_begin(&record, NTMS_DRIVE);
    record.info.ObjectGuid = some_id;
    assert_fails_with(ERROR_ALREADY_EXISTS, rsm_records_insert(*state, &record));
}

static void a_taken_id_does_not_spoil_the_transaction(void **state)
{
    struct rsm_record record;

    an_id_is_taken_once_among_all_kinds(state);
    assert_success(rsm_store_end(*state, ERROR_SUCCESS));
    begin_write(*state);
    assert_success(rsm_records_load(*state, &some_id, NTMS_LIBRARY, &record));
}

static void an_unknown_id_is_not_found(void **state)
{
    struct rsm_record record;
    DWORD type = 77;

    memset(&record, 0xAA, sizeof record);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_records_load(*state, &some_id, 0, &record));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_records_load(*state, &some_id, NTMS_DRIVE, &record));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_records_load(*state, &rsm_guid_null, 0, &record));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_records_type(*state, &some_id, &type));
    assert_int_equal(record.info.dwType, 0xAAAAAAAAu); /* untouched */
    assert_int_equal(type, 77);
}

static void an_object_is_found_as_its_own_kind_only(void **state)
{
    struct rsm_record record, loaded;

    rsm_record_begin(&record, NTMS_LIBRARY);
    assert_success(rsm_records_insert(*state, &record));
    assert_success(rsm_records_load(*state, &record.info.ObjectGuid, NTMS_LIBRARY, &loaded));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_records_load(*state, &record.info.ObjectGuid, NTMS_DRIVE, &loaded));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_records_load(*state, &record.info.ObjectGuid, NTMS_OBJECT, &loaded));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_records_load(*state, &record.info.ObjectGuid, 999, &loaded));
}

static void the_kind_is_found_when_it_is_not_named(void **state)
{
    struct rsm_record record, loaded;
    DWORD type;

    rsm_record_begin(&record, NTMS_IEDOOR);
    assert_success(rsm_records_insert(*state, &record));
    assert_success(rsm_records_type(*state, &record.info.ObjectGuid, &type));
    assert_int_equal(type, NTMS_IEDOOR);
    assert_success(rsm_records_load(*state, &record.info.ObjectGuid, 0, &loaded));
    assert_int_equal(loaded.info.dwType, NTMS_IEDOOR);
}

/* Insert a slot and set its times back, so that a change of them shows. */
static void insert_old_slot(struct rsm_store *store, struct rsm_record *slot)
{
    static const SYSTEMTIME old = {.wYear = 2001, .wMonth = 2, .wDay = 3, .wDayOfWeek = 6};

    rsm_record_begin(slot, NTMS_STORAGESLOT);
    assert_success(rsm_records_insert(store, slot));
    slot->info.Modified = old;
}

static void save_writes_what_differs_and_the_time(void **state)
{
    struct rsm_record slot, loaded;

    insert_old_slot(*state, &slot);
    slot.info.Info.StorageSlot.State = NTMS_SLOTSTATE_FULL;
    assert_success(rsm_records_save(*state, &slot));
    assert_success(rsm_records_load(*state, &slot.info.ObjectGuid, 0, &loaded));
    assert_int_equal(loaded.info.Info.StorageSlot.State, NTMS_SLOTSTATE_FULL);
    assert_memory_equal(&loaded.info.Modified, &slot.info.Modified, sizeof(SYSTEMTIME));
    assert_true(slot.info.Modified.wYear > 2001);
}

static void save_of_an_unchanged_record_gives_back_the_stored_times(void **state)
{
    struct rsm_record slot;
    SYSTEMTIME modified;

    insert_old_slot(*state, &slot);
    modified = slot.info.Created; /* as it is stored */
    memset(&slot.info.Created, 0, sizeof slot.info.Created);
    assert_success(rsm_records_save(*state, &slot));
    assert_memory_equal(&slot.info.Modified, &modified, sizeof(SYSTEMTIME));
    assert_memory_equal(&slot.info.Created, &modified, sizeof(SYSTEMTIME));
}

static void save_does_not_move_the_time_of_creation(void **state)
{
    struct rsm_record slot, loaded;
    SYSTEMTIME created;

    insert_old_slot(*state, &slot);
    created = slot.info.Created;
    slot.info.Created.wYear = 1999;
    slot.info.Info.StorageSlot.Number = 5;
    assert_success(rsm_records_save(*state, &slot));
    assert_success(rsm_records_load(*state, &slot.info.ObjectGuid, 0, &loaded));
    assert_memory_equal(&loaded.info.Created, &created, sizeof(SYSTEMTIME));
}

static void save_of_an_unknown_object_is_not_found(void **state)
{
    struct rsm_record slot;

    rsm_record_begin(&slot, NTMS_STORAGESLOT);
    slot.info.ObjectGuid = some_id;
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_records_save(*state, &slot));
}

static void one_number_is_set_without_the_rest(void **state)
{
    struct rsm_record drive, loaded;

    make_up(&drive, NTMS_DRIVE, 1);
    assert_success(rsm_records_insert(*state, &drive));
    assert_success(
        rsm_records_set_number(*state, NTMS_DRIVE, &drive.info.ObjectGuid, "state", 0xFFFFFFFF));
    assert_success(rsm_records_load(*state, &drive.info.ObjectGuid, 0, &loaded));
    drive.info.Info.Drive.State = 0xFFFFFFFF;
    drive.info.Modified = loaded.info.Modified;
    assert_memory_equal(&drive, &loaded, sizeof drive);
}

static void one_guid_is_set_and_taken_away(void **state)
{
    struct rsm_record drive, loaded;
    const GUID *id = &drive.info.ObjectGuid;

    rsm_record_begin(&drive, NTMS_DRIVE);
    assert_success(rsm_records_insert(*state, &drive));
    assert_success(rsm_records_set_guid(*state, NTMS_DRIVE, id, "saved_partition_id", &some_id));
    assert_success(rsm_records_load(*state, id, 0, &loaded));
    assert_guid(some_id, loaded.info.Info.Drive.SavedPartitionId);
    assert_success(
        rsm_records_set_guid(*state, NTMS_DRIVE, id, "saved_partition_id", &rsm_guid_null));
    assert_success(rsm_records_load(*state, id, 0, &loaded));
    assert_guid(rsm_guid_null, loaded.info.Info.Drive.SavedPartitionId);
}

static void setting_wants_the_right_kind(void **state)
{
    struct rsm_record drive;

    rsm_record_begin(&drive, NTMS_DRIVE);
    assert_success(rsm_records_insert(*state, &drive));
    assert_fails_with(
        ERROR_OBJECT_NOT_FOUND,
        rsm_records_set_number(*state, NTMS_STORAGESLOT, &drive.info.ObjectGuid, "state", 1));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_records_set_guid(*state, NTMS_DRIVE, &some_id, "library", &some_id));
}

static void touching_an_object_sets_its_time_alone(void **state)
{
    struct rsm_record drive, loaded;

    rsm_record_begin(&drive, NTMS_DRIVE);
    assert_success(rsm_records_insert(*state, &drive));
    assert_success(rsm_records_touch(*state, &drive.info.ObjectGuid));
    assert_success(rsm_records_load(*state, &drive.info.ObjectGuid, NTMS_DRIVE, &loaded));
    assert_true(rsm_clock_to_ms(&loaded.info.Modified) >= rsm_clock_to_ms(&drive.info.Modified));
    loaded.info.Modified = drive.info.Modified;
    assert_memory_equal(&loaded.info, &drive.info, sizeof loaded.info);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_records_touch(*state, &some_id));
}

static void a_deleted_object_is_gone_with_its_fields(void **state)
{
    struct rsm_record drive;
    DWORD count;

    rsm_record_begin(&drive, NTMS_DRIVE);
    assert_success(rsm_records_insert(*state, &drive));
    assert_success(rsm_records_delete(*state, &drive.info.ObjectGuid));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_records_load(*state, &drive.info.ObjectGuid, 0, &drive));
    assert_success(rsm_records_count(*state, NTMS_DRIVE, NULL, 0, &count));
    assert_int_equal(count, 0);
}

static void deleting_what_is_not_there_is_not_found(void **state)
{
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_records_delete(*state, &some_id));
}

static void others_may_go_on_naming_a_deleted_object(void **state)
{
    struct rsm_record library, request, loaded;

    rsm_record_begin(&library, NTMS_LIBRARY);
    assert_success(rsm_records_insert(*state, &library));
    rsm_record_begin(&request, NTMS_LIBREQUEST);
    request.info.Info.LibRequest.Library = library.info.ObjectGuid;
    assert_success(rsm_records_insert(*state, &request));
    assert_success(rsm_records_delete(*state, &library.info.ObjectGuid));
    assert_success(rsm_records_load(*state, &request.info.ObjectGuid, 0, &loaded));
    assert_guid(library.info.ObjectGuid, loaded.info.Info.LibRequest.Library);
}

#define with_store(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_id_is_random_of_version_4),
        with_store(insert_gives_an_id_to_an_object_without_one),
        with_store(insert_keeps_an_id_that_was_chosen),
        with_store(insert_sets_both_times_to_now),
        with_store(an_id_is_taken_once_among_all_kinds),
        with_store(a_taken_id_does_not_spoil_the_transaction),
        with_store(an_unknown_id_is_not_found),
        with_store(an_object_is_found_as_its_own_kind_only),
        with_store(the_kind_is_found_when_it_is_not_named),
        with_store(save_writes_what_differs_and_the_time),
        with_store(save_of_an_unchanged_record_gives_back_the_stored_times),
        with_store(save_does_not_move_the_time_of_creation),
        with_store(save_of_an_unknown_object_is_not_found),
        with_store(one_number_is_set_without_the_rest),
        with_store(one_guid_is_set_and_taken_away),
        with_store(setting_wants_the_right_kind),
        with_store(touching_an_object_sets_its_time_alone),
        with_store(a_deleted_object_is_gone_with_its_fields),
        with_store(deleting_what_is_not_there_is_not_found),
        with_store(others_may_go_on_naming_a_deleted_object),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
