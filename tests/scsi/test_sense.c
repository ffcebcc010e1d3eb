/*
 * Sense data of both formats, whole and damaged, and what it is translated to.
 */
#include "scsi/sense.h"

#include "scsi/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct rsm_sense parse(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = exact_copy(bytes, size);
    struct rsm_sense sense;

    rsm_sense_parse(copy, size, &sense);
    free(copy);
    return sense;
}

static struct rsm_sense sense_of(const char *text)
{
    struct recorded data = hex(text);

    return parse(data.bytes, data.size);
}

static struct rsm_sense sense_with(uint8_t key, uint8_t asc, uint8_t ascq)
{
    const uint8_t bytes[18] = {0x70, 0, key, 0, 0, 0, 0, 10, 0, 0, 0, 0, asc, ascq};

    return parse(bytes, sizeof(bytes));
}

static void assert_codes(const struct rsm_sense *sense, uint8_t key, uint8_t asc, uint8_t ascq)
{
    assert_true(sense->present);
    assert_int_equal(sense->key, key);
    assert_int_equal(sense->asc, asc);
    assert_int_equal(sense->ascq, ascq);
}

static void assert_text(const struct rsm_sense *sense, const char *expected)
{
    char text[RSM_SENSE_TEXT_MAX];

    assert_int_equal(rsm_sense_describe(sense, text, sizeof(text)), strlen(expected));
    assert_string_equal(text, expected);
}

/* ---- taking apart ---- */

static void recorded_fixed_sense_gives_key_and_codes(void **state)
{
    struct rsm_sense sense =
        sense_of("70 00 05 00 00 00 00 0a 00 00 00 00 3b 0e 00 00 00 00"); /* tgt */

    (void)state;
    assert_codes(&sense, 5, 0x3B, 0x0E);
    assert_false(sense.descriptor);
    assert_false(sense.deferred);
    assert_false(sense.information_valid);
}

static void recorded_short_block_tells_what_is_left_over(void **state)
{
    struct rsm_sense sense =
        sense_of("f0 00 20 00 00 ff b0 0a 00 00 00 00 00 00 00 00 00 00"); /* tgt */

    (void)state;
    assert_true(sense.wrong_length);
    assert_true(sense.information_valid);
    assert_int_equal(sense.information, 65536 - 80);
}

static void recorded_long_block_gives_a_negative_number(void **state)
{
    struct rsm_sense sense =
        sense_of("f0 00 20 ff ff 84 00 0a 00 00 00 00 00 00 00 00 00 00"); /* tgt */

    (void)state;
    assert_int_equal(sense.information, 1024 - 32768);
}

static void recorded_filemark_sets_its_flag_and_leaves_the_key_clean(void **state)
{
    struct rsm_sense sense =
        sense_of("f0 00 80 00 01 00 00 0a 00 00 00 00 00 01 00 00 00 00"); /* tgt */

    (void)state;
    assert_codes(&sense, 0, 0, 1);
    assert_true(sense.filemark);
    assert_false(sense.end_of_medium);
    assert_false(sense.wrong_length);
}

static void descriptor_sense_gives_key_and_codes(void **state)
{
    struct rsm_sense sense = sense_of("72 02 3a 00 00 00 00 00");

    (void)state;
    assert_codes(&sense, 2, 0x3A, 0x00);
    assert_true(sense.descriptor);
    assert_false(sense.deferred);
}

static void descriptors_give_information_and_flags(void **state)
{
    struct rsm_sense sense = sense_of(
        "72 00 00 00 00 00 00 10  00 0a 80 00 00 00 00 00 00 00 ff b0"
        "04 02 00 20");

    (void)state;
    assert_true(sense.information_valid);
    assert_int_equal(sense.information, 0xFFB0);
    assert_true(sense.wrong_length);
}

static void both_ways_to_write_a_negative_residue_are_understood(void **state)
{
    struct rsm_sense zeros =
        sense_of("72 00 00 00 00 00 00 0c  00 0a 80 00 00 00 00 00 ff ff 84 00");
    struct rsm_sense signs =
        sense_of("72 00 00 00 00 00 00 0c  00 0a 80 00 ff ff ff ff ff ff 84 00");

    (void)state;
    assert_int_equal(zeros.information, -0x7C00);
    assert_int_equal(signs.information, -0x7C00);
}

static void deferred_errors_are_marked_in_both_formats(void **state)
{
    struct rsm_sense fixed = sense_of("71 00 04 00 00 00 00 0a 00 00 00 00 44 00 00 00 00 00");
    struct rsm_sense descriptor = sense_of("73 04 44 00 00 00 00 00");

    (void)state;
    assert_true(fixed.deferred);
    assert_true(descriptor.deferred);
}

static void progress_is_read_from_both_formats(void **state)
{
    struct rsm_sense fixed = sense_of("70 00 02 00 00 00 00 0a 00 00 00 00 04 07 00 80 40 00");
    struct rsm_sense descriptor = sense_of("72 02 04 07 00 00 00 08  02 06 00 00 80 40 00 00");

    (void)state;
    assert_true(fixed.progress_valid);
    assert_int_equal(fixed.progress, 0x4000);
    assert_true(descriptor.progress_valid);
    assert_int_equal(descriptor.progress, 0x4000);
}

static void the_illegal_field_is_told(void **state)
{
    struct rsm_sense sense = sense_of("70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c8 00 06");

    (void)state;
    assert_true(sense.field_valid);
    assert_true(sense.field_in_cdb);
    assert_true(sense.field_bit_valid);
    assert_int_equal(sense.field_bit, 0);
    assert_int_equal(sense.field_byte, 6);
    assert_false(sense.progress_valid);
}

static void fields_behind_the_stated_length_are_not_believed(void **state)
{
    struct rsm_sense sense = sense_of("70 00 02 00 00 00 00 04 00 00 00 00 3a 00 00 00 00 00");

    (void)state;
    assert_codes(&sense, 2, 0, 0);
}

static void a_stated_length_beyond_the_end_is_cut(void **state)
{
    struct rsm_sense sense = sense_of("70 00 02 00 00 00 00 ff 00 00 00 00 3a 01");

    (void)state;
    assert_codes(&sense, 2, 0x3A, 0x01);
}

static void sense_of_any_length_is_bounded_by_what_arrived(void **state)
{
    uint8_t bytes[RSM_SENSE_SIZE_MAX];

    (void)state;
    for (size_t format = 0x70; format <= 0x73; format++) {
        memset(bytes, 0xFF, sizeof(bytes));
        bytes[0] = (uint8_t)(0x80 | format);
        for (size_t size = 0; size <= sizeof(bytes); size++) {
            struct rsm_sense sense = parse(bytes, size);

            assert_int_equal(sense.present, format < 0x72 ? size >= 3 : size >= 2);
        }
    }
}

static void three_bytes_give_a_key_and_nothing_else(void **state)
{
    struct rsm_sense sense = sense_of("f0 00 44");

    (void)state;
    assert_codes(&sense, 4, 0, 0);
    assert_true(sense.end_of_medium);
    assert_false(sense.information_valid);
}

static void descriptors_of_no_length_do_not_loop(void **state)
{
    struct rsm_sense sense = sense_of("72 03 11 00 00 00 00 08  00 00 00 00 00 00 04 02");

    (void)state;
    assert_codes(&sense, 3, 0x11, 0);
    assert_false(sense.information_valid);
    assert_false(sense.filemark);
}

static void an_information_descriptor_without_its_valid_bit_counts_for_nothing(void **state)
{
    struct rsm_sense sense =
        sense_of("72 00 00 00 00 00 00 0c  00 0a 00 00 00 00 00 00 00 00 00 01");

    (void)state;
    assert_false(sense.information_valid);
}

static void an_unknown_format_is_no_sense_at_all(void **state)
{
    struct rsm_sense vendor = sense_of("7f 00 05 00 00 00 00 0a 00 00 00 00 24 00");
    struct rsm_sense zeros = sense_of("00 00 00 00 00 00 00 00");
    struct rsm_sense none = sense_of("");

    (void)state;
    assert_false(vendor.present);
    assert_false(zeros.present);
    assert_false(none.present);
    assert_int_equal(rsm_sense_error(&none), ERROR_IO_DEVICE);
    assert_int_equal(rsm_sense_classify(&none), RSM_SENSE_NONE);
}

/* ---- translating ---- */

struct translation {
    uint8_t key, asc, ascq;
    rsm_error error;
    enum rsm_sense_class sense_class;
};

static void assert_translations(const struct translation *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct rsm_sense sense = sense_with(rows[i].key, rows[i].asc, rows[i].ascq);

        if (rsm_sense_error(&sense) != rows[i].error ||
            rsm_sense_classify(&sense) != rows[i].sense_class)
            fail_msg("%X/%02X/%02X is %u, %s", (unsigned)rows[i].key, (unsigned)rows[i].asc,
                     (unsigned)rows[i].ascq, (unsigned)rsm_sense_error(&sense),
                     rsm_sense_class_name(rsm_sense_classify(&sense)));
    }
}

#define ASSERT_TRANSLATIONS(rows) assert_translations(rows, sizeof(rows) / sizeof((rows)[0]))

static void unit_attentions_that_tell_of_cartridges_make_the_inventory_stale(void **state)
{
    static const struct translation rows[] = {
        {6, 0x28, 0x00, ERROR_MEDIA_CHANGED, RSM_SENSE_STALE_INVENTORY},
        {6, 0x28, 0x01, ERROR_MEDIA_CHANGED, RSM_SENSE_STALE_INVENTORY},
        {6, 0x29, 0x00, ERROR_BUS_RESET, RSM_SENSE_STALE_INVENTORY},
        {6, 0x29, 0x04, ERROR_BUS_RESET, RSM_SENSE_STALE_INVENTORY},
        {6, 0x2A, 0x01, ERROR_BUS_RESET, RSM_SENSE_STALE_INVENTORY},
        {6, 0x3F, 0x0E, ERROR_BUS_RESET, RSM_SENSE_STALE_INVENTORY},
        {6, 0x3B, 0x12, ERROR_MEDIA_CHANGED, RSM_SENSE_STALE_INVENTORY},
    };

    (void)state;
    ASSERT_TRANSLATIONS(rows);
}

static void every_other_unit_attention_is_only_an_attention(void **state)
{
    static const struct translation rows[] = {
        {6, 0x00, 0x00, ERROR_BUS_RESET, RSM_SENSE_ATTENTION},
        {6, 0x3F, 0x01, ERROR_BUS_RESET, RSM_SENSE_ATTENTION},
        {6, 0x3A, 0x00, ERROR_BUS_RESET, RSM_SENSE_ATTENTION},
        {6, 0x81, 0x42, ERROR_BUS_RESET, RSM_SENSE_ATTENTION},
    };

    (void)state;
    ASSERT_TRANSLATIONS(rows);
}

static void conditions_that_pass_by_themselves_are_waited_for(void **state)
{
    static const struct translation rows[] = {
        {2, 0x04, 0x00, ERROR_NOT_READY, RSM_SENSE_BECOMING_READY},
        {2, 0x04, 0x01, ERROR_NOT_READY, RSM_SENSE_BECOMING_READY},
        {2, 0x04, 0x07, ERROR_NOT_READY, RSM_SENSE_BECOMING_READY},
        {2, 0x04, 0x85, ERROR_NOT_READY, RSM_SENSE_PAUSED},
    };

    (void)state;
    ASSERT_TRANSLATIONS(rows);
}

static void conditions_that_do_not_pass_are_told_apart(void **state)
{
    static const struct translation rows[] = {
        {2, 0x04, 0x02, ERROR_NOT_READY, RSM_SENSE_NEEDS_INITIALIZE},
        {2, 0x04, 0x03, ERROR_NOT_READY, RSM_SENSE_NEEDS_PERSON},
        {4, 0x04, 0x03, ERROR_NOT_READY, RSM_SENSE_NEEDS_PERSON},
        {2, 0x04, 0x12, ERROR_DEVICE_NOT_AVAILABLE, RSM_SENSE_NEEDS_PERSON},
        {2, 0x04, 0x8E, ERROR_DEVICE_NOT_AVAILABLE, RSM_SENSE_NEEDS_PERSON},
        {2, 0x04, 0x42, ERROR_NOT_READY, RSM_SENSE_NOT_READY},
        {2, 0x3A, 0x00, ERROR_NO_MEDIA_IN_DRIVE, RSM_SENSE_NO_MEDIUM},
        {2, 0x3A, 0x02, ERROR_NO_MEDIA_IN_DRIVE, RSM_SENSE_NO_MEDIUM},
        {2, 0x77, 0x00, ERROR_NOT_READY, RSM_SENSE_NOT_READY},
    };

    (void)state;
    ASSERT_TRANSLATIONS(rows);
}

static void refused_and_failed_moves_say_why(void **state)
{
    static const struct translation rows[] = {
        {5, 0x3B, 0x0D, ERROR_DESTINATION_ELEMENT_FULL, RSM_SENSE_DESTINATION_FULL},
        {5, 0x3B, 0x0E, ERROR_SOURCE_ELEMENT_EMPTY, RSM_SENSE_SOURCE_EMPTY},
        {5, 0x21, 0x01, ERROR_ILLEGAL_ELEMENT_ADDRESS, RSM_SENSE_ILLEGAL_ELEMENT},
        {5, 0x53, 0x02, ERROR_BUSY, RSM_SENSE_PREVENTED},
        {5, 0x3B, 0x12, ERROR_MAGAZINE_NOT_PRESENT, RSM_SENSE_NO_ACCESS},
        {5, 0x3B, 0x18, ERROR_RESOURCE_DISABLED, RSM_SENSE_NO_ACCESS},
        {4, 0x15, 0x01, ERROR_MEDIUM_NOT_ACCESSIBLE, RSM_SENSE_MECHANICAL},
        {4, 0x53, 0x00, ERROR_UNABLE_TO_LOAD_MEDIUM, RSM_SENSE_MECHANICAL},
        {4, 0x53, 0x01, ERROR_UNABLE_TO_UNLOAD_MEDIA, RSM_SENSE_MECHANICAL},
    };

    (void)state;
    ASSERT_TRANSLATIONS(rows);
}

static void what_the_device_does_not_know_is_no_fault_of_a_cartridge(void **state)
{
    static const struct translation rows[] = {
        {5, 0x20, 0x00, ERROR_INVALID_FUNCTION, RSM_SENSE_ILLEGAL},
        {5, 0x24, 0x00, ERROR_INVALID_FUNCTION, RSM_SENSE_ILLEGAL},
        {5, 0x26, 0x00, ERROR_INVALID_FUNCTION, RSM_SENSE_ILLEGAL},
        {5, 0x39, 0x00, ERROR_INVALID_FUNCTION, RSM_SENSE_ILLEGAL},
        {5, 0x99, 0x00, ERROR_INVALID_FUNCTION, RSM_SENSE_ILLEGAL},
        {5, 0x25, 0x00, ERROR_DEV_NOT_EXIST, RSM_SENSE_OTHER},
    };

    (void)state;
    ASSERT_TRANSLATIONS(rows);
}

static void troubles_of_the_cartridge_are_told_from_troubles_of_the_drive(void **state)
{
    static const struct translation rows[] = {
        {3, 0x11, 0x00, ERROR_CRC, RSM_SENSE_MEDIUM},
        {3, 0x31, 0x00, ERROR_UNRECOGNIZED_MEDIA, RSM_SENSE_UNKNOWN_MEDIUM},
        {3, 0x30, 0x02, ERROR_UNRECOGNIZED_MEDIA, RSM_SENSE_UNKNOWN_MEDIUM},
        {2, 0x30, 0x03, ERROR_UNRECOGNIZED_MEDIA, RSM_SENSE_CLEANING},
        {7, 0x27, 0x00, ERROR_WRITE_PROTECT, RSM_SENSE_PROTECTED},
        {7, 0x74, 0x00, ERROR_UNRECOGNIZED_MEDIA, RSM_SENSE_UNKNOWN_MEDIUM},
        {3, 0x0C, 0x00, ERROR_WRITE_FAULT, RSM_SENSE_MEDIUM},
        {3, 0x3B, 0x00, ERROR_SEEK, RSM_SENSE_MEDIUM},
        {3, 0x99, 0x00, ERROR_CRC, RSM_SENSE_MEDIUM},
        {4, 0x44, 0x00, ERROR_IO_DEVICE, RSM_SENSE_HARDWARE},
        {4, 0x99, 0x00, ERROR_IO_DEVICE, RSM_SENSE_HARDWARE},
        {11, 0x47, 0x00, ERROR_IO_DEVICE, RSM_SENSE_ABORTED},
    };

    (void)state;
    ASSERT_TRANSLATIONS(rows);
}

static void places_on_the_tape_are_news_and_no_faults(void **state)
{
    static const struct translation rows[] = {
        {0, 0x00, 0x01, ERROR_FILEMARK_DETECTED, RSM_SENSE_MARK},
        {0, 0x00, 0x04, ERROR_BEGINNING_OF_MEDIA, RSM_SENSE_MARK},
        {0, 0x00, 0x05, ERROR_NO_DATA_DETECTED, RSM_SENSE_BLANK},
        {8, 0x00, 0x05, ERROR_NO_DATA_DETECTED, RSM_SENSE_BLANK},
        {8, 0x00, 0x00, ERROR_NO_DATA_DETECTED, RSM_SENSE_BLANK},
        {3, 0x00, 0x02, ERROR_END_OF_MEDIA, RSM_SENSE_MARK},
        {13, 0x00, 0x02, ERROR_END_OF_MEDIA, RSM_SENSE_MARK},
    };

    (void)state;
    ASSERT_TRANSLATIONS(rows);
}

static void what_was_done_with_effort_was_done(void **state)
{
    static const struct translation rows[] = {
        {0, 0x00, 0x00, ERROR_SUCCESS, RSM_SENSE_NONE},
        {0, 0x5D, 0x00, ERROR_SUCCESS, RSM_SENSE_NONE},
        {1, 0x11, 0x01, ERROR_SUCCESS, RSM_SENSE_RECOVERED},
        {1, 0x00, 0x17, ERROR_SUCCESS, RSM_SENSE_CLEANING},
        {15, 0x00, 0x00, ERROR_SUCCESS, RSM_SENSE_NONE},
    };

    (void)state;
    ASSERT_TRANSLATIONS(rows);
}

static void flags_alone_are_enough(void **state)
{
    struct rsm_sense filemark = sense_of("70 00 80 00 00 00 00 00");
    struct rsm_sense length = sense_of("f0 00 20 00 00 02 00 00");
    struct rsm_sense end = sense_of("70 00 40 00 00 00 00 00");

    (void)state;
    assert_int_equal(rsm_sense_error(&filemark), ERROR_FILEMARK_DETECTED);
    assert_int_equal(rsm_sense_error(&length), ERROR_INVALID_BLOCK_LENGTH);
    assert_int_equal(rsm_sense_error(&end), ERROR_END_OF_MEDIA);
    assert_int_equal(rsm_sense_classify(&end), RSM_SENSE_MARK);
}

static void every_sense_has_a_translation_and_words(void **state)
{
    char text[RSM_SENSE_TEXT_MAX];

    (void)state;
    for (unsigned i = 0; i < 16u << 16; i++) {
        struct rsm_sense sense = {.present = true,
                                  .deferred = true,
                                  .key = (uint8_t)(i >> 16),
                                  .asc = (uint8_t)(i >> 8),
                                  .ascq = (uint8_t)i,
                                  .field_valid = true,
                                  .field_byte = 0xFFFF};

        if (rsm_sense_describe(&sense, text, sizeof(text)) >= sizeof(text) - 1 ||
            rsm_sense_describe_code(sense.asc, sense.ascq, text, sizeof(text)) >= sizeof(text) - 1)
            fail_msg("%X/%02X/%02X has too many words", (unsigned)sense.key, (unsigned)sense.asc,
                     (unsigned)sense.ascq);
        /* only the keys that report no failure may end in success */
        if (rsm_sense_error(&sense) == ERROR_SUCCESS && sense.key > 1 && sense.key != 15)
            fail_msg("%X/%02X/%02X passes for success", (unsigned)sense.key, (unsigned)sense.asc,
                     (unsigned)sense.ascq);
    }
}

/* ---- words ---- */

static void words_name_the_key_the_cause_and_the_codes(void **state)
{
    struct rsm_sense empty = sense_with(5, 0x3B, 0x0E);
    struct rsm_sense aborted = sense_with(11, 0x47, 0x00);
    struct rsm_sense vendor = sense_with(4, 0x81, 0x02);

    (void)state;
    assert_text(&empty, "illegal request: source element is empty (5/3B/0E)");
    assert_text(&aborted, "aborted command (B/47/00)");
    assert_text(&vendor, "hardware error: code of the vendor (4/81/02)");
}

static void words_name_the_field_that_was_refused(void **state)
{
    struct rsm_sense sense = sense_of("70 00 05 00 00 00 00 0a 00 00 00 00 24 00 00 c0 00 06");

    (void)state;
    assert_text(&sense,
                "illegal request: invalid field in the command, byte 6 of the command (5/24/00)");
}

static void words_say_when_an_earlier_command_failed(void **state)
{
    struct rsm_sense sense = sense_of("71 00 03 00 00 00 00 0a 00 00 00 00 0c 00 00 00 00 00");

    (void)state;
    assert_text(&sense, "from an earlier command: medium error: write error (3/0C/00)");
}

static void no_sense_data_has_words_too(void **state)
{
    struct rsm_sense sense = sense_of("");

    (void)state;
    assert_text(&sense, "no sense data");
}

static void words_are_cut_to_the_room_there_is(void **state)
{
    struct rsm_sense sense = sense_with(5, 0x3B, 0x0E);
    char text[8];

    (void)state;
    assert_int_equal(rsm_sense_describe(&sense, text, sizeof(text)), 7);
    assert_string_equal(text, "illegal");
    assert_int_equal(rsm_sense_describe(&sense, NULL, 0), 0);
}

static void words_that_miss_by_their_last_byte_are_cut(void **state)
{
    struct rsm_sense none = {0};
    char text[13]; /* "no sense data" without its zero */

    (void)state;
    assert_int_equal(rsm_sense_describe(&none, text, sizeof(text)), 12);
    assert_string_equal(text, "no sense dat");
}

static void codes_of_elements_have_words_without_a_key(void **state)
{
    char text[RSM_SENSE_TEXT_MAX];

    (void)state;
    rsm_sense_describe_code(0x83, 0x00, text, sizeof(text));
    assert_string_equal(text, "bar code label is unreadable (83/00)");
    rsm_sense_describe_code(0x83, 0x04, text, sizeof(text));
    assert_string_equal(text, "drive is not installed (83/04)");
    rsm_sense_describe_code(0x66, 0x06, text, sizeof(text));
    assert_string_equal(text, "unknown code (66/06)");
}

static void every_class_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int a = RSM_SENSE_NONE; a <= RSM_SENSE_OTHER; a++)
        for (int b = RSM_SENSE_NONE; b < a; b++)
            assert_string_not_equal(rsm_sense_class_name((enum rsm_sense_class)a),
                                    rsm_sense_class_name((enum rsm_sense_class)b));
    assert_string_equal(rsm_sense_class_name((enum rsm_sense_class)(RSM_SENSE_OTHER + 1)),
                        "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_fixed_sense_gives_key_and_codes),
        cmocka_unit_test(recorded_short_block_tells_what_is_left_over),
        cmocka_unit_test(recorded_long_block_gives_a_negative_number),
        cmocka_unit_test(recorded_filemark_sets_its_flag_and_leaves_the_key_clean),
        cmocka_unit_test(descriptor_sense_gives_key_and_codes),
        cmocka_unit_test(descriptors_give_information_and_flags),
        cmocka_unit_test(both_ways_to_write_a_negative_residue_are_understood),
        cmocka_unit_test(deferred_errors_are_marked_in_both_formats),
        cmocka_unit_test(progress_is_read_from_both_formats),
        cmocka_unit_test(the_illegal_field_is_told),
        cmocka_unit_test(fields_behind_the_stated_length_are_not_believed),
        cmocka_unit_test(a_stated_length_beyond_the_end_is_cut),
        cmocka_unit_test(sense_of_any_length_is_bounded_by_what_arrived),
        cmocka_unit_test(three_bytes_give_a_key_and_nothing_else),
        cmocka_unit_test(descriptors_of_no_length_do_not_loop),
        cmocka_unit_test(an_information_descriptor_without_its_valid_bit_counts_for_nothing),
        cmocka_unit_test(an_unknown_format_is_no_sense_at_all),
        cmocka_unit_test(unit_attentions_that_tell_of_cartridges_make_the_inventory_stale),
        cmocka_unit_test(every_other_unit_attention_is_only_an_attention),
        cmocka_unit_test(conditions_that_pass_by_themselves_are_waited_for),
        cmocka_unit_test(conditions_that_do_not_pass_are_told_apart),
        cmocka_unit_test(refused_and_failed_moves_say_why),
        cmocka_unit_test(what_the_device_does_not_know_is_no_fault_of_a_cartridge),
        cmocka_unit_test(troubles_of_the_cartridge_are_told_from_troubles_of_the_drive),
        cmocka_unit_test(places_on_the_tape_are_news_and_no_faults),
        cmocka_unit_test(what_was_done_with_effort_was_done),
        cmocka_unit_test(flags_alone_are_enough),
        cmocka_unit_test(every_sense_has_a_translation_and_words),
        cmocka_unit_test(words_name_the_key_the_cause_and_the_codes),
        cmocka_unit_test(words_name_the_field_that_was_refused),
        cmocka_unit_test(words_say_when_an_earlier_command_failed),
        cmocka_unit_test(no_sense_data_has_words_too),
        cmocka_unit_test(words_are_cut_to_the_room_there_is),
        cmocka_unit_test(words_that_miss_by_their_last_byte_are_cut),
        cmocka_unit_test(codes_of_elements_have_words_without_a_key),
        cmocka_unit_test(every_class_has_a_name_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
