/*
 * The disk fails, or is full, from any write of an eject or of an inject on.  When it is mended either goes
 * on, or is stopped, and the records are where the cartridge is.
 */
#include "support/asserts.h"
#include "support/faulty_disk.h"
#include "support/invariants.h"
#include "support/moments.h"
#include "work/dismounter.h"
#include "work/port_stories.h"

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
    "port 1   empty\n";

enum { WRITES_MAX = 500 };

/* True when the fault was met while the work was done. */
static bool work_with_fault(struct fixture *f, enum disk_fault fault, unsigned number)
{
    bool struck;

    faulty_disk_at(fault, number);
    run_all_work(f);
    struck = faulty_disk_has_struck();
    faulty_disk_mend();
    run_all_work(f);
    return struck;
}

static void check(struct fixture *f, const GUID *owner)
{
    struct rsm_record medium;
    struct rsm_record side;

    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_int_equal(count_intents(f), 0);
    look_at_medium(f, "A00001L5", &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    assert_guid(*owner, side.info.Info.Partition.LogicalMedia);
}

/* Whatever is in the port is taken in, and what was left in the drive goes home. */
static void tidy_up(struct fixture *f)
{
    struct rsm_record port;
    GUID operation;

    look_at_port(f, 1, &port);
    if (port.info.Info.IEPort.Content == NTMS_PORTCONTENT_FULL)
        assert_success(inject(f, NTMS_INJECT_START, &operation));
    run_all_work(f);
    if (drive_state(f, 1) == NTMS_DRIVESTATE_DISMOUNTABLE)
        assert_success(ask_dismount_drive(f, 1));
    run_all_work(f);
}

static bool eject_with_fault(struct fixture *f, enum disk_fault fault, unsigned number,
                             const GUID *owner)
{
    GUID operation;
    bool struck;

    assert_success(eject(f, "A00001L5", &operation));
    struck = work_with_fault(f, fault, number);
    check(f, owner);

    (void)stop_eject(f, &operation); /* it may have failed */
    run_all_work(f);
    tidy_up(f);
    check(f, owner);
    assert_int_equal(count_unfinished(f), 0);
    assert_in_slot(f, "A00001L5", 1);
    return struck;
}

static bool inject_with_fault(struct fixture *f, enum disk_fault fault, unsigned number,
                              const GUID *owner)
{
    GUID operation;
    bool struck;

    rsm_sim_take_out(f->library, "slot 1");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    rsm_sim_put_in(f->library, "port 1 A00001L5 ansi VOL001");
    assert_success(inject(f, NTMS_INJECT_START, &operation));
    struck = work_with_fault(f, fault, number);
    check(f, owner);

    (void)inject(f, NTMS_INJECT_STOP, &operation);
    run_all_work(f);
    tidy_up(f);
    check(f, owner);
    assert_int_equal(count_unfinished(f), 0);
    assert_in_slot(f, "A00001L5", 1);
    return struck;
}

static void fail_one_after_the_other(struct fixture *f,
                                     bool (*once)(struct fixture *f, enum disk_fault fault,
                                                  unsigned number, const GUID *owner))
{
    static const enum disk_fault faults[] = {DISK_FAILS, DISK_FULL};
    GUID owner;

    plug_in_and_settle(f, drawing);
    owner = allocate_in_slot(f, 1);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        unsigned number = 1;

        while (once(f, faults[i], number, &owner))
            number++;
        assert_in_range(number, 4, WRITES_MAX);
    }
}

static void an_eject_survives_any_write_that_fails(void **state)
{
    fail_one_after_the_other(*state, eject_with_fault);
}

static void so_does_an_inject(void **state)
{
    fail_one_after_the_other(*state, inject_with_fault);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(an_eject_survives_any_write_that_fails),
        story_on_disk(so_does_an_inject),
    };

    faulty_disk_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
