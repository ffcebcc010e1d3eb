/*
 * Dismounts on a library that nobody here wrote.
 */
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/records.h"

#include "scsi/spc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int begin_with_inventory(void **state)
{
    (void)site_begin(state);
    site_open(*state);
    site_inventory(*state, NTMS_INVENTORY_FAST);
    return 0;
}

/* The cartridge of a slot is in a drive that may be emptied: that one's number. */
static DWORD leave_in_drive(struct site *s, DWORD slot, const char *bar_code)
{
    GUID id = site_numbered(s, NTMS_STORAGESLOT, slot).ObjectGuid;
    uint16_t element;

    assert_success(IdentifyNtmsSlot(s->session, &id, NTMS_DISMOUNT_DEFERRED));
    element = find_cartridge(bar_code);
    assert_in_range(element, FIRST_DRIVE, FIRST_DRIVE + 1);
    return (DWORD)(element - FIRST_DRIVE) + 1;
}

static DWORD dismount(struct site *s, DWORD drive)
{
    GUID id = site_numbered(s, NTMS_DRIVE, drive).ObjectGuid;

    return DismountNtmsDrive(s->session, &id);
}

static void a_drive_is_emptied_and_its_cartridge_home(void **state)
{
    struct site *s = *state;
    DWORD drive = leave_in_drive(s, 1, "A00001L6");

    assert_success(dismount(s, drive));
    site_wait_idle(s);

    assert_int_equal(find_cartridge("A00001L6"), FIRST_SLOT);
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);
    assert_fails_with(ERROR_INVALID_STATE, dismount(s, drive));
    assert_records_match_vtl(s);
}

/* PREVENT ALLOW MEDIUM REMOVAL, as a program sends it. */
static void prevent(struct rsm_device *device, bool prevented)
{
    struct rsm_command command;

    memset(&command, 0, sizeof command);
    command.cdb = rsm_spc_prevent_removal(prevented);
    command.timeout_ms = 10000;
    assert_success(rsm_device_execute(device, &command, NULL, NULL));
}

struct watch {
    struct site *site;
    DWORD drive;
};

static bool is_busy(void *context)
{
    struct watch *watch = context;

    return dismount(watch->site, watch->drive) == ERROR_BUSY;
}

static bool is_home(void *context)
{
    (void)context;
    return find_cartridge("A00001L6") == FIRST_SLOT;
}

static void a_drive_that_a_program_has_locked_is_emptied_when_it_lets_go(void **state)
{
    struct site *s = *state;
    struct watch watch = {.site = s, .drive = leave_in_drive(s, 1, "A00001L6")};
    struct rsm_device *program = open_lun(FIRST_DRIVE_LUN + watch.drive - 1);

    prevent(program, true);
    assert_success(dismount(s, watch.drive));
    site_wait(is_busy, &watch, "the dismount to wait for the program");
    assert_int_equal(find_cartridge("A00001L6"), FIRST_DRIVE + watch.drive - 1);
    assert_logged(s, "A00001L6 cannot be taken out of drive", "close that program's handle");

    prevent(program, false);
    rsm_device_close(program);
    site_wait(is_home, NULL, "the cartridge to go home");
    site_wait_idle(s);
    assert_records_match_vtl(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_drive_is_emptied_and_its_cartridge_home,
                                        begin_with_inventory, site_end),
        cmocka_unit_test_setup_teardown(
            a_drive_that_a_program_has_locked_is_emptied_when_it_lets_go, begin_with_inventory,
            site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
