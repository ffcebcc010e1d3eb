/*
 * Attributes of objects in the database.
 */
#include "store/attributes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "model/guid.h"
#include "ntmsapi.h"
#include "store/changes.h"
#include "store/made_up.h"
#include "store/records.h"
#include "support/asserts.h"

enum { LARGEST = NTMS_MAXATTR_LENGTH - 1 };

struct database {
    struct rsm_store *store;
    GUID slot;
    GUID other;
};

static int open_it(void **state)
{
    static struct database database;

    database.store = open_database(":memory:");
    begin_write(database.store);
    database.slot = add_slot(database.store, &rsm_guid_null, 1);
    database.other = add_slot(database.store, &rsm_guid_null, 2);
    *state = &database;
    return 0;
}

static int close_it(void **state)
{
    struct database *database = *state;

    rsm_store_end(database->store, ERROR_SUCCESS);
    rsm_store_close(database->store);
    return 0;
}

static void assert_value(const struct database *database, const GUID *object, const WCHAR *name,
                         const char *expected)
{
    char value[32];
    size_t size = sizeof value;

    assert_success(rsm_attributes_load(database->store, object, name, value, &size));
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(value, expected, size);
}

static rsm_error save(const struct database *database, const WCHAR *name, const char *value)
{
    return rsm_attributes_save(database->store, &database->slot, name, value, strlen(value));
}

static void an_attribute_is_read_back(void **state)
{
    struct database *database = *state;

    assert_success(save(database, u"Colour", "blue"));
    assert_value(database, &database->slot, u"Colour", "blue");
}

static void several_attributes_of_several_objects_are_told_apart(void **state)
{
    struct database *database = *state;

    assert_success(save(database, u"Colour", "blue"));
    assert_success(save(database, u"Shelf", "12"));
    assert_success(
        rsm_attributes_save(database->store, &database->other, u"Colour", "red", strlen("red")));
    assert_value(database, &database->slot, u"Colour", "blue");
    assert_value(database, &database->slot, u"Shelf", "12");
    assert_value(database, &database->other, u"Colour", "red");
}

static void capital_letters_tell_names_apart(void **state)
{
    struct database *database = *state;

    assert_success(save(database, u"Colour", "blue"));
    assert_success(save(database, u"colour", "red"));
    assert_value(database, &database->slot, u"Colour", "blue");
    assert_value(database, &database->slot, u"colour", "red");
}

static void saving_again_replaces(void **state)
{
    struct database *database = *state;

    assert_success(save(database, u"Colour", "blue"));
    assert_success(save(database, u"Colour", "ultramarine"));
    assert_value(database, &database->slot, u"Colour", "ultramarine");
}

static void the_largest_value_of_any_bytes_is_read_back(void **state)
{
    struct database *database = *state;
    unsigned char *value = malloc(LARGEST);
    unsigned char *back = calloc(1, LARGEST);
    size_t size = LARGEST;

    assert_non_null(value);
    assert_non_null(back);
    for (size_t i = 0; i < LARGEST; i++)
        value[i] = (unsigned char)(i * 7);
    assert_success(rsm_attributes_save(database->store, &database->slot, u"Large", value, LARGEST));
    assert_success(rsm_attributes_load(database->store, &database->slot, u"Large", back, &size));
    assert_int_equal(size, LARGEST);
    assert_memory_equal(back, value, LARGEST);
    free(value);
    free(back);
}

static void a_value_that_does_not_fit_leaves_the_room_alone(void **state)
{
    struct database *database = *state;
    char value[] = "????";
    size_t size = 3;

    assert_success(save(database, u"Colour", "blue"));
    assert_fails_with(
        ERROR_INSUFFICIENT_BUFFER,
        rsm_attributes_load(database->store, &database->slot, u"Colour", value, &size));
    assert_int_equal(size, 4);
    assert_string_equal(value, "????");
}

static void what_is_not_there_is_not_found(void **state)
{
    struct database *database = *state;
    char value[4];
    size_t size = 3;

    assert_success(save(database, u"Colour", "blue"));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_attributes_load(database->store, &database->slot,
                                                                  u"Colou", value, &size));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_attributes_load(database->store, &database->other,
                                                                  u"Colour", value, &size));
    assert_int_equal(size, 3);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_attributes_save(database->store, &rsm_guid_null, u"Colour", "x", 1));
}

static void a_deleted_attribute_is_gone_and_may_be_deleted_again(void **state)
{
    struct database *database = *state;
    char value[8];
    size_t size = sizeof value;

    assert_success(save(database, u"Colour", "blue"));
    assert_success(save(database, u"Shelf", "12"));
    assert_success(rsm_attributes_delete(database->store, &database->slot, u"Colour"));
    assert_success(rsm_attributes_delete(database->store, &database->slot, u"Colour"));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_attributes_load(database->store, &database->slot,
                                                                  u"Colour", value, &size));
    assert_value(database, &database->slot, u"Shelf", "12");
}

static void attributes_end_with_their_object(void **state)
{
    struct database *database = *state;
    struct rsm_record slot;
    char value[8];
    size_t size = sizeof value;

    assert_success(save(database, u"Colour", "blue"));
    assert_success(rsm_records_delete(database->store, &database->slot));
    rsm_record_begin(&slot, NTMS_STORAGESLOT);
    slot.info.ObjectGuid = database->slot;
    assert_success(rsm_records_insert(database->store, &slot));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_attributes_load(database->store, &database->slot,
                                                                  u"Colour", value, &size));
}

/* ---- announcements ---- */

static void assert_updated_once(const struct database *database, struct rsm_listener *listener)
{
    struct rsm_change change;

    assert_success(rsm_changes_next(database->store, listener, &change));
    assert_int_equal(change.kind, RSM_CHANGE_UPDATE);
    assert_guid(database->slot, change.id);
    assert_fails_with(ERROR_NO_MORE_ITEMS, rsm_changes_next(database->store, listener, &change));
}

static void begin_another(const struct database *database)
{
    commit(database->store);
    begin_write(database->store);
}

static void a_change_of_an_attribute_is_one_of_its_object(void **state)
{
    struct database *database = *state;
    struct rsm_listener listener;

    assert_success(rsm_changes_listen(database->store, u"me", NTMS_STORAGESLOT, &listener));
    begin_another(database);
    assert_success(save(database, u"Colour", "blue"));
    begin_another(database);
    assert_updated_once(database, &listener);
    assert_success(rsm_attributes_delete(database->store, &database->slot, u"Colour"));
    begin_another(database);
    assert_success(rsm_attributes_delete(database->store, &database->slot, u"Colour"));
    begin_another(database);
    assert_updated_once(database, &listener);
}

#define with_store(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(an_attribute_is_read_back),
        with_store(several_attributes_of_several_objects_are_told_apart),
        with_store(capital_letters_tell_names_apart),
        with_store(saving_again_replaces),
        with_store(the_largest_value_of_any_bytes_is_read_back),
        with_store(a_value_that_does_not_fit_leaves_the_room_alone),
        with_store(what_is_not_there_is_not_found),
        with_store(a_deleted_attribute_is_gone_and_may_be_deleted_again),
        with_store(attributes_end_with_their_object),
        with_store(a_change_of_an_attribute_is_one_of_its_object),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
