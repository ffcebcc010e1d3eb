/*
 * Who holds a medium that is mounted: from the end of its mount to the end of its dismount it belongs to
 * the session that mounted it (spec "functions-2" 3, rules 5 and 6).  Nobody else moves it, and the drive
 * it is in is touched by nobody of us.  All want an open writing transaction.
 */
#ifndef RSM_CORE_HOLD_H
#define RSM_CORE_HOLD_H

#include "core/session.h"

/* The private field Hold of a medium. */
enum {
    RSM_HOLD_NONE = 0,
    RSM_HOLD_MOUNTED = 1,    /* a program has it */
    RSM_HOLD_DISMOUNTING = 2 /* its dismount was asked for and has not ended */
};

/* Instead of the session of a library request whose session was closed before it ended. */
extern const GUID rsm_hold_closed_session;

/* A program has the medium from now on: the one that made the request.  ERROR_OBJECT_NOT_FOUND. */
rsm_error rsm_hold_begin(struct rsm *rsm, const GUID *medium, const struct rsm_record *request);

/* Its dismount was asked for.  Who held it stays on record: that session may wait for it anew. */
rsm_error rsm_hold_ask_end(struct rsm *rsm, const GUID *medium);

/* The dismount that was asked for is cancelled: whoever held it holds it again.  Success too when there
 * was none, or its record is gone. */
rsm_error rsm_hold_go_on(struct rsm *rsm, const GUID *medium);

/* It is dismounted, or was never handed over.  Success too when its record is gone. */
rsm_error rsm_hold_end(struct rsm *rsm, const GUID *medium);

/* The same in a record that the caller saves; wants no transaction.  Whoever takes a medium to another
 * place ends its hold. */
void rsm_hold_drop(struct rsm_record *medium);

/* The medium in that drive, or in the first such drive of that library, that is mounted or being
 * dismounted.  ERROR_OBJECT_NOT_FOUND: none is, nobody has to be spared.  May be called in a reading
 * transaction. */
rsm_error rsm_hold_find_in_drive(struct rsm *rsm, const GUID *drive, struct rsm_record *medium_out);
rsm_error rsm_hold_find_in_library(struct rsm *rsm, const GUID *library,
                                   struct rsm_record *medium_out);

/* May this session dismount the medium?  The one that mounted it; anyone with the right, once that session
 * is closed or its process dead. */
bool rsm_hold_is_open_to(const struct rsm_record *medium, const struct rsm_session *session);

/* Did the process that holds the medium die without closing its session?  False for one that nobody
 * holds. */
bool rsm_hold_is_orphaned(const struct rsm *rsm, const struct rsm_record *medium);

/* A session closes: its mounts stay, and belong to nobody.  Wants no transaction. */
void rsm_hold_let_go(struct rsm *rsm, const GUID *session);

#endif
