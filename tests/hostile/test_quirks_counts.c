/*
 * Reports whose counts are not what they seem (the list of quirks, Q25 to Q29), and a report that is out of date
 * before it ends (Q35).
 */
#include "hostile/stage.h"

#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Commands that an inventory of a small library takes at most, whatever the changer does wrong. */
enum { FEW = 16 };

static bool is_report(const struct hostile_command *command)
{
    return strcmp(command->name, "READ_ELEMENT_STATUS") == 0;
}

static bool is_report_of_slots(const struct hostile_command *command)
{
    return is_report(command) && (command->cdb[1] & 0x0F) == 2;
}

static bool is_refused(const struct hostile_command *command)
{
    return strncmp(command->sense, "5/", 2) == 0;
}

static void q25_number_of_elements_is_ignored(void **state)
{
    struct stage *stage = play(state, __func__);

    stage_inventory(stage);
    stage_forget_log(stage);
    assert_inventory_is_truth(stage);
    assert_in_range(count_commands(stage, is_report), 1, FEW);
    assert_mounts(stage, u"S00002L6");
}

static void q26_pages_overlap_and_count_too_few_bytes(void **state)
{
    struct stage *stage = play(state, __func__);

    stage_inventory(stage);
    stage_forget_log(stage);
    assert_inventory_is_truth(stage);
    assert_in_range(count_commands(stage, is_report), 1, FEW);
    assert_mounts(stage, u"S00002L6");
}

static void q27_allocation_length_above_what_is_expected(void **state)
{
    struct stage *stage = play(state, __func__);

    stage_forget_log(stage);
    assert_inventory_is_truth(stage);
    assert_mounts(stage, u"S00002L6");
    assert_int_equal(count_commands(stage, is_refused), 0);
}

static void q28_byte_counts_that_mean_something_else(void **state)
{
    static const char *const others[] = {
        "report all bytes less 8",      "report all bytes more 8",
        "report all bytes sent",        "report all bytes zero",
        "report all page-bytes less 8", "report all page-bytes more 8",
        "report all page-bytes low16",
    };
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_mounts(stage, u"S00002L6");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        hostile_do(stage->target, others[i]);
        stage_forget_log(stage);
        assert_inventory_is_truth(stage);
        assert_in_range(count_commands(stage, is_report), 1, FEW);
    }
}

static void q29_byte_count_over_65535(void **state)
{
    struct stage *stage = play(state, __func__);

    stage_inventory(stage);
    stage_forget_log(stage);
    assert_inventory_is_truth(stage);
    assert_int_equal(count_commands(stage, is_report_of_slots), 1);
}

/* Whoever keeps the count in 16 bits takes the first part, which ends where a page does, for the whole. */
static void a_report_of_more_than_65535_bytes_may_come_in_parts(void **state)
{
    struct stage *stage = play(state, "q29_byte_count_over_65535");

    hostile_do(stage->target, "report all split 1, allocation low16");
    hostile_do(stage->target, "carry slot 1400 slot 1300 quietly");
    assert_inventory_is_truth(stage);
    assert_medium_is_in(stage->site, u"S01400L6", NTMS_STORAGESLOT, 1300);
}

static void q35_port_opened_between_two_pages(void **state)
{
    struct stage *stage = play(state, __func__);

    stage_inventory(stage);
    stage_forget_log(stage);
    hostile_do(stage->target,
               "on READ_ELEMENT_STATUS type=3 #1 : attention 28/01 "
               "then carry port 1 slot 12 quietly");

    assert_inventory_is_truth(stage);
    assert_medium_is_in(stage->site, u"P00001L6", NTMS_STORAGESLOT, 12);
    assert_in_range(count_commands(stage, is_report), 6, 2 * FEW);
}

static bool gave_up_for_now(void *context)
{
    return site_is_logged(context, "inventory failed", "") ||
           site_is_logged(context, "cannot be worked with now", "");
}

static void a_port_that_is_opened_all_the_time_is_not_read_for_ever(void **state)
{
    struct stage *stage = play(state, "q35_port_opened_between_two_pages");
    struct site *s = stage->site;

    stage_forget_log(stage);
    hostile_do(stage->target, "on READ_ELEMENT_STATUS type=3 : attention 28/01");
    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_FAST));
    site_wait(gave_up_for_now, s, "the inventory is given up for a while");

    /* the library may have been looked at again by now */
    assert_in_range(count_commands(stage, is_report), 1, 8 * FEW);
    hostile_do(stage->target, "forget");
    site_wait_idle(s);
    assert_inventory_is_truth(stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(q25_number_of_elements_is_ignored, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q26_pages_overlap_and_count_too_few_bytes, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(q27_allocation_length_above_what_is_expected, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(q28_byte_counts_that_mean_something_else, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(q29_byte_count_over_65535, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(a_report_of_more_than_65535_bytes_may_come_in_parts,
                                        stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q35_port_opened_between_two_pages, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(a_port_that_is_opened_all_the_time_is_not_read_for_ever,
                                        stage_begin, stage_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
