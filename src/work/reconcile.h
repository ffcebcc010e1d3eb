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

/* What came of it, for whoever concludes it. */
struct rsm_settlement {
    size_t queued;  /* identifications */
    bool all_found; /* the cartridge of each record was seen: none is missing */
    bool unchanged; /* changer and records are as they were when nothing was left to do */
    bool quiet;     /* to be set when nothing is left to do in the end */
};

/* Called in the same transaction, so that the settling and its end need one commit. */
typedef rsm_error rsm_conclusion(struct rsm_library *library, const GUID *request,
                                 struct rsm_settlement *outcome);

/*
 * Settle.  request = the inventory (parent of what is queued), or the null GUID for a look around,
 * which gets an inventory as parent only when something is queued.  Where the changer says what it said before,
 * and nobody changed a record since, nothing is compared.  *queued_out = identifications queued.  Begins and
 * ends a transaction.
 */
rsm_error rsm_reconcile(struct rsm_library *library, struct rsm_scan *scan,
                        enum rsm_reconcile_method method, const GUID *request,
                        rsm_conclusion *conclude, size_t *queued_out);

#endif
