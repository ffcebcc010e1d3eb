/*
 * How a disk is taken out so that nothing on it is lost (the article "Ejecting Removable Media in Windows
 * NT"): all its volumes are locked, which fails while a file is open, then dismounted, the drive is told
 * that its medium may leave, and ejects it.
 */
#include "work/disks.h"

#include "ntmsapi.h"
#include "platform/log.h"
#include "platform/text.h"

#include <stdlib.h>

enum {
    LOCK_TRIES = 20, /* indexers and virus scanners have a file open for a moment */
    LOCK_PAUSE_MS = 100,
    TEXT_ROOM = 512,
    LOG_ROOM = 3 * RSM_VOLUMES_DEVICE_ROOM
};

/* One disk, and the volumes that are open on it. */
struct disk {
    const struct rsm_volume_io *io;
    const struct rsm_disks_ejection *ejection;
    char name[LOG_ROOM]; /* of the device, for the log */
    struct rsm_volumes volumes;
    void *open[RSM_VOLUMES_MAX];
    bool mounted[RSM_VOLUMES_MAX]; /* there is a medium with something on it */
    size_t open_count;
};

/* ---- which disk ---- */

/* What is on no drive of this kind, whatever the system calls it. */
static bool is_ejectable(const struct rsm_volumes *volumes)
{
    switch (volumes->number.kind) {
    case FILE_DEVICE_CD_ROM:
    case FILE_DEVICE_DVD:
        return true;
    case FILE_DEVICE_DISK:
        return volumes->removable;
    default:
        return false;
    }
}

static bool holds_system_files(const struct disk *disk)
{
    for (size_t i = 0; i < disk->volumes.count; i++) {
        if (disk->io->holds_system_files(disk->volumes.items[i].name))
            return true;
    }
    return false;
}

static rsm_error find_disk(struct disk *disk)
{
    rsm_error err = rsm_volumes_find(disk->io, disk->ejection->device, true, &disk->volumes);

    if (err == ERROR_ACCESS_DENIED || err == ERROR_MORE_DATA)
        return err;
    if (err != ERROR_SUCCESS) {
        rsm_log(RSM_LOG_WARNING, "work", "%s is no disk drive that can be reached: %s (%s)",
                disk->name, rsm_error_text(err), rsm_error_name(err));
        return ERROR_INVALID_DRIVE;
    }
    if (holds_system_files(disk)) {
        rsm_log(RSM_LOG_WARNING, "work",
                "%s is not ejected: the system or a paging file is on that disk", disk->name);
        return ERROR_VOLUME_CONTAINS_SYS_FILES;
    }
    if (is_ejectable(&disk->volumes))
        return ERROR_SUCCESS;
    rsm_log(RSM_LOG_WARNING, "work", "%s is not ejected: its medium cannot be taken out",
            disk->name);
    return ERROR_INVALID_DRIVE;
}

/* ---- taking it out ---- */

/* ERROR_BUSY: somebody uses the volume. */
static rsm_error lock_volume(const struct disk *disk, void *volume)
{
    rsm_error err = ERROR_SUCCESS;

    for (unsigned i = 0; i < LOCK_TRIES; i++) {
        if (i > 0)
            disk->io->pause(LOCK_PAUSE_MS);
        err = disk->io->step(volume, RSM_VOLUME_LOCK);
        if (err != ERROR_ACCESS_DENIED && err != ERROR_SHARING_VIOLATION)
            return err;
    }
    return ERROR_BUSY;
}

static bool is_without_medium(rsm_error err)
{
    return err == ERROR_NOT_READY || err == ERROR_NO_MEDIA_IN_DRIVE;
}

static rsm_error claim_volume(struct disk *disk, const struct rsm_volume *volume, bool force)
{
    void *device;
    rsm_error err = rsm_volumes_open(disk->io, volume->name, RSM_VOLUME_USE, &device);

    if (err == ERROR_SHARING_VIOLATION)
        return ERROR_BUSY; /* somebody has all of it to himself: there is no force against that */
    if (err != ERROR_SUCCESS)
        return err;
    disk->open[disk->open_count++] = device;
    err = lock_volume(disk, device);
    disk->mounted[disk->open_count - 1] = !is_without_medium(err);
    if (is_without_medium(err) || (err == ERROR_BUSY && force))
        err = ERROR_SUCCESS;
    return err;
}

/* All of them, before anything is done to one. */
static rsm_error claim_volumes(struct disk *disk, bool force)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < disk->volumes.count; i++)
        err = claim_volume(disk, &disk->volumes.items[i], force);
    return err;
}

static rsm_error dismount_volumes(struct disk *disk)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; err == ERROR_SUCCESS && i < disk->open_count; i++) {
        if (disk->mounted[i])
            err = disk->io->step(disk->open[i], RSM_VOLUME_DISMOUNT);
    }
    return err;
}

/* Not every drive can hold its medium fast, and what was never held need not be released. */
static rsm_error eject_medium(const struct disk *disk, void *device)
{
    (void)disk->io->step(device, RSM_VOLUME_ALLOW_REMOVAL);
    return disk->io->step(device, RSM_VOLUME_EJECT);
}

/* A disk without volumes is ejected by the name it was given. */
static rsm_error eject_device(const struct disk *disk)
{
    void *device;
    rsm_error err;

    if (disk->open_count > 0)
        return eject_medium(disk, disk->open[0]);
    err = rsm_volumes_open(disk->io, disk->ejection->device, RSM_VOLUME_USE, &device);
    if (err == ERROR_SHARING_VIOLATION)
        return ERROR_BUSY;
    if (err != ERROR_SUCCESS)
        return err;
    err = eject_medium(disk, device);
    disk->io->close(device);
    return err;
}

/* ERROR_BUSY: it is in use, and nothing was done. */
static rsm_error take_out(struct disk *disk, bool force)
{
    rsm_error err = claim_volumes(disk, force);

    if (err == ERROR_SUCCESS)
        err = dismount_volumes(disk);
    if (err == ERROR_SUCCESS)
        err = eject_device(disk);
    while (disk->open_count > 0) /* which unlocks them */
        disk->io->close(disk->open[--disk->open_count]);
    return err;
}

/* ---- asking ---- */

enum rsm_volume_answer rsm_disks_ask(const struct rsm_volume_io *io,
                                     const struct rsm_disks_ejection *ejection)
{
    WCHAR message[TEXT_ROOM];
    char name[LOG_ROOM];

    (void)rsm_text_to_utf8(name, LOG_ROOM, ejection->device, RSM_VOLUMES_DEVICE_ROOM);
    (void)rsm_text_format(message, TEXT_ROOM,
                          "A program is using the medium in %s.\n\n"
                          "Press OK to eject it all the same: what the program has not yet "
                          "written to it is lost.  Press Cancel to leave it in.",
                          name);
    return io->ask(ejection->owner,
                   ejection->title != NULL ? ejection->title : u"Removable Storage",
                   ejection->message != NULL ? ejection->message : message);
}

/* The medium is in use.  Nothing of it is locked while the person thinks. */
static rsm_error settle_use(struct disk *disk)
{
    enum rsm_volume_answer answer = RSM_VOLUME_NOBODY_THERE;

    if (disk->ejection->action == NTMS_EJECT_ASK_USER)
        answer = rsm_disks_ask(disk->io, disk->ejection);
    if (answer == RSM_VOLUME_EJECT_IT)
        return take_out(disk, true);
    return answer == RSM_VOLUME_LEAVE_IT ? ERROR_CANCELLED : ERROR_BUSY;
}

/* The documented codes are those of EjectNtmsMedia without ERROR_BUSY. */
static rsm_error end_ejection(const struct disk *disk, rsm_error err)
{
    if (err == ERROR_BUSY) {
        rsm_log(RSM_LOG_WARNING, "work",
                "%s is not ejected: a program has a file open on it; end the program", disk->name);
        return ERROR_MEDIA_NOT_AVAILABLE;
    }
    if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "work", "the medium in %s is ejected", disk->name);
    else
        rsm_log(RSM_LOG_WARNING, "work", "%s is not ejected: %s (%s)", disk->name,
                rsm_error_text(err), rsm_error_name(err));
    return err;
}

static rsm_error eject_disk(struct disk *disk)
{
    DWORD action = disk->ejection->action;
    rsm_error err = find_disk(disk);

    if (err != ERROR_SUCCESS || action == NTMS_EJECT_QUEUE)
        return err;
    if (action == NTMS_EJECT_STOP)
        return ERROR_INVALID_OPERATION;
    err = take_out(disk, action == NTMS_EJECT_FORCE);
    if (err == ERROR_BUSY)
        err = settle_use(disk);
    return end_ejection(disk, err);
}

rsm_error rsm_disks_eject(const struct rsm_volume_io *io, const struct rsm_disks_ejection *ejection)
{
    struct disk *disk = calloc(1, sizeof *disk);
    rsm_error err;

    if (disk == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    disk->io = io;
    disk->ejection = ejection;
    (void)rsm_text_to_utf8(disk->name, LOG_ROOM, ejection->device, RSM_VOLUMES_DEVICE_ROOM);
    err = eject_disk(disk);
    free(disk);
    return err;
}
