/*
 * Let the first command fail, then the second, and so on until none is left, in every way a command can
 * fail, through a whole inventory.  After each: no cartridge is in two places or in none, and once the
 * devices answer again everything is found as if nothing had happened.
 */
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "work/every_command.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char six_slots[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  from 5 A00005L5 ansi VOL005\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   -  mtf Example Backup/March\n"
    "slot 4   A00004L5  ltfs A00004\n"
    "slot 5   empty\n"
    "slot 6   empty\n";

static const char three_slots[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  from 3 A00005L5 ansi VOL005\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   -  mtf Example Backup/March\n"
    "slot 3   empty\n";

enum { COMMANDS_MAX = 1000 };

/* ---- ways to fail ---- */

struct way {
    const char *name;
    struct rsm_sim_fault fault; /* without its number */
    bool of_cartridges;         /* nothing that a device says while it is found */
};

static const struct way ways[] = {
    {"the device is broken", {.failure = RSM_SIM_CHECK, .key = 4, .asc = 0x44}, false},
    {"the mechanics fail", {.failure = RSM_SIM_CHECK, .key = 4, .asc = 0x15, .ascq = 1}, true},
    {"the mechanics say so too late", {.failure = RSM_SIM_CHECK_DONE, .key = 4, .asc = 0x15}, true},
    {"the command is refused", {.failure = RSM_SIM_CHECK, .key = 5, .asc = 0x24}, false},
    {"a reset", {.failure = RSM_SIM_CHECK, .key = 6, .asc = 0x29}, false},
    {"something moved", {.failure = RSM_SIM_CHECK, .key = 6, .asc = 0x28}, true},
    {"the tape is bad", {.failure = RSM_SIM_CHECK, .key = 3, .asc = 0x11}, true},
    {"the way breaks", {.failure = RSM_SIM_LOST}, false},
    {"the answer is lost", {.failure = RSM_SIM_LOST_DONE}, false},
    {"no answer, nothing done", {.failure = RSM_SIM_TIMEOUT}, false},
    {"no answer, but done", {.failure = RSM_SIM_TIMEOUT_DONE}, false},
    {"the library goes", {.failure = RSM_SIM_UNPLUG}, false},
    {"the library goes after it", {.failure = RSM_SIM_UNPLUG_DONE}, false},
};

enum { WAYS = sizeof ways / sizeof ways[0] };

static void set_fault(const struct way *way, unsigned number)
{
    struct rsm_sim_fault fault = way->fault;

    fault.number = number;
    rsm_sim_fail(&fault);
}

/* ---- what must hold ---- */

/* While devices fail: every record has a place that exists, and no two share one. */
static void check_now(struct fixture *f)
{
    assert_invariants(f->rsm);
}

/* When they answer again. */
static void check_at_the_end(struct fixture *f, DWORD cartridges)
{
    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, cartridges);
    assert_int_equal(count_unfinished(f), 0);
    assert_pool(f, "A00005L5", "Import");
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_drive_state(f, 2, NTMS_DRIVESTATE_DISMOUNTED);
}

static void bring_back(void)
{
    rsm_sim_fail(NULL);
    rsm_sim_plug("lib");
}

static void inventory_again(struct fixture *f)
{
    run_all_work(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);
}

/* ---- while the devices are found ---- */

/* What was not found at first is found by the program that runs. */
static void assert_all_known(struct fixture *f)
{
    struct rsm_record drive;

    assert_objects(f, NTMS_LIBRARY, 2); /* with the offline library */
    for (unsigned number = 1; number <= 2; number++) {
        look_at_drive(f, number, &drive);
        assert_int_not_equal(drive.info.Info.Drive.szDeviceName[0], 0);
        assert_int_equal(drive.info.dwOperationalState, NTMS_READY);
    }
}

static void begin_with_failure(struct fixture *f, const struct way *way, unsigned number)
{
    rsm_sim_draw("lib", three_slots);
    set_fault(way, number);
    open_session(f);
    if (count_objects(f, NTMS_LIBRARY) == 2)
        run_all_work(f);
    check_now(f);
    assert_true(rsm_sim_has_failed());
    bring_back();

    inventory_again(f);
    assert_all_known(f);
    check_at_the_end(f, 3);
    assert_pool(f, "A00001L5", "Import");
    close_session(f);
}

static void note_first_move(void *context, uint8_t operation, bool done)
{
    if (operation != 0xA5 || done)
        return;
    *(unsigned *)context = rsm_sim_commands();
    rsm_sim_watch(NULL, NULL);
}

static unsigned commands_until_the_first_move(struct fixture *f)
{
    unsigned count = 0;

    rsm_sim_watch(note_first_move, &count);
    plug_in(f, three_slots);
    run_all_work(f);
    close_session(f);
    return count;
}

static void a_new_library_survives_the_failure_of_any_command(void **state)
{
    struct fixture *f = *state;
    unsigned last = commands_until_the_first_move(f);

    assert_in_range(last, 20, COMMANDS_MAX);
    for (size_t i = 0; i < WAYS; i++) {
        if (ways[i].of_cartridges)
            continue;
        print_message("    %s\n", ways[i].name);
        for (unsigned number = first_command(i); number <= last; number += COMMAND_STEP)
            begin_with_failure(f, &ways[i], number);
    }
}

/* ---- of a library that is known ---- */

/* True while there was a command with that number. */
static bool inventory_with_failure(struct fixture *f, const struct way *way, unsigned number)
{
    bool failed;

    set_fault(way, number);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);
    check_now(f);
    failed = rsm_sim_has_failed();
    bring_back();
    run_all_work(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_records_match_library(f);
    return failed;
}

static void fail_one_after_the_other(struct fixture *f, size_t i)
{
    const struct way *way = &ways[i];
    struct rsm_record medium;
    unsigned number = first_command(i);
    GUID backups;

    plug_in_and_settle(f, six_slots);
    backups = *medium_in_slot(f, 1);
    give_to_application(f, &backups, u"Backups");
    while (inventory_with_failure(f, way, number))
        number += COMMAND_STEP;
    assert_in_range(number, 60, COMMANDS_MAX); /* it was a whole inventory */
    inventory_again(f);

    check_at_the_end(f, 5);
    assert_pool(f, "A00001L5", "Backups");
    assert_pool(f, "A00002L5", "Unrecognized");
    assert_pool(f, "A00004L5", "Import");
    look_at_medium(f, "A00001L5", &medium);
    assert_guid(backups, medium.info.ObjectGuid);
    close_session(f);
}

static void a_known_library_loses_nothing_by_the_failure_of_any_command(void **state)
{
    for (size_t i = 0; i < WAYS; i++) {
        print_message("    %s\n", ways[i].name);
        fail_one_after_the_other(*state, i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_new_library_survives_the_failure_of_any_command),
        story(a_known_library_loses_nothing_by_the_failure_of_any_command),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
