/*
 * Reading element status from changers with bad manners: what is asked, what is believed, what is given
 * up, and that every walk ends.
 */
#include "scsi/changer.h"
#include "scsi/quirky_changer.h"
#include "support/asserts.h"
#include "support/kept_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { FIRST_SLOT = 1000, FIRST_DRIVE = 500 };

static struct quirky quirky;
static struct rsm_changer changer;

struct heard {
    size_t count;
    size_t tagged;
    size_t hidden;
    unsigned first;
    unsigned last;
    size_t stop_after; /* 0 = never */
};

static struct heard heard;

static void open_with(const struct quirks *quirks)
{
    quirky_open(&quirky, quirks);
    assert_success(rsm_changer_open(quirky.device, &changer));
    rsm_changer_begin_inventory(&changer);
}

static int close_all(void **state)
{
    (void)state;
    rsm_changer_close(&changer);
    quirky_close(&quirky);
    return 0;
}

static rsm_error hear(void *context, const struct rsm_changer_element *element)
{
    char tag[RSM_CHANGER_TAG_MAX];

    (void)context;
    if (heard.count++ == 0)
        heard.first = element->address;
    heard.last = element->address;
    if (element->hidden)
        heard.hidden++;
    if (element->tag_known) {
        heard.tagged++;
        snprintf(tag, sizeof tag, "T%05u", element->address);
        assert_string_equal(element->tag, tag);
    }
    return heard.stop_after != 0 && heard.count == heard.stop_after ? ERROR_CANCELLED
                                                                    : ERROR_SUCCESS;
}

static rsm_error scan(enum rsm_place place)
{
    memset(&heard, 0, sizeof heard);
    quirky.reports = 0;
    return rsm_changer_scan(&changer, place, hear, NULL);
}

static void assert_all_slots(unsigned slots)
{
    assert_success(scan(RSM_PLACE_SLOT));
    assert_int_equal(heard.count, slots);
    assert_int_equal(heard.tagged, slots);
}

/* ---- sizes ---- */

static void a_polite_changer_is_asked_once(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20});

    assert_all_slots(20);
    assert_int_equal(quirky.reports, 1);
    assert_int_equal(heard.first, FIRST_SLOT);
    assert_int_equal(heard.last, FIRST_SLOT + 19);
}

static void sixty_thousand_slots_are_one_question(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 60000});

    assert_all_slots(60000);
    assert_int_equal(quirky.reports, 1);
}

static void what_a_long_report_took_is_not_kept(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 60000});
    assert_all_slots(60000);
    assert_in_range(changer.buffer_size, 0, 65536);
}

static void a_kind_of_place_that_is_not_there_is_not_asked_for(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20});

    assert_success(scan(RSM_PLACE_DRIVE));
    assert_int_equal(heard.count, 0);
    assert_int_equal(quirky.reports, 0);
}

/* ---- reports that are shorter or longer than asked for ---- */

static void a_report_that_ends_early_is_continued_where_it_ended(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 1000, .give_up_after = 4096});

    assert_all_slots(1000);
    assert_in_range(quirky.reports, 11, 14); /* 85 descriptors fit into 4,096 bytes */
}

static void a_last_descriptor_that_is_always_cut_short_is_taken(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20, .cut = 4});

    assert_all_slots(20);
    assert_int_equal(quirky.reports, 1);
}

static void a_last_descriptor_without_its_tag_is_asked_for_once_more_and_then_taken(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20, .cut = 30});

    assert_success(scan(RSM_PLACE_SLOT));
    assert_int_equal(heard.count, 20);
    assert_int_equal(heard.tagged, 19);
    assert_int_equal(quirky.reports, 2);
}

static void a_changer_that_ignores_the_count_is_understood(void **state)
{
    struct rsm_changer_element element;

    (void)state;
    open_with(&(struct quirks){.slots = 50, .ignores_count = true});

    assert_success(rsm_changer_get_element(&changer, RSM_PLACE_SLOT, 1007, &element));
    assert_int_equal(element.address, 1007);
    assert_string_equal(element.tag, "T01007");
}

static void a_changer_that_ignores_the_start_is_asked_for_more(void **state)
{
    struct rsm_changer_element element;

    (void)state;
    open_with(&(struct quirks){.slots = 50, .ignores_start = true, .ignores_count = true});

    assert_success(rsm_changer_get_element(&changer, RSM_PLACE_SLOT, 1049, &element));
    assert_string_equal(element.tag, "T01049");
}

static void a_changer_that_reports_backwards_is_understood(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 300, .from_above = true});

    assert_all_slots(300);
    assert_int_equal(heard.first, FIRST_SLOT + 299);
}

static void bytes_of_its_own_behind_each_descriptor_are_skipped(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 300, .pad = 100});

    assert_all_slots(300);
}

static void places_that_are_counted_but_not_reported_get_no_call(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 5, .drives = 1, .drives_missing = 3});

    assert_success(scan(RSM_PLACE_DRIVE));
    assert_int_equal(heard.count, 1);
}

static void descriptors_without_length_are_refused_and_the_walk_ends(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 5, .zero_descriptors = true});

    assert_fails_with(ERROR_INVALID_DATA, scan(RSM_PLACE_SLOT));
    assert_true(quirky.reports < 5);
}

static void a_changer_that_sends_no_whole_element_is_given_up(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 5, .give_up_after = 17});

    assert_fails_with(ERROR_INVALID_DATA, scan(RSM_PLACE_SLOT));
    assert_true(quirky.reports < 10);
}

static void ghost_slots_are_told_as_hidden(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20, .ghosts = 3});

    assert_success(scan(RSM_PLACE_SLOT));
    assert_int_equal(heard.count, 20);
    assert_int_equal(heard.hidden, 3);
}

static void slots_that_the_changer_reports_as_ports_are_ports(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20, .ports = 3});

    assert_success(scan(RSM_PLACE_SLOT));
    assert_int_equal(heard.count, 17);
    assert_success(scan(RSM_PLACE_PORT));
    assert_int_equal(heard.count, 3);
    assert_int_equal(heard.first, FIRST_SLOT + 17);
    assert_int_equal(changer.places[RSM_PLACE_SLOT].count, 17);
}

static void open_with_port_of_slots(const char *port, unsigned slots)
{
    uint32_t value = 0;

    quirky_open(&quirky, &(struct quirks){.slots = slots});
    assert_success(rsm_quirk_parse(RSM_QUIRK_VIRTUAL_PORT, port, &value));
    rsm_quirks_pin(&quirky.device->quirks, RSM_QUIRK_VIRTUAL_PORT, value);
    assert_success(rsm_changer_open(quirky.device, &changer));
}

static void slots_that_a_person_calls_the_port_are_the_port(void **state)
{
    enum rsm_outcome outcome;

    (void)state;
    open_with_port_of_slots("18-20", 20);

    assert_success(scan(RSM_PLACE_SLOT));
    assert_int_equal(heard.count, 17);
    assert_success(scan(RSM_PLACE_PORT));
    assert_int_equal(heard.count, 3);
    assert_int_equal(heard.tagged, 3);
    assert_int_equal(heard.first, FIRST_SLOT + 17);
    assert_success(rsm_changer_move(&changer, RSM_PLACE_SLOT, FIRST_SLOT, RSM_PLACE_PORT,
                                    FIRST_SLOT + 19, &outcome));
}

static void the_first_slots_can_be_the_port(void **state)
{
    (void)state;
    open_with_port_of_slots("1", 20);

    assert_success(scan(RSM_PLACE_SLOT));
    assert_int_equal(heard.first, FIRST_SLOT + 1);
    assert_int_equal(heard.count, 19);
    assert_success(scan(RSM_PLACE_PORT));
    assert_int_equal(heard.first, FIRST_SLOT);
}

static void slots_in_the_middle_are_no_port(void **state)
{
    (void)state;
    begin_keeping_log();
    open_with_port_of_slots("5-6", 20);
    end_keeping_log();

    assert_int_equal(changer.places[RSM_PLACE_SLOT].count, 20);
    assert_int_equal(changer.places[RSM_PLACE_PORT].count, 0);
    assert_logged("cannot be its port");
}

/* ---- allocation lengths ---- */

static void a_changer_that_counts_16_bits_is_read_in_parts(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 5000, .sixteen_bits = true});

    assert_all_slots(5000);
    assert_in_range(quirky.reports, 4, 6);
}

static void a_changer_that_refuses_long_reports_is_asked_for_short_ones_from_then_on(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 1000, .longest = 0xFFFF});

    assert_all_slots(1000);
    assert_int_equal(quirky.reports, 2); /* one refused, one that has room for all */
    assert_all_slots(1000);
    assert_int_equal(quirky.reports, 2);
}

static void a_changer_that_wants_the_exact_length_gets_it(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 100, .exact_only = true});

    assert_all_slots(100);
    assert_int_equal(quirky.reports, 3); /* refused, how much, all */
    assert_all_slots(100);
    assert_int_equal(quirky.reports, 2);
}

/* ---- features ---- */

static void a_changer_that_says_nothing_when_asked_for_much_is_asked_for_little(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 2000, .nothing_if_long = true});

    assert_all_slots(2000);
    assert_true(rsm_quirks_has(changer.quirks, RSM_QUIRK_LENGTH_16_BITS));
}

static void a_changer_that_tells_of_few_elements_at_once_is_asked_for_so_many(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 10000, .most_asked = 5376});

    assert_all_slots(10000);
    assert_int_equal(rsm_quirks_get(changer.quirks, RSM_QUIRK_MOST_SLOTS), 5000);
    assert_false(rsm_quirks_has(changer.quirks, RSM_QUIRK_LENGTH_16_BITS));
    assert_false(rsm_quirks_has(changer.quirks, RSM_QUIRK_LENGTH_EXACT));

    assert_all_slots(10000);
    assert_int_equal(quirky.reports, 2);
}

static void a_changer_that_tells_of_one_element_at_once_is_read_one_by_one(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20, .most_asked = 1});

    assert_all_slots(20);
    assert_int_equal(rsm_quirks_get(changer.quirks, RSM_QUIRK_MOST_SLOTS), 1);
}

static void how_many_drives_are_told_at_once_says_nothing_of_slots(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 3, .drives = 9, .most_asked = 4});

    assert_success(scan(RSM_PLACE_DRIVE));
    assert_int_equal(heard.count, 9);
    assert_int_equal(rsm_quirks_get(changer.quirks, RSM_QUIRK_MOST_DRIVES), 4);
    assert_int_equal(rsm_quirks_get(changer.quirks, RSM_QUIRK_MOST_SLOTS), 0);
}

static void a_changer_without_bar_code_reader_is_asked_for_tags_once_only(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 100, .refuses_tags = true});

    assert_success(scan(RSM_PLACE_SLOT));
    assert_int_equal(heard.count, 100);
    assert_int_equal(heard.tagged, 0);
    assert_success(scan(RSM_PLACE_SLOT));
    assert_int_equal(quirky.reports, 1);
}

static void a_changer_that_tells_no_tags_of_drives_is_still_asked_for_those_of_slots(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 100, .drives = 2, .refuses_tags_of_drives = true});

    assert_success(scan(RSM_PLACE_DRIVE));
    assert_int_equal(heard.count, 2);
    assert_success(scan(RSM_PLACE_DRIVE));
    assert_int_equal(quirky.reports, 1);
    assert_all_slots(100);
    assert_false(rsm_quirks_has(changer.quirks, RSM_QUIRK_NO_TAGS));
}

static void a_unit_attention_drops_no_feature(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 100});
    quirky.quirks.attentions = 5;

    assert_all_slots(100);
    assert_false(rsm_quirks_forget(changer.quirks));
    assert_true(rsm_changer_is_stale(&changer));
}

static void a_changer_that_must_look_first_is_told_to_once(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 100, .must_initialize = true});

    assert_all_slots(100);
    assert_int_equal(quirky.initialized, 1);
}

static void a_changer_that_failed_to_look_is_told_to_again(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 100, .must_initialize = true, .failures = 1});

    assert_int_not_equal(scan(RSM_PLACE_SLOT), ERROR_SUCCESS);
    assert_int_equal(quirky.initialized, 0);
    assert_all_slots(100);
    assert_int_equal(quirky.initialized, 1);
}

static void the_caller_may_end_the_walk(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 100});
    memset(&heard, 0, sizeof heard);
    heard.stop_after = 7;

    assert_fails_with(ERROR_CANCELLED, rsm_changer_scan(&changer, RSM_PLACE_SLOT, hear, NULL));
    assert_int_equal(heard.count, 7);
}

/* ---- drives ---- */

static rsm_error count_identity(void *context, const struct rsm_changer_drive_identity *identity)
{
    char serial[16];

    assert_true(identity->complete);
    assert_string_equal(identity->product, "DRIVE");
    snprintf(serial, sizeof serial, "D%09u", identity->address);
    assert_string_equal(identity->serial, serial);
    ++*(size_t *)context;
    return ERROR_SUCCESS;
}

static void drives_tell_who_they_are(void **state)
{
    size_t count = 0;

    (void)state;
    open_with(&(struct quirks){.slots = 5, .drives = 64});

    assert_success(rsm_changer_scan_drive_identities(&changer, count_identity, &count));
    assert_int_equal(count, 64);
    assert_int_equal(quirky.reports, 1);
}

static void a_changer_that_cannot_tell_drives_apart_is_asked_once_only(void **state)
{
    size_t count = 0;

    (void)state;
    open_with(&(struct quirks){.slots = 5, .drives = 2, .refuses_identities = true});

    assert_success(rsm_changer_scan_drive_identities(&changer, count_identity, &count));
    assert_int_equal(count, 0);
    quirky.reports = 0;
    assert_success(rsm_changer_scan_drive_identities(&changer, count_identity, &count));
    assert_int_equal(quirky.reports, 0);
    assert_all_slots(5);
}

static struct rsm_changer_element drive_with(uint8_t flags, uint8_t id)
{
    struct rsm_changer_element element;

    open_with(&(struct quirks){.slots = 5, .drives = 1, .drive_flags = flags, .drive_id = id});
    assert_success(rsm_changer_get_element(&changer, RSM_PLACE_DRIVE, FIRST_DRIVE, &element));
    return element;
}

static void the_lun_of_a_drive_is_told_without_a_bus_id(void **state)
{
    struct rsm_changer_element element = drive_with(0x10 | 0x03, 6);

    (void)state;
    assert_true(element.has_lun);
    assert_int_equal(element.lun, 3);
    assert_false(element.has_bus_id);
    assert_false(element.on_other_bus);
}

static void the_bus_id_of_a_drive_is_told_without_a_lun(void **state)
{
    struct rsm_changer_element element = drive_with(0x80 | 0x20 | 0x03, 6);

    (void)state;
    assert_true(element.has_bus_id);
    assert_int_equal(element.bus_id, 6);
    assert_true(element.on_other_bus);
    assert_false(element.has_lun);
}

/* ---- one place ---- */

static void a_place_outside_the_changer_is_not_asked_for(void **state)
{
    struct rsm_changer_element element;

    (void)state;
    open_with(&(struct quirks){.slots = 5});

    assert_fails_with(ERROR_ILLEGAL_ELEMENT_ADDRESS,
                      rsm_changer_get_element(&changer, RSM_PLACE_SLOT, 1005, &element));
    assert_fails_with(ERROR_ILLEGAL_ELEMENT_ADDRESS,
                      rsm_changer_get_element(&changer, RSM_PLACE_PORT, 1000, &element));
    assert_int_equal(quirky.reports, 0);
}

static void a_place_that_is_not_reported_is_not_known(void **state)
{
    struct rsm_changer_element element;

    (void)state;
    open_with(&(struct quirks){.slots = 5, .drives = 1, .drives_missing = 1});

    assert_fails_with(ERROR_INVALID_DATA, rsm_changer_get_element(&changer, RSM_PLACE_DRIVE,
                                                                  FIRST_DRIVE + 1, &element));
}

#define scan_test(name) cmocka_unit_test_teardown(name, close_all)

/* ---- the same again ---- */

static bool scan_again(enum rsm_place place)
{
    bool same = false;

    memset(&heard, 0, sizeof heard);
    assert_success(rsm_changer_scan_again(&changer, place, hear, NULL, &same));
    return same;
}

static void the_same_report_is_not_told_twice(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20});

    assert_false(scan_again(RSM_PLACE_SLOT));
    assert_int_equal(heard.count, 20);
    assert_true(scan_again(RSM_PLACE_SLOT));
    assert_int_equal(heard.count, 0);
}

static void what_was_not_told_twice_can_be_told_without_asking(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20});
    (void)scan_again(RSM_PLACE_SLOT);
    (void)scan_again(RSM_PLACE_SLOT);
    quirky.reports = 0;

    assert_success(rsm_changer_retell(&changer, RSM_PLACE_SLOT, hear, NULL));

    assert_int_equal(heard.count, 20);
    assert_int_equal(heard.tagged, 20);
    assert_int_equal(quirky.reports, 0);
}

/* It tells of all, whatever number is asked for. */
static void all_that_one_report_told_is_told_again(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 7, .ignores_count = true});
    rsm_quirks_pin(changer.quirks, RSM_QUIRK_MOST_SLOTS, 4);
    (void)scan_again(RSM_PLACE_SLOT);
    assert_int_equal(heard.count, 7);
    assert_true(scan_again(RSM_PLACE_SLOT));

    assert_success(rsm_changer_retell(&changer, RSM_PLACE_SLOT, hear, NULL));

    assert_int_equal(heard.count, 7);
}

static void a_report_is_not_the_same_of_more_places(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20});
    rsm_quirks_pin(changer.quirks, RSM_QUIRK_MOST_SLOTS, 4);
    changer.places[RSM_PLACE_SLOT].count = 4;
    (void)scan_again(RSM_PLACE_SLOT);
    assert_int_equal(heard.count, 4);
    changer.places[RSM_PLACE_SLOT].count = 20;

    assert_false(scan_again(RSM_PLACE_SLOT));

    assert_int_equal(heard.count, 20);
}

static void another_report_is_told(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20});
    (void)scan_again(RSM_PLACE_SLOT);
    changer.kept[RSM_PLACE_SLOT].bytes[changer.kept[RSM_PLACE_SLOT].length - 1] ^= 1;

    assert_false(scan_again(RSM_PLACE_SLOT));

    assert_int_equal(heard.count, 20);
    assert_true(scan_again(RSM_PLACE_SLOT));
}

static void nothing_is_remembered_of_a_scan_that_failed(void **state)
{
    bool same;

    (void)state;
    open_with(&(struct quirks){.slots = 20});
    memset(&heard, 0, sizeof heard);
    heard.stop_after = 5;
    assert_fails_with(ERROR_CANCELLED,
                      rsm_changer_scan_again(&changer, RSM_PLACE_SLOT, hear, NULL, &same));

    assert_false(scan_again(RSM_PLACE_SLOT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scan_test(a_polite_changer_is_asked_once),
        scan_test(sixty_thousand_slots_are_one_question),
        scan_test(what_a_long_report_took_is_not_kept),
        scan_test(a_kind_of_place_that_is_not_there_is_not_asked_for),
        scan_test(a_report_that_ends_early_is_continued_where_it_ended),
        scan_test(a_last_descriptor_that_is_always_cut_short_is_taken),
        scan_test(a_last_descriptor_without_its_tag_is_asked_for_once_more_and_then_taken),
        scan_test(a_changer_that_ignores_the_count_is_understood),
        scan_test(a_changer_that_ignores_the_start_is_asked_for_more),
        scan_test(a_changer_that_reports_backwards_is_understood),
        scan_test(bytes_of_its_own_behind_each_descriptor_are_skipped),
        scan_test(places_that_are_counted_but_not_reported_get_no_call),
        scan_test(descriptors_without_length_are_refused_and_the_walk_ends),
        scan_test(a_changer_that_sends_no_whole_element_is_given_up),
        scan_test(ghost_slots_are_told_as_hidden),
        scan_test(slots_that_the_changer_reports_as_ports_are_ports),
        scan_test(slots_that_a_person_calls_the_port_are_the_port),
        scan_test(the_first_slots_can_be_the_port),
        scan_test(slots_in_the_middle_are_no_port),
        scan_test(a_changer_that_counts_16_bits_is_read_in_parts),
        scan_test(a_changer_that_refuses_long_reports_is_asked_for_short_ones_from_then_on),
        scan_test(a_changer_that_wants_the_exact_length_gets_it),
        scan_test(a_changer_that_says_nothing_when_asked_for_much_is_asked_for_little),
        scan_test(a_changer_that_tells_of_few_elements_at_once_is_asked_for_so_many),
        scan_test(a_changer_that_tells_of_one_element_at_once_is_read_one_by_one),
        scan_test(how_many_drives_are_told_at_once_says_nothing_of_slots),
        scan_test(a_changer_without_bar_code_reader_is_asked_for_tags_once_only),
        scan_test(a_changer_that_tells_no_tags_of_drives_is_still_asked_for_those_of_slots),
        scan_test(a_unit_attention_drops_no_feature),
        scan_test(a_changer_that_must_look_first_is_told_to_once),
        scan_test(a_changer_that_failed_to_look_is_told_to_again),
        scan_test(the_caller_may_end_the_walk),
        scan_test(drives_tell_who_they_are),
        scan_test(a_changer_that_cannot_tell_drives_apart_is_asked_once_only),
        scan_test(the_lun_of_a_drive_is_told_without_a_bus_id),
        scan_test(the_bus_id_of_a_drive_is_told_without_a_lun),
        scan_test(a_place_outside_the_changer_is_not_asked_for),
        scan_test(a_place_that_is_not_reported_is_not_known),
        scan_test(the_same_report_is_not_told_twice),
        scan_test(what_was_not_told_twice_can_be_told_without_asking),
        scan_test(all_that_one_report_told_is_told_again),
        scan_test(a_report_is_not_the_same_of_more_places),
        scan_test(another_report_is_told),
        scan_test(nothing_is_remembered_of_a_scan_that_failed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
