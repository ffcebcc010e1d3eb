/*
 * The process is killed between any two commands of a cleaning, and right after each move: the next one
 * finds the cleaner, knows it by its place, and brings it back.
 */
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/moments.h"
#include "work/cleaners.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   empty\n";

enum { USES = 10 };

/* The cleaner has no bar code: nothing but its place tells what it is. */
static struct moments *record_cleaning(struct fixture *f)
{
    struct moments *moments;

    plug_in_and_settle(f, two_drives);
    begin_with_cleaner(f, 3, "- cleaner", USES);
    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    run_all_work(f);
    restart(f);
    run_all_work(f);
    assert_success(clean_drive(f, 1));
    moments = moments_record(f);
    run_all_work(f);
    return moments;
}

static void look_after_the_kill(struct fixture *f)
{
    struct rsm_record medium;

    run_all_work(f);

    assert_invariants(f->rsm);
    assert_int_equal(count_intents(f), 0);
    assert_records_match_library(f);
    assert_int_equal(count_unfinished(f), 0);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 1);
    assert_false(find_medium_in_slot(f, 3, &medium));
    assert_slot_state(f, 3, NTMS_SLOTSTATE_FULL);
    assert_in_range(cleaner_uses(f), USES - 2, USES);
    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_CANCELLED, 0);
}

static void clean_again(struct fixture *f)
{
    DWORD uses = cleaner_uses(f);

    assert_success(clean_drive(f, 1));
    run_all_work(f);
    assert_int_equal(cleaner_uses(f), uses - 1);
    assert_true(was_cleaned(f, 1));
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_records_match_library(f);
}

static void the_cleaner_comes_back_wherever_the_process_is_killed(void **state)
{
    struct fixture *f = *state;
    struct moments *moments = record_cleaning(f);
    unsigned count = moments_end(moments);

    assert_true(count >= 12); /* it was a whole cleaning */
    for (unsigned n = 0; n < count; n++) {
        moments_begin_after(moments, n);
        look_after_the_kill(f);
        clean_again(f);
        close_session(f);
    }
    moments_free(moments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(the_cleaner_comes_back_wherever_the_process_is_killed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
