/*
 * A fast inventory that finds nothing new writes to no record; and whatever is new, to the changer or to the records,
 * makes it compare again.
 */
#include "core/media.h"
#include "core/objects.h"
#include "model/guid.h"
#include "store/changes.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char three_slots[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   A00003L5  blank\n";

static void fast_inventory(struct fixture *f)
{
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
}

/* The library as it is when two inventories found nothing new: the second of them compared nothing. */
static void plug_in_and_rest(struct fixture *f, const char *drawing)
{
    plug_in_and_settle(f, drawing);
    fast_inventory(f);
    fast_inventory(f);
}

static int64_t records(struct fixture *f)
{
    int64_t version = 0;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_store_end(f->rsm->store, rsm_changes_records(f->rsm->store, &version)));
    return version;
}

static DWORD state_as_shown(struct fixture *f, unsigned number)
{
    struct rsm_session *session;
    NTMS_OBJECTINFORMATIONW slot;

    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_objects_get(session, slot_id(f, number), NTMS_STORAGESLOT, &slot));
    rsm_session_release(session);
    return slot.Info.StorageSlot.State;
}

static void no_record_is_written_when_nothing_is_new(void **state)
{
    struct fixture *f = *state;
    int64_t before;
    plug_in_and_settle(f, three_slots);
    fast_inventory(f);
    before = records(f);

    fast_inventory(f);

    assert_int_equal(records(f), before);
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 3);
}

static void full_slots_are_shown_as_marked_until_it_is_done(void **state)
{
    struct fixture *f = *state;
    int64_t before;
    plug_in_and_rest(f, three_slots);
    before = records(f);

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));

    assert_int_equal(state_as_shown(f, 1), NTMS_SLOTSTATE_NEEDSINVENTORY);
    assert_int_equal(state_as_shown(f, 2), NTMS_SLOTSTATE_EMPTY);
    assert_int_equal(records(f), before);
    run_all_work(f);
    assert_int_equal(state_as_shown(f, 1), NTMS_SLOTSTATE_FULL);
}

static void marks_of_one_that_was_stopped_stay(void **state)
{
    struct fixture *f = *state;
    plug_in_and_rest(f, three_slots);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));

    assert_success(take_inventory(f, NTMS_INVENTORY_STOP));

    run_all_work(f);
    assert_int_equal(state_as_shown(f, 3), NTMS_SLOTSTATE_NEEDSINVENTORY);
}

static void marks_that_stayed_go_with_the_next_one(void **state)
{
    struct fixture *f = *state;
    plug_in_and_rest(f, three_slots);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    assert_success(take_inventory(f, NTMS_INVENTORY_STOP));

    fast_inventory(f);

    assert_slot_state(f, 3, NTMS_SLOTSTATE_FULL);
}

static void a_cartridge_that_was_carried_is_found_after_rest(void **state)
{
    struct fixture *f = *state;
    plug_in_and_rest(f, three_slots);

    rsm_sim_carry("lib", "slot 1", "slot 2");
    fast_inventory(f);

    assert_in_slot(f, "A00001L5", 2);
}

static void one_that_was_carried_back_is_found_too(void **state)
{
    struct fixture *f = *state;
    plug_in_and_rest(f, three_slots);
    rsm_sim_carry("lib", "slot 1", "slot 2");
    fast_inventory(f);

    rsm_sim_carry("lib", "slot 2", "slot 1");
    fast_inventory(f);

    assert_in_slot(f, "A00001L5", 1);
}

static void change_record(struct fixture *f, const char *column, DWORD value)
{
    struct rsm_record medium;

    look_at_medium_in_slot(f, 1, &medium);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store,
                                 rsm_records_set_number(f->rsm->store, NTMS_PHYSICAL_MEDIA,
                                                        &medium.info.ObjectGuid, column, value)));
}

/* The changer says nothing new, but the record does: its label is to be read. */
static void a_record_that_changed_is_compared_again(void **state)
{
    struct fixture *f = *state;
    plug_in_and_rest(f, three_slots);

    change_record(f, "fresh", RSM_FRESH_NEW);
    fast_inventory(f);

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1");
}

static void a_slot_whose_record_is_wrong_is_mended(void **state)
{
    struct fixture *f = *state;
    struct rsm_record slot;
    plug_in_and_rest(f, three_slots);
    look_at_slot(f, 1, &slot);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(
        rsm_store_end(f->rsm->store,
                      rsm_records_set_number(f->rsm->store, NTMS_STORAGESLOT, &slot.info.ObjectGuid,
                                             "state", NTMS_SLOTSTATE_EMPTY)));

    fast_inventory(f);

    assert_slot_state(f, 1, NTMS_SLOTSTATE_FULL);
}

static void a_full_inventory_reads_every_label_after_rest(void **state)
{
    struct fixture *f = *state;
    plug_in_and_rest(f, three_slots);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_requests(f, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED, 4);
}

static void what_an_inventory_of_slots_left_unread_is_read_by_the_next_fast_one(void **state)
{
    struct fixture *f = *state;
    plug_in_and_rest(f, three_slots);
    rsm_sim_put_in("lib", "slot 2  A00002L5 ansi VOL002");
    for (int i = 0; i < 3; i++) {
        assert_success(take_inventory(f, NTMS_INVENTORY_SLOT));
        run_all_work(f);
    }
    assert_moves(f, "");

    fast_inventory(f);

    assert_moves(f, "slot 2 > drive 1, drive 1 > slot 2");
    assert_pool(f, "A00002L5", "Import");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(no_record_is_written_when_nothing_is_new),
        story(full_slots_are_shown_as_marked_until_it_is_done),
        story(marks_of_one_that_was_stopped_stay),
        story(marks_that_stayed_go_with_the_next_one),
        story(a_cartridge_that_was_carried_is_found_after_rest),
        story(one_that_was_carried_back_is_found_too),
        story(a_record_that_changed_is_compared_again),
        story(a_slot_whose_record_is_wrong_is_mended),
        story(a_full_inventory_reads_every_label_after_rest),
        story(what_an_inventory_of_slots_left_unread_is_read_by_the_next_fast_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
