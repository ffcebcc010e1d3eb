/*
 * What may be mounted: the rules, asked of the records in their order.
 */
#include "work/mount_check.h"

#include "core/catalogue.h"
#include "model/guid.h"
#include "store/records.h"
#include "store/settings.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/small_world.h"
#include "support/world_media.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

/* A tape of an application in slot 1, a drive that takes it, and a wish to mount it. */
struct subject {
    struct small_world *world;
    GUID pool;
    GUID tape;
    GUID media[3];
    GUID drives[3];
    struct rsm_mount_wish wish;
    struct rsm_mount_plan plan;
};

static void begin(struct subject *s, struct small_world *world)
{
    s->world = world;
    s->pool = world_application_pool(world, u"Backups", &world->tapes);
    s->tape = put_tape(world, 0, &s->pool, NTMS_PARTSTATE_AVAILABLE);
    s->media[0] = side_id(world, &s->tape, 0);
    s->drives[0] = world->drive;
    s->wish = (struct rsm_mount_wish){
        .media = s->media, .count = 1, .options = NTMS_MOUNT_READ | NTMS_MOUNT_WRITE};
}

/* What MountNtmsMedia says of the wish. */
static rsm_error check(struct subject *s)
{
    struct rsm_store *store = s->world->rsm.store;

    assert_success(rsm_store_begin(store, RSM_STORE_READ));
    return rsm_store_end(store, rsm_mount_check(s->world->session, &s->wish, &s->plan));
}

static rsm_error check_with(struct subject *s, DWORD options)
{
    s->wish.options = options;
    s->wish.drives = (options & NTMS_MOUNT_SPECIFIC_DRIVE) != 0 ? s->drives : NULL;
    return check(s);
}

/* One more drive in that library. */
static GUID add_drive(struct small_world *world, const GUID *library)
{
    struct rsm_record drive;

    rsm_record_begin(&drive, NTMS_DRIVE);
    drive.info.Info.Drive.Library = *library;
    drive.info.Info.Drive.State = NTMS_DRIVESTATE_DISMOUNTED;
    world_insert(world, &drive);
    return drive.info.ObjectGuid;
}

/* ---- what comes of it ---- */

static void a_tape_in_its_library_can_be_mounted_there(void **state)
{
    struct subject s;
    begin(&s, *state);

    assert_success(check(&s));

    assert_int_equal(s.plan.count, 1);
    assert_guid(s.world->library, s.plan.library);
    assert_guid(s.tape, s.plan.parts[0].medium);
    assert_guid(s.media[0], s.plan.parts[0].side);
    assert_true(s.plan.parts[0].online);
    assert_false(s.plan.offline);
}

static void a_logical_medium_stands_for_the_side_that_it_owns(void **state)
{
    struct subject s;
    begin(&s, *state);
    s.media[1] = world_allocate(s.world, &s.tape);
    s.wish.media = &s.media[1];

    assert_success(check(&s));

    assert_guid(s.media[0], s.plan.parts[0].side);
}

/* ---- states of sides ---- */

static void sides_that_hold_nothing_to_be_read_or_written_are_not_mounted(void **state)
{
    static const struct {
        DWORD state;
        rsm_error err;
    } rows[] = {
        {NTMS_PARTSTATE_UNKNOWN, ERROR_SUCCESS},
        {NTMS_PARTSTATE_UNPREPARED,
         ERROR_INVALID_STATE}, /* covers ERROR_INVALID_STATE of MountNtmsMedia */
        {NTMS_PARTSTATE_INCOMPATIBLE, ERROR_INVALID_STATE},
        {NTMS_PARTSTATE_DECOMMISSIONED, ERROR_SUCCESS},
        {NTMS_PARTSTATE_AVAILABLE, ERROR_SUCCESS},
        {NTMS_PARTSTATE_FOREIGN, ERROR_SUCCESS},
        {NTMS_PARTSTATE_IMPORT, ERROR_SUCCESS},
        {NTMS_PARTSTATE_RESERVED, ERROR_SUCCESS},
    };
    struct rsm_record medium;
    struct rsm_record side;

    (void)state;
    rsm_record_begin(&medium, NTMS_PHYSICAL_MEDIA);
    rsm_record_begin(&side, NTMS_PARTITION);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        side.info.Info.Partition.State = rows[i].state;
        assert_int_equal(rsm_mount_check_side(&medium, &side, NTMS_MOUNT_WRITE), rows[i].err);
    }
}

static void a_complete_side_is_mounted_for_reading_alone(void **state)
{
    struct subject s;
    begin(&s, *state);
    (void)world_allocate(s.world, &s.tape);
    set_side_state(s.world, &s.tape, 0, NTMS_PARTSTATE_COMPLETE);

    assert_success(check_with(&s, NTMS_MOUNT_READ));
    assert_success(check_with(&s, 0));
    /* covers ERROR_WRITE_PROTECT of MountNtmsMedia */
    assert_fails_with(ERROR_WRITE_PROTECT, check_with(&s, NTMS_MOUNT_WRITE));
    assert_fails_with(ERROR_WRITE_PROTECT, check_with(&s, NTMS_MOUNT_READ | NTMS_MOUNT_WRITE));
}

/* ---- drives ---- */

static void a_drive_of_another_library_does_not_fit(void **state)
{
    struct subject s;
    begin(&s, *state);
    s.drives[0] = add_drive(s.world, &s.world->far_library);

    /* covers ERROR_DRIVE_MEDIA_MISMATCH of MountNtmsMedia */
    assert_fails_with(ERROR_DRIVE_MEDIA_MISMATCH, check_with(&s, NTMS_MOUNT_SPECIFIC_DRIVE));
}

static void a_drive_does_not_take_two_media(void **state)
{
    struct subject s;
    GUID other;
    begin(&s, *state);
    other = put_tape(s.world, 1, &s.pool, NTMS_PARTSTATE_AVAILABLE);
    s.media[1] = side_id(s.world, &other, 0);
    s.drives[1] = s.drives[0];
    s.wish.count = 2;

    assert_fails_with(ERROR_DRIVE_MEDIA_MISMATCH, check_with(&s, NTMS_MOUNT_SPECIFIC_DRIVE));
}

static void media_of_two_libraries_are_not_mounted_together(void **state)
{
    struct subject s;
    GUID other;
    begin(&s, *state);
    other = put_far_tape(s.world, &s.pool, NTMS_PARTSTATE_AVAILABLE);
    s.media[1] = side_id(s.world, &other, 0);
    s.wish.count = 2;

    assert_fails_with(ERROR_DRIVE_MEDIA_MISMATCH, check(&s));
}

static void a_library_that_does_not_take_the_type_does_not_fit(void **state)
{
    struct subject s;
    begin(&s, *state);
    world_begin(s.world);
    assert_success(rsm_settings_unrelate(s.world->rsm.store, &s.world->library, &s.world->tapes));
    assert_success(rsm_store_end(s.world->rsm.store, ERROR_SUCCESS));

    assert_fails_with(ERROR_DRIVE_MEDIA_MISMATCH, check(&s));
}

static void more_media_than_the_library_has_drives_are_too_many(void **state)
{
    struct subject s;
    GUID other;
    begin(&s, *state);
    other = put_tape(s.world, 1, &s.pool, NTMS_PARTSTATE_AVAILABLE);
    s.media[1] = side_id(s.world, &other, 0);
    s.wish.count = 2;

    /* covers ERROR_RESOURCE_NOT_AVAILABLE of MountNtmsMedia */
    assert_fails_with(ERROR_RESOURCE_NOT_AVAILABLE, check(&s));

    (void)add_drive(s.world, &s.world->library);
    assert_success(check(&s));
}

/* ---- disabled, absent, broken ---- */

static void what_is_disabled_is_not_mounted(void **state)
{
    static const DWORD types[] = {NTMS_LIBRARY, NTMS_DRIVE, NTMS_PHYSICAL_MEDIA};
    struct subject s;
    const GUID *ids[3];
    begin(&s, *state);
    ids[0] = &s.world->library;
    ids[1] = &s.world->drive;
    ids[2] = &s.tape;

    for (size_t i = 0; i < 3; i++) {
        struct rsm_record record;

        disable(s.world, ids[i], types[i]);
        /* covers ERROR_RESOURCE_DISABLED of MountNtmsMedia */
        assert_fails_with(ERROR_RESOURCE_DISABLED, check_with(&s, NTMS_MOUNT_SPECIFIC_DRIVE));
        assert_fails_with(ERROR_RESOURCE_DISABLED, check_with(&s, 0));
        world_load(s.world, ids[i], types[i], &record);
        record.info.Enabled = TRUE;
        world_save(s.world, &record);
    }
}

static void a_medium_whose_library_is_unknown_is_not_mounted(void **state)
{
    struct subject s;
    struct rsm_record medium;
    begin(&s, *state);
    world_load(s.world, &s.tape, NTMS_PHYSICAL_MEDIA, &medium);
    medium.info.Info.PhysicalMedia.CurrentLibrary = s.pool;
    assert_success(rsm_store_begin(s.world->rsm.store, RSM_STORE_WRITE));
    assert_success(rsm_records_save(s.world->rsm.store, &medium));
    assert_success(rsm_store_end(s.world->rsm.store, ERROR_SUCCESS));

    /* covers ERROR_INVALID_LIBRARY of MountNtmsMedia */
    assert_fails_with(ERROR_INVALID_LIBRARY, check(&s));
}

/* ---- offline ---- */

static void an_offline_medium_is_wanted_in_a_library_that_can_take_it(void **state)
{
    struct subject s;
    begin(&s, *state);
    take_offline(s.world, &s.tape);

    assert_success(check(&s));

    assert_true(s.plan.offline);
    assert_guid(s.world->library, s.plan.library);
}

static void an_offline_medium_is_wanted_in_the_library_of_the_drive_asked_for(void **state)
{
    struct subject s;
    begin(&s, *state);
    take_offline(s.world, &s.tape);
    s.drives[0] = add_drive(s.world, &s.world->far_library);

    assert_success(check_with(&s, NTMS_MOUNT_SPECIFIC_DRIVE));

    assert_guid(s.world->far_library, s.plan.library);
}

static void a_medium_in_a_library_that_is_not_there_is_offline(void **state)
{
    struct subject s;
    begin(&s, *state);
    unplug(s.world, &s.world->library);

    assert_fails_with(ERROR_MEDIA_OFFLINE, check_with(&s, NTMS_MOUNT_ERROR_OFFLINE));
}

/* ---- rights ---- */

static void mounting_needs_use_of_the_pool_and_of_the_library(void **state)
{
    struct subject s;
    struct guard guard;
    begin(&s, *state);

    set_guard_of(&s.world->rsm, &guard, NTMS_USE_ACCESS, &s.pool);
    assert_fails_with(ERROR_ACCESS_DENIED, check(&s));
    set_guard_of(&s.world->rsm, &guard, NTMS_USE_ACCESS, &s.world->library);
    assert_fails_with(ERROR_ACCESS_DENIED, check(&s));
    set_guard(&s.world->rsm, &guard, NTMS_MODIFY_ACCESS | NTMS_CONTROL_ACCESS);
    assert_success(check(&s));
}

static void rights_are_asked_before_states(void **state)
{
    struct subject s;
    struct guard guard;
    begin(&s, *state);
    disable(s.world, &s.tape, NTMS_PHYSICAL_MEDIA);
    set_side_state(s.world, &s.tape, 0, NTMS_PARTSTATE_DECOMMISSIONED);

    set_guard(&s.world->rsm, &guard, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, check(&s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_tape_in_its_library_can_be_mounted_there),
        IN_WORLD(a_logical_medium_stands_for_the_side_that_it_owns),
        IN_WORLD(sides_that_hold_nothing_to_be_read_or_written_are_not_mounted),
        IN_WORLD(a_complete_side_is_mounted_for_reading_alone),
        IN_WORLD(a_drive_of_another_library_does_not_fit),
        IN_WORLD(a_drive_does_not_take_two_media),
        IN_WORLD(media_of_two_libraries_are_not_mounted_together),
        IN_WORLD(a_library_that_does_not_take_the_type_does_not_fit),
        IN_WORLD(more_media_than_the_library_has_drives_are_too_many),
        IN_WORLD(what_is_disabled_is_not_mounted),
        IN_WORLD(a_medium_whose_library_is_unknown_is_not_mounted),
        IN_WORLD(an_offline_medium_is_wanted_in_a_library_that_can_take_it),
        IN_WORLD(an_offline_medium_is_wanted_in_the_library_of_the_drive_asked_for),
        IN_WORLD(a_medium_in_a_library_that_is_not_there_is_offline),
        IN_WORLD(mounting_needs_use_of_the_pool_and_of_the_library),
        IN_WORLD(rights_are_asked_before_states),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
