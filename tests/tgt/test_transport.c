/*
 * The iSCSI transport against a target that nobody here wrote: finding, opening, being refused, and
 * losing the connection in the ways in which connections are lost.
 */
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/thread.h"
#include "scsi/ssc.h"
#include "scsi/transports.h"
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct found {
    size_t count;
    char addresses[8][RSM_ADDRESS_MAX];
};

static void remember(void *context, const char *address)
{
    struct found *found = context;

    assert_true(found->count < 8);
    snprintf(found->addresses[found->count++], RSM_ADDRESS_MAX, "%s", address);
}

static rsm_error try_to_open(const char *address)
{
    struct rsm_device *device = NULL;
    rsm_error err = rsm_device_open(rsm_transports_built_in, address, NULL, &device);

    rsm_device_close(device);
    return err;
}

/* ---- finding and opening ---- */

static void all_logical_units_of_a_target_are_found(void **state)
{
    struct found found = {0};

    (void)state;
    assert_success(rsm_transports_enumerate(rsm_transports_built_in, rsm_vtl_address(), UINT32_MAX,
                                            remember, &found));

    assert_int_equal(found.count, 4); /* the controller, the changer, two drives */
    assert_string_equal(found.addresses[1], lun_address(1));
    assert_string_equal(found.addresses[3], lun_address(3));
}

static void an_address_with_a_lun_stands_for_itself(void **state)
{
    struct found found = {0};

    (void)state;
    assert_success(rsm_transports_enumerate(rsm_transports_built_in, "iscsi://192.0.2.1/x/7",
                                            UINT32_MAX, remember, &found));

    assert_int_equal(found.count, 1);
    assert_string_equal(found.addresses[0], "iscsi://192.0.2.1/x/7");
}

static void iscsi_sees_nothing_by_itself(void **state)
{
    struct found found = {0};

    (void)state;
    assert_success(
        rsm_transports_enumerate(rsm_transports_built_in, NULL, UINT32_MAX, remember, &found));

    assert_int_equal(found.count, 0);
}

static void a_device_says_what_it_is(void **state)
{
    struct rsm_device *device = open_lun(FIRST_DRIVE_LUN);

    (void)state;
    assert_int_equal(device->type, RSM_DEVICE_TAPE);
    assert_string_equal(device->vendor, "IET");
    assert_string_equal(device->product, "VIRTUAL-TAPE");
    assert_string_equal(device->serial, "VTLDRV0001");
    assert_true(device->designators_length > 0);
    rsm_device_close(device);
}

static void a_host_may_be_named(void **state)
{
    const char *port = strchr(rsm_vtl_address() + strlen("iscsi://"), ':');
    char address[RSM_ADDRESS_MAX];

    (void)state;
    snprintf(address, sizeof address, "iscsi://localhost%s/%d", port, CHANGER_LUN);

    assert_success(try_to_open(address));
}

/* ---- being refused ---- */

static void a_logical_unit_that_is_not_there_does_not_exist(void **state)
{
    (void)state;

    assert_fails_with(ERROR_DEV_NOT_EXIST, try_to_open(lun_address(99)));
}

static void a_target_that_is_not_there_does_not_exist(void **state)
{
    char address[RSM_ADDRESS_MAX];

    (void)state;
    snprintf(address, sizeof address, "%s.other/1", rsm_vtl_address());

    assert_fails_with(ERROR_DEV_NOT_EXIST, try_to_open(address));
}

static void a_port_without_a_listener_refuses(void **state)
{
    (void)state;

    assert_fails_with(ERROR_CONNECTION_REFUSED, try_to_open("iscsi://127.0.0.1:9/iqn.x/1"));
}

static void a_host_that_nobody_knows_is_unreachable(void **state)
{
    (void)state;

    assert_fails_with(ERROR_HOST_UNREACHABLE, try_to_open("iscsi://no-such-host.invalid/iqn.x/1"));
}

static void an_address_that_cannot_be_read_is_a_bad_path(void **state)
{
    (void)state;

    assert_fails_with(ERROR_BAD_PATHNAME, try_to_open("iscsi://127.0.0.1"));
    assert_fails_with(ERROR_BAD_PATHNAME, try_to_open("tape:0"));
}

/* ---- names and secrets ---- */

static char logged[65536];

static void keep_line(void *context, enum rsm_log_level level, const char *line)
{
    size_t length = strlen(logged);

    (void)context;
    (void)level;
    snprintf(logged + length, sizeof logged - length, "%s\n", line);
}

static int demand_chap(void **state)
{
    (void)state;
    logged[0] = '\0';
    rsm_log_set_sink(keep_line, NULL);
    return rsm_vtl(
               "tgtadm --lld iscsi --op new --mode account --user me --password secret-of-mine1") |
           rsm_vtl("tgtadm --lld iscsi --op bind --mode account --tid 1 --user me") |
           rsm_vtl(
               "tgtadm --lld iscsi --op new --mode account --user them "
               "--password secret-of-them2") |
           rsm_vtl("tgtadm --lld iscsi --op bind --mode account --tid 1 --user them --outgoing");
}

static int demand_nothing(void **state)
{
    (void)state;
    rsm_log_set_sink(NULL, NULL);
    return rsm_vtl("tgtadm --lld iscsi --op delete --mode account --user me") |
           rsm_vtl("tgtadm --lld iscsi --op delete --mode account --user them");
}

static void the_right_password_opens(void **state)
{
    (void)state;

    assert_success(try_to_open(lun_address_as("me%secret-of-mine1@", CHANGER_LUN, "")));
}

static void a_wrong_password_is_a_logon_failure(void **state)
{
    (void)state;

    assert_fails_with(ERROR_LOGON_FAILURE,
                      try_to_open(lun_address_as("me%secret-of-mine9@", CHANGER_LUN, "")));
}

static void no_password_where_one_is_demanded_is_a_logon_failure(void **state)
{
    (void)state;

    assert_fails_with(ERROR_LOGON_FAILURE, try_to_open(lun_address(CHANGER_LUN)));
}

static void a_target_that_proves_itself_opens(void **state)
{
    (void)state;

    assert_success(try_to_open(lun_address_as(
        "me%secret-of-mine1@", CHANGER_LUN, "?target_user=them&target_password=secret-of-them2")));
}

static void a_target_that_cannot_prove_itself_is_a_logon_failure(void **state)
{
    (void)state;

    assert_fails_with(
        ERROR_LOGON_FAILURE,
        try_to_open(lun_address_as("me%secret-of-mine1@", CHANGER_LUN,
                                   "?target_user=them&target_password=secret-of-them9")));
}

static void secrets_are_never_logged(void **state)
{
    (void)state;

    assert_success(try_to_open(lun_address_as(
        "me%secret-of-mine1@", CHANGER_LUN, "?target_user=them&target_password=secret-of-them2")));
    assert_fails_with(ERROR_LOGON_FAILURE,
                      try_to_open(lun_address_as("me%secret-of-mine9@", CHANGER_LUN, "")));

    assert_non_null(strstr(logged, "me%***@"));
    assert_null(strstr(logged, "secret"));
}

/* ---- losing the connection ---- */

static void a_dead_target_is_noticed_before_the_next_command_is_sent(void **state)
{
    struct rsm_device *device = open_lun(FIRST_DRIVE_LUN);
    struct rsm_command_result result;

    (void)state;
    assert_int_equal(rsm_vtl("kill"), 0);

    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, test_unit_ready(device, 5000, &result));

    assert_int_equal(result.outcome, RSM_OUTCOME_REFUSED);
    assert_false(rsm_device_is_connected(device));
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, test_unit_ready(device, 5000, &result));
    assert_int_equal(rsm_vtl("start"), 0);
    rsm_device_close(device);
}

static void a_target_that_came_back_is_opened_again(void **state)
{
    struct rsm_device *device = open_lun(FIRST_DRIVE_LUN);
    struct rsm_command_result result;

    (void)state;
    rsm_device_take_attentions(device);
    assert_int_equal(rsm_vtl("kill"), 0);
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, test_unit_ready(device, 5000, &result));
    assert_fails_with(ERROR_CONNECTION_REFUSED, rsm_device_reopen(device));
    assert_int_equal(rsm_vtl("start"), 0);

    assert_success(rsm_device_reopen(device));

    assert_true(rsm_device_is_connected(device));
    assert_true((rsm_device_take_attentions(device) & RSM_ATTENTION_INVENTORY) != 0);
    rsm_device_close(device);
}

static void a_session_dropped_while_idle_is_opened_again_by_itself(void **state)
{
    struct rsm_device *device = open_lun(FIRST_DRIVE_LUN);
    struct rsm_command command;

    (void)state;
    assert_int_equal(rsm_vtl("drop"), 0);
    memset(&command, 0, sizeof command);
    command.cdb = rsm_ssc_read_block_limits();
    command.direction = RSM_DATA_IN;
    command.data = (uint8_t[6]){0};
    command.length = 6;
    command.timeout_ms = 5000;

    assert_success(rsm_device_execute(device, &command, NULL, NULL));

    assert_int_equal(command.transferred, 6);
    rsm_device_close(device);
}

static void kill_target(void *context)
{
    (void)context;
    rsm_vtl("kill");
}

static void a_target_that_dies_under_a_command_leaves_its_outcome_unknown(void **state)
{
    struct rsm_device *device = open_lun(FIRST_DRIVE_LUN);
    struct rsm_command_result result;
    struct rsm_thread killer;

    (void)state;
    assert_int_equal(rsm_vtl("freeze"), 0);
    assert_success(rsm_thread_start(kill_target, NULL, &killer));
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, test_unit_ready(device, 30000, &result));
    rsm_thread_join(&killer);

    assert_int_equal(result.outcome, RSM_OUTCOME_UNKNOWN);
    assert_int_equal(rsm_vtl("start"), 0);
    rsm_device_close(device);
}

static void a_silent_target_is_given_up_when_the_time_is_over(void **state)
{
    struct rsm_device *device = open_lun(FIRST_DRIVE_LUN);
    struct rsm_command_result result;
    uint64_t started;
    uint64_t took;

    (void)state;
    assert_int_equal(rsm_vtl("freeze"), 0);
    started = rsm_clock_ms();
    assert_fails_with(ERROR_SEM_TIMEOUT, test_unit_ready(device, 700, &result));
    took = rsm_clock_ms() - started;

    assert_int_equal(result.outcome, RSM_OUTCOME_UNKNOWN);
    assert_true(took >= 700 && took < 5000);
    rsm_device_close(device);
    assert_int_equal(rsm_vtl("thaw"), 0);
}

static void a_silent_target_cannot_be_opened_and_does_not_hold_up_for_long(void **state)
{
    uint64_t started;
    uint64_t took;

    (void)state;
    assert_int_equal(rsm_vtl("freeze"), 0);
    started = rsm_clock_ms();
    assert_fails_with(ERROR_SEM_TIMEOUT, try_to_open(lun_address(CHANGER_LUN)));
    took = rsm_clock_ms() - started;

    assert_int_equal(rsm_vtl("thaw"), 0);
    assert_true(took < 8000);
}

static void a_silent_target_that_wakes_up_can_be_opened_again(void **state)
{
    struct rsm_device *device = open_lun(FIRST_DRIVE_LUN);
    struct rsm_command_result result;

    (void)state;
    assert_int_equal(rsm_vtl("freeze"), 0);
    assert_fails_with(ERROR_SEM_TIMEOUT, test_unit_ready(device, 300, &result));
    assert_int_equal(rsm_vtl("thaw"), 0);

    assert_success(rsm_device_reopen(device));
    rsm_device_close(device);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_logical_units_of_a_target_are_found),
        cmocka_unit_test(an_address_with_a_lun_stands_for_itself),
        cmocka_unit_test(iscsi_sees_nothing_by_itself),
        cmocka_unit_test(a_device_says_what_it_is),
        cmocka_unit_test(a_host_may_be_named),
        cmocka_unit_test(a_logical_unit_that_is_not_there_does_not_exist),
        cmocka_unit_test(a_target_that_is_not_there_does_not_exist),
        cmocka_unit_test(a_port_without_a_listener_refuses),
        cmocka_unit_test(a_host_that_nobody_knows_is_unreachable),
        cmocka_unit_test(an_address_that_cannot_be_read_is_a_bad_path),
        cmocka_unit_test_setup_teardown(the_right_password_opens, demand_chap, demand_nothing),
        cmocka_unit_test_setup_teardown(a_wrong_password_is_a_logon_failure, demand_chap,
                                        demand_nothing),
        cmocka_unit_test_setup_teardown(no_password_where_one_is_demanded_is_a_logon_failure,
                                        demand_chap, demand_nothing),
        cmocka_unit_test_setup_teardown(a_target_that_proves_itself_opens, demand_chap,
                                        demand_nothing),
        cmocka_unit_test_setup_teardown(a_target_that_cannot_prove_itself_is_a_logon_failure,
                                        demand_chap, demand_nothing),
        cmocka_unit_test_setup_teardown(secrets_are_never_logged, demand_chap, demand_nothing),
        cmocka_unit_test(a_dead_target_is_noticed_before_the_next_command_is_sent),
        cmocka_unit_test(a_target_that_came_back_is_opened_again),
        cmocka_unit_test(a_session_dropped_while_idle_is_opened_again_by_itself),
        cmocka_unit_test(a_target_that_dies_under_a_command_leaves_its_outcome_unknown),
        cmocka_unit_test(a_silent_target_is_given_up_when_the_time_is_over),
        cmocka_unit_test(a_silent_target_cannot_be_opened_and_does_not_hold_up_for_long),
        cmocka_unit_test(a_silent_target_that_wakes_up_can_be_opened_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
