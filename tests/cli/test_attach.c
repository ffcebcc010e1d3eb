/*
 * rsm attach, detach and pin.
 */
#include "cli/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/display.h"
#include "cli/judge.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/simulated_system.h"

static const char one_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   A00002L5  mtf Simple Backup/Tuesday\n";

static const char with_disk[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  blank\n"
    "disk\n";

static const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n"
    "slot 4   CLN001L1  cleaner\n"
    "port 1   empty\n";

/* ---- attach and detach ---- */

static void what_is_no_address_is_not_attached(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_fails_with(ERROR_BAD_PATHNAME, rsm("attach nonsense"));

    assert_complains("\"nonsense\" is not an address");
}

static void an_address_where_nothing_answers_is_not_attached(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_fails_with(ERROR_HOST_UNREACHABLE, rsm("attach sim:elsewhere"));

    assert_complains("no device answers at sim:elsewhere, so it is not attached");
    assert_fails_with(ERROR_NOT_FOUND, rsm("detach sim:elsewhere"));
}

static void what_is_no_tape_device_is_not_attached(void **state)
{
    plug_in_and_settle(*state, with_disk);

    assert_fails_with(ERROR_BAD_DEV_TYPE, rsm("attach sim:lib/2"));

    assert_complains("what answers at sim:lib/2 is neither a tape library nor a tape drive");
    assert_fails_with(ERROR_NOT_FOUND, rsm("detach sim:lib/2"));
}

static void force_attaches_an_address_where_nothing_answers(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("attach sim:elsewhere /force"));

    assert_says("Attached sim:elsewhere.\n");
    assert_success(rsm("detach sim:elsewhere"));
}

static void attach_tells_of_a_drive_that_stands_alone(void **state)
{
    struct fixture *f = *state;
    f->options.devices = NULL;
    rsm_sim_draw("lib", "alone\ndrive 1 empty\n");
    open_session(f);

    assert_success(rsm("attach sim:lib"));

    assert_says("Library \"HP Ultrium 5-SCSI\": a drive that stands alone.\n");
    f->unsettled = true;
}

static void programs_are_told_which_libraries_were_found(void **state)
{
    struct fixture *f = *state;
    f->options.devices = NULL;
    rsm_sim_draw("lib", one_drive);
    open_session(f);

    assert_success(rsm("attach sim:lib /json"));

    judge_document(&out, NULL);
    assert_says("\"address\": \"sim:lib\"");
    assert_says("\"number_of_slots\": 2,");
    assert_success(rsm("detach sim:lib /json"));
    judge_document(&out, NULL);
    assert_fails_with(ERROR_NOT_FOUND, rsm("detach sim:lib /json"));
    judge_document(&out, NULL);
    f->unsettled = true;
}

static void what_is_not_attached_cannot_be_detached(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_fails_with(ERROR_NOT_FOUND, rsm("detach sim:other"));

    assert_complains("sim:other is not attached");
}

/* The library and its drive are shown by the system, and used. */
static void begin_with_system(struct fixture *f)
{
    rsm_sim_draw("lib", one_drive);
    rsm_sim_show("lib", 0, "\\\\.\\Changer0");
    rsm_sim_show("lib", 1, "\\\\.\\Tape0");
    use_system(f, true);
    open_session(f);
    run_all_work(f);
}

static void detach_leaves_what_the_system_shows_alone(void **state)
{
    begin_with_system(*state);

    assert_success(rsm("detach \\\\.\\Changer0"));

    assert_says(
        "Detached \\\\.\\Changer0.  It is left alone from now on, whatever its name will "
        "be; rsm attach takes it back.\n");
}

static void attach_takes_it_back(void **state)
{
    begin_with_system(*state);
    assert_success(rsm("detach \\\\.\\Changer0"));

    assert_success(rsm("attach \\\\.\\Changer0"));

    assert_says("Attached \\\\.\\Changer0.\nLibrary \"STK L20\": slots 2, drives 1, ports 0.\n");
    run_all_work(*state);
}

static void what_the_system_does_not_show_is_not_detached(void **state)
{
    begin_with_system(*state);

    assert_fails_with(ERROR_NOT_FOUND, rsm("detach \\\\.\\Tape9"));

    assert_complains("\\\\.\\Tape9 is neither attached nor a changer or tape drive that is known");
}

static void a_secret_in_an_address_is_never_shown(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    (void)rsm("detach iscsi://operator%s3cret@127.0.0.1/iqn.2026-01.test");

    assert_null(strstr(err.text, "s3cret"));
}

/* ---- pin ---- */

static void pin_says_which_tape_device_a_drive_is_and_takes_it_back(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in_and_settle(f, three_tapes);

    assert_success(rsm_of("pin /sSERIAL1D2 ", drive_id(f, 1)));
    assert_string_equal(out.text,
                        "\"Drive 1\" is pinned to the tape device SERIAL1D2.\n"
                        "That counts from the next start of each program.\n");
    look_at_drive(f, 1, &drive);
    assert_text(u"SERIAL1D2", drive.own.Pinned);

    assert_success(rsm_of("pin /r ", drive_id(f, 1)));
    assert_says("\"Drive 1\" is not pinned any more.\n");
    look_at_drive(f, 1, &drive);
    assert_text(u"", drive.own.Pinned);
}

static void pin_tells_of_a_device_that_is_another_drive(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    assert_success(rsm_of("pin /sSERIAL1D2 ", drive_id(f, 1)));

    assert_fails_with(ERROR_ALREADY_EXISTS, rsm_of("pin /sSERIAL1D2 ", drive_id(f, 2)));

    assert_complains("another drive is pinned to the tape device SERIAL1D2; take that back first");
    assert_string_equal(out.text, "");
}

static void a_drive_that_is_not_pinned_has_nothing_to_take_back(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_NOT_FOUND, rsm_of("pin /r ", drive_id(f, 1)));

    assert_complains("\"Drive 1\" is not pinned");
}

static void pin_of_what_is_no_drive_is_refused(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_INVALID_DRIVE, rsm("pin Drive1 /sX"));
    assert_complains("there is no drive \"Drive1\"; did you mean \"Drive 1\"?");
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_of("pin /sX ", slot_id(f, 1)));
    assert_complains("is no drive, but a slot");
}

static void programs_are_told_what_is_pinned(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_success(rsm_of("pin /json /sSERIAL1D2 ", drive_id(f, 1)));
    judge_document(&out, NULL);
    assert_says("\"serial_number\": \"SERIAL1D2\"");
    assert_success(rsm_of("pin /json /r ", drive_id(f, 1)));
    judge_document(&out, NULL);
    assert_says("\"serial_number\": null");
}

static void pin_wants_a_serial_number_or_r(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm_of("pin ", drive_id(f, 1)));
    assert_complains("/s<serial> or /r is missing.\n");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm_of("pin /sX /r ", drive_id(f, 1)));
    assert_complains("/s and /r exclude each other.\n     rsm pin DRIVE {/s<serial> | /r} ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(what_is_no_address_is_not_attached),
        story_threads(an_address_where_nothing_answers_is_not_attached),
        story_threads(what_is_no_tape_device_is_not_attached),
        story_threads(force_attaches_an_address_where_nothing_answers),
        story(attach_tells_of_a_drive_that_stands_alone),
        story(programs_are_told_which_libraries_were_found),
        story_threads(what_is_not_attached_cannot_be_detached),
        story_threads(detach_leaves_what_the_system_shows_alone),
        story_threads(attach_takes_it_back),
        story_threads(what_the_system_does_not_show_is_not_detached),
        story_threads(a_secret_in_an_address_is_never_shown),
        story(pin_says_which_tape_device_a_drive_is_and_takes_it_back),
        story(pin_tells_of_a_device_that_is_another_drive),
        story(a_drive_that_is_not_pinned_has_nothing_to_take_back),
        story(pin_of_what_is_no_drive_is_refused),
        story(programs_are_told_what_is_pinned),
        story(pin_wants_a_serial_number_or_r),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
