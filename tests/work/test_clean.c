/*
 * Cleaning drives with the cartridge that is in the reserved slot.
 */
#include "core/cleaner.h"
#include "core/hold.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "work/cleaners.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n"
    "slot 4   empty\n";

static const char no_reader[] =
    "changer  STK L20 SERIAL1\n"
    "reader   no\n"
    "drive 1  empty\n"
    "slot 1   -  ansi VOL001\n"
    "slot 2   empty\n";

static const char no_identities[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   empty\n";

static void begin(struct fixture *f, const char *cartridge, DWORD uses)
{
    plug_in_and_settle(f, two_drives);
    begin_with_cleaner(f, 3, cartridge, uses);
}

static void clean(struct fixture *f, unsigned drive)
{
    assert_success(clean_drive(f, drive));
    run_all_work(f);
}

/* ---- a cleaning ---- */

static void the_cleaner_goes_to_the_drive_and_back(void **state)
{
    struct fixture *f = *state;

    begin(f, "CLN001L1 cleaner", 10);
    clean(f, 2);

    assert_moves(f, "slot 3 > drive 2, drive 2 > slot 3");
    assert_cleaning(f, 0, ERROR_SUCCESS);
    assert_drive_state(f, 2, NTMS_DRIVESTATE_DISMOUNTED);
    assert_slot_state(f, 3, NTMS_SLOTSTATE_FULL);
    assert_true(is_cleaner_present(f));
}

static void a_cleaning_is_dated_and_counted(void **state)
{
    struct fixture *f = *state;

    begin(f, "CLN001L1 cleaner", 10);
    assert_false(was_cleaned(f, 1));
    clean(f, 1);

    assert_true(was_cleaned(f, 1));
    assert_false(was_cleaned(f, 2));
    assert_int_equal(cleaner_uses(f), 9);
}

static void uses_that_are_not_counted_stay(void **state)
{
    struct fixture *f = *state;

    begin(f, "CLN001L1 cleaner", RSM_CLEANER_NOT_COUNTED);
    clean(f, 1);

    assert_int_equal(cleaner_uses(f), RSM_CLEANER_NOT_COUNTED);
}

struct seen {
    struct fixture *f;
    DWORD states;    /* a bit for each state that the drive was in at a command to it */
    bool present;    /* the library said so all the time */
    bool has_medium; /* somebody made a record for the cleaner */
};

static void look_at_the_drive(void *context, uint8_t operation, bool done)
{
    struct seen *seen = context;
    struct rsm_record medium;

    if (operation != 0x00 || done)
        return;
    seen->states |= 1u << drive_state(seen->f, 1);
    seen->present = seen->present && is_cleaner_present(seen->f);
    seen->has_medium = seen->has_medium || find_medium_at(seen->f, drive_id(seen->f, 1), &medium);
}

static void a_drive_is_being_cleaned_meanwhile(void **state)
{
    struct fixture *f = *state;
    struct seen seen = {.f = f, .present = true};

    begin(f, "- cleaner", 10);
    assert_success(clean_drive(f, 1));
    rsm_sim_watch(look_at_the_drive, &seen);
    run_all_work(f);
    rsm_sim_watch(NULL, NULL);

    assert_true((seen.states & 1u << NTMS_DRIVESTATE_BEING_CLEANED) != 0);
    assert_true((seen.states & 1u << NTMS_DRIVESTATE_MOUNTED) == 0);
    assert_true(seen.present);
    assert_false(seen.has_medium);
}

static void the_dirt_is_gone_afterwards(void **state)
{
    struct fixture *f = *state;

    begin(f, "CLN001L1 cleaner", 10);
    rsm_sim_dirty("lib", 1);
    rsm_sim_dirty_in_sense("lib", 1);
    clean(f, 1);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);

    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_PASSED, 1);
    assert_int_equal(count_unfinished(f), 0);
}

static void a_library_without_bar_codes_cleans_too(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, no_reader);
    begin_with_cleaner(f, 2, "- cleaner", 10);
    clean(f, 1);

    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
    assert_cleaning(f, 0, ERROR_SUCCESS);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 1);
}

static void a_cleaner_shows_which_tape_device_a_drive_is(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, no_identities);
    begin_with_cleaner(f, 2, "CLN001L1 cleaner", 10);
    restart(f); /* devices are only remembered now */
    rsm_sim_forget_moves("lib");
    clean(f, 2);

    assert_cleaning(f, 0, ERROR_SUCCESS);
    assert_moves(f, "slot 2 > drive 2, drive 2 > slot 2");
}

/* ---- which drive, and when ---- */

static void a_tape_that_nobody_needs_in_the_drive_goes_home_first(void **state)
{
    struct fixture *f = *state;

    begin(f, "CLN001L1 cleaner", 10);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
    rsm_sim_forget_moves("lib");
    clean(f, 1);

    assert_moves(f, "drive 1 > slot 1, slot 3 > drive 1, drive 1 > slot 3");
    assert_in_slot(f, "A00001L5", 1);
}

static void hold(struct fixture *f, const char *bar_code, DWORD held)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    medium.own.Hold = held;
    change(f, &medium);
}

static void a_drive_that_a_program_has_is_cleaned_when_it_is_free(void **state)
{
    struct fixture *f = *state;

    begin(f, "CLN001L1 cleaner", 10);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);
    hold(f, "A00001L5", RSM_HOLD_MOUNTED);
    rsm_sim_forget_moves("lib");

    clean(f, 1);
    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_QUEUED, 1);
    assert_moves(f, "");

    hold(f, "A00001L5", RSM_HOLD_NONE);
    run_all_work(f);
    assert_cleaning(f, 0, ERROR_SUCCESS);
}

static void one_cleaner_cleans_one_drive_after_the_other(void **state)
{
    struct fixture *f = *state;

    begin(f, "CLN001L1 cleaner", 10);
    assert_success(clean_drive(f, 1));
    assert_success(clean_drive(f, 2));
    run_all_work(f);

    assert_moves(f, "slot 3 > drive 1, drive 1 > slot 3, slot 3 > drive 2, drive 2 > slot 3");
    assert_int_equal(cleaner_uses(f), 8);
}

static void two_cleanings_with_threads_do_not_meet(void **state)
{
    struct fixture *f = *state;

    begin(f, "CLN001L1 cleaner", 10);
    assert_success(clean_drive(f, 1));
    assert_success(clean_drive(f, 2));
    assert_success(clean_drive(f, 1));
    run_all_work(f);

    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_PASSED, 3);
    assert_int_equal(cleaner_uses(f), 7);
    assert_slot_state(f, 3, NTMS_SLOTSTATE_FULL);
}

static void a_drive_that_was_disabled_meanwhile_is_not_cleaned(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;

    begin(f, "CLN001L1 cleaner", 10);
    assert_success(clean_drive(f, 1));
    look_at_drive(f, 1, &drive);
    drive.info.Enabled = FALSE;
    change(f, &drive);
    run_all_work(f);

    assert_cleaning(f, 0, ERROR_RESOURCE_DISABLED);
    assert_moves(f, "");
}

static void a_drive_without_a_tape_device_is_not_cleaned(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;

    begin(f, "CLN001L1 cleaner", 10);
    assert_success(clean_drive(f, 1));
    look_at_drive(f, 1, &drive);
    drive.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &drive);
    run_all_work(f);

    assert_cleaning(f, 0, ERROR_DEVICE_NOT_AVAILABLE);
}

static void a_stand_alone_drive_is_only_recorded_as_cleaned(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "alone\n"
            "drive 1  empty\n");
    run_all_work(f);
    assert_success(clean_drive(f, 1));

    assert_true(was_cleaned(f, 1));
    assert_int_equal(count_unfinished(f), 0);
}

/* ---- cleaners that are none, or not any more ---- */

static void a_cleaner_at_its_last_use_asks_for_another(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;

    begin(f, "CLN001L1 cleaner", 1);
    clean(f, 1);

    assert_cleaning(f, 0, ERROR_SUCCESS);
    assert_int_equal(cleaner_uses(f), 0);
    look_at_question(f, NTMS_OPREQ_CLEANER, &question);
    assert_int_equal(question.info.Info.OpRequest.State, NTMS_OPSTATE_SUBMITTED);
    assert_int_equal(question.info.Info.OpRequest.Arg1Type, NTMS_LIBRARY);
    assert_guid(*library_id(f), question.info.Info.OpRequest.Arg1);
}

static void an_expired_cleaner_is_told_by_the_drive(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;

    begin(f, "CLN001L1 cleaner 0", RSM_CLEANER_NOT_COUNTED);
    clean(f, 1);

    assert_cleaning(f, 0, ERROR_CLEANER_CARTRIDGE_SPENT);
    assert_int_equal(cleaner_uses(f), 0);
    assert_false(was_cleaned(f, 1));
    assert_moves(f, "slot 3 > drive 1, drive 1 > slot 3");
    look_at_question(f, NTMS_OPREQ_CLEANER, &question);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
}

static void an_alert_tells_an_expired_cleaner_too(void **state)
{
    struct fixture *f = *state;

    begin(f, "CLN001L1 cleaner", 5);
    rsm_sim_raise_alert("lib", 1, 22);
    clean(f, 1);

    assert_cleaning(f, 0, ERROR_CLEANER_CARTRIDGE_SPENT);
    assert_int_equal(cleaner_uses(f), 0);
}

static void an_alert_tells_a_cleaner_of_the_wrong_kind(void **state)
{
    struct fixture *f = *state;

    begin(f, "CLN001L1 cleaner", 5);
    rsm_sim_raise_alert("lib", 1, 23);
    clean(f, 1);

    assert_cleaning(f, 0, ERROR_INVALID_CLEANER);
    assert_int_equal(cleaner_uses(f), 0);
}

static void a_drive_without_alerts_is_believed_without_them(void **state)
{
    struct fixture *f = *state;
    unsigned asked;

    begin(f, "CLN001L1 cleaner", 5);
    rsm_sim_hide_alerts("lib", 1);
    clean(f, 1);
    asked = rsm_sim_commands_of(0x4D);
    clean(f, 1);

    assert_cleaning(f, 1, ERROR_SUCCESS);
    assert_int_equal(rsm_sim_commands_of(0x4D), asked);
}

static void a_tape_in_the_cleaners_slot_is_taken_back_as_it_is(void **state)
{
    struct fixture *f = *state;
    uint32_t fingerprint;
    unsigned reads;

    begin(f, "CLN009L1 ansi VOL009", 5);
    fingerprint = rsm_sim_fingerprint("lib", "slot 3");
    reads = rsm_sim_commands_of(0x08);
    clean(f, 1);

    assert_cleaning(f, 0, ERROR_INVALID_CLEANER);
    assert_moves(f, "slot 3 > drive 1, drive 1 > slot 3");
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 3"), fingerprint);
    assert_int_equal(rsm_sim_commands_of(0x08), reads);
    assert_int_equal(cleaner_uses(f), 0); /* it is not tried again */
    f->unsettled = true;                  /* a tape without a record, by intention */
}

/* ---- no cleaner ---- */

static void without_a_cleaner_a_person_is_asked_once_and_the_cleaning_waits(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    struct rsm_record question;

    plug_in_and_settle(f, two_drives);
    assert_success(reserve_slot(f, 3));
    assert_success(clean_drive(f, 1));
    assert_success(clean_drive(f, 2));
    run_all_work(f);

    look_at_request(f, NTMS_LM_CLEANDRIVE, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_WAITING);
    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_WAITING, 2);
    look_at_question(f, NTMS_OPREQ_CLEANER, &question);
    assert_guid(question.info.ObjectGuid, request.own.OperatorRequest);
    f->unsettled = true;
}

static void a_cleaner_that_comes_lets_them_go_on(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_drives);
    assert_success(clean_drive(f, 1));
    assert_success(clean_drive(f, 2));
    run_all_work(f);
    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_WAITING, 2);
    begin_with_cleaner(f, 3, "CLN001L1 cleaner", 4);
    run_all_work(f);

    assert_cleaning(f, 0, ERROR_SUCCESS);
    assert_cleaning(f, 1, ERROR_SUCCESS);
    assert_int_equal(cleaner_uses(f), 2);
    assert_int_equal(count_asked(f, NTMS_OPREQ_CLEANER, NTMS_OPSTATE_COMPLETE), 1);
}

static void a_cleaner_that_is_used_up_by_the_first_lets_the_second_wait(void **state)
{
    struct fixture *f = *state;

    begin(f, "CLN001L1 cleaner", 1);
    assert_success(clean_drive(f, 1));
    assert_success(clean_drive(f, 2));
    run_all_work(f);

    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_PASSED, 1);
    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_WAITING, 1);
    assert_int_equal(count_asked(f, NTMS_OPREQ_CLEANER, NTMS_OPSTATE_SUBMITTED), 1);
    f->unsettled = true;
}

static void a_person_who_refuses_ends_the_cleaning(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_drives);
    clean(f, 1);
    answer_as_person(f, NTMS_OPREQ_CLEANER, NTMS_OPSTATE_REFUSED);
    run_all_work(f);

    assert_cleaning(f, 0, ERROR_UNABLE_TO_CLEAN);
}

static void the_log_says_which_drive_waits_and_that_it_is_not_cleaned(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_drives);
    begin_keeping_log();
    clean(f, 2);
    assert_logged("drive 2 waits to be cleaned until there is a cleaning cartridge");
    answer_as_person(f, NTMS_OPREQ_CLEANER, NTMS_OPSTATE_REFUSED);
    run_all_work(f);
    end_keeping_log();

    assert_logged("drive 2 is not cleaned: bringing a cleaning cartridge was refused");
}

static void a_person_who_only_says_so_lets_it_wait(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_drives);
    clean(f, 1);
    answer_as_person(f, NTMS_OPREQ_CLEANER, NTMS_OPSTATE_COMPLETE);
    run_all_work(f);

    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_WAITING, 1);
    assert_int_equal(count_asked(f, NTMS_OPREQ_CLEANER, NTMS_OPSTATE_SUBMITTED), 0);
    f->unsettled = true;
}

static bool is_waiting(struct fixture *f)
{
    return count_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_WAITING) == 1;
}

static void a_waiting_cleaning_is_gone_when_its_program_ends(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_drives);
    assert_success(clean_drive(f, 1));
    assert_true(wait_until(f, is_waiting));
    restart(f);

    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_WAITING, 0);
    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_CANCELLED, 0);
}

/* ---- what goes wrong ---- */

static void a_drive_that_does_not_let_go_needs_service(void **state)
{
    struct fixture *f = *state;
    const struct rsm_sim_fault stuck = {.failure = RSM_SIM_CHECK,
                                        .number = 2, /* the way back */
                                        .more = 1000,
                                        .only_operation = true,
                                        .operation = 0xA5,
                                        .key = 4,
                                        .asc = 0x53};
    struct rsm_record drive;
    struct rsm_record question;

    begin(f, "CLN001L1 cleaner", 5);
    rsm_sim_fail(&stuck);
    clean(f, 1);

    look_at_drive(f, 1, &drive);
    assert_int_equal(drive.info.dwOperationalState, NTMS_NEEDS_SERVICE);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_BEING_CLEANED);
    look_at_question(f, NTMS_OPREQ_DEVICESERVICE, &question);
    assert_guid(*drive_id(f, 1), question.info.Info.OpRequest.Arg1);
    assert_true(was_cleaned(f, 1));
    assert_int_equal(cleaner_uses(f), 4);
}

static void a_drive_that_was_seen_to_gives_the_cleaner_back(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;

    a_drive_that_does_not_let_go_needs_service(state);
    rsm_sim_fail(NULL);
    answer_as_person(f, NTMS_OPREQ_DEVICESERVICE, NTMS_OPSTATE_COMPLETE);
    run_all_work(f);

    look_at_drive(f, 1, &drive);
    assert_int_equal(drive.info.dwOperationalState, NTMS_READY);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_slot_state(f, 3, NTMS_SLOTSTATE_FULL);
}

static void a_slot_that_was_filled_meanwhile_does_not_strand_the_cleaner(void **state)
{
    struct fixture *f = *state;

    begin(f, "CLN001L1 cleaner", 5);
    rsm_sim_hold("lib", 0x1B);
    assert_success(clean_drive(f, 1));
    assert_true(rsm_sim_wait_held("lib", 1)); /* it is about to let the cleaner go */
    rsm_sim_put_in("lib", "slot 3 A00003L5 ansi VOL003");
    rsm_sim_release("lib");
    run_all_work(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_slot_state(f, 4, NTMS_SLOTSTATE_FULL);
    f->unsettled = true; /* the tape in the cleaner's slot has no record */
}

/* ---- what is refused ---- */

static void a_disabled_drive_is_refused_before_anything_else(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    struct rsm_record library;

    plug_in_and_settle(f, two_drives);
    look_at_drive(f, 1, &drive);
    drive.info.Enabled = FALSE;
    drive.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &drive);
    look_at_library(f, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &library);

    assert_fails_with(ERROR_RESOURCE_DISABLED, clean_drive(f, 1));
}

static void a_disabled_library_cleans_nothing(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    plug_in_and_settle(f, two_drives);
    look_at_library(f, &library);
    library.info.Enabled = FALSE;
    change(f, &library);

    assert_fails_with(ERROR_RESOURCE_DISABLED, clean_drive(f, 1));
}

static void a_library_that_is_not_there_cleans_nothing(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    plug_in_and_settle(f, two_drives);
    look_at_library(f, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &library);

    assert_fails_with(ERROR_RESOURCE_NOT_PRESENT, clean_drive(f, 1));
}

static void a_drive_that_needs_service_is_not_available(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;

    plug_in_and_settle(f, two_drives);
    look_at_drive(f, 1, &drive);
    drive.info.dwOperationalState = NTMS_NEEDS_SERVICE;
    change(f, &drive);

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, clean_drive(f, 1));
}

static void a_drive_without_a_library_is_refused(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    const GUID nobody = {1, 2, 3, {4}};
    GUID library;

    plug_in_and_settle(f, two_drives);
    look_at_drive(f, 1, &drive);
    library = drive.info.Info.Drive.Library;
    drive.info.Info.Drive.Library = nobody;
    change(f, &drive);
    assert_fails_with(ERROR_INVALID_LIBRARY, clean_drive_of(f, &drive.info.ObjectGuid));

    drive.info.Info.Drive.Library = library;
    change(f, &drive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(the_cleaner_goes_to_the_drive_and_back),
        story(a_cleaning_is_dated_and_counted),
        story(uses_that_are_not_counted_stay),
        story(a_drive_is_being_cleaned_meanwhile),
        story(the_dirt_is_gone_afterwards),
        story(a_library_without_bar_codes_cleans_too),
        story_on_disk(a_cleaner_shows_which_tape_device_a_drive_is),
        story(a_tape_that_nobody_needs_in_the_drive_goes_home_first),
        story(a_drive_that_a_program_has_is_cleaned_when_it_is_free),
        story(one_cleaner_cleans_one_drive_after_the_other),
        story_threads(two_cleanings_with_threads_do_not_meet),
        story(a_drive_that_was_disabled_meanwhile_is_not_cleaned),
        story(a_drive_without_a_tape_device_is_not_cleaned),
        story(a_stand_alone_drive_is_only_recorded_as_cleaned),
        story(a_cleaner_at_its_last_use_asks_for_another),
        story(an_expired_cleaner_is_told_by_the_drive),
        story(an_alert_tells_an_expired_cleaner_too),
        story(an_alert_tells_a_cleaner_of_the_wrong_kind),
        story(a_drive_without_alerts_is_believed_without_them),
        story(a_tape_in_the_cleaners_slot_is_taken_back_as_it_is),
        story(without_a_cleaner_a_person_is_asked_once_and_the_cleaning_waits),
        story(a_cleaner_that_comes_lets_them_go_on),
        story(a_cleaner_that_is_used_up_by_the_first_lets_the_second_wait),
        story(a_person_who_refuses_ends_the_cleaning),
        story(the_log_says_which_drive_waits_and_that_it_is_not_cleaned),
        story(a_person_who_only_says_so_lets_it_wait),
        story_threads_on_disk(a_waiting_cleaning_is_gone_when_its_program_ends),
        story(a_drive_that_does_not_let_go_needs_service),
        story(a_drive_that_was_seen_to_gives_the_cleaner_back),
        story_threads(a_slot_that_was_filled_meanwhile_does_not_strand_the_cleaner),
        story(a_disabled_drive_is_refused_before_anything_else),
        story(a_disabled_library_cleans_nothing),
        story(a_library_that_is_not_there_cleans_nothing),
        story(a_drive_that_needs_service_is_not_available),
        story(a_drive_without_a_library_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
