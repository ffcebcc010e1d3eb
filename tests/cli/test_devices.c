/*
 * rsm devices: what people read of each device.
 */
#include "cli/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/capture.h"
#include "cli/judge.h"
#include "cli/width.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/simulated_program.h"
#include "support/simulated_system.h"
#include "work/system.h"

static struct capture out;
static struct capture err;

static rsm_error devices(const char *word, size_t width)
{
    char command[] = "devices";
    char rest[32];
    char *words[] = {command, rest};

    strcpy(rest, word);
    capture_begin(&out, width);
    capture_begin(&err, width);
    return rsm_run_words(word[0] != '\0' ? 2 : 1, words, &out.output, &err.output);
}

static void assert_says(const char *expected)
{
    if (strstr(out.text, expected) == NULL)
        assert_string_equal(expected, out.text); /* shows both */
}

static void each_device_is_shown_with_whose_it_is_and_why(void **state)
{
    plug_in(*state,
            "changer  STK L20 SERIAL1\n"
            "drive 1  empty\n"
            "drive 2  empty cut\n"
            "slot 1   empty\n"
            "disk\n");

    assert_success(devices("", 0));

    assert_string_equal(
        out.text,
        "\n"
        "  Address    Type        Device             Serial number  Revision  Transport\n"
        "  ---------  ----------  -----------------  -------------  --------  ---------\n"
        "  sim:lib/0  changer     STK L20            SERIAL1        1.00      sim\n"
        "    changer of library \"STK L20\"\n"
        "  sim:lib/1  tape drive  HP Ultrium 5-SCSI  SERIAL1D1      1.00      sim\n"
        "    drive 1 of library \"STK L20\", by the identity that the changer tells\n"
        "  sim:lib/2  tape drive  HP Ultrium 5-SCSI  SERIAL1D2      1.00      sim\n"
        "    drive 2 of library \"STK L20\", by the part of its identity that the changer tells\n"
        "  sim:lib/3  disk        DISKS DISK                        1.00      sim\n"
        "    not ours: neither a changer nor a tape drive\n");
    assert_string_equal(err.text, "");
}

static void brief_is_nothing_but_addresses(void **state)
{
    plug_in(*state,
            "changer  STK L20 SERIAL1\n"
            "drive 1  empty\n"
            "slot 1   empty\n");

    assert_success(devices("/b", 80));

    assert_string_equal(out.text, "sim:lib/0\nsim:lib/1\n");
}

static void no_line_is_wider_than_the_terminal(void **state)
{
    plug_in(*state,
            "changer  STK L20 SERIAL1\n"
            "drive 1  empty\n"
            "drive 2  empty cut\n"
            "slot 1   empty\n");

    assert_success(devices("", 80));

    for (char *line = strtok(out.text, "\n"); line != NULL; line = strtok(NULL, "\n"))
        assert_in_range(rsm_width_of(line), 1, 80);
}

static void without_any_address_it_says_how_to_attach_one(void **state)
{
    struct fixture *f = *state;

    set_devices(f, "");
    open_session(f);

    assert_success(devices("", 80));

    assert_says("rsm attach iscsi://");
    f->unsettled = true;
}

static void an_address_where_nothing_answers_is_shown(void **state)
{
    struct fixture *f = *state;

    set_devices(f, "sim:lib;sim:me%secret@nobody");
    plug_in(f,
            "changer  STK L20 SERIAL1\n"
            "drive 1  empty\n"
            "slot 1   empty\n");

    assert_success(devices("", 0));

    assert_says(
        "  sim:***@nobody  unknown                                                 sim\n"
        "    no answer (ERROR_HOST_UNREACHABLE): The other computer cannot be reached.\n");
    assert_null(strstr(out.text, "secret"));
}

static void programs_are_told_of_each_device(void **state)
{
    struct fixture *f = *state;

    set_devices(f, "sim:lib;sim:nobody");
    plug_in(f,
            "changer  STK L20 SERIAL1\n"
            "drive 1  empty\n"
            "slot 1   empty\n");

    assert_success(devices("/json", 0));

    judge_document(&out, NULL);
    assert_says("\"state\": \"changer\"");
    assert_says("\"drive_number\": 1");
}

static void only_inquiry_is_sent_though_nobody_runs_the_library(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("lib",
                 "changer  STK L20 SERIAL1\n"
                 "drive 1  empty\n"
                 "slot 1   A00001L5  blank\n");
    rsm_system_set_options(&f->options);

    assert_success(devices("", 0));

    assert_says("not known yet");
    assert_int_equal(rsm_sim_commands(), rsm_sim_commands_of(0x12));
}

static void the_next_command_works_with_libraries_again(void **state)
{
    struct fixture *f = *state;
    char command[] = "view";
    char *words[] = {command};

    rsm_sim_draw("lib",
                 "changer  STK L20 SERIAL1\n"
                 "drive 1  empty\n"
                 "slot 1   A00001L5  blank\n");
    rsm_system_set_options(&f->options);
    assert_success(devices("", 0));
    capture_begin(&out, 0);

    assert_success(rsm_run_words(1, words, &out.output, &err.output));

    assert_says("STK L20");
}

/* ---- what the system shows ---- */

#define CHANGER "\\\\.\\Changer0"
#define TAPE(n) "\\\\.\\Tape" #n

static void show(struct fixture *f, bool automatic)
{
    rsm_sim_draw("lib",
                 "changer  STK L700 XYZZY_A\n"
                 "drive 1  empty\n"
                 "slot 1   empty\n");
    rsm_sim_draw("two", "alone\ndrive 1 empty serial ONE\n");
    rsm_sim_show("lib", 0, CHANGER);
    rsm_sim_show("lib", 1, TAPE(0));
    rsm_sim_show("two", 1, TAPE(1));
    use_system(f, automatic);
    f->serial = "XYZZY_A";
    f->unsettled = true;
}

static void what_the_system_shows_fits_a_terminal(void **state)
{
    struct fixture *f = *state;

    show(f, true);
    rsm_sim_occupy("two", 1, true);
    open_session(f);

    assert_success(devices("", 80));

    assert_string_equal(
        out.text,
        "\n"
        "  Address       Type        Device             Serial number  SCSI      Driver\n"
        "  ------------  ----------  -----------------  -------------  --------  ------\n"
        "  \\\\.\\Changer0  changer     STK L700           XYZZY_A        2:0:10:0  yes\n"
        "    changer of library \"STK L700\"\n"
        "  \\\\.\\Tape0     tape drive  HP Ultrium 5-SCSI  XYZZY_AD1      2:0:10:1  yes\n"
        "    drive 1 of library \"STK L700\", by the identity that the changer tells\n"
        "  \\\\.\\Tape1     tape drive  HP Ultrium 5-SCSI  ONE            2:0:10:1  yes\n"
        "    in use: another program has it open for itself alone\n");
    rsm_sim_occupy("two", 1, false);
}

static void what_was_left_to_another_product_is_said_to_be_so(void **state)
{
    struct fixture *f = *state;

    show(f, true);
    open_session(f);
    assert_success(detach(f, CHANGER));

    assert_success(devices("", 0));

    assert_says(
        "    library \"STK L700\"; left alone, as was said by rsm detach; rsm attach takes it "
        "back\n");
    assert_says(
        "    drive 1 of library \"STK L700\"; left alone, as was said by rsm detach; rsm "
        "attach takes it back\n");
}

static void without_automatic_configuration_it_says_how_to_use_a_device(void **state)
{
    struct fixture *f = *state;

    show(f, false);
    open_session(f);

    assert_success(devices("", 0));

    assert_says("    not used: AutoConfigure is 0; rsm attach makes it ours\n");
}

static void a_drive_that_is_seen_twice_says_where_it_is_used(void **state)
{
    struct fixture *f = *state;

    show(f, true);
    set_devices(f, "sim:lib");
    open_session(f);

    assert_success(devices("", 0));

    assert_says("    programs open it as " TAPE(0) "\n");
    assert_says("    the same device is used at sim:lib/1\n");
}

static void what_the_system_does_not_show_cannot_be_detached(void **state)
{
    struct fixture *f = *state;
    char command[] = "detach";
    char address[] = TAPE(9);
    char *words[] = {command, address};

    show(f, true);
    open_session(f);
    capture_begin(&out, 0);
    capture_begin(&err, 0);

    assert_fails_with(ERROR_NOT_FOUND, rsm_run_words(2, words, &out.output, &err.output));

    assert_non_null(strstr(
        err.text, "neither attached nor a changer or tape drive that is known; see rsm devices"));
}

static void when_the_system_shows_nothing_it_says_where_to_look(void **state)
{
    struct fixture *f = *state;

    use_system(f, true);
    open_session(f);

    assert_success(devices("", 80));

    assert_says("Device Manager");
    assert_says("administrator");
    f->unsettled = true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(each_device_is_shown_with_whose_it_is_and_why),
        story(brief_is_nothing_but_addresses),
        story(no_line_is_wider_than_the_terminal),
        story(without_any_address_it_says_how_to_attach_one),
        story(an_address_where_nothing_answers_is_shown),
        story(programs_are_told_of_each_device),
        story_threads_on_disk(only_inquiry_is_sent_though_nobody_runs_the_library),
        story_threads_on_disk(the_next_command_works_with_libraries_again),
        story(what_the_system_shows_fits_a_terminal),
        story(what_was_left_to_another_product_is_said_to_be_so),
        story(without_automatic_configuration_it_says_how_to_use_a_device),
        story(a_drive_that_is_seen_twice_says_where_it_is_used),
        story(what_the_system_does_not_show_cannot_be_detached),
        story(when_the_system_shows_nothing_it_says_where_to_look),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
