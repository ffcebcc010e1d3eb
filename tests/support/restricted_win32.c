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

#include <string.h>

#include <windows.h>

bool is_run_by_administrator(void)
{
    BYTE administrators[sizeof rsm_sid_administrators];
    BOOL is_member = FALSE;

    memcpy(administrators, rsm_sid_administrators, sizeof administrators);
    return CheckTokenMembership(NULL, administrators, &is_member) && is_member;
}

void give_up_administrators(void)
{
    BYTE administrators[sizeof rsm_sid_administrators];
    SID_AND_ATTRIBUTES disabled = {administrators, 0};
    HANDLE process, restricted, token;

    memcpy(administrators, rsm_sid_administrators, sizeof administrators);
    assert_true(OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &process));
    assert_true(CreateRestrictedToken(process, DISABLE_MAX_PRIVILEGE, 1, &disabled, 0, NULL, 0,
                                      NULL, &restricted));
    assert_true(DuplicateToken(restricted, SecurityImpersonation, &token));
    assert_true(SetThreadToken(NULL, token));
    CloseHandle(token);
    CloseHandle(restricted);
    CloseHandle(process);
}

void be_oneself_again(void)
{
    assert_true(RevertToSelf());
}
