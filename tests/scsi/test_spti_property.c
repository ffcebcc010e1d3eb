/*
 * Property descriptors of Windows' drivers: as they come, cut short, and with offsets that lead anywhere.
 */
#include "scsi/spti_property.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    SIZE_AT = 4,
    TYPE_AT = 8,
    VENDOR_AT = 12,
    PRODUCT_AT = 16,
    REVISION_AT = 20,
    SERIAL_AT = 24
};
enum { LIMIT_AT = 8, PAGES_AT = 12 };

static void put(uint8_t *bytes, size_t at, uint32_t number)
{
    for (size_t i = 0; i < 4; i++)
        bytes[at + i] = (uint8_t)(number >> 8 * i);
}

/* A changer as a class driver of Windows describes it: texts behind 36 bytes and 36 of INQUIRY. */
static size_t describe_changer(uint8_t bytes[128])
{
    memset(bytes, 0, 128);
    put(bytes, 0, 40);
    put(bytes, SIZE_AT, 119);
    bytes[TYPE_AT] = 0x08;
    put(bytes, VENDOR_AT, 72);
    memcpy(bytes + 72, "IET     ", 9);
    put(bytes, PRODUCT_AT, 81);
    memcpy(bytes + 81, "VIRTUAL-CHANGER ", 17);
    put(bytes, REVISION_AT, 98);
    memcpy(bytes + 98, "0500", 5);
    put(bytes, SERIAL_AT, 103);
    memcpy(bytes + 103, "  VTLCHG000001 ", 16);
    return 119;
}

/* In memory of exactly that size, so that a sanitizer sees whoever reads on. */
static rsm_error parse(const uint8_t *bytes, size_t size, struct rsm_transport_facts *facts)
{
    uint8_t *exact = malloc(size > 0 ? size : 1);
    rsm_error err;

    assert_non_null(exact);
    memcpy(exact, bytes, size);
    err = rsm_spti_parse_device(exact, size, facts);
    free(exact);
    return err;
}

static void a_device_is_what_the_system_read_of_it(void **state)
{
    struct rsm_transport_facts facts = {.port = 3};
    uint8_t bytes[128];
    size_t size = describe_changer(bytes);

    (void)state;
    assert_success(parse(bytes, size, &facts));
    assert_true(facts.has_type);
    assert_int_equal(facts.type, 0x08);
    assert_string_equal(facts.vendor, "IET");
    assert_string_equal(facts.product, "VIRTUAL-CHANGER");
    assert_string_equal(facts.revision, "0500");
    assert_string_equal(facts.serial, "VTLCHG000001");
    assert_int_equal(facts.port, 3);
}

static void a_serial_number_of_zeros_is_none(void **state)
{
    struct rsm_transport_facts facts = {0};
    uint8_t bytes[128];
    size_t size = describe_changer(bytes);

    (void)state;
    memcpy(bytes + 103, " 000000000000  ", 16);
    assert_success(parse(bytes, size, &facts));
    assert_string_equal(facts.serial, "");
}

static void a_text_that_is_not_told_is_empty(void **state)
{
    static const uint32_t none[] = {0, UINT32_MAX, 35, 119, 120, 0x80000000};

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        struct rsm_transport_facts facts = {.serial = "old"};
        uint8_t bytes[128];
        size_t size = describe_changer(bytes);

        put(bytes, SERIAL_AT, none[i]);
        assert_success(parse(bytes, size, &facts));
        assert_string_equal(facts.serial, "");
        assert_string_equal(facts.vendor, "IET");
    }
}

static void a_text_without_an_end_ends_where_the_answer_does(void **state)
{
    struct rsm_transport_facts facts = {0};
    uint8_t bytes[128];
    size_t size = describe_changer(bytes);

    (void)state;
    memset(bytes + 72, 'A', size - 72);
    assert_success(parse(bytes, size, &facts));
    assert_string_equal(facts.vendor, "AAAAAAAA");
    assert_string_equal(facts.product, "AAAAAAAAAAAAAAAA");
    assert_string_equal(facts.serial, "AAAAAAAAAAAAAAAA");
}

static void what_stands_behind_the_stated_size_is_not_believed(void **state)
{
    struct rsm_transport_facts facts = {0};
    uint8_t bytes[128];

    (void)state;
    describe_changer(bytes);
    put(bytes, SIZE_AT, 103);
    assert_success(parse(bytes, 128, &facts));
    assert_string_equal(facts.revision, "0500");
    assert_string_equal(facts.serial, "");
}

static void a_stated_size_beyond_what_came_gives_what_came(void **state)
{
    struct rsm_transport_facts facts = {0};
    uint8_t bytes[128];

    (void)state;
    describe_changer(bytes);
    put(bytes, SIZE_AT, UINT32_MAX);
    assert_success(parse(bytes, 85, &facts));
    assert_string_equal(facts.vendor, "IET");
    assert_string_equal(facts.product, "VIRT");
    assert_string_equal(facts.serial, "");
}

static void without_a_device_type_nothing_is_learned(void **state)
{
    uint8_t bytes[128];

    (void)state;
    describe_changer(bytes);
    for (size_t size = 0; size <= TYPE_AT; size++) {
        struct rsm_transport_facts facts = {.serial = "old"};

        assert_fails_with(ERROR_INVALID_DATA, parse(bytes, size, &facts));
        assert_false(facts.has_type);
        assert_string_equal(facts.serial, "old");
    }
}

static void unprintable_bytes_do_not_reach_the_texts(void **state)
{
    struct rsm_transport_facts facts = {0};
    uint8_t bytes[128];
    size_t size = describe_changer(bytes);

    (void)state;
    bytes[103] = '\n';
    bytes[104] = 0xFF;
    assert_success(parse(bytes, size, &facts));
    assert_string_equal(facts.serial, "??VTLCHG000001");
}

/* ---- the adapter ---- */

static uint32_t max_transfer(uint32_t limit, uint32_t pages)
{
    uint8_t bytes[32] = {0};

    put(bytes, LIMIT_AT, limit);
    put(bytes, PAGES_AT, pages);
    return rsm_spti_parse_max_transfer(bytes, sizeof bytes);
}

static void the_lesser_limit_of_an_adapter_counts(void **state)
{
    (void)state;
    assert_int_equal(max_transfer(131072, 0), 131072);
    assert_int_equal(max_transfer(131072, UINT32_MAX), 131072);
    assert_int_equal(max_transfer(131072, 33), 131072);
    assert_int_equal(max_transfer(131072, 17), 65536);
    assert_int_equal(max_transfer(UINT32_MAX, 17), 65536);
    assert_int_equal(max_transfer(UINT32_MAX, UINT32_MAX), UINT32_MAX);
    assert_int_equal(max_transfer(65535, 17), 65535);
}

static void an_adapter_with_one_page_carries_a_page(void **state)
{
    (void)state;
    assert_int_equal(max_transfer(131072, 1), 4096);
    assert_int_equal(max_transfer(2048, 1), 2048);
}

static void a_limit_that_is_not_told_is_what_every_adapter_carries(void **state)
{
    uint8_t bytes[32];

    (void)state;
    memset(bytes, 0xFF, sizeof bytes);
    assert_int_equal(rsm_spti_parse_max_transfer(NULL, 0), 65536);
    assert_int_equal(rsm_spti_parse_max_transfer(bytes, LIMIT_AT + 3), 65536);
    assert_int_equal(max_transfer(0, 0), 65536);
    assert_int_equal(max_transfer(1, 0), 65536);
    assert_int_equal(max_transfer(0, 9), 32768);
}

/* ---- names ---- */

static void a_tape_drive_and_a_changer_have_names_by_their_numbers(void **state)
{
    char name[RSM_DEVICE_NAME_MAX];

    (void)state;
    assert_true(rsm_spti_device_name(0x1F, 0, name));
    assert_string_equal(name, "\\\\.\\Tape0");
    assert_true(rsm_spti_device_name(0x30, 12, name));
    assert_string_equal(name, "\\\\.\\Changer12");
    assert_true(rsm_spti_device_name(0x1F, 0x7FFFFFFF, name));
    assert_string_equal(name, "\\\\.\\Tape2147483647");
}

static void other_devices_and_missing_numbers_have_none(void **state)
{
    char name[RSM_DEVICE_NAME_MAX] = "old";

    (void)state;
    assert_false(rsm_spti_device_name(0x07, 0, name));
    assert_string_equal(name, "");
    assert_false(rsm_spti_device_name(0x1F, UINT32_MAX, name));
    assert_string_equal(name, "");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_is_what_the_system_read_of_it),
        cmocka_unit_test(a_serial_number_of_zeros_is_none),
        cmocka_unit_test(a_text_that_is_not_told_is_empty),
        cmocka_unit_test(a_text_without_an_end_ends_where_the_answer_does),
        cmocka_unit_test(what_stands_behind_the_stated_size_is_not_believed),
        cmocka_unit_test(a_stated_size_beyond_what_came_gives_what_came),
        cmocka_unit_test(without_a_device_type_nothing_is_learned),
        cmocka_unit_test(unprintable_bytes_do_not_reach_the_texts),
        cmocka_unit_test(the_lesser_limit_of_an_adapter_counts),
        cmocka_unit_test(an_adapter_with_one_page_carries_a_page),
        cmocka_unit_test(a_limit_that_is_not_told_is_what_every_adapter_carries),
        cmocka_unit_test(a_tape_drive_and_a_changer_have_names_by_their_numbers),
        cmocka_unit_test(other_devices_and_missing_numbers_have_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
