/*
 * rsm watch: what changes, as it changes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/judge.h"
#include "cli/known_names.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char one_tape[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   empty\n";

/* What happens once it is known that rsm watches, which its first event tells. */
struct happening {
    struct fixture *f;
    void (*happen)(struct fixture *f);
    unsigned ends_after; /* events of objects; 0 = by itself */
    unsigned events;
};

static void go_on(void *context, const char *written)
{
    struct happening *h = context;

    if (strstr(written, "\"begin\"") != NULL)
        h->happen(h->f);
    else if (strstr(written, "\"event\"") != NULL && ++h->events == h->ends_after)
        rsm_console_interrupt();
}

static rsm_error watch(struct fixture *f, const char *line, unsigned ends_after,
                       void (*happen)(struct fixture *f))
{
    struct happening h = {.f = f, .happen = happen, .ends_after = ends_after};

    return rsm_acting(line, go_on, &h);
}

static void rename_slot(struct fixture *f, unsigned number, const WCHAR *name)
{
    struct rsm_record slot;

    look_at_slot(f, number, &slot);
    rsm_text_copy(slot.info.szName, NTMS_OBJECTNAME_LENGTH, name);
    change(f, &slot);
}

static void identify_first(struct fixture *f)
{
    assert_success(identify_slot(f, 1, 0));
}

static void rename_both(struct fixture *f)
{
    rename_slot(f, 1, u"First");
    rename_slot(f, 2, u"Second");
}

static GUID pool;

static void delete_pool(struct fixture *f)
{
    assert_success(DeleteNtmsMediaPool(f->session, &pool));
}

static void watch_tells_of_all_kinds_in_the_order_of_what_happened(void **state)
{
    const char *request, *drive, *medium;
    plug_in_and_settle(*state, one_tape);

    assert_success(watch(*state, "watch /json /n12", 0, identify_first));

    request = strstr(out.text, "\"type\":\"librequest\"");
    drive = strstr(out.text, "\"type\":\"drive\"");
    medium = strstr(out.text, "\"type\":\"physical_media\"");
    assert_non_null(request);
    assert_true(request < drive);
    assert_non_null(medium);
    judge_document(&out, "watch");
}

static void watch_of_a_kind_tells_of_no_other(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_success(watch(*state, "watch /json /tdrive /n1", 0, identify_first));

    assert_says("\"type\":\"drive\"");
    assert_null(strstr(out.text, "librequest"));
}

static void it_ends_after_so_many_changes(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_success(watch(*state, "watch /json /tstorageslot /n1", 0, rename_both));

    assert_says("\"name\":\"First of STK L20\",\"state\":\"full\"");
    assert_null(strstr(out.text, "Second"));
}

static void it_ends_with_control_c(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_success(watch(*state, "watch /json", 2, rename_both));

    assert_says("Second");
    assert_says("\n{\"schema\":1,\"command\":\"watch\",\"status\":0}\n");
}

static void what_was_removed_is_told_by_its_name(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, one_tape);
    assert_success(CreateNtmsMediaPoolW(f->session, u"Backup", NULL, NTMS_CREATE_NEW, NULL, &pool));

    assert_success(watch(f, "watch /json /tmedia_pool", 1, delete_pool));

    assert_says("{\"event\":\"removed\",");
    assert_says("\"name\":\"Backup\",\"state\":null,\"library\":null,\"library_name\":\"\"}");
}

/* For people: the first line ends it. */
static void end(void *context, const char *written)
{
    (void)context;
    (void)written;
    rsm_console_interrupt();
}

static void run_work_and_rename(void *context)
{
    rename_slot(context, 1, u"First");
}

static void a_line_for_people_tells_time_kind_name_and_state(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, one_tape);
    f->rsm->idle = run_work_and_rename; /* where rsm would wait for a change */
    f->rsm->idle_context = f;

    assert_success(rsm_acting("watch", end, NULL));

    assert_int_equal(strspn(out.text, "0123456789-: "), 21);
    assert_says("  slot              First of STK L20                full\n");
}

static void a_number_of_changes_that_is_none_is_refused(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("watch /n0"));
    assert_complains("\"0\" is not a number of events, 1 or more");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("watch /n 3x"));
}

/* ---- names ---- */

static GUID numbered(uint32_t number)
{
    /* few different beginnings: many of them want the same place */
    return (GUID){.Data1 = number % 7, .Data2 = (WORD)number};
}

static void each_name_is_found_among_many_others_that_come_and_go(void **state)
{
    enum { COUNT = 5000 };
    struct rsm_known_names names = {.count = 0};

    (void)state;
    for (uint32_t i = 0; i < COUNT; i++) {
        GUID id = numbered(i);

        assert_true(rsm_known_names_set(&names, &id, i % 2 != 0 ? "odd" : "even"));
    }
    for (uint32_t i = 0; i < COUNT; i += 3) {
        GUID id = numbered(i);

        rsm_known_names_forget(&names, &id);
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        GUID id = numbered(i);

        if (i % 3 == 0)
            assert_null(rsm_known_names_get(&names, &id));
        else
            assert_string_equal(rsm_known_names_get(&names, &id), i % 2 != 0 ? "odd" : "even");
    }
    rsm_known_names_free(&names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(watch_tells_of_all_kinds_in_the_order_of_what_happened),
        story(watch_of_a_kind_tells_of_no_other),
        story(it_ends_after_so_many_changes),
        story(it_ends_with_control_c),
        story(what_was_removed_is_told_by_its_name),
        story(a_line_for_people_tells_time_kind_name_and_state),
        story(a_number_of_changes_that_is_none_is_refused),
        cmocka_unit_test(each_name_is_found_among_many_others_that_come_and_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
