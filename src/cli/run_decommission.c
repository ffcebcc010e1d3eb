/*
 * rsm decommission: a side is never allocated again.
 */
#include "cli/named.h"
#include "cli/run.h"
#include "cli/sides.h"

static rsm_error fail_decommission(struct rsm_run *run, rsm_error err,
                                   const NTMS_OBJECTINFORMATIONW *side, const char *name)
{
    switch (err) {
    case ERROR_INVALID_STATE:
        return rsm_run_fail(run, err,
                            "\"%s\" cannot be decommissioned: its state is \"%s\", and only what "
                            "is available can be%s",
                            name, rsm_display_partition_state(side->Info.Partition.State),
                            rsm_sides_is_owned(side) ? "; give it back first, with rsm deallocate"
                                                     : "");
    case ERROR_ACCESS_DENIED:
        return rsm_run_fail(run, err, "this account may not decommission \"%s\"", name);
    default:
        return rsm_run_fail(run, err, "\"%s\" cannot be decommissioned", name);
    }
}

static rsm_error decommission(struct rsm_run *run, struct rsm_sides *sides)
{
    NTMS_OBJECTINFORMATIONW *side = &sides->sides[sides->named];
    char name[RSM_DISPLAY_TEXT];
    GUID id;
    rsm_error err;

    if (sides->named == sides->count)
        return rsm_run_fail(run, ERROR_INVALID_MEDIA, "it has several sides; name one of them");
    rsm_display_text(side->szName, NTMS_OBJECTNAME_LENGTH, name);
    id = side->ObjectGuid;
    err = DecommissionNtmsMedia(run->session, &id);
    if (err != ERROR_SUCCESS)
        return fail_decommission(run, err, side, name);
    rsm_output_print(run->out, "\"%s\" is decommissioned: it is never allocated again.\n", name);
    side->Info.Partition.State = NTMS_PARTSTATE_DECOMMISSIONED;
    rsm_sides_tell(run, sides);
    return ERROR_SUCCESS;
}

static rsm_error run_decommission(struct rsm_run *run)
{
    struct rsm_sides sides;
    rsm_error err = rsm_sides_find(run, RSM_SIDES_CERTAIN, &sides);

    if (err == ERROR_SUCCESS)
        err = decommission(run, &sides);
    rsm_sides_free(&sides);
    return err;
}

static const struct rsm_switch decommission_switches[] = {
    RSM_NAMED_PAIR("p", "side", true, "the side, or a cartridge with one side, by its GUID",
                   "the same by its whole name"),
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_decommission = {
    .name = "decommission",
    .subject = RSM_SUBJECT_MEDIA,
    .summary = "Take a side out of use: it is never allocated again",
    .switches = decommission_switches,
    .details =
        "For cartridges that are worn, damaged or lost; it may be offline. THERE IS NO WAY BACK. "
        "It stays on record: eject it, and delete its record with rsm delete.",
    .has_facts = true,
    .needs_session = true,
    .run = run_decommission,
};
