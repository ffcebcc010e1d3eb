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
#include <string.h>

#include <cmocka.h>

#define CHANGER "\\\\.\\Changer0"
#define TAPE    "\\\\.\\Tape0"
#define ADAPTER "\\\\.\\Scsi2:"

static const DWORD codes[] = {PASS_THROUGH, PASS_THROUGH_DIRECT};

/* ERROR_NO_SUCH_DEVICE, which older headers lack */
enum { NO_SUCH_DEVICE = 433 };

enum { OTHER_WIDTH = sizeof(void *) == 8 ? 44 : 56 };

static int reset(void **state)
{
    (void)state;
    test_bus_reset();
    return 0;
}

/* ---- what is carried ---- */

static void a_changer_and_its_drives_answer_from_the_library(void **state)
{
    (void)state;
    spt_assert_of_library(CHANGER, PASS_THROUGH, 8);
    spt_assert_of_library(TAPE, PASS_THROUGH, 1);
    spt_assert_of_library("\\\\.\\Tape1", PASS_THROUGH, 1);
}

static void the_same_without_a_buffer_in_between(void **state)
{
    (void)state;
    spt_assert_of_library(CHANGER, PASS_THROUGH_DIRECT, 8);
    spt_assert_of_library(TAPE, PASS_THROUGH_DIRECT, 1);
}

static void lengths_say_what_came(void **state)
{
    HANDLE device = spt_open(CHANGER);

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct spt_buffer buffer;
        DWORD got = 0;

        spt_inquiry(&buffer, codes[i]);
        assert_int_equal(spt_send(device, codes[i], &buffer, &got), ERROR_SUCCESS);
        assert_int_equal(buffer.spt.data_length, buffer.data[4] + 5); /* less than 96 */
        assert_int_equal(buffer.spt.sense_length, 0);
        assert_int_equal(got, codes[i] == PASS_THROUGH
                                  ? offsetof(struct spt_buffer, data) + buffer.spt.data_length
                                  : sizeof(struct spt));
    }
    CloseHandle(device);
}

static void a_check_condition_is_an_answer_with_sense_data(void **state)
{
    static const uint8_t unknown[6] = {0xFF, 0, 0, 0, 0, 0};
    HANDLE device = spt_open(CHANGER);

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct spt_buffer buffer;
        DWORD got = 0;

        spt_make(&buffer, unknown, sizeof unknown);
        buffer.spt.sense_length = 14;
        buffer.sense[14] = 0xAA;
        assert_int_equal(spt_send(device, codes[i], &buffer, &got), ERROR_SUCCESS);
        assert_int_equal(buffer.spt.status, 2);
        assert_int_equal(buffer.spt.sense_length, 14);
        assert_int_equal(buffer.sense[2] & 0x0F, 5);
        assert_int_equal(buffer.sense[12], 0x20);
        assert_int_equal(buffer.sense[14], 0xAA); /* behind the room that was given */
        assert_int_equal(got, sizeof(struct spt) + 14);
    }
    CloseHandle(device);
}

/* ---- what is refused ---- */

struct wrong {
    const char *what;
    void (*spoil)(struct spt *spt);
    DWORD error;
};

static void other_width(struct spt *spt)
{
    spt->length = OTHER_WIDTH;
}

static void no_length(struct spt *spt)
{
    spt->length = 0;
}

static void no_cdb(struct spt *spt)
{
    spt->cdb_length = 0;
}

static void long_cdb(struct spt *spt)
{
    spt->cdb_length = 17;
}

static void unknown_direction(struct spt *spt)
{
    spt->direction = 3;
}

static void data_without_direction(struct spt *spt)
{
    spt->direction = SPT_NONE;
}

static void no_time(struct spt *spt)
{
    spt->timeout = 0;
}

static void too_much_time(struct spt *spt)
{
    spt->timeout = 108001;
}

static void copy_command(struct spt *spt)
{
    spt->cdb[0] = 0x18;
}

static void sense_in_header(struct spt *spt)
{
    spt->sense_offset = sizeof *spt - 1;
}

static void sense_behind_the_end(struct spt *spt)
{
    spt->sense_offset = sizeof(struct spt_buffer) - 31;
}

static void sense_far_away(struct spt *spt)
{
    spt->sense_offset = 0xFFFFFFF0;
}

static void more_than_the_adapter_carries(struct spt *spt)
{
    spt->data_length = (1 << 20) + 1;
}

static const struct wrong wrongs[] = {
    {"the other width's length", other_width, ERROR_REVISION_MISMATCH},
    {"no length", no_length, ERROR_REVISION_MISMATCH},
    {"no CDB", no_cdb, ERROR_INVALID_PARAMETER},
    {"a CDB of 17 bytes", long_cdb, ERROR_INVALID_PARAMETER},
    {"direction 3", unknown_direction, ERROR_INVALID_PARAMETER},
    {"data without a direction", data_without_direction, ERROR_INVALID_PARAMETER},
    {"no time", no_time, ERROR_INVALID_PARAMETER},
    {"108001 seconds", too_much_time, ERROR_INVALID_PARAMETER},
    {"COPY", copy_command, ERROR_INVALID_PARAMETER},
    {"sense data in the header", sense_in_header, ERROR_INVALID_PARAMETER},
    {"sense data behind the end", sense_behind_the_end, ERROR_INVALID_PARAMETER},
    {"sense data far away", sense_far_away, ERROR_INVALID_PARAMETER},
    {"too much data", more_than_the_adapter_carries, ERROR_INVALID_PARAMETER},
};

static void assert_wrong(HANDLE device, DWORD code, const struct wrong *wrong)
{
    struct spt_buffer buffer;
    DWORD got = 0;
    DWORD err;

    spt_inquiry(&buffer, code);
    wrong->spoil(&buffer.spt);
    err = spt_send(device, code, &buffer, &got);
    if (err != wrong->error)
        fail_msg("%s, request %lx: error %lu, not %lu", wrong->what, code, err, wrong->error);
}

static void a_request_that_is_not_sound_is_refused(void **state)
{
    HANDLE device = spt_open(CHANGER);

    (void)state;
    test_bus_forget();
    for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
        assert_wrong(device, PASS_THROUGH, &wrongs[i]);
        assert_wrong(device, PASS_THROUGH_DIRECT, &wrongs[i]);
    }
    assert_int_equal(test_bus_count_all(TEST_BUS_CHANGER), 0); /* none reached the device */
    CloseHandle(device);
}

static void data_in_header(struct spt *spt)
{
    spt->data = sizeof *spt - 4;
}

static void data_behind_the_end(struct spt *spt)
{
    spt->data = sizeof(struct spt_buffer) - 95;
}

static void data_over_sense(struct spt *spt)
{
    spt->data = spt->sense_offset + 4;
}

static const struct wrong wrong_offsets[] = {
    {"data in the header", data_in_header, ERROR_INVALID_PARAMETER},
    {"data behind the end", data_behind_the_end, ERROR_INVALID_PARAMETER},
    {"data over the sense data", data_over_sense, ERROR_INVALID_PARAMETER},
};

static void data_must_lie_in_the_buffer(void **state)
{
    HANDLE device = spt_open(CHANGER);

    (void)state;
    for (size_t i = 0; i < sizeof wrong_offsets / sizeof wrong_offsets[0]; i++)
        assert_wrong(device, PASS_THROUGH, &wrong_offsets[i]);
    CloseHandle(device);
}

static void odd_address(struct spt *spt)
{
    spt->data += 1;
}

static void no_address(struct spt *spt)
{
    spt->data = 0;
}

static void foreign_address(struct spt *spt)
{
    spt->data = 0x1000;
}

static const struct wrong wrong_addresses[] = {
    {"an address out of line", odd_address, ERROR_INVALID_PARAMETER},
    {"no address", no_address, ERROR_INVALID_PARAMETER},
    {"an address where nothing is", foreign_address, ERROR_NOACCESS},
};

static void direct_data_must_lie_where_the_adapter_can_reach_it(void **state)
{
    HANDLE device = spt_open(CHANGER);

    (void)state;
    for (size_t i = 0; i < sizeof wrong_addresses / sizeof wrong_addresses[0]; i++)
        assert_wrong(device, PASS_THROUGH_DIRECT, &wrong_addresses[i]);
    test_bus_align(0);
    CloseHandle(device);
    spt_assert_of_library(CHANGER, PASS_THROUGH_DIRECT, 8);
}

static void a_buffer_shorter_than_the_header_is_refused(void **state)
{
    HANDLE device = spt_open(CHANGER);

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct spt_buffer buffer;
        DWORD got = 0;

        spt_inquiry(&buffer, codes[i]);
        assert_false(DeviceIoControl(device, codes[i], &buffer, sizeof buffer.spt - 1, &buffer,
                                     sizeof buffer, &got, NULL));
        assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
        assert_false(DeviceIoControl(device, codes[i], &buffer, sizeof buffer, &buffer,
                                     sizeof buffer.spt - 1, &got, NULL));
        assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    }
    CloseHandle(device);
}

static void a_limit_of_the_adapter_is_kept_to_the_byte(void **state)
{
    static struct {
        struct spt_buffer head;
        uint8_t more[65536];
    } big;
    HANDLE device = spt_open(CHANGER);
    DWORD got = 0;

    (void)state;
    test_bus_limit(65536, 17);
    for (uint32_t length = 65536; length <= 65537; length++) {
        BOOL well;

        spt_inquiry(&big.head, PASS_THROUGH);
        big.head.spt.data_length = length;
        well =
            DeviceIoControl(device, PASS_THROUGH, &big, sizeof big, &big, sizeof big, &got, NULL);
        assert_int_equal(well, length == 65536);
    }
    test_bus_limit(1 << 20, 16);
    spt_inquiry(&big.head, PASS_THROUGH_DIRECT);
    big.head.spt.data = (((uintptr_t)big.more + 4095) & ~(uintptr_t)4095) - 4;
    big.head.spt.data_length = 60 * 1024; /* 15 pages, but it begins 4 bytes before one */
    assert_true(DeviceIoControl(device, PASS_THROUGH_DIRECT, &big, sizeof big, &big, sizeof big,
                                &got, NULL));
    test_bus_limit(0, 15);
    big.head.spt.data_length = 60 * 1024; /* it says what came, now */
    assert_false(DeviceIoControl(device, PASS_THROUGH_DIRECT, &big, sizeof big, &big, sizeof big,
                                 &got, NULL));
    CloseHandle(device);
}

static void a_handle_for_reading_alone_carries_nothing(void **state)
{
    HANDLE device = CreateFileA(CHANGER, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                                OPEN_EXISTING, 0, NULL);

    (void)state;
    assert_ptr_not_equal(device, INVALID_HANDLE_VALUE);
    for (size_t i = 0; i < 2; i++) {
        struct spt_buffer buffer;
        DWORD got = 0;

        spt_inquiry(&buffer, codes[i]);
        assert_int_equal(spt_send(device, codes[i], &buffer, &got), ERROR_ACCESS_DENIED);
    }
    CloseHandle(device);
}

static void direct_can_be_refused(void **state)
{
    HANDLE device = spt_open(CHANGER);
    struct spt_buffer buffer;
    DWORD got = 0;

    (void)state;
    test_bus_refuse_direct(true);
    spt_inquiry(&buffer, PASS_THROUGH_DIRECT);
    assert_int_equal(spt_send(device, PASS_THROUGH_DIRECT, &buffer, &got), ERROR_INVALID_FUNCTION);
    CloseHandle(device);
    spt_assert_of_library(CHANGER, PASS_THROUGH, 8);
}

/* ---- the adapter ---- */

static DWORD ask_adapter(HANDLE adapter, uint8_t target, uint8_t lun, struct spt_buffer *buffer)
{
    DWORD got = 0;

    spt_inquiry(buffer, PASS_THROUGH);
    buffer->spt.target = target;
    buffer->spt.lun = lun;
    return spt_send(adapter, PASS_THROUGH, buffer, &got);
}

static void the_adapter_carries_only_for_what_no_driver_has_claimed(void **state)
{
    HANDLE adapter = spt_open(ADAPTER);
    struct spt_buffer buffer;

    (void)state;
    assert_int_equal(ask_adapter(adapter, 5, TEST_BUS_DRIVE, &buffer), ERROR_INVALID_FUNCTION);
    assert_int_equal(ask_adapter(adapter, 5, 99, &buffer), NO_SUCH_DEVICE);
    assert_int_equal(ask_adapter(adapter, 4, TEST_BUS_DRIVE, &buffer), NO_SUCH_DEVICE);
    test_bus_claim(TEST_BUS_DRIVE, false);
    spt_assert_refused(TAPE, ERROR_FILE_NOT_FOUND);
    assert_int_equal(ask_adapter(adapter, 5, TEST_BUS_DRIVE, &buffer), ERROR_SUCCESS);
    assert_int_equal(buffer.data[0], 1);
    assert_memory_equal(buffer.data + 8, "IET     ", 8);
    test_bus_claim(TEST_BUS_DRIVE, true);
    assert_int_equal(ask_adapter(adapter, 5, TEST_BUS_DRIVE, &buffer), ERROR_INVALID_FUNCTION);
    spt_assert_of_library(TAPE, PASS_THROUGH, 1);
    CloseHandle(adapter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changer_and_its_drives_answer_from_the_library),
        cmocka_unit_test(the_same_without_a_buffer_in_between),
        cmocka_unit_test(lengths_say_what_came),
        cmocka_unit_test(a_check_condition_is_an_answer_with_sense_data),
        cmocka_unit_test(a_request_that_is_not_sound_is_refused),
        cmocka_unit_test(data_must_lie_in_the_buffer),
        cmocka_unit_test(direct_data_must_lie_where_the_adapter_can_reach_it),
        cmocka_unit_test_setup(a_buffer_shorter_than_the_header_is_refused, reset),
        cmocka_unit_test_setup(a_limit_of_the_adapter_is_kept_to_the_byte, reset),
        cmocka_unit_test_setup(a_handle_for_reading_alone_carries_nothing, reset),
        cmocka_unit_test_setup(direct_can_be_refused, reset),
        cmocka_unit_test_setup(the_adapter_carries_only_for_what_no_driver_has_claimed, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
