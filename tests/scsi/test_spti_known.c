/*
 * What drivers told of devices that cannot be asked now.
 */
#include "scsi/spti_known.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void keep(const char *address, const char *path, const char *serial)
{
    struct rsm_transport_facts facts = {.has_type = true, .type = 1};

    snprintf(facts.path, sizeof facts.path, "%s", path);
    snprintf(facts.serial, sizeof facts.serial, "%s", serial);
    rsm_spti_known_keep(address, &facts);
}

static void assert_recalled(const char *address, const char *path, const char *serial)
{
    struct rsm_transport_facts facts = {.type = 77};

    if (rsm_spti_known_recall(address, path, &facts)) {
        assert_string_equal(facts.serial, serial);
        assert_int_equal(facts.type, 1);
    } else {
        assert_string_equal("nothing", serial);
        assert_int_equal(facts.type, 77);
    }
}

static void what_was_told_of_a_device_is_known_under_its_name_and_path(void **state)
{
    (void)state;
    assert_recalled("\\\\.\\Tape0", "x", "nothing");
    keep("\\\\.\\Tape0", "x", "A1");
    keep("\\\\.\\Tape1", "y", "B2");
    assert_recalled("\\\\.\\Tape0", "x", "A1");
    assert_recalled("\\\\.\\TAPE1", "Y", "B2");
    assert_recalled("\\\\.\\Tape2", "x", "nothing");
}

static void a_name_that_has_another_device_now_tells_nothing(void **state)
{
    (void)state;
    keep("\\\\.\\Tape0", "x", "A1");
    assert_recalled("\\\\.\\Tape0", "y", "nothing");
    assert_recalled("\\\\.\\Tape0", "", "nothing");
    keep("\\\\.\\Tape0", "y", "B2");
    assert_recalled("\\\\.\\Tape0", "x", "nothing");
    assert_recalled("\\\\.\\Tape0", "y", "B2");
}

static void without_a_path_nothing_is_kept(void **state)
{
    (void)state;
    keep("\\\\.\\Changer9", "", "A1");
    assert_recalled("\\\\.\\Changer9", "", "nothing");
    keep("", "x", "A1");
    assert_recalled("", "x", "nothing");
}

static void the_first_go_when_there_are_too_many(void **state)
{
    char name[32];

    (void)state;
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "\\\\.\\Tape%d", 1000 + i);
        keep(name, "x", "A1");
    }
    assert_recalled("\\\\.\\Tape1299", "x", "A1");
    assert_recalled("\\\\.\\Tape1172", "x", "A1");
    assert_recalled("\\\\.\\Tape1171", "x", "nothing");
}

static void what_windows_answers_again_is_no_news(void **state)
{
    static char long_name[RSM_DEVICE_NAME_MAX + 1];

    (void)state;
    memset(long_name, 'x', RSM_DEVICE_NAME_MAX);
    assert_false(rsm_spti_known_is_news("\\\\.\\Tape7", ERROR_SUCCESS));
    assert_true(rsm_spti_known_is_news("\\\\.\\Tape7", ERROR_ACCESS_DENIED));
    assert_false(rsm_spti_known_is_news("\\\\.\\TAPE7", ERROR_ACCESS_DENIED));
    assert_true(rsm_spti_known_is_news("\\\\.\\Tape8", ERROR_ACCESS_DENIED));
    assert_true(rsm_spti_known_is_news("\\\\.\\Tape7", ERROR_FILE_NOT_FOUND));
    assert_true(rsm_spti_known_is_news("\\\\.\\Tape7", ERROR_SUCCESS));
    assert_true(rsm_spti_known_is_news("\\\\.\\Tape7", ERROR_FILE_NOT_FOUND));
    for (int i = 0; i < 2; i++) /* for which there is no room */
        assert_true(rsm_spti_known_is_news(long_name, ERROR_ACCESS_DENIED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_told_of_a_device_is_known_under_its_name_and_path),
        cmocka_unit_test(a_name_that_has_another_device_now_tells_nothing),
        cmocka_unit_test(without_a_path_nothing_is_kept),
        cmocka_unit_test(the_first_go_when_there_are_too_many),
        cmocka_unit_test(what_windows_answers_again_is_no_news),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
