/*
 * Random bytes.
 */
#include "platform/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void two_draws_differ(void **state)
{
    unsigned char a[16] = {0};
    unsigned char b[16] = {0};

    (void)state;
    assert_int_equal(rsm_random_bytes(a, sizeof a), ERROR_SUCCESS);
    assert_int_equal(rsm_random_bytes(b, sizeof b), ERROR_SUCCESS);
    assert_memory_not_equal(a, b, sizeof a);
}

static void every_byte_is_drawn(void **state)
{
    unsigned char bytes[1000];
    unsigned char seen[1000] = {0};

    (void)state;
    for (unsigned draw = 0; draw < 8; draw++) {
        memset(bytes, 0, sizeof bytes);
        assert_int_equal(rsm_random_bytes(bytes, sizeof bytes), ERROR_SUCCESS);
        for (size_t i = 0; i < sizeof bytes; i++)
            seen[i] |= bytes[i];
    }
    for (size_t i = 0; i < sizeof seen; i++)
        assert_int_not_equal(seen[i], 0);
}

static void nothing_is_drawn_behind_the_end(void **state)
{
    unsigned char bytes[4] = {0, 0, 0x5A, 0x5A};

    (void)state;
    assert_int_equal(rsm_random_bytes(bytes, 2), ERROR_SUCCESS);
    assert_int_equal(rsm_random_bytes(bytes, 0), ERROR_SUCCESS);
    assert_true(bytes[2] == 0x5A && bytes[3] == 0x5A);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_draws_differ),
        cmocka_unit_test(every_byte_is_drawn),
        cmocka_unit_test(nothing_is_drawn_behind_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
