/*
 * Media as calls name them.
 */
#include "core/named_media.h"

#include "model/guid.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>

/* A tape of an application in slot 1; its owner. */
static GUID make_tape(struct small_world *world, GUID *medium_out)
{
    GUID pool = world_application_pool(world, u"Own", &world->tapes);

    *medium_out = world_medium(world, 0, &world->tapes, &pool, NTMS_PARTSTATE_AVAILABLE);
    return world_allocate(world, medium_out);
}

static rsm_error list(struct small_world *world, const GUID *ids, size_t count)
{
    struct rsm_named_medium *named = NULL;
    rsm_error err;

    world_begin(world);
    err = rsm_named_media_list(&world->rsm, ids, count, &named);
    world_end(world);
    free(named);
    return err;
}

static void an_owner_and_a_side_name_the_same_medium(void **state)
{
    struct small_world *world = *state;
    struct rsm_named_medium named;
    struct rsm_record side;
    GUID names[2];
    GUID medium;
    names[0] = make_tape(world, &medium);
    world_side(world, &medium, 0, &side);
    names[1] = side.info.ObjectGuid;

    for (size_t i = 0; i < 2; i++) {
        world_begin(world);
        assert_success(rsm_named_media_find(&world->rsm, &names[i], &named));
        world_end(world);
        assert_guid(medium, named.medium.info.ObjectGuid);
        assert_guid(side.info.ObjectGuid, named.side.info.ObjectGuid);
        assert_guid(medium, named.side.info.Info.Partition.PhysicalMedia);
    }
    assert_fails_with(ERROR_INVALID_MEDIA, list(world, names, 2));
    assert_success(list(world, names, 1));
}

static void nothing_else_is_a_name(void **state)
{
    struct small_world *world = *state;
    GUID medium;
    (void)make_tape(world, &medium);

    assert_fails_with(ERROR_INVALID_MEDIA, list(world, &medium, 1));
    assert_fails_with(ERROR_INVALID_MEDIA, list(world, &world->library, 1));
    assert_fails_with(ERROR_INVALID_MEDIA, list(world, &rsm_guid_null, 1));
}

static void one_wrong_name_is_enough(void **state)
{
    struct small_world *world = *state;
    GUID names[2] = {rsm_guid_null, rsm_guid_null};
    GUID medium;
    names[0] = make_tape(world, &medium);

    assert_fails_with(ERROR_INVALID_MEDIA, list(world, names, 2));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(an_owner_and_a_side_name_the_same_medium),
        IN_WORLD(nothing_else_is_a_name),
        IN_WORLD(one_wrong_name_is_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
