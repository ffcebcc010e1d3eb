/*
 * Pass-through, lost: a command that is not answered, a device that goes away, a bridge that ends.  What counts is
 * whether a command counts as sent, and that a handle is dead afterwards.
 */
#include "platform/clock.h"
#include "platform/thread.h"
#include "scsi/transports.h"
#include "spti/ways.h"
#include "support/asserts.h"
#include "support/test_bus_win32.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TEST_UNIT_READY = 0x00 };

/* Whatever a handle was lost by, it is of no more use, and says so before anything is sent. */
static void assert_dead(void *way)
{
    struct rsm_command command;

    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, ask_ready(way, 5000, &command));
    assert_false(command.sent);
    rsm_transport_spti.close(way);
}

static void assert_opens_again(unsigned lun)
{
    void *way = open_way(lun);

    must_be_the_library(way);
    rsm_transport_spti.close(way);
}

/* ---- time-outs ---- */

static void assert_given_up_in_time(void *way)
{
    uint64_t started = rsm_clock_ms();
    struct rsm_command command;
    uint64_t took;

    assert_fails_with(ERROR_SEM_TIMEOUT, ask_ready(way, 700, &command));
    took = rsm_clock_ms() - started;

    assert_true(command.sent);
    if (took < 700 || took > 700 + 2500)
        fail_msg("given up after %u ms instead of 700", (unsigned)took);
}

static void a_command_that_is_not_answered_is_given_up_in_time(void **state)
{
    void *way = open_way(CHANGER_LUN);

    (void)state;
    must_be_the_library(way);
    keep_what_is_said();
    test_bus_hold(CHANGER_LUN, TEST_UNIT_READY);
    assert_given_up_in_time(way);
    assert_said("no answer in time");
    assert_dead(way);
    test_bus_let_go(CHANGER_LUN);
    assert_opens_again(CHANGER_LUN);
}

static void a_command_whose_answer_is_held_may_have_been_done(void **state)
{
    void *way = open_way(CHANGER_LUN);

    (void)state;
    must_be_the_library(way);
    test_bus_forget();
    test_bus_hold_answer(CHANGER_LUN, TEST_UNIT_READY);
    assert_given_up_in_time(way);
    assert_int_equal(test_bus_count(CHANGER_LUN, TEST_UNIT_READY), 1);
    assert_dead(way);
    test_bus_let_go(CHANGER_LUN);
    assert_opens_again(CHANGER_LUN);
}

/* ---- a device that goes away ---- */

static void pull_out(void *context)
{
    (void)context;
    test_bus_wait(CHANGER_LUN, TEST_BUS_HELD, true);
    test_bus_pull_out(CHANGER_LUN);
}

static void a_device_removed_during_a_command_leaves_its_outcome_unknown(void **state)
{
    void *way = open_way(CHANGER_LUN);
    struct rsm_thread thread;
    struct rsm_command command;

    (void)state;
    must_be_the_library(way);
    keep_what_is_said();
    test_bus_hold_answer(CHANGER_LUN, TEST_UNIT_READY);
    assert_success(rsm_thread_start(pull_out, NULL, &thread));
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, ask_ready(way, 30000, &command));
    rsm_thread_join(&thread);

    assert_true(command.sent);
    assert_said("the device is gone");
    assert_dead(way);
    test_bus_put_back(CHANGER_LUN, 0);
    assert_opens_again(CHANGER_LUN);
}

/* Longer than after which it is asked again whether the device is there. */
static void let_it_rest(void)
{
    rsm_clock_sleep_ms(1200);
}

static void a_device_removed_while_idle_is_noticed_before_the_next_command(void **state)
{
    void *way = open_way(CHANGER_LUN);
    struct rsm_command command;

    (void)state;
    must_be_the_library(way);
    test_bus_pull_out(CHANGER_LUN);
    let_it_rest();
    test_bus_put_back(CHANGER_LUN, 0);

    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, ask_ready(way, 5000, &command));

    assert_false(command.sent);
    assert_dead(way);
    assert_opens_again(CHANGER_LUN);
}

static void a_device_that_stayed_is_used_again_after_a_rest(void **state)
{
    void *way = open_way(CHANGER_LUN);

    (void)state;
    must_be_the_library(way);
    let_it_rest();
    must_be_the_library(way);
    rsm_transport_spti.close(way);
}

static void a_device_claimed_meanwhile_is_not_touched_through_the_adapter(void **state)
{
    char address[RSM_ADDRESS_MAX];
    struct rsm_command command;
    void *way = NULL;

    (void)state;
    strcpy(address, adapter_address(FIRST_DRIVE_LUN));
    test_bus_claim(FIRST_DRIVE_LUN, false);
    assert_success(rsm_transport_spti.open(NULL, address, 5000, &way));
    must_be_the_library(way);
    test_bus_claim(FIRST_DRIVE_LUN, true);
    let_it_rest();

    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, ask_ready(way, 5000, &command));

    assert_false(command.sent);
    assert_dead(way);
}

/* ---- the other end ---- */

static void kill_bridge(void *context)
{
    (void)context;
    test_bus_wait(CHANGER_LUN, TEST_BUS_HELD, true);
    rsm_vtl("bridge kill");
    test_bus_let_go(CHANGER_LUN);
}

static void a_bridge_that_ends_under_a_command_leaves_its_outcome_unknown(void **state)
{
    void *way = open_way(CHANGER_LUN);
    struct rsm_thread thread;
    struct rsm_command command;

    (void)state;
    must_be_the_library(way);
    test_bus_hold(CHANGER_LUN, TEST_UNIT_READY);
    assert_success(rsm_thread_start(kill_bridge, NULL, &thread));
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, ask_ready(way, 30000, &command));
    rsm_thread_join(&thread);

    assert_true(command.sent);
    assert_dead(way);
    assert_int_equal(rsm_vtl("bridge start"), 0);
    assert_opens_again(CHANGER_LUN);
}

static int reset_bus(void **state)
{
    (void)state;
    test_bus_reset();
    return 0;
}

#define on_bus(test) cmocka_unit_test_setup_teardown(test, reset_bus, reset_bus)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        on_bus(a_command_that_is_not_answered_is_given_up_in_time),
        on_bus(a_command_whose_answer_is_held_may_have_been_done),
        on_bus(a_device_removed_during_a_command_leaves_its_outcome_unknown),
        on_bus(a_device_removed_while_idle_is_noticed_before_the_next_command),
        on_bus(a_device_that_stayed_is_used_again_after_a_rest),
        on_bus(a_device_claimed_meanwhile_is_not_touched_through_the_adapter),
        on_bus(a_bridge_that_ends_under_a_command_leaves_its_outcome_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
