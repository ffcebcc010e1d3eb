/*
 * One pass-through request, with a driver made up here behind DeviceIoControl: what no real driver can be brought
 * to do on demand, such as never ending a request, or lengths that are not true.
 */
#include "scsi/spti_packet_win32.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <ntddscsi.h>
#include <winioctl.h>

enum {
    STATUS_OF_SUCCESS = 0,
    STATUS_OF_PENDING = 0x103,
    STATUS_OF_BUSY = (int)0x80000011,
    STATUS_OF_CANCELLED = (int)0xC0000120
};

/* What the driver was given, and what it is to do. */
static struct driver {
    DWORD code, in_size, out_size;
    SCSI_PASS_THROUGH_DIRECT header;
    uint8_t *buffer;
    OVERLAPPED *overlapped;
    unsigned requests, cancels;

    bool silent;         /* it does not answer, */
    bool obeys_cancel;   /* until it is cancelled, or not even then */
    DWORD refusal;       /* the request fails at once with this; 0 = it does not */
    int ends_with;       /* NTSTATUS */
    DWORD returned;      /* bytes of the buffer; 0 = all */
    uint8_t scsi_status; /* and what stands in the header afterwards */
    uint8_t sense_length;
    ULONG transferred;
} driver;

static void end_request(int status, DWORD returned)
{
    driver.overlapped->InternalHigh = returned;
    driver.overlapped->Internal = (ULONG_PTR)(ULONG)status;
    SetEvent(driver.overlapped->hEvent);
}

static void answer(void)
{
    SCSI_PASS_THROUGH_DIRECT *header = (SCSI_PASS_THROUGH_DIRECT *)(void *)driver.buffer;

    header->ScsiStatus = driver.scsi_status;
    header->SenseInfoLength = driver.sense_length;
    header->DataTransferLength = driver.transferred;
    memset(driver.buffer + header->SenseInfoOffset, 0x70, 252);
    if (header->DataIn == SCSI_IOCTL_DATA_IN && driver.code == IOCTL_SCSI_PASS_THROUGH_DIRECT)
        memset(header->DataBuffer, 'd', 8);
    if (header->DataIn == SCSI_IOCTL_DATA_IN && driver.code == IOCTL_SCSI_PASS_THROUGH)
        memset(driver.buffer + (ULONG_PTR)header->DataBuffer, 'b', 8);
    end_request(driver.ends_with, driver.returned != 0 ? driver.returned : driver.out_size);
}

static BOOL WINAPI take_request(HANDLE file, DWORD code, LPVOID in, DWORD in_size, LPVOID out,
                                DWORD out_size, LPDWORD returned, LPOVERLAPPED overlapped)
{
    (void)file;
    (void)returned;
    assert_ptr_equal(in, out);
    driver.code = code;
    driver.in_size = in_size;
    driver.out_size = out_size;
    driver.header = *(SCSI_PASS_THROUGH_DIRECT *)in;
    driver.buffer = in;
    driver.overlapped = overlapped;
    driver.requests++;
    if (driver.refusal != 0) {
        SetLastError(driver.refusal);
        return FALSE;
    }
    overlapped->Internal = STATUS_OF_PENDING;
    ResetEvent(overlapped->hEvent);
    if (!driver.silent)
        answer();
    SetLastError(ERROR_IO_PENDING);
    return FALSE;
}

static BOOL WINAPI cancel_request(HANDLE file, LPOVERLAPPED overlapped)
{
    (void)file;
    assert_ptr_equal(overlapped, driver.overlapped);
    driver.cancels++;
    if (driver.obeys_cancel)
        end_request(STATUS_OF_CANCELLED, 0);
    return TRUE;
}

/* Through these two pointers, which would be the import library's, the packet calls the functions. */
#ifdef _WIN64
#define IMPORT(name, bytes) __asm__("__imp_" name)
#else
#define IMPORT(name, bytes) __asm__("__imp__" name "@" bytes)
#endif

typedef BOOL(WINAPI *ioctl_function)(HANDLE, DWORD, LPVOID, DWORD, LPVOID, DWORD, LPDWORD,
                                     LPOVERLAPPED);
typedef BOOL(WINAPI *cancel_function)(HANDLE, LPOVERLAPPED);

extern ioctl_function imported_ioctl IMPORT("DeviceIoControl", "32");
extern cancel_function imported_cancel IMPORT("CancelIoEx", "8");

ioctl_function imported_ioctl = take_request;
cancel_function imported_cancel = cancel_request;

static const struct rsm_adapter_address nowhere;

static struct rsm_spti_packet *packet;

static int begin(void **state)
{
    (void)state;
    memset(&driver, 0, sizeof driver);
    return rsm_spti_packet_make(&packet, 65536) == ERROR_SUCCESS ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    rsm_spti_packet_free(packet);
    packet = NULL;
    return 0;
}

static struct rsm_command an_inquiry(uint8_t *data, size_t length)
{
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    command.cdb = rsm_spc_inquiry(96);
    command.direction = RSM_DATA_IN;
    command.data = data;
    command.length = length;
    command.timeout_ms = 1001;
    return command;
}

static rsm_error carry(struct rsm_command *command, enum rsm_spti_form form)
{
    return rsm_spti_packet_carry(&packet, NULL, &nowhere, form, command);
}

/* ---- what is asked ---- */

static void a_direct_request_points_to_whole_pages(void **state)
{
    uint8_t data[100];
    struct rsm_command command = an_inquiry(data, sizeof data);

    (void)state;
    driver.transferred = 8;
    assert_success(carry(&command, RSM_SPTI_DIRECT));

    assert_int_equal(driver.code, IOCTL_SCSI_PASS_THROUGH_DIRECT);
    assert_int_equal(driver.header.Length, sizeof(void *) == 8 ? 56 : 44);
    assert_int_equal((ULONG_PTR)driver.header.DataBuffer % 4096, 0);
    assert_int_equal(driver.header.DataTransferLength, 100);
    assert_int_equal(driver.header.DataIn, SCSI_IOCTL_DATA_IN);
    assert_int_equal(driver.header.CdbLength, 6);
    assert_in_range(driver.header.SenseInfoLength, 64, 255);
    assert_true(driver.header.SenseInfoOffset + driver.header.SenseInfoLength <= driver.out_size);
    assert_true(driver.in_size >= driver.header.Length + driver.header.SenseInfoLength);
    assert_int_equal(command.transferred, 8);
    assert_memory_equal(data, "dddddddd", 8);
}

static void a_buffered_request_has_its_data_inside(void **state)
{
    uint8_t data[100];
    struct rsm_command command = an_inquiry(data, sizeof data);
    ULONG_PTR offset;

    (void)state;
    driver.transferred = 8;
    assert_success(carry(&command, RSM_SPTI_BUFFERED));

    offset = (ULONG_PTR)driver.header.DataBuffer;
    assert_int_equal(driver.code, IOCTL_SCSI_PASS_THROUGH);
    assert_true(offset >= driver.header.SenseInfoOffset + driver.header.SenseInfoLength);
    assert_int_equal(driver.out_size, offset + 100);
    assert_memory_equal(data, "bbbbbbbb", 8);

    command.direction = RSM_DATA_OUT;
    assert_success(carry(&command, RSM_SPTI_BUFFERED));
    assert_int_equal(driver.in_size, offset + 100);
    assert_memory_equal(driver.buffer + offset, "bbbbbbbb", 8);
}

static void a_command_without_data_says_so(void **state)
{
    struct rsm_command command = an_inquiry(NULL, 0);

    (void)state;
    command.direction = RSM_DATA_NONE;
    driver.transferred = 5;
    assert_success(carry(&command, RSM_SPTI_DIRECT));

    assert_int_equal(driver.header.DataIn, SCSI_IOCTL_DATA_UNSPECIFIED);
    assert_null(driver.header.DataBuffer);
    assert_int_equal(command.transferred, 0);
}

static void time_is_counted_in_whole_seconds_upwards(void **state)
{
    static const struct {
        uint32_t timeout_ms;
        ULONG seconds;
    } rows[] = {{1, 1}, {1000, 1}, {1001, 2}, {108000000, 108000}, {UINT32_MAX, 108000}};
    struct rsm_command command = an_inquiry(NULL, 0);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        command.timeout_ms = rows[i].timeout_ms;
        assert_success(carry(&command, RSM_SPTI_DIRECT));
        assert_int_equal(driver.header.TimeOutValue, rows[i].seconds);
    }
}

/* ---- what is answered ---- */

static void lengths_that_are_not_true_are_cut(void **state)
{
    uint8_t data[16] = {0};
    struct rsm_command command = an_inquiry(data, 12);

    (void)state;
    driver.scsi_status = RSM_STATUS_CHECK_CONDITION;
    driver.transferred = UINT32_MAX;
    driver.sense_length = 255;
    assert_success(carry(&command, RSM_SPTI_DIRECT));

    assert_int_equal(command.transferred, 12);
    assert_int_equal(data[12], 0);
    assert_int_equal(command.sense_length, RSM_SENSE_SIZE_MAX);
}

static void what_a_device_promised_and_did_not_send_is_zero(void **state)
{
    uint8_t data[64];
    struct rsm_command command = an_inquiry(data, sizeof data);

    (void)state;
    memset(data, 0xA5, sizeof data);
    command.direction = RSM_DATA_OUT; /* leaves its data behind */
    assert_success(carry(&command, RSM_SPTI_DIRECT));
    command.direction = RSM_DATA_IN;
    driver.transferred = sizeof data; /* and 8 bytes are there */
    assert_success(carry(&command, RSM_SPTI_DIRECT));

    assert_memory_equal(data, "dddddddd", 8);
    for (size_t i = 8; i < sizeof data; i++)
        assert_int_equal(data[i], 0);
}

static void sense_data_belong_to_a_check_condition(void **state)
{
    struct rsm_command command = an_inquiry(NULL, 0);

    (void)state;
    driver.sense_length = 18;
    assert_success(carry(&command, RSM_SPTI_DIRECT));
    assert_int_equal(command.sense_length, 0);
}

static void an_answer_without_a_header_is_none(void **state)
{
    struct rsm_command command = an_inquiry(NULL, 0);

    (void)state;
    driver.returned = 4;
    assert_fails_with(ERROR_GEN_FAILURE, carry(&command, RSM_SPTI_DIRECT));
}

static void a_busy_device_has_answered(void **state)
{
    struct rsm_command command = an_inquiry(NULL, 0);

    (void)state;
    driver.ends_with = STATUS_OF_BUSY;
    driver.scsi_status = RSM_STATUS_BUSY;
    assert_success(carry(&command, RSM_SPTI_DIRECT));
    assert_int_equal(command.status, RSM_STATUS_BUSY);

    driver.scsi_status = RSM_STATUS_TASK_SET_FULL;
    assert_success(carry(&command, RSM_SPTI_DIRECT));
    assert_int_equal(command.status, RSM_STATUS_TASK_SET_FULL);
}

static void a_busy_driver_has_not(void **state)
{
    struct rsm_command command = an_inquiry(NULL, 0);

    (void)state;
    driver.ends_with = STATUS_OF_BUSY;
    assert_fails_with(ERROR_BUSY, carry(&command, RSM_SPTI_DIRECT));
}

static void a_refusal_is_given_as_windows_gave_it(void **state)
{
    struct rsm_command command = an_inquiry(NULL, 0);

    (void)state;
    driver.refusal = ERROR_INVALID_FUNCTION;
    assert_fails_with(ERROR_INVALID_FUNCTION, carry(&command, RSM_SPTI_DIRECT));
    assert_int_equal(driver.requests, 1);
}

/* ---- what is not answered ---- */

static void a_silent_request_is_cancelled(void **state)
{
    struct rsm_command command = an_inquiry(NULL, 0);

    (void)state;
    command.timeout_ms = 1;
    driver.silent = true;
    driver.obeys_cancel = true;
    assert_fails_with(ERROR_SEM_TIMEOUT, carry(&command, RSM_SPTI_DIRECT));
    assert_int_equal(driver.cancels, 1);
    assert_non_null(packet); /* and can be used again */
}

/* Is it memory, and still the same?  Whoever asks for memory next may get the same address. */
static bool holds(const uint8_t *address, uint8_t byte)
{
    MEMORY_BASIC_INFORMATION information;

    assert_true(VirtualQuery(address, &information, sizeof information) != 0);
    return information.State == MEM_COMMIT && *address == byte;
}

static void a_request_that_never_ends_keeps_its_memory_until_it_does(void **state)
{
    uint8_t data[100];
    struct rsm_command command = an_inquiry(data, sizeof data);
    struct rsm_spti_packet *other = NULL;
    uint8_t *memory;

    (void)state;
    command.timeout_ms = 1;
    driver.silent = true;
    assert_fails_with(ERROR_SEM_TIMEOUT, carry(&command, RSM_SPTI_DIRECT));
    assert_int_equal(driver.cancels, 1);
    assert_null(packet);

    memory = (uint8_t *)driver.header.DataBuffer + 50;
    assert_success(rsm_spti_packet_make(&other, 16));
    assert_true(holds(memory, 0));
    *memory = 'x'; /* as the driver may, at any time */
    rsm_spti_packet_free(other);
    other = NULL;
    assert_true(holds(memory, 'x'));

    answer(); /* late */
    assert_success(rsm_spti_packet_make(&other, 16));
    assert_false(holds(memory, 'x'));
    rsm_spti_packet_free(other);
}

#define with_driver(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        with_driver(a_direct_request_points_to_whole_pages),
        with_driver(a_buffered_request_has_its_data_inside),
        with_driver(a_command_without_data_says_so),
        with_driver(time_is_counted_in_whole_seconds_upwards),
        with_driver(lengths_that_are_not_true_are_cut),
        with_driver(what_a_device_promised_and_did_not_send_is_zero),
        with_driver(sense_data_belong_to_a_check_condition),
        with_driver(an_answer_without_a_header_is_none),
        with_driver(a_busy_device_has_answered),
        with_driver(a_busy_driver_has_not),
        with_driver(a_refusal_is_given_as_windows_gave_it),
        with_driver(a_silent_request_is_cancelled),
        with_driver(a_request_that_never_ends_keeps_its_memory_until_it_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
