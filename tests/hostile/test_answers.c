/*
 * Answers that devices may give to any command: unit attentions, statuses, not ready, sense data of both formats, lengths
 * that are not what was asked for.  What was asked for is done all the same, and the records are the truth.
 */
#include "hostile/stage.h"

#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_COMMANDS = 60 };

static bool is_report(const struct hostile_command *command)
{
    return strcmp(command->name, "READ_ELEMENT_STATUS") == 0;
}

static struct stage *begin(void **state)
{
    struct stage *stage = play_hastily(state, "polite");

    stage_inventory(stage);
    return stage;
}

/* The tape goes to a drive and home again while the rule is in force. */
static void assert_mounts_in_spite_of(struct stage *stage, const char *rule)
{
    hostile_do(stage->target, rule);
    print_message("%s\n", rule);
    assert_success(stage_mount(stage, u"A00002L6"));
    assert_truth(stage);
    assert_success(stage_dismount(stage, u"A00002L6"));
    hostile_do(stage->target, "forget");
    assert_truth(stage);
}

/* Reports are answered so; what is where has changed before. */
static void assert_inventory_in_spite_of(struct stage *stage, const char *rule)
{
    hostile_do(stage->target, "carry slot 1 slot 4 quietly");
    hostile_do(stage->target, rule);
    print_message("%s\n", rule);
    stage_inventory(stage);
    assert_truth(stage);
    hostile_do(stage->target, "forget");
    hostile_do(stage->target, "carry slot 4 slot 1 quietly");
    assert_inventory_is_truth(stage);
}

/* ---- unit attentions ---- */

static void an_attention_may_come_between_any_two_commands(void **state)
{
    static const char *const codes[] = {"28/01", "28/00", "29/00", "2A/01", "3F/0E"};
    struct stage *stage = begin(state);
    unsigned at = 1;

    for (size_t count = at; at <= count && at < MOST_COMMANDS; at++) {
        char rule[80];

        snprintf(rule, sizeof rule, "on any #%u : attention %s", at,
                 codes[at % (sizeof codes / sizeof codes[0])]);
        stage_forget_log(stage);
        assert_mounts_in_spite_of(stage, rule);
        count = hostile_count(stage->target, "any");
    }
    assert_in_range(at, 10, MOST_COMMANDS - 1); /* there were so many, and no more */
}

/* ---- statuses, and not ready ---- */

static void a_device_that_is_busy_is_asked_again(void **state)
{
    struct stage *stage = begin(state);

    assert_mounts_in_spite_of(stage, "on any #1-3 : status busy");
    assert_mounts_in_spite_of(stage, "on MOVE_MEDIUM every 2 : status full");
    assert_inventory_in_spite_of(stage, "on READ_ELEMENT_STATUS #1-2 : status busy");
}

static void a_device_that_gets_ready_is_waited_for(void **state)
{
    static const char *const codes[] = {"04/00", "04/01", "04/07", "04/85"};
    struct stage *stage = begin(state);

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        char rule[100];

        snprintf(rule, sizeof rule, "on MOVE_MEDIUM #1-4 : not-ready %s progress 10", codes[i]);
        assert_mounts_in_spite_of(stage, rule);
        snprintf(rule, sizeof rule, "on READ_ELEMENT_STATUS #1-3 : not-ready %s", codes[i]);
        assert_inventory_in_spite_of(stage, rule);
    }
}

static void a_task_that_was_aborted_is_asked_again(void **state)
{
    assert_inventory_in_spite_of(begin(state), "on READ_ELEMENT_STATUS #1 : sense B/00/00");
}

static void an_error_of_an_earlier_command_is_not_taken_for_this_ones(void **state)
{
    assert_inventory_in_spite_of(begin(state), "on READ_ELEMENT_STATUS #1 : deferred 4/44/00");
}

static void an_answer_that_takes_its_time_is_waited_for(void **state)
{
    assert_mounts_in_spite_of(begin(state), "on any : delay 20ms");
}

/* ---- sense data ---- */

static void sense_data_in_descriptors_are_understood(void **state)
{
    struct stage *stage = begin(state);

    hostile_do(stage->target, "sense descriptor");
    assert_mounts_in_spite_of(stage, "on MOVE_MEDIUM #1-3 : not-ready 04/01 progress 10");
    assert_mounts_in_spite_of(stage, "on MOVE_MEDIUM #1 : attention 28/01");
    assert_inventory_in_spite_of(stage, "on READ_ELEMENT_STATUS tags : sense 5/24/00");
}

/* ---- lengths ---- */

static void a_report_of_another_length_than_it_says_is_read_as_far_as_it_came(void **state)
{
    static const char *const lengths[] = {"truncate 60",    "only 100",     "announce 0",
                                          "announce 65535", "underflow 60", "no-residual"};
    struct stage *stage = begin(state);

    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        char rule[80];

        snprintf(rule, sizeof rule, "on READ_ELEMENT_STATUS type=2 #1 : %s", lengths[i]);
        stage_forget_log(stage);
        assert_inventory_in_spite_of(stage, rule);
        assert_in_range(count_commands(stage, is_report), 1, 40);
    }
}

/* ---- faults that are rare ---- */

static bool is_present(void *context)
{
    return site_library(context).dwOperationalState == NTMS_READY;
}

static void wait_for_rest(struct stage *stage)
{
    site_wait(is_present, stage->site, "the library is present");
    site_wait_idle(stage->site);
}

static const char *const rare_faults[] = {
    "overflow 40",
    "no-sense",
    "stale-sense",
    "short-sense 6/28/00 8",
    "short-sense 2/04/01 3",
    "separate",
    "wrong-datasn",
    "wrong-length",
    "fail",
    "reject 9",
    "sense-hex 7F00",
    "status 255",
};

/* It may fail the inventory; then the next one finds what is where. */
static void a_rare_fault_of_a_report_loses_nothing(void **state)
{
    struct stage *stage = begin(state);

    for (size_t i = 0; i < sizeof rare_faults / sizeof rare_faults[0]; i++) {
        char rule[100];

        hostile_do(stage->target, "carry slot 1 slot 4 quietly");
        snprintf(rule, sizeof rule, "on READ_ELEMENT_STATUS type=2 #1 : %s", rare_faults[i]);
        hostile_do(stage->target, rule);
        print_message("%s\n", rule);
        stage_inventory(stage);
        wait_for_rest(stage);
        assert_true(site_has_medium(stage->site, u"A00001L6"));
        assert_true(site_has_medium(stage->site, u"A00002L6"));
        hostile_do(stage->target, "forget");
        assert_inventory_is_truth(stage);
        hostile_do(stage->target, "carry slot 4 slot 1 quietly");
    }
}

/* Carried out, or not: what is where is known afterwards, and the next one works. */
static void a_rare_fault_of_a_movement_loses_nothing(void **state)
{
    struct stage *stage = begin(state);

    for (size_t i = 0; i < 2 * (sizeof rare_faults / sizeof rare_faults[0]); i++) {
        char rule[100];

        snprintf(rule, sizeof rule, "on MOVE_MEDIUM to=drive #1 : %s%s", i % 2 ? "done, " : "",
                 rare_faults[i / 2]);
        hostile_do(stage->target, rule);
        print_message("%s\n", rule);
        (void)stage_mount(stage, u"A00002L6");
        wait_for_rest(stage);
        assert_truth(stage);
        (void)stage_dismount(stage, u"A00002L6");
        hostile_do(stage->target, "forget");
        assert_inventory_is_truth(stage);
        assert_mounts(stage, u"A00003L6");
    }
}

static void a_cartridge_that_was_put_elsewhere_is_found(void **state)
{
    struct stage *stage = begin(state);

    hostile_do(stage->target, "on MOVE_MEDIUM to=drive #1 : wrong-place slot 7");
    (void)stage_mount(stage, u"A00002L6");
    wait_for_rest(stage);
    hostile_do(stage->target, "forget");
    (void)stage_dismount(stage, u"A00002L6");
    assert_inventory_is_truth(stage);
    assert_mounts(stage, u"A00002L6");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_begin, stage_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_attention_may_come_between_any_two_commands),
        TEST(a_device_that_is_busy_is_asked_again),
        TEST(a_device_that_gets_ready_is_waited_for),
        TEST(a_task_that_was_aborted_is_asked_again),
        TEST(an_error_of_an_earlier_command_is_not_taken_for_this_ones),
        TEST(an_answer_that_takes_its_time_is_waited_for),
        TEST(sense_data_in_descriptors_are_understood),
        TEST(a_report_of_another_length_than_it_says_is_read_as_far_as_it_came),
        TEST(a_rare_fault_of_a_report_loses_nothing),
        TEST(a_rare_fault_of_a_movement_loses_nothing),
        TEST(a_cartridge_that_was_put_elsewhere_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
