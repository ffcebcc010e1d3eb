/*
 * What programs hear of the work in a library.
 */
#include "core/notify.h"

#include "store/records.h"
#include "support/asserts.h"
#include "support/hear.h"
#include "support/looks.h"
#include "work/doorkeeper.h"
#include "work/mounter.h"
#include "work/port_stories.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_tape[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n";

enum { LONG_ENOUGH_MS = 20000 };

static HANDLE listen_to(struct fixture *f, DWORD type)
{
    struct rsm_session *session;
    HANDLE handle;

    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_notify_open(session, type, &handle));
    rsm_session_release(session);
    return handle;
}

static void assert_heard(HANDLE handle, DWORD operation, const GUID *id)
{
    NTMS_NOTIFICATIONINFORMATION info;

    assert_success(hear(handle, LONG_ENOUGH_MS, &info));
    assert_int_equal(info.dwOperation, operation);
    assert_guid(*id, info.ObjectId);
}

static void each_state_of_a_request_is_heard(void **state)
{
    struct fixture *f = *state;
    NTMS_NOTIFICATIONINFORMATION info;
    struct rsm_record inventory;
    HANDLE handle;
    plug_in_and_settle(f, one_tape);
    handle = listen_to(f, NTMS_LIBREQUEST);

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    look_at_request(f, NTMS_LM_INVENTORY, 1, &inventory);
    assert_heard(handle, NTMS_OBJ_INSERT, &inventory.info.ObjectGuid);
    assert_heard(handle, NTMS_OBJ_UPDATE, &inventory.info.ObjectGuid); /* in process */
    assert_heard(handle, NTMS_OBJ_UPDATE, &inventory.info.ObjectGuid); /* passed */
    assert_fails_with(ERROR_TIMEOUT, hear(handle, 0, &info));
}

static void a_purge_is_heard(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    HANDLE handle;
    plug_in_and_settle(f, one_tape);
    look_at_request(f, NTMS_LM_PROCESSOMID, 0, &request);
    handle = listen_to(f, NTMS_LIBREQUEST);

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(
        rsm_store_end(f->rsm->store, rsm_records_delete(f->rsm->store, &request.info.ObjectGuid)));

    assert_heard(handle, NTMS_OBJ_DELETE, &request.info.ObjectGuid);
}

/* As the sample program does: it waits for drives without having asked for anything itself. */
static void a_drive_is_heard_as_a_cartridge_comes_and_goes(void **state)
{
    struct fixture *f = *state;
    NTMS_NOTIFICATIONINFORMATION info;
    unsigned heard = 0;
    HANDLE handle;
    plug_in_and_settle(f, one_tape);
    handle = listen_to(f, NTMS_DRIVE);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    while (hear(handle, 0, &info) == ERROR_SUCCESS) {
        assert_int_equal(info.dwOperation, NTMS_OBJ_UPDATE);
        assert_guid(*drive_id(f, 1), info.ObjectId);
        heard++;
    }
    assert_true(heard >= 2);
}

/* How many changes of that object, and of no other one, wait to be heard. */
static unsigned count_heard(HANDLE handle, const GUID *id)
{
    NTMS_NOTIFICATIONINFORMATION info;
    unsigned heard = 0;

    while (hear(handle, 0, &info) == ERROR_SUCCESS) {
        assert_int_equal(info.dwOperation, NTMS_OBJ_UPDATE);
        assert_guid(*id, info.ObjectId);
        heard++;
    }
    return heard;
}

static void a_mount_is_heard_of_its_drive_its_medium_and_its_side(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record side;
    HANDLE drives;
    HANDLE media;
    HANDLE sides;
    plug_in_for_mounts(f, one_tape);
    look_at_medium_in_slot(f, 1, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    drives = listen_to(f, NTMS_DRIVE);
    media = listen_to(f, NTMS_PHYSICAL_MEDIA);
    sides = listen_to(f, NTMS_PARTITION);

    (void)mount_slot(f, 1);

    assert_true(count_heard(drives, drive_id(f, 1)) >= 1);
    assert_true(count_heard(media, &medium.info.ObjectGuid) >= 2); /* in use, then loaded */
    assert_true(count_heard(sides, &side.info.ObjectGuid) >= 1);
}

static void a_port_is_heard_as_it_is_filled_and_opened(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    HANDLE handle;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  ansi VOL001\n"
                       "port 1   empty\n");
    handle = listen_to(f, NTMS_IEPORT);

    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    assert_true(count_heard(handle, port_id(f, 1)) >= 2);
    assert_port(f, 1, NTMS_PORTPOSITION_EXTENDED, NTMS_PORTCONTENT_FULL);
}

static void a_door_is_heard_as_it_opens_and_closes(void **state)
{
    struct fixture *f = *state;
    HANDLE handle;
    plug_in_and_settle(f, one_tape);
    handle = listen_to(f, NTMS_IEDOOR);

    assert_success(access_door(f, NTMS_INVENTORY_NONE));
    run_all_work(f);
    assert_int_equal(count_heard(handle, door_id(f)), 1);
    open_door(f);
    close_door(f);

    assert_int_equal(count_heard(handle, door_id(f)), 1);
}

static void a_library_is_heard_when_its_media_become_fewer(void **state)
{
    struct fixture *f = *state;
    HANDLE handle;
    plug_in_and_settle(f, one_tape);
    handle = listen_to(f, NTMS_LIBRARY);

    rsm_sim_take_out(f->library, "slot 1");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_true(count_heard(handle, library_id(f)) >= 1);
}

static void a_library_is_heard_when_its_door_opens(void **state)
{
    struct fixture *f = *state;
    HANDLE handle;
    plug_in_and_settle(f, one_tape);
    handle = listen_to(f, NTMS_LIBRARY);

    assert_success(access_door(f, NTMS_INVENTORY_NONE));
    run_all_work(f);

    assert_true(count_heard(handle, library_id(f)) >= 1);
    open_door(f);
    close_door(f);
}

/* Step by step too: then work is done where somebody waits, or nothing would ever be heard. */
static void work_goes_on_while_somebody_waits(void **state)
{
    struct fixture *f = *state;
    HANDLE handle;
    plug_in_and_settle(f, one_tape);
    handle = listen_to(f, NTMS_DRIVE);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));

    assert_heard(handle, NTMS_OBJ_UPDATE, drive_id(f, 1));
    run_all_work(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(each_state_of_a_request_is_heard),
        story(a_purge_is_heard),
        story(a_drive_is_heard_as_a_cartridge_comes_and_goes),
        story(a_mount_is_heard_of_its_drive_its_medium_and_its_side),
        story(a_port_is_heard_as_it_is_filled_and_opened),
        story(a_door_is_heard_as_it_opens_and_closes),
        story(a_library_is_heard_when_its_media_become_fewer),
        story(a_library_is_heard_when_its_door_opens),
        story(work_goes_on_while_somebody_waits),
        story_threads(work_goes_on_while_somebody_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
