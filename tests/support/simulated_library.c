/*
 * The simulated libraries of a test: which there are, the ways to them, and their operator.  What devices
 * answer is in simulated_changer.c and simulated_drive.c.
 */
#include "support/simulated_parts.h"
#include "support/simulated_system.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sim rsm_sim = {.mutex = RSM_MUTEX_INIT};

void rsm_sim_lock(void)
{
    rsm_mutex_lock(&rsm_sim.mutex);
    if (!rsm_sim.made)
        rsm_cond_init(&rsm_sim.changed);
    rsm_sim.made = true;
}

void rsm_sim_unlock(void)
{
    rsm_mutex_unlock(&rsm_sim.mutex);
}

struct sim_library *rsm_sim_find(const char *name)
{
    struct sim_library *library = rsm_sim.libraries;

    while (library != NULL && strcmp(library->name, name) != 0)
        library = library->next;
    return library;
}

struct sim_library *rsm_sim_require(const char *name)
{
    struct sim_library *library = rsm_sim_find(name);

    if (library == NULL) {
        rsm_sim_unlock();
        fail_msg("no library %s was drawn", name);
    }
    return library;
}

void rsm_sim_clear(void)
{
    bool open = false;

    rsm_sim_lock();
    while (rsm_sim.libraries != NULL) {
        struct sim_library *library = rsm_sim.libraries;

        rsm_sim.libraries = library->next;
        open = open || library->ways != NULL;
        rsm_sim_free_library(library);
    }
    memset(rsm_sim.commands_of, 0, sizeof rsm_sim.commands_of);
    rsm_sim.commands = 0;
    rsm_sim.fault_set = rsm_sim.fault_struck = false;
    rsm_sim.hook = NULL;
    rsm_sim.clock = NULL;
    memset(&rsm_sim.times, 0, sizeof rsm_sim.times);
    rsm_sim_unlock();
    rsm_sim_hide_all();
    if (open)
        fail_msg("a device of the simulated library was left open");
}

unsigned rsm_sim_ways(const char *name, unsigned lun)
{
    unsigned count = 0;

    rsm_sim_lock();
    for (const struct sim_way *way = rsm_sim_require(name)->ways; way != NULL; way = way->next)
        count += way->lun == lun ? 1 : 0;
    rsm_sim_unlock();
    return count;
}

/* ---- the operator ---- */

void rsm_sim_take_out(const char *name, const char *place)
{
    bool locked;

    rsm_sim_lock();
    locked = rsm_sim_require(name)->prevented && strncmp(place, "port", 4) == 0;
    if (!locked)
        rsm_sim_place(rsm_sim_require(name), place)->cartridge = NULL;
    rsm_sim_unlock();
    if (locked)
        fail_msg("nothing can be taken out of %s, the port of %s is locked", place, name);
}

void rsm_sim_push_back(const char *name)
{
    struct sim_library *library;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    if (library->pushed_out != NULL)
        rsm_sim_insert(library, &library->elements[SIM_DRIVE][0], library->pushed_out);
    library->pushed_out = NULL;
    rsm_sim_unlock();
}

bool rsm_sim_is_pushed_out(const char *name)
{
    bool is;

    rsm_sim_lock();
    is = rsm_sim_require(name)->pushed_out != NULL;
    rsm_sim_unlock();
    return is;
}

void rsm_sim_swap(const char *name, const char *place, const char *other)
{
    struct sim_library *library;
    struct sim_element *first;
    struct sim_element *second;
    struct sim_cartridge *cartridge;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    first = rsm_sim_place(library, place);
    second = rsm_sim_place(library, other);
    cartridge = first->cartridge;
    rsm_sim_insert(library, first, second->cartridge);
    rsm_sim_insert(library, second, cartridge);
    rsm_sim_unlock();
}

void rsm_sim_exchange_drives(const char *name, const char *drive, const char *other)
{
    struct sim_library *library;
    struct sim_drive *first;
    struct sim_drive *second;
    char serial[sizeof first->serial];

    rsm_sim_lock();
    library = rsm_sim_require(name);
    first = &library->drives[rsm_sim_place(library, drive) - library->elements[SIM_DRIVE]];
    second = &library->drives[rsm_sim_place(library, other) - library->elements[SIM_DRIVE]];
    memcpy(serial, first->serial, sizeof serial);
    memcpy(first->serial, second->serial, sizeof serial);
    memcpy(second->serial, serial, sizeof serial);
    rsm_sim_unlock();
}

void rsm_sim_carry(const char *name, const char *from, const char *to)
{
    bool ok;

    rsm_sim_lock();
    ok = rsm_sim_place(rsm_sim_require(name), to)->cartridge == NULL;
    rsm_sim_unlock();
    if (!ok)
        fail_msg("%s of %s is full", to, name);
    rsm_sim_swap(name, from, to);
}

void rsm_sim_relabel(const char *name, const char *place, const char *label)
{
    struct sim_element *element;

    rsm_sim_lock();
    element = rsm_sim_place(rsm_sim_require(name), place);
    if (element->cartridge != NULL)
        rsm_sim_parse_label(element->cartridge, label);
    rsm_sim_unlock();
}

void rsm_sim_announce(const char *name)
{
    rsm_sim_lock();
    rsm_sim_attention(rsm_sim_require(name), 0, 0x28, 0x00);
    rsm_sim_unlock();
}

void rsm_sim_announce_drive(const char *name, unsigned drive)
{
    rsm_sim_lock();
    rsm_sim_attention(rsm_sim_require(name), drive, 0x28, 0x00);
    rsm_sim_unlock();
}

void rsm_sim_unplug(const char *name)
{
    struct sim_library *library;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    library->unplugged = true;
    library->prevented = false; /* that ends with the ways of those who asked for it */
    for (struct sim_way *way = library->ways; way != NULL; way = way->next)
        way->broken = true;
    rsm_sim_unlock();
}

void rsm_sim_limit_transfer(const char *name, uint32_t bytes)
{
    struct sim_library *library;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    library->max_transfer = bytes;
    for (struct sim_way *way = library->ways; way != NULL; way = way->next)
        way->broken = true;
    rsm_sim_unlock();
}

void rsm_sim_replace_firmware(const char *name, const char *revision, bool announced)
{
    struct sim_library *library;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    snprintf(library->revision, sizeof library->revision, "%s", revision);
    for (unsigned lun = 0; announced && lun < SIM_UNITS_MAX; lun++)
        rsm_sim_attention(library, lun, 0x3F, 0x01);
    for (struct sim_way *way = library->ways; !announced && way != NULL; way = way->next)
        way->broken = true;
    rsm_sim_unlock();
}

void rsm_sim_plug(const char *name)
{
    struct sim_library *library;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    library->unplugged = false;
    for (unsigned lun = 0; lun < SIM_UNITS_MAX; lun++)
        rsm_sim_keep_attention(library, lun, 0x29, 0x00);
    rsm_sim_unlock();
}

/* ---- looking ---- */

static struct sim_element *nth_place(struct sim_library *library, unsigned n)
{
    for (int type = SIM_SLOT; type < SIM_DRIVE; type++) {
        if (n < library->counts[type])
            return &library->elements[type][n];
        n -= library->counts[type];
    }
    for (unsigned i = 0; i < library->counts[SIM_DRIVE]; i++) {
        if (!library->drives[i].ghost && n-- == 0)
            return &library->elements[SIM_DRIVE][i];
    }
    return NULL;
}

static void read_label(const struct sim_cartridge *cartridge, struct rsm_sim_sight *sight)
{
    struct sim_block blocks[SIM_BLOCKS_MAX];
    struct rsm_label_bytes bytes = {.first = NULL};
    unsigned count = rsm_sim_blocks(cartridge, blocks);

    sight->readable = cartridge->label != SIM_UNREADABLE && cartridge->label != SIM_WRONG_TYPE &&
                      cartridge->label != SIM_WRONG_FORMAT && cartridge->label != SIM_CLEANER;
    if (count > 0) {
        bytes.first = blocks[0].bytes;
        bytes.first_size = blocks[0].size;
    }
    if (count > 2 && blocks[1].filemark && rsm_label_wants_second(bytes.first, bytes.first_size)) {
        bytes.second = blocks[2].bytes;
        bytes.second_size = blocks[2].size;
    }
    sight->outcome = rsm_label_identify(&bytes, &sight->label);
}

bool rsm_sim_look(const char *name, const char *place, unsigned n, struct rsm_sim_sight *sight_out)
{
    struct sim_library *library;
    struct sim_element *element;

    memset(sight_out, 0, sizeof *sight_out);
    rsm_sim_lock();
    library = rsm_sim_require(name);
    element = place != NULL ? rsm_sim_place(library, place) : nth_place(library, n);
    if (element != NULL) {
        const struct sim_cartridge *cartridge = element->cartridge;

        sight_out->element = element->address;
        sight_out->full = cartridge != NULL;
        if (cartridge != NULL) {
            sight_out->cleaner = cartridge->label == SIM_CLEANER;
            if (library->reader && !cartridge->tag_unreadable)
                snprintf(sight_out->tag, sizeof sight_out->tag, "%s", cartridge->tag);
            read_label(cartridge, sight_out);
        }
    }
    rsm_sim_unlock();
    return element != NULL;
}

uint32_t rsm_sim_fingerprint(const char *name, const char *place)
{
    struct sim_block blocks[SIM_BLOCKS_MAX];
    uint32_t value = 2166136261u;
    struct sim_element *element;
    unsigned count = 0;

    rsm_sim_lock();
    element = rsm_sim_place(rsm_sim_require(name), place);
    if (element->cartridge != NULL)
        count = rsm_sim_blocks(element->cartridge, blocks);
    rsm_sim_unlock();
    for (unsigned i = 0; i < count; i++) {
        value =
            (value ^ (uint32_t)blocks[i].size ^ (blocks[i].filemark ? 0x10000u : 0)) * 16777619u;
        for (size_t k = 0; k < blocks[i].size; k++)
            value = (value ^ blocks[i].bytes[k]) * 16777619u;
    }
    return value;
}

static void append_place(struct sim_library *library, uint16_t address, char *text, size_t room)
{
    enum sim_type type = SIM_SLOT;
    struct sim_element *element = rsm_sim_element(library, address, &type);
    unsigned number = element != NULL ? (unsigned)(element - library->elements[type]) + 1 : 0;

    snprintf(text, room, "%s %u", rsm_sim_type_word(type), number);
}

void rsm_sim_note_move(struct sim_library *library, uint16_t from, uint16_t to)
{
    size_t length = library->moves != NULL ? strlen(library->moves) : 0;
    char from_text[32];
    char to_text[32];
    char *grown = realloc(library->moves, length + 80);

    if (grown == NULL)
        abort();
    append_place(library, from, from_text, sizeof from_text);
    append_place(library, to, to_text, sizeof to_text);
    snprintf(grown + length, 80, "%s%s > %s", length > 0 ? ", " : "", from_text, to_text);
    library->moves = grown;
}

void rsm_sim_moves(const char *name, char *text, size_t room)
{
    struct sim_library *library;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    snprintf(text, room, "%s", library->moves != NULL ? library->moves : "");
    rsm_sim_unlock();
}

void rsm_sim_forget_moves(const char *name)
{
    struct sim_library *library;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    free(library->moves);
    library->moves = NULL;
    rsm_sim_unlock();
}

/* ---- saving ---- */

/* What a drive wrote on one cartridge. */
struct kept {
    struct sim_cartridge *cartridge;
    unsigned count;
    struct sim_block blocks[SIM_BLOCKS_MAX];
};

/* What was drawn of a cartridge, or that a drive wrote on it. */
struct place {
    struct sim_element element;
    enum sim_label label;
    unsigned uses;
};

struct rsm_sim_state {
    struct sim_drive drives[SIM_FEW_MAX];
    size_t count;
    size_t kept_count;
    struct place *places; /* slots, ports, drives */
    struct sim_cartridge *pushed_out;
    struct kept kept[];
};

static size_t count_places(const struct sim_library *library)
{
    return (size_t)library->counts[SIM_SLOT] + library->counts[SIM_PORT] +
           library->counts[SIM_DRIVE];
}

static bool is_written(const struct sim_element *element)
{
    return element->cartridge != NULL && element->cartridge->label == SIM_WRITTEN;
}

static struct rsm_sim_state *make_state(struct sim_library *library)
{
    size_t count = count_places(library);
    size_t kept = 0;
    size_t size;
    struct rsm_sim_state *state;

    for (unsigned i = 0; i < count; i++)
        kept += is_written(nth_place(library, i)) ? 1 : 0;
    size = sizeof *state + kept * sizeof state->kept[0];
    state = calloc(1, size + count * sizeof state->places[0]);
    if (state == NULL)
        abort();
    state->count = count;
    state->places = (struct place *)((char *)state + size);
    return state;
}

static void keep(struct rsm_sim_state *state, struct sim_cartridge *cartridge)
{
    struct kept *kept = &state->kept[state->kept_count++];

    kept->cartridge = cartridge;
    kept->count = rsm_sim_blocks(cartridge, kept->blocks);
}

static void keep_kind(struct place *place, const struct sim_cartridge *cartridge)
{
    place->label = cartridge->label;
    place->uses = cartridge->uses;
}

static void put_back_kind(const struct place *place)
{
    place->element.cartridge->label = place->label;
    place->element.cartridge->uses = place->uses;
}

struct rsm_sim_state *rsm_sim_save(const char *name)
{
    struct sim_library *library;
    struct rsm_sim_state *state;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    state = make_state(library);
    memcpy(state->drives, library->drives, sizeof state->drives);
    state->pushed_out = library->pushed_out;
    for (unsigned i = 0; i < state->count; i++) {
        struct sim_element *element = nth_place(library, i);

        state->places[i].element = *element;
        if (element->cartridge != NULL)
            keep_kind(&state->places[i], element->cartridge);
        if (is_written(element))
            keep(state, element->cartridge);
    }
    rsm_sim_unlock();
    return state;
}

void rsm_sim_restore(const char *name, const struct rsm_sim_state *state)
{
    struct sim_library *library;

    rsm_sim_lock();
    library = rsm_sim_require(name);
    memcpy(library->drives, state->drives, sizeof library->drives);
    library->pushed_out = state->pushed_out;
    for (unsigned i = 0; i < state->count && i < count_places(library); i++) {
        *nth_place(library, i) = state->places[i].element;
        if (state->places[i].element.cartridge != NULL)
            put_back_kind(&state->places[i]);
    }
    for (size_t i = 0; i < state->kept_count; i++)
        rsm_sim_set_blocks(state->kept[i].cartridge, state->kept[i].blocks, state->kept[i].count);
    library->unplugged = false;
    rsm_sim_unlock();
}
