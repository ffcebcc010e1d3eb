/*
 * rsm erase, over a simulated library.  What is erased and what never is, is told by the test work_erase.
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

static const char tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n";

static const char without_erase[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty noerase\n"
    "slot 1   A00001L5  ansi VOL001\n";

static void erase_overwrites_the_tape_and_puts_it_back(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, tapes);
    f->labels_changed = true;

    assert_success(rsm("erase /pfA00001L5"));

    assert_string_equal(out.text,
                        "The tape \"A00001L5\" is erased.\n\nThe command completed "
                        "successfully.\n");
    assert_string_equal(err.text, "");
    assert_in_slot(f, "A00001L5", 1);
    assert_pool(f, "A00001L5", "Unrecognized");
}

static void brief_erase_prints_nothing(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, tapes);
    f->labels_changed = true;

    assert_success(rsm("erase /b /rhigh /pfA00001L5~-~1"));

    assert_string_equal(out.text, "");
}

static void erase_says_when_only_the_beginning_was_overwritten(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, without_erase);
    f->labels_changed = true;

    assert_success(rsm("erase /pfA00001L5"));

    assert_says("The drive does not know how to erase; it overwrote the beginning");
}

static void the_beginning_of_a_name_is_not_enough(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, without_erase);
    before = rsm_sim_fingerprint("lib", "slot 1");

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("erase /pfA0000"));

    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
}

static void a_name_that_is_the_bar_code_of_another_cartridge_erases_nothing(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, tapes);
    assert_success(rsm("rename /tphysical_media /sfA00002L5 /dOther"));
    assert_success(rsm("rename /tphysical_media /sfA00001L5 /dA00002L5"));
    before = rsm_sim_fingerprint("lib", "slot 1");

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("erase /pfA00002L5"));

    assert_complains("may mean either of two cartridges");
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
}

static void what_was_exchanged_by_hand_is_erased_where_it_is_now(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, tapes);
    f->labels_changed = true;
    close_session(f);
    rsm_sim_swap("lib", "slot 1", "slot 2");
    before = rsm_sim_fingerprint("lib", "slot 1");

    assert_success(rsm("erase /pfA00001L5"));

    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
    open_session(f);
    run_all_work(f);
    assert_in_slot(f, "A00001L5", 2);
    assert_pool(f, "A00001L5", "Unrecognized");
    assert_pool(f, "A00002L5", "Import");
}

static void what_is_somebodys_is_refused_with_what_to_do(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, tapes);
    (void)allocate_in_slot(f, 2);
    before = rsm_sim_fingerprint("lib", "slot 2");

    assert_fails_with(ERROR_INVALID_STATE, rsm("erase /pfA00002L5"));

    assert_complains("the tape \"A00002L5\" is not erased: only cartridges that are free");
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 2"), before);
}

static void an_erasure_that_cannot_begin_ends_after_its_time(void **state)
{
    struct fixture *f = *state;
    uint32_t before;
    plug_in_and_settle(f, tapes);
    before = rsm_sim_fingerprint("lib", "slot 1");
    assert_success(rsm("mount /pfA00002L5 /oread"));

    assert_fails_with(ERROR_TIMEOUT, rsm("erase /pfA00001L5 /t50"));

    assert_complains("the tape \"A00001L5\" is not erased");
    assert_int_equal(count_unfinished(f), 0);
    assert_success(rsm("dismount /pfA00002L5"));
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 1"), before);
}

static void erase_tells_programs(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, tapes);
    f->labels_changed = true;

    assert_success(rsm("erase /pfA00001L5 /quick /json"));
    assert_says("\"side_state\": \"unrecognized\"");
    assert_says("\"media_pool_name\": \"Unrecognized\\\\LTO Ultrium\"");
    judge_document(&out, NULL);
    assert_says("\"erased\": \"beginning\"");
    assert_success(rsm("mount /pfA00002L5 /oread"));
    assert_fails_with(ERROR_BUSY, rsm("erase /pfA00002L5 /json"));
    judge_document(&out, NULL);
    assert_success(rsm("dismount /pfA00002L5"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(erase_overwrites_the_tape_and_puts_it_back),
        story_threads(brief_erase_prints_nothing),
        story_threads(erase_says_when_only_the_beginning_was_overwritten),
        story_threads(the_beginning_of_a_name_is_not_enough),
        story_threads(a_name_that_is_the_bar_code_of_another_cartridge_erases_nothing),
        story_threads_on_disk(what_was_exchanged_by_hand_is_erased_where_it_is_now),
        story_threads(what_is_somebodys_is_refused_with_what_to_do),
        story_threads(an_erasure_that_cannot_begin_ends_after_its_time),
        story_threads(erase_tells_programs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
