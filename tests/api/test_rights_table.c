/*
 * Each row of the table of rights, through the hook: a caller who lacks exactly that right is refused; one
 * who holds nothing but what the rows of the call name is not.
 */
#include "api/rights_rows.h"

#include "core/session.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

enum caller { ALLOWED_ALL, LACKS_THE_RIGHT, HOLDS_ONLY_WHAT_IS_WANTED };

static enum caller caller;
static const struct call *called;

static bool decide(void *context, const struct rsm_session *session,
                   const struct rsm_record *securable, DWORD right)
{
    DWORD type = securable->info.dwType;

    (void)context;
    (void)session;
    switch (caller) {
    case LACKS_THE_RIGHT:
        return type != called->securable || right != called->right;
    case HOLDS_ONLY_WHAT_IS_WANTED:
        return is_wanted(called, type, right);
    default:
        return true;
    }
}

static DWORD call_as(enum caller who, const struct call *row)
{
    DWORD err;

    caller = who;
    called = row;
    err = row->make(rights_subjects());
    caller = ALLOWED_ALL;
    return err;
}

/* covers ERROR_ACCESS_DENIED of each call with a right */
static void that_right_and_no_other_is_asked_for(void **state)
{
    const struct call *row = *state;

    assert_int_equal(call_as(LACKS_THE_RIGHT, row), ERROR_ACCESS_DENIED);
    assert_int_not_equal(call_as(HOLDS_ONLY_WHAT_IS_WANTED, row), ERROR_ACCESS_DENIED);
}

int main(void)
{
    set_rights_hook(decide);
    return run_right_rows(that_right_and_no_other_is_asked_for);
}
