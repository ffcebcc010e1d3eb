/*
 * Rules that spoil answers of the simulated library.
 */
#include "spoilt_library.h"

#include "support/simulated_library.h"

#include <stdlib.h>
#include <string.h>

enum spoiling {
    SENSE,      /* key, code, qualifier: nothing was done */
    SENSE_DONE, /* the same, and it was done */
    DESCRIPTOR_SENSE,
    DEFERRED,
    STALE_SENSE, /* GOOD, with sense data left over */
    RAW_SENSE,   /* from the bytes behind the rules */
    STATUS,
    LOST,
    LOST_DONE,
    SILENT, /* until the command's time is over */
    SILENT_DONE,
    SLOW,
    SET,       /* bytes of the answer */
    ADD,       /* to a byte of it */
    SET_BIG,   /* two bytes of it, big-endian */
    CUT,       /* all behind so many bytes */
    TELL_LESS, /* told: fewer bytes; all are there */
    TELL_ALL,  /* told: all bytes that were asked for, whatever came */
    COPY,      /* a part of the answer to another place in it */
    REPLACE,   /* the answer, from the bytes behind the rules */
    PUT,       /* a few of them into it */
    ZERO,      /* nothing but zeros */
    SPOILINGS
};

struct rule {
    uint8_t operation; /* 0 = any */
    uint8_t lun;       /* from 128 on: any */
    unsigned pass;
    unsigned strike;
    enum spoiling what;
    uint16_t a, b;
    uint8_t c;
};

static struct {
    struct rule rules[SPOILT_RULES_MAX];
    unsigned count;
    struct input bytes; /* behind the rules */
    const struct rsm_waiting *clock;
    unsigned commands;
    const struct rsm_transport *inner;
    struct rsm_transport outer;
} spoilt;

struct way {
    void *handle; /* the simulator's */
    unsigned lun;
    bool broken;
};

/* ---- rules ---- */

static uint8_t operation_of(uint8_t index)
{
    static const uint8_t operations[] = {
        0x00, 0xB8, 0x12, 0x00, 0x1A, 0x5A, 0xA5, 0xA6, 0x2B, 0x07, 0x37, 0xE7, 0x1E, 0x1B,
        0x01, 0x08, 0x11, 0x05, 0x34, 0x4D, 0x15, 0x55, 0x0A, 0x10, 0x19, 0xA0, 0x03, 0xFF,
    };

    return operations[index % sizeof operations];
}

static void take_rule(struct input *input, struct rule *rule)
{
    uint8_t index = take_byte(input);

    rule->operation = index == 0 ? 0xFE : operation_of(index); /* FEh: any */
    rule->lun = take_byte(input);
    rule->pass = take_byte(input);
    rule->strike = take_byte(input);
    rule->what = take_byte(input) % SPOILINGS;
    rule->a = take_number(input);
    rule->b = take_number(input);
    rule->c = take_byte(input);
}

static const struct rule *find_rule(const struct way *way, const struct rsm_command *command)
{
    for (unsigned i = 0; i < spoilt.count; i++) {
        struct rule *rule = &spoilt.rules[i];

        if ((rule->operation != 0xFE && rule->operation != command->cdb.bytes[0]) ||
            (rule->lun < 128 && rule->lun % 4 != way->lun) || rule->strike == 0)
            continue;
        if (rule->pass > 0) {
            rule->pass--;
            continue;
        }
        if (rule->strike != 255)
            rule->strike--;
        return rule;
    }
    return NULL;
}

/* ---- answers ---- */

static void put_sense(struct rsm_command *command, const struct rule *rule, uint8_t code)
{
    uint8_t *sense = command->sense;
    bool has_descriptors = code >= 0x72;
    uint8_t key = rule->a & 0x0F;

    memset(sense, 0, sizeof command->sense);
    sense[0] = code;
    sense[has_descriptors ? 1 : 2] = has_descriptors ? key : (uint8_t)(rule->a & 0xEF);
    sense[has_descriptors ? 2 : 12] = (uint8_t)(rule->b & 0xFF);
    sense[has_descriptors ? 3 : 13] = (uint8_t)(rule->b >> 8);
    if (!has_descriptors) {
        sense[6] = rule->c; /* of INFORMATION */
        sense[7] = 10;
    }
    command->sense_length = 18;
    command->status = RSM_STATUS_CHECK_CONDITION;
}

static void put_raw_sense(struct rsm_command *command, const struct rule *rule)
{
    size_t at = rule->a < spoilt.bytes.size ? rule->a : spoilt.bytes.size;
    size_t size = spoilt.bytes.size - at;

    if (size > rule->b)
        size = rule->b;
    if (size > sizeof command->sense)
        size = sizeof command->sense;
    if (size > 0)
        memcpy(command->sense, spoilt.bytes.data + at, size);
    command->sense_length = size;
    command->status = RSM_STATUS_CHECK_CONDITION;
}

/* Bytes from behind the rules into the answer; how many they were. */
static size_t put_bytes(struct rsm_command *command, size_t at, size_t from, size_t size)
{
    if (from > spoilt.bytes.size || at > command->length)
        return 0;
    if (size > spoilt.bytes.size - from)
        size = spoilt.bytes.size - from;
    if (size > command->length - at)
        size = command->length - at;
    if (size > 0)
        memcpy((uint8_t *)command->data + at, spoilt.bytes.data + from, size);
    return size;
}

static void copy_part(struct rsm_command *command, const struct rule *rule)
{
    size_t size = rule->c;
    uint8_t *data = command->data;

    if (rule->a + size <= command->length && rule->b + size <= command->length)
        memmove(data + rule->b, data + rule->a, size);
}

static void spoil_data(struct rsm_command *command, const struct rule *rule)
{
    uint8_t *data = command->data;
    size_t at = command->transferred > 0 ? rule->a % command->transferred : command->length;

    switch (rule->what) {
    case SET:
        for (size_t i = 0; i <= rule->b && at + i < command->transferred; i++)
            data[at + i] = rule->c;
        break;
    case ADD:
        if (at < command->length)
            data[at] = (uint8_t)(data[at] + rule->c);
        break;
    case SET_BIG:
        if (at + 1 < command->length) {
            data[at] = (uint8_t)(rule->b >> 8);
            data[at + 1] = (uint8_t)rule->b;
        }
        break;
    case CUT:
        if (command->transferred > rule->a)
            command->transferred = rule->a;
        break;
    case TELL_LESS:
        command->transferred -= command->transferred < rule->a ? command->transferred : rule->a;
        break;
    case TELL_ALL:
        command->transferred = command->length;
        break;
    case COPY:
        copy_part(command, rule);
        break;
    case REPLACE:
        command->transferred = put_bytes(command, 0, rule->a, rule->b);
        break;
    case PUT:
        (void)put_bytes(command, at, rule->b, rule->c);
        break;
    default:
        if (command->length > 0)
            memset(data, 0, command->length);
        break;
    }
}

/* What becomes of a command that was carried out. */
static void spoil_answer(struct rsm_command *command, const struct rule *rule)
{
    switch (rule->what) {
    case SENSE_DONE:
        put_sense(command, rule, 0x70);
        break;
    case STALE_SENSE:
        put_sense(command, rule, 0x70);
        command->status = RSM_STATUS_GOOD;
        break;
    case SLOW:
        (void)spoilt.clock->sleep(spoilt.clock->context, rule->a * 100u);
        break;
    default:
        if (command->direction == RSM_DATA_IN && command->status == RSM_STATUS_GOOD)
            spoil_data(command, rule);
        break;
    }
}

static rsm_error break_way(struct way *way, struct rsm_command *command, bool waits)
{
    way->broken = true;
    command->transferred = 0;
    if (!waits)
        return ERROR_DEVICE_NOT_CONNECTED;
    (void)spoilt.clock->sleep(spoilt.clock->context, command->timeout_ms);
    return ERROR_SEM_TIMEOUT;
}

static void refuse(struct rsm_command *command, const struct rule *rule)
{
    static const uint8_t codes[] = {[SENSE] = 0x70, [DESCRIPTOR_SENSE] = 0x72, [DEFERRED] = 0x71};

    command->transferred = 0;
    if (rule->what == STATUS)
        command->status = (uint8_t)rule->a;
    else if (rule->what == RAW_SENSE)
        put_raw_sense(command, rule);
    else
        put_sense(command, rule, codes[rule->what]);
}

/* ---- the transport ---- */

static rsm_error execute(void *handle, struct rsm_command *command)
{
    struct way *way = handle;
    const struct rule *rule;
    rsm_error err;

    if (way->broken) {
        command->sent = false;
        return ERROR_DEVICE_NOT_CONNECTED;
    }
    spoilt.commands++;
    rule = find_rule(way, command);
    if (rule == NULL)
        return spoilt.inner->execute(way->handle, command);
    switch (rule->what) {
    case SENSE:
    case DESCRIPTOR_SENSE:
    case DEFERRED:
    case RAW_SENSE:
    case STATUS:
        refuse(command, rule);
        return ERROR_SUCCESS;
    case LOST:
    case SILENT:
        return break_way(way, command, rule->what == SILENT);
    default:
        break;
    }
    err = spoilt.inner->execute(way->handle, command);
    if (err != ERROR_SUCCESS)
        return err;
    if (rule->what == LOST_DONE || rule->what == SILENT_DONE)
        return break_way(way, command, rule->what == SILENT_DONE);
    spoil_answer(command, rule);
    return ERROR_SUCCESS;
}

static rsm_error open_way(void *context, const char *address, uint32_t timeout_ms,
                          void **handle_out)
{
    const char *slash = strchr(address, '/');
    struct way *way = calloc(1, sizeof *way);
    rsm_error err;

    (void)context;
    if (way == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    err = spoilt.inner->open(spoilt.inner->context, address, timeout_ms, &way->handle);
    if (err != ERROR_SUCCESS) {
        free(way);
        return err;
    }
    way->lun = slash != NULL ? (unsigned)atoi(slash + 1) : 0;
    *handle_out = way;
    return ERROR_SUCCESS;
}

static void describe(void *handle, struct rsm_transport_facts *facts_out)
{
    spoilt.inner->describe(((struct way *)handle)->handle, facts_out);
}

static void close_way(void *handle)
{
    struct way *way = handle;

    if (way == NULL)
        return;
    spoilt.inner->close(way->handle);
    free(way);
}

/* ---- beginning and end ---- */

void spoilt_begin(struct input *input, unsigned rules, const struct rsm_waiting *clock, bool shared)
{
    spoilt.count = rules < SPOILT_RULES_MAX ? rules : SPOILT_RULES_MAX;
    for (unsigned i = 0; i < spoilt.count; i++)
        take_rule(input, &spoilt.rules[i]);
    spoilt.bytes = *input;
    spoilt.clock = clock;
    spoilt.commands = 0;
    spoilt.inner = shared ? &rsm_sim_shared_transport : &rsm_sim_transport;
    spoilt.outer = *spoilt.inner;
    spoilt.outer.open = open_way;
    spoilt.outer.describe = describe;
    spoilt.outer.execute = execute;
    spoilt.outer.close = close_way;
}

void spoilt_end(void)
{
    spoilt.count = 0;
}

unsigned spoilt_commands(void)
{
    return spoilt.commands;
}

const struct rsm_transport *spoilt_transport(void)
{
    return &spoilt.outer;
}
