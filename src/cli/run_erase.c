/*
 * rsm erase: a tape that is nobody's is put into a drive, erased, and put back.  The interface has no function
 * for it, so this reaches into work/.
 */
#include <string.h>

#include "cli/display.h"
#include "cli/follow.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/sides.h"
#include "platform/thread.h"
#include "work/erase.h"

struct erasing {
    struct rsm_run *run;
    struct rsm_sides sides;
    char name[RSM_DISPLAY_TEXT];
    DWORD option;
    int priority;
    uint32_t timeout_ms;
};

/* ---- telling ---- */

/* Whose it is, and what to do, where there is something. */
static const char *advice(rsm_error error)
{
    switch (error) {
    case ERROR_INVALID_STATE:
        return ": only cartridges that are free, to be imported or not recognised are erased; "
               "deallocate or free it first, or have an inventory taken";
    case ERROR_NOT_SUPPORTED:
        return ": it is no tape that can be written to again and again";
    case ERROR_MEDIA_OFFLINE:
        return ": it is in no library; put it in first";
    case ERROR_BUSY:
        return ": it is mounted or in use, or something waits for it";
    case ERROR_UNEXPECTED_OMID:
        return ": in its place is another cartridge, or a tape that is not as it is on record; "
               "nothing was erased";
    case ERROR_WRITE_PROTECT:
        return ": it is write protected";
    default:
        return "";
    }
}

static rsm_error fail(const struct erasing *erasing, rsm_error error)
{
    return rsm_run_fail(erasing->run, error, "the tape \"%s\" is not erased%s", erasing->name,
                        advice(error));
}

static const char *word_of(DWORD how)
{
    switch (how) {
    case RSM_ERASE_TO_THE_END:
        return "all";
    case RSM_ERASE_BEGINNING:
        return "beginning";
    default:
        return "filemark";
    }
}

/* How it was done; the request tells.  When that is gone, no more is claimed than is certain. */
static DWORD find_out_how(const struct rsm_run *run, const struct rsm_follow_result *result)
{
    NTMS_OBJECTINFORMATIONW info;
    GUID request = result->request;

    return rsm_listing_describe(run->session, &request, NTMS_LIBREQUEST, &info) == ERROR_SUCCESS
               ? info.Info.LibRequest.OperationOption
               : RSM_ERASE_BEGINNING;
}

/* What is on record of the side now; of one that went meanwhile, what was. */
static void tell_side_anew(const struct erasing *erasing)
{
    GUID medium = erasing->sides.medium.ObjectGuid;
    struct rsm_sides now;

    if (rsm_sides_read(erasing->run->session, &medium, &now) == ERROR_SUCCESS &&
        now.count == erasing->sides.count) {
        now.named = erasing->sides.named;
        rsm_sides_tell(erasing->run, &now);
    }
    rsm_sides_free(&now);
}

static rsm_error tell_erased(const struct erasing *erasing, const struct rsm_follow_result *result)
{
    const struct rsm_run *run = erasing->run;
    DWORD how = find_out_how(run, result);

    tell_side_anew(erasing);
    rsm_json_text(run->json, "erased", word_of(how));
    if (rsm_arguments_has(&run->arguments, "b"))
        return ERROR_SUCCESS;
    rsm_output_print(run->out, "The tape \"%s\" is erased.\n", erasing->name);
    if (how != RSM_ERASE_TO_THE_END)
        rsm_output_print(run->out, "%s\n",
                         how == RSM_ERASE_BEGINNING
                             ? "Its beginning was: nothing is found on it any more, but what stood "
                               "further back was not overwritten."
                             : "The drive does not know how to erase; it overwrote the beginning: "
                               "nothing is found on the tape any more, but what stood further back "
                               "was not overwritten.");
    return rsm_run_succeed(run);
}

static rsm_error tell_end(const struct erasing *erasing, const struct rsm_follow_result *result)
{
    rsm_follow_json(erasing->run->json, result);
    switch (result->state) {
    case NTMS_LM_PASSED:
        return tell_erased(erasing, result);
    case NTMS_LM_FAILED:
        return fail(erasing, result->error);
    default:
        return rsm_run_fail(erasing->run, ERROR_CANCELLED,
                            "the tape \"%s\" is not erased: somebody cancelled that, or took the "
                            "cartridge meanwhile",
                            erasing->name);
    }
}

/* ---- doing ---- */

static rsm_error queue(const struct erasing *erasing, GUID *request_out)
{
    const struct rsm_sides *sides = &erasing->sides;
    size_t named = sides->named < sides->count ? sides->named : 0;
    struct rsm_session *session;
    rsm_error err = rsm_session_get(erasing->run->session, &session);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_erase_queue(session, &sides->sides[named].ObjectGuid, erasing->option,
                          erasing->priority, request_out);
    rsm_session_release(session);
    return err;
}

/* One that has begun is not ended half-way, however late it is. */
static rsm_error give_up(struct rsm_follow *follow, const struct erasing *erasing, GUID *request)
{
    rsm_error err = CancelNtmsLibraryRequest(erasing->run->session, request);

    (void)err; /* what became of it is seen */
    return rsm_follow_to_end(follow);
}

static rsm_error erase_and_follow(const struct erasing *erasing, struct rsm_follow *follow)
{
    struct rsm_follow_result result;
    bool late = false;
    GUID request;
    rsm_error err = queue(erasing, &request);

    if (err != ERROR_SUCCESS)
        return fail(erasing, err);
    err = rsm_follow_for(follow, erasing->timeout_ms);
    if (err == ERROR_TIMEOUT) {
        late = true;
        err = give_up(follow, erasing, &request);
    }
    if (err == ERROR_SUCCESS && !rsm_follow_get(follow, 0, &result))
        err = ERROR_OBJECT_NOT_FOUND;
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(erasing->run, err, "the erasure of \"%s\" cannot be followed",
                            erasing->name);
    if (late && result.state == NTMS_LM_CANCELLED) {
        rsm_follow_json(erasing->run->json, &result);
        return rsm_run_fail(erasing->run, ERROR_TIMEOUT, "the tape \"%s\" is not erased",
                            erasing->name);
    }
    return tell_end(erasing, &result);
}

static rsm_error erase(const struct erasing *erasing)
{
    struct rsm_follow follow;
    rsm_error err = rsm_follow_begin(erasing->run, &follow);

    err = err == ERROR_SUCCESS ? erase_and_follow(erasing, &follow) : fail(erasing, err);
    rsm_follow_end(&follow);
    return err;
}

static rsm_error run_erase(struct rsm_run *run)
{
    const struct rsm_argument *priority = rsm_arguments_find(&run->arguments, "r");
    const struct rsm_argument *timeout = rsm_arguments_find(&run->arguments, "t");
    struct erasing erasing = {
        .run = run,
        .option = rsm_arguments_has(&run->arguments, "quick") ? RSM_ERASE_BEGINNING
                                                              : RSM_ERASE_TO_THE_END,
        .priority = priority != NULL ? (int)priority->number : NTMS_PRIORITY_NORMAL,
        .timeout_ms = timeout != NULL ? timeout->number : RSM_FOREVER,
    };
    rsm_error err = rsm_sides_find(run, RSM_SIDES_CERTAIN, &erasing.sides);

    if (err == ERROR_SUCCESS) {
        rsm_sides_name(&erasing.sides, erasing.name);
        rsm_sides_tell(run, &erasing.sides);
        err = erasing.sides.count == 1 || erasing.sides.named < erasing.sides.count
                  ? erase(&erasing)
                  : fail(&erasing, ERROR_NOT_SUPPORTED);
    }
    rsm_sides_free(&erasing.sides);
    return err;
}

/* ---- the command ---- */

static const struct rsm_switch erase_switches[] = {
    RSM_NAMED_PAIR("p", "side", true, "the side, by its GUID or that of its cartridge",
                   "the side, by its name or that of its cartridge, in full"),
    {.name = "quick",
     .help = "erase only the beginning, so that nothing is found; what stands further back is not "
             "overwritten"},
    {.name = "r",
     .value = RSM_VALUE_WORD,
     .words = rsm_follow_priorities,
     .help = "above normal it goes before mounts that wait, else behind them"},
    {.name = "t",
     .value = RSM_VALUE_NUMBER,
     .shown = "<ms>",
     .help = "give up when it has not begun after so many milliseconds"},
    {.name = "b", .help = "print nothing when all went well"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_erase = {
    .name = "erase",
    .subject = RSM_SUBJECT_MEDIA,
    .summary = "Erase a tape that belongs to nobody",
    .switches = erase_switches,
    .has_facts = true,
    .details =
        "The cartridge is put into a drive, erased from end to end, which may take hours, and put "
        "back. Only tapes in the pools Free, Import and Unrecognized are erased, and only if bar "
        "code and label, or what the tape begins with, are those on record. Afterwards the tape "
        "has no label; one in Free gets a new free label.\n"
        "A drive that does not know how to erase writes a filemark at the beginning of the tape "
        "instead, which is said.",
    .needs_session = true,
    .run = run_erase,
};
