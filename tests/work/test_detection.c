/*
 * Device change detection: drives that stand alone are looked at when a program says so.
 */
#include "work/detection.h"

#include "core/media.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/fixture.h"
#include "support/looks.h"
#include "work/hand.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static rsm_error set(struct fixture *f, const GUID *id, DWORD type)
{
    struct rsm_session *session = NULL;
    rsm_error err;

    assert_success(rsm_session_get(f->session, &session));
    err = rsm_detection_set(session, NULL, id, type, 1);
    rsm_session_release(session);
    return err;
}

/* A cartridge was exchanged while no program ran. */
static void exchange(struct fixture *f, struct rsm_record *medium_out)
{
    plug_in_and_settle(f, "alone\ndrive 1 - ansi VOL001\n");
    close_session(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    open_session(f);
    run_all_work(f);
    look_in_drive(f, medium_out);
}

static void assert_noticed(struct fixture *f)
{
    struct rsm_record medium;

    run_all_work(f);
    look_in_drive(f, &medium);
    assert_true(rsm_text_equal(medium.info.szName, u"VOL002", NTMS_OBJECTNAME_LENGTH));
}

static void a_library_that_is_set_is_looked_at(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    exchange(f, &medium);

    assert_success(set(f, library_id(f), NTMS_LIBRARY));

    assert_noticed(f);
}

static void the_library_of_a_medium_that_is_set_is_looked_at(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    exchange(f, &medium);

    assert_success(set(f, &medium.info.ObjectGuid, NTMS_PHYSICAL_MEDIA));

    assert_noticed(f);
}

static void libraries_that_take_a_media_type_that_is_set_are_looked_at(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    exchange(f, &medium);

    assert_success(set(f, &medium.info.Info.PhysicalMedia.MediaType, NTMS_MEDIA_TYPE));

    assert_noticed(f);
}

static void a_library_with_a_changer_is_left_alone(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, "changer STK L20 SERIAL1\ndrive 1 empty\nslot 1 A00001L5 blank\n");

    assert_success(set(f, library_id(f), NTMS_LIBRARY));

    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_QUEUED, 0);
}

static void a_library_that_is_set_twice_is_looked_at_once(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, "alone\ndrive 1 empty\n");

    assert_success(set(f, library_id(f), NTMS_LIBRARY));
    assert_success(set(f, library_id(f), NTMS_LIBRARY));

    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_QUEUED, 1);
}

static void a_library_that_is_not_present_is_left_alone(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, "alone\ndrive 1 empty\n");
    rsm_sim_unplug("lib");
    run_all_work(f);

    assert_success(set(f, library_id(f), NTMS_LIBRARY));

    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_QUEUED, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(a_library_that_is_set_is_looked_at),
        story_on_disk(the_library_of_a_medium_that_is_set_is_looked_at),
        story_on_disk(libraries_that_take_a_media_type_that_is_set_are_looked_at),
        story(a_library_with_a_changer_is_left_alone),
        story(a_library_that_is_set_twice_is_looked_at_once),
        story(a_library_that_is_not_present_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
