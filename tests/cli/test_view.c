/*
 * rsm view: for people, for scripts that parse it, and for programs.
 */
#include "cli/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/display.h"
#include "cli/judge.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/system.h"

static const char one_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   A00002L5  mtf Simple Backup/Tuesday\n";

static const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n"
    "slot 4   CLN001L1  cleaner\n"
    "port 1   empty\n";

/* ---- view ---- */

static void view_of_a_type_is_one_name_a_line_between_heading_and_closing(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("VIEW /TDRIVE"));
    assert_string_equal(out.text,
                        "\nDRIVE\n\nDrive 1\nDrive 2\n\nThe command completed successfully.\n");
    assert_string_equal(err.text, "");
}

static void brief_view_is_nothing_but_the_lines(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("view /b /tdrive"));

    assert_string_equal(out.text, "Drive 1\nDrive 2\n");
}

static void guids_stand_behind_the_names(void **state)
{
    struct fixture *f = *state;
    char expected[100] = "STK L20\t";
    plug_in_and_settle(f, three_tapes);

    assert_success(rsm("view /tlibrary /guiddisplay"));

    rsm_display_guid(library_id(f), expected + strlen(expected));
    assert_says(expected);
}

static void the_guid_of_one_view_is_the_container_of_the_next(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    char guid[RSM_DISPLAY_GUID + 1];
    plug_in_and_settle(f, three_tapes);
    look_at_medium(f, "A00001L5", &medium);

    assert_success(rsm_of("view /tphysical_media /guiddisplay /b /cg", library_id(f)));
    rsm_display_guid(&medium.info.ObjectGuid, guid);
    assert_says(guid);
    assert_success(rsm_of("view /tpartition /b /cg", &medium.info.ObjectGuid));
    assert_string_equal(out.text, "A00001L5 - 1\n");
}

static void pools_are_shown_with_their_paths(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("view /tmedia_pool /b"));

    assert_says("Import\nImport\\LTO Ultrium\n");
}

static void a_request_has_no_name_and_shows_its_guid(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("view /tlibrequest /b"));

    assert_int_equal(strcspn(out.text, "\n"), 32);
}

static void a_drive_that_stands_alone_is_shown_with_its_cartridge(void **state)
{
    plug_in_and_settle(*state, "alone\ndrive 1 - mtf Simple Backup/Monday\n");

    assert_success(rsm("view"));

    assert_says(
        "  HP Ultrium 5-SCSI  ready  D1             none         0       1      1      1  fast\n");
    assert_says("     1  full   Monday  Import\\LTO Ultrium  Simple Backup  Monday\n");
}

static void view_without_a_type_shows_everything(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("view"));

    assert_says("  STK L20  ready  SERIAL1        sim:lib/0      4       2      1      2  fast\n");
    assert_says(
        "     1  full     A00001L5  A00001L5  Import\\LTO Ultrium        Simple Backup  "
        "Monday\n"
        "     2  empty\n"
        "     3  full     A00003L5  A00003L5  Unrecognized\\LTO Ultrium\n"
        "     4  cleaner\n");
    assert_says("      1  empty");
    assert_says("  Import\n    LTO Ultrium      1");
    assert_says("  read label  completed     1");
}

static void the_row_of_a_drive_tells_its_cartridge_and_mounts(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, one_drive);
    assert_success(rsm_of("identify /odeferred ", slot_id(f, 1)));

    assert_success(rsm("view"));

    assert_says("Drives of STK L20\n");
    assert_says("      1  dismountable  A00001L5  SERIAL1D1      sim:lib/1       3\n");
}

static void the_row_of_a_medium_tells_its_pool_and_place(void **state)
{
    plug_in_and_settle(*state, one_drive);

    assert_success(rsm("view"));

    assert_says("\nMedia\n");
    assert_says(
        "  A00002L5  idle   import  LTO Ultrium  Import\\LTO Ultrium  STK L20  Slot 2       1\n");
}

static void an_open_port_is_shown_as_open(void **state)
{
    struct fixture *f = *state;
    struct rsm_record port;
    plug_in_and_settle(f, three_tapes);
    look_at(f, port_id(f, 1), NTMS_IEPORT, &port);
    port.info.Info.IEPort.Position = NTMS_PORTPOSITION_EXTENDED;
    change(f, &port);

    assert_success(rsm("view"));

    assert_says("     1  empty, open\n");
}

static void a_door_is_shown_while_it_is_open(void **state)
{
    struct fixture *f = *state;
    struct rsm_record door;
    plug_in_and_settle(f, three_tapes);
    assert_success(rsm("view"));
    assert_null(strstr(out.text, "Open doors"));
    look_at(f, door_id(f), NTMS_IEDOOR, &door);
    door.info.Info.IEDoor.State = NTMS_DOORSTATE_OPEN;
    door.own.Since = 1;
    change(f, &door);

    assert_success(rsm("view"));

    assert_says("Open doors of STK L20\n");
    assert_says("     1  open\n");
}

static void the_slot_that_is_reserved_for_the_cleaner_is_shown_as_such(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, three_tapes);
    look_at_library(f, &library);
    library.info.Info.Library.CleanerSlot = *slot_id(f, 2);
    change(f, &library);

    assert_success(rsm("view"));

    assert_says("     2  empty, for the cleaner\n");
}

static void the_row_of_an_operator_request_tells_what_it_is_about(void **state)
{
    struct fixture *f = *state;
    GUID request;
    plug_in_and_settle(f, three_tapes);
    assert_success(SubmitNtmsOperatorRequestW(f->session, NTMS_OPREQ_DEVICESERVICE, u"Oil it",
                                              drive_id(f, 1), NULL, &request));

    assert_success(rsm("view"));

    assert_says("Story        Drive 1  Oil it\n");
}

static void every_kind_of_objects_is_told_to_programs_as_documented(void **state)
{
    static const char *const types[] = {
        "library",      "drive",         "changer",    "storageslot",   "iedoor",     "ieport",
        "partition",    "media_pool",    "media_type", "drive_type",    "librequest", "oprequest",
        "changer_type", "logical_media", "computer",   "physical_media"};
    static struct capture all;
    struct fixture *f = *state;
    char line[60];
    GUID request;
    capture_begin(&all, 0);
    plug_in_and_settle(f, three_tapes);
    (void)allocate_in_slot(f, 1);
    assert_success(SubmitNtmsOperatorRequestW(f->session, NTMS_OPREQ_DEVICESERVICE, u"Oil it",
                                              drive_id(f, 1), NULL, &request));

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        snprintf(line, sizeof line, "view /t%s /json", types[i]);
        assert_success(rsm(line));
        assert_null(strstr(out.text, "\"objects\": []"));
        all.output.write(all.output.context, out.text, out.length);
    }
    judge_document(&all, NULL);
}

static void everything_is_told_to_programs_in_one_document(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    (void)allocate_in_slot(f, 1);

    assert_success(rsm("view /json"));

    judge_document(&out, NULL);
    assert_says("\"serial_number\": \"SERIAL1D2\"");
    assert_says("\"label_text\": \"Monday\"");
    assert_says("\"path\": \"Import\\\\LTO Ultrium\"");
    assert_says("\"operation\": \"read label\"");
}

static void what_fails_is_told_to_programs_too(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm_of("view /json /tdrive /cg", slot_id(f, 1)));

    judge_document(&out, NULL);
    assert_says("\"name\": \"ERROR_INVALID_PARAMETER\"");
    assert_says("\"status\": 87");
}

static void where_messages_are_shown_is_listed_by_computers(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    assert_success(
        SetNtmsUIOptionsW(f->session, library_id(f), NTMS_UITYPE_REQ, NTMS_UIDEST_ADD, u"DESK1"));
    assert_success(
        SetNtmsUIOptionsW(f->session, library_id(f), NTMS_UITYPE_ERR, NTMS_UIDEST_ADD, u"DESK2"));

    assert_success(rsm("view /tui_destinations"));

    assert_string_equal(out.text,
                        "\nUI_DESTINATIONS\n\nDESK1\nDESK2\n\n"
                        "The command completed successfully.\n");
    assert_success(rsm_of("view /tUI~Destinations /b /cg", library_id(f)));
    assert_string_equal(out.text, "DESK1\nDESK2\n");
    assert_success(rsm("view /tui_destinations /json"));
    judge_document(&out, NULL);
    assert_says("\"messages\": \"errors\"");
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm_of("view /tui_destinations /cg", drive_id(f, 1)));
}

static void with_guids_and_b_the_last_line_is_a_guid(void **state)
{
    struct fixture *f = *state;
    char guid[RSM_DISPLAY_GUID + 1];
    plug_in_and_settle(f, three_tapes);

    assert_success(rsm("view /tdrive /guiddisplay /b"));

    rsm_display_guid(drive_id(f, 2), guid);
    strcat(guid, "\n");
    assert_string_equal(out.text + out.length - 33, guid);
    assert_int_equal(out.length, 2 * 33);
}

static void a_container_of_the_wrong_kind_is_refused(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm_of("view /tdrive /cg", slot_id(f, 1)));

    assert_complains("is not a container of that kind of objects");
    assert_string_equal(out.text, "");
}

static void a_container_that_is_not_there_is_named(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm("view /tdrive /cg00000000000000000000000000000001"));

    assert_complains("there is no object 00000000000000000000000000000001.\n");
    assert_string_equal(out.text, "");
}

static void an_empty_computer_says_how_to_attach_a_library(void **state)
{
    static const struct rsm_options nothing = {.devices = "", .in_memory = true};

    (void)state;
    rsm_system_set_options(&nothing);
    assert_success(rsm("view"));
    rsm_system_set_options(NULL);

    assert_says(
        "No library is known.  Attach one with: rsm attach ADDRESS\n"
        "What can be seen, and why it is not used: rsm devices\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(view_of_a_type_is_one_name_a_line_between_heading_and_closing),
        story_threads(brief_view_is_nothing_but_the_lines),
        story_threads(guids_stand_behind_the_names),
        story_threads(the_guid_of_one_view_is_the_container_of_the_next),
        story_threads(pools_are_shown_with_their_paths),
        story_threads(a_request_has_no_name_and_shows_its_guid),
        story(a_drive_that_stands_alone_is_shown_with_its_cartridge),
        story_threads(view_without_a_type_shows_everything),
        story_threads(the_row_of_a_drive_tells_its_cartridge_and_mounts),
        story_threads(the_row_of_a_medium_tells_its_pool_and_place),
        story(an_open_port_is_shown_as_open),
        story(a_door_is_shown_while_it_is_open),
        story(the_slot_that_is_reserved_for_the_cleaner_is_shown_as_such),
        story(the_row_of_an_operator_request_tells_what_it_is_about),
        story(every_kind_of_objects_is_told_to_programs_as_documented),
        story(everything_is_told_to_programs_in_one_document),
        story(what_fails_is_told_to_programs_too),
        story(where_messages_are_shown_is_listed_by_computers),
        story(with_guids_and_b_the_last_line_is_a_guid),
        story_threads(a_container_of_the_wrong_kind_is_refused),
        story_threads(a_container_that_is_not_there_is_named),
        cmocka_unit_test(an_empty_computer_says_how_to_attach_a_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
