/*
 * Places that are announced and not there, that are there and not counted, or are of another kind than they are called
 * (the list of quirks, Q13 to Q18 and Q24).
 */
#include "hostile/stage.h"

#include "core/session.h"
#include "scsi/device.h"
#include "scsi/quirks.h"
#include "store/quirk_memory.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool is_status(const struct hostile_command *command)
{
    return strcmp(command->name, "READ_ELEMENT_STATUS") == 0;
}

static bool is_move(const struct hostile_command *command)
{
    return strcmp(command->name, "MOVE_MEDIUM") == 0;
}

static bool is_move_of_an_arm(const struct hostile_command *command)
{
    return is_move(command) && (command->cdb[2] != 0 || command->cdb[3] != 0);
}

static bool is_question_about_ports(const struct hostile_command *command)
{
    return is_status(command) && (command->cdb[1] & 0x0F) == 3;
}

static bool is_question_about_arms(const struct hostile_command *command)
{
    return is_status(command) && (command->cdb[1] & 0x0F) == 1;
}

/* Where the truth calls the port a slot. */
static void mount_and_dismount_unseen(struct stage *stage, const WCHAR *bar_code)
{
    assert_success(stage_mount(stage, bar_code));
    assert_success(stage_dismount(stage, bar_code));
}

/* ---- Q13 ---- */

static void q13_page_of_no_bytes(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    stage_forget_log(stage);
    assert_inventory_is_truth(stage);

    assert_in_range(count_commands(stage, is_status), 1, 6); /* the walk ends */
    assert_mounts(stage, u"S00002L6");
}

static void elements_that_are_announced_and_never_sent_end_the_inventory(void **state)
{
    struct stage *stage = play(state, "q13_page_of_no_bytes");

    stage_inventory(stage);
    hostile_do(stage->target,
               "on READ_ELEMENT_STATUS type=2 : data 000a0006000000080280003400000000");
    stage_forget_log(stage);
    stage_inventory(stage);

    assert_in_range(count_commands(stage, is_status), 1, 6);
    assert_logged(stage->site, "element status cannot be understood", "empty pages");
}

/* ---- Q14 ---- */

static void q14_ghost_slots_and_drives(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_int_equal(site_numbered(stage->site, NTMS_DRIVE, 3).Info.Drive.Number, 3);
    assert_int_equal(site_numbered(stage->site, NTMS_STORAGESLOT, 2).Info.StorageSlot.State,
                     NTMS_SLOTSTATE_NOTPRESENT);
    assert_medium_is_in(stage->site, u"S00003L6", NTMS_STORAGESLOT, 3);
    for (int i = 0; i < 3; i++)
        assert_mounts(stage, u"A00001L6");
}

/* ---- none of the slots ---- */

static void assert_nothing_is_lost(struct stage *stage)
{
    struct site *site = stage->site;

    site_forget_log(site);
    stage_inventory(stage);
    assert_logged(site, "tells of none of its slots", "take inventory again");
    site_close(site);
    stage_open(stage);
    stage_inventory(stage);
    assert_medium_is_in(site, u"A00001L6", NTMS_STORAGESLOT, 1);
    assert_int_equal(site_numbered(site, NTMS_STORAGESLOT, 3).Info.StorageSlot.State,
                     NTMS_SLOTSTATE_NEEDSINVENTORY);
}

static void assert_all_is_known_again(struct stage *stage, const GUID *medium)
{
    assert_inventory_is_truth(stage);
    assert_is_medium(stage->site, medium, u"S00003L6");
    assert_mounts(stage, u"S00002L6");
}

static void media_stay_on_record_while_reports_tell_of_no_slot(void **state)
{
    struct stage *stage = play(state, "slots_not_told");
    GUID medium;

    assert_inventory_is_truth(stage);
    medium = site_medium(stage->site, u"S00003L6").ObjectGuid;
    hostile_do(stage->target, "on READ_ELEMENT_STATUS type=2 : data 0000000000000000");
    assert_nothing_is_lost(stage);
    hostile_do(stage->target, "forget");
    assert_all_is_known_again(stage, &medium);
}

static void media_stay_on_record_while_no_slot_is_built_in(void **state)
{
    struct stage *stage = play(state, "slots_not_told");
    char line[48];
    GUID medium;

    assert_inventory_is_truth(stage);
    medium = site_medium(stage->site, u"S00003L6").ObjectGuid;
    for (unsigned i = 1; i <= 8; i++) {
        snprintf(line, sizeof line, "exception slot %u 83/02 ghost", i);
        hostile_do(stage->target, line);
    }
    assert_nothing_is_lost(stage);
    for (unsigned i = 1; i <= 8; i++) {
        snprintf(line, sizeof line, "no-exception slot %u", i);
        hostile_do(stage->target, line);
    }
    assert_all_is_known_again(stage, &medium);
}

/* ---- Q15 ---- */

static void q15_arms_not_counted(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_mounts(stage, u"A00001L6");

    assert_true(count_commands(stage, is_move) >= 2);
    assert_int_equal(count_commands(stage, is_move_of_an_arm), 0);
}

/* ---- Q16 ---- */

static void q16_slots_that_count_ports(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_int_equal(site_count(stage->site, &stage->site->library, NTMS_STORAGESLOT), 8);
    assert_int_equal(site_count(stage->site, &stage->site->library, NTMS_IEPORT), 2);
    assert_mounts(stage, u"A00008L6");
}

static void slots_behind_the_ports_among_them_are_not_lost(void **state)
{
    struct stage *stage = draw(state, "ports_among_slots",
                               "changer  HP C7145AL 3.04 HP0116\n"
                               "drives 1 from 480\n"
                               "slots 4 from 1\n"
                               "ports 2 from 5\n"
                               "slots 4 from 7\n"
                               "addresses slots from 1\n"
                               "addresses slots count 10\n"
                               "drive 1   HP Ultrium-6 I5BW DRV0116\n"
                               "slot 1    A00001L6 ansi VOL001\n"
                               "slot 8    A00008L6 blank\n"
                               "port 1    A00009L6 blank\n");

    assert_inventory_is_truth(stage);
    assert_mounts(stage, u"A00008L6");
}

/* ---- Q17 ---- */

/* As a person does it with rsm quirks; it counts from the next opening. */
static void pin_port(struct stage *stage, const char *slots)
{
    struct rsm_kept_device kept = {.identity = "QUANTUM|SUPERLOADER 3|SL0017",
                                   .type = RSM_DEVICE_CHANGER,
                                   .vendor = "QUANTUM",
                                   .product = "SUPERLOADER 3",
                                   .revision = "0100",
                                   .serial = "SL0017",
                                   .edition = 1,
                                   .count = 1};
    struct rsm_session *session;

    strcpy(kept.quirks[0].name, rsm_quirk_row(RSM_QUIRK_VIRTUAL_PORT)->name);
    kept.quirks[0].pinned = true;
    assert_success(rsm_quirk_parse(RSM_QUIRK_VIRTUAL_PORT, slots, &kept.quirks[0].value));
    assert_success(rsm_session_get(stage->site->session, &session));
    assert_success(rsm_store_begin(session->rsm->store, RSM_STORE_WRITE));
    assert_success(
        rsm_store_end(session->rsm->store, rsm_quirk_memory_save(session->rsm->store, &kept)));
    rsm_session_release(session);
    site_close(stage->site);
    stage_open(stage);
}

static void q17_mail_slot_is_a_slot(void **state)
{
    struct stage *stage = play(state, __func__);
    struct site *site = stage->site;
    GUID medium;
    GUID operation;

    pin_port(stage, "8");
    medium = site_medium(site, u"A00001L6").ObjectGuid;
    assert_success(EjectNtmsMedia(site->session, &medium, &operation, NTMS_EJECT_START));
    site_wait_request(site, &operation, NTMS_LM_WAITING);
    assert_medium_is_in(site, u"A00001L6", NTMS_IEPORT, 1);
    assert_string_equal(hostile_place(stage->target, "slot", 8).tag, "A00001L6");
    hostile_do(stage->target, "take slot 8");
    site_wait_request(site, &operation, NTMS_LM_PASSED);
    assert_false(site_has_medium(site, u"A00001L6"));

    assert_success(InjectNtmsMedia(site->session, &site->library, &operation, NTMS_INJECT_START));
    site_wait_request(site, &operation, NTMS_LM_WAITING);
    hostile_do(stage->target, "put slot 8 A00009L6 blank");
    assert_success(InjectNtmsMedia(site->session, &site->library, &operation, NTMS_INJECT_STOP));
    site_wait_request(site, &operation, NTMS_LM_STOPPED);
    site_wait_idle(site);

    assert_false(hostile_place(stage->target, "slot", 8).full);
    assert_medium_is_in(site, u"A00009L6", NTMS_STORAGESLOT, 1);
    mount_and_dismount_unseen(stage, u"A00002L6");
}

/* ---- Q18 ---- */

static void q18_changer_is_a_second_unit(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_mounts(stage, u"A00001L6");
}

static bool is_of_attached_changer(const struct hostile_command *command)
{
    return command->cdb[0] == 0xB4 || command->cdb[0] == 0xA7;
}

static void q18_attached_changer(void **state)
{
    struct stage *stage = play_only(state, __func__);

    /* there is no library with a changer for stage_open() to find */
    stage->site->session = OpenNtmsSessionW(NULL, u"Tests", 0);
    assert_ptr_not_equal(stage->site->session, INVALID_HANDLE_VALUE);
    assert_logged(stage->site, "a changer is attached to it", "give it one at its panel");
    assert_int_equal(count_commands(stage, is_of_attached_changer), 0);
}

/* ---- Q24 ---- */

static void q24_kind_of_which_there_is_none(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_mounts(stage, u"A00001L6");

    assert_int_equal(count_commands(stage, is_question_about_ports), 0);
    assert_int_equal(count_commands(stage, is_question_about_arms), 0);
}

#define hostile_test(name) cmocka_unit_test_setup_teardown(name, stage_begin, stage_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        hostile_test(q13_page_of_no_bytes),
        hostile_test(elements_that_are_announced_and_never_sent_end_the_inventory),
        hostile_test(q14_ghost_slots_and_drives),
        hostile_test(media_stay_on_record_while_reports_tell_of_no_slot),
        hostile_test(media_stay_on_record_while_no_slot_is_built_in),
        hostile_test(q15_arms_not_counted),
        hostile_test(q16_slots_that_count_ports),
        hostile_test(slots_behind_the_ports_among_them_are_not_lost),
        hostile_test(q17_mail_slot_is_a_slot),
        hostile_test(q18_changer_is_a_second_unit),
        hostile_test(q18_attached_changer),
        hostile_test(q24_kind_of_which_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
