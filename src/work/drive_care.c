/*
 * Drives that ask for something.
 */
#include "work/drive_care.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/operator.h"
#include "platform/log.h"
#include "platform/text.h"
#include "scsi/drive_alerts.h"
#include "store/records.h"
#include "work/clean.h"

enum { WHAT_ROOM = 120 };

/* ---- service ---- */

static rsm_error ask_for_service(struct rsm_library *library, const struct rsm_record *drive,
                                 const char *what)
{
    WCHAR message[NTMS_MESSAGE_LENGTH];
    const struct rsm_operator_task task = {
        .request = NTMS_OPREQ_DEVICESERVICE, .message = message, .arg1 = drive};
    GUID request;
    rsm_error err = rsm_operator_find(library->rsm, NTMS_OPREQ_DEVICESERVICE,
                                      &drive->info.ObjectGuid, &request);

    if (err != ERROR_OBJECT_NOT_FOUND)
        return err;
    (void)rsm_text_format(message, NTMS_MESSAGE_LENGTH,
                          "Drive %u of %s %s; it is not used until this request is answered.",
                          (unsigned)drive->info.Info.Drive.Number, library->name, what);
    return rsm_operator_add_for(library->rsm, NULL, &task, &request);
}

static rsm_error need_service(struct rsm_library *library, const GUID *id, const char *what)
{
    struct rsm_record drive;
    rsm_error err = rsm_records_load(library->rsm->store, id, NTMS_DRIVE, &drive);

    if (err == ERROR_SUCCESS)
        err = ask_for_service(library, &drive, what);
    if (err != ERROR_SUCCESS)
        return err;
    drive.info.dwOperationalState = NTMS_NEEDS_SERVICE;
    return rsm_records_save(library->rsm->store, &drive);
}

void rsm_drive_care_need_service(struct rsm_library *library, const struct rsm_bay *bay,
                                 const char *what)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, need_service(library, &bay->id, what));
    if (err != ERROR_SUCCESS)
        rsm_log(RSM_LOG_ERROR, "work", "library %s: drive %u %s, and nobody can be told: %s (%s)",
                library->name, (unsigned)bay->number, what, rsm_error_text(err),
                rsm_error_name(err));
}

/* Nobody is asked about it any more: ready.  Wants an open writing transaction. */
static rsm_error end_service(struct rsm *rsm, const GUID *drive, bool *changed_out)
{
    struct rsm_record record;
    GUID request;
    rsm_error err = rsm_operator_find(rsm, NTMS_OPREQ_DEVICESERVICE, drive, &request);

    if (err != ERROR_OBJECT_NOT_FOUND)
        return err;
    err = rsm_records_load(rsm->store, drive, NTMS_DRIVE, &record);
    if (err != ERROR_SUCCESS || record.info.dwOperationalState != NTMS_NEEDS_SERVICE)
        return err;
    record.info.dwOperationalState = NTMS_READY;
    *changed_out = true;
    return rsm_records_save(rsm->store, &record);
}

static rsm_error list_in_service(struct rsm_library *library, GUID **ids_out, size_t *count_out)
{
    const struct rsm_condition in_service[] = {
        {.column = "library", .guid = &library->id},
        {.column = "operational_state", .number = NTMS_NEEDS_SERVICE},
    };
    rsm_error err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err =
            rsm_store_end(library->rsm->store, rsm_records_ids(library->rsm->store, NTMS_DRIVE,
                                                               in_service, 2, ids_out, count_out));
    return err;
}

bool rsm_drive_care_chore(struct rsm_library *library)
{
    struct rsm_store *store = library->rsm->store;
    GUID *ids = NULL;
    size_t count = 0;
    bool changed = false;
    rsm_error err = list_in_service(library, &ids, &count);

    if (err == ERROR_SUCCESS && count > 0)
        err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS && count > 0) {
        for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++)
            err = end_service(library->rsm, &ids[i], &changed);
        err = rsm_store_end(store, err);
    }
    free(ids);
    return err == ERROR_SUCCESS && changed;
}

/* ---- what drives say ---- */

static bool is_being_cleaned(struct rsm_library *library, const struct rsm_bay *bay)
{
    struct rsm_record drive;
    rsm_error err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(library->rsm->store,
                            rsm_records_load(library->rsm->store, &bay->id, NTMS_DRIVE, &drive));
    return err != ERROR_SUCCESS || drive.info.Info.Drive.State == NTMS_DRIVESTATE_BEING_CLEANED;
}

static bool is_open(const struct rsm_bay *bay)
{
    return bay->device != NULL && rsm_device_is_connected(bay->device);
}

static rsm_drive_alerts hear_alerts(struct rsm_library *library, struct rsm_bay *bay)
{
    rsm_drive_alerts alerts = 0;
    rsm_error err = ERROR_NOT_SUPPORTED;

    if (!bay->tells_no_alerts)
        err = rsm_drive_alerts_read(&bay->drive, &alerts);
    bay->tells_no_alerts = err == ERROR_NOT_SUPPORTED;
    if (!is_open(bay))
        (void)rsm_library_open_bay(library, bay); /* the question broke the way */
    return err == ERROR_SUCCESS ? alerts : 0;
}

static void say(const struct rsm_library *library, const struct rsm_bay *bay,
                rsm_drive_alerts alerts)
{
    for (unsigned flag = 1; flag <= RSM_ALERTS_LAST; flag++) {
        if (rsm_drive_alerts_has(alerts, flag))
            rsm_log(RSM_LOG_WARNING, "work", "library %s: drive %u says: %s (alert %u)",
                    library->name, (unsigned)bay->number, rsm_drive_alerts_words(flag), flag);
    }
}

/* The first of those that need a person. */
static const char *trouble_of(rsm_drive_alerts alerts)
{
    unsigned flag = 1;

    while (flag < RSM_ALERTS_LAST &&
           !rsm_drive_alerts_want_service(alerts & (rsm_drive_alerts)1 << (flag - 1)))
        flag++;
    return rsm_drive_alerts_words(flag);
}

static void serve(struct rsm_library *library, const struct rsm_bay *bay, rsm_drive_alerts alerts)
{
    char what[WHAT_ROOM];

    (void)snprintf(what, sizeof what, "says that it needs a person: %s", trouble_of(alerts));
    rsm_drive_care_need_service(library, bay, what);
}

void rsm_drive_care_look(struct rsm_library *library, struct rsm_bay *bay)
{
    rsm_drive_alerts alerts;
    bool asks;

    if (!is_open(bay) || is_being_cleaned(library, bay))
        return;
    alerts = hear_alerts(library, bay);
    asks = bay->device != NULL && rsm_device_take_cleaning_asked(bay->device);
    asks = asks || rsm_drive_alerts_want_cleaning(alerts);
    say(library, bay, alerts);
    if (rsm_drive_alerts_want_service(alerts))
        serve(library, bay, alerts);
    if (asks)
        rsm_clean_want(library, bay);
}
