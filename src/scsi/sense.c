/*
 * Sense data taken apart, and the one table that says what it means: a Win32 code, a class and words.
 * Follows SPC-4 for both formats and for the additional sense codes; the few vendor codes are those
 * that several makers of libraries share.
 */
#include "scsi/sense.h"

#include "scsi/bytes.h"

#include <stdio.h>

/* ---- taking apart ---- */

static bool has_progress(uint8_t key)
{
    return key == RSM_SENSE_KEY_NO_SENSE || key == RSM_SENSE_KEY_NOT_READY;
}

/* The three bytes whose meaning depends on the sense key. */
static void read_key_specific(struct rsm_bytes *data, size_t offset, struct rsm_sense *sense)
{
    if (!rsm_bytes_has(data, offset, 3) || !rsm_bytes_bit(data, offset, 0x80))
        return;
    if (has_progress(sense->key)) {
        sense->progress_valid = true;
        sense->progress = rsm_bytes_get16(data, offset + 1);
    } else if (sense->key == RSM_SENSE_KEY_ILLEGAL_REQUEST) {
        sense->field_valid = true;
        sense->field_in_cdb = rsm_bytes_bit(data, offset, 0x40);
        sense->field_bit_valid = rsm_bytes_bit(data, offset, 0x08);
        sense->field_bit = rsm_bytes_get8(data, offset) & 0x07;
        sense->field_byte = rsm_bytes_get16(data, offset + 1);
    }
}

static void read_flags(uint8_t flags, struct rsm_sense *sense)
{
    sense->filemark = (flags & 0x80) != 0;
    sense->end_of_medium = (flags & 0x40) != 0;
    sense->wrong_length = (flags & 0x20) != 0;
}

/*
 * A residue has 32 bits, in the fixed format and in the eight bytes of the other one, where it comes
 * with zeros before it or with its sign spread over them.
 */
static int64_t widen(uint64_t value)
{
    if (value <= INT32_MAX)
        return (int64_t)value;
    if (value <= UINT32_MAX)
        return (int64_t)value - ((int64_t)1 << 32);
    return value > INT64_MAX ? -(int64_t)~value - 1 : (int64_t)value;
}

static void parse_fixed(struct rsm_bytes *data, struct rsm_sense *sense)
{
    if (!rsm_bytes_has(data, 2, 1))
        return;
    sense->present = true;
    sense->key = rsm_bytes_get8(data, 2) & 0x0F;
    read_flags(rsm_bytes_get8(data, 2), sense);
    if (rsm_bytes_bit(data, 0, 0x80) && rsm_bytes_has(data, 3, 4)) {
        sense->information_valid = true;
        sense->information = widen(rsm_bytes_get32(data, 3));
    }
    sense->asc = rsm_bytes_get8(data, 12);
    sense->ascq = rsm_bytes_get8(data, 13);
    read_key_specific(data, 15, sense);
}

static void read_descriptor(struct rsm_bytes *part, struct rsm_sense *sense)
{
    switch (rsm_bytes_get8(part, 0)) {
    case 0x00: /* information */
        if (rsm_bytes_has(part, 4, 8) && rsm_bytes_bit(part, 2, 0x80)) {
            sense->information_valid = true;
            sense->information = widen(rsm_bytes_get64(part, 4));
        }
        break;
    case 0x02: /* sense key specific */
        read_key_specific(part, 4, sense);
        break;
    case 0x04: /* stream commands */
        read_flags(rsm_bytes_get8(part, 3), sense);
        break;
    default:
        break;
    }
}

static void parse_descriptors(struct rsm_bytes *data, struct rsm_sense *sense)
{
    size_t offset = 8;

    if (!rsm_bytes_has(data, 1, 1))
        return;
    sense->present = true;
    sense->descriptor = true;
    sense->key = rsm_bytes_get8(data, 1) & 0x0F;
    sense->asc = rsm_bytes_get8(data, 2);
    sense->ascq = rsm_bytes_get8(data, 3);
    while (rsm_bytes_has(data, offset, 2)) {
        size_t length = 2 + (size_t)rsm_bytes_get8(data, offset + 1);
        struct rsm_bytes part = rsm_bytes_slice(data, offset, length);

        read_descriptor(&part, sense);
        offset += length;
    }
}

void rsm_sense_parse(const uint8_t *data, size_t size, struct rsm_sense *sense_out)
{
    struct rsm_bytes all = rsm_bytes_of(data, size);
    struct rsm_bytes stated = all;
    uint8_t response = rsm_bytes_get8(&all, 0) & 0x7F;

    *sense_out = (struct rsm_sense){0};
    if (rsm_bytes_has(&all, 7, 1))
        stated = rsm_bytes_slice(&all, 0, 8 + (size_t)rsm_bytes_get8(&all, 7));

    if (response == 0x70 || response == 0x71)
        parse_fixed(&stated, sense_out);
    else if (response == 0x72 || response == 0x73)
        parse_descriptors(&stated, sense_out);
    sense_out->deferred = sense_out->present && (response & 0x01) != 0;
}

/* ---- the table ---- */

enum { ANY = 0x100 };

struct meaning {
    uint16_t key; /* ANY stands for every key but UNIT ATTENTION, which has rows of its own */
    uint16_t asc;
    uint16_t ascq;
    rsm_error error;
    enum rsm_sense_class sense_class;
    const char *words; /* NULL: the name of the key says it all */
};

/* Read from top to bottom, the first row that fits counts. */
/* clang-format off */
static const struct meaning meanings[] = {
    /* unit attentions: look again at the device, then go on */
    {  6, 0x28, 0x01, ERROR_MEDIA_CHANGED,            RSM_SENSE_STALE_INVENTORY,  "import/export element was accessed" },
    {  6, 0x28,  ANY, ERROR_MEDIA_CHANGED,            RSM_SENSE_STALE_INVENTORY,  "cartridge may have changed" },
    {  6, 0x29,  ANY, ERROR_BUS_RESET,                RSM_SENSE_STALE_INVENTORY,  "power on or reset" },
    {  6, 0x2A,  ANY, ERROR_BUS_RESET,                RSM_SENSE_STALE_INVENTORY,  "settings were changed by somebody else" },
    {  6, 0x3B, 0x12, ERROR_MEDIA_CHANGED,            RSM_SENSE_STALE_INVENTORY,  "magazine was taken out" },
    {  6, 0x3B, 0x13, ERROR_MEDIA_CHANGED,            RSM_SENSE_STALE_INVENTORY,  "magazine was put in" },
    {  6, 0x3B, 0x14, ERROR_MEDIA_CHANGED,            RSM_SENSE_STALE_INVENTORY,  "magazine was locked" },
    {  6, 0x3B, 0x15, ERROR_MEDIA_CHANGED,            RSM_SENSE_STALE_INVENTORY,  "magazine was unlocked" },
    {  6, 0x3B, 0x18, ERROR_MEDIA_CHANGED,            RSM_SENSE_STALE_INVENTORY,  "element was disabled" },
    {  6, 0x3B, 0x19, ERROR_MEDIA_CHANGED,            RSM_SENSE_STALE_INVENTORY,  "element was enabled" },
    {  6, 0x3B, 0x1A, ERROR_MEDIA_CHANGED,            RSM_SENSE_STALE_INVENTORY,  "drive was taken out" },
    {  6, 0x3B, 0x1B, ERROR_MEDIA_CHANGED,            RSM_SENSE_STALE_INVENTORY,  "drive was put in" },
    {  6, 0x3F, 0x0E, ERROR_BUS_RESET,                RSM_SENSE_STALE_INVENTORY,  "list of logical units has changed" },
    {  6, 0x2F,  ANY, ERROR_BUS_RESET,                RSM_SENSE_ATTENTION,        "commands were cleared by somebody else" },
    {  6, 0x3F, 0x01, ERROR_BUS_RESET,                RSM_SENSE_ATTENTION,        "firmware has changed" },
    {  6, 0x3F, 0x03, ERROR_BUS_RESET,                RSM_SENSE_ATTENTION,        "identification has changed" },
    {  6, 0x3F,  ANY, ERROR_BUS_RESET,                RSM_SENSE_ATTENTION,        "operating conditions have changed" },
    {  6, 0x5A, 0x01, ERROR_BUS_RESET,                RSM_SENSE_ATTENTION,        "a person asks for the cartridge" },
    {  6, 0x5D,  ANY, ERROR_BUS_RESET,                RSM_SENSE_ATTENTION,        "device expects to fail soon" },

    /* where the tape stands */
    {ANY, 0x00, 0x01, ERROR_FILEMARK_DETECTED,        RSM_SENSE_MARK,             "filemark" },
    {ANY, 0x00, 0x02, ERROR_END_OF_MEDIA,             RSM_SENSE_MARK,             "end of the tape" },
    {ANY, 0x00, 0x03, ERROR_SETMARK_DETECTED,         RSM_SENSE_MARK,             "setmark" },
    {ANY, 0x00, 0x04, ERROR_BEGINNING_OF_MEDIA,       RSM_SENSE_MARK,             "beginning of the tape" },
    {ANY, 0x00, 0x05, ERROR_NO_DATA_DETECTED,         RSM_SENSE_BLANK,            "end of the data" },
    {ANY, 0x00, 0x16, ERROR_BUSY,                     RSM_SENSE_BECOMING_READY,   "operation is in progress" },
    {ANY, 0x00, 0x17, ERROR_DEVICE_REQUIRES_CLEANING, RSM_SENSE_CLEANING,         "cleaning is requested" },

    /* readiness */
    {ANY, 0x04, 0x00, ERROR_NOT_READY,                RSM_SENSE_BECOMING_READY,   "not ready, cause not told" },
    {ANY, 0x04, 0x01, ERROR_NOT_READY,                RSM_SENSE_BECOMING_READY,   "becoming ready" },
    {ANY, 0x04, 0x02, ERROR_NOT_READY,                RSM_SENSE_NEEDS_INITIALIZE, "must be loaded or initialised first" },
    {ANY, 0x04, 0x03, ERROR_NOT_READY,                RSM_SENSE_NEEDS_PERSON,     "needs a person to intervene; see its panel" },
    {ANY, 0x04, 0x04, ERROR_NOT_READY,                RSM_SENSE_BECOMING_READY,   "formatting is in progress" },
    {ANY, 0x04, 0x07, ERROR_NOT_READY,                RSM_SENSE_BECOMING_READY,   "operation is in progress" },
    {ANY, 0x04, 0x08, ERROR_NOT_READY,                RSM_SENSE_BECOMING_READY,   "long write is in progress" },
    {ANY, 0x04, 0x09, ERROR_NOT_READY,                RSM_SENSE_BECOMING_READY,   "self-test is in progress" },
    {ANY, 0x04, 0x0A, ERROR_NOT_READY,                RSM_SENSE_BECOMING_READY,   "path is being changed" },
    {ANY, 0x04, 0x12, ERROR_DEVICE_NOT_AVAILABLE,     RSM_SENSE_NEEDS_PERSON,     "offline; set it online at its panel" },
    {ANY, 0x04, 0x1A, ERROR_NOT_READY,                RSM_SENSE_BECOMING_READY,   "load or unload is in progress" },
    {ANY, 0x04, 0x85, ERROR_NOT_READY,                RSM_SENSE_PAUSED,           "library is paused or its door is open; end that at its panel" },
    {ANY, 0x04, 0x8E, ERROR_DEVICE_NOT_AVAILABLE,     RSM_SENSE_NEEDS_PERSON,     "library is in sequential mode; set it to random mode at its panel" },
    {ANY, 0x04,  ANY, ERROR_NOT_READY,                RSM_SENSE_NOT_READY,        "not ready" },
    {ANY, 0x3A, 0x02, ERROR_NO_MEDIA_IN_DRIVE,        RSM_SENSE_NO_MEDIUM,        "no cartridge in the drive, tray open" },
    {ANY, 0x3A,  ANY, ERROR_NO_MEDIA_IN_DRIVE,        RSM_SENSE_NO_MEDIUM,        "no cartridge in the drive" },
    {ANY, 0x3E, 0x00, ERROR_NOT_READY,                RSM_SENSE_BECOMING_READY,   "has not configured itself yet" },
    {ANY, 0x3E,  ANY, ERROR_IO_DEVICE,                RSM_SENSE_HARDWARE,         "logical unit has failed" },

    /* changers: elements and moves */
    {ANY, 0x21, 0x01, ERROR_ILLEGAL_ELEMENT_ADDRESS,  RSM_SENSE_ILLEGAL_ELEMENT,  "no element has this address" },
    {ANY, 0x3B, 0x0D, ERROR_DESTINATION_ELEMENT_FULL, RSM_SENSE_DESTINATION_FULL, "destination element is full" },
    {ANY, 0x3B, 0x0E, ERROR_SOURCE_ELEMENT_EMPTY,     RSM_SENSE_SOURCE_EMPTY,     "source element is empty" },
    {ANY, 0x3B, 0x11, ERROR_MAGAZINE_NOT_PRESENT,     RSM_SENSE_NO_ACCESS,        "magazine cannot be reached" },
    {ANY, 0x3B, 0x12, ERROR_MAGAZINE_NOT_PRESENT,     RSM_SENSE_NO_ACCESS,        "magazine is not there" },
    {ANY, 0x3B, 0x14, ERROR_MEDIUM_NOT_ACCESSIBLE,    RSM_SENSE_NO_ACCESS,        "magazine is locked" },
    {ANY, 0x3B, 0x16, ERROR_MEDIUM_NOT_ACCESSIBLE,    RSM_SENSE_MECHANICAL,       "changer could not position itself" },
    {ANY, 0x3B, 0x18, ERROR_RESOURCE_DISABLED,        RSM_SENSE_NO_ACCESS,        "element is disabled" },
    {ANY, 0x3B, 0x1A, ERROR_RESOURCE_NOT_PRESENT,     RSM_SENSE_NO_ACCESS,        "drive is not there" },
    {  5, 0x3B, 0x90, ERROR_NOT_READY,                RSM_SENSE_PREVENTED,        "drive holds the cartridge still; it must be unloaded first" },
    {ANY, 0x53, 0x00, ERROR_UNABLE_TO_LOAD_MEDIUM,    RSM_SENSE_MECHANICAL,       "loading or ejecting failed" },
    {ANY, 0x53, 0x01, ERROR_UNABLE_TO_UNLOAD_MEDIA,   RSM_SENSE_MECHANICAL,       "unloading failed" },
    {ANY, 0x53, 0x02, ERROR_BUSY,                     RSM_SENSE_PREVENTED,        "removal of the cartridge is prevented" },
    {ANY, 0x53, 0x03, ERROR_BUSY,                     RSM_SENSE_PREVENTED,        "removal of the cartridge is prevented by the drive" },
    {ANY, 0x53, 0x04, ERROR_UNABLE_TO_LOAD_MEDIUM,    RSM_SENSE_MECHANICAL,       "threading or unthreading failed" },
    {ANY, 0x53, 0x09, ERROR_UNABLE_TO_LOAD_MEDIUM,    RSM_SENSE_MECHANICAL,       "drive failed to load" },
    {ANY, 0x53, 0x0A, ERROR_UNABLE_TO_UNLOAD_MEDIA,   RSM_SENSE_MECHANICAL,       "drive failed to unload" },
    {ANY, 0x53, 0x0C, ERROR_UNABLE_TO_UNLOAD_MEDIA,   RSM_SENSE_MECHANICAL,       "drive failed to eject" },
    {ANY, 0x53,  ANY, ERROR_UNABLE_TO_LOAD_MEDIUM,    RSM_SENSE_MECHANICAL,       "loading or unloading failed" },
    {  4, 0x15,  ANY, ERROR_MEDIUM_NOT_ACCESSIBLE,    RSM_SENSE_MECHANICAL,       "mechanical positioning error" },
    {ANY, 0x83, 0x02, ERROR_RESOURCE_NOT_PRESENT,     RSM_SENSE_NO_ACCESS,        "slot is not installed" },
    {ANY, 0x83, 0x04, ERROR_RESOURCE_NOT_PRESENT,     RSM_SENSE_NO_ACCESS,        "drive is not installed" },
    {ANY, 0x83,  ANY, ERROR_UNABLE_TO_INVENTORY_SLOT, RSM_SENSE_OTHER,            "bar code label is unreadable" },

    /* what the device does not know */
    {ANY, 0x1A, 0x00, ERROR_INVALID_FUNCTION,         RSM_SENSE_ILLEGAL,          "parameter list has a wrong length" },
    {ANY, 0x20, 0x00, ERROR_INVALID_FUNCTION,         RSM_SENSE_ILLEGAL,          "command is not known" },
    {ANY, 0x21,  ANY, ERROR_INVALID_FUNCTION,         RSM_SENSE_ILLEGAL,          "address is out of range" },
    {ANY, 0x24,  ANY, ERROR_INVALID_FUNCTION,         RSM_SENSE_ILLEGAL,          "invalid field in the command" },
    {ANY, 0x25,  ANY, ERROR_DEV_NOT_EXIST,            RSM_SENSE_OTHER,            "no such logical unit" },
    {ANY, 0x26,  ANY, ERROR_INVALID_FUNCTION,         RSM_SENSE_ILLEGAL,          "invalid field in the parameter list" },
    {ANY, 0x2C,  ANY, ERROR_INVALID_STATE,            RSM_SENSE_OTHER,            "command does not follow on the one before" },
    {ANY, 0x39,  ANY, ERROR_INVALID_FUNCTION,         RSM_SENSE_ILLEGAL,          "saved values are not supported" },
    {ANY, 0x55,  ANY, ERROR_NO_SYSTEM_RESOURCES,      RSM_SENSE_OTHER,            "device is out of resources" },

    /* the cartridge */
    {ANY, 0x27,  ANY, ERROR_WRITE_PROTECT,            RSM_SENSE_PROTECTED,        "write protected" },
    {ANY, 0x30, 0x03, ERROR_UNRECOGNIZED_MEDIA,       RSM_SENSE_CLEANING,         "cleaning cartridge is in the drive" },
    {ANY, 0x30, 0x04, ERROR_MEDIA_INCOMPATIBLE,       RSM_SENSE_UNKNOWN_MEDIUM,   "cannot write: unknown format" },
    {ANY, 0x30, 0x05, ERROR_MEDIA_INCOMPATIBLE,       RSM_SENSE_UNKNOWN_MEDIUM,   "cannot write: incompatible format" },
    {ANY, 0x30, 0x07, ERROR_UNABLE_TO_CLEAN,          RSM_SENSE_CLEANING,         "cleaning failed" },
    {ANY, 0x30, 0x0A, ERROR_UNABLE_TO_CLEAN,          RSM_SENSE_CLEANING,         "cleaning request rejected" },
    {ANY, 0x30, 0x0C, ERROR_WRITE_PROTECT,            RSM_SENSE_PROTECTED,        "cartridge can be written only once" },
    {ANY, 0x30, 0x10, ERROR_UNRECOGNIZED_MEDIA,       RSM_SENSE_UNKNOWN_MEDIUM,   "cartridge is not formatted" },
    {ANY, 0x30,  ANY, ERROR_UNRECOGNIZED_MEDIA,       RSM_SENSE_UNKNOWN_MEDIUM,   "incompatible cartridge" },
    {ANY, 0x31,  ANY, ERROR_UNRECOGNIZED_MEDIA,       RSM_SENSE_UNKNOWN_MEDIUM,   "format of the cartridge is corrupted" },
    {ANY, 0x52,  ANY, ERROR_UNRECOGNIZED_MEDIA,       RSM_SENSE_MEDIUM,           "cartridge fault" },
    {ANY, 0x74,  ANY, ERROR_UNRECOGNIZED_MEDIA,       RSM_SENSE_UNKNOWN_MEDIUM,   "encrypted, and the drive has no key for it" },
    {ANY, 0x03,  ANY, ERROR_WRITE_FAULT,              RSM_SENSE_MEDIUM,           "write fault" },
    {ANY, 0x09,  ANY, ERROR_CRC,                      RSM_SENSE_MEDIUM,           "track cannot be followed" },
    {ANY, 0x0C,  ANY, ERROR_WRITE_FAULT,              RSM_SENSE_MEDIUM,           "write error" },
    {ANY, 0x11,  ANY, ERROR_CRC,                      RSM_SENSE_MEDIUM,           "read error" },
    {ANY, 0x14,  ANY, ERROR_CRC,                      RSM_SENSE_MEDIUM,           "what was looked for is not on the tape" },
    {ANY, 0x15,  ANY, ERROR_SEEK,                     RSM_SENSE_MEDIUM,           "positioning error" },
    {ANY, 0x33,  ANY, ERROR_CRC,                      RSM_SENSE_MEDIUM,           "tape length error" },
    {ANY, 0x3B, 0x01, ERROR_BEGINNING_OF_MEDIA,       RSM_SENSE_MARK,             "beginning of the tape" },
    {ANY, 0x3B, 0x02, ERROR_END_OF_MEDIA,             RSM_SENSE_MARK,             "end of the tape" },
    {ANY, 0x3B,  ANY, ERROR_SEEK,                     RSM_SENSE_MEDIUM,           "positioning error" },
    {ANY, 0x50,  ANY, ERROR_WRITE_FAULT,              RSM_SENSE_MEDIUM,           "append error" },
    {ANY, 0x51,  ANY, ERROR_WRITE_FAULT,              RSM_SENSE_MEDIUM,           "erase failure" },

    /* the device */
    {ANY, 0x08,  ANY, ERROR_IO_DEVICE,                RSM_SENSE_HARDWARE,         "communication within the device failed" },
    {ANY, 0x40,  ANY, ERROR_IO_DEVICE,                RSM_SENSE_HARDWARE,         "diagnostic failure of a component" },
    {ANY, 0x44,  ANY, ERROR_IO_DEVICE,                RSM_SENSE_HARDWARE,         "internal failure" },

    /* by key alone */
    {  0,  ANY,  ANY, ERROR_SUCCESS,                  RSM_SENSE_NONE,             NULL },
    {  1,  ANY,  ANY, ERROR_SUCCESS,                  RSM_SENSE_RECOVERED,        NULL },
    {  2,  ANY,  ANY, ERROR_NOT_READY,                RSM_SENSE_NOT_READY,        NULL },
    {  3,  ANY,  ANY, ERROR_CRC,                      RSM_SENSE_MEDIUM,           NULL },
    {  4,  ANY,  ANY, ERROR_IO_DEVICE,                RSM_SENSE_HARDWARE,         NULL },
    {  5,  ANY,  ANY, ERROR_INVALID_FUNCTION,         RSM_SENSE_ILLEGAL,          NULL },
    {  6,  ANY,  ANY, ERROR_BUS_RESET,                RSM_SENSE_ATTENTION,        NULL },
    {  7,  ANY,  ANY, ERROR_WRITE_PROTECT,            RSM_SENSE_PROTECTED,        NULL },
    {  8,  ANY,  ANY, ERROR_NO_DATA_DETECTED,         RSM_SENSE_BLANK,            NULL },
    { 11,  ANY,  ANY, ERROR_IO_DEVICE,                RSM_SENSE_ABORTED,          NULL },
    { 13,  ANY,  ANY, ERROR_END_OF_MEDIA,             RSM_SENSE_MARK,             NULL },
    { 14,  ANY,  ANY, ERROR_CRC,                      RSM_SENSE_OTHER,            NULL },
    { 15,  ANY,  ANY, ERROR_SUCCESS,                  RSM_SENSE_NONE,             NULL },
    {ANY,  ANY,  ANY, ERROR_IO_DEVICE,                RSM_SENSE_OTHER,            NULL },
};

static const char *const key_names[16] = {
    "no sense",        "recovered error", "not ready",       "medium error",
    "hardware error",  "illegal request", "unit attention",  "data protect",
    "blank check",     "vendor specific", "copy aborted",    "aborted command",
    "reserved key",    "volume overflow", "miscompare",      "completed",
};

static const char *const class_names[] = {
    [RSM_SENSE_NONE] = "nothing wrong",
    [RSM_SENSE_RECOVERED] = "recovered",
    [RSM_SENSE_MARK] = "mark",
    [RSM_SENSE_STALE_INVENTORY] = "stale inventory",
    [RSM_SENSE_ATTENTION] = "attention",
    [RSM_SENSE_BECOMING_READY] = "becoming ready",
    [RSM_SENSE_PAUSED] = "paused",
    [RSM_SENSE_NEEDS_INITIALIZE] = "needs initialising",
    [RSM_SENSE_NEEDS_PERSON] = "needs a person",
    [RSM_SENSE_NOT_READY] = "not ready",
    [RSM_SENSE_NO_MEDIUM] = "no medium",
    [RSM_SENSE_ILLEGAL] = "not supported",
    [RSM_SENSE_ILLEGAL_ELEMENT] = "no such element",
    [RSM_SENSE_SOURCE_EMPTY] = "source empty",
    [RSM_SENSE_DESTINATION_FULL] = "destination full",
    [RSM_SENSE_PREVENTED] = "removal prevented",
    [RSM_SENSE_NO_ACCESS] = "no access",
    [RSM_SENSE_PROTECTED] = "protected",
    [RSM_SENSE_BLANK] = "blank",
    [RSM_SENSE_UNKNOWN_MEDIUM] = "unknown medium",
    [RSM_SENSE_CLEANING] = "cleaning",
    [RSM_SENSE_MEDIUM] = "medium error",
    [RSM_SENSE_MECHANICAL] = "mechanical",
    [RSM_SENSE_HARDWARE] = "hardware",
    [RSM_SENSE_ABORTED] = "aborted",
    [RSM_SENSE_OTHER] = "other",
};
/* clang-format on */

static bool fits(uint16_t pattern, uint8_t value)
{
    return pattern == ANY || pattern == value;
}

static bool key_fits(const struct meaning *meaning, uint8_t key)
{
    if (meaning->key == ANY)
        return key != RSM_SENSE_KEY_UNIT_ATTENTION;
    return meaning->key == key;
}

/* Never NULL: the last row fits every key but UNIT ATTENTION, which has a row before it. */
static const struct meaning *find_meaning(const struct rsm_sense *sense)
{
    const struct meaning *meaning = meanings;

    while (!key_fits(meaning, sense->key) || !fits(meaning->asc, sense->asc) ||
           !fits(meaning->ascq, sense->ascq))
        meaning++;
    return meaning;
}

/* For codes without a key; NULL when there are no words for them. */
static const struct meaning *find_code(uint8_t asc, uint8_t ascq)
{
    const struct meaning *meaning = meanings;

    while (meaning->words != NULL && (!fits(meaning->asc, asc) || !fits(meaning->ascq, ascq)))
        meaning++;
    return meaning->words != NULL ? meaning : NULL;
}

static bool is_success_key(uint8_t key)
{
    return key == RSM_SENSE_KEY_NO_SENSE || key == RSM_SENSE_KEY_RECOVERED_ERROR;
}

/* With these keys only the tape's position can be news; the rest was done all the same. */
static bool tells_position(const struct meaning *meaning)
{
    return meaning->sense_class == RSM_SENSE_MARK || meaning->sense_class == RSM_SENSE_BLANK;
}

enum rsm_sense_class rsm_sense_classify(const struct rsm_sense *sense)
{
    const struct meaning *meaning;

    if (!sense->present)
        return RSM_SENSE_NONE;
    meaning = find_meaning(sense);
    if (!is_success_key(sense->key) || tells_position(meaning) ||
        meaning->sense_class == RSM_SENSE_CLEANING)
        return meaning->sense_class;
    if (sense->filemark || sense->end_of_medium || sense->wrong_length)
        return RSM_SENSE_MARK;
    return sense->key == RSM_SENSE_KEY_RECOVERED_ERROR ? RSM_SENSE_RECOVERED : RSM_SENSE_NONE;
}

bool rsm_sense_asks_for_cleaning(const struct rsm_sense *sense)
{
    return sense->present && sense->asc == 0x00 && sense->ascq == 0x17;
}

rsm_error rsm_sense_error(const struct rsm_sense *sense)
{
    const struct meaning *meaning;

    if (!sense->present)
        return ERROR_IO_DEVICE;
    meaning = find_meaning(sense);
    if (!is_success_key(sense->key) || tells_position(meaning))
        return meaning->error;
    if (sense->filemark)
        return ERROR_FILEMARK_DETECTED;
    if (sense->wrong_length)
        return ERROR_INVALID_BLOCK_LENGTH;
    return sense->end_of_medium ? ERROR_END_OF_MEDIA : ERROR_SUCCESS;
}

/* ---- words ---- */

/* What snprintf says it wanted to write, as the length of what is really there. */
static size_t written(int wanted, size_t size)
{
    if (wanted < 0 || size == 0)
        return 0;
    return (size_t)wanted < size ? (size_t)wanted : size - 1;
}

static const char *vendor_words(uint8_t asc)
{
    return asc >= 0x80 ? "code of the vendor" : NULL;
}

/* Ends in ", byte 6 of the command" where the device says so. */
static void describe_field(const struct rsm_sense *sense, char *text, size_t size)
{
    text[0] = '\0';
    if (sense->field_valid)
        snprintf(text, size, ", byte %u of the %s", (unsigned)sense->field_byte,
                 sense->field_in_cdb ? "command" : "parameter list");
}

size_t rsm_sense_describe(const struct rsm_sense *sense, char *text, size_t size)
{
    char field[48];
    const char *words;

    if (!sense->present)
        return written(snprintf(text, size, "no sense data"), size);
    describe_field(sense, field, sizeof field);
    words = find_meaning(sense)->words;
    if (words == NULL)
        words = vendor_words(sense->asc);
    return written(snprintf(text, size, "%s%s%s%s%s (%X/%02X/%02X)",
                            sense->deferred ? "from an earlier command: " : "",
                            key_names[sense->key & 0x0F], words != NULL ? ": " : "",
                            words != NULL ? words : "", field, (unsigned)sense->key,
                            (unsigned)sense->asc, (unsigned)sense->ascq),
                   size);
}

size_t rsm_sense_describe_code(uint8_t asc, uint8_t ascq, char *text, size_t size)
{
    const struct meaning *meaning = find_code(asc, ascq);
    const char *words = meaning != NULL ? meaning->words : vendor_words(asc);

    return written(snprintf(text, size, "%s (%02X/%02X)", words != NULL ? words : "unknown code",
                            (unsigned)asc, (unsigned)ascq),
                   size);
}

const char *rsm_sense_class_name(enum rsm_sense_class sense_class)
{
    size_t index = (size_t)sense_class;

    return index < sizeof class_names / sizeof class_names[0] ? class_names[index] : "unknown";
}
