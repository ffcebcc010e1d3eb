/*
 * A library that an administrator left to another product with the rsm command, for good: whatever its names are
 * later, its changer and drives are asked who they are, and nothing else.
 */
#include "spti/run_rsm.h"
#include "support/asserts.h"
#include "support/test_bus_win32.h"
#include "tgt/process.h"
#include "tgt/records.h"
#include "tgt/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CHANGER = TEST_BUS_CHANGER, FIRST = TEST_BUS_DRIVE, SECOND, LUNS };
enum { INQUIRY = 0x12, FAR_OFF = 100 };

static int begin(void **state)
{
    test_bus_reset();
    return site_begin(state);
}

static const char *changer_name(void)
{
    static char name[32];

    snprintf(name, sizeof name, "\\\\.\\Changer%u", test_bus_number(CHANGER));
    return name;
}

/* As after a start of Windows that numbered everything otherwise. */
static void renumber(void)
{
    unsigned least = test_bus_number(CHANGER) + test_bus_number(FIRST) + FAR_OFF;

    for (unsigned lun = CHANGER; lun < LUNS; lun++)
        test_bus_pull_out(lun);
    for (unsigned lun = LUNS - 1; lun >= CHANGER; lun--)
        test_bus_put_back(lun, least);
}

static void assert_only_asked_who_they_are(void)
{
    for (unsigned lun = CHANGER; lun < LUNS; lun++)
        assert_int_equal(test_bus_count_all(lun), test_bus_count(lun, INQUIRY));
}

/* A program starts, and wants what it can not have. */
static void assert_is_left(struct site *s)
{
    GUID slot;

    site_forget_log(s);
    test_bus_forget();
    site_open(s);
    assert_logged(s, "is left alone", "VTLCHG0001");
    assert_int_equal(site_library(s).dwOperationalState, NTMS_NOT_PRESENT);
    assert_int_equal(site_count(s, NULL, NTMS_LIBRARY), 2); /* no drive stands alone either */
    slot = site_numbered(s, NTMS_STORAGESLOT, 1).ObjectGuid;
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE,
                      InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_FAST));
    assert_fails_with(ERROR_LIBRARY_OFFLINE, IdentifyNtmsSlot(s->session, &slot, 0));
    site_close(s);
    assert_int_equal(run_rsm("devices", NULL), 0);
    assert_only_asked_who_they_are();
}

static void a_library_that_was_detached_is_left_alone_under_any_name(void **state)
{
    struct site *s = *state;

    site_open(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    site_close(s);
    test_bus_forget();
    assert_int_equal(run_rsm("detach", changer_name()), 0);
    assert_only_asked_who_they_are();

    assert_is_left(s);
    renumber();
    assert_is_left(s);

    assert_int_equal(run_rsm("attach", changer_name()), 0);
    site_open(s);
    assert_int_equal(site_library(s).dwOperationalState, NTMS_READY);
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_records_match_vtl(s);
}

static bool is_absent(void *context)
{
    return site_library(context).dwOperationalState == NTMS_NOT_PRESENT;
}

/* Before any program of ours was run: nothing is on record of its drives. */
static void a_library_can_be_detached_before_it_was_ever_used(void **state)
{
    struct site *s = *state;

    test_bus_forget();
    assert_int_equal(run_rsm("detach", changer_name()), 0);
    renumber();
    s->session = OpenNtmsSessionW(NULL, u"Tests", 0);
    assert_ptr_not_equal(s->session, INVALID_HANDLE_VALUE);
    assert_int_equal(site_count(s, NULL, NTMS_LIBRARY), 1); /* its drives are none either */
    assert_logged(s, "is left alone", "VTLCHG0001");
    site_close(s);
    assert_only_asked_who_they_are();
}

static void a_program_that_runs_the_library_lets_it_go_when_it_is_detached(void **state)
{
    struct site *s = *state;

    site_open(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_int_equal(run_rsm("detach", changer_name()), 0);
    site_wait(is_absent, s, "the library is let go");
    test_bus_wait(CHANGER, TEST_BUS_OPEN, false);
    test_bus_forget();
    renumber();
    site_close(s);
    assert_is_left(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_library_that_was_detached_is_left_alone_under_any_name,
                                        begin, site_end),
        cmocka_unit_test_setup_teardown(a_library_can_be_detached_before_it_was_ever_used, begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(
            a_program_that_runs_the_library_lets_it_go_when_it_is_detached, begin, site_end),
    };

    set_variable("NTMS_TEST_DEVICES", "auto");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
