/*
 * The disk fails, or is full, from any write of an erasure on, which is of a tape in Free and so writes a new
 * free label, too.  When it is mended, the tape and its record agree, and the tape beside it is as it was.
 */
#include "store/records.h"
#include "support/asserts.h"
#include "support/faulty_disk.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/erase.h"
#include "work/labeller.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  blank\n"
    "slot 2   A00002L5  ansi VOL002\n";

enum { WRITES_MAX = 500 };

static void ask_for_erasure(struct fixture *f)
{
    struct rsm_session *session;
    struct rsm_record medium;
    struct rsm_record side;
    GUID request;

    look_at_medium(f, "A00001L5", &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    assert_success(rsm_session_get(f->session, &session));
    assert_success(
        rsm_erase_queue(session, &side.info.ObjectGuid, RSM_ERASE_TO_THE_END, 0, &request));
    rsm_session_release(session);
}

/* It is free again, in its slot or still in the drive, and its record says so. */
static void assert_agreement(struct fixture *f)
{
    struct rsm_record medium;
    struct rsm_record side;
    struct rsm_sim_sight sight;

    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_int_equal(count_unfinished(f), 0);
    assert_int_equal(count_intents(f), 0);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 2);
    look_at_medium(f, "A00001L5", &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    assert_true(
        rsm_sim_look("lib", find_medium_in_slot(f, 1, &medium) ? "slot 1" : "drive 1", 0, &sight));
    assert_true(sight.full);
    assert_text(sight.label.LabelType, side.info.Info.Partition.szOmidLabelType);
    assert_pool_in_slot(f, 2, "Import");
}

/* True while there was a write with that number. */
static bool erase_with_fault(struct fixture *f, enum disk_fault fault, unsigned number)
{
    uint32_t beside = rsm_sim_fingerprint("lib", "slot 2");
    bool struck;

    ask_for_erasure(f);
    faulty_disk_at(fault, number);
    run_all_work(f);
    struck = faulty_disk_has_struck();
    faulty_disk_mend();
    run_all_work(f);

    assert_agreement(f);
    assert_pool(f, "A00001L5", "Free");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 2"), beside);
    return struck;
}

static void an_erasure_survives_any_write_that_fails(void **state)
{
    static const enum disk_fault faults[] = {DISK_FAILS, DISK_FULL};
    struct fixture *f = *state;

    plug_in_and_settle(f, tapes);
    free_slot(f, 1);
    f->labels_changed = true;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        unsigned number = 1;

        while (erase_with_fault(f, faults[i], number))
            number++;
        assert_in_range(number, 10, WRITES_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(an_erasure_survives_any_write_that_fails),
    };

    faulty_disk_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
