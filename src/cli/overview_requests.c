/*
 * The tables of requests: what libraries did and do, and what people were asked for.
 */
#include "cli/overview_requests.h"

#include <string.h>

#include "cli/display.h"
#include "cli/listing.h"
#include "model/guid.h"
#include "model/operations.h"
#include "platform/clock.h"
#include "platform/text.h"

enum { REQUESTS_SHOWN = 40 };

static void add_date(struct rsm_table *table, const SYSTEMTIME *date)
{
    char text[RSM_DISPLAY_DATE];

    rsm_display_date(date, text);
    rsm_table_add(table, "%s", text);
}

/* The number of a slot or drive. */
static void add_number(struct rsm_overview *overview, struct rsm_table *table, const GUID *id,
                       DWORD type)
{
    GUID wanted = *id;
    NTMS_OBJECTINFORMATIONW info;

    if (rsm_guid_is_null(id) ||
        rsm_listing_describe(overview->session, &wanted, type, &info) != ERROR_SUCCESS)
        rsm_table_add(table, "%s", "");
    else
        rsm_table_add(
            table, "%u",
            (unsigned)(type == NTMS_DRIVE ? info.Info.Drive.Number : info.Info.StorageSlot.Number));
}

/* From being queued to being finished. */
static void add_seconds(struct rsm_table *table, const NTMS_LIBREQUESTINFORMATIONW *request)
{
    int64_t queued = rsm_clock_to_ms(&request->TimeQueued);
    int64_t completed = rsm_clock_to_ms(&request->TimeCompleted);

    if (queued != 0 && completed >= queued)
        rsm_table_add(table, "%.1f", (double)(completed - queued) / 1000.0);
    else
        rsm_table_add(table, "%s", "");
}

static void add_error(struct rsm_table *table, const NTMS_LIBREQUESTINFORMATIONW *request)
{
    if (request->State == NTMS_LM_FAILED)
        rsm_table_add(table, "%u %s", (unsigned)request->dwErrorCode,
                      rsm_error_text(request->dwErrorCode));
    else
        rsm_table_add(table, "%s", "");
}

static rsm_error add_request(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                             void *context)
{
    const NTMS_LIBREQUESTINFORMATIONW *request = &info->Info.LibRequest;
    struct rsm_table *table = context;

    rsm_table_add(table, "%s", rsm_operation_words(request->OperationCode));
    rsm_table_add(table, "%s", rsm_display_request_state(request->State));
    add_number(overview, table, &request->SlotId, NTMS_STORAGESLOT);
    add_number(overview, table, &request->DriveId, NTMS_DRIVE);
    rsm_overview_add_name(overview, table, &request->PhysMediaId, NTMS_PHYSICAL_MEDIA);
    add_date(table, &request->TimeQueued);
    add_date(table, &request->TimeCompleted);
    add_seconds(table, request);
    rsm_overview_add_text(table, request->szApplication, NTMS_APPLICATIONNAME_LENGTH);
    add_error(table, request);
    return ERROR_SUCCESS;
}

/* What Removable Storage began on its own and left for the next time tells nobody anything. */
static bool is_left_alone(const NTMS_LIBREQUESTINFORMATIONW *request)
{
    return request->State == NTMS_LM_CANCELLED &&
           rsm_text_equal(request->szApplication, u"Removable Storage",
                          NTMS_APPLICATIONNAME_LENGTH);
}

/* The last ones of a listing, as finished requests are kept for days; oldest first. */
static rsm_error choose_requests(struct rsm_overview *overview, struct rsm_listing *listing)
{
    NTMS_OBJECTINFORMATIONW info;
    size_t first = listing->count;

    for (size_t i = listing->count; i-- > 0 && listing->count - first < REQUESTS_SHOWN;) {
        rsm_error err =
            rsm_listing_describe(overview->session, &listing->ids[i], NTMS_LIBREQUEST, &info);

        if (err == ERROR_SUCCESS && !is_left_alone(&info.Info.LibRequest))
            listing->ids[--first] = listing->ids[i];
        else if (err != ERROR_SUCCESS && err != ERROR_OBJECT_NOT_FOUND)
            return err;
    }
    listing->count -= first;
    memmove(listing->ids, listing->ids + first, listing->count * sizeof *listing->ids);
    return ERROR_SUCCESS;
}

static rsm_error add_requests(struct rsm_overview *overview, struct rsm_listing *listing,
                              struct rsm_table *table)
{
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < listing->count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(overview->session, &listing->ids[i], NTMS_LIBREQUEST, &info);
        if (err == ERROR_SUCCESS)
            err = add_request(overview, &info, table);
        else if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    return err;
}

rsm_error rsm_overview_requests(struct rsm_overview *overview)
{
    static const struct rsm_column columns[] = {
        {"Request", RSM_LEFT, 6, false},       {"State", RSM_LEFT, 6, false},
        {"Slot", RSM_RIGHT, 0, false},         {"Drive", RSM_RIGHT, 0, false},
        {"Medium", RSM_LEFT, 8, false},        {"Queued (UTC)", RSM_LEFT, 0, false},
        {"Finished (UTC)", RSM_LEFT, 0, true}, {"Sec", RSM_RIGHT, 0, false},
        {"Application", RSM_LEFT, 6, true},    {"Error", RSM_LEFT, 10, false},
    };
    struct rsm_listing listing;
    struct rsm_table table;
    rsm_error err = rsm_listing_read(overview->session, NULL, NTMS_LIBREQUEST, &listing);

    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    if (err == ERROR_SUCCESS && listing.count > 0)
        err = choose_requests(overview, &listing);
    if (err == ERROR_SUCCESS)
        err = add_requests(overview, &listing, &table);
    if (err == ERROR_SUCCESS)
        err = rsm_overview_print(overview, &table, "Library requests, the last ones", "");
    rsm_table_end(&table);
    rsm_listing_free(&listing);
    return err;
}

/* What it is about, since not every message says so. */
static void add_subject(struct rsm_overview *overview, struct rsm_table *table,
                        const NTMS_OPREQUESTINFORMATIONW *request)
{
    if (request->Arg1Type == NTMS_MEDIA_POOL)
        rsm_table_add(table, "%s", rsm_pools_path(&overview->pools, &request->Arg1));
    else
        rsm_overview_add_name(overview, table, &request->Arg1, request->Arg1Type);
}

struct asked {
    struct rsm_table table;
    bool is_open; /* some request has no answer yet */
};

static rsm_error add_operator_request(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                                      void *context)
{
    const NTMS_OPREQUESTINFORMATIONW *request = &info->Info.OpRequest;
    struct asked *asked = context;
    struct rsm_table *table = &asked->table;

    asked->is_open = asked->is_open || (request->State != NTMS_OPSTATE_COMPLETE &&
                                        request->State != NTMS_OPSTATE_REFUSED);
    rsm_table_add(table, "%s", rsm_display_operator_request(request->Request));
    rsm_table_add(table, "%s", rsm_display_operator_state(request->State));
    add_date(table, &request->Submitted);
    rsm_overview_add_text(table, request->szApplication, NTMS_APPLICATIONNAME_LENGTH);
    add_subject(overview, table, request);
    rsm_overview_add_text(table, request->szMessage, NTMS_MESSAGE_LENGTH);
    return ERROR_SUCCESS;
}

rsm_error rsm_overview_operator_requests(struct rsm_overview *overview)
{
    static const struct rsm_column columns[] = {
        {"Request", RSM_LEFT, 0, false},
        {"State", RSM_LEFT, 0, false},
        {"Submitted (UTC)", RSM_LEFT, 0, false},
        {"Application", RSM_LEFT, 6, true},
        {"About", RSM_LEFT, 8, true},
        {"Message", RSM_LEFT, 12, false},
    };
    struct asked asked = {.is_open = false};
    rsm_error err;

    rsm_table_begin(&asked.table, columns, sizeof columns / sizeof columns[0]);
    err = rsm_overview_each(overview, NULL, NTMS_OPREQUEST, add_operator_request, &asked);
    if (err != ERROR_SUCCESS) {
        rsm_table_end(&asked.table);
        return err;
    }
    err = rsm_overview_print(overview, &asked.table, "Operator requests", "");
    if (err == ERROR_SUCCESS && asked.is_open)
        rsm_output_print(overview->out,
                         "\nrsm operator tells what is asked for, and how to answer.\n");
    return err;
}
