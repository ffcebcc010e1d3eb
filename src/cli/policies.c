/*
 * Policies of media pools.
 */
#include "cli/policies.h"

#include "cli/listing.h"
#include "model/guid.h"

void rsm_policies_read(const struct rsm_run *run, const NTMS_OBJECTINFORMATIONW *pool,
                       struct rsm_policies *policies_out)
{
    const NTMS_MEDIAPOOLINFORMATION *info = &pool->Info.MediaPool;
    NTMS_OBJECTINFORMATIONW type;
    GUID id = info->MediaType;

    rsm_pools_name(run->session, &pool->ObjectGuid, policies_out->path);
    policies_out->type[0] = '\0';
    if (!rsm_guid_is_null(&id) &&
        rsm_listing_describe(run->session, &id, NTMS_MEDIA_TYPE, &type) == ERROR_SUCCESS)
        rsm_display_text(type.szName, NTMS_OBJECTNAME_LENGTH, policies_out->type);
    policies_out->draws = (info->AllocationPolicy & NTMS_ALLOCATE_FROMSCRATCH) != 0;
    policies_out->returns = (info->DeallocationPolicy & NTMS_DEALLOCATE_TOSCRATCH) != 0;
    policies_out->max_allocates = info->dwMaxAllocates;
}

void rsm_policies_tell(const struct rsm_run *run, const NTMS_OBJECTINFORMATIONW *pool,
                       const struct rsm_policies *policies)
{
    const NTMS_MEDIAPOOLINFORMATION *info = &pool->Info.MediaPool;

    rsm_json_guid(run->json, "media_pool", &pool->ObjectGuid);
    rsm_json_text(run->json, "media_pool_name", policies->path);
    rsm_json_guid(run->json, "media_type", &info->MediaType);
    rsm_json_text(run->json, "media_type_name", policies->type);
    rsm_json_flag(run->json, "draws_from_free", policies->draws);
    rsm_json_flag(run->json, "returns_to_free", policies->returns);
    if (policies->max_allocates == 0)
        rsm_json_null(run->json, "max_allocates");
    else
        rsm_json_number(run->json, "max_allocates", policies->max_allocates);
    rsm_json_number(run->json, "number_of_media", info->dwNumberOfPhysicalMedia);
    rsm_json_number(run->json, "number_of_logical_media", info->dwNumberOfLogicalMedia);
    rsm_json_number(run->json, "number_of_pools", info->dwNumberOfMediaPools);
}
