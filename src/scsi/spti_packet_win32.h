/*
 * One SCSI command as a request to a Windows driver (Microsoft: IOCTL_SCSI_PASS_THROUGH_DIRECT,
 * IOCTL_SCSI_PASS_THROUGH), and the memory that the driver writes to.
 */
#ifndef RSM_SCSI_SPTI_PACKET_H
#define RSM_SCSI_SPTI_PACKET_H

#include <stdbool.h>
#include <stddef.h>

#include "ntms_wintypes.h"
#include "scsi/address.h"
#include "scsi/transport.h"

/* Room for a request and its data, page-aligned, used again and again. */
struct rsm_spti_packet;

/*
 * Make *packet one that holds `length` bytes of data, if it does not yet (NULL is none at all).
 * ERROR_NOT_ENOUGH_MEMORY, or what Windows says; *packet is then NULL, the old one freed.
 */
rsm_error rsm_spti_packet_make(struct rsm_spti_packet **packet, size_t length);

/* Accepts NULL. */
void rsm_spti_packet_free(struct rsm_spti_packet *packet);

/* Which control codes a driver knows. */
enum rsm_spti_form { RSM_SPTI_DIRECT, RSM_SPTI_BUFFERED };

/*
 * Carry one command on file, which was opened for overlapped use, and wait for it.  unit: where the device
 * is, for an adapter's file; a device's driver fills it in by itself.  ERROR_SUCCESS: the device answered, the
 * answer is in *command.  Anything else is the code that Windows gave; ERROR_SEM_TIMEOUT also when Windows
 * said nothing within timeout_ms and a second: then the request was cancelled.  One that does not end
 * even so, within another second, is left to Windows with its packet, and *packet is NULL.
 */
rsm_error rsm_spti_packet_carry(struct rsm_spti_packet **packet, HANDLE file,
                                const struct rsm_adapter_address *unit, enum rsm_spti_form form,
                                struct rsm_command *command);

#endif
