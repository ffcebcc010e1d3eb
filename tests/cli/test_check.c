/*
 * rsm check: what it says of a sound installation and of others, that it changes nothing, and that /repair mends
 * what can be mended by reading again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/display.h"
#include "cli/judge.h"
#include "model/guid.h"
#include "support/asserts.h"
#include "support/dump.h"
#include "support/files.h"
#include "support/looks.h"

enum { MOVE_MEDIUM = 0xA5, INITIALIZE = 0x07, PAGE = 4096 };

static const char two_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   empty\n";

/* Nobody has a session, so that check finds nobody who runs the library. */
static void settle_and_leave(struct fixture *f)
{
    plug_in_and_settle(f, two_tapes);
    close_session(f);
}

/* ---- sound ---- */

static void a_sound_installation_is_said_to_be_so(void **state)
{
    settle_and_leave(*state);

    assert_success(rsm("check"));

    assert_string_equal(out.text,
                        "Data folder: sound\n"
                        "Database file: sound\n"
                        "Records: sound\n"
                        "Library \"STK L20\": sound; places compared: 4\n"
                        "\n"
                        "Nothing is wrong.\n");
    assert_string_equal(err.text, "");
}

static void where_there_is_no_database_none_is_made(void **state)
{
    struct fixture *f = *state;
    struct file_contents contents;
    plug_in(f, two_tapes);
    close_session(f);
    contents.bytes = NULL;
    contents.size = 0;
    write_whole(fixture_folder(f), "ntms.db", &contents);
    write_whole(fixture_folder(f), "ntms.db-wal", &contents);
    write_whole(fixture_folder(f), "ntms.db-shm", &contents);

    assert_success(rsm("check"));

    assert_says("There is no database in ");
    read_whole(fixture_folder(f), "ntms.db", &contents);
    assert_null(contents.bytes);
}

/* ---- libraries ---- */

static void a_difference_is_told_with_what_to_do(void **state)
{
    settle_and_leave(*state);
    rsm_sim_take_out("lib", "slot 1");

    assert_int_equal(rsm("check"), 1);

    assert_says(
        "Library \"STK L20\": differences: 1; places compared: 4\n"
        "  slot 1: the record says A00001L5, the changer says empty\n"
        "    What to do: put it back; or /repair takes an inventory");
    assert_says("Findings: 1. Nothing was changed");
}

/* The first session that is opened afterwards finds the database as it was left, but for sessions. */
static void nothing_is_changed_and_nothing_moves(void **state)
{
    struct fixture *f = *state;
    unsigned moves;
    char *before;
    char *after;
    settle_and_leave(f);
    rsm_sim_swap("lib", "slot 1", "slot 2");
    f->unsettled = true;
    f->options.hands_off = true;
    open_session(f);
    before = dump_alike(f->rsm->store);
    close_session(f);
    moves = rsm_sim_commands_of(MOVE_MEDIUM) + rsm_sim_commands_of(INITIALIZE);

    assert_int_equal(rsm("check"), 1);

    assert_int_equal(rsm_sim_commands_of(MOVE_MEDIUM) + rsm_sim_commands_of(INITIALIZE), moves);
    open_session(f);
    after = dump_alike(f->rsm->store);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

static void a_library_that_is_run_is_not_asked_and_said_to_be_so(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_tapes);
    rsm_sim_take_out("lib", "slot 1");
    f->unsettled = true;

    assert_success(rsm("check"));

    assert_says("Library \"STK L20\": not compared: another program works with it");
    assert_says("Nothing is wrong.\n");
}

static void the_library_is_found_by_its_name(void **state)
{
    settle_and_leave(*state);

    assert_success(rsm("check /lfSTK~L20"));
    assert_says("Library \"STK L20\": sound");

    assert_int_equal(rsm("check /lfNobody"), ERROR_INVALID_LIBRARY);
    assert_string_equal(out.text, "");
}

/* ---- records and the file ---- */

static void each_fault_is_a_line_with_what_is_wrong_and_with_whom(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record broken;
    char expected[400];
    char guid[RSM_DISPLAY_GUID];
    plug_in_and_settle(f, two_tapes);
    look_at_medium(f, "A00001L5", &medium);
    broken = medium;
    broken.info.Info.PhysicalMedia.szSequenceNumber[0] = 0;
    broken.info.Info.PhysicalMedia.MountedPartition = *slot_id(f, 1);
    change(f, &broken);

    assert_int_equal(rsm("check"), 1);
    assert_int_equal(rsm("check"), 1); /* nothing is repaired */

    rsm_display_guid(&medium.info.ObjectGuid, guid);
    (void)snprintf(expected, sizeof expected,
                   "Records: not sound; faults found: 2\n"
                   "  physical_media \"A00001L5\" %s: it has no sequence number\n"
                   "  physical_media \"A00001L5\" %s: its mounted side is none of its own\n"
                   "    What to do: ",
                   guid, guid);
    assert_says(expected);
    change(f, &medium);
}

/* Pages overwritten; the first one stays as it is, and a session could be opened. */
static void damage(struct fixture *f)
{
    struct file_contents contents;

    read_whole(fixture_folder(f), "ntms.db", &contents);
    assert_true(contents.size > 8 * PAGE);
    memset(contents.bytes + 4 * PAGE, 0xA5, 3 * PAGE);
    write_whole(fixture_folder(f), "ntms.db", &contents);
    free(contents.bytes);
}

static void a_damaged_file_is_told_and_left_where_it_is(void **state)
{
    struct fixture *f = *state;
    struct file_contents before;
    struct file_contents after;
    settle_and_leave(f);
    damage(f);
    read_whole(fixture_folder(f), "ntms.db", &before);

    assert_int_equal(rsm("check"), 1);

    assert_says("Database file: not sound; faults found: ");
    assert_says("Records and libraries: not looked at\n");
    assert_says("    What to do: end all programs that use it, keep the file");
    read_whole(fixture_folder(f), "ntms.db", &after);
    assert_int_equal(before.size, after.size);
    assert_memory_equal(before.bytes, after.bytes, before.size);
    free(before.bytes);
    free(after.bytes);
}

static void a_file_that_is_no_database_is_told(void **state)
{
    struct fixture *f = *state;
    char nonsense[2 * PAGE];
    struct file_contents contents = {.bytes = nonsense, .size = sizeof nonsense};
    memset(nonsense, 'x', sizeof nonsense);
    settle_and_leave(f);
    write_whole(fixture_folder(f), "ntms.db", &contents);

    assert_int_equal(rsm("check /repair"), 1);

    assert_says("it cannot be read: it is damaged, or no database\n");
}

/* ---- repair ---- */

static void repair_reads_again_and_records_follow(void **state)
{
    struct fixture *f = *state;
    settle_and_leave(f);
    rsm_sim_swap("lib", "slot 1", "slot 2");
    rsm_sim_put_in("lib", "slot 3  A00003L5  ansi VOL003");

    assert_success(rsm("check /repair"));

    assert_says("Library \"STK L20\": differences: 3; places compared: 4\n");
    assert_says("Reading again what is in library \"STK L20\":\n");
    assert_says("Library \"STK L20\": sound; places compared: 4\n");
    assert_says("Nothing is wrong.\n");
    open_session(f);
    assert_in_slot(f, "A00001L5", 2);
    assert_in_slot(f, "A00002L5", 1);
    assert_in_slot(f, "A00003L5", 3);
}

static void repair_keeps_the_record_of_a_medium_that_is_missing(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_tapes);
    (void)allocate_in_slot(f, 1);
    close_session(f);
    rsm_sim_take_out("lib", "slot 1");

    assert_success(rsm("check /repair"));

    open_session(f);
    assert_offline(f, "A00001L5");
}

static void repair_leaves_a_record_that_the_changer_is_in_doubt_of(void **state)
{
    struct fixture *f = *state;
    settle_and_leave(f);
    rsm_sim_doubt("lib", "slot 1", true);

    assert_int_equal(rsm("check /repair"), 1);

    assert_says("Findings that remain: 1.\n");
    rsm_sim_doubt("lib", "slot 1", false);
    open_session(f);
    assert_in_slot(f, "A00001L5", 1);
}

static void repair_reads_the_label_where_the_bar_code_cannot_be_read(void **state)
{
    struct fixture *f = *state;
    settle_and_leave(f);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1  ?  mtf Simple Backup/Monday");
    f->unsettled = true;

    assert_int_equal(rsm("check /repair"), 1);

    assert_says("  slot 1: label read\n");
    assert_says("Findings that remain: 1.\n");
}

static void repair_of_a_sound_library_does_nothing(void **state)
{
    unsigned moves;
    settle_and_leave(*state);
    moves = rsm_sim_commands_of(MOVE_MEDIUM);

    assert_success(rsm("check /repair"));

    assert_null(strstr(out.text, "Reading again"));
    assert_int_equal(rsm_sim_commands_of(MOVE_MEDIUM), moves);
}

static void repair_asks_whoever_runs_the_library_for_an_inventory(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_tapes);
    rsm_sim_swap("lib", "slot 1", "slot 2");

    assert_success(rsm("check /repair"));

    assert_says("  inventory finished\n");
    assert_in_slot(f, "A00001L5", 2);
}

static void repair_that_fails_says_so_and_what_is_wrong_still(void **state)
{
    static const struct rsm_sim_fault broken = {.failure = RSM_SIM_CHECK,
                                                .number = 1,
                                                .more = 100000,
                                                .only_operation = true,
                                                .operation = 0xB8,
                                                .key = 4,
                                                .asc = 0x44};
    struct fixture *f = *state;
    plug_in_and_settle(f, two_tapes);
    rsm_sim_fail(&broken);

    assert_int_not_equal(rsm("check /repair"), ERROR_SUCCESS);

    rsm_sim_fail(NULL);
    assert_complains("no inventory of \"STK L20\" can be taken");
    assert_says("Records: sound\n");
}

/* ---- for programs, and on terminals ---- */

static void documents_are_as_their_schema_says(void **state)
{
    settle_and_leave(*state);
    assert_success(rsm("check /json"));
    judge_document(&out, NULL);
    assert_says("\"sound\": true");

    rsm_sim_take_out("lib", "slot 1");
    assert_int_equal(rsm("check /json"), 1);
    judge_document(&out, NULL);
    assert_says("\"kind\": \"medium missing\"");

    assert_success(rsm("check /repair /json"));
    judge_document(&out, NULL);
    assert_says("\"inventories_taken\": 1");

    assert_int_equal(rsm("check /lfNobody /json"), ERROR_INVALID_LIBRARY);
    judge_document(&out, NULL);
}

static void a_terminal_gets_whole_lines_and_is_left_clean(void **state)
{
    const char *last;
    settle_and_leave(*state);
    rsm_sim_take_out("lib", "slot 1");

    assert_int_equal(rsm_with_width("check", 50), 1);

    assert_says("    What to do: put it back; or /repair takes an\n      inventory,");
    assert_complains("Asking library STK L20 ...");
    last = strrchr(err.text, '\r');
    assert_non_null(last);
    assert_int_equal(last[1], '\0');
}

static void of_very_many_differences_some_are_shown(void **state)
{
    struct fixture *f = *state;
    rsm_sim_make("lib", 60, 1, 0);
    open_session(f);
    close_session(f);

    assert_int_equal(rsm("check"), 1);

    assert_says("  ... and 35 more like these; rsm check /json lists them all\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(a_sound_installation_is_said_to_be_so),
        story_on_disk(where_there_is_no_database_none_is_made),
        story_on_disk(a_difference_is_told_with_what_to_do),
        story_on_disk(nothing_is_changed_and_nothing_moves),
        story(a_library_that_is_run_is_not_asked_and_said_to_be_so),
        story_on_disk(the_library_is_found_by_its_name),
        story(each_fault_is_a_line_with_what_is_wrong_and_with_whom),
        story_on_disk(a_damaged_file_is_told_and_left_where_it_is),
        story_on_disk(a_file_that_is_no_database_is_told),
        story_on_disk(repair_reads_again_and_records_follow),
        story_on_disk(repair_keeps_the_record_of_a_medium_that_is_missing),
        story_on_disk(repair_leaves_a_record_that_the_changer_is_in_doubt_of),
        story_on_disk(repair_reads_the_label_where_the_bar_code_cannot_be_read),
        story_on_disk(repair_of_a_sound_library_does_nothing),
        story(repair_asks_whoever_runs_the_library_for_an_inventory),
        story(repair_that_fails_says_so_and_what_is_wrong_still),
        story_on_disk(documents_are_as_their_schema_says),
        story_on_disk(a_terminal_gets_whole_lines_and_is_left_clean),
        story_on_disk(of_very_many_differences_some_are_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
