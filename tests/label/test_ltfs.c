/*
 * LTFS: the VOL1 label, and the UUID in XML of every kind that a tape may hold.
 */
#include "label/labels.h"
#include "label/recognizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ID     "01234567-89ab-cdef-0123-456789abcdef"
#define ID_HEX "67452301ab89efcd0123456789abcdef"

/* A claimed VOL1 label, whose id is its 80 bytes. */
static MediaLabelInfo claimed(void)
{
    struct label_file file;
    MediaLabelInfo info;

    load_label("ltfs", &file);
    memset(&info, 0xEE, sizeof(info));
    assert_int_equal(rsm_ltfs_claim(file.bytes, file.size, &info), ERROR_SUCCESS);
    return info;
}

static MediaLabelInfo refined(const char *xml)
{
    MediaLabelInfo info = claimed();

    rsm_ltfs_refine((const uint8_t *)xml, strlen(xml), &info);
    return info;
}

static void the_xml_gives_the_volume_uuid(void **state)
{
    MediaLabelInfo info = claimed();
    struct label_file xml;

    (void)state;
    load_label("ltfs_xml", &xml);
    rsm_ltfs_refine(xml.bytes, xml.size, &info);
    assert_label(&info, "LTFS", "0e6fbc4d523a1b4c9e770d2f5a8b6c91", "A00001");
}

static void without_xml_the_id_is_the_label_itself(void **state)
{
    struct label_file file;
    MediaLabelInfo info = claimed();

    (void)state;
    load_label("ltfs", &file);
    assert_wide(info.LabelType, "LTFS");
    assert_wide(info.LabelAppDescr, "A00001");
    assert_int_equal(info.LabelIDSize, 80);
    assert_memory_equal(info.LabelID, file.bytes, 80);
}

static void each_of_its_marks_is_needed(void **state)
{
    static const size_t marks[] = {0, 3, 10, 24, 27, 79};

    (void)state;
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        struct label_file file;
        MediaLabelInfo info;

        load_label("ltfs", &file);
        file.bytes[marks[i]] = '?';
        assert_int_equal(rsm_ltfs_claim(file.bytes, file.size, &info), ERROR_BAD_FORMAT);
    }
}

static void less_than_a_label_is_not_claimed(void **state)
{
    struct label_file file;
    MediaLabelInfo info;

    (void)state;
    load_label("ltfs", &file);
    assert_int_equal(rsm_ltfs_claim(file.bytes, 79, &info), ERROR_BAD_FORMAT);
}

static void well_formed_variants_give_the_uuid(void **state)
{
    static const char *const rows[] = {
        "<ltfslabel><volumeuuid>" ID "</volumeuuid>",
        "<ltfslabel version='2.4.0'><volumeuuid>\r\n\t " ID " \n</volumeuuid>",
        "\xEF\xBB\xBF<?xml version='1.0'?><ltfslabel\n><volumeuuid >" ID "</volumeuuid >",
        "<!-- <ltfslabel><volumeuuid>x</volumeuuid> --><ltfslabel><volumeuuid>" ID "</volumeuuid>",
        "<ltfslabel><creator>a > b</creator><volumeuuid>" ID "</volumeuuid>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        MediaLabelInfo info = refined(rows[i]);

        assert_id(&info, ID_HEX);
    }
}

static void bytes_behind_the_new_id_are_zero(void **state)
{
    MediaLabelInfo info = refined("<ltfslabel><volumeuuid>" ID "</volumeuuid>");

    (void)state;
    for (size_t i = info.LabelIDSize; i < sizeof(info.LabelID); i++)
        assert_int_equal(info.LabelID[i], 0);
}

static void anything_else_leaves_the_id_alone(void **state)
{
    static const char *const rows[] = {
        "",
        "<",
        "<ltfslabel",
        "<ltfslabel>",
        "<ltfsindex><volumeuuid>" ID "</volumeuuid>",
        "<volumeuuid>" ID "</volumeuuid>",
        "<ltfslabels><volumeuuid>" ID "</volumeuuid>",
        "<ltfslabel><volumeuuids>" ID "</volumeuuids>",
        "<ltfslabel><volumeuuid>" ID,
        "<ltfslabel><volumeuuid>" ID "</volume",
        "<ltfslabel><volumeuuid>" ID "0</volumeuuid>",
        "<ltfslabel><volumeuuid>0" ID "</volumeuuid>",
        "<ltfslabel><volumeuuid>{" ID "}</volumeuuid>",
        "<ltfslabel><volumeuuid>0123</volumeuuid>",
        "<ltfslabel><volumeuuid></volumeuuid>",
        "<ltfslabel><volumeuuid/>" ID "</volumeuuid>",
        "<ltfslabel><volumeuuid>00000000-0000-0000-0000-000000000000</volumeuuid>",
        "<ltfslabel><!-- <volumeuuid>" ID "</volumeuuid> -->",
        "<ltfslabel><!-- <volumeuuid>" ID "</volumeuuid>",
        "<ltfslabel><!-- > <volumeuuid>" ID "</volumeuuid> -->",
    };
    MediaLabelInfo before = claimed();

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        MediaLabelInfo after = refined(rows[i]);

        assert_memory_equal(&after, &before, sizeof(before));
    }
}

/* Wherever the block ends, it is read no further; the sanitizers watch. */
static void xml_cut_anywhere_does_no_harm(void **state)
{
    struct label_file xml;

    (void)state;
    load_label("ltfs_xml", &xml);
    for (size_t size = 0; size <= xml.size; size++) {
        MediaLabelInfo info = claimed();

        rsm_ltfs_refine(xml.bytes + xml.size - size, size, &info);
        rsm_ltfs_refine(xml.bytes, size, &info);
        assert_wide(info.LabelType, "LTFS");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_xml_gives_the_volume_uuid),
        cmocka_unit_test(without_xml_the_id_is_the_label_itself),
        cmocka_unit_test(each_of_its_marks_is_needed),
        cmocka_unit_test(less_than_a_label_is_not_claimed),
        cmocka_unit_test(well_formed_variants_give_the_uuid),
        cmocka_unit_test(bytes_behind_the_new_id_are_zero),
        cmocka_unit_test(anything_else_leaves_the_id_alone),
        cmocka_unit_test(xml_cut_anywhere_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
