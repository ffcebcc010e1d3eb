/*
 * What a changer can do: its geometry in the forms in which changers tell it, and moves that are refused,
 * sent, or in doubt.
 */
#include "scsi/changer.h"
#include "scsi/quirky_changer.h"
#include "support/asserts.h"
#include "support/scripted_transport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { FIRST_SLOT = 1000, FIRST_DRIVE = 500 };

/* ---- a changer that answers by itself ---- */

static struct quirky quirky;
static struct rsm_changer changer;

static void open_with(const struct quirks *quirks)
{
    quirky_open(&quirky, quirks);
    assert_success(rsm_changer_open(quirky.device, &changer));
}

static int close_quirky(void **state)
{
    (void)state;
    rsm_changer_close(&changer);
    quirky_close(&quirky);
    return 0;
}

static rsm_error move_slot_to_drive(enum rsm_outcome *outcome)
{
    return rsm_changer_move(&changer, RSM_PLACE_SLOT, FIRST_SLOT, RSM_PLACE_DRIVE, FIRST_DRIVE,
                            outcome);
}

static void assert_geometry_is_known(const struct quirks *quirks)
{
    open_with(quirks);
    assert_int_equal(changer.places[RSM_PLACE_SLOT].first, FIRST_SLOT);
    assert_int_equal(changer.places[RSM_PLACE_SLOT].count, quirks->slots);
    assert_int_equal(changer.places[RSM_PLACE_DRIVE].count, quirks->drives);
    assert_true(changer.knows_moves);
}

static void geometry_is_read(void **state)
{
    (void)state;
    assert_geometry_is_known(&(struct quirks){.slots = 20, .drives = 2});
}

static void geometry_is_read_where_block_descriptors_cannot_be_left_out(void **state)
{
    (void)state;
    assert_geometry_is_known(&(struct quirks){.slots = 20, .drives = 2, .no_dbd = true});
}

static void geometry_is_read_where_only_the_long_command_is_known(void **state)
{
    (void)state;
    assert_geometry_is_known(
        &(struct quirks){.slots = 20, .drives = 2, .no_dbd = true, .only_ten = true});
}

static void geometry_is_read_through_unit_attentions(void **state)
{
    (void)state;
    assert_geometry_is_known(&(struct quirks){.slots = 20, .drives = 2, .attentions = 5});
    assert_true(rsm_changer_is_stale(&changer));
}

static void a_changer_without_addresses_cannot_be_used(void **state)
{
    (void)state;
    quirky_open(&quirky, &(struct quirks){.slots = 20, .no_addresses = true});

    assert_fails_with(ERROR_INVALID_DATA, rsm_changer_open(quirky.device, &changer));
}

static void a_move_names_the_arm_and_both_places(void **state)
{
    static const uint8_t expected[12] = {0xA5, 0, 0, 7, 0x03, 0xE8, 0x01, 0xF4, 0, 0, 0, 0};
    enum rsm_outcome outcome = RSM_OUTCOME_UNKNOWN;

    (void)state;
    open_with(&(struct quirks){.slots = 20, .drives = 2});

    assert_success(move_slot_to_drive(&outcome));
    assert_int_equal(outcome, RSM_OUTCOME_DONE);
    assert_memory_equal(quirky.last_move, expected, 12);
}

static void a_changer_that_counts_no_arm_chooses_by_itself(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20, .drives = 2, .arms_from_drives = true});

    assert_success(move_slot_to_drive(NULL));
    assert_int_equal(quirky.last_move[3], 0);
}

static void a_move_that_the_changer_cannot_do_is_not_sent(void **state)
{
    enum rsm_outcome outcome = RSM_OUTCOME_UNKNOWN;

    (void)state;
    open_with(&(struct quirks){.slots = 20, .drives = 2, .few_capabilities = true});

    assert_success(move_slot_to_drive(&outcome));
    assert_fails_with(ERROR_NOT_SUPPORTED,
                      rsm_changer_move(&changer, RSM_PLACE_SLOT, FIRST_SLOT, RSM_PLACE_SLOT,
                                       FIRST_SLOT + 1, &outcome));
    assert_int_equal(outcome, RSM_OUTCOME_REFUSED);
    assert_int_equal(quirky.moves, 1);
}

static void a_capability_page_of_zeros_forbids_nothing(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20, .drives = 2, .zero_capabilities = true});

    assert_false(changer.knows_moves);
    assert_success(move_slot_to_drive(NULL));
}

static void places_that_are_not_there_are_refused_before_sending(void **state)
{
    enum rsm_outcome outcome = RSM_OUTCOME_UNKNOWN;

    (void)state;
    open_with(&(struct quirks){.slots = 20, .drives = 2});

    assert_fails_with(ERROR_ILLEGAL_ELEMENT_ADDRESS,
                      rsm_changer_move(&changer, RSM_PLACE_SLOT, FIRST_SLOT, RSM_PLACE_DRIVE,
                                       FIRST_DRIVE + 2, &outcome));
    assert_int_equal(outcome, RSM_OUTCOME_REFUSED);
    assert_fails_with(
        ERROR_ILLEGAL_ELEMENT_ADDRESS,
        rsm_changer_move(&changer, RSM_PLACE_PORT, FIRST_SLOT, RSM_PLACE_DRIVE, FIRST_DRIVE, NULL));
    assert_fails_with(
        ERROR_INVALID_PARAMETER,
        rsm_changer_move(&changer, RSM_PLACE_SLOT, FIRST_SLOT, RSM_PLACE_SLOT, FIRST_SLOT, NULL));
    assert_int_equal(quirky.moves, 0);
}

static void a_move_is_not_sent_when_the_inventory_has_become_stale(void **state)
{
    enum rsm_outcome outcome = RSM_OUTCOME_UNKNOWN;

    (void)state;
    open_with(&(struct quirks){.slots = 20, .drives = 2});
    rsm_changer_begin_inventory(&changer);
    quirky.quirks.attentions = 1;

    assert_fails_with(ERROR_MEDIA_CHANGED, move_slot_to_drive(&outcome));

    assert_int_equal(outcome, RSM_OUTCOME_REFUSED);
    assert_int_equal(quirky.moves, 0);
    assert_true(rsm_changer_is_stale(&changer));
}

static void commands_that_the_changer_does_not_know_are_not_supported(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20, .drives = 2});

    assert_fails_with(ERROR_NOT_SUPPORTED, rsm_changer_prevent_removal(&changer, true));
    assert_fails_with(ERROR_NOT_SUPPORTED,
                      rsm_changer_position(&changer, RSM_PLACE_DRIVE, FIRST_DRIVE));
    assert_true(rsm_quirks_has(changer.quirks, RSM_QUIRK_NO_PREVENT));
    assert_true(rsm_quirks_has(changer.quirks, RSM_QUIRK_NO_POSITION));
}

static void geometry_may_change(void **state)
{
    (void)state;
    open_with(&(struct quirks){.slots = 20, .drives = 2});
    quirky.quirks.slots = 40;

    assert_success(rsm_changer_refresh(&changer));
    assert_int_equal(changer.places[RSM_PLACE_SLOT].count, 40);
}

/* ---- a changer that answers from a list ---- */

static struct rsm_script script;
static struct rsm_device *device;

static int open_scripted(void **state)
{
    static const uint8_t addresses[24] = {23, 0, 0, 0, 0x1D, 18, 0, 1,  0, 1, 0, 10,
                                          0,  5, 0, 0, 0,    0,  0, 20, 0, 2, 0, 0};

    (void)state;
    rsm_script_begin(&script);
    rsm_script_facts(&script, RSM_DEVICE_CHANGER, "1");
    rsm_script_good(&script, addresses, sizeof addresses);
    rsm_script_sense(&script, 5, 0x24, 0);
    rsm_script_sense(&script, 5, 0x24, 0);
    assert_success(rsm_device_open(script.transports, "script:", &script.waiting, &device));
    assert_success(rsm_changer_open(device, &changer));
    script.sent_count = 0;
    return 0;
}

static int close_scripted(void **state)
{
    (void)state;
    rsm_changer_close(&changer);
    rsm_device_close(device);
    rsm_script_end(&script);
    return 0;
}

static rsm_error move_scripted(enum rsm_outcome *outcome)
{
    return rsm_changer_move(&changer, RSM_PLACE_SLOT, 10, RSM_PLACE_DRIVE, 20, outcome);
}

static void a_move_that_times_out_is_in_doubt_and_sent_once(void **state)
{
    enum rsm_outcome outcome = RSM_OUTCOME_DONE;

    (void)state;
    rsm_script_break(&script, ERROR_SEM_TIMEOUT);

    assert_fails_with(ERROR_SEM_TIMEOUT, move_scripted(&outcome));
    assert_int_equal(outcome, RSM_OUTCOME_UNKNOWN);
    assert_int_equal(script.sent_count, 1);
    assert_int_equal(script.sent[0].timeout_ms, 15 * 60 * 1000);
}

static void a_move_at_which_a_changer_tells_of_a_filemark_is_in_doubt(void **state)
{
    enum rsm_outcome outcome = RSM_OUTCOME_DONE;

    (void)state;
    rsm_script_sense(&script, 0x80, 0, 0);

    assert_fails_with(ERROR_FILEMARK_DETECTED, move_scripted(&outcome));
    assert_int_equal(outcome, RSM_OUTCOME_UNKNOWN);
    assert_int_equal(script.sent_count, 1);
}

static void a_move_that_fails_mechanically_is_in_doubt(void **state)
{
    enum rsm_outcome outcome = RSM_OUTCOME_DONE;

    (void)state;
    rsm_script_sense(&script, 4, 0x15, 0x01);

    assert_fails_with(ERROR_MEDIUM_NOT_ACCESSIBLE, move_scripted(&outcome));
    assert_int_equal(outcome, RSM_OUTCOME_UNKNOWN);
}

static void a_move_waits_while_the_library_is_paused(void **state)
{
    enum rsm_outcome outcome = RSM_OUTCOME_UNKNOWN;

    (void)state;
    rsm_script_sense(&script, 2, 0x04, 0x85);
    rsm_script_status(&script, RSM_STATUS_BUSY);
    rsm_script_good(&script, NULL, 0);

    assert_success(move_scripted(&outcome));
    assert_int_equal(outcome, RSM_OUTCOME_DONE);
}

static void a_move_is_sent_again_after_news_that_do_not_concern_it(void **state)
{
    enum rsm_outcome outcome = RSM_OUTCOME_UNKNOWN;

    (void)state;
    rsm_script_sense(&script, 6, 0x2F, 0x00);
    rsm_script_good(&script, NULL, 0);

    assert_success(move_scripted(&outcome));
    assert_int_equal(script.sent_count, 2);
    assert_int_equal(outcome, RSM_OUTCOME_DONE);
}

static void news_without_end_end_the_move(void **state)
{
    enum rsm_outcome outcome = RSM_OUTCOME_UNKNOWN;

    (void)state;
    for (int i = 0; i < 8; i++)
        rsm_script_sense(&script, 6, 0x2F, 0x00);

    assert_fails_with(ERROR_BUS_RESET, move_scripted(&outcome));
    assert_int_equal(outcome, RSM_OUTCOME_REFUSED);
}

static void a_changer_is_asked_once_whether_it_is_ready(void **state)
{
    static const uint8_t not_ready[][3] = {
        {2, 0x04, 0x01}, {2, 0x04, 0x03}, {2, 0x04, 0x85}, {2, 0x3A, 0x00}, {4, 0x44, 0x00}};
    bool ready = false;

    (void)state;
    rsm_script_good(&script, NULL, 0);
    assert_success(rsm_changer_ask_ready(&changer, &ready));
    assert_true(ready);
    for (size_t i = 0; i < sizeof not_ready / sizeof not_ready[0]; i++) {
        rsm_script_sense(&script, not_ready[i][0], not_ready[i][1], not_ready[i][2]);
        assert_success(rsm_changer_ask_ready(&changer, &ready));
        assert_false(ready);
    }
    rsm_script_status(&script, RSM_STATUS_BUSY);
    assert_success(rsm_changer_ask_ready(&changer, &ready));
    assert_false(ready);
    assert_int_equal(script.sent_count, 7);
    assert_int_equal(script.sent[6].cdb.bytes[0], 0x00);
}

static void one_that_is_ready_after_a_change_tells_both(void **state)
{
    bool ready = false;

    (void)state;
    rsm_script_sense(&script, 6, 0x28, 0x00);
    rsm_script_good(&script, NULL, 0);

    assert_success(rsm_changer_ask_ready(&changer, &ready));
    assert_true(ready);
    assert_true(rsm_changer_is_stale(&changer));
}

static void a_changer_that_does_not_answer_is_a_failure(void **state)
{
    bool ready = true;

    (void)state;
    rsm_script_break(&script, ERROR_SEM_TIMEOUT);

    assert_fails_with(ERROR_SEM_TIMEOUT, rsm_changer_ask_ready(&changer, &ready));
    assert_false(ready);
}

static void an_exchange_names_all_places(void **state)
{
    static const uint8_t expected[12] = {0xA6, 0, 0, 1, 0, 10, 0, 20, 0, 11, 0, 0};
    const struct rsm_changer_spot source = {RSM_PLACE_SLOT, 10};
    const struct rsm_changer_spot first = {RSM_PLACE_DRIVE, 20};
    const struct rsm_changer_spot second = {RSM_PLACE_SLOT, 11};
    enum rsm_outcome outcome = RSM_OUTCOME_UNKNOWN;

    (void)state;
    rsm_script_good(&script, NULL, 0);

    assert_success(rsm_changer_exchange(&changer, &source, &first, &second, &outcome));
    assert_memory_equal(script.sent[0].cdb.bytes, expected, 12);
    assert_int_equal(outcome, RSM_OUTCOME_DONE);
}

static void an_exchange_that_the_changer_does_not_know_is_asked_for_once(void **state)
{
    const struct rsm_changer_spot source = {RSM_PLACE_SLOT, 10};
    const struct rsm_changer_spot first = {RSM_PLACE_DRIVE, 20};
    enum rsm_outcome outcome = RSM_OUTCOME_UNKNOWN;

    (void)state;
    rsm_script_sense(&script, 5, 0x20, 0x00);

    assert_fails_with(ERROR_NOT_SUPPORTED,
                      rsm_changer_exchange(&changer, &source, &first, &source, &outcome));
    assert_fails_with(ERROR_NOT_SUPPORTED,
                      rsm_changer_exchange(&changer, &source, &first, &source, &outcome));
    assert_int_equal(outcome, RSM_OUTCOME_REFUSED);
    assert_int_equal(script.sent_count, 1);
}

#define quirky_test(name)   cmocka_unit_test_teardown(name, close_quirky)
#define scripted_test(name) cmocka_unit_test_setup_teardown(name, open_scripted, close_scripted)

int main(void)
{
    const struct CMUnitTest tests[] = {
        quirky_test(geometry_is_read),
        quirky_test(geometry_is_read_where_block_descriptors_cannot_be_left_out),
        quirky_test(geometry_is_read_where_only_the_long_command_is_known),
        quirky_test(geometry_is_read_through_unit_attentions),
        quirky_test(a_changer_without_addresses_cannot_be_used),
        quirky_test(a_move_names_the_arm_and_both_places),
        quirky_test(a_changer_that_counts_no_arm_chooses_by_itself),
        quirky_test(a_move_that_the_changer_cannot_do_is_not_sent),
        quirky_test(a_capability_page_of_zeros_forbids_nothing),
        quirky_test(places_that_are_not_there_are_refused_before_sending),
        quirky_test(a_move_is_not_sent_when_the_inventory_has_become_stale),
        quirky_test(commands_that_the_changer_does_not_know_are_not_supported),
        quirky_test(geometry_may_change),
        scripted_test(a_move_that_times_out_is_in_doubt_and_sent_once),
        scripted_test(a_move_at_which_a_changer_tells_of_a_filemark_is_in_doubt),
        scripted_test(a_move_that_fails_mechanically_is_in_doubt),
        scripted_test(a_move_waits_while_the_library_is_paused),
        scripted_test(a_move_is_sent_again_after_news_that_do_not_concern_it),
        scripted_test(news_without_end_end_the_move),
        scripted_test(a_changer_is_asked_once_whether_it_is_ready),
        scripted_test(one_that_is_ready_after_a_change_tells_both),
        scripted_test(a_changer_that_does_not_answer_is_a_failure),
        scripted_test(an_exchange_names_all_places),
        scripted_test(an_exchange_that_the_changer_does_not_know_is_asked_for_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
