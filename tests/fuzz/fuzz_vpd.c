/*
 * INQUIRY: standard data, and the vital product data pages 00h, 80h and 83h.
 */
#include "demand.h"

#include "scsi/spc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_inquiry(const uint8_t *data, size_t size)
{
    struct rsm_spc_inquiry inquiry;
    rsm_error error = rsm_spc_parse_inquiry(data, size, &inquiry);

    demand((error == ERROR_SUCCESS) == (size >= 5));
    demand(is_printable_text(inquiry.vendor, sizeof(inquiry.vendor)));
    demand(is_printable_text(inquiry.product, sizeof(inquiry.product)));
    demand(is_printable_text(inquiry.revision, sizeof(inquiry.revision)));
}

static void check_serial(const uint8_t *data, size_t size)
{
    char serial[RSM_SPC_SERIAL_MAX];
    char one[1] = {'x'};
    rsm_error error = rsm_spc_parse_serial(data, size, serial, sizeof(serial));

    demand(is_printable_text(serial, sizeof(serial)));
    demand((error == ERROR_SUCCESS) == (serial[0] != '\0'));
    (void)rsm_spc_parse_serial(data, size, one, sizeof(one));
    demand(one[0] == '\0');
}

static void check_designators(const uint8_t *data, size_t size)
{
    struct rsm_spc_designator first = {0};
    struct rsm_spc_designator designator;
    const uint8_t *list;
    size_t list_size;
    size_t offset = 0;
    size_t count = 0;
    char text[40];

    (void)rsm_spc_find_designators(data, size, &list, &list_size);
    demand(is_inside(list, list_size, data, size));
    while (rsm_spc_next_designator(list, list_size, &offset, &designator)) {
        demand(offset <= list_size && ++count <= list_size / 4);
        demand(is_inside(designator.bytes, designator.length, list, list_size));
        rsm_spc_designator_text(&designator, text, sizeof(text));
        demand(is_printable_text(text, sizeof(text)));
        demand(rsm_spc_same_designator(&first, &designator) ==
               rsm_spc_same_designator(&designator, &first));
        (void)rsm_spc_match_device(&designator, "IET", "VIRTUAL-TAPE", "VTLDRV0001");
        first = designator;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_inquiry(data, size);
    check_serial(data, size);
    check_designators(data, size);
    (void)rsm_spc_lists_vpd_page(data, size, RSM_SPC_VPD_SERIAL);
    return 0;
}
