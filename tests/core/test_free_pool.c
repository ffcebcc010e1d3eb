/*
 * The way into the Free pool and out of it, for tapes that get a free label and for what gets none.
 */
#include "core/free_pool.h"

#include "core/catalogue.h"
#include "core/media.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

/* STORAGE_MEDIA_TYPE codes */
enum { WRITE_ONCE_CODE = 0x34, READ_ONLY_CODE = 0x33 };

static GUID media_type(struct small_world *world, DWORD code)
{
    GUID type;

    world_begin(world);
    assert_success(rsm_catalogue_media_type(&world->rsm, code, &type));
    assert_success(rsm_catalogue_use_media_type(&world->rsm, &world->library, &type));
    world_end(world);
    return type;
}

/* Whether a free label is wanted. */
static bool enter(struct small_world *world, const GUID *id)
{
    struct rsm_record medium;
    bool wanted = false;

    world_begin(world);
    assert_success(rsm_records_load(world->rsm.store, id, NTMS_PHYSICAL_MEDIA, &medium));
    assert_success(rsm_free_pool_enter(&world->rsm, &medium, &wanted));
    world_end(world);
    return wanted;
}

static void finish(struct small_world *world, const GUID *id, const MediaLabelInfo *label)
{
    struct rsm_record medium;

    world_begin(world);
    assert_success(rsm_records_load(world->rsm.store, id, NTMS_PHYSICAL_MEDIA, &medium));
    if (label != NULL)
        assert_success(rsm_free_pool_ready(&world->rsm, &medium, label));
    else
        assert_success(rsm_free_pool_return(&world->rsm, &medium));
    world_end(world);
}

static void delete_pool(struct small_world *world, const GUID *pool)
{
    world_begin(world);
    assert_success(rsm_records_delete(world->rsm.store, pool));
    world_end(world);
}

static void assert_in_pool(struct small_world *world, const GUID *medium, const GUID *pool)
{
    struct rsm_record record;

    world_load(world, medium, NTMS_PHYSICAL_MEDIA, &record);
    assert_guid(*pool, record.info.Info.PhysicalMedia.MediaPool);
}

static void assert_side_state(struct small_world *world, const GUID *medium, DWORD number,
                              DWORD expected)
{
    struct rsm_record side;

    world_side(world, medium, number, &side);
    assert_int_equal(side.info.Info.Partition.State, expected);
}

static MediaLabelInfo free_label(void)
{
    MediaLabelInfo label;

    memset(&label, 0, sizeof label);
    memcpy(label.LabelType, u"Free", sizeof u"Free");
    label.LabelIDSize = 4;
    memcpy(label.LabelID, "1234", 4);
    return label;
}

static void put_label_on_record(struct small_world *world, const GUID *medium)
{
    struct rsm_record side;

    world_side(world, medium, 0, &side);
    side.info.Info.Partition.dwOmidLabelIdLength = 2;
    memcpy(side.info.Info.Partition.OmidLabelId, "ID", 2);
    world_save(world, &side);
}

/* ---- enter ---- */

static void a_tape_waits_in_free_for_its_label(void **state)
{
    struct small_world *world = *state;
    GUID free_pool = world_system_pool(world, NTMS_POOLTYPE_SCRATCH, &world->tapes);
    GUID import = world_system_pool(world, NTMS_POOLTYPE_IMPORT, &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &import, NTMS_PARTSTATE_IMPORT);

    assert_true(enter(world, &id));

    assert_in_pool(world, &id, &free_pool);
    assert_side_state(world, &id, 0, NTMS_PARTSTATE_UNPREPARED);
}

static void what_a_waiting_tape_was_before_is_remembered(void **state)
{
    struct small_world *world = *state;
    GUID import = world_system_pool(world, NTMS_POOLTYPE_IMPORT, &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &import, NTMS_PARTSTATE_IMPORT);
    struct rsm_record medium;
    struct rsm_record side;

    (void)enter(world, &id);

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    world_side(world, &id, 0, &side);
    assert_guid(import, medium.own.ReturnPool);
    assert_int_equal(side.own.ReturnState, NTMS_PARTSTATE_IMPORT);
}

static void assert_available_at_once(struct small_world *world, const GUID *type)
{
    GUID free_pool = world_system_pool(world, NTMS_POOLTYPE_SCRATCH, type);
    GUID import = world_system_pool(world, NTMS_POOLTYPE_IMPORT, type);
    GUID id = world_medium(world, 0, type, &import, NTMS_PARTSTATE_IMPORT);
    struct rsm_record medium;

    assert_false(enter(world, &id));

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_in_pool(world, &id, &free_pool);
    assert_true(rsm_guid_is_null(&medium.own.ReturnPool));
    for (DWORD i = 0; i < medium.info.Info.PhysicalMedia.dwNumberOfPartitions; i++)
        assert_side_state(world, &id, i, NTMS_PARTSTATE_AVAILABLE);
}

static void a_disk_is_available_at_once_on_both_sides(void **state)
{
    struct small_world *world = *state;

    assert_available_at_once(world, &world->disks);
}

static void a_write_once_medium_is_available_at_once(void **state)
{
    struct small_world *world = *state;
    GUID write_once = media_type(world, WRITE_ONCE_CODE);

    assert_available_at_once(world, &write_once);
}

static void a_decommissioned_tape_stays_so_and_wants_no_label(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &pool, NTMS_PARTSTATE_DECOMMISSIONED);

    assert_false(enter(world, &id));

    assert_side_state(world, &id, 0, NTMS_PARTSTATE_DECOMMISSIONED);
}

static void a_decommissioned_side_stays_so_beside_an_available_one(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID id = world_medium(world, 0, &world->disks, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_record side;
    world_side(world, &id, 1, &side);
    side.info.Info.Partition.State = NTMS_PARTSTATE_DECOMMISSIONED;
    world_save(world, &side);

    assert_false(enter(world, &id));

    assert_side_state(world, &id, 0, NTMS_PARTSTATE_AVAILABLE);
    assert_side_state(world, &id, 1, NTMS_PARTSTATE_DECOMMISSIONED);
}

static void only_tapes_that_can_be_written_again_take_a_label(void **state)
{
    struct small_world *world = *state;
    GUID write_once = media_type(world, WRITE_ONCE_CODE);
    GUID read_only = media_type(world, READ_ONLY_CODE);
    const struct {
        const GUID *type;
        bool takes;
    } types[] = {
        {&world->tapes, true}, {&world->disks, false}, {&write_once, false}, {&read_only, false}};

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        bool takes = !types[i].takes;

        world_begin(world);
        assert_success(rsm_free_pool_takes_label(&world->rsm, types[i].type, &takes));
        world_end(world);
        assert_int_equal(takes, types[i].takes);
    }
}

static void a_media_type_that_does_not_exist_takes_none(void **state)
{
    struct small_world *world = *state;
    bool takes;

    world_begin(world);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_free_pool_takes_label(&world->rsm, &world->drive, &takes));
    world_end(world);
}

/* ---- ready ---- */

static void a_labelled_tape_is_available_with_that_label(void **state)
{
    struct small_world *world = *state;
    GUID free_pool = world_system_pool(world, NTMS_POOLTYPE_SCRATCH, &world->tapes);
    GUID import = world_system_pool(world, NTMS_POOLTYPE_IMPORT, &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &import, NTMS_PARTSTATE_IMPORT);
    MediaLabelInfo label = free_label();
    struct rsm_record side;
    (void)enter(world, &id);

    finish(world, &id, &label);

    world_side(world, &id, 0, &side);
    assert_in_pool(world, &id, &free_pool);
    assert_side_state(world, &id, 0, NTMS_PARTSTATE_AVAILABLE);
    assert_text(u"Free", side.info.Info.Partition.szOmidLabelType);
    assert_int_equal(side.info.Info.Partition.dwOmidLabelIdLength, 4);
    assert_memory_equal(side.info.Info.Partition.OmidLabelId, "1234", 4);
}

static void a_labelled_tape_forgets_what_it_was_before(void **state)
{
    struct small_world *world = *state;
    GUID import = world_system_pool(world, NTMS_POOLTYPE_IMPORT, &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &import, NTMS_PARTSTATE_IMPORT);
    MediaLabelInfo label = free_label();
    struct rsm_record medium;
    struct rsm_record side;
    (void)enter(world, &id);

    finish(world, &id, &label);

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    world_side(world, &id, 0, &side);
    assert_true(rsm_guid_is_null(&medium.own.ReturnPool));
    assert_int_equal(side.own.ReturnState, 0);
}

/* ---- return ---- */

static void a_tape_that_cannot_be_labelled_goes_back_as_it_was(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_record medium;
    (void)enter(world, &id);

    finish(world, &id, NULL);

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_in_pool(world, &id, &pool);
    assert_side_state(world, &id, 0, NTMS_PARTSTATE_AVAILABLE);
    assert_true(rsm_guid_is_null(&medium.own.ReturnPool));
}

static void without_its_pool_a_tape_with_a_label_goes_to_import(void **state)
{
    struct small_world *world = *state;
    GUID import = world_system_pool(world, NTMS_POOLTYPE_IMPORT, &world->tapes);
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &pool, NTMS_PARTSTATE_AVAILABLE);
    put_label_on_record(world, &id);
    (void)enter(world, &id);
    delete_pool(world, &pool);

    finish(world, &id, NULL);

    assert_in_pool(world, &id, &import);
    assert_side_state(world, &id, 0, NTMS_PARTSTATE_IMPORT);
}

static void without_its_pool_a_tape_without_a_label_is_unrecognized(void **state)
{
    struct small_world *world = *state;
    GUID unrecognized = world_system_pool(world, NTMS_POOLTYPE_FOREIGN, &world->tapes);
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &pool, NTMS_PARTSTATE_AVAILABLE);
    (void)enter(world, &id);
    delete_pool(world, &pool);

    finish(world, &id, NULL);

    assert_in_pool(world, &id, &unrecognized);
    assert_side_state(world, &id, 0, NTMS_PARTSTATE_FOREIGN);
}

static void a_pool_that_is_for_another_type_now_takes_no_tape_back(void **state)
{
    struct small_world *world = *state;
    GUID unrecognized = world_system_pool(world, NTMS_POOLTYPE_FOREIGN, &world->tapes);
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &pool, NTMS_PARTSTATE_AVAILABLE);
    (void)enter(world, &id);
    world_begin(world);
    assert_success(rsm_records_set_guid(world->rsm.store, NTMS_MEDIA_POOL, &pool, "media_type",
                                        &world->disks));
    world_end(world);

    finish(world, &id, NULL);

    assert_in_pool(world, &id, &unrecognized);
}

static void a_medium_that_waits_for_no_label_does_not_go_back(void **state)
{
    struct small_world *world = *state;
    GUID free_pool = world_system_pool(world, NTMS_POOLTYPE_SCRATCH, &world->tapes);
    GUID id = world_medium(world, 0, &world->tapes, &free_pool, NTMS_PARTSTATE_AVAILABLE);

    finish(world, &id, NULL);

    assert_in_pool(world, &id, &free_pool);
    assert_side_state(world, &id, 0, NTMS_PARTSTATE_AVAILABLE);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_tape_waits_in_free_for_its_label),
        IN_WORLD(what_a_waiting_tape_was_before_is_remembered),
        IN_WORLD(a_disk_is_available_at_once_on_both_sides),
        IN_WORLD(a_write_once_medium_is_available_at_once),
        IN_WORLD(a_decommissioned_tape_stays_so_and_wants_no_label),
        IN_WORLD(a_decommissioned_side_stays_so_beside_an_available_one),
        IN_WORLD(only_tapes_that_can_be_written_again_take_a_label),
        IN_WORLD(a_media_type_that_does_not_exist_takes_none),
        IN_WORLD(a_labelled_tape_is_available_with_that_label),
        IN_WORLD(a_labelled_tape_forgets_what_it_was_before),
        IN_WORLD(a_tape_that_cannot_be_labelled_goes_back_as_it_was),
        IN_WORLD(without_its_pool_a_tape_with_a_label_goes_to_import),
        IN_WORLD(without_its_pool_a_tape_without_a_label_is_unrecognized),
        IN_WORLD(a_pool_that_is_for_another_type_now_takes_no_tape_back),
        IN_WORLD(a_medium_that_waits_for_no_label_does_not_go_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
