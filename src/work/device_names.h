/*
 * By which name programs open a device, and where the system has it: szDeviceName, and port, bus, target
 * and logical unit.  Numbers in names change whenever the system starts, or a device comes and goes; a
 * device that is worked with over iSCSI has the name under which the system shows it too.
 */
#ifndef RSM_WORK_DEVICE_NAMES_H
#define RSM_WORK_DEVICE_NAMES_H

#include "work/discover.h"

/*
 * Give devices that were found without a name those of the system's devices with the same vendor, product
 * and serial number.  Those that were not found themselves are looked at by the system alone: none is
 * opened, and no command is sent.  Blocks for at most timeout_ms.
 */
void rsm_device_names_share(const struct rsm_options *options, uint32_t timeout_ms,
                            struct rsm_discovery *discovery);

/* Name and numbers of the device, as the objects have them: the address, without secrets, when it has no
 * name.  True when they were others. */
bool rsm_device_names_put_changer(const struct rsm_found *found, NTMS_CHANGERINFORMATIONW *changer);
bool rsm_device_names_put_drive(const struct rsm_found *found, NTMS_DRIVEINFORMATIONW *drive);

/* Of a device that a cartridge has proven to be a drive's, and that has no name here: the system may show it
 * too, which the next look for devices tells.  Then one is due. */
void rsm_device_names_want(struct rsm_library *library, const struct rsm_device *device);

/*
 * Right before the drive is handed to a program: does the name on its record still lead to the device, which
 * `device` describes and which is not open?  The system is asked, without a command.  When the name has become
 * another device's, the record is given the one that the device has now.
 *
 * ERROR_RETRY when the system shows the device under no name now: look for devices again, which is
 * due then.  Database errors.  Wants no transaction.
 */
rsm_error rsm_device_names_renew(struct rsm_library *library, const GUID *drive,
                                 const struct rsm_found *device);

/* Bring the records of the library's changer and drives up to date with what was found at their addresses.
 * Database errors.  Wants no transaction. */
rsm_error rsm_device_names_follow(const struct rsm_discovery *discovery,
                                  struct rsm_library *library);

#endif
