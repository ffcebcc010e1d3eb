/*
 * rsm allocate and rsm deallocate: a medium is taken for a program, and given back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/judge.h"
#include "model/guid.h"
#include "platform/clock.h"
#include "platform/thread.h"
#include "support/asserts.h"
#include "support/looks.h"

static const char three_tapes[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  free 11111111-2222-3333-4444-555555555555\n"
    "slot 2   A00002L5  blank\n"
    "slot 3   A00003L5  mtf SOFTWARE/TAPE\n";

enum { READ = 0x08 };

/* A pool of an application that takes media from Free and gives them back; slot 1 is in Free. */
static void begin(struct fixture *f)
{
    plug_in_and_settle(f, three_tapes);
    assert_success(rsm("createpool /mBackup /tfLTO~Ultrium /anew /d /r"));
    assert_success(rsm("freemedia /pfA00001L5"));
}

static DWORD state_of(struct fixture *f, const char *bar_code)
{
    return partition_state(f, bar_code);
}

/* ---- allocate ---- */

static void a_medium_of_free_is_taken_and_told(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_success(rsm("allocate /mBackup /oerrunavail"));

    assert_says("Logical medium  ");
    assert_says("\nName            A00001L5\n");
    assert_says("\nSide            A00001L5 - 1\n");
    assert_says("\nCartridge       A00001L5 (Slot 1, STK L20)\n");
    assert_says("\nMedia pool      Backup\n");
    assert_says("\nTaken from      Free\\LTO Ultrium\n");
    assert_says("\n\nThe command completed successfully.\n");
    assert_string_equal(err.text, "");
    assert_int_equal(state_of(f, "A00001L5"), NTMS_PARTSTATE_ALLOCATED);
}

static void brief_is_nothing_but_the_guid_and_deallocate_takes_it(void **state)
{
    struct fixture *f = *state;
    char line[80];
    begin(f);

    assert_success(rsm("allocate /mBackup /b"));
    assert_int_equal(strlen(out.text), 33);
    snprintf(line, sizeof line, "deallocate /lg%.32s", out.text);
    assert_success(rsm(line));

    assert_int_equal(state_of(f, "A00001L5"), NTMS_PARTSTATE_AVAILABLE);
    assert_objects(f, NTMS_LOGICAL_MEDIA, 0);
}

static void a_side_that_is_named_is_taken_from_import(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_success(rsm("allocate /mBackup /pfA00003L5~-~1"));

    assert_says("Taken from      Import\\LTO Ultrium\n");
    assert_pool(f, "A00003L5", "Backup");
}

static void names_and_descriptions_are_given(void **state)
{
    struct fixture *f = *state;
    struct rsm_record side;
    struct rsm_record owner;
    begin(f);

    assert_success(rsm("allocate /mBackup /lnMonday /ldThe~first /pnFront /pdOf~two"));

    assert_says("Name            Monday\n");
    look_at_side(f, medium_in_slot(f, 1), &side);
    assert_text(u"Front", side.info.szName);
    assert_text(u"Of two", side.info.szDescription);
    look_at(f, &side.info.Info.Partition.LogicalMedia, NTMS_LOGICAL_MEDIA, &owner);
    assert_text(u"Monday", owner.info.szName);
    assert_text(u"The first", owner.info.szDescription);
}

static void a_name_that_is_too_long_is_refused_before_anything_is_taken(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_INVALID_PARAMETER,
                      rsm("allocate /mBackup /ln"
                          "0123456789012345678901234567890123456789012345678901234567890123"));

    assert_complains("the text of /ln has more than 63 characters");
    assert_objects(f, NTMS_LOGICAL_MEDIA, 0);
}

static void a_pool_without_media_says_that_a_person_could_be_asked(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("allocate /mBackup"));

    assert_fails_with(ERROR_MEDIA_UNAVAILABLE, rsm("allocate /mBackup /oerrunavail"));

    assert_complains("without /oerrunavail a person is asked");
    assert_objects(f, NTMS_OPREQUEST, 0);
}

static void a_wait_is_told_and_ends_with_the_time_that_is_given(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("allocate /mBackup"));

    assert_fails_with(ERROR_TIMEOUT, rsm("allocate /mBackup /t1000"));

    assert_complains("a person is asked: a medium is needed in the media pool \"Backup\"");
    assert_complains("there was no medium within 1000 ms");
    assert_objects(f, NTMS_OPREQUEST, 0);
}

/* A person who refuses the first request that there is. */
static void refuse(void *context)
{
    struct fixture *f = context;
    GUID request;
    DWORD count = 0;

    for (unsigned waited = 0; waited < 2000 && count == 0; waited++) {
        count = 1;
        if (EnumerateNtmsObject(f->session, NULL, &request, &count, NTMS_OPREQUEST, 0) !=
            ERROR_SUCCESS)
            count = 0;
        if (count == 0)
            rsm_clock_sleep_ms(10);
    }
    if (count == 1)
        (void)CancelNtmsOperatorRequest(f->session, &request);
}

static void a_person_may_refuse(void **state)
{
    struct fixture *f = *state;
    struct rsm_thread person;
    rsm_error answer;
    begin(f);
    assert_success(rsm("allocate /mBackup"));
    assert_success(rsm_thread_start(refuse, f, &person));

    answer = rsm("allocate /mBackup");

    rsm_thread_join(&person);
    assert_fails_with(ERROR_CANCELLED, answer);
    assert_complains("the request for a medium was refused");
}

static void a_pool_that_holds_no_media_of_programs_is_refused(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_INVALID_MEDIA_POOL, rsm("allocate /mFree\\LTO~Ultrium"));
    assert_complains("that takes a pool of an application");
    assert_fails_with(ERROR_INVALID_MEDIA_POOL, rsm("allocate /mNowhere"));
    assert_complains("there is no media pool \"Nowhere\"");
}

static void a_side_that_is_taken_is_refused(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("allocate /mBackup"));

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("allocate /mBackup /pfA00001L5"));

    assert_complains("that side cannot be allocated");
}

static void a_side_that_is_offline_is_refused(void **state)
{
    struct fixture *f = *state;
    begin(f);
    rsm_sim_take_out("lib", "slot 1");
    assert_success(rsm("inventory /lfSTK~L20 /afast"));

    assert_fails_with(ERROR_MEDIA_OFFLINE, rsm("allocate /mBackup /pfA00001L5"));

    assert_complains("is offline; put it into a library first");
}

static void a_side_whose_cartridge_is_disabled_is_refused(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    begin(f);
    look_at_medium(f, "A00001L5", &medium);
    medium.info.Enabled = FALSE;
    change(f, &medium);

    assert_fails_with(ERROR_RESOURCE_DISABLED, rsm("allocate /mBackup /pfA00001L5"));

    assert_complains("is disabled");
}

static void a_cartridge_without_a_further_side_says_so(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("allocate /mBackup /onew"));

    assert_fails_with(ERROR_MEDIA_UNAVAILABLE, rsm("allocate /mBackup /onext /lfA00001L5"));

    assert_complains("no further side");
}

static void switches_that_do_not_go_together_are_refused(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("allocate /mBackup /onext"));
    assert_complains("/onext needs the logical medium");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("allocate /mBackup /lfX"));
    assert_complains("/l goes with /onext alone");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("allocate /mBackup /onew /onext /lfX"));
    assert_complains("/onew and /onext exclude each other");
    assert_fails_with(ERROR_INVALID_PARAMETER, rsm("allocate /onew"));
    assert_complains("/m<pool> is missing");
}

static void programs_are_told_all_of_an_allocation(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_success(rsm("allocate /mBackup /json"));

    judge_document(&out, NULL);
    assert_says("\"side_state\": \"allocated\"");
    assert_says("\"from_media_pool_name\": \"Free\\\\LTO Ultrium\"");
}

static void programs_are_told_why_nothing_was_allocated(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("allocate /mBackup"));

    assert_fails_with(ERROR_MEDIA_UNAVAILABLE, rsm("allocate /mBackup /oerrunavail /json"));

    judge_document(&out, NULL);
    assert_says("\"name\": \"ERROR_MEDIA_UNAVAILABLE\"");
}

/* ---- deallocate ---- */

static void a_medium_goes_back_to_free_when_its_pool_wants_that(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("allocate /mBackup"));

    assert_success(rsm("deallocate /lfA00001L5"));

    assert_string_equal(out.text,
                        "\"A00001L5\" was given back; it is available in the media pool "
                        "\"Free\\LTO Ultrium\".\n\nThe command completed successfully.\n");
    assert_requests(f, NTMS_LM_WRITESCRATCH, NTMS_LM_PASSED, 2);
}

static void nowait_says_that_the_free_label_is_still_to_be_written(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("allocate /mBackup"));
    rsm_sim_hold("lib", READ);

    assert_success(rsm("deallocate /lfA00001L5 /nowait"));

    assert_says("it is unprepared in the media pool \"Free\\LTO Ultrium\"");
    assert_says("Its free label is written when this command ends");
    rsm_sim_release("lib");
    run_all_work(f);
}

static void a_free_label_that_cannot_be_written_fails_the_command(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("allocate /mBackup"));
    rsm_sim_relabel("lib", "slot 1", "ansi OTHER");
    f->labels_changed = true;

    assert_fails_with(ERROR_UNEXPECTED_OMID, rsm("deallocate /lfA00001L5"));

    assert_complains("the free label of \"A00001L5\" could not be written");
    assert_says("was given back; it is available in the media pool \"Backup\"");
}

static void a_side_stands_for_its_logical_medium(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("allocate /mBackup"));

    assert_success(rsm("deallocate /pfA00001L5~-~1"));

    assert_objects(f, NTMS_LOGICAL_MEDIA, 0);
}

/* Where its pool returns it to Free it is overwritten. */
static void the_beginning_of_a_name_gives_nothing_back_and_takes_nothing(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("allocate /mBackup"));

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("deallocate /lfA00001L"));
    assert_complains("\"A00001L\" is not the whole name");
    assert_fails_with(ERROR_INVALID_MEDIA, rsm("deallocate /pfA00001L5~-"));
    assert_fails_with(ERROR_INVALID_MEDIA, rsm("complete /lfA00001L"));
    assert_fails_with(ERROR_INVALID_MEDIA, rsm("allocate /mBackup /pfA00002L"));

    assert_objects(f, NTMS_LOGICAL_MEDIA, 1);
    assert_partition_state(f, "A00001L5", NTMS_PARTSTATE_ALLOCATED);
}

static void what_is_not_allocated_cannot_be_given_back(void **state)
{
    struct fixture *f = *state;
    begin(f);

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("deallocate /pfA00001L5"));
    assert_complains("\"A00001L5\" is not allocated (the state of its side is: available)");
    assert_fails_with(ERROR_INVALID_MEDIA, rsm("deallocate /lfNobody"));
    assert_complains("there is no logical medium \"Nobody\"");
}

static void a_medium_that_is_used_up_is_said_to_be_so(void **state)
{
    struct fixture *f = *state;
    struct rsm_record pool;
    struct rsm_record medium;
    begin(f);
    assert_success(rsm("allocate /mBackup"));
    look_at_medium(f, "A00001L5", &medium);
    look_at(f, &medium.info.Info.PhysicalMedia.MediaPool, NTMS_MEDIA_POOL, &pool);
    pool.info.Info.MediaPool.dwMaxAllocates = 1;
    change(f, &pool);

    assert_success(rsm("deallocate /lfA00001L5"));

    assert_says("it is decommissioned in the media pool \"Backup\"");
    assert_says("is never allocated again");
}

static void two_logical_media_of_one_name_are_both_listed(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("freemedia /pfA00002L5"));
    assert_success(rsm("allocate /mBackup /lnSame"));
    assert_success(rsm("allocate /mBackup /lnSame"));

    assert_fails_with(ERROR_INVALID_MEDIA, rsm("deallocate /lfSame"));

    assert_complains("Same");
    assert_objects(f, NTMS_LOGICAL_MEDIA, 2);
}

static void programs_are_told_what_became_of_a_medium(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_success(rsm("allocate /mBackup"));

    assert_success(rsm("deallocate /lfA00001L5 /json"));

    judge_document(&out, NULL);
    assert_says("\"side_state\": \"available\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_threads(a_medium_of_free_is_taken_and_told),
        story_threads(brief_is_nothing_but_the_guid_and_deallocate_takes_it),
        story_threads(a_side_that_is_named_is_taken_from_import),
        story_threads(names_and_descriptions_are_given),
        story_threads(a_name_that_is_too_long_is_refused_before_anything_is_taken),
        story_threads(a_pool_without_media_says_that_a_person_could_be_asked),
        story_threads(a_wait_is_told_and_ends_with_the_time_that_is_given),
        story_threads(a_person_may_refuse),
        story_threads(a_pool_that_holds_no_media_of_programs_is_refused),
        story_threads(a_side_that_is_taken_is_refused),
        story_threads(a_side_that_is_offline_is_refused),
        story_threads(a_side_whose_cartridge_is_disabled_is_refused),
        story_threads(a_cartridge_without_a_further_side_says_so),
        story_threads(switches_that_do_not_go_together_are_refused),
        story_threads(programs_are_told_all_of_an_allocation),
        story_threads(programs_are_told_why_nothing_was_allocated),
        story_threads(a_medium_goes_back_to_free_when_its_pool_wants_that),
        story_threads(nowait_says_that_the_free_label_is_still_to_be_written),
        story_threads(a_free_label_that_cannot_be_written_fails_the_command),
        story_threads(a_side_stands_for_its_logical_medium),
        story_threads(what_is_not_allocated_cannot_be_given_back),
        story_threads(the_beginning_of_a_name_gives_nothing_back_and_takes_nothing),
        story_threads(a_medium_that_is_used_up_is_said_to_be_so),
        story_threads(two_logical_media_of_one_name_are_both_listed),
        story_threads(programs_are_told_what_became_of_a_medium),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
