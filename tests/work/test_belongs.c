/*
 * Which devices an address leads to that is listed.
 */
#include "work/discover.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char changer_path[] = "\\\\?\\scsi#changer&ven_iet#5&1&0#{53f56310}";
static const char tape_path[] = "\\\\?\\scsi#sequential&ven_iet#5&2&0#{53f5630b}";

static void units_belong_to_their_target(void **state)
{
    (void)state;
    assert_true(rsm_discovery_belongs("iscsi://h/t/1", "iscsi://h/t"));
    assert_true(rsm_discovery_belongs("iscsi://h/t/1", "iscsi://h/t/1"));
    assert_true(rsm_discovery_belongs("iscsi://h/t/1?target_user=a", "iscsi://h/t?target_user=a"));
    assert_false(rsm_discovery_belongs("iscsi://h/tt/1", "iscsi://h/t"));
    assert_false(rsm_discovery_belongs("\\\\.\\Tape0", "iscsi://h/t"));
}

static void all_that_windows_shows_belongs_to_windows(void **state)
{
    (void)state;
    assert_true(rsm_discovery_belongs("\\\\.\\Tape0", RSM_ADDRESS_WINDOWS));
    assert_true(rsm_discovery_belongs("\\\\.\\Scsi2:0:5:0", RSM_ADDRESS_WINDOWS));
    assert_true(rsm_discovery_belongs(changer_path, RSM_ADDRESS_WINDOWS));
    assert_false(rsm_discovery_belongs("iscsi://h/t/1", RSM_ADDRESS_WINDOWS));
    assert_false(rsm_discovery_belongs("", RSM_ADDRESS_WINDOWS));
}

static void one_device_of_windows_is_that_device_alone(void **state)
{
    (void)state;
    assert_true(rsm_discovery_belongs("\\\\.\\Tape0", "\\\\.\\tape0"));
    assert_false(rsm_discovery_belongs("\\\\.\\Tape01", "\\\\.\\Tape0"));
    assert_false(rsm_discovery_belongs("\\\\.\\Tape0", "\\\\.\\Tape01"));
    assert_true(rsm_discovery_belongs(tape_path, tape_path));
    assert_false(rsm_discovery_belongs(tape_path, changer_path));
}

static void unclaimed_devices_belong_to_their_adapter(void **state)
{
    (void)state;
    assert_true(rsm_discovery_belongs("\\\\.\\Scsi2:0:5:0", "\\\\.\\Scsi2:"));
    assert_false(rsm_discovery_belongs("\\\\.\\Scsi23:0:5:0", "\\\\.\\Scsi2:"));
    assert_false(rsm_discovery_belongs("\\\\.\\Scsi2:0:5:0", "\\\\.\\Scsi23:"));
    assert_false(rsm_discovery_belongs("\\\\.\\Tape0", "\\\\.\\Scsi2:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_belong_to_their_target),
        cmocka_unit_test(all_that_windows_shows_belongs_to_windows),
        cmocka_unit_test(one_device_of_windows_is_that_device_alone),
        cmocka_unit_test(unclaimed_devices_belong_to_their_adapter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
