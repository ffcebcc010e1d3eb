/*
 * Mutexes, condition variables and threads, just as much as this library needs of them. Built on
 * SRW locks and condition variables on Windows, on pthreads elsewhere.
 */
#ifndef RSM_PLATFORM_THREAD_H
#define RSM_PLATFORM_THREAD_H

#include "os_thread.h"
#include "platform/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Wait without an end; any other value is milliseconds. */
#define RSM_FOREVER UINT32_MAX

/*
 * A mutex is not recursive: a thread that locks it twice stops for ever. Only the thread that
 * locked it may unlock it. A static one starts as `static struct rsm_mutex lock =
 * RSM_MUTEX_INIT;` and needs neither init nor destroy.
 */
void rsm_mutex_init(struct rsm_mutex *mutex);
void rsm_mutex_destroy(struct rsm_mutex *mutex); /* nobody may hold it or wait for it */
void rsm_mutex_lock(struct rsm_mutex *mutex);
void rsm_mutex_unlock(struct rsm_mutex *mutex);

void rsm_cond_init(struct rsm_cond *cond);
void rsm_cond_destroy(struct rsm_cond *cond); /* nobody may wait for it */

/*
 * Lets go of the mutex, which the caller holds, waits to be woken, and takes the mutex again.
 * Returns false when `milliseconds` passed first (0 looks once, RSM_FOREVER never returns false).
 * It may wake although nobody signalled, so ask in a loop, with what is left of the time. The
 * wait is measured on the clock of rsm_clock_ms: setting the computer's time neither shortens nor
 * lengthens it.
 */
bool rsm_cond_wait(struct rsm_cond *cond, struct rsm_mutex *mutex, uint32_t milliseconds);

void rsm_cond_signal(struct rsm_cond *cond);    /* wakes one that waits, if any */
void rsm_cond_broadcast(struct rsm_cond *cond); /* wakes all that wait */

/*
 * Starts a thread that calls run(context) once. On success the thread must be joined, by exactly
 * one other thread. ERROR_NOT_ENOUGH_MEMORY or another code of the system when it cannot start;
 * then there is nothing to join. On Windows never call either from DllMain.
 */
rsm_error rsm_thread_start(void (*run)(void *context), void *context,
                           struct rsm_thread *thread_out);

/* Blocks until run has returned. What the thread wrote is visible afterwards. */
void rsm_thread_join(struct rsm_thread *thread);

/* The calling thread's number, as the system's own tools show it. For logs. */
uint32_t rsm_thread_id(void);

#endif
