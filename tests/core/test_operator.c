/*
 * Operator requests as rows, their answers, and waiting for one ("requests" 4 and the function pages).
 */
#include "core/operator.h"

#include "core/catalogue.h"
#include "core/denial.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/text.h"
#include "platform/thread.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/small_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

/* ---- given ---- */

static rsm_error submit(struct small_world *world, DWORD request, const WCHAR *message,
                        const GUID *arg1, const GUID *arg2, GUID *request_out)
{
    const struct rsm_operator_submission submission = {request, message, arg1, arg2};

    return rsm_operator_submit(world->session, &submission, request_out);
}

static GUID submit_message(struct small_world *world)
{
    GUID request;

    assert_success(submit(world, NTMS_OPREQ_MESSAGE, u"Close the door", NULL, NULL, &request));
    return request;
}

static DWORD state_of(struct small_world *world, const GUID *request)
{
    struct rsm_record record;

    world_load(world, request, NTMS_OPREQUEST, &record);
    return record.info.Info.OpRequest.State;
}

static void set_state(struct small_world *world, const GUID *request, DWORD state)
{
    struct rsm_record record;

    world_load(world, request, NTMS_OPREQUEST, &record);
    record.info.Info.OpRequest.State = state;
    world_save(world, &record);
}

/* One that Removable Storage made for a call of the session. */
static GUID add_own(struct small_world *world, const struct rsm_record *pool)
{
    const struct rsm_operator_task task = {
        .request = NTMS_OPREQ_NEWMEDIA, .arg1 = pool, .own = true};
    GUID request;

    world_begin(world);
    assert_success(rsm_operator_add(world->session, &task, &request));
    world_end(world);
    return request;
}

/* ---- rights ---- */

static void answers_take_control_of_the_computer_and_waiting_takes_use(void **state)
{
    struct small_world *world = *state;
    GUID request = submit_message(world);

    deny(world, &rsm_catalogue_computer, NTMS_CONTROL_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED,
                      rsm_operator_answer(world->session, &request, NTMS_OPSTATE_COMPLETE));
    /* covers ERROR_ACCESS_DENIED of CancelNtmsOperatorRequest, SatisfyNtmsOperatorRequest */
    assert_fails_with(ERROR_TIMEOUT, rsm_operator_wait(world->session, &request, 0));
    deny(world, &rsm_catalogue_computer, NTMS_USE_ACCESS);
    assert_fails_with(ERROR_ACCESS_DENIED, rsm_operator_wait(world->session, &request, 0));
    assert_success(rsm_operator_answer(world->session, &request, NTMS_OPSTATE_COMPLETE));
    deny(world, NULL, 0);
}

/* ---- answers ---- */

static void an_answer_settles_a_request_in_any_pending_state(void **state)
{
    struct small_world *world = *state;
    static const DWORD pending[] = {NTMS_OPSTATE_SUBMITTED, NTMS_OPSTATE_ACTIVE,
                                    NTMS_OPSTATE_INPROGRESS};
    static const DWORD answers[] = {NTMS_OPSTATE_COMPLETE, NTMS_OPSTATE_REFUSED};

    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < 2; k++) {
            GUID request = submit_message(world);

            set_state(world, &request, pending[i]);
            assert_success(rsm_operator_answer(world->session, &request, answers[k]));
            assert_int_equal(state_of(world, &request), answers[k]);
        }
    }
}

static void a_request_is_answered_once(void **state)
{
    struct small_world *world = *state;
    GUID request = submit_message(world);

    assert_success(rsm_operator_answer(world->session, &request, NTMS_OPSTATE_REFUSED));

    assert_fails_with(ERROR_INVALID_STATE,
                      rsm_operator_answer(world->session, &request, NTMS_OPSTATE_COMPLETE));
    assert_int_equal(state_of(world, &request), NTMS_OPSTATE_REFUSED);
}

static void what_is_no_operator_request_cannot_be_answered(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_operator_answer(world->session, &rsm_guid_null, NTMS_OPSTATE_COMPLETE));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_operator_answer(world->session, &world->library, NTMS_OPSTATE_COMPLETE));
}

/* ---- rows ---- */

static void a_request_of_our_own_belongs_to_the_process_and_session_that_wait(void **state)
{
    struct small_world *world = *state;
    GUID pool = world_application_pool(world, u"Backup", &world->tapes);
    struct rsm_record record;
    GUID request;
    (void)rsm_text_copy(world->rsm.owner, RSM_OWNER_LENGTH, u"this process");
    world_load(world, &pool, NTMS_MEDIA_POOL, &record);

    request = add_own(world, &record);

    world_load(world, &request, NTMS_OPREQUEST, &record);
    assert_text(u"this process", record.own.Owner);
    assert_guid(world->session->id, record.own.Session);
}

static void a_request_that_is_withdrawn_is_gone_unless_it_has_its_answer(void **state)
{
    struct small_world *world = *state;
    GUID unanswered = submit_message(world);
    GUID answered = submit_message(world);

    assert_success(rsm_operator_answer(world->session, &answered, NTMS_OPSTATE_COMPLETE));
    world_begin(world);
    assert_success(rsm_operator_withdraw(&world->rsm, &unanswered));
    assert_success(rsm_operator_withdraw(&world->rsm, &unanswered)); /* already gone */
    assert_success(rsm_operator_withdraw(&world->rsm, &answered));
    world_end(world);

    assert_false(world_has(world, &unanswered));
    assert_true(world_has(world, &answered));
}

/* ---- waiting ---- */

static void a_wait_hears_the_answer_that_is_there(void **state)
{
    struct small_world *world = *state;
    GUID complete = submit_message(world);
    GUID refused = submit_message(world);

    assert_success(rsm_operator_answer(world->session, &complete, NTMS_OPSTATE_COMPLETE));
    assert_success(rsm_operator_answer(world->session, &refused, NTMS_OPSTATE_REFUSED));

    assert_success(rsm_operator_wait(world->session, &complete, 0));
    assert_fails_with(ERROR_CANCELLED, rsm_operator_wait(world->session, &refused, 0));
}

static void without_an_answer_it_lasts_until_the_time_is_over(void **state)
{
    struct small_world *world = *state;
    GUID request = submit_message(world);
    uint64_t before = rsm_clock_ms();

    assert_fails_with(ERROR_TIMEOUT, rsm_operator_wait(world->session, &request, 0));
    assert_fails_with(ERROR_TIMEOUT, rsm_operator_wait(world->session, &request, 30));

    assert_true(rsm_clock_ms() - before >= 30);
    assert_int_equal(state_of(world, &request), NTMS_OPSTATE_SUBMITTED);
}

static void what_is_no_operator_request_cannot_be_waited_for(void **state)
{
    struct small_world *world = *state;

    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_operator_wait(world->session, &rsm_guid_null, RSM_FOREVER));
    assert_fails_with(ERROR_OBJECT_NOT_FOUND,
                      rsm_operator_wait(world->session, &world->library, RSM_FOREVER));
}

/* A thread that waits for a request of the world. */
struct waiter {
    struct small_world *world;
    GUID request;
    rsm_error heard;
    struct rsm_mutex mutex;
    bool waits; /* guarded by the mutex */
    struct rsm_cond changed;
    struct rsm_thread thread;
};

static void wait_for_request(void *context)
{
    struct waiter *waiter = context;
    struct rsm_session *session;

    if (rsm_session_get(waiter->world->handle, &session) != ERROR_SUCCESS)
        return;
    rsm_mutex_lock(&waiter->mutex);
    waiter->waits = true;
    rsm_cond_signal(&waiter->changed);
    rsm_mutex_unlock(&waiter->mutex);
    waiter->heard = rsm_operator_wait(session, &waiter->request, RSM_FOREVER);
    rsm_session_release(session);
}

static void begin_waiting(struct waiter *waiter, struct small_world *world, const GUID *request)
{
    *waiter = (struct waiter){.world = world, .request = *request, .heard = ERROR_IO_PENDING};
    rsm_mutex_init(&waiter->mutex);
    rsm_cond_init(&waiter->changed);
    assert_success(rsm_thread_start(wait_for_request, waiter, &waiter->thread));
    rsm_mutex_lock(&waiter->mutex);
    while (!waiter->waits)
        (void)rsm_cond_wait(&waiter->changed, &waiter->mutex, RSM_FOREVER);
    rsm_mutex_unlock(&waiter->mutex);
}

static rsm_error end_waiting(struct waiter *waiter)
{
    rsm_thread_join(&waiter->thread);
    rsm_cond_destroy(&waiter->changed);
    rsm_mutex_destroy(&waiter->mutex);
    return waiter->heard;
}

static void several_that_wait_all_hear_the_answer(void **state)
{
    struct small_world *world = *state;
    GUID request = submit_message(world);
    struct waiter waiters[3];

    for (size_t i = 0; i < 3; i++)
        begin_waiting(&waiters[i], world, &request);
    assert_success(rsm_operator_answer(world->session, &request, NTMS_OPSTATE_REFUSED));

    for (size_t i = 0; i < 3; i++)
        assert_fails_with(ERROR_CANCELLED, end_waiting(&waiters[i]));
}

static void a_request_deleted_meanwhile_is_not_found(void **state)
{
    struct small_world *world = *state;
    GUID request = submit_message(world);
    struct waiter waiter;

    begin_waiting(&waiter, world, &request);
    world_begin(world);
    assert_success(rsm_operator_withdraw(&world->rsm, &request));
    world_end(world);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, end_waiting(&waiter));
}

static void closing_the_session_ends_the_wait_and_leaves_the_request(void **state)
{
    struct small_world *world = *state;
    GUID request = submit_message(world);
    struct waiter waiter;

    begin_waiting(&waiter, world, &request);
    rsm_session_release(world->session);
    assert_success(rsm_session_close(world->handle));

    assert_fails_with(ERROR_CANCELLED, end_waiting(&waiter));
    assert_int_equal(state_of(world, &request), NTMS_OPSTATE_SUBMITTED);
    assert_success(rsm_session_open(&world->rsm, NULL, &world->handle));
    assert_success(rsm_session_get(world->handle, &world->session));
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, small_world_setup, small_world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_request_of_our_own_belongs_to_the_process_and_session_that_wait),
        IN_WORLD(answers_take_control_of_the_computer_and_waiting_takes_use),
        IN_WORLD(an_answer_settles_a_request_in_any_pending_state),
        IN_WORLD(a_request_is_answered_once),
        IN_WORLD(what_is_no_operator_request_cannot_be_answered),
        IN_WORLD(a_request_that_is_withdrawn_is_gone_unless_it_has_its_answer),
        IN_WORLD(a_wait_hears_the_answer_that_is_there),
        IN_WORLD(without_an_answer_it_lasts_until_the_time_is_over),
        IN_WORLD(what_is_no_operator_request_cannot_be_waited_for),
        IN_WORLD(several_that_wait_all_hear_the_answer),
        IN_WORLD(a_request_deleted_meanwhile_is_not_found),
        IN_WORLD(closing_the_session_ends_the_wait_and_leaves_the_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
