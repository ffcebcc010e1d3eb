/*
 * The process is killed between any two commands of each verb, and right after each command that changed something:
 * the next one settles what was begun.  The verbs are the rows of verbs.h; what must hold, trial.h.
 */
#include "support/asserts.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/every_command.h"
#include "work/trial.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <setjmp.h>

#include <cmocka.h>

static const struct verb *verb_now;
static unsigned moment_now; /* 0 = all went well */

static void nothing_is_lost_wherever_it_is_killed(void **state)
{
    struct fixture *f;
    struct moments *moments;
    struct trial t;
    unsigned count;
    void *made;

    verb_now = *state;
    assert_int_equal(fixture_on_disk(&made), 0);
    f = made;
    trial_begin(&t, f, verb_now);
    moments = moments_record(f);
    trial_run(&t);
    count = moments_end(moments);

    assert_true(count >= verb_now->least);
    for (unsigned n = first_command((size_t)(verb_now - verbs)) - 1; n < count; n += COMMAND_STEP) {
        moment_now = n + 1;
        moments_begin_after(moments, n);
        run_all_work(f);
        trial_check_now(&t);
        trial_heal(&t, false);
        trial_end(&t);
    }
    moment_now = 0;
    moments_free(moments);
    assert_int_equal(fixture_end(&made), 0);
}

static int end_verb(void **state)
{
    (void)state;
    if (moment_now > 0)
        print_error("at moment %u: %s\n", moment_now, verb_now->name);
    moment_now = 0;
    return 0;
}

int main(void)
{
    struct CMUnitTest *tests = calloc(verb_count, sizeof *tests);
    size_t used = 0;
    int failed;

    for (size_t i = 0; i < verb_count; i++) {
        if (!verbs[i].finds) /* before it is found nothing has begun */
            tests[used++] =
                (struct CMUnitTest){verbs[i].name, nothing_is_lost_wherever_it_is_killed, NULL,
                                    end_verb, (void *)(uintptr_t)&verbs[i]};
    }
    failed = _cmocka_run_group_tests("verbs_killed", tests, used, NULL, NULL);
    free(tests);
    return failed;
}
