/*
 * rsm check, on a sound database and on one that is not.
 */
#include "cli/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "cli/capture.h"
#include "cli/display.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char two_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n"
    "slot 2   A00002L5  blank\n";

static struct capture out;
static struct capture err;

static rsm_error check(void)
{
    char word[] = "check";
    char *words[] = {word};

    capture_begin(&out, 0);
    capture_begin(&err, 0);
    return rsm_run_words(1, words, &out.output, &err.output);
}

static void a_sound_database_is_said_to_be_so(void **state)
{
    plug_in_and_settle(*state, two_tapes);

    assert_success(check());

    assert_string_equal(out.text, "The database is sound.\n");
    assert_string_equal(err.text, "");
}

static void each_fault_is_a_line_with_what_is_wrong_and_with_whom(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record broken;
    char expected[400];
    char guid[RSM_DISPLAY_GUID];
    plug_in_and_settle(f, two_tapes);
    look_at_medium(f, "A00001L5", &medium);
    broken = medium;
    broken.info.Info.PhysicalMedia.szSequenceNumber[0] = 0;
    broken.info.Info.PhysicalMedia.MountedPartition = *slot_id(f, 1);
    change(f, &broken);

    assert_int_equal(check(), 1);

    rsm_display_guid(&medium.info.ObjectGuid, guid);
    (void)snprintf(expected, sizeof expected,
                   "physical_media \"A00001L5\" %s: it has no sequence number\n"
                   "physical_media \"A00001L5\" %s: its mounted side is none of its own\n"
                   "The database is not sound; faults found: 2.\n",
                   guid, guid);
    assert_string_equal(out.text, expected);
    change(f, &medium);
}

static void nothing_is_repaired(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record broken;
    plug_in_and_settle(f, two_tapes);
    look_at_medium(f, "A00001L5", &medium);
    broken = medium;
    broken.info.Info.PhysicalMedia.szSequenceNumber[0] = 0;
    change(f, &broken);

    assert_int_equal(check(), 1);
    assert_int_equal(check(), 1);

    change(f, &medium);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_sound_database_is_said_to_be_so),
        story(each_fault_is_a_line_with_what_is_wrong_and_with_whom),
        story(nothing_is_repaired),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
