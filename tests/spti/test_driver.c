/*
 * The test driver itself, by bare requests: that it refuses what Windows refuses, and that what it answers
 * comes from the independent library behind it.
 */
#include "spti/pass_through.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changer_and_its_drives_answer_from_the_library),
        cmocka_unit_test(the_same_without_a_buffer_in_between),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
