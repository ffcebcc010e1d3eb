/*
 * The slot that is reserved for the cleaning cartridge: by whom it is taken and given back, and that
 * nobody else uses it.
 */
#include "model/guid.h"
#include "support/asserts.h"
#include "work/cleaners.h"
#include "work/dismounter.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n"
    "slot 4   empty\n";

static const char no_reader[] =
    "changer  STK L20 SERIAL1\n"
    "reader   no\n"
    "drive 1  empty\n"
    "slot 1   -  ansi VOL001\n"
    "slot 2   empty\n";

static void reserve(struct fixture *f, unsigned slot)
{
    assert_success(reserve_slot(f, slot));
    run_all_work(f);
}

static void assert_cleaner_slot(struct fixture *f, const GUID *slot)
{
    struct rsm_record library;

    look_at_library(f, &library);
    assert_guid(*slot, library.info.Info.Library.CleanerSlot);
}

/* ---- reserving ---- */

static void a_reserved_slot_is_on_the_library(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    struct rsm_record request;

    plug_in_and_settle(f, two_tapes);
    reserve(f, 3);

    assert_cleaner_slot(f, slot_id(f, 3));
    look_at_library(f, &library);
    assert_guid(*slot_id(f, 3), library.info.Info.Library.CleanerSlotDefault);
    look_at_request(f, NTMS_LM_RESERVECLEANER, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_PASSED);
    assert_guid(*slot_id(f, 3), request.info.Info.LibRequest.SlotId);
    assert_moves(f, "");
}

static void a_default_slot_that_was_chosen_before_stays(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    plug_in_and_settle(f, two_tapes);
    look_at_library(f, &library);
    library.info.Info.Library.CleanerSlotDefault = *slot_id(f, 4);
    change(f, &library);

    reserve(f, 3);

    look_at_library(f, &library);
    assert_guid(*slot_id(f, 4), library.info.Info.Library.CleanerSlotDefault);
}

static void one_slot_is_reserved_in_a_library(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_tapes);
    reserve(f, 3);

    assert_fails_with(ERROR_CLEANER_SLOT_SET, reserve_slot(f, 4));
}

static void of_two_that_were_asked_for_at_once_the_first_is_reserved(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;

    plug_in_and_settle(f, two_tapes);
    assert_success(reserve_slot(f, 4));
    assert_success(reserve_slot(f, 3));
    run_all_work(f);

    assert_cleaner_slot(f, slot_id(f, 4));
    look_at_request(f, NTMS_LM_RESERVECLEANER, 1, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_FAILED);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_CLEANER_SLOT_SET);
}

static void a_slot_with_a_cartridge_is_not_reserved(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_tapes);

    assert_fails_with(ERROR_RESOURCE_NOT_AVAILABLE, reserve_slot(f, 1));
}

static void a_slot_that_is_filled_meanwhile_is_not_reserved(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;

    plug_in_and_settle(f, two_tapes);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST)); /* goes first */
    assert_success(reserve_slot(f, 3));
    rsm_sim_put_in("lib", "slot 3 A00003L5 ansi VOL003");
    run_all_work(f);

    assert_cleaner_slot(f, &rsm_guid_null);
    look_at_request(f, NTMS_LM_RESERVECLEANER, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, ERROR_RESOURCE_NOT_AVAILABLE);
}

static void the_place_of_a_medium_that_is_in_a_drive_is_not_reserved(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_tapes);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);
    assert_slot_state(f, 1, NTMS_SLOTSTATE_EMPTY);

    assert_fails_with(ERROR_RESOURCE_NOT_AVAILABLE, reserve_slot(f, 1));
}

/* ---- nobody else uses it ---- */

static void a_tape_without_a_place_does_not_go_there(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_tapes);
    reserve(f, 3);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);
    rsm_sim_put_in("lib", "slot 1 A00009L5 ansi VOL009");
    rsm_sim_forget_moves("lib");
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_in_slot(f, "A00001L5", 4);
    assert_slot_state(f, 3, NTMS_SLOTSTATE_EMPTY);
}

static void what_is_in_it_is_not_read(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    plug_in_and_settle(f, no_reader);
    reserve(f, 2);
    rsm_sim_put_in("lib", "slot 2 - cleaner");
    rsm_sim_forget_moves("lib");
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_moves(f, "slot 1 > drive 1, drive 1 > slot 1");
    assert_slot_state(f, 2, NTMS_SLOTSTATE_FULL);
    assert_false(find_medium_in_slot(f, 2, &medium));
    assert_true(is_cleaner_present(f));
}

/* ---- releasing ---- */

static void a_released_slot_takes_tapes_again(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record request;

    plug_in_and_settle(f, no_reader);
    reserve(f, 2);
    assert_success(release_slot(f));
    run_all_work(f);

    assert_cleaner_slot(f, &rsm_guid_null);
    look_at_request(f, NTMS_LM_RELEASECLEANER, 0, &request);
    assert_int_equal(request.info.Info.LibRequest.State, NTMS_LM_PASSED);
    rsm_sim_put_in("lib", "slot 2 - ansi VOL002");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_true(find_medium_in_slot(f, 2, &medium));
}

static void a_slot_with_its_cleaner_is_not_released(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_tapes);
    reserve(f, 3);
    rsm_sim_put_in("lib", "slot 3 CLN001L1 cleaner");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_fails_with(ERROR_RESOURCE_NOT_AVAILABLE, release_slot(f));
}

static void nothing_is_released_where_nothing_is_reserved(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_tapes);

    assert_fails_with(ERROR_CLEANER_SLOT_NOT_SET, release_slot(f));
}

static void uses_that_were_left_are_forgotten_with_the_slot(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    plug_in_and_settle(f, two_tapes);
    reserve(f, 3);
    look_at_library(f, &library);
    library.info.Info.Library.dwCleanerUsesRemaining = 0xFFFFFFFF;
    library.info.Info.Library.dwFlags |= NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING;
    change(f, &library);
    assert_success(release_slot(f));
    run_all_work(f);

    look_at_library(f, &library);
    assert_int_equal(library.info.Info.Library.dwCleanerUsesRemaining, 0);
    assert_true((library.info.Info.Library.dwFlags & NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING) ==
                0);
}

/* ---- what is refused ---- */

static void change_library(struct fixture *f, BOOL enabled, DWORD state)
{
    struct rsm_record library;

    look_at_library(f, &library);
    library.info.Enabled = enabled;
    library.info.dwOperationalState = state;
    change(f, &library);
}

static void a_disabled_library_reserves_and_releases_nothing(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_tapes);
    change_library(f, FALSE, NTMS_READY);

    assert_fails_with(ERROR_RESOURCE_DISABLED, reserve_slot(f, 3));
    assert_fails_with(ERROR_RESOURCE_DISABLED, release_slot(f));
}

static void nor_does_one_that_is_not_there(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_tapes);
    change_library(f, TRUE, NTMS_NOT_PRESENT);

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, reserve_slot(f, 3));
    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, release_slot(f));
}

static void nor_does_the_offline_library(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_tapes);

    assert_fails_with(ERROR_LIBRARY_OFFLINE,
                      reserve_slot_of(f, offline_library_id(f), slot_id(f, 3)));
}

static void a_slot_of_another_library_is_no_slot(void **state)
{
    struct fixture *f = *state;
    struct rsm_record slot;

    plug_in_and_settle(f, two_tapes);
    look_at_slot(f, 3, &slot);
    slot.info.Info.StorageSlot.Library = *offline_library_id(f);
    change(f, &slot);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      reserve_slot_of(f, library_id(f), &slot.info.ObjectGuid));
    f->unsettled = true;
}

static void set_slot_state(struct fixture *f, unsigned number, DWORD slot_state)
{
    struct rsm_record slot;

    look_at_slot(f, number, &slot);
    slot.info.Info.StorageSlot.State = slot_state;
    change(f, &slot);
}

static void a_slot_whose_magazine_is_out_is_neither_reserved_nor_released(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, two_tapes);
    set_slot_state(f, 4, NTMS_SLOTSTATE_NOTPRESENT);
    assert_fails_with(ERROR_RESOURCE_NOT_AVAILABLE, reserve_slot(f, 4));
    reserve(f, 3);
    set_slot_state(f, 3, NTMS_SLOTSTATE_NOTPRESENT);

    assert_fails_with(ERROR_RESOURCE_NOT_PRESENT, release_slot(f));
    f->unsettled = true;
}

/* Somebody reserves slot 3 while a cartridge is moved. */
static void reserve_at_the_move(void *context, uint8_t operation, bool done)
{
    if (operation != 0xA5 || done)
        return;
    rsm_sim_watch(NULL, NULL);
    (void)reserve_slot(context, 3);
    (void)rsm_system_run_all();
}

static void a_slot_to_which_a_tape_is_on_its_way_is_not_reserved(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, two_tapes);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    rsm_sim_put_in("lib", "slot 1  A00008L5 ansi VOL008");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    rsm_sim_forget_moves("lib");
    rsm_sim_watch(reserve_at_the_move, f);

    assert_success(ask_dismount_drive(f, 1));
    run_all_work(f);

    assert_moves(f, "drive 1 > slot 3");
    assert_in_slot(f, "A00001L5", 3);
    look_at_library(f, &library);
    assert_true(rsm_guid_is_null(&library.info.Info.Library.CleanerSlot));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_reserved_slot_is_on_the_library),
        story(a_slot_to_which_a_tape_is_on_its_way_is_not_reserved),
        story(a_default_slot_that_was_chosen_before_stays),
        story(one_slot_is_reserved_in_a_library),
        story(of_two_that_were_asked_for_at_once_the_first_is_reserved),
        story(a_slot_with_a_cartridge_is_not_reserved),
        story(a_slot_that_is_filled_meanwhile_is_not_reserved),
        story(the_place_of_a_medium_that_is_in_a_drive_is_not_reserved),
        story(a_tape_without_a_place_does_not_go_there),
        story(what_is_in_it_is_not_read),
        story(a_released_slot_takes_tapes_again),
        story(a_slot_with_its_cleaner_is_not_released),
        story(nothing_is_released_where_nothing_is_reserved),
        story(uses_that_were_left_are_forgotten_with_the_slot),
        story(a_disabled_library_reserves_and_releases_nothing),
        story(nor_does_one_that_is_not_there),
        story(nor_does_the_offline_library),
        story(a_slot_of_another_library_is_no_slot),
        story(a_slot_whose_magazine_is_out_is_neither_reserved_nor_released),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
