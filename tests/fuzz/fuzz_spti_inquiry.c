/*
 * What an adapter lists: any bytes end, and nothing is told that is not in them.
 */
#include "demand.h"

#include "scsi/spti_inquiry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_unit(void *context, const struct rsm_spti_unit *unit)
{
    size_t *units = context;

    (*units)++;
    demand(unit->has_inquiry || unit->inquiry.vendor[0] == '\0');
    demand(is_printable_text(unit->inquiry.vendor, sizeof unit->inquiry.vendor));
    demand(is_printable_text(unit->inquiry.product, sizeof unit->inquiry.product));
    demand(is_printable_text(unit->inquiry.revision, sizeof unit->inquiry.revision));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t units = 0;
    rsm_error error = rsm_spti_parse_units(data, size, check_unit, &units);

    demand(error == ERROR_SUCCESS || error == ERROR_INVALID_DATA);
    demand(size >= 4 || error == ERROR_INVALID_DATA);
    demand(units <= size / 12 * (size > 0 ? data[0] : 0));
    return 0;
}
