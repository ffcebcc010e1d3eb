/*
 * ExportNtmsDatabase and ImportNtmsDatabase as stories: what was on record when the copy was written is
 * on record again after the next start, and the library is looked at.
 */
#include "core/media.h"
#include "ntmsapi.h"
#include "platform/file_lock.h"
#include "platform/paths.h"
#include "store/journal.h"
#include "support/asserts.h"
#include "support/fixture.h"
#include "support/looks.h"
#include "work/free_label.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>

static const char two_tapes[] =
    "changer  STK L20\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   empty\n";

static void path_in_folder(struct fixture *f, const char *name, char path_out[RSM_PATHS_ROOM])
{
    assert_success(rsm_paths_join(fixture_folder(f), name, path_out, RSM_PATHS_ROOM));
}

static void the_state_of_the_copy_is_back_after_the_next_start(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID before;
    plug_in_and_settle(f, two_tapes);
    look_at_medium(f, "A00001L5", &medium);
    before = medium.info.ObjectGuid;
    assert_success(ExportNtmsDatabase(f->session));
    (void)give_to_application(f, &before, u"Backup");

    assert_success(ImportNtmsDatabase(f->session));
    assert_pool(f, "A00001L5", "Backup"); /* nothing changes now */
    restart(f);
    run_all_work(f);

    assert_pool(f, "A00001L5", "Import");
    look_at_medium(f, "A00001L5", &medium);
    assert_guid(before, medium.info.ObjectGuid);
}

static void cartridges_that_moved_since_the_copy_are_found(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_tapes);
    assert_success(ExportNtmsDatabase(f->session));
    rsm_sim_carry("lib", "slot 1", "slot 3");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_in_slot(f, "A00001L5", 3);

    assert_success(ImportNtmsDatabase(f->session));
    restart(f);
    run_all_work(f);

    assert_in_slot(f, "A00001L5", 3);
    assert_records_match_library(f);
}

/* Put the medium into Free, where it waits for its label. */
static void free_medium(struct fixture *f, const char *bar_code)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_free_label_enter(f->rsm, NULL, &medium)));
}

static void a_tape_that_waited_for_its_label_in_the_copy_is_not_written_on(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_intent intent = {.kind = RSM_INTENT_WRITE};
    plug_in_and_settle(f, two_tapes);
    free_medium(f, "A00001L5");
    look_at_medium(f, "A00001L5", &medium);
    intent.medium = medium.info.ObjectGuid;
    intent.library = *library_id(f);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_journal_add(f->rsm->store, &intent)));
    assert_success(ExportNtmsDatabase(f->session));
    assert_success(ImportNtmsDatabase(f->session));

    restart(f);
    run_all_work(f);

    assert_pool(f, "A00001L5", "Import");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_IMPORT);
    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_CANCELLED, 1);
    assert_int_equal(count_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_PASSED), 0);
    assert_records_match_library(f);
}

static void every_label_is_read_again(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, two_tapes);
    look_at_medium(f, "A00001L5", &medium);
    (void)give_to_application(f, &medium.info.ObjectGuid, u"Backup");
    assert_success(ExportNtmsDatabase(f->session));
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1 A00001L5 ansi VOL777");
    assert_success(ImportNtmsDatabase(f->session));

    restart(f);
    run_all_work(f);

    assert_pool_in_slot(f, 1, "Import");
    look_at_medium_in_slot(f, 1, &medium);
    assert_int_equal(medium.own.Fresh, RSM_FRESH_NO);
}

static void the_former_database_is_kept(void **state)
{
    struct fixture *f = *state;
    char kept[RSM_PATHS_ROOM];
    plug_in_and_settle(f, two_tapes);
    assert_success(ExportNtmsDatabase(f->session));
    assert_success(ImportNtmsDatabase(f->session));

    restart(f);
    run_all_work(f);

    path_in_folder(f, "ntms.db.replaced-1", kept);
    assert_true(rsm_paths_exists(kept));
}

static void without_a_copy_there_is_nothing_to_import(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_tapes);

    assert_fails_with(ERROR_DATABASE_FAILURE, ImportNtmsDatabase(f->session));
}

/* Another program lives as long as it holds a lock of this kind. */
static void the_copy_waits_until_nobody_uses_the_database(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *other;
    struct rsm_record medium;
    char path[RSM_PATHS_ROOM];
    plug_in_and_settle(f, two_tapes);
    assert_success(ExportNtmsDatabase(f->session));
    look_at_medium(f, "A00001L5", &medium);
    (void)give_to_application(f, &medium.info.ObjectGuid, u"Backup");
    assert_success(ImportNtmsDatabase(f->session));
    path_in_folder(f, "locks/process-somebody", path);
    assert_success(rsm_file_lock_try(path, &other));

    restart(f);
    run_all_work(f);
    assert_pool(f, "A00001L5", "Backup");

    rsm_file_lock_release(other);
    restart(f);
    run_all_work(f);
    assert_pool(f, "A00001L5", "Import");
}

static void two_copies_are_not_written_at_once(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *other;
    char path[RSM_PATHS_ROOM];
    plug_in_and_settle(f, two_tapes);
    assert_success(ExportNtmsDatabase(f->session));
    path_in_folder(f, "Export/export.lock", path);
    assert_success(rsm_file_lock_try(path, &other));

    assert_fails_with(ERROR_SHARING_VIOLATION, ExportNtmsDatabase(f->session));

    rsm_file_lock_release(other);
    assert_success(ExportNtmsDatabase(f->session));
}

/* ---- rights ---- */

static bool all_but_control(void *context, const struct rsm_session *session,
                            const struct rsm_record *securable, DWORD right)
{
    (void)context;
    (void)session;
    return securable->info.dwType != NTMS_COMPUTER || right != NTMS_CONTROL_ACCESS;
}

static void copies_want_control_of_the_computer(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_tapes);
    f->rsm->access = all_but_control;

    assert_fails_with(ERROR_ACCESS_DENIED, ExportNtmsDatabase(f->session));
    assert_fails_with(ERROR_ACCESS_DENIED, ImportNtmsDatabase(f->session));

    f->rsm->access = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(the_state_of_the_copy_is_back_after_the_next_start),
        story_on_disk(cartridges_that_moved_since_the_copy_are_found),
        story_on_disk(a_tape_that_waited_for_its_label_in_the_copy_is_not_written_on),
        story_on_disk(every_label_is_read_again),
        story_on_disk(the_former_database_is_kept),
        story_on_disk(without_a_copy_there_is_nothing_to_import),
        story_on_disk(the_copy_waits_until_nobody_uses_the_database),
        story_on_disk(two_copies_are_not_written_at_once),
        story_on_disk(copies_want_control_of_the_computer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
