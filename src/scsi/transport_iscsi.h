/*
 * SCSI commands over iSCSI, in this process, through libiscsi.  For transports.c alone.
 */
#ifndef RSM_SCSI_TRANSPORT_ISCSI_H
#define RSM_SCSI_TRANSPORT_ISCSI_H

#include "scsi/transport.h"

/* Sees nothing by itself: addresses come from the configuration. */
extern const struct rsm_transport rsm_transport_iscsi;

#endif
