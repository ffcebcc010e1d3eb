/*
 * One log for several processes, and the name of a file that Windows would take for a drive. On
 * POSIX alone: Windows promises the same of a file opened for appending, but Wine looks for the
 * end first and writes afterwards.
 */
#include "platform/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "platform/machine.h"
#include "platform/paths.h"

#include <stdio.h>
#include <string.h>

#define LOG_FILE  "log_posix.test"
#define PROCESSES 3
#define LINES     500

static int log_many_lines(const char *path)
{
    rsm_log_open(path);
    for (int i = 0; i < LINES; i++)
        rsm_log(RSM_LOG_INFO, "work", "begin %03d the quick brown fox end", i);
    rsm_log_close();
    return 0;
}

static size_t count_whole_lines(void)
{
    FILE *file = fopen(LOG_FILE, "r");
    char line[256];
    size_t count = 0;

    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        const char *begin = strstr(line, "info    work     begin ");

        if (begin && strcmp(begin + 26, " the quick brown fox end\n") == 0)
            count++;
    }
    fclose(file);
    return count;
}

static void lines_of_several_processes_stay_whole(void **state)
{
    struct process *processes[PROCESSES];

    (void)state;
    rsm_paths_remove(LOG_FILE);
    for (size_t i = 0; i < PROCESSES; i++) {
        processes[i] = start_process("log", LOG_FILE);
        assert_non_null(processes[i]);
    }
    for (size_t i = 0; i < PROCESSES; i++)
        assert_int_equal(finish_process(processes[i]), 0);
    assert_int_equal(count_whole_lines(), PROCESSES * LINES);
    rsm_paths_remove(LOG_FILE);
}

static void the_colon_behind_a_single_letter_is_that_of_a_drive(void **state)
{
    bool there;

    (void)state;
    rsm_log_open("x:trace");
    rsm_log_close();
    there = rsm_paths_exists("x:trace");
    rsm_paths_remove("x:trace");
    assert_true(there);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_several_processes_stay_whole),
        cmocka_unit_test(the_colon_behind_a_single_letter_is_that_of_a_drive),
    };

    if (argc > 2 && strcmp(argv[1], "log") == 0)
        return log_many_lines(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
