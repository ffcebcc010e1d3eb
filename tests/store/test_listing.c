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

#include "model/guid.h"
#include "store/made_up.h"
#include "store/records.h"
#include "store/transaction.h"
#include "support/asserts.h"

#define FILE_NAME "listing.test"

enum { SLOTS = 20 };

static const GUID library = {.Data1 = 0xA};
static const struct rsm_listing_wish all_slots = {.type = NTMS_STORAGESLOT};

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
    rsm_listing_find(rsm_store_listings(p->ours), &all_slots)->ids[0] = mark;
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
    assert_guid(next, rsm_listing_find(rsm_store_listings(p->ours), &all_slots)->ids[SLOTS]);
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

/* ---- what is taken out, and put in ---- */

/* The list that was marked lacks its second one, and is no new list. */
static void what_is_deleted_is_taken_out(void **state)
{
    struct programs *p = *state;
    GUID mark, first;
    GUID *ids;
    size_t count;

    begin_read(p->ours);
    assert_success(rsm_records_ids(p->ours, NTMS_STORAGESLOT, NULL, 0, &ids, &count));
    commit(p->ours);
    mark = list_and_mark(p);
    begin_write(p->others);
    assert_success(rsm_records_delete(p->others, &ids[1]));
    commit(p->others);

    begin_read(p->ours);
    assert_list(p->ours, NTMS_STORAGESLOT, SLOTS - 1, &first);
    commit(p->ours);
    assert_guid(mark, first);
    free(ids);
}

static GUID add_medium(struct rsm_store *store, const GUID *pool)
{
    struct rsm_record medium;

    rsm_record_begin(&medium, NTMS_PHYSICAL_MEDIA);
    medium.info.Info.PhysicalMedia.MediaPool = *pool;
    assert_success(rsm_records_insert(store, &medium));
    return medium.info.ObjectGuid;
}

static void move(struct rsm_store *store, const GUID *medium, const GUID *pool)
{
    struct rsm_record record;

    begin_write(store);
    assert_success(rsm_records_load(store, medium, NTMS_PHYSICAL_MEDIA, &record));
    record.info.Info.PhysicalMedia.MediaPool = *pool;
    assert_success(rsm_records_save(store, &record));
    commit(store);
}

enum { MEDIA = 2 * RSM_LISTING_LEAST };

static const GUID pool = {.Data1 = 0xB}, other_pool = {.Data1 = 0xC};

static void fill_pool(struct programs *p, GUID media_out[MEDIA])
{
    begin_write(p->ours);
    for (size_t i = 0; i < MEDIA; i++)
        media_out[i] = add_medium(p->ours, &pool);
    commit(p->ours);
}

static void assert_in_pool(struct rsm_store *store, const GUID *expected, size_t expected_count)
{
    const struct rsm_condition in_pool = {.column = "media_pool", .guid = &pool};
    GUID *ids;
    size_t count;

    begin_read(store);
    assert_success(rsm_records_ids(store, NTMS_PHYSICAL_MEDIA, &in_pool, 1, &ids, &count));
    commit(store);
    assert_int_equal(count, expected_count);
    assert_memory_equal(ids, expected, count * sizeof *ids);
    free(ids);
}

/* Mark the list of the pool, so that one which is collected anew is another. */
static void mark_first_in_pool(struct programs *p, GUID *first)
{
    const struct rsm_listing_wish wish = {NTMS_PHYSICAL_MEDIA, "media_pool", &pool};

    first->Data1 = 0x77;
    begin_read(p->ours);
    rsm_listing_find(rsm_store_listings(p->ours), &wish)->ids[0] = *first;
    commit(p->ours);
}

static void the_list_of_a_container_is_kept(void **state)
{
    struct programs *p = *state;
    GUID media[MEDIA];

    fill_pool(p, media);
    assert_in_pool(p->ours, media, MEDIA);
    mark_first_in_pool(p, &media[0]);
    assert_in_pool(p->ours, media, MEDIA);
}

static void what_leaves_a_container_is_taken_out(void **state)
{
    struct programs *p = *state;
    GUID media[MEDIA], left;

    fill_pool(p, media);
    assert_in_pool(p->ours, media, MEDIA);
    left = media[MEDIA - 1];
    mark_first_in_pool(p, &media[0]);
    move(p->others, &left, &other_pool);
    assert_in_pool(p->ours, media, MEDIA - 1);
}

/* Where it was before, since lists are in order of creation. */
static void what_comes_back_is_put_where_it_belongs(void **state)
{
    struct programs *p = *state;
    GUID media[MEDIA];

    fill_pool(p, media);
    assert_in_pool(p->ours, media, MEDIA);
    mark_first_in_pool(p, &media[0]);
    move(p->others, &media[3], &other_pool);
    move(p->others, &media[3], &pool);
    move(p->others, &media[MEDIA - 1], &other_pool);
    move(p->others, &media[MEDIA - 1], &pool);
    assert_in_pool(p->ours, media, MEDIA);
}

static void what_is_new_in_a_container_is_appended(void **state)
{
    struct programs *p = *state;
    GUID media[MEDIA + 1];

    fill_pool(p, media);
    assert_in_pool(p->ours, media, MEDIA);
    mark_first_in_pool(p, &media[0]);
    begin_write(p->others);
    media[MEDIA] = add_medium(p->others, &pool);
    (void)add_medium(p->others, &other_pool);
    commit(p->others);
    assert_in_pool(p->ours, media, MEDIA + 1);
}

/* More than is kept of it. */
static void a_list_that_missed_turnover_is_collected_anew(void **state)
{
    struct programs *p = *state;
    GUID media[MEDIA];
    GUID wrong;

    fill_pool(p, media);
    assert_in_pool(p->ours, media, MEDIA);
    wrong = media[0];
    mark_first_in_pool(p, &wrong);
    begin_write(p->others);
    assert_success(rsm_sql_run(rsm_store_sql(p->others, RSM_STORE_WRITE),
                               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                               " WHERE i < 10000) INSERT INTO turnover (type, object)"
                               " SELECT 15, 1000000 + i FROM n"));
    commit(p->others);
    assert_in_pool(p->ours, media, MEDIA);
}

static void old_turnover_goes(void **state)
{
    struct programs *p = *state;
    int64_t rows = 0;

    begin_write(p->ours);
    assert_success(rsm_sql_run(rsm_store_sql(p->ours, RSM_STORE_WRITE),
                               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                               " WHERE i < 20000) INSERT INTO turnover (type, object)"
                               " SELECT 15, i FROM n"));
    assert_success(rsm_sql_get_number(rsm_store_sql(p->ours, RSM_STORE_READ),
                                      "SELECT count(*) FROM turnover", &rows));
    commit(p->ours);
    assert_in_range(rows, 8192, 8192 + 1024);
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
        WITH_BOTH(what_is_deleted_is_taken_out),
        WITH_BOTH(the_list_of_a_container_is_kept),
        WITH_BOTH(what_leaves_a_container_is_taken_out),
        WITH_BOTH(what_comes_back_is_put_where_it_belongs),
        WITH_BOTH(what_is_new_in_a_container_is_appended),
        WITH_BOTH(a_list_that_missed_turnover_is_collected_anew),
        WITH_BOTH(old_turnover_goes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
