/*
 * Who may read and write the attributes of which object, and the order of the checks.
 */
#include "core/attributes.h"

#include "model/guid.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static rsm_error set(struct small_world *world, const GUID *object, const WCHAR *name)
{
    return rsm_attributes_set(world->session, object, name, "value", 5);
}

static rsm_error get(struct small_world *world, const GUID *object, DWORD type, const WCHAR *name)
{
    char value[8];
    DWORD size = sizeof value;
    rsm_error err = rsm_attributes_get(world->session, object, type, name, value, &size);

    if (err == ERROR_SUCCESS) {
        assert_int_equal(size, 5);
        assert_memory_equal(value, "value", 5);
    }
    return err;
}

static void every_kind_of_object_takes_attributes(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];

    world_one_of_each(world, objects);
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        assert_success(set(world, &objects[type], u"Name"));
        assert_success(get(world, &objects[type], type, u"Name"));
        assert_success(get(world, &objects[type], NTMS_UNKNOWN, u"Name"));
    }
}

static void reading_wants_use_and_writing_modify(void **state)
{
    struct small_world *world = *state;
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, set(world, &world->drive, u"Name"));
    assert_asked(&guard, NTMS_LIBRARY, &world->library, NTMS_MODIFY_ACCESS);
    set_guard(&world->rsm, &guard, NTMS_USE_ACCESS);
    assert_success(set(world, &world->drive, u"Name"));
    set_guard(&world->rsm, &guard, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, get(world, &world->drive, NTMS_DRIVE, u"Name"));
    assert_asked(&guard, NTMS_LIBRARY, &world->library, NTMS_USE_ACCESS);
    remove_guard(&world->rsm);
}

static void deleting_wants_modify_too(void **state)
{
    struct small_world *world = *state;
    struct guard guard;

    assert_success(set(world, &world->drive, u"Name"));
    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      rsm_attributes_set(world->session, &world->drive, u"Name", NULL, 0));
    remove_guard(&world->rsm);
    assert_success(get(world, &world->drive, NTMS_DRIVE, u"Name"));
}

static void names_and_sizes_are_looked_at_before_the_object(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_INVALID_NAME, set(world, &rsm_guid_null, u""));
    assert_fails_with(ERROR_NO_DATA, rsm_attributes_set(world->session, &rsm_guid_null, u"Name", "",
                                                        NTMS_MAXATTR_LENGTH));
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      get(world, &rsm_guid_null, NTMS_NUMBER_OF_OBJECT_TYPES, u"Name"));
}

static void the_object_is_looked_for_before_rights_are(void **state)
{
    struct small_world *world = *state;
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, set(world, &rsm_guid_null, u"Name"));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, get(world, &world->drive, NTMS_LIBRARY, u"Name"));
    assert_int_equal(guard.asked, 0);
    remove_guard(&world->rsm);
}

static void rights_are_asked_before_the_attribute_is_looked_for(void **state)
{
    struct small_world *world = *state;
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, get(world, &world->drive, NTMS_DRIVE, u"Missing"));
    remove_guard(&world->rsm);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, get(world, &world->drive, NTMS_DRIVE, u"Missing"));
}

static void a_name_that_cannot_be_is_not_found(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, get(world, &world->drive, NTMS_DRIVE, u""));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      get(world, &world->drive, NTMS_DRIVE, u"12345678901234567890123456789012"));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(every_kind_of_object_takes_attributes),
        IN_WORLD(reading_wants_use_and_writing_modify),
        IN_WORLD(deleting_wants_modify_too),
        IN_WORLD(names_and_sizes_are_looked_at_before_the_object),
        IN_WORLD(the_object_is_looked_for_before_rights_are),
        IN_WORLD(rights_are_asked_before_the_attribute_is_looked_for),
        IN_WORLD(a_name_that_cannot_be_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
