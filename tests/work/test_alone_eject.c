/*
 * Ejecting from and injecting into a drive that stands alone: the person is its port.
 */
#include "core/hold.h"
#include "model/guid.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/simulated_program.h"
#include "work/eject.h"
#include "work/hand.h"
#include "work/mounter.h"
#include "work/port_stories.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static const char drive_with_ansi[] = "alone\ndrive 1 - ansi VOL001\n";
static const char drive_that_keeps[] = "alone keeps\ndrive 1 - ansi VOL001\n";
static const char empty_drive[] = "alone\ndrive 1 empty\n";

static rsm_error eject_from_drive(struct fixture *f, DWORD action, GUID *operation)
{
    struct rsm_session *session = NULL;
    struct rsm_record medium;
    rsm_error err;

    look_in_drive(f, &medium);
    assert_success(rsm_session_get(f->session, &session));
    err = rsm_eject_start(session, &medium.info.ObjectGuid, action == NTMS_EJECT_FORCE, operation);
    rsm_session_release(session);
    return err;
}

static GUID start_inject(struct fixture *f, DWORD action)
{
    GUID operation = rsm_guid_null;

    assert_success(inject(f, action, &operation));
    return operation;
}

static void stop_inject(struct fixture *f, GUID operation)
{
    assert_success(inject(f, NTMS_INJECT_STOP, &operation));
}

/* ---- eject ---- */

static void ejecting_unloads_the_drive_and_the_record_goes(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    plug_in_and_settle(f, drive_with_ansi);
    assert_success(eject_from_drive(f, NTMS_EJECT_START, &operation));

    run_all_work(f);

    assert_true(rsm_sim_is_pushed_out("lib"));
    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 0); /* it was in Import */
}

static void one_that_stays_in_the_drive_is_waited_for(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    plug_in_and_settle(f, drive_that_keeps);
    assert_success(eject_from_drive(f, NTMS_EJECT_START, &operation));
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_WAITING);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_UNLOADED);
    rsm_sim_take_out("lib", "drive 1");
    run_all_work(f);
    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 0);
}

static void a_person_who_does_not_take_it_is_asked(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    char message[NTMS_MESSAGE_LENGTH * 3];
    GUID operation;

    plug_in_and_settle(f, drive_that_keeps);
    set_patience(f, 1, 0);
    assert_success(eject_from_drive(f, NTMS_EJECT_START, &operation));

    run_all_work(f);

    assert_true(read_question(f, &question));
    rsm_text_to_utf8(message, sizeof message, question.info.Info.OpRequest.szMessage,
                     NTMS_MESSAGE_LENGTH);
    assert_non_null(strstr(message, "Take the cartridge VOL001 out of the drive HP Ultrium"));
    rsm_sim_take_out("lib", "drive 1");
    run_all_work(f);
    look_at(f, &question.info.ObjectGuid, NTMS_OPREQUEST, &question);
    assert_int_equal(question.info.Info.OpRequest.State, NTMS_OPSTATE_COMPLETE);
}

static void stopping_loads_and_identifies_what_is_still_there(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    plug_in_and_settle(f, drive_that_keeps);
    assert_success(eject_from_drive(f, NTMS_EJECT_START, &operation));
    run_all_work(f);
    assert_success(stop_eject(f, &operation));

    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_STOPPED);
    assert_in_drive(f, u"VOL001");
}

static void one_that_is_pushed_back_is_identified_again(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    plug_in_and_settle(f, drive_with_ansi);
    assert_success(eject_from_drive(f, NTMS_EJECT_START, &operation));
    run_all_work(f);
    rsm_sim_push_back("lib");

    run_all_work(f);

    assert_in_drive(f, u"VOL001");
}

static GUID mount_in_drive(struct fixture *f)
{
    struct mount_call call = {.count = 1, .options = NTMS_MOUNT_READ, .timeout_ms = RSM_FOREVER};
    struct rsm_record medium;
    struct rsm_record side;

    look_in_drive(f, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    call.media[0] = side.info.ObjectGuid;
    assert_success(make_call(f, &call));
    return medium.info.ObjectGuid;
}

static void what_a_program_holds_is_ejected_by_force_alone(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    plug_in_for_mounts(f, drive_with_ansi);
    (void)mount_in_drive(f);

    assert_fails_with(ERROR_BUSY, eject_from_drive(f, NTMS_EJECT_START, &operation));
    assert_success(eject_from_drive(f, NTMS_EJECT_FORCE, &operation));
    run_all_work(f);

    assert_true(rsm_sim_is_pushed_out("lib"));
    assert_operation(f, &operation, NTMS_LM_PASSED);
}

static void what_its_program_does_not_let_go_of_is_its_own_still(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID operation;
    plug_in_for_mounts(f, drive_with_ansi);
    (void)mount_in_drive(f);
    rsm_sim_prevent("lib", 1, true);

    assert_success(eject_from_drive(f, NTMS_EJECT_FORCE, &operation));
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_FAILED);
    look_in_drive(f, &medium);
    assert_int_equal(medium.own.Hold, RSM_HOLD_MOUNTED);
}

/* ---- inject ---- */

static void an_inject_waits_for_a_cartridge_and_ends_when_it_is_known(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    plug_in_and_settle(f, empty_drive);
    operation = start_inject(f, NTMS_INJECT_START);
    run_all_work(f);
    assert_operation(f, &operation, NTMS_LM_WAITING);

    rsm_sim_put_in("lib", "drive 1 - ansi VOL001");
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_in_drive(f, u"VOL001");
}

static void one_that_is_in_the_drive_will_do(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    plug_in_and_settle(f, drive_with_ansi);
    operation = start_inject(f, NTMS_INJECT_START);

    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_PASSED);
}

static void an_inject_of_many_goes_on_until_it_is_stopped(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    plug_in_and_settle(f, empty_drive);
    operation = start_inject(f, NTMS_INJECT_STARTMANY);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL001");
    run_all_work(f);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    rsm_sim_take_out("lib", "drive 1");
    run_all_work(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    run_all_work(f);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    assert_in_drive(f, u"VOL002");

    stop_inject(f, operation);
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_STOPPED);
}

static void an_inject_that_is_stopped_takes_nothing(void **state)
{
    struct fixture *f = *state;
    GUID operation;

    plug_in_and_settle(f, empty_drive);
    operation = start_inject(f, NTMS_INJECT_START);
    run_all_work(f);
    stop_inject(f, operation);

    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_STOPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(ejecting_unloads_the_drive_and_the_record_goes),
        story(one_that_stays_in_the_drive_is_waited_for),
        story(a_person_who_does_not_take_it_is_asked),
        story(stopping_loads_and_identifies_what_is_still_there),
        story(one_that_is_pushed_back_is_identified_again),
        story(what_a_program_holds_is_ejected_by_force_alone),
        story(what_its_program_does_not_let_go_of_is_its_own_still),
        story(an_inject_waits_for_a_cartridge_and_ends_when_it_is_known),
        story(one_that_is_in_the_drive_will_do),
        story(an_inject_of_many_goes_on_until_it_is_stopped),
        story(an_inject_that_is_stopped_takes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
