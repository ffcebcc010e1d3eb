/*
 * What a program has mounted is left alone by all that is done in the library meanwhile, and what is asked of
 * it waits until it is dismounted.
 */
#include "core/devices.h"
#include "core/hold.h"
#include "core/offline_media.h"
#include "core/session.h"
#include "model/guid.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/looks.h"
#include "work/dismounter.h"
#include "work/enable.h"
#include "work/free_label.h"
#include "work/media_moves.h"
#include "work/mounter.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static const char no_tags_in_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drivetags no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static struct rsm_session *session_of(struct fixture *f)
{
    struct rsm_session *session;

    assert_success(rsm_session_get(f->session, &session));
    return session;
}

static void disable(struct fixture *f, DWORD type, const GUID *id)
{
    struct rsm_session *session = session_of(f);

    assert_success(rsm_enable_queue(session, type, id, false));
    rsm_session_release(session);
    run_all_work(f);
}

static void inventory(struct fixture *f, DWORD action)
{
    assert_success(take_inventory(f, action));
    run_all_work(f);
}

static void assert_untouched(struct fixture *f, unsigned drive)
{
    struct rsm_record medium;
    struct rsm_record record;

    look_at_medium(f, "A00001L5", &medium);
    assert_guid(*drive_id(f, drive), medium.info.Info.PhysicalMedia.Location);
    assert_int_equal(medium.info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_LOADED);
    assert_false(rsm_guid_is_null(&medium.info.Info.PhysicalMedia.MountedPartition));
    assert_int_equal(medium.own.Hold, RSM_HOLD_MOUNTED);
    look_at_drive(f, drive, &record);
    assert_int_equal(record.info.Info.Drive.State, NTMS_DRIVESTATE_LOADED);
}

/* ---- inventories ---- */

static void inventories_leave_a_mounted_medium_where_it_is(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);

    inventory(f, NTMS_INVENTORY_FAST);
    inventory(f, NTMS_INVENTORY_SLOT);

    assert_moves(f, "");
    assert_untouched(f, 1);
}

static void so_they_do_when_the_changer_does_not_tell_of_its_drive(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    rsm_sim_leave_out("lib", "drive 1", true);

    inventory(f, NTMS_INVENTORY_FAST);
    inventory(f, NTMS_INVENTORY_FAST);

    rsm_sim_leave_out("lib", "drive 1", false);
    assert_untouched(f, 1);
}

static void so_they_do_without_bar_codes_in_drives(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    plug_in_for_mounts(f, no_tags_in_drives);
    drive = have_mounted(f, 1);

    inventory(f, NTMS_INVENTORY_FAST);
    inventory(f, NTMS_INVENTORY_OMID);

    assert_untouched(f, drive);
    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);
}

static void a_full_inventory_ends_without_it_and_examines_it_later(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    plug_in_for_mounts(f, one_drive);
    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_IMMEDIATE));
    (void)have_mounted(f, 1);
    before = count_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED);

    inventory(f, NTMS_INVENTORY_OMID);
    assert_untouched(f, 1);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_QUEUED, 2);

    rsm_sim_forget_moves("lib");
    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);
    assert_moves(f,
                 "drive 1 > slot 1, slot 1 > drive 1, drive 1 > slot 1, slot 2 > drive 1, "
                 "drive 1 > slot 2");
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED, before + 2);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2);
}

static void one_full_inventory_after_another_examines_it_once(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, no_tags_in_drives);
    (void)have_mounted(f, 1);

    inventory(f, NTMS_INVENTORY_OMID);
    inventory(f, NTMS_INVENTORY_OMID);

    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 3);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_QUEUED, 1);
    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);
}

static void a_full_inventory_empties_drives_that_may_be_emptied(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    dismount(f, "A00001L5", NTMS_DISMOUNT_DEFERRED);

    inventory(f, NTMS_INVENTORY_OMID);

    assert_moves(f, "drive 1 > slot 1, slot 2 > drive 1, drive 1 > slot 2");
}

static void what_was_mounted_after_its_inventory_began_needs_no_reading(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_for_mounts(f, one_drive);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    rsm_sim_forget_moves("lib");
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    look_at_medium(f, "A00001L5", &medium);
    medium.own.Hold = RSM_HOLD_MOUNTED; /* before the worker comes to it */
    change(f, &medium);

    run_all_work(f);

    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_WAITING, 1); /* for the other cartridge */
    medium.own.Hold = RSM_HOLD_NONE;
    change(f, &medium);
    run_all_work(f);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2);
}

static void a_slot_whose_cartridge_is_mounted_is_empty(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    plug_in_for_mounts(f, no_tags_in_drives);
    drive = have_mounted(f, 1);

    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));

    assert_untouched(f, drive);
    assert_moves(f, "");
}

/* ---- the truth ---- */

static void a_mounted_cartridge_that_was_taken_out_is_mounted_no_more(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    rsm_sim_carry("lib", "drive 1", "slot 3");
    begin_keeping_log();

    inventory(f, NTMS_INVENTORY_FAST);

    assert_logged("A00001L5 was taken out of drive");
    end_keeping_log();
    assert_in_slot(f, "A00001L5", 3);
    look_at_medium(f, "A00001L5", &medium);
    assert_int_equal(medium.own.Hold, RSM_HOLD_NONE);
    assert_int_equal(medium.info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
}

static void a_mounted_cartridge_that_left_the_library_is_offline(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_for_mounts(f, one_drive);
    (void)allocate_in_slot(f, 1);
    (void)have_mounted(f, 1);
    rsm_sim_take_out("lib", "drive 1");

    inventory(f, NTMS_INVENTORY_FAST);

    assert_offline(f, "A00001L5");
    look_at_medium(f, "A00001L5", &medium);
    assert_int_equal(medium.own.Hold, RSM_HOLD_NONE);
}

static void a_dismount_that_finds_the_drive_empty_says_so(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    rsm_sim_carry("lib", "drive 1", "slot 3");

    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);

    look_at_request(f, NTMS_LM_DISMOUNT, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_FAILED);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_EMPTY);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_in_slot(f, "A00001L5", 3); /* and it was looked for */
}

/* ---- disabling ---- */

static void a_drive_is_disabled_when_its_medium_is_dismounted(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);

    disable(f, NTMS_DRIVE, drive_id(f, 1));
    assert_requests(f, NTMS_LM_DISABLEDRIVE, NTMS_LM_QUEUED, 1);
    assert_untouched(f, 1);
    dismount(f, "A00001L5", NTMS_DISMOUNT_DEFERRED);

    assert_requests(f, NTMS_LM_DISABLEDRIVE, NTMS_LM_PASSED, 1);
    assert_moves(f, "drive 1 > slot 1");
    look_at_drive(f, 1, &drive);
    assert_false(drive.info.Enabled);
}

static void a_medium_is_disabled_when_it_is_dismounted(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    look_at_medium(f, "A00001L5", &medium);

    disable(f, NTMS_PHYSICAL_MEDIA, &medium.info.ObjectGuid);
    assert_requests(f, NTMS_LM_DISABLEMEDIA, NTMS_LM_QUEUED, 1);
    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);

    assert_requests(f, NTMS_LM_DISABLEMEDIA, NTMS_LM_PASSED, 1);
}

static void a_library_is_disabled_when_all_is_dismounted(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);

    disable(f, NTMS_LIBRARY, library_id(f));
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_requests(f, NTMS_LM_DISABLELIBRARY, NTMS_LM_QUEUED, 1);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_QUEUED, 1); /* nothing else begins */
    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);

    assert_requests(f, NTMS_LM_DISABLELIBRARY, NTMS_LM_PASSED, 1);
    assert_moves(f, "drive 1 > slot 1");
}

/* ---- pools ---- */

static void a_mounted_medium_stays_in_its_pool(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    struct rsm_record medium;
    GUID pool;
    plug_in_for_mounts(f, one_drive);
    (void)give_to_application(f, medium_in_slot(f, 1), u"Own");
    (void)have_mounted(f, 1);
    pool = give_to_application(f, medium_in_slot(f, 2), u"Backups");
    look_at_medium(f, "A00001L5", &medium);

    session = session_of(f);
    assert_fails_with(ERROR_BUSY, rsm_media_moves_to_pool(session, &medium.info.ObjectGuid, &pool));
    rsm_session_release(session);
}

static void a_free_label_waits_until_its_medium_is_dismounted(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_for_mounts(f, one_drive);
    (void)give_to_application(f, medium_in_slot(f, 1), u"Own");
    (void)have_mounted(f, 1);
    f->labels_changed = true;
    look_at_medium(f, "A00001L5", &medium);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_free_label_enter(f->rsm, NULL, &medium)));

    run_all_work(f);
    assert_untouched(f, 1);
    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_QUEUED, 1);
    dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE);

    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_PASSED, 1);
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_AVAILABLE);
}

static void nobody_holds_a_medium_whose_library_is_deleted(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    struct rsm_record library;
    struct rsm_record medium;
    plug_in_for_mounts(f, one_drive);
    (void)allocate_in_slot(f, 1);
    (void)have_mounted(f, 1);
    f->unsettled = true;
    look_at_library(f, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &library);

    session = session_of(f);
    assert_success(rsm_devices_delete_library(session, &library.info.ObjectGuid));
    rsm_session_release(session);

    look_at_medium(f, "A00001L5", &medium);
    assert_int_equal(medium.own.Hold, RSM_HOLD_NONE);
    assert_int_equal(medium.info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
}

static void a_mounted_medium_of_an_absent_library_cannot_be_deleted(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    struct rsm_record library;
    struct rsm_record medium;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    look_at_medium(f, "A00001L5", &medium);
    look_at_library(f, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &library);

    session = session_of(f);
    assert_fails_with(ERROR_INVALID_STATE,
                      rsm_offline_media_delete(session, &medium.info.ObjectGuid));
    rsm_session_release(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(inventories_leave_a_mounted_medium_where_it_is),
        story(so_they_do_when_the_changer_does_not_tell_of_its_drive),
        story(so_they_do_without_bar_codes_in_drives),
        story(a_full_inventory_ends_without_it_and_examines_it_later),
        story(one_full_inventory_after_another_examines_it_once),
        story(a_full_inventory_empties_drives_that_may_be_emptied),
        story(what_was_mounted_after_its_inventory_began_needs_no_reading),
        story(a_slot_whose_cartridge_is_mounted_is_empty),
        story(a_mounted_cartridge_that_was_taken_out_is_mounted_no_more),
        story(a_mounted_cartridge_that_left_the_library_is_offline),
        story(a_dismount_that_finds_the_drive_empty_says_so),
        story(a_drive_is_disabled_when_its_medium_is_dismounted),
        story(a_medium_is_disabled_when_it_is_dismounted),
        story(a_library_is_disabled_when_all_is_dismounted),
        story(a_mounted_medium_stays_in_its_pool),
        story(a_free_label_waits_until_its_medium_is_dismounted),
        story(nobody_holds_a_medium_whose_library_is_deleted),
        story(a_mounted_medium_of_an_absent_library_cannot_be_deleted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
