/*
 * Tapes that begin with a cpio archive, recorded from GNU cpio.
 */
#include "label/labels.h"
#include "label/recognizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void assert_recorded(const char *name, const char *id)
{
    struct label_file file;
    MediaLabelInfo info;

    load_label(name, &file);
    assert_int_equal(rsm_cpio_claim(file.bytes, file.size, &info), ERROR_SUCCESS);
    assert_label(&info, "cpio", id, "hello.txt");
}

/* Change one byte of a recorded archive and ask. */
static DWORD claim_changed(const char *name, size_t offset, uint8_t byte)
{
    struct label_file file;
    MediaLabelInfo info;

    load_label(name, &file);
    file.bytes[offset] = byte;
    return rsm_cpio_claim(file.bytes, file.size, &info);
}

static void the_form_of_posix_is_claimed(void **state)
{
    (void)state;
    assert_recorded("cpio_odc", "bd51d8dd08fcf3ce15cf14069c3acfdd");
}

static void the_forms_of_system_v_are_claimed(void **state)
{
    (void)state;
    assert_recorded("cpio_newc", "3d6014fba2ca75676600498f739b3313");
    assert_recorded("cpio_crc", "a3bba376f16b53b628143e614ca50cef");
}

static void the_binary_form_is_claimed_in_either_byte_order(void **state)
{
    (void)state;
    assert_recorded("cpio_bin", "88b7f42c8cd87a80b616fdca00c847dc");
    assert_recorded("cpio_bin_swapped", "0881c37e4073b8ca979bf83cc326986f");
}

static void a_name_that_ends_elsewhere_than_said_is_not_claimed(void **state)
{
    (void)state;
    assert_int_equal(claim_changed("cpio_bin", 20, 9), ERROR_BAD_FORMAT);
    assert_int_equal(claim_changed("cpio_bin", 20, 12), ERROR_BAD_FORMAT);
    assert_int_equal(claim_changed("cpio_bin", 28, 0), ERROR_BAD_FORMAT);
}

static void a_name_that_leaves_the_block_is_not_claimed(void **state)
{
    (void)state;
    assert_int_equal(claim_changed("cpio_bin", 21, 0xFF), ERROR_BAD_FORMAT);
    assert_int_equal(claim_changed("cpio_newc", 94, 'F'), ERROR_BAD_FORMAT);
    assert_int_equal(claim_changed("cpio_odc", 59, '7'), ERROR_BAD_FORMAT);
}

static void a_length_that_is_no_number_is_not_claimed(void **state)
{
    (void)state;
    assert_int_equal(claim_changed("cpio_newc", 100, 'g'), ERROR_BAD_FORMAT);
    assert_int_equal(claim_changed("cpio_odc", 63, '8'), ERROR_BAD_FORMAT);
    assert_int_equal(claim_changed("cpio_odc", 63, 'a'), ERROR_BAD_FORMAT);
}

static void digits_in_upper_case_are_read(void **state)
{
    struct label_file file;
    MediaLabelInfo info;

    (void)state;
    load_label("cpio_newc", &file);
    assert_memory_equal(file.bytes + 94, "0000000A", 8);
    assert_int_equal(rsm_cpio_claim(file.bytes, file.size, &info), ERROR_SUCCESS);
    file.bytes[101] = 'a';
    assert_int_equal(rsm_cpio_claim(file.bytes, file.size, &info), ERROR_SUCCESS);
}

static void a_block_that_ends_before_the_name_does_is_not_claimed(void **state)
{
    static const struct {
        const char *name;
        DWORD whole; /* bytes of header and name */
    } rows[] = {{"cpio_newc", 120}, {"cpio_odc", 86}, {"cpio_bin", 36}, {"cpio_bin_swapped", 36}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct label_file file;
        MediaLabelInfo info;

        load_label(rows[i].name, &file);
        for (DWORD size = 0; size < rows[i].whole; size++)
            assert_int_equal(rsm_cpio_claim(file.bytes, size, &info), ERROR_BAD_FORMAT);
        assert_int_equal(rsm_cpio_claim(file.bytes, rows[i].whole, &info), ERROR_SUCCESS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_of_posix_is_claimed),
        cmocka_unit_test(the_forms_of_system_v_are_claimed),
        cmocka_unit_test(the_binary_form_is_claimed_in_either_byte_order),
        cmocka_unit_test(a_name_that_ends_elsewhere_than_said_is_not_claimed),
        cmocka_unit_test(a_name_that_leaves_the_block_is_not_claimed),
        cmocka_unit_test(a_length_that_is_no_number_is_not_claimed),
        cmocka_unit_test(digits_in_upper_case_are_read),
        cmocka_unit_test(a_block_that_ends_before_the_name_does_is_not_claimed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
