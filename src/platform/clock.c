/*
 * Dates to milliseconds since 1970 and back, in the Gregorian calendar; the clocks themselves are
 * in posix/ and win32/. Days are counted in years that begin on 1 March, so that the leap day
 * comes last.
 */
#include "platform/clock.h"

#include <stdbool.h>
#include <string.h>

#define MS_PER_DAY            86400000
#define DAYS_PER_ERA          146097 /* 400 years */
#define DAYS_BEFORE_1970      719468 /* from 1 March of the year 0 */
#define FIRST_YEAR            1601
#define LAST_YEAR             30827
#define MS_BEFORE_FIRST_YEAR  (-11644473600000) /* 1601-01-01 */
#define MS_AFTER_LAST_YEAR    910670515200000   /* 30828-01-01 */
#define WEEKDAY_OF_1970_01_01 4

static bool is_leap_year(unsigned year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned days_in_month(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

static bool is_date(const SYSTEMTIME *date)
{
    return date->wYear >= FIRST_YEAR && date->wYear <= LAST_YEAR && date->wMonth >= 1 &&
           date->wMonth <= 12 && date->wDay >= 1 &&
           date->wDay <= days_in_month(date->wYear, date->wMonth) && date->wHour < 24 &&
           date->wMinute < 60 && date->wSecond < 60 && date->wMilliseconds < 1000;
}

/* Days from 1970-01-01; negative before. */
static int64_t days_from_date(int year, int month, int day)
{
    int shifted_year = month <= 2 ? year - 1 : year;
    int shifted_month = month <= 2 ? month + 9 : month - 3;
    int era = shifted_year / 400;
    int year_of_era = shifted_year % 400;
    int day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return (int64_t)era * DAYS_PER_ERA + day_of_era - DAYS_BEFORE_1970;
}

static void set_date(int64_t days_from_1970, SYSTEMTIME *date_out)
{
    int64_t days = days_from_1970 + DAYS_BEFORE_1970;
    int era = (int)(days / DAYS_PER_ERA);
    int day_of_era = (int)(days % DAYS_PER_ERA);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted_month = (5 * day_of_year + 2) / 153;
    int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;

    date_out->wYear = (WORD)(era * 400 + year_of_era + (month <= 2 ? 1 : 0));
    date_out->wMonth = (WORD)month;
    date_out->wDay = (WORD)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    date_out->wDayOfWeek = (WORD)(((days_from_1970 + WEEKDAY_OF_1970_01_01) % 7 + 7) % 7);
}

int64_t rsm_clock_to_ms(const SYSTEMTIME *date)
{
    int64_t seconds;

    if (!is_date(date))
        return 0;
    seconds = ((int64_t)date->wHour * 60 + date->wMinute) * 60 + date->wSecond;
    return days_from_date(date->wYear, date->wMonth, date->wDay) * MS_PER_DAY + seconds * 1000 +
           date->wMilliseconds;
}

void rsm_clock_from_ms(int64_t milliseconds, SYSTEMTIME *date_out)
{
    int64_t ms_of_day = (milliseconds % MS_PER_DAY + MS_PER_DAY) % MS_PER_DAY;

    memset(date_out, 0, sizeof *date_out);
    if (milliseconds == 0 || milliseconds < MS_BEFORE_FIRST_YEAR ||
        milliseconds >= MS_AFTER_LAST_YEAR)
        return;
    set_date((milliseconds - ms_of_day) / MS_PER_DAY, date_out);
    date_out->wHour = (WORD)(ms_of_day / 3600000);
    date_out->wMinute = (WORD)(ms_of_day / 60000 % 60);
    date_out->wSecond = (WORD)(ms_of_day / 1000 % 60);
    date_out->wMilliseconds = (WORD)(ms_of_day % 1000);
}
