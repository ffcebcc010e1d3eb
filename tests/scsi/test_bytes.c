/*
 * Big-endian numbers: their order, and what happens at the end of the data.
 */
#include "scsi/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const uint8_t eight[] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF};

static void the_first_byte_is_the_highest(void **state)
{
    struct rsm_bytes bytes = rsm_bytes_of(eight, sizeof(eight));

    (void)state;
    assert_int_equal(rsm_bytes_get8(&bytes, 7), 0xEF);
    assert_int_equal(rsm_bytes_get16(&bytes, 0), 0x0123);
    assert_int_equal(rsm_bytes_get24(&bytes, 1), 0x234567);
    assert_int_equal(rsm_bytes_get32(&bytes, 4), 0x89ABCDEF);
    assert_true(rsm_bytes_get64(&bytes, 0) == 0x0123456789ABCDEF);
    assert_false(bytes.beyond);
}

static void a_number_that_did_not_arrive_whole_is_zero_and_remembered(void **state)
{
    struct rsm_bytes bytes = rsm_bytes_of(eight, sizeof(eight));

    (void)state;
    assert_int_equal(rsm_bytes_get16(&bytes, 6), 0xCDEF);
    assert_false(bytes.beyond);
    assert_int_equal(rsm_bytes_get16(&bytes, 7), 0);
    assert_true(bytes.beyond);
}

static void the_largest_offset_does_not_wrap_round(void **state)
{
    struct rsm_bytes bytes = rsm_bytes_of(eight, sizeof(eight));

    (void)state;
    assert_false(rsm_bytes_has(&bytes, SIZE_MAX, 2));
    assert_false(rsm_bytes_has(&bytes, 2, SIZE_MAX));
    assert_int_equal(rsm_bytes_get32(&bytes, SIZE_MAX - 1), 0);
}

static void no_data_at_all_has_nothing(void **state)
{
    struct rsm_bytes bytes = rsm_bytes_of(NULL, 5);

    (void)state;
    assert_int_equal(bytes.size, 0);
    assert_int_equal(rsm_bytes_get8(&bytes, 0), 0);
    assert_int_equal(rsm_bytes_slice(&bytes, 0, 3).size, 0);
}

static void a_slice_is_what_there_is_of_it(void **state)
{
    struct rsm_bytes bytes = rsm_bytes_of(eight, sizeof(eight));

    (void)state;
    assert_int_equal(rsm_bytes_slice(&bytes, 2, 3).size, 3);
    assert_ptr_equal(rsm_bytes_slice(&bytes, 2, 3).data, eight + 2);
    assert_int_equal(rsm_bytes_slice(&bytes, 6, SIZE_MAX).size, 2);
    assert_int_equal(rsm_bytes_slice(&bytes, 8, 1).size, 0);
    assert_int_equal(rsm_bytes_slice(&bytes, SIZE_MAX, SIZE_MAX).size, 0);
}

static void what_is_put_is_got(void **state)
{
    uint8_t room[8] = {0};
    struct rsm_bytes bytes = rsm_bytes_of(room, sizeof(room));

    (void)state;
    rsm_bytes_put64(room, 0x0123456789ABCDEF);
    assert_memory_equal(room, eight, sizeof(eight));
    rsm_bytes_put24(room, 0xABCDEF);
    assert_int_equal(rsm_bytes_get24(&bytes, 0), 0xABCDEF);
}

static void more_than_24_bits_become_the_largest_that_fits(void **state)
{
    uint8_t room[3] = {0};
    struct rsm_bytes bytes = rsm_bytes_of(room, sizeof(room));

    (void)state;
    rsm_bytes_put24(room, 0x1000000);
    assert_int_equal(rsm_bytes_get24(&bytes, 0), 0xFFFFFF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_byte_is_the_highest),
        cmocka_unit_test(a_number_that_did_not_arrive_whole_is_zero_and_remembered),
        cmocka_unit_test(the_largest_offset_does_not_wrap_round),
        cmocka_unit_test(no_data_at_all_has_nothing),
        cmocka_unit_test(a_slice_is_what_there_is_of_it),
        cmocka_unit_test(what_is_put_is_got),
        cmocka_unit_test(more_than_24_bits_become_the_largest_that_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
