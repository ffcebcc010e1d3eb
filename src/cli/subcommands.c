/*
 * The list of subcommands.
 */
#include "cli/subcommands.h"

#include <stdio.h>

#include "cli/nearest.h"
#include "platform/text.h"

// clang-format off
const struct rsm_subcommand *const rsm_subcommands[] = {
    &rsm_subcommand_overview,
    &rsm_subcommand_view,
    &rsm_subcommand_watch,
    &rsm_subcommand_rename,
    &rsm_subcommand_delete,
    &rsm_subcommand_help,
    &rsm_subcommand_allocate,
    &rsm_subcommand_deallocate,
    &rsm_subcommand_mount,
    &rsm_subcommand_dismount,
    &rsm_subcommand_erase,
    &rsm_subcommand_freemedia,
    &rsm_subcommand_move,
    &rsm_subcommand_decommission,
    &rsm_subcommand_complete,
    &rsm_subcommand_createpool,
    &rsm_subcommand_deletepool,
    &rsm_subcommand_pool,
    &rsm_subcommand_inventory,
    &rsm_subcommand_identify,
    &rsm_subcommand_refresh,
    &rsm_subcommand_eject,
    &rsm_subcommand_inject,
    &rsm_subcommand_ejectatapi,
    &rsm_subcommand_clean,
    &rsm_subcommand_cleaner,
    &rsm_subcommand_door,
    &rsm_subcommand_enable,
    &rsm_subcommand_disable,
    &rsm_subcommand_cancel,
    &rsm_subcommand_operator,
    &rsm_subcommand_ui,
    &rsm_subcommand_devices,
    &rsm_subcommand_attach,
    &rsm_subcommand_detach,
    &rsm_subcommand_pin,
    &rsm_subcommand_quirks,
    &rsm_subcommand_check,
    &rsm_subcommand_trace,
    &rsm_subcommand_export,
    &rsm_subcommand_import,
    NULL,
};
// clang-format on

const struct rsm_subcommand *rsm_subcommand_find(const char *name)
{
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++) {
        if (rsm_text_same_word((*s)->name, name))
            return *s;
    }
    return NULL;
}

/* "eject, ejectatapi or erase": those that begin with the word. */
static size_t list_those_that_begin(const char *word, char *list, size_t room)
{
    const struct rsm_subcommand *last = NULL;
    size_t length = 0;
    size_t count = 0;

    list[0] = '\0';
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++) {
        if (!rsm_text_begins((*s)->name, word))
            continue;
        if (last != NULL && length < room)
            length += (size_t)snprintf(list + length, room - length, "%s%s", length > 0 ? ", " : "",
                                       last->name);
        last = *s;
        count++;
    }
    if (last != NULL && length < room)
        snprintf(list + length, room - length, "%s%s", length > 0 ? " or " : "", last->name);
    return count;
}

static void say_unknown(const char *word, char problem_out[RSM_ARGUMENTS_PROBLEM])
{
    char shown[RSM_ARGUMENTS_SHOWN];
    struct rsm_nearest nearest;

    rsm_arguments_show(word, shown);
    rsm_nearest_begin(&nearest, word);
    for (const struct rsm_subcommand *const *s = rsm_subcommands; *s != NULL; s++)
        rsm_nearest_offer(&nearest, (*s)->name);
    if (rsm_nearest_found(&nearest) != NULL)
        snprintf(problem_out, RSM_ARGUMENTS_PROBLEM, "there is no command \"%s\"; did you mean %s?",
                 shown, rsm_nearest_found(&nearest));
    else
        snprintf(problem_out, RSM_ARGUMENTS_PROBLEM, "there is no command \"%s\"", shown);
}

const struct rsm_subcommand *rsm_subcommand_understand(const char *word,
                                                       char problem_out[RSM_ARGUMENTS_PROBLEM])
{
    const struct rsm_subcommand *found = rsm_subcommand_find(word);
    char list[RSM_ARGUMENTS_PROBLEM / 2];
    size_t count;

    problem_out[0] = '\0';
    if (found != NULL)
        return found;
    count = word[0] != '\0' ? list_those_that_begin(word, list, sizeof list) : 0;
    if (count == 1)
        return rsm_subcommand_find(list);
    if (count > 1)
        snprintf(problem_out, RSM_ARGUMENTS_PROBLEM, "\"%s\" may be %s", word, list);
    else
        say_unknown(word, problem_out);
    return NULL;
}
