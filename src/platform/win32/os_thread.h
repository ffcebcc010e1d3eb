/*
 * What the thread structures are made of here: Windows 7 primitives. Included by
 * platform/thread.h alone.
 */
#ifndef RSM_PLATFORM_OS_THREAD_H
#define RSM_PLATFORM_OS_THREAD_H

#include "ntms_wintypes.h"

#define RSM_MUTEX_INIT \
    {                  \
        SRWLOCK_INIT   \
    }

struct rsm_mutex {
    SRWLOCK os;
};

struct rsm_cond {
    CONDITION_VARIABLE os;
};

struct rsm_thread {
    HANDLE os;
};

#endif
