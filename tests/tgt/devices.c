/*
 * Devices of the virtual tape library that runs beside a test.
 */
#include "tgt/devices.h"

#include "platform/text.h"
#include "scsi/spc.h"
#include "scsi/transports.h"
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/shown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

bool is_shown_by_system(void)
{
    const char *devices = getenv("NTMS_TEST_DEVICES");

    return devices != NULL && devices[0] != '\0';
}

const char *lun_serial(unsigned lun)
{
    static char serial[24];

    if (lun == CHANGER_LUN)
        return "VTLCHG0001";
    snprintf(serial, sizeof serial, "VTLDRV%04u", lun - FIRST_DRIVE_LUN + 1);
    return serial;
}

const char *lun_address(unsigned lun)
{
    return is_shown_by_system() ? shown_name(lun_serial(lun)) : lun_address_as("", lun, "");
}

void assert_device_name(const WCHAR *shown, unsigned lun)
{
    WCHAR expected[NTMS_DEVICENAME_LENGTH];

    rsm_text_from_utf8(expected, NTMS_DEVICENAME_LENGTH, lun_address(lun), RSM_TEXT_TERMINATED);
    assert_text(expected, shown);
}

const char *lun_address_as(const char *user, unsigned lun, const char *rest)
{
    static char address[RSM_ADDRESS_MAX];
    const char *whole = rsm_vtl_address();
    size_t scheme = strlen("iscsi://");

    snprintf(address, sizeof address, "iscsi://%s%s/%u%s", user, whole + scheme, lun, rest);
    return address;
}

static struct rsm_device *open_address(const char *address)
{
    struct rsm_device *device = NULL;

    assert_success(rsm_device_open(rsm_transports_built_in, address, NULL, &device));
    assert_string_equal(device->vendor, "IET"); /* tgt answers, and nobody for it */
    return device;
}

struct rsm_device *open_lun(unsigned lun)
{
    return open_address(lun_address(lun));
}

struct rsm_device *open_lun_elsewhere(unsigned lun)
{
    return open_address(lun_address_as("", lun, ""));
}

rsm_error test_unit_ready(struct rsm_device *device, uint32_t timeout_ms,
                          struct rsm_command_result *result_out)
{
    static const struct rsm_command_options once = {.expected = true};
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    command.cdb = rsm_spc_test_unit_ready();
    command.timeout_ms = timeout_ms;
    return rsm_command_execute(&device->link, &command, &once, result_out);
}
