/*
 * Media pools by their paths.
 */
#include "core/pools.h"

#include "core/access.h"
#include "core/catalogue.h"
#include "core/objects.h"
#include "core/pool_names.h"
#include "core/security.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"

#include <string.h>

/* ---- paths ---- */

/* One character more than the longest name, so that a name that is too long is seen to be. */
enum { PART_ROOM = NTMS_OBJECTNAME_LENGTH + 1 };

/* Take the first part off a path; an empty one where there is none.  The rest begins with the backslash
 * after it, or is empty. */
static const WCHAR *take_part(const WCHAR *path, WCHAR part_out[PART_ROOM])
{
    size_t length = 0;

    if (*path == u'\\')
        path++;
    while (*path != 0 && *path != u'\\') {
        if (length < PART_ROOM - 1)
            part_out[length++] = *path;
        path++;
    }
    part_out[length] = 0;
    return path;
}

/* The whole path, with the first backslash and the end mark, has its limit too. */
static rsm_error check_path(const WCHAR *path)
{
    size_t length = rsm_text_length(path, NTMS_POOLHIERARCHY_LENGTH);
    WCHAR part[PART_ROOM];
    rsm_error err = ERROR_SUCCESS;

    if (length + (path[0] != u'\\' ? 2 : 1) > NTMS_POOLHIERARCHY_LENGTH)
        return ERROR_INVALID_NAME;
    do {
        path = take_part(path, part);
        err = rsm_pool_names_check(part);
    } while (err == ERROR_SUCCESS && *path != 0);
    return err;
}

/* What a path leads to. */
struct end {
    GUID parent; /* null at the top */
    GUID pool;   /* null when there is none of that name */
    WCHAR name[PART_ROOM];
};

/* ERROR_OBJECT_NOT_FOUND when a pool on the way is missing. */
static rsm_error follow(struct rsm *rsm, const WCHAR *path, struct end *end)
{
    rsm_error err;

    end->pool = rsm_guid_null;
    do {
        end->parent = end->pool;
        path = take_part(path, end->name);
        err = rsm_pool_names_find(rsm, &end->parent, end->name, &end->pool);
    } while (err == ERROR_SUCCESS && *path != 0);
    if (err == ERROR_OBJECT_NOT_FOUND && *path == 0) {
        end->pool = rsm_guid_null;
        err = ERROR_SUCCESS;
    }
    return err;
}

/* ---- CreateNtmsMediaPool ---- */

static rsm_error check_use(const struct rsm_session *session, const GUID *pool)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(session->rsm->store, pool, NTMS_MEDIA_POOL, &record);

    return err != ERROR_SUCCESS ? err : rsm_access_check(session, &record, NTMS_USE_ACCESS);
}

static rsm_error check_control(const struct rsm_session *session, const GUID *parent,
                               struct rsm_record *parent_out)
{
    rsm_error err = rsm_records_load(session->rsm->store, &rsm_catalogue_root_pool, NTMS_MEDIA_POOL,
                                     parent_out);

    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, parent_out, NTMS_CONTROL_ACCESS);
    if (err != ERROR_SUCCESS || rsm_guid_is_null(parent))
        return err;
    err = rsm_records_load(session->rsm->store, parent, NTMS_MEDIA_POOL, parent_out);
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, parent_out, NTMS_CONTROL_ACCESS);
    return err;
}

static bool is_root(const struct rsm_record *pool)
{
    return rsm_guid_equal(&pool->info.ObjectGuid, &rsm_catalogue_root_pool);
}

static bool may_hold_pools(const struct rsm_record *pool)
{
    const NTMS_MEDIAPOOLINFORMATION *info = &pool->info.Info.MediaPool;

    return is_root(pool) ||
           (info->PoolType == NTMS_POOLTYPE_APPLICATION && rsm_guid_is_null(&info->MediaType));
}

static rsm_error make(struct rsm_session *session, const struct end *end, const GUID *media_type,
                      const SECURITY_ATTRIBUTES *security, GUID *pool_out)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record pool;
    struct rsm_record other;
    rsm_error err = ERROR_SUCCESS;

    rsm_record_begin(&pool, NTMS_MEDIA_POOL);
    (void)rsm_text_copy(pool.info.szName, NTMS_OBJECTNAME_LENGTH, end->name);
    pool.info.Info.MediaPool.PoolType = NTMS_POOLTYPE_APPLICATION;
    pool.info.Info.MediaPool.Parent = end->parent;
    if (media_type != NULL) {
        pool.info.Info.MediaPool.MediaType = *media_type;
        err = rsm_objects_require(rsm, media_type, NTMS_MEDIA_TYPE, ERROR_INVALID_MEDIA, &other);
    }
    if (err == ERROR_SUCCESS)
        err = check_control(session, &end->parent, &other);
    if (err == ERROR_SUCCESS && !may_hold_pools(&other))
        err = ERROR_INVALID_MEDIA_POOL;
    if (err == ERROR_SUCCESS)
        err = rsm_records_insert(rsm->store, &pool);
    if (err == ERROR_SUCCESS)
        err = rsm_security_for_new_pool(session, &pool, security);
    if (err == ERROR_SUCCESS)
        *pool_out = pool.info.ObjectGuid;
    return err;
}

static rsm_error open_or_make(struct rsm_session *session, const WCHAR *path,
                              const GUID *media_type, DWORD action,
                              const SECURITY_ATTRIBUTES *security, GUID *pool_out)
{
    struct end end;
    rsm_error err = follow(session->rsm, path, &end);

    if (err != ERROR_SUCCESS)
        return err;
    if (rsm_guid_is_null(&end.pool))
        return action == NTMS_OPEN_EXISTING ? ERROR_OBJECT_NOT_FOUND
                                            : make(session, &end, media_type, security, pool_out);
    if (action == NTMS_CREATE_NEW)
        return ERROR_ALREADY_EXISTS;
    err = check_use(session, &end.pool);
    if (err == ERROR_SUCCESS)
        *pool_out = end.pool;
    return err;
}

rsm_error rsm_pools_open(struct rsm_session *session, const WCHAR *path, const GUID *media_type,
                         DWORD action, const SECURITY_ATTRIBUTES *security, GUID *pool_out)
{
    struct rsm_store *store = session->rsm->store;
    GUID pool;
    rsm_error err;

    if (action < NTMS_OPEN_EXISTING || action > NTMS_OPEN_ALWAYS)
        return ERROR_INVALID_PARAMETER;
    err = check_path(path);
    if (err == ERROR_SUCCESS)
        err =
            rsm_store_begin(store, action == NTMS_OPEN_EXISTING ? RSM_STORE_READ : RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_end(store, open_or_make(session, path, media_type, action, security, &pool));
    if (err == ERROR_SUCCESS)
        *pool_out = pool;
    return err;
}

/* ---- GetNtmsMediaPoolName ---- */

/* Write the path of pool at the end of text, from the pool upwards, and tell where it begins. */
static rsm_error write_path(struct rsm *rsm, const GUID *id, WCHAR text[RSM_POOLS_PATH_ROOM],
                            size_t *start_out)
{
    struct rsm_record pool;
    size_t start = RSM_POOLS_PATH_ROOM - 1;
    GUID next = *id;
    rsm_error err = ERROR_SUCCESS;

    text[start] = 0;
    while (err == ERROR_SUCCESS && !rsm_guid_is_null(&next)) {
        size_t length;

        err = rsm_records_load(rsm->store, &next, NTMS_MEDIA_POOL, &pool);
        if (err != ERROR_SUCCESS)
            break;
        length = is_root(&pool) ? 0 : rsm_text_length(pool.info.szName, NTMS_OBJECTNAME_LENGTH);
        if (length + 1 > start)
            return ERROR_INVALID_MEDIA_POOL;
        start -= length;
        memcpy(&text[start], pool.info.szName, length * sizeof(WCHAR));
        text[--start] = u'\\';
        next = pool.info.Info.MediaPool.Parent;
    }
    *start_out = start;
    return err;
}

static rsm_error get_path(struct rsm_session *session, const GUID *pool,
                          WCHAR text[RSM_POOLS_PATH_ROOM], size_t *start_out)
{
    struct rsm_record record;
    rsm_error err =
        rsm_objects_require(session->rsm, pool, NTMS_MEDIA_POOL, ERROR_INVALID_MEDIA_POOL, &record);

    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &record, NTMS_USE_ACCESS);
    if (err == ERROR_SUCCESS)
        err = write_path(session->rsm, pool, text, start_out);
    return err;
}

rsm_error rsm_pools_get_path(struct rsm_session *session, const GUID *pool, WCHAR *path_out,
                             DWORD *room)
{
    struct rsm_store *store = session->rsm->store;
    WCHAR text[RSM_POOLS_PATH_ROOM];
    size_t start = 0;
    DWORD length;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_end(store, get_path(session, pool, text, &start));
    if (err != ERROR_SUCCESS)
        return err;
    length = (DWORD)(RSM_POOLS_PATH_ROOM - start);
    if (length > *room)
        err = ERROR_INSUFFICIENT_BUFFER;
    else
        memcpy(path_out, &text[start], length * sizeof(WCHAR));
    *room = length;
    return err;
}

/* ---- DeleteNtmsMediaPool ---- */

/* ERROR_NOT_EMPTY when objects of that kind name the pool in that column. */
static rsm_error check_none_in(struct rsm *rsm, DWORD type, const char *column, const GUID *pool)
{
    const struct rsm_condition in_pool = {.column = column, .guid = pool};
    DWORD count = 0;
    rsm_error err = rsm_records_count(rsm->store, type, &in_pool, 1, &count);

    return err == ERROR_SUCCESS && count > 0 ? ERROR_NOT_EMPTY : err;
}

static rsm_error delete_pool(struct rsm_session *session, const GUID *id)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record pool;
    rsm_error err = rsm_objects_require(rsm, id, NTMS_MEDIA_POOL, ERROR_INVALID_MEDIA_POOL, &pool);

    if (err == ERROR_SUCCESS && pool.info.Info.MediaPool.PoolType != NTMS_POOLTYPE_APPLICATION)
        err = ERROR_INVALID_MEDIA_POOL;
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &pool, NTMS_MODIFY_ACCESS);
    if (err == ERROR_SUCCESS)
        err = check_none_in(rsm, NTMS_PHYSICAL_MEDIA, "media_pool", id);
    if (err == ERROR_SUCCESS)
        err = check_none_in(rsm, NTMS_MEDIA_POOL, "parent", id);
    if (err == ERROR_SUCCESS)
        err = rsm_records_delete(rsm->store, id);
    return err;
}

rsm_error rsm_pools_delete(struct rsm_session *session, const GUID *pool)
{
    rsm_error err = rsm_store_begin(session->rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(session->rsm->store, delete_pool(session, pool));
}
