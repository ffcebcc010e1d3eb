/*
 * Library requests as rows: whoever asks adds one, the process that holds the library's lock takes
 * it, and its states are what everybody else sees of the work (spec "requests", 1 and 2).
 */
#include "work/queue.h"

#include <stdlib.h>
#include <string.h>

#include "core/catalogue.h"
#include "core/marks.h"
#include "core/operator.h"
#include "core/owner.h"
#include "core/promise.h"
#include "core/wait.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "store/searches.h"
#include "work/dismount.h"
#include "work/eject.h"
#include "work/erase.h"

/* A request that loses its device so often fails. */
enum { TRIES_MAX = 3 };

rsm_error rsm_queue_add(struct rsm *rsm, const struct rsm_session *session,
                        const struct rsm_work *work, GUID *request_out)
{
    struct rsm_record record;
    NTMS_LIBREQUESTINFORMATIONW *request = &record.info.Info.LibRequest;
    rsm_error err;

    rsm_record_begin(&record, NTMS_LIBREQUEST);
    request->OperationCode = work->operation;
    request->OperationOption = work->option;
    request->State = work->waiting ? NTMS_LM_WAITING : NTMS_LM_QUEUED;
    request->dwPriority = (DWORD)work->priority;
    request->DriveId = work->drive;
    request->PhysMediaId = work->medium;
    request->PartitionId = work->side;
    request->Library = work->library;
    request->SlotId = work->slot;
    request->WorkItemId = work->request;
    rsm_clock_utc(&request->TimeQueued);
    rsm_text_copy(request->szApplication, NTMS_APPLICATIONNAME_LENGTH,
                  session != NULL ? session->application : rsm_owner_itself);
    if (session != NULL) {
        rsm_text_copy(request->szUser, NTMS_USERNAME_LENGTH, session->user);
        rsm_text_copy(request->szComputer, NTMS_COMPUTERNAME_LENGTH, session->computer);
        record.own.Session = session->id;
    }
    record.own.SortType = work->sort_type;
    record.own.Parent = work->parent;
    record.own.Action = work->action;
    record.own.Batch = work->batch;
    record.own.Order = work->order;
    rsm_text_copy(record.own.Owner, RSM_OWNER_LENGTH, rsm->owner);

    err = rsm_records_insert(rsm->store, &record);
    if (err == ERROR_SUCCESS && request_out != NULL)
        *request_out = record.info.ObjectGuid;
    return err;
}

/* The next ones, as far as there is room for them. */
struct next {
    GUID *ids;
    DWORD *orders;
    size_t room;
    size_t count;
};

/* Requests come in the order of their creation, which is that of submission. */
static bool keep_lowest_orders(void *context, const struct rsm_record *record)
{
    struct next *next = context;
    DWORD order = record->own.Order;
    size_t place = next->count;

    while (place > 0 && next->orders[place - 1] > order)
        place--;
    if (place == next->room)
        return order != 0;
    if (next->count < next->room)
        next->count++;
    for (size_t i = next->count - 1; i > place; i--) {
        next->ids[i] = next->ids[i - 1];
        next->orders[i] = next->orders[i - 1];
    }
    next->ids[place] = record->info.ObjectGuid;
    next->orders[place] = order;
    return order != 0 || next->count < next->room; /* not orderable: the first ones are the next */
}

rsm_error rsm_queue_list(struct rsm *rsm, const GUID *library, DWORD sort_type, size_t room,
                         GUID *ids_out, size_t *count_out)
{
    const struct rsm_condition conditions[] = {
        {.column = "library", .guid = library},
        {.column = "state", .number = NTMS_LM_QUEUED},
        {.column = "sort_type", .number = sort_type},
    };
    DWORD orders[RSM_QUEUE_LIST_MAX];
    struct next next = {.ids = ids_out, .orders = orders};
    rsm_error err;

    next.room = room < RSM_QUEUE_LIST_MAX ? room : RSM_QUEUE_LIST_MAX;
    err = rsm_records_each(rsm->store, NTMS_LIBREQUEST, conditions, 3, keep_lowest_orders, &next);
    *count_out = next.count;
    return err;
}

rsm_error rsm_queue_sorts(struct rsm *rsm, const GUID *library, bool seen_out[RSM_QUEUE_SORTS])
{
    int64_t sort = -1;
    rsm_error err = ERROR_SUCCESS;

    while (err == ERROR_SUCCESS) {
        err = rsm_searches_next_sort(rsm->store, library, NTMS_LM_QUEUED, &sort);
        if (err == ERROR_SUCCESS && sort < RSM_QUEUE_SORTS)
            seen_out[sort] = true;
    }
    return err == ERROR_NO_MORE_ITEMS ? ERROR_SUCCESS : err;
}

rsm_error rsm_queue_next(struct rsm *rsm, const GUID *library, DWORD sort_type,
                         struct rsm_record *request_out)
{
    GUID id;
    size_t count = 0;
    rsm_error err = rsm_queue_list(rsm, library, sort_type, 1, &id, &count);

    if (err == ERROR_SUCCESS && count == 0)
        err = ERROR_NO_MORE_ITEMS;
    return err == ERROR_SUCCESS ? rsm_records_load(rsm->store, &id, NTMS_LIBREQUEST, request_out)
                                : err;
}

/* Is a request at work on that slot?  Its cartridge is on its way, and is missing from the slot. */
static rsm_error check_slot_free(struct rsm *rsm, const NTMS_LIBREQUESTINFORMATIONW *request)
{
    const struct rsm_condition same_slot[] = {
        {.column = "library", .guid = &request->Library},
        {.column = "state", .number = NTMS_LM_INPROCESS},
        {.column = "slot_id", .guid = &request->SlotId},
    };
    struct rsm_record other;
    rsm_error err;

    if (rsm_guid_is_null(&request->SlotId))
        return ERROR_SUCCESS;
    err = rsm_records_first(rsm->store, NTMS_LIBREQUEST, same_slot, 3, &other);
    if (err == ERROR_SUCCESS)
        return ERROR_BUSY;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* While the door is open, or is being opened, a person's hands may be where the arm goes. */
static rsm_error check_door_shut(struct rsm *rsm, const NTMS_LIBREQUESTINFORMATIONW *request)
{
    const struct rsm_condition open[] = {
        {.column = "library", .guid = &request->Library},
        {.column = "state", .number = NTMS_DOORSTATE_OPEN},
    };
    const struct rsm_condition opening[] = {
        {.column = "library", .guid = &request->Library},
        {.column = "state", .number = NTMS_LM_INPROCESS},
        {.column = "sort_type", .number = NTMS_LM_DOORACCESS},
    };
    struct rsm_record record;
    rsm_error err;

    if (request->OperationCode == NTMS_LM_REMOVE)
        return ERROR_SUCCESS;
    err = rsm_records_first(rsm->store, NTMS_IEDOOR, open, 2, &record);
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = rsm_records_first(rsm->store, NTMS_LIBREQUEST, opening, 3, &record);
    if (err == ERROR_SUCCESS)
        return ERROR_BUSY;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

rsm_error rsm_queue_begin(struct rsm *rsm, const struct rsm_record *request)
{
    const NTMS_LIBREQUESTINFORMATIONW *asked = &request->info.Info.LibRequest;
    struct rsm_record record;
    const NTMS_LIBREQUESTINFORMATIONW *now = &record.info.Info.LibRequest;
    rsm_error err =
        rsm_records_load(rsm->store, &request->info.ObjectGuid, NTMS_LIBREQUEST, &record);

    if (err == ERROR_SUCCESS &&
        (now->State != NTMS_LM_QUEUED || !rsm_guid_equal(&now->SlotId, &asked->SlotId) ||
         !rsm_guid_equal(&now->DriveId, &asked->DriveId)))
        err = ERROR_INVALID_STATE;
    if (err == ERROR_SUCCESS)
        err = check_slot_free(rsm, now);
    if (err == ERROR_SUCCESS)
        err = check_door_shut(rsm, now);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_set_state(rsm, &request->info.ObjectGuid, NTMS_LM_INPROCESS, ERROR_SUCCESS);
    return err;
}

bool rsm_queue_wants_enabled(DWORD operation)
{
    return operation > NTMS_LM_ENABLEMEDIA;
}

/* Wants an open writing transaction. */
static rsm_error begin_if_enabled(struct rsm *rsm, const struct rsm_record *request)
{
    struct rsm_record library;
    rsm_error err = rsm_records_load(rsm->store, &request->info.Info.LibRequest.Library,
                                     NTMS_LIBRARY, &library);
    if (err == ERROR_SUCCESS && !library.info.Enabled &&
        rsm_queue_wants_enabled(request->info.Info.LibRequest.OperationCode))
        err = ERROR_RESOURCE_DISABLED;
    if (err == ERROR_SUCCESS)
        err = rsm_queue_begin(rsm, request);
    return err;
}

bool rsm_queue_start(struct rsm *rsm, const struct rsm_record *request)
{
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    return err == ERROR_SUCCESS &&
           rsm_store_end(rsm->store, begin_if_enabled(rsm, request)) == ERROR_SUCCESS;
}

bool rsm_queue_start_look(struct rsm *rsm, const struct rsm_record *request)
{
    rsm_error err = rsm_store_begin_lightly(rsm->store);

    return err == ERROR_SUCCESS &&
           rsm_store_end(rsm->store, begin_if_enabled(rsm, request)) == ERROR_SUCCESS;
}

rsm_error rsm_queue_follow(struct rsm *rsm, const GUID *library, const GUID *drive,
                           const GUID *slot)
{
    const struct rsm_condition in_drive[] = {
        {.column = "library", .guid = library},
        {.column = "drive_id", .guid = drive},
        {.column = "slot_id", .guid = &rsm_guid_null},
        {.column = "state", .number = NTMS_LM_QUEUED},
        {.column = "operation_code", .number = NTMS_LM_PROCESSOMID},
    };
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_records_ids(rsm->store, NTMS_LIBREQUEST, in_drive, 5, &ids, &count);

    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        err = rsm_queue_note(rsm, &ids[i], "slot_id", slot);
        if (err == ERROR_SUCCESS)
            err = rsm_queue_note(rsm, &ids[i], "drive_id", &rsm_guid_null);
    }
    free(ids);
    return err;
}

rsm_error rsm_queue_note(struct rsm *rsm, const GUID *request, const char *column, const GUID *id)
{
    rsm_error err = rsm_records_set_guid(rsm->store, NTMS_LIBREQUEST, request, column, id);

    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

bool rsm_queue_is_final(DWORD state)
{
    switch (state) {
    case NTMS_LM_PASSED:
    case NTMS_LM_FAILED:
    case NTMS_LM_INVALID:
    case NTMS_LM_CANCELLED:
    case NTMS_LM_STOPPED:
        return true;
    default:
        return false;
    }
}

rsm_error rsm_queue_set_state(struct rsm *rsm, const GUID *request, DWORD state, rsm_error error)
{
    struct rsm_record record;
    NTMS_LIBREQUESTINFORMATIONW *info = &record.info.Info.LibRequest;
    rsm_error err = rsm_records_load(rsm->store, request, NTMS_LIBREQUEST, &record);

    if (err == ERROR_SUCCESS && rsm_queue_is_final(state) && state != NTMS_LM_PASSED)
        err = rsm_marks_leave(rsm, &record);
    if (err != ERROR_SUCCESS)
        return err;
    info->State = state;
    info->dwErrorCode = state == NTMS_LM_FAILED ? error : ERROR_SUCCESS;
    if (rsm_queue_is_final(state)) {
        rsm_clock_utc(&info->TimeCompleted);
        err = rsm_operator_withdraw_for(rsm, &record);
    }
    if (err == ERROR_SUCCESS)
        err = rsm_records_save(rsm->store, &record);
    if (err == ERROR_SUCCESS && rsm_queue_is_final(state) && state != NTMS_LM_PASSED)
        err = rsm_erase_settle(rsm, &record);
    return err == ERROR_SUCCESS && rsm_queue_is_final(state) ? rsm_promise_end(rsm, &record) : err;
}

/* In this order: what an inventory waits for comes before the inventory. */
static const DWORD unfinished[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};

rsm_error rsm_queue_put_back(struct rsm *rsm, const GUID *request, bool counts, bool *put_back_out)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, request, NTMS_LIBREQUEST, &record);

    *put_back_out = err == ERROR_SUCCESS && (!counts || record.own.Tries < TRIES_MAX);
    if (!*put_back_out)
        return err;
    record.own.Tries += counts ? 1 : 0;
    record.info.Info.LibRequest.State = NTMS_LM_QUEUED;
    return rsm_records_save(rsm->store, &record);
}

/* Is there an unfinished request with these, and, for operation not 0, with that operation? */
static rsm_error has_unfinished(struct rsm *rsm, const char *column, const GUID *id,
                                DWORD operation, bool *has_out)
{
    struct rsm_record request;
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    for (size_t i = 0; i < sizeof unfinished / sizeof unfinished[0]; i++) {
        const struct rsm_condition conditions[] = {
            {.column = column, .guid = id},
            {.column = "state", .number = unfinished[i]},
            {.column = "operation_code", .number = operation},
        };

        err = rsm_records_first(rsm->store, NTMS_LIBREQUEST, conditions, operation == 0 ? 2 : 3,
                                &request);
        if (err != ERROR_OBJECT_NOT_FOUND)
            break;
    }
    *has_out = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

rsm_error rsm_queue_has_children(struct rsm *rsm, const GUID *parent, bool *has_out)
{
    return has_unfinished(rsm, "parent", parent, 0, has_out);
}

rsm_error rsm_queue_has_work(struct rsm *rsm, DWORD operation, const GUID *medium, bool *has_out)
{
    return has_unfinished(rsm, "phys_media_id", medium, operation, has_out);
}

rsm_error rsm_queue_has_drive_work(struct rsm *rsm, DWORD operation, const GUID *drive,
                                   bool *has_out)
{
    return has_unfinished(rsm, "drive_id", drive, operation, has_out);
}

rsm_error rsm_queue_drop(struct rsm *rsm, const struct rsm_record *request)
{
    rsm_error err = rsm_operator_withdraw_for(rsm, request);

    return err == ERROR_SUCCESS ? rsm_records_delete(rsm->store, &request->info.ObjectGuid) : err;
}

static bool asked_by_session(void *context, const struct rsm_record *record)
{
    bool *found = context;

    *found = !rsm_queue_is_final(record->info.Info.LibRequest.State) &&
             !rsm_guid_is_null(&record->own.Session) && !rsm_eject_is_aside(record);
    return !*found;
}

bool rsm_queue_has_own(struct rsm *rsm, const GUID *library)
{
    const struct rsm_condition own[] = {
        {.column = "library", .guid = library},
        {.column = "owner", .text = rsm->owner},
    };
    bool found = false;

    if (rsm_store_begin(rsm->store, RSM_STORE_READ) != ERROR_SUCCESS)
        return false;
    (void)rsm_records_each(rsm->store, NTMS_LIBREQUEST, own, 2, asked_by_session, &found);
    (void)rsm_store_end(rsm->store, ERROR_SUCCESS);
    return found;
}

/* Put every one of ids into that state. */
static rsm_error set_all(struct rsm *rsm, const GUID *ids, size_t count, DWORD state)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++)
        err = rsm_queue_set_state(rsm, &ids[i], state, ERROR_SUCCESS);
    return err;
}

rsm_error rsm_queue_cancel_children(struct rsm *rsm, const GUID *parent)
{
    const struct rsm_condition conditions[] = {
        {.column = "parent", .guid = parent},
        {.column = "state", .number = NTMS_LM_QUEUED},
    };
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_records_ids(rsm->store, NTMS_LIBREQUEST, conditions, 2, &ids, &count);

    if (err == ERROR_SUCCESS)
        err = set_all(rsm, ids, count, NTMS_LM_CANCELLED);
    free(ids);
    return err;
}

rsm_error rsm_queue_find_running(struct rsm *rsm, const GUID *library, DWORD operation,
                                 struct rsm_record *request_out)
{
    static const DWORD states[] = {NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    for (size_t i = 0; i < 2 && err == ERROR_OBJECT_NOT_FOUND; i++) {
        const struct rsm_condition conditions[] = {
            {.column = "library", .guid = library},
            {.column = "state", .number = states[i]},
            {.column = "operation_code", .number = operation},
        };

        err = rsm_records_first(rsm->store, NTMS_LIBREQUEST, conditions, operation == 0 ? 2 : 3,
                                request_out);
    }
    return err;
}

struct waiting {
    struct rsm *rsm;
    const GUID *request;
};

/* What the caller of a finished request hears; ERROR_IO_PENDING while it is not finished. */
static rsm_error look_at_request(void *context)
{
    const struct waiting *waiting = context;
    struct rsm_store *store = waiting->rsm->store;
    struct rsm_record record;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_load(store, waiting->request, NTMS_LIBREQUEST, &record);
    err = rsm_store_end(store, err);
    if (err != ERROR_SUCCESS)
        return err;
    switch (record.info.Info.LibRequest.State) {
    case NTMS_LM_PASSED:
        return ERROR_SUCCESS;
    case NTMS_LM_FAILED:
    case NTMS_LM_INVALID:
        err = record.info.Info.LibRequest.dwErrorCode;
        return err != ERROR_SUCCESS ? err : ERROR_GEN_FAILURE;
    case NTMS_LM_CANCELLED:
    case NTMS_LM_STOPPED:
        return ERROR_CANCELLED;
    default:
        return ERROR_IO_PENDING;
    }
}

/* The caller went away: nobody needs the answer of a request that has not begun. */
static void give_up(struct rsm *rsm, const GUID *request)
{
    struct rsm_record record;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return;
    err = rsm_records_load(rsm->store, request, NTMS_LIBREQUEST, &record);
    if (err == ERROR_SUCCESS && record.info.Info.LibRequest.State == NTMS_LM_QUEUED)
        err = rsm_queue_set_state(rsm, request, NTMS_LM_CANCELLED, ERROR_SUCCESS);
    (void)rsm_store_end(rsm->store, err);
}

rsm_error rsm_queue_wait(struct rsm_session *session, const GUID *request, uint32_t timeout_ms)
{
    struct waiting waiting = {session->rsm, request};
    rsm_error err = rsm_wait_until(session, timeout_ms, look_at_request, &waiting);

    if (err == ERROR_CANCELLED && rsm_session_is_closing(session))
        give_up(session->rsm, request);
    return err;
}

/* One unfinished request that this process finds as it takes over a library. */
static rsm_error inherit(struct rsm *rsm, const GUID *id)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, id, NTMS_LIBREQUEST, &record);
    bool goes_on = false;
    bool lives;

    if (err != ERROR_SUCCESS)
        return err;
    if (rsm_eject_is_aside(&record)) /* for whoever begins to eject */
        return ERROR_SUCCESS;
    lives = rsm_owner_lives(rsm, record.own.Owner);
    if (!lives && record.info.Info.LibRequest.OperationCode == NTMS_LM_CLEANDRIVE)
        return rsm_queue_drop(rsm, &record);
    if (!lives) {
        err = rsm_queue_set_state(rsm, id, NTMS_LM_CANCELLED, ERROR_SUCCESS);
        return err == ERROR_SUCCESS ? rsm_dismount_renew(rsm, &record) : err;
    }
    /* An inventory goes on with the cartridges that are left; if those were a dead process's, it
     * begins anew, since nobody else would ever finish it.  A door that is open stays so, and a mount
     * waits on for its medium. */
    if (record.info.Info.LibRequest.State == NTMS_LM_WAITING)
        goes_on = record.info.Info.LibRequest.OperationCode == NTMS_LM_DOORACCESS ||
                  record.info.Info.LibRequest.OperationCode == NTMS_LM_MOUNT;
    if (record.info.Info.LibRequest.State == NTMS_LM_WAITING && !goes_on)
        err = rsm_queue_has_children(rsm, id, &goes_on);
    if (err == ERROR_SUCCESS && !goes_on)
        err = rsm_queue_set_state(rsm, id, NTMS_LM_QUEUED, ERROR_SUCCESS);
    return err;
}

rsm_error rsm_queue_take_over(struct rsm_library *library)
{
    struct rsm *rsm = library->rsm;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    for (size_t i = 0; i < sizeof unfinished / sizeof unfinished[0]; i++) {
        const struct rsm_condition conditions[] = {
            {.column = "library", .guid = &library->id},
            {.column = "state", .number = unfinished[i]},
        };
        GUID *ids = NULL;
        size_t count = 0;

        if (err == ERROR_SUCCESS)
            err = rsm_records_ids(rsm->store, NTMS_LIBREQUEST, conditions, 2, &ids, &count);
        for (size_t k = 0; k < count && err == ERROR_SUCCESS; k++)
            err = inherit(rsm, &ids[k]);
        free(ids);
    }
    return rsm_store_end(rsm->store, err);
}

struct purge {
    struct rsm *rsm;
    int64_t before; /* requests finished before this moment go */
    bool keep_failed;
};

static bool purge_one(void *context, const struct rsm_record *record)
{
    struct purge *purge = context;
    const NTMS_LIBREQUESTINFORMATIONW *request = &record->info.Info.LibRequest;
    int64_t completed = rsm_clock_to_ms(&request->TimeCompleted);

    if (!rsm_queue_is_final(request->State) || completed == 0 || completed > purge->before)
        return true;
    if (request->State == NTMS_LM_FAILED && purge->keep_failed)
        return true;
    return rsm_records_delete(purge->rsm->store, &record->info.ObjectGuid) == ERROR_SUCCESS;
}

rsm_error rsm_queue_purge(struct rsm *rsm)
{
    struct rsm_record computer;
    struct purge purge = {.rsm = rsm};
    SYSTEMTIME now;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_load(rsm->store, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    if (err == ERROR_SUCCESS) {
        const NTMS_COMPUTERINFORMATION *policy = &computer.info.Info.Computer;

        rsm_clock_utc(&now);
        purge.before = rsm_clock_to_ms(&now) - (int64_t)policy->dwLibRequestPurgeTime * 1000;
        purge.keep_failed = (policy->dwLibRequestFlags & NTMS_LIBREQFLAGS_NOFAILEDPURGE) != 0;
        if ((policy->dwLibRequestFlags & NTMS_LIBREQFLAGS_NOAUTOPURGE) == 0)
            err = rsm_records_each(rsm->store, NTMS_LIBREQUEST, NULL, 0, purge_one, &purge);
    }
    return rsm_store_end(rsm->store, err);
}
