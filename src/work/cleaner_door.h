/*
 * The cleaner of a library without a port: a person carries it through the door, to the reserved slot or
 * from it.  The request waits for the door, which has a request of its own (its Batch), without an inventory.
 */
#ifndef RSM_WORK_CLEANER_DOOR_H
#define RSM_WORK_CLEANER_DOOR_H

#include "work/library.h"

/*
 * Have the door opened and tell the person what to do at the slot that the request names: `what` is the
 * beginning of a sentence, "Put a cleaning cartridge into".  The request, INPROCESS, is WAITING then.
 * Wants no transaction; errors of the database.
 */
rsm_error rsm_cleaner_door_begin(struct rsm_library *library, struct rsm_record *request,
                                 const char *what);

/*
 * Is the door closed again?  False = not yet.  Else *err_out is ERROR_SUCCESS, and *full_out what the
 * changer says of the slot, which is recorded; or ERROR_REQUEST_REFUSED (by the person), ERROR_CANCELLED
 * (the opening of the door was), or what the opening of the door, or the changer, failed with.
 */
bool rsm_cleaner_door_has_ended(struct rsm_library *library, const struct rsm_record *request,
                                bool *full_out, rsm_error *err_out);

#endif
