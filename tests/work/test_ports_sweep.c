/*
 * Let the first command of an eject and of an inject fail, then the second, and so on until none is left, in
 * every way a command can fail; and kill the process between any two.  In the end each cartridge is where
 * its record says, and the one that went through the port has kept its pool and its owner.
 */
#include "model/guid.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/every_command.h"
#include "work/port_stories.h"
#include "work/ways.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char drawing[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n"
    "port 1   empty\n";

enum { COMMANDS_MAX = 200 };

/* Besides what can befall any command. */
static const struct way own_ways[] = {
    {"somebody was at the port", {.failure = RSM_SIM_CHECK, .key = 6, .asc = 0x28, .ascq = 1}},
};

static void bring_back(struct fixture *f)
{
    rsm_sim_fail(NULL);
    rsm_sim_plug("lib");
    run_all_work(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST)); /* drives that were left out, too */
    run_all_work(f);
}

/* ---- what must hold ---- */

static GUID plug_in_owned(struct fixture *f)
{
    plug_in_and_settle(f, drawing);
    return allocate_in_slot(f, 1);
}

static void check_owner(struct fixture *f, const GUID *owner)
{
    struct rsm_record medium;
    struct rsm_record side;

    look_at_medium(f, "A00001L5", &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    assert_guid(*owner, side.info.Info.Partition.LogicalMedia);
}

static void check(struct fixture *f, const GUID *owner)
{
    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_int_equal(count_intents(f), 0);
    assert_requests(f, NTMS_LM_EJECT, NTMS_LM_INPROCESS, 0);
    assert_requests(f, NTMS_LM_INJECT, NTMS_LM_INPROCESS, 0);
    check_owner(f, owner);
}

static bool is_final(DWORD state)
{
    return state != NTMS_LM_QUEUED && state != NTMS_LM_INPROCESS && state != NTMS_LM_WAITING;
}

/* What still waits is stopped. */
static void stop(struct fixture *f, DWORD operation, GUID *id)
{
    if (is_final(state_of(f, id)))
        return;
    if (operation == NTMS_LM_EJECT)
        assert_success(stop_eject(f, id));
    else
        assert_success(inject(f, NTMS_INJECT_STOP, id));
    run_all_work(f);
    assert_true(is_final(state_of(f, id)));
}

/* Whatever is in the port is taken in, and the port is used once more. */
static void use_the_port(struct fixture *f, const GUID *owner)
{
    GUID operation;

    assert_success(inject(f, NTMS_INJECT_START, &operation));
    run_all_work(f);
    stop(f, NTMS_LM_INJECT, &operation);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    assert_in_port(f, "A00001L5", 1);
    stop(f, NTMS_LM_EJECT, &operation);
    check(f, owner);
    assert_in_slot(f, "A00002L5", 2);
    assert_int_equal(count_unfinished(f), 0);
}

/* ---- failures ---- */

/* True while there was a command with that number. */
static bool eject_with_failure(struct fixture *f, const struct way *way, unsigned number)
{
    GUID owner = plug_in_owned(f);
    GUID operation;
    bool failed;

    fail_in_way(way, number);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    (void)stop_eject(f, &operation);
    run_all_work(f);
    assert_invariants(f->rsm);
    failed = rsm_sim_has_failed();
    bring_back(f);

    stop(f, NTMS_LM_EJECT, &operation);
    check(f, &owner);
    use_the_port(f, &owner);
    close_session(f);
    return failed;
}

/* The cartridge is outside, and its medium offline. */
static GUID plug_in_without(struct fixture *f)
{
    GUID owner = plug_in_owned(f);

    rsm_sim_take_out(f->library, "slot 1");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_offline(f, "A00001L5");
    return owner;
}

static bool inject_with_failure(struct fixture *f, const struct way *way, unsigned number)
{
    GUID owner = plug_in_without(f);
    GUID operation;
    bool failed;

    rsm_sim_put_in(f->library, "port 1 A00001L5 ansi VOL001");
    fail_in_way(way, number);
    assert_success(inject(f, NTMS_INJECT_START, &operation));
    run_all_work(f);
    assert_invariants(f->rsm);
    failed = rsm_sim_has_failed();
    bring_back(f);

    stop(f, NTMS_LM_INJECT, &operation);
    check(f, &owner);
    use_the_port(f, &owner);
    close_session(f);
    return failed;
}

static void fail_all(struct fixture *f,
                     bool (*once)(struct fixture *f, const struct way *way, unsigned number))
{
    const struct way *way;

    for (size_t i = 0; (way = begin_way(i, own_ways, sizeof own_ways / sizeof own_ways[0])) != NULL;
         i++) {
        unsigned number = first_command(i);

        while (once(f, way, number))
            number += COMMAND_STEP;
        assert_in_range(number, 6, COMMANDS_MAX);
    }
}

static void an_eject_survives_the_failure_of_any_command(void **state)
{
    fail_all(*state, eject_with_failure);
}

static void an_inject_survives_the_failure_of_any_command(void **state)
{
    fail_all(*state, inject_with_failure);
}

/* ---- kills ---- */

static void look_after_the_kill(struct fixture *f, struct moments *moments, unsigned n,
                                const GUID *owner)
{
    moments_begin_after(moments, n);
    run_all_work(f);
    check(f, owner);
}

static void an_eject_loses_nothing_wherever_the_process_is_killed(void **state)
{
    struct fixture *f = *state;
    GUID owner = plug_in_owned(f);
    struct moments *moments;
    GUID operation;
    unsigned count;

    assert_success(eject(f, "A00001L5", &operation));
    moments = moments_record(f);
    run_all_work(f);
    assert_success(stop_eject(f, &operation));
    run_all_work(f);
    count = moments_end(moments);

    assert_in_range(count, 10, COMMANDS_MAX);
    for (unsigned n = 0; n < count; n++) {
        look_after_the_kill(f, moments, n, &owner);
        stop(f, NTMS_LM_EJECT, &operation);
        use_the_port(f, &owner);
        close_session(f);
    }
    moments_free(moments);
}

static void an_inject_loses_nothing_wherever_the_process_is_killed(void **state)
{
    struct fixture *f = *state;
    GUID owner = plug_in_without(f);
    struct moments *moments;
    GUID operation;
    unsigned count;

    rsm_sim_put_in(f->library, "port 1 A00001L5 ansi VOL001");
    assert_success(inject(f, NTMS_INJECT_START, &operation));
    moments = moments_record(f);
    run_all_work(f);
    count = moments_end(moments);

    assert_in_range(count, 10, COMMANDS_MAX);
    for (unsigned n = 0; n < count; n++) {
        look_after_the_kill(f, moments, n, &owner);
        stop(f, NTMS_LM_INJECT, &operation);
        use_the_port(f, &owner);
        close_session(f);
    }
    moments_free(moments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(an_eject_survives_the_failure_of_any_command),
        story(an_inject_survives_the_failure_of_any_command),
        story_on_disk(an_eject_loses_nothing_wherever_the_process_is_killed),
        story_on_disk(an_inject_loses_nothing_wherever_the_process_is_killed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
