/*
 * Security descriptors of objects: what may be read and set, and what a new pool gets.  Follows
 * sections 10.2 and 10.3 of the object model.
 */
#include "core/security.h"

#include "core/access.h"
#include "core/catalogue.h"
#include "core/securable.h"
#include "model/acl.h"
#include "model/guid.h"
#include "model/object_types.h"
#include "model/rights.h"
#include "model/sid.h"
#include "platform/identity.h"
#include "platform/log.h"
#include "store/records.h"

#include <stdlib.h>

#define OWNER_OR_GROUP (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION)
#define PROTECTION_OF_DACL \
    (PROTECTED_DACL_SECURITY_INFORMATION | UNPROTECTED_DACL_SECURITY_INFORMATION)
#define PROTECTION_OF_SACL \
    (PROTECTED_SACL_SECURITY_INFORMATION | UNPROTECTED_SACL_SECURITY_INFORMATION)
#define PROTECTION  (PROTECTION_OF_DACL | PROTECTION_OF_SACL)
#define ABOUT_DACL  (DACL_SECURITY_INFORMATION | PROTECTION_OF_DACL)
#define ABOUT_SACL  (SACL_SECURITY_INFORMATION | PROTECTION_OF_SACL)
#define KNOWN_PARTS (OWNER_OR_GROUP | ABOUT_DACL | ABOUT_SACL)

/* ---- get and set ---- */

/* The right is asked for every kind of object, also one that has no descriptor of its own. */
static rsm_error check_kind(const struct rsm_record *object)
{
    return rsm_securable_is(object->info.dwType) ? ERROR_SUCCESS : ERROR_NO_SECURITY_ON_OBJECT;
}

static rsm_error load_to_read(const struct rsm_session *session, const GUID *id, DWORD type,
                              SECURITY_INFORMATION parts, struct rsm_securable *securable_out)
{
    struct rsm_record object;
    rsm_error err = rsm_records_load(session->rsm->store, id, type, &object);

    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &object, READ_CONTROL);
    if (err == ERROR_SUCCESS && (parts & SACL_SECURITY_INFORMATION))
        err = rsm_access_check(session, &object, ACCESS_SYSTEM_SECURITY);
    if (err == ERROR_SUCCESS)
        err = check_kind(&object);
    if (err == ERROR_SUCCESS)
        err = rsm_securable_load(session->rsm, &object, securable_out);
    return err;
}

rsm_error rsm_security_get(struct rsm_session *session, const GUID *id, DWORD type,
                           SECURITY_INFORMATION parts, void *descriptor_out, DWORD size,
                           DWORD *needed_out)
{
    struct rsm_store *store = session->rsm->store;
    struct rsm_securable securable = {0};
    struct rsm_descriptor asked = {0};
    rsm_error err;

    if (!rsm_object_type_is_valid(type))
        return ERROR_INVALID_PARAMETER;
    *needed_out = 0;
    err = rsm_store_begin(store, RSM_STORE_READ);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_end(store, load_to_read(session, id, type, parts, &securable));
    if (err != ERROR_SUCCESS)
        goto out;

    rsm_descriptor_replace(&asked, &securable.descriptor, parts & ~(DWORD)PROTECTION);
    *needed_out = (DWORD)rsm_descriptor_size(&asked);
    if (*needed_out > size)
        err = ERROR_INSUFFICIENT_BUFFER;
    else
        rsm_descriptor_write(&asked, descriptor_out);

out:
    rsm_securable_free(&securable);
    return err;
}

/* A call that names no part changes nothing, but not without the right that the function is about. */
static rsm_error check_rights_to_set(const struct rsm_session *session,
                                     const struct rsm_record *object, SECURITY_INFORMATION parts)
{
    rsm_error err = ERROR_SUCCESS;

    if (parts & OWNER_OR_GROUP)
        err = rsm_access_check(session, object, WRITE_OWNER);
    if (err == ERROR_SUCCESS && (parts & ABOUT_SACL))
        err = rsm_access_check(session, object, ACCESS_SYSTEM_SECURITY);
    if (err == ERROR_SUCCESS && ((parts & ABOUT_DACL) || parts == 0))
        err = rsm_access_check(session, object, WRITE_DAC);
    return err;
}

static rsm_error set_in_transaction(const struct rsm_session *session, const GUID *id, DWORD type,
                                    SECURITY_INFORMATION parts, const struct rsm_descriptor *given)
{
    struct rsm_securable securable = {0};
    struct rsm_record object;
    rsm_error err = rsm_records_load(session->rsm->store, id, type, &object);

    if (err == ERROR_SUCCESS)
        err = check_rights_to_set(session, &object, parts);
    if (err == ERROR_SUCCESS)
        err = check_kind(&object);
    if (err != ERROR_SUCCESS || parts == 0)
        return err;
    err = rsm_securable_load(session->rsm, &object, &securable);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_descriptor_replace(&securable.descriptor, given, parts);
    err = rsm_securable_save(session->rsm, &object, &securable.descriptor);
    rsm_securable_free(&securable);
    return err;
}

static bool is_missing(const struct rsm_part *part, SECURITY_INFORMATION parts,
                       SECURITY_INFORMATION its)
{
    return (parts & its) && part->size == 0;
}

rsm_error rsm_security_set(struct rsm_session *session, const GUID *id, DWORD type,
                           SECURITY_INFORMATION parts, const void *given)
{
    struct rsm_store *store = session->rsm->store;
    struct rsm_descriptor descriptor;
    rsm_error err;

    if (!rsm_object_type_is_valid(type) || (parts & ~(DWORD)KNOWN_PARTS) ||
        !rsm_descriptor_read_given(given, &descriptor) ||
        is_missing(&descriptor.owner, parts, OWNER_SECURITY_INFORMATION) ||
        is_missing(&descriptor.group, parts, GROUP_SECURITY_INFORMATION))
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, set_in_transaction(session, id, type, parts, &descriptor));
}

/* ---- new pools ---- */

/* Who makes the pool. */
struct creator {
    BYTE user[RSM_IDENTITY_SID_ROOM];
    BYTE group[RSM_IDENTITY_SID_ROOM];
};

static bool is_at_the_top(const struct rsm_record *pool)
{
    const GUID *parent = &pool->info.Info.MediaPool.Parent;

    return rsm_guid_is_null(parent) || rsm_guid_equal(parent, &rsm_catalogue_root_pool);
}

static rsm_error inherit(struct rsm *rsm, const struct rsm_record *pool,
                         const struct rsm_descriptor *heir, struct rsm_acl *list)
{
    struct rsm_securable securable;
    struct rsm_record parent;
    rsm_error err =
        rsm_records_load(rsm->store, &pool->info.Info.MediaPool.Parent, NTMS_MEDIA_POOL, &parent);

    if (err == ERROR_SUCCESS)
        err = rsm_securable_load(rsm, &parent, &securable);
    if (err != ERROR_SUCCESS)
        return err;
    if (securable.descriptor.dacl.size != 0)
        rsm_acl_inherit(list, securable.descriptor.dacl.bytes, heir->owner.bytes,
                        heir->group.bytes);
    rsm_securable_free(&securable);
    return ERROR_SUCCESS;
}

/* bytes has RSM_ACL_LARGEST. */
static rsm_error make_dacl(struct rsm *rsm, const struct rsm_record *pool,
                           const struct creator *creator, struct rsm_descriptor *descriptor,
                           BYTE *bytes)
{
    rsm_error err = ERROR_SUCCESS;
    struct rsm_acl list;

    rsm_acl_begin(&list, bytes, RSM_ACL_LARGEST);
    rsm_acl_add(&list, ACCESS_ALLOWED_ACE_TYPE, 0, RSM_RIGHTS_ALL, creator->user);
    rsm_acl_add(&list, ACCESS_ALLOWED_ACE_TYPE, 0, RSM_RIGHTS_ALL, rsm_sid_system);
    if (!is_at_the_top(pool))
        err = inherit(rsm, pool, descriptor, &list);
    if (err != ERROR_SUCCESS)
        return err;
    if (list.size == 0) {
        rsm_log(
            RSM_LOG_ERROR, "core",
            "the new pool would inherit more entries than fit into one list: shorten the access "
            "control list of its parent");
        return ERROR_INVALID_ACL;
    }
    descriptor->control |= SE_DACL_PRESENT;
    descriptor->dacl = (struct rsm_part){bytes, list.size};
    return ERROR_SUCCESS;
}

static struct rsm_part part_of_sid(const BYTE *sid)
{
    return (struct rsm_part){sid, rsm_sid_size(sid, RSM_SID_ROOM)};
}

/* Fill in what the creator did not give, and store it. */
static rsm_error store_for_new_pool(struct rsm *rsm, const struct rsm_record *pool,
                                    const struct creator *creator,
                                    struct rsm_descriptor *descriptor)
{
    BYTE *bytes = malloc(RSM_ACL_LARGEST);
    rsm_error err = ERROR_SUCCESS;

    if (bytes == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    if (descriptor->owner.size == 0)
        descriptor->owner = part_of_sid(creator->user);
    if (descriptor->group.size == 0)
        descriptor->group = part_of_sid(creator->group);
    if (!(descriptor->control & SE_DACL_PRESENT))
        err = make_dacl(rsm, pool, creator, descriptor, bytes);
    if (err == ERROR_SUCCESS)
        err = rsm_securable_save(rsm, pool, descriptor);
    free(bytes);
    return err;
}

rsm_error rsm_security_for_new_pool(const struct rsm_session *session,
                                    const struct rsm_record *pool, const SECURITY_ATTRIBUTES *given)
{
    const void *bytes = given == NULL ? NULL : given->lpSecurityDescriptor;
    struct rsm_descriptor descriptor = {0};
    struct creator creator;
    rsm_error err = ERROR_SUCCESS;

    if (bytes != NULL && !rsm_descriptor_read_given(bytes, &descriptor))
        return ERROR_INVALID_PARAMETER;
    if (descriptor.control & SE_SACL_PRESENT)
        err = rsm_access_check(session, pool, ACCESS_SYSTEM_SECURITY);
    if (err == ERROR_SUCCESS)
        err = rsm_identity_sids(creator.user, creator.group);
    if (err == ERROR_SUCCESS)
        err = store_for_new_pool(session->rsm, pool, &creator, &descriptor);
    return err;
}
