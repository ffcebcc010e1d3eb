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
#include "cli/width.h"
#include "support/asserts.h"
#include "support/looks.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(each_device_is_shown_with_whose_it_is_and_why),
        story(brief_is_nothing_but_addresses),
        story(no_line_is_wider_than_the_terminal),
        story(without_any_address_it_says_how_to_attach_one),
        story(an_address_where_nothing_answers_is_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
