/*
 * Devices of the virtual tape library that runs beside a test: LUN 1 is the changer, drives follow.
 */
#ifndef RSM_TEST_TGT_DEVICES_H
#define RSM_TEST_TGT_DEVICES_H

#include "scsi/device.h"

enum { CHANGER_LUN = 1, FIRST_DRIVE_LUN = 2 };

/* Element addresses, as tests/support/vtl.sh hands them out. */
enum { FIRST_ARM = 1, FIRST_PORT = 16, FIRST_DRIVE = 256, FIRST_SLOT = 1024 };

/* The library's address with a LUN, in memory that the next call uses again. */
const char *lun_address(unsigned lun);

/* The same with a user and a password, and what is to follow the LUN ("" or "?target_user=..."). */
const char *lun_address_as(const char *user, unsigned lun, const char *rest);

/* Fails the test when it cannot be opened.  To be closed with rsm_device_close. */
struct rsm_device *open_lun(unsigned lun);

/* One TEST UNIT READY, never repeated, with its own time-out. */
rsm_error test_unit_ready(struct rsm_device *device, uint32_t timeout_ms,
                          struct rsm_command_result *result_out);

#endif
