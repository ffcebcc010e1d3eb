/*
 * Help, made from the table of subcommands.
 */
#ifndef RSM_CLI_HELP_H
#define RSM_CLI_HELP_H

#include "cli/output.h"
#include "cli/subcommand.h"

/* A variable of the environment that counts for rsm and every program that uses the library. */
struct rsm_help_variable {
    const char *name; /* NULL ends the list */
    const char *help;
};

extern const struct rsm_help_variable rsm_help_variables[];

/* The heading of a subject: "Media pools". */
const char *rsm_help_heading(enum rsm_subject subject);

/* All subcommands, one line each. */
void rsm_help_print_all(const struct rsm_output *output);

/* One of them with its switches. */
void rsm_help_print(const struct rsm_subcommand *subcommand, const struct rsm_output *output);

/* How it is called, a line or more for each way, indented. */
void rsm_help_print_usage(const struct rsm_subcommand *subcommand, size_t indent,
                          const struct rsm_output *output);

#endif
