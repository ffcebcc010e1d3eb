/*
 * rsm cleaner: the slot that a library keeps for its cleaning cartridge, and the cartridge's way in and out.
 * The original has no such command.
 */
#include "cli/display.h"
#include "cli/follow.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/place.h"
#include "cli/run.h"
#include "model/guid.h"

enum action { RESERVE, RELEASE, INJECT, EJECT, STOP };

/* What is done to which library. */
struct care {
    enum action action;
    NTMS_OBJECTINFORMATIONW library;
    NTMS_OBJECTINFORMATIONW slot; /* to be reserved; dwType 0 = none was named */
    char name[RSM_DISPLAY_TEXT];
    bool has_port;
    GUID operation;
};

/* ---- what goes wrong ---- */

static const char *words_of(rsm_error err)
{
    switch (err) {
    case ERROR_CLEANER_SLOT_SET:
        return "a slot is reserved for its cleaner already; rsm cleaner /arelease gives it back";
    case ERROR_CLEANER_SLOT_NOT_SET:
        return "no slot is reserved for its cleaner; rsm cleaner /areserve does that";
    case ERROR_RESOURCE_NOT_AVAILABLE:
        return "the slot is not empty, is not there, or is kept for a cartridge that is in a drive";
    case ERROR_EMPTY:
        return "there is no cleaning cartridge in its reserved slot";
    case ERROR_RESOURCE_DISABLED:
        return "it is disabled; see rsm enable";
    case ERROR_DEVICE_NOT_AVAILABLE:
    case ERROR_LIBRARY_OFFLINE:
        return "it does not answer, or is where offline media are kept";
    case ERROR_RESOURCE_NOT_PRESENT:
        return "its changer does not have the reserved slot any more";
    case ERROR_INVALID_CLEANER:
        return "what was put into the port is a medium and no cleaner; it is in the port still";
    case ERROR_TIMEOUT:
        return "nobody has put a cleaning cartridge into the port";
    case ERROR_REQUEST_REFUSED:
        return "the person who was asked to do it refused";
    case ERROR_INVALID_OPERATION:
        return "there is no such operation to stop: it has ended, or the command that began it has";
    default:
        return NULL;
    }
}

static rsm_error fail_care(struct rsm_run *run, const struct care *care, rsm_error err)
{
    static const char *const deeds[] = {[RESERVE] = "no slot is reserved",
                                        [RELEASE] = "the slot of the cleaner is not given back",
                                        [INJECT] = "no cleaning cartridge comes in",
                                        [EJECT] = "the cleaning cartridge does not go out",
                                        [STOP] = "nothing is stopped"};
    const char *words = words_of(err);

    return rsm_run_fail(run, err, "%s in the library \"%s\"%s%s", deeds[care->action], care->name,
                        words != NULL ? ": " : "", words != NULL ? words : "");
}

/* ---- asking ---- */

/* The operation may be either. */
static rsm_error stop(struct rsm_run *run, struct care *care)
{
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err = rsm_listing_describe(run->session, &care->operation, NTMS_LIBREQUEST, &info);
    bool ejects = info.Info.LibRequest.OperationCode == NTMS_LM_EJECTCLEANER;

    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_INVALID_OPERATION;
    if (err != ERROR_SUCCESS)
        return err;
    return ejects ? EjectNtmsCleaner(run->session, &care->library.ObjectGuid, &care->operation,
                                     NTMS_EJECT_STOP)
                  : InjectNtmsCleaner(run->session, &care->library.ObjectGuid, &care->operation, 0,
                                      NTMS_INJECT_STOP);
}

static rsm_error ask(struct rsm_run *run, struct care *care)
{
    const struct rsm_argument *uses = rsm_arguments_find(&run->arguments, "n");
    GUID *library = &care->library.ObjectGuid;

    switch (care->action) {
    case RESERVE:
        return ReserveNtmsCleanerSlot(run->session, library, &care->slot.ObjectGuid);
    case RELEASE:
        return ReleaseNtmsCleanerSlot(run->session, library);
    case INJECT:
        return InjectNtmsCleaner(run->session, library, &care->operation,
                                 uses != NULL ? uses->number : MAXDWORD, NTMS_INJECT_START);
    case EJECT:
        return EjectNtmsCleaner(run->session, library, &care->operation, NTMS_EJECT_START);
    default:
        return stop(run, care);
    }
}

/* ---- telling ---- */

static void tell_operation(struct rsm_run *run, const struct care *care)
{
    char guid[RSM_DISPLAY_GUID];

    if (care->action != INJECT && care->action != EJECT)
        return;
    rsm_display_guid(&care->operation, guid);
    rsm_output_print(run->out, "Operation GUID: %s\n", guid);
    rsm_json_guid(run->json, "operation_id", &care->operation);
    if (!care->has_port)
        rsm_output_print(run->out, "The library \"%s\" has no port: its door will be opened.\n",
                         care->name);
    else if (care->action == INJECT)
        rsm_output_print(run->out,
                         "Put one cleaning cartridge into the port of the library \"%s\".\n",
                         care->name);
    else
        rsm_output_print(
            run->out,
            "Take the cleaning cartridge out of the port of the library \"%s\" as soon "
            "as it is there.\n",
            care->name);
}

static void tell_done(struct rsm_run *run, const struct care *care)
{
    char slot[RSM_DISPLAY_TEXT];

    rsm_display_text(care->slot.szName, NTMS_OBJECTNAME_LENGTH, slot);
    if (care->action == RESERVE)
        rsm_output_print(run->out, "\"%s\" of the library \"%s\" is reserved for its cleaner.\n",
                         slot, care->name);
    else if (care->action == RELEASE)
        rsm_output_print(run->out, "No slot of the library \"%s\" is reserved any more.\n",
                         care->name);
    else if (care->action == INJECT)
        rsm_output_print(run->out, "The cleaning cartridge is in its slot of the library \"%s\".\n",
                         care->name);
    else if (care->action == EJECT)
        rsm_output_print(run->out, "The cleaning cartridge of the library \"%s\" was taken.\n",
                         care->name);
    else
        rsm_output_print(run->out, "It is stopped.\n");
}

static rsm_error tell(struct rsm_run *run, const struct care *care,
                      const struct rsm_follow_result *result)
{
    rsm_follow_json(run->json, result);
    if (result->state == NTMS_LM_FAILED)
        return fail_care(run, care, result->error);
    if (result->state != NTMS_LM_PASSED)
        return rsm_run_fail(run, ERROR_CANCELLED, "it was %s, and nothing is changed",
                            rsm_display_request_state(result->state));
    tell_done(run, care);
    return ERROR_SUCCESS;
}

static rsm_error stay(struct rsm_run *run, const struct care *care, struct rsm_follow *follow)
{
    struct rsm_follow_result result;
    rsm_error err = rsm_follow_to_end(follow);

    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "what was asked for cannot be followed");
    if (rsm_follow_get(follow, 0, &result))
        return tell(run, care, &result);
    tell_done(run, care);
    return ERROR_SUCCESS;
}

static rsm_error carry_out(struct rsm_run *run, struct care *care, struct rsm_follow *follow)
{
    rsm_error err = ask(run, care);

    if (err != ERROR_SUCCESS)
        return fail_care(run, care, err);
    tell_operation(run, care);
    if (care->action == STOP) {
        tell_done(run, care);
        return ERROR_SUCCESS;
    }
    if (rsm_follow_is_wanted(run))
        return stay(run, care, follow);
    rsm_output_print(run->out,
                     "It is done when this command ends, if no person is needed, or by a "
                     "program that works with the library now.\n");
    return ERROR_SUCCESS;
}

/* ---- what is asked for ---- */

static rsm_error check_call(struct rsm_run *run, struct care *care)
{
    const struct rsm_argument *operation = rsm_arguments_find(&run->arguments, "o");
    bool names_slot =
        rsm_arguments_has(&run->arguments, "sg") || rsm_arguments_has(&run->arguments, "sf");

    if (names_slot != (care->action == RESERVE))
        return rsm_run_misuse(run, "/sg or /sf, the slot, goes with /areserve, which needs it");
    if ((operation != NULL) != (care->action == STOP))
        return rsm_run_misuse(run, "/o, the operation, goes with /astop, which needs it");
    if (rsm_arguments_has(&run->arguments, "n") && care->action != INJECT)
        return rsm_run_misuse(run, "/n goes with /ainject");
    if (operation != NULL)
        care->operation = operation->guid;
    return ERROR_SUCCESS;
}

static rsm_error find_port(struct rsm_run *run, struct care *care)
{
    struct rsm_listing ports;
    rsm_error err = rsm_listing_read(run->session, &care->library.ObjectGuid, NTMS_IEPORT, &ports);

    care->has_port = ports.count > 0;
    rsm_listing_free(&ports);
    return err == ERROR_SUCCESS ? err : rsm_run_fail(run, err, "the ports cannot be listed");
}

static rsm_error find_library(struct rsm_run *run, struct care *care)
{
    rsm_error err = rsm_named_find_pair(run, "l", NTMS_LIBRARY, &care->library);

    if (err == ERROR_SUCCESS)
        err = rsm_place_find(run, "s", NTMS_STORAGESLOT, &care->library, &care->slot);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_display_text(care->library.szName, NTMS_OBJECTNAME_LENGTH, care->name);
    rsm_json_guid(run->json, "library", &care->library.ObjectGuid);
    rsm_json_text(run->json, "library_name", care->name);
    return find_port(run, care);
}

static rsm_error run_cleaner(struct rsm_run *run)
{
    struct care care = {.action = (enum action)rsm_arguments_find(&run->arguments, "a")->number,
                        .operation = rsm_guid_null};
    struct rsm_follow follow;
    rsm_error err = check_call(run, &care);

    if (err == ERROR_SUCCESS)
        err = find_library(run, &care);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_follow_begin(run, &follow);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "requests cannot be followed");
    else
        err = carry_out(run, &care, &follow);
    rsm_follow_end(&follow);
    return err;
}

static const struct rsm_word cleaner_actions[] = {
    {.word = "reserve", .value = RESERVE}, {.word = "release", .value = RELEASE},
    {.word = "inject", .value = INJECT},   {.word = "eject", .value = EJECT},
    {.word = "stop", .value = STOP},       {.word = NULL},
};

static const struct rsm_switch cleaner_switches[] = {
    RSM_NAMED_PAIR("l", "library", true, "the library, by its GUID", "the library, by its name"),
    {.name = "a",
     .value = RSM_VALUE_WORD,
     .words = cleaner_actions,
     .is_required = true,
     .help =
         "reserve: keep an empty slot for the cleaner; release: give it back, after the cleaner "
         "went out; inject: let a cleaning cartridge in; eject: let it out; stop: end an inject or "
         "eject"},
    RSM_NAMED_PAIR("s", "slot", false, "with /areserve: the slot, by its GUID",
                   "the same, by its name"),
    {.name = "n",
     .value = RSM_VALUE_NUMBER,
     .shown = "<uses>",
     .help =
         "with /ainject: how often the cartridge can clean yet; without it that is not counted"},
    {.name = "o",
     .value = RSM_VALUE_GUID,
     .shown = "<guid>",
     .help = "with /astop: the operation, by the GUID that its beginning printed"},
    RSM_FOLLOW_WAIT,
    RSM_FOLLOW_NOWAIT,
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_cleaner = {
    .name = "cleaner",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Keep a slot for the cleaning cartridge, let it in and out",
    .switches = cleaner_switches,
    .details =
        "It goes through the port, or where there is none through the door, which the person is "
        "asked to open.",
    .has_facts = true,
    .needs_session = true,
    .run = run_cleaner,
};
