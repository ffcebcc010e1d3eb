/*
 * The table of classification for cartridges on record: known by their labels, moved or duplicates,
 * and records that turn out to be another cartridge's.
 */
#include "core/catalogue.h"
#include "support/asserts.h"
#include "support/small_world.h"
#include "support/tapes.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- known by its label ---- */

static void a_known_label_keeps_its_record_where_it_is(void **state)
{
    struct small_world *world = *state;
    GUID known = tape_owned(world, 0, u"A1", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    GUID found;

    sighting.candidate = known;
    found = tape_classify(world, &sighting);

    assert_guid(known, found);
    assert_tape_in_slot(world, &known, 0, u"A1");
    assert_tape_pool_and_state(world, &known, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_ALLOCATED);
}

static void a_known_label_that_was_offline_comes_back(void **state)
{
    struct small_world *world = *state;
    GUID known = tape_owned(world, 1, u"A1", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    GUID found;

    tape_send_offline(world, &known);
    found = tape_classify(world, &sighting);

    assert_guid(known, found);
    assert_tape_in_slot(world, &known, 0, u"A1");
    assert_tape_pool_and_state(world, &known, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_ALLOCATED);
}

static void a_free_medium_stays_free(void **state)
{
    struct small_world *world = *state;
    GUID known = tape_read(world, 1, u"A1", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    GUID pool;
    GUID found;

    world_begin(world);
    assert_success(
        rsm_catalogue_child_pool(&world->rsm, NTMS_POOLTYPE_SCRATCH, &world->tapes, &pool));
    world_end(world);
    world_put(world, &known, &pool, NTMS_PARTSTATE_AVAILABLE);
    found = tape_classify(world, &sighting);

    assert_guid(known, found);
    assert_tape_pool_and_state(world, &known, NTMS_POOLTYPE_SCRATCH, NTMS_PARTSTATE_AVAILABLE);
}

static void a_known_label_with_a_new_bar_code_takes_the_bar_code(void **state)
{
    struct small_world *world = *state;
    GUID known = tape_owned(world, 0, u"OLD", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"NEW  ", RSM_READING_LABEL);

    (void)tape_classify(world, &sighting);

    assert_tape_in_slot(world, &known, 0, u"NEW");
    assert_tape_name(world, &known, u"OLD", u"OLD - 1");
    assert_int_equal(tape_count(world), 1);
}

static void without_a_reader_a_bar_code_on_record_stays(void **state)
{
    struct small_world *world = *state;
    GUID known = tape_owned(world, 0, u"A1", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 1, u"", RSM_READING_LABEL);

    (void)tape_classify(world, &sighting);

    assert_tape_in_slot(world, &known, 1, u"A1");
}

static void the_id_alone_or_the_type_alone_make_no_known_label(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 1, u"", RSM_READING_LABEL);

    (void)tape_owned(world, 0, u"A1", "id 1");
    sighting.label = tape_label(u"LTFS", "id 1", u"");
    (void)tape_classify(world, &sighting);
    assert_int_equal(tape_count(world), 2);
    sighting = tape_sighting(world, 2, u"", RSM_READING_LABEL);
    sighting.label = tape_label(u"MTF", "id 11", u"");
    (void)tape_classify(world, &sighting);
    assert_int_equal(tape_count(world), 3);
}

/* ---- moved, or a duplicate ---- */

struct question {
    bool answer;
    int asked;
    GUID medium;
};

static bool answer(void *context, const struct rsm_record *medium)
{
    struct question *question = context;

    question->asked++;
    question->medium = medium->info.ObjectGuid;
    return question->answer;
}

static void a_cartridge_moved_by_hand_keeps_its_record(void **state)
{
    struct small_world *world = *state;
    struct question question = {.answer = false};
    GUID known = tape_owned(world, 1, u"", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_LABEL);
    GUID found;

    sighting.still_there = answer;
    sighting.context = &question;
    found = tape_classify(world, &sighting);

    assert_int_equal(question.asked, 1);
    assert_guid(known, question.medium);
    assert_guid(known, found);
    assert_tape_in_slot(world, &known, 0, u"");
}

static void without_anybody_to_ask_it_was_moved(void **state)
{
    struct small_world *world = *state;
    GUID known = tape_owned(world, 1, u"", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_LABEL);
    GUID found = tape_classify(world, &sighting);

    assert_guid(known, found);
}

static void a_duplicate_gets_a_record_of_its_own_in_import(void **state)
{
    struct small_world *world = *state;
    struct question question = {.answer = true};
    GUID known = tape_owned(world, 1, u"", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_LABEL);
    GUID found;

    sighting.still_there = answer;
    sighting.context = &question;
    found = tape_classify(world, &sighting);

    assert_memory_not_equal(&known, &found, sizeof known);
    assert_tape_pool_and_state(world, &found, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
    assert_tape_in_slot(world, &found, 0, u"");
    assert_tape_in_slot(world, &known, 1, u"");
    assert_tape_pool_and_state(world, &known, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_ALLOCATED);
}

static void each_duplicate_keeps_its_own_record_when_it_is_read_again(void **state)
{
    struct small_world *world = *state;
    struct question question = {.answer = true};
    GUID ids[3];

    for (int round = 0; round < 2; round++) {
        for (size_t slot = 0; slot < 3; slot++) {
            struct rsm_media_sighting sighting = tape_sighting(world, slot, u"", RSM_READING_LABEL);
            GUID found;

            sighting.still_there = answer;
            sighting.context = &question;
            found = tape_classify(world, &sighting);
            if (round == 0)
                ids[slot] = found;
            else
                assert_guid(ids[slot], found);
        }
    }
    assert_int_equal(tape_count(world), 3);
}

static void the_copy_with_the_recorded_bar_code_keeps_the_record_unasked(void **state)
{
    struct small_world *world = *state;
    struct question question = {.answer = true};
    GUID known = tape_owned(world, 1, u"A1", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    GUID found;

    sighting.still_there = answer;
    sighting.context = &question;
    found = tape_classify(world, &sighting);

    assert_guid(known, found);
    assert_int_equal(question.asked, 0);
    assert_tape_in_slot(world, &known, 0, u"A1");
}

static void trailing_blanks_make_no_other_bar_code(void **state)
{
    struct small_world *world = *state;
    struct question question = {.answer = true};
    GUID known = tape_owned(world, 1, u"A1", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1  ", RSM_READING_LABEL);
    GUID found;

    sighting.still_there = answer;
    sighting.context = &question;
    found = tape_classify(world, &sighting);

    assert_guid(known, found);
    assert_int_equal(question.asked, 0);
}

static void nobody_is_asked_about_more_records_than_needed(void **state)
{
    struct small_world *world = *state;
    struct question question = {.answer = true};
    struct rsm_media_sighting sighting = tape_sighting(world, 2, u"", RSM_READING_LABEL);

    (void)tape_owned(world, 1, u"", "id 1");
    sighting.still_there = answer;
    sighting.context = &question;
    (void)tape_classify(world, &sighting); /* a duplicate */
    question = (struct question){.answer = false};
    sighting.place = world_slot(world, 0);
    (void)tape_classify(world, &sighting);

    assert_int_equal(question.asked, 1);
}

static void the_copy_at_the_recorded_place_keeps_the_record_unasked(void **state)
{
    struct small_world *world = *state;
    struct question question = {.answer = true};
    GUID known = tape_owned(world, 1, u"A1", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 1, u"", RSM_READING_LABEL);
    GUID found;

    sighting.still_there = answer;
    sighting.context = &question;
    found = tape_classify(world, &sighting);

    assert_guid(known, found);
    assert_int_equal(question.asked, 0);
}

static void nobody_is_asked_about_a_library_that_is_not_there(void **state)
{
    struct small_world *world = *state;
    struct question question = {.answer = true};
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_LABEL);
    struct rsm_record library;
    GUID known;
    GUID found;

    sighting.place = world_far_slot(world);
    known = tape_classify(world, &sighting);
    world_load(world, &world->far_library, NTMS_LIBRARY, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    world_save(world, &library);
    sighting = tape_sighting(world, 0, u"", RSM_READING_LABEL);
    sighting.still_there = answer;
    sighting.context = &question;
    found = tape_classify(world, &sighting);

    assert_guid(known, found);
    assert_int_equal(question.asked, 0);
    assert_tape_in_slot(world, &known, 0, u"");
}

static void of_several_records_one_offline_is_taken_before_one_that_moved(void **state)
{
    struct small_world *world = *state;
    struct question question = {.answer = true};
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_LABEL);
    GUID first = tape_owned(world, 1, u"", "id 1");
    GUID second;
    GUID pool = world_application_pool(world, u"Other", &world->tapes);
    GUID found;

    sighting.place = world_slot(world, 2);
    sighting.still_there = answer;
    sighting.context = &question;
    second = tape_classify(world, &sighting); /* a duplicate */
    world_put(world, &second, &pool, NTMS_PARTSTATE_AVAILABLE);
    tape_send_offline(world, &second);
    question.answer = false;
    sighting.place = world_slot(world, 0);
    found = tape_classify(world, &sighting);

    assert_guid(second, found);
    assert_tape_in_slot(world, &first, 1, u"");
}

/* ---- the candidate is another cartridge ---- */

static void a_label_that_is_not_the_candidates_sends_the_candidate_offline(void **state)
{
    struct small_world *world = *state;
    GUID candidate = tape_owned(world, 0, u"A1", "id 2");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    GUID found;

    sighting.candidate = candidate;
    found = tape_classify(world, &sighting);

    assert_tape_pool_and_state(world, &found, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
    assert_tape_in_slot(world, &found, 0, u"A1");
    assert_tape_offline_without_bar_code(world, &candidate);
    assert_tape_pool_and_state(world, &candidate, NTMS_POOLTYPE_APPLICATION,
                               NTMS_PARTSTATE_ALLOCATED);
}

static void a_label_that_vanished_sends_the_candidate_offline(void **state)
{
    struct small_world *world = *state;
    GUID candidate = tape_owned(world, 0, u"A1", "id 2");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_NO_LABEL);
    GUID found;

    sighting.candidate = candidate;
    found = tape_classify(world, &sighting);

    assert_tape_pool_and_state(world, &found, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);
    assert_tape_in_slot(world, &found, 0, u"A1");
    assert_tape_offline_without_bar_code(world, &candidate);
}

static void a_candidate_in_import_is_deleted_by_the_rule_of_leaving(void **state)
{
    struct small_world *world = *state;
    GUID candidate = tape_read(world, 0, u"A1", "id 2");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);

    sighting.candidate = candidate;
    (void)tape_classify(world, &sighting);

    assert_false(world_has(world, &candidate));
    assert_int_equal(tape_count(world), 1);
}

static void a_foreign_tape_that_was_labelled_elsewhere_gets_a_new_record(void **state)
{
    struct small_world *world = *state;
    GUID candidate = tape_read(world, 0, u"A1", NULL);
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    GUID found;

    sighting.candidate = candidate;
    found = tape_classify(world, &sighting);

    assert_false(world_has(world, &candidate));
    assert_tape_pool_and_state(world, &found, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
}

static void two_swapped_cartridges_keep_their_records(void **state)
{
    struct small_world *world = *state;
    GUID one = tape_owned(world, 0, u"", "id 1");
    GUID two = tape_read(world, 1, u"", "id 2"); /* in Import: would be deleted if it left */
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_LABEL);
    struct rsm_record medium;

    sighting.label = tape_label(u"MTF", "id 2", u"");
    sighting.candidate = one;
    sighting.defer_leaving = true;
    (void)tape_classify(world, &sighting);
    world_load(world, &one, NTMS_PHYSICAL_MEDIA, &medium);
    assert_int_equal(medium.own.Fresh, RSM_FRESH_DISPLACED);
    assert_guid(world->slots[0], medium.info.Info.PhysicalMedia.Location);

    sighting = tape_sighting(world, 1, u"", RSM_READING_LABEL);
    sighting.defer_leaving = true;
    (void)tape_classify(world, &sighting);

    assert_tape_in_slot(world, &one, 1, u"");
    assert_tape_pool_and_state(world, &one, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_ALLOCATED);
    assert_tape_in_slot(world, &two, 0, u"");
    assert_tape_pool_and_state(world, &two, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
}

static void a_displaced_record_is_not_asked_about(void **state)
{
    struct small_world *world = *state;
    struct question question = {.answer = true};
    GUID one = tape_owned(world, 0, u"", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"", RSM_READING_NO_LABEL);
    GUID found;

    sighting.candidate = one;
    sighting.defer_leaving = true;
    (void)tape_classify(world, &sighting);
    sighting = tape_sighting(world, 1, u"", RSM_READING_LABEL);
    sighting.still_there = answer;
    sighting.context = &question;
    found = tape_classify(world, &sighting);

    assert_guid(one, found);
    assert_int_equal(question.asked, 0);
    assert_tape_in_slot(world, &one, 1, u"");
}

/* ---- the candidate stays ---- */

static void no_label_keeps_a_candidate_that_never_had_one(void **state)
{
    struct small_world *world = *state;
    GUID candidate = tape_owned(world, 0, u"A1", NULL);
    struct rsm_media_sighting sighting = tape_sighting(world, 2, u"A1", RSM_READING_NO_LABEL);
    GUID found;

    sighting.candidate = candidate;
    found = tape_classify(world, &sighting);

    assert_guid(candidate, found);
    assert_tape_in_slot(world, &candidate, 2, u"A1");
    assert_tape_pool_and_state(world, &candidate, NTMS_POOLTYPE_APPLICATION,
                               NTMS_PARTSTATE_ALLOCATED);
}

static void an_error_keeps_the_candidate_as_it_is(void **state)
{
    struct small_world *world = *state;
    GUID candidate = tape_owned(world, 0, u"A1", "id 2");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_ERROR);
    GUID found;

    sighting.candidate = candidate;
    found = tape_classify(world, &sighting);

    assert_guid(candidate, found);
    assert_tape_pool_and_state(world, &candidate, NTMS_POOLTYPE_APPLICATION,
                               NTMS_PARTSTATE_ALLOCATED);
}

static void a_drive_that_cannot_use_it_keeps_the_candidate_as_it_is(void **state)
{
    struct small_world *world = *state;
    GUID candidate = tape_owned(world, 0, u"A1", "id 2");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_INCOMPATIBLE);
    GUID found;

    sighting.candidate = candidate;
    found = tape_classify(world, &sighting);

    assert_guid(candidate, found);
    assert_tape_pool_and_state(world, &candidate, NTMS_POOLTYPE_APPLICATION,
                               NTMS_PARTSTATE_ALLOCATED);
}

static void a_record_with_another_bar_code_is_not_this_cartridges(void **state)
{
    struct small_world *world = *state;
    GUID candidate = tape_owned(world, 0, u"A1", NULL); /* had this slot */
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"B2", RSM_READING_ERROR);
    struct rsm_record medium;
    GUID found;

    sighting.candidate = candidate;
    found = tape_classify(world, &sighting);

    assert_tape_pool_and_state(world, &found, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);
    assert_tape_in_slot(world, &found, 0, u"B2");
    world_load(world, &candidate, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(rsm_catalogue_offline_library, medium.info.Info.PhysicalMedia.CurrentLibrary);
    assert_text(u"A1", medium.info.Info.PhysicalMedia.szBarCode);
}

static void no_label_and_another_bar_code_make_another_cartridge(void **state)
{
    struct small_world *world = *state;
    GUID candidate = tape_owned(world, 0, u"A1", NULL);
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"B2", RSM_READING_NO_LABEL);
    GUID found;

    sighting.candidate = candidate;
    found = tape_classify(world, &sighting);

    assert_tape_pool_and_state(world, &found, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);
    assert_tape_in_slot(world, &found, 0, u"B2");
}

static void an_import_medium_read_again_keeps_its_record(void **state)
{
    struct small_world *world = *state;
    GUID candidate = tape_read(world, 0, u"A1", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_LABEL);
    GUID found;

    sighting.candidate = candidate;
    found = tape_classify(world, &sighting);

    assert_guid(candidate, found);
    assert_tape_pool_and_state(world, &found, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
}

static void a_new_sticker_on_a_known_label_does_not_displace_it(void **state)
{
    struct small_world *world = *state;
    GUID candidate = tape_owned(world, 0, u"A1", "id 1");
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"B2", RSM_READING_LABEL);
    GUID found;

    sighting.candidate = candidate;
    found = tape_classify(world, &sighting);

    assert_guid(candidate, found);
    assert_tape_in_slot(world, &candidate, 0, u"B2");
    assert_tape_pool_and_state(world, &candidate, NTMS_POOLTYPE_APPLICATION,
                               NTMS_PARTSTATE_ALLOCATED);
}

static void a_candidate_that_is_gone_is_none(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_sighting sighting = tape_sighting(world, 0, u"A1", RSM_READING_NO_LABEL);
    GUID id;

    sighting.candidate = world->drive; /* no medium */
    id = tape_classify(world, &sighting);
    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);
    assert_true(world_has(world, &world->drive));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_known_label_keeps_its_record_where_it_is),
        IN_WORLD(a_known_label_that_was_offline_comes_back),
        IN_WORLD(a_free_medium_stays_free),
        IN_WORLD(a_known_label_with_a_new_bar_code_takes_the_bar_code),
        IN_WORLD(without_a_reader_a_bar_code_on_record_stays),
        IN_WORLD(the_id_alone_or_the_type_alone_make_no_known_label),
        IN_WORLD(a_cartridge_moved_by_hand_keeps_its_record),
        IN_WORLD(without_anybody_to_ask_it_was_moved),
        IN_WORLD(a_duplicate_gets_a_record_of_its_own_in_import),
        IN_WORLD(each_duplicate_keeps_its_own_record_when_it_is_read_again),
        IN_WORLD(the_copy_with_the_recorded_bar_code_keeps_the_record_unasked),
        IN_WORLD(trailing_blanks_make_no_other_bar_code),
        IN_WORLD(nobody_is_asked_about_more_records_than_needed),
        IN_WORLD(the_copy_at_the_recorded_place_keeps_the_record_unasked),
        IN_WORLD(nobody_is_asked_about_a_library_that_is_not_there),
        IN_WORLD(of_several_records_one_offline_is_taken_before_one_that_moved),
        IN_WORLD(a_label_that_is_not_the_candidates_sends_the_candidate_offline),
        IN_WORLD(a_label_that_vanished_sends_the_candidate_offline),
        IN_WORLD(a_candidate_in_import_is_deleted_by_the_rule_of_leaving),
        IN_WORLD(a_foreign_tape_that_was_labelled_elsewhere_gets_a_new_record),
        IN_WORLD(two_swapped_cartridges_keep_their_records),
        IN_WORLD(a_displaced_record_is_not_asked_about),
        IN_WORLD(no_label_keeps_a_candidate_that_never_had_one),
        IN_WORLD(an_error_keeps_the_candidate_as_it_is),
        IN_WORLD(a_drive_that_cannot_use_it_keeps_the_candidate_as_it_is),
        IN_WORLD(a_record_with_another_bar_code_is_not_this_cartridges),
        IN_WORLD(no_label_and_another_bar_code_make_another_cartridge),
        IN_WORLD(an_import_medium_read_again_keeps_its_record),
        IN_WORLD(a_new_sticker_on_a_known_label_does_not_displace_it),
        IN_WORLD(a_candidate_that_is_gone_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
