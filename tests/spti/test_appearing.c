/*
 * Devices that come, go and are renamed while a program has a session, with nothing configured: what Windows
 * shows is looked at again when it has changed.
 */
#include "platform/text.h"
#include "support/asserts.h"
#include "support/test_bus_win32.h"
#include "tgt/process.h"
#include "tgt/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { CHANGER = TEST_BUS_CHANGER, FIRST = TEST_BUS_DRIVE, SECOND, LUNS };

static int begin(void **state)
{
    test_bus_reset();
    return site_begin(state);
}

/* A session, with or without a library in it. */
static void open_session(struct site *s)
{
    s->session = OpenNtmsSessionW(NULL, u"Tests", 0);
    assert_ptr_not_equal(s->session, INVALID_HANDLE_VALUE);
}

static bool has_library(void *context)
{
    return site_count(context, NULL, NTMS_LIBRARY) == 2; /* and the offline library */
}

static void a_library_that_is_connected_later_is_used_when_it_is_there(void **state)
{
    struct site *s = *state;

    for (unsigned lun = CHANGER; lun < LUNS; lun++)
        test_bus_pull_out(lun);
    open_session(s);
    assert_int_equal(site_count(s, NULL, NTMS_LIBRARY), 1);
    for (unsigned lun = CHANGER; lun < LUNS; lun++)
        test_bus_put_back(lun, 0);
    site_wait(has_library, s, "the library is there");
    site_find_library(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);
}

/* Is the drive with that number known by the name that the device has now? */
struct wanted {
    struct site *site;
    DWORD number;
    unsigned lun;
};

static bool is_named(void *context)
{
    const struct wanted *wanted = context;
    NTMS_OBJECTINFORMATIONW drive = site_numbered(wanted->site, NTMS_DRIVE, wanted->number);
    WCHAR name[NTMS_DEVICENAME_LENGTH];

    rsm_text_format(name, NTMS_DEVICENAME_LENGTH, "\\\\.\\Tape%u", test_bus_number(wanted->lun));
    return rsm_text_equal(drive.Info.Drive.szDeviceName, name, NTMS_DEVICENAME_LENGTH);
}

static void drives_whose_names_change_are_the_same_drives(void **state)
{
    struct site *s = *state;
    struct wanted first = {s, 1, FIRST};
    struct wanted second = {s, 2, SECOND};
    unsigned number = test_bus_number(FIRST) + test_bus_number(SECOND) + 100;
    NTMS_OBJECTINFORMATIONW before, after;

    site_open(s);
    assert_true(is_named(&first));
    assert_true(is_named(&second));
    before = site_numbered(s, NTMS_DRIVE, 1);
    test_bus_pull_out(FIRST);
    test_bus_pull_out(SECOND);
    test_bus_put_back(SECOND, number);
    test_bus_put_back(FIRST, number + 1);
    site_wait(is_named, &first, "the first drive has its new name");
    site_wait(is_named, &second, "the second drive has its new name");
    after = site_numbered(s, NTMS_DRIVE, 1);
    assert_memory_equal(&before.ObjectGuid, &after.ObjectGuid, sizeof(GUID));
    assert_text(before.Info.Drive.szSerialNumber, after.Info.Drive.szSerialNumber);
    assert_int_equal(site_count(s, NULL, NTMS_LIBRARY), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_library_that_is_connected_later_is_used_when_it_is_there,
                                        begin, site_end),
        cmocka_unit_test_setup_teardown(drives_whose_names_change_are_the_same_drives, begin,
                                        site_end),
    };

    set_variable("NTMS_TEST_DEVICES", "auto");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
