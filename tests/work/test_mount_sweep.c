/*
 * Let the first command fail, then the second, and so on until none is left, in every way a command can
 * fail, through a mount of two media.  After each, once the devices answer again: both are mounted, each in
 * the drive that was told, with its own tape in it, or none is; and no cartridge is lost.
 */
#include "work/every_command.h"
#include "work/mount.h"

#include "support/asserts.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/mounter.h"
#include "work/ways.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  from 3 A00003L5 ansi VOL003\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   empty\n";

static const char uncertain_drives[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   A00003L5  ansi VOL003\n";

enum { COMMANDS_MAX = 300, CARTRIDGES = 3 };

static const unsigned slots[] = {1, 2};

/* Besides what can befall any command. */
static const struct way own_ways[] = {
    {"the tape is bad", {.failure = RSM_SIM_CHECK, .key = 3, .asc = 0x11}},
};

/* ---- what must hold ---- */

static struct mount_call queue_both(struct fixture *f)
{
    struct mount_call call = call_for(f, 2, slots);

    call.options |= NTMS_MOUNT_NOWAIT;
    assert_success(make_call(f, &call));
    return call;
}

static void end_both(struct fixture *f, const struct mount_call *call)
{
    if (!is_mounted(f, call))
        return;
    end_mount(f, 1);
    end_mount(f, 2);
}

static void look_at_everything(struct fixture *f)
{
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);
    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, CARTRIDGES);
    assert_int_equal(count_unfinished(f), 0);
    assert_int_equal(count_intents(f), 0);
}

/* ---- commands that fail ---- */

/* True while there was a command with that number. */
static bool mount_with_failure(struct fixture *f, const char *drawing, const struct way *way,
                               unsigned number)
{
    struct mount_call call;
    GUID media[2];
    bool failed;

    plug_in_for_mounts(f, drawing);
    media[0] = *medium_in_slot(f, 1);
    media[1] = *medium_in_slot(f, 2);
    (void)give_to_application(f, &media[0], u"One");
    (void)give_to_application(f, &media[1], u"Two");
    call = queue_both(f);
    fail_in_way(way, number);
    run_all_work(f);
    assert_invariants(f->rsm);
    failed = rsm_sim_has_failed();
    rsm_sim_fail(NULL);
    rsm_sim_plug("lib");
    run_all_work(f);
    assert_all_or_none(f, &call);
    assert_records_match_library(f);
    end_both(f, &call);
    look_at_everything(f);
    assert_true(is_on_record(f, &media[0]) && is_on_record(f, &media[1]));
    close_session(f);
    return failed;
}

static void fail_one_after_the_other(struct fixture *f, const char *drawing)
{
    const struct way *way;

    for (size_t i = 0; (way = begin_way(i, own_ways, sizeof own_ways / sizeof own_ways[0])) != NULL;
         i++) {
        unsigned number = first_command(i);

        while (mount_with_failure(f, drawing, way, number))
            number += COMMAND_STEP;
        assert_in_range(number, 25, COMMANDS_MAX); /* it was a whole mount */
    }
}

static void both_are_mounted_or_none_whatever_fails(void **state)
{
    fail_one_after_the_other(*state, two_drives);
}

static void so_in_drives_of_which_it_is_not_certain(void **state)
{
    fail_one_after_the_other(*state, uncertain_drives);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(both_are_mounted_or_none_whatever_fails),
        story(so_in_drives_of_which_it_is_not_certain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
