/*
 * rsm delete: takes what is gone off the records: media, libraries, drives, types of media, requests.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/display.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/run.h"
#include "cli/sides.h"

/* Behind /finished. */
enum { LIBRARY_REQUESTS = 1, OPERATOR_REQUESTS = 2 };

static const struct rsm_argument *of_group(const struct rsm_run *run, const char *group)
{
    return rsm_arguments_of_group(&run->arguments, group);
}

/* Into the array of what was deleted. */
static void tell(struct rsm_json deleted, const char *type, const GUID *id, const char *name)
{
    struct rsm_json entry = rsm_json_object(deleted, NULL);

    rsm_json_text(entry, "type", type);
    rsm_json_guid(entry, "id", id);
    rsm_json_text(entry, "name", name);
}

static rsm_error fail_denied(struct rsm_run *run, const char *name)
{
    return rsm_run_fail(run, ERROR_ACCESS_DENIED, "this account may not delete \"%s\"", name);
}

/* ---- media ---- */

static rsm_error fail_medium(struct rsm_run *run, rsm_error err, const struct rsm_sides *sides,
                             const char *name)
{
    size_t last;

    if (err == ERROR_ACCESS_DENIED)
        return fail_denied(run, name);
    if (err != ERROR_INVALID_STATE)
        return rsm_run_fail(run, err, "\"%s\" cannot be deleted", name);
    if (rsm_sides_owned(sides, &last) > 0)
        return rsm_run_fail(run, err,
                            "\"%s\" cannot be deleted while a program has it; give it back first, "
                            "with rsm deallocate",
                            name);
    return rsm_run_fail(run, err,
                        "\"%s\" cannot be deleted while it is in a library; eject it first", name);
}

static rsm_error delete_medium(struct rsm_run *run, struct rsm_json deleted)
{
    struct rsm_sides sides;
    char name[RSM_DISPLAY_TEXT];
    GUID id;
    rsm_error err = rsm_sides_find(run, RSM_SIDES_CERTAIN, &sides);

    if (err == ERROR_SUCCESS) {
        rsm_sides_name(&sides, name);
        id = sides.medium.ObjectGuid;
        err = DeleteNtmsMedia(run->session, &id);
        if (err != ERROR_SUCCESS)
            (void)fail_medium(run, err, &sides, name);
    }
    rsm_sides_free(&sides);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_output_print(run->out, "The medium \"%s\" is not on record any more.\n", name);
    tell(deleted, "physical_media", &id, name);
    return ERROR_SUCCESS;
}

/* ---- devices ---- */

/* A library or drive, named in full. */
static rsm_error find_device(struct rsm_run *run, const char *group, DWORD type,
                             NTMS_OBJECTINFORMATIONW *device_out)
{
    const struct rsm_argument *argument = of_group(run, group);
    rsm_error err = rsm_named_find(run, argument, type, device_out);

    return err == ERROR_SUCCESS ? rsm_named_check_whole(run, argument, device_out) : err;
}

static rsm_error fail_device(struct rsm_run *run, rsm_error err,
                             const NTMS_OBJECTINFORMATIONW *device, const char *name)
{
    switch (err) {
    case ERROR_ACCESS_DENIED:
        return fail_denied(run, name);
    case ERROR_INVALID_LIBRARY:
        return rsm_run_fail(
            run, err, "\"%s\" cannot be deleted: it holds the media that are in no library", name);
    case ERROR_INVALID_STATE:
        if (device->dwOperationalState == NTMS_NOT_PRESENT)
            return rsm_run_fail(run, err, "\"%s\" cannot be deleted while it is disabled", name);
        return rsm_run_fail(run, err,
                            "\"%s\" cannot be deleted while it is present, since it would be found "
                            "again; take it away first (rsm detach)",
                            name);
    default:
        return rsm_run_fail(run, err, "\"%s\" cannot be deleted", name);
    }
}

static bool is_gone(struct rsm_run *run, GUID library)
{
    NTMS_OBJECTINFORMATIONW info;

    return rsm_listing_describe(run->session, &library, NTMS_LIBRARY, &info) ==
           ERROR_OBJECT_NOT_FOUND;
}

static rsm_error delete_device(struct rsm_run *run, struct rsm_json deleted, const char *group,
                               DWORD type)
{
    NTMS_OBJECTINFORMATIONW device;
    char name[RSM_DISPLAY_TEXT];
    bool is_library = type == NTMS_LIBRARY;
    GUID id;
    rsm_error err = find_device(run, group, type, &device);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_display_text(device.szName, NTMS_OBJECTNAME_LENGTH, name);
    id = device.ObjectGuid;
    err = is_library ? DeleteNtmsLibrary(run->session, &id) : DeleteNtmsDrive(run->session, &id);
    if (err != ERROR_SUCCESS)
        return fail_device(run, err, &device, name);
    rsm_output_print(run->out, "The %s \"%s\" is not on record any more.\n",
                     is_library ? "library" : "drive", name);
    if (is_library && device.Info.Library.dwNumberOfMedia > 0)
        rsm_output_print(run->out, "Its media are kept, as offline media.\n");
    if (!is_library && is_gone(run, device.Info.Drive.Library))
        rsm_output_print(run->out, "It stood alone, and its library went with it.\n");
    tell(deleted, is_library ? "library" : "drive", &id, name);
    return ERROR_SUCCESS;
}

/* ---- types of media ---- */

static rsm_error fail_type(struct rsm_run *run, rsm_error err, const char *name,
                           const char *library)
{
    switch (err) {
    case ERROR_NOT_EMPTY:
        return rsm_run_fail(run, err, "\"%s\" holds media of the type \"%s\"", library, name);
    case ERROR_INDIGENOUS_TYPE:
        return rsm_run_fail(run, err, "a drive of \"%s\" takes media of the type \"%s\"", library,
                            name);
    case ERROR_INVALID_MEDIA:
        return rsm_run_fail(run, err, "\"%s\" does not take media of the type \"%s\" anyway",
                            library, name);
    case ERROR_ACCESS_DENIED:
        return rsm_run_fail(run, err, "this account may not change what \"%s\" takes", library);
    default:
        return rsm_run_fail(run, err, "\"%s\" goes on taking media of the type \"%s\"", library,
                            name);
    }
}

static rsm_error delete_type(struct rsm_run *run, struct rsm_json deleted)
{
    NTMS_OBJECTINFORMATIONW type;
    NTMS_OBJECTINFORMATIONW library;
    char name[RSM_DISPLAY_TEXT];
    char library_name[RSM_DISPLAY_TEXT];
    rsm_error err;

    if (of_group(run, "library") == NULL)
        return rsm_run_misuse(run,
                              "the library that is not to take that type any more is missing: /l");
    err = rsm_named_find_pair(run, "t", NTMS_MEDIA_TYPE, &type);
    if (err == ERROR_SUCCESS)
        err = find_device(run, "library", NTMS_LIBRARY, &library);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_display_text(type.szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_display_text(library.szName, NTMS_OBJECTNAME_LENGTH, library_name);
    err = DeleteNtmsMediaType(run->session, &type.ObjectGuid, &library.ObjectGuid);
    if (err != ERROR_SUCCESS)
        return fail_type(run, err, name, library_name);
    rsm_output_print(run->out, "\"%s\" takes no media of the type \"%s\" any more.\n", library_name,
                     name);
    tell(deleted, "media_type", &type.ObjectGuid, name);
    return ERROR_SUCCESS;
}

/* ---- requests ---- */

static bool is_finished(const NTMS_OBJECTINFORMATIONW *request)
{
    DWORD state = request->Info.LibRequest.State;

    if (request->dwType == NTMS_OPREQUEST)
        return request->Info.OpRequest.State == NTMS_OPSTATE_REFUSED ||
               request->Info.OpRequest.State == NTMS_OPSTATE_COMPLETE;
    return state == NTMS_LM_PASSED || state == NTMS_LM_FAILED || state == NTMS_LM_INVALID ||
           state == NTMS_LM_CANCELLED || state == NTMS_LM_STOPPED;
}

/* A request of either kind. */
static rsm_error describe_request(struct rsm_run *run, const GUID *id,
                                  NTMS_OBJECTINFORMATIONW *request_out)
{
    GUID copy = *id;
    rsm_error err = rsm_listing_describe(run->session, &copy, NTMS_LIBREQUEST, request_out);

    return err == ERROR_OBJECT_NOT_FOUND
               ? rsm_listing_describe(run->session, &copy, NTMS_OPREQUEST, request_out)
               : err;
}

/* All that are named must be there and be finished, before any is deleted. */
static rsm_error check_requests(struct rsm_run *run)
{
    NTMS_OBJECTINFORMATIONW request;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < run->arguments.count && err == ERROR_SUCCESS; i++) {
        const struct rsm_argument *argument = &run->arguments.given[i];

        if (strcmp(argument->which->name, "rg") != 0)
            continue;
        err = describe_request(run, &argument->guid, &request);
        if (err != ERROR_SUCCESS)
            return rsm_run_fail(run, err, "there is no request %s", argument->text);
        if (!is_finished(&request))
            err = rsm_run_fail(run, ERROR_INVALID_STATE,
                               "the request %s is not finished, so nothing was deleted; rsm %s",
                               argument->text,
                               request.dwType == NTMS_OPREQUEST ? "operator /refuse answers it"
                                                                : "cancel ends it");
    }
    return err;
}

static rsm_error delete_requests(struct rsm_run *run, struct rsm_json deleted)
{
    NTMS_OBJECTINFORMATIONW request;
    size_t count = 0;
    rsm_error err = check_requests(run);

    for (size_t i = 0; i < run->arguments.count && err == ERROR_SUCCESS; i++) {
        GUID id = run->arguments.given[i].guid;

        if (strcmp(run->arguments.given[i].which->name, "rg") != 0)
            continue;
        err = describe_request(run, &id, &request);
        if (err == ERROR_SUCCESS)
            err = DeleteNtmsRequests(run->session, &id, request.dwType, 1);
        if (err == ERROR_ACCESS_DENIED)
            return rsm_run_fail(run, err, "this account may not delete requests");
        if (err != ERROR_SUCCESS)
            return rsm_run_fail(run, err, "the request %s cannot be deleted",
                                run->arguments.given[i].text);
        tell(deleted, request.dwType == NTMS_OPREQUEST ? "oprequest" : "librequest", &id, "");
        count++;
    }
    if (err == ERROR_SUCCESS)
        rsm_output_print(run->out, "Requests deleted: %zu.\n", count);
    return err;
}

/* Those of one kind that are finished, which the call picks itself. */
static rsm_error delete_finished_of(struct rsm_run *run, struct rsm_json deleted, DWORD type,
                                    size_t *count)
{
    NTMS_OBJECTINFORMATIONW request;
    struct rsm_listing listing;
    size_t kept = 0;
    rsm_error err = rsm_listing_read(run->session, NULL, type, &listing);

    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(run->session, &listing.ids[i], type, &request);
        if (err == ERROR_SUCCESS && is_finished(&request))
            listing.ids[kept++] = listing.ids[i];
        if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS && kept > 0)
        err = DeleteNtmsRequests(run->session, listing.ids, type, (DWORD)kept);
    for (size_t i = 0; i < kept && err == ERROR_SUCCESS; i++)
        tell(deleted, type == NTMS_OPREQUEST ? "oprequest" : "librequest", &listing.ids[i], "");
    *count += err == ERROR_SUCCESS ? kept : 0;
    rsm_listing_free(&listing);
    return err;
}

static rsm_error delete_finished(struct rsm_run *run, struct rsm_json deleted, DWORD which)
{
    size_t count = 0;
    rsm_error err = ERROR_SUCCESS;

    if ((which & LIBRARY_REQUESTS) != 0)
        err = delete_finished_of(run, deleted, NTMS_LIBREQUEST, &count);
    if (err == ERROR_SUCCESS && (which & OPERATOR_REQUESTS) != 0)
        err = delete_finished_of(run, deleted, NTMS_OPREQUEST, &count);
    if (err == ERROR_ACCESS_DENIED)
        return rsm_run_fail(run, err, "this account may not delete requests");
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the finished requests cannot be deleted");
    rsm_output_print(run->out, "Requests deleted: %zu.\n", count);
    return ERROR_SUCCESS;
}

/* ---- all of it ---- */

/* What is deleted must be one thing; /l goes with /t, too. */
static rsm_error check_switches(struct rsm_run *run)
{
    static const char *const groups[] = {"medium", "drive", "type", "requests"};
    size_t count = 0;

    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        count += of_group(run, groups[i]) != NULL ? 1 : 0;
    if (count == 0 && of_group(run, "library") == NULL)
        return rsm_run_misuse(run, "what to delete is missing");
    if (count > 1 ||
        (count == 1 && of_group(run, "library") != NULL && of_group(run, "type") == NULL))
        return rsm_run_misuse(run, "one thing can be deleted at a time");
    return ERROR_SUCCESS;
}

static rsm_error run_delete(struct rsm_run *run)
{
    const struct rsm_argument *finished = rsm_arguments_find(&run->arguments, "finished");
    struct rsm_json deleted;
    rsm_error err = check_switches(run);

    if (err != ERROR_SUCCESS)
        return err;
    deleted = rsm_json_array(run->json, "deleted");
    if (of_group(run, "medium") != NULL)
        return delete_medium(run, deleted);
    if (of_group(run, "drive") != NULL)
        return delete_device(run, deleted, "drive", NTMS_DRIVE);
    if (of_group(run, "type") != NULL)
        return delete_type(run, deleted);
    if (finished != NULL)
        return delete_finished(run, deleted, finished->number);
    if (of_group(run, "requests") != NULL)
        return delete_requests(run, deleted);
    return delete_device(run, deleted, "library", NTMS_LIBRARY);
}

static const struct rsm_word delete_finished_words[] = {
    {.word = "library", .value = LIBRARY_REQUESTS},
    {.word = "operator", .value = OPERATOR_REQUESTS},
    {.word = "all", .value = LIBRARY_REQUESTS | OPERATOR_REQUESTS},
    {.word = NULL},
};

static const struct rsm_switch delete_switches[] = {
    RSM_NAMED_PAIR("p", "medium", false,
                   "a cartridge that is offline, and that no program has, by its GUID",
                   "the same by its whole name"),
    RSM_NAMED_PAIR(
        "l", "library", false,
        "a library that is not present, by its GUID; its media are kept, as offline media",
        "the same by its whole name"),
    RSM_NAMED_PAIR("d", "drive", false,
                   "a drive that is not present, or one that stands alone, by its GUID",
                   "the same by its whole name"),
    RSM_NAMED_PAIR("t", "type", false,
                   "a type of media that the library of /l is not to take any more, by its GUID",
                   "the same by its name"),
    {.name = "rg",
     .value = RSM_VALUE_GUID,
     .shown = "<guid>",
     .group = "requests",
     .may_repeat = true,
     .help = "a request that is finished, to a library or to a person; it may be given more than "
             "once"},
    {.name = "finished",
     .value = RSM_VALUE_WORD,
     .words = delete_finished_words,
     .group = "requests",
     .help = "all requests to libraries, to people, or both, that are finished"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_delete = {
    .name = "delete",
    .subject = RSM_SUBJECT_OBJECTS,
    .summary = "Take what is gone off the records",
    .switches = delete_switches,
    .usage =
        "{/pg<guid> | /pf<name>}\n"
        "{/lg<guid> | /lf<name>}\n"
        "{/dg<guid> | /df<name>}\n"
        "{/tg<guid> | /tf<name>} {/lg<guid> | /lf<name>}\n"
        "/rg<guid>...\n"
        "/finished{library|operator|all}",
    .details =
        "Nothing moves, and nothing is written; a cartridge that comes back is a new one then. "
        "What "
        "is still there, or belongs to a program, is refused.\n"
        "Media pools are deleted by rsm deletepool.",
    .has_facts = true,
    .needs_session = true,
    .run = run_delete,
};
