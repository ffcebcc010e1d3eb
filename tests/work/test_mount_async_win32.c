/*
 * The event in the block of a mount that nobody waits for.
 */
#include "work/mount_async.h"

#include "support/asserts.h"
#include "support/looks.h"
#include "work/mounter.h"

#include <windows.h>

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static const char one_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

enum { LONGEST_MS = 20000 };

static void the_event_is_set_when_the_mount_has_ended(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    NTMS_ASYNC_IO block;
    plug_in_for_mounts(f, one_drive);
    call = queue_slot(f, 1, 0);
    memset(&block, 0, sizeof block);
    block.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
    assert_non_null(block.hEvent);

    assert_success(rsm_mount_async_begin(f->session, &call.batch, &block));

    assert_int_equal(WaitForSingleObject(block.hEvent, LONGEST_MS), WAIT_OBJECT_0);
    assert_int_equal(block.dwAsyncState, NTMS_ASYNCSTATE_COMPLETE);
    assert_int_equal(block.dwResult, ERROR_SUCCESS);
    (void)CloseHandle(block.hEvent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(the_event_is_set_when_the_mount_has_ended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
