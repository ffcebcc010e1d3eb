/*
 * rsm clean and rsm cleaner, over a simulated library and the person in front of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/judge.h"
#include "cli/listing.h"
#include "cli/run.h"
#include "platform/thread.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char with_port[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   empty\n"
    "slot 3   empty\n"
    "port 1   empty\n";

static const char alone[] = "alone\ndrive 1 empty\n";

/* ---- people ---- */

/* Puts a cleaning cartridge into the port as soon as it is open, or takes out what is there. */
struct person {
    struct fixture *f;
    bool takes;
    struct rsm_thread thread;
};

static bool is_port(struct fixture *f, DWORD content)
{
    struct rsm_record port;

    look_at(f, port_id(f, 1), NTMS_IEPORT, &port);
    return port.info.Info.IEPort.Content == content &&
           port.info.Info.IEPort.Position == NTMS_PORTPOSITION_EXTENDED;
}

static bool can_be_filled(struct fixture *f)
{
    return is_port(f, NTMS_PORTCONTENT_EMPTY);
}

static bool can_be_taken(struct fixture *f)
{
    return is_port(f, NTMS_PORTCONTENT_FULL);
}

static void act(void *context)
{
    struct person *person = context;

    if (!wait_until(person->f, person->takes ? can_be_taken : can_be_filled))
        return;
    if (person->takes)
        rsm_sim_take_out("lib", "port 1");
    else
        rsm_sim_put_in("lib", "port 1  CLN001L1 cleaner 9");
}

static void person_comes(struct person *person)
{
    assert_success(rsm_thread_start(act, person, &person->thread));
}

/* A cleaner that is good for 9 is in slot 3. */
static void bring_cleaner(struct fixture *f)
{
    struct rsm_record library;

    plug_in_and_settle(f, with_port);
    assert_success(rsm("cleaner /lfSTK~L20 /areserve /sfSlot~3"));
    rsm_sim_put_in("lib", "slot 3  CLN001L1 cleaner 9");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    look_at_library(f, &library);
    library.info.Info.Library.dwCleanerUsesRemaining = 9;
    library.info.Info.Library.dwFlags &= ~(DWORD)NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING;
    change(f, &library);
}

/* ---- cleaner ---- */

static void a_slot_is_kept_for_the_cleaner_and_given_back(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, with_port);

    assert_success(rsm("cleaner /lfSTK~L20 /areserve /sfSlot~3"));
    assert_string_equal(out.text,
                        "\"Slot 3\" of the library \"STK L20\" is reserved for its cleaner.\n");
    look_at_library(f, &library);
    assert_guid(*slot_id(f, 3), library.info.Info.Library.CleanerSlot);
    assert_success(rsm("cleaner /lfSTK~L20 /arelease"));

    assert_string_equal(out.text, "No slot of the library \"STK L20\" is reserved any more.\n");
}

static void the_cleaner_comes_in_through_the_port(void **state)
{
    struct fixture *f = *state;
    struct person person = {.f = f};
    plug_in_and_settle(f, with_port);
    assert_success(rsm("cleaner /lfSTK~L20 /areserve /sfSlot~3"));
    person_comes(&person);

    assert_success(rsm("cleaner /lfSTK~L20 /ainject /n9"));

    rsm_thread_join(&person.thread);
    assert_says("Put one cleaning cartridge into the port of the library \"STK L20\".\n");
    assert_says("The cleaning cartridge is in its slot of the library \"STK L20\".\n");
    assert_moves(f, "port 1 > slot 3");
}

static void the_cleaner_goes_out_through_the_port(void **state)
{
    struct fixture *f = *state;
    struct person person = {.f = f, .takes = true};
    bring_cleaner(f);
    person_comes(&person);

    assert_success(rsm("cleaner /lfSTK~L20 /aeject"));

    rsm_thread_join(&person.thread);
    assert_says("The cleaning cartridge of the library \"STK L20\" was taken.\n");
}

static void nobody_brings_a_cleaner(void **state)
{
    struct fixture *f = *state;
    struct rsm_record port;
    plug_in_and_settle(f, with_port);
    assert_success(rsm("cleaner /lfSTK~L20 /areserve /sfSlot~3"));
    look_at(f, port_id(f, 1), NTMS_IEPORT, &port);
    port.info.Info.IEPort.MaxExtendSecs = 0;
    change(f, &port);

    assert_fails_with(ERROR_TIMEOUT, rsm("cleaner /lfSTK~L20 /ainject"));

    assert_complains("nobody has put a cleaning cartridge into the port");
}

static void what_is_not_reserved_is_told(void **state)
{
    plug_in_and_settle(*state, with_port);

    assert_fails_with(ERROR_CLEANER_SLOT_NOT_SET, rsm("cleaner /lfSTK~L20 /ainject"));
    assert_complains("rsm cleaner /areserve does that");
    assert_fails_with(ERROR_CLEANER_SLOT_NOT_SET, rsm("cleaner /lfSTK~L20 /arelease"));
    assert_fails_with(ERROR_RESOURCE_NOT_AVAILABLE, rsm("cleaner /lfSTK~L20 /areserve /sfSlot~1"));
    assert_complains("the slot is not empty");
    assert_success(rsm("cleaner /lfSTK~L20 /areserve /sfSlot~2"));
    assert_fails_with(ERROR_CLEANER_SLOT_SET, rsm("cleaner /lfSTK~L20 /areserve /sfSlot~3"));
    assert_fails_with(ERROR_EMPTY, rsm("cleaner /lfSTK~L20 /aeject"));
    assert_complains("there is no cleaning cartridge in its reserved slot");
}

static void a_wrong_call_says_what_goes_with_what(void **state)
{
    plug_in_and_settle(*state, with_port);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("cleaner /lfSTK~L20 /areserve"));
    assert_complains("goes with /areserve, which needs it");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("cleaner /lfSTK~L20 /astop"));
    assert_complains("goes with /astop, which needs it");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("cleaner /lfSTK~L20 /aeject /n3"));
    assert_complains("/n goes with /ainject");
    assert_fails_with(ERROR_INVALID_OPERATION,
                      rsm("cleaner /lfSTK~L20 /astop /o00000000000000000000000000000001"));
}

static void programs_are_told_of_the_cleaner(void **state)
{
    plug_in_and_settle(*state, with_port);

    assert_success(rsm("cleaner /lfSTK~L20 /areserve /sfSlot~3 /json"));
    judge_document(&out, NULL);
    assert_fails_with(ERROR_EMPTY, rsm("cleaner /lfSTK~L20 /aeject /json"));
    judge_document(&out, NULL);
}

/* ---- clean ---- */

static void a_drive_is_cleaned_and_the_uses_are_counted(void **state)
{
    struct fixture *f = *state;
    bring_cleaner(f);

    assert_success(rsm("clean /dfDrive~1 /lfSTK~L20"));

    assert_moves(f, "slot 3 > drive 1, drive 1 > slot 3");
    assert_says(
        "\"Drive 1\" of the library \"STK L20\" is cleaned.\n"
        "Its cleaning cartridge is good for 8 more.\n");
}

static void programs_are_told_of_the_cleaning(void **state)
{
    bring_cleaner(*state);

    assert_success(rsm("clean /dfDrive~1 /json"));

    judge_document(&out, NULL);
    assert_says("\"cleaner_uses_remaining\": 8");
}

static void a_drive_that_stands_alone_is_recorded_as_cleaned(void **state)
{
    plug_in_and_settle(*state, alone);

    assert_success(rsm_of_and("clean /dg", drive_id(*state, 1), "/json"));
    judge_document(&out, NULL);
    assert_success(rsm_of("clean /dg", drive_id(*state, 1)));
    assert_says("stands alone: put a cleaning cartridge into it");
}

static void a_disabled_drive_is_not_cleaned(void **state)
{
    plug_in_and_settle(*state, with_port);
    assert_success(rsm("disable /tdrive /sfDrive~1"));

    assert_fails_with(ERROR_RESOURCE_DISABLED, rsm("clean /dfDrive~1"));

    assert_complains("is disabled; see rsm enable");
}

static void who_has_no_cleaner_is_told_how_to_bring_one(void **state)
{
    plug_in_and_settle(*state, with_port);

    assert_success(rsm("clean /dfDrive~1 /nowait"));

    assert_says("a person is asked for one: see rsm operator, and rsm cleaner /areserve");
    ((struct fixture *)*state)->unsettled = true;
}

/* Who answers as soon as the question is read. */
static void refuse_the_cleaner(void *context, const char *text, size_t length)
{
    struct fixture *f = context;
    struct rsm_listing asked;

    err.output.write(err.output.context, text, length);
    if (strstr(err.text, "/refuse") == NULL || f->session == NULL)
        return;
    assert_success(rsm_listing_read(f->session, NULL, NTMS_OPREQUEST, &asked));
    if (asked.count > 0)
        (void)CancelNtmsOperatorRequest(f->session, &asked.ids[0]);
    rsm_listing_free(&asked);
}

static void who_waits_for_a_cleaning_is_told_what_a_person_is_asked_for(void **state)
{
    struct fixture *f = *state;
    const struct rsm_output refusing = {.write = refuse_the_cleaner, .context = f};
    char words[] = "clean";
    char drive[] = "/dfDrive 1";
    char *line[] = {words, drive};
    plug_in_and_settle(f, with_port);

    capture_begin(&out, 0);
    capture_begin(&err, 0);
    assert_int_not_equal(rsm_run_words(2, line, &out.output, &refusing), ERROR_SUCCESS);

    assert_complains("rsm: a person is asked: a cleaning cartridge is needed");
    assert_complains("rsm cleaner /areserve keeps a slot for it");
    assert_complains("When it cannot be:  rsm operator /refuse");
}

static void an_unknown_drive_is_not_cleaned(void **state)
{
    plug_in_and_settle(*state, with_port);

    assert_fails_with(ERROR_INVALID_DRIVE, rsm("clean /dfTurntable"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(a_slot_is_kept_for_the_cleaner_and_given_back),
        story_threads(the_cleaner_comes_in_through_the_port),
        story_threads(the_cleaner_goes_out_through_the_port),
        story_threads(nobody_brings_a_cleaner),
        story_threads(what_is_not_reserved_is_told),
        story_threads(a_wrong_call_says_what_goes_with_what),
        story_threads(programs_are_told_of_the_cleaner),
        story_threads(a_drive_is_cleaned_and_the_uses_are_counted),
        story_threads(programs_are_told_of_the_cleaning),
        story_threads(a_drive_that_stands_alone_is_recorded_as_cleaned),
        story_threads(a_disabled_drive_is_not_cleaned),
        story_threads(who_has_no_cleaner_is_told_how_to_bring_one),
        story_threads(who_waits_for_a_cleaning_is_told_what_a_person_is_asked_for),
        story_threads(an_unknown_drive_is_not_cleaned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
