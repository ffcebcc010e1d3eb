/*
 * Descriptors in force: defaults, and what becomes of one that cannot be read.
 */
#include "core/securable.h"

#include "core/catalogue.h"
#include "core/security_calls.h"
#include "store/descriptors.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- defaults ---- */

static void computer_libraries_and_root_let_users_use_them(void **state)
{
    struct small_world *world = *state;
    const struct {
        const GUID *id;
        DWORD type;
    } objects[] = {
        {&rsm_catalogue_computer, NTMS_COMPUTER},
        {&world->library, NTMS_LIBRARY},
        {&rsm_catalogue_offline_library, NTMS_LIBRARY},
        {&rsm_catalogue_root_pool, NTMS_MEDIA_POOL},
    };

    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        struct answer answer;

        must_get(world, objects[i].id, objects[i].type, &answer);
        assert_entries(&answer.descriptor, FULL_FOR_ADMINISTRATORS, FULL_FOR_SYSTEM, USE_FOR_USERS);
        assert_owner(&answer.descriptor, rsm_sid_administrators);
    }
}

static void backup_operators_take_media_from_the_free_pool(void **state)
{
    struct small_world *world = *state;
    struct answer answer;

    must_get(world, &rsm_catalogue_free_pool, NTMS_MEDIA_POOL, &answer);
    assert_entries(&answer.descriptor, FULL_FOR_ADMINISTRATORS, FULL_FOR_SYSTEM,
                   {ALLOW, 0, NTMS, rsm_sid_backup_operators}, USE_FOR_USERS);
}

static void backup_operators_have_all_rights_on_import_and_unrecognized(void **state)
{
    struct small_world *world = *state;
    const GUID *pools[] = {&rsm_catalogue_import_pool, &rsm_catalogue_unrecognized_pool};

    for (size_t i = 0; i < 2; i++) {
        struct answer answer;

        must_get(world, pools[i], NTMS_MEDIA_POOL, &answer);
        assert_entries(&answer.descriptor, FULL_FOR_ADMINISTRATORS, FULL_FOR_SYSTEM,
                       {ALLOW, 0, RSM_RIGHTS_ALL, rsm_sid_backup_operators}, USE_FOR_USERS);
    }
}

static void a_child_of_a_system_pool_has_the_default_of_its_kind(void **state)
{
    struct small_world *world = *state;
    struct answer answer;
    GUID child;

    world_begin(world);
    assert_success(
        rsm_catalogue_child_pool(&world->rsm, NTMS_POOLTYPE_SCRATCH, &world->tapes, &child));
    world_end(world);
    must_get(world, &child, NTMS_MEDIA_POOL, &answer);
    assert_entries(&answer.descriptor, FULL_FOR_ADMINISTRATORS, FULL_FOR_SYSTEM,
                   {ALLOW, 0, NTMS, rsm_sid_backup_operators}, USE_FOR_USERS);
}

/* ---- what cannot be read ---- */

static void a_stored_descriptor_that_cannot_be_read_lets_administrators_in_alone(void **state)
{
    struct small_world *world = *state;
    static const BYTE nonsense[] = "nonsense";
    struct answer answer;

    world_begin(world);
    assert_success(rsm_descriptors_save(world->rsm.store, NTMS_LIBRARY, &world->library, nonsense,
                                        sizeof nonsense));
    world_end(world);
    must_get(world, &world->library, NTMS_LIBRARY, &answer);
    assert_entries(&answer.descriptor, FULL_FOR_ADMINISTRATORS, FULL_FOR_SYSTEM);
}

static void such_a_descriptor_can_be_replaced(void **state)
{
    struct small_world *world = *state;
    static const BYTE nonsense[] = {1, 0, 4, 0x80};
    struct answer answer;

    world_begin(world);
    assert_success(rsm_descriptors_save(world->rsm.store, NTMS_LIBRARY, &world->library, nonsense,
                                        sizeof nonsense));
    world_end(world);
    must_set(world, &world->library, NTMS_LIBRARY, USE_FOR_USERS);
    must_get(world, &world->library, NTMS_LIBRARY, &answer);
    assert_entries(&answer.descriptor, USE_FOR_USERS);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(computer_libraries_and_root_let_users_use_them),
        IN_WORLD(backup_operators_take_media_from_the_free_pool),
        IN_WORLD(backup_operators_have_all_rights_on_import_and_unrecognized),
        IN_WORLD(a_child_of_a_system_pool_has_the_default_of_its_kind),
        IN_WORLD(a_stored_descriptor_that_cannot_be_read_lets_administrators_in_alone),
        IN_WORLD(such_a_descriptor_can_be_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
