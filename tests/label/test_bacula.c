/*
 * Volume labels of Bacula and Bareos.
 */
#include "label/labels.h"
#include "label/recognizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { FILE_INDEX = 24, RECORD_SIZE = 32, LABEL = 36 };

/* Where the Bacula label of the test data has its version. */
enum { VERSION = LABEL + sizeof("Bacula 1.0 immortal\n"), NAME = VERSION + 4 + 32 };

static void assert_recorded(const char *name, const char *type, const char *id, const char *text)
{
    struct label_file file;
    MediaLabelInfo info;

    load_label(name, &file);
    assert_int_equal(rsm_bacula_claim(file.bytes, file.size, &info), ERROR_SUCCESS);
    assert_label(&info, type, id, text);
}

static MediaLabelInfo claim(const struct label_file *file)
{
    MediaLabelInfo info;

    assert_int_equal(rsm_bacula_claim(file->bytes, file->size, &info), ERROR_SUCCESS);
    return info;
}

static void assert_not_claimed(const struct label_file *file)
{
    MediaLabelInfo info;

    assert_int_equal(rsm_bacula_claim(file->bytes, file->size, &info), ERROR_BAD_FORMAT);
}

static void a_bacula_volume_is_claimed(void **state)
{
    (void)state;
    assert_recorded("bacula", "Bacula", "1a9172a62f3167a0beb65108a3e7e6a0", "Full-0001");
}

static void the_older_block_format_gives_the_same_id(void **state)
{
    (void)state;
    assert_recorded("bacula_bb01", "Bacula", "1a9172a62f3167a0beb65108a3e7e6a0", "Full-0001");
}

static void a_bareos_volume_is_claimed(void **state)
{
    (void)state;
    assert_recorded("bareos", "Bareos", "05e224fd793bc83ce7946d917c49b726", "Full-0002");
}

/* At first use the label is written again: no longer a pre-label, with the time of writing. */
static void the_first_backup_does_not_change_the_id(void **state)
{
    struct label_file file;
    MediaLabelInfo before;
    MediaLabelInfo after;

    (void)state;
    load_label("bacula", &file);
    before = claim(&file);
    file.bytes[FILE_INDEX + 3] = 0xFE;
    file.bytes[VERSION + 4 + 8 + 7] = 1;
    after = claim(&file);
    assert_memory_equal(&after, &before, sizeof(before));
}

static void labelling_again_changes_the_id(void **state)
{
    struct label_file file;
    MediaLabelInfo before;
    MediaLabelInfo after;

    (void)state;
    load_label("bacula", &file);
    before = claim(&file);
    file.bytes[VERSION + 4 + 7] ^= 1;
    after = claim(&file);
    assert_memory_not_equal(after.LabelID, before.LabelID, sizeof(before.LabelID));
}

static void a_block_of_data_is_not_claimed(void **state)
{
    struct label_file file;

    (void)state;
    load_label("bacula", &file);
    memset(file.bytes + FILE_INDEX, 0, 4);
    assert_not_claimed(&file);
}

static void a_later_block_format_is_not_guessed_at(void **state)
{
    struct label_file file;

    (void)state;
    load_label("bacula", &file);
    file.bytes[15] = '9';
    assert_not_claimed(&file);
}

static void the_label_of_another_product_is_not_claimed(void **state)
{
    struct label_file file;

    (void)state;
    load_label("bacula", &file);
    file.bytes[LABEL] = 'X';
    assert_not_claimed(&file);
}

static void a_volume_without_a_name_is_not_claimed(void **state)
{
    struct label_file file;

    (void)state;
    load_label("bacula", &file);
    assert_memory_equal(file.bytes + NAME, "Full-0001", 10);
    file.bytes[NAME] = 0;
    assert_not_claimed(&file);
}

/* In the middle of the name, of the times, of the sentence at the start. */
static void a_record_that_ends_too_early_is_not_claimed(void **state)
{
    static const size_t sizes[] = {0, 5, 10, VERSION - LABEL, NAME - LABEL, NAME - LABEL + 9};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct label_file file;

        load_label("bacula", &file);
        memset(file.bytes + RECORD_SIZE, 0, 3);
        file.bytes[RECORD_SIZE + 3] = (uint8_t)sizes[i];
        assert_not_claimed(&file);
    }
}

static void a_block_cut_anywhere_does_no_harm(void **state)
{
    struct label_file file;

    (void)state;
    load_label("bacula", &file);
    for (DWORD size = 0; size < NAME + 10; size++) {
        MediaLabelInfo info;

        assert_int_equal(rsm_bacula_claim(file.bytes, size, &info), ERROR_BAD_FORMAT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bacula_volume_is_claimed),
        cmocka_unit_test(the_older_block_format_gives_the_same_id),
        cmocka_unit_test(a_bareos_volume_is_claimed),
        cmocka_unit_test(the_first_backup_does_not_change_the_id),
        cmocka_unit_test(labelling_again_changes_the_id),
        cmocka_unit_test(a_block_of_data_is_not_claimed),
        cmocka_unit_test(a_later_block_format_is_not_guessed_at),
        cmocka_unit_test(the_label_of_another_product_is_not_claimed),
        cmocka_unit_test(a_volume_without_a_name_is_not_claimed),
        cmocka_unit_test(a_record_that_ends_too_early_is_not_claimed),
        cmocka_unit_test(a_block_cut_anywhere_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
