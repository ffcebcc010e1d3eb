/*
 * Reading element status through an adapter that carries only so much in one command: every element is told,
 * with its tag, in few commands, none of them longer than that; and what cannot come is an error.
 */
#include "scsi/changer.h"
#include "scsi/quirky_changer.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { FIRST_SLOT = 1000, FIRST_DRIVE = 500, SLOTS = 1000 };

static struct quirky quirky; /* fails the test when a command is longer than quirks.carries */
static struct rsm_changer changer;
static bool is_heard[SLOTS];
static size_t heard;

static void open_with(const struct quirks *quirks)
{
    quirky_open(&quirky, quirks);
    assert_success(rsm_changer_open(quirky.device, &changer));
}

static void close_all(void)
{
    rsm_changer_close(&changer);
    quirky_close(&quirky);
}

static rsm_error hear(void *context, const struct rsm_changer_element *element)
{
    char tag[RSM_CHANGER_TAG_MAX];

    (void)context;
    assert_in_range(element->address, FIRST_SLOT, FIRST_SLOT + SLOTS - 1);
    assert_false(is_heard[element->address - FIRST_SLOT]);
    is_heard[element->address - FIRST_SLOT] = true;
    heard++;
    snprintf(tag, sizeof tag, "T%05u", element->address);
    assert_true(element->full);
    assert_string_equal(element->tag, tag);
    return ERROR_SUCCESS;
}

static rsm_error scan_slots(void)
{
    memset(is_heard, 0, sizeof is_heard);
    heard = 0;
    quirky.reports = 0;
    return rsm_changer_scan(&changer, RSM_PLACE_SLOT, hear, NULL);
}

static void a_thousand_slots_come_through_64_kib_in_two_parts(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = SLOTS, .carries = 65536});

    assert_success(scan_slots());
    assert_int_equal(heard, SLOTS);
    assert_int_equal(quirky.reports, 2);
    assert_false(rsm_quirks_forget(changer.quirks));
    close_all();
}

/* Of an element up to 104 bytes may be told, and a report has two headers of 8 bytes. */
static void limits_of_all_sizes_bring_all_slots(void **state)
{
    static const struct {
        uint32_t carries;
        unsigned reports; /* at most */
    } rows[] = {
        {1020, 112}, {4096, 26},  {61440, 2},  {65535, 2},    {65537, 2},       {99999, 2},
        {131070, 2}, {131071, 1}, {131072, 1}, {0x110000, 1}, {0x80000000u, 1}, {0xFFFFFFFFu, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        open_with(&(struct quirks){.slots = SLOTS, .carries = rows[i].carries});
        assert_success(scan_slots());
        assert_int_equal(heard, SLOTS);
        assert_in_range(quirky.reports, 1, rows[i].reports);
        close_all();
    }
}

static void bad_manners_are_understood_through_64_kib_too(void **state)
{
    static const struct quirks rows[] = {
        {.slots = SLOTS, .sixteen_bits = true},
        {.slots = SLOTS, .longest = 65535},
        {.slots = SLOTS, .exact_only = true},
        {.slots = SLOTS, .pad = 200},
        {.slots = SLOTS, .pad = 200, .exact_only = true},
        {.slots = SLOTS, .give_up_after = 4096},
        {.slots = SLOTS, .from_above = true},
        {.slots = SLOTS, .ignores_count = true},
        {.slots = SLOTS, .must_initialize = true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct quirks quirks = rows[i];

        quirks.carries = 65536;
        open_with(&quirks);
        assert_success(scan_slots());
        assert_int_equal(heard, SLOTS);
        assert_in_range(quirky.reports, 1, 20);
        close_all();
    }
}

static rsm_error count_identity(void *context, const struct rsm_changer_drive_identity *identity)
{
    assert_true(identity->complete);
    ++*(unsigned *)context;
    return ERROR_SUCCESS;
}

static void all_drives_tell_who_they_are_in_parts(void **state)
{
    unsigned count = 0;

    (void)state;
    open_with(&(struct quirks){.drives = 64, .carries = 512});

    assert_success(rsm_changer_scan_drive_identities(&changer, count_identity, &count));
    assert_int_equal(count, 64);
    assert_in_range(quirky.reports, 16, 16);
    close_all();
}

static void what_stands_behind_a_tag_need_not_fit(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20, .carries = 256, .pad = 250});

    assert_success(scan_slots());
    assert_int_equal(heard, 20);
    close_all();
}

/* A tag that did not fit must not make a cartridge without one, now or later. */
static void an_element_that_does_not_fit_is_an_error(void **state)
{
    static const struct quirks rows[] = {
        {.slots = 20, .carries = 256, .pad = 250, .exact_only = true},
        {.slots = 20, .carries = 300, .ignores_count = true, .exact_only = true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        open_with(&rows[i]);
        assert_fails_with(ERROR_NOT_SUPPORTED, scan_slots());
        assert_int_equal(heard, 0);
        assert_false(rsm_quirks_has(changer.quirks, RSM_QUIRK_NO_TAGS));
        assert_in_range(quirky.reports, 1, 12);
        close_all();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_slots_come_through_64_kib_in_two_parts),
        cmocka_unit_test(limits_of_all_sizes_bring_all_slots),
        cmocka_unit_test(bad_manners_are_understood_through_64_kib_too),
        cmocka_unit_test(all_drives_tell_who_they_are_in_parts),
        cmocka_unit_test(what_stands_behind_a_tag_need_not_fit),
        cmocka_unit_test(an_element_that_does_not_fit_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
