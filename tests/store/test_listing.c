/*
 * A list that is kept is never another than the one in the database, whoever changes it.  Two stores have
 * the same file open, as two programs would.
 */
#include "store/listing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "store/made_up.h"
#include "store/records.h"
#include "store/transaction.h"
#include "support/asserts.h"

#define FILE_NAME "listing.test"

enum { SLOTS = 20 };

static const GUID library = {.Data1 = 0xA};

struct programs {
    struct rsm_store *ours;
    struct rsm_store *others;
    GUID first; /* slot */
};

static int open_both(void **state)
{
    struct programs *p = calloc(1, sizeof *p);

    remove_database(FILE_NAME);
    p->ours = open_database(FILE_NAME);
    p->others = open_database(FILE_NAME);
    begin_write(p->ours);
    p->first = add_slot(p->ours, &library, 1);
    for (DWORD i = 2; i <= SLOTS; i++)
        add_slot(p->ours, &library, i);
    commit(p->ours);
    *state = p;
    return 0;
}

static int close_both(void **state)
{
    struct programs *p = *state;

    rsm_store_close(p->ours);
    rsm_store_close(p->others);
    free(p);
    remove_database(FILE_NAME);
    return 0;
}

/* In an open transaction. */
static void assert_list(struct rsm_store *store, DWORD type, size_t expected, GUID *first_out)
{
    GUID *ids;
    size_t count;

    assert_success(rsm_records_ids(store, type, NULL, 0, &ids, &count));
    assert_int_equal(count, expected);
    if (first_out != NULL)
        *first_out = ids[0];
    free(ids);
}

static void assert_listed(struct rsm_store *store, size_t expected)
{
    begin_read(store);
    assert_list(store, NTMS_STORAGESLOT, expected, NULL);
    commit(store);
}

/* List the slots and change the first one of the list that is kept, which tells it from one collected anew. */
static GUID list_and_mark(struct programs *p)
{
    const GUID mark = {.Data1 = 0x77};

    begin_read(p->ours);
    assert_list(p->ours, NTMS_STORAGESLOT, SLOTS, NULL);
    rsm_store_listing(p->ours, NTMS_STORAGESLOT)->ids[0] = mark;
    commit(p->ours);
    return mark;
}

static void a_list_is_kept(void **state)
{
    struct programs *p = *state;
    GUID mark = list_and_mark(p);
    GUID first;

    begin_read(p->ours);
    assert_list(p->ours, NTMS_STORAGESLOT, SLOTS, &first);
    commit(p->ours);
    assert_guid(mark, first);
}

static void what_is_new_is_appended(void **state)
{
    struct programs *p = *state;
    GUID mark = list_and_mark(p);
    GUID first;

    begin_write(p->others);
    add_slot(p->others, &library, 0);
    commit(p->others);

    begin_read(p->ours);
    assert_list(p->ours, NTMS_STORAGESLOT, SLOTS + 1, &first);
    commit(p->ours);
    assert_guid(mark, first);
}

static void what_we_add_is_listed(void **state)
{
    struct programs *p = *state;

    assert_listed(p->ours, SLOTS);
    begin_write(p->ours);
    add_slot(p->ours, &library, 0);
    assert_list(p->ours, NTMS_STORAGESLOT, SLOTS + 1, NULL);
    commit(p->ours);
    assert_listed(p->ours, SLOTS + 1);
}

static void what_others_add_is_listed(void **state)
{
    struct programs *p = *state;

    assert_listed(p->ours, SLOTS);
    begin_write(p->others);
    add_slot(p->others, &library, 0);
    commit(p->others);
    assert_listed(p->ours, SLOTS + 1);
}

static void what_others_exchange_is_listed(void **state)
{
    struct programs *p = *state;
    GUID first;

    assert_listed(p->ours, SLOTS);
    begin_write(p->others);
    assert_success(rsm_records_delete(p->others, &p->first));
    add_slot(p->others, &library, 0);
    commit(p->others);

    begin_read(p->ours);
    assert_list(p->ours, NTMS_STORAGESLOT, SLOTS, &first);
    commit(p->ours);
    assert_memory_not_equal(&first, &p->first, sizeof first);
}

/* The row of the last one is given to the next. */
static void one_in_place_of_the_last_is_listed(void **state)
{
    struct programs *p = *state;
    GUID last, next;

    begin_write(p->others);
    last = add_slot(p->others, &library, 0);
    commit(p->others);
    assert_listed(p->ours, SLOTS + 1);
    begin_write(p->others);
    assert_success(rsm_records_delete(p->others, &last));
    next = add_slot(p->others, &library, 0);
    commit(p->others);

    begin_read(p->ours);
    assert_list(p->ours, NTMS_STORAGESLOT, SLOTS + 1, NULL);
    assert_guid(next, rsm_store_listing(p->ours, NTMS_STORAGESLOT)->ids[SLOTS]);
    commit(p->ours);
}

static void what_is_rolled_back_is_not_listed(void **state)
{
    struct programs *p = *state;

    assert_listed(p->ours, SLOTS);
    begin_write(p->ours);
    add_slot(p->ours, &library, 0);
    assert_list(p->ours, NTMS_STORAGESLOT, SLOTS + 1, NULL);
    roll_back(p->ours);
    assert_listed(p->ours, SLOTS);
}

static void a_deletion_that_is_rolled_back_leaves_the_list_as_it_is(void **state)
{
    struct programs *p = *state;
    GUID first;

    begin_write(p->ours);
    assert_success(rsm_records_delete(p->ours, &p->first));
    assert_list(p->ours, NTMS_STORAGESLOT, SLOTS - 1, NULL);
    roll_back(p->ours);

    begin_read(p->ours);
    assert_list(p->ours, NTMS_STORAGESLOT, SLOTS, &first);
    commit(p->ours);
    assert_guid(p->first, first);
}

static void a_reader_goes_on_listing_what_it_began_with(void **state)
{
    struct programs *p = *state;

    begin_read(p->ours);
    assert_list(p->ours, NTMS_STORAGESLOT, SLOTS, NULL);
    begin_write(p->others);
    add_slot(p->others, &library, 0);
    commit(p->others);
    assert_list(p->ours, NTMS_STORAGESLOT, SLOTS, NULL);
    commit(p->ours);
    assert_listed(p->ours, SLOTS + 1);
}

#define WITH_BOTH(test) cmocka_unit_test_setup_teardown(test, open_both, close_both)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BOTH(a_list_is_kept),
        WITH_BOTH(what_is_new_is_appended),
        WITH_BOTH(what_we_add_is_listed),
        WITH_BOTH(what_others_add_is_listed),
        WITH_BOTH(what_others_exchange_is_listed),
        WITH_BOTH(one_in_place_of_the_last_is_listed),
        WITH_BOTH(what_is_rolled_back_is_not_listed),
        WITH_BOTH(a_deletion_that_is_rolled_back_leaves_the_list_as_it_is),
        WITH_BOTH(a_reader_goes_on_listing_what_it_began_with),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
