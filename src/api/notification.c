/*
 * OpenNtmsNotification, WaitForNtmsNotification and CloseNtmsNotification.
 */
#include "api/call.h"
#include "core/notify.h"
#include "ntmsapi.h"

HANDLE WINAPI OpenNtmsNotification(HANDLE hSession, DWORD dwType)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    struct rsm_session *session;
    rsm_error err = rsm_call_begin(__func__, hSession, &session);

    if (err == ERROR_SUCCESS)
        err = rsm_notify_open(session, dwType, &handle);
    return rsm_call_end_handle(__func__, session, err, handle);
}

DWORD WINAPI WaitForNtmsNotification(HANDLE hNotification,
                                     LPNTMS_NOTIFICATIONINFORMATION lpNotificationInformation,
                                     DWORD dwTimeout)
{
    struct rsm_notification *notification;
    rsm_error err = rsm_notify_get(hNotification, &notification);

    if (err == ERROR_SUCCESS && lpNotificationInformation == NULL)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = rsm_notify_wait(notification, dwTimeout, lpNotificationInformation);
    rsm_notify_release(notification);
    return rsm_call_end(__func__, NULL, err);
}

DWORD WINAPI CloseNtmsNotification(HANDLE hNotification)
{
    rsm_error err = hNotification == NULL ? ERROR_INVALID_PARAMETER : ERROR_SUCCESS;

    if (err == ERROR_SUCCESS)
        err = rsm_notify_close(hNotification);
    return rsm_call_end(__func__, NULL, err);
}
