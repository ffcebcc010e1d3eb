/*
 * Programs that Windows lets open no changer and no drive, since who runs them is no administrator: calls are
 * answered, the library is not present, and the log says what to do.  This program also plays them: see main().
 */
#include "support/asserts.h"
#include "support/restricted_win32.h"
#include "support/test_bus_win32.h"
#include "tgt/process.h"
#include "tgt/records.h"
#include "tgt/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { LUNS = 4, NO_SESSION = 100, SEES_LIBRARY, SEES_NONE };

static void deny(bool denied)
{
    for (unsigned lun = TEST_BUS_CHANGER; lun < LUNS; lun++)
        test_bus_deny(lun, denied);
}

static int begin(void **state)
{
    test_bus_reset();
    return site_begin(state);
}

static int end(void **state)
{
    int result = site_end(state);

    test_bus_reset();
    return result;
}

/* Sees what there is, and leaves. */
static int play_user(void)
{
    struct site s = {.session = OpenNtmsSessionW(NULL, u"User", 0)};
    size_t libraries;

    if (s.session == INVALID_HANDLE_VALUE)
        return NO_SESSION;
    libraries = site_count(&s, NULL, NTMS_LIBRARY);
    site_close(&s);
    return libraries == 2 ? SEES_LIBRARY : SEES_NONE;
}

static int run_user(void)
{
    char program[RSM_PATHS_ROOM];

    own_program(program, sizeof program);
    return run_without_administrators(program, "user");
}

static void who_is_no_administrator_is_told_why_there_is_no_library(void **state)
{
    struct site *s = *state;

    if (!is_run_by_administrator())
        skip();
    deny(true);
    assert_int_equal(run_user(), SEES_NONE);
    assert_logged(s, "\\\\.\\Changer", "as an administrator");
    deny(false);

    site_open(s);
    assert_int_equal(site_library(s).dwOperationalState, NTMS_READY);
}

static void who_is_no_administrator_takes_no_library_from_those_who_are(void **state)
{
    struct site *s = *state;

    if (!is_run_by_administrator())
        skip();
    site_open(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    deny(true);
    assert_int_equal(run_user(), SEES_LIBRARY);
    assert_int_equal(site_library(s).dwOperationalState, NTMS_READY);
    deny(false);
    site_inventory(s, NTMS_INVENTORY_OMID);
    assert_records_match_vtl(s);
}

static bool is_present(void *context)
{
    return site_library(context).dwOperationalState == NTMS_READY;
}

/* Rights were given, or somebody lets go of the devices, who had them without telling. */
static void a_library_that_may_be_opened_later_is_present_then(void **state)
{
    struct site *s = *state;

    site_open(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    site_close(s);
    deny(true);
    site_open(s);
    assert_int_equal(site_library(s).dwOperationalState, NTMS_NOT_PRESENT);
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);
    deny(false);
    site_wait(is_present, s, "the library is present");
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_records_match_vtl(s);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_is_no_administrator_is_told_why_there_is_no_library,
                                        begin, end),
        cmocka_unit_test_setup_teardown(who_is_no_administrator_takes_no_library_from_those_who_are,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_library_that_may_be_opened_later_is_present_then, begin,
                                        end),
    };

    if (count > 1 && strcmp(arguments[1], "user") == 0)
        return play_user();
    set_variable("NTMS_TEST_DEVICES", "auto");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
