/*
 * Free labels: written on the cartridge that is meant, and on no other.
 */
#include "core/free_pool.h"
#include "core/session.h"
#include "label/identify.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/journal.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/free_label.h"
#include "work/labeller.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

/* ---- what stories do ---- */

static GUID id_of(struct fixture *f, const char *bar_code)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    return medium.info.ObjectGuid;
}

/* ---- a label is written ---- */

static void a_blank_tape_gets_its_label_and_is_available(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    free_medium(f, medium_in_slot(f, 2));
    assert_partition_state(f, "A00002L5", NTMS_PARTSTATE_UNPREPARED);
    run_all_work(f);

    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
    assert_free_in_slot(f, 2);
    assert_request(f, 0, NTMS_LM_PASSED, ERROR_SUCCESS);
    assert_int_equal(rsm_sim_commands_of(WRITE), 1);
    assert_int_equal(rsm_sim_commands_of(WRITE_FILEMARKS), 1);
    assert_int_equal(count_intents(f), 0);
}

static void the_label_of_another_program_is_replaced(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    medium = *medium_in_slot(f, 1);

    free_slot(f, 1);

    assert_free_in_slot(f, 1);
    assert_guid(medium, *medium_in_slot(f, 1));
}

static void its_request_tells_what_was_done(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    struct rsm_record side;
    const NTMS_LIBREQUESTINFORMATIONW *info = &request.info.Info.LibRequest;
    plug_in_and_settle(f, three_tapes);

    free_slot(f, 2);

    look_at_request(f, NTMS_LM_WRITESCRATCH, 0, &request);
    look_at_side(f, medium_in_slot(f, 2), &side);
    assert_guid(*medium_in_slot(f, 2), info->PhysMediaId);
    assert_guid(side.info.ObjectGuid, info->PartitionId);
    assert_guid(*slot_id(f, 2), info->SlotId);
    assert_guid(*drive_id(f, 1), info->DriveId);
    assert_guid(*library_id(f), info->Library);
    assert_text(u"Removable Storage", info->szApplication);
}

static void tapes_without_bar_codes_are_known_by_their_labels(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, without_bar_codes);

    free_slot(f, 1);

    assert_free_in_slot(f, 1);
}

static void a_blank_tape_without_a_bar_code_is_written_too(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, without_bar_codes);

    free_slot(f, 2);

    assert_free_in_slot(f, 2);
}

static void a_tape_in_a_drive_that_may_be_emptied_is_written_there(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_DEFERRED));
    rsm_sim_forget_moves("lib");
    medium = id_of(f, "A00002L5");

    free_medium(f, &medium);
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 2");
    assert_free_in_slot(f, 2);
}

static void the_drive_is_emptied_first(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    rsm_sim_forget_moves("lib");

    free_slot(f, 2);

    assert_moves(f, "drive 1 > slot 1, slot 2 > drive 1, drive 1 > slot 2");
    assert_free_in_slot(f, 2);
}

static void an_inventory_knows_the_tape_as_free(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    free_slot(f, 2);
    medium = *medium_in_slot(f, 2);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_guid(medium, *medium_in_slot(f, 2));
    assert_free_in_slot(f, 2);
    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_PASSED, 1);
}

static void each_label_has_an_id_of_its_own(void **state)
{
    struct fixture *f = *state;
    struct rsm_sim_sight first;
    struct rsm_sim_sight second;
    plug_in_and_settle(f, three_tapes);

    free_slot(f, 1);
    free_slot(f, 2);

    assert_true(rsm_sim_look("lib", "slot 1", 0, &first));
    assert_true(rsm_sim_look("lib", "slot 2", 0, &second));
    assert_memory_not_equal(first.label.LabelID, second.label.LabelID, 16);
}

static void two_drives_write_at_the_same_time(void **state)
{
    struct fixture *f = *state;
    struct rsm_record first;
    struct rsm_record second;
    plug_in(f,
            "changer  STK L20 SERIAL1\n"
            "drive 1  empty\n"
            "drive 2  empty\n"
            "slot 1   A00001L5  ansi VOL001\n"
            "slot 2   A00002L5  blank\n");
    run_all_work(f);
    look_at_medium_in_slot(f, 1, &first);
    look_at_medium_in_slot(f, 2, &second);

    rsm_sim_hold("lib", WRITE);
    free_medium(f, &first.info.ObjectGuid);
    free_medium(f, &second.info.ObjectGuid);
    assert_true(rsm_sim_wait_held("lib", 2));
    rsm_sim_release("lib");
    run_all_work(f);

    assert_free_in_slot(f, 1);
    assert_free_in_slot(f, 2);
}

/* ---- another cartridge is there ---- */

static void a_tape_with_another_bar_code_is_never_written(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_take_out("lib", "slot 2");
    rsm_sim_put_in("lib", "slot 2 B00009L5 blank");
    before = rsm_sim_fingerprint("lib", "slot 2");

    free_slot(f, 2);

    assert_unexpected(f, before, "slot 2");
    assert_pool_in_slot(f, 2, "Unrecognized"); /* and the one that is there was identified */
    assert_in_slot(f, "B00009L5", 2);
    assert_no_medium(f, "A00002L5");
}

static void tapes_exchanged_by_hand_are_never_written(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_swap("lib", "slot 1", "slot 2");
    before = rsm_sim_fingerprint("lib", "slot 2");

    free_slot(f, 2);

    assert_unexpected(f, before, "slot 2");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_in_slot(f, "A00001L5", 2);
    assert_in_slot(f, "A00002L5", 1);
}

static void a_tape_with_the_same_bar_code_and_another_label_is_never_written(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    medium = *medium_in_slot(f, 1);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1 A00001L5 ansi VOL777");
    before = rsm_sim_fingerprint("lib", "slot 1");

    free_slot(f, 1);

    assert_unexpected(f, before, "slot 1");
    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1, slot 1 > drive 1, drive 1 > slot 1");
    assert_pool_in_slot(f, 1, "Import");
    assert_false(
        rsm_guid_equal(&medium, medium_in_slot(f, 1))); /* it is on record for what it is */
}

static void a_labelled_tape_in_the_place_of_a_blank_one_is_never_written(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_relabel("lib", "slot 2", "mtf Example Backup/April");
    before = rsm_sim_fingerprint("lib", "slot 2");

    free_slot(f, 2);

    assert_unexpected(f, before, "slot 2");
    assert_pool(f, "A00002L5", "Import");
}

static void a_blank_tape_in_the_place_of_a_labelled_one_is_never_written(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_relabel("lib", "slot 1", "blank");

    free_slot(f, 1);

    assert_unexpected(f, rsm_sim_fingerprint("lib", "slot 2"), "slot 1");
    assert_pool(f, "A00001L5", "Unrecognized");
}

static void a_foreign_tape_without_a_bar_code_is_never_written(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, without_bar_codes);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1 - ansi FOREIGN");
    before = rsm_sim_fingerprint("lib", "slot 1");

    free_slot(f, 1);

    assert_unexpected(f, before, "slot 1");
    assert_pool_in_slot(f, 1, "Import");
}

/* Its code cannot be read, and it holds data that nobody recognises: it may be anything. */
static void a_tape_that_nothing_tells_apart_is_never_written(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_take_out("lib", "slot 2");
    rsm_sim_put_in("lib", "slot 2 ? noise");
    before = rsm_sim_fingerprint("lib", "slot 2");

    free_slot(f, 2);

    assert_unexpected(f, before, "slot 2");
}

static void a_label_is_enough_where_the_bar_code_cannot_be_read(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1 ? ansi VOL001");

    free_slot(f, 1);

    assert_free_in_slot(f, 1);
}

/* Somebody puts another cartridge into the drive between the look and the writing. */
static void exchange_in_drive(void *context, uint8_t operation, bool done)
{
    unsigned *reads = context;

    if (operation != 0x08 || !done || ++*reads != 1)
        return;
    rsm_sim_take_out("lib", "drive 1");
    rsm_sim_put_in("lib", "drive 1 A00001L5 noise");
    rsm_sim_announce_drive("lib", 1);
}

static void a_tape_exchanged_after_its_label_was_read_is_never_written(void **state)
{
    struct fixture *f = *state;
    unsigned reads = 0;
    plug_in_and_settle(f, three_tapes);

    free_medium(f, medium_in_slot(f, 1));
    rsm_sim_watch(exchange_in_drive, &reads);
    run_all_work(f);
    rsm_sim_watch(NULL, NULL);

    assert_nothing_was_sent_to_write();
    assert_request(f, 0, NTMS_LM_FAILED, ERROR_UNEXPECTED_OMID);
}

/* The same label, as on a copy, and another bar code. */
static void exchange_on_the_way(void *context, uint8_t operation, bool done)
{
    unsigned *moves = context;

    if (operation != 0xA5 || !done || ++*moves != 1)
        return;
    rsm_sim_take_out("lib", "drive 1");
    rsm_sim_put_in("lib", "drive 1 B00009L5 ansi VOL001");
}

static void a_tape_exchanged_on_its_way_is_known_by_its_bar_code(void **state)
{
    struct fixture *f = *state;
    unsigned moves = 0;
    plug_in_and_settle(f, three_tapes);

    free_medium(f, medium_in_slot(f, 1));
    rsm_sim_watch(exchange_on_the_way, &moves);
    run_all_work(f);
    rsm_sim_watch(NULL, NULL);

    assert_nothing_was_sent_to_write();
    assert_request(f, 0, NTMS_LM_FAILED, ERROR_UNEXPECTED_OMID);
}

static void an_empty_slot_fails_the_request(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    rsm_sim_take_out("lib", "slot 2");

    free_slot(f, 2);

    assert_request(f, 0, NTMS_LM_FAILED, ERROR_EMPTY);
    assert_nothing_was_sent_to_write();
    assert_no_medium(f, "A00002L5"); /* it left as unrecognized media do */
    assert_slot_state(f, 2, NTMS_SLOTSTATE_EMPTY);
}

/* ---- it cannot be written ---- */

static void a_protected_tape_goes_back_to_where_it_was(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  ansi VOL001 protected\n");

    free_slot(f, 1);

    assert_request(f, 0, NTMS_LM_FAILED, ERROR_WRITE_PROTECT);
    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1");
    assert_nothing_was_sent_to_write();
    assert_pool(f, "A00001L5", "Import");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_IMPORT);
    assert_int_equal(count_intents(f), 0);
}

/* A drive that does not tell beforehand. */
static void a_drive_that_refuses_to_write_changes_nothing(void **state)
{
    const struct rsm_sim_fault refused = {.failure = RSM_SIM_CHECK,
                                          .number = 1,
                                          .only_operation = true,
                                          .operation = WRITE,
                                          .key = 7,
                                          .asc = 0x27};
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    rsm_sim_fail(&refused);
    free_slot(f, 1);

    assert_request(f, 0, NTMS_LM_FAILED, ERROR_WRITE_PROTECT);
    assert_int_equal(rsm_sim_commands_of(WRITE), 1);
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_IMPORT);
    assert_int_equal(count_intents(f), 0);
}

static void a_write_error_is_not_tried_again(void **state)
{
    const struct rsm_sim_fault failed = {.failure = RSM_SIM_CHECK,
                                         .number = 1,
                                         .only_operation = true,
                                         .operation = WRITE,
                                         .key = 3,
                                         .asc = 0x0C};
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    rsm_sim_fail(&failed);
    free_slot(f, 1);

    assert_request(f, 0, NTMS_LM_FAILED, ERROR_WRITE_FAULT);
    assert_int_equal(rsm_sim_commands_of(WRITE), 1);
    assert_pool(f, "A00001L5", "Import");
    assert_int_equal(count_intents(f), 0);
}

static void an_unreadable_tape_is_not_written(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  unreadable\n");

    free_slot(f, 1);

    assert_request(f, 0, NTMS_LM_FAILED, ERROR_CRC);
    assert_nothing_was_sent_to_write();
    assert_pool(f, "A00001L5", "Unrecognized");
}

static void without_a_usable_drive_the_medium_goes_back(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in_and_settle(f, three_tapes);
    look_at_drive(f, 1, &drive);
    drive.info.Enabled = FALSE;
    change(f, &drive);

    free_slot(f, 1);

    assert_request(f, 0, NTMS_LM_FAILED, ERROR_DEVICE_NOT_AVAILABLE);
    assert_pool(f, "A00001L5", "Import");
}

static void a_disabled_medium_is_not_written(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, three_tapes);
    look_at_medium(f, "A00001L5", &medium);
    medium.info.Enabled = FALSE;
    change(f, &medium);

    free_slot(f, 1);

    assert_request(f, 0, NTMS_LM_FAILED, ERROR_RESOURCE_DISABLED);
    assert_moves(f, "");
}

/* ---- interrupted ---- */

static void fail_write(enum rsm_sim_failure failure, uint8_t operation)
{
    struct rsm_sim_fault fault = {
        .failure = failure, .number = 1, .only_operation = true, .operation = operation};

    rsm_sim_fail(&fault);
}

static void a_write_whose_answer_is_lost_is_found_on_the_tape_or_done_again(void **state)
{
    static const enum rsm_sim_failure ways[] = {RSM_SIM_LOST, RSM_SIM_LOST_DONE, RSM_SIM_TIMEOUT,
                                                RSM_SIM_TIMEOUT_DONE, RSM_SIM_UNPLUG_DONE};
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        plug_in_and_settle(f, three_tapes);
        free_medium(f, medium_in_slot(f, 1));
        fail_write(ways[i], i % 2 == 0 ? WRITE : WRITE_FILEMARKS);
        run_all_work(f);
        assert_true(rsm_sim_has_failed());
        rsm_sim_plug("lib");
        run_all_work(f);

        assert_free_in_slot(f, 1);
        assert_int_equal(count_intents(f), 0);
        close_session(f);
    }
}

static void a_reset_in_between_is_followed_by_another_look(void **state)
{
    const struct rsm_sim_fault reset = {.failure = RSM_SIM_CHECK,
                                        .number = 1,
                                        .only_operation = true,
                                        .operation = WRITE,
                                        .key = 6,
                                        .asc = 0x29};
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);

    rsm_sim_fail(&reset);
    free_slot(f, 1);

    assert_free_in_slot(f, 1);
    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1, slot 1 > drive 1, drive 1 > slot 1");
}

/* The journal as a kill leaves it: the intent, and a request that nobody runs. */
static struct rsm_intent leave_intent(struct fixture *f, unsigned slot, const GUID *label)
{
    struct rsm_intent intent = {.kind = RSM_INTENT_WRITE, .from = 256, .to = 256, .label = *label};

    intent.library = *library_id(f);
    intent.medium = *medium_in_slot(f, slot);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_journal_add(f->rsm->store, &intent)));
    return intent;
}

static const GUID new_label = {0x01234567,
                               0x89AB,
                               0xCDEF,
                               {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF}};
#define NEW_LABEL "free 01234567-89ab-cdef-0123-456789abcdef"

static void a_label_that_was_written_before_is_found_and_not_written_again(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    (void)leave_intent(f, 1, &new_label);
    rsm_sim_relabel("lib", "slot 1", NEW_LABEL);

    free_slot(f, 1);

    assert_request(f, 0, NTMS_LM_PASSED, ERROR_SUCCESS);
    assert_nothing_was_sent_to_write();
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(count_intents(f), 0);
}

static void a_label_that_was_not_written_is_written_now(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    (void)leave_intent(f, 1, &new_label);

    free_slot(f, 1);

    assert_free_in_slot(f, 1);
    assert_int_equal(count_intents(f), 0);
}

static void a_label_that_was_lost_in_the_writing_is_written_anew(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    (void)leave_intent(f, 1, &new_label);
    rsm_sim_relabel("lib", "slot 1", "blank");

    free_slot(f, 1);

    assert_free_in_slot(f, 1);
}

static void a_lost_label_is_off_the_record_when_it_cannot_be_written_anew(void **state)
{
    const struct rsm_sim_fault refused = {.failure = RSM_SIM_CHECK,
                                          .number = 1,
                                          .only_operation = true,
                                          .operation = WRITE,
                                          .key = 7,
                                          .asc = 0x27};
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    medium = *medium_in_slot(f, 1);
    (void)leave_intent(f, 1, &new_label);
    rsm_sim_relabel("lib", "slot 1", "blank");

    rsm_sim_fail(&refused);
    free_slot(f, 1);

    assert_request(f, 0, NTMS_LM_FAILED, ERROR_WRITE_PROTECT);
    assert_guid(medium, *medium_in_slot(f, 1));
    assert_pool(f, "A00001L5", "Unrecognized");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_FOREIGN);
    assert_int_equal(count_intents(f), 0);
}

/* Without a bar code it may be another cartridge. */
static void a_lost_label_without_a_bar_code_is_not_believed(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, without_bar_codes);
    (void)leave_intent(f, 1, &new_label);
    rsm_sim_relabel("lib", "slot 1", "noise");

    free_slot(f, 1);

    assert_nothing_was_sent_to_write();
    assert_request(f, 0, NTMS_LM_FAILED, ERROR_UNEXPECTED_OMID);
}

static void a_foreign_tape_after_an_interruption_is_never_written(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, three_tapes);
    (void)leave_intent(f, 1, &new_label);
    rsm_sim_relabel("lib", "slot 1", "ansi VOL777");
    before = rsm_sim_fingerprint("lib", "slot 1");

    free_slot(f, 1);

    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
    assert_nothing_was_sent_to_write();
    assert_request(f, 0, NTMS_LM_FAILED, ERROR_UNEXPECTED_OMID);
}

/* An inventory comes before the request: it must not take the tape for an unknown one. */
static void an_inventory_knows_a_label_by_the_journal(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    medium = *medium_in_slot(f, 1);
    (void)leave_intent(f, 1, &new_label);
    rsm_sim_relabel("lib", "slot 1", NEW_LABEL);
    rsm_sim_carry("lib", "slot 1", "slot 4");
    free_medium(f, &medium);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_guid(medium, *medium_in_slot(f, 4));
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_AVAILABLE);
    assert_nothing_was_sent_to_write();
    assert_int_equal(count_intents(f), 0);
}

static void a_label_found_after_the_medium_was_given_back_is_recorded(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    medium = *medium_in_slot(f, 2);
    (void)leave_intent(f, 2, &new_label); /* of a request that failed */
    rsm_sim_relabel("lib", "slot 2", NEW_LABEL);

    assert_success(identify_slot(f, 2, 0));

    assert_guid(medium, *medium_in_slot(f, 2));
    assert_pool(f, "A00002L5", "Import");
    assert_partition_state(f, "A00002L5", NTMS_PARTSTATE_IMPORT);
    assert_int_equal(count_intents(f), 0);
}

static void a_label_lost_before_the_medium_was_given_back_is_recorded(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    medium = *medium_in_slot(f, 1);
    (void)leave_intent(f, 1, &new_label);
    rsm_sim_relabel("lib", "slot 1", "blank");

    assert_success(identify_slot(f, 1, 0));

    assert_guid(medium, *medium_in_slot(f, 1));
    assert_pool(f, "A00001L5", "Unrecognized");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_FOREIGN);
    assert_int_equal(count_intents(f), 0);
}

/* As a request does that is cancelled before the tape was read again. */
static void a_medium_taken_back_after_an_interruption_is_read_again(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, three_tapes);
    free_medium(f, medium_in_slot(f, 1));
    (void)leave_intent(f, 1, &new_label);
    rsm_sim_relabel("lib", "slot 1", NEW_LABEL);
    look_at_medium(f, "A00001L5", &medium);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_free_pool_return(f->rsm, &medium)));

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_guid(medium.info.ObjectGuid, *medium_in_slot(f, 1));
    assert_pool(f, "A00001L5", "Import");
    assert_int_equal(count_intents(f), 0);
    rsm_sim_forget_moves("lib");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST)); /* and once is enough */
    run_all_work(f);
    assert_moves(f, "");
}

/* ---- requests that come and go ---- */

static void a_side_without_a_request_gets_one_when_a_worker_starts(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    medium = *medium_in_slot(f, 2);
    free_medium(f, &medium);
    close_session(f); /* what Removable Storage asked for itself goes with it */

    open_session(f);
    run_all_work(f);

    assert_free_in_slot(f, 2);
    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_PASSED, 1);
}

static void a_medium_that_is_offline_is_written_when_it_comes_back(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, three_tapes);
    medium = *medium_in_slot(f, 1);
    (void)give_to_application(f, &medium, u"Backups"); /* so that it is kept */
    rsm_sim_take_out("lib", "slot 1");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    free_medium(f, &medium);
    run_all_work(f);
    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_QUEUED, 0);
    assert_offline(f, "A00001L5");

    rsm_sim_put_in("lib", "slot 4 A00001L5 ansi VOL001");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_free_in_slot(f, 4);
}

static void a_medium_that_left_free_meanwhile_is_not_written(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, three_tapes);
    free_medium(f, medium_in_slot(f, 1));
    look_at_medium(f, "A00001L5", &medium);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_free_pool_return(f->rsm, &medium)));

    run_all_work(f);

    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_CANCELLED, 1);
    assert_moves(f, "");
    assert_nothing_was_sent_to_write();
    assert_pool(f, "A00001L5", "Import");
}

static void a_medium_in_use_waits(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, three_tapes);
    look_at_medium(f, "A00001L5", &medium);
    medium.info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_LOADED;
    change(f, &medium);

    free_slot(f, 1);
    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_QUEUED, 1);
    assert_moves(f, "");

    look_at_medium(f, "A00001L5", &medium);
    medium.info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_IDLE;
    change(f, &medium);
    run_all_work(f);
    assert_free_in_slot(f, 1);
}

/* A program uses the tape. */
static void use_medium(struct fixture *f, const char *bar_code)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    medium.info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_LOADED;
    change(f, &medium);
}

static void a_medium_in_use_does_not_hold_up_the_one_behind_it(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_tapes);
    use_medium(f, "A00001L5");

    free_medium(f, medium_in_slot(f, 1));
    free_slot(f, 2);

    assert_free_in_slot(f, 2);
    assert_request(f, 0, NTMS_LM_QUEUED, ERROR_SUCCESS);
    assert_request(f, 1, NTMS_LM_PASSED, ERROR_SUCCESS);
}

static void free_for_session(struct fixture *f, const char *bar_code)
{
    struct rsm_session *session;
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_free_label_enter(f->rsm, session, &medium)));
    rsm_session_release(session);
}

/* Asked for by a session, of a tape that a program uses: the last session does not wait for it. */
static void closing_does_not_wait_for_a_medium_in_use(void **state)
{
    struct fixture *f = *state;
    plug_in(f, three_tapes);
    run_all_work(f);
    use_medium(f, "A00001L5");
    free_for_session(f, "A00001L5");

    close_session(f); /* or the test never ends */

    assert_nothing_was_sent_to_write();
}

static void closing_does_what_is_queued_behind_a_medium_in_use(void **state)
{
    struct fixture *f = *state;
    plug_in(f, three_tapes);
    run_all_work(f);
    use_medium(f, "A00001L5");
    free_for_session(f, "A00001L5");
    free_for_session(f, "A00002L5");

    close_session(f); /* or the test never ends */

    assert_int_equal(rsm_sim_commands_of(WRITE), 1);
}

/* Nobody will take the tape out of the only drive any more. */
static void closing_does_not_wait_for_a_drive_that_a_program_keeps(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in(f, three_tapes);
    run_all_work(f);
    look_at_drive(f, 1, &drive);
    drive.info.Info.Drive.State = NTMS_DRIVESTATE_LOADED;
    change(f, &drive);
    free_for_session(f, "A00001L5");
    free_for_session(f, "A00002L5");

    close_session(f); /* or the test never ends */

    assert_nothing_was_sent_to_write();
}

/* Asked for by a session: the last one waits until it is written. */
static void closing_waits_until_the_label_is_written(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    struct rsm_record medium;
    struct rsm_sim_sight sight;
    plug_in(f, three_tapes);
    run_all_work(f);
    look_at_medium(f, "A00002L5", &medium);
    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_free_label_enter(f->rsm, session, &medium)));
    rsm_session_release(session);

    close_session(f);

    assert_true(rsm_sim_look("lib", "slot 2", 0, &sight));
    assert_text(RSM_LABEL_FREE_TYPE, sight.label.LabelType);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_blank_tape_gets_its_label_and_is_available),
        story(the_label_of_another_program_is_replaced),
        story(its_request_tells_what_was_done),
        story(tapes_without_bar_codes_are_known_by_their_labels),
        story(a_blank_tape_without_a_bar_code_is_written_too),
        story(a_tape_in_a_drive_that_may_be_emptied_is_written_there),
        story(the_drive_is_emptied_first),
        story(an_inventory_knows_the_tape_as_free),
        story(each_label_has_an_id_of_its_own),
        story_threads(two_drives_write_at_the_same_time),
        story(a_tape_with_another_bar_code_is_never_written),
        story(tapes_exchanged_by_hand_are_never_written),
        story(a_tape_with_the_same_bar_code_and_another_label_is_never_written),
        story(a_labelled_tape_in_the_place_of_a_blank_one_is_never_written),
        story(a_blank_tape_in_the_place_of_a_labelled_one_is_never_written),
        story(a_foreign_tape_without_a_bar_code_is_never_written),
        story(a_tape_that_nothing_tells_apart_is_never_written),
        story(a_label_is_enough_where_the_bar_code_cannot_be_read),
        story(a_tape_exchanged_after_its_label_was_read_is_never_written),
        story(a_tape_exchanged_on_its_way_is_known_by_its_bar_code),
        story(an_empty_slot_fails_the_request),
        story(a_protected_tape_goes_back_to_where_it_was),
        story(a_drive_that_refuses_to_write_changes_nothing),
        story(a_write_error_is_not_tried_again),
        story(an_unreadable_tape_is_not_written),
        story(without_a_usable_drive_the_medium_goes_back),
        story(a_disabled_medium_is_not_written),
        story(a_write_whose_answer_is_lost_is_found_on_the_tape_or_done_again),
        story(a_reset_in_between_is_followed_by_another_look),
        story(a_label_that_was_written_before_is_found_and_not_written_again),
        story(a_label_that_was_not_written_is_written_now),
        story(a_label_that_was_lost_in_the_writing_is_written_anew),
        story(a_lost_label_is_off_the_record_when_it_cannot_be_written_anew),
        story(a_lost_label_without_a_bar_code_is_not_believed),
        story(a_foreign_tape_after_an_interruption_is_never_written),
        story(an_inventory_knows_a_label_by_the_journal),
        story(a_label_found_after_the_medium_was_given_back_is_recorded),
        story(a_label_lost_before_the_medium_was_given_back_is_recorded),
        story(a_medium_taken_back_after_an_interruption_is_read_again),
        story_on_disk(a_side_without_a_request_gets_one_when_a_worker_starts),
        story(a_medium_that_is_offline_is_written_when_it_comes_back),
        story(a_medium_that_left_free_meanwhile_is_not_written),
        story(a_medium_in_use_waits),
        story(a_medium_in_use_does_not_hold_up_the_one_behind_it),
        story_threads(closing_does_not_wait_for_a_medium_in_use),
        story_threads(closing_does_what_is_queued_behind_a_medium_in_use),
        story_threads(closing_does_not_wait_for_a_drive_that_a_program_keeps),
        story_threads(closing_waits_until_the_label_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
