/*
 * The disk that fails: every file is the system's own with a count of its writes before it.  Follows the
 * documentation of SQLite's VFS and I/O methods.
 */
#include "support/faulty_disk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sqlite3.h>

/* Ours, and behind it in the same memory the system's. */
struct file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_vfs disk;
static sqlite3_vfs *real_disk;
static enum disk_fault fault_now;
static unsigned fault_number; /* 0 = nothing strikes */
static unsigned operations;   /* of the kind at which it does */
static bool struck;
static unsigned syncs;

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct file *)(void *)file)->real;
}

/* One operation more, at which faults of some kind strike. */
static bool strikes(bool reading)
{
    if (fault_number == 0 || reading != (fault_now == DISK_UNREADABLE) ||
        ++operations < fault_number)
        return false;
    struck = true;
    return true;
}

/* SQLITE_OK, or what a write comes to. */
static int count_write(void)
{
    if (!strikes(false))
        return SQLITE_OK;
    if (fault_now == DISK_KILLS)
        _Exit(DISK_KILL_STATUS);
    return fault_now == DISK_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int count_read(void)
{
    return strikes(true) ? SQLITE_IOERR_READ : SQLITE_OK;
}

static int do_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int do_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at)
{
    int code = count_read();

    return code == SQLITE_OK ? real_of(file)->pMethods->xRead(real_of(file), bytes, size, at)
                             : code;
}

static int do_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    int code = count_write();

    return code == SQLITE_OK ? real_of(file)->pMethods->xWrite(real_of(file), bytes, size, at)
                             : code;
}

static int do_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

/* No test pulls the plug of the machine: what is written is there for the next process, and time is saved. */
static int do_sync(sqlite3_file *file, int flags)
{
    (void)file;
    (void)flags;
    syncs++;
    return SQLITE_OK;
}

static int do_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int do_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int do_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int do_check_lock(sqlite3_file *file, int *locked)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), locked);
}

static int do_control(sqlite3_file *file, int operation, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int do_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int do_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int do_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **map)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, map);
}

static int do_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void do_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int do_shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

/* Version 2: with shared memory, without mapped pages. */
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = do_close,
    .xRead = do_read,
    .xWrite = do_write,
    .xTruncate = do_truncate,
    .xSync = do_sync,
    .xFileSize = do_size,
    .xLock = do_lock,
    .xUnlock = do_unlock,
    .xCheckReservedLock = do_check_lock,
    .xFileControl = do_control,
    .xSectorSize = do_sector,
    .xDeviceCharacteristics = do_characteristics,
    .xShmMap = do_shm_map,
    .xShmLock = do_shm_lock,
    .xShmBarrier = do_shm_barrier,
    .xShmUnmap = do_shm_unmap,
};

static int do_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                   int *flags_out)
{
    struct file *ours = (struct file *)(void *)file;
    int code;

    (void)vfs;
    ours->real = (sqlite3_file *)(void *)(ours + 1);
    code = real_disk->xOpen(real_disk, name, ours->real, flags, flags_out);
    ours->base.pMethods = ours->real->pMethods != NULL ? &methods : NULL;
    return code;
}

void faulty_disk_begin(void)
{
    real_disk = sqlite3_vfs_find(NULL);
    assert_non_null(real_disk);
    disk = *real_disk;
    disk.pNext = NULL;
    disk.zName = "faulty";
    disk.szOsFile = (int)sizeof(struct file) + real_disk->szOsFile;
    disk.xOpen = do_open;
    assert_int_equal(sqlite3_vfs_register(&disk, 1), SQLITE_OK);
}

void faulty_disk_at(enum disk_fault fault, unsigned number)
{
    fault_now = fault;
    fault_number = number;
    operations = 0;
    struck = false;
}

void faulty_disk_mend(void)
{
    fault_number = 0;
}

bool faulty_disk_has_struck(void)
{
    return struck;
}

unsigned faulty_disk_syncs(void)
{
    return syncs;
}
