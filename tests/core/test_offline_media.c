/*
 * Media that no library holds: whose rights are asked for, the Import pool, and which media count as
 * offline.
 */
#include "core/offline_media.h"

#include "core/catalogue.h"
#include "core/media.h"
#include "model/guid.h"
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

/* What a caller passes. */
struct catalogue_entry {
    NTMS_OBJECTINFORMATIONW medium;
    NTMS_OBJECTINFORMATIONW sides[2];
};

static void draw(struct catalogue_entry *entry, const GUID *pool, DWORD sides, DWORD state)
{
    memset(entry, 0, sizeof *entry);
    entry->medium.dwSize = sizeof entry->medium;
    entry->medium.dwType = NTMS_PHYSICAL_MEDIA;
    entry->medium.Info.PhysicalMedia.MediaPool = *pool;
    entry->medium.Info.PhysicalMedia.dwNumberOfPartitions = sides;
    for (DWORD i = 0; i < sides; i++) {
        NTMS_PARTITIONINFORMATIONW *info = &entry->sides[i].Info.Partition;

        entry->sides[i].dwSize = sizeof entry->sides[i];
        entry->sides[i].dwType = NTMS_PARTITION;
        info->State = state;
        info->dwOmidLabelIdLength = 1;
        info->OmidLabelId[0] = (BYTE)i;
        info->szOmidLabelType[0] = u'T';
    }
}

static rsm_error create(struct small_world *world, struct catalogue_entry *entry)
{
    rsm_error err = rsm_offline_media_create(world->session, &entry->medium, entry->sides, 0);

    world_begin(world); /* the invariants hold in any case */
    world_end(world);
    return err;
}

/* A tape in slot 1 that its library has no more: in the offline library. */
static GUID make_offline(struct small_world *world, const GUID *pool, DWORD state)
{
    GUID id = world_medium(world, 0, &world->tapes, pool, state);

    world_begin(world);
    assert_success(rsm_media_leave(&world->rsm, &id));
    world_end(world);
    return id;
}

/* ---- CreateNtmsMedia ---- */

static void to_create_wants_modify_of_the_pool_and_of_the_computer(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct catalogue_entry entry;
    struct guard guard;
    draw(&entry, &pool, 1, NTMS_PARTSTATE_AVAILABLE);

    set_guard_of(&world->rsm, &guard, NTMS_MODIFY_ACCESS, &pool);
    assert_fails_with(ERROR_ACCESS_DENIED, create(world, &entry));
    set_guard_of(&world->rsm, &guard, NTMS_MODIFY_ACCESS, &rsm_catalogue_computer);
    assert_fails_with(ERROR_ACCESS_DENIED, create(world, &entry));
    set_guard(&world->rsm, &guard, NTMS_CONTROL_ACCESS);
    assert_success(create(world, &entry));
    remove_guard(&world->rsm);
}

static void in_import_every_side_is_to_be_imported(void **state)
{
    static const DWORD states[] = {NTMS_PARTSTATE_UNKNOWN,      NTMS_PARTSTATE_UNPREPARED,
                                   NTMS_PARTSTATE_INCOMPATIBLE, NTMS_PARTSTATE_DECOMMISSIONED,
                                   NTMS_PARTSTATE_AVAILABLE,    NTMS_PARTSTATE_FOREIGN,
                                   NTMS_PARTSTATE_IMPORT};
    struct small_world *world = *state;
    GUID import = world_system_pool(world, NTMS_POOLTYPE_IMPORT, &world->disks);

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        struct catalogue_entry entry;
        draw(&entry, &import, 2, states[i]);

        assert_success(create(world, &entry));

        assert_int_equal(entry.sides[0].Info.Partition.State, NTMS_PARTSTATE_IMPORT);
        assert_int_equal(entry.sides[1].Info.Partition.State, NTMS_PARTSTATE_IMPORT);
    }
}

static void in_import_no_side_has_an_owner(void **state)
{
    static const DWORD states[] = {NTMS_PARTSTATE_ALLOCATED, NTMS_PARTSTATE_COMPLETE,
                                   NTMS_PARTSTATE_RESERVED, NTMS_PARTSTATE_RESERVED + 1};
    struct small_world *world = *state;
    GUID import = world_system_pool(world, NTMS_POOLTYPE_IMPORT, &world->tapes);
    struct catalogue_entry entry;

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        draw(&entry, &import, 1, states[i]);
        assert_fails_with(ERROR_INVALID_PARAMETER, create(world, &entry));
    }
    draw(&entry, &import, 1, NTMS_PARTSTATE_IMPORT);
    entry.sides[0].Info.Partition.LogicalMedia = world->library;
    assert_fails_with(ERROR_INVALID_PARAMETER, create(world, &entry));
}

static void free_and_unrecognized_take_no_offline_medium(void **state)
{
    struct small_world *world = *state;
    const GUID pools[] = {world_system_pool(world, NTMS_POOLTYPE_SCRATCH, &world->tapes),
                          world_system_pool(world, NTMS_POOLTYPE_FOREIGN, &world->tapes)};

    for (size_t i = 0; i < 2; i++) {
        struct catalogue_entry entry;

        draw(&entry, &pools[i], 1, NTMS_PARTSTATE_AVAILABLE);
        assert_fails_with(ERROR_INVALID_MEDIA_POOL, create(world, &entry));
    }
}

static void a_disk_with_sides_in_different_states_is_recorded(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    struct catalogue_entry entry;
    draw(&entry, &pool, 2, NTMS_PARTSTATE_ALLOCATED);
    entry.sides[1].Info.Partition.State = NTMS_PARTSTATE_RESERVED;

    assert_success(create(world, &entry));

    assert_false(rsm_guid_is_null(&entry.sides[0].Info.Partition.LogicalMedia));
    assert_true(rsm_guid_is_null(&entry.sides[1].Info.Partition.LogicalMedia));
}

static void a_side_is_reserved_for_the_owner_of_another_alone(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    struct catalogue_entry entry;

    draw(&entry, &pool, 2, NTMS_PARTSTATE_AVAILABLE);
    entry.sides[1].Info.Partition.State = NTMS_PARTSTATE_RESERVED;
    assert_fails_with(ERROR_INVALID_PARAMETER, create(world, &entry));
    draw(&entry, &pool, 2, NTMS_PARTSTATE_RESERVED);
    assert_fails_with(ERROR_INVALID_PARAMETER, create(world, &entry));
    draw(&entry, &pool, 2, NTMS_PARTSTATE_RESERVED);
    entry.sides[1].Info.Partition.State = NTMS_PARTSTATE_COMPLETE;
    assert_success(create(world, &entry));
}

static void sequence_numbers_go_on_from_those_of_libraries(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct catalogue_entry entry;
    (void)world_medium(world, 0, &world->tapes, &pool, NTMS_PARTSTATE_AVAILABLE);
    draw(&entry, &pool, 1, NTMS_PARTSTATE_AVAILABLE);

    assert_success(create(world, &entry));

    assert_text(u"2", entry.medium.Info.PhysicalMedia.szSequenceNumber);
}

static void bytes_behind_a_label_are_not_kept(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct catalogue_entry entry;
    draw(&entry, &pool, 1, NTMS_PARTSTATE_AVAILABLE);
    memset(entry.sides[0].Info.Partition.OmidLabelId, 0x77, NTMS_OMIDLABELID_LENGTH);

    assert_success(create(world, &entry));

    assert_int_equal(entry.sides[0].Info.Partition.OmidLabelId[0], 0x77);
    assert_int_equal(entry.sides[0].Info.Partition.OmidLabelId[1], 0);
}

static void the_pool_is_looked_at_before_rights_are_and_states_after(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct catalogue_entry entry;
    struct guard guard;
    draw(&entry, &pool, 1, NTMS_PARTSTATE_FOREIGN);

    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, create(world, &entry));
    entry.medium.Info.PhysicalMedia.MediaPool = world->library;
    assert_fails_with(ERROR_INVALID_MEDIA_POOL, create(world, &entry));
    remove_guard(&world->rsm);
}

/* ---- DeleteNtmsMedia ---- */

static void to_delete_wants_modify_of_the_pool_and_of_the_computer(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = make_offline(world, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct guard guard;

    set_guard_of(&world->rsm, &guard, NTMS_MODIFY_ACCESS, &pool);
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_offline_media_delete(world->session, &id));
    set_guard_of(&world->rsm, &guard, NTMS_MODIFY_ACCESS, &rsm_catalogue_computer);
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_offline_media_delete(world->session, &id));
    set_guard(&world->rsm, &guard, NTMS_CONTROL_ACCESS);
    assert_success(rsm_offline_media_delete(world->session, &id));
    remove_guard(&world->rsm);
}

static void a_medium_in_its_library_is_not_deleted(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &pool, NTMS_PARTSTATE_AVAILABLE);

    assert_fails_with(ERROR_INVALID_STATE, rsm_offline_media_delete(world->session, &id));
    assert_true(world_has(world, &id));
}

static void a_medium_of_a_library_that_is_not_there_is_deleted(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &pool, NTMS_PARTSTATE_AVAILABLE);
    world_begin(world);
    assert_success(rsm_records_set_number(world->rsm.store, NTMS_LIBRARY, &world->library,
                                          "operational_state", NTMS_NOT_PRESENT));
    world_end(world);

    assert_success(rsm_offline_media_delete(world->session, &id));

    assert_false(world_has(world, &id));
}

static void an_offline_medium_of_any_pool_is_deleted(void **state)
{
    struct small_world *world = *state;
    GUID free_pool = world_system_pool(world, NTMS_POOLTYPE_SCRATCH, &world->tapes);
    GUID id = make_offline(world, &free_pool, NTMS_PARTSTATE_AVAILABLE);

    assert_success(rsm_offline_media_delete(world->session, &id));

    world_begin(world);
    world_end(world);
    assert_false(world_has(world, &id));
}

static void a_medium_whose_pool_is_gone_is_not_deleted(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = make_offline(world, &pool, NTMS_PARTSTATE_AVAILABLE);
    world_begin(world);
    assert_success(rsm_store_end(world->rsm.store, rsm_records_delete(world->rsm.store, &pool)));

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, rsm_offline_media_delete(world->session, &id));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(to_create_wants_modify_of_the_pool_and_of_the_computer),
        IN_WORLD(in_import_every_side_is_to_be_imported),
        IN_WORLD(in_import_no_side_has_an_owner),
        IN_WORLD(free_and_unrecognized_take_no_offline_medium),
        IN_WORLD(a_disk_with_sides_in_different_states_is_recorded),
        IN_WORLD(a_side_is_reserved_for_the_owner_of_another_alone),
        IN_WORLD(sequence_numbers_go_on_from_those_of_libraries),
        IN_WORLD(bytes_behind_a_label_are_not_kept),
        IN_WORLD(the_pool_is_looked_at_before_rights_are_and_states_after),
        IN_WORLD(to_delete_wants_modify_of_the_pool_and_of_the_computer),
        IN_WORLD(a_medium_in_its_library_is_not_deleted),
        IN_WORLD(a_medium_of_a_library_that_is_not_there_is_deleted),
        IN_WORLD(an_offline_medium_of_any_pool_is_deleted),
        IN_WORLD(a_medium_whose_pool_is_gone_is_not_deleted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
