/*
 * Copies of the database file and of the simulated library, taken between two commands.
 */
#include "support/moments.h"

#include "platform/paths.h"
#include "platform/text.h"
#include "store/journal.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/files.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

enum { MOVE_MEDIUM = 0xA5, WRITE = 0x0A, WRITE_FILEMARKS = 0x10, MOMENTS_MAX = 200 };

static const char *const names[] = {"ntms.db", "ntms.db-wal"};

enum { FILES = 2 };

struct moment {
    struct file_contents files[FILES];
    struct rsm_sim_state *state;
};

struct moments {
    struct fixture *f;
    struct moment moments[MOMENTS_MAX];
    unsigned count;
    char folder[RSM_PATHS_ROOM]; /* where the next processes live */
};

/* What a kill after a command may leave undone: whatever changed something. */
static bool has_changed(uint8_t operation)
{
    return operation == MOVE_MEDIUM || operation == WRITE || operation == WRITE_FILEMARKS;
}

static void record_moment(void *context, uint8_t operation, bool done)
{
    struct moments *moments = context;
    struct moment *moment = &moments->moments[moments->count];

    if (done && !has_changed(operation))
        return;
    assert_true(moments->count < MOMENTS_MAX);
    for (size_t i = 0; i < FILES; i++)
        read_whole(fixture_folder(moments->f), names[i], &moment->files[i]);
    moment->state = rsm_sim_save("lib");
    moments->count++;
}

struct moments *moments_record(struct fixture *f)
{
    struct moments *moments = calloc(1, sizeof *moments);

    assert_non_null(moments);
    moments->f = f;
    rsm_sim_watch(record_moment, moments);
    return moments;
}

unsigned moments_end(struct moments *moments)
{
    struct fixture *f = moments->f;

    rsm_sim_watch(NULL, NULL);
    close_session(f);
    assert_success(
        rsm_paths_join(fixture_folder(f), "killed", moments->folder, sizeof moments->folder));
    assert_success(rsm_paths_make_folder(moments->folder));
    f->options.folder = moments->folder;
    return moments->count;
}

void moments_free(struct moments *moments)
{
    for (unsigned n = 0; n < moments->count; n++) {
        for (size_t i = 0; i < FILES; i++)
            free(moments->moments[n].files[i].bytes);
        free(moments->moments[n].state);
    }
    free(moments);
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

void moments_begin_after(struct moments *moments, unsigned n)
{
    for (size_t i = 0; i < FILES; i++)
        write_whole(moments->folder, names[i], &moments->moments[n].files[i]);
    rsm_sim_restore("lib", moments->moments[n].state);
    bury_owner(moments->folder);
    open_session(moments->f);
}

/* ---- the journal ---- */

static bool count_intent(void *context, const struct rsm_intent *intent)
{
    (void)intent;
    (*(unsigned *)context)++;
    return true;
}

unsigned count_intents(struct fixture *f)
{
    const GUID *library = library_id(f);
    unsigned count = 0;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_store_end(f->rsm->store,
                                 rsm_journal_each(f->rsm->store, library, count_intent, &count)));
    return count;
}
