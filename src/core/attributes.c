/*
 * Attributes of objects: who may read and write them, and how long names and values may be.
 */
#include "core/attributes.h"

#include "core/access.h"
#include "core/objects.h"
#include "model/object_types.h"
#include "platform/text.h"
#include "store/attributes.h"

static bool is_name(const WCHAR *name)
{
    size_t length = rsm_text_length(name, NTMS_MAXATTR_NAMELEN);

    return length > 0 && length < NTMS_MAXATTR_NAMELEN;
}

/* The object must be there, and the caller hold that right on what guards it. */
static rsm_error require(struct rsm_session *session, const GUID *object, DWORD type, DWORD right)
{
    struct rsm_record record;
    rsm_error err =
        rsm_objects_require(session->rsm, object, type, ERROR_OBJECT_NOT_FOUND, &record);

    return err == ERROR_SUCCESS ? rsm_access_check(session, &record, right) : err;
}

rsm_error rsm_attributes_get(struct rsm_session *session, const GUID *object, DWORD type,
                             const WCHAR *name, void *data_out, DWORD *size)
{
    struct rsm_store *store = session->rsm->store;
    size_t bytes = *size;
    rsm_error err;

    if (type != NTMS_UNKNOWN && !rsm_object_type_is_valid(type))
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_READ);
    if (err != ERROR_SUCCESS)
        return err;
    err = require(session, object, type, NTMS_USE_ACCESS);
    if (err == ERROR_SUCCESS && !is_name(name)) /* nobody can have set it */
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        err = rsm_attributes_load(store, object, name, data_out, &bytes);
    err = rsm_store_end(store, err);
    if (err == ERROR_SUCCESS || err == ERROR_INSUFFICIENT_BUFFER)
        *size = (DWORD)bytes;
    return err;
}

rsm_error rsm_attributes_set(struct rsm_session *session, const GUID *object, const WCHAR *name,
                             const void *data, DWORD size)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err;

    if (!is_name(name))
        return ERROR_INVALID_NAME;
    if (size >= NTMS_MAXATTR_LENGTH)
        return ERROR_NO_DATA;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = require(session, object, NTMS_UNKNOWN, NTMS_MODIFY_ACCESS);
    if (err == ERROR_SUCCESS && size > 0)
        err = rsm_attributes_save(store, object, name, data, size);
    else if (err == ERROR_SUCCESS)
        err = rsm_attributes_delete(store, object, name);
    return rsm_store_end(store, err);
}
