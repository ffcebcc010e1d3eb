/*
 * Mounted media and their holders.
 */
#include "core/hold.h"

#include <stdlib.h>

#include "core/media.h"
#include "core/owner.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/places.h"
#include "store/records.h"

const GUID rsm_hold_closed_session = {0x5e5510c1,
                                      0x05ed,
                                      0x4000,
                                      {0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01}};

rsm_error rsm_hold_begin(struct rsm *rsm, const GUID *medium, const struct rsm_record *request)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, medium, NTMS_PHYSICAL_MEDIA, &record);

    if (err != ERROR_SUCCESS)
        return err;
    record.own.Hold = RSM_HOLD_MOUNTED;
    record.own.Session = rsm_guid_equal(&request->own.Session, &rsm_hold_closed_session)
                             ? rsm_guid_null
                             : request->own.Session;
    rsm_text_copy(record.own.Owner, RSM_OWNER_LENGTH, request->own.Owner);
    return rsm_records_save(rsm->store, &record);
}

rsm_error rsm_hold_ask_end(struct rsm *rsm, const GUID *medium)
{
    return rsm_records_set_number(rsm->store, NTMS_PHYSICAL_MEDIA, medium, "hold",
                                  RSM_HOLD_DISMOUNTING);
}

rsm_error rsm_hold_go_on(struct rsm *rsm, const GUID *medium)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, medium, NTMS_PHYSICAL_MEDIA, &record);

    if (err != ERROR_SUCCESS || record.own.Hold != RSM_HOLD_DISMOUNTING)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    record.own.Hold = RSM_HOLD_MOUNTED;
    return rsm_records_save(rsm->store, &record);
}

void rsm_hold_drop(struct rsm_record *medium)
{
    medium->own.Hold = RSM_HOLD_NONE;
    medium->own.Session = rsm_guid_null;
    medium->own.Owner[0] = 0;
}

static rsm_error clear(struct rsm *rsm, const GUID *medium, DWORD hold)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, medium, NTMS_PHYSICAL_MEDIA, &record);

    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    rsm_hold_drop(&record);
    record.own.Hold = hold;
    return rsm_records_save(rsm->store, &record);
}

rsm_error rsm_hold_end(struct rsm *rsm, const GUID *medium)
{
    return clear(rsm, medium, RSM_HOLD_NONE);
}

rsm_error rsm_hold_find_in_drive(struct rsm *rsm, const GUID *drive, struct rsm_record *medium_out)
{
    rsm_error err = rsm_media_find_at(rsm, drive, medium_out);

    return err == ERROR_SUCCESS && medium_out->own.Hold == RSM_HOLD_NONE ? ERROR_OBJECT_NOT_FOUND
                                                                         : err;
}

rsm_error rsm_hold_find_in_library(struct rsm *rsm, const GUID *library,
                                   struct rsm_record *medium_out)
{
    struct rsm_seat *drives = NULL;
    size_t count = 0;
    rsm_error err = rsm_places_list(rsm->store, NTMS_DRIVE, library, &drives, &count);

    if (err != ERROR_SUCCESS)
        return err;
    err = ERROR_OBJECT_NOT_FOUND;
    for (size_t i = 0; i < count && err == ERROR_OBJECT_NOT_FOUND; i++)
        err = rsm_hold_find_in_drive(rsm, &drives[i].id, medium_out);
    free(drives);
    return err;
}

bool rsm_hold_is_orphaned(const struct rsm *rsm, const struct rsm_record *medium)
{
    return medium->own.Owner[0] != 0 && !rsm_owner_lives(rsm, medium->own.Owner);
}

bool rsm_hold_is_open_to(const struct rsm_record *medium, const struct rsm_session *session)
{
    return rsm_guid_is_null(&medium->own.Session) ||
           rsm_guid_equal(&medium->own.Session, &session->id) ||
           rsm_hold_is_orphaned(session->rsm, medium);
}

/* Most sessions hold nothing when they close. */
static bool holds_nothing(struct rsm *rsm, const GUID *session)
{
    const struct rsm_condition held = {.column = "session", .guid = session};
    struct rsm_record medium;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store,
                            rsm_records_first(rsm->store, NTMS_PHYSICAL_MEDIA, &held, 1, &medium));
    return err == ERROR_OBJECT_NOT_FOUND;
}

static rsm_error let_go(struct rsm *rsm, const GUID *session)
{
    const struct rsm_condition held = {.column = "session", .guid = session};
    struct rsm_record record;
    GUID *ids = NULL;
    size_t count = 0;
    rsm_error err = rsm_records_ids(rsm->store, NTMS_PHYSICAL_MEDIA, &held, 1, &ids, &count);

    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        err = rsm_records_load(rsm->store, &ids[i], NTMS_PHYSICAL_MEDIA, &record);
        if (err == ERROR_SUCCESS)
            err = clear(rsm, &ids[i], record.own.Hold);
    }
    free(ids);
    return err;
}

void rsm_hold_let_go(struct rsm *rsm, const GUID *session)
{
    rsm_error err;

    if (holds_nothing(rsm, session))
        return;
    err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store, let_go(rsm, session));
    if (err != ERROR_SUCCESS)
        rsm_log(RSM_LOG_ERROR, "core",
                "the mounts of a closed session stay its own: %s (%s); they end when this process "
                "does",
                rsm_error_text(err), rsm_error_name(err));
}
