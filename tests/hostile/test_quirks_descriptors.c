/*
 * Element descriptors that are longer, shorter or otherwise filled than the standard has it (the list of quirks, Q7 to
 * Q12).  What is where is known all the same; and which drive is which by what the changer tells of it, not because a
 * tape showed it.
 */
#include "hostile/stage.h"

#include "support/asserts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Each drive was taken for its device by what the changer tells, when the library was opened. */
static void assert_told_by(struct stage *stage, const char *how)
{
    size_t count;
    struct hostile_place *places = hostile_truth(stage->target, &count);

    for (size_t i = 0; i < count; i++) {
        char line[128];

        if (strcmp(places[i].kind, "drive") != 0)
            continue;
        snprintf(line, sizeof line, "%s at ", places[i].serial);
        assert_logged(stage->site, line, how);
    }
    free(places);
}

/* The records are true, also of the drives; and the drive that is told is the one that has the tape. */
static void assert_drives_work(struct stage *stage)
{
    assert_inventory_is_truth(stage);
    assert_mounts(stage, u"S00002L6");
}

static void assert_drives_are_known(struct stage *stage)
{
    assert_told_by(stage, "by the identity that the changer tells");
    assert_drives_work(stage);
}

static void assert_drives_are_known_by_a_part(struct stage *stage)
{
    assert_told_by(stage, "by the part of its identity that the changer tells");
    assert_drives_work(stage);
}

static void q07_identity_without_vendor(void **state)
{
    assert_drives_are_known(play(state, __func__));
}

static void q07_identity_of_32_bytes(void **state)
{
    assert_drives_are_known(play(state, __func__));
}

static void q07_identity_of_code_set_1(void **state)
{
    assert_drives_are_known(play(state, __func__));
}

static bool is_report_of_drives(const struct hostile_command *command)
{
    return strcmp(command->name, "READ_ELEMENT_STATUS") == 0 && (command->cdb[1] & 0x0F) == 4;
}

/* Of both drives, with more in each than tags: identities came though nobody asked. */
static bool has_unasked_identities(const struct hostile_command *command)
{
    enum { HEADERS = 16, WITH_TAG = 52 };

    return is_report_of_drives(command) && (command->cdb[6] & 0x01) == 0 &&
           command->bytes > HEADERS + 2 * WITH_TAG;
}

static void q08_identities_unasked(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_drives_are_known(stage);
    stage_forget_log(stage);
    hostile_do(stage->target, "carry slot 1 drive 1 quietly");
    assert_inventory_is_truth(stage);
    assert_int_equal(count_commands(stage, has_unasked_identities), 1);
    assert_int_equal(count_commands(stage, is_report_of_drives), 1); /* it was understood */
}

static void q09_alternate_tag_announced_and_absent(void **state)
{
    assert_drives_are_known(play(state, __func__));
}

static void q10_descriptors_of_odd_lengths(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_drives_are_known(stage);
    hostile_do(stage->target, "report slots extra 18");
    hostile_do(stage->target, "report ports extra 8");
    hostile_do(stage->target, "report drives extra 18");
    site_close(stage->site);
    site_forget_log(stage->site);
    stage_open(stage);
    assert_drives_are_known(stage);
}

static void q11_slots_in_4_bytes(void **state)
{
    struct stage *stage = play(state, __func__);

    assert_inventory_is_truth(stage);
    hostile_do(stage->target, "carry slot 3 slot 5");
    assert_inventory_is_truth(stage);
}

static void q12_identity_longer_than_its_descriptor(void **state)
{
    assert_drives_are_known_by_a_part(play(state, __func__));
}

static void q12_serial_number_cut_short(void **state)
{
    assert_drives_are_known_by_a_part(play(state, __func__));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(q07_identity_without_vendor, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q07_identity_of_32_bytes, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q07_identity_of_code_set_1, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q08_identities_unasked, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q09_alternate_tag_announced_and_absent, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(q10_descriptors_of_odd_lengths, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q11_slots_in_4_bytes, stage_begin, stage_end),
        cmocka_unit_test_setup_teardown(q12_identity_longer_than_its_descriptor, stage_begin,
                                        stage_end),
        cmocka_unit_test_setup_teardown(q12_serial_number_cut_short, stage_begin, stage_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
