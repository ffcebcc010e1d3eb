/*
 * Where messages are shown, as it is stored.
 */
#include "store/destinations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "platform/text.h"
#include "store/made_up.h"
#include "store/records.h"
#include "support/asserts.h"

enum { MOST = 8 };

struct names {
    WCHAR names[MOST][RSM_DESTINATION_LENGTH];
    size_t count;
    size_t stop_after;
};

static bool note(void *context, const WCHAR *name)
{
    struct names *names = context;

    (void)rsm_text_copy(names->names[names->count++], RSM_DESTINATION_LENGTH, name);
    return names->count != names->stop_after;
}

static void read_names(struct rsm_store *store, const GUID *object, DWORD type, size_t stop_after,
                       struct names *names_out)
{
    memset(names_out, 0, sizeof *names_out);
    names_out->stop_after = stop_after;
    assert_success(rsm_destinations_each(store, object, type, note, names_out));
}

static int open_it(void **state)
{
    *state = open_database(":memory:");
    begin_write(*state);
    return 0;
}

static int close_it(void **state)
{
    commit(*state);
    rsm_store_close(*state);
    return 0;
}

static GUID insert_library(struct rsm_store *store)
{
    struct rsm_record library;

    rsm_record_begin(&library, NTMS_LIBRARY);
    assert_success(rsm_records_insert(store, &library));
    return library.info.ObjectGuid;
}

static void names_come_back_in_the_order_they_were_added(void **state)
{
    GUID library = insert_library(*state);
    struct names names;

    assert_success(rsm_destinations_add(*state, &library, NTMS_UITYPE_REQ, u"zebra"));
    assert_success(rsm_destinations_add(*state, &library, NTMS_UITYPE_REQ, u"\u00e4pfel"));

    read_names(*state, &library, NTMS_UITYPE_REQ, 0, &names);
    assert_int_equal(names.count, 2);
    assert_text(u"zebra", names.names[0]);
    assert_text(u"\u00e4pfel", names.names[1]);
    read_names(*state, &library, NTMS_UITYPE_REQ, 1, &names);
    assert_int_equal(names.count, 1);
}

static void each_object_and_kind_of_message_has_names_of_its_own(void **state)
{
    GUID libraries[2] = {insert_library(*state), insert_library(*state)};
    struct names names;

    assert_success(rsm_destinations_add(*state, &libraries[0], NTMS_UITYPE_REQ, u"one"));
    assert_success(rsm_destinations_add(*state, &libraries[0], NTMS_UITYPE_ERR, u"two"));
    assert_success(rsm_destinations_add(*state, &libraries[1], NTMS_UITYPE_REQ, u"three"));

    read_names(*state, &libraries[0], NTMS_UITYPE_REQ, 0, &names);
    assert_int_equal(names.count, 1);
    assert_text(u"one", names.names[0]);
}

static void one_name_is_deleted_or_all_of_a_kind(void **state)
{
    GUID library = insert_library(*state);
    struct names names;

    assert_success(rsm_destinations_add(*state, &library, NTMS_UITYPE_REQ, u"one"));
    assert_success(rsm_destinations_add(*state, &library, NTMS_UITYPE_REQ, u"two"));
    assert_success(rsm_destinations_add(*state, &library, NTMS_UITYPE_ERR, u"one"));

    assert_success(rsm_destinations_delete(*state, &library, NTMS_UITYPE_REQ, u"one"));
    read_names(*state, &library, NTMS_UITYPE_REQ, 0, &names);
    assert_int_equal(names.count, 1);
    assert_success(rsm_destinations_delete(*state, &library, NTMS_UITYPE_REQ, NULL));
    read_names(*state, &library, NTMS_UITYPE_REQ, 0, &names);
    assert_int_equal(names.count, 0);
    read_names(*state, &library, NTMS_UITYPE_ERR, 0, &names);
    assert_int_equal(names.count, 1);
}

static void names_go_with_their_object(void **state)
{
    GUID library = insert_library(*state);
    struct names names;

    assert_success(rsm_destinations_add(*state, &library, NTMS_UITYPE_REQ, u"one"));
    assert_success(rsm_records_delete(*state, &library));

    read_names(*state, &library, NTMS_UITYPE_REQ, 0, &names);
    assert_int_equal(names.count, 0);
}

#define in_transaction(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_transaction(names_come_back_in_the_order_they_were_added),
        in_transaction(each_object_and_kind_of_message_has_names_of_its_own),
        in_transaction(one_name_is_deleted_or_all_of_a_kind),
        in_transaction(names_go_with_their_object),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
