/*
 * Finding what Windows shows: names (\\.\Tape0, \\.\Changer0), device interfaces, and what adapters
 * have that no class driver claims.  No command is sent to a device.  A device is opened only when two
 * links may be one device and nothing else tells, without any access to it and for two questions to its
 * driver; the answer is remembered while the system shows the same, so that who looks again opens none.
 * Windows only.
 */
#ifndef RSM_SCSI_SPTI_DISCOVERY_H
#define RSM_SCSI_SPTI_DISCOVERY_H

#include <stddef.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/address.h"
#include "scsi/spti_inquiry.h"

/*
 * rsm_transport.enumerate of the pass-through.  address NULL or RSM_ADDRESS_WINDOWS: every device once,
 * changers first: by its name; by its interface path when it has no name; as "\\.\Scsi2:0:5:0" when no
 * class driver claims it and it is a changer or a tape drive.  "\\.\Scsi2:": the unclaimed ones of that
 * adapter.  Any other address is that of one device and given as it is.
 *
 * That a device cannot be asked, or that an adapter does not answer, is logged and fails nothing.
 * timeout_ms is not needed: drivers answer from memory.  ERROR_NOT_ENOUGH_MEMORY; ERROR_DEV_NOT_EXIST when
 * there is no such adapter; ERROR_ACCESS_DENIED when it may not be opened.
 */
rsm_error rsm_spti_enumerate(void *context, const char *address, uint32_t timeout_ms,
                             void (*found)(void *found_context, const char *address),
                             void *found_context);

/*
 * rsm_transport.signature of the pass-through: of the names, their devices, the interfaces, and the
 * changers and tape drives that adapters list, claimed or not.  Opens adapters, which is nobody's device.
 * ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_spti_signature(void *context, uint64_t *signature_out);

/*
 * The device interface path of the device that is named so, as in "\\.\Tape0".  Best asked while the
 * caller has no handle on it: a driver may refuse a second one, and then it is found by leaving out all
 * others.  ERROR_NOT_FOUND, with out[0] = '\0', when it has none or it cannot be told which;
 * ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_spti_find_path(const char *name, char *out, size_t size);

/*
 * What the adapter knows of the device at that address, claimed or not.  ERROR_DEV_NOT_EXIST when
 * there is no such adapter, or it knows no such device; ERROR_ACCESS_DENIED; ERROR_NOT_ENOUGH_MEMORY.
 */
rsm_error rsm_spti_find_unit(const struct rsm_adapter_address *address,
                             struct rsm_spti_unit *unit_out);

#endif
