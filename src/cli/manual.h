/*
 * The manual page rsm(1), made from the table of subcommands, as man(1) reads it: the macros of groff_man(7).
 */
#ifndef RSM_CLI_MANUAL_H
#define RSM_CLI_MANUAL_H

#include "cli/output.h"

struct rsm_manual_example {
    const char *words; /* behind "rsm"; NULL ends the list */
    const char *what;
};

extern const struct rsm_manual_example rsm_manual_examples[];

void rsm_manual_print(const struct rsm_output *output);

#endif
