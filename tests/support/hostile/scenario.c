#include "support/hostile/scenario.h"

#include "support/hostile/labels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RANGES_MAX = 256 };

/* "slots 8 from 4096" */
struct range {
    enum hostile_kind kind;
    uint32_t count, from;
};

struct reading {
    struct hostile_target *target;
    struct range ranges[RANGES_MAX];
    size_t range_count;
    bool arms_told;
    struct hostile_words words;
    char *error;
};

/* ---- words that other lines have, too ---- */

bool hostile_scenario_identity(struct hostile_words *words, struct hostile_identity *identity_out)
{
    return hostile_words_text(words, identity_out->vendor, sizeof identity_out->vendor) &&
           hostile_words_text(words, identity_out->product, sizeof identity_out->product) &&
           hostile_words_text(words, identity_out->revision, sizeof identity_out->revision) &&
           hostile_words_text(words, identity_out->serial, sizeof identity_out->serial);
}

bool hostile_scenario_place(struct hostile_target *target, struct hostile_words *words,
                            struct hostile_element **place_out)
{
    const char *word = hostile_words_take(words);
    enum hostile_kind kind;
    uint32_t number;

    if (!hostile_library_kind(word, &kind) || kind == HOSTILE_ALL)
        return hostile_words_fail(words, "\"%.60s\" is not a kind of place", word);
    if (!hostile_words_number(words, HOSTILE_ELEMENTS_MAX, &number))
        return false;
    *place_out = hostile_library_place(target, kind, number);
    return *place_out != NULL ||
           hostile_words_fail(words, "there is no %s %u", hostile_library_kind_name(kind),
                              (unsigned)number);
}

static bool parse_tag(struct hostile_words *words, uint32_t number, char *tag_out)
{
    char text[HOSTILE_TAG + 16];

    return hostile_words_text(words, text, sizeof text) &&
           (hostile_labels_number(text, number, tag_out, HOSTILE_TAG + 1) ||
            hostile_words_fail(words, "\"%s\" is no tag of at most %d characters", text,
                               HOSTILE_TAG));
}

static bool parse_cartridge(struct hostile_target *target, struct hostile_words *words,
                            struct hostile_element *place, struct hostile_cartridge *cartridge)
{
    struct hostile_element *source = NULL;

    if (!parse_tag(words, place->number, cartridge->tag) ||
        !hostile_labels_parse(words, place->number, &cartridge->label))
        return false;
    cartridge->protected = hostile_words_skip(words, "protected");
    if (hostile_words_skip(words, "from") && !hostile_scenario_place(target, words, &source))
        return false;
    place->source = source == NULL ? HOSTILE_NOWHERE : hostile_library_index(target, source);
    return hostile_words_end(words);
}

bool hostile_scenario_fill(struct hostile_target *target, struct hostile_words *words,
                           struct hostile_element *place)
{
    struct hostile_cartridge *cartridge;
    struct hostile_drive *drive = hostile_library_drive(target, place);

    if (place->cartridge != NULL)
        return hostile_words_fail(words, "there is a cartridge already");
    cartridge = hostile_library_cartridge(target);
    if (cartridge == NULL)
        return hostile_words_fail(words, "no memory");
    if (!parse_cartridge(target, words, place, cartridge)) {
        hostile_library_forget_cartridge(cartridge);
        return false;
    }
    place->cartridge = cartridge;
    hostile_library_touch(target);
    if (drive != NULL)
        hostile_library_load(target, drive);
    return true;
}

/* ---- first: what places there are ---- */

/* True when the line is of the form "slots 8 from 4096". */
static bool is_range(const struct hostile_words *words, enum hostile_kind *kind_out)
{
    return words->count == 4 && hostile_library_kind(words->word[0], kind_out) &&
           *kind_out != HOSTILE_ALL && strcmp(words->word[2], "from") == 0;
}

static bool read_range(struct reading *reading, enum hostile_kind kind)
{
    struct range *range = &reading->ranges[reading->range_count];
    struct hostile_words *words = &reading->words;

    if (reading->range_count == RANGES_MAX)
        return hostile_words_fail(words, "too many lines of places");
    reading->range_count++;
    range->kind = kind;
    words->next = 1;
    if (!hostile_words_number(words, HOSTILE_ELEMENTS_MAX, &range->count))
        return false;
    words->next = 3;
    if (!hostile_words_number(words, 0xFFFF, &range->from))
        return false;
    if (range->from + range->count > 0x10000)
        return hostile_words_fail(words, "addresses end at 65535");
    reading->arms_told |= kind == HOSTILE_ARM;
    return true;
}

static bool read_structure(struct reading *reading)
{
    struct hostile_target *target = reading->target;
    enum hostile_kind kind;

    if (is_range(&reading->words, &kind))
        return read_range(reading, kind);
    if (!hostile_words_skip(&reading->words, "changer"))
        return true;
    target->has_changer = true;
    return hostile_scenario_identity(&reading->words, &target->changer.identity) &&
           hostile_words_end(&reading->words);
}

/* ---- then: the places themselves ---- */

static int compare_addresses(const void *a, const void *b)
{
    const struct hostile_element *first = a, *second = b;

    return (first->address > second->address) - (first->address < second->address);
}

static bool add_range(struct hostile_target *target, const struct range *range, char *error)
{
    uint32_t i;

    for (i = 0; i < range->count; i++) {
        uint32_t address = range->from + i;
        struct hostile_element *element = &target->elements[target->element_count];

        if (target->by_address[address] != HOSTILE_NOWHERE) {
            snprintf(error, HOSTILE_ERROR_ROOM, "two places have address %u", (unsigned)address);
            return false;
        }
        target->by_address[address] = 0;
        *element = (struct hostile_element){.address = (uint16_t)address,
                                            .kind = (uint8_t)range->kind,
                                            .number = (uint32_t)++target->places[range->kind].count,
                                            .source = HOSTILE_NOWHERE};
        target->element_count++;
    }
    return true;
}

static void begin_unit(struct hostile_unit *unit)
{
    unit->lun = HOSTILE_NOWHERE;
    unit->inquiry_length = 96;
    unit->reserved_by = HOSTILE_NOBODY;
    unit->before = "";
}

static bool make_drives(struct hostile_target *target)
{
    size_t count = target->places[HOSTILE_DRIVE].count;
    size_t i;

    target->drives = calloc(count + 1, sizeof *target->drives);
    if (target->drives == NULL)
        return false;
    target->drive_count = count;
    for (i = 0; i < count; i++) {
        struct hostile_drive *drive = &target->drives[i];
        uint32_t element = target->places[HOSTILE_DRIVE].index[i];
        struct hostile_identity *identity = &drive->unit.identity;

        begin_unit(&drive->unit);
        drive->unit.lun = (uint32_t)i + (target->has_changer ? 1 : 0);
        drive->element = element;
        target->elements[element].drive = (uint32_t)i;
        *identity = (struct hostile_identity){"HP", "Ultrium 6-SCSI", "35GD", ""};
        snprintf(identity->serial, sizeof identity->serial, "DRV%05u", (unsigned)(i + 1));
    }
    return true;
}

/* Where each place is, by address and by number. */
static bool index_places(struct hostile_target *target)
{
    size_t i;
    int kind;

    qsort(target->elements, target->element_count, sizeof *target->elements, compare_addresses);
    for (kind = HOSTILE_ARM; kind < HOSTILE_KINDS; kind++) {
        struct hostile_places *places = &target->places[kind];

        places->index = calloc(places->count + 1, sizeof *places->index);
        if (places->index == NULL)
            return false;
    }
    for (i = 0; i < target->element_count; i++) {
        const struct hostile_element *element = &target->elements[i];

        target->by_address[element->address] = (uint32_t)i;
        target->places[element->kind].index[element->number - 1] = (uint32_t)i;
    }
    return make_drives(target);
}

static bool make_places(struct reading *reading)
{
    static const struct range arm = {HOSTILE_ARM, 1, 0};
    struct hostile_target *target = reading->target;
    size_t i;

    target->elements = calloc(HOSTILE_ELEMENTS_MAX + 1, sizeof *target->elements);
    target->by_address = malloc(0x10000 * sizeof *target->by_address);
    if (target->elements == NULL || target->by_address == NULL)
        return false;
    memset(target->by_address, 0xFF, 0x10000 * sizeof *target->by_address);
    if (!reading->arms_told && target->has_changer && !add_range(target, &arm, reading->error))
        return false;
    for (i = 0; i < reading->range_count; i++) {
        if (target->element_count + reading->ranges[i].count > HOSTILE_ELEMENTS_MAX) {
            snprintf(reading->error, HOSTILE_ERROR_ROOM, "more than %d places",
                     HOSTILE_ELEMENTS_MAX);
            return false;
        }
        if (!add_range(target, &reading->ranges[i], reading->error))
            return false;
    }
    return index_places(target);
}

/* ---- at last: everything else ---- */

/* "slots 2-7 TAG ...", "slots all TAG ...": the same words for each. */
static bool fill_range(struct reading *reading, enum hostile_kind kind)
{
    struct hostile_words *words = &reading->words;
    uint32_t first = 1, last = HOSTILE_ELEMENTS_MAX;
    size_t begin;

    if (!hostile_words_skip(words, "all") &&
        !hostile_words_range(words, HOSTILE_ELEMENTS_MAX, &first, &last))
        return false;
    begin = words->next;
    if (first == 0 || (last > reading->target->places[kind].count && last != HOSTILE_ELEMENTS_MAX))
        return hostile_words_fail(words, "there are only %zu of them",
                                  reading->target->places[kind].count);
    for (; first <= last && first <= reading->target->places[kind].count; first++) {
        words->next = begin;
        if (!hostile_scenario_fill(reading->target, words,
                                   hostile_library_place(reading->target, kind, first)))
            return false;
    }
    return true;
}

/* "drive 1 VENDOR PRODUCT REVISION SERIAL [CARTRIDGE]" */
static bool read_drive(struct reading *reading)
{
    struct hostile_words *words = &reading->words;
    struct hostile_element *place;

    if (!hostile_scenario_place(reading->target, words, &place) ||
        !hostile_scenario_identity(words,
                                   &hostile_library_drive(reading->target, place)->unit.identity))
        return false;
    if (hostile_words_skip(words, "empty") || hostile_words_peek(words) == NULL)
        return hostile_words_end(words);
    return hostile_scenario_fill(reading->target, words, place);
}

static bool read_place(struct reading *reading, enum hostile_kind kind)
{
    struct hostile_words *words = &reading->words;
    struct hostile_element *place;
    bool many = strlen(words->word[0]) > strlen(hostile_library_kind_name(kind));

    if (many) {
        words->next++;
        return fill_range(reading, kind);
    }
    if (kind == HOSTILE_DRIVE)
        return read_drive(reading);
    if (!hostile_scenario_place(reading->target, words, &place))
        return false;
    if (hostile_words_skip(words, "empty"))
        return hostile_words_end(words);
    return hostile_scenario_fill(reading->target, words, place);
}

static bool read_rest(struct reading *reading)
{
    struct hostile_words *words = &reading->words;
    enum hostile_kind kind;
    bool known;

    if (is_range(words, &kind) || strcmp(words->word[0], "changer") == 0 ||
        strcmp(words->word[0], "wire") == 0)
        return true;
    if (hostile_library_kind(words->word[0], &kind) && kind != HOSTILE_ALL)
        return read_place(reading, kind);
    if (!hostile_settings_line(reading->target, words, false, &known))
        return false;
    return known || hostile_words_fail(words, "\"%.60s\" begins no line", words->word[0]);
}

/* ---- lines ---- */

static bool read_lines(struct reading *reading, const char *text, size_t size,
                       bool (*read)(struct reading *reading))
{
    unsigned number = 0;

    while (size > 0) {
        const char *end = memchr(text, '\n', size);
        size_t length = end == NULL ? size : (size_t)(end - text);
        char what[HOSTILE_ERROR_ROOM] = "";

        number++;
        if (!hostile_words_split(&reading->words, text, length, what) ||
            (reading->words.count > 0 && !read(reading))) {
            snprintf(reading->error, HOSTILE_ERROR_ROOM, "line %u: %.200s", number, what);
            return false;
        }
        text += length + (end == NULL ? 0 : 1);
        size -= length + (end == NULL ? 0 : 1);
    }
    return true;
}

bool hostile_scenario_read(struct hostile_target *target, const char *text, size_t size,
                           char error_out[HOSTILE_ERROR_ROOM])
{
    struct reading *reading = calloc(1, sizeof *reading);
    bool done;

    snprintf(error_out, HOSTILE_ERROR_ROOM, "no memory");
    if (reading == NULL)
        return false;
    reading->target = target;
    reading->error = error_out;
    begin_unit(&target->changer);
    done = read_lines(reading, text, size, read_structure) && make_places(reading);
    if (done && target->has_changer)
        target->changer.lun = 0;
    done = done && read_lines(reading, text, size, read_rest);
    free(reading);
    return done;
}
