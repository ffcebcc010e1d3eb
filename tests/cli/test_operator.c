/*
 * rsm operator: requests to a person, their answers, and what becomes of those that nobody answers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/display.h"
#include "cli/judge.h"
#include "ntmsapi.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char one_tape[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf Simple Backup/Monday\n";

static void submit(struct fixture *f, DWORD kind, const WCHAR *message, GUID *about, GUID *in,
                   GUID *request_out)
{
    assert_success(SubmitNtmsOperatorRequestW(f->session, kind, message, about, in, request_out));
}

static void submit_message(struct fixture *f, const WCHAR *message, GUID *request_out)
{
    submit(f, NTMS_OPREQ_MESSAGE, message, NULL, NULL, request_out);
}

static DWORD state_of(struct fixture *f, const GUID *request)
{
    struct rsm_record record;

    look_at(f, request, NTMS_OPREQUEST, &record);
    return record.info.Info.OpRequest.State;
}

/* ---- the list ---- */

static void without_requests_it_says_so(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_success(rsm("operator"));

    assert_string_equal(out.text,
                        "\nNo request waits for a person.\n\n"
                        "A request to a person waits until somebody answers it.\n");
}

static void the_list_tells_what_is_wanted_by_whom_and_where(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID request;
    char handle[RSM_DISPLAY_GUID];
    plug_in_and_settle(f, one_tape);
    look_at_medium(f, "A00001L5", &medium);
    submit(f, NTMS_OPREQ_MOVEMEDIA, u"It is in the safe", &medium.info.ObjectGuid,
           offline_library_id(f), &request);

    assert_success(rsm("operator"));

    rsm_display_guid(&request, handle);
    handle[8] = '\0';
    assert_says(handle);
    assert_says("open   2");
    assert_says("  Story");
    assert_says(
        "    The medium \"A00001L5\" is to be brought to the library \"Offline media\".\n"
        "    \"It is in the safe\"\n");
    assert_says("rsm operator /satisfy REQUEST\n");
}

static void the_pool_that_wants_a_medium_is_named_by_its_path(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID request;
    plug_in_and_settle(f, one_tape);
    look_at_medium(f, "A00001L5", &medium);
    submit(f, NTMS_OPREQ_NEWMEDIA, NULL, &medium.info.Info.PhysicalMedia.MediaPool, library_id(f),
           &request);

    assert_success(rsm("operator"));

    assert_says("needed in the media pool \"Import\\LTO Ultrium\", in the library \"STK L20\".\n");
}

static void answered_requests_are_listed_only_with_all(void **state)
{
    struct fixture *f = *state;
    GUID request;
    plug_in_and_settle(f, one_tape);
    submit_message(f, u"Change the filter", &request);
    assert_success(CancelNtmsOperatorRequest(f->session, &request));

    assert_success(rsm("operator"));
    assert_null(strstr(out.text, "Change the filter"));
    assert_success(rsm("operator /all"));
    assert_says("refused");
    assert_says("\"Change the filter\"");
}

static void a_hostile_message_does_not_reach_the_terminal(void **state)
{
    struct fixture *f = *state;
    GUID request;
    plug_in_and_settle(f, one_tape);
    submit_message(f, u"Look\x1B[2J here", &request);

    assert_success(rsm("operator"));

    assert_null(strchr(out.text, '\x1B'));
}

static void the_list_is_a_document_as_its_schema_says(void **state)
{
    struct fixture *f = *state;
    GUID request;
    plug_in_and_settle(f, one_tape);
    submit(f, NTMS_OPREQ_DEVICESERVICE, u"Oil it", drive_id(f, 1), NULL, &request);

    assert_success(rsm("operator /json"));

    assert_says("\"about_name\": \"Drive 1\"");
    assert_says("\"library_name\": \"STK L20\"");
    judge_document(&out, NULL);
}

/* ---- answers ---- */

static void satisfy_completes_the_request_of_that_guid(void **state)
{
    struct fixture *f = *state;
    GUID request;
    plug_in_and_settle(f, one_tape);
    submit(f, NTMS_OPREQ_DEVICESERVICE, u"Oil it", drive_id(f, 1), NULL, &request);

    assert_success(rsm_of("operator /satisfy ", &request));

    assert_int_equal(state_of(f, &request), NTMS_OPSTATE_COMPLETE);
    assert_says("is satisfied: \"Drive 1\" needs service.\n");
}

static void the_beginning_of_a_guid_is_enough(void **state)
{
    struct fixture *f = *state;
    char guid[RSM_DISPLAY_GUID];
    char line[40];
    GUID request;
    plug_in_and_settle(f, one_tape);
    submit_message(f, u"Change the filter", &request);

    rsm_display_guid(&request, guid);
    snprintf(line, sizeof line, "operator /refuse%.8s", guid);
    assert_success(rsm(line));

    assert_int_equal(state_of(f, &request), NTMS_OPSTATE_REFUSED);
    assert_says("is refused: there is a message: Change the filter.\n");
}

static void who_brings_a_medium_is_told_that_it_must_be_found(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID request;
    plug_in_and_settle(f, one_tape);
    look_at_medium(f, "A00001L5", &medium);
    submit(f, NTMS_OPREQ_MOVEMEDIA, NULL, &medium.info.ObjectGuid, library_id(f), &request);

    assert_success(rsm_of("operator /satisfy ", &request));

    assert_says("That moves nothing: ");
}

static void a_beginning_of_several_is_refused_and_all_are_listed(void **state)
{
    struct fixture *f = *state;
    struct rsm_record record;
    GUID twins[2] = {{.Data1 = 0x12345678, .Data2 = 1}, {.Data1 = 0x12345678, .Data2 = 2}};
    GUID request;
    plug_in_and_settle(f, one_tape);
    submit_message(f, u"Change the filter", &request);
    look_at(f, &request, NTMS_OPREQUEST, &record);
    for (int i = 0; i < 2; i++) {
        record.info.ObjectGuid = twins[i];
        assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_WRITE));
        assert_success(rsm_store_end(f->rsm->store, rsm_records_insert(f->rsm->store, &record)));
    }

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm("operator /satisfy 1234"));

    assert_complains("2 requests begin with \"1234\"; give more digits");
    assert_complains("12345678000100000000000000000000");
    assert_complains("12345678000200000000000000000000");
    assert_success(rsm("operator /satisfy {12345678-0002-0000-0000-000000000000}"));
    assert_int_equal(state_of(f, &twins[0]), NTMS_OPSTATE_SUBMITTED);
    assert_int_equal(state_of(f, &twins[1]), NTMS_OPSTATE_COMPLETE);
}

static void an_unknown_beginning_is_refused(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm("operator /satisfy 0"));
    assert_complains("no request to a person begins with \"0\"");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("operator /refuse :60"));
    assert_complains("\":60\" is neither a GUID nor the beginning of one");
}

static void an_answered_request_keeps_its_answer(void **state)
{
    struct fixture *f = *state;
    GUID request;
    plug_in_and_settle(f, one_tape);
    submit_message(f, u"Change the filter", &request);
    assert_success(rsm_of("operator /satisfy ", &request));

    assert_fails_with(ERROR_INVALID_STATE, rsm_of("operator /refuse ", &request));

    assert_complains("cannot be refused: it has its answer, it is completed");
    assert_int_equal(state_of(f, &request), NTMS_OPSTATE_COMPLETE);
}

static void an_answer_is_a_document_as_its_schema_says(void **state)
{
    struct fixture *f = *state;
    GUID request;
    plug_in_and_settle(f, one_tape);
    submit(f, NTMS_OPREQ_DEVICESERVICE, u"Oil it", drive_id(f, 1), NULL, &request);

    assert_success(rsm_of("operator /json /satisfy ", &request));

    judge_document(&out, NULL);
}

/* ---- watch ---- */

/* What happens while it is watched: on the first line a request is made, on the second one is answered, and so
 * on; the last ends the watch. */
struct happening {
    struct fixture *f;
    GUID first;
    GUID second;
    int lines;
};

static void go_on(void *context, const char *written)
{
    struct happening *h = context;

    if (strstr(written, "Story") == NULL)
        return;
    h->lines++;
    if (h->lines == 1)
        submit_message(h->f, u"Second", &h->second);
    else if (h->lines == 2)
        assert_success(SatisfyNtmsOperatorRequest(h->f->session, &h->first));
    else if (h->lines == 3)
        assert_success(CancelNtmsOperatorRequest(h->f->session, &h->second));
    else
        rsm_console_interrupt();
}

/* There is a line with the beginning, and what follows it ends so. */
static void assert_line(const char *beginning, const char *end)
{
    const char *at = strstr(out.text, beginning);
    const char *line_end = at != NULL ? strchr(at, '\n') : NULL;

    assert_non_null(line_end);
    assert_memory_equal(line_end + 1 - strlen(end), end, strlen(end));
}

static void watch_tells_of_requests_as_they_come_and_go(void **state)
{
    struct happening h = {.f = *state};
    plug_in_and_settle(*state, one_tape);
    submit_message(*state, u"First", &h.first);

    assert_success(rsm_acting("operator /watch", go_on, &h));

    assert_int_equal(h.lines, 4);
    assert_line("  open       Story", "First\n");
    assert_line("  new        Story", "Second\n");
    assert_line("  completed  Story", "First\n");
    assert_line("  refused    Story", "Second\n");
}

static void withdraw(void *context, const char *written)
{
    struct happening *h = context;
    struct rsm_store *store = h->f->rsm->store;

    if (strstr(written, "Story") == NULL)
        return;
    if (h->lines++ > 0) {
        rsm_console_interrupt();
        return;
    }
    assert_success(rsm_store_begin(store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(store, rsm_records_delete(store, &h->first)));
}

static void watch_tells_of_a_request_that_is_withdrawn(void **state)
{
    struct happening h = {.f = *state};
    plug_in_and_settle(*state, one_tape);
    submit_message(*state, u"First", &h.first);

    assert_success(rsm_acting("operator /watch", withdraw, &h));

    assert_line("  withdrawn  Story", "First\n");
}

static void what_watch_tells_is_an_event_a_line_for_programs(void **state)
{
    struct happening h = {.f = *state};
    plug_in_and_settle(*state, one_tape);
    submit_message(*state, u"First", &h.first);

    assert_success(rsm_acting("operator /watch /json", go_on, &h));

    assert_says("{\"event\":\"refused\",");
    assert_says("\n{\"schema\":1,\"command\":\"operator\",\"status\":0}\n");
    judge_document(&out, "operator");
}

/* ---- the policy ---- */

static void operator_shows_and_changes_what_becomes_of_unanswered_requests(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_success(rsm("operator Refuse:60"));
    assert_success(rsm("operator"));
    assert_says("A request to a person is refused when nobody answers within 60 seconds.\n");
    assert_success(rsm("operator wait"));
    assert_string_equal(out.text, "A request to a person waits until somebody answers it.\n");
    assert_success(rsm("operator /policy refuse:60"));
    assert_says("within 60 seconds.\n");
}

static void operator_tells_when_the_environment_counts_instead(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, one_tape);
    f->rsm->unattended = (struct rsm_unattended){true, 5, RSM_UNATTENDED_ENVIRONMENT};

    assert_success(rsm("operator wait"));

    assert_says("is refused when nobody answers within 5 seconds.\nSo says NTMS_OPERATOR;");
}

static void operator_refuses_what_is_no_policy(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("operator refuse"));

    assert_complains("\"refuse\" must be wait or refuse:SECONDS, as in refuse:3600");
    assert_string_equal(out.text, "");
}

static void a_policy_and_a_switch_exclude_each_other(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("operator wait /all"));

    assert_complains("\"wait\" and /all exclude each other");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(without_requests_it_says_so),
        story(the_list_tells_what_is_wanted_by_whom_and_where),
        story(the_pool_that_wants_a_medium_is_named_by_its_path),
        story(answered_requests_are_listed_only_with_all),
        story(a_hostile_message_does_not_reach_the_terminal),
        story(the_list_is_a_document_as_its_schema_says),
        story(satisfy_completes_the_request_of_that_guid),
        story(the_beginning_of_a_guid_is_enough),
        story(who_brings_a_medium_is_told_that_it_must_be_found),
        story(a_beginning_of_several_is_refused_and_all_are_listed),
        story(an_unknown_beginning_is_refused),
        story(an_answered_request_keeps_its_answer),
        story(an_answer_is_a_document_as_its_schema_says),
        story(watch_tells_of_requests_as_they_come_and_go),
        story(watch_tells_of_a_request_that_is_withdrawn),
        story(what_watch_tells_is_an_event_a_line_for_programs),
        story(operator_shows_and_changes_what_becomes_of_unanswered_requests),
        story(operator_tells_when_the_environment_counts_instead),
        story(operator_refuses_what_is_no_policy),
        story(a_policy_and_a_switch_exclude_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
