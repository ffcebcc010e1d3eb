/*
 * Media that no library holds.  The checks follow the tables of the function page of CreateNtmsMedia, in
 * the order of the spec's "errors" 1.1.
 */
#include "core/offline_media.h"

#include "core/access.h"
#include "core/cartridge.h"
#include "core/catalogue.h"
#include "core/hold.h"
#include "core/media.h"
#include "core/objects.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"

#include <stdlib.h>
#include <string.h>

/* ---- members that are wrong by themselves ---- */

static bool is_medium_good(const NTMS_OBJECTINFORMATIONW *medium)
{
    return rsm_text_is_terminated(medium->szName, NTMS_OBJECTNAME_LENGTH) &&
           rsm_text_is_terminated(medium->szDescription, NTMS_DESCRIPTION_LENGTH) &&
           rsm_text_is_terminated(medium->Info.PhysicalMedia.szBarCode, NTMS_BARCODE_LENGTH);
}

static bool is_side_good(const NTMS_OBJECTINFORMATIONW *side)
{
    const NTMS_PARTITIONINFORMATIONW *info = &side->Info.Partition;

    return side->dwSize == sizeof *side && side->dwType == NTMS_PARTITION &&
           rsm_text_is_terminated(side->szName, NTMS_OBJECTNAME_LENGTH) &&
           rsm_text_is_terminated(side->szDescription, NTMS_DESCRIPTION_LENGTH) &&
           info->State <= NTMS_PARTSTATE_RESERVED && info->dwOmidLabelIdLength > 0 &&
           info->dwOmidLabelIdLength <= NTMS_OMIDLABELID_LENGTH && info->szOmidLabelType[0] != 0 &&
           rsm_text_is_terminated(info->szOmidLabelType, NTMS_OMIDLABELTYPE_LENGTH) &&
           rsm_text_is_terminated(info->szOmidLabelInfo, NTMS_OMIDLABELINFO_LENGTH);
}

/* The number of sides that a caller's list has, as far as it is read. */
static DWORD sides_in(const NTMS_OBJECTINFORMATIONW *medium)
{
    DWORD count = medium->Info.PhysicalMedia.dwNumberOfPartitions;

    return count <= RSM_OFFLINE_MEDIA_SIDES_MAX ? count : 0;
}

static rsm_error check_members(const NTMS_OBJECTINFORMATIONW *medium,
                               const NTMS_OBJECTINFORMATIONW *sides, DWORD options)
{
    if ((options & ~(DWORD)NTMS_ERROR_ON_DUPLICATE) != 0 || !is_medium_good(medium))
        return ERROR_INVALID_PARAMETER;
    for (DWORD i = 0; i < sides_in(medium); i++) {
        if (!is_side_good(&sides[i]))
            return ERROR_INVALID_PARAMETER;
    }
    return ERROR_SUCCESS;
}

/* ---- what they are to be recorded in ---- */

static bool takes_offline_media(const NTMS_MEDIAPOOLINFORMATION *pool)
{
    return (pool->PoolType == NTMS_POOLTYPE_IMPORT ||
            pool->PoolType == NTMS_POOLTYPE_APPLICATION) &&
           !rsm_guid_is_null(&pool->MediaType);
}

static rsm_error find_pool(struct rsm_session *session, const NTMS_PMIDINFORMATIONW *info,
                           struct rsm_record *pool_out)
{
    const GUID *library = &info->CurrentLibrary;
    rsm_error err = rsm_objects_require(session->rsm, &info->MediaPool, NTMS_MEDIA_POOL,
                                        ERROR_INVALID_MEDIA_POOL, pool_out);

    if (err == ERROR_SUCCESS && !takes_offline_media(&pool_out->info.Info.MediaPool))
        err = ERROR_INVALID_MEDIA_POOL;
    if (err == ERROR_SUCCESS && !rsm_guid_is_null(library) &&
        !rsm_guid_equal(library, &rsm_catalogue_offline_library))
        err = ERROR_INVALID_LIBRARY;
    return err;
}

static rsm_error check_modify(const struct rsm_session *session, const struct rsm_record *pool)
{
    rsm_error err = rsm_access_check(session, pool, NTMS_MODIFY_ACCESS);

    return err == ERROR_SUCCESS ? rsm_access_check_computer(session, NTMS_MODIFY_ACCESS) : err;
}

static rsm_error check_number_of_sides(struct rsm *rsm, const GUID *media_type, DWORD count)
{
    struct rsm_record type;
    rsm_error err =
        rsm_objects_require(rsm, media_type, NTMS_MEDIA_TYPE, ERROR_INVALID_MEDIA_POOL, &type);

    if (err == ERROR_SUCCESS && type.info.Info.MediaType.NumberOfSides != count)
        err = ERROR_MEDIA_INCOMPATIBLE;
    return err;
}

static bool is_owned(DWORD state)
{
    return state == NTMS_PARTSTATE_ALLOCATED || state == NTMS_PARTSTATE_COMPLETE;
}

/* What a side becomes in that pool, if its state may occur there and agrees with its logical medium. */
static bool choose_state(const NTMS_PARTITIONINFORMATIONW *side, DWORD pool_type, DWORD *state_out)
{
    bool owned = is_owned(side->State);

    *state_out = pool_type == NTMS_POOLTYPE_IMPORT ? NTMS_PARTSTATE_IMPORT : side->State;
    if (!owned && !rsm_guid_is_null(&side->LogicalMedia))
        return false;
    if (pool_type == NTMS_POOLTYPE_IMPORT)
        return !owned && side->State != NTMS_PARTSTATE_RESERVED;
    return owned || side->State == NTMS_PARTSTATE_AVAILABLE ||
           side->State == NTMS_PARTSTATE_RESERVED || side->State == NTMS_PARTSTATE_DECOMMISSIONED ||
           side->State == NTMS_PARTSTATE_IMPORT;
}

/* ---- what is on record already ---- */

/* ERROR_INVALID_MEDIA if an object of that kind is. */
static rsm_error check_absent(struct rsm *rsm, DWORD type, const struct rsm_condition *conditions,
                              size_t count)
{
    struct rsm_record other;
    rsm_error err = rsm_records_first(rsm->store, type, conditions, count, &other);

    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS;
    return err == ERROR_SUCCESS ? ERROR_INVALID_MEDIA : err;
}

static rsm_error check_bar_code_new(struct rsm *rsm, const struct rsm_record *medium)
{
    const WCHAR *bar_code = medium->info.Info.PhysicalMedia.szBarCode;
    const struct rsm_condition same = {.column = "bar_code", .text = bar_code};

    return bar_code[0] == 0 ? ERROR_SUCCESS : check_absent(rsm, NTMS_PHYSICAL_MEDIA, &same, 1);
}

static rsm_error check_label_new(struct rsm *rsm, const NTMS_PARTITIONINFORMATIONW *side)
{
    const struct rsm_condition same[] = {
        {.column = "omid_label_id", .bytes = side->OmidLabelId, .size = side->dwOmidLabelIdLength},
        {.column = "omid_label_type", .text = side->szOmidLabelType},
    };

    return check_absent(rsm, NTMS_PARTITION, same, 2);
}

/* ---- recording ---- */

/* What is being recorded. */
struct making {
    struct rsm *rsm;
    const struct rsm_record *pool;
    struct rsm_record medium;
    NTMS_OBJECTINFORMATIONW sides[RSM_OFFLINE_MEDIA_SIDES_MAX];
    DWORD count;
};

/* An identifier of a caller's that is taken. */
static rsm_error insert(struct rsm *rsm, struct rsm_record *record)
{
    rsm_error err = rsm_records_insert(rsm->store, record);

    return err == ERROR_ALREADY_EXISTS ? ERROR_INVALID_PARAMETER : err;
}

/* The members that every kind takes over. */
static void begin_from(struct rsm_record *record, DWORD type, const NTMS_OBJECTINFORMATIONW *given)
{
    rsm_record_begin(record, type);
    record->info.ObjectGuid = given->ObjectGuid;
    record->info.Enabled = given->Enabled ? TRUE : FALSE;
    (void)rsm_text_copy(record->info.szName, NTMS_OBJECTNAME_LENGTH, given->szName);
    (void)rsm_text_copy(record->info.szDescription, NTMS_DESCRIPTION_LENGTH, given->szDescription);
}

static void begin_medium(struct making *making, const NTMS_OBJECTINFORMATIONW *given)
{
    const struct rsm_media_place offline = {.library = rsm_catalogue_offline_library,
                                            .location_type = NTMS_STORAGESLOT};
    NTMS_PMIDINFORMATIONW *info = &making->medium.info.Info.PhysicalMedia;

    begin_from(&making->medium, NTMS_PHYSICAL_MEDIA, given);
    rsm_cartridge_set_place(&making->medium, &offline);
    rsm_cartridge_set_bar_code(&making->medium, given->Info.PhysicalMedia.szBarCode);
    info->MediaPool = making->pool->info.ObjectGuid;
    info->MediaType = making->pool->info.Info.MediaPool.MediaType;
    info->MediaState = NTMS_MEDIASTATE_IDLE;
    info->dwNumberOfPartitions = making->count;
    info->dwMediaTypeCode = given->Info.PhysicalMedia.dwMediaTypeCode;
    info->dwDensityCode = given->Info.PhysicalMedia.dwDensityCode;
}

static rsm_error add_medium(struct making *making)
{
    NTMS_OBJECTINFORMATIONW *info = &making->medium.info;
    rsm_error err = rsm_cartridge_set_number(making->rsm, &making->medium);

    if (err == ERROR_SUCCESS && info->szName[0] == 0)
        rsm_cartridge_name(&making->medium, making->sides[0].Info.Partition.szOmidLabelInfo,
                           info->szName);
    return err == ERROR_SUCCESS ? insert(making->rsm, &making->medium) : err;
}

/* The logical medium of an owned side is made with the caller's identifier, or a new one. */
static rsm_error add_owner(const struct making *making, GUID *owner)
{
    struct rsm_record record;
    rsm_error err;

    rsm_record_begin(&record, NTMS_LOGICAL_MEDIA);
    record.info.ObjectGuid = *owner;
    record.info.Info.LogicalMedia.MediaPool = making->pool->info.ObjectGuid;
    (void)rsm_text_copy(record.info.szName, NTMS_OBJECTNAME_LENGTH, making->medium.info.szName);
    err = insert(making->rsm, &record);
    if (err == ERROR_SUCCESS)
        *owner = record.info.ObjectGuid;
    return err;
}

static rsm_error add_side(struct making *making, DWORD number)
{
    NTMS_OBJECTINFORMATIONW *given = &making->sides[number];
    struct rsm_record side;
    NTMS_PARTITIONINFORMATIONW *info = &side.info.Info.Partition;
    rsm_error err = ERROR_SUCCESS;

    begin_from(&side, NTMS_PARTITION, given);
    *info = given->Info.Partition;
    rsm_cartridge_join(&side, &making->medium, number);
    memset(&info->OmidLabelId[info->dwOmidLabelIdLength], 0,
           NTMS_OMIDLABELID_LENGTH - info->dwOmidLabelIdLength);
    if (side.info.szName[0] == 0)
        rsm_cartridge_name_side(making->medium.info.szName, number, side.info.szName);
    if (is_owned(info->State))
        err = add_owner(making, &info->LogicalMedia);
    if (err == ERROR_SUCCESS)
        err = insert(making->rsm, &side);
    if (err == ERROR_SUCCESS)
        *given = side.info;
    return err;
}

/* Take the caller's sides over, in the states that they get.  A side is reserved for the owner of another
 * one. */
static rsm_error take_sides(struct making *making, const NTMS_OBJECTINFORMATIONW *sides)
{
    bool reserved = false;
    bool owned = false;

    for (DWORD i = 0; i < making->count; i++) {
        DWORD state;

        if (!choose_state(&sides[i].Info.Partition, making->pool->info.Info.MediaPool.PoolType,
                          &state))
            return ERROR_INVALID_PARAMETER;
        making->sides[i] = sides[i];
        making->sides[i].Info.Partition.State = state;
        reserved = reserved || state == NTMS_PARTSTATE_RESERVED;
        owned = owned || is_owned(state);
    }
    return reserved && !owned ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;
}

static rsm_error check_new(const struct making *making, DWORD options)
{
    rsm_error err = check_bar_code_new(making->rsm, &making->medium);

    for (DWORD i = 0;
         err == ERROR_SUCCESS && (options & NTMS_ERROR_ON_DUPLICATE) != 0 && i < making->count; i++)
        err = check_label_new(making->rsm, &making->sides[i].Info.Partition);
    return err;
}

static rsm_error record_all(struct making *making, const NTMS_OBJECTINFORMATIONW *medium,
                            const NTMS_OBJECTINFORMATIONW *sides, DWORD options)
{
    rsm_error err = check_number_of_sides(making->rsm, &making->pool->info.Info.MediaPool.MediaType,
                                          medium->Info.PhysicalMedia.dwNumberOfPartitions);

    making->count = sides_in(medium);
    if (err == ERROR_SUCCESS)
        err = take_sides(making, sides);
    if (err == ERROR_SUCCESS) {
        begin_medium(making, medium);
        err = check_new(making, options);
    }
    if (err == ERROR_SUCCESS)
        err = add_medium(making);
    for (DWORD i = 0; err == ERROR_SUCCESS && i < making->count; i++)
        err = add_side(making, i);
    return err;
}

static rsm_error create(struct rsm_session *session, const NTMS_OBJECTINFORMATIONW *medium,
                        const NTMS_OBJECTINFORMATIONW *sides, DWORD options, struct making *making)
{
    struct rsm_record pool;
    rsm_error err = find_pool(session, &medium->Info.PhysicalMedia, &pool);

    if (err == ERROR_SUCCESS)
        err = check_modify(session, &pool);
    if (err != ERROR_SUCCESS)
        return err;
    making->rsm = session->rsm;
    making->pool = &pool;
    return record_all(making, medium, sides, options);
}

rsm_error rsm_offline_media_create(struct rsm_session *session, NTMS_OBJECTINFORMATIONW *medium,
                                   NTMS_OBJECTINFORMATIONW *sides, DWORD options)
{
    struct rsm_store *store = session->rsm->store;
    struct making making;
    rsm_error err = check_members(medium, sides, options);

    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_end(store, create(session, medium, sides, options, &making));
    if (err == ERROR_SUCCESS) {
        *medium = making.medium.info;
        memcpy(sides, making.sides, making.count * sizeof *sides);
    }
    return err;
}

/* ---- DeleteNtmsMedia ---- */

static rsm_error check_offline(struct rsm *rsm, const struct rsm_record *medium)
{
    const GUID *id = &medium->info.Info.PhysicalMedia.CurrentLibrary;
    struct rsm_record library;
    rsm_error err;

    if (rsm_guid_equal(id, &rsm_catalogue_offline_library))
        return ERROR_SUCCESS;
    err = rsm_records_load(rsm->store, id, NTMS_LIBRARY, &library);
    if (err == ERROR_SUCCESS && library.info.dwOperationalState != NTMS_NOT_PRESENT)
        err = ERROR_INVALID_STATE;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static rsm_error check_not_owned(struct rsm *rsm, const GUID *medium)
{
    static const DWORD owned[] = {NTMS_PARTSTATE_ALLOCATED, NTMS_PARTSTATE_COMPLETE,
                                  NTMS_PARTSTATE_RESERVED};
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < sizeof owned / sizeof owned[0]; i++) {
        const struct rsm_condition in_state[] = {
            {.column = "physical_media", .guid = medium},
            {.column = "state", .number = owned[i]},
        };
        DWORD count = 0;

        err = rsm_records_count(rsm->store, NTMS_PARTITION, in_state, 2, &count);
        if (err == ERROR_SUCCESS && count > 0)
            err = ERROR_INVALID_STATE;
    }
    return err;
}

static rsm_error delete_medium(struct rsm_session *session, const GUID *id)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record medium;
    struct rsm_record pool;
    rsm_error err = rsm_objects_require(rsm, id, NTMS_PHYSICAL_MEDIA, ERROR_INVALID_MEDIA, &medium);

    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(rsm, &medium.info.Info.PhysicalMedia.MediaPool, NTMS_MEDIA_POOL,
                                  ERROR_INVALID_MEDIA_POOL, &pool);
    if (err == ERROR_SUCCESS)
        err = check_modify(session, &pool);
    if (err == ERROR_SUCCESS)
        err = check_offline(rsm, &medium);
    if (err == ERROR_SUCCESS && medium.own.Hold != RSM_HOLD_NONE)
        err =
            ERROR_INVALID_STATE; /* a program has it in a drive, of a library that may come back */
    if (err == ERROR_SUCCESS)
        err = check_not_owned(rsm, id);
    if (err == ERROR_SUCCESS)
        err = rsm_media_delete(rsm, id);
    return err;
}

rsm_error rsm_offline_media_delete(struct rsm_session *session, const GUID *medium)
{
    rsm_error err = rsm_store_begin(session->rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(session->rsm->store, delete_medium(session, medium));
}
