/*
 * What is made of the devices that answer: every object with its fields, found again after a restart, at
 * another address, with another drive in its place; and what is not there.
 */
#include "core/objects.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static const char small[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n"
    "port 1   empty\n";

/* As a program would read it. */
static void get_information(struct fixture *f, const GUID *id, DWORD type,
                            NTMS_OBJECTINFORMATIONW *information_out)
{
    struct rsm_session *session;

    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_objects_get(session, id, type, information_out));
    rsm_session_release(session);
}

static void a_changer_becomes_an_online_library(void **state)
{
    struct fixture *f = *state;
    NTMS_OBJECTINFORMATIONW information;
    const NTMS_LIBRARYINFORMATION *library = &information.Info.Library;

    plug_in_and_settle(f, small);

    get_information(f, library_id(f), NTMS_LIBRARY, &information);
    assert_text(u"STK L20", information.szName);
    assert_int_equal(information.dwOperationalState, NTMS_READY);
    assert_int_equal(library->LibraryType, NTMS_LIBRARYTYPE_ONLINE);
    assert_int_equal(library->InventoryMethod, NTMS_INVENTORY_FAST);
    assert_true(library->BarCodeReaderInstalled);
    assert_true(library->AutoRecovery);
    assert_int_equal(library->dwFlags, NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE);
    assert_int_equal(library->FirstDriveNumber, 1);
    assert_int_equal(library->FirstSlotNumber, 1);
}

static void its_parts_are_counted(void **state)
{
    struct fixture *f = *state;
    NTMS_OBJECTINFORMATIONW information;
    const NTMS_LIBRARYINFORMATION *library = &information.Info.Library;

    plug_in_and_settle(f, small);

    get_information(f, library_id(f), NTMS_LIBRARY, &information);
    assert_int_equal(library->dwNumberOfDrives, 2);
    assert_int_equal(library->dwNumberOfSlots, 3);
    assert_int_equal(library->dwNumberOfPorts, 1);
    assert_int_equal(library->dwNumberOfChangers, 1);
    assert_int_equal(library->dwNumberOfMedia, 2);
    assert_int_equal(library->dwNumberOfMediaTypes, 1);
}

static void its_changer_has_the_names_of_its_device(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    struct rsm_record changer;
    struct rsm_record type;
    GUID *ids = NULL;
    size_t count = 0;

    plug_in(f, small);

    look_at_library(f, &library);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_records_ids(f->rsm->store, NTMS_CHANGER, NULL, 0, &ids, &count));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
    assert_int_equal(count, 1);
    look_at(f, &ids[0], NTMS_CHANGER, &changer);
    free(ids);
    look_at(f, &changer.info.Info.Changer.ChangerType, NTMS_CHANGER_TYPE, &type);
    assert_guid(library.info.ObjectGuid, changer.info.Info.Changer.Library);
    assert_text(u"SERIAL1", changer.info.Info.Changer.szSerialNumber);
    assert_text(u"1.00", changer.info.Info.Changer.szRevision);
    assert_text(u"sim:lib/0", changer.info.Info.Changer.szDeviceName);
    assert_text(u"STK", type.info.Info.ChangerType.szVendor);
    assert_text(u"L20", type.info.Info.ChangerType.szProduct);
    assert_int_equal(type.info.Info.ChangerType.DeviceType, FILE_DEVICE_CHANGER);
}

static void a_drive_has_the_names_of_its_device(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    struct rsm_record type;

    plug_in(f, small);

    look_at_drive(f, 2, &drive);
    look_at(f, &drive.info.Info.Drive.DriveType, NTMS_DRIVE_TYPE, &type);
    assert_int_equal(drive.info.dwOperationalState, NTMS_READY);
    assert_int_equal(drive.info.Info.Drive.State, NTMS_DRIVESTATE_DISMOUNTED);
    assert_text(u"SERIAL1D2", drive.info.Info.Drive.szSerialNumber);
    assert_text(u"sim:lib/2", drive.info.Info.Drive.szDeviceName);
    assert_int_equal(drive.info.Info.Drive.dwDeferDismountDelay, 300);
    assert_text(u"HP", type.info.Info.DriveType.szVendor);
    assert_text(u"Ultrium 5-SCSI", type.info.Info.DriveType.szProduct);
    assert_int_equal(type.info.Info.DriveType.DeviceType, FILE_DEVICE_TAPE);
}

static void drives_of_one_product_share_their_type(void **state)
{
    struct fixture *f = *state;

    plug_in(f, small);

    assert_objects(f, NTMS_DRIVE_TYPE, 1);
}

static void a_slot_is_unknown_until_it_was_looked_into(void **state)
{
    struct fixture *f = *state;

    plug_in(f, small);

    assert_slot_state(f, 1, NTMS_SLOTSTATE_UNKNOWN);
    run_all_work(f);
    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_EMPTY);
}

static void a_port_says_whether_it_is_full(void **state)
{
    struct fixture *f = *state;
    struct rsm_record port;

    plug_in_and_settle(f, small);
    look_at(f, port_id(f, 1), NTMS_IEPORT, &port);
    assert_int_equal(port.info.Info.IEPort.Content, NTMS_PORTCONTENT_EMPTY);

    rsm_sim_put_in("lib", "port 1 A00009L5 ansi VOL009");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    look_at(f, port_id(f, 1), NTMS_IEPORT, &port);
    assert_int_equal(port.info.Info.IEPort.Content, NTMS_PORTCONTENT_FULL);
    assert_no_medium(f, "A00009L5"); /* not ours until it is injected */
}

static void each_media_type_in_use_has_its_pools(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record type;

    plug_in_and_settle(f, small);

    look_at_medium(f, "A00001L5", &medium);
    look_at(f, &medium.info.Info.PhysicalMedia.MediaType, NTMS_MEDIA_TYPE, &type);
    assert_int_equal(type.info.Info.MediaType.MediaType, 0x56); /* LTO_Ultrium */
    assert_pool(f, "A00001L5", "Import");
    assert_pool(f, "A00003L5", "Unrecognized");
}

/* ---- found again ---- */

static void a_restart_finds_the_same_objects(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID library;
    GUID slot;
    GUID drive;
    GUID before;

    plug_in_and_settle(f, small);
    library = *library_id(f);
    slot = *slot_id(f, 3);
    drive = *drive_id(f, 2);
    look_at_medium(f, "A00001L5", &medium);
    before = medium.info.ObjectGuid;

    restart(f);
    run_all_work(f);

    look_at_medium(f, "A00001L5", &medium);
    assert_guid(before, medium.info.ObjectGuid);
    assert_guid(library, *library_id(f));
    assert_guid(slot, *slot_id(f, 3));
    assert_guid(drive, *drive_id(f, 2));
    assert_objects(f, NTMS_STORAGESLOT, 3);
    assert_objects(f, NTMS_DRIVE, 2);
    assert_objects(f, NTMS_LIBRARY, 2); /* with the offline library */
    assert_moves(f, "");
}

static void a_library_that_moved_to_another_address_is_the_same(void **state)
{
    struct fixture *f = *state;
    struct rsm_record record;
    GUID library;

    plug_in_and_settle(f, small);
    library = *library_id(f);
    close_session(f);

    rsm_sim_draw("elsewhere", small);
    strcpy(f->library, "elsewhere");
    set_devices(f, "sim:elsewhere");
    open_session(f);
    run_all_work(f);

    look_at_library(f, &record);
    assert_guid(library, record.info.ObjectGuid);
    assert_int_equal(record.info.dwOperationalState, NTMS_READY);
    look_at_drive(f, 1, &record);
    assert_text(u"sim:elsewhere/1", record.info.Info.Drive.szDeviceName);
    assert_objects(f, NTMS_LIBRARY, 2);
}

static void another_unit_in_a_drive_bay_is_the_same_drive_with_new_counts(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    GUID before;

    plug_in_and_settle(f, small);
    look_at_drive(f, 1, &drive);
    assert_true(drive.info.Info.Drive.dwMountCount > 0);
    before = drive.info.ObjectGuid;
    close_session(f);

    rsm_sim_draw("lib",
                 "changer  STK L20 SERIAL1\n"
                 "drive 1  empty serial OTHER7\n"
                 "drive 2  empty\n"
                 "slot 1   A00001L5  ansi VOL001\n"
                 "slot 2   empty\n"
                 "slot 3   A00003L5  blank\n"
                 "port 1   empty\n");
    open_session(f);
    run_all_work(f);

    look_at_drive(f, 1, &drive);
    assert_guid(before, drive.info.ObjectGuid);
    assert_text(u"OTHER7", drive.info.Info.Drive.szSerialNumber);
    assert_int_equal(drive.info.Info.Drive.dwMountCount, 0);
    assert_objects(f, NTMS_DRIVE, 2);
}

static void two_libraries_of_one_product_have_different_names(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    rsm_sim_draw("other", "changer STK L20 SERIAL2\ndrive 1 empty\nslot 1 B00001L5 blank\n");
    set_devices(f, "sim:lib;sim:other");
    f->serial = "SERIAL1";
    plug_in_and_settle(f, small);

    look_at_library(f, &library);
    assert_text(u"STK L20", library.info.szName);
    f->serial = "SERIAL2";
    look_at_library(f, &library);
    assert_text(u"STK L20 (2)", library.info.szName);
    f->serial = "SERIAL1";
}

static void two_addresses_of_one_library_are_one_library(void **state)
{
    struct fixture *f = *state;

    set_devices(f, "sim:lib;sim:lib/0");
    plug_in_and_settle(f, small);

    assert_objects(f, NTMS_LIBRARY, 2);
    assert_objects(f, NTMS_DRIVE, 2);
}

/* ---- not there ---- */

static void a_library_that_does_not_answer_is_not_present(void **state)
{
    struct fixture *f = *state;
    NTMS_OBJECTINFORMATIONW information;

    plug_in_and_settle(f, small);
    close_session(f);
    rsm_sim_unplug("lib");

    open_session(f);

    get_information(f, library_id(f), NTMS_LIBRARY, &information);
    assert_int_equal(information.dwOperationalState, NTMS_NOT_PRESENT);
    assert_int_equal(information.Info.Library.LibraryType, NTMS_LIBRARYTYPE_OFFLINE);
    assert_in_slot(f, "A00001L5", 1); /* its media stay with it */
}

static void another_library_works_while_one_does_not_answer(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    rsm_sim_draw("other", "changer STK L40 SERIAL2\ndrive 1 empty\nslot 1 B00001L5 ansi B00001\n");
    set_devices(f, "sim:lib;sim:gone;sim:other");
    rsm_sim_draw("lib", small);
    rsm_sim_unplug("lib");

    open_session(f);
    run_all_work(f);

    assert_objects(f, NTMS_LIBRARY, 2);
    look_at_library(f, &library);
    assert_text(u"STK L40", library.info.szName);
    assert_pool(f, "B00001L5", "Import");
    strcpy(f->library, "other");
}

static void a_library_is_ready_again_when_it_returns(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    plug_in_and_settle(f, small);
    close_session(f);
    rsm_sim_unplug("lib");
    open_session(f);
    rsm_sim_plug("lib");

    restart(f);
    run_all_work(f);

    look_at_library(f, &library);
    assert_int_equal(library.info.dwOperationalState, NTMS_READY);
    assert_moves(f, "");
}

static void a_library_that_goes_while_it_is_used_comes_back_by_itself(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    plug_in_and_settle(f, small);

    rsm_sim_unplug("lib");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    look_at_library(f, &library);
    assert_int_equal(library.info.dwOperationalState, NTMS_NOT_PRESENT);

    rsm_sim_plug("lib");
    run_all_work(f);

    look_at_library(f, &library);
    assert_int_equal(library.info.dwOperationalState, NTMS_READY);
    assert_int_equal(count_unfinished(f), 0); /* the inventory went on */
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2);
}

static void a_disk_is_no_library(void **state)
{
    struct fixture *f = *state;

    set_devices(f, "sim:lib/1");
    plug_in(f, "changer STK L20 SERIAL1\ndisk\n");

    assert_objects(f, NTMS_LIBRARY, 1); /* the offline library */
    assert_objects(f, NTMS_DRIVE, 0);
    f->unsettled = true;
}

static void a_disk_beside_a_changer_disturbs_nobody(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "slot 1 A00001L5 ansi VOL001\n"
                       "disk\n");

    assert_objects(f, NTMS_DRIVE, 1);
    assert_pool(f, "A00001L5", "Import");
}

static void a_changer_without_a_serial_number_is_known_by_its_address(void **state)
{
    struct fixture *f = *state;
    GUID library;

    plug_in_and_settle(f, "changer STK L20\ndrive 1 empty\nslot 1 A00001L5 ansi VOL001\n");
    library = *library_id(f);

    restart(f);
    run_all_work(f);

    assert_guid(library, *library_id(f));
    assert_objects(f, NTMS_LIBRARY, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_changer_becomes_an_online_library),
        story(its_parts_are_counted),
        story(its_changer_has_the_names_of_its_device),
        story(a_drive_has_the_names_of_its_device),
        story(drives_of_one_product_share_their_type),
        story(a_slot_is_unknown_until_it_was_looked_into),
        story(a_port_says_whether_it_is_full),
        story(each_media_type_in_use_has_its_pools),
        story_on_disk(a_restart_finds_the_same_objects),
        story_on_disk(a_library_that_moved_to_another_address_is_the_same),
        story_on_disk(another_unit_in_a_drive_bay_is_the_same_drive_with_new_counts),
        story(two_libraries_of_one_product_have_different_names),
        story(two_addresses_of_one_library_are_one_library),
        story_on_disk(a_library_that_does_not_answer_is_not_present),
        story(another_library_works_while_one_does_not_answer),
        story_on_disk(a_library_is_ready_again_when_it_returns),
        story(a_library_that_goes_while_it_is_used_comes_back_by_itself),
        story(a_disk_is_no_library),
        story(a_disk_beside_a_changer_disturbs_nobody),
        story_on_disk(a_changer_without_a_serial_number_is_known_by_its_address),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
