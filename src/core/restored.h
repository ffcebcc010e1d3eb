/*
 * A database that was kept as a copy and is to be used again: what was under way when the copy was made
 * is over, and the tapes went on without it.
 */
#ifndef RSM_CORE_RESTORED_H
#define RSM_CORE_RESTORED_H

#include "core/rsm.h"

/*
 * Before anybody works with the records: media that waited for their free label go back as
 * rsm_free_pool_return() says, since they may have been labelled, allocated and filled meanwhile; no
 * intent to write is left, no request is unfinished, nobody listens.  Every label is to be read again
 * before its medium is allocated, and the cartridge of a displaced record has left.  Begins and ends its
 * own transaction.  Database errors.
 */
rsm_error rsm_restored_settle(struct rsm *rsm);

#endif
