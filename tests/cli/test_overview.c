/*
 * The overview page at several widths, held against what people have read and approved:
 * tests/data/cli/pages/NAME_WIDTH.txt.  A page that differs is left in the test's folder under that name.
 */
#include "cli/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/judge.h"
#include "cli/run.h"
#include "cli/width.h"
#include "platform/clock.h"
#include "platform/text.h"
#include "platform/thread.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/system.h"

static const char some_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   A00002L5  mtf Simple Backup/Tuesday\n"
    "slot 3   empty\n"
    "slot 4   A00004L5  blank\n"
    "slot 5   A00005L5  ltfs ARCHIVE\n"
    "slot 6   CLN001L1  cleaner\n"
    "port 1   empty\n";

/* ---- pages ---- */

/* What is another each time: dates, and the digits of requests. */
static void make_equal(char *text)
{
    static const char date[] = "2026-01-15 12:00:05";
    char *at;

    for (at = text; (at = strstr(at, "20")) != NULL; at++) {
        if (strlen(at) >= strlen(date) && at[4] == '-' && at[7] == '-' && at[10] == ' ' &&
            at[13] == ':' && at[16] == ':')
            memcpy(at, date, strlen(date));
    }
    for (at = text; (at = strpbrk(at, "/")) != NULL; at++) {
        if (strncmp(at, "/satisfy", 8) == 0)
            memcpy(at + 8, "0A1B2C3D", 8);
        else if (strncmp(at, "/refuse", 7) == 0)
            memcpy(at + 7, "0A1B2C3D", 8);
    }
}

static void assert_approved(const char *name, size_t width)
{
    static char approved[sizeof out.text];
    char path[512];
    char file_name[80];
    FILE *file;
    size_t length = 0;

    snprintf(file_name, sizeof file_name, "%s_%zu.txt", name, width);
    snprintf(path, sizeof path, "%s/cli/pages/%s", NTMS_TEST_DATA, file_name);
    file = fopen(path, "rb");
    if (file != NULL) {
        length = fread(approved, 1, sizeof approved - 1, file);
        fclose(file);
    }
    approved[length] = '\0';
    if (strcmp(out.text, approved) != 0 && (file = fopen(file_name, "wb")) != NULL) {
        (void)fwrite(out.text, 1, out.length, file);
        fclose(file);
    }
    assert_string_equal(out.text, approved);
}

static void assert_fits(size_t width)
{
    static char text[sizeof out.text];

    strcpy(text, out.text);
    for (char *line = strtok(text, "\n"); width > 0 && line != NULL; line = strtok(NULL, "\n")) {
        if (rsm_width_of(line) > width)
            fail_msg("wider than %zu columns: %s", width, line);
    }
}

static void show(const char *name, size_t width)
{
    assert_success(rsm_with_width("", width));
    make_equal(out.text);
    assert_fits(width);
    assert_approved(name, width);
    assert_string_equal(err.text, "");
}

/* ---- stories ---- */

static void a_library_at_rest(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, some_tapes);
    (void)allocate_in_slot(f, 1);

    show("rest", 0);
    show("rest", 60);
    show("rest", 80);
    show("rest", 100);
    show("rest", 132);
}

static void a_library_that_nobody_has_looked_at(void **state)
{
    struct fixture *f = *state;
    plug_in(f, some_tapes);
    f->unsettled = true;

    show("new", 80);
}

static void a_cartridge_in_a_drive(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n" /* of two, either might be taken */
                       "slot 1   A00001L5  mtf Simple Backup/Monday\n"
                       "slot 2   A00002L5  mtf Simple Backup/Tuesday\n");
    assert_success(identify_slot(f, 2, 1));
    run_all_work(f);

    show("drive", 80);
}

static void a_drive_that_stands_alone(void **state)
{
    plug_in_and_settle(*state, "alone\ndrive 1 - mtf Simple Backup/Monday\n");

    show("alone", 60);
    show("alone", 80);
}

static void an_empty_computer(void **state)
{
    static const struct rsm_options nothing = {.devices = "", .in_memory = true};

    (void)state;
    rsm_system_set_options(&nothing);
    show("empty", 60);
    show("empty", 80);
    rsm_system_set_options(NULL);
}

/* One that a program left behind. */
static void make_fail(struct fixture *f)
{
    struct rsm_record request;

    look_at_request(f, NTMS_LM_PROCESSOMID, 1, &request);
    request.info.Info.LibRequest.State = NTMS_LM_FAILED;
    request.info.Info.LibRequest.dwErrorCode = ERROR_IO_DEVICE;
    rsm_clock_utc(&request.info.Info.LibRequest.TimeCompleted);
    change(f, &request);
}

static void make_wait(struct fixture *f)
{
    struct rsm_record request;

    look_at_request(f, NTMS_LM_PROCESSOMID, 0, &request);
    request.info.Info.LibRequest.State = NTMS_LM_WAITING;
    request.info.Info.LibRequest.OperationCode = NTMS_LM_EJECT;
    memset(&request.info.Info.LibRequest.TimeCompleted, 0, sizeof(SYSTEMTIME));
    rsm_text_copy(request.info.Info.LibRequest.szApplication, NTMS_APPLICATIONNAME_LENGTH,
                  u"Nightly Backup");
    change(f, &request);
}

static void ask_for_help(struct fixture *f)
{
    struct rsm_record request;
    GUID id;

    assert_success(SubmitNtmsOperatorRequestW(f->session, NTMS_OPREQ_DEVICESERVICE,
                                              u"It has been making a noise since Tuesday",
                                              drive_id(f, 1), NULL, &id));
    look_at(f, &id, NTMS_OPREQUEST, &request);
    rsm_text_copy(request.info.Info.OpRequest.szUser, NTMS_USERNAME_LENGTH, u"alice");
    rsm_text_copy(request.info.Info.OpRequest.szComputer, NTMS_COMPUTERNAME_LENGTH, u"SRV1");
    change(f, &request);
}

static void a_library_in_trouble(void **state)
{
    struct fixture *f = *state;
    struct rsm_record record;
    plug_in_and_settle(f, some_tapes);
    f->unsettled = true;
    make_fail(f);
    make_wait(f);
    ask_for_help(f);
    look_at_drive(f, 2, &record);
    record.info.Enabled = FALSE;
    change(f, &record);
    look_at_slot(f, 3, &record);
    record.info.Enabled = FALSE;
    change(f, &record);
    look_at(f, door_id(f), NTMS_IEDOOR, &record);
    record.info.Info.IEDoor.State = NTMS_DOORSTATE_OPEN;
    record.own.Since = 1;
    change(f, &record);
    look_at(f, port_id(f, 1), NTMS_IEPORT, &record);
    record.info.Info.IEPort.Position = NTMS_PORTPOSITION_EXTENDED;
    change(f, &record);

    show("trouble", 0);
    show("trouble", 60);
    show("trouble", 80);
    show("trouble", 132);
}

static void a_library_that_is_gone(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, some_tapes);
    f->unsettled = true;
    look_at_library(f, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &library);

    show("gone", 80);
}

static void a_huge_library(void **state)
{
    struct fixture *f = *state;
    rsm_sim_make("lib", 1500, 20, 10);
    f->unsettled = true;
    open_session(f);

    show("huge", 60);
    show("huge", 80);
    show("huge", 132);
}

static void names_cannot_command_the_terminal(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, some_tapes);
    look_at_library(f, &library);
    rsm_text_copy(library.info.szName, NTMS_OBJECTNAME_LENGTH,
                  u"\x1b"
                  u"[2J\u6771\u4eac\u0301\u202e");
    change(f, &library);

    assert_success(rsm_with_width("", 60));

    assert_null(strchr(out.text, '\033'));
    assert_says("\n?[2J\xE6\x9D\xB1\xE4\xBA\xAC\xCC\x81?: ready\n");
}

static void programs_are_told_the_same(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, some_tapes);
    f->unsettled = true;
    make_fail(f);
    make_wait(f);
    ask_for_help(f);

    assert_success(rsm("/json"));

    judge_document(&out, NULL);
    assert_says("\"cleaner\": 1");
    assert_says("\"error_code\": 1117");
    assert_says("It has been making a noise");
}

/* ---- right after the start ---- */

/* The changer's reports of the first look, held back. */
struct holding {
    struct rsm_mutex mutex; /* guards the rest */
    struct rsm_cond changed;
    unsigned before; /* so many reports are for those who make its objects */
    bool is_over;
};

enum { READ_ELEMENT_STATUS = 0xB8 };

static void hold_reports(void *context, uint8_t operation, bool done)
{
    struct holding *holding = context;

    if (operation != READ_ELEMENT_STATUS || done)
        return;
    rsm_mutex_lock(&holding->mutex);
    while (holding->before == 0 && !holding->is_over)
        (void)rsm_cond_wait(&holding->changed, &holding->mutex, RSM_FOREVER);
    holding->before -= holding->before > 0 ? 1 : 0;
    rsm_mutex_unlock(&holding->mutex);
}

/* The session is open then. */
static void hold_first_look(struct fixture *f, const char *drawing, struct holding *holding)
{
    memset(holding, 0, sizeof *holding);
    rsm_mutex_init(&holding->mutex);
    rsm_cond_init(&holding->changed);
    f->options.step_by_step = true; /* for once: nothing is looked at */
    plug_in(f, drawing);
    holding->before = rsm_sim_commands_of(READ_ELEMENT_STATUS);
    close_session(f);
    f->options.step_by_step = false;
    rsm_sim_watch(hold_reports, holding);
    open_session(f);
}

static void let_go(struct holding *holding)
{
    rsm_mutex_lock(&holding->mutex);
    holding->is_over = true;
    rsm_cond_broadcast(&holding->changed);
    rsm_mutex_unlock(&holding->mutex);
}

static void end_holding(struct fixture *f, struct holding *holding)
{
    let_go(holding);
    run_all_work(f);
    rsm_sim_watch(NULL, NULL);
    rsm_cond_destroy(&holding->changed);
    rsm_mutex_destroy(&holding->mutex);
}

/* The line that lives on a terminal is there because the page waits. */
static void let_go_at_live_line(void *context, const char *text, size_t length)
{
    (void)text;
    (void)length;
    let_go(context);
}

static void the_page_waits_for_the_first_look(void **state)
{
    struct fixture *f = *state;
    struct holding holding;
    const struct rsm_output terminal = {
        .write = let_go_at_live_line, .context = &holding, .width = 80};

    hold_first_look(f, some_tapes, &holding);

    capture_begin(&out, 0);
    assert_success(rsm_run_words(0, NULL, &out.output, &terminal));

    assert_true(holding.is_over);
    assert_null(strstr(out.text, "still being looked at"));
    end_holding(f, &holding);
}

static void a_library_that_does_not_tell_what_it_holds_does_not_hold_up_the_page(void **state)
{
    struct fixture *f = *state;
    struct holding holding;

    hold_first_look(f, some_tapes, &holding);

    assert_success(rsm(""));

    assert_says("It is still being looked at");
    end_holding(f, &holding);
}

static void it_is_a_command_too(void **state)
{
    (void)state;
    assert_success(rsm("overview /?"));
    assert_says("rsm overview [/json]\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_library_at_rest),
        story(a_library_that_nobody_has_looked_at),
        story(a_cartridge_in_a_drive),
        story(a_drive_that_stands_alone),
        cmocka_unit_test(an_empty_computer),
        story(a_library_in_trouble),
        story(a_library_that_is_gone),
        story(a_huge_library),
        story(names_cannot_command_the_terminal),
        story(programs_are_told_the_same),
        story_threads(the_page_waits_for_the_first_look),
        story_threads(a_library_that_does_not_tell_what_it_holds_does_not_hold_up_the_page),
        cmocka_unit_test(it_is_a_command_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
