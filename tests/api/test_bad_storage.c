/*
 * A data folder that cannot be used, and a database file that is none: OpenNtmsSession says no in a
 * documented code and in words, keeps what it found, and works again when the cause is gone.
 */
#include "ntmsapi.h"
#include "platform/identity.h"
#include "platform/paths.h"
#include "support/asserts.h"
#include "support/fixture.h"
#include "support/kept_log.h"
#include "support/looks.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char two_tapes[] =
    "changer  STK L20\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   empty\n";

/* ---- files of the folder ---- */

static const char *path_of(const struct fixture *f, const char *name)
{
    static char path[RSM_PATHS_ROOM];

    assert_success(rsm_paths_join(fixture_folder(f), name, path, sizeof path));
    return path;
}

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* What a file begins with; how much of it there is, at most room. */
static size_t read_file(const char *path, char *bytes, size_t room)
{
    FILE *file = fopen(path, "rb");
    size_t size;

    assert_non_null(file);
    size = fread(bytes, 1, room, file);
    fclose(file);
    return size;
}

static bool remove_file(void *context, const char *name)
{
    (void)rsm_paths_remove(path_of(context, name));
    return true;
}

static void remove_files(struct fixture *f)
{
    assert_success(rsm_paths_list(fixture_folder(f), 1000, remove_file, f));
}

static int begin(void **state)
{
    begin_keeping_log();
    return fixture_on_disk(state);
}

static int end(void **state)
{
    end_keeping_log();
    return fixture_end(state);
}

/* The error, or ERROR_SUCCESS; the session is closed at once. */
static rsm_error try_to_open(struct fixture *f)
{
    HANDLE session;

    rsm_system_set_options(&f->options);
    session = OpenNtmsSessionW(NULL, u"Tests", 0);
    if (session == INVALID_HANDLE_VALUE)
        return GetLastError();
    assert_success(CloseNtmsSession(session));
    return ERROR_SUCCESS;
}

/* A database with two media. */
static void fill(struct fixture *f)
{
    plug_in_and_settle(f, two_tapes);
    close_session(f);
}

/* ---- a folder that cannot be used ---- */

/* A name that no earlier run has used. */
static void new_name(const struct fixture *f, char path_out[RSM_PATHS_ROOM])
{
    char token[RSM_IDENTITY_TOKEN_ROOM];

    assert_success(rsm_identity_process_token(token));
    snprintf(path_out, RSM_PATHS_ROOM, "%s", path_of(f, token));
}

static void a_file_where_the_folder_should_be_is_told(void **state)
{
    struct fixture *f = *state;
    char in_the_way[RSM_PATHS_ROOM];
    char inside[RSM_PATHS_ROOM];

    new_name(f, in_the_way);
    assert_success(rsm_paths_join(in_the_way, "NtmsData", inside, sizeof inside));
    write_file(in_the_way, "not a folder", 12);
    f->options.folder = inside;

    assert_fails_with(ERROR_DATABASE_FAILURE, try_to_open(f));

    assert_logged(in_the_way);
    assert_logged("ERROR_DIRECTORY");
    assert_logged("name the parent of another one in NTMS_DATA");
    assert_success(rsm_paths_remove(in_the_way));
    f->options.folder = f->folder;
}

static void a_folder_that_is_not_there_is_made(void **state)
{
    struct fixture *f = *state;
    char parent[RSM_PATHS_ROOM];
    char folder[RSM_PATHS_ROOM];

    new_name(f, parent);
    assert_success(rsm_paths_join(parent, "NtmsData", folder, sizeof folder));
    f->options.folder = folder;

    assert_success(try_to_open(f));

    assert_success(rsm_paths_join(folder, "ntms.db", parent, sizeof parent));
    assert_success(rsm_paths_remove(parent));
    f->options.folder = f->folder;
}

static void a_folder_where_the_database_should_be_is_told(void **state)
{
    struct fixture *f = *state;
    char folder[RSM_PATHS_ROOM];
    char inside[RSM_PATHS_ROOM];

    snprintf(folder, sizeof folder, "%s", path_of(f, "other"));
    assert_success(rsm_paths_join(folder, "ntms.db", inside, sizeof inside));
    assert_success(rsm_paths_make_folder(inside));
    f->options.folder = folder;

    assert_fails_with(ERROR_ACCESS_DENIED, try_to_open(f));

    assert_logged(inside);
    assert_logged("ERROR_ACCESS_DENIED");
    f->options.folder = f->folder;
}

/* ---- a file that is no database ---- */

/* Opening fails once, the file is kept whole under another name, and the next opening works. */
static void assert_kept_aside(struct fixture *f, const char *bytes, size_t size)
{
    char kept[1024];

    assert_fails_with(ERROR_DATABASE_FAILURE, try_to_open(f));

    assert_logged("ntms.db.damaged-1");
    assert_false(rsm_paths_exists(path_of(f, "ntms.db")));
    assert_true(read_file(path_of(f, "ntms.db.damaged-1"), kept, sizeof kept) >=
                (size < sizeof kept ? size : sizeof kept));
    assert_memory_equal(kept, bytes, size < sizeof kept ? size : sizeof kept);
    open_session(f);
    run_all_work(f);
    assert_records_match_library(f);
}

static void a_text_is_kept_and_a_new_database_is_made(void **state)
{
    static const char text[] = "Dear administrator, this is not the file you are looking for.\n";
    struct fixture *f = *state;

    rsm_sim_draw("lib", two_tapes);
    write_file(path_of(f, "ntms.db"), text, sizeof text);

    assert_kept_aside(f, text, sizeof text);
}

static void a_database_that_was_cut_short_is_kept_and_a_new_one_is_made(void **state)
{
    static char bytes[20000];
    struct fixture *f = *state;

    fill(f);
    assert_int_equal(read_file(path_of(f, "ntms.db"), bytes, sizeof bytes), sizeof bytes);
    remove_files(f);
    write_file(path_of(f, "ntms.db"), bytes, sizeof bytes);

    assert_kept_aside(f, bytes, sizeof bytes);
}

static void an_empty_file_becomes_a_database(void **state)
{
    struct fixture *f = *state;

    write_file(path_of(f, "ntms.db"), "", 0);

    assert_success(try_to_open(f));
    assert_false(rsm_paths_exists(path_of(f, "ntms.db.damaged-1")));
}

static void a_second_damaged_file_does_not_replace_the_first(void **state)
{
    struct fixture *f = *state;
    char kept[10];

    write_file(path_of(f, "ntms.db"), "first file", 10);
    assert_fails_with(ERROR_DATABASE_FAILURE, try_to_open(f));
    write_file(path_of(f, "ntms.db"), "second one", 10);
    assert_fails_with(ERROR_DATABASE_FAILURE, try_to_open(f));

    assert_int_equal(read_file(path_of(f, "ntms.db.damaged-1"), kept, 10), 10);
    assert_memory_equal(kept, "first file", 10);
    assert_int_equal(read_file(path_of(f, "ntms.db.damaged-2"), kept, 10), 10);
    assert_memory_equal(kept, "second one", 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_where_the_folder_should_be_is_told, begin, end),
        cmocka_unit_test_setup_teardown(a_folder_that_is_not_there_is_made, begin, end),
        cmocka_unit_test_setup_teardown(a_folder_where_the_database_should_be_is_told, begin, end),
        cmocka_unit_test_setup_teardown(a_text_is_kept_and_a_new_database_is_made, begin, end),
        cmocka_unit_test_setup_teardown(a_database_that_was_cut_short_is_kept_and_a_new_one_is_made,
                                        begin, end),
        cmocka_unit_test_setup_teardown(an_empty_file_becomes_a_database, begin, end),
        cmocka_unit_test_setup_teardown(a_second_damaged_file_does_not_replace_the_first, begin,
                                        end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
