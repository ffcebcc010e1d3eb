/*
 * rsm help.
 */
#include "cli/help.h"
#include "cli/manual.h"
#include "cli/run.h"
#include "cli/subcommands.h"

static rsm_error run_help(struct rsm_run *run)
{
    const char *name = run->arguments.operand;
    const struct rsm_subcommand *subcommand;
    char problem[RSM_ARGUMENTS_PROBLEM];

    if (rsm_arguments_has(&run->arguments, "manual")) {
        rsm_manual_print(run->out);
        return ERROR_SUCCESS;
    }
    if (name == NULL) {
        rsm_help_print_all(run->out);
        return ERROR_SUCCESS;
    }
    subcommand = rsm_subcommand_understand(name, problem);
    if (subcommand == NULL)
        return rsm_run_misuse(run, "%s", problem);
    rsm_help_print(subcommand, run->out);
    return ERROR_SUCCESS;
}

static const struct rsm_switch help_switches[] = {
    {.name = "manual", .help = "all of it as a manual page, for man(1) to show"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_help = {
    .name = "help",
    .subject = RSM_SUBJECT_OBJECTS,
    .summary = "Tell of all commands, or of one",
    .operand = "COMMAND",
    .switches = help_switches,
    .run = run_help,
};
