/*
 * A process is killed in the middle of a move: before the command, while it is under way, when it was
 * carried out but not recorded.  The next one, or one that was there already, settles what was begun.
 * This program also plays the one that is killed: see main().
 */
#include "platform/log.h"
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/process.h"
#include "tgt/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CARTRIDGES = 4 };

/* ---- the one that is killed ---- */

/* Where it stops: at a line of the log that holds both texts. */
struct point {
    const char *role;
    const char *one, *other;
};

static const struct point points[] = {
    {"before-move", "move A00001L6 from slot", ""}, /* the intent is on record */
    {"after-move", "  A5 ", "good"},                /* done, but not on record */
    {"before-return", "move A00001L6 from drive", ""},
    {"after-label", "  08 00 ", ""}, /* in the drive */
};

/* The log calls this with its own lock held, so that the whole process soon stands still. */
static void stop_at(void *context, enum rsm_log_level level, const char *line)
{
    const struct point *point = context;
    static bool reached;

    (void)level;
    if (reached || strstr(line, point->one) == NULL || strstr(line, point->other) == NULL)
        return;
    reached = true;
    printf("reached\n");
    fflush(stdout);
    (void)await_sign("go");
}

static int play_victim(const struct point *point)
{
    struct site s = {.session = NULL};
    struct point copy = *point;
    GUID slot;

    site_open(&s);
    site_inventory(&s, NTMS_INVENTORY_FAST);
    printf("open\n");
    fflush(stdout);
    if (!await_sign("begin"))
        return 1;
    rsm_log_set_sink(stop_at, &copy);
    slot = site_numbered(&s, NTMS_STORAGESLOT, 1).ObjectGuid;
    (void)IdentifyNtmsSlot(s.session, &slot, NTMS_DISMOUNT_IMMEDIATE);
    site_close(&s);
    return 0;
}

/* ---- the tests ---- */

static void expect_line(struct process *process, const char *expected)
{
    char line[200] = "";

    do {
        if (!read_line(process, line, sizeof line))
            fail_msg("the other process ended instead of saying \"%s\"", expected);
    } while (strcmp(line, expected) != 0);
}

static struct process *start_victim(const char *role)
{
    char program[RSM_PATHS_ROOM];
    struct process *victim;

    take_sign_back("begin");
    take_sign_back("go");
    other_program(program, sizeof program);
    victim = start_process(program, role);
    expect_line(victim, "open");
    return victim;
}

static struct process *start_victim_and_stop_it(const char *role)
{
    struct process *victim = start_victim(role);

    give_sign("begin");
    expect_line(victim, "reached");
    return victim;
}

/* How many moves are begun and not settled. */
static int64_t count_intents(void)
{
    return ask_database("SELECT count(*) FROM intent");
}

static void assert_settled(struct site *s)
{
    site_wait_idle(s);
    assert_int_equal(count_intents(), 0);
    assert_int_equal(site_count(s, NULL, NTMS_PHYSICAL_MEDIA), CARTRIDGES);
    assert_records_match_vtl(s);
    assert_database_whole();
    site_inventory(s, NTMS_INVENTORY_OMID);
    assert_int_equal(site_inventory_state(s), NTMS_LM_PASSED);
    assert_records_match_vtl(s);
}

/* Kill it there; the next session finds what is true. */
static void kill_at(struct site *s, const char *role, int64_t intents)
{
    struct process *victim = start_victim_and_stop_it(role);
    GUID medium;

    kill_process(victim);
    assert_int_equal(count_intents(), intents);

    site_open(s);
    site_inventory(s, NTMS_INVENTORY_SLOT);
    medium = site_medium(s, u"A00001L6").ObjectGuid;
    assert_settled(s);
    assert_is_medium(s, &medium, u"A00001L6");
}

static void killed_before_the_move_was_sent(void **state)
{
    kill_at(*state, "before-move", 1);
    assert_logged(*state, "a move of A00001L6 from element 1024", "was interrupted");
}

static void killed_when_the_move_was_done_but_not_recorded(void **state)
{
    kill_at(*state, "after-move", 1);
    assert_logged(*state, "a move of A00001L6 from element 1024", "was interrupted");
}

static void killed_before_the_way_home(void **state)
{
    kill_at(*state, "before-return", 1);
}

static void killed_while_the_cartridge_is_read(void **state)
{
    kill_at(*state, "after-label", 0);
}

/* Does a command wait in the receive queue of the target, which hangs?  Linux, also under Wine. */
static bool is_command_waiting(void *context)
{
    unsigned port = 0;
    char line[512];
    bool waiting = false;
    FILE *file = fopen("/proc/net/tcp", "r");

    (void)context;
    assert_non_null(file);
    assert_int_equal(sscanf(rsm_vtl_address(), "iscsi://127.0.0.1:%u", &port), 1);
    while (fgets(line, sizeof line, file) != NULL) {
        unsigned local = 0;
        unsigned state = 0;
        unsigned received = 0;

        /* "  1: 0100007F:36B0 0100007F:8A3C 01 00000000:00000030 ..." */
        if (sscanf(line, " %*u: %*x:%x %*x:%*x %x %*x:%x", &local, &state, &received) == 3 &&
            local == port && state == 1 && received > 0)
            waiting = true;
    }
    fclose(file);
    return waiting;
}

static void killed_while_the_move_is_under_way(void **state)
{
    struct site *s = *state;
    struct process *victim = start_victim_and_stop_it("before-move");

    assert_int_equal(rsm_vtl("freeze"), 0);
    give_sign("go");
    site_wait(is_command_waiting, NULL, "the command is at the target");
    kill_process(victim);
    assert_int_equal(count_intents(), 1);
    assert_int_equal(rsm_vtl("thaw"), 0);

    site_open(s);
    site_inventory(s, NTMS_INVENTORY_SLOT);
    assert_settled(s);
}

static void one_that_lives_takes_over_at_once(void **state)
{
    struct site *s = *state;
    struct process *victim = start_victim("after-move");

    site_open(s);
    give_sign("begin");
    expect_line(victim, "reached");
    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_FAST));
    kill_process(victim);

    site_wait_idle(s);
    assert_int_equal(site_inventory_state(s), NTMS_LM_PASSED);
    assert_settled(s);
}

static void what_the_dead_asked_for_is_cancelled(void **state)
{
    struct site *s = *state;
    struct process *victim = start_victim_and_stop_it("before-move");
    size_t count;
    size_t cancelled = 0;
    GUID *ids;

    kill_process(victim);
    site_open(s);
    site_inventory(s, NTMS_INVENTORY_FAST);

    ids = site_list(s, &s->library, NTMS_LIBREQUEST, &count);
    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW request = site_object(s, &ids[i], NTMS_LIBREQUEST);

        if (request.Info.LibRequest.State == NTMS_LM_CANCELLED) {
            cancelled++;
            assert_int_equal(request.Info.LibRequest.OperationCode, NTMS_LM_PROCESSOMID);
        }
    }
    free(ids);
    assert_int_equal(cancelled, 1);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(killed_before_the_move_was_sent, site_begin, site_end),
        cmocka_unit_test_setup_teardown(killed_when_the_move_was_done_but_not_recorded, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(killed_before_the_way_home, site_begin, site_end),
        cmocka_unit_test_setup_teardown(killed_while_the_cartridge_is_read, site_begin, site_end),
        cmocka_unit_test_setup_teardown(killed_while_the_move_is_under_way, site_begin, site_end),
        cmocka_unit_test_setup_teardown(one_that_lives_takes_over_at_once, site_begin, site_end),
        cmocka_unit_test_setup_teardown(what_the_dead_asked_for_is_cancelled, site_begin, site_end),
    };

    for (size_t i = 0; count > 1 && i < sizeof points / sizeof points[0]; i++) {
        if (strcmp(arguments[1], points[i].role) == 0)
            return play_victim(&points[i]);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
