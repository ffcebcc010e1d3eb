/*
 * The parser of the command line.
 */
#include "cli/arguments.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/guid.h"
#include "platform/text.h"

const struct rsm_switch rsm_arguments_json = {
    .name = "json",
    .help = "the facts as JSON, for programs",
};

/* A parse under way. */
struct parse {
    const struct rsm_subcommand *subcommand;
    char *const *words;
    size_t count;
    size_t next; /* the word to look at */
    struct rsm_arguments *out;
    char *problem;
};

static rsm_error wrong(struct parse *parse, const char *format, ...) RSM_PRINTF(2, 3);

static rsm_error wrong(struct parse *parse, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(parse->problem, RSM_ARGUMENTS_PROBLEM, format, arguments);
    va_end(arguments);
    return ERROR_INVALID_PARAMETER;
}

bool rsm_arguments_is_help(const char *word)
{
    static const char *const words[] = {"/?", "-?", "/help", "--help", "-h"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (rsm_text_same_word(word, words[i]))
            return true;
    }
    return false;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins_with(const char *text, const char *word)
{
    while (*word != '\0' && lower(*text) == *word) {
        text++;
        word++;
    }
    return *word == '\0';
}

/* The switch with the longest name that the text begins with, "lf" in "lfTape 1"; one without a
 * value must be the whole text. */
static const struct rsm_switch *find_switch(const struct rsm_subcommand *subcommand,
                                            const char *text)
{
    const struct rsm_switch *found = NULL;

    if (subcommand->has_facts && rsm_text_same_word(text, rsm_arguments_json.name))
        return &rsm_arguments_json;
    for (const struct rsm_switch *s = subcommand->switches; s != NULL && s->name != NULL; s++) {
        if (!begins_with(text, s->name))
            continue;
        if (s->value == RSM_VALUE_NONE && strlen(text) != strlen(s->name))
            continue;
        if (found == NULL || strlen(s->name) > strlen(found->name))
            found = s;
    }
    return found;
}

/* "/l f name": the letter of a switch with a blank before its second. */
static const struct rsm_switch *find_parted(struct parse *parse, const char *text)
{
    const char *second = parse->next < parse->count ? parse->words[parse->next] : "";
    char name[] = {text[0], second[0], '\0'};
    const struct rsm_switch *found = NULL;

    if (strlen(text) == 1 && strlen(second) == 1)
        found = find_switch(parse->subcommand, name);
    if (found == NULL || strlen(found->name) != 2)
        return NULL;
    parse->next++;
    return found;
}

/* Some callers quote inside the word: '/lf"Tape 1"'. */
static const char *without_quotes(struct parse *parse, const char *text)
{
    char *room = parse->out->texts[parse->out->count];
    size_t length = strlen(text);

    if (length < 2 || length - 2 >= sizeof parse->out->texts[0] || text[0] != '"' ||
        text[length - 1] != '"')
        return text;
    memcpy(room, text + 1, length - 2);
    room[length - 2] = '\0';
    return room;
}

/* What stands behind the name in the same word, else the next word. */
static const char *find_value(struct parse *parse, const struct rsm_switch *which, const char *rest)
{
    if (*rest != '\0')
        return rest;
    if (which->may_be_bare || parse->next == parse->count || parse->words[parse->next][0] == '/')
        return NULL;
    return parse->words[parse->next++];
}

static void list_words(const struct rsm_word *words, char *list, size_t room)
{
    size_t length = 0;

    list[0] = '\0';
    for (; words->word != NULL && length < room; words++) {
        if (!words->is_hidden)
            length += (size_t)snprintf(list + length, room - length, "%s%s", length > 0 ? ", " : "",
                                       words->word);
    }
}

static rsm_error take_word(struct parse *parse, struct rsm_argument *argument)
{
    char list[200];

    for (const struct rsm_word *w = argument->which->words; w->word != NULL; w++) {
        if (rsm_text_same_word(argument->text, w->word)) {
            argument->number = w->value;
            return ERROR_SUCCESS;
        }
    }
    list_words(argument->which->words, list, sizeof list);
    return wrong(parse, "/%s does not know \"%.40s\"; it takes %s", argument->which->name,
                 argument->text, list);
}

static rsm_error take_value(struct parse *parse, struct rsm_argument *argument, const char *rest)
{
    const struct rsm_switch *which = argument->which;
    const char *value = find_value(parse, which, rest);

    if (value == NULL && which->may_be_bare)
        value = which->words[0].word;
    if (value == NULL)
        return wrong(parse, "/%s needs a value behind it: /%s%s", which->name, which->name,
                     which->shown);
    argument->text = without_quotes(parse, value);
    if (argument->text[0] == '\0')
        return wrong(parse, "the value of /%s is empty", which->name);
    if (which->value == RSM_VALUE_GUID && !rsm_guid_parse(argument->text, &argument->guid))
        return wrong(parse, "\"%.60s\" is not a GUID: 32 hexadecimal digits", argument->text);
    return which->value == RSM_VALUE_WORD ? take_word(parse, argument) : ERROR_SUCCESS;
}

/* Has this switch, or another of its group, been given? */
static const struct rsm_argument *find_rival(const struct rsm_arguments *arguments,
                                             const struct rsm_switch *which)
{
    for (size_t i = 0; i < arguments->count; i++) {
        const struct rsm_switch *other = arguments->given[i].which;

        if ((other == which && !which->may_repeat) ||
            (other != which && which->group != NULL && other->group != NULL &&
             strcmp(which->group, other->group) == 0))
            return &arguments->given[i];
    }
    return NULL;
}

static rsm_error take_switch(struct parse *parse, const char *text)
{
    const struct rsm_switch *which = find_parted(parse, text);
    const char *rest = "";
    const struct rsm_argument *rival;
    struct rsm_argument *argument;
    rsm_error err = ERROR_SUCCESS;

    if (which == NULL) {
        which = find_switch(parse->subcommand, text);
        if (which == NULL)
            return wrong(parse, "rsm %s does not know the switch /%.40s", parse->subcommand->name,
                         text);
        rest = text + strlen(which->name);
    }
    rival = find_rival(parse->out, which);
    if (rival != NULL && rival->which == which)
        return wrong(parse, "/%s is given twice", which->name);
    if (rival != NULL)
        return wrong(parse, "/%s and /%s exclude each other", rival->which->name, which->name);
    if (parse->out->count == RSM_ARGUMENTS_MAX)
        return wrong(parse, "there are too many switches");
    argument = &parse->out->given[parse->out->count];
    argument->which = which;
    argument->text = "";
    if (which->value != RSM_VALUE_NONE)
        err = take_value(parse, argument, rest);
    parse->out->count++;
    return err;
}

static rsm_error take_operand(struct parse *parse, const char *word)
{
    if (parse->subcommand->operand == NULL || parse->out->operand != NULL)
        return wrong(parse, "rsm %s does not know what to do with \"%.60s\"",
                     parse->subcommand->name, word);
    parse->out->operand = word;
    return ERROR_SUCCESS;
}

/* "/lg or /lf" */
static void list_group(const struct rsm_subcommand *subcommand, const struct rsm_switch *of,
                       char *list, size_t room)
{
    size_t length = 0;

    list[0] = '\0';
    for (const struct rsm_switch *s = subcommand->switches; s->name != NULL && length < room; s++) {
        if (s == of || (s->group != NULL && of->group != NULL && strcmp(s->group, of->group) == 0))
            length +=
                (size_t)snprintf(list + length, room - length, "%s/%s%s", length > 0 ? " or " : "",
                                 s->name, s->shown != NULL ? s->shown : "");
    }
}

static rsm_error check_required(struct parse *parse)
{
    const struct rsm_subcommand *subcommand = parse->subcommand;
    char list[160];

    if (subcommand->operand_is_required && parse->out->operand == NULL)
        return wrong(parse, "the %s is missing", subcommand->operand);
    for (const struct rsm_switch *s = subcommand->switches; s != NULL && s->name != NULL; s++) {
        if (!s->is_required || find_rival(parse->out, s) != NULL)
            continue;
        list_group(subcommand, s, list, sizeof list);
        return wrong(parse, "%s is missing", list);
    }
    return ERROR_SUCCESS;
}

rsm_error rsm_arguments_parse(const struct rsm_subcommand *subcommand, size_t count,
                              char *const *words, struct rsm_arguments *arguments_out,
                              char problem_out[RSM_ARGUMENTS_PROBLEM])
{
    struct parse parse = {.subcommand = subcommand,
                          .words = words,
                          .count = count,
                          .out = arguments_out,
                          .problem = problem_out};
    rsm_error err = ERROR_SUCCESS;

    memset(arguments_out, 0, sizeof *arguments_out);
    problem_out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        if (rsm_arguments_is_help(words[i])) {
            arguments_out->wants_help = true;
            return ERROR_SUCCESS;
        }
    }
    while (parse.next < count && err == ERROR_SUCCESS) {
        const char *word = words[parse.next++];

        if (word[0] == '-' && word[1] == '-' && word[2] != '\0')
            err = take_switch(&parse, word + 2);
        else if ((word[0] == '/' || word[0] == '-') && word[1] != '\0')
            err = take_switch(&parse, word + 1);
        else
            err = take_operand(&parse, word);
    }
    return err == ERROR_SUCCESS ? check_required(&parse) : err;
}

const struct rsm_argument *rsm_arguments_find(const struct rsm_arguments *arguments,
                                              const char *name)
{
    for (size_t i = 0; i < arguments->count; i++) {
        if (strcmp(arguments->given[i].which->name, name) == 0)
            return &arguments->given[i];
    }
    return NULL;
}

bool rsm_arguments_has(const struct rsm_arguments *arguments, const char *name)
{
    return rsm_arguments_find(arguments, name) != NULL;
}
