/*
 * Element status made by hand: as other libraries are known to send it, and as nobody should.
 */
#include "scsi/reports.h"

#include "scsi/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* ---- hand-made reports ---- */

enum { TAG = 0x80, ALTERNATE_TAG = 0x40 };

static void begin_report(struct recorded *report, uint16_t first, uint16_t count)
{
    memset(report, 0, sizeof(*report));
    rsm_bytes_put16(report->bytes, first);
    rsm_bytes_put16(report->bytes + 2, count);
    report->size = 8;
}

static void add_page(struct recorded *report, enum rsm_smc_type type, uint8_t flags,
                     uint16_t descriptor_length, uint32_t length)
{
    uint8_t *page = report->bytes + report->size;

    page[0] = (uint8_t)type;
    page[1] = flags;
    rsm_bytes_put16(page + 2, descriptor_length);
    rsm_bytes_put24(page + 5, length);
    report->size += 8;
}

static uint8_t *add_element(struct recorded *report, uint16_t address, uint8_t flags, size_t length)
{
    uint8_t *element = report->bytes + report->size;

    rsm_bytes_put16(element, address);
    if (length > 2)
        element[2] = flags;
    report->size += length;
    return element;
}

static void end_report(struct recorded *report)
{
    rsm_bytes_put24(report->bytes + 5, (uint32_t)(report->size - 8));
}

/* A report of one element of 'length' bytes, which the caller fills further. */
static uint8_t *one_element(struct recorded *report, enum rsm_smc_type type, uint8_t page_flags,
                            size_t length)
{
    uint8_t *element;

    begin_report(report, 1, 1);
    add_page(report, type, page_flags, (uint16_t)length, (uint32_t)length);
    element = add_element(report, 1, 0x01, length);
    end_report(report);
    return element;
}

static struct rsm_smc_element the_element(const struct recorded *report)
{
    struct seen seen;

    assert_read(report, 1, &seen);
    return seen.elements[0];
}

static void put_tag(uint8_t *at, const char *tag)
{
    memset(at, ' ', 32);
    memcpy(at, tag, strlen(tag));
}

static void put_identifier(uint8_t *at, uint8_t code_set, const char *text)
{
    at[0] = code_set;
    at[1] = RSM_SPC_T10_VENDOR_ID;
    at[3] = (uint8_t)strlen(text);
    memcpy(at + 4, text, strlen(text));
}

static void assert_identifier(const struct recorded *report, const char *expected)
{
    struct rsm_smc_element element = the_element(report);

    assert_true(element.identifier_present);
    assert_false(element.identifier.truncated);
    assert_int_equal(element.identifier.length, strlen(expected));
    assert_memory_equal(element.identifier.bytes, expected, strlen(expected));
}

static void every_flag_of_a_port_is_read(void **state)
{
    struct recorded report;
    uint8_t *bytes = one_element(&report, RSM_SMC_IMPORT_EXPORT, 0, 16);
    struct rsm_smc_element element;

    (void)state;
    bytes[2] = 0x3F;
    bytes[4] = 0x30;
    bytes[5] = 0x03;
    bytes[9] = 0x80 | 0x40 | 0x08 | 0x02;
    rsm_bytes_put16(bytes + 10, 0x1234);
    element = the_element(&report);
    assert_true(element.full && element.put_by_person && element.except && element.access);
    assert_true(element.can_import && element.can_export);
    assert_int_equal(element.asc, 0x30);
    assert_int_equal(element.ascq, 0x03);
    assert_true(element.source_valid && element.inverted && element.disabled);
    assert_int_equal(element.source, 0x1234);
    assert_int_equal(element.medium_type, 2);
}

static void flags_that_a_type_does_not_have_are_not_read(void **state)
{
    struct recorded report;
    uint8_t *bytes = one_element(&report, RSM_SMC_STORAGE, 0, 16);
    struct rsm_smc_element element;

    (void)state;
    bytes[2] = 0x3F;
    bytes[6] = 0xB5;
    bytes[7] = 6;
    element = the_element(&report);
    assert_false(element.put_by_person || element.can_import || element.can_export);
    assert_false(element.bus_address_valid || element.lun_valid || element.other_bus);
}

static void a_source_without_its_valid_bit_is_not_told(void **state)
{
    struct recorded report;
    uint8_t *bytes = one_element(&report, RSM_SMC_STORAGE, 0, 16);

    (void)state;
    rsm_bytes_put16(bytes + 10, 0x1234);
    assert_false(the_element(&report).source_valid);
    assert_int_equal(the_element(&report).source, 0);
}

static void addresses_of_parallel_drives_are_read(void **state)
{
    struct recorded report;
    uint8_t *bytes = one_element(&report, RSM_SMC_DATA_TRANSFER, 0, 16);
    struct rsm_smc_element element;

    (void)state;
    bytes[6] = 0x80 | 0x20 | 0x10 | 0x03;
    bytes[7] = 6;
    element = the_element(&report);
    assert_true(element.bus_address_valid && element.lun_valid && element.other_bus);
    assert_int_equal(element.bus_address, 6);
    assert_int_equal(element.lun, 3);
}

static void the_two_addresses_of_a_drive_are_valid_apart(void **state)
{
    struct recorded report;
    uint8_t *bytes = one_element(&report, RSM_SMC_DATA_TRANSFER, 0, 16);
    struct rsm_smc_element element;

    (void)state;
    bytes[6] = 0x10 | 0x02;
    element = the_element(&report);
    assert_true(element.lun_valid && !element.bus_address_valid && !element.other_bus);
    assert_int_equal(element.lun, 2);
    bytes[6] = 0x20 | 0x02;
    bytes[7] = 4;
    element = the_element(&report);
    assert_true(element.bus_address_valid && !element.lun_valid);
    assert_int_equal(element.bus_address, 4);
}

static void descriptors_of_four_bytes_give_address_and_flags(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 10, 3);
    add_page(&report, RSM_SMC_STORAGE, 0, 4, 12);
    add_element(&report, 10, 0x09, 4);
    add_element(&report, 11, 0x00, 4);
    add_element(&report, 12, 0x05, 4);
    end_report(&report);
    assert_read(&report, 3, &seen);
    assert_true(seen.elements[0].status_valid && seen.elements[0].full && seen.elements[0].access);
    assert_false(seen.elements[1].full);
    assert_true(seen.elements[2].except);
    assert_false(seen.elements[2].cut);
    assert_false(seen.report.cut);
}

static void descriptors_of_two_bytes_give_an_address_alone(void **state)
{
    struct recorded report;

    (void)state;
    (void)one_element(&report, RSM_SMC_STORAGE, 0, 2);
    assert_false(the_element(&report).status_valid);
    assert_int_equal(the_element(&report).address, 1);
}

static void descriptors_too_short_for_an_address_are_refused(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    for (uint16_t length = 0; length < 2; length++) {
        begin_report(&report, 1, 5);
        add_page(&report, RSM_SMC_STORAGE, 0, length, 260);
        report.size += 260;
        end_report(&report);
        assert_refused(&report, &seen);
        assert_int_equal(seen.count, 0);
        assert_int_equal(seen.report.position, 10);
    }
}

static void empty_pages_with_elements_announced_are_refused(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 1, 5);
    add_page(&report, RSM_SMC_STORAGE, 0, 52, 0);
    end_report(&report);
    assert_refused(&report, &seen);
}

static void an_empty_page_beside_others_is_stepped_over(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 1, 2);
    add_page(&report, RSM_SMC_IMPORT_EXPORT, 0, 0, 0);
    add_page(&report, RSM_SMC_STORAGE, 0, 16, 32);
    add_element(&report, 1, 1, 16);
    add_element(&report, 2, 1, 16);
    end_report(&report);
    assert_read(&report, 2, &seen);
}

static void only_the_wanted_type_is_given(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 1, 2);
    add_page(&report, RSM_SMC_STORAGE, 0, 16, 16);
    add_element(&report, 1, 1, 16);
    add_page(&report, RSM_SMC_DATA_TRANSFER, 0, 16, 16);
    add_element(&report, 2, 1, 16);
    end_report(&report);
    read_report(report.bytes, report.size, RSM_SMC_DATA_TRANSFER, &seen);
    assert_int_equal(seen.error, ERROR_SUCCESS);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.elements[0].address, 2);
    assert_int_equal(seen.report.skipped, 1);
}

static void a_page_of_no_known_type_is_refused(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 1, 1);
    add_page(&report, (enum rsm_smc_type)5, 0, 16, 16);
    add_element(&report, 1, 1, 16);
    end_report(&report);
    assert_refused(&report, &seen);
    assert_int_equal(seen.report.position, 8);
}

static void more_elements_than_announced_are_given_too(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 1, 1);
    add_page(&report, RSM_SMC_STORAGE, 0, 16, 48);
    for (uint16_t address = 1; address <= 3; address++)
        add_element(&report, address, 1, 16);
    end_report(&report);
    assert_read(&report, 3, &seen);
}

static void fewer_elements_than_announced_are_no_error(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 1, 65535);
    add_page(&report, RSM_SMC_STORAGE, 0, 16, 16);
    add_element(&report, 1, 1, 16);
    end_report(&report);
    assert_read(&report, 1, &seen);
    assert_int_equal(seen.report.announced, 65535);
    assert_false(seen.report.cut);
}

static void a_report_length_that_is_too_small_hides_nothing(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 1, 2);
    add_page(&report, RSM_SMC_STORAGE, 0, 16, 16);
    add_element(&report, 1, 1, 16);
    add_page(&report, RSM_SMC_DATA_TRANSFER, 0, 16, 16);
    add_element(&report, 2, 1, 16);
    rsm_bytes_put24(report.bytes + 5, 8);
    assert_read(&report, 2, &seen);
}

static void padding_behind_the_report_is_left_alone(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 1, 1);
    add_page(&report, RSM_SMC_STORAGE, 0, 16, 16);
    add_element(&report, 1, 1, 16);
    end_report(&report);
    memset(report.bytes + report.size, 0xA5, 200);
    report.size += 200;
    assert_read(&report, 1, &seen);
    assert_false(seen.report.cut);
}

static void counts_beyond_16_bits_are_not_cut(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 1, 5000);
    add_page(&report, RSM_SMC_STORAGE, 0, 16, 0x013880);
    for (uint16_t address = 1; address <= 100; address++)
        add_element(&report, address, 1, 16);
    rsm_bytes_put24(report.bytes + 5, 0x013888);
    assert_read(&report, 100, &seen);
    assert_int_equal(seen.report.promised, 0x013890);
    assert_true(seen.report.cut);
}

static void a_page_length_that_ends_within_a_descriptor_cuts_that_one(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 1, 2);
    add_page(&report, RSM_SMC_STORAGE, 0, 16, 20);
    add_element(&report, 1, 1, 16);
    add_element(&report, 2, 1, 4);
    end_report(&report);
    assert_read(&report, 2, &seen);
    assert_true(seen.elements[1].cut);
    assert_true(seen.elements[1].full);
}

static void an_alternate_tag_is_stepped_over(void **state)
{
    struct recorded report;
    uint8_t *bytes = one_element(&report, RSM_SMC_DATA_TRANSFER, TAG | ALTERNATE_TAG, 12 + 72 + 14);

    (void)state;
    put_tag(bytes + 12, "A00001L5");
    put_tag(bytes + 48, "B00001L5");
    put_identifier(bytes + 84, RSM_SPC_CODE_ASCII, "HU10123456");
    assert_string_equal(the_element(&report).tag, "A00001L5");
    assert_identifier(&report, "HU10123456");
}

static void an_alternate_tag_announced_without_room_is_ignored(void **state)
{
    struct recorded report;
    uint8_t *bytes = one_element(&report, RSM_SMC_DATA_TRANSFER, TAG | ALTERNATE_TAG, 12 + 36 + 14);

    (void)state;
    put_tag(bytes + 12, "A00001L5");
    put_identifier(bytes + 48, RSM_SPC_CODE_ASCII, "HU10123456");
    assert_string_equal(the_element(&report).tag, "A00001L5");
    assert_identifier(&report, "HU10123456");
}

static void an_identifier_in_place_of_the_alternate_tag_is_found(void **state)
{
    static const char identity[] = "IBM     ULT3580-TD5     1068000001";
    struct recorded report;
    uint8_t *bytes = one_element(&report, RSM_SMC_DATA_TRANSFER, TAG | ALTERNATE_TAG, 12 + 36 + 38);

    (void)state;
    put_identifier(bytes + 48, RSM_SPC_CODE_ASCII, identity);
    assert_identifier(&report, identity);
}

static void a_tag_announced_without_room_is_absent(void **state)
{
    struct recorded report;

    (void)state;
    (void)one_element(&report, RSM_SMC_STORAGE, TAG, 16);
    assert_false(the_element(&report).tag_present);
}

static void an_identifier_that_nobody_asked_for_is_found_by_the_lengths(void **state)
{
    static const char *const texts[] = {"1234567890", "12345678901234567890",
                                        "IBM     ULT3580-TD5     12345678",
                                        "IBM     ULT3580-TD5     1234567890"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct recorded report;
        uint8_t *bytes = one_element(&report, RSM_SMC_DATA_TRANSFER, 0, 12 + 4 + strlen(texts[i]));

        put_identifier(bytes + 12, RSM_SPC_CODE_ASCII, texts[i]);
        assert_identifier(&report, texts[i]);
    }
}

static void identifiers_of_each_code_set_are_taken(void **state)
{
    struct recorded report;
    uint8_t *bytes = one_element(&report, RSM_SMC_DATA_TRANSFER, 0, 12 + 14);

    (void)state;
    for (uint8_t code_set = 1; code_set <= 3; code_set++) {
        put_identifier(bytes + 12, code_set, "1234567890");
        assert_identifier(&report, "1234567890");
        assert_int_equal(the_element(&report).identifier.code_set, code_set);
    }
}

static void an_identifier_is_never_longer_than_its_descriptor(void **state)
{
    struct recorded report;
    uint8_t *bytes;
    struct seen seen;

    (void)state;
    begin_report(&report, 1, 2);
    add_page(&report, RSM_SMC_DATA_TRANSFER, 0, 26, 52);
    bytes = add_element(&report, 1, 1, 26);
    put_identifier(bytes + 12, RSM_SPC_CODE_ASCII, "1234567890");
    bytes[15] = 32; /* it says that it is longer */
    add_element(&report, 2, 1, 26);
    end_report(&report);
    assert_read(&report, 2, &seen);
    assert_true(seen.elements[0].identifier.truncated);
    assert_int_equal(seen.elements[0].identifier.length, 10);
}

static void descriptors_of_odd_lengths_are_taken_as_they_come(void **state)
{
    static const uint16_t lengths[] = {12, 13, 24, 34, 48, 58, 60, 68, 70, 94, 104, 255};

    (void)state;
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        struct recorded report;
        uint8_t *bytes = one_element(&report, RSM_SMC_STORAGE, TAG, lengths[i]);

        if (lengths[i] >= 44)
            put_tag(bytes + 12, "A00001L5");
        assert_int_equal(the_element(&report).tag_present, lengths[i] >= 44);
        assert_false(the_element(&report).identifier_present);
    }
}

static struct rsm_smc_element element_with_tag(const char *tag, size_t length)
{
    struct recorded report;
    uint8_t *bytes = one_element(&report, RSM_SMC_STORAGE, TAG, 52);

    memset(bytes + 12, ' ', 32);
    memcpy(bytes + 12, tag, length);
    return the_element(&report);
}

static void tags_keep_their_case_and_lose_their_padding(void **state)
{
    (void)state;
    assert_string_equal(element_with_tag("abC001", 6).tag, "abC001");
    assert_true(element_with_tag("abC001", 6).tag_readable);
    assert_string_equal(element_with_tag("  A1", 4).tag, "A1");
    assert_string_equal(element_with_tag("A00001L5\0\0garbage", 17).tag, "A00001L5");
    assert_string_equal(element_with_tag("12345678901234567890123456789012", 32).tag,
                        "12345678901234567890123456789012");
}

static void blank_and_zero_tags_are_no_tags(void **state)
{
    static const char zeros[32];
    struct rsm_smc_element element = element_with_tag("", 0);

    (void)state;
    assert_true(element.full);
    assert_false(element.tag_present);
    assert_false(element_with_tag(zeros, sizeof(zeros)).tag_present);
}

static void a_tag_with_bytes_that_are_no_text_is_unreadable(void **state)
{
    struct rsm_smc_element element = element_with_tag(
        "A\x01"
        "B\xFF",
        4);

    (void)state;
    assert_true(element.tag_present);
    assert_false(element.tag_readable);
    assert_string_equal(element.tag, "A?B?");
}

static void descriptors_in_a_page_that_counts_no_bytes_are_read_as_far_as_announced(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 7, 2);
    add_page(&report, RSM_SMC_STORAGE, 0, 12, 0);
    for (uint16_t address = 7; address < 9; address++)
        add_element(&report, address, 0x01, 12);
    end_report(&report);

    assert_read(&report, 2, &seen);
    assert_int_equal(seen.elements[1].address, 8);
    assert_true(seen.elements[1].full);
}

static void a_page_of_no_bytes_before_another_page_is_empty(void **state)
{
    struct recorded report;
    struct seen seen;

    (void)state;
    begin_report(&report, 7, 1);
    add_page(&report, RSM_SMC_STORAGE, 0, 12, 0);
    add_page(&report, RSM_SMC_STORAGE, 0, 12, 12);
    add_element(&report, 7, 0x01, 12);
    end_report(&report);

    assert_read(&report, 1, &seen);
}

static void ghosts_are_known_by_their_codes(void **state)
{
    struct rsm_smc_element slot = {.type = RSM_SMC_STORAGE, .asc = 0x83, .ascq = 0x02};
    struct rsm_smc_element drive = {.type = RSM_SMC_DATA_TRANSFER, .asc = 0x83, .ascq = 0x04};
    struct rsm_smc_element unread = {.type = RSM_SMC_STORAGE, .asc = 0x83, .ascq = 0x00};
    struct rsm_smc_element full = {
        .type = RSM_SMC_STORAGE, .full = true, .asc = 0x83, .ascq = 0x02};

    (void)state;
    assert_false(rsm_smc_is_ghost(&full));
    assert_true(rsm_smc_is_ghost(&slot));
    assert_true(rsm_smc_is_ghost(&drive));
    assert_false(rsm_smc_is_ghost(&unread));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flag_of_a_port_is_read),
        cmocka_unit_test(flags_that_a_type_does_not_have_are_not_read),
        cmocka_unit_test(a_source_without_its_valid_bit_is_not_told),
        cmocka_unit_test(addresses_of_parallel_drives_are_read),
        cmocka_unit_test(the_two_addresses_of_a_drive_are_valid_apart),
        cmocka_unit_test(descriptors_of_four_bytes_give_address_and_flags),
        cmocka_unit_test(descriptors_of_two_bytes_give_an_address_alone),
        cmocka_unit_test(descriptors_too_short_for_an_address_are_refused),
        cmocka_unit_test(empty_pages_with_elements_announced_are_refused),
        cmocka_unit_test(an_empty_page_beside_others_is_stepped_over),
        cmocka_unit_test(only_the_wanted_type_is_given),
        cmocka_unit_test(a_page_of_no_known_type_is_refused),
        cmocka_unit_test(more_elements_than_announced_are_given_too),
        cmocka_unit_test(fewer_elements_than_announced_are_no_error),
        cmocka_unit_test(a_report_length_that_is_too_small_hides_nothing),
        cmocka_unit_test(padding_behind_the_report_is_left_alone),
        cmocka_unit_test(counts_beyond_16_bits_are_not_cut),
        cmocka_unit_test(a_page_length_that_ends_within_a_descriptor_cuts_that_one),
        cmocka_unit_test(an_alternate_tag_is_stepped_over),
        cmocka_unit_test(an_alternate_tag_announced_without_room_is_ignored),
        cmocka_unit_test(an_identifier_in_place_of_the_alternate_tag_is_found),
        cmocka_unit_test(a_tag_announced_without_room_is_absent),
        cmocka_unit_test(an_identifier_that_nobody_asked_for_is_found_by_the_lengths),
        cmocka_unit_test(identifiers_of_each_code_set_are_taken),
        cmocka_unit_test(an_identifier_is_never_longer_than_its_descriptor),
        cmocka_unit_test(descriptors_of_odd_lengths_are_taken_as_they_come),
        cmocka_unit_test(tags_keep_their_case_and_lose_their_padding),
        cmocka_unit_test(blank_and_zero_tags_are_no_tags),
        cmocka_unit_test(a_tag_with_bytes_that_are_no_text_is_unreadable),
        cmocka_unit_test(descriptors_in_a_page_that_counts_no_bytes_are_read_as_far_as_announced),
        cmocka_unit_test(a_page_of_no_bytes_before_another_page_is_empty),
        cmocka_unit_test(ghosts_are_known_by_their_codes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
