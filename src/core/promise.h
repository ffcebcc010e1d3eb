/*
 * Media that are promised to mounts: from the moment a mount is accepted until it has begun or is given up its
 * medium is INUSE, or OPREQ while a person is to bring it (object model, 8.2).
 */
#ifndef RSM_CORE_PROMISE_H
#define RSM_CORE_PROMISE_H

#include "core/rsm.h"

/* A library request is final, or deleted: if it was a mount and no other one waits for its medium, nothing
 * is wanted of that any more.  Wants an open writing transaction. */
rsm_error rsm_promise_end(struct rsm *rsm, const struct rsm_record *request);

#endif
