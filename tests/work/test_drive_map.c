/*
 * Which tape device is which drive: by identity, by an identity that was cut short, by what was found out
 * before, and by proof.
 */
#include "work/drive_map.h"

#include "support/asserts.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

static void assert_device(struct fixture *f, unsigned number, const WCHAR *device)
{
    struct rsm_record drive;

    look_at_drive(f, number, &drive);
    assert_text(device, drive.info.Info.Drive.szDeviceName);
}

static void drives_are_known_by_the_identity_in_their_element(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty serial ZZZ\n"
            "drive 2 empty serial AAA\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
}

static void the_order_of_devices_says_nothing(void **state)
{
    struct fixture *f = *state;

    set_devices(f, "sim:lib/2;sim:lib/0;sim:lib/1");
    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty\n"
            "drive 2 empty\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
}

static void an_identity_that_ends_early_is_enough_when_only_one_fits(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty\n"
                       "drive 2 empty cut\n"
                       "slot 1 A00001L5 ansi VOL001\n");

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
}

static void a_serial_number_without_its_end_is_enough_when_only_one_fits(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty short serial ABC123\n"
            "drive 2 empty short serial XYZ789\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
}

static void a_serial_number_without_its_end_that_fits_two_is_not_believed(void **state)
{
    struct fixture *f = *state;

    plug_in(f,
            "changer STK L20 SERIAL1\n"
            "drive 1 empty short serial ABC1\n"
            "drive 2 empty short serial ABC2\n"
            "slot 1 empty\n");

    assert_device(f, 1, u"");
    assert_device(f, 2, u"");
}

/* ---- by proof ---- */

static const char silent[] =
    "changer  STK L20 SERIAL1\n"
    "dvcid    no\n"
    "drive 1  empty\n"
    "drive 2  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static void a_changer_that_tells_nothing_leaves_drives_unknown(void **state)
{
    struct fixture *f = *state;

    plug_in(f, silent);

    assert_device(f, 1, u"");
    assert_device(f, 2, u"");
}

static void a_cartridge_in_a_drive_proves_which_device_it_is(void **state)
{
    struct fixture *f = *state;

    plug_in(f, silent);
    run_all_work(f);

    assert_device(f, 1, u"sim:lib/1");
    assert_pool(f, "A00001L5", "Import");
    assert_pool(f, "A00002L5", "Import");
}

static void a_proof_is_remembered(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, silent);
    assert_device(f, 1, u"sim:lib/1");

    restart(f);

    assert_device(f, 1, u"sim:lib/1");
    run_all_work(f);
    assert_success(identify_slot(f, 1, 0));
}

static void a_proven_drive_needs_no_second_proof(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    plug_in_and_settle(f, silent);
    before = rsm_sim_commands_of(0x12);

    assert_success(identify_slot(f, 1, 0));

    assert_int_equal(rsm_sim_commands_of(0x12), before); /* no device was asked who it is */
}

static void both_drives_can_be_proved(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    plug_in_and_settle(f, silent);

    assert_success(identify_slot(f, 1, NTMS_DISMOUNT_DEFERRED));
    assert_success(identify_slot(f, 2, NTMS_DISMOUNT_DEFERRED));

    assert_device(f, 1, u"sim:lib/1");
    assert_device(f, 2, u"sim:lib/2");
    look_at_drive(f, 2, &drive);
    assert_text(u"SERIAL1D2", drive.info.Info.Drive.szSerialNumber);
}

static void a_proven_drive_has_its_type(void **state)
{
    struct fixture *f = *state;
    struct rsm_record drive;
    struct rsm_record type;

    plug_in_and_settle(f, silent);

    look_at_drive(f, 1, &drive);
    look_at(f, &drive.info.Info.Drive.DriveType, NTMS_DRIVE_TYPE, &type);
    assert_text(u"Ultrium 5-SCSI", type.info.Info.DriveType.szProduct);
}

static void a_drive_without_a_tape_device_is_not_used(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty absent\n"
                       "drive 2 empty\n"
                       "slot 1 A00001L5 ansi VOL001\n");

    assert_device(f, 1, u"");
    assert_success(identify_slot(f, 1, 0));
    assert_moves(f, "slot 1 > drive 2, drive 2 > slot 1");
}

static void without_any_tape_device_identification_fails(void **state)
{
    struct fixture *f = *state;

    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "drive 1 empty absent\n"
                       "slot 1 A00001L5 ansi VOL001\n");

    assert_fails_with(ERROR_DEVICE_NOT_AVAILABLE, identify_slot(f, 1, 0));
    assert_moves(f, "");
    assert_in_slot(f, "A00001L5", 1); /* its bar code is known all the same */
}

static void a_wrong_device_is_never_believed(void **state)
{
    struct fixture *f = *state;

    /* the only tape device belongs to the other drive, and no cartridge is ever seen in it */
    plug_in_and_settle(f,
                       "changer STK L20 SERIAL1\n"
                       "dvcid no\n"
                       "drive 1 empty absent\n"
                       "drive 2 empty\n"
                       "slot 1 A00001L5 ansi VOL001\n"
                       "slot 2 A00002L5 ansi VOL002\n");

    assert_device(f, 1, u"");
    (void)identify_slot(f, 1, 0);
    assert_in_slot(f, "A00001L5", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(drives_are_known_by_the_identity_in_their_element),
        story(the_order_of_devices_says_nothing),
        story(an_identity_that_ends_early_is_enough_when_only_one_fits),
        story(a_serial_number_without_its_end_is_enough_when_only_one_fits),
        story(a_serial_number_without_its_end_that_fits_two_is_not_believed),
        story(a_changer_that_tells_nothing_leaves_drives_unknown),
        story(a_cartridge_in_a_drive_proves_which_device_it_is),
        story_on_disk(a_proof_is_remembered),
        story(a_proven_drive_needs_no_second_proof),
        story(both_drives_can_be_proved),
        story(a_proven_drive_has_its_type),
        story(a_drive_without_a_tape_device_is_not_used),
        story(without_any_tape_device_identification_fails),
        story(a_wrong_device_is_never_believed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
