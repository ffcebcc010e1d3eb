/*
 * Lists of objects, read with the two calls that the interface wants.
 */
#include "cli/listing.h"

#include <stdlib.h>
#include <string.h>

#include "platform/text.h"

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

rsm_error rsm_listing_find(HANDLE session, DWORD type, const char *name,
                           struct rsm_listing *listing_out)
{
    NTMS_OBJECTINFORMATIONW info;
    WCHAR wanted[NTMS_OBJECTNAME_LENGTH];
    bool fits = rsm_text_from_utf8(wanted, NTMS_OBJECTNAME_LENGTH, name, RSM_TEXT_TERMINATED);
    size_t kept = 0;
    rsm_error err = rsm_listing_read(session, NULL, type, listing_out);

    for (size_t i = 0; fits && i < listing_out->count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(session, &listing_out->ids[i], type, &info);
        if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
        else if (err == ERROR_SUCCESS &&
                 rsm_text_equal(info.szName, wanted, NTMS_OBJECTNAME_LENGTH))
            listing_out->ids[kept++] = listing_out->ids[i];
    }
    listing_out->count = kept;
    if (err != ERROR_SUCCESS)
        rsm_listing_free(listing_out);
    return err;
}
