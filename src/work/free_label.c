/*
 * Free labels, queued and written.
 */
#include "work/free_label.h"

#include <stdlib.h>
#include <string.h>

#include "core/cartridge.h"
#include "core/catalogue.h"
#include "core/free_pool.h"
#include "core/media.h"
#include "label/free_tape.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/label_intent.h"
#include "work/overwrite.h"
#include "work/queue.h"

/* ---- queueing ---- */

static rsm_error queue_label(struct rsm *rsm, const struct rsm_session *session,
                             const struct rsm_record *medium)
{
    struct rsm_work work = {.operation = NTMS_LM_WRITESCRATCH,
                            .sort_type = NTMS_LM_WRITESCRATCH,
                            .library = medium->info.Info.PhysicalMedia.CurrentLibrary,
                            .medium = medium->info.ObjectGuid};
    struct rsm_record side;
    rsm_error err = rsm_cartridge_first_side(rsm, &medium->info.ObjectGuid, &side);

    if (err != ERROR_SUCCESS)
        return err;
    work.side = side.info.ObjectGuid;
    return rsm_queue_add(rsm, session, &work, NULL);
}

static bool is_offline(const struct rsm_record *medium)
{
    return rsm_guid_equal(&medium->info.Info.PhysicalMedia.CurrentLibrary,
                          &rsm_catalogue_offline_library);
}

rsm_error rsm_free_label_enter(struct rsm *rsm, const struct rsm_session *session,
                               struct rsm_record *medium)
{
    bool label_wanted = false;
    rsm_error err = rsm_free_pool_enter(rsm, medium, &label_wanted);

    if (err == ERROR_SUCCESS && label_wanted && !is_offline(medium))
        err = queue_label(rsm, session, medium);
    return err;
}

static rsm_error queue_if_missing(struct rsm_library *library, const GUID *side_id)
{
    struct rsm *rsm = library->rsm;
    struct rsm_record side;
    struct rsm_record medium;
    bool has = false;
    rsm_error err = rsm_records_load(rsm->store, side_id, NTMS_PARTITION, &side);

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &side.info.Info.Partition.PhysicalMedia,
                               NTMS_PHYSICAL_MEDIA, &medium);
    if (err != ERROR_SUCCESS ||
        !rsm_guid_equal(&medium.info.Info.PhysicalMedia.CurrentLibrary, &library->id))
        return err;
    err = rsm_queue_has_work(rsm, NTMS_LM_WRITESCRATCH, &medium.info.ObjectGuid, &has);
    return err == ERROR_SUCCESS && !has ? queue_label(rsm, NULL, &medium) : err;
}

rsm_error rsm_free_label_queue_missing(struct rsm_library *library, size_t *unprepared_out)
{
    const struct rsm_condition waiting = {.column = "state", .number = NTMS_PARTSTATE_UNPREPARED};
    struct rsm *rsm = library->rsm;
    GUID *sides = NULL;
    size_t count = 0;
    rsm_error err = rsm_records_ids(rsm->store, NTMS_PARTITION, &waiting, 1, &sides, &count);

    for (size_t i = 0; i < count && err == ERROR_SUCCESS; i++)
        err = queue_if_missing(library, &sides[i]);
    free(sides);
    if (unprepared_out != NULL)
        *unprepared_out = count;
    return err == ERROR_SUCCESS ? rsm_label_intent_forget_lost(rsm) : err;
}

/* ---- giving up ---- */

rsm_error rsm_free_label_give_up(struct rsm_library *library, const struct rsm_record *request,
                                 rsm_error error)
{
    struct rsm *rsm = library->rsm;
    const GUID *id = &request->info.Info.LibRequest.PhysMediaId;
    struct rsm_record medium;
    struct rsm_intent intent;
    rsm_error err = rsm_records_load(rsm->store, id, NTMS_PHYSICAL_MEDIA, &medium);

    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS;
    if (err == ERROR_SUCCESS)
        err = rsm_free_pool_return(rsm, &medium);
    if (err == ERROR_SUCCESS)
        err = rsm_journal_find_write(rsm->store, id, &intent);
    if (err == ERROR_OBJECT_NOT_FOUND && error != ERROR_UNEXPECTED_OMID && error != ERROR_EMPTY)
        return ERROR_SUCCESS; /* nothing was written, and it is the right cartridge */
    if (err != ERROR_SUCCESS && err != ERROR_OBJECT_NOT_FOUND)
        return err;
    return rsm_guid_equal(&medium.info.Info.PhysicalMedia.CurrentLibrary, &library->id)
               ? rsm_overwrite_look_again(rsm, &medium)
               : ERROR_SUCCESS;
}

/* ---- writing ---- */

/* Is there still a label to be written, and here? */
static rsm_error is_wanted(struct rsm_library *library, const struct rsm_record *request,
                           struct rsm_record *medium_out, bool *wanted_out)
{
    const GUID *id = &request->info.Info.LibRequest.PhysMediaId;
    rsm_error err = rsm_free_pool_is_waiting(library->rsm, id, wanted_out);

    if (err != ERROR_SUCCESS || !*wanted_out)
        return err;
    err = rsm_records_load(library->rsm->store, id, NTMS_PHYSICAL_MEDIA, medium_out);
    if (err == ERROR_SUCCESS)
        *wanted_out =
            rsm_guid_equal(&medium_out->info.Info.PhysicalMedia.CurrentLibrary, &library->id);
    return err;
}

static void build(struct rsm_overwrite *job)
{
    struct rsm_free_tape tape = {
        .id = job->intent.label, .name = job->medium.info.szName, .bar_code = job->bar_code};

    rsm_clock_utc(&tape.written);
    rsm_free_tape_build(&tape, job->block);
}

static rsm_error send_label(struct rsm_overwrite *job, bool *touched_out)
{
    build(job);
    return rsm_drive_write_label(&job->visit.bay->drive, job->block, sizeof job->block,
                                 touched_out);
}

/* Read the tape back.  True when it is exactly what was to be written. */
static bool is_written(struct rsm_overwrite *job)
{
    struct rsm_label_bytes bytes;

    return rsm_visit_read_again(&job->visit, &bytes) == ERROR_SUCCESS &&
           bytes.first_size == RSM_FREE_TAPE_SIZE &&
           memcmp(bytes.first, job->block, RSM_FREE_TAPE_SIZE) == 0 && job->visit.filemark_found &&
           rsm_overwrite_label(job) != NULL &&
           rsm_free_tape_has_id(rsm_overwrite_label(job), &job->intent.label);
}

/* The label is on the tape, and was read. */
static rsm_error record_written(struct rsm_overwrite *job, struct rsm_record *medium)
{
    struct rsm *rsm = job->visit.library->rsm;
    bool waiting = false;
    rsm_error err = rsm_free_pool_is_waiting(rsm, &medium->info.ObjectGuid, &waiting);

    if (err != ERROR_SUCCESS)
        return err;
    if (waiting)
        return rsm_free_pool_ready(rsm, medium, &job->visit.label);
    return rsm_free_pool_found(rsm, medium, &job->visit.label, &rsm_guid_null); /* it left Free */
}

static const struct rsm_overwrite_kind free_label = {
    .refusal = "no free label is written on",
    .success = "free label written on",
    .writes_label = true,
    .is_wanted = is_wanted,
    .send = send_label,
    .is_done = is_written,
    .record = record_written,
};

rsm_error rsm_free_label_locate(struct rsm_library *library, struct rsm_record *request)
{
    return rsm_overwrite_locate(library, &free_label, request);
}

rsm_error rsm_free_label_run(struct rsm_library *library, struct rsm_bay *bay,
                             struct rsm_record *request)
{
    return rsm_overwrite_run(library, bay, request, &free_label);
}
