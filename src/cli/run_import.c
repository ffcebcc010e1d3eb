/*
 * rsm import: have a copy take the place of the database.  ImportNtmsDatabase knows one place for it; for others,
 * and for where that is, this reaches into core/.  It keeps hands off: the sooner this process ends, the
 * sooner the copy counts.
 */
#include <stdio.h>

#include "cli/run.h"
#include "cli/width.h"
#include "core/database.h"

/* Where everything is. */
struct places {
    char source[RSM_PATHS_ROOM];    /* the copy that was named */
    char staged[RSM_PATHS_ROOM];    /* where it waits */
    char kept[RSM_PATHS_ROOM + 32]; /* what was there before; "" = nothing */
    char why[RSM_BACKUP_WHY];       /* the copy cannot be used */
};

static rsm_error fail(struct rsm_run *run, rsm_error err, struct places *places)
{
    rsm_width_clean(places->why); /* it quotes the file */
    if (places->why[0] != '\0')
        return rsm_run_fail(run, err, "%s cannot take the place of the database: %s",
                            places->source, places->why);
    if (err == ERROR_INVALID_PARAMETER)
        return rsm_run_fail(run, err, "%s is the database itself", places->source);
    if (err == ERROR_SHARING_VIOLATION)
        return rsm_run_fail(run, err, "another program is just writing %s", places->staged);
    return rsm_run_fail(run, err, "the database cannot be imported from %s",
                        places->source[0] != '\0' ? places->source : "there");
}

static rsm_error import_from(struct rsm_run *run, struct rsm_session *session,
                             struct places *places)
{
    char folder[RSM_PATHS_ROOM];
    unsigned kept = 0;
    rsm_error err = rsm_paths_absolute(run->arguments.operand, folder, sizeof folder);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_database_import_from(session, folder, places->source, &kept, places->why);
    if (kept > 0)
        snprintf(places->kept, sizeof places->kept, "%s.replaced-%u", places->staged, kept);
    return err;
}

/* As ImportNtmsDatabase says nothing but that it fails, the copy is looked at first. */
static rsm_error import_own(struct rsm_run *run, struct places *places)
{
    rsm_error err;

    snprintf(places->source, sizeof places->source, "%s", places->staged);
    err = rsm_backup_examine(places->source, places->why);
    return err == ERROR_SUCCESS ? ImportNtmsDatabase(run->session) : err;
}

static void tell(struct rsm_run *run, const struct rsm_session *session,
                 const struct places *places)
{
    if (run->arguments.operand != NULL)
        rsm_output_print(run->out, "The copy %s is sound, and waits as %s.\n", places->source,
                         places->staged);
    else
        rsm_output_print(run->out, "The copy %s is sound.\n", places->source);
    if (places->kept[0] != '\0')
        rsm_output_print(run->out, "The copy that was there is kept as %s.\n", places->kept);
    rsm_output_print(run->out,
                     "It takes the place of the database when all programs that use that have "
                     "ended and one is started again. The database of now is then kept beside it, "
                     "in %s, every library is compared with the records, and every label is read "
                     "again; until then no medium is allocated.\n",
                     session->rsm->data);
    rsm_json_text(run->json, "path", places->source);
    rsm_json_text(run->json, "staged", places->staged);
    if (places->kept[0] != '\0')
        rsm_json_text(run->json, "kept", places->kept);
    else
        rsm_json_null(run->json, "kept");
    rsm_json_text(run->json, "takes_effect", "next start");
}

static rsm_error run_import(struct rsm_run *run)
{
    struct places places = {.source = ""};
    struct rsm_session *session;
    rsm_error err = rsm_session_get(run->session, &session);

    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the database cannot be imported");
    err = rsm_database_copy_path(session, places.staged);
    if (err == ERROR_SUCCESS)
        err = run->arguments.operand != NULL ? import_from(run, session, &places)
                                             : import_own(run, &places);
    if (err != ERROR_SUCCESS)
        (void)fail(run, err, &places);
    else
        tell(run, session, &places);
    rsm_session_release(session);
    return err;
}

const struct rsm_subcommand rsm_subcommand_import = {
    .name = "import",
    .subject = RSM_SUBJECT_DATABASE,
    .summary = "Have a copy take the place of the database",
    .operand = "FOLDER",
    .details =
        "The copy is the file ntms.db in FOLDER, as rsm export wrote it; without FOLDER that which "
        "rsm export wrote without one. It is checked first: a copy that is damaged, or that a "
        "newer "
        "version wrote, is refused.\n"
        "It takes the place of the database when all programs that use that have ended and one is "
        "started again. The former database is kept. Then every library is compared with the "
        "records and every label read again, and until then no medium is allocated. Media that "
        "were allocated since the copy was made are found in Import or Free again.",
    .has_facts = true,
    .needs_session = true,
    .keeps_hands_off = true,
    .run = run_import,
};
