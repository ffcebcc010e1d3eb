/*
 * In a process apart.
 */
#include "support/apart.h"

#include "support/child_posix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static int (*act_now)(void *context);
static void *context_now;
static int result;

bool apart_is_possible(void)
{
#ifdef NTMS_SANITIZED
    return false;
#else
    return true;
#endif
}

static void act_as_test(void **state)
{
    (void)state;
    result = act_now(context_now);
}

/* What was printed, where it is seen. */
static void tell(int from, int to)
{
    char bytes[4096];
    ssize_t size;

    if (lseek(from, 0, SEEK_SET) != 0)
        return;
    while ((size = read(from, bytes, sizeof bytes)) > 0) {
        if (write(to, bytes, (size_t)size) != size)
            return;
    }
}

/* A check that fails goes back to whoever runs the test: that is here, and not the parent's runner. */
static void act_as_group(int to)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(act_as_test)};
    FILE *kept = tmpfile();
    int seen = dup(STDERR_FILENO);

    (void)to;
    if (kept == NULL || seen < 0 || dup2(fileno(kept), STDOUT_FILENO) < 0 ||
        dup2(fileno(kept), STDERR_FILENO) < 0)
        _exit(APART_FAILED);
    if (cmocka_run_group_tests_name("apart", tests, NULL, NULL) == 0)
        _exit(result);
    fflush(stdout);
    tell(fileno(kept), seen);
    _exit(APART_FAILED);
}

int run_apart(int (*act)(void *context), void *context)
{
    int status;

    act_now = act;
    context_now = context;
    fflush(stdout);
    status = end_child(begin_child(act_as_group));
    return status > 0 ? status : APART_FAILED;
}
