/*
 * Each call of the table in a process that is killed, at each of its writes to the disk and at the
 * beginning of each of its SQL statements: the next process finds all of the call or nothing of it, what
 * must hold holds, and it can work.
 */
#include "api/kept_world.h"
#include "ntmsapi.h"
#include "support/asserts.h"
#include "support/child_posix.h"
#include "support/dump.h"
#include "support/faulty_disk.h"
#include "support/invariants.h"
#include "support/sql_steps.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

enum { MOMENTS_MAX = 2000 };

/* How a child is killed. */
static const struct way {
    const char *moment;
    int status;
} ways[] = {{"write", DISK_KILL_STATUS}, {"statement", SQL_STEP_KILL_STATUS}};

enum { WAYS = sizeof ways / sizeof ways[0] };

/* ---- the child ---- */

static const struct call *call_now;
static size_t way_now;
static unsigned number_now;

static void live_on(void)
{
    faulty_disk_mend();
    sql_steps_go_on();
}

static void be_killed(int to)
{
    struct subjects *s = renew_world();

    (void)to;
    s->before_work = live_on;
    if (ways[way_now].status == DISK_KILL_STATUS)
        faulty_disk_at(DISK_KILLS, number_now);
    else
        sql_steps_kill_at(number_now);
    (void)call_now->make(s);
}

static int exit_status(size_t way, unsigned number)
{
    way_now = way;
    number_now = number;
    leave_world(); /* SQLite does not bear forks */
    return end_child(begin_child(be_killed));
}

/* ---- the next process ---- */

/* What the database may hold. */
enum { BEFORE, HANDED_OVER, DONE, STATES };

static struct state {
    char *dump;
    bool looked_at;
} states[STATES];

static void keep_state(int state)
{
    struct subjects *s = subjects_now();

    free(states[state].dump);
    states[state] = (struct state){.dump = dump_alike(s->f->rsm->store)};
}

/* A call that waits for the library has done its part when it begins to wait. */
static void keep_state_handed_over(void)
{
    if (states[HANDED_OVER].dump == NULL)
        keep_state(HANDED_OVER);
}

static void learn_states(const struct call *call)
{
    struct subjects *s = renew_world();

    s->before_work = keep_state_handed_over;
    call_now = call;
    keep_state(BEFORE);
    assert_success(call->make(s));
    s->before_work = NULL;
    keep_state(DONE);
}

static void forget_states(void)
{
    for (size_t i = 0; i < STATES; i++)
        free(states[i].dump);
    memset(states, 0, sizeof states);
}

static char *dump_what_is_left(void)
{
    struct rsm_store *store = open_left_database();
    char *dump = dump_alike(store);

    rsm_store_close(store);
    return dump;
}

static void assert_next_process_works(void)
{
    struct subjects *s = enter_world();
    GUID pool;

    assert_invariants(s->f->rsm);
    assert_success(
        CreateNtmsMediaPoolW(s->f->session, u"\\Next", NULL, NTMS_CREATE_NEW, NULL, &pool));
    run_all_work(s->f);
    assert_invariants(s->f->rsm);
}

static struct state *find_state(const char *dump)
{
    for (size_t i = 0; i < STATES; i++) {
        if (states[i].dump != NULL && strcmp(states[i].dump, dump) == 0)
            return &states[i];
    }
    print_dump_differences(states[BEFORE].dump, dump);
    return NULL;
}

/* A database that holds the same as one before needs no second look. */
static void look_at_what_is_left(size_t way, unsigned number)
{
    char *left = dump_what_is_left();
    struct state *state = find_state(left);

    free(left);
    if (state == NULL) {
        fail_msg("killed at %s %u: half of it is there", ways[way].moment, number);
        return;
    }
    if (!state->looked_at)
        assert_next_process_works();
    state->looked_at = true;
}

static void kill_everywhere(size_t way)
{
    for (unsigned number = 1; number < MOMENTS_MAX; number++) {
        int status = exit_status(way, number);

        if (status == 0)
            return;
        assert_int_equal(status, ways[way].status);
        look_at_what_is_left(way, number);
    }
    fail_msg("it does not come through");
}

static void all_of_it_is_there_or_nothing(void **state)
{
    learn_states(*state);
    for (size_t way = 0; way < WAYS; way++)
        kill_everywhere(way);
    forget_states();
}

int main(void)
{
    faulty_disk_begin();
    sql_steps_begin();
    return run_calls("killed", CALL_WRITES, all_of_it_is_there_or_nothing, kept_world_setup,
                     kept_world_teardown);
}
