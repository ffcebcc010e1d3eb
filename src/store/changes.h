/*
 * What transactions changed, kept until it is delivered to the one who listens: outside the store
 * lock, in the order of the commits.
 */
#ifndef RSM_STORE_CHANGES_H
#define RSM_STORE_CHANGES_H

#include "platform/thread.h"
#include "store/store.h"

/* What one transaction changed. */
struct rsm_changes {
    struct rsm_changes *next; /* in the queue of the announcer */
    struct rsm_change *list;
    size_t count;
    size_t room;
};

/* Add one; updates of an object right after another change of it say nothing new and are left out.
 * *changes is made when it is NULL.  ERROR_NOT_ENOUGH_MEMORY. */
rsm_error rsm_changes_add(struct rsm_changes **changes, enum rsm_change_kind kind, DWORD type,
                          const GUID *id);

/* Accepts NULL. */
void rsm_changes_free(struct rsm_changes *changes);

struct rsm_announcer {
    struct rsm_mutex mutex; /* guards all here; a leaf, taken under the store lock */
    struct rsm_cond idle;   /* nothing is being delivered any more */
    rsm_store_committed *function;
    void *context;
    struct rsm_changes *first, **last; /* committed, not yet delivered */
    bool delivering;
};

void rsm_announcer_init(struct rsm_announcer *announcer);
void rsm_announcer_destroy(struct rsm_announcer *announcer);
void rsm_announcer_listen(struct rsm_announcer *announcer, rsm_store_committed *function,
                          void *context);

/* Put the changes of a commit in the queue, which owns them from now on; accepts NULL.  Called with
 * the store lock, so that the order is that of the commits. */
void rsm_announcer_queue(struct rsm_announcer *announcer, struct rsm_changes *changes);

/* Deliver what is in the queue, unless another thread is at it.  Called without the store lock. */
void rsm_announcer_deliver(struct rsm_announcer *announcer);

#endif
