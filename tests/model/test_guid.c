/*
 * GUIDs: printing, reading, comparing.
 */
#include "model/guid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static const GUID sample = {0x01234567,
                            0x89ab,
                            0xcdef,
                            {0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10}};
#define SAMPLE_TEXT "01234567-89ab-cdef-fedc-ba9876543210"

static void a_guid_is_printed_in_lower_case_with_hyphens(void **state)
{
    char text[RSM_GUID_TEXT];

    (void)state;
    rsm_guid_format(&sample, text);
    assert_string_equal(text, SAMPLE_TEXT);
}

static void what_is_printed_is_read_back(void **state)
{
    GUID id;

    (void)state;
    assert_true(rsm_guid_parse(SAMPLE_TEXT, &id));
    assert_memory_equal(&sample, &id, sizeof(GUID));
}

static void a_guid_is_read_in_all_its_ways_of_writing(void **state)
{
    static const char *const ways[] = {
        "{01234567-89AB-CDEF-FEDC-BA9876543210}",
        "0123456789abcdeffedcba9876543210",
        "{0123456789abCDEFfedcba9876543210}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        GUID id = {0};

        assert_true(rsm_guid_parse(ways[i], &id));
        assert_memory_equal(&sample, &id, sizeof(GUID));
    }
}

static void anything_else_is_no_guid(void **state)
{
    static const char *const texts[] = {
        "",
        "{",
        "{}",
        "-",
        "0123456",
        "01234567-89ab-cdef-fedc-ba987654321",
        "01234567-89ab-cdef-fedc-ba98765432100",
        "01234567-89ab-cdef-fedc-ba987654321g",
        "01234567-89ab-cdef-fedcba9876543210",
        "0123-456789ab-cdef-fedc-ba9876543210",
        "01234567--89ab-cdef-fedc-ba9876543210",
        "01234567-89ab-cdef-fedc-ba9876543210-",
        "{01234567-89ab-cdef-fedc-ba9876543210",
        "01234567-89ab-cdef-fedc-ba9876543210}",
        "{01234567-89ab-cdef-fedc-ba9876543210}}",
        " 01234567-89ab-cdef-fedc-ba9876543210",
        "01234567-89ab-cdef-fedc-ba9876543210 ",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        GUID id = sample;

        if (rsm_guid_parse(texts[i], &id))
            fail_msg("\"%s\" was taken for a GUID", texts[i]);
        assert_memory_equal(&sample, &id, sizeof(GUID)); /* untouched */
    }
}

static void only_all_zero_is_the_null_guid(void **state)
{
    GUID id = {0};

    (void)state;
    assert_true(rsm_guid_is_null(&id));
    assert_true(rsm_guid_is_null(&rsm_guid_null));
    id.Data4[7] = 1;
    assert_false(rsm_guid_is_null(&id));
}

static void guids_that_differ_in_any_part_are_not_equal(void **state)
{
    (void)state;
    assert_true(rsm_guid_equal(&sample, &sample));
    for (size_t i = 0; i < sizeof(GUID); i++) {
        unsigned char bytes[sizeof(GUID)];
        GUID other;

        memcpy(bytes, &sample, sizeof bytes);
        bytes[i] ^= 1;
        memcpy(&other, bytes, sizeof other);
        assert_false(rsm_guid_equal(&sample, &other));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guid_is_printed_in_lower_case_with_hyphens),
        cmocka_unit_test(what_is_printed_is_read_back),
        cmocka_unit_test(a_guid_is_read_in_all_its_ways_of_writing),
        cmocka_unit_test(anything_else_is_no_guid),
        cmocka_unit_test(only_all_zero_is_the_null_guid),
        cmocka_unit_test(guids_that_differ_in_any_part_are_not_equal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
