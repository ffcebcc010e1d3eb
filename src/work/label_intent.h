/*
 * What the journal says of free labels.  The intent to write one is committed before the tape is touched,
 * with the identity of the new label, and stays until the label has been read back.  So whoever reads
 * that label later, after an interruption, knows the tape for what it is, wherever it turns up.  The intent to
 * erase has no such identity: what was erased is known by its bar code alone.
 */
#ifndef RSM_WORK_LABEL_INTENT_H
#define RSM_WORK_LABEL_INTENT_H

#include "core/media.h"
#include "store/journal.h"

/*
 * A cartridge was read that may be one whose writing was interrupted: make its record say what is on the
 * tape, before it is classified.  Wants an open writing transaction.
 */
rsm_error rsm_label_intent_recall(struct rsm *rsm, const struct rsm_media_sighting *sighting);

/* Erase the intents of media whose records are gone: their tapes are nobody's.  Wants an open writing
 * transaction. */
rsm_error rsm_label_intent_forget_lost(struct rsm *rsm);

/* Is the label the one that is on record for that side?  label NULL = the tape has none, and what it begins
 * with is compared instead. */
bool rsm_label_intent_is_on_record(const struct rsm_record *side, const MediaLabelInfo *label,
                                   const GUID *beginning);

#endif
