/*
 * Windows decides by descriptors: with the process's user, who is an administrator, and with a thread that
 * acts for somebody who is none.
 */
#include "platform/access_token.h"

#include "model/sid.h"
#include "platform/identity.h"
#include "support/descriptors.h"
#include "support/restricted_win32.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <windows.h>

#define ALLOW ACCESS_ALLOWED_ACE_TYPE
#define DENY  ACCESS_DENIED_ACE_TYPE

static const struct rsm_generic_rights generic = {0x20001, 0x40003, 0x60007, 0x60007};

static int as_administrator(void **state)
{
    (void)state;
    return 0;
}

static int as_somebody_else(void **state)
{
    (void)state;
    give_up_administrators();
    return 0;
}

static int be_oneself(void **state)
{
    (void)state;
    be_oneself_again();
    return 0;
}

/* What two entries grant of a mask. */
static rsm_error check(struct drawn_entry first, struct drawn_entry second, uint32_t mask)
{
    const struct drawn_entry entries[] = {first, second};
    BYTE bytes[DESCRIPTOR_ROOM];

    draw_descriptor(bytes, entries, 2);
    return rsm_access_token_check(bytes, &generic, mask);
}

#define NOTHING ((struct drawn_entry){ALLOW, 0, 0, rsm_sid_users})

static void each_right_is_granted_by_itself(void **state)
{
    (void)state;
    for (uint32_t granted = 1; granted <= 4; granted *= 2) {
        for (uint32_t asked = 1; asked <= 4; asked *= 2) {
            rsm_error err =
                check((struct drawn_entry){ALLOW, 0, granted, everyone}, NOTHING, asked);

            assert_int_equal(err, asked == granted ? ERROR_SUCCESS : ERROR_ACCESS_DENIED);
        }
    }
}

static void what_is_denied_first_is_not_granted(void **state)
{
    (void)state;
    assert_int_equal(check((struct drawn_entry){DENY, 0, 2, everyone},
                           (struct drawn_entry){ALLOW, 0, 7, everyone}, 2),
                     ERROR_ACCESS_DENIED);
    assert_int_equal(check((struct drawn_entry){DENY, 0, 2, everyone},
                           (struct drawn_entry){ALLOW, 0, 7, everyone}, 4),
                     ERROR_SUCCESS);
}

static void what_is_only_handed_on_grants_nothing(void **state)
{
    (void)state;
    assert_int_equal(
        check((struct drawn_entry){ALLOW, CONTAINER_INHERIT_ACE | INHERIT_ONLY_ACE, 7, everyone},
              NOTHING, 1),
        ERROR_ACCESS_DENIED);
}

static void the_privilege_is_not_granted_by_a_list(void **state)
{
    (void)state;
    assert_int_equal(check((struct drawn_entry){ALLOW, 0, 0x011F0007, everyone}, NOTHING,
                           ACCESS_SYSTEM_SECURITY),
                     ERROR_ACCESS_DENIED);
}

static void a_descriptor_that_windows_refuses_grants_nothing(void **state)
{
    const struct rsm_descriptor descriptor = {.control = SE_DACL_PRESENT}; /* without an owner */
    BYTE bytes[20];

    (void)state;
    rsm_descriptor_write(&descriptor, bytes);
    assert_int_equal(rsm_access_token_check(bytes, &generic, 1), ERROR_ACCESS_DENIED);
}

static void an_administrator_holds_what_administrators_hold(void **state)
{
    (void)state;
    if (!is_run_by_administrator())
        skip();
    assert_true(rsm_access_token_holds(rsm_sid_administrators));
    assert_int_equal(check((struct drawn_entry){ALLOW, 0, 7, rsm_sid_administrators}, NOTHING, 7),
                     ERROR_SUCCESS);
}

static void somebody_else_does_not(void **state)
{
    (void)state;
    assert_false(rsm_access_token_holds(rsm_sid_administrators));
    assert_int_equal(check((struct drawn_entry){ALLOW, 0, 7, rsm_sid_administrators}, NOTHING, 1),
                     ERROR_ACCESS_DENIED);
}

static void users_hold_themselves_and_everyone(void **state)
{
    BYTE user[RSM_IDENTITY_SID_ROOM];
    BYTE group[RSM_IDENTITY_SID_ROOM];

    (void)state;
    assert_int_equal(rsm_identity_sids(user, group), ERROR_SUCCESS);
    assert_true(rsm_access_token_holds(everyone));
    assert_false(rsm_access_token_holds(rsm_sid_system));
    assert_int_equal(check((struct drawn_entry){ALLOW, 0, 7, user}, NOTHING, 7), ERROR_SUCCESS);
}

/* A client that lets nobody act for it: Windows does not even open its token. */
static void a_thread_that_nobody_may_act_for_has_no_rights(void **state)
{
    HANDLE process, token;
    rsm_error err;

    (void)state;
    assert_true(OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &process));
    assert_true(DuplicateToken(process, SecurityAnonymous, &token));
    assert_true(SetThreadToken(NULL, token));
    err = check((struct drawn_entry){ALLOW, 0, 7, everyone}, NOTHING, 1);
    be_oneself_again();
    CloseHandle(token);
    CloseHandle(process);
    assert_int_equal(err, ERROR_ACCESS_DENIED);
}

static void the_last_error_is_left_alone(void **state)
{
    (void)state;
    SetLastError(12345);
    (void)rsm_access_token_holds(everyone);
    (void)check((struct drawn_entry){ALLOW, 0, 7, everyone}, NOTHING, ACCESS_SYSTEM_SECURITY);
    assert_int_equal(GetLastError(), 12345);
}

static void the_system_decides(void **state)
{
    (void)state;
    assert_true(rsm_access_token_decides());
}

#define BY_BOTH(test)                                                     \
    {"administrator: " #test, test, as_administrator, be_oneself, NULL},  \
    {                                                                     \
        "somebody else: " #test, test, as_somebody_else, be_oneself, NULL \
    }
#define BY_ADMINISTRATOR(test) cmocka_unit_test_setup_teardown(test, as_administrator, be_oneself)
#define BY_SOMEBODY_ELSE(test) cmocka_unit_test_setup_teardown(test, as_somebody_else, be_oneself)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_system_decides),
        cmocka_unit_test(a_thread_that_nobody_may_act_for_has_no_rights),
        BY_BOTH(each_right_is_granted_by_itself),
        BY_BOTH(what_is_denied_first_is_not_granted),
        BY_BOTH(what_is_only_handed_on_grants_nothing),
        BY_BOTH(the_privilege_is_not_granted_by_a_list),
        BY_BOTH(a_descriptor_that_windows_refuses_grants_nothing),
        BY_BOTH(the_last_error_is_left_alone),
        BY_BOTH(users_hold_themselves_and_everyone),
        BY_ADMINISTRATOR(an_administrator_holds_what_administrators_hold),
        BY_SOMEBODY_ELSE(somebody_else_does_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
