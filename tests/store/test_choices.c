/*
 * Which devices an administrator wants used, and which are left to another product.
 */
#include "store/choices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "store/made_up.h"
#include "support/asserts.h"

#define FILE_NAME "choices.test"

static const struct rsm_choice changer = {.identity = "STK|L20|C1",
                                          .type = 8,
                                          .name = "\\\\.\\Changer0",
                                          .verdict = RSM_VERDICT_LEAVE,
                                          .complete = true};
static const struct rsm_choice drive = {.identity = "HP|Ultrium 5-SCSI|D1",
                                        .type = 1,
                                        .name = "\\\\.\\Tape0",
                                        .verdict = RSM_VERDICT_LEAVE,
                                        .changer = "STK|L20|C1"};
static const struct rsm_choice other = {.identity = "IBM|ULT3580-TD5|D2",
                                        .type = 1,
                                        .name = "\\\\.\\Tape1",
                                        .verdict = RSM_VERDICT_TAKE};

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

static bool join(void *context, const struct rsm_choice *choice)
{
    char *all = context;

    snprintf(all + strlen(all), 2000 - strlen(all), "%s %u %s %d [%s] %d;", choice->identity,
             choice->type, choice->name, (int)choice->verdict, choice->changer,
             (int)choice->complete);
    return strcmp(choice->identity, "last") != 0;
}

static void assert_choices(struct rsm_store *store, const char *expected)
{
    char all[2000] = "";

    assert_success(rsm_choices_each(store, join, all));
    assert_string_equal(all, expected);
}

static void a_choice_is_kept_as_it_was_made(void **state)
{
    assert_success(rsm_choices_set(*state, &changer));
    assert_success(rsm_choices_set(*state, &drive));

    assert_choices(*state,
                   "STK|L20|C1 8 \\\\.\\Changer0 2 [] 1;"
                   "HP|Ultrium 5-SCSI|D1 1 \\\\.\\Tape0 2 [STK|L20|C1] 0;");
}

static void the_later_choice_on_a_device_counts(void **state)
{
    struct rsm_choice again = drive;
    assert_success(rsm_choices_set(*state, &drive));

    again.verdict = RSM_VERDICT_TAKE;
    again.changer[0] = '\0';
    strcpy(again.name, "\\\\.\\Tape7");
    assert_success(rsm_choices_set(*state, &again));

    assert_choices(*state, "HP|Ultrium 5-SCSI|D1 1 \\\\.\\Tape7 1 [] 0;");
}

static void a_choice_that_is_taken_back_is_gone(void **state)
{
    assert_success(rsm_choices_set(*state, &changer));

    assert_success(rsm_choices_drop(*state, "STK|L20|C1"));

    assert_choices(*state, "");
    assert_fails_with(ERROR_NOT_FOUND, rsm_choices_drop(*state, "STK|L20|C1"));
}

static void the_drives_of_a_changer_are_taken_back_together(void **state)
{
    assert_success(rsm_choices_set(*state, &drive));
    assert_success(rsm_choices_set(*state, &other));

    assert_success(rsm_choices_drop_drives(*state, ""));
    assert_success(rsm_choices_drop_drives(*state, "STK|L20|C1"));

    assert_choices(*state, "IBM|ULT3580-TD5|D2 1 \\\\.\\Tape1 1 [] 0;");
}

static void a_visit_may_end_the_list(void **state)
{
    struct rsm_choice last = other;
    strcpy(last.identity, "last");

    assert_success(rsm_choices_set(*state, &last));
    assert_success(rsm_choices_set(*state, &other));

    assert_choices(*state, "last 1 \\\\.\\Tape1 1 [] 0;");
}

static void without_an_identity_nothing_can_be_chosen(void **state)
{
    struct rsm_choice nobody = other;
    nobody.identity[0] = '\0';

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm_choices_set(*state, &nobody));
}

static void choices_outlive_the_process(void **state)
{
    struct rsm_store *store;
    (void)state;
    remove_database(FILE_NAME);
    store = open_database(FILE_NAME);
    begin_write(store);
    assert_success(rsm_choices_set(store, &other));
    commit(store);
    rsm_store_close(store);

    store = open_database(FILE_NAME);
    begin_read(store);
    assert_choices(store, "IBM|ULT3580-TD5|D2 1 \\\\.\\Tape1 1 [] 0;");
    commit(store);
    rsm_store_close(store);
    remove_database(FILE_NAME);
}

#define in_memory(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_memory(a_choice_is_kept_as_it_was_made),
        in_memory(the_later_choice_on_a_device_counts),
        in_memory(a_choice_that_is_taken_back_is_gone),
        in_memory(the_drives_of_a_changer_are_taken_back_together),
        in_memory(a_visit_may_end_the_list),
        in_memory(without_an_identity_nothing_can_be_chosen),
        cmocka_unit_test(choices_outlive_the_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
