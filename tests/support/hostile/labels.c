#include "support/hostile/labels.h"

#include "support/hostile/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MTF_BLOCK = 1024, MTF_FIXED = 94, LABEL_RECORD = 80, TAR_BLOCK = 512, DATA_BLOCK = 10240 };

static const struct {
    const char *word;
    enum hostile_label_kind kind;
    bool text, uuid, uuid_optional;
} label_words[] = {
    {"blank", HOSTILE_LABEL_BLANK, false, false, false},
    {"ansi", HOSTILE_LABEL_ANSI, true, false, false},
    {"mtf", HOSTILE_LABEL_MTF, true, true, true},
    {"free", HOSTILE_LABEL_FREE, false, true, false},
    {"ltfs", HOSTILE_LABEL_LTFS, true, true, false},
    {"tar", HOSTILE_LABEL_TAR, true, false, false},
    {"noise", HOSTILE_LABEL_NOISE, false, false, false},
    {"unreadable", HOSTILE_LABEL_UNREADABLE, false, false, false},
    {"cleaner", HOSTILE_LABEL_CLEANER, false, false, false},
    {"hex", HOSTILE_LABEL_HEX, false, false, false},
};

enum { LABEL_WORDS = sizeof label_words / sizeof label_words[0] };

/* ---- bytes ---- */

/* A text into a field of blanks. */
static void set_field(uint8_t *record, size_t at, const char *text, size_t room)
{
    memcpy(record + at, text, strlen(text) < room ? strlen(text) : room);
}

static bool append_text(struct hostile_tape *tape, const char *text, size_t room)
{
    uint8_t block[DATA_BLOCK] = {0};

    memcpy(block, text, strlen(text));
    return hostile_tape_append(tape, block, room);
}

static bool append_filemark(struct hostile_tape *tape)
{
    return hostile_tape_append(tape, NULL, 0);
}

static bool append_data(struct hostile_tape *tape)
{
    return append_text(tape, "what a program wrote", DATA_BLOCK) && append_filemark(tape);
}

static bool write_ansi(struct hostile_tape *tape, const struct hostile_label *label)
{
    uint8_t record[LABEL_RECORD];

    memset(record, ' ', sizeof record);
    set_field(record, 0, "VOL1", 4);
    set_field(record, 4, label->text, 6);
    set_field(record, 37, "OWNER", 14);
    record[79] = '3';
    if (!hostile_tape_append(tape, record, sizeof record))
        return false;
    memset(record, ' ', sizeof record);
    set_field(record, 0, "HDR1", 4);
    set_field(record, 4, "FILE", 17);
    set_field(record, 21, label->text, 6);
    set_field(record, 27, "0001000100010026001 026001 000000", 33);
    return hostile_tape_append(tape, record, sizeof record) && append_filemark(tape) &&
           append_data(tape);
}

/* Numbers of the Microsoft Tape Format are little-endian. */
static void set_little(uint8_t *at, uint32_t value, size_t bytes)
{
    size_t i;

    for (i = 0; i < bytes; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

/* A string behind the fixed part, and its address in it. */
static size_t add_string(uint8_t *block, size_t field, const char *text, size_t end)
{
    size_t length = strlen(text);

    if (end + length > MTF_BLOCK)
        length = MTF_BLOCK - end;
    set_little(block + field, (uint32_t)length, 2);
    set_little(block + field + 2, (uint32_t)end, 2);
    memcpy(block + end, text, length);
    return end + length;
}

static void seal(uint8_t *block)
{
    uint32_t sum = 0;
    size_t i;

    for (i = 0; i < 50; i += 2)
        sum ^= (uint32_t)block[i] | (uint32_t)block[i + 1] << 8;
    set_little(block + 50, sum, 2);
}

static bool write_mtf(struct hostile_tape *tape, const char *program, const char *name,
                      const char *uuid)
{
    uint8_t block[MTF_BLOCK] = {0};
    char description[160];
    size_t end = MTF_FIXED;
    size_t i;

    memcpy(block, "TAPE", 4);
    block[10] = 14; /* OS: Windows NT */
    block[48] = 1;  /* strings of single bytes */
    for (i = 0; i < 4; i++)
        block[52 + i] = (uint8_t)(name[0] + (int)i);
    set_little(block + 60, 1, 2); /* the first of its family */
    set_little(block + 84, MTF_BLOCK, 2);
    block[93] = 1;
    end = add_string(block, 68, name, end);
    if (uuid[0] != '\0') {
        set_little(block + 56, 2, 4); /* MEDIA_LABEL */
        snprintf(description, sizeof description,
                 "MTF Media Label|1.0|Vendor||2026/01/02.03:04:05||1|{%s}|", uuid);
        end = add_string(block, 72, description, end);
    }
    end = add_string(block, 80, program, end);
    set_little(block + 8, (uint32_t)((end + 3) & ~(size_t)3), 2);
    seal(block);
    return hostile_tape_append(tape, block, sizeof block) && append_filemark(tape);
}

static bool write_ltfs(struct hostile_tape *tape, const struct hostile_label *label)
{
    uint8_t record[LABEL_RECORD];
    char xml[1024];

    memset(record, ' ', sizeof record);
    set_field(record, 0, "VOL1", 4);
    set_field(record, 4, label->text, 6);
    record[10] = 'L';
    set_field(record, 24, "LTFS", 13);
    record[79] = '4';
    snprintf(
        xml, sizeof xml,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ltfslabel version=\"2.4.0\"><creator>A "
        "program"
        "</creator><formattime>2026-01-02T03:04:05.000000000Z</formattime><volumeuuid>%s"
        "</volumeuuid><location><partition>a</partition></location><partitions><index>a</index>"
        "<data>b</data></partitions><blocksize>524288</blocksize><compression>true</compression>"
        "</ltfslabel>",
        label->uuid);
    return hostile_tape_append(tape, record, sizeof record) && append_filemark(tape) &&
           hostile_tape_append(tape, (const uint8_t *)xml, strlen(xml)) && append_filemark(tape);
}

static bool write_tar(struct hostile_tape *tape, const struct hostile_label *label)
{
    uint8_t block[DATA_BLOCK] = {0};
    unsigned sum = 0;
    size_t i;

    set_field(block, 0, label->text, 99);
    set_field(block, 100, "0000644", 7);
    set_field(block, 108, "0000000", 7);
    set_field(block, 116, "0000000", 7);
    set_field(block, 124, "00000000000", 11);
    set_field(block, 136, "15000000000", 11);
    memset(block + 148, ' ', 8);
    block[156] = '0';
    memcpy(block + 257,
           "ustar\0"
           "00",
           8);
    for (i = 0; i < TAR_BLOCK; i++)
        sum += block[i];
    snprintf((char *)block + 148, 8, "%06o", sum);
    block[155] = ' ';
    return hostile_tape_append(tape, block, sizeof block) && append_filemark(tape);
}

static bool write_noise(struct hostile_tape *tape)
{
    uint8_t block[DATA_BLOCK];
    uint32_t seed = 0x2F6E2B1;
    size_t i;

    for (i = 0; i < sizeof block; i++) {
        seed = seed * 1664525u + 1013904223u;
        block[i] = (uint8_t)(seed >> 24);
    }
    return hostile_tape_append(tape, block, sizeof block) && append_filemark(tape);
}

bool hostile_labels_write(struct hostile_tape *tape, const struct hostile_label *label)
{
    switch (label->kind) {
    case HOSTILE_LABEL_ANSI:
        return write_ansi(tape, label);
    case HOSTILE_LABEL_MTF:
        return write_mtf(tape, "Hostile Backup", label->text, label->uuid);
    case HOSTILE_LABEL_FREE:
        return write_mtf(tape, "Removable Storage", "Free", label->uuid);
    case HOSTILE_LABEL_LTFS:
        return write_ltfs(tape, label);
    case HOSTILE_LABEL_TAR:
        return write_tar(tape, label);
    case HOSTILE_LABEL_NOISE:
        return write_noise(tape);
    case HOSTILE_LABEL_UNREADABLE:
        tape->unreadable = true;
        return write_noise(tape);
    case HOSTILE_LABEL_HEX:
        return hostile_tape_append(tape, label->bytes, label->length) && append_filemark(tape);
    default:
        return true;
    }
}

/* ---- words ---- */

bool hostile_labels_number(const char *text, uint32_t number, char *text_out, size_t room)
{
    const char *percent = strchr(text, '%');
    unsigned width = 0;
    int written;

    if (percent == NULL)
        return strlen(text) < room && memcpy(text_out, text, strlen(text) + 1) != NULL;
    if (percent[1] == '0' && percent[2] >= '1' && percent[2] <= '9' && percent[3] == 'u')
        width = (unsigned)(percent[2] - '0');
    else if (percent[1] != 'u')
        return false;
    written = snprintf(text_out, room, "%.*s%0*u%s", (int)(percent - text), text, (int)width,
                       (unsigned)number, percent + (width == 0 ? 2 : 4));
    return written >= 0 && (size_t)written < room;
}

static bool parse_hex(struct hostile_words *words, struct hostile_label *label)
{
    static uint8_t bytes[HOSTILE_LINE / 2];

    if (!hostile_words_hex(words, bytes, sizeof bytes, &label->length))
        return false;
    label->bytes = malloc(label->length);
    if (label->bytes == NULL)
        return hostile_words_fail(words, "no memory");
    memcpy(label->bytes, bytes, label->length);
    return true;
}

static bool parse_text(struct hostile_words *words, uint32_t number, struct hostile_label *label)
{
    char text[sizeof label->text];

    if (!hostile_words_text(words, text, sizeof text))
        return false;
    return hostile_labels_number(text, number, label->text, sizeof label->text) ||
           hostile_words_fail(words, "\"%s\" has a %% that is neither %%u nor %%05u", text);
}

static bool is_uuid(const char *word)
{
    size_t i;

    for (i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (word[i] == '\0' || dash != (word[i] == '-') ||
            (!dash && strchr("0123456789abcdefABCDEF", word[i]) == NULL))
            return false;
    }
    return word[36] == '\0';
}

static bool parse_uuid(struct hostile_words *words, bool optional, struct hostile_label *label)
{
    const char *word = hostile_words_peek(words);

    if (word == NULL || !is_uuid(word))
        return optional || hostile_words_fail(words, "a UUID is missing");
    memcpy(label->uuid, hostile_words_take(words), 36);
    return true;
}

bool hostile_labels_parse(struct hostile_words *words, uint32_t number,
                          struct hostile_label *label_out)
{
    const char *next = hostile_words_peek(words);
    size_t i;

    memset(label_out, 0, sizeof *label_out);
    for (i = 0; i < LABEL_WORDS; i++)
        if (next != NULL && strcmp(next, label_words[i].word) == 0)
            break;
    if (i == LABEL_WORDS)
        return true;
    hostile_words_take(words);
    label_out->kind = label_words[i].kind;
    label_out->uses = 50;
    if (label_words[i].text && !parse_text(words, number, label_out))
        return false;
    if (label_words[i].uuid && !parse_uuid(words, label_words[i].uuid_optional, label_out))
        return false;
    if (label_out->kind == HOSTILE_LABEL_HEX)
        return parse_hex(words, label_out);
    next = hostile_words_peek(words);
    if (label_out->kind == HOSTILE_LABEL_CLEANER && next != NULL &&
        hostile_words_is_number(next, 1000, &label_out->uses))
        hostile_words_take(words);
    return true;
}

void hostile_labels_name(const struct hostile_label *label, char *name_out, size_t room)
{
    const char *word = "";
    size_t i;

    for (i = 0; i < LABEL_WORDS; i++)
        if (label_words[i].kind == label->kind)
            word = label_words[i].word;
    if (label->kind == HOSTILE_LABEL_CLEANER)
        snprintf(name_out, room, "%s:%u", word, (unsigned)label->uses);
    else
        snprintf(name_out, room, "%s%s%s", word, label->text[0] == '\0' ? "" : ":", label->text);
    for (i = 0; name_out[i] != '\0'; i++)
        if (name_out[i] == ' ')
            name_out[i] = '_';
}

/* The program that a TAPE block names. */
static void recognize_mtf(const struct hostile_record *first, char *name_out, size_t room)
{
    const uint8_t *block = first->bytes;
    static const char ours[] = {"Removable Storage"};
    size_t step = block[48] == 2 ? 2 : 1; /* strings of 16-bit characters, or of bytes */
    size_t length = ((size_t)block[80] | (size_t)block[81] << 8) / step;
    size_t at = (size_t)block[82] | (size_t)block[83] << 8;
    bool same = length == strlen(ours) && at + length * step <= first->length;
    size_t i;

    for (i = 0; same && i < length; i++)
        same = block[at + i * step] == (uint8_t)ours[i];
    snprintf(name_out, room, "%s", same ? "free" : "mtf");
}

void hostile_labels_recognize(const struct hostile_tape *tape, char *name_out, size_t room)
{
    const struct hostile_record *first = tape->count == 0 ? NULL : &tape->records[0];

    snprintf(name_out, room, "%s", tape->count == 0 ? "blank" : "written");
    if (first == NULL || first->bytes == NULL)
        return;
    if (first->length >= MTF_FIXED && memcmp(first->bytes, "TAPE", 4) == 0)
        recognize_mtf(first, name_out, room);
    else if (first->length >= LABEL_RECORD && memcmp(first->bytes, "VOL1", 4) == 0)
        snprintf(name_out, room, "%s:%.6s", first->bytes[24] == 'L' ? "ltfs" : "ansi",
                 (const char *)first->bytes + 4);
}

void hostile_labels_forget(struct hostile_label *label)
{
    free(label->bytes);
    label->bytes = NULL;
}
