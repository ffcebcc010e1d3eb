/*
 * Mounts of other processes, and of those that are dead, found by whoever takes a library over; and mounts
 * whose library is deleted.
 */
#include "core/devices.h"
#include "core/hold.h"
#include "model/guid.h"
#include "platform/file_lock.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/mount.h"
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

static const WCHAR dead[] = u"00000000000000000000000000000000";
static const WCHAR living[] = u"11111111111111111111111111111111";

/* A mount that another process asked for, in that state. */
static struct mount_call leave_mount(struct fixture *f, const WCHAR *owner, DWORD state)
{
    struct mount_call call = queue_slot(f, 1, 0);
    struct rsm_record request;

    look_at(f, &call.batch, NTMS_LIBREQUEST, &request);
    request.info.Info.LibRequest.State = state;
    rsm_text_copy(request.own.Owner, RSM_OWNER_LENGTH, owner);
    change(f, &request);
    return call;
}

static void a_mount_of_a_living_process_goes_on(void **state)
{
    static const DWORD states[] = {NTMS_LM_QUEUED, NTMS_LM_INPROCESS};

    for (size_t i = 0; i < 2; i++) {
        struct fixture *f = *state;
        struct rsm_file_lock *alive;
        struct mount_call call;
        plug_in_for_mounts(f, one_drive);
        alive = fixture_hold_lock(f, "process-11111111111111111111111111111111");
        call = leave_mount(f, living, states[i]);

        restart(f);
        run_all_work(f);

        assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
        end_mount(f, 1);
        rsm_file_lock_release(alive);
        assert_int_equal(fixture_end(state), 0);
        assert_int_equal(fixture_on_disk(state), 0);
    }
}

static void a_mount_of_a_living_process_waits_on_for_its_medium(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *alive;
    struct mount_call call;
    GUID medium;
    plug_in_for_mounts(f, one_drive);
    medium = *medium_in_slot(f, 1);
    alive = fixture_hold_lock(f, "process-11111111111111111111111111111111");
    (void)give_to_application(f, &medium, u"Backups");
    call = leave_mount(f, living, NTMS_LM_QUEUED);
    rsm_sim_take_out("lib", "slot 1");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_WAITING);

    restart(f);
    run_all_work(f);

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_WAITING);
    assert_int_equal(media_state(f, &medium), NTMS_MEDIASTATE_OPREQ);
    rsm_file_lock_release(alive);
}

static void a_mount_of_a_dead_process_is_cancelled_and_its_medium_is_free(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, one_drive);
    call = leave_mount(f, dead, NTMS_LM_INPROCESS);

    restart(f);
    run_all_work(f);

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_CANCELLED);
    assert_given_up(f, &call);
    assert_moves(f, "");
}

static void the_media_of_mounts_in_a_deleted_library_are_free(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_session *session;
    GUID medium;
    GUID library;
    plug_in_for_mounts(f, one_drive);
    medium = *medium_in_slot(f, 1);
    library = *library_id(f);
    (void)give_to_application(f, &medium, u"Backups");
    call = call_for_slot(f, 1);
    call.options |= NTMS_MOUNT_NOWAIT;
    rsm_sim_take_out("lib", "slot 1");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_success(make_call(f, &call));
    assert_int_equal(media_state(f, &medium), NTMS_MEDIASTATE_OPREQ);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    rsm_sim_unplug("lib");
    run_all_work(f);

    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_devices_delete_library(session, &library));
    rsm_session_release(session);

    assert_int_equal(media_state(f, &medium), NTMS_MEDIASTATE_IDLE);
    assert_objects(f, NTMS_OPREQUEST, 0);
    f->unsettled = true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(a_mount_of_a_living_process_goes_on),
        story_on_disk(a_mount_of_a_living_process_waits_on_for_its_medium),
        story_on_disk(a_mount_of_a_dead_process_is_cancelled_and_its_medium_is_free),
        story(the_media_of_mounts_in_a_deleted_library_are_free),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
