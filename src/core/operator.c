/*
 * Operator requests as rows, their answers, and waiting for one.  What an application may submit is
 * core/operator_submit.c's.
 */
#include "core/operator.h"

#include "core/access.h"
#include "core/operator_words.h"
#include "core/owner.h"
#include "core/wait.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/text.h"

/* ---- rows ---- */

static void set_argument(const struct rsm_record *object, DWORD *type_out, GUID *id_out)
{
    if (object == NULL)
        return;
    *type_out = object->info.dwType;
    *id_out = object->info.ObjectGuid;
}

/* Fill a new request with everything but who asks. */
static void begin_request(const struct rsm_operator_task *task, struct rsm_record *record_out)
{
    NTMS_OPREQUESTINFORMATIONW *info = &record_out->info.Info.OpRequest;

    rsm_record_begin(record_out, NTMS_OPREQUEST);
    info->Request = task->request;
    info->State = NTMS_OPSTATE_SUBMITTED;
    rsm_clock_utc(&info->Submitted);
    (void)rsm_text_copy(info->szMessage, NTMS_MESSAGE_LENGTH, task->message);
    set_argument(task->arg1, &info->Arg1Type, &info->Arg1);
    set_argument(task->arg2, &info->Arg2Type, &info->Arg2);
}

static rsm_error insert_request(struct rsm *rsm, struct rsm_record *record, GUID *request_out)
{
    rsm_error err = rsm_records_insert(rsm->store, record);

    if (err != ERROR_SUCCESS)
        return err;
    rsm_operator_say(rsm, record, RSM_LOG_WARNING, NULL);
    *request_out = record->info.ObjectGuid;
    return ERROR_SUCCESS;
}

rsm_error rsm_operator_add(const struct rsm_session *session, const struct rsm_operator_task *task,
                           GUID *request_out)
{
    struct rsm_record record;
    NTMS_OPREQUESTINFORMATIONW *info = &record.info.Info.OpRequest;

    begin_request(task, &record);
    (void)rsm_text_copy(info->szApplication, NTMS_APPLICATIONNAME_LENGTH, session->application);
    (void)rsm_text_copy(info->szUser, NTMS_USERNAME_LENGTH, session->user);
    (void)rsm_text_copy(info->szComputer, NTMS_COMPUTERNAME_LENGTH, session->computer);
    if (task->own) {
        (void)rsm_text_copy(record.own.Owner, RSM_OWNER_LENGTH, session->rsm->owner);
        record.own.Session = session->id;
    }
    return insert_request(session->rsm, &record, request_out);
}

/* ---- of Removable Storage itself ---- */

/* Who asks is who made the library request. */
static void sign_for(const struct rsm_record *library_request, struct rsm_record *record)
{
    const NTMS_LIBREQUESTINFORMATIONW *asked = &library_request->info.Info.LibRequest;
    NTMS_OPREQUESTINFORMATIONW *info = &record->info.Info.OpRequest;

    (void)rsm_text_copy(info->szApplication, NTMS_APPLICATIONNAME_LENGTH, asked->szApplication);
    (void)rsm_text_copy(info->szUser, NTMS_USERNAME_LENGTH, asked->szUser);
    (void)rsm_text_copy(info->szComputer, NTMS_COMPUTERNAME_LENGTH, asked->szComputer);
    if (rsm_guid_is_null(&library_request->own.Session))
        return;
    (void)rsm_text_copy(record->own.Owner, RSM_OWNER_LENGTH, library_request->own.Owner);
    record->own.Session = library_request->own.Session;
}

rsm_error rsm_operator_add_for(struct rsm *rsm, struct rsm_record *library_request,
                               const struct rsm_operator_task *task, GUID *request_out)
{
    struct rsm_record record;
    NTMS_OPREQUESTINFORMATIONW *info = &record.info.Info.OpRequest;
    rsm_error err = ERROR_SUCCESS;

    begin_request(task, &record);
    (void)rsm_text_copy(info->szApplication, NTMS_APPLICATIONNAME_LENGTH, rsm_owner_itself);
    (void)rsm_text_copy(record.own.Owner, RSM_OWNER_LENGTH, rsm_owner_itself);
    if (library_request != NULL) {
        sign_for(library_request, &record);
        err = rsm_operator_withdraw_for(rsm, library_request);
    }
    if (err == ERROR_SUCCESS)
        err = insert_request(rsm, &record, request_out);
    if (err != ERROR_SUCCESS || library_request == NULL)
        return err;
    library_request->own.OperatorRequest = *request_out;
    return rsm_records_set_guid(rsm->store, NTMS_LIBREQUEST, &library_request->info.ObjectGuid,
                                "operator_request", request_out);
}

rsm_error rsm_operator_withdraw_for(struct rsm *rsm, const struct rsm_record *library_request)
{
    const GUID *request = &library_request->own.OperatorRequest;

    return rsm_guid_is_null(request) ? ERROR_SUCCESS : rsm_operator_withdraw(rsm, request);
}

/* The first pending one of some. */
struct search {
    GUID first;
    bool found;
};

static bool find_pending(void *context, const struct rsm_record *record)
{
    struct search *search = context;

    search->found = rsm_operator_is_pending(record->info.Info.OpRequest.State);
    if (search->found)
        search->first = record->info.ObjectGuid;
    return !search->found;
}

rsm_error rsm_operator_find(struct rsm *rsm, DWORD kind, const GUID *about, GUID *request_out)
{
    const struct rsm_condition conditions[] = {
        {.column = "owner", .text = rsm_owner_itself},
        {.column = "arg1", .guid = about},
        {.column = "request", .number = kind},
    };
    struct search search = {.found = false};
    rsm_error err = rsm_records_each(rsm->store, NTMS_OPREQUEST, conditions, kind == 0 ? 2 : 3,
                                     find_pending, &search);

    if (err != ERROR_SUCCESS || !search.found)
        return err == ERROR_SUCCESS ? ERROR_OBJECT_NOT_FOUND : err;
    *request_out = search.first;
    return ERROR_SUCCESS;
}

rsm_error rsm_operator_withdraw_about(struct rsm *rsm, const GUID *object)
{
    GUID request;
    rsm_error err = rsm_operator_find(rsm, NTMS_OPREQ_UNKNOWN, object, &request);

    while (err == ERROR_SUCCESS) {
        err = rsm_operator_withdraw(rsm, &request);
        if (err == ERROR_SUCCESS)
            err = rsm_operator_find(rsm, NTMS_OPREQ_UNKNOWN, object, &request);
    }
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* ---- answers ---- */

static const DWORD pending[] = {NTMS_OPSTATE_SUBMITTED, NTMS_OPSTATE_ACTIVE,
                                NTMS_OPSTATE_INPROGRESS};

bool rsm_operator_is_pending(DWORD state)
{
    for (size_t i = 0; i < sizeof pending / sizeof pending[0]; i++) {
        if (state == pending[i])
            return true;
    }
    return false;
}

rsm_error rsm_operator_each_pending(struct rsm *rsm, rsm_record_visit *visit, void *context)
{
    rsm_error err = ERROR_SUCCESS;

    for (size_t i = 0; i < sizeof pending / sizeof pending[0] && err == ERROR_SUCCESS; i++) {
        const struct rsm_condition in_state = {.column = "state", .number = pending[i]};

        err = rsm_records_each(rsm->store, NTMS_OPREQUEST, &in_state, 1, visit, context);
    }
    return err;
}

rsm_error rsm_operator_result(struct rsm *rsm, const GUID *request)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, request, NTMS_OPREQUEST, &record);

    if (err != ERROR_SUCCESS)
        return err;
    if (rsm_operator_is_pending(record.info.Info.OpRequest.State))
        return ERROR_IO_PENDING;
    return record.info.Info.OpRequest.State == NTMS_OPSTATE_COMPLETE ? ERROR_SUCCESS
                                                                     : ERROR_CANCELLED;
}

rsm_error rsm_operator_settle_with(struct rsm *rsm, const GUID *request, DWORD answer,
                                   const char *event)
{
    struct rsm_record record;
    SYSTEMTIME now;
    rsm_error err = rsm_records_load(rsm->store, request, NTMS_OPREQUEST, &record);

    if (err != ERROR_SUCCESS)
        return err;
    if (!rsm_operator_is_pending(record.info.Info.OpRequest.State))
        return ERROR_INVALID_STATE;
    rsm_operator_say(rsm, &record, RSM_LOG_INFO, event);
    record.info.Info.OpRequest.State = answer;
    rsm_clock_utc(&now);
    record.own.Answered = rsm_clock_to_ms(&now);
    return rsm_records_save(rsm->store, &record);
}

rsm_error rsm_operator_settle(struct rsm *rsm, const GUID *request, DWORD answer)
{
    return rsm_operator_settle_with(rsm, request, answer,
                                    answer == NTMS_OPSTATE_COMPLETE ? "is complete" : "is refused");
}

rsm_error rsm_operator_withdraw(struct rsm *rsm, const GUID *request)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(rsm->store, request, NTMS_OPREQUEST, &record);

    if (err != ERROR_SUCCESS) /* gone: no failure */
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    if (!rsm_operator_is_pending(record.info.Info.OpRequest.State))
        return ERROR_SUCCESS;
    rsm_operator_say(rsm, &record, RSM_LOG_INFO, "is withdrawn, nobody waits for it any more");
    return rsm_records_delete(rsm->store, request);
}

/* ---- verbs of callers ---- */

static rsm_error check_request(struct rsm_session *session, const GUID *request, DWORD right)
{
    DWORD type;
    rsm_error err = rsm_records_type(session->rsm->store, request, &type);

    if (err == ERROR_SUCCESS && type != NTMS_OPREQUEST)
        err = ERROR_OBJECT_NOT_FOUND;
    if (err == ERROR_SUCCESS)
        err = rsm_access_check_computer(session, right);
    return err;
}

rsm_error rsm_operator_answer(struct rsm_session *session, const GUID *request, DWORD answer)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = check_request(session, request, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS)
        err = rsm_operator_settle(session->rsm, request, answer);
    return rsm_store_end(store, err);
}

struct waiting {
    struct rsm_session *session;
    const GUID *request;
};

static rsm_error look_at_request(void *context)
{
    const struct waiting *waiting = context;
    struct rsm_store *store = waiting->session->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    err = check_request(waiting->session, waiting->request, NTMS_USE_ACCESS);
    if (err == ERROR_SUCCESS)
        err = rsm_operator_result(waiting->session->rsm, waiting->request);
    return rsm_store_end(store, err);
}

rsm_error rsm_operator_wait(struct rsm_session *session, const GUID *request, uint32_t timeout_ms)
{
    struct waiting waiting = {session, request};

    return rsm_wait_until(session, timeout_ms, look_at_request, &waiting);
}
