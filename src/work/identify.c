/*
 * Identification of one cartridge (function page of IdentifyNtmsSlot; spec "requests" 6.3): into a
 * drive, read its first blocks, ask label/ whose it is, record it, take it home.
 */
#include "work/identify.h"

#include <string.h>

#include "core/access.h"
#include "core/media.h"
#include "core/objects.h"
#include "label/identify.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/drive_proof.h"
#include "work/move.h"
#include "work/presence.h"
#include "work/queue.h"

/* A tape may have to be wound a long way before the drive is ready. */
enum { READY_PATIENCE_MS = 10 * 60 * 1000 };

/* ---- the caller's half ---- */

static rsm_error check_slot(struct rsm_session *session, const GUID *slot,
                            struct rsm_record *slot_out)
{
    struct rsm *rsm = session->rsm;
    struct rsm_record library;
    struct rsm_record medium;
    rsm_error err =
        rsm_objects_require(rsm, slot, NTMS_STORAGESLOT, ERROR_OBJECT_NOT_FOUND, slot_out);

    if (err == ERROR_SUCCESS)
        err = rsm_objects_require(rsm, &slot_out->info.Info.StorageSlot.Library, NTMS_LIBRARY,
                                  ERROR_OBJECT_NOT_FOUND, &library);
    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, slot_out, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS && !library.info.Enabled)
        err = ERROR_RESOURCE_DISABLED;
    if (err == ERROR_SUCCESS && rsm_media_find_at(rsm, slot, &medium) == ERROR_SUCCESS &&
        !medium.info.Enabled)
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
    struct rsm_bay *bay;
    struct rsm_record *request;
    bool in_place;        /* the cartridge is in the drive already */
    struct rsm_stop from; /* where it is when work begins */
    struct rsm_changer_element seen;
    GUID candidate;
    GUID home;
    struct rsm_drive_proof proof; /* which tape device the drive is, if that is not certain */
    struct rsm_media_sighting sighting;
    struct rsm_presence presence; /* questions of core/media.c that only a device can answer */
};

static struct rsm_store *store_of(const struct identification *job)
{
    return job->library->rsm->store;
}

/* Which slot or drive the request is about. */
static rsm_error find_target(struct identification *job)
{
    const NTMS_LIBREQUESTINFORMATIONW *request = &job->request->info.Info.LibRequest;
    struct rsm_record place;
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    job->in_place = rsm_guid_is_null(&request->SlotId);
    job->from.id = job->in_place ? request->DriveId : request->SlotId;
    job->from.type = job->in_place ? NTMS_DRIVE : NTMS_STORAGESLOT;
    err = rsm_records_load(store_of(job), &job->from.id, job->from.type, &place);
    if (err == ERROR_SUCCESS && place.own.Element == RSM_NO_ELEMENT)
        err = ERROR_RESOURCE_NOT_PRESENT;
    if (err == ERROR_SUCCESS)
        job->from.element = (uint16_t)place.own.Element;
    return rsm_store_end(store_of(job), err);
}

/* The changer must be taken. */
static rsm_error ask_changer(struct rsm_library *library, const struct rsm_stop *stop,
                             struct rsm_changer_element *element_out)
{
    rsm_error err = rsm_changer_get_element(
        &library->changer, stop->type == NTMS_DRIVE ? RSM_PLACE_DRIVE : RSM_PLACE_SLOT,
        stop->element, element_out);

    if (!rsm_device_is_connected(library->device))
        rsm_library_lose(library);
    return err;
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
    return rsm_media_find_at(job->library->rsm, &job->from.id, medium_out);
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
        {.column = "home_slot", .guid = &job->from.id},
        {.column = "location_type", .number = NTMS_DRIVE},
    };
    const GUID *request = &job->request->info.ObjectGuid;
    struct rsm_record medium;
    rsm_error err;

    *followed_out = false;
    if (rsm_guid_is_null(&job->request->own.Parent) || job->in_place)
        return ERROR_SUCCESS;
    err = rsm_records_first(store_of(job), NTMS_PHYSICAL_MEDIA, in_drive, 2, &medium);
    if (err != ERROR_SUCCESS)
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
    if (job->from.type == NTMS_STORAGESLOT)
        err = rsm_records_set_number(store_of(job), NTMS_STORAGESLOT, &job->from.id, "state",
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
    err = ask_changer(job->library, &job->from, &job->seen);
    if (err == ERROR_SUCCESS && !job->seen.full && job->seen.exception) {
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: the changer cannot say whether element %u is full (%02X/%02X); look "
                "into the library",
                job->library->name, job->from.element, job->seen.asc, job->seen.ascq);
        err = ERROR_UNABLE_TO_INVENTORY_SLOT;
    }
    if (err == ERROR_SUCCESS && !job->seen.full)
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
        *cleaner_out = rsm_guid_equal(&job->from.id, &info->CleanerSlot) ||
                       ((info->dwFlags & NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE) != 0 &&
                        job->seen.tag_known && strncmp(job->seen.tag, "CLN", 3) == 0);
        if (*cleaner_out) {
            info->dwFlags |= NTMS_LIBRARYFLAG_CLEANERPRESENT;
            err = rsm_records_save(store_of(job), &library);
            if (err == ERROR_SUCCESS && job->from.type == NTMS_STORAGESLOT)
                err = rsm_records_set_number(store_of(job), NTMS_STORAGESLOT, &job->from.id,
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
    if (job->seen.tag_known)
        rsm_text_from_utf8(job->sighting.bar_code, NTMS_BARCODE_LENGTH, job->seen.tag,
                           RSM_TEXT_TERMINATED);
    err = choose_candidate(job, &medium);
    job->candidate = err == ERROR_SUCCESS ? medium.info.ObjectGuid : rsm_guid_null;
    job->home = err == ERROR_SUCCESS ? medium.info.Info.PhysicalMedia.HomeSlot : rsm_guid_null;
    if (job->from.type == NTMS_STORAGESLOT)
        job->home = job->from.id;
    disabled = err == ERROR_SUCCESS && !medium.info.Enabled;
    if (disabled && job->from.type == NTMS_STORAGESLOT)
        err = rsm_records_set_number(store_of(job), NTMS_STORAGESLOT, &job->from.id, "state",
                                     NTMS_SLOTSTATE_FULL);
    err = rsm_store_end(store_of(job), err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err);
    return err == ERROR_SUCCESS && disabled ? ERROR_RESOURCE_DISABLED : err;
}

/* Let whoever watches the request see which drive does it. */
static rsm_error note_drive(struct identification *job)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(job),
                            rsm_queue_note(job->library->rsm, &job->request->info.ObjectGuid,
                                           "drive_id", &job->bay->id));
    return err;
}

static rsm_error bring_to_drive(struct identification *job)
{
    struct rsm_stop drive = {.id = job->bay->id, .type = NTMS_DRIVE, .element = job->bay->element};
    rsm_error err;

    if (job->in_place)
        return ERROR_SUCCESS;
    err = note_drive(job);
    if (err == ERROR_SUCCESS)
        err = rsm_move_empty_bay(job->library, job->bay); /* for another cartridge */
    if (err == ERROR_SUCCESS)
        err = rsm_drive_proof_begin(job->library, job->bay, &job->proof);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_move_cartridge(job->library, &job->from, &drive);
}

/*
 * The cartridge was in the drive already, others are in others, and it is not certain which tape device is
 * which: taken out and put in again it shows.  The request is about its slot from then on.
 */
static rsm_error take_out(struct identification *job)
{
    const GUID *request = &job->request->info.ObjectGuid;
    rsm_error err = rsm_move_out(job->library, job->bay, &job->from);

    if (err != ERROR_SUCCESS)
        return err;
    job->in_place = false;
    job->home = job->from.id;
    err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_queue_note(job->library->rsm, request, "slot_id", &job->from.id);
    return rsm_store_end(store_of(job), err);
}

/* Into the drive, in such a way that it is certain afterwards which tape device that is. */
static rsm_error load(struct identification *job)
{
    bool can_tell = true;
    rsm_error err = ERROR_SUCCESS;

    if (job->in_place)
        err = rsm_drive_proof_can_tell(job->library, job->bay, &can_tell);
    if (err == ERROR_SUCCESS && !can_tell)
        err = take_out(job);
    return err == ERROR_SUCCESS ? bring_to_drive(job) : err;
}

/* Record that the drive is in that state now. */
static rsm_error record_drive(struct identification *job, DWORD state, const GUID *side,
                              bool mounted)
{
    struct rsm_record drive;
    SYSTEMTIME now;
    rsm_error err = rsm_records_load(store_of(job), &job->bay->id, NTMS_DRIVE, &drive);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_clock_utc(&now);
    drive.info.Info.Drive.State = state;
    drive.info.Info.Drive.SavedPartitionId = *side;
    drive.info.Info.Drive.dwMountCount += mounted ? 1 : 0;
    drive.own.LastUsed = rsm_clock_to_ms(&now);
    return rsm_records_save(store_of(job), &drive);
}

/* The way to the tape device: opened, or opened anew when it broke while nobody used it. */
static rsm_error ask_drive(struct identification *job, enum rsm_drive_state *state_out)
{
    rsm_error err = rsm_library_open_bay(job->library, job->bay);

    if (err == ERROR_SUCCESS)
        err = rsm_drive_wait_ready(&job->bay->drive, READY_PATIENCE_MS, state_out);
    if (err == ERROR_DEVICE_NOT_CONNECTED && job->bay->device != NULL) {
        err = rsm_library_open_bay(job->library, job->bay);
        if (err == ERROR_SUCCESS)
            err = rsm_drive_wait_ready(&job->bay->drive, READY_PATIENCE_MS, state_out);
    }
    if (err == ERROR_SUCCESS && *state_out == RSM_DRIVE_UNLOADED) {
        err = rsm_drive_load(&job->bay->drive);
        if (err == ERROR_SUCCESS)
            err = rsm_drive_wait_ready(&job->bay->drive, READY_PATIENCE_MS, state_out);
    }
    return err;
}

static rsm_error make_ready(struct identification *job)
{
    enum rsm_drive_state state = RSM_DRIVE_EMPTY;
    rsm_error err = rsm_drive_proof_find(job->library, job->bay, &job->proof);

    if (err == ERROR_SUCCESS)
        err = ask_drive(job, &state);
    if (err != ERROR_SUCCESS || state == RSM_DRIVE_READY)
        return err;
    rsm_log(RSM_LOG_ERROR, "work",
            state == RSM_DRIVE_EMPTY
                ? "library %s: the changer loaded drive %u, but the tape device at %s sees no "
                  "cartridge; check which tape device is which drive"
                : "library %s: drive %u at %s does not become ready with its cartridge",
            job->library->name, (unsigned)job->bay->number, job->bay->device->link.name);
    return state == RSM_DRIVE_EMPTY ? ERROR_DRIVE_MEDIA_MISMATCH : ERROR_UNABLE_TO_LOAD_MEDIUM;
}

/* Was it the way to the tape device that failed?  Another drive may do better. */
static bool is_about_way(rsm_error err)
{
    switch (err) {
    case ERROR_DEVICE_NOT_CONNECTED:
    case ERROR_SEM_TIMEOUT:
    case ERROR_CONNECTION_REFUSED:
    case ERROR_HOST_UNREACHABLE:
    case ERROR_LOGON_FAILURE:
    case ERROR_DEV_NOT_EXIST:
    case ERROR_ACCESS_DENIED:
    case ERROR_NOT_SAME_DEVICE:
        return true;
    default:
        return false;
    }
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

static void note_facts(struct identification *job)
{
    struct rsm_drive_facts facts;

    if (rsm_drive_get_facts(&job->bay->drive, &facts) != ERROR_SUCCESS)
        return; /* only for information */
    job->sighting.density_code = facts.density;
    job->sighting.medium_type_code = facts.medium_type;
}

/* Read the label into the sighting.  The error that the request fails with; ERROR_SUCCESS also for a
 * tape without a label. */
static rsm_error read_label(struct identification *job)
{
    struct rsm_media_sighting *sighting = &job->sighting;
    struct rsm_drive_label label;
    struct rsm_label_bytes bytes = {.first = NULL};
    rsm_error err = rsm_drive_read_label(&job->bay->drive, false, &label);

    if (err == ERROR_SUCCESS && rsm_label_wants_second(label.first, label.first_length))
        err = rsm_drive_read_label(&job->bay->drive, true, &label);
    if (err == ERROR_UNRECOGNIZED_MEDIA) {
        sighting->reading = RSM_READING_INCOMPATIBLE;
        return err;
    }
    if (err != ERROR_SUCCESS) {
        sighting->reading = RSM_READING_ERROR;
        return err;
    }
    bytes.first = label.first;
    bytes.first_size = label.first_length;
    bytes.second = label.has_second ? label.second : NULL;
    bytes.second_size = label.has_second ? label.second_length : 0;
    sighting->reading = rsm_label_identify(&bytes, &sighting->label) == RSM_LABEL_RECOGNISED
                            ? RSM_READING_LABEL
                            : RSM_READING_NO_LABEL;
    return ERROR_SUCCESS;
}

static rsm_error side_of(struct identification *job, const GUID *medium,
                         struct rsm_record *side_out)
{
    const struct rsm_condition of_medium[] = {{.column = "physical_media", .guid = medium}};

    return rsm_records_first(store_of(job), NTMS_PARTITION, of_medium, 1, side_out);
}

/* The medium is known now: drive loaded with its side, one mount more for both. */
static rsm_error record_mounted(struct identification *job, struct rsm_record *medium)
{
    struct rsm_record side;
    rsm_error err = side_of(job, &medium->info.ObjectGuid, &side);

    if (err != ERROR_SUCCESS)
        return err;
    side.info.Info.Partition.dwMountCount++;
    err = rsm_records_save(store_of(job), &side);
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_number(store_of(job), NTMS_PHYSICAL_MEDIA, &medium->info.ObjectGuid,
                                     "media_state", NTMS_MEDIASTATE_LOADED);
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_guid(store_of(job), NTMS_PHYSICAL_MEDIA, &medium->info.ObjectGuid,
                                   "mounted_partition", &side.info.ObjectGuid);
    if (err == ERROR_SUCCESS)
        err = record_drive(job, NTMS_DRIVESTATE_LOADED, &side.info.ObjectGuid, true);
    return err;
}

static rsm_error classify_once(struct identification *job, struct rsm_record *medium)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    job->sighting.defer_leaving = is_inventory_on(job);
    err = rsm_media_classify(job->library->rsm, &job->sighting, medium);
    if (err == ERROR_SUCCESS && job->presence.asked)
        err = ERROR_RETRY;
    if (err == ERROR_SUCCESS)
        err = record_mounted(job, medium);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_note(job->library->rsm, &job->request->info.ObjectGuid, "phys_media_id",
                             &medium->info.ObjectGuid);
    return rsm_store_end(store_of(job), err);
}

/* What was read, recorded. */
static rsm_error classify(struct identification *job)
{
    struct rsm_media_sighting *sighting = &job->sighting;
    struct rsm_record medium;
    rsm_error err;

    sighting->place.library = job->library->id;
    sighting->place.location = job->bay->id;
    sighting->place.location_type = NTMS_DRIVE;
    sighting->place.home = job->home;
    sighting->media_type = job->library->media_type;
    sighting->candidate = job->candidate;
    sighting->still_there = rsm_presence_still_there;
    sighting->context = &job->presence;
    job->presence.library = job->library;
    job->presence.bay = job->bay;
    job->presence.from = job->from.id;
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
    err = rsm_media_find_at(job->library->rsm, &job->bay->id, &medium);
    if (err == ERROR_SUCCESS)
        err = side_of(job, &medium.info.ObjectGuid, &side);
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_number(store_of(job), NTMS_PHYSICAL_MEDIA, &medium.info.ObjectGuid,
                                     "media_state", NTMS_MEDIASTATE_IDLE);
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_guid(store_of(job), NTMS_PHYSICAL_MEDIA, &medium.info.ObjectGuid,
                                   "mounted_partition", &rsm_guid_null);
    if (err == ERROR_SUCCESS || err == ERROR_OBJECT_NOT_FOUND)
        err = record_drive(job, NTMS_DRIVESTATE_DISMOUNTABLE, &side.info.ObjectGuid, false);
    return rsm_store_end(store_of(job), err);
}

static rsm_error dismount(struct identification *job)
{
    if (job->request->own.Action == NTMS_DISMOUNT_DEFERRED)
        return record_deferred(job);
    return rsm_move_home(job->library, job->bay);
}

/* A drive that let a command time out, but answers when it is asked anew, is not to blame.  One whose
 * device was not found although a cartridge is in it is left to those who attach it. */
static bool is_drive_gone(struct identification *job, rsm_error err)
{
    if (err == ERROR_DRIVE_MEDIA_MISMATCH)
        return !rsm_library_knows_device(job->bay);
    if (err == ERROR_SEM_TIMEOUT)
        return rsm_library_open_bay(job->library, job->bay) != ERROR_SUCCESS;
    return is_about_way(err);
}

/* Read and record.  Others may wait to hear what this drive read. */
static rsm_error read_and_record(struct identification *job)
{
    struct rsm_media_sighting *sighting = &job->sighting;
    rsm_error err = make_ready(job);
    rsm_error recorded = ERROR_SUCCESS;

    if (err == ERROR_SUCCESS) {
        note_facts(job);
        err = read_label(job);
    } else {
        sighting->reading =
            err == ERROR_UNRECOGNIZED_MEDIA ? RSM_READING_INCOMPATIBLE : RSM_READING_ERROR;
    }
    rsm_library_note_label(job->library, job->bay,
                           sighting->reading == RSM_READING_LABEL ? &sighting->label : NULL);
    if (err == ERROR_SUCCESS || is_about_cartridge(err))
        recorded = classify(job);
    if (err != ERROR_SUCCESS)
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: the label of %s in drive %u could not be read: %s (%s)",
                job->library->name, job->seen.tag_known ? job->seen.tag : "a cartridge",
                (unsigned)job->bay->number, rsm_error_text(err), rsm_error_name(err));
    return err == ERROR_SUCCESS ? recorded : err;
}

/* The cartridge is in the drive. */
static rsm_error identify_in_drive(struct identification *job)
{
    rsm_error err = read_and_record(job);
    bool gone = is_drive_gone(job, err);
    rsm_error dismounted;

    if (gone)
        rsm_library_break_bay(job->library, job->bay);
    dismounted = gone ? rsm_move_home(job->library, job->bay) : dismount(job);
    if (gone && dismounted == ERROR_SUCCESS)
        return ERROR_RETRY;
    return err == ERROR_SUCCESS ? dismounted : err;
}

rsm_error rsm_identify_run(struct rsm_library *library, struct rsm_bay *bay,
                           struct rsm_record *request)
{
    struct identification job = {.library = library, .bay = bay, .request = request};
    bool cleaner = false;
    rsm_error err = find_target(&job);

    if (err == ERROR_SUCCESS)
        err = look_at_target(&job);
    if (err != ERROR_SUCCESS || !job.seen.full)
        return err;
    err = check_cleaner(&job, &cleaner);
    if (err != ERROR_SUCCESS || cleaner)
        return err;
    err = find_candidate(&job);
    if (err == ERROR_SUCCESS)
        err = load(&job);
    if (err == ERROR_SUCCESS)
        err = identify_in_drive(&job);
    rsm_drive_proof_end(&job.proof);
    return err;
}
