/*
 * rsm inject and rsm door, over a simulated library and the person in front of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/judge.h"
#include "platform/thread.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char with_port[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   empty\n"
    "port 1   empty\n"
    "door     locked\n";

static const char full[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "port 1   empty\n";

static const char alone[] = "alone\ndrive 1 - mtf Simple Backup/Monday\n";

/* Whoever looks at a drive that stands alone reads its tape a moment later. */
static bool is_identified(struct fixture *f)
{
    struct rsm_record medium;

    return find_medium_at(f, drive_id(f, 1), &medium);
}

static void plug_in_alone(struct fixture *f)
{
    plug_in_and_settle(f, alone);
    assert_true(wait_until(f, is_identified));
}

/* ---- people ---- */

struct person {
    struct fixture *f;
    bool at_door; /* opens it and closes it; else puts a cartridge into the port */
    struct rsm_thread thread;
};

static bool can_be_filled(struct fixture *f)
{
    struct rsm_record port;

    look_at(f, port_id(f, 1), NTMS_IEPORT, &port);
    return port.info.Info.IEPort.Position == NTMS_PORTPOSITION_EXTENDED;
}

static bool can_be_opened(struct fixture *f)
{
    return count_requests(f, NTMS_LM_DOORACCESS, NTMS_LM_WAITING) == 1;
}

static void act(void *context)
{
    struct person *person = context;

    if (!wait_until(person->f, person->at_door ? can_be_opened : can_be_filled))
        return;
    if (!person->at_door) {
        rsm_sim_put_in("lib", "port 1  B00001L5 mtf Simple Backup/Tuesday");
        return;
    }
    rsm_sim_open_door("lib");
    rsm_sim_close_door("lib");
}

static void person_comes(struct person *person)
{
    assert_success(rsm_thread_start(act, person, &person->thread));
}

/* ---- inject ---- */

static void inject_tells_what_to_do_and_what_came(void **state)
{
    struct person person = {.f = *state};
    plug_in_and_settle(*state, with_port);
    person_comes(&person);

    assert_success(rsm("inject /lfSTK~L20"));

    rsm_thread_join(&person.thread);
    assert_says(
        "Put a cartridge into the port of the library \"STK L20\". It is waited 60 seconds "
        "for that.\n");
    assert_says("B00001L5: Simple Backup \"Tuesday\", pool Import\\LTO Ultrium\n");
    assert_says("Cartridges taken in: 1.\n");
    assert_in_slot(*state, "B00001L5", 2);
}

static void programs_are_told_what_came(void **state)
{
    struct person person = {.f = *state};
    plug_in_and_settle(*state, with_port);
    person_comes(&person);

    assert_success(rsm("inject /lfSTK~L20 /json"));

    rsm_thread_join(&person.thread);
    judge_document(&out, NULL);
    assert_says("\"bar_code\": \"B00001L5\"");
}

static void nobody_comes_and_nothing_is_taken_in(void **state)
{
    struct fixture *f = *state;
    struct rsm_record port;
    plug_in_and_settle(f, with_port);
    look_at(f, port_id(f, 1), NTMS_IEPORT, &port);
    port.info.Info.IEPort.MaxExtendSecs = 0;
    change(f, &port);

    assert_success(rsm("inject /lfSTK~L20"));

    assert_says("Cartridges taken in: 0.\n");
}

static void a_full_library_takes_nothing_in(void **state)
{
    plug_in_and_settle(*state, full);

    assert_fails_with(ERROR_LIBRARY_FULL, rsm("inject /lfSTK~L20"));

    assert_complains("no slot of the library \"STK L20\" is empty; let a cartridge out first");
}

static void an_inject_that_goes_on_is_stopped_by_its_guid(void **state)
{
    char line[80];
    plug_in_and_settle(*state, with_port);
    assert_success(rsm("inject /lfSTK~L20 /amany /nowait"));
    assert_says("Put cartridges, one after the other, into the port");
    strcpy(line, "inject /lfSTK~L20 /astop /o");
    memcpy(line + 27, strstr(out.text, "GUID: ") + 6, 32);
    line[59] = '\0';

    assert_success(rsm(line));

    assert_says("The inject ends; what is in the port by now is taken in.\n");
    run_all_work(*state);
    assert_requests(*state, NTMS_LM_INJECT, NTMS_LM_STOPPED, 1);
}

static void what_is_no_inject_is_not_stopped(void **state)
{
    plug_in_and_settle(*state, with_port);

    assert_fails_with(ERROR_INVALID_OPERATION,
                      rsm("inject /lfSTK~L20 /astop /o00000000000000000000000000000001"));
    assert_complains("there is no such inject");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("inject /lfSTK~L20 /astop"));
    assert_complains("which need it");
}

static void a_drive_that_stands_alone_takes_the_tape_that_is_in_it(void **state)
{
    plug_in_alone(*state);

    assert_success(rsm("inject /lfHP~Ultrium~5-SCSI"));

    assert_says("Put a cartridge into the drive \"HP Ultrium 5-SCSI\".\n");
    assert_says("Monday: Simple Backup \"Monday\", pool Import\\LTO Ultrium\n");
}

/* ---- door ---- */

static void the_door_is_unlocked_and_watched_until_it_is_closed(void **state)
{
    struct person person = {.f = *state, .at_door = true};
    plug_in_and_settle(*state, with_port);
    person_comes(&person);

    assert_success(rsm("door /lfSTK~L20 /afast"));

    rsm_thread_join(&person.thread);
    assert_says("The door of the library \"STK L20\" is unlocked, and nothing moves in it.");
    assert_says("The door of the library \"STK L20\" is closed; ");
    run_all_work(*state);
}

static void a_person_who_does_not_come_is_not_waited_for(void **state)
{
    plug_in_and_settle(*state, with_port);

    assert_fails_with(ERROR_TIMEOUT, rsm("door /lfSTK~L20 /t1 /json"));

    judge_document(&out, NULL);
    assert_complains("was not opened and closed again in time");
    ((struct fixture *)*state)->unsettled = true;
}

static void a_drive_that_stands_alone_has_no_door(void **state)
{
    plug_in_alone(*state);

    assert_fails_with(ERROR_RESOURCE_NOT_PRESENT, rsm("door /lfHP~Ultrium~5-SCSI"));

    assert_complains("has no door");
}

static void a_disabled_library_is_not_opened(void **state)
{
    plug_in_and_settle(*state, with_port);
    assert_success(rsm("disable /tlibrary /sfSTK~L20"));

    assert_fails_with(ERROR_RESOURCE_DISABLED, rsm("door /lfSTK~L20"));
    assert_complains("is disabled; see rsm enable");
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, rsm("inject /lfSTK~L20"));
    assert_complains("is disabled; see rsm enable");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(inject_tells_what_to_do_and_what_came),
        story_threads(programs_are_told_what_came),
        story_threads(nobody_comes_and_nothing_is_taken_in),
        story_threads(a_full_library_takes_nothing_in),
        story_threads(an_inject_that_goes_on_is_stopped_by_its_guid),
        story_threads(what_is_no_inject_is_not_stopped),
        story_threads(a_drive_that_stands_alone_takes_the_tape_that_is_in_it),
        story_threads(the_door_is_unlocked_and_watched_until_it_is_closed),
        story_threads(a_person_who_does_not_come_is_not_waited_for),
        story_threads(a_drive_that_stands_alone_has_no_door),
        story_threads(a_disabled_library_is_not_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
