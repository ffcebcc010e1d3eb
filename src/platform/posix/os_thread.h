/*
 * What the thread structures are made of here: pthreads. Included by platform/thread.h alone.
 */
#ifndef RSM_PLATFORM_OS_THREAD_H
#define RSM_PLATFORM_OS_THREAD_H

#include <pthread.h>

#define RSM_MUTEX_INIT            \
    {                             \
        PTHREAD_MUTEX_INITIALIZER \
    }

struct rsm_mutex {
    pthread_mutex_t os;
};

struct rsm_cond {
    pthread_cond_t os; /* on the monotonic clock, hence no static start */
};

struct rsm_thread {
    pthread_t os;
};

#endif
