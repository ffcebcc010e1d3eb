/*
 * May these media be mounted?  The rules of the function page of MountNtmsMedia, in the order of the spec's
 * "errors" 1.1, asked of the records alone.  All want an open transaction.
 */
#ifndef RSM_WORK_MOUNT_CHECK_H
#define RSM_WORK_MOUNT_CHECK_H

#include "core/session.h"
#include "work/library.h"

/* What a program asks for. */
struct rsm_mount_wish {
    const GUID *media;   /* logical media or sides */
    const GUID *drives;  /* NULL = any */
    size_t count;        /* of either */
    DWORD options;       /* NTMS_MOUNT_* */
    int priority;        /* -15 to 15 */
    uint32_t timeout_ms; /* RSM_FOREVER */
};

/* One of the media. */
struct rsm_mount_part {
    GUID side;
    GUID medium;
    GUID drive; /* that was asked for; the null GUID = any */
    bool online;
};

/* What is to be done, and in which library. */
struct rsm_mount_plan {
    struct rsm_mount_part parts[RSM_LIBRARY_DRIVES_MAX];
    size_t count;
    GUID library;
    bool offline; /* some of the media are not there */
};

/*
 * ERROR_INVALID_PARAMETER (options, priority), ERROR_INVALID_MEDIA (no side, no logical medium, or two of
 * one medium), ERROR_INVALID_DRIVE, ERROR_INVALID_LIBRARY, ERROR_ACCESS_DENIED (no USE on a pool, or on the
 * library), ERROR_RESOURCE_DISABLED, ERROR_MEDIA_OFFLINE and ERROR_BUSY (as the options say),
 * ERROR_DRIVE_MEDIA_MISMATCH, ERROR_INVALID_STATE, ERROR_WRITE_PROTECT, ERROR_NO_SUPPORTING_DRIVES,
 * ERROR_RESOURCE_NOT_AVAILABLE (more media than drives).
 */
rsm_error rsm_mount_check(const struct rsm_session *session, const struct rsm_mount_wish *wish,
                          struct rsm_mount_plan *plan_out);

/* May this side be mounted so, whoever asks?  ERROR_RESOURCE_DISABLED, ERROR_INVALID_STATE,
 * ERROR_WRITE_PROTECT. */
rsm_error rsm_mount_check_side(const struct rsm_record *medium, const struct rsm_record *side,
                               DWORD options);

/* Is the medium in a library that is there now? */
rsm_error rsm_mount_check_is_online(struct rsm *rsm, const struct rsm_record *medium,
                                    bool *online_out);

#endif
