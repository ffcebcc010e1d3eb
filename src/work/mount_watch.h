/*
 * The mounts that wait, looked after by the worker: what a person brought, whose caller is gone.
 */
#ifndef RSM_WORK_MOUNT_WATCH_H
#define RSM_WORK_MOUNT_WATCH_H

#include "work/library.h"

/* A chore (work/chores.h): mounts whose process died are CANCELLED, those of media that turned up are
 * QUEUED, media that are wanted, and were let go of by somebody else, are INUSE, and those that lie in the
 * port are taken in. */
bool rsm_mount_watch(struct rsm_library *library);

/* A session is about to close: what it asked for without waiting goes on, and when it is mounted anyone may
 * dismount it.  Wants no transaction. */
void rsm_mount_watch_let_go(struct rsm *rsm, const GUID *session);

#endif
