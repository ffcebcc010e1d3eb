/*
 * rsm eject: which cartridge is meant, over a simulated library.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/display.h"
#include "model/guid.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char two_cells[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   A00002L5  mtf Simple Backup/Tuesday\n"
    "slot 3   A00003L5  mtf Simple Backup/Wednesday\n"
    "slot 4   empty\n"
    "port 1   empty\n"
    "port 2   empty\n";
static const char alone[] = "alone\ndrive 1 - mtf Simple Backup/Monday\n";

static const char closing[] = "\nThe command completed successfully.\n";

static void rename_medium(struct fixture *f, unsigned slot, const WCHAR *name)
{
    struct rsm_record medium;

    look_at_medium_in_slot(f, slot, &medium);
    rsm_text_copy(medium.info.szName, NTMS_OBJECTNAME_LENGTH, name);
    change(f, &medium);
}

static void a_sides_name_leads_to_its_medium(void **state)
{
    plug_in_and_settle(*state, two_cells);

    assert_success(rsm("eject /PFA00002L5~-~1 /astart"));

    assert_moves(*state, "slot 2 > port 1");
    assert_says("Take the cartridge A00002L5 out of port 1 of the library \"STK L20\".\n");
    assert_says(closing);
}

static void a_medium_is_named_by_its_guid_or_that_of_a_side(void **state)
{
    struct fixture *f = *state;
    struct rsm_record side;
    plug_in_and_settle(f, two_cells);
    look_at_side(f, medium_in_slot(f, 2), &side);

    assert_success(rsm_of("eject /pg", medium_in_slot(f, 3)));
    assert_success(rsm_of("eject /pg", &side.info.ObjectGuid));

    assert_moves(f, "slot 3 > port 1, slot 2 > port 2");
}

static void the_medium_in_a_slot_of_the_library_is_ejected(void **state)
{
    plug_in_and_settle(*state, two_cells);

    assert_success(rsm("eject /sfSlot~3 /lfSTK~L20"));

    assert_moves(*state, "slot 3 > port 1");
}

static void the_medium_in_a_drive_is_ejected(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_cells);
    assert_success(rsm_of("identify /odeferred ", slot_id(f, 1)));

    assert_success(rsm("eject /dfDrive~1 /lfSTK~L20"));

    assert_moves(f, "slot 1 > drive 1, drive 1 > port 1");
}

static void a_drive_that_stands_alone_is_named_as_a_library(void **state)
{
    plug_in_and_settle(*state, alone);
    ((struct fixture *)*state)->unsettled = true; /* that the drive is empty is seen later */

    assert_success(rsm("eject /lfHP~Ultrium~5-SCSI"));

    assert_true(rsm_sim_is_pushed_out("lib"));
    assert_says("Take the cartridge Monday out of the drive \"HP Ultrium 5-SCSI\".\n");
}

static void a_name_of_two_cartridges_is_refused_and_both_are_listed(void **state)
{
    struct fixture *f = *state;
    char guid[RSM_DISPLAY_GUID];
    plug_in_and_settle(f, two_cells);
    rename_medium(f, 1, u"Twin");
    rename_medium(f, 3, u"Twin");

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("eject /pfTwin"));

    assert_complains("2 media have the name \"Twin\", or a side that has it");
    rsm_display_guid(medium_in_slot(f, 1), guid);
    assert_complains(guid);
    rsm_display_guid(medium_in_slot(f, 3), guid);
    assert_complains(guid);
    assert_complains("  Twin  in STK L20, Slot 3, bar code A00003L5\n");
    assert_moves(f, "");
}

static void a_medium_named_as_the_side_of_another_is_not_guessed(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_cells);
    rename_medium(f, 1, u"A00002L5 - 1");

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("eject /pfA00002L5~-~1"));

    assert_moves(f, "");
}

static void the_beginning_of_a_name_is_not_enough(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_cells);
    rename_medium(f, 1, u"Tape 10");
    assert_fails_with(ERROR_INVALID_MEDIA, rsm("eject /pfTape"));

    assert_complains("here the whole name is wanted; did you mean \"Tape 10\"?");
    assert_moves(f, "");
}

static void an_unknown_name_is_refused(void **state)
{
    plug_in_and_settle(*state, two_cells);

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("eject /pfQuarterly"));

    assert_complains("there is no medium \"Quarterly\"");
}

static void an_empty_slot_has_nothing_to_eject(void **state)
{
    plug_in_and_settle(*state, two_cells);

    assert_fails_with(ERROR_EMPTY, rsm("eject /sfSlot~4 /lfSTK~L20"));

    assert_complains("there is no medium in the slot \"Slot 4\"");
}

static void a_slot_whose_cartridge_is_in_a_drive_says_so(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_cells);
    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);

    assert_fails_with(ERROR_EMPTY, rsm("eject /sfSlot~2 /lfSTK~L20"));

    assert_complains("the slot \"Slot 2\" is empty now: its cartridge");
    assert_complains("is in the drive \"Drive 1\"; it can be named by /pf");
}

static void a_slot_of_another_library_is_refused(void **state)
{
    struct fixture *f = *state;
    rsm_sim_draw("other", "changer STK L40 SERIAL2\ndrive 1 empty\nslot 1 B00001L5 blank\n");
    set_devices(f, "sim:lib;sim:other");
    f->serial = "SERIAL1";
    plug_in_and_settle(f, two_cells);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_of("eject /lfSTK~L40 /sg", slot_id(f, 1)));

    assert_complains("that slot is not in library \"STK L40\"");
    assert_moves(f, "");
}

static void a_library_with_a_changer_is_not_enough(void **state)
{
    plug_in_and_settle(*state, two_cells);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("eject /lfSTK~L20"));

    assert_complains("the library \"STK L20\" is not a drive that stands alone");
}

static void a_wrong_call_says_what_is_missing(void **state)
{
    plug_in_and_settle(*state, two_cells);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("eject"));
    assert_complains("what to eject is missing: /p, /s, /d or /l");
    assert_complains("     rsm help eject tells more.\n");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("eject /sfSlot~1"));
    assert_complains("the library of the slot or drive is missing: /l");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("eject /pfA00001L5 /lfSTK~L20"));
    assert_complains("a medium needs none");
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm("eject /pfA00001L5 /o00000000000000000000000000000001"));
    assert_complains("/o goes with /astop");
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(a_sides_name_leads_to_its_medium),
        story_threads(a_medium_is_named_by_its_guid_or_that_of_a_side),
        story_threads(the_medium_in_a_slot_of_the_library_is_ejected),
        story_threads(the_medium_in_a_drive_is_ejected),
        story_threads(a_drive_that_stands_alone_is_named_as_a_library),
        story_threads(a_name_of_two_cartridges_is_refused_and_both_are_listed),
        story_threads(a_medium_named_as_the_side_of_another_is_not_guessed),
        story_threads(the_beginning_of_a_name_is_not_enough),
        story_threads(an_unknown_name_is_refused),
        story_threads(an_empty_slot_has_nothing_to_eject),
        story_threads(a_slot_whose_cartridge_is_in_a_drive_says_so),
        story_threads(a_slot_of_another_library_is_refused),
        story_threads(a_library_with_a_changer_is_not_enough),
        story_threads(a_wrong_call_says_what_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
