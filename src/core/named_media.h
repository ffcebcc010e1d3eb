/*
 * Media as the calls that mount and dismount them name them: by a logical medium or by a side, never by the
 * physical medium.
 */
#ifndef RSM_CORE_NAMED_MEDIA_H
#define RSM_CORE_NAMED_MEDIA_H

#include "core/rsm.h"

struct rsm_named_medium {
    struct rsm_record side;
    struct rsm_record medium;
    struct rsm_record pool;
};

/*
 * The side that an identifier names, with its medium and that one's pool.  ERROR_INVALID_MEDIA.  Wants an
 * open transaction.
 */
rsm_error rsm_named_media_find(struct rsm *rsm, const GUID *id, struct rsm_named_medium *named_out);

/* All of a caller's list, which names no medium twice: ERROR_INVALID_MEDIA, ERROR_NOT_ENOUGH_MEMORY.
 * free() *named_out.  Wants an open transaction. */
rsm_error rsm_named_media_list(struct rsm *rsm, const GUID *ids, size_t count,
                               struct rsm_named_medium **named_out);

#endif
