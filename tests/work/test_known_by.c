/*
 * Why it is believed which tape device a drive is, as its record keeps it for all processes.
 */
#include "model/guid.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "work/drive_pin.h"

#include "core/session.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>

static const char silent[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n";

static enum rsm_known_by known_by(struct fixture *f, unsigned drive)
{
    struct rsm_record record;

    look_at_drive(f, drive, &record);
    return (enum rsm_known_by)record.own.KnownBy;
}

static void what_the_changer_tells_is_on_record(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer  STK L20 SERIAL1\n"
            "drive 1  empty\n"
            "drive 2  empty cut\n"
            "slot 1   empty\n");

    assert_int_equal(known_by(f, 1), RSM_KNOWN_BY_IDENTITY);
    assert_int_equal(known_by(f, 2), RSM_KNOWN_BY_PART);
}

static void that_an_address_was_told_is_on_record(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer  STK L20 SERIAL1\n"
            "dvcid    no\n"
            "drive 1  empty lun 1\n"
            "slot 1   empty\n");

    assert_int_equal(known_by(f, 1), RSM_KNOWN_BY_ADDRESS);
}

static void that_a_drive_is_pinned_is_on_record(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;

    plug_in(f, silent);
    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_drive_pin(session, drive_id(f, 2), "SERIAL1D2"));
    rsm_session_release(session);
    restart(f);

    assert_int_equal(known_by(f, 2), RSM_KNOWN_BY_PIN);
}

static void a_proof_is_on_record_until_it_is_only_remembered(void **state)
{
    struct fixture *f = *state;

    plug_in(f, silent);
    assert_int_equal(known_by(f, 1), RSM_KNOWN_BY_NOTHING);
    run_all_work(f);
    assert_int_equal(known_by(f, 1), RSM_KNOWN_BY_PROOF);

    restart(f);

    assert_int_equal(known_by(f, 1), RSM_KNOWN_BY_MEMORY);
}

static void who_only_remembers_does_not_contradict_who_works_with_the_library(void **state)
{
    struct fixture *f = *state;
    struct rsm_file_lock *lock;
    char id[RSM_GUID_TEXT];
    char name[RSM_GUID_TEXT + 16];

    plug_in_and_settle(f, silent);
    rsm_guid_format(library_id(f), id);
    snprintf(name, sizeof name, "library-%s", id);
    close_session(f);
    lock = fixture_hold_lock(f, name);

    open_session(f);

    assert_int_equal(known_by(f, 1), RSM_KNOWN_BY_PROOF);
    rsm_file_lock_release(lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(what_the_changer_tells_is_on_record),
        story(that_an_address_was_told_is_on_record),
        story_on_disk(that_a_drive_is_pinned_is_on_record),
        story_on_disk(a_proof_is_on_record_until_it_is_only_remembered),
        story_on_disk(who_only_remembers_does_not_contradict_who_works_with_the_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
