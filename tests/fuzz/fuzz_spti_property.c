/*
 * Property descriptors of Windows' drivers: any bytes give texts that can be printed and a limit that
 * carries something.
 */
#include "demand.h"

#include "scsi/spti_property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rsm_transport_facts facts = {0};
    rsm_error error = rsm_spti_parse_device(data, size, &facts);

    demand(error == ERROR_SUCCESS || error == ERROR_INVALID_DATA);
    demand((error == ERROR_SUCCESS) == facts.has_type);
    demand(size > 8 || error == ERROR_INVALID_DATA);
    demand(is_printable_text(facts.vendor, sizeof facts.vendor));
    demand(is_printable_text(facts.product, sizeof facts.product));
    demand(is_printable_text(facts.revision, sizeof facts.revision));
    demand(is_printable_text(facts.serial, sizeof facts.serial));
    demand(rsm_spti_parse_max_transfer(data, size) >= 512);
    return 0;
}
