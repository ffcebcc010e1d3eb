/*
 * Media pools by their paths: whose rights are asked for, the pools of media types in use, and what a
 * refusal leaves behind.
 */
#include "core/pools.h"

#include "core/catalogue.h"
#include "core/security_calls.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static rsm_error open_pool(struct small_world *world, const WCHAR *path, DWORD action, GUID *id)
{
    return rsm_pools_open(world->session, path, NULL, action, NULL, id);
}

/* By a caller who lacks that right on that securable, and no other. */
static rsm_error open_without(struct small_world *world, const WCHAR *path, DWORD action,
                              DWORD right, const GUID *securable)
{
    struct guard guard;
    GUID id;
    rsm_error err;

    set_guard_of(&world->rsm, &guard, right, securable);
    err = open_pool(world, path, action, &id);
    remove_guard(&world->rsm);
    return err;
}

static rsm_error delete_without(struct small_world *world, const GUID *pool, DWORD right)
{
    struct guard guard;
    rsm_error err;

    set_guard_of(&world->rsm, &guard, right, pool);
    err = rsm_pools_delete(world->session, pool);
    remove_guard(&world->rsm);
    return err;
}

/* ---- making ---- */

static void a_pool_at_the_top_wants_control_of_the_root(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_ACCESS_DENIED,
                      open_without(world, u"\\Daily", NTMS_CREATE_NEW, NTMS_CONTROL_ACCESS,
                                   &rsm_catalogue_root_pool));
    assert_success(open_without(world, u"\\Daily", NTMS_CREATE_NEW, NTMS_MODIFY_ACCESS,
                                &rsm_catalogue_root_pool));
}

static void a_pool_in_a_pool_wants_control_of_the_root_and_of_that_pool(void **state)
{
    struct small_world *world = *state;
    GUID parent = world_application_pool(world, u"Backup", NULL);

    assert_fails_with(ERROR_ACCESS_DENIED,
                      open_without(world, u"\\Backup\\Daily", NTMS_CREATE_NEW, NTMS_CONTROL_ACCESS,
                                   &rsm_catalogue_root_pool));
    assert_fails_with(ERROR_ACCESS_DENIED, open_without(world, u"\\Backup\\Daily", NTMS_OPEN_ALWAYS,
                                                        NTMS_CONTROL_ACCESS, &parent));
    assert_success(
        open_without(world, u"\\Backup\\Daily", NTMS_CREATE_NEW, NTMS_USE_ACCESS, &parent));
}

static void a_denied_pool_is_not_made(void **state)
{
    struct small_world *world = *state;
    GUID id;

    assert_fails_with(ERROR_ACCESS_DENIED,
                      open_without(world, u"\\Daily", NTMS_CREATE_NEW, NTMS_CONTROL_ACCESS,
                                   &rsm_catalogue_root_pool));

    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      open_pool(world, u"\\Daily", NTMS_OPEN_EXISTING, &id));
}

static void a_media_type_is_looked_for_before_rights_are(void **state)
{
    struct small_world *world = *state;
    struct guard guard;
    GUID id;

    set_guard(&world->rsm, &guard, NTMS_CONTROL_ACCESS);
    assert_fails_with(
        ERROR_INVALID_MEDIA,
        rsm_pools_open(world->session, u"\\Daily", &world->library, NTMS_CREATE_NEW, NULL, &id));
    remove_guard(&world->rsm);
}

static void a_made_pool_breaks_no_invariant(void **state)
{
    struct small_world *world = *state;
    GUID id;

    assert_success(open_pool(world, u"\\Backup", NTMS_CREATE_NEW, &id));
    assert_success(rsm_pools_open(world->session, u"\\Backup\\Daily", &world->tapes,
                                  NTMS_CREATE_NEW, NULL, &id));

    world_begin(world);
    world_end(world);
}

/* With a descriptor of the caller's. */
static rsm_error open_with(struct small_world *world, void *descriptor, DWORD action, GUID *id)
{
    const SECURITY_ATTRIBUTES security = {.nLength = sizeof security,
                                          .lpSecurityDescriptor = descriptor};

    return rsm_pools_open(world->session, u"\\Secured", NULL, action, &security, id);
}

static void a_new_pool_gets_the_descriptor_that_is_given(void **state)
{
    struct small_world *world = *state;
    BYTE bytes[DESCRIPTOR_ROOM];
    struct answer answer;
    GUID id;
    draw_descriptor(bytes, &(struct drawn_entry){ALLOW, 0, NTMS_USE_ACCESS, everyone}, 1);

    assert_success(open_with(world, bytes, NTMS_CREATE_NEW, &id));

    must_get(world, &id, NTMS_MEDIA_POOL, &answer);
    assert_entries(&answer.descriptor, {ALLOW, 0, NTMS_USE_ACCESS, everyone});
}

static void a_new_pool_without_one_gets_that_of_its_creator(void **state)
{
    struct small_world *world = *state;
    struct answer answer;
    GUID id;

    assert_success(open_pool(world, u"\\Daily", NTMS_CREATE_NEW, &id));

    must_get(world, &id, NTMS_MEDIA_POOL, &answer);
    assert_true(answer.needed > 0);
}

static void with_a_descriptor_that_is_none_no_pool_is_made(void **state)
{
    struct small_world *world = *state;
    BYTE bytes[DESCRIPTOR_ROOM] = {0xFF};
    GUID id;

    assert_fails_with(ERROR_INVALID_PARAMETER, open_with(world, bytes, NTMS_CREATE_NEW, &id));

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, open_with(world, NULL, NTMS_OPEN_EXISTING, &id));
}

static void an_existing_pool_keeps_its_descriptor(void **state)
{
    struct small_world *world = *state;
    BYTE bytes[DESCRIPTOR_ROOM];
    struct answer before;
    struct answer after;
    GUID id;
    draw_descriptor(bytes, &(struct drawn_entry){ALLOW, 0, NTMS_USE_ACCESS, everyone}, 1);
    assert_success(open_with(world, NULL, NTMS_CREATE_NEW, &id));
    must_get(world, &id, NTMS_MEDIA_POOL, &before);

    assert_success(open_with(world, bytes, NTMS_OPEN_ALWAYS, &id));

    must_get(world, &id, NTMS_MEDIA_POOL, &after);
    assert_int_equal(before.needed, after.needed);
    assert_memory_equal(before.bytes, after.bytes, before.needed);
}

/* ---- finding ---- */

static void to_find_a_pool_wants_use_of_it(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", NULL);

    assert_fails_with(ERROR_ACCESS_DENIED,
                      open_without(world, u"\\Backup", NTMS_OPEN_EXISTING, NTMS_USE_ACCESS, &pool));
    assert_fails_with(ERROR_ACCESS_DENIED,
                      open_without(world, u"\\Backup", NTMS_OPEN_ALWAYS, NTMS_USE_ACCESS, &pool));
    assert_success(
        open_without(world, u"\\Backup", NTMS_OPEN_EXISTING, NTMS_CONTROL_ACCESS, &pool));
}

static void the_free_pool_of_a_media_type_is_found_by_its_name(void **state)
{
    struct small_world *world = *state;
    GUID expected = world_system_pool(world, NTMS_POOLTYPE_SCRATCH, &world->tapes);
    struct rsm_record type;
    WCHAR path[NTMS_POOLHIERARCHY_LENGTH] = u"free\\";
    GUID id;
    world_load(world, &world->tapes, NTMS_MEDIA_TYPE, &type);
    (void)rsm_text_copy(path + 5, NTMS_OBJECTNAME_LENGTH, type.info.szName);

    assert_success(open_pool(world, path, NTMS_OPEN_EXISTING, &id));
    assert_guid(expected, id);
    assert_success(open_pool(world, path, NTMS_OPEN_ALWAYS, &id));
    assert_guid(expected, id);
}

static void a_failure_leaves_the_callers_identifier_alone(void **state)
{
    struct small_world *world = *state;
    GUID id = world->library;

    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      open_pool(world, u"\\Daily", NTMS_OPEN_EXISTING, &id));

    assert_guid(world->library, id);
}

/* ---- the path ---- */

static void a_path_wants_use_of_the_pool(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", NULL);
    WCHAR path[16];
    DWORD room = 16;
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_pools_get_path(world->session, &pool, path, &room));
    assert_asked(&guard, NTMS_MEDIA_POOL, &pool, NTMS_USE_ACCESS);
    remove_guard(&world->rsm);
}

static void a_pool_in_itself_has_no_path(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", NULL);
    WCHAR path[16];
    DWORD room = 16;
    world_begin(world);
    assert_success(
        rsm_store_end(world->rsm.store, rsm_records_set_guid(world->rsm.store, NTMS_MEDIA_POOL,
                                                             &pool, "parent", &pool)));

    assert_fails_with(ERROR_INVALID_MEDIA_POOL,
                      rsm_pools_get_path(world->session, &pool, path, &room));
}

/* ---- deleting ---- */

static void deleting_wants_modify_of_the_pool(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", NULL);

    assert_fails_with(ERROR_ACCESS_DENIED, delete_without(world, &pool, NTMS_MODIFY_ACCESS));
    assert_true(world_has(world, &pool));
    assert_success(delete_without(world, &pool, NTMS_CONTROL_ACCESS));
    assert_false(world_has(world, &pool));
}

static void a_pool_with_a_medium_is_not_empty(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    (void)world_medium(world, 0, &world->tapes, &pool, NTMS_PARTSTATE_AVAILABLE);

    assert_fails_with(ERROR_NOT_EMPTY, rsm_pools_delete(world->session, &pool));
}

static void pools_of_a_media_type_in_use_are_not_deleted(void **state)
{
    struct small_world *world = *state;
    static const DWORD types[] = {NTMS_POOLTYPE_SCRATCH, NTMS_POOLTYPE_IMPORT,
                                  NTMS_POOLTYPE_FOREIGN};

    for (size_t i = 0; i < 3; i++) {
        GUID pool = world_system_pool(world, types[i], &world->tapes);

        assert_fails_with(ERROR_INVALID_MEDIA_POOL, rsm_pools_delete(world->session, &pool));
    }
}

static void a_system_pool_is_told_from_an_empty_one_before_rights_are_asked(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_INVALID_MEDIA_POOL,
                      delete_without(world, &rsm_catalogue_free_pool, NTMS_MODIFY_ACCESS));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_pool_at_the_top_wants_control_of_the_root),
        IN_WORLD(a_pool_in_a_pool_wants_control_of_the_root_and_of_that_pool),
        IN_WORLD(a_denied_pool_is_not_made),
        IN_WORLD(a_media_type_is_looked_for_before_rights_are),
        IN_WORLD(a_made_pool_breaks_no_invariant),
        IN_WORLD(a_new_pool_gets_the_descriptor_that_is_given),
        IN_WORLD(a_new_pool_without_one_gets_that_of_its_creator),
        IN_WORLD(with_a_descriptor_that_is_none_no_pool_is_made),
        IN_WORLD(an_existing_pool_keeps_its_descriptor),
        IN_WORLD(to_find_a_pool_wants_use_of_it),
        IN_WORLD(the_free_pool_of_a_media_type_is_found_by_its_name),
        IN_WORLD(a_failure_leaves_the_callers_identifier_alone),
        IN_WORLD(a_path_wants_use_of_the_pool),
        IN_WORLD(a_pool_in_itself_has_no_path),
        IN_WORLD(deleting_wants_modify_of_the_pool),
        IN_WORLD(a_pool_with_a_medium_is_not_empty),
        IN_WORLD(pools_of_a_media_type_in_use_are_not_deleted),
        IN_WORLD(a_system_pool_is_told_from_an_empty_one_before_rights_are_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
