/*
 * rsm createpool and rsm deletepool.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/judge.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char one_tape[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  mtf SOFTWARE/TAPE\n";

static DWORD pools_before;

static void begin(struct fixture *f)
{
    plug_in_and_settle(f, one_tape);
    pools_before = count_objects(f, NTMS_MEDIA_POOL);
}

/* ---- createpool ---- */

static void a_pool_for_pools_takes_pools_for_media(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_success(rsm("createpool /mBackup /anew"));
    assert_string_equal(out.text,
                        "The media pool \"Backup\" was created.\nIt is for media pools.\n\nThe "
                        "command completed successfully.\n");
    assert_success(rsm("createpool /m\\Backup\\Weekly /anew /tfLTO~Ultrium"));

    assert_says("The media pool \"Backup\\Weekly\" was created.\nIt is for LTO Ultrium.\n");
    assert_objects(f, NTMS_MEDIA_POOL, pools_before + 2);
}

static void a_pool_above_that_is_missing_is_named(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm("createpool /mBackup\\Weekly /aalways"));

    assert_complains("there is no media pool \"Backup\" to make \"Weekly\" in");
}

static void new_refuses_a_pool_that_is_there(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("createpool /mBackup /anew"));

    assert_fails_with(ERROR_ALREADY_EXISTS, rsm("createpool /mbackup /anew"));

    assert_complains("is there already; /aalways opens it");
}

static void existing_refuses_a_pool_that_is_not_there(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm("createpool /mBackup /aexisting"));

    assert_complains("there is no media pool \"Backup\"; /aalways makes it");
    assert_objects(f, NTMS_MEDIA_POOL, pools_before);
}

static void always_opens_a_pool_that_is_there(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("createpool /mBackup /aalways"));

    assert_success(rsm("createpool /mBACKUP /aalways"));

    assert_says("The media pool \"Backup\" is there already.\n");
}

static void policies_are_set_and_stay_without_their_switches(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("createpool /mBackup /tfLTO~Ultrium /anew /d /r"));
    assert_says(", takes media from Free when it has none, returns media to Free.\n");

    assert_success(rsm("createpool /mBackup /aexisting"));

    assert_says(", takes media from Free when it has none, returns media to Free.\n");
}

static void a_built_in_pool_takes_no_pool_and_no_policy(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, rsm("createpool /mFree\\Mine /anew"));
    assert_complains("holds media, or is built in");
    assert_fails_with(ERROR_ACCESS_DENIED, rsm("createpool /mFree /aexisting /d"));
    assert_complains("is there, but what /d and /r say of it could not be set");
}

static void a_name_that_is_none_is_refused(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_INVALID_NAME, rsm("createpool /mA\\\\B /anew"));
    assert_complains("is no path of a media pool");
    assert_fails_with(ERROR_INVALID_NAME, rsm("createpool /mA\x1B[31mB /anew"));
    assert_complains("\"A?[31mB\" is no path of a media pool");
}

static void an_unknown_media_type_is_refused(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_OBJECT_NOT_FOUND, rsm("createpool /mBackup /tfPaper /anew"));

    assert_complains("there is no media type \"Paper\"");
    assert_objects(f, NTMS_MEDIA_POOL, pools_before);
}

static void what_to_do_must_be_said(void **state)
{
    begin(*state);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("createpool /mBackup"));

    assert_complains("/a{existing|always|new} is missing");
}

static void programs_are_told_what_the_pool_is(void **state)
{
    begin(*state);

    assert_success(rsm("createpool /mBackup /tfLTO~Ultrium /anew /d /json"));

    judge_document(&out, NULL);
    assert_says("\"was_created\": true");
    assert_says("\"draws_from_free\": true");
    assert_says("\"returns_to_free\": false");
}

/* ---- deletepool ---- */

static void an_empty_pool_is_deleted(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("createpool /mBackup /anew"));

    assert_success(rsm("deletepool /mBackup"));

    assert_string_equal(out.text,
                        "The media pool \"Backup\" was deleted.\n\nThe command completed "
                        "successfully.\n");
    assert_objects(f, NTMS_MEDIA_POOL, pools_before);
}

static void the_beginning_of_a_path_is_not_enough_to_delete_a_pool(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("createpool /mBackup /anew"));

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, rsm("deletepool /mBack"));

    assert_complains("did you mean \"Backup\"?");
    assert_objects(f, NTMS_MEDIA_POOL, pools_before + 1);
}

static void a_pool_that_is_not_empty_tells_what_is_in_it(void **state)
{
    struct fixture *f = *state;
    begin(f);
    (void)give_to_application(f, medium_in_slot(f, 1), u"Backups");

    assert_fails_with(ERROR_NOT_EMPTY, rsm("deletepool /mBackups"));

    assert_complains("is not empty: media 1, pools 0");
}

static void a_built_in_pool_is_not_deleted(void **state)
{
    begin(*state);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, rsm("deletepool /mImport\\LTO~Ultrium"));

    assert_complains("is built in and cannot be deleted");
}

static void a_pool_that_is_not_there_cannot_be_deleted(void **state)
{
    begin(*state);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, rsm("deletepool /mNothing"));

    assert_complains("there is no media pool \"Nothing\"");
}

static void programs_are_told_which_pool_is_no_more(void **state)
{
    begin(*state);
    assert_success(rsm("createpool /mBackup /anew"));

    assert_success(rsm("deletepool /mBackup /json"));

    judge_document(&out, NULL);
    assert_says("\"media_pool_name\": \"Backup\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_pool_for_pools_takes_pools_for_media),
        story(a_pool_above_that_is_missing_is_named),
        story(new_refuses_a_pool_that_is_there),
        story(existing_refuses_a_pool_that_is_not_there),
        story(always_opens_a_pool_that_is_there),
        story(policies_are_set_and_stay_without_their_switches),
        story(a_built_in_pool_takes_no_pool_and_no_policy),
        story(a_name_that_is_none_is_refused),
        story(an_unknown_media_type_is_refused),
        story(what_to_do_must_be_said),
        story(programs_are_told_what_the_pool_is),
        story(an_empty_pool_is_deleted),
        story(a_pool_that_is_not_empty_tells_what_is_in_it),
        story(a_built_in_pool_is_not_deleted),
        story(a_pool_that_is_not_there_cannot_be_deleted),
        story(the_beginning_of_a_path_is_not_enough_to_delete_a_pool),
        story(programs_are_told_which_pool_is_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
