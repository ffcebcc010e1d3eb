/*
 * Operator requests as rows, their answers, and waiting for one.  What an application may submit is
 * core/operator_submit.c's.
 */
#include "core/operator.h"

#include "core/access.h"
#include "core/wait.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/text.h"
#include "store/records.h"

#include <stdio.h>

/* ---- in words ---- */

enum { NAME_ROOM = NTMS_OBJECTNAME_LENGTH * 3, MESSAGE_ROOM = NTMS_MESSAGE_LENGTH * 3 };

static const char *name_of(const struct rsm_record *object, char name_out[NAME_ROOM])
{
    name_out[0] = '\0';
    if (object != NULL)
        (void)rsm_text_to_utf8(name_out, NAME_ROOM, object->info.szName, NTMS_OBJECTNAME_LENGTH);
    return name_out;
}

/* What the person is to do; room for two names. */
static void describe(const struct rsm_operator_task *task, char *words, size_t room)
{
    char first[NAME_ROOM];
    char second[NAME_ROOM];

    (void)name_of(task->arg1, first);
    (void)name_of(task->arg2, second);
    switch (task->request) {
    case NTMS_OPREQ_NEWMEDIA:
        (void)snprintf(words, room, "a medium is needed in the media pool \"%s\"%s%s%s", first,
                       task->arg2 != NULL ? ", in the library \"" : "", second,
                       task->arg2 != NULL ? "\"" : "");
        break;
    case NTMS_OPREQ_CLEANER:
        (void)snprintf(words, room, "a cleaning cartridge is needed in \"%s\"", first);
        break;
    case NTMS_OPREQ_DEVICESERVICE:
        (void)snprintf(words, room, "\"%s\" needs service", first);
        break;
    case NTMS_OPREQ_MOVEMEDIA:
        (void)snprintf(words, room, "the medium \"%s\" is to be brought to the library \"%s\"",
                       first, second);
        break;
    default:
        (void)snprintf(words, room, "there is a message");
    }
}

static void log_request(const struct rsm_record *record, const struct rsm_operator_task *task)
{
    const NTMS_OPREQUESTINFORMATIONW *info = &record->info.Info.OpRequest;
    char words[2 * NAME_ROOM + 80];
    char application[NTMS_APPLICATIONNAME_LENGTH * 3];
    char message[MESSAGE_ROOM];
    char id[RSM_GUID_TEXT];

    describe(task, words, sizeof words);
    (void)rsm_text_to_utf8(application, sizeof application, info->szApplication,
                           NTMS_APPLICATIONNAME_LENGTH);
    (void)rsm_text_to_utf8(message, sizeof message, info->szMessage, NTMS_MESSAGE_LENGTH);
    rsm_guid_format(&record->info.ObjectGuid, id);
    rsm_log(RSM_LOG_WARNING, "core", "operator request %s of %s: %s%s%s", id, application, words,
            message[0] != '\0' ? ": " : "", message);
}

/* ---- rows ---- */

static void set_argument(const struct rsm_record *object, DWORD *type_out, GUID *id_out)
{
    if (object == NULL)
        return;
    *type_out = object->info.dwType;
    *id_out = object->info.ObjectGuid;
}

rsm_error rsm_operator_add(const struct rsm_session *session, const struct rsm_operator_task *task,
                           GUID *request_out)
{
    struct rsm_record record;
    NTMS_OPREQUESTINFORMATIONW *info = &record.info.Info.OpRequest;
    rsm_error err;

    rsm_record_begin(&record, NTMS_OPREQUEST);
    info->Request = task->request;
    info->State = NTMS_OPSTATE_SUBMITTED;
    rsm_clock_utc(&info->Submitted);
    (void)rsm_text_copy(info->szMessage, NTMS_MESSAGE_LENGTH, task->message);
    set_argument(task->arg1, &info->Arg1Type, &info->Arg1);
    set_argument(task->arg2, &info->Arg2Type, &info->Arg2);
    (void)rsm_text_copy(info->szApplication, NTMS_APPLICATIONNAME_LENGTH, session->application);
    (void)rsm_text_copy(info->szUser, NTMS_USERNAME_LENGTH, session->user);
    (void)rsm_text_copy(info->szComputer, NTMS_COMPUTERNAME_LENGTH, session->computer);
    if (task->own) {
        (void)rsm_text_copy(record.own.Owner, RSM_OWNER_LENGTH, session->rsm->owner);
        record.own.Session = session->id;
    }
    err = rsm_records_insert(session->rsm->store, &record);
    if (err != ERROR_SUCCESS)
        return err;
    log_request(&record, task);
    *request_out = record.info.ObjectGuid;
    return ERROR_SUCCESS;
}

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

rsm_error rsm_operator_settle(struct rsm *rsm, const GUID *request, DWORD answer)
{
    struct rsm_record record;
    SYSTEMTIME now;
    char id[RSM_GUID_TEXT];
    rsm_error err = rsm_records_load(rsm->store, request, NTMS_OPREQUEST, &record);

    if (err != ERROR_SUCCESS)
        return err;
    if (!rsm_operator_is_pending(record.info.Info.OpRequest.State))
        return ERROR_INVALID_STATE;
    rsm_guid_format(request, id);
    rsm_log(RSM_LOG_INFO, "core", "operator request %s is %s", id,
            answer == NTMS_OPSTATE_COMPLETE ? "complete" : "refused");
    record.info.Info.OpRequest.State = answer;
    rsm_clock_utc(&now);
    record.own.Answered = rsm_clock_to_ms(&now);
    return rsm_records_save(rsm->store, &record);
}

rsm_error rsm_operator_withdraw(struct rsm *rsm, const GUID *request)
{
    char id[RSM_GUID_TEXT];
    rsm_error err = rsm_operator_result(rsm, request);

    if (err != ERROR_IO_PENDING) /* answered, or gone: neither is a failure */
        return err == ERROR_CANCELLED || err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    rsm_guid_format(request, id);
    rsm_log(RSM_LOG_INFO, "core", "operator request %s is withdrawn: nobody waits for it", id);
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
