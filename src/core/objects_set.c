/*
 * SetNtmsObjectInformation.  Which members a caller may set is said by model/fields.c; the rules that
 * some of them have beyond that are here.
 */
#include "core/objects_set.h"

#include "core/access.h"
#include "core/cleaner.h"
#include "core/objects.h"
#include "core/pool_names.h"
#include "model/fields.h"
#include "model/guid.h"
#include "model/object_types.h"
#include "platform/text.h"
#include "store/records.h"

enum {
    LIBRARY_REQUEST_FLAGS = NTMS_LIBREQFLAGS_NOAUTOPURGE | NTMS_LIBREQFLAGS_NOFAILEDPURGE,
    OPERATOR_REQUEST_FLAGS = NTMS_OPREQFLAGS_NOAUTOPURGE | NTMS_OPREQFLAGS_NOFAILEDPURGE |
                             NTMS_OPREQFLAGS_NOALERTS | NTMS_OPREQFLAGS_NOTRAYICON,
    POOL_POLICY = NTMS_POOLPOLICY_PURGEOFFLINESCRATCH | NTMS_POOLPOLICY_KEEPOFFLINEIMPORT,
    /* the flags of a library that are its user's; the others are facts */
    USER_FLAGS = NTMS_LIBRARYFLAG_AUTODETECTCHANGE | NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE
};

/* ---- values ---- */

static bool is_within(DWORD bits, DWORD known)
{
    return (bits & ~known) == 0;
}

/* Only the texts that are taken over matter. */
static bool are_texts_terminated(const NTMS_OBJECTINFORMATIONW *information)
{
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(information->dwType, &count);

    for (size_t i = 0; i < count; i++) {
        const void *text = (const char *)information + fields[i].offset;

        if (fields[i].rule == RSM_SETTABLE && fields[i].kind == RSM_FIELD_STRING &&
            !rsm_text_is_terminated(text, fields[i].room))
            return false;
    }
    return true;
}

static bool are_values_allowed(const NTMS_OBJECTINFORMATIONW *information)
{
    const NTMS_COMPUTERINFORMATION *computer = &information->Info.Computer;
    const NTMS_MEDIAPOOLINFORMATION *pool = &information->Info.MediaPool;

    switch (information->dwType) {
    case NTMS_COMPUTER:
        return is_within(computer->dwLibRequestFlags, LIBRARY_REQUEST_FLAGS) &&
               is_within(computer->dwOpRequestFlags, OPERATOR_REQUEST_FLAGS) &&
               is_within(computer->dwMediaPoolPolicy, POOL_POLICY);
    case NTMS_LIBRARY:
        return information->Info.Library.InventoryMethod <= NTMS_INVENTORY_OMID;
    case NTMS_MEDIA_POOL:
        return is_within(pool->AllocationPolicy, NTMS_ALLOCATE_FROMSCRATCH) &&
               is_within(pool->DeallocationPolicy, NTMS_DEALLOCATE_TOSCRATCH);
    default:
        return true;
    }
}

/* ---- libraries ---- */

struct search {
    struct rsm *rsm;
    rsm_error err;
    bool found;
};

static bool is_drive_of_cds(void *context, const struct rsm_record *drive)
{
    struct search *search = context;
    struct rsm_record type;
    rsm_error err = rsm_records_load(search->rsm->store, &drive->info.Info.Drive.DriveType,
                                     NTMS_DRIVE_TYPE, &type);

    if (err == ERROR_SUCCESS)
        search->found = type.info.Info.DriveType.DeviceType == FILE_DEVICE_CD_ROM ||
                        type.info.Info.DriveType.DeviceType == FILE_DEVICE_DVD;
    else if (err != ERROR_OBJECT_NOT_FOUND)
        search->err = err;
    return !search->found && search->err == ERROR_SUCCESS;
}

/* A library of CDs inventories itself after a failed mount, whatever its user wants.  Nothing on
 * record tells one at an ATAPI bus, of which that is documented, from others. */
static rsm_error check_auto_recovery(struct rsm *rsm, const struct rsm_record *library)
{
    const struct rsm_condition in = {.column = "library", .guid = &library->info.ObjectGuid};
    struct search search = {.rsm = rsm, .err = ERROR_SUCCESS};
    rsm_error err;

    if (library->info.Info.Library.AutoRecovery)
        return ERROR_SUCCESS;
    err = rsm_records_each(rsm->store, NTMS_DRIVE, &in, 1, is_drive_of_cds, &search);
    if (err == ERROR_SUCCESS)
        err = search.err;
    return err == ERROR_SUCCESS && search.found ? ERROR_INVALID_PARAMETER : err;
}

static DWORD flags_of(const NTMS_LIBRARYINFORMATION *before, const NTMS_LIBRARYINFORMATION *wanted)
{
    DWORD facts =
        before->dwFlags & (NTMS_LIBRARYFLAG_FIXEDOFFLINE | NTMS_LIBRARYFLAG_CLEANERPRESENT);
    DWORD counting = wanted->dwCleanerUsesRemaining == RSM_CLEANER_NOT_COUNTED
                         ? NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING
                         : 0;

    return facts | (wanted->dwFlags & USER_FLAGS) | counting;
}

/* Programs find the offline library by its flags; all else that it says of itself means nothing. */
static rsm_error settle_library(struct rsm *rsm, const struct rsm_record *before,
                                struct rsm_record *library)
{
    NTMS_LIBRARYINFORMATION *wanted = &library->info.Info.Library;

    if (before->info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) {
        *wanted = before->info.Info.Library;
        return ERROR_SUCCESS;
    }
    wanted->dwFlags = flags_of(&before->info.Info.Library, wanted);
    wanted->AutoRecovery = wanted->AutoRecovery != FALSE;
    return check_auto_recovery(rsm, library);
}

/* ---- pools ---- */

static bool is_renamed(const struct rsm_record *before, const struct rsm_record *pool)
{
    return !rsm_text_equal(before->info.szName, pool->info.szName, NTMS_OBJECTNAME_LENGTH);
}

static bool has_other_type(const struct rsm_record *before, const struct rsm_record *pool)
{
    return !rsm_guid_equal(&before->info.Info.MediaPool.MediaType,
                           &pool->info.Info.MediaPool.MediaType);
}

/* Of a system pool only the description may change. */
static rsm_error check_system_pool(const struct rsm_record *before, const struct rsm_record *pool)
{
    const NTMS_MEDIAPOOLINFORMATION *is = &before->info.Info.MediaPool;
    const NTMS_MEDIAPOOLINFORMATION *wanted = &pool->info.Info.MediaPool;

    if (is_renamed(before, pool) || has_other_type(before, pool) ||
        is->AllocationPolicy != wanted->AllocationPolicy ||
        is->DeallocationPolicy != wanted->DeallocationPolicy ||
        is->dwMaxAllocates != wanted->dwMaxAllocates)
        return ERROR_ACCESS_DENIED;
    return ERROR_SUCCESS;
}

static rsm_error check_name(struct rsm *rsm, const struct rsm_record *pool)
{
    GUID other;
    rsm_error err = rsm_pool_names_check(pool->info.szName);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_pool_names_check_paths(rsm, pool);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_pool_names_find(rsm, &pool->info.Info.MediaPool.Parent, pool->info.szName, &other);
    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS;
    if (err == ERROR_SUCCESS && !rsm_guid_equal(&other, &pool->info.ObjectGuid))
        err = ERROR_ALREADY_EXISTS;
    return err;
}

static rsm_error check_media_type(struct rsm *rsm, const struct rsm_record *pool)
{
    const struct rsm_condition media = {.column = "media_pool", .guid = &pool->info.ObjectGuid};
    const struct rsm_condition pools = {.column = "parent", .guid = &pool->info.ObjectGuid};
    const GUID *media_type = &pool->info.Info.MediaPool.MediaType;
    struct rsm_record type;
    DWORD count = 0;
    rsm_error err = ERROR_SUCCESS;

    if (!rsm_guid_is_null(media_type))
        err = rsm_objects_require(rsm, media_type, NTMS_MEDIA_TYPE, ERROR_INVALID_MEDIA, &type);
    if (err == ERROR_SUCCESS)
        err = rsm_records_count(rsm->store, NTMS_PHYSICAL_MEDIA, &media, 1, &count);
    if (err == ERROR_SUCCESS && count == 0)
        err = rsm_records_count(rsm->store, NTMS_MEDIA_POOL, &pools, 1, &count);
    return err == ERROR_SUCCESS && count > 0 ? ERROR_NOT_EMPTY : err;
}

static rsm_error check_pool(struct rsm *rsm, const struct rsm_record *before,
                            const struct rsm_record *pool)
{
    rsm_error err = ERROR_SUCCESS;

    if (before->info.Info.MediaPool.PoolType != NTMS_POOLTYPE_APPLICATION)
        return check_system_pool(before, pool);
    if (is_renamed(before, pool))
        err = check_name(rsm, pool);
    if (err == ERROR_SUCCESS && has_other_type(before, pool))
        err = check_media_type(rsm, pool);
    return err;
}

/* ---- setting ---- */

/* *wanted is *before with the members that the caller set. */
static rsm_error settle(struct rsm *rsm, const struct rsm_record *before, struct rsm_record *wanted)
{
    switch (before->info.dwType) {
    case NTMS_LIBRARY:
        return settle_library(rsm, before, wanted);
    case NTMS_MEDIA_POOL:
        return check_pool(rsm, before, wanted);
    default:
        return ERROR_SUCCESS;
    }
}

static rsm_error set_in_transaction(struct rsm_session *session, const GUID *id,
                                    const NTMS_OBJECTINFORMATIONW *information)
{
    struct rsm *rsm = session->rsm;
    DWORD type = information->dwType;
    struct rsm_record before;
    struct rsm_record wanted;
    rsm_error err = rsm_records_load(rsm->store, id, NTMS_UNKNOWN, &before);

    if (err == ERROR_SUCCESS && before.info.dwType != type)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &before,
                               type == NTMS_LIBRARY ? NTMS_CONTROL_ACCESS : NTMS_MODIFY_ACCESS);
    if (err != ERROR_SUCCESS)
        return err;
    wanted = before;
    rsm_fields_copy_settable(information, &wanted.info);
    err = settle(rsm, &before, &wanted);
    return err == ERROR_SUCCESS ? rsm_records_save(rsm->store, &wanted) : err;
}

rsm_error rsm_objects_set(struct rsm_session *session, const GUID *id,
                          const NTMS_OBJECTINFORMATIONW *information)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err;

    if (!rsm_object_type_is_valid(information->dwType) || !are_texts_terminated(information) ||
        !are_values_allowed(information))
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, set_in_transaction(session, id, information));
}
