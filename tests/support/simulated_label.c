/*
 * What stands at the beginning of a simulated tape, by the published formats.
 */
#include "support/simulated_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sim_block *add_block(struct sim_block *blocks, unsigned *count, size_t size)
{
    struct sim_block *block = &blocks[(*count)++];

    memset(block, 0, sizeof *block);
    block->size = size;
    return block;
}

static void add_filemark(struct sim_block *blocks, unsigned *count)
{
    add_block(blocks, count, 0)->filemark = true;
}

static void put_text(uint8_t *to, const char *text, size_t size)
{
    size_t length = strlen(text);

    memset(to, ' ', size);
    memcpy(to, text, length < size ? length : size);
}

/* VOL1 of ANSI X3.27. */
static void add_vol1(struct sim_block *blocks, unsigned *count, const char *volume, bool ltfs)
{
    uint8_t *bytes = add_block(blocks, count, 80)->bytes;

    put_text(bytes, "VOL1", 80);
    put_text(bytes + 4, volume, 6);
    if (ltfs) {
        bytes[10] = 'L';
        put_text(bytes + 24, "LTFS", 13);
    } else {
        put_text(bytes + 37, "OWNER", 14);
    }
    bytes[79] = '4';
}

static unsigned digest(const char *text)
{
    unsigned value = 2166136261u;

    while (*text != '\0')
        value = (value ^ (unsigned char)*text++) * 16777619u;
    return value;
}

static void add_ltfs(struct sim_block *blocks, unsigned *count, const char *volume)
{
    struct sim_block *block;

    add_vol1(blocks, count, volume, true);
    add_filemark(blocks, count);
    block = add_block(blocks, count, 0);
    block->size = (size_t)snprintf((char *)block->bytes, sizeof block->bytes,
                                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                   "<ltfslabel version=\"2.4.0\">\n"
                                   "    <volumeuuid>4dbc6f0e-3a52-4c1b-9e77-0d2f%08x</volumeuuid>\n"
                                   "</ltfslabel>\n",
                                   digest(volume));
    add_filemark(blocks, count);
}

/* ---- Microsoft Tape Format: the TAPE descriptor block ---- */

static void put_le16(uint8_t *to, size_t value)
{
    to[0] = (uint8_t)value;
    to[1] = (uint8_t)(value >> 8);
}

static void put_string(uint8_t *tape, size_t address, const char *text, size_t *end)
{
    size_t length = strlen(text);

    put_le16(tape + address, length);
    put_le16(tape + address + 2, *end);
    memcpy(tape + *end, text, length);
    *end += length;
}

static void add_mtf(struct sim_block *blocks, unsigned *count, const char *software,
                    const char *name, const char *uuid)
{
    uint8_t *tape = add_block(blocks, count, 1024)->bytes;
    size_t end = 94;
    unsigned checksum = 0;
    char label[160];

    memcpy(tape, "TAPE", 4);
    put_le16(tape + 8, 512); /* where the first stream begins */
    tape[10] = 14;
    tape[48] = 1; /* strings are 8-bit */
    put_le16(tape + 52, digest(name) & 0xFFFF);
    if (uuid[0] != '\0') {
        tape[56] = 2; /* there is a media label */
        snprintf(label, sizeof label, "MTF Media Label|1.0|Example||2004/02/29.12:34:56||1|{%s}|",
                 uuid);
    } else {
        label[0] = '\0';
    }
    put_string(tape, 68, name, &end);
    put_string(tape, 72, label, &end);
    put_string(tape, 80, software, &end);
    memcpy(tape + 512, "SPAD", 4);
    for (size_t i = 0; i < 50; i += 2)
        checksum ^= tape[i] | (unsigned)tape[i + 1] << 8;
    put_le16(tape + 50, checksum);
    add_filemark(blocks, count);
}

/* "SOFTWARE/NAME/UUID", the last part may be missing. */
static void add_mtf_of(struct sim_block *blocks, unsigned *count, const char *text)
{
    char software[SIM_TEXT_MAX];
    char *name;
    char *uuid = NULL;

    snprintf(software, sizeof software, "%s", text);
    name = strchr(software, '/');
    if (name != NULL) {
        *name++ = '\0';
        uuid = strchr(name, '/');
    }
    if (uuid != NULL)
        *uuid++ = '\0';
    add_mtf(blocks, count, software, name != NULL ? name : "", uuid != NULL ? uuid : "");
}

static void add_noise(struct sim_block *blocks, unsigned *count, const char *text)
{
    struct sim_block *block = add_block(blocks, count, 512);
    unsigned value = 0x9A7;

    for (; *text != '\0'; text++)
        value = value * 31 + (unsigned char)*text;
    for (size_t i = 0; i < block->size; i++) {
        value = value * 1103515245u + 12345u;
        block->bytes[i] = (uint8_t)(value >> 16 | 0x80);
    }
}

unsigned rsm_sim_blocks(const struct sim_cartridge *cartridge, struct sim_block *blocks_out)
{
    unsigned count = 0;

    switch (cartridge->label) {
    case SIM_ANSI:
        add_vol1(blocks_out, &count, cartridge->text, false);
        add_filemark(blocks_out, &count);
        break;
    case SIM_MTF:
        add_mtf_of(blocks_out, &count, cartridge->text);
        break;
    case SIM_FREE:
        add_mtf(blocks_out, &count, "Removable Storage", cartridge->tag, cartridge->text);
        break;
    case SIM_LTFS:
        add_ltfs(blocks_out, &count, cartridge->text);
        break;
    case SIM_NOISE:
        add_noise(blocks_out, &count, cartridge->text);
        break;
    case SIM_MARK:
        add_filemark(blocks_out, &count);
        add_noise(blocks_out, &count, cartridge->text);
        break;
    case SIM_WRITTEN:
        count = cartridge->written_count;
        memcpy(blocks_out, cartridge->written, count * sizeof blocks_out[0]);
        break;
    default:
        break;
    }
    return count;
}

void rsm_sim_set_blocks(struct sim_cartridge *cartridge, const struct sim_block *blocks,
                        unsigned count)
{
    if (cartridge->written == NULL)
        cartridge->written = calloc(SIM_BLOCKS_MAX, sizeof cartridge->written[0]);
    if (cartridge->written == NULL)
        abort();
    memcpy(cartridge->written, blocks, count * sizeof blocks[0]);
    cartridge->written_count = count;
    cartridge->label = SIM_WRITTEN;
}
