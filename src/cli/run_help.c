/*
 * rsm help.
 */
#include "cli/help.h"
#include "cli/help_facts.h"
#include "cli/manual.h"
#include "cli/run.h"
#include "cli/subcommands.h"

static void add_all(struct rsm_json list)
{
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++)
        rsm_help_facts(list, *s);
}

static rsm_error run_help(struct rsm_run *run)
{
    const char *name = run->arguments.operand;
    const struct rsm_subcommand *subcommand;
    struct rsm_json list;
    char problem[RSM_ARGUMENTS_PROBLEM];

    list = rsm_json_array(run->json, "commands");
    if (rsm_arguments_has(&run->arguments, "manual")) {
        add_all(list);
        rsm_manual_print(run->out);
        return ERROR_SUCCESS;
    }
    if (name == NULL) {
        add_all(list);
        rsm_help_print_all(run->out);
        return ERROR_SUCCESS;
    }
    subcommand = rsm_subcommand_understand(name, problem);
    if (subcommand == NULL)
        return rsm_run_misuse(run, "%s", problem);
    rsm_help_facts(list, subcommand);
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
    .has_facts = true,
    .run = run_help,
};
