/*
 * What a program is told of a library that Windows shows: where changer and drives are, by which names they are
 * opened, whatever way is used to reach them; and when such a library is used at all.
 */
#include "platform/text.h"
#include "spti/run_rsm.h"
#include "support/asserts.h"
#include "support/test_bus_win32.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/process.h"
#include "tgt/records.h"
#include "tgt/tape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <windows.h>

enum { PORT = 2, BUS = 0, TARGET = 5 }; /* tests/driver/README.md */
enum { CHANGER = TEST_BUS_CHANGER, FIRST = TEST_BUS_DRIVE, SECOND, LUNS };
enum { PATIENCE = 60 * 1000 };

#define SETTINGS L"SYSTEM\\CurrentControlSet\\Control\\NTMS"

static void forget_setting(void)
{
    (void)RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, SETTINGS, L"AutoConfigure");
}

static int begin(void **state)
{
    test_bus_reset();
    forget_setting();
    return site_begin(state);
}

static int end(void **state)
{
    int result = site_end(state);

    forget_setting();
    test_bus_reset();
    return result;
}

/* ---- names and places ---- */

static NTMS_OBJECTINFORMATIONW changer_of(struct site *s)
{
    size_t count;
    GUID *ids = site_list(s, &s->library, NTMS_CHANGER, &count);
    NTMS_OBJECTINFORMATIONW changer = site_object(s, &ids[0], NTMS_CHANGER);

    assert_int_equal(count, 1);
    free(ids);
    return changer;
}

/* The name of a claimed device, as the test driver gives it. */
static void assert_named(const WCHAR *shown, unsigned lun)
{
    WCHAR name[NTMS_DEVICENAME_LENGTH];

    rsm_text_format(name, NTMS_DEVICENAME_LENGTH, "\\\\.\\%s%u",
                    lun == CHANGER ? "Changer" : "Tape", test_bus_number(lun));
    assert_text(name, shown);
}

static void assert_on_the_adapter(const WCHAR *shown, unsigned lun)
{
    WCHAR name[NTMS_DEVICENAME_LENGTH];

    rsm_text_format(name, NTMS_DEVICENAME_LENGTH, "\\\\.\\Scsi%u:%u:%u:%u", PORT, BUS, TARGET, lun);
    assert_text(name, shown);
}

/* Every changer and drive is named that way, and has the SCSI address and the serial number of its LUN. */
static void assert_known(struct site *s, void (*named)(const WCHAR *shown, unsigned lun))
{
    NTMS_OBJECTINFORMATIONW object = changer_of(s);
    const NTMS_CHANGERINFORMATIONW *changer = &object.Info.Changer;

    named(changer->szDeviceName, CHANGER);
    assert_text(u"VTLCHG0001", changer->szSerialNumber);
    assert_int_equal(changer->ScsiPort, PORT);
    assert_int_equal(changer->ScsiBus, BUS);
    assert_int_equal(changer->ScsiTarget, TARGET);
    assert_int_equal(changer->ScsiLun, CHANGER);
    for (unsigned lun = FIRST; lun < LUNS; lun++) {
        NTMS_OBJECTINFORMATIONW found = site_numbered(s, NTMS_DRIVE, lun - FIRST + 1);
        const NTMS_DRIVEINFORMATIONW *drive = &found.Info.Drive;

        named(drive->szDeviceName, lun);
        assert_text(lun == FIRST ? u"VTLDRV0001" : u"VTLDRV0002", drive->szSerialNumber);
        assert_int_equal(drive->ScsiPort, PORT);
        assert_int_equal(drive->ScsiBus, BUS);
        assert_int_equal(drive->ScsiTarget, TARGET);
        assert_int_equal(drive->ScsiLun, lun);
    }
}

/* A program writes on the first cartridge under the name that it is told. */
static void assert_tape_can_be_written(struct site *s)
{
    GUID side = site_side(s, u"A00001L6").ObjectGuid;
    struct tape *tape;
    GUID drive;

    assert_success(MountNtmsMedia(s->session, &side, &drive, 1, NTMS_MOUNT_READ | NTMS_MOUNT_WRITE,
                                  NTMS_PRIORITY_NORMAL, PATIENCE, NULL));
    tape = tape_open(site_object(s, &drive, NTMS_DRIVE).Info.Drive.szDeviceName);
    tape_write_data(tape, "data");
    assert_true(tape_has_data(tape, "data"));
    tape_close(tape);
    assert_success(DismountNtmsMedia(s->session, &side, 1, NTMS_DISMOUNT_IMMEDIATE));
    site_wait_idle(s);
    assert_records_match_vtl(s);
}

static void devices_are_told_by_name_and_place(void **state)
{
    struct site *s = *state;

    site_open(s);
    assert_known(s, assert_named);
}

static void what_no_driver_claims_is_used_by_the_address_of_its_adapter(void **state)
{
    struct site *s = *state;

    for (unsigned lun = CHANGER; lun < LUNS; lun++)
        test_bus_claim(lun, false);
    site_open(s);
    assert_int_equal(site_library(s).dwOperationalState, NTMS_READY);
    assert_known(s, assert_on_the_adapter);
    site_inventory(s, NTMS_INVENTORY_OMID);
    assert_records_match_vtl(s);
    assert_medium_pool(s, u"A00001L6", u"Import");
}

/* As most are: Windows has no driver for the library, but one for its drives. */
static void a_changer_without_a_driver_has_drives_with_one(void **state)
{
    struct site *s = *state;

    test_bus_claim(CHANGER, false);
    site_open(s);
    assert_on_the_adapter(changer_of(s).Info.Changer.szDeviceName, CHANGER);
    assert_named(site_numbered(s, NTMS_DRIVE, 1).Info.Drive.szDeviceName, FIRST);
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_tape_can_be_written(s);
}

static void drives_reached_over_iscsi_have_the_names_that_windows_gives_them(void **state)
{
    struct site *s = *state;

    test_bus_forget();
    site_devices(rsm_vtl_address());
    site_open(s);
    assert_known(s, assert_named);
    site_inventory(s, NTMS_INVENTORY_FAST);
    for (unsigned lun = CHANGER; lun < LUNS; lun++)
        assert_int_equal(test_bus_count_all(lun), 0); /* ours goes over iSCSI */
    assert_tape_can_be_written(s);                    /* the program's does not */
    assert_true(test_bus_count_all(CHANGER) == 0);
}

/* Windows is started again, and has found the drives in another order. */
static void drives_whose_names_were_exchanged_between_two_starts_are_the_same_drives(void **state)
{
    struct site *s = *state;
    unsigned first = test_bus_number(FIRST);
    unsigned second = test_bus_number(SECOND);
    GUID drives[2], now[2];

    site_open(s);
    assert_known(s, assert_named);
    drives[0] = site_numbered(s, NTMS_DRIVE, 1).ObjectGuid;
    drives[1] = site_numbered(s, NTMS_DRIVE, 2).ObjectGuid;
    site_inventory(s, NTMS_INVENTORY_FAST);
    site_close(s);
    test_bus_pull_out(FIRST);
    test_bus_pull_out(SECOND);
    test_bus_put_back(FIRST, second);
    test_bus_put_back(SECOND, first);
    assert_int_equal(test_bus_number(FIRST), second);
    assert_int_equal(test_bus_number(SECOND), first);

    site_open(s);
    assert_known(s, assert_named);
    now[0] = site_numbered(s, NTMS_DRIVE, 1).ObjectGuid;
    now[1] = site_numbered(s, NTMS_DRIVE, 2).ObjectGuid;
    assert_memory_equal(drives, now, sizeof drives);
    assert_int_equal(site_count(s, NULL, NTMS_LIBRARY), 2);
    assert_tape_can_be_written(s);
}

/* ---- whether they are used ---- */

static void set_automatic(DWORD type, const void *value, DWORD size)
{
    HKEY key;

    assert_int_equal(RegCreateKeyExW(HKEY_LOCAL_MACHINE, SETTINGS, 0, NULL, 0,
                                     KEY_SET_VALUE | KEY_WOW64_64KEY, NULL, &key, NULL),
                     0);
    assert_int_equal(RegSetValueExW(key, L"AutoConfigure", 0, type, value, size), 0);
    RegCloseKey(key);
}

/* How many libraries a program sees, and the offline library. */
static int play_visitor(void)
{
    struct site s = {.session = OpenNtmsSessionW(NULL, u"Visitor", 0)};

    if (s.session == INVALID_HANDLE_VALUE)
        return 100;
    return (int)site_count(&s, NULL, NTMS_LIBRARY);
}

static int libraries_seen_by(void (*find)(char *path_out, size_t room))
{
    char program[RSM_PATHS_ROOM];

    find(program, sizeof program);
    return finish_process(start_process(program, "visitor"));
}

static void assert_nothing_is_used(void)
{
    test_bus_forget();
    assert_int_equal(libraries_seen_by(own_program), 1);
    assert_int_equal(libraries_seen_by(other_program), 1);
    for (unsigned lun = CHANGER; lun < LUNS; lun++)
        assert_int_equal(test_bus_count_all(lun), 0);
}

static void nothing_is_used_by_itself_when_autoconfigure_is_0(void **state)
{
    const DWORD off = 0, on = 1;

    (void)state;
    set_automatic(REG_DWORD, &off, sizeof off);
    assert_nothing_is_used();
    set_automatic(REG_DWORD, &on, sizeof on);
    assert_int_equal(libraries_seen_by(other_program), 2);
}

/* With the drives that are on record in its library. */
static void what_is_attached_is_used_although_autoconfigure_is_0(void **state)
{
    struct site *s = *state;
    const DWORD off = 0;
    char name[32];

    set_automatic(REG_DWORD, &off, sizeof off);
    snprintf(name, sizeof name, "\\\\.\\Changer%u", test_bus_number(CHANGER));
    assert_int_equal(run_rsm("attach", name), 0);
    site_open(s);
    assert_known(s, assert_named);
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_tape_can_be_written(s);
}

/* Whoever wrote it wants something; what is used too early cannot be taken back. */
static void nothing_is_used_by_itself_when_autoconfigure_is_no_number(void **state)
{
    struct site *s = *state;

    set_automatic(REG_SZ, L"0", sizeof L"0");
    assert_nothing_is_used();
    assert_logged(s, "AutoConfigure", "REG_DWORD");
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(devices_are_told_by_name_and_place, begin, end),
        cmocka_unit_test_setup_teardown(what_no_driver_claims_is_used_by_the_address_of_its_adapter,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_changer_without_a_driver_has_drives_with_one, begin, end),
        cmocka_unit_test_setup_teardown(
            drives_reached_over_iscsi_have_the_names_that_windows_gives_them, begin, end),
        cmocka_unit_test_setup_teardown(
            drives_whose_names_were_exchanged_between_two_starts_are_the_same_drives, begin, end),
        cmocka_unit_test_setup_teardown(nothing_is_used_by_itself_when_autoconfigure_is_0, begin,
                                        end),
        cmocka_unit_test_setup_teardown(what_is_attached_is_used_although_autoconfigure_is_0, begin,
                                        end),
        cmocka_unit_test_setup_teardown(nothing_is_used_by_itself_when_autoconfigure_is_no_number,
                                        begin, end),
    };

    if (count > 1 && strcmp(arguments[1], "visitor") == 0)
        return play_visitor();
    set_variable("NTMS_TEST_DEVICES", "auto");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
