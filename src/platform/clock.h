/*
 * Time: a clock for measuring, the time of day in UTC, and the one form in which dates are stored
 * (milliseconds since 1970-01-01 00:00 UTC).
 */
#ifndef RSM_PLATFORM_CLOCK_H
#define RSM_PLATFORM_CLOCK_H

#include "ntms_wintypes.h"

#include <stdint.h>

/* Milliseconds since some moment in the past. Never goes back; setting the time is not noticed. */
uint64_t rsm_clock_ms(void);

/* The time of day in UTC, with the day of the week. */
void rsm_clock_utc(SYSTEMTIME *now_out);

/* Blocks at least that long. For polling a device within a bound; threads wait on conditions. */
void rsm_clock_sleep_ms(unsigned milliseconds);

/*
 * A date to its stored form. The all-zero date ("never") is 0, and so is whatever is no date of
 * the years 1601 to 30827 (month 13, 30 February, hour 24). The day of the week is not looked at.
 */
int64_t rsm_clock_to_ms(const SYSTEMTIME *date);

/*
 * And back, with the day of the week. 0 gives the all-zero date, so the very first millisecond of
 * 1970 cannot be told from "never"; so does a value outside the years above.
 */
void rsm_clock_from_ms(int64_t milliseconds, SYSTEMTIME *date_out);

#endif
