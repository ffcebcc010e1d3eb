/*
 * Operator requests that go: at the start of an instance, and from time to time.
 */
#include "core/operator.h"

#include "core/catalogue.h"
#include "core/operator_words.h"
#include "core/owner.h"
#include "platform/clock.h"
#include "platform/text.h"

struct purge {
    struct rsm *rsm;
    int64_t before; /* requests answered before this moment go */
    bool keep_answered;
    bool keep_refused;
};

/* Those of applications have none, nor has what Removable Storage asks of itself. */
static bool has_caller(const struct rsm_record *record)
{
    return record->own.Owner[0] != 0 &&
           !rsm_text_equal(record->own.Owner, rsm_owner_itself, RSM_OWNER_LENGTH);
}

static bool is_over(const struct purge *purge, const struct rsm_record *record)
{
    DWORD state = record->info.Info.OpRequest.State;

    if (rsm_operator_is_pending(state))
        return has_caller(record) && !rsm_owner_lives(purge->rsm, record->own.Owner);
    if (purge->keep_answered || (state == NTMS_OPSTATE_REFUSED && purge->keep_refused))
        return false;
    return record->own.Answered <= purge->before;
}

static bool purge_one(void *context, const struct rsm_record *record)
{
    struct purge *purge = context;

    if (!is_over(purge, record))
        return true;
    rsm_operator_say(purge->rsm, record, RSM_LOG_INFO,
                     rsm_operator_is_pending(record->info.Info.OpRequest.State)
                         ? "is deleted, the program that waited for it is gone"
                         : "is deleted, its purge time is over");
    return rsm_records_delete(purge->rsm->store, &record->info.ObjectGuid) == ERROR_SUCCESS;
}

rsm_error rsm_operator_purge(struct rsm *rsm)
{
    struct purge purge = {.rsm = rsm};
    struct rsm_record computer;
    SYSTEMTIME now;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_load(rsm->store, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    if (err == ERROR_SUCCESS) {
        const NTMS_COMPUTERINFORMATION *policy = &computer.info.Info.Computer;

        rsm_clock_utc(&now);
        purge.before = rsm_clock_to_ms(&now) - (int64_t)policy->dwOpRequestPurgeTime * 1000;
        purge.keep_answered = (policy->dwOpRequestFlags & NTMS_OPREQFLAGS_NOAUTOPURGE) != 0;
        purge.keep_refused = (policy->dwOpRequestFlags & NTMS_OPREQFLAGS_NOFAILEDPURGE) != 0;
        err = rsm_records_each(rsm->store, NTMS_OPREQUEST, NULL, 0, purge_one, &purge);
    }
    return rsm_store_end(rsm->store, err);
}
