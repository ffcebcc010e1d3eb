/*
 * Mounts in a drive that stands alone: of what is in it, without a hand of ours.
 */
#include "core/hold.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/hand.h"
#include "work/mounter.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static const char drive_with_ansi[] = "alone\ndrive 1 - ansi VOL001\n";

/* A call for the medium in the drive, by its side. */
static struct mount_call call_for_drive(struct fixture *f)
{
    struct mount_call call = {
        .count = 1, .options = NTMS_MOUNT_READ | NTMS_MOUNT_WRITE, .timeout_ms = RSM_FOREVER};
    struct rsm_record medium;
    struct rsm_record side;

    look_in_drive(f, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    call.media[0] = side.info.ObjectGuid;
    return call;
}

static GUID mount_in_drive(struct fixture *f)
{
    struct mount_call call;
    struct rsm_record medium;

    plug_in_for_mounts(f, drive_with_ansi);
    call = call_for_drive(f);
    look_in_drive(f, &medium);
    assert_success(make_call(f, &call));
    assert_guid(*drive_id(f, 1), call.drives[0]);
    return medium.info.ObjectGuid;
}

static void what_is_in_the_drive_is_handed_over(void **state)
{
    struct fixture *f = *state;
    GUID medium = mount_in_drive(f);

    assert_drive_state(f, 1, NTMS_DRIVESTATE_LOADED);
    assert_int_equal(media_state(f, &medium), NTMS_MEDIASTATE_LOADED);
    assert_int_equal(hold_of(f, &medium), RSM_HOLD_MOUNTED);
}

static void a_drive_whose_medium_a_program_holds_is_not_asked(void **state)
{
    struct fixture *f = *state;
    unsigned before;

    (void)mount_in_drive(f);
    before = rsm_sim_commands();

    run_all_work(f);

    assert_int_equal(rsm_sim_commands(), before);
}

static void it_stays_in_the_drive_when_the_program_is_done(void **state)
{
    struct fixture *f = *state;

    (void)mount_in_drive(f);
    end_mount(f, 1);
    run_all_work(f);

    assert_in_drive(f, u"VOL001");
}

static void one_that_was_exchanged_while_it_was_mounted_is_noticed_afterwards(void **state)
{
    struct fixture *f = *state;

    (void)mount_in_drive(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    run_all_work(f);
    end_mount(f, 1);
    run_all_work(f);

    assert_in_drive(f, u"VOL002");
}

static void one_that_was_taken_out_while_it_was_mounted_is_noticed_afterwards(void **state)
{
    struct fixture *f = *state;

    (void)mount_in_drive(f);
    rsm_sim_take_out("lib", "drive 1");
    run_all_work(f);
    end_mount(f, 1);
    run_all_work(f);

    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 0);
}

static void another_tape_is_never_handed_over(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;

    plug_in_for_mounts(f, drive_with_ansi);
    call = call_for_drive(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");

    assert_fails_with(ERROR_UNEXPECTED_OMID, make_call(f, &call));

    run_all_work(f);
    assert_in_drive(f, u"VOL002");
}

static void it_is_identified_as_itself_without_recovery_too(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_record library;

    plug_in_for_mounts(f, drive_with_ansi);
    look_at_library(f, &library);
    library.info.Info.Library.AutoRecovery = FALSE;
    change(f, &library);
    call = call_for_drive(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");

    assert_fails_with(ERROR_UNEXPECTED_OMID, make_call(f, &call));

    run_all_work(f);
    assert_in_drive(f, u"VOL002");
}

static void one_that_was_mounted_can_be_mounted_again(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;

    (void)mount_in_drive(f);
    end_mount(f, 1);
    call = call_for_drive(f);

    assert_success(make_call(f, &call));

    assert_drive_state(f, 1, NTMS_DRIVESTATE_LOADED);
}

/* ---- of what a person must bring ---- */

/* The medium VOL001 of an application, which a person has taken out; a mount of it is queued. */
static struct mount_call queue_offline(struct fixture *f)
{
    struct mount_call call;
    struct rsm_record medium;

    plug_in_for_mounts(f, drive_with_ansi);
    look_in_drive(f, &medium);
    (void)give_to_application(f, &medium.info.ObjectGuid, u"Backup");
    call = call_for_drive(f);
    call.options |= NTMS_MOUNT_NOWAIT;
    rsm_sim_take_out("lib", "drive 1");
    run_all_work(f);
    assert_success(make_call(f, &call));
    run_all_work(f);
    return call;
}

static void look_at_question(struct fixture *f, struct rsm_record *question_out)
{
    rsm_error err;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    err = rsm_records_first(f->rsm->store, NTMS_OPREQUEST, NULL, 0, question_out);
    assert_success(rsm_store_end(f->rsm->store, err));
}

static void assert_asks(struct fixture *f, const char *words)
{
    char message[NTMS_MESSAGE_LENGTH * 3];
    struct rsm_record question;

    look_at_question(f, &question);
    rsm_text_to_utf8(message, sizeof message, question.info.Info.OpRequest.szMessage,
                     NTMS_MESSAGE_LENGTH);
    if (strstr(message, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", message, words);
}

static void a_mount_waits_for_the_person_and_names_the_cartridge(void **state)
{
    struct fixture *f = *state;
    struct mount_call call = queue_offline(f);
    struct rsm_record question;

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_WAITING);
    look_at_question(f, &question);
    assert_int_equal(question.info.Info.OpRequest.Request, NTMS_OPREQ_MOVEMEDIA);
    assert_asks(f, "VOL001");
    assert_asks(f, "HP Ultrium 5-SCSI");
}

static void it_goes_on_by_itself_when_the_cartridge_is_put_in(void **state)
{
    struct fixture *f = *state;
    struct mount_call call = queue_offline(f);
    struct rsm_record question;

    rsm_sim_put_in("lib", "drive 1 - ansi VOL001");
    run_all_work(f);

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_LOADED);
    look_at_question(f, &question);
    assert_int_equal(question.info.Info.OpRequest.State, NTMS_OPSTATE_COMPLETE);
}

static void a_wrong_cartridge_is_identified_as_itself_and_the_mount_goes_on_waiting(void **state)
{
    struct fixture *f = *state;
    struct mount_call call = queue_offline(f);

    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    run_all_work(f);

    assert_in_drive(f, u"VOL002");
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_WAITING);
    rsm_sim_take_out("lib", "drive 1");
    run_all_work(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL001");
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
}

static void the_person_is_told_to_take_out_what_is_in_the_drive(void **state)
{
    struct fixture *f = *state;

    struct mount_call call;
    struct rsm_record medium;

    plug_in_for_mounts(f, drive_with_ansi);
    look_in_drive(f, &medium);
    (void)give_to_application(f, &medium.info.ObjectGuid, u"Backup");
    call = call_for_drive(f);
    call.options |= NTMS_MOUNT_NOWAIT;
    rsm_sim_take_out("lib", "drive 1");
    run_all_work(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    run_all_work(f);

    assert_success(make_call(f, &call));

    assert_asks(f, "VOL001; take out the one that is in the drive HP Ultrium 5-SCSI");
}

static void a_mount_of_what_was_taken_out_just_now_waits_for_it(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_record medium;

    plug_in_for_mounts(f, drive_with_ansi);
    look_in_drive(f, &medium);
    (void)give_to_application(f, &medium.info.ObjectGuid, u"Backup");
    call = call_for_drive(f);
    call.options |= NTMS_MOUNT_NOWAIT;
    assert_success(make_call(f, &call));
    rsm_sim_take_out("lib", "drive 1");
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_WAITING);

    rsm_sim_put_in("lib", "drive 1 - ansi VOL001");
    run_all_work(f);

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
}

static void a_cartridge_that_was_put_in_while_no_program_ran_is_found(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_record medium;

    plug_in_for_mounts(f, drive_with_ansi);
    look_in_drive(f, &medium);
    (void)give_to_application(f, &medium.info.ObjectGuid, u"Backup");
    call = call_for_drive(f);
    call.options |= NTMS_MOUNT_NOWAIT;
    rsm_sim_take_out("lib", "drive 1");
    run_all_work(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    run_all_work(f);
    close_session(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL001");
    open_session(f);
    run_all_work(f);

    assert_success(make_call(f, &call));
    run_all_work(f);

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(what_is_in_the_drive_is_handed_over),
        story(a_drive_whose_medium_a_program_holds_is_not_asked),
        story(it_stays_in_the_drive_when_the_program_is_done),
        story(one_that_was_exchanged_while_it_was_mounted_is_noticed_afterwards),
        story(one_that_was_taken_out_while_it_was_mounted_is_noticed_afterwards),
        story(another_tape_is_never_handed_over),
        story(it_is_identified_as_itself_without_recovery_too),
        story(one_that_was_mounted_can_be_mounted_again),
        story(a_mount_waits_for_the_person_and_names_the_cartridge),
        story(it_goes_on_by_itself_when_the_cartridge_is_put_in),
        story(a_wrong_cartridge_is_identified_as_itself_and_the_mount_goes_on_waiting),
        story(the_person_is_told_to_take_out_what_is_in_the_drive),
        story(a_mount_of_what_was_taken_out_just_now_waits_for_it),
        story_on_disk(a_cartridge_that_was_put_in_while_no_program_ran_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
