/*
 * Jobs on several threads.
 */
#include "work/at_once.h"

#include <stdint.h>

#include "platform/thread.h"

enum { HELPERS_MAX = 256 }; /* threads: as many as there can be addresses */

struct jobs {
    void (*job)(void *context, size_t index);
    void *context;
    size_t count;
    struct rsm_mutex mutex; /* guards next */
    size_t next;
};

static void take_jobs(void *context)
{
    struct jobs *jobs = context;

    for (;;) {
        size_t index;

        rsm_mutex_lock(&jobs->mutex);
        index = jobs->next < jobs->count ? jobs->next++ : SIZE_MAX;
        rsm_mutex_unlock(&jobs->mutex);
        if (index == SIZE_MAX)
            return;
        jobs->job(jobs->context, index);
    }
}

void rsm_at_once(bool one_by_one, size_t count, void (*job)(void *context, size_t index),
                 void *context)
{
    struct jobs jobs = {.job = job, .context = context, .count = count};
    struct rsm_thread helpers[HELPERS_MAX];
    size_t wanted = one_by_one || count < 2 ? 0 : count - 1;
    size_t started = 0;

    rsm_mutex_init(&jobs.mutex);
    while (started < wanted && started < HELPERS_MAX &&
           rsm_thread_start(take_jobs, &jobs, &helpers[started]) == ERROR_SUCCESS)
        started++;
    take_jobs(&jobs);
    for (size_t i = 0; i < started; i++)
        rsm_thread_join(&helpers[i]);
    rsm_mutex_destroy(&jobs.mutex);
}
