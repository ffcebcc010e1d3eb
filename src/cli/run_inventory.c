/*
 * rsm inventory: asks for an inventory and, unless told not to, stays until it is done.
 */
#include <stdio.h>

#include "cli/display.h"
#include "cli/doing.h"
#include "cli/follow.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/pools.h"
#include "cli/run.h"
#include "model/guid.h"

/* As the help writes it, however it was written. */
static const char *word_of(const struct rsm_argument *argument)
{
    const struct rsm_word *word = argument->which->words;

    while (word->word != NULL && word->value != argument->number)
        word++;
    return word->word;
}

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

/* ---- cartridges that were looked at ---- */

static void describe_end(struct rsm_run *run, struct rsm_pools *pools,
                         const NTMS_LIBREQUESTINFORMATIONW *part,
                         const struct rsm_cartridge *cartridge, char *text, size_t room)
{
    const char *pool = rsm_pools_path(pools, &cartridge->pool);

    /* A pool may be made by the very cartridge that needs it. */
    if (pool[0] == '\0' && !rsm_guid_is_null(&cartridge->pool)) {
        rsm_pools_free(pools);
        (void)rsm_pools_read(run->session, pools);
        pool = rsm_pools_path(pools, &cartridge->pool);
    }
    if (part->State == NTMS_LM_FAILED)
        snprintf(text, room, "failed: %s (error %u)", rsm_error_text(part->dwErrorCode),
                 (unsigned)part->dwErrorCode);
    else if (part->State != NTMS_LM_PASSED)
        snprintf(text, room, "%s", rsm_display_request_state(part->State));
    else if (cartridge->name[0] == '\0')
        snprintf(text, room, "there is nothing to read");
    else
        rsm_contents_label(cartridge, pool, text, room);
}

/* context: the pools, as they were read last, and the list in the document. */
struct told {
    struct rsm_pools pools;
    struct rsm_json media;
};

static void tell_cartridge(struct rsm_run *run, const NTMS_LIBREQUESTINFORMATIONW *part,
                           size_t done, size_t all, void *context)
{
    struct told *told = context;
    struct rsm_json medium = rsm_json_object(told->media, NULL);
    struct rsm_cartridge cartridge;
    char subject[RSM_DOING_SUBJECT];
    char end[2 * RSM_DISPLAY_TEXT];

    rsm_doing_medium(run->session, part, &cartridge);
    rsm_doing_subject(run->session, part, &cartridge, subject);
    describe_end(run, &told->pools, part, &cartridge, end, sizeof end);
    rsm_output_print(run->out, "  [%zu of %zu] %s: %s\n", done, all, subject, end);
    rsm_contents_json_medium(medium, &part->PhysMediaId, &cartridge,
                             rsm_pools_path(&told->pools, &cartridge.pool));
    rsm_json_text(medium, "state", rsm_display_request_state(part->State));
    rsm_json_number(medium, "error_code",
                    part->State == NTMS_LM_FAILED ? part->dwErrorCode : ERROR_SUCCESS);
}

/* ---- the inventory ---- */

static rsm_error tell_result(struct rsm_run *run, const char *name,
                             const struct rsm_follow_result *result)
{
    switch (result->state) {
    case NTMS_LM_PASSED:
        rsm_output_print(run->out, "Inventory of \"%s\" finished after %.*f seconds", name,
                         result->seconds < 10 ? 1 : 0, result->seconds);
        rsm_output_print(run->out, "; cartridges read: %zu", result->parts);
        if (result->bad_parts > 0)
            rsm_output_print(run->out, ", of which %zu could not be", result->bad_parts);
        rsm_output_print(run->out, ".\n");
        return ERROR_SUCCESS;
    case NTMS_LM_FAILED:
        return rsm_run_fail(run, result->error, "the inventory of \"%s\" failed", name);
    default:
        return rsm_run_fail(run, ERROR_CANCELLED, "the inventory of \"%s\" was %s", name,
                            rsm_display_request_state(result->state));
    }
}

static rsm_error stay(struct rsm_run *run, struct rsm_follow *follow, const char *name)
{
    struct told told = {.media = rsm_json_array(run->json, "media")};
    struct rsm_follow_result result;
    rsm_error err;

    follow->part = tell_cartridge;
    follow->context = &told;
    err = rsm_follow_to_end(follow);
    rsm_pools_free(&told.pools);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the inventory of \"%s\" cannot be followed", name);
    if (!rsm_follow_get(follow, 0, &result)) {
        rsm_output_print(run->out, "The method of \"%s\" is none: there is nothing to do.\n", name);
        return ERROR_SUCCESS;
    }
    rsm_follow_json(run->json, &result);
    rsm_json_number(run->json, "media_read", result.parts);
    rsm_json_number(run->json, "media_failed", result.bad_parts);
    return tell_result(run, name, &result);
}

/* The request as it stands now. */
static rsm_error tell_request(struct rsm_run *run, struct rsm_follow *follow)
{
    struct rsm_follow_result result;

    if (rsm_follow_once(follow) == ERROR_SUCCESS && rsm_follow_get(follow, 0, &result))
        rsm_follow_json(run->json, &result);
    return ERROR_SUCCESS;
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
    rsm_json_flag(run->json, "stopped", found);
    rsm_output_print(run->out,
                     found ? "The inventory of \"%s\" is stopped.\n"
                           : "There is no inventory of \"%s\" to stop.\n",
                     name);
    return ERROR_SUCCESS;
}

static rsm_error fail_request(struct rsm_run *run, rsm_error err,
                              const NTMS_OBJECTINFORMATIONW *library, const char *name)
{
    if ((library->Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0)
        return rsm_run_fail(run, err,
                            "of \"%s\" no inventory can be taken: it holds the media that are in "
                            "no library",
                            name);
    return rsm_run_fail(run, err, "an inventory of \"%s\" cannot be asked for", name);
}

static rsm_error take_inventory(struct rsm_run *run, struct rsm_follow *follow,
                                NTMS_OBJECTINFORMATIONW *library, DWORD action)
{
    char name[RSM_DISPLAY_TEXT];
    rsm_error err;

    rsm_display_text(library->szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_json_guid(run->json, "library", &library->ObjectGuid);
    rsm_json_text(run->json, "library_name", name);
    rsm_json_text(run->json, "action", word_of(rsm_arguments_find(&run->arguments, "a")));
    if (action == NTMS_INVENTORY_STOP)
        return stop_inventory(run, library, name);
    err = InventoryNtmsLibrary(run->session, &library->ObjectGuid, action);
    if (err != ERROR_SUCCESS)
        return fail_request(run, err, library, name);
    if (action == NTMS_INVENTORY_NONE) {
        rsm_output_print(run->out, "Nothing is done with \"%s\".\n", name);
        return ERROR_SUCCESS;
    }
    rsm_output_print(run->out, "Inventory of \"%s\" is queued (%s).\n", name,
                     word_of_action(action));
    if (!rsm_follow_is_wanted(run)) {
        rsm_output_print(run->out,
                         "It is done when this command ends, or by a program that works "
                         "with the library now.\n");
        return tell_request(run, follow);
    }
    return stay(run, follow, name);
}

static rsm_error run_inventory(struct rsm_run *run)
{
    struct rsm_follow follow;
    NTMS_OBJECTINFORMATIONW library;
    rsm_error err = rsm_named_find_pair(run, "l", NTMS_LIBRARY, &library);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_follow_begin(run, &follow);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "what becomes of it cannot be followed");
    else
        err = take_inventory(run, &follow, &library,
                             rsm_arguments_find(&run->arguments, "a")->number);
    rsm_follow_end(&follow);
    return err == ERROR_SUCCESS ? rsm_run_succeed(run) : err;
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
    RSM_NAMED_PAIR("l", "library", true, "the library, by its GUID", "the library, by its name"),
    {.name = "a",
     .value = RSM_VALUE_WORD,
     .words = inventory_actions,
     .is_required = true,
     .help = "fast: bar codes, and cartridges not known yet; full: every cartridge is put into a "
             "drive and its label read; default: the library's own method; none: do nothing; stop: "
             "end a running inventory"},
    RSM_FOLLOW_WAIT,
    RSM_FOLLOW_NOWAIT,
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_inventory = {
    .name = "inventory",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Find out what a library holds",
    .switches = inventory_switches,
    .has_facts = true,
    .details =
        "The command stays until the inventory is done, since it does the work itself "
        "unless another program works with the library.",
    .needs_session = true,
    .run = run_inventory,
};
