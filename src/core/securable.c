/*
 * Descriptors in force.  The original never published its defaults; these are the ones that section 10.3
 * of the object model chose.
 */
#include "core/securable.h"

#include "model/acl.h"
#include "model/guid.h"
#include "model/object_types.h"
#include "model/rights.h"
#include "model/sid.h"
#include "platform/log.h"
#include "store/descriptors.h"

#include <stdlib.h>

enum { DEFAULT_ROOM = 256 }; /* of the lists below */

bool rsm_securable_is(DWORD type)
{
    return type == NTMS_COMPUTER || type == NTMS_LIBRARY || type == NTMS_MEDIA_POOL;
}

void rsm_securable_free(struct rsm_securable *securable)
{
    free(securable->bytes);
    securable->bytes = NULL;
}

/* Write it into memory of its own, and read it back from there. */
static rsm_error take(const struct rsm_descriptor *descriptor, struct rsm_securable *securable_out)
{
    size_t size = rsm_descriptor_size(descriptor);
    BYTE *bytes = malloc(size);

    if (bytes == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rsm_descriptor_write(descriptor, bytes);
    securable_out->bytes = bytes;
    securable_out->size = size;
    if (rsm_descriptor_read(bytes, size, &securable_out->descriptor))
        return ERROR_SUCCESS;
    free(bytes);
    return ERROR_INVALID_SECURITY_DESCR;
}

static void allow(struct rsm_acl *list, DWORD mask, const BYTE *sid)
{
    rsm_acl_add(list, ACCESS_ALLOWED_ACE_TYPE, 0, mask, sid);
}

static DWORD rights_of_backup_operators(const struct rsm_record *object)
{
    if (object->info.dwType != NTMS_MEDIA_POOL)
        return 0;
    switch (object->info.Info.MediaPool.PoolType) {
    case NTMS_POOLTYPE_SCRATCH:
        return NTMS_USE_ACCESS | NTMS_MODIFY_ACCESS | NTMS_CONTROL_ACCESS;
    case NTMS_POOLTYPE_FOREIGN:
    case NTMS_POOLTYPE_IMPORT:
        return RSM_RIGHTS_ALL;
    default:
        return 0;
    }
}

/* object NULL: nobody but administrators. */
static rsm_error make_default(const struct rsm_record *object, struct rsm_securable *securable_out)
{
    BYTE bytes[DEFAULT_ROOM];
    struct rsm_descriptor descriptor = {.control = SE_DACL_PRESENT};
    struct rsm_acl list;

    rsm_acl_begin(&list, bytes, sizeof bytes);
    allow(&list, RSM_RIGHTS_ALL, rsm_sid_administrators);
    allow(&list, RSM_RIGHTS_ALL, rsm_sid_system);
    if (object != NULL && rights_of_backup_operators(object) != 0)
        allow(&list, rights_of_backup_operators(object), rsm_sid_backup_operators);
    if (object != NULL)
        allow(&list, NTMS_USE_ACCESS, rsm_sid_users);
    descriptor.dacl = (struct rsm_part){bytes, list.size};
    descriptor.owner = (struct rsm_part){rsm_sid_administrators, sizeof rsm_sid_administrators};
    descriptor.group = (struct rsm_part){rsm_sid_system, sizeof rsm_sid_system};
    return take(&descriptor, securable_out);
}

static bool is_complete(const struct rsm_descriptor *descriptor)
{
    return descriptor->owner.size != 0 && descriptor->group.size != 0 &&
           (descriptor->control & SE_DACL_PRESENT);
}

rsm_error rsm_securable_load(struct rsm *rsm, const struct rsm_record *object,
                             struct rsm_securable *securable_out)
{
    rsm_error err = rsm_descriptors_load(rsm->store, &object->info.ObjectGuid,
                                         &securable_out->bytes, &securable_out->size);
    char id[RSM_GUID_TEXT];

    if (err == ERROR_OBJECT_NOT_FOUND)
        return make_default(object, securable_out);
    if (err != ERROR_SUCCESS)
        return err;
    if (rsm_descriptor_read(securable_out->bytes, securable_out->size,
                            &securable_out->descriptor) &&
        is_complete(&securable_out->descriptor))
        return ERROR_SUCCESS;

    rsm_securable_free(securable_out);
    rsm_guid_format(&object->info.ObjectGuid, id);
    rsm_log(
        RSM_LOG_ERROR, "core",
        "the security descriptor of %s %s cannot be read: only administrators have rights on it "
        "until they set another one",
        rsm_object_type_name(object->info.dwType), id);
    return make_default(NULL, securable_out);
}

rsm_error rsm_securable_save(struct rsm *rsm, const struct rsm_record *object,
                             const struct rsm_descriptor *descriptor)
{
    struct rsm_securable copy;
    const struct rsm_part *dacl = &copy.descriptor.dacl;
    rsm_error err = take(descriptor, &copy);

    if (err != ERROR_SUCCESS)
        return err;
    if (dacl->size != 0)
        rsm_acl_map_rights(copy.bytes + (dacl->bytes - copy.bytes));
    err = rsm_descriptors_save(rsm->store, object->info.dwType, &object->info.ObjectGuid,
                               copy.bytes, copy.size);
    rsm_securable_free(&copy);
    return err;
}
