/*
 * Media on their way to Free.
 */
#include "cli/freeing.h"

#include "cli/listing.h"
#include "cli/pools.h"
#include "model/guid.h"

static rsm_error check_owners(struct rsm_run *run, const struct rsm_sides *sides, size_t leaving,
                              const char *name)
{
    char side[RSM_DISPLAY_TEXT];

    for (size_t i = 0; i < sides->count; i++) {
        if (i == leaving || !rsm_sides_is_owned(&sides->sides[i]))
            continue;
        rsm_display_text(sides->sides[i].szName, NTMS_OBJECTNAME_LENGTH, side);
        return rsm_run_fail(run, ERROR_BUSY,
                            "\"%s\" cannot be freed: its side \"%s\" belongs to a program; if "
                            "nobody wants what is on it, give it back first, with rsm deallocate",
                            name, side);
    }
    return ERROR_SUCCESS;
}

static rsm_error check_states(struct rsm_run *run, const struct rsm_sides *sides, const char *name)
{
    for (size_t i = 0; i < sides->count; i++) {
        DWORD state = sides->sides[i].Info.Partition.State;

        if (state == NTMS_PARTSTATE_UNKNOWN)
            return rsm_run_fail(run, ERROR_BUSY,
                                "\"%s\" cannot be freed before its label was read; take an "
                                "inventory",
                                name);
        if (state == NTMS_PARTSTATE_INCOMPATIBLE)
            return rsm_run_fail(run, ERROR_INVALID_STATE,
                                "\"%s\" cannot be freed: no drive of its library can use it; "
                                "eject it",
                                name);
    }
    return ERROR_SUCCESS;
}

/* What can only be read takes no free label. */
static rsm_error check_type(struct rsm_run *run, const struct rsm_sides *sides, const char *name)
{
    NTMS_OBJECTINFORMATIONW type;
    GUID id = sides->medium.Info.PhysicalMedia.MediaType;
    rsm_error err = rsm_listing_describe(run->session, &id, NTMS_MEDIA_TYPE, &type);

    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the type of \"%s\" cannot be read", name);
    if (type.Info.MediaType.ReadWriteCharacteristics == NTMS_MEDIARW_READONLY)
        return rsm_run_fail(run, ERROR_WRITE_PROTECT,
                            "\"%s\" cannot be freed: media of its type can only be read", name);
    return ERROR_SUCCESS;
}

static rsm_error check_reach(struct rsm_run *run, const struct rsm_sides *sides, const char *name)
{
    const NTMS_PMIDINFORMATIONW *medium = &sides->medium.Info.PhysicalMedia;
    NTMS_OBJECTINFORMATIONW library;
    GUID id = medium->CurrentLibrary;
    rsm_error err = rsm_listing_describe(run->session, &id, NTMS_LIBRARY, &library);

    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the library of \"%s\" cannot be read", name);
    if ((library.Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0 ||
        library.dwOperationalState == NTMS_NOT_PRESENT)
        return rsm_run_fail(run, ERROR_MEDIA_OFFLINE,
                            "\"%s\" cannot be freed while it is offline: its free label must be "
                            "written; put it into a library first",
                            name);
    if (!library.Enabled || !sides->medium.Enabled)
        return rsm_run_fail(run, ERROR_RESOURCE_DISABLED,
                            "\"%s\" cannot be freed while %s disabled", name,
                            library.Enabled ? "it is" : "its library is");
    if (medium->MediaState != NTMS_MEDIASTATE_IDLE)
        return rsm_run_fail(run, ERROR_BUSY,
                            "\"%s\" cannot be freed while somebody uses it (its state is: %s)",
                            name, rsm_display_media_state(medium->MediaState));
    return ERROR_SUCCESS;
}

rsm_error rsm_freeing_check(struct rsm_run *run, const struct rsm_sides *sides, size_t leaving)
{
    char name[RSM_DISPLAY_TEXT];
    rsm_error err;

    rsm_sides_name(sides, name);
    err = check_owners(run, sides, leaving, name);
    if (err == ERROR_SUCCESS)
        err = check_states(run, sides, name);
    if (err == ERROR_SUCCESS)
        err = check_type(run, sides, name);
    if (err == ERROR_SUCCESS)
        err = check_reach(run, sides, name);
    return err;
}

/* ---- the free label ---- */

static bool is_over(DWORD state)
{
    return state == NTMS_LM_PASSED || state == NTMS_LM_FAILED || state == NTMS_LM_CANCELLED ||
           state == NTMS_LM_STOPPED || state == NTMS_LM_INVALID;
}

/* The writing that was queued last, after one that failed there may be none. */
static bool find_writing(const struct rsm_follow *follow, struct rsm_follow_result *result_out)
{
    struct rsm_follow_result result;
    bool found = false;

    for (size_t n = 0; rsm_follow_get(follow, n, &result); n++) {
        if (result.operation == NTMS_LM_WRITESCRATCH) {
            *result_out = result;
            found = true;
        }
    }
    return found;
}

static rsm_error judge(struct rsm_run *run, const struct rsm_follow_result *result,
                       const char *name)
{
    if (result->state == NTMS_LM_PASSED)
        return ERROR_SUCCESS;
    if (result->state == NTMS_LM_FAILED)
        return rsm_run_fail(run, result->error, "the free label of \"%s\" could not be written",
                            name);
    return rsm_run_fail(run, ERROR_CANCELLED, "the writing of the free label of \"%s\" was %s",
                        name, rsm_display_request_state(result->state));
}

rsm_error rsm_freeing_join(struct rsm_run *run, struct rsm_follow *follow,
                           const struct rsm_sides *sides)
{
    NTMS_OBJECTINFORMATIONW info;
    const NTMS_LIBREQUESTINFORMATIONW *request = &info.Info.LibRequest;
    struct rsm_listing listing;
    GUID library = sides->medium.Info.PhysicalMedia.CurrentLibrary;
    rsm_error err = rsm_listing_read(run->session, &library, NTMS_LIBREQUEST, &listing);

    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(run->session, &listing.ids[i], NTMS_LIBREQUEST, &info);
        if (err == ERROR_SUCCESS && request->OperationCode == NTMS_LM_WRITESCRATCH &&
            !is_over(request->State) &&
            rsm_guid_equal(&request->PhysMediaId, &sides->medium.ObjectGuid))
            err = rsm_follow_add(follow, &listing.ids[i]);
        if (err == ERROR_OBJECT_NOT_FOUND) /* purged meanwhile */
            err = ERROR_SUCCESS;
    }
    rsm_listing_free(&listing);
    return err;
}

rsm_error rsm_freeing_settle(struct rsm_run *run, struct rsm_follow *follow, const char *name,
                             bool *is_pending_out)
{
    struct rsm_follow_result result;
    bool stays = rsm_follow_is_wanted(run);
    rsm_error err = stays ? rsm_follow_to_end(follow) : rsm_follow_once(follow);

    *is_pending_out = false;
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the writing of the free label of \"%s\" cannot be followed",
                            name);
    if (!find_writing(follow, &result))
        return ERROR_SUCCESS;
    *is_pending_out = !is_over(result.state);
    return *is_pending_out ? ERROR_SUCCESS : judge(run, &result, name);
}

/* ---- moving ---- */

static rsm_error fail_move(struct rsm_run *run, rsm_error err, const char *name, const char *pool)
{
    switch (err) {
    case ERROR_MEDIA_INCOMPATIBLE:
        return rsm_run_fail(run, err,
                            "\"%s\" cannot go to the media pool \"%s\", which is for media of "
                            "another type",
                            name, pool);
    case ERROR_INVALID_MEDIA_POOL:
        return rsm_run_fail(run, err,
                            "\"%s\" may not go to the media pool \"%s\": media that belong to a "
                            "program do not go to Free, those of Import and Unrecognized go "
                            "nowhere else, none goes to Import or Unrecognized, and none to a "
                            "pool for pools",
                            name, pool);
    case ERROR_BUSY:
        return rsm_run_fail(run, err,
                            "\"%s\" cannot go to the media pool \"%s\" now: it is in use, "
                            "disabled, offline, or its label is still to be read or written",
                            name, pool);
    case ERROR_ACCESS_DENIED:
        return rsm_run_fail(run, err, "this account may not move \"%s\" to the media pool \"%s\"",
                            name, pool);
    default:
        return rsm_run_fail(run, err, "\"%s\" cannot be moved to the media pool \"%s\"", name,
                            pool);
    }
}

rsm_error rsm_freeing_move(struct rsm_run *run, const struct rsm_sides *sides, const GUID *pool)
{
    char name[RSM_DISPLAY_TEXT];
    char path[RSM_POOLS_PATH];
    GUID medium = sides->medium.ObjectGuid;
    GUID to = *pool;
    rsm_error err = MoveToNtmsMediaPool(run->session, &medium, &to);

    if (err == ERROR_SUCCESS)
        return err;
    rsm_sides_name(sides, name);
    rsm_pools_name(run->session, pool, path);
    return fail_move(run, err, name, path);
}
