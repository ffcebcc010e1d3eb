/*
 * Erasing tapes: which may be erased, what is on tape and record afterwards, and that no other tape is touched.
 */
#include "work/erase.h"

#include "core/allocation.h"
#include "label/identify.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/labeller.h"
#include "work/mounter.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  noise\n"
    "slot 3   A00003L5  ansi VOL003\n"
    "slot 4   A00004L5  blank\n"
    "slot 5   empty\n";

static const char without_bar_code_reader[] =
    "changer  STK L20 SERIAL1\n"
    "reader   no\n"
    "drive 1  empty\n"
    "slot 1   -  ansi VOL001\n"
    "slot 2   -  noise\n"
    "slot 3   -  ansi VOL003\n"
    "slot 4   empty\n";

enum { ERASE = 0x19 };

static rsm_error ask(struct fixture *f, unsigned slot, DWORD option)
{
    struct rsm_session *session;
    GUID side = side_in_slot(f, slot);
    GUID request;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_erase_queue(session, &side, option, NTMS_PRIORITY_NORMAL, &request);
    rsm_session_release(session);
    return err;
}

static void erase_slot(struct fixture *f, unsigned slot)
{
    assert_success(ask(f, slot, RSM_ERASE_TO_THE_END));
    f->labels_changed = true;
    run_all_work(f);
}

static void assert_ended(struct fixture *f, DWORD state, DWORD error, DWORD option)
{
    struct rsm_record request;

    look_at_request(f, NTMS_LM_UPDATEOMID, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.State, state);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, error);
    assert_int_equal(request.info.Info.LibRequest.OperationOption, option);
    assert_int_equal(count_unfinished(f), 0);
}

/* Nothing is on the tape in the slot, and its record says so. */
static void assert_erased(struct fixture *f, unsigned slot, const char *place)
{
    struct rsm_sim_sight sight;
    struct rsm_record side;

    assert_true(rsm_sim_look("lib", place, 0, &sight));
    assert_int_not_equal(sight.outcome, RSM_LABEL_RECOGNISED);
    look_at_side(f, medium_in_slot(f, slot), &side);
    assert_int_equal(side.info.Info.Partition.dwOmidLabelIdLength, 0);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_FOREIGN);
    assert_pool_in_slot(f, slot, "Unrecognized");
    assert_int_equal(count_intents(f), 0);
}

static void nothing_was_sent_to_change_a_tape(void)
{
    assert_int_equal(rsm_sim_commands_of(ERASE), 0);
    assert_nothing_was_sent_to_write();
}

/* ---- what comes of it ---- */

static void an_import_tape_is_erased_and_is_unrecognized_then(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, tapes);
    medium = *medium_in_slot(f, 1);

    erase_slot(f, 1);

    assert_ended(f, NTMS_LM_PASSED, ERROR_SUCCESS, RSM_ERASE_TO_THE_END);
    assert_erased(f, 1, "slot 1");
    assert_guid(medium, *medium_in_slot(f, 1));
    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1");
    assert_int_equal(rsm_sim_commands_of(ERASE), 1);
}

static void it_is_known_again_by_its_bar_code(void **state)
{
    struct fixture *f = *state;
    GUID medium;
    plug_in_and_settle(f, tapes);
    medium = *medium_in_slot(f, 1);
    erase_slot(f, 1);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_guid(medium, *medium_in_slot(f, 1));
    assert_erased(f, 1, "slot 1");
}

static void a_tape_that_nobody_knows_is_erased(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, tapes);

    erase_slot(f, 2);

    assert_ended(f, NTMS_LM_PASSED, ERROR_SUCCESS, RSM_ERASE_TO_THE_END);
    assert_erased(f, 2, "slot 2");
}

static void a_free_tape_has_a_new_free_label_then(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, tapes);
    free_slot(f, 1);
    before = rsm_sim_fingerprint("lib", "slot 1");

    erase_slot(f, 1);

    assert_ended(f, NTMS_LM_PASSED, ERROR_SUCCESS, RSM_ERASE_TO_THE_END);
    assert_free_in_slot(f, 1);
    assert_int_not_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_PASSED, 2);
    assert_int_equal(count_intents(f), 0);
}

static void the_beginning_alone_may_be_erased(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, tapes);

    assert_success(ask(f, 1, RSM_ERASE_BEGINNING));
    f->labels_changed = true;
    run_all_work(f);

    assert_ended(f, NTMS_LM_PASSED, ERROR_SUCCESS, RSM_ERASE_BEGINNING);
    assert_erased(f, 1, "slot 1");
}

static void a_drive_that_does_not_erase_all_erases_the_beginning(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\ndrive 1 empty quickerase\n"
                       "slot 1 A00001L5 ansi VOL001\n");

    erase_slot(f, 1);

    assert_ended(f, NTMS_LM_PASSED, ERROR_SUCCESS, RSM_ERASE_BEGINNING);
    assert_erased(f, 1, "slot 1");
    assert_nothing_was_sent_to_write();
}

static void a_drive_that_does_not_erase_writes_a_filemark(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\ndrive 1 empty noerase\n"
                       "slot 1 A00001L5 ansi VOL001\n");

    erase_slot(f, 1);

    assert_ended(f, NTMS_LM_PASSED, ERROR_SUCCESS, RSM_ERASE_BY_FILEMARK);
    assert_erased(f, 1, "slot 1");
    assert_int_equal(rsm_sim_commands_of(WRITE_FILEMARKS), 1);
}

/* ---- what is refused ---- */

static void what_belongs_to_somebody_is_refused(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, tapes);
    before = rsm_sim_fingerprint("lib", "slot 1");

    (void)allocate_in_slot(f, 1);
    assert_fails_with(ERROR_INVALID_STATE, ask(f, 1, RSM_ERASE_TO_THE_END));
    run_all_work(f);

    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
    assert_requests(f, NTMS_LM_UPDATEOMID, NTMS_LM_QUEUED, 0);
    nothing_was_sent_to_change_a_tape();
}

static void every_state_but_three_is_refused(void **state)
{
    static const DWORD refused[] = {
        NTMS_PARTSTATE_UNKNOWN,        NTMS_PARTSTATE_UNPREPARED, NTMS_PARTSTATE_INCOMPATIBLE,
        NTMS_PARTSTATE_DECOMMISSIONED, NTMS_PARTSTATE_AVAILABLE,  NTMS_PARTSTATE_ALLOCATED,
        NTMS_PARTSTATE_COMPLETE,       NTMS_PARTSTATE_FOREIGN,    NTMS_PARTSTATE_RESERVED};
    struct fixture *f = *state;
    struct rsm_record side;
    plug_in_and_settle(f, tapes);
    f->unsettled = true;
    look_at_side(f, medium_in_slot(f, 1), &side);

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        side.info.Info.Partition.State = refused[i]; /* in Import only IMPORT is right */
        change(f, &side);
        assert_fails_with(ERROR_INVALID_STATE, ask(f, 1, RSM_ERASE_TO_THE_END));
    }
    side.info.Info.Partition.State = NTMS_PARTSTATE_IMPORT;
    change(f, &side);
}

static void a_pool_of_a_program_is_refused_even_where_its_media_are_available(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, tapes);
    (void)give_to_application(f, medium_in_slot(f, 1), u"Backups");

    assert_fails_with(ERROR_INVALID_STATE, ask(f, 1, RSM_ERASE_TO_THE_END));
}

static void what_is_mounted_or_wanted_is_refused(void **state)
{
    struct fixture *f = *state;
    unsigned drive;
    plug_in_for_mounts(f, tapes);

    drive = mount_slot(f, 1);
    (void)queue_slot(f, 3, NTMS_PRIORITY_NORMAL);

    assert_fails_with(ERROR_BUSY, ask(f, 3, RSM_ERASE_TO_THE_END));
    end_mount(f, drive);
    f->unsettled = true;
}

static void what_is_disabled_or_no_side_is_refused(void **state)
{
    struct fixture *f = *state;
    struct rsm_record side;
    struct rsm_session *session;
    GUID request;
    plug_in_and_settle(f, tapes);
    look_at_side(f, medium_in_slot(f, 1), &side);
    side.info.Enabled = FALSE;
    change(f, &side);

    assert_fails_with(ERROR_RESOURCE_DISABLED, ask(f, 1, RSM_ERASE_TO_THE_END));
    assert_success(rsm_session_get(f->session, &session));
    assert_fails_with(ERROR_INVALID_MEDIA, rsm_erase_queue(session, library_id(f), 0, 0, &request));
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm_erase_queue(session, library_id(f), 2, 0, &request));
    rsm_session_release(session);
}

/* ---- no other tape ---- */

static void a_tape_with_another_label_is_not_erased(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, tapes);
    rsm_sim_relabel("lib", "slot 1", "ansi VOL099");
    before = rsm_sim_fingerprint("lib", "slot 1");

    erase_slot(f, 1);

    assert_ended(f, NTMS_LM_FAILED, ERROR_UNEXPECTED_OMID, RSM_ERASE_TO_THE_END);
    nothing_was_sent_to_change_a_tape();
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
    assert_pool_in_slot(f, 1, "Import"); /* it was looked at: a record of its own */
}

static void a_cartridge_with_another_bar_code_is_not_erased(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, tapes);
    rsm_sim_take_out("lib", "slot 1");
    rsm_sim_put_in("lib", "slot 1 B00001L5 ansi VOL001");
    before = rsm_sim_fingerprint("lib", "slot 1");

    erase_slot(f, 1);

    nothing_was_sent_to_change_a_tape();
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
}

static void without_bar_codes_a_tape_that_begins_otherwise_is_not_erased(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, without_bar_code_reader);
    rsm_sim_relabel("lib", "slot 2", "noise other");
    before = rsm_sim_fingerprint("lib", "slot 2");

    erase_slot(f, 2);

    assert_ended(f, NTMS_LM_FAILED, ERROR_UNEXPECTED_OMID, RSM_ERASE_TO_THE_END);
    nothing_was_sent_to_change_a_tape();
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 2"), before);
}

static void without_bar_codes_the_label_is_enough(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, without_bar_code_reader);

    erase_slot(f, 1);

    assert_ended(f, NTMS_LM_PASSED, ERROR_SUCCESS, RSM_ERASE_TO_THE_END);
    assert_erased(f, 1, "slot 1");
}

static void a_write_protected_tape_is_not_erased(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\ndrive 1 empty\n"
                       "slot 1 A00001L5 ansi VOL001 protected\n");
    before = rsm_sim_fingerprint("lib", "slot 1");

    erase_slot(f, 1);

    assert_ended(f, NTMS_LM_FAILED, ERROR_WRITE_PROTECT, RSM_ERASE_TO_THE_END);
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
    assert_pool_in_slot(f, 1, "Import");
    assert_int_equal(count_intents(f), 0);
}

/* Somebody gets the tape while its erasure waits. */
static void what_was_allocated_meanwhile_is_not_erased(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, tapes);
    before = rsm_sim_fingerprint("lib", "slot 1");
    assert_success(ask(f, 1, RSM_ERASE_TO_THE_END));

    (void)allocate_in_slot(f, 1);
    run_all_work(f);

    assert_ended(f, NTMS_LM_CANCELLED, ERROR_SUCCESS, RSM_ERASE_TO_THE_END);
    nothing_was_sent_to_change_a_tape();
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
}

/* The same in the moment between the reading of the label and the erasure. */
struct allocating {
    struct fixture *f;
    GUID side;
    GUID pool;
    rsm_error err;
};

static void allocate_at_first_read(void *context, uint8_t operation, bool done)
{
    struct allocating *allocating = context;
    struct fixture *f = allocating->f;
    struct rsm_record side;

    if (!done || operation != 0x08)
        return;
    rsm_sim_watch(NULL, NULL);
    look_at(f, &allocating->side, NTMS_PARTITION, &side);
    side.info.Info.Partition.State = NTMS_PARTSTATE_ALLOCATED;
    change(f, &side);
}

static void not_even_when_that_happens_in_the_last_moment(void **state)
{
    struct fixture *f = *state;
    struct allocating allocating = {.f = f};
    struct rsm_record side;
    uint32_t before;
    plug_in_and_settle(f, tapes);
    before = rsm_sim_fingerprint("lib", "slot 1");
    allocating.side = side_in_slot(f, 1);
    assert_success(ask(f, 1, RSM_ERASE_TO_THE_END));

    rsm_sim_watch(allocate_at_first_read, &allocating);
    run_all_work(f);
    rsm_sim_watch(NULL, NULL);

    nothing_was_sent_to_change_a_tape();
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
    assert_requests(f, NTMS_LM_UPDATEOMID, NTMS_LM_CANCELLED, 1);
    look_at(f, &allocating.side, NTMS_PARTITION, &side);
    side.info.Info.Partition.State = NTMS_PARTSTATE_IMPORT;
    change(f, &side);
}

/* He would have it with what is on it. */
static void allocate_in_the_middle(void *context, uint8_t operation, bool done)
{
    struct allocating *allocating = context;
    struct fixture *f = allocating->f;
    struct rsm_session *session;
    struct rsm_record pool;

    if (done || operation != ERASE)
        return;
    rsm_sim_watch(NULL, NULL);
    look_at(f, &allocating->pool, NTMS_MEDIA_POOL, &pool);
    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    allocating->err = rsm_store_end(
        f->rsm->store, rsm_allocation_check_side(session, &pool, &allocating->side, false));
    rsm_session_release(session);
}

static void what_is_being_erased_is_not_allocated(void **state)
{
    struct fixture *f = *state;
    struct allocating allocating = {.f = f, .err = ERROR_SUCCESS};
    plug_in_and_settle(f, tapes);
    f->labels_changed = true;
    allocating.side = side_in_slot(f, 1);
    allocating.pool = give_to_application(f, medium_in_slot(f, 3), u"Backups");
    assert_success(ask(f, 1, RSM_ERASE_TO_THE_END));

    rsm_sim_watch(allocate_in_the_middle, &allocating);
    run_all_work(f);
    rsm_sim_watch(NULL, NULL);

    assert_int_equal(allocating.err, ERROR_BUSY);
    assert_ended(f, NTMS_LM_PASSED, ERROR_SUCCESS, RSM_ERASE_TO_THE_END);
}

/* He ended rsm erase when he saw what he had named; another process runs the library. */
static void what_a_process_asked_for_that_has_ended_is_not_erased(void **state)
{
    static const WCHAR dead[] = u"00000000000000000000000000000000";
    struct fixture *f = *state;
    struct rsm_record request;
    uint32_t before;
    plug_in_and_settle(f, tapes);
    before = rsm_sim_fingerprint("lib", "slot 1");
    assert_success(ask(f, 1, RSM_ERASE_TO_THE_END));
    look_at_request(f, NTMS_LM_UPDATEOMID, 0, &request);
    rsm_text_copy(request.own.Owner, RSM_OWNER_LENGTH, dead);
    change(f, &request);

    run_all_work(f);

    assert_ended(f, NTMS_LM_CANCELLED, ERROR_SUCCESS, RSM_ERASE_TO_THE_END);
    nothing_was_sent_to_change_a_tape();
    assert_moves(f, "");
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
}

static void a_mount_of_a_client_goes_first(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_for_mounts(f, tapes);
    assert_success(ask(f, 1, RSM_ERASE_TO_THE_END));
    call = queue_slot(f, 3, NTMS_PRIORITY_NORMAL);
    f->labels_changed = true;

    run_all_work(f);

    assert_true(is_mounted(f, &call));
    assert_requests(f, NTMS_LM_UPDATEOMID, NTMS_LM_QUEUED, 1); /* there is one drive */
    end_mount(f, 1);
    run_all_work(f);
    assert_ended(f, NTMS_LM_PASSED, ERROR_SUCCESS, RSM_ERASE_TO_THE_END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(an_import_tape_is_erased_and_is_unrecognized_then),
        story(it_is_known_again_by_its_bar_code),
        story(a_tape_that_nobody_knows_is_erased),
        story(a_free_tape_has_a_new_free_label_then),
        story(the_beginning_alone_may_be_erased),
        story(a_drive_that_does_not_erase_all_erases_the_beginning),
        story(a_drive_that_does_not_erase_writes_a_filemark),
        story(what_belongs_to_somebody_is_refused),
        story(every_state_but_three_is_refused),
        story(a_pool_of_a_program_is_refused_even_where_its_media_are_available),
        story(what_is_mounted_or_wanted_is_refused),
        story(what_is_disabled_or_no_side_is_refused),
        story(a_tape_with_another_label_is_not_erased),
        story(a_cartridge_with_another_bar_code_is_not_erased),
        story(without_bar_codes_a_tape_that_begins_otherwise_is_not_erased),
        story(without_bar_codes_the_label_is_enough),
        story(a_write_protected_tape_is_not_erased),
        story(what_was_allocated_meanwhile_is_not_erased),
        story(not_even_when_that_happens_in_the_last_moment),
        story(what_is_being_erased_is_not_allocated),
        story(what_a_process_asked_for_that_has_ended_is_not_erased),
        story(a_mount_of_a_client_goes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
