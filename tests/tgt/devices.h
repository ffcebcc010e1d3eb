/*
 * Devices of the virtual tape library that runs beside a test: LUN 1 is the changer, drives follow.
 */
#ifndef RSM_TEST_TGT_DEVICES_H
#define RSM_TEST_TGT_DEVICES_H

#include <stdbool.h>

#include "ntmsapi.h"
#include "scsi/device.h"

enum { CHANGER_LUN = 1, FIRST_DRIVE_LUN = 2 };

/* Element addresses, as tests/support/vtl.sh hands them out. */
enum { FIRST_ARM = 1, FIRST_PORT = 16, FIRST_DRIVE = 256, FIRST_SLOT = 1024 };

/*
 * Does this run reach the library as the operating system shows it, and not over iSCSI?  The environment variable
 * NTMS_TEST_DEVICES then says what NTMS_DEVICES is to name: "auto" = it is not to be set, so that what the system
 * shows is found.
 */
bool is_shown_by_system(void);

/* A LUN's own serial number, and the address by which this run reaches it: the name that the system gives it, or
 * its iSCSI address.  In memory that the next call uses again. */
const char *lun_serial(unsigned lun);
const char *lun_address(unsigned lun);

/* Its iSCSI address with a user and a password, and what is to follow the LUN ("" or "?target_user=..."). */
const char *lun_address_as(const char *user, unsigned lun, const char *rest);

/* That szDeviceName is the address of that LUN. */
void assert_device_name(const WCHAR *shown, unsigned lun);

/* As this run reaches it; as another computer does, over iSCSI.  Fails the test when it cannot be opened.  To be
 * closed with rsm_device_close. */
struct rsm_device *open_lun(unsigned lun);
struct rsm_device *open_lun_elsewhere(unsigned lun);

/* One TEST UNIT READY, never repeated, with its own time-out. */
rsm_error test_unit_ready(struct rsm_device *device, uint32_t timeout_ms,
                          struct rsm_command_result *result_out);

#endif
