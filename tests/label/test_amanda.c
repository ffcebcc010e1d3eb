/*
 * Tapes of Amanda.
 */
#include "label/labels.h"
#include "label/recognizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(text) (const BYTE *)(text), (DWORD)(sizeof(text) - 1)

static void assert_recorded(const char *name, const char *id, const char *text)
{
    struct label_file file;
    MediaLabelInfo info;

    load_label(name, &file);
    assert_int_equal(rsm_amanda_claim(file.bytes, file.size, &info), ERROR_SUCCESS);
    assert_label(&info, "Amanda", id, text);
}

static void a_used_tape_is_claimed(void **state)
{
    (void)state;
    assert_recorded("amanda", "4461696c79536574312d3037", "DailySet1-07");
}

static void the_oldest_prefix_is_known(void **state)
{
    (void)state;
    assert_recorded("amanda_netdump", "4461696c79536574312d3038", "DailySet1-08");
}

static void the_date_is_no_part_of_the_id(void **state)
{
    MediaLabelInfo fresh;
    MediaLabelInfo used;

    (void)state;
    assert_int_equal(rsm_amanda_claim(BYTES("AMANDA: TAPESTART DATE X TAPE T1\n\f\n"), &fresh),
                     ERROR_SUCCESS);
    assert_int_equal(
        rsm_amanda_claim(BYTES("AMANDA: TAPESTART DATE 20040229123456 TAPE T1\n\f\n"), &used),
        ERROR_SUCCESS);
    assert_memory_equal(&fresh, &used, sizeof(fresh));
}

static void blanks_behind_the_label_do_not_count(void **state)
{
    MediaLabelInfo info;

    (void)state;
    assert_int_equal(rsm_amanda_claim(BYTES("AMANDA: TAPESTART DATE X TAPE T1 \r\n"), &info),
                     ERROR_SUCCESS);
    assert_id(&info, "5431");
}

/* "l" 256 times; the digest is that of another MD5 program. */
static void a_label_longer_than_an_id_gives_its_digest(void **state)
{
    static const char start[] = "AMANDA: TAPESTART DATE X TAPE ";
    char block[512] = "";
    MediaLabelInfo info;

    (void)state;
    memcpy(block, start, sizeof(start) - 1);
    memset(block + sizeof(start) - 1, 'l', 256);
    block[sizeof(start) - 1 + 256] = '\n';
    assert_int_equal(rsm_amanda_claim((const BYTE *)block, sizeof(block), &info), ERROR_SUCCESS);
    assert_id(&info, "4b0d8b191980f033c05f7d55321c181b");
}

static void a_label_as_long_as_an_id_is_the_id(void **state)
{
    static const char start[] = "AMANDA: TAPESTART DATE X TAPE ";
    char block[512] = "";
    MediaLabelInfo info;

    (void)state;
    memcpy(block, start, sizeof(start) - 1);
    memset(block + sizeof(start) - 1, 'l', 255);
    block[sizeof(start) - 1 + 255] = '\n';
    assert_int_equal(rsm_amanda_claim((const BYTE *)block, sizeof(block), &info), ERROR_SUCCESS);
    assert_int_equal(info.LabelIDSize, 255);
    assert_int_equal(info.LabelID[254], 'l');
}

static void what_is_no_whole_label_is_not_claimed(void **state)
{
    static const char *const rows[] = {
        "",
        "AMANDA: TAPESTART DATE X TAPE T1", /* cut: the label may go on */
        "AMANDA: TAPESTART DATE X TAPE \n",
        "AMANDA: TAPESTART DATE X TAPE   \n",
        "AMANDA: TAPESTART DATE X\n TAPE T1\n",
        "AMANDA: TAPEEND DATE X TAPE T1\n",
        "AMANDA: FILE 20040229 host disk\n",
        " AMANDA: TAPESTART DATE X TAPE T1\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        MediaLabelInfo info;

        assert_int_equal(rsm_amanda_claim((const BYTE *)rows[i], (DWORD)strlen(rows[i]), &info),
                         ERROR_BAD_FORMAT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_used_tape_is_claimed),
        cmocka_unit_test(the_oldest_prefix_is_known),
        cmocka_unit_test(the_date_is_no_part_of_the_id),
        cmocka_unit_test(blanks_behind_the_label_do_not_count),
        cmocka_unit_test(a_label_longer_than_an_id_gives_its_digest),
        cmocka_unit_test(a_label_as_long_as_an_id_is_the_id),
        cmocka_unit_test(what_is_no_whole_label_is_not_claimed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
