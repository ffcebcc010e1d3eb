/*
 * What every simulated logical unit says: sense data, INQUIRY, mode pages (SPC-4).
 */
#include "support/simulated_parts.h"

#include "scsi/bytes.h"

#include <string.h>

enum { SENSE_LENGTH = 18 };

void rsm_sim_check(struct rsm_command *command, uint8_t key, uint8_t asc, uint8_t ascq)
{
    command->status = RSM_STATUS_CHECK_CONDITION;
    memset(command->sense, 0, SENSE_LENGTH);
    command->sense[0] = 0x70;
    command->sense[2] = key;
    command->sense[7] = SENSE_LENGTH - 8;
    command->sense[12] = asc;
    command->sense[13] = ascq;
    command->sense_length = SENSE_LENGTH;
    command->transferred = 0;
}

void rsm_sim_refuse_command(struct rsm_command *command)
{
    rsm_sim_check(command, 5, 0x20, 0x00);
}

void rsm_sim_refuse_field(struct rsm_command *command)
{
    rsm_sim_check(command, 5, 0x24, 0x00);
}

void rsm_sim_reply(struct rsm_command *command, const void *bytes, size_t size, size_t allocation)
{
    if (size > allocation)
        size = allocation;
    if (size > command->length)
        size = command->length;
    if (size > 0)
        memcpy(command->data, bytes, size);
    command->transferred = size;
}

static void put_text(uint8_t *to, const char *text, size_t size)
{
    size_t length = strlen(text);

    memset(to, ' ', size);
    memcpy(to, text, length < size ? length : size);
}

/* The T10 vendor identification: vendor, product, serial number. */
size_t rsm_sim_identity_text(const struct sim_identity *identity, uint8_t *text_out)
{
    size_t length = strlen(identity->serial);

    put_text(text_out, identity->vendor, 8);
    put_text(text_out + 8, identity->product, 16);
    memcpy(text_out + 24, identity->serial, length);
    return 24 + length;
}

static void reply_standard(struct rsm_command *command, const struct sim_identity *identity,
                           size_t allocation)
{
    uint8_t data[36] = {identity->type, 0x80, 0x05, 0x02, 31};

    put_text(data + 8, identity->vendor, 8);
    put_text(data + 16, identity->product, 16);
    put_text(data + 32,
             identity->revision == NULL || identity->revision[0] == '\0' ? "1.00"
                                                                         : identity->revision,
             4);
    rsm_sim_reply(command, data, sizeof data, allocation);
}

static void reply_vpd(struct rsm_command *command, const struct sim_identity *identity,
                      size_t allocation)
{
    static const uint8_t pages[] = {RSM_SPC_VPD_PAGES, RSM_SPC_VPD_SERIAL,
                                    RSM_SPC_VPD_IDENTIFICATION};
    uint8_t data[128] = {identity->type, command->cdb.bytes[2]};
    size_t length = 0;

    switch (command->cdb.bytes[2]) {
    case RSM_SPC_VPD_PAGES:
        memcpy(data + 4, pages, sizeof pages);
        length = sizeof pages;
        break;
    case RSM_SPC_VPD_SERIAL:
        length = strlen(identity->serial);
        memcpy(data + 4, identity->serial, length);
        break;
    case RSM_SPC_VPD_IDENTIFICATION:
        length = rsm_sim_identity_text(identity, data + 8);
        data[4] = RSM_SPC_CODE_ASCII;
        data[5] = RSM_SPC_T10_VENDOR_ID;
        data[7] = (uint8_t)length;
        length += 4;
        break;
    default:
        break;
    }
    if (length == 0 || (identity->serial[0] == '\0' && data[1] != RSM_SPC_VPD_PAGES)) {
        rsm_sim_refuse_field(command);
        return;
    }
    data[3] = (uint8_t)length;
    rsm_sim_reply(command, data, 4 + length, allocation);
}

bool rsm_sim_answer_common(struct rsm_command *command, const struct sim_identity *identity)
{
    const uint8_t *cdb = command->cdb.bytes;
    size_t allocation = (size_t)cdb[3] << 8 | cdb[4];
    uint8_t no_sense[SENSE_LENGTH] = {0x70, [7] = SENSE_LENGTH - 8};

    switch (cdb[0]) {
    case 0x12: /* INQUIRY */
        if ((cdb[1] & 0x01) != 0)
            reply_vpd(command, identity, allocation);
        else
            reply_standard(command, identity, allocation);
        return true;
    case 0x03: /* REQUEST SENSE */
        rsm_sim_reply(command, no_sense, sizeof no_sense, cdb[4]);
        return true;
    default:
        return false;
    }
}

void rsm_sim_reply_mode(struct rsm_command *command, const uint8_t *descriptor,
                        const uint8_t *pages, size_t size)
{
    const uint8_t *cdb = command->cdb.bytes;
    bool is_long = cdb[0] == 0x5A;
    size_t header = is_long ? 8 : 4;
    size_t described = descriptor != NULL && (cdb[1] & 0x08) == 0 ? 8 : 0;
    size_t total = header + described + size;
    uint8_t data[256] = {0};

    if (is_long) {
        rsm_bytes_put16(data, (uint16_t)(total - 2));
        data[3] = 0x10; /* buffered */
        rsm_bytes_put16(data + 6, (uint16_t)described);
    } else {
        data[0] = (uint8_t)(total - 1);
        data[2] = 0x10;
        data[3] = (uint8_t)described;
    }
    if (described > 0)
        memcpy(data + header, descriptor, described);
    if (size > 0)
        memcpy(data + header + described, pages, size);
    rsm_sim_reply(command, data, total, is_long ? (size_t)cdb[7] << 8 | cdb[8] : (size_t)cdb[4]);
}
