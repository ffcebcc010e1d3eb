/*
 * rsm help.
 */
#include "cli/help.h"
#include "cli/run.h"
#include "cli/subcommands.h"

static rsm_error run_help(struct rsm_run *run)
{
    const char *name = run->arguments.operand;
    const struct rsm_subcommand *subcommand = name != NULL ? rsm_subcommand_find(name) : NULL;

    if (name != NULL && subcommand == NULL)
        return rsm_run_fail(run, ERROR_INVALID_PARAMETER,
                            "there is no command \"%.40s\"; see rsm help", name);
    if (subcommand != NULL)
        rsm_help_print(subcommand, run->out);
    else
        rsm_help_print_all(run->out);
    return ERROR_SUCCESS;
}

const struct rsm_subcommand rsm_subcommand_help = {
    .name = "help",
    .subject = RSM_SUBJECT_OBJECTS,
    .summary = "Tell of all commands, or of one",
    .operand = "COMMAND",
    .run = run_help,
};
