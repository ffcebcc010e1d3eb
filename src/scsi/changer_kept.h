/*
 * The last report of a kind of places, to see whether the next one says anything else.
 */
#ifndef RSM_SCSI_CHANGER_KEPT_H
#define RSM_SCSI_CHANGER_KEPT_H

#include "scsi/changer.h"

/* Do both answer the same question with the same bytes?  One that is empty (length 0) is like no other. */
bool rsm_changer_kept_equal(const struct rsm_changer_report *kept,
                            const struct rsm_changer_report *now);

/* Copy now; without memory for it kept is empty. */
void rsm_changer_kept_set(struct rsm_changer_report *kept, const struct rsm_changer_report *now);

void rsm_changer_kept_free(struct rsm_changer_report *kept);

#endif
