/*
 * Media types of libraries.  Those of its drives come with a library (work/configure.c); others a
 * program adds, for media that Removable Storage takes for something else.
 */
#include "core/related_types.h"

#include "core/access.h"
#include "core/catalogue.h"
#include "core/drive_kind.h"
#include "core/objects.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "store/settings.h"

static rsm_error require_both(struct rsm_session *session, const GUID *media_type,
                              const GUID *library, struct rsm_record *library_out)
{
    struct rsm_record type;
    rsm_error err =
        rsm_objects_require(session->rsm, media_type, NTMS_MEDIA_TYPE, ERROR_INVALID_MEDIA, &type);

    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(session->rsm, library, NTMS_LIBRARY, ERROR_INVALID_LIBRARY,
                                  library_out);
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, library_out, NTMS_MODIFY_ACCESS);
    return err;
}

/* ---- adding ---- */

static rsm_error add(struct rsm_session *session, const GUID *media_type, const GUID *library)
{
    struct rsm_record record;
    rsm_error err = require_both(session, media_type, library, &record);

    if (err == ERROR_SUCCESS && !record.info.Enabled)
        err = ERROR_RESOURCE_DISABLED;
    if (err == ERROR_SUCCESS && (record.info.dwOperationalState == NTMS_NOT_PRESENT ||
                                 rsm_guid_equal(library, &rsm_catalogue_offline_library)))
        err = ERROR_LIBRARY_OFFLINE;
    return err == ERROR_SUCCESS ? rsm_catalogue_use_media_type(session->rsm, library, media_type)
                                : err;
}

rsm_error rsm_related_types_add(struct rsm_session *session, const GUID *media_type,
                                const GUID *library)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    return err == ERROR_SUCCESS ? rsm_store_end(store, add(session, media_type, library)) : err;
}

/* ---- deleting ---- */

static rsm_error check_related(struct rsm *rsm, const GUID *media_type, const GUID *library)
{
    bool related = false;
    rsm_error err = rsm_settings_is_related(rsm->store, library, media_type, &related);

    return err == ERROR_SUCCESS && !related ? ERROR_INVALID_MEDIA : err;
}

/* Media of the type: in a library, or for NULL anywhere. */
static rsm_error count_media(struct rsm *rsm, const GUID *media_type, const GUID *library,
                             DWORD *count_out)
{
    const struct rsm_condition conditions[] = {
        {.column = "media_type", .guid = media_type},
        {.column = "current_library", .guid = library},
    };

    return rsm_records_count(rsm->store, NTMS_PHYSICAL_MEDIA, conditions, library != NULL ? 2 : 1,
                             count_out);
}

static rsm_error check_empty(struct rsm *rsm, const GUID *media_type, const GUID *library)
{
    DWORD count = 0;
    rsm_error err = count_media(rsm, media_type, library, &count);

    return err == ERROR_SUCCESS && count > 0 ? ERROR_NOT_EMPTY : err;
}

struct search {
    struct rsm *rsm;
    const GUID *media_type;
    rsm_error err;
    bool found;
};

/* Does the drive take media of that type, by what it says it is? */
static bool takes(void *context, const struct rsm_record *drive)
{
    struct search *search = context;
    struct rsm_record type;
    char vendor[NTMS_VENDORNAME_LENGTH * 3];
    char product[NTMS_PRODUCTNAME_LENGTH * 3];
    GUID native;

    search->err = rsm_records_load(search->rsm->store, &drive->info.Info.Drive.DriveType,
                                   NTMS_DRIVE_TYPE, &type);
    if (search->err == ERROR_OBJECT_NOT_FOUND) { /* its device was never seen */
        search->err = ERROR_SUCCESS;
        return true;
    }
    if (search->err != ERROR_SUCCESS)
        return false;
    (void)rsm_text_to_utf8(vendor, sizeof vendor, type.info.Info.DriveType.szVendor,
                           NTMS_VENDORNAME_LENGTH);
    (void)rsm_text_to_utf8(product, sizeof product, type.info.Info.DriveType.szProduct,
                           NTMS_PRODUCTNAME_LENGTH);
    search->err =
        rsm_catalogue_media_type(search->rsm, rsm_drive_kind_media_type(vendor, product), &native);
    search->found = search->err == ERROR_SUCCESS && rsm_guid_equal(&native, search->media_type);
    return search->err == ERROR_SUCCESS && !search->found;
}

static rsm_error check_not_native(struct rsm *rsm, const GUID *media_type, const GUID *library)
{
    const struct rsm_condition in = {.column = "library", .guid = library};
    struct search search = {.rsm = rsm, .media_type = media_type, .err = ERROR_SUCCESS};
    rsm_error err = rsm_records_each(rsm->store, NTMS_DRIVE, &in, 1, takes, &search);

    if (err == ERROR_SUCCESS)
        err = search.err;
    return err == ERROR_SUCCESS && search.found ? ERROR_INDIGENOUS_TYPE : err;
}

/* The child pools of a type go with the last library that takes it, unless media are left. */
static rsm_error forget_unused(struct rsm *rsm, const GUID *media_type)
{
    bool taken = false;
    DWORD count = 0;
    rsm_error err = rsm_settings_is_taken(rsm->store, media_type, &taken);

    if (err == ERROR_SUCCESS)
        err = count_media(rsm, media_type, NULL, &count);
    if (err != ERROR_SUCCESS || taken || count > 0)
        return err;
    return rsm_catalogue_forget_media_type(rsm, media_type);
}

static rsm_error delete_relation(struct rsm_session *session, const GUID *media_type,
                                 const GUID *library)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record record;
    rsm_error err = require_both(session, media_type, library, &record);

    if (err == ERROR_SUCCESS)
        err = check_related(rsm, media_type, library);
    if (err == ERROR_SUCCESS)
        err = check_empty(rsm, media_type, library);
    if (err == ERROR_SUCCESS)
        err = check_not_native(rsm, media_type, library);
    if (err == ERROR_SUCCESS)
        err = rsm_settings_unrelate(rsm->store, library, media_type);
    return err == ERROR_SUCCESS ? forget_unused(rsm, media_type) : err;
}

rsm_error rsm_related_types_delete(struct rsm_session *session, const GUID *media_type,
                                   const GUID *library)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    return err == ERROR_SUCCESS
               ? rsm_store_end(store, delete_relation(session, media_type, library))
               : err;
}
