/*
 * Operator requests that nobody answers in time, where that is the policy.
 */
#include "core/operator.h"

#include "core/unattended.h"
#include "platform/clock.h"

#include <stdio.h>

struct expiry {
    struct rsm *rsm;
    struct rsm_unattended policy;
    int64_t now;
    bool refuse;      /* those that are overdue; else they are only seen */
    bool has_overdue; /* some is */
    int64_t next;     /* ms until the next one is due */
    rsm_error err;
};

static rsm_error refuse(const struct expiry *expiry, const GUID *request)
{
    char event[160];

    (void)snprintf(event, sizeof event, "is refused, nobody answered within %u seconds (%s)",
                   (unsigned)expiry->policy.seconds,
                   rsm_unattended_source_name(expiry->policy.source));
    return rsm_operator_settle_with(expiry->rsm, request, NTMS_OPSTATE_REFUSED, event);
}

static bool look_at_one(void *context, const struct rsm_record *record)
{
    struct expiry *expiry = context;
    const NTMS_OPREQUESTINFORMATIONW *request = &record->info.Info.OpRequest;
    int64_t due = rsm_clock_to_ms(&request->Submitted) + (int64_t)expiry->policy.seconds * 1000;

    if (due > expiry->now) {
        if (due - expiry->now < expiry->next)
            expiry->next = due - expiry->now;
        return true;
    }
    expiry->has_overdue = true;
    if (expiry->refuse)
        expiry->err = refuse(expiry, &record->info.ObjectGuid);
    return expiry->err == ERROR_SUCCESS;
}

static rsm_error look_at_all(struct expiry *expiry)
{
    SYSTEMTIME now;
    rsm_error err = rsm_unattended_get(expiry->rsm, &expiry->policy);

    expiry->has_overdue = false;
    expiry->next = RSM_FOREVER;
    expiry->err = ERROR_SUCCESS;
    rsm_clock_utc(&now);
    expiry->now = rsm_clock_to_ms(&now);
    if (err == ERROR_SUCCESS && expiry->policy.refuses)
        err = rsm_operator_each_pending(expiry->rsm, look_at_one, expiry);
    return err == ERROR_SUCCESS ? expiry->err : err;
}

rsm_error rsm_operator_expire(struct rsm *rsm, uint32_t *next_ms_out)
{
    struct expiry expiry = {.rsm = rsm};
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_READ);

    *next_ms_out = RSM_FOREVER;
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store, look_at_all(&expiry));
    expiry.refuse = err == ERROR_SUCCESS && expiry.has_overdue;
    if (expiry.refuse)
        err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);
    if (expiry.refuse && err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store, look_at_all(&expiry));
    if (err == ERROR_SUCCESS)
        *next_ms_out = (uint32_t)expiry.next;
    return err;
}
