/*
 * Threads on pthreads. Calls that can only fail through a mistake of ours are asserted.
 */
#define _DEFAULT_SOURCE

#include "platform/thread.h"

#include "os_error.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_MS     1000000L
#define NS_PER_SECOND 1000000000L

struct start {
    void (*run)(void *context);
    void *context;
};

static void must_work(int result)
{
    assert(result == 0);
    (void)result;
}

void rsm_mutex_init(struct rsm_mutex *mutex)
{
    must_work(pthread_mutex_init(&mutex->os, NULL));
}

void rsm_mutex_destroy(struct rsm_mutex *mutex)
{
    must_work(pthread_mutex_destroy(&mutex->os));
}

void rsm_mutex_lock(struct rsm_mutex *mutex)
{
    must_work(pthread_mutex_lock(&mutex->os));
}

void rsm_mutex_unlock(struct rsm_mutex *mutex)
{
    must_work(pthread_mutex_unlock(&mutex->os));
}

void rsm_cond_init(struct rsm_cond *cond)
{
    pthread_condattr_t attributes;

    must_work(pthread_condattr_init(&attributes));
    must_work(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC));
    must_work(pthread_cond_init(&cond->os, &attributes));
    must_work(pthread_condattr_destroy(&attributes));
}

void rsm_cond_destroy(struct rsm_cond *cond)
{
    must_work(pthread_cond_destroy(&cond->os));
}

static struct timespec time_from_now(uint32_t milliseconds)
{
    struct timespec end;

    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += (time_t)(milliseconds / 1000);
    end.tv_nsec += (long)(milliseconds % 1000) * NS_PER_MS;
    if (end.tv_nsec >= NS_PER_SECOND) {
        end.tv_sec++;
        end.tv_nsec -= NS_PER_SECOND;
    }
    return end;
}

bool rsm_cond_wait(struct rsm_cond *cond, struct rsm_mutex *mutex, uint32_t milliseconds)
{
    struct timespec end;

    if (milliseconds == RSM_FOREVER) {
        must_work(pthread_cond_wait(&cond->os, &mutex->os));
        return true;
    }
    end = time_from_now(milliseconds);
    return pthread_cond_timedwait(&cond->os, &mutex->os, &end) != ETIMEDOUT;
}

void rsm_cond_signal(struct rsm_cond *cond)
{
    must_work(pthread_cond_signal(&cond->os));
}

void rsm_cond_broadcast(struct rsm_cond *cond)
{
    must_work(pthread_cond_broadcast(&cond->os));
}

static void *run_thread(void *argument)
{
    struct start start = *(struct start *)argument;

    free(argument);
    start.run(start.context);
    return NULL;
}

/* The program's signals are for the program's threads, so ours are born with all blocked. */
static int create_without_signals(pthread_t *thread, struct start *start)
{
    sigset_t all;
    sigset_t before;
    int result;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    result = pthread_create(thread, NULL, run_thread, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result;
}

rsm_error rsm_thread_start(void (*run)(void *context), void *context, struct rsm_thread *thread_out)
{
    struct start *start = malloc(sizeof *start);
    int result;

    if (!start)
        return ERROR_NOT_ENOUGH_MEMORY;
    start->run = run;
    start->context = context;
    result = create_without_signals(&thread_out->os, start);
    if (result == 0)
        return ERROR_SUCCESS;
    free(start);
    return result == EAGAIN ? ERROR_NO_SYSTEM_RESOURCES : rsm_error_from_errno(result);
}

void rsm_thread_join(struct rsm_thread *thread)
{
    must_work(pthread_join(thread->os, NULL));
}

uint32_t rsm_thread_id(void)
{
    return (uint32_t)syscall(SYS_gettid);
}
