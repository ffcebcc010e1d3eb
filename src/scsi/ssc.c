/*
 * Commands of tape drives and their answers: loading, reading and writing blocks, positions, block
 * limits, and what a READ came to.  Follows SSC-3.
 */
#include "scsi/ssc.h"

#include "scsi/bytes.h"

/* ---- building ---- */

struct rsm_cdb rsm_ssc_load_unload(unsigned how, bool immediate)
{
    struct rsm_cdb cdb = {{0x1B, immediate ? 0x01 : 0x00, 0, 0, (uint8_t)(how & 0x0F)}, 6};
    return cdb;
}

struct rsm_cdb rsm_ssc_rewind(bool immediate)
{
    struct rsm_cdb cdb = {{0x01, immediate ? 0x01 : 0x00}, 6};
    return cdb;
}

struct rsm_cdb rsm_ssc_read_block_limits(void)
{
    struct rsm_cdb cdb = {{0x05}, 6};
    return cdb;
}

/* READ, WRITE and WRITE FILEMARKS are alike: a byte of flags and 24 bits of length or count. */
static struct rsm_cdb transfer(uint8_t operation, uint8_t flags, uint32_t length)
{
    struct rsm_cdb cdb = {{operation, flags}, 6};

    rsm_bytes_put24(cdb.bytes + 2, length);
    return cdb;
}

struct rsm_cdb rsm_ssc_read_block(uint32_t length, bool any_length)
{
    return transfer(0x08, any_length ? 0x02 : 0x00, length);
}

struct rsm_cdb rsm_ssc_read_blocks(uint32_t count)
{
    return transfer(0x08, 0x01 /* FIXED */, count);
}

struct rsm_cdb rsm_ssc_write_block(uint32_t length)
{
    return transfer(0x0A, 0x00, length);
}

struct rsm_cdb rsm_ssc_write_blocks(uint32_t count)
{
    return transfer(0x0A, 0x01 /* FIXED */, count);
}

struct rsm_cdb rsm_ssc_write_filemarks(uint32_t count, bool immediate)
{
    return transfer(0x10, immediate ? 0x01 : 0x00, count);
}

struct rsm_cdb rsm_ssc_erase(bool to_the_end)
{
    struct rsm_cdb cdb = {{0x19, to_the_end ? 0x01 : 0x00}, 6};
    return cdb;
}

struct rsm_cdb rsm_ssc_space(enum rsm_ssc_space what, int32_t count)
{
    enum { LEAST = -0x800000, MOST = 0x7FFFFF };

    if (count < LEAST)
        count = LEAST;
    if (count > MOST)
        count = MOST;
    return transfer(0x11, (uint8_t)(what & 0x0F), (uint32_t)count & 0xFFFFFF);
}

struct rsm_cdb rsm_ssc_read_position(bool long_form)
{
    struct rsm_cdb cdb = {{0x34, long_form ? 0x06 : 0x00}, 10};
    return cdb;
}

/* ---- answers ---- */

rsm_error rsm_ssc_parse_block_limits(const uint8_t *data, size_t size,
                                     struct rsm_ssc_block_limits *limits_out)
{
    struct rsm_bytes all = rsm_bytes_of(data, size);

    *limits_out = (struct rsm_ssc_block_limits){0};
    if (!rsm_bytes_has(&all, 0, RSM_SSC_BLOCK_LIMITS_SIZE))
        return ERROR_INVALID_DATA;
    limits_out->granularity = rsm_bytes_get8(&all, 0) & 0x1F;
    limits_out->maximum = rsm_bytes_get24(&all, 1);
    limits_out->minimum = rsm_bytes_get16(&all, 4);
    return ERROR_SUCCESS;
}

rsm_error rsm_ssc_parse_position_short(const uint8_t *data, size_t size,
                                       struct rsm_ssc_position *position_out)
{
    struct rsm_bytes all = rsm_bytes_of(data, size);

    *position_out = (struct rsm_ssc_position){0};
    if (!rsm_bytes_has(&all, 0, RSM_SSC_POSITION_SHORT_SIZE))
        return ERROR_INVALID_DATA;
    position_out->at_beginning = rsm_bytes_bit(&all, 0, 0x80);
    position_out->at_end = rsm_bytes_bit(&all, 0, 0x40);
    /* location unknown, or too large for this form */
    position_out->known = !rsm_bytes_bit(&all, 0, 0x04 | 0x02);
    if (position_out->known) {
        position_out->partition = rsm_bytes_get8(&all, 1);
        position_out->block = rsm_bytes_get32(&all, 4);
    }
    return ERROR_SUCCESS;
}

rsm_error rsm_ssc_parse_position_long(const uint8_t *data, size_t size,
                                      struct rsm_ssc_position *position_out)
{
    struct rsm_bytes all = rsm_bytes_of(data, size);

    *position_out = (struct rsm_ssc_position){0};
    if (!rsm_bytes_has(&all, 0, RSM_SSC_POSITION_LONG_SIZE))
        return ERROR_INVALID_DATA;
    position_out->at_beginning = rsm_bytes_bit(&all, 0, 0x80);
    position_out->at_end = rsm_bytes_bit(&all, 0, 0x40);
    position_out->known = !rsm_bytes_bit(&all, 0, 0x04);
    if (position_out->known) {
        position_out->partition = rsm_bytes_get32(&all, 4);
        position_out->block = rsm_bytes_get64(&all, 8);
    }
    position_out->file_known = !rsm_bytes_bit(&all, 0, 0x08);
    if (position_out->file_known)
        position_out->file = rsm_bytes_get64(&all, 16);
    return ERROR_SUCCESS;
}

void rsm_ssc_parse_mode(const struct rsm_spc_mode *mode, struct rsm_ssc_mode *mode_out)
{
    struct rsm_bytes descriptor = rsm_bytes_of(mode->descriptors, mode->descriptors_size);

    *mode_out = (struct rsm_ssc_mode){0};
    mode_out->write_protected = (mode->device_specific & 0x80) != 0;
    mode_out->buffered_mode = mode->device_specific >> 4 & 0x07;
    mode_out->medium_type = mode->medium_type;
    mode_out->descriptor_present = rsm_bytes_has(&descriptor, 0, 8);
    if (!mode_out->descriptor_present)
        return;
    mode_out->density = rsm_bytes_get8(&descriptor, 0);
    mode_out->blocks = rsm_bytes_get24(&descriptor, 1);
    mode_out->block_length = rsm_bytes_get24(&descriptor, 5);
}

void rsm_ssc_block_length_list(const struct rsm_ssc_mode *now, uint32_t block_length,
                               uint8_t list_out[RSM_SSC_BLOCK_LENGTH_LIST_SIZE])
{
    for (size_t i = 0; i < RSM_SSC_BLOCK_LENGTH_LIST_SIZE; i++)
        list_out[i] = 0;
    list_out[2] = (uint8_t)(now->buffered_mode << 4 & 0x70);
    list_out[3] = 8; /* length of the block descriptor that follows */
    list_out[4] = now->density;
    rsm_bytes_put24(list_out + 9, block_length);
}

/* ---- the outcome of READ(6) of one block ---- */

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

static struct rsm_ssc_read_outcome failed(rsm_error error)
{
    struct rsm_ssc_read_outcome outcome = {RSM_SSC_READ_ERROR, 0, 0, error};
    return outcome;
}

static struct rsm_ssc_read_outcome no_data(enum rsm_ssc_read kind)
{
    struct rsm_ssc_read_outcome outcome = {kind, 0, 0, ERROR_SUCCESS};
    return outcome;
}

/* All that was asked for, or, with SILI, as much as the transport says. */
static struct rsm_ssc_read_outcome whole_block(size_t requested, size_t arrived)
{
    size_t length = lesser(requested, arrived);
    struct rsm_ssc_read_outcome outcome = {RSM_SSC_READ_DATA, length, length, ERROR_SUCCESS};
    return outcome;
}

/* INFORMATION is requested minus true length; no block is empty or longer than 24 bits can say. */
static struct rsm_ssc_read_outcome wrong_length(const struct rsm_sense *sense, size_t requested,
                                                size_t arrived)
{
    enum { LONGEST = 0xFFFFFF };
    struct rsm_ssc_read_outcome outcome = {RSM_SSC_READ_SHORT_BLOCK, 0, 0, ERROR_SUCCESS};

    if (!sense->information_valid || sense->information == 0 || requested > LONGEST ||
        sense->information >= (int64_t)requested ||
        sense->information < (int64_t)requested - LONGEST)
        return failed(ERROR_INVALID_BLOCK_LENGTH);
    outcome.block_size = (size_t)((int64_t)requested - sense->information);
    if (outcome.block_size > requested)
        outcome.kind = RSM_SSC_READ_LONG_BLOCK;
    outcome.usable = lesser(lesser(outcome.block_size, requested), arrived);
    return outcome;
}

static struct rsm_ssc_read_outcome checked(const struct rsm_sense *sense, size_t requested,
                                           size_t arrived)
{
    rsm_error error = rsm_sense_error(sense);

    if (sense->deferred)
        return failed(error != ERROR_SUCCESS ? error : ERROR_IO_DEVICE);
    if (sense->filemark || error == ERROR_FILEMARK_DETECTED)
        return no_data(RSM_SSC_READ_FILEMARK);
    if (rsm_sense_classify(sense) == RSM_SENSE_BLANK)
        return no_data(RSM_SSC_READ_END_OF_DATA);
    if (error == ERROR_INVALID_BLOCK_LENGTH)
        return wrong_length(sense, requested, arrived);
    return error == ERROR_SUCCESS ? whole_block(requested, arrived) : failed(error);
}

struct rsm_ssc_read_outcome rsm_ssc_read_outcome(uint8_t status, const struct rsm_sense *sense,
                                                 size_t requested, size_t arrived)
{
    switch (status) {
    case RSM_STATUS_GOOD:
        return whole_block(requested, arrived);
    case RSM_STATUS_CHECK_CONDITION:
        return sense != NULL ? checked(sense, requested, arrived) : failed(ERROR_IO_DEVICE);
    case RSM_STATUS_BUSY:
    case RSM_STATUS_TASK_SET_FULL:
        return failed(ERROR_BUSY);
    case RSM_STATUS_RESERVATION_CONFLICT:
        return failed(ERROR_SHARING_VIOLATION);
    default:
        return failed(ERROR_IO_DEVICE);
    }
}
