/*
 * Lists of objects, read with the two calls that the interface wants.
 */
#include "cli/listing.h"

#include <stdlib.h>
#include <string.h>

rsm_error rsm_listing_read(HANDLE session, GUID *container, DWORD type,
                           struct rsm_listing *listing_out)
{
    GUID *ids = NULL;
    DWORD count = 0;
    rsm_error err;

    listing_out->ids = NULL;
    listing_out->count = 0;
    /* Objects may appear between two calls, so the room that sufficed just now may not. */
    while ((err = EnumerateNtmsObject(session, container, ids, &count, type, NTMS_ENUM_DEFAULT)) ==
           ERROR_INSUFFICIENT_BUFFER) {
        free(ids);
        ids = calloc((size_t)count + 1, sizeof *ids);
        if (ids == NULL)
            return ERROR_NOT_ENOUGH_MEMORY;
    }
    if (err != ERROR_SUCCESS) {
        free(ids);
        return err;
    }
    listing_out->ids = ids;
    listing_out->count = ids != NULL ? count : 0;
    return ERROR_SUCCESS;
}

void rsm_listing_free(struct rsm_listing *listing)
{
    free(listing->ids);
    listing->ids = NULL;
    listing->count = 0;
}

rsm_error rsm_listing_describe(HANDLE session, GUID *id, DWORD type,
                               NTMS_OBJECTINFORMATIONW *info_out)
{
    memset(info_out, 0, sizeof *info_out);
    info_out->dwSize = sizeof *info_out;
    info_out->dwType = type;
    return GetNtmsObjectInformationW(session, id, info_out);
}
