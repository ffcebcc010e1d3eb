/*
 * rsm cancel: ends a library request that is not being carried out yet.
 *
 * It keeps hands off: a library whose work is to be cancelled must not be started on it by this very command.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/doing.h"
#include "cli/listing.h"
#include "cli/mention.h"
#include "cli/run.h"
#include "cli/table.h"
#include "model/operations.h"

enum { HANDLE_DIGITS = 8 };

static bool is_unfinished(DWORD state)
{
    return state == NTMS_LM_QUEUED || state == NTMS_LM_WAITING || state == NTMS_LM_INPROCESS ||
           state == NTMS_LM_DEFERRED;
}

/* Those that are not finished, each described, in the order of their creation.  free() *requests_out. */
static rsm_error read_unfinished(struct rsm_run *run, NTMS_OBJECTINFORMATIONW **requests_out,
                                 size_t *count_out)
{
    NTMS_OBJECTINFORMATIONW *requests = NULL;
    struct rsm_listing listing;
    size_t count = 0;
    rsm_error err = rsm_listing_read(run->session, NULL, NTMS_LIBREQUEST, &listing);

    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        NTMS_OBJECTINFORMATIONW info;
        NTMS_OBJECTINFORMATIONW *grown;

        err = rsm_listing_describe(run->session, &listing.ids[i], NTMS_LIBREQUEST, &info);
        if (err == ERROR_SUCCESS && is_unfinished(info.Info.LibRequest.State)) {
            grown = realloc(requests, (count + 1) * sizeof *requests);
            if (grown == NULL) {
                err = ERROR_NOT_ENOUGH_MEMORY;
                break;
            }
            requests = grown;
            requests[count++] = info;
        }
        if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    rsm_listing_free(&listing);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "the requests cannot be listed");
    *requests_out = requests;
    *count_out = count;
    return err;
}

/* "slot 5 A00005L6", and "mount slot 5 A00005L6" */
static void say_what(const struct rsm_run *run, const NTMS_LIBREQUESTINFORMATIONW *request,
                     char subject[RSM_DOING_SUBJECT], char *text, size_t room)
{
    struct rsm_cartridge cartridge;

    rsm_doing_medium(run->session, request, &cartridge);
    rsm_doing_subject(run->session, request, &cartridge, subject);
    snprintf(text, room, "%s%s%s", rsm_operation_words(request->OperationCode),
             subject[0] != '\0' ? " " : "", subject);
}

static void add_facts(const struct rsm_run *run, struct rsm_json object,
                      const NTMS_OBJECTINFORMATIONW *info, const char *subject)
{
    const NTMS_LIBREQUESTINFORMATIONW *request = &info->Info.LibRequest;

    rsm_json_guid(object, "id", &info->ObjectGuid);
    rsm_json_text(object, "operation", rsm_operation_words(request->OperationCode));
    rsm_json_text(object, "what", subject);
    rsm_json_text(object, "state", rsm_display_request_state(request->State));
    rsm_mention(run->session, object, "library", &request->Library, NTMS_LIBRARY);
    rsm_mention(run->session, object, "medium", &request->PhysMediaId, NTMS_PHYSICAL_MEDIA);
    rsm_json_date(object, "queued", &request->TimeQueued);
    rsm_json_wide(object, "application", request->szApplication, NTMS_APPLICATIONNAME_LENGTH);
}

/* ---- the list ---- */

static void add_row(struct rsm_run *run, struct rsm_table *table, struct rsm_json array,
                    const NTMS_OBJECTINFORMATIONW *info)
{
    const NTMS_LIBREQUESTINFORMATIONW *request = &info->Info.LibRequest;
    char subject[RSM_DOING_SUBJECT];
    char what[RSM_DOING_SUBJECT + 40];
    char guid[RSM_DISPLAY_GUID];
    char date[RSM_DISPLAY_DATE];
    char application[RSM_DISPLAY_TEXT];

    say_what(run, request, subject, what, sizeof what);
    rsm_display_guid(&info->ObjectGuid, guid);
    rsm_display_date(&request->TimeQueued, date);
    rsm_display_text(request->szApplication, NTMS_APPLICATIONNAME_LENGTH, application);
    rsm_table_add(table, "%.*s", HANDLE_DIGITS, guid);
    rsm_table_add(table, "%s", what);
    rsm_table_add(table, "%s", rsm_display_request_state(request->State));
    rsm_table_add(table, "%s", date);
    rsm_table_add(table, "%s", application);
    add_facts(run, rsm_json_object(array, NULL), info, subject);
}

static rsm_error list_requests(struct rsm_run *run)
{
    static const struct rsm_column columns[] = {{.title = "Request"},
                                                {.title = "What", .least = 12},
                                                {.title = "State"},
                                                {.title = "Queued (UTC)", .may_go = true},
                                                {.title = "Application", .least = 8}};
    struct rsm_json array = rsm_json_array(run->json, "library_requests");
    NTMS_OBJECTINFORMATIONW *requests;
    struct rsm_table table;
    size_t count;
    rsm_error err = read_unfinished(run, &requests, &count);

    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++)
        add_row(run, &table, array, &requests[i]);
    if (err == ERROR_SUCCESS && count == 0)
        rsm_output_print(run->out, "No request waits.\n");
    else if (err == ERROR_SUCCESS) {
        err = rsm_table_print(&table, run->out);
        if (err != ERROR_SUCCESS)
            (void)rsm_run_fail(run, err, "the requests cannot be shown");
    }
    rsm_table_end(&table);
    free(requests);
    return err;
}

/* ---- cancelling ---- */

/* What people write of a GUID, as it is displayed: without dashes and braces, in upper case. */
static void normalise(const char *given, char digits_out[RSM_DISPLAY_GUID])
{
    size_t length = 0;

    for (; *given != '\0' && length + 1 < RSM_DISPLAY_GUID; given++) {
        if (*given != '-' && *given != '{' && *given != '}')
            digits_out[length++] =
                *given >= 'a' && *given <= 'f' ? (char)(*given - 'a' + 'A') : *given;
    }
    digits_out[length] = '\0';
}

static rsm_error find_request(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *request_out)
{
    NTMS_OBJECTINFORMATIONW *requests;
    char digits[RSM_DISPLAY_GUID];
    char guid[RSM_DISPLAY_GUID];
    char shown[RSM_ARGUMENTS_SHOWN];
    size_t fitting = 0;
    size_t count;
    rsm_error err = read_unfinished(run, &requests, &count);

    normalise(run->arguments.operand, digits);
    rsm_arguments_show(run->arguments.operand, shown);
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        rsm_display_guid(&requests[i].ObjectGuid, guid);
        if (digits[0] == '\0' || strncmp(guid, digits, strlen(digits)) != 0)
            continue;
        *request_out = requests[i];
        fitting++;
    }
    free(requests);
    if (err == ERROR_SUCCESS && fitting == 0)
        err = rsm_run_fail(run, ERROR_OBJECT_NOT_FOUND,
                           "no request \"%s\" waits; rsm cancel lists those that do", shown);
    else if (err == ERROR_SUCCESS && fitting > 1)
        err = rsm_run_fail(run, ERROR_OBJECT_NOT_FOUND,
                           "%zu requests begin with \"%s\"; write more of it", fitting, shown);
    return err;
}

static rsm_error cancel(struct rsm_run *run)
{
    NTMS_OBJECTINFORMATIONW request;
    char subject[RSM_DOING_SUBJECT];
    char what[RSM_DOING_SUBJECT + 40];
    GUID id;
    rsm_error err = find_request(run, &request);

    if (err != ERROR_SUCCESS)
        return err;
    say_what(run, &request.Info.LibRequest, subject, what, sizeof what);
    id = request.ObjectGuid;
    err = CancelNtmsLibraryRequest(run->session, &id);
    if (err == ERROR_ACCESS_DENIED && request.Info.LibRequest.State == NTMS_LM_INPROCESS)
        return rsm_run_fail(run, err,
                            "\"%s\" is being carried out, and cannot be cancelled any more", what);
    if (err == ERROR_ACCESS_DENIED)
        return rsm_run_fail(run, err, "this account may not cancel \"%s\"", what);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "\"%s\" cannot be cancelled", what);
    (void)rsm_listing_describe(run->session, &id, NTMS_LIBREQUEST, &request);
    rsm_output_print(run->out,
                     is_unfinished(request.Info.LibRequest.State)
                         ? "\"%s\" is cancelled as soon as the library has a moment.\n"
                         : "\"%s\" is cancelled.\n",
                     what);
    add_facts(run, rsm_json_object(rsm_json_array(run->json, "library_requests"), NULL), &request,
              subject);
    return ERROR_SUCCESS;
}

static rsm_error run_cancel(struct rsm_run *run)
{
    return run->arguments.operand != NULL ? cancel(run) : list_requests(run);
}

const struct rsm_subcommand rsm_subcommand_cancel = {
    .name = "cancel",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Cancel a request to a library that waits",
    .operand = "REQUEST",
    .details =
        "REQUEST is the GUID of a request, or as much of its beginning as no other has. Without "
        "it those that are not finished are shown. One that is being carried out cannot be "
        "cancelled; rsm inventory /astop ends an inventory.\n"
        "With an inventory what is left of it goes, with a mount all that was to be mounted "
        "together, and a cartridge whose free label is not written goes back to its pool. What "
        "people are asked for is refused by rsm operator.",
    .has_facts = true,
    .needs_session = true,
    .keeps_hands_off = true,
    .run = run_cancel,
};
