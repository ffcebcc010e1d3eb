/*
 * The test driver's devices in their coming and going: who may open them, what happens to a request when its
 * device, its program or the library goes away, and what the system knows of them.
 */
#include "spti/pass_through.h"
#include "support/test_bus_win32.h"
#include "support/vtl_control.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <winioctl.h>
#include <winsock2.h>

#define CHANGER "\\\\.\\Changer0"
#define TAPE    "\\\\.\\Tape0"

enum { TEST_UNIT_READY = 0x00, INQUIRY = 0x12, SOON_MS = 20000 };

static int reset(void **state)
{
    (void)state;
    test_bus_reset();
    return 0;
}

/* ---- opening ---- */

static void a_device_is_for_one_handle_at_a_time(void **state)
{
    HANDLE first = spt_open(CHANGER);

    (void)state;
    spt_assert_refused(CHANGER, ERROR_ACCESS_DENIED);
    test_bus_exclusive(ERROR_SHARING_VIOLATION);
    spt_assert_refused(CHANGER, ERROR_SHARING_VIOLATION);
    test_bus_exclusive(0);
    CloseHandle(spt_open(CHANGER));
    test_bus_exclusive(ERROR_ACCESS_DENIED);
    CloseHandle(first);
    CloseHandle(spt_open(CHANGER));
    CloseHandle(spt_open(CHANGER));
}

static HANDLE open_for_queries(const char *name)
{
    return CreateFileA(name, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
}

static void opens_for_queries_alone_pass_where_a_driver_lets_them(void **state)
{
    HANDLE first = spt_open(CHANGER);
    HANDLE query;

    (void)state;
    assert_ptr_equal(open_for_queries(CHANGER), INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_ACCESS_DENIED);
    test_bus_let_queries_pass(ERROR_SHARING_VIOLATION);
    query = open_for_queries(CHANGER);
    assert_ptr_not_equal(query, INVALID_HANDLE_VALUE);
    spt_assert_refused(CHANGER, ERROR_SHARING_VIOLATION);
    CloseHandle(first);
    first = spt_open(CHANGER); /* query is still open */
    CloseHandle(first);
    CloseHandle(query);
}

static void who_has_no_right_opens_nothing(void **state)
{
    (void)state;
    test_bus_deny(TEST_BUS_CHANGER, true);
    spt_assert_refused(CHANGER, ERROR_ACCESS_DENIED);
    CloseHandle(spt_open(TAPE));
    test_bus_deny(TEST_BUS_CHANGER, false);
    CloseHandle(spt_open(CHANGER));
}

/* ---- coming and going ---- */

static void a_device_that_is_pulled_out_returns_under_another_number(void **state)
{
    HANDLE device = spt_open(TAPE);
    struct spt_buffer buffer;
    DWORD got;

    (void)state;
    test_bus_pull_out(TEST_BUS_DRIVE);
    spt_inquiry(&buffer, PASS_THROUGH);
    assert_int_equal(spt_send(device, PASS_THROUGH, &buffer, &got), ERROR_DEV_NOT_EXIST);
    spt_assert_refused(TAPE, ERROR_FILE_NOT_FOUND);
    CloseHandle(device);
    test_bus_put_back(TEST_BUS_DRIVE, 7);
    assert_int_equal(test_bus_number(TEST_BUS_DRIVE), 7);
    spt_assert_of_library("\\\\.\\Tape7", PASS_THROUGH, 1);
    spt_assert_refused(TAPE, ERROR_FILE_NOT_FOUND);
    test_bus_pull_out(TEST_BUS_DRIVE);
    test_bus_put_back(TEST_BUS_DRIVE, 0);
    spt_assert_of_library(TAPE, PASS_THROUGH, 1);
}

static void a_number_is_not_given_again_while_a_handle_is_open(void **state)
{
    HANDLE device = spt_open(TAPE);

    (void)state;
    test_bus_pull_out(TEST_BUS_DRIVE);
    test_bus_put_back(TEST_BUS_DRIVE, 0);
    assert_int_equal(test_bus_number(TEST_BUS_DRIVE), 2); /* Tape1 is the other drive */
    CloseHandle(device);
    test_bus_pull_out(TEST_BUS_DRIVE);
    test_bus_put_back(TEST_BUS_DRIVE, 0);
    assert_int_equal(test_bus_number(TEST_BUS_DRIVE), 0);
}

/* A request under way. */
struct pending {
    HANDLE device;
    struct spt_buffer buffer;
    OVERLAPPED overlapped;
};

static void begin(struct pending *pending, const char *name)
{
    memset(&pending->overlapped, 0, sizeof pending->overlapped);
    pending->overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    pending->device = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                                  FILE_FLAG_OVERLAPPED, NULL);
    assert_ptr_not_equal(pending->device, INVALID_HANDLE_VALUE);
    spt_inquiry(&pending->buffer, PASS_THROUGH);
    assert_false(DeviceIoControl(pending->device, PASS_THROUGH, &pending->buffer,
                                 sizeof pending->buffer, &pending->buffer, sizeof pending->buffer,
                                 NULL, &pending->overlapped));
    assert_int_equal(GetLastError(), ERROR_IO_PENDING);
}

/* How it ended. */
static DWORD end(struct pending *pending)
{
    DWORD got = 0;
    DWORD err = ERROR_SUCCESS;

    assert_int_equal(WaitForSingleObject(pending->overlapped.hEvent, SOON_MS), WAIT_OBJECT_0);
    if (!GetOverlappedResult(pending->device, &pending->overlapped, &got, FALSE))
        err = GetLastError();
    CloseHandle(pending->overlapped.hEvent);
    CloseHandle(pending->device);
    return err;
}

static void a_device_that_takes_long_keeps_no_other_waiting(void **state)
{
    struct pending pending;

    (void)state;
    test_bus_hold(TEST_BUS_DRIVE, INQUIRY);
    begin(&pending, TAPE);
    test_bus_wait(TEST_BUS_DRIVE, TEST_BUS_HELD, true);
    spt_assert_of_library(CHANGER, PASS_THROUGH, 8);
    spt_assert_of_library("\\\\.\\Tape1", PASS_THROUGH, 1);
    assert_int_equal(WaitForSingleObject(pending.overlapped.hEvent, 0), WAIT_TIMEOUT);
    test_bus_let_go(TEST_BUS_DRIVE);
    assert_int_equal(end(&pending), ERROR_SUCCESS);
    assert_memory_equal(pending.buffer.data + 8, "IET     ", 8);
}

static void a_request_can_be_cancelled(void **state)
{
    struct pending pending;

    (void)state;
    test_bus_hold(TEST_BUS_DRIVE, INQUIRY);
    begin(&pending, TAPE);
    test_bus_wait(TEST_BUS_DRIVE, TEST_BUS_HELD, true);
    assert_true(CancelIoEx(pending.device, &pending.overlapped));
    assert_int_equal(end(&pending), ERROR_OPERATION_ABORTED);
    test_bus_let_go(TEST_BUS_DRIVE);
    test_bus_wait(TEST_BUS_DRIVE, TEST_BUS_BUSY, false);
    assert_int_equal(test_bus_count(TEST_BUS_DRIVE, INQUIRY), 0); /* it was never sent */
    spt_assert_of_library(TAPE, PASS_THROUGH, 1);
}

static void a_device_can_vanish_during_a_command(void **state)
{
    struct pending pending;

    (void)state;
    test_bus_hold_answer(TEST_BUS_DRIVE, INQUIRY);
    begin(&pending, TAPE);
    test_bus_wait(TEST_BUS_DRIVE, TEST_BUS_HELD, true);
    test_bus_pull_out(TEST_BUS_DRIVE);
    assert_int_equal(end(&pending), ERROR_DEVICE_NOT_CONNECTED);
    assert_int_equal(test_bus_count(TEST_BUS_DRIVE, INQUIRY), 1); /* the device has done it */
    test_bus_put_back(TEST_BUS_DRIVE, 0);
    spt_assert_of_library(TAPE, PASS_THROUGH, 1);
}

/* ---- the library goes away ---- */

static DWORD inquire(HANDLE device, uint32_t seconds)
{
    struct spt_buffer buffer;
    DWORD got = 0;

    spt_inquiry(&buffer, PASS_THROUGH);
    buffer.spt.timeout = seconds;
    return spt_send(device, PASS_THROUGH, &buffer, &got);
}

static void nothing_answers_while_the_bridge_is_dead(void **state)
{
    HANDLE device = spt_open(CHANGER);

    (void)state;
    assert_int_equal(rsm_vtl("bridge kill"), 0);
    assert_int_equal(inquire(device, 10), ERROR_IO_DEVICE);
    assert_int_equal(rsm_vtl("bridge start"), 0);
    assert_int_equal(inquire(device, 10), ERROR_SUCCESS);
    CloseHandle(device);
    spt_assert_of_library(TAPE, PASS_THROUGH, 1);
}

static void a_silent_library_is_a_time_out(void **state)
{
    HANDLE device = spt_open(CHANGER);

    (void)state;
    assert_int_equal(rsm_vtl("freeze"), 0);
    assert_int_equal(inquire(device, 1), ERROR_SEM_TIMEOUT);
    assert_int_equal(rsm_vtl("thaw"), 0);
    assert_int_equal(inquire(device, 10), ERROR_SUCCESS);
    CloseHandle(device);
}

static void a_library_that_was_started_again_is_found_again(void **state)
{
    HANDLE device = spt_open(CHANGER);
    DWORD err;

    (void)state;
    assert_int_equal(inquire(device, 10), ERROR_SUCCESS);
    assert_int_equal(rsm_vtl("crash-restart"), 0);
    err = inquire(device, 10);
    assert_true(err == ERROR_SUCCESS || err == ERROR_IO_DEVICE); /* the old session may show */
    assert_int_equal(inquire(device, 10), ERROR_SUCCESS);
    CloseHandle(device);
}

/* Somebody else connects to the bridge, and talks nonsense. */
static void the_bridge_bears_nonsense(void **state)
{
    static const char nonsense[] = "GET / HTTP/1.0\r\nHost: what is this, and why so long?\r\n\r\n";
    struct sockaddr_in address = {.sin_family = AF_INET};
    char path[1024];
    char answer[16];
    unsigned port = 0;
    WSADATA wsa;
    SOCKET s;
    FILE *file;

    (void)state;
    snprintf(path, sizeof path, "%s/bridge.port", getenv("NTMS_TEST_BUS"));
    file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%u", &port), 1);
    fclose(file);
    assert_int_equal(WSAStartup(MAKEWORD(2, 2), &wsa), 0);
    s = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((u_short)port);
    assert_int_equal(connect(s, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(send(s, nonsense, sizeof nonsense - 1, 0), sizeof nonsense - 1);
    assert_true(recv(s, answer, sizeof answer, 0) <= 0);
    closesocket(s);
    WSACleanup();
    spt_assert_of_library(CHANGER, PASS_THROUGH, 8);
}

/* ---- what the system knows ---- */

static void a_device_knows_where_it_sits(void **state)
{
    struct {
        uint32_t length;
        uint8_t port, bus, target, lun;
    } address;
    STORAGE_DEVICE_NUMBER number;
    HANDLE device = spt_open("\\\\.\\Tape1");
    DWORD got = 0;

    (void)state;
    assert_true(DeviceIoControl(device, 0x41018 /* IOCTL_SCSI_GET_ADDRESS */, NULL, 0, &address,
                                sizeof address, &got, NULL));
    assert_int_equal(address.length, 8);
    assert_int_equal(address.port, 2);
    assert_int_equal(address.bus, 0);
    assert_int_equal(address.target, 5);
    assert_int_equal(address.lun, TEST_BUS_DRIVE + 1);
    assert_true(DeviceIoControl(device, IOCTL_STORAGE_GET_DEVICE_NUMBER, NULL, 0, &number,
                                sizeof number, &got, NULL));
    assert_int_equal(number.DeviceType, FILE_DEVICE_TAPE);
    assert_int_equal(number.DeviceNumber, 1);
    assert_int_equal(number.PartitionNumber, (DWORD)-1);
    CloseHandle(device);
}

static void a_device_knows_what_it_is(void **state)
{
    static uint8_t property[1024];
    const STORAGE_DEVICE_DESCRIPTOR *known = (const void *)property;
    STORAGE_PROPERTY_QUERY query = {.PropertyId = StorageDeviceProperty};
    HANDLE device = spt_open(CHANGER);
    DWORD got = 0;

    (void)state;
    assert_true(DeviceIoControl(device, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof query,
                                property, sizeof property, &got, NULL));
    assert_int_equal(known->Size, got);
    assert_int_equal(known->DeviceType, 8);
    assert_string_equal((const char *)property + known->VendorIdOffset, "IET     ");
    assert_int_not_equal(known->SerialNumberOffset, 0);
    CloseHandle(device);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_device_is_for_one_handle_at_a_time, reset),
        cmocka_unit_test_setup(opens_for_queries_alone_pass_where_a_driver_lets_them, reset),
        cmocka_unit_test_setup(who_has_no_right_opens_nothing, reset),
        cmocka_unit_test_setup(a_device_that_is_pulled_out_returns_under_another_number, reset),
        cmocka_unit_test_setup(a_number_is_not_given_again_while_a_handle_is_open, reset),
        cmocka_unit_test_setup(a_device_that_takes_long_keeps_no_other_waiting, reset),
        cmocka_unit_test_setup(a_request_can_be_cancelled, reset),
        cmocka_unit_test_setup(a_device_can_vanish_during_a_command, reset),
        cmocka_unit_test_setup(nothing_answers_while_the_bridge_is_dead, reset),
        cmocka_unit_test_setup(a_silent_library_is_a_time_out, reset),
        cmocka_unit_test_setup(a_library_that_was_started_again_is_found_again, reset),
        cmocka_unit_test_setup(the_bridge_bears_nonsense, reset),
        cmocka_unit_test(a_device_knows_where_it_sits),
        cmocka_unit_test(a_device_knows_what_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
