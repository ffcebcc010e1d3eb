/*
 * A tape drive that stands alone: of the virtual library only the drive is configured, and another computer
 * plays the person who puts cartridges in and takes them out.
 */
#include "model/guid.h"
#include "support/asserts.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/records.h"
#include "tgt/site.h"
#include "tgt/tape.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int begin_with_the_drive(void **state)
{
    (void)site_begin(state);
    site_devices(lun_address(FIRST_DRIVE_LUN));
    site_open(*state);
    site_wait_idle(*state);
    return 0;
}

static void put_in(unsigned slot)
{
    move_behind_our_back((uint16_t)(FIRST_SLOT + slot - 1), FIRST_DRIVE);
}

static void take_out_to(unsigned slot)
{
    move_behind_our_back(FIRST_DRIVE, (uint16_t)(FIRST_SLOT + slot - 1));
}

static NTMS_OBJECTINFORMATIONW drive_of(struct site *s)
{
    return site_numbered(s, NTMS_DRIVE, 1);
}

/* The drive is known to hold the cartridge with that label; or another, or none. */
static bool holds_label(struct site *s, const WCHAR *text)
{
    NTMS_OBJECTINFORMATIONW drive = drive_of(s);
    NTMS_OBJECTINFORMATIONW side;

    if (rsm_guid_is_null(&drive.Info.Drive.SavedPartitionId) ||
        drive.Info.Drive.State != NTMS_DRIVESTATE_DISMOUNTABLE)
        return false;
    side.dwSize = sizeof side;
    side.dwType = NTMS_PARTITION;
    if (GetNtmsObjectInformationW(s->session, &drive.Info.Drive.SavedPartitionId, &side) !=
        ERROR_SUCCESS)
        return false; /* it left meanwhile */
    return memcmp(side.Info.Partition.szOmidLabelInfo, text, 7 * sizeof(WCHAR)) == 0;
}

static bool holds_first(void *context)
{
    return holds_label(context, u"VOL001");
}

static bool holds_second(void *context)
{
    return holds_label(context, u"VOL002");
}

static bool is_empty(void *context)
{
    return drive_of(context).Info.Drive.State == NTMS_DRIVESTATE_DISMOUNTED &&
           site_count(context, NULL, NTMS_PHYSICAL_MEDIA) == 0;
}

static void put_in_first(struct site *s)
{
    put_in(1);
    site_wait(holds_first, s, "the cartridge is noticed");
}

static void a_drive_that_is_configured_alone_is_a_library(void **state)
{
    struct site *s = *state;
    NTMS_OBJECTINFORMATIONW library = site_library(s);

    assert_int_equal(library.Info.Library.LibraryType, NTMS_LIBRARYTYPE_STANDALONE);
    assert_int_equal(library.Info.Library.dwNumberOfDrives, 1);
    assert_int_equal(library.Info.Library.dwNumberOfPorts, 1);
    assert_int_equal(library.Info.Library.dwNumberOfSlots, 0);
    assert_int_equal(library.Info.Library.dwNumberOfChangers, 0);
    assert_int_equal(library.Info.Library.dwNumberOfDoors, 0);
}

static void a_cartridge_that_is_put_in_is_noticed_and_identified(void **state)
{
    put_in_first(*state);
}

static void a_cartridge_that_is_taken_out_is_noticed(void **state)
{
    struct site *s = *state;

    put_in_first(s);
    take_out_to(1);

    site_wait(is_empty, s, "the drive is seen to be empty");
}

static void another_cartridge_is_identified_as_itself(void **state)
{
    struct site *s = *state;

    put_in_first(s);
    take_out_to(1);
    put_in(2);
    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_OMID));

    site_wait(holds_second, s, "the other cartridge is noticed");
}

static void device_change_detection_notices_what_was_exchanged_while_no_program_ran(void **state)
{
    struct site *s = *state;
    HANDLE detection;

    put_in_first(s);
    site_wait_idle(s);
    site_close(s);
    take_out_to(1);
    put_in(2);
    site_open(s);

    assert_success(BeginNtmsDeviceChangeDetection(s->session, &detection));
    assert_success(
        SetNtmsDeviceChangeDetection(s->session, detection, &s->library, NTMS_LIBRARY, 1));

    site_wait(holds_second, s, "the other cartridge is noticed");
    assert_success(EndNtmsDeviceChangeDetection(s->session, detection));
}

static bool is_available(void *context)
{
    struct site *s = context;
    size_t count;
    GUID *ids = site_list(s, NULL, NTMS_PARTITION, &count);
    bool is = count == 1 && site_object(s, &ids[0], NTMS_PARTITION).Info.Partition.State ==
                                NTMS_PARTSTATE_AVAILABLE;

    free(ids);
    return is;
}

static GUID free_pool(struct site *s, const GUID *media_type)
{
    size_t count;
    GUID found = NTMS_NULLGUID;
    GUID *ids = site_list(s, NULL, NTMS_MEDIA_POOL, &count);

    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW top = site_object(s, &ids[i], NTMS_MEDIA_POOL);
        size_t children;
        GUID *pools;

        if (top.Info.MediaPool.PoolType != NTMS_POOLTYPE_SCRATCH)
            continue;
        pools = site_list(s, &ids[i], NTMS_MEDIA_POOL, &children);
        for (size_t k = 0; k < children; k++) {
            NTMS_OBJECTINFORMATIONW pool = site_object(s, &pools[k], NTMS_MEDIA_POOL);

            if (rsm_guid_equal(&pool.Info.MediaPool.MediaType, media_type))
                found = pools[k];
        }
        free(pools);
    }
    free(ids);
    return found;
}

static void a_free_label_is_written_in_the_drive(void **state)
{
    struct site *s = *state;
    NTMS_OBJECTINFORMATIONW medium;
    size_t count;
    GUID *ids;
    GUID pool;

    put_in_first(s);
    site_wait_idle(s);
    ids = site_list(s, NULL, NTMS_PHYSICAL_MEDIA, &count);
    assert_int_equal(count, 1);
    medium = site_object(s, &ids[0], NTMS_PHYSICAL_MEDIA);
    pool = free_pool(s, &medium.Info.PhysicalMedia.MediaType);
    assert_success(MoveToNtmsMediaPool(s->session, &ids[0], &pool));
    free(ids);

    site_wait(is_available, s, "the free label is written");
    assert_database_whole();
}

/* ---- mounts ---- */

/* The cartridge in the drive belongs to an application from now on: its logical medium. */
static GUID own_first(struct site *s)
{
    GUID side = drive_of(s).Info.Drive.SavedPartitionId;
    NTMS_OBJECTINFORMATIONW partition = site_object(s, &side, NTMS_PARTITION);
    NTMS_OBJECTINFORMATIONW medium =
        site_object(s, &partition.Info.Partition.PhysicalMedia, NTMS_PHYSICAL_MEDIA);
    GUID pool;
    GUID owner;

    assert_success(CreateNtmsMediaPoolW(s->session, u"\\Backup",
                                        &medium.Info.PhysicalMedia.MediaType, NTMS_CREATE_NEW, NULL,
                                        &pool));
    assert_success(AllocateNtmsMedia(s->session, &pool, &side, &owner,
                                     NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0, NULL));
    return owner;
}

static bool is_loaded(void *context)
{
    return drive_of(context).Info.Drive.State == NTMS_DRIVESTATE_LOADED;
}

static bool is_unloaded(void *context)
{
    DWORD state = drive_of(context).Info.Drive.State;

    return state == NTMS_DRIVESTATE_UNLOADED || state == NTMS_DRIVESTATE_DISMOUNTED;
}

static bool is_dismounted(void *context)
{
    return drive_of(context).Info.Drive.State == NTMS_DRIVESTATE_DISMOUNTED;
}

static bool is_person_asked(void *context)
{
    return site_count(context, NULL, NTMS_OPREQUEST) == 1;
}

static void assert_tape_can_be_used(struct site *s)
{
    struct tape *tape = tape_open(drive_of(s).Info.Drive.szDeviceName);

    assert_true(tape_is_ready(tape));
    tape_close(tape);
}

static void what_is_in_the_drive_is_mounted(void **state)
{
    struct site *s = *state;
    GUID owner;
    GUID drive;

    put_in_first(s);
    owner = own_first(s);

    assert_success(MountNtmsMedia(s->session, &owner, &drive, 1, NTMS_MOUNT_READ, 0, 60000, NULL));

    assert_true(is_loaded(s));
    assert_tape_can_be_used(s);
    assert_success(DismountNtmsMedia(s->session, &owner, 1, NTMS_DISMOUNT_IMMEDIATE));
    site_wait(holds_first, s, "the cartridge is dismounted and stays");
}

static void what_is_ejected_leaves_when_the_person_takes_it(void **state)
{
    struct site *s = *state;
    NTMS_OBJECTINFORMATIONW side;
    GUID saved;
    GUID operation;

    put_in_first(s);
    site_wait_idle(s);
    saved = drive_of(s).Info.Drive.SavedPartitionId;
    side = site_object(s, &saved, NTMS_PARTITION);
    assert_success(EjectNtmsMedia(s->session, &side.Info.Partition.PhysicalMedia, &operation,
                                  NTMS_EJECT_START));
    site_wait(is_unloaded, s, "the drive is unloaded");
    take_out_to(1);

    site_wait(is_empty, s, "the drive is seen to be empty");
}

/* The drive is its program's only then: before, the label is read. */
static bool is_mount_finished(void *context)
{
    struct site *s = context;
    size_t count;
    GUID *ids = site_list(s, &s->library, NTMS_LIBREQUEST, &count);
    bool finished = false;

    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW request = site_object(s, &ids[i], NTMS_LIBREQUEST);

        finished = finished || (request.Info.LibRequest.OperationCode == NTMS_LM_MOUNT &&
                                request.Info.LibRequest.State == NTMS_LM_PASSED);
    }
    free(ids);
    return finished;
}

static void a_mount_goes_on_when_the_person_has_put_the_cartridge_in(void **state)
{
    struct site *s = *state;
    GUID owner;
    GUID drive;

    put_in_first(s);
    owner = own_first(s);
    take_out_to(1);
    site_wait(is_dismounted, s, "the drive is seen to be empty");

    assert_success(MountNtmsMedia(s->session, &owner, &drive, 1, NTMS_MOUNT_NOWAIT, 0, 0, NULL));
    site_wait(is_person_asked, s, "a person is asked");
    put_in(2);
    site_wait(holds_second, s, "the wrong cartridge is identified");
    take_out_to(2);
    site_wait(is_dismounted, s, "the drive is seen to be empty");
    put_in(1);

    site_wait(is_mount_finished, s, "the mount goes on");
    assert_true(is_loaded(s));
    assert_tape_can_be_used(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_drive_that_is_configured_alone_is_a_library,
                                        begin_with_the_drive, site_end),
        cmocka_unit_test_setup_teardown(a_cartridge_that_is_put_in_is_noticed_and_identified,
                                        begin_with_the_drive, site_end),
        cmocka_unit_test_setup_teardown(a_cartridge_that_is_taken_out_is_noticed,
                                        begin_with_the_drive, site_end),
        cmocka_unit_test_setup_teardown(another_cartridge_is_identified_as_itself,
                                        begin_with_the_drive, site_end),
        cmocka_unit_test_setup_teardown(
            device_change_detection_notices_what_was_exchanged_while_no_program_ran,
            begin_with_the_drive, site_end),
        cmocka_unit_test_setup_teardown(a_free_label_is_written_in_the_drive, begin_with_the_drive,
                                        site_end),
        cmocka_unit_test_setup_teardown(what_is_in_the_drive_is_mounted, begin_with_the_drive,
                                        site_end),
        cmocka_unit_test_setup_teardown(what_is_ejected_leaves_when_the_person_takes_it,
                                        begin_with_the_drive, site_end),
        cmocka_unit_test_setup_teardown(a_mount_goes_on_when_the_person_has_put_the_cartridge_in,
                                        begin_with_the_drive, site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
