/*
 * Security identifiers: what is one, and how long it is.
 */
#include "model/sid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void the_size_is_that_of_its_parts(void **state)
{
    (void)state;
    assert_int_equal(rsm_sid_size(rsm_sid_system, sizeof rsm_sid_system), 12);
    assert_int_equal(rsm_sid_size(rsm_sid_administrators, RSM_SID_ROOM), 16);
}

static void an_identifier_without_parts_is_one(void **state)
{
    const BYTE sid[] = {1, 0, 0, 0, 0, 0, 0, 5};

    (void)state;
    assert_int_equal(rsm_sid_size(sid, sizeof sid), 8);
}

static void the_longest_has_fifteen_parts(void **state)
{
    BYTE sid[RSM_SID_ROOM + 4] = {1, 15};

    (void)state;
    assert_int_equal(rsm_sid_size(sid, sizeof sid), RSM_SID_ROOM);
    sid[1] = 16;
    assert_int_equal(rsm_sid_size(sid, sizeof sid), 0);
}

static void another_revision_is_none(void **state)
{
    BYTE sid[12];

    (void)state;
    memcpy(sid, rsm_sid_system, sizeof sid);
    sid[0] = 2;
    assert_int_equal(rsm_sid_size(sid, sizeof sid), 0);
    sid[0] = 0;
    assert_int_equal(rsm_sid_size(sid, sizeof sid), 0);
}

static void one_that_is_cut_is_none(void **state)
{
    (void)state;
    for (size_t room = 0; room < sizeof rsm_sid_administrators; room++)
        assert_int_equal(rsm_sid_size(rsm_sid_administrators, room), 0);
}

static void the_last_part_tells_two_apart(void **state)
{
    (void)state;
    assert_true(rsm_sid_equal(rsm_sid_users, rsm_sid_users));
    assert_false(rsm_sid_equal(rsm_sid_users, rsm_sid_administrators));
    assert_false(rsm_sid_equal(rsm_sid_creator_owner, rsm_sid_creator_group));
    assert_false(rsm_sid_equal(rsm_sid_system, rsm_sid_administrators));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_size_is_that_of_its_parts),
        cmocka_unit_test(an_identifier_without_parts_is_one),
        cmocka_unit_test(the_longest_has_fifteen_parts),
        cmocka_unit_test(another_revision_is_none),
        cmocka_unit_test(one_that_is_cut_is_none),
        cmocka_unit_test(the_last_part_tells_two_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
