/*
 * The narrow lists of inventories.
 */
#include "store/places.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "platform/text.h"
#include "store/changes.h"
#include "store/made_up.h"
#include "store/records.h"
#include "support/asserts.h"

static const GUID library = {.Data1 = 1}, other_library = {.Data1 = 2}, slot = {.Data1 = 3},
                  home = {.Data1 = 4};

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

static void slots_are_listed_by_element_whatever_their_order_of_creation(void **state)
{
    GUID third = add_slot(*state, &library, 3000), first = add_slot(*state, &library, 1000);
    GUID unknown = add_slot(*state, &library, RSM_NO_ELEMENT);
    struct rsm_seat *places;
    size_t count;

    add_slot(*state, &other_library, 2000);
    assert_success(rsm_places_list(*state, NTMS_STORAGESLOT, &library, &places, &count));
    assert_int_equal(count, 3);
    assert_guid(first, places[0].id);
    assert_int_equal(places[0].element, 1000);
    assert_guid(third, places[1].id);
    assert_guid(unknown, places[2].id);
    assert_int_equal(places[2].element, RSM_NO_ELEMENT);
    free(places);
}

static void a_place_has_its_number_and_state(void **state)
{
    struct rsm_record drive;
    struct rsm_seat *places;
    size_t count;

    rsm_record_begin(&drive, NTMS_DRIVE);
    drive.info.Info.Drive.Library = library;
    drive.info.Info.Drive.Number = 7;
    drive.info.Info.Drive.State = NTMS_DRIVESTATE_LOADED;
    drive.own.Element = 256;
    assert_success(rsm_records_insert(*state, &drive));
    assert_success(rsm_places_list(*state, NTMS_DRIVE, &library, &places, &count));
    assert_int_equal(count, 1);
    assert_guid(drive.info.ObjectGuid, places[0].id);
    assert_int_equal(places[0].number, 7);
    assert_int_equal(places[0].state, NTMS_DRIVESTATE_LOADED);
    free(places);
}

static void the_state_of_a_port_is_its_content(void **state)
{
    struct rsm_record port;
    struct rsm_seat *places;
    size_t count;

    rsm_record_begin(&port, NTMS_IEPORT);
    port.info.Info.IEPort.Library = library;
    port.info.Info.IEPort.Content = NTMS_PORTCONTENT_EMPTY;
    port.info.Info.IEPort.Position = NTMS_PORTPOSITION_EXTENDED;
    assert_success(rsm_records_insert(*state, &port));
    assert_success(rsm_places_list(*state, NTMS_IEPORT, &library, &places, &count));
    assert_int_equal(count, 1);
    assert_int_equal(places[0].state, NTMS_PORTCONTENT_EMPTY);
    free(places);
}

static void a_library_without_places_has_an_empty_list(void **state)
{
    struct rsm_seat *places = *state;
    size_t count = 5;

    assert_success(rsm_places_list(*state, NTMS_STORAGESLOT, &library, &places, &count));
    assert_int_equal(count, 0);
    assert_null(places);
}

static void add_medium(struct rsm_store *store, const GUID *in, const WCHAR *bar_code)
{
    struct rsm_record medium;
    NTMS_PMIDINFORMATIONW *pmid = &medium.info.Info.PhysicalMedia;

    rsm_record_begin(&medium, NTMS_PHYSICAL_MEDIA);
    pmid->CurrentLibrary = *in;
    pmid->Location = slot;
    pmid->LocationType = NTMS_STORAGESLOT;
    pmid->HomeSlot = home;
    pmid->BarCodeState = NTMS_BARCODESTATE_OK;
    rsm_text_copy(pmid->szBarCode, NTMS_BARCODE_LENGTH, bar_code);
    medium.own.Fresh = 1;
    assert_success(rsm_records_insert(store, &medium));
}

static void holdings_are_the_media_of_the_library_in_order_of_creation(void **state)
{
    struct rsm_holding *holdings;
    size_t count;

    add_medium(*state, &library, u"B2");
    add_medium(*state, &other_library, u"C3");
    add_medium(*state, &library, u"A1");
    assert_success(rsm_places_holdings(*state, &library, &holdings, &count));
    assert_int_equal(count, 2);
    assert_string_equal(holdings[0].bar_code, "B2");
    assert_string_equal(holdings[1].bar_code, "A1");
    free(holdings);
}

static void a_holding_says_where_it_is_and_whether_it_is_fresh(void **state)
{
    struct rsm_holding *holdings;
    size_t count;

    add_medium(*state, &library, u"A1");
    assert_success(rsm_places_holdings(*state, &library, &holdings, &count));
    assert_guid(slot, holdings[0].location);
    assert_guid(home, holdings[0].home);
    assert_int_equal(holdings[0].location_type, NTMS_STORAGESLOT);
    assert_int_equal(holdings[0].fresh, 1);
    free(holdings);
}

static void a_long_bar_code_is_cut_between_two_characters(void **state)
{
    struct rsm_holding *holdings;
    WCHAR bar_code[NTMS_BARCODE_LENGTH] = u"";
    size_t count;

    for (size_t i = 0; i < 40; i++)
        bar_code[i] = 0x4E2D; /* three bytes each */
    add_medium(*state, &library, bar_code);
    assert_success(rsm_places_holdings(*state, &library, &holdings, &count));
    assert_int_equal(strlen(holdings[0].bar_code), 63);
    free(holdings);

    bar_code[0] = 'x'; /* now a character lies across the end */
    add_medium(*state, &library, bar_code);
    assert_success(rsm_places_holdings(*state, &library, &holdings, &count));
    assert_int_equal(strlen(holdings[1].bar_code), 61);
    free(holdings);
}

/* The record of the only medium there is. */
static void look_at(struct rsm_store *store, struct rsm_record *medium_out)
{
    assert_success(rsm_records_first(store, NTMS_PHYSICAL_MEDIA, NULL, 0, medium_out));
}

static void a_medium_that_is_put_elsewhere_keeps_all_but_its_place(void **state)
{
    struct rsm_holding *holdings;
    struct rsm_record before;
    struct rsm_record after;
    size_t count;

    add_medium(*state, &library, u"A1");
    look_at(*state, &before);
    assert_success(rsm_places_holdings(*state, &library, &holdings, &count));
    assert_success(rsm_places_put(*state, &holdings[0], &home, NTMS_DRIVE, &slot));
    free(holdings);

    look_at(*state, &after);
    assert_guid(home, after.info.Info.PhysicalMedia.Location);
    assert_guid(slot, after.info.Info.PhysicalMedia.HomeSlot);
    assert_int_equal(after.info.Info.PhysicalMedia.LocationType, NTMS_DRIVE);
    before.info.Modified = after.info.Modified;
    before.info.Info.PhysicalMedia.Location = home;
    before.info.Info.PhysicalMedia.HomeSlot = slot;
    before.info.Info.PhysicalMedia.LocationType = NTMS_DRIVE;
    assert_memory_equal(&before, &after, sizeof before);
}

static void who_listens_hears_that_a_medium_is_elsewhere(void **state)
{
    struct rsm_listener listener;
    struct rsm_holding *holdings;
    struct rsm_change change;
    GUID id;
    size_t count;

    add_medium(*state, &library, u"A1");
    assert_success(rsm_places_holdings(*state, &library, &holdings, &count));
    id = holdings[0].id;
    assert_success(rsm_changes_listen(*state, u"0123456789abcdef", NTMS_PHYSICAL_MEDIA, &listener));
    assert_success(rsm_store_end(*state, ERROR_SUCCESS));
    begin_write(*state);
    assert_success(rsm_places_put(*state, &holdings[0], &home, NTMS_DRIVE, &slot));
    free(holdings);

    assert_success(rsm_changes_next(*state, &listener, &change));
    assert_int_equal(change.kind, RSM_CHANGE_UPDATE);
    assert_guid(id, change.id);
}

static void a_medium_that_is_gone_cannot_be_put_elsewhere(void **state)
{
    struct rsm_holding *holdings;
    size_t count;

    add_medium(*state, &library, u"A1");
    assert_success(rsm_places_holdings(*state, &library, &holdings, &count));
    assert_success(rsm_records_delete(*state, &holdings[0].id));
    assert_int_equal(ERROR_OBJECT_NOT_FOUND,
                     rsm_places_put(*state, &holdings[0], &home, NTMS_DRIVE, &slot));
    free(holdings);
}

#define with_store(test) cmocka_unit_test_setup_teardown(test, open_it, close_it)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_store(slots_are_listed_by_element_whatever_their_order_of_creation),
        with_store(a_place_has_its_number_and_state),
        with_store(the_state_of_a_port_is_its_content),
        with_store(a_library_without_places_has_an_empty_list),
        with_store(holdings_are_the_media_of_the_library_in_order_of_creation),
        with_store(a_holding_says_where_it_is_and_whether_it_is_fresh),
        with_store(a_long_bar_code_is_cut_between_two_characters),
        with_store(a_medium_that_is_put_elsewhere_keeps_all_but_its_place),
        with_store(who_listens_hears_that_a_medium_is_elsewhere),
        with_store(a_medium_that_is_gone_cannot_be_put_elsewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
