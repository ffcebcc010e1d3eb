/*
 * Each invariant of libraries, devices, relations and requests, broken on purpose and seen reported.
 */
#include "core/invariants.h"

#include "core/breaches.h"
#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "store/records.h"
#include "store/settings.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const GUID nowhere = {0x11111111, 0x1111, 0x4111, {0x81, 0x11, 1, 1, 1, 1, 1, 1}};

/* A request in that state; a finished one with its time. */
static GUID make_request(struct small_world *world, DWORD request_state)
{
    struct rsm_record request;

    rsm_record_begin(&request, NTMS_LIBREQUEST);
    request.info.Info.LibRequest.Library = world->library;
    request.info.Info.LibRequest.State = request_state;
    if (request_state == NTMS_LM_PASSED)
        rsm_clock_utc(&request.info.Info.LibRequest.TimeCompleted);
    world_insert(world, &request);
    return request.info.ObjectGuid;
}

/* ---- devices and places ---- */

static void parts_of_a_library_that_is_gone_are_reported(void **state)
{
    struct small_world *world = *state;
    const struct {
        DWORD type;
        GUID id;
    } parts[] = {
        {NTMS_STORAGESLOT, world->slots[2]}, {NTMS_DRIVE, world->drive},
        {NTMS_CHANGER, world->changer},      {NTMS_IEDOOR, world->door},
        {NTMS_IEPORT, world->port},
    };

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        break_guid(world, parts[i].type, &parts[i].id, "library", &nowhere);
        assert_breach(world, &parts[i].id, "its library does not exist");
        break_guid(world, parts[i].type, &parts[i].id, "library", &world->library);
    }
}

static void a_drive_type_that_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;

    break_by_deleting(world, &world->drive_type);

    assert_breach(world, &world->drive, "its type does not exist");
}

static void a_changer_type_that_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;

    break_by_deleting(world, &world->changer_type);

    assert_breach(world, &world->changer, "its type does not exist");
}

static void a_device_of_no_known_type_is_sound(void **state)
{
    struct small_world *world = *state;

    break_guid(world, NTMS_DRIVE, &world->drive, "drive_type", &rsm_guid_null);

    assert_sound(world);
}

static void a_side_in_a_drive_whose_medium_is_elsewhere_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID ids[NTMS_NUMBER_OF_OBJECT_TYPES];
    world_one_of_each(world, ids);

    break_guid(world, NTMS_DRIVE, &world->drive, "saved_partition_id", &ids[NTMS_PARTITION]);

    assert_breach(world, &world->drive, "the medium of the side in it is recorded elsewhere");
}

static void a_side_in_a_drive_that_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;

    break_guid(world, NTMS_DRIVE, &world->drive, "saved_partition_id", &nowhere);

    assert_breach(world, &world->drive, "the side in it does not exist");
}

static void a_cleaner_slot_that_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;

    break_guid(world, NTMS_LIBRARY, &world->library, "cleaner_slot", &world->drive);

    assert_breach(world, &world->library, "its cleaner slot does not exist");
}

/* ---- media types of a library ---- */

static void a_media_type_in_use_without_pools_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID type;
    world_begin(world);
    assert_success(rsm_catalogue_media_type(&world->rsm, 0x27, &type));
    assert_success(rsm_settings_relate(world->rsm.store, &world->library, &type));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));

    assert_breach(world, &world->library,
                  "it takes a media type that has no pool in Free, Import and Unrecognized");
}

static void a_relation_to_what_is_no_media_type_is_reported(void **state)
{
    struct small_world *world = *state;

    world_begin(world);
    assert_success(rsm_settings_relate(world->rsm.store, &world->library, &world->drive));
    assert_success(rsm_store_end(world->rsm.store, ERROR_SUCCESS));

    assert_breach(world, &world->library, "it takes a media type that does not exist");
}

/* ---- requests ---- */

static void a_state_that_no_request_has_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID request = make_request(world, NTMS_LM_STOPPED + 1);

    assert_breach(world, &request, "its state is no state");
}

static void a_finished_request_without_a_time_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID request = make_request(world, NTMS_LM_FAILED);

    assert_breach(world, &request, "it is finished and has no time of completion, or the reverse");
}

static void a_waiting_request_that_was_completed_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID request = make_request(world, NTMS_LM_PASSED);

    break_number(world, NTMS_LIBREQUEST, &request, "state", NTMS_LM_WAITING);

    assert_breach(world, &request, "it is finished and has no time of completion, or the reverse");
}

static void an_unfinished_request_of_a_library_that_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID request = make_request(world, NTMS_LM_QUEUED);

    break_guid(world, NTMS_LIBREQUEST, &request, "library", &nowhere);

    assert_breach(world, &request, "its library does not exist");
}

static void an_unfinished_part_of_an_inventory_that_is_gone_is_reported(void **state)
{
    struct small_world *world = *state;
    GUID request = make_request(world, NTMS_LM_QUEUED);

    break_guid(world, NTMS_LIBREQUEST, &request, "parent", &nowhere);

    assert_breach(world, &request, "the inventory that it belongs to does not exist");
}

static void a_finished_request_may_name_what_is_gone(void **state)
{
    struct small_world *world = *state;
    GUID request = make_request(world, NTMS_LM_PASSED);

    break_guid(world, NTMS_LIBREQUEST, &request, "library", &nowhere);
    break_guid(world, NTMS_LIBREQUEST, &request, "parent", &nowhere);

    assert_sound(world);
}

static void a_state_that_no_operator_request_has_is_reported(void **state)
{
    struct small_world *world = *state;
    struct rsm_record request;
    rsm_record_begin(&request, NTMS_OPREQUEST);
    request.info.Info.OpRequest.State = NTMS_OPSTATE_COMPLETE + 1;
    world_insert(world, &request);

    assert_breach(world, &request.info.ObjectGuid, "its state is no state");
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(parts_of_a_library_that_is_gone_are_reported),
        IN_WORLD(a_drive_type_that_is_gone_is_reported),
        IN_WORLD(a_changer_type_that_is_gone_is_reported),
        IN_WORLD(a_device_of_no_known_type_is_sound),
        IN_WORLD(a_side_in_a_drive_whose_medium_is_elsewhere_is_reported),
        IN_WORLD(a_side_in_a_drive_that_is_gone_is_reported),
        IN_WORLD(a_cleaner_slot_that_is_gone_is_reported),
        IN_WORLD(a_media_type_in_use_without_pools_is_reported),
        IN_WORLD(a_relation_to_what_is_no_media_type_is_reported),
        IN_WORLD(a_state_that_no_request_has_is_reported),
        IN_WORLD(a_finished_request_without_a_time_is_reported),
        IN_WORLD(a_waiting_request_that_was_completed_is_reported),
        IN_WORLD(an_unfinished_request_of_a_library_that_is_gone_is_reported),
        IN_WORLD(an_unfinished_part_of_an_inventory_that_is_gone_is_reported),
        IN_WORLD(a_finished_request_may_name_what_is_gone),
        IN_WORLD(a_state_that_no_operator_request_has_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
