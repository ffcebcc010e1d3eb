/*
 * Where the devices of a library that is known are now: drives whose tape device was not found at first
 * get it, and devices that moved to another address are followed.
 */
#ifndef RSM_WORK_FOLLOW_H
#define RSM_WORK_FOLLOW_H

#include "work/discover.h"

/* Set claimed[] for the devices that are known to belong to drives of that library, at whatever address.  Drives
 * whose device has got another's name have none any more, until rsm_follow_devices().  To be called for all
 * libraries first.  Wants no transaction. */
rsm_error rsm_follow_claim(struct rsm_library *library, const struct rsm_discovery *discovery,
                           bool *claimed);

/* The drive discovery->found[index] stands alone, and is that library's: if it is no more at its address, it
 * is followed.  ERROR_BUSY while somebody has it in hand; database errors. */
rsm_error rsm_follow_alone(struct rsm_discovery *discovery, size_t index, bool *claimed,
                           struct rsm_library *library);

/*
 * Drives that have no tape device are given theirs; where every address was asked, devices that are no
 * more at theirs are followed to where they are.  Records are brought up to date in one transaction.
 * discovery->found[index] is the library's changer.  No device is asked.
 *
 * ERROR_BUSY when whoever works with the library has something in hand that must not change now; the error
 * of found[index].reading when that is needed; database errors.  Nothing has changed then: look again.
 */
rsm_error rsm_follow_devices(struct rsm_discovery *discovery, size_t index, bool *claimed,
                             struct rsm_library *library);

/* Is that the unit which stands in the drive, as its record says?  By serial number, or by the
 * path that stays when it has none. */
bool rsm_follow_is_recorded(const struct rsm_record *drive, const struct rsm_found *found);

#endif
