/*
 * ANSI and wide inputs of the A functions.
 */
#include "api/text_aw.h"

#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static void no_text_stays_none(void **state)
{
    WCHAR buffer[4];

    (void)state;
    assert_null(rsm_text_aw_input(NULL, buffer, 4));
}

static void a_text_is_widened_into_the_buffer(void **state)
{
    WCHAR buffer[8];

    (void)state;
    assert_ptr_equal(rsm_text_aw_input("Backup", buffer, 8), buffer);
    assert_text(u"Backup", buffer);
    assert_text(u"", rsm_text_aw_input("", buffer, 8));
}

static void a_text_that_is_too_long_is_cut(void **state)
{
    WCHAR buffer[4];

    (void)state;
    assert_text(u"Bac", rsm_text_aw_input("Backup", buffer, 4));
}

static void information_of_every_kind_is_written_whole(void **state)
{
    (void)state;
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        NTMS_OBJECTINFORMATIONW wide = {.dwSize = sizeof wide, .dwType = type, .Enabled = TRUE};
        NTMS_OBJECTINFORMATIONA narrow;

        wide.szName[0] = u'N';
        wide.szDescription[0] = u'D';
        memset(&narrow, 0xA5, sizeof narrow);
        rsm_text_aw_information(&wide, &narrow);
        assert_int_equal(narrow.dwSize, sizeof narrow);
        assert_int_equal(narrow.dwType, type);
        assert_string_equal(narrow.szName, "N");
        assert_string_equal(narrow.szDescription, "D");
        for (size_t i = offsetof(NTMS_OBJECTINFORMATIONA, Info); i < sizeof narrow; i++)
            assert_int_equal(((const unsigned char *)&narrow)[i], 0);
    }
}

static void wide_information_has_the_same_members(void **state)
{
    NTMS_OBJECTINFORMATIONA narrow = {.dwSize = 1, .dwType = NTMS_DRIVE, .Enabled = TRUE};
    NTMS_OBJECTINFORMATIONW wide;

    (void)state;
    strcpy(narrow.szDescription, "Left");
    narrow.Info.Drive.dwDeferDismountDelay = 7;
    memset(&wide, 0xA5, sizeof wide);
    rsm_text_aw_wide_information(&narrow, &wide);
    assert_int_equal(wide.dwSize, sizeof wide);
    assert_int_equal(wide.dwType, NTMS_DRIVE);
    assert_int_equal(wide.Enabled, TRUE);
    assert_text(u"Left", wide.szDescription);
    assert_int_equal(wide.Info.Drive.dwDeferDismountDelay, 7);
}

static void a_text_without_its_end_mark_stays_one(void **state)
{
    NTMS_OBJECTINFORMATIONA narrow = {.dwType = NTMS_DRIVE};
    NTMS_OBJECTINFORMATIONW wide;

    (void)state;
    memset(narrow.szName, 'x', sizeof narrow.szName);
    memset(narrow.szDescription, 'x', sizeof narrow.szDescription);
    narrow.szDescription[NTMS_DESCRIPTION_LENGTH - 1] = '\0';
    rsm_text_aw_wide_information(&narrow, &wide);
    for (size_t i = 0; i < NTMS_OBJECTNAME_LENGTH; i++)
        assert_int_not_equal(wide.szName[i], 0);
    assert_int_equal(wide.szDescription[NTMS_DESCRIPTION_LENGTH - 2], 'x');
    assert_int_equal(wide.szDescription[NTMS_DESCRIPTION_LENGTH - 1], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_text_stays_none),
        cmocka_unit_test(a_text_is_widened_into_the_buffer),
        cmocka_unit_test(a_text_that_is_too_long_is_cut),
        cmocka_unit_test(information_of_every_kind_is_written_whole),
        cmocka_unit_test(wide_information_has_the_same_members),
        cmocka_unit_test(a_text_without_its_end_mark_stays_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
