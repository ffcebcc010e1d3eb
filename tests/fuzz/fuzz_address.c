/*
 * Device addresses: whatever somebody writes is taken apart or refused, and shown without its secrets.
 */
#include "demand.h"
#include "scsi/address.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static rsm_error look_at(void *context, const char *text)
{
    struct rsm_iscsi_address address;
    char shown[RSM_ADDRESS_MAX];
    char other[RSM_ADDRESS_MAX];

    (void)context;
    rsm_address_hide(text, shown, sizeof shown);
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
