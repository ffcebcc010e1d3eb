/*
 * What exists on every machine, and the child pools of media types in use.
 */
#include "core/catalogue.h"

#include "core/media_types.h"
#include "core/objects.h"
#include "model/guid.h"
#include "platform/identity.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>

static DWORD count_all(struct small_world *world, DWORD type)
{
    DWORD count = 0;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    assert_success(rsm_records_count(world->rsm.store, type, NULL, 0, &count));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
    return count;
}

static void the_computer_has_its_name_and_the_documented_defaults(void **state)
{
    struct small_world *world = *state;
    struct rsm_record computer;
    WCHAR name[RSM_IDENTITY_ROOM];
    const NTMS_COMPUTERINFORMATION *info = &computer.info.Info.Computer;

    world_load(world, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);

    assert_success(rsm_identity_computer(name, RSM_IDENTITY_ROOM));
    assert_text(name, computer.info.szName);
    assert_int_equal(info->dwLibRequestPurgeTime, 259200);
    assert_int_equal(info->dwOpRequestPurgeTime, 259200);
    assert_int_equal(info->dwLibRequestFlags, 0);
    assert_int_equal(info->dwOpRequestFlags, 0);
    assert_int_equal(info->dwMediaPoolPolicy, 0);
}

static void building_again_changes_nothing(void **state)
{
    struct small_world *world = *state;
    DWORD pools = count_all(world, NTMS_MEDIA_POOL);
    struct rsm_record before;
    struct rsm_record after;

    world_load(world, &rsm_catalogue_computer, NTMS_COMPUTER, &before);
    before.info.Info.Computer.dwMediaPoolPolicy = NTMS_POOLPOLICY_KEEPOFFLINEIMPORT;
    world_save(world, &before);
    world_begin(world);
    assert_success(rsm_catalogue_build(&world->rsm));
    world_end(world);

    assert_int_equal(count_all(world, NTMS_MEDIA_POOL), pools);
    assert_int_equal(count_all(world, NTMS_COMPUTER), 1);
    world_load(world, &rsm_catalogue_computer, NTMS_COMPUTER, &after);
    assert_int_equal(after.info.Info.Computer.dwMediaPoolPolicy, NTMS_POOLPOLICY_KEEPOFFLINEIMPORT);
}

static void building_again_follows_a_computer_that_was_renamed(void **state)
{
    struct small_world *world = *state;
    struct rsm_record computer;
    WCHAR name[RSM_IDENTITY_ROOM];

    world_load(world, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    computer.info.szName[0] = u'?';
    world_save(world, &computer);
    world_begin(world);
    assert_success(rsm_catalogue_build(&world->rsm));
    world_end(world);

    assert_success(rsm_identity_computer(name, RSM_IDENTITY_ROOM));
    world_load(world, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    assert_text(name, computer.info.szName);
}

static void the_offline_library_is_told_by_its_flag(void **state)
{
    struct small_world *world = *state;
    struct rsm_record library;

    world_load(world, &rsm_catalogue_offline_library, NTMS_LIBRARY, &library);

    assert_int_equal(library.info.Info.Library.LibraryType, NTMS_LIBRARYTYPE_OFFLINE);
    assert_int_equal(library.info.Info.Library.dwFlags, NTMS_LIBRARYFLAG_FIXEDOFFLINE);
    assert_true(library.info.Enabled);
    assert_int_equal(library.info.dwOperationalState, NTMS_READY);
}

static void assert_system_pool(struct small_world *world, const GUID *id, const WCHAR *name,
                               DWORD type)
{
    struct rsm_record pool;

    world_load(world, id, NTMS_MEDIA_POOL, &pool);
    assert_text(name, pool.info.szName);
    assert_int_equal(pool.info.Info.MediaPool.PoolType, type);
    assert_true(rsm_guid_is_null(&pool.info.Info.MediaPool.MediaType));
    assert_true(rsm_guid_is_null(&pool.info.Info.MediaPool.Parent));
}

static void the_system_pools_hold_pools_only(void **state)
{
    assert_system_pool(*state, &rsm_catalogue_free_pool, u"Free", NTMS_POOLTYPE_SCRATCH);
    assert_system_pool(*state, &rsm_catalogue_import_pool, u"Import", NTMS_POOLTYPE_IMPORT);
    assert_system_pool(*state, &rsm_catalogue_unrecognized_pool, u"Unrecognized",
                       NTMS_POOLTYPE_FOREIGN);
}

static void every_media_type_of_the_table_is_an_object(void **state)
{
    struct small_world *world = *state;
    size_t count;
    const struct rsm_media_type *types = rsm_media_types(&count);

    assert_int_equal(count_all(world, NTMS_MEDIA_TYPE), count);
    for (size_t i = 0; i < count; i++) {
        struct rsm_record type;
        GUID id;

        assert_success(rsm_catalogue_media_type(&world->rsm, types[i].code, &id));
        world_load(world, &id, NTMS_MEDIA_TYPE, &type);
        assert_int_equal(type.info.Info.MediaType.MediaType, types[i].code);
        assert_int_equal(type.info.Info.MediaType.NumberOfSides, types[i].sides);
        assert_int_equal(type.info.Info.MediaType.ReadWriteCharacteristics, types[i].writing);
        assert_int_equal(type.info.Info.MediaType.DeviceType, types[i].device);
        assert_text(types[i].name, type.info.szName);
    }
}

static void a_code_of_no_media_type_is_not_found(void **state)
{
    struct small_world *world = *state;
    GUID id;

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_catalogue_media_type(&world->rsm, 0x1F, &id));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_catalogue_media_type(&world->rsm, 0x5E, &id));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_catalogue_media_type(&world->rsm, 0xFFFFFFFF, &id));
}

static void using_a_media_type_makes_its_three_pools_once(void **state)
{
    struct small_world *world = *state;
    DWORD pools = count_all(world, NTMS_MEDIA_POOL);
    GUID dlt;

    assert_success(rsm_catalogue_media_type(&world->rsm, 0x27, &dlt));
    for (int i = 0; i < 2; i++) {
        world_begin(world);
        assert_success(rsm_catalogue_use_media_type(&world->rsm, &world->library, &dlt));
        world_end(world);
    }

    assert_int_equal(count_all(world, NTMS_MEDIA_POOL), pools + 3);
}

static void a_child_pool_is_named_like_its_media_type_and_has_its_parents_type(void **state)
{
    struct small_world *world = *state;
    struct rsm_record pool;
    struct rsm_record type;
    GUID id;

    world_begin(world);
    assert_success(rsm_catalogue_child_pool(&world->rsm, NTMS_POOLTYPE_IMPORT, &world->tapes, &id));
    world_end(world);

    world_load(world, &id, NTMS_MEDIA_POOL, &pool);
    world_load(world, &world->tapes, NTMS_MEDIA_TYPE, &type);
    assert_text(type.info.szName, pool.info.szName);
    assert_guid(rsm_catalogue_import_pool, pool.info.Info.MediaPool.Parent);
    assert_guid(world->tapes, pool.info.Info.MediaPool.MediaType);
    assert_int_equal(pool.info.Info.MediaPool.PoolType, NTMS_POOLTYPE_IMPORT);
}

static void only_system_pools_have_children_by_media_type(void **state)
{
    struct small_world *world = *state;
    GUID id;

    world_begin(world);
    assert_fails_with(
        ERROR_INVALID_PARAMETER,
        rsm_catalogue_child_pool(&world->rsm, NTMS_POOLTYPE_APPLICATION, &world->tapes, &id));
    assert_fails_with(
        ERROR_OBJECT_NOT_FOUND,
        rsm_catalogue_child_pool(&world->rsm, NTMS_POOLTYPE_SCRATCH, &world->library, &id));
    world_end(world);
}

static void media_type_codes_rise_and_names_differ(void **state)
{
    size_t count;
    const struct rsm_media_type *types = rsm_media_types(&count);

    (void)state;
    for (size_t i = 1; i < count; i++) {
        assert_true(types[i - 1].code < types[i].code);
        assert_true(types[i].sides == 1 || types[i].sides == 2);
    }
    assert_null(rsm_media_types_find(1));
    assert_int_equal(rsm_media_types_find(0x56)->sides, 1);
    assert_int_equal(rsm_media_types_find(0)->device, FILE_DEVICE_TAPE);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(the_computer_has_its_name_and_the_documented_defaults),
        IN_WORLD(building_again_changes_nothing),
        IN_WORLD(building_again_follows_a_computer_that_was_renamed),
        IN_WORLD(the_offline_library_is_told_by_its_flag),
        IN_WORLD(the_system_pools_hold_pools_only),
        IN_WORLD(every_media_type_of_the_table_is_an_object),
        IN_WORLD(a_code_of_no_media_type_is_not_found),
        IN_WORLD(using_a_media_type_makes_its_three_pools_once),
        IN_WORLD(a_child_pool_is_named_like_its_media_type_and_has_its_parents_type),
        IN_WORLD(only_system_pools_have_children_by_media_type),
        cmocka_unit_test(media_type_codes_rise_and_names_differ),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
