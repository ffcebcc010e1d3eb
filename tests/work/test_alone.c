/*
 * A drive that stands alone: what becomes of cartridges that a person puts in and takes out.
 */
#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/fixture.h"
#include "support/looks.h"
#include "work/hand.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static const char empty_drive[] =
    "alone\n"
    "drive 1  empty\n";
static const char drive_with_ansi[] =
    "alone\n"
    "drive 1  - ansi VOL001\n";

static void assert_named(const struct rsm_record *object, const WCHAR *name)
{
    assert_true(rsm_text_equal(object->info.szName, name, NTMS_OBJECTNAME_LENGTH));
}

static void look_at_port(struct fixture *f, struct rsm_record *port_out)
{
    look_at(f, port_id(f, 1), NTMS_IEPORT, port_out);
}

/* ---- what the library is ---- */

static void a_drive_without_a_changer_is_a_library_of_its_own(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    plug_in_and_settle(f, empty_drive);

    look_at_library(f, &library);
    assert_int_equal(library.info.Info.Library.LibraryType, NTMS_LIBRARYTYPE_STANDALONE);
    assert_named(&library, u"HP Ultrium 5-SCSI");
    assert_int_equal(library.info.dwOperationalState, NTMS_READY);
}

static void it_has_one_drive_and_one_port_and_nothing_else(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, empty_drive);

    assert_objects(f, NTMS_DRIVE, 1);
    assert_objects(f, NTMS_IEPORT, 1);
    assert_objects(f, NTMS_STORAGESLOT, 0);
    assert_objects(f, NTMS_CHANGER, 0);
    assert_objects(f, NTMS_IEDOOR, 0);
}

static void its_drive_says_how_it_is_reached(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, empty_drive);

    assert_device(f, 1, u"sim:lib/1");
}

static void an_empty_drive_is_dismounted_and_its_port_empty(void **state)
{
    struct fixture *f = *state;
    struct rsm_record port;

    plug_in_and_settle(f, empty_drive);

    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    look_at_port(f, &port);
    assert_int_equal(port.info.Info.IEPort.Content, NTMS_PORTCONTENT_EMPTY);
}

static void it_is_the_same_library_after_a_restart(void **state)
{
    struct fixture *f = *state;
    GUID before;

    plug_in_and_settle(f, empty_drive);
    before = *library_id(f);

    restart(f);

    assert_guid(before, *library_id(f));
}

/* ---- put in ---- */

static void a_cartridge_that_is_put_in_is_identified(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    plug_in_and_settle(f, empty_drive);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL001");

    run_all_work(f);

    look_in_drive(f, &medium);
    assert_named(&medium, u"VOL001");
    assert_int_equal(medium.info.Info.PhysicalMedia.LocationType, NTMS_DRIVE);
    assert_true(rsm_guid_is_null(&medium.info.Info.PhysicalMedia.HomeSlot));
    assert_int_equal(medium.info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
}

static void it_stays_in_the_drive(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record drive;
    struct rsm_record side;
    struct rsm_record port;

    plug_in_and_settle(f, empty_drive);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL001");

    run_all_work(f);

    look_in_drive(f, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    look_at_drive(f, 1, &drive);
    assert_int_equal(drive.info.Info.Drive.State, NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_guid(side.info.ObjectGuid, drive.info.Info.Drive.SavedPartitionId);
    look_at_port(f, &port);
    assert_int_equal(port.info.Info.IEPort.Content, NTMS_PORTCONTENT_FULL);
}

static void one_that_is_there_at_the_beginning_is_identified(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    plug_in_and_settle(f, drive_with_ansi);

    look_in_drive(f, &medium);
    assert_named(&medium, u"VOL001");
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
}

static void a_blank_one_is_unrecognized(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record side;

    plug_in_and_settle(f, "alone\ndrive 1 - blank\n");

    look_in_drive(f, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_FOREIGN);
}

static void one_that_the_drive_cannot_use_is_incompatible(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    struct rsm_record side;

    plug_in_and_settle(f, "alone\ndrive 1 - wrongtype\n");

    look_in_drive(f, &medium);
    look_at_side(f, &medium.info.ObjectGuid, &side);
    assert_int_equal(side.info.Info.Partition.State, NTMS_PARTSTATE_INCOMPATIBLE);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
}

static void a_cleaning_cartridge_gets_no_record(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, empty_drive);
    rsm_sim_put_in("lib", "drive 1 - cleaner");

    run_all_work(f);

    assert_objects(f, NTMS_PHYSICAL_MEDIA, 0);
    f->unsettled = true; /* the drive does not say that it is full */
}

static void nothing_is_asked_but_whether_it_is_ready_while_nothing_changes(void **state)
{
    struct fixture *f = *state;
    unsigned all;
    unsigned looks;
    uint64_t version;

    plug_in_and_settle(f, drive_with_ansi);
    all = rsm_sim_commands();
    looks = rsm_sim_commands_of(0x00);
    version = rsm_store_version(f->rsm->store);

    run_all_work(f);

    assert_int_equal(rsm_sim_commands() - all, f->shared ? 3 : 1); /* opened anew: who is it? */
    assert_int_equal(rsm_sim_commands_of(0x00) - looks, 1);
    assert_true(rsm_store_version(f->rsm->store) == version);
}

/* ---- taken out ---- */

static void one_that_is_taken_out_leaves_the_library(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID kept;

    plug_in_and_settle(f, drive_with_ansi);
    look_in_drive(f, &medium);
    kept = medium.info.ObjectGuid;
    (void)give_to_application(f, &kept, u"Backup");
    rsm_sim_take_out("lib", "drive 1");

    run_all_work(f);

    look_at(f, &kept, NTMS_PHYSICAL_MEDIA, &medium);
    assert_guid(rsm_catalogue_offline_library, medium.info.Info.PhysicalMedia.CurrentLibrary);
    assert_true(rsm_guid_is_null(&medium.info.Info.PhysicalMedia.Location));
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
}

static void an_import_medium_that_is_taken_out_is_forgotten(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, drive_with_ansi);
    rsm_sim_take_out("lib", "drive 1");

    run_all_work(f);

    assert_objects(f, NTMS_PHYSICAL_MEDIA, 0);
}

static void one_that_comes_back_has_its_record_again(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID kept;

    plug_in_and_settle(f, drive_with_ansi);
    look_in_drive(f, &medium);
    kept = medium.info.ObjectGuid;
    (void)give_to_application(f, &kept, u"Backup");
    rsm_sim_take_out("lib", "drive 1");
    run_all_work(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL001");

    run_all_work(f);

    look_in_drive(f, &medium);
    assert_guid(kept, medium.info.ObjectGuid);
}

/* ---- exchanged ---- */

static void one_that_was_exchanged_between_two_looks_is_noticed_when_the_drive_says_so(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    plug_in_and_settle(f, drive_with_ansi);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    rsm_sim_announce_drive("lib", 1);

    run_all_work(f);

    look_in_drive(f, &medium);
    assert_named(&medium, u"VOL002");
}

static void a_label_that_could_not_be_read_is_read_when_an_inventory_asks(void **state)
{
    static const struct rsm_sim_fault broken = {
        .failure = RSM_SIM_CHECK, .key = 4, .asc = 0x44, .only_operation = true, .operation = 0x08};
    struct fixture *f = *state;
    struct rsm_record medium;

    plug_in_and_settle(f, drive_with_ansi);
    rsm_sim_take_out("lib", "drive 1");
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    rsm_sim_announce_drive("lib", 1);
    rsm_sim_fail(&broken);
    run_all_work(f);
    assert_true(rsm_sim_has_failed());

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    look_in_drive(f, &medium);
    assert_named(&medium, u"VOL002");
}

static void one_that_was_exchanged_while_the_drive_did_not_answer_is_noticed(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;

    plug_in_and_settle(f, drive_with_ansi);
    rsm_sim_unplug("lib");
    run_all_work(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    rsm_sim_plug("lib");

    run_all_work(f);

    look_in_drive(f, &medium);
    assert_named(&medium, u"VOL002");
}

static void what_is_on_record_is_believed_at_the_beginning(void **state)
{
    struct fixture *f = *state;
    unsigned reads;

    plug_in_and_settle(f, drive_with_ansi);
    reads = rsm_sim_commands_of(0x08);
    restart(f);

    run_all_work(f);

    assert_int_equal(rsm_sim_commands_of(0x08), reads);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
}

static void a_drive_that_was_emptied_while_nobody_looked_is_recorded_as_empty(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, drive_with_ansi);
    close_session(f);
    rsm_sim_take_out("lib", "drive 1");
    open_session(f);

    run_all_work(f);

    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    assert_objects(f, NTMS_PHYSICAL_MEDIA, 0);
}

/* ---- inventories ---- */

static void exchange_while_closed(struct fixture *f)
{
    plug_in_and_settle(f, drive_with_ansi);
    close_session(f);
    rsm_sim_put_in("lib", "drive 1 - ansi VOL002");
    open_session(f);
    run_all_work(f);
}

static void assert_inventory_finds(struct fixture *f, DWORD action, const WCHAR *name)
{
    struct rsm_record medium;

    assert_success(take_inventory(f, action));
    run_all_work(f);
    look_in_drive(f, &medium);
    assert_named(&medium, name);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_int_equal(count_unfinished(f), 0);
}

static void a_fast_inventory_reads_a_label_that_nobody_has_read_since_the_beginning(void **state)
{
    struct fixture *f = *state;

    exchange_while_closed(f);

    assert_inventory_finds(f, NTMS_INVENTORY_FAST, u"VOL002");
}

static void a_fast_inventory_reads_no_label_that_is_known(void **state)
{
    struct fixture *f = *state;
    unsigned reads;

    plug_in_and_settle(f, drive_with_ansi);
    reads = rsm_sim_commands_of(0x08);

    assert_inventory_finds(f, NTMS_INVENTORY_FAST, u"VOL001");

    assert_int_equal(rsm_sim_commands_of(0x08), reads);
}

static void a_full_inventory_reads_the_label_again(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, drive_with_ansi);
    rsm_sim_relabel("lib", "drive 1", "ansi VOL003");

    assert_inventory_finds(f, NTMS_INVENTORY_OMID, u"VOL003");
}

static void an_inventory_of_slots_reads_no_label(void **state)
{
    struct fixture *f = *state;
    unsigned reads;

    exchange_while_closed(f);
    reads = rsm_sim_commands_of(0x08);
    f->labels_changed = true;

    assert_inventory_finds(f, NTMS_INVENTORY_SLOT, u"VOL001");

    assert_int_equal(rsm_sim_commands_of(0x08), reads);
}

static void an_inventory_of_an_empty_drive_ends_well(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, empty_drive);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_requests(f, NTMS_LM_INVENTORY, NTMS_LM_PASSED, 1);
}

/* ---- not there, disabled ---- */

static void a_drive_that_does_not_answer_is_not_present(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    plug_in_and_settle(f, drive_with_ansi);
    rsm_sim_unplug("lib");

    run_all_work(f);

    look_at_library(f, &library);
    assert_int_equal(library.info.dwOperationalState, NTMS_NOT_PRESENT);
    f->unsettled = true;
}

static void it_is_present_again_when_it_answers(void **state)
{
    struct fixture *f = *state;
    struct rsm_record library;

    plug_in_and_settle(f, drive_with_ansi);
    rsm_sim_unplug("lib");
    run_all_work(f);
    rsm_sim_plug("lib");

    run_all_work(f);

    look_at_library(f, &library);
    assert_int_equal(library.info.dwOperationalState, NTMS_READY);
}

static bool has_identified(struct fixture *f)
{
    struct rsm_record medium;

    return find_in_drive(f, &medium) && medium.own.Fresh == 0 && count_unfinished(f) == 0;
}

static void the_worker_notices_a_cartridge_by_itself(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f, empty_drive);

    rsm_sim_put_in("lib", "drive 1 - ansi VOL001");

    assert_true(wait_until(f, has_identified));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_drive_without_a_changer_is_a_library_of_its_own),
        story(it_has_one_drive_and_one_port_and_nothing_else),
        story(its_drive_says_how_it_is_reached),
        story(an_empty_drive_is_dismounted_and_its_port_empty),
        story_on_disk(it_is_the_same_library_after_a_restart),
        story(a_cartridge_that_is_put_in_is_identified),
        story(it_stays_in_the_drive),
        story(one_that_is_there_at_the_beginning_is_identified),
        story(a_blank_one_is_unrecognized),
        story(one_that_the_drive_cannot_use_is_incompatible),
        story(a_cleaning_cartridge_gets_no_record),
        story(nothing_is_asked_but_whether_it_is_ready_while_nothing_changes),
        story(one_that_is_taken_out_leaves_the_library),
        story(an_import_medium_that_is_taken_out_is_forgotten),
        story(one_that_comes_back_has_its_record_again),
        story(one_that_was_exchanged_between_two_looks_is_noticed_when_the_drive_says_so),
        story(a_label_that_could_not_be_read_is_read_when_an_inventory_asks),
        story(one_that_was_exchanged_while_the_drive_did_not_answer_is_noticed),
        story_on_disk(what_is_on_record_is_believed_at_the_beginning),
        story_on_disk(a_drive_that_was_emptied_while_nobody_looked_is_recorded_as_empty),
        story_on_disk(a_fast_inventory_reads_a_label_that_nobody_has_read_since_the_beginning),
        story(a_fast_inventory_reads_no_label_that_is_known),
        story(a_full_inventory_reads_the_label_again),
        story_on_disk(an_inventory_of_slots_reads_no_label),
        story(an_inventory_of_an_empty_drive_ends_well),
        story(a_drive_that_does_not_answer_is_not_present),
        story(it_is_present_again_when_it_answers),
        story_threads(the_worker_notices_a_cartridge_by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
