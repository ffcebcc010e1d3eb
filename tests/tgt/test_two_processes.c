/*
 * Several programs use one library at once: one of them works, for all.  Under Windows one of them is
 * an x86 and the other an x64 program.  This program also plays the others: see main().
 */
#include "support/asserts.h"
#include "support/vtl_control.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/process.h"
#include "tgt/records.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CARTRIDGES = 4, ROUNDS = 3 };

/* ---- the others ---- */

static void say(const char *word)
{
    printf("%s\n", word);
    fflush(stdout);
}

static DWORD identify(struct site *s, DWORD slot)
{
    GUID id = site_numbered(s, NTMS_STORAGESLOT, slot).ObjectGuid;

    return IdentifyNtmsSlot(s->session, &id, NTMS_DISMOUNT_IMMEDIATE);
}

/* Takes inventory and identifies all that is there, several times over. */
static int play_user(void)
{
    struct site s = {.session = NULL};

    site_open(&s);
    site_inventory(&s, NTMS_INVENTORY_FAST);
    for (int round = 0; round < ROUNDS; round++) {
        assert_success(InventoryNtmsLibrary(s.session, &s.library, NTMS_INVENTORY_OMID));
        for (DWORD slot = 1; slot <= CARTRIDGES; slot++)
            assert_success(identify(&s, slot));
        site_inventory(&s, NTMS_INVENTORY_FAST);
    }
    site_close(&s);
    say("done");
    return 0;
}

/* Is there while another works, and goes on when that one has left. */
static int play_heir(void)
{
    struct site s = {.session = NULL};

    site_open(&s);
    say("open");
    if (!await_sign("left"))
        return 1;
    site_inventory(&s, NTMS_INVENTORY_OMID);
    site_close(&s);
    say("done");
    return 0;
}

/* Asks for one cartridge and waits for it. */
static int play_guest(void)
{
    struct site s = {.session = NULL};

    site_open(&s);
    assert_success(identify(&s, 2));
    site_close(&s);
    say("done");
    return 0;
}

/* ---- the tests ---- */

static struct process *start_own(const char *role)
{
    char program[RSM_PATHS_ROOM];

    own_program(program, sizeof program);
    return start_process(program, role);
}

static struct process *start_other(const char *role)
{
    char program[RSM_PATHS_ROOM];

    other_program(program, sizeof program);
    return start_process(program, role);
}

static void expect_line(struct process *process, const char *expected)
{
    char line[200] = "";

    do {
        if (!read_line(process, line, sizeof line))
            fail_msg("the other process ended instead of saying \"%s\"", expected);
    } while (strcmp(line, expected) != 0);
}

/* How many requests of that operation ended in that state; state NTMS_LM_INVALID = all. */
static size_t count_requests(struct site *s, DWORD operation, DWORD state)
{
    size_t count;
    size_t found = 0;
    GUID *ids = site_list(s, &s->library, NTMS_LIBREQUEST, &count);

    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW object = site_object(s, &ids[i], NTMS_LIBREQUEST);

        if (object.Info.LibRequest.OperationCode == operation &&
            (state == NTMS_LM_INVALID || object.Info.LibRequest.State == state))
            found++;
    }
    free(ids);
    return found;
}

static DWORD mounts_of_sides(struct site *s)
{
    size_t count;
    GUID *ids = site_list(s, NULL, NTMS_PARTITION, &count);
    DWORD mounts = 0;

    for (size_t i = 0; i < count; i++)
        mounts += site_object(s, &ids[i], NTMS_PARTITION).Info.Partition.dwMountCount;
    free(ids);
    return mounts;
}

/* Each mount is counted by a drive and by a side, once. */
static void assert_nothing_was_lost(struct site *s)
{
    size_t identified = count_requests(s, NTMS_LM_PROCESSOMID, NTMS_LM_PASSED);

    assert_int_equal(identified, count_requests(s, NTMS_LM_PROCESSOMID, NTMS_LM_INVALID));
    assert_int_equal(site_mounts(s), identified);
    assert_int_equal(mounts_of_sides(s), identified);
    assert_int_equal(site_count(s, &s->library, NTMS_PHYSICAL_MEDIA), CARTRIDGES);
    assert_records_match_vtl(s);
    assert_database_whole();
}

static void two_programs_begin_on_an_empty_folder_and_both_see_all_finish(void **state)
{
    struct site *s = *state;
    struct process *two = start_other("user"); /* or the test is skipped, with nobody left behind */
    struct process *one = start_own("user");

    expect_line(one, "done");
    expect_line(two, "done");
    assert_int_equal(finish_process(one), 0);
    assert_int_equal(finish_process(two), 0);

    site_open(s);
    site_wait_idle(s);
    assert_int_equal(site_count(s, NULL, NTMS_LIBRARY), 2);
    assert_in_range(count_requests(s, NTMS_LM_INVENTORY, NTMS_LM_PASSED), 2 * (1 + 2 * ROUNDS),
                    2 * (1 + 2 * ROUNDS) + 2); /* and those of first looks */
    assert_int_equal(count_requests(s, NTMS_LM_INVENTORY, NTMS_LM_PASSED),
                     count_requests(s, NTMS_LM_INVENTORY, NTMS_LM_INVALID));
    assert_nothing_was_lost(s);
}

static void when_the_one_that_works_leaves_another_goes_on(void **state)
{
    struct site *s = *state;
    struct process *heir;

    take_sign_back("left");
    site_open(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    heir = start_other("heir");
    expect_line(heir, "open");
    assert_success(InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_OMID));
    site_close(s);
    give_sign("left");
    expect_line(heir, "done");
    assert_int_equal(finish_process(heir), 0);

    site_open(s);
    site_wait_idle(s);
    assert_int_equal(site_mounts(s), 3 * CARTRIDGES);
    assert_nothing_was_lost(s);
}

static void one_program_waits_for_what_another_does_for_it(void **state)
{
    struct site *s = *state;
    struct process *guest;
    DWORD before;

    site_open(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    before = site_side(s, u"A00002L6").Info.Partition.dwMountCount;
    guest = start_other("guest");
    expect_line(guest, "done");
    assert_int_equal(finish_process(guest), 0);

    assert_int_equal(site_side(s, u"A00002L6").Info.Partition.dwMountCount, before + 1);
    assert_nothing_was_lost(s);
}

static void an_inventory_of_the_one_is_seen_by_the_other(void **state)
{
    struct site *s = *state;
    struct process *user = start_other("user");

    site_open(s);
    site_inventory(s, NTMS_INVENTORY_FAST);
    expect_line(user, "done");
    assert_int_equal(finish_process(user), 0);
    site_wait_idle(s);

    assert_nothing_was_lost(s);
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            two_programs_begin_on_an_empty_folder_and_both_see_all_finish, site_begin, site_end),
        cmocka_unit_test_setup_teardown(when_the_one_that_works_leaves_another_goes_on, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(one_program_waits_for_what_another_does_for_it, site_begin,
                                        site_end),
        cmocka_unit_test_setup_teardown(an_inventory_of_the_one_is_seen_by_the_other, site_begin,
                                        site_end),
    };

    if (count > 1 && strcmp(arguments[1], "user") == 0)
        return play_user();
    if (count > 1 && strcmp(arguments[1], "heir") == 0)
        return play_heir();
    if (count > 1 && strcmp(arguments[1], "guest") == 0)
        return play_guest();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
