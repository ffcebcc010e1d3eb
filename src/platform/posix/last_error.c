/*
 * The calling thread's last error. Windows has these two functions; here the shared library
 * exports them beside its own, declared in ntms_wintypes.h.
 */
#include "ntms_wintypes.h"

#define EXPORTED __attribute__((visibility("default")))

static _Thread_local DWORD last_error;

EXPORTED DWORD WINAPI GetLastError(void)
{
    return last_error;
}

EXPORTED void WINAPI SetLastError(DWORD dwErrCode)
{
    last_error = dwErrCode;
}
