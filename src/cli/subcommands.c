/*
 * The list of subcommands.
 */
#include "cli/subcommands.h"

#include <stddef.h>

#include "platform/text.h"

const struct rsm_subcommand *const rsm_subcommands[] = {
    &rsm_subcommand_attach,
    &rsm_subcommand_check,
    &rsm_subcommand_detach,
    &rsm_subcommand_devices,
    &rsm_subcommand_identify,
    &rsm_subcommand_inventory,
    &rsm_subcommand_operator,
    &rsm_subcommand_pin,
    &rsm_subcommand_view,
    &rsm_subcommand_help,
    NULL,
};

const struct rsm_subcommand *rsm_subcommand_find(const char *name)
{
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++) {
        if (rsm_text_same_word((*s)->name, name))
            return *s;
    }
    return NULL;
}
