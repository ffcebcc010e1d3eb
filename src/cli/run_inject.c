/*
 * rsm inject: lets cartridges into a library through its port, or into a drive that stands alone.  The original
 * has no such command.
 */
#include "cli/contents.h"
#include "cli/display.h"
#include "cli/doing.h"
#include "cli/follow.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/pools.h"
#include "cli/run.h"
#include "model/guid.h"

/* Which library, and what a person is told of it. */
struct intake {
    NTMS_OBJECTINFORMATIONW library;
    char name[RSM_DISPLAY_TEXT];
    bool is_alone;
    size_t cells;      /* of its port; 0 = it has none */
    unsigned patience; /* seconds */
    DWORD action;      /* NTMS_INJECT_* */
    GUID operation;
};

static rsm_error fail_inject(struct rsm_run *run, const struct intake *intake, rsm_error err)
{
    switch (err) {
    case ERROR_LIBRARY_FULL:
        return rsm_run_fail(
            run, err,
            "no slot of the library \"%s\" is empty; let a cartridge out first, with "
            "rsm eject",
            intake->name);
    case ERROR_DEVICE_NOT_AVAILABLE:
        return rsm_run_fail(run, err, "the library \"%s\" is disabled; see rsm enable",
                            intake->name);
    case ERROR_LIBRARY_OFFLINE:
        return rsm_run_fail(
            run, err, "the library \"%s\" does not answer, or is where offline media are kept",
            intake->name);
    case ERROR_INVALID_OPERATION:
        return rsm_run_fail(run, err,
                            "there is no such inject of the library \"%s\": it has ended, or the "
                            "command that began it has, or, for /aretract, it is not one of /amany",
                            intake->name);
    default:
        return rsm_run_fail(run, err, "cartridges cannot be let into the library \"%s\"",
                            intake->name);
    }
}

/* ---- what the person is to do ---- */

static void tell_person(struct rsm_run *run, const struct intake *intake)
{
    bool many = intake->action == NTMS_INJECT_STARTMANY;

    if (intake->is_alone)
        rsm_output_print(run->out, "Put a cartridge into the drive \"%s\".\n", intake->name);
    else if (intake->cells == 0)
        rsm_output_print(
            run->out,
            "Open the library \"%s\", put cartridges into empty slots, and close it: it "
            "has no port. After ten minutes it is looked what is there, or at once with "
            "rsm inject /astop.\n",
            intake->name);
    else if (intake->cells == 1)
        rsm_output_print(run->out,
                         "Put %s into the port of the library \"%s\". It is waited %u seconds for "
                         "that.\n",
                         many ? "cartridges, one after the other," : "a cartridge", intake->name,
                         intake->patience);
    else
        rsm_output_print(
            run->out,
            "Put up to %zu cartridges into the port of the library \"%s\". They are taken "
            "in when nothing was changed there for %u seconds.\n",
            intake->cells, intake->name, intake->patience);
}

/* ---- what came ---- */

static void tell_cartridge(struct rsm_run *run, struct rsm_pools *pools, struct rsm_json media,
                           const struct rsm_follow_result *result)
{
    struct rsm_json one = rsm_json_object(media, NULL);
    struct rsm_cartridge cartridge = {.name = ""};
    char label[2 * RSM_DISPLAY_TEXT];
    GUID id = result->medium;

    if (!rsm_guid_is_null(&id))
        (void)rsm_contents_describe(run->session, &id, &cartridge);
    rsm_contents_json_medium(one, &id, &cartridge, rsm_pools_path(pools, &cartridge.pool));
    rsm_json_text(one, "state", rsm_display_request_state(result->state));
    rsm_json_number(one, "error_code", result->error);
    if (result->state == NTMS_LM_FAILED) {
        rsm_output_print(run->out, "A cartridge came in that cannot be read: %s (error %u)\n",
                         rsm_error_text(result->error), (unsigned)result->error);
        return;
    }
    rsm_contents_label(&cartridge, rsm_pools_path(pools, &cartridge.pool), label, sizeof label);
    rsm_output_print(run->out, "%s: %s\n",
                     cartridge.name[0] != '\0' ? cartridge.name : "A cartridge", label);
}

/* Each cartridge is identified for whoever asked for the inject. */
static size_t tell_cartridges(struct rsm_run *run, const struct rsm_follow *follow)
{
    struct rsm_json media = rsm_json_array(run->json, "media");
    struct rsm_pools pools = {.pools = NULL};
    struct rsm_follow_result result;
    size_t count = 0;

    (void)rsm_pools_read(run->session, &pools);
    for (size_t i = 0; rsm_follow_get(follow, i, &result); i++) {
        if (result.operation != NTMS_LM_PROCESSOMID)
            continue;
        tell_cartridge(run, &pools, media, &result);
        count++;
    }
    rsm_pools_free(&pools);
    return count;
}

/* What is in a drive that stands alone was identified before it was taken in. */
static size_t tell_alone(struct rsm_run *run, struct intake *intake)
{
    struct rsm_json media = rsm_json_array(run->json, "media");
    struct rsm_pools pools = {.pools = NULL};
    struct rsm_follow_result result = {.state = NTMS_LM_PASSED};
    struct rsm_listing found;
    size_t count = 0;

    (void)rsm_pools_read(run->session, &pools);
    if (rsm_listing_read(run->session, &intake->library.ObjectGuid, NTMS_PHYSICAL_MEDIA, &found) !=
        ERROR_SUCCESS)
        found.count = 0;
    for (; count < found.count; count++) {
        result.medium = found.ids[count];
        tell_cartridge(run, &pools, media, &result);
    }
    rsm_listing_free(&found);
    rsm_pools_free(&pools);
    return count;
}

static rsm_error tell(struct rsm_run *run, struct intake *intake, const struct rsm_follow *follow,
                      const struct rsm_follow_result *result)
{
    size_t count = intake->is_alone ? tell_alone(run, intake) : tell_cartridges(run, follow);

    rsm_follow_json(run->json, result);
    if (result->state == NTMS_LM_FAILED)
        return fail_inject(run, intake, result->error);
    if (result->state == NTMS_LM_CANCELLED)
        return rsm_run_fail(run, ERROR_CANCELLED, "the inject into the library \"%s\" was %s",
                            intake->name, rsm_display_request_state(result->state));
    if (intake->cells > 0 || intake->is_alone)
        rsm_output_print(run->out, "Cartridges taken in: %zu.\n", count);
    else
        rsm_output_print(run->out,
                         "The library \"%s\" was looked at; rsm view shows what is there.\n",
                         intake->name);
    return ERROR_SUCCESS;
}

static rsm_error stay(struct rsm_run *run, struct intake *intake, struct rsm_follow *follow)
{
    struct rsm_follow_result result;
    rsm_error err = rsm_follow_to_end(follow);

    if (err == ERROR_SUCCESS && !rsm_follow_get(follow, 0, &result))
        err = ERROR_OBJECT_NOT_FOUND;
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the inject cannot be followed");
    return tell(run, intake, follow, &result);
}

/* ---- the call ---- */

static rsm_error begin(struct rsm_run *run, struct intake *intake, struct rsm_follow *follow)
{
    char guid[RSM_DISPLAY_GUID];
    rsm_error err = InjectNtmsMedia(run->session, &intake->library.ObjectGuid, &intake->operation,
                                    intake->action);

    if (err != ERROR_SUCCESS)
        return fail_inject(run, intake, err);
    rsm_display_guid(&intake->operation, guid);
    rsm_output_print(run->out, "Operation GUID: %s\n", guid);
    rsm_json_guid(run->json, "operation_id", &intake->operation);
    tell_person(run, intake);
    if (rsm_follow_is_wanted(run))
        return stay(run, intake, follow);
    rsm_output_print(run->out,
                     "A program that works with the library now takes them in; when there is "
                     "none, nothing does once this command has ended.\n");
    return ERROR_SUCCESS;
}

static rsm_error change(struct rsm_run *run, struct intake *intake)
{
    rsm_error err = InjectNtmsMedia(run->session, &intake->library.ObjectGuid, &intake->operation,
                                    intake->action);

    if (err != ERROR_SUCCESS)
        return fail_inject(run, intake, err);
    rsm_json_guid(run->json, "operation_id", &intake->operation);
    rsm_output_print(run->out, intake->action == NTMS_INJECT_STOP
                                   ? "The inject ends; what is in the port by now is taken in.\n"
                                   : "What is in the port now is taken in.\n");
    return ERROR_SUCCESS;
}

static bool is_beginning(const struct intake *intake)
{
    return intake->action == NTMS_INJECT_START || intake->action == NTMS_INJECT_STARTMANY;
}

static rsm_error check_call(struct rsm_run *run, struct intake *intake)
{
    const struct rsm_argument *action = rsm_arguments_find(&run->arguments, "a");
    const struct rsm_argument *operation = rsm_arguments_find(&run->arguments, "o");

    intake->action = action != NULL ? action->number : NTMS_INJECT_START;
    if ((operation == NULL) != is_beginning(intake))
        return rsm_run_misuse(run,
                              "/o, the operation, goes with /astop and /aretract, which need it");
    if (operation != NULL)
        intake->operation = operation->guid;
    return ERROR_SUCCESS;
}

static rsm_error look_at_port(struct rsm_run *run, struct intake *intake)
{
    NTMS_OBJECTINFORMATIONW info;
    struct rsm_listing ports;
    rsm_error err =
        rsm_listing_read(run->session, &intake->library.ObjectGuid, NTMS_IEPORT, &ports);

    intake->cells = intake->is_alone ? 0 : ports.count;
    for (size_t i = 0; i < ports.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(run->session, &ports.ids[i], NTMS_IEPORT, &info);
        if (err == ERROR_SUCCESS && info.Info.IEPort.MaxExtendSecs > intake->patience)
            intake->patience = info.Info.IEPort.MaxExtendSecs;
    }
    rsm_listing_free(&ports);
    return err == ERROR_SUCCESS ? err : rsm_run_fail(run, err, "the ports cannot be listed");
}

static rsm_error find_library(struct rsm_run *run, struct intake *intake)
{
    rsm_error err = rsm_named_find_pair(run, "l", NTMS_LIBRARY, &intake->library);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_display_text(intake->library.szName, NTMS_OBJECTNAME_LENGTH, intake->name);
    intake->is_alone = intake->library.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE;
    rsm_json_guid(run->json, "library", &intake->library.ObjectGuid);
    rsm_json_text(run->json, "library_name", intake->name);
    return look_at_port(run, intake);
}

static rsm_error run_inject(struct rsm_run *run)
{
    struct intake intake = {.operation = rsm_guid_null};
    struct rsm_follow follow;
    rsm_error err = check_call(run, &intake);

    if (err == ERROR_SUCCESS)
        err = find_library(run, &intake);
    if (err != ERROR_SUCCESS)
        return err;
    if (!is_beginning(&intake))
        return change(run, &intake);
    err = rsm_follow_begin(run, &follow);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "requests cannot be followed");
    else
        err = begin(run, &intake, &follow);
    rsm_follow_end(&follow);
    return err;
}

static const struct rsm_word inject_actions[] = {
    {.word = "start", .value = NTMS_INJECT_START},
    {.word = "many", .value = NTMS_INJECT_STARTMANY},
    {.word = "retract", .value = NTMS_INJECT_RETRACT},
    {.word = "stop", .value = NTMS_INJECT_STOP},
    {.word = NULL},
};

static const struct rsm_switch inject_switches[] = {
    RSM_NAMED_PAIR("l", "library", true, "the library, by its GUID", "the library, by its name"),
    {.name = "a",
     .value = RSM_VALUE_WORD,
     .words = inject_actions,
     .help =
         "start: take in what is put into the port, once (so it is without /a); many: again and "
         "again, until nothing comes or it is stopped; retract: take in what is there now; stop: "
         "do so, and end it"},
    {.name = "o",
     .value = RSM_VALUE_GUID,
     .shown = "<guid>",
     .help = "with /astop and /aretract: which inject, by the GUID that its beginning printed"},
    RSM_FOLLOW_WAIT,
    RSM_FOLLOW_NOWAIT,
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_inject = {
    .name = "inject",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Let cartridges into a library",
    .switches = inject_switches,
    .details =
        "The command says where to put cartridges, takes them to empty slots, reads their labels, "
        "and tells what came. For more cartridges than slots are empty a person is asked to "
        "remove them, and the command waits. /astop and /aretract are for another "
        "window, while it waits.",
    .has_facts = true,
    .needs_session = true,
    .run = run_inject,
};
