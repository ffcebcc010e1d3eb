/*
 * Media on their way to Free: what may keep one from it, and the free label that is written before it can be
 * allocated again.
 */
#ifndef RSM_CLI_FREEING_H
#define RSM_CLI_FREEING_H

#include "cli/follow.h"
#include "cli/sides.h"

/*
 * What would keep the cartridge from Free, found out before anything is done to it: it is in use, offline,
 * disabled, or cannot be used at all; or more than the side `leaving` has an owner (leaving = count: none
 * may).  What it is has been said then, and nothing was changed.  ERROR_BUSY, ERROR_MEDIA_OFFLINE,
 * ERROR_RESOURCE_DISABLED, ERROR_INVALID_STATE, ERROR_WRITE_PROTECT; else as GetNtmsObjectInformation.
 */
rsm_error rsm_freeing_check(struct rsm_run *run, const struct rsm_sides *sides, size_t leaving);

/*
 * Unless /nowait was given, stay until the free label is written which was queued since the follow began, or
 * none was.  What failed has been said then: the code of the request, ERROR_CANCELLED, or as
 * rsm_follow_to_end().  *is_pending_out: one is queued, and was not waited for.
 */
rsm_error rsm_freeing_settle(struct rsm_run *run, struct rsm_follow *follow, const char *name,
                             bool *is_pending_out);

/* Follow the free label, too, that is to be written to a cartridge already, whoever queued it.  Nothing happens
 * when there is none.  Errors as EnumerateNtmsObject and rsm_follow_add(). */
rsm_error rsm_freeing_join(struct rsm_run *run, struct rsm_follow *follow,
                           const struct rsm_sides *sides);

/* MoveToNtmsMediaPool, with words for what it fails with, which have been said then. */
rsm_error rsm_freeing_move(struct rsm_run *run, const struct rsm_sides *sides, const GUID *pool);

#endif
