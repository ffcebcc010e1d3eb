/*
 * Dismounts as programs ask for them: what is refused, where cartridges go, what the records say.
 */
#include "work/dismount.h"

#include "core/hold.h"
#include "core/session.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/dismounter.h"
#include "work/hand.h"
#include "work/mounter.h"
#include "work/requests.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static const char one_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

static struct rsm_session *session_of(HANDLE handle)
{
    struct rsm_session *session;

    assert_success(rsm_session_get(handle, &session));
    return session;
}

static rsm_error ask(struct fixture *f, const GUID *media, size_t count, DWORD options)
{
    struct rsm_session *session = session_of(f->session);
    rsm_error err = rsm_dismount_media(session, media, count, options);

    rsm_session_release(session);
    return err;
}

static rsm_error ask_drive(struct fixture *f, const GUID *drive)
{
    struct rsm_session *session = session_of(f->session);
    rsm_error err = rsm_dismount_drive(session, drive);

    rsm_session_release(session);
    return err;
}

/* A medium that was mounted and is to be dismounted. */
static void begin(struct fixture *f, GUID *side_out)
{
    plug_in_for_mounts(f, two_drives);
    assert_int_equal(have_mounted(f, 1), 1);
    *side_out = side_of(f, "A00001L5");
}

/* ---- immediate ---- */

static void a_dismount_takes_the_cartridge_home(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID side;
    begin(f, &side);

    assert_success(ask(f, &side, 1, NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1");
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_in_slot(f, "A00001L5", 1);
    look_at_medium(f, "A00001L5", &medium);
    assert_int_equal(medium.info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
    assert_guid(rsm_guid_null, medium.info.Info.PhysicalMedia.MountedPartition);
    assert_int_equal(medium.own.Hold, RSM_HOLD_NONE);
    assert_int_equal(medium.own.Owner[0], 0);
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 1);
}

static void the_call_returns_before_anything_moves(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    GUID side;
    begin(f, &side);

    assert_success(ask(f, &side, 1, 0));

    assert_moves(f, "");
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_DISMOUNTING);
    look_at_request(f, NTMS_LM_DISMOUNT, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_QUEUED);
    assert_int_equal(request.info.Info.LibRequest.OperationOption, RSM_DISMOUNT_IMMEDIATE);
    assert_guid(side, request.info.Info.LibRequest.PartitionId);
    assert_guid(*drive_id(f, 1), request.info.Info.LibRequest.DriveId);
    run_all_work(f);
}

static void a_logical_medium_names_its_side(void **state)
{
    struct fixture *f = *state;
    GUID owner;
    plug_in_for_mounts(f, two_drives);
    owner = allocate_in_slot(f, 1);
    (void)have_mounted(f, 1);

    assert_success(ask(f, &owner, 1, 0));
    run_all_work(f);

    assert_in_slot(f, "A00001L5", 1);
}

static void several_media_are_dismounted_at_once(void **state)
{
    struct fixture *f = *state;
    GUID sides[2];
    plug_in_for_mounts(f, two_drives);
    (void)have_mounted(f, 1);
    (void)have_mounted(f, 2);
    sides[0] = side_of(f, "A00001L5");
    sides[1] = side_of(f, "A00002L5");

    assert_success(ask(f, sides, 2, NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1, drive 2 > slot 2");
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 2);
}

static void a_filled_home_slot_makes_another_one_home(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID side;
    begin(f, &side);
    rsm_sim_carry("lib", "slot 2", "slot 1"); /* nobody of us knows */

    assert_success(ask(f, &side, 1, 0));
    run_all_work(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_in_slot(f, "A00002L5", 1);
    look_at_medium(f, "A00001L5", &medium);
    assert_int_equal(medium.info.Info.PhysicalMedia.LocationType, NTMS_STORAGESLOT);
    assert_guid(medium.info.Info.PhysicalMedia.Location, medium.info.Info.PhysicalMedia.HomeSlot);
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 1);
}

static void a_full_library_leaves_the_cartridge_in_a_drive_that_may_be_emptied(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    GUID side;
    begin(f, &side);
    rsm_sim_put_in("lib", "slot 1  A00003L5 ansi VOL003");
    rsm_sim_put_in("lib", "slot 3  A00004L5 ansi VOL004");
    rsm_sim_announce("lib");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_success(ask(f, &side, 1, 0));
    run_all_work(f);

    look_at_request(f, NTMS_LM_DISMOUNT, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_FAILED);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_LIBRARY_FULL);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_int_equal(state_of_medium(f, "A00001L5"), NTMS_MEDIASTATE_IDLE);
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_NONE);
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_QUEUED, 0); /* it is not tried again at once */
}

struct unloaded {
    struct fixture *f;
    bool seen;
};

static void look_before_the_move(void *context, uint8_t operation, bool done)
{
    struct unloaded *unloaded = context;

    if (operation != 0xA5 || done)
        return;
    unloaded->seen = drive_state(unloaded->f, 1) == NTMS_DRIVESTATE_UNLOADED &&
                     state_of_medium(unloaded->f, "A00001L5") == NTMS_MEDIASTATE_UNLOADED;
}

static void between_unload_and_move_the_medium_is_unloaded(void **state)
{
    struct fixture *f = *state;
    struct unloaded unloaded = {.f = f};
    GUID side;
    begin(f, &side);
    rsm_sim_watch(look_before_the_move, &unloaded);

    assert_success(ask(f, &side, 1, 0));
    run_all_work(f);

    assert_true(unloaded.seen);
    rsm_sim_watch(NULL, NULL);
}

static void a_dismount_sends_few_commands(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    GUID side;
    begin(f, &side);
    before = rsm_sim_commands();

    assert_success(ask(f, &side, 1, 0));
    run_all_work(f);

    assert_in_range(rsm_sim_commands() - before, 2, 7); /* five find the drive, and ask how it is */
}

/* ---- deferred ---- */

static void a_deferred_dismount_leaves_the_cartridge_in_the_drive(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    struct rsm_record drive;
    unsigned before;
    GUID side;
    begin(f, &side);
    before = rsm_sim_commands();

    assert_success(ask(f, &side, 1, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);

    assert_int_equal(rsm_sim_commands(), before);
    look_at_drive(f, 1, &drive);
    assert_int_equal(drive.info.Info.Drive.State, NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_guid(side, drive.info.Info.Drive.SavedPartitionId);
    assert_int_equal(state_of_medium(f, "A00001L5"), NTMS_MEDIASTATE_IDLE);
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_NONE);
    look_at_request(f, NTMS_LM_DISMOUNT, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_PASSED);
    assert_int_equal(request.info.Info.LibRequest.OperationOption, RSM_DISMOUNT_DEFERRED);
}

static void the_time_in_the_drive_counts_from_the_deferred_dismount(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    SYSTEMTIME now;
    GUID side;
    begin(f, &side);
    let_delay_pass(f, 1);

    assert_success(ask(f, &side, 1, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);

    rsm_clock_utc(&now);
    look_at_drive(f, 1, &drive);
    assert_in_range(rsm_clock_to_ms(&now) - drive.own.LastUsed, 0, 20000);
    assert_moves(f, "");
}

static void a_drive_that_stands_alone_keeps_its_cartridge(void **state)
{
    struct fixture *f = *state;
    struct mount_call call = {.count = 1, .timeout_ms = RSM_FOREVER};
    struct rsm_record medium;
    struct rsm_record side;
    plug_in_for_mounts(f, "alone\ndrive 1 - ansi VOL001\n");
    look_in_drive(f, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    call.media[0] = side.info.ObjectGuid;
    assert_success(make_call(f, &call));

    assert_success(ask(f, call.media, 1, NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);
    let_delay_pass(f, 1);
    run_all_work(f);

    assert_in_drive(f, u"VOL001");
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 1);
    assert_success(ask_drive(f, drive_id(f, 1)));
    run_all_work(f);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
}

/* ---- what is refused ---- */

static void what_is_not_mounted_cannot_be_dismounted(void **state)
{
    struct fixture *f = *state;
    GUID side;
    plug_in_for_mounts(f, two_drives);
    side = side_of(f, "A00001L5");

    assert_fails_with(ERROR_INVALID_STATE, ask(f, &side, 1, 0));
    assert_objects(f, NTMS_LIBREQUEST, 3); /* of the first look */
}

static void a_second_dismount_of_the_same_medium_is_refused(void **state)
{
    struct fixture *f = *state;
    GUID side;
    begin(f, &side);
    assert_success(ask(f, &side, 1, 0));

    assert_fails_with(ERROR_INVALID_STATE, ask(f, &side, 1, 0));
    run_all_work(f);
}

static void one_that_may_not_be_dismounted_keeps_the_others(void **state)
{
    struct fixture *f = *state;
    GUID sides[2];
    begin(f, &sides[0]);
    sides[1] = side_of(f, "A00002L5");

    assert_fails_with(ERROR_INVALID_STATE, ask(f, sides, 2, 0));

    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_MOUNTED);
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_QUEUED, 0);
}

static void a_medium_named_twice_is_refused(void **state)
{
    struct fixture *f = *state;
    GUID names[2];
    plug_in_for_mounts(f, two_drives);
    names[0] = allocate_in_slot(f, 1);
    names[1] = side_of(f, "A00001L5");
    (void)have_mounted(f, 1);

    assert_fails_with(ERROR_INVALID_MEDIA, ask(f, names, 2, 0));
    names[1] = names[0];
    assert_fails_with(ERROR_INVALID_MEDIA, ask(f, names, 2, 0));
}

static void a_physical_medium_is_no_name(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID side;
    begin(f, &side);
    look_at_medium(f, "A00001L5", &medium);

    assert_fails_with(ERROR_INVALID_MEDIA, ask(f, &medium.info.ObjectGuid, 1, 0));
    assert_fails_with(ERROR_INVALID_MEDIA, ask(f, &rsm_guid_null, 1, 0));
}

static void another_session_cannot_dismount_it(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *other;
    HANDLE handle;
    GUID side;
    rsm_error err;
    begin(f, &side);
    assert_success(rsm_system_open_session(NULL, u"Other", &handle));

    other = session_of(handle);
    err = rsm_dismount_media(other, &side, 1, 0);
    rsm_session_release(other);

    assert_fails_with(ERROR_INVALID_STATE, err);
    assert_success(rsm_system_close_session(handle));
}

static void what_a_closed_session_mounted_can_be_dismounted_by_another(void **state)
{
    struct fixture *f = *state;
    HANDLE first = f->session;
    GUID side;
    begin(f, &side);
    first = f->session;
    assert_success(rsm_system_open_session(NULL, u"Other", &f->session));
    assert_success(rsm_system_close_session(first));
    run_all_work(f);
    assert_moves(f, ""); /* the mount stays */

    assert_success(ask(f, &side, 1, 0));
    run_all_work(f);

    assert_in_slot(f, "A00001L5", 1);
}

static void disabled_things_are_refused_in_their_order(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    struct rsm_record drive;
    struct rsm_record medium;
    GUID side;
    begin(f, &side);
    look_at_medium(f, "A00001L5", &medium);
    medium.info.Enabled = FALSE;
    change(f, &medium);
    assert_fails_with(ERROR_MEDIA_NOT_AVAILABLE, ask(f, &side, 1, 0));

    look_at_drive(f, 1, &drive);
    drive.info.Enabled = FALSE;
    change(f, &drive);
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, ask(f, &side, 1, 0));
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, ask_drive(f, drive_id(f, 1)));
    drive.info.Enabled = medium.info.Enabled = TRUE;
    change(f, &drive);
    change(f, &medium);

    look_at_library(f, &library);
    library.info.Enabled = FALSE;
    change(f, &library);
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, ask(f, &side, 1, 0));
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, ask_drive(f, drive_id(f, 1)));
}

static void a_library_that_is_gone_is_offline(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    GUID side;
    begin(f, &side);
    f->unsettled = true;
    look_at_library(f, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &library);

    assert_fails_with(ERROR_MEDIA_OFFLINE, ask(f, &side, 1, 0));
    assert_fails_with(ERROR_LIBRARY_OFFLINE, ask_drive(f, drive_id(f, 1)));
}

static void things_of_no_library_have_an_invalid_one(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record drive;
    GUID library;
    GUID side;
    begin(f, &side);
    look_at_medium(f, "A00001L5", &medium);
    look_at_drive(f, 1, &drive);
    library = drive.info.Info.Drive.Library;
    medium.info.Info.PhysicalMedia.CurrentLibrary = rsm_guid_null;
    drive.info.Info.Drive.Library = rsm_guid_null;
    change(f, &medium);
    change(f, &drive);

    assert_fails_with(ERROR_INVALID_LIBRARY, ask(f, &side, 1, 0));
    assert_fails_with(ERROR_INVALID_LIBRARY, ask_drive(f, &drive.info.ObjectGuid));

    medium.info.Info.PhysicalMedia.CurrentLibrary = library;
    drive.info.Info.Drive.Library = library;
    change(f, &medium);
    change(f, &drive);
}

/* ---- of a drive ---- */

static void a_drive_is_dismounted_whoever_mounted_it(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *other;
    HANDLE handle;
    GUID side;
    begin(f, &side);
    assert_success(rsm_system_open_session(NULL, u"Other", &handle));

    other = session_of(handle);
    assert_success(rsm_dismount_drive(other, drive_id(f, 1)));
    rsm_session_release(other);
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_DISMOUNTING);
    run_all_work(f);

    assert_in_slot(f, "A00001L5", 1);
    assert_success(rsm_system_close_session(handle));
}

static void a_drive_that_may_be_emptied_is(void **state)
{
    struct fixture *f = *state;
    GUID side;
    begin(f, &side);
    assert_success(ask(f, &side, 1, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);

    assert_success(ask_drive(f, drive_id(f, 1)));
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1");
}

static void an_empty_drive_cannot_be_dismounted(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in_for_mounts(f, two_drives);

    assert_fails_with(ERROR_INVALID_STATE, ask_drive(f, drive_id(f, 1)));
    look_at_drive(f, 2, &drive);
    drive.info.Info.Drive.State = NTMS_DRIVESTATE_BEING_CLEANED;
    change(f, &drive);
    assert_fails_with(ERROR_INVALID_STATE, ask_drive(f, drive_id(f, 2)));
    f->unsettled = true;
}

static void a_drive_that_is_dismounted_twice_is_empty_once(void **state)
{
    struct fixture *f = *state;
    GUID side;
    begin(f, &side);

    assert_success(ask_drive(f, drive_id(f, 1)));
    assert_success(ask_drive(f, drive_id(f, 1)));
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1");
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 2);
}

enum { READ = 0x08 };

static bool is_drive_in_use_by_us(struct fixture *f)
{
    return drive_state(f, 1) == NTMS_DRIVESTATE_MOUNTED;
}

static void a_drive_in_which_a_label_is_read_is_dismounted_afterwards(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in(f, one_drive);
    run_all_work(f);
    rsm_sim_hold("lib", READ);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    assert_true(rsm_sim_wait_held("lib", 1));
    assert_true(wait_until(f, is_drive_in_use_by_us));

    assert_success(ask_drive(f, drive_id(f, 1)));
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_QUEUED, 1);
    rsm_sim_release("lib");
    run_all_work(f);

    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 1);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    look_at_medium(f, "A00001L5", &medium);
    assert_int_equal(medium.info.Info.PhysicalMedia.LocationType, NTMS_STORAGESLOT);
}

/* ---- and again ---- */

static void a_medium_that_is_being_dismounted_can_be_mounted_again(void **state)
{
    struct fixture *f = *state;
    struct mount_call call = {.count = 1, .options = NTMS_MOUNT_NOWAIT};
    GUID side;
    begin(f, &side);
    assert_success(ask(f, &side, 1, NTMS_DISMOUNT_IMMEDIATE));

    call.media[0] = side;
    assert_success(make_call(f, &call));
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1, slot 1 > drive 2"); /* the one used longest ago */
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_MOUNTED);
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 1);
    assert_success(ask(f, &side, 1, NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);
}

static void after_a_deferred_dismount_it_is_mounted_without_a_move(void **state)
{
    struct fixture *f = *state;
    struct mount_call call = {.count = 1, .timeout_ms = RSM_FOREVER};
    GUID side;
    begin(f, &side);
    assert_success(ask(f, &side, 1, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);

    call.media[0] = side;
    assert_success(make_call(f, &call));

    assert_moves(f, "");
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_MOUNTED);
}

/* ---- cancelling ---- */

static void a_dismount_that_is_cancelled_leaves_the_medium_mounted(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    struct rsm_record request;
    GUID side;
    begin(f, &side);
    assert_success(ask(f, &side, 1, 0));
    look_at_request(f, NTMS_LM_DISMOUNT, 0, &request);

    session = session_of(f->session);
    assert_success(rsm_requests_cancel(session, &request.info.ObjectGuid));
    rsm_session_release(session);
    run_all_work(f);

    assert_moves(f, "");
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_MOUNTED);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_LOADED);
    assert_success(ask(f, &side, 1, 0));
    run_all_work(f);
    assert_in_slot(f, "A00001L5", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_dismount_takes_the_cartridge_home),
        story(the_call_returns_before_anything_moves),
        story(a_logical_medium_names_its_side),
        story(several_media_are_dismounted_at_once),
        story(a_filled_home_slot_makes_another_one_home),
        story(a_full_library_leaves_the_cartridge_in_a_drive_that_may_be_emptied),
        story(between_unload_and_move_the_medium_is_unloaded),
        story(a_dismount_sends_few_commands),
        story(a_deferred_dismount_leaves_the_cartridge_in_the_drive),
        story(the_time_in_the_drive_counts_from_the_deferred_dismount),
        story(a_drive_that_stands_alone_keeps_its_cartridge),
        story(what_is_not_mounted_cannot_be_dismounted),
        story(a_second_dismount_of_the_same_medium_is_refused),
        story(one_that_may_not_be_dismounted_keeps_the_others),
        story(a_medium_named_twice_is_refused),
        story(a_physical_medium_is_no_name),
        story(another_session_cannot_dismount_it),
        story(what_a_closed_session_mounted_can_be_dismounted_by_another),
        story(disabled_things_are_refused_in_their_order),
        story(a_library_that_is_gone_is_offline),
        story(things_of_no_library_have_an_invalid_one),
        story(a_drive_is_dismounted_whoever_mounted_it),
        story(a_drive_that_may_be_emptied_is),
        story(an_empty_drive_cannot_be_dismounted),
        story(a_drive_that_is_dismounted_twice_is_empty_once),
        story_threads(a_drive_in_which_a_label_is_read_is_dismounted_afterwards),
        story(a_medium_that_is_being_dismounted_can_be_mounted_again),
        story(after_a_deferred_dismount_it_is_mounted_without_a_move),
        story(a_dismount_that_is_cancelled_leaves_the_medium_mounted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
