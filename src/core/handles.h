/*
 * The table of handles.  A HANDLE is a number (index, generation, kind), never a pointer: a stale,
 * foreign, junk or wrong-kind handle is ERROR_INVALID_HANDLE and never faults.  What a handle stands for
 * is referenced while it is used, so that a handle closed in one thread cannot pull it from under
 * another.  The table has a lock of its own, the last in the order of locks.
 */
#ifndef RSM_CORE_HANDLES_H
#define RSM_CORE_HANDLES_H

#include "platform/thread.h"

enum rsm_handle_kind { RSM_HANDLE_SESSION = 1, RSM_HANDLE_NOTIFICATION, RSM_HANDLE_DETECTION };

/* First member of what a handle stands for, which belongs to whoever added it. */
struct rsm_handled {
    enum rsm_handle_kind kind;
    struct rsm_handled *owner;                    /* the session it was opened on, or NULL */
    void (*destroy)(struct rsm_handled *handled); /* closes and frees it, when its owner closes */
    /* private to handles.c, guarded by its lock */
    unsigned references;
    bool closing;
};

/* Make a handle of it; kind, owner (which the caller uses now) and destroy are set, the rest is zero.
 * ERROR_NOT_ENOUGH_MEMORY: too many handles are open. */
rsm_error rsm_handles_add(struct rsm_handled *handled, HANDLE *handle_out);

/*
 * What the handle stands for, with a reference to it, and one to its owner, that
 * rsm_handles_release() gives back.  ERROR_INVALID_HANDLE, also when the owner is closing.
 */
rsm_error rsm_handles_get(HANDLE handle, enum rsm_handle_kind kind,
                          struct rsm_handled **handled_out);
void rsm_handles_release(struct rsm_handled *handled);

/*
 * The same, and the handle is no handle any more: rsm_handles_is_closing() tells those that use what it
 * stood for, which is the caller's as soon as nobody does.  ERROR_BUSY, and nothing changed, when it is
 * in use and that is not allowed.
 */
rsm_error rsm_handles_remove(HANDLE handle, enum rsm_handle_kind kind, bool in_use_too,
                             struct rsm_handled **handled_out);

/* Wait until nobody uses what was removed; false at time-out. */
bool rsm_handles_wait_unused(struct rsm_handled *handled, uint32_t timeout_ms);

/* Destroy all that was opened on a session that was removed and that nobody uses. */
void rsm_handles_destroy_owned(struct rsm_handled *owner);

/* Was it removed, or its owner? */
bool rsm_handles_is_closing(const struct rsm_handled *handled);

#endif
