/*
 * EnumerateNtmsObject's matrix of kinds and containers, in full, and what a caller is shown of each
 * kind of object.
 */
#include "core/objects.h"

#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/text.h"
#include "store/records.h"
#include "store/settings.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>

enum { LIST_ROOM = 256 };

/* Lists, and says how many there are. */
static DWORD list(struct small_world *world, const GUID *container, DWORD type, GUID *ids)
{
    DWORD count = LIST_ROOM;

    assert_success(
        rsm_objects_enumerate(world->session, container, type, NTMS_ENUM_DEFAULT, ids, &count));
    return count;
}

static DWORD number_of(struct small_world *world, const GUID *container, DWORD type)
{
    GUID ids[LIST_ROOM];

    return list(world, container, type, ids);
}

static void assert_lists_one(struct small_world *world, const GUID *container, DWORD type,
                             const GUID *expected)
{
    GUID ids[LIST_ROOM];

    assert_int_equal(list(world, container, type, ids), 1);
    assert_guid(*expected, ids[0]);
}

/* ---- the matrix ---- */

/* The containers of each kind as the page of EnumerateNtmsObject lists them, and sides of a pool,
 * which the page of NtmsObjectsTypes does not.  Written down again on purpose. */
static bool is_documented(DWORD type, DWORD container_type)
{
    switch (type) {
    case NTMS_CHANGER:
    case NTMS_DRIVE:
    case NTMS_IEDOOR:
    case NTMS_IEPORT:
    case NTMS_LIBREQUEST:
    case NTMS_STORAGESLOT:
    case NTMS_MEDIA_TYPE:
        return container_type == NTMS_LIBRARY;
    case NTMS_LOGICAL_MEDIA:
        return container_type == NTMS_MEDIA_POOL || container_type == NTMS_PARTITION;
    case NTMS_MEDIA_POOL:
        return container_type == NTMS_MEDIA_POOL;
    case NTMS_PARTITION:
        return container_type == NTMS_LOGICAL_MEDIA || container_type == NTMS_PHYSICAL_MEDIA ||
               container_type == NTMS_MEDIA_POOL;
    case NTMS_PHYSICAL_MEDIA:
        return container_type == NTMS_MEDIA_POOL || container_type == NTMS_LIBRARY;
    default:
        return false;
    }
}

static void every_pair_of_kind_and_container_is_listed_or_refused_as_documented(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    GUID ids[LIST_ROOM];

    world_one_of_each(world, objects);
    for (DWORD type = 0; type < NTMS_NUMBER_OF_OBJECT_TYPES + 3; type++) {
        bool is_kind = type >= NTMS_CHANGER && type <= NTMS_OPREQUEST;

        for (DWORD in = NTMS_CHANGER; in <= NTMS_OPREQUEST; in++) {
            DWORD count = LIST_ROOM;
            rsm_error expected =
                is_kind && is_documented(type, in) ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;

            assert_fails_with(expected, rsm_objects_enumerate(world->session, &objects[in], type,
                                                              NTMS_ENUM_DEFAULT, ids, &count));
            if (expected != ERROR_SUCCESS)
                assert_int_equal(count, LIST_ROOM);
        }
    }
}

static void every_kind_is_listed_without_a_container(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];

    world_one_of_each(world, objects);
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        GUID ids[LIST_ROOM];
        DWORD count = list(world, NULL, type, ids);
        bool found = false;

        for (DWORD i = 0; i < count; i++)
            found = found || rsm_guid_equal(&ids[i], &objects[type]);
        assert_true(found);
    }
}

static void what_is_no_kind_is_refused_without_a_container_too(void **state)
{
    struct small_world *world = *state;
    static const DWORD types[] = {NTMS_UNKNOWN,        NTMS_OBJECT,
                                  NTMS_UI_DESTINATION, NTMS_NUMBER_OF_OBJECT_TYPES,
                                  0x80000000,          0xFFFFFFFF};
    DWORD count = 0;

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        assert_fails_with(
            ERROR_INVALID_PARAMETER,
            rsm_objects_enumerate(world->session, NULL, types[i], NTMS_ENUM_DEFAULT, NULL, &count));
}

static void an_unknown_container_is_not_found(void **state)
{
    struct small_world *world = *state;
    GUID unknown = world->library;
    DWORD count = 0;

    unknown.Data1 ^= 1;
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_objects_enumerate(world->session, &unknown, NTMS_DRIVE, NTMS_ENUM_DEFAULT,
                                            NULL, &count));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_objects_enumerate(world->session, &rsm_guid_null, NTMS_DRIVE,
                                            NTMS_ENUM_DEFAULT, NULL, &count));
}

static void a_library_lists_what_is_in_it_in_the_order_of_creation(void **state)
{
    struct small_world *world = *state;
    GUID ids[LIST_ROOM];

    assert_int_equal(list(world, &world->library, NTMS_STORAGESLOT, ids), WORLD_SLOTS);
    for (size_t i = 0; i < WORLD_SLOTS; i++)
        assert_guid(world->slots[i], ids[i]);
    assert_lists_one(world, &world->far_library, NTMS_STORAGESLOT, &world->far_slot);
    assert_lists_one(world, &world->library, NTMS_DRIVE, &world->drive);
    assert_int_equal(number_of(world, &world->far_library, NTMS_DRIVE), 0);
    assert_int_equal(number_of(world, NULL, NTMS_STORAGESLOT), WORLD_SLOTS + 1);
}

static void libraries_include_the_offline_one(void **state)
{
    struct small_world *world = *state;
    GUID ids[LIST_ROOM];

    assert_int_equal(list(world, NULL, NTMS_LIBRARY, ids), 3);
    assert_guid(rsm_catalogue_offline_library, ids[0]);
}

static void a_medium_is_found_through_its_library_and_through_its_pool(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    const GUID *medium = &objects[NTMS_PHYSICAL_MEDIA];

    world_one_of_each(world, objects);

    assert_lists_one(world, &world->library, NTMS_PHYSICAL_MEDIA, medium);
    assert_lists_one(world, &objects[NTMS_MEDIA_POOL], NTMS_PHYSICAL_MEDIA, medium);
    assert_int_equal(number_of(world, &world->far_library, NTMS_PHYSICAL_MEDIA), 0);
    assert_int_equal(number_of(world, &rsm_catalogue_free_pool, NTMS_PHYSICAL_MEDIA), 0);
}

static void a_side_and_its_owner_are_found_through_all_their_containers(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    const GUID *side = &objects[NTMS_PARTITION];
    const GUID *owner = &objects[NTMS_LOGICAL_MEDIA];

    world_one_of_each(world, objects);

    assert_lists_one(world, &objects[NTMS_PHYSICAL_MEDIA], NTMS_PARTITION, side);
    assert_lists_one(world, owner, NTMS_PARTITION, side);
    assert_lists_one(world, &objects[NTMS_MEDIA_POOL], NTMS_PARTITION, side);
    assert_lists_one(world, side, NTMS_LOGICAL_MEDIA, owner);
    assert_lists_one(world, &objects[NTMS_MEDIA_POOL], NTMS_LOGICAL_MEDIA, owner);
    assert_int_equal(number_of(world, &rsm_catalogue_free_pool, NTMS_PARTITION), 0);
}

static void a_side_without_an_owner_lists_none(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    struct rsm_record medium;
    struct rsm_record side;

    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &world->tapes, u"", &medium));
    world_end(world);
    world_side(world, &medium.info.ObjectGuid, 0, &side);

    assert_int_equal(number_of(world, &side.info.ObjectGuid, NTMS_LOGICAL_MEDIA), 0);
}

static void a_pool_lists_the_sides_of_all_its_media(void **state)
{
    struct small_world *world = *state;
    GUID unrecognized;

    world_begin(world);
    for (size_t i = 0; i < 3; i++) {
        struct rsm_media_place place = world_slot(world, i);
        struct rsm_record medium;

        assert_success(rsm_media_create(&world->rsm, &place, &world->disks, u"", &medium));
    }
    assert_success(
        rsm_catalogue_child_pool(&world->rsm, NTMS_POOLTYPE_FOREIGN, &world->disks, &unrecognized));
    world_end(world);

    assert_int_equal(number_of(world, &unrecognized, NTMS_PARTITION), 6);
    assert_int_equal(number_of(world, &unrecognized, NTMS_PHYSICAL_MEDIA), 3);
    assert_int_equal(number_of(world, &rsm_catalogue_unrecognized_pool, NTMS_PHYSICAL_MEDIA), 0);
}

static void a_library_lists_the_media_types_related_to_it(void **state)
{
    struct small_world *world = *state;
    GUID ids[LIST_ROOM];

    assert_int_equal(list(world, &world->library, NTMS_MEDIA_TYPE, ids), 2);
    assert_int_equal(number_of(world, &rsm_catalogue_offline_library, NTMS_MEDIA_TYPE), 0);
    assert_true(number_of(world, NULL, NTMS_MEDIA_TYPE) > 60);
}

/* ---- pools ---- */

static void pools_without_a_container_are_the_top_level_ones_without_the_root(void **state)
{
    struct small_world *world = *state;
    GUID application = world_application_pool(world, u"Backup", NULL);
    GUID ids[LIST_ROOM];

    assert_int_equal(list(world, NULL, NTMS_MEDIA_POOL, ids), 4);
    assert_guid(rsm_catalogue_free_pool, ids[0]);
    assert_guid(rsm_catalogue_import_pool, ids[1]);
    assert_guid(rsm_catalogue_unrecognized_pool, ids[2]);
    assert_guid(application, ids[3]);
}

static void with_the_option_the_root_pool_comes_first(void **state)
{
    struct small_world *world = *state;
    GUID ids[LIST_ROOM];
    DWORD count = LIST_ROOM;

    assert_success(rsm_objects_enumerate(world->session, NULL, NTMS_MEDIA_POOL, NTMS_ENUM_ROOTPOOL,
                                         ids, &count));
    assert_int_equal(count, 4);
    assert_guid(rsm_catalogue_root_pool, ids[0]);
    assert_guid(rsm_catalogue_free_pool, ids[1]);
}

static void the_root_as_a_container_lists_the_top_level_pools(void **state)
{
    struct small_world *world = *state;
    GUID ids[LIST_ROOM];

    assert_int_equal(list(world, &rsm_catalogue_root_pool, NTMS_MEDIA_POOL, ids), 3);
    assert_guid(rsm_catalogue_free_pool, ids[0]);
}

static void the_option_goes_with_pools_and_no_container_only(void **state)
{
    struct small_world *world = *state;
    DWORD count = 0;

    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm_objects_enumerate(world->session, &rsm_catalogue_free_pool,
                                            NTMS_MEDIA_POOL, NTMS_ENUM_ROOTPOOL, NULL, &count));
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        if (type != NTMS_MEDIA_POOL)
            assert_fails_with(ERROR_INVALID_PARAMETER,
                              rsm_objects_enumerate(world->session, NULL, type, NTMS_ENUM_ROOTPOOL,
                                                    NULL, &count));
    }
    assert_fails_with(
        ERROR_INVALID_PARAMETER,
        rsm_objects_enumerate(world->session, NULL, NTMS_MEDIA_POOL, 2, NULL, &count));
}

static void a_system_pool_lists_one_child_for_each_media_type_in_use(void **state)
{
    struct small_world *world = *state;

    assert_int_equal(number_of(world, &rsm_catalogue_free_pool, NTMS_MEDIA_POOL), 2);
    assert_int_equal(number_of(world, &rsm_catalogue_import_pool, NTMS_MEDIA_POOL), 2);
    assert_int_equal(number_of(world, &rsm_catalogue_unrecognized_pool, NTMS_MEDIA_POOL), 2);
}

/* ---- the caller's list ---- */

static void a_list_that_is_too_short_is_filled_and_told_the_number(void **state)
{
    struct small_world *world = *state;
    GUID ids[3] = {{0}};
    DWORD count = 2;

    assert_fails_with(ERROR_INSUFFICIENT_BUFFER,
                      rsm_objects_enumerate(world->session, &world->library, NTMS_STORAGESLOT,
                                            NTMS_ENUM_DEFAULT, ids, &count));
    assert_int_equal(count, WORLD_SLOTS);
    assert_guid(world->slots[0], ids[0]);
    assert_guid(world->slots[1], ids[1]);
    assert_guid(rsm_guid_null, ids[2]);
}

static void a_list_that_just_fits_is_enough(void **state)
{
    struct small_world *world = *state;
    GUID ids[WORLD_SLOTS + 1] = {{0}};
    DWORD count = WORLD_SLOTS;

    assert_success(rsm_objects_enumerate(world->session, &world->library, NTMS_STORAGESLOT,
                                         NTMS_ENUM_DEFAULT, ids, &count));
    assert_int_equal(count, WORLD_SLOTS);
    assert_guid(rsm_guid_null, ids[WORLD_SLOTS]);
}

static void no_list_asks_for_the_number(void **state)
{
    struct small_world *world = *state;
    DWORD count = 0;

    assert_fails_with(ERROR_INSUFFICIENT_BUFFER,
                      rsm_objects_enumerate(world->session, &world->library, NTMS_STORAGESLOT,
                                            NTMS_ENUM_DEFAULT, NULL, &count));
    assert_int_equal(count, WORLD_SLOTS);
}

static void nothing_found_is_success_with_none(void **state)
{
    struct small_world *world = *state;
    DWORD count = 0;

    assert_success(rsm_objects_enumerate(world->session, &rsm_catalogue_offline_library, NTMS_DRIVE,
                                         NTMS_ENUM_DEFAULT, NULL, &count));
    assert_int_equal(count, 0);
}

/* ---- information ---- */

static void each_kind_is_shown_with_its_kind_its_size_and_its_id(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    NTMS_OBJECTINFORMATIONW information;

    world_one_of_each(world, objects);
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        assert_success(rsm_objects_get(world->session, &objects[type], type, &information));
        assert_int_equal(information.dwType, type);
        assert_guid(objects[type], information.ObjectGuid);
        assert_true(information.Enabled);
        assert_int_not_equal(information.Created.wYear, 0);
        assert_success(rsm_objects_get(world->session, &objects[type], NTMS_UNKNOWN, &information));
        assert_int_equal(information.dwType, type);
    }
}

static void an_object_of_another_kind_is_not_found(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    NTMS_OBJECTINFORMATIONW information;

    world_one_of_each(world, objects);
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        DWORD other = type == NTMS_OPREQUEST ? NTMS_CHANGER : type + 1;

        assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                          rsm_objects_get(world->session, &objects[type], other, &information));
    }
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_objects_get(world->session, &rsm_guid_null, NTMS_UNKNOWN, &information));
}

static void a_library_counts_what_it_would_list(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    NTMS_OBJECTINFORMATIONW information;
    const NTMS_LIBRARYINFORMATION *library = &information.Info.Library;

    world_one_of_each(world, objects);
    assert_success(rsm_objects_get(world->session, &world->library, NTMS_LIBRARY, &information));
    assert_int_equal(library->dwNumberOfDrives, 1);
    assert_int_equal(library->dwNumberOfSlots, WORLD_SLOTS);
    assert_int_equal(library->dwNumberOfDoors, 1);
    assert_int_equal(library->dwNumberOfPorts, 1);
    assert_int_equal(library->dwNumberOfChangers, 1);
    assert_int_equal(library->dwNumberOfMedia, 1);
    assert_int_equal(library->dwNumberOfMediaTypes, 2);
    assert_int_equal(library->dwNumberOfLibRequests, 1);
    assert_int_equal(library->LibraryType, NTMS_LIBRARYTYPE_ONLINE);
}

static void a_library_that_is_not_present_reads_offline_and_keeps_its_type(void **state)
{
    struct small_world *world = *state;
    NTMS_OBJECTINFORMATIONW information;
    struct rsm_record library;

    world_load(world, &world->library, NTMS_LIBRARY, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    world_save(world, &library);

    assert_success(rsm_objects_get(world->session, &world->library, NTMS_LIBRARY, &information));
    assert_int_equal(information.Info.Library.LibraryType, NTMS_LIBRARYTYPE_OFFLINE);
    assert_int_equal(information.Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE, 0);
    assert_int_equal(information.Info.Library.dwNumberOfSlots, WORLD_SLOTS);
    world_load(world, &world->library, NTMS_LIBRARY, &library);
    assert_int_equal(library.info.Info.Library.LibraryType, NTMS_LIBRARYTYPE_ONLINE);
}

static void the_offline_library_shows_its_kind_its_flag_and_its_media_only(void **state)
{
    struct small_world *world = *state;
    NTMS_OBJECTINFORMATIONW information;
    NTMS_LIBRARYINFORMATION expected = {.LibraryType = NTMS_LIBRARYTYPE_OFFLINE,
                                        .dwFlags = NTMS_LIBRARYFLAG_FIXEDOFFLINE,
                                        .dwNumberOfMedia = 1};
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];

    world_one_of_each(world, objects);
    world_begin(world);
    assert_success(
        rsm_settings_relate(world->rsm.store, &rsm_catalogue_offline_library, &world->tapes));
    assert_success(rsm_media_leave(&world->rsm, &objects[NTMS_PHYSICAL_MEDIA]));
    world_end(world);

    assert_success(rsm_objects_get(world->session, &rsm_catalogue_offline_library, NTMS_LIBRARY,
                                   &information));
    assert_memory_equal(&information.Info.Library, &expected, sizeof expected);
}

static void a_pool_counts_its_direct_content(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    GUID parent = world_application_pool(world, u"Parent", NULL);
    NTMS_OBJECTINFORMATIONW information;
    const NTMS_MEDIAPOOLINFORMATION *pool = &information.Info.MediaPool;

    world_one_of_each(world, objects);
    world_begin(world);
    assert_success(rsm_records_set_guid(world->rsm.store, NTMS_MEDIA_POOL,
                                        &objects[NTMS_MEDIA_POOL], "parent", &parent));
    world_end(world);

    assert_success(
        rsm_objects_get(world->session, &objects[NTMS_MEDIA_POOL], NTMS_MEDIA_POOL, &information));
    assert_int_equal(pool->dwNumberOfPhysicalMedia, 1);
    assert_int_equal(pool->dwNumberOfLogicalMedia, 1);
    assert_int_equal(pool->dwNumberOfMediaPools, 0);
    assert_success(rsm_objects_get(world->session, &parent, NTMS_MEDIA_POOL, &information));
    assert_int_equal(pool->dwNumberOfPhysicalMedia, 0);
    assert_int_equal(pool->dwNumberOfLogicalMedia, 0);
    assert_int_equal(pool->dwNumberOfMediaPools, 1);
}

static void media_count_their_sides(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 1);
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    NTMS_OBJECTINFORMATIONW information;
    struct rsm_record disk;

    world_one_of_each(world, objects);
    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &world->disks, u"", &disk));
    world_end(world);

    assert_success(
        rsm_objects_get(world->session, &disk.info.ObjectGuid, NTMS_PHYSICAL_MEDIA, &information));
    assert_int_equal(information.Info.PhysicalMedia.dwNumberOfPartitions, 2);
    assert_success(rsm_objects_get(world->session, &objects[NTMS_LOGICAL_MEDIA], NTMS_LOGICAL_MEDIA,
                                   &information));
    assert_int_equal(information.Info.LogicalMedia.dwNumberOfPartitions, 1);
}

static void requiring_says_what_the_caller_hears(void **state)
{
    struct small_world *world = *state;
    struct rsm_record record;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    assert_success(rsm_objects_require(&world->rsm, &world->library, NTMS_LIBRARY,
                                       ERROR_INVALID_LIBRARY, &record));
    assert_fails_with(ERROR_INVALID_LIBRARY,
                      rsm_objects_require(&world->rsm, &world->drive, NTMS_LIBRARY,
                                          ERROR_INVALID_LIBRARY, &record));
    assert_fails_with(ERROR_INVALID_MEDIA,
                      rsm_objects_require(&world->rsm, &rsm_guid_null, NTMS_PHYSICAL_MEDIA,
                                          ERROR_INVALID_MEDIA, &record));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
}

/* A machine of a CI may be slow; a list that reads whole records would take minutes. */
static void a_hundred_thousand_ids_are_listed_within_seconds(void **state)
{
    enum { MANY = 100000 };
    struct small_world *world = *state;
    GUID *ids = calloc(MANY, sizeof *ids);
    DWORD count = MANY;
    struct rsm_record slot;
    uint64_t began;

    assert_non_null(ids);
    rsm_record_begin(&slot, NTMS_STORAGESLOT);
    slot.info.Info.StorageSlot.Library = world->far_library;
    world_begin(world);
    for (DWORD i = 0; i < MANY - 1; i++) {
        slot.info.ObjectGuid = rsm_guid_null;
        assert_success(rsm_records_insert(world->rsm.store, &slot));
    }
    world_end(world);

    began = rsm_clock_ms();
    assert_success(rsm_objects_enumerate(world->session, &world->far_library, NTMS_STORAGESLOT,
                                         NTMS_ENUM_DEFAULT, ids, &count));
    print_message("%d ids in %lu ms\n", MANY, (unsigned long)(rsm_clock_ms() - began));
    assert_int_equal(count, MANY);
    assert_true(rsm_clock_ms() - began < 5000);
    free(ids);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(every_pair_of_kind_and_container_is_listed_or_refused_as_documented),
        IN_WORLD(every_kind_is_listed_without_a_container),
        IN_WORLD(what_is_no_kind_is_refused_without_a_container_too),
        IN_WORLD(an_unknown_container_is_not_found),
        IN_WORLD(a_library_lists_what_is_in_it_in_the_order_of_creation),
        IN_WORLD(libraries_include_the_offline_one),
        IN_WORLD(a_medium_is_found_through_its_library_and_through_its_pool),
        IN_WORLD(a_side_and_its_owner_are_found_through_all_their_containers),
        IN_WORLD(a_side_without_an_owner_lists_none),
        IN_WORLD(a_pool_lists_the_sides_of_all_its_media),
        IN_WORLD(a_library_lists_the_media_types_related_to_it),
        IN_WORLD(pools_without_a_container_are_the_top_level_ones_without_the_root),
        IN_WORLD(with_the_option_the_root_pool_comes_first),
        IN_WORLD(the_root_as_a_container_lists_the_top_level_pools),
        IN_WORLD(the_option_goes_with_pools_and_no_container_only),
        IN_WORLD(a_system_pool_lists_one_child_for_each_media_type_in_use),
        IN_WORLD(a_list_that_is_too_short_is_filled_and_told_the_number),
        IN_WORLD(a_list_that_just_fits_is_enough),
        IN_WORLD(no_list_asks_for_the_number),
        IN_WORLD(nothing_found_is_success_with_none),
        IN_WORLD(each_kind_is_shown_with_its_kind_its_size_and_its_id),
        IN_WORLD(an_object_of_another_kind_is_not_found),
        IN_WORLD(a_library_counts_what_it_would_list),
        IN_WORLD(a_library_that_is_not_present_reads_offline_and_keeps_its_type),
        IN_WORLD(the_offline_library_shows_its_kind_its_flag_and_its_media_only),
        IN_WORLD(a_pool_counts_its_direct_content),
        IN_WORLD(media_count_their_sides),
        IN_WORLD(requiring_says_what_the_caller_hears),
        IN_WORLD(a_hundred_thousand_ids_are_listed_within_seconds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
