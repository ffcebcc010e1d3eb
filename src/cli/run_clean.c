/*
 * rsm clean: cleans a drive with the library's cleaning cartridge.  The original has no such command.
 */
#include "cli/display.h"
#include "cli/follow.h"
#include "cli/listing.h"
#include "cli/named.h"
#include "cli/place.h"
#include "cli/run.h"
#include "model/guid.h"

/* The drive, and the library that it is in. */
struct cleaning {
    NTMS_OBJECTINFORMATIONW drive;
    NTMS_OBJECTINFORMATIONW library;
    char drive_name[RSM_DISPLAY_TEXT];
    char library_name[RSM_DISPLAY_TEXT];
};

static rsm_error fail_clean(struct rsm_run *run, const struct cleaning *cleaning, rsm_error err)
{
    const char *drive = cleaning->drive_name;
    const char *library = cleaning->library_name;

    switch (err) {
    case ERROR_RESOURCE_DISABLED:
        return rsm_run_fail(run, err,
                            "\"%s\" is not cleaned: it or its library \"%s\" is disabled; see rsm "
                            "enable",
                            drive, library);
    case ERROR_RESOURCE_NOT_PRESENT:
    case ERROR_DEVICE_NOT_AVAILABLE:
        return rsm_run_fail(run, err,
                            "\"%s\" is not cleaned: it or its library \"%s\" does not answer, or "
                            "needs service",
                            drive, library);
    case ERROR_UNABLE_TO_CLEAN:
        return rsm_run_fail(run, err,
                            "\"%s\" was not cleaned: there is no cleaning cartridge in the library "
                            "\"%s\" that cleans it; see rsm cleaner",
                            drive, library);
    default:
        return rsm_run_fail(run, err, "\"%s\" of the library \"%s\" cannot be cleaned", drive,
                            library);
    }
}

/* How often the cleaner is good yet, where that is counted. */
static void tell_uses(struct rsm_run *run, struct cleaning *cleaning)
{
    const NTMS_LIBRARYINFORMATION *info = &cleaning->library.Info.Library;
    GUID id = cleaning->library.ObjectGuid;

    if (rsm_listing_describe(run->session, &id, NTMS_LIBRARY, &cleaning->library) !=
            ERROR_SUCCESS ||
        (info->dwFlags & NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING) != 0) {
        rsm_json_null(run->json, "cleaner_uses_remaining");
        return;
    }
    rsm_output_print(run->out, "Its cleaning cartridge is good for %u more.\n",
                     (unsigned)info->dwCleanerUsesRemaining);
    rsm_json_number(run->json, "cleaner_uses_remaining", info->dwCleanerUsesRemaining);
}

static rsm_error tell(struct rsm_run *run, struct cleaning *cleaning,
                      const struct rsm_follow_result *result)
{
    if (result->state == NTMS_LM_FAILED)
        return fail_clean(run, cleaning, result->error);
    if (result->state != NTMS_LM_PASSED)
        return rsm_run_fail(run, ERROR_CANCELLED, "the cleaning of \"%s\" was %s",
                            cleaning->drive_name, rsm_display_request_state(result->state));
    rsm_output_print(run->out, "\"%s\" of the library \"%s\" is cleaned.\n", cleaning->drive_name,
                     cleaning->library_name);
    tell_uses(run, cleaning);
    return ERROR_SUCCESS;
}

/* Of one that is not followed; who follows it is told what a person is asked for. */
static void tell_what_becomes_of_it(struct rsm_run *run, const struct cleaning *cleaning)
{
    if ((cleaning->library.Info.Library.dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) == 0)
        rsm_output_print(run->out,
                         "There is no cleaning cartridge in the library, so a person is asked for "
                         "one: see rsm operator, and rsm cleaner /areserve and /ainject.\n");
    else
        rsm_output_print(run->out,
                         "It is done when this command ends, or by a program that works "
                         "with the library now.\n");
}

static rsm_error follow_cleaning(struct rsm_run *run, struct cleaning *cleaning,
                                 struct rsm_follow *follow)
{
    struct rsm_follow_result result;
    rsm_error err;

    rsm_output_print(run->out, "The cleaning of \"%s\" of the library \"%s\" is queued.\n",
                     cleaning->drive_name, cleaning->library_name);
    err = rsm_follow_is_wanted(run) ? rsm_follow_to_end(follow) : rsm_follow_once(follow);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the cleaning cannot be followed");
    if (!rsm_follow_get(follow, 0, &result))
        return ERROR_SUCCESS; /* of a drive that is being cleaned already */
    rsm_follow_json(run->json, &result);
    if (rsm_follow_is_wanted(run))
        return tell(run, cleaning, &result);
    tell_what_becomes_of_it(run, cleaning);
    return ERROR_SUCCESS;
}

static rsm_error clean(struct rsm_run *run, struct cleaning *cleaning, struct rsm_follow *follow)
{
    GUID id = cleaning->drive.ObjectGuid;
    rsm_error err = CleanNtmsDrive(run->session, &id);

    if (err != ERROR_SUCCESS)
        return fail_clean(run, cleaning, err);
    if (cleaning->library.Info.Library.LibraryType != NTMS_LIBRARYTYPE_STANDALONE)
        return follow_cleaning(run, cleaning, follow);
    rsm_output_print(
        run->out,
        "\"%s\" stands alone: put a cleaning cartridge into it, if you have not done so. "
        "It is recorded as cleaned now.\n",
        cleaning->drive_name);
    return ERROR_SUCCESS;
}

static rsm_error find_drive(struct rsm_run *run, struct cleaning *cleaning)
{
    rsm_error err = rsm_named_find_pair(run, "l", NTMS_LIBRARY, &cleaning->library);

    if (err == ERROR_SUCCESS)
        err = rsm_place_find(run, "d", NTMS_DRIVE, &cleaning->library, &cleaning->drive);
    if (err != ERROR_SUCCESS)
        return err;
    rsm_display_text(cleaning->drive.szName, NTMS_OBJECTNAME_LENGTH, cleaning->drive_name);
    err = rsm_listing_describe(run->session, rsm_place_library(&cleaning->drive), NTMS_LIBRARY,
                               &cleaning->library);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the library of \"%s\" cannot be found",
                            cleaning->drive_name);
    rsm_display_text(cleaning->library.szName, NTMS_OBJECTNAME_LENGTH, cleaning->library_name);
    return ERROR_SUCCESS;
}

static rsm_error run_clean(struct rsm_run *run)
{
    struct cleaning cleaning;
    struct rsm_follow follow;
    rsm_error err = find_drive(run, &cleaning);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_json_guid(run->json, "drive", &cleaning.drive.ObjectGuid);
    rsm_json_text(run->json, "drive_name", cleaning.drive_name);
    rsm_json_guid(run->json, "library", &cleaning.library.ObjectGuid);
    rsm_json_text(run->json, "library_name", cleaning.library_name);
    err = rsm_follow_begin(run, &follow);
    if (err != ERROR_SUCCESS)
        (void)rsm_run_fail(run, err, "requests cannot be followed");
    else
        err = clean(run, &cleaning, &follow);
    rsm_follow_end(&follow);
    return err;
}

static const struct rsm_switch clean_switches[] = {
    RSM_NAMED_PAIR("d", "drive", true, "the drive, by its GUID", "the drive, by its name"),
    RSM_NAMED_PAIR("l", "library", false,
                   "the library that it is in, where drives of several have the name",
                   "the same, by its name"),
    RSM_FOLLOW_WAIT,
    RSM_FOLLOW_NOWAIT,
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_clean = {
    .name = "clean",
    .subject = RSM_SUBJECT_LIBRARIES,
    .summary = "Clean a drive with the library's cleaning cartridge",
    .switches = clean_switches,
    .details =
        "The cleaning cartridge is the one in the slot that rsm cleaner /areserve keeps for it. "
        "Where there is none, or it is used up, a person is asked for one and the command waits. "
        "Of a drive that stands alone it is only recorded that it was cleaned.",
    .has_facts = true,
    .needs_session = true,
    .run = run_clean,
};
