/*
 * Help, made from the table of subcommands.  Lines are broken by hand at 78 columns: the texts are
 * ours.
 */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#include "cli/run.h"
#include "cli/subcommands.h"

enum { LINE = 78 };

/* Write words that stand between blanks, beginning at a column, so that lines stay short. */
static void print_wrapped(const struct rsm_output *output, const char *text, size_t indent,
                          size_t column)
{
    char line[2 * LINE];
    size_t used = 0;

    while (*text != '\0') {
        size_t length = strcspn(text, " ");

        if (used > 0 && column + 1 + length > LINE) {
            rsm_output_print(output, "%.*s\n%*s", (int)used, line, (int)indent, "");
            column = indent;
            used = 0;
        } else if (used > 0) {
            line[used++] = ' ';
            column++;
        }
        if (used + length > sizeof line)
            length = sizeof line - used; /* our texts have no such word */
        memcpy(line + used, text, length);
        used += length;
        column += length;
        text += length + strspn(text + length, " ");
    }
    rsm_output_print(output, "%.*s\n", (int)used, line);
}

/* "/lf<name>", "/a{full|fast}", "/o[deferred]", "/b" */
static void write_switch(const struct rsm_switch *s, char *text, size_t room)
{
    size_t length = (size_t)snprintf(text, room, "/%s", s->name);
    bool any = false;

    if (s->value != RSM_VALUE_NONE && s->shown != NULL) {
        snprintf(text + length, room - length, "%s", s->shown);
        return;
    }
    if (s->value != RSM_VALUE_WORD)
        return;
    length += (size_t)snprintf(text + length, room - length, s->may_be_bare ? "[" : "{");
    for (const struct rsm_word *w = s->words; w->word != NULL && length < room; w++) {
        if (w->is_hidden)
            continue;
        length += (size_t)snprintf(text + length, room - length, "%s%s", any ? "|" : "", w->word);
        any = true;
    }
    if (length < room)
        snprintf(text + length, room - length, s->may_be_bare ? "]" : "}");
}

static bool same_group(const struct rsm_switch *a, const struct rsm_switch *b)
{
    return a->group != NULL && b->group != NULL && strcmp(a->group, b->group) == 0;
}

/* One switch of the usage line, or all of its group: "{/lg<guid> | /lf<name>}" */
static void write_choice(const struct rsm_switch *s, char *text, size_t room)
{
    const struct rsm_switch *other = s;
    bool is_group = same_group(s, s + 1);
    size_t length = (size_t)snprintf(text, room, "%s", !s->is_required ? "[" : is_group ? "{" : "");

    do {
        if (other != s && length < room)
            length += (size_t)snprintf(text + length, room - length, " | ");
        write_switch(other, text + length, room - length);
        length += strlen(text + length);
        other++;
    } while (other->name != NULL && same_group(s, other));
    snprintf(text + length, room - length, "%s", !s->is_required ? "]" : is_group ? "}" : "");
}

static void print_usage(const struct rsm_subcommand *subcommand, const struct rsm_output *output)
{
    char line[512];
    size_t indent = strlen("rsm ") + strlen(subcommand->name) + 1;
    size_t length = 0;

    rsm_output_print(output, "rsm %s", subcommand->name);
    if (subcommand->operand != NULL || subcommand->switches != NULL)
        rsm_output_print(output, " ");
    line[0] = '\0';
    if (subcommand->operand != NULL)
        length =
            (size_t)snprintf(line, sizeof line, subcommand->operand_is_required ? "%s" : "[%s]",
                             subcommand->operand);
    for (const struct rsm_switch *s = subcommand->switches; s != NULL && s->name != NULL; s++) {
        if (s != subcommand->switches && same_group(s - 1, s))
            continue;
        if (length > 0)
            line[length++] = ' ';
        write_choice(s, line + length, sizeof line - length);
        length += strlen(line + length);
    }
    print_wrapped(output, line, indent, indent);
}

static void print_switch(const struct rsm_switch *s, const struct rsm_output *output)
{
    enum { INDENT = 2, HELP = 24 };
    char text[256];
    size_t length;

    write_switch(s, text, sizeof text);
    length = strlen(text);
    rsm_output_print(output, "%*s%s", INDENT, "", text);
    if (INDENT + length + 1 > HELP)
        rsm_output_print(output, "\n%*s", HELP, "");
    else
        rsm_output_print(output, "%*s", (int)(HELP - INDENT - length), "");
    print_wrapped(output, s->help, HELP, HELP);
}

/* Paragraphs parted by line ends; one that begins with a blank is printed as it is. */
static void print_paragraphs(const char *text, const struct rsm_output *output)
{
    char paragraph[1024];

    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        snprintf(paragraph, sizeof paragraph, "%.*s", (int)length, text);
        if (paragraph[0] == ' ')
            rsm_output_print(output, "%s\n", paragraph);
        else
            print_wrapped(output, paragraph, 0, 0);
        text += length + (text[length] == '\n' ? 1 : 0);
    }
}

void rsm_help_print(const struct rsm_subcommand *subcommand, const struct rsm_output *output)
{
    rsm_output_print(output, "\n");
    print_usage(subcommand, output);
    rsm_output_print(output, "\n%s.\n", subcommand->summary);
    if (subcommand->switches != NULL)
        rsm_output_print(output, "\n");
    for (const struct rsm_switch *s = subcommand->switches; s != NULL && s->name != NULL; s++)
        print_switch(s, output);
    if (subcommand->details != NULL) {
        rsm_output_print(output, "\n");
        print_paragraphs(subcommand->details, output);
    }
    rsm_output_print(output, "\n");
}

static const char general[] =
    "rsm help COMMAND, or rsm COMMAND /?, tells of one command.\n"
    "\n"
    "Commands and switches may be written in upper or lower case, and - instead of /. A value "
    "follows its switch without a blank: /lf\"Tape Library 1\". A GUID is 32 hexadecimal digits, "
    "with or without dashes and braces.\n"
    "\n"
    "The exit status is 0, or the number of the error, which is also printed on standard error (on "
    "systems whose exit status ends at 255, 1 stands for larger numbers). A command called wrongly "
    "ends with 87.\n"
    "\n"
    "Environment:\n"
    "  NTMS_DATA      folder of the database\n"
    "  NTMS_DEVICES   device addresses parted by ;, instead of the attached ones\n"
    "  NTMS_OPERATOR  wait or refuse:SECONDS, instead of what rsm operator says\n"
    "  NTMS_LOG       file[:level] to write a log to: error, warning, info or trace\n";

void rsm_help_print_all(const struct rsm_output *output)
{
    rsm_output_print(output,
                     "\nrsm manages removable media: tape libraries, their drives and "
                     "cartridges.\n\n");
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++)
        rsm_output_print(output, "  rsm %-12s %s\n", (*s)->name, (*s)->summary);
    rsm_output_print(output, "\n");
    print_paragraphs(general, output);
    rsm_output_print(output, "\n");
}
