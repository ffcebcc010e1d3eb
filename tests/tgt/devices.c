/*
 * Devices of the virtual tape library that runs beside a test.
 */
#include "tgt/devices.h"

#include "scsi/spc.h"
#include "scsi/transports.h"
#include "support/asserts.h"
#include "support/vtl_control.h"

#include <stdio.h>
#include <string.h>

const char *lun_address(unsigned lun)
{
    return lun_address_as("", lun, "");
}

const char *lun_address_as(const char *user, unsigned lun, const char *rest)
{
    static char address[RSM_ADDRESS_MAX];
    const char *whole = rsm_vtl_address();
    size_t scheme = strlen("iscsi://");

    snprintf(address, sizeof address, "iscsi://%s%s/%u%s", user, whole + scheme, lun, rest);
    return address;
}

struct rsm_device *open_lun(unsigned lun)
{
    struct rsm_device *device = NULL;

    assert_success(rsm_device_open(rsm_transports_built_in, lun_address(lun), NULL, &device));
    return device;
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
