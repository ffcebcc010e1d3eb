/*
 * What a program may expect of the public headers beside names, values and layouts: that they can
 * be included twice, leave no packing behind, and that their macros behave in expressions.
 */
#include "ntmsapi.h"
#include "ntmsmli.h"

#include "ntmsapi.h"
#include "ntmsmli.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#ifdef GetNtmsDeviceName
#error "no such function exists"
#endif

static void packing_ends_with_the_header(void **state)
{
    struct wide {
        char before;
        long double after;
    };

    (void)state;
    assert_int_equal(offsetof(struct wide, after), _Alignof(long double));
}

static void generic_rights_are_one_value_in_an_expression(void **state)
{
    const unsigned none = 0;

    (void)state;
    assert_int_equal(none & NTMS_GENERIC_WRITE, 0);
    assert_int_equal(none & NTMS_GENERIC_EXECUTE, 0);
    assert_int_equal(none & NTMS_GENERIC_ALL, 0);
}

static void null_identifier_is_known_as_such(void **state)
{
    NTMS_GUID id = NTMS_NULLGUID;
    LPNTMS_GUID pointer = &id;

    (void)state;
    assert_true(NTMS_IS_NULLGUID(id));
    assert_true(NTMS_IS_NULLGUID(*pointer));
}

static void identifier_with_any_bit_set_is_not_null(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(NTMS_GUID); i++) {
        NTMS_GUID id = NTMS_NULLGUID;

        ((unsigned char *)&id)[i] = 0x80;
        assert_false(NTMS_IS_NULLGUID(id));
    }
}

static void wide_text_is_of_16_bit_characters(void **state)
{
    static const WCHAR text[] = u"Free";
    LPCWSTR first = text;

    (void)state;
    assert_int_equal(sizeof(WCHAR), 2);
    assert_int_equal(first[3], 'e');
}

static DWORD WINAPI max_media_label(DWORD *const size)
{
    *size = 1024;
    return NO_ERROR;
}

static DWORD WINAPI claim_media_label(const BYTE *const buffer, const DWORD size,
                                      MediaLabelInfo *const info)
{
    if (size < 4 || memcmp(buffer, "TAPE", 4) != 0)
        return ERROR_BAD_FORMAT;
    info->LabelIDSize = 1;
    return NO_ERROR;
}

static void a_label_library_has_the_types_of_its_exports(void **state)
{
    MAXMEDIALABEL longest = max_media_label;
    CLAIMMEDIALABEL claim = claim_media_label;
    MediaLabelInfo info;
    pMediaLabelInfo pointer = &info;
    DWORD size = 0;

    (void)state;
    assert_int_equal(longest(&size), NO_ERROR);
    assert_int_equal(claim((const BYTE *)"TAPE", 4, pointer), NO_ERROR);
    assert_int_equal(claim((const BYTE *)"TAP", 3, pointer), ERROR_BAD_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packing_ends_with_the_header),
        cmocka_unit_test(generic_rights_are_one_value_in_an_expression),
        cmocka_unit_test(null_identifier_is_known_as_such),
        cmocka_unit_test(identifier_with_any_bit_set_is_not_null),
        cmocka_unit_test(wide_text_is_of_16_bit_characters),
        cmocka_unit_test(a_label_library_has_the_types_of_its_exports),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
