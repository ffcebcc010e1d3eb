/*
 * The hook of a caller who lacks one right.
 */
#include "core/denial.h"

#include "model/guid.h"

static struct {
    GUID securable;
    DWORD right;
} denied;

static bool is_granted(void *context, const struct rsm_session *session,
                       const struct rsm_record *securable, DWORD right)
{
    (void)context;
    (void)session;
    return right != denied.right || !rsm_guid_equal(&securable->info.ObjectGuid, &denied.securable);
}

void deny(struct small_world *world, const GUID *securable, DWORD right)
{
    world->rsm.access = securable != NULL ? is_granted : NULL;
    if (securable != NULL)
        denied.securable = *securable;
    denied.right = right;
}
