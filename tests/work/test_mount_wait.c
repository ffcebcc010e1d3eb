/*
 * Mounts that wait: how long, what the caller hears at last, and what is left then.
 */
#include "work/mount.h"

#include "core/hold.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/dismount.h"
#include "work/mount_batch.h"
#include "work/mounter.h"
#include "work/requests.h"

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
    "slot 3   A00003L5  ansi VOL003\n";

enum { SOON_MS = 30 };

/* A call for the medium in a slot that does not wait long. */
static struct mount_call short_call(struct fixture *f, unsigned slot)
{
    struct mount_call call = call_for_slot(f, slot);

    call.timeout_ms = SOON_MS;
    return call;
}

/* ---- time is over ---- */

static void a_medium_that_another_program_keeps_is_busy_at_last(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = short_call(f, 1);
    call.session = begin_program();
    (void)mount_slot(f, 1);

    assert_fails_with(ERROR_BUSY, make_call(f, &call));

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_CANCELLED);
    end_program(call.session);
}

static void drives_that_other_programs_keep_are_busy_at_last(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    (void)mount_slot(f, 1);
    (void)mount_slot(f, 2);
    call = short_call(f, 3);

    /* covers ERROR_BUSY of MountNtmsMedia */
    assert_fails_with(ERROR_BUSY, make_call(f, &call));

    assert_given_up(f, &call);
}

static void without_time_nothing_is_begun(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = call_for_slot(f, 1);
    call.timeout_ms = 0;

    /* covers ERROR_TIMEOUT of MountNtmsMedia */
    assert_fails_with(ERROR_TIMEOUT, make_call(f, &call));

    assert_given_up(f, &call);
    run_all_work(f);
    assert_moves(f, "");
}

static void without_time_a_medium_in_use_is_busy(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = call_for_slot(f, 1);
    call.timeout_ms = 0;
    (void)mount_slot(f, 1);

    assert_fails_with(ERROR_BUSY, make_call(f, &call));
}

static void a_medium_that_others_wait_for_is_busy(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    (void)queue_slot(f, 1, 0);
    call = call_for_slot(f, 1);
    call.timeout_ms = 0;

    assert_fails_with(ERROR_BUSY, make_call(f, &call));

    f->unsettled = true;
}

/* Give up while the cartridge is on its way. */
struct giver_up {
    struct fixture *f;
    struct mount_call *call;
};

static void cancel_at_first_move(void *context, uint8_t operation, bool done)
{
    struct giver_up *g = context;

    if (operation != 0xA5 || done)
        return;
    rsm_sim_watch(NULL, NULL);
    assert_success(rsm_store_begin(g->f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_mount_batch_cancel(g->f->rsm, &g->call->batch));
    assert_success(rsm_store_end(g->f->rsm->store, ERROR_SUCCESS));
}

static void one_given_up_on_its_way_stays_in_the_drive_for_whoever_needs_it(void **state)
{
    struct fixture *f = *state;
    struct giver_up g = {.f = f};
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = queue_slot(f, 1, 0);
    g.call = &call;
    rsm_sim_watch(cancel_at_first_move, &g);

    run_all_work(f);

    assert_given_up(f, &call);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_moves(f, "slot 1 > drive 1");
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 1);
}

static void a_mount_whose_process_died_on_its_way_is_not_handed_over(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_record request;
    plug_in_for_mounts(f, two_drives);
    call = queue_slot(f, 1, 0);
    look_at(f, &call.batch, NTMS_LIBREQUEST, &request);
    rsm_text_copy(request.own.Owner, RSM_OWNER_LENGTH, u"0123456789abcdef0123456789abcdef");
    change(f, &request);

    run_all_work(f);

    assert_given_up(f, &call);
    assert_moves(f, "");
}

/* ---- not waiting ---- */

static rsm_error try_now(struct fixture *f, struct mount_call *call)
{
    call->options |= NTMS_MOUNT_ERROR_NOT_AVAILABLE;
    return make_call(f, call);
}

static void who_does_not_want_to_wait_for_a_medium_is_told_at_once(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = call_for_slot(f, 1);
    (void)mount_slot(f, 1);

    assert_fails_with(ERROR_BUSY, try_now(f, &call));

    assert_requests(f, NTMS_LM_MOUNT, NTMS_LM_CANCELLED, 0);
}

static void who_does_not_want_to_wait_for_a_drive_is_told_at_once(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    (void)mount_slot(f, 1);
    (void)mount_slot(f, 2);
    call = call_for_slot(f, 3);

    assert_fails_with(ERROR_BUSY, try_now(f, &call));
}

static void who_does_not_want_to_wait_gets_what_can_be_had(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    (void)mount_slot(f, 1);
    end_mount(f, mount_slot(f, 2));
    call = call_for_slot(f, 3);

    assert_success(try_now(f, &call));
}

/* Asked for, and not carried out yet. */
static void ask_dismount(struct fixture *f, const GUID *side)
{
    struct rsm_session *session;

    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_dismount_media(session, side, 1, NTMS_DISMOUNT_DEFERRED));
    rsm_session_release(session);
}

static void a_medium_whose_own_dismount_is_under_way_is_waited_for(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = call_for_slot(f, 1);
    call.options |= NTMS_MOUNT_NOWAIT;
    (void)mount_slot(f, 1);
    ask_dismount(f, &call.media[0]);

    assert_success(try_now(f, &call));

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_QUEUED);
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
    assert_moves(f, "slot 1 > drive 1");
}

static void one_whose_dismount_another_program_asked_for_is_busy(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = call_for_slot(f, 1);
    (void)mount_slot(f, 1);
    ask_dismount(f, &call.media[0]);
    call.session = begin_program();

    assert_fails_with(ERROR_BUSY, try_now(f, &call));

    end_program(call.session);
}

/* ---- cancelled ---- */

static rsm_error cancel(struct fixture *f, const GUID *request)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_requests_cancel(session, request);
    rsm_session_release(session);
    return err;
}

static void cancelling_one_request_cancels_all_of_the_call(void **state)
{
    static const unsigned slots[] = {2, 3};
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_record second;
    plug_in_for_mounts(f, two_drives);
    (void)mount_slot(f, 1);
    call = call_for(f, 2, slots);
    call.options |= NTMS_MOUNT_NOWAIT;
    assert_success(make_call(f, &call));
    look_at_request(f, NTMS_LM_MOUNT, 2, &second);

    assert_success(cancel(f, &second.info.ObjectGuid));

    assert_given_up(f, &call);
}

static void a_medium_that_another_mount_waits_for_stays_in_use(void **state)
{
    struct fixture *f = *state;
    struct mount_call calls[2];
    GUID medium;
    plug_in_for_mounts(f, two_drives);
    medium = *medium_in_slot(f, 1);
    calls[0] = queue_slot(f, 1, 0);
    calls[1] = queue_slot(f, 1, 0);
    assert_int_equal(media_state(f, &medium), NTMS_MEDIASTATE_INUSE);

    assert_success(cancel(f, &calls[0].batch));

    assert_int_equal(media_state(f, &medium), NTMS_MEDIASTATE_INUSE);
    assert_success(cancel(f, &calls[1].batch));
    assert_int_equal(media_state(f, &medium), NTMS_MEDIASTATE_IDLE);
}

static void a_medium_let_go_of_by_others_is_in_use_again_while_a_mount_waits_for_it(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    GUID medium;
    plug_in_for_mounts(f, two_drives);
    medium = *medium_in_slot(f, 1);
    (void)mount_slot(f, 2);
    (void)mount_slot(f, 3);
    call = queue_slot(f, 1, 0);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_set_number(f->rsm->store, NTMS_PHYSICAL_MEDIA, &medium,
                                          "media_state", NTMS_MEDIASTATE_IDLE));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));

    run_all_work(f);

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_QUEUED);
    assert_int_equal(media_state(f, &medium), NTMS_MEDIASTATE_INUSE);
}

/* ---- the session closes ---- */

static void what_a_closed_session_asked_for_is_mounted_for_anybody(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_record medium;
    plug_in_for_mounts(f, two_drives);
    call = call_for_slot(f, 1);
    call.options |= NTMS_MOUNT_NOWAIT;
    call.session = begin_program();
    assert_success(make_call(f, &call));

    end_program(call.session);
    run_all_work(f);

    look_at_medium(f, "A00001L5", &medium);
    assert_int_equal(medium.own.Hold, RSM_HOLD_MOUNTED);
    assert_true(rsm_guid_is_null(&medium.own.Session));
}

/* ---- disabled, deleted meanwhile ---- */

static void a_medium_that_is_disabled_meanwhile_fails_the_mount(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_record medium;
    plug_in_for_mounts(f, two_drives);
    look_at_medium(f, "A00001L5", &medium);
    call = queue_slot(f, 1, 0);
    look_at_medium(f, "A00001L5", &medium);
    medium.info.Enabled = FALSE;
    change(f, &medium);

    run_all_work(f);

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_FAILED);
    assert_given_up(f, &call);
}

static void a_library_that_is_disabled_meanwhile_fails_the_mount(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_record library;
    struct rsm_record request;
    plug_in_for_mounts(f, two_drives);
    call = queue_slot(f, 1, 0);
    look_at_library(f, &library);
    library.info.Enabled = FALSE;
    change(f, &library);

    run_all_work(f);

    look_at(f, &call.batch, NTMS_LIBREQUEST, &request);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_RESOURCE_DISABLED);
    assert_given_up(f, &call);
}

static void without_any_drive_that_can_be_used_a_mount_does_not_wait_for_ever(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_record request;
    plug_in_for_mounts(f, two_drives);
    call = queue_slot(f, 1, 0);
    for (unsigned number = 1; number <= 2; number++) {
        struct rsm_record drive;

        look_at_drive(f, number, &drive);
        drive.info.Enabled = FALSE;
        change(f, &drive);
    }

    run_all_work(f);

    look_at(f, &call.batch, NTMS_LIBREQUEST, &request);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_RESOURCE_NOT_AVAILABLE);
}

/* ---- devices that go away ---- */

static void a_mount_begins_anew_in_another_drive_when_one_does_not_answer(void **state)
{
    struct fixture *f = *state;
    const struct rsm_sim_fault fault = {
        .failure = RSM_SIM_LOST, .number = 1, .more = 100, .only_lun = true, .lun = 1};
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = call_for_slot(f, 1);
    rsm_sim_fail(&fault);

    assert_success(make_call(f, &call));

    assert_guid(*drive_id(f, 2), call.drives[0]);
}

static void waiting_mounts_go_on_after_a_restart_of_the_library(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = queue_slot(f, 1, 0);
    rsm_sim_unplug("lib");
    run_all_work(f);
    rsm_sim_plug("lib");

    run_all_work(f);

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_medium_that_another_program_keeps_is_busy_at_last),
        story(drives_that_other_programs_keep_are_busy_at_last),
        story(without_time_nothing_is_begun),
        story(without_time_a_medium_in_use_is_busy),
        story(a_medium_that_others_wait_for_is_busy),
        story(one_given_up_on_its_way_stays_in_the_drive_for_whoever_needs_it),
        story(a_mount_whose_process_died_on_its_way_is_not_handed_over),
        story(who_does_not_want_to_wait_for_a_medium_is_told_at_once),
        story(who_does_not_want_to_wait_for_a_drive_is_told_at_once),
        story(who_does_not_want_to_wait_gets_what_can_be_had),
        story(a_medium_whose_own_dismount_is_under_way_is_waited_for),
        story(one_whose_dismount_another_program_asked_for_is_busy),
        story(cancelling_one_request_cancels_all_of_the_call),
        story(a_medium_that_another_mount_waits_for_stays_in_use),
        story(a_medium_let_go_of_by_others_is_in_use_again_while_a_mount_waits_for_it),
        story(what_a_closed_session_asked_for_is_mounted_for_anybody),
        story(a_medium_that_is_disabled_meanwhile_fails_the_mount),
        story(a_library_that_is_disabled_meanwhile_fails_the_mount),
        story(without_any_drive_that_can_be_used_a_mount_does_not_wait_for_ever),
        story(a_mount_begins_anew_in_another_drive_when_one_does_not_answer),
        story(waiting_mounts_go_on_after_a_restart_of_the_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
