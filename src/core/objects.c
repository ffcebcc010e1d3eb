/*
 * Rules common to all kinds of objects: who may be listed in whom, what a caller is shown of an
 * object, and the numbers that are counted when it is read.  Follows sections 3 to 5 of the object
 * model and the function pages of EnumerateNtmsObject and GetNtmsObjectInformation.
 */
#include "core/objects.h"

#include "core/access.h"
#include "core/catalogue.h"
#include "core/marks.h"
#include "model/guid.h"
#include "model/object_types.h"
#include "store/records.h"
#include "store/settings.h"

#include <stdlib.h>
#include <string.h>

/* ---- information ---- */

/* How many objects of a kind are in a container. */
static rsm_error count_in(struct rsm *rsm, DWORD type, DWORD container_type, const GUID *container,
                          DWORD *count_out)
{
    const struct rsm_condition in = {
        .column = rsm_object_type_container_column(type, container_type), .guid = container};

    return rsm_records_count(rsm->store, type, &in, 1, count_out);
}

static rsm_error count_media_types(struct rsm *rsm, const GUID *library, DWORD *count_out)
{
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_settings_related(rsm->store, library, &ids, &count);

    if (err == ERROR_SUCCESS)
        *count_out = (DWORD)count;
    free(ids);
    return err;
}

/* Of the offline library only its kind, its flag and the number of its media mean anything. */
static void blank_offline_library(NTMS_LIBRARYINFORMATION *library)
{
    DWORD media = library->dwNumberOfMedia;

    memset(library, 0, sizeof *library);
    library->LibraryType = NTMS_LIBRARYTYPE_OFFLINE;
    library->dwFlags = NTMS_LIBRARYFLAG_FIXEDOFFLINE;
    library->dwNumberOfMedia = media;
}

/* Each number is what EnumerateNtmsObject would list. */
static rsm_error complete_library(struct rsm *rsm, NTMS_OBJECTINFORMATIONW *information)
{
    NTMS_LIBRARYINFORMATION *library = &information->Info.Library;
    const struct {
        DWORD type;
        DWORD *count;
    } counts[] = {
        {NTMS_DRIVE, &library->dwNumberOfDrives},
        {NTMS_STORAGESLOT, &library->dwNumberOfSlots},
        {NTMS_IEDOOR, &library->dwNumberOfDoors},
        {NTMS_IEPORT, &library->dwNumberOfPorts},
        {NTMS_CHANGER, &library->dwNumberOfChangers},
        {NTMS_PHYSICAL_MEDIA, &library->dwNumberOfMedia},
        {NTMS_LIBREQUEST, &library->dwNumberOfLibRequests},
    };
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < sizeof counts / sizeof counts[0]; i++)
        err =
            count_in(rsm, counts[i].type, NTMS_LIBRARY, &information->ObjectGuid, counts[i].count);
    if (err == ERROR_SUCCESS)
        err = count_media_types(rsm, &information->ObjectGuid, &library->dwNumberOfMediaTypes);

    if (library->dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE)
        blank_offline_library(library);
    else if (information->dwOperationalState == NTMS_NOT_PRESENT)
        library->LibraryType = NTMS_LIBRARYTYPE_OFFLINE;
    return err;
}

/* Direct content only; what child pools hold is theirs. */
static rsm_error complete_pool(struct rsm *rsm, NTMS_OBJECTINFORMATIONW *information)
{
    NTMS_MEDIAPOOLINFORMATION *pool = &information->Info.MediaPool;
    const GUID *id = &information->ObjectGuid;
    rsm_error err =
        count_in(rsm, NTMS_PHYSICAL_MEDIA, NTMS_MEDIA_POOL, id, &pool->dwNumberOfPhysicalMedia);

    if (err == ERROR_SUCCESS)
        err = count_in(rsm, NTMS_LOGICAL_MEDIA, NTMS_MEDIA_POOL, id, &pool->dwNumberOfLogicalMedia);
    if (err == ERROR_SUCCESS)
        err = count_in(rsm, NTMS_MEDIA_POOL, NTMS_MEDIA_POOL, id, &pool->dwNumberOfMediaPools);
    return err;
}

static rsm_error complete(struct rsm *rsm, NTMS_OBJECTINFORMATIONW *information)
{
    switch (information->dwType) {
    case NTMS_LIBRARY:
        return complete_library(rsm, information);
    case NTMS_MEDIA_POOL:
        return complete_pool(rsm, information);
    case NTMS_LOGICAL_MEDIA:
        return count_in(rsm, NTMS_PARTITION, NTMS_LOGICAL_MEDIA, &information->ObjectGuid,
                        &information->Info.LogicalMedia.dwNumberOfPartitions);
    case NTMS_STORAGESLOT:
        return rsm_marks_show(rsm, information);
    default:
        return ERROR_SUCCESS;
    }
}

static rsm_error get_in_transaction(struct rsm_session *session, const GUID *id, DWORD type,
                                    struct rsm_record *record_out)
{
    struct rsm *rsm = session->rsm;
    rsm_error err = rsm_records_load(rsm->store, id, type, record_out);

    if (err == ERROR_SUCCESS && !rsm_object_type_is_valid(record_out->info.dwType))
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, record_out, NTMS_USE_ACCESS);
    if (err == ERROR_SUCCESS)
        err = complete(rsm, &record_out->info);
    return err;
}

rsm_error rsm_objects_get(struct rsm_session *session, const GUID *id, DWORD type,
                          NTMS_OBJECTINFORMATIONW *information_out)
{
    struct rsm_store *store = session->rsm->store;
    struct rsm_record record;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_end(store, get_in_transaction(session, id, type, &record));
    if (err == ERROR_SUCCESS)
        *information_out = record.info;
    return err;
}

rsm_error rsm_objects_require(struct rsm *rsm, const GUID *id, DWORD type, rsm_error missing,
                              struct rsm_record *record_out)
{
    rsm_error err = rsm_records_load(rsm->store, id, type, record_out);

    return err == ERROR_OBJECT_NOT_FOUND ? missing : err;
}

/* ---- lists ---- */

/* GUIDs being collected.  free() ids. */
struct list {
    GUID *ids;
    size_t count;
};

/* The pools without a parent; the root, which has none either, is first or left out. */
static rsm_error list_top_pools(struct rsm *rsm, bool with_root, struct list *list)
{
    const struct rsm_condition top = {.column = "parent", .guid = &rsm_guid_null};
    rsm_error err = rsm_records_ids(rsm->store, NTMS_MEDIA_POOL, &top, 1, &list->ids, &list->count);
    size_t at = 0;

    if (err != ERROR_SUCCESS)
        return err;
    while (at < list->count && !rsm_guid_equal(&list->ids[at], &rsm_catalogue_root_pool))
        at++;
    if (at == list->count)
        return ERROR_SUCCESS;
    if (with_root) {
        memmove(&list->ids[1], &list->ids[0], at * sizeof list->ids[0]);
        list->ids[0] = rsm_catalogue_root_pool;
    } else {
        list->count--;
        memmove(&list->ids[at], &list->ids[at + 1], (list->count - at) * sizeof list->ids[0]);
    }
    return ERROR_SUCCESS;
}

static rsm_error list_owner_of_side(const struct rsm_record *side, struct list *list)
{
    const GUID *owner = &side->info.Info.Partition.LogicalMedia;

    if (rsm_guid_is_null(owner))
        return ERROR_SUCCESS;
    list->ids = malloc(sizeof *owner);
    if (list->ids == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    list->ids[0] = *owner;
    list->count = 1;
    return ERROR_SUCCESS;
}

static rsm_error list_in(struct rsm *rsm, DWORD type, const struct rsm_record *container,
                         struct list *list)
{
    DWORD container_type = container->info.dwType;
    const GUID *id = &container->info.ObjectGuid;
    struct rsm_condition in = {.guid = id};

    if (type == NTMS_LOGICAL_MEDIA && container_type == NTMS_PARTITION)
        return list_owner_of_side(container, list);
    if (type == NTMS_MEDIA_POOL && rsm_guid_equal(id, &rsm_catalogue_root_pool))
        return list_top_pools(rsm, false, list);
    if (rsm_object_type_is_related(type, container_type))
        return rsm_settings_related(rsm->store, id, &list->ids, &list->count);
    in.column = rsm_object_type_container_column(type, container_type);
    return rsm_records_ids(rsm->store, type, &in, 1, &list->ids, &list->count);
}

static bool may_contain(DWORD container_type, DWORD type)
{
    return rsm_object_type_container_column(type, container_type) != NULL ||
           rsm_object_type_is_related(type, container_type) ||
           (type == NTMS_LOGICAL_MEDIA && container_type == NTMS_PARTITION);
}

static rsm_error list_in_container(struct rsm_session *session, const GUID *container, DWORD type,
                                   struct list *list)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(session->rsm->store, container, NTMS_UNKNOWN, &record);

    if (err != ERROR_SUCCESS)
        return err;
    if (!may_contain(record.info.dwType, type))
        return ERROR_INVALID_PARAMETER;
    err = rsm_access_check(session, &record, NTMS_USE_ACCESS);
    if (err == ERROR_SUCCESS)
        err = list_in(session->rsm, type, &record, list);
    return err;
}

static rsm_error list_all(struct rsm_session *session, DWORD type, bool with_root,
                          struct list *list)
{
    rsm_error err = rsm_access_check_computer(session, NTMS_USE_ACCESS);

    if (err != ERROR_SUCCESS)
        return err;
    if (type == NTMS_MEDIA_POOL)
        return list_top_pools(session->rsm, with_root, list);
    return rsm_records_ids(session->rsm->store, type, NULL, 0, &list->ids, &list->count);
}

rsm_error rsm_objects_enumerate(struct rsm_session *session, const GUID *container, DWORD type,
                                DWORD options, GUID *list, DWORD *count)
{
    struct rsm_store *store = session->rsm->store;
    bool with_root = options == NTMS_ENUM_ROOTPOOL;
    struct list found = {NULL, 0};
    size_t fitting;
    rsm_error err;

    if (!rsm_object_type_is_valid(type))
        return ERROR_INVALID_PARAMETER;
    if (options != NTMS_ENUM_DEFAULT &&
        !(with_root && type == NTMS_MEDIA_POOL && container == NULL))
        return ERROR_INVALID_PARAMETER;

    err = rsm_store_begin(store, RSM_STORE_READ);
    if (err != ERROR_SUCCESS)
        return err;
    if (container != NULL)
        err = list_in_container(session, container, type, &found);
    else
        err = list_all(session, type, with_root, &found);
    err = rsm_store_end(store, err);

    if (err == ERROR_SUCCESS) {
        fitting = found.count < *count ? found.count : *count;
        if (fitting > 0)
            memcpy(list, found.ids, fitting * sizeof list[0]);
        if (found.count > fitting)
            err = ERROR_INSUFFICIENT_BUFFER;
        *count = (DWORD)found.count;
    }
    free(found.ids);
    return err;
}
