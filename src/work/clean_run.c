/*
 * One cleaning.  The drive is NTMS_DRIVESTATE_BEING_CLEANED in the database from before the cleaner is on
 * its way until it is out again: whoever finds a cartridge in such a drive knows what it is, though it has
 * no record.  What the cleaning came to is recorded before the cleaner is taken back.
 */
#include "work/clean_run.h"

#include "core/cleaner.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "scsi/drive_alerts.h"
#include "store/records.h"
#include "work/drive_care.h"
#include "work/drive_proof.h"
#include "work/home.h"
#include "work/move.h"

enum {
    CLEAN_PATIENCE_MS =
        15 * 60 * 1000, /* no drive cleans longer; some tell of their cleaner until it
                                            is taken out */
    CLEAN_ASK_MS = 5000 /* how often it is asked */
};

struct cleaning {
    struct rsm_library *library;
    struct rsm_bay *bay;
    struct rsm_drive_proof proof;
};

/* ---- on its way ---- */

static rsm_error record_state(struct cleaning *job, DWORD state)
{
    struct rsm_store *store = job->library->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(
            store, rsm_records_set_number(store, NTMS_DRIVE, &job->bay->id, "state", state));
    return err;
}

static rsm_error find_cleaner(struct cleaning *job, struct rsm_stop *slot_out)
{
    struct rsm_store *store = job->library->rsm->store;
    struct rsm_record library;
    struct rsm_record slot;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_load(store, &job->library->id, NTMS_LIBRARY, &library);
    if (err == ERROR_SUCCESS)
        err = rsm_cleaner_find(job->library->rsm, &library, &slot);
    err = rsm_store_end(store, err);
    if (err != ERROR_SUCCESS)
        return ERROR_RETRY; /* it went since the drive was taken */
    slot_out->id = slot.info.ObjectGuid;
    slot_out->type = NTMS_STORAGESLOT;
    slot_out->element = (uint16_t)slot.own.Element;
    return ERROR_SUCCESS;
}

/* The cleaner did not get into the drive. */
static void record_not_begun(struct cleaning *job)
{
    struct rsm_changer_element element;
    rsm_error err = rsm_library_look(job->library, RSM_PLACE_DRIVE, job->bay->element, &element);

    if (err == ERROR_SUCCESS)
        (void)record_state(job, element.full ? NTMS_DRIVESTATE_DISMOUNTABLE
                                             : NTMS_DRIVESTATE_DISMOUNTED);
}

static rsm_error bring(struct cleaning *job)
{
    const struct rsm_stop drive = {
        .id = job->bay->id, .type = NTMS_DRIVE, .element = job->bay->element};
    struct rsm_stop slot;
    rsm_error err = rsm_home_empty_bay(job->library, job->bay);

    if (err == ERROR_SUCCESS)
        err = find_cleaner(job, &slot);
    if (err == ERROR_SUCCESS)
        err = rsm_drive_proof_begin(job->library, job->bay, &job->proof);
    if (err == ERROR_BUSY)
        err = ERROR_RETRY; /* another program uses the drive */
    if (err == ERROR_SUCCESS)
        err = record_state(job, NTMS_DRIVESTATE_BEING_CLEANED);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_move_cartridge(job->library, &slot, &drive, NULL);
    if (err != ERROR_SUCCESS && !rsm_library_is_lost(job->library))
        record_not_begun(job);
    return err == ERROR_EMPTY ? ERROR_RETRY : err;
}

/* ---- in the drive ---- */

static rsm_error ask(struct cleaning *job, enum rsm_drive_state *state_out)
{
    struct rsm_bay *bay = job->bay;
    rsm_error err = ERROR_DEVICE_NOT_CONNECTED;

    for (int i = 0; i < 2 && err == ERROR_DEVICE_NOT_CONNECTED; i++) {
        err = rsm_library_open_bay(job->library, bay);
        if (err == ERROR_SUCCESS)
            err = rsm_drive_wait_ready(&bay->drive, 0, state_out);
    }
    return err;
}

static bool is_at_work(enum rsm_drive_state state)
{
    return state == RSM_DRIVE_BEING_CLEANED || state == RSM_DRIVE_BECOMING_READY ||
           state == RSM_DRIVE_NEEDS_CLEANING;
}

/* Most drives let the cleaner go when they are done. */
static rsm_error wait_until_done(struct cleaning *job, enum rsm_drive_state *state_out)
{
    const struct rsm_waiting *waiting = job->library->device->link.waiting;
    uint64_t deadline = waiting->now_ms(waiting->context) + CLEAN_PATIENCE_MS;
    rsm_error err = ask(job, state_out);

    while (err == ERROR_SUCCESS && is_at_work(*state_out) &&
           waiting->now_ms(waiting->context) < deadline) {
        if (!waiting->sleep(waiting->context, CLEAN_ASK_MS))
            return ERROR_OPERATION_ABORTED;
        err = ask(job, state_out);
    }
    return err;
}

/* What the drive thinks of the cleaner, now that it is done. */
static rsm_error hear_of_cleaner(struct cleaning *job)
{
    struct rsm_bay *bay = job->bay;
    rsm_drive_alerts alerts = 0;
    rsm_error err = ERROR_NOT_SUPPORTED;

    (void)rsm_device_take_cleaning_asked(bay->device); /* it was about the time before */
    if (!bay->tells_no_alerts)
        err = rsm_drive_alerts_read(&bay->drive, &alerts);
    bay->tells_no_alerts = err == ERROR_NOT_SUPPORTED;
    if (err == ERROR_SUCCESS && rsm_drive_alerts_has(alerts, RSM_ALERT_CLEANER_EXPIRED))
        return ERROR_CLEANER_CARTRIDGE_SPENT;
    if (err == ERROR_SUCCESS && rsm_drive_alerts_has(alerts, RSM_ALERT_CLEANER_INVALID))
        return ERROR_INVALID_CLEANER;
    return ERROR_SUCCESS;
}

static rsm_error clean(struct cleaning *job)
{
    enum rsm_drive_state state = RSM_DRIVE_EMPTY;
    rsm_error err = ERROR_SUCCESS;

    if (job->proof.begun)
        err = rsm_drive_proof_find(job->library, job->bay, &job->proof);
    if (err == ERROR_SUCCESS)
        err = wait_until_done(job, &state);
    if (err != ERROR_SUCCESS)
        return err;
    switch (state) {
    case RSM_DRIVE_READY: /* somebody's tape: it is not looked at */
        return ERROR_INVALID_CLEANER;
    case RSM_DRIVE_NOT_CLEANED:
        return ERROR_CLEANER_CARTRIDGE_SPENT;
    default:
        return hear_of_cleaner(job);
    }
}

/* ---- what is recorded of it ---- */

static rsm_error record_cleaned(struct cleaning *job)
{
    struct rsm_store *store = job->library->rsm->store;
    struct rsm_record drive;
    rsm_error err = rsm_records_load(store, &job->bay->id, NTMS_DRIVE, &drive);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_clock_utc(&drive.info.Info.Drive.LastCleanedTs);
    drive.own.LastUsed = rsm_clock_to_ms(&drive.info.Info.Drive.LastCleanedTs);
    err = rsm_records_save(store, &drive);
    if (err == ERROR_SUCCESS)
        err = rsm_cleaner_note_use(job->library->rsm, &job->library->id);
    return err;
}

static rsm_error record_useless(struct cleaning *job, rsm_error reason)
{
    struct rsm *rsm = job->library->rsm;
    struct rsm_record library;
    GUID asked;
    rsm_error err = rsm_cleaner_note_spent(rsm, &job->library->id);

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &job->library->id, NTMS_LIBRARY, &library);
    return err == ERROR_SUCCESS ? rsm_cleaner_ask(rsm, &library, reason, &asked) : err;
}

static rsm_error record_outcome(struct cleaning *job, rsm_error outcome)
{
    struct rsm_store *store = job->library->rsm->store;
    bool useless = outcome == ERROR_CLEANER_CARTRIDGE_SPENT || outcome == ERROR_INVALID_CLEANER;
    rsm_error err;

    if (outcome != ERROR_SUCCESS && !useless)
        return ERROR_SUCCESS;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, useless ? record_useless(job, outcome) : record_cleaned(job));
}

static void say(const struct cleaning *job, rsm_error outcome)
{
    const char *library = job->library->name;
    unsigned drive = (unsigned)job->bay->number;

    if (outcome == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "work", "library %s: drive %u is clean", library, drive);
    else if (outcome == ERROR_CLEANER_CARTRIDGE_SPENT)
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: the cleaning cartridge did not clean drive %u any more; replace it",
                library, drive);
    else if (outcome == ERROR_INVALID_CLEANER)
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: what is in the cleaner's slot is no cleaning cartridge for drive %u; "
                "replace it",
                library, drive);
    else
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: it is not known whether drive %u was cleaned: %s (%s)", library, drive,
                rsm_error_text(outcome), rsm_error_name(outcome));
}

/* ---- and back ---- */

static rsm_error take_back(struct cleaning *job)
{
    rsm_error err = rsm_home_take(job->library, job->bay);

    if (err != ERROR_SUCCESS && !rsm_library_is_lost(job->library))
        rsm_drive_care_need_service(job->library, job->bay,
                                    "did not let go of its cleaning cartridge");
    return err;
}

static rsm_error clean_and_take_back(struct cleaning *job)
{
    rsm_error outcome = clean(job);
    rsm_error recorded = record_outcome(job, outcome);
    rsm_error back;

    say(job, outcome);
    back = take_back(job);
    if (outcome == ERROR_SUCCESS)
        outcome = recorded;
    return outcome == ERROR_SUCCESS ? back : outcome;
}

/* ---- the door ---- */

/* Was somebody else cleaning it, who was killed? */
static rsm_error find_out_begun(struct cleaning *job, bool *begun_out)
{
    struct rsm_store *store = job->library->rsm->store;
    struct rsm_record drive;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_records_load(store, &job->bay->id, NTMS_DRIVE, &drive));
    *begun_out =
        err == ERROR_SUCCESS && drive.info.Info.Drive.State == NTMS_DRIVESTATE_BEING_CLEANED;
    return err;
}

/* It may be that the cleaner was never brought, or was taken out by hand. */
static rsm_error go_on(struct cleaning *job)
{
    struct rsm_changer_element element;
    rsm_error err = rsm_library_look(job->library, RSM_PLACE_DRIVE, job->bay->element, &element);

    if (err == ERROR_SUCCESS && !element.full) {
        err = record_state(job, NTMS_DRIVESTATE_DISMOUNTED);
        return err == ERROR_SUCCESS ? ERROR_RETRY : err;
    }
    return err;
}

rsm_error rsm_clean_run(struct rsm_library *library, struct rsm_bay *bay)
{
    struct cleaning job = {.library = library, .bay = bay};
    bool begun = false;
    rsm_error err = find_out_begun(&job, &begun);

    if (err == ERROR_SUCCESS)
        err = begun ? go_on(&job) : bring(&job);
    if (err == ERROR_SUCCESS)
        err = clean_and_take_back(&job);
    rsm_drive_proof_end(&job.proof);
    return err;
}
