/*
 * rsm view without /t: everything in tables for a person.
 */
#include "cli/view_all.h"

#include <string.h>

#include "cli/contents.h"
#include "cli/display.h"
#include "cli/listing.h"
#include "cli/overview.h"
#include "cli/overview_requests.h"
#include "cli/view_facts.h"
#include "model/guid.h"

/* "disabled" goes before whatever else may be said. */
static const char *state_of(const NTMS_OBJECTINFORMATIONW *info)
{
    return info->Enabled ? rsm_display_operational_state(info->dwOperationalState) : "disabled";
}

/* ---- libraries ---- */

static bool is_offline_library(const NTMS_OBJECTINFORMATIONW *info)
{
    return (info->Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0;
}

/* A drive that stands alone, with a person for a port. */
static bool has_changer(const NTMS_OBJECTINFORMATIONW *library)
{
    return library->Info.Library.dwNumberOfChangers > 0;
}

/* The first changer, or drive, of a library; all zero when there is none. */
static void find_first(struct rsm_overview *overview, GUID *library, DWORD type,
                       NTMS_OBJECTINFORMATIONW *info_out)
{
    struct rsm_listing listing;

    memset(info_out, 0, sizeof *info_out);
    if (rsm_listing_read(overview->session, library, type, &listing) == ERROR_SUCCESS &&
        listing.count > 0)
        (void)rsm_listing_describe(overview->session, &listing.ids[0], type, info_out);
    rsm_listing_free(&listing);
}

/* Serial number and address are its changer's; of a drive that stands alone the number is the drive's. */
static void add_changer(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *library,
                        struct rsm_table *table)
{
    NTMS_OBJECTINFORMATIONW info;

    if (has_changer(library) || is_offline_library(library)) {
        find_first(overview, &library->ObjectGuid, NTMS_CHANGER, &info);
        rsm_overview_add_text(table, info.Info.Changer.szSerialNumber, NTMS_SERIALNUMBER_LENGTH);
        rsm_overview_add_text(table, info.Info.Changer.szDeviceName, NTMS_DEVICENAME_LENGTH);
        return;
    }
    find_first(overview, &library->ObjectGuid, NTMS_DRIVE, &info);
    rsm_overview_add_text(table, info.Info.Drive.szSerialNumber, NTMS_SERIALNUMBER_LENGTH);
    rsm_table_add(table, "%s", "none");
}

static rsm_error add_library(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                             void *context)
{
    const NTMS_LIBRARYINFORMATION *library = &info->Info.Library;
    struct rsm_table *table = context;

    if (is_offline_library(info) && library->dwNumberOfMedia == 0)
        return ERROR_SUCCESS;
    rsm_overview_add_text(table, info->szName, NTMS_OBJECTNAME_LENGTH);
    rsm_table_add(table, "%s", is_offline_library(info) ? "" : state_of(info));
    add_changer(overview, info, table);
    if (is_offline_library(info)) {
        for (int i = 0; i < 3; i++)
            rsm_table_add(table, "%s", "");
        rsm_table_add(table, "%u", (unsigned)library->dwNumberOfMedia);
        rsm_table_add(table, "%s", "");
        return ERROR_SUCCESS;
    }
    overview->has_library = true;
    rsm_table_add(table, "%u", (unsigned)library->dwNumberOfSlots);
    rsm_table_add(table, "%u", (unsigned)library->dwNumberOfDrives);
    rsm_table_add(table, "%u", (unsigned)library->dwNumberOfPorts);
    rsm_table_add(table, "%u", (unsigned)library->dwNumberOfMedia);
    rsm_table_add(table, "%s", rsm_display_inventory_method(library->InventoryMethod));
    return ERROR_SUCCESS;
}

static rsm_error print_libraries(struct rsm_overview *overview)
{
    static const struct rsm_column columns[] = {
        {"Name", RSM_LEFT, 12, false},         {"State", RSM_LEFT, 0, false},
        {"Serial number", RSM_LEFT, 8, false}, {"Changer", RSM_LEFT_END, 12, false},
        {"Slots", RSM_RIGHT, 0, false},        {"Drives", RSM_RIGHT, 0, false},
        {"Ports", RSM_RIGHT, 0, false},        {"Media", RSM_RIGHT, 0, false},
        {"Inventory", RSM_LEFT, 0, true},
    };
    struct rsm_table table;
    rsm_error err;

    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    err = rsm_overview_each(overview, NULL, NTMS_LIBRARY, add_library, &table);
    if (err == ERROR_SUCCESS && !overview->has_library)
        rsm_output_print(overview->out,
                         "\nNo library is known.  Attach one with: rsm attach ADDRESS\n"
                         "What can be seen, and why it is not used: rsm devices\n");
    if (err != ERROR_SUCCESS) {
        rsm_table_end(&table);
        return err;
    }
    return rsm_overview_print(overview, &table, "Libraries", "");
}

/* ---- what is in a library ---- */

/* A table of a library's parts being filled. */
struct parts {
    struct rsm_table table;
    struct rsm_contents contents;
    bool has_cleaner;
    GUID cleaner_slot; /* reserved; else the null GUID */
    GUID
        alone; /* the drive that stands alone: what is in it came in by the port; else the null GUID */
};

/* Whose columns describe the cartridge in a slot. */
static void add_cartridge(struct rsm_overview *overview, struct parts *parts, const GUID *place)
{
    GUID *medium = rsm_contents_find(&parts->contents, place);
    struct rsm_cartridge cartridge;

    memset(&cartridge, 0, sizeof cartridge);
    if (medium != NULL)
        (void)rsm_contents_describe(overview->session, medium, &cartridge);
    rsm_table_add(&parts->table, "%s", cartridge.bar_code);
    rsm_table_add(&parts->table, "%s", cartridge.name);
    rsm_table_add(&parts->table, "%s", rsm_pools_path(&overview->pools, &cartridge.pool));
    rsm_table_add(&parts->table, "%s", cartridge.label_type);
    rsm_table_add(&parts->table, "%s", cartridge.label_text);
}

static rsm_error add_drive(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                           void *context)
{
    const NTMS_DRIVEINFORMATIONW *drive = &info->Info.Drive;
    struct parts *parts = context;
    GUID *medium = rsm_contents_find(&parts->contents, &info->ObjectGuid);
    struct rsm_cartridge cartridge;
    bool is_ready = info->Enabled && info->dwOperationalState == NTMS_READY;

    memset(&cartridge, 0, sizeof cartridge);
    if (medium != NULL)
        (void)rsm_contents_describe(overview->session, medium, &cartridge);
    rsm_table_add(&parts->table, "%u", (unsigned)drive->Number);
    rsm_table_add(&parts->table, "%s",
                  is_ready ? rsm_display_drive_state(drive->State) : state_of(info));
    rsm_table_add(&parts->table, "%s", cartridge.name);
    rsm_overview_add_text(&parts->table, drive->szSerialNumber, NTMS_SERIALNUMBER_LENGTH);
    rsm_overview_add_text(&parts->table, drive->szDeviceName, NTMS_DEVICENAME_LENGTH);
    rsm_table_add(&parts->table, "%u", (unsigned)drive->dwMountCount);
    return ERROR_SUCCESS;
}

static rsm_error add_slot(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                          void *context)
{
    struct parts *parts = context;

    const NTMS_STORAGESLOTINFORMATION *slot = &info->Info.StorageSlot;
    const char *state = rsm_display_slot_state(slot->State);

    /* Of all cartridges, only a cleaner has no record. */
    if (parts->has_cleaner && slot->State == NTMS_SLOTSTATE_FULL &&
        rsm_contents_find(&parts->contents, &info->ObjectGuid) == NULL)
        state = "cleaner";
    else if (slot->State == NTMS_SLOTSTATE_EMPTY &&
             rsm_guid_equal(&parts->cleaner_slot, &info->ObjectGuid))
        state = "empty, for the cleaner";
    rsm_table_add(&parts->table, "%u", (unsigned)slot->Number);
    rsm_table_add(&parts->table, "%s", state);
    add_cartridge(overview, parts, &info->ObjectGuid);
    return ERROR_SUCCESS;
}

static rsm_error add_port(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                          void *context)
{
    struct parts *parts = context;
    bool alone = !rsm_guid_is_null(&parts->alone);

    rsm_table_add(&parts->table, "%u", (unsigned)info->Info.IEPort.Number);
    rsm_table_add(&parts->table, "%s%s", rsm_display_port_content(info->Info.IEPort.Content),
                  info->Info.IEPort.Position == NTMS_PORTPOSITION_EXTENDED ? ", open" : "");
    add_cartridge(overview, parts, alone ? &parts->alone : &info->ObjectGuid);
    return ERROR_SUCCESS;
}

/* Of a closed one there is nothing to be told. */
static rsm_error add_open_door(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                               void *context)
{
    const NTMS_IEDOORINFORMATION *door = &info->Info.IEDoor;
    struct parts *parts = context;

    (void)overview;
    if (door->State == NTMS_DOORSTATE_CLOSED)
        return ERROR_SUCCESS;
    rsm_table_add(&parts->table, "%u", (unsigned)door->Number);
    rsm_table_add(&parts->table, "%s", rsm_display_door_state(door->State));
    return ERROR_SUCCESS;
}

static rsm_error print_parts(struct rsm_overview *overview, struct parts *parts,
                             NTMS_OBJECTINFORMATIONW *library, DWORD type, rsm_overview_visit *add,
                             const struct rsm_column *columns, size_t column_count,
                             const char *heading)
{
    char name[RSM_DISPLAY_TEXT];
    rsm_error err;

    rsm_display_text(library->szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_table_begin(&parts->table, columns, column_count);
    err = rsm_overview_each(overview, &library->ObjectGuid, type, add, parts);
    if (err == ERROR_SUCCESS)
        return rsm_overview_print(overview, &parts->table, heading, name);
    rsm_table_end(&parts->table);
    return err;
}

static rsm_error print_open_doors(struct rsm_overview *overview, struct parts *parts,
                                  NTMS_OBJECTINFORMATIONW *library)
{
    static const struct rsm_column doors[] = {
        {"Door", RSM_RIGHT, 0, false},
        {"State", RSM_LEFT, 0, false},
    };

    return print_parts(overview, parts, library, NTMS_IEDOOR, add_open_door, doors,
                       sizeof doors / sizeof doors[0], "Open doors");
}

static rsm_error print_library(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                               void *context)
{
    static const struct rsm_column drives[] = {
        {"Drive", RSM_RIGHT, 0, false},      {"State", RSM_LEFT, 0, false},
        {"Medium", RSM_LEFT, 8, false},      {"Serial number", RSM_LEFT, 8, false},
        {"Device", RSM_LEFT_END, 12, false}, {"Mounts", RSM_RIGHT, 0, true},
    };
    static const struct rsm_column slots[] = {
        {"Slot", RSM_RIGHT, 0, false},      {"State", RSM_LEFT, 0, false},
        {"Bar code", RSM_LEFT, 8, false},   {"Medium", RSM_LEFT, 8, false},
        {"Pool", RSM_LEFT, 10, false},      {"Label", RSM_LEFT, 8, false},
        {"Label text", RSM_LEFT, 8, false},
    };
    static const struct rsm_column ports[] = {
        {"Port", RSM_RIGHT, 0, false},      {"State", RSM_LEFT, 0, false},
        {"Bar code", RSM_LEFT, 8, false},   {"Medium", RSM_LEFT, 8, false},
        {"Pool", RSM_LEFT, 10, false},      {"Label", RSM_LEFT, 8, false},
        {"Label text", RSM_LEFT, 8, false},
    };
    NTMS_OBJECTINFORMATIONW drive;
    struct parts parts;
    rsm_error err;

    (void)context;
    if (is_offline_library(info))
        return ERROR_SUCCESS;
    memset(&parts, 0, sizeof parts);
    if (!has_changer(info)) {
        find_first(overview, &info->ObjectGuid, NTMS_DRIVE, &drive);
        parts.alone = drive.ObjectGuid;
    }
    parts.cleaner_slot = info->Info.Library.CleanerSlot;
    parts.has_cleaner = (info->Info.Library.dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) != 0;
    err = rsm_contents_read(overview->session, &info->ObjectGuid, &parts.contents);
    if (err == ERROR_SUCCESS)
        err = print_parts(overview, &parts, info, NTMS_DRIVE, add_drive, drives,
                          sizeof drives / sizeof drives[0], "Drives");
    if (err == ERROR_SUCCESS)
        err = print_parts(overview, &parts, info, NTMS_STORAGESLOT, add_slot, slots,
                          sizeof slots / sizeof slots[0], "Slots");
    if (err == ERROR_SUCCESS)
        err = print_parts(overview, &parts, info, NTMS_IEPORT, add_port, ports,
                          sizeof ports / sizeof ports[0], "Ports");
    if (err == ERROR_SUCCESS)
        err = print_open_doors(overview, &parts, info);
    rsm_contents_free(&parts.contents);
    return err;
}

/* ---- media and pools ---- */

static rsm_error add_medium(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                            void *context)
{
    struct rsm_table *table = context;
    struct rsm_cartridge cartridge;
    rsm_error err = rsm_contents_describe(overview->session, &info->ObjectGuid, &cartridge);

    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    rsm_table_add(table, "%s", cartridge.name);
    rsm_table_add(table, "%s",
                  info->Enabled ? rsm_display_media_state(cartridge.state) : "disabled");
    rsm_table_add(table, "%s", rsm_display_partition_state(cartridge.side_state));
    rsm_overview_add_name(overview, table, &info->Info.PhysicalMedia.MediaType, NTMS_MEDIA_TYPE);
    rsm_table_add(table, "%s", rsm_pools_path(&overview->pools, &cartridge.pool));
    rsm_overview_add_name(overview, table, &cartridge.library, NTMS_LIBRARY);
    rsm_overview_add_name(overview, table, &cartridge.place, cartridge.place_type);
    rsm_table_add(table, "%u", (unsigned)cartridge.mounts);
    return ERROR_SUCCESS;
}

static rsm_error print_media(struct rsm_overview *overview)
{
    static const struct rsm_column columns[] = {
        {"Medium", RSM_LEFT, 8, false}, {"State", RSM_LEFT, 0, false},
        {"Side", RSM_LEFT, 0, false},   {"Type", RSM_LEFT, 6, false},
        {"Pool", RSM_LEFT, 10, false},  {"Library", RSM_LEFT, 8, false},
        {"Place", RSM_LEFT, 0, false},  {"Mounts", RSM_RIGHT, 0, true},
    };
    struct rsm_table table;
    rsm_error err;

    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    err = rsm_overview_each(overview, NULL, NTMS_PHYSICAL_MEDIA, add_medium, &table);
    if (err == ERROR_SUCCESS)
        return rsm_overview_print(overview, &table, "Media", "");
    rsm_table_end(&table);
    return err;
}

static rsm_error print_pools(struct rsm_overview *overview)
{
    static const struct rsm_column columns[] = {
        {"Pool", RSM_LEFT, 12, false},
        {"Media", RSM_RIGHT, 0, false},
        {"Allocated", RSM_RIGHT, 0, false},
        {"Media type", RSM_LEFT, 8, false},
    };
    struct rsm_table table;

    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < overview->pools.count; i++) {
        const struct rsm_pool *pool = &overview->pools.pools[i];
        bool holds_media = !rsm_guid_is_null(&pool->info.MediaType);

        rsm_table_add(&table, "%*s%s", (int)pool->depth * 2, "", pool->name);
        if (holds_media) {
            rsm_table_add(&table, "%u", (unsigned)pool->info.dwNumberOfPhysicalMedia);
            rsm_table_add(&table, "%u", (unsigned)pool->info.dwNumberOfLogicalMedia);
        } else {
            rsm_table_add(&table, "%s", "");
            rsm_table_add(&table, "%s", "");
        }
        rsm_overview_add_name(overview, &table, &pool->info.MediaType, NTMS_MEDIA_TYPE);
    }
    return rsm_overview_print(overview, &table, "Media pools", "");
}

static rsm_error print_all(struct rsm_run *run)
{
    struct rsm_overview overview = {.session = run->session, .out = run->out};
    rsm_error err = rsm_pools_read(run->session, &overview.pools);

    if (err == ERROR_SUCCESS)
        err = print_libraries(&overview);
    if (err == ERROR_SUCCESS)
        err = rsm_overview_each(&overview, NULL, NTMS_LIBRARY, print_library, NULL);
    if (err == ERROR_SUCCESS)
        err = print_media(&overview);
    if (err == ERROR_SUCCESS)
        err = print_pools(&overview);
    if (err == ERROR_SUCCESS)
        err = rsm_overview_requests(&overview);
    if (err == ERROR_SUCCESS)
        err = rsm_overview_operator_requests(&overview);
    rsm_pools_free(&overview.pools);
    rsm_output_print(run->out, "\n");
    return err;
}

/* Tables leave out and put together, a document tells all: so they are made apart. */
rsm_error rsm_view_all(struct rsm_run *run)
{
    rsm_error err = run->json.value != NULL ? rsm_view_facts(run) : print_all(run);

    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "what is known cannot be read");
    return ERROR_SUCCESS;
}
