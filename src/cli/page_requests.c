/*
 * Requests on the overview page: what libraries do and wait for, what failed lately, and what people are asked to
 * do.
 */
#include <stdio.h>
#include <string.h>

#include "cli/asked.h"
#include "cli/display.h"
#include "cli/doing.h"
#include "cli/listing.h"
#include "cli/mention.h"
#include "cli/page.h"
#include "cli/paint.h"
#include "model/operations.h"
#include "platform/clock.h"

/* Rows: of all, and of those that have their turn later only as long as there are fewer. */
enum { SHOWN = 20, SHOWN_LATER = 8, FAILED_SHOWN = 3, FAILED_MS = 24 * 60 * 60 * 1000 };

/* ---- library requests ---- */

struct requests {
    struct rsm_page *page;
    struct rsm_table table;
    struct rsm_json list;
    size_t not_shown;
};

static bool is_open(const NTMS_LIBREQUESTINFORMATIONW *request)
{
    return request->State == NTMS_LM_QUEUED || request->State == NTMS_LM_INPROCESS ||
           request->State == NTMS_LM_WAITING || request->State == NTMS_LM_DEFERRED;
}

/* What is done is worth more of the page than what has its turn later. */
static bool is_at_work(const NTMS_LIBREQUESTINFORMATIONW *request)
{
    return request->State == NTMS_LM_INPROCESS || request->State == NTMS_LM_WAITING;
}

/* What it waits for, and why it failed, is told below its row, where it is never cut. */
static void add_row(struct requests *requests, const NTMS_LIBREQUESTINFORMATIONW *request,
                    const char *subject, const char *way)
{
    bool is_told_below =
        way[0] != '\0' && (request->State == NTMS_LM_WAITING || request->State == NTMS_LM_FAILED);
    char date[RSM_DISPLAY_DATE];

    rsm_display_date(&request->TimeQueued, date);
    rsm_table_add(&requests->table, "%s", rsm_operation_words(request->OperationCode));
    rsm_table_add(&requests->table, "%s", rsm_display_request_state(request->State));
    if (is_told_below || way[0] == '\0')
        rsm_table_add(&requests->table, "%s", subject);
    else
        rsm_table_add(&requests->table, "%s%s%s", subject, subject[0] != '\0' ? ": " : "", way);
    rsm_overview_add_text(&requests->table, request->szApplication, NTMS_APPLICATIONNAME_LENGTH);
    rsm_table_add(&requests->table, "%s", date);
    if (is_told_below) {
        rsm_table_note(&requests->table, "%s", way);
        rsm_table_paint_note(&requests->table,
                             rsm_paint_of_state(rsm_display_request_state(request->State)));
    }
}

/* What it is about, and what is done with it; of a failed one, why. */
static void say(struct requests *requests, const NTMS_LIBREQUESTINFORMATIONW *request,
                char subject_out[RSM_DOING_SUBJECT], char way_out[RSM_DOING_TEXT])
{
    HANDLE session = requests->page->run->session;
    struct rsm_cartridge cartridge;
    char doing[RSM_DOING_TEXT];
    size_t length;

    rsm_doing_medium(session, request, &cartridge);
    rsm_doing_subject(session, request, &cartridge, subject_out);
    if (request->State == NTMS_LM_FAILED) {
        snprintf(way_out, RSM_DOING_TEXT, "%s (error %u, %s)", rsm_error_text(request->dwErrorCode),
                 (unsigned)request->dwErrorCode, rsm_error_name(request->dwErrorCode));
        return;
    }
    rsm_doing_now(session, request, doing);
    length = strlen(subject_out);
    if (strncmp(doing, subject_out, length) == 0)
        length += strspn(doing + length, ": ");
    else
        length = 0;
    snprintf(way_out, RSM_DOING_TEXT, "%s", doing + length);
}

static void add_request(struct requests *requests, NTMS_OBJECTINFORMATIONW *info)
{
    const NTMS_LIBREQUESTINFORMATIONW *request = &info->Info.LibRequest;
    struct rsm_json json = rsm_json_object(requests->list, NULL);
    HANDLE session = requests->page->run->session;
    char subject[RSM_DOING_SUBJECT] = "";
    char way[RSM_DOING_TEXT] = "";
    bool is_later = is_open(request) && !is_at_work(request);
    bool is_shown = rsm_table_rows(&requests->table) < (is_later ? SHOWN_LATER : SHOWN);

    if (is_shown || json.value != NULL)
        say(requests, request, subject, way);
    rsm_json_guid(json, "id", &info->ObjectGuid);
    rsm_json_text(json, "operation", rsm_operation_words(request->OperationCode));
    rsm_json_text(json, "state", rsm_display_request_state(request->State));
    rsm_json_text(json, "what", subject);
    rsm_json_text(json, "doing", way);
    rsm_mention(session, json, "library", &request->Library, NTMS_LIBRARY);
    rsm_mention(session, json, "medium", &request->PhysMediaId, NTMS_PHYSICAL_MEDIA);
    rsm_mention(session, json, "drive", &request->DriveId, NTMS_DRIVE);
    rsm_json_wide(json, "application", request->szApplication, NTMS_APPLICATIONNAME_LENGTH);
    rsm_json_date(json, "queued", &request->TimeQueued);
    rsm_json_date(json, "finished", &request->TimeCompleted);
    rsm_json_number(json, "error_code", request->dwErrorCode);
    if (is_shown)
        add_row(requests, request, subject, way);
    else
        requests->not_shown++;
}

static rsm_error add_at_work(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                             void *context)
{
    (void)overview;
    if (is_at_work(&info->Info.LibRequest))
        add_request(context, info);
    return ERROR_SUCCESS;
}

static rsm_error add_waiting(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                             void *context)
{
    (void)overview;
    if (is_open(&info->Info.LibRequest) && !is_at_work(&info->Info.LibRequest))
        add_request(context, info);
    return ERROR_SUCCESS;
}

static rsm_error print_open(struct requests *requests)
{
    struct rsm_page *page = requests->page;
    rsm_error err;

    requests->list = rsm_json_array(page->run->json, "library_requests");
    err = rsm_overview_each(&page->overview, NULL, NTMS_LIBREQUEST, add_at_work, requests);
    if (err == ERROR_SUCCESS)
        err = rsm_overview_each(&page->overview, NULL, NTMS_LIBREQUEST, add_waiting, requests);
    if (err != ERROR_SUCCESS || rsm_table_rows(&requests->table) == 0)
        return err;
    if (requests->not_shown > 0)
        rsm_table_note(&requests->table, "%zu more have their turn later.", requests->not_shown);
    rsm_page_heading(page, "At work");
    return rsm_table_print(&requests->table, page->run->out);
}

/* ---- failed ones ---- */

static bool failed_lately(const NTMS_LIBREQUESTINFORMATIONW *request, int64_t now)
{
    return request->State == NTMS_LM_FAILED &&
           rsm_clock_to_ms(&request->TimeCompleted) > now - FAILED_MS;
}

/* The last ones; they are listed in the order in which they were made. */
static rsm_error print_failed(struct requests *requests)
{
    struct rsm_page *page = requests->page;
    struct rsm_listing listing;
    NTMS_OBJECTINFORMATIONW info;
    SYSTEMTIME now;
    rsm_error err = rsm_listing_read(page->run->session, NULL, NTMS_LIBREQUEST, &listing);

    rsm_clock_utc(&now);
    requests->list = rsm_json_array(page->run->json, "failed_library_requests");
    for (size_t i = listing.count;
         i-- > 0 && err == ERROR_SUCCESS && rsm_table_rows(&requests->table) < FAILED_SHOWN;) {
        err = rsm_listing_describe(page->run->session, &listing.ids[i], NTMS_LIBREQUEST, &info);
        if (err == ERROR_SUCCESS && failed_lately(&info.Info.LibRequest, rsm_clock_to_ms(&now)))
            add_request(requests, &info);
        if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    rsm_listing_free(&listing);
    if (err != ERROR_SUCCESS || rsm_table_rows(&requests->table) == 0)
        return err;
    rsm_page_heading(page, "Failed since yesterday");
    return rsm_table_print(&requests->table, page->run->out);
}

static const struct rsm_column request_columns[] = {
    {"Request", RSM_LEFT, 0, false},     {"State", RSM_LEFT, 0, false},
    {"What", RSM_LEFT, 30, false},       {"Application", RSM_LEFT, 12, true},
    {"Queued (UTC)", RSM_LEFT, 0, true},
};

static rsm_error print_requests(struct rsm_page *page,
                                rsm_error (*print)(struct requests *requests))
{
    struct requests requests = {.page = page};
    rsm_error err;

    rsm_table_begin(&requests.table, request_columns,
                    sizeof request_columns / sizeof request_columns[0]);
    err = print(&requests);
    rsm_table_end(&requests.table);
    return err;
}

rsm_error rsm_page_requests(struct rsm_page *page)
{
    rsm_error err = print_requests(page, print_open);

    return err == ERROR_SUCCESS ? print_requests(page, print_failed) : err;
}

/* ---- requests to a person ---- */

static void print_asked(const struct rsm_page *page, const struct rsm_asked *request)
{
    const struct rsm_output *out = page->run->out;
    char date[RSM_DISPLAY_DATE];
    char line[sizeof request->words + sizeof request->by + sizeof request->message + 80];

    rsm_display_date(&request->info.Submitted, date);
    rsm_output_print(out, "%s", rsm_paint_begin(out, RSM_PAINT_ATTENTION));
    snprintf(line, sizeof line, "%s%s%s", request->words, request->message[0] != '\0' ? ": " : "",
             request->message);
    rsm_page_paragraph(page, 2, line);
    rsm_output_print(out, "%s", rsm_paint_end(out, RSM_PAINT_ATTENTION));
    snprintf(line, sizeof line, "%s UTC, by %s", date, request->by);
    rsm_page_paragraph(page, 4, line);
    if (rsm_asked_how(request)[0] != '\0')
        rsm_page_paragraph(page, 4, rsm_asked_how(request));
    rsm_output_print(out,
                     "    done:         rsm operator /satisfy%s\n"
                     "    not possible: rsm operator /refuse%s\n",
                     request->handle, request->handle);
}

rsm_error rsm_page_asked(struct rsm_page *page)
{
    struct rsm_json json = rsm_json_array(page->run->json, "operator_requests");
    struct rsm_asked_list list;
    size_t count = 0;
    rsm_error err = rsm_asked_read(page->run, &list);

    for (size_t i = 0; i < list.count; i++) {
        if (!rsm_asked_is_open(&list.requests[i]))
            continue;
        if (count++ == 0)
            rsm_page_heading(page, "You are asked to help");
        else
            rsm_output_print(page->run->out, "\n");
        print_asked(page, &list.requests[i]);
        rsm_asked_write(page->run, rsm_json_object(json, NULL), &list.requests[i]);
    }
    rsm_asked_free(&list);
    return err;
}
