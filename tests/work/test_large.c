/*
 * Large libraries: round trips do not grow with the number of slots, and nothing gets lost among many.
 */
#include "store/schema.h"
#include "store/transaction.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

enum { READ_ELEMENT_STATUS = 0xB8, SLOTS = 5000, BYTES_A_SLOT = 512 };

static void each_kind_of_place_is_read_with_one_command(void **state)
{
    struct fixture *f = *state;
    rsm_sim_make("lib", SLOTS, 0, 0);

    open_session(f);
    run_all_work(f);

    assert_int_equal(rsm_sim_commands_of(READ_ELEMENT_STATUS), 2); /* arm and slots */
    assert_objects(f, NTMS_STORAGESLOT, SLOTS);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, SLOTS);
}

static void a_second_inventory_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct rsm_record before;
    struct rsm_record after;
    rsm_sim_make("lib", SLOTS, 0, 0);
    open_session(f);
    run_all_work(f);
    look_at_medium(f, "S04711L5", &before);

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    look_at_medium(f, "S04711L5", &after);
    assert_guid(before.info.ObjectGuid, after.info.ObjectGuid);
    assert_memory_equal(&before.info.Modified, &after.info.Modified, sizeof(SYSTEMTIME));
    assert_objects(f, NTMS_PHYSICAL_MEDIA, SLOTS);
}

static void cartridges_exchanged_among_many_are_followed(void **state)
{
    struct fixture *f = *state;
    rsm_sim_make("lib", SLOTS, 0, 0);
    open_session(f);
    run_all_work(f);

    rsm_sim_swap("lib", "slot 17", "slot 4711");
    rsm_sim_take_out("lib", "slot 2000");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_in_slot(f, "S00017L5", 4711);
    assert_in_slot(f, "S04711L5", 17);
    assert_no_medium(f, "S02000L5");
}

/* In the tables and indexes of a database. */
static int64_t bytes_of(struct rsm_sql *sql)
{
    int64_t bytes = 0;

    assert_success(
        rsm_sql_get_number(sql,
                           "SELECT (page_count - freelist_count) * page_size"
                           " FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
                           &bytes));
    return bytes;
}

static int64_t bytes_of_an_empty_one(void)
{
    struct rsm_sql *sql;
    int64_t bytes;
    bool made;

    assert_success(rsm_sql_open(":memory:", true, &sql));
    assert_success(rsm_schema_make(sql, &made));
    bytes = bytes_of(sql);
    rsm_sql_close(sql);
    return bytes;
}

/* With its medium and its side. */
static void a_full_slot_takes_little_of_the_database(void **state)
{
    struct fixture *f = *state;
    int64_t bytes;
    rsm_sim_make("lib", SLOTS, 0, 0);
    open_session(f);
    run_all_work(f);

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    bytes = bytes_of(rsm_store_sql(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
    assert_in_range((bytes - bytes_of_an_empty_one()) / SLOTS, 1, BYTES_A_SLOT);
}

static void one_more_session_asks_no_device(void **state)
{
    struct fixture *f = *state;
    HANDLE session;
    unsigned commands;
    rsm_sim_make("lib", SLOTS, 2, 2);
    open_session(f);
    run_all_work(f);

    commands = rsm_sim_commands();
    assert_success(rsm_system_open_session(NULL, u"Another", &session));
    assert_success(rsm_system_close_session(session));
    assert_int_equal(rsm_sim_commands(), commands);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(each_kind_of_place_is_read_with_one_command),
        story(a_second_inventory_changes_nothing),
        story(cartridges_exchanged_among_many_are_followed),
        story(a_full_slot_takes_little_of_the_database),
        story(one_more_session_asks_no_device),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
