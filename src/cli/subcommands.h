/*
 * Every subcommand of rsm.  Each stands at the foot of the file that runs it, run_<name>.c.
 */
#ifndef RSM_CLI_SUBCOMMANDS_H
#define RSM_CLI_SUBCOMMANDS_H

#include "cli/subcommand.h"

extern const struct rsm_subcommand rsm_subcommand_attach;
extern const struct rsm_subcommand rsm_subcommand_check;
extern const struct rsm_subcommand rsm_subcommand_detach;
extern const struct rsm_subcommand rsm_subcommand_devices;
extern const struct rsm_subcommand rsm_subcommand_identify;
extern const struct rsm_subcommand rsm_subcommand_inventory;
extern const struct rsm_subcommand rsm_subcommand_operator;
extern const struct rsm_subcommand rsm_subcommand_pin;
extern const struct rsm_subcommand rsm_subcommand_view;
extern const struct rsm_subcommand rsm_subcommand_help;

/* In the order of the help, within their subjects; NULL ends the list. */
extern const struct rsm_subcommand *const rsm_subcommands[];

/* A-Z and a-z alike; NULL when there is none. */
const struct rsm_subcommand *rsm_subcommand_find(const char *name);

#endif
