/*
 * rsm ui: where messages are shown.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/judge.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char one_tape[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf SOFTWARE/TAPE\n";

/* All lists are empty. */
static void begin(struct fixture *f)
{
    plug_in_and_settle(f, one_tape);
    assert_success(rsm("ui /odeleteall /treq"));
    assert_success(rsm("ui /odeleteall /tinfo"));
    assert_success(rsm("ui /odeleteall /terr"));
}

static void without_lists_messages_are_shown_nowhere(void **state)
{
    begin(*state);

    assert_success(rsm("ui"));

    assert_string_equal(out.text,
                        "Messages are shown nowhere.\n\nThe command completed successfully.\n");
}

static void the_list_of_the_computer_and_of_a_library_are_shown_together(void **state)
{
    begin(*state);
    assert_success(rsm("ui /oadd /treq /dDESK1"));
    assert_success(rsm("ui /oadd /terr /cfSTK~L20 /dDESK2"));

    assert_success(rsm("ui"));

    assert_says("requests  DESK1\n");
    assert_says("STK L20");
    assert_says("errors    DESK2\n");
}

static void brief_is_nothing_but_the_names(void **state)
{
    begin(*state);
    assert_success(rsm("ui /oadd /treq /dDESK1"));
    assert_success(rsm("ui /oadd /tinfo /dDESK2"));

    assert_success(rsm("ui /b"));
    assert_string_equal(out.text, "DESK1\nDESK2\n");
    assert_success(rsm("ui /b /tinfo"));
    assert_string_equal(out.text, "DESK2\n");
    assert_success(rsm("ui /b /cfSTK~L20"));
    assert_string_equal(out.text, "");
}

static void a_change_shows_the_list_that_was_changed(void **state)
{
    begin(*state);
    assert_success(rsm("ui /oadd /treq /dDESK1"));

    assert_success(rsm("ui /oadd /treq /dDESK2 /b"));
    assert_string_equal(out.text, "DESK1\nDESK2\n");
    assert_success(rsm("ui /odelete /treq /ddesk1 /b"));
    assert_string_equal(out.text, "DESK2\n");
    assert_success(rsm("ui /odeleteall /treq /b"));
    assert_string_equal(out.text, "");
}

static void without_a_destination_it_is_this_computer(void **state)
{
    begin(*state);

    assert_success(rsm("ui /oadd /treq /b"));

    assert_in_range(out.length, 2, 70);
}

static void what_is_there_is_not_added_and_what_is_not_is_not_deleted(void **state)
{
    begin(*state);
    assert_success(rsm("ui /oadd /treq /dDESK1"));

    assert_fails_with(ERROR_ALREADY_EXISTS, rsm("ui /oadd /treq /ddesk1"));
    assert_complains("\"desk1\" is in that list");
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm("ui /odelete /treq /dDESK9"));
    assert_complains("\"DESK9\" is not in that list");
}

static void what_is_no_library_has_no_list(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_INVALID_LIBRARY, rsm("ui /cfNothing"));
    assert_complains("there is no library \"Nothing\"");
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_of("ui /cg", drive_id(f, 1)));
}

static void switches_that_do_not_go_together_are_refused(void **state)
{
    begin(*state);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("ui /oadd /dDESK1"));
    assert_complains("/t is missing");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("ui /odeleteall /treq /dDESK1"));
    assert_complains("/d goes with /oadd and /odelete alone");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("ui /dDESK1"));
}

static void programs_are_told_the_lists(void **state)
{
    begin(*state);

    assert_success(rsm("ui /oadd /treq /dDESK1 /json"));

    judge_document(&out, NULL);
    assert_says("\"destination\": \"DESK1\"");
    assert_says("\"messages\": \"requests\"");
    assert_says("\"object_type\": \"computer\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(without_lists_messages_are_shown_nowhere),
        story(the_list_of_the_computer_and_of_a_library_are_shown_together),
        story(brief_is_nothing_but_the_names),
        story(a_change_shows_the_list_that_was_changed),
        story(without_a_destination_it_is_this_computer),
        story(what_is_there_is_not_added_and_what_is_not_is_not_deleted),
        story(what_is_no_library_has_no_list),
        story(switches_that_do_not_go_together_are_refused),
        story(programs_are_told_the_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
