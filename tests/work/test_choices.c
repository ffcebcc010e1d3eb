/*
 * Devices that the system shows by itself: used without being named, unless an administrator left them to another
 * product, or said that nothing is used by itself.
 */
#include "store/choices.h"

#include "core/session.h"
#include "platform/log.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/simulated_program.h"
#include "support/simulated_system.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static const char library[] =
    "changer  STK L20 CHANGER\n"
    "drive 1  empty serial ONE\n"
    "drive 2  empty serial TWO\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n";
static const char without_identities[] =
    "changer  STK L20 CHANGER\n"
    "dvcid    no\n"
    "drive 1  empty serial ONE\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n";
static const char alone[] = "alone\ndrive 1 empty serial ALONE\n";

enum { INQUIRY = 0x12 };

#define CHANGER "\\\\.\\Changer0"
#define TAPE(n) "\\\\.\\Tape" #n

/* ---- what the stories begin with ---- */

/* The system shows the library under its usual names. */
static void show_library(void)
{
    rsm_sim_draw("lib", library);
    rsm_sim_show("lib", 0, CHANGER);
    rsm_sim_show("lib", 1, TAPE(0));
    rsm_sim_show("lib", 2, TAPE(1));
}

static void begin(struct fixture *f, bool automatic)
{
    use_system(f, automatic);
    f->serial = "CHANGER";
    open_session(f);
}

static DWORD count_of_type(struct fixture *f, DWORD type)
{
    const struct rsm_condition same[] = {{.column = "library_type", .number = type}};
    DWORD count = 0;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_store_end(f->rsm->store,
                                 rsm_records_count(f->rsm->store, NTMS_LIBRARY, same, 1, &count)));
    return count;
}

static void assert_libraries(struct fixture *f, DWORD with_changer, DWORD standing_alone)
{
    assert_int_equal(count_of_type(f, NTMS_LIBRARYTYPE_ONLINE), with_changer);
    assert_int_equal(count_of_type(f, NTMS_LIBRARYTYPE_STANDALONE), standing_alone);
}

static DWORD state_of_library(struct fixture *f)
{
    struct rsm_record record;

    look_at_library(f, &record);
    return record.info.dwOperationalState;
}

static DWORD state_of_drive(struct fixture *f, unsigned number)
{
    struct rsm_record record;

    look_at_drive(f, number, &record);
    return record.info.dwOperationalState;
}

static void assert_named(struct fixture *f, unsigned drive, const WCHAR *name)
{
    struct rsm_record record;

    look_at_drive(f, drive, &record);
    assert_text(name, record.info.Info.Drive.szDeviceName);
}

static void choose(struct fixture *f, const char *identity, uint8_t type,
                   enum rsm_choice_verdict verdict)
{
    struct rsm_choice choice = {.type = type, .verdict = verdict};

    snprintf(choice.identity, sizeof choice.identity, "%s", identity);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_choices_set(f->rsm->store, &choice)));
}

/* ---- without being named ---- */

static void what_the_system_shows_is_used(void **state)
{
    struct fixture *f = *state;
    show_library();

    begin(f, true);
    run_all_work(f);

    assert_libraries(f, 1, 0);
    assert_int_equal(state_of_library(f), NTMS_READY);
    assert_named(f, 1, u"\\\\.\\Tape0");
    assert_named(f, 2, u"\\\\.\\Tape1");
    assert_pool(f, "A00001L5", "Import");
}

static void a_system_that_shows_nothing_is_no_trouble(void **state)
{
    struct fixture *f = *state;

    begin(f, true);

    assert_libraries(f, 0, 0);
    f->unsettled = true;
}

static void an_attached_address_is_used_beside_it(void **state)
{
    struct fixture *f = *state;
    show_library();
    rsm_sim_draw("other", alone);
    begin(f, true);

    assert_success(attach(f, "sim:other", false));

    assert_libraries(f, 1, 1);
    run_all_work(f);
}

static void the_system_is_not_used_when_addresses_are_named(void **state)
{
    struct fixture *f = *state;
    show_library();
    rsm_sim_draw("other", alone);
    use_system(f, true);
    f->options.devices = "sim:other";
    f->serial = "ALONE";
    strcpy(f->library, "other");
    open_session(f);

    assert_libraries(f, 0, 1);
    assert_int_equal(rsm_sim_opened(CHANGER), 0);
    assert_int_equal(rsm_sim_opened(TAPE(0)), 0);
    run_all_work(f);
}

static void where_nothing_is_used_by_itself_the_system_is_not_asked(void **state)
{
    struct fixture *f = *state;
    show_library();

    begin(f, false);

    assert_libraries(f, 0, 0);
    assert_int_equal(rsm_sim_commands(), 0);
    assert_int_equal(rsm_sim_enumerated(), 0);
    f->unsettled = true;
}

static void an_attached_changer_is_used_though_nothing_is_by_itself(void **state)
{
    struct fixture *f = *state;
    show_library();
    rsm_sim_draw("other", alone);
    rsm_sim_show("other", 1, TAPE(7));
    begin(f, false);

    assert_success(attach(f, CHANGER, false));

    assert_libraries(f, 1, 0); /* with its drives, but not the one that nobody chose */
    run_all_work(f);
    assert_named(f, 2, u"\\\\.\\Tape1");
    restart(f);
    run_all_work(f);
    assert_libraries(f, 1, 0);
    assert_int_equal(state_of_library(f), NTMS_READY);
}

static void an_attached_drive_is_used_though_nothing_is_by_itself(void **state)
{
    struct fixture *f = *state;
    rsm_sim_draw("other", alone);
    rsm_sim_show("other", 1, TAPE(7));
    begin(f, false);
    f->serial = "ALONE";
    strcpy(f->library, "other");

    assert_success(attach(f, TAPE(7), false));

    assert_libraries(f, 0, 1);
    run_all_work(f);
}

static void a_drive_that_nobody_chose_is_no_spare(void **state)
{
    struct fixture *f = *state;
    rsm_sim_draw("lib", without_identities);
    rsm_sim_show("lib", 0, CHANGER);
    rsm_sim_show("lib", 1, TAPE(0));
    begin(f, false);

    assert_success(attach(f, CHANGER, false));

    assert_int_equal(state_of_drive(f, 1), NTMS_NOT_PRESENT);
    assert_success(attach(f, TAPE(0), false));
    assert_int_equal(state_of_drive(f, 1), NTMS_READY);
    f->unsettled = true;
}

/* ---- left to another product ---- */

static void a_changer_that_was_detached_is_left_with_its_drives(void **state)
{
    struct fixture *f = *state;
    show_library();
    begin(f, true);
    run_all_work(f);

    assert_success(detach(f, CHANGER));

    assert_int_equal(state_of_library(f), NTMS_NOT_PRESENT);
    assert_int_equal(rsm_sim_ways("lib", 0), 0);
    assert_int_equal(rsm_sim_ways("lib", 1), 0);
    restart(f);
    run_all_work(f);
    assert_libraries(f, 1, 0); /* its drives did not become libraries */
    assert_int_equal(state_of_library(f), NTMS_NOT_PRESENT);
    assert_in_slot(f, "A00001L5", 1);
}

static void what_is_left_is_not_opened_when_the_system_knows_it(void **state)
{
    struct fixture *f = *state;
    unsigned commands;
    show_library();
    begin(f, true);
    run_all_work(f);
    assert_success(detach(f, CHANGER));
    close_session(f);
    commands = rsm_sim_commands();
    rsm_sim_hide_all();
    rsm_sim_show("lib", 0, CHANGER);
    rsm_sim_show("lib", 1, TAPE(0));
    rsm_sim_show("lib", 2, TAPE(1));

    open_session(f);
    run_all_work(f);

    assert_int_equal(rsm_sim_commands(), commands);
    assert_int_equal(rsm_sim_opened(CHANGER), 0);
    assert_int_equal(rsm_sim_opened(TAPE(0)), 0);
}

/* Reached by another way, where the system cannot tell which device it is. */
static void what_is_left_gets_inquiry_and_nothing_else(void **state)
{
    struct fixture *f = *state;
    unsigned commands;
    unsigned inquiries;
    show_library();
    begin(f, true);
    run_all_work(f);
    assert_success(detach(f, CHANGER));
    close_session(f);
    f->options.devices = "sim:lib"; /* names it all the same */
    commands = rsm_sim_commands();
    inquiries = rsm_sim_commands_of(INQUIRY);

    open_session(f);
    run_all_work(f);

    assert_true(f->shared || rsm_sim_commands_of(INQUIRY) > inquiries);
    assert_int_equal(rsm_sim_commands() - commands, rsm_sim_commands_of(INQUIRY) - inquiries);
    assert_int_equal(state_of_library(f), NTMS_NOT_PRESENT);
    assert_libraries(f, 1, 0);
}

static void what_is_left_stays_so_under_another_name(void **state)
{
    struct fixture *f = *state;
    show_library();
    begin(f, true);
    run_all_work(f);
    assert_success(detach(f, CHANGER));
    close_session(f);
    rsm_sim_hide(CHANGER);
    rsm_sim_hide(TAPE(0));
    rsm_sim_show("lib", 1, TAPE(4));
    rsm_sim_show("lib", 0, "\\\\.\\Changer3");

    open_session(f);
    run_all_work(f);

    assert_int_equal(state_of_library(f), NTMS_NOT_PRESENT);
    assert_libraries(f, 1, 0);
}

static void attaching_takes_it_back(void **state)
{
    struct fixture *f = *state;
    show_library();
    begin(f, true);
    run_all_work(f);
    assert_success(detach(f, CHANGER));

    assert_success(attach(f, CHANGER, false));

    run_all_work(f);
    assert_int_equal(state_of_library(f), NTMS_READY);
    assert_int_equal(state_of_drive(f, 1), NTMS_READY);
    assert_int_equal(state_of_drive(f, 2), NTMS_READY);
    assert_fails_with(ERROR_ALREADY_EXISTS, attach(f, CHANGER, false));
    restart(f);
    run_all_work(f);
    assert_int_equal(state_of_library(f), NTMS_READY);
}

static void an_attached_target_takes_back_what_was_left_in_it(void **state)
{
    struct fixture *f = *state;
    show_library();
    begin(f, true);
    run_all_work(f);
    assert_success(detach(f, CHANGER));
    rsm_sim_hide_all();

    assert_success(attach(f, "sim:lib", false));

    run_all_work(f);
    assert_int_equal(state_of_library(f), NTMS_READY);
    assert_int_equal(state_of_drive(f, 1), NTMS_READY);
}

static void a_drive_that_was_detached_leaves_its_library(void **state)
{
    struct fixture *f = *state;
    show_library();
    begin(f, true);
    run_all_work(f);

    assert_success(detach(f, TAPE(1)));

    assert_int_equal(state_of_library(f), NTMS_READY);
    assert_int_equal(state_of_drive(f, 1), NTMS_READY);
    assert_int_equal(state_of_drive(f, 2), NTMS_NOT_PRESENT);
    restart(f);
    run_all_work(f);
    assert_int_equal(state_of_drive(f, 2), NTMS_NOT_PRESENT);
    assert_int_equal(rsm_sim_ways("lib", 2), 0);

    assert_success(attach(f, TAPE(1), false));
    assert_int_equal(state_of_drive(f, 2), NTMS_READY);
    run_all_work(f);
}

static void a_drive_that_may_be_a_librarys_may_not_when_it_was_detached(void **state)
{
    struct fixture *f = *state;
    unsigned opened;
    rsm_sim_draw("lib", without_identities);
    rsm_sim_draw("other", alone);
    rsm_sim_show("lib", 0, CHANGER);
    rsm_sim_show("lib", 1, TAPE(0));
    rsm_sim_show("other", 1, TAPE(7));
    begin(f, true);

    assert_success(detach(f, TAPE(7)));
    opened = rsm_sim_opened(TAPE(7));
    run_all_work(f);

    assert_int_equal(rsm_sim_opened(TAPE(7)), opened);
    assert_in_slot(f, "A00001L5", 1);
    assert_int_equal(state_of_drive(f, 1), NTMS_READY);
}

static void a_drive_alone_that_was_detached_is_not_present(void **state)
{
    struct fixture *f = *state;
    rsm_sim_draw("other", alone);
    rsm_sim_show("other", 1, TAPE(7));
    begin(f, true);
    f->serial = "ALONE";
    run_all_work(f);

    assert_success(detach(f, TAPE(7)));

    assert_int_equal(state_of_library(f), NTMS_NOT_PRESENT);
    restart(f);
    run_all_work(f);
    assert_libraries(f, 0, 1);
    assert_int_equal(state_of_library(f), NTMS_NOT_PRESENT);
    assert_int_equal(rsm_sim_ways("other", 1), 0);
    f->unsettled = true;
}

static void a_device_that_is_off_can_be_left(void **state)
{
    struct fixture *f = *state;
    show_library();
    begin(f, true);
    run_all_work(f);
    close_session(f);
    rsm_sim_hide(CHANGER);
    open_session(f);

    assert_success(detach(f, CHANGER));

    rsm_sim_show("lib", 0, "\\\\.\\Changer1");
    restart(f);
    run_all_work(f);
    assert_int_equal(state_of_library(f), NTMS_NOT_PRESENT);
    assert_libraries(f, 1, 0);
}

static void what_nobody_shows_cannot_be_detached(void **state)
{
    struct fixture *f = *state;
    show_library();
    begin(f, true);
    run_all_work(f);

    assert_fails_with(ERROR_NOT_FOUND, detach(f, TAPE(9)));
    assert_fails_with(ERROR_DEV_NOT_EXIST, attach(f, TAPE(9), false));
}

static unsigned said;

static void count_left_alone(void *context, enum rsm_log_level level, const char *line)
{
    (void)context;
    (void)level;
    said += strstr(line, "left alone: rsm detach said so; rsm attach takes it back") != NULL;
}

static void it_is_said_once_that_a_device_is_left_alone(void **state)
{
    struct fixture *f = *state;
    said = 0;
    show_library();
    begin(f, true);
    run_all_work(f);
    rsm_log_set_sink(count_left_alone, NULL);

    assert_success(detach(f, CHANGER));
    rsm_sim_draw("other", alone);
    rsm_sim_show("other", 1, TAPE(7)); /* all are looked at again */
    run_all_work(f);
    rsm_sim_hide(TAPE(7));
    run_all_work(f);

    rsm_log_set_sink(NULL, NULL);
    assert_int_equal(said, 3); /* changer and two drives */
}

/* ---- drives that may be in a library that was left ---- */

/* A changer that another product has from the beginning: nothing is known of its drives. */
static void begin_with_unknown_changer_left(struct fixture *f)
{
    use_system(f, false);
    open_session(f);
    choose(f, "STK|L20|CHANGER", 8, RSM_VERDICT_LEAVE);
    close_session(f);
    use_system(f, true);
    open_session(f);
    run_all_work(f);
}

static void a_drive_that_may_be_of_a_left_changer_does_not_stand_alone(void **state)
{
    struct fixture *f = *state;
    show_library();

    begin_with_unknown_changer_left(f);

    assert_libraries(f, 0, 0);
    f->unsettled = true;
}

static void it_does_when_it_is_attached(void **state)
{
    struct fixture *f = *state;
    show_library();
    begin_with_unknown_changer_left(f);

    assert_success(attach(f, TAPE(0), false));

    assert_libraries(f, 0, 1);
    f->unsettled = true;
}

static void a_drive_beside_a_left_changer_that_is_known_stands_alone(void **state)
{
    struct fixture *f = *state;
    show_library();
    begin(f, true);
    run_all_work(f);
    assert_success(detach(f, CHANGER));

    rsm_sim_draw("other", alone);
    rsm_sim_show("other", 1, TAPE(7));
    run_all_work(f);

    assert_libraries(f, 1, 1);
    f->unsettled = true;
}

static void a_drive_that_came_while_one_of_a_left_changer_is_away_does_not(void **state)
{
    struct fixture *f = *state;
    show_library();
    begin(f, true);
    run_all_work(f);
    assert_success(detach(f, CHANGER));

    rsm_sim_draw("other", alone); /* in the place of the second drive, perhaps */
    rsm_sim_hide(TAPE(1));
    rsm_sim_show("other", 1, TAPE(7));
    run_all_work(f);

    assert_libraries(f, 1, 0);
    f->unsettled = true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(what_the_system_shows_is_used),
        story(a_system_that_shows_nothing_is_no_trouble),
        story(an_attached_address_is_used_beside_it),
        story(the_system_is_not_used_when_addresses_are_named),
        story(where_nothing_is_used_by_itself_the_system_is_not_asked),
        story_on_disk(an_attached_changer_is_used_though_nothing_is_by_itself),
        story(an_attached_drive_is_used_though_nothing_is_by_itself),
        story(a_drive_that_nobody_chose_is_no_spare),
        story_on_disk(a_changer_that_was_detached_is_left_with_its_drives),
        story_on_disk(what_is_left_is_not_opened_when_the_system_knows_it),
        story_on_disk(what_is_left_gets_inquiry_and_nothing_else),
        story_on_disk(what_is_left_stays_so_under_another_name),
        story_on_disk(attaching_takes_it_back),
        story(an_attached_target_takes_back_what_was_left_in_it),
        story_on_disk(a_drive_that_was_detached_leaves_its_library),
        story(a_drive_that_may_be_a_librarys_may_not_when_it_was_detached),
        story_on_disk(a_drive_alone_that_was_detached_is_not_present),
        story_on_disk(a_device_that_is_off_can_be_left),
        story(what_nobody_shows_cannot_be_detached),
        story(it_is_said_once_that_a_device_is_left_alone),
        story_on_disk(a_drive_that_may_be_of_a_left_changer_does_not_stand_alone),
        story_on_disk(it_does_when_it_is_attached),
        story(a_drive_beside_a_left_changer_that_is_known_stands_alone),
        story(a_drive_that_came_while_one_of_a_left_changer_is_away_does_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
