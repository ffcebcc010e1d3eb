/*
 * rsm cancel: library requests that wait.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/display.h"
#include "cli/judge.h"
#include "support/asserts.h"
#include "support/looks.h"

/* An inventory is queued, and nobody has begun with it. */
static void begin(struct fixture *f, struct rsm_record *inventory)
{
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  mtf SOFTWARE/TAPE\n");
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    look_at_request(f, NTMS_LM_INVENTORY, count_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED),
                    inventory);
    f->unsettled = true;
}

static void what_waits_is_listed(void **state)
{
    struct rsm_record inventory;
    char guid[RSM_DISPLAY_GUID];
    begin(*state, &inventory);

    assert_success(rsm("cancel"));

    rsm_display_guid(&inventory.info.ObjectGuid, guid);
    guid[8] = '\0';
    assert_says(guid);
    assert_says("inventory");
    assert_says("queued");
}

static void where_nothing_waits_that_is_said(void **state)
{
    plug_in_and_settle(*state,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   empty\n");

    assert_success(rsm("cancel"));

    assert_string_equal(out.text, "No request waits.\n");
}

static void a_request_is_cancelled_by_the_beginning_of_its_guid(void **state)
{
    struct fixture *f = *state;
    struct rsm_record inventory;
    char line[80];
    char guid[RSM_DISPLAY_GUID];
    begin(f, &inventory);
    rsm_display_guid(&inventory.info.ObjectGuid, guid);

    snprintf(line, sizeof line, "cancel %.8s", guid);
    assert_success(rsm(line));

    assert_string_equal(out.text, "\"inventory\" is cancelled.\n");
    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_CANCELLED, 1);
}

static void what_is_finished_or_unknown_is_not_cancelled(void **state)
{
    struct fixture *f = *state;
    struct rsm_record inventory;
    begin(f, &inventory);
    assert_success(rsm_of("cancel ", &inventory.info.ObjectGuid));

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm_of("cancel ", &inventory.info.ObjectGuid));
    assert_complains("rsm cancel lists those that do");
    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm("cancel nonsense"));
}

static void what_is_being_carried_out_cannot_be_cancelled(void **state)
{
    struct fixture *f = *state;
    struct rsm_record inventory;
    begin(f, &inventory);
    inventory.info.Info.LibRequest.State = NTMS_LM_INPROCESS;
    change(f, &inventory);

    assert_fails_with(ERROR_ACCESS_DENIED, rsm_of("cancel ", &inventory.info.ObjectGuid));

    assert_complains("\"inventory\" is being carried out");
}

static void programs_are_told_what_waits_and_what_was_cancelled(void **state)
{
    struct rsm_record inventory;
    begin(*state, &inventory);

    assert_success(rsm("cancel /json"));
    judge_document(&out, NULL);
    assert_says("\"state\": \"queued\"");
    assert_success(rsm_of_and("cancel ", &inventory.info.ObjectGuid, "/json"));
    judge_document(&out, NULL);
    assert_says("\"state\": \"cancelled\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(what_waits_is_listed),
        story(where_nothing_waits_that_is_said),
        story(a_request_is_cancelled_by_the_beginning_of_its_guid),
        story(what_is_finished_or_unknown_is_not_cancelled),
        story(what_is_being_carried_out_cannot_be_cancelled),
        story(programs_are_told_what_waits_and_what_was_cancelled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
