/*
 * The guarded dispatcher: what is sent again, what is waited for, and what a status comes to.
 */
#include "scsi/command.h"
#include "scsi/smc.h"
#include "scsi/spc.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/scripted_transport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct rsm_script script;
    struct rsm_link link;
    struct rsm_command command;
    struct rsm_command_result result;
    uint8_t data[64];
};

static struct fixture fixture;

static int begin(void **state)
{
    struct fixture *f = &fixture;

    memset(f, 0, sizeof *f);
    rsm_script_begin(&f->script);
    f->link.transport = &f->script.transport;
    f->link.handle = &f->script;
    f->link.waiting = &f->script.waiting;
    strcpy(f->link.name, "script:");
    f->command.timeout_ms = 1000;
    *state = f;
    return 0;
}

static int end(void **state)
{
    struct fixture *f = *state;

    rsm_script_end(&f->script);
    return 0;
}

/* A harmless question with data. */
static rsm_error ask(struct fixture *f)
{
    f->command.cdb = rsm_spc_inquiry(sizeof f->data);
    f->command.direction = RSM_DATA_IN;
    f->command.data = f->data;
    f->command.length = sizeof f->data;
    return rsm_command_execute(&f->link, &f->command, NULL, &f->result);
}

/* A command that must not be done twice. */
static rsm_error move(struct fixture *f, uint32_t patience_ms)
{
    const struct rsm_command_options options = {.patience_ms = patience_ms};

    f->command.cdb = rsm_smc_move_medium(0, 1, 2, false);
    return rsm_command_execute(&f->link, &f->command, &options, &f->result);
}

/* ---- deadlines ---- */

static void a_command_gets_no_more_time_than_its_way_has(void **state)
{
    struct fixture *f = *state;

    f->link.deadline = f->script.now_ms + 300;
    rsm_script_good(&f->script, "hello", 5);

    assert_success(ask(f));
    assert_int_equal(f->script.sent[0].timeout_ms, 300);
    assert_int_equal(f->command.timeout_ms, 1000); /* the caller's stays as it was */
}

static void a_way_whose_time_is_over_carries_nothing(void **state)
{
    struct fixture *f = *state;

    f->script.now_ms = 300;
    f->link.deadline = 300;

    assert_fails_with(ERROR_SEM_TIMEOUT, ask(f));
    assert_int_equal(f->script.sent_count, 0);
    assert_int_equal(f->result.outcome, RSM_OUTCOME_REFUSED);
    assert_null(f->link.handle);
}

static void patience_ends_with_the_time_of_the_way(void **state)
{
    struct fixture *f = *state;
    uint64_t begun = f->script.now_ms;

    f->link.deadline = begun + 150;
    rsm_script_status(&f->script, RSM_STATUS_BUSY);
    rsm_script_status(&f->script, RSM_STATUS_BUSY);

    assert_fails_with(ERROR_BUSY, ask(f));
    assert_in_range(f->script.now_ms - begun, 1, 150);
}

/* ---- data ---- */

static void data_and_its_length_come_back(void **state)
{
    struct fixture *f = *state;

    rsm_script_good(&f->script, "hello", 5);

    assert_success(ask(f));
    assert_int_equal(f->command.transferred, 5);
    assert_memory_equal(f->data, "hello", 5);
    assert_int_equal(f->result.outcome, RSM_OUTCOME_DONE);
}

static void what_did_not_arrive_is_zero_and_not_what_was_there(void **state)
{
    struct fixture *f = *state;

    memset(f->data, 0xEE, sizeof f->data);
    rsm_script_good(&f->script, "hello", 5);

    assert_success(ask(f));
    assert_int_equal(f->data[5], 0);
    assert_int_equal(f->data[63], 0);
}

static void a_transport_that_claims_too_much_is_not_believed(void **state)
{
    struct fixture *f = *state;

    rsm_script_good(&f->script, "hello", 5)->claimed = 4096;

    assert_success(ask(f));
    assert_int_equal(f->command.transferred, sizeof f->data);
}

static void an_answer_below_the_minimum_is_refused(void **state)
{
    struct fixture *f = *state;
    const struct rsm_command_options options = {.minimum = 6};

    rsm_script_good(&f->script, "hello", 5);
    f->command.cdb = rsm_spc_inquiry(sizeof f->data);
    f->command.direction = RSM_DATA_IN;
    f->command.data = f->data;
    f->command.length = sizeof f->data;

    assert_fails_with(ERROR_BAD_LENGTH, rsm_command_execute(&f->link, &f->command, &options, NULL));
}

/* ---- unit attentions ---- */

static void a_question_is_asked_again_after_a_unit_attention(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 6, 0x29, 0x00);
    rsm_script_good(&f->script, "x", 1);

    assert_success(ask(f));
    assert_int_equal(f->script.sent_count, 2);
    assert_int_equal(f->result.attentions, RSM_ATTENTION_INVENTORY | RSM_ATTENTION_RESET);
    assert_int_equal(f->link.attentions, RSM_ATTENTION_INVENTORY | RSM_ATTENTION_RESET);
}

static void a_move_is_not_sent_again_after_a_unit_attention(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 6, 0x28, 0x01);

    assert_fails_with(ERROR_MEDIA_CHANGED, move(f, 1000));
    assert_int_equal(f->script.sent_count, 1);
    assert_int_equal(f->result.outcome, RSM_OUTCOME_REFUSED);
    assert_int_equal(f->result.attentions, RSM_ATTENTION_INVENTORY);
}

static void eight_unit_attentions_in_a_row_are_borne_and_nine_are_not(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 8; i++)
        rsm_script_sense(&f->script, 6, 0x29, 0x00);
    rsm_script_good(&f->script, "x", 1);
    assert_success(ask(f));

    for (int i = 0; i < 9; i++)
        rsm_script_sense(&f->script, 6, 0x29, 0x00);
    assert_fails_with(ERROR_BUS_RESET, ask(f));
}

static void each_kind_of_unit_attention_is_told_apart(void **state)
{
    static const struct {
        uint8_t asc;
        uint8_t ascq;
        uint32_t attentions;
    } rows[] = {
        {0x28, 0x00, RSM_ATTENTION_INVENTORY},
        {0x28, 0x01, RSM_ATTENTION_INVENTORY},
        {0x29, 0x03, RSM_ATTENTION_INVENTORY | RSM_ATTENTION_RESET},
        {0x2A, 0x01, RSM_ATTENTION_INVENTORY | RSM_ATTENTION_SETTINGS},
        {0x3F, 0x0E, RSM_ATTENTION_INVENTORY | RSM_ATTENTION_IDENTITY},
        {0x3F, 0x03, RSM_ATTENTION_IDENTITY},
        {0x3F, 0x01, RSM_ATTENTION_IDENTITY | RSM_ATTENTION_FIRMWARE},
        {0x5D, 0x00, RSM_ATTENTION_OTHER},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rsm_script_sense(&f->script, 6, rows[i].asc, rows[i].ascq);
        rsm_script_good(&f->script, "x", 1);
        assert_success(ask(f));
        assert_int_equal(f->result.attentions, rows[i].attentions);
    }
}

static void sense_in_descriptor_format_is_understood(void **state)
{
    struct fixture *f = *state;
    struct rsm_script_answer *answer = rsm_script_status(&f->script, RSM_STATUS_CHECK_CONDITION);
    static const uint8_t sense[8] = {0x72, 6, 0x28, 0x00, 0, 0, 0, 0};

    memcpy(answer->sense, sense, sizeof sense);
    answer->sense_length = sizeof sense;

    assert_fails_with(ERROR_MEDIA_CHANGED, move(f, 0));
}

/* ---- waiting ---- */

static void busy_is_waited_for_with_growing_pauses(void **state)
{
    struct fixture *f = *state;

    rsm_script_status(&f->script, RSM_STATUS_BUSY);
    rsm_script_status(&f->script, RSM_STATUS_TASK_SET_FULL);
    rsm_script_status(&f->script, RSM_STATUS_BUSY);
    rsm_script_good(&f->script, NULL, 0);

    assert_success(move(f, 10000));
    assert_int_equal(f->script.sleeps, 3);
    assert_int_equal(f->script.now_ms, 100 + 200 + 400);
}

static void busy_without_end_ends_with_patience(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 5; i++)
        rsm_script_status(&f->script, RSM_STATUS_BUSY);

    assert_fails_with(ERROR_BUSY, move(f, 1000));
    assert_int_equal(f->script.now_ms, 1000);
    assert_int_equal(f->result.outcome, RSM_OUTCOME_REFUSED);
}

static void no_pause_is_longer_than_five_seconds(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 20; i++)
        rsm_script_status(&f->script, RSM_STATUS_BUSY);
    rsm_script_good(&f->script, NULL, 0);

    assert_success(move(f, 600000));
    assert_int_equal(f->script.longest_sleep_ms, 5000);
}

static void becoming_ready_is_waited_for(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 2, 0x04, 0x01);
    rsm_script_sense(&f->script, 2, 0x04, 0x07);
    rsm_script_sense(&f->script, 2, 0x04, 0x85);
    rsm_script_good(&f->script, NULL, 0);

    assert_success(move(f, 10000));
    assert_int_equal(f->script.sleeps, 3);
}

/* A part of the whole, in the fixed and the descriptor format. */
static void script_progress(struct fixture *f, uint16_t progress, bool descriptor)
{
    static const uint8_t described[] = {0x72, 0x02, 0x04, 0x01, 0, 0, 0, 8, 0x02, 6, 0, 0, 0x80};
    struct rsm_script_answer *answer = rsm_script_sense(&f->script, 2, 0x04, 0x01);
    uint8_t *at = answer->sense + 15;

    if (descriptor) {
        memcpy(answer->sense, described, sizeof described);
        answer->sense_length = 16;
        at = answer->sense + 12;
    }
    at[0] = 0x80;
    at[1] = (uint8_t)(progress >> 8);
    at[2] = (uint8_t)progress;
}

static void progress_renews_patience(void **state)
{
    struct fixture *f = *state;

    for (uint16_t i = 1; i <= 20; i++)
        script_progress(f, (uint16_t)(i * 1000), i % 2 == 0);
    rsm_script_good(&f->script, NULL, 0);

    assert_success(move(f, 15000)); /* with pauses of 5 s it takes longer than that */
    assert_true(f->script.now_ms > 60000);
}

static void progress_that_stands_still_is_no_progress(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < 9; i++)
        script_progress(f, 1000, false);

    assert_fails_with(ERROR_NOT_READY, move(f, 15000));
    assert_int_equal(f->result.outcome, RSM_OUTCOME_REFUSED);
}

static void progress_without_end_ends(void **state)
{
    struct fixture *f = *state;

    for (uint16_t i = 1; i <= 200; i++)
        script_progress(f, i, false);

    assert_fails_with(ERROR_NOT_READY, move(f, 10000));
    assert_in_range(f->script.now_ms, 10000, 15 * 10000);
    f->script.next = f->script.answer_count; /* what is left is not asked for */
}

static void a_pause_is_told_once_and_how_to_end_it(void **state)
{
    struct fixture *f = *state;

    begin_keeping_log();
    rsm_script_sense(&f->script, 2, 0x04, 0x85);
    rsm_script_sense(&f->script, 2, 0x04, 0x85);
    rsm_script_good(&f->script, NULL, 0);

    assert_success(ask(f));
    end_keeping_log();
    assert_int_equal(count_logged("waits, for up to 60 s: not ready: library is paused"), 1);
    assert_logged("end that at its panel");
}

static void without_patience_becoming_ready_is_told_at_once(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 2, 0x04, 0x01);

    assert_fails_with(ERROR_NOT_READY, move(f, 0));
    assert_int_equal(f->script.sleeps, 0);
    assert_int_equal(f->result.outcome, RSM_OUTCOME_REFUSED);
}

static void a_program_that_ends_does_not_wait(void **state)
{
    struct fixture *f = *state;

    f->script.give_up = true;
    rsm_script_status(&f->script, RSM_STATUS_BUSY);

    assert_fails_with(ERROR_OPERATION_ABORTED, move(f, 10000));
    assert_int_equal(f->result.outcome, RSM_OUTCOME_REFUSED);
}

static void
a_hardware_error_that_sounds_like_becoming_ready_is_no_reason_to_move_again(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 4, 0x04, 0x01);

    move(f, 10000);
    assert_int_equal(f->script.sent_count, 1);
    assert_int_equal(f->result.outcome, RSM_OUTCOME_UNKNOWN);
}

/* ---- status and outcome ---- */

static void a_reservation_of_another_computer_is_a_sharing_violation(void **state)
{
    struct fixture *f = *state;

    rsm_script_status(&f->script, RSM_STATUS_RESERVATION_CONFLICT);

    assert_fails_with(ERROR_SHARING_VIOLATION, move(f, 10000));
    assert_int_equal(f->result.outcome, RSM_OUTCOME_REFUSED);
    assert_int_equal(f->script.sent_count, 1);
}

static void a_recovered_error_is_a_success(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 1, 0x37, 0x00);

    assert_success(move(f, 0));
    assert_int_equal(f->result.outcome, RSM_OUTCOME_DONE);
}

static void an_illegal_request_has_changed_nothing(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 5, 0x3B, 0x0E);

    assert_fails_with(ERROR_SOURCE_ELEMENT_EMPTY, move(f, 0));
    assert_int_equal(f->result.outcome, RSM_OUTCOME_REFUSED);
}

static void a_load_that_failed_may_have_moved_something(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 5, 0x53, 0x00);

    assert_fails_with(ERROR_UNABLE_TO_LOAD_MEDIUM, move(f, 0));
    assert_int_equal(f->result.outcome, RSM_OUTCOME_UNKNOWN);
}

static void a_hardware_error_leaves_the_outcome_unknown(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 4, 0x15, 0x01);

    assert_fails_with(ERROR_MEDIUM_NOT_ACCESSIBLE, move(f, 0));
    assert_int_equal(f->result.outcome, RSM_OUTCOME_UNKNOWN);
}

static void a_status_that_nobody_knows_is_a_general_failure(void **state)
{
    struct fixture *f = *state;

    rsm_script_status(&f->script, 0x77);

    assert_fails_with(ERROR_GEN_FAILURE, move(f, 10000));
    assert_int_equal(f->result.outcome, RSM_OUTCOME_UNKNOWN);
}

static void check_condition_without_sense_is_a_device_error(void **state)
{
    struct fixture *f = *state;

    rsm_script_status(&f->script, RSM_STATUS_CHECK_CONDITION);

    assert_fails_with(ERROR_IO_DEVICE, move(f, 0));
    assert_int_equal(f->result.outcome, RSM_OUTCOME_UNKNOWN);
}

static void an_aborted_question_is_asked_again_but_not_for_ever(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 0x0B, 0x44, 0x00);
    rsm_script_good(&f->script, "x", 1);
    assert_success(ask(f));

    for (int i = 0; i < 3; i++)
        rsm_script_sense(&f->script, 0x0B, 0x00, 0x00);
    assert_fails_with(ERROR_IO_DEVICE, ask(f));
}

static void an_aborted_move_is_not_sent_again(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 0x0B, 0x00, 0x00);

    assert_fails_with(ERROR_IO_DEVICE, move(f, 1000));
    assert_int_equal(f->script.sent_count, 1);
    assert_int_equal(f->result.outcome, RSM_OUTCOME_UNKNOWN);
}

static void a_deferred_error_says_nothing_of_this_command(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 4, 0x44, 0x00)->sense[0] = 0x71;
    rsm_script_good(&f->script, "x", 1);
    assert_success(ask(f));

    rsm_script_sense(&f->script, 1, 0x00, 0x00)->sense[0] = 0x71;
    assert_int_not_equal(move(f, 0), ERROR_SUCCESS);
    assert_int_equal(f->result.outcome, RSM_OUTCOME_UNKNOWN);
}

/* ---- transports that fail ---- */

static void a_lost_connection_closes_the_link_and_leaves_the_outcome_unknown(void **state)
{
    struct fixture *f = *state;

    rsm_script_break(&f->script, ERROR_DEVICE_NOT_CONNECTED);

    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, move(f, 1000));
    assert_int_equal(f->result.outcome, RSM_OUTCOME_UNKNOWN);
    assert_null(f->link.handle);
    assert_int_equal(f->script.closed, 1);
}

static void a_closed_link_sends_nothing(void **state)
{
    struct fixture *f = *state;

    rsm_script_break(&f->script, ERROR_SEM_TIMEOUT);
    assert_fails_with(ERROR_SEM_TIMEOUT, move(f, 1000));

    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, move(f, 1000));
    assert_int_equal(f->result.outcome, RSM_OUTCOME_REFUSED);
    assert_int_equal(f->script.sent_count, 1);
}

static void a_command_that_never_left_has_changed_nothing(void **state)
{
    struct fixture *f = *state;

    rsm_script_break(&f->script, ERROR_DEVICE_NOT_CONNECTED)->not_sent = true;

    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, move(f, 1000));
    assert_int_equal(f->result.outcome, RSM_OUTCOME_REFUSED);
}

/* ---- what an adapter carries ---- */

static void a_command_longer_than_its_way_carries_is_not_sent(void **state)
{
    struct fixture *f = *state;

    f->link.max_transfer = sizeof f->data - 1;
    f->command.sent = true;
    f->command.transferred = 7;

    assert_fails_with(ERROR_NOT_SUPPORTED, ask(f));
    assert_int_equal(f->script.sent_count, 0);
    assert_int_equal(f->link.sent, 0);
    assert_false(f->command.sent);
    assert_int_equal(f->command.transferred, 0);
    assert_int_equal(f->result.outcome, RSM_OUTCOME_REFUSED);
    assert_non_null(f->link.handle); /* nothing is wrong with the way */
}

static void a_command_as_long_as_its_way_carries_is_sent(void **state)
{
    struct fixture *f = *state;

    f->link.max_transfer = sizeof f->data;
    rsm_script_good(&f->script, "hello", 5);

    assert_success(ask(f));
}

static void commands_without_data_pass_the_narrowest_way(void **state)
{
    struct fixture *f = *state;

    f->link.max_transfer = 1;
    rsm_script_good(&f->script, NULL, 0);

    assert_success(move(f, 0));
}

static void no_limit_and_limits_beyond_reason_are_ours(void **state)
{
    static const uint32_t limits[] = {0, RSM_COMMAND_MAX, RSM_COMMAND_MAX + 1, 0xFFFFFFFF};
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        f->link.max_transfer = limits[i];
        assert_int_equal(rsm_command_most(&f->link), RSM_COMMAND_MAX);
    }
    f->link.max_transfer = 4096;
    assert_int_equal(rsm_command_most(&f->link), 4096);
}

static void every_sending_is_counted(void **state)
{
    struct fixture *f = *state;

    rsm_script_sense(&f->script, 6, 0x29, 0x00);
    rsm_script_good(&f->script, "x", 1);
    assert_success(ask(f));

    assert_int_equal(f->link.sent, 2);
}

#define command_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_command_gets_no_more_time_than_its_way_has, begin, end),
        cmocka_unit_test_setup_teardown(a_way_whose_time_is_over_carries_nothing, begin, end),
        cmocka_unit_test_setup_teardown(patience_ends_with_the_time_of_the_way, begin, end),
        command_test(data_and_its_length_come_back),
        command_test(what_did_not_arrive_is_zero_and_not_what_was_there),
        command_test(a_transport_that_claims_too_much_is_not_believed),
        command_test(an_answer_below_the_minimum_is_refused),
        command_test(a_question_is_asked_again_after_a_unit_attention),
        command_test(a_move_is_not_sent_again_after_a_unit_attention),
        command_test(eight_unit_attentions_in_a_row_are_borne_and_nine_are_not),
        command_test(each_kind_of_unit_attention_is_told_apart),
        command_test(sense_in_descriptor_format_is_understood),
        command_test(busy_is_waited_for_with_growing_pauses),
        command_test(busy_without_end_ends_with_patience),
        command_test(no_pause_is_longer_than_five_seconds),
        command_test(becoming_ready_is_waited_for),
        command_test(progress_renews_patience),
        command_test(progress_that_stands_still_is_no_progress),
        command_test(progress_without_end_ends),
        command_test(a_pause_is_told_once_and_how_to_end_it),
        command_test(without_patience_becoming_ready_is_told_at_once),
        command_test(a_program_that_ends_does_not_wait),
        command_test(a_hardware_error_that_sounds_like_becoming_ready_is_no_reason_to_move_again),
        command_test(a_reservation_of_another_computer_is_a_sharing_violation),
        command_test(a_recovered_error_is_a_success),
        command_test(an_illegal_request_has_changed_nothing),
        command_test(a_load_that_failed_may_have_moved_something),
        command_test(a_hardware_error_leaves_the_outcome_unknown),
        command_test(a_status_that_nobody_knows_is_a_general_failure),
        command_test(check_condition_without_sense_is_a_device_error),
        command_test(an_aborted_question_is_asked_again_but_not_for_ever),
        command_test(an_aborted_move_is_not_sent_again),
        command_test(a_deferred_error_says_nothing_of_this_command),
        command_test(a_lost_connection_closes_the_link_and_leaves_the_outcome_unknown),
        command_test(a_closed_link_sends_nothing),
        command_test(a_command_longer_than_its_way_carries_is_not_sent),
        command_test(a_command_as_long_as_its_way_carries_is_sent),
        command_test(commands_without_data_pass_the_narrowest_way),
        command_test(no_limit_and_limits_beyond_reason_are_ours),
        command_test(a_command_that_never_left_has_changed_nothing),
        command_test(every_sending_is_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
