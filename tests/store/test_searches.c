/*
 * Which side is allocated next, and that finding it does not take longer the more media there are.
 */
#include "store/searches.h"

#include "model/guid.h"
#include "store/made_up.h"
#include "store/records.h"
#include "store/transaction.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static const GUID pool = {.Data1 = 1};
static const GUID other_pool = {.Data1 = 2};

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

/* ---- given; all inside a transaction ---- */

static GUID add_library(struct rsm_store *store, DWORD flags, DWORD operational_state, BOOL enabled)
{
    struct rsm_record library;

    rsm_record_begin(&library, NTMS_LIBRARY);
    library.info.Info.Library.dwFlags = flags;
    library.info.dwOperationalState = operational_state;
    library.info.Enabled = enabled;
    assert_success(rsm_records_insert(store, &library));
    return library.info.ObjectGuid;
}

static GUID add_medium(struct rsm_store *store, const GUID *library, BOOL enabled, DWORD fresh)
{
    struct rsm_record medium;

    rsm_record_begin(&medium, NTMS_PHYSICAL_MEDIA);
    medium.info.Info.PhysicalMedia.CurrentLibrary = *library;
    medium.info.Enabled = enabled;
    medium.own.Fresh = fresh;
    assert_success(rsm_records_insert(store, &medium));
    return medium.info.ObjectGuid;
}

static GUID add_side(struct rsm_store *store, const GUID *medium, const GUID *in_pool, DWORD state,
                     DWORD allocations)
{
    struct rsm_record of;
    struct rsm_record side;

    assert_success(rsm_records_load(store, medium, NTMS_PHYSICAL_MEDIA, &of));
    rsm_record_begin(&side, NTMS_PARTITION);
    side.info.Info.Partition.PhysicalMedia = *medium;
    side.info.Info.Partition.State = state;
    side.info.Info.Partition.dwAllocateCount = allocations;
    side.own.Pool = *in_pool;
    side.own.Library = of.info.Info.PhysicalMedia.CurrentLibrary;
    assert_success(rsm_records_insert(store, &side));
    return side.info.ObjectGuid;
}

/* An available side of a medium of its own. */
static GUID add_available(struct rsm_store *store, const GUID *library, DWORD allocations)
{
    GUID medium = add_medium(store, library, TRUE, 0);

    return add_side(store, &medium, &pool, NTMS_PARTSTATE_AVAILABLE, allocations);
}

static void assert_found(struct rsm_store *store, bool whole, const GUID *expected)
{
    GUID found = rsm_guid_null;

    assert_success(rsm_searches_available_side(store, &pool, whole, &found));
    assert_guid(*expected, found);
}

static void assert_none(struct rsm_store *store, bool whole)
{
    GUID found;

    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_searches_available_side(store, &pool, whole, &found));
}

/* ---- which ---- */

static void the_one_allocated_least_often_comes_first(void **state)
{
    struct rsm_store *store = *state;
    GUID library;
    GUID least;

    begin_write(store);
    library = add_library(store, 0, NTMS_READY, TRUE);
    (void)add_available(store, &library, 3);
    least = add_available(store, &library, 1);
    (void)add_available(store, &library, 2);
    assert_found(store, false, &least);
    assert_found(store, true, &least);
    commit(store);
}

static void of_equals_the_oldest_comes_first(void **state)
{
    struct rsm_store *store = *state;
    GUID library;
    GUID oldest;

    begin_write(store);
    library = add_library(store, 0, NTMS_READY, TRUE);
    oldest = add_available(store, &library, 1);
    (void)add_available(store, &library, 1);
    assert_found(store, false, &oldest);
    commit(store);
}

static void of_all_libraries_the_best_side_is_found(void **state)
{
    struct rsm_store *store = *state;
    GUID first, second, third, best;

    begin_write(store);
    first = add_library(store, 0, NTMS_READY, TRUE);
    second = add_library(store, 0, NTMS_READY, TRUE);
    third = add_library(store, 0, NTMS_READY, TRUE);
    (void)add_available(store, &third, 2);
    best = add_available(store, &second, 1);
    (void)add_available(store, &first, 1);
    assert_found(store, false, &best);
    assert_found(store, true, &best);
    commit(store);
}

static void only_available_sides_of_that_pool_count(void **state)
{
    struct rsm_store *store = *state;
    GUID library;
    GUID medium;

    begin_write(store);
    library = add_library(store, 0, NTMS_READY, TRUE);
    for (DWORD i = NTMS_PARTSTATE_UNKNOWN; i <= NTMS_PARTSTATE_RESERVED; i++) {
        medium = add_medium(store, &library, TRUE, 0);
        if (i != NTMS_PARTSTATE_AVAILABLE)
            (void)add_side(store, &medium, &pool, i, 0);
    }
    (void)add_side(store, &medium, &other_pool, NTMS_PARTSTATE_AVAILABLE, 0);
    assert_none(store, false);
    commit(store);
}

static void media_that_cannot_be_reached_are_passed_over(void **state)
{
    struct rsm_store *store = *state;
    GUID present, offline, absent, disabled, medium, side;

    begin_write(store);
    present = add_library(store, 0, NTMS_READY, TRUE);
    offline = add_library(store, NTMS_LIBRARYFLAG_FIXEDOFFLINE, NTMS_READY, TRUE);
    absent = add_library(store, 0, NTMS_NOT_PRESENT, TRUE);
    disabled = add_library(store, 0, NTMS_READY, FALSE);
    (void)add_available(store, &offline, 0);
    (void)add_available(store, &absent, 0);
    (void)add_available(store, &disabled, 0);
    medium = add_medium(store, &present, FALSE, 0);
    (void)add_side(store, &medium, &pool, NTMS_PARTSTATE_AVAILABLE, 0);
    medium = add_medium(store, &present, TRUE, 2); /* another cartridge is in its place */
    (void)add_side(store, &medium, &pool, NTMS_PARTSTATE_AVAILABLE, 0);
    assert_none(store, false);
    side = add_available(store, &present, 9);
    assert_found(store, false, &side);
    commit(store);
}

static void whole_media_have_no_side_in_another_state(void **state)
{
    struct rsm_store *store = *state;
    GUID library, medium, half, whole;

    begin_write(store);
    library = add_library(store, 0, NTMS_READY, TRUE);
    medium = add_medium(store, &library, TRUE, 0);
    (void)add_side(store, &medium, &pool, NTMS_PARTSTATE_ALLOCATED, 1);
    half = add_side(store, &medium, &pool, NTMS_PARTSTATE_AVAILABLE, 0);
    assert_found(store, false, &half);
    assert_none(store, true);
    medium = add_medium(store, &library, TRUE, 0);
    whole = add_side(store, &medium, &pool, NTMS_PARTSTATE_AVAILABLE, 5);
    (void)add_side(store, &medium, &pool, NTMS_PARTSTATE_AVAILABLE, 6);
    assert_found(store, true, &whole);
    commit(store);
}

/* ---- how ---- */

/* What EXPLAIN QUERY PLAN must say. */
#define SIDES_OF_LIBRARY \
    "SEARCH side USING INDEX partition_pool (media_pool=? AND state=? AND library=?)"

struct plan {
    int library_scans; /* the only table that is gone through */
    int other_scans;
    int sorts;
    bool has_sides_of_library;
};

static void read_plan(struct rsm_store *store, bool whole, struct plan *plan)
{
    struct rsm_statement *statement;
    struct rsm_sql_text text;
    char line[200] = "";
    bool row;

    rsm_sql_text_begin(&text);
    rsm_sql_text_add(&text, "EXPLAIN QUERY PLAN %s", rsm_searches_available_side_text(whole));
    assert_success(rsm_sql_take(rsm_store_sql(store, RSM_STORE_READ), text.text, &statement));
    while (rsm_sql_step(statement, &row) == ERROR_SUCCESS && row) {
        rsm_sql_utf8(statement, 3, line, sizeof line);
        if (strcmp(line, "SCAN library") == 0)
            plan->library_scans++;
        else if (strncmp(line, "SCAN", 4) == 0)
            plan->other_scans++;
        else if (strstr(line, "TEMP B-TREE") != NULL)
            plan->sorts++;
        else if (strcmp(line, SIDES_OF_LIBRARY) == 0)
            plan->has_sides_of_library = true;
    }
    rsm_sql_give(statement);
}

/* The best sides of the libraries are sorted, which are few; those of one library come in the order of
 * their index, so that the first that fits is the answer. */
static void only_libraries_are_gone_through_and_only_their_best_sides_sorted(void **state)
{
    begin_read(*state);
    for (int whole = 0; whole < 2; whole++) {
        struct plan plan = {0};

        read_plan(*state, whole, &plan);
        assert_true(plan.has_sides_of_library);
        assert_int_equal(plan.library_scans, 1);
        assert_int_equal(plan.other_scans, 0);
        assert_int_equal(plan.sorts, 1);
    }
    commit(*state);
}

#define IN_STORE(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_STORE(the_one_allocated_least_often_comes_first),
        IN_STORE(of_equals_the_oldest_comes_first),
        IN_STORE(of_all_libraries_the_best_side_is_found),
        IN_STORE(only_available_sides_of_that_pool_count),
        IN_STORE(media_that_cannot_be_reached_are_passed_over),
        IN_STORE(whole_media_have_no_side_in_another_state),
        IN_STORE(only_libraries_are_gone_through_and_only_their_best_sides_sorted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
