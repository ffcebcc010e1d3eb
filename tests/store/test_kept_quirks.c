/*
 * What is kept of devices that differ from the standards.
 */
#include "store/quirk_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "store/made_up.h"
#include "support/asserts.h"

#define FILE_NAME "kept_quirks.test"

static const struct rsm_kept_device changer = {
    .identity = "STK|L20|C1",
    .type = 8,
    .vendor = "STK",
    .product = "L20",
    .revision = "0215",
    .serial = "C1",
    .edition = 3,
    .count = 2,
    .quirks = {{"length-16-bits", 1, false, 1000}, {"most-slots", 5376, true, 2000}}};
static const struct rsm_kept_device model = {.identity = "STK|L20|C1",
                                             .is_model = true,
                                             .type = 8,
                                             .vendor = "STK",
                                             .product = "L20",
                                             .revision = "0215",
                                             .count = 1,
                                             .quirks = {{"no-tags", 1, false, 3000}}};

static int open_it(void **state)
{
    struct rsm_store *store = open_database(":memory:");

    begin_write(store);
    *state = store;
    return 0;
}

static int close_it(void **state)
{
    rsm_store_end(*state, ERROR_SUCCESS);
    rsm_store_close(*state);
    return 0;
}

static bool join(void *context, const struct rsm_kept_device *device)
{
    char *all = context;

    snprintf(all + strlen(all), 2000 - strlen(all), "%s %d %u %s/%s/%s/%s %u:", device->identity,
             (int)device->is_model, device->type, device->vendor, device->product, device->revision,
             device->serial, (unsigned)device->edition);
    for (size_t i = 0; i < device->count; i++)
        snprintf(all + strlen(all), 2000 - strlen(all), " %s=%u%s@%d", device->quirks[i].name,
                 (unsigned)device->quirks[i].value, device->quirks[i].pinned ? "!" : "",
                 (int)device->quirks[i].since);
    strcat(all, ";");
    return strcmp(device->identity, "last") != 0;
}

static void assert_kept(struct rsm_store *store, const char *expected)
{
    char all[2000] = "";

    assert_success(rsm_quirk_memory_each(store, join, all));
    assert_string_equal(all, expected);
}

static void a_device_is_kept_as_it_was_saved(void **state)
{
    assert_success(rsm_quirk_memory_save(*state, &changer));

    assert_kept(*state,
                "STK|L20|C1 0 8 STK/L20/0215/C1 3:"
                " length-16-bits=1@1000 most-slots=5376!@2000;");
}

static void a_model_is_kept_beside_a_device_of_the_same_name(void **state)
{
    assert_success(rsm_quirk_memory_save(*state, &model));
    assert_success(rsm_quirk_memory_save(*state, &changer));

    assert_kept(*state,
                "STK|L20|C1 0 8 STK/L20/0215/C1 3:"
                " length-16-bits=1@1000 most-slots=5376!@2000;"
                "STK|L20|C1 1 8 STK/L20/0215/ 0: no-tags=1@3000;");
}

static void what_is_saved_later_takes_the_place_of_all_that_was(void **state)
{
    struct rsm_kept_device later = changer;

    later.count = 1;
    later.quirks[0] = model.quirks[0];
    memcpy(later.revision, "0300", 5);
    assert_success(rsm_quirk_memory_save(*state, &changer));
    assert_success(rsm_quirk_memory_save(*state, &later));

    assert_kept(*state, "STK|L20|C1 0 8 STK/L20/0300/C1 3: no-tags=1@3000;");
}

static void one_device_is_found(void **state)
{
    struct rsm_kept_device found;

    assert_success(rsm_quirk_memory_save(*state, &changer));
    assert_success(rsm_quirk_memory_load(*state, "STK|L20|C1", false, &found));
    assert_int_equal(found.count, 2);
    assert_string_equal(found.quirks[1].name, "most-slots");
}

static void a_device_that_is_not_kept_is_not_found(void **state)
{
    struct rsm_kept_device found;

    assert_success(rsm_quirk_memory_save(*state, &changer));
    assert_fails_with(ERROR_NOT_FOUND, rsm_quirk_memory_load(*state, "STK|L20|C2", false, &found));
    assert_fails_with(ERROR_NOT_FOUND, rsm_quirk_memory_load(*state, "STK|L20|C1", true, &found));
    assert_fails_with(ERROR_NOT_FOUND, rsm_quirk_memory_drop(*state, "STK|L20|C1", true));
}

static void a_device_that_is_dropped_takes_its_quirks_along(void **state)
{
    struct rsm_kept_device bare = changer;

    bare.count = 0;
    assert_success(rsm_quirk_memory_save(*state, &changer));
    assert_success(rsm_quirk_memory_drop(*state, "STK|L20|C1", false));
    assert_success(rsm_quirk_memory_save(*state, &bare));

    assert_kept(*state, "STK|L20|C1 0 8 STK/L20/0215/C1 3:;");
}

static void a_device_without_an_identity_is_not_kept(void **state)
{
    const struct rsm_kept_device nobody = {.type = 8};

    assert_fails_with(ERROR_INVALID_PARAMETER, rsm_quirk_memory_save(*state, &nobody));
}

static void what_is_not_committed_is_not_kept(void **state)
{
    struct rsm_store *store;

    (void)state;
    remove_database(FILE_NAME);
    store = open_database(FILE_NAME);
    begin_write(store);
    assert_success(rsm_quirk_memory_save(store, &changer));
    roll_back(store);
    begin_read(store);
    assert_kept(store, "");
    commit(store);
    rsm_store_close(store);
    remove_database(FILE_NAME);
}

#define in_transaction(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_transaction(a_device_is_kept_as_it_was_saved),
        in_transaction(a_model_is_kept_beside_a_device_of_the_same_name),
        in_transaction(what_is_saved_later_takes_the_place_of_all_that_was),
        in_transaction(one_device_is_found),
        in_transaction(a_device_that_is_not_kept_is_not_found),
        in_transaction(a_device_that_is_dropped_takes_its_quirks_along),
        in_transaction(a_device_without_an_identity_is_not_kept),
        cmocka_unit_test(what_is_not_committed_is_not_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
