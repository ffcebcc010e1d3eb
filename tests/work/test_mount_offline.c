/*
 * Mounts of media that are not there: a person is asked, and what comes of the answer.
 */
#include "work/mount.h"

#include "core/operator.h"
#include "model/guid.h"
#include "store/records.h"
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
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n"
    "port 1   empty\n";

/* The tape of slot 1 belongs to an application, and was taken out of the library. */
struct away {
    GUID medium;
    GUID side;
    struct mount_call call;
};

static void take_away(struct fixture *f, struct away *away)
{
    plug_in_for_mounts(f, two_drives);
    away->medium = *medium_in_slot(f, 1);
    away->side = side_in_slot(f, 1);
    away->call = call_for_slot(f, 1);
    away->call.options |= NTMS_MOUNT_NOWAIT;
    (void)give_to_application(f, &away->medium, u"Backups");
    rsm_sim_take_out("lib", "slot 1");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_offline(f, "A00001L5");
    rsm_sim_forget_moves("lib");
}

static void bring_back(struct fixture *f)
{
    rsm_sim_put_in("lib", "slot 3  A00001L5 ansi VOL001");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
}

/* What a person is asked on behalf of the call's first request. */
static void look_at_question(struct fixture *f, const struct away *away,
                             struct rsm_record *question_out)
{
    struct rsm_record request;

    look_at(f, &away->call.batch, NTMS_LIBREQUEST, &request);
    look_at(f, &request.own.OperatorRequest, NTMS_OPREQUEST, question_out);
}

static void answer(struct fixture *f, const struct away *away, DWORD state)
{
    struct rsm_record question;

    look_at_question(f, away, &question);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_operator_settle(f->rsm, &question.info.ObjectGuid, state));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
}

/* ---- asked ---- */

static void a_person_is_asked_for_a_medium_that_is_not_there(void **state)
{
    struct fixture *f = *state;
    struct away away;
    struct rsm_record question;
    const NTMS_OPREQUESTINFORMATIONW *info = &question.info.Info.OpRequest;
    take_away(f, &away);

    assert_success(make_call(f, &away.call));

    look_at_question(f, &away, &question);
    assert_int_equal(info->Request, NTMS_OPREQ_MOVEMEDIA);
    assert_int_equal(info->State, NTMS_OPSTATE_SUBMITTED);
    assert_int_equal(info->Arg1Type, NTMS_PHYSICAL_MEDIA);
    assert_guid(away.medium, info->Arg1);
    assert_int_equal(info->Arg2Type, NTMS_LIBRARY);
    assert_guid(*library_id(f), info->Arg2);
    assert_text(u"Story", info->szApplication);
}

static void the_question_names_the_cartridge_and_the_library(void **state)
{
    struct fixture *f = *state;
    struct away away;
    struct rsm_record question;
    take_away(f, &away);

    assert_success(make_call(f, &away.call));

    look_at_question(f, &away, &question);
    assert_text(u"A program waits for the cartridge A00001L5; put it into the library STK L20.",
                question.info.Info.OpRequest.szMessage);
}

static void the_medium_waits_for_a_person_and_the_request_in_the_queue_of_the_library(void **state)
{
    struct fixture *f = *state;
    struct away away;
    struct rsm_record request;
    take_away(f, &away);

    assert_success(make_call(f, &away.call));

    look_at(f, &away.call.batch, NTMS_LIBREQUEST, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_WAITING);
    assert_guid(*library_id(f), request.info.Info.LibRequest.Library);
    assert_int_equal(media_state(f, &away.medium), NTMS_MEDIASTATE_OPREQ);
}

static void who_does_not_want_that_is_told_that_it_is_offline(void **state)
{
    struct fixture *f = *state;
    struct away away;
    take_away(f, &away);
    away.call.options |= NTMS_MOUNT_ERROR_OFFLINE;

    assert_fails_with(ERROR_MEDIA_OFFLINE, make_call(f, &away.call));

    assert_objects(f, NTMS_OPREQUEST, 0);
}

static void without_a_drive_that_could_take_it_nobody_is_asked(void **state)
{
    struct fixture *f = *state;
    struct away away;
    take_away(f, &away);
    for (unsigned number = 1; number <= 2; number++) {
        struct rsm_record drive;

        look_at_drive(f, number, &drive);
        drive.info.Enabled = FALSE;
        change(f, &drive);
    }

    assert_fails_with(ERROR_NO_SUPPORTING_DRIVES, make_call(f, &away.call));
}

/* ---- answered ---- */

static void a_medium_that_turns_up_is_mounted(void **state)
{
    struct fixture *f = *state;
    struct away away;
    struct rsm_record question;
    take_away(f, &away);
    assert_success(make_call(f, &away.call));

    bring_back(f);

    look_at_question(f, &away, &question);
    assert_int_equal(question.info.Info.OpRequest.State, NTMS_OPSTATE_COMPLETE);
    assert_int_equal(request_state(f, &away.call, 0), NTMS_LM_PASSED);
    assert_moves(f, "slot 3 > drive 1");
}

static void one_that_a_person_put_into_the_port_is_taken_in_and_mounted(void **state)
{
    struct fixture *f = *state;
    struct away away;
    take_away(f, &away);
    assert_success(make_call(f, &away.call));

    rsm_sim_put_in("lib", "port 1  A00001L5 ansi VOL001");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_int_equal(request_state(f, &away.call, 0), NTMS_LM_PASSED);
    assert_requests(f, NTMS_LM_INJECT, NTMS_LM_STOPPED, 1);
}

static void a_refusal_ends_the_mount(void **state)
{
    struct fixture *f = *state;
    struct away away;
    struct rsm_record request;
    take_away(f, &away);
    assert_success(make_call(f, &away.call));

    answer(f, &away, NTMS_OPSTATE_REFUSED);
    run_all_work(f);

    look_at(f, &away.call.batch, NTMS_LIBREQUEST, &request);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_REQUEST_REFUSED);
    assert_given_up(f, &away.call);
}

static void done_without_the_medium_waits_on(void **state)
{
    struct fixture *f = *state;
    struct away away;
    take_away(f, &away);
    assert_success(make_call(f, &away.call));

    answer(f, &away, NTMS_OPSTATE_COMPLETE);
    run_all_work(f);

    assert_int_equal(request_state(f, &away.call, 0), NTMS_LM_WAITING);
    bring_back(f);
    assert_int_equal(request_state(f, &away.call, 0), NTMS_LM_PASSED);
}

static void when_time_is_over_the_question_is_withdrawn(void **state)
{
    struct fixture *f = *state;
    struct away away;
    take_away(f, &away);
    away.call.options &= ~(DWORD)NTMS_MOUNT_NOWAIT;
    away.call.timeout_ms = 30;

    assert_fails_with(ERROR_TIMEOUT, make_call(f, &away.call));

    assert_objects(f, NTMS_OPREQUEST, 0);
    assert_given_up(f, &away.call);
}

struct waiting_program {
    struct fixture *f;
    struct mount_call *call;
    rsm_error err;
};

static void call_in_thread(void *context)
{
    struct waiting_program *program = context;

    program->err = make_call(program->f, program->call);
}

static bool is_asked(struct fixture *f)
{
    return count_objects(f, NTMS_OPREQUEST) == 1;
}

static void a_caller_that_waits_hears_of_a_refusal(void **state)
{
    struct fixture *f = *state;
    struct away away;
    struct away asked = {.call = {.count = 1}}; /* the other one is the thread's */
    struct rsm_record request;
    struct waiting_program program = {.f = f, .call = &away.call};
    struct rsm_thread thread;
    take_away(f, &away);
    away.call.options &= ~(DWORD)NTMS_MOUNT_NOWAIT;
    assert_success(rsm_thread_start(call_in_thread, &program, &thread));
    assert_true(wait_until(f, is_asked));

    look_at_request(f, NTMS_LM_MOUNT, 0, &request);
    asked.call.batch = request.own.Batch;
    answer(f, &asked, NTMS_OPSTATE_REFUSED);

    rsm_thread_join(&thread);
    /* covers ERROR_REQUEST_REFUSED of MountNtmsMedia */
    assert_fails_with(ERROR_REQUEST_REFUSED, program.err);
}

/* ---- several ---- */

static void while_one_is_away_the_others_are_not_mounted(void **state)
{
    struct fixture *f = *state;
    struct away away;
    take_away(f, &away);
    away.call.media[1] = side_in_slot(f, 2);
    away.call.count = 2;

    assert_success(make_call(f, &away.call));
    run_all_work(f);

    assert_moves(f, "");
    assert_int_equal(request_state(f, &away.call, 1), NTMS_LM_QUEUED);
    assert_objects(f, NTMS_OPREQUEST, 1);
    bring_back(f);
    assert_int_equal(request_state(f, &away.call, 0), NTMS_LM_PASSED);
    assert_int_equal(request_state(f, &away.call, 1), NTMS_LM_PASSED);
}

static void a_medium_that_leaves_while_its_mount_waits_is_asked_for(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    GUID medium;
    plug_in_for_mounts(f, two_drives);
    medium = *medium_in_slot(f, 1);
    (void)give_to_application(f, &medium, u"Backups");
    call = call_for_slot(f, 1);
    assert_success(make_call(f, &call));
    call.options |= NTMS_MOUNT_NOWAIT;
    assert_success(make_call(f, &call));
    end_mount(f, 1);
    rsm_sim_take_out("lib", "drive 1");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));

    run_all_work(f);

    assert_offline(f, "A00001L5");
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_WAITING);
    assert_int_equal(media_state(f, &medium), NTMS_MEDIASTATE_OPREQ);
    assert_objects(f, NTMS_OPREQUEST, 1);
}

/* ---- another library ---- */

static const char other_library[] =
    "changer  STK L40 SERIAL2\n"
    "drive 1  empty\n"
    "slot 1   empty\n";

static void one_that_turns_up_in_another_library_is_mounted_there(void **state)
{
    struct fixture *f = *state;
    struct away away;
    struct rsm_record request;
    struct rsm_record drive;
    rsm_sim_draw("other", other_library);
    set_devices(f, "sim:lib;sim:other");
    f->serial = "SERIAL1";
    take_away(f, &away);
    assert_success(make_call(f, &away.call));
    rsm_sim_put_in("other", "slot 1  A00001L5 ansi VOL001");
    f->serial = "SERIAL2";
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));

    run_all_work(f);
    run_all_work(f); /* the one library sees what the other one found */
    run_all_work(f);

    look_at(f, &away.call.batch, NTMS_LIBREQUEST, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_PASSED);
    look_at(f, &request.info.Info.LibRequest.DriveId, NTMS_DRIVE, &drive);
    assert_guid(*library_id(f), drive.info.Info.Drive.Library);
    f->serial = "SERIAL1";
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_person_is_asked_for_a_medium_that_is_not_there),
        story(the_question_names_the_cartridge_and_the_library),
        story(the_medium_waits_for_a_person_and_the_request_in_the_queue_of_the_library),
        story(who_does_not_want_that_is_told_that_it_is_offline),
        story(without_a_drive_that_could_take_it_nobody_is_asked),
        story(a_medium_that_turns_up_is_mounted),
        story(one_that_a_person_put_into_the_port_is_taken_in_and_mounted),
        story(a_refusal_ends_the_mount),
        story(done_without_the_medium_waits_on),
        story(when_time_is_over_the_question_is_withdrawn),
        story(while_one_is_away_the_others_are_not_mounted),
        story(a_medium_that_leaves_while_its_mount_waits_is_asked_for),
        story(one_that_turns_up_in_another_library_is_mounted_there),
        story_threads(a_caller_that_waits_hears_of_a_refusal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
