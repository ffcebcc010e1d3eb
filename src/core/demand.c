/*
 * Demands on a library.
 */
#include "core/demand.h"

#include "core/access.h"
#include "core/objects.h"

bool rsm_demand_is_offline_library(const struct rsm_record *library)
{
    return (library->info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0;
}

/* Step 6: enabled, present, not the offline library. */
static rsm_error check_state(const struct rsm_record *library, const struct rsm_demand *demand)
{
    if (!library->info.Enabled && demand->disabled != ERROR_SUCCESS)
        return demand->disabled;
    if (library->info.dwOperationalState == NTMS_NOT_PRESENT && demand->absent != ERROR_SUCCESS)
        return demand->absent;
    return rsm_demand_is_offline_library(library) ? demand->offline : ERROR_SUCCESS;
}

rsm_error rsm_demand_library(const struct rsm_session *session, const GUID *id,
                             const struct rsm_demand *demand, struct rsm_record *library_out)
{
    rsm_error err =
        rsm_objects_require(session->rsm, id, NTMS_LIBRARY, demand->missing, library_out);

    if (err == ERROR_SUCCESS && demand->offline_is_missing &&
        rsm_demand_is_offline_library(library_out))
        err = demand->missing;
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, library_out, demand->right);
    return err == ERROR_SUCCESS ? check_state(library_out, demand) : err;
}
