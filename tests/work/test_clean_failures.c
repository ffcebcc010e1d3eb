/*
 * Let the first command of a cleaning fail, then the second, and so on, in every way a command can fail.
 * After each the cleaner is found where it is, no record was made for it, and once the devices answer again
 * it is back in its slot and the drive can be cleaned.
 */
#include "core/operator.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/invariants.h"
#include "work/cleaners.h"
#include "work/ways.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_tape[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n"
    "slot 3   empty\n";

enum { COMMANDS_MAX = 200, USES = 1000 };

/* A person answers whatever was asked: the drive was seen to, the cleaner is a good one. */
static bool answer_one(void *context, const struct rsm_record *record)
{
    struct fixture *f = context;

    if (rsm_operator_is_pending(record->info.Info.OpRequest.State))
        assert_success(
            rsm_operator_settle(f->rsm, &record->info.ObjectGuid, NTMS_OPSTATE_COMPLETE));
    return true;
}

static void answer_all(struct fixture *f)
{
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_each(f->rsm->store, NTMS_OPREQUEST, NULL, 0, answer_one, f));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
}

static void bring_back(struct fixture *f)
{
    rsm_sim_fail(NULL);
    rsm_sim_plug("lib");
    answer_all(f);
    run_all_work(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
}

static void check_at_the_end(struct fixture *f)
{
    struct rsm_record medium;

    assert_invariants(f->rsm);
    assert_records_match_library(f);
    assert_int_equal(count_unfinished(f), 0);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 1);
    assert_false(find_medium_in_slot(f, 3, &medium));
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_slot_state(f, 3, NTMS_SLOTSTATE_FULL);
    assert_slot_state(f, 2, NTMS_SLOTSTATE_EMPTY);
    assert_true(is_cleaner_present(f));
}

/* The drive can be cleaned as if nothing had happened. */
static void clean_again(struct fixture *f)
{
    DWORD passed = count_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_PASSED);

    set_cleaner_uses(f, USES);
    assert_success(clean_drive(f, 1));
    run_all_work(f);
    assert_requests(f, NTMS_LM_CLEANDRIVE, NTMS_LM_PASSED, passed + 1);
    assert_int_equal(cleaner_uses(f), USES - 1);
}

/* True while there was a command with that number. */
static bool clean_with_failure(struct fixture *f, const struct way *way, unsigned number)
{
    bool failed;

    fail_in_way(way, number);
    assert_success(clean_drive(f, 1));
    run_all_work(f);
    assert_invariants(f->rsm);
    failed = rsm_sim_has_failed();
    bring_back(f);
    check_at_the_end(f);
    return failed;
}

static void a_cleaner_is_never_lost_by_the_failure_of_any_command(void **state)
{
    struct fixture *f = *state;
    const struct way *way;

    for (size_t i = 0; (way = begin_way(i, NULL, 0)) != NULL; i++) {
        unsigned number = 1;

        plug_in_and_settle(f, one_tape);
        begin_with_cleaner(f, 3, "- cleaner", USES); /* nothing but its place tells what it is */
        while (clean_with_failure(f, way, number)) {
            clean_again(f);
            number++;
        }
        assert_in_range(number, 12, COMMANDS_MAX); /* it was a whole cleaning */
        close_session(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_cleaner_is_never_lost_by_the_failure_of_any_command),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
