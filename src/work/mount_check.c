/*
 * The rules for mounting, step by step.
 */
#include "work/mount_check.h"

#include <stdlib.h>
#include <string.h>

#include "core/access.h"
#include "core/catalogue.h"
#include "core/named_media.h"
#include "core/objects.h"
#include "model/guid.h"
#include "store/records.h"
#include "store/settings.h"
#include "work/mount_busy.h"

enum {
    OPTIONS = NTMS_MOUNT_READ | NTMS_MOUNT_WRITE | NTMS_MOUNT_ERROR_NOT_AVAILABLE |
              NTMS_MOUNT_ERROR_OFFLINE | NTMS_MOUNT_SPECIFIC_DRIVE | NTMS_MOUNT_NOWAIT
};

/* ---- step 3: what is asked ---- */

static rsm_error check_parameters(const struct rsm_mount_wish *wish)
{
    bool options = (wish->options & ~(DWORD)OPTIONS) == 0;
    bool priority =
        wish->priority >= NTMS_PRIORITY_LOWEST && wish->priority <= NTMS_PRIORITY_HIGHEST;

    return options && priority && wish->count > 0 ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;
}

/* ---- step 4: what it is about ---- */

static bool is_planned(const struct rsm_mount_plan *plan, const GUID *medium)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (rsm_guid_equal(&plan->parts[i].medium, medium))
            return true;
    }
    return false;
}

rsm_error rsm_mount_check_is_online(struct rsm *rsm, const struct rsm_record *medium,
                                    bool *online_out)
{
    const GUID *id = &medium->info.Info.PhysicalMedia.CurrentLibrary;
    struct rsm_record library;
    rsm_error err;

    *online_out = false;
    if (rsm_guid_equal(id, &rsm_catalogue_offline_library))
        return ERROR_SUCCESS;
    err = rsm_objects_require(rsm, id, NTMS_LIBRARY, ERROR_INVALID_LIBRARY, &library);
    *online_out = err == ERROR_SUCCESS && library.info.dwOperationalState != NTMS_NOT_PRESENT;
    return err;
}

static rsm_error find_part(struct rsm *rsm, const GUID *id, const GUID *drive,
                           struct rsm_mount_plan *plan)
{
    struct rsm_mount_part *part = &plan->parts[plan->count];
    struct rsm_named_medium named;
    rsm_error err = rsm_named_media_find(rsm, id, &named);

    if (err == ERROR_SUCCESS && is_planned(plan, &named.medium.info.ObjectGuid))
        err = ERROR_INVALID_MEDIA;
    if (err != ERROR_SUCCESS)
        return err;
    part->side = named.side.info.ObjectGuid;
    part->medium = named.medium.info.ObjectGuid;
    part->drive = drive != NULL ? *drive : rsm_guid_null;
    plan->count++;
    return rsm_mount_check_is_online(rsm, &named.medium, &part->online);
}

/* Of more media than any library has drives the first ones tell enough. */
static rsm_error find_parts(struct rsm *rsm, const struct rsm_mount_wish *wish,
                            struct rsm_mount_plan *plan)
{
    struct rsm_record drive;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < wish->count && i < RSM_LIBRARY_DRIVES_MAX && err == ERROR_SUCCESS; i++)
        err = find_part(rsm, &wish->media[i], wish->drives != NULL ? &wish->drives[i] : NULL, plan);
    for (size_t i = 0; i < plan->count && err == ERROR_SUCCESS; i++) {
        plan->offline = plan->offline || !plan->parts[i].online;
        if (wish->drives != NULL)
            err =
                rsm_objects_require(rsm, &wish->drives[i], NTMS_DRIVE, ERROR_INVALID_DRIVE, &drive);
    }
    return err;
}

/* ---- in which library ---- */

static rsm_error load_medium(struct rsm *rsm, const struct rsm_mount_part *part,
                             struct rsm_record *medium_out)
{
    return rsm_objects_require(rsm, &part->medium, NTMS_PHYSICAL_MEDIA, ERROR_INVALID_MEDIA,
                               medium_out);
}

/* Could somebody bring a medium of that type there? */
static rsm_error can_take(struct rsm *rsm, const struct rsm_record *library, const GUID *media_type,
                          bool *can_out)
{
    const GUID *id = &library->info.ObjectGuid;
    const struct rsm_condition enabled[] = {
        {.column = "library", .guid = id},
        {.column = "enabled", .number = TRUE},
    };
    DWORD drives = 0;
    bool related = false;
    rsm_error err = ERROR_SUCCESS;

    *can_out = library->info.Enabled && library->info.dwOperationalState != NTMS_NOT_PRESENT &&
               !rsm_guid_equal(id, &rsm_catalogue_offline_library);
    if (*can_out)
        err = rsm_settings_is_related(rsm->store, id, media_type, &related);
    if (err == ERROR_SUCCESS && related)
        err = rsm_records_count(rsm->store, NTMS_DRIVE, enabled, 2, &drives);
    *can_out = *can_out && drives > 0;
    return err;
}

/* The first library that could take the medium; the null GUID = there is none. */
static rsm_error find_target(struct rsm *rsm, const struct rsm_mount_part *part, GUID *library_out)
{
    struct rsm_record medium;
    struct rsm_record library;
    GUID *ids = NULL;
    size_t count = 0;
    bool can = false;
    rsm_error err = load_medium(rsm, part, &medium);

    *library_out = rsm_guid_null;
    if (err == ERROR_SUCCESS)
        err = rsm_records_ids(rsm->store, NTMS_LIBRARY, NULL, 0, &ids, &count);
    for (size_t i = 0; i < count && err == ERROR_SUCCESS && !can; i++) {
        err = rsm_records_load(rsm->store, &ids[i], NTMS_LIBRARY, &library);
        if (err == ERROR_SUCCESS)
            err = can_take(rsm, &library, &medium.info.Info.PhysicalMedia.MediaType, &can);
        if (can)
            *library_out = ids[i];
    }
    free(ids);
    return err;
}

/* That of the drives asked for, else that of the media that are there, else one that could take them. */
static rsm_error choose_library(struct rsm *rsm, struct rsm_mount_plan *plan)
{
    const struct rsm_mount_part *first = &plan->parts[0];
    struct rsm_record record;
    rsm_error err;

    if (!rsm_guid_is_null(&first->drive)) {
        err = rsm_objects_require(rsm, &first->drive, NTMS_DRIVE, ERROR_INVALID_DRIVE, &record);
        plan->library = record.info.Info.Drive.Library;
        return err;
    }
    for (size_t i = 0; i < plan->count; i++) {
        if (!plan->parts[i].online)
            continue;
        err = load_medium(rsm, &plan->parts[i], &record);
        plan->library = record.info.Info.PhysicalMedia.CurrentLibrary;
        return err;
    }
    return find_target(rsm, first, &plan->library);
}

/* ---- step 5: rights ---- */

static rsm_error check_rights(const struct rsm_session *session, const struct rsm_mount_plan *plan,
                              const struct rsm_record *library)
{
    struct rsm_record medium;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < plan->count && err == ERROR_SUCCESS; i++) {
        err = load_medium(session->rsm, &plan->parts[i], &medium);
        if (err == ERROR_SUCCESS)
            err = rsm_access_check(session, &medium, NTMS_USE_ACCESS);
    }
    if (err == ERROR_SUCCESS && library != NULL)
        err = rsm_access_check(session, library, NTMS_USE_ACCESS);
    return err;
}

/* ---- step 6: enabled, present ---- */

static rsm_error check_enabled(struct rsm *rsm, const struct rsm_mount_plan *plan)
{
    struct rsm_record drive;
    struct rsm_record medium;
    struct rsm_record side;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < plan->count && err == ERROR_SUCCESS; i++) {
        const struct rsm_mount_part *part = &plan->parts[i];

        if (!rsm_guid_is_null(&part->drive)) {
            err = rsm_records_load(rsm->store, &part->drive, NTMS_DRIVE, &drive);
            if (err == ERROR_SUCCESS && !drive.info.Enabled)
                err = ERROR_RESOURCE_DISABLED;
        }
        if (err == ERROR_SUCCESS)
            err = load_medium(rsm, part, &medium);
        if (err == ERROR_SUCCESS)
            err = rsm_records_load(rsm->store, &part->side, NTMS_PARTITION, &side);
        if (err == ERROR_SUCCESS && (!medium.info.Enabled || !side.info.Enabled))
            err = ERROR_RESOURCE_DISABLED;
    }
    return err;
}

static rsm_error check_library(const struct rsm_record *library)
{
    if (!library->info.Enabled)
        return ERROR_RESOURCE_DISABLED;
    return library->info.dwOperationalState == NTMS_NOT_PRESENT ? ERROR_MEDIA_OFFLINE
                                                                : ERROR_SUCCESS;
}

/* ---- step 7: states ---- */

rsm_error rsm_mount_check_side(const struct rsm_record *medium, const struct rsm_record *side,
                               DWORD options)
{
    DWORD state = side->info.Info.Partition.State;

    if (!medium->info.Enabled || !side->info.Enabled)
        return ERROR_RESOURCE_DISABLED;
    if (state == NTMS_PARTSTATE_UNPREPARED || state == NTMS_PARTSTATE_INCOMPATIBLE)
        return ERROR_INVALID_STATE;
    if (state == NTMS_PARTSTATE_COMPLETE && (options & NTMS_MOUNT_WRITE) != 0)
        return ERROR_WRITE_PROTECT;
    return ERROR_SUCCESS;
}

static rsm_error check_part(struct rsm *rsm, const struct rsm_mount_part *part, const GUID *library,
                            DWORD options)
{
    struct rsm_record medium;
    struct rsm_record side;
    bool related = false;
    rsm_error err = load_medium(rsm, part, &medium);
    const NTMS_PMIDINFORMATIONW *info = &medium.info.Info.PhysicalMedia;

    if (err == ERROR_SUCCESS)
        err = rsm_settings_is_related(rsm->store, library, &info->MediaType, &related);
    if (err == ERROR_SUCCESS &&
        (!related || (part->online && !rsm_guid_equal(&info->CurrentLibrary, library))))
        err = ERROR_DRIVE_MEDIA_MISMATCH;
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &part->side, NTMS_PARTITION, &side);
    return err == ERROR_SUCCESS ? rsm_mount_check_side(&medium, &side, options) : err;
}

/* The drives asked for are in that library, and no two are the same. */
static rsm_error check_drives_asked_for(struct rsm *rsm, const struct rsm_mount_plan *plan)
{
    struct rsm_record drive;
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < plan->count && err == ERROR_SUCCESS; i++) {
        err = rsm_records_load(rsm->store, &plan->parts[i].drive, NTMS_DRIVE, &drive);
        if (err == ERROR_SUCCESS && !rsm_guid_equal(&drive.info.Info.Drive.Library, &plan->library))
            err = ERROR_DRIVE_MEDIA_MISMATCH;
        for (size_t k = 0; k < i && err == ERROR_SUCCESS; k++) {
            if (rsm_guid_equal(&plan->parts[k].drive, &plan->parts[i].drive))
                err = ERROR_DRIVE_MEDIA_MISMATCH;
        }
    }
    return err;
}

/* The library has so many drives, and so many that are enabled. */
static rsm_error check_number(struct rsm *rsm, const GUID *library, size_t wanted)
{
    const struct rsm_condition enabled[] = {
        {.column = "library", .guid = library},
        {.column = "enabled", .number = TRUE},
    };
    DWORD all = 0;
    DWORD usable = 0;
    rsm_error err = rsm_records_count(rsm->store, NTMS_DRIVE, enabled, 1, &all);

    if (err == ERROR_SUCCESS)
        err = rsm_records_count(rsm->store, NTMS_DRIVE, enabled, 2, &usable);
    if (err == ERROR_SUCCESS && wanted > all)
        err = ERROR_RESOURCE_NOT_AVAILABLE;
    if (err == ERROR_SUCCESS && wanted > usable)
        err = ERROR_RESOURCE_DISABLED;
    return err;
}

static rsm_error check_states(const struct rsm_session *session, const struct rsm_mount_wish *wish,
                              const struct rsm_mount_plan *plan)
{
    struct rsm *rsm = session->rsm;
    rsm_error err = ERROR_SUCCESS;

    if (plan->offline && (wish->options & NTMS_MOUNT_ERROR_OFFLINE) != 0)
        return ERROR_MEDIA_OFFLINE;
    if (rsm_guid_is_null(&plan->library))
        return ERROR_NO_SUPPORTING_DRIVES;
    if (wish->drives != NULL)
        err = check_drives_asked_for(rsm, plan);
    for (size_t i = 0; i < plan->count && err == ERROR_SUCCESS; i++)
        err = check_part(rsm, &plan->parts[i], &plan->library, wish->options);
    if (err == ERROR_SUCCESS)
        err = check_number(rsm, &plan->library, wish->count);
    if (err == ERROR_SUCCESS && (wish->options & NTMS_MOUNT_ERROR_NOT_AVAILABLE) != 0)
        err = rsm_mount_busy_check(session, plan, &rsm_guid_null);
    return err;
}

rsm_error rsm_mount_check(const struct rsm_session *session, const struct rsm_mount_wish *wish,
                          struct rsm_mount_plan *plan_out)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record library;
    bool has_library;
    rsm_error err = check_parameters(wish);

    memset(plan_out, 0, sizeof *plan_out);
    if (err == ERROR_SUCCESS)
        err = find_parts(rsm, wish, plan_out);
    if (err == ERROR_SUCCESS)
        err = choose_library(rsm, plan_out);
    has_library = err == ERROR_SUCCESS && !rsm_guid_is_null(&plan_out->library);
    if (has_library)
        err = rsm_objects_require(rsm, &plan_out->library, NTMS_LIBRARY, ERROR_INVALID_LIBRARY,
                                  &library);
    if (err == ERROR_SUCCESS)
        err = check_rights(session, plan_out, has_library ? &library : NULL);
    if (err == ERROR_SUCCESS && has_library && !library.info.Enabled)
        err = ERROR_RESOURCE_DISABLED;
    if (err == ERROR_SUCCESS)
        err = check_enabled(rsm, plan_out);
    if (err == ERROR_SUCCESS && has_library)
        err = check_library(&library);
    return err == ERROR_SUCCESS ? check_states(session, wish, plan_out) : err;
}
