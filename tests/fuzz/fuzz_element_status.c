/*
 * READ ELEMENT STATUS: any bytes, each type wanted in turn.
 */
#include "demand.h"

#include "scsi/smc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walked {
    const uint8_t *data;
    size_t size;
    enum rsm_smc_type wanted;
    size_t count;
};

static rsm_error check_element(void *context, const struct rsm_smc_element *element)
{
    struct walked *walked = context;
    const struct rsm_spc_designator *identifier = &element->identifier;
    struct rsm_spc_identity identity;
    char text[64];

    walked->count++;
    demand(element->type >= RSM_SMC_TRANSPORT && element->type <= RSM_SMC_DATA_TRANSFER);
    demand(walked->wanted == RSM_SMC_ALL || walked->wanted == element->type);
    demand(is_printable_text(element->tag, sizeof(element->tag)));
    demand(element->tag_present == (element->tag[0] != '\0'));
    demand(element->tag_present || !element->tag_readable);
    demand(element->source_valid || element->source == 0);
    demand(element->identifier_present || identifier->length == 0);
    demand(is_inside(identifier->bytes, identifier->length, walked->data, walked->size));

    rsm_spc_designator_text(identifier, text, sizeof(text));
    demand(is_printable_text(text, sizeof(text)));
    rsm_spc_split_identity(identifier, &identity);
    demand(is_printable_text(identity.serial, sizeof(identity.serial)));
    (void)rsm_spc_match_device(identifier, identity.vendor, identity.product, identity.serial);
    (void)rsm_smc_is_ghost(element);
    return ERROR_SUCCESS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t all = 0;

    for (unsigned wanted = RSM_SMC_ALL; wanted < RSM_SMC_TYPES; wanted++) {
        struct walked walked = {data, size, (enum rsm_smc_type)wanted, 0};
        struct rsm_smc_report report;
        rsm_error error = rsm_smc_parse_element_status(data, size, walked.wanted, check_element,
                                                       &walked, &report);

        demand(walked.count == report.seen);
        demand(report.seen + report.skipped <= size / 2);
        demand((error == ERROR_INVALID_DATA) == (report.reason != NULL));
        demand(error == ERROR_SUCCESS || error == ERROR_INVALID_DATA);
        demand(report.position <= size);
        if (wanted == RSM_SMC_ALL)
            all = report.seen;
        demand(report.seen + report.skipped == all); /* the filter does not change the walk */
    }
    return 0;
}
