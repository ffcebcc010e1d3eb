/*
 * The test driver itself, by bare requests: that it refuses what Windows refuses, and that what it answers
 * comes from the independent library behind it.
 */
#include "spti/pass_through.h"
#include "support/test_bus_win32.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void assert_is_of_the_library(const char *name, DWORD code, uint8_t type)
{
    struct spt_buffer buffer;
    HANDLE device = spt_open(name);
    DWORD got = 0;

    assert_ptr_not_equal(device, INVALID_HANDLE_VALUE);
    spt_inquiry(&buffer, code);
    assert_int_equal(spt_send(device, code, &buffer, &got), ERROR_SUCCESS);
    CloseHandle(device);
    assert_int_equal(buffer.spt.status, 0);
    assert_int_equal(buffer.data[0] & 0x1F, type);
    assert_memory_equal(buffer.data + 8, "IET     ", 8); /* what tgt calls itself */
    assert_true(buffer.spt.data_length >= 36 && buffer.spt.data_length <= 96);
}

static void a_changer_and_its_drives_answer_from_the_library(void **state)
{
    (void)state;
    assert_is_of_the_library("\\\\.\\Changer0", PASS_THROUGH, 8);
    assert_is_of_the_library("\\\\.\\Tape0", PASS_THROUGH, 1);
    assert_is_of_the_library("\\\\.\\Tape1", PASS_THROUGH, 1);
}

static void the_same_without_a_buffer_in_between(void **state)
{
    (void)state;
    assert_is_of_the_library("\\\\.\\Changer0", PASS_THROUGH_DIRECT, 8);
    assert_is_of_the_library("\\\\.\\Tape0", PASS_THROUGH_DIRECT, 1);
}

static void assert_refused(const char *name, DWORD error)
{
    HANDLE device = spt_open(name);

    assert_ptr_equal(device, INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), error);
}

static void a_device_is_for_one_handle_at_a_time(void **state)
{
    HANDLE first = spt_open("\\\\.\\Changer0");

    (void)state;
    assert_ptr_not_equal(first, INVALID_HANDLE_VALUE);
    assert_refused("\\\\.\\Changer0", ERROR_ACCESS_DENIED);
    test_bus_exclusive(ERROR_SHARING_VIOLATION);
    assert_refused("\\\\.\\Changer0", ERROR_SHARING_VIOLATION);
    CloseHandle(first);
    first = spt_open("\\\\.\\Changer0");
    assert_ptr_not_equal(first, INVALID_HANDLE_VALUE);
    CloseHandle(first);
}

static void a_device_that_is_pulled_out_returns_under_another_number(void **state)
{
    HANDLE device = spt_open("\\\\.\\Tape0");
    struct spt_buffer buffer;
    DWORD got;

    (void)state;
    assert_ptr_not_equal(device, INVALID_HANDLE_VALUE);
    test_bus_pull_out(TEST_BUS_DRIVE);
    spt_inquiry(&buffer, PASS_THROUGH);
    assert_int_equal(spt_send(device, PASS_THROUGH, &buffer, &got), ERROR_DEV_NOT_EXIST);
    assert_refused("\\\\.\\Tape0", ERROR_FILE_NOT_FOUND);
    CloseHandle(device);
    test_bus_put_back(TEST_BUS_DRIVE, 7);
    assert_int_equal(test_bus_number(TEST_BUS_DRIVE), 7);
    assert_is_of_the_library("\\\\.\\Tape7", PASS_THROUGH, 1);
    assert_refused("\\\\.\\Tape0", ERROR_FILE_NOT_FOUND);
    test_bus_pull_out(TEST_BUS_DRIVE);
    test_bus_put_back(TEST_BUS_DRIVE, 0);
    assert_is_of_the_library("\\\\.\\Tape0", PASS_THROUGH, 1);
}

static int reset(void **state)
{
    (void)state;
    test_bus_reset();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changer_and_its_drives_answer_from_the_library),
        cmocka_unit_test(the_same_without_a_buffer_in_between),
        cmocka_unit_test_setup(a_device_is_for_one_handle_at_a_time, reset),
        cmocka_unit_test_setup(a_device_that_is_pulled_out_returns_under_another_number, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
