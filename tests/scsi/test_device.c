/*
 * Opening a device, learning what it is, and finding it again.
 */
#include "scsi/device.h"
#include "scsi/smc.h"
#include "scsi/spc.h"
#include "support/asserts.h"
#include "support/scripted_transport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct rsm_script script;

static int begin(void **state)
{
    (void)state;
    rsm_script_begin(&script);
    return 0;
}

static int end(void **state)
{
    (void)state;
    rsm_script_end(&script);
    return 0;
}

static struct rsm_device *open_device(void)
{
    struct rsm_device *device = NULL;

    assert_success(
        rsm_device_open(script.transports, "script://me%secret@x", &script.waiting, &device));
    return device;
}

static rsm_error try_to_open(void)
{
    struct rsm_device *device = NULL;
    rsm_error err = rsm_device_open(script.transports, "script:", &script.waiting, &device);

    assert_null(device);
    return err;
}

static rsm_error test_unit_ready(struct rsm_device *device,
                                 const struct rsm_command_options *options,
                                 struct rsm_command_result *result)
{
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    command.cdb = rsm_spc_test_unit_ready();
    command.timeout_ms = 1000;
    return rsm_device_execute(device, &command, options, result);
}

/* ---- identities that are cut on their way ---- */

static void an_identity_that_is_cut_on_its_way_is_asked_for_again(void **state)
{
    static const uint8_t cut_serial[] = {RSM_DEVICE_TAPE, 0x80, 0, 4, '1', '2'};
    static const uint8_t serial[] = {RSM_DEVICE_TAPE, 0x80, 0, 4, '1', '2', '3', '4'};
    uint8_t inquiry[36] = {RSM_DEVICE_TAPE, 0x80, 5, 2, 31};
    struct rsm_device *device;

    (void)state;
    memcpy(inquiry + 8, "VENDOR  PRODUCT         0001", 28);
    rsm_script_good(&script, inquiry, 18);
    rsm_script_good(&script, inquiry, sizeof inquiry);
    rsm_script_good(&script, cut_serial, sizeof cut_serial);
    rsm_script_good(&script, serial, sizeof serial);
    rsm_script_sense(&script, 5, 0x24, 0);
    device = open_device();

    assert_string_equal(device->product, "PRODUCT");
    assert_string_equal(device->serial, "1234");
    rsm_device_close(device);
}

static void what_is_cut_twice_is_what_the_device_has_to_tell(void **state)
{
    static const uint8_t serial[] = {RSM_DEVICE_TAPE, 0x80, 0, 40, '1', '2'};
    static const uint8_t inquiry[] = {RSM_DEVICE_TAPE, 0x80, 2, 2, 31, 0, 0, 0, 'V'};
    struct rsm_device *device;

    (void)state;
    for (unsigned i = 0; i < 2; i++)
        rsm_script_good(&script, inquiry, sizeof inquiry);
    for (unsigned i = 0; i < 2; i++)
        rsm_script_good(&script, serial, sizeof serial);
    rsm_script_sense(&script, 5, 0x24, 0);
    device = open_device();

    assert_string_equal(device->vendor, "V");
    assert_string_equal(device->serial, "12");
    rsm_device_close(device);
}

/* ---- what its adapter carries ---- */

static void a_device_asks_within_what_its_adapter_carries(void **state)
{
    uint8_t page[400] = {0, 0x83, 1, 0x80};
    struct rsm_device *device;

    (void)state;
    script.facts.max_transfer = 300;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_drop_last(&script);
    rsm_script_good(&script, page, sizeof page);
    rsm_script_good(&script, page, sizeof page);
    device = open_device();

    assert_int_equal(device->facts.max_transfer, 300);
    assert_int_equal(script.sent[3].length, 300); /* a device elsewhere would be asked for more */
    rsm_device_close(device);
}

static void an_adapter_that_carries_next_to_nothing_opens_no_device(void **state)
{
    (void)state;
    script.facts.max_transfer = 1;

    assert_fails_with(ERROR_NOT_SUPPORTED, try_to_open());
    assert_int_equal(script.sent_count, 0);
    assert_int_equal(script.closed, 1);
}

static void a_device_behind_another_adapter_is_asked_as_that_carries(void **state)
{
    struct rsm_device *device;

    (void)state;
    script.facts.max_transfer = 4096;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    device = open_device();
    assert_int_equal(rsm_command_most(&device->link), 4096);

    script.facts.max_transfer = 0;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_drop_last(&script); /* page 83h is not asked for again */
    assert_success(rsm_device_reopen(device));
    assert_int_equal(rsm_command_most(&device->link), RSM_COMMAND_MAX);
    rsm_device_close(device);
}

/* ---- facts ---- */

static void a_device_tells_its_names_and_number(void **state)
{
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_CHANGER, "  SERIAL7  ");
    device = open_device();

    assert_int_equal(device->type, RSM_DEVICE_CHANGER);
    assert_true(device->removable);
    assert_string_equal(device->vendor, "VENDOR");
    assert_string_equal(device->product, "PRODUCT");
    assert_string_equal(device->revision, "0001");
    assert_string_equal(device->serial, "SERIAL7");
    assert_int_equal(device->designators_length, 0);
    rsm_device_close(device);
}

static void the_name_that_is_shown_has_no_secret_in_it(void **state)
{
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    device = open_device();

    assert_string_equal(device->link.name, "script://me%***@x");
    rsm_device_close(device);
}

static void designators_are_kept_as_they_came(void **state)
{
    static const uint8_t page[] = {1, 0x83, 0, 12, 1, 3, 0, 8, 0x50, 1, 2, 3, 4, 5, 6, 7};
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_drop_last(&script);
    rsm_script_good(&script, page, sizeof page);
    device = open_device();

    assert_int_equal(device->designators_length, 12);
    assert_memory_equal(device->designators, page + 4, 12);
    rsm_device_close(device);
}

static void a_long_list_of_designators_is_asked_for_again_with_more_room(void **state)
{
    uint8_t page[500] = {1, 0x83, 1, 240, 1, 3, 0, 8};
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_drop_last(&script);
    rsm_script_good(&script, page, sizeof page);
    rsm_script_good(&script, page, sizeof page);
    device = open_device();

    assert_int_equal(script.sent_count, 4);
    assert_int_equal(device->designators_length, 496);
    rsm_device_close(device);
}

static void a_device_without_vital_product_data_is_opened_all_the_same(void **state)
{
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_drop_last(&script);
    rsm_script_drop_last(&script);
    rsm_script_sense(&script, 5, 0x24, 0x00);
    rsm_script_sense(&script, 5, 0x20, 0x00);
    device = open_device();

    assert_string_equal(device->serial, "");
    rsm_device_close(device);
}

static void a_device_that_was_disconnected_keeps_its_facts(void **state)
{
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "SERIAL7");
    device = open_device();

    rsm_device_disconnect(device);

    assert_int_equal(script.closed, 1);
    assert_false(rsm_device_is_connected(device));
    assert_string_equal(device->serial, "SERIAL7");
    rsm_device_close(device);
    assert_int_equal(script.closed, 1);
}

/* ---- resting ---- */

static void a_device_that_nobody_else_opens_rests_open(void **state)
{
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "SERIAL7");
    device = open_device();

    rsm_device_rest(device);

    assert_true(rsm_device_is_connected(device));
    rsm_device_close(device);
}

static void a_device_that_programs_open_rests_closed_and_tells_no_news_afterwards(void **state)
{
    struct rsm_device *device;

    (void)state;
    script.transport.is_shared = true;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "SERIAL7");
    device = open_device();

    rsm_device_rest(device);
    assert_false(rsm_device_is_connected(device));
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "SERIAL7");
    rsm_script_drop_last(&script);
    assert_success(rsm_device_reopen(device));

    assert_int_equal(rsm_device_take_attentions(device), 0);
    rsm_device_close(device);
}

static void what_it_told_before_and_nobody_heard_is_kept(void **state)
{
    struct rsm_device *device;

    (void)state;
    script.transport.is_shared = true;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "SERIAL7");
    device = open_device();
    rsm_script_sense(&script, 6, 0x28, 0x00);
    rsm_script_good(&script, NULL, 0);
    assert_success(test_unit_ready(device, NULL, NULL));

    rsm_device_rest(device);
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "SERIAL7");
    rsm_script_drop_last(&script);
    assert_success(rsm_device_reopen(device));

    assert_int_equal(rsm_device_take_attentions(device), RSM_ATTENTION_INVENTORY);
    rsm_device_close(device);
}

static void after_a_program_had_it_anything_may_have_happened(void **state)
{
    struct rsm_device *device;

    (void)state;
    script.transport.is_shared = true;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "SERIAL7");
    device = open_device();
    rsm_device_rest(device);
    script.open_error = ERROR_SHARING_VIOLATION;
    assert_fails_with(ERROR_SHARING_VIOLATION, rsm_device_reopen(device));

    rsm_script_facts(&script, RSM_DEVICE_TAPE, "SERIAL7");
    rsm_script_drop_last(&script);
    assert_success(rsm_device_reopen(device));

    assert_int_equal(rsm_device_take_attentions(device), RSM_ATTENTION_ALL);
    rsm_device_close(device);
}

/* ---- what cannot be opened ---- */

/* Without its serial number it would be taken for another device. */
static void a_device_that_fails_to_tell_its_serial_number_is_not_opened(void **state)
{
    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_drop_last(&script);
    rsm_script_drop_last(&script);
    rsm_script_sense(&script, 4, 0x44, 0x00);

    assert_fails_with(ERROR_IO_DEVICE, try_to_open());
    assert_int_equal(script.closed, 1);
}

static void a_device_is_not_opened_when_there_is_no_time_left(void **state)
{
    struct rsm_device *device = NULL;

    (void)state;
    script.now_ms = 100;

    assert_fails_with(ERROR_SEM_TIMEOUT, rsm_device_open_until(script.transports, "script:",
                                                               &script.waiting, 100, &device));
    assert_int_equal(script.opened, 0);
}

static void a_logical_unit_that_is_not_there_does_not_exist(void **state)
{
    static const uint8_t inquiry[36] = {0x7F};

    (void)state;
    rsm_script_good(&script, inquiry, sizeof inquiry);

    assert_fails_with(ERROR_DEV_NOT_EXIST, try_to_open());
    assert_int_equal(script.closed, 1);
}

static void an_inquiry_of_four_bytes_is_too_short(void **state)
{
    (void)state;
    rsm_script_good(&script, "\1\0\0\0", 4);
    rsm_script_good(&script, "\1\0\0\0", 4);

    assert_fails_with(ERROR_BAD_LENGTH, try_to_open());
}

static void a_transport_that_cannot_open_says_why(void **state)
{
    (void)state;
    script.open_error = ERROR_CONNECTION_REFUSED;

    assert_fails_with(ERROR_CONNECTION_REFUSED, try_to_open());
}

static void an_address_that_no_transport_knows_is_a_bad_path(void **state)
{
    struct rsm_device *device = NULL;

    (void)state;
    assert_fails_with(ERROR_BAD_PATHNAME,
                      rsm_device_open(script.transports, "other:1", NULL, &device));
}

static void a_connection_lost_while_asking_fails_the_opening(void **state)
{
    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_drop_last(&script);
    rsm_script_break(&script, ERROR_SEM_TIMEOUT);

    assert_fails_with(ERROR_SEM_TIMEOUT, try_to_open());
    assert_int_equal(script.closed, 1);
}

/* ---- finding it again ---- */

static void a_device_that_is_lost_can_be_opened_again(void **state)
{
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_break(&script, ERROR_SEM_TIMEOUT);
    device = open_device();
    assert_fails_with(ERROR_SEM_TIMEOUT, test_unit_ready(device, NULL, NULL));
    assert_false(rsm_device_is_connected(device));

    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_drop_last(&script); /* page 83h is not asked for again */
    assert_success(rsm_device_reopen(device));

    assert_true(rsm_device_is_connected(device));
    assert_int_equal(rsm_device_take_attentions(device), RSM_ATTENTION_ALL);
    assert_int_equal(rsm_device_take_attentions(device), 0);
    rsm_device_close(device);
}

static void another_device_at_the_same_address_is_not_taken_for_it(void **state)
{
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    device = open_device();

    rsm_script_facts(&script, RSM_DEVICE_TAPE, "2");
    rsm_script_drop_last(&script);
    assert_fails_with(ERROR_NOT_SAME_DEVICE, rsm_device_reopen(device));

    assert_false(rsm_device_is_connected(device));
    assert_string_equal(device->serial, "1");
    rsm_device_close(device);
}

/* ---- firmware ---- */

static void answer_with_revision(const char *revision)
{
    uint8_t inquiry[36] = {RSM_DEVICE_TAPE, 0, 5, 2, 31};

    memcpy(inquiry + 8, "VENDOR  PRODUCT         ", 24);
    memcpy(inquiry + 32, revision, 4);
    rsm_script_good(&script, inquiry, sizeof inquiry);
}

static struct rsm_device *open_and_learn(void)
{
    struct rsm_device *device;

    answer_with_revision("0215");
    rsm_script_sense(&script, 5, 0x24, 0x00);
    rsm_script_sense(&script, 5, 0x24, 0x00);
    device = open_device();
    (void)rsm_quirks_learn(&device->quirks, RSM_QUIRK_MOST_SLOTS, 100);
    rsm_quirks_pin(&device->quirks, RSM_QUIRK_NO_TAGS, 1);
    device->quirks.changed = false;
    return device;
}

static void other_firmware_after_a_loss_makes_what_was_learned_forgotten(void **state)
{
    struct rsm_device *device = open_and_learn();

    (void)state;
    answer_with_revision("0300");
    rsm_script_sense(&script, 5, 0x24, 0x00);
    assert_success(rsm_device_reopen(device));

    assert_string_equal(device->revision, "0300");
    assert_int_equal(rsm_quirks_get(&device->quirks, RSM_QUIRK_MOST_SLOTS), 0);
    assert_true(rsm_quirks_has(&device->quirks, RSM_QUIRK_NO_TAGS));
    assert_true(device->quirks.changed);
    rsm_device_close(device);
}

static void the_same_firmware_after_a_loss_makes_nothing_forgotten(void **state)
{
    struct rsm_device *device = open_and_learn();

    (void)state;
    answer_with_revision("0215");
    rsm_script_sense(&script, 5, 0x24, 0x00);
    assert_success(rsm_device_reopen(device));

    assert_int_equal(rsm_quirks_get(&device->quirks, RSM_QUIRK_MOST_SLOTS), 100);
    assert_false(device->quirks.changed);
    rsm_device_close(device);
}

/* It is asked what the firmware is now, then the command is sent again. */
static void a_device_that_says_its_firmware_has_changed_is_learned_anew(void **state)
{
    struct rsm_device *device = open_and_learn();

    (void)state;
    rsm_script_sense(&script, 6, 0x3F, 0x01);
    answer_with_revision("0300");
    rsm_script_sense(&script, 5, 0x24, 0x00);
    rsm_script_good(&script, NULL, 0);
    assert_success(test_unit_ready(device, NULL, NULL));

    assert_string_equal(device->revision, "0300");
    assert_int_equal(rsm_quirks_get(&device->quirks, RSM_QUIRK_MOST_SLOTS), 0);
    assert_true(rsm_quirks_has(&device->quirks, RSM_QUIRK_NO_TAGS));
    assert_true(device->quirks.changed);
    rsm_device_close(device);
}

/* ---- other numbers of logical units ---- */

static void another_device_behind_the_address_gets_no_command(void **state)
{
    struct rsm_command_result result;
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    device = open_device();
    rsm_script_sense(&script, 6, 0x3F, 0x0E);
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "2");
    rsm_script_drop_last(&script);

    assert_fails_with(ERROR_NOT_SAME_DEVICE, test_unit_ready(device, NULL, &result));

    assert_int_equal(result.outcome, RSM_OUTCOME_REFUSED);
    assert_false(rsm_device_is_connected(device));
    rsm_device_close(device);
}

static void the_same_device_behind_the_address_gets_the_command_again(void **state)
{
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    device = open_device();
    rsm_script_sense(&script, 6, 0x3F, 0x0E);
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_drop_last(&script);
    rsm_script_good(&script, NULL, 0);

    assert_success(test_unit_ready(device, NULL, NULL));

    assert_true(rsm_device_is_connected(device));
    rsm_device_close(device);
}

static void a_device_that_does_not_say_who_it_is_now_is_not_used_on(void **state)
{
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    device = open_device();
    rsm_script_sense(&script, 6, 0x3F, 0x03);
    rsm_script_sense(&script, 4, 0x44, 0x00);

    assert_true(test_unit_ready(device, NULL, NULL) != ERROR_SUCCESS);

    assert_false(rsm_device_is_connected(device));
    rsm_device_close(device);
}

static void a_question_survives_the_end_of_an_idle_session(void **state)
{
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    device = open_device();
    rsm_script_break(&script, ERROR_DEVICE_NOT_CONNECTED)->not_sent = true;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_drop_last(&script);
    rsm_script_good(&script, NULL, 0);

    assert_success(test_unit_ready(device, NULL, NULL));

    assert_int_equal(script.opened, 2);
    rsm_device_close(device);
}

static void a_command_that_must_not_be_repeated_hears_of_the_end_of_an_idle_session(void **state)
{
    static const struct rsm_command_options once = {.patience_ms = 0};
    struct rsm_command_result result;
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    device = open_device();
    rsm_script_break(&script, ERROR_DEVICE_NOT_CONNECTED)->not_sent = true;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    rsm_script_drop_last(&script);

    assert_fails_with(ERROR_BUS_RESET, test_unit_ready(device, &once, &result));

    assert_int_equal(result.outcome, RSM_OUTCOME_REFUSED);
    assert_int_equal(result.attentions, RSM_ATTENTION_ALL);
    assert_true(rsm_device_is_connected(device));
    rsm_device_close(device);
}

static void a_session_that_broke_under_a_command_is_not_opened_by_itself(void **state)
{
    struct rsm_command_result result;
    struct rsm_device *device;

    (void)state;
    rsm_script_facts(&script, RSM_DEVICE_TAPE, "1");
    device = open_device();
    rsm_script_break(&script, ERROR_DEVICE_NOT_CONNECTED);

    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, test_unit_ready(device, NULL, &result));

    assert_int_equal(result.outcome, RSM_OUTCOME_UNKNOWN);
    assert_int_equal(script.opened, 1);
    rsm_device_close(device);
}

static void nothing_is_no_device_to_close(void **state)
{
    (void)state;
    rsm_device_close(NULL);
}

#define device_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        device_test(an_identity_that_is_cut_on_its_way_is_asked_for_again),
        device_test(what_is_cut_twice_is_what_the_device_has_to_tell),
        device_test(a_device_asks_within_what_its_adapter_carries),
        device_test(an_adapter_that_carries_next_to_nothing_opens_no_device),
        device_test(a_device_behind_another_adapter_is_asked_as_that_carries),
        device_test(a_device_tells_its_names_and_number),
        device_test(the_name_that_is_shown_has_no_secret_in_it),
        device_test(designators_are_kept_as_they_came),
        device_test(a_long_list_of_designators_is_asked_for_again_with_more_room),
        device_test(a_device_without_vital_product_data_is_opened_all_the_same),
        device_test(a_device_that_was_disconnected_keeps_its_facts),
        device_test(a_device_that_nobody_else_opens_rests_open),
        device_test(a_device_that_programs_open_rests_closed_and_tells_no_news_afterwards),
        device_test(what_it_told_before_and_nobody_heard_is_kept),
        device_test(after_a_program_had_it_anything_may_have_happened),
        device_test(a_device_that_fails_to_tell_its_serial_number_is_not_opened),
        device_test(a_device_is_not_opened_when_there_is_no_time_left),
        device_test(a_logical_unit_that_is_not_there_does_not_exist),
        device_test(an_inquiry_of_four_bytes_is_too_short),
        device_test(a_transport_that_cannot_open_says_why),
        device_test(an_address_that_no_transport_knows_is_a_bad_path),
        device_test(a_connection_lost_while_asking_fails_the_opening),
        device_test(a_device_that_is_lost_can_be_opened_again),
        device_test(another_device_at_the_same_address_is_not_taken_for_it),
        device_test(other_firmware_after_a_loss_makes_what_was_learned_forgotten),
        device_test(the_same_firmware_after_a_loss_makes_nothing_forgotten),
        device_test(a_device_that_says_its_firmware_has_changed_is_learned_anew),
        device_test(another_device_behind_the_address_gets_no_command),
        device_test(the_same_device_behind_the_address_gets_the_command_again),
        device_test(a_device_that_does_not_say_who_it_is_now_is_not_used_on),
        device_test(a_question_survives_the_end_of_an_idle_session),
        device_test(a_command_that_must_not_be_repeated_hears_of_the_end_of_an_idle_session),
        device_test(a_session_that_broke_under_a_command_is_not_opened_by_itself),
        device_test(nothing_is_no_device_to_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
