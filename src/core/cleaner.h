/*
 * The cleaning cartridge of a library, which has no record of its own: what is in the slot that is
 * reserved for it, how often it may still be used, and asking a person for another one.  All want an open
 * transaction, a writing one where they write.
 */
#ifndef RSM_CORE_CLEANER_H
#define RSM_CORE_CLEANER_H

#include "core/rsm.h"
#include "model/record.h"

/* As dwCleanerUsesRemaining: it is used until it does not clean any more. */
#define RSM_CLEANER_NOT_COUNTED 0xFFFFFFFFu

/*
 * Is there a cleaning cartridge that may be used?  *slot_out is its slot; NULL = not wanted.
 * ERROR_CLEANER_SLOT_NOT_SET, ERROR_RESOURCE_NOT_PRESENT (the slot), ERROR_EMPTY,
 * ERROR_CLEANER_CARTRIDGE_SPENT: a person is needed; ERROR_BUSY: it is in a drive now.
 */
rsm_error rsm_cleaner_find(struct rsm *rsm, const struct rsm_record *library,
                           struct rsm_record *slot_out);

/* Is its slot empty, and nothing on its way back to it?  ERROR_RESOURCE_NOT_AVAILABLE (it is not);
 * ERROR_CLEANER_SLOT_NOT_SET, ERROR_RESOURCE_NOT_PRESENT. */
rsm_error rsm_cleaner_check_slot_empty(struct rsm *rsm, const struct rsm_record *library);

/* Is that a code which says that a person is needed? */
bool rsm_cleaner_is_missing(rsm_error err);

/* How often it may still be used, and the flag that goes with it.  In the record only. */
void rsm_cleaner_set_uses(struct rsm_record *library, DWORD uses);

/* It cleaned a drive. */
rsm_error rsm_cleaner_note_use(struct rsm *rsm, const GUID *library);

/* It is of no use any more. */
rsm_error rsm_cleaner_note_spent(struct rsm *rsm, const GUID *library);

/* One was put into its slot, with so many uses; or taken out, with how many it was. */
rsm_error rsm_cleaner_note_injected(struct rsm *rsm, const GUID *library, DWORD uses);
rsm_error rsm_cleaner_note_ejected(struct rsm *rsm, const GUID *library, DWORD *uses_out);

/*
 * Ask a person for a cleaning cartridge, unless somebody was asked and has not answered; *request_out is
 * the operator request.  reason is a code of rsm_cleaner_find(), or ERROR_INVALID_CLEANER.
 */
rsm_error rsm_cleaner_ask(struct rsm *rsm, const struct rsm_record *library, rsm_error reason,
                          GUID *request_out);

/* Did a person refuse to bring one, not long ago? */
bool rsm_cleaner_was_refused(struct rsm *rsm, const GUID *library);

#endif
