/*
 * The process is killed between any two commands of the writing of free labels, and right after each that
 * changed something.  Whatever the moment: in the end the tapes that were meant have their labels, their
 * records say so, and every other tape is as it was.
 */
#include "label/identify.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/free_label.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>

static const char drawing[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   -  mtf Example Backup/March\n"
    "slot 3   A00003L5  blank\n"
    "slot 4   A00004L5  ansi VOL004\n";

enum { CARTRIDGES = 4, FREED = 3 };

static void free_slot(struct fixture *f, unsigned slot)
{
    struct rsm_record medium;

    look_at_medium_in_slot(f, slot, &medium);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_free_label_enter(f->rsm, NULL, &medium)));
}

/* In its slot, or still in the drive where its label was written. */
static void assert_free(struct fixture *f, unsigned slot, const GUID *id)
{
    struct rsm_record medium;
    struct rsm_record side;
    struct rsm_record place;
    struct rsm_sim_sight sight;
    char name[16];

    look_at(f, id, NTMS_PHYSICAL_MEDIA, &medium);
    look_at_side(f, id, &side);
    snprintf(name, sizeof name, "slot %u", slot);
    if (medium.info.Info.PhysicalMedia.LocationType == NTMS_DRIVE) {
        look_at(f, &medium.info.Info.PhysicalMedia.Location, NTMS_DRIVE, &place);
        snprintf(name, sizeof name, "drive %u", (unsigned)place.info.Info.Drive.Number);
    }
    assert_true(rsm_sim_look("lib", name, 0, &sight));
    assert_text(RSM_LABEL_FREE_TYPE, sight.label.LabelType);
    assert_text(RSM_LABEL_FREE_TYPE, side.info.Info.Partition.szOmidLabelType);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_AVAILABLE);
    assert_guid(*slot_id(f, slot), medium.info.Info.PhysicalMedia.HomeSlot);
}

static void look_after_the_kill(struct fixture *f, const GUID *media, uint32_t foreign)
{
    assert_invariants(f->rsm);
    run_all_work(f);

    assert_invariants(f->rsm);
    assert_int_equal(count_intents(f), 0);
    assert_records_match_library(f);
    assert_int_equal(count_unfinished(f), 0);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, CARTRIDGES);
    for (unsigned slot = 1; slot <= FREED; slot++)
        assert_free(f, slot, &media[slot - 1]);
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 4"), foreign);
    assert_pool(f, "A00004L5", "Import");
}

static void the_tape_decides_wherever_the_process_is_killed(void **state)
{
    struct fixture *f = *state;
    struct moments *moments;
    GUID media[FREED];
    uint32_t foreign;
    unsigned count;

    plug_in_and_settle(f, drawing);
    foreign = rsm_sim_fingerprint("lib", "slot 4");
    for (unsigned slot = 1; slot <= FREED; slot++)
        media[slot - 1] = *medium_in_slot(f, slot);
    for (unsigned slot = 1; slot <= FREED; slot++)
        free_slot(f, slot);
    moments = moments_record(f);
    run_all_work(f);
    count = moments_end(moments);

    assert_true(count >= 40);
    for (unsigned n = 0; n < count; n++) {
        moments_begin_after(moments, n);
        look_after_the_kill(f, media, foreign);
        close_session(f);
    }
    moments_free(moments);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(the_tape_decides_wherever_the_process_is_killed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
