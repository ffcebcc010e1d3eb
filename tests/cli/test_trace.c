/*
 * rsm trace: lines of the log, chosen and in words, from files that anybody may have written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/judge.h"
#include "cli/trace_entry.h"
#include "cli/trace_filter.h"
#include "cli/trace_lines.h"
#include "platform/clock.h"
#include "support/asserts.h"

#define LOG "trace.test.log"

static const char some_lines[] =
    "2026-01-15 12:00:00.001Z 4711.4711 trace   api      EnumerateNtmsObject(session 40004001)\n"
    "2026-01-15 12:00:01.002Z 4711.4712 info    work     library L700: move A00001L6\n"
    "2026-01-15 12:00:02.003Z 4711.4712 trace   scsi     iscsi  A5 00 00 01 04 01 01 01 00 00 00 00"
    "  good, 12 ms, 0 bytes  (iscsi://h/t/1)\n"
    "2026-01-15 12:00:03.004Z 4800.4800 warning scsi     iscsi://h/t/2: LOG SENSE failed\n"
    "2026-01-15 12:00:04.005Z 4800.4800 error   store    the disk is full\n";

static void write_log(const char *mode, const char *bytes, size_t length)
{
    FILE *file = fopen(LOG, mode);

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void keep_log(const char *text)
{
    write_log("wb", text, strlen(text));
}

static int remove_log(void **state)
{
    (void)state;
    (void)remove(LOG);
    return 0;
}

static unsigned count_lines(const char *text)
{
    unsigned count = 0;

    for (; *text != '\0'; text++)
        count += *text == '\n' ? 1 : 0;
    return count;
}

/* ---- choosing ---- */

static void all_lines_are_shown_in_their_order(void **state)
{
    (void)state;
    keep_log(some_lines);

    assert_success(rsm("trace " LOG));

    assert_int_equal(count_lines(out.text), 5);
    assert_says(
        "2026-01-15 12:00:01.002  4711.4712  info     work      library L700: move "
        "A00001L6\n");
}

static void a_level_brings_what_is_worse_too(void **state)
{
    (void)state;
    keep_log(some_lines);

    assert_success(rsm("trace /lwarning " LOG));

    assert_int_equal(count_lines(out.text), 2);
    assert_says("LOG SENSE failed");
    assert_says("the disk is full");
}

static void rooms_may_be_several(void **state)
{
    (void)state;
    keep_log(some_lines);

    assert_success(rsm("trace /rWORK /r store " LOG));

    assert_int_equal(count_lines(out.text), 2);
}

static void a_process_or_one_of_its_threads_is_chosen(void **state)
{
    (void)state;
    keep_log(some_lines);

    assert_success(rsm("trace /p4711 " LOG));
    assert_int_equal(count_lines(out.text), 3);
    assert_success(rsm("trace /p4711.4711 " LOG));
    assert_int_equal(count_lines(out.text), 1);
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("trace /p4711. " LOG));
}

static void a_text_is_found_in_upper_and_lower_case(void **state)
{
    (void)state;
    keep_log(some_lines);

    assert_success(rsm("trace /da00001l6 " LOG));

    assert_int_equal(count_lines(out.text), 1);
}

static void lines_from_a_moment_on_are_chosen(void **state)
{
    (void)state;
    keep_log(some_lines);

    assert_success(rsm("trace /s2026-01-15T12:00:03 " LOG));

    assert_int_equal(count_lines(out.text), 2);
}

static void the_last_ones_are_those_of_the_chosen(void **state)
{
    (void)state;
    keep_log(some_lines);

    assert_success(rsm("trace /rscsi /n1 " LOG));

    assert_int_equal(count_lines(out.text), 1);
    assert_says("LOG SENSE failed");
}

static void assert_moment(const char *text, const char *expected)
{
    const SYSTEMTIME now = {.wYear = 2026, .wMonth = 3, .wDay = 1, .wHour = 0, .wMinute = 30};
    SYSTEMTIME date;
    char shown[40];
    int64_t ms;

    assert_true(rsm_trace_since(text, &now, &ms));
    rsm_clock_from_ms(ms, &date);
    snprintf(shown, sizeof shown, "%u-%02u-%02u %02u:%02u:%02u", date.wYear, date.wMonth, date.wDay,
             date.wHour, date.wMinute, date.wSecond);
    assert_string_equal(shown, expected);
}

static void moments_are_understood_as_people_write_them(void **state)
{
    (void)state;
    assert_moment("00:10", "2026-03-01 00:10:00");
    assert_moment("23:59:58", "2026-02-28 23:59:58");
    assert_moment("2026-01-15", "2026-01-15 00:00:00");
    assert_moment("2026-01-15 14:05", "2026-01-15 14:05:00");
    assert_moment("2026-01-15T14:05:09Z", "2026-01-15 14:05:09");
    assert_moment("90s", "2026-03-01 00:28:30");
    assert_moment("45m", "2026-02-28 23:45:00");
    assert_moment("2H", "2026-02-28 22:30:00");
    assert_moment("1d", "2026-02-28 00:30:00");
}

static void what_is_no_moment_is_refused(void **state)
{
    static const char *const wrong[] = {"",         "soon", "10",          "-10m",       "10x",
                                        "25:00",    "1:2:", "2026-13-01",  "2026-02-30", "10mm",
                                        "14:05xyz", "m",    "2026-01-15T", "99999999d"};
    const SYSTEMTIME now = {.wYear = 2026, .wMonth = 3, .wDay = 1};
    int64_t ms;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(rsm_trace_since(wrong[i], &now, &ms));
}

/* ---- words ---- */

static void commands_are_shown_in_words(void **state)
{
    (void)state;
    keep_log(some_lines);

    assert_success(rsm("trace /dgood " LOG));

    assert_says(
        "  MOVE MEDIUM from 1025 to 257: good, 12 ms, 0 bytes  (iscsi://h/t/1)  "
        "[A5 00 00 01 04 01 01 01 00 00 00 00]\n");
}

static void assert_words(const char *cdb, const char *expected)
{
    struct rsm_trace_command command;
    struct rsm_trace_entry entry;
    char line[300];

    snprintf(line, sizeof line,
             "2026-01-15 12:00:02.003Z 1.2 trace   scsi     iscsi  %s  illegal request, really "
             "(5/20/00), 1 ms, 8 bytes  (a (b))",
             cdb);
    assert_true(rsm_trace_entry_parse(line, &entry));
    assert_true(rsm_trace_entry_command(&entry, &command));
    assert_string_equal(command.words, expected);
    assert_string_equal(command.answer, "illegal request, really (5/20/00)");
    assert_string_equal(command.device, "a (b)");
}

static void each_command_tells_what_it_asks_for(void **state)
{
    (void)state;
    assert_words("12 01 83 00 FC 00", "INQUIRY page 83h");
    assert_words("12 00 00 00 60 00", "INQUIRY");
    assert_words("1A 08 1D 00 FC 00", "MODE SENSE page 1Dh");
    assert_words("4D 00 6E 00 00 00 00 01 44 00", "LOG SENSE page 2Eh");
    assert_words("1B 00 00 00 00 00", "LOAD UNLOAD: unload");
    assert_words("1E 00 00 00 01 00", "PREVENT ALLOW MEDIUM REMOVAL: prevent");
    assert_words("08 00 01 00 00 00", "READ 65536 bytes");
    assert_words("11 01 FF FF FE 00", "SPACE 2 filemarks back");
    assert_words("B8 14 01 00 00 02 01 00 00 E0 00 00",
                 "READ ELEMENT STATUS of drives from 256, at most 2, bar codes, identities");
    assert_words("EE 00 00 00 00 00", "command EEh");
}

static void a_command_that_is_cut_off_is_left_as_it_is(void **state)
{
    static const char *const cut[] = {
        "iscsi",
        "iscsi  ",
        "iscsi  A5 00",
        "iscsi  A5 00 00 00 00 00  good",
        "iscsi  A5 00 00 00 00 00  good, 1 ms, 0 bytes",
        "iscsi  A5 00 00 00 00 00  ,  bytes  (",
    };
    struct rsm_trace_command command;
    struct rsm_trace_entry entry;
    char line[200];

    (void)state;
    for (size_t i = 0; i < sizeof cut / sizeof cut[0]; i++) {
        snprintf(line, sizeof line, "2026-01-15 12:00:02.003Z 1.2 trace   scsi     %s", cut[i]);
        assert_true(rsm_trace_entry_parse(line, &entry));
        assert_false(rsm_trace_entry_command(&entry, &command));
    }
}

static void what_is_no_line_of_the_log_is_not_taken_for_one(void **state)
{
    static const char *const wrong[] = {
        "",
        "hello",
        "2026-01-15 12:00:02.003Z 1.2 loud    scsi     x",
        "2026-13-15 12:00:02.003Z 1.2 trace   scsi     x",
        "2026-01-15 12:00:02.003Z 1.2 trace",
        "2026-01-15 12:00:02.003Z 99999999999999999999.2 trace scsi x",
    };
    struct rsm_trace_entry entry;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(rsm_trace_entry_parse(wrong[i], &entry));
}

/* ---- files ---- */

static void hostile_bytes_do_not_reach_the_terminal(void **state)
{
    static const char hostile[] =
        "\x1B[2J\n"
        "a\0b\xFF\xC3\n"
        "2026-01-15 12:00:02.003Z 1.2 trace   s\x1B      \x1B]0;title\x07 \xE2\x80\xAE"
        "cba\n"
        "2026-01-15 12:00:02.003Z 1.2 trace   scsi     iscsi  A5 00 00 01 04 01 01 01 00 00 00 00"
        "  \x1B[5m, 1 ms, 0 bytes  (\x1B[6m)\n";

    (void)state;
    write_log("wb", hostile, sizeof hostile - 1);

    assert_success(rsm("trace " LOG));

    for (const char *c = out.text; *c != '\0'; c++)
        assert_true(*c == '\n' || (*c >= ' ' && *c <= '~'));
    assert_int_equal(count_lines(out.text), 4);
}

static void a_line_is_cut_where_it_is_too_long(void **state)
{
    char *line = malloc(200000);

    (void)state;
    assert_non_null(line);
    memset(line, 'x', 200000);
    write_log("wb", line, 200000);
    write_log("ab", "\nend\n", 5);
    free(line);

    assert_success(rsm("trace " LOG));

    assert_says("xxx...\nend\n");
    assert_in_range(out.length, RSM_TRACE_LINE - 8, RSM_TRACE_LINE + 8);
}

static void lines_across_the_pieces_of_a_file_are_whole(void **state)
{
    enum { COUNT = 20000 };
    struct rsm_trace_lines *lines = malloc(sizeof *lines);
    struct rsm_reading *reading;
    char line[RSM_TRACE_LINE];
    char expected[40];
    bool is_whole;
    FILE *file = fopen(LOG, "wb");

    (void)state;
    assert_non_null(lines);
    assert_non_null(file);
    for (int i = 0; i < COUNT; i++)
        fprintf(file, "line %d%s", i, i % 2 != 0 ? "\r\n" : "\n");
    fclose(file);
    assert_success(rsm_reading_open(LOG, &reading));
    rsm_trace_lines_begin(lines, reading, 0);

    for (int i = 0; i < COUNT; i++) {
        assert_success(rsm_trace_lines_next(lines, line, &is_whole));
        snprintf(expected, sizeof expected, "line %d", i);
        assert_string_equal(line, expected);
        assert_true(is_whole);
    }
    assert_fails_with(ERROR_NO_MORE_ITEMS, rsm_trace_lines_next(lines, line, &is_whole));
    rsm_reading_close(reading);
    free(lines);
}

static void the_last_line_needs_no_end(void **state)
{
    (void)state;
    keep_log(
        "2026-01-15 12:00:02.003Z 1.2 trace   scsi     first\n"
        "2026-01-15 12:00:02.003Z 1.2 trace   scsi     second");

    assert_success(rsm("trace /n1 " LOG));

    assert_says("second\n");
}

static void a_log_that_is_not_there_is_said_to_be_missing(void **state)
{
    (void)state;
    assert_fails_with(ERROR_FILE_NOT_FOUND, rsm("trace trace.test.none"));

    assert_complains("there is no log trace.test.none (yet: a program that has NTMS_LOG");
}

static void lines_are_a_document_as_its_schema_says(void **state)
{
    (void)state;
    keep_log(some_lines);

    assert_success(rsm("trace /json /n3 " LOG));

    assert_says("\"left_out\": 2");
    assert_says("\"scsi_command\": \"MOVE MEDIUM from 1025 to 257\"");
    judge_document(&out, NULL);
}

/* ---- following ---- */

/* Each line that is shown has another one written, in the end to a new file; the last one ends it. */
static void go_on(void *context, const char *written)
{
    int *step = context;

    if (strstr(written, "\"event\"") == NULL)
        return;
    if (++*step == 1)
        write_log("ab", "2026-01-15 12:00:05.000Z 1.2 trace   scsi     sec", 49);
    if (*step == 1)
        write_log("ab", "ond\n2026-01-15 12:00:05.000Z 1.2 trace   scsi     third\n", 56);
    if (*step == 3)
        keep_log("2026-01-15 12:00:06.000Z 1.2 trace   scsi     anew\n");
    if (*step == 4)
        rsm_console_interrupt();
}

static void what_comes_is_followed_until_control_c_also_in_a_new_file(void **state)
{
    int step = 0;
    (void)state;
    keep_log(some_lines);

    assert_success(rsm_acting("trace /json /follow /n1 " LOG, go_on, &step));

    assert_int_equal(step, 4);
    assert_says("\"text\":\"second\"");
    assert_says("\"text\":\"anew\"");
    assert_says("\n{\"schema\":1,\"command\":\"trace\",\"status\":0}\n");
    judge_document(&out, "trace");
}

#define with_log(test) cmocka_unit_test_teardown(test, remove_log)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_log(all_lines_are_shown_in_their_order),
        with_log(a_level_brings_what_is_worse_too),
        with_log(rooms_may_be_several),
        with_log(a_process_or_one_of_its_threads_is_chosen),
        with_log(a_text_is_found_in_upper_and_lower_case),
        with_log(lines_from_a_moment_on_are_chosen),
        with_log(the_last_ones_are_those_of_the_chosen),
        cmocka_unit_test(moments_are_understood_as_people_write_them),
        cmocka_unit_test(what_is_no_moment_is_refused),
        with_log(commands_are_shown_in_words),
        cmocka_unit_test(each_command_tells_what_it_asks_for),
        cmocka_unit_test(a_command_that_is_cut_off_is_left_as_it_is),
        cmocka_unit_test(what_is_no_line_of_the_log_is_not_taken_for_one),
        with_log(hostile_bytes_do_not_reach_the_terminal),
        with_log(a_line_is_cut_where_it_is_too_long),
        with_log(lines_across_the_pieces_of_a_file_are_whole),
        with_log(the_last_line_needs_no_end),
        cmocka_unit_test(a_log_that_is_not_there_is_said_to_be_missing),
        with_log(lines_are_a_document_as_its_schema_says),
        with_log(what_comes_is_followed_until_control_c_also_in_a_new_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
