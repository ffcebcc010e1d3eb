/*
 * Not in a process apart.
 */
#include "support/apart.h"

bool apart_is_possible(void)
{
    return false;
}

int run_apart(int (*act)(void *context), void *context)
{
    (void)act;
    (void)context;
    return APART_FAILED;
}
