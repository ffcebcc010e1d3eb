/*
 * How a process comes to the database.
 */
#include "work/opening.h"

#include <string.h>

#include "core/owner.h"
#include "core/restored.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/backup.h"

enum { PATIENCE_MS = 30000, RETRY_MS = 20, PROCESSES_MAX = 10000 };

/* Only one process is between here and the release at a time. */
static rsm_error take_turn(const char *folder, struct rsm_file_lock **turn_out)
{
    uint64_t end = rsm_clock_ms() + PATIENCE_MS;
    char path[RSM_PATHS_ROOM];
    rsm_error err = rsm_paths_join(folder, "opening", path, sizeof path);

    if (err != ERROR_SUCCESS)
        return err;
    while ((err = rsm_file_lock_try(path, turn_out)) == ERROR_LOCK_VIOLATION) {
        if (rsm_clock_ms() >= end) {
            rsm_log(RSM_LOG_ERROR, "work",
                    "another program has held %s for %d s; end it and start again", path,
                    PATIENCE_MS / 1000);
            return ERROR_DATABASE_FAILURE;
        }
        rsm_clock_sleep_ms(RETRY_MS);
    }
    return err;
}

static rsm_error prove_alive(const struct rsm *rsm, char path_out[RSM_PATHS_ROOM],
                             struct rsm_file_lock **alive_out)
{
    rsm_error err = rsm_owner_path(rsm->folder, rsm->owner, path_out, RSM_PATHS_ROOM);

    return err == ERROR_SUCCESS ? rsm_file_lock_try(path_out, alive_out) : err;
}

/* ---- is anybody else there? ---- */

struct company {
    const struct rsm *rsm;
    bool found;
};

static bool look_for_company(void *context, const char *name)
{
    struct company *company = context;
    WCHAR owner[RSM_OWNER_LENGTH];

    if (strncmp(name, RSM_OWNER_PREFIX, strlen(RSM_OWNER_PREFIX)) != 0)
        return true;
    rsm_text_from_utf8(owner, RSM_OWNER_LENGTH, name + strlen(RSM_OWNER_PREFIX),
                       RSM_TEXT_TERMINATED);
    company->found = !rsm_text_equal(owner, company->rsm->owner, RSM_OWNER_LENGTH) &&
                     rsm_owner_lives(company->rsm, owner);
    return !company->found;
}

/* When it cannot be found out, somebody is there. */
static bool is_alone(const struct rsm *rsm)
{
    struct company company = {.rsm = rsm};

    return rsm_paths_list(rsm->folder, PROCESSES_MAX, look_for_company, &company) ==
               ERROR_SUCCESS &&
           !company.found;
}

/* The copy is settled before it takes the place of the database, so that nobody ever works with what was
 * under way when it was made. */
static rsm_error import(const struct rsm *rsm)
{
    struct rsm restored = *rsm;
    char path[RSM_PATHS_ROOM];
    bool fresh;
    rsm_error err = rsm_backup_prepare_import(rsm->data, path);

    if (err != ERROR_SUCCESS || path[0] == '\0')
        return err;
    restored.store = NULL;
    err = rsm_store_open(path, &restored.store, &fresh);
    if (err == ERROR_SUCCESS)
        err = rsm_restored_settle(&restored);
    rsm_store_close(restored.store);
    return err == ERROR_SUCCESS ? rsm_backup_finish_import(rsm->data) : err;
}

static rsm_error import_if_requested(const struct rsm *rsm)
{
    if (!rsm_backup_is_import_requested(rsm->data))
        return ERROR_SUCCESS;
    if (is_alone(rsm))
        return import(rsm);
    rsm_log(
        RSM_LOG_WARNING, "work",
        "the database is to be replaced by its copy, which waits until all programs that use it "
        "have ended");
    return ERROR_SUCCESS;
}

rsm_error rsm_opening_open(struct rsm *rsm, const char *database, char alive_path[RSM_PATHS_ROOM],
                           struct rsm_file_lock **alive_out)
{
    struct rsm_file_lock *turn = NULL;
    bool fresh;
    rsm_error err = take_turn(rsm->folder, &turn);

    if (err == ERROR_SUCCESS)
        err = prove_alive(rsm, alive_path, alive_out);
    if (err == ERROR_SUCCESS)
        err = import_if_requested(rsm);
    if (err == ERROR_SUCCESS)
        err = rsm_store_open(database, &rsm->store, &fresh);
    rsm_file_lock_release(turn);
    return err;
}
