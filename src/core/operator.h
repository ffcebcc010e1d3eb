/*
 * Operator requests: what a person is asked to do, and the answer (spec "requests" 4).  A request is a
 * row; any process adds one, any process answers it, and whoever waits for the answer watches the row.
 */
#ifndef RSM_CORE_OPERATOR_H
#define RSM_CORE_OPERATOR_H

#include "core/session.h"
#include "store/records.h"

/* ---- rows; all want an open transaction, a writing one where they write ---- */

struct rsm_operator_task {
    DWORD request;                 /* NTMS_OPREQ_* */
    const WCHAR *message;          /* shorter than NTMS_MESSAGE_LENGTH; NULL = none */
    const struct rsm_record *arg1; /* objects it is about, or NULL */
    const struct rsm_record *arg2;
    bool own; /* Removable Storage asks itself, for a call of the session that waits for the answer:
                  the request goes with the process that made it */
};

/* Add a request, SUBMITTED, on behalf of session, and say it in the log. */
rsm_error rsm_operator_add(const struct rsm_session *session, const struct rsm_operator_task *task,
                           GUID *request_out);

/*
 * Add a request for which no call waits by itself: on behalf of a library request, whose application, user and
 * computer it names, or, for NULL, of Removable Storage itself; task->own does not matter.
 *
 * One for a library request is kept in its OperatorRequest, in the record and in the database; one that
 * stood there and has no answer is withdrawn.  It goes when that request ends: rsm_queue_set_state().  It
 * goes with the process of a session that made the library request, too.  What Removable Storage asks
 * of itself outlives processes: whoever finds its reason gone finds it with rsm_operator_find(), and
 * settles or withdraws it.
 */
rsm_error rsm_operator_add_for(struct rsm *rsm, struct rsm_record *library_request,
                               const struct rsm_operator_task *task, GUID *request_out);

/* The oldest pending request of that kind (NTMS_OPREQ_*; 0 = any) that Removable Storage made of itself
 * about that object, its first argument.  ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_operator_find(struct rsm *rsm, DWORD kind, const GUID *about, GUID *request_out);

/* Has nobody answered yet? */
bool rsm_operator_is_pending(DWORD state);

/* What a waiting caller hears: ERROR_SUCCESS (COMPLETE), ERROR_CANCELLED (REFUSED), ERROR_IO_PENDING
 * (no answer yet), ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_operator_result(struct rsm *rsm, const GUID *request);

/* Answer a pending request with NTMS_OPSTATE_COMPLETE or NTMS_OPSTATE_REFUSED.
 * ERROR_OBJECT_NOT_FOUND; ERROR_INVALID_STATE when it has its answer. */
rsm_error rsm_operator_settle(struct rsm *rsm, const GUID *request, DWORD answer);

/* The same where it is not a person who answers; event is what the log says of it: "is refused, ...". */
rsm_error rsm_operator_settle_with(struct rsm *rsm, const GUID *request, DWORD answer,
                                   const char *event);

/* Visit those that nobody has answered; visit may settle the one it is shown. */
rsm_error rsm_operator_each_pending(struct rsm *rsm, rsm_record_visit *visit, void *context);

/* Nobody waits for it any more: delete it unless it has its answer.  Success when it is gone. */
rsm_error rsm_operator_withdraw(struct rsm *rsm, const GUID *request);

/* The same for the one of a library request, if it has one; and for all that Removable Storage made of
 * itself about an object. */
rsm_error rsm_operator_withdraw_for(struct rsm *rsm, const struct rsm_record *library_request);
rsm_error rsm_operator_withdraw_about(struct rsm *rsm, const GUID *object);

/*
 * Delete answered requests whose purge time is over, as the computer's flags say, and unanswered ones that
 * Removable Storage made for a caller whose process is dead.  Those of applications wait for their
 * answer.  Wants no transaction.
 */
rsm_error rsm_operator_purge(struct rsm *rsm);

/*
 * Refuse the requests that nobody answered in time, if that is the policy: core/unattended.h.
 * *next_ms_out is how long it takes until the next one is due, RSM_FOREVER = there is none.  Waits do so by
 * themselves (core/wait.h).  Wants no transaction.
 */
rsm_error rsm_operator_expire(struct rsm *rsm, uint32_t *next_ms_out);

/* ---- verbs of callers; each has its own transactions ---- */

/* What an application asks for; NULL = none. */
struct rsm_operator_submission {
    DWORD request;
    const WCHAR *message;
    const GUID *arg1;
    const GUID *arg2;
};

/*
 * Submit a request.  ERROR_INVALID_PARAMETER (kind, or something missing that it needs),
 * ERROR_MESSAGE_EXCEEDS_MAX_SIZE, ERROR_OBJECT_NOT_FOUND (an argument is no object of a kind that
 * fits), ERROR_ACCESS_DENIED.
 */
rsm_error rsm_operator_submit(struct rsm_session *session,
                              const struct rsm_operator_submission *submission, GUID *request_out);

/* A person's answer, as rsm_operator_settle().  ERROR_ACCESS_DENIED. */
rsm_error rsm_operator_answer(struct rsm_session *session, const GUID *request, DWORD answer);

/*
 * Wait for the answer.  ERROR_SUCCESS, ERROR_CANCELLED (refused, or the session closes),
 * ERROR_TIMEOUT, ERROR_OBJECT_NOT_FOUND (also when it is deleted meanwhile), ERROR_ACCESS_DENIED.
 */
rsm_error rsm_operator_wait(struct rsm_session *session, const GUID *request, uint32_t timeout_ms);

#endif
