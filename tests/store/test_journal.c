/*
 * The journal of intents.
 */
#include "store/journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "store/made_up.h"
#include "support/asserts.h"

static const GUID library = {.Data1 = 1}, other_library = {.Data1 = 2}, medium = {.Data1 = 3};

static int open_it(void **state)
{
    struct rsm_store *store = open_database(":memory:");

    begin_write(store);
    *state = store;
    return 0;
}

static int close_it(void **state)
{
    rsm_store_end(*state, ERROR_SUCCESS);
    rsm_store_close(*state);
    return 0;
}

struct found {
    struct rsm_store *store;
    struct rsm_intent intents[4];
    size_t count;
};

static bool find(void *context, const struct rsm_intent *intent)
{
    struct found *found = context;

    found->intents[found->count++] = *intent;
    return found->count < 4;
}

static struct rsm_intent add(struct rsm_store *store, const GUID *in, DWORD from, DWORD to)
{
    struct rsm_intent intent = {.library = *in, .medium = medium, .from = from, .to = to};

    strcpy(intent.tag, "A00001L5");
    assert_success(rsm_journal_add(store, &intent));
    return intent;
}

static void an_intent_is_found_as_it_was_added(void **state)
{
    struct rsm_intent intent = add(*state, &library, 0xFFFFFFFF, 257);
    struct found found = {0};

    assert_success(rsm_journal_each(*state, &library, find, &found));
    assert_int_equal(found.count, 1);
    assert_memory_equal(&found.intents[0].library, &library, sizeof library);
    assert_memory_equal(&found.intents[0].medium, &medium, sizeof medium);
    assert_true(found.intents[0].number == intent.number);
    assert_int_equal(found.intents[0].from, 0xFFFFFFFF);
    assert_int_equal(found.intents[0].to, 257);
    assert_string_equal(found.intents[0].tag, "A00001L5");
}

static void intents_are_visited_in_their_order_for_one_library(void **state)
{
    struct found found = {0};

    add(*state, &library, 5, 6);
    add(*state, &other_library, 1, 2);
    add(*state, &library, 3, 4);
    assert_success(rsm_journal_each(*state, &library, find, &found));
    assert_int_equal(found.count, 2);
    assert_int_equal(found.intents[0].from, 5);
    assert_int_equal(found.intents[1].from, 3);
}

static bool erase(void *context, const struct rsm_intent *intent)
{
    struct found *found = context;

    found->count++;
    assert_success(rsm_journal_erase(found->store, intent->number));
    return true;
}

static void an_intent_may_be_erased_while_it_is_visited(void **state)
{
    struct found erased = {.store = *state}, found = {0};

    add(*state, &library, 1, 2);
    add(*state, &library, 3, 4);
    assert_success(rsm_journal_each(*state, &library, erase, &erased));
    assert_int_equal(erased.count, 2);
    assert_success(rsm_journal_each(*state, &library, find, &found));
    assert_int_equal(found.count, 0);
}

static void writings_are_found_by_their_medium_in_any_library(void **state)
{
    struct rsm_intent writing = {.kind = RSM_INTENT_WRITE,
                                 .library = other_library,
                                 .medium = medium,
                                 .label = {.Data1 = 9}};
    struct rsm_intent found;

    add(*state, &library, 1, 2); /* a move of the same medium */
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_journal_find_write(*state, &medium, &found));
    assert_success(rsm_journal_add(*state, &writing));

    assert_success(rsm_journal_find_write(*state, &medium, &found));

    assert_int_equal(found.kind, RSM_INTENT_WRITE);
    assert_int_equal(found.label.Data1, 9);
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_journal_find_write(*state, &library, &found));
}

static void only_writings_are_visited_as_such(void **state)
{
    struct rsm_intent writing = {.kind = RSM_INTENT_WRITE, .library = library, .medium = medium};
    struct found found = {0};

    add(*state, &library, 1, 2);
    assert_success(rsm_journal_add(*state, &writing));
    writing.library = other_library;
    assert_success(rsm_journal_add(*state, &writing));

    assert_success(rsm_journal_each_write(*state, find, &found));

    assert_int_equal(found.count, 2);
    assert_memory_equal(&found.intents[1].library, &other_library, sizeof other_library);
}

static void a_number_is_never_given_again(void **state)
{
    struct rsm_intent first = add(*state, &library, 1, 2), second;

    assert_success(rsm_journal_erase(*state, first.number));
    second = add(*state, &library, 1, 2);
    assert_true(second.number > first.number);
}

static void an_intent_taken_back_was_never_there(void **state)
{
    struct found found = {0};

    add(*state, &library, 1, 2);
    roll_back(*state);
    begin_write(*state);
    assert_success(rsm_journal_each(*state, &library, find, &found));
    assert_int_equal(found.count, 0);
}

#define with_store(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(an_intent_is_found_as_it_was_added),
        with_store(intents_are_visited_in_their_order_for_one_library),
        with_store(an_intent_may_be_erased_while_it_is_visited),
        with_store(writings_are_found_by_their_medium_in_any_library),
        with_store(only_writings_are_visited_as_such),
        with_store(a_number_is_never_given_again),
        with_store(an_intent_taken_back_was_never_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
