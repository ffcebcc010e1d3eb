/*
 * Which tape device is which drive of the library, as far as it can be told without moving a cartridge.
 * What is believed, in this order:
 *
 * 1. the identity that the changer tells of the drive (DVCID), against the devices' own; one that was
 *    cut short only for a device of the changer's own target, which no other changer is at;
 * 2. the address that the changer tells: over iSCSI a LUN, of the changer's own target;
 * 3. what an administrator said (drive_pin.h);
 * 4. what was found out before, until a cartridge shows otherwise (drive_proof.h).
 *
 * The changer knows better than an administrator: a pin that contradicts it is not followed, and the log
 * says so.  A pin whose device does not answer leaves the drive without a device.
 */
#ifndef RSM_WORK_DRIVE_MAP_H
#define RSM_WORK_DRIVE_MAP_H

#include "work/discover.h"

/* What a changer tells of its drives. */
struct rsm_drive_signs {
    const struct rsm_changer_drive_identity *identities;
    size_t identity_count;
    const struct rsm_changer_element *elements; /* of the pass without identities */
    size_t element_count;
};

/*
 * Give bays that have no device and that nobody has taken their devices; those that have one keep it.
 * Devices that are not claimed but may belong to this library are added to library->spare, from which
 * those that are claimed now are taken.  claimed has one entry for each discovery->found, true for those
 * that belong to somebody, and is set for those of this library.
 *
 * No device is asked.  Wants an open transaction, and library->mutex once others know the library.
 */
void rsm_drive_map(const struct rsm_discovery *discovery, bool *claimed,
                   const struct rsm_drive_signs *signs, struct rsm_library *library);

#endif
