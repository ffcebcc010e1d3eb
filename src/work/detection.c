/*
 * Device change detection: handles, and which drives are meant.
 */
#include "work/detection.h"

#include <stdlib.h>

#include "model/guid.h"
#include "store/records.h"
#include "store/settings.h"
#include "work/inventory.h"

/* ---- the handles ---- */

struct detection {
    struct rsm_handled handled;
};

static void destroy(struct rsm_handled *handled)
{
    free(handled);
}

rsm_error rsm_detection_begin(struct rsm_session *session, HANDLE *handle_out)
{
    struct detection *detection = calloc(1, sizeof *detection);
    rsm_error err;

    if (detection == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    detection->handled.kind = RSM_HANDLE_DETECTION;
    detection->handled.owner = &session->handled;
    detection->handled.destroy = destroy;
    err = rsm_handles_add(&detection->handled, handle_out);
    if (err != ERROR_SUCCESS)
        free(detection);
    return err;
}

/* Is that a detection of the session? */
static rsm_error check_handle(const struct rsm_session *session, HANDLE handle)
{
    struct rsm_handled *handled;
    rsm_error err = rsm_handles_get(handle, RSM_HANDLE_DETECTION, &handled);

    if (err != ERROR_SUCCESS)
        return err;
    err = handled->owner == &session->handled ? ERROR_SUCCESS : ERROR_INVALID_HANDLE;
    rsm_handles_release(handled);
    return err;
}

rsm_error rsm_detection_end(struct rsm_session *session, HANDLE handle)
{
    struct rsm_handled *handled;
    rsm_error err = check_handle(session, handle);

    if (err == ERROR_SUCCESS)
        err = rsm_handles_remove(handle, RSM_HANDLE_DETECTION, true, &handled);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_handles_release(handled);
    while (!rsm_handles_wait_unused(handled, RSM_FOREVER))
        ;
    destroy(handled);
    return ERROR_SUCCESS;
}

/* ---- which drives ---- */

/* What is asked for, and what an id that is not known is. */
static const struct kind {
    DWORD type;
    rsm_error unknown;
} kinds[] = {
    {NTMS_LIBRARY, ERROR_INVALID_LIBRARY},
    {NTMS_PHYSICAL_MEDIA, ERROR_INVALID_MEDIA},
    {NTMS_MEDIA_TYPE, ERROR_OBJECT_NOT_FOUND},
};

static const struct kind *kind_of(DWORD type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].type == type)
            return &kinds[i];
    }
    return NULL;
}

/* One id of a call, and every library against it. */
struct wish {
    struct rsm_session *session;
    const struct rsm_record *object;
};

static rsm_error load_object(struct rsm *rsm, const struct kind *kind, const GUID *id,
                             struct rsm_record *object_out)
{
    DWORD type;
    rsm_error err = rsm_records_type(rsm->store, id, &type);

    if (err == ERROR_OBJECT_NOT_FOUND)
        return kind->unknown;
    if (err == ERROR_SUCCESS && type != kind->type)
        err = ERROR_INVALID_PARAMETER;
    return err == ERROR_SUCCESS ? rsm_records_load(rsm->store, id, type, object_out) : err;
}

static bool can_be_watched(const struct rsm_record *library)
{
    return library->info.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE &&
           library->info.Enabled && library->info.dwOperationalState != NTMS_NOT_PRESENT;
}

static rsm_error is_meant(const struct wish *wish, const GUID *library, bool *meant_out)
{
    const struct rsm_record *object = wish->object;

    switch (object->info.dwType) {
    case NTMS_LIBRARY:
        *meant_out = rsm_guid_equal(&object->info.ObjectGuid, library);
        return ERROR_SUCCESS;
    case NTMS_MEDIA_TYPE:
        return rsm_settings_is_related(wish->session->rsm->store, library, &object->info.ObjectGuid,
                                       meant_out);
    default:
        return rsm_settings_is_related(wish->session->rsm->store, library,
                                       &object->info.Info.PhysicalMedia.MediaType, meant_out);
    }
}

static rsm_error look_at_library(const struct wish *wish, const GUID *id)
{
    struct rsm_record library;
    bool meant = false;
    rsm_error err = rsm_records_load(wish->session->rsm->store, id, NTMS_LIBRARY, &library);

    if (err == ERROR_SUCCESS && can_be_watched(&library))
        err = is_meant(wish, id, &meant);
    return err == ERROR_SUCCESS && meant ? rsm_inventory_add_fast(wish->session, id) : err;
}

static rsm_error look_for(struct rsm_session *session, const struct rsm_record *object)
{
    const struct wish wish = {.session = session, .object = object};
    GUID *libraries = NULL;
    size_t count = 0;
    rsm_error err = rsm_records_ids(session->rsm->store, NTMS_LIBRARY, NULL, 0, &libraries, &count);

    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++)
        err = look_at_library(&wish, &libraries[i]);
    free(libraries);
    return err;
}

/* All or none. */
static rsm_error look_for_all(struct rsm_session *session, const struct kind *kind, const GUID *ids,
                              DWORD count)
{
    struct rsm_record object;
    rsm_error err = ERROR_SUCCESS;

    for (DWORD i = 0; i < count && err == ERROR_SUCCESS; i++) {
        err = load_object(session->rsm, kind, &ids[i], &object);
        if (err == ERROR_SUCCESS)
            err = look_for(session, &object);
    }
    return err;
}

rsm_error rsm_detection_set(struct rsm_session *session, HANDLE handle, const GUID *ids, DWORD type,
                            DWORD count)
{
    struct rsm_store *store = session->rsm->store;
    const struct kind *kind = kind_of(type);
    rsm_error err = handle != NULL ? check_handle(session, handle) : ERROR_SUCCESS;

    if (err == ERROR_SUCCESS && (kind == NULL || ids == NULL || count == 0))
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(store, RSM_STORE_WRITE);
    return err == ERROR_SUCCESS ? rsm_store_end(store, look_for_all(session, kind, ids, count))
                                : err;
}
