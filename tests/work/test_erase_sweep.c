/*
 * Let the first command fail, then the second, and so on until none is left, in every way a command can
 * fail, through one erasure.  After each, once the devices answer again: the tape and its record agree, whether
 * it was erased or not, and the tape beside it is as it was.
 */
#include "label/identify.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "support/looks.h"
#include "support/moments.h"
#include "work/erase.h"
#include "work/every_command.h"
#include "work/mounter.h"
#include "work/ways.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char with_bar_codes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n";

static const char without_bar_codes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty noerase\n"
    "slot 1   -  ansi VOL001\n"
    "slot 2   -  ansi VOL002\n";

enum { COMMANDS_MAX = 200 };

/* Besides what can befall any command. */
static const struct way own_ways[] = {
    {"the tape is bad", {.failure = RSM_SIM_CHECK, .key = 3, .asc = 0x0C}},
    {"it is bad, but done", {.failure = RSM_SIM_CHECK_DONE, .key = 3, .asc = 0x0C}},
    {"it is write protected", {.failure = RSM_SIM_CHECK, .key = 7, .asc = 0x27}},
};

static void bring_back(struct fixture *f)
{
    rsm_sim_fail(NULL);
    rsm_sim_plug("lib");
    run_all_work(f);
}

static void erase_first_slot(struct fixture *f)
{
    struct rsm_session *session;
    GUID side = side_in_slot(f, 1);
    GUID request;

    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_erase_queue(session, &side, RSM_ERASE_TO_THE_END, 0, &request));
    rsm_session_release(session);
}

/* What the request says, the tape says too. */
static void check_outcome(struct fixture *f)
{
    struct rsm_record request;
    struct rsm_sim_sight sight;
    DWORD state;

    look_at_request(f, NTMS_LM_UPDATEOMID, 0, &request);
    state = request.info.Info.LibRequest.State;
    assert_true(state == NTMS_LM_PASSED || state == NTMS_LM_FAILED);
    if (state == NTMS_LM_FAILED || !rsm_sim_look("lib", "slot 1", 0, &sight) || !sight.full)
        return;
    assert_int_not_equal(sight.outcome, RSM_LABEL_RECOGNISED);
}

static void look_at_everything(struct fixture *f, uint32_t foreign)
{
    struct rsm_sim_sight sight;
    struct rsm_record side;

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);
    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 2);
    assert_int_equal(count_unfinished(f), 0);
    assert_int_equal(rsm_sim_fingerprint("lib", "slot 2"), foreign);
    assert_pool_in_slot(f, 2, "Import");
    assert_true(rsm_sim_look("lib", "slot 1", 0, &sight));
    look_at_side(f, medium_in_slot(f, 1), &side);
    assert_text(sight.label.LabelType, side.info.Info.Partition.szOmidLabelType);
    assert_int_equal(count_intents(f), 0);
}

/* True while there was a command with that number. */
static bool erase_with_failure(struct fixture *f, const char *drawing, const struct way *way,
                               unsigned number)
{
    uint32_t foreign;
    bool failed;

    plug_in_and_settle(f, drawing);
    foreign = rsm_sim_fingerprint("lib", "slot 2");
    erase_first_slot(f);
    fail_in_way(way, number);
    run_all_work(f);
    assert_invariants(f->rsm);
    failed = rsm_sim_has_failed();
    bring_back(f);

    check_outcome(f);
    look_at_everything(f, foreign);
    close_session(f);
    return failed;
}

static void fail_one_after_the_other(struct fixture *f, const char *drawing)
{
    const struct way *way;

    for (size_t i = 0; (way = begin_way(i, own_ways, sizeof own_ways / sizeof own_ways[0])) != NULL;
         i++) {
        unsigned number = first_command(i);

        while (erase_with_failure(f, drawing, way, number))
            number += COMMAND_STEP;
        assert_in_range(number, 20, COMMANDS_MAX); /* it was a whole erasure */
    }
}

static void a_tape_and_its_record_agree_whatever_fails(void **state)
{
    fail_one_after_the_other(*state, with_bar_codes);
}

static void so_they_do_without_bar_codes_and_erase(void **state)
{
    fail_one_after_the_other(*state, without_bar_codes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_tape_and_its_record_agree_whatever_fails),
        story(so_they_do_without_bar_codes_and_erase),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
