/*
 * What the commands are and take, for programs.
 */
#ifndef RSM_CLI_HELP_FACTS_H
#define RSM_CLI_HELP_FACTS_H

#include "cli/json.h"
#include "cli/subcommand.h"

/* An object of the list, from the table of the subcommand. */
void rsm_help_facts(struct rsm_json list, const struct rsm_subcommand *subcommand);

#endif
