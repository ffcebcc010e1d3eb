/*
 * Answers that are lost on the way, or come otherwise than RFC 7143 wants.  The target is a good one until a rule
 * says that the next answer is not to arrive: then what the command did must be found out, and nothing done twice.
 */
#include "hostile/stage.h"

#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool is_report_of_slots(const struct hostile_command *command)
{
    return strcmp(command->name, "READ_ELEMENT_STATUS") == 0 && (command->cdb[1] & 0x0F) == 2;
}

static bool is_move(const struct hostile_command *command)
{
    return strcmp(command->name, "MOVE_MEDIUM") == 0;
}

/* A session on a library whose cartridges are all on record. */
static struct stage *begin(void **state)
{
    struct stage *stage = play_hastily(state, "polite");

    stage_inventory(stage);
    stage_forget_log(stage);
    return stage;
}

static bool is_present(void *context)
{
    return site_library(context).dwOperationalState == NTMS_READY;
}

/* ---- reports ---- */

/* The next report of slots is told so; the inventory is the truth for all that, by asking again. */
static void assert_report_is_asked_again(void **state, const char *fault)
{
    struct stage *stage = begin(state);
    char rule[200];

    hostile_do(stage->target, "put slot 4 NEW004L6 blank");
    hostile_do(stage->target, "take slot 1");
    snprintf(rule, sizeof rule, "on READ_ELEMENT_STATUS type=2 #1 : %s", fault);
    hostile_do(stage->target, rule);

    stage_inventory(stage);
    site_wait(is_present, stage->site, "the library is present");
    site_wait_idle(stage->site);
    assert_in_range(count_commands(stage, is_report_of_slots), 2, 12);
    assert_truth(stage);
}

static void a_report_that_never_comes_is_asked_for_again(void **state)
{
    assert_report_is_asked_again(state, "silent");
}

static void a_report_that_breaks_off_is_asked_for_again(void **state)
{
    assert_report_is_asked_again(state, "drop after 100");
}

static void a_report_that_stops_in_the_middle_is_asked_for_again(void **state)
{
    assert_report_is_asked_again(state, "silent after 100");
}

static void a_connection_that_ends_with_a_report_is_made_anew(void **state)
{
    assert_report_is_asked_again(state, "drop");
}

static void a_target_that_says_goodbye_is_found_again(void **state)
{
    assert_report_is_asked_again(state, "last-word");
}

static void a_request_that_is_rejected_is_made_again(void **state)
{
    assert_report_is_asked_again(state, "reject 4");
}

static void data_in_the_wrong_place_are_not_believed(void **state)
{
    assert_report_is_asked_again(state, "wrong-offset");
}

static void more_data_than_were_asked_for_are_not_believed(void **state)
{
    assert_report_is_asked_again(state, "extra 512");
}

static void an_answer_to_nobody_is_no_answer(void **state)
{
    assert_report_is_asked_again(state, "wrong-tag");
}

/* ---- movements ---- */

/* The movement that brings the tape is told so. */
static struct stage *lose_answer_of_move(void **state, const char *fault)
{
    struct stage *stage = begin(state);
    char rule[200];

    snprintf(rule, sizeof rule, "on MOVE_MEDIUM to=drive #1 : %s", fault);
    hostile_do(stage->target, rule);
    (void)stage_mount(stage, u"A00002L6");
    site_wait(is_present, stage->site, "the library is present");
    site_wait_idle(stage->site);
    return stage;
}

static unsigned get16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

/* Was that element asked for between the first movement and the second? */
static bool is_read_again(struct stage *stage, unsigned address)
{
    size_t count;
    struct hostile_command *commands = hostile_log(stage->target, &count);
    unsigned moves = 0;
    bool read = false;

    for (size_t i = 0; i < count; i++) {
        const struct hostile_command *c = &commands[i];
        unsigned start = get16(c->cdb + 2);

        moves += is_move(c);
        if (moves == 1 && strcmp(c->name, "READ_ELEMENT_STATUS") == 0)
            read = read || (start <= address && address < start + get16(c->cdb + 4));
    }
    free(commands);
    return read;
}

static void assert_both_ends_were_read(struct stage *stage)
{
    const struct hostile_command *move = NULL;
    size_t count;
    struct hostile_command *commands = hostile_log(stage->target, &count);

    for (size_t i = 0; i < count && move == NULL; i++)
        if (is_move(&commands[i]))
            move = &commands[i];
    assert_non_null(move);
    assert_true(is_read_again(stage, get16(move->cdb + 4)));
    assert_true(is_read_again(stage, get16(move->cdb + 6)));
    free(commands);
}

static void assert_lost_answer_is_looked_into(void **state, const char *fault)
{
    struct stage *stage = lose_answer_of_move(state, fault);

    assert_both_ends_were_read(stage);
    assert_truth(stage);
    assert_success(stage_mount(stage, u"A00003L6"));
    assert_truth(stage);
}

static void a_movement_whose_answer_is_lost_is_looked_into(void **state)
{
    assert_lost_answer_is_looked_into(state, "done, silent");
}

static void a_movement_during_which_the_connection_ends_is_looked_into(void **state)
{
    assert_lost_answer_is_looked_into(state, "done, drop");
}

static void a_movement_that_was_lost_on_the_way_is_looked_into(void **state)
{
    assert_lost_answer_is_looked_into(state, "drop");
}

static void a_movement_that_the_target_aborted_is_looked_into(void **state)
{
    assert_lost_answer_is_looked_into(state, "done, status aborted");
}

/* ---- sessions ---- */

static void sessions_that_all_end_are_made_anew(void **state)
{
    struct stage *stage = begin(state);

    hostile_do(stage->target, "wire cut");
    hostile_do(stage->target, "put slot 4 NEW004L6 blank");
    stage_inventory(stage);
    site_wait(is_present, stage->site, "the library is present");

    assert_inventory_is_truth(stage);
}

static bool is_absent(void *context)
{
    return site_library(context).dwOperationalState == NTMS_NOT_PRESENT;
}

static void a_target_that_refuses_logins_is_waited_for(void **state)
{
    struct stage *stage = begin(state);

    hostile_do(stage->target, "wire refuse service");
    hostile_do(stage->target, "wire drop");
    assert_success(
        InventoryNtmsLibrary(stage->site->session, &stage->site->library, NTMS_INVENTORY_FAST));
    site_wait(is_absent, stage->site, "the library is not present");
    assert_logged(stage->site, "the target is not in service now", "");
    hostile_do(stage->target, "wire accept");

    site_wait(is_present, stage->site, "the library is present");
    site_wait_idle(stage->site);
    assert_inventory_is_truth(stage);
}

static void questions_whether_we_are_there_are_answered(void **state)
{
    struct stage *stage = begin(state);
    size_t sessions = hostile_sessions(stage->target);

    hostile_do(stage->target, "wire ping");
    hostile_do(stage->target, "wire event 0");
    assert_inventory_is_truth(stage);

    assert_int_equal(hostile_sessions(stage->target), sessions);
}

/* A target that takes and gives data in the smallest pieces, and never a status with the last one. */
static void data_come_in_small_pieces(void **state)
{
    struct stage *stage = play_only(state, "polite");

    hostile_do(stage->target, "wire receive 512");
    hostile_do(stage->target, "wire segment 64");
    hostile_do(stage->target, "wire burst 512");
    hostile_do(stage->target, "wire first-burst 512");
    hostile_do(stage->target, "wire initial-r2t yes");
    hostile_do(stage->target, "wire immediate-data no");
    hostile_do(stage->target, "wire header-digest no");
    hostile_do(stage->target, "wire separate yes");
    stage_open(stage);

    stage_inventory_full(stage);
    assert_medium_pool(stage->site, u"A00001L6", u"Import");
    assert_truth(stage);
}

/* It hears that the connection ends, and nothing else. */
static void who_talks_nonsense_to_the_target_disturbs_nobody(void **state)
{
    struct stage *stage = begin(state);
    char nonsense[4096];
    unsigned port = 0;
    char *answer;

    memset(nonsense, 'A', sizeof nonsense);
    nonsense[sizeof nonsense - 1] = '\0';
    assert_int_equal(sscanf(stage->target, "iscsi://127.0.0.1:%u/", &port), 1);
    answer = hostile_exchange((uint16_t)port, nonsense);
    assert_non_null(answer);
    assert_string_equal(answer, "");
    free(answer);

    assert_inventory_is_truth(stage);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_begin, stage_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_report_that_never_comes_is_asked_for_again),
        TEST(a_report_that_breaks_off_is_asked_for_again),
        TEST(a_report_that_stops_in_the_middle_is_asked_for_again),
        TEST(a_connection_that_ends_with_a_report_is_made_anew),
        TEST(a_target_that_says_goodbye_is_found_again),
        TEST(a_request_that_is_rejected_is_made_again),
        TEST(data_in_the_wrong_place_are_not_believed),
        TEST(more_data_than_were_asked_for_are_not_believed),
        TEST(an_answer_to_nobody_is_no_answer),
        TEST(a_movement_whose_answer_is_lost_is_looked_into),
        TEST(a_movement_during_which_the_connection_ends_is_looked_into),
        TEST(a_movement_that_was_lost_on_the_way_is_looked_into),
        TEST(a_movement_that_the_target_aborted_is_looked_into),
        TEST(sessions_that_all_end_are_made_anew),
        TEST(a_target_that_refuses_logins_is_waited_for),
        TEST(questions_whether_we_are_there_are_answered),
        TEST(data_come_in_small_pieces),
        TEST(who_talks_nonsense_to_the_target_disturbs_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
