/*
 * What Windows' tape class driver does for a program beyond pass-through: ReadFile and WriteFile in blocks of
 * any size, rewinding, spacing over filemarks, writing them, asking for the state. Sense data become the
 * codes that the Win32 tape functions document.
 */
#include "driver.h"

#include <ntddtape.h>

#include "test_bus.h"

enum {
    CDB_TEST_UNIT_READY = 0x00,
    CDB_REWIND = 0x01,
    CDB_READ = 0x08,
    CDB_WRITE = 0x0A,
    CDB_WRITE_FILEMARKS = 0x10,
    CDB_SPACE = 0x11,

    SPACE_FILEMARKS = 1,
    BLOCK_MAX = 0xFFFFFF, /* what READ(6) and WRITE(6) can count */
    QUICK_S = 60,
    TRANSFER_S = 900,
    MOTION_S = 3600
};

/* From winnt.h, which cannot be included here. */
enum { TAPE_REWIND = 0, TAPE_SPACE_FILEMARKS = 6, TAPE_FILEMARKS = 1 };

struct tape_set_position {
    ULONG method, partition;
    LARGE_INTEGER offset;
    BOOLEAN immediate;
};

struct tape_write_marks {
    ULONG type, count;
    BOOLEAN immediate;
};

/* ---- sense data, SPC-4 and SSC-3 ---- */

enum {
    STATUS_BYTE_GOOD = 0x00,
    STATUS_BYTE_CHECK_CONDITION = 0x02,
    FLAG_VALID = 0x80,
    FLAG_FILEMARK = 0x80,
    FLAG_EOM = 0x40,
    FLAG_ILI = 0x20,
    KEY_NO_SENSE = 0,
    KEY_RECOVERED = 1,
    KEY_NOT_READY = 2,
    KEY_MEDIUM_ERROR = 3,
    KEY_ILLEGAL_REQUEST = 5,
    KEY_UNIT_ATTENTION = 6,
    KEY_DATA_PROTECT = 7,
    KEY_BLANK_CHECK = 8,
    KEY_VOLUME_OVERFLOW = 13,
    ASC_RESET = 0x29,
    ASC_NO_MEDIUM = 0x3A
};

static UCHAR sense_byte(const struct exchange *exchange, ULONG at)
{
    return exchange->sense_length > at ? exchange->sense[at] : 0;
}

/* The INFORMATION field of the sense data: what of the length was left, or by how much it was short. */
static LONG left_of(const struct exchange *exchange)
{
    if ((sense_byte(exchange, 0) & FLAG_VALID) == 0)
        return 0;
    return (LONG)((ULONG)sense_byte(exchange, 3) << 24 | (ULONG)sense_byte(exchange, 4) << 16 |
                  (ULONG)sense_byte(exchange, 5) << 8 | sense_byte(exchange, 6));
}

/* NO SENSE: the device did what it could, and the flags say why not all of it. */
static NTSTATUS from_flags(const struct exchange *exchange)
{
    UCHAR flags = sense_byte(exchange, 2);
    LONG left = left_of(exchange);

    if ((flags & FLAG_FILEMARK) != 0)
        return STATUS_FILEMARK_DETECTED;
    if ((flags & FLAG_EOM) != 0)
        return exchange->cdb[0] == CDB_SPACE && left > 0 && (exchange->cdb[2] & 0x80) != 0
                   ? STATUS_BEGINNING_OF_MEDIA
                   : STATUS_END_OF_MEDIA;
    if ((flags & FLAG_ILI) != 0 && left < 0) /* the block is larger than what was asked for */
        return STATUS_BUFFER_OVERFLOW;
    return STATUS_SUCCESS;
}

static NTSTATUS from_sense(const struct exchange *exchange)
{
    UCHAR asc = sense_byte(exchange, 12);

    switch (sense_byte(exchange, 2) & 0x0F) {
    case KEY_NO_SENSE:
    case KEY_RECOVERED:
        return from_flags(exchange);
    case KEY_NOT_READY:
        return asc == ASC_NO_MEDIUM ? STATUS_NO_MEDIA : STATUS_DEVICE_NOT_READY;
    case KEY_MEDIUM_ERROR:
        return STATUS_DEVICE_DATA_ERROR;
    case KEY_ILLEGAL_REQUEST:
        return STATUS_INVALID_DEVICE_REQUEST;
    case KEY_UNIT_ATTENTION:
        return asc == ASC_RESET ? STATUS_BUS_RESET : STATUS_MEDIA_CHANGED;
    case KEY_DATA_PROTECT:
        return STATUS_MEDIA_WRITE_PROTECTED;
    case KEY_BLANK_CHECK:
        return STATUS_NO_DATA_DETECTED;
    case KEY_VOLUME_OVERFLOW:
        return STATUS_END_OF_MEDIA;
    default:
        return STATUS_IO_DEVICE_ERROR;
    }
}

static NTSTATUS result(const struct exchange *exchange)
{
    if (exchange->outcome == WIRE_TIME_OUT)
        return STATUS_IO_TIMEOUT;
    if (exchange->outcome != WIRE_DONE)
        return STATUS_IO_DEVICE_ERROR;
    if (exchange->status == STATUS_BYTE_GOOD)
        return STATUS_SUCCESS;
    if (exchange->status == STATUS_BYTE_CHECK_CONDITION)
        return from_sense(exchange);
    return STATUS_DEVICE_BUSY; /* BUSY, RESERVATION CONFLICT */
}

/* ---- jobs ---- */

static void carry(struct job *job)
{
    job_exchange(job);
}

static NTSTATUS finish(struct job *job, PIRP irp)
{
    irp->IoStatus.Information = 0;
    return result(&job->exchange);
}

/* Bytes of the block that came; where the device tells what was left in sense data, that counts. */
static ULONG came(const struct exchange *exchange)
{
    LONG left = left_of(exchange);

    if (exchange->status != STATUS_BYTE_CHECK_CONDITION || left < 0)
        return exchange->moved;
    if ((ULONG)left > exchange->data_length)
        return 0;
    return exchange->data_length - (ULONG)left < exchange->moved
               ? exchange->data_length - (ULONG)left
               : exchange->moved;
}

static NTSTATUS finish_read(struct job *job, PIRP irp)
{
    NTSTATUS status = result(&job->exchange);

    irp->IoStatus.Information = 0;
    if (!NT_ERROR(status)) {
        ULONG length = came(&job->exchange);

        RtlCopyMemory(irp->AssociatedIrp.SystemBuffer, job->exchange.data, length);
        irp->IoStatus.Information = length;
    }
    return status;
}

static NTSTATUS finish_write(struct job *job, PIRP irp)
{
    NTSTATUS status = result(&job->exchange);

    irp->IoStatus.Information = NT_ERROR(status) ? 0 : job->exchange.moved;
    return status;
}

static struct job *make(struct unit *unit, UCHAR code, ULONG data_length, ULONG timeout_s)
{
    struct job *job = job_make(unit, data_length);

    if (job == NULL)
        return NULL;
    job->carry = carry;
    job->finish = finish;
    job->exchange.direction = WIRE_NONE;
    job->exchange.timeout_s = timeout_s;
    job->exchange.cdb_length = 6;
    job->exchange.cdb[0] = code;
    return job;
}

/* Three bytes of the CDB from at on; of a negative number the lower ones. */
static void put24(struct job *job, ULONG at, ULONG number)
{
    job->exchange.cdb[at] = (UCHAR)(number >> 16);
    job->exchange.cdb[at + 1] = (UCHAR)(number >> 8);
    job->exchange.cdb[at + 2] = (UCHAR)number;
}

static NTSTATUS queue(struct job *job, PIRP irp)
{
    if (job == NULL)
        return driver_end(irp, STATUS_INSUFFICIENT_RESOURCES, 0);
    return job_queue(job, irp);
}

/* ---- what programs ask for ---- */

/* ReadFile or WriteFile: one block. */
NTSTATUS tape_transfer(struct unit *unit, PIRP irp, BOOLEAN write)
{
    ULONG length = IoGetCurrentIrpStackLocation(irp)->Parameters.Read.Length;
    struct job *job;

    if (length == 0)
        return driver_end(irp, STATUS_SUCCESS, 0);
    if (length > BLOCK_MAX || length > bus.max_transfer)
        return driver_end(irp, STATUS_INVALID_PARAMETER, 0);
    job = make(unit, write ? CDB_WRITE : CDB_READ, length, TRANSFER_S);
    if (job != NULL) {
        put24(job, 2, length);
        job->exchange.direction = write ? WIRE_OUT : WIRE_IN;
        job->finish = write ? finish_write : finish_read;
        if (write)
            RtlCopyMemory(job->exchange.data, irp->AssociatedIrp.SystemBuffer, length);
    }
    return queue(job, irp);
}

static NTSTATUS set_position(struct unit *unit, PIRP irp)
{
    const struct tape_set_position *wish = irp->AssociatedIrp.SystemBuffer;
    struct job *job;

    if (wish->method == TAPE_REWIND) {
        job = make(unit, CDB_REWIND, 0, MOTION_S);
    } else if (wish->method == TAPE_SPACE_FILEMARKS) {
        if (wish->offset.QuadPart > 0x7FFFFF || wish->offset.QuadPart < -0x800000)
            return driver_end(irp, STATUS_INVALID_PARAMETER, 0);
        job = make(unit, CDB_SPACE, 0, MOTION_S);
        if (job != NULL) {
            job->exchange.cdb[1] = SPACE_FILEMARKS;
            put24(job, 2, (ULONG)wish->offset.QuadPart);
        }
    } else {
        return driver_end(irp, STATUS_NOT_IMPLEMENTED, 0);
    }
    return queue(job, irp);
}

static NTSTATUS write_marks(struct unit *unit, PIRP irp)
{
    const struct tape_write_marks *wish = irp->AssociatedIrp.SystemBuffer;
    struct job *job;

    if (wish->type != TAPE_FILEMARKS || wish->count > BLOCK_MAX)
        return driver_end(irp, STATUS_INVALID_PARAMETER, 0);
    job = make(unit, CDB_WRITE_FILEMARKS, 0, MOTION_S);
    if (job != NULL)
        put24(job, 2, wish->count);
    return queue(job, irp);
}

/* FALSE: it is no request of the tape class. */
BOOLEAN tape_ioctl(struct unit *unit, PIRP irp, ULONG code, NTSTATUS *status_out)
{
    ULONG in = IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl.InputBufferLength;

    switch (code) {
    case IOCTL_TAPE_SET_POSITION:
    case TEST_BUS_TAPE_SET_POSITION:
        *status_out = in < sizeof(struct tape_set_position)
                          ? driver_end(irp, STATUS_INFO_LENGTH_MISMATCH, 0)
                          : set_position(unit, irp);
        return TRUE;
    case IOCTL_TAPE_WRITE_MARKS:
    case TEST_BUS_TAPE_WRITE_MARKS:
        *status_out = in < sizeof(struct tape_write_marks)
                          ? driver_end(irp, STATUS_INFO_LENGTH_MISMATCH, 0)
                          : write_marks(unit, irp);
        return TRUE;
    case IOCTL_TAPE_GET_STATUS:
    case IOCTL_TAPE_CHECK_VERIFY:
    case TEST_BUS_TAPE_GET_STATUS:
        *status_out = queue(make(unit, CDB_TEST_UNIT_READY, 0, QUICK_S), irp);
        return TRUE;
    default:
        return FALSE;
    }
}
