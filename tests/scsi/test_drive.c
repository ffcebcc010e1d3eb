/*
 * A tape drive's state and facts.
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

static void assert_state(enum rsm_drive_state expected, uint32_t patience_ms)
{
    enum rsm_drive_state drive_state;

    assert_success(rsm_drive_wait_ready(&drive, patience_ms, &drive_state));
    assert_int_equal(drive_state, expected);
}

/* ---- state ---- */

static void each_answer_is_a_state(void **state)
{
    static const struct {
        uint8_t key, asc, ascq;
        enum rsm_drive_state state;
    } rows[] = {
        {2, 0x3A, 0x00, RSM_DRIVE_EMPTY},          {2, 0x3A, 0x01, RSM_DRIVE_EMPTY},
        {2, 0x04, 0x01, RSM_DRIVE_BECOMING_READY}, {2, 0x04, 0x02, RSM_DRIVE_UNLOADED},
        {2, 0x00, 0x17, RSM_DRIVE_NEEDS_CLEANING}, {2, 0x30, 0x03, RSM_DRIVE_BEING_CLEANED},
        {2, 0x30, 0x07, RSM_DRIVE_NOT_CLEANED},    {3, 0x30, 0x0A, RSM_DRIVE_NOT_CLEANED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rsm_script_sense(&script, rows[i].key, rows[i].asc, rows[i].ascq);
        assert_state(rows[i].state, 0);
    }
    rsm_script_good(&script, NULL, 0);
    assert_state(RSM_DRIVE_READY, 0);
}

static void a_drive_that_threads_a_tape_is_waited_for(void **state)
{
    (void)state;
    rsm_script_sense(&script, 6, 0x28, 0x00);
    rsm_script_sense(&script, 2, 0x04, 0x01);
    rsm_script_sense(&script, 2, 0x04, 0x01);
    rsm_script_good(&script, NULL, 0);

    assert_state(RSM_DRIVE_READY, 60000);
    assert_int_equal(script.sleeps, 2);
}

static void a_drive_that_does_not_get_ready_is_left_after_a_while(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++)
        rsm_script_sense(&script, 2, 0x04, 0x01);

    assert_state(RSM_DRIVE_BECOMING_READY, 2000);
    assert_int_equal(script.now_ms, 2000);
}

static void a_broken_drive_has_no_state(void **state)
{
    enum rsm_drive_state drive_state;

    (void)state;
    rsm_script_sense(&script, 4, 0x44, 0x00);

    assert_fails_with(ERROR_IO_DEVICE, rsm_drive_wait_ready(&drive, 1000, &drive_state));
}

/* ---- motion ---- */

static void loading_and_unloading_say_which(void **state)
{
    (void)state;
    rsm_script_good(&script, NULL, 0);
    rsm_script_good(&script, NULL, 0);

    assert_success(rsm_drive_load(&drive));
    assert_success(rsm_drive_unload(&drive));
    assert_int_equal(script.sent[0].cdb.bytes[0], 0x1B);
    assert_int_equal(script.sent[0].cdb.bytes[4], 1);
    assert_int_equal(script.sent[1].cdb.bytes[4], 0);
}

static void an_empty_drive_is_unloaded_already(void **state)
{
    (void)state;
    rsm_script_sense(&script, 2, 0x3A, 0x00);
    rsm_script_sense(&script, 2, 0x3A, 0x00);

    assert_success(rsm_drive_unload(&drive));
    assert_fails_with(ERROR_NO_MEDIA_IN_DRIVE, rsm_drive_load(&drive));
}

static void a_drive_that_somebody_else_uses_is_not_unloaded(void **state)
{
    (void)state;
    rsm_script_status(&script, RSM_STATUS_RESERVATION_CONFLICT);
    rsm_script_sense(&script, 5, 0x53, 0x02);

    assert_fails_with(ERROR_SHARING_VIOLATION, rsm_drive_unload(&drive));
    assert_fails_with(ERROR_SHARING_VIOLATION, rsm_drive_unload(&drive));
}

static void a_drive_that_does_not_know_unload_is_asked_once(void **state)
{
    (void)state;
    rsm_script_sense(&script, 5, 0x20, 0x00);

    assert_fails_with(ERROR_NOT_SUPPORTED, rsm_drive_unload(&drive));
    assert_fails_with(ERROR_NOT_SUPPORTED, rsm_drive_unload(&drive));
}

static void a_drive_that_fails_to_unload_says_why(void **state)
{
    (void)state;
    rsm_script_sense(&script, 4, 0x53, 0x01);

    assert_fails_with(ERROR_UNABLE_TO_UNLOAD_MEDIA, rsm_drive_unload(&drive));
}

/* ---- facts ---- */

static void facts_come_from_mode_and_block_limits(void **state)
{
    static const uint8_t mode[12] = {11, 0x78, 0x90, 8, 0x5A, 0, 0, 0, 0, 0, 2, 0};
    static const uint8_t limits[6] = {0, 0x80, 0, 0, 0, 1};
    struct rsm_drive_facts facts;

    (void)state;
    rsm_script_good(&script, mode, sizeof mode);
    rsm_script_good(&script, limits, sizeof limits);

    assert_success(rsm_drive_get_facts(&drive, &facts));
    assert_int_equal(facts.density, 0x5A);
    assert_int_equal(facts.medium_type, 0x78);
    assert_true(facts.write_protected);
    assert_int_equal(facts.block_length, 512);
    assert_int_equal(facts.smallest_block, 1);
    assert_int_equal(facts.largest_block, 0x800000);
}

static void a_drive_without_page_0_is_asked_for_another(void **state)
{
    static const uint8_t mode[12] = {11, 0, 0x10, 8, 0x44};
    struct rsm_drive_facts facts;

    (void)state;
    rsm_script_sense(&script, 5, 0x24, 0x00);
    rsm_script_good(&script, mode, sizeof mode);
    rsm_script_sense(&script, 5, 0x20, 0x00); /* nor READ BLOCK LIMITS */

    assert_success(rsm_drive_get_facts(&drive, &facts));
    assert_int_equal(facts.density, 0x44);
    assert_int_equal(facts.largest_block, 0);
}

#define drive_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        drive_test(each_answer_is_a_state),
        drive_test(a_drive_that_threads_a_tape_is_waited_for),
        drive_test(a_drive_that_does_not_get_ready_is_left_after_a_while),
        drive_test(a_broken_drive_has_no_state),
        drive_test(loading_and_unloading_say_which),
        drive_test(an_empty_drive_is_unloaded_already),
        drive_test(a_drive_that_somebody_else_uses_is_not_unloaded),
        drive_test(a_drive_that_does_not_know_unload_is_asked_once),
        drive_test(a_drive_that_fails_to_unload_says_why),
        drive_test(facts_come_from_mode_and_block_limits),
        drive_test(a_drive_without_page_0_is_asked_for_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
