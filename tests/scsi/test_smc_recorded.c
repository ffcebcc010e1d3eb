/*
 * Element status as it was recorded, whole and cut short anywhere.
 */
#include "scsi/reports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- as recorded ---- */

static void recorded_slots_tell_tags_and_sources(void **state)
{
    struct recorded data = recorded("status_storage");
    struct seen seen;

    (void)state;
    assert_read(&data, 20, &seen);
    assert_int_equal(seen.report.first, 1024);
    assert_int_equal(seen.report.announced, 20);
    assert_int_equal(seen.report.promised, 1056);
    assert_int_equal(seen.elements[0].address, 1024);
    assert_int_equal(seen.elements[0].type, RSM_SMC_STORAGE);
    assert_false(seen.elements[0].full);
    assert_false(seen.elements[0].tag_present);
    assert_true(seen.elements[2].full);
    assert_true(seen.elements[2].tag_readable);
    assert_string_equal(seen.elements[2].tag, "V00003L6");
    assert_false(seen.elements[2].access);
    assert_false(seen.elements[2].except);
    assert_false(seen.elements[2].identifier_present);
}

static void recorded_report_cut_short_gives_all_its_elements(void **state)
{
    struct recorded data = recorded("status_storage");
    struct seen seen;

    (void)state;
    assert_int_equal(data.size, 1048); /* 8 less than the report promises */
    assert_read(&data, 20, &seen);
    assert_true(seen.report.cut);
    assert_false(seen.elements[18].cut);
    assert_true(seen.elements[19].cut);
    assert_int_equal(seen.elements[19].address, 1043);
    assert_true(seen.elements[19].status_valid);
}

static void recorded_slots_without_tags_have_none(void **state)
{
    struct recorded data = recorded("status_storage_no_tags");
    struct seen seen;

    (void)state;
    assert_read(&data, 20, &seen);
    assert_true(seen.elements[2].full);
    assert_false(seen.elements[2].tag_present);
    assert_string_equal(seen.elements[2].tag, "");
}

static void recorded_port_tells_where_its_cartridge_came_from(void **state)
{
    struct recorded data = recorded("status_ports");
    struct seen seen;

    (void)state;
    assert_read(&data, 2, &seen);
    assert_int_equal(seen.elements[0].type, RSM_SMC_IMPORT_EXPORT);
    assert_true(seen.elements[0].full);
    assert_true(seen.elements[0].source_valid);
    assert_int_equal(seen.elements[0].source, 1025);
    assert_string_equal(seen.elements[0].tag, "V00002L6");
    assert_false(seen.elements[1].source_valid);
}

static void recorded_transport_is_empty(void **state)
{
    struct recorded data = recorded("status_transport");
    struct seen seen;

    (void)state;
    assert_read(&data, 1, &seen);
    assert_int_equal(seen.elements[0].type, RSM_SMC_TRANSPORT);
    assert_int_equal(seen.elements[0].address, 1);
    assert_false(seen.elements[0].full);
}

static void recorded_drives_tell_their_identity(void **state)
{
    struct recorded data = recorded("status_drives_tags_identifiers");
    struct rsm_spc_identity identity;
    struct seen seen;

    (void)state;
    assert_read(&data, 2, &seen);
    assert_true(seen.elements[0].identifier_present);
    assert_int_equal(seen.elements[0].identifier.type, RSM_SPC_T10_VENDOR_ID);
    assert_false(seen.elements[0].identifier.truncated);
    rsm_spc_split_identity(&seen.elements[0].identifier, &identity);
    assert_string_equal(identity.vendor, "IET");
    assert_string_equal(identity.product, "VIRTUAL-TAPE");
    assert_string_equal(identity.serial, "VTLDRV0001");
    assert_string_equal(seen.elements[0].tag, "V00001L6");
}

static void recorded_identity_cut_short_says_so(void **state)
{
    struct recorded data = recorded("status_drives_identifiers");
    struct seen seen;

    (void)state;
    assert_read(&data, 2, &seen);
    assert_false(seen.elements[0].identifier.truncated);
    assert_true(seen.elements[1].identifier_present);
    assert_true(seen.elements[1].identifier.truncated);
    assert_int_equal(seen.elements[1].identifier.length, 26);
}

static void recorded_empty_report_promises_too_much(void **state)
{
    struct recorded data = recorded("status_nothing");
    struct seen seen;

    (void)state;
    assert_read(&data, 0, &seen);
    assert_int_equal(seen.report.announced, 0);
    assert_int_equal(seen.report.promised, 16);
}

static void recorded_overlapping_pages_are_refused(void **state)
{
    struct recorded data = recorded("status_all_types");
    struct seen seen;

    (void)state;
    assert_refused(&data, &seen);
    assert_int_equal(seen.report.position, 68);
    assert_int_equal(seen.count, 1);
}

static void every_recorded_report_can_end_anywhere(void **state)
{
    static const char *const names[] = {"status_storage", "status_drives_tags_identifiers",
                                        "status_drives_identifiers", "status_all_types"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct recorded data = recorded(names[i]);

        for (size_t size = 0; size <= data.size; size++) {
            uint8_t *copy = exact_copy(data.bytes, size);
            struct seen seen;

            read_report(copy, size, RSM_SMC_ALL, &seen);
            assert_int_equal(seen.count, seen.report.seen);
            if (size < 8)
                assert_int_equal(seen.error, ERROR_INVALID_DATA);
            else if (i < 3)
                assert_int_equal(seen.error, ERROR_SUCCESS);
            free(copy);
        }
    }
}

static void a_report_cut_within_a_tag_gives_no_half_tag(void **state)
{
    struct recorded data = recorded("status_storage");
    struct seen seen;

    (void)state;
    data.size = 16 + 4 * 52 - 10; /* the fourth tag lacks its last 2 characters */
    read_report(data.bytes, data.size, RSM_SMC_STORAGE, &seen);
    assert_int_equal(seen.count, 4);
    assert_true(seen.elements[3].full);
    assert_false(seen.elements[3].tag_present);
    assert_true(seen.elements[2].tag_present);
    assert_true(seen.report.cut);
}

static void the_header_alone_tells_how_much_to_ask_for(void **state)
{
    struct recorded data = recorded("status_storage");
    struct seen seen;

    (void)state;
    data.size = 8;
    assert_read(&data, 0, &seen);
    assert_int_equal(seen.report.promised, 1056);
    data.size = 16;
    assert_read(&data, 0, &seen);
    assert_true(seen.report.cut);
}

static void whoever_is_given_elements_can_stop_the_walk(void **state)
{
    struct recorded data = recorded("status_storage");
    struct seen seen;

    (void)state;
    memset(&seen, 0, sizeof(seen));
    seen.stop_after = 3;
    assert_int_equal(rsm_smc_parse_element_status(data.bytes, data.size, RSM_SMC_ALL, remember,
                                                  &seen, &seen.report),
                     ERROR_CANCELLED);
    assert_int_equal(seen.count, 3);
    assert_null(seen.report.reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_slots_tell_tags_and_sources),
        cmocka_unit_test(recorded_report_cut_short_gives_all_its_elements),
        cmocka_unit_test(recorded_slots_without_tags_have_none),
        cmocka_unit_test(recorded_port_tells_where_its_cartridge_came_from),
        cmocka_unit_test(recorded_transport_is_empty),
        cmocka_unit_test(recorded_drives_tell_their_identity),
        cmocka_unit_test(recorded_identity_cut_short_says_so),
        cmocka_unit_test(recorded_empty_report_promises_too_much),
        cmocka_unit_test(recorded_overlapping_pages_are_refused),
        cmocka_unit_test(every_recorded_report_can_end_anywhere),
        cmocka_unit_test(a_report_cut_within_a_tag_gives_no_half_tag),
        cmocka_unit_test(the_header_alone_tells_how_much_to_ask_for),
        cmocka_unit_test(whoever_is_given_elements_can_stop_the_walk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
