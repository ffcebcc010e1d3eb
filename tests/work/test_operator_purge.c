/*
 * Which operator requests go at the start of an instance, and which stay ("requests" 1.3 and 1.4).
 */
#include "core/operator.h"

#include "core/catalogue.h"
#include "platform/clock.h"
#include "platform/file_lock.h"
#include "platform/text.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char no_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   empty\n";

static const WCHAR dead[] = u"00000000000000000000000000000000";
static const WCHAR living[] = u"11111111111111111111111111111111";

enum { HOURS_KEPT = 72 };

/* ---- given ---- */

static bool is_answered(DWORD request_state)
{
    return request_state == NTMS_OPSTATE_COMPLETE || request_state == NTMS_OPSTATE_REFUSED;
}

/* A request in that state, answered now; owner "" = of an application. */
static GUID leave_request(struct fixture *f, DWORD request_state, const WCHAR *owner)
{
    struct rsm_record request;
    SYSTEMTIME now;

    rsm_record_begin(&request, NTMS_OPREQUEST);
    rsm_clock_utc(&now);
    if (is_answered(request_state))
        request.own.Answered = rsm_clock_to_ms(&now);
    request.info.Info.OpRequest.Request = NTMS_OPREQ_NEWMEDIA;
    request.info.Info.OpRequest.State = request_state;
    rsm_text_copy(request.own.Owner, RSM_OWNER_LENGTH, owner);
    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
    assert_success(rsm_records_insert(f->rsm->store, &request));
    assert_success(rsm_store_end(f->rsm->store, ERROR_SUCCESS));
    return request.info.ObjectGuid;
}

static DWORD state_of(struct fixture *f, const GUID *request)
{
    struct rsm_record record;

    look_at(f, request, NTMS_OPREQUEST, &record);
    return record.info.Info.OpRequest.State;
}

/* What is answered now is kept for that long; flags are NTMS_OPREQFLAGS_*. */
static void set_retention(struct fixture *f, DWORD seconds, DWORD flags)
{
    struct rsm_record computer;

    look_at(f, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    computer.info.Info.Computer.dwOpRequestPurgeTime = seconds;
    computer.info.Info.Computer.dwOpRequestFlags = flags;
    change(f, &computer);
}

/* ---- nobody waits any more ---- */

static void unanswered_requests_of_our_own_go_with_the_process_that_waited(void **state)
{
    struct fixture *f = *state;
    static const DWORD pending[] = {NTMS_OPSTATE_SUBMITTED, NTMS_OPSTATE_ACTIVE,
                                    NTMS_OPSTATE_INPROGRESS};
    GUID requests[3];
    plug_in_and_settle(f, no_tapes);
    for (size_t i = 0; i < 3; i++)
        requests[i] = leave_request(f, pending[i], dead);

    restart(f);

    for (size_t i = 0; i < 3; i++)
        assert_false(is_on_record(f, &requests[i]));
}

static void those_of_a_living_process_stay(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *alive = NULL;
    GUID request;
    plug_in_and_settle(f, no_tapes);
    alive = fixture_hold_lock(f, "process-11111111111111111111111111111111");
    request = leave_request(f, NTMS_OPSTATE_SUBMITTED, living);

    restart(f);

    assert_true(is_on_record(f, &request));
    rsm_file_lock_release(alive);
}

static void those_of_this_process_stay(void **state)
{
    struct fixture *f = *state;
    GUID request;
    plug_in_and_settle(f, no_tapes);
    request = leave_request(f, NTMS_OPSTATE_SUBMITTED, f->rsm->owner);

    assert_success(rsm_operator_purge(f->rsm));

    assert_true(is_on_record(f, &request));
}

static void those_of_applications_stay_with_all_that_stands_in_them(void **state)
{
    struct fixture *f = *state;
    struct rsm_record before;
    struct rsm_record after;
    GUID request;
    plug_in_and_settle(f, no_tapes);
    request = leave_request(f, NTMS_OPSTATE_INPROGRESS, u"");
    look_at(f, &request, NTMS_OPREQUEST, &before);

    restart(f);

    look_at(f, &request, NTMS_OPREQUEST, &after);
    assert_memory_equal(&before.info, &after.info, sizeof before.info);
}

static void where_nobody_is_there_they_are_refused_although_no_call_waits(void **state)
{
    struct fixture *f = *state;
    GUID request;
    plug_in_and_settle(f, no_tapes);
    request = leave_request(f, NTMS_OPSTATE_SUBMITTED, u"");
    f->rsm->unattended = (struct rsm_unattended){true, 60, RSM_UNATTENDED_ENVIRONMENT};

    run_all_work(f);

    assert_int_equal(state_of(f, &request), NTMS_OPSTATE_REFUSED);
}

/* ---- answered ---- */

static void answered_requests_are_kept_for_three_days(void **state)
{
    struct fixture *f = *state;
    GUID complete;
    GUID of_the_dead;
    struct rsm_record computer;
    plug_in_and_settle(f, no_tapes);
    complete = leave_request(f, NTMS_OPSTATE_COMPLETE, u"");
    of_the_dead = leave_request(f, NTMS_OPSTATE_REFUSED, dead);

    restart(f);

    look_at(f, &rsm_catalogue_computer, NTMS_COMPUTER, &computer);
    assert_int_equal(computer.info.Info.Computer.dwOpRequestPurgeTime, HOURS_KEPT * 60 * 60);
    assert_true(is_on_record(f, &complete));
    assert_true(is_on_record(f, &of_the_dead));
}

static void answered_requests_go_when_their_purge_time_is_over(void **state)
{
    struct fixture *f = *state;
    GUID complete;
    GUID refused;
    GUID pending;
    plug_in_and_settle(f, no_tapes);
    complete = leave_request(f, NTMS_OPSTATE_COMPLETE, u"");
    refused = leave_request(f, NTMS_OPSTATE_REFUSED, u"");
    pending = leave_request(f, NTMS_OPSTATE_SUBMITTED, u"");
    set_retention(f, 0, 0);

    restart(f);

    assert_false(is_on_record(f, &complete));
    assert_false(is_on_record(f, &refused));
    assert_true(is_on_record(f, &pending));
}

/* As attributes and descriptions do, which an application may set at any time. */
static void a_change_of_an_answered_request_does_not_prolong_its_stay(void **state)
{
    struct fixture *f = *state;
    struct rsm_record request;
    GUID complete;
    plug_in_and_settle(f, no_tapes);
    complete = leave_request(f, NTMS_OPSTATE_COMPLETE, u"");
    look_at(f, &complete, NTMS_OPREQUEST, &request);
    request.own.Answered -= (LONGLONG)(HOURS_KEPT + 1) * 60 * 60 * 1000;
    rsm_text_copy(request.info.szDescription, NTMS_DESCRIPTION_LENGTH, u"seen");
    change(f, &request);

    assert_success(rsm_operator_purge(f->rsm));

    assert_false(is_on_record(f, &complete));
}

static void all_answered_ones_stay_when_the_computer_says_so(void **state)
{
    struct fixture *f = *state;
    GUID complete;
    GUID refused;
    GUID abandoned;
    plug_in_and_settle(f, no_tapes);
    complete = leave_request(f, NTMS_OPSTATE_COMPLETE, u"");
    refused = leave_request(f, NTMS_OPSTATE_REFUSED, u"");
    abandoned = leave_request(f, NTMS_OPSTATE_SUBMITTED, dead);
    set_retention(f, 0, NTMS_OPREQFLAGS_NOAUTOPURGE);

    assert_success(rsm_operator_purge(f->rsm));

    assert_true(is_on_record(f, &complete));
    assert_true(is_on_record(f, &refused));
    assert_false(is_on_record(f, &abandoned)); /* that is no purge: its caller is gone */
}

static void refused_ones_stay_when_the_computer_says_so(void **state)
{
    struct fixture *f = *state;
    GUID complete;
    GUID refused;
    plug_in_and_settle(f, no_tapes);
    complete = leave_request(f, NTMS_OPSTATE_COMPLETE, u"");
    refused = leave_request(f, NTMS_OPSTATE_REFUSED, u"");
    set_retention(f, 0, NTMS_OPREQFLAGS_NOFAILEDPURGE);

    assert_success(rsm_operator_purge(f->rsm));

    assert_false(is_on_record(f, &complete));
    assert_true(is_on_record(f, &refused));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(unanswered_requests_of_our_own_go_with_the_process_that_waited),
        story_on_disk(those_of_a_living_process_stay),
        story_on_disk(those_of_this_process_stay),
        story_on_disk(those_of_applications_stay_with_all_that_stands_in_them),
        story(where_nobody_is_there_they_are_refused_although_no_call_waits),
        story_on_disk(answered_requests_are_kept_for_three_days),
        story_on_disk(answered_requests_go_when_their_purge_time_is_over),
        story(a_change_of_an_answered_request_does_not_prolong_its_stay),
        story(all_answered_ones_stay_when_the_computer_says_so),
        story(refused_ones_stay_when_the_computer_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
