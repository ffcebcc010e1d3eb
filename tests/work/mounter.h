/*
 * Mounts, as stories ask for them and look at the outcome.
 */
#ifndef RSM_TESTS_WORK_MOUNTER_H
#define RSM_TESTS_WORK_MOUNTER_H

#include "platform/thread.h"
#include "support/fixture.h"

enum { MOUNTS_MAX = 8 };

/* As plug_in_and_settle(); and no drive was used before another. */
void plug_in_for_mounts(struct fixture *f, const char *drawing);

/* One call of a program. */
struct mount_call {
    size_t count;
    GUID media[MOUNTS_MAX];  /* logical media or sides */
    GUID drives[MOUNTS_MAX]; /* asked for, or the answer */
    DWORD options;
    int priority;
    uint32_t timeout_ms;
    HANDLE session; /* NULL = the story's */
    GUID batch;     /* the answer: the first request */
};

/* A call for the media in these slots, by their sides: READ and WRITE, for as long as it takes. */
struct mount_call call_for(struct fixture *f, size_t count, const unsigned *slots);
struct mount_call call_for_slot(struct fixture *f, unsigned slot);

rsm_error make_call(struct fixture *f, struct mount_call *call);

/* The medium in the slot, mounted for the story's session; the drive's number. */
unsigned mount_slot(struct fixture *f, unsigned slot);

/* Queue a mount and do not wait. */
struct mount_call queue_slot(struct fixture *f, unsigned slot, int priority);

/* The program is done with the medium in that drive: it stays there, dismounted. */
void end_mount(struct fixture *f, unsigned drive);

/* A second program: a session of its own.  Closed by end_program(). */
HANDLE begin_program(void);
void end_program(HANDLE session);

/* What the records say of a medium (NTMS_MEDIASTATE_*, RSM_HOLD_*) and of a request of a call. */
DWORD media_state(struct fixture *f, const GUID *medium);
DWORD hold_of(struct fixture *f, const GUID *medium);
DWORD request_state(struct fixture *f, const struct mount_call *call, size_t i);

/* Is an inventory taken after a mount that went wrong? */
void set_auto_recovery(struct fixture *f, bool on);

/* The side of the medium in a slot. */
GUID side_in_slot(struct fixture *f, unsigned slot);

/* All of a call are mounted, each in the drive that its request names, or none is. */
void assert_all_or_none(struct fixture *f, const struct mount_call *call);
bool is_mounted(struct fixture *f, const struct mount_call *call);

/* The call is not mounted: nothing of it is left but finished requests, and its media are free. */
void assert_given_up(struct fixture *f, const struct mount_call *call);

#endif
