/*
 * rsm quirks: what is known of devices is shown, pinned, taken back, forgotten, written to files and read from
 * them.  The changer of these stories does not tell which drive is where.
 */
#include "cli/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/judge.h"
#include "cli/quirk_file.h"
#include "platform/paths.h"
#include "platform/writing.h"
#include "scsi/quirks.h"
#include "support/asserts.h"
#include "support/looks.h"

#define FILE_NAME "quirks.test"

static const char quirky[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

static const char polite[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

static int remove_file(void **state)
{
    (void)rsm_paths_remove(FILE_NAME);
    return state != NULL ? fixture_end(state) : 0;
}

static void write_file(const char *text)
{
    (void)rsm_paths_remove(FILE_NAME);
    assert_success(rsm_writing_make(FILE_NAME, text, strlen(text)));
}

static void assert_silent_about(const char *words)
{
    if (strstr(out.text, words) != NULL)
        fail_msg("\"%s\" was said", words);
}

/* ---- shown ---- */

static void what_was_learned_is_shown(void **state)
{
    plug_in_and_settle(*state, quirky);

    assert_success(rsm("quirks"));

    assert_says("changer: STK L20, serial number SERIAL1, firmware 1.00\n");
    assert_says("no-identities  yes    learned");
    assert_says("It does not tell which drive is where.");
}

static void that_nothing_is_known_is_said(void **state)
{
    plug_in_and_settle(*state, polite);

    assert_success(rsm("quirks"));
    assert_says("Nothing was learned of any device");
    assert_success(rsm("quirks SERIAL1"));
    assert_says("Nothing is known of it");
}

static void every_quirk_that_there_is_is_shown(void **state)
{
    plug_in_and_settle(*state, polite);

    assert_success(rsm("quirks /all"));

    for (enum rsm_quirk quirk = 0; quirk < RSM_QUIRK_COUNT; quirk++)
        assert_says(rsm_quirk_row(quirk)->name);
    assert_says("mode-6, mode-6-descriptors, mode-10, mode-10-descriptors");
    assert_success(rsm("quirks /all /json"));
    judge_document(&out, NULL);
}

static void programs_are_told_what_is_known(void **state)
{
    plug_in_and_settle(*state, quirky);

    assert_success(rsm("quirks /json"));

    judge_document(&out, NULL);
    assert_says("\"quirk\": \"no-identities\"");
    assert_says("\"origin\": \"learned\"");
}

/* ---- changed ---- */

static void a_value_is_pinned_and_taken_back(void **state)
{
    plug_in_and_settle(*state, polite);

    assert_success(rsm("quirks SERIAL1 /pinmost-slots=100"));
    assert_says("most-slots  100 slots  pinned");
    assert_success(rsm("quirks SERIAL1 /pin most-slots=50 /json"));
    judge_document(&out, NULL);
    assert_says("\"value\": \"50\"");
    assert_success(rsm("quirks SERIAL1 /unpinmost-slots"));
    assert_silent_about("most-slots");
    assert_fails_with(ERROR_NOT_FOUND, rsm("quirks SERIAL1 /unpinmost-slots"));
    assert_complains("most-slots is not pinned of STK L20, serial number SERIAL1");
}

static void a_library_means_its_changer(void **state)
{
    plug_in_and_settle(*state, polite);

    assert_success(rsm("quirks STK~L20 /pinno-tags"));
    assert_says("STK L20, serial number SERIAL1");
    assert_says("no-tags  yes    pinned");
}

static void a_drive_has_quirks_of_its_own(void **state)
{
    plug_in_and_settle(*state, polite);

    assert_success(rsm("quirks SERIAL1D1 /pinno-unload"));
    assert_says("tape drive: HP Ultrium 5-SCSI, serial number SERIAL1D1");
    assert_fails_with(ERROR_NOT_SUPPORTED, rsm("quirks SERIAL1D1 /pinno-tags"));
    assert_complains("no-tags is no quirk of a tape drive");
}

static void what_was_learned_is_forgotten_and_what_is_pinned_is_not(void **state)
{
    plug_in_and_settle(*state, quirky);
    assert_success(rsm("quirks SERIAL1 /pinno-exchange"));

    assert_success(rsm("quirks SERIAL1 /forget"));
    assert_says("no-exchange");
    assert_silent_about("no-identities");
    assert_fails_with(ERROR_NOT_FOUND, rsm("quirks SERIAL1 /forget"));
    assert_complains("nothing was learned of");
}

static void what_is_no_quirk_or_no_value_of_it_is_refused(void **state)
{
    plug_in_and_settle(*state, polite);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("quirks SERIAL1 /pinno-tag"));
    assert_complains("there is no quirk \"no-tag\"");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("quirks SERIAL1 /pinno-tags=7"));
    assert_complains("the value of no-tags is yes or no");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("quirks SERIAL1 /pinmost-slots=65536"));
    assert_complains("the value of most-slots is 0 to 65535 slots");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("quirks SERIAL1 /unpinnothing"));
    assert_fails_with(ERROR_NOT_FOUND, rsm("quirks SERIAL9 /pinno-tags"));
    assert_complains("no device \"SERIAL9\" is known");
}

static void wrong_use_is_said(void **state)
{
    plug_in_and_settle(*state, polite);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("quirks /pinno-tags"));
    assert_complains("say which device is meant");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("quirks SERIAL1 /all"));
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("quirks /model"));
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("quirks /forget /all"));
}

/* ---- files ---- */

static void what_was_exported_is_imported_elsewhere(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, quirky);
    assert_success(rsm("quirks SERIAL1 /pinmost-slots=7"));

    assert_success(rsm("quirks SERIAL1 /export " FILE_NAME));
    assert_says("What is known of 1 device(s) is in " FILE_NAME);
    assert_success(rsm("quirks SERIAL1 /forget"));
    assert_success(rsm("quirks SERIAL1 /unpinmost-slots"));

    assert_success(rsm("quirks /import " FILE_NAME));
    assert_says("What is known of 1 device(s) or model(s) has changed");
    assert_success(rsm("quirks"));
    assert_says("no-identities  yes      learned");
    assert_says("most-slots     7 slots  pinned");
}

static void a_file_that_is_there_is_replaced_only_by_force(void **state)
{
    plug_in_and_settle(*state, quirky);
    assert_success(rsm("quirks /export " FILE_NAME));

    assert_fails_with(ERROR_ALREADY_EXISTS, rsm("quirks /export " FILE_NAME));
    assert_complains("/force replaces it");
    assert_success(rsm("quirks /export " FILE_NAME " /force /json"));
    judge_document(&out, NULL);
}

static void a_file_of_models_has_no_serial_numbers(void **state)
{
    struct rsm_quirk_file file;
    char why[RSM_QUIRK_FILE_WHY];
    plug_in_and_settle(*state, quirky);

    assert_success(rsm("quirks /export " FILE_NAME " /model"));

    assert_success(rsm_quirk_file_read(FILE_NAME, &file, why));
    assert_int_equal(file.count, 1);
    assert_true(file.devices[0].is_model);
    assert_string_equal(file.devices[0].identity, "STK|L20|1.00");
    assert_string_equal(file.devices[0].serial, "");
    rsm_quirk_file_free(&file);
}

static void what_another_learned_of_the_model_counts_here(void **state)
{
    plug_in_and_settle(*state, quirky);
    write_file(
        "{\"devices\": [{\"scsi_type\": \"changer\", \"vendor\": \"STK\", \"product\": \"L20\","
        " \"revision\": \"1.00\", \"serial_number\": \"THEIRS\", \"quirks\": ["
        "{\"quirk\": \"no-exchange\", \"value\": \"yes\", \"origin\": \"learned\"},"
        "{\"quirk\": \"from-the-future\", \"value\": \"9\", \"origin\": \"learned\"}]}]}");

    assert_success(rsm("quirks /import " FILE_NAME " /model"));
    assert_says("What is known of 2 device(s) or model(s) has changed");
    assert_says("1 quirk(s) in it are not known to this version");
    assert_success(rsm("quirks"));
    assert_says("changer: every STK L20 with firmware 1.00");
    assert_success(rsm("quirks SERIAL1"));
    assert_says("no-exchange    yes    learned");
    assert_success(rsm("quirks STK|L20|1.00 /forget"));
    assert_success(rsm("quirks"));
    assert_silent_about("every STK L20");
}

static void a_file_that_cannot_be_believed_changes_nothing(void **state)
{
    plug_in_and_settle(*state, polite);
    write_file(
        "{\"devices\": [{\"scsi_type\": \"changer\", \"vendor\": \"STK\", \"product\": \"L20\","
        " \"serial_number\": \"SERIAL1\", \"quirks\": ["
        "{\"quirk\": \"no-tags\", \"value\": \"yes\", \"origin\": \"learned\"}]},"
        "{\"scsi_type\": \"toaster\"}]}");

    assert_fails_with(ERROR_INVALID_DATA, rsm("quirks /import " FILE_NAME));
    assert_complains(FILE_NAME " is no list of quirks: device 2: \"scsi_type\" is neither");
    assert_success(rsm("quirks"));
    assert_says("Nothing was learned of any device");
    assert_fails_with(ERROR_FILE_NOT_FOUND, rsm("quirks /import no-such-file"));
}

/* ---- what may be in a file ---- */

#define DEVICE(more)                                                                          \
    "{\"devices\":[{\"scsi_type\":\"changer\",\"vendor\":\"V\",\"product\":\"P\",\"quirks\":" \
    "[" more "]}]}"
#define QUIRK(name, value, origin) \
    "{\"quirk\":\"" name "\",\"value\":" value ",\"origin\":\"" origin "\"}"

static void each_mistake_in_a_file_is_named(void **state)
{
    static const struct {
        const char *text;
        const char *why;
    } rows[] = {
        {"", "line 1"},
        {"[", "line 1"},
        {"[]", "no list \"devices\""},
        {"{}", "no list \"devices\""},
        {"{\"devices\":{}}", "no list \"devices\""},
        {"{\"devices\":[],\"devices\":[]}", "duplicate"},
        {"{\"devices\":[7]}", "device 1: it is no object"},
        {"{\"devices\":[{\"scsi_type\":\"changer\",\"quirks\":[]}]}", "neither \"vendor\" nor"},
        {"{\"devices\":[{\"scsi_type\":\"changer\",\"vendor\":\"TOO LONG.\",\"quirks\":[]}]}",
         "\"vendor\" is no text of at most 8"},
        {"{\"devices\":[{\"scsi_type\":\"changer\",\"vendor\":\"A\\u001bB\",\"quirks\":[]}]}",
         "\"vendor\" is no text"},
        {"{\"devices\":[{\"scsi_type\":\"changer\",\"vendor\":\"V\",\"identity\":\"X|P|1\","
         "\"quirks\":[]}]}",
         "\"identity\" does not begin"},
        {"{\"devices\":[{\"scsi_type\":\"changer\",\"vendor\":\"V\"}]}", "\"quirks\" is no list"},
        {DEVICE("7"), "one of its quirks is no object"},
        {DEVICE(QUIRK("no-tags", "true", "learned")), "\"value\" is no text"},
        {DEVICE(QUIRK("no-tags", "\"maybe\"", "learned")), "cannot have the value \"maybe\""},
        {DEVICE(QUIRK("most-slots", "\"70000\"", "learned")), "cannot have the value"},
        {DEVICE(QUIRK("no-tags", "\"yes\"", "guessed")), "\"origin\" of no-tags"},
        {DEVICE(QUIRK("no-unload", "\"yes\"", "learned")), "a changer cannot have"},
        {DEVICE(QUIRK("virtual-port", "\"1-2\"", "learned")), "cannot be learned, only pinned"},
        {DEVICE(QUIRK("no-tags", "\"yes\"", "learned") "," QUIRK("no-tags", "\"no\"", "pinned")),
         "no-tags is there twice"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rsm_quirk_file file;
        char why[RSM_QUIRK_FILE_WHY];

        assert_fails_with(ERROR_INVALID_DATA,
                          rsm_quirk_file_parse(rows[i].text, strlen(rows[i].text), &file, why));
        if (strstr(why, rows[i].why) == NULL)
            fail_msg("%s: \"%s\" instead of \"%s\"", rows[i].text, why, rows[i].why);
        rsm_quirk_file_free(&file);
    }
}

static void a_value_that_says_nothing_is_left_out(void **state)
{
    static const char text[] = "\xEF\xBB\xBF" DEVICE(
        QUIRK("no-tags", "\"no\"", "learned") "," QUIRK("no-exchange", "\"no\"", "pinned"));
    struct rsm_quirk_file file;
    char why[RSM_QUIRK_FILE_WHY];

    (void)state;
    assert_success(rsm_quirk_file_parse(text, sizeof text - 1, &file, why));
    assert_int_equal(file.count, 1);
    assert_int_equal(file.devices[0].count, 1);
    assert_string_equal(file.devices[0].quirks[0].name, "no-exchange");
    rsm_quirk_file_free(&file);
}

#define file_story(test) cmocka_unit_test_setup_teardown(test, fixture_in_memory, remove_file)

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(what_was_learned_is_shown),
        story(that_nothing_is_known_is_said),
        story(every_quirk_that_there_is_is_shown),
        story(programs_are_told_what_is_known),
        story(a_value_is_pinned_and_taken_back),
        story(a_library_means_its_changer),
        story(a_drive_has_quirks_of_its_own),
        story(what_was_learned_is_forgotten_and_what_is_pinned_is_not),
        story(what_is_no_quirk_or_no_value_of_it_is_refused),
        story(wrong_use_is_said),
        file_story(what_was_exported_is_imported_elsewhere),
        file_story(a_file_that_is_there_is_replaced_only_by_force),
        file_story(a_file_of_models_has_no_serial_numbers),
        file_story(what_another_learned_of_the_model_counts_here),
        file_story(a_file_that_cannot_be_believed_changes_nothing),
        cmocka_unit_test(each_mistake_in_a_file_is_named),
        cmocka_unit_test(a_value_that_says_nothing_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
