/*
 * A drive that stands alone: what it says against what is on record.
 */
#include "work/alone.h"

#include <string.h>

#include "core/hold.h"
#include "core/media.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/queue.h"

enum { LOOK_MS = 2000 /* how often a drive is asked that nobody uses */ };

/* One look at the drive. */
struct look {
    struct rsm_library *library;
    struct rsm_bay *bay; /* taken */
    enum rsm_reconcile_method method;
    const GUID *request; /* inventory that asks; the null GUID = none */
    enum rsm_drive_state state;
    struct rsm_record drive;
    struct rsm_record medium; /* recorded in it; zero = none */
    bool awaited;             /* somebody waits for a cartridge */
    bool changed;
    bool freed; /* a program used the drive at the last look, and does no more */
    size_t queued;
};

static struct rsm_store *store_of(const struct look *look)
{
    return look->library->rsm->store;
}

static bool has_medium(const struct look *look)
{
    return !rsm_guid_is_null(&look->medium.info.ObjectGuid);
}

/* ---- what is on record ---- */

/* Mounts that want an offline medium, and injections, wait for a person. */
static rsm_error is_awaited(struct look *look)
{
    const struct rsm_condition waiting[] = {
        {.column = "library", .guid = &look->library->id},
        {.column = "state", .number = NTMS_LM_WAITING},
        {.column = "operation_code", .number = NTMS_LM_INVENTORY, .differs = true},
    };
    struct rsm_record request;
    rsm_error err = rsm_records_first(store_of(look), NTMS_LIBREQUEST, waiting, 3, &request);

    look->awaited = err == ERROR_SUCCESS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* Wants an open transaction. */
static rsm_error load(struct look *look)
{
    const GUID *id = &look->bay->id;
    rsm_error err = rsm_records_load(store_of(look), id, NTMS_DRIVE, &look->drive);

    if (err == ERROR_SUCCESS)
        err = rsm_media_find_at(look->library->rsm, id, &look->medium);
    if (err == ERROR_OBJECT_NOT_FOUND && !rsm_guid_is_null(&look->drive.info.ObjectGuid)) {
        memset(&look->medium, 0, sizeof look->medium);
        err = ERROR_SUCCESS;
    }
    return err == ERROR_SUCCESS ? is_awaited(look) : err;
}

static rsm_error load_records(struct look *look)
{
    rsm_error err;

    memset(&look->drive, 0, sizeof look->drive);
    err = rsm_store_begin(store_of(look), RSM_STORE_READ);
    return err == ERROR_SUCCESS ? rsm_store_end(store_of(look), load(look)) : err;
}

/* Not while a program holds the medium, and not in a drive that is disabled: what happens there meanwhile
 * is not seen. */
static bool may_look(struct look *look)
{
    bool may = look->drive.info.Enabled && look->medium.own.Hold == RSM_HOLD_NONE;

    if (!may)
        look->library->watched = RSM_WATCH_LOST;
    return may;
}

/* ---- the drive ---- */

/* A way that is not open was closed for a program that had the medium. */
static rsm_error ask_drive(struct look *look)
{
    static const uint32_t gaps =
        RSM_ATTENTION_INVENTORY | RSM_ATTENTION_RESET | RSM_ATTENTION_IDENTITY;
    struct rsm_bay *bay = look->bay;
    bool gap = bay->device == NULL;
    rsm_error err = rsm_library_open_bay(look->library, bay);

    if (err == ERROR_SUCCESS)
        err = rsm_drive_look(&bay->drive, &look->state);
    if (err == ERROR_DEVICE_NOT_CONNECTED && bay->device != NULL) { /* the way broke unnoticed */
        err = rsm_library_open_bay(look->library, bay);
        if (err == ERROR_SUCCESS)
            err = rsm_drive_look(&bay->drive, &look->state);
    }
    look->freed = err != ERROR_SHARING_VIOLATION && rsm_library_is_used(look->library, bay);
    rsm_library_note_use(look->library, bay, err == ERROR_SHARING_VIOLATION);
    if (err == ERROR_SHARING_VIOLATION) { /* a program uses it without asking us */
        look->library->watched = RSM_WATCH_LOST;
        return err;
    }
    if (bay->device == NULL || !rsm_device_is_connected(bay->device)) {
        rsm_library_lose(look->library);
        return ERROR_DEVICE_NOT_AVAILABLE;
    }
    if ((rsm_device_take_attentions(bay->device) & gaps) != 0 || gap)
        look->library->watched = RSM_WATCH_LOST;
    return err;
}

/* ---- empty ---- */

static rsm_error load_port(struct look *look, struct rsm_record *port_out)
{
    const struct rsm_condition of_library[] = {{.column = "library", .guid = &look->library->id}};

    return rsm_records_first(store_of(look), NTMS_IEPORT, of_library, 1, port_out);
}

static rsm_error record_port(struct look *look, DWORD content)
{
    struct rsm_record port;
    rsm_error err = load_port(look, &port);

    if (err != ERROR_SUCCESS || port.info.Info.IEPort.Content == content)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    port.info.Info.IEPort.Content = content;
    port.info.Info.IEPort.Position = NTMS_PORTPOSITION_RETRACTED;
    return rsm_records_save(store_of(look), &port);
}

static rsm_error record_drive(struct look *look, DWORD state)
{
    NTMS_DRIVEINFORMATIONW *drive = &look->drive.info.Info.Drive;

    if (drive->State == state && rsm_guid_is_null(&drive->SavedPartitionId))
        return ERROR_SUCCESS;
    drive->State = state;
    drive->SavedPartitionId = rsm_guid_null;
    return rsm_records_save(store_of(look), &look->drive);
}

static void log_taken_out(const struct look *look)
{
    char name[NTMS_OBJECTNAME_LENGTH * 3];

    rsm_text_to_utf8(name, sizeof name, look->medium.info.szName, NTMS_OBJECTNAME_LENGTH);
    rsm_log(RSM_LOG_INFO, "work", "library %s: medium %s was taken out of the drive",
            look->library->name, name);
}

/* Wants an open writing transaction. */
static rsm_error record_empty(struct look *look)
{
    rsm_error err = record_drive(look, NTMS_DRIVESTATE_DISMOUNTED);

    if (err == ERROR_SUCCESS)
        err = record_port(look, NTMS_PORTCONTENT_EMPTY);
    if (err == ERROR_SUCCESS && has_medium(look)) {
        log_taken_out(look);
        err = rsm_media_leave(look->library->rsm, &look->medium.info.ObjectGuid);
    }
    return err;
}

/* ---- full ---- */

/* A request of ours that waits for the same is enough. */
static rsm_error is_queued(struct look *look, bool *queued_out)
{
    GUID ids[RSM_QUEUE_LIST_MAX];
    size_t count = 0;
    rsm_error err =
        rsm_queue_list(look->library->rsm, &look->library->id, NTMS_LM_PROCESSOMID, 1, ids, &count);

    *queued_out = count > 0;
    return err;
}

/* Those of an inventory yield to mounts. */
static rsm_error queue_identification(struct look *look)
{
    bool inventory = !rsm_guid_is_null(look->request);
    struct rsm_work work = {.operation = NTMS_LM_PROCESSOMID,
                            .option = 1,
                            .action = NTMS_DISMOUNT_DEFERRED,
                            .sort_type = inventory ? NTMS_LM_CLASSIFY : NTMS_LM_PROCESSOMID,
                            .library = look->library->id,
                            .drive = look->bay->id,
                            .parent = *look->request};
    bool queued = false;
    rsm_error err = inventory ? ERROR_SUCCESS : is_queued(look, &queued);

    if (err == ERROR_SUCCESS && !queued)
        err = rsm_queue_add(look->library->rsm, NULL, &work, NULL);
    if (err == ERROR_SUCCESS && !queued)
        look->queued++;
    return err;
}

/* One that was being identified when that was interrupted is not in use.  A mount that was accepted is. */
static rsm_error record_idle(struct look *look)
{
    const GUID *id = &look->medium.info.ObjectGuid;
    rsm_error err = ERROR_SUCCESS;

    if (!has_medium(look) ||
        look->medium.info.Info.PhysicalMedia.MediaState == NTMS_MEDIASTATE_INUSE)
        return ERROR_SUCCESS;
    if (look->medium.info.Info.PhysicalMedia.MediaState != NTMS_MEDIASTATE_IDLE)
        err = rsm_records_set_number(store_of(look), NTMS_PHYSICAL_MEDIA, id, "media_state",
                                     NTMS_MEDIASTATE_IDLE);
    if (err == ERROR_SUCCESS &&
        !rsm_guid_is_null(&look->medium.info.Info.PhysicalMedia.MountedPartition))
        err = rsm_records_set_guid(store_of(look), NTMS_PHYSICAL_MEDIA, id, "mounted_partition",
                                   &rsm_guid_null);
    return err;
}

/* A cartridge that must be identified.  Wants an open writing transaction. */
static rsm_error record_unknown(struct look *look, bool identify)
{
    rsm_error err = record_drive(look, NTMS_DRIVESTATE_MOUNTED);

    if (err == ERROR_SUCCESS)
        err = record_port(look, NTMS_PORTCONTENT_FULL);
    if (err == ERROR_SUCCESS)
        err = record_idle(look);
    return err == ERROR_SUCCESS && identify ? queue_identification(look) : err;
}

/* It is on record which cartridge is in the drive, and nobody was interrupted with it. */
static bool is_recorded(const struct look *look)
{
    return has_medium(look) && !rsm_guid_is_null(&look->drive.info.Info.Drive.SavedPartitionId) &&
           look->drive.info.Info.Drive.State == NTMS_DRIVESTATE_DISMOUNTABLE;
}

/* One that was unloaded, for a person to take, is loaded again. */
static bool was_pushed_back(const struct look *look)
{
    return look->drive.info.Info.Drive.State == NTMS_DRIVESTATE_UNLOADED &&
           look->state == RSM_DRIVE_READY;
}

/* Must its label be read? */
static bool is_doubtful(const struct look *look)
{
    if (was_pushed_back(look))
        return true;
    switch (look->library->watched) {
    case RSM_WATCH_OLD:
        return !is_recorded(look) || look->awaited || !rsm_guid_is_null(look->request);
    case RSM_WATCH_LOST:
        return true;
    case RSM_WATCH_UNREAD:
        return look->awaited || !rsm_guid_is_null(look->request);
    case RSM_WATCH_KNOWN: /* its record may have gone to a cartridge with the same label elsewhere */
        return !has_medium(look);
    default:
        return !is_recorded(look) && !rsm_guid_is_null(look->request);
    }
}

static bool wants_identification(const struct look *look)
{
    if (look->method != RSM_RECONCILE_FAST)
        return look->method == RSM_RECONCILE_OMID;
    return is_doubtful(look);
}

/* ---- one look ---- */

/* Is the record of the drive that of an empty one? */
static bool is_recorded_empty(struct look *look)
{
    struct rsm_record port;
    rsm_error err = load_port(look, &port);

    return !has_medium(look) && look->drive.info.Info.Drive.State == NTMS_DRIVESTATE_DISMOUNTED &&
           rsm_guid_is_null(&look->drive.info.Info.Drive.SavedPartitionId) &&
           (err != ERROR_SUCCESS || port.info.Info.IEPort.Content == NTMS_PORTCONTENT_EMPTY);
}

static rsm_error settle_empty(struct look *look)
{
    struct rsm_store *store = store_of(look);
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    look->changed = !is_recorded_empty(look);
    err = rsm_store_end(store, ERROR_SUCCESS);
    if (err == ERROR_SUCCESS && look->changed)
        err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS && look->changed)
        err = rsm_store_end(store, record_empty(look));
    if (err == ERROR_SUCCESS)
        look->library->watched = RSM_WATCH_LOST; /* whatever comes in is unknown */
    return err;
}

/* A mount that was accepted reads the label itself. */
static rsm_error settle_full(struct look *look)
{
    struct rsm_store *store = store_of(look);
    bool identify = wants_identification(look);
    bool unknown =
        !has_medium(look) && look->drive.info.Info.Drive.State == NTMS_DRIVESTATE_DISMOUNTED;
    rsm_error err = ERROR_SUCCESS;

    if (look->medium.info.Info.PhysicalMedia.MediaState == NTMS_MEDIASTATE_INUSE)
        return ERROR_SUCCESS;
    if (!identify && look->library->watched == RSM_WATCH_KEPT && is_recorded(look))
        look->library->watched = RSM_WATCH_KNOWN;
    look->changed = identify || unknown;
    if (look->changed)
        err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS && look->changed)
        err = rsm_store_end(store, record_unknown(look, identify));
    if (err == ERROR_SUCCESS && identify)
        look->library->watched = RSM_WATCH_KEPT;
    return err;
}

/* A drive that is still at it, or wants to be cleaned, is asked again.  One that is being loaded may have got
 * another cartridge, which it may tell somebody else who asks it before us. */
static rsm_error settle(struct look *look)
{
    switch (look->state) {
    case RSM_DRIVE_EMPTY:
        return settle_empty(look);
    case RSM_DRIVE_BECOMING_READY:
        look->library->watched = RSM_WATCH_LOST;
        return ERROR_SUCCESS;
    case RSM_DRIVE_NEEDS_CLEANING:
    case RSM_DRIVE_BEING_CLEANED:
    case RSM_DRIVE_NOT_CLEANED:
        return ERROR_SUCCESS;
    default:
        return settle_full(look);
    }
}

static rsm_error look_once(struct look *look)
{
    rsm_error err = load_records(look);

    if (err == ERROR_SUCCESS && may_look(look)) {
        err = ask_drive(look);
        if (err == ERROR_SUCCESS)
            err = settle(look);
        else if (err == ERROR_SHARING_VIOLATION)
            err =
                ERROR_SUCCESS; /* a program has dismounted its medium, and is not done with the drive */
    }
    return err;
}

rsm_error rsm_alone_look(struct rsm_library *library, enum rsm_reconcile_method method,
                         const GUID *request, size_t *queued_out)
{
    struct look look = {.library = library, .method = method, .request = request};
    bool busy;
    rsm_error err;

    *queued_out = 0;
    if (atomic_exchange(&library->stale, false))
        library->watched = RSM_WATCH_LOST; /* it was disabled until now */
    look.bay = rsm_library_take_drive(library, &library->bays[0].id, &busy);
    if (look.bay == NULL)
        return ERROR_SUCCESS; /* whoever has it sees what is in it */
    err = look_once(&look);
    rsm_library_give_bay(library, look.bay);
    *queued_out = look.queued;
    return err;
}

void rsm_alone_note_empty(struct rsm_library *library)
{
    struct look look = {.library = library, .bay = &library->bays[0]};

    if (load_records(&look) == ERROR_SUCCESS)
        (void)settle_empty(&look);
}

bool rsm_alone_watch(struct rsm_library *library)
{
    struct look look = {
        .library = library, .method = RSM_RECONCILE_FAST, .request = &rsm_guid_null};
    uint64_t now = rsm_clock_ms();
    bool busy;
    rsm_error err;

    if (rsm_library_has_changer(library) || !rsm_library_is_enabled(library) ||
        (now < library->look_due && !library->options->step_by_step))
        return false;
    library->look_due = now + LOOK_MS;
    look.bay = rsm_library_take_drive(library, &library->bays[0].id, &busy);
    if (look.bay == NULL)
        return false;
    err = look_once(&look);
    rsm_library_give_bay(library, look.bay);
    return err == ERROR_SUCCESS && (look.changed || look.freed); /* else the next one does better */
}
