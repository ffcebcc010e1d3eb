/*
 * Help, made from the table of subcommands.
 */
#ifndef RSM_CLI_HELP_H
#define RSM_CLI_HELP_H

#include "cli/output.h"
#include "cli/subcommand.h"

/* A variable of the environment. */
struct rsm_help_variable {
    const char *name; /* NULL ends the list */
    const char *help; /* a line */
    const char *more; /* sentences, for the manual page */
    bool is_of_rsm;   /* counts for rsm alone, not for each program that uses the library */
};

/* Those of rsm alone stand last. */
extern const struct rsm_help_variable rsm_help_variables[];

/* What is said of all commands, in paragraphs: how they are written, how objects are named, and what the exit
 * status tells. */
extern const char rsm_help_notation[];
extern const char rsm_help_naming[];
extern const char rsm_help_status[];

/* The heading of a subject: "Media pools". */
const char *rsm_help_heading(enum rsm_subject subject);

/* All subcommands, one line each. */
void rsm_help_print_all(const struct rsm_output *output);

/* One of them with its switches. */
void rsm_help_print(const struct rsm_subcommand *subcommand, const struct rsm_output *output);

/* How it is called, a line or more for each way, indented. */
void rsm_help_print_usage(const struct rsm_subcommand *subcommand, size_t indent,
                          const struct rsm_output *output);

/*
 * Take the first paragraph off a text of the table, in which paragraphs are parted by line ends; one that begins
 * with a blank is shown as it is.  What follows it; NULL when there was none.
 */
enum { RSM_HELP_PARAGRAPH = 2048 };
const char *rsm_help_take_paragraph(const char *text, char paragraph_out[RSM_HELP_PARAGRAPH]);

/*
 * For the manual page: what stands behind the name of a command in one way of calling it, counted from 0
 * ("{/pg<guid> | /pf<name>} [/b]"); "" behind the last.  And a switch with its value.
 */
enum { RSM_HELP_WAY = 1024 };
void rsm_help_write_way(const struct rsm_subcommand *subcommand, size_t index,
                        char text_out[RSM_HELP_WAY]);
void rsm_help_write_switch(const struct rsm_switch *s, char text_out[RSM_HELP_WAY]);

#endif
