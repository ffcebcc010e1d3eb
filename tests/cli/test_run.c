/*
 * rsm called wrongly, shortened, and without a command.
 */
#include "cli/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/judge.h"
#include "cli/run.h"
#include "cli/version.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n"
    "slot 4   CLN001L1  cleaner\n"
    "port 1   empty\n";

static void a_wrong_call_says_what_is_wrong_and_ends_with_87(void **state)
{
    (void)state;
    assert_int_equal(rsm("frobnicate"), 87);
    assert_string_equal(err.text,
                        "rsm: there is no command \"frobnicate\".\n"
                        "     rsm help lists all commands.\n");
    assert_int_equal(rsm("pin X"), 87);
    assert_string_equal(err.text,
                        "rsm: /s<serial> or /r is missing.\n"
                        "     rsm pin DRIVE {/s<serial> | /r} [/lg<guid> | /lf<name>] [/json]\n"
                        "     rsm help pin tells more.\n");
}

static void a_command_may_be_shortened(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("V /tst /b"));

    assert_string_equal(out.text, "Slot 1\nSlot 2\nSlot 3\nSlot 4\n");
}

static void a_beginning_of_several_commands_is_refused_with_their_names(void **state)
{
    (void)state;
    assert_int_equal(rsm("d"), 87);
    assert_complains("rsm: \"d\" may be ");
    assert_complains("devices");
    assert_complains("detach");
}

static void the_nearest_command_is_suggested(void **state)
{
    (void)state;
    assert_int_equal(rsm("veiw"), 87);
    assert_complains("rsm: there is no command \"veiw\"; did you mean view?\n");
    assert_int_equal(rsm("help veiw"), 87);
    assert_complains(
        "did you mean view?\n     rsm help [COMMAND] [/manual] [/json]\n     rsm help lists all");
}

static void version_is_a_switch_and_not_a_command(void **state)
{
    (void)state;
    assert_success(rsm("/version"));
    assert_string_equal(out.text, "rsm " RSM_VERSION "\n");
    assert_success(rsm("--VERSION"));
    assert_int_equal(rsm("version"), 87);
    assert_complains("there is no command \"version\"");
}

static void a_hostile_command_line_is_refused_and_shown_cut(void **state)
{
    static char hostile[4096];
    char *words[] = {hostile, hostile};

    (void)state;
    memset(hostile, 'x', sizeof hostile - 1);
    hostile[3] = '\x1B';
    capture_begin(&out, 0);
    capture_begin(&err, 0);
    assert_int_equal(rsm_run_words(2, words, &out.output, &err.output), 87);
    assert_complains("\"xxx?xxx");
    assert_in_range(err.length, 1, 200);
}

static void programs_are_told_of_all_commands(void **state)
{
    (void)state;
    assert_success(rsm("help /json"));
    judge_document(&out, NULL);
    assert_says("\"name\": \"view\"");
    assert_success(rsm("help view /json"));
    judge_document(&out, NULL);
    assert_null(strstr(out.text, "\"name\": \"attach\""));
}

static void help_opens_no_session(void **state)
{
    (void)state;
    assert_success(rsm("help view"));
    assert_success(rsm("VIEW /?"));
    assert_says("rsm view [/t<type>]");
    assert_string_equal(err.text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_call_says_what_is_wrong_and_ends_with_87),
        story_threads(a_command_may_be_shortened),
        cmocka_unit_test(a_beginning_of_several_commands_is_refused_with_their_names),
        cmocka_unit_test(the_nearest_command_is_suggested),
        cmocka_unit_test(version_is_a_switch_and_not_a_command),
        cmocka_unit_test(a_hostile_command_line_is_refused_and_shown_cut),
        cmocka_unit_test(programs_are_told_of_all_commands),
        cmocka_unit_test(help_opens_no_session),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
