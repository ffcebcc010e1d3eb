/*
 * rsm mount and rsm dismount, over a simulated library.
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
#include "core/hold.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   A00003L5  ansi VOL003\n";

static DWORD hold_of(struct fixture *f, const char *bar_code)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    return medium.own.Hold;
}

static const char *in_drive(struct fixture *f, unsigned drive)
{
    static char bar_code[RSM_DISPLAY_TEXT];
    struct rsm_record medium;

    bar_code[0] = '\0';
    if (find_medium_at(f, drive_id(f, drive), &medium))
        rsm_display_text(medium.info.Info.PhysicalMedia.szBarCode, NTMS_BARCODE_LENGTH, bar_code);
    return bar_code;
}

/* ---- mount ---- */

static void mount_by_side_tells_the_drive_and_its_device(void **state)
{
    struct fixture *f = *state;
    char expected[60] = "Drive           ";
    plug_in_and_settle(f, two_drives);

    assert_success(rsm("mount /pfA00001L5~-~1 /oread /owrite /dfDrive~2"));

    rsm_display_guid(drive_id(f, 2), expected + strlen(expected));
    assert_says(expected);
    assert_says("Drive name      Drive 2\n");
    assert_says("Device          sim:lib/2\n");
    assert_says("\nThe command completed successfully.\n");
    assert_string_equal(in_drive(f, 2), "A00001L5");
    assert_string_equal(err.text, "");
    assert_success(rsm("dismount /pfA00001L5"));
}

static void brief_mount_prints_the_guid_of_the_drive_alone(void **state)
{
    struct fixture *f = *state;
    char expected[RSM_DISPLAY_GUID + 1];
    plug_in_and_settle(f, two_drives);

    assert_success(rsm("mount /b /pfA00001L5 /oread /dfDrive~1"));

    rsm_display_guid(drive_id(f, 1), expected);
    assert_string_equal(out.text, strcat(expected, "\n"));
    assert_success(rsm("dismount /pfA00001L5 /b"));
    assert_string_equal(out.text, "");
}

static void mount_by_logical_medium_finds_its_side(void **state)
{
    struct fixture *f = *state;
    GUID logical;
    plug_in_and_settle(f, two_drives);
    logical = allocate_in_slot(f, 2);

    assert_success(rsm_of("mount /oread /lg", &logical));

    assert_int_equal(hold_of(f, "A00002L5"), RSM_HOLD_MOUNTED);
    assert_success(rsm_of("dismount /lg", &logical));
    assert_int_equal(hold_of(f, "A00002L5"), RSM_HOLD_NONE);
    assert_in_slot(f, "A00002L5", 2);
}

static void mount_by_slot_takes_what_is_there(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);

    assert_success(rsm("mount /sfSlot~3 /cfChanger~1 /oread"));

    assert_int_equal(hold_of(f, "A00003L5"), RSM_HOLD_MOUNTED);
    assert_success(rsm("dismount /pfA00003L5"));
}

/* A program writes to what is mounted: nobody is served with a tape that has nearly the name. */
static void the_beginning_of_a_name_mounts_nothing(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    (void)allocate_in_slot(f, 2);

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("mount /pfA00001L /oread"));
    assert_complains("A00001L5");
    assert_fails_with(ERROR_INVALID_MEDIA, rsm("mount /lfA00002L /oread"));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm("mount /sfSlot~3 /cfChanger /oread"));

    assert_moves(f, "");
}

static void a_name_that_is_the_bar_code_of_another_cartridge_mounts_nothing(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    assert_success(rsm("rename /tphysical_media /sfA00001L5 /dTuesday"));
    assert_success(rsm("rename /tphysical_media /sfA00003L5 /dA00001L5"));

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("mount /pfA00001L5 /oread"));

    assert_complains("may mean either of two cartridges");
    assert_moves(f, "");
}

/* No process ran the library meanwhile. */
static void mount_by_slot_takes_what_a_person_put_there(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    close_session(f);
    rsm_sim_swap("lib", "slot 1", "slot 3");

    assert_success(rsm("mount /sfSlot~1 /cfChanger~1 /oread"));

    assert_says("Cartridge       A00003L5\n");
    open_session(f);
    assert_int_equal(hold_of(f, "A00003L5"), RSM_HOLD_MOUNTED);
    assert_success(rsm("dismount /pfA00003L5"));
}

/* Who knows what a person did there since it was. */
static void what_was_in_a_slot_of_a_library_that_is_gone_is_not_mounted(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    close_session(f);
    rsm_sim_unplug("lib");

    assert_fails_with(ERROR_LIBRARY_OFFLINE, rsm("mount /sfSlot~1 /cfChanger~1 /oread"));

    assert_complains("what is in the library cannot be found out");
    rsm_sim_plug("lib");
    open_session(f);
    run_all_work(f);
    assert_moves(f, "");
}

static void what_rsm_mounted_stays_mounted_and_may_be_dismounted_by_another(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    assert_success(rsm("mount /pfA00001L5 /oread"));

    restart(f);
    run_all_work(f);

    assert_int_equal(hold_of(f, "A00001L5"), RSM_HOLD_MOUNTED);
    assert_success(rsm("dismount /pfA00001L5"));
    assert_in_slot(f, "A00001L5", 1);
}

static void a_cartridge_that_is_not_the_one_on_record_is_not_mounted(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    rsm_sim_relabel("lib", "slot 1", "ansi OTHER1");
    f->labels_changed = true;

    assert_fails_with(ERROR_UNEXPECTED_OMID, rsm("mount /pfA00001L5 /oread"));

    assert_complains("rsm: the cartridge \"A00001L5\" is not mounted.\n");
    assert_int_equal(hold_of(f, "A00001L5"), RSM_HOLD_NONE);
    run_all_work(f);
}

static void a_mount_that_others_are_in_the_way_of_ends_after_its_time(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    assert_success(rsm("mount /pfA00001L5 /oread"));
    assert_success(rsm("mount /pfA00002L5 /oread"));

    assert_fails_with(ERROR_BUSY, rsm("mount /pfA00003L5 /oread /t1"));
    assert_fails_with(ERROR_BUSY, rsm("mount /pfA00003L5 /oread /oerrunavail"));

    assert_int_equal(count_unfinished(f), 0);
    assert_success(rsm("dismount /pfA00001L5"));
    assert_success(rsm("dismount /pfA00002L5"));
}

static void the_wrong_switches_of_mount_are_refused(void **state)
{
    plug_in_and_settle(*state, two_drives);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("mount /oread"));
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("mount /pfA00001L5 /odrive"));
    assert_complains("/odrive wants the drive");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("mount /pfA00001L5 /cfSTK~L20"));
    assert_complains("a changer is named, but not the slot");
    assert_fails_with(ERROR_INVALID_MEDIA, rsm("mount /pfA00009L5 /oread"));
    assert_requests(*state, NTMS_LM_MOUNT, NTMS_LM_PASSED, 0);
}

static void a_mount_of_what_is_mounted_says_what_it_waits_for(void **state)
{
    plug_in_and_settle(*state, two_drives);
    assert_success(rsm("mount /pfA00001L5 /oread /dfDrive~1"));

    assert_fails_with(ERROR_BUSY, rsm("mount /pfA00001L5 /oread /t2500"));

    assert_complains("drive 1 A00001L5: waiting until nobody else has the cartridge in that drive");
    assert_success(rsm("dismount /pfA00001L5"));
}

static void a_mount_with_nowait_waits_for_nothing(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    assert_success(rsm("mount /pfA00001L5 /oread /nowait"));
    assert_says("Drive name      Drive ");
    assert_success(rsm("mount /pfA00002L5 /oread /wait"));

    assert_fails_with(ERROR_BUSY, rsm("mount /pfA00003L5 /oread /nowait"));

    assert_complains("without /nowait and /oerrunavail it is waited for");
    assert_int_equal(count_unfinished(f), 0);
    assert_success(rsm("dismount /pfA00001L5"));
    assert_success(rsm("dismount /pfA00002L5"));
}

static void mount_and_dismount_tell_programs(void **state)
{
    plug_in_and_settle(*state, two_drives);

    assert_success(rsm("mount /pfA00001L5 /oread /json"));
    judge_document(&out, NULL);
    assert_says("\"device_name\": \"sim:lib/");
    assert_success(rsm("dismount /pfA00001L5 /json"));
    judge_document(&out, NULL);
    assert_says("\"deferred\": false");
    assert_fails_with(ERROR_INVALID_STATE, rsm("dismount /pfA00001L5 /json"));
    judge_document(&out, NULL);
}

/* ---- dismount ---- */

static void a_deferred_dismount_leaves_the_cartridge_in_the_drive(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_drives);
    assert_success(rsm("mount /pfA00001L5 /oread /dfDrive~1"));

    assert_success(rsm("dismount /pfA00001L5 /odeferred"));

    assert_says("\"A00001L5\" is dismounted, and stays in its drive until that is needed.\n");
    assert_string_equal(in_drive(f, 1), "A00001L5");
    assert_int_equal(hold_of(f, "A00001L5"), RSM_HOLD_NONE);
}

static void what_is_not_mounted_is_not_dismounted(void **state)
{
    plug_in_and_settle(*state, two_drives);

    assert_fails_with(ERROR_INVALID_STATE, rsm("dismount /pfA00001L5"));

    assert_complains("\"A00001L5\" cannot be dismounted: it is not mounted");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(mount_by_side_tells_the_drive_and_its_device),
        story_threads(brief_mount_prints_the_guid_of_the_drive_alone),
        story_threads(mount_by_logical_medium_finds_its_side),
        story_threads(mount_by_slot_takes_what_is_there),
        story_threads(the_beginning_of_a_name_mounts_nothing),
        story_threads(a_name_that_is_the_bar_code_of_another_cartridge_mounts_nothing),
        story_threads_on_disk(mount_by_slot_takes_what_a_person_put_there),
        story_threads_on_disk(what_was_in_a_slot_of_a_library_that_is_gone_is_not_mounted),
        story_threads_on_disk(what_rsm_mounted_stays_mounted_and_may_be_dismounted_by_another),
        story_threads(a_cartridge_that_is_not_the_one_on_record_is_not_mounted),
        story_threads(a_mount_that_others_are_in_the_way_of_ends_after_its_time),
        story_threads(the_wrong_switches_of_mount_are_refused),
        story_threads(a_mount_of_what_is_mounted_says_what_it_waits_for),
        story_threads(a_mount_with_nowait_waits_for_nothing),
        story_threads(mount_and_dismount_tell_programs),
        story_threads(a_deferred_dismount_leaves_the_cartridge_in_the_drive),
        story_threads(what_is_not_mounted_is_not_dismounted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
