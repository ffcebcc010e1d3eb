/*
 * Clocks, and dates to milliseconds and back.
 */
#include "platform/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <string.h>
#include <time.h>

#define MS_PER_DAY INT64_C(86400000)

static SYSTEMTIME date(unsigned year, unsigned month, unsigned day)
{
    SYSTEMTIME result = {0};

    result.wYear = (WORD)year;
    result.wMonth = (WORD)month;
    result.wDay = (WORD)day;
    return result;
}

static bool is_zero(const SYSTEMTIME *time)
{
    static const SYSTEMTIME zero;

    return memcmp(time, &zero, sizeof zero) == 0;
}

static void never_is_zero_both_ways(void **state)
{
    SYSTEMTIME never = {0};
    SYSTEMTIME back;

    (void)state;
    assert_true(rsm_clock_to_ms(&never) == 0);
    rsm_clock_from_ms(0, &back);
    assert_true(is_zero(&back));
}

static void a_leap_day_is_known(void **state)
{
    SYSTEMTIME leap = date(2024, 2, 29);
    SYSTEMTIME back;

    (void)state;
    leap.wHour = 12;
    leap.wMinute = 34;
    leap.wSecond = 56;
    leap.wMilliseconds = 789;
    leap.wDayOfWeek = 4;
    assert_true(rsm_clock_to_ms(&leap) == INT64_C(1709210096789));
    rsm_clock_from_ms(INT64_C(1709210096789), &back);
    assert_memory_equal(&back, &leap, sizeof leap);
}

static void the_first_and_last_millisecond_are_known(void **state)
{
    SYSTEMTIME first;
    SYSTEMTIME last;

    (void)state;
    rsm_clock_from_ms(INT64_C(-11644473600000), &first);
    assert_true(first.wYear == 1601 && first.wMonth == 1 && first.wDay == 1);
    assert_int_equal(first.wDayOfWeek, 1);
    rsm_clock_from_ms(INT64_C(910670515199999), &last);
    assert_true(last.wYear == 30827 && last.wMonth == 12 && last.wDay == 31);
    assert_true(last.wHour == 23 && last.wMinute == 59 && last.wMilliseconds == 999);
    assert_true(rsm_clock_to_ms(&last) == INT64_C(910670515199999));
}

static void a_number_outside_the_calendar_is_never(void **state)
{
    static const int64_t numbers[] = {INT64_C(-11644473600001), INT64_C(910670515200000), INT64_MIN,
                                      INT64_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        SYSTEMTIME back;

        rsm_clock_from_ms(numbers[i], &back);
        assert_true(is_zero(&back));
    }
}

static void what_is_no_date_is_zero(void **state)
{
    SYSTEMTIME dates[] = {date(1600, 12, 31), date(30828, 1, 1), date(2024, 13, 1),
                          date(2024, 0, 1),   date(2023, 2, 29), date(1900, 2, 29),
                          date(2024, 4, 31),  date(2024, 1, 0),  date(65535, 1, 1)};
    SYSTEMTIME hour = date(2024, 1, 1);

    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        assert_true(rsm_clock_to_ms(&dates[i]) == 0);
    hour.wHour = 24;
    assert_true(rsm_clock_to_ms(&hour) == 0);
}

static void every_day_of_a_thousand_years_comes_back(void **state)
{
    int64_t first = INT64_C(-11644473600000) + 45296000;
    int64_t last_of_all = first - MS_PER_DAY;

    (void)state;
    for (int64_t day = 0; day < 365243; day++) {
        SYSTEMTIME back;

        rsm_clock_from_ms(first + day * MS_PER_DAY, &back);
        assert_true(rsm_clock_to_ms(&back) == last_of_all + MS_PER_DAY);
        assert_int_equal(back.wDayOfWeek, (day + 1) % 7);
        last_of_all += MS_PER_DAY;
    }
}

static void the_time_of_day_is_that_of_the_c_library(void **state)
{
    time_t before = time(NULL);
    SYSTEMTIME now;
    int64_t seconds;

    (void)state;
    rsm_clock_utc(&now);
    seconds = rsm_clock_to_ms(&now) / 1000;
    assert_true(seconds >= (int64_t)before - 1 && seconds <= (int64_t)time(NULL) + 1);
}

static void sleeping_takes_at_least_as_long(void **state)
{
    uint64_t before = rsm_clock_ms();

    (void)state;
    rsm_clock_sleep_ms(30);
    assert_true(rsm_clock_ms() - before >= 29); /* milliseconds are rounded down at both ends */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_is_zero_both_ways),
        cmocka_unit_test(a_leap_day_is_known),
        cmocka_unit_test(the_first_and_last_millisecond_are_known),
        cmocka_unit_test(a_number_outside_the_calendar_is_never),
        cmocka_unit_test(what_is_no_date_is_zero),
        cmocka_unit_test(every_day_of_a_thousand_years_comes_back),
        cmocka_unit_test(the_time_of_day_is_that_of_the_c_library),
        cmocka_unit_test(sleeping_takes_at_least_as_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
