/*
 * A disk that is full, a folder of somebody else's, and a folder that is deleted while it is in use.  The disk is full when a file
 * may not grow any more; so much is allowed, then a little more, until all goes well: whatever was cut
 * off in between, nothing may be lost.
 */
#include "ntmsapi.h"
#include "store/transaction.h"
#include "support/asserts.h"
#include "support/fixture.h"
#include "support/kept_log.h"
#include "support/looks.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char four_tapes[] =
    "changer  STK L20\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   A00003L5  ansi VOL003\n"
    "slot 4   A00004L5  ansi VOL004\n"
    "slot 5   empty\n";

enum { PAGE = 4096 };

static rlim_t size_of(struct fixture *f, const char *name)
{
    char path[RSM_PATHS_ROOM];
    struct stat status;

    snprintf(path, sizeof path, "%s/%s", fixture_folder(f), name);
    return stat(path, &status) == 0 ? (rlim_t)status.st_size : 0;
}

/* From now on no file may be longer than that. */
static void limit_files(rlim_t size)
{
    struct rlimit limit;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = size < limit.rlim_max ? size : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* The files of the database may grow by so many pages. */
static void limit_database(struct fixture *f, unsigned pages)
{
    rlim_t log = size_of(f, "ntms.db-wal");
    rlim_t file = size_of(f, "ntms.db");

    limit_files((log > file ? log : file) + (rlim_t)pages * PAGE);
}

/* ---- each test ---- */

static int begin(void **state)
{
    (void)signal(SIGXFSZ, SIG_IGN);
    begin_keeping_log();
    return fixture_on_disk(state);
}

static int end(void **state)
{
    limit_files(RLIM_INFINITY);
    end_keeping_log();
    return fixture_end(state);
}

/* ---- a full disk ---- */

/* The database may grow by so many pages; 0xFFFFFFFE pages are no limit. */
static void limit_pages(struct fixture *f, uint32_t more)
{
    struct rsm_sql *sql;
    int64_t pages;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    sql = rsm_store_sql(f->rsm->store, RSM_STORE_READ);
    assert_success(rsm_sql_get_number(sql, "PRAGMA page_count", &pages));
    assert_success(rsm_sql_limit_pages(sql, (uint32_t)pages + more));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
}

static void a_full_database_is_told_with_what_to_do(void **state)
{
    struct fixture *f = *state;
    rsm_error err = ERROR_SUCCESS;

    plug_in_and_settle(f, four_tapes);
    limit_pages(f, 0);
    for (int i = 0; i < 1000 && err == ERROR_SUCCESS; i++)
        err = InventoryNtmsLibrary(f->session, library_id(f), NTMS_INVENTORY_FAST);

    assert_int_equal(err, ERROR_DATABASE_FULL);
    assert_logged("make room on its disk");

    limit_pages(f, 1000);
    assert_success(InventoryNtmsLibrary(f->session, library_id(f), NTMS_INVENTORY_STOP));
    run_all_work(f);
    assert_records_match_library(f);
}

static void what_cannot_be_recorded_is_refused_and_reading_goes_on(void **state)
{
    struct fixture *f = *state;
    DWORD count = 10;
    GUID ids[10];
    rsm_error err;

    plug_in_and_settle(f, four_tapes);
    limit_database(f, 0);

    /* The system refuses with "too large", which is not "full" to SQLite. */
    err = InventoryNtmsLibrary(f->session, library_id(f), NTMS_INVENTORY_FAST);
    assert_int_equal(err, ERROR_DATABASE_FAILURE);
    assert_success(
        EnumerateNtmsObject(f->session, library_id(f), ids, &count, NTMS_PHYSICAL_MEDIA, 0));
    assert_int_equal(count, 4);

    limit_files(RLIM_INFINITY);
    assert_success(InventoryNtmsLibrary(f->session, library_id(f), NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_records_match_library(f);
}

/* A full inventory with room for so many pages; then the disk is emptied, and it goes on. */
static bool ends_with_room_for(struct fixture *f, unsigned pages)
{
    rsm_error err;
    bool ended;

    limit_database(f, pages);
    err = InventoryNtmsLibrary(f->session, library_id(f), NTMS_INVENTORY_OMID);
    run_all_work(f);
    limit_files(RLIM_INFINITY);
    ended = err == ERROR_SUCCESS && count_unfinished(f) == 0;

    run_all_work(f);
    restart(f);
    run_all_work(f);
    assert_int_equal(count_unfinished(f), 0);
    assert_int_equal(count_objects(f, NTMS_PHYSICAL_MEDIA), 4);
    assert_records_match_library(f);
    return ended;
}

static void wherever_the_disk_fills_up_nothing_is_lost(void **state)
{
    struct fixture *f = *state;
    unsigned pages = 0;
    unsigned good = 0;

    plug_in_and_settle(f, four_tapes);
    while (good < 3 && pages < 400) {
        good += ends_with_room_for(f, pages) ? 1 : 0;
        pages += 3;
    }

    assert_int_equal(good, 3);
    assert_true(pages > 12); /* it was too little at first */
}

static void a_new_database_that_does_not_fit_is_refused_and_leaves_no_trouble(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("lib", four_tapes);
    rsm_system_set_options(&f->options);
    limit_files(3 * PAGE);
    assert_ptr_equal(OpenNtmsSessionW(NULL, u"Tests", 0), INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_DATABASE_FAILURE);

    limit_files(RLIM_INFINITY);
    open_session(f);
    run_all_work(f);
    assert_records_match_library(f);
}

/* ---- a folder of somebody else's ---- */

/* Rights do not stop root, so root is somebody else for a while. */
static void a_folder_of_somebody_else_is_told(void **state)
{
    struct fixture *f = *state;
    uid_t user = geteuid();
    HANDLE session;
    rsm_error err;

    assert_int_equal(chmod(fixture_folder(f), 0500), 0);
    rsm_system_set_options(&f->options);
    assert_int_equal(user == 0 ? seteuid(65534) : 0, 0);
    session = OpenNtmsSessionW(NULL, u"Tests", 0);
    err = GetLastError();
    assert_int_equal(seteuid(user), 0);
    assert_int_equal(chmod(fixture_folder(f), 0700), 0);

    assert_ptr_equal(session, INVALID_HANDLE_VALUE);
    assert_int_equal(err, ERROR_ACCESS_DENIED);
    assert_logged(fixture_folder(f));
    assert_logged("name the parent of another one in NTMS_DATA");
}

/* The files have lost their names and are gone with the last who has them open. */
static void a_folder_deleted_in_use_ends_no_program(void **state)
{
    struct fixture *f = *state;
    char command[RSM_PATHS_ROOM + 16];

    plug_in_and_settle(f, four_tapes);
    snprintf(command, sizeof command, "rm -rf '%s'", fixture_folder(f));
    assert_int_equal(system(command), 0);

    (void)InventoryNtmsLibrary(f->session, library_id(f), NTMS_INVENTORY_FAST);
    run_all_work(f);
    close_session(f);
    open_session(f);
    run_all_work(f);
    assert_records_match_library(f);
    assert_true(size_of(f, "ntms.db") > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_full_database_is_told_with_what_to_do, begin, end),
        cmocka_unit_test_setup_teardown(a_folder_of_somebody_else_is_told, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_recorded_is_refused_and_reading_goes_on,
                                        begin, end),
        cmocka_unit_test_setup_teardown(wherever_the_disk_fills_up_nothing_is_lost, begin, end),
        cmocka_unit_test_setup_teardown(
            a_new_database_that_does_not_fit_is_refused_and_leaves_no_trouble, begin, end),
        cmocka_unit_test_setup_teardown(a_folder_deleted_in_use_ends_no_program, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
