/*
 * The table of classification for cartridges nobody knew: new records, their names, and records made
 * by a bar code alone.  For those somebody knew see test_media_classify_known.c.
 */
#include "platform/text.h"
#include "support/asserts.h"
#include "support/small_world.h"
#include "support/tapes.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- nobody knew it ---- */

static void a_label_nobody_knows_makes_an_import_medium(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    GUID id = tape_classify(world, &sighting);
    struct rsm_record medium;
    struct rsm_record side;
    const NTMS_PARTITIONINFORMATIONW *info = &side.info.Info.Partition;

    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
    assert_tape_in_slot(world, &id, 0, u"A1");
    world_side(world, &id, 0, &side);
    assert_text(u"MTF", info->szOmidLabelType);
    assert_text(u"Weekly 1", info->szOmidLabelInfo);
    assert_int_equal(info->dwOmidLabelIdLength, 4);
    assert_memory_equal(info->OmidLabelId, "id 1\0\0\0", 7);
    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_int_equal(medium.info.Info.PhysicalMedia.dwMediaTypeCode, 0x58);
    assert_int_equal(medium.info.Info.PhysicalMedia.dwDensityCode, 0x46);
    assert_int_equal(medium.info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
}

static void no_label_makes_a_foreign_medium(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_NO_LABEL);
    GUID id = tape_classify(world, &sighting);
    struct rsm_record side;

    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);
    assert_tape_in_slot(world, &id, 0, u"A1");
    world_side(world, &id, 0, &side);
    assert_int_equal(side.info.Info.Partition.dwOmidLabelIdLength, 0);
}

static void an_unreadable_label_makes_a_foreign_medium(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_ERROR);
    GUID id = tape_classify(world, &sighting);

    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);
}

static void a_cartridge_the_drive_cannot_use_is_incompatible(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_INCOMPATIBLE);
    GUID id = tape_classify(world, &sighting);

    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_INCOMPATIBLE);
}

static void both_sides_of_an_import_medium_are_import(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"D1", RSM_READING_LABEL);
    struct rsm_record side;
    GUID id;

    sighting.media_type = world->disks;
    id = tape_classify(world, &sighting);

    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
    world_side(world, &id, 1, &side);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_IMPORT);
    assert_int_equal(side.info.Info.Partition.dwOmidLabelIdLength, 0);
}

static void a_label_too_long_for_a_record_is_no_label(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    GUID id;

    sighting.label.LabelIDSize = NTMS_OMIDLABELID_LENGTH + 1;
    id = tape_classify(world, &sighting);
    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);

    sighting = tape_sighting(world, 1, u"A2", RSM_READING_LABEL);
    sighting.label.LabelIDSize = 0;
    id = tape_classify(world, &sighting);
    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);

    sighting = tape_sighting(world, 2, u"A3", RSM_READING_LABEL);
    sighting.label.LabelType[0] = 0;
    id = tape_classify(world, &sighting);
    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);
}

static void the_longest_label_is_kept_whole(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    struct rsm_record side;
    GUID id;

    sighting.label.LabelIDSize = NTMS_OMIDLABELID_LENGTH;
    for (size_t i = 0; i < NTMS_OMIDLABELID_LENGTH; i++)
        sighting.label.LabelID[i] = (BYTE)(i + 1);
    id = tape_classify(world, &sighting);

    world_side(world, &id, 0, &side);
    assert_int_equal(side.info.Info.Partition.dwOmidLabelIdLength, NTMS_OMIDLABELID_LENGTH);
    assert_memory_equal(side.info.Info.Partition.OmidLabelId, sighting.label.LabelID,
                        NTMS_OMIDLABELID_LENGTH);
    sighting.place = world_slot(world, 1);
    sighting.bar_code[0] = 0;
    assert_int_equal(tape_count(world), 1);
    (void)tape_classify(world, &sighting);
    assert_int_equal(tape_count(world), 1);
}

/* ---- names ---- */

static void a_new_medium_without_a_bar_code_is_named_by_its_label(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_LABEL);
    GUID id = tape_classify(world, &sighting);

    assert_tape_name(world, &id, u"Weekly 1", u"Weekly 1 - 1");
}

static void a_new_medium_with_a_bar_code_is_named_by_that(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    GUID id = tape_classify(world, &sighting);

    assert_tape_name(world, &id, u"A1", u"A1 - 1");
}

static void a_label_without_a_text_names_nothing(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_LABEL);
    GUID id;

    sighting.label.LabelAppDescr[0] = 0;
    id = tape_classify(world, &sighting);
    assert_tape_name(world, &id, u"1", u"1 - 1");
}

static void a_label_names_no_medium_of_two_sides(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_LABEL);
    GUID id;

    sighting.media_type = world->disks;
    id = tape_classify(world, &sighting);
    assert_tape_name(world, &id, u"1", u"1 - 1");
}

static void a_fresh_medium_without_a_bar_code_is_renamed_by_its_label(void **state)
{
    struct small_world *world = *state;
    GUID id = tape_fresh(world, 0, u"");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_LABEL);

    sighting.candidate = id;
    (void)tape_classify(world, &sighting);
    assert_tape_name(world, &id, u"Weekly 1", u"Weekly 1 - 1");
}

static void a_fresh_medium_that_a_person_renamed_keeps_its_name(void **state)
{
    struct small_world *world = *state;
    GUID id = tape_fresh(world, 0, u"");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_LABEL);
    struct rsm_record medium;

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    (void)rsm_text_copy(medium.info.szName, NTMS_OBJECTNAME_LENGTH, u"Mine");
    world_save(world, &medium);
    sighting.candidate = id;
    (void)tape_classify(world, &sighting);
    assert_tape_name(world, &id, u"Mine", u"1 - 1");
}

/* ---- a record made by the bar code alone ---- */

/* The fresh record of a cartridge becomes what was read. */
static void assert_fresh_becomes(struct small_world *world, enum rsm_media_reading reading,
                                 DWORD pool_type, DWORD side_state)
{
    GUID id = tape_fresh(world, 0, u"A1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", reading);
    GUID found;

    sighting.candidate = id;
    found = tape_classify(world, &sighting);

    assert_guid(id, found);
    assert_tape_pool_and_state(world, &id, pool_type, side_state);
    assert_tape_in_slot(world, &id, 0, u"A1");
    assert_int_equal(tape_count(world), 1);
}

static void a_fresh_record_becomes_import(void **state)
{
    assert_fresh_becomes(*state, RSM_READING_LABEL, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
}

static void a_fresh_record_becomes_foreign(void **state)
{
    assert_fresh_becomes(*state, RSM_READING_NO_LABEL, NTMS_POOLTYPE_FOREIGN,
                         NTMS_PARTSTATE_FOREIGN);
}

static void a_fresh_record_becomes_incompatible(void **state)
{
    assert_fresh_becomes(*state, RSM_READING_INCOMPATIBLE, NTMS_POOLTYPE_FOREIGN,
                         NTMS_PARTSTATE_INCOMPATIBLE);
}

static void a_fresh_record_that_cannot_be_read_is_foreign(void **state)
{
    assert_fresh_becomes(*state, RSM_READING_ERROR, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);
}

static void a_fresh_record_gets_the_type_of_the_drive_that_read_it(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    struct rsm_record medium;

    world_begin(world); /* taken for a disk, which has two sides */
    assert_success(rsm_media_create(&world->rsm, &place, &world->disks, u"A1", &medium));
    world_end(world);
    sighting.candidate = medium.info.ObjectGuid;
    (void)tape_classify(world, &sighting);

    world_load(world, &sighting.candidate, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(world->tapes, medium.info.Info.PhysicalMedia.MediaType);
    assert_int_equal(medium.info.Info.PhysicalMedia.dwNumberOfPartitions, 1);
    assert_tape_pool_and_state(world, &sighting.candidate, NTMS_POOLTYPE_IMPORT,
                               NTMS_PARTSTATE_IMPORT);
}

static void a_drive_that_cannot_use_it_says_nothing_about_the_type_of_a_fresh_record(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"D1", RSM_READING_INCOMPATIBLE);
    struct rsm_record medium;

    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &world->disks, u"D1", &medium));
    world_end(world);
    sighting.candidate = medium.info.ObjectGuid;
    (void)tape_classify(world, &sighting);

    world_load(world, &sighting.candidate, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(world->disks, medium.info.Info.PhysicalMedia.MediaType);
}

static void a_fresh_record_goes_when_its_cartridge_is_known_by_its_label(void **state)
{
    struct small_world *world = *state;
    GUID known = tape_owned(world, 1, u"", "id 1");
    GUID fresh = tape_fresh(world, 0, u"A1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    GUID found;

    sighting.candidate = fresh;
    found = tape_classify(world, &sighting);

    assert_guid(known, found);
    assert_false(world_has(world, &fresh));
    assert_tape_in_slot(world, &known, 0, u"A1");
    assert_tape_pool_and_state(world, &known, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_ALLOCATED);
}

static void a_fresh_record_of_another_cartridge_goes_at_once(void **state)
{
    struct small_world *world = *state;
    GUID known = tape_owned(world, 1, u"", "id 1");
    GUID fresh = tape_fresh(world, 0, u"A1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);

    sighting.candidate = fresh;
    sighting.defer_leaving = true; /* there is nothing to keep for later */
    (void)tape_classify(world, &sighting);

    assert_false(world_has(world, &fresh));
    assert_tape_in_slot(world, &known, 0, u"A1");
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_label_nobody_knows_makes_an_import_medium),
        IN_WORLD(no_label_makes_a_foreign_medium),
        IN_WORLD(an_unreadable_label_makes_a_foreign_medium),
        IN_WORLD(a_cartridge_the_drive_cannot_use_is_incompatible),
        IN_WORLD(both_sides_of_an_import_medium_are_import),
        IN_WORLD(a_label_too_long_for_a_record_is_no_label),
        IN_WORLD(the_longest_label_is_kept_whole),
        IN_WORLD(a_new_medium_without_a_bar_code_is_named_by_its_label),
        IN_WORLD(a_new_medium_with_a_bar_code_is_named_by_that),
        IN_WORLD(a_label_without_a_text_names_nothing),
        IN_WORLD(a_label_names_no_medium_of_two_sides),
        IN_WORLD(a_fresh_medium_without_a_bar_code_is_renamed_by_its_label),
        IN_WORLD(a_fresh_medium_that_a_person_renamed_keeps_its_name),
        IN_WORLD(a_fresh_record_becomes_import),
        IN_WORLD(a_fresh_record_becomes_foreign),
        IN_WORLD(a_fresh_record_becomes_incompatible),
        IN_WORLD(a_fresh_record_that_cannot_be_read_is_foreign),
        IN_WORLD(a_fresh_record_gets_the_type_of_the_drive_that_read_it),
        IN_WORLD(a_drive_that_cannot_use_it_says_nothing_about_the_type_of_a_fresh_record),
        IN_WORLD(a_fresh_record_of_another_cartridge_goes_at_once),
        IN_WORLD(a_fresh_record_goes_when_its_cartridge_is_known_by_its_label),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
