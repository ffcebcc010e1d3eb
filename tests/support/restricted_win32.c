/*
 * Restricted tokens.  That of Wine 8.0 keeps the privileges that it should lose (all of them are disabled,
 * though); what is tested here does not depend on them.
 */
#include "support/restricted_win32.h"

#include "model/sid.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <windows.h>

bool is_run_by_administrator(void)
{
    BYTE administrators[sizeof rsm_sid_administrators];
    BOOL is_member = FALSE;

    memcpy(administrators, rsm_sid_administrators, sizeof administrators);
    return CheckTokenMembership(NULL, administrators, &is_member) && is_member;
}

/* To be closed by the caller. */
static HANDLE restricted_token(void)
{
    BYTE administrators[sizeof rsm_sid_administrators];
    SID_AND_ATTRIBUTES disabled = {administrators, 0};
    HANDLE process, restricted;

    memcpy(administrators, rsm_sid_administrators, sizeof administrators);
    assert_true(OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &process));
    assert_true(CreateRestrictedToken(process, DISABLE_MAX_PRIVILEGE, 1, &disabled, 0, NULL, 0,
                                      NULL, &restricted));
    CloseHandle(process);
    return restricted;
}

void give_up_administrators(void)
{
    HANDLE restricted = restricted_token();
    HANDLE token;

    assert_true(DuplicateToken(restricted, SecurityImpersonation, &token));
    assert_true(SetThreadToken(NULL, token));
    CloseHandle(token);
    CloseHandle(restricted);
}

void be_oneself_again(void)
{
    assert_true(RevertToSelf());
}

int run_without_administrators(const char *program, const char *argument)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION information;
    HANDLE restricted = restricted_token();
    char command[3 * MAX_PATH];
    DWORD status = 1;

    snprintf(command, sizeof command, "\"%s\" \"%s\"", program, argument);
    if (!CreateProcessAsUserA(restricted, NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup,
                              &information))
        fail_msg("%s did not start: %lu", program, GetLastError());
    CloseHandle(information.hThread);
    WaitForSingleObject(information.hProcess, INFINITE);
    GetExitCodeProcess(information.hProcess, &status);
    CloseHandle(information.hProcess);
    CloseHandle(restricted);
    return (int)status;
}
