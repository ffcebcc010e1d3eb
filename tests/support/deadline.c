/*
 * The deadline of a story: a thread that waits to be told that it was kept.
 */
#include "support/deadline.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "platform/clock.h"
#include "platform/thread.h"

#ifdef NTMS_SANITIZED
enum { LONGEST_MS = 360000 };
#else
enum { LONGEST_MS = 120000 };
#endif

static struct rsm_mutex lock = RSM_MUTEX_INIT;
static struct rsm_cond changed;
static struct rsm_thread thread;
static bool is_set; /* the thread lives */
static bool is_kept;

static void wait_for_end(void *context)
{
    uint64_t end = rsm_clock_ms() + LONGEST_MS;

    (void)context;
    rsm_mutex_lock(&lock);
    while (!is_kept) {
        uint64_t now = rsm_clock_ms();

        if (now >= end) {
            fprintf(stderr, "the story did not end within %d s\n", LONGEST_MS / 1000);
            _Exit(EXIT_FAILURE);
        }
        (void)rsm_cond_wait(&changed, &lock, (uint32_t)(end - now));
    }
    rsm_mutex_unlock(&lock);
}

void deadline_begin(void)
{
    deadline_end();
    is_kept = false;
    rsm_cond_init(&changed);
    is_set = rsm_thread_start(wait_for_end, NULL, &thread) == ERROR_SUCCESS;
    if (!is_set)
        rsm_cond_destroy(&changed);
}

void deadline_end(void)
{
    if (!is_set)
        return;
    rsm_mutex_lock(&lock);
    is_kept = true;
    rsm_cond_signal(&changed);
    rsm_mutex_unlock(&lock);
    rsm_thread_join(&thread);
    rsm_cond_destroy(&changed);
    is_set = false;
}
