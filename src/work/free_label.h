/*
 * Free labels: a medium that enters the Free pool is UNPREPARED until one has been written on it by a
 * queued request (NTMS_LM_WRITESCRATCH).  Spec: "requests" 6.3, "labels" 2.4.
 */
#ifndef RSM_WORK_FREE_LABEL_H
#define RSM_WORK_FREE_LABEL_H

#include "core/session.h"

/*
 * Put a medium into Free (core/free_pool.h) and queue the writing of its label, where it gets one.
 * session NULL = Removable Storage itself.  Wants an open writing transaction.
 */
rsm_error rsm_free_label_enter(struct rsm *rsm, const struct rsm_session *session,
                               struct rsm_record *medium);

#endif
