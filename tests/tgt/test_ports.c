/*
 * Cartridges go out of the library and come in through its port, by the hands of its operator.
 */
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static int begin(void **state)
{
    (void)site_begin(state);
    site_open(*state);
    site_inventory(*state, NTMS_INVENTORY_FAST);
    return 0;
}

/* ---- waiting for requests and people ---- */

static bool is_open(void *context)
{
    return site_numbered(context, NTMS_IEPORT, 1).Info.IEPort.Position ==
           NTMS_PORTPOSITION_EXTENDED;
}

static void wait_for_open_port(struct site *s)
{
    site_wait(is_open, s, "the port is open");
}

static GUID eject(struct site *s, const WCHAR *bar_code)
{
    NTMS_OBJECTINFORMATIONW medium = site_medium(s, bar_code);
    GUID operation;

    assert_success(EjectNtmsMedia(s->session, &medium.ObjectGuid, &operation, NTMS_EJECT_START));
    site_wait_request(s, &operation, NTMS_LM_WAITING);
    wait_for_open_port(s);
    return operation;
}

static GUID inject(struct site *s)
{
    GUID operation;

    assert_success(InjectNtmsMedia(s->session, &s->library, &operation, NTMS_INJECT_START));
    site_wait_request(s, &operation, NTMS_LM_WAITING);
    wait_for_open_port(s);
    return operation;
}

static void stop_inject(struct site *s, GUID *operation)
{
    assert_success(InjectNtmsMedia(s->session, &s->library, operation, NTMS_INJECT_STOP));
    site_wait_request(s, operation, NTMS_LM_STOPPED);
    site_wait_idle(s);
}

/* ---- facts ---- */

static void an_ejected_cartridge_is_in_the_port_until_it_is_taken(void **state)
{
    struct site *s = *state;
    GUID operation = eject(s, u"A00001L6");
    assert_int_equal(find_cartridge("A00001L6"), FIRST_PORT);
    assert_medium_is_in(s, u"A00001L6", NTMS_IEPORT, 1);

    assert_int_equal(rsm_vtl("remove 16"), 0);
    site_wait_request(s, &operation, NTMS_LM_PASSED);

    assert_false(site_has_medium(s, u"A00001L6"));
    site_wait_idle(s);
    assert_records_match_vtl(s);
}

static void a_stopped_eject_brings_the_cartridge_home(void **state)
{
    struct site *s = *state;
    GUID operation = eject(s, u"A00002L6");

    assert_success(EjectNtmsMedia(s->session, NULL, &operation, NTMS_EJECT_STOP));
    site_wait_request(s, &operation, NTMS_LM_STOPPED);

    assert_int_equal(find_cartridge("A00002L6"), FIRST_SLOT + 1);
    assert_medium_is_in(s, u"A00002L6", NTMS_STORAGESLOT, 2);
    assert_records_match_vtl(s);
}

static void a_batch_fills_the_cells_of_the_port(void **state)
{
    struct site *s = *state;
    NTMS_OBJECTINFORMATIONW first = site_medium(s, u"A00001L6");
    GUID operation;
    assert_success(EjectNtmsMedia(s->session, &first.ObjectGuid, NULL, NTMS_EJECT_QUEUE));
    assert_int_equal(find_cartridge("A00001L6"), FIRST_SLOT);

    operation = eject(s, u"A00002L6");
    assert_int_equal(find_cartridge("A00001L6"), FIRST_PORT);
    assert_int_equal(find_cartridge("A00002L6"), FIRST_PORT + 1);
    assert_int_equal(rsm_vtl("remove 16"), 0);
    assert_int_equal(rsm_vtl("remove 17"), 0);
    site_wait_request(s, &operation, NTMS_LM_PASSED);

    assert_int_equal(site_count(s, &s->library, NTMS_PHYSICAL_MEDIA), 0);
}

static void what_is_put_into_the_port_is_taken_in_and_identified(void **state)
{
    struct site *s = *state;
    GUID operation = inject(s);

    assert_int_equal(rsm_vtl("insert NEW001L6 16"), 0);
    assert_int_equal(rsm_vtl("insert NEW002L6 17"), 0);
    stop_inject(s, &operation);

    assert_medium_is_in(s, u"NEW001L6", NTMS_STORAGESLOT, 3);
    assert_medium_is_in(s, u"NEW002L6", NTMS_STORAGESLOT, 4);
    assert_medium_pool(s, u"NEW001L6", u"Unrecognized");
    assert_records_match_vtl(s);
}

static void what_comes_back_is_known(void **state)
{
    struct site *s = *state;
    NTMS_OBJECTINFORMATIONW computer;
    GUID *ids;
    size_t count;
    GUID medium = site_medium(s, u"A00001L6").ObjectGuid;
    GUID operation;
    ids = site_list(s, NULL, NTMS_COMPUTER, &count);
    computer = site_object(s, &ids[0], NTMS_COMPUTER);
    computer.Info.Computer.dwMediaPoolPolicy = NTMS_POOLPOLICY_KEEPOFFLINEIMPORT;
    assert_success(SetNtmsObjectInformationW(s->session, &ids[0], &computer));
    free(ids);
    operation = eject(s, u"A00001L6");
    assert_int_equal(rsm_vtl("remove 16"), 0);
    site_wait_request(s, &operation, NTMS_LM_PASSED);

    operation = inject(s);
    assert_int_equal(rsm_vtl("insert A00001L6 17"), 0);
    stop_inject(s, &operation);

    assert_is_medium(s, &medium, u"A00001L6");
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);
    assert_medium_pool(s, u"A00001L6", u"Import");
    assert_records_match_vtl(s);
}

static void what_is_in_the_port_when_the_program_ends_is_found_there(void **state)
{
    struct site *s = *state;
    (void)eject(s, u"A00001L6");

    site_close(s);
    site_open(s);
    site_wait_idle(s);

    assert_medium_is_in(s, u"A00001L6", NTMS_IEPORT, 1);
    assert_int_equal(find_cartridge("A00001L6"), FIRST_PORT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_ejected_cartridge_is_in_the_port_until_it_is_taken,
                                        begin, site_end),
        cmocka_unit_test_setup_teardown(a_stopped_eject_brings_the_cartridge_home, begin, site_end),
        cmocka_unit_test_setup_teardown(a_batch_fills_the_cells_of_the_port, begin, site_end),
        cmocka_unit_test_setup_teardown(what_is_put_into_the_port_is_taken_in_and_identified, begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(what_comes_back_is_known, begin, site_end),
        cmocka_unit_test_setup_teardown(what_is_in_the_port_when_the_program_ends_is_found_there,
                                        begin, site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
