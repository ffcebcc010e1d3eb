/*
 * rsm enable and rsm disable: libraries, drives and media are put into service and taken out of it.  The
 * original has no such commands; switches are those of rsm rename.
 */
#include "cli/display.h"
#include "cli/follow.h"
#include "cli/medium.h"
#include "cli/named.h"
#include "cli/run.h"

#include <stdio.h>

static const struct rsm_word enable_types[] = {
    {.word = "library", .value = NTMS_LIBRARY},
    {.word = "drive", .value = NTMS_DRIVE},
    {.word = "physical_media", .value = NTMS_PHYSICAL_MEDIA},
    {.word = NULL},
};

/* What is to become what. */
struct wish {
    bool enable;
    DWORD type;
    GUID id;
    char what[RSM_MEDIUM_NAME + 16]; /* 'drive "Drive 1"' */
};

static const char *state_word(const struct wish *wish)
{
    return wish->enable ? "enabled" : "disabled";
}

static rsm_error fail_wish(struct rsm_run *run, const struct wish *wish, rsm_error err)
{
    switch (err) {
    case ERROR_INVALID_STATE:
        return rsm_run_fail(run, err, "the %s is %s already", wish->what, state_word(wish));
    case ERROR_LIBRARY_OFFLINE:
        return rsm_run_fail(
            run, err, "the %s is where offline media are kept, and is always enabled", wish->what);
    default:
        return rsm_run_fail(run, err, "the %s cannot be %s", wish->what, state_word(wish));
    }
}

static rsm_error act(struct rsm_run *run, struct wish *wish)
{
    return wish->enable ? EnableNtmsObject(run->session, wish->type, &wish->id)
                        : DisableNtmsObject(run->session, wish->type, &wish->id);
}

static rsm_error tell(struct rsm_run *run, const struct wish *wish,
                      const struct rsm_follow_result *result)
{
    if (result->state == NTMS_LM_FAILED)
        return fail_wish(run, wish, result->error);
    if (result->state != NTMS_LM_PASSED)
        return rsm_run_fail(run, ERROR_CANCELLED, "the %s was not %s: the request is %s",
                            wish->what, state_word(wish), rsm_display_request_state(result->state));
    rsm_output_print(run->out, "The %s is %s.\n", wish->what, state_word(wish));
    return ERROR_SUCCESS;
}

/* In a library that does not answer it is done at once, without a request. */
static rsm_error carry_out(struct rsm_run *run, struct wish *wish, struct rsm_follow *follow)
{
    struct rsm_follow_result result = {.state = NTMS_LM_PASSED};
    rsm_error err = act(run, wish);

    if (err != ERROR_SUCCESS)
        return fail_wish(run, wish, err);
    if (!rsm_follow_is_wanted(run)) {
        rsm_output_print(run->out,
                         "The %s becomes %s when this command ends, or when what is under way with "
                         "it has ended.\n",
                         wish->what, state_word(wish));
        return ERROR_SUCCESS;
    }
    err = rsm_follow_to_end(follow);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the request cannot be followed");
    (void)rsm_follow_get(follow, 0, &result);
    return tell(run, wish, &result);
}

static void name_object(const NTMS_OBJECTINFORMATIONW *object, struct wish *wish)
{
    static const char *const words[] = {
        [NTMS_LIBRARY] = "library", [NTMS_DRIVE] = "drive", [NTMS_PHYSICAL_MEDIA] = "medium"};
    char name[RSM_MEDIUM_NAME];

    if (wish->type == NTMS_PHYSICAL_MEDIA)
        rsm_medium_name(object, name);
    else
        rsm_display_text(object->szName, NTMS_OBJECTNAME_LENGTH, name);
    snprintf(wish->what, sizeof wish->what, "%s \"%s\"", words[wish->type], name);
}

static void show(struct rsm_run *run, const NTMS_OBJECTINFORMATIONW *object,
                 const struct wish *wish)
{
    for (const struct rsm_word *w = enable_types; w->word != NULL; w++) {
        if (w->value == wish->type)
            rsm_json_text(run->json, "type", w->word);
    }
    rsm_json_guid(run->json, "id", &object->ObjectGuid);
    rsm_json_wide(run->json, "name", object->szName, NTMS_OBJECTNAME_LENGTH);
}

static rsm_error change(struct rsm_run *run, bool enable)
{
    struct wish wish = {.enable = enable, .type = rsm_arguments_find(&run->arguments, "t")->number};
    NTMS_OBJECTINFORMATIONW object;
    struct rsm_follow follow;
    rsm_error err = rsm_named_find_pair(run, "s", wish.type, &object);

    if (err != ERROR_SUCCESS)
        return err;
    wish.id = object.ObjectGuid;
    name_object(&object, &wish);
    show(run, &object, &wish);
    err = rsm_follow_begin(run, &follow);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "requests cannot be followed");
    else
        err = carry_out(run, &wish, &follow);
    rsm_follow_end(&follow);
    rsm_json_flag(run->json, "enabled", err == ERROR_SUCCESS ? enable : object.Enabled != FALSE);
    return err;
}

static rsm_error run_enable(struct rsm_run *run)
{
    return change(run, true);
}

static rsm_error run_disable(struct rsm_run *run)
{
    return change(run, false);
}

static const struct rsm_switch enable_switches[] = {
    {.name = "t",
     .value = RSM_VALUE_WORD,
     .words = enable_types,
     .is_required = true,
     .help = "what kind of object it is"},
    RSM_NAMED_PAIR("s", "object", true, "the object, by its GUID", "the object, by its name"),
    RSM_FOLLOW_WAIT,
    RSM_FOLLOW_NOWAIT,
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_enable = {
    .name = "enable",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Put a library, drive or medium into service again",
    .switches = enable_switches,
    .has_facts = true,
    .needs_session = true,
    .run = run_enable,
};

const struct rsm_subcommand rsm_subcommand_disable = {
    .name = "disable",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Take a library, drive or medium out of service",
    .switches = enable_switches,
    .details =
        "What is under way with it ends first; a program that has a tape mounted is waited for. "
        "Nothing new begins from then on: mounts and ejects of it fail. It is so until rsm "
        "enable, also in other programs and after a restart.",
    .has_facts = true,
    .needs_session = true,
    .run = run_disable,
};
