/*
 * rsm createpool: opens or makes the media pool of a path, and sets the policies that the switches name.
 */
#include <string.h>

#include "cli/listing.h"
#include "cli/named.h"
#include "cli/policies.h"
#include "cli/run.h"
#include "platform/text.h"

static const char *given_path(const struct rsm_run *run)
{
    const char *path = rsm_arguments_find(&run->arguments, "m")->text;

    return path + (path[0] == '\\' ? 1 : 0);
}

static rsm_error fail_missing(struct rsm_run *run, const char *path)
{
    const char *last = strrchr(path, '\\');

    if (last == NULL || rsm_arguments_find(&run->arguments, "a")->number == NTMS_OPEN_EXISTING)
        return rsm_run_fail(run, ERROR_OBJECT_NOT_FOUND,
                            "there is no media pool \"%.200s\"; /aalways makes it", path);
    return rsm_run_fail(run, ERROR_OBJECT_NOT_FOUND,
                        "there is no media pool \"%.*s\" to make \"%.64s\" in; create that first",
                        (int)(last - path < 200 ? last - path : 200), path, last + 1);
}

static rsm_error fail_create(struct rsm_run *run, rsm_error err, const char *path)
{
    switch (err) {
    case ERROR_ALREADY_EXISTS:
        return rsm_run_fail(run, err,
                            "the media pool \"%.200s\" is there already; /aalways opens it", path);
    case ERROR_OBJECT_NOT_FOUND:
        return fail_missing(run, path);
    case ERROR_INVALID_NAME:
        return rsm_run_fail(run, err,
                            "\"%.100s\" is no path of a media pool, which is one or more names of "
                            "1 to 63 characters, with backslashes between them",
                            path);
    case ERROR_INVALID_MEDIA_POOL:
        return rsm_run_fail(run, err,
                            "the media pool \"%.200s\" cannot be made there: the one above it "
                            "holds media, or is built in",
                            path);
    case ERROR_ACCESS_DENIED:
        return rsm_run_fail(run, err, "this account may not make or open the media pool \"%.200s\"",
                            path);
    default:
        return rsm_run_fail(run, err, "the media pool \"%.200s\" cannot be made", path);
    }
}

static rsm_error open_pool(struct rsm_run *run, GUID *media_type, GUID *pool_out, bool *made_out)
{
    WCHAR path[NTMS_POOLHIERARCHY_LENGTH + 2]; /* what is cut is still too long */
    DWORD action = rsm_arguments_find(&run->arguments, "a")->number;
    rsm_error err = ERROR_OBJECT_NOT_FOUND;

    (void)rsm_text_from_utf8(path, sizeof path / sizeof path[0], given_path(run),
                             RSM_TEXT_TERMINATED);
    *made_out = false;
    if (action != NTMS_CREATE_NEW)
        err = CreateNtmsMediaPoolW(run->session, path, NULL, NTMS_OPEN_EXISTING, NULL, pool_out);
    if (err == ERROR_OBJECT_NOT_FOUND && action != NTMS_OPEN_EXISTING) {
        err = CreateNtmsMediaPoolW(run->session, path, media_type, action, NULL, pool_out);
        *made_out = err == ERROR_SUCCESS;
    }
    return err == ERROR_SUCCESS ? err : fail_create(run, err, given_path(run));
}

/* A policy that no switch names stays as it is. */
static rsm_error set_policies(struct rsm_run *run, GUID *id, bool made,
                              NTMS_OBJECTINFORMATIONW *pool_out)
{
    NTMS_MEDIAPOOLINFORMATION *pool = &pool_out->Info.MediaPool;
    bool draws = rsm_arguments_has(&run->arguments, "d");
    bool returns = rsm_arguments_has(&run->arguments, "r");
    rsm_error err = rsm_listing_describe(run->session, id, NTMS_MEDIA_POOL, pool_out);

    if (err == ERROR_SUCCESS && (draws || returns)) {
        pool->AllocationPolicy |= draws ? NTMS_ALLOCATE_FROMSCRATCH : 0;
        pool->DeallocationPolicy |= returns ? NTMS_DEALLOCATE_TOSCRATCH : 0;
        err = SetNtmsObjectInformationW(run->session, id, pool_out);
    }
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the media pool \"%.200s\" %s, but %s", given_path(run),
                            made ? "was made" : "is there",
                            draws || returns ? "what /d and /r say of it could not be set"
                                             : "cannot be read");
    return ERROR_SUCCESS;
}

static void tell(struct rsm_run *run, const NTMS_OBJECTINFORMATIONW *pool, bool made)
{
    struct rsm_policies policies;

    rsm_policies_read(run, pool, &policies);
    rsm_output_print(run->out, "The media pool \"%s\" %s.\n", policies.path,
                     made ? "was created" : "is there already");
    rsm_output_print(run->out, "It is for %s%s%s.\n",
                     policies.type[0] != '\0' ? policies.type : "media pools",
                     policies.draws ? ", takes media from Free when it has none" : "",
                     policies.returns ? ", returns media to Free" : "");
    rsm_json_flag(run->json, "was_created", made);
    rsm_policies_tell(run, pool, &policies);
}

static rsm_error run_createpool(struct rsm_run *run)
{
    NTMS_OBJECTINFORMATIONW type;
    NTMS_OBJECTINFORMATIONW pool;
    GUID id;
    bool made = false;
    rsm_error err = rsm_named_find_pair(run, "t", NTMS_MEDIA_TYPE, &type);

    if (err == ERROR_SUCCESS)
        err = open_pool(run, type.dwType != 0 ? &type.ObjectGuid : NULL, &id, &made);
    if (err == ERROR_SUCCESS)
        err = set_policies(run, &id, made, &pool);
    if (err != ERROR_SUCCESS)
        return err;
    tell(run, &pool, made);
    return rsm_run_succeed(run);
}

static const struct rsm_word createpool_actions[] = {
    {.word = "existing", .value = NTMS_OPEN_EXISTING},
    {.word = "always", .value = NTMS_OPEN_ALWAYS},
    {.word = "new", .value = NTMS_CREATE_NEW},
    {.word = NULL},
};

static const struct rsm_switch createpool_switches[] = {
    {.name = "m",
     .value = RSM_VALUE_TEXT,
     .shown = "<pool>",
     .is_required = true,
     .help = "the pool's path: the names of the pools it is in, and its own, with backslashes "
             "between them"},
    {.name = "a",
     .value = RSM_VALUE_WORD,
     .words = createpool_actions,
     .is_required = true,
     .help = "existing: it must be there; new: it must not; always: it is made unless it is "
             "there"},
    RSM_NAMED_PAIR("t", "type", false, "the type of its media, by its GUID",
                   "the type of its media, by its name, such as \"LTO Ultrium\""),
    {.name = "d", .help = "media are taken from Free when it has none that can be allocated"},
    {.name = "r", .help = "media return to Free when they are given back"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_createpool = {
    .name = "createpool",
    .subject = RSM_SUBJECT_POOLS,
    .summary = "Make a media pool, or find out whether it is there",
    .switches = createpool_switches,
    .details =
        "Without /t it is a pool for pools: only one with a media type can hold media. The pools "
        "above it must be there.\n"
        "/d and /r also count for a pool that is there already; without them it stays as it is. "
        "rsm pool changes and takes back what they say.\n"
        "rsm view /tmedia_type lists the types of media.",
    .has_facts = true,
    .needs_session = true,
    .run = run_createpool,
};
