/*
 * The process is killed between any two commands of an inventory, and right after each move.  What a kill
 * leaves behind is the database as it is committed at that moment and the cartridges where they are: both
 * are copied while an inventory goes on, and later each copy is what a new process finds.
 */
#include "platform/paths.h"
#include "platform/text.h"
#include "store/journal.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "work/queue.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   -  mtf Example Backup/March\n"
    "slot 3   A00003L5  blank\n"
    "slot 4   empty\n";

enum { CARTRIDGES = 3, MOVE_MEDIUM = 0xA5, MOMENTS_MAX = 200 };

/* ---- what a kill would leave ---- */

struct file {
    char *bytes;
    size_t size;
};

static const char *const names[] = {"ntms.db", "ntms.db-wal"};

enum { FILES = 2 };

struct moment {
    struct file files[FILES];
    struct rsm_sim_state *state; /* where the cartridges are */
};

struct recorder {
    struct fixture *f;
    struct moment moments[MOMENTS_MAX];
    unsigned count;
    char folder[RSM_PATHS_ROOM]; /* where the next processes live */
};

/* Nothing when there is no such file just now. */
static void read_whole(const char *folder, const char *name, struct file *file_out)
{
    char path[RSM_PATHS_ROOM];
    FILE *file;
    long size;

    assert_success(rsm_paths_join(folder, name, path, sizeof path));
    file = fopen(path, "rb");
    if (file == NULL)
        return;
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    assert_true(size >= 0);
    rewind(file);
    file_out->size = (size_t)size;
    file_out->bytes = malloc(file_out->size + 1);
    assert_non_null(file_out->bytes);
    assert_int_equal(fread(file_out->bytes, 1, file_out->size, file), file_out->size);
    (void)fclose(file);
}

static void write_whole(const char *folder, const char *name, const struct file *contents)
{
    char path[RSM_PATHS_ROOM];
    FILE *file;

    assert_success(rsm_paths_join(folder, name, path, sizeof path));
    (void)rsm_paths_remove(path);
    if (contents->bytes == NULL)
        return;
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(contents->bytes, 1, contents->size, file), contents->size);
    assert_int_equal(fclose(file), 0);
}

/* Before each command, and after each move, before its outcome is known. */
static void record_moment(void *context, uint8_t operation, bool done)
{
    struct recorder *recorder = context;
    struct moment *moment = &recorder->moments[recorder->count];

    if (done && operation != MOVE_MEDIUM)
        return;
    assert_true(recorder->count < MOMENTS_MAX);
    for (size_t i = 0; i < FILES; i++)
        read_whole(fixture_folder(recorder->f), names[i], &moment->files[i]);
    moment->state = rsm_sim_save("lib");
    recorder->count++;
}

static void forget_moments(struct recorder *recorder)
{
    for (unsigned n = 0; n < recorder->count; n++) {
        for (size_t i = 0; i < FILES; i++)
            free(recorder->moments[n].files[i].bytes);
        free(recorder->moments[n].state);
    }
}

/* ---- the next process ---- */

/* Requests in the copy are those of a process that is dead: ours lives. */
static bool bury(void *context, const struct rsm_record *record)
{
    struct rsm_record dead = *record;

    rsm_text_copy(dead.own.Owner, RSM_OWNER_LENGTH, u"00000000000000000000000000000000");
    assert_success(rsm_records_save(context, &dead));
    return true;
}

static void bury_owner(const char *folder)
{
    char path[RSM_PATHS_ROOM];
    struct rsm_store *store;
    bool fresh;

    assert_success(rsm_paths_join(folder, "ntms.db", path, sizeof path));
    assert_success(rsm_store_open(path, &store, &fresh));
    assert_false(fresh);
    assert_success(rsm_store_begin(store, RSM_STORE_WRITE));
    assert_success(rsm_records_each(store, NTMS_LIBREQUEST, NULL, 0, bury, store));
    assert_success(rsm_store_end(store, ERROR_SUCCESS));
    rsm_store_close(store);
}

static bool count_intent(void *context, const struct rsm_intent *intent)
{
    (void)intent;
    (*(unsigned *)context)++;
    return true;
}

static void assert_journal_is_empty(struct fixture *f)
{
    const GUID *library = library_id(f);
    unsigned count = 0;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_store_end(f->rsm->store,
                                 rsm_journal_each(f->rsm->store, library, count_intent, &count)));
    assert_int_equal(count, 0);
}

/* What the next process finds, and makes of it. */
static void look_after_the_kill(struct fixture *f, const char *folder, const struct moment *moment)
{
    for (size_t i = 0; i < FILES; i++)
        write_whole(folder, names[i], &moment->files[i]);
    rsm_sim_restore("lib", moment->state);
    bury_owner(folder);
    open_session(f);
    run_all_work(f);

    assert_invariants(f->rsm);
    assert_journal_is_empty(f);
    assert_records_match_library(f);
    assert_int_equal(count_unfinished(f), 0);
}

static void take_inventory_again(struct fixture *f, const GUID *backups)
{
    struct rsm_record medium;

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);
    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, CARTRIDGES);
    look_at_medium(f, "A00001L5", &medium);
    assert_guid(*backups, medium.info.ObjectGuid);
    assert_pool(f, "A00001L5", "Backups");
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_drive_state(f, 2, NTMS_DRIVESTATE_DISMOUNTED);
}

static void record_inventory(struct recorder *recorder, GUID *backups_out)
{
    struct fixture *f = recorder->f;

    plug_in_and_settle(f, two_drives);
    *backups_out = *medium_in_slot(f, 1);
    give_to_application(f, backups_out, u"Backups");
    restart(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    rsm_sim_watch(record_moment, recorder);
    run_all_work(f);
    rsm_sim_watch(NULL, NULL);
    close_session(f);
}

static void nothing_is_lost_wherever_the_process_is_killed(void **state)
{
    static struct recorder recorder;
    struct fixture *f = *state;
    GUID backups;

    memset(&recorder, 0, sizeof recorder);
    recorder.f = f;
    record_inventory(&recorder, &backups);
    assert_in_range(recorder.count, 40, MOMENTS_MAX); /* it was a whole inventory */

    assert_success(
        rsm_paths_join(fixture_folder(f), "killed", recorder.folder, sizeof recorder.folder));
    assert_success(rsm_paths_make_folder(recorder.folder));
    f->options.folder = recorder.folder;
    for (unsigned n = 0; n < recorder.count; n++) {
        look_after_the_kill(f, recorder.folder, &recorder.moments[n]);
        if (n % 5 == 0)
            take_inventory_again(f, &backups);
        close_session(f);
    }
    forget_moments(&recorder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(nothing_is_lost_wherever_the_process_is_killed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
