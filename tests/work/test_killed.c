/*
 * The process is killed between any two commands of an inventory, and right after each move.
 */
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/moments.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   -  mtf Example Backup/March\n"
    "slot 3   A00003L5  blank\n"
    "slot 4   empty\n";

enum { CARTRIDGES = 3 };

/* What the next process finds, and makes of it. */
static void look_after_the_kill(struct fixture *f, struct moments *moments, unsigned n)
{
    moments_begin_after(moments, n);
    run_all_work(f);

    assert_invariants(f->rsm);
    assert_int_equal(count_intents(f), 0);
    assert_records_match_library(f);
    assert_int_equal(count_unfinished(f), 0);
}

static void take_inventory_again(struct fixture *f, const GUID *backups)
{
    struct rsm_record medium;

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);
    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, CARTRIDGES);
    look_at_medium(f, "A00001L5", &medium);
    assert_guid(*backups, medium.info.ObjectGuid);
    assert_pool(f, "A00001L5", "Backups");
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_drive_state(f, 2, NTMS_DRIVESTATE_DISMOUNTED);
}

static struct moments *record_inventory(struct fixture *f, GUID *backups_out)
{
    struct moments *moments;

    plug_in_and_settle(f, two_drives);
    *backups_out = *medium_in_slot(f, 1);
    give_to_application(f, backups_out, u"Backups");
    restart(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    moments = moments_record(f);
    run_all_work(f);
    return moments;
}

static void nothing_is_lost_wherever_the_process_is_killed(void **state)
{
    struct fixture *f = *state;
    struct moments *moments;
    GUID backups;
    unsigned count;

    moments = record_inventory(f, &backups);
    count = moments_end(moments);
    assert_true(count >= 40); /* it was a whole inventory */
    for (unsigned n = 0; n < count; n++) {
        look_after_the_kill(f, moments, n);
        if (n % 5 == 0)
            take_inventory_again(f, &backups);
        close_session(f);
    }
    moments_free(moments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(nothing_is_lost_wherever_the_process_is_killed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
