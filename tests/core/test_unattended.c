/*
 * The policy for requests to a person that nobody answers: its words, who says it, and what it does
 * ("requests" 4.3).
 */
#include "core/unattended.h"

#include "core/catalogue.h"
#include "core/denial.h"
#include "core/operator.h"
#include "core/wait.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/thread.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- given ---- */

static void keep_policy(struct small_world *world, const char *words)
{
    struct rsm_unattended policy;

    assert_true(rsm_unattended_parse(words, &policy));
    assert_success(rsm_unattended_set(world->session, &policy));
}

static struct rsm_unattended policy_of(struct small_world *world)
{
    struct rsm_unattended policy;

    world_begin(world);
    assert_success(rsm_unattended_get(&world->rsm, &policy));
    world_end(world);
    return policy;
}

/* A message of an application, submitted that long ago. */
static GUID submit_earlier(struct small_world *world, int64_t ago_ms)
{
    const struct rsm_operator_submission submission = {NTMS_OPREQ_MESSAGE, u"Clean the room.", NULL,
                                                       NULL};
    struct rsm_record record;
    SYSTEMTIME now;
    GUID request;

    assert_success(rsm_operator_submit(world->session, &submission, &request));
    world_load(world, &request, NTMS_OPREQUEST, &record);
    rsm_clock_utc(&now);
    rsm_clock_from_ms(rsm_clock_to_ms(&now) - ago_ms, &record.info.Info.OpRequest.Submitted);
    world_save(world, &record);
    return request;
}

static DWORD state_of(struct small_world *world, const GUID *request)
{
    struct rsm_record record;

    world_load(world, request, NTMS_OPREQUEST, &record);
    return record.info.Info.OpRequest.State;
}

/* Milliseconds until the next one is due. */
static uint32_t expire(struct small_world *world)
{
    uint32_t next_ms = 0;

    assert_success(rsm_operator_expire(&world->rsm, &next_ms));
    return next_ms;
}

/* ---- words ---- */

static void wait_and_refuse_are_understood_in_any_case(void **state)
{
    struct rsm_unattended policy;

    (void)state;
    assert_true(rsm_unattended_parse("Wait", &policy));
    assert_false(policy.refuses);
    assert_true(rsm_unattended_parse("REFUSE:60", &policy));
    assert_true(policy.refuses);
    assert_int_equal(policy.seconds, 60);
    assert_true(rsm_unattended_parse("refuse:0", &policy));
    assert_int_equal(policy.seconds, 0);
    assert_true(rsm_unattended_parse("refuse:4294967294", &policy));
    assert_int_equal(policy.seconds, 4294967294u);
}

static void nothing_else_is(void **state)
{
    static const char *const wrong[] = {
        "",           "refuse",     "refuse:",  "refuse:-1", "refuse: 1",
        "refuse:1s",  "refuse:0x1", "waiting",  "wait:60",   "refuse:4294967295",
        "refused:60", "60",         "refuse60", " wait",     "refuse:99999999999999999999999"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct rsm_unattended policy;

        if (rsm_unattended_parse(wrong[i], &policy))
            fail_msg("\"%s\" is understood", wrong[i]);
    }
}

/* ---- who says it ---- */

static void without_a_word_a_request_waits(void **state)
{
    struct rsm_unattended policy = policy_of(*state);

    assert_false(policy.refuses);
    assert_int_equal(policy.source, RSM_UNATTENDED_DEFAULT);
}

static void what_the_database_keeps_counts_until_it_keeps_another(void **state)
{
    struct rsm_unattended policy;

    keep_policy(*state, "refuse:60");
    policy = policy_of(*state);
    assert_true(policy.refuses);
    assert_int_equal(policy.seconds, 60);
    assert_int_equal(policy.source, RSM_UNATTENDED_DATABASE);
    keep_policy(*state, "wait");
    policy = policy_of(*state);
    assert_false(policy.refuses);
    assert_int_equal(policy.source, RSM_UNATTENDED_DATABASE);
}

static void what_the_machine_says_comes_first(void **state)
{
    struct small_world *world = *state;
    struct rsm_unattended policy;

    keep_policy(world, "refuse:60");
    world->rsm.unattended = (struct rsm_unattended){.source = RSM_UNATTENDED_ENVIRONMENT};
    policy = policy_of(world);

    assert_false(policy.refuses);
    assert_int_equal(policy.source, RSM_UNATTENDED_ENVIRONMENT);
}

static void keeping_it_takes_control_of_the_computer(void **state)
{
    const struct rsm_unattended wait = {.refuses = false};
    struct small_world *world = *state;

    deny(world, &rsm_catalogue_computer, NTMS_CONTROL_ACCESS);

    assert_fails_with(ERROR_ACCESS_DENIED, rsm_unattended_set(world->session, &wait));
    deny(world, NULL, 0);
}

/* ---- what it does ---- */

static void without_a_policy_nothing_is_refused_however_old(void **state)
{
    struct small_world *world = *state;
    GUID request = submit_earlier(world, (int64_t)365 * 24 * 60 * 60 * 1000);

    assert_int_equal(expire(world), RSM_FOREVER);

    assert_int_equal(state_of(world, &request), NTMS_OPSTATE_SUBMITTED);
}

static void what_nobody_answered_in_time_is_refused_and_the_rest_waits(void **state)
{
    struct small_world *world = *state;
    GUID old = submit_earlier(world, 61 * 1000);
    GUID recent = submit_earlier(world, 30 * 1000);
    uint32_t next_ms;

    keep_policy(world, "refuse:60");
    next_ms = expire(world);

    assert_int_equal(state_of(world, &old), NTMS_OPSTATE_REFUSED);
    assert_int_equal(state_of(world, &recent), NTMS_OPSTATE_SUBMITTED);
    assert_in_range(next_ms, 1, 30 * 1000);
}

static void all_pending_states_are_refused_and_answers_stay(void **state)
{
    struct small_world *world = *state;
    static const DWORD pending[] = {NTMS_OPSTATE_SUBMITTED, NTMS_OPSTATE_ACTIVE,
                                    NTMS_OPSTATE_INPROGRESS};
    GUID complete = submit_earlier(world, 1000);
    GUID requests[3];

    assert_success(rsm_operator_answer(world->session, &complete, NTMS_OPSTATE_COMPLETE));
    for (size_t i = 0; i < 3; i++) {
        struct rsm_record record;

        requests[i] = submit_earlier(world, 1000);
        world_load(world, &requests[i], NTMS_OPREQUEST, &record);
        record.info.Info.OpRequest.State = pending[i];
        world_save(world, &record);
    }
    keep_policy(world, "refuse:0");
    assert_int_equal(expire(world), RSM_FOREVER);

    for (size_t i = 0; i < 3; i++)
        assert_int_equal(state_of(world, &requests[i]), NTMS_OPSTATE_REFUSED);
    assert_int_equal(state_of(world, &complete), NTMS_OPSTATE_COMPLETE);
}

static void so_are_those_of_removable_storage_itself(void **state)
{
    struct small_world *world = *state;
    const struct rsm_operator_task task = {.request = NTMS_OPREQ_CLEANER};
    GUID request;

    world_begin(world);
    assert_success(rsm_operator_add_for(&world->rsm, NULL, &task, &request));
    world_end(world);
    keep_policy(world, "refuse:0");
    (void)expire(world);

    assert_int_equal(state_of(world, &request), NTMS_OPSTATE_REFUSED);
}

static char refusal[1024];

static void keep_refusal(void *context, enum rsm_log_level level, const char *line)
{
    (void)context;
    (void)level;
    if (strstr(line, "is refused") != NULL)
        (void)snprintf(refusal, sizeof refusal, "%s", line);
}

static void the_log_names_the_policy_and_what_was_asked_for(void **state)
{
    struct small_world *world = *state;

    (void)submit_earlier(world, 6000);
    world->rsm.unattended = (struct rsm_unattended){true, 5, RSM_UNATTENDED_ENVIRONMENT};
    refusal[0] = '\0';
    rsm_log_set_sink(keep_refusal, NULL);
    (void)expire(world);
    rsm_log_set_sink(NULL, NULL);

    assert_non_null(strstr(refusal, "nobody answered within 5 seconds (NTMS_OPERATOR)"));
    assert_non_null(strstr(refusal, "Clean the room."));
}

/* ---- those that wait ---- */

static void whoever_waits_for_the_answer_hears_the_refusal(void **state)
{
    struct small_world *world = *state;
    GUID request = submit_earlier(world, 61 * 1000);

    keep_policy(world, "refuse:60");

    assert_fails_with(ERROR_CANCELLED, rsm_operator_wait(world->session, &request, RSM_FOREVER));
}

/* A wait looks at least once a second; it must not take that long. */
static void and_hears_it_when_it_is_due(void **state)
{
    struct small_world *world = *state;
    GUID request = submit_earlier(world, 59950);
    uint64_t before = rsm_clock_ms();

    keep_policy(world, "refuse:60");

    assert_fails_with(ERROR_CANCELLED, rsm_operator_wait(world->session, &request, RSM_FOREVER));
    assert_in_range(rsm_clock_ms() - before, 0, 900);
}

static void a_time_out_that_is_shorter_comes_first(void **state)
{
    struct small_world *world = *state;
    GUID request = submit_earlier(world, 0);

    keep_policy(world, "refuse:60");

    assert_fails_with(ERROR_TIMEOUT, rsm_operator_wait(world->session, &request, 20));
    assert_int_equal(state_of(world, &request), NTMS_OPSTATE_SUBMITTED);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wait_and_refuse_are_understood_in_any_case),
        cmocka_unit_test(nothing_else_is),
        IN_WORLD(without_a_word_a_request_waits),
        IN_WORLD(what_the_database_keeps_counts_until_it_keeps_another),
        IN_WORLD(what_the_machine_says_comes_first),
        IN_WORLD(keeping_it_takes_control_of_the_computer),
        IN_WORLD(without_a_policy_nothing_is_refused_however_old),
        IN_WORLD(what_nobody_answered_in_time_is_refused_and_the_rest_waits),
        IN_WORLD(all_pending_states_are_refused_and_answers_stay),
        IN_WORLD(so_are_those_of_removable_storage_itself),
        IN_WORLD(the_log_names_the_policy_and_what_was_asked_for),
        IN_WORLD(whoever_waits_for_the_answer_hears_the_refusal),
        IN_WORLD(and_hears_it_when_it_is_due),
        IN_WORLD(a_time_out_that_is_shorter_comes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
