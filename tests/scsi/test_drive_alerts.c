/*
 * TapeAlert: the page by the book (SSC-3), what its flags decide, and asking a drive for it.
 */
#include "scsi/drive_alerts.h"
#include "scsi/recorded.h"
#include "support/asserts.h"
#include "support/scripted_transport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct rsm_script script;
static struct rsm_device *device;
static struct rsm_drive drive;

static int begin(void **state)
{
    (void)state;
    rsm_script_begin(&script);
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    assert_success(rsm_device_open(script.transports, "script:", &script.waiting, &device));
    assert_success(rsm_drive_open(device, &drive));
    script.sent_count = 0;
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

/* Flag 20 is bit 19, and so on. */
static rsm_drive_alerts flag(unsigned number)
{
    return (rsm_drive_alerts)1 << (number - 1);
}

static rsm_drive_alerts parse(const char *text)
{
    struct recorded bytes = hex(text);
    uint8_t *copy = exact_copy(bytes.bytes, bytes.size);
    rsm_drive_alerts alerts = ~(rsm_drive_alerts)0;

    assert_success(rsm_drive_alerts_parse(copy, bytes.size, &alerts));
    free(copy);
    return alerts;
}

static rsm_error parse_error(const char *text)
{
    struct recorded bytes = hex(text);
    rsm_drive_alerts alerts;

    return rsm_drive_alerts_parse(bytes.bytes, bytes.size, &alerts);
}

/* The whole page as drives send it, these two flags up. */
static size_t whole_page(uint8_t page[324], unsigned first, unsigned second)
{
    memset(page, 0, 324);
    page[0] = 0x2E;
    page[2] = 0x01;
    page[3] = 0x40;
    for (unsigned i = 1; i <= 64; i++) {
        uint8_t *parameter = page + 4 + (size_t)(i - 1) * 5;

        parameter[1] = (uint8_t)i;
        parameter[2] = 0x03;
        parameter[3] = 1;
        parameter[4] = i == first || i == second;
    }
    return 324;
}

/* ---- the page ---- */

static void a_whole_page_gives_the_flags_that_are_up(void **state)
{
    uint8_t page[324];
    rsm_drive_alerts alerts;

    (void)state;
    assert_success(rsm_drive_alerts_parse(page, whole_page(page, 20, 64), &alerts));

    assert_true(alerts == (flag(20) | flag(64)));
}

static void parameters_may_come_in_any_order_and_number(void **state)
{
    (void)state;
    assert_true(parse("2e 00 00 0a  00 16 03 01 01  00 01 03 01 01") == (flag(22) | flag(1)));
    assert_true(parse("2e 00 00 00") == 0);
}

static void bits_for_saving_and_subpages_do_not_matter(void **state)
{
    (void)state;
    assert_true(parse("ae 00 00 05  00 15 e3 01 01") == flag(21));
}

static void a_parameter_that_is_no_flag_is_passed_over_by_its_length(void **state)
{
    (void)state;
    assert_true(parse("2e 00 00 0d  00 65 03 04 ff ff ff ff  00 14 03 01 01") == flag(20));
    assert_true(parse("2e 00 00 0a  00 00 03 01 01  00 14 03 01 01") == flag(20));
}

static void only_the_lowest_bit_is_the_flag(void **state)
{
    (void)state;
    assert_true(parse("2e 00 00 05  00 14 03 01 fe") == 0);
}

static void a_parameter_without_a_value_is_not_up(void **state)
{
    (void)state;
    assert_true(parse("2e 00 00 09  00 14 03 00  00 15 03 01 01") == flag(21));
}

static void what_did_not_arrive_is_not_up(void **state)
{
    (void)state;
    assert_true(parse("2e 00 01 40  00 14 03 01 01  00 15 03 01") == flag(20));
    assert_true(parse("2e 00 00 05  00 14 03 01 01  00 15 03 01 01") == flag(20));
}

static void another_page_is_refused(void **state)
{
    (void)state;
    assert_fails_with(ERROR_INVALID_DATA, parse_error("2f 00 00 05  00 14 03 01 01"));
    assert_fails_with(ERROR_INVALID_DATA, parse_error("2e 00 00"));
    assert_fails_with(ERROR_INVALID_DATA, parse_error(""));
}

/* ---- what the flags decide ---- */

static void flags_20_and_21_ask_for_cleaning(void **state)
{
    (void)state;
    for (unsigned i = 1; i <= 64; i++)
        assert_int_equal(rsm_drive_alerts_want_cleaning(flag(i)), i == 20 || i == 21);
}

static void broken_hardware_and_a_tape_that_is_stuck_ask_for_service(void **state)
{
    (void)state;
    for (unsigned i = 1; i <= 64; i++)
        assert_int_equal(rsm_drive_alerts_want_service(flag(i)),
                         i == 14 || i == 30 || i == 31 || i == 32 || i == 56);
}

static void flags_outside_the_page_are_never_up(void **state)
{
    (void)state;
    assert_false(rsm_drive_alerts_has(~(rsm_drive_alerts)0, 0));
    assert_false(rsm_drive_alerts_has(~(rsm_drive_alerts)0, 65));
    assert_true(rsm_drive_alerts_has(~(rsm_drive_alerts)0, 64));
}

static void each_flag_has_words(void **state)
{
    (void)state;
    for (unsigned i = 0; i <= 65; i++)
        assert_true(strlen(rsm_drive_alerts_words(i)) > 5);
    assert_string_not_equal(rsm_drive_alerts_words(20), rsm_drive_alerts_words(64));
}

/* ---- asking ---- */

static void a_drive_is_asked_with_one_command(void **state)
{
    static const uint8_t cdb[] = {0x4D, 0, 0x6E, 0, 0, 0, 0, 0x01, 0x44, 0};
    uint8_t page[324];
    rsm_drive_alerts alerts;

    (void)state;
    rsm_script_good(&script, page, whole_page(page, 21, 30));

    assert_success(rsm_drive_alerts_read(&drive, &alerts));

    assert_true(alerts == (flag(21) | flag(30)));
    assert_int_equal(script.sent_count, 1);
    assert_int_equal(script.sent[0].cdb.length, sizeof cdb);
    assert_memory_equal(script.sent[0].cdb.bytes, cdb, sizeof cdb);
}

static void a_drive_without_the_page_says_so_for_good(void **state)
{
    rsm_drive_alerts alerts;

    (void)state;
    rsm_script_sense(&script, 5, 0x24, 0x00);
    assert_fails_with(ERROR_NOT_SUPPORTED, rsm_drive_alerts_read(&drive, &alerts));
    rsm_script_sense(&script, 5, 0x20, 0x00);
    assert_fails_with(ERROR_NOT_SUPPORTED, rsm_drive_alerts_read(&drive, &alerts));
}

static void a_drive_that_fails_may_have_the_page_all_the_same(void **state)
{
    rsm_drive_alerts alerts;

    (void)state;
    rsm_script_sense(&script, 4, 0x44, 0x00);
    assert_fails_with(ERROR_IO_DEVICE, rsm_drive_alerts_read(&drive, &alerts));
}

static void a_sense_that_asks_for_cleaning_is_remembered_once(void **state)
{
    enum rsm_drive_state drive_state;

    (void)state;
    assert_false(rsm_device_take_cleaning_asked(device));
    rsm_script_sense(&script, 1, 0x00, 0x17);
    assert_success(rsm_drive_wait_ready(&drive, 0, &drive_state));

    assert_int_equal(drive_state, RSM_DRIVE_READY);
    assert_true(rsm_device_take_cleaning_asked(device));
    assert_false(rsm_device_take_cleaning_asked(device));
}

#define drive_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_page_gives_the_flags_that_are_up),
        cmocka_unit_test(parameters_may_come_in_any_order_and_number),
        cmocka_unit_test(bits_for_saving_and_subpages_do_not_matter),
        cmocka_unit_test(a_parameter_that_is_no_flag_is_passed_over_by_its_length),
        cmocka_unit_test(only_the_lowest_bit_is_the_flag),
        cmocka_unit_test(a_parameter_without_a_value_is_not_up),
        cmocka_unit_test(what_did_not_arrive_is_not_up),
        cmocka_unit_test(another_page_is_refused),
        cmocka_unit_test(flags_20_and_21_ask_for_cleaning),
        cmocka_unit_test(broken_hardware_and_a_tape_that_is_stuck_ask_for_service),
        cmocka_unit_test(flags_outside_the_page_are_never_up),
        cmocka_unit_test(each_flag_has_words),
        drive_test(a_drive_is_asked_with_one_command),
        drive_test(a_drive_without_the_page_says_so_for_good),
        drive_test(a_drive_that_fails_may_have_the_page_all_the_same),
        drive_test(a_sense_that_asks_for_cleaning_is_remembered_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
