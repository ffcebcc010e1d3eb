/*
 * rsm freemedia: a cartridge goes to Free, over whatever is on it.  So nothing is guessed here: names must be
 * whole, and all that could keep the cartridge from Free is found out before anything is done to it.  That its
 * library has been looked at the interface does not tell, so this reaches into work/.
 */
#include <string.h>

#include "cli/freeing.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/place.h"
#include "cli/pools.h"
#include "cli/run.h"
#include "cli/sides.h"
#include "model/guid.h"
#include "work/system.h"

/* ---- the cartridge in a slot ---- */

/* The library of /l, or of the drive of /d. */
static rsm_error find_library(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *library_out)
{
    NTMS_OBJECTINFORMATIONW drive;
    GUID id;
    rsm_error err = rsm_place_find(run, "d", NTMS_DRIVE, NULL, &drive);

    if (err != ERROR_SUCCESS)
        return err;
    if (drive.dwType == 0)
        return rsm_place_find_library(run, library_out);
    id = drive.Info.Drive.Library;
    err = rsm_listing_describe(run->session, &id, NTMS_LIBRARY, library_out);
    return err == ERROR_SUCCESS ? err
                                : rsm_run_fail(run, err, "the drive's library cannot be read");
}

static rsm_error find_by_slot(struct rsm_run *run, struct rsm_sides *sides_out)
{
    NTMS_OBJECTINFORMATIONW library;
    NTMS_OBJECTINFORMATIONW slot;
    NTMS_OBJECTINFORMATIONW medium;
    rsm_error err = find_library(run, &library);

    if (err == ERROR_SUCCESS)
        err = rsm_place_find(run, "s", NTMS_STORAGESLOT, &library, &slot);
    if (err == ERROR_SUCCESS)
        err = rsm_place_medium(run, &slot, &medium);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_sides_read(run->session, &medium.ObjectGuid, sides_out);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the cartridge in slot %u cannot be read",
                            (unsigned)slot.Info.StorageSlot.Number);
    return ERROR_SUCCESS;
}

/* Which switches go together: groups cannot say it, since /l is the library of a slot, too. */
static rsm_error check_switches(struct rsm_run *run)
{
    const struct rsm_argument *slot = rsm_arguments_of_group(&run->arguments, "slot");
    const struct rsm_argument *logical = rsm_arguments_of_group(&run->arguments, "logical");
    const struct rsm_argument *side = rsm_arguments_of_group(&run->arguments, "side");
    const struct rsm_argument *drive = rsm_arguments_of_group(&run->arguments, "drive");

    if (slot == NULL && logical == NULL && side == NULL)
        return rsm_run_misuse(run, "what to free is missing: /l, /p or /s");
    if (side != NULL && (slot != NULL || logical != NULL))
        return rsm_run_misuse(run, "/%s and /%s exclude each other", side->which->name,
                              slot != NULL ? slot->which->name : logical->which->name);
    if (drive != NULL && slot == NULL)
        return rsm_run_misuse(run, "/%s goes with a slot, /s", drive->which->name);
    if (drive != NULL && logical != NULL)
        return rsm_run_misuse(run, "/%s and /%s exclude each other", drive->which->name,
                              logical->which->name);
    if (slot != NULL && drive == NULL && logical == NULL)
        return rsm_run_misuse(run, "the library of the slot is missing: /l or /d");
    return ERROR_SUCCESS;
}

static rsm_error find_cartridge(struct rsm_run *run, struct rsm_sides *sides_out)
{
    rsm_error err = check_switches(run);

    memset(sides_out, 0, sizeof *sides_out);
    if (err != ERROR_SUCCESS)
        return err;
    if (rsm_arguments_of_group(&run->arguments, "slot") != NULL)
        return find_by_slot(run, sides_out);
    return rsm_sides_find(run, RSM_SIDES_CERTAIN, sides_out);
}

/* ---- its way to Free ---- */

static rsm_error find_free_pool(struct rsm_run *run, const struct rsm_sides *sides, GUID *pool_out)
{
    struct rsm_pools pools;
    bool found = false;
    rsm_error err = rsm_pools_read(run->session, &pools);

    for (size_t i = 0; i < pools.count && err == ERROR_SUCCESS && !found; i++) {
        found = pools.pools[i].info.PoolType == NTMS_POOLTYPE_SCRATCH &&
                rsm_guid_equal(&pools.pools[i].info.MediaType,
                               &sides->medium.Info.PhysicalMedia.MediaType);
        *pool_out = pools.pools[i].id;
    }
    rsm_pools_free(&pools);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the media pools cannot be listed");
    if (!found)
        return rsm_run_fail(run, ERROR_DEVICE_NOT_AVAILABLE,
                            "Free has no media pool for media of that type");
    return ERROR_SUCCESS;
}

static bool is_in_free(struct rsm_run *run, const struct rsm_sides *sides)
{
    NTMS_OBJECTINFORMATIONW pool;
    GUID id = sides->medium.Info.PhysicalMedia.MediaPool;

    return rsm_listing_describe(run->session, &id, NTMS_MEDIA_POOL, &pool) == ERROR_SUCCESS &&
           pool.Info.MediaPool.PoolType == NTMS_POOLTYPE_SCRATCH;
}

static rsm_error read_again(struct rsm_run *run, struct rsm_sides *sides)
{
    GUID medium = sides->medium.ObjectGuid;
    size_t named = sides->named;
    char name[RSM_DISPLAY_TEXT];
    rsm_error err;

    rsm_sides_name(sides, name);
    rsm_sides_free(sides);
    err = rsm_sides_read(run->session, &medium, sides);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "\"%s\" cannot be read again", name);
    sides->named = named < sides->count ? named : sides->count;
    return ERROR_SUCCESS;
}

/* First the logical medium goes, and then, unless its pool sent the cartridge to Free itself, the cartridge. */
static rsm_error give_back_and_move(struct rsm_run *run, struct rsm_sides *sides, size_t owned,
                                    const GUID *pool)
{
    char name[RSM_DISPLAY_TEXT];
    GUID logical;
    rsm_error err;

    if (owned == sides->count)
        return rsm_freeing_move(run, sides, pool);
    rsm_sides_name(sides, name);
    logical = sides->sides[owned].Info.Partition.LogicalMedia;
    err = DeallocateNtmsMedia(run->session, &logical, 0);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "\"%s\" cannot be freed: it cannot be given back", name);
    err = read_again(run, sides);
    if (err != ERROR_SUCCESS || is_in_free(run, sides))
        return err;
    err = rsm_freeing_move(run, sides, pool);
    if (err != ERROR_SUCCESS)
        rsm_output_print(run->err, "     It was given back, and can be allocated from its pool.\n");
    return err;
}

/* ---- telling ---- */

static bool is_decommissioned(const struct rsm_sides *sides)
{
    for (size_t i = 0; i < sides->count; i++) {
        if (sides->sides[i].Info.Partition.State != NTMS_PARTSTATE_DECOMMISSIONED)
            return false;
    }
    return true;
}

static void tell(struct rsm_run *run, const struct rsm_sides *sides, bool was_free, bool is_pending)
{
    char name[RSM_DISPLAY_TEXT];
    char pool[RSM_POOLS_PATH];

    rsm_sides_name(sides, name);
    rsm_pools_name(run->session, &sides->medium.Info.PhysicalMedia.MediaPool, pool);
    rsm_output_print(
        run->out, "\"%s\" is %sin the media pool \"%s\"%s.\n", name, was_free ? "already " : "",
        pool, is_decommissioned(sides) ? ", but decommissioned: it is never allocated again" : "");
    if (is_pending)
        rsm_output_print(run->out,
                         "It can be allocated when its free label is written: when this command "
                         "ends, or by a program that works with the library now.\n");
    rsm_sides_tell(run, sides);
    rsm_json_flag(run->json, "was_free", was_free);
    rsm_json_flag(run->json, "label_pending", is_pending);
}

/* ---- all of it ---- */

/* pool NULL = it is in Free already, and its label may still be to be written. */
static rsm_error make_free(struct rsm_run *run, struct rsm_sides *sides, size_t owned,
                           const GUID *pool)
{
    char name[RSM_DISPLAY_TEXT];
    struct rsm_follow follow;
    bool is_pending = false;
    rsm_error settled = ERROR_SUCCESS;
    rsm_error err = rsm_follow_begin(run, &follow);

    rsm_sides_name(sides, name);
    if (err == ERROR_SUCCESS && pool == NULL)
        err = rsm_freeing_join(run, &follow, sides);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "the free label of \"%s\" cannot be followed", name);
    else if (pool != NULL)
        err = give_back_and_move(run, sides, owned, pool);
    if (err == ERROR_SUCCESS)
        settled = rsm_freeing_settle(run, &follow, name, &is_pending);
    rsm_follow_end(&follow);
    if (err == ERROR_SUCCESS)
        err = read_again(run, sides);
    if (err == ERROR_SUCCESS)
        tell(run, sides, pool == NULL, is_pending);
    return err == ERROR_SUCCESS ? settled : err;
}

static rsm_error free_cartridge(struct rsm_run *run, struct rsm_sides *sides)
{
    size_t last = sides->count;
    size_t count = rsm_sides_owned(sides, &last);
    size_t owned = sides->count; /* the side to be given back; count = none */
    GUID pool;
    rsm_error err;

    if (is_in_free(run, sides))
        return make_free(run, sides, owned, NULL);
    if (sides->named < sides->count && rsm_sides_is_owned(&sides->sides[sides->named]))
        owned = sides->named;
    else if (sides->named == sides->count && count == 1)
        owned = last;
    err = rsm_freeing_check(run, sides, owned);
    if (err == ERROR_SUCCESS)
        err = find_free_pool(run, sides, &pool);
    return err == ERROR_SUCCESS ? make_free(run, sides, owned, &pool) : err;
}

/* Who had the side that was named is who is to lose it: not another program, which got it meanwhile. */
static rsm_error check_owner(struct rsm_run *run, const struct rsm_sides *sides,
                             const GUID *logical)
{
    char name[RSM_DISPLAY_TEXT];

    if (sides->named == sides->count ||
        rsm_guid_equal(&sides->sides[sides->named].Info.Partition.LogicalMedia, logical))
        return ERROR_SUCCESS;
    rsm_sides_name(sides, name);
    return rsm_run_fail(run, ERROR_BUSY,
                        "\"%s\" cannot be freed: just now it was allocated or given back", name);
}

/* What was taken out by hand before this command began must not be given back for a label that cannot be
 * written. */
static rsm_error look_around(struct rsm_run *run, struct rsm_sides *sides)
{
    enum { SETTLE_MS = 120 * 1000 };
    char name[RSM_DISPLAY_TEXT];
    GUID logical = sides->named < sides->count
                       ? sides->sides[sides->named].Info.Partition.LogicalMedia
                       : rsm_guid_null;
    rsm_error err;

    if (rsm_system_wait_settled(&sides->medium.Info.PhysicalMedia.CurrentLibrary, SETTLE_MS)) {
        err = read_again(run, sides);
        return err == ERROR_SUCCESS ? check_owner(run, sides, &logical) : err;
    }
    rsm_sides_name(sides, name);
    return rsm_run_fail(run, ERROR_NOT_READY,
                        "whether \"%s\" is still in its library cannot be found out", name);
}

static rsm_error run_freemedia(struct rsm_run *run)
{
    struct rsm_sides sides;
    rsm_error err = find_cartridge(run, &sides);

    if (err == ERROR_SUCCESS)
        err = look_around(run, &sides);
    if (err == ERROR_SUCCESS)
        err = free_cartridge(run, &sides);
    rsm_sides_free(&sides);
    return err == ERROR_SUCCESS ? rsm_run_succeed(run) : err;
}

static const struct rsm_switch freemedia_switches[] = {
    RSM_NAMED_PAIR("l", "logical", false, "the logical medium, by its GUID; with /s the library",
                   "the logical medium, by its whole name; with /s the library"),
    RSM_NAMED_PAIR("p", "side", false, "a side, or its cartridge, by its GUID",
                   "the same by its whole name"),
    RSM_NAMED_PAIR("s", "slot", false, "the slot it is in, by its GUID",
                   "the slot it is in, by its name, such as \"Slot 5\""),
    RSM_NAMED_PAIR("d", "drive", false,
                   "instead of the library of the slot a drive of it, by its GUID",
                   "the same by its name"),
    RSM_FOLLOW_WAIT,
    RSM_FOLLOW_NOWAIT,
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_freemedia = {
    .name = "freemedia",
    .subject = RSM_SUBJECT_MEDIA,
    .summary = "Free a cartridge: whoever needs one may overwrite it",
    .switches = freemedia_switches,
    .usage =
        "{/lg<guid> | /lf<name>}\n"
        "{/pg<guid> | /pf<name>}\n"
        "{/sg<guid> | /sf<name>} {/lg<guid> | /lf<name> | /dg<guid> | /df<name>}",
    .details =
        "WHAT IS ON THE CARTRIDGE IS LOST: a free label is written to it at once.\n"
        "If a program has it, it is given back first, whatever the program thinks of that. A "
        "cartridge of which another side than the one named belongs to a program is refused, and "
        "one that is in use, offline or disabled.\n"
        "It goes to the media pool in Free for its type; programs take it from there. One that is "
        "in Free already stays as it is.",
    .has_facts = true,
    .needs_session = true,
    .run = run_freemedia,
};
