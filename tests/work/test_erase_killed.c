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

static const char with_bar_codes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  mtf Example Backup/March\n"
    "slot 3   A00003L5  ansi VOL003\n";

/* What was erased cannot be told from any other blank tape, but it was nobody's. */
static const char without_bar_codes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty noerase\n"
    "drive 2  empty\n"
    "slot 1   -  ansi VOL001\n"
    "slot 2   -  mtf Example Backup/March\n"
    "slot 3   -  ansi VOL003\n";

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

static void look_without_bar_codes(struct fixture *f, const GUID *media, uint32_t foreign)
{
    struct rsm_record medium;

    (void)media;
    assert_invariants(f->rsm);
    run_all_work(f);

    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_int_equal(count_unfinished(f), 0);
    assert_int_equal(count_intents(f), 0);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, CARTRIDGES);
    for (unsigned slot = 1; slot <= ERASED; slot++) {
        if (find_medium_at(f, slot_id(f, slot), &medium))
            assert_record_agrees(f, &medium.info.ObjectGuid);
    }
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 3"), foreign);
    assert_pool_in_slot(f, 3, "Import");
}

/* Calls look() after a kill at each moment of two erasures. */
static void kill_at_every_moment(struct fixture *f, const char *drawing,
                                 void (*look)(struct fixture *f, const GUID *media,
                                              uint32_t foreign))
{
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
        look(f, media, foreign);
        close_session(f);
    }
    moments_free(moments);
}

static void the_tape_decides_wherever_the_process_is_killed(void **state)
{
    kill_at_every_moment(*state, with_bar_codes, look_after_the_kill);
}

static void so_it_does_without_bar_codes_and_erase(void **state)
{
    kill_at_every_moment(*state, without_bar_codes, look_without_bar_codes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(the_tape_decides_wherever_the_process_is_killed),
        story_on_disk(so_it_does_without_bar_codes_and_erase),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
