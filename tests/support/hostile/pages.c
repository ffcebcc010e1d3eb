/*
 * Mode and log pages of the changer (SMC-3).
 */
#include "support/hostile/bytes.h"
#include "support/hostile/call.h"

#include <stdlib.h>
#include <string.h>

enum {
    ADDRESSES = 0x1D,
    GEOMETRY = 0x1E,
    CAPABILITIES = 0x1F,
    EVERY_PAGE = 0x3F,
    ADDRESSES_LENGTH = 18, /* behind the page's own header */
    CAPABILITIES_LENGTH = 18,
    PAGES_MAX = 1024
};

/* The order of page 1Dh. */
static const enum hostile_kind told[] = {HOSTILE_ARM, HOSTILE_SLOT, HOSTILE_PORT, HOSTILE_DRIVE};

static void true_range(const struct hostile_target *target, enum hostile_kind kind,
                       uint32_t *from_out, uint32_t *count_out)
{
    const struct hostile_places *places = &target->places[kind];

    *from_out = places->count == 0 ? 0 : target->elements[places->index[0]].address;
    *count_out = (uint32_t)places->count;
}

static size_t write_addresses(const struct hostile_target *target, uint8_t *at)
{
    const struct hostile_pages *pages = &target->pages;
    size_t i;

    for (i = 0; i < 4; i++) {
        enum hostile_kind kind = told[i];
        const struct hostile_range_told *lie = &pages->told[kind];
        uint32_t from, count, port_from, ports;

        true_range(target, kind, &from, &count);
        true_range(target, HOSTILE_PORT, &port_from, &ports);
        if (kind == HOSTILE_SLOT && pages->slots_and_ports)
            count += ports;
        put16(at + 4 * i, lie->from_given ? lie->from : from);
        put16(at + 4 * i + 2, lie->count_given ? lie->count : count);
    }
    return pages->addresses_length != 0 ? pages->addresses_length : ADDRESSES_LENGTH;
}

static size_t write_capabilities(const struct hostile_target *target, uint8_t *at)
{
    size_t from;

    at[0] = 0x0F; /* all kinds store */
    for (from = 0; from < 4; from++) {
        at[2 + from] = 0x0F;
        at[10 + from] = target->features.no_exchange ? 0 : 0x0F;
    }
    return CAPABILITIES_LENGTH;
}

/* One page with its header; 0 when there is none. */
static size_t write_page(const struct hostile_target *target, uint8_t page, uint8_t *at)
{
    const struct hostile_vpd *given = page == ADDRESSES  ? &target->pages.addresses
                                      : page == GEOMETRY ? &target->pages.geometry
                                                         : &target->pages.capabilities;
    size_t length;

    if (page < ADDRESSES || page > CAPABILITIES || given->absent)
        return 0;
    memset(at, 0, 2 + HOSTILE_PAGE_MAX);
    if (given->given) {
        memcpy(at + 2, given->bytes, given->length);
        length = given->length;
    } else if (page == ADDRESSES) {
        length = write_addresses(target, at + 2);
    } else if (page == GEOMETRY) {
        length = 2; /* one arm, and it cannot rotate */
    } else {
        length = write_capabilities(target, at + 2);
    }
    at[0] = page;
    at[1] = (uint8_t)length;
    return 2 + length;
}

void hostile_pages_changer_mode_sense(struct hostile_call *call)
{
    const struct hostile_features *features = &call->target->features;
    bool six = call->cdb[0] == 0x1A;
    uint8_t data[PAGES_MAX] = {0};
    uint8_t page = call->cdb[2] & 0x3F;
    size_t header = six ? 4 : 8;
    size_t length = header;
    uint8_t each;

    if (six ? features->no_mode6 : features->no_mode10) {
        hostile_call_fail(call, 5, 0x20, 0x00);
        return;
    }
    if ((call->cdb[1] & 0x08) != 0 && features->no_dbd) {
        hostile_call_refuse(call, 1);
        return;
    }
    for (each = ADDRESSES; each <= CAPABILITIES; each++)
        if (page == EVERY_PAGE || page == each)
            length += write_page(call->target, each, data + length);
    if ((length == header && page != EVERY_PAGE) || (call->cdb[2] & 0xC0) == 0xC0) {
        hostile_call_refuse(call, 2);
        return;
    }
    if (six)
        data[0] = (uint8_t)(length - 1);
    else
        put16(data, (uint32_t)(length - 2));
    hostile_call_answer(call, data, length, six ? call->cdb[4] : get16(call->cdb + 7));
}

void hostile_pages_changer_log_sense(struct hostile_call *call)
{
    uint8_t data[] = {0x00, 0x00, 0x00, 0x01, 0x00};

    if (call->target->features.no_log)
        hostile_call_fail(call, 5, 0x20, 0x00);
    else if ((call->cdb[2] & 0x3F) != 0)
        hostile_call_refuse(call, 2);
    else
        hostile_call_answer(call, data, sizeof data, get16(call->cdb + 7));
}
