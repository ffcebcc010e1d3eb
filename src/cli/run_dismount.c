/*
 * rsm dismount: a cartridge that is mounted goes home, or may do so when its drive is needed.
 */
#include "cli/display.h"
#include "cli/follow.h"
#include "cli/mention.h"
#include "cli/named.h"
#include "cli/sides.h"
#include "model/guid.h"

struct dismounting {
    struct rsm_run *run;
    struct rsm_sides sides;
    char name[RSM_DISPLAY_TEXT];
    DWORD options;
};

static rsm_error find_side(struct dismounting *dismounting, GUID *side_out)
{
    const struct rsm_sides *sides = &dismounting->sides;
    GUID mounted = sides->medium.Info.PhysicalMedia.MountedPartition;

    if (sides->named < sides->count) {
        *side_out = sides->sides[sides->named].ObjectGuid;
    } else if (!rsm_guid_is_null(&mounted)) {
        *side_out = mounted; /* of a cartridge that has several, the one that the drive reads */
    } else {
        return rsm_run_fail(dismounting->run, ERROR_INVALID_STATE,
                            "the cartridge \"%s\" is not mounted", dismounting->name);
    }
    return ERROR_SUCCESS;
}

/* ---- telling ---- */

static rsm_error tell_end(const struct dismounting *dismounting,
                          const struct rsm_follow_result *result)
{
    const struct rsm_run *run = dismounting->run;

    switch (result->state) {
    case NTMS_LM_PASSED:
        if (rsm_arguments_has(&run->arguments, "b"))
            return ERROR_SUCCESS;
        rsm_output_print(run->out, "\"%s\" is dismounted%s.\n", dismounting->name,
                         dismounting->options == NTMS_DISMOUNT_DEFERRED
                             ? ", and stays in its drive until that is needed"
                             : "");
        return rsm_run_succeed(run);
    case NTMS_LM_FAILED:
        return rsm_run_fail(run, result->error, "\"%s\" is not dismounted", dismounting->name);
    case NTMS_LM_CANCELLED:
        return rsm_run_fail(run, ERROR_CANCELLED, "the dismount of \"%s\" was cancelled",
                            dismounting->name);
    default:
        if (rsm_arguments_has(&run->arguments, "b"))
            return ERROR_SUCCESS;
        rsm_output_print(
            run->out,
            "The dismount of \"%s\" is queued. It is done when this command ends, or by a "
            "program that works with the library now; while a program still has "
            "the drive open, when rsm or another works with it after that.\n",
            dismounting->name);
        return rsm_run_succeed(run);
    }
}

static rsm_error follow_to_end(const struct dismounting *dismounting, struct rsm_follow *follow)
{
    struct rsm_run *run = dismounting->run;
    struct rsm_follow_result result;
    rsm_error err = rsm_follow_is_wanted(run) ? rsm_follow_to_end(follow) : rsm_follow_once(follow);

    if (err == ERROR_SUCCESS && !rsm_follow_get(follow, 0, &result))
        err = ERROR_OBJECT_NOT_FOUND;
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the dismount of \"%s\" is queued, but cannot be followed",
                            dismounting->name);
    rsm_mention(run->session, run->json, "drive", &result.drive, NTMS_DRIVE);
    rsm_follow_json(run->json, &result);
    return tell_end(dismounting, &result);
}

/* ---- doing ---- */

static rsm_error fail(const struct dismounting *dismounting, rsm_error error)
{
    return rsm_run_fail(dismounting->run, error, "\"%s\" cannot be dismounted%s", dismounting->name,
                        error == ERROR_INVALID_STATE
                            ? ": it is not mounted, or being dismounted, or another program has it"
                            : "");
}

static rsm_error dismount(struct dismounting *dismounting)
{
    struct rsm_run *run = dismounting->run;
    struct rsm_follow follow;
    GUID side;
    rsm_error err = find_side(dismounting, &side);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_follow_begin(run, &follow);
    if (err == ERROR_SUCCESS)
        err = DismountNtmsMedia(run->session, &side, 1, dismounting->options);
    err = err == ERROR_SUCCESS ? follow_to_end(dismounting, &follow) : fail(dismounting, err);
    rsm_follow_end(&follow);
    return err;
}

static rsm_error run_dismount(struct rsm_run *run)
{
    struct dismounting dismounting = {.run = run, .options = NTMS_DISMOUNT_IMMEDIATE};
    const struct rsm_argument *option = rsm_arguments_find(&run->arguments, "o");
    rsm_error err = rsm_sides_find(run, RSM_SIDES_SHORT, &dismounting.sides);

    if (option != NULL)
        dismounting.options = option->number;
    if (err == ERROR_SUCCESS) {
        rsm_sides_name(&dismounting.sides, dismounting.name);
        rsm_sides_tell(run, &dismounting.sides);
        rsm_json_flag(run->json, "deferred", dismounting.options == NTMS_DISMOUNT_DEFERRED);
        err = dismount(&dismounting);
    }
    rsm_sides_free(&dismounting.sides);
    return err;
}

/* ---- the command ---- */

static const struct rsm_word dismount_options[] = {
    {.word = "deferred", .value = NTMS_DISMOUNT_DEFERRED},
    {.word = NULL},
};

static const struct rsm_switch dismount_switches[] = {
    RSM_NAMED_PAIR("l", "medium", true, "the logical medium, by its GUID",
                   "the logical medium, by its name"),
    RSM_NAMED_PAIR("p", "medium", true, "the side, by its GUID or that of its cartridge",
                   "the side, by its name or that of its cartridge"),
    {.name = "o",
     .value = RSM_VALUE_WORD,
     .words = dismount_options,
     .may_be_bare = true,
     .help = "leave the cartridge in the drive until the drive is needed"},
    RSM_FOLLOW_WAIT,
    RSM_FOLLOW_NOWAIT,
    {.name = "b", .help = "print nothing when all went well"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_dismount = {
    .name = "dismount",
    .subject = RSM_SUBJECT_MEDIA,
    .summary = "End a mount: the cartridge goes back to its slot",
    .switches = dismount_switches,
    .usage =
        "{/lg<guid> | /lf<name>}\n"
        "{/pg<guid> | /pf<name>}",
    .has_facts = true,
    .details =
        "While a program still has the drive open the cartridge stays in it, and the command "
        "waits for that. What another program mounted and still holds is not dismounted.",
    .needs_session = true,
    .run = run_dismount,
};
