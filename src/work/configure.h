/*
 * Makes or refreshes the objects of a library from what its changer and drives say of themselves:
 * library, changer, drives, slots, ports, their types, and the media types in use.  Identity is the
 * serial number, so that a restart, another port or another address finds the same objects.
 */
#ifndef RSM_WORK_CONFIGURE_H
#define RSM_WORK_CONFIGURE_H

#include "work/discover.h"

/*
 * From the changer discovery->found[index], or from the tape drive that stands alone there; fills library:
 * id, name, address, media type and bays, with their devices where these are known.  claimed[] has one entry for each device found and is
 * set for those that belong to this library's changer.  Records in one transaction; the library is READY
 * afterwards.  A library that another process runs, whose changer was not asked, is made of what that one
 * recorded.  Asks no device.  The error of found[index].reading, database errors.
 */
rsm_error rsm_configure_library(struct rsm_discovery *discovery, size_t index, bool *claimed,
                                struct rsm_library *library);

/*
 * Of a library that is known, whoever works with it: record that its changer, or the drive that
 * stands alone, discovery->found[index], has another address, and what the devices of the drives marked in drives_changed[] say.  claimed[] says
 * which devices are somebody's.  Wants library->mutex and an open writing transaction.
 */
rsm_error rsm_configure_changes(struct rsm_discovery *discovery, size_t index, bool *claimed,
                                bool library_moved, const bool *drives_changed,
                                struct rsm_library *library);

/* Which unit stands in the drive.  When it is another one its mounts are counted from the beginning. */
void rsm_configure_put_unit(const struct rsm_found *found, struct rsm_record *drive);

/* The library on record with that changer, or that drive standing alone.  ERROR_OBJECT_NOT_FOUND.  Wants no
 * transaction. */
rsm_error rsm_configure_find(struct rsm *rsm, const struct rsm_found *found, GUID *library_out);

/* Is the device that was opened at the library's address the changer on record?  Names of the system may be
 * another device's any time.  ERROR_NOT_SAME_DEVICE; a device without a serial number is believed.  Wants no
 * transaction. */
rsm_error rsm_configure_check(const struct rsm_library *library, const struct rsm_device *device);

/* The changer, or the drive that stands alone, does, or does not, answer: READY, or NOT_PRESENT.  Wants no transaction. */
rsm_error rsm_configure_present(struct rsm *rsm, const GUID *library, bool present);

#endif
