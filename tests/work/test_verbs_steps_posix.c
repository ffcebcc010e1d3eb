/*
 * Each step of SQL of each verb fails: all that change something, and one of some that only ask.
 */
#include "support/failing_steps.h"
#include "work/weaknesses.h"

#include <stdlib.h>

enum { ONE_OF = 31 };

static void fail_to_write(unsigned number)
{
    failing_steps_at(STEPS_THAT_WRITE, number);
}

static void fail_to_read(unsigned number)
{
    failing_steps_at(STEPS_THAT_READ, number);
}

/* There are thousands: NTMS_TEST_EVERY_STEP=1 tries each, for some minutes. */
static unsigned one_of_some(unsigned number)
{
    return number + (getenv("NTMS_TEST_EVERY_STEP") != NULL ? 1 : ONE_OF);
}

static const struct weakness rows[] = {
    {.name = "a step that writes fails",
     .begin = fail_to_write,
     .mend = failing_steps_mend,
     .has_struck = failing_steps_has_struck},
    {.name = "a step that reads fails",
     .begin = fail_to_read,
     .mend = failing_steps_mend,
     .has_struck = failing_steps_has_struck,
     .next = one_of_some},
};

int main(int count, char **words)
{
    return run_weaknesses("verbs_steps", rows, sizeof rows / sizeof rows[0], count, words);
}
