/*
 * A strange library from the first session on: what it refuses is found out once, and remembered for the next session,
 * until its firmware changes; what a person pinned stays, and what is known of its model counts for another one.
 */
#include "hostile/stage.h"

#include "core/session.h"
#include "support/asserts.h"
#include "support/hasty_transport.h"
#include "work/quirk_edits.h"
#include "work/system.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { STORAGE = 2, MOST = 8 };

/* It takes MODE SENSE in one form of four, 65,535 bytes of element status at most, tells no identities, and its drive
 * does not know how to unload. */
static const char strange[] =
    "changer  STRANGE LIBRARY 0100 %s\n"
    "ports 1 from 16\n"
    "drives 1 from 256\n"
    "slots 700 from 4096\n"
    "drive 1  HP Ultrium-6 I5BW %s\n"
    "slot 1   A00001L6 ansi VOL001\n"
    "slot 700 Z00700L6 blank\n"
    "report all allocation most 65535\n"
    "report drives dvcid refused\n"
    "on 1A at=changer : sense 5/20/00\n"
    "on MODE_SENSE at=changer dbd : sense 5/24/00\n"
    "on LOAD_UNLOAD at=drive : sense 5/20/00\n";

static const char *write_scenario(const char *changer, const char *drive, char text[1024])
{
    snprintf(text, 1024, strange, changer, drive);
    return text;
}

/* Which drive is which a tape shows, after a pause in which the drive notices it: not here. */
static struct stage *begin(void **state)
{
    static const struct rsm_options options = {.waiting = &hasty_waiting};
    char text[1024];
    struct stage *stage;

    rsm_system_set_options(&options);
    stage = draw(state, "kept_quirks", write_scenario("STRANGE01", "DRV00001", text));

    assert_inventory_is_truth(stage);
    return stage;
}

static bool is_refused(const struct hostile_command *command)
{
    return strncmp(command->sense, "5/", 2) == 0;
}

static bool asks_of_many_slots(const struct hostile_command *command)
{
    return strcmp(command->name, "READ_ELEMENT_STATUS") == 0 &&
           (command->cdb[1] & 0x0F) == STORAGE && (command->cdb[4] << 8 | command->cdb[5]) > 500;
}

static void restart(struct stage *stage)
{
    site_close(stage->site);
    stage_forget_log(stage);
    stage_open(stage);
}

/* ---- what is kept ---- */

static struct rsm_kept_device find(struct stage *stage, const char *serial)
{
    struct rsm_kept_device device;
    struct rsm_session *session;

    assert_success(rsm_session_get(stage->site->session, &session));
    assert_success(rsm_quirk_edits_find(session, serial, &device));
    rsm_session_release(session);
    return device;
}

static bool is_known(struct stage *stage, const char *serial, const char *name, uint32_t *value_out)
{
    struct rsm_kept_device device = find(stage, serial);

    for (size_t i = 0; i < device.count; i++)
        if (strcmp(device.quirks[i].name, name) == 0) {
            *value_out = device.quirks[i].value;
            return true;
        }
    return false;
}

static void assert_known(struct stage *stage, const char *serial, const char *name, uint32_t value)
{
    uint32_t known = 0;

    if (!is_known(stage, serial, name, &known))
        fail_msg("%s of %s is not known", name, serial);
    assert_int_equal(known, value);
}

static void pin(struct stage *stage, const char *serial, enum rsm_quirk quirk, uint32_t value)
{
    const struct rsm_quirk_edit edit = {RSM_QUIRK_EDIT_PIN, quirk, value};
    struct rsm_kept_device device = find(stage, serial);
    struct rsm_session *session;

    assert_success(rsm_session_get(stage->site->session, &session));
    assert_success(rsm_quirk_edits_apply(session, &device, &edit));
    rsm_session_release(session);
}

/* ---- stories ---- */

static void what_is_refused_is_found_out_once(void **state)
{
    struct stage *stage = begin(state);

    assert_true(count_commands(stage, is_refused) > 0);
    assert_known(stage, "STRANGE01", "mode-sense-form", 3);
    assert_known(stage, "STRANGE01", "length-16-bits", 1);
    assert_known(stage, "STRANGE01", "no-identities", 1);

    restart(stage);
    assert_inventory_is_truth(stage);
    assert_int_equal(count_commands(stage, is_refused), 0);
}

static void a_drive_that_cannot_unload_is_not_told_to_again(void **state)
{
    struct stage *stage = begin(state);

    stage_inventory_full(stage);
    assert_known(stage, "DRV00001", "no-unload", 1);

    restart(stage);
    stage_inventory_full(stage);
    assert_truth(stage);
    assert_int_equal(hostile_count(stage->target, "LOAD_UNLOAD"), 0);
}

static void other_firmware_is_learned_anew(void **state)
{
    struct stage *stage = begin(state);

    restart(stage);
    hostile_do(stage->target, "firmware 0200");
    assert_inventory_is_truth(stage);

    assert_true(count_commands(stage, is_refused) > 0);
    assert_string_equal(find(stage, "STRANGE01").revision, "0200");
    assert_known(stage, "STRANGE01", "length-16-bits", 1);

    restart(stage);
    assert_inventory_is_truth(stage);
    assert_string_equal(find(stage, "STRANGE01").revision, "0200");
}

static void what_is_pinned_counts_at_once_and_outlives_the_firmware(void **state)
{
    struct stage *stage = begin(state);

    pin(stage, "STRANGE01", RSM_QUIRK_MOST_SLOTS, 500);
    stage_forget_log(stage);
    assert_inventory_is_truth(stage);
    assert_int_equal(count_commands(stage, asks_of_many_slots), 0);

    site_close(stage->site);
    hostile_do(stage->target, "firmware 0200");
    stage_forget_log(stage);
    stage_open(stage);
    assert_inventory_is_truth(stage);
    assert_int_equal(count_commands(stage, asks_of_many_slots), 0);
    assert_known(stage, "STRANGE01", "most-slots", 500);
}

struct copy {
    struct rsm_kept_device devices[MOST];
    size_t count;
};

static bool copy_one(void *context, const struct rsm_kept_device *device)
{
    struct copy *copy = context;

    copy->devices[copy->count++] = *device;
    return copy->count < MOST;
}

/* Two libraries here stand for those of two people. */
static void what_was_learned_of_one_counts_for_another_of_its_model(void **state)
{
    struct stage *stage = begin(state);
    struct rsm_session *session;
    struct copy copy = {.count = 0};
    const char *first = stage->target;
    char devices[600];
    char text[1024];
    size_t changed = 0;

    assert_success(rsm_session_get(stage->site->session, &session));
    assert_success(rsm_quirk_edits_each(session, copy_one, &copy));
    assert_success(rsm_quirk_edits_import(session, copy.devices, copy.count, true, &changed));
    rsm_session_release(session);
    assert_true(changed > 0);
    site_close(stage->site);

    stage->target = hostile_draw("kept_quirks", write_scenario("STRANGE02", "DRV00002", text));
    snprintf(devices, sizeof devices, "%s;%s", first, stage->target);
    site_devices(devices);
    stage_open(stage);
    assert_known(stage, "STRANGE02", "mode-sense-form", 3);
    assert_int_equal(count_commands(stage, is_refused), 0);
    hostile_stop(first);
}

/* ---- drives that are, or are not, told to unload ---- */

/* Drive 2 of Q19, which cannot be told to. */
static struct stage *dismount_without_unload(void **state, const char *rule)
{
    struct stage *stage = play_only(state, "q19_drive_must_be_unloaded_first");
    GUID drive;

    if (rule != NULL)
        hostile_do(stage->target, rule);
    stage_open(stage);
    stage_inventory(stage);
    drive = site_numbered(stage->site, NTMS_DRIVE, 2).ObjectGuid;
    assert_success(DismountNtmsDrive(stage->site->session, &drive));
    site_wait_idle(stage->site);
    assert_true(hostile_place(stage->target, "drive", 2).full);
    return stage;
}

static void a_changer_that_takes_nothing_that_was_not_unloaded_is_known(void **state)
{
    struct stage *stage = dismount_without_unload(state, NULL);

    assert_known(stage, "MSL0019", "unload-first", 1);
}

static void a_changer_that_does_nothing_at_all_teaches_nothing_of_unloading(void **state)
{
    struct stage *stage =
        dismount_without_unload(state, "on MOVE_MEDIUM,TEST_UNIT_READY at=changer : sense 2/04/03");
    uint32_t value;

    assert_false(is_known(stage, "MSL0019", "unload-first", &value));
}

static void a_drive_is_not_told_to_unload_where_people_say_so(void **state)
{
    struct stage *stage = play(state, "polite");

    stage_inventory(stage);
    pin(stage, "POLITE001", RSM_QUIRK_UNLOAD_FIRST, 0);
    assert_success(stage_mount(stage, u"A00002L6"));
    stage_forget_log(stage);
    assert_success(stage_dismount(stage, u"A00002L6"));

    assert_int_equal(hostile_count(stage->target, "LOAD_UNLOAD"), 0);
    assert_string_equal(hostile_place(stage->target, "slot", 2).tag, "A00002L6");
    assert_truth(stage);
}

#define strange_story(test) cmocka_unit_test_setup_teardown(test, stage_begin, stage_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        strange_story(what_is_refused_is_found_out_once),
        strange_story(a_drive_that_cannot_unload_is_not_told_to_again),
        strange_story(other_firmware_is_learned_anew),
        strange_story(what_is_pinned_counts_at_once_and_outlives_the_firmware),
        strange_story(what_was_learned_of_one_counts_for_another_of_its_model),
        strange_story(a_changer_that_takes_nothing_that_was_not_unloaded_is_known),
        strange_story(a_changer_that_does_nothing_at_all_teaches_nothing_of_unloading),
        strange_story(a_drive_is_not_told_to_unload_where_people_say_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
