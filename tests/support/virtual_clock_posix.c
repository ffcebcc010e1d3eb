/*
 * The thread that moves the clock, and the sleepers.
 */
#include "support/virtual_clock_posix.h"

#include "platform/clock.h"
#include "platform/thread.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    SLEEPERS_MAX = 128,
    LOOK_NS = 50 * 1000,
    LOOKS =
        3, /* in a row that must see everybody wait: a thread that was woken may pass from one wait to
                  the next */
    STAT_ROOM = 512
};

static struct {
    struct rsm_mutex mutex;
    struct rsm_cond moved;
    struct rsm_thread thread;
    bool stop;
    uint64_t now;
    uint64_t ends[SLEEPERS_MAX];
    size_t sleepers; /* those of them that have not woken yet */
} clock_state = {.mutex = RSM_MUTEX_INIT};

static uint64_t now_ms(void *context)
{
    uint64_t now;

    (void)context;
    rsm_mutex_lock(&clock_state.mutex);
    now = clock_state.now;
    rsm_mutex_unlock(&clock_state.mutex);
    return now;
}

static bool sleep_ms(void *context, uint32_t milliseconds)
{
    uint64_t end;

    (void)context;
    rsm_mutex_lock(&clock_state.mutex);
    if (clock_state.sleepers == SLEEPERS_MAX)
        abort();
    end = clock_state.now + milliseconds;
    clock_state.ends[clock_state.sleepers++] = end;
    while (clock_state.now < end && !clock_state.stop)
        (void)rsm_cond_wait(&clock_state.moved, &clock_state.mutex, RSM_FOREVER);
    for (size_t i = 0; i < clock_state.sleepers; i++) {
        if (clock_state.ends[i] == end) {
            clock_state.ends[i] = clock_state.ends[--clock_state.sleepers];
            break;
        }
    }
    rsm_mutex_unlock(&clock_state.mutex);
    return true;
}

const struct rsm_waiting virtual_clock = {.now_ms = now_ms, .sleep = sleep_ms};

/* ---- moving it ---- */

/* What the system says of a thread: 'S' = it waits for another thread or for time to pass. */
static char state_of(const char *thread)
{
    char path[64];
    char text[STAT_ROOM] = "";
    const char *after_name;
    FILE *file;

    snprintf(path, sizeof path, "/proc/self/task/%.20s/stat", thread);
    file = fopen(path, "r");
    if (file == NULL)
        return 'S'; /* it has ended */
    if (fgets(text, sizeof text, file) == NULL)
        text[0] = '\0';
    fclose(file);
    after_name = strrchr(text, ')');
    return after_name != NULL && after_name[1] == ' ' ? after_name[2] : 'S';
}

/* All but this one. */
static bool do_all_wait(void)
{
    unsigned running = 0;
    DIR *threads = opendir("/proc/self/task");
    const struct dirent *thread;

    if (threads == NULL)
        abort();
    while ((thread = readdir(threads)) != NULL) {
        if (thread->d_name[0] != '.' && state_of(thread->d_name) != 'S')
            running++;
    }
    closedir(threads);
    return running <= 1;
}

/* To the next end.  False when nobody sleeps, or some that should be awake are not yet. */
static bool jump(void)
{
    uint64_t next = UINT64_MAX;

    for (size_t i = 0; i < clock_state.sleepers; i++) {
        if (clock_state.ends[i] < next)
            next = clock_state.ends[i];
    }
    if (next == UINT64_MAX || next <= clock_state.now)
        return false;
    clock_state.now = next;
    rsm_cond_broadcast(&clock_state.moved);
    return true;
}

static void run(void *context)
{
    const struct timespec pause = {0, LOOK_NS};
    bool stop = false;
    int quiet = 0;

    (void)context;
    while (!stop) {
        nanosleep(&pause, NULL);
        quiet = do_all_wait() ? quiet + 1 : 0;
        rsm_mutex_lock(&clock_state.mutex);
        stop = clock_state.stop;
        if (quiet >= LOOKS && jump())
            quiet = 0;
        rsm_mutex_unlock(&clock_state.mutex);
    }
}

void virtual_clock_start(void)
{
    rsm_cond_init(&clock_state.moved);
    clock_state.stop = false;
    if (rsm_thread_start(run, NULL, &clock_state.thread) != ERROR_SUCCESS)
        abort();
}

void virtual_clock_stop(void)
{
    rsm_mutex_lock(&clock_state.mutex);
    clock_state.stop = true;
    rsm_cond_broadcast(&clock_state.moved);
    rsm_mutex_unlock(&clock_state.mutex);
    rsm_thread_join(&clock_state.thread);
    rsm_cond_destroy(&clock_state.moved);
}
