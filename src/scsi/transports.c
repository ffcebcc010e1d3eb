/*
 * The transports built in, and how an address finds its own.  One of the three places that ask for the
 * platform.
 */
#include "scsi/transports.h"

#include "platform/log.h"
#include "scsi/address.h"
#ifdef NTMS_ISCSI
#include "scsi/transport_iscsi.h"
#endif
#ifdef _WIN32
#include "scsi/transport_spti.h"
#endif

#include <ctype.h>
#include <stddef.h>

const struct rsm_transport *const rsm_transports_built_in[] = {
#ifdef NTMS_ISCSI
    &rsm_transport_iscsi,
#endif
#ifdef _WIN32
    &rsm_transport_spti,
#endif
    NULL,
};

static bool begins_with(const char *text, const char *beginning)
{
    for (; *beginning != '\0'; text++, beginning++)
        if (tolower((unsigned char)*text) != tolower((unsigned char)*beginning))
            return false;
    return true;
}

const struct rsm_transport *rsm_transports_find(const struct rsm_transport *const *transports,
                                                const char *address)
{
    for (; *transports != NULL; transports++)
        if (begins_with(address, (*transports)->scheme))
            return *transports;
    return NULL;
}

static const struct rsm_transport *require(const struct rsm_transport *const *transports,
                                           const char *address)
{
    const struct rsm_transport *transport = rsm_transports_find(transports, address);
    char shown[RSM_ADDRESS_MAX];

    if (transport == NULL) {
        rsm_address_hide(address, shown, sizeof shown);
        rsm_log(RSM_LOG_ERROR, "scsi",
                "the device address \"%s\" is of no kind that this build knows", shown);
    }
    return transport;
}

rsm_error rsm_transports_open(const struct rsm_transport *const *transports, const char *address,
                              uint32_t timeout_ms, const struct rsm_transport **transport_out,
                              void **handle_out)
{
    const struct rsm_transport *transport = require(transports, address);
    rsm_error err;

    if (transport == NULL)
        return ERROR_BAD_PATHNAME;
    err = transport->open(transport->context, address, timeout_ms, handle_out);
    if (err == ERROR_SUCCESS)
        *transport_out = transport;
    return err;
}

static void enumerate_all(const struct rsm_transport *const *transports, uint32_t timeout_ms,
                          void (*found)(void *context, const char *address), void *context)
{
    for (; *transports != NULL; transports++) {
        rsm_error err;

        if ((*transports)->enumerate == NULL)
            continue;
        err = (*transports)->enumerate((*transports)->context, NULL, timeout_ms, found, context);
        if (err != ERROR_SUCCESS)
            rsm_log(RSM_LOG_WARNING, "scsi", "%s: cannot look for devices: %s", (*transports)->name,
                    rsm_error_text(err));
    }
}

rsm_error rsm_transports_enumerate(const struct rsm_transport *const *transports,
                                   const char *address, uint32_t timeout_ms,
                                   void (*found)(void *context, const char *address), void *context)
{
    const struct rsm_transport *transport;

    if (address == NULL) {
        enumerate_all(transports, timeout_ms, found, context);
        return ERROR_SUCCESS;
    }
    transport = require(transports, address);
    if (transport == NULL)
        return ERROR_BAD_PATHNAME;
    if (transport->enumerate == NULL) {
        found(context, address);
        return ERROR_SUCCESS;
    }
    return transport->enumerate(transport->context, address, timeout_ms, found, context);
}

bool rsm_transports_signature(const struct rsm_transport *const *transports, const char *address,
                              uint64_t *signature_out)
{
    const struct rsm_transport *transport = rsm_transports_find(transports, address);

    return transport != NULL && transport->signature != NULL &&
           transport->signature(transport->context, signature_out) == ERROR_SUCCESS;
}
