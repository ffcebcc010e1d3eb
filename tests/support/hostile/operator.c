/*
 * What an operator does (README.md).
 */
#include "support/hostile/operator.h"

#include "support/hostile/call.h"
#include "support/hostile/labels.h"
#include "support/hostile/rules.h"
#include "support/hostile/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- hands ---- */

static bool is_quiet(struct hostile_words *words)
{
    return hostile_words_skip(words, "quietly");
}

static void tell(struct hostile_target *target, const struct hostile_element *place, bool quiet)
{
    if (!quiet && target->has_changer)
        hostile_attention_raise(target, HOSTILE_NOWHERE, 0x28,
                                place->kind == HOSTILE_PORT ? 0x01 : 0x00);
}

static bool do_put(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_element *place;
    bool quiet = words->count > 0 && strcmp(words->word[words->count - 1], "quietly") == 0;

    words->count -= quiet ? 1 : 0;
    if (!hostile_scenario_place(target, words, &place) ||
        !hostile_scenario_fill(target, words, place))
        return false;
    place->by_person = true;
    if (place->kind == HOSTILE_DRIVE)
        hostile_attention_raise(target, place->drive, 0x28, 0x00);
    tell(target, place, quiet);
    return true;
}

static bool do_take(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_element *place;
    struct hostile_element hand = {.kind = HOSTILE_ARM, .source = HOSTILE_NOWHERE};

    if (!hostile_scenario_place(target, words, &place))
        return false;
    if (place->cartridge == NULL)
        return hostile_words_fail(words, "there is no cartridge");
    hostile_library_carry(target, place, &hand, true);
    hostile_library_forget_cartridge(hand.cartridge);
    tell(target, place, is_quiet(words));
    return hostile_words_end(words);
}

static bool do_carry(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_element *from, *to;

    if (!hostile_scenario_place(target, words, &from) ||
        !hostile_scenario_place(target, words, &to))
        return false;
    if (from->cartridge == NULL || to->cartridge != NULL)
        return hostile_words_fail(words, "the first place is empty, or the second is not");
    hostile_library_carry(target, from, to, true);
    tell(target, from->kind == HOSTILE_PORT ? from : to, is_quiet(words));
    return hostile_words_end(words);
}

static bool do_swap(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_element *first, *second;

    if (!hostile_scenario_place(target, words, &first) ||
        !hostile_scenario_place(target, words, &second))
        return false;
    hostile_library_swap(target, first, second);
    first->source = second->source = HOSTILE_NOWHERE;
    tell(target, first, is_quiet(words));
    return hostile_words_end(words);
}

static bool do_label(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_element *place;
    struct hostile_cartridge *cartridge;
    struct hostile_drive *drive;

    if (!hostile_scenario_place(target, words, &place))
        return false;
    cartridge = place->cartridge;
    drive = hostile_library_drive(target, place);
    if (cartridge == NULL || (drive != NULL && drive->loaded))
        return hostile_words_fail(words, "there is no cartridge that can be labelled");
    hostile_labels_forget(&cartridge->label);
    hostile_tape_free(cartridge->tape);
    cartridge->tape = NULL;
    return hostile_labels_parse(words, place->number, &cartridge->label) &&
           hostile_words_end(words);
}

/* ---- drives ---- */

static bool take_drive(struct hostile_target *target, struct hostile_words *words,
                       struct hostile_drive **drive_out)
{
    struct hostile_element *place;
    uint32_t number;

    if (!hostile_words_number(words, HOSTILE_ELEMENTS_MAX, &number))
        return false;
    place = hostile_library_place(target, HOSTILE_DRIVE, number);
    if (place == NULL)
        return hostile_words_fail(words, "there is no drive %u", (unsigned)number);
    *drive_out = hostile_library_drive(target, place);
    return true;
}

static uint32_t index_of(const struct hostile_target *target, const struct hostile_drive *drive)
{
    return (uint32_t)(drive - target->drives);
}

static bool take_named_drive(struct hostile_target *target, struct hostile_words *words,
                             struct hostile_drive **drive_out)
{
    return hostile_words_skip(words, "drive") ? take_drive(target, words, drive_out)
                                              : hostile_words_fail(words, "\"drive N\" is missing");
}

/* Drives change places, with whatever is in them. */
static bool do_exchange(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_drive *first, *second;
    struct hostile_element *one, *other;
    struct hostile_cartridge *cartridge;
    uint32_t element, source;

    if (!take_drive(target, words, &first) || !take_drive(target, words, &second))
        return false;
    one = &target->elements[first->element];
    other = &target->elements[second->element];
    cartridge = one->cartridge;
    one->cartridge = other->cartridge;
    other->cartridge = cartridge;
    source = one->source;
    one->source = other->source;
    other->source = source;
    element = first->element;
    first->element = second->element;
    second->element = element;
    target->elements[first->element].drive = index_of(target, first);
    target->elements[second->element].drive = index_of(target, second);
    hostile_library_touch(target);
    hostile_attention_raise(target, HOSTILE_NOWHERE, 0x28, 0x00);
    return hostile_words_end(words);
}

static bool do_replace(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_drive *drive;

    if (!take_named_drive(target, words, &drive) ||
        !hostile_scenario_identity(words, &drive->unit.identity))
        return false;
    drive->alerts = 0;
    hostile_library_touch(target);
    hostile_attention_raise(target, HOSTILE_NOWHERE, 0x28, 0x00);
    hostile_attention_raise(target, index_of(target, drive), 0x29, 0x00);
    return hostile_words_end(words);
}

static bool do_load(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_drive *drive;

    if (!take_named_drive(target, words, &drive))
        return false;
    hostile_library_load(target, drive);
    hostile_attention_raise(target, index_of(target, drive), 0x28, 0x00);
    return hostile_words_end(words);
}

static bool do_unload(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_drive *drive;

    if (!take_named_drive(target, words, &drive))
        return false;
    hostile_library_let_go(target, drive);
    hostile_attention_raise(target, index_of(target, drive), 0x28, 0x00);
    return hostile_words_end(words);
}

static bool set_alert(struct hostile_target *target, struct hostile_words *words, bool on)
{
    struct hostile_drive *drive;
    uint32_t flag;
    uint64_t bit;

    if (!take_named_drive(target, words, &drive) || !hostile_words_number(words, 64, &flag))
        return false;
    if (flag == 0)
        return hostile_words_fail(words, "flags begin at 1");
    bit = (uint64_t)1 << (flag - 1);
    drive->alerts = on ? drive->alerts | bit : drive->alerts & ~bit;
    return hostile_words_end(words);
}

static bool do_alert(struct hostile_target *target, struct hostile_words *words)
{
    return set_alert(target, words, true);
}

static bool do_no_alert(struct hostile_target *target, struct hostile_words *words)
{
    return set_alert(target, words, false);
}

/* ---- the library ---- */

static void raise_everywhere(struct hostile_target *target, uint8_t asc, uint8_t ascq)
{
    uint32_t i;

    if (target->has_changer)
        hostile_attention_raise(target, HOSTILE_NOWHERE, asc, ascq);
    for (i = 0; i < target->drive_count; i++)
        hostile_attention_raise(target, i, asc, ascq);
}

static bool do_open(struct hostile_target *target, struct hostile_words *words)
{
    if (!hostile_words_skip(words, "door"))
        return hostile_words_fail(words, "only the door can be opened");
    target->door_open = true;
    return hostile_words_end(words);
}

static bool do_close(struct hostile_target *target, struct hostile_words *words)
{
    if (!hostile_words_skip(words, "door"))
        return hostile_words_fail(words, "only the door can be closed");
    target->door_open = false;
    target->initialized = false;
    hostile_attention_raise(target, HOSTILE_NOWHERE, 0x28, 0x00);
    return hostile_words_end(words);
}

static bool do_firmware(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_drive *drive = NULL;
    struct hostile_identity *identity = &target->changer.identity;

    if (hostile_words_skip(words, "drive")) {
        if (!take_drive(target, words, &drive))
            return false;
        identity = &drive->unit.identity;
    }
    if (!hostile_words_text(words, identity->revision, sizeof identity->revision))
        return false;
    hostile_attention_raise(target, drive == NULL ? HOSTILE_NOWHERE : index_of(target, drive), 0x3F,
                            0x01);
    return hostile_words_end(words);
}

static void forget_holds(struct hostile_target *target)
{
    size_t i;

    target->changer.reserved_by = HOSTILE_NOBODY;
    for (i = 0; i < target->drive_count; i++) {
        target->drives[i].unit.reserved_by = HOSTILE_NOBODY;
        target->drives[i].position = 0;
        target->drives[i].block_length = 0;
    }
    for (i = 0; i < HOSTILE_NEXUS_MAX; i++) {
        if (target->nexus[i] == NULL)
            continue;
        memset(target->nexus[i]->prevents, 0, target->drive_count + 1);
        target->nexus[i]->attention_count = 0;
    }
}

static bool do_power_cycle(struct hostile_target *target, struct hostile_words *words)
{
    forget_holds(target);
    if (hostile_words_skip(words, "uninitialised"))
        target->initialized = false;
    raise_everywhere(target, 0x29, 0x00);
    return hostile_words_end(words);
}

static bool do_attention(struct hostile_target *target, struct hostile_words *words)
{
    struct hostile_drive *drive = NULL;
    bool changer = hostile_words_skip(words, "changer");
    uint8_t codes[2];

    if (!changer && hostile_words_skip(words, "drive") && !take_drive(target, words, &drive))
        return false;
    if (!hostile_words_codes(words, 2, codes))
        return false;
    if (changer || drive != NULL)
        hostile_attention_raise(target, changer ? HOSTILE_NOWHERE : index_of(target, drive),
                                codes[0], codes[1]);
    else
        raise_everywhere(target, codes[0], codes[1]);
    return hostile_words_end(words);
}

static bool do_reserve(struct hostile_target *target, struct hostile_words *words)
{
    target->changer.reserved_by = HOSTILE_OTHER_HOST;
    target->changer.persistent = false;
    return hostile_words_end(words);
}

static bool do_release(struct hostile_target *target, struct hostile_words *words)
{
    target->changer.reserved_by = HOSTILE_NOBODY;
    return hostile_words_end(words);
}

static bool do_forget(struct hostile_target *target, struct hostile_words *words)
{
    hostile_rules_forget(target, hostile_words_skip(words, "all"));
    return hostile_words_end(words);
}

static bool do_forget_log(struct hostile_target *target, struct hostile_words *words)
{
    target->entry_count = 0;
    return hostile_words_end(words);
}

/* "reserve no" is what the library is like, "reserve" alone what another host does. */
static bool is_setting(const struct hostile_words *words)
{
    return strcmp(words->word[0], "reserve") == 0 && words->count > 1;
}

bool hostile_operator_line(struct hostile_target *target, struct hostile_words *words)
{
    static const struct {
        const char *name;
        bool (*act)(struct hostile_target *target, struct hostile_words *words);
    } lines[] = {
        {"put", do_put},
        {"take", do_take},
        {"carry", do_carry},
        {"swap", do_swap},
        {"label", do_label},
        {"replace", do_replace},
        {"load", do_load},
        {"unload", do_unload},
        {"alert", do_alert},
        {"no-alert", do_no_alert},
        {"open", do_open},
        {"close", do_close},
        {"firmware", do_firmware},
        {"power-cycle", do_power_cycle},
        {"attention", do_attention},
        {"reserve", do_reserve},
        {"release", do_release},
        {"forget", do_forget},
        {"forget-log", do_forget_log},
    };
    bool known;
    size_t i;

    if (words->count == 0)
        return true;
    if (words->count > 1 && strcmp(words->word[0], "exchange") == 0 &&
        strcmp(words->word[1], "drives") == 0) {
        words->next = 2;
        return do_exchange(target, words);
    }
    for (i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (!is_setting(words) && hostile_words_skip(words, lines[i].name))
            return lines[i].act(target, words);
    if (!hostile_settings_line(target, words, true, &known))
        return false;
    return known ||
           hostile_words_fail(words, "\"%.60s\" is nothing that an operator does", words->word[0]);
}
