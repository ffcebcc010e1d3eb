/*
 * How few commands an inventory takes, however many slots there are.
 */
#include "hostile/stage.h"

#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { MOST = 6 };

/* All of them fit into one report; the few tapes are read at the first look. */
static const char large[] =
    "changer STK L5500 0215 LARGE001\n"
    "arms 2 from 1\n"
    "ports 20 from 16\n"
    "drives 4 from 256\n"
    "slots 10000 from 4096\n"
    "slots 1-4 S%05uL6 blank\n";

static struct stage *begin(void **state)
{
    struct stage *stage = draw(state, "large", large);

    stage_inventory(stage); /* and what the first look left to be done */
    stage_forget_log(stage);
    return stage;
}

static void a_fast_inventory_of_10000_slots_is_a_report_of_each_kind(void **state)
{
    struct stage *stage = begin(state);

    stage_inventory(stage);

    assert_int_equal(hostile_count(stage->target, "READ_ELEMENT_STATUS"), 4);
    assert_int_equal(hostile_count(stage->target, "any"), 4);
    assert_truth(stage);
}

static void a_fast_inventory_after_hands_moved_a_cartridge_is_few_commands(void **state)
{
    struct stage *stage = begin(state);

    hostile_do(stage->target, "carry slot 1 slot 10000");
    stage_inventory(stage);

    assert_in_range(hostile_count(stage->target, "any"), 4, MOST);
    assert_medium_is_in(stage->site, u"S00001L6", NTMS_STORAGESLOT, 10000);
}

/* Nearly as many elements as a changer can have: 64,944.  The truth of each is asked for singly, which takes Wine
 * minutes; on Windows a tenth of them has to do. */
#ifdef _WIN32
#define LAST_SLOT  "6490"
#define LAST_BUT_1 6489
#else
#define LAST_SLOT  "64900"
#define LAST_BUT_1 64899
#endif
static const char largest[] =
    "changer STK SL8500 0215 LARGEST1\n"
    "arms 4 from 1\n"
    "ports 36 from 16\n"
    "drives 4 from 256\n"
    "slots " LAST_SLOT
    " from 600\n"
    "slots 1-2 S%05uL6 blank\n"
    "slot " LAST_SLOT " S64900L6 blank\n";

static void an_inventory_of_65000_elements_is_few_commands_and_the_truth(void **state)
{
    struct stage *stage = draw(state, "largest", largest);
    char line[64];

    stage_inventory(stage);
    snprintf(line, sizeof line, "carry slot 1 slot %d quietly", LAST_BUT_1);
    hostile_do(stage->target, line);
    stage_forget_log(stage);
    assert_inventory_is_truth(stage);

    assert_int_equal(hostile_count(stage->target, "any"), 4);
    assert_medium_is_in(stage->site, u"S00001L6", NTMS_STORAGESLOT, LAST_BUT_1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_fast_inventory_of_10000_slots_is_a_report_of_each_kind,
                                        stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(
            a_fast_inventory_after_hands_moved_a_cartridge_is_few_commands, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(
            an_inventory_of_65000_elements_is_few_commands_and_the_truth, stage_begin, stage_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
