/*
 * Mounts, run.  A tape is handed over only when it is certainly that of the record: its label is, or, where
 * there is none, its bar code or what it begins with.  The last one of a batch hands over all.
 */
#include "work/mount_run.h"

#include <stdlib.h>
#include <string.h>

#include "core/hold.h"
#include "core/media.h"
#include "core/owner.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/device_names.h"
#include "work/home.h"
#include "work/inventory.h"
#include "work/label_intent.h"
#include "work/mount_batch.h"
#include "work/mount_choice.h"
#include "work/mount_list.h"
#include "work/queue.h"
#include "work/visit.h"

/* One mount under way. */
struct job {
    struct rsm_library *library;
    struct rsm_mounting *mounting;
    struct rsm_record request;
    struct rsm_record medium; /* as it is on record */
    struct rsm_record side;
    char bar_code[NTMS_BARCODE_LENGTH * 3]; /* on record, UTF-8; "" = none */
    char name[NTMS_OBJECTNAME_LENGTH * 3];  /* of the medium, for the log */
    struct rsm_visit visit;
    struct rsm_changer_element in_drive; /* what the changer says of the drive */
    bool under_way;                      /* the cartridge may be in the drive */
};

static struct rsm_store *store_of(const struct job *job)
{
    return job->library->rsm->store;
}

/* ---- what it is about ---- */

static rsm_error load_now(struct job *job)
{
    rsm_error err =
        rsm_records_load(store_of(job), &job->mounting->request, NTMS_LIBREQUEST, &job->request);

    if (err == ERROR_OBJECT_NOT_FOUND ||
        (err == ERROR_SUCCESS && job->request.info.Info.LibRequest.State != NTMS_LM_INPROCESS))
        return ERROR_CANCELLED;
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(store_of(job), &job->mounting->medium, NTMS_PHYSICAL_MEDIA,
                               &job->medium);
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(store_of(job), &job->mounting->side, NTMS_PARTITION, &job->side);
    if (err == ERROR_SUCCESS) {
        (void)rsm_text_to_utf8(job->bar_code, sizeof job->bar_code,
                               job->medium.info.Info.PhysicalMedia.szBarCode, NTMS_BARCODE_LENGTH);
        (void)rsm_text_to_utf8(job->name, sizeof job->name, job->medium.info.szName,
                               NTMS_OBJECTNAME_LENGTH);
    }
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_INVALID_MEDIA : err;
}

/* ERROR_CANCELLED when nobody waits for it any more, ERROR_INVALID_MEDIA when its record went. */
static rsm_error load(struct job *job)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_READ);

    return err == ERROR_SUCCESS ? rsm_store_end(store_of(job), load_now(job)) : err;
}

static const char *name_of(const struct job *job)
{
    if (job->bar_code[0] != '\0')
        return job->bar_code;
    return job->name[0] != '\0' ? job->name : "(not on record)";
}

static rsm_error unexpected(const struct job *job, const char *what)
{
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: medium %s is not mounted: %s; it is taken home, take inventory",
            job->library->name, name_of(job), what);
    return ERROR_UNEXPECTED_OMID;
}

/* ---- into the drive ---- */

static rsm_error check_place(struct job *job)
{
    rsm_error err;

    if (!rsm_library_take_changer(job->library))
        return ERROR_DEVICE_NOT_AVAILABLE;
    err = rsm_visit_ask(&job->visit);
    rsm_library_give_changer(job->library);
    if (err == ERROR_SUCCESS && !job->visit.seen.full && !rsm_library_has_changer(job->library))
        return ERROR_RETRY; /* taken out by hand: it left, and is to be brought */
    if (err == ERROR_SUCCESS && !job->visit.seen.full) {
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: medium %s is not in its place: somebody else moved it; the library is "
                "looked at again",
                job->library->name, name_of(job));
        err = ERROR_EMPTY;
    }
    if (err == ERROR_SUCCESS && rsm_visit_is_other_tag(&job->visit.seen, job->bar_code))
        err = unexpected(job, "a cartridge with another bar code is in its place");
    return err;
}

static rsm_error bring(struct job *job)
{
    const NTMS_PMIDINFORMATIONW *info;
    rsm_error err = load(job);

    if (err != ERROR_SUCCESS)
        return err;
    info = &job->medium.info.Info.PhysicalMedia;
    if (info->LocationType == NTMS_DRIVE &&
        !rsm_guid_equal(&info->Location, &job->mounting->bay->id))
        return ERROR_RETRY; /* it could not be taken out of the drive that it was in */
    err = rsm_visit_begin_at(job->library, job->mounting->bay, &job->request, &info->Location,
                             info->LocationType, &job->visit);
    job->under_way = err == ERROR_SUCCESS && job->visit.in_place;
    if (err == ERROR_SUCCESS)
        err = check_place(job);
    if (err != ERROR_SUCCESS)
        return err;
    job->under_way = true;
    return rsm_visit_bring(&job->visit);
}

/* ---- the right one? ---- */

static bool is_labelled(const struct job *job)
{
    return job->side.info.Info.Partition.dwOmidLabelIdLength > 0;
}

/* Was the bar code on record read where the cartridge was, or where it is? */
static bool is_tag_seen(const struct job *job)
{
    return job->bar_code[0] != '\0' && (job->in_drive.tag_known || job->visit.seen.tag_known);
}

/* Is the label that was read that of another medium?  Then the tape is that one's, whatever its bar code says.
 * True too when that cannot be found out. */
static bool is_label_of_another(const struct job *job)
{
    struct rsm_record side;
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(job),
                            rsm_media_find_label(job->library->rsm, &job->visit.label, &side));
    return err != ERROR_OBJECT_NOT_FOUND;
}

/* Without a label on record: by its bar code, or where it never had one, by what it begins with. */
static rsm_error check_unlabelled(const struct job *job)
{
    const struct rsm_visit *visit = &job->visit;

    if (visit->reading == RSM_READING_LABEL && is_label_of_another(job))
        return unexpected(job, "the tape in the drive has the label of another medium");
    if (is_tag_seen(job))
        return ERROR_SUCCESS;
    if (visit->reading == RSM_READING_LABEL)
        return unexpected(job, "the tape in the drive has a label, and this one had none");
    if (job->bar_code[0] != '\0')
        return unexpected(job, "its bar code cannot be read, and there is no label to know it by");
    if (rsm_guid_is_null(&job->side.own.Beginning) ||
        rsm_guid_equal(&job->side.own.Beginning, &visit->beginning))
        return ERROR_SUCCESS;
    return unexpected(job, "the tape in the drive begins otherwise than it did");
}

static rsm_error check_cartridge(const struct job *job)
{
    const struct rsm_visit *visit = &job->visit;
    const MediaLabelInfo *label = visit->reading == RSM_READING_LABEL ? &visit->label : NULL;

    if (rsm_visit_is_other_tag(&job->in_drive, job->bar_code) ||
        rsm_visit_is_other_tag(&visit->seen, job->bar_code))
        return unexpected(job, "a cartridge with another bar code is in the drive");
    if (!is_labelled(job))
        return check_unlabelled(job);
    if (rsm_label_intent_is_on_record(&job->side, label, &visit->beginning))
        return ERROR_SUCCESS;
    return unexpected(job, label != NULL ? "a tape with another label is in the drive"
                                         : "the tape in the drive has no label any more");
}

/* The tape is left rewound, as it was read. */
static rsm_error read_and_check(struct job *job)
{
    struct rsm_visit *visit = &job->visit;
    rsm_error err = rsm_visit_read(visit);

    if (err == ERROR_SUCCESS)
        err = rsm_visit_look_in_drive(visit, &job->in_drive);
    if (err == ERROR_SUCCESS)
        err = load(job);
    if (err == ERROR_SUCCESS)
        err = rsm_visit_check_still(visit, &job->medium);
    if (err == ERROR_SUCCESS)
        err = check_cartridge(job);
    job->mounting->stirs = visit->stirs;
    job->mounting->density_code = visit->facts.density;
    job->mounting->medium_type_code = visit->facts.medium_type;
    return err;
}

/* ---- nobody gets it ---- */

/* What is in the drive of a mount that nobody waits for: it may be emptied when it is needed.  Wants an
 * open writing transaction. */
static rsm_error record_left(struct rsm_library *library, const struct rsm_mounting *mounting)
{
    const struct rsm_stop drive = {
        .id = mounting->bay->id, .type = NTMS_DRIVE, .element = mounting->bay->element};
    struct rsm_record medium;
    bool wanted = false;
    rsm_error err = rsm_media_find_at(library->rsm, &mounting->bay->id, &medium);

    if (err != ERROR_SUCCESS || !rsm_guid_equal(&medium.info.ObjectGuid, &mounting->medium))
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    err = rsm_move_record_left_in_drive(library, &drive, &mounting->medium);
    if (err == ERROR_SUCCESS)
        err = rsm_visit_note_use(library, mounting->bay);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_has_work(library->rsm, NTMS_LM_MOUNT, &mounting->medium, &wanted);
    if (err == ERROR_SUCCESS && wanted)
        err = rsm_mount_batch_claim(library->rsm, &mounting->medium);
    return err;
}

static void abandon(struct rsm_library *library, const struct rsm_mounting *mounting)
{
    struct rsm_store *store = library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, record_left(library, mounting));
    if (err != ERROR_SUCCESS) {
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: what is in drive %u was not recorded: %s (%s); starting over with "
                "this library",
                library->name, (unsigned)mounting->bay->number, rsm_error_text(err),
                rsm_error_name(err));
        rsm_library_lose(library);
    }
    rsm_library_give_bay(library, mounting->bay);
}

/* The one that ran, and those of its batch that no thread has in hand. */
static void abandon_all(struct rsm_library *library, const struct rsm_mounting *ran)
{
    struct rsm_mounting *mountings = calloc(RSM_LIBRARY_DRIVES_MAX, sizeof *mountings);
    size_t count;

    if (mountings == NULL) {
        rsm_library_lose(library);
        return;
    }
    count = rsm_mount_list_take(library, ran, mountings);
    for (size_t i = 0; i < count; i++)
        abandon(library, &mountings[i]);
    free(mountings);
}

/* ---- it failed ---- */

/* After a mount that went wrong the records are not believed any more, where the library says so. */
static rsm_error recover(struct rsm_library *library)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(library->rsm->store, &library->id, NTMS_LIBRARY, &record);

    if (err == ERROR_SUCCESS && record.info.Info.Library.AutoRecovery)
        err = rsm_inventory_recover(library);
    return err;
}

/* `used`: another program uses the drive, which is no fault of the mount. */
static rsm_error record_failure(struct job *job, rsm_error error, bool later, bool used)
{
    struct rsm *rsm = job->library->rsm;
    bool put_back = false;
    rsm_error err = load_now(job);

    if (err == ERROR_CANCELLED)
        return ERROR_SUCCESS; /* nobody waits for it any more */
    if (err != ERROR_SUCCESS && err != ERROR_INVALID_MEDIA)
        return err;
    err = ERROR_SUCCESS;
    if (later)
        err = rsm_mount_batch_put_back(rsm, &job->mounting->batch, !used, &put_back);
    if (err != ERROR_SUCCESS || put_back)
        return err;
    err = rsm_mount_batch_fail(rsm, &job->request,
                               error == ERROR_RETRY ? ERROR_DEVICE_NOT_AVAILABLE : error);
    return err == ERROR_SUCCESS && job->under_way ? recover(job->library) : err;
}

static void end_in_failure(struct job *job, rsm_error error, bool later)
{
    struct rsm_library *library = job->library;
    bool used = later && rsm_library_is_used(library, job->mounting->bay);
    rsm_error err;

    if (error != ERROR_CANCELLED && !used) /* which is said */
        rsm_log(RSM_LOG_WARNING, "work", "library %s: the mount of medium %s failed: %s (%s)",
                library->name, name_of(job), rsm_error_text(error), rsm_error_name(error));
    err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(job), record_failure(job, error, later, used));
    if (err == ERROR_SUCCESS)
        return;
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: the end of a mount was not recorded: %s (%s); starting over with this "
            "library",
            library->name, rsm_error_text(err), rsm_error_name(err));
    rsm_library_lose(library); /* whoever takes it again settles the request */
}

/* Nobody waits for the cartridge: it stays, so that it need not be brought when it is wanted again.  Any
 * other failure: out of the drive with it, whatever it is. */
static bool clear_drive(struct job *job, rsm_error error)
{
    bool another;
    rsm_error err;

    if (!job->under_way || error == ERROR_CANCELLED)
        return error == ERROR_RETRY;
    another = rsm_visit_may_do_better(&job->visit, error) || error == ERROR_RETRY ||
              error == ERROR_OPERATION_ABORTED;
    err = rsm_home_empty_bay(job->library, job->mounting->bay);
    return (err == ERROR_SUCCESS || err == ERROR_BUSY) && another; /* busy: left out from now on */
}

/* Another computer or a person moved it since it was recorded: where it is now is looked up, and it is brought from
 * there, as often as a request is tried at all. */
static bool look_where_it_went(struct job *job, rsm_error error)
{
    if (error != ERROR_EMPTY || !rsm_library_has_changer(job->library) ||
        rsm_inventory_is_running(job->library))
        return false;
    return rsm_inventory_refresh(job->library) == ERROR_SUCCESS;
}

static void conclude_failure(struct job *job, rsm_error error)
{
    struct rsm_library *library = job->library;
    bool cleared = clear_drive(job, error);
    bool later = look_where_it_went(job, error) || cleared || rsm_library_is_lost(library);

    end_in_failure(job, error, later);
    abandon_all(library, job->mounting);
}

/* ---- handing over ---- */

static rsm_error hand_over_one(struct rsm_library *library, const struct rsm_mounting *mounting,
                               const struct rsm_record *request)
{
    struct rsm *rsm = library->rsm;
    struct rsm_record medium;
    rsm_error err = rsm_visit_record_side(library, mounting->bay, &mounting->side);

    if (err == ERROR_SUCCESS) /* the program may write */
        err = rsm_records_set_guid(rsm->store, NTMS_PARTITION, &mounting->side, "beginning",
                                   &rsm_guid_null);
    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &mounting->medium, NTMS_PHYSICAL_MEDIA, &medium);
    if (err != ERROR_SUCCESS)
        return err;
    medium.info.Info.PhysicalMedia.dwDensityCode = mounting->density_code;
    medium.info.Info.PhysicalMedia.dwMediaTypeCode = mounting->medium_type_code;
    err = rsm_records_save(rsm->store, &medium);
    if (err == ERROR_SUCCESS)
        err = rsm_hold_begin(rsm, &mounting->medium, request);
    return err == ERROR_SUCCESS
               ? rsm_queue_set_state(rsm, &mounting->request, NTMS_LM_PASSED, ERROR_SUCCESS)
               : err;
}

static const struct rsm_record *request_of(const struct rsm_mount_batch *batch,
                                           const struct rsm_mounting *mounting)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (rsm_guid_equal(&batch->list[i].info.ObjectGuid, &mounting->request))
            return &batch->list[i];
    }
    return NULL;
}

/* Did the changer say that something was moved by hand since one of them was looked at?  The first ones of a
 * batch have been in their drives for a while. */
static bool is_stirred(struct rsm_library *library, const struct rsm_mounting *mountings,
                       size_t count)
{
    bool is = false;

    for (size_t i = 0; i < count; i++)
        is = is || mountings[i].stirs != atomic_load(&library->stirs);
    return is;
}

/* ERROR_CANCELLED: nobody waits for them any more; ERROR_RETRY: they are to be looked at again. */
static rsm_error hand_over_now(struct rsm_library *library, const struct rsm_mounting *mountings,
                               size_t count, const struct rsm_mount_batch *batch, rsm_error named)
{
    rsm_error err = ERROR_SUCCESS;

    if (!rsm_mount_batch_is(batch, NTMS_LM_INPROCESS) || batch->count != count)
        return ERROR_CANCELLED;
    if (named != ERROR_SUCCESS || is_stirred(library, mountings, count))
        return named != ERROR_SUCCESS ? named : (rsm_error)ERROR_RETRY;
    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++) {
        const struct rsm_record *request = request_of(batch, &mountings[i]);

        err = request != NULL ? hand_over_one(library, &mountings[i], request) : ERROR_CANCELLED;
    }
    return err;
}

static rsm_error begin_anew(struct rsm *rsm, const struct rsm_mount_batch *batch)
{
    bool put_back = false;
    rsm_error err = rsm_mount_batch_put_back(rsm, &batch->list[0].own.Batch, true, &put_back);

    return err == ERROR_SUCCESS && !put_back
               ? rsm_mount_batch_fail(rsm, &batch->list[0], ERROR_DEVICE_NOT_AVAILABLE)
               : err;
}

static rsm_error hand_over_or_cancel(struct rsm_library *library,
                                     const struct rsm_mounting *mountings, size_t count,
                                     rsm_error named, bool *handed_over_out)
{
    struct rsm *rsm = library->rsm;
    struct rsm_mount_batch batch;
    rsm_error err = rsm_mount_batch_load(rsm, &mountings[0].batch, &batch);

    if (err == ERROR_SUCCESS && batch.count > 0 && !rsm_owner_lives(rsm, batch.list[0].own.Owner))
        err = rsm_mount_batch_cancel(rsm, &mountings[0].batch);
    else if (err == ERROR_SUCCESS) {
        err = hand_over_now(library, mountings, count, &batch, named);
        *handed_over_out = err == ERROR_SUCCESS;
    }
    if (err == ERROR_RETRY)
        err = begin_anew(rsm, &batch);
    free(batch.list);
    return err;
}

static void say_mounted(struct rsm_library *library, const struct rsm_mounting *mounting)
{
    struct rsm_store *store = library->rsm->store;
    char name[NTMS_OBJECTNAME_LENGTH * 3] = "a medium";
    struct rsm_record medium;

    if (rsm_store_begin(store, RSM_STORE_READ) != ERROR_SUCCESS)
        return;
    if (rsm_records_load(store, &mounting->medium, NTMS_PHYSICAL_MEDIA, &medium) == ERROR_SUCCESS)
        (void)rsm_text_to_utf8(name, sizeof name, medium.info.szName, NTMS_OBJECTNAME_LENGTH);
    (void)rsm_store_end(store, ERROR_SUCCESS);
    rsm_log(RSM_LOG_INFO, "work",
            "library %s: %s is mounted in drive %u, which is its program's until the dismount",
            library->name, name, (unsigned)mounting->bay->number);
}

/* The programs open the tape devices for themselves, by names that must still be theirs: ours are closed before.
 * Errors of rsm_device_names_renew(). */
static rsm_error let_go(struct rsm_library *library, const struct rsm_mounting *mountings,
                        size_t count)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < count; i++) {
        struct rsm_bay *bay = mountings[i].bay;
        struct rsm_found device;

        if (bay->device == NULL)
            continue;
        rsm_discover_describe(bay->device, &device);
        rsm_library_close_bay(bay);
        if (err == ERROR_SUCCESS)
            err = rsm_device_names_renew(library, &bay->id, &device);
    }
    return err;
}

/* All of the batch are in their drives: they are handed over in one transaction. */
static void hand_over(struct rsm_library *library, const struct rsm_mounting *mountings,
                      size_t count)
{
    struct rsm_store *store = library->rsm->store;
    bool handed_over = false;
    rsm_error named = let_go(library, mountings, count);
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store,
                            hand_over_or_cancel(library, mountings, count, named, &handed_over));
    for (size_t i = 0; i < count; i++) {
        if (err != ERROR_SUCCESS || !handed_over) {
            abandon(library, &mountings[i]);
            continue;
        }
        say_mounted(library, &mountings[i]);
        rsm_library_give_bay(library, mountings[i].bay);
    }
    if (err == ERROR_SUCCESS || err == ERROR_CANCELLED)
        return;
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: a mount was not recorded: %s (%s); starting over with this library",
            library->name, rsm_error_text(err), rsm_error_name(err));
    rsm_library_lose(library);
}

static void conclude_success(struct job *job)
{
    struct rsm_library *library = job->library;
    struct rsm_mounting *mountings;
    size_t count;

    if (!rsm_mount_list_ready(library, job->mounting))
        return; /* the last one hands over all */
    mountings = calloc(RSM_LIBRARY_DRIVES_MAX, sizeof *mountings);
    if (mountings == NULL) {
        rsm_library_lose(library);
        return;
    }
    count = rsm_mount_list_take(library, job->mounting, mountings);
    hand_over(library, mountings, count);
    free(mountings);
}

/* ---- one after another ---- */

static void run(struct rsm_library *library, struct rsm_mounting *mounting)
{
    struct job job = {.library = library, .mounting = mounting};
    rsm_error err = bring(&job);

    if (err == ERROR_SUCCESS)
        err = read_and_check(&job);
    rsm_visit_end(&job.visit);
    if (err == ERROR_SUCCESS)
        conclude_success(&job);
    else
        conclude_failure(&job, err);
}

bool rsm_mount_continue(struct rsm_library *library)
{
    struct rsm_mounting mounting;

    if (!rsm_mount_list_next(library, &mounting))
        return false;
    run(library, &mounting);
    return true;
}

/* Cartridges that are in drives that are not theirs.  One that stays is found there when it is brought. */
static void clear_strays(struct rsm_library *library, const struct rsm_mount_begun *begun)
{
    for (size_t i = 0; i < begun->stray_count; i++)
        (void)rsm_home_empty_bay(library, begun->strays[i].bay);
    for (size_t i = 0; i < begun->stray_count; i++) {
        if (begun->strays[i].only_source)
            rsm_library_give_bay(library, begun->strays[i].bay);
    }
}

bool rsm_mount_step(struct rsm_library *library)
{
    struct rsm_mount_begun begun;

    switch (rsm_mount_choose(library, &begun)) {
    case RSM_MOUNT_BEGUN:
        clear_strays(library, &begun);
        rsm_mount_list_release(library, &begun.batch);
        (void)rsm_mount_continue(library);
        return true;
    case RSM_MOUNT_ENDED:
        return true;
    default:
        return false;
    }
}
