/*
 * The media of a library, as far as the picture of its slots needs them.
 */
#ifndef RSM_CLI_PAGE_MEDIA_H
#define RSM_CLI_PAGE_MEDIA_H

#include <stdbool.h>
#include <stddef.h>

#include "ntmsapi.h"
#include "platform/error.h"

struct rsm_page_medium {
    GUID id;
    GUID place; /* slot, drive or port */
    GUID home;  /* slot */
    DWORD place_type;
    bool is_bad; /* it is disabled, or could not be used */
};

/* By their places, so that finding one does not cost more in a larger library. */
struct rsm_page_media {
    struct rsm_page_medium *all;
    size_t count;
    size_t room;
};

/* Free with rsm_page_media_free(), also after a failure.  Errors as EnumerateNtmsObject and
 * GetNtmsObjectInformation, ERROR_NOT_ENOUGH_MEMORY. */
rsm_error rsm_page_media_read(HANDLE session, GUID *library, struct rsm_page_media *media_out);
void rsm_page_media_free(struct rsm_page_media *media);

/* The medium in a place, or NULL. */
struct rsm_page_medium *rsm_page_media_in(const struct rsm_page_media *media, const GUID *place);

/* The medium in a drive that belongs in that slot, or NULL. */
struct rsm_page_medium *rsm_page_media_of(const struct rsm_page_media *media, const GUID *slot);

#endif
