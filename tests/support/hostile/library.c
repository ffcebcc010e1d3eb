#include "support/hostile/library.h"

#include "support/hostile/labels.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[HOSTILE_KINDS] = {"all", "arm", "slot", "port", "drive"};

void hostile_library_touch(struct hostile_target *target)
{
    target->version++;
}

struct hostile_element *hostile_library_at(const struct hostile_target *target, uint32_t address)
{
    uint32_t index = address < 0x10000 ? target->by_address[address] : HOSTILE_NOWHERE;

    return index == HOSTILE_NOWHERE ? NULL : &target->elements[index];
}

struct hostile_element *hostile_library_place(const struct hostile_target *target,
                                              enum hostile_kind kind, uint32_t number)
{
    const struct hostile_places *places = &target->places[kind];

    return number == 0 || number > places->count ? NULL
                                                 : &target->elements[places->index[number - 1]];
}

uint32_t hostile_library_index(const struct hostile_target *target,
                               const struct hostile_element *element)
{
    return (uint32_t)(element - target->elements);
}

struct hostile_drive *hostile_library_drive(const struct hostile_target *target,
                                            const struct hostile_element *element)
{
    return element->kind == HOSTILE_DRIVE ? &target->drives[element->drive] : NULL;
}

struct hostile_unit *hostile_library_unit(struct hostile_target *target, uint32_t drive)
{
    return drive == HOSTILE_NOWHERE ? &target->changer : &target->drives[drive].unit;
}

bool hostile_library_kind(const char *word, enum hostile_kind *kind_out)
{
    int kind;

    for (kind = HOSTILE_ALL; kind < HOSTILE_KINDS; kind++) {
        const char *name = kind_names[kind];
        size_t length = strlen(name);

        *kind_out = (enum hostile_kind)kind;
        if (strncmp(word, name, length) == 0 &&
            (word[length] == '\0' || (strcmp(word + length, "s") == 0 && kind != HOSTILE_ALL)))
            return true;
    }
    *kind_out = HOSTILE_ALL;
    return false;
}

const char *hostile_library_kind_name(enum hostile_kind kind)
{
    return kind_names[kind];
}

/* ---- cartridges ---- */

struct hostile_cartridge *hostile_library_cartridge(struct hostile_target *target)
{
    struct hostile_cartridge *cartridge = calloc(1, sizeof *cartridge);

    if (cartridge != NULL)
        cartridge->id = ++target->cartridges;
    return cartridge;
}

void hostile_library_forget_cartridge(struct hostile_cartridge *cartridge)
{
    if (cartridge == NULL)
        return;
    hostile_tape_free(cartridge->tape);
    hostile_labels_forget(&cartridge->label);
    free(cartridge);
}

/* ---- drives ---- */

enum { ALERT_CLEAN_NOW = 20, ALERT_CLEAN_SOON, ALERT_CLEANER_EXPIRED };

static uint64_t alert_bit(unsigned flag)
{
    return (uint64_t)1 << (flag - 1);
}

/* It cleans at once, and the cartridge comes free. */
static void clean(struct hostile_drive *drive, struct hostile_cartridge *cleaner)
{
    if (cleaner->label.uses == 0) {
        drive->alerts |= alert_bit(ALERT_CLEANER_EXPIRED);
        return;
    }
    cleaner->label.uses--;
    drive->alerts &= ~(alert_bit(ALERT_CLEAN_NOW) | alert_bit(ALERT_CLEAN_SOON));
}

void hostile_library_load(struct hostile_target *target, struct hostile_drive *drive)
{
    struct hostile_cartridge *cartridge = target->elements[drive->element].cartridge;

    if (cartridge == NULL || drive->loaded)
        return;
    hostile_library_touch(target);
    drive->position = 0;
    if (cartridge->label.kind == HOSTILE_LABEL_CLEANER) {
        clean(drive, cartridge);
        return;
    }
    if (cartridge->tape == NULL)
        cartridge->tape = hostile_tape_make(&cartridge->label);
    drive->loaded = cartridge->tape != NULL;
}

void hostile_library_let_go(struct hostile_target *target, struct hostile_drive *drive)
{
    if (!drive->loaded)
        return;
    drive->loaded = false;
    drive->position = 0;
    drive->lag = target->telling[HOSTILE_DRIVE].lags;
    hostile_library_touch(target);
}

/* What the drive there does about its cartridge being another now. */
static void notice(struct hostile_target *target, struct hostile_element *element)
{
    struct hostile_drive *drive = hostile_library_drive(target, element);

    if (drive == NULL)
        return;
    drive->loaded = false;
    drive->lag = 0;
    if (element->cartridge == NULL)
        return;
    hostile_library_load(target, drive);
    hostile_attention_raise(target, element->drive, 0x28, 0x00);
}

static uint32_t source_after(const struct hostile_target *target,
                             const struct hostile_element *from)
{
    return from->kind == HOSTILE_SLOT ? hostile_library_index(target, from) : from->source;
}

void hostile_library_carry(struct hostile_target *target, struct hostile_element *from,
                           struct hostile_element *to, bool by_person)
{
    hostile_library_touch(target);
    to->cartridge = from->cartridge;
    to->source = by_person ? HOSTILE_NOWHERE : source_after(target, from);
    to->by_person = by_person;
    from->cartridge = NULL;
    from->source = HOSTILE_NOWHERE;
    from->by_person = false;
    notice(target, from);
    notice(target, to);
}

void hostile_library_swap(struct hostile_target *target, struct hostile_element *first,
                          struct hostile_element *second)
{
    struct hostile_cartridge *cartridge = first->cartridge;
    uint32_t source = source_after(target, first);

    hostile_library_touch(target);
    first->cartridge = second->cartridge;
    first->source = first->cartridge == NULL ? HOSTILE_NOWHERE : source_after(target, second);
    second->cartridge = cartridge;
    second->source = cartridge == NULL ? HOSTILE_NOWHERE : source;
    notice(target, first);
    notice(target, second);
}
