/*
 * rsm as its users see it: words in, text and a code out, over a simulated library.
 */
#include "cli/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/capture.h"
#include "cli/display.h"
#include "cli/version.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/simulated_system.h"
#include "work/system.h"

static const char one_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   A00002L5  mtf Simple Backup/Tuesday\n";

static const char with_disk[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  blank\n"
    "disk\n";

static const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n"
    "slot 4   CLN001L1  cleaner\n"
    "port 1   empty\n";

static struct capture out;
static struct capture err;

/* Run rsm with the words of a line, parted by blanks; '~' stands for a blank in a word. */
static rsm_error rsm_with_width(const char *line, size_t width)
{
    static char text[256];
    char *words[16];
    size_t count = 0;

    assert_in_range(strlen(line), 0, sizeof text - 1);
    strcpy(text, line);
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
        for (char *c = word; *c != '\0'; c++)
            *c = *c == '~' ? ' ' : *c;
        words[count++] = word;
    }
    capture_begin(&out, width);
    capture_begin(&err, width);
    return rsm_run_words(count, words, &out.output, &err.output);
}

static rsm_error rsm(const char *line)
{
    return rsm_with_width(line, 0);
}

/* "WORDS<guid>" */
static rsm_error rsm_of(const char *words, const GUID *id)
{
    char line[200];
    char guid[RSM_DISPLAY_GUID];

    rsm_display_guid(id, guid);
    assert_in_range(strlen(words) + strlen(guid), 0, sizeof line - 1);
    strcat(strcpy(line, words), guid);
    return rsm(line);
}

#define assert_says(expected)      assert_has(expected, &out)
#define assert_complains(expected) assert_has(expected, &err)

static void assert_has(const char *expected, const struct capture *capture)
{
    if (strstr(capture->text, expected) == NULL)
        assert_string_equal(expected, capture->text); /* shows both */
}

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

static void a_container_of_the_wrong_kind_is_refused(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm_of("view /tdrive /cg", slot_id(f, 1)));

    assert_complains("is not a container of that kind of objects");
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

/* ---- attach and detach ---- */

static void what_is_no_address_is_not_attached(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_fails_with(ERROR_BAD_PATHNAME, rsm("attach nonsense"));

    assert_complains("\"nonsense\" is not an address");
}

static void an_address_where_nothing_answers_is_not_attached(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_fails_with(ERROR_HOST_UNREACHABLE, rsm("attach sim:elsewhere"));

    assert_complains("no device answers at sim:elsewhere, so it is not attached");
    assert_fails_with(ERROR_NOT_FOUND, rsm("detach sim:elsewhere"));
}

static void what_is_no_tape_device_is_not_attached(void **state)
{
    plug_in_and_settle(*state, with_disk);

    assert_fails_with(ERROR_BAD_DEV_TYPE, rsm("attach sim:lib/2"));

    assert_complains("what answers at sim:lib/2 is neither a tape library nor a tape drive");
    assert_fails_with(ERROR_NOT_FOUND, rsm("detach sim:lib/2"));
}

static void force_attaches_an_address_where_nothing_answers(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("attach sim:elsewhere /force"));

    assert_says("Attached sim:elsewhere.\n");
    assert_success(rsm("detach sim:elsewhere"));
}

static void attach_tells_of_a_drive_that_stands_alone(void **state)
{
    struct fixture *f = *state;
    f->options.devices = NULL;
    rsm_sim_draw("lib", "alone\ndrive 1 empty\n");
    open_session(f);

    assert_success(rsm("attach sim:lib"));

    assert_says("Library \"HP Ultrium 5-SCSI\": a drive that stands alone.\n");
    f->unsettled = true;
}

static void what_is_not_attached_cannot_be_detached(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_fails_with(ERROR_NOT_FOUND, rsm("detach sim:other"));

    assert_complains("sim:other is not attached");
}

/* The library and its drive are shown by the system, and used. */
static void begin_with_system(struct fixture *f)
{
    rsm_sim_draw("lib", one_drive);
    rsm_sim_show("lib", 0, "\\\\.\\Changer0");
    rsm_sim_show("lib", 1, "\\\\.\\Tape0");
    use_system(f, true);
    open_session(f);
    run_all_work(f);
}

static void detach_leaves_what_the_system_shows_alone(void **state)
{
    begin_with_system(*state);

    assert_success(rsm("detach \\\\.\\Changer0"));

    assert_says(
        "Detached \\\\.\\Changer0.  It is left alone from now on, whatever its name will "
        "be; rsm attach takes it back.\n");
}

static void attach_takes_it_back(void **state)
{
    begin_with_system(*state);
    assert_success(rsm("detach \\\\.\\Changer0"));

    assert_success(rsm("attach \\\\.\\Changer0"));

    assert_says("Attached \\\\.\\Changer0.\nLibrary \"STK L20\": slots 2, drives 1, ports 0.\n");
    run_all_work(*state);
}

static void what_the_system_does_not_show_is_not_detached(void **state)
{
    begin_with_system(*state);

    assert_fails_with(ERROR_NOT_FOUND, rsm("detach \\\\.\\Tape9"));

    assert_complains("\\\\.\\Tape9 is neither attached nor a changer or tape drive that is known");
}

static void a_secret_in_an_address_is_never_shown(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    (void)rsm("detach iscsi://operator%s3cret@127.0.0.1/iqn.2026-01.test");

    assert_null(strstr(err.text, "s3cret"));
}

/* ---- called wrongly ---- */

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
                        "     rsm pin DRIVE {/s<serial> | /r} [/lg<guid> | /lf<name>]\n"
                        "     rsm help pin tells more.\n");
    assert_int_equal(rsm(""), 87);
    assert_says("rsm view");
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
        "did you mean view?\n     rsm help [COMMAND] [/manual]\n     rsm help lists all");
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

static void help_opens_no_session(void **state)
{
    (void)state;
    assert_success(rsm("help view"));
    assert_success(rsm("VIEW /?"));
    assert_says("rsm view [/t<type>]");
    assert_string_equal(err.text, "");
}

/* ---- pin ---- */

static void pin_says_which_tape_device_a_drive_is_and_takes_it_back(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in_and_settle(f, three_tapes);

    assert_success(rsm_of("pin /sSERIAL1D2 ", drive_id(f, 1)));
    assert_string_equal(out.text,
                        "\"Drive 1\" is pinned to the tape device SERIAL1D2.\n"
                        "That counts from the next start of each program.\n");
    look_at_drive(f, 1, &drive);
    assert_text(u"SERIAL1D2", drive.own.Pinned);

    assert_success(rsm_of("pin /r ", drive_id(f, 1)));
    assert_says("\"Drive 1\" is not pinned any more.\n");
    look_at_drive(f, 1, &drive);
    assert_text(u"", drive.own.Pinned);
}

static void pin_tells_of_a_device_that_is_another_drive(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    assert_success(rsm_of("pin /sSERIAL1D2 ", drive_id(f, 1)));

    assert_fails_with(ERROR_ALREADY_EXISTS, rsm_of("pin /sSERIAL1D2 ", drive_id(f, 2)));

    assert_complains("another drive is pinned to the tape device SERIAL1D2; take that back first");
    assert_string_equal(out.text, "");
}

static void a_drive_that_is_not_pinned_has_nothing_to_take_back(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_NOT_FOUND, rsm_of("pin /r ", drive_id(f, 1)));

    assert_complains("\"Drive 1\" is not pinned");
}

static void pin_of_what_is_no_drive_is_refused(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_INVALID_DRIVE, rsm("pin Drive1 /sX"));
    assert_complains("there is no drive \"Drive1\"; did you mean \"Drive 1\"?");
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_of("pin /sX ", slot_id(f, 1)));
    assert_complains("is no drive, but a slot");
}

static void pin_wants_a_serial_number_or_r(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm_of("pin ", drive_id(f, 1)));
    assert_complains("/s<serial> or /r is missing.\n");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm_of("pin /sX /r ", drive_id(f, 1)));
    assert_complains("/s and /r exclude each other.\n     rsm pin DRIVE {/s<serial> | /r} ");
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
        story_threads(a_container_of_the_wrong_kind_is_refused),
        cmocka_unit_test(an_empty_computer_says_how_to_attach_a_library),
        story_threads(what_is_no_address_is_not_attached),
        story_threads(an_address_where_nothing_answers_is_not_attached),
        story_threads(what_is_no_tape_device_is_not_attached),
        story_threads(force_attaches_an_address_where_nothing_answers),
        story(attach_tells_of_a_drive_that_stands_alone),
        story_threads(what_is_not_attached_cannot_be_detached),
        story_threads(detach_leaves_what_the_system_shows_alone),
        story_threads(attach_takes_it_back),
        story_threads(what_the_system_does_not_show_is_not_detached),
        story_threads(a_secret_in_an_address_is_never_shown),
        cmocka_unit_test(a_wrong_call_says_what_is_wrong_and_ends_with_87),
        story_threads(a_command_may_be_shortened),
        cmocka_unit_test(a_beginning_of_several_commands_is_refused_with_their_names),
        cmocka_unit_test(the_nearest_command_is_suggested),
        cmocka_unit_test(version_is_a_switch_and_not_a_command),
        cmocka_unit_test(a_hostile_command_line_is_refused_and_shown_cut),
        cmocka_unit_test(help_opens_no_session),
        story(pin_says_which_tape_device_a_drive_is_and_takes_it_back),
        story(pin_tells_of_a_device_that_is_another_drive),
        story(a_drive_that_is_not_pinned_has_nothing_to_take_back),
        story(pin_of_what_is_no_drive_is_refused),
        story(pin_wants_a_serial_number_or_r),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
