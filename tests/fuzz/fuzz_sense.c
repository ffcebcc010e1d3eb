/*
 * Sense data: taken apart, translated, described, and as the outcome of a READ.
 */
#include "demand.h"

#include "scsi/sense.h"
#include "scsi/ssc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_words(const struct rsm_sense *sense)
{
    char text[RSM_SENSE_TEXT_MAX];
    size_t length = rsm_sense_describe(sense, text, sizeof(text));

    demand(is_printable_text(text, sizeof(text)));
    demand(length == strlen(text) && length < sizeof(text) - 1);
    demand(rsm_sense_class_name(rsm_sense_classify(sense)) != NULL);
}

static void check_read(const struct rsm_sense *sense, size_t requested, size_t arrived)
{
    struct rsm_ssc_read_outcome outcome =
        rsm_ssc_read_outcome(RSM_STATUS_CHECK_CONDITION, sense, requested, arrived);

    demand(outcome.usable <= requested && outcome.usable <= arrived);
    demand(outcome.usable <= outcome.block_size);
    demand((outcome.kind == RSM_SSC_READ_ERROR) == (outcome.error != ERROR_SUCCESS));
    demand(outcome.block_size <= 0xFFFFFF || outcome.kind == RSM_SSC_READ_DATA);
    if (outcome.kind == RSM_SSC_READ_LONG_BLOCK)
        demand(outcome.block_size > requested);
    if (outcome.kind == RSM_SSC_READ_SHORT_BLOCK)
        demand(outcome.block_size < requested && outcome.block_size > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rsm_sense sense;

    rsm_sense_parse(data, size, &sense);
    demand(sense.present || rsm_sense_error(&sense) == ERROR_IO_DEVICE);
    if (rsm_sense_error(&sense) == ERROR_SUCCESS)
        demand(!sense.filemark || sense.key == RSM_SENSE_KEY_COMPLETED);
    check_words(&sense);
    check_read(&sense, 80, 80);
    check_read(&sense, 1 << 20, 1 << 19);
    check_read(&sense, 0, 0);
    return 0;
}
