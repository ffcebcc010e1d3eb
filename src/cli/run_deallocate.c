/*
 * rsm deallocate: a logical medium is given back.
 */
#include "cli/freeing.h"
#include "cli/named.h"
#include "cli/pools.h"
#include "cli/run.h"
#include "cli/sides.h"

/* The side to be given back: the one that was named, or the only one of the cartridge that has an owner. */
static rsm_error choose(struct rsm_run *run, struct rsm_sides *sides)
{
    char name[RSM_DISPLAY_TEXT];
    size_t last = 0;
    size_t owned = rsm_sides_owned(sides, &last);

    if (sides->named == sides->count && owned == 1)
        sides->named = last;
    if (sides->named < sides->count && rsm_sides_is_owned(&sides->sides[sides->named]))
        return ERROR_SUCCESS;
    rsm_sides_name(sides, name);
    if (sides->named == sides->count && owned > 1)
        return rsm_run_fail(run, ERROR_INVALID_MEDIA,
                            "%zu sides of \"%s\" are allocated; name one of them", owned, name);
    if (sides->named == sides->count)
        return rsm_run_fail(run, ERROR_INVALID_MEDIA, "no side of \"%s\" is allocated", name);
    return rsm_run_fail(
        run, ERROR_INVALID_MEDIA, "\"%s\" is not allocated (the state of its side is: %s)", name,
        rsm_display_partition_state(sides->sides[sides->named].Info.Partition.State));
}

static void tell(struct rsm_run *run, const struct rsm_sides *sides, const GUID *logical,
                 bool is_pending)
{
    DWORD state = sides->sides[sides->named].Info.Partition.State;
    char name[RSM_DISPLAY_TEXT];
    char pool[RSM_POOLS_PATH];

    rsm_sides_name(sides, name);
    rsm_pools_name(run->session, &sides->medium.Info.PhysicalMedia.MediaPool, pool);
    rsm_output_print(run->out, "\"%s\" was given back; it is %s in the media pool \"%s\".\n", name,
                     rsm_display_partition_state(state), pool);
    if (state == NTMS_PARTSTATE_DECOMMISSIONED)
        rsm_output_print(run->out,
                         "It was allocated as often as its pool allows, and is never allocated "
                         "again.\n");
    if (is_pending)
        rsm_output_print(run->out,
                         "Its free label is written when this command ends, or by a program that "
                         "works with the library now.\n");
    rsm_json_guid(run->json, "logical_media", logical);
    rsm_sides_tell(run, sides);
    rsm_json_flag(run->json, "label_pending", is_pending);
}

/* What became of it, after its free label was written if its pool wants that. */
static rsm_error settle(struct rsm_run *run, struct rsm_follow *follow, struct rsm_sides *sides,
                        const GUID *logical)
{
    char name[RSM_DISPLAY_TEXT];
    size_t named = sides->named;
    GUID medium = sides->medium.ObjectGuid;
    bool is_pending;
    rsm_error settled;
    rsm_error err;

    rsm_sides_name(sides, name);
    settled = rsm_freeing_settle(run, follow, name, &is_pending);
    rsm_sides_free(sides);
    err = rsm_sides_read(run->session, &medium, sides);
    if (err == ERROR_SUCCESS && named >= sides->count)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "\"%s\" was given back, but cannot be read again", name);
    sides->named = named;
    tell(run, sides, logical, is_pending);
    return settled == ERROR_SUCCESS ? rsm_run_succeed(run) : settled;
}

static rsm_error give_back(struct rsm_run *run, struct rsm_sides *sides)
{
    char name[RSM_DISPLAY_TEXT];
    GUID logical = sides->sides[sides->named].Info.Partition.LogicalMedia;
    struct rsm_follow follow;
    rsm_error err = rsm_follow_begin(run, &follow);

    rsm_sides_name(sides, name);
    if (err == ERROR_SUCCESS)
        err = DeallocateNtmsMedia(run->session, &logical, 0);
    if (err == ERROR_ACCESS_DENIED)
        (void)rsm_run_fail(run, err, "this account may not give back \"%s\"", name);
    else if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "\"%s\" cannot be given back", name);
    else
        err = settle(run, &follow, sides, &logical);
    rsm_follow_end(&follow);
    return err;
}

static rsm_error run_deallocate(struct rsm_run *run)
{
    struct rsm_sides sides;
    rsm_error err = rsm_sides_find(run, RSM_SIDES_WHOLE, &sides);

    if (err == ERROR_SUCCESS)
        err = choose(run, &sides);
    if (err == ERROR_SUCCESS)
        err = give_back(run, &sides);
    rsm_sides_free(&sides);
    return err;
}

static const struct rsm_switch deallocate_switches[] = {
    RSM_NAMED_PAIR("l", "medium", true, "the logical medium, by the GUID that rsm allocate printed",
                   "the logical medium, by its whole name"),
    RSM_NAMED_PAIR("p", "medium", true, "the side whose logical medium is meant, by its GUID",
                   "the side, by its whole name, or its cartridge"),
    RSM_FOLLOW_WAIT,
    RSM_FOLLOW_NOWAIT,
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_deallocate = {
    .name = "deallocate",
    .subject = RSM_SUBJECT_MEDIA,
    .summary = "Give back a medium that was allocated",
    .switches = deallocate_switches,
    .details =
        "The medium can be allocated again, and whoever gets it may overwrite what is on it. Its "
        "logical medium and the GUID of that are no more.\n"
        "Where its pool returns media to Free it goes there, and a free label is written to it "
        "at once, over what is on it. A medium that was allocated as often as its pool allows is "
        "decommissioned: never allocated again.",
    .has_facts = true,
    .needs_session = true,
    .run = run_deallocate,
};
