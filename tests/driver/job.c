/*
 * Requests that take time: queued for the thread of their logical unit, in their order, and ended by
 * whoever comes first: the thread, a cancellation, or the removal of the device.
 */
#include "driver.h"

struct job *job_make(struct unit *unit, ULONG data_length)
{
    struct job *job = ExAllocatePoolWithTag(NonPagedPool, sizeof *job, DRIVER_TAG);

    if (job == NULL)
        return NULL;
    RtlZeroMemory(job, sizeof *job);
    job->exchange.data = ExAllocatePoolWithTag(NonPagedPool, data_length + 1, DRIVER_TAG);
    if (job->exchange.data == NULL) {
        ExFreePoolWithTag(job, DRIVER_TAG);
        return NULL;
    }
    RtlZeroMemory(job->exchange.data, data_length);
    job->holders = 1;
    job->unit = unit;
    job->exchange.lun = unit->lun;
    job->exchange.data_length = data_length;
    return job;
}

void job_free(struct job *job)
{
    if (InterlockedDecrement(&job->holders) > 0)
        return;
    if (job->process != NULL)
        ZwClose(job->process);
    ExFreePoolWithTag(job->exchange.data, DRIVER_TAG);
    ExFreePoolWithTag(job, DRIVER_TAG);
}

/* Take the request away from its job; NULL when somebody else has it. With the lock held. */
static PIRP take_irp(struct job *job)
{
    PIRP irp = job->irp;

    if (irp == NULL)
        return NULL;
    job->irp = NULL;
    if (IoSetCancelRoutine(irp, NULL) == NULL) { /* cancel() has begun, and ends it */
        InterlockedIncrement(&job->holders);
        return NULL;
    }
    return irp;
}

static void NTAPI cancel(PDEVICE_OBJECT device, PIRP irp)
{
    struct job *job = irp->Tail.Overlay.DriverContext[0];
    BOOLEAN last = TRUE;

    (void)device;
    IoReleaseCancelSpinLock(irp->CancelIrql);
    bus_lock();
    if (job->irp != NULL) {
        job->irp = NULL;
        last = job->unit->running != job;
        if (last)
            RemoveEntryList(&job->entry);
    }
    bus_unlock();
    if (last)
        job_free(job);
    driver_end(irp, STATUS_CANCELLED, 0);
}

NTSTATUS job_queue(struct job *job, PIRP irp)
{
    BOOLEAN gone;

    job->irp = irp;
    irp->Tail.Overlay.DriverContext[0] = job;
    IoMarkIrpPending(irp);
    IoSetCancelRoutine(irp, cancel);
    bus_lock();
    gone = !job->unit->present;
    if (!gone)
        InsertTailList(&job->unit->jobs, &job->entry);
    bus_unlock();
    if (gone) { /* nobody can cancel meanwhile: that comes on this thread, too */
        IoSetCancelRoutine(irp, NULL);
        job_free(job);
        driver_end(irp, STATUS_DEVICE_DOES_NOT_EXIST, 0);
    } else {
        KeReleaseSemaphore(&job->unit->come, IO_NO_INCREMENT, 1, FALSE);
    }
    return STATUS_PENDING;
}

void job_end_all(struct unit *unit, NTSTATUS status)
{
    for (;;) {
        struct job *job = NULL;
        BOOLEAN queued = FALSE;
        PIRP irp = NULL;

        bus_lock();
        queued = !IsListEmpty(&unit->jobs);
        if (queued)
            job = CONTAINING_RECORD(RemoveHeadList(&unit->jobs), struct job, entry);
        else
            job = unit->running;
        if (job != NULL)
            irp = take_irp(job);
        bus_unlock();
        if (queued)
            job_free(job);
        if (irp != NULL)
            driver_end(irp, status, 0);
        if (!queued)
            return;
    }
}

/* Wait, where a test has asked for it, until it lets the command or its answer go on. */
static void hold(struct job *job, BOOLEAN answer)
{
    struct unit *unit = job->unit;
    BOOLEAN here;

    bus_lock();
    here = unit->hold == job->exchange.cdb[0] && unit->hold_answer == answer;
    if (here) {
        unit->hold = -1;
        unit->holding = TRUE;
        KeClearEvent(&unit->release);
    }
    bus_unlock();
    if (here)
        KeWaitForSingleObject(&unit->release, Executive, KernelMode, FALSE, NULL);
}

void job_exchange(struct job *job)
{
    BOOLEAN alive;

    hold(job, FALSE);
    bus_lock();
    alive = job->irp != NULL;
    if (alive)
        job->unit->counts[job->exchange.cdb[0]]++;
    bus_unlock();
    if (!alive) { /* whoever asked has gone; what was not sent is not sent now */
        job->exchange.outcome = WIRE_LOST;
        return;
    }
    link_carry(&job->unit->link, bus.port, &job->exchange);
    hold(job, TRUE);
}

static void do_next(struct unit *unit)
{
    struct job *job = NULL;
    PIRP irp;

    bus_lock();
    if (!IsListEmpty(&unit->jobs))
        job = CONTAINING_RECORD(RemoveHeadList(&unit->jobs), struct job, entry);
    unit->running = job;
    bus_unlock();
    if (job == NULL)
        return;
    job->carry(job);
    bus_lock();
    irp = take_irp(job);
    unit->running = NULL;
    bus_unlock();
    if (irp != NULL) {
        NTSTATUS status = job->finish(job, irp);

        driver_end(irp, status, irp->IoStatus.Information);
    }
    job_free(job);
}

static void NTAPI work(void *context)
{
    struct unit *unit = context;

    for (;;) {
        KeWaitForSingleObject(&unit->come, Executive, KernelMode, FALSE, NULL);
        do_next(unit);
    }
}

NTSTATUS job_start_thread(struct unit *unit)
{
    HANDLE thread = NULL;
    NTSTATUS status;

    InitializeListHead(&unit->jobs);
    KeInitializeSemaphore(&unit->come, 0, MAXLONG);
    KeInitializeEvent(&unit->release, NotificationEvent, TRUE);
    unit->hold = -1;
    status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, work, unit);
    if (NT_SUCCESS(status))
        ZwClose(thread);
    return status;
}
