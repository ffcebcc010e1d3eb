/*
 * A survey of devices while memory is short: it fails as a whole, with the code for that, or it did without;
 * and no memory is lost.
 */
#include "support/asserts.h"
#include "support/failing_memory.h"
#include "support/looks.h"
#include "work/survey.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

enum { ALLOCATIONS_MAX = 5000 };

static void fail_each(enum memory whose)
{
    unsigned number = 1;
    bool struck = true;

    for (; struck && number < ALLOCATIONS_MAX; number++) {
        struct rsm_survey survey;
        long blocks = failing_memory_blocks();
        rsm_error err;

        failing_memory_at(whose, number, false);
        err = rsm_system_survey(&survey);
        failing_memory_mend();
        struck = failing_memory_has_struck();
        if (err != ERROR_SUCCESS)
            assert_int_equal(err, ERROR_NOT_ENOUGH_MEMORY);
        rsm_survey_free(&survey);
        if (whose == MEMORY_OURS) /* SQLite keeps some to itself */
            assert_true(failing_memory_blocks() <= blocks);
    }
    assert_in_range(number, 3, ALLOCATIONS_MAX - 1);
}

static void draw(struct fixture *f)
{
    struct rsm_survey survey;

    plug_in(f,
            "changer  STK L20 SERIAL1\n"
            "dvcid    no\n"
            "drive 1  empty\n"
            "drive 2  empty\n"
            "slot 1   empty\n"
            "disk\n");
    assert_success(rsm_system_survey(&survey)); /* whatever is kept from the first time on */
    rsm_survey_free(&survey);
}

static void each_allocation_of_ours_may_fail(void **state)
{
    draw(*state);
    fail_each(MEMORY_OURS);
}

static void each_allocation_of_sqlite_may_fail(void **state)
{
    draw(*state);
    fail_each(MEMORY_OF_SQLITE);
}

static int begin(void **state)
{
    (void)state;
    failing_memory_begin();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(each_allocation_of_ours_may_fail),
        story(each_allocation_of_sqlite_may_fail),
    };

    return cmocka_run_group_tests(tests, begin, NULL);
}
