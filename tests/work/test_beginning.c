/*
 * What a tape begins with, where that cannot be drawn on a simulated one.
 */
#include "work/beginning.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/guid.h"
#include "support/asserts.h"

static void a_block_longer_than_what_is_read_is_on_no_record(void **state)
{
    const struct rsm_drive_label label = {.first_is_longer = true};
    struct rsm_record side = {.own = {.Element = 0}};
    GUID beginning;

    (void)state;
    rsm_beginning_of(&label, &beginning);
    assert_guid(rsm_guid_null, beginning);
    assert_false(rsm_beginning_is_on_record(&side, &beginning));
}

static void a_block_of_zeros_is_not_blank(void **state)
{
    static const uint8_t zeros[512];
    const struct rsm_drive_label label = {
        .first = zeros, .first_length = sizeof zeros, .first_size = sizeof zeros};
    struct rsm_record side = {.own = {.Element = 0}};
    GUID beginning;

    (void)state;
    rsm_beginning_of(&label, &beginning);
    assert_false(rsm_beginning_is_on_record(&side, &beginning));
    side.own.Beginning = beginning;
    assert_true(rsm_beginning_is_on_record(&side, &beginning));
}

/* One adapter brings all of a long block, another one its beginning. */
static void a_long_block_is_the_same_through_every_adapter(void **state)
{
    static uint8_t block[200000];
    struct rsm_drive_label label = {
        .first = block, .first_length = sizeof block, .first_size = sizeof block};
    GUID whole, part, shorter, other;

    (void)state;
    rsm_beginning_of(&label, &whole);
    label.first_length = 65536;
    rsm_beginning_of(&label, &part);
    assert_guid(whole, part);

    label.first_size--;
    rsm_beginning_of(&label, &shorter);
    assert_false(rsm_guid_equal(&whole, &shorter));
    label.first_size = label.first_length;
    rsm_beginning_of(&label, &shorter);
    assert_false(rsm_guid_equal(&whole, &shorter));

    label.first_size = sizeof block;
    block[65535] = 1;
    rsm_beginning_of(&label, &other);
    assert_false(rsm_guid_equal(&whole, &other));
}

static void a_filemark_alone_is_not_blank(void **state)
{
    const struct rsm_drive_label label = {.filemark_first = true, .filemark_found = true};
    struct rsm_record side = {.own = {.Element = 0}};
    GUID beginning;

    (void)state;
    rsm_beginning_of(&label, &beginning);
    assert_false(rsm_beginning_is_on_record(&side, &beginning));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_longer_than_what_is_read_is_on_no_record),
        cmocka_unit_test(a_block_of_zeros_is_not_blank),
        cmocka_unit_test(a_long_block_is_the_same_through_every_adapter),
        cmocka_unit_test(a_filemark_alone_is_not_blank),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
