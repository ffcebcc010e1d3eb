/*
 * Every subcommand of rsm.  Each stands at the foot of the file that runs it, run_<name>.c.
 */
#ifndef RSM_CLI_SUBCOMMANDS_H
#define RSM_CLI_SUBCOMMANDS_H

#include "cli/arguments.h"

extern const struct rsm_subcommand rsm_subcommand_overview;
extern const struct rsm_subcommand rsm_subcommand_view;
extern const struct rsm_subcommand rsm_subcommand_watch;
extern const struct rsm_subcommand rsm_subcommand_rename;
extern const struct rsm_subcommand rsm_subcommand_delete;
extern const struct rsm_subcommand rsm_subcommand_help;
extern const struct rsm_subcommand rsm_subcommand_allocate;
extern const struct rsm_subcommand rsm_subcommand_deallocate;
extern const struct rsm_subcommand rsm_subcommand_mount;
extern const struct rsm_subcommand rsm_subcommand_dismount;
extern const struct rsm_subcommand rsm_subcommand_erase;
extern const struct rsm_subcommand rsm_subcommand_freemedia;
extern const struct rsm_subcommand rsm_subcommand_move;
extern const struct rsm_subcommand rsm_subcommand_decommission;
extern const struct rsm_subcommand rsm_subcommand_complete;
extern const struct rsm_subcommand rsm_subcommand_createpool;
extern const struct rsm_subcommand rsm_subcommand_deletepool;
extern const struct rsm_subcommand rsm_subcommand_pool;
extern const struct rsm_subcommand rsm_subcommand_inventory;
extern const struct rsm_subcommand rsm_subcommand_identify;
extern const struct rsm_subcommand rsm_subcommand_refresh;
extern const struct rsm_subcommand rsm_subcommand_eject;
extern const struct rsm_subcommand rsm_subcommand_inject;
extern const struct rsm_subcommand rsm_subcommand_ejectatapi;
extern const struct rsm_subcommand rsm_subcommand_clean;
extern const struct rsm_subcommand rsm_subcommand_cleaner;
extern const struct rsm_subcommand rsm_subcommand_door;
extern const struct rsm_subcommand rsm_subcommand_enable;
extern const struct rsm_subcommand rsm_subcommand_disable;
extern const struct rsm_subcommand rsm_subcommand_cancel;
extern const struct rsm_subcommand rsm_subcommand_operator;
extern const struct rsm_subcommand rsm_subcommand_ui;
extern const struct rsm_subcommand rsm_subcommand_devices;
extern const struct rsm_subcommand rsm_subcommand_attach;
extern const struct rsm_subcommand rsm_subcommand_detach;
extern const struct rsm_subcommand rsm_subcommand_pin;
extern const struct rsm_subcommand rsm_subcommand_quirks;
extern const struct rsm_subcommand rsm_subcommand_check;
extern const struct rsm_subcommand rsm_subcommand_trace;
extern const struct rsm_subcommand rsm_subcommand_export;
extern const struct rsm_subcommand rsm_subcommand_import;

/* In the order of the help, within their subjects; NULL ends the list. */
extern const struct rsm_subcommand *const rsm_subcommands[];

/* The subcommand of that name, A-Z and a-z alike; NULL when there is none. */
const struct rsm_subcommand *rsm_subcommand_find(const char *name);

/*
 * The subcommand that a word means: its name, or the beginning of just one.  NULL when there is none, and in
 * problem_out a sentence, without its full stop, that says so and what may be meant.
 */
const struct rsm_subcommand *rsm_subcommand_understand(const char *word,
                                                       char problem_out[RSM_ARGUMENTS_PROBLEM]);

#endif
