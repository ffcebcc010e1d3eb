/*
 * How often an inventory waits for the disk does not depend on how much it has to record.
 */
#include "model/guid.h"
#include "support/asserts.h"
#include "support/faulty_disk.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

enum { SLOTS = 5000 };

/* A person exchanges cartridges of neighbours, from slot 1 on, until that many slots hold another one. */
static void exchange(unsigned slots)
{
    for (unsigned i = 1; i < slots; i += 2) {
        char one[32];
        char other[32];

        snprintf(one, sizeof one, "slot %u", i);
        snprintf(other, sizeof other, "slot %u", i + 1);
        rsm_sim_swap("lib", one, other);
    }
}

/* Waits for the disk of an inventory that finds other cartridges in that many slots. */
static unsigned syncs_of_inventory(struct fixture *f, unsigned changed)
{
    GUID before = *medium_in_slot(f, 1);
    unsigned syncs;

    exchange(changed);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    syncs = faulty_disk_syncs();
    run_all_work(f);
    syncs = faulty_disk_syncs() - syncs;
    assert_guid(before, *medium_in_slot(f, 2));
    return syncs;
}

static void an_inventory_waits_for_the_disk_as_often_whether_few_or_many_slots_changed(void **state)
{
    struct fixture *f = *state;
    unsigned few;

    rsm_sim_make("lib", SLOTS, 0, 0);
    open_session(f);
    run_all_work(f);
    close_session(
        f); /* now the log is empty: it goes into the database each time it has 1,000 pages */
    open_session(f);
    run_all_work(f);

    few = syncs_of_inventory(f, 100);
    assert_in_range(few, 1, 4);
    assert_int_equal(syncs_of_inventory(f, SLOTS), few);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story_on_disk(an_inventory_waits_for_the_disk_as_often_whether_few_or_many_slots_changed),
    };

    faulty_disk_begin();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
