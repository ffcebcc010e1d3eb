/*
 * The worker of a library: one thread for each drive, in the process that holds the library's file
 * lock.  The first thread also keeps the library: takes the lock, takes over what others left, and
 * brings the changer back when it was lost.
 */
#include "work/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "scsi/transports.h"
#include "store/records.h"
#include "work/chores.h"
#include "work/configure.h"
#include "work/configure_places.h"
#include "work/dismount.h"
#include "work/dispatch.h"
#include "work/door.h"
#include "work/drive_doubt.h"
#include "work/eject.h"
#include "work/inventory.h"
#include "work/mount_list.h"
#include "work/move.h"
#include "work/queue.h"

enum {
    IDLE_MS = 1000,            /* at the latest then a thread looks at the queue again */
    REFUSALS_MIN = 3,          /* so often in a row is a library taken that another process runs, */
    REFUSAL_RETRY_MS = 20,     /* and so soon it is tried again until that is sure */
    LOCK_RETRY_MS = 250,       /* how soon the end of another process is noticed */
    DEVICE_RETRY_MS = 2000,    /* how often a changer that does not answer is asked */
    SHARED_PATIENCE_MS = 3000, /* one that is open elsewhere may be so for a moment only, */
    SHARED_RETRY_MS = 100      /* and is tried so often meanwhile */
};

/* ---- taking and leaving a library ---- */

static rsm_error settle_moves(struct rsm_library *library)
{
    rsm_error err;

    if (!rsm_library_take_changer(library))
        return ERROR_DEVICE_NOT_AVAILABLE;
    rsm_drive_doubt_after_absence(library);
    err = rsm_move_settle(library);
    rsm_library_give_changer(library);
    return err;
}

/* The library answers: settle what was interrupted, then look around.  Nobody else is working. */
static rsm_error settle(struct rsm_library *library)
{
    rsm_error err = ERROR_SUCCESS;

    rsm_mutex_lock(&library->mutex);
    library->lost = false;
    rsm_mutex_unlock(&library->mutex);
    if (rsm_library_has_changer(library))
        err = rsm_configure_places_again(library->rsm, &library->id, &library->changer);
    if (err == ERROR_SUCCESS && rsm_library_has_changer(library))
        err = settle_moves(library);
    if (err == ERROR_SUCCESS && rsm_library_is_enabled(library) && !rsm_door_is_open(library))
        err = rsm_inventory_refresh(library);
    return err;
}

/* Where a changer can be opened once, another process may have it open to see what it is, or be about to close
 * it: nobody hears that the library is not present for that. */
static rsm_error open_patiently(struct rsm_library *library)
{
    const struct rsm_transport *transport =
        rsm_transports_find(library->options->transports, library->address);
    const struct rsm_waiting *waiting =
        library->options->waiting != NULL ? library->options->waiting : &rsm_waiting_real;
    uint64_t end = waiting->now_ms(waiting->context) + SHARED_PATIENCE_MS;
    rsm_error err = rsm_library_open(library);

    while (err == ERROR_SHARING_VIOLATION && transport != NULL && transport->is_shared &&
           !rsm_library_is_stopping(library) && waiting->now_ms(waiting->context) < end &&
           waiting->sleep(waiting->context, SHARED_RETRY_MS))
        err = rsm_library_open(library);
    return err;
}

static rsm_error bring_back(struct rsm_library *library)
{
    rsm_error err = open_patiently(library);

    if (err == ERROR_SUCCESS)
        err = settle(library);
    if (err == ERROR_SUCCESS)
        err = rsm_configure_present(library->rsm, &library->id, true);
    return err;
}

static rsm_error take_and_look(struct rsm_library *library)
{
    rsm_error err = rsm_library_lock(library);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_door_forget(library);
    err = rsm_queue_take_over(library);
    if (err == ERROR_SUCCESS)
        err = bring_back(library);
    if (err == ERROR_SUCCESS)
        return ERROR_SUCCESS;
    (void)rsm_configure_present(library->rsm, &library->id, false);
    rsm_worker_leave_library(library);
    return err;
}

rsm_error rsm_worker_take_library(struct rsm_library *library)
{
    struct rsm_file_lock *look = NULL;
    rsm_error err = rsm_library_try_look(library->rsm, &library->id, &look);

    library->looked_at = err == ERROR_LOCK_VIOLATION;
    if (err == ERROR_SUCCESS)
        err = take_and_look(library);
    rsm_file_lock_release(look);
    return err;
}

struct leaving {
    struct rsm *rsm;
    rsm_error err;
};

/* What nobody waits for any more.  What Removable Storage queued by itself goes without a trace: the
 * next one who takes the library looks around anyway, and queues it anew.  A medium that its program still
 * uses is left to be dismounted by whoever comes next. */
static bool cancel_own(void *context, const struct rsm_record *record)
{
    struct leaving *leaving = context;
    const GUID *id = &record->info.ObjectGuid;
    bool owed;

    if (rsm_queue_is_final(record->info.Info.LibRequest.State) || rsm_eject_is_aside(record))
        return true;
    leaving->err = rsm_dismount_is_owed(leaving->rsm, record, &owed);
    if (leaving->err != ERROR_SUCCESS || owed)
        return leaving->err == ERROR_SUCCESS;
    if (rsm_guid_is_null(&record->own.Session) ||
        record->info.Info.LibRequest.OperationCode == NTMS_LM_CLEANDRIVE)
        leaving->err = rsm_queue_drop(leaving->rsm, record);
    else
        leaving->err = rsm_queue_set_state(leaving->rsm, id, NTMS_LM_CANCELLED, ERROR_SUCCESS);
    return leaving->err == ERROR_SUCCESS;
}

void rsm_worker_leave_library(struct rsm_library *library)
{
    rsm_mount_list_clear(library);
    rsm_library_close_devices(library);
    rsm_file_lock_release(library->lock);
    library->lock = NULL;
}

/* Visit what this process asked of the library, in one transaction. */
static void for_own_requests(struct rsm_library *library, rsm_record_visit *visit)
{
    struct rsm *rsm = library->rsm;
    const struct rsm_condition own[] = {
        {.column = "library", .guid = &library->id},
        {.column = "owner", .text = rsm->owner},
    };
    struct leaving leaving = {.rsm = rsm, .err = ERROR_SUCCESS};
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return;
    err = rsm_records_each(rsm->store, NTMS_LIBREQUEST, own, 2, visit, &leaving);
    (void)rsm_store_end(rsm->store, err == ERROR_SUCCESS ? leaving.err : err);
}

/* ---- threads ---- */

/* How a worker stands with its library. */
enum state {
    STARTING,   /* not tried yet */
    LOOKED_AT,  /* another process is about to run it, and does not know yet what is in it */
    RUNNING,    /* the library is ours and settled */
    ELSEWHERE,  /* another process runs it, and knows */
    UNREACHABLE /* its changer does not answer */
};

struct rsm_worker {
    struct rsm_library *library;
    struct rsm_thread threads[RSM_LIBRARY_DRIVES_MAX];
    size_t count;
    /* guarded by library->mutex */
    bool drain;
    enum state state;
    unsigned busy;      /* threads that look for work, or do it */
    unsigned long done; /* requests that were run */
    bool stuck; /* at the end nothing more can begin: what is left waits for somebody who is gone */
    /* the first thread's own */
    rsm_error last_error; /* why the library could not be taken, said in the log once */
    unsigned refusals;    /* how often it was found taken, in a row */
    uint64_t chores_due;  /* by rsm_clock_ms() */
};

static bool should_end(struct rsm_worker *worker)
{
    struct rsm_library *library = worker->library;
    bool stop;
    bool drain;

    rsm_mutex_lock(&library->mutex);
    stop = library->stop;
    drain = worker->drain && !worker->stuck && !library->lost &&
            (worker->state == STARTING || worker->state == RUNNING);
    rsm_mutex_unlock(&library->mutex);
    return stop && (!drain || !rsm_queue_has_own(library->rsm, &library->id));
}

/* May this thread look for work?  Counts it as busy if so. */
static bool begin_step(struct rsm_worker *worker, unsigned long *done_out)
{
    struct rsm_library *library = worker->library;
    bool may;

    rsm_mutex_lock(&library->mutex);
    may = worker->state == RUNNING && !library->lost;
    worker->busy += may ? 1 : 0;
    *done_out = worker->done;
    rsm_mutex_unlock(&library->mutex);
    return may;
}

/* A whole look that began nothing, while no other thread ended anything, and none is busy after it: then
 * nothing will change by itself.  `same` = nor did anybody write to the database meanwhile. */
static void end_step(struct rsm_worker *worker, bool worked, unsigned long done, bool same)
{
    rsm_mutex_lock(&worker->library->mutex);
    worker->busy--;
    worker->done += worked ? 1 : 0;
    worker->stuck = worker->drain && worker->busy == 0 && worker->done == done && same;
    rsm_cond_broadcast(&worker->library->changed);
    rsm_mutex_unlock(&worker->library->mutex);
}

/* keeps = on the thread that keeps the library. */
static void work_or_wait(struct rsm_worker *worker, bool keeps)
{
    struct rsm_store *store = worker->library->rsm->store;
    uint64_t seen = rsm_store_version(store);
    unsigned long done;
    bool worked = false;

    if (begin_step(worker, &done)) {
        worked = rsm_dispatch_step(worker->library);
        if (keeps && rsm_clock_ms() >= worker->chores_due) {
            worked = rsm_chores_run(worker->library) || worked;
            worker->chores_due = rsm_clock_ms() + RSM_CHORES_MS;
        }
        end_step(worker, worked, done, rsm_store_version(store) == seen);
    }
    if (!worked && !should_end(worker))
        (void)rsm_store_wait(store, seen, IDLE_MS);
}

static void help(void *context)
{
    struct rsm_worker *worker = context;

    while (!should_end(worker))
        work_or_wait(worker, false);
}

static void set_state(struct rsm_worker *worker, enum state state)
{
    rsm_mutex_lock(&worker->library->mutex);
    worker->state = state;
    rsm_cond_broadcast(&worker->library->changed);
    rsm_mutex_unlock(&worker->library->mutex);
    if (state == RUNNING)
        rsm_store_wake(worker->library->rsm->store);
}

bool rsm_worker_is_starting(struct rsm_worker *worker)
{
    bool is_starting;

    rsm_mutex_lock(&worker->library->mutex);
    is_starting = worker->state == STARTING || worker->state == LOOKED_AT;
    rsm_mutex_unlock(&worker->library->mutex);
    return is_starting;
}

/* Sleep, but not through the end. */
static void pause_for(struct rsm_worker *worker, uint32_t milliseconds)
{
    struct rsm_library *library = worker->library;
    uint64_t end = rsm_clock_ms() + milliseconds;
    uint64_t now;

    rsm_mutex_lock(&library->mutex);
    while (!library->stop && (now = rsm_clock_ms()) < end)
        (void)rsm_cond_wait(&library->changed, &library->mutex, (uint32_t)(end - now));
    rsm_mutex_unlock(&library->mutex);
}

/* Wait until no other thread is in the middle of a request. */
static void wait_for_others(struct rsm_worker *worker)
{
    struct rsm_library *library = worker->library;

    rsm_mutex_lock(&library->mutex);
    while (worker->busy > 0)
        (void)rsm_cond_wait(&library->changed, &library->mutex, RSM_FOREVER);
    rsm_mutex_unlock(&library->mutex);
}

/* The changer did not answer: the library is not present until it does.  Nobody else is working. */
static void surrender(struct rsm_library *library)
{
    (void)rsm_configure_present(library->rsm, &library->id, false);
    rsm_worker_leave_library(library);
}

static void give_up(struct rsm_worker *worker)
{
    set_state(worker, UNREACHABLE);
    wait_for_others(worker);
    surrender(worker->library);
}

static bool fail_one(void *context, const struct rsm_record *record)
{
    struct leaving *failing = context;
    const NTMS_LIBREQUESTINFORMATIONW *request = &record->info.Info.LibRequest;

    if (request->State == NTMS_LM_QUEUED && request->OperationCode == NTMS_LM_PROCESSOMID &&
        rsm_guid_is_null(&record->own.Parent))
        failing->err = rsm_queue_set_state(failing->rsm, &record->info.ObjectGuid, NTMS_LM_FAILED,
                                           ERROR_DEVICE_NOT_AVAILABLE);
    return failing->err == ERROR_SUCCESS;
}

/* The changer does not come back: callers of this process that wait for it hear so. */
static void fail_waiting(struct rsm_library *library)
{
    for_own_requests(library, fail_one);
}

size_t rsm_worker_run_all(struct rsm_library *library)
{
    size_t count = 0;
    rsm_error err = ERROR_SUCCESS;

    if (!library->open)
        err = rsm_worker_take_library(library);
    if (err != ERROR_SUCCESS && err != ERROR_LOCK_VIOLATION)
        fail_waiting(library);
    do {
        while (err == ERROR_SUCCESS && rsm_dispatch_step(library))
            count++;
    } while (err == ERROR_SUCCESS && rsm_chores_run(library));
    if (err == ERROR_SUCCESS && rsm_library_is_lost(library))
        surrender(library);
    return count;
}

static void tell_unreachable(const struct rsm_library *library, rsm_error err)
{
    if (err == ERROR_SHARING_VIOLATION)
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: another program has its changer open, or has reserved it: end that "
                "program, such as a backup program that moves cartridges by itself, and work goes "
                "on; or leave the library to it with rsm detach",
                library->name);
    else
        rsm_log(RSM_LOG_ERROR, "work", "library %s: cannot be worked with now: %s (%s)",
                library->name, rsm_error_text(err), rsm_error_name(err));
}

/* Somebody has it; or he only asked whether anybody does, for which it is taken, too. */
static void find_taken(struct rsm_worker *worker)
{
    bool is_sure;

    worker->refusals = worker->library->looked_at ? 0 : worker->refusals + 1;
    is_sure = worker->refusals >= REFUSALS_MIN;
    if (is_sure)
        set_state(worker, ELSEWHERE);
    else if (worker->library->looked_at && worker->state != ELSEWHERE)
        set_state(worker, LOOKED_AT);
    pause_for(worker, is_sure ? LOCK_RETRY_MS : REFUSAL_RETRY_MS);
}

static void try_to_take(struct rsm_worker *worker)
{
    struct rsm_library *library = worker->library;
    rsm_error err = rsm_worker_take_library(library);

    if (err != ERROR_LOCK_VIOLATION)
        worker->refusals = 0;
    if (err == ERROR_SUCCESS) {
        if (worker->last_error != ERROR_SUCCESS)
            rsm_log(RSM_LOG_INFO, "work", "library %s: can be worked with again", library->name);
        set_state(worker, RUNNING);
    } else if (err == ERROR_LOCK_VIOLATION) {
        find_taken(worker);
    } else {
        fail_waiting(library);
        if (err != worker->last_error)
            tell_unreachable(library, err);
        set_state(worker, UNREACHABLE);
        pause_for(worker, DEVICE_RETRY_MS);
    }
    worker->last_error = err == ERROR_LOCK_VIOLATION ? ERROR_SUCCESS : err;
}

static void keep_once(struct rsm_worker *worker)
{
    struct rsm_library *library = worker->library;
    bool running;
    bool lost;

    rsm_mutex_lock(&library->mutex);
    running = worker->state == RUNNING;
    lost = library->lost;
    rsm_mutex_unlock(&library->mutex);
    if (running && lost)
        give_up(worker);
    else if (running)
        work_or_wait(worker, true);
    else
        try_to_take(worker);
}

static void keep(void *context)
{
    struct rsm_worker *worker = context;

    while (!should_end(worker))
        keep_once(worker);
}

rsm_error rsm_worker_start(struct rsm_library *library, struct rsm_worker **worker_out)
{
    struct rsm_worker *worker = calloc(1, sizeof *worker);
    size_t wanted = library->bay_count > 1 ? library->bay_count : 1;
    rsm_error err = ERROR_SUCCESS;

    if (worker == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    worker->library = library;
    err = rsm_thread_start(keep, worker, &worker->threads[0]);
    if (err != ERROR_SUCCESS) {
        free(worker);
        return err;
    }
    worker->count = 1;
    while (worker->count < wanted && err == ERROR_SUCCESS) {
        err = rsm_thread_start(help, worker, &worker->threads[worker->count]);
        if (err == ERROR_SUCCESS)
            worker->count++;
    }
    *worker_out = worker; /* with fewer threads than drives it is slower, no more */
    return ERROR_SUCCESS;
}

void rsm_worker_stop(struct rsm_worker *worker, bool drain)
{
    struct rsm_library *library;

    if (worker == NULL)
        return;
    library = worker->library;
    rsm_mutex_lock(&library->mutex);
    library->stop = true;
    worker->drain = drain;
    rsm_cond_broadcast(&library->changed);
    rsm_mutex_unlock(&library->mutex);
    rsm_store_wake(library->rsm->store);
    for (size_t i = 0; i < worker->count; i++)
        rsm_thread_join(&worker->threads[i]);
    if (worker->state == RUNNING)
        for_own_requests(library, cancel_own);
    rsm_worker_leave_library(library);
    free(worker);
}
