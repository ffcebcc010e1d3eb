/*
 * New media and their names, bar codes, and what becomes of the record of a cartridge that left.
 */
#include "core/media.h"

#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "store/journal.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static GUID create(struct small_world *world, const struct rsm_media_place *place,
                   const GUID *media_type, const WCHAR *bar_code)
{
    struct rsm_record medium;

    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, place, media_type, bar_code, &medium));
    world_end(world);
    return medium.info.ObjectGuid;
}

static GUID create_tape(struct small_world *world, size_t slot, const WCHAR *bar_code)
{
    struct rsm_media_place place = world_slot(world, slot);

    return create(world, &place, &world->tapes, bar_code);
}

static GUID child_pool(struct small_world *world, DWORD pool_type)
{
    GUID pool;

    world_begin(world);
    assert_success(rsm_catalogue_child_pool(&world->rsm, pool_type, &world->tapes, &pool));
    world_end(world);
    return pool;
}

static rsm_error leave(struct small_world *world, const GUID *medium)
{
    rsm_error err;

    world_begin(world);
    err = rsm_media_leave(&world->rsm, medium);
    world_end(world);
    return err;
}

/* ---- new media ---- */

static void a_new_medium_is_unrecognized_idle_and_not_identified(void **state)
{
    struct small_world *world = *state;
    GUID id = create_tape(world, 1, u"A00001L5");
    GUID unrecognized = child_pool(world, NTMS_POOLTYPE_FOREIGN);
    struct rsm_record medium;
    struct rsm_record side;
    const NTMS_PMIDINFORMATIONW *info = &medium.info.Info.PhysicalMedia;

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    world_side(world, &id, 0, &side);
    assert_guid(unrecognized, info->MediaPool);
    assert_guid(world->tapes, info->MediaType);
    assert_guid(world->library, info->CurrentLibrary);
    assert_guid(world->slots[1], info->Location);
    assert_guid(world->slots[1], info->HomeSlot);
    assert_int_equal(info->LocationType, NTMS_STORAGESLOT);
    assert_int_equal(info->MediaState, NTMS_MEDIASTATE_IDLE);
    assert_int_equal(info->dwNumberOfPartitions, 1);
    assert_int_equal(medium.own.Fresh, RSM_FRESH_NEW);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_UNKNOWN);
    assert_int_equal(side.info.Info.Partition.dwOmidLabelIdLength, 0);
}

static void sequence_numbers_count_up_from_1(void **state)
{
    struct small_world *world = *state;
    static const WCHAR *const expected[] = {u"1", u"2", u"3"};

    for (size_t i = 0; i < 3; i++) {
        GUID id = create_tape(world, i, u"");
        struct rsm_record medium;

        world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
        assert_text(expected[i], medium.info.Info.PhysicalMedia.szSequenceNumber);
    }
}

static void a_medium_with_a_bar_code_is_named_by_it(void **state)
{
    struct small_world *world = *state;
    GUID id = create_tape(world, 0, u"A00001L5  ");
    struct rsm_record medium;
    struct rsm_record side;

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    world_side(world, &id, 0, &side);
    assert_text(u"A00001L5", medium.info.szName);
    assert_text(u"A00001L5", medium.info.Info.PhysicalMedia.szBarCode);
    assert_int_equal(medium.info.Info.PhysicalMedia.BarCodeState, NTMS_BARCODESTATE_OK);
    assert_text(u"A00001L5 - 1", side.info.szName);
}

static void a_medium_without_a_bar_code_is_named_by_its_number(void **state)
{
    struct small_world *world = *state;
    GUID id = create_tape(world, 0, u"   ");
    struct rsm_record medium;

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_text(u"1", medium.info.szName);
    assert_text(u"", medium.info.Info.PhysicalMedia.szBarCode);
    assert_int_equal(medium.info.Info.PhysicalMedia.BarCodeState, NTMS_BARCODESTATE_UNREADABLE);
}

static void each_side_is_named_and_numbered(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    GUID id = create(world, &place, &world->disks, u"D7");
    struct rsm_record side;

    world_side(world, &id, 0, &side);
    assert_text(u"D7 - 1", side.info.szName);
    world_side(world, &id, 1, &side);
    assert_text(u"D7 - 2", side.info.szName);
}

static void the_name_of_a_side_is_cut_before_its_number(void **state)
{
    struct small_world *world = *state;
    GUID id =
        create_tape(world, 0, u"123456789 123456789 123456789 123456789 123456789 123456789 123");
    struct rsm_record side;

    world_side(world, &id, 0, &side);
    assert_text(u"123456789 123456789 123456789 123456789 123456789 123456789 - 1",
                side.info.szName);
}

static void a_medium_of_an_unknown_type_is_not_made(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    struct rsm_record medium;

    world_begin(world);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_media_create(&world->rsm, &place, &world->library, u"", &medium));
    world_end(world);
}

/* ---- places ---- */

static void a_medium_is_placed_and_its_state_left_alone(void **state)
{
    struct small_world *world = *state;
    GUID id = create_tape(world, 0, u"A1");
    struct rsm_media_place in_drive = {.library = world->library,
                                       .location = world->drive,
                                       .location_type = NTMS_DRIVE,
                                       .home = world->slots[0]};
    struct rsm_record medium;
    const NTMS_PMIDINFORMATIONW *info = &medium.info.Info.PhysicalMedia;

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    medium.info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_LOADED;
    world_save(world, &medium);
    world_begin(world);
    assert_success(rsm_media_place_at(&world->rsm, &id, &in_drive));
    world_end(world);

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(world->drive, info->Location);
    assert_int_equal(info->LocationType, NTMS_DRIVE);
    assert_guid(world->slots[0], info->HomeSlot);
    assert_int_equal(info->MediaState, NTMS_MEDIASTATE_LOADED);
    assert_int_equal(medium.own.Fresh, RSM_FRESH_NEW);
}

static void the_sides_of_a_medium_follow_it_into_another_library(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Disks", &world->disks);
    GUID id = world_medium(world, 0, &world->disks, &pool, NTMS_PARTSTATE_AVAILABLE);
    struct rsm_media_place elsewhere = world_far_slot(world);
    struct rsm_record side;

    world_begin(world);
    assert_success(rsm_media_place_at(&world->rsm, &id, &elsewhere));
    world_end(world);

    for (DWORD i = 0; i < 2; i++) {
        world_side(world, &id, i, &side);
        assert_guid(world->far_library, side.own.Library);
    }
}

static void assert_mark_after_placing(struct small_world *world, const GUID *id, DWORD fresh)
{
    struct rsm_media_place place = world_slot(world, 1);
    struct rsm_record medium;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    medium.own.Fresh = RSM_FRESH_DISPLACED;
    world_save(world, &medium);
    world_begin(world);
    assert_success(rsm_media_place_at(&world->rsm, id, &place));
    world_end(world);
    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_int_equal(medium.own.Fresh, fresh);
}

static void being_placed_takes_the_mark_of_the_displaced_away(void **state)
{
    struct small_world *world = *state;
    GUID pool = child_pool(world, NTMS_POOLTYPE_IMPORT);
    GUID id = create_tape(world, 0, u"A1");

    world_put(world, &id, &pool, NTMS_PARTSTATE_IMPORT);
    assert_mark_after_placing(world, &id, RSM_FRESH_NO);
}

static void one_of_which_nothing_was_read_is_new_again_when_it_is_placed(void **state)
{
    struct small_world *world = *state;
    GUID id = create_tape(world, 0, u"A1");

    assert_mark_after_placing(world, &id, RSM_FRESH_NEW);
}

static void an_unknown_medium_cannot_be_placed(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 1);

    world_begin(world);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_media_place_at(&world->rsm, &world->drive, &place));
    world_end(world);
}

/* ---- bar codes ---- */

static rsm_error find(struct small_world *world, const WCHAR *bar_code, GUID *id_out)
{
    struct rsm_record medium;
    rsm_error err;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    err = rsm_media_find_bar_code(&world->rsm, &world->library, bar_code, &medium);
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));
    if (err == ERROR_SUCCESS)
        *id_out = medium.info.ObjectGuid;
    return err;
}

/* An application's medium in the offline library. */
static GUID create_offline(struct small_world *world, const WCHAR *bar_code)
{
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = create_tape(world, 3, bar_code);

    world_put(world, &id, &pool, NTMS_PARTSTATE_AVAILABLE);
    assert_success(leave(world, &id));
    return id;
}

static void trailing_blanks_of_a_bar_code_do_not_count(void **state)
{
    struct small_world *world = *state;
    GUID id = create_tape(world, 0, u"A1");
    GUID found;

    assert_success(find(world, u"A1   ", &found));
    assert_guid(id, found);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find(world, u" A1", &found));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find(world, u"a1", &found));
}

static void no_bar_code_finds_nothing(void **state)
{
    struct small_world *world = *state;
    GUID found;

    (void)create_tape(world, 0, u"");
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find(world, u"", &found));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find(world, u"  ", &found));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, find(world, u"A1", &found));
}

static void of_several_the_one_in_this_library_is_found(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place far_place = world_far_slot(world);
    GUID here = create_tape(world, 0, u"A1");
    GUID found;

    (void)create(world, &far_place, &world->tapes, u"A1");
    (void)create_offline(world, u"A1");
    assert_success(find(world, u"A1", &found));
    assert_guid(here, found);
}

static void of_several_one_in_another_library_comes_before_one_offline(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place far_place = world_far_slot(world);
    GUID elsewhere = create(world, &far_place, &world->tapes, u"A1");
    GUID found;

    (void)create_offline(world, u"A1");
    assert_success(find(world, u"A1", &found));
    assert_guid(elsewhere, found);
}

/* Touched until its time of change is later: the clock may be coarse. */
static void touch_later_than(struct small_world *world, const GUID *id, const GUID *other)
{
    struct rsm_record medium;
    struct rsm_record before;
    WCHAR letter = u'a';

    world_load(world, other, NTMS_PHYSICAL_MEDIA, &before);
    do {
        world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
        medium.info.szDescription[0] = letter;
        letter = letter == u'a' ? u'b' : u'a';
        world_save(world, &medium);
        world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    } while (rsm_clock_to_ms(&medium.info.Modified) <= rsm_clock_to_ms(&before.info.Modified));
}

static void of_several_offline_the_one_modified_last_is_found(void **state)
{
    struct small_world *world = *state;
    GUID first = create_offline(world, u"A1");
    GUID second = create_offline(world, u"A1");
    GUID found;

    touch_later_than(world, &first, &second);
    assert_success(find(world, u"A1", &found));
    assert_guid(first, found);
    touch_later_than(world, &second, &first);
    assert_success(find(world, u"A1", &found));
    assert_guid(second, found);
}

/* ---- leaving ---- */

static void assert_is_offline(struct small_world *world, const GUID *id)
{
    struct rsm_record medium;
    const NTMS_PMIDINFORMATIONW *info = &medium.info.Info.PhysicalMedia;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(rsm_catalogue_offline_library, info->CurrentLibrary);
    assert_guid(rsm_guid_null, info->Location);
    assert_guid(rsm_guid_null, info->HomeSlot);
    assert_guid(rsm_guid_null, info->MountedPartition);
    assert_int_equal(info->LocationType, NTMS_STORAGESLOT);
    assert_int_equal(info->MediaState, NTMS_MEDIASTATE_IDLE);
}

static void set_policy(struct small_world *world, DWORD policy)
{
    struct rsm_record computer;

    world_load(world, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    computer.info.Info.Computer.dwMediaPoolPolicy = policy;
    world_save(world, &computer);
}

/* What is left of a medium of that pool in that state when it leaves under that policy. */
static void assert_leaving(struct small_world *world, DWORD pool_type, DWORD side_state,
                           DWORD policy, bool kept)
{
    GUID id = create_tape(world, 0, u"A1");
    GUID pool = child_pool(world, pool_type);
    struct rsm_record side;

    world_put(world, &id, &pool, side_state);
    world_side(world, &id, 0, &side);
    set_policy(world, policy);

    assert_success(leave(world, &id));

    assert_int_equal(world_has(world, &id), kept);
    assert_int_equal(world_has(world, &side.info.ObjectGuid), kept);
    if (kept)
        assert_is_offline(world, &id);
}

static void unrecognized_media_are_deleted(void **state)
{
    assert_leaving(*state, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN, 0, false);
    assert_leaving(*state, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_INCOMPATIBLE, 0, false);
    assert_leaving(*state, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_UNKNOWN, 0, false);
    assert_leaving(*state, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN,
                   NTMS_POOLPOLICY_KEEPOFFLINEIMPORT, false);
}

static void import_media_are_deleted_unless_the_policy_keeps_them(void **state)
{
    assert_leaving(*state, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT, 0, false);
    assert_leaving(*state, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT,
                   NTMS_POOLPOLICY_PURGEOFFLINESCRATCH, false);
    assert_leaving(*state, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT,
                   NTMS_POOLPOLICY_KEEPOFFLINEIMPORT, true);
}

static void free_media_go_offline_unless_the_policy_deletes_them(void **state)
{
    assert_leaving(*state, NTMS_POOLTYPE_SCRATCH, NTMS_PARTSTATE_AVAILABLE, 0, true);
    assert_leaving(*state, NTMS_POOLTYPE_SCRATCH, NTMS_PARTSTATE_UNPREPARED, 0, true);
    assert_leaving(*state, NTMS_POOLTYPE_SCRATCH, NTMS_PARTSTATE_AVAILABLE,
                   NTMS_POOLPOLICY_KEEPOFFLINEIMPORT, true);
    assert_leaving(*state, NTMS_POOLTYPE_SCRATCH, NTMS_PARTSTATE_AVAILABLE,
                   NTMS_POOLPOLICY_PURGEOFFLINESCRATCH, false);
}

static void media_of_applications_go_offline_whatever_the_policy(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = create_tape(world, 0, u"A1");
    GUID owner;

    world_put(world, &id, &pool, NTMS_PARTSTATE_AVAILABLE);
    owner = world_allocate(world, &id);
    set_policy(world, NTMS_POOLPOLICY_PURGEOFFLINESCRATCH);

    assert_success(leave(world, &id));

    assert_is_offline(world, &id);
    assert_true(world_has(world, &owner));
}

static void the_pool_decides_and_not_the_state_of_a_flip_side(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID id = create(world, &place, &world->disks, u"D1");

    world_put(world, &id, &pool, NTMS_PARTSTATE_IMPORT);
    assert_success(leave(world, &id));

    assert_is_offline(world, &id);
}

/* A medium of an application with that mark, offline. */
static DWORD mark_after_leaving(struct small_world *world, const GUID *id, DWORD fresh)
{
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct rsm_record medium;

    world_put(world, id, &pool, NTMS_PARTSTATE_AVAILABLE);
    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    medium.own.Fresh = fresh;
    world_save(world, &medium);
    assert_success(leave(world, id));
    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    return medium.own.Fresh;
}

static void that_a_label_is_to_be_read_stays_true_when_the_medium_leaves(void **state)
{
    struct small_world *world = *state;
    GUID id = create_tape(world, 0, u"A1");

    assert_int_equal(mark_after_leaving(world, &id, RSM_FRESH_NEW), RSM_FRESH_NEW);
}

static void a_displaced_medium_that_leaves_is_displaced_no_more(void **state)
{
    struct small_world *world = *state;
    GUID id = create_tape(world, 0, u"A1");

    assert_int_equal(mark_after_leaving(world, &id, RSM_FRESH_DISPLACED), RSM_FRESH_NO);
}

static void a_displaced_medium_with_a_writing_in_doubt_is_to_be_read(void **state)
{
    struct small_world *world = *state;
    GUID id = create_tape(world, 0, u"A1");
    struct rsm_intent intent = {.kind = RSM_INTENT_WRITE, .library = world->library, .medium = id};

    world_begin(world);
    assert_success(rsm_journal_add(world->rsm.store, &intent));
    world_end(world);

    assert_int_equal(mark_after_leaving(world, &id, RSM_FRESH_DISPLACED), RSM_FRESH_NEW);
}

static void a_medium_that_is_offline_stays_as_it_is(void **state)
{
    struct small_world *world = *state;
    GUID pool = child_pool(world, NTMS_POOLTYPE_IMPORT);
    GUID id = create_tape(world, 0, u"A1");

    world_put(world, &id, &pool, NTMS_PARTSTATE_IMPORT);
    set_policy(world, NTMS_POOLPOLICY_KEEPOFFLINEIMPORT);
    assert_success(leave(world, &id));
    set_policy(world, 0);
    assert_success(leave(world, &id));

    assert_is_offline(world, &id);
}

static void no_drive_holds_a_medium_that_left(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    GUID id = create_tape(world, 0, u"A1");
    struct rsm_record side;
    struct rsm_record drive;

    world_put(world, &id, &pool, NTMS_PARTSTATE_AVAILABLE);
    world_side(world, &id, 0, &side);
    world_load(world, &world->drive, NTMS_DRIVE, &drive);
    drive.info.Info.Drive.SavedPartitionId = side.info.ObjectGuid;
    world_save(world, &drive);

    assert_success(leave(world, &id));

    world_load(world, &world->drive, NTMS_DRIVE, &drive);
    assert_guid(rsm_guid_null, drive.info.Info.Drive.SavedPartitionId);
}

/* ---- deleting ---- */

static void a_deleted_medium_takes_its_sides_and_their_owners_with_it(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    GUID pool = world_application_pool(world, u"Backup", &world->disks);
    GUID id = create(world, &place, &world->disks, u"D1");
    struct rsm_record sides[2];
    GUID owner;

    world_put(world, &id, &pool, NTMS_PARTSTATE_AVAILABLE);
    owner = world_allocate(world, &id);
    world_side(world, &id, 0, &sides[0]);
    world_side(world, &id, 1, &sides[1]);

    world_begin(world);
    assert_success(rsm_media_delete(&world->rsm, &id));
    world_end(world);

    assert_false(world_has(world, &id));
    assert_false(world_has(world, &owner));
    assert_false(world_has(world, &sides[0].info.ObjectGuid));
    assert_false(world_has(world, &sides[1].info.ObjectGuid));
}

static void only_media_are_deleted(void **state)
{
    struct small_world *world = *state;

    world_begin(world);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_media_delete(&world->rsm, &world->drive));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_media_delete(&world->rsm, &rsm_guid_null));
    world_end(world);
    assert_true(world_has(world, &world->drive));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_new_medium_is_unrecognized_idle_and_not_identified),
        IN_WORLD(sequence_numbers_count_up_from_1),
        IN_WORLD(a_medium_with_a_bar_code_is_named_by_it),
        IN_WORLD(a_medium_without_a_bar_code_is_named_by_its_number),
        IN_WORLD(each_side_is_named_and_numbered),
        IN_WORLD(the_name_of_a_side_is_cut_before_its_number),
        IN_WORLD(a_medium_of_an_unknown_type_is_not_made),
        IN_WORLD(a_medium_is_placed_and_its_state_left_alone),
        IN_WORLD(the_sides_of_a_medium_follow_it_into_another_library),
        IN_WORLD(being_placed_takes_the_mark_of_the_displaced_away),
        IN_WORLD(one_of_which_nothing_was_read_is_new_again_when_it_is_placed),
        IN_WORLD(an_unknown_medium_cannot_be_placed),
        IN_WORLD(trailing_blanks_of_a_bar_code_do_not_count),
        IN_WORLD(no_bar_code_finds_nothing),
        IN_WORLD(of_several_the_one_in_this_library_is_found),
        IN_WORLD(of_several_one_in_another_library_comes_before_one_offline),
        IN_WORLD(of_several_offline_the_one_modified_last_is_found),
        IN_WORLD(unrecognized_media_are_deleted),
        IN_WORLD(import_media_are_deleted_unless_the_policy_keeps_them),
        IN_WORLD(free_media_go_offline_unless_the_policy_deletes_them),
        IN_WORLD(media_of_applications_go_offline_whatever_the_policy),
        IN_WORLD(the_pool_decides_and_not_the_state_of_a_flip_side),
        IN_WORLD(that_a_label_is_to_be_read_stays_true_when_the_medium_leaves),
        IN_WORLD(a_displaced_medium_that_leaves_is_displaced_no_more),
        IN_WORLD(a_displaced_medium_with_a_writing_in_doubt_is_to_be_read),
        IN_WORLD(a_medium_that_is_offline_stays_as_it_is),
        IN_WORLD(no_drive_holds_a_medium_that_left),
        IN_WORLD(a_deleted_medium_takes_its_sides_and_their_owners_with_it),
        IN_WORLD(only_media_are_deleted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
