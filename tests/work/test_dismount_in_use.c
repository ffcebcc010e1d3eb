/*
 * Dismounts while the program still uses the drive: nothing is moved, and it goes on when that ends.
 */
#include "core/hold.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/looks.h"
#include "support/simulated_program.h"
#include "work/dismounter.h"
#include "work/hand.h"
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

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   A00003L5  ansi VOL003\n";

typedef void keep_out(const char *name, unsigned drive, bool in_use);

static void mount_and_keep(struct fixture *f, keep_out *use)
{
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    use("lib", 1, true);
}

/* ---- the three ways of using a drive ---- */

static void assert_waits_and_goes_on(struct fixture *f, keep_out *use)
{
    mount_and_keep(f, use);

    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);
    run_all_work(f);

    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_WAITING, 1);
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_DISMOUNTING);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_LOADED);
    assert_moves(f, "");

    use("lib", 1, false);
    run_all_work(f);

    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 1);
    assert_moves(f, "drive 1 > slot 1");
}

static void a_reserved_drive_is_waited_for(void **state)
{
    assert_waits_and_goes_on(*state, rsm_sim_reserve);
}

static void a_drive_that_does_not_let_go_is_waited_for(void **state)
{
    assert_waits_and_goes_on(*state, rsm_sim_prevent);
}

static void a_drive_that_a_program_has_open_is_waited_for(void **state)
{
    assert_waits_and_goes_on(*state, rsm_sim_occupy);
}

static void a_changer_that_may_not_take_it_is_asked_now_and_then(void **state)
{
    static const struct rsm_sim_fault prevented = {.failure = RSM_SIM_CHECK,
                                                   .number = 1,
                                                   .only_operation = true,
                                                   .operation = 0xA5,
                                                   .key = 5,
                                                   .asc = 0x53,
                                                   .ascq = 0x02};
    struct fixture *f = *state;
    unsigned before;
    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    rsm_sim_fail(&prevented);
    before = rsm_sim_commands_of(0xA5);

    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);
    run_all_work(f);

    assert_int_equal(rsm_sim_commands_of(0xA5), before + 1);
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_WAITING, 1);
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_DISMOUNTING);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST)); /* after which it is asked again */
    run_all_work(f);
    assert_moves(f, "drive 1 > slot 1");
}

/* ---- what is said, and to whom ---- */

static void the_log_says_once_what_is_waited_for(void **state)
{
    struct fixture *f = *state;
    mount_and_keep(f, rsm_sim_reserve);
    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));

    begin_keeping_log();
    run_all_work(f);
    assert_logged("A00001L5 cannot be taken out of drive");
    end_keeping_log();

    begin_keeping_log();
    run_all_work(f);
    assert_not_logged("");
    end_keeping_log();
    rsm_sim_reserve("lib", 1, false);
    run_all_work(f);
}

static void a_drive_that_is_waited_for_is_busy(void **state)
{
    struct fixture *f = *state;
    mount_and_keep(f, rsm_sim_reserve);
    assert_success(ask_dismount_drive(f, 1));
    run_all_work(f);

    assert_fails_with(ERROR_BUSY,
                      ask_dismount_drive(f, 1)); /* covers ERROR_BUSY of DismountNtmsDrive */

    rsm_sim_reserve("lib", 1, false);
    run_all_work(f);
}

/* ---- by itself ---- */

static bool is_dismount_waiting(struct fixture *f)
{
    return count_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_WAITING) == 1;
}

static void it_goes_on_without_being_asked(void **state)
{
    struct fixture *f = *state;
    mount_and_keep(f, rsm_sim_reserve);
    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
    assert_true(wait_until(f, is_dismount_waiting));

    rsm_sim_reserve("lib", 1, false);
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1");
}

static void a_session_closes_while_it_waits(void **state)
{
    struct fixture *f = *state;
    mount_and_keep(f, rsm_sim_reserve);
    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
    assert_true(wait_until(f, is_dismount_waiting));

    restart(f);
    assert_true(wait_until(f, is_dismount_waiting));

    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_DISMOUNTING);
    rsm_sim_reserve("lib", 1, false);
    run_all_work(f);
    assert_moves(f, "drive 1 > slot 1");
}

/* ---- beside it ---- */

static void work_that_needs_no_drive_of_the_program_goes_on(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    plug_in_for_mounts(f, two_drives);
    drive = have_mounted(f, 1);
    rsm_sim_reserve("lib", drive, true);
    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);

    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_IMMEDIATE));

    assert_in_slot(f, "A00002L5", 2);
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_WAITING, 1);
    rsm_sim_reserve("lib", drive, false);
    run_all_work(f);
}

static void a_deferred_dismount_asks_no_drive(void **state)
{
    struct fixture *f = *state;
    mount_and_keep(f, rsm_sim_reserve);

    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);

    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 1);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
    rsm_sim_reserve("lib", 1, false);
}

static void a_drive_whose_time_is_over_is_not_emptied_while_it_is_used(void **state)
{
    struct fixture *f = *state;
    mount_and_keep(f, rsm_sim_reserve);
    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);
    let_delay_pass(f, 1);
    run_all_work(f);
    assert_moves(f, "");
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_WAITING, 1);

    rsm_sim_reserve("lib", 1, false);
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1");
}

static void a_cartridge_for_a_drive_in_use_goes_into_another_one(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    plug_in_for_mounts(f, two_drives);
    drive = have_mounted(f, 1);
    (void)have_mounted(f, 2);
    rsm_sim_reserve("lib", drive, true);
    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_DEFERRED));
    assert_success(ask_dismount(f, "A00002L5", NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);
    let_delay_pass(f, drive); /* it would be the first to be emptied */

    assert_success(identify_slot(f, 3, NTMS_DISMOUNT_IMMEDIATE));

    assert_in_slot(f, "A00002L5", 2);
    assert_in_slot(f, "A00003L5", 3);
    assert_drive_state(f, drive, NTMS_DRIVESTATE_DISMOUNTABLE);
    rsm_sim_reserve("lib", drive, false);
    run_all_work(f);
    assert_in_slot(f, "A00001L5", 1);
}

static void a_drive_that_stands_alone_may_be_in_use_after_its_dismount(void **state)
{
    struct fixture *f = *state;
    struct mount_call call = {.count = 1, .timeout_ms = RSM_FOREVER};
    struct rsm_record medium;
    struct rsm_record library;
    struct rsm_record side;
    plug_in_for_mounts(f, "alone\ndrive 1 - ansi VOL001\n");
    look_in_drive(f, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    call.media[0] = side.info.ObjectGuid;
    assert_success(make_call(f, &call));
    rsm_sim_occupy("lib", 1, true);

    assert_success(ask_dismount_drive(f, 1));
    run_all_work(f);
    run_all_work(f);

    look_at_library(f, &library);
    assert_int_equal(library.info.dwOperationalState, NTMS_READY);
    assert_in_drive(f, u"VOL001");
    rsm_sim_occupy("lib", 1, false);
    run_all_work(f);
    assert_in_drive(f, u"VOL001");
}

/* ---- unloading before moving ---- */

static void a_drive_that_cannot_unload_is_asked_once(void **state)
{
    struct fixture *f = *state;
    plug_in(f,
            "changer  STK L20 SERIAL1\n"
            "drive 1  empty nounload\n"
            "slot 1   A00001L5  ansi VOL001\n"
            "slot 2   A00002L5  ansi VOL002\n"
            "slot 3   empty\n");

    run_all_work(f);

    assert_int_equal(rsm_sim_commands_of(0x1B), 1);
    assert_in_slot(f, "A00001L5", 1);
    assert_in_slot(f, "A00002L5", 2);
}

static void a_changer_that_wants_it_unloaded_is_explained(void **state)
{
    struct fixture *f = *state;
    plug_in(f,
            "changer  STK L20 SERIAL1\n"
            "unload   first\n"
            "drive 1  empty nounload\n"
            "slot 1   A00001L5  ansi VOL001\n"
            "slot 2   empty\n");
    begin_keeping_log();

    run_all_work(f);

    assert_logged("which was not unloaded before");
    end_keeping_log();
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
}

static void a_changer_that_wants_it_unloaded_gets_it_so(void **state)
{
    struct fixture *f = *state;
    plug_in_for_mounts(f,
                       "changer  STK L20 SERIAL1\n"
                       "unload   first\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  ansi VOL001\n"
                       "slot 2   empty\n");
    (void)have_mounted(f, 1);

    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 1");
}

/* ---- changers that are late ---- */

static void dismount_late(struct fixture *f, const char *drawing)
{
    plug_in_for_mounts(f, drawing);
    (void)have_mounted(f, 1);
    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);
}

static const char late[] =
    "changer  STK L20 SERIAL1\n"
    "lag      6\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n";

static void a_changer_that_sees_late_that_a_drive_let_go_is_waited_for(void **state)
{
    struct fixture *f = *state;

    dismount_late(f, late);

    assert_moves(f, "drive 1 > slot 1");
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_PASSED, 1);
    assert_in_slot(f, "A00001L5", 1);
}

static void what_a_changer_needs_to_see_it_is_waited_for_at_once_the_next_time(void **state)
{
    struct fixture *f = *state;
    unsigned before;

    dismount_late(f, late);
    (void)have_mounted(f, 2);
    before = rsm_sim_commands_of(0xA5);
    assert_success(ask_dismount(f, "A00002L5", NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);

    assert_int_equal(rsm_sim_commands_of(0xA5), before + 1);
    assert_in_slot(f, "A00002L5", 2);
}

static void a_changer_that_never_sees_it_is_given_up_after_twenty_seconds(void **state)
{
    struct fixture *f = *state;
    const struct rsm_sim_fault held = {.failure = RSM_SIM_CHECK,
                                       .number = 1,
                                       .more = 1000,
                                       .only_operation = true,
                                       .operation = 0xA5,
                                       .key = 5,
                                       .asc = 0x3B,
                                       .ascq = 0x90};
    uint64_t before;

    plug_in_for_mounts(f, one_drive);
    (void)have_mounted(f, 1);
    rsm_sim_fail(&held);
    before = f->waiting.now_ms(f->waiting.context);
    assert_success(ask_dismount(f, "A00001L5", NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);

    assert_in_range(f->waiting.now_ms(f->waiting.context) - before, 20000, 25000);
    assert_requests(f, NTMS_LM_DISMOUNT, NTMS_LM_FAILED, 1);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_reserved_drive_is_waited_for),
        story(a_drive_that_does_not_let_go_is_waited_for),
        story(a_drive_that_a_program_has_open_is_waited_for),
        story(a_changer_that_may_not_take_it_is_asked_now_and_then),
        story(the_log_says_once_what_is_waited_for),
        story(a_drive_that_is_waited_for_is_busy),
        story_threads(it_goes_on_without_being_asked),
        story_threads_on_disk(a_session_closes_while_it_waits),
        story(work_that_needs_no_drive_of_the_program_goes_on),
        story(a_deferred_dismount_asks_no_drive),
        story(a_drive_whose_time_is_over_is_not_emptied_while_it_is_used),
        story(a_cartridge_for_a_drive_in_use_goes_into_another_one),
        story(a_drive_that_stands_alone_may_be_in_use_after_its_dismount),
        story(a_drive_that_cannot_unload_is_asked_once),
        story(a_changer_that_wants_it_unloaded_is_explained),
        story(a_changer_that_wants_it_unloaded_gets_it_so),
        story(a_changer_that_sees_late_that_a_drive_let_go_is_waited_for),
        story(what_a_changer_needs_to_see_it_is_waited_for_at_once_the_next_time),
        story(a_changer_that_never_sees_it_is_given_up_after_twenty_seconds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
