/*
 * Which media types a library takes: adding and deleting, and the child pools that come and go.
 */
#include "core/related_types.h"

#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "store/settings.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

enum { DAT_CODE = 0x20, DLT_CODE = 0x27 };

static GUID media_type(struct small_world *world, DWORD code)
{
    GUID id = rsm_guid_null;

    assert_success(rsm_catalogue_media_type(&world->rsm, code, &id));
    return id;
}

static rsm_error add(struct small_world *world, const GUID *type, const GUID *library)
{
    return rsm_related_types_add(world->session, type, library);
}

static rsm_error take_away(struct small_world *world, const GUID *type, const GUID *library)
{
    return rsm_related_types_delete(world->session, type, library);
}

static bool is_related(struct small_world *world, const GUID *type, const GUID *library)
{
    bool related = false;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    assert_success(rsm_store_end(
        world->rsm.store, rsm_settings_is_related(world->rsm.store, library, type, &related)));
    return related;
}

/* The system pools' children for that type. */
static DWORD child_pools(struct small_world *world, const GUID *type)
{
    const struct rsm_condition of_type = {.column = "media_type", .guid = type};
    DWORD count = 0;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    assert_success(
        rsm_store_end(world->rsm.store,
                      rsm_records_count(world->rsm.store, NTMS_MEDIA_POOL, &of_type, 1, &count)));
    return count;
}

static void set_library(struct small_world *world, bool enabled, DWORD state)
{
    struct rsm_record library;

    world_load(world, &world->library, NTMS_LIBRARY, &library);
    library.info.Enabled = enabled;
    library.info.dwOperationalState = state;
    world_save(world, &library);
}

/* ---- adding ---- */

static void an_added_type_is_related_and_has_its_three_pools(void **state)
{
    struct small_world *world = *state;
    GUID dat = media_type(world, DAT_CODE);

    assert_int_equal(child_pools(world, &dat), 0);
    assert_success(add(world, &dat, &world->library));

    assert_true(is_related(world, &dat, &world->library));
    assert_false(is_related(world, &dat, &world->far_library));
    assert_int_equal(child_pools(world, &dat), 3);
}

static void adding_again_is_success_and_makes_missing_pools(void **state)
{
    struct small_world *world = *state;
    GUID dat = media_type(world, DAT_CODE);
    GUID pool;

    assert_success(add(world, &dat, &world->library));
    world_begin(world);
    assert_success(rsm_catalogue_child_pool(&world->rsm, NTMS_POOLTYPE_SCRATCH, &dat, &pool));
    assert_success(rsm_records_delete(world->rsm.store, &pool));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
    assert_int_equal(child_pools(world, &dat), 2);
    assert_success(add(world, &dat, &world->library));

    assert_int_equal(child_pools(world, &dat), 3);
}

static void what_is_no_media_type_cannot_be_added(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_INVALID_MEDIA, add(world, &rsm_guid_null, &world->library));
    assert_fails_with(ERROR_INVALID_MEDIA, add(world, &world->drive, &world->library));
}

static void what_is_no_library_takes_no_media_type(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_INVALID_LIBRARY, add(world, &world->tapes, &rsm_guid_null));
    assert_fails_with(ERROR_INVALID_LIBRARY, add(world, &world->tapes, &world->drive));
}

static void the_offline_library_and_one_not_present_are_offline(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_LIBRARY_OFFLINE,
                      add(world, &world->tapes, &rsm_catalogue_offline_library));
    set_library(world, true, NTMS_NOT_PRESENT);
    assert_fails_with(ERROR_LIBRARY_OFFLINE, add(world, &world->tapes, &world->library));
}

static void a_disabled_library_is_disabled_before_it_is_offline(void **state)
{
    struct small_world *world = *state;

    set_library(world, false, NTMS_NOT_PRESENT);
    assert_fails_with(ERROR_RESOURCE_DISABLED, add(world, &world->tapes, &world->library));
}

static void adding_wants_modify_on_the_library(void **state)
{
    struct small_world *world = *state;
    GUID dat = media_type(world, DAT_CODE);
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, add(world, &dat, &world->library));
    assert_asked(&guard, NTMS_LIBRARY, &world->library, NTMS_MODIFY_ACCESS);
    remove_guard(&world->rsm);
    assert_false(is_related(world, &dat, &world->library));
}

/* ---- deleting ---- */

static void the_pools_of_a_type_go_with_its_last_library(void **state)
{
    struct small_world *world = *state;
    GUID dat = media_type(world, DAT_CODE);

    assert_success(add(world, &dat, &world->library));
    assert_success(add(world, &dat, &world->far_library));
    assert_success(take_away(world, &dat, &world->library));
    assert_false(is_related(world, &dat, &world->library));
    assert_int_equal(child_pools(world, &dat), 3);
    assert_success(take_away(world, &dat, &world->far_library));
    assert_int_equal(child_pools(world, &dat), 0);
}

static void pools_stay_while_there_is_a_medium_of_the_type(void **state)
{
    struct small_world *world = *state;
    GUID dat = media_type(world, DAT_CODE);
    struct rsm_media_place place = world_slot(world, 0);
    struct rsm_record medium;

    assert_success(add(world, &dat, &world->library));
    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &dat, u"A1", &medium));
    assert_success(rsm_media_go_offline(&world->rsm, &medium.info.ObjectGuid));
    world_end(world);

    assert_success(take_away(world, &dat, &world->library));
    assert_int_equal(child_pools(world, &dat), 3);
}

static void a_type_of_media_in_the_library_stays(void **state)
{
    struct small_world *world = *state;
    GUID dat = media_type(world, DAT_CODE);
    struct rsm_media_place place = world_slot(world, 0);
    struct rsm_record medium;

    assert_success(add(world, &dat, &world->library));
    assert_success(add(world, &dat, &world->far_library));
    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &dat, u"A1", &medium));
    world_end(world);

    assert_fails_with(ERROR_NOT_EMPTY, take_away(world, &dat, &world->library));
    assert_true(is_related(world, &dat, &world->library));
    assert_success(take_away(world, &dat, &world->far_library));
}

static void the_type_that_a_drive_takes_stays(void **state)
{
    struct small_world *world = *state;
    GUID dlt = media_type(world, DLT_CODE);
    struct rsm_record type;

    world_load(world, &world->drive_type, NTMS_DRIVE_TYPE, &type);
    rsm_text_copy(type.info.Info.DriveType.szVendor, NTMS_VENDORNAME_LENGTH, u"QUANTUM");
    rsm_text_copy(type.info.Info.DriveType.szProduct, NTMS_PRODUCTNAME_LENGTH, u"DLT7000");
    world_save(world, &type);
    assert_success(add(world, &dlt, &world->library));
    assert_success(add(world, &dlt, &world->far_library));

    assert_fails_with(ERROR_INDIGENOUS_TYPE, take_away(world, &dlt, &world->library));
    assert_success(take_away(world, &world->tapes, &world->library));
    assert_success(take_away(world, &dlt, &world->far_library));
}

static void what_is_not_related_is_no_media_type_of_the_library(void **state)
{
    struct small_world *world = *state;
    GUID dat = media_type(world, DAT_CODE);

    assert_fails_with(ERROR_INVALID_MEDIA, take_away(world, &dat, &world->library));
    assert_fails_with(ERROR_INVALID_MEDIA, take_away(world, &world->drive, &world->library));
    assert_fails_with(ERROR_INVALID_MEDIA,
                      take_away(world, &world->tapes, &rsm_catalogue_offline_library));
    assert_fails_with(ERROR_INVALID_LIBRARY, take_away(world, &world->tapes, &world->drive));
}

static void deleting_wants_modify_on_the_library(void **state)
{
    struct small_world *world = *state;
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, take_away(world, &world->disks, &world->library));
    assert_asked(&guard, NTMS_LIBRARY, &world->library, NTMS_MODIFY_ACCESS);
    remove_guard(&world->rsm);
    assert_true(is_related(world, &world->disks, &world->library));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(an_added_type_is_related_and_has_its_three_pools),
        IN_WORLD(adding_again_is_success_and_makes_missing_pools),
        IN_WORLD(what_is_no_media_type_cannot_be_added),
        IN_WORLD(what_is_no_library_takes_no_media_type),
        IN_WORLD(the_offline_library_and_one_not_present_are_offline),
        IN_WORLD(a_disabled_library_is_disabled_before_it_is_offline),
        IN_WORLD(adding_wants_modify_on_the_library),
        IN_WORLD(the_pools_of_a_type_go_with_its_last_library),
        IN_WORLD(pools_stay_while_there_is_a_medium_of_the_type),
        IN_WORLD(a_type_of_media_in_the_library_stays),
        IN_WORLD(the_type_that_a_drive_takes_stays),
        IN_WORLD(what_is_not_related_is_no_media_type_of_the_library),
        IN_WORLD(deleting_wants_modify_on_the_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
