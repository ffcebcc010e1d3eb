/*
 * What Windows says when something fails: which code becomes which, and what may be believed of the command.
 */
#include "scsi/spti_error.h"
#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { NO_SUCH_DEVICE = 433, DEVICE_REMOVED = 1617, NEVER_HEARD_OF = 54321 };

static void assert_command(rsm_error windows, rsm_error expected, const char *words)
{
    const struct rsm_spti_failure *failure = rsm_spti_command_failure(windows);

    if (failure->error != expected || strstr(failure->words, words) == NULL)
        fail_msg("Windows error %u became %s: %s", (unsigned)windows,
                 rsm_error_name(failure->error), failure->words);
}

static void assert_open(rsm_error windows, bool is_administrator, rsm_error expected,
                        const char *words)
{
    const struct rsm_spti_failure *failure = rsm_spti_open_failure(windows, is_administrator);

    if (failure->error != expected || strstr(failure->words, words) == NULL)
        fail_msg("Windows error %u became %s: %s", (unsigned)windows,
                 rsm_error_name(failure->error), failure->words);
}

/* ---- commands ---- */

static void only_a_request_that_the_driver_does_not_know_was_certainly_not_sent(void **state)
{
    (void)state;
    for (rsm_error windows = 0; windows < 20000; windows++) {
        bool is_unknown = rsm_spti_command_failure(windows)->meaning == RSM_SPTI_UNKNOWN_REQUEST;

        assert_int_equal(is_unknown, windows == ERROR_INVALID_FUNCTION ||
                                         windows == ERROR_NOT_SUPPORTED ||
                                         windows == ERROR_CALL_NOT_IMPLEMENTED);
    }
}

static void a_failed_command_has_a_code_that_transports_give(void **state)
{
    (void)state;
    for (rsm_error windows = 0; windows < 20000; windows++) {
        const struct rsm_spti_failure *failure = rsm_spti_command_failure(windows);

        assert_true(failure->error == ERROR_SEM_TIMEOUT ||
                    failure->error == ERROR_DEVICE_NOT_CONNECTED ||
                    failure->error == ERROR_NOT_ENOUGH_MEMORY ||
                    (failure->error == ERROR_NOT_SUPPORTED &&
                     failure->meaning == RSM_SPTI_UNKNOWN_REQUEST));
        assert_non_null(failure->words);
    }
}

static void a_device_that_went_away_is_said_to_be_gone(void **state)
{
    static const rsm_error codes[] = {ERROR_FILE_NOT_FOUND, ERROR_DEV_NOT_EXIST, NO_SUCH_DEVICE,
                                      DEVICE_REMOVED, ERROR_DEVICE_NOT_CONNECTED};

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        assert_command(codes[i], ERROR_DEVICE_NOT_CONNECTED, "check its power and cable");
        assert_int_equal(rsm_spti_command_failure(codes[i])->meaning, RSM_SPTI_GONE);
    }
    assert_command(ERROR_OPERATION_ABORTED, ERROR_DEVICE_NOT_CONNECTED, "removing the device");
    assert_command(ERROR_ACCESS_DENIED, ERROR_DEVICE_NOT_CONNECTED, "removing the device");
}

/* ERROR_BUS_RESET would tell the layers above that the device refused and nothing has moved. */
static void a_bus_reset_leaves_open_what_became_of_the_command(void **state)
{
    (void)state;
    assert_command(ERROR_BUS_RESET, ERROR_DEVICE_NOT_CONNECTED, "may or may not");
    assert_int_equal(rsm_spti_command_failure(ERROR_BUS_RESET)->meaning, RSM_SPTI_FAILED);
}

static void each_kind_of_failure_says_what_to_do(void **state)
{
    (void)state;
    assert_command(ERROR_SEM_TIMEOUT, ERROR_SEM_TIMEOUT, "no answer in time");
    assert_command(ERROR_IO_DEVICE, ERROR_DEVICE_NOT_CONNECTED, "check cable and adapter");
    assert_command(ERROR_GEN_FAILURE, ERROR_DEVICE_NOT_CONNECTED, "System event log");
    assert_command(ERROR_INVALID_PARAMETER, ERROR_DEVICE_NOT_CONNECTED, "update");
    assert_command(ERROR_REVISION_MISMATCH, ERROR_DEVICE_NOT_CONNECTED, "update");
    assert_command(ERROR_NO_SYSTEM_RESOURCES, ERROR_NOT_ENOUGH_MEMORY, "end other programs");
    assert_command(ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED, "claimed");
    assert_command(NEVER_HEARD_OF, ERROR_DEVICE_NOT_CONNECTED, "System event log");
}

/* ---- opening ---- */

static void an_administrator_who_is_refused_meets_another_program(void **state)
{
    (void)state;
    assert_open(ERROR_ACCESS_DENIED, true, ERROR_SHARING_VIOLATION, "another program");
    assert_open(ERROR_ACCESS_DENIED, false, ERROR_ACCESS_DENIED, "as an administrator");
}

static void a_sharing_violation_is_one_whoever_asks(void **state)
{
    (void)state;
    assert_open(ERROR_SHARING_VIOLATION, false, ERROR_SHARING_VIOLATION, "another program");
    assert_open(ERROR_BUSY, true, ERROR_SHARING_VIOLATION, "another program");
}

static void a_device_that_is_not_there_is_not_there_by_any_code(void **state)
{
    static const rsm_error codes[] = {ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND,
                                      ERROR_DEV_NOT_EXIST,  NO_SUCH_DEVICE,
                                      DEVICE_REMOVED,       ERROR_DEVICE_NOT_CONNECTED};

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        assert_open(codes[i], true, ERROR_DEV_NOT_EXIST, "check its power and cable");
}

static void any_other_reason_not_to_open_is_told_as_such(void **state)
{
    (void)state;
    assert_open(ERROR_INVALID_NAME, true, ERROR_BAD_PATHNAME, "no name of a device");
    assert_open(NEVER_HEARD_OF, true, ERROR_DEVICE_NOT_CONNECTED, "System event log");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_request_that_the_driver_does_not_know_was_certainly_not_sent),
        cmocka_unit_test(a_failed_command_has_a_code_that_transports_give),
        cmocka_unit_test(a_device_that_went_away_is_said_to_be_gone),
        cmocka_unit_test(a_bus_reset_leaves_open_what_became_of_the_command),
        cmocka_unit_test(each_kind_of_failure_says_what_to_do),
        cmocka_unit_test(an_administrator_who_is_refused_meets_another_program),
        cmocka_unit_test(a_sharing_violation_is_one_whoever_asks),
        cmocka_unit_test(a_device_that_is_not_there_is_not_there_by_any_code),
        cmocka_unit_test(any_other_reason_not_to_open_is_told_as_such),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
