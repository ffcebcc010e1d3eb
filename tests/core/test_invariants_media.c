/*
 * Each invariant of media, sides and logical media, broken on purpose and seen reported.  The medium
 * of most tests is a tape in slot 1, in an application's pool, allocated.
 */
#include "core/invariants.h"

#include "core/breaches.h"
#include "core/catalogue.h"
#include "core/hold.h"
#include "model/guid.h"
#include "store/records.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const GUID nowhere = {0x11111111, 0x1111, 0x4111, {0x81, 0x11, 1, 1, 1, 1, 1, 1}};

struct subject {
    GUID ids[NTMS_NUMBER_OF_OBJECT_TYPES];
    const GUID *pool;
    const GUID *medium;
    const GUID *side;
    const GUID *owner;
};

static void make_subject(struct small_world *world, struct subject *subject)
{
    world_one_of_each(world, subject->ids);
    subject->pool = &subject->ids[NTMS_MEDIA_POOL];
    subject->medium = &subject->ids[NTMS_PHYSICAL_MEDIA];
    subject->side = &subject->ids[NTMS_PARTITION];
    subject->owner = &subject->ids[NTMS_LOGICAL_MEDIA];
}

/* ---- nothing to report ---- */

static void a_world_with_one_of_each_is_sound(void **state)
{
    struct subject s;

    make_subject(*state, &s);

    assert_sound(*state);
}

static void one_fault_may_break_several_invariants(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_guid(world, NTMS_PARTITION, s.side, "logical_media", &rsm_guid_null);

    assert_breach_among(world, s.side, "it is allocated or complete, and has no logical medium");
    assert_breach_among(world, s.owner, "it owns no side");
}

/* ---- who holds it ---- */

static void a_dismount_that_nobody_carries_out_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_number(world, NTMS_PHYSICAL_MEDIA, s.medium, "hold", RSM_HOLD_DISMOUNTING);
    assert_breach_among(world, s.medium, "it is being dismounted, and nobody has that to do");

    break_number(world, NTMS_LIBRARY, &world->library, "operational_state", NTMS_NOT_PRESENT);
    assert_false(is_breach(world, s.medium, "it is being dismounted, and nobody has that to do"));
}

/* ---- 1: media types and pools ---- */

static void a_medium_of_another_type_than_its_pool_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_guid(world, NTMS_MEDIA_POOL, s.pool, "media_type", &world->disks);

    assert_breach(world, s.medium, "its media type is not that of its pool");
}

static void a_medium_in_a_pool_for_pools_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_guid(world, NTMS_MEDIA_POOL, s.pool, "media_type", &rsm_guid_null);

    assert_breach_among(world, s.medium,
                        "its pool has no media type, so that it may not hold media");
}

static void a_pool_that_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_by_deleting(world, s.pool);

    assert_breach(world, s.medium, "its pool does not exist");
}

static void a_media_type_that_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_guid(world, NTMS_PHYSICAL_MEDIA, s.medium, "media_type", &nowhere);

    assert_breach_among(world, s.medium, "its media type does not exist");
}

/* ---- 2: sides ---- */

static void a_missing_side_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_by_deleting(world, s.side);

    assert_breach_among(world, s.medium, "it has another number of sides than it says");
}

static void a_number_of_sides_that_is_not_the_types_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_number(world, NTMS_MEDIA_TYPE, &world->tapes, "number_of_sides", 2);

    assert_breach(world, s.medium, "it has another number of sides than its media type");
}

static void sides_that_do_not_count_from_0_are_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_number(world, NTMS_PARTITION, s.side, "side", 1);

    assert_breach(world, s.medium, "its sides are not numbered from 0");
}

static void two_sides_of_one_number_are_reported(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    struct rsm_record medium;
    struct rsm_record side;
    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &world->disks, u"", &medium));
    world_end(world);
    world_side(world, &medium.info.ObjectGuid, 1, &side);

    break_number(world, NTMS_PARTITION, &side.info.ObjectGuid, "side", 0);

    assert_breach_among(world, &side.info.ObjectGuid,
                        "another side of its medium has the same number");
}

static void a_side_in_another_pool_than_its_medium_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    GUID other = world_application_pool(world, u"Other", &world->tapes);
    make_subject(world, &s);

    break_guid(world, NTMS_PARTITION, s.side, "media_pool", &other);

    assert_breach_among(world, s.side, "it is not in the pool of its medium");
}

static void a_side_in_another_library_than_its_medium_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_guid(world, NTMS_PARTITION, s.side, "library", &world->far_library);

    assert_breach(world, s.side, "it is not in the library of its medium");
}

static void a_side_whose_medium_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_by_deleting(world, s.medium);

    assert_breach(world, s.side, "its medium does not exist");
}

/* ---- 3 and 7: logical media ---- */

static void an_owner_of_a_side_that_is_not_allocated_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_number(world, NTMS_PARTITION, s.side, "state", NTMS_PARTSTATE_AVAILABLE);

    assert_breach(world, s.side, "it has a logical medium, and is neither allocated nor complete");
}

static void an_owner_that_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_by_deleting(world, s.owner);

    assert_breach(world, s.side, "its logical medium does not exist");
}

static void an_owner_in_another_pool_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    GUID other = world_application_pool(world, u"Other", &world->tapes);
    make_subject(world, &s);

    break_guid(world, NTMS_LOGICAL_MEDIA, s.owner, "media_pool", &other);

    assert_breach(world, s.owner, "it is not in the pool of its side");
}

/* ---- 4: places ---- */

static void an_offline_medium_with_a_place_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_guid(world, NTMS_PHYSICAL_MEDIA, s.medium, "current_library",
               &rsm_catalogue_offline_library);
    break_guid(world, NTMS_PARTITION, s.side, "library", &rsm_catalogue_offline_library);

    assert_breach(world, s.medium, "it is in the offline library, and has a place or a home slot");
}

static void a_medium_in_a_library_without_a_place_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_guid(world, NTMS_PHYSICAL_MEDIA, s.medium, "location", &rsm_guid_null);

    assert_breach(world, s.medium, "it is in a library, and its place there does not exist");
}

static void a_place_that_is_no_place_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_guid(world, NTMS_PHYSICAL_MEDIA, s.medium, "location", &world->door);
    break_number(world, NTMS_PHYSICAL_MEDIA, s.medium, "location_type", NTMS_IEDOOR);

    assert_breach(world, s.medium, "its place is neither a slot nor a drive nor a port");
}

static void a_library_that_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_guid(world, NTMS_PHYSICAL_MEDIA, s.medium, "current_library", &nowhere);
    break_guid(world, NTMS_PARTITION, s.side, "library", &nowhere);

    assert_breach(world, s.medium, "its library does not exist");
}

static void a_home_that_is_no_slot_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_guid(world, NTMS_PHYSICAL_MEDIA, s.medium, "home_slot", &world->drive);

    assert_breach(world, s.medium, "its home slot does not exist");
}

static void two_media_in_one_place_are_both_reported(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 1);
    struct rsm_record other;
    struct subject s;
    make_subject(world, &s);
    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &world->tapes, u"A2", &other));
    world_end(world);

    break_guid(world, NTMS_PHYSICAL_MEDIA, &other.info.ObjectGuid, "location", &world->slots[0]);

    assert_breach_among(world, s.medium, "another medium is recorded in its place");
    assert_breach_among(world, &other.info.ObjectGuid, "another medium is recorded in its place");
}

static void a_medium_that_another_one_displaced_may_name_the_same_place(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 1);
    struct rsm_record other;
    struct subject s;
    make_subject(world, &s);
    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &world->tapes, u"A2", &other));
    world_end(world);

    break_guid(world, NTMS_PHYSICAL_MEDIA, &other.info.ObjectGuid, "location", &world->slots[0]);
    break_number(world, NTMS_PHYSICAL_MEDIA, s.medium, "fresh", RSM_FRESH_DISPLACED);

    assert_sound(world);
}

static void a_mounted_side_of_another_medium_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_guid(world, NTMS_PHYSICAL_MEDIA, s.medium, "mounted_partition", &nowhere);

    assert_breach(world, s.medium, "its mounted side is none of its own");
}

/* A mount of the medium in that state (NTMS_LM_*). */
static void add_mount(struct small_world *world, const GUID *medium, DWORD state)
{
    struct rsm_record mount;

    rsm_record_begin(&mount, NTMS_LIBREQUEST);
    mount.info.Info.LibRequest.OperationCode = NTMS_LM_MOUNT;
    mount.info.Info.LibRequest.State = state;
    mount.info.Info.LibRequest.PhysMediaId = *medium;
    mount.info.Info.LibRequest.Library = world->library;
    world_insert(world, &mount);
}

static void a_medium_in_use_that_nobody_waits_for_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_number(world, NTMS_PHYSICAL_MEDIA, s.medium, "media_state", NTMS_MEDIASTATE_INUSE);

    assert_breach(world, s.medium, "it is in use, or to be brought, and no mount of it is waiting");
}

static void a_medium_to_be_brought_for_a_mount_that_waits_is_sound(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);
    add_mount(world, s.medium, NTMS_LM_WAITING);

    break_number(world, NTMS_PHYSICAL_MEDIA, s.medium, "media_state", NTMS_MEDIASTATE_OPREQ);

    assert_sound(world);
}

static void a_mounted_medium_that_is_in_no_drive_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_number(world, NTMS_PHYSICAL_MEDIA, s.medium, "hold", RSM_HOLD_MOUNTED);

    assert_breach(world, s.medium,
                  "a program has mounted it, and it is in no drive that is loaded with it");
}

static void a_medium_without_a_sequence_number_is_reported(void **state)
{
    struct small_world *world = *state;
    struct rsm_record medium;
    struct subject s;
    make_subject(world, &s);
    world_load(world, s.medium, NTMS_PHYSICAL_MEDIA, &medium);

    medium.info.Info.PhysicalMedia.szSequenceNumber[0] = 0;
    world_save(world, &medium);

    assert_breach(world, s.medium, "it has no sequence number");
}

/* ---- 5: states and pools ---- */

/* Whether a side in that state is told of as one that does not occur in a pool of that type. */
static bool is_told_of(struct small_world *world, const GUID *pool, DWORD state)
{
    GUID medium = world_medium(world, 0, &world->tapes, pool, state);
    struct rsm_record side;
    bool told;

    world_side(world, &medium, 0, &side);
    told =
        is_breach(world, &side.info.ObjectGuid, "its state does not occur in a pool of that type");
    world_begin(world);
    assert_success(rsm_media_delete(&world->rsm, &medium));
    world_end(world);
    return told;
}

static void states_are_told_of_where_they_do_not_occur(void **state)
{
    struct small_world *world = *state;
    enum { FREE = 1, IMPORT = 2, UNRECOGNIZED = 4, APPLICATION = 8 };
    const struct {
        GUID pool;
        unsigned bit;
    } pools[] = {
        {world_system_pool(world, NTMS_POOLTYPE_SCRATCH, &world->tapes), FREE},
        {world_system_pool(world, NTMS_POOLTYPE_IMPORT, &world->tapes), IMPORT},
        {world_system_pool(world, NTMS_POOLTYPE_FOREIGN, &world->tapes), UNRECOGNIZED},
        {world_application_pool(world, u"Daily", &world->tapes), APPLICATION},
    };
    static const unsigned occurs_in[] = {
        [NTMS_PARTSTATE_UNKNOWN] = UNRECOGNIZED,
        [NTMS_PARTSTATE_UNPREPARED] = FREE,
        [NTMS_PARTSTATE_INCOMPATIBLE] = UNRECOGNIZED,
        [NTMS_PARTSTATE_DECOMMISSIONED] = FREE | APPLICATION,
        [NTMS_PARTSTATE_AVAILABLE] = FREE | APPLICATION,
        [NTMS_PARTSTATE_ALLOCATED] = APPLICATION,
        [NTMS_PARTSTATE_COMPLETE] = APPLICATION,
        [NTMS_PARTSTATE_FOREIGN] = UNRECOGNIZED,
        [NTMS_PARTSTATE_IMPORT] = IMPORT | APPLICATION,
        [NTMS_PARTSTATE_RESERVED] = APPLICATION,
        [NTMS_PARTSTATE_RESERVED + 1] = 0,
    };

    for (DWORD s = 0; s < sizeof occurs_in / sizeof occurs_in[0]; s++) {
        for (size_t i = 0; i < sizeof pools / sizeof pools[0]; i++)
            assert_int_equal(is_told_of(world, &pools[i].pool, s),
                             (occurs_in[s] & pools[i].bit) == 0);
    }
}

/* ---- the way back from Free ---- */

static void a_pool_to_return_to_without_a_label_to_wait_for_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_guid(world, NTMS_PHYSICAL_MEDIA, s.medium, "return_pool", s.pool);

    assert_breach(world, s.medium, "it remembers a pool to return to, and waits for no free label");
}

static void a_state_to_return_to_without_a_label_to_wait_for_is_reported(void **state)
{
    struct small_world *world = *state;
    struct subject s;
    make_subject(world, &s);

    break_number(world, NTMS_PARTITION, s.side, "return_state", NTMS_PARTSTATE_IMPORT);

    assert_breach(world, s.side, "it remembers a state to return to, and waits for no free label");
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_world_with_one_of_each_is_sound),
        IN_WORLD(one_fault_may_break_several_invariants),
        IN_WORLD(a_dismount_that_nobody_carries_out_is_reported),
        IN_WORLD(a_medium_of_another_type_than_its_pool_is_reported),
        IN_WORLD(a_medium_in_a_pool_for_pools_is_reported),
        IN_WORLD(a_pool_that_is_gone_is_reported),
        IN_WORLD(a_media_type_that_is_gone_is_reported),
        IN_WORLD(a_missing_side_is_reported),
        IN_WORLD(a_number_of_sides_that_is_not_the_types_is_reported),
        IN_WORLD(sides_that_do_not_count_from_0_are_reported),
        IN_WORLD(two_sides_of_one_number_are_reported),
        IN_WORLD(a_side_in_another_pool_than_its_medium_is_reported),
        IN_WORLD(a_side_in_another_library_than_its_medium_is_reported),
        IN_WORLD(a_side_whose_medium_is_gone_is_reported),
        IN_WORLD(an_owner_of_a_side_that_is_not_allocated_is_reported),
        IN_WORLD(an_owner_that_is_gone_is_reported),
        IN_WORLD(an_owner_in_another_pool_is_reported),
        IN_WORLD(an_offline_medium_with_a_place_is_reported),
        IN_WORLD(a_medium_in_a_library_without_a_place_is_reported),
        IN_WORLD(a_place_that_is_no_place_is_reported),
        IN_WORLD(a_library_that_is_gone_is_reported),
        IN_WORLD(a_home_that_is_no_slot_is_reported),
        IN_WORLD(two_media_in_one_place_are_both_reported),
        IN_WORLD(a_medium_that_another_one_displaced_may_name_the_same_place),
        IN_WORLD(a_mounted_side_of_another_medium_is_reported),
        IN_WORLD(a_medium_in_use_that_nobody_waits_for_is_reported),
        IN_WORLD(a_medium_to_be_brought_for_a_mount_that_waits_is_sound),
        IN_WORLD(a_mounted_medium_that_is_in_no_drive_is_reported),
        IN_WORLD(a_medium_without_a_sequence_number_is_reported),
        IN_WORLD(states_are_told_of_where_they_do_not_occur),
        IN_WORLD(a_pool_to_return_to_without_a_label_to_wait_for_is_reported),
        IN_WORLD(a_state_to_return_to_without_a_label_to_wait_for_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
