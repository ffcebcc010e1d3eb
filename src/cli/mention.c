/*
 * How documents refer from one object to another: a GUID, and beside it the name.
 */
#include "cli/mention.h"

#include <stdio.h>

#include "cli/listing.h"
#include "model/guid.h"

void rsm_mention(HANDLE session, struct rsm_json in, const char *key, const GUID *id, DWORD type)
{
    GUID wanted = *id;
    NTMS_OBJECTINFORMATIONW info;
    char name[64];

    if (in.value == NULL)
        return;
    snprintf(name, sizeof name, "%s_name", key);
    rsm_json_guid(in, key, id);
    if (!rsm_guid_is_null(id) &&
        rsm_listing_describe(session, &wanted, type, &info) == ERROR_SUCCESS)
        rsm_json_wide(in, name, info.szName, NTMS_OBJECTNAME_LENGTH);
    else
        rsm_json_text(in, name, "");
}
