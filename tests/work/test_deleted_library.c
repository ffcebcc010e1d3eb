/*
 * A library that is deleted while this process knows it: it is let go, and is a new one when its
 * changer comes back.
 */
#include "core/devices.h"

#include "support/asserts.h"
#include "support/looks.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n";

static rsm_error delete_library(struct fixture *f, const GUID *library)
{
    struct rsm_session *session;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_devices_delete_library(session, library);
    rsm_session_release(session);
    return err;
}

static bool is_absent(struct fixture *f)
{
    struct rsm_record library;

    look_at_library(f, &library);
    return library.info.dwOperationalState == NTMS_NOT_PRESENT;
}

/* The changer goes away, and its worker notices. */
static void unplug(struct fixture *f)
{
    rsm_sim_unplug("lib");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    (void)rsm_system_run_all();
    assert_true(is_absent(f));
}

static void a_library_that_works_is_not_deleted(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, two_tapes);

    assert_fails_with(ERROR_INVALID_STATE, delete_library(f, library_id(f)));
}

static void one_that_is_gone_is_deleted_with_its_requests_and_let_go(void **state)
{
    struct fixture *f = *state;
    GUID library;
    plug_in_and_settle(f, two_tapes);
    library = *library_id(f);
    unplug(f);

    assert_success(delete_library(f, &library));
    assert_int_equal(rsm_system_run_all(), 0);

    assert_false(is_on_record(f, &library));
    assert_objects(f, NTMS_LIBRARY, 1);
    assert_objects(f, NTMS_LIBREQUEST, 0);
    assert_objects(f, NTMS_STORAGESLOT, 0);
    assert_offline(f, "A00001L5");
    assert_pool(f, "A00001L5", "Import");
    assert_offline(f, "A00002L5");
    assert_pool(f, "A00002L5", "Unrecognized");
    f->unsettled = true;
}

static void its_media_are_found_again_in_the_new_library(void **state)
{
    struct fixture *f = *state;
    struct rsm_record before;
    struct rsm_record after;
    GUID library;
    plug_in_and_settle(f, two_tapes);
    library = *library_id(f);
    look_at_medium(f, "A00001L5", &before);
    unplug(f);
    assert_success(delete_library(f, &library));

    rsm_sim_plug("lib");
    restart(f);
    run_all_work(f);

    assert_false(is_on_record(f, &library));
    assert_in_slot(f, "A00001L5", 1);
    look_at_medium(f, "A00001L5", &after);
    assert_guid(before.info.ObjectGuid, after.info.ObjectGuid);
}

static bool is_there_again(struct fixture *f)
{
    return count_objects(f, NTMS_LIBRARY) == 2 && count_objects(f, NTMS_STORAGESLOT) == 2;
}

static void the_watcher_finds_the_changer_when_it_comes_back(void **state)
{
    struct fixture *f = *state;
    GUID library;
    plug_in_and_settle(f, two_tapes);
    library = *library_id(f);
    rsm_sim_unplug("lib");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    assert_true(wait_until(f, is_absent));
    assert_success(delete_library(f, &library));
    assert_objects(f, NTMS_LIBRARY, 1);

    rsm_sim_plug("lib");
    assert_true(wait_until(f, is_there_again));
    run_all_work(f);

    assert_false(is_on_record(f, &library));
    assert_in_slot(f, "A00001L5", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_library_that_works_is_not_deleted),
        story(one_that_is_gone_is_deleted_with_its_requests_and_let_go),
        story_on_disk(its_media_are_found_again_in_the_new_library),
        story_threads(the_watcher_finds_the_changer_when_it_comes_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
