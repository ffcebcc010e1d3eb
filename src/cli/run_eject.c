/*
 * rsm eject: lets a cartridge out, for a person to take.
 *
 * The original returned as soon as its service had the request.  Here this process is what does the work, so
 * it stays until the cartridge lies where a person takes it; a person is waited for with /wait alone, since
 * scripts eject at night.
 */
#include "cli/display.h"
#include "cli/ejection.h"
#include "cli/follow.h"
#include "cli/listing.h"
#include "cli/mention.h"
#include "cli/named.h"
#include "cli/place.h"
#include "cli/run.h"
#include "model/guid.h"
#include "platform/thread.h"

#include <string.h>

static bool has(const struct rsm_run *run, const char *name)
{
    return rsm_arguments_has(&run->arguments, name);
}

static bool has_pair(const struct rsm_run *run, const char *letter)
{
    const char by_guid[] = {letter[0], 'g', '\0'};
    const char by_name[] = {letter[0], 'f', '\0'};

    return has(run, by_guid) || has(run, by_name);
}

static bool is_brief(const struct rsm_run *run)
{
    return has(run, "b");
}

/* ---- which medium ---- */

/* Nobody may have looked into the drive since its tape was changed. */
static rsm_error look_into_drive(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *library)
{
    struct rsm_follow follow;
    rsm_error err = rsm_follow_begin(run, &follow);

    if (err == ERROR_SUCCESS)
        err =
            SetNtmsDeviceChangeDetection(run->session, NULL, &library->ObjectGuid, NTMS_LIBRARY, 1);
    if (err == ERROR_SUCCESS)
        err = rsm_follow_to_end(&follow);
    rsm_follow_end(&follow);
    return err == ERROR_SUCCESS ? err : rsm_run_fail(run, err, "the drive cannot be looked into");
}

/* rsm eject /lf"<stand-alone library>": its only drive. */
static rsm_error find_in_drive_alone(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *library,
                                     NTMS_OBJECTINFORMATIONW *medium_out)
{
    NTMS_OBJECTINFORMATIONW drive;
    struct rsm_listing drives;
    char name[RSM_DISPLAY_TEXT];
    rsm_error err;

    rsm_display_text(library->szName, NTMS_OBJECTNAME_LENGTH, name);
    if (library->Info.Library.LibraryType != NTMS_LIBRARYTYPE_STANDALONE)
        return rsm_run_misuse(
            run,
            "the library \"%s\" is not a drive that stands alone: say which "
            "cartridge with /pf or /pg, or its slot or drive with /sf, /sg, /df or "
            "/dg",
            name);
    err = rsm_listing_read(run->session, &library->ObjectGuid, NTMS_DRIVE, &drives);
    if (err == ERROR_SUCCESS && drives.count == 0)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        err = rsm_listing_describe(run->session, &drives.ids[0], NTMS_DRIVE, &drive);
    rsm_listing_free(&drives);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the drive of the library \"%s\" cannot be found", name);
    err = rsm_place_look(run, &drive, medium_out);
    if (err == ERROR_SUCCESS)
        return ERROR_SUCCESS;
    err = look_into_drive(run, library);
    return err == ERROR_SUCCESS ? rsm_place_medium(run, &drive, medium_out) : err;
}

static rsm_error check_call(struct rsm_run *run)
{
    bool place = has_pair(run, "s") || has_pair(run, "d");

    if (has_pair(run, "p") && has_pair(run, "l"))
        return rsm_run_misuse(
            run, "/l goes with a slot or a drive, or stands alone; a medium needs none");
    if (!has_pair(run, "p") && !has_pair(run, "l") && !has(run, "sg") && !has(run, "dg"))
        return rsm_run_misuse(run, place ? "the library of the slot or drive is missing: /l"
                                         : "what to eject is missing: /p, /s, /d or /l");
    if (has(run, "o"))
        return rsm_run_misuse(run, "/o goes with /astop");
    return ERROR_SUCCESS;
}

/* In whichever library it is: until that was looked at, a medium is on record that a person has taken. */
static rsm_error find_by_name(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *medium_out)
{
    rsm_error err = rsm_place_settle(run, NULL);

    return err == ERROR_SUCCESS ? rsm_medium_find(run, medium_out) : err;
}

static rsm_error find_medium(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *medium_out)
{
    NTMS_OBJECTINFORMATIONW library;
    NTMS_OBJECTINFORMATIONW place;
    rsm_error err = check_call(run);

    if (err == ERROR_SUCCESS && has_pair(run, "p"))
        return find_by_name(run, medium_out);
    if (err == ERROR_SUCCESS)
        err = rsm_place_find_library(run, &library);
    if (err == ERROR_SUCCESS)
        err = has_pair(run, "d") ? rsm_place_find(run, "d", NTMS_DRIVE, &library, &place)
                                 : rsm_place_find(run, "s", NTMS_STORAGESLOT, &library, &place);
    if (err != ERROR_SUCCESS)
        return err;
    return place.dwType != 0 ? rsm_place_medium(run, &place, medium_out)
                             : find_in_drive_alone(run, &library, medium_out);
}

/* ---- beginning ---- */

static rsm_error fail_eject(struct rsm_run *run, rsm_error err, const char *name)
{
    switch (err) {
    case ERROR_BUSY:
        return rsm_run_fail(
            run, err,
            "the cartridge %s is not ejected: a program has it mounted or waits for "
            "it, or it is being ejected already, or more are put aside than the port "
            "has cells",
            name);
    case ERROR_LIBRARY_OFFLINE:
        return rsm_run_fail(run, err,
                            "the cartridge %s is not ejected: it is in no library, or its library "
                            "does not answer",
                            name);
    case ERROR_MEDIA_NOT_AVAILABLE:
        return rsm_run_fail(run, err,
                            "the cartridge %s is not ejected: it is disabled; see rsm "
                            "enable",
                            name);
    case ERROR_DEVICE_NOT_AVAILABLE:
        return rsm_run_fail(run, err,
                            "the cartridge %s is not ejected: its library, or the drive that it is "
                            "in, is disabled; see rsm enable",
                            name);
    default:
        return rsm_run_fail(run, err, "the cartridge %s cannot be ejected", name);
    }
}

static void print_operation(struct rsm_run *run, const GUID *operation)
{
    char guid[RSM_DISPLAY_GUID];

    rsm_display_guid(operation, guid);
    rsm_output_print(run->out, is_brief(run) ? "%s\n" : "Operation GUID: %s\n", guid);
    rsm_json_guid(run->json, "operation_id", operation);
}

/* What was put aside before goes with it, and whoever asked for one cartridge is told. */
static void tell_companions(struct rsm_run *run, const struct rsm_ejection *ejection,
                            const GUID *medium)
{
    for (size_t i = 0; i < ejection->count; i++) {
        if (!rsm_guid_equal(&ejection->all[i].medium, medium))
            rsm_output_print(is_brief(run) ? run->err : run->out,
                             "The cartridge %s, put aside before, is ejected with it.\n",
                             ejection->all[i].name);
    }
}

static rsm_error stay(struct rsm_run *run, struct rsm_ejection *ejection)
{
    const struct rsm_argument *timeout = rsm_arguments_find(&run->arguments, "t");
    rsm_error err = ERROR_SUCCESS;

    if (!has(run, "nowait"))
        err = rsm_ejection_follow(
            ejection, has(run, "wait") ? RSM_EJECTION_UNTIL_TAKEN : RSM_EJECTION_UNTIL_OUT,
            timeout != NULL ? timeout->number : RSM_FOREVER);
    else if (!is_brief(run))
        rsm_output_print(run->out,
                         "It is done when this command ends, or by a program that works "
                         "with the library now.\n");
    rsm_ejection_show(ejection);
    return err;
}

static rsm_error follow(struct rsm_run *run, struct rsm_ejection *ejection, const GUID *operation,
                        const GUID *medium)
{
    rsm_error err = rsm_ejection_begin(ejection, operation);

    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the eject cannot be followed");
    tell_companions(run, ejection, medium);
    return stay(run, ejection);
}

static rsm_error begin(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *medium, const char *name,
                       struct rsm_ejection *ejection)
{
    GUID operation = rsm_guid_null;
    rsm_error err = EjectNtmsMedia(run->session, &medium->ObjectGuid, &operation, NTMS_EJECT_START);

    if (err != ERROR_SUCCESS)
        return fail_eject(run, err, name);
    print_operation(run, &operation);
    err = follow(run, ejection, &operation, &medium->ObjectGuid);
    return err == ERROR_SUCCESS ? rsm_run_succeed(run) : err;
}

static rsm_error start(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *medium, const char *name)
{
    struct rsm_ejection ejection;
    rsm_error err = rsm_ejection_prepare(run, medium, &ejection);

    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "the library of the cartridge %s cannot be found", name);
    else
        err = begin(run, medium, name, &ejection);
    rsm_ejection_end(&ejection);
    return err;
}

static rsm_error put_aside(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *medium, const char *name)
{
    NTMS_OBJECTINFORMATIONW library;
    char where[RSM_DISPLAY_TEXT];
    rsm_error err = EjectNtmsMedia(run->session, &medium->ObjectGuid, NULL, NTMS_EJECT_QUEUE);

    if (err == ERROR_SUCCESS)
        err = rsm_listing_describe(run->session, &medium->Info.PhysicalMedia.CurrentLibrary,
                                   NTMS_LIBRARY, &library);
    if (err != ERROR_SUCCESS)
        return fail_eject(run, err, name);
    rsm_display_text(library.szName, NTMS_OBJECTNAME_LENGTH, where);
    if (!is_brief(run))
        rsm_output_print(run->out,
                         "The cartridge %s is put aside. It goes out with the next one that is "
                         "ejected from the library \"%s\".\n",
                         name, where);
    return rsm_run_succeed(run);
}

/* ---- ending ---- */

/* The request by which a medium was put aside, or waits for its turn. */
static rsm_error find_queued(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *medium, GUID *found_out)
{
    NTMS_OBJECTINFORMATIONW info;
    const NTMS_LIBREQUESTINFORMATIONW *request = &info.Info.LibRequest;
    struct rsm_listing requests;
    rsm_error err = rsm_listing_read(run->session, &medium->Info.PhysicalMedia.CurrentLibrary,
                                     NTMS_LIBREQUEST, &requests);
    bool found = false;

    for (size_t i = 0; i < requests.count && err == ERROR_SUCCESS && !found; i++) {
        err = rsm_listing_describe(run->session, &requests.ids[i], NTMS_LIBREQUEST, &info);
        found = err == ERROR_SUCCESS && request->OperationCode == NTMS_LM_EJECT &&
                request->State == NTMS_LM_QUEUED &&
                rsm_guid_equal(&request->PhysMediaId, &medium->ObjectGuid);
        *found_out = info.ObjectGuid;
        if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    rsm_listing_free(&requests);
    return err == ERROR_SUCCESS && !found ? ERROR_INVALID_OPERATION : err;
}

/* /astop with a medium instead of an operation: what is put aside has none. */
static rsm_error stop_one(struct rsm_run *run)
{
    NTMS_OBJECTINFORMATIONW medium;
    char name[RSM_MEDIUM_NAME];
    GUID request;
    rsm_error err = find_medium(run, &medium);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_medium_name(&medium, name);
    err = find_queued(run, &medium, &request);
    if (err == ERROR_SUCCESS)
        err = CancelNtmsLibraryRequest(run->session, &request);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err,
                            "no eject of the cartridge %s is put aside or waits for its turn; one "
                            "that is under way is stopped by its GUID, with /o",
                            name);
    if (!is_brief(run))
        rsm_output_print(run->out, "The cartridge %s is not ejected.\n", name);
    return rsm_run_succeed(run);
}

static rsm_error stop(struct rsm_run *run)
{
    const struct rsm_argument *operation = rsm_arguments_find(&run->arguments, "o");
    GUID id;
    rsm_error err;

    if (operation == NULL)
        return stop_one(run);
    id = operation->guid;
    err = EjectNtmsMedia(run->session, NULL, &id, NTMS_EJECT_STOP);
    if (err == ERROR_INVALID_OPERATION)
        return rsm_run_fail(run, err,
                            "there is no eject %s to stop: it has ended, or the command that began "
                            "it has",
                            operation->text);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the eject %s cannot be stopped", operation->text);
    if (!is_brief(run))
        rsm_output_print(run->out,
                         "The eject is stopped; what is still in the port goes back to a slot.\n");
    rsm_json_guid(run->json, "operation_id", &id);
    return rsm_run_succeed(run);
}

static rsm_error run_eject(struct rsm_run *run)
{
    const struct rsm_argument *action = rsm_arguments_find(&run->arguments, "a");
    NTMS_OBJECTINFORMATIONW medium;
    char name[RSM_MEDIUM_NAME];
    rsm_error err;

    if (action != NULL && action->number == NTMS_EJECT_STOP)
        return stop(run);
    err = find_medium(run, &medium);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_medium_name(&medium, name);
    rsm_json_guid(run->json, "medium", &medium.ObjectGuid);
    rsm_json_text(run->json, "medium_name", name);
    rsm_mention(run->session, run->json, "library", &medium.Info.PhysicalMedia.CurrentLibrary,
                NTMS_LIBRARY);
    return action != NULL && action->number == NTMS_EJECT_QUEUE ? put_aside(run, &medium, name)
                                                                : start(run, &medium, name);
}

static const struct rsm_word eject_actions[] = {
    {.word = "start", .value = NTMS_EJECT_START},
    {.word = "stop", .value = NTMS_EJECT_STOP},
    {.word = "queue", .value = NTMS_EJECT_QUEUE},
    {.word = NULL},
};

static const struct rsm_switch eject_switches[] = {
    RSM_NAMED_PAIR("p", "what", false, "the medium, by its GUID or that of a side",
                   "the medium, by its whole name or that of a side"),
    RSM_NAMED_PAIR("s", "what", false, "the medium in that slot",
                   "the medium in that slot of the library that /l names"),
    RSM_NAMED_PAIR("d", "what", false, "the medium in that drive",
                   "the medium in that drive of the library that /l names"),
    RSM_NAMED_PAIR(
        "l", "library", false,
        "the library; by itself a drive that stands alone, of which the medium is ejected",
        "the library, by its name"),
    {.name = "a",
     .value = RSM_VALUE_WORD,
     .words = eject_actions,
     .help = "start: eject it now (so it is without /a); queue: put it aside, to go out with the "
             "next one that is ejected, for ports of several cells; stop: end an eject"},
    {.name = "o",
     .value = RSM_VALUE_GUID,
     .shown = "<guid>",
     .help = "with /astop: the eject that is to end, by the GUID that its beginning printed"},
    {.name = "b", .help = "print nothing but that GUID"},
    {.name = "wait", .group = "wait", .help = "stay until somebody has taken the cartridge"},
    {.name = "nowait",
     .group = "wait",
     .help = "do not show how it goes; the work is done all the same before the command ends"},
    {.name = "t",
     .value = RSM_VALUE_NUMBER,
     .shown = "<ms>",
     .help = "how many milliseconds a person is waited for; without it: with /wait until somebody "
             "comes, "
             "else as long as the port may be open"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_eject = {
    .name = "eject",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Let a cartridge out of a library or drive",
    .switches = eject_switches,
    .details =
        "The command stays until the cartridge is in the port, or the drive has put it out, and "
        "says "
        "where a person takes it. When no cell of the port is empty it says so, waits as long as "
        "the "
        "port may be open, and then leaves the cartridge where it is and ends with error 1460.\n"
        "\n"
        "What /aqueue put aside stays so until the next eject from that library, but no longer "
        "than a day after its command, and is taken back "
        "with /astop and the medium. /astop with /o carries back what is still in the port.\n"
        "\n"
        "A library without a port is opened by the person, so there the command waits until the "
        "cartridge is taken.",
    .has_facts = true,
    .needs_session = true,
    .run = run_eject,
};
