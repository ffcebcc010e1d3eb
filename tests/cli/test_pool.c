/*
 * rsm pool: what a media pool is for, and its policies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/judge.h"
#include "support/asserts.h"
#include "support/looks.h"

static void begin(struct fixture *f)
{
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  mtf SOFTWARE/TAPE\n");
    assert_success(rsm("createpool /mBackup /tfLTO~Ultrium /anew /d"));
}

static void a_pool_tells_what_it_is_for(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("allocate /mBackup /pfA00001L5"));

    assert_success(rsm("pool /mBackup"));

    assert_string_equal(out.text,
                        "Media pool               Backup\n"
                        "It is for                LTO Ultrium\n"
                        "It holds                 media 1, allocated 1, pools 0\n"
                        "Takes media from Free    when it has none\n"
                        "Returns media to Free    no\n"
                        "A side can be allocated  as often as programs want\n");
}

static void policies_are_changed_and_taken_back(void **state)
{
    begin(*state);

    assert_success(rsm("pool /mBackup /dno /ryes /n5"));

    assert_says("Takes media from Free    no\n");
    assert_says("Returns media to Free    when they are given back\n");
    assert_says("A side can be allocated  5 times, and never again\n");
    assert_success(rsm("pool /mBackup /n0"));
    assert_says("Returns media to Free    when they are given back\n");
    assert_says("A side can be allocated  as often as programs want\n");
}

static void a_built_in_pool_is_not_changed(void **state)
{
    begin(*state);

    assert_fails_with(ERROR_ACCESS_DENIED, rsm("pool /mFree /n5"));

    assert_complains("it is built in, or this account may not");
}

static void a_pool_that_is_not_there_has_no_policies(void **state)
{
    begin(*state);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, rsm("pool /mNothing"));
    assert_complains("there is no media pool \"Nothing\"");
}

static void programs_are_told_the_policies(void **state)
{
    begin(*state);

    assert_success(rsm("pool /mBackup /n3 /json"));

    judge_document(&out, NULL);
    assert_says("\"max_allocates\": 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_pool_tells_what_it_is_for),    story(policies_are_changed_and_taken_back),
        story(a_built_in_pool_is_not_changed), story(a_pool_that_is_not_there_has_no_policies),
        story(programs_are_told_the_policies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
