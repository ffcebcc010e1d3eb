/*
 * rsm export and rsm import: copies of the database, and when they count.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/judge.h"
#include "platform/paths.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char one_tape[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n";

#define COPY "copy.test"

static bool remove_one(void *context, const char *name)
{
    char path[RSM_PATHS_ROOM];

    (void)context;
    assert_success(rsm_paths_join(COPY, name, path, sizeof path));
    (void)rsm_paths_remove(path);
    return true;
}

static int remove_copy(void **state)
{
    if (rsm_paths_exists(COPY))
        assert_success(rsm_paths_list(COPY, 1000, remove_one, NULL));
    return fixture_end(state);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static bool has_pool(struct fixture *f)
{
    GUID pool;

    return CreateNtmsMediaPoolW(f->session, u"Backup", NULL, NTMS_OPEN_EXISTING, NULL, &pool) ==
           ERROR_SUCCESS;
}

static void make_pool(struct fixture *f)
{
    GUID pool;

    assert_success(CreateNtmsMediaPoolW(f->session, u"Backup", NULL, NTMS_CREATE_NEW, NULL, &pool));
}

/* ---- export ---- */

static void export_tells_where_the_copy_is(void **state)
{
    char path[RSM_PATHS_ROOM];
    plug_in(*state, one_tape);

    assert_success(rsm("export"));

    assert_success(rsm_paths_join(fixture_folder(*state), "Export", path, sizeof path));
    assert_says(path);
    assert_says("rsm import takes it back.\n");
}

static void export_to_a_folder_writes_the_copy_there(void **state)
{
    char path[RSM_PATHS_ROOM];
    plug_in(*state, one_tape);

    assert_success(rsm("export " COPY));

    assert_success(rsm_paths_absolute(COPY, path, sizeof path));
    assert_says(path);
    assert_true(rsm_paths_exists(COPY "/ntms.db"));
}

static void a_copy_in_a_folder_is_replaced_only_with_force(void **state)
{
    plug_in(*state, one_tape);
    assert_success(rsm("export " COPY));

    assert_fails_with(ERROR_ALREADY_EXISTS, rsm("export " COPY));
    assert_complains("already; /force replaces it.\n");
    assert_success(rsm("export " COPY " /force"));
}

static void the_folder_of_the_database_is_no_place_for_a_copy(void **state)
{
    char line[RSM_PATHS_ROOM + 40];
    plug_in(*state, one_tape);

    snprintf(line, sizeof line, "export %s /force", fixture_folder(*state));
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm(line));
    assert_complains("is a database that programs work with, and no place for a copy");
}

static void what_export_did_is_a_document_as_its_schema_says(void **state)
{
    plug_in(*state, one_tape);

    assert_success(rsm("export /json " COPY));
    judge_document(&out, NULL);
    assert_fails_with(ERROR_ALREADY_EXISTS, rsm("export /json " COPY));
    judge_document(&out, NULL);
}

/* ---- import ---- */

static void an_imported_copy_counts_from_the_next_start(void **state)
{
    struct fixture *f = *state;
    plug_in(f, one_tape);
    assert_success(rsm("export " COPY));
    make_pool(f);

    assert_success(rsm("import " COPY));

    assert_says("ntms.db is sound, and waits as ");
    assert_says("when all programs that use that have ended and one is started again");
    assert_true(has_pool(f));
    restart(f);
    assert_false(has_pool(f));
}

static void import_without_a_folder_takes_what_export_wrote(void **state)
{
    struct fixture *f = *state;
    plug_in(f, one_tape);
    assert_success(rsm("export"));
    make_pool(f);

    assert_success(rsm("import"));

    restart(f);
    assert_false(has_pool(f));
}

static void the_copy_that_was_there_is_kept(void **state)
{
    struct fixture *f = *state;
    plug_in(f, one_tape);
    assert_success(rsm("export " COPY));
    assert_success(rsm("export"));

    assert_success(rsm("import " COPY));

    assert_says("The copy that was there is kept as ");
    assert_says("ntms.db.replaced-1.\n");
}

static void a_copy_that_is_none_is_refused_and_nothing_changes(void **state)
{
    struct fixture *f = *state;
    plug_in(f, one_tape);
    assert_success(rsm("export " COPY));
    write_file(COPY "/ntms.db", "This is no database.");
    make_pool(f);

    assert_fails_with(ERROR_DATABASE_FAILURE, rsm("import " COPY));

    assert_complains("cannot take the place of the database: it is no database");
    restart(f);
    assert_true(has_pool(f));
}

static void without_a_copy_import_says_so(void **state)
{
    plug_in(*state, one_tape);

    assert_fails_with(ERROR_FILE_NOT_FOUND, rsm("import"));
    assert_complains("there is no such file");
    assert_fails_with(ERROR_FILE_NOT_FOUND, rsm("import none.test"));
    assert_complains("there is no such file");
}

static void what_import_did_is_a_document_as_its_schema_says(void **state)
{
    plug_in(*state, one_tape);
    assert_success(rsm("export " COPY));

    assert_success(rsm("import /json " COPY));

    judge_document(&out, NULL);
}

#define with_copy(test) cmocka_unit_test_setup_teardown(test, fixture_on_disk, remove_copy)

static void a_copy_that_waits_to_be_imported_is_not_replaced(void **state)
{
    plug_in(*state, one_tape);
    assert_success(rsm("export"));
    assert_success(rsm("import"));

    assert_fails_with(ERROR_BUSY, rsm("export"));

    assert_complains("waits to take the place of the database");
    assert_success(rsm("export " COPY));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_copy(export_tells_where_the_copy_is),
        with_copy(export_to_a_folder_writes_the_copy_there),
        with_copy(a_copy_in_a_folder_is_replaced_only_with_force),
        with_copy(the_folder_of_the_database_is_no_place_for_a_copy),
        with_copy(what_export_did_is_a_document_as_its_schema_says),
        with_copy(an_imported_copy_counts_from_the_next_start),
        with_copy(import_without_a_folder_takes_what_export_wrote),
        with_copy(the_copy_that_was_there_is_kept),
        with_copy(a_copy_that_waits_to_be_imported_is_not_replaced),
        with_copy(a_copy_that_is_none_is_refused_and_nothing_changes),
        with_copy(without_a_copy_import_says_so),
        with_copy(what_import_did_is_a_document_as_its_schema_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
