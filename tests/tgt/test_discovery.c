/*
 * What is on record of a library that was never seen before, and seen again.
 */
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/records.h"

#include "model/guid.h"
#include "platform/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int begin_with_session(void **state)
{
    (void)site_begin(state);
    site_open(*state);
    return 0;
}

/* ---- the objects ---- */

static void a_library_is_there_when_the_session_is_open(void **state)
{
    struct site *s = *state;
    NTMS_OBJECTINFORMATIONW library = site_library(s);

    assert_text(u"IET VIRTUAL-CHANGER", library.szName);
    assert_int_equal(library.Info.Library.LibraryType, NTMS_LIBRARYTYPE_ONLINE);
    assert_int_equal(library.dwOperationalState, NTMS_READY);
    assert_true(library.Enabled);
    assert_int_equal(site_count(s, NULL, NTMS_LIBRARY), 2); /* and the offline library */
}

static void a_library_counts_what_it_has(void **state)
{
    NTMS_OBJECTINFORMATIONW object = site_library(*state);
    const NTMS_LIBRARYINFORMATION *library = &object.Info.Library;

    assert_int_equal(library->dwNumberOfSlots, 6);
    assert_int_equal(library->dwNumberOfDrives, 3);
    assert_int_equal(library->dwNumberOfPorts, 2);
    assert_int_equal(library->dwNumberOfChangers, 1);
    assert_int_equal(library->dwNumberOfDoors, 1);
    assert_int_equal(library->dwNumberOfMediaTypes, 1);
    assert_int_equal(library->FirstSlotNumber, 1);
    assert_int_equal(library->FirstDriveNumber, 1);
}

static void the_changer_is_the_device_with_its_serial_number(void **state)
{
    struct site *s = *state;
    size_t count;
    GUID *ids = site_list(s, &s->library, NTMS_CHANGER, &count);
    NTMS_OBJECTINFORMATIONW object = site_object(s, &ids[0], NTMS_CHANGER);
    const NTMS_CHANGERINFORMATIONW *changer = &object.Info.Changer;
    NTMS_OBJECTINFORMATIONW type = site_object(s, &changer->ChangerType, NTMS_CHANGER_TYPE);

    assert_int_equal(count, 1);
    assert_text(u"VTLCHG0001", changer->szSerialNumber);
    assert_text(u"0001", changer->szRevision);
    assert_device_name(changer->szDeviceName, CHANGER_LUN);
    assert_text(u"IET", type.Info.ChangerType.szVendor);
    assert_text(u"VIRTUAL-CHANGER", type.Info.ChangerType.szProduct);
    free(ids);
}

/* tgt cuts the last drive's identity down to two characters; its device is found all the same. */
static void each_drive_is_the_tape_device_with_its_serial_number(void **state)
{
    struct site *s = *state;

    for (DWORD number = 1; number <= 3; number++) {
        NTMS_OBJECTINFORMATIONW object = site_numbered(s, NTMS_DRIVE, number);
        const NTMS_DRIVEINFORMATIONW *drive = &object.Info.Drive;
        WCHAR serial[NTMS_SERIALNUMBER_LENGTH];

        rsm_text_format(serial, NTMS_SERIALNUMBER_LENGTH, "VTLDRV%04u", (unsigned)number);
        assert_text(serial, drive->szSerialNumber);
        assert_device_name(drive->szDeviceName, FIRST_DRIVE_LUN + number - 1);
        assert_int_equal(object.dwOperationalState, NTMS_READY);
    }
}

static void drives_that_stand_in_another_order_are_told_apart(void **state)
{
    static const char configure[] =
        "tgtadm --lld iscsi --op update --mode logicalunit --tid 1 "
        "--lun 1 --params element_type=4,tid=1,";
    struct site *s = *state;
    NTMS_OBJECTINFORMATIONW drive;
    char command[200];

    snprintf(command, sizeof command, "%saddress=256,lun=4", configure);
    assert_int_equal(rsm_vtl(command), 0);
    snprintf(command, sizeof command, "%saddress=258,lun=2", configure);
    assert_int_equal(rsm_vtl(command), 0);
    site_open(s);

    drive = site_numbered(s, NTMS_DRIVE, 1);
    assert_text(u"VTLDRV0003", drive.Info.Drive.szSerialNumber);
    drive = site_numbered(s, NTMS_DRIVE, 3);
    assert_text(u"VTLDRV0001", drive.Info.Drive.szSerialNumber);
}

static void a_drive_type_is_what_the_drive_says_of_itself(void **state)
{
    struct site *s = *state;
    NTMS_OBJECTINFORMATIONW drive = site_numbered(s, NTMS_DRIVE, 2);
    NTMS_OBJECTINFORMATIONW type = site_object(s, &drive.Info.Drive.DriveType, NTMS_DRIVE_TYPE);

    assert_text(u"IET", type.Info.DriveType.szVendor);
    assert_text(u"VIRTUAL-TAPE", type.Info.DriveType.szProduct);
    assert_int_equal(type.Info.DriveType.DeviceType, FILE_DEVICE_TAPE);
}

static void slots_drives_and_ports_say_what_is_in_them(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("insert NEW001L6 17"), 0);
    site_inventory(s, NTMS_INVENTORY_FAST);

    assert_int_equal(site_numbered(s, NTMS_STORAGESLOT, 1).Info.StorageSlot.State,
                     NTMS_SLOTSTATE_EMPTY);
    assert_int_equal(site_numbered(s, NTMS_STORAGESLOT, 2).Info.StorageSlot.State,
                     NTMS_SLOTSTATE_FULL);
    assert_int_equal(site_numbered(s, NTMS_IEPORT, 1).Info.IEPort.Content, NTMS_PORTCONTENT_EMPTY);
    assert_int_equal(site_numbered(s, NTMS_IEPORT, 2).Info.IEPort.Content, NTMS_PORTCONTENT_FULL);
    assert_records_match_vtl(s);
}

/* ---- seen again ---- */

struct identities {
    GUID library, slot, drive, port;
};

static struct identities identities_of(struct site *s)
{
    struct identities ids = {.library = s->library};

    ids.slot = site_numbered(s, NTMS_STORAGESLOT, 6).ObjectGuid;
    ids.drive = site_numbered(s, NTMS_DRIVE, 3).ObjectGuid;
    ids.port = site_numbered(s, NTMS_IEPORT, 2).ObjectGuid;
    return ids;
}

static void assert_same_objects(struct site *s, const struct identities *before)
{
    struct identities now = identities_of(s);

    assert_guid(before->library, now.library);
    assert_guid(before->slot, now.slot);
    assert_guid(before->drive, now.drive);
    assert_guid(before->port, now.port);
    assert_int_equal(site_count(s, NULL, NTMS_LIBRARY), 2);
    assert_int_equal(site_count(s, NULL, NTMS_STORAGESLOT), 6);
    assert_int_equal(site_count(s, NULL, NTMS_DRIVE), 3);
}

static void the_next_session_finds_the_same_objects(void **state)
{
    struct site *s = *state;
    struct identities before = identities_of(s);

    site_close(s);
    site_open(s);

    assert_same_objects(s, &before);
}

static void a_library_that_is_switched_off_keeps_its_records(void **state)
{
    struct site *s = *state;
    struct identities before = identities_of(s);
    NTMS_OBJECTINFORMATIONW library;

    site_inventory(s, NTMS_INVENTORY_FAST);
    site_close(s);
    assert_int_equal(rsm_vtl("kill"), 0);
    site_open(s);

    assert_same_objects(s, &before);
    library = site_library(s);
    assert_int_equal(library.dwOperationalState, NTMS_NOT_PRESENT);
    assert_int_equal(library.Info.Library.LibraryType, NTMS_LIBRARYTYPE_OFFLINE);
    assert_medium_is_in(s, u"A00002L6", NTMS_STORAGESLOT, 2);
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE,
                      InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_FAST));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_library_is_there_when_the_session_is_open,
                                        begin_with_session, site_end),
        cmocka_unit_test_setup_teardown(a_library_counts_what_it_has, begin_with_session, site_end),
        cmocka_unit_test_setup_teardown(the_changer_is_the_device_with_its_serial_number,
                                        begin_with_session, site_end),
        cmocka_unit_test_setup_teardown(each_drive_is_the_tape_device_with_its_serial_number,
                                        begin_with_session, site_end),
        cmocka_unit_test_setup_teardown(drives_that_stand_in_another_order_are_told_apart,
                                        site_begin, site_end),
        cmocka_unit_test_setup_teardown(a_drive_type_is_what_the_drive_says_of_itself,
                                        begin_with_session, site_end),
        cmocka_unit_test_setup_teardown(slots_drives_and_ports_say_what_is_in_them,
                                        begin_with_session, site_end),
        cmocka_unit_test_setup_teardown(the_next_session_finds_the_same_objects, begin_with_session,
                                        site_end),
        cmocka_unit_test_setup_teardown(a_library_that_is_switched_off_keeps_its_records,
                                        begin_with_session, site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
