#include "support/hostile/rules.h"

#include <stdlib.h>
#include <string.h>

static void free_rule(struct hostile_rule *rule)
{
    if (rule == NULL)
        return;
    free(rule->action.bytes);
    free(rule->action.then);
    free(rule);
}

static bool parse_commands(struct hostile_words *words, struct hostile_rule *rule)
{
    do {
        const char *word = hostile_words_take(words);

        if (!hostile_commands_is_name(word))
            return hostile_words_fail(words, "\"%.60s\" is not a command", word);
        if (rule->command_count == HOSTILE_RULE_COMMANDS)
            return hostile_words_fail(words, "more than %d commands", HOSTILE_RULE_COMMANDS);
        memcpy(rule->commands[rule->command_count++], word, strlen(word) + 1);
    } while (hostile_words_skip(words, ","));
    return true;
}

/* "#3", "#2-5", "#4-", "every 7". */
static bool parse_turn(struct hostile_words *words, struct hostile_rule *rule)
{
    struct hostile_words one;
    const char *word;

    if (hostile_words_skip(words, "every"))
        return hostile_words_number(words, 1000000, &rule->every);
    word = hostile_words_take(words);
    return hostile_words_split(&one, word + 1, strlen(word + 1), words->error) &&
           hostile_words_range(&one, 0xFFFFFFFE, &rule->first, &rule->last);
}

static bool parse_rule(struct hostile_words *words, struct hostile_rule *rule)
{
    if (!parse_commands(words, rule))
        return false;
    while (!hostile_words_skip(words, ":")) {
        const char *word = hostile_words_peek(words);
        bool is_turn;

        if (word == NULL)
            return hostile_words_fail(words, "a rule without \" : \"");
        is_turn = word[0] == '#' || strcmp(word, "every") == 0;
        if (!(is_turn ? parse_turn(words, rule) : hostile_conditions_parse(words, rule)))
            return false;
    }
    return hostile_actions_parse(words, &rule->action);
}

bool hostile_rules_add(struct hostile_target *target, struct hostile_words *words, bool added)
{
    struct hostile_rule *rule = calloc(1, sizeof *rule);
    struct hostile_rule **at = &target->rules;

    if (rule == NULL)
        return hostile_words_fail(words, "no memory");
    rule->added = added;
    if (!parse_rule(words, rule)) {
        free_rule(rule);
        return false;
    }
    while (!added && *at != NULL)
        at = &(*at)->next;
    rule->next = *at;
    *at = rule;
    return true;
}

void hostile_rules_forget(struct hostile_target *target, bool all)
{
    struct hostile_rule **at = &target->rules;

    while (*at != NULL) {
        struct hostile_rule *rule = *at;

        if (!all && !rule->added) {
            at = &rule->next;
            continue;
        }
        *at = rule->next;
        free_rule(rule);
    }
}

static bool fits(const struct hostile_rule *rule, const struct hostile_call *call)
{
    size_t i;

    for (i = 0; i < rule->command_count; i++)
        if (hostile_commands_match(call->command, call->cdb[0], rule->commands[i]))
            break;
    if (i == rule->command_count)
        return false;
    for (i = 0; i < rule->condition_count; i++) {
        const struct hostile_condition *condition = &rule->conditions[i];

        if (condition->holds(condition, call) == condition->negated)
            return false;
    }
    return true;
}

struct hostile_rule *hostile_rules_find(struct hostile_call *call)
{
    struct hostile_rule *rule;

    for (rule = call->target->rules; rule != NULL; rule = rule->next) {
        if (!fits(rule, call))
            continue;
        rule->fits++;
        if ((rule->last == 0 || (rule->fits >= rule->first && rule->fits <= rule->last)) &&
            (rule->every == 0 || rule->fits % rule->every == 0))
            return rule;
    }
    return NULL;
}
