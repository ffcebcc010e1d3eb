/*
 * Who holds a medium, and until when.
 */
#include "core/hold.h"

#include "model/guid.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

/* A tape in the drive of the library, mounted by the world's session. */
static GUID mount(struct small_world *world)
{
    GUID pool = world_application_pool(world, u"Own", &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_record medium;

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    medium.info.Info.PhysicalMedia.Location = world->drive;
    medium.info.Info.PhysicalMedia.LocationType = NTMS_DRIVE;
    medium.own.Hold = RSM_HOLD_MOUNTED;
    medium.own.Session = world->session->id;
    rsm_text_copy(medium.own.Owner, RSM_OWNER_LENGTH, world->rsm.owner);
    world_save(world, &medium);
    return id;
}

static DWORD hold_of(struct small_world *world, const GUID *id)
{
    struct rsm_record medium;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    return medium.own.Hold;
}

static void ask_end(struct small_world *world, const GUID *id)
{
    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(world->rsm.store, rsm_hold_ask_end(&world->rsm, id)));
}

static void go_on(struct small_world *world, const GUID *id)
{
    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(world->rsm.store, rsm_hold_go_on(&world->rsm, id)));
}

static void a_dismount_that_is_cancelled_gives_it_back_to_its_holder(void **state)
{
    struct small_world *world = *state;
    struct rsm_record medium;
    GUID id = mount(world);

    ask_end(world, &id);
    assert_int_equal(hold_of(world, &id), RSM_HOLD_DISMOUNTING);
    go_on(world, &id);

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_int_equal(medium.own.Hold, RSM_HOLD_MOUNTED);
    assert_guid(world->session->id, medium.own.Session);
}

static void what_nobody_holds_is_not_given_back(void **state)
{
    struct small_world *world = *state;
    struct rsm_record medium;
    GUID id = mount(world);
    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    rsm_hold_drop(&medium);
    world_save(world, &medium);

    go_on(world, &id);
    go_on(world, &rsm_guid_null); /* a medium that is gone */

    assert_int_equal(hold_of(world, &id), RSM_HOLD_NONE);
}

static void whoever_takes_it_to_another_place_ends_it(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place slot = world_slot(world, 1);
    struct rsm_record medium;
    GUID id = mount(world);

    world_begin(world);
    assert_success(rsm_media_place_at(&world->rsm, &id, &slot));
    world_end(world);

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_int_equal(medium.own.Hold, RSM_HOLD_NONE);
    assert_guid(rsm_guid_null, medium.own.Session);
    assert_int_equal(medium.own.Owner[0], 0);
}

static void it_is_found_by_its_drive_and_by_its_library(void **state)
{
    struct small_world *world = *state;
    struct rsm_record found;
    GUID id = mount(world);

    world_begin(world);
    assert_success(rsm_hold_find_in_drive(&world->rsm, &world->drive, &found));
    assert_guid(id, found.info.ObjectGuid);
    assert_success(rsm_hold_find_in_library(&world->rsm, &world->library, &found));
    assert_guid(id, found.info.ObjectGuid);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_hold_find_in_library(&world->rsm, &world->far_library, &found));
    assert_success(rsm_hold_end(&world->rsm, &id));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_hold_find_in_drive(&world->rsm, &world->drive, &found));
    world_end(world);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_dismount_that_is_cancelled_gives_it_back_to_its_holder),
        IN_WORLD(what_nobody_holds_is_not_given_back),
        IN_WORLD(whoever_takes_it_to_another_place_ends_it),
        IN_WORLD(it_is_found_by_its_drive_and_by_its_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
