/*
 * AllocateNtmsMedia and DeallocateNtmsMedia as callers see them: which arguments are refused, what is
 * written to the caller, and each documented code.  Waiting is work_allocate's.
 */
#include "core/catalogue.h"
#include "model/guid.h"
#include "ntmsapi.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/world_media.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- when: at once, without asking a person ---- */

static DWORD allocate(struct small_world *world, const GUID *pool, const GUID *side, GUID *owner,
                      DWORD options)
{
    GUID pool_copy = *pool;
    GUID side_copy = side != NULL ? *side : rsm_guid_null;

    return AllocateNtmsMedia(world->handle, &pool_copy, side != NULL ? &side_copy : NULL, owner,
                             options | NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0, NULL);
}

static void assert_side_refused(struct small_world *world, DWORD expected, const GUID *pool,
                                const GUID *medium)
{
    GUID side = side_id(world, medium, 0);
    GUID owner;

    assert_fails_with(expected, allocate(world, pool, &side, &owner, 0));
    assert_guid(rsm_guid_null, owner);
}

/* Nobody may do that. */
static bool grant_nothing(void *context, const struct rsm_session *session,
                          const struct rsm_record *securable, DWORD right)
{
    (void)context;
    (void)session;
    (void)securable;
    (void)right;
    return false;
}

/* ---- arguments ---- */

static void null_pointers_are_refused(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID owner;

    assert_fails_with(ERROR_INVALID_PARAMETER,
                      AllocateNtmsMedia(world->handle, NULL, NULL, &owner, 0, 0, NULL));
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      AllocateNtmsMedia(world->handle, &pool, NULL, NULL, 0, 0, NULL));
    assert_fails_with(ERROR_INVALID_PARAMETER, DeallocateNtmsMedia(world->handle, NULL, 0));
}

static void information_must_fit_and_its_reserved_member_be_null(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    NTMS_ALLOCATION_INFORMATION information = {.dwSize = sizeof information - 1};
    GUID owner;

    (void)put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      AllocateNtmsMedia(world->handle, &pool, NULL, &owner, 0, 0, &information));
    information.dwSize = sizeof information;
    information.lpReserved = &owner;
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      AllocateNtmsMedia(world->handle, &pool, NULL, &owner, 0, 0, &information));
    information.lpReserved = NULL;
    assert_success(AllocateNtmsMedia(world->handle, &pool, NULL, &owner, 0, 0, &information));
    assert_guid(pool, information.AllocatedFrom);
}

static void bad_options_come_before_the_pool(void **state)
{
    struct small_world *world = *state;
    GUID unknown = {.Data1 = 1};
    GUID owner;

    assert_fails_with(ERROR_INVALID_PARAMETER,
                      AllocateNtmsMedia(world->handle, &unknown, NULL, &owner,
                                        NTMS_ALLOCATE_NEW | NTMS_ALLOCATE_NEXT, 0, NULL));
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      AllocateNtmsMedia(world->handle, &unknown, NULL, &owner, 8, 0, NULL));
}

/* ---- what the caller gets ---- */

static void the_caller_gets_the_logical_medium_and_where_it_came_from(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID free_pool = free_pool_of(world, &world->tapes);
    GUID medium = put_tape(world, 0, &free_pool, NTMS_PARTSTATE_AVAILABLE);
    NTMS_ALLOCATION_INFORMATION information = {.dwSize = sizeof information};
    struct rsm_record side;
    GUID owner;

    set_policy(world, &pool, NTMS_ALLOCATE_FROMSCRATCH, 0, 0);
    assert_success(
        AllocateNtmsMedia(world->handle, &pool, NULL, &owner, 0, INFINITE, &information));

    world_side(world, &medium, 0, &side);
    assert_guid(side.info.Info.Partition.LogicalMedia, owner);
    assert_guid(free_pool, information.AllocatedFrom);
}

static void the_medium_is_null_when_none_could_be_allocated(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID owner = pool;

    assert_fails_with(ERROR_MEDIA_UNAVAILABLE, allocate(world, &pool, NULL, &owner, 0));

    assert_guid(rsm_guid_null, owner);
}

static void the_medium_of_a_caller_who_wants_the_next_side_is_left_alone(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID medium = put_disk(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID first = world_allocate(world, &medium);
    GUID owner = first;

    assert_success(allocate(world, &pool, NULL, &owner, NTMS_ALLOCATE_NEXT));
    assert_false(rsm_guid_equal(&first, &owner));
    first = owner;
    assert_fails_with(ERROR_MEDIA_UNAVAILABLE,
                      allocate(world, &pool, NULL, &owner, NTMS_ALLOCATE_NEXT));
    assert_guid(first, owner);
}

/* ---- codes ---- */

static void a_pool_that_holds_no_media_of_applications_is_invalid(void **state)
{
    struct small_world *world = *state;
    GUID container = world_application_pool(world, u"Container", NULL);
    GUID owner;

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, allocate(world, &container, NULL, &owner, 0));
    assert_fails_with(ERROR_INVALID_MEDIA_POOL,
                      allocate(world, &rsm_catalogue_free_pool, NULL, &owner, 0));
}

static void a_side_that_cannot_be_had_tells_why(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID used_up = put_tape(world, 0, &pool, NTMS_PARTSTATE_DECOMMISSIONED);
    GUID gone = put_tape(world, 1, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID disabled = put_far_tape(world, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID other_pool = world_application_pool(world, u"Disks", &world->disks);
    GUID disk = put_disk(world, 2, &other_pool, NTMS_PARTSTATE_AVAILABLE);

    take_offline(world, &gone);
    disable(world, &disabled, NTMS_PHYSICAL_MEDIA);

    assert_side_refused(world, ERROR_INVALID_MEDIA, &pool, &used_up);
    assert_side_refused(world, ERROR_MEDIA_OFFLINE, &pool, &gone);
    assert_side_refused(world, ERROR_RESOURCE_DISABLED, &pool, &disabled);
    assert_side_refused(world, ERROR_MEDIA_INCOMPATIBLE, &pool, &disk);
    /* covers ERROR_INVALID_MEDIA, ERROR_MEDIA_OFFLINE, ERROR_RESOURCE_DISABLED,
     * ERROR_MEDIA_INCOMPATIBLE of AllocateNtmsMedia */
}

static void a_medium_that_another_application_owns_is_busy(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID other = world_application_pool(world, u"Other", &world->disks);
    GUID medium = put_disk(world, 0, &other, NTMS_PARTSTATE_AVAILABLE);
    GUID flip = side_id(world, &medium, 1);
    GUID owner;

    (void)world_allocate(world, &medium);

    assert_fails_with(ERROR_BUSY, allocate(world, &pool, &flip, &owner, 0));
}

static void without_a_free_pool_a_resource_is_missing(void **state)
{
    struct small_world *world = *state;
    GUID unused;
    GUID pool;
    GUID owner;

    assert_success(rsm_catalogue_media_type(&world->rsm, 0x20, &unused));
    pool = world_application_pool(world, u"Backup", &unused);
    set_policy(world, &pool, NTMS_ALLOCATE_FROMSCRATCH, 0, 0);

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, allocate(world, &pool, NULL, &owner, 0));
}

static void without_time_to_wait_the_time_is_over(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID owner;

    assert_fails_with(ERROR_TIMEOUT,
                      AllocateNtmsMedia(world->handle, &pool, NULL, &owner, 0, 0, NULL));
}

static void callers_without_rights_are_denied(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID owned = world_allocate(world, &medium);
    GUID owner;

    world->rsm.access = grant_nothing;
    assert_fails_with(ERROR_ACCESS_DENIED, allocate(world, &pool, NULL, &owner, 0));
    assert_fails_with(ERROR_ACCESS_DENIED, DeallocateNtmsMedia(world->handle, &owned, 0));
    world->rsm.access = NULL;
}

/* ---- giving back ---- */

static void a_medium_is_given_back_once_whatever_the_options(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID owner;

    (void)put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    for (DWORD options = 0; options < 3; options++) {
        assert_success(allocate(world, &pool, NULL, &owner, 0));
        assert_success(DeallocateNtmsMedia(world->handle, &owner, options));
        assert_fails_with(ERROR_INVALID_MEDIA, DeallocateNtmsMedia(world->handle, &owner, options));
    }
}

static void other_objects_cannot_be_given_back(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID medium = put_tape(world, 0, &pool, NTMS_PARTSTATE_AVAILABLE);
    GUID side = side_id(world, &medium, 0);

    assert_fails_with(ERROR_INVALID_MEDIA, DeallocateNtmsMedia(world->handle, &medium, 0));
    assert_fails_with(ERROR_INVALID_MEDIA, DeallocateNtmsMedia(world->handle, &side, 0));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(null_pointers_are_refused),
        IN_WORLD(information_must_fit_and_its_reserved_member_be_null),
        IN_WORLD(bad_options_come_before_the_pool),
        IN_WORLD(the_caller_gets_the_logical_medium_and_where_it_came_from),
        IN_WORLD(the_medium_is_null_when_none_could_be_allocated),
        IN_WORLD(the_medium_of_a_caller_who_wants_the_next_side_is_left_alone),
        IN_WORLD(a_pool_that_holds_no_media_of_applications_is_invalid),
        IN_WORLD(a_side_that_cannot_be_had_tells_why),
        IN_WORLD(a_medium_that_another_application_owns_is_busy),
        IN_WORLD(without_a_free_pool_a_resource_is_missing),
        IN_WORLD(without_time_to_wait_the_time_is_over),
        IN_WORLD(callers_without_rights_are_denied),
        IN_WORLD(a_medium_is_given_back_once_whatever_the_options),
        IN_WORLD(other_objects_cannot_be_given_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
