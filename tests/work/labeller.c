/*
 * Free labels, asked for and looked at.
 */
#include "work/labeller.h"

#include "label/identify.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/free_label.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>

const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   A00003L5  mtf Example Backup/March\n"
    "slot 4   empty\n";

const char without_bar_codes[] =
    "changer  STK L20 SERIAL1\n"
    "reader   no\n"
    "drive 1  empty\n"
    "slot 1   -  ansi VOL001\n"
    "slot 2   -  blank\n"
    "slot 3   empty\n";

void free_medium(struct fixture *f, const GUID *id)
{
    struct rsm_record medium;

    look_at(f, id, NTMS_PHYSICAL_MEDIA, &medium);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(f->rsm->store, rsm_free_label_enter(f->rsm, NULL, &medium)));
}

void free_slot(struct fixture *f, unsigned slot)
{
    free_medium(f, medium_in_slot(f, slot));
    run_all_work(f);
}

void assert_request(struct fixture *f, unsigned n, DWORD state, DWORD error)
{
    struct rsm_record request;

    look_at_request(f, NTMS_LM_WRITESCRATCH, n, &request);
    assert_int_equal(request.info.Info.LibRequest.State, state);
    assert_int_equal(request.info.Info.LibRequest.dwErrorCode, error);
}

void assert_free_in_slot(struct fixture *f, unsigned slot)
{
    char place[16];
    struct rsm_sim_sight sight;
    struct rsm_record medium;
    struct rsm_record side;

    snprintf(place, sizeof place, "slot %u", slot);
    assert_true(rsm_sim_look(f->library, place, 0, &sight));
    assert_text(RSM_LABEL_FREE_TYPE, sight.label.LabelType);
    look_at_medium_in_slot(f, slot, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_AVAILABLE);
    assert_pool_in_slot(f, slot, "Free");
    assert_text(RSM_LABEL_FREE_TYPE, side.info.Info.Partition.szOmidLabelType);
    assert_int_equal(side.info.Info.Partition.dwOmidLabelIdLength, 16);
    assert_memory_equal(side.info.Info.Partition.OmidLabelId, sight.label.LabelID, 16);
    assert_text(medium.info.szName, side.info.Info.Partition.szOmidLabelInfo);
    assert_int_equal(medium.info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
}

void assert_nothing_was_sent_to_write(void)
{
    assert_int_equal(rsm_sim_commands_of(WRITE), 0);
    assert_int_equal(rsm_sim_commands_of(WRITE_FILEMARKS), 0);
}

void assert_unexpected(struct fixture *f, uint32_t before, const char *place)
{
    assert_int_equal(rsm_sim_fingerprint("lib", place), before);
    assert_nothing_was_sent_to_write();
    assert_request(f, 0, NTMS_LM_FAILED, ERROR_UNEXPECTED_OMID);
    assert_int_equal(count_intents(f), 0);
}
