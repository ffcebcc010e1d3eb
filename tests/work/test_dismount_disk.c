/*
 * The disk fails, or is full, from any write of a dismount on.  When it is mended the dismount goes on, and
 * the records are where the cartridge is.
 */
#include "core/hold.h"
#include "support/asserts.h"
#include "support/faulty_disk.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/dismounter.h"
#include "work/mounter.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char drawing[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n";

enum { WRITES_MAX = 500 };

/* True while there was a write with that number. */
static bool dismount_with_fault(struct fixture *f, enum disk_fault fault, DWORD options,
                                unsigned number)
{
    bool struck;

    (void)have_mounted(f, 1);
    assert_success(ask_dismount(f, "A00001L5", options));
    faulty_disk_at(fault, number);
    run_all_work(f);
    struck = faulty_disk_has_struck();
    faulty_disk_mend();
    run_all_work(f);

    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_int_equal(count_unfinished(f), 0);
    assert_int_equal(count_intents(f), 0);
    assert_int_equal(hold_on(f, "A00001L5"), RSM_HOLD_NONE);
    if (drive_state(f, 1) == NTMS_DRIVESTATE_DISMOUNTABLE) {
        assert_success(ask_dismount_drive(f, 1));
        run_all_work(f);
    }
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_in_slot(f, "A00001L5", 1);
    return struck;
}

static void fail_one_after_the_other(struct fixture *f, DWORD options)
{
    static const enum disk_fault faults[] = {DISK_FAILS, DISK_FULL};

    plug_in_for_mounts(f, drawing);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        unsigned number = 1;

        while (dismount_with_fault(f, faults[i], options, number))
            number++;
        assert_in_range(number, 4, WRITES_MAX);
    }
}

static void a_dismount_survives_any_write_that_fails(void **state)
{
    fail_one_after_the_other(*state, NTMS_DISMOUNT_IMMEDIATE);
}

static void so_does_a_deferred_one(void **state)
{
    fail_one_after_the_other(*state, NTMS_DISMOUNT_DEFERRED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(a_dismount_survives_any_write_that_fails),
        story_on_disk(so_does_a_deferred_one),
    };

    faulty_disk_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
