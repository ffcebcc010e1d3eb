/*
 * Commands of changers as bytes, and the mode pages that describe a library.
 */
#include "scsi/smc.h"

#include "scsi/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void assert_cdb(struct rsm_cdb cdb, const char *expected)
{
    struct recorded bytes = hex(expected);

    assert_int_equal(cdb.length, bytes.size);
    assert_memory_equal(cdb.bytes, bytes.bytes, bytes.size);
}

/* ---- building ---- */

static void moves_are_built_as_the_standard_writes_them(void **state)
{
    (void)state;
    assert_cdb(rsm_smc_move_medium(0, 0x0101, 0x1001, false),
               "a5 00 00 00 01 01 10 01 00 00 00 00");
    assert_cdb(rsm_smc_move_medium(1, 2, 3, true), "a5 00 00 01 00 02 00 03 00 00 01 00");
    assert_cdb(rsm_smc_exchange_medium(1, 2, 3, 4, true, false),
               "a6 00 00 01 00 02 00 03 00 04 02 00");
    assert_cdb(rsm_smc_exchange_medium(1, 2, 3, 2, false, true),
               "a6 00 00 01 00 02 00 03 00 02 01 00");
    assert_cdb(rsm_smc_position_to_element(1, 0x1234, true), "2b 00 00 01 12 34 00 00 01 00");
}

static void initialising_is_built_in_all_three_forms(void **state)
{
    (void)state;
    assert_cdb(rsm_smc_initialize_element_status(), "07 00 00 00 00 00");
    assert_cdb(rsm_smc_initialize_range(0x0400, 20, false), "37 01 04 00 00 00 00 14 00 00");
    assert_cdb(rsm_smc_initialize_range(0x0400, 20, true), "37 03 04 00 00 00 00 14 00 00");
    assert_cdb(rsm_smc_initialize_range_vendor(0x0400, 20), "e7 01 04 00 00 00 00 14 00 00");
}

static void element_status_is_asked_for_with_every_wish(void **state)
{
    (void)state;
    assert_cdb(rsm_smc_read_element_status(RSM_SMC_STORAGE, 0x0400, 20, RSM_SMC_TAGS, 0x012345),
               "b8 12 04 00 00 14 00 01 23 45 00 00");
    assert_cdb(rsm_smc_read_element_status(RSM_SMC_DATA_TRANSFER, 0, 0xFFFF,
                                           RSM_SMC_IDENTIFIERS | RSM_SMC_NO_MOTION, 0x1000000),
               "b8 04 00 00 ff ff 03 ff ff ff 00 00");
}

/* ---- mode pages ---- */

static void recorded_addresses_are_read_for_each_type(void **state)
{
    struct recorded data = recorded("mode6_addresses");
    struct rsm_smc_addresses addresses;

    (void)state;
    assert_int_equal(rsm_smc_parse_addresses(data.bytes + 4, data.size - 4, &addresses),
                     ERROR_SUCCESS);
    assert_int_equal(addresses.by_type[RSM_SMC_TRANSPORT].first, 1);
    assert_int_equal(addresses.by_type[RSM_SMC_TRANSPORT].count, 1);
    assert_int_equal(addresses.by_type[RSM_SMC_STORAGE].first, 1024);
    assert_int_equal(addresses.by_type[RSM_SMC_STORAGE].count, 20);
    assert_int_equal(addresses.by_type[RSM_SMC_IMPORT_EXPORT].first, 16);
    assert_int_equal(addresses.by_type[RSM_SMC_IMPORT_EXPORT].count, 2);
    assert_int_equal(addresses.by_type[RSM_SMC_DATA_TRANSFER].first, 256);
    assert_int_equal(addresses.by_type[RSM_SMC_DATA_TRANSFER].count, 2);
}

static void addresses_that_did_not_all_arrive_are_refused(void **state)
{
    struct recorded data = recorded("mode6_addresses");
    struct rsm_smc_addresses addresses;

    (void)state;
    assert_int_equal(rsm_smc_parse_addresses(data.bytes + 4, 17, &addresses), ERROR_INVALID_DATA);
    assert_int_equal(rsm_smc_parse_addresses(data.bytes + 4, 18, &addresses), ERROR_SUCCESS);
    data.bytes[4] = 0x1E;
    assert_int_equal(rsm_smc_parse_addresses(data.bytes + 4, 20, &addresses), ERROR_INVALID_DATA);
    assert_int_equal(rsm_smc_parse_addresses(NULL, 0, &addresses), ERROR_INVALID_DATA);
}

static void recorded_capabilities_allow_every_move(void **state)
{
    struct recorded data = recorded("mode6_capabilities");
    struct rsm_smc_capabilities capabilities;

    (void)state;
    assert_int_equal(rsm_smc_parse_capabilities(data.bytes + 4, data.size - 4, &capabilities),
                     ERROR_SUCCESS);
    assert_true(rsm_smc_can_store(&capabilities, RSM_SMC_DATA_TRANSFER));
    assert_true(rsm_smc_can_move(&capabilities, RSM_SMC_STORAGE, RSM_SMC_DATA_TRANSFER));
    assert_true(rsm_smc_can_exchange(&capabilities, RSM_SMC_STORAGE, RSM_SMC_DATA_TRANSFER));
}

static void each_bit_of_the_matrix_allows_one_move(void **state)
{
    /* storage: to import/export; import/export: to storage; drive: exchange with storage */
    struct recorded data = hex("1f 12 02 00 00 04 02 00 00 00 00 00 00 00 00 02 00 00 00 00");
    struct rsm_smc_capabilities capabilities;

    (void)state;
    assert_int_equal(rsm_smc_parse_capabilities(data.bytes, data.size, &capabilities),
                     ERROR_SUCCESS);
    assert_true(rsm_smc_can_move(&capabilities, RSM_SMC_STORAGE, RSM_SMC_IMPORT_EXPORT));
    assert_true(rsm_smc_can_move(&capabilities, RSM_SMC_IMPORT_EXPORT, RSM_SMC_STORAGE));
    assert_false(rsm_smc_can_move(&capabilities, RSM_SMC_STORAGE, RSM_SMC_DATA_TRANSFER));
    assert_false(rsm_smc_can_move(&capabilities, RSM_SMC_DATA_TRANSFER, RSM_SMC_STORAGE));
    assert_true(rsm_smc_can_exchange(&capabilities, RSM_SMC_DATA_TRANSFER, RSM_SMC_STORAGE));
    assert_false(rsm_smc_can_exchange(&capabilities, RSM_SMC_STORAGE, RSM_SMC_DATA_TRANSFER));
    assert_true(rsm_smc_can_store(&capabilities, RSM_SMC_STORAGE));
    assert_false(rsm_smc_can_store(&capabilities, RSM_SMC_TRANSPORT));
}

static void no_move_is_allowed_for_types_that_do_not_exist(void **state)
{
    struct rsm_smc_capabilities capabilities;

    (void)state;
    memset(&capabilities, 0xFF, sizeof(capabilities));
    assert_false(rsm_smc_can_move(&capabilities, RSM_SMC_ALL, RSM_SMC_STORAGE));
    assert_false(rsm_smc_can_move(&capabilities, RSM_SMC_STORAGE, RSM_SMC_ALL));
    assert_false(rsm_smc_can_move(&capabilities, (enum rsm_smc_type)5, RSM_SMC_STORAGE));
    assert_false(rsm_smc_can_store(&capabilities, (enum rsm_smc_type)200));
}

static void an_exchange_matrix_that_did_not_arrive_allows_nothing(void **state)
{
    struct recorded data = recorded("mode6_capabilities");
    struct rsm_smc_capabilities capabilities;

    (void)state;
    assert_int_equal(rsm_smc_parse_capabilities(data.bytes + 4, 7, &capabilities),
                     ERROR_INVALID_DATA);
    assert_int_equal(rsm_smc_parse_capabilities(data.bytes + 4, 8, &capabilities), ERROR_SUCCESS);
    assert_true(rsm_smc_can_move(&capabilities, RSM_SMC_STORAGE, RSM_SMC_DATA_TRANSFER));
    assert_false(rsm_smc_can_exchange(&capabilities, RSM_SMC_STORAGE, RSM_SMC_DATA_TRANSFER));
}

static void each_transport_tells_whether_it_can_turn_a_cartridge(void **state)
{
    struct recorded data = hex("1e 04 00 00 01 00");

    (void)state;
    assert_false(rsm_smc_can_rotate(data.bytes, data.size, 0));
    assert_true(rsm_smc_can_rotate(data.bytes, data.size, 1));
    assert_false(rsm_smc_can_rotate(data.bytes, data.size, 2));
    assert_false(rsm_smc_can_rotate(data.bytes, data.size, SIZE_MAX));
    assert_false(rsm_smc_can_rotate(data.bytes, 4, 1));
    assert_false(rsm_smc_can_rotate(NULL, 0, 0));
}

static void types_have_names(void **state)
{
    (void)state;
    assert_string_equal(rsm_smc_type_name(RSM_SMC_STORAGE), "storage element");
    assert_string_equal(rsm_smc_type_name((enum rsm_smc_type)5), "unknown element");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moves_are_built_as_the_standard_writes_them),
        cmocka_unit_test(initialising_is_built_in_all_three_forms),
        cmocka_unit_test(element_status_is_asked_for_with_every_wish),
        cmocka_unit_test(recorded_addresses_are_read_for_each_type),
        cmocka_unit_test(addresses_that_did_not_all_arrive_are_refused),
        cmocka_unit_test(recorded_capabilities_allow_every_move),
        cmocka_unit_test(each_bit_of_the_matrix_allows_one_move),
        cmocka_unit_test(no_move_is_allowed_for_types_that_do_not_exist),
        cmocka_unit_test(an_exchange_matrix_that_did_not_arrive_allows_nothing),
        cmocka_unit_test(each_transport_tells_whether_it_can_turn_a_cartridge),
        cmocka_unit_test(types_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
