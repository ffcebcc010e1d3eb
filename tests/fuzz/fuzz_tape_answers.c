/*
 * What tape drives answer to READ BLOCK LIMITS, READ POSITION and MODE SENSE, and the list that sets a block length:
 * it says what was wished, and leaves what else is set.
 */
#include "demand.h"

#include "scsi/ssc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_limits(const uint8_t *data, size_t size)
{
    struct rsm_ssc_block_limits limits;
    rsm_error err = rsm_ssc_parse_block_limits(data, size, &limits);

    demand((err == ERROR_SUCCESS) == (size >= RSM_SSC_BLOCK_LIMITS_SIZE));
    demand(err == ERROR_SUCCESS || err == ERROR_INVALID_DATA);
    if (err == ERROR_SUCCESS)
        demand(limits.maximum <= 0xFFFFFF && limits.granularity < 32);
}

static void check_position(const uint8_t *data, size_t size)
{
    struct rsm_ssc_position position;

    if (rsm_ssc_parse_position_short(data, size, &position) == ERROR_SUCCESS)
        demand(size >= RSM_SSC_POSITION_SHORT_SIZE && !position.file_known);
    else
        demand(size < RSM_SSC_POSITION_SHORT_SIZE);
    demand((rsm_ssc_parse_position_long(data, size, &position) == ERROR_SUCCESS) ==
           (size >= RSM_SSC_POSITION_LONG_SIZE));
}

/* What is sent to a drive, as the drive would read it. */
static void check_list(const struct rsm_ssc_mode *now, uint32_t block_length)
{
    uint8_t list[RSM_SSC_BLOCK_LENGTH_LIST_SIZE];
    struct rsm_spc_mode sent;
    struct rsm_ssc_mode set;

    rsm_ssc_block_length_list(now, block_length, list);
    demand(list[0] == 0 && list[3] == 8);
    list[0] = sizeof list - 1; /* reserved when it is sent, a length when it is read */
    demand(rsm_spc_parse_mode6(list, sizeof list, &sent) == ERROR_SUCCESS);
    rsm_ssc_parse_mode(&sent, &set);
    demand(set.descriptor_present && set.block_length == block_length);
    demand(set.buffered_mode == now->buffered_mode && set.density == now->density);
}

static void check_mode(const struct rsm_spc_mode *mode)
{
    struct rsm_ssc_mode tape;

    rsm_ssc_parse_mode(mode, &tape);
    demand(tape.descriptor_present ||
           (tape.density == 0 && tape.blocks == 0 && tape.block_length == 0));
    demand(tape.buffered_mode < 8 && tape.block_length <= 0xFFFFFF && tape.blocks <= 0xFFFFFF);
    check_list(&tape, 0);
    check_list(&tape, 512);
    check_list(&tape, tape.block_length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rsm_spc_mode mode;

    check_limits(data, size);
    check_position(data, size);
    if (rsm_spc_parse_mode6(data, size, &mode) == ERROR_SUCCESS)
        check_mode(&mode);
    if (rsm_spc_parse_mode10(data, size, &mode) == ERROR_SUCCESS)
        check_mode(&mode);
    return 0;
}
