/*
 * ChangeNtmsMediaType: what happens to the records, which codes come in which order, and whose rights
 * are asked for.
 */
#include "work/media_moves.h"

#include "core/catalogue.h"
#include "support/asserts.h"
#include "work/shelf.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* A second type of tapes in use, with an application pool. */
static GUID other_tapes(struct shelf *shelf, GUID *type_out)
{
    world_begin(shelf->world);
    assert_success(rsm_catalogue_media_type(&shelf->world->rsm, 0x27, type_out));
    assert_success(
        rsm_catalogue_use_media_type(&shelf->world->rsm, &shelf->world->library, type_out));
    world_end(shelf->world);
    return world_application_pool(shelf->world, u"DLT", type_out);
}

static void assert_has_type(struct shelf *shelf, const GUID *type)
{
    struct rsm_record medium;

    world_load(shelf->world, &shelf->tape, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(*type, medium.info.Info.PhysicalMedia.MediaType);
}

static void a_misidentified_medium_gets_the_type_of_its_new_pool(void **state)
{
    struct shelf shelf;
    GUID type;
    GUID pool;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    pool = other_tapes(&shelf, &type);

    assert_success(change_type(&shelf, &pool));

    assert_tape_is(&shelf, &pool, NTMS_PARTSTATE_AVAILABLE);
    assert_has_type(&shelf, &type);
}

static void a_misidentified_medium_goes_to_free_of_its_new_type(void **state)
{
    struct small_world *world = *state;
    struct shelf shelf;
    GUID type;
    GUID pool;
    fill_shelf(&shelf, world, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);
    (void)other_tapes(&shelf, &type);
    pool = world_system_pool(world, NTMS_POOLTYPE_SCRATCH, &type);

    assert_success(change_type(&shelf, &pool));

    assert_tape_is(&shelf, &pool, NTMS_PARTSTATE_UNPREPARED);
    assert_has_type(&shelf, &type);
    assert_int_equal(count_label_requests(&shelf), 1);
}

static void a_medium_to_be_imported_changes_its_type_in_import(void **state)
{
    struct small_world *world = *state;
    struct shelf shelf;
    GUID type;
    GUID pool;
    fill_shelf(&shelf, world, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
    (void)other_tapes(&shelf, &type);
    pool = world_system_pool(world, NTMS_POOLTYPE_IMPORT, &type);

    assert_success(change_type(&shelf, &pool));

    assert_tape_is(&shelf, &pool, NTMS_PARTSTATE_IMPORT);
}

static void the_matrix_holds_for_changes_of_type(void **state)
{
    struct small_world *world = *state;
    struct shelf shelf;
    GUID type;
    GUID application;
    GUID unrecognized;
    fill_shelf(&shelf, world, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);
    application = other_tapes(&shelf, &type);
    unrecognized = world_system_pool(world, NTMS_POOLTYPE_FOREIGN, &type);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, change_type(&shelf, &application));
    assert_fails_with(ERROR_INVALID_MEDIA_POOL, change_type(&shelf, &unrecognized));
    assert_has_type(&shelf, &world->tapes);
}

/* covers ERROR_MEDIA_INCOMPATIBLE of ChangeNtmsMediaType */
static void a_type_with_another_number_of_sides_is_incompatible(void **state)
{
    struct shelf shelf;
    GUID disk;
    GUID disks;
    fill_shelf(&shelf, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    disks = add_disk(&shelf, &disk);

    assert_fails_with(ERROR_MEDIA_INCOMPATIBLE, change_type(&shelf, &disks));
}

static void an_offline_medium_keeps_its_type(void **state)
{
    struct small_world *world = *state;
    struct shelf shelf;
    fill_shelf(&shelf, world, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    set_number(&shelf, NTMS_LIBRARY, &world->library, "operational_state", NTMS_NOT_PRESENT);
    assert_fails_with(ERROR_LIBRARY_OFFLINE, change_type(&shelf, &shelf.other));

    go_offline(&shelf);
    assert_fails_with(ERROR_LIBRARY_OFFLINE, change_type(&shelf, &shelf.other));
}

static void a_disabled_medium_keeps_its_type(void **state)
{
    struct small_world *world = *state;
    struct shelf shelf;
    fill_shelf(&shelf, world, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);
    set_number(&shelf, NTMS_PHYSICAL_MEDIA, &shelf.tape, "enabled", FALSE);
    assert_fails_with(ERROR_RESOURCE_DISABLED, change_type(&shelf, &shelf.other));
    set_number(&shelf, NTMS_PHYSICAL_MEDIA, &shelf.tape, "enabled", TRUE);

    set_number(&shelf, NTMS_LIBRARY, &world->library, "enabled", FALSE);
    assert_fails_with(ERROR_RESOURCE_DISABLED, change_type(&shelf, &shelf.other));
}

/* ---- rights ---- */

/* covers ERROR_ACCESS_DENIED of ChangeNtmsMediaType */
static void a_change_of_type_wants_modify_of_both_pools_and_the_computer(void **state)
{
    struct shelf s;
    fill_shelf(&s, *state, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_AVAILABLE);

    assert_fails_with(ERROR_ACCESS_DENIED,
                      try_without(&s, change_type, &s.other, NTMS_MODIFY_ACCESS, &s.application));
    assert_fails_with(ERROR_ACCESS_DENIED,
                      try_without(&s, change_type, &s.other, NTMS_MODIFY_ACCESS, &s.other));
    assert_fails_with(
        ERROR_ACCESS_DENIED,
        try_without(&s, change_type, &s.other, NTMS_MODIFY_ACCESS, &rsm_catalogue_computer));
    assert_success(try_without(&s, change_type, &s.other, NTMS_CONTROL_ACCESS, &s.other));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_misidentified_medium_gets_the_type_of_its_new_pool),
        IN_WORLD(a_misidentified_medium_goes_to_free_of_its_new_type),
        IN_WORLD(a_medium_to_be_imported_changes_its_type_in_import),
        IN_WORLD(the_matrix_holds_for_changes_of_type),
        IN_WORLD(a_type_with_another_number_of_sides_is_incompatible),
        IN_WORLD(an_offline_medium_keeps_its_type),
        IN_WORLD(a_disabled_medium_keeps_its_type),
        IN_WORLD(a_change_of_type_wants_modify_of_both_pools_and_the_computer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
