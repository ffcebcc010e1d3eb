#include "support/hostile/rules.h"
#include "support/hostile/scenario.h"

#include <stdio.h>
#include <string.h>

void hostile_settings_begin(struct hostile_target *target)
{
    int kind;

    target->attached = HOSTILE_NOWHERE;
    target->sense_length = 18;
    target->initialized = false;
    for (kind = HOSTILE_ALL; kind < HOSTILE_KINDS; kind++)
        target->telling[kind] = (struct hostile_telling){
            .length = HOSTILE_NOWHERE,
            .sent = HOSTILE_NOWHERE,
            .dvcid = kind == HOSTILE_DRIVE ? HOSTILE_DVCID_T10 : HOSTILE_DVCID_NONE,
            .code_set = HOSTILE_NOWHERE,
            .identity_type = HOSTILE_NOWHERE,
            .identity_cut = HOSTILE_NOWHERE,
            .bus = HOSTILE_NOWHERE,
            .lun = HOSTILE_NOWHERE,
            .medium_type = true};
}

/* ---- logical units ---- */

static bool take_drive(struct hostile_target *target, struct hostile_words *words,
                       uint32_t *drive_out)
{
    const struct hostile_element *element;
    uint32_t number;

    if (!hostile_words_number(words, HOSTILE_ELEMENTS_MAX, &number))
        return false;
    element = hostile_library_place(target, HOSTILE_DRIVE, number);
    if (element == NULL)
        return hostile_words_fail(words, "there is no drive %u", (unsigned)number);
    *drive_out = element->drive;
    return true;
}

/* "lun changer 1", "lun changer attached 1", "lun drive 1 at 2", "lun drive 1 none" */
static bool parse_lun(struct hostile_target *target, struct hostile_words *words)
{
    uint32_t drive;

    if (hostile_words_skip(words, "changer")) {
        target->attached = HOSTILE_NOWHERE;
        target->changer.lun = HOSTILE_NOWHERE;
        if (hostile_words_skip(words, "attached"))
            return take_drive(target, words, &target->attached) && hostile_words_end(words);
        return hostile_words_number(words, 0x3FFF, &target->changer.lun) &&
               hostile_words_end(words);
    }
    if (!hostile_words_skip(words, "drive"))
        return hostile_words_fail(words, "a logical unit is the changer or a drive");
    if (!take_drive(target, words, &drive))
        return false;
    if (hostile_words_skip(words, "none"))
        target->drives[drive].unit.lun = HOSTILE_NOWHERE;
    else if (!hostile_words_skip(words, "at") ||
             !hostile_words_number(words, 0x3FFF, &target->drives[drive].unit.lun))
        return hostile_words_fail(words, "\"at N\" is missing");
    return hostile_words_end(words);
}

static bool parse_luns(struct hostile_target *target, struct hostile_words *words)
{
    target->luns_refused = hostile_words_skip(words, "refused");
    target->luns_given = !target->luns_refused && hostile_words_peek(words) != NULL &&
                         !hostile_words_skip(words, "true");
    target->lun_count = 0;
    while (target->luns_given && hostile_words_peek(words) != NULL) {
        if (target->lun_count == sizeof target->luns / sizeof target->luns[0])
            return hostile_words_fail(words, "too many logical units");
        if (!hostile_words_number(words, 0x3FFF, &target->luns[target->lun_count++]))
            return false;
    }
    return hostile_words_end(words);
}

/* Who a line is about; a drive's index, and one behind the last that is meant. */
static bool take_units(struct hostile_target *target, struct hostile_words *words,
                       uint32_t *first_out, uint32_t *end_out)
{
    *first_out = HOSTILE_NOWHERE;
    *end_out = 0;
    if (hostile_words_skip(words, "changer"))
        return true;
    if (hostile_words_skip(words, "drives")) {
        *first_out = 0;
        *end_out = (uint32_t)target->drive_count;
        return true;
    }
    if (!hostile_words_skip(words, "drive"))
        return hostile_words_fail(words, "neither \"changer\" nor \"drive N\" nor \"drives\"");
    if (!take_drive(target, words, first_out))
        return false;
    *end_out = *first_out + 1;
    return true;
}

/* "none", "true", "hex BYTES", "serial TEXT" */
static bool take_page(struct hostile_words *words, struct hostile_vpd *page)
{
    char text[HOSTILE_PAGE_MAX];

    memset(page, 0, sizeof *page);
    if (hostile_words_skip(words, "true"))
        return true;
    page->absent = hostile_words_skip(words, "none") || hostile_words_skip(words, "absent");
    page->given = !page->absent;
    if (page->absent)
        return true;
    if (hostile_words_skip(words, "hex"))
        return hostile_words_hex(words, page->bytes, sizeof page->bytes, &page->length);
    if (!hostile_words_skip(words, "serial"))
        return hostile_words_fail(words, "neither \"none\" nor \"hex\" nor \"serial\"");
    if (!hostile_words_text(words, text, sizeof text))
        return false;
    page->length = strlen(text);
    memcpy(page->bytes, text, page->length);
    return true;
}

static bool parse_vpd(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_vpd page;
    uint32_t drive, end;
    uint8_t code;

    if (!take_units(target, words, &drive, &end) || !hostile_words_codes(words, 1, &code) ||
        !take_page(words, &page))
        return false;
    do {
        struct hostile_unit *unit;

        if (drive != HOSTILE_NOWHERE && drive >= end)
            break;
        unit = hostile_library_unit(target, drive);
        *(code == 0x80 ? &unit->vpd_80 : code == 0x83 ? &unit->vpd_83 : &unit->vpd_00) = page;
    } while (drive != HOSTILE_NOWHERE && ++drive < end);
    return hostile_words_end(words);
}

static bool parse_inquiry(struct hostile_target *target, struct hostile_words *words)
{
    uint32_t drive, end, length;

    if (!take_units(target, words, &drive, &end))
        return false;
    if (!hostile_words_skip(words, "length"))
        return hostile_words_fail(words, "\"length\" is missing");
    if (!hostile_words_number(words, 255, &length))
        return false;
    do {
        if (drive != HOSTILE_NOWHERE && drive >= end)
            break;
        hostile_library_unit(target, drive)->inquiry_length = length;
    } while (drive != HOSTILE_NOWHERE && ++drive < end);
    return hostile_words_end(words);
}

/* ---- pages of the changer ---- */

static bool parse_addresses(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_pages *pages = &target->pages;
    struct hostile_range_told *told;
    enum hostile_kind kind;
    const char *word = hostile_words_take(words);

    if (strcmp(word, "slots+ports") == 0) {
        pages->slots_and_ports = true;
    } else if (strcmp(word, "absent") == 0) {
        pages->addresses.absent = true;
    } else if (strcmp(word, "true") == 0) {
        memset(pages, 0, sizeof *pages);
    } else if (strcmp(word, "length") == 0) {
        if (!hostile_words_number(words, HOSTILE_PAGE_MAX, &pages->addresses_length))
            return false;
    } else {
        if (!hostile_library_kind(word, &kind) || kind == HOSTILE_ALL)
            return hostile_words_fail(words, "\"%.60s\" is not a kind of place", word);
        told = &pages->told[kind];
        word = hostile_words_take(words);
        told->from_given |= strcmp(word, "from") == 0;
        told->count_given |= strcmp(word, "count") == 0;
        if (strcmp(word, "from") != 0 && strcmp(word, "count") != 0)
            return hostile_words_fail(words, "neither \"from\" nor \"count\"");
        if (!hostile_words_number(words, 0xFFFF, word[0] == 'f' ? &told->from : &told->count))
            return false;
    }
    return hostile_words_end(words);
}

static bool parse_page(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_pages *pages = &target->pages;
    uint8_t code;

    if (!hostile_words_codes(words, 1, &code))
        return false;
    if (code < 0x1D || code > 0x1F)
        return hostile_words_fail(words, "a page is 1D, 1E or 1F");
    return take_page(words, code == 0x1D   ? &pages->addresses
                            : code == 0x1E ? &pages->geometry
                                           : &pages->capabilities) &&
           hostile_words_end(words);
}

/* ---- the rest ---- */

static bool parse_exception(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_element *place;
    uint8_t codes[2];

    if (!hostile_scenario_place(target, words, &place) || !hostile_words_codes(words, 2, codes))
        return false;
    place->except = true;
    place->asc = codes[0];
    place->ascq = codes[1];
    place->ghost = hostile_words_skip(words, "ghost");
    place->tagless = hostile_words_skip(words, "tagless");
    return hostile_words_end(words);
}

static bool parse_no_exception(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_element *place;

    if (!hostile_scenario_place(target, words, &place))
        return false;
    place->except = place->ghost = place->tagless = false;
    place->asc = place->ascq = 0;
    return hostile_words_end(words);
}

static bool parse_sense(struct hostile_target *target, struct hostile_words *words)
{
    target->descriptor_sense = hostile_words_skip(words, "descriptor");
    if (!target->descriptor_sense &&
        (!hostile_words_skip(words, "fixed") ||
         !hostile_words_number(words, HOSTILE_SENSE_MAX, &target->sense_length)))
        return hostile_words_fail(words, "neither \"descriptor\" nor \"fixed N\"");
    return hostile_words_end(words);
}

static bool parse_greeting(struct hostile_target *target, struct hostile_words *words)
{
    target->greets = true;
    return hostile_words_codes(words, 2, target->greeting) && hostile_words_end(words);
}

static bool parse_medium_type(struct hostile_target *target, struct hostile_words *words)
{
    enum hostile_kind kind;
    const char *word = hostile_words_take(words);

    if (!hostile_library_kind(word, &kind))
        return hostile_words_fail(words, "\"%.60s\" is not a kind of place", word);
    target->telling[kind].medium_type = hostile_words_skip(words, "yes");
    return target->telling[kind].medium_type || hostile_words_skip(words, "no")
               ? hostile_words_end(words)
               : hostile_words_fail(words, "neither \"yes\" nor \"no\"");
}

/* "exchange no": a feature that is built in or not. */
static bool parse_feature(struct hostile_target *target, struct hostile_words *words,
                          bool *known_out)
{
    struct hostile_features *features = &target->features;
    struct {
        const char *name, *word;
        bool *set;
        bool value;
    } names[] = {
        {"exchange", "no", &features->no_exchange, true},
        {"exchange", "yes", &features->no_exchange, false},
        {"position", "no", &features->no_position, true},
        {"prevent", "no", &features->no_prevent, true},
        {"initialise", "no", &features->no_initialize, true},
        {"initialise", "yes", &features->no_initialize, false},
        {"initialise", "first", &features->initialize_first, true},
        {"range", "yes", &features->range, true},
        {"range", "no", &features->range, false},
        {"vendor-range", "yes", &features->vendor_range, true},
        {"vendor-range", "no", &features->vendor_range, false},
        {"mode6", "no", &features->no_mode6, true},
        {"mode10", "no", &features->no_mode10, true},
        {"dbd", "no", &features->no_dbd, true},
        {"reserve", "no", &features->no_reserve, true},
        {"persistent", "no", &features->no_persistent, true},
        {"log", "no", &features->no_log, true},
    };
    const char *name = hostile_words_peek(words);
    size_t i;

    *known_out = false;
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, name) != 0)
            continue;
        if (!*known_out)
            hostile_words_take(words);
        *known_out = true;
        if (hostile_words_skip(words, names[i].word)) {
            *names[i].set = names[i].value;
            return hostile_words_end(words);
        }
    }
    return !*known_out || hostile_words_fail(words, "neither \"yes\" nor \"no\" as it can be");
}

bool hostile_settings_line(struct hostile_target *target, struct hostile_words *words, bool added,
                           bool *known_out)
{
    static const struct {
        const char *name;
        bool (*parse)(struct hostile_target *target, struct hostile_words *words);
    } lines[] = {
        {"lun", parse_lun},
        {"luns", parse_luns},
        {"vpd", parse_vpd},
        {"inquiry", parse_inquiry},
        {"addresses", parse_addresses},
        {"page", parse_page},
        {"exception", parse_exception},
        {"no-exception", parse_no_exception},
        {"sense", parse_sense},
        {"login-attention", parse_greeting},
        {"medium-type", parse_medium_type},
        {"report", hostile_telling_parse},
    };
    size_t i;

    if (!parse_feature(target, words, known_out) || *known_out)
        return words->error[0] == '\0';
    *known_out = true;
    hostile_library_touch(target);
    if (hostile_words_skip(words, "on"))
        return hostile_rules_add(target, words, added);
    for (i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (hostile_words_skip(words, lines[i].name))
            return lines[i].parse(target, words);
    *known_out = false;
    return true;
}
