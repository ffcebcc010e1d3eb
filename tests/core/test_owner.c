/*
 * Which processes live: this one, and those whose lock file is locked.
 */
#include "core/owner.h"

#include "platform/file_lock.h"
#include "platform/text.h"
#include "support/asserts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static const WCHAR other[] = u"other";

static void begin(struct rsm *rsm)
{
    memset(rsm, 0, sizeof *rsm);
    strcpy(rsm->folder, "owner-locks");
    assert_success(rsm_paths_make_folder(rsm->folder));
    (void)rsm_text_copy(rsm->owner, RSM_OWNER_LENGTH, u"me");
}

static void this_process_lives(void **state)
{
    struct rsm rsm;
    (void)state;
    begin(&rsm);

    assert_true(rsm_owner_lives(&rsm, u"me"));
}

static void a_process_lives_while_its_file_is_locked(void **state)
{
    struct rsm rsm;
    struct rsm_file_lock *lock;
    char path[RSM_PATHS_ROOM];
    (void)state;
    begin(&rsm);
    assert_success(rsm_owner_path(rsm.folder, other, path, sizeof path));
    assert_success(rsm_file_lock_try(path, &lock));

    assert_true(rsm_owner_lives(&rsm, other));
    rsm_file_lock_release(lock);
    assert_false(rsm_owner_lives(&rsm, other));
    assert_false(rsm_paths_exists(path)); /* of a dead one nothing is left */
}

static void nobody_else_lives_beside_a_database_in_memory(void **state)
{
    struct rsm rsm;
    (void)state;
    begin(&rsm);
    rsm.folder[0] = '\0';

    assert_true(rsm_owner_lives(&rsm, u"me"));
    assert_false(rsm_owner_lives(&rsm, other));
}

static void what_nobody_signed_has_no_living_owner(void **state)
{
    struct rsm rsm;
    (void)state;
    begin(&rsm);

    assert_false(rsm_owner_lives(&rsm, u""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(this_process_lives),
        cmocka_unit_test(a_process_lives_while_its_file_is_locked),
        cmocka_unit_test(nobody_else_lives_beside_a_database_in_memory),
        cmocka_unit_test(what_nobody_signed_has_no_living_owner),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
