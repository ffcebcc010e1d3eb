/*
 * The transport for what Windows itself sees: SCSI pass-through to its drivers.  See transport.h.
 */
#ifndef RSM_SCSI_TRANSPORT_SPTI_H
#define RSM_SCSI_TRANSPORT_SPTI_H

#include "scsi/transport.h"

/* Addresses as in scsi/address.h: names, device interfaces, and port, bus, target and LUN. */
extern const struct rsm_transport rsm_transport_spti;

#endif
