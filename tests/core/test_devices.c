/*
 * Libraries and drives that leave the records: what goes with them, and what stays of their media.
 */
#include "core/devices.h"

#include "core/catalogue.h"
#include "core/operator.h"
#include "model/guid.h"
#include "store/journal.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/guard.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static void set_state(struct small_world *world, const GUID *id, DWORD state)
{
    struct rsm_record record;

    world_load(world, id, NTMS_UNKNOWN, &record);
    record.info.dwOperationalState = state;
    world_save(world, &record);
}

/* An allocated medium at a place. */
struct holding {
    GUID pool;
    GUID medium;
    GUID owner;
};

static struct holding put_medium(struct small_world *world, const struct rsm_media_place *place)
{
    struct holding holding;
    struct rsm_record medium;

    holding.pool = world_application_pool(world, u"Backup", &world->tapes);
    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, place, &world->tapes, u"A1", &medium));
    world_end(world);
    holding.medium = medium.info.ObjectGuid;
    world_put(world, &holding.medium, &holding.pool, NTMS_PARTSTATE_AVAILABLE);
    holding.owner = world_allocate(world, &holding.medium);
    return holding;
}

static void assert_offline_and_owned(struct small_world *world, const struct holding *holding)
{
    struct rsm_record medium;
    struct rsm_record side;
    const NTMS_PMIDINFORMATIONW *info = &medium.info.Info.PhysicalMedia;

    world_load(world, &holding->medium, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(rsm_catalogue_offline_library, info->CurrentLibrary);
    assert_guid(rsm_guid_null, info->Location);
    assert_guid(rsm_guid_null, info->HomeSlot);
    assert_int_equal(info->LocationType, NTMS_STORAGESLOT);
    assert_guid(holding->pool, info->MediaPool);
    world_side(world, &holding->medium, 0, &side);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_ALLOCATED);
    assert_guid(holding->owner, side.info.Info.Partition.LogicalMedia);
    assert_true(world_has(world, &holding->owner));
}

static struct rsm_media_place in_drive(const struct small_world *world)
{
    return (struct rsm_media_place){.library = world->library,
                                    .location = world->drive,
                                    .location_type = NTMS_DRIVE,
                                    .home = world->slots[1]};
}

/* ---- libraries ---- */

static void a_deleted_library_takes_its_parts_and_requests_with_it(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    const GUID *parts[] = {&world->drive, &world->changer, &world->slots[0], &world->slots[3],
                           &world->door,  &world->port,    &world->library};

    world_one_of_each(world, objects);
    set_state(world, &world->library, NTMS_NOT_PRESENT);
    assert_success(rsm_devices_delete_library(world->session, &world->library));

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        assert_false(world_has(world, parts[i]));
    assert_false(world_has(world, &objects[NTMS_LIBREQUEST]));
    assert_true(world_has(world, &objects[NTMS_OPREQUEST]));
    assert_true(world_has(world, &world->far_library));
    assert_true(world_has(world, &world->far_slot));
    assert_true(world_has(world, &world->drive_type));
    assert_true(world_has(world, &world->tapes));
}

/* The door is to be closed, and the drive needs service. */
static GUID ask_a_person(struct small_world *world, const GUID *about,
                         struct rsm_record *library_request)
{
    struct rsm_operator_task task = {.request = NTMS_OPREQ_DEVICESERVICE};
    struct rsm_record object;
    GUID request;

    world_load(world, about, NTMS_UNKNOWN, &object);
    task.arg1 = &object;
    world_begin(world);
    assert_success(rsm_operator_add_for(&world->rsm, library_request, &task, &request));
    world_end(world);
    return request;
}

static void what_a_person_was_asked_for_because_of_it_goes_too(void **state)
{
    struct small_world *world = *state;
    GUID objects[NTMS_NUMBER_OF_OBJECT_TYPES];
    struct rsm_record library_request;
    GUID requests[3];

    world_one_of_each(world, objects);
    world_load(world, &objects[NTMS_LIBREQUEST], NTMS_LIBREQUEST, &library_request);
    requests[0] = ask_a_person(world, &world->far_library, &library_request);
    requests[1] = ask_a_person(world, &world->drive, NULL);
    requests[2] = ask_a_person(world, &world->library, NULL);
    set_state(world, &world->library, NTMS_NOT_PRESENT);
    assert_success(rsm_devices_delete_library(world->session, &world->library));

    for (size_t i = 0; i < 3; i++)
        assert_false(world_has(world, &requests[i]));
}

static void its_media_go_offline_with_pool_side_and_owner(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    struct holding holding = put_medium(world, &place);

    set_state(world, &world->library, NTMS_NOT_PRESENT);
    assert_success(rsm_devices_delete_library(world->session, &world->library));
    assert_offline_and_owned(world, &holding);
}

static void media_that_would_be_deleted_when_they_leave_stay_too(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    struct rsm_record medium;

    world_begin(world);
    assert_success(rsm_media_create(&world->rsm, &place, &world->tapes, u"A1", &medium));
    world_end(world);
    set_state(world, &world->library, NTMS_NOT_PRESENT);
    assert_success(rsm_devices_delete_library(world->session, &world->library));

    world_load(world, &medium.info.ObjectGuid, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(rsm_catalogue_offline_library, medium.info.Info.PhysicalMedia.CurrentLibrary);
}

static void media_of_other_libraries_stay_where_they_are(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_far_slot(world);
    struct holding holding = put_medium(world, &place);
    struct rsm_record medium;

    set_state(world, &world->library, NTMS_NOT_PRESENT);
    assert_success(rsm_devices_delete_library(world->session, &world->library));

    world_load(world, &holding.medium, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(world->far_library, medium.info.Info.PhysicalMedia.CurrentLibrary);
}

static bool find_one(void *context, const struct rsm_intent *intent)
{
    (void)intent;
    *(bool *)context = true;
    return false;
}

static bool has_intent(struct small_world *world, const GUID *library)
{
    bool found = false;

    assert_success(rsm_store_begin(world->rsm.store, RSM_STORE_READ));
    assert_success(rsm_store_end(world->rsm.store,
                                 rsm_journal_each(world->rsm.store, library, find_one, &found)));
    return found;
}

static void its_moves_are_forgotten(void **state)
{
    struct small_world *world = *state;
    struct rsm_intent intent = {.library = world->library, .from = 1, .to = 2};
    struct rsm_intent other = {.library = world->far_library, .from = 1, .to = 2};

    world_begin(world);
    assert_success(rsm_journal_add(world->rsm.store, &intent));
    assert_success(rsm_journal_add(world->rsm.store, &intent));
    assert_success(rsm_journal_add(world->rsm.store, &other));
    world_end(world);
    set_state(world, &world->library, NTMS_NOT_PRESENT);
    assert_success(rsm_devices_delete_library(world->session, &world->library));

    assert_false(has_intent(world, &world->library));
    assert_true(has_intent(world, &world->far_library));
}

/* A tape on which a label was being written may turn up anywhere, and tells what was done. */
static void what_is_written_on_its_media_is_remembered(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = world_slot(world, 0);
    struct holding holding = put_medium(world, &place);
    struct rsm_intent move = {.library = world->library, .from = 1, .to = 2};
    struct rsm_intent writing = {
        .kind = RSM_INTENT_WRITE, .library = world->library, .medium = holding.medium};
    struct rsm_intent found;

    world_begin(world);
    assert_success(rsm_journal_add(world->rsm.store, &writing));
    assert_success(rsm_journal_add(world->rsm.store, &move));
    world_end(world);
    set_state(world, &world->library, NTMS_NOT_PRESENT);
    assert_success(rsm_devices_delete_library(world->session, &world->library));

    world_begin(world);
    assert_success(rsm_journal_find_write(world->rsm.store, &holding.medium, &found));
    world_end(world);
    assert_int_equal(found.number, writing.number);
}

static void a_library_that_is_present_or_disabled_is_not_deleted(void **state)
{
    struct small_world *world = *state;
    struct rsm_record library;

    assert_fails_with(ERROR_INVALID_STATE,
                      rsm_devices_delete_library(world->session, &world->library));
    world_load(world, &world->library, NTMS_LIBRARY, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    library.info.Enabled = FALSE;
    world_save(world, &library);
    assert_fails_with(ERROR_INVALID_STATE,
                      rsm_devices_delete_library(world->session, &world->library));
    assert_true(world_has(world, &world->slots[0]));
}

static void what_is_no_library_and_the_offline_one_are_invalid(void **state)
{
    struct small_world *world = *state;
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_INVALID_LIBRARY,
                      rsm_devices_delete_library(world->session, &rsm_guid_null));
    assert_fails_with(ERROR_INVALID_LIBRARY,
                      rsm_devices_delete_library(world->session, &world->drive));
    assert_fails_with(ERROR_INVALID_LIBRARY,
                      rsm_devices_delete_library(world->session, &rsm_catalogue_offline_library));
    assert_int_equal(guard.asked, 0);
    remove_guard(&world->rsm);
}

static void deleting_a_library_wants_modify_on_it(void **state)
{
    struct small_world *world = *state;
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      rsm_devices_delete_library(world->session, &world->library));
    assert_asked(&guard, NTMS_LIBRARY, &world->library, NTMS_MODIFY_ACCESS);
    remove_guard(&world->rsm);
}

/* ---- drives ---- */

static void a_drive_that_is_not_present_is_deleted_alone(void **state)
{
    struct small_world *world = *state;

    set_state(world, &world->drive, NTMS_NOT_PRESENT);
    assert_success(rsm_devices_delete_drive(world->session, &world->drive));

    assert_false(world_has(world, &world->drive));
    assert_true(world_has(world, &world->library));
    assert_true(world_has(world, &world->slots[0]));
}

static void the_medium_in_it_goes_offline(void **state)
{
    struct small_world *world = *state;
    struct rsm_media_place place = in_drive(world);
    struct holding holding = put_medium(world, &place);

    set_state(world, &world->drive, NTMS_NOT_PRESENT);
    assert_success(rsm_devices_delete_drive(world->session, &world->drive));
    assert_offline_and_owned(world, &holding);
}

static void a_drive_that_is_present_is_not_deleted(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_INVALID_STATE, rsm_devices_delete_drive(world->session, &world->drive));
    assert_true(world_has(world, &world->drive));
}

/* A library of one drive, without slots. */
static GUID make_stand_alone(struct small_world *world, GUID *library_out)
{
    struct rsm_record record;

    rsm_record_begin(&record, NTMS_LIBRARY);
    record.info.Info.Library.LibraryType = NTMS_LIBRARYTYPE_STANDALONE;
    world_insert(world, &record);
    *library_out = record.info.ObjectGuid;
    rsm_record_begin(&record, NTMS_DRIVE);
    record.info.Info.Drive.Library = *library_out;
    world_insert(world, &record);
    return record.info.ObjectGuid;
}

static void a_stand_alone_drive_takes_its_library_with_it_even_while_present(void **state)
{
    struct small_world *world = *state;
    GUID library;
    GUID drive = make_stand_alone(world, &library);
    struct rsm_media_place place = {
        .library = library, .location = drive, .location_type = NTMS_DRIVE};
    struct holding holding = put_medium(world, &place);

    assert_success(rsm_devices_delete_drive(world->session, &drive));

    assert_false(world_has(world, &drive));
    assert_false(world_has(world, &library));
    assert_offline_and_owned(world, &holding);
}

static void what_is_no_drive_is_an_invalid_drive(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_INVALID_DRIVE,
                      rsm_devices_delete_drive(world->session, &rsm_guid_null));
    assert_fails_with(ERROR_INVALID_DRIVE,
                      rsm_devices_delete_drive(world->session, &world->library));
}

static void a_drive_of_no_library_has_an_invalid_one(void **state)
{
    struct small_world *world = *state;
    struct rsm_record drive;

    rsm_record_begin(&drive, NTMS_DRIVE);
    world_insert(world, &drive);
    assert_fails_with(ERROR_INVALID_LIBRARY,
                      rsm_devices_delete_drive(world->session, &drive.info.ObjectGuid));
}

static void deleting_a_drive_wants_modify_on_its_library(void **state)
{
    struct small_world *world = *state;
    struct guard guard;

    set_guard(&world->rsm, &guard, NTMS_MODIFY_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_devices_delete_drive(world->session, &world->drive));
    assert_asked(&guard, NTMS_LIBRARY, &world->library, NTMS_MODIFY_ACCESS);
    remove_guard(&world->rsm);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_deleted_library_takes_its_parts_and_requests_with_it),
        IN_WORLD(what_a_person_was_asked_for_because_of_it_goes_too),
        IN_WORLD(its_media_go_offline_with_pool_side_and_owner),
        IN_WORLD(media_that_would_be_deleted_when_they_leave_stay_too),
        IN_WORLD(media_of_other_libraries_stay_where_they_are),
        IN_WORLD(its_moves_are_forgotten),
        IN_WORLD(what_is_written_on_its_media_is_remembered),
        IN_WORLD(a_library_that_is_present_or_disabled_is_not_deleted),
        IN_WORLD(what_is_no_library_and_the_offline_one_are_invalid),
        IN_WORLD(deleting_a_library_wants_modify_on_it),
        IN_WORLD(a_drive_that_is_not_present_is_deleted_alone),
        IN_WORLD(the_medium_in_it_goes_offline),
        IN_WORLD(a_drive_that_is_present_is_not_deleted),
        IN_WORLD(a_stand_alone_drive_takes_its_library_with_it_even_while_present),
        IN_WORLD(what_is_no_drive_is_an_invalid_drive),
        IN_WORLD(a_drive_of_no_library_has_an_invalid_one),
        IN_WORLD(deleting_a_drive_wants_modify_on_its_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
