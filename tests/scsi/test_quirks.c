/*
 * The table of quirks, what is known of one device, and changers of which something is known before they
 * are asked.
 */
#include "scsi/changer.h"
#include "scsi/quirks.h"
#include "scsi/quirky_changer.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* ---- the table ---- */

static void each_row_says_what_it_is(void **state)
{
    (void)state;
    for (enum rsm_quirk quirk = 0; quirk < RSM_QUIRK_COUNT; quirk++) {
        const struct rsm_quirk_row *row = rsm_quirk_row(quirk);

        assert_non_null(row->name);
        assert_true(row->name[strspn(row->name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0');
        assert_non_null(row->meaning);
        assert_int_equal(row->meaning[strlen(row->meaning) - 1], '.');
        assert_true((row->kind == RSM_QUIRK_CHOICE) == (row->words != NULL));
        assert_true((row->kind == RSM_QUIRK_NUMBER || row->kind == RSM_QUIRK_RANGE) ==
                    (row->unit != NULL));
        assert_true((row->kind == RSM_QUIRK_YES) == (row->most == 0));
    }
}

static void each_row_is_found_by_its_name_alone(void **state)
{
    enum rsm_quirk found;

    (void)state;
    for (enum rsm_quirk quirk = 0; quirk < RSM_QUIRK_COUNT; quirk++) {
        assert_true(rsm_quirk_find(rsm_quirk_row(quirk)->name, &found));
        assert_int_equal(found, quirk);
    }
    assert_true(rsm_quirk_find("NO-Tags", &found));
    assert_int_equal(found, RSM_QUIRK_NO_TAGS);
    assert_false(rsm_quirk_find("no-tag", &found));
    assert_false(rsm_quirk_find("no-tagss", &found));
    assert_false(rsm_quirk_find("", &found));
}

/* ---- values ---- */

static void a_value_is_read_and_written_in_the_same_words(void **state)
{
    static const struct {
        enum rsm_quirk quirk;
        const char *text;
        uint32_t value;
    } rows[] = {
        {RSM_QUIRK_NO_TAGS, "yes", 1},
        {RSM_QUIRK_NO_TAGS, "no", 0},
        {RSM_QUIRK_MOST_SLOTS, "0", 0},
        {RSM_QUIRK_MOST_SLOTS, "5376", 5376},
        {RSM_QUIRK_MOST_SLOTS, "65535", 65535},
        {RSM_QUIRK_MODE_SENSE_FORM, "mode-6", 0},
        {RSM_QUIRK_MODE_SENSE_FORM, "mode-10-descriptors", 3},
        {RSM_QUIRK_VIRTUAL_PORT, "none", 0},
        {RSM_QUIRK_VIRTUAL_PORT, "21-24", 21 << 16 | 24},
        {RSM_QUIRK_VIRTUAL_PORT, "7-7", 7 << 16 | 7},
        {RSM_QUIRK_VIRTUAL_PORT, "1-65535", 1 << 16 | 65535},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[RSM_QUIRK_TEXT_MAX];
        uint32_t value = UINT32_MAX;

        assert_success(rsm_quirk_parse(rows[i].quirk, rows[i].text, &value));
        assert_int_equal(value, rows[i].value);
        rsm_quirk_format(rows[i].quirk, value, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void one_place_is_a_range(void **state)
{
    uint32_t value = 0;

    (void)state;
    assert_success(rsm_quirk_parse(RSM_QUIRK_VIRTUAL_PORT, "21", &value));
    assert_int_equal(value, 21 << 16 | 21);
}

static void what_is_no_value_is_refused(void **state)
{
    static const struct {
        enum rsm_quirk quirk;
        const char *text;
    } rows[] = {
        {RSM_QUIRK_NO_TAGS, ""},           {RSM_QUIRK_NO_TAGS, "2"},
        {RSM_QUIRK_NO_TAGS, "yes "},       {RSM_QUIRK_MOST_SLOTS, ""},
        {RSM_QUIRK_MOST_SLOTS, "-1"},      {RSM_QUIRK_MOST_SLOTS, "65536"},
        {RSM_QUIRK_MOST_SLOTS, "1x"},      {RSM_QUIRK_MOST_SLOTS, "4294967297"},
        {RSM_QUIRK_MOST_SLOTS, " 1"},      {RSM_QUIRK_MODE_SENSE_FORM, "mode-7"},
        {RSM_QUIRK_MODE_SENSE_FORM, "0"},  {RSM_QUIRK_VIRTUAL_PORT, "0"},
        {RSM_QUIRK_VIRTUAL_PORT, "0-4"},   {RSM_QUIRK_VIRTUAL_PORT, "4-3"},
        {RSM_QUIRK_VIRTUAL_PORT, "3-"},    {RSM_QUIRK_VIRTUAL_PORT, "-3"},
        {RSM_QUIRK_VIRTUAL_PORT, "1-2-3"}, {RSM_QUIRK_VIRTUAL_PORT, "1-65536"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t value = 77;

        assert_fails_with(ERROR_INVALID_PARAMETER,
                          rsm_quirk_parse(rows[i].quirk, rows[i].text, &value));
        assert_int_equal(value, 77);
    }
}

static void a_value_beyond_the_row_is_not_valid(void **state)
{
    (void)state;
    assert_false(rsm_quirk_is_valid(RSM_QUIRK_NO_TAGS, 2));
    assert_false(rsm_quirk_is_valid(RSM_QUIRK_MODE_SENSE_FORM, 4));
    assert_false(rsm_quirk_is_valid(RSM_QUIRK_MOST_SLOTS, 65536));
    assert_false(rsm_quirk_is_valid(RSM_QUIRK_VIRTUAL_PORT, 5 << 16 | 4));
    assert_false(rsm_quirk_is_valid(RSM_QUIRK_VIRTUAL_PORT, 4));
    assert_true(rsm_quirk_is_valid(RSM_QUIRK_VIRTUAL_PORT, 0));
}

/* ---- what is known of one device ---- */

static void nothing_is_known_of_a_new_device(void **state)
{
    struct rsm_quirks quirks = {0};

    (void)state;
    for (enum rsm_quirk quirk = 0; quirk < RSM_QUIRK_COUNT; quirk++)
        assert_int_equal(rsm_quirks_get(&quirks, quirk), 0);
    assert_false(rsm_quirks_forget(&quirks));
}

static void what_is_learned_is_new_only_once(void **state)
{
    struct rsm_quirks quirks = {0};

    (void)state;
    assert_true(rsm_quirks_learn(&quirks, RSM_QUIRK_NO_TAGS, 1));
    assert_true(quirks.changed);
    quirks.changed = false;
    assert_false(rsm_quirks_learn(&quirks, RSM_QUIRK_NO_TAGS, 1));
    assert_false(quirks.changed);
    assert_true(rsm_quirks_has(&quirks, RSM_QUIRK_NO_TAGS));
}

static void what_is_pinned_is_not_learned(void **state)
{
    struct rsm_quirks quirks = {0};

    (void)state;
    rsm_quirks_pin(&quirks, RSM_QUIRK_NO_TAGS, 0);
    assert_false(rsm_quirks_learn(&quirks, RSM_QUIRK_NO_TAGS, 1));
    assert_false(rsm_quirks_has(&quirks, RSM_QUIRK_NO_TAGS));
}

static void what_is_forgotten_was_learned_and_not_pinned(void **state)
{
    struct rsm_quirks quirks = {0};

    (void)state;
    (void)rsm_quirks_learn(&quirks, RSM_QUIRK_MOST_SLOTS, 100);
    rsm_quirks_pin(&quirks, RSM_QUIRK_MOST_DRIVES, 2);
    assert_true(rsm_quirks_forget(&quirks));
    assert_int_equal(rsm_quirks_get(&quirks, RSM_QUIRK_MOST_SLOTS), 0);
    assert_int_equal(rsm_quirks_get(&quirks, RSM_QUIRK_MOST_DRIVES), 2);
}

static void what_is_unpinned_can_be_learned(void **state)
{
    struct rsm_quirks quirks = {0};

    (void)state;
    rsm_quirks_pin(&quirks, RSM_QUIRK_MOST_SLOTS, 100);
    assert_true(rsm_quirks_unpin(&quirks, RSM_QUIRK_MOST_SLOTS));
    assert_false(rsm_quirks_unpin(&quirks, RSM_QUIRK_MOST_SLOTS));
    assert_int_equal(rsm_quirks_get(&quirks, RSM_QUIRK_MOST_SLOTS), 0);
    assert_true(rsm_quirks_learn(&quirks, RSM_QUIRK_MOST_SLOTS, 50));
}

static void a_range_has_two_ends(void **state)
{
    struct rsm_quirks quirks = {0};
    uint16_t first = 1;
    uint16_t last = 1;

    (void)state;
    rsm_quirks_get_range(&quirks, RSM_QUIRK_VIRTUAL_PORT, &first, &last);
    assert_int_equal(first, 0);
    assert_int_equal(last, 0);
    rsm_quirks_pin(&quirks, RSM_QUIRK_VIRTUAL_PORT, 21 << 16 | 24);
    rsm_quirks_get_range(&quirks, RSM_QUIRK_VIRTUAL_PORT, &first, &last);
    assert_int_equal(first, 21);
    assert_int_equal(last, 24);
}

/* ---- changers ---- */

static struct quirky quirky;
static struct rsm_changer changer;

static rsm_error ignore(void *context, const struct rsm_changer_element *element)
{
    (void)element;
    (*(unsigned *)context)++;
    return ERROR_SUCCESS;
}

static void assert_slots(unsigned expected)
{
    unsigned heard = 0;

    assert_success(rsm_changer_scan(&changer, RSM_PLACE_SLOT, ignore, &heard));
    assert_int_equal(heard, expected);
}

/* Open, look once, and look at what the second opening of the same changer costs. */
static uint64_t commands_of_a_second_opening(const struct quirks *quirks)
{
    struct rsm_quirks learned;
    uint64_t before;

    quirky_open(&quirky, quirks);
    assert_success(rsm_changer_open(quirky.device, &changer));
    assert_slots(quirks->slots);
    learned = quirky.device->quirks;
    rsm_changer_close(&changer);
    quirky_close(&quirky);

    quirky_open(&quirky, quirks);
    quirky.device->quirks = learned;
    quirky.device->quirks.changed = false;
    before = rsm_device_commands_sent(quirky.device);
    assert_success(rsm_changer_open(quirky.device, &changer));
    assert_slots(quirks->slots);
    return rsm_device_commands_sent(quirky.device) - before;
}

static int close_quirky(void **state)
{
    (void)state;
    rsm_changer_close(&changer);
    quirky_close(&quirky);
    return 0;
}

static void what_is_known_is_not_found_out_again(void **state)
{
    (void)state;
    assert_int_equal(
        commands_of_a_second_opening(&(struct quirks){
            .slots = 2000, .drives = 2, .no_dbd = true, .only_ten = true, .refuses_tags = true}),
        4); /* three mode pages, one report */
    assert_false(quirky.device->quirks.changed);
}

static void a_polite_changer_teaches_nothing(void **state)
{
    (void)state;
    assert_int_equal(commands_of_a_second_opening(&(struct quirks){.slots = 20, .drives = 2}), 4);
    assert_false(rsm_quirks_forget(changer.quirks));
}

static void what_is_no_longer_true_is_learned_anew(void **state)
{
    (void)state;
    quirky_open(&quirky, &(struct quirks){.slots = 20, .drives = 2, .no_dbd = true});
    (void)rsm_quirks_learn(&quirky.device->quirks, RSM_QUIRK_MODE_SENSE_FORM, 2);

    assert_success(rsm_changer_open(quirky.device, &changer));
    assert_int_equal(rsm_quirks_get(changer.quirks, RSM_QUIRK_MODE_SENSE_FORM), 3);
}

static void a_number_that_is_no_longer_taken_is_learned_anew(void **state)
{
    (void)state;
    quirky_open(&quirky, &(struct quirks){.slots = 200, .most_asked = 60});
    (void)rsm_quirks_learn(&quirky.device->quirks, RSM_QUIRK_MOST_SLOTS, 100);

    assert_success(rsm_changer_open(quirky.device, &changer));
    assert_slots(200);
    assert_int_equal(rsm_quirks_get(changer.quirks, RSM_QUIRK_MOST_SLOTS), 50);
}

static void what_a_refusal_was_not_about_stays_known(void **state)
{
    (void)state;
    quirky_open(&quirky, &(struct quirks){.slots = 200, .exact_only = true, .refuses_tags = true});
    (void)rsm_quirks_learn(&quirky.device->quirks, RSM_QUIRK_LENGTH_EXACT, 1);

    assert_success(rsm_changer_open(quirky.device, &changer));
    assert_slots(200);
    assert_true(rsm_quirks_has(changer.quirks, RSM_QUIRK_LENGTH_EXACT));
    assert_true(rsm_quirks_has(changer.quirks, RSM_QUIRK_NO_TAGS));
}

static void a_changer_that_is_pinned_to_look_first_is_told_to_once(void **state)
{
    (void)state;
    quirky_open(&quirky, &(struct quirks){.slots = 20, .drives = 2});
    rsm_quirks_pin(&quirky.device->quirks, RSM_QUIRK_INITIALIZE_FIRST, 1);

    assert_success(rsm_changer_open(quirky.device, &changer));
    assert_slots(20);
    assert_slots(20);
    assert_int_equal(quirky.initialized, 1);
}

static void only_the_pinned_form_of_a_question_is_asked(void **state)
{
    (void)state;
    quirky_open(&quirky, &(struct quirks){.slots = 20, .drives = 2, .no_dbd = true});
    rsm_quirks_pin(&quirky.device->quirks, RSM_QUIRK_MODE_SENSE_FORM, 0);

    assert_fails_with(ERROR_INVALID_DATA, rsm_changer_open(quirky.device, &changer));
}

#define changer_test(test) cmocka_unit_test_teardown(test, close_quirky)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_says_what_it_is),
        cmocka_unit_test(each_row_is_found_by_its_name_alone),
        cmocka_unit_test(a_value_is_read_and_written_in_the_same_words),
        cmocka_unit_test(one_place_is_a_range),
        cmocka_unit_test(what_is_no_value_is_refused),
        cmocka_unit_test(a_value_beyond_the_row_is_not_valid),
        cmocka_unit_test(nothing_is_known_of_a_new_device),
        cmocka_unit_test(what_is_learned_is_new_only_once),
        cmocka_unit_test(what_is_pinned_is_not_learned),
        cmocka_unit_test(what_is_forgotten_was_learned_and_not_pinned),
        cmocka_unit_test(what_is_unpinned_can_be_learned),
        cmocka_unit_test(a_range_has_two_ends),
        changer_test(what_is_known_is_not_found_out_again),
        changer_test(a_polite_changer_teaches_nothing),
        changer_test(what_is_no_longer_true_is_learned_anew),
        changer_test(a_number_that_is_no_longer_taken_is_learned_anew),
        changer_test(what_a_refusal_was_not_about_stays_known),
        changer_test(a_changer_that_is_pinned_to_look_first_is_told_to_once),
        changer_test(only_the_pinned_form_of_a_question_is_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
