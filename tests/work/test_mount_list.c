/*
 * The mounts that were begun and have not ended, without devices.
 */
#include "work/mount_list.h"

#include "model/guid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct rsm_library library;

static int begin(void **state)
{
    (void)state;
    rsm_library_begin(&library, NULL, NULL);
    library.bay_count = 3;
    return 0;
}

static int end(void **state)
{
    (void)state;
    rsm_library_end(&library);
    return 0;
}

/* The n-th of the one batch there is. */
static struct rsm_mounting add(unsigned n, enum rsm_mounting_state state)
{
    const struct rsm_mounting mounting = {.request.Data1 = n,
                                          .batch.Data1 = 7,
                                          .medium.Data1 = 10 + n,
                                          .bay = &library.bays[n],
                                          .state = state};

    rsm_mount_list_add(&library, &mounting);
    return mounting;
}

static void one_that_ends_takes_those_along_that_no_thread_runs(void **state)
{
    struct rsm_mounting taken[RSM_LIBRARY_DRIVES_MAX];
    struct rsm_mounting ran = add(0, RSM_MOUNTING_RUNS);

    (void)state;
    (void)add(1, RSM_MOUNTING_WAITS);
    (void)add(2, RSM_MOUNTING_READY);

    assert_int_equal(rsm_mount_list_take(&library, &ran, taken), 3);
    assert_int_equal(library.mounting_count, 0);
}

static void one_that_another_thread_runs_stays_on_the_list(void **state)
{
    struct rsm_mounting taken[RSM_LIBRARY_DRIVES_MAX];
    struct rsm_mounting ran = add(0, RSM_MOUNTING_RUNS);
    struct rsm_mounting other = add(1, RSM_MOUNTING_RUNS);

    (void)state;
    assert_int_equal(rsm_mount_list_take(&library, &ran, taken), 1);
    assert_true(rsm_guid_equal(&taken[0].request, &ran.request));
    assert_true(rsm_mount_list_has(&library, &other.medium));
}

static void the_last_one_that_runs_after_others_ended_has_the_batch(void **state)
{
    struct rsm_mounting taken[RSM_LIBRARY_DRIVES_MAX];
    struct rsm_mounting ran = add(0, RSM_MOUNTING_RUNS);
    struct rsm_mounting other = add(1, RSM_MOUNTING_RUNS);

    (void)state;
    assert_int_equal(rsm_mount_list_take(&library, &ran, taken), 1);

    assert_true(rsm_mount_list_ready(&library, &other));
    assert_int_equal(rsm_mount_list_take(&library, &other, taken), 1);
    assert_int_equal(library.mounting_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_that_ends_takes_those_along_that_no_thread_runs, begin,
                                        end),
        cmocka_unit_test_setup_teardown(one_that_another_thread_runs_stays_on_the_list, begin, end),
        cmocka_unit_test_setup_teardown(the_last_one_that_runs_after_others_ended_has_the_batch,
                                        begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
