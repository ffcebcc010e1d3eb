/*
 * What was learned of devices: kept when the process ends, known to the next one before it asks, forgotten
 * when the firmware changes, and given way to by what a person pinned.  The changer of these stories does not
 * tell which drive is where, its drive does not know how to unload.
 */
#include "work/known_quirks.h"

#include "core/database.h"
#include "core/session.h"
#include "support/asserts.h"
#include "support/kept_log.h"
#include "support/looks.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

enum { READ_ELEMENT_STATUS = 0xB8, LOAD_UNLOAD = 0x1B };

#define CHANGER "STK|L20|SERIAL1"

static const char quirky[] =
    "changer STK L20 SERIAL1\n"
    "dvcid no\n"
    "drive 1 empty nounload\n"
    "slot 1 A00001L5 ansi VOL001\n"
    "slot 2 empty\n";

static const char polite[] =
    "changer STK L20 SERIAL1\n"
    "drive 1 empty\n"
    "slot 1 A00001L5 ansi VOL001\n";

/* ---- what is kept ---- */

static bool load(struct fixture *f, const char *identity, bool is_model,
                 struct rsm_kept_device *device_out)
{
    struct rsm_store *store = f->rsm->store;
    rsm_error err;

    assert_success(rsm_store_begin(store, RSM_STORE_READ));
    err = rsm_quirk_memory_load(store, identity, is_model, device_out);
    assert_true(err == ERROR_SUCCESS || err == ERROR_NOT_FOUND);
    assert_success(rsm_store_end(store, ERROR_SUCCESS));
    return err == ERROR_SUCCESS;
}

static const struct rsm_kept_quirk *find(const struct rsm_kept_device *device, const char *name)
{
    for (size_t i = 0; i < device->count; i++) {
        if (strcmp(device->quirks[i].name, name) == 0)
            return &device->quirks[i];
    }
    return NULL;
}

static bool is_kept(struct fixture *f, const char *identity, const char *name)
{
    struct rsm_kept_device device;

    return load(f, identity, false, &device) && find(&device, name) != NULL;
}

static void keep(struct fixture *f, const struct rsm_kept_device *device)
{
    struct rsm_store *store = f->rsm->store;

    assert_success(rsm_store_begin(store, RSM_STORE_WRITE));
    assert_success(rsm_store_end(store, rsm_quirk_memory_save(store, device)));
}

/* As a person does it with rsm quirks. */
static void pin(struct fixture *f, const char *name, uint32_t value)
{
    struct rsm_kept_device device = {.identity = CHANGER, .type = RSM_DEVICE_CHANGER};

    (void)load(f, CHANGER, false, &device);
    strcpy(device.quirks[device.count].name, name);
    device.quirks[device.count].value = value;
    device.quirks[device.count++].pinned = true;
    device.edition++;
    keep(f, &device);
}

/* ---- learned ---- */

static void what_was_learned_is_kept(void **state)
{
    struct fixture *f = *state;
    struct rsm_kept_device device;
    plug_in_and_settle(f, quirky);

    assert_true(load(f, CHANGER, false, &device));
    assert_int_equal(device.type, RSM_DEVICE_CHANGER);
    assert_string_equal(device.vendor, "STK");
    assert_string_equal(device.product, "L20");
    assert_string_equal(device.revision, "1.00");
    assert_string_equal(device.serial, "SERIAL1");
    assert_non_null(find(&device, "no-identities"));
    assert_int_equal(find(&device, "no-identities")->value, 1);
    assert_false(find(&device, "no-identities")->pinned);
    assert_true(find(&device, "no-identities")->since > 0);
}

static void of_a_device_that_keeps_to_the_standards_nothing_is_kept(void **state)
{
    struct fixture *f = *state;
    struct rsm_kept_device device;
    plug_in_and_settle(f, polite);

    assert_false(load(f, CHANGER, false, &device));
}

static unsigned commands_of_a_start(struct fixture *f)
{
    unsigned before = rsm_sim_commands_of(READ_ELEMENT_STATUS);

    restart(f);
    run_all_work(f);
    return rsm_sim_commands_of(READ_ELEMENT_STATUS) - before;
}

static void the_next_process_does_not_find_it_out_again(void **state)
{
    struct fixture *f = *state;
    unsigned before, as_known, once_more;

    plug_in(f, quirky);
    run_all_work(f);
    before = rsm_sim_commands_of(READ_ELEMENT_STATUS);
    as_known = commands_of_a_start(f);
    once_more = commands_of_a_start(f);

    assert_true(as_known < before);
    assert_int_equal(as_known, once_more);
}

/* Of the tape drive, by its own serial number. */
static void what_a_drive_taught_is_known_as_well(void **state)
{
    struct fixture *f = *state;
    unsigned before;
    plug_in_and_settle(f, quirky); /* the label of slot 1 was read, and the drive asked to unload */
    assert_int_equal(rsm_sim_commands_of(LOAD_UNLOAD), 1);
    assert_true(is_kept(f, "HP|Ultrium 5-SCSI|SERIAL1D1", "no-unload"));

    restart(f);
    run_all_work(f);
    before = rsm_sim_commands_of(LOAD_UNLOAD);
    assert_success(identify_slot(f, 1, NTMS_INVENTORY_OMID));
    run_all_work(f);
    assert_int_equal(rsm_sim_commands_of(LOAD_UNLOAD), before);
}

static void the_database_that_is_exported_has_it_too(void **state)
{
    struct fixture *f = *state;
    struct rsm_session *session;
    plug_in_and_settle(f, quirky);

    assert_success(rsm_session_get(f->session, &session));
    assert_success(rsm_database_export(session));
    assert_success(rsm_database_import(session));
    rsm_session_release(session);
    restart(f);

    assert_true(is_kept(f, CHANGER, "no-identities"));
}

/* ---- firmware ---- */

static void assert_forgotten(struct fixture *f)
{
    struct rsm_kept_device device;

    assert_true(load(f, CHANGER, false, &device));
    assert_string_equal(device.revision, "2.00");
    assert_null(find(&device, "no-identities"));
    assert_non_null(find(&device, "most-slots"));
}

static void other_firmware_at_a_start_makes_what_was_learned_forgotten(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, quirky);
    pin(f, "most-slots", 50);
    close_session(f);
    rsm_sim_draw("lib", polite);
    rsm_sim_replace_firmware("lib", "2.00", false);

    begin_keeping_log();
    open_session(f);
    run_all_work(f);
    assert_logged("has the firmware 2.00 now, before it had 1.00");
    end_keeping_log();
    assert_forgotten(f);
}

/* Most of what was learned is then learned again. */
static void other_firmware_meanwhile_makes_what_was_learned_forgotten(void **state)
{
    struct fixture *f = *state;
    struct rsm_kept_device device;
    plug_in_and_settle(f, quirky);
    pin(f, "no-exchange", 0);
    rsm_sim_replace_firmware("lib", "2.00", true);

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_true(load(f, CHANGER, false, &device));
    assert_string_equal(device.revision, "2.00");
    assert_null(find(&device, "no-identities")); /* nobody asked yet which drive is where */
    assert_non_null(find(&device, "no-exchange"));
}

/* ---- people ---- */

static unsigned commands_of_an_inventory(struct fixture *f)
{
    unsigned before = rsm_sim_commands_of(READ_ELEMENT_STATUS);

    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    return rsm_sim_commands_of(READ_ELEMENT_STATUS) - before;
}

static void a_pin_of_another_process_counts_from_the_next_command(void **state)
{
    struct fixture *f = *state;
    unsigned without;
    plug_in_and_settle(f, quirky); /* two slots */
    without = commands_of_an_inventory(f);

    pin(f, "most-slots", 1);
    assert_int_equal(commands_of_an_inventory(f), without + 1);
}

static void what_is_pinned_is_not_learned_over(void **state)
{
    struct fixture *f = *state;
    struct rsm_kept_device device = {.identity = CHANGER,
                                     .type = RSM_DEVICE_CHANGER,
                                     .revision = "1.00",
                                     .edition = 1,
                                     .count = 1,
                                     .quirks = {{"no-identities", 0, true, 1000}}};

    plug_in_and_settle(f, quirky);
    keep(f, &device);
    restart(f);
    run_all_work(f);

    assert_true(load(f, CHANGER, false, &device));
    assert_true(find(&device, "no-identities")->pinned);
    assert_int_equal(find(&device, "no-identities")->value, 0);
}

static void what_a_person_forgot_is_learned_again(void **state)
{
    struct fixture *f = *state;
    struct rsm_kept_device device;
    plug_in_and_settle(f, quirky);
    assert_true(load(f, CHANGER, false, &device));
    device.count = 0;
    device.edition++;
    keep(f, &device);

    restart(f);
    run_all_work(f);
    assert_true(is_kept(f, CHANGER, "no-identities"));
}

/* ---- models ---- */

static const struct rsm_kept_device model = {.identity = "STK|L20|",
                                             .is_model = true,
                                             .type = RSM_DEVICE_CHANGER,
                                             .vendor = "STK",
                                             .product = "L20",
                                             .count = 3,
                                             .quirks = {{"no-identities", 1, false, 1000},
                                                        {"most-slots", 7, true, 1000},
                                                        {"from-the-future", 9, false, 1000}}};

static void begin_with_model(struct fixture *f)
{
    rsm_sim_draw("other", "changer STK L20 SERIAL2\ndrive 1 empty\nslot 1 empty\n");
    rsm_sim_unplug("other");
    f->serial = "SERIAL1";
    set_devices(f, "sim:lib;sim:other");
    plug_in(f, polite);
    keep(f, &model);
    rsm_sim_plug("other");
    restart(f);
    run_all_work(f);
}

static void a_new_device_begins_with_what_is_known_of_its_model(void **state)
{
    struct fixture *f = *state;
    struct rsm_kept_device device;
    begin_with_model(f);

    assert_true(load(f, "STK|L20|SERIAL2", false, &device));
    assert_int_equal(device.count, 2);
    assert_false(find(&device, "no-identities")->pinned);
    assert_true(find(&device, "most-slots")->pinned);
}

static void a_device_that_is_known_does_not_ask_its_model(void **state)
{
    struct fixture *f = *state;
    struct rsm_kept_device device;
    begin_with_model(f);
    assert_true(load(f, "STK|L20|SERIAL2", false, &device));
    device.count = 0;
    device.edition++;
    keep(f, &device);

    restart(f);
    run_all_work(f);
    assert_true(load(f, "STK|L20|SERIAL2", false, &device));
    assert_int_equal(device.count, 0);
}

/* ---- a port of slots ---- */

static void slots_behind_a_port_of_slots_keep_their_numbers(void **state)
{
    struct fixture *f = *state;
    const uint32_t first_slot = 1u << 16 | 1u;
    struct rsm_record slot;
    struct rsm_kept_device device = {.identity = CHANGER,
                                     .type = RSM_DEVICE_CHANGER,
                                     .edition = 1,
                                     .count = 1,
                                     .quirks = {{"virtual-port", first_slot, true, 1000}}};

    f->devices[0] = '\0'; /* nothing is on record of the library yet */
    open_session(f);
    keep(f, &device);
    close_session(f);
    strcpy(f->devices, "sim:lib");
    rsm_sim_draw("lib",
                 "changer  STK L20 SERIAL1\n"
                 "drive 1  empty\n"
                 "slot 1   empty\n"
                 "slot 2   A00002L5  ansi VOL002\n"
                 "slot 3   empty\n");
    open_session(f);
    run_all_work(f);

    assert_int_equal(count_objects(f, NTMS_STORAGESLOT), 2);
    look_at_slot(f, 2, &slot);
    assert_int_equal(slot.info.Info.StorageSlot.State, NTMS_SLOTSTATE_FULL);
    assert_int_equal(count_objects(f, NTMS_IEPORT), 1);
}

static const char three_slots[] =
    "changer  STK L20 SERIAL1\n"
    "drive 1  empty\n"
    "slot 1   A00001L5  ansi VOL001\n"
    "slot 2   A00002L5  ansi VOL002\n"
    "slot 3   empty\n";

static DWORD location_type(struct fixture *f, const char *bar_code)
{
    struct rsm_record medium;

    look_at_medium(f, bar_code, &medium);
    assert_guid(*library_id(f), medium.info.Info.PhysicalMedia.CurrentLibrary);
    return medium.info.Info.PhysicalMedia.LocationType;
}

static void a_medium_in_a_slot_that_becomes_the_port_is_in_the_port(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_slots);

    pin(f, "virtual-port", 1u << 16 | 1u);
    restart(f);
    run_all_work(f);

    assert_int_equal(location_type(f, "A00001L5"), NTMS_IEPORT);
    assert_int_equal(location_type(f, "A00002L5"), NTMS_STORAGESLOT);
    f->unsettled = true; /* the slot that the port was is on record as not present */
}

static void a_medium_in_a_port_that_is_a_slot_again_is_in_the_slot(void **state)
{
    struct fixture *f = *state;
    struct rsm_kept_device device;
    plug_in_and_settle(f, three_slots);
    pin(f, "virtual-port", 1u << 16 | 1u);
    restart(f);
    run_all_work(f);

    assert_true(load(f, CHANGER, false, &device));
    device.count = 0;
    device.edition++;
    keep(f, &device);
    restart(f);
    run_all_work(f);

    assert_in_slot(f, "A00001L5", 1);
}

/* The geometry is read again when the way to it comes back. */
static void no_medium_leaves_when_a_port_is_pinned_meanwhile(void **state)
{
    struct fixture *f = *state;
    plug_in_and_settle(f, three_slots);

    pin(f, "virtual-port", 1u << 16 | 1u);
    rsm_sim_unplug("lib");
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);
    rsm_sim_plug("lib");
    run_all_work(f);
    assert_success(take_inventory(f, NTMS_INVENTORY_FAST));
    run_all_work(f);

    assert_int_equal(location_type(f, "A00001L5"), NTMS_IEPORT);
    f->unsettled = true;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        story(what_was_learned_is_kept),
        story(of_a_device_that_keeps_to_the_standards_nothing_is_kept),
        story_on_disk(the_next_process_does_not_find_it_out_again),
        story_on_disk(what_a_drive_taught_is_known_as_well),
        story_on_disk(the_database_that_is_exported_has_it_too),
        story_on_disk(other_firmware_at_a_start_makes_what_was_learned_forgotten),
        story(other_firmware_meanwhile_makes_what_was_learned_forgotten),
        story(a_pin_of_another_process_counts_from_the_next_command),
        story_on_disk(what_is_pinned_is_not_learned_over),
        story_on_disk(what_a_person_forgot_is_learned_again),
        story_on_disk(a_new_device_begins_with_what_is_known_of_its_model),
        story_on_disk(a_device_that_is_known_does_not_ask_its_model),
        story_on_disk(slots_behind_a_port_of_slots_keep_their_numbers),
        story_on_disk(a_medium_in_a_slot_that_becomes_the_port_is_in_the_port),
        story_on_disk(a_medium_in_a_port_that_is_a_slot_again_is_in_the_slot),
        story(no_medium_leaves_when_a_port_is_pinned_meanwhile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
