/*
 * The table of subcommands as JSON.
 */
#include "cli/help_facts.h"

#include <stddef.h>

static const char *subject_words(enum rsm_subject subject)
{
    static const char *const words[RSM_SUBJECT_COUNT] = {
        [RSM_SUBJECT_OBJECTS] = "objects",   [RSM_SUBJECT_MEDIA] = "media",
        [RSM_SUBJECT_POOLS] = "pools",       [RSM_SUBJECT_LIBRARIES] = "libraries",
        [RSM_SUBJECT_OPERATOR] = "operator", [RSM_SUBJECT_DEVICES] = "devices",
        [RSM_SUBJECT_DATABASE] = "database",
    };

    return words[subject];
}

static const char *value_words(enum rsm_value value)
{
    static const char *const words[] = {
        [RSM_VALUE_NONE] = "none",
        [RSM_VALUE_TEXT] = "text",
        [RSM_VALUE_GUID] = "guid",
        [RSM_VALUE_WORD] = "word",
    };

    return value < sizeof words / sizeof words[0] ? words[value] : "text";
}

static void add_text_or_null(struct rsm_json object, const char *key, const char *text)
{
    if (text != NULL)
        rsm_json_text(object, key, text);
    else
        rsm_json_null(object, key);
}

static void add_switch(struct rsm_json list, const struct rsm_switch *s)
{
    struct rsm_json json = rsm_json_object(list, NULL);
    struct rsm_json words;

    rsm_json_text(json, "name", s->name);
    rsm_json_text(json, "value", value_words(s->value));
    words = rsm_json_array(json, "words");
    for (const struct rsm_word *w = s->words; w != NULL && w->word != NULL; w++) {
        if (!w->is_hidden)
            rsm_json_text(words, NULL, w->word);
    }
    add_text_or_null(json, "group", s->group);
    rsm_json_flag(json, "is_required", s->is_required);
    rsm_json_flag(json, "may_repeat", s->may_repeat);
    rsm_json_flag(json, "may_be_bare", s->may_be_bare);
    add_text_or_null(json, "help", s->help);
}

void rsm_help_facts(struct rsm_json list, const struct rsm_subcommand *subcommand)
{
    struct rsm_json json = rsm_json_object(list, NULL);
    struct rsm_json switches;

    rsm_json_text(json, "name", subcommand->name);
    rsm_json_text(json, "subject", subject_words(subcommand->subject));
    rsm_json_text(json, "summary", subcommand->summary);
    rsm_json_flag(json, "has_facts", subcommand->has_facts);
    add_text_or_null(json, "operand", subcommand->operand);
    rsm_json_flag(json, "operand_is_required", subcommand->operand_is_required);
    switches = rsm_json_array(json, "switches");
    for (const struct rsm_switch *s = subcommand->switches; s != NULL && s->name != NULL; s++)
        add_switch(switches, s);
}
