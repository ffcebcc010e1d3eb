/*
 * Threads on SRW locks and condition variables, which need no cleaning up.
 */
#include "platform/thread.h"

#include "os_wide.h"

#include <process.h>
#include <stdlib.h>

struct start {
    void (*run)(void *context);
    void *context;
};

void rsm_mutex_init(struct rsm_mutex *mutex)
{
    InitializeSRWLock(&mutex->os);
}

void rsm_mutex_destroy(struct rsm_mutex *mutex)
{
    (void)mutex;
}

void rsm_mutex_lock(struct rsm_mutex *mutex)
{
    AcquireSRWLockExclusive(&mutex->os);
}

void rsm_mutex_unlock(struct rsm_mutex *mutex)
{
    ReleaseSRWLockExclusive(&mutex->os);
}

void rsm_cond_init(struct rsm_cond *cond)
{
    InitializeConditionVariable(&cond->os);
}

void rsm_cond_destroy(struct rsm_cond *cond)
{
    (void)cond;
}

bool rsm_cond_wait(struct rsm_cond *cond, struct rsm_mutex *mutex, uint32_t milliseconds)
{
    DWORD wait = milliseconds == RSM_FOREVER ? INFINITE : milliseconds;

    return SleepConditionVariableSRW(&cond->os, &mutex->os, wait, 0) != 0;
}

void rsm_cond_signal(struct rsm_cond *cond)
{
    WakeConditionVariable(&cond->os);
}

void rsm_cond_broadcast(struct rsm_cond *cond)
{
    WakeAllConditionVariable(&cond->os);
}

static unsigned __stdcall run_thread(void *argument)
{
    struct start start = *(struct start *)argument;

    free(argument);
    start.run(start.context);
    return 0;
}

rsm_error rsm_thread_start(void (*run)(void *context), void *context, struct rsm_thread *thread_out)
{
    struct start *start = malloc(sizeof *start);
    rsm_error error;

    if (!start)
        return ERROR_NOT_ENOUGH_MEMORY;
    start->run = run;
    start->context = context;
    SetLastError(ERROR_SUCCESS);
    thread_out->os = (HANDLE)_beginthreadex(NULL, 0, run_thread, start, 0, NULL);
    if (thread_out->os)
        return ERROR_SUCCESS;
    error = rsm_wide_last_error();
    free(start);
    return error;
}

void rsm_thread_join(struct rsm_thread *thread)
{
    WaitForSingleObject(thread->os, INFINITE);
    CloseHandle(thread->os);
    thread->os = NULL;
}

uint32_t rsm_thread_id(void)
{
    return GetCurrentThreadId();
}
