/*
 * Changers that refuse a READ ELEMENT STATUS, or answer less, as it is asked (the list of quirks, Q1 to Q6).  What helps
 * is found out once: neither the second inventory nor another session asks in vain again.
 */
#include "hostile/stage.h"

#include "support/asserts.h"
#include "support/hasty_transport.h"
#include "work/system.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { STORAGE = 2, TRANSFER = 4, SHORT_REPORT = 0xFFFF };

static bool is_report(const struct hostile_command *command)
{
    return strcmp(command->name, "READ_ELEMENT_STATUS") == 0;
}

static bool is_refused(const struct hostile_command *command)
{
    return strncmp(command->sense, "5/", 2) == 0;
}

static bool is_report_refused(const struct hostile_command *command)
{
    return is_report(command) && is_refused(command);
}

static unsigned long allocation_of(const struct hostile_command *command)
{
    return (unsigned long)command->cdb[7] << 16 | (unsigned long)command->cdb[8] << 8 |
           command->cdb[9];
}

static bool asks_identities(const struct hostile_command *command)
{
    return is_report(command) && (command->cdb[6] & 1) != 0;
}

static bool asks_identities_of_others(const struct hostile_command *command)
{
    return asks_identities(command) && (command->cdb[1] & 0x0F) != TRANSFER;
}

static bool asks_both(const struct hostile_command *command)
{
    return asks_identities(command) && (command->cdb[1] & 0x10) != 0;
}

static bool asks_nothing_in_16_bits(const struct hostile_command *command)
{
    return is_report(command) && (allocation_of(command) & SHORT_REPORT) == 0;
}

static bool asks_more_than_16_bits(const struct hostile_command *command)
{
    return is_report(command) && allocation_of(command) > SHORT_REPORT;
}

static bool asks_more_than_5376(const struct hostile_command *command)
{
    return is_report(command) && (command->cdb[1] & 0x0F) == STORAGE &&
           (command->cdb[4] << 8 | command->cdb[5]) > 5376;
}

/* The next inventory, and the first one of another session, ask nothing that fits; and what they find is true. */
static void assert_remembered(struct stage *stage,
                              bool (*in_vain)(const struct hostile_command *command))
{
    stage_forget_log(stage);
    stage_inventory(stage);
    assert_int_not_equal(count_commands(stage, is_report), 0);
    assert_int_equal(count_commands(stage, in_vain), 0);

    site_close(stage->site);
    stage_forget_log(stage);
    stage_open(stage);
    assert_inventory_is_truth(stage);
    assert_int_not_equal(count_commands(stage, is_report), 0);
    assert_int_equal(count_commands(stage, in_vain), 0);
}

static void q01_allocation_length_of_16_bits(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_int_equal(count_commands(stage, asks_nothing_in_16_bits), 0);
    assert_remembered(stage, asks_nothing_in_16_bits);
}

static void q01_allocation_length_above_16_bits_refused(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_remembered(stage, asks_more_than_16_bits);
}

static void q02_allocation_length_8_or_exact(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_remembered(stage, is_report_refused);
}

static void q03_identities_of_drives_only(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_int_not_equal(count_commands(stage, asks_identities), 0);
    assert_int_equal(count_commands(stage, asks_identities_of_others), 0);
}

static void q04_tags_and_identities_refused_together(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_int_not_equal(count_commands(stage, asks_identities), 0);
    assert_remembered(stage, asks_both);
}

static void q04_other_fields_wrong_with_identities(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_int_not_equal(count_commands(stage, asks_identities), 0);
    assert_medium_is_in(stage->site, u"D00001L6", NTMS_STORAGESLOT,
                        5); /* it was read, and is home */
}

static void q05_more_than_5376_slots_refused(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    assert_remembered(stage, asks_more_than_5376);
}

/* Which drive is which a tape shows, after a pause in which the drive notices it. */
static struct stage *play_without_pauses(void **state, const char *scenario)
{
    static const struct rsm_options options = {.waiting = &hasty_waiting};

    rsm_system_set_options(&options);
    return play(state, scenario);
}

static void q06_identities_unknown(void **state)
{
    struct stage *stage = play_without_pauses(state, __func__);

    assert_inventory_is_truth(stage);
    assert_success(stage_mount(stage, u"S00002L6"));
    assert_truth(stage);
    assert_success(stage_dismount(stage, u"S00002L6"));
    assert_remembered(stage, asks_identities);
}

static void q06_identities_ignored(void **state)
{
    struct stage *stage = play_without_pauses(state, __func__);

    assert_inventory_is_truth(stage);
    assert_success(stage_mount(stage, u"S00002L6"));
    assert_truth(stage);
    assert_success(stage_dismount(stage, u"S00002L6"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(q01_allocation_length_of_16_bits, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q01_allocation_length_above_16_bits_refused, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(q02_allocation_length_8_or_exact, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q03_identities_of_drives_only, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q04_tags_and_identities_refused_together, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(q04_other_fields_wrong_with_identities, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(q05_more_than_5376_slots_refused, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q06_identities_unknown, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q06_identities_ignored, stage_begin, stage_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
