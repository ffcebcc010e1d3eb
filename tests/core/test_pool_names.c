/*
 * Which names a media pool may have, and how it is found by one.
 */
#include "core/pool_names.h"

#include "core/catalogue.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- syntax ---- */

static void a_name_of_1_to_63_characters_is_good(void **state)
{
    WCHAR name[NTMS_OBJECTNAME_LENGTH] = {0};

    (void)state;
    for (size_t i = 0; i < NTMS_OBJECTNAME_LENGTH - 1; i++) {
        name[i] = u'x';
        assert_success(rsm_pool_names_check(name));
    }
}

static void an_empty_name_is_none(void **state)
{
    (void)state;
    assert_fails_with(ERROR_INVALID_NAME, rsm_pool_names_check(u""));
}

static void a_name_of_64_characters_is_too_long(void **state)
{
    WCHAR name[NTMS_OBJECTNAME_LENGTH + 1] = {0};

    (void)state;
    for (size_t i = 0; i < NTMS_OBJECTNAME_LENGTH; i++)
        name[i] = u'x';
    assert_fails_with(ERROR_INVALID_NAME, rsm_pool_names_check(name));
}

static void a_backslash_is_refused_wherever_it_stands(void **state)
{
    (void)state;
    assert_fails_with(ERROR_INVALID_NAME, rsm_pool_names_check(u"\\"));
    assert_fails_with(ERROR_INVALID_NAME, rsm_pool_names_check(u"\\Backup"));
    assert_fails_with(ERROR_INVALID_NAME, rsm_pool_names_check(u"Back\\up"));
    assert_fails_with(ERROR_INVALID_NAME, rsm_pool_names_check(u"Backup\\"));
}

static void control_characters_are_refused(void **state)
{
    WCHAR name[] = u"Back?up";

    (void)state;
    for (WCHAR c = 1; c < 0x20; c++) {
        name[4] = c;
        assert_fails_with(ERROR_INVALID_NAME, rsm_pool_names_check(name));
    }
    name[4] = 0x7F;
    assert_fails_with(ERROR_INVALID_NAME, rsm_pool_names_check(name));
    name[4] = 0x85;
    assert_fails_with(ERROR_INVALID_NAME, rsm_pool_names_check(name));
}

static void blanks_dots_and_foreign_letters_are_good(void **state)
{
    (void)state;
    assert_success(rsm_pool_names_check(u" Backup . 1 "));
    assert_success(rsm_pool_names_check(u"B\u00E4nder"));
    assert_success(rsm_pool_names_check(u"\u78C1\u5E26/*?"));
}

/* ---- finding ---- */

static rsm_error find(struct small_world *world, const GUID *parent, const WCHAR *name,
                      GUID *pool_out)
{
    rsm_error err;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    err = rsm_pool_names_find(&world->rsm, parent, name, pool_out);
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
    return err;
}

static GUID make_child(struct small_world *world, const GUID *parent, const WCHAR *name)
{
    GUID pool = world_application_pool(world, name, &world->tapes);

    world_begin(world);
    assert_success(
        rsm_records_set_guid(world->rsm.store, NTMS_MEDIA_POOL, &pool, "parent", parent));
    world_end(world);
    return pool;
}

static void a_pool_at_the_top_is_found_by_its_name(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID found = rsm_guid_null;

    assert_success(find(world, &rsm_guid_null, u"Backup", &found));
    assert_guid(pool, found);
    assert_success(find(world, &rsm_guid_null, u"Free", &found));
    assert_guid(rsm_catalogue_free_pool, found);
}

static void capital_letters_make_no_difference(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID found = rsm_guid_null;

    assert_success(find(world, &rsm_guid_null, u"bACKUP", &found));
    assert_guid(pool, found);
}

static void pools_of_one_name_are_told_apart_by_their_parents(void **state)
{
    struct small_world *world = *state;
    GUID first = world_application_pool(world, u"First", NULL);
    GUID second = world_application_pool(world, u"Second", NULL);
    GUID in_first = make_child(world, &first, u"Daily");
    GUID in_second = make_child(world, &second, u"Daily");
    GUID found = rsm_guid_null;

    assert_success(find(world, &first, u"Daily", &found));
    assert_guid(in_first, found);
    assert_success(find(world, &second, u"Daily", &found));
    assert_guid(in_second, found);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find(world, &rsm_guid_null, u"Daily", &found));
}

static void a_name_that_nobody_has_is_not_found(void **state)
{
    struct small_world *world = *state;
    GUID found = world->library;

    (void)world_application_pool(world, u"Backup", &world->tapes);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find(world, &rsm_guid_null, u"Backu", &found));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find(world, &rsm_guid_null, u"Backups", &found));
    assert_guid(world->library, found);
}

static void the_hidden_root_is_not_found(void **state)
{
    struct small_world *world = *state;
    GUID found = rsm_guid_null;

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find(world, &rsm_guid_null, u"\\", &found));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_of_1_to_63_characters_is_good),
        cmocka_unit_test(an_empty_name_is_none),
        cmocka_unit_test(a_name_of_64_characters_is_too_long),
        cmocka_unit_test(a_backslash_is_refused_wherever_it_stands),
        cmocka_unit_test(control_characters_are_refused),
        cmocka_unit_test(blanks_dots_and_foreign_letters_are_good),
        IN_WORLD(a_pool_at_the_top_is_found_by_its_name),
        IN_WORLD(capital_letters_make_no_difference),
        IN_WORLD(pools_of_one_name_are_told_apart_by_their_parents),
        IN_WORLD(a_name_that_nobody_has_is_not_found),
        IN_WORLD(the_hidden_root_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
