/*
 * The table of quirks, and what is known of one device.
 */
#include "scsi/quirks.h"

#include "platform/text.h"

#include <stdio.h>
#include <string.h>

enum {
    MOST_ELEMENTS = 0xFFFF,
    MOST_SETTLING_MS = 10 * 60 * 1000,
    RANGE_SHIFT = 16 /* a range is its first place above its last */
};

/* In the order of forms in which changer.c tries them. */
static const char *const mode_sense_forms[] = {"mode-6", "mode-6-descriptors", "mode-10",
                                               "mode-10-descriptors"};

#define OF_CHANGER(quirk_name, sentence) \
    .name = (quirk_name), .meaning = (sentence), .subject = RSM_QUIRK_OF_CHANGER
#define OF_DRIVE(quirk_name, sentence) \
    .name = (quirk_name), .meaning = (sentence), .subject = RSM_QUIRK_OF_DRIVE
#define NUMBER(greatest, of_what) .kind = RSM_QUIRK_NUMBER, .most = (greatest), .unit = (of_what)
#define PINNED                    .pinned_only = true

static const struct rsm_quirk_row table[RSM_QUIRK_COUNT] = {
    [RSM_QUIRK_MODE_SENSE_FORM] = {OF_CHANGER("mode-sense-form",
                                              "It takes MODE SENSE in this form."),
                                   .kind = RSM_QUIRK_CHOICE, .most = 3, .words = mode_sense_forms},
    [RSM_QUIRK_LENGTH_16_BITS] = {OF_CHANGER("length-16-bits",
                                             "It tells at most 65,535 bytes of what is where at "
                                             "once.")},
    [RSM_QUIRK_LENGTH_EXACT] = {OF_CHANGER("length-exact",
                                           "It must be asked for exactly as many "
                                           "bytes as it has to say.")},
    [RSM_QUIRK_NO_TAGS] = {OF_CHANGER("no-tags", "It does not tell bar codes.")},
    [RSM_QUIRK_NO_IDENTITIES] = {OF_CHANGER("no-identities",
                                            "It does not tell which drive is where.")},
    [RSM_QUIRK_MOST_ARMS] = {OF_CHANGER("most-arms", "It tells of at most so many arms at once."),
                             NUMBER(MOST_ELEMENTS, "arms")},
    [RSM_QUIRK_MOST_SLOTS] = {OF_CHANGER("most-slots",
                                         "It tells of at most so many slots at once."),
                              NUMBER(MOST_ELEMENTS, "slots")},
    [RSM_QUIRK_MOST_PORTS] = {OF_CHANGER("most-ports",
                                         "It tells of at most so many ports at once."),
                              NUMBER(MOST_ELEMENTS, "ports")},
    [RSM_QUIRK_MOST_DRIVES] = {OF_CHANGER("most-drives",
                                          "It tells of at most so many drives at once."),
                               NUMBER(MOST_ELEMENTS, "drives")},
    [RSM_QUIRK_NO_INITIALIZE] = {OF_CHANGER("no-initialize",
                                            "It cannot be told to look into its slots "
                                            "(INITIALIZE ELEMENT STATUS).")},
    [RSM_QUIRK_INITIALIZE_FIRST] = {OF_CHANGER("initialize-first",
                                               "It must be told to look into its slots before it "
                                               "tells the truth, and does not say so."),
                                    PINNED},
    [RSM_QUIRK_NO_EXCHANGE] = {OF_CHANGER("no-exchange",
                                          "It cannot exchange two cartridges (EXCHANGE MEDIUM).")},
    [RSM_QUIRK_NO_POSITION] = {OF_CHANGER("no-position",
                                          "It cannot send its arm ahead (POSITION "
                                          "TO ELEMENT).")},
    [RSM_QUIRK_NO_PREVENT] = {OF_CHANGER("no-prevent",
                                         "It cannot keep people from taking cartridges out "
                                         "(PREVENT ALLOW MEDIUM REMOVAL).")},
    [RSM_QUIRK_UNLOAD_FIRST] = {OF_CHANGER("unload-first",
                                           "It takes no cartridge out of a drive that was not told "
                                           "to unload. All drives are told, unless \"no\" is "
                                           "pinned.")},
    [RSM_QUIRK_ACCESS_LAG] = {OF_CHANGER("access-lag",
                                         "It takes so long until it can take an "
                                         "unloaded cartridge out of a drive."),
                              NUMBER(MOST_SETTLING_MS, "milliseconds")},
    [RSM_QUIRK_VIRTUAL_PORT] = {OF_CHANGER("virtual-port",
                                           "These slots, counted from 1, are its port: what it "
                                           "shows as slots people fill and empty."),
                                PINNED, .kind = RSM_QUIRK_RANGE, .most = MOST_ELEMENTS,
                                .unit = "slots"},
    [RSM_QUIRK_NO_UNLOAD] = {OF_DRIVE(
        "no-unload",
        "It cannot be told to unload (LOAD UNLOAD): the changer takes the cartridge as it is.")},
};

/* ---- one device ---- */

uint32_t rsm_quirks_get(const struct rsm_quirks *quirks, enum rsm_quirk quirk)
{
    return quirks->values[quirk];
}

bool rsm_quirks_has(const struct rsm_quirks *quirks, enum rsm_quirk quirk)
{
    return quirks->values[quirk] != 0;
}

bool rsm_quirks_is_pinned(const struct rsm_quirks *quirks, enum rsm_quirk quirk)
{
    return quirks->origins[quirk] == RSM_QUIRK_PINNED;
}

static void set(struct rsm_quirks *quirks, enum rsm_quirk quirk, enum rsm_quirk_origin origin,
                uint32_t value)
{
    quirks->origins[quirk] = (uint8_t)origin;
    quirks->values[quirk] = value;
    quirks->fresh[quirk] = true;
    quirks->changed = true;
}

bool rsm_quirks_learn(struct rsm_quirks *quirks, enum rsm_quirk quirk, uint32_t value)
{
    if (rsm_quirks_is_pinned(quirks, quirk) || quirks->values[quirk] == value)
        return false;
    set(quirks, quirk, value != 0 ? RSM_QUIRK_LEARNED : RSM_QUIRK_UNKNOWN, value);
    return true;
}

bool rsm_quirks_forget(struct rsm_quirks *quirks)
{
    bool any = false;

    for (enum rsm_quirk quirk = 0; quirk < RSM_QUIRK_COUNT; quirk++)
        any = rsm_quirks_learn(quirks, quirk, 0) || any;
    return any;
}

void rsm_quirks_pin(struct rsm_quirks *quirks, enum rsm_quirk quirk, uint32_t value)
{
    set(quirks, quirk, RSM_QUIRK_PINNED, value);
}

bool rsm_quirks_unpin(struct rsm_quirks *quirks, enum rsm_quirk quirk)
{
    if (!rsm_quirks_is_pinned(quirks, quirk))
        return false;
    set(quirks, quirk, RSM_QUIRK_UNKNOWN, 0);
    return true;
}

static uint16_t first_of(uint32_t value)
{
    return (uint16_t)(value >> RANGE_SHIFT);
}

static uint16_t last_of(uint32_t value)
{
    return (uint16_t)value;
}

void rsm_quirks_get_range(const struct rsm_quirks *quirks, enum rsm_quirk quirk,
                          uint16_t *first_out, uint16_t *last_out)
{
    *first_out = first_of(quirks->values[quirk]);
    *last_out = last_of(quirks->values[quirk]);
}

/* ---- the table ---- */

const struct rsm_quirk_row *rsm_quirk_row(enum rsm_quirk quirk)
{
    return &table[quirk];
}

bool rsm_quirk_find(const char *name, enum rsm_quirk *quirk_out)
{
    for (enum rsm_quirk quirk = 0; quirk < RSM_QUIRK_COUNT; quirk++)
        if (rsm_text_same_word(name, table[quirk].name)) {
            *quirk_out = quirk;
            return true;
        }
    return false;
}

bool rsm_quirk_is_valid(enum rsm_quirk quirk, uint32_t value)
{
    const struct rsm_quirk_row *row = &table[quirk];

    switch (row->kind) {
    case RSM_QUIRK_YES:
        return value <= 1;
    case RSM_QUIRK_RANGE:
        return value == 0 || (first_of(value) > 0 && first_of(value) <= last_of(value) &&
                              last_of(value) <= row->most);
    default:
        return value <= row->most;
    }
}

/* Digits, to the end or to what comes behind; false when there are none, or too many. */
static bool read_number(const char **at, uint32_t *number_out)
{
    const char *digits = *at;
    uint32_t number = 0;

    while (**at >= '0' && **at <= '9') {
        if (number > UINT32_MAX / 10 - 1)
            return false;
        number = number * 10 + (uint32_t)(**at - '0');
        (*at)++;
    }
    *number_out = number;
    return *at != digits;
}

/* "21-24" or "21" */
static bool read_range(const char *text, uint32_t *value_out)
{
    uint32_t first = 0;
    uint32_t last = 0;

    if (!read_number(&text, &first))
        return false;
    last = first;
    if (*text == '-') {
        text++;
        if (!read_number(&text, &last))
            return false;
    }
    if (*text != '\0' || first < 1 || first > last || last > MOST_ELEMENTS)
        return false;
    *value_out = first << RANGE_SHIFT | last;
    return true;
}

static bool read_word(const char *const *words, uint32_t most, const char *text,
                      uint32_t *value_out)
{
    for (uint32_t i = 0; i <= most; i++)
        if (rsm_text_same_word(text, words[i])) {
            *value_out = i;
            return true;
        }
    return false;
}

static const char *const yes_or_no[] = {"no", "yes"};

rsm_error rsm_quirk_parse(enum rsm_quirk quirk, const char *text, uint32_t *value_out)
{
    const struct rsm_quirk_row *row = &table[quirk];
    uint32_t value = 0;
    bool read = false;

    switch (row->kind) {
    case RSM_QUIRK_YES:
        read = read_word(yes_or_no, 1, text, &value);
        break;
    case RSM_QUIRK_CHOICE:
        read = read_word(row->words, row->most, text, &value);
        break;
    case RSM_QUIRK_NUMBER:
        read = read_number(&text, &value) && *text == '\0';
        break;
    case RSM_QUIRK_RANGE:
        read = rsm_text_same_word(text, "none") || read_range(text, &value);
        break;
    }
    if (!read || !rsm_quirk_is_valid(quirk, value))
        return ERROR_INVALID_PARAMETER;
    *value_out = value;
    return ERROR_SUCCESS;
}

void rsm_quirk_format(enum rsm_quirk quirk, uint32_t value, char text_out[RSM_QUIRK_TEXT_MAX])
{
    const struct rsm_quirk_row *row = &table[quirk];

    if (row->kind == RSM_QUIRK_NUMBER)
        (void)snprintf(text_out, RSM_QUIRK_TEXT_MAX, "%u", (unsigned)value);
    else if (row->kind == RSM_QUIRK_RANGE && value != 0)
        (void)snprintf(text_out, RSM_QUIRK_TEXT_MAX, "%u-%u", first_of(value), last_of(value));
    else
        (void)snprintf(text_out, RSM_QUIRK_TEXT_MAX, "%s",
                       row->kind == RSM_QUIRK_YES      ? yes_or_no[value != 0]
                       : row->kind == RSM_QUIRK_CHOICE ? row->words[value]
                                                       : "none");
}
