/*
 * What the environment says of requests that nobody answers.
 */
#define _POSIX_C_SOURCE 200809L

#include "core/unattended.h"

#include "support/kept_log.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <setjmp.h>

#include <cmocka.h>

static int forget_variable(void **state)
{
    (void)state;
    return unsetenv("NTMS_OPERATOR");
}

static struct rsm_unattended read_with(const char *value)
{
    struct rsm_unattended policy;

    assert_int_equal(setenv("NTMS_OPERATOR", value, 1), 0);
    rsm_unattended_read_machine(&policy);
    return policy;
}

static void the_variable_says_it(void **state)
{
    struct rsm_unattended policy = read_with("refuse:60");

    (void)state;
    assert_true(policy.refuses);
    assert_int_equal(policy.seconds, 60);
    assert_int_equal(policy.source, RSM_UNATTENDED_ENVIRONMENT);
    policy = read_with("wait");
    assert_false(policy.refuses);
    assert_int_equal(policy.source, RSM_UNATTENDED_ENVIRONMENT);
}

static void without_it_nothing_is_said(void **state)
{
    struct rsm_unattended policy;

    (void)state;
    rsm_unattended_read_machine(&policy);

    assert_int_equal(policy.source, RSM_UNATTENDED_DEFAULT);
}

static void what_cannot_be_understood_is_named_in_the_log_and_ignored(void **state)
{
    struct rsm_unattended policy;

    (void)state;
    begin_keeping_log();
    policy = read_with("refuse:soon");

    assert_logged("NTMS_OPERATOR is ignored: it must be wait or refuse:SECONDS, not refuse:soon");
    end_keeping_log();
    assert_int_equal(policy.source, RSM_UNATTENDED_DEFAULT);
}

static void so_is_what_is_too_long(void **state)
{
    struct rsm_unattended policy;

    (void)state;
    begin_keeping_log();
    policy =
        read_with("refuse:0000000000000000000000000000000000000000000000000000000000000000060");

    assert_logged("NTMS_OPERATOR is ignored: it must be wait or refuse:SECONDS");
    end_keeping_log();
    assert_int_equal(policy.source, RSM_UNATTENDED_DEFAULT);
}

#define WITHOUT_VARIABLE(test) \
    cmocka_unit_test_setup_teardown(test, forget_variable, forget_variable)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITHOUT_VARIABLE(the_variable_says_it),
        WITHOUT_VARIABLE(without_it_nothing_is_said),
        WITHOUT_VARIABLE(what_cannot_be_understood_is_named_in_the_log_and_ignored),
        WITHOUT_VARIABLE(so_is_what_is_too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
