/*
 * rsm freemedia and rsm move: cartridges go to Free, and to other pools; and above all, those that must not, do
 * not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/judge.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char four_slots[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   A00003L5  mtf SOFTWARE/TAPE\n"
    "slot 4   empty\n";

enum { READ = 0x08 };

static void begin(struct fixture *f)
{
    plug_in_and_settle(f, four_slots);
}

/* Nothing moved, nothing was written, and nobody lost anything. */
static void assert_untouched(struct fixture *f, uint32_t fingerprint)
{
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), fingerprint);
    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_PASSED, 0);
    assert_int_equal(count_unfinished(f), 0);
}

static uint32_t tape_in_slot_1(void)
{
    return rsm_sim_fingerprint("lib", "slot 1");
}

/* ---- what is freed ---- */

static void a_cartridge_of_import_is_freed(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_success(rsm("freemedia /pfA00001L5"));

    assert_string_equal(out.text,
                        "\"A00001L5\" is in the media pool \"Free\\LTO Ultrium\".\n\nThe command "
                        "completed successfully.\n");
    assert_string_equal(err.text, "");
    assert_pool(f, "A00001L5", "Free");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_AVAILABLE);
}

static void the_cartridge_in_a_slot_is_freed(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_success(rsm("freemedia /sfSlot~2 /lfSTK~L20"));
    assert_success(rsm("freemedia /sfSlot~3 /dfDrive~1"));

    assert_pool(f, "A00002L5", "Free");
    assert_pool(f, "A00003L5", "Free");
    assert_pool(f, "A00001L5", "Import");
}

static void what_a_program_has_is_given_back_first(void **state)
{
    struct fixture *f = *state;
    GUID logical;
    begin(f);
    logical = allocate_in_slot(f, 1);

    assert_success(rsm_of("freemedia /lg", &logical));

    assert_pool(f, "A00001L5", "Free");
    assert_objects(f, NTMS_LOGICAL_MEDIA, 0);
}

static void what_its_pool_returns_to_free_is_freed_once(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("createpool /mBackup /tfLTO~Ultrium /anew /r"));
    assert_success(rsm("allocate /mBackup /pfA00001L5"));

    assert_success(rsm("freemedia /pfA00001L5"));

    assert_pool(f, "A00001L5", "Free");
    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_PASSED, 1);
}

static void what_is_free_already_is_left_alone(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("freemedia /pfA00001L5"));

    assert_success(rsm("freemedia /pfA00001L5"));

    assert_says("\"A00001L5\" is already in the media pool \"Free\\LTO Ultrium\".\n");
    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_PASSED, 1);
}

static void nowait_says_when_the_label_is_written(void **state)
{
    struct fixture *f = *state;
    begin(f);
    rsm_sim_hold("lib", READ);

    assert_success(rsm("freemedia /pfA00001L5 /nowait"));

    assert_says("It can be allocated when its free label is written");
    rsm_sim_release("lib");
    run_all_work(f);
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_AVAILABLE);
}

static void a_label_that_others_queued_is_waited_for(void **state)
{
    struct fixture *f = *state;
    begin(f);
    rsm_sim_hold("lib", READ);
    assert_success(rsm("freemedia /pfA00001L5 /nowait"));
    assert_success(rsm("freemedia /pfA00001L5 /nowait"));
    assert_says("It can be allocated when its free label is written");
    rsm_sim_release("lib");

    assert_success(rsm("freemedia /pfA00001L5"));

    assert_string_equal(out.text,
                        "\"A00001L5\" is already in the media pool \"Free\\LTO Ultrium\".\n\nThe "
                        "command completed successfully.\n");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_AVAILABLE);
}

static void a_medium_that_is_used_up_is_freed_but_never_allocated_again(void **state)
{
    struct fixture *f = *state;
    struct rsm_record side;
    begin(f);
    (void)give_to_application(f, medium_in_slot(f, 1), u"Backups");
    look_at_side(f, medium_in_slot(f, 1), &side);
    side.info.Info.Partition.State = NTMS_PARTSTATE_DECOMMISSIONED;
    change(f, &side);

    assert_success(rsm("freemedia /pfA00001L5"));

    assert_says("but decommissioned: it is never allocated again");
}

static void programs_are_told_what_was_freed(void **state)
{
    begin(*state);

    assert_success(rsm("freemedia /pfA00001L5 /json"));

    judge_document(&out, NULL);
    assert_says("\"was_free\": false");
    assert_says("\"side_state\": \"available\"");
}

/* ---- what is not ---- */

static void a_name_that_is_not_whole_frees_nothing(void **state)
{
    struct fixture *f = *state;
    uint32_t tape;
    begin(f);
    tape = tape_in_slot_1();

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("freemedia /pfA00001"));

    assert_complains("\"A00001");
    assert_untouched(f, tape);
}

static void a_name_of_several_frees_none_of_them(void **state)
{
    struct fixture *f = *state;
    uint32_t tape;
    begin(f);
    assert_success(rsm("rename /tpartition /sfA00001L5~-~1 /d Same"));
    assert_success(rsm("rename /tpartition /sfA00003L5~-~1 /d Same"));
    tape = tape_in_slot_1();

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("freemedia /pfSame"));

    assert_complains("2 sides have the name \"Same\"");
    assert_untouched(f, tape);
}

static void a_name_that_is_the_bar_code_of_another_cartridge_frees_nothing(void **state)
{
    struct fixture *f = *state;
    uint32_t tape;
    begin(f);
    assert_success(rsm("rename /tphysical_media /sfA00001L5 /dTuesday"));
    assert_success(rsm("rename /tphysical_media /sfA00003L5 /dA00001L5"));
    tape = tape_in_slot_1();

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("freemedia /pfA00001L5"));

    assert_complains("may mean either of two cartridges");
    assert_complains("A00001L5, bar code A00003L5\n");
    assert_complains("Tuesday, bar code A00001L5\n");
    assert_untouched(f, tape);
}

/* Nobody ran the library when it was put in. */
static void not_even_when_that_cartridge_came_since_the_last_look(void **state)
{
    struct fixture *f = *state;
    uint32_t tape;
    begin(f);
    assert_success(rsm("rename /tphysical_media /sfA00001L5 /dA00009L5"));
    tape = tape_in_slot_1();
    close_session(f);
    rsm_sim_put_in("lib", "slot 4  A00009L5  ansi VOL009");

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("freemedia /pfA00009L5"));

    assert_complains("A00009L5");
    open_session(f);
    run_all_work(f);
    assert_untouched(f, tape);
}

static void the_beginning_of_a_librarys_name_frees_nothing(void **state)
{
    struct fixture *f = *state;
    uint32_t tape;
    begin(f);
    tape = tape_in_slot_1();

    assert_fails_with(ERROR_INVALID_LIBRARY, rsm("freemedia /sfSlot~1 /lfSTK"));
    assert_complains("\"STK\" is not the whole name");
    assert_fails_with(ERROR_INVALID_DRIVE, rsm("freemedia /sfSlot~1 /dfDrive"));

    assert_untouched(f, tape);
}

static void the_beginning_of_the_free_pools_name_frees_nothing(void **state)
{
    struct fixture *f = *state;
    uint32_t tape;
    begin(f);
    tape = tape_in_slot_1();

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, rsm("move /pfA00001L5 /mFree\\LTO"));

    assert_complains("the whole name is wanted; did you mean");
    assert_untouched(f, tape);
}

static void an_empty_slot_frees_nothing(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_EMPTY, rsm("freemedia /sfSlot~4 /lfSTK~L20"));

    assert_complains("there is no medium in the slot \"Slot 4\"");
}

static void a_slot_without_its_library_is_refused(void **state)
{
    begin(*state);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("freemedia /sfSlot~1"));
    assert_complains("the library of the slot is missing");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("freemedia"));
    assert_complains("what to free is missing");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("freemedia /pfA00001L5 /lfX"));
    assert_complains("/pf and /lf exclude each other");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("freemedia /pfA00001L5 /dfX"));
    assert_complains("/df goes with a slot");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("freemedia /sfSlot~1 /dfX /lfX"));
    assert_complains("/df and /lf exclude each other");
}

static void a_slot_of_another_library_is_not_meant(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm("freemedia /sfSlot~9 /lfSTK~L20"));

    assert_complains("there is no slot \"Slot 9\" in library \"STK L20\"");
}

static void a_cartridge_in_use_keeps_its_program(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    begin(f);
    (void)allocate_in_slot(f, 1);
    look_at_medium(f, "A00001L5", &medium);
    medium.info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_LOADED;
    change(f, &medium);

    assert_fails_with(ERROR_BUSY, rsm("freemedia /pfA00001L5"));

    assert_complains("cannot be freed while somebody uses it (its state is: loaded)");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_ALLOCATED);
    medium.info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_IDLE;
    change(f, &medium);
}

static void a_disabled_cartridge_keeps_its_program(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    begin(f);
    (void)allocate_in_slot(f, 1);
    look_at_medium(f, "A00001L5", &medium);
    medium.info.Enabled = FALSE;
    change(f, &medium);

    assert_fails_with(ERROR_RESOURCE_DISABLED, rsm("freemedia /pfA00001L5"));

    assert_complains("cannot be freed while it is disabled");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_ALLOCATED);
}

static void an_offline_cartridge_keeps_its_program(void **state)
{
    struct fixture *f = *state;
    begin(f);
    (void)allocate_in_slot(f, 1);
    rsm_sim_take_out("lib", "slot 1");
    assert_success(rsm("inventory /lfSTK~L20 /afast"));

    assert_fails_with(ERROR_MEDIA_OFFLINE, rsm("freemedia /pfA00001L5"));

    assert_complains("put it into a library first");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_ALLOCATED);
}

static void what_no_drive_can_use_is_refused(void **state)
{
    struct fixture *f = *state;
    struct rsm_record side;
    begin(f);
    look_at_side(f, medium_in_slot(f, 2), &side);
    side.info.Info.Partition.State = NTMS_PARTSTATE_INCOMPATIBLE;
    change(f, &side);

    assert_fails_with(ERROR_INVALID_STATE, rsm("freemedia /pfA00002L5"));

    assert_complains("no drive of its library can use it; eject it");
}

static void a_label_that_cannot_be_written_leaves_the_cartridge_where_it_was(void **state)
{
    struct fixture *f = *state;
    begin(f);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1 A00001L5 ansi VOL001 protected");

    assert_fails_with(ERROR_WRITE_PROTECT, rsm("freemedia /pfA00001L5"));

    assert_complains("the free label of \"A00001L5\" could not be written");
    assert_says("\"A00001L5\" is in the media pool \"Import\\LTO Ultrium\"");
}

/* A cartridge with two sides, offline, both of which belong to programs. */
static void make_disk(struct fixture *f)
{
    NTMS_OBJECTINFORMATIONW medium = {.dwSize = sizeof medium, .dwType = NTMS_PHYSICAL_MEDIA};
    NTMS_OBJECTINFORMATIONW sides[2];
    GUID type;
    GUID pool;
    NTMS_OBJECTINFORMATIONW info = {.dwSize = sizeof info};
    GUID types[128];
    DWORD count = 128;

    assert_success(EnumerateNtmsObject(f->session, NULL, types, &count, NTMS_MEDIA_TYPE, 0));
    for (DWORD i = 0; i < count; i++) {
        info.dwType = NTMS_MEDIA_TYPE;
        assert_success(GetNtmsObjectInformationW(f->session, &types[i], &info));
        type = types[i];
        if (info.Info.MediaType.NumberOfSides == 2)
            break;
    }
    assert_int_equal(info.Info.MediaType.NumberOfSides, 2);
    assert_success(CreateNtmsMediaPoolW(f->session, u"Disks", &type, NTMS_CREATE_NEW, NULL, &pool));
    medium.Enabled = TRUE;
    medium.Info.PhysicalMedia.MediaPool = pool;
    medium.Info.PhysicalMedia.dwNumberOfPartitions = 2;
    (void)rsm_text_copy(medium.szName, NTMS_OBJECTNAME_LENGTH, u"Disk");
    for (unsigned i = 0; i < 2; i++) {
        memset(&sides[i], 0, sizeof sides[i]);
        sides[i].dwSize = sizeof sides[i];
        sides[i].dwType = NTMS_PARTITION;
        sides[i].Enabled = TRUE;
        sides[i].Info.Partition.State = NTMS_PARTSTATE_ALLOCATED;
        sides[i].Info.Partition.dwOmidLabelIdLength = 1;
        sides[i].Info.Partition.OmidLabelId[0] = (BYTE)(i + 1);
        (void)rsm_text_copy(sides[i].Info.Partition.szOmidLabelType, NTMS_OMIDLABELTYPE_LENGTH,
                            u"NTFS");
    }
    assert_success(CreateNtmsMediaW(f->session, &medium, sides, 0));
}

static void a_side_is_not_freed_over_the_head_of_whom_the_other_belongs_to(void **state)
{
    struct fixture *f = *state;
    begin(f);
    make_disk(f);

    assert_fails_with(ERROR_BUSY, rsm("freemedia /pfDisk~-~1"));

    assert_complains("its side \"Disk - 2\" belongs to a program");
    assert_objects(f, NTMS_LOGICAL_MEDIA, 2);
}

static void a_cartridge_of_several_programs_is_not_freed(void **state)
{
    struct fixture *f = *state;
    begin(f);
    make_disk(f);

    assert_fails_with(ERROR_BUSY, rsm("freemedia /pfDisk"));
    assert_complains("belongs to a program");
    assert_fails_with(ERROR_INVALID_MEDIA, rsm("deallocate /pfDisk"));
    assert_complains("2 sides of \"Disk\" are allocated; name one of them");
    assert_objects(f, NTMS_LOGICAL_MEDIA, 2);
}

/* ---- move ---- */

static void a_cartridge_goes_to_another_pool(void **state)
{
    struct fixture *f = *state;
    begin(f);
    (void)allocate_in_slot(f, 1);
    assert_success(rsm("createpool /mArchive /tfLTO~Ultrium /anew"));

    assert_success(rsm("move /pfA00001L5 /mArchive"));

    assert_string_equal(out.text, "\"A00001L5\" is in the media pool \"Archive\".\n");
    assert_pool(f, "A00001L5", "Archive");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_ALLOCATED);
}

static void what_belongs_to_a_program_does_not_move_to_free(void **state)
{
    struct fixture *f = *state;
    begin(f);
    (void)allocate_in_slot(f, 1);

    assert_fails_with(ERROR_BUSY, rsm("move /pfA00001L5 /mFree\\LTO~Ultrium"));

    assert_complains("belongs to a program");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_ALLOCATED);
}

static void import_moves_to_free_and_nowhere_else(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("createpool /mArchive /tfLTO~Ultrium /anew"));

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, rsm("move /pfA00001L5 /mArchive"));
    assert_complains("those of Import and Unrecognized go nowhere else");
    assert_success(rsm("move /pfA00001L5 /mFree\\LTO~Ultrium"));

    assert_says("\"A00001L5\" is in the media pool \"Free\\LTO Ultrium\".\n");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_AVAILABLE);
}

static void a_pool_for_another_type_is_refused(void **state)
{
    struct fixture *f = *state;
    begin(f);
    (void)give_to_application(f, medium_in_slot(f, 1), u"Backups");
    assert_success(rsm("createpool /mOther /tfDLT /anew"));

    assert_fails_with(ERROR_MEDIA_INCOMPATIBLE, rsm("move /pfA00001L5 /mOther"));

    assert_complains("which is for media of another type");
}

static void programs_are_told_from_where_a_cartridge_moved(void **state)
{
    struct fixture *f = *state;
    begin(f);
    (void)give_to_application(f, medium_in_slot(f, 1), u"Backups");
    assert_success(rsm("createpool /mArchive /tfLTO~Ultrium /anew"));

    assert_success(rsm("move /pfA00001L5 /mArchive /json"));

    judge_document(&out, NULL);
    assert_says("\"from_media_pool_name\": \"Backups\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(a_cartridge_of_import_is_freed),
        story_threads(the_cartridge_in_a_slot_is_freed),
        story_threads(what_a_program_has_is_given_back_first),
        story_threads(what_its_pool_returns_to_free_is_freed_once),
        story_threads(what_is_free_already_is_left_alone),
        story_threads(nowait_says_when_the_label_is_written),
        story_threads(a_label_that_others_queued_is_waited_for),
        story_threads(a_medium_that_is_used_up_is_freed_but_never_allocated_again),
        story_threads(programs_are_told_what_was_freed),
        story_threads(a_name_that_is_not_whole_frees_nothing),
        story_threads(a_name_of_several_frees_none_of_them),
        story_threads(a_name_that_is_the_bar_code_of_another_cartridge_frees_nothing),
        story_threads_on_disk(not_even_when_that_cartridge_came_since_the_last_look),
        story_threads(the_beginning_of_a_librarys_name_frees_nothing),
        story_threads(the_beginning_of_the_free_pools_name_frees_nothing),
        story_threads(an_empty_slot_frees_nothing),
        story_threads(a_slot_without_its_library_is_refused),
        story_threads(a_slot_of_another_library_is_not_meant),
        story_threads(a_cartridge_in_use_keeps_its_program),
        story_threads(a_disabled_cartridge_keeps_its_program),
        story_threads(an_offline_cartridge_keeps_its_program),
        story_threads(what_no_drive_can_use_is_refused),
        story_threads(a_label_that_cannot_be_written_leaves_the_cartridge_where_it_was),
        story_threads(a_side_is_not_freed_over_the_head_of_whom_the_other_belongs_to),
        story_threads(a_cartridge_of_several_programs_is_not_freed),
        story_threads(a_cartridge_goes_to_another_pool),
        story_threads(what_belongs_to_a_program_does_not_move_to_free),
        story_threads(import_moves_to_free_and_nowhere_else),
        story_threads(a_pool_for_another_type_is_refused),
        story_threads(programs_are_told_from_where_a_cartridge_moved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
