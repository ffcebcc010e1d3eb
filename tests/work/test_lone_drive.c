/*
 * Which tape drives stand alone: those that no changer has, or may still claim.
 */
#include "work/lone_drive.h"

#include "core/devices.h"
#include "core/session.h"
#include "store/records.h"
#include "support/asserts.h"
#include "support/fixture.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

static const char changer_of_one[] =
    "changer  STK L20 CHANGER\n"
    "drive 1  empty serial ONE\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   empty\n";
static const char alone_one[] = "alone\ndrive 1 empty serial ONE\n";
static const char alone_two[] = "alone\ndrive 1 empty serial TWO\n";

static DWORD count_of_type(struct fixture *f, DWORD type)
{
    const struct rsm_condition same[] = {{.column = "library_type", .number = type}};
    DWORD count = 0;

    assert_success(rsm_store_begin(f->rsm->store, RSM_STORE_READ));
    assert_success(rsm_store_end(f->rsm->store,
                                 rsm_records_count(f->rsm->store, NTMS_LIBRARY, same, 1, &count)));
    return count;
}

static void assert_alone(struct fixture *f, DWORD count)
{
    assert_int_equal(count_of_type(f, NTMS_LIBRARYTYPE_STANDALONE), count);
}

static void assert_state_of(struct fixture *f, const char *serial, DWORD state)
{
    struct rsm_record library;

    f->serial = serial;
    look_at_library(f, &library);
    assert_int_equal(library.info.dwOperationalState, state);
}

/* The library with the changer is the one that is compared with the records at the end. */
static void end_with_the_changer(struct fixture *f)
{
    f->serial = "CHANGER";
    strcpy(f->library, "lib");
}

/* ---- of a changer ---- */

static void a_drive_that_a_changer_tells_of_does_not_stand_alone(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, changer_of_one);

    assert_alone(f, 0);
}

static void a_drive_beside_a_library_stands_alone(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("two", alone_two);
    set_devices(f, "sim:lib;sim:two");
    f->serial = "CHANGER";
    plug_in_and_settle(f, changer_of_one);

    assert_alone(f, 1);
}

static void a_drive_that_may_be_one_of_a_changer_does_not_stand_alone(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer  STK L20 CHANGER\n"
            "dvcid    no\n"
            "drive 1  empty\n"
            "drive 2  empty\n"
            "slot 1   A00001L5  ansi VOL001\n"
            "slot 2   empty\n");

    assert_alone(f, 0);
    f->unsettled = true;
}

static void two_drives_alone_are_two_libraries(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    rsm_sim_draw("two", alone_two);
    set_devices(f, "sim:lib;sim:two");
    f->serial = "ONE";
    plug_in_and_settle(f, alone_one);

    assert_alone(f, 2);
    f->serial = "TWO";
    look_at_library(f, &library);
    assert_text(u"HP Ultrium 5-SCSI (2)", library.info.szName);
    f->serial = "ONE";
}

static void a_drive_that_is_seen_twice_is_one_library(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("two", alone_one);
    set_devices(f, "sim:lib;sim:two");
    plug_in_and_settle(f, alone_one);

    assert_alone(f, 1);
}

/* ---- while something does not answer ---- */

static void a_drive_waits_for_addresses_that_have_not_answered(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("two", alone_two);
    set_devices(f, "sim:lib;sim:two");
    rsm_sim_draw("lib", changer_of_one);
    rsm_sim_unplug("lib");
    open_session(f);
    run_all_work(f);

    assert_alone(f, 0);
    f->unsettled = true;
}

static void it_stands_alone_when_they_have(void **state)
{
    struct fixture *f = *state;

    rsm_sim_draw("two", alone_two);
    set_devices(f, "sim:lib;sim:two");
    rsm_sim_draw("lib", changer_of_one);
    rsm_sim_unplug("lib");
    open_session(f);
    rsm_sim_plug("lib");
    run_all_work(f);

    assert_alone(f, 1);
    assert_state_of(f, "TWO", NTMS_READY);
    end_with_the_changer(f);
}

static void a_library_on_record_that_does_not_answer_holds_up_nobody(void **state)
{
    struct fixture *f = *state;

    f->serial = "CHANGER";
    plug_in_and_settle(f, changer_of_one);
    close_session(f);
    rsm_sim_unplug("lib");
    rsm_sim_draw("two", alone_two);
    set_devices(f, "sim:lib;sim:two");
    open_session(f);
    run_all_work(f);

    assert_alone(f, 1);
    assert_state_of(f, "TWO", NTMS_READY);
    f->unsettled = true;
}

static void a_drive_of_a_library_on_record_that_does_not_answer_is_that_library_s(void **state)
{
    struct fixture *f = *state;

    f->serial = "CHANGER";
    plug_in_and_settle(f, changer_of_one);
    close_session(f);
    rsm_sim_unplug("lib");
    rsm_sim_draw("two", alone_one);
    set_devices(f, "sim:lib;sim:two");
    open_session(f);
    run_all_work(f);

    assert_alone(f, 0);
    f->unsettled = true;
}

static void a_drive_of_a_library_that_is_not_configured_any_more_stands_alone(void **state)
{
    struct fixture *f = *state;

    f->serial = "CHANGER";
    plug_in_and_settle(f, changer_of_one);
    close_session(f);
    rsm_sim_draw("two", alone_one);
    set_devices(f, "sim:two");
    open_session(f);
    run_all_work(f);

    assert_alone(f, 1);
    assert_state_of(f, "ONE", NTMS_READY);
    f->unsettled = true;
}

/* ---- into a changer, and back ---- */

static void put_into_changer(struct fixture *f)
{
    f->serial = "ONE";
    strcpy(f->library, "two");
    set_devices(f, "sim:two");
    plug_in_and_settle(f, alone_one);
    close_session(f);
    rsm_sim_draw("lib", changer_of_one);
    set_devices(f, "sim:lib;sim:two");
    open_session(f);
    run_all_work(f);
}

static void a_drive_that_was_put_into_a_changer_is_the_changer_s(void **state)
{
    struct fixture *f = *state;

    put_into_changer(f);

    assert_state_of(f, "ONE", NTMS_NOT_PRESENT);
    assert_state_of(f, "CHANGER", NTMS_READY);
    assert_device(f, 1, u"sim:lib/1");
    end_with_the_changer(f);
}

static void so_it_is_while_its_library_is_being_run(void **state)
{
    struct fixture *f = *state;

    f->serial = "ONE";
    strcpy(f->library, "two");
    set_devices(f, "sim:lib;sim:two");
    rsm_sim_draw("lib", changer_of_one);
    rsm_sim_draw("two", alone_one);
    rsm_sim_unplug("lib");
    open_session(f);
    run_all_work(f);
    assert_alone(f, 0); /* the address that does not answer may have it */
    rsm_sim_plug("lib");
    run_all_work(f);

    assert_alone(f, 0);
    assert_state_of(f, "CHANGER", NTMS_READY);
    end_with_the_changer(f);
}

static void attaching_its_changer_ends_a_library_that_is_being_run(void **state)
{
    struct fixture *f = *state;

    strcpy(f->devices, "");
    f->options.devices = NULL;
    rsm_sim_draw("lib", changer_of_one);
    rsm_sim_draw("two", alone_one);
    open_session(f);
    assert_success(attach(f, "sim:two", false));
    run_all_work(f);
    assert_state_of(f, "ONE", NTMS_READY);

    assert_success(attach(f, "sim:lib", false));
    run_all_work(f);

    assert_state_of(f, "ONE", NTMS_NOT_PRESENT);
    assert_state_of(f, "CHANGER", NTMS_READY);
    end_with_the_changer(f);
}

static void a_drive_that_is_known_to_stand_alone_is_no_spare_one(void **state)
{
    struct fixture *f = *state;

    f->serial = "ONE";
    plug_in_and_settle(f, "alone\ndrive 1 empty serial ONE\n");
    close_session(f);
    rsm_sim_draw("lib",
                 "changer  STK L20 CHANGER\n"
                 "dvcid    no\n"
                 "drive 1  empty serial ONE\n"
                 "slot 1   A00001L5  ansi VOL001\n"
                 "slot 2   empty\n");
    open_session(f);
    run_all_work(f);

    assert_state_of(f, "ONE", NTMS_READY);
    f->unsettled = true;
}

static void a_cartridge_that_went_from_the_drive_into_a_library_is_there(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID kept;

    rsm_sim_draw("two", "alone\ndrive 1 empty serial TWO\n");
    rsm_sim_put_in("two", "drive 1 - ansi VOL009");
    set_devices(f, "sim:lib;sim:two");
    f->serial = "TWO";
    plug_in_and_settle(f, changer_of_one);
    assert_true(find_medium_at(f, drive_id(f, 1), &medium));
    kept = medium.info.ObjectGuid;

    f->serial = "CHANGER";
    rsm_sim_take_out("two", "drive 1");
    rsm_sim_put_in("lib", "slot 2 A00009L5 ansi VOL009");
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_true(find_medium_in_slot(f, 2, &medium));
    assert_guid(kept, medium.info.ObjectGuid);
}

static void a_cartridge_whose_record_went_to_another_one_with_its_label_is_identified(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    rsm_sim_draw("two", "alone\ndrive 1 empty serial TWO\n");
    rsm_sim_put_in("two", "drive 1 - ansi VOL009");
    set_devices(f, "sim:lib;sim:two");
    f->serial = "CHANGER";
    plug_in_and_settle(f, changer_of_one);
    rsm_sim_put_in("lib", "slot 2 A00009L5 ansi VOL009");
    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);
    run_all_work(f);

    f->serial = "TWO";
    assert_true(find_medium_at(f, drive_id(f, 1), &medium));
    f->unsettled = true; /* which of the two has the record is the last one's who was looked at */
}

/* ---- elsewhere, detached, deleted ---- */

static void a_drive_that_moved_is_the_same_library(void **state)
{
    struct fixture *f = *state;
    GUID before;

    f->serial = "ONE";
    rsm_sim_draw("two", alone_two);
    set_devices(f, "sim:lib;sim:two");
    plug_in_and_settle(f, alone_one);
    before = *library_id(f);
    close_session(f);
    rsm_sim_draw("two", alone_one);
    rsm_sim_draw("lib", alone_two);
    open_session(f);
    run_all_work(f);

    assert_guid(before, *library_id(f));
    assert_device(f, 1, u"sim:two/1");
    strcpy(f->library, "two");
}

static void it_is_followed_while_its_library_is_being_run(void **state)
{
    struct fixture *f = *state;
    GUID before;

    rsm_sim_draw("two", alone_one); /* the same drive, by another way */
    set_devices(f, "sim:lib;sim:two");
    plug_in_and_settle(f, alone_one);
    before = *library_id(f);
    assert_device(f, 1, u"sim:lib/1");

    rsm_sim_unplug("lib");
    run_all_work(f);
    run_all_work(f);

    assert_guid(before, *library_id(f));
    assert_device(f, 1, u"sim:two/1");
    assert_state_of(f, "ONE", NTMS_READY);
}

static void one_that_is_detached_is_not_present(void **state)
{
    struct fixture *f = *state;

    f->options.devices = NULL;
    rsm_sim_draw("lib", alone_one);
    open_session(f);
    assert_success(attach(f, "sim:lib", false));
    run_all_work(f);

    assert_success(detach(f, "sim:lib"));

    assert_alone(f, 1);
    assert_state_of(f, "ONE", NTMS_NOT_PRESENT);
    f->unsettled = true;
}

/* The drive is there, and comes back as a new library. */
static void deleting_its_drive_deletes_the_library_and_its_medium_goes_offline(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session = NULL;
    struct rsm_record medium;
    GUID library;
    GUID kept;

    plug_in_and_settle(f, "alone\ndrive 1 - ansi VOL001\n");
    assert_true(find_medium_at(f, drive_id(f, 1), &medium));
    kept = medium.info.ObjectGuid;
    library = *library_id(f);
    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_devices_delete_drive(session, drive_id(f, 1)));
    rsm_session_release(session);

    assert_false(is_on_record(f, &library));
    look_at(f, &kept, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(*offline_library_id(f), medium.info.Info.PhysicalMedia.CurrentLibrary);

    run_all_work(f);
    look_at(f, &kept, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(*library_id(f), medium.info.Info.PhysicalMedia.CurrentLibrary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_drive_that_a_changer_tells_of_does_not_stand_alone),
        story(a_drive_beside_a_library_stands_alone),
        story(a_drive_that_may_be_one_of_a_changer_does_not_stand_alone),
        story(two_drives_alone_are_two_libraries),
        story(a_drive_that_is_seen_twice_is_one_library),
        story(a_drive_waits_for_addresses_that_have_not_answered),
        story(it_stands_alone_when_they_have),
        story_on_disk(a_library_on_record_that_does_not_answer_holds_up_nobody),
        story_on_disk(a_drive_of_a_library_on_record_that_does_not_answer_is_that_library_s),
        story_on_disk(a_drive_of_a_library_that_is_not_configured_any_more_stands_alone),
        story_on_disk(a_drive_that_was_put_into_a_changer_is_the_changer_s),
        story(so_it_is_while_its_library_is_being_run),
        story(attaching_its_changer_ends_a_library_that_is_being_run),
        story_on_disk(a_drive_that_is_known_to_stand_alone_is_no_spare_one),
        story(a_cartridge_that_went_from_the_drive_into_a_library_is_there),
        story(a_cartridge_whose_record_went_to_another_one_with_its_label_is_identified),
        story_on_disk(a_drive_that_moved_is_the_same_library),
        story(it_is_followed_while_its_library_is_being_run),
        story(one_that_is_detached_is_not_present),
        story(deleting_its_drive_deletes_the_library_and_its_medium_goes_offline),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
