/*
 * rsm identify: has the label of the cartridge in a slot read.
 */
#include "cli/contents.h"
#include "cli/follow.h"
#include "cli/named.h"
#include "cli/pools.h"
#include "cli/run.h"
#include "model/guid.h"

static rsm_error tell_medium(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *slot)
{
    unsigned number = (unsigned)slot->Info.StorageSlot.Number;
    struct rsm_cartridge cartridge = {.name = ""};
    struct rsm_pools pools = {.pools = NULL};
    char label[2 * RSM_DISPLAY_TEXT];
    const char *pool;
    GUID medium;
    rsm_error err = rsm_contents_in_slot(run->session, slot, &medium);

    if (err == ERROR_SUCCESS && !rsm_guid_is_null(&medium)) {
        err = rsm_contents_describe(run->session, &medium, &cartridge);
        if (err == ERROR_SUCCESS)
            err = rsm_pools_read(run->session, &pools);
    }
    if (err != ERROR_SUCCESS)
        return err;
    pool = rsm_pools_path(&pools, &cartridge.pool);
    rsm_json_guid(run->json, "medium", &medium);
    rsm_json_text(run->json, "medium_name", cartridge.name);
    rsm_contents_json(run->json, &cartridge, pool);
    if (rsm_guid_is_null(&medium)) {
        rsm_output_print(run->out, "Slot %u holds no cartridge with a label to read.\n", number);
    } else {
        rsm_contents_label(&cartridge, pool, label, sizeof label);
        rsm_output_print(run->out, "Slot %u, %s: %s.\n", number, cartridge.name, label);
    }
    rsm_pools_free(&pools);
    return ERROR_SUCCESS;
}

struct identifying {
    HANDLE session;
    GUID slot;
    DWORD option;
};

static rsm_error call_identify(void *context)
{
    struct identifying *identifying = context;

    return IdentifyNtmsSlot(identifying->session, &identifying->slot, identifying->option);
}

/* It blocks; meanwhile is shown how it goes. */
static rsm_error call_and_follow(struct rsm_run *run, struct identifying *identifying)
{
    struct rsm_follow follow;
    struct rsm_follow_result result;
    rsm_error err = rsm_follow_begin(run, &follow);

    if (err == ERROR_SUCCESS)
        err = rsm_follow_call(&follow, call_identify, identifying);
    if (rsm_follow_get(&follow, 0, &result))
        rsm_follow_json(run->json, &result);
    rsm_follow_end(&follow);
    return err;
}

static rsm_error identify(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *slot)
{
    const struct rsm_argument *option = rsm_arguments_find(&run->arguments, "o");
    struct identifying identifying = {.session = run->session,
                                      .slot = slot->ObjectGuid,
                                      .option = option != NULL ? option->number
                                                               : NTMS_DISMOUNT_IMMEDIATE};
    rsm_error err;

    rsm_json_guid(run->json, "slot", &slot->ObjectGuid);
    rsm_json_wide(run->json, "slot_name", slot->szName, NTMS_OBJECTNAME_LENGTH);
    rsm_output_print(run->out, "The label of the cartridge in slot %u is being read ...\n",
                     (unsigned)slot->Info.StorageSlot.Number);
    err = call_and_follow(run, &identifying);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the cartridge in slot %u cannot be identified",
                            (unsigned)slot->Info.StorageSlot.Number);
    err = tell_medium(run, slot);
    return err == ERROR_SUCCESS ? err : rsm_run_fail(run, err, "its record cannot be read");
}

/* As a word of its own, or by the switches that other commands have for slots. */
static rsm_error find_slot(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *slot_out)
{
    bool has_switch = rsm_arguments_of_group(&run->arguments, "slot") != NULL;
    const char *operand = run->arguments.operand;
    NTMS_OBJECTINFORMATIONW library;
    rsm_error err;

    if ((operand != NULL) == has_switch)
        return rsm_run_misuse(run, has_switch ? "the slot is named twice" : "the slot is missing");
    err = rsm_named_find_pair(run, "l", NTMS_LIBRARY, &library);
    if (err != ERROR_SUCCESS)
        return err;
    return has_switch ? rsm_named_find_pair_in(run, "s", NTMS_STORAGESLOT, &library, slot_out)
                      : rsm_named_find_text(run, operand, NTMS_STORAGESLOT, &library, slot_out);
}

static rsm_error run_identify(struct rsm_run *run)
{
    NTMS_OBJECTINFORMATIONW slot;
    rsm_error err = find_slot(run, &slot);

    return err == ERROR_SUCCESS ? identify(run, &slot) : err;
}

static const struct rsm_word identify_options[] = {
    {.word = "deferred", .value = NTMS_DISMOUNT_DEFERRED},
    {.word = NULL},
};

static const struct rsm_switch identify_switches[] = {
    RSM_NAMED_PAIR("s", "slot", false, "the slot, by its GUID", "the slot, by its name"),
    RSM_NAMED_PAIR("l", "library", false, "the library that the slot is in, by its GUID",
                   "the library that the slot is in, by its name"),
    {.name = "o",
     .value = RSM_VALUE_WORD,
     .words = identify_options,
     .may_be_bare = true,
     .help = "leave the cartridge in the drive until the drive is needed"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_identify = {
    .name = "identify",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Read the label of the cartridge in a slot",
    .operand = "SLOT",
    .switches = identify_switches,
    .has_facts = true,
    .details =
        "SLOT is the name of a slot, such as \"Slot 3\", or its GUID. Where several libraries have "
        "a slot of that name, say which library is meant. rsm view /tstorageslot /guiddisplay "
        "lists "
        "them.",
    .needs_session = true,
    .run = run_identify,
};
