/*
 * From drawing to library: the lines of simulated_library.h taken apart.
 */
#include "support/simulated_parts.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const type_words[SIM_TYPES] = {"?", "arm", "slot", "port", "drive"};
static const uint16_t first_address[SIM_TYPES] = {0, SIM_ARM_FIRST, SIM_SLOT_FIRST, SIM_PORT_FIRST,
                                                  SIM_DRIVE_FIRST};

const char *rsm_sim_type_word(enum sim_type type)
{
    return type_words[type];
}

static void misunderstood(const char *text)
{
    char copy[200];

    snprintf(copy, sizeof copy, "%s", text);
    rsm_sim_unlock();
    fail_msg("the simulated library does not understand \"%s\"", copy);
}

/* The next word into word (cut), and what follows it. */
static const char *next_word(const char *text, char *word, size_t room)
{
    size_t length;

    while (*text == ' ')
        text++;
    length = strcspn(text, " ");
    snprintf(word, room, "%.*s", (int)length, text);
    text += length;
    while (*text == ' ')
        text++;
    return text;
}

/* ---- elements ---- */

static enum sim_type type_of_word(const char *word)
{
    int type = SIM_SLOT;

    while (type < SIM_TYPES && strcmp(word, type_words[type]) != 0)
        type++;
    return (enum sim_type)type;
}

static unsigned most_of(enum sim_type type)
{
    return type == SIM_SLOT ? SIM_SLOTS_MAX : SIM_FEW_MAX;
}

/* Make room for `count` elements of a kind, the new ones empty. */
static void grow(struct sim_library *library, enum sim_type type, unsigned count)
{
    unsigned have = library->counts[type];
    struct sim_element *elements;

    if (count <= have)
        return;
    elements = realloc(library->elements[type], count * sizeof *elements);
    if (elements == NULL)
        abort();
    memset(elements + have, 0, (count - have) * sizeof *elements);
    for (unsigned i = have; i < count; i++)
        elements[i].address = (uint16_t)(first_address[type] + i);
    for (unsigned i = have; type == SIM_DRIVE && i < count; i++)
        snprintf(library->drives[i].serial, sizeof library->drives[i].serial, "%.20sD%u",
                 library->serial, i + 1);
    library->elements[type] = elements;
    library->counts[type] = count;
}

struct sim_element *rsm_sim_element(struct sim_library *library, uint16_t address,
                                    enum sim_type *type_out)
{
    for (int type = SIM_ARM; type < SIM_TYPES; type++) {
        if (address < first_address[type] ||
            address - first_address[type] >= (int)library->counts[type])
            continue;
        *type_out = (enum sim_type)type;
        return &library->elements[type][address - first_address[type]];
    }
    return NULL;
}

/* "slot 3" and what follows; the element must exist unless `make`. */
static struct sim_element *parse_place(struct sim_library *library, const char *text, bool make,
                                       enum sim_type *type_out, const char **rest_out)
{
    char word[16];
    char number[16];
    unsigned long n;

    *rest_out = next_word(next_word(text, word, sizeof word), number, sizeof number);
    *type_out = type_of_word(word);
    n = strtoul(number, NULL, 10);
    if (*type_out == SIM_TYPES || n == 0 || n > most_of(*type_out))
        misunderstood(text);
    if (make)
        grow(library, *type_out, (unsigned)n);
    if (n > library->counts[*type_out])
        misunderstood(text);
    return &library->elements[*type_out][n - 1];
}

struct sim_element *rsm_sim_place(struct sim_library *library, const char *text)
{
    enum sim_type type;
    const char *rest;

    return parse_place(library, text, false, &type, &rest);
}

void rsm_sim_insert(struct sim_library *library, struct sim_element *element,
                    struct sim_cartridge *cartridge)
{
    enum sim_type type = SIM_SLOT;

    element->cartridge = cartridge;
    element->has_source = false;
    (void)rsm_sim_element(library, element->address, &type);
    if (type == SIM_DRIVE) {
        struct sim_drive *drive = &library->drives[element - library->elements[SIM_DRIVE]];

        drive->threaded = cartridge != NULL;
        drive->becoming = 0;
        drive->position = 0;
        rsm_sim_begin_cleaning(drive, cartridge);
    }
}

/* ---- cartridges ---- */

static const struct {
    const char *word;
    enum sim_label label;
    bool has_text;
} label_words[] = {
    {"blank", SIM_BLANK, false},
    {"ansi", SIM_ANSI, true},
    {"mtf", SIM_MTF, true},
    {"free", SIM_FREE, true},
    {"ltfs", SIM_LTFS, true},
    {"noise", SIM_NOISE, false},
    {"noise", SIM_NOISE, true},
    {"mark", SIM_MARK, false},
    {"mark", SIM_MARK, true},
    {"unreadable", SIM_UNREADABLE, false},
    {"wrongtype", SIM_WRONG_TYPE, false},
    {"wrongformat", SIM_WRONG_FORMAT, false},
    {"cleaner", SIM_CLEANER, false},
    {"cleaner", SIM_CLEANER, true},
};

void rsm_sim_parse_label(struct sim_cartridge *cartridge, const char *text)
{
    char word[16];
    const char *rest = next_word(text, word, sizeof word);

    for (size_t i = 0; i < sizeof label_words / sizeof label_words[0]; i++) {
        if (strcmp(word, label_words[i].word) != 0 || label_words[i].has_text != (*rest != '\0'))
            continue;
        cartridge->label = label_words[i].label;
        snprintf(cartridge->text, sizeof cartridge->text, "%s", rest);
        cartridge->uses = *rest != '\0' ? (unsigned)strtoul(rest, NULL, 10) : UINT32_MAX;
        return;
    }
    misunderstood(text);
}

/* "protected" behind what stands on the tape: its tab is set.  Taken from the text. */
static bool take_tab(char *text)
{
    static const char word[] = " protected";
    size_t length = strlen(text);

    if (length < sizeof word || strcmp(text + length - (sizeof word - 1), word) != 0)
        return false;
    text[length - (sizeof word - 1)] = '\0';
    return true;
}

struct sim_cartridge *rsm_sim_new_cartridge(struct sim_library *library, const char *tag,
                                            const char *label)
{
    struct sim_cartridge *cartridge = calloc(1, sizeof *cartridge);
    char text[SIM_TEXT_MAX + 40];

    if (cartridge == NULL)
        abort();
    cartridge->next = library->cartridges;
    library->cartridges = cartridge;
    cartridge->tag_unreadable = strcmp(tag, "?") == 0;
    if (strcmp(tag, "-") != 0 && !cartridge->tag_unreadable)
        snprintf(cartridge->tag, sizeof cartridge->tag, "%s", tag);
    snprintf(text, sizeof text, "%s", label);
    cartridge->write_protected = take_tab(text);
    rsm_sim_parse_label(cartridge, text);
    return cartridge;
}

/* ---- lines ---- */

/* Where the changer says that the drive is; false = another option. */
static bool parse_drive_address(struct sim_drive *drive, const char *word, const char **rest)
{
    char number[16];

    if (strcmp(word, "otherbus") == 0) {
        drive->address_flags |= 0x80;
        return true;
    }
    if (strcmp(word, "lun") != 0 && strcmp(word, "id") != 0)
        return false;
    *rest = next_word(*rest, number, sizeof number);
    if (word[0] == 'l') {
        drive->address_flags |= (uint8_t)(0x10 | (strtoul(number, NULL, 10) & 0x07));
    } else {
        drive->address_flags |= 0x20;
        drive->bus_id = (uint8_t)strtoul(number, NULL, 10);
    }
    return true;
}

static void parse_drive_options(struct sim_library *library, struct sim_element *element,
                                const char *options)
{
    struct sim_drive *drive = &library->drives[element - library->elements[SIM_DRIVE]];
    char word[16];

    while (*options != '\0') {
        options = next_word(options, word, sizeof word);
        if (strcmp(word, "cut") == 0)
            drive->cut = true;
        else if (strcmp(word, "short") == 0)
            drive->shortened = true;
        else if (strcmp(word, "absent") == 0)
            drive->absent = true;
        else if (strcmp(word, "ghost") == 0)
            drive->absent = drive->ghost = true;
        else if (strcmp(word, "nounload") == 0)
            drive->no_unload = true;
        else if (strcmp(word, "noerase") == 0)
            drive->no_erase = true;
        else if (strcmp(word, "quickerase") == 0)
            drive->quick_erase = true;
        else if (strcmp(word, "serial") == 0)
            options = next_word(options, drive->serial, sizeof drive->serial);
        else if (strcmp(word, "nameless") == 0)
            drive->serial[0] = '\0';
        else if (!parse_drive_address(drive, word, &options))
            misunderstood(options);
    }
}

static void parse_content(struct sim_library *library, struct sim_element *element,
                          enum sim_type type, const char *line, const char *rest)
{
    char word[40];
    bool has_source = false;
    uint16_t source = 0;

    rest = next_word(rest, word, sizeof word);
    if (strcmp(word, "empty") == 0) {
        rsm_sim_insert(library, element, NULL);
        if (type == SIM_DRIVE)
            parse_drive_options(library, element, rest);
        else if (*rest != '\0')
            misunderstood(line);
        return;
    }
    if (strcmp(word, "from") == 0) {
        rest = next_word(rest, word, sizeof word);
        source = (uint16_t)(SIM_SLOT_FIRST + strtoul(word, NULL, 10) - 1);
        has_source = true;
        rest = next_word(rest, word, sizeof word);
    }
    if (word[0] == '\0' || *rest == '\0')
        misunderstood(line);
    rsm_sim_insert(library, element, rsm_sim_new_cartridge(library, word, rest));
    element->has_source = has_source;
    element->source = source;
}

static void parse_changer(struct sim_library *library, const char *rest)
{
    rest = next_word(rest, library->vendor, sizeof library->vendor);
    rest = next_word(rest, library->product, sizeof library->product);
    (void)next_word(rest, library->serial, sizeof library->serial);
}

static void parse_line(struct sim_library *library, const char *line)
{
    char word[16];
    const char *rest = next_word(line, word, sizeof word);
    enum sim_type type;
    struct sim_element *element;

    if (word[0] == '\0')
        return;
    if (strcmp(word, "changer") == 0) {
        parse_changer(library, rest);
    } else if (strcmp(word, "reader") == 0) {
        library->reader = strcmp(rest, "no") != 0;
    } else if (strcmp(word, "drivetags") == 0) {
        library->drive_tags = strcmp(rest, "no") != 0;
    } else if (strcmp(word, "dvcid") == 0) {
        library->dvcid = strcmp(rest, "no") != 0;
    } else if (strcmp(word, "unload") == 0) {
        library->unload_first = strcmp(rest, "first") == 0;
    } else if (strcmp(word, "lag") == 0) {
        library->lag = (unsigned)strtoul(rest, NULL, 10);
    } else if (strcmp(word, "alone") == 0) {
        library->alone = true;
        library->keeps = strcmp(rest, "keeps") == 0;
        library->reader = false;
    } else if (strcmp(word, "door") == 0) {
        library->prevented = strcmp(rest, "locked") == 0;
        library->door_silent = strcmp(rest, "silent") == 0;
    } else if (strcmp(word, "disk") == 0) {
        library->disks++;
    } else {
        element = parse_place(library, line, true, &type, &rest);
        parse_content(library, element, type, line, rest);
    }
}

static void parse_lines(struct sim_library *library, const char *drawing)
{
    char line[200];

    while (*drawing != '\0') {
        size_t length = strcspn(drawing, "\n");

        snprintf(line, sizeof line, "%.*s", (int)length, drawing);
        parse_line(library, line);
        drawing += length;
        drawing += *drawing == '\n';
    }
}

/* ---- whole libraries ---- */

static struct sim_library *new_library(const char *name)
{
    struct sim_library *library = calloc(1, sizeof *library);

    if (library == NULL)
        abort();
    snprintf(library->name, sizeof library->name, "%s", name);
    snprintf(library->vendor, sizeof library->vendor, "STK");
    snprintf(library->product, sizeof library->product, "L20");
    library->reader = library->dvcid = library->drive_tags = true;
    grow(library, SIM_ARM, 1);
    return library;
}

void rsm_sim_free_library(struct sim_library *library)
{
    while (library->cartridges != NULL) {
        struct sim_cartridge *cartridge = library->cartridges;

        library->cartridges = cartridge->next;
        free(cartridge->written);
        free(cartridge);
    }
    for (int type = SIM_ARM; type < SIM_TYPES; type++)
        free(library->elements[type]);
    free(library->moves);
    free(library);
}

/* In the place of one that had the name: its devices must be closed. */
static void add_library(struct sim_library *library)
{
    struct sim_library **at = &rsm_sim.libraries;

    while (*at != NULL && strcmp((*at)->name, library->name) != 0)
        at = &(*at)->next;
    if (*at != NULL) {
        struct sim_library *old = *at;

        *at = old->next;
        if (old->ways != NULL) {
            rsm_sim_unlock();
            fail_msg("library %s is drawn anew while it is in use", library->name);
        }
        rsm_sim_free_library(old);
    }
    library->next = rsm_sim.libraries;
    rsm_sim.libraries = library;
}

void rsm_sim_draw(const char *name, const char *drawing)
{
    struct sim_library *library = new_library(name);

    rsm_sim_lock();
    add_library(library);
    parse_lines(library, drawing);
    rsm_sim_unlock();
}

void rsm_sim_make(const char *name, unsigned slots, unsigned drives, unsigned ports)
{
    struct sim_library *library = new_library(name);

    snprintf(library->serial, sizeof library->serial, "LARGE");
    rsm_sim_lock();
    add_library(library);
    grow(library, SIM_SLOT, slots);
    grow(library, SIM_DRIVE, drives);
    grow(library, SIM_PORT, ports);
    for (unsigned i = 0; i < slots; i++) {
        char tag[32];
        char label[32];

        snprintf(tag, sizeof tag, "S%05uL5", i + 1);
        snprintf(label, sizeof label, "ansi V%05u", i + 1);
        library->elements[SIM_SLOT][i].cartridge = rsm_sim_new_cartridge(library, tag, label);
    }
    rsm_sim_unlock();
}

void rsm_sim_put_in(const char *name, const char *line)
{
    struct sim_library *library;
    struct sim_element *element;
    enum sim_type type;
    const char *rest;
    bool locked;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    element = parse_place(library, line, false, &type, &rest);
    locked = type == SIM_PORT && library->prevented;
    if (!locked)
        parse_content(library, element, type, line, rest);
    rsm_sim_unlock();
    if (locked)
        fail_msg("nothing can be put in, the port of %s is locked: %s", name, line);
}
