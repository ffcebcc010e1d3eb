/*
 * The process is killed between any two commands of an inventory, and right after each move.  What a kill
 * leaves behind is the database as it is committed at that moment and the cartridges where they are: both
 * are copied, the inventory goes on, and later the copy is what a new process finds.
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

enum { CARTRIDGES = 3, MOVE_MEDIUM = 0xA5 };

/* ---- copying what a kill would leave ---- */

static void copy_file(const char *from_folder, const char *to_folder, const char *name)
{
    char path[RSM_PATHS_ROOM];
    char buffer[16384];
    FILE *from;
    FILE *to;
    size_t count;

    assert_success(rsm_paths_join(from_folder, name, path, sizeof path));
    from = fopen(path, "rb");
    assert_success(rsm_paths_join(to_folder, name, path, sizeof path));
    (void)rsm_paths_remove(path);
    if (from == NULL)
        return; /* there is no write-ahead log just now */
    to = fopen(path, "wb");
    assert_non_null(to);
    while ((count = fread(buffer, 1, sizeof buffer, from)) > 0)
        assert_int_equal(fwrite(buffer, 1, count, to), count);
    assert_int_equal(fclose(to), 0);
    (void)fclose(from);
}

static void copy_database(const char *from, const char *to)
{
    copy_file(from, to, "ntms.db");
    copy_file(from, to, "ntms.db-wal");
}

struct killing {
    struct fixture *f;
    char folder[RSM_PATHS_ROOM]; /* of the copy */
    unsigned point;              /* where to kill, counted from 1 */
    unsigned passed;             /* points that went by */
    struct rsm_sim_state *state; /* the cartridges at that point */
};

static void kill_at_point(void *context, uint8_t operation, bool done)
{
    struct killing *k = context;

    if ((done && operation != MOVE_MEDIUM) || ++k->passed != k->point)
        return;
    copy_database(fixture_folder(k->f), k->folder);
    k->state = rsm_sim_save("lib");
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

static void look_after_the_kill(struct killing *k, const GUID *backups)
{
    struct fixture *f = k->f;
    struct rsm_record medium;

    bury_owner(k->folder);
    f->options.folder = k->folder;
    open_session(f);
    run_all_work(f);

    assert_invariants(f->rsm);
    assert_journal_is_empty(f);
    assert_records_match_library(f);
    assert_int_equal(count_unfinished(f), 0);

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
    close_session(f);
    f->options.folder = fixture_folder(f);
}

/* True while there was such a point. */
static bool kill_during_inventory(struct killing *k, const GUID *backups)
{
    struct fixture *f = k->f;
    struct rsm_sim_state *end;
    bool killed;

    k->passed = 0;
    k->state = NULL;
    open_session(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    rsm_sim_watch(kill_at_point, k);
    run_all_work(f);
    rsm_sim_watch(NULL, NULL);
    close_session(f);
    end = rsm_sim_save("lib");

    killed = k->state != NULL;
    if (killed) {
        rsm_sim_restore("lib", k->state);
        look_after_the_kill(k, backups);
        rsm_sim_restore("lib", end);
    }
    free(end);
    free(k->state);
    return killed;
}

static void nothing_is_lost_wherever_the_process_is_killed(void **state)
{
    struct fixture *f = *state;
    struct killing k = {.f = f, .point = 1};
    GUID backups;

    assert_success(rsm_paths_join(fixture_folder(f), "killed", k.folder, sizeof k.folder));
    assert_success(rsm_paths_make_folder(k.folder));
    plug_in_and_settle(f, two_drives);
    backups = *medium_in_slot(f, 1);
    give_to_application(f, &backups, u"Backups");
    close_session(f);

    while (kill_during_inventory(&k, &backups))
        k.point++;
    assert_in_range(k.point, 40, 1000); /* it was a whole inventory */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(nothing_is_lost_wherever_the_process_is_killed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
