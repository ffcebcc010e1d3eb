/*
 * A changer with the bad manners of real ones.
 */
#include "scsi/quirky_changer.h"

#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FIRST_SLOT = 1000, FIRST_DRIVE = 500, FIXED_PART = 12, TAG_PART = 36, IDENTITY_PART = 38 };

static rsm_error check(struct rsm_command *command, uint8_t key, uint8_t asc, uint8_t ascq)
{
    command->status = RSM_STATUS_CHECK_CONDITION;
    memset(command->sense, 0, 18);
    command->sense[0] = 0x70;
    command->sense[2] = key;
    command->sense[7] = 10;
    command->sense[12] = asc;
    command->sense[13] = ascq;
    command->sense_length = 18;
    return ERROR_SUCCESS;
}

static rsm_error answer(struct rsm_command *command, const uint8_t *data, size_t length)
{
    command->transferred = length < command->length ? length : command->length;
    if (command->transferred > 0)
        memcpy(command->data, data, command->transferred);
    return ERROR_SUCCESS;
}

static uint8_t high(unsigned value)
{
    return (uint8_t)(value >> 8 & 0xFF);
}

static uint8_t low(unsigned value)
{
    return (uint8_t)(value & 0xFF);
}

static rsm_error answer_inquiry(struct rsm_command *command)
{
    uint8_t data[36] = {RSM_DEVICE_CHANGER, 0x80, 5, 2, 31};

    if (command->cdb.bytes[1] != 0)
        return check(command, 5, 0x24, 0);
    memcpy(data + 8, "QUIRKY  CHANGER         0001", 28);
    return answer(command, data, sizeof data);
}

static size_t put_page(const struct quirks *quirks, uint8_t page, uint8_t *data)
{
    const unsigned drives = quirks->drives + quirks->drives_missing;

    data[0] = page;
    switch (page) {
    case 0x1D:
        data[1] = 18;
        data[5] = quirks->arms_from_drives ? 0 : 1;
        data[3] = quirks->arms_from_drives ? 0 : 7;
        data[6] = high(FIRST_SLOT);
        data[7] = low(FIRST_SLOT);
        data[8] = high(quirks->slots);
        data[9] = low(quirks->slots);
        data[10] = high(FIRST_SLOT + quirks->slots - quirks->ports);
        data[11] = low(FIRST_SLOT + quirks->slots - quirks->ports);
        data[13] = low(quirks->ports);
        data[14] = high(FIRST_DRIVE);
        data[15] = low(FIRST_DRIVE);
        data[16] = high(drives);
        data[17] = low(drives);
        return 20;
    case 0x1F:
        data[1] = 18;
        memset(data + 2, quirks->zero_capabilities ? 0 : 0x0F, 18);
        if (quirks->few_capabilities) {
            memset(data + 2, 0, 18);
            data[5] = 0x08; /* slot to drive */
            data[7] = 0x02; /* drive to slot */
        }
        return 20;
    default:
        return 0;
    }
}

static rsm_error answer_mode(const struct quirks *quirks, struct rsm_command *command)
{
    bool ten = command->cdb.bytes[0] == 0x5A;
    uint8_t page = command->cdb.bytes[2] & 0x3F;
    size_t header = ten ? 8 : 4;
    uint8_t data[64] = {0};
    size_t length;

    if ((quirks->no_dbd && (command->cdb.bytes[1] & 8) != 0) || (quirks->only_ten && !ten) ||
        (quirks->no_addresses && page == 0x1D))
        return check(command, 5, 0x24, 0);
    length = put_page(quirks, page, data + header);
    if (length == 0)
        return check(command, 5, 0x24, 0);
    length += header;
    if (ten)
        data[1] = (uint8_t)(length - 2);
    else
        data[0] = (uint8_t)(length - 1);
    return answer(command, data, length);
}

static size_t put_element(const struct quirks *quirks, unsigned type, unsigned address, bool tags,
                          bool identity, uint8_t *to)
{
    size_t length = FIXED_PART;

    to[0] = high(address);
    to[1] = low(address);
    to[2] = type != RSM_PLACE_DRIVE ? 1 : 0; /* full; ACCESS is never set */
    if (type == RSM_PLACE_DRIVE) {
        to[6] = quirks->drive_flags;
        to[7] = quirks->drive_id;
    }
    if (type == RSM_PLACE_SLOT && address - FIRST_SLOT < quirks->ghosts) {
        to[2] = 4;
        to[4] = 0x83;
        to[5] = 0x02;
    }
    if (tags) {
        if ((to[2] & 1) != 0) {
            char text[40];

            snprintf(text, sizeof text, "T%05u%-26s", address, "");
            memcpy(to + length, text, 32);
        } else {
            memset(to + length, ' ', 32);
        }
        length += TAG_PART;
    }
    if (identity) {
        char text[40];

        snprintf(text, sizeof text, "VENDOR  DRIVE           D%09u", address);
        to[length] = 2;
        to[length + 1] = 1;
        to[length + 3] = 34;
        memcpy(to + length + 4, text, 34);
        length += IDENTITY_PART;
    }
    return length + quirks->pad;
}

static bool is_allowed(const struct quirks *quirks, size_t allocation, size_t exact)
{
    if (quirks->longest != 0 && allocation > quirks->longest)
        return false;
    return !quirks->exact_only || allocation == 8 || allocation == exact;
}

static unsigned first_of(const struct quirks *quirks, unsigned type)
{
    if (type == RSM_PLACE_PORT)
        return FIRST_SLOT + quirks->slots - quirks->ports;
    return type == RSM_PLACE_SLOT ? FIRST_SLOT : FIRST_DRIVE;
}

static unsigned count_of(const struct quirks *quirks, unsigned type)
{
    if (type == RSM_PLACE_PORT)
        return quirks->ports;
    return type == RSM_PLACE_SLOT ? quirks->slots - quirks->ports : quirks->drives;
}

static rsm_error answer_status(struct quirky *quirky, struct rsm_command *command)
{
    const struct quirks *quirks = &quirky->quirks;
    const uint8_t *cdb = command->cdb.bytes;
    unsigned type = cdb[1] & 0x0F;
    unsigned start = (unsigned)cdb[2] << 8 | cdb[3];
    unsigned count = (unsigned)cdb[4] << 8 | cdb[5];
    size_t allocation = (size_t)cdb[7] << 16 | (size_t)cdb[8] << 8 | cdb[9];
    bool tags = (cdb[1] & 0x10) != 0;
    bool identity = (cdb[6] & 1) != 0;
    unsigned first = first_of(quirks, type);
    unsigned end = first + count_of(quirks, type);
    size_t one =
        FIXED_PART + (tags ? TAG_PART : 0u) + (identity ? IDENTITY_PART : 0u) + quirks->pad;
    size_t length = 16;
    uint8_t *data;
    unsigned reported = 0;

    quirky->reports++;
    if (quirks->must_initialize && quirky->initialized == 0)
        return check(command, 2, 0x04, 0x02);
    if ((tags &&
         (quirks->refuses_tags || (quirks->refuses_tags_of_drives && (cdb[1] & 0x0F) == 4))) ||
        (identity && quirks->refuses_identities))
        return check(command, 5, 0x24, 0);
    if (quirks->most_asked != 0 && count > quirks->most_asked)
        return check(command, 5, 0x24, 0);
    if (quirks->nothing_if_long && allocation > 0xFFFF)
        return answer(command, cdb, 0);
    if (!quirks->ignores_start && start > first)
        first = start;
    if (!quirks->ignores_count && first + count < end)
        end = first + count;
    if (first > end)
        first = end;
    if (!is_allowed(quirks, allocation, 16 + one * (end - first)))
        return check(command, 5, 0x24, 0);

    data = calloc(1, 16 + one * (end - first) + 1);
    assert_non_null(data);
    for (unsigned i = first; i < end; i++, reported++)
        length += put_element(quirks, type, quirks->from_above ? end - 1 - (i - first) : i, tags,
                              identity, data + length);
    data[0] = high(first);
    data[1] = low(first);
    data[2] = high(reported);
    data[3] = low(reported);
    data[5] = (uint8_t)((length - 8) >> 16);
    data[6] = high((unsigned)(length - 8));
    data[7] = low((unsigned)(length - 8));
    data[8] = (uint8_t)type;
    data[9] = tags ? 0x80 : 0;
    data[10] = quirks->zero_descriptors ? 0 : high((unsigned)one);
    data[11] = quirks->zero_descriptors ? 0 : low((unsigned)one);
    data[13] = (uint8_t)((length - 16) >> 16);
    data[14] = high((unsigned)(length - 16));
    data[15] = low((unsigned)(length - 16));
    if (quirks->sixteen_bits)
        allocation &= 0xFFFF;
    length = length > quirks->cut ? length - quirks->cut : 0;
    if (length > allocation)
        length = allocation;
    if (quirks->give_up_after != 0 && length > quirks->give_up_after)
        length = quirks->give_up_after;
    answer(command, data, length);
    free(data);
    return ERROR_SUCCESS;
}

static rsm_error execute(void *handle, struct rsm_command *command)
{
    struct quirky *quirky = handle;

    if (quirky->quirks.carries != 0)
        assert_in_range(command->length, 0, quirky->quirks.carries);
    if (quirky->quirks.attentions > 0 && command->cdb.bytes[0] != 0x12) {
        quirky->quirks.attentions--;
        return check(command, 6, 0x28, 0x01);
    }
    switch (command->cdb.bytes[0]) {
    case 0x12:
        return answer_inquiry(command);
    case 0x1A:
    case 0x5A:
        return answer_mode(&quirky->quirks, command);
    case 0x07:
        if (quirky->quirks.failures > 0) {
            quirky->quirks.failures--;
            return check(command, 4, 0x15, 0x01);
        }
        quirky->initialized++;
        return ERROR_SUCCESS;
    case 0xA5:
        quirky->moves++;
        memcpy(quirky->last_move, command->cdb.bytes, 12);
        return ERROR_SUCCESS;
    case 0xB8:
        return answer_status(quirky, command);
    default:
        return check(command, 5, 0x20, 0);
    }
}

static rsm_error open_changer(void *context, const char *address, uint32_t timeout_ms,
                              void **handle_out)
{
    (void)address;
    (void)timeout_ms;
    *handle_out = context;
    return ERROR_SUCCESS;
}

static void describe_changer(void *handle, struct rsm_transport_facts *facts_out)
{
    memset(facts_out, 0, sizeof *facts_out);
    facts_out->max_transfer = ((struct quirky *)handle)->quirks.carries;
}

static void close_changer(void *handle)
{
    (void)handle;
}

static uint64_t no_time(void *context)
{
    (void)context;
    return 0;
}

static bool no_sleep(void *context, uint32_t milliseconds)
{
    (void)context;
    (void)milliseconds;
    return false;
}

void quirky_open(struct quirky *quirky, const struct quirks *quirks)
{
    memset(quirky, 0, sizeof *quirky);
    quirky->quirks = *quirks;
    quirky->transport.name = "quirky";
    quirky->transport.scheme = "quirky:";
    quirky->transport.context = quirky;
    quirky->transport.open = open_changer;
    quirky->transport.describe = describe_changer;
    quirky->transport.execute = execute;
    quirky->transport.close = close_changer;
    quirky->transports[0] = &quirky->transport;
    quirky->waiting.now_ms = no_time;
    quirky->waiting.sleep = no_sleep;
    assert_success(
        rsm_device_open(quirky->transports, "quirky:", &quirky->waiting, &quirky->device));
}

void quirky_close(struct quirky *quirky)
{
    rsm_device_close(quirky->device);
}
