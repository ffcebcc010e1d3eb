/*
 * The target crashes, hangs or ends connections while it is being used.  The library is then NOT_PRESENT
 * for a while, the rest goes on, and what was begun ends with records that are true.  A target of tgt
 * that was started anew has forgotten all moves: every cartridge is back in its first slot.
 */
#include "platform/clock.h"
#include "platform/thread.h"
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/records.h"

#include "model/guid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static int begin_with_inventory(void **state)
{
    (void)site_begin(state);
    site_open(*state);
    site_inventory(*state, NTMS_INVENTORY_FAST);
    return 0;
}

static bool has_moved_third(void *context)
{
    return site_is_logged(context, "move A00003L6 from drive", "");
}

static bool is_absent(void *context)
{
    return site_library(context).dwOperationalState == NTMS_NOT_PRESENT;
}

static bool is_present(void *context)
{
    return site_library(context).dwOperationalState == NTMS_READY;
}

/* Stop in the middle of a full inventory, which then cannot take its next step. */
static void hold_inventory(struct site *s)
{
    site_forget_log(s);
    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_OMID));
    site_wait(has_moved_third, s, "the inventory has come to the third slot");
    site_hold(s);
}

static void assert_inventory_ended_well(struct site *s)
{
    site_wait(is_present, s, "the library is present");
    site_wait_idle(s);
    assert_int_equal(site_inventory_state(s), NTMS_LM_PASSED);
    assert_records_match_vtl(s);
    assert_int_equal(site_count(s, &s->library, NTMS_PHYSICAL_MEDIA), 8);
}

/* ---- crashes ---- */

static void a_library_whose_target_crashed_is_not_present_until_it_is_back(void **state)
{
    struct site *s = *state;

    hold_inventory(s);
    assert_int_equal(rsm_vtl("kill"), 0);
    site_release(s);

    site_wait(is_absent, s, "the library is not present");
    assert_int_equal(site_library(s).Info.Library.LibraryType, NTMS_LIBRARYTYPE_OFFLINE);
    assert_int_equal(rsm_vtl("start"), 0);
    assert_inventory_ended_well(s);
}

static void an_inventory_survives_a_crash_that_was_over_at_once(void **state)
{
    struct site *s = *state;

    hold_inventory(s);
    assert_int_equal(rsm_vtl("crash-restart"), 0);
    site_release(s);

    assert_inventory_ended_well(s);
}

static void an_inventory_survives_several_crashes(void **state)
{
    struct site *s = *state;

    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_OMID));
    for (int i = 0; i < 3; i++)
        assert_int_equal(rsm_vtl("crash-restart"), 0);

    assert_inventory_ended_well(s);
}

static void what_cannot_be_done_without_the_target_is_refused_at_once(void **state)
{
    struct site *s = *state;
    GUID slot = site_numbered(s, NTMS_STORAGESLOT, 1).ObjectGuid;

    hold_inventory(s);
    assert_int_equal(rsm_vtl("kill"), 0);
    site_release(s);
    site_wait(is_absent, s, "the library is not present");

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE,
                      InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_FAST));
    assert_fails_with(ERROR_LIBRARY_OFFLINE, IdentifyNtmsSlot(s->session, &slot, 0));
    assert_logged(s, "its changer does not answer any more", "");
}

/* A call that waits, on a thread of its own. */
struct call {
    struct site *s;
    GUID slot;
    DWORD answer;
};

static void identify(void *context)
{
    struct call *call = context;

    call->answer = IdentifyNtmsSlot(call->s->session, &call->slot, NTMS_DISMOUNT_IMMEDIATE);
}

static bool is_being_identified(void *context)
{
    struct site *s = context;
    size_t count;
    GUID *ids = site_list(s, &s->library, NTMS_LIBREQUEST, &count);
    bool is = false;

    for (size_t i = 0; i < count && !is; i++)
        is = site_object(s, &ids[i], NTMS_LIBREQUEST).Info.LibRequest.State == NTMS_LM_INPROCESS;
    free(ids);
    return is;
}

static void a_caller_who_waits_for_a_cartridge_hears_of_the_crash(void **state)
{
    struct call call = {.s = *state};
    struct rsm_thread thread;

    call.slot = site_numbered(call.s, NTMS_STORAGESLOT, 8).ObjectGuid;
    assert_int_equal(rsm_vtl("freeze"), 0);
    assert_success(rsm_thread_start(identify, &call, &thread));
    site_wait(is_being_identified, call.s, "the identification has begun");
    assert_int_equal(rsm_vtl("kill"), 0);
    rsm_thread_join(&thread);

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, call.answer);
    assert_int_equal(rsm_vtl("start"), 0);
    site_wait(is_present, call.s, "the library is present");
    site_wait_idle(call.s);
    assert_records_match_vtl(call.s);
}

static void an_inventory_after_a_crash_that_nobody_noticed_finds_the_truth(void **state)
{
    struct site *s = *state;

    move_behind_our_back(FIRST_SLOT, FIRST_SLOT + 10);
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 11);
    assert_int_equal(rsm_vtl("crash-restart"), 0);
    site_inventory(s, NTMS_INVENTORY_FAST);

    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);
    assert_records_match_vtl(s);
}

/* ---- connections that end ---- */

static void an_inventory_survives_the_end_of_its_connections(void **state)
{
    struct site *s = *state;

    hold_inventory(s);
    assert_int_equal(rsm_vtl("drop"), 0);
    site_release(s);

    assert_inventory_ended_well(s);
}

static void an_inventory_survives_connections_that_end_again_and_again(void **state)
{
    struct site *s = *state;

    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_OMID));
    for (int i = 0; i < 5; i++)
        assert_int_equal(rsm_vtl("drop"), 0);

    assert_inventory_ended_well(s);
}

/* ---- a target that hangs ---- */

static void a_target_that_hangs_does_not_hold_up_who_only_asks(void **state)
{
    struct site *s = *state;
    uint64_t started;

    assert_int_equal(rsm_vtl("freeze"), 0);
    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_OMID));
    started = rsm_clock_ms();
    for (int i = 0; i < 20; i++)
        assert_int_equal(site_count(s, &s->library, NTMS_PHYSICAL_MEDIA), 8);
    assert_true(rsm_clock_ms() - started < 2000);

    assert_int_equal(rsm_vtl("thaw"), 0);
    assert_inventory_ended_well(s);
}

static void a_session_opens_although_the_target_hangs(void **state)
{
    struct site *s = *state;
    uint64_t started;

    site_close(s);
    assert_int_equal(rsm_vtl("freeze"), 0);
    started = rsm_clock_ms();
    site_open(s);
    assert_true(rsm_clock_ms() - started < 8000);
    assert_int_equal(site_library(s).dwOperationalState, NTMS_NOT_PRESENT);
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);

    assert_int_equal(rsm_vtl("thaw"), 0);
    site_wait(is_present, s, "the library is present");
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_records_match_vtl(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_library_whose_target_crashed_is_not_present_until_it_is_back, begin_with_inventory,
            site_end),
        cmocka_unit_test_setup_teardown(an_inventory_survives_a_crash_that_was_over_at_once,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(an_inventory_survives_several_crashes, begin_with_inventory,
                                        site_end),
        cmocka_unit_test_setup_teardown(what_cannot_be_done_without_the_target_is_refused_at_once,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_caller_who_waits_for_a_cartridge_hears_of_the_crash,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(
            an_inventory_after_a_crash_that_nobody_noticed_finds_the_truth, begin_with_inventory,
            site_end),
        cmocka_unit_test_setup_teardown(an_inventory_survives_the_end_of_its_connections,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(an_inventory_survives_connections_that_end_again_and_again,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_target_that_hangs_does_not_hold_up_who_only_asks,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(a_session_opens_although_the_target_hangs,
                                        begin_with_inventory, site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
