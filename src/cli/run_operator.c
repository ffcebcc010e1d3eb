/*
 * rsm operator: what people are asked to do, their answers, and what becomes of requests that nobody answers.
 * The interface has no function for the last, nor for whether a library is run, so this reaches into core/ and
 * work/.
 *
 * It keeps hands off: the terminal of an operator that stays open must not become the process that runs a
 * library, nor need an answer that is given at once wait for devices.  An answer is a change of a row,
 * which whoever runs the library sees.
 */
#include <string.h>

#include "cli/asked.h"
#include "cli/operator_watch.h"
#include "cli/run.h"
#include "cli/table.h"
#include "core/session.h"
#include "core/unattended.h"
#include "work/library.h"

/* ---- the policy ---- */

static rsm_error read_policy(struct rsm_session *session, struct rsm_unattended *policy_out)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, rsm_unattended_get(session->rsm, policy_out));
}

static void tell_policy(struct rsm_run *run, const struct rsm_unattended *policy)
{
    static const char *const sources[] = {"default", "database", "registry", "environment"};
    struct rsm_json object = rsm_json_object(run->json, "policy");

    rsm_json_flag(object, "refuses", policy->refuses);
    if (policy->refuses)
        rsm_json_number(object, "refused_after_seconds", policy->seconds);
    else
        rsm_json_null(object, "refused_after_seconds");
    rsm_json_text(object, "source", sources[policy->source]);
    if (!policy->refuses)
        rsm_output_print(run->out, "A request to a person waits until somebody answers it.\n");
    else
        rsm_output_print(run->out,
                         "A request to a person is refused when nobody answers within %u "
                         "seconds.\n",
                         (unsigned)policy->seconds);
    if (policy->source == RSM_UNATTENDED_ENVIRONMENT || policy->source == RSM_UNATTENDED_REGISTRY)
        rsm_output_print(run->out,
                         "So says %s; what rsm operator keeps counts where nothing of the kind "
                         "is said.\n",
                         rsm_unattended_source_name(policy->source));
}

/* Set it if one was given, and show what counts. */
static rsm_error set_and_tell(struct rsm_run *run, const struct rsm_unattended *wanted)
{
    struct rsm_unattended policy;
    struct rsm_session *session;
    rsm_error err = rsm_session_get(run->session, &session);

    if (err == ERROR_SUCCESS) {
        if (wanted != NULL)
            err = rsm_unattended_set(session, wanted);
        if (err == ERROR_SUCCESS)
            err = read_policy(session, &policy);
        rsm_session_release(session);
    }
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "what becomes of requests to a person cannot be %s",
                            wanted != NULL ? "changed" : "found out");
    tell_policy(run, &policy);
    return ERROR_SUCCESS;
}

static rsm_error change_policy(struct rsm_run *run, const char *word)
{
    struct rsm_unattended wanted;

    if (!rsm_unattended_parse(word, &wanted))
        return rsm_run_misuse(run, "\"%.60s\" must be wait or refuse:SECONDS, as in refuse:3600",
                              word);
    return set_and_tell(run, &wanted);
}

/* ---- the list ---- */

static void add_row(struct rsm_run *run, struct rsm_json array, struct rsm_table *table,
                    const struct rsm_asked *request)
{
    NTMS_OBJECTINFORMATIONW library;
    char text[RSM_DISPLAY_TEXT];

    rsm_table_add(table, "%s", request->handle);
    rsm_table_add(table, "%s", rsm_asked_state(request));
    rsm_display_date(&request->info.Submitted, text);
    rsm_table_add(table, "%s", text);
    text[0] = '\0';
    if (rsm_asked_library(run, request, &library))
        rsm_display_text(library.szName, NTMS_OBJECTNAME_LENGTH, text);
    rsm_table_add(table, "%s", text);
    rsm_table_add(table, "%s", request->by);
    if (request->info.Request != NTMS_OPREQ_MESSAGE)
        rsm_table_note(table, "%c%s.",
                       request->words[0] >= 'a' && request->words[0] <= 'z'
                           ? request->words[0] - 'a' + 'A'
                           : request->words[0],
                       request->words + 1);
    if (request->message[0] != '\0')
        rsm_table_note(table, "\"%s\"", request->message);
    rsm_asked_write(run, rsm_json_object(array, NULL), request);
}

static rsm_error print_list(struct rsm_run *run, const struct rsm_asked_list *list, bool all)
{
    static const struct rsm_column columns[] = {
        {"Request", RSM_LEFT, 0, false},     {"State", RSM_LEFT, 0, false},
        {"Since (UTC)", RSM_LEFT, 0, false}, {"Library", RSM_LEFT, 8, true},
        {"Asked by", RSM_LEFT, 8, true},
    };
    struct rsm_json array = rsm_json_array(run->json, "operator_requests");
    struct rsm_table table;
    size_t open = 0;
    rsm_error err = ERROR_SUCCESS;

    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < list->count; i++) {
        open += rsm_asked_is_open(&list->requests[i]) ? 1 : 0;
        if (all || rsm_asked_is_open(&list->requests[i]))
            add_row(run, array, &table, &list->requests[i]);
    }
    if (rsm_table_rows(&table) > 0 || table.is_short_of_memory) {
        rsm_output_print(run->out, "\nRequests to a person\n\n");
        err = rsm_table_print(&table, run->out);
    }
    rsm_table_end(&table);
    if (err == ERROR_SUCCESS && open == 0)
        rsm_output_print(run->out, "\nNo request waits for a person.\n");
    else if (err == ERROR_SUCCESS)
        rsm_output_print(run->out,
                         "\nWhen it is done:    rsm operator /satisfy REQUEST\n"
                         "When it cannot be:  rsm operator /refuse REQUEST\n");
    rsm_output_print(run->out, "\n");
    return err;
}

static rsm_error list_requests(struct rsm_run *run)
{
    struct rsm_asked_list list;
    rsm_error err = rsm_asked_read(run, &list);

    if (err == ERROR_SUCCESS)
        err = print_list(run, &list, rsm_arguments_has(&run->arguments, "all"));
    rsm_asked_free(&list);
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "the requests to a person cannot be listed");
    return set_and_tell(run, NULL);
}

/* ---- answers ---- */

static bool is_run(struct rsm_run *run, const GUID *library)
{
    struct rsm_session *session;
    bool is = true;

    if (rsm_session_get(run->session, &session) == ERROR_SUCCESS) {
        is = rsm_library_is_run(session->rsm, library);
        rsm_session_release(session);
    }
    return is;
}

/* What comes of it, and when. */
static void tell_effect(struct rsm_run *run, const struct rsm_asked *request, bool satisfied)
{
    bool is_about_medium = request->info.Request == NTMS_OPREQ_MOVEMEDIA ||
                           request->info.Request == NTMS_OPREQ_NEWMEDIA;
    NTMS_OBJECTINFORMATIONW library;
    char name[RSM_DISPLAY_TEXT];

    if (satisfied && is_about_medium)
        rsm_output_print(
            run->out,
            "That moves nothing: who waits for the medium goes on when it is found "
            "in the library (rsm inject, rsm inventory), and asks again if it is not.\n");
    if (!rsm_asked_library(run, request, &library)) {
        rsm_json_null(run->json, "library_is_run");
        return;
    }
    rsm_json_flag(run->json, "library_is_run", is_run(run, &library.ObjectGuid));
    if (is_run(run, &library.ObjectGuid))
        return;
    rsm_display_text(library.szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_output_print(run->out,
                     "No program works with the library \"%s\" now; the next one that does acts "
                     "on the answer.\n",
                     name);
}

static rsm_error fail_answer(struct rsm_run *run, rsm_error err, const struct rsm_asked *request,
                             bool satisfied)
{
    const char *verb = satisfied ? "satisfied" : "refused";

    if (!rsm_asked_is_open(request))
        return rsm_run_fail(run, err, "request %s cannot be %s: it has its answer, it is %s",
                            request->handle, verb, rsm_asked_state(request));
    if (err == ERROR_OBJECT_NOT_FOUND || err == ERROR_INVALID_STATE)
        return rsm_run_fail(run, err,
                            "request %s cannot be %s: just now it was answered, or who waited for "
                            "it gave up",
                            request->handle, verb);
    return rsm_run_fail(run, err, "request %s cannot be %s", request->handle, verb);
}

static rsm_error answer(struct rsm_run *run, const char *beginning, bool satisfied)
{
    struct rsm_asked request;
    rsm_error err = rsm_asked_find(run, beginning, &request);

    if (err != ERROR_SUCCESS)
        return err;
    err = satisfied ? SatisfyNtmsOperatorRequest(run->session, &request.id)
                    : CancelNtmsOperatorRequest(run->session, &request.id);
    if (err != ERROR_SUCCESS)
        return fail_answer(run, err, &request, satisfied);
    request.info.State = satisfied ? NTMS_OPSTATE_COMPLETE : NTMS_OPSTATE_REFUSED;
    rsm_asked_write(run, rsm_json_object(run->json, "operator_request"), &request);
    rsm_output_print(run->out, "Request %s is %s: %s%s%s.\n", request.handle,
                     satisfied ? "satisfied" : "refused", request.words,
                     request.info.Request == NTMS_OPREQ_MESSAGE ? ": " : "",
                     request.info.Request == NTMS_OPREQ_MESSAGE ? request.message : "");
    tell_effect(run, &request, satisfied);
    return ERROR_SUCCESS;
}

static rsm_error run_operator(struct rsm_run *run)
{
    const struct rsm_arguments *arguments = &run->arguments;
    const struct rsm_argument *policy = rsm_arguments_find(arguments, "policy");
    const struct rsm_argument *satisfy = rsm_arguments_find(arguments, "satisfy");
    const struct rsm_argument *refuse = rsm_arguments_find(arguments, "refuse");
    const char *word = policy != NULL ? policy->text : arguments->operand;

    if (arguments->operand != NULL && arguments->count > 0 &&
        arguments->given[0].which != &rsm_arguments_json)
        return rsm_run_misuse(run, "\"%.60s\" and /%s exclude each other", arguments->operand,
                              arguments->given[0].which->name);
    if (satisfy != NULL)
        return answer(run, satisfy->text, true);
    if (refuse != NULL)
        return answer(run, refuse->text, false);
    if (rsm_arguments_has(arguments, "watch"))
        return rsm_operator_watch(run);
    return word != NULL ? change_policy(run, word) : list_requests(run);
}

static const struct rsm_switch operator_switches[] = {
    {.name = "all", .group = "what", .help = "list those that have their answer, too"},
    {.name = "satisfy",
     .value = RSM_VALUE_TEXT,
     .shown = "<request>",
     .group = "what",
     .help = "what was asked for is done"},
    {.name = "refuse",
     .value = RSM_VALUE_TEXT,
     .shown = "<request>",
     .group = "what",
     .help = "it is not, and will not be; the program that waits hears so"},
    {.name = "watch",
     .group = "what",
     .help = "tell of requests as they come and go, a line each, until Ctrl-C"},
    {.name = "policy",
     .value = RSM_VALUE_TEXT,
     .shown = "{wait|refuse:SECONDS}",
     .group = "what",
     .help = "what becomes of a request that nobody answers"},
    {.name = NULL},
};

const struct rsm_subcommand rsm_subcommand_operator = {
    .name = "operator",
    .subject = RSM_SUBJECT_OPERATOR,
    .summary = "Show what people are asked to do, and answer it",
    .operand = "POLICY",
    .switches = operator_switches,
    .details =
        "Without a switch the requests that nobody has answered are listed. <request> is the "
        "GUID of one, or the beginning of it that the list shows.\n"
        "A request that asks for a medium, or for a door to be closed, is complete by itself when "
        "that has happened; the others want an answer.\n"
        "\n"
        "POLICY, with or without /policy before it, is wait, which is what happens unless "
        "something "
        "else is said, or refuse:SECONDS. "
        "Then each request to a person is refused when nobody has answered it so long "
        "after it was made, whoever made it, and the program that waits hears so. "
        "It is kept in the database, and counts for all programs at once. Where "
        "NTMS_OPERATOR is set that counts instead, and on Windows the registry value "
        "OperatorTimeout.\n"
        "\n"
        "No library is run by this command.",
    .has_facts = true,
    .needs_session = true,
    .keeps_hands_off = true,
    .run = run_operator,
};
