/*
 * The log: what a line looks like, where it goes, and that it disturbs nobody.
 */
#include "platform/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "os_log.h"
#include "platform/error.h"
#include "platform/identity.h"
#include "platform/machine.h"
#include "platform/paths.h"
#include "platform/thread.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LOG_FILE "log.test"
#define THREADS  4
#define LINES    100

/* ---- seen through a sink ---- */

static struct {
    size_t count;
    enum rsm_log_level level;
    char line[4096];
} heard;

static void hear(void *context, enum rsm_log_level level, const char *line)
{
    (void)context;
    heard.count++;
    heard.level = level;
    snprintf(heard.line, sizeof heard.line, "%s", line);
    errno = EINTR;
    SetLastError(ERROR_BUSY);
}

static int start_listening(void **state)
{
    (void)state;
    memset(&heard, 0, sizeof heard);
    rsm_log_set_sink(hear, NULL);
    return 0;
}

static int stop_listening(void **state)
{
    (void)state;
    rsm_log_set_sink(NULL, NULL);
    return 0;
}

static void a_sink_hears_room_and_text(void **state)
{
    (void)state;
    rsm_log(RSM_LOG_WARNING, "scsi", "move medium slot %d -> drive %d", 1, 2);
    assert_int_equal(heard.count, 1);
    assert_int_equal(heard.level, RSM_LOG_WARNING);
    assert_string_equal(heard.line, "scsi: move medium slot 1 -> drive 2");
}

static void a_sink_hears_every_level(void **state)
{
    (void)state;
    assert_true(rsm_log_enabled(RSM_LOG_TRACE));
    rsm_log(RSM_LOG_TRACE, "work", "x");
    assert_int_equal(heard.count, 1);
}

static void control_characters_are_made_visible(void **state)
{
    (void)state;
    rsm_log(RSM_LOG_INFO, "api", "%s", "a\nb\rc\td\x1B[1m\x7F\xC2\x85");
    assert_string_equal(heard.line, "api: a\\nb\\rc\\td\\x1B[1m\\x7F\\xC2\\x85");
}

static void bytes_that_are_no_text_are_made_visible(void **state)
{
    (void)state;
    rsm_log(RSM_LOG_INFO, "api", "%s", "a\xFF\xE2\x82z");
    assert_string_equal(heard.line, "api: a\\xFF\\xE2\\x82z");
}

static void letters_of_all_languages_stay(void **state)
{
    (void)state;
    rsm_log(RSM_LOG_INFO, "api", "%s", "B\xC3\xBCro \xF0\x9F\x93\xBC \xEF\xBF\xBD");
    assert_string_equal(heard.line, "api: B\xC3\xBCro \xF0\x9F\x93\xBC \xEF\xBF\xBD");
}

static void log_letters(char letter, size_t count, const char *behind)
{
    char text[5000];

    memset(text, letter, count);
    snprintf(text + count, sizeof text - count, "%s", behind);
    rsm_log(RSM_LOG_INFO, "api", "%s", text);
}

static void a_long_line_is_cut_and_marked(void **state)
{
    (void)state;
    log_letters('x', 4000, "");
    assert_true(strlen(heard.line) < 2000);
    assert_true(strlen(heard.line) > 1900);
    assert_string_equal(heard.line + strlen(heard.line) - 4, "x...");
}

static void a_line_is_cut_between_characters(void **state)
{
    (void)state;
    for (size_t count = 1980; count < 2000; count++) {
        log_letters('x', count, "\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC\xF0\x9F\x93\xBC");
        if (strstr(heard.line, "..."))
            *strstr(heard.line, "...") = 0;
        while (strstr(heard.line, "\xF0\x9F\x93\xBC"))
            memset(strstr(heard.line, "\xF0\x9F\x93\xBC"), 'x', 4);
        assert_int_equal(strspn(heard.line, "api: x"), strlen(heard.line));
    }
}

static void escaping_cannot_make_a_line_longer_than_allowed(void **state)
{
    (void)state;
    log_letters('\x01', 1999, "");
    assert_true(strlen(heard.line) < 2000);
    assert_string_equal(heard.line + strlen(heard.line) - 7, "\\x01...");
}

static void the_callers_errors_are_left_alone(void **state)
{
    (void)state;
    errno = ENOSPC;
    SetLastError(ERROR_INVALID_MEDIA);
    rsm_log(RSM_LOG_ERROR, "store", "x");
    assert_int_equal(errno, ENOSPC);
    assert_int_equal(GetLastError(), ERROR_INVALID_MEDIA);
}

/* ---- seen in the file ---- */

static char contents[200000];

static int close_log(void **state)
{
    (void)state;
    rsm_log_close();
    set_variable("NTMS_LOG", NULL);
    rsm_paths_remove(LOG_FILE);
    return 0;
}

static const char *read_log(void)
{
    FILE *file = fopen(LOG_FILE, "rb");
    size_t length = file ? fread(contents, 1, sizeof contents - 1, file) : 0;

    contents[length] = 0;
    if (file)
        fclose(file);
    return contents;
}

static size_t count_in_log(const char *text)
{
    size_t count = 0;

    for (const char *at = strstr(read_log(), text); at; at = strstr(at + 1, text))
        count++;
    return count;
}

/* Letters for digits, so that only the shape is left. */
static void make_shape(char *line)
{
    for (; *line; line++)
        if (*line >= '0' && *line <= '9')
            *line = '9';
}

static void a_line_has_time_process_thread_level_room_and_text(void **state)
{
    char numbers[64];
    char shape[64];

    (void)state;
    rsm_log_open(LOG_FILE);
    rsm_log(RSM_LOG_INFO, "scsi", "hello");
    rsm_log_close();

    snprintf(numbers, sizeof numbers, " %lu.%lu info    scsi     hello" RSM_LOG_LINE_END,
             (unsigned long)rsm_identity_process(), (unsigned long)rsm_thread_id());
    assert_string_equal(read_log() + strlen("2024-11-20 12:04:05.123Z"), numbers);
    snprintf(shape, sizeof shape, "%.24s", contents);
    make_shape(shape);
    assert_string_equal(shape, "9999-99-99 99:99:99.999Z");
}

static void failing_to_open_leaves_the_callers_errors_alone(void **state)
{
    (void)state;
    set_variable("NTMS_LOG", "no-such-folder/log.test");
    errno = ENOSPC;
    SetLastError(ERROR_INVALID_MEDIA);
    rsm_log(RSM_LOG_ERROR, "store", "x");
    assert_int_equal(errno, ENOSPC);
    assert_int_equal(GetLastError(), ERROR_INVALID_MEDIA);
}

static void the_default_level_is_info(void **state)
{
    (void)state;
    rsm_log_open(LOG_FILE);
    assert_true(rsm_log_enabled(RSM_LOG_INFO));
    assert_false(rsm_log_enabled(RSM_LOG_TRACE));
    rsm_log(RSM_LOG_TRACE, "api", "unheard");
    rsm_log_close();
    assert_int_equal(count_in_log("unheard"), 0);
}

static void a_level_behind_a_colon_is_obeyed(void **state)
{
    (void)state;
    rsm_log_open(LOG_FILE ":trace");
    assert_true(rsm_log_enabled(RSM_LOG_TRACE));
    rsm_log_open(LOG_FILE ":ERROR");
    assert_true(rsm_log_enabled(RSM_LOG_ERROR));
    assert_false(rsm_log_enabled(RSM_LOG_WARNING));
    rsm_log_close();
    assert_true(rsm_paths_exists(LOG_FILE));
}

static void a_level_that_does_not_exist_is_info_and_said_so(void **state)
{
    (void)state;
    rsm_log_open(LOG_FILE ":verbose");
    assert_true(rsm_log_enabled(RSM_LOG_INFO));
    assert_false(rsm_log_enabled(RSM_LOG_TRACE));
    rsm_log_close();
    assert_int_equal(count_in_log("\"verbose\""), 1);
}

/* The absolute path of the file, with the colon of its drive on Windows. */
static void get_absolute_path(char *path_out, size_t room)
{
    char folder[RSM_PATHS_ROOM];

    set_variable("NTMS_DATA", ".");
    assert_int_equal(rsm_paths_data_folder(folder, sizeof folder), ERROR_SUCCESS);
    folder[strlen(folder) - strlen("NtmsData")] = 0;
    assert_int_equal(rsm_paths_join(folder, LOG_FILE, path_out, room), ERROR_SUCCESS);
}

static void the_colon_of_a_drive_belongs_to_the_path(void **state)
{
    char path[RSM_PATHS_ROOM];

    (void)state;
    get_absolute_path(path, sizeof path);
    rsm_log_open(path);
    rsm_log(RSM_LOG_INFO, "api", "here");
    rsm_log_close();
    assert_int_equal(count_in_log("here"), 1);
}

static void a_drive_and_a_level_go_together(void **state)
{
    char setting[RSM_PATHS_ROOM + 8];

    (void)state;
    get_absolute_path(setting, RSM_PATHS_ROOM);
    strcat(setting, ":trace");
    rsm_log_open(setting);
    rsm_log(RSM_LOG_TRACE, "api", "here");
    rsm_log_close();
    assert_int_equal(count_in_log("here"), 1);
}

static void the_first_line_opens_the_log_of_the_environment(void **state)
{
    (void)state;
    rsm_log_close();
    set_variable("NTMS_LOG", LOG_FILE ":warning");
    rsm_log(RSM_LOG_WARNING, "api", "first");
    rsm_log(RSM_LOG_INFO, "api", "second");
    rsm_log_close();
    assert_int_equal(count_in_log("first"), 1);
    assert_int_equal(count_in_log("second"), 0);
}

static void without_a_setting_the_log_is_off(void **state)
{
    (void)state;
    set_variable("NTMS_LOG", NULL);
    rsm_log_close();
    assert_false(rsm_log_enabled(RSM_LOG_ERROR));
    rsm_log(RSM_LOG_ERROR, "api", "nobody hears this");
}

static void a_file_that_cannot_be_opened_switches_the_log_off(void **state)
{
    (void)state;
    rsm_log_open("no-such-folder/log.test");
    assert_false(rsm_log_enabled(RSM_LOG_ERROR));
    rsm_log(RSM_LOG_ERROR, "api", "nobody hears this");
}

static void opening_again_appends(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        rsm_log_open(LOG_FILE);
        rsm_log(RSM_LOG_INFO, "api", "line");
        rsm_log_close();
    }
    assert_int_equal(count_in_log("line" RSM_LOG_LINE_END), 3);
}

static void a_line_in_the_file_is_bounded(void **state)
{
    (void)state;
    rsm_log_open(LOG_FILE);
    log_letters('x', 4000, "");
    rsm_log_close();
    assert_true(strlen(read_log()) <= 2000);
    assert_int_equal(count_in_log("x..." RSM_LOG_LINE_END), 1);
}

static void log_many_lines(void *context)
{
    (void)context;
    for (int i = 0; i < LINES; i++)
        rsm_log(RSM_LOG_INFO, "work", "begin %03d the quick brown fox end", i);
}

static void lines_of_several_threads_stay_whole(void **state)
{
    struct rsm_thread threads[THREADS];

    (void)state;
    rsm_log_open(LOG_FILE);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(rsm_thread_start(log_many_lines, NULL, &threads[i]), ERROR_SUCCESS);
    for (size_t i = 0; i < THREADS; i++)
        rsm_thread_join(&threads[i]);
    rsm_log_close();
    assert_int_equal(count_in_log(" the quick brown fox end" RSM_LOG_LINE_END), THREADS * LINES);
    assert_int_equal(count_in_log("begin"), THREADS * LINES);
}

#define LISTENING(test) cmocka_unit_test_setup_teardown(test, start_listening, stop_listening)
#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, close_log, close_log)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LISTENING(a_sink_hears_room_and_text),
        LISTENING(a_sink_hears_every_level),
        LISTENING(control_characters_are_made_visible),
        LISTENING(bytes_that_are_no_text_are_made_visible),
        LISTENING(letters_of_all_languages_stay),
        LISTENING(a_long_line_is_cut_and_marked),
        LISTENING(a_line_is_cut_between_characters),
        LISTENING(escaping_cannot_make_a_line_longer_than_allowed),
        LISTENING(the_callers_errors_are_left_alone),
        WITH_FILE(failing_to_open_leaves_the_callers_errors_alone),
        WITH_FILE(a_line_has_time_process_thread_level_room_and_text),
        WITH_FILE(the_default_level_is_info),
        WITH_FILE(a_level_behind_a_colon_is_obeyed),
        WITH_FILE(a_level_that_does_not_exist_is_info_and_said_so),
        WITH_FILE(the_colon_of_a_drive_belongs_to_the_path),
        WITH_FILE(a_drive_and_a_level_go_together),
        WITH_FILE(the_first_line_opens_the_log_of_the_environment),
        WITH_FILE(without_a_setting_the_log_is_off),
        WITH_FILE(a_file_that_cannot_be_opened_switches_the_log_off),
        WITH_FILE(opening_again_appends),
        WITH_FILE(a_line_in_the_file_is_bounded),
        WITH_FILE(lines_of_several_threads_stay_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
