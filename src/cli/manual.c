/*
 * rsm(1).
 */
#include "cli/manual.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/help.h"
#include "cli/subcommands.h"
#include "cli/version.h"

/* ---- text ---- */

/* What troff would take for something else, or show as another character than was written. */
static const char *escaped(char c)
{
    switch (c) {
    case '\\':
        return "\\e";
    case '-':
        return "\\-";
    case '\'':
        return "\\(aq";
    case '`':
        return "\\(ga";
    case '^':
        return "\\(ha";
    case '~':
        return "\\(ti";
    case '|':
        return "|\\:"; /* a line may end behind it */
    default:
        return NULL;
    }
}

static void put_character(const struct rsm_output *output, char c)
{
    const char *text = escaped(c);

    if (text != NULL)
        rsm_output_print(output, "%s", text);
    else
        rsm_output_print(output, "%c", c);
}

/* Text within a line: the caller sees to it that it does not begin with a dot. */
static void put(const struct rsm_output *output, const char *text)
{
    for (; *text != '\0'; text++)
        put_character(output, *text);
}

/* A line of text, or a paragraph. */
static void put_line(const struct rsm_output *output, const char *text)
{
    rsm_output_print(output, "%s", text[0] == '.' ? "\\&" : "");
    put(output, text);
    rsm_output_print(output, "\n");
}

static void put_paragraphs(const struct rsm_output *output, const char *text)
{
    char paragraph[RSM_HELP_PARAGRAPH];
    bool is_literal = false;

    while ((text = rsm_help_take_paragraph(text, paragraph)) != NULL) {
        bool was_literal = is_literal;

        is_literal = paragraph[0] == ' ';
        if (was_literal && !is_literal)
            rsm_output_print(output, ".fi\n");
        if (!is_literal)
            rsm_output_print(output, ".PP\n");
        else if (!was_literal)
            rsm_output_print(output, ".nf\n");
        put_line(output, paragraph);
    }
    rsm_output_print(output, "%s", is_literal ? ".fi\n" : "");
}

/* ---- commands ---- */

/* What follows a command: a line is not broken in brackets, unless it would be too long otherwise. */
static void put_way(const struct rsm_output *output, const char *way)
{
    enum { LONGEST = 60 };
    size_t depth = 0;

    for (; *way != '\0'; way++) {
        const char *end = strpbrk(way, "]}");

        depth += strchr("{[", *way) != NULL ? 1 : 0;
        depth -= strchr("}]", *way) != NULL && depth > 0 ? 1 : 0;
        if (*way == ' ' && depth > 0 && end != NULL && end - way < LONGEST)
            rsm_output_print(output, "\\ ");
        else
            put_character(output, *way);
    }
}

static void print_ways(const struct rsm_subcommand *subcommand, const struct rsm_output *output)
{
    char way[RSM_HELP_WAY];

    rsm_help_write_way(subcommand, 0, way);
    for (size_t i = 1; i == 1 || way[0] != '\0'; i++) {
        rsm_output_print(output, "%s.HP 4\n\\fBrsm %s\\fR ", i == 2 ? ".PD 0\n" : "",
                         subcommand->name);
        put_way(output, way);
        rsm_output_print(output, "\n");
        rsm_help_write_way(subcommand, i, way);
    }
    rsm_output_print(output, ".PD\n");
}

static void print_switch(const struct rsm_switch *s, const struct rsm_output *output)
{
    char text[RSM_HELP_WAY];
    size_t bold = 1 + strlen(s->name);

    rsm_help_write_switch(s, text);
    rsm_output_print(output, ".TP 4\n\\fB%.*s\\fR", (int)bold, text);
    put_way(output, text + bold);
    rsm_output_print(output, "\n");
    put_line(output, s->help);
}

static void print_command(const struct rsm_subcommand *subcommand, const struct rsm_output *output)
{
    print_ways(subcommand, output);
    rsm_output_print(output, ".RS 4\n.PP\n%s.\n", subcommand->summary);
    for (const struct rsm_switch *s = subcommand->switches; s != NULL && s->name != NULL; s++)
        print_switch(s, output);
    if (subcommand->details != NULL)
        put_paragraphs(output, subcommand->details);
    rsm_output_print(output, ".RE\n");
}

static void print_commands(const struct rsm_output *output)
{
    enum rsm_subject subject = RSM_SUBJECT_COUNT;

    rsm_output_print(output, ".SH COMMANDS\n");
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++) {
        if ((*s)->subject != subject)
            rsm_output_print(output, ".SS %s\n", rsm_help_heading((*s)->subject));
        subject = (*s)->subject;
        print_command(*s, output);
    }
}

/* ---- all the rest ---- */

static void print_paragraph(const struct rsm_output *output, const char *text)
{
    rsm_output_print(output, ".PP\n");
    put_line(output, text);
}

static void print_head(const struct rsm_output *output)
{
    rsm_output_print(output,
                     ".TH rsm 1 \"\" \"ntmsapi %s\" \"User Commands\"\n"
                     ".ad l\n"
                     ".nh\n"
                     ".SH NAME\n"
                     "rsm \\- manage tape libraries, their drives and cartridges\n"
                     ".SH SYNOPSIS\n"
                     ".B rsm\n"
                     ".I COMMAND\n"
                     "[\\fIswitches\\fR]\n"
                     ".br\n"
                     ".B rsm help\n"
                     "[\\fICOMMAND\\fR]\n"
                     ".br\n"
                     ".B rsm /version\n"
                     ".SH DESCRIPTION\n",
                     RSM_VERSION);
    put_line(output,
             "rsm shows and changes what the Removable Storage Manager of ntmsapi(3) knows of tape "
             "libraries, drives, cartridges and the pools that own them, and has cartridges "
             "mounted, read, ejected and taken in.");
    print_paragraph(output,
                    "There is no service: the process that has something done does it itself, "
                    "unless another one works with that library already. All processes share one "
                    "database.");
    print_paragraph(output, rsm_help_notation);
    print_paragraph(output, rsm_help_naming);
    print_paragraph(output,
                    "Commands that take /json then print the facts as JSON and nothing else on "
                    "standard output. What names and values there are is told by json/README.md "
                    "among the documents of the package.");
}

static void print_variables(const struct rsm_output *output)
{
    rsm_output_print(output, ".SH ENVIRONMENT\n");
    for (const struct rsm_help_variable *v = rsm_help_variables; v->name != NULL; v++) {
        rsm_output_print(output, ".TP\n.B %s\n", v->name);
        put_line(output, v->more);
    }
}

static void print_files(const struct rsm_output *output)
{
    static const struct {
        const char *name;
        const char *what;
    } files[] = {
        {"NtmsData/ntms.db", "The database, with two more files beside it while it is open."},
        {"NtmsData/locks", "Which process works with which library, and which processes live."},
        {"NtmsData/Export/ntms.db", "The copy of the database that was exported last."},
    };

    rsm_output_print(output, ".SH FILES\n");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        rsm_output_print(output, ".TP\n.I %s\n", files[i].name);
        put_line(output, files[i].what);
    }
}

const struct rsm_manual_example rsm_manual_examples[] = {
    {"devices", "Look which devices can be seen, and why they are used or not. Nothing moves."},
    {"attach iscsi://192.0.2.10/iqn.2026-01.example:library",
     "Use a library that is reached over iSCSI, from now on."},
    {"inventory /lf\"Tape Library 1\" /afull",
     "Read the labels of all cartridges of a library, and stay until that is done."},
    {"view", "Show all there is."},
    {"view /tphysical_media /guiddisplay /b", "List the GUIDs of all cartridges, one a line."},
    {NULL, NULL},
};

static void print_examples(const struct rsm_output *output)
{
    rsm_output_print(output, ".SH EXAMPLES\n");
    for (const struct rsm_manual_example *e = rsm_manual_examples; e->words != NULL; e++) {
        rsm_output_print(output, ".TP 4\n\\fBrsm ");
        put(output, e->words);
        rsm_output_print(output, "\\fR\n");
        put_line(output, e->what);
    }
}

void rsm_manual_print(const struct rsm_output *output)
{
    rsm_output_print(output,
                     ".\\\" Written by rsm help /manual, from the table that the command itself "
                     "goes by.\n");
    print_head(output);
    print_commands(output);
    rsm_output_print(output, ".SH \"EXIT STATUS\"\n");
    put_line(output, rsm_help_status);
    print_variables(output);
    print_files(output);
    print_examples(output);
    rsm_output_print(output,
                     ".SH \"SEE ALSO\"\n"
                     ".BR ntmsapi (3),\n"
                     ".BR mt (1)\n"
                     ".PP\n"
                     "The file\n"
                     ".I administration.md\n"
                     "among the documents of the package.\n");
}
