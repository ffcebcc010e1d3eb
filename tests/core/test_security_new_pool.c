/*
 * The descriptor that a new pool gets.
 */
#include "core/security.h"

#include "core/catalogue.h"
#include "core/security_calls.h"
#include "model/acl.h"
#include "platform/identity.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/guard.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>

/* Insert a pool, and store the descriptor it gets. */
static rsm_error make_pool(struct small_world *world, const GUID *parent, void *given, GUID *id_out)
{
    SECURITY_ATTRIBUTES attributes = {.nLength = sizeof attributes, .lpSecurityDescriptor = given};
    struct rsm_record pool;
    rsm_error err;

    rsm_record_begin(&pool, NTMS_MEDIA_POOL);
    pool.info.Info.MediaPool.PoolType = NTMS_POOLTYPE_APPLICATION;
    if (parent != NULL)
        pool.info.Info.MediaPool.Parent = *parent;
    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_WRITE));
    assert_success(rsm_records_insert(world->rsm.store, &pool));
    err = rsm_security_for_new_pool(world->session, &pool, &attributes);
    *id_out = pool.info.ObjectGuid;
    return rsm_store_end(world->rsm.store, err);
}

static void must_make_pool(struct small_world *world, const GUID *parent, void *given, GUID *id_out,
                           struct answer *answer)
{
    assert_success(make_pool(world, parent, given, id_out));
    must_get(world, id_out, NTMS_MEDIA_POOL, answer);
}

/* Who makes the pools of these tests. */
struct creator {
    BYTE user[RSM_IDENTITY_SID_ROOM];
    BYTE group[RSM_IDENTITY_SID_ROOM];
};

static struct creator creator(void)
{
    struct creator me;

    assert_success(rsm_identity_sids(me.user, me.group));
    return me;
}

#define FULL_FOR_CREATOR                  \
    {                                     \
        ALLOW, 0, RSM_RIGHTS_ALL, me.user \
    }

static void a_pool_at_the_top_is_its_creators_and_the_systems(void **state)
{
    struct small_world *world = *state;
    const GUID *tops[] = {NULL, &rsm_catalogue_root_pool};
    struct creator me = creator();

    must_set(world, &rsm_catalogue_root_pool, NTMS_MEDIA_POOL, {ALLOW, CI, NTMS, everyone});
    for (size_t i = 0; i < 2; i++) {
        struct answer answer;
        GUID pool;

        must_make_pool(world, tops[i], NULL, &pool, &answer);
        assert_entries(&answer.descriptor, FULL_FOR_CREATOR, FULL_FOR_SYSTEM);
        assert_owner(&answer.descriptor, me.user);
        assert_true(rsm_sid_equal(answer.descriptor.group.bytes, me.group));
    }
}

static void a_pool_in_a_pool_inherits_beside_that(void **state)
{
    struct small_world *world = *state;
    struct creator me = creator();
    struct answer answer;
    GUID parent, pool;

    must_make_pool(world, NULL, NULL, &parent, &answer);
    must_set(world, &parent, NTMS_MEDIA_POOL, {ALLOW, 0, NTMS, rsm_sid_users},
             {ALLOW, CI, NTMS_USE_ACCESS, everyone});
    must_make_pool(world, &parent, NULL, &pool, &answer);

    assert_entries(&answer.descriptor, FULL_FOR_CREATOR, FULL_FOR_SYSTEM,
                   {ALLOW, CI | ID, NTMS_USE_ACCESS, everyone});
}

static void what_the_creator_owner_shall_have_goes_to_the_creator(void **state)
{
    struct small_world *world = *state;
    struct creator me = creator();
    struct answer answer;
    GUID parent, pool;

    must_make_pool(world, NULL, NULL, &parent, &answer);
    must_set(world, &parent, NTMS_MEDIA_POOL, {ALLOW, CI | IO, NTMS, rsm_sid_creator_owner});
    must_make_pool(world, &parent, NULL, &pool, &answer);

    assert_entries(&answer.descriptor, FULL_FOR_CREATOR, FULL_FOR_SYSTEM,
                   {ALLOW, ID, NTMS, me.user}, {ALLOW, CI | IO | ID, NTMS, rsm_sid_creator_owner});
}

static void changing_a_parent_changes_no_child(void **state)
{
    struct small_world *world = *state;
    struct creator me = creator();
    struct answer answer;
    GUID parent, pool;

    must_make_pool(world, NULL, NULL, &parent, &answer);
    must_make_pool(world, &parent, NULL, &pool, &answer);
    must_set(world, &parent, NTMS_MEDIA_POOL, {ALLOW, CI, NTMS, everyone});

    must_get(world, &pool, NTMS_MEDIA_POOL, &answer);
    assert_entries(&answer.descriptor, FULL_FOR_CREATOR, FULL_FOR_SYSTEM);
}

static void a_given_list_takes_the_place_of_all_others(void **state)
{
    struct small_world *world = *state;
    BYTE bytes[DESCRIPTOR_ROOM];
    struct answer answer;
    GUID parent, pool;

    must_make_pool(world, NULL, NULL, &parent, &answer);
    must_set(world, &parent, NTMS_MEDIA_POOL, {ALLOW, CI, NTMS, everyone});
    draw_descriptor(bytes, &(struct drawn_entry){ALLOW, 0, GENERIC_READ, rsm_sid_users}, 1);
    must_make_pool(world, &parent, bytes, &pool, &answer);

    assert_entries(&answer.descriptor, {ALLOW, 0, RSM_RIGHTS_READ, rsm_sid_users});
    assert_owner(&answer.descriptor, rsm_sid_administrators);
}

static void what_is_not_given_is_filled_in(void **state)
{
    struct small_world *world = *state;
    const struct rsm_descriptor given = {.group = {rsm_sid_users, sizeof rsm_sid_users}};
    struct creator me = creator();
    BYTE bytes[DESCRIPTOR_ROOM];
    struct answer answer;
    GUID pool;

    rsm_descriptor_write(&given, bytes);
    must_make_pool(world, NULL, bytes, &pool, &answer);

    assert_entries(&answer.descriptor, FULL_FOR_CREATOR, FULL_FOR_SYSTEM);
    assert_owner(&answer.descriptor, me.user);
    assert_true(rsm_sid_equal(answer.descriptor.group.bytes, rsm_sid_users));
}

static void attributes_may_be_missing(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Pool", NULL);
    struct creator me = creator();
    struct rsm_record record;
    struct answer answer;

    world_load(world, &pool, NTMS_MEDIA_POOL, &record);
    world_begin(world);
    assert_success(rsm_security_for_new_pool(world->session, &record, NULL));
    world_end(world);
    must_get(world, &pool, NTMS_MEDIA_POOL, &answer);
    assert_entries(&answer.descriptor, FULL_FOR_CREATOR, FULL_FOR_SYSTEM);
}

static void a_bad_descriptor_makes_no_pool(void **state)
{
    struct small_world *world = *state;
    BYTE nonsense[RSM_SID_ROOM] = {7};
    GUID pool;

    assert_fails_with(ERROR_INVALID_PARAMETER, make_pool(world, NULL, nonsense, &pool));
    assert_false(world_has(world, &pool));
}

static void a_given_sacl_wants_the_privilege(void **state)
{
    struct small_world *world = *state;
    const struct rsm_descriptor given = {.control = SE_SACL_PRESENT};
    struct guard guard;
    BYTE bytes[DESCRIPTOR_ROOM];
    GUID pool;

    rsm_descriptor_write(&given, bytes);
    set_guard(&world->rsm, &guard, ACCESS_SYSTEM_SECURITY);
    assert_fails_with(ERROR_ACCESS_DENIED, make_pool(world, NULL, bytes, &pool));
    assert_asked(&guard, NTMS_MEDIA_POOL, &pool, ACCESS_SYSTEM_SECURITY);
    assert_success(make_pool(world, NULL, NULL, &pool));
    remove_guard(&world->rsm);
}

/* As many entries as fit into a list: two more do not. */
static void a_list_that_would_grow_too_long_makes_no_pool(void **state)
{
    struct small_world *world = *state;
    struct rsm_descriptor descriptor = {.control = SE_DACL_PRESENT};
    BYTE *entries = malloc(RSM_ACL_LARGEST);
    BYTE *bytes = malloc(RSM_DESCRIPTOR_LARGEST);
    struct answer answer;
    struct rsm_acl list;
    GUID parent, pool;

    assert_non_null(entries);
    assert_non_null(bytes);
    rsm_acl_begin(&list, entries, RSM_ACL_LARGEST);
    while (RSM_ACL_LARGEST - list.size >= 20)
        rsm_acl_add(&list, ALLOW, CI, NTMS, everyone);
    descriptor.dacl = (struct rsm_part){entries, list.size};
    rsm_descriptor_write(&descriptor, bytes);
    must_make_pool(world, NULL, NULL, &parent, &answer);
    assert_success(rsm_security_set(world->session, &parent, NTMS_MEDIA_POOL,
                                    DACL_SECURITY_INFORMATION, bytes));

    assert_fails_with(ERROR_INVALID_ACL, make_pool(world, &parent, NULL, &pool));
    assert_false(world_has(world, &pool));
    free(bytes);
    free(entries);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_pool_at_the_top_is_its_creators_and_the_systems),
        IN_WORLD(a_pool_in_a_pool_inherits_beside_that),
        IN_WORLD(what_the_creator_owner_shall_have_goes_to_the_creator),
        IN_WORLD(changing_a_parent_changes_no_child),
        IN_WORLD(a_given_list_takes_the_place_of_all_others),
        IN_WORLD(what_is_not_given_is_filled_in),
        IN_WORLD(attributes_may_be_missing),
        IN_WORLD(a_bad_descriptor_makes_no_pool),
        IN_WORLD(a_given_sacl_wants_the_privilege),
        IN_WORLD(a_list_that_would_grow_too_long_makes_no_pool),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
