/*
 * May this medium go from that pool to this one?  The move matrix of section 9.3 of the object model,
 * with its decisions; facts in, a code out.
 */
#ifndef RSM_CORE_POOL_MOVES_H
#define RSM_CORE_POOL_MOVES_H

#include "ntmsapi.h"

#include "platform/error.h"

#include <stdbool.h>

/* A set of states of sides. */
#define RSM_STATE_BIT(state) ((DWORD)1 << (state))

struct rsm_pool_move {
    DWORD from;     /* NTMS_POOLTYPE_* of the pool that the medium is in */
    DWORD to;       /* of the other one */
    DWORD states;   /* RSM_STATE_BIT() of each of its sides */
    bool read_only; /* nothing can be written on media of its type */
};

/*
 * ERROR_INVALID_MEDIA_POOL where the matrix says no; ERROR_BUSY for one that may go when the work on
 * it is done: its free label is not written, or it was not identified yet.  Whether it is the same
 * pool, and the media type of either, are the caller's to compare.
 */
rsm_error rsm_pool_moves_check(const struct rsm_pool_move *move);

#endif
