/*
 * What programs hear of the work in a library.
 */
#include "core/notify.h"

#include "store/records.h"
#include "support/asserts.h"
#include "support/hear.h"
#include "support/looks.h"

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
        story(work_goes_on_while_somebody_waits),
        story_threads(work_goes_on_while_somebody_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
