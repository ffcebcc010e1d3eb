/*
 * Media whose free label was being written when something failed, so that nobody knows which label they
 * have.
 */
#include "core/free_pool.h"

#include "core/cartridge.h"
#include "model/guid.h"
#include "store/journal.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/tapes.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

/* Put a medium into Free.  Whether it wants a label. */
static bool enter(struct small_world *world, const GUID *id)
{
    struct rsm_record medium;
    bool wanted = false;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    world_begin(world);
    assert_success(rsm_free_pool_enter(&world->rsm, &medium, &wanted));
    world_end(world);
    return wanted;
}

static void take_back(struct small_world *world, const GUID *id)
{
    struct rsm_record medium;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    world_begin(world);
    assert_success(rsm_free_pool_return(&world->rsm, &medium));
    world_end(world);
}

static void find(struct small_world *world, const GUID *id, const MediaLabelInfo *label)
{
    struct rsm_record medium;

    world_load(world, id, NTMS_PHYSICAL_MEDIA, &medium);
    world_begin(world);
    assert_success(rsm_free_pool_found(&world->rsm, &medium, label, &rsm_guid_null));
    world_end(world);
}

static void assert_label_on_record(struct small_world *world, const GUID *id, const char *label_id)
{
    struct rsm_record side;

    world_side(world, id, 0, &side);
    assert_int_equal(side.info.Info.Partition.dwOmidLabelIdLength, strlen(label_id));
    assert_memory_equal(side.info.Info.Partition.OmidLabelId, label_id, strlen(label_id));
}

/* ---- in and out ---- */

static void after_a_writing_in_doubt_its_label_is_to_be_read_again(void **state)
{
    struct small_world *world = *state;
    GUID id = tape_read(world, 0, u"A00001L5", "id 1");
    struct rsm_intent intent = {.kind = RSM_INTENT_WRITE, .library = world->library, .medium = id};
    struct rsm_record medium;

    (void)enter(world, &id);
    world_begin(world);
    assert_success(rsm_journal_add(world->rsm.store, &intent));
    world_end(world);
    take_back(world, &id);

    world_load(world, &id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_int_equal(medium.own.Fresh, RSM_FRESH_NEW);
}

/* ---- what a failed writing left ---- */

static void a_label_found_while_it_waits_is_on_record(void **state)
{
    struct small_world *world = *state;
    GUID id = tape_read(world, 0, u"A00001L5", NULL);
    MediaLabelInfo label = tape_label(u"Removable Storage", "new id", u"A00001L5");

    (void)enter(world, &id);
    find(world, &id, &label);
    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_SCRATCH, NTMS_PARTSTATE_UNPREPARED);
    assert_label_on_record(world, &id, "new id");

    take_back(world, &id); /* it was Unrecognized: it has a label now */
    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
}

static void a_label_lost_while_it_waits_is_not_on_record(void **state)
{
    struct small_world *world = *state;
    GUID id = tape_read(world, 0, u"A00001L5", "id 1");

    (void)enter(world, &id);
    find(world, &id, NULL);
    assert_label_on_record(world, &id, "");

    take_back(world, &id);
    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_FOREIGN, NTMS_PARTSTATE_FOREIGN);
}

static void a_label_found_later_takes_it_to_import(void **state)
{
    struct small_world *world = *state;
    GUID id = tape_read(world, 0, u"A00001L5", NULL);
    MediaLabelInfo label = tape_label(u"Removable Storage", "new id", u"A00001L5");

    find(world, &id, &label);

    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_IMPORT, NTMS_PARTSTATE_IMPORT);
}

static void the_pool_of_an_application_is_never_left(void **state)
{
    struct small_world *world = *state;
    GUID id = tape_owned(world, 0, u"A00001L5", "id 1");
    MediaLabelInfo label = tape_label(u"Removable Storage", "new id", u"A00001L5");

    find(world, &id, &label);
    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_ALLOCATED);
    assert_label_on_record(world, &id, "new id");

    find(world, &id, NULL);
    assert_tape_pool_and_state(world, &id, NTMS_POOLTYPE_APPLICATION, NTMS_PARTSTATE_ALLOCATED);
}

#define in_world(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_world(after_a_writing_in_doubt_its_label_is_to_be_read_again),
        in_world(a_label_found_while_it_waits_is_on_record),
        in_world(a_label_lost_while_it_waits_is_not_on_record),
        in_world(a_label_found_later_takes_it_to_import),
        in_world(the_pool_of_an_application_is_never_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
