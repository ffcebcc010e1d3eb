/*
 * Which tape drives stand alone, and are libraries of their own (DESIGN: a tape drive that no changer
 * claims).  One does when all of these hold:
 *
 * 1. no library with a changer that answers has it: by what the changer tells, by pin or by memory
 *    (drive_map.h); nor may it turn out to be a drive of which such a library does not know the device;
 * 2. it is not on record as a drive of a library whose address is configured, but which does not answer now;
 * 3. it is on record as standing alone already; or nothing that is configured may still claim it: every
 *    address has answered, or is that of a library on record whose drives are all on record with their serial
 *    numbers.
 *
 * 4. it may not be a drive of a changer that is not asked, because it was left to another product or somebody
 *    else has it (left_devices.h); unless it is on record as standing alone, or an administrator chose it.
 *
 * So a drive that is known to stand alone does so until a changer says that it is in there, or a cartridge
 * shows it; its library is not present from then on.  A drive of a library that was detached or deleted may
 * stand alone.
 */
#ifndef RSM_WORK_LONE_DRIVE_H
#define RSM_WORK_LONE_DRIVE_H

#include "work/instance.h"

/* Set was_alone of the tape drives that are on record as standing alone.  Wants no transaction. */
rsm_error rsm_lone_drive_recall(struct rsm *rsm, struct rsm_discovery *discovery);

/*
 * Does the tape drive discovery->found[index], which no changer has claimed, stand alone?  ERROR_NOT_FOUND: no;
 * ERROR_NOT_READY: it cannot be said yet, look again; a line in the log says what it depends on.  Database
 * errors.  Wants no transaction.
 */
rsm_error rsm_lone_drive_check(struct rsm_instance *system, const struct rsm_discovery *discovery,
                               size_t index);

/* Set claimed[] for it, by whatever address it was found. */
void rsm_lone_drive_claim(const struct rsm_discovery *discovery, size_t index, bool *claimed);

#endif
