/*
 * Names of media pools.
 */
#include "core/pool_names.h"

#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"

#include <stdlib.h>

static bool is_control(WCHAR character)
{
    return character < 0x20 || (character >= 0x7F && character <= 0x9F);
}

rsm_error rsm_pool_names_check(const WCHAR *component)
{
    size_t length = rsm_text_length(component, NTMS_OBJECTNAME_LENGTH);

    if (length == 0 || length == NTMS_OBJECTNAME_LENGTH)
        return ERROR_INVALID_NAME;
    for (size_t i = 0; i < length; i++) {
        if (component[i] == u'\\' || is_control(component[i]))
            return ERROR_INVALID_NAME;
    }
    return ERROR_SUCCESS;
}

/* The length of the path of the pool at id, with the name that `renamed` is about to have; 0 = its path
 * does not lead through that pool. */
static rsm_error measure_path(struct rsm *rsm, const GUID *id, const struct rsm_record *renamed,
                              size_t *length_out)
{
    struct rsm_record pool;
    GUID at = *id;
    size_t length = 0;
    bool leads_through = false;
    rsm_error err = ERROR_SUCCESS;

    while (err == ERROR_SUCCESS && !rsm_guid_is_null(&at) && length < NTMS_POOLHIERARCHY_LENGTH) {
        bool is_renamed = rsm_guid_equal(&at, &renamed->info.ObjectGuid);

        leads_through = leads_through || is_renamed;
        err = rsm_records_load(rsm->store, &at, NTMS_MEDIA_POOL, &pool);
        if (err == ERROR_SUCCESS) {
            length += 1 + rsm_text_length(is_renamed ? renamed->info.szName : pool.info.szName,
                                          NTMS_OBJECTNAME_LENGTH);
            at = pool.info.Info.MediaPool.Parent;
        }
    }
    *length_out = leads_through ? length : 0;
    return err;
}

rsm_error rsm_pool_names_check_paths(struct rsm *rsm, const struct rsm_record *pool)
{
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_records_ids(rsm->store, NTMS_MEDIA_POOL, NULL, 0, &ids, &count);

    for (size_t i = 0; err == ERROR_SUCCESS && i < count; i++) {
        size_t length = 0;

        err = measure_path(rsm, &ids[i], pool, &length);
        if (err == ERROR_SUCCESS && length >= NTMS_POOLHIERARCHY_LENGTH)
            err = ERROR_INVALID_NAME;
    }
    free(ids);
    return err;
}

struct search {
    const WCHAR *name;
    GUID *pool_out;
    bool found;
};

static bool is_wanted(void *context, const struct rsm_record *pool)
{
    struct search *search = context;

    if (rsm_guid_equal(&pool->info.ObjectGuid, &rsm_catalogue_root_pool) ||
        !rsm_text_equal_no_case(pool->info.szName, search->name, NTMS_OBJECTNAME_LENGTH))
        return true;
    *search->pool_out = pool->info.ObjectGuid;
    search->found = true;
    return false;
}

rsm_error rsm_pool_names_find(struct rsm *rsm, const GUID *parent, const WCHAR *name,
                              GUID *pool_out)
{
    const struct rsm_condition beside = {.column = "parent", .guid = parent};
    struct search search = {.name = name, .pool_out = pool_out};
    rsm_error err = rsm_records_each(rsm->store, NTMS_MEDIA_POOL, &beside, 1, is_wanted, &search);

    return err == ERROR_SUCCESS && !search.found ? ERROR_OBJECT_NOT_FOUND : err;
}
