/*
 * The first blocks of a tape: every size, every end, and nothing ever written.
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

enum { FILEMARK = 0x80, END_OF_MEDIUM = 0x40, WRONG_LENGTH = 0x20, MIB = 1 << 20 };

static struct rsm_script script;
static struct rsm_device *device;
static struct rsm_drive drive;
static struct rsm_drive_label label;
static uint8_t tape[MIB];

static int begin(void **state)
{
    (void)state;
    rsm_script_begin(&script);
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    assert_success(rsm_device_open(script.transports, "script:", &script.waiting, &device));
    assert_success(rsm_drive_open(device, &drive));
    script.sent_count = 0;
    memset(tape, 'L', sizeof tape);
    return 0;
}

/* Whatever was sent, none of it writes. */
static void assert_nothing_was_written(void)
{
    static const uint8_t allowed[] = {0x00, 0x01, 0x05, 0x08, 0x11, 0x12, 0x15, 0x1A};

    for (size_t i = 0; i < script.sent_count; i++)
        assert_non_null(memchr(allowed, script.sent[i].cdb.bytes[0], sizeof allowed));
}

static int end(void **state)
{
    (void)state;
    assert_nothing_was_written();
    rsm_drive_close(&drive);
    rsm_device_close(device);
    rsm_script_end(&script);
    return 0;
}

static void rewinds(void)
{
    rsm_script_good(&script, NULL, 0);
}

static void tells_facts(uint32_t block_length, uint32_t largest)
{
    uint8_t mode[12] = {11, 0, 0x10, 8, 0x5A};
    uint8_t limits[6] = {0, 0, 0, 0, 0, 1};

    for (int i = 0; i < 3; i++) {
        mode[9 + i] = (uint8_t)(block_length >> (16 - 8 * i));
        limits[1 + i] = (uint8_t)(largest >> (16 - 8 * i));
    }
    rsm_script_good(&script, mode, sizeof mode);
    rsm_script_good(&script, limits, sizeof limits);
}

/* A READ that finds a shorter or longer block; so many bytes of it arrive. */
static void finds_block(uint32_t asked, uint32_t length, size_t arrives)
{
    rsm_script_read(&script, WRONG_LENGTH, (int32_t)asked - (int32_t)length, tape, arrives);
}

static rsm_error read_label(bool want_second)
{
    memset(&label, 0, sizeof label);
    return rsm_drive_read_label(&drive, want_second, &label);
}

/* ---- one block ---- */

static void a_short_block_is_read_at_once(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 80, 80);
    rewinds();

    assert_success(read_label(false));
    assert_int_equal(label.first_length, 80);
    assert_memory_equal(label.first, tape, 80);
    assert_false(label.blank || label.filemark_first || label.first_is_longer || label.has_second);
}

static void a_block_as_long_as_the_buffer_is_read(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    rsm_script_good(&script, tape, MIB);
    rewinds();

    assert_success(read_label(false));
    assert_int_equal(label.first_length, MIB);
}

static void what_the_drive_told_of_itself_and_its_tape_is_kept(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 80, 80);
    rewinds();

    assert_success(read_label(false));

    assert_int_equal(drive.facts.density, 0x5A);
    assert_int_equal(drive.facts.largest_block, 0x800000);
}

/* ---- several blocks ---- */

static void blocks_are_joined_until_there_are_as_many_bytes_as_are_wanted(void **state)
{
    (void)state;
    drive.wanted = 1024;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 512, 512);
    finds_block(MIB - 512, 512, 512);
    rewinds();

    assert_success(read_label(false));

    assert_int_equal(label.first_length, 512);
    assert_int_equal(label.joined_length, 1024);
    assert_memory_equal(label.first, tape, 1024);
}

static void a_filemark_ends_the_blocks_that_are_joined(void **state)
{
    (void)state;
    drive.wanted = MIB;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 512, 512);
    rsm_script_read(&script, FILEMARK, MIB - 512, NULL, 0);
    rewinds();

    assert_success(read_label(false));

    assert_int_equal(label.joined_length, 512);
}

static void a_first_block_that_holds_enough_is_not_read_on_from(void **state)
{
    (void)state;
    drive.wanted = 512;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 512, 512);
    rewinds();

    assert_success(read_label(false));

    assert_int_equal(label.joined_length, 512);
}

static void a_block_behind_that_cannot_be_read_fails_the_label(void **state)
{
    (void)state;
    drive.wanted = MIB;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 512, 512);
    rsm_script_sense(&script, 3, 0x11, 0x00);
    rewinds();

    assert_fails_with(ERROR_CRC, read_label(false));
}

/* ---- limits ---- */

static void a_drive_with_small_blocks_is_not_asked_for_more(void **state)
{
    (void)state;
    tells_facts(0, 65536);
    rewinds();
    finds_block(65536, 512, 512);
    rewinds();

    assert_success(read_label(false));
    assert_int_equal(script.sent[3].length, 65536);
}

static void a_block_that_came_in_part_is_read_again_with_its_length(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 700000, 300000);
    rewinds();
    rsm_script_good(&script, tape, 700000);
    rewinds();

    assert_success(read_label(false));
    assert_int_equal(label.first_length, 700000);
    assert_int_equal(script.sent[5].length, 700000);
}

static void a_block_longer_than_the_drive_says_is_read_again(void **state)
{
    (void)state;
    tells_facts(0, 65536);
    rewinds();
    finds_block(65536, 131072, 0);
    rewinds();
    rsm_script_good(&script, tape, 131072);
    rewinds();

    assert_success(read_label(false));
    assert_int_equal(label.first_length, 131072);
}

static void a_block_that_is_too_long_is_told(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 2 * MIB, MIB);
    rewinds();

    assert_success(read_label(false));
    assert_true(label.first_is_longer);
    assert_int_equal(label.first_length, 0);
}

static void a_drive_that_gives_a_block_in_part_only_gives_nothing_that_is_believed(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 1000, 10);
    rewinds();
    finds_block(1000, 999, 10);
    rewinds();

    assert_success(read_label(false));
    assert_int_equal(label.first_length, 0);
    assert_true(label.first_is_longer);
}

/* ---- ends and marks ---- */

static void a_blank_tape_is_blank(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    rsm_script_sense(&script, 8, 0x00, 0x05);
    rewinds();

    assert_success(read_label(true));
    assert_true(label.blank);
}

static void rubbish_that_comes_with_a_filemark_is_not_believed(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    rsm_script_read(&script, FILEMARK, MIB, tape, MIB);
    rewinds();

    assert_success(read_label(false));
    assert_true(label.filemark_first);
    assert_int_equal(label.first_length, 0);
}

static void the_block_behind_the_filemark_is_read_when_wanted(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 80, 80);
    rewinds();
    rsm_script_good(&script, NULL, 0); /* SPACE */
    finds_block(MIB, 4000, 4000);
    rewinds();

    assert_success(read_label(true));
    assert_true(label.has_second);
    assert_int_equal(label.second_length, 4000);
    assert_int_equal(label.first_length, 80);
    assert_ptr_not_equal(label.first, label.second);
}

static void without_a_filemark_there_is_no_second_block(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 80, 80);
    rewinds();
    rsm_script_sense(&script, 8, 0x00, 0x05); /* SPACE */
    rewinds();

    assert_success(read_label(true));
    assert_false(label.has_second);
}

static void two_filemarks_have_no_block_between_them(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 80, 80);
    rewinds();
    rsm_script_good(&script, NULL, 0);
    rsm_script_read(&script, FILEMARK, MIB, NULL, 0);
    rewinds();

    assert_success(read_label(true));
    assert_false(label.has_second);
}

static void a_second_block_that_cannot_be_read_is_an_error(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 80, 80);
    rewinds();
    rsm_script_good(&script, NULL, 0);
    rsm_script_sense(&script, 3, 0x11, 0x00);
    rewinds();

    assert_fails_with(ERROR_CRC, read_label(true));
}

static void a_filemark_that_cannot_be_reached_is_an_error(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 80, 80);
    rewinds();
    rsm_script_sense(&script, 3, 0x11, 0x00);
    rewinds();

    assert_fails_with(ERROR_CRC, read_label(true));
}

/* ---- what cannot be read ---- */

static void an_unreadable_tape_is_told_apart_from_a_broken_drive(void **state)
{
    static const struct {
        uint8_t key, asc, ascq;
        rsm_error error;
    } rows[] = {
        {3, 0x11, 0x00, ERROR_CRC},
        {3, 0x30, 0x02, ERROR_UNRECOGNIZED_MEDIA},
        {3, 0x31, 0x00, ERROR_UNRECOGNIZED_MEDIA},
        {4, 0x44, 0x00, ERROR_IO_DEVICE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tells_facts(0, 0x800000);
        rewinds();
        rsm_script_sense(&script, rows[i].key, rows[i].asc, rows[i].ascq);
        rewinds();

        assert_fails_with(rows[i].error, read_label(false));
    }
}

static void an_empty_drive_has_no_label(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rsm_script_sense(&script, 2, 0x3A, 0x00);
    rsm_script_sense(&script, 2, 0x3A, 0x00);

    assert_fails_with(ERROR_NO_MEDIA_IN_DRIVE, read_label(false));
}

static void a_drive_that_is_lost_is_not_asked_again(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    rsm_script_break(&script, ERROR_SEM_TIMEOUT);

    assert_fails_with(ERROR_SEM_TIMEOUT, read_label(false));
}

/* ---- resets ---- */

static void a_reset_in_the_middle_begins_the_reading_anew(void **state)
{
    (void)state;
    tells_facts(0, 0x800000);
    rewinds();
    rsm_script_sense(&script, 6, 0x29, 0x00);
    tells_facts(0, 0x800000);
    rewinds();
    finds_block(MIB, 80, 80);
    rewinds();

    assert_success(read_label(false));
    assert_int_equal(label.first_length, 80);
}

static void resets_without_end_end_the_reading(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        tells_facts(0, 0x800000);
        rewinds();
        rsm_script_sense(&script, 6, 0x29, 0x00);
    }
    rewinds();

    assert_fails_with(ERROR_BUS_RESET, read_label(false));
}

/* ---- fixed blocks ---- */

static void a_drive_without_variable_blocks_is_read_in_those_it_is_set_to(void **state)
{
    (void)state;
    tells_facts(512, 512);
    rewinds();
    rsm_script_sense(&script, 5, 0x24, 0x00);
    tells_facts(512, 512);
    rsm_script_drop_last(&script); /* only the mode is asked for */
    rewinds();
    rsm_script_good(&script, tape, 512);
    rewinds();

    assert_success(read_label(false));
    assert_int_equal(label.first_length, 512);
    assert_true(drive.fixed_only);
    assert_int_equal(script.sent[6].cdb.bytes[1] & 1, 1);
    assert_int_equal(script.sent[6].cdb.bytes[4], 1);
}

static void a_block_length_that_had_to_be_set_is_put_back(void **state)
{
    uint8_t limits[6] = {0, 0, 4, 0, 4, 0}; /* 1,024 and nothing else */

    (void)state;
    tells_facts(0, 0);
    rsm_script_drop_last(&script);
    rsm_script_good(&script, limits, sizeof limits);
    rewinds();
    rsm_script_sense(&script, 5, 0x24, 0x00);
    tells_facts(0, 0);
    rsm_script_drop_last(&script);
    rsm_script_good(&script, NULL, 0); /* MODE SELECT */
    rewinds();
    rsm_script_good(&script, tape, 1024);
    rsm_script_good(&script, NULL, 0); /* MODE SELECT */
    rewinds();

    assert_success(read_label(false));
    assert_int_equal(label.first_length, 1024);
    assert_int_equal(script.sent[5].cdb.bytes[0], 0x15);
    assert_int_equal(script.first_out_bytes[5][10], 4);
    assert_int_equal(script.sent[8].cdb.bytes[0], 0x15);
    assert_int_equal(script.first_out_bytes[8][10], 0);
}

#define label_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        label_test(a_short_block_is_read_at_once),
        label_test(a_block_as_long_as_the_buffer_is_read),
        label_test(what_the_drive_told_of_itself_and_its_tape_is_kept),
        label_test(blocks_are_joined_until_there_are_as_many_bytes_as_are_wanted),
        label_test(a_filemark_ends_the_blocks_that_are_joined),
        label_test(a_first_block_that_holds_enough_is_not_read_on_from),
        label_test(a_block_behind_that_cannot_be_read_fails_the_label),
        label_test(a_drive_with_small_blocks_is_not_asked_for_more),
        label_test(a_block_that_came_in_part_is_read_again_with_its_length),
        label_test(a_block_longer_than_the_drive_says_is_read_again),
        label_test(a_block_that_is_too_long_is_told),
        label_test(a_drive_that_gives_a_block_in_part_only_gives_nothing_that_is_believed),
        label_test(a_blank_tape_is_blank),
        label_test(rubbish_that_comes_with_a_filemark_is_not_believed),
        label_test(the_block_behind_the_filemark_is_read_when_wanted),
        label_test(without_a_filemark_there_is_no_second_block),
        label_test(two_filemarks_have_no_block_between_them),
        label_test(a_second_block_that_cannot_be_read_is_an_error),
        label_test(a_filemark_that_cannot_be_reached_is_an_error),
        label_test(an_unreadable_tape_is_told_apart_from_a_broken_drive),
        label_test(an_empty_drive_has_no_label),
        label_test(a_drive_that_is_lost_is_not_asked_again),
        label_test(a_reset_in_the_middle_begins_the_reading_anew),
        label_test(resets_without_end_end_the_reading),
        label_test(a_drive_without_variable_blocks_is_read_in_those_it_is_set_to),
        label_test(a_block_length_that_had_to_be_set_is_put_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
