/*
 * Words of the command line, one a line, for each command: what is understood is what its table allows, and means the
 * same when it is written anew; what is not is said in a sentence that a terminal can be shown.
 */
#include "demand.h"

#include "cli/subcommands.h"
#include "model/guid.h"
#include "platform/text.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { WORDS_MAX = 48, INPUT_MAX = 1024, TEXT_MAX = 4096 };

struct words {
    char text[TEXT_MAX];
    char *at[WORDS_MAX + 1];
    size_t count;
};

static void split(const uint8_t *data, size_t size, struct words *words)
{
    char *next = words->text;

    words->count = 0;
    if (size > sizeof words->text - 1)
        size = sizeof words->text - 1;
    if (size > 0)
        memcpy(words->text, data, size);
    words->text[size] = '\0';
    while (next != NULL && words->count < WORDS_MAX) {
        char *end = strchr(next, '\n');

        words->at[words->count++] = next;
        next = end != NULL ? end + 1 : NULL;
        if (end != NULL)
            *end = '\0';
    }
}

/* ---- what is said ---- */

static void check_sentence(const char *problem)
{
    const char *at = problem;

    demand(memchr(problem, '\0', RSM_ARGUMENTS_PROBLEM) != NULL && problem[0] != '\0');
    for (; *at != '\0'; at++)
        demand((unsigned char)*at >= 0x20 && *at != 0x7F);
}

/* ---- what is understood ---- */

static bool is_of(const struct rsm_subcommand *subcommand, const struct rsm_switch *which)
{
    if (which == &rsm_arguments_json)
        return subcommand->has_facts;
    for (const struct rsm_switch *s = subcommand->switches; s != NULL && s->name != NULL; s++) {
        if (s == which)
            return true;
    }
    return false;
}

static void check_word(const struct rsm_argument *argument)
{
    const struct rsm_word *word = argument->which->words;

    while (word->word != NULL &&
           (word->value != argument->number || !rsm_text_begins(word->word, argument->text)))
        word++;
    demand(word->word != NULL);
}

static void check_argument(const struct rsm_argument *argument)
{
    char text[RSM_GUID_TEXT];
    GUID again;

    demand(argument->text != NULL);
    switch (argument->which->value) {
    case RSM_VALUE_NONE:
        demand(argument->text[0] == '\0');
        break;
    case RSM_VALUE_GUID:
        rsm_guid_format(&argument->guid, text);
        demand(rsm_guid_parse(text, &again) && rsm_guid_equal(&again, &argument->guid));
        break;
    case RSM_VALUE_WORD:
        check_word(argument);
        break;
    case RSM_VALUE_NUMBER:
        demand(strtoull(argument->text, NULL, 10) == argument->number);
        break;
    default:
        demand(argument->text[0] != '\0' || argument->which->may_be_empty);
        break;
    }
}

/* ---- written anew ---- */

static void add(struct words *words, size_t *used, const char *format, const char *name,
                const char *value)
{
    int length = snprintf(words->text + *used, sizeof words->text - *used, format, name, value);

    demand(words->count < WORDS_MAX && length >= 0);
    demand((size_t)length < sizeof words->text - *used);
    words->at[words->count++] = words->text + *used;
    *used += (size_t)length + 1;
}

static void write_anew(const struct rsm_arguments *arguments, struct words *words)
{
    size_t used = 0;

    words->count = 0;
    for (size_t i = 0; i < arguments->count; i++) {
        const struct rsm_argument *argument = &arguments->given[i];
        const char *name = argument->which->name;

        if (argument->which->value == RSM_VALUE_NONE) {
            add(words, &used, "--%s%s", name, "");
        } else if (argument->which->is_apart) {
            add(words, &used, "/%s%s", name, "");
            add(words, &used, "%s\"%s\"", "", argument->text);
        } else {
            add(words, &used, "-%s\"%s\"", name, argument->text);
        }
    }
    if (arguments->operand != NULL) {
        add(words, &used, "%s%s", "--", "");
        add(words, &used, "%s\"%s\"", "", arguments->operand);
    }
}

static void check_same(const struct rsm_arguments *a, const struct rsm_arguments *b)
{
    demand(a->count == b->count && a->wants_json == b->wants_json);
    demand((a->operand == NULL) == (b->operand == NULL));
    demand(a->operand == NULL || strcmp(a->operand, b->operand) == 0);
    for (size_t i = 0; i < a->count; i++) {
        demand(a->given[i].which == b->given[i].which);
        demand(strcmp(a->given[i].text, b->given[i].text) == 0);
        demand(a->given[i].number == b->given[i].number);
        demand(rsm_guid_equal(&a->given[i].guid, &b->given[i].guid));
    }
}

static void check_understood(const struct rsm_subcommand *subcommand,
                             const struct rsm_arguments *arguments)
{
    static struct words anew;
    char problem[RSM_ARGUMENTS_PROBLEM];
    struct rsm_arguments again;

    demand(arguments->count <= RSM_ARGUMENTS_MAX);
    for (size_t i = 0; i < arguments->count; i++) {
        const struct rsm_argument *argument = &arguments->given[i];

        demand(is_of(subcommand, argument->which));
        check_argument(argument);
        demand(rsm_arguments_has(arguments, argument->which->name));
    }
    demand(arguments->operand == NULL || subcommand->operand != NULL);
    if (arguments->wants_help)
        return;
    write_anew(arguments, &anew);
    demand(rsm_arguments_parse(subcommand, anew.count, anew.at, &again, problem) == ERROR_SUCCESS);
    check_same(arguments, &again);
}

static void check_command(const struct rsm_subcommand *subcommand, const uint8_t *data, size_t size)
{
    static struct words words;
    char problem[RSM_ARGUMENTS_PROBLEM];
    struct rsm_arguments arguments;

    split(data, size, &words);
    memset(problem, 'x', sizeof problem);
    if (rsm_arguments_parse(subcommand, words.count, words.at, &arguments, problem) ==
        ERROR_SUCCESS)
        check_understood(subcommand, &arguments);
    else
        check_sentence(problem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct words words;
    char problem[RSM_ARGUMENTS_PROBLEM];
    char shown[RSM_ARGUMENTS_SHOWN];
    const struct rsm_subcommand *subcommand;
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t first = end != NULL ? (size_t)(end - data) + 1 : size;

    if (size > INPUT_MAX)
        return 0;
    split(data, size, &words);
    rsm_arguments_show(words.at[0], shown);
    demand(memchr(shown, '\0', sizeof shown) != NULL);
    subcommand = rsm_subcommand_understand(words.at[0], problem);
    if (subcommand == NULL)
        check_sentence(problem);
    else
        check_command(subcommand, data + first, size - first);
    return 0;
}
