/*
 * rsm check: looks whether the records of the database contradict each other.  The interface has no
 * function for it, so this one reaches into core/.
 */
#include "cli/display.h"
#include "cli/run.h"
#include "core/invariants.h"
#include "core/session.h"
#include "model/object_types.h"

/* What the exit status says when something is wrong; no error came about. */
enum { NOT_SOUND = 1 };

static void tell_fault(void *context, const struct rsm_record *object, const char *sentence)
{
    const struct rsm_run *run = context;
    char name[RSM_DISPLAY_TEXT];
    char guid[RSM_DISPLAY_GUID];

    rsm_display_text(object->info.szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_display_guid(&object->info.ObjectGuid, guid);
    rsm_output_print(run->out, "%s \"%s\" %s: %s\n", rsm_object_type_name(object->info.dwType),
                     name, guid, sentence);
}

static rsm_error run_check(struct rsm_run *run)
{
    struct rsm_session *session;
    size_t faults = 0;
    rsm_error err = rsm_session_get(run->session, &session);

    if (err == ERROR_SUCCESS) {
        err = rsm_invariants_check(session->rsm, tell_fault, run, &faults);
        rsm_session_release(session);
    }
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the database cannot be checked");
    if (faults > 0) {
        rsm_output_print(run->out, "The database is not sound; faults found: %zu.\n", faults);
        return NOT_SOUND;
    }
    rsm_output_print(run->out, "The database is sound.\n");
    return ERROR_SUCCESS;
}

const struct rsm_subcommand rsm_subcommand_check = {
    .name = "check",
    .subject = RSM_SUBJECT_DATABASE,
    .summary = "Find records of the database that contradict others",
    .details =
        "Each is named with what is wrong with it, and the exit status is then 1. "
        "Nothing is repaired; keep a copy of the database and report what "
        "was found, since it should never come about.",
    .needs_session = true,
    .run = run_check,
};
