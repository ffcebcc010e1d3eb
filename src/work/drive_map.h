/*
 * Which tape device is which drive of the library: by the identity in the element status (DVCID)
 * against the devices' own, by what was found out before, and last by proof: load one cartridge and
 * see which device becomes ready.
 */
#ifndef RSM_WORK_DRIVE_MAP_H
#define RSM_WORK_DRIVE_MAP_H

#include "work/discover.h"

/*
 * Give bays their devices.  identities are what the changer tells of its drives; devices that are
 * not claimed but may belong to this library become library->spare.  claimed[i] is set for
 * discovery->found[i].  No device is asked.
 */
void rsm_drive_map_by_identity(struct rsm_discovery *discovery, bool *claimed,
                               const struct rsm_changer_drive_identity *identities,
                               size_t identity_count, struct rsm_library *library);

/*
 * A cartridge is in the bay, whose device is not known: find the spare device that has it, and
 * remember.  The bay must be taken.  ERROR_DRIVE_MEDIA_MISMATCH when none has, when several have, or
 * when another drive whose device is not known holds a cartridge too: it is never guessed.
 */
rsm_error rsm_drive_map_prove(struct rsm_library *library, struct rsm_bay *bay);

#endif
