/*
 * Waiting for a notification, as WaitForNtmsNotification does.
 */
#ifndef RSM_TESTS_SUPPORT_HEAR_H
#define RSM_TESTS_SUPPORT_HEAR_H

#include "core/notify.h"

rsm_error hear(HANDLE notification, uint32_t timeout_ms, NTMS_NOTIFICATIONINFORMATION *info_out);

#endif
