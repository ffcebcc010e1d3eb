/*
 * Filling in a MediaLabelInfo.
 */
#include "label/claim.h"

#include "label/chars.h"
#include "label/md5.h"

#include <string.h>

void rsm_claim_begin(MediaLabelInfo *info, const char *type)
{
    memset(info, 0, sizeof(*info));
    rsm_claim_set_type(info, type);
}

void rsm_claim_set_type(MediaLabelInfo *info, const char *type)
{
    memset(info->LabelType, 0, sizeof(info->LabelType));
    rsm_chars_from_latin1(info->LabelType, RSM_CLAIM_ROOM(info->LabelType), (const uint8_t *)type,
                          strlen(type));
}

void rsm_claim_set_id(MediaLabelInfo *info, const void *id, size_t size)
{
    memset(info->LabelID, 0, sizeof(info->LabelID));
    memcpy(info->LabelID, id, size);
    info->LabelIDSize = (DWORD)size;
}

void rsm_claim_set_digest(MediaLabelInfo *info, const void *bytes, size_t size)
{
    uint8_t digest[RSM_MD5_SIZE];
    struct rsm_md5 md5;

    rsm_md5_begin(&md5);
    rsm_md5_add(&md5, bytes, size);
    rsm_md5_end(&md5, digest);
    rsm_claim_set_id(info, digest, sizeof(digest));
}
