/*
 * What Windows' storage drivers answer to IOCTL_STORAGE_QUERY_PROPERTY: STORAGE_DEVICE_DESCRIPTOR and
 * STORAGE_ADAPTER_DESCRIPTOR, and the names that follow from IOCTL_STORAGE_GET_DEVICE_NUMBER (Microsoft,
 * winioctl.h and ntddstor.h).  Pure functions: nothing is sent or logged; offsets and lengths are believed
 * only as far as bytes arrived.  The layouts are the same for 32- and 64-bit programs.
 */
#ifndef RSM_SCSI_SPTI_PROPERTY_H
#define RSM_SCSI_SPTI_PROPERTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/transport.h"

enum {
    /* bytes that every adapter can carry in one command: taken when one does not tell, or tells nonsense */
    RSM_SPTI_TRANSFER_LEAST = 65536
};

/*
 * Type, vendor, product, revision and serial number, as the system read them when the device came, into
 * *facts; the rest of it is left alone.  Texts are trimmed, printable, cut to their room; what is not told is
 * "".  ERROR_INVALID_DATA when not even the device type arrived; *facts is then untouched.
 */
rsm_error rsm_spti_parse_device(const void *data, size_t size, struct rsm_transport_facts *facts);

/*
 * Bytes that one command may carry, whatever the buffer: the lesser of MaximumTransferLength and of what
 * MaximumPhysicalPages hold when the buffer begins inside a page.  Never 0; RSM_SPTI_TRANSFER_LEAST when
 * size is too small, or a value is too small to carry anything.
 */
uint32_t rsm_spti_parse_max_transfer(const void *data, size_t size);

/*
 * "\\.\Tape0", "\\.\Changer0": the name of the device with this DEVICE_TYPE and number.  False, with
 * name[0] = '\0', when it is neither a tape drive nor a changer, or has no number (FFFFFFFFh).
 */
bool rsm_spti_device_name(uint32_t device_type, uint32_t number, char name[RSM_DEVICE_NAME_MAX]);

#endif
