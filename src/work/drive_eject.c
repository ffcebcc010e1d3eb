/*
 * Which medium is meant by the name of a device, and what is asked for it.
 */
#include "work/drive_eject.h"

#include "core/media.h"
#include "model/guid.h"
#include "ntmsapi.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/eject.h"
#include "work/queue.h"

/* ---- which drive ---- */

struct search {
    struct rsm_store *store;
    const WCHAR *device;
    GUID drive; /* the null GUID = none */
    GUID library;
    rsm_error err;
};

static bool stands_alone(struct search *search, const GUID *library_id)
{
    struct rsm_record library;

    search->err = rsm_records_load(search->store, library_id, NTMS_LIBRARY, &library);
    return search->err == ERROR_SUCCESS &&
           library.info.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE;
}

static bool compare(void *context, const struct rsm_record *record)
{
    struct search *search = context;
    const NTMS_DRIVEINFORMATIONW *drive = &record->info.Info.Drive;

    if (!rsm_text_equal_no_case(drive->szDeviceName, search->device, NTMS_DEVICENAME_LENGTH) ||
        drive->szDeviceName[0] == 0 || !stands_alone(search, &drive->Library))
        return search->err == ERROR_SUCCESS;
    search->drive = record->info.ObjectGuid;
    search->library = drive->Library;
    return false;
}

/* Wants an open transaction. */
static rsm_error find_drive(struct search *search)
{
    rsm_error err = rsm_records_each(search->store, NTMS_DRIVE, NULL, 0, compare, search);

    return err == ERROR_SUCCESS ? search->err : err;
}

/* ---- the tape in it ---- */

/* What is under way at the drive; the null GUID = nothing.  Wants an open transaction. */
static rsm_error find_operation(struct search *search, GUID *operation_out)
{
    static const DWORD unfinished[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS, NTMS_LM_WAITING};
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    *operation_out = rsm_guid_null;
    for (size_t i = 0; i < 3 && err == ERROR_OBJECT_NOT_FOUND; i++) {
        const struct rsm_condition ejects[] = {
            {.column = "library", .guid = &search->library},
            {.column = "operation_code", .number = NTMS_LM_EJECT},
            {.column = "state", .number = unfinished[i]},
        };
        struct rsm_record request;

        err = rsm_records_first(search->store, NTMS_LIBREQUEST, ejects, 3, &request);
        if (err == ERROR_SUCCESS)
            *operation_out = request.own.Batch;
    }
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

struct tape {
    GUID medium;    /* the null GUID = the drive is empty */
    GUID operation; /* its eject that is under way; the same */
};

static rsm_error find_tape(struct rsm_session *session, struct search *search,
                           struct tape *tape_out)
{
    struct rsm_record medium;
    rsm_error err = find_drive(search);

    tape_out->medium = rsm_guid_null;
    tape_out->operation = rsm_guid_null;
    if (err != ERROR_SUCCESS || rsm_guid_is_null(&search->drive))
        return err;
    err = rsm_media_find_at(session->rsm, &search->drive, &medium);
    if (err == ERROR_SUCCESS)
        tape_out->medium = medium.info.ObjectGuid;
    if (err == ERROR_SUCCESS || err == ERROR_OBJECT_NOT_FOUND)
        err = find_operation(search, &tape_out->operation);
    return err;
}

/* The tape is in use: the person decides, where there is one who was to be asked. */
static rsm_error settle_use(struct rsm_session *session, const struct rsm_disks_ejection *ejection,
                            const GUID *medium)
{
    switch (rsm_disks_ask(session->rsm->volumes, ejection)) {
    case RSM_VOLUME_EJECT_IT:
        return rsm_eject_media_and_wait(session, medium, true);
    case RSM_VOLUME_LEAVE_IT:
        return ERROR_CANCELLED;
    default:
        return ERROR_BUSY;
    }
}

static rsm_error eject_tape(struct rsm_session *session, const struct rsm_disks_ejection *ejection,
                            const struct tape *tape)
{
    GUID operation;
    rsm_error err;

    if (ejection->action == NTMS_EJECT_STOP)
        return rsm_eject_stop(session, &tape->operation);
    if (rsm_guid_is_null(&tape->medium))
        return ERROR_MEDIA_NOT_AVAILABLE;
    switch (ejection->action) {
    case NTMS_EJECT_QUEUE:
        err = rsm_eject_put_aside(session, &tape->medium);
        break;
    case NTMS_EJECT_IMMEDIATE:
        err = rsm_eject_media_and_wait(session, &tape->medium, false);
        break;
    case NTMS_EJECT_ASK_USER:
        err = rsm_eject_media_and_wait(session, &tape->medium, false);
        if (err == ERROR_BUSY)
            err = settle_use(session, ejection, &tape->medium);
        break;
    default:
        err = rsm_eject_start(session, &tape->medium, ejection->action == NTMS_EJECT_FORCE,
                              &operation);
        break;
    }
    return err == ERROR_BUSY ? ERROR_MEDIA_NOT_AVAILABLE : err;
}

rsm_error rsm_drive_eject(struct rsm_session *session, const struct rsm_disks_ejection *ejection)
{
    struct rsm_store *store = session->rsm->store;
    struct search search = {.store = store, .device = ejection->device, .drive = rsm_guid_null};
    struct tape tape;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, find_tape(session, &search, &tape));
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_guid_is_null(&search.drive) ? rsm_disks_eject(session->rsm->volumes, ejection)
                                           : eject_tape(session, ejection, &tape);
}
