/*
 * AllocateNtmsMedia and DeallocateNtmsMedia: the rules of core/allocation.h, and what takes a person or a
 * drive: waiting until somebody brings a medium, and the free label of one that goes back to Free.
 */
#ifndef RSM_WORK_ALLOCATE_H
#define RSM_WORK_ALLOCATE_H

#include "core/allocation.h"

/* What a program asks for. */
struct rsm_allocate_wish {
    GUID pool;
    const GUID *side; /* that one; NULL = any */
    const GUID
        *owner;    /* with NTMS_ALLOCATE_NEXT: the logical medium whose medium has the next side */
    DWORD options; /* NTMS_ALLOCATE_* */
    uint32_t timeout_ms;
};

/*
 * Give the program a side.  Where none can be had, and the program did not say
 * NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE or name a side, a person is asked, and the call waits until there is
 * one, wherever it comes from, the person refuses (ERROR_CANCELLED), the session closes (ERROR_CANCELLED),
 * or timeout_ms (RSM_FOREVER) is over (ERROR_TIMEOUT); a request without an answer goes with the wait.
 * ERROR_INVALID_PARAMETER (options) and the codes of core/allocation.h.  *allocation_out is undefined
 * unless it succeeds.
 */
rsm_error rsm_allocate_media(struct rsm_session *session, const struct rsm_allocate_wish *wish,
                             struct rsm_allocation *allocation_out);

/* rsm_allocation_end(), and the way to Free. */
rsm_error rsm_allocate_give_back(struct rsm_session *session, const GUID *owner);

#endif
