/*
 * The objects that every machine has without any device, and the child pools that come with a media
 * type in use.  Follows section 6 of the object model; the GUIDs are ours, since those of the
 * original were never published.
 */
#include "core/catalogue.h"

#include "core/media_types.h"
#include "model/guid.h"
#include "platform/identity.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "store/settings.h"

#include <stdlib.h>

/* clang-format off */
const GUID rsm_catalogue_computer =
    {0x0efa010e, 0x527b, 0x4e4c, {0x8b, 0x9f, 0x5d, 0x17, 0xe8, 0xdc, 0xc0, 0xfd}};
const GUID rsm_catalogue_offline_library =
    {0x22a42892, 0x8b9f, 0x436a, {0xa1, 0xa3, 0xac, 0x3b, 0x9f, 0xce, 0xbf, 0x13}};
const GUID rsm_catalogue_root_pool =
    {0xe94ddf96, 0xab5b, 0x4b30, {0x95, 0xa3, 0x39, 0x19, 0x7b, 0xcc, 0x93, 0x22}};
const GUID rsm_catalogue_free_pool =
    {0xae4df1b6, 0x87ac, 0x4bd2, {0xb0, 0x90, 0x0a, 0xe7, 0x23, 0xa9, 0x37, 0xf4}};
const GUID rsm_catalogue_import_pool =
    {0xce4eb15e, 0x9f94, 0x41d6, {0x97, 0x3c, 0xca, 0x99, 0xdf, 0x1f, 0x02, 0x50}};
const GUID rsm_catalogue_unrecognized_pool =
    {0xba6a6d47, 0x0f76, 0x4520, {0xa7, 0x47, 0x66, 0xf8, 0x1c, 0xae, 0x8d, 0x5e}};

/* The GUID of a media type is this one with its code added to the first number. */
static const GUID media_type_base =
    {0x9a346500, 0x84ec, 0x4e4a, {0xa4, 0x40, 0xcd, 0xb3, 0x93, 0xa9, 0x11, 0x6c}};
/* clang-format on */

enum { PURGE_TIME_SECONDS = 259200 /* 72 hours */ };

static GUID media_type_id(DWORD code)
{
    GUID id = media_type_base;

    id.Data1 += code;
    return id;
}

static void begin_built_in(struct rsm_record *record, DWORD type, const GUID *id, const WCHAR *name)
{
    rsm_record_begin(record, type);
    record->info.ObjectGuid = *id;
    (void)rsm_text_copy(record->info.szName, NTMS_OBJECTNAME_LENGTH, name);
}

/* Add the object if there is none of its GUID. */
static rsm_error add_if_missing(struct rsm *rsm, struct rsm_record *record)
{
    DWORD type;
    rsm_error err = rsm_records_type(rsm->store, &record->info.ObjectGuid, &type);

    if (err == ERROR_OBJECT_NOT_FOUND)
        err = rsm_records_insert(rsm->store, record);
    return err;
}

static rsm_error build_computer(struct rsm *rsm)
{
    struct rsm_record computer;
    WCHAR name[NTMS_OBJECTNAME_LENGTH];
    rsm_error err;

    if (rsm_identity_computer(name, NTMS_OBJECTNAME_LENGTH) != ERROR_SUCCESS)
        name[0] = 0;
    err = rsm_records_load(rsm->store, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    if (err == ERROR_SUCCESS && name[0] != 0) {
        (void)rsm_text_copy(computer.info.szName, NTMS_OBJECTNAME_LENGTH, name);
        return rsm_records_save(rsm->store, &computer);
    }
    if (err != ERROR_OBJECT_NOT_FOUND)
        return err;
    begin_built_in(&computer, NTMS_COMPUTER, &rsm_catalogue_computer, name);
    computer.info.Info.Computer.dwLibRequestPurgeTime = PURGE_TIME_SECONDS;
    computer.info.Info.Computer.dwOpRequestPurgeTime = PURGE_TIME_SECONDS;
    return rsm_records_insert(rsm->store, &computer);
}

static rsm_error build_offline_library(struct rsm *rsm)
{
    struct rsm_record library;

    begin_built_in(&library, NTMS_LIBRARY, &rsm_catalogue_offline_library, u"Offline media");
    library.info.Info.Library.LibraryType = NTMS_LIBRARYTYPE_OFFLINE;
    library.info.Info.Library.dwFlags = NTMS_LIBRARYFLAG_FIXEDOFFLINE;
    return add_if_missing(rsm, &library);
}

/* The root is told from a top-level pool by its GUID alone, and its name is none a pool may have. */
static rsm_error build_pools(struct rsm *rsm)
{
    static const struct {
        const GUID *id;
        const WCHAR *name;
        DWORD pool_type;
    } pools[] = {
        {&rsm_catalogue_root_pool, u"\\", NTMS_POOLTYPE_UNKNOWN},
        {&rsm_catalogue_free_pool, u"Free", NTMS_POOLTYPE_SCRATCH},
        {&rsm_catalogue_import_pool, u"Import", NTMS_POOLTYPE_IMPORT},
        {&rsm_catalogue_unrecognized_pool, u"Unrecognized", NTMS_POOLTYPE_FOREIGN},
    };
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < sizeof pools / sizeof pools[0]; i++) {
        struct rsm_record pool;

        begin_built_in(&pool, NTMS_MEDIA_POOL, pools[i].id, pools[i].name);
        pool.info.Info.MediaPool.PoolType = pools[i].pool_type;
        err = add_if_missing(rsm, &pool);
    }
    return err;
}

static rsm_error build_media_types(struct rsm *rsm)
{
    size_t count;
    const struct rsm_media_type *types = rsm_media_types(&count);
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++) {
        GUID id = media_type_id(types[i].code);
        struct rsm_record record;

        begin_built_in(&record, NTMS_MEDIA_TYPE, &id, types[i].name);
        record.info.Info.MediaType.MediaType = types[i].code;
        record.info.Info.MediaType.NumberOfSides = types[i].sides;
        record.info.Info.MediaType.ReadWriteCharacteristics = types[i].writing;
        record.info.Info.MediaType.DeviceType = types[i].device;
        err = add_if_missing(rsm, &record);
    }
    return err;
}

rsm_error rsm_catalogue_build(struct rsm *rsm)
{
    rsm_error err = build_computer(rsm);

    if (err == ERROR_SUCCESS)
        err = build_offline_library(rsm);
    if (err == ERROR_SUCCESS)
        err = build_pools(rsm);
    if (err == ERROR_SUCCESS)
        err = build_media_types(rsm);
    return err;
}

rsm_error rsm_catalogue_media_type(struct rsm *rsm, DWORD code, GUID *id_out)
{
    (void)rsm;
    if (rsm_media_types_find(code) == NULL) {
        rsm_log(RSM_LOG_WARNING, "core", "no media type has the code %lX", (unsigned long)code);
        return ERROR_OBJECT_NOT_FOUND;
    }
    *id_out = media_type_id(code);
    return ERROR_SUCCESS;
}

static const GUID *system_pool(DWORD pool_type)
{
    switch (pool_type) {
    case NTMS_POOLTYPE_SCRATCH:
        return &rsm_catalogue_free_pool;
    case NTMS_POOLTYPE_FOREIGN:
        return &rsm_catalogue_unrecognized_pool;
    case NTMS_POOLTYPE_IMPORT:
        return &rsm_catalogue_import_pool;
    default:
        return NULL;
    }
}

/* A child pool is named like its media type. */
static rsm_error add_child_pool(struct rsm *rsm, DWORD pool_type, const GUID *parent,
                                const GUID *media_type, GUID *pool_out)
{
    struct rsm_record type;
    struct rsm_record pool;
    rsm_error err = rsm_records_load(rsm->store, media_type, NTMS_MEDIA_TYPE, &type);

    if (err != ERROR_SUCCESS)
        return err;
    begin_built_in(&pool, NTMS_MEDIA_POOL, &rsm_guid_null, type.info.szName);
    pool.info.Info.MediaPool.PoolType = pool_type;
    pool.info.Info.MediaPool.MediaType = *media_type;
    pool.info.Info.MediaPool.Parent = *parent;
    err = rsm_records_insert(rsm->store, &pool);
    if (err == ERROR_SUCCESS)
        *pool_out = pool.info.ObjectGuid;
    return err;
}

static rsm_error find_child_pool(struct rsm *rsm, DWORD pool_type, const GUID *media_type,
                                 GUID *pool_out)
{
    const struct rsm_condition conditions[] = {
        {.column = "parent", .guid = system_pool(pool_type)},
        {.column = "media_type", .guid = media_type},
    };
    struct rsm_record pool;
    rsm_error err = rsm_records_first(rsm->store, NTMS_MEDIA_POOL, conditions, 2, &pool);

    if (err == ERROR_SUCCESS)
        *pool_out = pool.info.ObjectGuid;
    return err;
}

rsm_error rsm_catalogue_child_pool(struct rsm *rsm, DWORD pool_type, const GUID *media_type,
                                   GUID *pool_out)
{
    const GUID *parent = system_pool(pool_type);
    rsm_error err;

    if (parent == NULL)
        return ERROR_INVALID_PARAMETER;
    err = find_child_pool(rsm, pool_type, media_type, pool_out);
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = add_child_pool(rsm, pool_type, parent, media_type, pool_out);
    return err;
}

/* The system pools that have a child for each media type in use. */
static const DWORD pool_types[] = {NTMS_POOLTYPE_SCRATCH, NTMS_POOLTYPE_IMPORT,
                                   NTMS_POOLTYPE_FOREIGN};

rsm_error rsm_catalogue_use_media_type(struct rsm *rsm, const GUID *library, const GUID *media_type)
{
    rsm_error err = rsm_settings_relate(rsm->store, library, media_type);
    GUID pool;

    for (size_t i = 0; err == ERROR_SUCCESS && i < sizeof pool_types / sizeof pool_types[0]; i++)
        err = rsm_catalogue_child_pool(rsm, pool_types[i], media_type, &pool);
    return err;
}

rsm_error rsm_catalogue_forget_media_type(struct rsm *rsm, const GUID *media_type)
{
    rsm_error err = ERROR_SUCCESS;
    GUID pool;

    for (size_t i = 0; err == ERROR_SUCCESS && i < sizeof pool_types / sizeof pool_types[0]; i++) {
        err = find_child_pool(rsm, pool_types[i], media_type, &pool);
        if (err == ERROR_SUCCESS)
            err = rsm_records_delete(rsm->store, &pool);
        else if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    return err;
}
