/*
 * Identification: lists of designators, and which device a designator names.
 */
#include "scsi/spc.h"

#include "scsi/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* ---- the list ---- */

static void recorded_designators_come_one_by_one(void **state)
{
    struct recorded data = recorded("vpd_83_drive");
    struct rsm_spc_designator designator;
    const uint8_t *list;
    size_t size;
    size_t offset = 0;
    char text[64];

    (void)state;
    assert_int_equal(rsm_spc_find_designators(data.bytes, data.size, &list, &size), ERROR_SUCCESS);

    assert_true(rsm_spc_next_designator(list, size, &offset, &designator));
    assert_int_equal(designator.type, RSM_SPC_T10_VENDOR_ID);
    assert_int_equal(designator.length, 36);
    rsm_spc_designator_text(&designator, text, sizeof(text));
    assert_string_equal(text, "IET     00010002");

    assert_true(rsm_spc_next_designator(list, size, &offset, &designator));
    assert_int_equal(designator.type, RSM_SPC_NAA);
    assert_int_equal(designator.code_set, RSM_SPC_CODE_BINARY);
    rsm_spc_designator_text(&designator, text, sizeof(text));
    assert_string_equal(text, "3000000100000002");

    assert_true(rsm_spc_next_designator(list, size, &offset, &designator));
    assert_int_equal(designator.length, 16);
    assert_false(designator.truncated);
    assert_false(rsm_spc_next_designator(list, size, &offset, &designator));
}

static void a_designator_that_is_cut_short_is_the_last(void **state)
{
    struct recorded data = hex("01 83 00 0c  01 03 00 08 50 01 02 03"); /* 4 of 8 bytes arrived */
    struct rsm_spc_designator designator;
    const uint8_t *list;
    size_t size;
    size_t offset = 0;

    (void)state;
    assert_int_equal(rsm_spc_find_designators(data.bytes, data.size, &list, &size), ERROR_SUCCESS);
    assert_true(rsm_spc_next_designator(list, size, &offset, &designator));
    assert_true(designator.truncated);
    assert_int_equal(designator.length, 4);
    assert_false(rsm_spc_next_designator(list, size, &offset, &designator));
}

static void designators_of_no_length_come_to_an_end(void **state)
{
    struct recorded list = hex("00 00 00 00  00 00 00 00  91 93 00 01 aa");
    struct rsm_spc_designator designator;
    size_t offset = 0;
    size_t count = 0;

    (void)state;
    while (rsm_spc_next_designator(list.bytes, list.size, &offset, &designator))
        count++;
    assert_int_equal(count, 3);
    offset = 8;
    assert_true(rsm_spc_next_designator(list.bytes, list.size, &offset, &designator));
    assert_int_equal(designator.association, RSM_SPC_OF_PORT);
    assert_int_equal(designator.code_set, 1); /* the upper half is the protocol */
}

static void page_83_is_not_looked_for_in_another_page(void **state)
{
    struct recorded data = recorded("vpd_80_changer");
    const uint8_t *list = data.bytes;
    size_t size = 1;

    (void)state;
    assert_int_equal(rsm_spc_find_designators(data.bytes, data.size, &list, &size),
                     ERROR_INVALID_DATA);
    assert_null(list);
    assert_int_equal(size, 0);
}

static struct rsm_spc_designator text_designator(const char *text)
{
    struct rsm_spc_designator designator = {.code_set = RSM_SPC_CODE_ASCII,
                                            .type = RSM_SPC_T10_VENDOR_ID,
                                            .length = strlen(text),
                                            .bytes = (const uint8_t *)text};

    return designator;
}

static struct rsm_spc_designator binary_designator(const char *bytes, size_t length)
{
    struct rsm_spc_designator designator = {.code_set = RSM_SPC_CODE_BINARY,
                                            .type = RSM_SPC_NAA,
                                            .length = length,
                                            .bytes = (const uint8_t *)bytes};

    return designator;
}

static void padding_does_not_tell_designators_apart(void **state)
{
    struct rsm_spc_designator plain = text_designator("HP      ABC");
    struct rsm_spc_designator padded = text_designator("HP      ABC   ");
    struct rsm_spc_designator other = text_designator("HP      ABD");

    (void)state;
    assert_true(rsm_spc_same_designator(&plain, &padded));
    assert_false(rsm_spc_same_designator(&plain, &other));
    padded.type = RSM_SPC_VENDOR_SPECIFIC;
    assert_false(rsm_spc_same_designator(&plain, &padded));
}

static void binary_designators_must_agree_in_every_byte(void **state)
{
    struct rsm_spc_designator a = binary_designator("\x50\x01\x02\x20", 4);
    struct rsm_spc_designator b = binary_designator("\x50\x01\x02", 3);
    struct rsm_spc_designator c = binary_designator("\x50\x01\x02\x20", 4);

    (void)state;
    assert_true(rsm_spc_same_designator(&a, &c));
    assert_false(rsm_spc_same_designator(&a, &b));
    c.truncated = true;
    assert_false(rsm_spc_same_designator(&a, &c));
}

static void designators_that_say_nothing_are_never_the_same(void **state)
{
    struct rsm_spc_designator zeros = binary_designator("\0\0\0\0", 4);
    struct rsm_spc_designator blanks = text_designator("    ");
    struct rsm_spc_designator none = {0};

    (void)state;
    assert_false(rsm_spc_same_designator(&zeros, &zeros));
    assert_false(rsm_spc_same_designator(&blanks, &blanks));
    assert_false(rsm_spc_same_designator(&none, &none));
}

/* ---- which device is it ---- */

static enum rsm_spc_match match(const char *identifier, const char *serial)
{
    struct rsm_spc_designator designator = text_designator(identifier);

    return rsm_spc_match_device(&designator, "IBM", "ULT3580-TD5", serial);
}

static void a_drive_is_known_by_each_form_of_its_identity(void **state)
{
    (void)state;
    assert_int_equal(match("IBM     ULT3580-TD5     1068000001", "1068000001"),
                     RSM_SPC_MATCH_WHOLE);
    assert_int_equal(match("IBM     1068000001", "1068000001"), RSM_SPC_MATCH_WHOLE);
    assert_int_equal(match("1068000001", "1068000001"), RSM_SPC_MATCH_WHOLE);
    assert_int_equal(match("  1068000001          ", "1068000001"), RSM_SPC_MATCH_WHOLE);
}

static void names_that_fill_their_fields_are_compared_whole(void **state)
{
    struct rsm_spc_designator designator = text_designator("EIGHTLONSIXTEEN-LETTERS.SERIAL01");

    (void)state;
    assert_int_equal(rsm_spc_match_device(&designator, "EIGHTLON", "SIXTEEN-LETTERS.", "SERIAL01"),
                     RSM_SPC_MATCH_WHOLE);
}

static void the_beginning_of_a_serial_number_is_a_weaker_proof(void **state)
{
    (void)state;
    assert_int_equal(match("IBM     ULT3580-TD5     10680000", "1068000001"),
                     RSM_SPC_MATCH_BEGINNING);
    assert_int_equal(match("IBM     ULT3580-TD5     1068000", "1068000001"), RSM_SPC_MATCH_NONE);
}

static void another_drive_is_not_taken_for_this_one(void **state)
{
    (void)state;
    assert_int_equal(match("IBM     ULT3580-TD5     1068000002", "1068000001"), RSM_SPC_MATCH_NONE);
    assert_int_equal(match("HP      ULT3580-TD5     1068000001", "1068000001"), RSM_SPC_MATCH_NONE);
    assert_int_equal(match("", "1068000001"), RSM_SPC_MATCH_NONE);
    assert_int_equal(match("IBM     ULT3580-TD5     ", ""), RSM_SPC_MATCH_NONE);
}

static void an_identity_cut_short_proves_only_a_beginning(void **state)
{
    struct rsm_spc_designator designator = text_designator("IBM     ULT3580-TD5     1068000001");

    (void)state;
    designator.truncated = true;
    assert_int_equal(rsm_spc_match_device(&designator, "IBM", "ULT3580-TD5", "1068000001"),
                     RSM_SPC_MATCH_BEGINNING);
}

static void a_long_identity_falls_into_three(void **state)
{
    struct rsm_spc_designator designator = text_designator("IBM     ULT3580-TD5     1068000001");
    struct rsm_spc_identity identity;

    (void)state;
    rsm_spc_split_identity(&designator, &identity);
    assert_string_equal(identity.vendor, "IBM");
    assert_string_equal(identity.product, "ULT3580-TD5");
    assert_string_equal(identity.serial, "1068000001");
}

static void a_short_identity_is_a_serial_number(void **state)
{
    struct rsm_spc_designator designator = text_designator("HU10123456");
    struct rsm_spc_designator binary = binary_designator("HU10123456", 10);
    struct rsm_spc_identity identity;

    (void)state;
    rsm_spc_split_identity(&designator, &identity);
    assert_string_equal(identity.vendor, "");
    assert_string_equal(identity.serial, "HU10123456");
    rsm_spc_split_identity(&binary, &identity);
    assert_string_equal(identity.serial, "");
}

static void a_short_identity_with_zeros_behind_it_is_a_serial_number(void **state)
{
    static const char bytes[32] = "HU10123456";
    struct rsm_spc_designator designator = text_designator(bytes);
    struct rsm_spc_identity identity;

    (void)state;
    designator.length = sizeof bytes;
    rsm_spc_split_identity(&designator, &identity);
    assert_string_equal(identity.vendor, "");
    assert_string_equal(identity.serial, "HU10123456");
}

static void letters_that_are_called_binary_are_text_all_the_same(void **state)
{
    struct rsm_spc_designator designator = text_designator("HU10123456");
    struct rsm_spc_designator called_binary = designator;
    struct rsm_spc_designator noise = text_designator("HU\x81\x01");
    struct rsm_spc_identity identity;

    (void)state;
    called_binary.code_set = RSM_SPC_CODE_BINARY;
    assert_true(rsm_spc_same_designator(&designator, &called_binary));
    rsm_spc_split_identity(&called_binary, &identity);
    assert_string_equal(identity.serial, "HU10123456");
    noise.code_set = RSM_SPC_CODE_BINARY;
    rsm_spc_split_identity(&noise, &identity);
    assert_string_equal(identity.serial, "");
}

static void bytes_are_shown_as_hexadecimal_and_cut_in_pairs(void **state)
{
    struct rsm_spc_designator designator = binary_designator("\x50\xAB\x02", 3);
    char text[6];

    (void)state;
    rsm_spc_designator_text(&designator, text, sizeof(text));
    assert_string_equal(text, "50AB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_designators_come_one_by_one),
        cmocka_unit_test(a_designator_that_is_cut_short_is_the_last),
        cmocka_unit_test(designators_of_no_length_come_to_an_end),
        cmocka_unit_test(page_83_is_not_looked_for_in_another_page),
        cmocka_unit_test(padding_does_not_tell_designators_apart),
        cmocka_unit_test(binary_designators_must_agree_in_every_byte),
        cmocka_unit_test(designators_that_say_nothing_are_never_the_same),
        cmocka_unit_test(a_drive_is_known_by_each_form_of_its_identity),
        cmocka_unit_test(names_that_fill_their_fields_are_compared_whole),
        cmocka_unit_test(the_beginning_of_a_serial_number_is_a_weaker_proof),
        cmocka_unit_test(another_drive_is_not_taken_for_this_one),
        cmocka_unit_test(an_identity_cut_short_proves_only_a_beginning),
        cmocka_unit_test(a_long_identity_falls_into_three),
        cmocka_unit_test(a_short_identity_is_a_serial_number),
        cmocka_unit_test(a_short_identity_with_zeros_behind_it_is_a_serial_number),
        cmocka_unit_test(letters_that_are_called_binary_are_text_all_the_same),
        cmocka_unit_test(bytes_are_shown_as_hexadecimal_and_cut_in_pairs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
