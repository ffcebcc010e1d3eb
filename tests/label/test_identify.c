/*
 * The whole room by its door: which outcome, which type, and the same id however a tape is read.
 */
#include "label/identify.h"
#include "label/labels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *file;
    const char *type;
    size_t label_size; /* bytes that any read brings, because the label itself is as long */
} tapes[] = {
    {"mtf_free", "Removable Storage", 512},
    {"mtf_labelled", "Example Backup", 512},
    {"mtf_unlabelled", "Example Backup", 512},
    {"ltfs", "LTFS", 80},
    {"ansi", "ANSI X3.27", 80},
    {"ansi_ebcdic", "ANSI X3.27", 80},
    {"bacula", "Bacula", 512},
    {"bacula_bb01", "Bacula", 512},
    {"bareos", "Bareos", 512},
    {"amanda", "Amanda", 512},
    {"amanda_netdump", "Amanda", 512},
    {"tar_ustar", "tar", 512},
    {"tar_gnu", "tar", 512},
    {"tar_v7", "tar", 512},
    {"cpio_newc", "cpio", 512},
    {"cpio_crc", "cpio", 512},
    {"cpio_odc", "cpio", 512},
    {"cpio_bin", "cpio", 512},
    {"cpio_bin_swapped", "cpio", 512},
};

#define TAPES (sizeof(tapes) / sizeof(tapes[0]))

static enum rsm_label_outcome identify(const uint8_t *first, size_t size, MediaLabelInfo *info_out)
{
    struct rsm_label_bytes bytes = {.first = first, .first_size = size};

    memset(info_out, 0xEE, sizeof(*info_out));
    return rsm_label_identify(&bytes, info_out);
}

static void assert_outcome_without_label(const uint8_t *first, size_t size,
                                         enum rsm_label_outcome expected)
{
    static const MediaLabelInfo nothing;
    MediaLabelInfo info;

    assert_int_equal(identify(first, size, &info), expected);
    assert_memory_equal(&info, &nothing, sizeof(info));
}

static void each_format_is_recognised_by_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < TAPES; i++) {
        struct label_file file;
        MediaLabelInfo info;

        load_label(tapes[i].file, &file);
        assert_int_equal(identify(file.bytes, file.size, &info), RSM_LABEL_RECOGNISED);
        assert_wide(info.LabelType, tapes[i].type);
    }
}

static void the_free_label_has_the_type_that_is_promised(void **state)
{
    static const WCHAR promised[] = RSM_LABEL_FREE_TYPE;
    struct label_file file;
    MediaLabelInfo info;

    (void)state;
    load_label("mtf_free", &file);
    assert_int_equal(identify(file.bytes, file.size, &info), RSM_LABEL_RECOGNISED);
    assert_memory_equal(info.LabelType, promised, sizeof(promised));
}

static void a_tape_without_data_is_blank(void **state)
{
    (void)state;
    assert_outcome_without_label(NULL, 0, RSM_LABEL_BLANK);
}

static void a_block_of_zeros_is_blank(void **state)
{
    static const uint8_t zeros[4096];

    (void)state;
    assert_outcome_without_label(zeros, sizeof(zeros), RSM_LABEL_BLANK);
    assert_outcome_without_label(zeros, 1, RSM_LABEL_BLANK);
}

static void data_of_no_known_format_is_unrecognised(void **state)
{
    uint8_t noise[4096];

    (void)state;
    memset(noise, 0xA5, sizeof(noise));
    assert_outcome_without_label(noise, sizeof(noise), RSM_LABEL_UNRECOGNISED);
    assert_outcome_without_label(noise, 1, RSM_LABEL_UNRECOGNISED);
}

/* A tape of 1 MiB blocks, read in every length from the label's own upwards. */
static void the_length_of_the_read_does_not_change_the_label(void **state)
{
    const size_t block_size = 1u << 20;
    uint8_t *block = malloc(block_size);

    (void)state;
    assert_non_null(block);
    for (size_t i = 0; i < TAPES; i++) {
        struct label_file file;
        MediaLabelInfo shortest;

        load_label(tapes[i].file, &file);
        memset(block, 0, block_size);
        memcpy(block, file.bytes, file.size);
        assert_int_equal(identify(block, tapes[i].label_size, &shortest), RSM_LABEL_RECOGNISED);
        for (size_t size = tapes[i].label_size; size <= block_size; size *= 2) {
            MediaLabelInfo info;

            assert_int_equal(identify(block, size, &info), RSM_LABEL_RECOGNISED);
            assert_memory_equal(&info, &shortest, sizeof(info));
        }
    }
    free(block);
}

/* A name that lies across the promised length is cut off from every read alike. */
static void nothing_behind_the_promised_length_is_looked_at(void **state)
{
    const size_t size = RSM_LABEL_READ_SIZE + 512;
    uint8_t *block = calloc(1, size);
    struct label_file file;
    MediaLabelInfo whole;
    MediaLabelInfo promised;

    (void)state;
    assert_non_null(block);
    load_label("mtf_free", &file);
    memcpy(block, file.bytes, file.size);
    block[68] = 8; /* size and offset of the media name */
    block[69] = 0;
    block[70] = 0xFE;
    block[71] = 0xFF;
    memset(block + 0xFFFE, 'n', 8);
    assert_int_equal(identify(block, size, &whole), RSM_LABEL_RECOGNISED);
    assert_int_equal(identify(block, RSM_LABEL_READ_SIZE, &promised), RSM_LABEL_RECOGNISED);
    assert_memory_equal(&whole, &promised, sizeof(whole));
    assert_wide(whole.LabelAppDescr, "");
    free(block);
}

static void one_changed_byte_makes_another_tape(void **state)
{
    struct label_file file;
    MediaLabelInfo before;
    MediaLabelInfo after;

    (void)state;
    load_label("mtf_unlabelled", &file);
    assert_int_equal(identify(file.bytes, file.size, &before), RSM_LABEL_RECOGNISED);
    file.bytes[60] = 2; /* media sequence number: the second tape of the family */
    assert_int_equal(identify(file.bytes, file.size, &after), RSM_LABEL_RECOGNISED);
    assert_memory_not_equal(after.LabelID, before.LabelID, sizeof(before.LabelID));
}

static void only_ltfs_wants_the_second_block(void **state)
{
    static const uint8_t zeros[512];

    (void)state;
    for (size_t i = 0; i < TAPES; i++) {
        struct label_file file;
        bool is_ltfs = strcmp(tapes[i].type, "LTFS") == 0;

        load_label(tapes[i].file, &file);
        assert_int_equal(rsm_label_wants_second(file.bytes, file.size), is_ltfs);
    }
    assert_false(rsm_label_wants_second(NULL, 0));
    assert_false(rsm_label_wants_second(zeros, sizeof(zeros)));
}

static void the_second_block_of_ltfs_gives_its_id(void **state)
{
    struct label_file first;
    struct label_file second;
    MediaLabelInfo info;

    (void)state;
    load_label("ltfs", &first);
    load_label("ltfs_xml", &second);
    assert_int_equal(
        rsm_label_identify(
            &(struct rsm_label_bytes){first.bytes, first.size, second.bytes, second.size, NULL, 0},
            &info),
        RSM_LABEL_RECOGNISED);
    assert_label(&info, "LTFS", "0e6fbc4d523a1b4c9e770d2f5a8b6c91", "A00001");
}

static void a_second_block_changes_no_other_format(void **state)
{
    struct label_file second;

    (void)state;
    load_label("ltfs_xml", &second);
    for (size_t i = 0; i < TAPES; i++) {
        struct label_file first;
        struct rsm_label_bytes bytes = {first.bytes, 0, second.bytes, second.size, NULL, 0};
        MediaLabelInfo alone;
        MediaLabelInfo with_second;

        if (strcmp(tapes[i].type, "LTFS") == 0)
            continue;
        load_label(tapes[i].file, &first);
        bytes.first_size = first.size;
        (void)identify(first.bytes, first.size, &alone);
        (void)rsm_label_identify(&bytes, &with_second);
        assert_memory_equal(&with_second, &alone, sizeof(alone));
    }
}

static void a_library_without_a_usable_id_has_not_claimed(void **state)
{
    MediaLabelInfo info;

    (void)state;
    memset(&info, 0, sizeof(info));
    assert_false(rsm_label_settle(&info));
    info.LabelIDSize = 256;
    assert_false(rsm_label_settle(&info));
    info.LabelIDSize = 0xFFFFFFFF;
    assert_false(rsm_label_settle(&info));
}

static void what_a_library_left_open_is_closed(void **state)
{
    MediaLabelInfo info;

    (void)state;
    memset(&info, 0xEE, sizeof(info));
    info.LabelIDSize = 3;
    assert_true(rsm_label_settle(&info));
    assert_int_equal(info.LabelType[63], 0);
    assert_int_equal(info.LabelType[62], 0xEEEE);
    assert_int_equal(info.LabelAppDescr[255], 0);
    assert_int_equal(info.LabelAppDescr[254], 0xEEEE);
    assert_int_equal(info.LabelID[2], 0xEE);
    for (size_t i = 3; i < sizeof(info.LabelID); i++)
        assert_int_equal(info.LabelID[i], 0);
}

static void an_id_of_255_bytes_is_kept_whole(void **state)
{
    MediaLabelInfo info;

    (void)state;
    memset(&info, 0xEE, sizeof(info));
    info.LabelIDSize = 255;
    assert_true(rsm_label_settle(&info));
    assert_int_equal(info.LabelID[254], 0xEE);
    assert_int_equal(info.LabelID[255], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_is_recognised_by_its_own),
        cmocka_unit_test(the_free_label_has_the_type_that_is_promised),
        cmocka_unit_test(a_tape_without_data_is_blank),
        cmocka_unit_test(a_block_of_zeros_is_blank),
        cmocka_unit_test(data_of_no_known_format_is_unrecognised),
        cmocka_unit_test(the_length_of_the_read_does_not_change_the_label),
        cmocka_unit_test(nothing_behind_the_promised_length_is_looked_at),
        cmocka_unit_test(one_changed_byte_makes_another_tape),
        cmocka_unit_test(only_ltfs_wants_the_second_block),
        cmocka_unit_test(the_second_block_of_ltfs_gives_its_id),
        cmocka_unit_test(a_second_block_changes_no_other_format),
        cmocka_unit_test(a_library_without_a_usable_id_has_not_claimed),
        cmocka_unit_test(what_a_library_left_open_is_closed),
        cmocka_unit_test(an_id_of_255_bytes_is_kept_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
