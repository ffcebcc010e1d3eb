/*
 * Allocation by a waiting caller.  Each attempt is one transaction: the search, and either the side that
 * was found or the request to the operator, so that no medium comes unseen in between.
 */
#include "work/allocate.h"

#include "core/operator.h"
#include "core/wait.h"
#include "model/guid.h"
#include "platform/text.h"
#include "work/free_label.h"

enum { OPTIONS = NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_NEXT | NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE };

struct allocating {
    struct rsm_session *session;
    const struct rsm_allocate_wish *wish;
    struct rsm_allocation *allocation;
    GUID request; /* to the operator; the null GUID = none yet */
};

static bool wants_whole(const struct allocating *allocating)
{
    return (allocating->wish->options & NTMS_ALLOCATE_NEW) != 0;
}

static bool wants_next(const struct allocating *allocating)
{
    return (allocating->wish->options & NTMS_ALLOCATE_NEXT) != 0;
}

/* A person can only help where any medium will do. */
static bool may_ask(const struct allocating *allocating)
{
    return !wants_next(allocating) && allocating->wish->side == NULL &&
           (allocating->wish->options & NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE) == 0;
}

static rsm_error check_options(const struct rsm_allocate_wish *wish)
{
    DWORD options = wish->options;

    if ((options & ~(DWORD)OPTIONS) != 0 ||
        ((options & NTMS_ALLOCATE_NEW) != 0 && (options & NTMS_ALLOCATE_NEXT) != 0))
        return ERROR_INVALID_PARAMETER;
    return ERROR_SUCCESS;
}

static rsm_error choose(const struct allocating *allocating, const struct rsm_record *pool,
                        GUID *side_out)
{
    const struct rsm_allocate_wish *wish = allocating->wish;

    if (wants_next(allocating))
        return rsm_allocation_find_next(allocating->session, pool, wish->owner, side_out);
    if (wish->side == NULL)
        return rsm_allocation_find(allocating->session, pool, wants_whole(allocating), side_out);
    *side_out = *wish->side;
    return rsm_allocation_check_side(allocating->session, pool, wish->side,
                                     wants_whole(allocating));
}

static rsm_error choose_and_take(struct allocating *allocating, struct rsm_record *pool)
{
    struct rsm *rsm = allocating->session->rsm;
    GUID side;
    rsm_error err = rsm_allocation_require_pool(rsm, &allocating->wish->pool, pool);

    if (err == ERROR_SUCCESS)
        err = choose(allocating, pool, &side);
    if (err == ERROR_SUCCESS)
        err =
            rsm_allocation_take(rsm, pool, &side, wants_whole(allocating), allocating->allocation);
    return err;
}

/* The answer to our request, ERROR_SUCCESS if none was made.  What the answer was to one that somebody
 * deleted cannot be known.  The operator is asked again then: who refused can do so once more, but who
 * brought a medium could not take back that the program was told of a refusal. */
static rsm_error hear_operator(const struct allocating *allocating)
{
    rsm_error err;

    if (rsm_guid_is_null(&allocating->request))
        return ERROR_SUCCESS;
    err = rsm_operator_result(allocating->session->rsm, &allocating->request);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static rsm_error ask_operator(struct allocating *allocating, const struct rsm_record *pool)
{
    const struct rsm_operator_task task = {
        .request = NTMS_OPREQ_NEWMEDIA,
        .message = u"A program waits for a medium, and none that is online can be allocated.",
        .arg1 = pool,
        .own = true};

    return rsm_operator_add(allocating->session, &task, &allocating->request);
}

/*
 * One attempt.  ERROR_IO_PENDING = the operator is asked.  An operator who says that it is done although
 * there is still no medium is asked again: otherwise nobody could see, or refuse, what is waited for.
 */
static rsm_error attempt_in_transaction(struct allocating *allocating)
{
    struct rsm_record pool;
    rsm_error answer = hear_operator(allocating);
    rsm_error err;

    if (answer != ERROR_SUCCESS && answer != ERROR_IO_PENDING)
        return answer;
    err = choose_and_take(allocating, &pool);
    if (err == ERROR_SUCCESS && answer == ERROR_IO_PENDING)
        err = rsm_operator_settle(allocating->session->rsm, &allocating->request,
                                  NTMS_OPSTATE_COMPLETE);
    if (err != ERROR_MEDIA_UNAVAILABLE || !may_ask(allocating))
        return err;
    if (allocating->wish->timeout_ms == 0)
        return ERROR_TIMEOUT;
    err = answer == ERROR_SUCCESS ? ask_operator(allocating, &pool) : ERROR_SUCCESS;
    return err == ERROR_SUCCESS ? ERROR_IO_PENDING : err;
}

static rsm_error attempt(struct allocating *allocating)
{
    struct rsm_store *store = allocating->session->rsm->store;
    rsm_error result;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    result = attempt_in_transaction(allocating);
    err = rsm_store_end(store, result == ERROR_IO_PENDING ? ERROR_SUCCESS : result);
    return err == ERROR_SUCCESS ? result : err;
}

/* Is there still nothing to be had, and no answer?  Each commit of anybody wakes those that wait: they
 * only read until there is something to do. */
static rsm_error look(struct allocating *allocating)
{
    struct rsm *rsm = allocating->session->rsm;
    struct rsm_record pool;
    GUID side;
    rsm_error err = hear_operator(allocating);

    if (err != ERROR_IO_PENDING)
        return err;
    err = rsm_allocation_require_pool(rsm, &allocating->wish->pool, &pool);
    if (err == ERROR_SUCCESS)
        err = choose(allocating, &pool, &side);
    return err == ERROR_MEDIA_UNAVAILABLE ? ERROR_IO_PENDING : err;
}

static rsm_error look_and_attempt(void *context)
{
    struct allocating *allocating = context;
    struct rsm_store *store = allocating->session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, look(allocating));
    return err == ERROR_SUCCESS ? attempt(allocating) : err;
}

static void withdraw_request(struct allocating *allocating)
{
    struct rsm *rsm = allocating->session->rsm;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        (void)rsm_store_end(rsm->store, rsm_operator_withdraw(rsm, &allocating->request));
}

rsm_error rsm_allocate_media(struct rsm_session *session, const struct rsm_allocate_wish *wish,
                             struct rsm_allocation *allocation_out)
{
    struct allocating allocating = {session, wish, allocation_out, rsm_guid_null};
    rsm_error err = check_options(wish);

    if (err == ERROR_SUCCESS)
        err = attempt(&allocating);
    if (err != ERROR_IO_PENDING)
        return err;
    err = rsm_wait_until(session, wish->timeout_ms, look_and_attempt, &allocating);
    if (err != ERROR_SUCCESS)
        withdraw_request(&allocating);
    return err;
}

rsm_error rsm_allocate_give_back(struct rsm_session *session, const GUID *owner)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record medium;
    bool to_free = false;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_allocation_end(session, owner, &medium, &to_free);
    if (err == ERROR_SUCCESS && to_free)
        err = rsm_free_label_enter(rsm, session, &medium);
    return rsm_store_end(rsm->store, err);
}
