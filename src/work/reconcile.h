/*
 * What the changer says against what the records say, settled in one transaction.  No device is
 * touched here: the caller scanned, with the changer in its hands so that nothing moves meanwhile.
 */
#ifndef RSM_WORK_RECONCILE_H
#define RSM_WORK_RECONCILE_H

#include "work/scan.h"

enum rsm_reconcile_method {
    RSM_RECONCILE_FAST, /* identify only what cannot be known otherwise */
    RSM_RECONCILE_OMID, /* identify every cartridge */
    RSM_RECONCILE_SLOTS /* identify nothing */
};

/*
 * Settle.  request = the inventory (parent of what is queued), or the null GUID for a look around,
 * which gets an inventory as parent only when something is queued.
 * *queued_out = identifications queued.  Begins and ends a transaction.
 */
rsm_error rsm_reconcile(struct rsm_library *library, const struct rsm_scan *scan,
                        enum rsm_reconcile_method method, const GUID *request, size_t *queued_out);

/* At the end of a run: records whose place is empty, or was taken by another cartridge, leave the
 * library.  Wants an open writing transaction. */
rsm_error rsm_reconcile_missing(struct rsm_library *library);

#endif
