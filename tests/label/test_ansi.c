/*
 * Standard labels, in ASCII and in EBCDIC.
 */
#include "label/labels.h"
#include "label/recognizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void assert_recorded(const char *name)
{
    struct label_file file;
    MediaLabelInfo info;

    load_label(name, &file);
    assert_int_equal(rsm_ansi_claim(file.bytes, file.size, &info), ERROR_SUCCESS);
    assert_wide(info.LabelType, "ANSI X3.27");
    assert_wide(info.LabelAppDescr, "VOL001");
    assert_int_equal(info.LabelIDSize, 80);
    assert_memory_equal(info.LabelID, file.bytes, 80);
}

static void the_label_in_ascii_is_claimed(void **state)
{
    (void)state;
    assert_recorded("ansi");
}

static void the_label_in_ebcdic_is_claimed(void **state)
{
    (void)state;
    assert_recorded("ansi_ebcdic");
}

static void a_short_volume_id_loses_the_blanks_that_fill_it(void **state)
{
    struct label_file file;
    MediaLabelInfo info;

    (void)state;
    load_label("ansi", &file);
    memcpy(file.bytes + 4, "V1    ", 6);
    assert_int_equal(rsm_ansi_claim(file.bytes, file.size, &info), ERROR_SUCCESS);
    assert_wide(info.LabelAppDescr, "V1");
}

static void volumes_of_one_name_and_two_owners_are_two(void **state)
{
    struct label_file file;
    MediaLabelInfo ours;
    MediaLabelInfo theirs;

    (void)state;
    load_label("ansi", &file);
    assert_int_equal(rsm_ansi_claim(file.bytes, file.size, &ours), ERROR_SUCCESS);
    file.bytes[37] = 'Y';
    assert_int_equal(rsm_ansi_claim(file.bytes, file.size, &theirs), ERROR_SUCCESS);
    assert_memory_not_equal(ours.LabelID, theirs.LabelID, sizeof(ours.LabelID));
}

static void less_than_a_label_is_not_claimed(void **state)
{
    struct label_file file;
    MediaLabelInfo info;

    (void)state;
    load_label("ansi", &file);
    assert_int_equal(rsm_ansi_claim(file.bytes, 79, &info), ERROR_BAD_FORMAT);
}

static void another_label_is_not_claimed(void **state)
{
    struct label_file file;
    MediaLabelInfo info;

    (void)state;
    load_label("ansi", &file);
    memcpy(file.bytes, "HDR1", 4);
    assert_int_equal(rsm_ansi_claim(file.bytes, file.size, &info), ERROR_BAD_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_label_in_ascii_is_claimed),
        cmocka_unit_test(the_label_in_ebcdic_is_claimed),
        cmocka_unit_test(a_short_volume_id_loses_the_blanks_that_fill_it),
        cmocka_unit_test(volumes_of_one_name_and_two_owners_are_two),
        cmocka_unit_test(less_than_a_label_is_not_claimed),
        cmocka_unit_test(another_label_is_not_claimed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
