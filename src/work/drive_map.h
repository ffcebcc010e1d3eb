/*
 * Which tape device is which drive of the library, as far as it can be told without moving a cartridge.
 * What is believed, in this order:
 *
 * 1. the identity that the changer tells of the drive (DVCID), against the devices' own; one that was
 *    cut short only for a device of the changer's own target, which no other changer is at; and never
 *    for a device that fits what is told of several drives, whoever else answers;
 * 2. the address that the changer tells: a LUN of the changer's own target; or, where the system has both on
 *    one bus, a target of that bus, until a cartridge shows otherwise, since a system may number what it
 *    shows as it likes;
 * 3. what an administrator said (drive_pin.h);
 * 4. what was found out before, until a cartridge shows otherwise (drive_proof.h).
 *
 * The changer knows better than an administrator: a pin that contradicts it is not followed, and the log
 * says so.  A pin whose device does not answer leaves the drive without a device.  A drive that is on record as
 * standing alone is never spare: until one of these rules says whose it is, it stands alone.  Nor is one that
 * nobody chose, where only chosen devices are used.
 */
#ifndef RSM_WORK_DRIVE_MAP_H
#define RSM_WORK_DRIVE_MAP_H

#include "work/discover.h"

/*
 * Give bays that have no device and that nobody has taken their devices; those that have one keep it.
 * changer is the library's among discovery->found, with what it tells of its drives.
 * Devices that are not claimed but may belong to this library are added to library->spare, from which
 * those that are claimed now are taken.  claimed has one entry for each discovery->found, true for those
 * that belong to somebody, and is set for those of this library.
 *
 * No device is asked.  Wants an open transaction, and library->mutex once others know the library.
 */
void rsm_drive_map(const struct rsm_discovery *discovery, const struct rsm_found *changer,
                   bool *claimed, struct rsm_library *library);

/* Why a drive's tape device is believed to be that one, in words; "" = it is not known.  Never NULL. */
const char *rsm_drive_map_how(enum rsm_known_by known_by);

#endif
