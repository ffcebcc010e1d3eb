/*
 * Drives that stand alone, unloaded for a person, and filled by one.
 */
#include "work/alone_eject.h"

#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/ports.h"
#include "work/queue.h"

/* ---- eject ---- */

/* Which cartridge it is stays on record until the drive is seen to be empty; no program has it any more.  Wants an open writing
 * transaction. */
static rsm_error record_unloaded(struct rsm_library *library, const struct rsm_bay *bay)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record drive;
    struct rsm_record medium;
    rsm_error err = rsm_records_load(store, &bay->id, NTMS_DRIVE, &drive);

    if (err != ERROR_SUCCESS)
        return err;
    drive.info.Info.Drive.State = NTMS_DRIVESTATE_UNLOADED;
    drive.info.Info.Drive.SavedPartitionId = rsm_guid_null;
    err = rsm_records_save(store, &drive);
    if (err == ERROR_SUCCESS)
        err = rsm_media_find_at(library->rsm, &bay->id, &medium);
    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    rsm_hold_drop(&medium);
    medium.info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_IDLE;
    medium.info.Info.PhysicalMedia.MountedPartition = rsm_guid_null;
    return rsm_records_save(store, &medium);
}

rsm_error rsm_alone_eject(struct rsm_library *library, struct rsm_bay *bay)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_library_open_bay(library, bay);

    if (err != ERROR_SUCCESS)
        return err == ERROR_SHARING_VIOLATION ? ERROR_BUSY : err;
    err = rsm_drive_unload(&bay->drive);
    if (err == ERROR_SHARING_VIOLATION)
        return ERROR_BUSY;
    if (!rsm_device_is_connected(bay->device)) {
        rsm_library_lose(library);
        return ERROR_DEVICE_NOT_AVAILABLE;
    }
    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(store, RSM_STORE_WRITE);
    return err == ERROR_SUCCESS ? rsm_store_end(store, record_unloaded(library, bay)) : err;
}

void rsm_alone_stop_eject(struct rsm_library *library)
{
    library->watched = RSM_WATCH_LOST;
}

bool rsm_alone_is_back(struct rsm_library *library)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record drive;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err =
            rsm_store_end(store, rsm_records_load(store, &library->bays[0].id, NTMS_DRIVE, &drive));
    return err == ERROR_SUCCESS && drive.info.Info.Drive.State == NTMS_DRIVESTATE_DISMOUNTABLE;
}

/* The port that is no element.  Wants an open transaction. */
static rsm_error load_port(struct rsm_library *library, struct rsm_record *port_out)
{
    const struct rsm_condition of_library[] = {{.column = "library", .guid = &library->id}};

    return rsm_records_first(library->rsm->store, NTMS_IEPORT, of_library, 1, port_out);
}

static rsm_error ask_to_take(struct rsm_library *library, struct rsm_record *request,
                             const char *name)
{
    WCHAR message[NTMS_MESSAGE_LENGTH];
    struct rsm_record port;
    int64_t patience;
    rsm_error err = load_port(library, &port);

    if (err != ERROR_SUCCESS)
        return err;
    patience = port.info.Info.IEPort.MaxExtendSecs;
    if (rsm_ports_now() - request->own.Since < patience * 1000)
        return ERROR_IO_PENDING;
    rsm_text_format(message, NTMS_MESSAGE_LENGTH,
                    "Take the cartridge %s out of the drive %s: it was ejected more than %u "
                    "seconds ago.",
                    name, library->name, (unsigned)patience);
    return rsm_ports_ask(library->rsm, request, &library->bays[0].id, NTMS_DRIVE, message);
}

bool rsm_alone_ask_to_take(struct rsm_library *library, struct rsm_record *request,
                           const char *name)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = ERROR_IO_PENDING;

    if (rsm_guid_is_null(&request->own.OperatorRequest))
        err = rsm_store_begin(store, RSM_STORE_WRITE);
    return err == ERROR_SUCCESS &&
           rsm_store_end(store, ask_to_take(library, request, name)) == ERROR_SUCCESS;
}

/* ---- inject ---- */

/* The medium of which it is known that it is in the drive, if it has not been counted for the request.
 * ERROR_OBJECT_NOT_FOUND.  Wants an open transaction. */
static rsm_error find_newcomer(struct rsm_library *library, const struct rsm_record *request,
                               GUID *medium_out)
{
    const GUID *id = &library->bays[0].id;
    struct rsm_record drive;
    struct rsm_record medium;
    const NTMS_DRIVEINFORMATIONW *info = &drive.info.Info.Drive;
    rsm_error err = rsm_records_load(library->rsm->store, id, NTMS_DRIVE, &drive);

    if (err == ERROR_SUCCESS)
        err = rsm_media_find_at(library->rsm, id, &medium);
    if (err != ERROR_SUCCESS)
        return err;
    *medium_out = medium.info.ObjectGuid;
    return library->watched >= RSM_WATCH_KEPT && info->State == NTMS_DRIVESTATE_DISMOUNTABLE &&
                   !rsm_guid_is_null(&info->SavedPartitionId) &&
                   !rsm_guid_equal(medium_out, &request->info.Info.LibRequest.PhysMediaId)
               ? ERROR_SUCCESS
               : ERROR_OBJECT_NOT_FOUND;
}

bool rsm_alone_has_come(struct rsm_library *library, const struct rsm_record *request)
{
    struct rsm_store *store = library->rsm->store;
    GUID medium;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, find_newcomer(library, request, &medium));
    return err == ERROR_SUCCESS;
}

rsm_error rsm_alone_take_in(struct rsm_library *library, const struct rsm_record *request,
                            bool *came_out)
{
    struct rsm_store *store = library->rsm->store;
    GUID medium;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    *came_out = false;
    if (err != ERROR_SUCCESS)
        return err;
    err = find_newcomer(library, request, &medium);
    *came_out = err == ERROR_SUCCESS;
    if (*came_out)
        err = rsm_queue_note(library->rsm, &request->info.ObjectGuid, "phys_media_id", &medium);
    return rsm_store_end(store, err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err);
}
