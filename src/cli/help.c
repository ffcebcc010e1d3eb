/*
 * Help, made from the table of subcommands.  Lines are broken by hand at 78 columns: the texts are
 * ours.
 */
#include "cli/help.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/subcommands.h"

enum { LINE = 78 };

/* A text that grows; what does not fit is left out, and ours fit. */
struct growing {
    char *text;
    size_t room;
    size_t length;
};

static void add(struct growing *to, const char *format, ...) RSM_PRINTF(2, 3);

static void add(struct growing *to, const char *format, ...)
{
    va_list arguments;
    int added;

    va_start(arguments, format);
    added = vsnprintf(to->text + to->length, to->room - to->length, format, arguments);
    va_end(arguments);
    if (added > 0)
        to->length += (size_t)added;
    if (to->length >= to->room)
        to->length = to->room - 1;
}

/* Write words that stand between blanks, beginning at a column, so that lines stay short; the answer is the
 * column where they end. */
static size_t write_wrapped(const struct rsm_output *output, const char *text, size_t indent,
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
    rsm_output_print(output, "%.*s", (int)used, line);
    return column;
}

static void print_wrapped(const struct rsm_output *output, const char *text, size_t indent,
                          size_t column)
{
    (void)write_wrapped(output, text, indent, column);
    rsm_output_print(output, "\n");
}

/* ---- one switch, and how they go together ---- */

/* "/lf<name>", "/a{full|fast}", "/o[deferred]", "/b" */
static void add_switch(struct growing *to, const struct rsm_switch *s)
{
    bool any = false;

    add(to, "/%s", s->name);
    if (s->value != RSM_VALUE_NONE && s->shown != NULL)
        add(to, "%s", s->shown);
    if (s->value != RSM_VALUE_WORD || s->shown != NULL)
        return;
    add(to, "%s", s->may_be_bare ? "[" : "{");
    for (const struct rsm_word *w = s->words; w->word != NULL; w++) {
        if (w->is_hidden)
            continue;
        add(to, "%s%s", any ? "|" : "", w->word);
        any = true;
    }
    add(to, "%s", s->may_be_bare ? "]" : "}");
}

static bool same_group(const struct rsm_switch *a, const struct rsm_switch *b)
{
    return a->group != NULL && b->group != NULL && strcmp(a->group, b->group) == 0;
}

/* One switch of the usage line, or all of its group: "{/lg<guid> | /lf<name>}" */
static void add_choice(struct growing *to, const struct rsm_switch *s)
{
    const struct rsm_switch *other = s;
    bool is_group = same_group(s, s + 1);

    add(to, "%s", !s->is_required ? "[" : is_group ? "{" : "");
    do {
        add(to, "%s", other != s ? " | " : "");
        add_switch(to, other);
        other++;
    } while (other->name != NULL && same_group(s, other));
    add(to, "%s", !s->is_required ? "]" : is_group ? "}" : "");
    if (s->may_repeat)
        add(to, "...");
}

/* Does a usage text speak of this switch? */
static bool names(const char *usage, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = usage; at != NULL && (at = strchr(at, '/')) != NULL;) {
        at++;
        if (strncmp(at, name, length) == 0 && (at[length] < 'a' || at[length] > 'z'))
            return true;
    }
    return false;
}

static void add_other_switches(struct growing *to, const struct rsm_subcommand *subcommand)
{
    for (const struct rsm_switch *s = subcommand->switches; s != NULL && s->name != NULL; s++) {
        if (s != subcommand->switches && same_group(s - 1, s))
            continue;
        if (names(subcommand->usage, s->name))
            continue;
        add(to, "%s", to->length > 0 ? " " : "");
        add_choice(to, s);
    }
    if (subcommand->has_facts)
        add(to, "%s[/json]", to->length > 0 ? " " : "");
}

/* What stands together in a usage line: up to a blank that is in no brackets. */
static size_t unit_length(const char *text)
{
    size_t depth = 0;
    size_t length = 0;

    for (; text[length] != '\0' && (text[length] != ' ' || depth > 0); length++) {
        depth += strchr("{[", text[length]) != NULL ? 1 : 0;
        depth -= strchr("}]", text[length]) != NULL && depth > 0 ? 1 : 0;
    }
    return length;
}

/* One way of calling it, broken between brackets rather than in them. */
static void print_way(const char *name, const char *way, size_t indent,
                      const struct rsm_output *output)
{
    size_t start = indent + strlen("rsm ") + strlen(name);
    size_t column = start;

    rsm_output_print(output, "%*srsm %s", (int)indent, "", name);
    while (*way != '\0') {
        char unit[RSM_HELP_WAY];
        size_t length = unit_length(way);

        snprintf(unit, sizeof unit, "%.*s", (int)length, way);
        way += length + (way[length] != '\0' ? 1 : 0);
        if (column > start && column + 1 + length > LINE) {
            rsm_output_print(output, "\n%*s", (int)start, "");
            column = start;
        }
        rsm_output_print(output, " ");
        column = write_wrapped(output, unit, start + 1, column + 1);
    }
    rsm_output_print(output, "\n");
}

void rsm_help_write_way(const struct rsm_subcommand *subcommand, size_t index,
                        char text_out[RSM_HELP_WAY])
{
    const char *usage = subcommand->usage != NULL ? subcommand->usage : "";
    struct growing way = {text_out, RSM_HELP_WAY, 0};
    size_t length = strcspn(usage, "\n");

    text_out[0] = '\0';
    for (; index > 0; index--) {
        usage += length + (usage[length] == '\n' ? 1 : 0);
        length = strcspn(usage, "\n");
        if (length == 0)
            return;
    }
    if (subcommand->operand != NULL && !subcommand->usage_has_operand)
        add(&way, subcommand->operand_is_required ? "%s" : "[%s]", subcommand->operand);
    add(&way, "%s%.*s", way.length > 0 && length > 0 ? " " : "", (int)length, usage);
    add_other_switches(&way, subcommand);
}

void rsm_help_print_usage(const struct rsm_subcommand *subcommand, size_t indent,
                          const struct rsm_output *output)
{
    char way[RSM_HELP_WAY];

    rsm_help_write_way(subcommand, 0, way);
    for (size_t i = 1; i == 1 || way[0] != '\0'; i++) {
        print_way(subcommand->name, way, indent, output);
        rsm_help_write_way(subcommand, i, way);
    }
}

void rsm_help_write_switch(const struct rsm_switch *s, char text_out[RSM_HELP_WAY])
{
    struct growing text = {text_out, RSM_HELP_WAY, 0};

    text_out[0] = '\0';
    add_switch(&text, s);
}

static void print_switch(const struct rsm_switch *s, const struct rsm_output *output)
{
    enum { INDENT = 2, HELP = 24 };
    char text[RSM_HELP_WAY];
    size_t length;

    rsm_help_write_switch(s, text);
    length = strlen(text);
    rsm_output_print(output, "%*s%s", INDENT, "", text);
    if (INDENT + length + 1 > HELP)
        rsm_output_print(output, "\n%*s", HELP, "");
    else
        rsm_output_print(output, "%*s", (int)(HELP - INDENT - length), "");
    print_wrapped(output, s->help, HELP, HELP);
}

const char *rsm_help_take_paragraph(const char *text, char paragraph_out[RSM_HELP_PARAGRAPH])
{
    size_t length;

    text += strspn(text, "\n");
    length = strcspn(text, "\n");
    snprintf(paragraph_out, RSM_HELP_PARAGRAPH, "%.*s", (int)length, text);
    return length > 0 ? text + length : NULL;
}

static void print_paragraphs(const char *text, const struct rsm_output *output)
{
    char paragraph[RSM_HELP_PARAGRAPH];
    bool is_first = true;

    while ((text = rsm_help_take_paragraph(text, paragraph)) != NULL) {
        bool is_literal = paragraph[0] == ' ';

        if (!is_first && !is_literal)
            rsm_output_print(output, "\n");
        if (is_literal)
            rsm_output_print(output, "%s\n", paragraph);
        else
            print_wrapped(output, paragraph, 0, 0);
        is_first = false;
    }
}

/* ---- one subcommand, and all ---- */

void rsm_help_print(const struct rsm_subcommand *subcommand, const struct rsm_output *output)
{
    rsm_output_print(output, "\n");
    rsm_help_print_usage(subcommand, 0, output);
    rsm_output_print(output, "\n%s.\n", subcommand->summary);
    if (subcommand->switches != NULL || subcommand->has_facts)
        rsm_output_print(output, "\n");
    for (const struct rsm_switch *s = subcommand->switches; s != NULL && s->name != NULL; s++)
        print_switch(s, output);
    if (subcommand->has_facts)
        print_switch(&rsm_arguments_json, output);
    if (subcommand->details != NULL) {
        rsm_output_print(output, "\n");
        print_paragraphs(subcommand->details, output);
    }
    rsm_output_print(output, "\n");
}

const char rsm_help_notation[] =
    "Commands and switches may be written in upper or lower case, and - instead of /. A command, "
    "and a word behind a switch, may be shortened as long as no other begins so. A value follows "
    "its switch without a blank: /lf\"Tape Library 1\". Behind -- nothing is taken for a switch.";

const char rsm_help_naming[] =
    "An object is named by its GUID, 32 hexadecimal digits with or without dashes and braces, or "
    "by its name, in which upper and lower case differ. The beginning of the name will do when no "
    "other begins so, unless what is done to the object cannot be taken back. A media pool is "
    "named by its path, in either case: Free\\LTO Ultrium.";

const char rsm_help_status[] =
    "The exit status is 0, or the number of the error, which is also printed on standard error (on "
    "systems whose exit status ends at 255, 1 stands for larger numbers). A command called wrongly "
    "ends with 87.";

const struct rsm_help_variable rsm_help_variables[] = {
    {"NTMS_DATA", "folder of the database",
     "The parent of the folder NtmsData, which holds the database. Without it, on Windows: the "
     "registry value NtmsData under HKLM\\SYSTEM\\CurrentControlSet\\Control\\NTMS, then "
     "%ProgramData%; elsewhere: $XDG_STATE_HOME, then ~/.local/state.",
     false},
    {"NTMS_DEVICES", "device addresses parted by ;, instead of the attached ones",
     "Device addresses, parted by semicolons. These alone are used then, neither those that rsm "
     "attach keeps nor what Windows shows; \\\\.\\ among them stands for all that Windows shows.",
     false},
    {"NTMS_OPERATOR", "wait or refuse:SECONDS, instead of what rsm operator says",
     "What becomes of requests to a person that nobody answers: wait, or refuse:SECONDS. Without "
     "it, on Windows, the registry value OperatorTimeout beside NtmsData counts, then what rsm "
     "operator keeps.",
     false},
    {"NTMS_LOG", "file[:level] to write a log to: error, warning, info or trace",
     "A file to which is written, in words, what was done and what went wrong. Behind it a colon "
     "and a level may stand: error, warning, info (when nothing is said) or trace, which writes "
     "every command that is sent to a device. Secrets are never in it.",
     false},
    {"NO_COLOR", "whatever it says, nothing is shown in colours",
     "Whatever it says, nothing is shown in colours. They are used on a terminal only.", true},
    {NULL, NULL, NULL, false},
};

const char *rsm_help_heading(enum rsm_subject subject)
{
    static const char *const headings[RSM_SUBJECT_COUNT] = {
        [RSM_SUBJECT_OBJECTS] = "Objects",
        [RSM_SUBJECT_MEDIA] = "Media",
        [RSM_SUBJECT_POOLS] = "Media pools",
        [RSM_SUBJECT_LIBRARIES] = "Libraries",
        [RSM_SUBJECT_OPERATOR] = "Requests to people",
        [RSM_SUBJECT_DEVICES] = "Devices",
        [RSM_SUBJECT_DATABASE] = "Database",
    };

    return headings[subject];
}

void rsm_help_print_all(const struct rsm_output *output)
{
    static const char *const general[] = {rsm_help_notation, rsm_help_naming, rsm_help_status};
    enum rsm_subject subject = RSM_SUBJECT_COUNT;

    rsm_output_print(output,
                     "\nrsm manages removable media: tape libraries, their drives and "
                     "cartridges.\n");
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++) {
        if ((*s)->subject != subject)
            rsm_output_print(output, "\n%s\n", rsm_help_heading((*s)->subject));
        subject = (*s)->subject;
        rsm_output_print(output, "  rsm %-13s %s\n", (*s)->name, (*s)->summary);
    }
    rsm_output_print(output, "\n");
    print_wrapped(output,
                  "rsm help COMMAND, or rsm COMMAND /?, tells of one command; rsm /version which "
                  "rsm this is.",
                  0, 0);
    for (size_t i = 0; i < sizeof general / sizeof general[0]; i++) {
        rsm_output_print(output, "\n");
        print_wrapped(output, general[i], 0, 0);
    }
    rsm_output_print(output, "\nEnvironment:\n");
    for (const struct rsm_help_variable *v = rsm_help_variables; v->name != NULL; v++)
        rsm_output_print(output, "  %-14s %s\n", v->name, v->help);
    rsm_output_print(output, "\n");
}
