/* What the adapters of Windows have (IOCTL_SCSI_GET_INQUIRY_DATA).  Windows only. */
#ifndef RSM_SCSI_SPTI_ADAPTER_H
#define RSM_SCSI_SPTI_ADAPTER_H

#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/spti_inquiry.h"

/* Begins zeroed; the units are the caller's, to free(). */
struct rsm_spti_units {
    struct rsm_spti_unit *units;
    size_t count;
    size_t room;
};

/*
 * The changers and tape drives that the adapter \\.\Scsi<port>: knows, each once, claimed or not.  It answers
 * from memory; no command is sent.  What was readable of a broken answer is given, and the log says so.
 *
 * ERROR_DEV_NOT_EXIST, ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY; other codes when the adapter does not
 * answer this question.  Only ERROR_ACCESS_DENIED and others but ERROR_DEV_NOT_EXIST are for a log.
 */
rsm_error rsm_spti_adapter_units(uint16_t port, struct rsm_spti_units *units);

#endif
