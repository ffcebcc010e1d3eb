/*
 * What transactions changed, for listeners in all processes.  A change is written down by the
 * transaction that makes it, if anybody listens to that kind of object: so listeners read what was
 * committed and nothing else, in its order, and nobody pays for what nobody wants.
 */
#ifndef RSM_STORE_CHANGES_H
#define RSM_STORE_CHANGES_H

#include "model/record.h"
#include "store/sql.h"
#include "store/store.h"

/* So many changes of all kinds together are kept for those who do not read them; at times some
 * thousands more. */
#define RSM_CHANGES_KEPT 65536

enum rsm_change_kind { RSM_CHANGE_UPDATE = 1, RSM_CHANGE_INSERT = 2, RSM_CHANGE_DELETE = 3 };

struct rsm_change {
    enum rsm_change_kind kind;
    DWORD type; /* of the object */
    GUID id;
};

struct rsm_listener {
    int64_t number; /* of its row */
    int64_t read;   /* number of the last change it was given */
    int64_t type;   /* kind of the objects, or all of them */
};

/* ---- all of these want an open transaction, a writing one but for rsm_changes_read() and _next() ---- */

/* Listen to changes of objects of a kind, from the end of this transaction on.  owner is the token of
 * this process.  A kind that does not exist never changes. */
rsm_error rsm_changes_listen(struct rsm_store *store, const WCHAR *owner, DWORD type,
                             struct rsm_listener *listener_out);

/* The same for objects of all kinds, whose changes are then given in one order. */
rsm_error rsm_changes_listen_to_all(struct rsm_store *store, const WCHAR *owner,
                                    struct rsm_listener *listener_out);

/* With the last listener all changes go. */
rsm_error rsm_changes_leave(struct rsm_store *store, const struct rsm_listener *listener);

/* The same for all listeners of processes that do not live. */
rsm_error rsm_changes_leave_dead(struct rsm_store *store,
                                 bool (*lives)(void *context, const WCHAR *owner), void *context);

/* The same for all listeners there are: nobody who lives has heard of this database yet. */
rsm_error rsm_changes_leave_all(struct rsm_store *store);

/*
 * The oldest change that the listener was not given yet.  ERROR_NO_MORE_ITEMS; ERROR_NO_DATA, from then
 * on, when it waited so long that changes it should have been given are not kept any more.
 */
rsm_error rsm_changes_next(struct rsm_store *store, struct rsm_listener *listener,
                           struct rsm_change *change_out);

/* The same for as many as there are, at most room, which are then all given: for who cannot keep up one by
 * one. */
rsm_error rsm_changes_read(struct rsm_store *store, struct rsm_listener *listener, size_t room,
                           struct rsm_change *changes_out, size_t *count_out);

/*
 * A number that differs after every committed change of an object, in whatever process, but for requests to a
 * library or a person: while it stays, what was read of media and their places is so still.
 */
rsm_error rsm_changes_records(struct rsm_store *store, int64_t *version_out);

/* ---- for store.c ---- */

/* What the transaction under way has written down; zero at its beginning. */
struct rsm_changes {
    bool looked;     /* who listens is known */
    uint32_t wanted; /* bit n = somebody listens to kind n */
    GUID last;       /* object of the last change */
    bool counted;    /* the records' counter was moved */
};

/* Write a change down if anybody wants it.  An update of an object right after another change of it says
 * nothing new and is left out. */
rsm_error rsm_changes_note(struct rsm_changes *changes, struct rsm_sql *sql,
                           enum rsm_change_kind kind, DWORD type, const GUID *id);

#endif
