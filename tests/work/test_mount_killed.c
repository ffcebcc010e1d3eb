/*
 * The process is killed between any two commands of a mount of two media, and right after each move; and the
 * disk fails at any write of it.
 */
#include "work/mount.h"

#include "support/asserts.h"
#include "support/faulty_disk.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/mounter.h"

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

enum { CARTRIDGES = 3, WRITES_MAX = 500 };

static const unsigned slots[] = {1, 2};

static struct mount_call queue_both(struct fixture *f)
{
    struct mount_call call = call_for(f, 2, slots);

    call.options |= NTMS_MOUNT_NOWAIT;
    assert_success(make_call(f, &call));
    return call;
}

static void assert_nothing_is_lost(struct fixture *f)
{
    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, CARTRIDGES);
    assert_int_equal(count_intents(f), 0);
    assert_int_equal(count_unfinished(f), 0);
}

/* ---- killed ---- */

static void nothing_is_lost_wherever_the_process_is_killed(void **state)
{
    struct fixture *f = *state;
    struct moments *moments;
    struct mount_call call;
    unsigned count;
    plug_in_for_mounts(f, two_drives);
    call = queue_both(f);
    moments = moments_record(f);
    run_all_work(f);
    count = moments_end(moments);

    assert_true(count >= 30); /* it was a whole mount */
    for (unsigned n = 0; n < count; n++) {
        moments_begin_after(moments, n);
        run_all_work(f);
        assert_nothing_is_lost(f);
        assert_int_equal(request_state(f, &call, 1) == NTMS_LM_PASSED, is_mounted(f, &call));
        close_session(f);
    }
    moments_free(moments);
}

/* ---- a disk that fails ---- */

/* True while there was a write with that number. */
static bool mount_with_bad_disk(struct fixture *f, unsigned number)
{
    struct mount_call call;
    bool struck;

    plug_in_for_mounts(f, two_drives);
    call = queue_both(f);
    faulty_disk_at(DISK_FAILS, number);
    run_all_work(f);
    struck = faulty_disk_has_struck();
    faulty_disk_mend();
    run_all_work(f);
    run_all_work(f);
    assert_all_or_none(f, &call);
    assert_nothing_is_lost(f);
    if (is_mounted(f, &call)) {
        end_mount(f, 1);
        end_mount(f, 2);
    }
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);
    assert_nothing_is_lost(f);
    close_session(f);
    return struck;
}

static void begin_anew(void **state)
{
    assert_int_equal(fixture_end(state), 0);
    assert_int_equal(fixture_on_disk(state), 0);
}

static void both_are_mounted_or_none_whenever_the_disk_fails(void **state)
{
    unsigned number = 1;

    while (mount_with_bad_disk(*state, number)) {
        begin_anew(state);
        number++;
    }
    assert_in_range(number, 20, WRITES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(nothing_is_lost_wherever_the_process_is_killed),
        story_on_disk(both_are_mounted_or_none_whenever_the_disk_fails),
    };

    faulty_disk_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
