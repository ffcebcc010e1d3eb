/*
 * MoveToNtmsMediaPool: what happens to the records, which codes come in which
 * order, and whose rights are asked for.
 */
#include "work/media_moves.h"

#include "core/catalogue.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "work/shelf.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- where to ---- */

static void from_free_to_an_application_a_medium_is_available_at_once(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_SCRATCH, NTMS_PARTSTATE_AVAILABLE);

    assert_success(move(&shelf, &shelf.application));

    assert_tape_is(&shelf, &shelf.application, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(count_label_requests(&shelf), 0);
}

static void into_free_a_medium_waits_for_a_label_that_is_queued(void **state)
{
    static const struct {
        DWORD pool_type;
        DWORD side_state;
    } origins[] = {
        {NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT},
        {NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN},
        {NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE},
    };

    for (size_t i = 0; i < sizeof origins / sizeof origins[0]; i++) {
        struct shelf shelf;
        void *world;
        assert_int_equal(small_world_setup(&world), 0);
        fill_shelf(&shelf, world, origins[i].pool_type, origins[i].side_state);

        assert_success(move(&shelf, &shelf.free_pool));

        assert_tape_is(&shelf, &shelf.free_pool, NTMS_PARTSTATE_UNPREPARED);
        assert_int_equal(count_label_requests(&shelf), 1);
        assert_int_equal(small_world_teardown(&world), 0);
    }
    (void)state;
}

static void the_label_is_asked_for_in_the_name_of_the_caller(void **state)
{
    struct small_world *world = *state;
    const struct rsm_condition labels = {.column = "operation_code",
                                         .number = NTMS_LM_WRITESCRATCH};
    struct rsm_record request;
    struct shelf shelf;
    fill_shelf(&shelf, world, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);

    assert_success(move(&shelf, &shelf.free_pool));

    world_begin(world);
    assert_success(rsm_records_first(world->rsm.store, NTMS_LIBREQUEST, &labels, 1, &request));
    world_end(world);
    assert_guid(world->session->id, request.own.Session);
    assert_text(u"RSM", request.info.Info.LibRequest.szApplication);
}

static void between_applications_an_owned_medium_takes_its_owner_along(void **state)
{
    struct small_world *world = *state;
    struct rsm_record record;
    struct shelf shelf;
    GUID owner;
    fill_shelf(&shelf, world, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    owner = world_allocate(world, &shelf.tape);

    assert_success(move(&shelf, &shelf.other));

    world_load(world, &owner, NTMS_LOGICAL_MEDIA, &record);
    assert_guid(shelf.other, record.info.Info.LogicalMedia.MediaPool);
    assert_tape_is(&shelf, &shelf.other, NTMS_PARTSTATE_ALLOCATED);
}

static void to_the_same_pool_nothing_changes(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);

    assert_success(move(&shelf, &shelf.unrecognized));

    assert_tape_is(&shelf, &shelf.unrecognized, NTMS_PARTSTATE_FOREIGN);
}

static void from_free_to_free_is_refused(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_SCRATCH, NTMS_PARTSTATE_AVAILABLE);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, move(&shelf, &shelf.free_pool));
}

static void from_import_to_an_application_is_refused(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, move(&shelf, &shelf.application));

    assert_tape_is(&shelf, &shelf.import, NTMS_PARTSTATE_IMPORT);
}

static void a_medium_whose_sides_are_all_to_be_imported_goes_back_to_import(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_IMPORT);

    assert_success(move(&shelf, &shelf.import));

    assert_tape_is(&shelf, &shelf.import, NTMS_PARTSTATE_IMPORT);
}

static void an_owned_medium_does_not_enter_free(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    (void)world_allocate(*state, &shelf.tape);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, move(&shelf, &shelf.free_pool));

    assert_tape_is(&shelf, &shelf.application, NTMS_PARTSTATE_ALLOCATED);
}

static void a_decommissioned_medium_stays_so_in_free(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_DECOMMISSIONED);

    assert_success(move(&shelf, &shelf.free_pool));

    assert_tape_is(&shelf, &shelf.free_pool, NTMS_PARTSTATE_DECOMMISSIONED);
    assert_int_equal(count_label_requests(&shelf), 0);
}

static void read_only_media_do_not_enter_free(void **state)
{
    struct small_world *world = *state;
    struct shelf shelf;
    fill_shelf(&shelf, world, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
    set_number(&shelf, NTMS_MEDIA_TYPE, &world->tapes, "read_write_characteristics",
               NTMS_MEDIARW_READONLY);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, move(&shelf, &shelf.free_pool));
}

static void pools_that_hold_pools_take_no_medium(void **state)
{
    struct small_world *world = *state;
    struct shelf shelf;
    GUID container = world_application_pool(world, u"Container", NULL);
    const GUID *pools[] = {&container, &rsm_catalogue_free_pool, &rsm_catalogue_import_pool,
                           &rsm_catalogue_unrecognized_pool, &rsm_catalogue_root_pool};
    fill_shelf(&shelf, world, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);

    for (size_t i = 0; i < sizeof pools / sizeof pools[0]; i++)
        assert_fails_with(ERROR_INVALID_MEDIA_POOL, move(&shelf, pools[i]));
}

static void another_media_type_is_incompatible(void **state)
{
    struct shelf shelf;
    GUID disk;
    GUID disks;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    disks = add_disk(&shelf, &disk);

    assert_fails_with(ERROR_MEDIA_INCOMPATIBLE, move(&shelf, &disks));
}

/* ---- who and what ---- */

static void what_is_no_medium_is_invalid(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    shelf.tape = shelf.application;
    assert_fails_with(ERROR_INVALID_MEDIA, move(&shelf, &shelf.other));
    shelf.tape = rsm_guid_null;
    assert_fails_with(ERROR_INVALID_MEDIA, move(&shelf, &shelf.other));
    assert_fails_with(ERROR_INVALID_MEDIA, change_type(&shelf, &shelf.other));
}

static void what_is_no_pool_is_invalid(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, move(&shelf, &shelf.tape));
    assert_fails_with(ERROR_INVALID_MEDIA_POOL, move(&shelf, &nowhere));
    assert_fails_with(ERROR_INVALID_MEDIA_POOL, change_type(&shelf, &nowhere));
}

static void a_medium_whose_pool_is_gone_is_invalid(void **state)
{
    struct small_world *world = *state;
    struct shelf shelf;
    fill_shelf(&shelf, world, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    world_begin(world);
    assert_success(
        rsm_store_end(world->rsm.store, rsm_records_delete(world->rsm.store, &shelf.application)));

    assert_fails_with(ERROR_INVALID_MEDIA, move(&shelf, &shelf.other));
}

/* ---- now or later ---- */

static void a_medium_in_use_is_busy(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);

    for (DWORD use = NTMS_MEDIASTATE_INUSE; use <= NTMS_MEDIASTATE_OPREQ; use++) {
        set_number(&shelf, NTMS_PHYSICAL_MEDIA, &shelf.tape, "media_state", use);
        assert_fails_with(ERROR_BUSY, move(&shelf, &shelf.other));
        assert_fails_with(ERROR_BUSY, change_type(&shelf, &shelf.other));
    }
}

static void a_disabled_medium_is_busy(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    set_number(&shelf, NTMS_PHYSICAL_MEDIA, &shelf.tape, "enabled", FALSE);

    assert_fails_with(ERROR_BUSY, move(&shelf, &shelf.other));
}

static void a_medium_of_a_disabled_library_is_busy(void **state)
{
    struct small_world *world = *state;
    struct shelf shelf;
    fill_shelf(&shelf, world, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    set_number(&shelf, NTMS_LIBRARY, &world->library, "enabled", FALSE);

    assert_fails_with(ERROR_BUSY, move(&shelf, &shelf.other));
}

static void an_offline_medium_does_not_enter_free(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    go_offline(&shelf);

    assert_fails_with(ERROR_BUSY, move(&shelf, &shelf.free_pool));

    assert_tape_is(&shelf, &shelf.application, NTMS_PARTSTATE_AVAILABLE);
}

static void an_offline_medium_moves_between_applications(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    go_offline(&shelf);

    assert_success(move(&shelf, &shelf.other));

    assert_tape_is(&shelf, &shelf.other, NTMS_PARTSTATE_AVAILABLE);
}

static void a_medium_of_a_library_that_is_not_there_does_not_enter_free(void **state)
{
    struct small_world *world = *state;
    struct shelf shelf;
    fill_shelf(&shelf, world, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    set_number(&shelf, NTMS_LIBRARY, &world->library, "operational_state", NTMS_NOT_PRESENT);

    assert_fails_with(ERROR_BUSY, move(&shelf, &shelf.free_pool));
}

static void a_medium_that_another_one_displaced_does_not_enter_free(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    set_number(&shelf, NTMS_PHYSICAL_MEDIA, &shelf.tape, "fresh", RSM_FRESH_DISPLACED);

    assert_fails_with(ERROR_BUSY, move(&shelf, &shelf.free_pool));
}

static void a_medium_that_waits_for_its_label_does_not_leave_free(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
    assert_success(move(&shelf, &shelf.free_pool));

    assert_fails_with(ERROR_BUSY, move(&shelf, &shelf.application));

    assert_tape_is(&shelf, &shelf.free_pool, NTMS_PARTSTATE_UNPREPARED);
}

static void a_medium_nobody_looked_at_yet_does_not_enter_free(void **state)
{
    struct shelf shelf;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_UNKNOWN);

    assert_fails_with(ERROR_BUSY, move(&shelf, &shelf.free_pool));
}

/* ---- rights ---- */

/* covers ERROR_ACCESS_DENIED of MoveToNtmsMediaPool */
static void a_move_between_applications_wants_control_of_both(void **state)
{
    struct shelf s;
    fill_shelf(&s, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);

    assert_fails_with(ERROR_ACCESS_DENIED,
                      try_without(&s, move, &s.other, NTMS_CONTROL_ACCESS, &s.application));
    assert_fails_with(ERROR_ACCESS_DENIED,
                      try_without(&s, move, &s.other, NTMS_CONTROL_ACCESS, &s.other));
    assert_tape_is(&s, &s.application, NTMS_PARTSTATE_AVAILABLE);
    assert_success(try_without(&s, move, &s.other, NTMS_USE_ACCESS, &s.other));
}

static void a_move_into_free_wants_use_of_free(void **state)
{
    struct shelf s;
    fill_shelf(&s, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);

    assert_fails_with(ERROR_ACCESS_DENIED,
                      try_without(&s, move, &s.free_pool, NTMS_CONTROL_ACCESS, &s.application));
    assert_fails_with(ERROR_ACCESS_DENIED,
                      try_without(&s, move, &s.free_pool, NTMS_USE_ACCESS, &s.free_pool));
    assert_success(try_without(&s, move, &s.free_pool, NTMS_CONTROL_ACCESS, &s.free_pool));
}

static void a_move_from_free_wants_use_of_free(void **state)
{
    struct shelf s;
    fill_shelf(&s, *state, NTMS_POOLTYPE_SCRATCH, NTMS_PARTSTATE_AVAILABLE);

    assert_fails_with(ERROR_ACCESS_DENIED,
                      try_without(&s, move, &s.other, NTMS_USE_ACCESS, &s.free_pool));
    assert_fails_with(ERROR_ACCESS_DENIED,
                      try_without(&s, move, &s.other, NTMS_CONTROL_ACCESS, &s.other));
    assert_success(try_without(&s, move, &s.other, NTMS_CONTROL_ACCESS, &s.free_pool));
}

static void rights_come_before_the_matrix_and_after_the_objects(void **state)
{
    struct shelf s;
    fill_shelf(&s, *state, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL,
                      try_without(&s, move, &nowhere, NTMS_CONTROL_ACCESS, &s.import));
    assert_fails_with(ERROR_ACCESS_DENIED,
                      try_without(&s, move, &s.application, NTMS_CONTROL_ACCESS, &s.import));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(from_free_to_an_application_a_medium_is_available_at_once),
        IN_WORLD(into_free_a_medium_waits_for_a_label_that_is_queued),
        IN_WORLD(the_label_is_asked_for_in_the_name_of_the_caller),
        IN_WORLD(between_applications_an_owned_medium_takes_its_owner_along),
        IN_WORLD(to_the_same_pool_nothing_changes),
        IN_WORLD(from_free_to_free_is_refused),
        IN_WORLD(from_import_to_an_application_is_refused),
        IN_WORLD(a_medium_whose_sides_are_all_to_be_imported_goes_back_to_import),
        IN_WORLD(an_owned_medium_does_not_enter_free),
        IN_WORLD(a_decommissioned_medium_stays_so_in_free),
        IN_WORLD(read_only_media_do_not_enter_free),
        IN_WORLD(pools_that_hold_pools_take_no_medium),
        IN_WORLD(another_media_type_is_incompatible),
        IN_WORLD(what_is_no_medium_is_invalid),
        IN_WORLD(what_is_no_pool_is_invalid),
        IN_WORLD(a_medium_whose_pool_is_gone_is_invalid),
        IN_WORLD(a_medium_in_use_is_busy),
        IN_WORLD(a_disabled_medium_is_busy),
        IN_WORLD(a_medium_of_a_disabled_library_is_busy),
        IN_WORLD(an_offline_medium_does_not_enter_free),
        IN_WORLD(an_offline_medium_moves_between_applications),
        IN_WORLD(a_medium_of_a_library_that_is_not_there_does_not_enter_free),
        IN_WORLD(a_medium_that_another_one_displaced_does_not_enter_free),
        IN_WORLD(a_medium_that_waits_for_its_label_does_not_leave_free),
        IN_WORLD(a_medium_nobody_looked_at_yet_does_not_enter_free),
        IN_WORLD(a_move_between_applications_wants_control_of_both),
        IN_WORLD(a_move_into_free_wants_use_of_free),
        IN_WORLD(a_move_from_free_wants_use_of_free),
        IN_WORLD(rights_come_before_the_matrix_and_after_the_objects),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
