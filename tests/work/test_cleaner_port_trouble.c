/*
 * Cleaners on their way through the port while any command fails, or the process is killed between any two:
 * afterwards the cleaner is in its slot or in the port, no record was made for it, and it can be injected.
 */
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/moments.h"
#include "work/cleaners.h"
#include "work/ways.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_cell[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   empty\n"
    "port 1   empty\n";

enum { CLEANER_SLOT = 3, USES = 7, COMMANDS_MAX = 200 };

static bool is_in_port(void)
{
    struct rsm_sim_sight sight;

    assert_true(rsm_sim_look("lib", "port 1", 0, &sight));
    return sight.full;
}

/* ---- the way in and the way out ---- */

static void begin_out(struct fixture *f)
{
    GUID operation;

    assert_success(eject_cleaner(f, &operation, NTMS_EJECT_START));
}

static rsm_error begin_in(struct fixture *f)
{
    GUID operation;
    rsm_error err = inject_cleaner(f, &operation, USES, NTMS_INJECT_START);

    if (err == ERROR_SUCCESS && !is_in_port())
        rsm_sim_put_in("lib", "port 1 - cleaner");
    return err;
}

/* A person takes what is in the port, so that an eject ends. */
static void take_what_is_in_port(struct fixture *f)
{
    run_all_work(f); /* where unlocking the port failed, it is tried again */
    if (is_in_port())
        rsm_sim_take_out("lib", "port 1");
    run_all_work(f);
}

static void check(struct fixture *f)
{
    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 1);
    assert_int_equal(count_intents(f), 0);
}

/* Whatever went before: in the end it is in its slot, with its uses. */
static void bring_home(struct fixture *f)
{
    take_what_is_in_port(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST)); /* nobody may have watched the port */
    run_all_work(f);
    assert_int_equal(count_unfinished(f), 0);
    check(f);
    if (slot_state(f, CLEANER_SLOT) == NTMS_SLOTSTATE_EMPTY) {
        assert_success(begin_in(f));
        run_all_work(f);
        assert_int_equal(cleaner_uses(f), USES);
    }
    assert_slot_state(f, CLEANER_SLOT, NTMS_SLOTSTATE_FULL);
    assert_true(is_cleaner_present(f));
    check(f);
    set_cleaner_uses(f, USES);
}

/* ---- failures ---- */

static void mend(struct fixture *f)
{
    rsm_sim_fail(NULL);
    rsm_sim_plug("lib");
    run_all_work(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
}

/* True while there was a command with that number. */
static bool go_with_failure(struct fixture *f, const struct way *way, unsigned number)
{
    bool failed;

    fail_in_way(way, number);
    begin_out(f);
    run_all_work(f);
    take_what_is_in_port(f);
    if (slot_state(f, CLEANER_SLOT) == NTMS_SLOTSTATE_EMPTY && count_unfinished(f) == 0) {
        (void)begin_in(f); /* it may be gone */
        run_all_work(f);
    }
    failed = rsm_sim_has_failed();
    assert_invariants(f->rsm);
    mend(f);
    bring_home(f);
    return failed;
}

static void a_cleaner_is_never_lost_at_the_port_by_the_failure_of_any_command(void **state)
{
    struct fixture *f = *state;
    const struct way *way;

    for (size_t i = 0; (way = begin_way(i, NULL, 0)) != NULL; i++) {
        unsigned number = 1;

        plug_in_and_settle(f, one_cell);
        begin_with_cleaner(f, CLEANER_SLOT, "- cleaner", USES);
        while (go_with_failure(f, way, number))
            number++;
        assert_in_range(number, 8, COMMANDS_MAX); /* it was the whole way out and in */
        close_session(f);
    }
}

/* ---- kills ---- */

static void kill_everywhere(struct fixture *f, struct moments *moments)
{
    unsigned count = moments_end(moments);

    assert_true(count >= 3);
    for (unsigned n = 0; n < count; n++) {
        moments_begin_after(moments, n);
        run_all_work(f);
        check(f);
        bring_home(f);
        close_session(f);
    }
    moments_free(moments);
}

static void an_ejected_cleaner_is_found_wherever_the_process_is_killed(void **state)
{
    struct fixture *f = *state;
    struct moments *moments;

    plug_in_and_settle(f, one_cell);
    begin_with_cleaner(f, CLEANER_SLOT, "- cleaner", USES);
    restart(f);
    run_all_work(f);
    begin_out(f);
    moments = moments_record(f);
    run_all_work(f);

    kill_everywhere(f, moments);
}

static void an_injected_cleaner_is_found_wherever_the_process_is_killed(void **state)
{
    struct fixture *f = *state;
    struct moments *moments;

    plug_in_and_settle(f, one_cell);
    assert_success(reserve_slot(f, CLEANER_SLOT));
    run_all_work(f);
    assert_success(begin_in(f));
    moments = moments_record(f);
    run_all_work(f);

    kill_everywhere(f, moments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_cleaner_is_never_lost_at_the_port_by_the_failure_of_any_command),
        story_on_disk(an_ejected_cleaner_is_found_wherever_the_process_is_killed),
        story_on_disk(an_injected_cleaner_is_found_wherever_the_process_is_killed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
