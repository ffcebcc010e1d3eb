/*
 * A library behind an adapter that carries only so much in one command: what fits works as ever, and a tape
 * whose first block does not fit stays what it was, on record and in fact.
 */
#include "core/media.h"
#include "model/guid.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/labeller.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

enum { NARROW = 400, WIDE_ENOUGH = 1000 }; /* noise has blocks of 512 bytes, a free label 1,024 */

static const char drawing[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   A00003L5  mtf Example Backup/March\n"
    "slot 4   A00004L5  noise\n"
    "slot 5   empty\n";

static void plug_in_behind(struct fixture *f, uint32_t bytes)
{
    rsm_sim_draw(f->library, drawing);
    rsm_sim_limit_transfer(f->library, bytes);
    open_session(f);
    run_all_work(f);
    rsm_sim_forget_moves(f->library);
}

/* Everything on record of the cartridge in a slot. */
struct cartridge {
    struct rsm_record medium;
    struct rsm_record side;
};

static void look_at_cartridge(struct fixture *f, unsigned slot, struct cartridge *cartridge_out)
{
    memset(cartridge_out, 0, sizeof *cartridge_out);
    look_at(f, medium_in_slot(f, slot), NTMS_PHYSICAL_MEDIA, &cartridge_out->medium);
    look_at_side(f, medium_in_slot(f, slot), &cartridge_out->side);
}

static void assert_as_before(struct fixture *f, unsigned slot, const struct cartridge *before)
{
    struct cartridge now;
    const NTMS_PARTITIONINFORMATIONW *was = &before->side.info.Info.Partition;
    const NTMS_PARTITIONINFORMATIONW *is = &now.side.info.Info.Partition;

    look_at_cartridge(f, slot, &now);
    assert_guid(before->medium.info.ObjectGuid, now.medium.info.ObjectGuid);
    assert_guid(before->medium.info.Info.PhysicalMedia.MediaPool,
                now.medium.info.Info.PhysicalMedia.MediaPool);
    assert_int_equal(before->medium.own.Fresh, now.medium.own.Fresh);
    assert_int_equal(was->State, is->State);
    assert_int_equal(was->dwOmidLabelIdLength, is->dwOmidLabelIdLength);
    assert_memory_equal(was->OmidLabelId, is->OmidLabelId, sizeof was->OmidLabelId);
    assert_guid(before->side.own.Beginning, now.side.own.Beginning);
}

static void labels_that_fit_are_read_as_ever(void **state)
{
    struct fixture *f = *state;

    plug_in_behind(f, NARROW);
    assert_success(identify_slot(f, 1, 0));
    assert_success(identify_slot(f, 2, 0));

    assert_pool(f, "A00001L5", "Import");
    assert_pool(f, "A00002L5", "Unrecognized");
    assert_in_slot(f, "A00001L5", 1);
}

static void a_known_tape_whose_block_does_not_fit_stays_what_it_is(void **state)
{
    struct fixture *f = *state;
    struct cartridge before;

    plug_in_and_settle(f, drawing);
    assert_success(identify_slot(f, 3, 0));
    look_at_cartridge(f, 3, &before);
    assert_int_not_equal(before.side.info.Info.Partition.dwOmidLabelIdLength, 0);
    rsm_sim_forget_moves("lib");
    rsm_sim_limit_transfer("lib", NARROW);

    assert_fails_with(ERROR_NOT_SUPPORTED, identify_slot(f, 3, 0));

    assert_moves(f, "slot 3 > drive 1, drive 1 > slot 3");
    assert_as_before(f, 3, &before);
}

static void a_tape_of_nobodys_whose_block_does_not_fit_stays_what_it_is(void **state)
{
    struct fixture *f = *state;
    struct cartridge before;

    plug_in_and_settle(f, drawing);
    assert_success(identify_slot(f, 4, 0));
    look_at_cartridge(f, 4, &before);
    rsm_sim_limit_transfer("lib", NARROW);

    assert_fails_with(ERROR_NOT_SUPPORTED, identify_slot(f, 4, 0));

    assert_as_before(f, 4, &before);
}

static void a_new_tape_whose_block_does_not_fit_stays_not_identified(void **state)
{
    struct fixture *f = *state;
    struct cartridge before;

    plug_in_behind(f, NARROW);
    look_at_cartridge(f, 4, &before);

    assert_fails_with(ERROR_NOT_SUPPORTED, identify_slot(f, 4, 0));

    assert_int_not_equal(before.medium.own.Fresh, RSM_FRESH_NO);
    assert_as_before(f, 4, &before);
}

/* It is not blank, whatever could be read of it.  As after every failure it goes back to where it was. */
static void no_free_label_is_written_on_a_tape_whose_block_does_not_fit(void **state)
{
    static const unsigned slots[] = {3, 4};
    struct fixture *f = *state;
    struct cartridge before;

    plug_in_behind(f, NARROW);
    for (unsigned i = 0; i < 2; i++) {
        look_at_cartridge(f, slots[i], &before);
        free_slot(f, slots[i]);
        assert_request(f, i, NTMS_LM_FAILED, ERROR_NOT_SUPPORTED);
        assert_as_before(f, slots[i], &before);
    }
    assert_nothing_was_sent_to_write();
}

static void no_free_label_is_begun_that_does_not_fit(void **state)
{
    struct fixture *f = *state;
    struct cartridge before;

    plug_in_behind(f, WIDE_ENOUGH);
    assert_success(identify_slot(f, 2, 0));
    look_at_cartridge(f, 2, &before);
    free_slot(f, 2);

    assert_nothing_was_sent_to_write();
    assert_request(f, 0, NTMS_LM_FAILED, ERROR_NOT_SUPPORTED);
    assert_as_before(f, 2, &before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(labels_that_fit_are_read_as_ever),
        story(a_known_tape_whose_block_does_not_fit_stays_what_it_is),
        story(a_tape_of_nobodys_whose_block_does_not_fit_stays_what_it_is),
        story(a_new_tape_whose_block_does_not_fit_stays_not_identified),
        story(no_free_label_is_written_on_a_tape_whose_block_does_not_fit),
        story(no_free_label_is_begun_that_does_not_fit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
