/*
 * What SetNtmsObjectInformation changes of each kind of object, what it leaves alone, and the rules of
 * libraries and pools.
 */
#include "core/objects_set.h"

#include "core/catalogue.h"
#include "core/objects.h"
#include "model/fields.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/changes.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static NTMS_OBJECTINFORMATIONW get(struct small_world *world, const GUID *id)
{
    NTMS_OBJECTINFORMATIONW information;

    assert_success(rsm_objects_get(world->session, id, NTMS_UNKNOWN, &information));
    return information;
}

static rsm_error set(struct small_world *world, const NTMS_OBJECTINFORMATIONW *information)
{
    return rsm_objects_set(world->session, &information->ObjectGuid, information);
}

/* ---- every kind ---- */

static bool is_number(const struct rsm_field *field)
{
    return field->kind == RSM_FIELD_NUMBER || field->kind == RSM_FIELD_WORD;
}

/* Another value in every member: 1 or "New" where a caller may set it, nonsense where not. */
static void scribble(NTMS_OBJECTINFORMATIONW *information)
{
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(information->dwType, &count);

    for (size_t i = 0; i < count; i++) {
        char *member = (char *)information + fields[i].offset;
        bool is_settable = fields[i].rule == RSM_SETTABLE;

        if (fields[i].rule == RSM_PRIVATE)
            continue;
        if (is_settable && fields[i].kind == RSM_FIELD_STRING)
            memcpy(member, u"New", sizeof u"New");
        else if (is_settable && is_number(&fields[i]))
            *member = 1;
        else if (!is_settable)
            *member = (char)(*member ^ 0x5A);
    }
}

static void assert_same(const struct rsm_field *field, const NTMS_OBJECTINFORMATIONW *expected,
                        const NTMS_OBJECTINFORMATIONW *actual)
{
    const char *left = (const char *)expected + field->offset;
    const char *right = (const char *)actual + field->offset;

    if (field->kind == RSM_FIELD_STRING)
        assert_text((const WCHAR *)(const void *)left, (const WCHAR *)(const void *)right);
    else
        assert_memory_equal(left, right, field->kind == RSM_FIELD_WORD ? sizeof(WORD) : 4);
}

static bool is_named(const struct rsm_field *field, const char *column)
{
    return field->column != NULL && strcmp(field->column, column) == 0;
}

static void of_every_kind_what_may_be_set_is_written_and_all_else_ignored(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];

    world_one_of_each(world, objects);
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        NTMS_OBJECTINFORMATIONW before = get(world, &objects[type]);
        NTMS_OBJECTINFORMATIONW wanted = before;
        NTMS_OBJECTINFORMATIONW after;
        size_t count;
        const struct rsm_field *fields = rsm_fields_of(type, &count);

        scribble(&wanted);
        assert_success(rsm_objects_set(world->session, &objects[type], &wanted));

        after = get(world, &objects[type]);
        for (size_t i = 0; i < count; i++) {
            if (fields[i].rule == RSM_PRIVATE || is_named(&fields[i], "modified") ||
                is_named(&fields[i], "flags"))
                continue;
            assert_same(&fields[i], fields[i].rule == RSM_SETTABLE ? &wanted : &before, &after);
        }
        assert_memory_equal(&after.ObjectGuid, &objects[type], sizeof(GUID));
    }
}

static void the_right_asked_is_modify_and_control_for_a_library(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    struct guard guard;

    world_one_of_each(world, objects);
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        NTMS_OBJECTINFORMATIONW information = get(world, &objects[type]);
        DWORD right = type == NTMS_LIBRARY ? NTMS_CONTROL_ACCESS : NTMS_MODIFY_ACCESS;

        memcpy(information.szDescription, u"New", sizeof u"New");
        set_guard(&world->rsm, &guard, right);
        assert_fails_with(ERROR_ACCESS_DENIED, set(world, &information));
        assert_int_equal(guard.asked, 1);
        assert_int_equal(guard.right, right);
        remove_guard(&world->rsm);
        assert_text(u"", get(world, &objects[type]).szDescription);
    }
}

static void a_description_of_126_characters_is_kept_whole(void **state)
{
    struct small_world *world = *state;
    NTMS_OBJECTINFORMATIONW information = get(world, &world->drive);

    for (size_t i = 0; i < NTMS_DESCRIPTION_LENGTH - 1; i++)
        information.szDescription[i] = u'\u00E4';
    assert_success(set(world, &information));
    assert_text(information.szDescription, get(world, &world->drive).szDescription);
}

static void a_text_without_its_end_mark_is_refused_only_where_it_is_taken_over(void **state)
{
    struct small_world *world = *state;
    NTMS_OBJECTINFORMATIONW drive = get(world, &world->drive);
    NTMS_OBJECTINFORMATIONW library = get(world, &world->library);

    memset(drive.szName, 0x41, sizeof drive.szName);
    memset(drive.Info.Drive.szDeviceName, 0x41, sizeof drive.Info.Drive.szDeviceName);
    assert_success(set(world, &drive));
    memset(drive.szDescription, 0x41, sizeof drive.szDescription);
    assert_fails_with(ERROR_INVALID_PARAMETER, set(world, &drive));
    memset(library.szName, 0x41, sizeof library.szName);
    assert_fails_with(ERROR_INVALID_PARAMETER, set(world, &library));
}

static void what_stands_behind_an_end_mark_is_not_kept(void **state)
{
    struct small_world *world = *state;
    NTMS_OBJECTINFORMATIONW information = get(world, &world->drive);

    memset(information.szDescription, 0x41, sizeof information.szDescription);
    information.szDescription[1] = 0;
    assert_success(set(world, &information));
    information = get(world, &world->drive);
    assert_int_equal(information.szDescription[0], 0x4141);
    assert_int_equal(information.szDescription[2], 0);
}

static void unknown_objects_are_not_found_and_other_kinds_refused(void **state)
{
    struct small_world *world = *state;
    NTMS_OBJECTINFORMATIONW information = get(world, &world->drive);
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_objects_set(world->session, &rsm_guid_null, &information));
    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm_objects_set(world->session, &world->door, &information));
    assert_int_equal(guard.asked, 0);
    remove_guard(&world->rsm);
}

static void what_is_no_kind_is_refused(void **state)
{
    struct small_world *world = *state;
    static const DWORD types[] = {NTMS_UNKNOWN, NTMS_OBJECT, NTMS_UI_DESTINATION,
                                  NTMS_NUMBER_OF_OBJECT_TYPES, 0xFFFFFFFF};
    NTMS_OBJECTINFORMATIONW information = get(world, &world->drive);

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        information.dwType = types[i];
        assert_fails_with(ERROR_INVALID_PARAMETER, set(world, &information));
    }
}

static void a_change_is_announced_as_an_update(void **state)
{
    struct small_world *world = *state;
    NTMS_OBJECTINFORMATIONW information = get(world, &world->drive);
    struct rsm_listener listener;
    struct rsm_change change;

    world_begin(world);
    assert_success(rsm_changes_listen(world->rsm.store, u"me", NTMS_DRIVE, &listener));
    world_end(world);
    information.Info.Drive.dwDeferDismountDelay++;
    assert_success(set(world, &information));

    world_begin(world);
    assert_success(rsm_changes_next(world->rsm.store, &listener, &change));
    assert_int_equal(change.kind, RSM_CHANGE_UPDATE);
    assert_guid(world->drive, change.id);
    assert_fails_with(ERROR_NO_MORE_ITEMS, rsm_changes_next(world->rsm.store, &listener, &change));
    world_end(world);
}

/* ---- the computer ---- */

static void unknown_bits_of_the_computers_policies_are_refused(void **state)
{
    struct small_world *world = *state;
    NTMS_OBJECTINFORMATIONW good = get(world, &rsm_catalogue_computer);
    NTMS_COMPUTERINFORMATION *computer = &good.Info.Computer;
    NTMS_OBJECTINFORMATIONW bad;

    computer->dwLibRequestFlags = 0x03;
    computer->dwOpRequestFlags = 0x33;
    computer->dwMediaPoolPolicy = 0x03;
    assert_success(set(world, &good));
    bad = good;
    bad.Info.Computer.dwLibRequestFlags |= 0x04;
    assert_fails_with(ERROR_INVALID_PARAMETER, set(world, &bad));
    bad = good;
    bad.Info.Computer.dwOpRequestFlags |= 0x04;
    assert_fails_with(ERROR_INVALID_PARAMETER, set(world, &bad));
    bad = good;
    bad.Info.Computer.dwMediaPoolPolicy |= 0x04;
    assert_fails_with(ERROR_INVALID_PARAMETER, set(world, &bad));
}

/* ---- libraries ---- */

static void only_inventory_methods_that_can_be_kept_are_taken(void **state)
{
    struct small_world *world = *state;
    NTMS_OBJECTINFORMATIONW library = get(world, &world->library);

    for (DWORD method = NTMS_INVENTORY_NONE; method <= NTMS_INVENTORY_OMID; method++) {
        library.Info.Library.InventoryMethod = method;
        assert_success(set(world, &library));
        assert_int_equal(get(world, &world->library).Info.Library.InventoryMethod, method);
    }
    for (DWORD method = NTMS_INVENTORY_DEFAULT; method <= NTMS_INVENTORY_MAX; method++) {
        library.Info.Library.InventoryMethod = method;
        assert_fails_with(ERROR_INVALID_PARAMETER, set(world, &library));
    }
}

static DWORD flags_after(struct small_world *world, DWORD flags, DWORD uses)
{
    NTMS_OBJECTINFORMATIONW library = get(world, &world->library);

    library.Info.Library.dwFlags = flags;
    library.Info.Library.dwCleanerUsesRemaining = uses;
    assert_success(set(world, &library));
    return get(world, &world->library).Info.Library.dwFlags;
}

static void of_a_librarys_flags_two_are_its_users(void **state)
{
    struct small_world *world = *state;
    DWORD users = NTMS_LIBRARYFLAG_AUTODETECTCHANGE | NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE;

    assert_int_equal(flags_after(world, 0xFFFFFFFF, 5), users);
    assert_int_equal(flags_after(world, NTMS_LIBRARYFLAG_AUTODETECTCHANGE, 5),
                     NTMS_LIBRARYFLAG_AUTODETECTCHANGE);
    assert_int_equal(flags_after(world, 0, 5), 0);
}

static void that_a_cleaner_is_present_stays_true(void **state)
{
    struct small_world *world = *state;
    struct rsm_record library;

    world_load(world, &world->library, NTMS_LIBRARY, &library);
    library.info.Info.Library.dwFlags = NTMS_LIBRARYFLAG_CLEANERPRESENT;
    world_save(world, &library);

    assert_int_equal(flags_after(world, 0, 5), NTMS_LIBRARYFLAG_CLEANERPRESENT);
}

static void a_cleaner_that_is_not_counted_shows_in_the_flags(void **state)
{
    struct small_world *world = *state;

    assert_int_equal(flags_after(world, 0, 0xFFFFFFFF),
                     NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING);
    assert_int_equal(flags_after(world, NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING, 0xFFFFFFFE),
                     0);
}

static void any_truth_of_auto_recovery_is_true(void **state)
{
    struct small_world *world = *state;
    NTMS_OBJECTINFORMATIONW library = get(world, &world->library);

    library.Info.Library.AutoRecovery = FALSE;
    assert_success(set(world, &library));
    assert_int_equal(get(world, &world->library).Info.Library.AutoRecovery, FALSE);
    library.Info.Library.AutoRecovery = 7;
    assert_success(set(world, &library));
    assert_int_equal(get(world, &world->library).Info.Library.AutoRecovery, TRUE);
}

static void auto_recovery_is_not_taken_from_a_library_of_cds(void **state)
{
    struct small_world *world = *state;
    NTMS_OBJECTINFORMATIONW library = get(world, &world->library);
    struct rsm_record type;

    world_load(world, &world->drive_type, NTMS_DRIVE_TYPE, &type);
    type.info.Info.DriveType.DeviceType = FILE_DEVICE_CD_ROM;
    world_save(world, &type);

    library.Info.Library.AutoRecovery = FALSE;
    assert_fails_with(ERROR_INVALID_PARAMETER, set(world, &library));
    library.Info.Library.AutoRecovery = TRUE;
    assert_success(set(world, &library));
}

static void the_offline_library_takes_a_name_and_a_description_only(void **state)
{
    struct small_world *world = *state;
    NTMS_OBJECTINFORMATIONW library = get(world, &rsm_catalogue_offline_library);
    struct rsm_record after;

    memcpy(library.szName, u"Shelf", sizeof u"Shelf");
    library.Info.Library.dwFlags = 0xFFFFFFFF;
    library.Info.Library.InventoryMethod = NTMS_INVENTORY_OMID;
    library.Info.Library.dwCleanerUsesRemaining = 0xFFFFFFFF;
    assert_success(set(world, &library));

    world_load(world, &rsm_catalogue_offline_library, NTMS_LIBRARY, &after);
    assert_text(u"Shelf", after.info.szName);
    assert_int_equal(after.info.Info.Library.dwFlags, NTMS_LIBRARYFLAG_FIXEDOFFLINE);
    assert_int_equal(after.info.Info.Library.InventoryMethod, NTMS_INVENTORY_NONE);
    assert_int_equal(after.info.Info.Library.dwCleanerUsesRemaining, 0);
}

/* ---- pools ---- */

static void unknown_bits_of_a_pools_policies_are_refused(void **state)
{
    struct small_world *world = *state;
    GUID id = world_application_pool(world, u"Backup", &world->tapes);
    NTMS_OBJECTINFORMATIONW pool = get(world, &id);

    pool.Info.MediaPool.AllocationPolicy = 2;
    assert_fails_with(ERROR_INVALID_PARAMETER, set(world, &pool));
    pool.Info.MediaPool.AllocationPolicy = NTMS_ALLOCATE_FROMSCRATCH;
    pool.Info.MediaPool.DeallocationPolicy = 3;
    assert_fails_with(ERROR_INVALID_PARAMETER, set(world, &pool));
    pool.Info.MediaPool.DeallocationPolicy = NTMS_DEALLOCATE_TOSCRATCH;
    assert_success(set(world, &pool));
}

static rsm_error rename_pool(struct small_world *world, const GUID *id, const WCHAR *name)
{
    NTMS_OBJECTINFORMATIONW pool = get(world, id);

    rsm_text_copy(pool.szName, NTMS_OBJECTNAME_LENGTH, name);
    return set(world, &pool);
}

static void a_pool_takes_only_names_of_pools(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);

    assert_fails_with(ERROR_INVALID_NAME, rename_pool(world, &pool, u""));
    assert_fails_with(ERROR_INVALID_NAME, rename_pool(world, &pool, u"Back\\up"));
    assert_success(rename_pool(world, &pool, u"Archive"));
    assert_text(u"Archive", get(world, &pool).szName);
}

static void a_pool_does_not_take_the_name_of_another_beside_it(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);

    (void)world_application_pool(world, u"Archive", &world->tapes);
    assert_fails_with(ERROR_ALREADY_EXISTS, rename_pool(world, &pool, u"ARCHIVE"));
    assert_fails_with(ERROR_ALREADY_EXISTS, rename_pool(world, &pool, u"Free"));
    assert_success(rename_pool(world, &pool, u"BACKUP"));
    assert_text(u"BACKUP", get(world, &pool).szName);
}

static GUID pool_in(struct small_world *world, const GUID *parent, const WCHAR *name)
{
    struct rsm_record pool;

    rsm_record_begin(&pool, NTMS_MEDIA_POOL);
    rsm_text_copy(pool.info.szName, NTMS_OBJECTNAME_LENGTH, name);
    pool.info.Info.MediaPool.PoolType = NTMS_POOLTYPE_APPLICATION;
    pool.info.Info.MediaPool.Parent = *parent;
    world_insert(world, &pool);
    return pool.info.ObjectGuid;
}

static void the_paths_of_all_pools_below_must_stay_within_511_characters(void **state)
{
    struct small_world *world = *state;
    GUID top = world_application_pool(world, u"T", NULL);
    GUID beside = world_application_pool(world, u"Beside", NULL);
    GUID at = top;
    WCHAR name[NTMS_OBJECTNAME_LENGTH];

    for (size_t i = 0; i < 63; i++)
        name[i] = u'x';
    name[63] = 0;
    for (size_t depth = 0; depth < 7; depth++)
        at = pool_in(world, &at, name);

    assert_fails_with(ERROR_INVALID_NAME, rename_pool(world, &top, name));
    assert_text(u"T", get(world, &top).szName);
    assert_success(rename_pool(world, &beside, name));
    name[0] = u'y';
    name[62] = 0; /* 1 + 62 + 7 * 64 = 511 */
    assert_success(rename_pool(world, &top, name));
}

static rsm_error set_type(struct small_world *world, const GUID *id, const GUID *media_type)
{
    NTMS_OBJECTINFORMATIONW pool = get(world, id);

    pool.Info.MediaPool.MediaType = *media_type;
    return set(world, &pool);
}

static void assert_media_type(struct small_world *world, const GUID *id, const GUID *expected)
{
    NTMS_OBJECTINFORMATIONW pool = get(world, id);

    assert_guid(*expected, pool.Info.MediaPool.MediaType);
}

static void an_empty_pool_takes_another_media_type_or_none(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);

    assert_success(set_type(world, &pool, &world->disks));
    assert_media_type(world, &pool, &world->disks);
    assert_success(set_type(world, &pool, &rsm_guid_null));
    assert_media_type(world, &pool, &rsm_guid_null);
}

static void what_is_no_media_type_is_none_for_a_pool(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);

    assert_fails_with(ERROR_INVALID_MEDIA, set_type(world, &pool, &world->drive));
    assert_media_type(world, &pool, &world->tapes);
}

static void a_pool_that_holds_media_keeps_its_media_type(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];

    world_one_of_each(world, objects);
    assert_fails_with(ERROR_NOT_EMPTY, set_type(world, &objects[NTMS_MEDIA_POOL], &world->disks));
    assert_success(set_type(world, &objects[NTMS_MEDIA_POOL], &world->tapes));
}

static void a_pool_that_holds_pools_takes_no_media_type(void **state)
{
    struct small_world *world = *state;
    GUID parent = world_application_pool(world, u"Parent", NULL);
    GUID pool = world_application_pool(world, u"Pool", &world->tapes);

    world_begin(world);
    assert_success(
        rsm_records_set_guid(world->rsm.store, NTMS_MEDIA_POOL, &pool, "parent", &parent));
    world_end(world);

    assert_fails_with(ERROR_NOT_EMPTY, set_type(world, &parent, &world->tapes));
}

static void of_a_system_pool_only_the_description_changes(void **state)
{
    struct small_world *world = *state;
    const GUID *pools[] = {&rsm_catalogue_root_pool, &rsm_catalogue_free_pool,
                           &rsm_catalogue_import_pool, &rsm_catalogue_unrecognized_pool};

    for (size_t i = 0; i < sizeof pools / sizeof pools[0]; i++) {
        NTMS_OBJECTINFORMATIONW pool = get(world, pools[i]);

        assert_fails_with(ERROR_ACCESS_DENIED, rename_pool(world, pools[i], u"Mine"));
        assert_fails_with(ERROR_ACCESS_DENIED, set_type(world, pools[i], &world->tapes));
        pool.Info.MediaPool.dwMaxAllocates = 1;
        assert_fails_with(ERROR_ACCESS_DENIED, set(world, &pool));
        pool.Info.MediaPool.dwMaxAllocates = 0;
        pool.Info.MediaPool.AllocationPolicy = NTMS_ALLOCATE_FROMSCRATCH;
        assert_fails_with(ERROR_ACCESS_DENIED, set(world, &pool));
        pool.Info.MediaPool.AllocationPolicy = 0;
        pool.Info.MediaPool.DeallocationPolicy = NTMS_DEALLOCATE_TOSCRATCH;
        assert_fails_with(ERROR_ACCESS_DENIED, set(world, &pool));
        pool.Info.MediaPool.DeallocationPolicy = 0;
        memcpy(pool.szDescription, u"Ours", sizeof u"Ours");
        assert_success(set(world, &pool));
        assert_text(u"Ours", get(world, pools[i]).szDescription);
    }
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(of_every_kind_what_may_be_set_is_written_and_all_else_ignored),
        IN_WORLD(the_right_asked_is_modify_and_control_for_a_library),
        IN_WORLD(a_description_of_126_characters_is_kept_whole),
        IN_WORLD(a_text_without_its_end_mark_is_refused_only_where_it_is_taken_over),
        IN_WORLD(what_stands_behind_an_end_mark_is_not_kept),
        IN_WORLD(unknown_objects_are_not_found_and_other_kinds_refused),
        IN_WORLD(what_is_no_kind_is_refused),
        IN_WORLD(a_change_is_announced_as_an_update),
        IN_WORLD(unknown_bits_of_the_computers_policies_are_refused),
        IN_WORLD(only_inventory_methods_that_can_be_kept_are_taken),
        IN_WORLD(of_a_librarys_flags_two_are_its_users),
        IN_WORLD(that_a_cleaner_is_present_stays_true),
        IN_WORLD(a_cleaner_that_is_not_counted_shows_in_the_flags),
        IN_WORLD(any_truth_of_auto_recovery_is_true),
        IN_WORLD(auto_recovery_is_not_taken_from_a_library_of_cds),
        IN_WORLD(the_offline_library_takes_a_name_and_a_description_only),
        IN_WORLD(unknown_bits_of_a_pools_policies_are_refused),
        IN_WORLD(a_pool_takes_only_names_of_pools),
        IN_WORLD(a_pool_does_not_take_the_name_of_another_beside_it),
        IN_WORLD(the_paths_of_all_pools_below_must_stay_within_511_characters),
        IN_WORLD(an_empty_pool_takes_another_media_type_or_none),
        IN_WORLD(what_is_no_media_type_is_none_for_a_pool),
        IN_WORLD(a_pool_that_holds_media_keeps_its_media_type),
        IN_WORLD(a_pool_that_holds_pools_takes_no_media_type),
        IN_WORLD(of_a_system_pool_only_the_description_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
