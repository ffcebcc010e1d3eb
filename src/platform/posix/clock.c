/*
 * The clocks of POSIX.
 */
#define _DEFAULT_SOURCE

#include "platform/clock.h"

#include <errno.h>
#include <time.h>

#define NS_PER_MS     1000000L
#define NS_PER_SECOND 1000000000L

static int64_t read_ms(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / NS_PER_MS;
}

uint64_t rsm_clock_ms(void)
{
    return (uint64_t)read_ms(CLOCK_MONOTONIC);
}

void rsm_clock_utc(SYSTEMTIME *now_out)
{
    rsm_clock_from_ms(read_ms(CLOCK_REALTIME), now_out);
}

void rsm_clock_sleep_ms(unsigned milliseconds)
{
    struct timespec end;

    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += (time_t)(milliseconds / 1000);
    end.tv_nsec += (long)(milliseconds % 1000) * NS_PER_MS;
    if (end.tv_nsec >= NS_PER_SECOND) {
        end.tv_sec++;
        end.tv_nsec -= NS_PER_SECOND;
    }
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR)
        ;
}
