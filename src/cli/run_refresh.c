/*
 * rsm refresh: looks at drives that stand alone, now.  Since the original prints nothing and returns before a
 * tape is identified, and scripts read line by line what it prints, this prints nothing but the closing line;
 * the tape is identified before the command ends, since nobody else would do it.
 */
#include "cli/display.h"
#include "cli/follow.h"
#include "cli/medium.h"
#include "cli/named.h"
#include "cli/run.h"

/* What is to be looked at: an object of one of three kinds. */
static rsm_error find_object(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *object_out)
{
    rsm_error err = rsm_named_find_pair(run, "l", NTMS_LIBRARY, object_out);

    if (err == ERROR_SUCCESS && object_out->dwType == 0)
        err = rsm_medium_find(run, object_out);
    if (err == ERROR_SUCCESS && object_out->dwType == 0)
        err = rsm_named_find_pair(run, "t", NTMS_MEDIA_TYPE, object_out);
    return err;
}

/* A library with a changer is watched in another way. */
static rsm_error check_library(struct rsm_run *run, const NTMS_OBJECTINFORMATIONW *object)
{
    char name[RSM_DISPLAY_TEXT];

    if (object->dwType != NTMS_LIBRARY ||
        object->Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE)
        return ERROR_SUCCESS;
    rsm_display_text(object->szName, NTMS_OBJECTNAME_LENGTH, name);
    return rsm_run_fail(
        run, ERROR_INVALID_LIBRARY,
        "the library \"%s\" is not a drive that stands alone; take an inventory of it "
        "with rsm inventory",
        name);
}

/* A drive that cannot be looked at does not fail a script that looks at all that could hold a tape; it does when
 * just this one was asked for. */
static rsm_error tell(struct rsm_run *run, const struct rsm_follow *follow, bool one)
{
    struct rsm_json all = rsm_json_array(run->json, "libraries");
    struct rsm_follow_result result;
    size_t looks = 0;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; rsm_follow_get(follow, i, &result); i++) {
        if (result.operation != NTMS_LM_INVENTORY)
            continue;
        looks++;
        rsm_follow_json(rsm_json_object(all, NULL), &result);
        if (result.error != ERROR_SUCCESS && one)
            err = rsm_run_fail(run, result.error, "the drive cannot be looked at");
    }
    if (looks == 0 && !one)
        rsm_output_print(run->err, "No drive that stands alone takes such media.\n");
    return err;
}

static rsm_error look(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *object,
                      struct rsm_follow *follow)
{
    char name[RSM_DISPLAY_TEXT];
    rsm_error err =
        SetNtmsDeviceChangeDetection(run->session, NULL, &object->ObjectGuid, object->dwType, 1);

    rsm_display_text(object->szName, NTMS_OBJECTNAME_LENGTH, name);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "drives for \"%s\" cannot be looked at", name);
    err = rsm_follow_is_wanted(run) ? rsm_follow_to_end(follow) : rsm_follow_once(follow);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the look at drives cannot be followed");
    return tell(run, follow, object->dwType == NTMS_LIBRARY);
}

static rsm_error run_refresh(struct rsm_run *run)
{
    NTMS_OBJECTINFORMATIONW object;
    struct rsm_follow follow;
    rsm_error err = find_object(run, &object);

    if (err == ERROR_SUCCESS)
        err = check_library(run, &object);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_follow_begin(run, &follow);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "requests cannot be followed");
    else
        err = look(run, &object, &follow);
    rsm_follow_end(&follow);
    return err == ERROR_SUCCESS ? rsm_run_succeed(run) : err;
}

static const struct rsm_switch refresh_switches[] = {
    RSM_NAMED_PAIR("l", "what", true, "the drive that stands alone, as a library, by its GUID",
                   "the same, by its name"),
    RSM_NAMED_PAIR("p", "what", true, "every such drive that could hold this medium",
                   "the same, by its name or that of a side"),
    RSM_NAMED_PAIR("t", "what", true, "every such drive that takes media of this type",
                   "the same, by its name"),
    RSM_FOLLOW_WAIT,
    RSM_FOLLOW_NOWAIT,
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_refresh = {
    .name = "refresh",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Look at drives that stand alone, for a changed tape",
    .switches = refresh_switches,
    .details =
        "The tape is identified when the command ends; with /nowait a program that works with the "
        "drive now may do it later.",
    .has_facts = true,
    .needs_session = true,
    .run = run_refresh,
};
