/*
 * Media that are to be brought, and what becomes of the mounts that wait for them.
 */
#include "work/mount_offline.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/catalogue.h"
#include "core/operator.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/mount_check.h"
#include "work/mount_order.h"
#include "work/queue.h"

/* ---- asking ---- */

enum { NAME_ROOM = NTMS_OBJECTNAME_LENGTH * 3 };

/* What is written on the cartridge, as far as we know: its bar code, else its name. */
static void name_medium(const struct rsm_record *medium, char name_out[NAME_ROOM])
{
    const WCHAR *bar_code = medium->info.Info.PhysicalMedia.szBarCode;

    (void)rsm_text_to_utf8(name_out, NAME_ROOM, bar_code[0] != 0 ? bar_code : medium->info.szName,
                           NTMS_OBJECTNAME_LENGTH);
}

/* Where the person is to put it. */
static const char *words_for(const struct rsm_record *library, bool full)
{
    if (library->info.Info.Library.LibraryType != NTMS_LIBRARYTYPE_STANDALONE)
        return "A program waits for the cartridge %s; put it into the library %s.";
    return full ? "A program waits for the cartridge %s; take out the one that is in the drive %s, "
                  "and put it in."
                : "A program waits for the cartridge %s; put it into the drive %s.";
}

static void write_message(const struct rsm_record *medium, const struct rsm_record *library,
                          bool full, WCHAR message_out[NTMS_MESSAGE_LENGTH])
{
    char medium_name[NAME_ROOM];
    char library_name[NAME_ROOM];
    char text[2 * NAME_ROOM + 80];

    name_medium(medium, medium_name);
    (void)rsm_text_to_utf8(library_name, sizeof library_name, library->info.szName,
                           NTMS_OBJECTNAME_LENGTH);
    (void)snprintf(text, sizeof text, words_for(library, full), medium_name, library_name);
    (void)rsm_text_from_utf8(message_out, NTMS_MESSAGE_LENGTH, text, RSM_TEXT_TERMINATED);
}

/* Is a cartridge in it? */
static rsm_error is_full(struct rsm *rsm, const struct rsm_record *library, bool *full_out)
{
    const struct rsm_condition in[] = {
        {.column = "current_library", .guid = &library->info.ObjectGuid}};
    struct rsm_record medium;
    rsm_error err = rsm_records_first(rsm->store, NTMS_PHYSICAL_MEDIA, in, 1, &medium);

    *full_out = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

rsm_error rsm_mount_offline_ask(struct rsm *rsm, const GUID *request)
{
    struct rsm_operator_task task = {.request = NTMS_OPREQ_MOVEMEDIA, .own = true};
    WCHAR message[NTMS_MESSAGE_LENGTH];
    struct rsm_record record;
    struct rsm_record medium;
    struct rsm_record library;
    bool full = false;
    GUID asked;
    rsm_error err = rsm_records_load(rsm->store, request, NTMS_LIBREQUEST, &record);
    const NTMS_LIBREQUESTINFORMATIONW *info = &record.info.Info.LibRequest;

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &info->PhysMediaId, NTMS_PHYSICAL_MEDIA, &medium);
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &info->Library, NTMS_LIBRARY, &library);
    if (err == ERROR_SUCCESS)
        err = is_full(rsm, &library, &full);
    if (err != ERROR_SUCCESS)
        return err;
    write_message(&medium, &library, full, message);
    task.message = message;
    task.arg1 = &medium;
    task.arg2 = &library;
    err = rsm_operator_add_for(rsm, &record, &task, &asked);
    return err == ERROR_SUCCESS
               ? rsm_records_set_number(rsm->store, NTMS_PHYSICAL_MEDIA, &medium.info.ObjectGuid,
                                        "media_state", NTMS_MEDIASTATE_OPREQ)
               : err;
}

/* ---- what is to be done ---- */

enum outlook {
    STAYS,   /* nothing changed */
    REFUSED, /* by a person */
    UNKNOWN, /* the record of a medium went */
    ARRIVED, /* some have turned up where they are wanted */
    MOVED,   /* all have turned up elsewhere */
    LEFT     /* one that was there is not any more */
};

struct verdict {
    enum outlook outlook;
    const struct rsm_record *request; /* the one it is about, for REFUSED, UNKNOWN and LEFT */
    GUID library;                     /* for MOVED */
};

static DWORD state_of(const struct rsm_record *request)
{
    return request->info.Info.LibRequest.State;
}

static bool is_waiting(const struct rsm_record *request)
{
    return state_of(request) == NTMS_LM_QUEUED || state_of(request) == NTMS_LM_WAITING;
}

static bool is_refused(struct rsm *rsm, const struct rsm_record *request)
{
    const GUID *asked = &request->own.OperatorRequest;

    return state_of(request) == NTMS_LM_WAITING && !rsm_guid_is_null(asked) &&
           rsm_operator_result(rsm, asked) == ERROR_CANCELLED;
}

/* Where one of them is; the null GUID = in no library that is there. */
static rsm_error find_place(struct rsm *rsm, const struct rsm_record *request, GUID *library_out,
                            bool *offline_out)
{
    struct rsm_record medium;
    bool online = false;
    rsm_error err = rsm_records_load(rsm->store, &request->info.Info.LibRequest.PhysMediaId,
                                     NTMS_PHYSICAL_MEDIA, &medium);

    *library_out = rsm_guid_null;
    *offline_out = false;
    if (err == ERROR_SUCCESS)
        err = rsm_mount_check_is_online(rsm, &medium, &online);
    if (err == ERROR_SUCCESS && online)
        *library_out = medium.info.Info.PhysicalMedia.CurrentLibrary;
    if (err == ERROR_SUCCESS) /* one in a library that does not answer just now has not left it */
        *offline_out = rsm_guid_equal(&medium.info.Info.PhysicalMedia.CurrentLibrary,
                                      &rsm_catalogue_offline_library);
    return err;
}

/* Could the batch be mounted there as well? */
static rsm_error may_move(struct rsm *rsm, const struct rsm_mount_batch *batch, const GUID *library,
                          bool *may_out)
{
    const struct rsm_condition enabled[] = {
        {.column = "library", .guid = library},
        {.column = "enabled", .number = TRUE},
    };
    struct rsm_record record;
    DWORD drives = 0;
    rsm_error err = rsm_records_load(rsm->store, library, NTMS_LIBRARY, &record);

    if (err == ERROR_SUCCESS)
        err = rsm_records_count(rsm->store, NTMS_DRIVE, enabled, 2, &drives);
    *may_out = err == ERROR_SUCCESS && record.info.Enabled && drives >= batch->count &&
               (batch->list[0].own.Action & NTMS_MOUNT_SPECIFIC_DRIVE) == 0;
    return err;
}

static rsm_error look_at_one(struct rsm *rsm, const struct rsm_record *request,
                             struct verdict *verdict, GUID *library_out)
{
    const GUID *target = &request->info.Info.LibRequest.Library;
    bool offline = false;
    rsm_error err = find_place(rsm, request, library_out, &offline);

    if (err == ERROR_OBJECT_NOT_FOUND) {
        *verdict = (struct verdict){.outlook = UNKNOWN, .request = request};
        return ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS && is_refused(rsm, request))
        *verdict = (struct verdict){.outlook = REFUSED, .request = request};
    else if (err == ERROR_SUCCESS && verdict->outlook == STAYS) {
        if (offline && state_of(request) == NTMS_LM_QUEUED)
            *verdict = (struct verdict){.outlook = LEFT, .request = request};
        else if (state_of(request) == NTMS_LM_WAITING && rsm_guid_equal(library_out, target))
            verdict->outlook = ARRIVED;
    }
    return err;
}

static rsm_error find_out(struct rsm *rsm, const struct rsm_mount_batch *batch,
                          struct verdict *verdict_out)
{
    GUID common = rsm_guid_null;
    bool together = true;
    bool may = false;
    rsm_error err = ERROR_SUCCESS;

    *verdict_out = (struct verdict){.outlook = STAYS};
    for (size_t i = 0; i < batch->count && err == ERROR_SUCCESS; i++) {
        GUID library = rsm_guid_null;

        if (!is_waiting(&batch->list[i]))
            return ERROR_SUCCESS;
        err = look_at_one(rsm, &batch->list[i], verdict_out, &library);
        if (verdict_out->outlook == REFUSED || verdict_out->outlook == UNKNOWN)
            return err;
        common = i == 0 ? library : common;
        together = together && !rsm_guid_is_null(&library) && rsm_guid_equal(&library, &common);
    }
    if (err != ERROR_SUCCESS || batch->count == 0 || !together ||
        rsm_guid_equal(&common, &batch->list[0].info.Info.LibRequest.Library))
        return err;
    err = may_move(rsm, batch, &common, &may);
    if (may)
        *verdict_out = (struct verdict){.outlook = MOVED, .library = common};
    return err;
}

rsm_error rsm_mount_offline_is_due(struct rsm *rsm, const struct rsm_mount_batch *batch,
                                   bool *due_out)
{
    struct verdict verdict;
    rsm_error err = find_out(rsm, batch, &verdict);

    *due_out = err == ERROR_SUCCESS && verdict.outlook != STAYS;
    return err;
}

/* ---- doing it ---- */

/* Its medium is there: nobody needs to bring it any more. */
static rsm_error queue_one(struct rsm *rsm, const struct rsm_record *request)
{
    const GUID *asked = &request->own.OperatorRequest;
    rsm_error err = ERROR_SUCCESS;

    if (!rsm_guid_is_null(asked) && rsm_operator_result(rsm, asked) == ERROR_IO_PENDING)
        err = rsm_operator_settle(rsm, asked, NTMS_OPSTATE_COMPLETE);
    if (err == ERROR_SUCCESS)
        err = rsm_mount_batch_claim(rsm, &request->info.Info.LibRequest.PhysMediaId);
    if (err == ERROR_SUCCESS && state_of(request) == NTMS_LM_WAITING)
        err = rsm_queue_set_state(rsm, &request->info.ObjectGuid, NTMS_LM_QUEUED, ERROR_SUCCESS);
    return err;
}

static rsm_error queue_arrived(struct rsm *rsm, const struct rsm_mount_batch *batch)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < batch->count && err == ERROR_SUCCESS; i++) {
        const struct rsm_record *request = &batch->list[i];
        GUID library;
        bool offline;

        err = find_place(rsm, request, &library, &offline);
        if (err == ERROR_SUCCESS && state_of(request) == NTMS_LM_WAITING &&
            rsm_guid_equal(&library, &request->info.Info.LibRequest.Library))
            err = queue_one(rsm, request);
    }
    return err;
}

static rsm_error queue_elsewhere(struct rsm *rsm, const struct rsm_mount_batch *batch,
                                 const GUID *library)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < batch->count && err == ERROR_SUCCESS; i++) {
        const GUID *id = &batch->list[i].info.ObjectGuid;

        err = queue_one(rsm, &batch->list[i]);
        if (err == ERROR_SUCCESS)
            err = rsm_queue_note(rsm, id, "library", library);
        if (err == ERROR_SUCCESS)
            err = rsm_records_set_number(rsm->store, NTMS_LIBREQUEST, id, "queue_order",
                                         RSM_MOUNT_ORDER_LAST);
        if (err == ERROR_SUCCESS)
            err = rsm_mount_order_join(rsm, library, id);
    }
    return err;
}

static rsm_error wait_anew(struct rsm *rsm, const struct rsm_record *request)
{
    rsm_error err;

    if ((request->own.Action & NTMS_MOUNT_ERROR_OFFLINE) != 0)
        return rsm_mount_batch_fail(rsm, request, ERROR_MEDIA_OFFLINE);
    err = rsm_queue_set_state(rsm, &request->info.ObjectGuid, NTMS_LM_WAITING, ERROR_SUCCESS);
    return err == ERROR_SUCCESS ? rsm_mount_offline_ask(rsm, &request->info.ObjectGuid) : err;
}

static rsm_error act(struct rsm *rsm, const struct rsm_mount_batch *batch,
                     const struct verdict *verdict)
{
    switch (verdict->outlook) {
    case REFUSED:
        return rsm_mount_batch_fail(rsm, verdict->request, ERROR_REQUEST_REFUSED);
    case UNKNOWN:
        return rsm_mount_batch_fail(rsm, verdict->request, ERROR_INVALID_MEDIA);
    case ARRIVED:
        return queue_arrived(rsm, batch);
    case MOVED:
        return queue_elsewhere(rsm, batch, &verdict->library);
    case LEFT:
        return wait_anew(rsm, verdict->request);
    default:
        return ERROR_SUCCESS;
    }
}

rsm_error rsm_mount_offline_attend(struct rsm *rsm, const GUID *batch, bool *changed_out)
{
    struct rsm_mount_batch requests;
    struct verdict verdict = {.outlook = STAYS};
    rsm_error err = rsm_mount_batch_load(rsm, batch, &requests);

    if (err == ERROR_SUCCESS)
        err = find_out(rsm, &requests, &verdict);
    if (err == ERROR_SUCCESS)
        err = act(rsm, &requests, &verdict);
    *changed_out = err == ERROR_SUCCESS && verdict.outlook != STAYS;
    free(requests.list);
    return err;
}
