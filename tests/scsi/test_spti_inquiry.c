/*
 * What an adapter lists (IOCTL_SCSI_GET_INQUIRY_DATA), whole, cut short and hostile.
 */
#include "scsi/spti_inquiry.h"

#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 4096, ENTRY = 48 };

/* An answer as a port driver makes it, and what is read of it: "bus:target:lun" a '*' when it is claimed, a '?' without a
 * type. */
struct answer {
    uint8_t bytes[ROOM];
    size_t size;
    char units[2048];
    struct rsm_spti_unit last;
};

static void put32(struct answer *answer, size_t at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        answer->bytes[at + (size_t)i] = (uint8_t)(value >> 8 * i);
}

static void begin(struct answer *answer, uint8_t buses)
{
    memset(answer, 0, sizeof *answer);
    answer->bytes[0] = buses;
    answer->size = 4 + 8 * (size_t)buses;
}

/* `offset` is from the beginning of the answer. */
static void put_bus(struct answer *answer, size_t bus, uint8_t units, uint32_t offset)
{
    answer->bytes[4 + 8 * bus] = units;
    answer->bytes[5 + 8 * bus] = 7;
    put32(answer, 8 + 8 * bus, offset);
}

/* At the end; the offset where it is. */
static uint32_t add_unit(struct answer *answer, uint8_t bus, uint8_t target, uint8_t lun,
                         uint8_t type)
{
    size_t at = answer->size;
    uint8_t *entry = answer->bytes + at;

    entry[0] = bus;
    entry[1] = target;
    entry[2] = lun;
    put32(answer, at + 4, 36);
    entry[12] = type;
    memcpy(entry + 20, "IET     VIRTUAL-CHANGER 0001", 28);
    answer->size += ENTRY;
    return (uint32_t)at;
}

static void link_to(struct answer *answer, uint32_t unit, uint32_t next)
{
    put32(answer, unit + 8, next);
}

static void note(void *context, const struct rsm_spti_unit *unit)
{
    struct answer *answer = context;
    size_t length = strlen(answer->units);

    snprintf(answer->units + length, sizeof answer->units - length, "%u:%u:%u%s%s ", unit->bus,
             unit->target, unit->lun, unit->is_claimed ? "*" : "", unit->has_inquiry ? "" : "?");
    answer->last = *unit;
}

/* From a copy of exactly its size, so that a sanitizer sees who reads on. */
static rsm_error parse(struct answer *answer)
{
    uint8_t *copy = test_malloc(answer->size + 1);
    rsm_error err;

    memcpy(copy + 1, answer->bytes, answer->size);
    answer->units[0] = '\0';
    err = rsm_spti_parse_units(copy + 1, answer->size, note, answer);
    test_free(copy);
    return err;
}

static void every_unit_of_every_bus_is_told(void **state)
{
    struct answer answer;
    uint32_t first, second, other;

    (void)state;
    begin(&answer, 3);
    first = add_unit(&answer, 0, 4, 0, 8);
    second = add_unit(&answer, 0, 4, 1, 1);
    other = add_unit(&answer, 2, 255, 255, 1);
    link_to(&answer, first, second);
    answer.bytes[second + 3] = 1;
    put_bus(&answer, 0, 2, first);
    put_bus(&answer, 1, 0, 12345); /* of an empty bus the offset means nothing */
    put_bus(&answer, 2, 1, other);
    assert_success(parse(&answer));
    assert_string_equal(answer.units, "0:4:0 0:4:1* 2:255:255 ");
}

static void an_adapter_without_devices_tells_of_none(void **state)
{
    struct answer answer;

    (void)state;
    begin(&answer, 1);
    assert_success(parse(&answer));
    begin(&answer, 0);
    assert_success(parse(&answer));
    assert_string_equal(answer.units, "");
}

static void the_inquiry_data_is_taken_apart(void **state)
{
    struct answer answer;

    (void)state;
    begin(&answer, 1);
    put_bus(&answer, 0, 1, add_unit(&answer, 0, 1, 2, 8));
    assert_success(parse(&answer));
    assert_true(answer.last.has_inquiry);
    assert_int_equal(answer.last.inquiry.type, 8);
    assert_string_equal(answer.last.inquiry.vendor, "IET");
    assert_string_equal(answer.last.inquiry.product, "VIRTUAL-CHANGER");
    assert_string_equal(answer.last.inquiry.revision, "0001");
}

static void a_unit_that_did_not_answer_has_no_type(void **state)
{
    struct answer answer;
    uint32_t unit;

    (void)state;
    begin(&answer, 1);
    unit = add_unit(&answer, 0, 1, 2, 8);
    put_bus(&answer, 0, 1, unit);
    put32(&answer, unit + 4, 0);
    assert_success(parse(&answer));
    assert_string_equal(answer.units, "0:1:2? ");
    assert_false(answer.last.has_inquiry);
    assert_int_equal(answer.last.inquiry.type, 0);
}

static void inquiry_data_ends_where_the_next_entry_or_the_answer_does(void **state)
{
    struct answer answer;
    uint32_t first, second;

    (void)state;
    begin(&answer, 1);
    first = add_unit(&answer, 0, 1, 0, 8);
    put_bus(&answer, 0, 1, first);
    put32(&answer, first + 4, UINT32_MAX);
    assert_success(parse(&answer));
    assert_string_equal(answer.last.inquiry.revision, "0001");

    answer.size = first + 12 + 16; /* cut behind the vendor */
    assert_success(parse(&answer));
    assert_string_equal(answer.last.inquiry.vendor, "IET");
    assert_string_equal(answer.last.inquiry.product, "");

    begin(&answer, 1);
    first = add_unit(&answer, 0, 1, 0, 8);
    put32(&answer, first + 4, UINT32_MAX);
    put_bus(&answer, 0, 2, first);
    answer.size = first + 12 + 2; /* two bytes of its own: no type */
    second = add_unit(&answer, 0, 2, 0, 1);
    link_to(&answer, first, second);
    assert_success(parse(&answer));
    assert_string_equal(answer.units, "0:1:0? 0:2:0 ");
}

static void more_units_than_a_byte_counts_are_all_told(void **state)
{
    struct answer answer;
    uint32_t previous = 0;

    (void)state;
    begin(&answer, 1);
    for (uint8_t i = 0; i < 80; i++) {
        uint32_t unit = add_unit(&answer, 0, i, 0, 1);

        if (previous != 0)
            link_to(&answer, previous, unit);
        previous = unit;
    }
    put_bus(&answer, 0, 3, 12); /* as if 259 had wrapped round */
    assert_success(parse(&answer));
    assert_non_null(strstr(answer.units, " 0:79:0 "));
}

static void a_last_unit_that_points_behind_the_answer_is_the_last(void **state)
{
    struct answer answer;
    uint32_t unit;

    (void)state;
    begin(&answer, 1);
    unit = add_unit(&answer, 0, 5, 0, 8);
    put_bus(&answer, 0, 1, unit);
    link_to(&answer, unit, unit + ENTRY);
    assert_success(parse(&answer));
    assert_string_equal(answer.units, "0:5:0 ");
}

static void a_chain_that_turns_back_is_told_up_to_there(void **state)
{
    struct answer answer;
    uint32_t first, second, targets[4];

    (void)state;
    begin(&answer, 1);
    first = add_unit(&answer, 0, 1, 0, 8);
    second = add_unit(&answer, 0, 1, 1, 1);
    put_bus(&answer, 0, 9, first);
    link_to(&answer, first, second);
    targets[0] = first;
    targets[1] = second;
    targets[2] = second + 11; /* into its own header */
    targets[3] = 1;
    for (size_t i = 0; i < 4; i++) {
        link_to(&answer, second, targets[i]);
        assert_fails_with(ERROR_INVALID_DATA, parse(&answer));
        assert_string_equal(answer.units, "0:1:0 0:1:1 ");
    }
}

static void a_broken_bus_leaves_the_others_readable(void **state)
{
    static const uint32_t wrong[] = {
        0, 1, 19, 20 + ENTRY - 11, 20 + ENTRY, UINT32_MAX, UINT32_MAX - 11};
    struct answer answer;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        begin(&answer, 2);
        put_bus(&answer, 0, 1, wrong[i]);
        put_bus(&answer, 1, 1, add_unit(&answer, 1, 3, 0, 8));
        assert_fails_with(ERROR_INVALID_DATA, parse(&answer));
        assert_string_equal(answer.units, "1:3:0 ");
    }
}

static void an_answer_that_is_cut_short_anywhere_says_so(void **state)
{
    struct answer answer;
    uint32_t first, second;
    size_t whole;

    (void)state;
    begin(&answer, 1);
    first = add_unit(&answer, 0, 1, 0, 8);
    second = add_unit(&answer, 0, 1, 1, 1);
    link_to(&answer, first, second);
    put_bus(&answer, 0, 2, first);
    whole = second + 12; /* from here on only inquiry data is missing */
    for (answer.size = 0; answer.size < whole; answer.size++) {
        assert_fails_with(ERROR_INVALID_DATA, parse(&answer));
        if (answer.size < first + 12)
            assert_string_equal(answer.units, "");
        else /* not even a type when fewer than five bytes of INQUIRY data came */
            assert_string_equal(answer.units, answer.size < first + 12 + 5 ? "0:1:0? " : "0:1:0 ");
    }
    assert_success(parse(&answer));
    assert_string_equal(answer.units, "0:1:0 0:1:1? ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_unit_of_every_bus_is_told),
        cmocka_unit_test(an_adapter_without_devices_tells_of_none),
        cmocka_unit_test(the_inquiry_data_is_taken_apart),
        cmocka_unit_test(a_unit_that_did_not_answer_has_no_type),
        cmocka_unit_test(inquiry_data_ends_where_the_next_entry_or_the_answer_does),
        cmocka_unit_test(more_units_than_a_byte_counts_are_all_told),
        cmocka_unit_test(a_last_unit_that_points_behind_the_answer_is_the_last),
        cmocka_unit_test(a_chain_that_turns_back_is_told_up_to_there),
        cmocka_unit_test(a_broken_bus_leaves_the_others_readable),
        cmocka_unit_test(an_answer_that_is_cut_short_anywhere_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
