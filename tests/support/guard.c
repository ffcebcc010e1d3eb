/*
 * The hook for rights.
 */
#include "support/guard.h"

#include "model/guid.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static bool decide(void *context, const struct rsm_session *session,
                   const struct rsm_record *securable, DWORD right)
{
    struct guard *guard = context;

    assert_non_null(session);
    guard->asked++;
    guard->securable = securable->info.ObjectGuid;
    guard->securable_type = securable->info.dwType;
    guard->right = right;
    return right != guard->denied ||
           (!rsm_guid_is_null(&guard->denied_on) &&
            !rsm_guid_equal(&guard->denied_on, &securable->info.ObjectGuid));
}

void set_guard(struct rsm *rsm, struct guard *guard, DWORD denied)
{
    *guard = (struct guard){.denied = denied};
    rsm->access = decide;
    rsm->access_context = guard;
}

void set_guard_of(struct rsm *rsm, struct guard *guard, DWORD denied, const GUID *securable)
{
    set_guard(rsm, guard, denied);
    guard->denied_on = *securable;
}

void remove_guard(struct rsm *rsm)
{
    rsm->access = NULL;
}

void rsm_assert_asked(const struct guard *guard, DWORD type, const GUID *securable, DWORD right,
                      const char *file, int line)
{
    if (guard->asked != 1 || guard->securable_type != type || guard->right != right) {
        print_error(
            "expected right %lX on type %lu to be asked once, it was asked %d times, last "
            "%lX on type %lu\n",
            (unsigned long)right, (unsigned long)type, guard->asked, (unsigned long)guard->right,
            (unsigned long)guard->securable_type);
        _fail(file, line);
    }
    rsm_assert_guid(securable, &guard->securable, file, line);
}
