/*
 * Objects as the functions of ntmsapi.h list and describe them.
 */
#ifndef RSM_CLI_LISTING_H
#define RSM_CLI_LISTING_H

#include <stddef.h>

#include "ntmsapi.h"
#include "platform/error.h"

struct rsm_listing {
    GUID *ids;
    size_t count;
};

/*
 * The objects of a kind in a container (NULL = all; of pools the topmost).  Free with
 * rsm_listing_free(), which accepts an empty one; on failure the listing is empty.  Errors as
 * EnumerateNtmsObject.
 */
rsm_error rsm_listing_read(HANDLE session, GUID *container, DWORD type,
                           struct rsm_listing *listing_out);
void rsm_listing_free(struct rsm_listing *listing);

/* All that is known of an object; errors as GetNtmsObjectInformation.  An object may vanish between
 * the listing and this: ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_listing_describe(HANDLE session, GUID *id, DWORD type,
                               NTMS_OBJECTINFORMATIONW *info_out);

#endif
