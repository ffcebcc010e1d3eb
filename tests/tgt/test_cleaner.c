/*
 * The cleaner's way into the library and out of it, and what becomes of a cartridge that is none: drives of
 * the virtual library take every cartridge for a tape.
 */
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { CLEANER_SLOT = 3, USES = 5 };

static bool is_cleaner_present(void *context)
{
    return (site_library(context).Info.Library.dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) != 0;
}

static bool is_no_cleaner_present(void *context)
{
    return !is_cleaner_present(context);
}

static bool is_in_port(void *context)
{
    (void)context;
    return find_cartridge("CLN001L1") == FIRST_PORT;
}

/* A slot is reserved, and the cleaner has come into it through the port. */
static int begin(void **state)
{
    struct site *s;
    GUID slot;
    GUID operation;

    (void)site_begin(state);
    s = *state;
    site_open(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    slot = site_numbered(s, NTMS_STORAGESLOT, CLEANER_SLOT).ObjectGuid;
    assert_success(ReserveNtmsCleanerSlot(s->session, &s->library, &slot));
    site_wait_idle(s);
    assert_int_equal(rsm_vtl("insert CLN001L1 16"), 0);
    assert_success(InjectNtmsCleaner(s->session, &s->library, &operation, USES, NTMS_INJECT_START));
    site_wait(is_cleaner_present, s, "the cleaner is in its slot");
    site_wait_idle(s);
    return 0;
}

static void an_injected_cleaner_is_in_its_slot_with_its_uses(void **state)
{
    struct site *s = *state;
    NTMS_OBJECTINFORMATIONW slot = site_numbered(s, NTMS_STORAGESLOT, CLEANER_SLOT);
    NTMS_OBJECTINFORMATIONW library = site_library(s);

    assert_int_equal(find_cartridge("CLN001L1"), FIRST_SLOT + CLEANER_SLOT - 1);
    assert_guid(slot.ObjectGuid, library.Info.Library.CleanerSlot);
    assert_int_equal(library.Info.Library.dwCleanerUsesRemaining, USES);
    assert_false(site_has_medium(s, u"CLN001L1"));
    assert_records_match_vtl(s);
}

static void an_ejected_cleaner_is_in_the_port_until_it_is_taken(void **state)
{
    struct site *s = *state;
    GUID operation;

    assert_success(EjectNtmsCleaner(s->session, &s->library, &operation, NTMS_EJECT_START));
    site_wait(is_in_port, s, "the cleaner is in the port");
    assert_int_equal(rsm_vtl("remove 16"), 0);
    site_wait_idle(s);

    assert_true(is_no_cleaner_present(s));
    assert_records_match_vtl(s);
    assert_success(ReleaseNtmsCleanerSlot(s->session, &s->library));
    site_wait_idle(s);
}

static void what_the_drive_takes_for_a_tape_is_taken_back_and_cleans_nothing(void **state)
{
    struct site *s = *state;
    GUID drive = site_numbered(s, NTMS_DRIVE, 1).ObjectGuid;

    assert_success(CleanNtmsDrive(s->session, &drive));
    site_wait_idle(s);

    assert_int_equal(find_cartridge("CLN001L1"), FIRST_SLOT + CLEANER_SLOT - 1);
    assert_int_equal(site_library(s).Info.Library.dwCleanerUsesRemaining, 0);
    assert_int_equal(site_numbered(s, NTMS_DRIVE, 1).Info.Drive.State, NTMS_DRIVESTATE_DISMOUNTED);
    assert_records_match_vtl(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_injected_cleaner_is_in_its_slot_with_its_uses, begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(an_ejected_cleaner_is_in_the_port_until_it_is_taken, begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(
            what_the_drive_takes_for_a_tape_is_taken_back_and_cleans_nothing, begin, site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
