#include "support/hostile/bytes.h"
#include "support/hostile/rules.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- fields of a command ---- */

static bool is_status(const struct hostile_call *call)
{
    return call->cdb[0] == 0xB8 || call->cdb[0] == 0xB4;
}

static uint64_t get_allocation(const struct hostile_call *call)
{
    switch (call->cdb[0]) {
    case 0x12:
        return get16(call->cdb + 3);
    case 0x4D:
    case 0x5A:
    case 0x5E:
        return get16(call->cdb + 7);
    case 0xA0:
        return get32(call->cdb + 6);
    case 0xB4:
    case 0xB8:
        return get24(call->cdb + 7);
    default:
        return call->cdb[4];
    }
}

static uint64_t get_type(const struct hostile_call *call)
{
    return is_status(call) ? call->cdb[1] & 0x0F : 0xFF;
}

static uint64_t get_start(const struct hostile_call *call)
{
    return get16(call->cdb + 2);
}

static uint64_t get_count(const struct hostile_call *call)
{
    return get16(call->cdb + 4);
}

static uint64_t get_expected(const struct hostile_call *call)
{
    return call->task->expected;
}

static uint64_t get_page(const struct hostile_call *call)
{
    return call->cdb[0] == 0x12 ? call->cdb[2] : call->cdb[2] & 0x3F;
}

static uint64_t get_subpage(const struct hostile_call *call)
{
    return call->cdb[3];
}

static uint64_t get_lun(const struct hostile_call *call)
{
    return call->task->lun;
}

static uint64_t get_opcode(const struct hostile_call *call)
{
    return call->cdb[0];
}

static uint64_t get_nexus(const struct hostile_call *call)
{
    return call->number;
}

static uint64_t get_length(const struct hostile_call *call)
{
    return get24(call->cdb + 2);
}

static const struct {
    const char *name;
    uint64_t (*get)(const struct hostile_call *call);
} fields[] = {
    {"type", get_type},
    {"start", get_start},
    {"count", get_count},
    {"expected", get_expected},
    {"page", get_page},
    {"subpage", get_subpage},
    {"lun", get_lun},
    {"opcode", get_opcode},
    {"nexus", get_nexus},
    {"length", get_length},
    {"allocation", get_allocation},
};

enum { FIELDS = sizeof fields / sizeof fields[0] };

/* Numbers from FIELDS on are bytes of the CDB. */
static bool find_field(const char *name, size_t *field_out)
{
    uint32_t byte;

    for (*field_out = 0; *field_out < FIELDS; (*field_out)++)
        if (strcmp(fields[*field_out].name, name) == 0)
            return true;
    if (strncmp(name, "byte", 4) != 0 || !hostile_words_is_number(name + 4, HOSTILE_CDB - 1, &byte))
        return false;
    *field_out += byte;
    return true;
}

static uint64_t get_field(const struct hostile_call *call, size_t field)
{
    return field < FIELDS ? fields[field].get(call) : call->cdb[field - FIELDS];
}

static bool compares(const struct hostile_condition *condition, const struct hostile_call *call)
{
    uint64_t value = get_field(call, condition->field) & condition->mask;
    uint64_t other =
        condition->against_field ? get_field(call, condition->other) : condition->value;
    const char *how = condition->compare;

    switch (how[0]) {
    case '=':
        return value == other;
    case '!':
        return value != other;
    case '<':
        return how[1] == '=' ? value <= other : value < other;
    default:
        return how[1] == '=' ? value >= other : value > other;
    }
}

/* ---- places ---- */

static const struct hostile_element *moved_from(const struct hostile_call *call)
{
    uint8_t opcode = call->cdb[0];

    if (opcode == 0xA5 || opcode == 0xA6 || opcode == 0xA7)
        return hostile_library_at(call->target, get16(call->cdb + 4));
    if (call->drive != HOSTILE_NOWHERE)
        return &call->target->elements[call->target->drives[call->drive].element];
    return NULL;
}

static bool is_place(const struct hostile_condition *condition,
                     const struct hostile_element *element)
{
    if (element == NULL)
        return false;
    if (condition->kind == HOSTILE_ALL)
        return element->address == condition->number;
    return element->kind == condition->kind &&
           (condition->number == 0 || condition->number == element->number);
}

static bool is_to(const struct hostile_condition *condition, const struct hostile_call *call)
{
    size_t at = call->cdb[0] == 0x2B ? 4 : 6;

    return is_place(condition, hostile_library_at(call->target, get16(call->cdb + at)));
}

static bool is_from(const struct hostile_condition *condition, const struct hostile_call *call)
{
    return is_place(condition, hostile_library_at(call->target, get16(call->cdb + 4)));
}

static bool is_second(const struct hostile_condition *condition, const struct hostile_call *call)
{
    return is_place(condition, hostile_library_at(call->target, get16(call->cdb + 8)));
}

static bool is_at(const struct hostile_condition *condition, const struct hostile_call *call)
{
    if (call->drive == HOSTILE_NOWHERE)
        return call->unit != NULL && condition->kind == HOSTILE_ALL;
    return is_place(condition, moved_from(call));
}

/* ---- states ---- */

static const struct hostile_drive *drive_of(const struct hostile_call *call)
{
    const struct hostile_element *element = moved_from(call);

    return element == NULL ? NULL : hostile_library_drive(call->target, element);
}

static bool is_loaded(const struct hostile_condition *condition, const struct hostile_call *call)
{
    const struct hostile_drive *drive = drive_of(call);

    (void)condition;
    return drive != NULL && drive->loaded;
}

static bool is_full(const struct hostile_condition *condition, const struct hostile_call *call)
{
    const struct hostile_element *element = moved_from(call);

    (void)condition;
    return element != NULL && element->cartridge != NULL;
}

static bool is_lagging(const struct hostile_condition *condition, const struct hostile_call *call)
{
    const struct hostile_drive *drive = drive_of(call);

    (void)condition;
    return drive != NULL && drive->lag > 0;
}

static bool is_prevented(const struct hostile_condition *condition, const struct hostile_call *call)
{
    size_t at = call->drive == HOSTILE_NOWHERE ? 0 : call->drive + 1;
    size_t i;

    (void)condition;
    for (i = 0; i < HOSTILE_NEXUS_MAX; i++)
        if (call->target->nexus[i] != NULL && call->target->nexus[i]->prevents[at])
            return true;
    return false;
}

static bool is_open(const struct hostile_condition *condition, const struct hostile_call *call)
{
    (void)condition;
    return call->target->door_open;
}

static bool is_uninitialised(const struct hostile_condition *condition,
                             const struct hostile_call *call)
{
    (void)condition;
    return !call->target->initialized;
}

static bool holds_tag(const struct hostile_condition *condition, const struct hostile_call *call)
{
    const struct hostile_element *element = moved_from(call);

    return element != NULL && element->cartridge != NULL &&
           strcmp(element->cartridge->tag, condition->text) == 0;
}

static bool comes_after(const struct hostile_condition *condition, const struct hostile_call *call)
{
    return call->unit != NULL && strcmp(call->unit->before, condition->text) == 0;
}

/* A bit of a byte of the CDB; number is the byte, value the bit. */
static bool has_bit(const struct hostile_condition *condition, const struct hostile_call *call)
{
    return (call->cdb[condition->number] & condition->value) == condition->mask;
}

/* ---- words ---- */

static const struct {
    const char *name;
    bool (*holds)(const struct hostile_condition *condition, const struct hostile_call *call);
    uint8_t byte, bits, wanted;
} flags[] = {
    {"tags", has_bit, 1, 0x10, 0x10},
    {"dvcid", has_bit, 6, 0x01, 0x01},
    {"curdata", has_bit, 6, 0x02, 0x02},
    {"vpd", has_bit, 1, 0x01, 0x01},
    {"dbd", has_bit, 1, 0x08, 0x08},
    {"immediate", has_bit, 1, 0x01, 0x01},
    {"load", has_bit, 4, 0x01, 0x01},
    {"unload", has_bit, 4, 0x01, 0x00},
    {"prevent", has_bit, 4, 0x01, 0x01},
    {"loaded", is_loaded, 0, 0, 0},
    {"full", is_full, 0, 0, 0},
    {"lagging", is_lagging, 0, 0, 0},
    {"prevented", is_prevented, 0, 0, 0},
    {"open", is_open, 0, 0, 0},
    {"uninitialised", is_uninitialised, 0, 0, 0},
};

enum { FLAGS = sizeof flags / sizeof flags[0] };

static const struct {
    const char *name;
    bool (*holds)(const struct hostile_condition *condition, const struct hostile_call *call);
} place_words[] = {{"from", is_from}, {"to", is_to}, {"second", is_second}, {"at", is_at}};

enum { PLACE_WORDS = sizeof place_words / sizeof place_words[0] };

static bool parse_flag(const char *word, struct hostile_condition *condition)
{
    size_t i;

    for (i = 0; i < FLAGS; i++) {
        if (strcmp(flags[i].name, word) != 0)
            continue;
        condition->holds = flags[i].holds;
        condition->number = flags[i].byte;
        condition->value = flags[i].bits;
        condition->mask = flags[i].wanted;
        return true;
    }
    return false;
}

/* "drive", "slot:3", "4096", "changer". */
static bool parse_place(const char *text, struct hostile_condition *condition)
{
    char kind[16];
    const char *colon = strchr(text, ':');
    size_t length = colon == NULL ? strlen(text) : (size_t)(colon - text);

    condition->kind = HOSTILE_ALL;
    condition->number = 0;
    if (strcmp(text, "changer") == 0)
        return condition->holds == is_at;
    if (hostile_words_is_number(text, 0xFFFF, &condition->number))
        return true;
    snprintf(kind, sizeof kind, "%.*s", (int)length, text);
    return hostile_library_kind(kind, &condition->kind) && condition->kind != HOSTILE_ALL &&
           (colon == NULL ||
            hostile_words_is_number(colon + 1, HOSTILE_ELEMENTS_MAX, &condition->number));
}

static bool parse_value(const char *text, struct hostile_condition *condition)
{
    uint32_t value;

    condition->against_field = find_field(text, &condition->other);
    if (!condition->against_field && !hostile_words_is_number(text, 0xFFFFFFFF, &value))
        return false;
    condition->value = condition->against_field ? 0 : value;
    return true;
}

/* name, operator, value, as they stand in one word. */
static bool parse_comparison(const char *name, const char *rest,
                             struct hostile_condition *condition)
{
    char mask[16];
    uint32_t number;

    condition->holds = compares;
    condition->mask = UINT64_MAX;
    if (!find_field(name, &condition->field))
        return false;
    if (*rest == '&') {
        size_t length = strcspn(rest + 1, "=!<>");

        snprintf(mask, sizeof mask, "%.*s", (int)length, rest + 1);
        if (!hostile_words_is_number(mask, 0xFFFFFFFF, &number))
            return false;
        condition->mask = number;
        rest += 1 + length;
    }
    if (*rest == '\0' || strchr("=!<>", *rest) == NULL || (*rest == '!' && rest[1] != '='))
        return false;
    condition->compare[0] = *rest++;
    if (*rest == '=')
        condition->compare[1] = *rest++;
    return parse_value(rest, condition);
}

static bool parse_word(const char *word, struct hostile_condition *condition)
{
    size_t length = strcspn(word, "=!<>&");
    const char *rest = word + length;
    char name[32];
    size_t i;

    if (*rest == '\0')
        return parse_flag(word, condition);
    snprintf(name, sizeof name, "%.*s", (int)length, word);
    for (i = 0; i < PLACE_WORDS && *rest == '='; i++) {
        if (strcmp(place_words[i].name, name) != 0)
            continue;
        condition->holds = place_words[i].holds;
        return parse_place(rest + 1, condition);
    }
    if (strcmp(name, "has") == 0 && *rest == '=' && strlen(rest + 1) <= HOSTILE_TAG) {
        condition->holds = holds_tag;
        memcpy(condition->text, rest + 1, strlen(rest + 1) + 1);
        return true;
    }
    return parse_comparison(name, rest, condition);
}

bool hostile_conditions_parse(struct hostile_words *words, struct hostile_rule *rule)
{
    struct hostile_condition *condition = &rule->conditions[rule->condition_count];
    const char *word;

    if (rule->condition_count == HOSTILE_RULE_CONDITIONS)
        return hostile_words_fail(words, "more than %d conditions", HOSTILE_RULE_CONDITIONS);
    rule->condition_count++;
    condition->negated = hostile_words_skip(words, "not");
    word = hostile_words_take(words);
    if (strcmp(word, "after") == 0) {
        condition->holds = comes_after;
        return hostile_words_text(words, condition->text, sizeof condition->text) &&
               (hostile_commands_is_name(condition->text) ||
                hostile_words_fail(words, "\"%s\" is not a command", condition->text));
    }
    return parse_word(word, condition) ||
           hostile_words_fail(words, "\"%.60s\" is not a condition", word);
}
