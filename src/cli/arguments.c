/*
 * The parser of the command line.
 */
#include "cli/arguments.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/nearest.h"
#include "cli/width.h"
#include "model/guid.h"
#include "platform/text.h"

const struct rsm_switch rsm_arguments_json = {
    .name = "json",
    .help = "the facts as JSON, for programs",
};

enum { SWITCH_ROOM = 160 };

/* A parse under way. */
struct parse {
    const struct rsm_subcommand *subcommand;
    char *const *words;
    size_t count;
    size_t next; /* the word to look at */
    bool is_behind_dashes;
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

/* The switch with the longest name that the text begins with, "lf" in "lfTape 1"; one without a
 * value must be the whole text. */
static const struct rsm_switch *find_switch(const struct rsm_subcommand *subcommand,
                                            const char *text)
{
    const struct rsm_switch *found = NULL;

    if (subcommand->has_facts && rsm_text_same_word(text, rsm_arguments_json.name))
        return &rsm_arguments_json;
    for (const struct rsm_switch *s = subcommand->switches; s != NULL && s->name != NULL; s++) {
        if (!rsm_text_begins(text, s->name))
            continue;
        if (s->value == RSM_VALUE_NONE && strlen(text) != strlen(s->name))
            continue;
        if (found == NULL || strlen(s->name) > strlen(found->name))
            found = s;
    }
    return found;
}

/* What stands behind the slash or the dashes of a word that begins with some; else NULL. */
static const char *behind_slash(const char *word)
{
    if (word[0] == '-' && word[1] == '-' && word[2] != '\0')
        return word + 2;
    return (word[0] == '/' || word[0] == '-') && word[1] != '\0' ? word + 1 : NULL;
}

static bool is_switch(const struct rsm_subcommand *subcommand, const char *word)
{
    const char *text = behind_slash(word);

    return text != NULL && find_switch(subcommand, text) != NULL;
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

/* ---- values ---- */

/* Some callers quote inside the word: '/lf"Tape 1"'. */
static const char *without_quotes(char *text)
{
    size_t length = strlen(text);

    if (length < 2 || text[0] != '"' || text[length - 1] != '"')
        return text;
    text[length - 1] = '\0';
    return text + 1;
}

/* The word that a text is, or is the beginning of; NULL when there is none, or several that differ. */
static const struct rsm_word *find_word(const struct rsm_word *words, const char *text)
{
    const struct rsm_word *found = NULL;
    bool is_one = true;

    for (const struct rsm_word *w = words; w->word != NULL; w++) {
        if (rsm_text_same_word(text, w->word))
            return w;
        if (!rsm_text_begins(w->word, text))
            continue;
        is_one = is_one && (found == NULL || found->value == w->value);
        found = w;
    }
    return is_one ? found : NULL;
}

/* "/lf<name>", "/a{full|fast}" */
static void show_switch(const struct rsm_switch *which, char *text, size_t room)
{
    size_t length = (size_t)snprintf(text, room, "/%s%s", which->name,
                                     which->shown != NULL ? which->shown : "");
    const char *before = "{";

    if (which->value != RSM_VALUE_WORD || which->shown != NULL)
        return;
    for (const struct rsm_word *w = which->words; w->word != NULL && length < room; w++) {
        if (w->is_hidden)
            continue;
        length += (size_t)snprintf(text + length, room - length, "%s%s", before, w->word);
        before = "|";
    }
    if (length < room)
        snprintf(text + length, room - length, "}");
}

/* What stands behind the name in the same word, else the next word. */
static char *find_value(struct parse *parse, const struct rsm_switch *which, char *rest)
{
    char *next = parse->next < parse->count ? parse->words[parse->next] : NULL;

    if (*rest != '\0')
        return rest;
    if (next == NULL || is_switch(parse->subcommand, next))
        return NULL;
    if (which->may_be_bare &&
        (which->value != RSM_VALUE_WORD || find_word(which->words, next) == NULL))
        return NULL;
    parse->next++;
    return next;
}

/* "start, stop or queue": the words that begin with a text, "" for all. */
static void list_words(const struct rsm_word *words, const char *beginning, char *list, size_t room)
{
    const struct rsm_word *last = NULL;
    size_t length = 0;

    list[0] = '\0';
    for (; words->word != NULL && length < room; words++) {
        if (words->is_hidden || !rsm_text_begins(words->word, beginning))
            continue;
        if (last != NULL)
            length += (size_t)snprintf(list + length, room - length, "%s%s", length > 0 ? ", " : "",
                                       last->word);
        last = words;
    }
    if (last != NULL && length < room)
        snprintf(list + length, room - length, "%s%s", length > 0 ? " or " : "", last->word);
}

static rsm_error wrong_word(struct parse *parse, const struct rsm_argument *argument)
{
    const struct rsm_switch *which = argument->which;
    char shown[RSM_ARGUMENTS_SHOWN];
    char list[256];
    struct rsm_nearest nearest;

    rsm_arguments_show(argument->text, shown);
    list_words(which->words, argument->text, list, sizeof list);
    if (list[0] != '\0')
        return wrong(parse, "\"%s\" behind /%s may be %s", shown, which->name, list);
    rsm_nearest_begin(&nearest, argument->text);
    for (const struct rsm_word *w = which->words; w->word != NULL; w++) {
        if (!w->is_hidden)
            rsm_nearest_offer(&nearest, w->word);
    }
    if (rsm_nearest_found(&nearest) != NULL)
        return wrong(parse, "/%s does not know \"%s\"; did you mean %s?", which->name, shown,
                     rsm_nearest_found(&nearest));
    list_words(which->words, "", list, sizeof list);
    return wrong(parse, "/%s does not know \"%s\"; it takes %s", which->name, shown, list);
}

static rsm_error take_word(struct parse *parse, struct rsm_argument *argument)
{
    const struct rsm_word *word = find_word(argument->which->words, argument->text);

    if (word == NULL)
        return wrong_word(parse, argument);
    argument->number = word->value;
    return ERROR_SUCCESS;
}

static rsm_error take_number(struct parse *parse, struct rsm_argument *argument)
{
    unsigned long long number = strtoull(argument->text, NULL, 10); /* ends at its own largest */
    char shown[RSM_ARGUMENTS_SHOWN];

    if (argument->text[strspn(argument->text, "0123456789")] != '\0' || number > UINT32_MAX) {
        rsm_arguments_show(argument->text, shown);
        return wrong(parse, "\"%s\" behind /%s is not a number from 0 to 4294967295", shown,
                     argument->which->name);
    }
    argument->number = (DWORD)number;
    return ERROR_SUCCESS;
}

static rsm_error take_guid(struct parse *parse, struct rsm_argument *argument)
{
    char shown[RSM_ARGUMENTS_SHOWN];

    if (rsm_guid_parse(argument->text, &argument->guid))
        return ERROR_SUCCESS;
    rsm_arguments_show(argument->text, shown);
    return wrong(parse, "\"%s\" is not a GUID: 32 hexadecimal digits", shown);
}

/* "a name", of what is shown as "<name>" behind the switch. */
static void say_value(const struct rsm_switch *which, char *text, size_t room)
{
    const char *name = which->shown + strcspn(which->shown, "<");

    name += *name == '<' ? 1 : 0;
    snprintf(text, room, "a %.*s", (int)strcspn(name, ">"), name);
}

/* "/dsales" could be /d with "sales" or /ds with "ales": text is what stands behind the slash. */
static rsm_error refuse_joined(struct parse *parse, const struct rsm_switch *which,
                               const char *text)
{
    const struct rsm_switch *other = parse->subcommand->switches;
    char shown[RSM_ARGUMENTS_SHOWN / 2];
    char other_is[40];
    char this_is[40];

    while (other->name != NULL &&
           (strlen(other->name) >= strlen(which->name) || !rsm_text_begins(text, other->name)))
        other++;
    snprintf(shown, sizeof shown, "%.100s", text);
    rsm_width_clean(shown);
    say_value(which, this_is, sizeof this_is);
    if (other->name == NULL)
        return wrong(parse, "put a blank before the value of /%s: /%s \"%s\" (%s)", which->name,
                     which->name, shown + strlen(which->name), this_is);
    say_value(other, other_is, sizeof other_is);
    return wrong(parse,
                 "/%s can be read in two ways; put a blank before the value: /%s \"%s\" (%s) or "
                 "/%s \"%s\" (%s)",
                 shown, other->name, shown + strlen(other->name), other_is, which->name,
                 shown + strlen(which->name), this_is);
}

static rsm_error take_value(struct parse *parse, struct rsm_argument *argument, char *rest)
{
    const struct rsm_switch *which = argument->which;
    char *value = find_value(parse, which, rest);
    char shown[SWITCH_ROOM];

    if (which->is_apart && *rest != '\0')
        return refuse_joined(parse, which, rest - strlen(which->name));
    if (value != NULL)
        argument->text = without_quotes(value);
    else if (which->may_be_bare)
        argument->text = which->words[0].word;
    else {
        show_switch(which, shown, sizeof shown);
        return wrong(parse, "/%s needs a value behind it: %s", which->name, shown);
    }
    if (argument->text[0] == '\0' && !which->may_be_empty)
        return wrong(parse, "the value of /%s is empty", which->name);
    switch (which->value) {
    case RSM_VALUE_WORD:
        return take_word(parse, argument);
    case RSM_VALUE_NUMBER:
        return take_number(parse, argument);
    case RSM_VALUE_GUID:
        return take_guid(parse, argument);
    default:
        return ERROR_SUCCESS;
    }
}

/* ---- switches and the operand ---- */

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

static rsm_error wrong_switch(struct parse *parse, const char *text)
{
    const struct rsm_subcommand *subcommand = parse->subcommand;
    char shown[RSM_ARGUMENTS_SHOWN];
    struct rsm_nearest nearest;

    rsm_arguments_show(text, shown);
    rsm_nearest_begin(&nearest, text);
    for (const struct rsm_switch *s = subcommand->switches; s != NULL && s->name != NULL; s++)
        rsm_nearest_offer(&nearest, s->name);
    if (subcommand->has_facts)
        rsm_nearest_offer(&nearest, rsm_arguments_json.name);
    if (rsm_nearest_found(&nearest) != NULL)
        return wrong(parse, "rsm %s does not know the switch /%s; did you mean /%s?",
                     subcommand->name, shown, rsm_nearest_found(&nearest));
    return wrong(parse, "rsm %s does not know the switch /%s", subcommand->name, shown);
}

/* May this switch be given, after those before it? */
static rsm_error check_rivals(struct parse *parse, const struct rsm_switch *which)
{
    const struct rsm_argument *rival = find_rival(parse->out, which);

    if (rival != NULL && rival->which == which)
        return wrong(parse, "/%s is given twice", which->name);
    if (rival != NULL)
        return wrong(parse, "/%s and /%s exclude each other", rival->which->name, which->name);
    if (parse->out->count == RSM_ARGUMENTS_MAX)
        return wrong(parse, "there are too many switches");
    return ERROR_SUCCESS;
}

static rsm_error take_switch(struct parse *parse, char *text)
{
    const struct rsm_switch *which = find_parted(parse, text);
    char *rest = text + strlen(text);
    struct rsm_argument *argument;
    rsm_error err;

    if (which == NULL) {
        which = find_switch(parse->subcommand, text);
        if (which == NULL)
            return wrong_switch(parse, text);
        rest = text + strlen(which->name);
    }
    err = check_rivals(parse, which);
    if (err != ERROR_SUCCESS)
        return err;
    argument = &parse->out->given[parse->out->count];
    argument->which = which;
    argument->text = "";
    if (which->value != RSM_VALUE_NONE)
        err = take_value(parse, argument, rest);
    parse->out->count++;
    return err;
}

static rsm_error take_operand(struct parse *parse, char *word)
{
    char shown[RSM_ARGUMENTS_SHOWN];

    if (parse->subcommand->operand == NULL || parse->out->operand != NULL) {
        rsm_arguments_show(word, shown);
        return wrong(parse, "rsm %s does not know what to do with \"%s\"", parse->subcommand->name,
                     shown);
    }
    parse->out->operand = without_quotes(word);
    return ERROR_SUCCESS;
}

/* "/tmp/copy" */
static bool is_path(const struct parse *parse, const char *word)
{
    return parse->subcommand->operand != NULL && word[0] == '/' && strchr(word + 1, '/') != NULL &&
           !is_switch(parse->subcommand, word);
}

static rsm_error take(struct parse *parse)
{
    char *word = parse->words[parse->next++];
    const char *text = behind_slash(word);

    if (strcmp(word, "--") == 0 && !parse->is_behind_dashes) {
        parse->is_behind_dashes = true;
        return ERROR_SUCCESS;
    }
    if (parse->is_behind_dashes || text == NULL || is_path(parse, word))
        return take_operand(parse, word);
    return take_switch(parse, word + (text - word));
}

/* "/lg<guid> or /lf<name>", "/a{full|fast}" */
static void list_group(const struct rsm_subcommand *subcommand, const struct rsm_switch *of,
                       char *list, size_t room)
{
    char shown[SWITCH_ROOM];
    size_t length = 0;

    list[0] = '\0';
    for (const struct rsm_switch *s = subcommand->switches; s->name != NULL && length < room; s++) {
        if (s != of && (s->group == NULL || of->group == NULL || strcmp(s->group, of->group) != 0))
            continue;
        show_switch(s, shown, sizeof shown);
        length +=
            (size_t)snprintf(list + length, room - length, "%s%s", length > 0 ? " or " : "", shown);
    }
}

static rsm_error check_required(struct parse *parse)
{
    const struct rsm_subcommand *subcommand = parse->subcommand;
    char list[256];

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

static bool is_json(const struct rsm_subcommand *subcommand, const char *word)
{
    const char *text = behind_slash(word);

    return text != NULL && find_switch(subcommand, text) == &rsm_arguments_json;
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
    for (size_t i = 0; i < count && strcmp(words[i], "--") != 0; i++) {
        if (rsm_arguments_is_help(words[i]))
            arguments_out->wants_help = true;
        if (is_json(subcommand, words[i]))
            arguments_out->wants_json = true;
    }
    if (arguments_out->wants_help)
        return ERROR_SUCCESS;
    while (parse.next < count && err == ERROR_SUCCESS)
        err = take(&parse);
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

const struct rsm_argument *rsm_arguments_of_group(const struct rsm_arguments *arguments,
                                                  const char *group)
{
    for (size_t i = 0; i < arguments->count; i++) {
        const char *other = arguments->given[i].which->group;

        if (other != NULL && strcmp(other, group) == 0)
            return &arguments->given[i];
    }
    return NULL;
}

void rsm_arguments_show(const char *text, char shown_out[RSM_ARGUMENTS_SHOWN])
{
    enum { COLUMNS = 60 };

    snprintf(shown_out, RSM_ARGUMENTS_SHOWN, "%s", text);
    rsm_width_clean(shown_out);
    rsm_width_cut(shown_out, COLUMNS);
}
