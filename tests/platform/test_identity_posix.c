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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_forked_child_makes_its_own_token),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
