/*
 * rsm inventory: asks for an inventory and, unless told not to, stays until it is done.
 */
#include "cli/display.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/progress.h"
#include "cli/run.h"

static const char *word_of_action(DWORD action)
{
    switch (action) {
    case NTMS_INVENTORY_FAST:
        return "fast: bar codes, and cartridges not known yet";
    case NTMS_INVENTORY_OMID:
        return "full: every cartridge is read in a drive";
    default:
        return "the library's own method";
    }
}

static rsm_error tell_result(struct rsm_run *run, const char *name,
                             const struct rsm_progress_result *result)
{
    switch (result->state) {
    case NTMS_LM_PASSED:
        rsm_output_print(run->out, "Inventory of \"%s\" finished after %.*f seconds", name,
                         result->seconds < 10 ? 1 : 0, result->seconds);
        rsm_output_print(run->out, "; cartridges read: %zu", result->cartridges);
        if (result->failed > 0)
            rsm_output_print(run->out, ", of which %zu could not be", result->failed);
        rsm_output_print(run->out, ".\n");
        return ERROR_SUCCESS;
    case NTMS_LM_FAILED:
        return rsm_run_fail(run, result->error, "the inventory of \"%s\" failed", name);
    default:
        return rsm_run_fail(run, ERROR_CANCELLED, "the inventory of \"%s\" was %s", name,
                            rsm_display_request_state(result->state));
    }
}

static rsm_error stay(struct rsm_run *run, struct rsm_progress *progress, const char *name)
{
    struct rsm_progress_result result;
    rsm_error err = rsm_progress_follow(progress, &result);

    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the inventory of \"%s\" cannot be followed", name);
    if (!result.was_queued) {
        rsm_output_print(run->out, "The method of \"%s\" is none: there is nothing to do.\n", name);
        return ERROR_SUCCESS;
    }
    return tell_result(run, name, &result);
}

/* Is an inventory of the library queued or under way? */
static rsm_error find_unfinished(struct rsm_run *run, GUID *library, bool *found_out)
{
    NTMS_OBJECTINFORMATIONW info;
    const NTMS_LIBREQUESTINFORMATIONW *request = &info.Info.LibRequest;
    struct rsm_listing listing;
    rsm_error err = rsm_listing_read(run->session, library, NTMS_LIBREQUEST, &listing);

    *found_out = false;
    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS && !*found_out; i++) {
        err = rsm_listing_describe(run->session, &listing.ids[i], NTMS_LIBREQUEST, &info);
        *found_out = err == ERROR_SUCCESS && request->OperationCode == NTMS_LM_INVENTORY &&
                     (request->State == NTMS_LM_QUEUED || request->State == NTMS_LM_INPROCESS ||
                      request->State == NTMS_LM_WAITING);
        if (err == ERROR_OBJECT_NOT_FOUND) /* purged meanwhile */
            err = ERROR_SUCCESS;
    }
    rsm_listing_free(&listing);
    return err;
}

static rsm_error stop_inventory(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *library,
                                const char *name)
{
    bool found = false;
    rsm_error err = find_unfinished(run, &library->ObjectGuid, &found);

    if (err == ERROR_SUCCESS)
        err = InventoryNtmsLibrary(run->session, &library->ObjectGuid, NTMS_INVENTORY_STOP);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the inventory of \"%s\" cannot be stopped", name);
    rsm_output_print(run->out,
                     found ? "The inventory of \"%s\" is stopped.\n"
                           : "There is no inventory of \"%s\" to stop.\n",
                     name);
    return ERROR_SUCCESS;
}

static rsm_error take_inventory(struct rsm_run *run, struct rsm_progress *progress,
                                NTMS_OBJECTINFORMATIONW *library, DWORD action)
{
    char name[RSM_DISPLAY_TEXT];
    rsm_error err;

    rsm_display_text(library->szName, NTMS_OBJECTNAME_LENGTH, name);
    if (action == NTMS_INVENTORY_STOP)
        return stop_inventory(run, library, name);
    err = InventoryNtmsLibrary(run->session, &library->ObjectGuid, action);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "an inventory of \"%s\" cannot be asked for", name);
    if (action == NTMS_INVENTORY_NONE) {
        rsm_output_print(run->out, "Nothing is done with \"%s\".\n", name);
        return ERROR_SUCCESS;
    }
    rsm_output_print(run->out, "Inventory of \"%s\" is queued (%s).\n", name,
                     word_of_action(action));
    if (rsm_arguments_has(&run->arguments, "nowait")) {
        rsm_output_print(run->out,
                         "It is done when this command ends, or by a program that works "
                         "with the library now.\n");
        return ERROR_SUCCESS;
    }
    return stay(run, progress, name);
}

static rsm_error run_inventory(struct rsm_run *run)
{
    struct rsm_progress progress;
    NTMS_OBJECTINFORMATIONW library;
    rsm_error err = rsm_named_find_pair(run, "l", NTMS_LIBRARY, &library);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_progress_begin(run, &library.ObjectGuid, &progress);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "the library's requests cannot be listed");
    else
        err = take_inventory(run, &progress, &library,
                             rsm_arguments_find(&run->arguments, "a")->number);
    rsm_progress_end(&progress);
    return err;
}

static const struct rsm_word inventory_actions[] = {
    {.word = "fast", .value = NTMS_INVENTORY_FAST},
    {.word = "full", .value = NTMS_INVENTORY_OMID},
    {.word = "default", .value = NTMS_INVENTORY_DEFAULT},
    {.word = "none", .value = NTMS_INVENTORY_NONE},
    {.word = "stop", .value = NTMS_INVENTORY_STOP},
    {.word = NULL},
};

static const struct rsm_switch inventory_switches[] = {
    {.name = "lg",
     .value = RSM_VALUE_GUID,
     .shown = "<guid>",
     .group = "library",
     .is_required = true,
     .help = "the library, by its GUID"},
    {.name = "lf",
     .value = RSM_VALUE_TEXT,
     .shown = "<name>",
     .group = "library",
     .is_required = true,
     .help = "the library, by its name"},
    {.name = "a",
     .value = RSM_VALUE_WORD,
     .words = inventory_actions,
     .is_required = true,
     .help = "fast: bar codes, and cartridges not known yet; full: every cartridge is put into a "
             "drive and its label read; default: the library's own method; stop: end a running "
             "inventory"},
    {.name = "nowait", .help = "do not show how it goes"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_inventory = {
    .name = "inventory",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Find out what a library holds",
    .switches = inventory_switches,
    .details =
        "The command stays until the inventory is done, since it does the work itself "
        "unless another program works with the library.",
    .needs_session = true,
    .run = run_inventory,
};
