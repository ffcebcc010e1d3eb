/*
 * Device addresses: whatever somebody writes is taken apart or refused, and shown without its secrets.
 */
#include "demand.h"
#include "scsi/address.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken apart can be written again, and is what it was. */
static void look_at_adapter(const char *text)
{
    struct rsm_adapter_address address;
    struct rsm_adapter_address again;
    char other[RSM_ADDRESS_MAX];
    uint16_t number;

    if (rsm_address_parse_port(text, &number)) {
        snprintf(other, sizeof other, "\\\\.\\Scsi%u:", number);
        demand(rsm_address_parse_port(other, &number));
        demand(!rsm_address_parse_adapter(text, &address) && !rsm_address_lun(text, &number));
    }
    if (!rsm_address_parse_adapter(text, &address))
        return;
    demand(rsm_address_is_windows(text));
    snprintf(other, sizeof other, "\\\\.\\Scsi%u:%u:%u:%u", address.port, address.bus,
             address.target, address.lun);
    demand(rsm_address_parse_adapter(other, &again));
    demand(again.port == address.port && again.bus == address.bus &&
           again.target == address.target && again.lun == address.lun);
    demand(rsm_address_lun(text, &number) && number == address.lun);
    demand(rsm_address_same_target(text, other));
}

static rsm_error look_at(void *context, const char *text)
{
    struct rsm_iscsi_address address;
    char shown[RSM_ADDRESS_MAX];
    char other[RSM_ADDRESS_MAX];

    (void)context;
    rsm_address_hide(text, shown, sizeof shown);
    look_at_adapter(text);
    if (rsm_address_parse_iscsi(text, &address) != ERROR_SUCCESS)
        return ERROR_SUCCESS;
    demand(address.host[0] != '\0' && address.target[0] != '\0' && address.port != 0);
    demand((address.user[0] == '\0') == (address.password[0] == '\0'));
    demand(address.user[0] == '\0' || strstr(shown, "***") != NULL);
    if (rsm_address_with_lun(text, 7, other, sizeof other) == ERROR_SUCCESS) {
        demand(rsm_address_parse_iscsi(other, &address) == ERROR_SUCCESS);
        demand(address.has_lun && address.lun == 7);
    }
    return ERROR_SUCCESS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    if (text == NULL)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    look_at(NULL, text);
    rsm_address_for_each(text, look_at, NULL);
    free(text);
    return 0;
}
