/*
 * What a program that has the copy of the database open does to ExportNtmsDatabase.
 */
#include "ntmsapi.h"
#include "platform/paths.h"
#include "support/asserts.h"
#include "support/fixture.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_tape[] =
    "changer  STK L20\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

static void a_copy_that_is_open_is_not_replaced(void **state)
{
    struct fixture *f = *state;
    char path[RSM_PATHS_ROOM];
    HANDLE reader;
    plug_in_and_settle(f, one_tape);
    assert_success(ExportNtmsDatabase(f->session));
    assert_success(rsm_paths_join(fixture_folder(f), "Export/ntms.db", path, sizeof path));
    reader = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    assert_ptr_not_equal(reader, INVALID_HANDLE_VALUE);

    assert_fails_with(ERROR_SHARING_VIOLATION, ExportNtmsDatabase(f->session));

    assert_true(CloseHandle(reader));
    assert_success(ExportNtmsDatabase(f->session));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(a_copy_that_is_open_is_not_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
