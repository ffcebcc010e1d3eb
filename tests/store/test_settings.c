/*
 * Attached addresses, running numbers, media types of libraries.
 */
#include "store/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "store/made_up.h"
#include "store/records.h"
#include "support/asserts.h"

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

static bool join(void *context, const char *address)
{
    strcat(context, address);
    strcat(context, ";");
    return strcmp(address, "last") != 0;
}

static void attached_addresses_are_listed_in_their_order(void **state)
{
    char all[100] = "";

    assert_success(rsm_settings_attach(*state, "iscsi://b/x"));
    assert_success(rsm_settings_attach(*state, "iscsi://a/x"));
    assert_success(rsm_settings_attached(*state, join, all));
    assert_string_equal(all, "iscsi://b/x;iscsi://a/x;");
}

static void a_visit_may_end_the_list_of_addresses(void **state)
{
    char all[100] = "";

    assert_success(rsm_settings_attach(*state, "last"));
    assert_success(rsm_settings_attach(*state, "never"));
    assert_success(rsm_settings_attached(*state, join, all));
    assert_string_equal(all, "last;");
}

static void an_address_is_attached_once(void **state)
{
    char all[100] = "";

    assert_success(rsm_settings_attach(*state, "a"));
    assert_fails_with(ERROR_ALREADY_EXISTS, rsm_settings_attach(*state, "a"));
    assert_success(rsm_settings_attached(*state, join, all));
    assert_string_equal(all, "a;");
}

static void a_detached_address_is_gone(void **state)
{
    char all[100] = "";

    assert_success(rsm_settings_attach(*state, "a"));
    assert_success(rsm_settings_attach(*state, "b"));
    assert_success(rsm_settings_detach(*state, "a"));
    assert_fails_with(ERROR_NOT_FOUND, rsm_settings_detach(*state, "a"));
    assert_success(rsm_settings_attached(*state, join, all));
    assert_string_equal(all, "b;");
}

static void an_address_that_could_not_be_read_back_is_refused(void **state)
{
    char address[1025];

    memset(address, 'x', sizeof address);
    address[1024] = '\0';
    assert_fails_with(ERROR_BAD_PATHNAME, rsm_settings_attach(*state, address));
    address[1023] = '\0';
    assert_success(rsm_settings_attach(*state, address));
}

static uint32_t next(struct rsm_store *store, const char *name)
{
    uint32_t number = 0;

    assert_success(rsm_settings_next_number(store, name, &number));
    return number;
}

static void running_numbers_begin_with_one_under_each_name(void **state)
{
    assert_int_equal(next(*state, "sequence"), 1);
    assert_int_equal(next(*state, "sequence"), 2);
    assert_int_equal(next(*state, "other"), 1);
    assert_int_equal(next(*state, "sequence"), 3);
}

static void a_number_is_kept_under_its_name_until_another_is(void **state)
{
    uint32_t number = 7;

    assert_fails_with(ERROR_NOT_FOUND, rsm_settings_get_number(*state, "patience", &number));
    assert_int_equal(number, 7);
    assert_success(rsm_settings_set_number(*state, "patience", 0xFFFFFFFF));
    assert_success(rsm_settings_get_number(*state, "patience", &number));
    assert_int_equal(number, 0xFFFFFFFF);
    assert_success(rsm_settings_set_number(*state, "patience", 0));
    assert_success(rsm_settings_get_number(*state, "patience", &number));
    assert_int_equal(number, 0);
}

static void a_number_of_a_transaction_that_was_taken_back_is_given_again(void **state)
{
    assert_int_equal(next(*state, "sequence"), 1);
    commit(*state);
    begin_write(*state);
    assert_int_equal(next(*state, "sequence"), 2);
    roll_back(*state);
    begin_write(*state);
    assert_int_equal(next(*state, "sequence"), 2);
}

static GUID add(struct rsm_store *store, DWORD type)
{
    struct rsm_record record;

    rsm_record_begin(&record, type);
    assert_success(rsm_records_insert(store, &record));
    return record.info.ObjectGuid;
}

static size_t count_related(struct rsm_store *store, const GUID *library)
{
    GUID *ids;
    size_t count;

    assert_success(rsm_settings_related(store, library, &ids, &count));
    free(ids);
    return count;
}

static void a_library_has_the_media_types_related_to_it(void **state)
{
    GUID a = add(*state, NTMS_LIBRARY), b = add(*state, NTMS_LIBRARY);
    GUID dlt = add(*state, NTMS_MEDIA_TYPE), lto = add(*state, NTMS_MEDIA_TYPE);
    GUID *ids;
    size_t count;

    assert_success(rsm_settings_relate(*state, &a, &lto));
    assert_success(rsm_settings_relate(*state, &a, &dlt));
    assert_success(rsm_settings_relate(*state, &b, &lto));
    assert_success(rsm_settings_related(*state, &a, &ids, &count));
    assert_int_equal(count, 2);
    assert_guid(dlt, ids[0]);
    assert_guid(lto, ids[1]);
    free(ids);
    assert_int_equal(count_related(*state, &b), 1);
}

static void relating_twice_is_relating_once(void **state)
{
    GUID library = add(*state, NTMS_LIBRARY), type = add(*state, NTMS_MEDIA_TYPE);

    assert_success(rsm_settings_relate(*state, &library, &type));
    assert_success(rsm_settings_relate(*state, &library, &type));
    assert_int_equal(count_related(*state, &library), 1);
}

static void what_does_not_exist_cannot_be_related(void **state)
{
    static const GUID nobody = {.Data1 = 9};
    GUID library = add(*state, NTMS_LIBRARY), type = add(*state, NTMS_MEDIA_TYPE);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_settings_relate(*state, &library, &nobody));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_settings_relate(*state, &nobody, &type));
}

static void a_relation_is_taken_away(void **state)
{
    GUID library = add(*state, NTMS_LIBRARY), type = add(*state, NTMS_MEDIA_TYPE);

    assert_success(rsm_settings_relate(*state, &library, &type));
    assert_success(rsm_settings_unrelate(*state, &library, &type));
    assert_success(rsm_settings_unrelate(*state, &library, &type));
    assert_int_equal(count_related(*state, &library), 0);
}

static void a_relation_is_seen_from_both_ends(void **state)
{
    GUID library = add(*state, NTMS_LIBRARY), other = add(*state, NTMS_LIBRARY);
    GUID type = add(*state, NTMS_MEDIA_TYPE);
    bool related = true, taken = true;

    assert_success(rsm_settings_is_taken(*state, &type, &taken));
    assert_false(taken);
    assert_success(rsm_settings_relate(*state, &library, &type));
    assert_success(rsm_settings_is_taken(*state, &type, &taken));
    assert_true(taken);
    assert_success(rsm_settings_is_related(*state, &library, &type, &related));
    assert_true(related);
    assert_success(rsm_settings_is_related(*state, &other, &type, &related));
    assert_false(related);
}

static void a_relation_ends_with_either_object(void **state)
{
    GUID library = add(*state, NTMS_LIBRARY);
    GUID first = add(*state, NTMS_MEDIA_TYPE), second = add(*state, NTMS_MEDIA_TYPE);

    assert_success(rsm_settings_relate(*state, &library, &first));
    assert_success(rsm_settings_relate(*state, &library, &second));
    assert_success(rsm_records_delete(*state, &first));
    assert_int_equal(count_related(*state, &library), 1);
    assert_success(rsm_records_delete(*state, &library));
    assert_int_equal(count_related(*state, &library), 0);
}

#define with_store(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(attached_addresses_are_listed_in_their_order),
        with_store(a_visit_may_end_the_list_of_addresses),
        with_store(an_address_is_attached_once),
        with_store(a_detached_address_is_gone),
        with_store(an_address_that_could_not_be_read_back_is_refused),
        with_store(running_numbers_begin_with_one_under_each_name),
        with_store(a_number_of_a_transaction_that_was_taken_back_is_given_again),
        with_store(a_number_is_kept_under_its_name_until_another_is),
        with_store(a_library_has_the_media_types_related_to_it),
        with_store(relating_twice_is_relating_once),
        with_store(what_does_not_exist_cannot_be_related),
        with_store(a_relation_is_taken_away),
        with_store(a_relation_is_seen_from_both_ends),
        with_store(a_relation_ends_with_either_object),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
