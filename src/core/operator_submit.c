/*
 * What an application may ask a person for: kinds of requests, the objects each is about, and the
 * right it takes.  Follows the function page of SubmitNtmsOperatorRequest.
 */
#include "core/operator.h"

#include "core/access.h"
#include "platform/text.h"

enum { KINDS_MAX = 6 };

/* Which securable the right is asked of. */
enum asked_of { ASK_COMPUTER, ASK_LIBRARY, ASK_POOL };

/* What a request of each kind is about.  Identifiers where none belongs are not looked at. */
static const struct rule {
    bool message_needed;
    bool arg1_needed;
    bool arg2_needed;
    DWORD arg1[KINDS_MAX]; /* kinds of objects; 0 ends the list */
    DWORD arg2[KINDS_MAX];
    enum asked_of asked_of;
    DWORD right;
} rules[] = {
    [NTMS_OPREQ_NEWMEDIA] = {.arg1_needed = true,
                             .arg1 = {NTMS_MEDIA_POOL},
                             .arg2 = {NTMS_LIBRARY},
                             .asked_of = ASK_POOL,
                             .right = NTMS_CONTROL_ACCESS},
    [NTMS_OPREQ_CLEANER] = {.arg1_needed = true,
                            .arg1 = {NTMS_LIBRARY, NTMS_STORAGESLOT},
                            .asked_of = ASK_LIBRARY,
                            .right = NTMS_CONTROL_ACCESS},
    [NTMS_OPREQ_DEVICESERVICE] = {.arg1_needed = true,
                                  .arg1 = {NTMS_LIBRARY, NTMS_DRIVE, NTMS_CHANGER, NTMS_IEDOOR,
                                           NTMS_IEPORT, NTMS_PHYSICAL_MEDIA},
                                  .asked_of = ASK_LIBRARY,
                                  .right = NTMS_CONTROL_ACCESS},
    [NTMS_OPREQ_MOVEMEDIA] = {.arg1_needed = true,
                              .arg2_needed = true,
                              .arg1 = {NTMS_PHYSICAL_MEDIA},
                              .arg2 = {NTMS_LIBRARY},
                              .asked_of = ASK_POOL,
                              .right = NTMS_CONTROL_ACCESS},
    [NTMS_OPREQ_MESSAGE] = {.message_needed = true,
                            .asked_of = ASK_COMPUTER,
                            .right = NTMS_USE_ACCESS},
};

static rsm_error check_parameters(const struct rsm_operator_submission *submission)
{
    const struct rule *rule;

    if (submission->request == NTMS_OPREQ_UNKNOWN ||
        submission->request >= sizeof rules / sizeof rules[0])
        return ERROR_INVALID_PARAMETER;
    rule = &rules[submission->request];
    if ((rule->message_needed && submission->message == NULL) ||
        (rule->arg1_needed && submission->arg1 == NULL) ||
        (rule->arg2_needed && submission->arg2 == NULL))
        return ERROR_INVALID_PARAMETER;
    if (submission->message != NULL &&
        !rsm_text_is_terminated(submission->message, NTMS_MESSAGE_LENGTH))
        return ERROR_MESSAGE_EXCEEDS_MAX_SIZE;
    return ERROR_SUCCESS;
}

static bool is_allowed(const DWORD kinds[KINDS_MAX], DWORD type)
{
    for (size_t i = 0; i < KINDS_MAX && kinds[i] != NTMS_UNKNOWN; i++) {
        if (kinds[i] == type)
            return true;
    }
    return false;
}

/* *argument_out is record_out, or NULL where there is no such argument. */
static rsm_error find_argument(struct rsm *rsm, const DWORD kinds[KINDS_MAX], const GUID *id,
                               struct rsm_record *record_out,
                               const struct rsm_record **argument_out)
{
    rsm_error err;

    *argument_out = NULL;
    if (id == NULL || kinds[0] == NTMS_UNKNOWN)
        return ERROR_SUCCESS;
    err = rsm_records_load(rsm->store, id, NTMS_UNKNOWN, record_out);
    if (err == ERROR_SUCCESS && !is_allowed(kinds, record_out->info.dwType))
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        *argument_out = record_out;
    return err;
}

/* A medium is guarded by its pool, but its service is a matter of the library it is in. */
static rsm_error check_right(struct rsm_session *session, const struct rule *rule,
                             const struct rsm_record *object)
{
    struct rsm_record library;
    rsm_error err;

    if (rule->asked_of == ASK_COMPUTER)
        return rsm_access_check_computer(session, rule->right);
    if (rule->asked_of == ASK_POOL || object->info.dwType != NTMS_PHYSICAL_MEDIA)
        return rsm_access_check(session, object, rule->right);
    err = rsm_records_load(session->rsm->store, &object->info.Info.PhysicalMedia.CurrentLibrary,
                           NTMS_LIBRARY, &library);
    return err == ERROR_SUCCESS ? rsm_access_check(session, &library, rule->right) : err;
}

static rsm_error submit(struct rsm_session *session,
                        const struct rsm_operator_submission *submission, GUID *request_out)
{
    const struct rule *rule = &rules[submission->request];
    struct rsm_operator_task task = {.request = submission->request,
                                     .message = submission->message};
    struct rsm_record arg1;
    struct rsm_record arg2;
    rsm_error err = find_argument(session->rsm, rule->arg1, submission->arg1, &arg1, &task.arg1);

    if (err == ERROR_SUCCESS)
        err = find_argument(session->rsm, rule->arg2, submission->arg2, &arg2, &task.arg2);
    if (err == ERROR_SUCCESS)
        err = check_right(session, rule, task.arg1);
    if (err == ERROR_SUCCESS)
        err = rsm_operator_add(session, &task, request_out);
    return err;
}

rsm_error rsm_operator_submit(struct rsm_session *session,
                              const struct rsm_operator_submission *submission, GUID *request_out)
{
    struct rsm_store *store = session->rsm->store;
    GUID request;
    rsm_error err = check_parameters(submission);

    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_store_end(store, submit(session, submission, &request));
    if (err == ERROR_SUCCESS)
        *request_out = request;
    return err;
}
