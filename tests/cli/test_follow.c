/*
 * Following requests: what is said while they go on, and what is known at their end.
 */
#include "cli/follow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "model/guid.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char two_drives[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n";

/* A command that is being run, with a session of the story's. */
struct following {
    struct rsm_run run;
    struct rsm_follow follow;
};

static void begin(struct fixture *f, struct following *following, size_t width)
{
    capture_begin(&out, width);
    capture_begin(&err, width);
    following->run =
        (struct rsm_run){.out = &out.output, .err = &err.output, .session = f->session};
    assert_success(rsm_follow_begin(&following->run, &following->follow));
}

/* The only request that was followed, as it was seen last. */
static struct rsm_follow_result result_of(struct following *following)
{
    struct rsm_follow_result result;

    assert_false(rsm_follow_get(&following->follow, 1, &result));
    assert_true(rsm_follow_get(&following->follow, 0, &result));
    return result;
}

static void nothing_queued_is_nothing_to_wait_for(void **state)
{
    struct following following;
    struct rsm_follow_result result;
    plug_in_and_settle(*state, two_drives);

    begin(*state, &following, 80);
    assert_success(rsm_follow_to_end(&following.follow));

    assert_false(rsm_follow_get(&following.follow, 0, &result));
    assert_string_equal(err.text, "");
    rsm_follow_end(&following.follow);
}

static void a_request_is_followed_to_its_end(void **state)
{
    struct following following;
    struct rsm_follow_result result;
    plug_in_and_settle(*state, two_drives);

    begin(*state, &following, 0);
    assert_success(take_inventory(*state, NTMS_INVENTORY_OMID));
    assert_success(rsm_follow_to_end(&following.follow));

    result = result_of(&following);
    assert_int_equal(result.operation, NTMS_LM_INVENTORY);
    assert_int_equal(result.state, NTMS_LM_PASSED);
    assert_int_equal(result.parts, 2);
    assert_int_equal(result.bad_parts, 0);
    rsm_follow_end(&following.follow);
}

static void what_was_queued_before_is_not_followed(void **state)
{
    struct following following;
    struct rsm_follow_result result;
    plug_in_and_settle(*state, two_drives);
    assert_success(take_inventory(*state, NTMS_INVENTORY_FAST));

    begin(*state, &following, 0);
    assert_success(rsm_follow_once(&following.follow));

    assert_false(rsm_follow_get(&following.follow, 0, &result));
    rsm_follow_end(&following.follow);
}

static void but_may_be_followed_when_it_is_named(void **state)
{
    struct fixture *f = *state;
    struct following following;
    struct rsm_record request;
    plug_in_and_settle(f, two_drives);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    look_at_request(f, NTMS_LM_INVENTORY, 1, &request);

    begin(f, &following, 0);
    assert_success(rsm_follow_add(&following.follow, &request.info.ObjectGuid));
    assert_success(rsm_follow_to_end(&following.follow));

    assert_int_equal(result_of(&following).state, NTMS_LM_PASSED);
    rsm_follow_end(&following.follow);
}

static bool is_all_done(struct fixture *f)
{
    return count_unfinished(f) == 0;
}

/* Nothing is asserted here: a thread shows meanwhile how it goes, and has to be ended. */
static rsm_error take_full_inventory_and_work(void *context)
{
    rsm_error error = take_inventory(context, NTMS_INVENTORY_OMID);

    if (error == ERROR_SUCCESS)
        error = wait_until(context, is_all_done) ? ERROR_CANCELLED : ERROR_TIMEOUT;
    return error;
}

static void a_call_is_made_and_its_code_comes_back(void **state)
{
    struct following following;
    plug_in_and_settle(*state, two_drives);

    begin(*state, &following, 80);
    assert_int_equal(rsm_follow_call(&following.follow, take_full_inventory_and_work, *state),
                     ERROR_CANCELLED);

    assert_int_equal(result_of(&following).state, NTMS_LM_PASSED);
    rsm_follow_end(&following.follow);
}

/* Nothing but blanks since the last return to the beginning of the line. */
static void the_line_that_lives_is_wiped_at_the_end(void **state)
{
    struct following following;
    plug_in_and_settle(*state, two_drives);

    begin(*state, &following, 60);
    assert_success(take_inventory(*state, NTMS_INVENTORY_OMID));
    assert_success(rsm_follow_to_end(&following.follow));

    assert_complains("\r");
    assert_string_equal(strrchr(err.text, '\r'), "\r");
    rsm_follow_end(&following.follow);
}

/* The tape of slot 1 is wanted, and somebody took it out of the library. */
static void want_what_is_away(struct fixture *f)
{
    GUID logical = allocate_in_slot(f, 1);
    GUID drive;

    rsm_sim_take_out("lib", "slot 1");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    assert_success(MountNtmsMedia(f->session, &logical, &drive, 1,
                                  NTMS_MOUNT_READ | NTMS_MOUNT_NOWAIT, NTMS_PRIORITY_NORMAL, 0,
                                  NULL));
}

static void what_a_person_is_asked_for_is_told_once_with_the_way_to_answer(void **state)
{
    struct fixture *f = *state;
    struct following following;
    plug_in_and_settle(f, two_drives);

    begin(f, &following, 80);
    want_what_is_away(f);
    assert_success(rsm_follow_once(&following.follow));

    assert_complains(
        "rsm: a person is asked: the medium \"A00001L5\" is to be brought to the library \"STK "
        "L20\"\n     \"A program waits for the cartridge A00001L5; put it into the library STK "
        "L20.\"\n     When it is done:    rsm operator /satisfy");
    capture_begin(&err, 80);
    assert_success(rsm_follow_once(&following.follow));
    assert_null(strstr(err.text, "a person"));
    rsm_follow_end(&following.follow);
}

static void a_file_is_told_once_of_what_may_wait_for_ever(void **state)
{
    struct fixture *f = *state;
    struct following following;
    plug_in_and_settle(f, two_drives);

    begin(f, &following, 0);
    want_what_is_away(f);
    assert_success(rsm_follow_once(&following.follow));

    assert_complains("rsm: mount: A00001L5: waiting until the cartridge is there\n");
    capture_begin(&err, 0);
    assert_success(rsm_follow_once(&following.follow));
    assert_string_equal(err.text, "");
    rsm_follow_end(&following.follow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(nothing_queued_is_nothing_to_wait_for),
        story(a_request_is_followed_to_its_end),
        story(what_was_queued_before_is_not_followed),
        story(but_may_be_followed_when_it_is_named),
        story_threads(a_call_is_made_and_its_code_comes_back),
        story(the_line_that_lives_is_wiped_at_the_end),
        story(what_a_person_is_asked_for_is_told_once_with_the_way_to_answer),
        story(a_file_is_told_once_of_what_may_wait_for_ever),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
