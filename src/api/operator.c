/*
 * SubmitNtmsOperatorRequest, WaitForNtmsOperatorRequest, CancelNtmsOperatorRequest and
 * SatisfyNtmsOperatorRequest.
 */
#include "core/operator.h"
#include "api/call.h"
#include "api/text_aw.h"
#include "ntmsapi.h"

DWORD WINAPI SubmitNtmsOperatorRequestW(HANDLE hSession, DWORD dwRequest, LPCWSTR lpMessage,
                                        LPNTMS_GUID lpArg1Id, LPNTMS_GUID lpArg2Id,
                                        LPNTMS_GUID lpRequestId)
{
    const struct rsm_operator_submission submission = {dwRequest, lpMessage, lpArg1Id, lpArg2Id};
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpRequestId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_operator_submit(session, &submission, lpRequestId);
    return rsm_call_end(__func__, session, err);
}

/* One character more than a message may have, so that a longer one is still too long when cut. */
DWORD WINAPI SubmitNtmsOperatorRequestA(HANDLE hSession, DWORD dwRequest, LPCSTR lpMessage,
                                        LPNTMS_GUID lpArg1Id, LPNTMS_GUID lpArg2Id,
                                        LPNTMS_GUID lpRequestId)
{
    WCHAR message[NTMS_MESSAGE_LENGTH + 1];

    return SubmitNtmsOperatorRequestW(
        hSession, dwRequest, rsm_text_aw_input(lpMessage, message, NTMS_MESSAGE_LENGTH + 1),
        lpArg1Id, lpArg2Id, lpRequestId);
}

/* INFINITE is RSM_FOREVER. */
DWORD WINAPI WaitForNtmsOperatorRequest(HANDLE hSession, LPNTMS_GUID lpRequestId, DWORD dwTimeout)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpRequestId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_operator_wait(session, lpRequestId, dwTimeout);
    return rsm_call_end(__func__, session, err);
}

DWORD WINAPI CancelNtmsOperatorRequest(HANDLE hSession, LPNTMS_GUID lpRequestId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpRequestId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_operator_answer(session, lpRequestId, NTMS_OPSTATE_REFUSED);
    return rsm_call_end(__func__, session, err);
}

/* Unlike CancelNtmsOperatorRequest its page knows no wrong state: what has its answer is not found. */
DWORD WINAPI SatisfyNtmsOperatorRequest(HANDLE hSession, LPNTMS_GUID lpRequestId)
{
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS && lpRequestId == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_operator_answer(session, lpRequestId, NTMS_OPSTATE_COMPLETE);
    if (err == ERROR_INVALID_STATE)
        err = ERROR_OBJECT_NOT_FOUND;
    return rsm_call_end(__func__, session, err);
}
