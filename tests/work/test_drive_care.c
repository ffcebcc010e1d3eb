/*
 * What is done about that which drives say of themselves when a cartridge leaves them.
 */
#include "support/asserts.h"
#include "support/kept_log.h"
#include "work/cleaners.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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
    "slot 3   empty\n";

/* A cartridge goes to drive 1 and home again. */
static void use_drive(struct fixture *f)
{
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_IMMEDIATE));
    run_all_work(f);
}

static void begin(struct fixture *f)
{
    plug_in_and_settle(f, two_drives);
    begin_with_cleaner(f, 3, "CLN001L1 cleaner", 5);
}

/* The drive that identifications use: the first one. */
static void assert_asked(struct fixture *f, DWORD cleanings)
{
    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_PASSED, cleanings);
    assert_int_equal(count_unfinished(f), 0);
}

/* ---- drives that ask to be cleaned ---- */

static void a_drive_that_asks_with_an_alert_is_cleaned(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;

    begin(f);
    rsm_sim_dirty("lib", 1);
    rsm_sim_dirty("lib", 2);
    use_drive(f);

    assert_asked(f, 1);
    look_at_request(f, NTMS_LM_CLEANDRIVE, 0, &request);
    assert_true(was_cleaned(f, 1) || was_cleaned(f, 2));
    assert_text(u"Removable Storage", request.info.Info.LibRequest.szApplication);
    assert_int_equal(cleaner_uses(f), 4);
}

static void a_drive_that_asks_in_sense_data_is_cleaned(void **state)
{
    struct fixture *f = *state;

    begin(f);
    rsm_sim_hide_alerts("lib", 1);
    rsm_sim_hide_alerts("lib", 2);
    rsm_sim_dirty_in_sense("lib", 1);
    rsm_sim_dirty_in_sense("lib", 2);
    use_drive(f);

    assert_asked(f, 1);
}

static void a_drive_that_asks_for_nothing_is_not_cleaned(void **state)
{
    struct fixture *f = *state;

    begin(f);
    use_drive(f);

    assert_asked(f, 0);
}

static void a_drive_is_not_cleaned_twice_for_one_wish(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_drives);
    assert_success(reserve_slot(f, 3));
    run_all_work(f);
    rsm_sim_dirty("lib", 1);
    rsm_sim_dirty("lib", 2);
    for (int i = 0; i < 4; i++)
        use_drive(f);

    assert_in_range(count_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_WAITING), 1, 2);
    assert_int_equal(count_asked(f, NTMS_OPREQ_CLEANER, NTMS_OPSTATE_SUBMITTED), 1);
    f->unsettled = true;
}

static void a_drive_that_asks_again_at_once_is_not_cleaned_again(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, one_drive);
    begin_with_cleaner(f, 3, "CLN001L1 cleaner", 5);
    for (int i = 0; i < 3; i++) {
        rsm_sim_dirty("lib", 1);
        use_drive(f);
    }

    assert_asked(f, 1);
    assert_int_equal(cleaner_uses(f), 4);
}

static void without_a_reserved_slot_a_person_is_asked_once(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;

    plug_in_and_settle(f, two_drives);
    rsm_sim_dirty("lib", 1);
    rsm_sim_dirty("lib", 2);
    use_drive(f);
    use_drive(f);

    look_at_question(f, NTMS_OPREQ_CLEANER, &question);
    assert_guid(*library_id(f), question.info.Info.OpRequest.Arg1);
    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_WAITING, 0);
    assert_int_equal(count_unfinished(f), 0);
}

static void who_refused_is_not_asked_again(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;

    plug_in_and_settle(f, two_drives);
    rsm_sim_dirty("lib", 1);
    rsm_sim_dirty("lib", 2);
    use_drive(f);
    answer_as_person(f, NTMS_OPREQ_CLEANER, NTMS_OPSTATE_REFUSED);
    use_drive(f);

    look_at_question(f, NTMS_OPREQ_CLEANER, &question);
    assert_int_equal(question.info.Info.OpRequest.State, NTMS_OPSTATE_REFUSED);
}

/* ---- what it costs ---- */

static void alerts_cost_one_command_for_a_dismount(void **state)
{
    struct fixture *f = *state;
    unsigned before;

    begin(f);
    before = rsm_sim_commands_of(0x4D);
    use_drive(f);

    assert_int_equal(rsm_sim_commands_of(0x4D), before + 1);
}

static void a_drive_that_refused_to_tell_is_not_asked_again(void **state)
{
    struct fixture *f = *state;
    unsigned before;

    begin(f);
    rsm_sim_hide_alerts("lib", 1);
    rsm_sim_hide_alerts("lib", 2);
    use_drive(f);
    use_drive(f);
    before = rsm_sim_commands_of(0x4D);
    use_drive(f);
    use_drive(f);

    assert_int_equal(rsm_sim_commands_of(0x4D), before);
}

/* ---- broken drives ---- */

static void a_broken_drive_is_left_out_until_a_person_has_seen_to_it(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    struct rsm_record drive;

    begin(f);
    rsm_sim_raise_alert("lib", 1, 30);
    rsm_sim_raise_alert("lib", 2, 30);
    use_drive(f);
    look_at_question(f, NTMS_OPREQ_DEVICESERVICE, &question);
    assert_int_equal(question.info.Info.OpRequest.Arg1Type, NTMS_DRIVE);
    look_at(f, &question.info.Info.OpRequest.Arg1, NTMS_DRIVE, &drive);
    assert_int_equal(drive.info.dwOperationalState, NTMS_NEEDS_SERVICE);
    assert_in_slot(f, "A00001L5", 1);

    answer_as_person(f, NTMS_OPREQ_DEVICESERVICE, NTMS_OPSTATE_COMPLETE);
    run_all_work(f);
    look_at(f, &question.info.Info.OpRequest.Arg1, NTMS_DRIVE, &drive);
    assert_int_equal(drive.info.dwOperationalState, NTMS_READY);
}

static void a_broken_drive_stays_so_over_a_restart(void **state)
{
    struct fixture *f = *state;
    struct rsm_record question;
    struct rsm_record drive;

    begin(f);
    rsm_sim_raise_alert("lib", 1, 31);
    rsm_sim_raise_alert("lib", 2, 31);
    use_drive(f);
    restart(f);
    run_all_work(f);

    look_at_question(f, NTMS_OPREQ_DEVICESERVICE, &question);
    look_at(f, &question.info.Info.OpRequest.Arg1, NTMS_DRIVE, &drive);
    assert_int_equal(drive.info.dwOperationalState, NTMS_NEEDS_SERVICE);
}

static void any_other_alert_is_said_in_the_log_and_no_more(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;

    begin(f);
    rsm_sim_raise_alert("lib", 1, 7);
    rsm_sim_raise_alert("lib", 2, 7);
    begin_keeping_log();
    use_drive(f);

    assert_logged("worn out");
    look_at_drive(f, 1, &drive);
    assert_int_equal(drive.info.dwOperationalState, NTMS_READY);
    assert_int_equal(count_asked(f, NTMS_OPREQ_DEVICESERVICE, NTMS_OPSTATE_SUBMITTED), 0);
    end_keeping_log();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_drive_that_asks_with_an_alert_is_cleaned),
        story(a_drive_that_asks_in_sense_data_is_cleaned),
        story(a_drive_that_asks_for_nothing_is_not_cleaned),
        story(a_drive_is_not_cleaned_twice_for_one_wish),
        story(a_drive_that_asks_again_at_once_is_not_cleaned_again),
        story(without_a_reserved_slot_a_person_is_asked_once),
        story(who_refused_is_not_asked_again),
        story(alerts_cost_one_command_for_a_dismount),
        story(a_drive_that_refused_to_tell_is_not_asked_again),
        story(a_broken_drive_is_left_out_until_a_person_has_seen_to_it),
        story_on_disk(a_broken_drive_stays_so_over_a_restart),
        story(any_other_alert_is_said_in_the_log_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
