/*
 * Where messages are shown.
 */
#include "core/ui_options.h"

#include "core/access.h"
#include "platform/text.h"
#include "store/destinations.h"
#include "store/records.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists of closed texts; NULL = empty ---- */

static size_t length_of(const WCHAR *list)
{
    size_t length = 0;

    if (list == NULL)
        return 0;
    while (list[length] != 0)
        length += rsm_text_length(list + length, RSM_DESTINATION_LENGTH) + 1;
    return length + 1;
}

static WCHAR *find(WCHAR *list, const WCHAR *name)
{
    for (; list != NULL && *list != 0; list += rsm_text_length(list, RSM_DESTINATION_LENGTH) + 1) {
        if (rsm_text_equal_no_case(list, name, RSM_DESTINATION_LENGTH))
            return list;
    }
    return NULL;
}

static rsm_error append(WCHAR **list, const WCHAR *name)
{
    size_t end = *list != NULL ? length_of(*list) - 1 : 0;
    size_t size = rsm_text_length(name, RSM_DESTINATION_LENGTH) + 1;
    WCHAR *grown = realloc(*list, (end + size + 1) * sizeof *grown);

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    memcpy(grown + end, name, (size - 1) * sizeof *grown);
    grown[end + size - 1] = 0;
    grown[end + size] = 0;
    *list = grown;
    return ERROR_SUCCESS;
}

static void empty(WCHAR **list)
{
    free(*list);
    *list = NULL;
}

static void cut_out(WCHAR **list, WCHAR *name)
{
    WCHAR *next = name + rsm_text_length(name, RSM_DESTINATION_LENGTH) + 1;
    size_t left = length_of(*list) - (size_t)(next - *list);

    memmove(name, next, left * sizeof *name);
    if (**list == 0)
        empty(list);
}

/* ---- what they are for ---- */

static rsm_error check(struct rsm_session *session, const GUID *object, bool change)
{
    struct rsm_record record;
    rsm_error err;

    if (object == NULL) /* its own */
        return ERROR_SUCCESS;
    err = rsm_records_load(session->rsm->store, object, NTMS_UNKNOWN, &record);
    if (err == ERROR_SUCCESS && record.info.dwType != NTMS_COMPUTER &&
        record.info.dwType != NTMS_LIBRARY)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &record, NTMS_USE_ACCESS);
    if (err == ERROR_SUCCESS && change)
        err = rsm_access_check(session, &record, NTMS_MODIFY_ACCESS);
    return err;
}

static bool is_type(const GUID *object, DWORD type)
{
    return type > NTMS_UITYPE_INVALID && type < NTMS_UITYPE_MAX &&
           (object != NULL || type != NTMS_UITYPE_ERR);
}

struct collector {
    WCHAR **list;
    rsm_error err;
};

static bool collect(void *context, const WCHAR *name)
{
    struct collector *c = context;

    c->err = append(c->list, name);
    return c->err == ERROR_SUCCESS;
}

/* A copy of the list. */
static rsm_error load(struct rsm_session *session, const GUID *object, DWORD type, WCHAR **list_out)
{
    struct collector c = {.list = list_out, .err = ERROR_SUCCESS};
    const WCHAR *own = session->destinations[type];
    rsm_error err = ERROR_SUCCESS;

    if (object != NULL)
        err = rsm_destinations_each(session->rsm->store, object, type, collect, &c);
    for (; object == NULL && own != NULL && *own != 0 && c.err == ERROR_SUCCESS;
         own += rsm_text_length(own, RSM_DESTINATION_LENGTH) + 1)
        (void)collect(&c, own);
    return err == ERROR_SUCCESS ? c.err : err;
}

rsm_error rsm_ui_options_get(struct rsm_session *session, const GUID *object, DWORD type,
                             WCHAR **list_out, size_t *length_out)
{
    struct rsm_store *store = session->rsm->store;
    WCHAR *list = NULL;
    rsm_error err;

    if (!is_type(object, type))
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_READ);
    if (err != ERROR_SUCCESS)
        return err;
    err = check(session, object, false);
    if (err == ERROR_SUCCESS)
        err = load(session, object, type, &list);
    err = rsm_store_end(store, err);
    if (err != ERROR_SUCCESS)
        empty(&list);
    *list_out = list;
    *length_out = length_of(list);
    return err;
}

/* ---- changes ---- */

static rsm_error add(struct rsm_session *session, const GUID *object, DWORD type, const WCHAR *name,
                     WCHAR *list)
{
    if (find(list, name) != NULL)
        return ERROR_ALREADY_EXISTS;
    if (object == NULL)
        return append(&session->destinations[type], name);
    return rsm_destinations_add(session->rsm->store, object, type, name);
}

static rsm_error delete_one(struct rsm_session *session, const GUID *object, DWORD type,
                            const WCHAR *name, WCHAR *list)
{
    const WCHAR *stored = find(list, name); /* perhaps in other letters */

    if (stored == NULL)
        return ERROR_OBJECT_NOT_FOUND;
    if (object != NULL)
        return rsm_destinations_delete(session->rsm->store, object, type, stored);
    cut_out(&session->destinations[type], find(session->destinations[type], name));
    return ERROR_SUCCESS;
}

static rsm_error delete_all(struct rsm_session *session, const GUID *object, DWORD type)
{
    if (object != NULL)
        return rsm_destinations_delete(session->rsm->store, object, type, NULL);
    empty(&session->destinations[type]);
    return ERROR_SUCCESS;
}

static rsm_error change(struct rsm_session *session, const GUID *object, DWORD type,
                        DWORD operation, const WCHAR *name)
{
    WCHAR *list = NULL;
    rsm_error err;

    if (operation == NTMS_UIDEST_DELETEALL)
        return delete_all(session, object, type);
    err = load(session, object, type, &list);
    if (err == ERROR_SUCCESS && operation == NTMS_UIDEST_ADD)
        err = add(session, object, type, name, list);
    else if (err == ERROR_SUCCESS)
        err = delete_one(session, object, type, name, list);
    empty(&list);
    return err;
}

static bool is_change(DWORD operation, const WCHAR *name)
{
    if (operation == NTMS_UIDEST_DELETEALL)
        return true;
    return (operation == NTMS_UIDEST_ADD || operation == NTMS_UIDEST_DELETE) && name != NULL &&
           rsm_text_is_terminated(name, RSM_DESTINATION_LENGTH);
}

rsm_error rsm_ui_options_set(struct rsm_session *session, const GUID *object, DWORD type,
                             DWORD operation, const WCHAR *name)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err;

    if (!is_type(object, type) || !is_change(operation, name))
        return ERROR_INVALID_PARAMETER;
    if (operation != NTMS_UIDEST_DELETEALL && name[0] == 0)
        name = session->computer; /* an empty text would end the list */
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = check(session, object, true);
    if (err == ERROR_SUCCESS)
        err = change(session, object, type, operation, name);
    return rsm_store_end(store, err);
}
