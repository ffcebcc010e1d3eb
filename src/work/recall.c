/*
 * A library as its records tell it.
 */
#include "work/recall.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "store/settings.h"
#include "work/configure.h"
#include "work/follow.h"

static rsm_error recall_drive(struct rsm_library *library, struct rsm_bay *bay,
                              const struct rsm_discovery *discovery, bool *claimed)
{
    struct rsm_record drive;
    rsm_error err = rsm_records_load(library->rsm->store, &bay->id, NTMS_DRIVE, &drive);

    if (err == ERROR_OBJECT_NOT_FOUND) /* it was deleted */
        return ERROR_SUCCESS;
    for (size_t i = 0; i < discovery->found_count && err == ERROR_SUCCESS; i++) {
        const struct rsm_found *found = &discovery->found[i];

        if (claimed[i] || !rsm_follow_is_recorded(&drive, found))
            continue;
        claimed[i] = true;
        if (bay->taken || rsm_discovery_has(discovery, RSM_DEVICE_TAPE, bay->address))
            continue;
        snprintf(bay->address, sizeof bay->address, "%s", found->address);
        bay->known_by = (enum rsm_known_by)drive.own.KnownBy;
        bay->remembered =
            bay->known_by == RSM_KNOWN_BY_MEMORY || bay->known_by == RSM_KNOWN_BY_NOTHING;
    }
    return err;
}

/* Wants an open transaction, and the mutex. */
static rsm_error recall_drives(struct rsm_library *library, const struct rsm_discovery *discovery,
                               bool *claimed)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < library->bay_count && err == ERROR_SUCCESS; i++)
        err = recall_drive(library, &library->bays[i], discovery, claimed);
    return err;
}

rsm_error rsm_recall_devices(const struct rsm_discovery *discovery, size_t index, bool *claimed,
                             struct rsm_library *library)
{
    struct rsm_store *store = library->rsm->store;
    const struct rsm_found *found = &discovery->found[index];
    rsm_error err;

    rsm_mutex_lock(&library->mutex);
    library->recorded = true;
    if (!rsm_discovery_has(discovery, RSM_DEVICE_CHANGER, library->address))
        snprintf(library->seen_at, sizeof library->seen_at, "%s", found->address);
    err = rsm_store_begin(store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, recall_drives(library, discovery, claimed));
    rsm_mutex_unlock(&library->mutex);
    return err;
}

static bool recall_bay(void *context, const struct rsm_record *drive)
{
    struct rsm_library *library = context;
    struct rsm_bay *bay = &library->bays[library->bay_count];

    if (library->bay_count == RSM_LIBRARY_DRIVES_MAX || drive->own.Element == RSM_NO_ELEMENT)
        return true;
    memset(bay, 0, sizeof *bay);
    bay->id = drive->info.ObjectGuid;
    bay->element = (uint16_t)drive->own.Element;
    bay->number = drive->info.Info.Drive.Number;
    library->bay_count++;
    return true;
}

/* The first one, if there is any: a library has one, unless its drives were exchanged for others. */
static rsm_error recall_media_type(struct rsm_library *library)
{
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_settings_related(library->rsm->store, &library->id, &ids, &count);

    if (err == ERROR_SUCCESS && count > 0)
        library->media_type = ids[0];
    free(ids);
    return err;
}

/* Wants an open transaction. */
static rsm_error recall_records(struct rsm_library *library)
{
    const struct rsm_condition in[] = {{.column = "library", .guid = &library->id}};
    struct rsm_store *store = library->rsm->store;
    struct rsm_record record;
    rsm_error err = rsm_records_load(store, &library->id, NTMS_LIBRARY, &record);

    library->bay_count = 0;
    if (err == ERROR_SUCCESS)
        err = rsm_records_each(store, NTMS_DRIVE, in, 1, recall_bay, library);
    if (err == ERROR_SUCCESS)
        err = recall_media_type(library);
    if (err == ERROR_SUCCESS)
        rsm_text_to_utf8(library->name, sizeof library->name, record.info.szName,
                         NTMS_OBJECTNAME_LENGTH);
    return err;
}

rsm_error rsm_recall_library(const struct rsm_discovery *discovery, size_t index, bool *claimed,
                             struct rsm_library *library)
{
    const struct rsm_found *found = &discovery->found[index];
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_configure_find(library->rsm, found, &library->id);

    snprintf(library->address, sizeof library->address, "%s", found->address);
    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, recall_records(library));
    if (err != ERROR_SUCCESS)
        return err;
    rsm_log(RSM_LOG_INFO, "work", "library %s: another process runs it; its devices are not asked",
            library->name);
    return rsm_recall_devices(discovery, index, claimed, library);
}
