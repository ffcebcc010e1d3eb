/*
 * Several media at once, and several programs: all or none, nobody holds a drive and waits for another, in
 * the order of urgency and without starving.
 */
#include "work/mount.h"

#include "core/hold.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/inventory.h"
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
    "slot 3   A00003L5  ansi VOL003\n"
    "slot 4   A00004L5  ansi VOL004\n"
    "slot 5   A00005L5  ansi VOL005\n";

static const char uncertain_drives[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n";

static const char three_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "drive 3  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   A00003L5  ansi VOL003\n"
    "slot 4   A00004L5  ansi VOL004\n"
    "slot 5   A00005L5  ansi VOL005\n";

static const unsigned first_two[] = {1, 2};
static const unsigned next_two[] = {3, 4};

/* Queue a mount of these media. */
static struct mount_call queue_slots(struct fixture *f, size_t count, const unsigned *slots)
{
    struct mount_call call = call_for(f, count, slots);

    call.options |= NTMS_MOUNT_NOWAIT;
    assert_success(make_call(f, &call));
    return call;
}

/* ---- all or none ---- */

static void two_media_get_a_drive_each(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = call_for(f, 2, first_two);

    assert_success(make_call(f, &call));

    assert_moves(f, "slot 1 > drive 1, slot 2 > drive 2");
    assert_guid(*drive_id(f, 1), call.drives[0]);
    assert_guid(*drive_id(f, 2), call.drives[1]);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_LOADED);
    assert_drive_state(f, 2, NTMS_DRIVESTATE_LOADED);
}

static void the_requests_of_a_call_are_carried_out_as_one(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct rsm_record requests[2];
    plug_in_for_mounts(f, two_drives);
    call = call_for(f, 2, first_two);

    assert_success(make_call(f, &call));

    for (unsigned i = 0; i < 2; i++) {
        look_at_request(f, NTMS_LM_MOUNT, i, &requests[i]);
        assert_guid(call.batch, requests[i].own.Batch);
        assert_int_equal(requests[i].info.Info.LibRequest.State, NTMS_LM_PASSED);
    }
    assert_guid(call.batch, requests[0].info.ObjectGuid);
}

struct exchange {
    unsigned moves;
    unsigned looks; /* since the first move */
};

/* When the first cartridge was found to be the right one, and before the second is looked at, a person
 * exchanges the first. */
static void exchange_the_first(void *context, uint8_t operation, bool done)
{
    struct exchange *exchange = context;

    if (operation == 0xA5 && done)
        exchange->moves++;
    if (operation != 0xB8 || done || exchange->moves != 1 || ++exchange->looks != 2)
        return;
    rsm_sim_take_out("lib", "drive 1");
    rsm_sim_put_in("lib", "drive 1  A00009L5 ansi VOL009");
    rsm_sim_announce("lib");
}

static void one_exchanged_while_it_waits_for_the_others_is_not_handed_over(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    struct exchange exchange = {.moves = 0};
    plug_in_for_mounts(f, two_drives);
    rsm_sim_watch(exchange_the_first, &exchange);
    f->unsettled = true;

    call = queue_slots(f, 2, first_two);
    run_all_work(f);

    rsm_sim_watch(NULL, NULL);
    assert_true(exchange.looks >= 2);
    assert_false(is_mounted(f, &call));
}

static void no_drive_is_taken_before_all_can_be_had(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    (void)mount_slot(f, 1);
    rsm_sim_forget_moves("lib");

    call = queue_slots(f, 2, next_two);
    run_all_work(f);

    assert_moves(f, "");
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_QUEUED);
    assert_int_equal(request_state(f, &call, 1), NTMS_LM_QUEUED);
}

static void they_begin_when_the_drives_can_be_had(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    unsigned drive;
    plug_in_for_mounts(f, two_drives);
    drive = mount_slot(f, 1);
    call = queue_slots(f, 2, next_two);
    run_all_work(f);

    end_mount(f, drive);
    run_all_work(f);

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
    assert_int_equal(request_state(f, &call, 1), NTMS_LM_PASSED);
}

static void media_in_each_others_drives_are_exchanged(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    call = call_for(f, 2, first_two);
    assert_success(make_call(f, &call));
    end_mount(f, 1);
    end_mount(f, 2);
    call.options |= NTMS_MOUNT_SPECIFIC_DRIVE;
    call.drives[0] = *drive_id(f, 2);
    call.drives[1] = *drive_id(f, 1);
    rsm_sim_forget_moves("lib");

    assert_success(make_call(f, &call));

    assert_moves(f, "drive 1 > slot 1, drive 2 > slot 2, slot 1 > drive 2, slot 2 > drive 1");
}

static void drives_of_which_it_is_not_certain_are_loaded_one_after_the_other(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, uncertain_drives);
    call = call_for(f, 2, first_two);

    assert_success(make_call(f, &call));

    assert_drive_state(f, 1, NTMS_DRIVESTATE_LOADED);
    assert_drive_state(f, 2, NTMS_DRIVESTATE_LOADED);
}

static void when_one_fails_the_other_is_not_mounted(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    set_auto_recovery(f, false);
    call = call_for(f, 2, first_two);
    rsm_sim_relabel("lib", "slot 2", "ansi OTHER");
    f->labels_changed = true;

    assert_fails_with(ERROR_UNEXPECTED_OMID, make_call(f, &call));

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_CANCELLED);
    assert_int_equal(request_state(f, &call, 1), NTMS_LM_FAILED);
    assert_given_up(f, &call);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_in_slot(f, "A00002L5", 2);
}

/* ---- whose turn it is ---- */

static void media_of_others_do_not_hold_up_those_behind_them(void **state)
{
    struct fixture *f = *state;
    struct mount_call other;
    plug_in_for_mounts(f, two_drives);
    other = call_for_slot(f, 1);
    assert_success(make_call(f, &other));
    other.options |= NTMS_MOUNT_NOWAIT;
    assert_success(make_call(f, &other));

    assert_int_equal(mount_slot(f, 2), 2);

    assert_int_equal(request_state(f, &other, 0), NTMS_LM_QUEUED);
}

static void the_more_urgent_mount_goes_first(void **state)
{
    struct fixture *f = *state;
    struct mount_call calls[4];
    unsigned drive;
    plug_in_for_mounts(f, two_drives);
    drive = mount_slot(f, 1);
    (void)mount_slot(f, 2);
    calls[0] = queue_slot(f, 3, -15);
    calls[1] = queue_slot(f, 4, 7);

    end_mount(f, drive);
    run_all_work(f);

    assert_int_equal(request_state(f, &calls[0], 0), NTMS_LM_QUEUED);
    assert_int_equal(request_state(f, &calls[1], 0), NTMS_LM_PASSED);
}

static DWORD order_of(struct fixture *f, const struct mount_call *call)
{
    struct rsm_record request;

    look_at(f, &call->batch, NTMS_LIBREQUEST, &request);
    return request.own.Order;
}

static void a_mount_is_put_behind_those_that_are_as_urgent(void **state)
{
    struct fixture *f = *state;
    struct mount_call calls[4];
    plug_in_for_mounts(f, two_drives);

    calls[0] = queue_slot(f, 1, 0);
    calls[1] = queue_slot(f, 2, -1);
    calls[2] = queue_slot(f, 3, 0);
    calls[3] = queue_slot(f, 4, 15);

    assert_int_equal(order_of(f, &calls[3]), 1);
    assert_int_equal(order_of(f, &calls[0]), 2);
    assert_int_equal(order_of(f, &calls[2]), 3);
    assert_int_equal(order_of(f, &calls[1]), 4);
    run_all_work(f);
    f->unsettled = true;
}

static void those_behind_it_leave_a_batch_the_drives_that_it_waits_for(void **state)
{
    struct fixture *f = *state;
    struct mount_call pair;
    struct mount_call one;
    HANDLE other;
    plug_in_for_mounts(f, two_drives);
    other = begin_program();
    (void)mount_slot(f, 1);
    pair = queue_slots(f, 2, next_two);
    one = call_for_slot(f, 5);
    one.options |= NTMS_MOUNT_NOWAIT;
    one.session = other;

    assert_success(make_call(f, &one));
    run_all_work(f);

    assert_int_equal(request_state(f, &one, 0), NTMS_LM_QUEUED);
    end_mount(f, 1);
    run_all_work(f);
    assert_int_equal(request_state(f, &pair, 0), NTMS_LM_PASSED);
    end_program(other);
}

static void
a_program_that_has_mounted_media_does_not_wait_behind_those_that_wait_for_them(void **state)
{
    struct fixture *f = *state;
    struct mount_call pair;
    HANDLE other;
    plug_in_for_mounts(f, two_drives);
    other = begin_program();
    (void)mount_slot(f, 1);
    pair = call_for(f, 2, next_two);
    pair.options |= NTMS_MOUNT_NOWAIT;
    pair.session = other;
    assert_success(make_call(f, &pair));

    assert_int_equal(mount_slot(f, 5), 2);

    assert_int_equal(request_state(f, &pair, 0), NTMS_LM_QUEUED);
    end_program(other);
}

static void an_inventory_leaves_a_batch_its_drives(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, two_drives);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    call = queue_slots(f, 2, first_two);

    run_all_work(f);

    assert_int_equal(request_state(f, &call, 0), NTMS_LM_PASSED);
    assert_moves(f, "slot 1 > drive 1, slot 2 > drive 2");
}

/* ---- with threads ---- */

struct program {
    struct fixture *f;
    struct mount_call call;
    rsm_error err;
    struct rsm_thread thread;
};

static void call_in_thread(void *context)
{
    struct program *program = context;

    program->err = make_call(program->f, &program->call);
}

static void start(struct program *program)
{
    assert_success(rsm_thread_start(call_in_thread, program, &program->thread));
}

static void two_drives_are_loaded_at_the_same_time(void **state)
{
    struct fixture *f = *state;
    struct program program = {.f = f};
    plug_in_for_mounts(f, two_drives);
    program.call = call_for(f, 2, first_two);
    rsm_sim_hold("lib", 0x00);

    start(&program);

    assert_true(rsm_sim_wait_held("lib", 2));
    rsm_sim_release("lib");
    rsm_thread_join(&program.thread);
    assert_success(program.err);
}

static bool is_one_mounted(struct fixture *f)
{
    return count_requests(f, NTMS_LM_MOUNT, NTMS_LM_PASSED) == 2;
}

static bool are_all_mounted(struct fixture *f)
{
    return count_requests(f, NTMS_LM_MOUNT, NTMS_LM_PASSED) == 4;
}

/* Each wants two of the two drives, for as long as it takes. */
static void two_programs_that_want_both_drives_do_not_stop_each_other(void **state)
{
    struct fixture *f = *state;
    struct program programs[2] = {{.f = f}, {.f = f}};
    plug_in_for_mounts(f, two_drives);
    programs[0].call = call_for(f, 2, first_two);
    programs[1].call = call_for(f, 2, next_two);
    programs[1].call.session = begin_program();

    start(&programs[0]);
    start(&programs[1]);

    assert_true(wait_until(f, is_one_mounted));
    end_mount(f, 1);
    end_mount(f, 2);
    assert_true(wait_until(f, are_all_mounted));
    for (int i = 0; i < 2; i++) {
        rsm_thread_join(&programs[i].thread);
        assert_success(programs[i].err);
    }
    end_program(programs[1].call.session);
}

static bool is_both_queued(struct fixture *f)
{
    return count_requests(f, NTMS_LM_MOUNT, NTMS_LM_QUEUED) == 2;
}

static void a_session_that_closes_ends_its_waiting_mount(void **state)
{
    struct fixture *f = *state;
    struct program program = {.f = f};
    plug_in_for_mounts(f, two_drives);
    (void)mount_slot(f, 1);
    program.call = call_for(f, 2, next_two);
    program.call.session = begin_program();
    start(&program);
    assert_true(wait_until(f, is_both_queued));

    end_program(program.call.session);

    rsm_thread_join(&program.thread);
    /* covers ERROR_CANCELLED of MountNtmsMedia */
    assert_fails_with(ERROR_CANCELLED, program.err);
    assert_given_up(f, &program.call);
}

static void three_drives_serve_a_pair_and_a_single_one(void **state)
{
    struct fixture *f = *state;
    struct mount_call pair;
    plug_in_for_mounts(f, three_drives);
    pair = queue_slots(f, 2, first_two);

    assert_int_equal(mount_slot(f, 3), 3);

    assert_int_equal(request_state(f, &pair, 0), NTMS_LM_PASSED);
    assert_int_equal(request_state(f, &pair, 1), NTMS_LM_PASSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(two_media_get_a_drive_each),
        story(the_requests_of_a_call_are_carried_out_as_one),
        story(one_exchanged_while_it_waits_for_the_others_is_not_handed_over),
        story(no_drive_is_taken_before_all_can_be_had),
        story(they_begin_when_the_drives_can_be_had),
        story(media_in_each_others_drives_are_exchanged),
        story(drives_of_which_it_is_not_certain_are_loaded_one_after_the_other),
        story(when_one_fails_the_other_is_not_mounted),
        story(media_of_others_do_not_hold_up_those_behind_them),
        story(the_more_urgent_mount_goes_first),
        story(a_mount_is_put_behind_those_that_are_as_urgent),
        story(those_behind_it_leave_a_batch_the_drives_that_it_waits_for),
        story(a_program_that_has_mounted_media_does_not_wait_behind_those_that_wait_for_them),
        story(an_inventory_leaves_a_batch_its_drives),
        story(three_drives_serve_a_pair_and_a_single_one),
        story_threads(two_drives_are_loaded_at_the_same_time),
        story_threads(two_programs_that_want_both_drives_do_not_stop_each_other),
        story_threads(a_session_that_closes_ends_its_waiting_mount),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
