/*
 * A block of the program's memory that says how a mount stands that nobody waits for.
 */
#include "work/mount_async.h"

#include "model/guid.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/mounter.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static const char one_drive[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n";

/* Queue a mount whose end is to be told in the block. */
static struct mount_call watch_slot(struct fixture *f, HANDLE session, unsigned slot,
                                    NTMS_ASYNC_IO *block)
{
    struct mount_call call = call_for_slot(f, slot);

    memset(block, 0, sizeof *block);
    call.options |= NTMS_MOUNT_NOWAIT;
    call.session = session;
    assert_success(make_call(f, &call));
    assert_success(
        rsm_mount_async_begin(session != NULL ? session : f->session, &call.batch, block));
    return call;
}

static void a_block_begins_with_the_name_of_the_operation(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    NTMS_ASYNC_IO block;
    plug_in_for_mounts(f, one_drive);

    call = watch_slot(f, NULL, 1, &block);

    assert_guid(call.batch, block.OperationId);
    run_all_work(f);
    close_session(f);
}

static void at_the_end_it_says_how_it_went(void **state)
{
    struct fixture *f = *state;
    NTMS_ASYNC_IO block;
    plug_in_for_mounts(f, one_drive);
    (void)watch_slot(f, NULL, 1, &block);
    run_all_work(f);

    close_session(f); /* its thread has ended then */

    assert_int_equal(block.dwAsyncState, NTMS_ASYNCSTATE_COMPLETE);
    assert_int_equal(block.dwResult, ERROR_SUCCESS);
}

static void a_closed_session_ends_the_watch(void **state)
{
    struct fixture *f = *state;
    NTMS_ASYNC_IO block;
    struct mount_call call;
    HANDLE other;
    plug_in_for_mounts(f, one_drive);
    (void)mount_slot(f, 1);
    other = begin_program();
    call = watch_slot(f, other, 2, &block);

    end_program(other);

    assert_int_equal(block.dwAsyncState, NTMS_ASYNCSTATE_COMPLETE);
    assert_int_equal(block.dwResult, ERROR_CANCELLED);
    assert_int_equal(request_state(f, &call, 0), NTMS_LM_QUEUED);
}

static void without_a_session_nothing_is_watched(void **state)
{
    struct fixture *f = *state;
    NTMS_ASYNC_IO block = {.dwResult = 77};
    GUID batch = {.Data1 = 1};
    plug_in_for_mounts(f, one_drive);

    assert_fails_with(ERROR_INVALID_HANDLE, rsm_mount_async_begin(NULL, &batch, &block));

    assert_int_equal(block.dwResult, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(a_block_begins_with_the_name_of_the_operation),
        story_threads(at_the_end_it_says_how_it_went),
        story_threads(a_closed_session_ends_the_watch),
        story_threads(without_a_session_nothing_is_watched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
