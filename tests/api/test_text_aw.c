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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_text_stays_none),
        cmocka_unit_test(a_text_is_widened_into_the_buffer),
        cmocka_unit_test(a_text_that_is_too_long_is_cut),
        cmocka_unit_test(information_of_every_kind_is_written_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
