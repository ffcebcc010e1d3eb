/*
 * Each invariant of pools and media types, broken on purpose and seen reported.
 */
#include "core/invariants.h"

#include "core/breaches.h"
#include "core/catalogue.h"
#include "model/guid.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static void pools_in_pools_are_sound(void **state)
{
    struct small_world *world = *state;
    GUID top = world_application_pool(world, u"Application", NULL);
    GUID pool = world_application_pool(world, u"Daily", &world->tapes);

    break_guid(world, NTMS_MEDIA_POOL, &pool, "parent", &top);

    assert_sound(world);
}

static void a_parent_that_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID top = world_application_pool(world, u"Application", NULL);
    GUID pool = world_application_pool(world, u"Daily", &world->tapes);
    break_guid(world, NTMS_MEDIA_POOL, &pool, "parent", &top);

    break_by_deleting(world, &top);

    assert_breach(world, &pool, "its parent does not exist");
}

static void a_pool_in_itself_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Daily", NULL);

    break_guid(world, NTMS_MEDIA_POOL, &pool, "parent", &pool);

    assert_breach(world, &pool, "it contains itself");
}

static void pools_in_each_other_are_reported(void **state)
{
    struct small_world *world = *state;
    GUID one = world_application_pool(world, u"One", NULL);
    GUID other = world_application_pool(world, u"Other", NULL);

    break_guid(world, NTMS_MEDIA_POOL, &one, "parent", &other);
    break_guid(world, NTMS_MEDIA_POOL, &other, "parent", &one);

    assert_breach_among(world, &one, "it contains itself");
    assert_breach_among(world, &other, "it contains itself");
}

static void a_pool_in_a_pool_for_media_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID top = world_application_pool(world, u"Application", &world->tapes);
    GUID pool = world_application_pool(world, u"Daily", &world->tapes);

    break_guid(world, NTMS_MEDIA_POOL, &pool, "parent", &top);

    assert_breach(world, &pool, "its parent has a media type, so that it may not hold pools");
}

static void a_pool_in_the_hidden_root_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Daily", NULL);

    break_guid(world, NTMS_MEDIA_POOL, &pool, "parent", &rsm_catalogue_root_pool);

    assert_breach_among(world, &pool, "it names the hidden root pool as its parent");
}

static void a_pool_of_another_type_than_its_parent_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_system_pool(world, NTMS_POOLTYPE_IMPORT, &world->tapes);

    break_number(world, NTMS_MEDIA_POOL, &pool, "pool_type", NTMS_POOLTYPE_SCRATCH);

    assert_breach(world, &pool, "its pool type is not that of its parent");
}

static void a_second_free_pool_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Free too", NULL);

    break_number(world, NTMS_MEDIA_POOL, &pool, "pool_type", NTMS_POOLTYPE_SCRATCH);

    assert_breach(world, &pool, "it is at the top, and its pool type is not that of its place");
}

static void a_free_pool_for_media_is_reported(void **state)
{
    struct small_world *world = *state;

    break_guid(world, NTMS_MEDIA_POOL, &rsm_catalogue_free_pool, "media_type", &world->tapes);

    assert_breach_among(world, &rsm_catalogue_free_pool,
                        "it is a built-in pool that holds pools, and has a media type");
}

static void a_child_of_a_system_pool_without_a_media_type_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_system_pool(world, NTMS_POOLTYPE_IMPORT, &world->tapes);

    break_guid(world, NTMS_MEDIA_POOL, &pool, "media_type", &rsm_guid_null);

    assert_breach_among(world, &pool, "it is a child of a system pool and has no media type");
}

static void a_media_type_of_a_pool_that_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Daily", &world->tapes);

    break_guid(world, NTMS_MEDIA_POOL, &pool, "media_type", &world->library);

    assert_breach(world, &pool, "its media type does not exist");
}

static void a_media_type_without_its_import_pool_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_system_pool(world, NTMS_POOLTYPE_IMPORT, &world->tapes);

    break_by_deleting(world, &pool);

    assert_breach(
        world, &world->tapes,
        "it has not the same one pool, or none, in each of Free, Import and Unrecognized");
}

static void a_media_type_with_two_free_pools_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"LTO too", &world->tapes);

    break_number(world, NTMS_MEDIA_POOL, &pool, "pool_type", NTMS_POOLTYPE_SCRATCH);
    break_guid(world, NTMS_MEDIA_POOL, &pool, "parent", &rsm_catalogue_free_pool);

    assert_breach(
        world, &world->tapes,
        "it has not the same one pool, or none, in each of Free, Import and Unrecognized");
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(pools_in_pools_are_sound),
        IN_WORLD(a_parent_that_is_gone_is_reported),
        IN_WORLD(a_pool_in_itself_is_reported),
        IN_WORLD(pools_in_each_other_are_reported),
        IN_WORLD(a_pool_in_a_pool_for_media_is_reported),
        IN_WORLD(a_pool_in_the_hidden_root_is_reported),
        IN_WORLD(a_pool_of_another_type_than_its_parent_is_reported),
        IN_WORLD(a_second_free_pool_is_reported),
        IN_WORLD(a_free_pool_for_media_is_reported),
        IN_WORLD(a_child_of_a_system_pool_without_a_media_type_is_reported),
        IN_WORLD(a_media_type_of_a_pool_that_is_gone_is_reported),
        IN_WORLD(a_media_type_without_its_import_pool_is_reported),
        IN_WORLD(a_media_type_with_two_free_pools_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
