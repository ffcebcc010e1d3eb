/*
 * The first blocks of a tape through an adapter that carries only so much in one command: a tape is never
 * taken for blank, for another one or for nobody's because not all of a block came.
 */
#include "scsi/drive.h"
#include "support/asserts.h"
#include "support/scripted_transport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum {
    FILEMARK = 0x80,
    WRONG_LENGTH = 0x20,
    SILI = 0x02,
    KIB = 1 << 10,
    MIB = 1 << 20,
    LIMIT = 64 * KIB,
    LONG_BLOCK = 200000
};

static struct rsm_script script;
static struct rsm_device *device;
static struct rsm_drive drive;
static struct rsm_drive_label label;
static uint8_t tape[MIB];

static int begin(void **state)
{
    (void)state;
    rsm_script_begin(&script);
    script.facts.max_transfer = LIMIT;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    assert_success(rsm_device_open(script.transports, "script:", &script.waiting, &device));
    assert_success(rsm_drive_open(device, &drive));
    drive.enough = LIMIT;
    script.sent_count = 0;
    for (size_t i = 0; i < sizeof tape; i++)
        tape[i] = (uint8_t)(i * 7 + i / 251);
    memset(&label, 0, sizeof label);
    return 0;
}

static int end(void **state)
{
    (void)state;
    for (size_t i = 0; i < script.sent_count; i++)
        assert_in_range(script.sent[i].length, 0, rsm_command_most(&device->link));
    rsm_drive_close(&drive);
    rsm_device_close(device);
    rsm_script_end(&script);
    return 0;
}

static void good(void)
{
    rsm_script_good(&script, NULL, 0);
}

/* What the drive says before it is rewound, and that it is. */
static void begins(uint32_t block_length)
{
    uint8_t mode[12] = {11, 0, 0x10, 8, 0x5A};
    uint8_t limits[6] = {0, 0x80, 0, 0, 0, 1};

    for (int i = 0; i < 3; i++)
        mode[9 + i] = (uint8_t)(block_length >> (16 - 8 * i));
    rsm_script_good(&script, mode, sizeof mode);
    rsm_script_good(&script, limits, sizeof limits);
    good();
}

/* A READ of so many bytes finds a block of another length; so many bytes of it arrive. */
static void finds_block(uint32_t asked, uint32_t length, size_t arrives)
{
    rsm_script_read(&script, WRONG_LENGTH, (int32_t)asked - (int32_t)length, tape, arrives);
}

static rsm_error read_label(bool want_second)
{
    return rsm_drive_read_label(&drive, want_second, &label);
}

static void assert_refused(bool want_second)
{
    static const struct rsm_drive_label untouched;

    assert_fails_with(ERROR_NOT_SUPPORTED, read_label(want_second));
    assert_memory_equal(&label, &untouched, sizeof label);
}

/* ---- the first block ---- */

static void a_block_that_fits_is_read_whole(void **state)
{
    (void)state;
    begins(0);
    finds_block(LIMIT, 64512, 64512);
    good();

    assert_success(read_label(false));
    assert_int_equal(script.sent[3].length, LIMIT);
    assert_int_equal(label.first_length, 64512);
    assert_int_equal(label.first_size, 64512);
    assert_memory_equal(label.first, tape, 64512);
}

static void of_a_longer_block_the_beginning_is_read(void **state)
{
    (void)state;
    begins(0);
    finds_block(LIMIT, LONG_BLOCK, LIMIT);
    good();

    assert_success(read_label(false));
    assert_int_equal(label.first_length, LIMIT);
    assert_int_equal(label.first_size, LONG_BLOCK);
    assert_int_equal(label.joined_length, LIMIT);
    assert_memory_equal(label.first, tape, LIMIT);
    assert_false(label.blank || label.first_is_longer || label.filemark_first);
}

static void a_beginning_that_came_in_part_is_asked_for_again_without_complaint(void **state)
{
    (void)state;
    begins(0);
    finds_block(LIMIT, LONG_BLOCK, 300);
    good();
    rsm_script_good(&script, tape, LIMIT);
    good();

    assert_success(read_label(false));
    assert_int_equal(script.sent[3].cdb.bytes[1] & SILI, 0);
    assert_int_equal(script.sent[5].cdb.bytes[1] & SILI, SILI);
    assert_int_equal(label.first_length, LIMIT);
    assert_int_equal(label.first_size, LONG_BLOCK);
}

static void a_beginning_that_never_comes_whole_is_an_error(void **state)
{
    (void)state;
    begins(0);
    finds_block(LIMIT, LONG_BLOCK, 300);
    good();
    finds_block(LIMIT, LONG_BLOCK, 300);
    good();

    assert_refused(false);
}

static void a_beginning_in_silence_that_is_too_short_is_an_error(void **state)
{
    (void)state;
    begins(0);
    finds_block(LIMIT, LONG_BLOCK, 0);
    good();
    rsm_script_good(&script, tape, LIMIT - 1);
    good();

    assert_refused(false);
}

static void a_block_beyond_the_drives_own_limit_is_asked_for_as_far_as_it_goes(void **state)
{
    uint8_t mode[12] = {11, 0, 0x10, 8, 0x5A};
    uint8_t limits[6] = {0, 0, 0x80, 0, 0, 1}; /* it says 32 KiB */

    (void)state;
    rsm_script_good(&script, mode, sizeof mode);
    rsm_script_good(&script, limits, sizeof limits);
    good();
    finds_block(32 * KIB, LONG_BLOCK, 32 * KIB);
    good();
    rsm_script_good(&script, tape, LIMIT);
    good();

    assert_success(read_label(false));
    assert_int_equal(label.first_length, LIMIT);
    assert_int_equal(label.first_size, LONG_BLOCK);
}

static void a_block_longer_than_any_that_is_read_is_told_as_ever(void **state)
{
    (void)state;
    begins(0);
    finds_block(LIMIT, 2 * MIB, LIMIT);
    good();

    assert_success(read_label(false));
    assert_true(label.first_is_longer);
    assert_int_equal(label.first_length, 0);
}

/* ---- when the beginning is not enough ---- */

static void who_did_not_say_what_is_enough_gets_whole_blocks_only(void **state)
{
    (void)state;
    drive.enough = 0;
    begins(0);
    finds_block(LIMIT, LONG_BLOCK, LIMIT);
    good();

    assert_refused(false);
}

static void less_than_what_is_enough_is_an_error(void **state)
{
    static const uint32_t limits[] = {252, 4096, LIMIT - 1};

    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        device->link.max_transfer = limits[i];
        begins(0);
        finds_block(limits[i], LIMIT, limits[i]);
        good();

        assert_refused(false);
    }
}

static void a_label_library_that_wants_more_is_not_asked_about_less(void **state)
{
    (void)state;
    drive.wanted = LIMIT + 1;
    begins(0);
    finds_block(LIMIT, LONG_BLOCK, LIMIT);
    good();

    assert_refused(false);
}

static void a_block_behind_that_does_not_fit_is_an_error_when_it_is_wanted(void **state)
{
    (void)state;
    drive.wanted = 2 * LIMIT;
    begins(0);
    finds_block(LIMIT, 512, 512);
    finds_block(LIMIT, LONG_BLOCK, LIMIT);
    good();

    assert_refused(false);
}

/* ---- behind the filemark ---- */

static void of_a_longer_block_behind_the_filemark_the_beginning_is_read(void **state)
{
    (void)state;
    begins(0);
    finds_block(LIMIT, 80, 80);
    good();
    good(); /* SPACE */
    finds_block(LIMIT, LONG_BLOCK, LIMIT);
    good();

    assert_success(read_label(true));
    assert_true(label.has_second);
    assert_int_equal(label.second_length, LIMIT);
    assert_int_equal(label.second_size, LONG_BLOCK);
}

static void a_block_behind_the_filemark_of_which_too_little_comes_is_an_error(void **state)
{
    (void)state;
    device->link.max_transfer = 4096;
    begins(0);
    finds_block(4096, 80, 80);
    good();
    good(); /* SPACE */
    finds_block(4096, 5000, 4096);
    good();

    assert_refused(true);
}

/* ---- what has nothing to do with limits ---- */

static void a_blank_tape_is_blank(void **state)
{
    (void)state;
    begins(0);
    rsm_script_sense(&script, 8, 0x00, 0x05);
    good();

    assert_success(read_label(false));
    assert_true(label.blank);
}

static void a_filemark_first_is_told(void **state)
{
    (void)state;
    begins(0);
    rsm_script_read(&script, FILEMARK, LIMIT, NULL, 0);
    good();

    assert_success(read_label(false));
    assert_true(label.filemark_first);
}

/* ---- fixed blocks, and writing ---- */

static void fixed_blocks_that_do_not_fit_are_not_read(void **state)
{
    (void)state;
    drive.fixed_only = true;
    begins(2 * LIMIT);
    rsm_script_drop_last(&script); /* not rewound for it */
    rsm_script_good(&script, (const uint8_t[]){11, 0, 0x10, 8, 0x5A, 0, 0, 0, 0, 2, 0, 0}, 12);
    good();

    assert_refused(false);
    for (size_t i = 0; i < script.sent_count; i++)
        assert_int_not_equal(script.sent[i].cdb.bytes[0], 0x08);
}

static void a_label_that_does_not_fit_is_not_written(void **state)
{
    bool touched = true;

    (void)state;
    device->link.max_transfer = 1023;

    assert_fails_with(ERROR_NOT_SUPPORTED, rsm_drive_write_label(&drive, tape, 1024, &touched));
    assert_false(touched);
    assert_int_equal(script.sent_count, 0);
}

#define limit_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        limit_test(a_block_that_fits_is_read_whole),
        limit_test(of_a_longer_block_the_beginning_is_read),
        limit_test(a_beginning_that_came_in_part_is_asked_for_again_without_complaint),
        limit_test(a_beginning_that_never_comes_whole_is_an_error),
        limit_test(a_beginning_in_silence_that_is_too_short_is_an_error),
        limit_test(a_block_beyond_the_drives_own_limit_is_asked_for_as_far_as_it_goes),
        limit_test(a_block_longer_than_any_that_is_read_is_told_as_ever),
        limit_test(who_did_not_say_what_is_enough_gets_whole_blocks_only),
        limit_test(less_than_what_is_enough_is_an_error),
        limit_test(a_label_library_that_wants_more_is_not_asked_about_less),
        limit_test(a_block_behind_that_does_not_fit_is_an_error_when_it_is_wanted),
        limit_test(of_a_longer_block_behind_the_filemark_the_beginning_is_read),
        limit_test(a_block_behind_the_filemark_of_which_too_little_comes_is_an_error),
        limit_test(a_blank_tape_is_blank),
        limit_test(a_filemark_first_is_told),
        limit_test(fixed_blocks_that_do_not_fit_are_not_read),
        limit_test(a_label_that_does_not_fit_is_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
