/*
 * Which securable a right is asked of: every kind of object, and every function of core that asks.
 */
#include "core/access.h"

#include "core/catalogue.h"
#include "core/objects.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* The USE right on an object is asked of that securable, once. */
static void assert_guarded_by(struct small_world *world, const GUID *object, DWORD type,
                              const GUID *securable)
{
    NTMS_OBJECTINFORMATIONW information;
    struct guard guard;

    set_guard(&world->rsm, &guard, 0);
    assert_success(rsm_objects_get(world->session, object, NTMS_UNKNOWN, &information));
    assert_asked(&guard, type, securable, NTMS_USE_ACCESS);

    set_guard(&world->rsm, &guard, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      rsm_objects_get(world->session, object, NTMS_UNKNOWN, &information));
    remove_guard(&world->rsm);
}

static void devices_and_slots_are_guarded_by_their_library(void **state)
{
    struct small_world *world = *state;
    const GUID *objects[] = {&world->library,  &world->drive, &world->changer,
                             &world->slots[0], &world->door,  &world->port};

    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++)
        assert_guarded_by(world, objects[i], NTMS_LIBRARY, &world->library);
    assert_guarded_by(world, &world->far_slot, NTMS_LIBRARY, &world->far_library);
}

static void types_and_the_computer_are_guarded_by_the_computer(void **state)
{
    struct small_world *world = *state;
    const GUID *objects[] = {&rsm_catalogue_computer, &world->drive_type, &world->changer_type,
                             &world->tapes};
    struct rsm_record request;

    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++)
        assert_guarded_by(world, objects[i], NTMS_COMPUTER, &rsm_catalogue_computer);
    rsm_record_begin(&request, NTMS_OPREQUEST);
    world_insert(world, &request);
    assert_guarded_by(world, &request.info.ObjectGuid, NTMS_COMPUTER, &rsm_catalogue_computer);
}

static void media_are_guarded_by_the_pool_they_are_in(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    GUID parent = world_application_pool(world, u"Parent", NULL);
    GUID pool = world_application_pool(world, u"Pool", &world->tapes);
    struct rsm_record medium;
    struct rsm_record side;
    GUID owner;

    world_begin(world);
    assert_success(
        rsm_records_set_guid(world->rsm.store, NTMS_MEDIA_POOL, &pool, "parent", &parent));
    assert_success(rsm_media_create(&world->rsm, &place, &world->tapes, u"A1", &medium));
    world_end(world);
    world_put(world, &medium.info.ObjectGuid, &pool, NTMS_PARTSTATE_AVAILABLE);
    owner = world_allocate(world, &medium.info.ObjectGuid);
    world_side(world, &medium.info.ObjectGuid, 0, &side);

    assert_guarded_by(world, &medium.info.ObjectGuid, NTMS_MEDIA_POOL, &pool);
    assert_guarded_by(world, &side.info.ObjectGuid, NTMS_MEDIA_POOL, &pool);
    assert_guarded_by(world, &owner, NTMS_MEDIA_POOL, &pool);
    assert_guarded_by(world, &pool, NTMS_MEDIA_POOL, &pool);
    assert_guarded_by(world, &parent, NTMS_MEDIA_POOL, &parent);
}

static void a_request_is_guarded_by_its_library_and_by_the_computer_when_that_is_gone(void **state)
{
    struct small_world *world = *state;
    struct rsm_record request;
    struct rsm_record library;

    rsm_record_begin(&library, NTMS_LIBRARY);
    world_insert(world, &library);
    rsm_record_begin(&request, NTMS_LIBREQUEST);
    request.info.Info.LibRequest.Library = library.info.ObjectGuid;
    request.info.Info.LibRequest.State = NTMS_LM_CANCELLED;
    rsm_clock_utc(&request.info.Info.LibRequest.TimeCompleted);
    world_insert(world, &request);
    assert_guarded_by(world, &request.info.ObjectGuid, NTMS_LIBRARY, &library.info.ObjectGuid);

    world_begin(world);
    assert_success(rsm_records_delete(world->rsm.store, &library.info.ObjectGuid));
    world_end(world);
    assert_guarded_by(world, &request.info.ObjectGuid, NTMS_COMPUTER, &rsm_catalogue_computer);
}

static void each_right_is_asked_by_itself(void **state)
{
    struct small_world *world = *state;
    static const DWORD rights[] = {NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS};
    struct rsm_record drive;
    struct guard guard;

    world_load(world, &world->drive, NTMS_DRIVE, &drive);
    for (size_t denied = 0; denied < 3; denied++) {
        for (size_t asked = 0; asked < 3; asked++) {
            set_guard(&world->rsm, &guard, rights[denied]);
            assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
            assert_fails_with(asked == denied ? ERROR_ACCESS_DENIED : ERROR_SUCCESS,
                              rsm_access_check(world->session, &drive, rights[asked]));
            assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
            assert_asked(&guard, NTMS_LIBRARY, &world->library, rights[asked]);
        }
    }
    remove_guard(&world->rsm);
}

static void opening_a_session_wants_use_of_the_computer(void **state)
{
    struct small_world *world = *state;
    struct guard guard;
    HANDLE handle = NULL;

    set_guard(&world->rsm, &guard, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_session_open(&world->rsm, NULL, &handle));

    assert_asked(&guard, NTMS_COMPUTER, &rsm_catalogue_computer, NTMS_USE_ACCESS);
    assert_null(handle);
    assert_int_equal(rsm_session_count(), 1);
    set_guard(&world->rsm, &guard, NTMS_CONTROL_ACCESS);
    assert_success(rsm_session_open(&world->rsm, NULL, &handle));
    assert_success(rsm_session_close(handle));
    remove_guard(&world->rsm);
}

static void listing_all_wants_use_of_the_computer(void **state)
{
    struct small_world *world = *state;
    struct guard guard;
    DWORD count = 0;

    set_guard(&world->rsm, &guard, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_objects_enumerate(world->session, NULL, NTMS_DRIVE,
                                                                 NTMS_ENUM_DEFAULT, NULL, &count));
    assert_asked(&guard, NTMS_COMPUTER, &rsm_catalogue_computer, NTMS_USE_ACCESS);
    remove_guard(&world->rsm);
}

static void listing_in_a_container_wants_use_of_what_guards_it(void **state)
{
    struct small_world *world = *state;
    struct guard guard;
    DWORD count = 0;

    set_guard(&world->rsm, &guard, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      rsm_objects_enumerate(world->session, &world->library, NTMS_DRIVE,
                                            NTMS_ENUM_DEFAULT, NULL, &count));
    assert_asked(&guard, NTMS_LIBRARY, &world->library, NTMS_USE_ACCESS);
    assert_int_equal(count, 0);
    remove_guard(&world->rsm);
}

static void a_container_is_looked_for_before_rights_are(void **state)
{
    struct small_world *world = *state;
    struct guard guard;
    DWORD count = 0;

    set_guard(&world->rsm, &guard, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_objects_enumerate(world->session, &rsm_guid_null, NTMS_DRIVE,
                                            NTMS_ENUM_DEFAULT, NULL, &count));
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm_objects_enumerate(world->session, &world->drive, NTMS_DRIVE,
                                            NTMS_ENUM_DEFAULT, NULL, &count));
    assert_int_equal(guard.asked, 0);
    remove_guard(&world->rsm);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(devices_and_slots_are_guarded_by_their_library),
        IN_WORLD(types_and_the_computer_are_guarded_by_the_computer),
        IN_WORLD(media_are_guarded_by_the_pool_they_are_in),
        IN_WORLD(a_request_is_guarded_by_its_library_and_by_the_computer_when_that_is_gone),
        IN_WORLD(each_right_is_asked_by_itself),
        IN_WORLD(opening_a_session_wants_use_of_the_computer),
        IN_WORLD(listing_all_wants_use_of_the_computer),
        IN_WORLD(listing_in_a_container_wants_use_of_what_guards_it),
        IN_WORLD(a_container_is_looked_for_before_rights_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
