/*
 * How requests end that cannot be carried out.
 */
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/looks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void the_log_says_in_words_what_failed_and_where(void **state)
{
    struct fixture *f = *state;

    begin_keeping_log();
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "slot 1  A00001L5 unreadable\n");
    end_keeping_log();

    assert_logged("library STK L20: read label, A00001L5, Slot 1, Drive 1 failed: ");
}

static void what_ends_well_is_no_warning(void **state)
{
    struct fixture *f = *state;

    begin_keeping_log();
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "slot 1  A00001L5 blank\n");
    end_keeping_log();

    assert_not_logged("failed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(the_log_says_in_words_what_failed_and_where),
        story(what_ends_well_is_no_warning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
