/*
 * rsm eject, over a simulated library and the person in front of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/judge.h"
#include "model/guid.h"
#include "platform/thread.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char two_cells[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   A00002L5  mtf Simple Backup/Tuesday\n"
    "slot 3   A00003L5  mtf Simple Backup/Wednesday\n"
    "slot 4   empty\n"
    "port 1   empty\n"
    "port 2   empty\n";

static const char full_port[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   empty\n"
    "port 1   B00001L5  blank\n";

static const char no_port[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   empty\n";

/* ---- people ---- */

/* Takes what is ejected as soon as the port is open for it. */
struct person {
    struct fixture *f;
    struct rsm_thread thread;
};

static bool can_be_taken(struct fixture *f)
{
    struct rsm_record port;

    look_at(f, port_id(f, 1), NTMS_IEPORT, &port);
    return port.info.Info.IEPort.Content == NTMS_PORTCONTENT_FULL &&
           port.info.Info.IEPort.Position == NTMS_PORTPOSITION_EXTENDED;
}

static void take_it(void *context)
{
    struct person *person = context;

    if (wait_until(person->f, can_be_taken))
        rsm_sim_take_out("lib", "port 1");
}

static void person_comes(struct person *person)
{
    assert_success(rsm_thread_start(take_it, person, &person->thread));
}

static void set_patience(struct fixture *f, WORD seconds)
{
    struct rsm_record port;

    look_at(f, port_id(f, 1), NTMS_IEPORT, &port);
    port.info.Info.IEPort.MaxExtendSecs = seconds;
    change(f, &port);
}

/* ---- each command a process of its own ---- */

static void what_was_exchanged_by_hand_before_is_not_taken_for_what_was_there(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_cells);
    close_session(f);
    rsm_sim_swap("lib", "slot 1", "slot 3");

    assert_success(rsm("eject /sfSlot~1 /lfSTK~L20"));

    assert_says("Take the cartridge A00003L5 out of port 1");
    assert_moves(f, "slot 1 > port 1");
    open_session(f);
}

static void a_medium_that_was_put_elsewhere_by_hand_is_found(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_cells);
    close_session(f);
    rsm_sim_swap("lib", "slot 1", "slot 3");

    assert_success(rsm("eject /pfA00001L5"));

    assert_moves(f, "slot 3 > port 1");
    open_session(f);
}

static void a_medium_that_was_taken_by_hand_before_is_not_there(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_cells);
    close_session(f);
    rsm_sim_take_out("lib", "slot 2");

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("eject /pfA00002L5"));

    assert_complains("A00002L5");
    assert_moves(f, "");
    open_session(f);
}

static void what_one_command_put_aside_goes_out_with_the_next(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_cells);
    close_session(f);

    assert_success(rsm("eject /pfA00003L5 /aqueue"));
    assert_success(rsm("eject /pfA00001L5"));

    assert_moves(f, "slot 3 > port 1, slot 1 > port 2");
    open_session(f);
}

static void the_work_is_done_before_the_command_ends(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_cells);
    close_session(f);

    assert_success(rsm("eject /pfA00001L5 /nowait"));

    assert_moves(f, "slot 1 > port 1");
    open_session(f);
}

/* ---- what is printed ---- */

static void brief_eject_prints_nothing_but_the_operation(void **state)
{
    GUID operation;
    plug_in_and_settle(*state, two_cells);

    assert_success(rsm("eject /b /pfA00001L5"));

    assert_int_equal(strlen(out.text), 33);
    out.text[32] = '\0';
    assert_true(rsm_guid_parse(out.text, &operation));
    assert_complains("Take the cartridge A00001L5 out of port 1");
}

static void programs_are_told_where_the_cartridge_is(void **state)
{
    plug_in_and_settle(*state, two_cells);

    assert_success(rsm("eject /pfA00001L5 /json"));

    judge_document(&out, NULL);
    assert_says("\"location_name\": \"port 1\"");
    assert_says("\"taken\": false");
}

static void programs_are_told_what_failed(void **state)
{
    plug_in_and_settle(*state, two_cells);

    assert_fails_with(ERROR_EMPTY, rsm("eject /sfSlot~4 /lfSTK~L20 /json"));

    judge_document(&out, NULL);
}

/* ---- staying ---- */

static void wait_stays_until_the_cartridge_is_taken(void **state)
{
    struct person person = {.f = *state};
    plug_in_and_settle(*state, two_cells);
    person_comes(&person);

    assert_success(rsm("eject /pfA00001L5 /wait"));

    rsm_thread_join(&person.thread);
    assert_says("The cartridge A00001L5 was taken.\n");
    assert_no_medium(*state, "A00001L5"); /* it was in Import */
}

static void who_does_not_come_in_time_leaves_it_in_the_port(void **state)
{
    plug_in_and_settle(*state, two_cells);

    assert_fails_with(ERROR_TIMEOUT, rsm("eject /pfA00001L5 /wait /t1"));

    assert_complains("nobody has taken the cartridge A00001L5 out of port 1; it is there still");
    assert_moves(*state, "slot 1 > port 1");
}

static void a_full_port_is_told_and_the_cartridge_stays(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, full_port);
    set_patience(f, 0);

    assert_fails_with(ERROR_TIMEOUT, rsm("eject /pfA00001L5"));

    assert_says(
        "The port of the library \"STK L20\" is full. Empty it: then the next cartridge "
        "comes out.\n");
    assert_complains("the cartridge A00001L5 is not ejected and stays where it is");
    assert_requests(f, NTMS_LM_EJECT, NTMS_LM_CANCELLED, 1);
    assert_in_slot(f, "A00001L5", 1);
}

static void a_full_port_is_waited_for(void **state)
{
    struct fixture *f = *state;
    struct person person = {.f = f};
    plug_in_and_settle(f, full_port);
    person_comes(&person);

    assert_success(rsm("eject /pfA00001L5"));

    rsm_thread_join(&person.thread);
    assert_moves(f, "slot 1 > port 1");
    assert_says("is full. Empty it");
    assert_says("Take the cartridge A00001L5 out of port 1");
}

static void what_is_in_the_full_port_already_waits_for_no_cell(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, full_port);
    rsm_sim_take_out("lib", "port 1");
    close_session(f);
    assert_success(rsm("eject /pfA00001L5"));

    assert_success(rsm("eject /pfA00001L5"));

    assert_null(strstr(out.text, "is full"));
    assert_says("Take the cartridge A00001L5 out of port 1");
    open_session(f);
}

static void a_library_without_a_port_waits_for_the_person(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, no_port);

    assert_fails_with(ERROR_TIMEOUT, rsm("eject /pfA00001L5 /t1"));

    assert_says(
        "Open the library \"STK L20\", take the cartridge A00001L5 out of slot 1, and close "
        "the library: it has no port.\n");
    f->unsettled = true; /* its record left; a look around brings it back */
}

static void nowait_ends_before_the_work_does(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_cells);

    assert_success(rsm("eject /pfA00001L5 /nowait"));

    assert_says("It is done when this command ends, or by a program");
    f->unsettled = true;
}

static void a_terminal_is_left_clean(void **state)
{
    const char *last;
    plug_in_and_settle(*state, two_cells);

    assert_success(rsm_with_width("eject /pfA00001L5", 60));

    last = strrchr(err.text, '\r');
    assert_true(last == NULL || last[1] == '\0');
}

/* ---- several together, and taken back ---- */

static void what_is_put_aside_goes_out_with_the_next_one(void **state)
{
    plug_in_and_settle(*state, two_cells);

    assert_success(rsm("eject /pfA00003L5 /aqueue"));
    assert_says("The cartridge A00003L5 is put aside.");
    assert_moves(*state, "");
    assert_success(rsm("eject /pfA00001L5"));

    assert_says("The cartridge A00003L5, put aside before, is ejected with it.\n");
    assert_says("Take the cartridge A00003L5 out of port 1");
    assert_says("Take the cartridge A00001L5 out of port 2");
}

static void brief_queue_prints_nothing(void **state)
{
    plug_in_and_settle(*state, two_cells);

    assert_success(rsm("eject /pfA00003L5 /aqueue /b"));

    assert_string_equal(out.text, "");
    assert_success(rsm("eject /pfA00003L5 /aqueue /json"));
    judge_document(&out, NULL);
}

static void what_is_put_aside_is_taken_back(void **state)
{
    plug_in_and_settle(*state, two_cells);
    assert_success(rsm("eject /pfA00003L5 /aqueue"));

    assert_success(rsm("eject /pfA00003L5 /astop"));
    assert_says("The cartridge A00003L5 is not ejected.\n");
    assert_success(rsm("eject /pfA00001L5"));

    assert_moves(*state, "slot 1 > port 1");
}

static void stop_takes_a_cartridge_back_from_the_port(void **state)
{
    char line[60];
    plug_in_and_settle(*state, two_cells);
    assert_success(rsm("eject /b /pfA00001L5"));
    snprintf(line, sizeof line, "eject /astop /o%.32s", out.text);

    assert_success(rsm(line));
    assert_says("The eject is stopped; what is still in the port goes back to a slot.\n");
    run_all_work(*state);

    assert_in_slot(*state, "A00001L5", 1);
}

static void what_is_no_eject_is_not_stopped(void **state)
{
    plug_in_and_settle(*state, two_cells);

    assert_fails_with(ERROR_INVALID_OPERATION,
                      rsm("eject /astop /o00000000000000000000000000000001"));
    assert_complains("there is no eject 00000000000000000000000000000001 to stop");
    assert_fails_with(ERROR_INVALID_OPERATION, rsm("eject /astop /pfA00001L5"));
    assert_complains("no eject of the cartridge A00001L5 is put aside");
}

/* ---- refused ---- */

static void an_eject_that_is_under_way_is_not_begun_again(void **state)
{
    plug_in_and_settle(*state, two_cells);
    assert_success(rsm("eject /pfA00001L5"));

    assert_fails_with(ERROR_BUSY, rsm("eject /pfA00001L5"));

    assert_complains("or it is being ejected already");
}

static void a_disabled_medium_is_not_ejected(void **state)
{
    plug_in_and_settle(*state, two_cells);
    assert_success(rsm("disable /tphysical_media /sfA00001L5"));

    assert_fails_with(ERROR_MEDIA_NOT_AVAILABLE, rsm("eject /pfA00001L5"));

    assert_complains("it is disabled; see rsm enable");
}

static void nothing_is_ejected_from_a_disabled_library(void **state)
{
    plug_in_and_settle(*state, two_cells);
    assert_success(rsm("disable /tlibrary /sfSTK~L20"));

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, rsm("eject /pfA00001L5"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads_on_disk(what_was_exchanged_by_hand_before_is_not_taken_for_what_was_there),
        story_threads_on_disk(a_medium_that_was_put_elsewhere_by_hand_is_found),
        story_threads_on_disk(a_medium_that_was_taken_by_hand_before_is_not_there),
        story_threads_on_disk(what_one_command_put_aside_goes_out_with_the_next),
        story_threads_on_disk(the_work_is_done_before_the_command_ends),
        story_threads(brief_eject_prints_nothing_but_the_operation),
        story_threads(programs_are_told_where_the_cartridge_is),
        story_threads(programs_are_told_what_failed),
        story_threads(wait_stays_until_the_cartridge_is_taken),
        story_threads(who_does_not_come_in_time_leaves_it_in_the_port),
        story_threads(a_full_port_is_told_and_the_cartridge_stays),
        story_threads(a_full_port_is_waited_for),
        story_threads_on_disk(what_is_in_the_full_port_already_waits_for_no_cell),
        story_threads(a_library_without_a_port_waits_for_the_person),
        story_threads(nowait_ends_before_the_work_does),
        story_threads(a_terminal_is_left_clean),
        story_threads(what_is_put_aside_goes_out_with_the_next_one),
        story_threads(brief_queue_prints_nothing),
        story_threads(what_is_put_aside_is_taken_back),
        story_threads(stop_takes_a_cartridge_back_from_the_port),
        story_threads(what_is_no_eject_is_not_stopped),
        story_threads(an_eject_that_is_under_way_is_not_begun_again),
        story_threads(a_disabled_medium_is_not_ejected),
        story_threads(nothing_is_ejected_from_a_disabled_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
