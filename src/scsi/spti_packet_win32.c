/*
 * Requests to a Windows driver.  Windows wants pass-through requests to be synchronous, and they are: each
 * is waited for before the next.  The file is overlapped all the same, because a wait must have an end.
 *
 * All that the driver writes to is in one block of pages that belongs to no function's stack and to nobody's
 * heap: a request which even cancelling does not end keeps its block, and the block is freed by whoever
 * makes the next one after it has ended.
 */
#include "scsi/spti_packet_win32.h"

#include "platform/thread.h"

#include <assert.h>
#include <ntddscsi.h>
#include <string.h>
#include <winioctl.h>

enum {
    PAGE = 4096,
    ROOM_STEP = 65536, /* blocks are made in these steps, as Windows reserves addresses */
    GRACE_MS = 1000,   /* beyond the command's own time: Windows counts in whole seconds */
    CANCEL_MS = 1000,
    LONGEST_S = 108000 /* that a driver takes for TimeOutValue */
};

/* What DeviceIoControl is given, both as input and as output; of both forms, which differ in one field of
 * one size: a pointer to the data or how far behind the beginning they are. */
struct request {
    SCSI_PASS_THROUGH_DIRECT header;
    uint8_t sense[RSM_SENSE_SIZE_MAX];
};

struct rsm_spti_packet {
    _Alignas(64) OVERLAPPED overlapped;
    struct rsm_spti_packet *next; /* of those that were left to Windows */
    size_t room;
    _Alignas(64) struct request request;
    /* data: one page behind the beginning */
};

/* How far the data are behind the request. */
enum { DATA_OFFSET = PAGE - offsetof(struct rsm_spti_packet, request) };

static_assert(sizeof(SCSI_PASS_THROUGH_DIRECT) == (sizeof(void *) == 8 ? 56 : 44),
              "the layout of Windows");
static_assert(sizeof(SCSI_PASS_THROUGH) == sizeof(SCSI_PASS_THROUGH_DIRECT) &&
                  offsetof(SCSI_PASS_THROUGH, DataBufferOffset) ==
                      offsetof(SCSI_PASS_THROUGH_DIRECT, DataBuffer) &&
                  offsetof(SCSI_PASS_THROUGH, Cdb) == offsetof(SCSI_PASS_THROUGH_DIRECT, Cdb),
              "one field has two meanings");
static_assert(RSM_SENSE_SIZE_MAX <= UINT8_MAX, "SenseInfoLength is one byte");
static_assert(sizeof(struct rsm_spti_packet) <= PAGE, "data begin with the second page");

static uint8_t *data_of(struct rsm_spti_packet *packet)
{
    return (uint8_t *)packet + PAGE;
}

/* ---- memory ---- */

static struct rsm_mutex lock = RSM_MUTEX_INIT;
static struct rsm_spti_packet *left_to_windows; /* under lock */

void rsm_spti_packet_free(struct rsm_spti_packet *packet)
{
    if (packet == NULL)
        return;
    if (packet->overlapped.hEvent != NULL)
        CloseHandle(packet->overlapped.hEvent);
    VirtualFree(packet, 0, MEM_RELEASE);
}

static void leave_to_windows(struct rsm_spti_packet **packet)
{
    rsm_mutex_lock(&lock);
    (*packet)->next = left_to_windows;
    left_to_windows = *packet;
    rsm_mutex_unlock(&lock);
    *packet = NULL;
}

/* Those that have ended since. */
static void free_what_ended(void)
{
    rsm_mutex_lock(&lock);
    for (struct rsm_spti_packet **at = &left_to_windows; *at != NULL;) {
        struct rsm_spti_packet *packet = *at;

        if (HasOverlappedIoCompleted(&packet->overlapped)) {
            *at = packet->next;
            rsm_spti_packet_free(packet);
        } else {
            at = &packet->next;
        }
    }
    rsm_mutex_unlock(&lock);
}

rsm_error rsm_spti_packet_make(struct rsm_spti_packet **packet, size_t length)
{
    size_t size = (PAGE + length + ROOM_STEP - 1) / ROOM_STEP * ROOM_STEP;
    struct rsm_spti_packet *made;

    if (*packet != NULL && (*packet)->room >= length)
        return ERROR_SUCCESS;
    free_what_ended();
    rsm_spti_packet_free(*packet);
    *packet = NULL;
    made = VirtualAlloc(NULL, size, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    if (made == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    made->room = size - PAGE;
    made->overlapped.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (made->overlapped.hEvent == NULL) {
        rsm_spti_packet_free(made);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    *packet = made;
    return ERROR_SUCCESS;
}

/* ---- one command ---- */

static uint32_t whole_seconds(uint32_t timeout_ms)
{
    uint32_t seconds = timeout_ms / 1000 + (timeout_ms % 1000 != 0);

    return seconds < LONGEST_S ? seconds : (uint32_t)LONGEST_S;
}

/* The data area is cleared: what a device promises and does not send must not be what was there. */
static void fill(struct rsm_spti_packet *packet, const struct rsm_adapter_address *unit,
                 enum rsm_spti_form form, const struct rsm_command *command)
{
    static const UCHAR directions[] = {SCSI_IOCTL_DATA_UNSPECIFIED, SCSI_IOCTL_DATA_IN,
                                       SCSI_IOCTL_DATA_OUT};
    SCSI_PASS_THROUGH_DIRECT *header = &packet->request.header;

    memset(&packet->request, 0, sizeof packet->request);
    header->Length = sizeof *header;
    header->PathId = unit->bus;
    header->TargetId = unit->target;
    header->Lun = unit->lun;
    header->CdbLength = command->cdb.length;
    memcpy(header->Cdb, command->cdb.bytes, command->cdb.length);
    header->SenseInfoLength = sizeof packet->request.sense;
    header->SenseInfoOffset = offsetof(struct request, sense);
    header->TimeOutValue = whole_seconds(command->timeout_ms);
    header->DataIn = SCSI_IOCTL_DATA_UNSPECIFIED;
    if (command->length == 0)
        return;
    header->DataIn = directions[command->direction];
    header->DataTransferLength = (ULONG)command->length;
    header->DataBuffer = form == RSM_SPTI_DIRECT ? data_of(packet) : (void *)(ULONG_PTR)DATA_OFFSET;
    if (command->direction == RSM_DATA_OUT)
        memcpy(data_of(packet), command->data, command->length);
    else
        memset(data_of(packet), 0, command->length);
}

/* ERROR_IO_PENDING: it is to be waited for. */
static rsm_error start(struct rsm_spti_packet *packet, HANDLE file, enum rsm_spti_form form,
                       const struct rsm_command *command)
{
    DWORD code = IOCTL_SCSI_PASS_THROUGH_DIRECT;
    DWORD in = sizeof packet->request;
    DWORD out = sizeof packet->request;
    HANDLE event = packet->overlapped.hEvent;

    if (form == RSM_SPTI_BUFFERED) {
        code = IOCTL_SCSI_PASS_THROUGH;
        if (command->direction == RSM_DATA_OUT)
            in = DATA_OFFSET + (DWORD)command->length;
        else if (command->direction == RSM_DATA_IN)
            out = DATA_OFFSET + (DWORD)command->length;
    }
    memset(&packet->overlapped, 0, sizeof packet->overlapped);
    packet->overlapped.hEvent = event;
    if (DeviceIoControl(file, code, &packet->request, in, &packet->request, out, NULL,
                        &packet->overlapped))
        return ERROR_IO_PENDING; /* it has ended already, and the event says so */
    return GetLastError();
}

/* The packet is ours again, or *packet is NULL. */
static rsm_error wait_for_end(struct rsm_spti_packet **packet, HANDLE file, uint32_t timeout_ms)
{
    OVERLAPPED *overlapped = &(*packet)->overlapped;
    uint32_t most = (uint32_t)LONGEST_S * 1000;
    bool cancelled = false;
    DWORD returned = 0;

    if (timeout_ms < most)
        most = timeout_ms;
    if (WaitForSingleObject(overlapped->hEvent, most + GRACE_MS) != WAIT_OBJECT_0) {
        cancelled = true;
        CancelIoEx(file, overlapped);
        if (WaitForSingleObject(overlapped->hEvent, CANCEL_MS) != WAIT_OBJECT_0) {
            leave_to_windows(packet);
            return ERROR_SEM_TIMEOUT;
        }
    }
    if (!GetOverlappedResult(file, overlapped, &returned, FALSE)) {
        rsm_error err = GetLastError();

        return cancelled && err == ERROR_OPERATION_ABORTED ? (rsm_error)ERROR_SEM_TIMEOUT : err;
    }
    /* without a header there is no status: nobody knows what the device said */
    return returned < offsetof(SCSI_PASS_THROUGH_DIRECT, Cdb) ? (rsm_error)ERROR_GEN_FAILURE
                                                              : ERROR_SUCCESS;
}

static void take_answer(struct rsm_spti_packet *packet, struct rsm_command *command)
{
    const SCSI_PASS_THROUGH_DIRECT *header = &packet->request.header;

    command->status = header->ScsiStatus;
    command->transferred = 0;
    if (command->direction != RSM_DATA_NONE)
        command->transferred = header->DataTransferLength < command->length
                                   ? header->DataTransferLength
                                   : command->length;
    if (command->direction == RSM_DATA_IN && command->transferred > 0)
        memcpy(command->data, data_of(packet), command->transferred);
    if (command->status != RSM_STATUS_CHECK_CONDITION)
        return;
    command->sense_length = header->SenseInfoLength < sizeof packet->request.sense
                                ? header->SenseInfoLength
                                : sizeof packet->request.sense;
    memcpy(command->sense, packet->request.sense, command->sense_length);
}

/* BUSY and TASK SET FULL are answers of the device, which Windows gives as a failure with the header. */
static bool is_busy_answer(const struct rsm_spti_packet *packet, rsm_error err)
{
    uint8_t status = packet->request.header.ScsiStatus;

    return err == ERROR_BUSY && (status == RSM_STATUS_BUSY || status == RSM_STATUS_TASK_SET_FULL);
}

rsm_error rsm_spti_packet_carry(struct rsm_spti_packet **packet, HANDLE file,
                                const struct rsm_adapter_address *unit, enum rsm_spti_form form,
                                struct rsm_command *command)
{
    rsm_error err;

    fill(*packet, unit, form, command);
    err = start(*packet, file, form, command);
    if (err == ERROR_IO_PENDING)
        err = wait_for_end(packet, file, command->timeout_ms);
    if (*packet == NULL)
        return err;
    if (is_busy_answer(*packet, err))
        err = ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        take_answer(*packet, command);
    return err;
}
