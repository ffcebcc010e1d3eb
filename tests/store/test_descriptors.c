/*
 * Security descriptors of objects, as bytes.
 */
#include "store/descriptors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "store/made_up.h"
#include "store/records.h"
#include "store/transaction.h"
#include "support/asserts.h"

/* A database with one library, in a writing transaction; and one who listens to libraries. */
struct place {
    struct rsm_store *store;
    GUID library;
    struct rsm_listener listener;
};

static int open_it(void **state)
{
    static struct place place;
    struct rsm_record library;

    memset(&place, 0, sizeof place);
    place.store = open_database(":memory:");
    make_up(&library, NTMS_LIBRARY, 1);
    begin_write(place.store);
    assert_success(rsm_records_insert(place.store, &library));
    assert_success(rsm_changes_listen(place.store, u"me", NTMS_LIBRARY, &place.listener));
    commit(place.store);
    place.library = library.info.ObjectGuid;
    begin_write(place.store);
    *state = &place;
    return 0;
}

static int close_it(void **state)
{
    struct place *place = *state;

    rsm_store_end(place->store, ERROR_SUCCESS);
    rsm_store_close(place->store);
    return 0;
}

static rsm_error save(struct place *place, const GUID *id, const char *text)
{
    return rsm_descriptors_save(place->store, NTMS_LIBRARY, id, (const BYTE *)text, strlen(text));
}

static void assert_kept(struct place *place, const char *expected)
{
    BYTE *bytes = NULL;
    size_t size = 0;

    assert_success(rsm_descriptors_load(place->store, &place->library, &bytes, &size));
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(bytes, expected, size);
    free(bytes);
}

static void an_object_has_none_at_first(void **state)
{
    struct place *place = *state;
    BYTE *bytes = NULL;
    size_t size = 0;

    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_descriptors_load(place->store, &place->library, &bytes, &size));
    assert_null(bytes);
}

static void what_was_saved_is_loaded(void **state)
{
    struct place *place = *state;

    assert_success(save(place, &place->library, "one"));
    assert_kept(place, "one");
}

static void another_one_replaces_it(void **state)
{
    struct place *place = *state;

    assert_success(save(place, &place->library, "one"));
    assert_success(save(place, &place->library, "another"));
    assert_kept(place, "another");
}

static void an_unknown_object_cannot_have_one(void **state)
{
    struct place *place = *state;
    const GUID unknown = {1, 2, 3, {4}};

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, save(place, &unknown, "one"));
}

static void it_goes_with_its_object(void **state)
{
    struct place *place = *state;
    int64_t left = -1;

    assert_success(save(place, &place->library, "one"));
    assert_success(rsm_records_delete(place->store, &place->library));
    assert_success(rsm_sql_get_number(rsm_store_sql(place->store, RSM_STORE_READ),
                                      "SELECT count(*) FROM security", &left));
    assert_int_equal(left, 0);
}

static void listeners_hear_that_the_object_changed(void **state)
{
    struct place *place = *state;
    struct rsm_change change;

    assert_success(save(place, &place->library, "one"));
    commit(place->store);
    begin_write(place->store);

    assert_success(rsm_changes_next(place->store, &place->listener, &change));
    assert_int_equal(change.kind, RSM_CHANGE_UPDATE);
    assert_guid(place->library, change.id);
    assert_fails_with(ERROR_NO_MORE_ITEMS,
                      rsm_changes_next(place->store, &place->listener, &change));
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_PLACE(an_object_has_none_at_first), IN_PLACE(what_was_saved_is_loaded),
        IN_PLACE(another_one_replaces_it),     IN_PLACE(an_unknown_object_cannot_have_one),
        IN_PLACE(it_goes_with_its_object),     IN_PLACE(listeners_hear_that_the_object_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
