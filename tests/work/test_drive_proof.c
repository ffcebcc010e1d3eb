/*
 * Which tape device is which drive, by proof; and whether what was found out before still holds.
 */
#include "work/drive_proof.h"

#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static const char silent[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static void a_changer_that_tells_nothing_leaves_drives_unknown(void **state)
{
    struct fixture *f = *state;

    plug_in(f, silent);

    assert_device(f, 1, u"");
    assert_device(f, 2, u"");
}

static void a_cartridge_in_a_drive_proves_which_device_it_is(void **state)
{
    struct fixture *f = *state;

    plug_in(f, silent);
    run_all_work(f);

    assert_device(f, 1, u"sim:lib/1");
    assert_pool(f, "A00001L5", "Import");
    assert_pool(f, "A00002L5", "Import");
}

static void a_proof_is_remembered(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, silent);
    assert_device(f, 1, u"sim:lib/1");

    restart(f);

    assert_device(f, 1, u"sim:lib/1");
    run_all_work(f);
    assert_success(identify_slot(f, 1, 0));
}

static void a_proven_drive_needs_no_second_proof(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    plug_in_and_settle(f, silent);
    before = rsm_sim_commands_of(0x12);

    assert_success(identify_slot(f, 1, 0));

    /* no device was asked who it is, but for one that was closed meanwhile */
    assert_int_equal(rsm_sim_commands_of(0x12), before + (f->shared ? 2 : 0));
}

static void both_drives_can_be_proved(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in_and_settle(f, silent);

    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_DEFERRED));

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
    look_at_drive(f, 2, &drive);
    assert_text(u"SERIAL1D2", drive.info.Info.Drive.szSerialNumber);
}

static void a_proven_drive_has_its_type(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    struct rsm_record type;

    plug_in_and_settle(f, silent);

    look_at_drive(f, 1, &drive);
    look_at(f, &drive.info.Info.Drive.DriveType, NTMS_DRIVE_TYPE, &type);
    assert_text(u"Ultrium 5-SCSI", type.info.Info.DriveType.szProduct);
}

static void a_drive_without_a_tape_device_is_not_used(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty absent\n"
                       "drive 2 empty\n"
                       "slot 1 A00001L5 ansi VOL001\n");

    assert_device(f, 1, u"");
    assert_success(identify_slot(f, 1, 0));
    assert_moves(f, "slot 1 > drive 2, drive 2 > slot 1");
}

static void without_any_tape_device_identification_fails(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty absent\n"
                       "slot 1 A00001L5 ansi VOL001\n");

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));
    assert_moves(f, "");
    assert_in_slot(f, "A00001L5", 1); /* its bar code is known all the same */
}

static void a_wrong_device_is_never_believed(void **state)
{
    struct fixture *f = *state;

    /* the only tape device belongs to the other drive */
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "dvcid no\n"
                       "drive 1 empty absent\n"
                       "drive 2 empty\n"
                       "slot 1 A00001L5 ansi VOL001\n"
                       "slot 2 A00002L5 ansi VOL002\n");

    assert_device(f, 1, u"");
    assert_device(f, 2, u"sim:lib/2");
    assert_success(identify_slot(f, 1, 0));
    assert_in_slot(f, "A00001L5", 1);
}

static void a_drive_whose_device_is_never_seen_is_left_out(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "dvcid no\n"
            "drive 1 empty absent\n"
            "drive 2 empty\n"
            "slot 1 A00001L5 ansi VOL001\n");
    look_at_drive(f, 2, &drive);
    drive.info.Enabled = FALSE;
    change(f, &drive);
    run_all_work(f);
    rsm_sim_forget_moves("lib");

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST)); /* it gets another chance */
    run_all_work(f);
    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1");
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1");
    assert_device(f, 1, u"");
    assert_in_slot(f, "A00001L5", 1);
}

/* ---- what was found out before ---- */

static const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   A00003L5  ansi VOL003\n"
    "slot 4   empty\n";

static void assert_serial(struct fixture *f, unsigned number, const WCHAR *serial)
{
    struct rsm_record drive;

    look_at_drive(f, number, &drive);
    assert_text(serial, drive.info.Info.Drive.szSerialNumber);
}

static void prove_both(struct fixture *f)
{
    plug_in_and_settle(f, three_tapes);
    assert_serial(f, 1, u"SERIAL1D1");
    assert_serial(f, 2, u"SERIAL1D2");
}

static void exchange_and_restart(struct fixture *f)
{
    close_session(f);
    rsm_sim_exchange_drives("lib", "drive 1", "drive 2");
    open_session(f);
    assert_device(f, 1, u"sim:lib/2"); /* by its serial number: wrong now */
    run_all_work(f);
    rsm_sim_forget_moves("lib");
}

static void exchanged_drives_are_found_out_by_the_next_cartridge(void **state)
{
    struct fixture *f = *state;
    prove_both(f);
    exchange_and_restart(f);

    assert_success(identify_slot(f, 1, 0));
    assert_success(identify_slot(f, 2, 0));

    assert_device(f, 1, u"sim:lib/1");
    assert_serial(f, 1, u"SERIAL1D2");
    assert_device(f, 2, u"sim:lib/2");
    assert_serial(f, 2, u"SERIAL1D1");
}

static void exchanged_drives_take_no_move_more(void **state)
{
    struct fixture *f = *state;
    prove_both(f);
    exchange_and_restart(f);

    assert_success(identify_slot(f, 1, 0));

    assert_moves(f, "slot 1 > drive 2, drive 2 > slot 1");
}

static void exchanged_drives_give_no_cartridge_the_label_of_another(void **state)
{
    struct fixture *f = *state;
    prove_both(f);
    exchange_and_restart(f);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_records_match_library(f);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_FAILED, 0);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_FAILED, 0);
}

static void a_drive_that_was_left_loaded_does_not_stand_in_the_way(void **state)
{
    struct fixture *f = *state;
    prove_both(f);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    exchange_and_restart(f);

    assert_success(identify_slot(f, 2, 0));

    assert_success(identify_slot(f, 3, 0));
    assert_records_match_library(f);
}

static void all_drives_may_have_been_left_loaded(void **state)
{
    struct fixture *f = *state;
    prove_both(f);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_DEFERRED));
    exchange_and_restart(f);

    assert_success(identify_slot(f, 3, 0));

    assert_records_match_library(f);
}

static void an_inventory_reads_cartridges_that_were_left_in_drives(void **state)
{
    struct fixture *f = *state;
    prove_both(f);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_DEFERRED));
    exchange_and_restart(f);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_FAILED, 0);
    assert_requests(f, NTMS_LM_CLASSIFY, NTMS_LM_FAILED, 0);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_FAILED, 0);
    assert_device(f, 1, u"sim:lib/1");
}

static void what_is_still_true_is_confirmed_by_the_first_cartridge(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    prove_both(f);
    restart(f);
    run_all_work(f);
    rsm_sim_forget_moves("lib");

    assert_success(identify_slot(f, 1, 0));
    assert_success(identify_slot(f, 2, 0));

    assert_moves(f, "slot 1 > drive 2, drive 2 > slot 1, slot 2 > drive 1, drive 1 > slot 2");
    before = rsm_sim_commands_of(0x12);
    assert_success(identify_slot(f, 3, 0));
    /* it is certain: nobody is asked, but whether it is still the same, where it was closed */
    assert_int_equal(rsm_sim_commands_of(0x12), before + (f->shared ? 2 : 0));
}

static void a_cartridge_that_cannot_be_read_proves_too(void **state)
{
    struct fixture *f = *state;
    prove_both(f);
    rsm_sim_relabel("lib", "slot 1", "wrongtype");
    f->labels_changed = true;
    exchange_and_restart(f);

    assert_fails_with(ERROR_UNRECOGNIZED_MEDIA, identify_slot(f, 1, 0));

    assert_moves(f, "slot 1 > drive 2, drive 2 > slot 1");
    assert_serial(f, 2, u"SERIAL1D1");
}

static void a_device_that_stays_empty_is_forgotten(void **state)
{
    struct fixture *f = *state;
    prove_both(f);
    close_session(f);
    /* the first drive stands in the second bay, a new one without its cable in the first */
    rsm_sim_draw("lib",
                 "changer  STK L20 SERIAL1\n"
                 "dvcid    no\n"
                 "drive 1  empty  absent serial NEW\n"
                 "drive 2  empty  serial SERIAL1D1\n"
                 "slot 1   A00001L5  ansi VOL001\n"
                 "slot 2   A00002L5  ansi VOL002\n"
                 "slot 3   A00003L5  ansi VOL003\n"
                 "slot 4   empty\n");
    open_session(f);
    run_all_work(f);

    assert_success(identify_slot(f, 1, 0));

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1, slot 1 > drive 2, drive 2 > slot 1");
    assert_serial(f, 1, u"");
    assert_serial(f, 2, u"SERIAL1D1");
    assert_device(f, 2, u"sim:lib/2");
}

static void threads_find_exchanged_drives_out_too(void **state)
{
    struct fixture *f = *state;
    prove_both(f);
    exchange_and_restart(f);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_records_match_library(f);
    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_FAILED, 0);
}

/* ---- one at a time ---- */

static void of_drives_that_are_only_remembered_one_is_taken_at_a_time(void **state)
{
    struct fixture *f = *state;
    struct rsm_library library;
    struct rsm_bay *first;
    bool none = false;
    plug_in(f, silent);
    rsm_library_begin(&library, f->rsm, &f->options);
    library.bay_count = 2;
    for (unsigned i = 0; i < 2; i++) {
        library.bays[i].id = *drive_id(f, i + 1);
        strcpy(library.bays[i].address, i == 0 ? "sim:lib/1" : "sim:lib/2");
        library.bays[i].remembered = true;
    }

    first = rsm_library_take_bay(&library, slot_id(f, 1), &none);
    assert_non_null(first);
    assert_null(rsm_library_take_bay(&library, slot_id(f, 2), &none));
    assert_false(none);
    rsm_library_set_device(&library, first, first->address);
    assert_non_null(rsm_library_take_bay(&library, slot_id(f, 2), &none));

    rsm_library_end(&library);
}

/* ---- looking twice ---- */

enum { TEST_UNIT_READY = 0x00, MOVE_MEDIUM = 0xA5, A_MOMENT_MS = 5000 };

/* Each is asked once before the cartridge comes; the next answer of this one is that. */
static void fail_second_answer(unsigned lun, uint8_t asc, uint8_t ascq)
{
    rsm_sim_fail(&(struct rsm_sim_fault){.failure = RSM_SIM_CHECK,
                                         .number = 2,
                                         .only_operation = true,
                                         .operation = TEST_UNIT_READY,
                                         .only_lun = true,
                                         .lun = lun,
                                         .key = 2,
                                         .asc = asc,
                                         .ascq = ascq});
}

static void a_drive_that_is_slow_to_notice_its_cartridge_is_found(void **state)
{
    struct fixture *f = *state;
    plug_in(f, silent);
    fail_second_answer(1, 0x3A, 0x00);

    run_all_work(f);

    assert_true(rsm_sim_has_failed());
    assert_device(f, 1, u"sim:lib/1");
}

static void a_device_that_stirs_for_a_moment_is_not_taken_for_loaded(void **state)
{
    struct fixture *f = *state;
    plug_in(f, silent);
    fail_second_answer(2, 0x04, 0x01);

    run_all_work(f);

    assert_true(rsm_sim_has_failed());
    assert_device(f, 1, u"sim:lib/1");
}

/* The wrong device has a cartridge for a moment, while the right one does not see its own yet. */
struct confusion {
    struct fixture *f;
    uint64_t since;
    enum { BEFORE, MOVED, CONFUSED, OVER } stage;
};

static void confuse(void *context, uint8_t operation, bool done)
{
    struct confusion *confusion = context;

    if (operation == MOVE_MEDIUM && done && confusion->stage == BEFORE)
        confusion->stage = MOVED;
    if (operation != TEST_UNIT_READY || done)
        return;
    if (confusion->stage == MOVED) {
        rsm_sim_carry("lib", "drive 1", "drive 2");
        confusion->since = device_time(confusion->f);
        confusion->stage = CONFUSED;
    } else if (confusion->stage == CONFUSED &&
               device_time(confusion->f) >= confusion->since + A_MOMENT_MS) {
        rsm_sim_carry("lib", "drive 2", "drive 1");
        confusion->stage = OVER;
    }
}

static void one_look_is_not_believed_when_the_next_shows_another_device(void **state)
{
    struct fixture *f = *state;
    struct confusion confusion = {.f = f};
    plug_in(f, silent);
    rsm_sim_watch(confuse, &confusion);

    run_all_work(f);

    rsm_sim_watch(NULL, NULL);
    assert_int_equal(confusion.stage, OVER);
    assert_device(f, 1, u"sim:lib/1");
}

/* A library of the fixture's two drives, in our own hands. */
static void begin_in_hand(struct fixture *f, struct rsm_library *library)
{
    rsm_library_begin(library, f->rsm, &f->options);
    library->bay_count = 2;
    for (unsigned i = 0; i < 2; i++) {
        library->bays[i].id = *drive_id(f, i + 1);
        library->bays[i].number = i + 1;
    }
}

/* The first bay is proven, and nobody sees a cartridge.  How long did it take? */
static uint64_t prove_in_vain(struct fixture *f, struct rsm_library *library, rsm_error *err_out)
{
    struct rsm_drive_proof proof = {.begun = false};
    uint64_t before;

    library->bays[0].taken = true;
    rsm_library_add_spare(library, "sim:lib/1");
    rsm_library_add_spare(library, "sim:lib/2");
    assert_success(rsm_drive_proof_begin(library, &library->bays[0], &proof));
    assert_int_equal(proof.count, 2);
    before = device_time(f);
    *err_out = rsm_drive_proof_find(library, &library->bays[0], &proof);
    rsm_drive_proof_end(&proof);
    return device_time(f) - before;
}

static void all_devices_together_have_five_minutes(void **state)
{
    struct fixture *f = *state;
    struct rsm_library library;
    uint64_t took;
    rsm_error err;
    plug_in(f, silent);
    begin_in_hand(f, &library);

    took = prove_in_vain(f, &library, &err);

    assert_fails_with(ERROR_DRIVE_MEDIA_MISMATCH, err);
    assert_in_range(took, 4 * 60 * 1000, 5 * 60 * 1000);
    rsm_library_end(&library);
}

static void a_library_that_is_left_waits_for_no_proof(void **state)
{
    struct fixture *f = *state;
    struct rsm_library library;
    uint64_t took;
    rsm_error err;
    plug_in(f, silent);
    begin_in_hand(f, &library);
    library.stop = true;

    took = prove_in_vain(f, &library, &err);

    assert_fails_with(ERROR_OPERATION_ABORTED, err);
    assert_in_range(took, 0, 15 * 1000);
    rsm_library_end(&library);
}

/* ---- was the drive empty before ---- */

static bool was_empty(struct fixture *f)
{
    struct rsm_drive_proof proof = {.begun = false};
    struct rsm_library library;
    bool empty;

    begin_in_hand(f, &library);
    library.bays[0].taken = true;
    rsm_library_set_device(&library, &library.bays[0], "sim:lib/1");
    assert_success(rsm_drive_proof_begin(&library, &library.bays[0], &proof));
    assert_false(proof.begun);
    empty = library.bays[0].was_empty;
    rsm_library_end(&library);
    return empty;
}

static void a_certain_device_is_asked_whether_it_is_empty(void **state)
{
    struct fixture *f = *state;
    plug_in(f, silent);

    assert_true(was_empty(f));
}

static void a_certain_device_that_has_a_cartridge_was_not_empty(void **state)
{
    struct fixture *f = *state;
    plug_in(f, silent);
    rsm_sim_carry("lib", "slot 1", "drive 1");
    f->unsettled = true;

    assert_false(was_empty(f));
}

/* ---- what was certain ---- */

static void another_device_than_the_one_on_record_is_not_opened(void **state)
{
    struct fixture *f = *state;
    struct rsm_library library;
    struct rsm_record drive;
    plug_in(f, silent);
    look_at_drive(f, 1, &drive);
    memcpy(drive.info.Info.Drive.szSerialNumber, u"SERIAL1D2", sizeof u"SERIAL1D2");
    change(f, &drive);
    begin_in_hand(f, &library);
    library.bays[0].taken = true;
    strcpy(library.bays[0].address, "sim:lib/1");
    strcpy(library.bays[1].address, "sim:lib/2");

    assert_fails_with(ERROR_NOT_SAME_DEVICE, rsm_library_open_bay(&library, &library.bays[0]));

    assert_string_equal(library.bays[0].address, "");
    assert_string_equal(library.spare[0], "sim:lib/1");
    assert_true(library.bays[1].remembered); /* who knows what else was exchanged */
    rsm_library_end(&library);
}

static bool has_serial(struct fixture *f, unsigned number, const WCHAR *serial)
{
    struct rsm_record drive;

    look_at_drive(f, number, &drive);
    return rsm_text_equal(drive.info.Info.Drive.szSerialNumber, serial, NTMS_SERIALNUMBER_LENGTH);
}

static void drives_exchanged_while_work_goes_on_are_found_out(void **state)
{
    struct fixture *f = *state;
    prove_both(f);
    rsm_sim_exchange_drives("lib", "drive 1", "drive 2");
    rsm_sim_fail(&(struct rsm_sim_fault){.failure = RSM_SIM_LOST,
                                         .number = 1,
                                         .only_operation = true,
                                         .operation = TEST_UNIT_READY});

    assert_success(identify_slot(f, 1, 0));

    /* one drive is left out; the other was certain too, and is proven anew, whichever is which */
    assert_true(rsm_sim_has_failed());
    assert_true(has_serial(f, 1, u"SERIAL1D2") != has_serial(f, 2, u"SERIAL1D1"));
    assert_records_match_library(f);
}

static void lose_and_exchange(struct fixture *f)
{
    rsm_sim_unplug("lib");
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));
    rsm_sim_exchange_drives("lib", "drive 1", "drive 2");
    rsm_sim_plug("lib");
    run_all_work(f);
    rsm_sim_forget_moves("lib");
}

static void drives_exchanged_while_the_library_was_off_are_found_out(void **state)
{
    struct fixture *f = *state;
    prove_both(f);
    lose_and_exchange(f);

    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_DEFERRED));

    assert_serial(f, 1, u"SERIAL1D2");
    assert_serial(f, 2, u"SERIAL1D1");
    assert_records_match_library(f);
}

static void a_library_that_was_off_is_proven_anew(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    prove_both(f);
    rsm_sim_unplug("lib");
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));
    rsm_sim_plug("lib");
    run_all_work(f);
    before = rsm_sim_commands_of(0x12);

    assert_success(identify_slot(f, 1, 0));

    assert_true(rsm_sim_commands_of(0x12) - before > 3); /* others than the drive were asked */
}

static void what_the_changer_confirms_needs_no_proof_after_an_absence(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "drive 2 empty\n"
                       "slot 1 A00001L5 ansi VOL001\n");
    rsm_sim_unplug("lib");
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));
    rsm_sim_plug("lib");
    run_all_work(f);
    before = rsm_sim_commands_of(0x12);

    assert_success(identify_slot(f, 1, 0));

    assert_int_equal(rsm_sim_commands_of(0x12) - before, 3); /* the drive is opened, no more */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_changer_that_tells_nothing_leaves_drives_unknown),
        story(a_cartridge_in_a_drive_proves_which_device_it_is),
        story_on_disk(a_proof_is_remembered),
        story(a_proven_drive_needs_no_second_proof),
        story(both_drives_can_be_proved),
        story(a_proven_drive_has_its_type),
        story(a_drive_without_a_tape_device_is_not_used),
        story(without_any_tape_device_identification_fails),
        story(a_wrong_device_is_never_believed),
        story(a_drive_whose_device_is_never_seen_is_left_out),
        story_on_disk(exchanged_drives_are_found_out_by_the_next_cartridge),
        story_on_disk(exchanged_drives_take_no_move_more),
        story_on_disk(exchanged_drives_give_no_cartridge_the_label_of_another),
        story_on_disk(a_drive_that_was_left_loaded_does_not_stand_in_the_way),
        story_on_disk(all_drives_may_have_been_left_loaded),
        story_on_disk(an_inventory_reads_cartridges_that_were_left_in_drives),
        story_on_disk(what_is_still_true_is_confirmed_by_the_first_cartridge),
        story_on_disk(a_cartridge_that_cannot_be_read_proves_too),
        story_on_disk(a_device_that_stays_empty_is_forgotten),
        story_threads_on_disk(threads_find_exchanged_drives_out_too),
        story(of_drives_that_are_only_remembered_one_is_taken_at_a_time),
        story(a_drive_that_is_slow_to_notice_its_cartridge_is_found),
        story(a_device_that_stirs_for_a_moment_is_not_taken_for_loaded),
        story(one_look_is_not_believed_when_the_next_shows_another_device),
        story(all_devices_together_have_five_minutes),
        story(a_library_that_is_left_waits_for_no_proof),
        story(a_certain_device_is_asked_whether_it_is_empty),
        story(a_certain_device_that_has_a_cartridge_was_not_empty),
        story(another_device_than_the_one_on_record_is_not_opened),
        story(drives_exchanged_while_work_goes_on_are_found_out),
        story(drives_exchanged_while_the_library_was_off_are_found_out),
        story(a_library_that_was_off_is_proven_anew),
        story(what_the_changer_confirms_needs_no_proof_after_an_absence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
