/*
 * rsm rename.
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

static void a_library_gets_another_name(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, one_tape);

    assert_success(rsm("rename /tlibrary /sfSTK~L20 /dCellar"));

    assert_string_equal(out.text,
                        "\"STK L20\" has the name \"Cellar\" now.\n\nThe command completed "
                        "successfully.\n");
    look_at_library(f, &library);
    assert_text(u"Cellar", library.info.szName);
}

static void name_and_description_change_at_once(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    plug_in_and_settle(f, one_tape);

    assert_success(rsm("rename /tphysical_media /sfA00001L5 /d sales /ds Of~the~year"));

    assert_says("\"A00001L5\" has the name \"sales\" now.\n");
    assert_says("\"sales\" has the description \"Of the year\" now.\n");
    look_at_medium(f, "A00001L5", &medium);
    assert_text(u"sales", medium.info.szName);
    assert_text(u"Of the year", medium.info.szDescription);
}

static void a_pool_is_named_by_its_path(void **state)
{
    plug_in_and_settle(*state, one_tape);
    assert_success(rsm("createpool /mBackup /anew"));
    assert_success(rsm("createpool /mBackup\\Weekly /anew"));

    assert_success(rsm("rename /tmedia_pool /sfbackup\\weekly /dMonthly"));
    assert_success(rsm("view /tmedia_pool /b"));

    assert_says("\nBackup\\Monthly\n");
}

static void a_name_that_another_pool_has_is_refused(void **state)
{
    plug_in_and_settle(*state, one_tape);
    assert_success(rsm("createpool /mBackup /anew"));
    assert_success(rsm("createpool /mArchive /anew"));

    assert_fails_with(ERROR_ALREADY_EXISTS, rsm("rename /tmedia_pool /sfBackup /dArchive"));
    assert_complains("another media pool beside \"Backup\" has that name");
    assert_fails_with(ERROR_INVALID_NAME, rsm("rename /tmedia_pool /sfBackup /dA\\B"));
    assert_complains("and no backslash");
}

static void a_built_in_pool_keeps_its_name(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_fails_with(ERROR_ACCESS_DENIED, rsm("rename /tmedia_pool /sfFree /dMine"));

    assert_complains("\"Free\" cannot be renamed: it is built in, or this account may not");
}

static void a_drive_has_a_description_but_keeps_its_name(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_success(rsm("rename /tdrive /sfDrive~1 /ds The~noisy~one"));
    assert_fails_with(ERROR_ACCESS_DENIED, rsm("rename /tdrive /sfDrive~1 /dNoisy"));

    assert_complains("the name of objects of this kind cannot be changed");
}

static void a_description_is_taken_away(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, one_tape);
    assert_success(rsm("rename /tlibrary /sfSTK~L20 /ds Cellar"));

    assert_success(rsm("rename /tlibrary /sfSTK~L20 /ds \"\""));

    assert_says("\"STK L20\" has no description now.\n");
    look_at_library(f, &library);
    assert_text(u"", library.info.szDescription);
}

static void a_name_that_is_too_long_is_refused(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, one_tape);

    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm("rename /tlibrary /sfSTK~L20 /d"
                          "0123456789012345678901234567890123456789012345678901234567890123"));

    assert_complains("a name has no more than 63 characters");
    look_at_library(f, &library);
    assert_text(u"STK L20", library.info.szName);
}

static void a_new_name_or_description_must_be_given(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("rename /tlibrary /sfSTK~L20"));
    assert_complains("neither /d, a name, nor /ds, a description, is given");
    assert_fails_with(ERROR_INVALID_LIBRARY, rsm("rename /tlibrary /sfNone /dX"));
    assert_complains("there is no library \"None\"");
}

static void a_name_that_could_be_a_description_is_refused(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    plug_in_and_settle(f, one_tape);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("rename /tlibrary /sfSTK~L20 /dsales"));

    assert_complains(
        "/dsales can be read in two ways; put a blank before the value: /d \"sales\" (a name) "
        "or /ds \"ales\" (a description).");
    look_at_library(f, &library);
    assert_text(u"", library.info.szDescription);
}

static void programs_are_told_both_names(void **state)
{
    plug_in_and_settle(*state, one_tape);

    assert_success(rsm("rename /tlibra /sfSTK~L20 /dCellar /json"));

    judge_document(&out, NULL);
    assert_says("\"type\": \"library\"");
    assert_says("\"old_name\": \"STK L20\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_library_gets_another_name),
        story(name_and_description_change_at_once),
        story(a_pool_is_named_by_its_path),
        story(a_name_that_another_pool_has_is_refused),
        story(a_built_in_pool_keeps_its_name),
        story(a_drive_has_a_description_but_keeps_its_name),
        story(a_description_is_taken_away),
        story(a_name_that_is_too_long_is_refused),
        story(a_new_name_or_description_must_be_given),
        story(a_name_that_could_be_a_description_is_refused),
        story(programs_are_told_both_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
