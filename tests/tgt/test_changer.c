/*
 * What a changer can do, against a changer that nobody here wrote: 20 slots, 2 drives, 2 ports, ten
 * cartridges V00001L6 ... in the first slots.
 */
#include "scsi/changer.h"
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct rsm_device *device;
    struct rsm_changer changer;
};

struct heard {
    size_t count;
    struct rsm_changer_element elements[32];
};

static int open_changer(void **state)
{
    static struct fixture fixture;

    if (rsm_vtl("restart") != 0)
        return -1;
    fixture.device = open_lun(CHANGER_LUN);
    assert_success(rsm_changer_open(fixture.device, &fixture.changer));
    *state = &fixture;
    return 0;
}

static int close_changer(void **state)
{
    struct fixture *f = *state;

    rsm_changer_close(&f->changer);
    rsm_device_close(f->device);
    return 0;
}

static rsm_error hear(void *context, const struct rsm_changer_element *element)
{
    struct heard *heard = context;

    assert_true(heard->count < 32);
    heard->elements[heard->count++] = *element;
    return ERROR_SUCCESS;
}

static void assert_tag(struct fixture *f, enum rsm_place place, uint16_t address, const char *tag)
{
    struct rsm_changer_element element;

    assert_success(rsm_changer_get_element(&f->changer, place, address, &element));
    assert_int_equal(element.full, tag != NULL);
    if (tag != NULL)
        assert_string_equal(element.tag, tag);
}

/* ---- geometry and inventory ---- */

static void geometry_is_read_from_the_mode_pages(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(f->changer.places[RSM_PLACE_SLOT].first, FIRST_SLOT);
    assert_int_equal(f->changer.places[RSM_PLACE_SLOT].count, 20);
    assert_int_equal(f->changer.places[RSM_PLACE_DRIVE].first, FIRST_DRIVE);
    assert_int_equal(f->changer.places[RSM_PLACE_DRIVE].count, 2);
    assert_int_equal(f->changer.places[RSM_PLACE_PORT].count, 2);
    assert_int_equal(f->changer.places[RSM_PLACE_ARM].count, 1);
    assert_true(f->changer.knows_moves);
    assert_false(f->changer.can_turn_over);
}

static void one_command_tells_what_is_in_all_slots(void **state)
{
    struct fixture *f = *state;
    struct heard heard = {0};
    uint64_t before = rsm_device_commands_sent(f->device);

    assert_success(rsm_changer_scan(&f->changer, RSM_PLACE_SLOT, hear, &heard));

    assert_int_equal(rsm_device_commands_sent(f->device) - before, 1);
    assert_int_equal(heard.count, 20);
    assert_int_equal(heard.elements[0].address, FIRST_SLOT);
    assert_true(heard.elements[0].full);
    assert_string_equal(heard.elements[0].tag, "V00001L6");
    assert_string_equal(heard.elements[9].tag, "V00010L6");
    assert_false(heard.elements[10].full);
    assert_int_equal(heard.elements[19].address, FIRST_SLOT + 19);
}

static void the_last_slot_is_told_although_the_report_is_cut_short(void **state)
{
    struct fixture *f = *state;
    struct rsm_changer_element element;

    assert_int_equal(rsm_vtl("insert LAST01L6 1043"), 0);

    assert_success(rsm_changer_get_element(&f->changer, RSM_PLACE_SLOT, 1043, &element));
    assert_string_equal(element.tag, "LAST01L6");
}

static void a_cartridge_without_bar_code_is_full_without_a_tag(void **state)
{
    struct fixture *f = *state;
    struct rsm_changer_element element;

    assert_int_equal(rsm_vtl("insert - 1043"), 0);

    assert_success(rsm_changer_get_element(&f->changer, RSM_PLACE_SLOT, 1043, &element));
    assert_true(element.full);
    assert_false(element.tag_known);
}

static rsm_error keep_identity(void *context, const struct rsm_changer_drive_identity *identity)
{
    struct rsm_changer_drive_identity *identities = context;

    assert_in_range(identity->address, FIRST_DRIVE, FIRST_DRIVE + 1);
    identities[identity->address - FIRST_DRIVE] = *identity;
    return ERROR_SUCCESS;
}

static void drives_are_told_by_their_serial_numbers_the_last_one_cut_short(void **state)
{
    struct fixture *f = *state;
    struct rsm_changer_drive_identity identities[2] = {{0}};

    assert_success(rsm_changer_scan_drive_identities(&f->changer, keep_identity, identities));

    assert_true(identities[0].complete);
    assert_string_equal(identities[0].product, "VIRTUAL-TAPE");
    assert_string_equal(identities[0].serial, "VTLDRV0001");
    assert_false(identities[1].complete);
    assert_string_equal(identities[1].serial, "VT");
}

/* ---- moving ---- */

static void a_cartridge_moves_from_slot_to_drive_and_says_where_it_came_from(void **state)
{
    struct fixture *f = *state;
    enum rsm_outcome outcome;
    struct rsm_changer_element element;

    assert_success(rsm_changer_move(&f->changer, RSM_PLACE_SLOT, FIRST_SLOT, RSM_PLACE_DRIVE,
                                    FIRST_DRIVE, &outcome));

    assert_int_equal(outcome, RSM_OUTCOME_DONE);
    assert_tag(f, RSM_PLACE_SLOT, FIRST_SLOT, NULL);
    assert_success(rsm_changer_get_element(&f->changer, RSM_PLACE_DRIVE, FIRST_DRIVE, &element));
    assert_string_equal(element.tag, "V00001L6");
    assert_true(element.has_source);
    assert_int_equal(element.source, FIRST_SLOT);
}

static void an_empty_source_refuses(void **state)
{
    struct fixture *f = *state;
    enum rsm_outcome outcome;

    assert_fails_with(ERROR_SOURCE_ELEMENT_EMPTY,
                      rsm_changer_move(&f->changer, RSM_PLACE_SLOT, FIRST_SLOT + 15,
                                       RSM_PLACE_DRIVE, FIRST_DRIVE, &outcome));
    assert_int_equal(outcome, RSM_OUTCOME_REFUSED);
}

static void a_full_destination_refuses(void **state)
{
    struct fixture *f = *state;
    enum rsm_outcome outcome;

    assert_fails_with(ERROR_DESTINATION_ELEMENT_FULL,
                      rsm_changer_move(&f->changer, RSM_PLACE_SLOT, FIRST_SLOT, RSM_PLACE_SLOT,
                                       FIRST_SLOT + 1, &outcome));
    assert_int_equal(outcome, RSM_OUTCOME_REFUSED);
}

static void a_cartridge_that_cannot_be_loaded_leaves_the_outcome_unknown(void **state)
{
    struct fixture *f = *state;
    enum rsm_outcome outcome;

    assert_int_equal(rsm_vtl("insert - 1043"), 0);

    assert_int_not_equal(
        rsm_changer_move(&f->changer, RSM_PLACE_SLOT, 1043, RSM_PLACE_DRIVE, FIRST_DRIVE, &outcome),
        ERROR_SUCCESS);
    assert_int_equal(outcome, RSM_OUTCOME_UNKNOWN);
    assert_tag(f, RSM_PLACE_DRIVE, FIRST_DRIVE, NULL);
}

/* ---- what this changer lacks ---- */

static void a_command_that_the_changer_lacks_is_asked_for_once_only(void **state)
{
    struct fixture *f = *state;
    uint64_t before;

    assert_fails_with(ERROR_NOT_SUPPORTED,
                      rsm_changer_position(&f->changer, RSM_PLACE_SLOT, FIRST_SLOT));
    before = rsm_device_commands_sent(f->device);
    assert_fails_with(ERROR_NOT_SUPPORTED,
                      rsm_changer_position(&f->changer, RSM_PLACE_SLOT, FIRST_SLOT));
    assert_int_equal(rsm_device_commands_sent(f->device), before);
}

static void exchange_is_not_supported_and_moves_nothing(void **state)
{
    struct fixture *f = *state;
    const struct rsm_changer_spot source = {RSM_PLACE_SLOT, FIRST_SLOT};
    const struct rsm_changer_spot drive = {RSM_PLACE_DRIVE, FIRST_DRIVE};
    enum rsm_outcome outcome;

    assert_fails_with(ERROR_NOT_SUPPORTED,
                      rsm_changer_exchange(&f->changer, &source, &drive, &source, &outcome));
    assert_int_equal(outcome, RSM_OUTCOME_REFUSED);
    assert_tag(f, RSM_PLACE_SLOT, FIRST_SLOT, "V00001L6");
}

static void initialising_is_done_at_once(void **state)
{
    struct fixture *f = *state;

    assert_success(rsm_changer_initialize(&f->changer));
}

/* ---- staleness ---- */

static void a_fresh_session_makes_the_inventory_stale_until_it_is_read(void **state)
{
    struct fixture *f = *state;

    assert_true(rsm_changer_is_stale(&f->changer));
    rsm_changer_begin_inventory(&f->changer);
    assert_false(rsm_changer_is_stale(&f->changer));
}

static void a_move_in_a_session_that_was_lost_meanwhile_is_not_sent(void **state)
{
    struct fixture *f = *state;
    enum rsm_outcome outcome;

    rsm_changer_begin_inventory(&f->changer);
    assert_int_equal(rsm_vtl("drop"), 0);

    assert_fails_with(ERROR_BUS_RESET, rsm_changer_move(&f->changer, RSM_PLACE_SLOT, FIRST_SLOT,
                                                        RSM_PLACE_DRIVE, FIRST_DRIVE, &outcome));

    assert_int_equal(outcome, RSM_OUTCOME_REFUSED);
    assert_true(rsm_changer_is_stale(&f->changer));
    assert_tag(f, RSM_PLACE_SLOT, FIRST_SLOT, "V00001L6");
}

static void a_tape_drive_is_no_changer(void **state)
{
    struct rsm_device *drive = open_lun(FIRST_DRIVE_LUN);
    struct rsm_changer changer;

    (void)state;
    assert_fails_with(ERROR_BAD_DEV_TYPE, rsm_changer_open(drive, &changer));
    rsm_device_close(drive);
}

#define changer_test(name) cmocka_unit_test_setup_teardown(name, open_changer, close_changer)

int main(void)
{
    const struct CMUnitTest tests[] = {
        changer_test(geometry_is_read_from_the_mode_pages),
        changer_test(one_command_tells_what_is_in_all_slots),
        changer_test(the_last_slot_is_told_although_the_report_is_cut_short),
        changer_test(a_cartridge_without_bar_code_is_full_without_a_tag),
        changer_test(drives_are_told_by_their_serial_numbers_the_last_one_cut_short),
        changer_test(a_cartridge_moves_from_slot_to_drive_and_says_where_it_came_from),
        changer_test(an_empty_source_refuses),
        changer_test(a_full_destination_refuses),
        changer_test(a_cartridge_that_cannot_be_loaded_leaves_the_outcome_unknown),
        changer_test(a_command_that_the_changer_lacks_is_asked_for_once_only),
        changer_test(exchange_is_not_supported_and_moves_nothing),
        changer_test(initialising_is_done_at_once),
        changer_test(a_fresh_session_makes_the_inventory_stale_until_it_is_read),
        changer_test(a_move_in_a_session_that_was_lost_meanwhile_is_not_sent),
        changer_test(a_tape_drive_is_no_changer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
