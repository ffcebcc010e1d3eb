/*
 * The clocks of Windows. The tick count has a grain of 10 to 16 ms, which is enough for every
 * wait of ours.
 */
#include "platform/clock.h"

uint64_t rsm_clock_ms(void)
{
    return GetTickCount64();
}

void rsm_clock_utc(SYSTEMTIME *now_out)
{
    GetSystemTime(now_out);
}

/* Sleep may wake within the tick before the end. */
void rsm_clock_sleep_ms(unsigned milliseconds)
{
    uint64_t end = rsm_clock_ms() + milliseconds;
    uint64_t now;

    while ((now = rsm_clock_ms()) < end)
        Sleep((DWORD)(end - now));
}
