/*
 * A drive that stands alone, with a person who puts in and takes out, and a program that ejects: each command fails in every way,
 * and the process is killed between any two.  Afterwards what is in the drive is what is on record.
 */
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/eject.h"
#include "work/hand.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

enum { COMMANDS_MAX = 1000 };

static const char drive_with_ansi[] = "alone\ndrive 1 - ansi VOL001\n";

struct way {
    const char *name;
    struct rsm_sim_fault fault; /* without its number */
};

static const struct way ways[] = {
    {"the device is broken", {.failure = RSM_SIM_CHECK, .key = 4, .asc = 0x44}},
    {"the mechanics fail", {.failure = RSM_SIM_CHECK, .key = 4, .asc = 0x15, .ascq = 1}},
    {"the command is refused", {.failure = RSM_SIM_CHECK, .key = 5, .asc = 0x24}},
    {"a reset", {.failure = RSM_SIM_CHECK, .key = 6, .asc = 0x29}},
    {"the cartridge changed", {.failure = RSM_SIM_CHECK, .key = 6, .asc = 0x28}},
    {"the tape is bad", {.failure = RSM_SIM_CHECK, .key = 3, .asc = 0x11}},
    {"the way breaks", {.failure = RSM_SIM_LOST}},
    {"the answer is lost", {.failure = RSM_SIM_LOST_DONE}},
    {"no answer, nothing done", {.failure = RSM_SIM_TIMEOUT}},
    {"no answer, but done", {.failure = RSM_SIM_TIMEOUT_DONE}},
    {"the drive goes", {.failure = RSM_SIM_UNPLUG}},
    {"the drive goes after it", {.failure = RSM_SIM_UNPLUG_DONE}},
};

/* A program ejects what is in the drive, if it is on record. */
static void eject_it(struct fixture *f)
{
    struct rsm_session *session = NULL;
    struct rsm_record medium;
    GUID operation;

    if (!find_in_drive(f, &medium))
        return;
    assert_success(rsm_session_get(f->session, &session));
    (void)rsm_eject_start(session, &medium.info.ObjectGuid, false, &operation);
    rsm_session_release(session);
}

/* What a person does, and what the worker makes of it. */
static void exchange(struct fixture *f)
{
    rsm_sim_take_out("lib", "drive 1");
    run_all_work(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    run_all_work(f);
    eject_it(f);
    run_all_work(f);
    rsm_sim_push_back("lib");
    run_all_work(f);
}

/* ---- failures ---- */

/* True while there was a command with that number. */
static bool exchange_with_failure(struct fixture *f, const struct way *way, unsigned number)
{
    struct rsm_sim_fault fault = way->fault;
    bool failed;

    plug_in_and_settle(f, drive_with_ansi);
    fault.number = number;
    rsm_sim_fail(&fault);
    exchange(f);
    assert_invariants(f->rsm);
    failed = rsm_sim_has_failed();
    rsm_sim_fail(NULL);
    rsm_sim_plug("lib");

    run_all_work(f);
    rsm_sim_push_back("lib"); /* an eject that was begun may have ended only now */
    run_all_work(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_in_drive(f, u"VOL002");
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 1);
    assert_int_equal(count_unfinished(f), 0);
    close_session(f);
    return failed;
}

static void nothing_is_lost_by_the_failure_of_any_command(void **state)
{
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        unsigned number = 1;

        print_message("    %s\n", ways[i].name);
        while (exchange_with_failure(*state, &ways[i], number))
            number++;
        assert_in_range(number, 5, COMMANDS_MAX); /* it was a whole exchange */
    }
}

/* ---- kills ---- */

static void nothing_is_lost_wherever_the_process_is_killed(void **state)
{
    struct fixture *f = *state;
    struct moments *moments;
    unsigned count;

    plug_in_and_settle(f, drive_with_ansi);
    moments = moments_record(f);
    exchange(f);
    count = moments_end(moments);
    assert_true(count >= 10);
    for (unsigned n = 0; n < count; n++) {
        moments_begin_after(moments, n);
        run_all_work(f);

        assert_invariants(f->rsm);
        assert_records_match_library(f);
        assert_int_equal(count_unfinished(f), 0);
        close_session(f);
    }
    moments_free(moments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(nothing_is_lost_by_the_failure_of_any_command),
        story_on_disk(nothing_is_lost_wherever_the_process_is_killed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
