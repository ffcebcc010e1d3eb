/*
 * Identification of one cartridge (function page of IdentifyNtmsSlot; spec "requests" 6.3): into a
 * drive, read its first blocks, ask label/ whose it is, record it, take it home.
 */
#include "work/identify.h"

#include <string.h>

#include "core/access.h"
#include "core/cartridge.h"
#include "core/hold.h"
#include "core/media.h"
#include "core/objects.h"
#include "model/guid.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/home.h"
#include "work/label_intent.h"
#include "work/move.h"
#include "work/presence.h"
#include "work/queue.h"
#include "work/visit.h"

/* ---- the caller's half ---- */

static rsm_error check_slot(struct rsm_session *session, const GUID *slot,
                            struct rsm_record *slot_out)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record library;
    rsm_error err =
        rsm_objects_require(rsm, slot, NTMS_STORAGESLOT, ERROR_OBJECT_NOT_FOUND, slot_out);

    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(rsm, &slot_out->info.Info.StorageSlot.Library, NTMS_LIBRARY,
                                  ERROR_OBJECT_NOT_FOUND, &library);
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, slot_out, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS && !library.info.Enabled)
        err = ERROR_RESOURCE_DISABLED;
    if (err == ERROR_SUCCESS && library.info.dwOperationalState == NTMS_NOT_PRESENT)
        err = ERROR_LIBRARY_OFFLINE;
    return err;
}

rsm_error rsm_identify_slot(struct rsm_session *session, const GUID *slot, DWORD option)
{
    struct rsm_work work = {.operation = NTMS_LM_PROCESSOMID, .sort_type = NTMS_LM_PROCESSOMID};
    struct rsm_store *store = session->rsm->store;
    struct rsm_record record;
    GUID request;
    rsm_error err;

    if (slot == NULL || option > NTMS_DISMOUNT_IMMEDIATE)
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = check_slot(session, slot, &record);
    if (err == ERROR_SUCCESS) {
        work.library = record.info.Info.StorageSlot.Library;
        work.slot = *slot;
        work.option = option == NTMS_DISMOUNT_DEFERRED ? 1 : 0;
        work.action =
            option == NTMS_DISMOUNT_DEFERRED ? NTMS_DISMOUNT_DEFERRED : NTMS_DISMOUNT_IMMEDIATE;
        err = rsm_queue_add(session->rsm, session, &work, &request);
    }
    err = rsm_store_end(store, err);
    return err == ERROR_SUCCESS ? rsm_queue_wait(session, &request, RSM_FOREVER) : err;
}

/* ---- the worker's half ---- */

/* One identification under way. */
struct identification {
    struct rsm_library *library;
    struct rsm_record *request;
    struct rsm_visit visit;
    GUID candidate;
    GUID home;
    bool recorded; /* its label was read, and that is on record */
    struct rsm_media_sighting sighting;
    struct rsm_presence presence; /* questions of core/media.c that only a device can answer */
};

static struct rsm_store *store_of(const struct identification *job)
{
    return job->library->rsm->store;
}

/* While an inventory is looking for cartridges no record leaves.  Wants an open transaction. */
static bool is_inventory_on(struct identification *job)
{
    struct rsm_record running;

    return !rsm_guid_is_null(&job->request->own.Parent) ||
           rsm_queue_find_running(job->library->rsm, &job->library->id, NTMS_LM_INVENTORY,
                                  &running) != ERROR_OBJECT_NOT_FOUND;
}

/* The record that says it is at the place of the job.  Wants an open transaction. */
static rsm_error record_at(struct identification *job, struct rsm_record *medium_out)
{
    return rsm_media_find_at(job->library->rsm, &job->visit.from.id, medium_out);
}

/* That record's cartridge is not in its place: it leaves, unless an inventory may still find it. */
static rsm_error give_way(struct identification *job, const struct rsm_record *here)
{
    if (!is_inventory_on(job))
        return rsm_media_leave(job->library->rsm, &here->info.ObjectGuid);
    return rsm_records_set_number(store_of(job), NTMS_PHYSICAL_MEDIA, &here->info.ObjectGuid,
                                  "fresh", RSM_FRESH_DISPLACED);
}

/*
 * When a run was interrupted, the cartridge that an inventory wants identified may be in the drive
 * already: the request goes on there.  Wants an open writing transaction.
 */
static rsm_error follow_to_drive(struct identification *job, bool *followed_out)
{
    const struct rsm_condition in_drive[] = {
        {.column = "home_slot", .guid = &job->visit.from.id},
        {.column = "location_type", .number = NTMS_DRIVE},
    };
    const GUID *request = &job->request->info.ObjectGuid;
    struct rsm_record medium;
    rsm_error err;

    *followed_out = false;
    if (rsm_guid_is_null(&job->request->own.Parent) || job->visit.in_place)
        return ERROR_SUCCESS;
    err = rsm_records_first(store_of(job), NTMS_PHYSICAL_MEDIA, in_drive, 2, &medium);
    if (err != ERROR_SUCCESS || medium.own.Hold != RSM_HOLD_NONE) /* its mount has read the label */
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    err = rsm_queue_note(job->library->rsm, request, "drive_id",
                         &medium.info.Info.PhysicalMedia.Location);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_note(job->library->rsm, request, "slot_id", &rsm_guid_null);
    *followed_out = err == ERROR_SUCCESS;
    return err;
}

/* Nothing there: no record is made, and one that says it is there leaves, unless an inventory is
 * still looking for its cartridge. */
static rsm_error record_empty(struct identification *job)
{
    struct rsm_record medium;
    bool followed = false;
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    if (job->visit.from.type == NTMS_STORAGESLOT)
        err = rsm_records_set_number(store_of(job), NTMS_STORAGESLOT, &job->visit.from.id, "state",
                                     NTMS_SLOTSTATE_EMPTY);
    if (err == ERROR_SUCCESS && record_at(job, &medium) == ERROR_SUCCESS)
        err = give_way(job, &medium);
    if (err == ERROR_SUCCESS)
        err = follow_to_drive(job, &followed);
    err = rsm_store_end(store_of(job), err);
    return err == ERROR_SUCCESS && followed ? ERROR_RETRY : err;
}

/* What is there.  An empty place is recorded as empty before the changer can fill it for another. */
static rsm_error look_at_target(struct identification *job)
{
    rsm_error err;

    if (!rsm_library_take_changer(job->library))
        return ERROR_DEVICE_NOT_AVAILABLE;
    err = rsm_visit_ask(&job->visit);
    if (err == ERROR_SUCCESS && !job->visit.seen.full)
        err = record_empty(job);
    rsm_library_give_changer(job->library);
    return err;
}

/* A cleaning cartridge is never mounted to be read, when its bar code tells and the library says so. */
static rsm_error check_cleaner(struct identification *job, bool *cleaner_out)
{
    struct rsm_record library;
    struct rsm_record medium;
    NTMS_LIBRARYINFORMATION *info = &library.info.Info.Library;
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    *cleaner_out = false;
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_load(store_of(job), &job->library->id, NTMS_LIBRARY, &library);
    if (err == ERROR_SUCCESS) {
        *cleaner_out = rsm_guid_equal(&job->visit.from.id, &info->CleanerSlot) ||
                       ((info->dwFlags & NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE) != 0 &&
                        job->visit.seen.tag_known && strncmp(job->visit.seen.tag, "CLN", 3) == 0);
        if (*cleaner_out) {
            info->dwFlags |= NTMS_LIBRARYFLAG_CLEANERPRESENT;
            err = rsm_records_save(store_of(job), &library);
            if (err == ERROR_SUCCESS && job->visit.from.type == NTMS_STORAGESLOT)
                err = rsm_records_set_number(store_of(job), NTMS_STORAGESLOT, &job->visit.from.id,
                                             "state", NTMS_SLOTSTATE_FULL);
            if (err == ERROR_SUCCESS && record_at(job, &medium) == ERROR_SUCCESS)
                err = give_way(job, &medium);
        }
    }
    return rsm_store_end(store_of(job), err);
}

/* The record at the place, when the bar code on the cartridge is not another one. */
static bool is_of_place(const struct identification *job, const struct rsm_record *here)
{
    const WCHAR *bar_code = here->info.Info.PhysicalMedia.szBarCode;

    return job->sighting.bar_code[0] == 0 ||
           rsm_text_equal(bar_code, job->sighting.bar_code, NTMS_BARCODE_LENGTH);
}

/* Whose record the cartridge seems to have: by bar code, or by its place when nobody has that. */
static rsm_error choose_candidate(struct identification *job, struct rsm_record *medium_out)
{
    struct rsm_record here;
    rsm_error err = record_at(job, &here);
    bool known = err == ERROR_SUCCESS;

    if (known && is_of_place(job, &here)) {
        *medium_out = here;
        return ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS || err == ERROR_OBJECT_NOT_FOUND)
        err = rsm_media_find_bar_code(job->library->rsm, &job->library->id, job->sighting.bar_code,
                                      medium_out);
    if (err == ERROR_SUCCESS && known)
        return give_way(job, &here);
    if (err == ERROR_OBJECT_NOT_FOUND && known) {
        *medium_out = here;
        return ERROR_SUCCESS;
    }
    return err;
}

/* A disabled medium is not mounted, whoever asks; its slot is known to be full. */
static rsm_error find_candidate(struct identification *job)
{
    struct rsm_record medium;
    bool disabled;
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    if (job->visit.seen.tag_known)
        rsm_text_from_utf8(job->sighting.bar_code, NTMS_BARCODE_LENGTH, job->visit.seen.tag,
                           RSM_TEXT_TERMINATED);
    err = choose_candidate(job, &medium);
    job->candidate = err == ERROR_SUCCESS ? medium.info.ObjectGuid : rsm_guid_null;
    job->home = err == ERROR_SUCCESS ? medium.info.Info.PhysicalMedia.HomeSlot : rsm_guid_null;
    if (job->visit.from.type == NTMS_STORAGESLOT)
        job->home = job->visit.from.id;
    disabled = err == ERROR_SUCCESS && !medium.info.Enabled;
    if (disabled && job->visit.from.type == NTMS_STORAGESLOT)
        err = rsm_records_set_number(store_of(job), NTMS_STORAGESLOT, &job->visit.from.id, "state",
                                     NTMS_SLOTSTATE_FULL);
    err = rsm_store_end(store_of(job), err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err);
    return err == ERROR_SUCCESS && disabled ? ERROR_RESOURCE_DISABLED : err;
}

static rsm_error bring(struct identification *job)
{
    rsm_error err = rsm_visit_bring(&job->visit);

    if (err == ERROR_SUCCESS && job->visit.from.type == NTMS_STORAGESLOT)
        job->home = job->visit.from.id; /* it may have been taken out of the drive first */
    return err;
}

/* Does this failure say something of the cartridge?  All others say something of the drive, or of
 * nothing. */
static bool is_about_cartridge(rsm_error err)
{
    switch (err) {
    case ERROR_CRC:
    case ERROR_UNRECOGNIZED_MEDIA:
    case ERROR_MEDIA_INCOMPATIBLE:
    case ERROR_UNABLE_TO_LOAD_MEDIUM:
    case ERROR_INVALID_BLOCK_LENGTH:
        return true;
    default:
        return false;
    }
}

/* Until its free label is written it must be the tape that it was when that was asked for. */
static rsm_error note_beginning(struct identification *job, const GUID *medium)
{
    struct rsm_record side;
    rsm_error err = ERROR_SUCCESS;

    if (job->sighting.reading == RSM_READING_NO_LABEL)
        err = rsm_cartridge_first_side(job->library->rsm, medium, &side);
    if (err != ERROR_SUCCESS || job->sighting.reading != RSM_READING_NO_LABEL ||
        side.info.Info.Partition.State == NTMS_PARTSTATE_UNPREPARED ||
        rsm_guid_equal(&side.own.Beginning, &job->sighting.beginning))
        return err;
    return rsm_records_set_guid(store_of(job), NTMS_PARTITION, &side.info.ObjectGuid, "beginning",
                                &job->sighting.beginning);
}

static rsm_error classify_once(struct identification *job, struct rsm_record *medium)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    job->sighting.defer_leaving = is_inventory_on(job);
    err = rsm_label_intent_recall(job->library->rsm, &job->sighting);
    if (err == ERROR_SUCCESS)
        err = rsm_media_classify(job->library->rsm, &job->sighting, medium);
    if (err == ERROR_SUCCESS && job->presence.asked)
        err = ERROR_RETRY;
    if (err == ERROR_SUCCESS)
        err = note_beginning(job, &medium->info.ObjectGuid);
    if (err == ERROR_SUCCESS)
        err = rsm_visit_record_loaded(&job->visit, &medium->info.ObjectGuid);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_note(job->library->rsm, &job->request->info.ObjectGuid, "phys_media_id",
                             &medium->info.ObjectGuid);
    return rsm_store_end(store_of(job), err);
}

/* What was read, recorded. */
static rsm_error classify(struct identification *job)
{
    struct rsm_media_sighting *sighting = &job->sighting;
    const struct rsm_visit *visit = &job->visit;
    struct rsm_record medium;
    rsm_error err;

    sighting->reading = visit->reading;
    sighting->label = visit->label;
    sighting->beginning = visit->beginning;
    sighting->density_code = visit->facts.density;
    sighting->medium_type_code = visit->facts.medium_type;
    sighting->place.library = job->library->id;
    sighting->place.location = visit->bay->id;
    sighting->place.location_type = NTMS_DRIVE;
    sighting->place.home = job->home;
    sighting->media_type = job->library->media_type;
    sighting->candidate = job->candidate;
    sighting->still_there = rsm_presence_still_there;
    sighting->context = &job->presence;
    job->presence.library = job->library;
    job->presence.bay = visit->bay;
    job->presence.from = visit->from.id;
    job->presence.label = sighting->reading == RSM_READING_LABEL ? &sighting->label : NULL;
    err = classify_once(job, &medium);
    while (err == ERROR_RETRY) {
        err = rsm_presence_answer(&job->presence);
        if (err == ERROR_SUCCESS)
            err = classify_once(job, &medium);
    }
    return err;
}

static rsm_error record_deferred(struct identification *job)
{
    struct rsm_record medium;
    struct rsm_record side;
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    memset(&side, 0, sizeof side);
    err = rsm_media_find_at(job->library->rsm, &job->visit.bay->id, &medium);
    if (err == ERROR_SUCCESS)
        err = rsm_cartridge_first_side(job->library->rsm, &medium.info.ObjectGuid, &side);
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_number(store_of(job), NTMS_PHYSICAL_MEDIA, &medium.info.ObjectGuid,
                                     "media_state", NTMS_MEDIASTATE_IDLE);
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_guid(store_of(job), NTMS_PHYSICAL_MEDIA, &medium.info.ObjectGuid,
                                   "mounted_partition", &rsm_guid_null);
    if (err == ERROR_SUCCESS || err == ERROR_OBJECT_NOT_FOUND)
        err = rsm_visit_record_drive(&job->visit, NTMS_DRIVESTATE_DISMOUNTABLE,
                                     &side.info.ObjectGuid);
    return rsm_store_end(store_of(job), err);
}

static rsm_error dismount(struct identification *job)
{
    if (job->request->own.Action == NTMS_DISMOUNT_DEFERRED)
        return record_deferred(job);
    return rsm_home_take(job->library, job->visit.bay);
}

/* A drive that let a command time out, but answers when it is asked anew, is not to blame.  One whose
 * device was not found although a cartridge is in it is left to those who attach it. */
static bool is_drive_gone(const struct rsm_visit *visit, rsm_error err)
{
    if (err == ERROR_DRIVE_MEDIA_MISMATCH)
        return !rsm_library_knows_device(visit->bay);
    if (err == ERROR_SEM_TIMEOUT)
        return rsm_library_open_bay(visit->library, visit->bay) != ERROR_SUCCESS;
    return rsm_visit_is_about_way(err);
}

static rsm_error read_and_record(struct identification *job)
{
    rsm_error err = rsm_visit_read(&job->visit);
    rsm_error recorded = ERROR_SUCCESS;

    if (err == ERROR_SUCCESS || is_about_cartridge(err))
        recorded = classify(job);
    job->recorded = err == ERROR_SUCCESS && recorded == ERROR_SUCCESS;
    return err == ERROR_SUCCESS ? recorded : err;
}

/* Another program uses the drive, and the cartridge stays in it: the request is about the drive from then on,
 * and goes on when that ends. */
static rsm_error go_on_in_drive(struct identification *job)
{
    const GUID *request = &job->request->info.ObjectGuid;
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_queue_note(job->library->rsm, request, "drive_id", &job->visit.bay->id);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_note(job->library->rsm, request, "slot_id", &rsm_guid_null);
    err = rsm_store_end(store_of(job), err);
    return err == ERROR_SUCCESS ? ERROR_RETRY : err;
}

/* The cartridge is in the drive. */
static rsm_error identify_in_drive(struct identification *job)
{
    rsm_error err = read_and_record(job);
    bool gone = is_drive_gone(&job->visit, err);
    rsm_error dismounted;

    if (gone)
        rsm_library_break_bay(job->library, job->visit.bay);
    dismounted = gone ? rsm_home_take(job->library, job->visit.bay) : dismount(job);
    if (dismounted == ERROR_BUSY && rsm_library_is_used(job->library, job->visit.bay))
        return go_on_in_drive(job);
    if (gone && dismounted == ERROR_SUCCESS)
        return ERROR_RETRY;
    return err == ERROR_SUCCESS ? dismounted : err;
}

bool rsm_identify_is_overtaken(struct rsm_library *library, const struct rsm_record *request)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    struct rsm_record medium;
    rsm_error err;

    if (rsm_guid_is_null(&request->own.Parent) || !rsm_guid_is_null(&info->SlotId))
        return false;
    err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(library->rsm->store,
                            rsm_hold_find_in_drive(library->rsm, &info->DriveId, &medium));
    return err == ERROR_SUCCESS;
}

static rsm_error run(struct identification *job, struct rsm_bay *bay)
{
    bool cleaner = false;
    rsm_error err = rsm_visit_begin(job->library, bay, job->request, &job->visit);

    if (err == ERROR_SUCCESS)
        err = look_at_target(job);
    if (err != ERROR_SUCCESS || !job->visit.seen.full)
        return err;
    err = check_cleaner(job, &cleaner);
    if (err != ERROR_SUCCESS || cleaner)
        return err;
    err = find_candidate(job);
    if (err == ERROR_SUCCESS)
        err = bring(job);
    if (err == ERROR_SUCCESS)
        err = identify_in_drive(job);
    rsm_visit_end(&job->visit);
    return err;
}

rsm_error rsm_identify_run(struct rsm_library *library, struct rsm_bay *bay,
                           struct rsm_record *request)
{
    struct identification job = {.library = library, .request = request};
    rsm_error err = run(&job, bay);

    if (err != ERROR_SUCCESS && !job.recorded && !rsm_library_has_changer(library) &&
        library->watched > RSM_WATCH_UNREAD)
        library->watched = RSM_WATCH_UNREAD; /* the record may be that of the one before */
    return err;
}
