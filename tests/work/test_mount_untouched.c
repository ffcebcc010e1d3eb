/*
 * Nobody of us sends a command to a drive while a program has what is in it.
 */
#include "core/hold.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/mounter.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   A00003L5  blank\n";

static const char uncertain_drives[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   A00003L5  blank\n";

/* The next command to drive 1 is remembered. */
static void watch(void)
{
    const struct rsm_sim_fault any = {
        .failure = RSM_SIM_CHECK, .number = 1, .only_lun = true, .lun = 1, .key = 6, .asc = 0x29};

    rsm_sim_fail(&any);
}

static void mount_and_watch(struct fixture *f, const char *drawing)
{
    plug_in_for_mounts(f, drawing);
    assert_int_equal(mount_slot(f, 1), 1);
    watch();
}

static void assert_left_alone(struct fixture *f)
{
    assert_false(rsm_sim_has_failed());
    assert_drive_state(f, 1, NTMS_DRIVESTATE_LOADED);
}

static void an_inventory_asks_it_nothing(void **state)
{
    struct fixture *f = *state;
    mount_and_watch(f, two_drives);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_left_alone(f);
}

static void another_mount_asks_it_nothing(void **state)
{
    struct fixture *f = *state;
    mount_and_watch(f, two_drives);

    assert_int_equal(mount_slot(f, 2), 2);

    assert_left_alone(f);
}

static void proving_which_device_another_drive_has_asks_it_nothing(void **state)
{
    struct fixture *f = *state;
    mount_and_watch(f, uncertain_drives);
    rsm_sim_fail(NULL);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    rsm_sim_unplug("lib");
    run_all_work(f);
    rsm_sim_plug("lib");
    run_all_work(f); /* it was away: which device is which is remembered only */
    watch();

    assert_int_equal(mount_slot(f, 2), 2);

    assert_left_alone(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(an_inventory_asks_it_nothing),
        story(another_mount_asks_it_nothing),
        story(proving_which_device_another_drive_has_asks_it_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
