/*
 * One cartridge's visit to a drive, as far as it is the same for all who want its label.
 */
#include "work/visit.h"

#include <string.h>

#include "core/cartridge.h"
#include "label/libraries.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "store/records.h"
#include "work/alone.h"
#include "work/beginning.h"
#include "work/home.h"
#include "work/queue.h"

/* A tape may have to be wound a long way before the drive is ready. */
enum { READY_PATIENCE_MS = 10 * 60 * 1000 };

static struct rsm_store *store_of(const struct rsm_visit *visit)
{
    return visit->library->rsm->store;
}

/* ---- where it is ---- */

rsm_error rsm_visit_begin_at(struct rsm_library *library, struct rsm_bay *bay,
                             const struct rsm_record *request, const GUID *place, DWORD type,
                             struct rsm_visit *visit_out)
{
    struct rsm_stop *from = &visit_out->from;
    struct rsm_record record;
    rsm_error err;

    memset(visit_out, 0, sizeof *visit_out);
    err = rsm_store_begin(library->rsm->store, RSM_STORE_READ);
    if (err != ERROR_SUCCESS)
        return err;
    visit_out->library = library;
    visit_out->bay = bay;
    visit_out->request = request;
    visit_out->reading = RSM_READING_ERROR;
    visit_out->in_place = type == NTMS_DRIVE;
    from->id = *place;
    from->type = type;
    err = rsm_records_load(library->rsm->store, &from->id, from->type, &record);
    if (err == ERROR_SUCCESS && record.own.Element == RSM_NO_ELEMENT)
        err = ERROR_RESOURCE_NOT_PRESENT;
    if (err == ERROR_SUCCESS)
        from->element = (uint16_t)record.own.Element;
    return rsm_store_end(library->rsm->store, err);
}

rsm_error rsm_visit_begin(struct rsm_library *library, struct rsm_bay *bay,
                          const struct rsm_record *request, struct rsm_visit *visit_out)
{
    const NTMS_LIBREQUESTINFORMATIONW *info = &request->info.Info.LibRequest;
    bool in_drive = rsm_guid_is_null(&info->SlotId);

    return rsm_visit_begin_at(library, bay, request, in_drive ? &info->DriveId : &info->SlotId,
                              in_drive ? NTMS_DRIVE : NTMS_STORAGESLOT, visit_out);
}

/* Another program uses the drive: another drive, or later. */
static rsm_error leave_to_program(const struct rsm_visit *visit)
{
    rsm_library_note_use(visit->library, visit->bay, true);
    return ERROR_RETRY;
}

rsm_error rsm_visit_ask(struct rsm_visit *visit)
{
    struct rsm_library *library = visit->library;
    const struct rsm_stop *from = &visit->from;
    rsm_error err =
        rsm_library_ask(library, from->type == NTMS_DRIVE ? RSM_PLACE_DRIVE : RSM_PLACE_SLOT,
                        from->element, &visit->seen);

    visit->stirs = rsm_library_count_stirs(library);
    if (err == ERROR_SHARING_VIOLATION && !rsm_library_has_changer(library))
        return leave_to_program(visit);
    if (err == ERROR_SUCCESS && !visit->seen.full && !rsm_library_has_changer(library))
        rsm_alone_note_empty(library);
    if (err == ERROR_SUCCESS && !visit->seen.full && visit->seen.exception) {
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: the changer cannot say whether element %u is full (%02X/%02X); look "
                "into the library",
                library->name, from->element, visit->seen.asc, visit->seen.ascq);
        err = ERROR_UNABLE_TO_INVENTORY_SLOT;
    }
    return err;
}

/* ---- on its way ---- */

/* Let whoever watches the request see which drive does it. */
static rsm_error note_drive(struct rsm_visit *visit)
{
    rsm_error err = rsm_store_begin(store_of(visit), RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(visit),
                            rsm_queue_note(visit->library->rsm, &visit->request->info.ObjectGuid,
                                           "drive_id", &visit->bay->id));
    return err;
}

static rsm_error bring(struct rsm_visit *visit)
{
    struct rsm_stop drive = {
        .id = visit->bay->id, .type = NTMS_DRIVE, .element = visit->bay->element};
    rsm_error err;

    if (visit->in_place)
        return ERROR_SUCCESS;
    err = note_drive(visit);
    if (err == ERROR_SUCCESS)
        err = rsm_home_empty_bay(visit->library, visit->bay); /* for another cartridge */
    if (err == ERROR_SUCCESS)
        err = rsm_drive_proof_begin(visit->library, visit->bay, &visit->proof);
    if (err == ERROR_BUSY)
        err = ERROR_RETRY; /* another program uses this drive: another drive, or later */
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_move_cartridge(visit->library, &visit->from, &drive,
                              visit->seen.tag_known ? visit->seen.tag : NULL);
}

/*
 * The cartridge was in the drive already, others are in others, and it is not certain which tape device is
 * which: taken out and put in again it shows.  The request is about its slot from then on.
 */
static rsm_error take_out(struct rsm_visit *visit)
{
    const GUID *request = &visit->request->info.ObjectGuid;
    rsm_error err = rsm_home_take_to(visit->library, visit->bay, &visit->from);

    if (err != ERROR_SUCCESS)
        return err;
    visit->in_place = false;
    err = rsm_store_begin(store_of(visit), RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_queue_note(visit->library->rsm, request, "slot_id", &visit->from.id);
    return rsm_store_end(store_of(visit), err);
}

rsm_error rsm_visit_bring(struct rsm_visit *visit)
{
    bool can_tell = true;
    rsm_error err = ERROR_SUCCESS;

    if (visit->in_place)
        err = rsm_drive_proof_can_tell(visit->library, visit->bay, &can_tell);
    if (err == ERROR_SUCCESS && !can_tell)
        err = take_out(visit);
    return err == ERROR_SUCCESS ? bring(visit) : err;
}

void rsm_visit_end(struct rsm_visit *visit)
{
    rsm_drive_proof_end(&visit->proof);
}

/* ---- in the drive ---- */

/* The way to the tape device: opened, or opened anew when it broke while nobody used it. */
static rsm_error ask_drive(struct rsm_visit *visit, enum rsm_drive_state *state_out)
{
    struct rsm_bay *bay = visit->bay;
    rsm_error err = rsm_library_open_bay(visit->library, bay);

    if (err == ERROR_SUCCESS)
        err = rsm_drive_wait_ready(&bay->drive, READY_PATIENCE_MS, state_out);
    if (err == ERROR_DEVICE_NOT_CONNECTED && bay->device != NULL) {
        err = rsm_library_open_bay(visit->library, bay);
        if (err == ERROR_SUCCESS)
            err = rsm_drive_wait_ready(&bay->drive, READY_PATIENCE_MS, state_out);
    }
    if (err == ERROR_SUCCESS && *state_out == RSM_DRIVE_UNLOADED) {
        err = rsm_drive_load(&bay->drive);
        if (err == ERROR_SUCCESS)
            err = rsm_drive_wait_ready(&bay->drive, READY_PATIENCE_MS, state_out);
    }
    return err;
}

static rsm_error make_ready(struct rsm_visit *visit)
{
    enum rsm_drive_state state = RSM_DRIVE_EMPTY;
    struct rsm_bay *bay = visit->bay;
    rsm_error err = rsm_drive_proof_find(visit->library, bay, &visit->proof);

    if (err == ERROR_SUCCESS)
        err = ask_drive(visit, &state);
    if (err != ERROR_SUCCESS || state == RSM_DRIVE_READY)
        return err;
    rsm_log(RSM_LOG_ERROR, "work",
            state == RSM_DRIVE_EMPTY
                ? "library %s: the changer loaded drive %u, but the tape device at %s sees no "
                  "cartridge; check which tape device is which drive"
                : "library %s: drive %u at %s does not become ready with its cartridge",
            visit->library->name, (unsigned)bay->number, bay->device->link.name);
    return state == RSM_DRIVE_EMPTY ? ERROR_DRIVE_MEDIA_MISMATCH : ERROR_UNABLE_TO_LOAD_MEDIUM;
}

static rsm_error recognise(struct rsm_visit *visit, const struct rsm_drive_label *label,
                           struct rsm_label_bytes *bytes_out)
{
    enum rsm_label_outcome outcome;
    rsm_error err;

    memset(bytes_out, 0, sizeof *bytes_out);
    bytes_out->first = label->first;
    bytes_out->first_size = label->first_length;
    bytes_out->second = label->has_second ? label->second : NULL;
    bytes_out->second_size = label->has_second ? label->second_length : 0;
    bytes_out->joined = label->first;
    bytes_out->joined_size = label->joined_length;
    visit->filemark_found = label->filemark_found;
    rsm_beginning_of(label, &visit->beginning);
    err = rsm_libraries_identify(visit->library->rsm->label_libraries, bytes_out, &outcome,
                                 &visit->label);
    if (err == ERROR_SUCCESS)
        visit->reading = outcome == RSM_LABEL_RECOGNISED ? RSM_READING_LABEL : RSM_READING_NO_LABEL;
    return err;
}

/* How far into the tape a label may reach. */
static size_t largest_label(const struct rsm_visit *visit)
{
    const struct rsm_label_libraries *libraries = visit->library->rsm->label_libraries;

    return libraries != NULL ? libraries->largest : 0;
}

static rsm_error read_label(struct rsm_visit *visit, bool to_filemark,
                            struct rsm_label_bytes *bytes_out)
{
    struct rsm_drive *drive = &visit->bay->drive;
    struct rsm_drive_label label;
    rsm_error err;

    drive->wanted = largest_label(visit);
    drive->enough = RSM_LABEL_READ_SIZE;
    err = rsm_drive_read_label(drive, to_filemark, &label);
    if (err == ERROR_SUCCESS && !to_filemark &&
        (label.filemark_first || rsm_label_wants_second(label.first, label.first_length)))
        err = rsm_drive_read_label(drive, true, &label);
    visit->facts = drive->facts;
    return err == ERROR_SUCCESS ? recognise(visit, &label, bytes_out) : err;
}

/* Others may wait to hear what this drive read. */
static rsm_error note_reading(struct rsm_visit *visit, rsm_error err)
{
    if (err != ERROR_SUCCESS)
        visit->reading =
            err == ERROR_UNRECOGNIZED_MEDIA ? RSM_READING_INCOMPATIBLE : RSM_READING_ERROR;
    rsm_library_note_label(visit->library, visit->bay,
                           visit->reading == RSM_READING_LABEL ? &visit->label : NULL);
    if (err != ERROR_SUCCESS)
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: the label of %s in drive %u could not be read: %s (%s)",
                visit->library->name, visit->seen.tag_known ? visit->seen.tag : "a cartridge",
                (unsigned)visit->bay->number, rsm_error_text(err), rsm_error_name(err));
    return err;
}

rsm_error rsm_visit_read(struct rsm_visit *visit)
{
    struct rsm_label_bytes bytes;
    rsm_error err = make_ready(visit);

    if (err == ERROR_SHARING_VIOLATION)
        return leave_to_program(visit);
    if (err == ERROR_SUCCESS) {
        (void)rsm_device_take_attentions(visit->bay->device);
        err = read_label(visit, false, &bytes);
    }
    return note_reading(visit, err);
}

rsm_error rsm_visit_read_again(struct rsm_visit *visit, struct rsm_label_bytes *bytes_out)
{
    return note_reading(visit, read_label(visit, true, bytes_out));
}

rsm_error rsm_visit_look_in_drive(struct rsm_visit *visit, struct rsm_changer_element *element_out)
{
    struct rsm_library *library = visit->library;
    const struct rsm_bay *bay = visit->bay;
    rsm_error err = rsm_library_look(library, RSM_PLACE_DRIVE, bay->element, element_out);

    if (err != ERROR_SUCCESS || element_out->full)
        return err;
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: the tape device of drive %u holds a cartridge, but the changer sees "
            "none there; check which tape device is which drive",
            library->name, (unsigned)bay->number);
    return ERROR_DRIVE_MEDIA_MISMATCH;
}

bool rsm_visit_is_other_tag(const struct rsm_changer_element *element, const char *bar_code)
{
    return element->tag_known && strcmp(element->tag, bar_code) != 0;
}

rsm_error rsm_visit_check_still(const struct rsm_visit *visit, const struct rsm_record *medium)
{
    return rsm_guid_equal(&medium->info.Info.PhysicalMedia.Location, &visit->bay->id) &&
                   atomic_load(&visit->library->stirs) == visit->stirs
               ? ERROR_SUCCESS
               : ERROR_RETRY;
}

/* ---- what is recorded of it ---- */

static rsm_error record_drive(struct rsm_library *library, const struct rsm_bay *bay, DWORD state,
                              const GUID *side, DWORD mounts)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record drive;
    SYSTEMTIME now;
    rsm_error err = rsm_records_load(store, &bay->id, NTMS_DRIVE, &drive);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_clock_utc(&now);
    drive.info.Info.Drive.State = state;
    drive.info.Info.Drive.SavedPartitionId = *side;
    drive.info.Info.Drive.dwMountCount += mounts;
    drive.own.LastUsed = rsm_clock_to_ms(&now);
    return rsm_records_save(store, &drive);
}

rsm_error rsm_visit_note_use(struct rsm_library *library, const struct rsm_bay *bay)
{
    struct rsm_record drive;
    rsm_error err = rsm_records_load(library->rsm->store, &bay->id, NTMS_DRIVE, &drive);

    return err == ERROR_SUCCESS ? record_drive(library, bay, drive.info.Info.Drive.State,
                                               &drive.info.Info.Drive.SavedPartitionId, 0)
                                : err;
}

rsm_error rsm_visit_record_drive(struct rsm_visit *visit, DWORD state, const GUID *side)
{
    return record_drive(visit->library, visit->bay, state, side, 0);
}

rsm_error rsm_visit_record_side(struct rsm_library *library, const struct rsm_bay *bay,
                                const GUID *side)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record record;
    const GUID *medium = &record.info.Info.Partition.PhysicalMedia;
    rsm_error err = rsm_records_load(store, side, NTMS_PARTITION, &record);

    if (err != ERROR_SUCCESS)
        return err;
    record.info.Info.Partition.dwMountCount++;
    err = rsm_records_save(store, &record);
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_number(store, NTMS_PHYSICAL_MEDIA, medium, "media_state",
                                     NTMS_MEDIASTATE_LOADED);
    if (err == ERROR_SUCCESS)
        err = rsm_records_set_guid(store, NTMS_PHYSICAL_MEDIA, medium, "mounted_partition", side);
    if (err == ERROR_SUCCESS)
        err = record_drive(library, bay, NTMS_DRIVESTATE_LOADED, side, 1);
    return err;
}

rsm_error rsm_visit_record_loaded(struct rsm_visit *visit, const GUID *medium)
{
    struct rsm_record side;
    rsm_error err = rsm_cartridge_first_side(visit->library->rsm, medium, &side);

    if (err == ERROR_SUCCESS)
        err = rsm_visit_record_side(visit->library, visit->bay, &side.info.ObjectGuid);
    return err;
}

/* ---- what a failure is about ---- */

bool rsm_visit_is_about_way(rsm_error err)
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

bool rsm_visit_may_do_better(const struct rsm_visit *visit, rsm_error err)
{
    bool unknown = err == ERROR_DRIVE_MEDIA_MISMATCH && !rsm_library_knows_device(visit->bay);
    bool lost = rsm_visit_is_about_way(err);

    if (unknown || (lost && rsm_library_open_bay(visit->library, visit->bay) != ERROR_SUCCESS))
        rsm_library_break_bay(visit->library, visit->bay);
    return unknown || lost;
}
