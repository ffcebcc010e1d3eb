/*
 * Ejecting the cleaner, step by step.  It is not the library's any more as soon as it is in the port; how
 * often it may still be used is kept in the request, in case it comes back.
 */
#include "work/cleaner_eject.h"

#include "core/cleaner.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"
#include "work/cleaner_door.h"
#include "work/finish.h"
#include "work/queue.h"

/* What is known when one is looked at. */
struct job {
    struct rsm_library *library;
    struct rsm_record *request;
    struct rsm_stop slot;
    rsm_error cleaner; /* of rsm_cleaner_find(), a spent one is fine */
    bool has_port;     /* the library has one */
    bool has_cell;     /* and a cell that is empty, or that it is in already: */
    struct rsm_stop cell;
    bool in_port; /* an eject that was interrupted goes on */
};

static struct rsm_store *store_of(const struct job *job)
{
    return job->library->rsm->store;
}

/* ---- what is where ---- */

static rsm_error look_at_slot(struct job *job)
{
    struct rsm *rsm = job->library->rsm;
    struct rsm_record library;
    struct rsm_record slot;
    rsm_error err = rsm_records_load(rsm->store, &job->request->info.Info.LibRequest.SlotId,
                                     NTMS_STORAGESLOT, &slot);

    if (err == ERROR_SUCCESS)
        err = rsm_records_load(rsm->store, &job->library->id, NTMS_LIBRARY, &library);
    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_RESOURCE_NOT_PRESENT : err;
    job->slot.id = slot.info.ObjectGuid;
    job->slot.type = NTMS_STORAGESLOT;
    job->slot.element = (uint16_t)slot.own.Element;
    job->cleaner = rsm_cleaner_find(rsm, &library, NULL);
    if (job->cleaner == ERROR_CLEANER_CARTRIDGE_SPENT)
        job->cleaner = ERROR_SUCCESS;
    return ERROR_SUCCESS;
}

static rsm_error look_at_port(struct job *job)
{
    struct rsm_ports ports;
    const struct rsm_port_cell *cell;
    rsm_error err = rsm_ports_load(job->library->rsm, &job->library->id, &ports);

    if (err != ERROR_SUCCESS)
        return err;
    cell = rsm_ports_find_cell(&ports, &job->request->own.Batch);
    job->in_port = cell != NULL && cell->content == NTMS_PORTCONTENT_FULL;
    if (!job->in_port)
        cell = rsm_ports_find_empty(&ports);
    job->has_port = ports.count > 0;
    job->has_cell = cell != NULL;
    if (cell != NULL)
        job->cell = cell->stop;
    rsm_ports_free(&ports);
    return ERROR_SUCCESS;
}

static rsm_error look(struct job *job)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = look_at_slot(job);
    if (err == ERROR_SUCCESS)
        err = look_at_port(job);
    return rsm_store_end(store_of(job), err);
}

/* ---- into the port ---- */

static rsm_error note_cell(struct job *job)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    job->request->own.Batch = job->cell.id;
    return rsm_store_end(
        store_of(job),
        rsm_queue_note(job->library->rsm, &job->request->info.ObjectGuid, "batch", &job->cell.id));
}

/* The library has no cleaner any more.  Wants an open writing transaction. */
static rsm_error note_out(struct job *job)
{
    struct rsm *rsm = job->library->rsm;
    DWORD uses = 0;
    rsm_error err = rsm_cleaner_note_ejected(rsm, &job->library->id, &uses);

    if (err != ERROR_SUCCESS || uses == 0) /* noted before */
        return err;
    job->request->own.Order = uses;
    return rsm_records_set_number(rsm->store, NTMS_LIBREQUEST, &job->request->info.ObjectGuid,
                                  "queue_order", uses);
}

static rsm_error wait_for_person(struct job *job)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = note_out(job);
    if (err == ERROR_SUCCESS)
        err = rsm_ports_wait(job->library->rsm, &job->request->info.ObjectGuid);
    return rsm_store_end(store_of(job), err);
}

static rsm_error into_port(struct job *job)
{
    rsm_error err = job->in_port ? ERROR_SUCCESS : job->cleaner;

    if (err == ERROR_SUCCESS && !job->in_port)
        err = note_cell(job);
    if (err == ERROR_SUCCESS && !job->in_port)
        err = rsm_ports_retract(job->library);
    if (err == ERROR_SUCCESS && !job->in_port)
        err = rsm_move_cartridge(job->library, &job->slot, &job->cell, NULL);
    return err == ERROR_SUCCESS ? wait_for_person(job) : err;
}

static rsm_error wait_on(struct job *job)
{
    rsm_error err = rsm_store_begin(store_of(job), RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store_of(job),
                         rsm_ports_wait(job->library->rsm, &job->request->info.ObjectGuid));
}

static bool waits_at_door(const struct job *job)
{
    return !job->has_port && !rsm_guid_is_null(&job->request->own.Batch);
}

static rsm_error run(struct job *job)
{
    if (job->has_port)
        return into_port(job);
    if (waits_at_door(job)) /* it goes on to */
        return wait_on(job);
    if (job->cleaner != ERROR_SUCCESS)
        return job->cleaner;
    return rsm_cleaner_door_begin(job->library, job->request, "Take the cleaning cartridge out of");
}

bool rsm_cleaner_eject_step(struct rsm_library *library, struct rsm_record *request)
{
    struct job job = {.library = library, .request = request};
    rsm_error err = look(&job);

    if (err == ERROR_SUCCESS && (job.cleaner == ERROR_BUSY || (job.has_port && !job.has_cell)))
        return false;
    if (!rsm_ports_begin(library, request))
        return false;
    if (err == ERROR_SUCCESS)
        err = run(&job);
    if (err != ERROR_SUCCESS)
        rsm_finish_request(library, request, err);
    return true;
}

/* ---- the end ---- */

static rsm_error record_end(struct job *job, DWORD state)
{
    struct rsm *rsm = job->library->rsm;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    if (state == NTMS_LM_PASSED)
        err = note_out(job);
    if (err == ERROR_SUCCESS)
        err = rsm_ports_answered(rsm, job->request);
    if (err == ERROR_SUCCESS)
        err = rsm_queue_set_state(rsm, &job->request->info.ObjectGuid, state, ERROR_SUCCESS);
    return rsm_store_end(rsm->store, err);
}

static bool pass(struct job *job)
{
    if (record_end(job, NTMS_LM_PASSED) != ERROR_SUCCESS)
        return false;
    rsm_log(RSM_LOG_INFO, "work", "library %s: the cleaning cartridge is out", job->library->name);
    return true;
}

/* ---- the way back ---- */

static rsm_error record_back(struct job *job)
{
    struct rsm *rsm = job->library->rsm;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(
        rsm->store, rsm_cleaner_note_injected(rsm, &job->library->id, job->request->own.Order));
}

static rsm_error fetch(struct job *job)
{
    rsm_error err = rsm_ports_retract(job->library);

    if (err == ERROR_SUCCESS)
        err = rsm_move_cartridge(job->library, &job->cell, &job->slot, NULL);
    return err == ERROR_SUCCESS ? record_back(job) : err;
}

/* One that cannot go back stays in the port. */
static bool take_back(struct job *job)
{
    rsm_error err = ERROR_SUCCESS;

    if (!rsm_ports_begin(job->library, job->request))
        return false;
    if (job->in_port)
        err = fetch(job);
    if (err != ERROR_SUCCESS && !rsm_library_is_lost(job->library))
        rsm_log(RSM_LOG_WARNING, "work",
                "library %s: the cleaning cartridge stays in the port though its eject was "
                "stopped: %s (%s)",
                job->library->name, rsm_error_text(err), rsm_error_name(err));
    if (!rsm_library_is_lost(job->library))
        err = record_end(job, NTMS_LM_STOPPED);
    if (err != ERROR_SUCCESS)
        rsm_finish_request(job->library, job->request, err);
    return true;
}

/* ---- the watch ---- */

static bool ask_to_take(struct job *job, const struct rsm_port_cell *cell)
{
    struct rsm *rsm = job->library->rsm;
    WCHAR message[NTMS_MESSAGE_LENGTH];
    rsm_error err;

    if (!rsm_guid_is_null(&job->request->own.OperatorRequest))
        return false;
    (void)rsm_text_format(message, NTMS_MESSAGE_LENGTH,
                          "Take the cleaning cartridge out of port %u of the library %s.",
                          (unsigned)cell->number, job->library->name);
    err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return false;
    err = rsm_ports_ask(rsm, job->request, &cell->stop.id, NTMS_IEPORT, message);
    return rsm_store_end(rsm->store, err) == ERROR_SUCCESS;
}

static bool watch_cell(struct job *job, const struct rsm_ports *ports)
{
    const struct rsm_port_cell *cell = rsm_ports_find_cell(ports, &job->request->own.Batch);

    if (cell == NULL || cell->content == NTMS_PORTCONTENT_EMPTY)
        return pass(job);
    return rsm_ports_is_overdue(ports, cell) && ask_to_take(job, cell);
}

static bool watch_door(struct job *job)
{
    bool full = false;
    rsm_error err;

    if (!rsm_cleaner_door_has_ended(job->library, job->request, &full, &err))
        return false;
    if (err == ERROR_SUCCESS && !full)
        return pass(job);
    if (!rsm_ports_begin(job->library, job->request))
        return false;
    rsm_finish_request(job->library, job->request, err == ERROR_SUCCESS ? ERROR_NOT_EMPTY : err);
    return true;
}

bool rsm_cleaner_eject_watch(struct rsm_library *library, struct rsm_record *request,
                             const struct rsm_ports *ports)
{
    struct job job = {.library = library, .request = request};

    if (look(&job) != ERROR_SUCCESS)
        return false;
    if (waits_at_door(&job))
        return watch_door(&job);
    if (request->own.Action == NTMS_EJECT_STOP)
        return take_back(&job);
    return watch_cell(&job, ports);
}
