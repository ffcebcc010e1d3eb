/*
 * What drivers of Windows told of their devices, kept for the time when nobody may ask them: where only one
 * program at a time can open a device, not even its driver can be asked while it is open, not by the process
 * itself that has it.  For all threads of the process; nothing is opened here.
 */
#ifndef RSM_SCSI_SPTI_KNOWN_H
#define RSM_SCSI_SPTI_KNOWN_H

#include <stdbool.h>

#include "platform/error.h"
#include "scsi/transport.h"

/* The driver has just told this of the device at that address.  Without a path nothing is kept: a name may be
 * another device's the next time. */
void rsm_spti_known_keep(const char *address, const struct rsm_transport_facts *facts);

/* What was told last of the device that had this address and this interface path.  False, with nothing
 * changed, when that is not known; the case of the address does not matter. */
bool rsm_spti_known_recall(const char *address, const char *path,
                           struct rsm_transport_facts *facts_out);

/* An opening of that address has just failed with that code, or (ERROR_SUCCESS) not.  Is it something
 * else than the last time?  Devices that are refused are tried again and again, and it is said once. */
bool rsm_spti_known_is_news(const char *address, rsm_error error);

#endif
