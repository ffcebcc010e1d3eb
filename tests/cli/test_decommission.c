/*
 * rsm decommission and rsm complete: what is declared of a side.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/judge.h"
#include "support/asserts.h"
#include "support/looks.h"

static void begin(struct fixture *f)
{
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  mtf SOFTWARE/TAPE\n"
                       "slot 2   A00002L5  mtf SOFTWARE/TAPE2\n");
}

static void what_is_available_is_decommissioned(void **state)
{
    struct fixture *f = *state;
    begin(f);
    (void)give_to_application(f, medium_in_slot(f, 1), u"Backups");

    assert_success(rsm("decommission /pfA00001L5~-~1"));

    assert_string_equal(out.text,
                        "\"A00001L5 - 1\" is decommissioned: it is never allocated again.\n");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_DECOMMISSIONED);
}

static void what_a_program_has_is_not_decommissioned(void **state)
{
    struct fixture *f = *state;
    begin(f);
    (void)allocate_in_slot(f, 1);

    assert_fails_with(ERROR_INVALID_STATE, rsm("decommission /pfA00001L5"));

    assert_complains("its state is \"allocated\"");
    assert_complains("give it back first");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_ALLOCATED);
}

static void what_is_not_named_in_full_is_not_decommissioned(void **state)
{
    struct fixture *f = *state;
    begin(f);
    (void)give_to_application(f, medium_in_slot(f, 1), u"Backups");

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("decommission /pfA00001L"));

    assert_complains("is not the whole name");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_AVAILABLE);
}

static void what_a_program_has_is_made_complete(void **state)
{
    struct fixture *f = *state;
    GUID logical;
    begin(f);
    logical = allocate_in_slot(f, 1);

    assert_success(rsm_of("complete /lg", &logical));

    assert_string_equal(out.text, "\"A00001L5\" is complete: nothing more is written to it.\n");
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_COMPLETE);
}

static void what_is_complete_already_says_so(void **state)
{
    struct fixture *f = *state;
    begin(f);
    (void)allocate_in_slot(f, 1);
    assert_success(rsm("complete /pfA00001L5"));

    assert_fails_with(ERROR_INVALID_STATE, rsm("complete /pfA00001L5"));

    assert_complains("\"A00001L5\" is complete already");
}

static void what_is_in_use_is_not_made_complete(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    begin(f);
    (void)allocate_in_slot(f, 1);
    look_at_medium(f, "A00001L5", &medium);
    medium.info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_LOADED;
    change(f, &medium);

    assert_fails_with(ERROR_INVALID_STATE, rsm("complete /pfA00001L5"));

    assert_complains("while it is in use (its state is: loaded)");
    medium.info.Info.PhysicalMedia.MediaState = NTMS_MEDIASTATE_IDLE;
    change(f, &medium);
}

static void what_nobody_has_is_not_made_complete(void **state)
{
    begin(*state);

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("complete /pfA00001L5"));

    assert_complains("is not allocated (the state of its side is: import)");
}

static void programs_are_told_the_state_of_the_side(void **state)
{
    struct fixture *f = *state;
    begin(f);
    (void)allocate_in_slot(f, 1);
    assert_success(rsm("complete /pfA00001L5 /json"));
    judge_document(&out, NULL);
    assert_says("\"side_state\": \"complete\"");
    assert_success(rsm("deallocate /pfA00001L5"));

    assert_success(rsm("decommission /pfA00001L5 /json"));

    judge_document(&out, NULL);
    assert_says("\"side_state\": \"decommissioned\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(what_is_available_is_decommissioned),
        story(what_a_program_has_is_not_decommissioned),
        story(what_is_not_named_in_full_is_not_decommissioned),
        story(what_a_program_has_is_made_complete),
        story(what_is_complete_already_says_so),
        story(what_is_in_use_is_not_made_complete),
        story(what_nobody_has_is_not_made_complete),
        story(programs_are_told_the_state_of_the_side),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
