/*
 * rsm door: lets a person open a library, and stays until it is closed again.  The original has no such command.
 */
#include "cli/display.h"
#include "cli/follow.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/run.h"
#include "platform/clock.h"
#include "platform/thread.h"

enum { LOOK_MS = 250 };

static rsm_error fail_door(struct rsm_run *run, rsm_error err, const char *name)
{
    switch (err) {
    case ERROR_RESOURCE_NOT_PRESENT:
        return rsm_run_fail(run, err, "the library \"%s\" has no door", name);
    case ERROR_RESOURCE_DISABLED:
        return rsm_run_fail(run, err, "the library \"%s\" is disabled; see rsm enable", name);
    case ERROR_LIBRARY_OFFLINE:
        return rsm_run_fail(
            run, err, "the library \"%s\" does not answer, or is where offline media are kept",
            name);
    default:
        return rsm_run_fail(run, err, "the door of the library \"%s\" cannot be opened", name);
    }
}

static void tell_unlocked(struct rsm_run *run, const char *name)
{
    rsm_output_print(
        run->out,
        "The door of the library \"%s\" is unlocked, and nothing moves in it. Open it, do "
        "what is to be done, and close it.\n",
        name);
}

/* The door, and whoever asks for it, are told apart from all else that is followed: it is the only request. */
static rsm_error wait_for_person(struct rsm_run *run, struct rsm_follow *follow, const char *name,
                                 uint32_t timeout_ms, struct rsm_follow_result *result_out)
{
    uint64_t began = 0;
    rsm_error err = rsm_follow_once(follow);

    while (err == ERROR_SUCCESS && rsm_follow_get(follow, 0, result_out)) {
        if (result_out->state == NTMS_LM_WAITING && began == 0) {
            began = rsm_clock_ms();
            tell_unlocked(run, name);
        }
        if (result_out->state != NTMS_LM_QUEUED && result_out->state != NTMS_LM_INPROCESS &&
            result_out->state != NTMS_LM_WAITING)
            return ERROR_SUCCESS;
        if (began != 0 && timeout_ms != RSM_FOREVER && rsm_clock_ms() - began >= timeout_ms)
            return ERROR_TIMEOUT;
        rsm_clock_sleep_ms(LOOK_MS);
        err = rsm_follow_once(follow);
    }
    return err;
}

static rsm_error tell(struct rsm_run *run, const struct rsm_follow_result *result, const char *name)
{
    rsm_follow_json(run->json, result);
    if (result->state == NTMS_LM_FAILED)
        return fail_door(run, result->error, name);
    if (result->state != NTMS_LM_PASSED)
        return rsm_run_fail(run, ERROR_CANCELLED, "the access to the library \"%s\" was %s", name,
                            rsm_display_request_state(result->state));
    rsm_output_print(run->out,
                     "The door of the library \"%s\" is closed; what was changed there is "
                     "looked at.\n",
                     name);
    return ERROR_SUCCESS;
}

static rsm_error stay(struct rsm_run *run, struct rsm_follow *follow, const char *name)
{
    const struct rsm_argument *timeout = rsm_arguments_find(&run->arguments, "t");
    struct rsm_follow_result result = {.state = NTMS_LM_PASSED};
    rsm_error err = wait_for_person(run, follow, name,
                                    timeout != NULL ? timeout->number : RSM_FOREVER, &result);

    if (err == ERROR_TIMEOUT) {
        (void)CancelNtmsLibraryRequest(run->session, &result.request);
        return rsm_run_fail(
            run, err, "the door of the library \"%s\" was not opened and closed again in time",
            name);
    }
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the door of the library \"%s\" cannot be watched", name);
    return tell(run, &result, name);
}

static rsm_error open_door(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *library, const char *name,
                           struct rsm_follow *follow)
{
    const struct rsm_argument *action = rsm_arguments_find(&run->arguments, "a");
    rsm_error err = AccessNtmsLibraryDoor(run->session, &library->ObjectGuid,
                                          action != NULL ? action->number : NTMS_INVENTORY_DEFAULT);

    if (err != ERROR_SUCCESS)
        return fail_door(run, err, name);
    rsm_output_print(
        run->out,
        "The door of the library \"%s\" is unlocked as soon as nothing else is done in "
        "it.\n",
        name);
    return stay(run, follow, name);
}

static rsm_error run_door(struct rsm_run *run)
{
    NTMS_OBJECTINFORMATIONW library;
    struct rsm_follow follow;
    char name[RSM_DISPLAY_TEXT];
    rsm_error err = rsm_named_find_pair(run, "l", NTMS_LIBRARY, &library);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_display_text(library.szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_json_guid(run->json, "library", &library.ObjectGuid);
    rsm_json_text(run->json, "library_name", name);
    err = rsm_follow_begin(run, &follow);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "requests cannot be followed");
    else
        err = open_door(run, &library, name, &follow);
    rsm_follow_end(&follow);
    return err;
}

static const struct rsm_word door_actions[] = {
    {.word = "default", .value = NTMS_INVENTORY_DEFAULT},
    {.word = "fast", .value = NTMS_INVENTORY_FAST},
    {.word = "full", .value = NTMS_INVENTORY_OMID},
    {.word = "none", .value = NTMS_INVENTORY_NONE},
    {.word = NULL},
};

static const struct rsm_switch door_switches[] = {
    RSM_NAMED_PAIR("l", "library", true, "the library, by its GUID", "the library, by its name"),
    {.name = "a",
     .value = RSM_VALUE_WORD,
     .words = door_actions,
     .help =
         "the inventory that is taken when the door is closed (see rsm help inventory); without "
         "/a the library's own method"},
    {.name = "t",
     .value = RSM_VALUE_NUMBER,
     .shown = "<ms>",
     .help = "how many milliseconds the person is waited for; without it until the door is closed"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_door = {
    .name = "door",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Let a person open a library, and wait until it is closed",
    .switches = door_switches,
    .details =
        "What can be taken home from drives is taken home before. While the door is open nothing "
        "moves in the library, whoever asks for it; end the command only when it is closed.",
    .has_facts = true,
    .needs_session = true,
    .run = run_door,
};
