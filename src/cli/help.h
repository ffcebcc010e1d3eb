/*
 * Help, made from the table of subcommands.
 */
#ifndef RSM_CLI_HELP_H
#define RSM_CLI_HELP_H

#include "cli/output.h"
#include "cli/subcommand.h"

/* All subcommands, one line each. */
void rsm_help_print_all(const struct rsm_output *output);

/* One of them with its switches. */
void rsm_help_print(const struct rsm_subcommand *subcommand, const struct rsm_output *output);

#endif
