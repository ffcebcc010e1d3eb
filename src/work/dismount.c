/*
 * Dismounts that are asked for (function pages of DismountNtmsMedia and DismountNtmsDrive).  They are carried
 * out in dismount_run.c.
 */
#include "work/dismount.h"

#include <stdlib.h>

#include "core/access.h"
#include "core/demand.h"
#include "core/hold.h"
#include "core/media.h"
#include "core/named_media.h"
#include "core/objects.h"
#include "model/guid.h"
#include "store/records.h"
#include "work/queue.h"

/* ---- media ---- */

/* What a call names, with the library of each. */
struct targets {
    struct rsm_session *session;
    struct rsm_named_medium *media;
    size_t count;
};

/* One rule of the function page, asked of one medium. */
typedef rsm_error rule(const struct rsm_session *session, const struct rsm_named_medium *target);

static rsm_error load_library(const struct rsm_session *session,
                              const struct rsm_named_medium *target, struct rsm_record *library_out)
{
    return rsm_objects_require(session->rsm, &target->medium.info.Info.PhysicalMedia.CurrentLibrary,
                               NTMS_LIBRARY, ERROR_INVALID_LIBRARY, library_out);
}

static rsm_error check_library(const struct rsm_session *session,
                               const struct rsm_named_medium *target)
{
    struct rsm_record library;

    return load_library(session, target, &library);
}

static rsm_error check_rights(const struct rsm_session *session,
                              const struct rsm_named_medium *target)
{
    struct rsm_record library;
    rsm_error err = load_library(session, target, &library);

    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &target->pool, NTMS_USE_ACCESS);
    return err == ERROR_SUCCESS ? rsm_access_check(session, &library, NTMS_USE_ACCESS) : err;
}

static rsm_error check_enabled(const struct rsm_session *session,
                               const struct rsm_named_medium *target)
{
    const NTMS_PMIDINFORMATIONW *info = &target->medium.info.Info.PhysicalMedia;
    struct rsm_record library;
    struct rsm_record drive;
    rsm_error err = load_library(session, target, &library);

    if (err == ERROR_SUCCESS && !library.info.Enabled)
        err = ERROR_DEVICE_NOT_AVAILABLE;
    if (err == ERROR_SUCCESS && info->LocationType == NTMS_DRIVE) {
        err = rsm_objects_require(session->rsm, &info->Location, NTMS_DRIVE,
                                  ERROR_DEVICE_NOT_AVAILABLE, &drive);
        if (err == ERROR_SUCCESS && !drive.info.Enabled)
            err = ERROR_DEVICE_NOT_AVAILABLE;
    }
    if (err == ERROR_SUCCESS && !(target->medium.info.Enabled && target->side.info.Enabled))
        err = ERROR_MEDIA_NOT_AVAILABLE;
    return err;
}

static rsm_error check_online(const struct rsm_session *session,
                              const struct rsm_named_medium *target)
{
    struct rsm_record library;
    rsm_error err = load_library(session, target, &library);

    if (err == ERROR_SUCCESS && (library.info.dwOperationalState == NTMS_NOT_PRESENT ||
                                 rsm_demand_is_offline_library(&library)))
        err = ERROR_MEDIA_OFFLINE;
    return err;
}

static rsm_error check_held(const struct rsm_session *session,
                            const struct rsm_named_medium *target)
{
    const struct rsm_record *medium = &target->medium;

    if (medium->own.Hold != RSM_HOLD_MOUNTED ||
        medium->info.Info.PhysicalMedia.LocationType != NTMS_DRIVE ||
        !rsm_hold_is_open_to(medium, session))
        return ERROR_INVALID_STATE;
    return ERROR_SUCCESS;
}

/* In the order of the spec's "errors" 1.1: one rule after the other, each for all media. */
static rsm_error check_targets(const struct targets *targets)
{
    static rule *const rules[] = {check_library, check_rights, check_enabled, check_online,
                                  check_held};
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        for (size_t k = 0; k < targets->count && err == ERROR_SUCCESS; k++)
            err = rules[i](targets->session, &targets->media[k]);
    }
    return err;
}

static rsm_error add_request(struct rsm *rsm, const struct rsm_session *session,
                             const struct rsm_work *about)
{
    struct rsm_work work = *about;

    work.operation = NTMS_LM_DISMOUNT;
    work.sort_type = NTMS_LM_DISMOUNT;
    work.action =
        work.option == RSM_DISMOUNT_DEFERRED ? NTMS_DISMOUNT_DEFERRED : NTMS_DISMOUNT_IMMEDIATE;
    return rsm_queue_add(rsm, session, &work, NULL);
}

static rsm_error dismount_target(const struct rsm_session *session,
                                 const struct rsm_named_medium *target, DWORD options)
{
    const NTMS_PMIDINFORMATIONW *info = &target->medium.info.Info.PhysicalMedia;
    const struct rsm_work work = {.option = options == NTMS_DISMOUNT_DEFERRED
                                                ? RSM_DISMOUNT_DEFERRED
                                                : RSM_DISMOUNT_IMMEDIATE,
                                  .library = info->CurrentLibrary,
                                  .drive = info->Location,
                                  .medium = target->medium.info.ObjectGuid,
                                  .side = info->MountedPartition};
    rsm_error err = rsm_hold_ask_end(session->rsm, &work.medium);

    return err == ERROR_SUCCESS ? add_request(session->rsm, session, &work) : err;
}

static rsm_error dismount_all(struct rsm_session *session, const GUID *media, size_t count,
                              DWORD options)
{
    struct targets targets = {.session = session, .count = count};
    rsm_error err = rsm_named_media_list(session->rsm, media, count, &targets.media);

    if (err == ERROR_SUCCESS)
        err = check_targets(&targets);
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++)
        err = dismount_target(session, &targets.media[i], options);
    free(targets.media);
    return err;
}

rsm_error rsm_dismount_media(struct rsm_session *session, const GUID *media, size_t count,
                             DWORD options)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err;

    if (options > NTMS_DISMOUNT_IMMEDIATE)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, dismount_all(session, media, count, options));
}

/* ---- a drive ---- */

static const struct rsm_demand drive_demand = {.right = NTMS_MODIFY_ACCESS,
                                               .missing = ERROR_INVALID_LIBRARY,
                                               .disabled = ERROR_DEVICE_NOT_AVAILABLE};

static rsm_error check_drive(const struct rsm_session *session, const GUID *id,
                             struct rsm_record *drive_out)
{
    struct rsm_record library;
    rsm_error err =
        rsm_objects_require(session->rsm, id, NTMS_DRIVE, ERROR_INVALID_DRIVE, drive_out);

    if (err == ERROR_SUCCESS)
        err = rsm_demand_library(session, &drive_out->info.Info.Drive.Library, &drive_demand,
                                 &library);
    if (err == ERROR_SUCCESS && !drive_out->info.Enabled)
        err = ERROR_DEVICE_NOT_AVAILABLE;
    if (err == ERROR_SUCCESS && library.info.dwOperationalState == NTMS_NOT_PRESENT)
        err = ERROR_LIBRARY_OFFLINE;
    if (err == ERROR_SUCCESS && (drive_out->info.Info.Drive.State == NTMS_DRIVESTATE_DISMOUNTED ||
                                 drive_out->info.Info.Drive.State == NTMS_DRIVESTATE_BEING_CLEANED))
        err = ERROR_INVALID_STATE;
    return err;
}

/* Does an earlier dismount wait for the program that uses the drive? */
static rsm_error check_unused(struct rsm *rsm, const struct rsm_record *drive)
{
    const struct rsm_condition waiting[] = {
        {.column = "library", .guid = &drive->info.Info.Drive.Library},
        {.column = "state", .number = NTMS_LM_WAITING},
        {.column = "operation_code", .number = NTMS_LM_DISMOUNT},
        {.column = "drive_id", .guid = &drive->info.ObjectGuid},
    };
    struct rsm_record request;
    rsm_error err = rsm_records_first(rsm->store, NTMS_LIBREQUEST, waiting, 4, &request);

    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS;
    return err == ERROR_SUCCESS ? ERROR_BUSY : err;
}

/* Whatever is in the drive.  Wants an open writing transaction. */
static rsm_error queue_drive(struct rsm *rsm, const struct rsm_session *session,
                             const GUID *library, const GUID *drive)
{
    struct rsm_work work = {.option = RSM_DISMOUNT_IMMEDIATE, .library = *library, .drive = *drive};
    struct rsm_record medium;
    rsm_error err = rsm_media_find_at(rsm, drive, &medium);

    if (err == ERROR_SUCCESS) {
        work.medium = medium.info.ObjectGuid;
        work.side = medium.info.Info.PhysicalMedia.MountedPartition;
        if (medium.own.Hold == RSM_HOLD_MOUNTED)
            err = rsm_hold_ask_end(rsm, &work.medium);
    }
    if (err == ERROR_SUCCESS || err == ERROR_OBJECT_NOT_FOUND)
        err = add_request(rsm, session, &work);
    return err;
}

rsm_error rsm_dismount_drive(struct rsm_session *session, const GUID *drive)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record record;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = check_drive(session, drive, &record);
    if (err == ERROR_SUCCESS)
        err = check_unused(rsm, &record);
    if (err == ERROR_SUCCESS)
        err = queue_drive(rsm, session, &record.info.Info.Drive.Library, drive);
    return rsm_store_end(rsm->store, err);
}

rsm_error rsm_dismount_is_owed(struct rsm *rsm, const struct rsm_record *request, bool *owed_out)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    struct rsm_record medium;
    rsm_error err;

    *owed_out = false;
    if (info->OperationCode != NTMS_LM_DISMOUNT)
        return ERROR_SUCCESS;
    err = rsm_records_load(rsm->store, &info->PhysMediaId, NTMS_PHYSICAL_MEDIA, &medium);
    *owed_out = err == ERROR_SUCCESS && medium.own.Hold == RSM_HOLD_DISMOUNTING;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

rsm_error rsm_dismount_renew(struct rsm *rsm, const struct rsm_record *request)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    const struct rsm_work work = {.option = info->OperationOption,
                                  .library = info->Library,
                                  .drive = info->DriveId,
                                  .medium = info->PhysMediaId,
                                  .side = info->PartitionId};
    bool owed;
    rsm_error err = rsm_dismount_is_owed(rsm, request, &owed);

    return err == ERROR_SUCCESS && owed ? add_request(rsm, NULL, &work) : err;
}

rsm_error rsm_dismount_queue_own(struct rsm *rsm, const GUID *library, const GUID *drive)
{
    return queue_drive(rsm, NULL, library, drive);
}
