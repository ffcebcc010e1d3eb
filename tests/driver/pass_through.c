/*
 * IOCTL_SCSI_PASS_THROUGH and IOCTL_SCSI_PASS_THROUGH_DIRECT, as strict as Windows is. README.md says where
 * each rule is documented.
 */
#include "driver.h"

#include <ntddscsi.h>

/* Not in the driver kit, but Wine has nothing else that reaches the memory of the calling process. */
NTSYSAPI NTSTATUS NTAPI NtOpenProcess(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, CLIENT_ID *);
NTSYSAPI NTSTATUS NTAPI NtReadVirtualMemory(HANDLE, const void *, void *, SIZE_T, SIZE_T *);
NTSYSAPI NTSTATUS NTAPI NtWriteVirtualMemory(HANDLE, void *, const void *, SIZE_T, SIZE_T *);

/* PROCESS_QUERY_INFORMATION, PROCESS_VM_OPERATION, _READ and _WRITE */
enum { CALLER_ACCESS = 0x0438 };

enum { TIMEOUT_MAX_S = 108000, CDB_COPY = 0x18, CDB_COMPARE = 0x39, CDB_COPY_AND_VERIFY = 0x3A };

/* What a 32-bit program hands over. mingw's own has a 64-bit pointer in the DIRECT one. */
struct header32 {
    USHORT length;
    UCHAR status, bus, target, lun, cdb_length, sense_length, direction;
    ULONG data_length, timeout, data, sense_offset;
    UCHAR cdb[16];
};

/* And a 64-bit one; data is an offset, or with DIRECT an address. */
struct header64 {
    USHORT length;
    UCHAR status, bus, target, lun, cdb_length, sense_length, direction;
    ULONG data_length, timeout;
    ULONG64 data;
    ULONG sense_offset;
    UCHAR cdb[16];
};

C_ASSERT(sizeof(struct header32) == 44);
C_ASSERT(sizeof(struct header64) == 56 && sizeof(SCSI_PASS_THROUGH) == 56);
C_ASSERT(sizeof(SCSI_PASS_THROUGH_DIRECT) == 56);

/* The same for both. */
struct wish {
    BOOLEAN is_wow64, direct;
    ULONG header;  /* bytes */
    ULONG in, out; /* bytes of the caller's buffers */
    UCHAR lun, bus, target, cdb_length, sense_length, direction;
    ULONG data_length, timeout, sense_offset;
    ULONG64 data;
    const UCHAR *cdb;
};

static NTSTATUS read_wish(PIRP irp, BOOLEAN direct, struct wish *wish)
{
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(irp);
    const struct header64 *wide = irp->AssociatedIrp.SystemBuffer;
    const struct header32 *narrow = irp->AssociatedIrp.SystemBuffer;

    RtlZeroMemory(wish, sizeof *wish);
    wish->is_wow64 = IoIs32bitProcess(irp);
    wish->direct = direct;
    wish->in = stack->Parameters.DeviceIoControl.InputBufferLength;
    wish->out = stack->Parameters.DeviceIoControl.OutputBufferLength;
    wish->header = wish->is_wow64 ? sizeof *narrow : sizeof *wide;
    if (wish->in < wish->header)
        return STATUS_INVALID_PARAMETER;
    if (wide->length != wish->header)
        return STATUS_REVISION_MISMATCH;
    wish->bus = wide->bus; /* so far both are alike */
    wish->target = wide->target;
    wish->lun = wide->lun;
    wish->cdb_length = wide->cdb_length;
    wish->sense_length = wide->sense_length;
    wish->direction = wide->direction;
    wish->data_length = wide->data_length;
    wish->timeout = wide->timeout;
    wish->data = wish->is_wow64 ? narrow->data : wide->data;
    wish->sense_offset = wish->is_wow64 ? narrow->sense_offset : wide->sense_offset;
    wish->cdb = wish->is_wow64 ? narrow->cdb : wide->cdb;
    return STATUS_SUCCESS;
}

/* ---- what is refused ---- */

static BOOLEAN is_command_allowed(const struct wish *wish)
{
    return wish->cdb_length >= 1 && wish->cdb_length <= 16 && wish->cdb[0] != CDB_COPY &&
           wish->cdb[0] != CDB_COMPARE && wish->cdb[0] != CDB_COPY_AND_VERIFY &&
           wish->timeout >= 1 && wish->timeout <= TIMEOUT_MAX_S &&
           wish->direction <= SCSI_IOCTL_DATA_UNSPECIFIED;
}

/* Pages that so many bytes touch, which lie at that address. */
static ULONG64 pages(ULONG64 address, ULONG length)
{
    return ((address & (PAGE_SIZE - 1)) + length + PAGE_SIZE - 1) / PAGE_SIZE;
}

static BOOLEAN is_transfer_possible(const struct wish *wish)
{
    if (wish->data_length == 0)
        return TRUE;
    if (wish->direction == SCSI_IOCTL_DATA_UNSPECIFIED || wish->data_length > bus.max_transfer ||
        wish->data_length > WIRE_DATA_MAX ||
        pages(wish->direct ? wish->data : 0, wish->data_length) > bus.max_pages)
        return FALSE;
    return !wish->direct || (wish->data != 0 && (wish->data & bus.alignment) == 0);
}

/* Do so many bytes lie behind the header, and inside the buffer? */
static BOOLEAN is_inside(const struct wish *wish, ULONG64 offset, ULONG length, ULONG size)
{
    return offset >= wish->header && offset <= size && length <= size - offset;
}

static BOOLEAN are_buffers_sound(const struct wish *wish)
{
    ULONG size = wish->direction == SCSI_IOCTL_DATA_IN ? wish->out : wish->in;

    if (wish->out < wish->header)
        return FALSE;
    if (wish->sense_length > 0 &&
        !is_inside(wish, wish->sense_offset, wish->sense_length, wish->out))
        return FALSE;
    if (wish->direct || wish->data_length == 0)
        return TRUE;
    if (!is_inside(wish, wish->data, wish->data_length, size))
        return FALSE;
    return wish->sense_length == 0 || wish->sense_offset + wish->sense_length <= wish->data ||
           wish->data + wish->data_length <= wish->sense_offset;
}

/* Which logical unit: the one that is open, or on the adapter the one that is named. */
static NTSTATUS find_unit(const struct extension *extension, const struct wish *wish,
                          struct unit **unit_out)
{
    if (extension->role == ROLE_DEVICE) {
        *unit_out = extension->unit;
        return STATUS_SUCCESS;
    }
    if (wish->bus != ADAPTER_BUS || wish->target != ADAPTER_TARGET)
        return STATUS_NO_SUCH_DEVICE;
    *unit_out = bus_unit(wish->lun);
    if (*unit_out == NULL)
        return STATUS_NO_SUCH_DEVICE;
    return (*unit_out)->device != NULL ? STATUS_INVALID_DEVICE_REQUEST : STATUS_SUCCESS;
}

static NTSTATUS check(const struct wish *wish)
{
    if (wish->direct && bus.refuse_direct)
        return STATUS_INVALID_DEVICE_REQUEST;
    if (!is_command_allowed(wish) || !is_transfer_possible(wish) || !are_buffers_sound(wish))
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

/* ---- what is done ---- */

static void carry(struct job *job)
{
    job_exchange(job);
}

/* Data that came goes to where the caller wants it; behind the last byte ends what is given back. */
static NTSTATUS give_data(struct job *job, UCHAR *buffer, ULONG_PTR *end)
{
    const struct exchange *exchange = &job->exchange;
    SIZE_T written = 0;

    if (exchange->direction != WIRE_IN || exchange->moved == 0)
        return STATUS_SUCCESS;
    if (job->process != NULL)
        return NT_SUCCESS(NtWriteVirtualMemory(job->process, (void *)job->user_data, exchange->data,
                                               exchange->moved, &written))
                   ? STATUS_SUCCESS
                   : STATUS_ACCESS_VIOLATION;
    RtlCopyMemory(buffer + job->data_offset, exchange->data, exchange->moved);
    if (*end < job->data_offset + exchange->moved)
        *end = job->data_offset + exchange->moved;
    return STATUS_SUCCESS;
}

static NTSTATUS finish(struct job *job, PIRP irp)
{
    struct header64 *header = irp->AssociatedIrp.SystemBuffer;
    const struct exchange *exchange = &job->exchange;
    ULONG_PTR end = job->is_wow64 ? sizeof(struct header32) : sizeof(struct header64);
    UCHAR sense_length =
        exchange->sense_length < job->sense_room ? exchange->sense_length : (UCHAR)job->sense_room;
    NTSTATUS status;

    irp->IoStatus.Information = 0;
    if (exchange->outcome == WIRE_TIME_OUT)
        return STATUS_IO_TIMEOUT;
    if (exchange->outcome != WIRE_DONE)
        return STATUS_IO_DEVICE_ERROR;
    status = give_data(job, (UCHAR *)header, &end);
    if (!NT_SUCCESS(status))
        return status;
    if (sense_length > 0) {
        RtlCopyMemory((UCHAR *)header + job->sense_offset, exchange->sense, sense_length);
        if (end < job->sense_offset + sense_length)
            end = job->sense_offset + sense_length;
    }
    header->status = exchange->status; /* so far both headers are alike */
    header->sense_length = sense_length;
    header->data_length = exchange->moved;
    irp->IoStatus.Information = end;
    return STATUS_SUCCESS;
}

/* Only here, while the request is dispatched, is the calling process to be had. */
static NTSTATUS reach_caller(struct job *job, const struct wish *wish)
{
    OBJECT_ATTRIBUTES attributes;
    CLIENT_ID caller;
    SIZE_T read = 0;

    InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
    caller.UniqueProcess = PsGetCurrentProcessId();
    caller.UniqueThread = NULL;
    job->user_data = (ULONG_PTR)wish->data;
    if (!NT_SUCCESS(NtOpenProcess(&job->process, CALLER_ACCESS, &attributes, &caller)))
        return STATUS_ACCESS_DENIED;
    if (wish->direction == SCSI_IOCTL_DATA_OUT &&
        !NT_SUCCESS(NtReadVirtualMemory(job->process, (void *)job->user_data, job->exchange.data,
                                        wish->data_length, &read)))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

static void fill_job(struct job *job, const struct wish *wish)
{
    job->carry = carry;
    job->finish = finish;
    job->is_wow64 = wish->is_wow64;
    job->data_offset = wish->direct ? 0 : (ULONG)wish->data;
    job->sense_offset = wish->sense_offset;
    job->sense_room = wish->sense_length;
    job->exchange.direction = wish->data_length > 0 ? wish->direction : WIRE_NONE;
    job->exchange.timeout_s = wish->timeout;
    job->exchange.cdb_length = wish->cdb_length;
    RtlCopyMemory(job->exchange.cdb, wish->cdb, wish->cdb_length);
}

NTSTATUS pass_through(struct extension *extension, PIRP irp, BOOLEAN direct)
{
    struct unit *unit = NULL;
    struct job *job;
    struct wish wish;
    NTSTATUS status = read_wish(irp, direct, &wish);

    if (NT_SUCCESS(status))
        status = find_unit(extension, &wish, &unit);
    if (NT_SUCCESS(status))
        status = check(&wish);
    if (!NT_SUCCESS(status))
        return driver_end(irp, status, 0);
    job = job_make(unit, wish.data_length);
    if (job == NULL)
        return driver_end(irp, STATUS_INSUFFICIENT_RESOURCES, 0);
    fill_job(job, &wish);
    if (wish.data_length > 0 && direct)
        status = reach_caller(job, &wish);
    else if (wish.data_length > 0 && wish.direction == SCSI_IOCTL_DATA_OUT)
        RtlCopyMemory(job->exchange.data,
                      (UCHAR *)irp->AssociatedIrp.SystemBuffer + job->data_offset,
                      wish.data_length);
    if (!NT_SUCCESS(status)) {
        job_free(job);
        return driver_end(irp, status, 0);
    }
    return job_queue(job, irp);
}
