/*
 * Rights as Windows decides them from stored descriptors, for a thread that has given up the group of
 * administrators: each right on each kind of securable, owners, creators, and the defaults.
 */
#include "core/access.h"

#include "core/catalogue.h"
#include "core/security.h"
#include "core/security_calls.h"
#include "platform/identity.h"
#include "store/descriptors.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/restricted_win32.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#define ALL_RIGHTS (RSM_RIGHTS_ALL | WRITE_OWNER)

static const DWORD rights[] = {NTMS_USE_ACCESS, NTMS_MODIFY_ACCESS, NTMS_CONTROL_ACCESS,
                               READ_CONTROL,    WRITE_DAC,          WRITE_OWNER};
enum { RIGHTS = sizeof rights / sizeof rights[0] };

/* The answer that an administrator, or the thread without that group, gets. */
static rsm_error ask(struct small_world *world, const GUID *id, DWORD right)
{
    struct rsm_record object;
    rsm_error err;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    assert_success(rsm_records_load(world->rsm.store, id, NTMS_UNKNOWN, &object));
    err = rsm_access_check(world->session, &object, right);
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
    return err;
}

static rsm_error ask_restricted(struct small_world *world, const GUID *id, DWORD right)
{
    rsm_error err;

    give_up_administrators();
    err = ask(world, id, right);
    be_oneself_again();
    return err;
}

/* Which of the rights the thread without the group holds. */
static DWORD held(struct small_world *world, const GUID *id)
{
    DWORD mask = 0;

    for (size_t i = 0; i < RIGHTS; i++) {
        if (ask_restricted(world, id, rights[i]) == ERROR_SUCCESS)
            mask |= rights[i];
    }
    return mask;
}

static void assert_lists_decide(struct small_world *world, const GUID *id, DWORD type)
{
    for (size_t i = 0; i < RIGHTS; i++) {
        must_set(world, id, type, {ALLOW, 0, ALL_RIGHTS & ~rights[i], everyone});
        assert_int_equal(held(world, id), ALL_RIGHTS & ~rights[i]);
        must_set(world, id, type, {ALLOW, 0, rights[i], everyone});
        assert_int_equal(held(world, id), rights[i]);
        must_set(world, id, type, {DENY, 0, rights[i], everyone}, {ALLOW, 0, ALL_RIGHTS, everyone});
        assert_int_equal(held(world, id), ALL_RIGHTS & ~rights[i]);
    }
}

static void each_right_on_the_computer_is_held_by_itself(void **state)
{
    assert_lists_decide(*state, &rsm_catalogue_computer, NTMS_COMPUTER);
}

static void each_right_on_a_library_is_held_by_itself(void **state)
{
    struct small_world *world = *state;

    assert_lists_decide(world, &world->library, NTMS_LIBRARY);
}

static void each_right_on_a_pool_is_held_by_itself(void **state)
{
    assert_lists_decide(*state, &rsm_catalogue_import_pool, NTMS_MEDIA_POOL);
}

static void a_drive_is_guarded_by_the_list_of_its_library(void **state)
{
    struct small_world *world = *state;

    must_set(world, &world->library, NTMS_LIBRARY, {ALLOW, 0, NTMS_CONTROL_ACCESS, everyone});
    assert_int_equal(held(world, &world->drive), NTMS_CONTROL_ACCESS);
    assert_int_equal(held(world, &world->far_slot), NTMS_USE_ACCESS);
}

static void administrators_pass_whatever_the_list_says(void **state)
{
    struct small_world *world = *state;

    if (!is_run_by_administrator())
        skip();
    must_set(world, &world->library, NTMS_LIBRARY, {DENY, 0, ALL_RIGHTS, everyone},
             {DENY, 0, ALL_RIGHTS, rsm_sid_administrators});
    for (size_t i = 0; i < RIGHTS; i++)
        assert_success(ask(world, &world->library, rights[i]));
}

static void the_sacl_wants_a_privilege_of_administrators_too(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_ACCESS_DENIED, ask(world, &world->library, ACCESS_SYSTEM_SECURITY));
}

static void users_may_use_and_no_more_by_default(void **state)
{
    struct small_world *world = *state;

    assert_int_equal(held(world, &rsm_catalogue_computer), NTMS_USE_ACCESS);
    assert_int_equal(held(world, &world->library), NTMS_USE_ACCESS);
    assert_int_equal(held(world, &rsm_catalogue_root_pool), NTMS_USE_ACCESS);
    assert_int_equal(held(world, &rsm_catalogue_free_pool), NTMS_USE_ACCESS);
}

static void a_list_that_is_null_lets_everybody_in(void **state)
{
    struct small_world *world = *state;
    const struct rsm_descriptor none = {0};
    BYTE bytes[DESCRIPTOR_ROOM];

    rsm_descriptor_write(&none, bytes);
    assert_success(rsm_security_set(world->session, &world->library, NTMS_LIBRARY,
                                    DACL_SECURITY_INFORMATION, bytes));
    assert_int_equal(held(world, &world->library), ALL_RIGHTS);
}

static void a_stored_descriptor_that_cannot_be_read_lets_nobody_else_in(void **state)
{
    struct small_world *world = *state;
    static const BYTE nonsense[] = "nonsense";

    world_begin(world);
    assert_success(rsm_descriptors_save(world->rsm.store, NTMS_LIBRARY, &world->library, nonsense,
                                        sizeof nonsense));
    world_end(world);
    assert_int_equal(held(world, &world->library), 0);
}

/* Windows gives an owner the first two; the third is Removable Storage's. */
static void the_owner_reads_and_sets_the_descriptor(void **state)
{
    struct small_world *world = *state;
    BYTE user[RSM_IDENTITY_SID_ROOM];
    BYTE group[RSM_IDENTITY_SID_ROOM];
    struct rsm_descriptor descriptor = {0};
    BYTE bytes[DESCRIPTOR_ROOM];

    assert_success(rsm_identity_sids(user, group));
    descriptor.owner = (struct rsm_part){user, rsm_sid_size(user, sizeof user)};
    rsm_descriptor_write(&descriptor, bytes);
    must_set(world, &world->library, NTMS_LIBRARY, {ALLOW, 0, 0, everyone});
    assert_success(rsm_security_set(world->session, &world->library, NTMS_LIBRARY,
                                    OWNER_SECURITY_INFORMATION, bytes));

    assert_int_equal(held(world, &world->library), READ_CONTROL | WRITE_DAC | WRITE_OWNER);
}

static void the_creator_of_a_pool_has_all_rights_on_it(void **state)
{
    struct small_world *world = *state;
    GUID id = world_application_pool(world, u"Pool", NULL);
    struct rsm_record pool;

    assert_int_equal(held(world, &id), NTMS_USE_ACCESS);
    world_load(world, &id, NTMS_MEDIA_POOL, &pool);
    world_begin(world);
    give_up_administrators();
    assert_success(rsm_security_for_new_pool(world->session, &pool, NULL));
    be_oneself_again();
    world_end(world);

    assert_int_equal(held(world, &id), ALL_RIGHTS);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(each_right_on_the_computer_is_held_by_itself),
        IN_WORLD(each_right_on_a_library_is_held_by_itself),
        IN_WORLD(each_right_on_a_pool_is_held_by_itself),
        IN_WORLD(a_drive_is_guarded_by_the_list_of_its_library),
        IN_WORLD(administrators_pass_whatever_the_list_says),
        IN_WORLD(the_sacl_wants_a_privilege_of_administrators_too),
        IN_WORLD(users_may_use_and_no_more_by_default),
        IN_WORLD(a_list_that_is_null_lets_everybody_in),
        IN_WORLD(a_stored_descriptor_that_cannot_be_read_lets_nobody_else_in),
        IN_WORLD(the_owner_reads_and_sets_the_descriptor),
        IN_WORLD(the_creator_of_a_pool_has_all_rights_on_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
