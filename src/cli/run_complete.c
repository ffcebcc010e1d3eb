/*
 * rsm complete: nothing more is to be written to a logical medium.
 */
#include "cli/named.h"
#include "cli/run.h"
#include "cli/sides.h"
#include "model/guid.h"

static rsm_error fail_complete(struct rsm_run *run, rsm_error err, const struct rsm_sides *sides,
                               const char *name)
{
    const NTMS_OBJECTINFORMATIONW *side = &sides->sides[sides->named];

    switch (err) {
    case ERROR_INVALID_STATE:
        if (side->Info.Partition.State == NTMS_PARTSTATE_COMPLETE)
            return rsm_run_fail(run, err, "\"%s\" is complete already", name);
        return rsm_run_fail(
            run, err, "\"%s\" cannot be made complete while it is in use (its state is: %s)", name,
            rsm_display_media_state(sides->medium.Info.PhysicalMedia.MediaState));
    case ERROR_ACCESS_DENIED:
        return rsm_run_fail(run, err, "this account may not make \"%s\" complete", name);
    default:
        return rsm_run_fail(run, err, "\"%s\" cannot be made complete", name);
    }
}

static rsm_error complete(struct rsm_run *run, struct rsm_sides *sides)
{
    NTMS_OBJECTINFORMATIONW *side = &sides->sides[sides->named];
    char name[RSM_DISPLAY_TEXT];
    GUID logical;
    rsm_error err;

    rsm_sides_name(sides, name);
    if (sides->named == sides->count)
        return rsm_run_fail(run, ERROR_INVALID_MEDIA, "\"%s\" has several sides; name one of them",
                            name);
    if (!rsm_sides_is_owned(side))
        return rsm_run_fail(run, ERROR_INVALID_MEDIA,
                            "\"%s\" is not allocated (the state of its side is: %s)", name,
                            rsm_display_partition_state(side->Info.Partition.State));
    logical = side->Info.Partition.LogicalMedia;
    err = SetNtmsMediaComplete(run->session, &logical);
    if (err != ERROR_SUCCESS)
        return fail_complete(run, err, sides, name);
    rsm_output_print(run->out, "\"%s\" is complete: nothing more is written to it.\n", name);
    side->Info.Partition.State = NTMS_PARTSTATE_COMPLETE;
    rsm_json_guid(run->json, "logical_media", &logical);
    rsm_sides_tell(run, sides);
    return ERROR_SUCCESS;
}

static rsm_error run_complete(struct rsm_run *run)
{
    struct rsm_sides sides;
    rsm_error err = rsm_sides_find(run, RSM_SIDES_WHOLE, &sides);

    if (err == ERROR_SUCCESS)
        err = complete(run, &sides);
    rsm_sides_free(&sides);
    return err;
}

static const struct rsm_switch complete_switches[] = {
    RSM_NAMED_PAIR("l", "medium", true, "the logical medium, by its GUID",
                   "the logical medium, by its whole name"),
    RSM_NAMED_PAIR("p", "medium", true, "the side whose logical medium is meant, by its GUID",
                   "the side, by its whole name, or its cartridge"),
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_complete = {
    .name = "complete",
    .subject = RSM_SUBJECT_MEDIA,
    .summary = "Let nothing more be written to a medium",
    .switches = complete_switches,
    .details =
        "It can be mounted for reading only from then on. There is no way back but to give the "
        "medium back, with rsm deallocate.",
    .has_facts = true,
    .needs_session = true,
    .run = run_complete,
};
