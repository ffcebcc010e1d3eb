/*
 * Commands that every device knows, and their answers: recorded, cut short and contradictory.
 */
#include "scsi/spc.h"

#include "scsi/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_cdb(struct rsm_cdb cdb, const char *expected)
{
    struct recorded bytes = hex(expected);

    assert_int_equal(cdb.length, bytes.size);
    assert_memory_equal(cdb.bytes, bytes.bytes, bytes.size);
    for (size_t i = cdb.length; i < sizeof(cdb.bytes); i++)
        assert_int_equal(cdb.bytes[i], 0);
}

/* ---- building ---- */

static void commands_are_built_as_the_standard_writes_them(void **state)
{
    (void)state;
    assert_cdb(rsm_spc_test_unit_ready(), "00 00 00 00 00 00");
    assert_cdb(rsm_spc_inquiry(96), "12 00 00 00 60 00");
    assert_cdb(rsm_spc_inquiry_vpd(0x83, 0x1234), "12 01 83 12 34 00");
    assert_cdb(rsm_spc_request_sense(252), "03 00 00 00 fc 00");
    assert_cdb(rsm_spc_report_luns(1024), "a0 00 00 00 00 00 00 00 04 00 00 00");
    assert_cdb(rsm_spc_prevent_removal(true), "1e 00 00 00 01 00");
    assert_cdb(rsm_spc_prevent_removal(false), "1e 00 00 00 00 00");
    assert_cdb(rsm_spc_mode_select6(12), "15 10 00 00 0c 00");
}

static void mode_sense_asks_for_current_values(void **state)
{
    (void)state;
    assert_cdb(rsm_spc_mode_sense6(0x1D, 0, true, 255), "1a 08 1d 00 ff 00");
    assert_cdb(rsm_spc_mode_sense6(0xFF, 0xFF, false, 12), "1a 00 3f ff 0c 00");
    assert_cdb(rsm_spc_mode_sense10(0x1D, 0x01, true, 0x1234), "5a 08 1d 01 00 00 00 12 34 00");
}

/* ---- INQUIRY ---- */

static void recorded_inquiry_names_the_changer(void **state)
{
    struct recorded data = recorded("inquiry_changer");
    struct rsm_spc_inquiry inquiry;

    (void)state;
    assert_int_equal(rsm_spc_parse_inquiry(data.bytes, data.size, &inquiry), ERROR_SUCCESS);
    assert_int_equal(inquiry.qualifier, 0);
    assert_int_equal(inquiry.type, 8);
    assert_true(inquiry.removable);
    assert_false(inquiry.attached_changer);
    assert_int_equal(inquiry.version, 5);
    assert_string_equal(inquiry.vendor, "IET");
    assert_string_equal(inquiry.product, "VIRTUAL-CHANGER");
    assert_string_equal(inquiry.revision, "0001");
}

static void a_unit_that_is_not_there_says_so_in_its_qualifier(void **state)
{
    struct recorded data = recorded("inquiry_no_unit");
    struct rsm_spc_inquiry inquiry;

    (void)state;
    assert_int_equal(rsm_spc_parse_inquiry(data.bytes, data.size, &inquiry), ERROR_SUCCESS);
    assert_int_equal(inquiry.qualifier, 3);
    assert_int_equal(inquiry.type, 0x1F);
}

static void an_inquiry_that_ends_early_lacks_only_what_did_not_arrive(void **state)
{
    struct recorded data = recorded("inquiry_changer");

    (void)state;
    for (size_t size = 0; size <= data.size; size++) {
        uint8_t *copy = exact_copy(data.bytes, size);
        struct rsm_spc_inquiry inquiry;

        assert_int_equal(rsm_spc_parse_inquiry(copy, size, &inquiry),
                         size < 5 ? ERROR_INVALID_DATA : ERROR_SUCCESS);
        assert_int_equal(strlen(inquiry.vendor), size <= 8 ? 0 : size < 11 ? size - 8 : 3);
        assert_int_equal(strlen(inquiry.revision), size <= 32 ? 0 : size < 36 ? size - 32 : 4);
        free(copy);
    }
}

static void an_old_drive_with_a_changer_behind_it_is_seen(void **state)
{
    struct recorded data = hex("01 80 02 02 1f 00 08 00");
    struct rsm_spc_inquiry inquiry;

    (void)state;
    assert_int_equal(rsm_spc_parse_inquiry(data.bytes, data.size, &inquiry), ERROR_SUCCESS);
    assert_true(inquiry.attached_changer);
}

static void text_is_printable_trimmed_and_ends_at_a_zero(void **state)
{
    static const uint8_t odd[] = {' ', ' ', 'A', 0x07, ' ', 0xFC, ' ', ' ', 0, 'x'};
    static const uint8_t blanks[] = {' ', ' ', ' '};
    char text[16];
    char small[3];

    (void)state;
    assert_false(rsm_spc_copy_text(odd, sizeof(odd), text, sizeof(text)));
    assert_string_equal(text, "A? ?");
    assert_true(rsm_spc_copy_text(blanks, sizeof(blanks), text, sizeof(text)));
    assert_string_equal(text, "");
    assert_true(rsm_spc_copy_text(NULL, 0, text, sizeof(text)));
    assert_string_equal(text, "");
    assert_false(rsm_spc_copy_text(odd, sizeof(odd), small, sizeof(small)));
    assert_string_equal(small, "A?");
}

/* ---- vital product data ---- */

static void recorded_list_of_pages_is_searched(void **state)
{
    struct recorded data = recorded("vpd_00");

    (void)state;
    assert_true(rsm_spc_lists_vpd_page(data.bytes, data.size, 0x80));
    assert_true(rsm_spc_lists_vpd_page(data.bytes, data.size, 0xB2));
    assert_false(rsm_spc_lists_vpd_page(data.bytes, data.size, 0x86));
    assert_false(rsm_spc_lists_vpd_page(data.bytes, 4, 0x80));
    assert_false(rsm_spc_lists_vpd_page(data.bytes, 3, 0x00));
}

static void recorded_serial_number_loses_the_blanks_before_it(void **state)
{
    struct recorded data = recorded("vpd_80_changer");
    char serial[RSM_SPC_SERIAL_MAX];

    (void)state;
    assert_int_equal(rsm_spc_parse_serial(data.bytes, data.size, serial, sizeof(serial)),
                     ERROR_SUCCESS);
    assert_string_equal(serial, "VTLCHG0001");
}

static void a_serial_number_is_never_read_past_its_own_length(void **state)
{
    struct recorded data = hex("01 80 00 04 41 42 43 44 45 46");
    char serial[RSM_SPC_SERIAL_MAX];

    (void)state;
    assert_int_equal(rsm_spc_parse_serial(data.bytes, data.size, serial, sizeof(serial)),
                     ERROR_SUCCESS);
    assert_string_equal(serial, "ABCD");
}

static void no_serial_number_is_told_from_another_page_or_zeros(void **state)
{
    struct recorded blank = hex("01 80 00 04 20 20 20 20");
    struct recorded other = hex("01 83 00 04 41 42 43 44");
    struct recorded zeros = hex("01 80 00 06 30 30 30 30 30 30");
    char serial[4] = "old";

    (void)state;
    assert_int_equal(rsm_spc_parse_serial(blank.bytes, blank.size, serial, sizeof(serial)),
                     ERROR_NOT_FOUND);
    assert_int_equal(rsm_spc_parse_serial(zeros.bytes, zeros.size, serial, sizeof(serial)),
                     ERROR_NOT_FOUND);
    assert_int_equal(rsm_spc_parse_serial(other.bytes, other.size, serial, sizeof(serial)),
                     ERROR_INVALID_DATA);
    assert_string_equal(serial, "");
    assert_int_equal(rsm_spc_parse_serial(other.bytes, other.size, serial, 0),
                     ERROR_INSUFFICIENT_BUFFER);
}

/* ---- REPORT LUNS ---- */

static void recorded_list_of_units_is_read(void **state)
{
    struct recorded data = recorded("report_luns");
    struct rsm_spc_lun luns[8];
    size_t count;
    uint32_t needed;

    (void)state;
    assert_int_equal(rsm_spc_parse_luns(data.bytes, data.size, luns, 8, &count, &needed),
                     ERROR_SUCCESS);
    assert_int_equal(count, 4);
    assert_int_equal(needed, 40);
    for (size_t i = 0; i < count; i++) {
        assert_true(luns[i].flat);
        assert_int_equal(luns[i].number, i);
    }
}

static struct rsm_spc_lun lun_of(const char *text)
{
    struct recorded data = hex("00 00 00 08 00 00 00 00");
    struct recorded entry = hex(text);
    struct rsm_spc_lun lun;
    size_t count;
    uint32_t needed;

    memcpy(data.bytes + 8, entry.bytes, 8);
    assert_int_equal(rsm_spc_parse_luns(data.bytes, 16, &lun, 1, &count, &needed), ERROR_SUCCESS);
    assert_int_equal(count, 1);
    assert_memory_equal(lun.bytes, entry.bytes, 8);
    return lun;
}

static void assert_flat(const char *text, uint64_t number)
{
    struct rsm_spc_lun lun = lun_of(text);

    assert_true(lun.flat);
    assert_true(lun.number == number);
}

static void every_flat_way_to_write_a_unit_number_is_understood(void **state)
{
    (void)state;
    assert_flat("00 ff 00 00 00 00 00 00", 255);
    assert_flat("41 02 00 00 00 00 00 00", 0x102);
    assert_flat("d2 01 02 03 00 00 00 00", 0x010203);
    assert_flat("e2 01 02 03 04 05 00 00", 0x0102030405);
}

static void units_behind_another_bus_or_level_have_no_number(void **state)
{
    (void)state;
    assert_false(lun_of("01 05 00 00 00 00 00 00").flat); /* another bus */
    assert_false(lun_of("00 05 00 01 00 00 00 00").flat); /* second level */
    assert_false(lun_of("80 05 00 00 00 00 00 00").flat); /* logical unit addressing */
    assert_false(lun_of("c1 01 00 00 00 00 00 00").flat); /* well-known unit */
}

static void a_list_that_ends_early_gives_what_arrived_and_what_is_needed(void **state)
{
    struct recorded data = recorded("report_luns");
    struct rsm_spc_lun luns[8];
    size_t count;
    uint32_t needed;

    (void)state;
    assert_int_equal(rsm_spc_parse_luns(data.bytes, 23, luns, 8, &count, &needed), ERROR_SUCCESS);
    assert_int_equal(count, 1);
    assert_int_equal(needed, 40);
    assert_int_equal(rsm_spc_parse_luns(data.bytes, 7, luns, 8, &count, &needed),
                     ERROR_INVALID_DATA);
    assert_int_equal(count, 0);
}

static void more_units_than_there_is_room_for_are_told(void **state)
{
    struct recorded data = recorded("report_luns");
    struct rsm_spc_lun luns[2];
    size_t count;
    uint32_t needed;

    (void)state;
    assert_int_equal(rsm_spc_parse_luns(data.bytes, data.size, luns, 2, &count, &needed),
                     ERROR_MORE_DATA);
    assert_int_equal(count, 2);
}

static void a_monstrous_list_length_does_not_wrap_round(void **state)
{
    struct recorded data = hex("ff ff ff fe 00 00 00 00 00 00 00 00 00 00 00 00");
    struct rsm_spc_lun luns[2];
    size_t count;
    uint32_t needed;

    (void)state;
    assert_int_equal(rsm_spc_parse_luns(data.bytes, data.size, luns, 2, &count, &needed),
                     ERROR_SUCCESS);
    assert_int_equal(count, 1);
    assert_true(needed == UINT32_MAX);
}

/* ---- MODE SENSE ---- */

/* The length of the page, 0 when it is not found. */
static size_t page_size(const struct rsm_spc_mode *mode, uint8_t page, uint8_t subpage)
{
    const uint8_t *found;
    size_t size;

    if (rsm_spc_find_mode_page(mode, page, subpage, &found, &size) != ERROR_SUCCESS) {
        assert_null(found);
        return 0;
    }
    assert_int_equal(found[0] & 0x3F, page);
    return size;
}

static struct rsm_spc_mode mode6(const struct recorded *data)
{
    struct rsm_spc_mode mode;

    assert_int_equal(rsm_spc_parse_mode6(data->bytes, data->size, &mode), ERROR_SUCCESS);
    return mode;
}

static void recorded_mode_page_is_found_in_both_forms(void **state)
{
    struct recorded six = recorded("mode6_addresses");
    struct recorded ten = recorded("mode10_addresses");
    struct rsm_spc_mode mode = mode6(&six);

    (void)state;
    assert_int_equal(page_size(&mode, 0x1D, 0), 20);
    assert_int_equal(rsm_spc_parse_mode10(ten.bytes, ten.size, &mode), ERROR_SUCCESS);
    assert_int_equal(page_size(&mode, 0x1D, 0), 20);
}

static void recorded_block_descriptor_is_stepped_over(void **state)
{
    struct recorded six = recorded("mode6_addresses_descriptor");
    struct recorded ten = recorded("mode10_drive");
    struct rsm_spc_mode mode = mode6(&six);

    (void)state;
    assert_int_equal(mode.descriptors_size, 8);
    assert_int_equal(page_size(&mode, 0x1D, 0), 20);
    assert_int_equal(rsm_spc_parse_mode10(ten.bytes, ten.size, &mode), ERROR_SUCCESS);
    assert_int_equal(mode.device_specific, 0x10);
    assert_int_equal(page_size(&mode, 0x0F, 0), 16);
}

static void recorded_pages_are_told_apart_from_their_subpages(void **state)
{
    struct recorded data = recorded("mode6_changer_all_pages");
    struct rsm_spc_mode mode = mode6(&data);

    (void)state;
    assert_int_equal(page_size(&mode, 0x0A, 0), 12);
    assert_int_equal(page_size(&mode, 0x0A, 1), 32);
    assert_int_equal(page_size(&mode, 0x1E, 0), 4);
    assert_int_equal(page_size(&mode, 0x1F, 0), 20);
    assert_int_equal(page_size(&mode, 0x18, 0), 0);
    assert_int_equal(page_size(&mode, 0x1D, 2), 0);
}

static void the_stated_length_of_all_mode_data_does_not_matter(void **state)
{
    struct recorded data = recorded("mode6_addresses");
    struct rsm_spc_mode mode;

    (void)state;
    for (unsigned length = 0; length <= 255; length++) {
        data.bytes[0] = (uint8_t)length;
        mode = mode6(&data);
        assert_int_equal(page_size(&mode, 0x1D, 0), 20);
    }
}

static void block_descriptors_that_were_not_sent_do_not_hide_the_page(void **state)
{
    struct recorded data = recorded("mode6_addresses");
    struct rsm_spc_mode mode;

    (void)state;
    data.bytes[3] = 8;
    mode = mode6(&data);
    assert_int_equal(page_size(&mode, 0x1D, 0), 20);
    data.bytes[3] = 255;
    mode = mode6(&data);
    assert_int_equal(page_size(&mode, 0x1D, 0), 20);
}

static void a_page_longer_than_the_data_ends_with_it(void **state)
{
    struct recorded data = hex("17 00 00 00 1d ff 00 01");
    struct rsm_spc_mode mode = mode6(&data);

    (void)state;
    assert_int_equal(page_size(&mode, 0x1D, 0), 4);
    assert_int_equal(page_size(&mode, 0x1E, 0), 0);
}

static void pages_of_no_length_come_to_an_end(void **state)
{
    struct recorded data = hex("17 00 00 00 00 00 00 00 40 00 00 00 1e 02 01 00");
    struct rsm_spc_mode mode = mode6(&data);

    (void)state;
    assert_int_equal(page_size(&mode, 0x1E, 0), 4);
}

static void mode_data_of_any_length_is_bounded_by_what_arrived(void **state)
{
    struct recorded data = recorded("mode6_drive_all_pages");

    (void)state;
    for (size_t size = 0; size <= data.size; size++) {
        uint8_t *copy = exact_copy(data.bytes, size);
        struct rsm_spc_mode mode;

        assert_int_equal(rsm_spc_parse_mode6(copy, size, &mode),
                         size < 4 ? ERROR_INVALID_DATA : ERROR_SUCCESS);
        (void)page_size(&mode, 0x1D, 0);
        assert_int_equal(rsm_spc_parse_mode10(copy, size, &mode),
                         size < 8 ? ERROR_INVALID_DATA : ERROR_SUCCESS);
        (void)page_size(&mode, 0x1D, 0);
        free(copy);
    }
}

static void long_block_addresses_are_noticed(void **state)
{
    struct recorded data = hex("00 06 00 00 01 00 00 00");
    struct rsm_spc_mode mode;

    (void)state;
    assert_int_equal(rsm_spc_parse_mode10(data.bytes, data.size, &mode), ERROR_SUCCESS);
    assert_true(mode.long_lba);
    assert_int_equal(mode.pages_size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_are_built_as_the_standard_writes_them),
        cmocka_unit_test(mode_sense_asks_for_current_values),
        cmocka_unit_test(recorded_inquiry_names_the_changer),
        cmocka_unit_test(a_unit_that_is_not_there_says_so_in_its_qualifier),
        cmocka_unit_test(an_inquiry_that_ends_early_lacks_only_what_did_not_arrive),
        cmocka_unit_test(an_old_drive_with_a_changer_behind_it_is_seen),
        cmocka_unit_test(text_is_printable_trimmed_and_ends_at_a_zero),
        cmocka_unit_test(recorded_list_of_pages_is_searched),
        cmocka_unit_test(recorded_serial_number_loses_the_blanks_before_it),
        cmocka_unit_test(a_serial_number_is_never_read_past_its_own_length),
        cmocka_unit_test(no_serial_number_is_told_from_another_page_or_zeros),
        cmocka_unit_test(recorded_list_of_units_is_read),
        cmocka_unit_test(every_flat_way_to_write_a_unit_number_is_understood),
        cmocka_unit_test(units_behind_another_bus_or_level_have_no_number),
        cmocka_unit_test(a_list_that_ends_early_gives_what_arrived_and_what_is_needed),
        cmocka_unit_test(more_units_than_there_is_room_for_are_told),
        cmocka_unit_test(a_monstrous_list_length_does_not_wrap_round),
        cmocka_unit_test(recorded_mode_page_is_found_in_both_forms),
        cmocka_unit_test(recorded_block_descriptor_is_stepped_over),
        cmocka_unit_test(recorded_pages_are_told_apart_from_their_subpages),
        cmocka_unit_test(the_stated_length_of_all_mode_data_does_not_matter),
        cmocka_unit_test(block_descriptors_that_were_not_sent_do_not_hide_the_page),
        cmocka_unit_test(a_page_longer_than_the_data_ends_with_it),
        cmocka_unit_test(pages_of_no_length_come_to_an_end),
        cmocka_unit_test(mode_data_of_any_length_is_bounded_by_what_arrived),
        cmocka_unit_test(long_block_addresses_are_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
