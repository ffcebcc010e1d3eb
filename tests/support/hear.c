/*
 * Waiting for a notification.
 */
#include "support/hear.h"

rsm_error hear(HANDLE notification, uint32_t timeout_ms, NTMS_NOTIFICATIONINFORMATION *info_out)
{
    struct rsm_notification *heard;
    rsm_error err = rsm_notify_get(notification, &heard);

    if (err == ERROR_SUCCESS)
        err = rsm_notify_wait(heard, timeout_ms, info_out);
    rsm_notify_release(heard);
    return err;
}
