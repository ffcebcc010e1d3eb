/*
 * Names of media pools.
 */
#include "core/pool_names.h"

#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"

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
