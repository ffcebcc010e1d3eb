/*
 * Devices that are taken off the records.
 */
#include "core/devices.h"

#include "core/access.h"
#include "core/catalogue.h"
#include "core/media.h"
#include "core/objects.h"
#include "core/operator.h"
#include "core/promise.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/journal.h"
#include "store/records.h"

#include <stdlib.h>

/* Do that with each object of a kind that a column chooses. */
static rsm_error for_each(struct rsm *rsm, DWORD type, const char *column, const GUID *value,
                          rsm_error (*act)(struct rsm *rsm, const GUID *id))
{
    const struct rsm_condition chosen = {.column = column, .guid = value};
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_records_ids(rsm->store, type, &chosen, 1, &ids, &count);

    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++)
        err = act(rsm, &ids[i]);
    free(ids);
    return err;
}

/* And what a person is asked for because of it. */
static rsm_error delete_object(struct rsm *rsm, const GUID *id)
{
    struct rsm_record object;
    rsm_error err = rsm_records_load(rsm->store, id, NTMS_UNKNOWN, &object);

    if (err == ERROR_SUCCESS)
        err = object.info.dwType == NTMS_LIBREQUEST ? rsm_operator_withdraw_for(rsm, &object)
                                                    : rsm_operator_withdraw_about(rsm, id);
    if (err == ERROR_SUCCESS)
        err = rsm_records_delete(rsm->store, id);
    return err == ERROR_SUCCESS && object.info.dwType == NTMS_LIBREQUEST
               ? rsm_promise_end(rsm, &object)
               : err;
}

/* ---- libraries ---- */

static rsm_error delete_library(struct rsm *rsm, const struct rsm_record *library)
{
    static const DWORD contained[] = {NTMS_DRIVE,  NTMS_CHANGER, NTMS_STORAGESLOT,
                                      NTMS_IEDOOR, NTMS_IEPORT,  NTMS_LIBREQUEST};
    const GUID *id = &library->info.ObjectGuid;
    char name[NTMS_OBJECTNAME_LENGTH * 3];
    rsm_error err = for_each(rsm, NTMS_PHYSICAL_MEDIA, "current_library", id, rsm_media_go_offline);

    for (size_t i = 0; err == ERROR_SUCCESS && i < sizeof contained / sizeof contained[0]; i++)
        err = for_each(rsm, contained[i], "library", id, delete_object);
    if (err == ERROR_SUCCESS) /* a move in it will never be settled; of a writing the tape tells */
        err = rsm_journal_erase_kind(rsm->store, RSM_INTENT_MOVE, id);
    if (err == ERROR_SUCCESS)
        err = delete_object(rsm, id);
    if (err == ERROR_SUCCESS) {
        (void)rsm_text_to_utf8(name, sizeof name, library->info.szName, NTMS_OBJECTNAME_LENGTH);
        rsm_log(RSM_LOG_INFO, "core", "library %s is deleted, its media are offline", name);
    }
    return err;
}

static rsm_error check_library(struct rsm_session *session, const GUID *id,
                               struct rsm_record *library_out)
{
    rsm_error err =
        rsm_objects_require(session->rsm, id, NTMS_LIBRARY, ERROR_INVALID_LIBRARY, library_out);

    if (err == ERROR_SUCCESS && rsm_guid_equal(id, &rsm_catalogue_offline_library))
        err = ERROR_INVALID_LIBRARY;
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, library_out, NTMS_MODIFY_ACCESS);
    if (err == ERROR_SUCCESS &&
        (!library_out->info.Enabled || library_out->info.dwOperationalState != NTMS_NOT_PRESENT))
        err = ERROR_INVALID_STATE;
    return err;
}

rsm_error rsm_devices_delete_library(struct rsm_session *session, const GUID *library)
{
    struct rsm_store *store = session->rsm->store;
    struct rsm_record record;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = check_library(session, library, &record);
    if (err == ERROR_SUCCESS)
        err = delete_library(session->rsm, &record);
    return rsm_store_end(store, err);
}

/* ---- drives ---- */

static rsm_error is_stand_alone(struct rsm *rsm, const GUID *library, bool *is_out)
{
    const struct rsm_condition in = {.column = "library", .guid = library};
    DWORD slots = 0;
    rsm_error err = rsm_records_count(rsm->store, NTMS_STORAGESLOT, &in, 1, &slots);

    *is_out = slots == 0;
    return err;
}

static rsm_error delete_one_drive(struct rsm *rsm, const struct rsm_record *drive)
{
    const GUID *id = &drive->info.ObjectGuid;
    rsm_error err;

    if (drive->info.dwOperationalState != NTMS_NOT_PRESENT)
        return ERROR_INVALID_STATE;
    err = for_each(rsm, NTMS_PHYSICAL_MEDIA, "location", id, rsm_media_go_offline);
    if (err == ERROR_SUCCESS)
        err = delete_object(rsm, id);
    if (err == ERROR_SUCCESS)
        err = rsm_records_touch(rsm->store, &drive->info.Info.Drive.Library);
    return err;
}

static rsm_error delete_drive(struct rsm_session *session, const GUID *id)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record drive;
    struct rsm_record library;
    bool stand_alone = false;
    rsm_error err = rsm_objects_require(rsm, id, NTMS_DRIVE, ERROR_INVALID_DRIVE, &drive);

    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(rsm, &drive.info.Info.Drive.Library, NTMS_LIBRARY,
                                  ERROR_INVALID_LIBRARY, &library);
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &library, NTMS_MODIFY_ACCESS);
    if (err == ERROR_SUCCESS)
        err = is_stand_alone(rsm, &library.info.ObjectGuid, &stand_alone);
    if (err != ERROR_SUCCESS)
        return err;
    return stand_alone ? delete_library(rsm, &library) : delete_one_drive(rsm, &drive);
}

rsm_error rsm_devices_delete_drive(struct rsm_session *session, const GUID *drive)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    return err == ERROR_SUCCESS ? rsm_store_end(store, delete_drive(session, drive)) : err;
}
