/*
 * IdentifyNtmsSlot: one slot is identified, and the call returns when that is done.
 */
#include "model/guid.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/identify.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n";

static rsm_error identify(struct fixture *f, const GUID *slot, DWORD option)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_identify_slot(session, slot, option);
    rsm_session_release(session);
    return err;
}

/* ---- what it does ---- */

static void a_new_cartridge_is_identified_when_the_call_returns(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_put_in("lib", "slot 2 A00002L5 mtf Example Backup/March");

    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_IMMEDIATE));

    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
    assert_pool(f, "A00002L5", "Import");
    assert_in_slot(f, "A00002L5", 2);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_FULL);
}

static void option_0_dismounts_at_once(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_success(identify_slot(f, 1, 0));

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1");
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
}

static void its_request_tells_what_was_done(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    const NTMS_LIBREQUESTINFORMATIONW *info = &request.info.Info.LibRequest;
    struct rsm_record medium;
    plug_in_and_settle(f, three_tapes);

    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));

    look_at_request(f, NTMS_LM_PROCESSOMID, 2, &request);
    look_at_medium(f, "A00001L5", &medium);
    assert_int_equal(info->State, NTMS_LM_PASSED);
    assert_guid(*slot_id(f, 1), info->SlotId);
    assert_guid(*drive_id(f, 1), info->DriveId);
    assert_guid(medium.info.ObjectGuid, info->PhysMediaId);
    assert_guid(*library_id(f), info->Library);
    assert_int_equal(info->OperationOption, 0);
    assert_text(u"Story", info->szApplication);
}

/* ---- an empty slot ---- */

static void the_drive_is_asked_once_for_its_settings(void **state)
{
    struct fixture *f = *state;
    unsigned asked;
    plug_in_and_settle(f, three_tapes);
    asked = rsm_sim_commands_of(0x1A); /* MODE SENSE */

    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));

    assert_int_equal(rsm_sim_commands_of(0x1A) - asked, 1);
}

/* What came between the reading of a label and the unloading of the drive. */
struct way_out {
    bool read;
    bool unloaded;
    bool asked; /* the changer, which may be busy */
};

static void watch_way_out(void *context, uint8_t operation, bool done)
{
    struct way_out *seen = context;

    if (done || seen->unloaded)
        return;
    seen->read = seen->read || operation == 0x08;
    seen->asked = seen->asked || (seen->read && (operation == 0xB8 || operation == 0xA5));
    seen->unloaded = seen->read && operation == 0x1B;
}

static void the_drive_unloads_without_waiting_for_the_changer(void **state)
{
    struct fixture *f = *state;
    struct way_out seen = {.read = false};
    plug_in_and_settle(f, three_tapes);

    rsm_sim_watch(watch_way_out, &seen);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));
    rsm_sim_watch(NULL, NULL);

    assert_true(seen.unloaded);
    assert_false(seen.asked);
}

static void an_empty_slot_is_success_and_makes_no_record(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_success(identify_slot(f, 2, 0));

    assert_moves(f, "");
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 2);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_EMPTY);
}

static void a_slot_found_empty_loses_its_medium(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_take_out("lib", "slot 1");

    assert_success(identify_slot(f, 1, 0));

    assert_no_medium(f, "A00001L5");
    assert_slot_state(f, 1, NTMS_SLOTSTATE_EMPTY);
}

static void the_home_of_a_medium_in_a_drive_loses_nothing(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, three_tapes);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));

    assert_success(identify_slot(f, 1, 0));

    look_at_medium(f, "A00001L5", &medium);
    assert_guid(*slot_id(f, 1), medium.info.Info.PhysicalMedia.HomeSlot);
}

/* ---- deferred ---- */

static void deferred_leaves_the_medium_in_the_drive(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record side;
    struct rsm_record drive;
    const NTMS_PMIDINFORMATIONW *info = &medium.info.Info.PhysicalMedia;
    plug_in_and_settle(f, three_tapes);

    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));

    assert_moves(f, "slot 1 > drive 1");
    look_at_medium(f, "A00001L5", &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    look_at_drive(f, 1, &drive);
    assert_int_equal(drive.info.Info.Drive.State, NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_guid(side.info.ObjectGuid, drive.info.Info.Drive.SavedPartitionId);
    assert_guid(*drive_id(f, 1), info->Location);
    assert_int_equal(info->LocationType, NTMS_DRIVE);
    assert_guid(*slot_id(f, 1), info->HomeSlot);
    assert_int_equal(info->MediaState, NTMS_MEDIASTATE_IDLE);
    assert_true(rsm_guid_is_null(&info->MountedPartition));
    assert_slot_state(f, 1, NTMS_SLOTSTATE_EMPTY);
}

static void deferred_is_told_in_its_request(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    plug_in_and_settle(f, three_tapes);

    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));

    look_at_request(f, NTMS_LM_PROCESSOMID, 2, &request);
    assert_int_equal(request.info.Info.LibRequest.OperationOption, 1);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_PASSED);
}

static void the_next_identification_empties_the_drive(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));

    assert_success(identify_slot(f, 3, NTMS_DISMOUNT_DEFERRED));

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1, slot 3 > drive 1");
    assert_in_slot(f, "A00001L5", 1);
    assert_slot_state(f, 3, NTMS_SLOTSTATE_EMPTY);
}

static void an_empty_drive_is_taken_before_one_that_must_be_emptied(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "drive 2 empty\n"
                       "slot 1 A00001L5 ansi VOL001\n"
                       "slot 2 A00002L5 ansi VOL002\n");
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    rsm_sim_forget_moves("lib");

    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_IMMEDIATE));

    /* not the one with the other cartridge */
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_moves(f, "slot 2 > drive 2, drive 2 > slot 2");
}

static void a_changer_that_wants_the_drive_unloaded_gets_it_unloaded(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "unload first\n"
                       "drive 1 empty\n"
                       "slot 1 A00001L5 ansi VOL001\n");

    assert_success(identify_slot(f, 1, 0));

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1");
}

/* ---- special cartridges ---- */

static void a_cleaner_is_not_mounted(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_put_in("lib", "slot 2 CLN001L1 cleaner");

    assert_success(identify_slot(f, 2, 0));

    assert_moves(f, "");
    assert_no_medium(f, "CLN001L1");
    assert_slot_state(f, 2, NTMS_SLOTSTATE_FULL);
    look_at_library(f, &library);
    assert_true((library.info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) != 0);
}

static void what_cannot_be_read_fails_and_goes_home(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_put_in("lib", "slot 2 A00002L5 unreadable");

    assert_fails_with(ERROR_CRC, identify_slot(f, 2, 0));

    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
    assert_in_slot(f, "A00002L5", 2);
    look_at_request(f, NTMS_LM_PROCESSOMID, 2, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_FAILED);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_CRC);
}

static void another_cartridge_in_the_slot_sends_the_former_away(void **state)
{
    struct fixture *f = *state;
    GUID before;
    plug_in_and_settle(f, three_tapes);
    before = *medium_in_slot(f, 1);
    give_to_application(f, &before, u"Backups");
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1 A00009L5 ansi VOL009");

    assert_success(identify_slot(f, 1, 0));

    assert_in_slot(f, "A00009L5", 1);
    assert_offline(f, "A00001L5");
    assert_pool(f, "A00001L5", "Backups");
}

static void two_media_exchanged_by_hand_find_their_records(void **state)
{
    struct fixture *f = *state;
    GUID second;
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "slot 1 A00001L5 ansi VOL001\n"
                       "slot 2 A00002L5 ansi VOL002\n");
    second = *medium_in_slot(f, 2);
    rsm_sim_swap("lib", "slot 1", "slot 2");

    assert_success(identify_slot(f, 1, 0));
    assert_success(identify_slot(f, 2, 0));

    assert_guid(second, *medium_in_slot(f, 1));
    assert_in_slot(f, "A00002L5", 1);
    assert_in_slot(f, "A00001L5", 2);

    assert_objects(f, NTMS_PHYSICAL_MEDIA, 2);
}

/* ---- what is refused ---- */

static void bad_arguments_are_refused(void **state)
{
    static const GUID unknown = {0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_INVALID_PARAMETER, identify(f, NULL, 0));
    assert_fails_with(ERROR_INVALID_PARAMETER, identify_slot(f, 1, 3));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, identify(f, &unknown, 0));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, identify(f, drive_id(f, 1), 0));
    assert_objects(f, NTMS_LIBREQUEST, 3);
}

static bool deny_control(void *context, const struct rsm_session *session,
                         const struct rsm_record *securable, DWORD right)
{
    (void)context;
    (void)session;
    (void)securable;
    return right != NTMS_CONTROL_ACCESS;
}

static void who_may_not_control_the_library_is_denied(void **state)
{
    struct fixture *f = *state;
    f->options.access = deny_control;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_ACCESS_DENIED, identify_slot(f, 1, 0));
}

static void a_disabled_library_identifies_nothing(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, three_tapes);
    look_at_library(f, &library);
    library.info.Enabled = FALSE;
    change(f, &library);

    assert_fails_with(ERROR_RESOURCE_DISABLED, identify_slot(f, 1, 0));
}

static void a_library_that_is_not_present_is_offline(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    close_session(f);
    rsm_sim_unplug("lib");
    open_session(f);

    assert_fails_with(ERROR_LIBRARY_OFFLINE, identify_slot(f, 1, 0));
}

/* ---- drives that cannot be used ---- */

static void without_a_drive_that_is_enabled_it_fails(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in_and_settle(f, three_tapes);
    look_at_drive(f, 1, &drive);
    drive.info.Enabled = FALSE;
    change(f, &drive);

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));
    assert_moves(f, "");
}

static void a_drive_that_does_not_answer_is_left_for_another(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "drive 2 empty\n"
                       "slot 1 A00001L5 ansi VOL001\n");
    rsm_sim_fail(&(struct rsm_sim_fault){
        .failure = RSM_SIM_LOST, .number = 1, .more = 1000, .only_lun = true, .lun = 1});

    assert_success(identify_slot(f, 1, 0));
    assert_success(identify_slot(f, 1, 0));

    assert_in_slot(f, "A00001L5", 1);
}

static void a_library_that_goes_meanwhile_is_said_so(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_fail(&(struct rsm_sim_fault){
        .failure = RSM_SIM_UNPLUG, .number = 1, .only_operation = true, .operation = 0xA5});

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));

    rsm_sim_plug("lib");
    run_all_work(f);
    assert_in_slot(f, "A00001L5", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_new_cartridge_is_identified_when_the_call_returns),
        story(option_0_dismounts_at_once),
        story(its_request_tells_what_was_done),
        story(the_drive_is_asked_once_for_its_settings),
        story(the_drive_unloads_without_waiting_for_the_changer),
        story(an_empty_slot_is_success_and_makes_no_record),
        story(a_slot_found_empty_loses_its_medium),
        story(the_home_of_a_medium_in_a_drive_loses_nothing),
        story(deferred_leaves_the_medium_in_the_drive),
        story(deferred_is_told_in_its_request),
        story(the_next_identification_empties_the_drive),
        story(an_empty_drive_is_taken_before_one_that_must_be_emptied),
        story(a_changer_that_wants_the_drive_unloaded_gets_it_unloaded),
        story(a_cleaner_is_not_mounted),
        story(what_cannot_be_read_fails_and_goes_home),
        story(another_cartridge_in_the_slot_sends_the_former_away),
        story(two_media_exchanged_by_hand_find_their_records),
        story(bad_arguments_are_refused),
        story(who_may_not_control_the_library_is_denied),
        story(a_disabled_library_identifies_nothing),
        story_on_disk(a_library_that_is_not_present_is_offline),
        story(without_a_drive_that_is_enabled_it_fails),
        story(a_drive_that_does_not_answer_is_left_for_another),
        story(a_library_that_goes_meanwhile_is_said_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
