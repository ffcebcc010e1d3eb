/*
 * Ejects of cartridges that are in drives or that somebody else wants, and what comes between an eject and
 * its end: inventories, the end of the process, another one that takes over.
 */
#include "core/hold.h"
#include "model/guid.h"
#include "platform/text.h"
#include "support/asserts.h"
#include "support/looks.h"
#include "support/simulated_program.h"
#include "work/mounter.h"
#include "work/port_stories.h"
#include "work/system.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

static const char one_cell[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n"
    "port 1   empty\n";

/* ---- out of drives ---- */

static void a_cartridge_that_idles_in_a_drive_goes_straight_into_the_port(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    leave_in_drive(f, 1, 1);

    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    assert_moves(f, "drive 1 > port 1");
    assert_in_port(f, "A00001L5", 1);
    assert_drive_state(f, 1, NTMS_DRIVESTATE_DISMOUNTED);
    look_at_medium(f, "A00001L5", &medium);
    assert_guid(*slot_id(f, 1), medium.info.Info.PhysicalMedia.HomeSlot);
}

/* covers ERROR_BUSY of EjectNtmsMedia */
static void a_mounted_medium_is_busy(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    leave_in_drive(f, 1, 1);
    hold_mounted(f, "A00001L5", 1);

    assert_fails_with(ERROR_BUSY, eject(f, "A00001L5", &operation));
    assert_fails_with(ERROR_BUSY, put_aside(f, "A00001L5"));

    assert_requests(f, NTMS_LM_EJECT, NTMS_LM_QUEUED, 0);
}

static void force_takes_a_mounted_medium_from_its_program(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    leave_in_drive(f, 1, 1);
    hold_mounted(f, "A00001L5", 1);

    assert_success(eject_by_force(f, "A00001L5", &operation));
    run_all_work(f);

    assert_in_port(f, "A00001L5", 1);
    look_at_medium(f, "A00001L5", &medium);
    assert_int_equal(medium.own.Hold, 0);
    assert_int_equal(medium.info.Info.PhysicalMedia.MediaState, NTMS_MEDIASTATE_IDLE);
    assert_true(rsm_guid_is_null(&medium.info.Info.PhysicalMedia.MountedPartition));
}

static void one_that_stays_in_spite_of_force_is_dismounted_when_its_program_lets_go(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    leave_in_drive(f, 1, 1);
    hold_mounted(f, "A00001L5", 1);
    rsm_sim_prevent("lib", 1, true);

    assert_success(eject_by_force(f, "A00001L5", &operation));
    run_all_work(f);
    look_at_medium(f, "A00001L5", &medium);
    rsm_sim_prevent("lib", 1, false);
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_FAILED);
    assert_int_equal(medium.own.Hold, RSM_HOLD_DISMOUNTING); /* nobody else gets the drive */
    assert_in_slot(f, "A00001L5", 1);
}

/* A forced eject of the first cartridge, as soon as a drive unloads. */
static void eject_at_first_unload(void *context, uint8_t command, bool done)
{
    GUID operation;

    if (command != 0x1B || done)
        return;
    rsm_sim_watch(NULL, NULL);
    assert_success(eject_by_force(context, "A00001L5", &operation));
    (void)rsm_system_run_all();
}

static void one_that_is_about_to_be_mounted_is_ejected_afterwards(void **state)
{
    struct fixture *f = *state;
    struct mount_call call;
    plug_in_and_settle(f, one_cell);
    leave_in_drive(f, 2, 1);
    rsm_sim_forget_moves("lib");
    rsm_sim_watch(eject_at_first_unload, f);
    call = call_for_slot(f, 1);

    assert_success(make_call(f, &call));

    run_all_work(f);
    assert_moves(f, "drive 1 > slot 2, slot 1 > drive 1, drive 1 > port 1");
    assert_in_port(f, "A00001L5", 1);
}

static void a_medium_mounted_after_its_eject_was_asked_for_is_waited_for(void **state)
{
    struct fixture *f = *state;
    struct rsm_record medium;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    leave_in_drive(f, 1, 1);
    assert_success(eject(f, "A00001L5", &operation));
    hold_mounted(f, "A00001L5", 1);
    run_all_work(f);
    assert_operation(f, &operation, NTMS_LM_QUEUED);
    look_at_medium(f, "A00001L5", &medium);
    medium.own.Hold = 0;
    change(f, &medium);

    run_all_work(f);

    assert_in_port(f, "A00001L5", 1);
}

static void an_ejected_medium_cannot_be_ejected_again(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    GUID other;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));

    assert_fails_with(ERROR_BUSY, eject(f, "A00001L5", &other));
    run_all_work(f);
    assert_fails_with(ERROR_BUSY, eject(f, "A00001L5", &other));
    assert_fails_with(ERROR_BUSY, put_aside(f, "A00001L5"));
}

/* ---- what comes between ---- */

static void an_inventory_leaves_an_ejected_cartridge_in_the_port(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    assert_success(take_inventory(f, NTMS_INVENTORY_OMID));
    run_all_work(f);

    assert_in_port(f, "A00001L5", 1);
    assert_operation(f, &operation, NTMS_LM_WAITING);
}

static void an_inventory_that_misses_the_cartridge_first_is_no_harm(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    give_to_application(f, medium_in_slot(f, 1), u"Backups");
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    rsm_sim_carry(f->library, "port 1", "slot 3");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_in_slot(f, "A00001L5", 3);
}

/* The process that asked for it is dead, and another one takes the library over. */
static void die(struct fixture *f, const GUID *operation)
{
    static const WCHAR dead[] = u"00000000000000000000000000000000";
    struct rsm_record request;

    look_at(f, operation, NTMS_LIBREQUEST, &request);
    rsm_text_copy(request.own.Owner, RSM_OWNER_LENGTH, dead);
    change(f, &request);
    restart(f);
    run_all_work(f);
}

static void an_eject_ends_with_its_process_and_the_cartridge_stays_where_it_is(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    die(f, &operation);

    assert_operation(f, &operation, NTMS_LM_CANCELLED);
    assert_in_port(f, "A00001L5", 1);
    assert_port(f, 1, NTMS_PORTPOSITION_RETRACTED, NTMS_PORTCONTENT_FULL);
}

static void a_cartridge_left_in_the_port_can_be_ejected_again(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    die(f, &operation);
    rsm_sim_forget_moves(f->library);

    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    take_from_port(f, 1);

    assert_moves(f, "");
    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_no_medium(f, "A00001L5");
}

static void the_eject_of_a_living_process_goes_on_when_another_takes_over(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);

    restart(f); /* the same process: it lives */
    run_all_work(f);
    assert_operation(f, &operation, NTMS_LM_WAITING);
    assert_port(f, 1, NTMS_PORTPOSITION_EXTENDED, NTMS_PORTCONTENT_FULL);
    take_from_port(f, 1);

    assert_operation(f, &operation, NTMS_LM_PASSED);
    assert_moves(f, "slot 1 > port 1");
}

static void a_stop_is_remembered_over_a_take_over(void **state)
{
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    assert_success(stop_eject(f, &operation));

    restart(f);
    run_all_work(f);

    assert_operation(f, &operation, NTMS_LM_STOPPED);
    assert_in_slot(f, "A00001L5", 1);
}

static void whoever_leaves_the_library_lets_people_at_the_port(void **state)
{
    static const struct rsm_sim_fault not_unlocked = {.failure = RSM_SIM_CHECK,
                                                      .number = 2, /* the first one locks it */
                                                      .more = 1000,
                                                      .only_operation = true,
                                                      .operation = 0x1E,
                                                      .key = 4,
                                                      .asc = 0x44};
    struct fixture *f = *state;
    GUID operation;
    plug_in_and_settle(f, one_cell);
    rsm_sim_fail(&not_unlocked);
    assert_success(eject(f, "A00001L5", &operation));
    run_all_work(f);
    assert_port(f, 1, NTMS_PORTPOSITION_RETRACTED, NTMS_PORTCONTENT_FULL);
    rsm_sim_fail(NULL);

    close_session(f);

    rsm_sim_take_out(f->library, "port 1"); /* fails when it is locked */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(a_cartridge_that_idles_in_a_drive_goes_straight_into_the_port),
        story(a_mounted_medium_is_busy),
        story(force_takes_a_mounted_medium_from_its_program),
        story(one_that_stays_in_spite_of_force_is_dismounted_when_its_program_lets_go),
        story(one_that_is_about_to_be_mounted_is_ejected_afterwards),
        story(a_medium_mounted_after_its_eject_was_asked_for_is_waited_for),
        story(an_ejected_medium_cannot_be_ejected_again),
        story(an_inventory_leaves_an_ejected_cartridge_in_the_port),
        story(an_inventory_that_misses_the_cartridge_first_is_no_harm),
        story_on_disk(an_eject_ends_with_its_process_and_the_cartridge_stays_where_it_is),
        story_on_disk(a_cartridge_left_in_the_port_can_be_ejected_again),
        story_on_disk(the_eject_of_a_living_process_goes_on_when_another_takes_over),
        story_on_disk(a_stop_is_remembered_over_a_take_over),
        story(whoever_leaves_the_library_lets_people_at_the_port),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
