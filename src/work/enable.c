/*
 * Enabling and disabling.  What is disabled stays as it is until the running work with it ended and programs
 * have dismounted what they have of it, and takes no new work from the moment it is recorded as disabled.
 */
#include "work/enable.h"

#include "core/access.h"
#include "core/hold.h"
#include "core/objects.h"
#include "model/guid.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/home.h"
#include "work/inventory.h"
#include "work/move.h"
#include "work/queue.h"

/* What can be enabled and disabled, and the two operations. */
static const struct kind {
    DWORD type;
    DWORD disable;
    DWORD enable;
} kinds[] = {
    {NTMS_LIBRARY, NTMS_LM_DISABLELIBRARY, NTMS_LM_ENABLELIBRARY},
    {NTMS_DRIVE, NTMS_LM_DISABLEDRIVE, NTMS_LM_ENABLEDRIVE},
    {NTMS_PHYSICAL_MEDIA, NTMS_LM_DISABLEMEDIA, NTMS_LM_ENABLEMEDIA},
};

/* Record the object as enabled or disabled.  A disabled library is not looked for cartridges any more.
 * Wants an open writing transaction. */
static rsm_error record(struct rsm *rsm, DWORD type, const GUID *id, bool enable)
{
    rsm_error err = rsm_records_set_number(rsm->store, type, id, "enabled", enable);

    if (err == ERROR_SUCCESS && type == NTMS_LIBRARY && !enable)
        err = rsm_inventory_stop(rsm, id);
    return err;
}

/* ---- the caller's half ---- */

static const struct kind *kind_of(DWORD type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].type == type)
            return &kinds[i];
    }
    return NULL;
}

/* The library whose worker does it, and whose rights count: for a medium the one it is in. */
static const GUID *library_of(const struct rsm_record *object)
{
    switch (object->info.dwType) {
    case NTMS_DRIVE:
        return &object->info.Info.Drive.Library;
    case NTMS_PHYSICAL_MEDIA:
        return &object->info.Info.PhysicalMedia.CurrentLibrary;
    default:
        return &object->info.ObjectGuid;
    }
}

static bool is_offline_library(const struct rsm_record *library)
{
    return (library->info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0;
}

/* The rules of the function page, in the order of the spec's "errors" 1.1. */
static rsm_error check(struct rsm_session *session, DWORD type, const GUID *id, bool enable,
                       struct rsm_record *object_out, struct rsm_record *library_out)
{
    rsm_error err = rsm_objects_require(session->rsm, id, type, ERROR_OBJECT_NOT_FOUND, object_out);

    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(session->rsm, library_of(object_out), NTMS_LIBRARY,
                                  ERROR_OBJECT_NOT_FOUND, library_out);
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, library_out, NTMS_MODIFY_ACCESS);
    if (err == ERROR_SUCCESS && type == NTMS_LIBRARY && is_offline_library(library_out))
        err = ERROR_LIBRARY_OFFLINE;
    if (err == ERROR_SUCCESS && (object_out->info.Enabled != FALSE) == enable)
        err = ERROR_INVALID_STATE;
    return err;
}

static rsm_error add_request(struct rsm_session *session, const struct kind *kind, const GUID *id,
                             const GUID *library, bool enable)
{
    struct rsm_work work = {.operation = enable ? kind->enable : kind->disable,
                            .library = *library};

    work.sort_type = work.operation;
    if (kind->type == NTMS_DRIVE)
        work.drive = *id;
    if (kind->type == NTMS_PHYSICAL_MEDIA)
        work.medium = *id;
    return rsm_queue_add(session->rsm, session, &work, NULL);
}

rsm_error rsm_enable_queue(struct rsm_session *session, DWORD type, const GUID *id, bool enable)
{
    struct rsm_store *store = session->rsm->store;
    const struct kind *kind = kind_of(type);
    struct rsm_record object;
    struct rsm_record library;
    rsm_error err;

    if (kind == NULL || id == NULL)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = check(session, type, id, enable, &object, &library);
    if (err == ERROR_SUCCESS &&
        (is_offline_library(&library) || library.info.dwOperationalState == NTMS_NOT_PRESENT))
        err = record(session->rsm, type, id, enable);
    else if (err == ERROR_SUCCESS)
        err = add_request(session, kind, id, &library.info.ObjectGuid, enable);
    return rsm_store_end(store, err);
}

/* ---- the worker's half ---- */

/* What a request is to do. */
struct task {
    DWORD type;
    const GUID *id;
    bool enable;
};

static struct task task_of(const struct rsm_record *request)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    struct task task = {.type = NTMS_LIBRARY, .id = &info->Library};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (info->OperationCode != kinds[i].enable && info->OperationCode != kinds[i].disable)
            continue;
        task.type = kinds[i].type;
        task.enable = info->OperationCode == kinds[i].enable;
    }
    if (task.type == NTMS_DRIVE)
        task.id = &info->DriveId;
    if (task.type == NTMS_PHYSICAL_MEDIA)
        task.id = &info->PhysMediaId;
    return task;
}

struct search {
    const struct rsm_record *request; /* does not count */
    const struct rsm_record *medium;  /* requests about it; NULL = all */
    bool found;
};

static bool is_about(const NTMS_LIBREQUESTINFORMATIONW *request, const struct rsm_record *medium)
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;

    return rsm_guid_equal(&request->PhysMediaId, &medium->info.ObjectGuid) ||
           (info->LocationType == NTMS_DRIVE &&
            rsm_guid_equal(&request->DriveId, &info->Location)) ||
           (!rsm_guid_is_null(&info->HomeSlot) &&
            rsm_guid_equal(&request->SlotId, &info->HomeSlot));
}

static bool is_running(void *context, const struct rsm_record *record)
{
    struct search *search = context;

    search->found =
        !rsm_guid_equal(&record->info.ObjectGuid, &search->request->info.ObjectGuid) &&
        (search->medium == NULL || is_about(&record->info.Info.LibRequest, search->medium));
    return !search->found;
}

/* ERROR_BUSY while another request is at work: with the medium, or for NULL in the library. */
static rsm_error check_idle(struct rsm_library *library, const struct rsm_record *request,
                            const struct rsm_record *medium)
{
    const struct rsm_condition running[] = {
        {.column = "library", .guid = &library->id},
        {.column = "state", .number = NTMS_LM_INPROCESS},
    };
    struct search search = {.request = request, .medium = medium};
    rsm_error err =
        rsm_records_each(library->rsm->store, NTMS_LIBREQUEST, running, 2, is_running, &search);

    return err == ERROR_SUCCESS && search.found ? ERROR_BUSY : err;
}

/* ERROR_BUSY while a program has the medium, or one in the drive or in the library. */
static rsm_error check_not_held(struct rsm_library *library, const struct rsm_record *object)
{
    const GUID *id = &object->info.ObjectGuid;
    struct rsm_record medium;
    rsm_error err;

    switch (object->info.dwType) {
    case NTMS_PHYSICAL_MEDIA:
        return object->own.Hold != RSM_HOLD_NONE ? ERROR_BUSY : ERROR_SUCCESS;
    case NTMS_DRIVE:
        err = rsm_hold_find_in_drive(library->rsm, id, &medium);
        break;
    default:
        err = rsm_hold_find_in_library(library->rsm, id, &medium);
        break;
    }
    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS;
    return err == ERROR_SUCCESS ? ERROR_BUSY : err;
}

/* In one transaction, so that nothing begins between the look and the record.  What was deleted
 * meanwhile is noticed by rsm_enable_run(). */
static rsm_error start(struct rsm_library *library, const struct rsm_record *request)
{
    struct rsm *rsm = library->rsm;
    struct task task = task_of(request);
    struct rsm_record object;
    rsm_error err = rsm_queue_begin(rsm, request);

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, task.id, task.type, &object);
    if (err == ERROR_SUCCESS && !task.enable)
        err = check_not_held(library, &object);
    if (err == ERROR_SUCCESS && !task.enable && task.type != NTMS_DRIVE)
        err = check_idle(library, request, task.type == NTMS_LIBRARY ? NULL : &object);
    if (err == ERROR_SUCCESS && (task.enable || task.type != NTMS_DRIVE))
        err = record(rsm, task.type, task.id, task.enable);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

bool rsm_enable_start(struct rsm_library *library, const struct rsm_record *request,
                      struct rsm_bay **bay_out)
{
    struct rsm_store *store = library->rsm->store;
    struct task task = task_of(request);
    bool busy = false;
    rsm_error err;

    *bay_out = NULL;
    if (task.type == NTMS_DRIVE && !task.enable)
        *bay_out = rsm_library_take_drive(library, task.id, &busy);
    if (busy)
        return false;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, start(library, request));
    if (err == ERROR_SUCCESS)
        return true;
    rsm_library_give_bay(library, *bay_out);
    *bay_out = NULL;
    return false;
}

/* Take the cartridge home.  One that cannot go stays: the drive is disabled all the same. */
static rsm_error clear_drive(struct rsm_library *library, struct rsm_bay *bay)
{
    rsm_error err;

    if (bay == NULL || !rsm_library_is_enabled(library))
        return ERROR_SUCCESS;
    err = rsm_home_empty_bay(library, bay);
    if (err == ERROR_SUCCESS || rsm_library_is_lost(library))
        return err;
    rsm_log(
        RSM_LOG_WARNING, "work",
        "library %s: the cartridge in drive %u stays there though the drive is disabled: %s (%s)",
        library->name, (unsigned)bay->number, rsm_error_text(err), rsm_error_name(err));
    return ERROR_SUCCESS;
}

static rsm_error disable_drive(struct rsm_library *library, struct rsm_bay *bay, const GUID *drive)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = clear_drive(library, bay);

    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, record(library->rsm, NTMS_DRIVE, drive, false));
    return err;
}

static rsm_error check_exists(struct rsm *rsm, const struct task *task)
{
    struct rsm_record object;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err =
            rsm_store_end(rsm->store, rsm_records_load(rsm->store, task->id, task->type, &object));
    return err;
}

rsm_error rsm_enable_run(struct rsm_library *library, struct rsm_bay *bay,
                         const struct rsm_record *request)
{
    struct task task = task_of(request);

    if (task.type == NTMS_DRIVE && !task.enable)
        return disable_drive(library, bay, task.id);
    if (task.type == NTMS_DRIVE)
        rsm_library_mend_bays(library);
    if (task.type == NTMS_LIBRARY && task.enable)
        atomic_store(&library->stale, true); /* who knows what was done to it meanwhile */
    return check_exists(library->rsm, &task);
}
