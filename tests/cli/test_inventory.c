/*
 * rsm inventory and rsm identify, over a simulated library.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/display.h"
#include "cli/judge.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/looks.h"

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

enum { READ = 0x08 };

/* ---- inventory ---- */

static void inventory_stays_until_all_cartridges_are_read(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("inventory /lfSTK~L20 /aFULL"));

    assert_says("Inventory of \"STK L20\" is queued (full: every cartridge is read in a drive).\n");
    assert_says("slot 1 A00001L5: Simple Backup \"Monday\", pool Import\\LTO Ultrium\n");
    assert_says("slot 3 A00003L5: no label that is known, pool Unrecognized\\LTO Ultrium\n");
    assert_says("cartridges read: 2.\n");
    assert_int_equal(count_unfinished(*state), 0);
}

static void inventory_tells_of_a_cartridge_that_cannot_be_read(void **state)
{
    plug_in_and_settle(*state, three_tapes);
    rsm_sim_relabel("lib", "slot 3", "unreadable");
    ((struct fixture *)*state)->labels_changed = true;

    assert_success(rsm("inventory /lfSTK~L20 /afull"));

    assert_says("slot 3 A00003L5: failed: ");
    assert_says("cartridges read: 2, of which 1 could not be.\n");
}

static void a_terminal_shows_what_is_done_now_and_is_left_clean(void **state)
{
    const char *last;
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm_with_width("inventory /lfSTK~L20 /afull", 60));

    last = strrchr(err.text, '\r');
    assert_true(last == NULL || last[1] == '\0');
}

static void a_file_gets_no_line_that_lives(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("inventory /lfSTK~L20 /afull"));

    assert_string_equal(err.text, "");
}

static void inventory_names_the_library_by_guid_too(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_success(rsm_of("inventory /aNONE /lg", library_id(f)));

    assert_string_equal(
        out.text, "Nothing is done with \"STK L20\".\n\nThe command completed successfully.\n");
}

static void inventory_of_an_unknown_library_is_refused(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_fails_with(ERROR_INVALID_LIBRARY, rsm("inventory /lfstk~l20 /afast"));

    assert_complains("there is no library \"stk l20\"");
    assert_complains("(error 4301, ERROR_INVALID_LIBRARY)");
    assert_string_equal(out.text, "");
}

static void fast_inventory_reads_what_is_not_known_yet(void **state)
{
    plug_in_and_settle(*state, three_tapes);
    rsm_sim_put_in("lib", "slot 2 A00002L5 mtf Simple Backup/Tuesday");

    assert_success(rsm("inventory /lfSTK~L20 /aFAST"));

    assert_says("is queued (fast: bar codes, and cartridges not known yet).\n");
    assert_says("slot 2 A00002L5: Simple Backup \"Tuesday\", pool Import\\LTO Ultrium\n");
    assert_says("cartridges read: 1.\n");
}

static void default_inventory_uses_the_method_of_the_library(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, three_tapes);
    look_at_library(f, &library);
    library.info.Info.Library.InventoryMethod = NTMS_INVENTORY_OMID;
    change(f, &library);

    assert_success(rsm("inventory /lfSTK~L20 /aDEFAULT"));

    assert_says("is queued (the library's own method).\n");
    assert_says("cartridges read: 2.\n");
}

static void default_inventory_of_a_library_without_a_method_does_nothing(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, three_tapes);
    look_at_library(f, &library);
    library.info.Info.Library.InventoryMethod = NTMS_INVENTORY_NONE;
    change(f, &library);

    assert_success(rsm("inventory /lfSTK~L20 /adefault"));

    assert_says("The method of \"STK L20\" is none: there is nothing to do.\n");
}

static void stop_ends_a_running_inventory(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_hold("lib", READ);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    assert_true(rsm_sim_wait_held("lib", 1));

    assert_success(rsm("inventory /lfSTK~L20 /aSTOP"));

    assert_says("The inventory of \"STK L20\" is stopped.\n");
    rsm_sim_release("lib");
    run_all_work(f);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_STOPPED, 1);
}

static void stop_without_an_inventory_says_so(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("inventory /lfSTK~L20 /aSTOP"));

    assert_says("There is no inventory of \"STK L20\" to stop.\n");
}

/* Stops the inventory when the first cartridge is read, once; on a thread of the library. */
struct stopping {
    struct fixture *f;
    bool happened;
};

static void stop_at_first_read(void *context, uint8_t operation, bool done)
{
    struct stopping *stopping = context;

    if (stopping->happened || !done || operation != READ)
        return;
    stopping->happened = true;
    (void)take_inventory(stopping->f, NTMS_INVENTORY_STOP);
}

static void inventory_that_others_stop_says_so(void **state)
{
    struct stopping stopping = {.f = *state};
    plug_in_and_settle(*state, one_drive);

    rsm_sim_watch(stop_at_first_read, &stopping);
    assert_fails_with(ERROR_CANCELLED, rsm("inventory /lfSTK~L20 /afull"));
    rsm_sim_watch(NULL, NULL);

    assert_complains("the inventory of \"STK L20\" was stopped.\n");
}

static void inventory_with_nowait_ends_before_the_work_does(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_hold("lib", READ);

    assert_success(rsm("inventory /lfSTK~L20 /afull /nowait"));

    assert_says("is queued (full: every cartridge is read in a drive).\n");
    assert_says("It is done when this command ends, or by a program");
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 1); /* that of the first look */
    rsm_sim_release("lib");
    run_all_work(f);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 2);
}

static void a_name_of_two_libraries_is_refused_and_both_are_listed(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    char first[60] = "     ";
    char second[60] = "     ";
    rsm_sim_draw("other", "changer STK L20 SERIAL2\ndrive 1 empty\nslot 1 B00001L5 blank\n");
    set_devices(f, "sim:lib;sim:other");
    f->serial = "SERIAL1";
    plug_in_and_settle(f, three_tapes);
    look_at_library(f, &library);
    rsm_display_guid(&library.info.ObjectGuid, first + strlen(first));
    strcat(first, "  Twin\n");
    rsm_text_copy(library.info.szName, NTMS_OBJECTNAME_LENGTH, u"Twin");
    change(f, &library);
    f->serial = "SERIAL2";
    look_at_library(f, &library);
    rsm_display_guid(&library.info.ObjectGuid, second + strlen(second));
    strcat(second, "  Twin\n");
    rsm_text_copy(library.info.szName, NTMS_OBJECTNAME_LENGTH, u"Twin");
    change(f, &library);
    f->serial = "SERIAL1";

    assert_fails_with(ERROR_INVALID_LIBRARY, rsm("inventory /lfTwin /afast"));

    assert_complains("2 libraries have the name \"Twin\"; name one of them by its GUID");
    assert_complains(first);
    assert_complains(second);
    assert_string_equal(out.text, "");
}

static void inventory_tells_programs_of_each_cartridge(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("inventory /lfSTK~L20 /afull /json"));

    judge_document(&out, NULL);
    assert_says("\"action\": \"full\"");
    assert_says("\"bar_code\": \"A00003L5\"");
    assert_says("\"label_text\": \"Monday\"");
    assert_says("\"state\": \"completed\"");
    assert_says("\"media_read\": 2");
}

static void what_an_inventory_fails_with_is_told_to_programs_too(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_fails_with(ERROR_INVALID_LIBRARY, rsm("inventory /lfother /afull /json"));

    judge_document(&out, NULL);
    assert_says("\"status\": 4301");
}

/* ---- identify ---- */

static void identify_tells_what_is_in_the_slot(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_success(rsm_of("identify ", slot_id(f, 1)));

    assert_says("Slot 1, A00001L5: Simple Backup \"Monday\", pool Import\\LTO Ultrium.\n");
}

static void identify_may_leave_the_cartridge_in_the_drive(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_success(rsm_of("identify /odeferred ", slot_id(f, 3)));

    assert_success(rsm("view"));
    assert_says("dismountable  A00003L5");
}

static void identify_of_an_empty_slot_says_so(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_success(rsm_of("identify ", slot_id(f, 2)));

    assert_says("Slot 2 holds no cartridge");
}

static void identify_takes_the_name_of_a_slot_and_of_its_library(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("identify Slot~1 /lfSTK"));

    assert_says("Slot 1, A00001L5: ");
}

static void identify_of_what_is_no_slot_is_refused(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_of("identify ", drive_id(f, 1)));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm("identify 5"));
}

static void identify_takes_the_switches_for_slots_and_tells_programs(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_success(rsm("identify /sfSlot~1 /lfSTK~L20 /json"));

    judge_document(&out, NULL);
    assert_says("\"operation\": \"read label\"");
    assert_says("\"label_text\": \"Monday\"");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("identify"));
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("identify /sfSlot~1 Slot~1"));
    assert_success(rsm("identify /sfSlot~2 /json"));
    judge_document(&out, NULL);
    assert_says("\"medium\": null");
}

static void inventory_of_offline_media_says_why_there_is_none(void **state)
{
    plug_in_and_settle(*state, three_tapes);

    assert_fails_with(ERROR_INVALID_LIBRARY, rsm("inventory /lfOffline~media /afast"));

    assert_complains("it holds the media that are in no library");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(inventory_stays_until_all_cartridges_are_read),
        story_threads(inventory_tells_of_a_cartridge_that_cannot_be_read),
        story_threads(a_terminal_shows_what_is_done_now_and_is_left_clean),
        story_threads(a_file_gets_no_line_that_lives),
        story_threads(inventory_names_the_library_by_guid_too),
        story_threads(inventory_of_an_unknown_library_is_refused),
        story_threads(fast_inventory_reads_what_is_not_known_yet),
        story_threads(default_inventory_uses_the_method_of_the_library),
        story_threads(default_inventory_of_a_library_without_a_method_does_nothing),
        story_threads(stop_ends_a_running_inventory),
        story_threads(stop_without_an_inventory_says_so),
        story_threads(inventory_that_others_stop_says_so),
        story_threads(inventory_with_nowait_ends_before_the_work_does),
        story_threads(a_name_of_two_libraries_is_refused_and_both_are_listed),
        story_threads(inventory_tells_programs_of_each_cartridge),
        story_threads(what_an_inventory_fails_with_is_told_to_programs_too),
        story_threads(identify_tells_what_is_in_the_slot),
        story_threads(identify_may_leave_the_cartridge_in_the_drive),
        story_threads(identify_of_an_empty_slot_says_so),
        story_threads(identify_takes_the_name_of_a_slot_and_of_its_library),
        story_threads(identify_of_what_is_no_slot_is_refused),
        story_threads(identify_takes_the_switches_for_slots_and_tells_programs),
        story_threads(inventory_of_offline_media_says_why_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
