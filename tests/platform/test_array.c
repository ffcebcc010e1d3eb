/*
 * Growing arrays.
 */
#include "platform/array.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

static void the_first_item_makes_the_array(void **state)
{
    size_t room = 0;
    int *items = rsm_array_grow(NULL, sizeof *items, 1, &room);

    (void)state;
    assert_non_null(items);
    assert_true(room >= 1);
    free(items);
}

static void items_survive_growing(void **state)
{
    size_t room = 0;
    int *items = NULL;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        items = rsm_array_grow(items, sizeof *items, (size_t)i + 1, &room);
        assert_non_null(items);
        items[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    free(items);
}

static void an_array_with_room_stays_where_it_is(void **state)
{
    size_t room = 0;
    int *items = rsm_array_grow(NULL, sizeof *items, 100, &room);
    size_t before = room;

    (void)state;
    assert_ptr_equal(rsm_array_grow(items, sizeof *items, 100, &room), items);
    assert_int_equal(room, before);
    free(items);
}

static void adding_one_by_one_rarely_moves(void **state)
{
    size_t room = 0;
    size_t growths = 0;
    char *items = NULL;

    (void)state;
    for (size_t i = 0; i < 100000; i++) {
        size_t before = room;

        items = rsm_array_grow(items, 1, i + 1, &room);
        growths += room != before;
    }
    assert_true(growths < 20);
    free(items);
}

static void a_size_that_cannot_be_counted_is_refused(void **state)
{
    size_t room = 0;
    int *items = rsm_array_grow(NULL, sizeof *items, 3, &room);
    size_t before = room;

    (void)state;
    assert_null(rsm_array_grow(items, sizeof *items, SIZE_MAX / 2, &room));
    assert_null(rsm_array_grow(items, SIZE_MAX, 100, &room));
    assert_int_equal(room, before);
    free(items);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_item_makes_the_array),
        cmocka_unit_test(items_survive_growing),
        cmocka_unit_test(an_array_with_room_stays_where_it_is),
        cmocka_unit_test(adding_one_by_one_rarely_moves),
        cmocka_unit_test(a_size_that_cannot_be_counted_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
