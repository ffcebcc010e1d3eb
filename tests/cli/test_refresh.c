/*
 * rsm refresh, over drives that stand alone, and rsm ejectatapi, over changers that are none.
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
#include "support/scripted_disks.h"
#include "work/system.h"

static const char alone[] = "alone\ndrive 1 - mtf Simple Backup/Monday\n";
static const char changer[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n";

static const char closing[] = "\nThe command completed successfully.\n";

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

/* ---- refresh ---- */

static void refresh_looks_at_the_drive_and_prints_only_that_it_did(void **state)
{
    plug_in_alone(*state);

    assert_success(rsm("REFRESH /LFHP~Ultrium~5-SCSI"));

    assert_string_equal(out.text, closing);
    assert_string_equal(err.text, "");
    assert_int_equal(count_unfinished(*state), 0);
}

/* As a script does: what rsm view prints goes back word by word. */
static void the_line_of_a_view_is_what_refresh_takes(void **state)
{
    char line[80] = "refresh /lf";
    char *name;
    plug_in_alone(*state);

    assert_success(rsm("view /tlibrary"));
    name = strstr(out.text, "HP Ultrium");
    assert_non_null(name);
    for (size_t i = strlen(line); *name != '\n'; name++)
        line[i++] = *name == ' ' ? '~' : *name;

    assert_success(rsm(line));
}

static void drives_are_chosen_by_what_they_could_hold(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_alone(f);
    assert_true(find_medium_at(f, drive_id(f, 1), &medium));

    assert_success(rsm_of_and("refresh /pg", &medium.info.ObjectGuid, "/json"));
    judge_document(&out, NULL);
    assert_says("\"state\": \"completed\"");
    assert_success(rsm_of_and("refresh /tg", &medium.info.Info.PhysicalMedia.MediaType, "/json"));
    assert_says("\"state\": \"completed\"");
    assert_success(rsm("refresh /tfLTO~Ultrium /json"));
    assert_says("\"state\": \"completed\"");
}

static void it_is_said_where_no_drive_takes_such_media(void **state)
{
    plug_in_and_settle(*state, changer);

    assert_success(rsm("refresh /tfDLT"));

    assert_string_equal(out.text, closing);
    assert_complains("No drive that stands alone takes such media.\n");
}

static void nowait_looks_all_the_same(void **state)
{
    plug_in_alone(*state);

    assert_success(rsm("refresh /lfHP~Ultrium~5-SCSI /nowait"));

    assert_string_equal(out.text, closing);
    run_all_work(*state);
}

static void a_library_with_a_changer_is_for_an_inventory(void **state)
{
    plug_in_and_settle(*state, changer);

    assert_fails_with(ERROR_INVALID_LIBRARY, rsm("refresh /lfSTK~L20"));

    assert_complains("take an inventory of it with rsm inventory");
}

static void an_unknown_drive_is_refused(void **state)
{
    plug_in_alone(*state);

    assert_fails_with(ERROR_INVALID_LIBRARY, rsm("refresh /lfTurntable"));
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("refresh"));
}

/* ---- ejectatapi ---- */

static const struct scripted_device changers[] = {
    {.name = u"\\\\.\\CdChanger0", .called = "changer 0"},
    {.name = u"\\\\.\\CdChanger1", .called = "changer 1", .open_error = ERROR_ACCESS_DENIED},
};

static int plug_in_changers(void **state)
{
    static const struct rsm_options options = {.volumes = &scripted_disks};

    (void)state;
    scripted_disks_are(changers, sizeof changers / sizeof changers[0]);
    rsm_system_set_options(&options);
    return 0;
}

static int unplug_changers(void **state)
{
    (void)state;
    rsm_system_set_options(NULL);
    return 0;
}

static void ejectatapi_opens_the_changer_of_that_number(void **state)
{
    (void)state;
    assert_success(rsm("ejectatapi /n0"));

    assert_string_equal(scripted_disks_done(), "allow changer 0, eject changer 0");
    assert_int_equal(scripted_disks_open(), 0);
    assert_string_equal(out.text, closing);
}

static void a_changer_that_is_not_there_is_told(void **state)
{
    (void)state;
    assert_fails_with(ERROR_FILE_NOT_FOUND, rsm("ejectatapi /n7 /json"));

    assert_complains("there is no changer \\\\.\\CdChanger7");
    judge_document(&out, NULL);
}

static void a_changer_that_cannot_be_opened_is_told(void **state)
{
    (void)state;
    assert_fails_with(ERROR_ACCESS_DENIED, rsm("ejectatapi /n1"));

    assert_complains("rsm is to be run as administrator");
}

static void a_changer_is_named_by_a_number(void **state)
{
    (void)state;
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("ejectatapi /nfirst"));
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("ejectatapi"));
}

#define changer_test(test) cmocka_unit_test_setup_teardown(test, plug_in_changers, unplug_changers)

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(refresh_looks_at_the_drive_and_prints_only_that_it_did),
        story_threads(the_line_of_a_view_is_what_refresh_takes),
        story_threads(drives_are_chosen_by_what_they_could_hold),
        story_threads(it_is_said_where_no_drive_takes_such_media),
        story_threads(nowait_looks_all_the_same),
        story_threads(a_library_with_a_changer_is_for_an_inventory),
        story_threads(an_unknown_drive_is_refused),
        changer_test(ejectatapi_opens_the_changer_of_that_number),
        changer_test(a_changer_that_is_not_there_is_told),
        changer_test(a_changer_that_cannot_be_opened_is_told),
        changer_test(a_changer_is_named_by_a_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
