/*
 * Requests to a person as rsm shows them.  The words are those of the log: no function of the interface
 * has them, so this reaches into core/.
 */
#include "cli/asked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/belongs.h"
#include "cli/listing.h"
#include "cli/mention.h"
#include "cli/width.h"
#include "core/session.h"
#include "model/guid.h"
#include "platform/array.h"

enum { HANDLE_DIGITS = 8 };

bool rsm_asked_is_open(const struct rsm_asked *request)
{
    return request->info.State != NTMS_OPSTATE_COMPLETE &&
           request->info.State != NTMS_OPSTATE_REFUSED;
}

const char *rsm_asked_state(const struct rsm_asked *request)
{
    return rsm_asked_is_open(request) ? "open" : rsm_display_operator_state(request->info.State);
}

/* ---- reading ---- */

static rsm_error read_words(struct rsm_run *run, struct rsm_asked *request)
{
    struct rsm_session *session;
    rsm_error err = rsm_session_get(run->session, &session);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_begin(session->rsm->store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS) {
        rsm_operator_describe(session->rsm, &request->info, request->words);
        err = rsm_store_end(session->rsm->store, ERROR_SUCCESS);
    }
    rsm_session_release(session);
    rsm_width_clean(request->words);
    return err;
}

static void say_by_whom(struct rsm_asked *request)
{
    char application[RSM_DISPLAY_TEXT];
    char user[RSM_DISPLAY_TEXT];
    char computer[RSM_DISPLAY_TEXT];

    rsm_display_text(request->info.szApplication, NTMS_APPLICATIONNAME_LENGTH, application);
    rsm_display_text(request->info.szUser, NTMS_USERNAME_LENGTH, user);
    rsm_display_text(request->info.szComputer, NTMS_COMPUTERNAME_LENGTH, computer);
    if (user[0] != '\0' && computer[0] != '\0')
        snprintf(request->by, sizeof request->by, "%s (%s on %s)", application, user, computer);
    else
        snprintf(request->by, sizeof request->by, "%s", application);
}

rsm_error rsm_asked_describe(struct rsm_run *run, const GUID *id, struct rsm_asked *request_out)
{
    NTMS_OBJECTINFORMATIONW object;
    GUID wanted = *id;
    rsm_error err = rsm_listing_describe(run->session, &wanted, NTMS_OPREQUEST, &object);

    if (err != ERROR_SUCCESS)
        return err;
    request_out->id = *id;
    request_out->info = object.Info.OpRequest;
    rsm_display_guid(id, request_out->handle);
    request_out->handle[HANDLE_DIGITS] = '\0';
    rsm_display_text(object.Info.OpRequest.szMessage, NTMS_MESSAGE_LENGTH, request_out->message);
    say_by_whom(request_out);
    return read_words(run, request_out);
}

/* Longer handles for those whose first digits are the same. */
static void part_handles(struct rsm_asked_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        for (size_t j = 0; j < list->count; j++) {
            char *mine = list->requests[i].handle;
            char other[RSM_DISPLAY_GUID];

            rsm_display_guid(&list->requests[j].id, other);
            if (i != j && strncmp(mine, other, strlen(mine)) == 0)
                rsm_display_guid(&list->requests[i].id, mine);
        }
    }
}

static rsm_error add(struct rsm_run *run, const GUID *id, struct rsm_asked_list *list)
{
    struct rsm_asked *grown =
        rsm_array_grow(list->requests, sizeof *grown, list->count + 1, &list->room);
    rsm_error err;

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    list->requests = grown;
    err = rsm_asked_describe(run, id, &grown[list->count]);
    if (err == ERROR_SUCCESS)
        list->count++;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err; /* it vanished meanwhile */
}

rsm_error rsm_asked_read(struct rsm_run *run, struct rsm_asked_list *list_out)
{
    struct rsm_listing listing;
    rsm_error err = rsm_listing_read(run->session, NULL, NTMS_OPREQUEST, &listing);

    memset(list_out, 0, sizeof *list_out);
    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++)
        err = add(run, &listing.ids[i], list_out);
    rsm_listing_free(&listing);
    if (err == ERROR_SUCCESS)
        part_handles(list_out);
    else
        rsm_asked_free(list_out);
    return err;
}

void rsm_asked_free(struct rsm_asked_list *list)
{
    free(list->requests);
    memset(list, 0, sizeof *list);
}

/* ---- finding ---- */

/* Only the hexadecimal digits, in upper case.  False for anything but those, dashes and braces. */
static bool take_digits(const char *text, char digits_out[RSM_DISPLAY_GUID])
{
    size_t count = 0;

    for (; *text != '\0'; text++) {
        char c = *text >= 'a' && *text <= 'f' ? (char)(*text - 'a' + 'A') : *text;

        if (c == '-' || c == '{' || c == '}')
            continue;
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F')) || count == RSM_DISPLAY_GUID - 1)
            return false;
        digits_out[count++] = c;
    }
    digits_out[count] = '\0';
    return count > 0;
}

static bool begins(const struct rsm_asked *request, const char *digits)
{
    char guid[RSM_DISPLAY_GUID];

    rsm_display_guid(&request->id, guid);
    return strncmp(guid, digits, strlen(digits)) == 0;
}

static rsm_error fail_to_find(struct rsm_run *run, const struct rsm_asked_list *list,
                              const char *beginning, const char *digits, size_t found)
{
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    if (found == 0)
        return rsm_run_fail(run, err,
                            "no request to a person begins with \"%.60s\"; rsm operator /all lists "
                            "them",
                            beginning);
    (void)rsm_run_fail(run, err, "%zu requests begin with \"%.60s\"; give more digits", found,
                       beginning);
    for (size_t i = 0; i < list->count; i++) {
        char guid[RSM_DISPLAY_GUID];

        rsm_display_guid(&list->requests[i].id, guid);
        if (begins(&list->requests[i], digits))
            rsm_output_print(run->err, "     %s  %s\n", guid, list->requests[i].words);
    }
    return err;
}

rsm_error rsm_asked_find(struct rsm_run *run, const char *beginning, struct rsm_asked *request_out)
{
    char digits[RSM_DISPLAY_GUID];
    struct rsm_asked_list list;
    size_t found = 0;
    rsm_error err;

    if (!take_digits(beginning, digits))
        return rsm_run_fail(run, ERROR_INVALID_PARAMETER,
                            "\"%.60s\" is neither a GUID nor the beginning of one; rsm operator "
                            "lists the requests",
                            beginning);
    err = rsm_asked_read(run, &list);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the requests to a person cannot be listed");
    for (size_t i = 0; i < list.count; i++) {
        if (begins(&list.requests[i], digits)) {
            *request_out = list.requests[i];
            found++;
        }
    }
    if (found != 1)
        err = fail_to_find(run, &list, beginning, digits, found);
    rsm_asked_free(&list);
    return err;
}

/* ---- what it is about ---- */

const char *rsm_asked_how(const struct rsm_asked *request)
{
    return request->info.Request == NTMS_OPREQ_CLEANER
               ? "rsm cleaner /areserve keeps a slot for it, and rsm cleaner /ainject takes it in."
               : "";
}

bool rsm_asked_library(struct rsm_run *run, const struct rsm_asked *request,
                       NTMS_OBJECTINFORMATIONW *library_out)
{
    bool second = request->info.Arg2Type == NTMS_LIBRARY;
    GUID about = second ? request->info.Arg2 : request->info.Arg1;
    DWORD type = second ? request->info.Arg2Type : request->info.Arg1Type;
    NTMS_OBJECTINFORMATIONW object;
    GUID library;

    if (rsm_guid_is_null(&about) ||
        rsm_listing_describe(run->session, &about, type, &object) != ERROR_SUCCESS)
        return false;
    library = *rsm_belongs_to(&object);
    return !rsm_guid_is_null(&library) &&
           rsm_listing_describe(run->session, &library, NTMS_LIBRARY, library_out) == ERROR_SUCCESS;
}

void rsm_asked_write(struct rsm_run *run, struct rsm_json object, const struct rsm_asked *request)
{
    NTMS_OBJECTINFORMATIONW library = {.dwType = NTMS_LIBRARY};

    if (object.value == NULL)
        return;
    rsm_json_guid(object, "id", &request->id);
    rsm_json_text(object, "handle", request->handle);
    rsm_json_text(object, "state", rsm_asked_state(request));
    rsm_json_text(object, "request_type", rsm_display_operator_request(request->info.Request));
    rsm_json_text(object, "asked", request->words);
    rsm_json_text(object, "message", request->message);
    rsm_json_date(object, "submitted", &request->info.Submitted);
    rsm_json_wide(object, "application", request->info.szApplication, NTMS_APPLICATIONNAME_LENGTH);
    rsm_json_wide(object, "user", request->info.szUser, NTMS_USERNAME_LENGTH);
    rsm_json_wide(object, "computer", request->info.szComputer, NTMS_COMPUTERNAME_LENGTH);
    rsm_json_text(object, "about_type", rsm_display_object_type(request->info.Arg1Type));
    rsm_mention(run->session, object, "about", &request->info.Arg1, request->info.Arg1Type);
    (void)rsm_asked_library(run, request, &library);
    rsm_json_guid(object, "library", &library.ObjectGuid);
    rsm_json_wide(object, "library_name", library.szName, NTMS_OBJECTNAME_LENGTH);
}
