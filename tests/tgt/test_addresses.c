/*
 * What NTMS_DEVICES may name: targets that ask for a secret, that are not there, that are something
 * else, and what is no address at all.  Each is told in the log in words that help, none of them keeps
 * a session from opening, and what is right beside it works.
 */
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/process.h"
#include "tgt/records.h"

#include "model/guid.h"
#include "scsi/address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DISK_LUN = 9 };

static int demand_secrets(void **state)
{
    static const char account[] = "tgtadm --lld iscsi --mode account";
    static const char *const rest[] = {
        "--op new --user me --password secret-of-mine1",
        "--op bind --tid 1 --user me",
        "--op new --user them --password secret-of-them2",
        "--op bind --tid 1 --user them --outgoing",
    };
    char command[200];

    (void)site_begin(state);
    for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) {
        snprintf(command, sizeof command, "%s %s", account, rest[i]);
        assert_int_equal(rsm_vtl(command), 0);
    }
    return 0;
}

/* The virtual library as seen by a user, with what is to follow the target. */
static const char *as_user(const char *user, const char *rest)
{
    static char address[RSM_ADDRESS_MAX];
    const char *whole = rsm_vtl_address();

    snprintf(address, sizeof address, "iscsi://%s@%s%s", user, whole + strlen("iscsi://"), rest);
    return address;
}

/* A disk beside the changer and the drive. */
static void add_disk(void)
{
    char folder[RSM_PATHS_ROOM];
    char command[2 * RSM_PATHS_ROOM];
    char *path = folder;

    assert_success(rsm_paths_environment("NTMS_TEST_VTL_DIR", folder, sizeof folder));
    if (strncmp(folder, "Z:", 2) == 0) /* Wine's name for the root */
        path += 2;
    for (char *c = path; *c != '\0'; c++)
        *c = *c == '\\' ? '/' : *c;
    snprintf(command, sizeof command,
             "tgtadm --lld iscsi --op new --mode logicalunit --tid 1 --lun %d -b %s/changer.img",
             DISK_LUN, path);
    assert_int_equal(rsm_vtl(command), 0);
}

static void assert_library_works(struct site *s)
{
    assert_false(rsm_guid_is_null(&s->library));
    assert_int_equal(site_library(s).dwOperationalState, NTMS_READY);
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_records_match_vtl(s);
}

/* Only the offline library is there, and everything can be asked for. */
static void assert_no_library(struct site *s)
{
    assert_true(rsm_guid_is_null(&s->library));
    assert_int_equal(site_count(s, NULL, NTMS_LIBRARY), 1);
    assert_int_equal(site_count(s, NULL, NTMS_DRIVE), 0);
    assert_int_equal(site_count(s, NULL, NTMS_COMPUTER), 1);
}

/* That address alone gives no library and those words; beside the right one it does no harm. */
static void assert_useless(struct site *s, const char *address, const char *words)
{
    char both[2 * RSM_ADDRESS_MAX];

    snprintf(both, sizeof both, "%s;%s", address, rsm_vtl_address());
    site_devices(address);
    site_open(s);
    assert_no_library(s);
    assert_logged(s, "error", words);
    site_close(s);

    site_devices(both);
    site_open(s);
    assert_library_works(s);
}

/* ---- secrets ---- */

static void the_right_secret_opens_the_library(void **state)
{
    struct site *s = *state;

    site_devices(as_user("me%secret-of-mine1", ""));
    site_open(s);

    assert_int_equal(site_library(s).dwOperationalState, NTMS_READY);
    assert_int_equal(site_numbered(s, NTMS_DRIVE, 1).dwOperationalState, NTMS_READY);
    site_inventory(s, NTMS_INVENTORY_FAST);
    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);
    assert_logged(s, "me%***@", "type 08h"); /* the changer was reached as that user */
    assert_not_logged(s, "secret");
}

static void a_target_that_proves_itself_is_used(void **state)
{
    site_devices(
        as_user("me%secret-of-mine1", "?target_user=them&target_password=secret-of-them2"));
    site_open(*state);

    assert_int_equal(site_library(*state).dwOperationalState, NTMS_READY);
    assert_not_logged(*state, "secret");
}

static void a_wrong_secret_is_told_and_not_shown(void **state)
{
    struct site *s = *state;

    site_devices(as_user("me%secret-of-mine9", ""));
    site_open(s);

    assert_no_library(s);
    assert_logged(s, "error", "the target does not accept the user name or the password");
    assert_not_logged(s, "secret");
}

static void no_secret_where_one_is_wanted_is_told(void **state)
{
    struct site *s = *state;

    site_open(s);

    assert_no_library(s);
    assert_logged(s, "error", "the target does not accept the user name or the password");
}

static void a_target_that_cannot_prove_itself_is_not_used(void **state)
{
    struct site *s = *state;

    site_devices(
        as_user("me%secret-of-mine1", "?target_user=them&target_password=secret-of-them9"));
    site_open(s);

    assert_no_library(s);
    assert_logged(s, "error", "check target_user and target_password");
    assert_not_logged(s, "secret");
}

/* ---- targets that do not want us, or are not there ---- */

static void a_target_that_lets_nobody_in_is_told(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("tgtadm --lld iscsi --op unbind --mode target --tid 1 -I ALL"), 0);
    site_open(s);

    assert_no_library(s);
    assert_logged(s, "error", "login refused");
}

static void a_port_where_nobody_listens_is_told(void **state)
{
    assert_useless(*state, "iscsi://127.0.0.1:9/iqn.2026-01.test:nothing/1",
                   "nobody listens there; is the target running");
}

static void a_target_name_that_is_not_there_is_told(void **state)
{
    char address[RSM_ADDRESS_MAX];

    snprintf(address, sizeof address, "%s.other/1", rsm_vtl_address());
    assert_useless(*state, address, "there is no target of that name; check the spelling");
}

static void a_logical_unit_that_is_not_there_is_told(void **state)
{
    assert_useless(*state, lun_address(77), "(ERROR_DEV_NOT_EXIST)");
}

/* ---- what is something else ---- */

static void a_disk_is_no_library(void **state)
{
    add_disk();
    assert_useless(*state, lun_address(DISK_LUN), "neither a medium changer nor a tape drive");
}

static void a_disk_beside_the_changer_is_left_alone(void **state)
{
    struct site *s = *state;

    add_disk();
    site_open(s);

    assert_library_works(s);
    assert_int_equal(site_count(s, NULL, NTMS_DRIVE), 1);
}

static void a_changer_without_its_drives_shows_bar_codes_and_says_what_is_missing(void **state)
{
    struct site *s = *state;

    site_devices(lun_address(CHANGER_LUN));
    site_open(s);
    site_inventory(s, NTMS_INVENTORY_FAST);

    assert_medium_is_in(s, u"A00001L6", NTMS_STORAGESLOT, 1);
    assert_int_equal(site_numbered(s, NTMS_DRIVE, 1).dwOperationalState, NTMS_NOT_PRESENT);
    assert_logged(s, "no drive can be used to read or write labels", "attach its tape device");
}

static void an_address_that_cannot_be_read_is_told(void **state)
{
    assert_useless(*state, "iscsi://127.0.0.1", "(ERROR_BAD_PATHNAME)");
}

static void an_address_of_an_unknown_kind_is_told(void **state)
{
    assert_useless(*state, "gopher://127.0.0.1/x", "(ERROR_BAD_PATHNAME)");
}

static void an_address_without_end_does_not_hide_the_next(void **state)
{
    char address[RSM_ADDRESS_MAX + 100];

    memset(address, 'x', sizeof address);
    memcpy(address, "iscsi://", 8);
    address[sizeof address - 1] = '\0';
    assert_useless(*state, address, "is longer than");
}

static void the_last_of_many_addresses_is_asked_too(void **state)
{
    struct site *s = *state;
    char many[8000];
    int length = 0;

    for (int i = 0; i < 40; i++)
        length +=
            snprintf(many + length, sizeof many - (size_t)length,
                     "iscsi://127.0.0.1:9/iqn.2026-01.test:no-library-of-that-number-%d/1;", i);
    snprintf(many + length, sizeof many - (size_t)length, "%s", rsm_vtl_address());
    site_devices(many);
    site_open(s);

    assert_library_works(s);
}

static void nothing_named_is_no_library(void **state)
{
    struct site *s = *state;

    site_devices(" ; ;; ");
    site_open(s);

    assert_no_library(s);
}

static bool has_library(void *context)
{
    struct site *s = context;

    site_find_library(s);
    return !rsm_guid_is_null(&s->library);
}

static void a_target_that_is_switched_on_later_is_found(void **state)
{
    struct site *s = *state;

    assert_int_equal(rsm_vtl("kill"), 0);
    site_open(s);
    assert_no_library(s);
    assert_int_equal(rsm_vtl("start"), 0);
    site_wait(has_library, s, "the library is found");

    assert_library_works(s);
}

/* ---- one library at several addresses ---- */

struct identities {
    GUID library, slot, drive;
};

static struct identities identities_of(struct site *s)
{
    struct identities ids = {.library = s->library};

    ids.slot = site_numbered(s, NTMS_STORAGESLOT, 4).ObjectGuid;
    ids.drive = site_numbered(s, NTMS_DRIVE, 1).ObjectGuid;
    return ids;
}

static void two_addresses_of_one_library_are_one_library(void **state)
{
    struct site *s = *state;
    char both[3 * RSM_ADDRESS_MAX];

    snprintf(both, sizeof both, "%s;", rsm_vtl_address());
    strcat(both, lun_address(CHANGER_LUN));
    site_devices(both);
    site_open(s);

    assert_int_equal(site_count(s, NULL, NTMS_LIBRARY), 2); /* the other is the offline one */
    assert_int_equal(site_count(s, NULL, NTMS_DRIVE), 1);
    assert_library_works(s);
}

/* Let the target listen elsewhere: at another port below 32768. */
static void move_portal(void)
{
    char address[RSM_ADDRESS_MAX];
    char command[64];
    unsigned port = 0;
    int status = 1;

    assert_int_equal(sscanf(rsm_vtl_address(), "iscsi://127.0.0.1:%u", &port), 1);
    for (int tries = 0; tries < 8 && status != 0; tries++) {
        port = 10000 + (port + 211) % 4000; /* not among those of with-vtl.sh */
        snprintf(command, sizeof command, "-p %u restart", port);
        status = rsm_vtl(command);
    }
    assert_int_equal(status, 0);
    snprintf(address, sizeof address, "iscsi://127.0.0.1:%u%s", port,
             strchr(rsm_vtl_address() + strlen("iscsi://"), '/'));
    set_variable("NTMS_TEST_VTL", address);
    site_devices(NULL);
}

static void a_library_at_another_address_is_the_same_library(void **state)
{
    struct site *s = *state;
    struct identities before;
    struct identities now;

    site_open(s);
    before = identities_of(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    site_close(s);
    move_portal();
    site_open(s);

    now = identities_of(s);
    assert_guid(before.library, now.library);
    assert_guid(before.slot, now.slot);
    assert_guid(before.drive, now.drive);
    assert_int_equal(site_count(s, NULL, NTMS_LIBRARY), 2);
    assert_device_name(site_numbered(s, NTMS_DRIVE, 1).Info.Drive.szDeviceName, FIRST_DRIVE_LUN);
    assert_library_works(s);
    assert_int_equal(site_mounts(s), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_right_secret_opens_the_library, demand_secrets,
                                        site_end),
        cmocka_unit_test_setup_teardown(a_target_that_proves_itself_is_used, demand_secrets,
                                        site_end),
        cmocka_unit_test_setup_teardown(a_wrong_secret_is_told_and_not_shown, demand_secrets,
                                        site_end),
        cmocka_unit_test_setup_teardown(no_secret_where_one_is_wanted_is_told, demand_secrets,
                                        site_end),
        cmocka_unit_test_setup_teardown(a_target_that_cannot_prove_itself_is_not_used,
                                        demand_secrets, site_end),
        cmocka_unit_test_setup_teardown(a_target_that_lets_nobody_in_is_told, site_begin, site_end),
        cmocka_unit_test_setup_teardown(a_port_where_nobody_listens_is_told, site_begin, site_end),
        cmocka_unit_test_setup_teardown(a_target_name_that_is_not_there_is_told, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(a_logical_unit_that_is_not_there_is_told, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(a_disk_is_no_library, site_begin, site_end),
        cmocka_unit_test_setup_teardown(a_disk_beside_the_changer_is_left_alone, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(
            a_changer_without_its_drives_shows_bar_codes_and_says_what_is_missing, site_begin,
            site_end),
        cmocka_unit_test_setup_teardown(an_address_that_cannot_be_read_is_told, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(an_address_of_an_unknown_kind_is_told, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(an_address_without_end_does_not_hide_the_next, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(the_last_of_many_addresses_is_asked_too, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(nothing_named_is_no_library, site_begin, site_end),
        cmocka_unit_test_setup_teardown(a_target_that_is_switched_on_later_is_found, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(two_addresses_of_one_library_are_one_library, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(a_library_at_another_address_is_the_same_library,
                                        site_begin, site_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
