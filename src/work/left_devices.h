/*
 * Devices that we keep off: those that an administrator left to another product, those that nobody chose
 * where only chosen ones are used, and, for as long as it lasts, those that another program has open.
 * Under the system lock.
 */
#ifndef RSM_WORK_LEFT_DEVICES_H
#define RSM_WORK_LEFT_DEVICES_H

#include "work/instance.h"

/* Set claimed[] for the devices that were left, so that nobody else has them, or may have them; tell in the log,
 * once, of them and of those in use; keep under which names they are seen.  Wants no transaction. */
void rsm_left_devices_note(struct rsm_instance *system, const struct rsm_discovery *discovery,
                           bool *claimed);

/* Is the changer of that library, or the drive that stands alone, to be kept off?  Wants no transaction. */
bool rsm_left_devices_has(struct rsm_instance *system, const struct rsm_library *library);

/* Drives of the library that were left have no device any more, unless somebody has them in hand: then later.
 * Wants no transaction. */
void rsm_left_devices_drop_drives(struct rsm_instance *system, struct rsm_library *library);

/*
 * May the tape drive that the system shows, and that nobody claims, be in a library whose changer we do not
 * ask: one that was left while not all its drives were known, or while one of them does not answer,
 * whose place it may have taken (*for_good_out); one that another program has open, or that another
 * process runs?  Not when somebody chose to use the drive.
 */
bool rsm_left_devices_may_have(const struct rsm_instance *system,
                               const struct rsm_discovery *discovery, const struct rsm_found *drive,
                               bool *for_good_out, char shown[RSM_ADDRESS_MAX]);

#endif
