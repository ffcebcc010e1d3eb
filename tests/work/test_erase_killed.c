/*
 * The process is killed between any two commands of two erasures, and right after each that changed something.
 * Whatever the moment: each tape is erased or as it was, and its record says which; and every other tape is as
 * it was.
 */
#include "label/identify.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/erase.h"
#include "work/mounter.h"

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
    "slot 2   A00002L5  mtf Example Backup/March\n"
    "slot 3   A00003L5  ansi VOL003\n";

enum { CARTRIDGES = 3, ERASED = 2 };

static void erase_slot(struct fixture *f, unsigned slot)
{
    struct rsm_session *session;
    GUID side = side_in_slot(f, slot);
    GUID request;

    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_erase_queue(session, &side, RSM_ERASE_TO_THE_END, 0, &request));
    rsm_session_release(session);
}

/* In its slot, or still in the drive where it was erased. */
static void assert_record_agrees(struct fixture *f, const GUID *id)
{
    struct rsm_record medium;
    struct rsm_record side;
    struct rsm_record place;
    struct rsm_sim_sight sight;
    char name[16];

    look_at(f, id, NTMS_PHYSICAL_MEDIA, &medium);
    look_at_side(f, id, &side);
    look_at(f, &medium.info.Info.PhysicalMedia.Location,
            medium.info.Info.PhysicalMedia.LocationType, &place);
    snprintf(name, sizeof name, "%s %u", place.info.dwType == NTMS_DRIVE ? "drive" : "slot",
             (unsigned)(place.info.dwType == NTMS_DRIVE ? place.info.Info.Drive.Number
                                                        : place.info.Info.StorageSlot.Number));
    assert_true(rsm_sim_look("lib", name, 0, &sight));
    assert_text(sight.label.LabelType, side.info.Info.Partition.szOmidLabelType);
    assert_int_equal(side.info.Info.Partition.State, sight.outcome == RSM_LABEL_RECOGNISED
                                                         ? NTMS_PARTSTATE_IMPORT
                                                         : NTMS_PARTSTATE_FOREIGN);
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
    for (unsigned i = 0; i < ERASED; i++)
        assert_record_agrees(f, &media[i]);
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 3"), foreign);
    assert_pool(f, "A00003L5", "Import");
}

static void the_tape_decides_wherever_the_process_is_killed(void **state)
{
    struct fixture *f = *state;
    struct moments *moments;
    GUID media[ERASED];
    uint32_t foreign;
    unsigned count;

    plug_in_and_settle(f, drawing);
    foreign = rsm_sim_fingerprint("lib", "slot 3");
    for (unsigned slot = 1; slot <= ERASED; slot++)
        media[slot - 1] = *medium_in_slot(f, slot);
    for (unsigned slot = 1; slot <= ERASED; slot++)
        erase_slot(f, slot);
    moments = moments_record(f);
    run_all_work(f);
    count = moments_end(moments);

    assert_true(count >= 25);
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
