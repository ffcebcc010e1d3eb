/*
 * A forked child is another process, whatever it remembers.
 */
#define _DEFAULT_SOURCE

#include "platform/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void a_forked_child_makes_its_own_token(void **state)
{
    char before[RSM_IDENTITY_TOKEN_ROOM];
    char in_child[RSM_IDENTITY_TOKEN_ROOM];
    pid_t child;
    int status;

    (void)state;
    assert_int_equal(rsm_identity_process_token(before), ERROR_SUCCESS);
    child = fork();
    if (child == 0)
        _exit(rsm_identity_process_token(in_child) || strcmp(before, in_child) == 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void identifiers_are_made_of_the_numbers_of_user_and_group(void **state)
{
    unsigned char user[RSM_IDENTITY_SID_ROOM];
    unsigned char group[RSM_IDENTITY_SID_ROOM];
    uint32_t number = (uint32_t)geteuid();
    const unsigned char expected[16] = {1,
                                        2,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        22,
                                        1,
                                        0,
                                        0,
                                        0,
                                        (unsigned char)number,
                                        (unsigned char)(number >> 8),
                                        (unsigned char)(number >> 16),
                                        (unsigned char)(number >> 24)};

    (void)state;
    assert_int_equal(rsm_identity_sids(user, group), ERROR_SUCCESS);
    assert_memory_equal(user, expected, sizeof expected);
    assert_int_equal(group[7], 22);
    assert_int_equal(group[8], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_forked_child_makes_its_own_token),
        cmocka_unit_test(identifiers_are_made_of_the_numbers_of_user_and_group),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
