/*
 * Commands of tape drives, their answers, and what a READ came to, as recorded and by the book.
 */
#include "scsi/ssc.h"

#include "scsi/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void assert_cdb(struct rsm_cdb cdb, const char *expected)
{
    struct recorded bytes = hex(expected);

    assert_int_equal(cdb.length, bytes.size);
    assert_memory_equal(cdb.bytes, bytes.bytes, bytes.size);
}

/* ---- building ---- */

static void loading_and_unloading_take_their_bits(void **state)
{
    (void)state;
    assert_cdb(rsm_ssc_load_unload(RSM_SSC_LOAD, false), "1b 00 00 00 01 00");
    assert_cdb(rsm_ssc_load_unload(RSM_SSC_UNLOAD, true), "1b 01 00 00 00 00");
    assert_cdb(rsm_ssc_load_unload(RSM_SSC_RETENSION | RSM_SSC_END_OF_TAPE, false),
               "1b 00 00 00 06 00");
    assert_cdb(rsm_ssc_rewind(false), "01 00 00 00 00 00");
    assert_cdb(rsm_ssc_rewind(true), "01 01 00 00 00 00");
}

static void blocks_are_read_and_written_in_both_modes(void **state)
{
    (void)state;
    assert_cdb(rsm_ssc_read_block(65536, false), "08 00 01 00 00 00");
    assert_cdb(rsm_ssc_read_block(80, true), "08 02 00 00 50 00");
    assert_cdb(rsm_ssc_read_blocks(4), "08 01 00 00 04 00");
    assert_cdb(rsm_ssc_write_block(80), "0a 00 00 00 50 00");
    assert_cdb(rsm_ssc_write_blocks(4), "0a 01 00 00 04 00");
    assert_cdb(rsm_ssc_write_filemarks(2, false), "10 00 00 00 02 00");
    assert_cdb(rsm_ssc_write_filemarks(0, true), "10 01 00 00 00 00");
}

static void a_length_that_does_not_fit_becomes_the_largest(void **state)
{
    (void)state;
    assert_cdb(rsm_ssc_read_block(0x1000050, false), "08 00 ff ff ff 00");
}

static void spacing_goes_both_ways(void **state)
{
    (void)state;
    assert_cdb(rsm_ssc_space(RSM_SSC_SPACE_FILEMARKS, 1), "11 01 00 00 01 00");
    assert_cdb(rsm_ssc_space(RSM_SSC_SPACE_FILEMARKS, -99), "11 01 ff ff 9d 00");
    assert_cdb(rsm_ssc_space(RSM_SSC_SPACE_BLOCKS, -2), "11 00 ff ff fe 00");
    assert_cdb(rsm_ssc_space(RSM_SSC_SPACE_END_OF_DATA, 0), "11 03 00 00 00 00");
    assert_cdb(rsm_ssc_space(RSM_SSC_SPACE_BLOCKS, INT32_MIN), "11 00 80 00 00 00");
    assert_cdb(rsm_ssc_space(RSM_SSC_SPACE_BLOCKS, INT32_MAX), "11 00 7f ff ff 00");
}

static void questions_are_built_as_the_standard_writes_them(void **state)
{
    (void)state;
    assert_cdb(rsm_ssc_read_block_limits(), "05 00 00 00 00 00");
    assert_cdb(rsm_ssc_read_position(false), "34 00 00 00 00 00 00 00 00 00");
    assert_cdb(rsm_ssc_read_position(true), "34 06 00 00 00 00 00 00 00 00");
}

/* ---- answers ---- */

static void recorded_block_limits_are_read(void **state)
{
    struct recorded data = hex("09 10 00 00 00 04"); /* tgt */
    struct rsm_ssc_block_limits limits;

    (void)state;
    assert_int_equal(rsm_ssc_parse_block_limits(data.bytes, data.size, &limits), ERROR_SUCCESS);
    assert_int_equal(limits.granularity, 9);
    assert_int_equal(limits.maximum, 1 << 20);
    assert_int_equal(limits.minimum, 4);
    assert_int_equal(rsm_ssc_parse_block_limits(data.bytes, 5, &limits), ERROR_INVALID_DATA);
}

static void recorded_position_is_not_vouched_for(void **state)
{
    struct recorded data =
        hex("14 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"); /* tgt */
    struct rsm_ssc_position position;

    (void)state;
    assert_int_equal(rsm_ssc_parse_position_short(data.bytes, data.size, &position), ERROR_SUCCESS);
    assert_false(position.known);
    assert_int_equal(rsm_ssc_parse_position_short(data.bytes, 19, &position), ERROR_INVALID_DATA);
}

static void a_short_position_tells_partition_and_block(void **state)
{
    struct recorded data = hex("80 01 00 00 01 02 03 04 01 02 03 04 00 00 00 00 00 00 00 00");
    struct rsm_ssc_position position;

    (void)state;
    assert_int_equal(rsm_ssc_parse_position_short(data.bytes, data.size, &position), ERROR_SUCCESS);
    assert_true(position.at_beginning && position.known);
    assert_false(position.at_end || position.file_known);
    assert_int_equal(position.partition, 1);
    assert_int_equal(position.block, 0x01020304);
}

static void a_position_too_large_for_the_short_form_is_not_known(void **state)
{
    struct recorded data = hex("02 01 00 00 ff ff ff ff ff ff ff ff 00 00 00 00 00 00 00 00");
    struct rsm_ssc_position position;

    (void)state;
    assert_int_equal(rsm_ssc_parse_position_short(data.bytes, data.size, &position), ERROR_SUCCESS);
    assert_false(position.known);
    assert_int_equal(position.block, 0);
}

static void a_long_position_tells_the_file_too(void **state)
{
    struct recorded data =
        hex("40 00 00 00 00 00 00 02 00 00 00 01 00 00 00 00"
            "00 00 00 00 00 00 00 07 00 00 00 00 00 00 00 00");
    struct rsm_ssc_position position;

    (void)state;
    assert_int_equal(rsm_ssc_parse_position_long(data.bytes, data.size, &position), ERROR_SUCCESS);
    assert_true(position.at_end && position.known && position.file_known);
    assert_int_equal(position.partition, 2);
    assert_true(position.block == 0x100000000);
    assert_int_equal(position.file, 7);
    assert_false(position.at_beginning);
    data.bytes[0] = 0x8C;
    assert_int_equal(rsm_ssc_parse_position_long(data.bytes, data.size, &position), ERROR_SUCCESS);
    assert_true(position.at_beginning);
    assert_false(position.at_end || position.known || position.file_known);
    assert_int_equal(rsm_ssc_parse_position_long(data.bytes, 31, &position), ERROR_INVALID_DATA);
}

static struct rsm_ssc_mode tape_mode(const char *text)
{
    struct recorded data = hex(text);
    struct rsm_spc_mode mode;
    struct rsm_ssc_mode tape;

    assert_int_equal(rsm_spc_parse_mode6(data.bytes, data.size, &mode), ERROR_SUCCESS);
    rsm_ssc_parse_mode(&mode, &tape);
    return tape;
}

static void recorded_mode_header_tells_block_length_and_buffering(void **state)
{
    struct rsm_ssc_mode tape = tape_mode("0d 00 10 08 00 00 00 00 00 00 02 00"); /* tgt */

    (void)state;
    assert_false(tape.write_protected);
    assert_int_equal(tape.buffered_mode, 1);
    assert_true(tape.descriptor_present);
    assert_int_equal(tape.density, 0);
    assert_int_equal(tape.block_length, 512);
}

static void write_protection_medium_type_and_density_are_read(void **state)
{
    struct rsm_ssc_mode tape = tape_mode("0b 58 90 08 5a 01 02 03 00 01 00 00");

    (void)state;
    assert_true(tape.write_protected);
    assert_int_equal(tape.medium_type, 0x58);
    assert_int_equal(tape.density, 0x5A);
    assert_int_equal(tape.blocks, 0x010203);
    assert_int_equal(tape.block_length, 65536);
}

static void a_block_descriptor_that_did_not_arrive_whole_is_absent(void **state)
{
    (void)state;
    assert_false(tape_mode("03 00 80 00").descriptor_present);
    assert_true(tape_mode("03 00 80 00").write_protected);
    assert_false(tape_mode("0b 00 80 08 5a 00 00 00 00 01 00").descriptor_present);
    assert_int_equal(tape_mode("0b 00 80 08 5a 00 00 00 00 01 00").density, 0);
}

static void the_block_length_is_set_and_the_rest_left_as_it_is(void **state)
{
    struct rsm_ssc_mode now = tape_mode("0b 58 90 08 5a 01 02 03 00 00 02 00");
    struct recorded expected = hex("00 00 10 08 5a 00 00 00 00 00 00 00");
    uint8_t list[RSM_SSC_BLOCK_LENGTH_LIST_SIZE];

    (void)state;
    rsm_ssc_block_length_list(&now, 0, list);
    assert_memory_equal(list, expected.bytes, sizeof(list));
    rsm_ssc_block_length_list(&now, 0x012345, list);
    assert_int_equal(list[9], 0x01);
    assert_int_equal(list[11], 0x45);
}

/* ---- what a READ came to ---- */

/* CHECK CONDITION with this sense. */
static struct rsm_ssc_read_outcome checked(const char *sense_text, size_t requested, size_t arrived)
{
    struct recorded data = hex(sense_text);
    struct rsm_sense sense;

    rsm_sense_parse(data.bytes, data.size, &sense);
    return rsm_ssc_read_outcome(RSM_STATUS_CHECK_CONDITION, &sense, requested, arrived);
}

static void assert_outcome(struct rsm_ssc_read_outcome outcome, enum rsm_ssc_read kind,
                           size_t block_size, size_t usable)
{
    assert_int_equal(outcome.kind, kind);
    assert_int_equal(outcome.block_size, block_size);
    assert_int_equal(outcome.usable, usable);
    assert_int_equal(outcome.error, ERROR_SUCCESS);
}

static void assert_error(struct rsm_ssc_read_outcome outcome, rsm_error error)
{
    assert_int_equal(outcome.kind, RSM_SSC_READ_ERROR);
    assert_int_equal(outcome.error, error);
    assert_int_equal(outcome.usable, 0);
    assert_int_equal(outcome.block_size, 0);
}

static void a_good_read_is_a_block_of_the_length_asked_for(void **state)
{
    (void)state;
    assert_outcome(rsm_ssc_read_outcome(RSM_STATUS_GOOD, NULL, 80, 80), RSM_SSC_READ_DATA, 80, 80);
}

static void a_good_read_that_brought_less_is_a_shorter_block(void **state)
{
    (void)state;
    assert_outcome(rsm_ssc_read_outcome(RSM_STATUS_GOOD, NULL, 65536, 80), RSM_SSC_READ_DATA, 80,
                   80);
}

static void more_bytes_than_asked_for_are_not_part_of_the_block(void **state)
{
    (void)state;
    assert_outcome(rsm_ssc_read_outcome(RSM_STATUS_GOOD, NULL, 80, 100), RSM_SSC_READ_DATA, 80, 80);
}

static void recorded_short_block_has_its_true_length(void **state)
{
    (void)state;
    /* tgt: 65456 bytes were put into the buffer, the 80 of the block first */
    assert_outcome(checked("f0 00 20 00 00 ff b0 0a 00 00 00 00 00 00 00 00 00 00", 65536, 65456),
                   RSM_SSC_READ_SHORT_BLOCK, 80, 80);
}

static void recorded_short_block_may_have_arrived_only_in_part(void **state)
{
    (void)state;
    /* tgt sends requested - block bytes: of a block of 80, asked for with 100, only 20 */
    assert_outcome(checked("f0 00 20 00 00 00 14 0a 00 00 00 00 00 00 00 00 00 00", 100, 20),
                   RSM_SSC_READ_SHORT_BLOCK, 80, 20);
}

static void recorded_long_block_has_its_true_length_and_no_data(void **state)
{
    (void)state;
    assert_outcome(checked("f0 00 20 ff ff 84 00 0a 00 00 00 00 00 00 00 00 00 00", 1024, 0),
                   RSM_SSC_READ_LONG_BLOCK, 32768, 0);
}

static void a_long_block_fills_no_more_than_was_asked_for(void **state)
{
    (void)state;
    assert_outcome(checked("f0 00 20 ff ff 84 00 0a 00 00 00 00 00 00 00 00 00 00", 1024, 2048),
                   RSM_SSC_READ_LONG_BLOCK, 32768, 1024);
}

static void lengths_up_to_24_bits_are_possible(void **state)
{
    (void)state;
    assert_outcome(checked("f0 00 20 00 ff ff fe 0a 00 00 00 00 00 00 00 00 00 00", 0xFFFFFF, 1),
                   RSM_SSC_READ_SHORT_BLOCK, 1, 1);
    assert_outcome(checked("f0 00 20 ff 00 00 02 0a 00 00 00 00 00 00 00 00 00 00", 1, 0),
                   RSM_SSC_READ_LONG_BLOCK, 0xFFFFFF, 0);
    assert_error(checked("f0 00 20 ff 00 00 01 0a 00 00 00 00 00 00 00 00 00 00", 1, 0),
                 ERROR_INVALID_BLOCK_LENGTH);
}

static void wrong_lengths_are_read_from_descriptor_sense_too(void **state)
{
    (void)state;
    assert_outcome(
        checked("72 00 00 00 00 00 00 10 00 0a 80 00 00 00 00 00 ff ff 84 00 04 02 00 20", 1024,
                1024),
        RSM_SSC_READ_LONG_BLOCK, 32768, 1024);
}

static void recorded_filemark_is_believed_before_the_rubbish_that_came_with_it(void **state)
{
    (void)state;
    assert_outcome(checked("f0 00 80 00 01 00 00 0a 00 00 00 00 00 01 00 00 00 00", 65536, 65536),
                   RSM_SSC_READ_FILEMARK, 0, 0);
}

static void a_filemark_with_a_wrong_length_is_a_filemark(void **state)
{
    (void)state;
    assert_outcome(checked("f0 00 a0 00 01 00 00 0a 00 00 00 00 00 01 00 00 00 00", 65536, 65536),
                   RSM_SSC_READ_FILEMARK, 0, 0);
}

static void recorded_end_of_data_is_believed_before_the_rubbish(void **state)
{
    (void)state;
    assert_outcome(checked("70 00 48 00 00 00 00 0a 00 00 00 00 00 00 00 00 00 00", 65536, 65536),
                   RSM_SSC_READ_END_OF_DATA, 0, 0);
    assert_outcome(checked("70 00 03 00 00 00 00 0a 00 00 00 00 00 05 00 00 00 00", 65536, 0),
                   RSM_SSC_READ_END_OF_DATA, 0, 0);
}

static void a_recovered_error_brings_its_block(void **state)
{
    (void)state;
    assert_outcome(checked("70 00 01 00 00 00 00 0a 00 00 00 00 11 01 00 00 00 00", 80, 80),
                   RSM_SSC_READ_DATA, 80, 80);
}

static void recorded_read_without_a_cartridge_is_no_block(void **state)
{
    (void)state;
    /* tgt, told to be online without a cartridge: as if the block were empty */
    assert_error(checked("f0 00 20 00 00 02 00 0a 00 00 00 00 00 00 00 00 00 00", 512, 512),
                 ERROR_INVALID_BLOCK_LENGTH);
}

static void a_wrong_length_without_or_with_an_impossible_one_is_an_error(void **state)
{
    (void)state;
    assert_error(checked("70 00 20 00 00 00 28 0a 00 00 00 00 00 00 00 00 00 00", 80, 80),
                 ERROR_INVALID_BLOCK_LENGTH);
    assert_error(checked("f0 00 20 00 00 00 00 0a 00 00 00 00 00 00 00 00 00 00", 80, 80),
                 ERROR_INVALID_BLOCK_LENGTH);
    assert_error(checked("f0 00 20 7f ff ff ff 0a 00 00 00 00 00 00 00 00 00 00", 80, 80),
                 ERROR_INVALID_BLOCK_LENGTH);
    assert_error(checked("f0 00 20 80 00 00 00 0a 00 00 00 00 00 00 00 00 00 00", 80, 80),
                 ERROR_INVALID_BLOCK_LENGTH);
}

static void errors_of_the_tape_and_the_drive_keep_their_codes(void **state)
{
    (void)state;
    assert_error(checked("70 00 03 00 00 00 00 0a 00 00 00 00 11 00 00 00 00 00", 80, 80),
                 ERROR_CRC);
    assert_error(checked("70 00 02 00 00 00 00 0a 00 00 00 00 3a 00 00 00 00 00", 80, 0),
                 ERROR_NO_MEDIA_IN_DRIVE);
    assert_error(checked("70 00 06 00 00 00 00 0a 00 00 00 00 28 00 00 00 00 00", 80, 0),
                 ERROR_MEDIA_CHANGED);
}

static void an_earlier_error_is_an_error_whatever_it_says(void **state)
{
    (void)state;
    assert_error(checked("71 00 80 00 01 00 00 0a 00 00 00 00 00 01 00 00 00 00", 80, 80),
                 ERROR_FILEMARK_DETECTED);
    assert_error(checked("71 00 01 00 00 00 00 0a 00 00 00 00 11 01 00 00 00 00", 80, 80),
                 ERROR_IO_DEVICE);
}

static void other_statuses_are_errors(void **state)
{
    (void)state;
    assert_error(rsm_ssc_read_outcome(RSM_STATUS_BUSY, NULL, 80, 80), ERROR_BUSY);
    assert_error(rsm_ssc_read_outcome(RSM_STATUS_TASK_SET_FULL, NULL, 80, 80), ERROR_BUSY);
    assert_error(rsm_ssc_read_outcome(RSM_STATUS_RESERVATION_CONFLICT, NULL, 80, 80),
                 ERROR_SHARING_VIOLATION);
    assert_error(rsm_ssc_read_outcome(0x99, NULL, 80, 80), ERROR_IO_DEVICE);
    assert_error(rsm_ssc_read_outcome(RSM_STATUS_CHECK_CONDITION, NULL, 80, 80), ERROR_IO_DEVICE);
    assert_error(checked("", 80, 80), ERROR_IO_DEVICE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loading_and_unloading_take_their_bits),
        cmocka_unit_test(blocks_are_read_and_written_in_both_modes),
        cmocka_unit_test(a_length_that_does_not_fit_becomes_the_largest),
        cmocka_unit_test(spacing_goes_both_ways),
        cmocka_unit_test(questions_are_built_as_the_standard_writes_them),
        cmocka_unit_test(recorded_block_limits_are_read),
        cmocka_unit_test(recorded_position_is_not_vouched_for),
        cmocka_unit_test(a_short_position_tells_partition_and_block),
        cmocka_unit_test(a_position_too_large_for_the_short_form_is_not_known),
        cmocka_unit_test(a_long_position_tells_the_file_too),
        cmocka_unit_test(recorded_mode_header_tells_block_length_and_buffering),
        cmocka_unit_test(write_protection_medium_type_and_density_are_read),
        cmocka_unit_test(a_block_descriptor_that_did_not_arrive_whole_is_absent),
        cmocka_unit_test(the_block_length_is_set_and_the_rest_left_as_it_is),
        cmocka_unit_test(a_good_read_is_a_block_of_the_length_asked_for),
        cmocka_unit_test(a_good_read_that_brought_less_is_a_shorter_block),
        cmocka_unit_test(more_bytes_than_asked_for_are_not_part_of_the_block),
        cmocka_unit_test(recorded_short_block_has_its_true_length),
        cmocka_unit_test(recorded_short_block_may_have_arrived_only_in_part),
        cmocka_unit_test(recorded_long_block_has_its_true_length_and_no_data),
        cmocka_unit_test(a_long_block_fills_no_more_than_was_asked_for),
        cmocka_unit_test(lengths_up_to_24_bits_are_possible),
        cmocka_unit_test(wrong_lengths_are_read_from_descriptor_sense_too),
        cmocka_unit_test(recorded_filemark_is_believed_before_the_rubbish_that_came_with_it),
        cmocka_unit_test(a_filemark_with_a_wrong_length_is_a_filemark),
        cmocka_unit_test(recorded_end_of_data_is_believed_before_the_rubbish),
        cmocka_unit_test(a_recovered_error_brings_its_block),
        cmocka_unit_test(recorded_read_without_a_cartridge_is_no_block),
        cmocka_unit_test(a_wrong_length_without_or_with_an_impossible_one_is_an_error),
        cmocka_unit_test(errors_of_the_tape_and_the_drive_keep_their_codes),
        cmocka_unit_test(an_earlier_error_is_an_error_whatever_it_says),
        cmocka_unit_test(other_statuses_are_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
