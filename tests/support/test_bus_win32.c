/*
 * The tests' side of the driver's control device.
 */
#include "support/test_bus_win32.h"

#include "platform/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <windows.h>
#include <winioctl.h>

enum { PATIENCE_MS = 30000, POLL_MS = 2, ALL_CODES = 256 };

/* The handle stays open as long as the program runs. */
static HANDLE control(void)
{
    static HANDLE bus = INVALID_HANDLE_VALUE;

    if (bus == INVALID_HANDLE_VALUE)
        bus = CreateFileA(TEST_BUS_NAME, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                          0, NULL);
    if (bus == INVALID_HANDLE_VALUE)
        fail_msg("there is no %s: run this test with tests/support/with-bus.sh", TEST_BUS_NAME);
    return bus;
}

static struct test_bus_request ask(unsigned operation, unsigned lun, unsigned value,
                                   unsigned number)
{
    struct test_bus_request request = {operation, lun, value, number};
    DWORD length = 0;

    if (!DeviceIoControl(control(), TEST_BUS_IOCTL, &request, sizeof request, &request,
                         sizeof request, &length, NULL))
        fail_msg("the test driver refuses operation %u on LUN %u: error %lu", operation, lun,
                 GetLastError());
    return request;
}

static void wait_until_started(void)
{
    uint64_t end = rsm_clock_ms() + PATIENCE_MS;

    while (ask(TEST_BUS_READY, 0, 0, 0).number > 0) {
        if (rsm_clock_ms() > end)
            fail_msg("a device of the test driver does not start");
        rsm_clock_sleep_ms(POLL_MS);
    }
}

void test_bus_reset(void)
{
    ask(TEST_BUS_RESET, 0, 0, 0);
    wait_until_started();
}

void test_bus_pull_out(unsigned lun)
{
    ask(TEST_BUS_PULL_OUT, lun, 0, 0);
    test_bus_wait(lun, TEST_BUS_LEAVING, false);
}

void test_bus_put_back(unsigned lun, unsigned least)
{
    ask(TEST_BUS_PUT_BACK, lun, 0, least);
    wait_until_started();
}

void test_bus_claim(unsigned lun, bool claimed)
{
    ask(TEST_BUS_CLAIM, lun, claimed, 0);
    test_bus_wait(lun, TEST_BUS_LEAVING, false);
    wait_until_started();
}

unsigned test_bus_number(unsigned lun)
{
    return ask(TEST_BUS_STATE, lun, 0, 0).number;
}

unsigned test_bus_state(unsigned lun)
{
    return ask(TEST_BUS_STATE, lun, 0, 0).value;
}

void test_bus_wait(unsigned lun, unsigned bit, bool set)
{
    uint64_t end = rsm_clock_ms() + PATIENCE_MS;

    while (((test_bus_state(lun) & bit) != 0) != set) {
        if (rsm_clock_ms() > end)
            fail_msg("LUN %u of the test driver: state %x, and bit %x does not change", lun,
                     test_bus_state(lun), bit);
        rsm_clock_sleep_ms(POLL_MS);
    }
}

void test_bus_limit(uint32_t bytes, uint32_t pages)
{
    ask(TEST_BUS_LIMIT, 0, bytes, pages);
}

void test_bus_align(uint32_t mask)
{
    ask(TEST_BUS_ALIGN, 0, mask, 0);
}

static unsigned manner(uint32_t error)
{
    if (error == 0)
        return 2;
    return error == ERROR_SHARING_VIOLATION;
}

void test_bus_exclusive(uint32_t error)
{
    ask(TEST_BUS_EXCLUSIVE, 0, manner(error), 0);
}

void test_bus_let_queries_pass(uint32_t error)
{
    ask(TEST_BUS_EXCLUSIVE, 0, manner(error), 1);
}

void test_bus_refuse_direct(bool refuse)
{
    ask(TEST_BUS_NO_DIRECT, 0, refuse, 0);
}

void test_bus_deny(unsigned lun, bool deny)
{
    ask(TEST_BUS_DENY, lun, deny, 0);
}

unsigned test_bus_count(unsigned lun, uint8_t operation_code)
{
    return ask(TEST_BUS_COUNT, lun, 0, operation_code).value;
}

unsigned test_bus_count_all(unsigned lun)
{
    return ask(TEST_BUS_COUNT, lun, 0, ALL_CODES).value;
}

void test_bus_forget(void)
{
    ask(TEST_BUS_FORGET, 0, 0, 0);
}

void test_bus_hold(unsigned lun, uint8_t operation_code)
{
    ask(TEST_BUS_HOLD, lun, 0, operation_code);
}

void test_bus_hold_answer(unsigned lun, uint8_t operation_code)
{
    ask(TEST_BUS_HOLD, lun, 1, operation_code);
}

void test_bus_let_go(unsigned lun)
{
    ask(TEST_BUS_LET_GO, lun, 0, 0);
}
