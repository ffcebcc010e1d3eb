/*
 * rsm operator: what becomes of requests to a person that nobody answers.  The interface has no function for
 * it, so this reaches into core/.
 */
#include "cli/run.h"
#include "core/session.h"
#include "core/unattended.h"

static rsm_error read_policy(struct rsm_session *session, struct rsm_unattended *policy_out)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    return rsm_store_end(store, rsm_unattended_get(session->rsm, policy_out));
}

static void tell(struct rsm_run *run, const struct rsm_unattended *policy)
{
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
    tell(run, &policy);
    return ERROR_SUCCESS;
}

static rsm_error run_operator(struct rsm_run *run)
{
    struct rsm_unattended wanted;
    const char *word = run->arguments.operand;

    if (word != NULL && !rsm_unattended_parse(word, &wanted))
        return rsm_run_fail(run, ERROR_INVALID_PARAMETER,
                            "\"%.60s\" must be wait or refuse:SECONDS, as in refuse:3600", word);
    return set_and_tell(run, word != NULL ? &wanted : NULL);
}

const struct rsm_subcommand rsm_subcommand_operator = {
    .name = "operator",
    .subject = RSM_SUBJECT_OPERATOR,
    .summary = "Say what becomes of requests to a person that nobody answers",
    .operand = "POLICY",
    .details =
        "POLICY is wait, which is what happens unless something else is said, or\n"
        "  refuse:SECONDS\n"
        "Then each request to a person is refused when nobody has answered it so long "
        "after it was made, whoever made it, and the program that waits hears so. "
        "Without POLICY the one that counts is shown.\n"
        "It is kept in the database, and counts for all programs at once. Where "
        "NTMS_OPERATOR is set that counts instead, and on Windows the registry value "
        "OperatorTimeout.",
    .needs_session = true,
    .run = run_operator,
};
