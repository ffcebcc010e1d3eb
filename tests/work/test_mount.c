/*
 * One medium that is there, mounted for a program: brought, known for the right one, handed over.
 */
#include "work/mount.h"

#include "core/hold.h"
#include "model/guid.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/mounter.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   A00003L5  ansi VOL003\n"
    "slot 4   A00004L5  ansi VOL004\n";

/* ---- handed over ---- */

static void a_medium_is_brought_to_a_drive_and_stays_there(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    GUID medium;
    plug_in_for_mounts(f, two_drives);
    medium = *medium_in_slot(f, 1);
    call = call_for_slot(f, 1);

    assert_success(make_call(f, &call));

    assert_guid(*drive_id(f, 1), call.drives[0]);
    assert_moves(f, "slot 1 > drive 1");
    assert_drive_state(f, 1, NTMS_DRIVESTATE_LOADED);
    assert_int_equal(media_state(f, &medium), NTMS_MEDIASTATE_LOADED);
    assert_int_equal(hold_of(f, &medium), RSM_HOLD_MOUNTED);
}

static void the_mounted_side_is_on_record(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record drive;
    GUID side;
    plug_in_for_mounts(f, two_drives);
    side = side_in_slot(f, 1);

    (void)mount_slot(f, 1);

    look_at_medium(f, "A00001L5", &medium);
    look_at_drive(f, 1, &drive);
    assert_guid(side, medium.info.Info.PhysicalMedia.MountedPartition);
    assert_guid(side, drive.info.Info.Drive.SavedPartitionId);
}

static void a_mount_counts_for_the_side_and_for_the_drive(void **state)
{
    struct fixture *f = *state;
    struct rsm_record before[2];
    struct rsm_record after[2];
    plug_in_for_mounts(f, two_drives);
    look_at_side(f, medium_in_slot(f, 1), &before[0]);
    look_at_drive(f, 1, &before[1]);

    (void)mount_slot(f, 1);

    look_at(f, &before[0].info.ObjectGuid, NTMS_PARTITION, &after[0]);
    look_at_drive(f, 1, &after[1]);
    assert_int_equal(after[0].info.Info.Partition.dwMountCount,
                     before[0].info.Info.Partition.dwMountCount + 1);
    assert_int_equal(after[1].info.Info.Drive.dwMountCount,
                     before[1].info.Info.Drive.dwMountCount + 1);
}

static void the_request_says_what_was_asked_and_where_it_is(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_record request;
    const NTMS_LIBREQUESTINFORMATIONW *info = &request.info.Info.LibRequest;
    GUID medium;
    plug_in_for_mounts(f, two_drives);
    medium = *medium_in_slot(f, 1);
    call = call_for_slot(f, 1);
    call.priority = -3;

    assert_success(make_call(f, &call));

    look_at_request(f, NTMS_LM_MOUNT, 0, &request);
    assert_int_equal(info->State, NTMS_LM_PASSED);
    assert_int_equal((int)info->dwPriority, -3);
    assert_guid(medium, info->PhysMediaId);
    assert_guid(call.media[0], info->PartitionId);
    assert_guid(*drive_id(f, 1), info->DriveId);
    assert_text(u"Story", info->szApplication);
    assert_guid(call.batch, request.info.ObjectGuid);
}

static void a_logical_medium_stands_for_its_side(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    GUID side;
    GUID owner;
    struct rsm_record medium;
    plug_in_for_mounts(f, two_drives);
    call = call_for_slot(f, 3);
    side = call.media[0];
    owner = allocate_in_slot(f, 3);
    call.media[0] = owner;

    assert_success(make_call(f, &call));

    look_at_medium(f, "A00003L5", &medium);
    assert_guid(side, medium.info.Info.PhysicalMedia.MountedPartition);
}

static void a_mounted_medium_gets_no_more_commands(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    plug_in_for_mounts(f, two_drives);
    (void)mount_slot(f, 1);
    before = rsm_sim_commands();

    run_all_work(f);

    assert_int_equal(rsm_sim_commands(), before);
}

static void the_tape_device_is_closed_while_a_program_has_the_medium(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, two_drives);

    (void)mount_slot(f, 1);

    assert_int_equal(rsm_sim_ways("lib", 1), 0);
}

static void the_codes_that_the_drive_reports_are_on_record(void **state)
{
    struct fixture *f = *state;
    struct rsm_record before;
    struct rsm_record medium;
    plug_in_for_mounts(f, two_drives);
    look_at_medium(f, "A00001L5", &before);
    medium = before;
    medium.info.Info.PhysicalMedia.dwDensityCode = 1;
    medium.info.Info.PhysicalMedia.dwMediaTypeCode = 1;
    change(f, &medium);

    (void)mount_slot(f, 1);

    look_at_medium(f, "A00001L5", &medium);
    assert_int_equal(medium.info.Info.PhysicalMedia.dwDensityCode,
                     before.info.Info.PhysicalMedia.dwDensityCode);
    assert_int_equal(medium.info.Info.PhysicalMedia.dwMediaTypeCode,
                     before.info.Info.PhysicalMedia.dwMediaTypeCode);
}

static void
what_an_unlabelled_tape_began_with_is_forgotten_since_the_program_may_write(void **state)
{
    struct fixture *f = *state;
    struct rsm_record side;
    GUID medium;
    plug_in_for_mounts(f, two_drives);
    medium = *medium_in_slot(f, 2);
    look_at_side(f, &medium, &side);
    assert_false(rsm_guid_is_null(&side.own.Beginning));

    (void)mount_slot(f, 2);

    look_at_side(f, &medium, &side);
    assert_true(rsm_guid_is_null(&side.own.Beginning));
}

/* ---- which drive ---- */

static void a_medium_that_is_in_a_drive_is_mounted_there(void **state)
{
    struct fixture *f = *state;
    GUID side;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    side = side_in_slot(f, 1);
    (void)mount_slot(f, 1);
    end_mount(f, 1);
    rsm_sim_forget_moves("lib");
    call = call_for_slot(f, 3);
    call.media[0] = side;

    assert_success(make_call(f, &call));

    assert_moves(f, "");
    assert_guid(*drive_id(f, 1), call.drives[0]);
}

static void an_empty_drive_goes_before_one_with_another_medium(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, two_drives);
    end_mount(f, mount_slot(f, 1));

    assert_int_equal(mount_slot(f, 3), 2);

    assert_moves(f, "slot 1 > drive 1, slot 3 > drive 2");
}

/* As if it had been left there so many seconds ago. */
static void set_left_before(struct fixture *f, unsigned number, LONGLONG seconds)
{
    struct rsm_record drive;

    look_at_drive(f, number, &drive);
    drive.own.LastUsed -= seconds * 1000;
    change(f, &drive);
}

static void of_two_media_that_were_left_the_one_left_longest_ago_is_taken_out(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, two_drives);
    end_mount(f, mount_slot(f, 1));
    end_mount(f, mount_slot(f, 3));
    set_left_before(f, 1, 100);
    set_left_before(f, 2, 200);
    rsm_sim_forget_moves("lib");

    assert_int_equal(mount_slot(f, 4), 2);

    assert_moves(f, "drive 2 > slot 3, slot 4 > drive 2");
}

static void a_medium_whose_time_is_over_goes_before_one_that_is_to_stay(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in_for_mounts(f, two_drives);
    end_mount(f, mount_slot(f, 1));
    end_mount(f, mount_slot(f, 3));
    set_left_before(f, 1, 500);
    look_at_drive(f, 1, &drive);
    drive.info.Info.Drive.dwDeferDismountDelay = 1000;
    change(f, &drive);
    set_left_before(f, 2, 400);
    rsm_sim_forget_moves("lib");

    assert_int_equal(mount_slot(f, 4), 2);
}

static void a_medium_that_is_to_stay_makes_way_when_no_other_drive_can_be_had(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f, two_drives);
    end_mount(f, mount_slot(f, 1));
    (void)mount_slot(f, 3);
    rsm_sim_forget_moves("lib");

    assert_int_equal(mount_slot(f, 4), 1);

    assert_moves(f, "drive 1 > slot 1, slot 4 > drive 1");
}

static void the_drive_that_is_asked_for_is_used(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = call_for_slot(f, 1);
    call.options |= NTMS_MOUNT_SPECIFIC_DRIVE;
    call.drives[0] = *drive_id(f, 2);

    assert_success(make_call(f, &call));

    assert_moves(f, "slot 1 > drive 2");
    assert_guid(*drive_id(f, 2), call.drives[0]);
}

static void a_medium_in_another_drive_than_the_one_asked_for_is_taken_home_first(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = call_for_slot(f, 1);
    call.options |= NTMS_MOUNT_SPECIFIC_DRIVE;
    call.drives[0] = *drive_id(f, 2);
    end_mount(f, mount_slot(f, 1));
    rsm_sim_forget_moves("lib");

    assert_success(make_call(f, &call));

    assert_moves(f, "drive 1 > slot 1, slot 1 > drive 2");
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
}

/* ---- held ---- */

static void a_closed_session_leaves_its_mount(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    GUID medium;
    plug_in_for_mounts(f, two_drives);
    medium = *medium_in_slot(f, 1);
    call = call_for_slot(f, 1);
    call.session = begin_program();
    assert_success(make_call(f, &call));

    end_program(call.session);

    run_all_work(f);
    assert_int_equal(hold_of(f, &medium), RSM_HOLD_MOUNTED);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_LOADED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_medium_is_brought_to_a_drive_and_stays_there),
        story(the_mounted_side_is_on_record),
        story(a_mount_counts_for_the_side_and_for_the_drive),
        story(the_request_says_what_was_asked_and_where_it_is),
        story(a_logical_medium_stands_for_its_side),
        story(a_mounted_medium_gets_no_more_commands),
        story(the_tape_device_is_closed_while_a_program_has_the_medium),
        story(the_codes_that_the_drive_reports_are_on_record),
        story(what_an_unlabelled_tape_began_with_is_forgotten_since_the_program_may_write),
        story(a_medium_that_is_in_a_drive_is_mounted_there),
        story(an_empty_drive_goes_before_one_with_another_medium),
        story(of_two_media_that_were_left_the_one_left_longest_ago_is_taken_out),
        story(a_medium_whose_time_is_over_goes_before_one_that_is_to_stay),
        story(a_medium_that_is_to_stay_makes_way_when_no_other_drive_can_be_had),
        story(the_drive_that_is_asked_for_is_used),
        story(a_medium_in_another_drive_than_the_one_asked_for_is_taken_home_first),
        story(a_closed_session_leaves_its_mount),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
