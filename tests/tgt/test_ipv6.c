/*
 * The same target at its IPv6 address: the transport reaches its devices there, and so does a session.
 * From the set-up on NTMS_TEST_VTL names that address, so all that asks for the library uses IPv6.
 */
#include "scsi/transports.h"
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/process.h"
#include "tgt/records.h"

#include "model/guid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct found {
    size_t count;
    char addresses[8][RSM_ADDRESS_MAX];
};

static void remember(void *context, const char *address)
{
    struct found *found = context;

    assert_true(found->count < 8);
    snprintf(found->addresses[found->count++], RSM_ADDRESS_MAX, "%s", address);
}

/* Skips the test only where with-vtl.sh has seen that the machine has no ::1. */
static void require_ipv6(void)
{
    const char *address = getenv("NTMS_TEST_VTL6");

    if (address == NULL || address[0] == '\0')
        fail_msg("NTMS_TEST_VTL6 is not set: run this test with tests/support/with-vtl.sh");
    if (strcmp(address, "none") == 0) {
        print_message("skipped: this machine has no IPv6 on its loopback interface\n");
        skip();
    }
    assert_memory_equal(address, "iscsi://[::1]:", strlen("iscsi://[::1]:"));
    set_variable("NTMS_TEST_VTL", address);
}

static void all_logical_units_are_found(void **state)
{
    struct found found = {0};

    (void)state;
    require_ipv6();
    assert_success(rsm_transports_enumerate(rsm_transports_built_in, rsm_vtl_address(), UINT32_MAX,
                                            remember, &found));

    assert_int_equal(found.count, 4); /* the controller, the changer, two drives */
    assert_non_null(strstr(found.addresses[1], "//[::1]:"));
    assert_string_equal(found.addresses[1], lun_address(CHANGER_LUN));
}

static void the_changer_says_what_it_is(void **state)
{
    struct rsm_device *device;

    (void)state;
    require_ipv6();
    device = open_lun(CHANGER_LUN);

    assert_int_equal(device->type, RSM_DEVICE_CHANGER);
    assert_string_equal(device->serial, "VTLCHG0001");
    rsm_device_close(device);
}

static void a_session_finds_the_library_and_its_media(void **state)
{
    struct site *s = *state;

    require_ipv6();
    site_devices(NULL);
    site_open(s);

    assert_false(rsm_guid_is_null(&s->library));
    assert_int_equal(site_library(s).dwOperationalState, NTMS_READY);
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_records_match_vtl(s);
    assert_logged(s, "[::1]", "");
    assert_false(site_is_logged(s, "127.0.0.1", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_logical_units_are_found),
        cmocka_unit_test(the_changer_says_what_it_is),
        cmocka_unit_test_setup_teardown(a_session_finds_the_library_and_its_media, site_begin,
                                        site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
