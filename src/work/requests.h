/*
 * What callers do with requests that are there: cancel them, put mounts into another order, delete what is
 * finished.  Follows the function pages of CancelNtmsLibraryRequest, GetNtmsRequestOrder,
 * SetNtmsRequestOrder and DeleteNtmsRequests.
 */
#ifndef RSM_WORK_REQUESTS_H
#define RSM_WORK_REQUESTS_H

#include "core/session.h"
#include "work/library.h"

/*
 * Cancel a library request that is QUEUED or WAITING; an inventory with what is left of its parts.  While
 * the library is at work that is queued as a request of its own (NTMS_LM_REMOVE), which goes before all
 * others.  ERROR_OBJECT_NOT_FOUND: unknown, or finished; ERROR_ACCESS_DENIED: no CONTROL on the library,
 * or it is being carried out.
 */
rsm_error rsm_requests_cancel(struct rsm_session *session, const GUID *request);

/* The worker's half of it.  The same errors. */
rsm_error rsm_requests_cancel_run(struct rsm_library *library, const struct rsm_record *removal);

/*
 * Place of a mount among those of its library that wait, 1 = next; 0 for other requests and for one that
 * does not wait any more.  ERROR_OBJECT_NOT_FOUND, ERROR_ACCESS_DENIED (no CONTROL on the computer).
 */
rsm_error rsm_requests_get_order(struct rsm_session *session, const GUID *request,
                                 DWORD *order_out);

/*
 * Give it another place; the others move up or down, so that each has a place of its own.  A number that
 * is too large is the last place.  Success, and nothing changed, for a request whose place is 0.  As
 * above; ERROR_INVALID_PARAMETER for place 0.
 */
rsm_error rsm_requests_set_order(struct rsm_session *session, const GUID *request, DWORD order);

/*
 * Delete those of the requests (type NTMS_LIBREQUEST or NTMS_OPREQUEST) that are finished; others stay,
 * and unknown ones are passed over.  ERROR_INVALID_PARAMETER for another type, ERROR_ACCESS_DENIED (no
 * MODIFY on the computer).
 */
rsm_error rsm_requests_delete(struct rsm_session *session, const GUID *requests, size_t count,
                              DWORD type);

#endif
