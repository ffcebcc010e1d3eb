/*
 * Tapes that are overwritten.
 */
#include "work/overwrite.h"

#include <string.h>

#include "core/cartridge.h"
#include "core/free_pool.h"
#include "label/free_tape.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/home.h"
#include "work/label_intent.h"
#include "work/queue.h"

/* ---- where the cartridge is ---- */

static rsm_error note_place(struct rsm_library *library, struct rsm_record *request,
                            const struct rsm_record *medium)
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    NTMS_LIBREQUESTINFORMATIONW *work = &request->info.Info.LibRequest;
    GUID slot = info->LocationType == NTMS_STORAGESLOT ? info->Location : rsm_guid_null;
    GUID drive = info->LocationType == NTMS_DRIVE ? info->Location : rsm_guid_null;
    rsm_error err = ERROR_SUCCESS;

    if (!rsm_guid_equal(&work->SlotId, &slot))
        err = rsm_queue_note(library->rsm, &request->info.ObjectGuid, "slot_id", &slot);
    if (err == ERROR_SUCCESS && !rsm_guid_equal(&work->DriveId, &drive))
        err = rsm_queue_note(library->rsm, &request->info.ObjectGuid, "drive_id", &drive);
    work->SlotId = slot;
    work->DriveId = drive;
    return err;
}

rsm_error rsm_overwrite_locate(struct rsm_library *library, const struct rsm_overwrite_kind *kind,
                               struct rsm_record *request)
{
    struct rsm_store *store = library->rsm->store;
    const NTMS_PMIDINFORMATIONW *info;
    struct rsm_record medium;
    bool wanted = false;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = kind->is_wanted(library, request, &medium, &wanted);
    if (err == ERROR_SUCCESS && !wanted) {
        err = rsm_queue_set_state(library->rsm, &request->info.ObjectGuid, NTMS_LM_CANCELLED,
                                  ERROR_SUCCESS);
        err = rsm_store_end(store, err);
        return err == ERROR_SUCCESS ? ERROR_CANCELLED : err;
    }
    info = &medium.info.Info.PhysicalMedia;
    if (err == ERROR_SUCCESS &&
        (info->MediaState != NTMS_MEDIASTATE_IDLE || medium.own.Fresh == RSM_FRESH_DISPLACED))
        err = ERROR_BUSY;
    if (err == ERROR_SUCCESS && info->LocationType != NTMS_STORAGESLOT &&
        info->LocationType != NTMS_DRIVE)
        err = ERROR_MEDIUM_NOT_ACCESSIBLE;
    if (err == ERROR_SUCCESS)
        err = note_place(library, request, &medium);
    return rsm_store_end(store, err);
}

/* ---- writing ---- */

static struct rsm *rsm_of(const struct rsm_overwrite *job)
{
    return job->visit.library->rsm;
}

static struct rsm_store *store_of(const struct rsm_overwrite *job)
{
    return job->visit.library->rsm->store;
}

const MediaLabelInfo *rsm_overwrite_label(const struct rsm_overwrite *job)
{
    return job->visit.reading == RSM_READING_LABEL ? &job->visit.label : NULL;
}

static rsm_error check_enabled(const struct rsm_overwrite *job)
{
    return job->medium.info.Enabled && job->side.info.Enabled ? ERROR_SUCCESS
                                                              : ERROR_RESOURCE_DISABLED;
}

/* What is on record now.  Wants an open transaction, a writing one if the request may be cancelled. */
static rsm_error load_records(struct rsm_overwrite *job)
{
    const struct rsm_record *request = job->visit.request;
    bool wanted = false;
    rsm_error err = job->kind->is_wanted(job->visit.library, request, &job->medium, &wanted);

    if (err == ERROR_SUCCESS && !wanted) {
        job->settled = true;
        return rsm_queue_set_state(rsm_of(job), &request->info.ObjectGuid, NTMS_LM_CANCELLED,
                                   ERROR_SUCCESS);
    }
    if (err == ERROR_SUCCESS)
        err = rsm_cartridge_first_side(rsm_of(job), &job->medium.info.ObjectGuid, &job->side);
    if (err == ERROR_SUCCESS)
        err = rsm_journal_find_write(store_of(job), &job->medium.info.ObjectGuid, &job->before);
    if (err == ERROR_OBJECT_NOT_FOUND) {
        job->before.number = 0;
        err = ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS)
        (void)rsm_text_to_utf8(job->bar_code, sizeof job->bar_code,
                               job->medium.info.Info.PhysicalMedia.szBarCode, NTMS_BARCODE_LENGTH);
    return err == ERROR_SUCCESS ? check_enabled(job) : err;
}

/* Before anything is moved.  It may have been moved, or taken in use, since the request was located. */
static rsm_error check_records(struct rsm_overwrite *job)
{
    const NTMS_PMIDINFORMATIONW *info = &job->medium.info.Info.PhysicalMedia;
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = load_records(job);
    if (err == ERROR_SUCCESS && !job->settled &&
        (info->MediaState != NTMS_MEDIASTATE_IDLE ||
         !rsm_guid_equal(&info->Location, &job->visit.from.id)))
        err = ERROR_RETRY;
    return rsm_store_end(store_of(job), err);
}

static rsm_error unexpected(const struct rsm_overwrite *job, const char *what)
{
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: %s medium %s: %s; take inventory, and name the right cartridge again",
            job->visit.library->name, job->kind->refusal,
            job->bar_code[0] != '\0' ? job->bar_code : "(no bar code)", what);
    return ERROR_UNEXPECTED_OMID;
}

static rsm_error check_place(struct rsm_overwrite *job)
{
    rsm_error err;

    if (!rsm_library_take_changer(job->visit.library))
        return ERROR_DEVICE_NOT_AVAILABLE;
    err = rsm_visit_ask(&job->visit);
    rsm_library_give_changer(job->visit.library);
    if (err == ERROR_SUCCESS && !job->visit.seen.full) {
        rsm_log(RSM_LOG_ERROR, "work", "library %s: %s medium %s: it is not in its place",
                job->visit.library->name, job->kind->refusal,
                job->bar_code[0] != '\0' ? job->bar_code : "(no bar code)");
        err = ERROR_EMPTY;
    }
    if (err == ERROR_SUCCESS && rsm_visit_is_other_tag(&job->visit.seen, job->bar_code))
        err = unexpected(job, "a cartridge with another bar code is in its place");
    return err;
}

/* Is the label that was read the one of an earlier attempt at this medium? */
static bool is_our_label(const struct rsm_overwrite *job)
{
    return job->before.number != 0 && !rsm_guid_is_null(&job->before.label) &&
           rsm_overwrite_label(job) != NULL &&
           rsm_free_tape_has_id(rsm_overwrite_label(job), &job->before.label);
}

static bool is_labelled(const struct rsm_overwrite *job)
{
    return job->side.info.Info.Partition.dwOmidLabelIdLength > 0;
}

static bool is_on_record(const struct rsm_overwrite *job)
{
    return rsm_label_intent_is_on_record(&job->side, rsm_overwrite_label(job),
                                         &job->visit.beginning);
}

/*
 * The cartridge in the drive is that of the record: the bar code is, and the label is, or both have none
 * and the tape begins as it did.  Without a label the bar code must have been read, if there is one.
 */
static rsm_error check_cartridge(const struct rsm_overwrite *job)
{
    bool tag_seen =
        job->bar_code[0] != '\0' && (job->in_drive.tag_known || job->visit.seen.tag_known);

    if (rsm_visit_is_other_tag(&job->in_drive, job->bar_code) ||
        rsm_visit_is_other_tag(&job->visit.seen, job->bar_code))
        return unexpected(job, "a cartridge with another bar code is in the drive");
    if (is_our_label(job))
        return ERROR_SUCCESS;
    if (rsm_overwrite_label(job) == NULL && job->bar_code[0] != '\0' && !tag_seen)
        return unexpected(job, "its bar code cannot be read, and there is no label to know it by");
    if (is_on_record(job))
        return ERROR_SUCCESS;
    if (rsm_overwrite_label(job) == NULL && job->before.number != 0 && tag_seen)
        return ERROR_SUCCESS; /* its label was lost in the attempt before */
    return unexpected(job,
                      rsm_overwrite_label(job) == NULL && !is_labelled(job)
                          ? "the tape in the drive is not blank, or begins otherwise than it did"
                          : "a tape with another label is in the drive");
}

/* It is done, and was read back.  Wants an open writing transaction. */
static rsm_error record_outcome(struct rsm_overwrite *job, int64_t intent)
{
    struct rsm_record medium;
    rsm_error err =
        rsm_records_load(store_of(job), &job->medium.info.ObjectGuid, NTMS_PHYSICAL_MEDIA, &medium);

    if (err == ERROR_SUCCESS)
        err = job->kind->record(job, &medium);
    if (err == ERROR_OBJECT_NOT_FOUND) /* the record went meanwhile */
        err = ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = rsm_journal_erase(store_of(job), intent);
    job->settled = err == ERROR_SUCCESS;
    return err;
}

/* From here on the journal knows what is going to be on the tape. */
static rsm_error add_intent(struct rsm_overwrite *job)
{
    struct rsm_intent *intent = &job->intent;
    rsm_error err = ERROR_SUCCESS;

    if (job->before.number != 0)
        err = rsm_journal_erase(store_of(job), job->before.number);
    intent->kind = RSM_INTENT_WRITE;
    intent->library = job->visit.library->id;
    intent->medium = job->medium.info.ObjectGuid;
    intent->from = job->visit.bay->element;
    intent->to = job->visit.bay->element;
    memcpy(intent->tag, job->in_drive.tag, sizeof job->in_drive.tag);
    if (err == ERROR_SUCCESS && job->kind->writes_label)
        err = rsm_records_new_id(&intent->label);
    return err == ERROR_SUCCESS ? rsm_journal_add(store_of(job), intent) : err;
}

/* What an earlier attempt left on the tape is on record before the next one begins. */
static rsm_error record_found(struct rsm_overwrite *job)
{
    rsm_error err;

    if (is_on_record(job))
        return ERROR_SUCCESS;
    err = rsm_free_pool_found(rsm_of(job), &job->medium, rsm_overwrite_label(job),
                              &job->visit.beginning);
    if (err == ERROR_SUCCESS)
        err = rsm_cartridge_first_side(rsm_of(job), &job->medium.info.ObjectGuid, &job->side);
    return err;
}

static rsm_error decide_now(struct rsm_overwrite *job)
{
    rsm_error err = load_records(job);

    if (err != ERROR_SUCCESS || job->settled)
        return err;
    err = rsm_visit_check_still(&job->visit, &job->medium);
    if (err == ERROR_SUCCESS)
        err = check_cartridge(job);
    if (err == ERROR_SUCCESS)
        err = record_found(job);
    if (err == ERROR_SUCCESS)
        err = rsm_visit_record_loaded(&job->visit, &job->medium.info.ObjectGuid);
    if (err != ERROR_SUCCESS)
        return err;
    return job->kind->writes_label && is_our_label(job) && job->visit.filemark_found
               ? record_outcome(job, job->before.number)
               : add_intent(job);
}

/* The label was read.  Compare, and commit what is going to be done, in one transaction. */
static rsm_error decide(struct rsm_overwrite *job)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(job), decide_now(job));
    if (err != ERROR_SUCCESS)
        job->intent.number = 0;
    return err;
}

/* The tape is as it was. */
static rsm_error forget_intent(struct rsm_overwrite *job)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(job), rsm_journal_erase(store_of(job), job->intent.number));
    return err;
}

/* A failure that says nothing of the tape: with the drive looked at anew it may go well. */
static bool is_disturbance(rsm_error err)
{
    return err == ERROR_MEDIA_CHANGED || err == ERROR_BUS_RESET;
}

static rsm_error commit_outcome(struct rsm_overwrite *job)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store_of(job), record_outcome(job, job->intent.number));
    if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "work", "library %s: %s medium %s", job->visit.library->name,
                job->kind->success, job->bar_code[0] != '\0' ? job->bar_code : "(no bar code)");
    return err;
}

/* Write, and believe only what is read back.  The intent stays while that is not known. */
static rsm_error overwrite(struct rsm_overwrite *job)
{
    bool touched = false;
    rsm_error err = job->kind->send(job, &touched);

    if (touched && !rsm_visit_is_about_way(err)) {
        if (job->kind->is_done(job))
            return commit_outcome(job);
        touched = job->visit.reading == RSM_READING_ERROR ||
                  job->visit.reading == RSM_READING_INCOMPATIBLE || !is_on_record(job);
    }
    if (!touched)
        (void)forget_intent(job); /* one that stays is settled by the next reading */
    if (is_disturbance(err))
        return ERROR_RETRY;
    return err == ERROR_SUCCESS ? ERROR_WRITE_FAULT : err;
}

/* Read the label, look at the bar code, decide, write. */
static rsm_error look_and_overwrite(struct rsm_overwrite *job)
{
    struct rsm_visit *visit = &job->visit;
    struct rsm_label_bytes bytes;
    rsm_error err = rsm_visit_read(visit);

    if (err == ERROR_SUCCESS && is_our_label(job)) /* whole, with its filemark? */
        err = rsm_visit_read_again(visit, &bytes);
    if (err == ERROR_SUCCESS)
        err = rsm_visit_look_in_drive(visit, &job->in_drive);
    if (err == ERROR_SUCCESS)
        err = decide(job);
    return err == ERROR_SUCCESS && !job->settled ? overwrite(job) : err;
}

/* The cartridge is in the drive; afterwards it is home, whatever it was. */
static rsm_error overwrite_in_drive(struct rsm_overwrite *job)
{
    struct rsm_visit *visit = &job->visit;
    rsm_error err = look_and_overwrite(job);
    bool another = rsm_visit_may_do_better(visit, err);
    rsm_error dismounted;

    dismounted = rsm_home_take(visit->library, visit->bay);
    if (err == ERROR_SUCCESS && dismounted != ERROR_SUCCESS)
        rsm_log(RSM_LOG_WARNING, "work",
                "library %s: %s a medium, but the cartridge stays in drive %u: %s",
                visit->library->name, job->kind->success, (unsigned)visit->bay->number,
                rsm_error_text(dismounted));
    return another && dismounted == ERROR_SUCCESS ? ERROR_RETRY : err;
}

rsm_error rsm_overwrite_run(struct rsm_library *library, struct rsm_bay *bay,
                            struct rsm_record *request, const struct rsm_overwrite_kind *kind)
{
    struct rsm_overwrite job = {.kind = kind};
    rsm_error err = rsm_visit_begin(library, bay, request, &job.visit);

    if (err == ERROR_SUCCESS)
        err = check_records(&job);
    if (err != ERROR_SUCCESS || job.settled)
        return err;
    err = check_place(&job);
    if (err == ERROR_SUCCESS)
        err = rsm_visit_bring(&job.visit);
    if (err == ERROR_SUCCESS)
        err = overwrite_in_drive(&job);
    rsm_visit_end(&job.visit);
    return err;
}

/* ---- doubts ---- */

rsm_error rsm_overwrite_look_again(struct rsm *rsm, struct rsm_record *medium)
{
    const NTMS_PMIDINFORMATIONW *info = &medium->info.Info.PhysicalMedia;
    struct rsm_work work = {.operation = NTMS_LM_PROCESSOMID,
                            .action = NTMS_DISMOUNT_IMMEDIATE,
                            .sort_type = NTMS_LM_CLASSIFY,
                            .library = info->CurrentLibrary,
                            .medium = medium->info.ObjectGuid};
    rsm_error err;

    medium->own.Fresh = RSM_FRESH_NEW;
    err = rsm_records_save(rsm->store, medium);
    if (err != ERROR_SUCCESS ||
        (info->LocationType != NTMS_STORAGESLOT && info->LocationType != NTMS_DRIVE))
        return err;
    if (info->LocationType == NTMS_DRIVE)
        work.drive = info->Location;
    else
        work.slot = info->Location;
    return rsm_queue_add(rsm, NULL, &work, NULL);
}
