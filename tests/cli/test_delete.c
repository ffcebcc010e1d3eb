/*
 * rsm delete: what is gone is taken off the records, and what is not, is not.
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

enum { TAPE_DLT = 0x27 }; /* STORAGE_MEDIA_TYPE */

static void begin(struct fixture *f)
{
    plug_in_and_settle(f,
                       "changer  STK L20 SERIAL1\n"
                       "drive 1  empty\n"
                       "slot 1   A00001L5  mtf SOFTWARE/TAPE\n"
                       "slot 2   A00002L5  blank\n");
}

/* The cartridge of slot 1, of an application, was taken out. */
static void take_out(struct fixture *f)
{
    (void)give_to_application(f, medium_in_slot(f, 1), u"Backups");
    rsm_sim_take_out("lib", "slot 1");
    assert_success(rsm("inventory /lfSTK~L20 /afast"));
    assert_offline(f, "A00001L5");
}

/* ---- media ---- */

static void an_offline_medium_is_deleted(void **state)
{
    struct fixture *f = *state;
    begin(f);
    take_out(f);

    assert_success(rsm("delete /pfA00001L5"));

    assert_string_equal(out.text, "The medium \"A00001L5\" is not on record any more.\n");
    assert_no_medium(f, "A00001L5");
}

static void a_medium_in_a_library_is_kept(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_INVALID_STATE, rsm("delete /pfA00001L5"));

    assert_complains("while it is in a library; eject it first");
    assert_in_slot(f, "A00001L5", 1);
}

static void a_medium_that_a_program_has_is_kept(void **state)
{
    struct fixture *f = *state;
    begin(f);
    take_out(f);
    assert_success(rsm("inventory /lfSTK~L20 /afast"));
    rsm_sim_put_in("lib", "slot 1 A00001L5 mtf SOFTWARE/TAPE");
    assert_success(rsm("inventory /lfSTK~L20 /afast"));
    assert_success(rsm("allocate /mBackups /pfA00001L5"));
    rsm_sim_take_out("lib", "slot 1");
    assert_success(rsm("inventory /lfSTK~L20 /afast"));

    assert_fails_with(ERROR_INVALID_STATE, rsm("delete /pfA00001L5"));

    assert_complains("while a program has it");
    assert_offline(f, "A00001L5");
}

static void a_medium_not_named_in_full_is_kept(void **state)
{
    struct fixture *f = *state;
    begin(f);
    take_out(f);

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("delete /pfA00001L"));

    assert_offline(f, "A00001L5");
}

/* ---- devices ---- */

static void a_library_that_is_present_is_kept(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_INVALID_STATE, rsm("delete /lfSTK~L20"));
    assert_complains("while it is present");
    assert_fails_with(ERROR_INVALID_STATE, rsm("delete /dfDrive~1"));
    assert_complains("while it is present");
    assert_fails_with(ERROR_INVALID_LIBRARY, rsm("delete /lfOffline~media"));
    assert_complains("it holds the media that are in no library");
    assert_fails_with(ERROR_INVALID_LIBRARY, rsm("delete /lfSTK"));
    assert_complains("is not the whole name");
    assert_true(is_on_record(f, library_id(f)));
}

static void a_library_that_is_gone_is_deleted_and_its_media_are_kept(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;
    begin(f);
    look_at_library(f, &library);
    library.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &library);
    f->unsettled = true;

    assert_success(rsm("delete /lfSTK~L20"));

    assert_string_equal(out.text,
                        "The library \"STK L20\" is not on record any more.\nIts media are kept, "
                        "as offline media.\n");
    assert_offline(f, "A00001L5");
}

static void a_drive_that_is_gone_is_deleted(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    begin(f);
    look_at_drive(f, 1, &drive);
    drive.info.dwOperationalState = NTMS_NOT_PRESENT;
    change(f, &drive);
    f->unsettled = true;

    assert_success(rsm("delete /dfDrive~1"));

    assert_string_equal(out.text, "The drive \"Drive 1\" is not on record any more.\n");
    assert_objects(f, NTMS_DRIVE, 0);
}

/* ---- types of media ---- */

static void a_type_that_a_library_has_is_kept(void **state)
{
    begin(*state);

    assert_fails_with(ERROR_NOT_EMPTY, rsm("delete /tfLTO~Ultrium /lfSTK~L20"));
    assert_complains("holds media of the type \"LTO Ultrium\"");
    assert_fails_with(ERROR_INVALID_MEDIA, rsm("delete /tfDLT /lfSTK~L20"));
    assert_complains("does not take media of the type \"DLT\" anyway");
}

static void a_type_that_a_library_need_not_take_is_deleted(void **state)
{
    struct fixture *f = *state;
    NTMS_OBJECTINFORMATIONW type = {.dwSize = sizeof type};
    GUID types[128];
    DWORD count = 128;
    begin(f);
    assert_success(EnumerateNtmsObject(f->session, NULL, types, &count, NTMS_MEDIA_TYPE, 0));
    for (DWORD i = 0; i < count; i++) {
        type.dwType = NTMS_MEDIA_TYPE;
        assert_success(GetNtmsObjectInformationW(f->session, &types[i], &type));
        if (type.Info.MediaType.MediaType == TAPE_DLT)
            break;
    }
    assert_success(AddNtmsMediaType(f->session, &type.ObjectGuid, library_id(f)));

    assert_success(rsm("delete /tfDLT /lfSTK~L20"));

    assert_string_equal(out.text, "\"STK L20\" takes no media of the type \"DLT\" any more.\n");
}

/* ---- requests ---- */

static void finished_requests_are_deleted(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_in_range(count_objects(f, NTMS_LIBREQUEST), 1, 100);

    assert_success(rsm("delete /finishedall"));

    assert_says("Requests deleted: ");
    assert_objects(f, NTMS_LIBREQUEST, 0);
}

static void a_request_that_waits_for_a_person_is_kept(void **state)
{
    struct fixture *f = *state;
    GUID request;
    begin(f);
    assert_success(
        SubmitNtmsOperatorRequestW(f->session, NTMS_OPREQ_MESSAGE, u"Come", NULL, NULL, &request));

    assert_fails_with(ERROR_INVALID_STATE, rsm_of("delete /rg", &request));
    assert_complains("is not finished, so nothing was deleted");
    assert_success(rsm("delete /finishedoperator"));
    assert_says("Requests deleted: 0.\n");
    assert_true(is_on_record(f, &request));
    assert_success(CancelNtmsOperatorRequest(f->session, &request));
    assert_success(rsm_of("delete /rg", &request));
    assert_says("Requests deleted: 1.\n");
    assert_false(is_on_record(f, &request));
}

/* ---- all ---- */

static void one_thing_is_deleted_at_a_time(void **state)
{
    begin(*state);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("delete"));
    assert_complains("what to delete is missing");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("delete /pfX /dfX"));
    assert_complains("one thing can be deleted at a time");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("delete /pfX /lfX"));
    assert_complains("one thing can be deleted at a time");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("delete /tfX"));
    assert_complains("is missing: /l");
}

static void programs_are_told_what_is_no_more(void **state)
{
    struct fixture *f = *state;
    begin(f);
    take_out(f);

    assert_success(rsm("delete /pfA00001L5 /json"));
    judge_document(&out, NULL);
    assert_says("\"type\": \"physical_media\"");
    assert_success(rsm("delete /finishedall /json"));
    judge_document(&out, NULL);
    assert_fails_with(ERROR_INVALID_STATE, rsm("delete /lfSTK~L20 /json"));
    judge_document(&out, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(an_offline_medium_is_deleted),
        story_threads(a_medium_in_a_library_is_kept),
        story_threads(a_medium_that_a_program_has_is_kept),
        story_threads(a_medium_not_named_in_full_is_kept),
        story(a_library_that_is_present_is_kept),
        story(a_library_that_is_gone_is_deleted_and_its_media_are_kept),
        story(a_drive_that_is_gone_is_deleted),
        story(a_type_that_a_library_has_is_kept),
        story(a_type_that_a_library_need_not_take_is_deleted),
        story(finished_requests_are_deleted),
        story(a_request_that_waits_for_a_person_is_kept),
        story(one_thing_is_deleted_at_a_time),
        story_threads(programs_are_told_what_is_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
