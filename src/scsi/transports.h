/*
 * The list of transports: those built in, and how an address finds its own.  Every list here is an
 * array of pointers that ends in NULL; the running instance is given one, so that a test can bring
 * a simulated transport with a scheme of its own.
 */
#ifndef RSM_SCSI_TRANSPORTS_H
#define RSM_SCSI_TRANSPORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/error.h"
#include "scsi/transport.h"

/* What this build can do: ends in NULL, and may hold nothing else. */
extern const struct rsm_transport *const rsm_transports_built_in[];

/* The transport whose scheme begins address, or NULL. */
const struct rsm_transport *rsm_transports_find(const struct rsm_transport *const *transports,
                                                const char *address);

/*
 * Find the transport for address and open the device.  On success *transport_out and *handle_out are
 * set and the handle is closed through the transport; on failure both are untouched.  Blocks for at most
 * timeout_ms (UINT32_MAX = as long as the transport thinks right).  Errors as rsm_transport.open; ERROR_BAD_PATHNAME also when no transport understands the address.
 */
rsm_error rsm_transports_open(const struct rsm_transport *const *transports, const char *address,
                              uint32_t timeout_ms, const struct rsm_transport **transport_out,
                              void **handle_out);

/*
 * rsm_transport.enumerate of the transport for address, or, when address is NULL, of each in turn:
 * one that fails is logged and does not stop the others.
 */
rsm_error rsm_transports_enumerate(const struct rsm_transport *const *transports,
                                   const char *address, uint32_t timeout_ms,
                                   void (*found)(void *context, const char *address),
                                   void *context);

/*
 * rsm_transport.signature of the transport for address; false, with nothing changed, when it has none or
 * cannot tell now.
 */
bool rsm_transports_signature(const struct rsm_transport *const *transports, const char *address,
                              uint64_t *signature_out);

#endif
