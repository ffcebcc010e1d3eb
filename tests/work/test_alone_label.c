/*
 * Free labels on cartridges in a drive that stands alone: written where they are, on the tape that is meant.
 */
#include "label/identify.h"
#include "support/asserts.h"
#include "support/fixture.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/hand.h"
#include "work/labeller.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static void plug_in_and_free(struct fixture *f, const char *drawing)
{
    struct rsm_record medium;

    plug_in_and_settle(f, drawing);
    look_in_drive(f, &medium);
    free_medium(f, &medium.info.ObjectGuid);
}

static void assert_free_in_drive(struct fixture *f)
{
    struct rsm_sim_sight sight;
    struct rsm_record medium;
    struct rsm_record side;

    assert_true(rsm_sim_look("lib", "drive 1", 0, &sight));
    assert_text(RSM_LABEL_FREE_TYPE, sight.label.LabelType);
    look_in_drive(f, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(medium.info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
}

static void a_blank_tape_gets_its_label(void **state)
{
    struct fixture *f = *state;

    plug_in_and_free(f, "alone\ndrive 1 - blank\n");

    run_all_work(f);

    assert_free_in_drive(f);
    assert_request(f, 0, NTMS_LM_PASSED, ERROR_SUCCESS);
    assert_int_equal(count_intents(f), 0);
}

static void the_label_of_another_program_is_replaced(void **state)
{
    struct fixture *f = *state;

    plug_in_and_free(f, "alone\ndrive 1 - ansi VOL001\n");

    run_all_work(f);

    assert_free_in_drive(f);
}

static void a_tape_that_was_exchanged_is_not_written(void **state)
{
    struct fixture *f = *state;
    uint32_t before;

    plug_in_and_free(f, "alone\ndrive 1 - ansi VOL001\n");
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    before = rsm_sim_fingerprint("lib", "drive 1");

    run_all_work(f);

    assert_nothing_was_sent_to_write();
    assert_int_equal(rsm_sim_fingerprint("lib", "drive 1"), before);
}

static void a_tape_that_was_freed_while_it_was_away_gets_its_label_when_it_comes_back(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    plug_in_and_settle(f, "alone\ndrive 1 - ansi VOL001\n");
    look_in_drive(f, &medium);
    (void)give_to_application(f, &medium.info.ObjectGuid, u"Backup");
    rsm_sim_take_out("lib", "drive 1");
    run_all_work(f);
    free_medium(f, &medium.info.ObjectGuid);

    rsm_sim_put_in("lib", "drive 1 - ansi VOL001");
    run_all_work(f);

    assert_free_in_drive(f);
}

static void a_tape_that_was_taken_out_goes_back_to_its_pool(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID kept;
    GUID pool;

    plug_in_and_settle(f, "alone\ndrive 1 - ansi VOL001\n");
    look_in_drive(f, &medium);
    kept = medium.info.ObjectGuid;
    pool = give_to_application(f, &kept, u"Backup");
    free_medium(f, &kept);
    rsm_sim_take_out("lib", "drive 1");

    run_all_work(f);

    assert_request(f, 0, NTMS_LM_FAILED, ERROR_EMPTY);
    look_at(f, &kept, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(pool, medium.info.Info.PhysicalMedia.MediaPool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_blank_tape_gets_its_label),
        story(the_label_of_another_program_is_replaced),
        story(a_tape_that_was_exchanged_is_not_written),
        story(a_tape_that_was_freed_while_it_was_away_gets_its_label_when_it_comes_back),
        story(a_tape_that_was_taken_out_goes_back_to_its_pool),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
