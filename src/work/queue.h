/*
 * Library requests: add, take, finish, cancel, wait for, purge (spec "requests", section 1 and 2).
 * A request is a row; any process adds, the process that holds the library's lock takes.
 */
#ifndef RSM_WORK_QUEUE_H
#define RSM_WORK_QUEUE_H

#include "core/session.h"
#include "work/library.h"

/* What a new request is about.  Null GUIDs where not applicable. */
struct rsm_work {
    DWORD operation; /* NTMS_LM_* */
    DWORD option;    /* OperationOption */
    DWORD action;    /* NTMS_INVENTORY_* or NTMS_DISMOUNT_* */
    DWORD sort_type; /* place in the queue: the operation, or NTMS_LM_CLASSIFY for identification
                         that an inventory asked for */
    GUID library;
    GUID slot;
    GUID drive;
    GUID medium;
    GUID side;
    GUID parent;  /* inventory that made it */
    GUID request; /* that is to be removed */
    GUID batch;   /* the first of the requests that are carried out as one */
    int priority; /* of a mount */
    DWORD order;  /* among mounts, 0 = not orderable */
    bool waiting; /* it is WAITING from the beginning, not QUEUED */
};

/* Add a request, QUEUED.  session NULL = Removable Storage itself asks.  Wants an open writing
 * transaction. */
rsm_error rsm_queue_add(struct rsm *rsm, const struct rsm_session *session,
                        const struct rsm_work *work, GUID *request_out);

/*
 * The next QUEUED request of the library with that sort type: mounts by order number, then by time.
 * ERROR_NO_MORE_ITEMS.  Wants an open transaction.
 */
rsm_error rsm_queue_next(struct rsm *rsm, const GUID *library, DWORD sort_type,
                         struct rsm_record *request_out);

enum { RSM_QUEUE_LIST_MAX = 2 * RSM_LIBRARY_DRIVES_MAX + 16 };

/* The next ones in that order, up to `room` and RSM_QUEUE_LIST_MAX, for whoever passes over those that
 * cannot begin now.  None is success too.  Wants an open transaction. */
rsm_error rsm_queue_list(struct rsm *rsm, const GUID *library, DWORD sort_type, size_t room,
                         GUID *ids_out, size_t *count_out);

/* Which sort types have requests that are QUEUED: seen_out[n] for n below RSM_QUEUE_SORTS.  Wants an open
 * transaction. */
enum { RSM_QUEUE_SORTS = 64 };
rsm_error rsm_queue_sorts(struct rsm *rsm, const GUID *library, bool seen_out[RSM_QUEUE_SORTS]);

/*
 * QUEUED becomes INPROCESS.  ERROR_INVALID_STATE when it is not QUEUED any more, or is about another
 * place than when it was looked at; ERROR_BUSY while another request is at work on the same slot,
 * or the library's door is open.
 * Wants an open writing transaction.
 */
rsm_error rsm_queue_begin(struct rsm *rsm, const struct rsm_record *request);

/* Is that operation not carried out in a disabled library?  Cancelling, enabling and disabling are. */
bool rsm_queue_wants_enabled(DWORD operation);

/* The same in a transaction of its own, unless the library was disabled meanwhile.  False = not now. */
bool rsm_queue_start(struct rsm *rsm, const struct rsm_record *request);

/* Likewise one that only looks: after a power failure it may be found QUEUED, as if not begun. */
bool rsm_queue_start_look(struct rsm *rsm, const struct rsm_record *request);

/* The cartridge of a drive went to a slot: identifications that wait for it follow it there.  Wants
 * an open writing transaction. */
rsm_error rsm_queue_follow(struct rsm *rsm, const GUID *library, const GUID *drive,
                           const GUID *slot);

/* Note in a request under way what it is about: "drive_id", "phys_media_id".  Success too when it
 * was deleted meanwhile.  Wants an open writing transaction. */
rsm_error rsm_queue_note(struct rsm *rsm, const GUID *request, const char *column, const GUID *id);

/* Set a request's state; a final one gets TimeCompleted, and FAILED gets error.  The medium of a mount that
 * ended without being mounted is free again, unless another mount wants it.  What a person was asked
 * for on behalf of one that is final, and has not answered, is withdrawn; a tape that may have been erased
 * in part is read again.  Wants an open writing
 * transaction. */
rsm_error rsm_queue_set_state(struct rsm *rsm, const GUID *request, DWORD state, rsm_error error);

/* Delete an unfinished request, and what a person was asked for on its behalf.  Wants an open writing
 * transaction. */
rsm_error rsm_queue_drop(struct rsm *rsm, const struct rsm_record *request);

/*
 * A request whose device went away is QUEUED again, unless that happened too often already
 * (*put_back_out is then false and nothing has changed).  `counts` false: it did nothing, since another program
 * uses its drive, and may be put back as often as that happens.  Wants an open writing transaction.
 */
rsm_error rsm_queue_put_back(struct rsm *rsm, const GUID *request, bool counts, bool *put_back_out);

bool rsm_queue_is_final(DWORD state);

/* Is there an unfinished request with that parent?  Wants an open transaction. */
rsm_error rsm_queue_has_children(struct rsm *rsm, const GUID *parent, bool *has_out);

/* Is there an unfinished request with that operation about that medium?  Wants an open transaction. */
rsm_error rsm_queue_has_work(struct rsm *rsm, DWORD operation, const GUID *medium, bool *has_out);

/* The same about that drive. */
rsm_error rsm_queue_has_drive_work(struct rsm *rsm, DWORD operation, const GUID *drive,
                                   bool *has_out);

/* The first request of the library that is being worked on (INPROCESS, or WAITING for its parts), with
 * that operation or, for 0, with any.  ERROR_OBJECT_NOT_FOUND.  Wants an open transaction. */
rsm_error rsm_queue_find_running(struct rsm *rsm, const GUID *library, DWORD operation,
                                 struct rsm_record *request_out);

/* Is something left in the library that a session of this process asked for?  Wants no transaction. */
bool rsm_queue_has_own(struct rsm *rsm, const GUID *library);

/* Cancel all QUEUED requests with that parent.  Wants an open writing transaction. */
rsm_error rsm_queue_cancel_children(struct rsm *rsm, const GUID *parent);

/*
 * Wait until the request is final, the session closes, or timeout_ms (RSM_FOREVER) is over.
 * ERROR_SUCCESS for PASSED; dwErrorCode for FAILED; ERROR_CANCELLED for CANCELLED, STOPPED and a
 * closing session (the request is then CANCELLED if it still waits); ERROR_TIMEOUT;
 * ERROR_OBJECT_NOT_FOUND when it was purged.
 */
rsm_error rsm_queue_wait(struct rsm_session *session, const GUID *request, uint32_t timeout_ms);

/*
 * After this process took over a library: unfinished requests of dead processes become CANCELLED
 * (cleanings are deleted, dismounts of media that somebody holds are queued anew), those of living ones go back to QUEUED; an inventory goes on with the
 * cartridges that are left, or begins anew if there are none.  Wants no transaction.
 */
rsm_error rsm_queue_take_over(struct rsm_library *library);

/* Delete finished requests whose purge time is over, as the computer's flags say.  Wants no
 * transaction. */
rsm_error rsm_queue_purge(struct rsm *rsm);

#endif
