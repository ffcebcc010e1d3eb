/*
 * Pass-through to a library that nobody here wrote: what the system tells of its devices, who may open them,
 * and what a command carries there and back.
 */
#include "scsi/smc.h"
#include "scsi/ssc.h"
#include "scsi/transports.h"
#include "spti/ways.h"
#include "support/asserts.h"
#include "support/restricted_win32.h"
#include "support/test_bus_win32.h"
#include "tgt/devices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- what the system tells ---- */

static void assert_facts_of_the_changer(const struct rsm_transport_facts *facts)
{
    assert_string_equal(facts->name, name_of(CHANGER_LUN));
    assert_int_equal(strncmp(facts->path, "\\\\?\\scsi#changer", 16), 0);
    assert_true(facts->is_claimed);
    assert_true(facts->has_scsi_address);
    assert_int_equal(facts->lun, CHANGER_LUN);
    assert_true(facts->has_type);
    assert_int_equal(facts->type, RSM_DEVICE_CHANGER);
    assert_string_equal(facts->vendor, "IET");
    assert_string_equal(facts->serial, lun_serial(CHANGER_LUN));
    assert_true(facts->max_transfer >= 65536);
}

static void a_device_is_known_without_a_command_to_it(void **state)
{
    struct rsm_transport_facts facts;

    (void)state;
    test_bus_forget();
    facts = look_at(CHANGER_LUN);

    assert_facts_of_the_changer(&facts);
    assert_int_equal(test_bus_count_all(CHANGER_LUN), 0);
}

static void an_open_device_tells_the_same(void **state)
{
    struct rsm_transport_facts facts = {0};
    void *way = open_way(CHANGER_LUN);

    (void)state;
    rsm_transport_spti.describe(way, &facts);
    assert_facts_of_the_changer(&facts);
    rsm_transport_spti.close(way);
}

static void an_interface_path_opens_the_device_that_the_name_does(void **state)
{
    struct rsm_transport_facts facts = look_at(FIRST_DRIVE_LUN);
    struct rsm_transport_facts same = {0};
    char path[RSM_ADDRESS_MAX];
    void *way = NULL;

    (void)state;
    strcpy(path, facts.path);
    assert_success(rsm_transport_spti.open(NULL, path, 5000, &way));
    must_be_the_library(way);
    rsm_transport_spti.describe(way, &same);
    assert_string_equal(same.name, facts.name);
    assert_string_equal(same.path, path);
    assert_string_equal(same.serial, facts.serial);
    rsm_transport_spti.close(way);
}

/* ---- who may open ---- */

static void a_name_that_is_not_there_does_not_exist(void **state)
{
    (void)state;
    keep_what_is_said();
    assert_fails_with(ERROR_DEV_NOT_EXIST, try_to_open_way("\\\\.\\Changer99"));
    assert_said("check its power and cable");
    assert_fails_with(ERROR_DEV_NOT_EXIST, try_to_open_way("\\\\.\\Scsi99:0:0:1"));
}

static void what_names_no_device_is_a_bad_path(void **state)
{
    (void)state;
    assert_fails_with(ERROR_BAD_PATHNAME, try_to_open_way("\\\\.\\"));
    assert_fails_with(ERROR_BAD_PATHNAME, try_to_open_way("\\\\server\\share\\file"));
}

static void whoever_comes_second_is_told_that_the_device_is_in_use(void **state)
{
    void *way;

    (void)state;
    for (unsigned code = 0; code < 2; code++) { /* drivers have two ways to say so */
        test_bus_exclusive(code == 0 ? ERROR_ACCESS_DENIED : ERROR_SHARING_VIOLATION);
        way = open_way(CHANGER_LUN);

        assert_fails_with(ERROR_SHARING_VIOLATION, try_to_open_way(name_of(CHANGER_LUN)));

        must_be_the_library(way);
        rsm_transport_spti.close(way);
        assert_success(try_to_open_way(name_of(CHANGER_LUN)));
    }
    test_bus_exclusive(ERROR_ACCESS_DENIED);
}

static rsm_error look_by_name(void)
{
    struct rsm_transport_facts facts = {0};
    rsm_error err = rsm_transport_spti.look(NULL, name_of(CHANGER_LUN), &facts);

    if (err == ERROR_SUCCESS)
        assert_string_equal(facts.serial, lun_serial(CHANGER_LUN));
    else
        assert_string_equal(facts.serial, "");
    return err;
}

/* By another program, since before anybody here looked: nobody has told yet what it is. */
static void a_device_in_use_is_known_where_its_driver_answers_a_second_one(void **state)
{
    HANDLE device;

    (void)state;
    test_bus_pull_out(CHANGER_LUN);
    test_bus_put_back(CHANGER_LUN, test_bus_number(CHANGER_LUN) + 1);
    device = CreateFileA(name_of(CHANGER_LUN), GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                         0, NULL);
    assert_ptr_not_equal(device, INVALID_HANDLE_VALUE);
    assert_fails_with(ERROR_SHARING_VIOLATION, look_by_name());
    test_bus_let_queries_pass(true);
    assert_success(look_by_name());
    CloseHandle(device);
}

static void a_device_in_use_is_what_its_driver_said_before(void **state)
{
    void *way = open_way(CHANGER_LUN);

    (void)state;
    assert_success(look_by_name());
    must_be_the_library(way); /* and was not disturbed */
    rsm_transport_spti.close(way);
}

static void an_administrator_who_is_refused_is_told_that_it_is_in_use(void **state)
{
    (void)state;
    if (!is_run_by_administrator())
        skip();
    test_bus_deny(CHANGER_LUN, true);
    assert_fails_with(ERROR_SHARING_VIOLATION, try_to_open_way(name_of(CHANGER_LUN)));
}

static void who_is_no_administrator_is_told_to_become_one(void **state)
{
    const char *address = name_of(CHANGER_LUN);
    rsm_error err;

    (void)state;
    if (!is_run_by_administrator())
        skip();
    test_bus_deny(CHANGER_LUN, true);
    keep_what_is_said();
    give_up_administrators();
    err = try_to_open_way(address);
    be_oneself_again();
    test_bus_deny(CHANGER_LUN, false);

    assert_fails_with(ERROR_ACCESS_DENIED, err);
    assert_said("as an administrator");
}

enum { TIMES = 20, GAPS = 64 };

/* How far the numbers of handles go when all gaps below are filled.  (Wine 8 does not count handles.) */
static uintptr_t highest_handle(void)
{
    HANDLE events[GAPS];
    uintptr_t highest = 0;

    for (int i = 0; i < GAPS; i++) {
        events[i] = CreateEventW(NULL, TRUE, FALSE, NULL);
        assert_non_null(events[i]);
        highest = (uintptr_t)events[i] > highest ? (uintptr_t)events[i] : highest;
    }
    for (int i = 0; i < GAPS; i++)
        CloseHandle(events[i]);
    return highest;
}

static void use_and_close(void)
{
    void *way = open_way(CHANGER_LUN);

    must_be_the_library(way);
    rsm_transport_spti.close(way);
    (void)look_at(CHANGER_LUN);
    assert_fails_with(ERROR_DEV_NOT_EXIST, try_to_open_way("\\\\.\\Changer99"));
}

static void whoever_closes_leaves_nothing_open(void **state)
{
    uintptr_t before;

    (void)state;
    use_and_close(); /* what is opened once and kept */
    before = highest_handle();
    for (int i = 0; i < TIMES; i++)
        use_and_close();
    assert_true(highest_handle() < before + TIMES * 4); /* numbers go up in fours */
}

/* ---- through the adapter ---- */

static void a_claimed_device_is_not_touched_through_the_adapter(void **state)
{
    (void)state;
    keep_what_is_said();
    assert_fails_with(ERROR_ACCESS_DENIED, try_to_open_way(adapter_address(CHANGER_LUN)));
    assert_said("use the name");
}

static void an_unclaimed_device_is_reached_through_the_adapter(void **state)
{
    struct rsm_transport_facts facts = {0};
    char address[RSM_ADDRESS_MAX];
    void *way = NULL;

    (void)state;
    strcpy(address, adapter_address(FIRST_DRIVE_LUN));
    test_bus_claim(FIRST_DRIVE_LUN, false);
    assert_success(rsm_transport_spti.open(NULL, address, 5000, &way));
    must_be_the_library(way);
    rsm_transport_spti.describe(way, &facts);
    assert_false(facts.is_claimed);
    assert_string_equal(facts.name, "");
    assert_int_equal(facts.lun, FIRST_DRIVE_LUN);
    assert_int_equal(facts.type, RSM_DEVICE_TAPE);
    assert_string_equal(facts.vendor, "IET");
    rsm_transport_spti.close(way);
    test_bus_claim(FIRST_DRIVE_LUN, true);
}

/* ---- what a command carries ---- */

static void sense_data_come_as_the_device_gave_them(void **state)
{
    struct rsm_cdb cdb = {.bytes = {0xFF}, .length = 6};
    struct rsm_command command = a_command(cdb, RSM_DATA_NONE, NULL, 0);
    void *way = open_way(CHANGER_LUN);
    struct rsm_sense sense;

    (void)state;
    for (int i = 0; i < 3; i++) { /* a unit attention may come first */
        must_answer(way, &command);
        assert_int_equal(command.status, RSM_STATUS_CHECK_CONDITION);
        rsm_sense_parse(command.sense, command.sense_length, &sense);
        if (sense.key != RSM_SENSE_KEY_UNIT_ATTENTION)
            break;
    }
    assert_int_equal(command.sense_length, 18);
    assert_int_equal(sense.key, RSM_SENSE_KEY_ILLEGAL_REQUEST);
    assert_int_equal(sense.asc, 0x20);
    assert_int_equal(command.transferred, 0);
    rsm_transport_spti.close(way);
}

static void data_that_did_not_come_are_left_as_they_were(void **state)
{
    uint8_t data[4096];
    struct rsm_command command = a_command(rsm_spc_inquiry(255), RSM_DATA_IN, data, sizeof data);
    void *way = open_way(CHANGER_LUN);

    (void)state;
    memset(data, 0xA5, sizeof data);
    must_be_good(way, &command);
    assert_in_range(command.transferred, 36, 255);
    for (size_t i = command.transferred; i < sizeof data; i++)
        assert_int_equal(data[i], 0xA5);
    rsm_transport_spti.close(way);
}

static void element_status_comes_whole(void **state)
{
    static uint8_t data[65536];
    struct rsm_command command = a_command(
        rsm_smc_read_element_status(RSM_SMC_STORAGE, FIRST_SLOT, 20, RSM_SMC_TAGS, sizeof data),
        RSM_DATA_IN, data, sizeof data);
    void *way = open_way(CHANGER_LUN);

    (void)state;
    must_be_good(way, &command);
    assert_true(command.transferred > 8);
    assert_int_equal(data[2] << 8 | data[3], 20); /* elements */
    assert_memory_equal(data + 16 + 12, "V00001L6", 8);
    rsm_transport_spti.close(way);
}

static void write_block(void *way, uint8_t *block, size_t length)
{
    struct rsm_command command =
        a_command(rsm_ssc_write_block((uint32_t)length), RSM_DATA_OUT, block, length);

    must_be_good(way, &command);
    assert_int_equal(command.transferred, length);
}

static void rewind_tape(void *way)
{
    struct rsm_command command = a_command(rsm_ssc_rewind(false), RSM_DATA_NONE, NULL, 0);

    must_be_good(way, &command);
}

/* One byte off any boundary, so that nothing depends on where a caller's data lie. */
static void what_is_written_is_read_back(void)
{
    static uint8_t written[65536 + 1];
    static uint8_t read[65536 + 1];
    struct rsm_command command =
        a_command(rsm_ssc_read_block(65536, false), RSM_DATA_IN, read + 1, 65536);
    void *way;

    for (size_t i = 0; i < sizeof written; i++)
        written[i] = (uint8_t)(i * 31 + i / 256);
    load_first_cartridge();
    way = open_way(FIRST_DRIVE_LUN);
    rewind_tape(way);
    write_block(way, written + 1, 65536);
    write_block(way, written + 1, 1000);
    rewind_tape(way);

    memset(read, 0, sizeof read);
    must_be_good(way, &command);
    assert_int_equal(command.transferred, 65536);
    assert_memory_equal(read + 1, written + 1, 65536);

    memset(read, 0, sizeof read); /* a shorter block than asked for: data with CHECK CONDITION */
    must_answer(way, &command);
    assert_int_equal(command.status, RSM_STATUS_CHECK_CONDITION);
    assert_true(command.sense_length > 0);
    assert_in_range(command.transferred, 1000, 65536); /* tgt says 64,536 */
    assert_memory_equal(read + 1, written + 1, 1000);
    rsm_transport_spti.close(way);
    unload_first_cartridge();
}

static void data_go_there_and_back(void **state)
{
    (void)state;
    what_is_written_is_read_back();
}

static void an_adapter_that_wants_whole_pages_is_satisfied(void **state)
{
    (void)state;
    test_bus_align(4095);
    what_is_written_is_read_back();
    test_bus_align(0);
}

static void a_driver_that_does_not_know_the_direct_form_gets_the_other(void **state)
{
    (void)state;
    test_bus_refuse_direct(true);
    test_bus_forget();
    what_is_written_is_read_back();
    assert_int_equal(test_bus_count(CHANGER_LUN, 0xA5), 2); /* each move once */
    test_bus_refuse_direct(false);
}

/* That a driver which carried a command does not know it any more proves nothing. */
static void a_driver_that_has_carried_a_command_is_not_asked_in_another_form(void **state)
{
    void *way = open_way(CHANGER_LUN);
    struct rsm_command command;

    (void)state;
    must_be_the_library(way);
    test_bus_refuse_direct(true);
    assert_fails_with(ERROR_DEVICE_NOT_CONNECTED, ask_ready(way, 5000, &command));
    assert_true(command.sent);
    test_bus_refuse_direct(false);
    rsm_transport_spti.close(way);
}

static void a_command_beyond_the_adapter_s_limit_is_not_sent(void **state)
{
    static uint8_t data[16384 + 1];
    struct rsm_transport_facts facts;
    struct rsm_command command = a_command(rsm_spc_inquiry(96), RSM_DATA_IN, data, sizeof data);
    void *way;

    (void)state;
    test_bus_limit(16384, 64);
    way = open_way(CHANGER_LUN);
    rsm_transport_spti.describe(way, &facts);
    assert_int_equal(facts.max_transfer, 16384);
    test_bus_forget();

    assert_fails_with(ERROR_NOT_SUPPORTED, rsm_transport_spti.execute(way, &command));

    assert_false(command.sent);
    assert_int_equal(test_bus_count_all(CHANGER_LUN), 0);
    rsm_transport_spti.close(way);

    way = open_way(CHANGER_LUN);
    command.length--;
    must_be_good(way, &command);
    rsm_transport_spti.close(way);
}

static void pages_are_a_limit_too(void **state)
{
    static uint8_t data[8192];
    struct rsm_command command = a_command(rsm_spc_inquiry(96), RSM_DATA_IN, data, sizeof data);
    struct rsm_transport_facts facts;
    void *way;

    (void)state;
    test_bus_limit(65536, 3);
    way = open_way(CHANGER_LUN);
    rsm_transport_spti.describe(way, &facts);
    assert_int_equal(facts.max_transfer, 8192);
    must_be_good(way, &command);
    rsm_transport_spti.close(way);
}

static int reset_bus(void **state)
{
    (void)state;
    test_bus_reset();
    return 0;
}

#define on_bus(test) cmocka_unit_test_setup_teardown(test, reset_bus, reset_bus)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        on_bus(a_device_is_known_without_a_command_to_it),
        on_bus(an_open_device_tells_the_same),
        on_bus(an_interface_path_opens_the_device_that_the_name_does),
        on_bus(a_name_that_is_not_there_does_not_exist),
        on_bus(what_names_no_device_is_a_bad_path),
        on_bus(whoever_comes_second_is_told_that_the_device_is_in_use),
        on_bus(a_device_in_use_is_known_where_its_driver_answers_a_second_one),
        on_bus(a_device_in_use_is_what_its_driver_said_before),
        on_bus(an_administrator_who_is_refused_is_told_that_it_is_in_use),
        on_bus(who_is_no_administrator_is_told_to_become_one),
        on_bus(whoever_closes_leaves_nothing_open),
        on_bus(a_claimed_device_is_not_touched_through_the_adapter),
        on_bus(an_unclaimed_device_is_reached_through_the_adapter),
        on_bus(sense_data_come_as_the_device_gave_them),
        on_bus(data_that_did_not_come_are_left_as_they_were),
        on_bus(element_status_comes_whole),
        on_bus(data_go_there_and_back),
        on_bus(an_adapter_that_wants_whole_pages_is_satisfied),
        on_bus(a_driver_that_does_not_know_the_direct_form_gets_the_other),
        on_bus(a_driver_that_has_carried_a_command_is_not_asked_in_another_form),
        on_bus(a_command_beyond_the_adapter_s_limit_is_not_sent),
        on_bus(pages_are_a_limit_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
