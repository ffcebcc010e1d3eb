/*
 * rsm export: a copy of the database.  ExportNtmsDatabase knows one place for it; for others, and for where that
 * is, this reaches into core/.  It keeps hands off: no library is needed for it.
 */
#include "cli/run.h"
#include "core/database.h"
#include "platform/reading.h"

static rsm_error fail(struct rsm_run *run, rsm_error err, const char *path)
{
    switch (err) {
    case ERROR_ALREADY_EXISTS:
        return rsm_run_fail(run, err, "there is a file %s already; /force replaces it", path);
    case ERROR_INVALID_PARAMETER:
        return rsm_run_fail(
            run, err, "%s is a database that programs work with, and no place for a copy", path);
    case ERROR_BUSY:
        return rsm_run_fail(run, err,
                            "the copy %s waits to take the place of the database (rsm import), and "
                            "is not replaced before; name another folder",
                            path);
    case ERROR_SHARING_VIOLATION:
        return rsm_run_fail(run, err,
                            "the copy %s is in use, or another program is just writing it", path);
    default:
        return rsm_run_fail(run, err, "no copy of the database can be written to %s", path);
    }
}

static uint64_t size_of(const char *path)
{
    struct rsm_reading *reading;
    uint64_t size;

    if (rsm_reading_open(path, &reading) != ERROR_SUCCESS)
        return 0;
    size = rsm_reading_size(reading);
    rsm_reading_close(reading);
    return size;
}

static rsm_error export(struct rsm_run *run, struct rsm_session *session, char path[RSM_PATHS_ROOM])
{
    char folder[RSM_PATHS_ROOM];
    rsm_error err;

    if (run->arguments.operand != NULL) {
        err = rsm_paths_absolute(run->arguments.operand, folder, sizeof folder);
        if (err != ERROR_SUCCESS)
            return err;
        return rsm_database_export_to(session, folder, rsm_arguments_has(&run->arguments, "force"),
                                      path);
    }
    err = rsm_database_copy_path(session, path);
    if (err == ERROR_SUCCESS && rsm_backup_is_import_requested(session->rsm->data))
        err = ERROR_BUSY; /* else this moment would be brought back instead of what was meant */
    return err == ERROR_SUCCESS ? ExportNtmsDatabase(run->session) : err;
}

static rsm_error run_export(struct rsm_run *run)
{
    char path[RSM_PATHS_ROOM] = "";
    struct rsm_session *session;
    uint64_t size;
    rsm_error err = rsm_session_get(run->session, &session);

    if (err == ERROR_SUCCESS) {
        err = export(run, session, path);
        rsm_session_release(session);
    }
    if (err != ERROR_SUCCESS)
        return fail(run, err, path[0] != '\0' ? path : "where it was to be");
    size = size_of(path);
    rsm_output_print(run->out, "The database is exported to %s (%llu bytes).\n", path,
                     (unsigned long long)size);
    if (run->arguments.operand != NULL)
        rsm_output_print(run->out, "rsm import \"%s\" takes it back.\n", run->arguments.operand);
    else
        rsm_output_print(run->out, "rsm import takes it back.\n");
    rsm_json_text(run->json, "path", path);
    rsm_json_number(run->json, "bytes", size);
    return ERROR_SUCCESS;
}

static const struct rsm_switch export_switches[] = {
    {.name = "force", .help = "replace a copy that is there"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_export = {
    .name = "export",
    .subject = RSM_SUBJECT_DATABASE,
    .summary = "Write a copy of the database",
    .operand = "FOLDER",
    .switches = export_switches,
    .details =
        "The copy is the file ntms.db in FOLDER. Without FOLDER it is where ExportNtmsDatabase "
        "writes it, and replaces the one before, unless that waits to be imported; a copy "
        "elsewhere "
        "is only replaced with /force.\n"
        "Programs may work meanwhile: the copy is the database of one moment, and is there when it "
        "is complete. It holds the passwords of device addresses; keep it where nobody reads it.",
    .has_facts = true,
    .needs_session = true,
    .keeps_hands_off = true,
    .run = run_export,
};
