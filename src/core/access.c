/*
 * Rights.  Which computer, library or pool guards an object is said by model/object_types.h; whether
 * the caller holds a right on it is decided by the hook of struct rsm, or by the system from its
 * descriptor (core/securable.h).  Follows "RSM Security" and section 10 of the object model.
 */
#include "core/access.h"

#include "core/catalogue.h"
#include "core/securable.h"
#include "model/fields.h"
#include "model/guid.h"
#include "model/object_types.h"
#include "model/rights.h"
#include "model/sid.h"
#include "platform/access_token.h"
#include "platform/log.h"
#include "store/records.h"

#include <string.h>

/* The GUID in a column of a record; the null GUID if its kind has no such column. */
static GUID guid_in(const struct rsm_record *record, const char *column)
{
    const struct rsm_field *field = rsm_fields_find(record->info.dwType, column);
    GUID id = rsm_guid_null;

    if (field != NULL)
        memcpy(&id, (const char *)record + field->offset, sizeof id);
    return id;
}

/* What guards object.  One whose library or pool is gone (a request may outlive its library) is
 * guarded by the computer. */
static rsm_error securable_of(struct rsm *rsm, const struct rsm_record *object,
                              struct rsm_record *securable_out)
{
    DWORD type = object->info.dwType;
    enum rsm_guard guard = rsm_object_type_guard(type);
    rsm_error err = ERROR_OBJECT_NOT_FOUND;
    GUID id;

    if (type == NTMS_COMPUTER || type == NTMS_LIBRARY || type == NTMS_MEDIA_POOL) {
        *securable_out = *object;
        return ERROR_SUCCESS;
    }
    if (guard == RSM_GUARD_LIBRARY) {
        id = guid_in(object, "library");
        err = rsm_records_load(rsm->store, &id, NTMS_LIBRARY, securable_out);
    } else if (guard == RSM_GUARD_POOL) {
        id = guid_in(object, "media_pool");
        err = rsm_records_load(rsm->store, &id, NTMS_MEDIA_POOL, securable_out);
    }
    if (err == ERROR_OBJECT_NOT_FOUND)
        err = rsm_records_load(rsm->store, &rsm_catalogue_computer, NTMS_COMPUTER, securable_out);
    return err;
}

/* The owner may always give an object away [MS98], which Windows grants for no other kind. */
static rsm_error ask_system(const struct rsm_session *session, const struct rsm_record *object,
                            DWORD right)
{
    static const struct rsm_generic_rights generic = {RSM_RIGHTS_READ, RSM_RIGHTS_WRITE,
                                                      RSM_RIGHTS_EXECUTE, RSM_RIGHTS_ALL};
    struct rsm_securable securable;
    rsm_error err = rsm_securable_load(session->rsm, object, &securable);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_access_token_check(securable.bytes, &generic, right);
    if (err == ERROR_ACCESS_DENIED && right == WRITE_OWNER &&
        rsm_access_token_holds(securable.descriptor.owner.bytes))
        err = ERROR_SUCCESS;
    rsm_securable_free(&securable);
    return err;
}

/* "use", "modify" ... */
static const char *name_of_right(DWORD right)
{
    static const struct {
        DWORD right;
        const char *name;
    } names[] = {
        {NTMS_USE_ACCESS, "use"},
        {NTMS_MODIFY_ACCESS, "modify"},
        {NTMS_CONTROL_ACCESS, "control"},
        {READ_CONTROL, "read the security descriptor of"},
        {WRITE_DAC, "change the access control list of"},
        {WRITE_OWNER, "change the owner of"},
        {ACCESS_SYSTEM_SECURITY, "see or change the audits (the privilege SeSecurityPrivilege) of"},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].right == right)
            return names[i].name;
    }
    return "do all that was asked with";
}

static rsm_error ask(const struct rsm_session *session, const struct rsm_record *securable,
                     DWORD right)
{
    const struct rsm *rsm = session->rsm;
    char id[RSM_GUID_TEXT];
    rsm_error err;

    if (rsm->access == NULL)
        err = ask_system(session, securable, right);
    else if (rsm->access(rsm->access_context, session, securable, right))
        err = ERROR_SUCCESS;
    else
        err = ERROR_ACCESS_DENIED;
    if (err != ERROR_ACCESS_DENIED)
        return err;
    rsm_guid_format(&securable->info.ObjectGuid, id);
    rsm_log(RSM_LOG_WARNING, "core",
            "the caller may not %s %s %s: start the program as an administrator, or have one grant "
            "the right",
            name_of_right(right), rsm_object_type_name(securable->info.dwType), id);
    return err;
}

/* Whether the answer is known before anything is loaded, as it mostly is.  A privilege is a matter of
 * the token alone, which administrators have to enable like others. */
static bool is_granted_anyway(const struct rsm_session *session, DWORD right)
{
    if (session->rsm->access != NULL)
        return false;
    if (!rsm_access_token_decides())
        return true;
    return right != ACCESS_SYSTEM_SECURITY && rsm_access_token_holds(rsm_sid_administrators);
}

rsm_error rsm_access_check(const struct rsm_session *session, const struct rsm_record *object,
                           DWORD right)
{
    struct rsm_record securable;
    rsm_error err;

    if (is_granted_anyway(session, right))
        return ERROR_SUCCESS;
    err = securable_of(session->rsm, object, &securable);
    if (err == ERROR_SUCCESS)
        err = ask(session, &securable, right);
    return err;
}

rsm_error rsm_access_check_computer(const struct rsm_session *session, DWORD right)
{
    struct rsm_record computer;
    rsm_error err;

    if (is_granted_anyway(session, right))
        return ERROR_SUCCESS;
    err = rsm_records_load(session->rsm->store, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    if (err == ERROR_SUCCESS)
        err = ask(session, &computer, right);
    return err;
}
