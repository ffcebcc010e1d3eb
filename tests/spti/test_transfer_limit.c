/*
 * A library of 1,000 slots behind an adapter that carries 64 KiB in one command, as many do: its element status
 * comes in parts, and all of it is what another computer sees over iSCSI.  The driver fails what is longer.
 */
#include "model/guid.h"
#include "platform/text.h"
#include "scsi/changer.h"
#include "support/asserts.h"
#include "support/test_bus_win32.h"
#include "tgt/devices.h"
#include "tgt/elements.h"
#include "tgt/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SLOTS = 1000, CARTRIDGES = 900, LIMIT = 65536, READ_ELEMENT_STATUS = 0xB8 };

/* What another computer sees, by the number of the slot counted from 0. */
static struct element truth[SLOTS];

static int begin(void **state)
{
    size_t full = 0;

    (void)state;
    test_bus_reset();
    test_bus_limit(LIMIT, LIMIT / 4096 + 1);
    assert_int_equal(read_elements(ELEMENT_SLOT, truth, SLOTS), SLOTS);
    for (size_t i = 0; i < SLOTS; i++) {
        assert_int_equal(truth[i].address, FIRST_SLOT + i);
        full += truth[i].full;
    }
    assert_int_equal(full, CARTRIDGES);
    return 0;
}

static int end(void **state)
{
    (void)state;
    test_bus_reset();
    return 0;
}

static int begin_site(void **state)
{
    (void)begin(state);
    return site_begin(state);
}

static int end_site(void **state)
{
    int result = site_end(state);

    (void)end(state);
    return result;
}

/* ---- the changer ---- */

static rsm_error compare(void *context, const struct rsm_changer_element *element)
{
    const struct element *expected = &truth[element->address - FIRST_SLOT];

    ++*(size_t *)context;
    assert_in_range(element->address, FIRST_SLOT, FIRST_SLOT + SLOTS - 1);
    assert_int_equal(element->full, expected->full);
    assert_int_equal(element->tag_known, expected->tag[0] != '\0');
    if (element->tag_known)
        assert_string_equal(element->tag, expected->tag);
    return ERROR_SUCCESS;
}

/* This changer tells 52 bytes of each slot, and of all that fit, however few were asked for. */
static void element_status_comes_in_parts_that_fit(void **state)
{
    static const struct {
        uint32_t limit;
        unsigned least, most; /* commands */
    } rows[] = {{LIMIT, 1, 3}, {16384, 4, 8}, {4096, 13, 28}, {5000, 11, 23}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rsm_device *device;
        struct rsm_changer changer;
        size_t heard = 0;

        test_bus_limit(rows[i].limit, LIMIT / 4096 + 1);
        device = open_lun(CHANGER_LUN);
        assert_int_equal(device->facts.max_transfer, rows[i].limit);
        assert_success(rsm_changer_open(device, &changer));
        test_bus_forget();
        assert_success(rsm_changer_scan(&changer, RSM_PLACE_SLOT, compare, &heard));
        rsm_changer_close(&changer);
        assert_false(rsm_quirks_forget(&device->quirks));
        rsm_device_close(device);
        assert_int_equal(heard, SLOTS);
        assert_in_range(test_bus_count(TEST_BUS_CHANGER, READ_ELEMENT_STATUS), rows[i].least,
                        rows[i].most);
    }
}

/* ---- what is on record ---- */

struct recorded {
    GUID id;
    bool full;
    char tag[33];
};

static void look_at_slots(struct site *s, struct recorded *slots)
{
    size_t count;
    GUID *ids = site_list(s, &s->library, NTMS_STORAGESLOT, &count);

    assert_int_equal(count, SLOTS);
    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW slot = site_object(s, &ids[i], NTMS_STORAGESLOT);
        struct recorded *recorded = &slots[slot.Info.StorageSlot.Number - 1];

        assert_in_range(slot.Info.StorageSlot.Number, 1, SLOTS);
        assert_true(rsm_guid_is_null(&recorded->id));
        recorded->id = ids[i];
        recorded->full = slot.Info.StorageSlot.State != NTMS_SLOTSTATE_EMPTY;
    }
    free(ids);
}

static struct recorded *find_slot(struct recorded *slots, const GUID *id)
{
    for (size_t i = 0; i < SLOTS; i++) {
        if (rsm_guid_equal(&slots[i].id, id))
            return &slots[i];
    }
    fail_msg("a medium is in no slot");
    return NULL;
}

static void look_at_media(struct site *s, struct recorded *slots)
{
    size_t count;
    GUID *ids = site_list(s, &s->library, NTMS_PHYSICAL_MEDIA, &count);

    assert_int_equal(count, CARTRIDGES);
    for (size_t i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW medium = site_object(s, &ids[i], NTMS_PHYSICAL_MEDIA);
        struct recorded *slot = find_slot(slots, &medium.Info.PhysicalMedia.Location);

        assert_string_equal(slot->tag, "");
        (void)rsm_text_to_utf8(slot->tag, sizeof slot->tag, medium.Info.PhysicalMedia.szBarCode,
                               RSM_TEXT_TERMINATED);
    }
    free(ids);
}

/* The first look reads all labels, which takes long: it is stopped. */
static void the_inventory_is_what_another_computer_sees(void **state)
{
    struct site *s = *state;
    struct recorded *slots = calloc(SLOTS, sizeof *slots);

    assert_non_null(slots);
    site_open(s);
    site_inventory(s, NTMS_INVENTORY_STOP);
    look_at_slots(s, slots);
    look_at_media(s, slots);
    for (size_t i = 0; i < SLOTS; i++) {
        assert_int_equal(slots[i].full, truth[i].full);
        assert_string_equal(slots[i].tag, truth[i].tag);
    }
    assert_not_logged(s, "is not sent");
    site_close(s);
    free(slots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(element_status_comes_in_parts_that_fit, begin, end),
        cmocka_unit_test_setup_teardown(the_inventory_is_what_another_computer_sees, begin_site,
                                        end_site),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
