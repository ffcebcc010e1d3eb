/*
 * Disk devices of the system and the volumes on them: which volumes a device has, and the few steps by which a
 * medium is taken out.  The steps pass a small table, so that tests see in what order they come and let
 * each fail; rsm_volumes_system is that of the system.
 *
 * A device is named \\.\CdRom0, \\.\PhysicalDrive1, \\.\D: or \\?\Volume{...}, with or without a
 * backslash at its end.
 */
#ifndef RSM_PLATFORM_VOLUMES_H
#define RSM_PLATFORM_VOLUMES_H

#include "platform/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    RSM_VOLUMES_MAX = 128,       /* of one device: as many partitions as a disk usually can have */
    RSM_VOLUMES_NAME_ROOM = 64,  /* \\?\Volume{GUID}\ has 49 characters */
    RSM_VOLUMES_LETTER_ROOM = 3, /* "D:" */
    RSM_VOLUMES_DEVICE_ROOM = 260
};

/* What the system numbers its devices by. */
struct rsm_volume_number {
    DWORD kind; /* FILE_DEVICE_* */
    DWORD device;
    DWORD partition; /* 0 = the whole disk, MAXDWORD = a device without partitions */
};

enum rsm_volume_access {
    RSM_VOLUME_LOOK, /* to ask what it is: nobody is disturbed */
    RSM_VOLUME_USE   /* to read and write, or only to read if that is all that can be had */
};

enum rsm_volume_step {
    RSM_VOLUME_LOCK, /* ERROR_ACCESS_DENIED: somebody has a file open.  Closing the device unlocks */
    RSM_VOLUME_DISMOUNT,
    RSM_VOLUME_ALLOW_REMOVAL,
    RSM_VOLUME_EJECT
};

enum rsm_volume_answer { RSM_VOLUME_NOBODY_THERE, RSM_VOLUME_LEAVE_IT, RSM_VOLUME_EJECT_IT };

/* open() and ask() are always there, all else where it can succeed.  Nothing shows a dialog but ask(), not even about a
 * drive without a medium.  What succeeds leaves the thread's last error as it was. */
struct rsm_volume_io {
    rsm_error (*open)(const WCHAR *name, enum rsm_volume_access access, void **device_out);
    void (*close)(void *device);
    rsm_error (*get_number)(void *device, struct rsm_volume_number *number_out);

    /* The disks that a volume is on, which may be several; at most room. */
    rsm_error (*get_disks)(void *device, DWORD *disks_out, size_t room, size_t *count_out);

    /* Can the medium be taken out? */
    bool (*is_removable)(void *device);

    /* All volumes there are, as \\?\Volume{...}\; visit returns false to stop. */
    rsm_error (*list)(bool (*visit)(void *context, const WCHAR *volume), void *context);

    void (*get_letter)(const WCHAR *volume, WCHAR letter_out[RSM_VOLUMES_LETTER_ROOM]); /* "" */

    /* Did the system start from it, is it there, or are its paging files? */
    bool (*holds_system_files)(const WCHAR *volume);

    rsm_error (*step)(void *device, enum rsm_volume_step step);
    void (*pause)(unsigned milliseconds);

    /* Ask the person at the screen; blocks until there is an answer.  Nobody is there when this process has
     * no screen. */
    enum rsm_volume_answer (*ask)(HWND owner, const WCHAR *title, const WCHAR *message);
};

/* Where there are no such devices, opening one is ERROR_NOT_SUPPORTED. */
extern const struct rsm_volume_io rsm_volumes_system;

struct rsm_volume {
    WCHAR name[RSM_VOLUMES_NAME_ROOM];     /* \\?\Volume{...}\ */
    WCHAR letter[RSM_VOLUMES_LETTER_ROOM]; /* "" = none */
    DWORD partition;
};

struct rsm_volumes {
    struct rsm_volume_number number; /* of the device that was named */
    bool removable;
    size_t count;
    struct rsm_volume items[RSM_VOLUMES_MAX];
};

/* Open a device by one of the names above.  ERROR_INVALID_NAME when it is none of them; else the system's
 * code.  The device is the caller's until io->close(). */
rsm_error rsm_volumes_open(const struct rsm_volume_io *io, const WCHAR *name,
                           enum rsm_volume_access access, void **device_out);

/*
 * The volumes of a device; of the disk that it is on, if whole.  A device may have none.  ERROR_INVALID_NAME,
 * ERROR_MORE_DATA (more than RSM_VOLUMES_MAX), and the system's code when there is no such device or
 * it is no disk.
 */
rsm_error rsm_volumes_find(const struct rsm_volume_io *io, const WCHAR *name, bool whole,
                           struct rsm_volumes *volumes_out);

/*
 * Of the volumes of a device the one that a person would name: one with a drive letter if there is any, of
 * those that of the lowest partition.  ERROR_NOT_FOUND when the device has none, ERROR_NOT_ENOUGH_MEMORY,
 * and the codes of rsm_volumes_find().
 */
rsm_error rsm_volumes_find_best(const struct rsm_volume_io *io, const WCHAR *name,
                                struct rsm_volume *volume_out);

#endif
