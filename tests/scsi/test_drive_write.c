/*
 * Writing a label: what is sent, in which order, and what a refusal, a failure or a disturbance comes to.
 */
#include "scsi/drive.h"
#include "support/asserts.h"
#include "support/scripted_transport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { END_OF_MEDIUM = 0x40, LABEL_SIZE = 1024 };
enum { REWIND = 0x01, WRITE = 0x0A, WRITE_FILEMARKS = 0x10, MODE_SELECT = 0x15, MODE_SENSE = 0x1A };

static struct rsm_script script;
static struct rsm_device *device;
static struct rsm_drive drive;
static uint8_t block[LABEL_SIZE];
static bool touched;

static int begin(void **state)
{
    (void)state;
    rsm_script_begin(&script);
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    assert_success(rsm_device_open(script.transports, "script:", &script.waiting, &device));
    assert_success(rsm_drive_open(device, &drive));
    (void)rsm_device_take_attentions(device);
    script.sent_count = 0;
    memset(block, 'B', sizeof block);
    touched = true;
    return 0;
}

static int end(void **state)
{
    (void)state;
    rsm_drive_close(&drive);
    rsm_device_close(device);
    rsm_script_end(&script);
    return 0;
}

static void tells_mode(bool write_protected, uint32_t block_length)
{
    uint8_t mode[12] = {11, 0, 0x10, 8, 0x5A};

    mode[2] |= write_protected ? 0x80 : 0;
    for (int i = 0; i < 3; i++)
        mode[9 + i] = (uint8_t)(block_length >> (16 - 8 * i));
    rsm_script_good(&script, mode, sizeof mode);
}

static void good(void)
{
    rsm_script_good(&script, NULL, 0);
}

/* Everything before WRITE. */
static void gets_ready(void)
{
    tells_mode(false, 0);
    good();
}

static rsm_error write_label(void)
{
    return rsm_drive_write_label(&drive, block, sizeof block, &touched);
}

static void assert_sent(const uint8_t *operations, size_t count)
{
    assert_int_equal(script.sent_count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(script.sent[i].cdb.bytes[0], operations[i]);
}

#define assert_sent_these(...)                              \
    do {                                                    \
        static const uint8_t operations_[] = {__VA_ARGS__}; \
        assert_sent(operations_, sizeof operations_);       \
    } while (0)

/* ---- what is sent ---- */

static void one_block_and_one_filemark_are_written_from_the_beginning(void **state)
{
    static const uint8_t write[6] = {WRITE, 0x00, 0x00, 0x04, 0x00, 0x00};
    static const uint8_t filemark[6] = {WRITE_FILEMARKS, 0x00, 0x00, 0x00, 0x01, 0x00};
    (void)state;
    gets_ready();
    good();
    good();

    assert_success(write_label());

    assert_true(touched);
    assert_sent_these(MODE_SENSE, REWIND, WRITE, WRITE_FILEMARKS);
    assert_memory_equal(script.sent[2].cdb.bytes, write, sizeof write);
    assert_int_equal(script.sent[2].length, LABEL_SIZE);
    assert_memory_equal(script.first_out_bytes[2], block, 16);
    assert_memory_equal(script.sent[3].cdb.bytes, filemark, sizeof filemark);
}

static void a_drive_set_to_fixed_blocks_is_set_to_variable_ones_and_back(void **state)
{
    (void)state;
    tells_mode(false, 512);
    for (int i = 0; i < 5; i++)
        good();

    assert_success(write_label());

    assert_sent_these(MODE_SENSE, MODE_SELECT, REWIND, WRITE, WRITE_FILEMARKS, MODE_SELECT);
    assert_int_equal(script.first_out_bytes[1][10], 0);
    assert_int_equal(script.first_out_bytes[5][10], 2); /* 512 */
}

static void an_early_warning_of_the_end_is_no_failure(void **state)
{
    (void)state;
    gets_ready();
    rsm_script_read(&script, END_OF_MEDIUM, 0, NULL, 0);
    good();

    assert_success(write_label());
}

/* ---- nothing is written ---- */

static void a_protected_tape_is_not_even_tried(void **state)
{
    (void)state;
    tells_mode(true, 0);

    assert_fails_with(ERROR_WRITE_PROTECT, write_label());

    assert_false(touched);
    assert_sent_these(MODE_SENSE);
}

static void a_drive_that_refuses_to_write_has_not_touched_the_tape(void **state)
{
    (void)state;
    gets_ready();
    rsm_script_sense(&script, 7, 0x27, 0x00);

    assert_fails_with(ERROR_WRITE_PROTECT, write_label());

    assert_false(touched);
    assert_sent_these(MODE_SENSE, REWIND, WRITE);
}

static void a_medium_change_told_while_rewinding_stops_everything(void **state)
{
    (void)state;
    tells_mode(false, 0);
    rsm_script_sense(&script, 6, 0x28, 0x00);
    good();

    assert_fails_with(ERROR_MEDIA_CHANGED, write_label());

    assert_false(touched);
    assert_sent_these(MODE_SENSE, REWIND, REWIND);
}

static void a_medium_change_told_before_the_settings_stops_everything(void **state)
{
    (void)state;
    rsm_script_sense(&script, 6, 0x28, 0x00);
    gets_ready();

    assert_fails_with(ERROR_MEDIA_CHANGED, write_label());

    assert_false(touched);
}

static void what_was_told_before_the_call_counts(void **state)
{
    struct rsm_command_result result;
    struct rsm_command command = {.cdb = rsm_spc_test_unit_ready(), .timeout_ms = 1000};
    (void)state;
    rsm_script_sense(&script, 6, 0x29, 0x00);
    good();
    assert_success(rsm_device_execute(device, &command, NULL, &result));
    gets_ready();

    assert_fails_with(ERROR_MEDIA_CHANGED, write_label());

    assert_false(touched);
}

static void a_write_refused_because_of_a_medium_change_is_not_sent_again(void **state)
{
    (void)state;
    gets_ready();
    rsm_script_sense(&script, 6, 0x28, 0x00);

    assert_fails_with(ERROR_MEDIA_CHANGED, write_label());

    assert_false(touched);
    assert_sent_these(MODE_SENSE, REWIND, WRITE);
}

static void a_way_that_was_opened_anew_stops_everything(void **state)
{
    (void)state;
    tells_mode(false, 0);
    rsm_script_break(&script, ERROR_DEVICE_NOT_CONNECTED)->not_sent = true;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_drop_last(&script); /* page 83h is not asked for again */
    good();

    assert_fails_with(ERROR_MEDIA_CHANGED, write_label());

    assert_false(touched);
}

/* ---- it may be written ---- */

static void a_write_that_fails_may_have_touched_the_tape(void **state)
{
    (void)state;
    gets_ready();
    rsm_script_sense(&script, 3, 0x0C, 0x00);

    assert_fails_with(ERROR_WRITE_FAULT, write_label());

    assert_true(touched);
    assert_sent_these(MODE_SENSE, REWIND, WRITE);
}

static void a_tape_without_room_is_broken(void **state)
{
    (void)state;
    gets_ready();
    rsm_script_sense(&script, 0xD, 0x00, 0x02);

    assert_fails_with(ERROR_END_OF_MEDIA, write_label());

    assert_true(touched);
}

static void a_lost_answer_may_have_touched_the_tape(void **state)
{
    (void)state;
    gets_ready();
    rsm_script_break(&script, ERROR_SEM_TIMEOUT);

    assert_fails_with(ERROR_SEM_TIMEOUT, write_label());

    assert_true(touched);
}

/* Buffered data that could not be written is told by the next command. */
static void a_filemark_that_fails_fails_the_label(void **state)
{
    (void)state;
    gets_ready();
    good();
    rsm_script_sense(&script, 3, 0x0C, 0x00)->sense[0] = 0x71; /* deferred */

    assert_fails_with(ERROR_WRITE_FAULT, write_label());

    assert_true(touched);
}

static void a_filemark_refused_after_the_block_leaves_the_tape_touched(void **state)
{
    (void)state;
    gets_ready();
    good();
    rsm_script_sense(&script, 6, 0x29, 0x00);

    assert_fails_with(ERROR_BUS_RESET, write_label());

    assert_true(touched);
}

#define with_drive(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_drive(one_block_and_one_filemark_are_written_from_the_beginning),
        with_drive(a_drive_set_to_fixed_blocks_is_set_to_variable_ones_and_back),
        with_drive(an_early_warning_of_the_end_is_no_failure),
        with_drive(a_protected_tape_is_not_even_tried),
        with_drive(a_drive_that_refuses_to_write_has_not_touched_the_tape),
        with_drive(a_medium_change_told_while_rewinding_stops_everything),
        with_drive(a_medium_change_told_before_the_settings_stops_everything),
        with_drive(what_was_told_before_the_call_counts),
        with_drive(a_write_refused_because_of_a_medium_change_is_not_sent_again),
        with_drive(a_way_that_was_opened_anew_stops_everything),
        with_drive(a_write_that_fails_may_have_touched_the_tape),
        with_drive(a_tape_without_room_is_broken),
        with_drive(a_lost_answer_may_have_touched_the_tape),
        with_drive(a_filemark_that_fails_fails_the_label),
        with_drive(a_filemark_refused_after_the_block_leaves_the_tape_touched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
