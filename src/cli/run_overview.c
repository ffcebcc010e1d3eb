/*
 * rsm view without /t: everything in tables for a person.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/contents.h"
#include "cli/display.h"
#include "cli/listing.h"
#include "cli/pools.h"
#include "cli/run.h"
#include "cli/table.h"
#include "model/guid.h"
#include "platform/clock.h"

enum { REQUESTS_SHOWN = 40 };

struct overview {
    HANDLE session;
    const struct rsm_output *out;
    struct rsm_pools pools;
    bool has_library;
};

/* Visit each object of a kind; those that vanish meanwhile are passed over. */
typedef rsm_error visitor(struct overview *overview, NTMS_OBJECTINFORMATIONW *info, void *context);

static rsm_error for_each(struct overview *overview, GUID *container, DWORD type, visitor *visit,
                          void *context)
{
    struct rsm_listing listing;
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err = rsm_listing_read(overview->session, container, type, &listing);

    for (size_t i = 0; i < listing.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(overview->session, &listing.ids[i], type, &info);
        if (err == ERROR_SUCCESS)
            err = visit(overview, &info, context);
        else if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    rsm_listing_free(&listing);
    return err;
}

/* Print a table under its heading and free it; nothing when it has no rows. */
static rsm_error print_table(struct overview *overview, struct rsm_table *table,
                             const char *heading, const char *of)
{
    rsm_error err = ERROR_SUCCESS;

    if (rsm_table_rows(table) > 0 || table->is_short_of_memory) {
        rsm_output_print(overview->out, "\n%s%s%s\n\n", heading, of[0] != '\0' ? " of " : "", of);
        err = rsm_table_print(table, overview->out);
    }
    rsm_table_end(table);
    return err;
}

static void add_text(struct rsm_table *table, const WCHAR *text, size_t room)
{
    char utf8[RSM_DISPLAY_TEXT];

    rsm_display_text(text, room, utf8);
    rsm_table_add(table, "%s", utf8);
}

static void add_date(struct rsm_table *table, const SYSTEMTIME *date)
{
    char text[RSM_DISPLAY_DATE];

    rsm_display_date(date, text);
    rsm_table_add(table, "%s", text);
}

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

/* Serial number and address are its changer's. */
static void add_changer(struct overview *overview, GUID *library, struct rsm_table *table)
{
    struct rsm_listing changers;
    NTMS_OBJECTINFORMATIONW info;

    memset(&info, 0, sizeof info);
    if (rsm_listing_read(overview->session, library, NTMS_CHANGER, &changers) == ERROR_SUCCESS &&
        changers.count > 0)
        (void)rsm_listing_describe(overview->session, &changers.ids[0], NTMS_CHANGER, &info);
    rsm_listing_free(&changers);
    add_text(table, info.Info.Changer.szSerialNumber, NTMS_SERIALNUMBER_LENGTH);
    add_text(table, info.Info.Changer.szDeviceName, NTMS_DEVICENAME_LENGTH);
}

static rsm_error add_library(struct overview *overview, NTMS_OBJECTINFORMATIONW *info,
                             void *context)
{
    const NTMS_LIBRARYINFORMATION *library = &info->Info.Library;
    struct rsm_table *table = context;

    if (is_offline_library(info) && library->dwNumberOfMedia == 0)
        return ERROR_SUCCESS;
    add_text(table, info->szName, NTMS_OBJECTNAME_LENGTH);
    rsm_table_add(table, "%s", is_offline_library(info) ? "" : state_of(info));
    add_changer(overview, &info->ObjectGuid, table);
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

static rsm_error print_libraries(struct overview *overview)
{
    static const struct rsm_column columns[] = {
        {"Name", RSM_LEFT, 12},    {"State", RSM_LEFT, 0},  {"Serial number", RSM_LEFT, 8},
        {"Changer", RSM_LEFT, 12}, {"Slots", RSM_RIGHT, 0}, {"Drives", RSM_RIGHT, 0},
        {"Ports", RSM_RIGHT, 0},   {"Media", RSM_RIGHT, 0}, {"Inventory", RSM_LEFT, 0},
    };
    struct rsm_table table;
    rsm_error err;

    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    err = for_each(overview, NULL, NTMS_LIBRARY, add_library, &table);
    if (err == ERROR_SUCCESS && !overview->has_library)
        rsm_output_print(overview->out,
                         "\nNo library is known.  Attach one with: rsm attach ADDRESS\n");
    if (err != ERROR_SUCCESS) {
        rsm_table_end(&table);
        return err;
    }
    return print_table(overview, &table, "Libraries", "");
}

/* ---- what is in a library ---- */

/* A table of a library's parts being filled. */
struct parts {
    struct rsm_table table;
    struct rsm_contents contents;
};

/* Whose columns describe the cartridge in a slot. */
static void add_cartridge(struct overview *overview, struct parts *parts, const GUID *place)
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

static rsm_error add_drive(struct overview *overview, NTMS_OBJECTINFORMATIONW *info, void *context)
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
    add_text(&parts->table, drive->szSerialNumber, NTMS_SERIALNUMBER_LENGTH);
    add_text(&parts->table, drive->szDeviceName, NTMS_DEVICENAME_LENGTH);
    rsm_table_add(&parts->table, "%u", (unsigned)drive->dwMountCount);
    return ERROR_SUCCESS;
}

static rsm_error add_slot(struct overview *overview, NTMS_OBJECTINFORMATIONW *info, void *context)
{
    struct parts *parts = context;

    rsm_table_add(&parts->table, "%u", (unsigned)info->Info.StorageSlot.Number);
    rsm_table_add(&parts->table, "%s", rsm_display_slot_state(info->Info.StorageSlot.State));
    add_cartridge(overview, parts, &info->ObjectGuid);
    return ERROR_SUCCESS;
}

static rsm_error add_port(struct overview *overview, NTMS_OBJECTINFORMATIONW *info, void *context)
{
    struct parts *parts = context;

    rsm_table_add(&parts->table, "%u", (unsigned)info->Info.IEPort.Number);
    rsm_table_add(&parts->table, "%s", rsm_display_port_content(info->Info.IEPort.Content));
    add_cartridge(overview, parts, &info->ObjectGuid);
    return ERROR_SUCCESS;
}

static rsm_error print_parts(struct overview *overview, struct parts *parts,
                             NTMS_OBJECTINFORMATIONW *library, DWORD type, visitor *add,
                             const struct rsm_column *columns, size_t column_count,
                             const char *heading)
{
    char name[RSM_DISPLAY_TEXT];
    rsm_error err;

    rsm_display_text(library->szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_table_begin(&parts->table, columns, column_count);
    err = for_each(overview, &library->ObjectGuid, type, add, parts);
    if (err == ERROR_SUCCESS)
        return print_table(overview, &parts->table, heading, name);
    rsm_table_end(&parts->table);
    return err;
}

static rsm_error print_library(struct overview *overview, NTMS_OBJECTINFORMATIONW *info,
                               void *context)
{
    static const struct rsm_column drives[] = {
        {"Drive", RSM_RIGHT, 0},        {"State", RSM_LEFT, 0},   {"Medium", RSM_LEFT, 8},
        {"Serial number", RSM_LEFT, 8}, {"Device", RSM_LEFT, 12}, {"Mounts", RSM_RIGHT, 0},
    };
    static const struct rsm_column slots[] = {
        {"Slot", RSM_RIGHT, 0},      {"State", RSM_LEFT, 0}, {"Bar code", RSM_LEFT, 8},
        {"Medium", RSM_LEFT, 8},     {"Pool", RSM_LEFT, 10}, {"Label", RSM_LEFT, 8},
        {"Label text", RSM_LEFT, 8},
    };
    static const struct rsm_column ports[] = {
        {"Port", RSM_RIGHT, 0},      {"State", RSM_LEFT, 0}, {"Bar code", RSM_LEFT, 8},
        {"Medium", RSM_LEFT, 8},     {"Pool", RSM_LEFT, 10}, {"Label", RSM_LEFT, 8},
        {"Label text", RSM_LEFT, 8},
    };
    struct parts parts;
    rsm_error err;

    (void)context;
    if (is_offline_library(info))
        return ERROR_SUCCESS;
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
    rsm_contents_free(&parts.contents);
    return err;
}

/* ---- media and pools ---- */

static void add_name_of(struct overview *overview, struct rsm_table *table, const GUID *id,
                        DWORD type)
{
    GUID wanted = *id;
    NTMS_OBJECTINFORMATIONW info;

    memset(&info, 0, sizeof info);
    if (!rsm_guid_is_null(id))
        (void)rsm_listing_describe(overview->session, &wanted, type, &info);
    add_text(table, info.szName, NTMS_OBJECTNAME_LENGTH);
}

static rsm_error add_medium(struct overview *overview, NTMS_OBJECTINFORMATIONW *info, void *context)
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
    add_name_of(overview, table, &info->Info.PhysicalMedia.MediaType, NTMS_MEDIA_TYPE);
    rsm_table_add(table, "%s", rsm_pools_path(&overview->pools, &cartridge.pool));
    add_name_of(overview, table, &cartridge.library, NTMS_LIBRARY);
    add_name_of(overview, table, &cartridge.place, cartridge.place_type);
    rsm_table_add(table, "%u", (unsigned)cartridge.mounts);
    return ERROR_SUCCESS;
}

static rsm_error print_media(struct overview *overview)
{
    static const struct rsm_column columns[] = {
        {"Medium", RSM_LEFT, 8}, {"State", RSM_LEFT, 0},   {"Side", RSM_LEFT, 0},
        {"Type", RSM_LEFT, 6},   {"Pool", RSM_LEFT, 10},   {"Library", RSM_LEFT, 8},
        {"Place", RSM_LEFT, 0},  {"Mounts", RSM_RIGHT, 0},
    };
    struct rsm_table table;
    rsm_error err;

    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    err = for_each(overview, NULL, NTMS_PHYSICAL_MEDIA, add_medium, &table);
    if (err == ERROR_SUCCESS)
        return print_table(overview, &table, "Media", "");
    rsm_table_end(&table);
    return err;
}

static rsm_error print_pools(struct overview *overview)
{
    static const struct rsm_column columns[] = {
        {"Pool", RSM_LEFT, 12},
        {"Media", RSM_RIGHT, 0},
        {"Allocated", RSM_RIGHT, 0},
        {"Media type", RSM_LEFT, 8},
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
        add_name_of(overview, &table, &pool->info.MediaType, NTMS_MEDIA_TYPE);
    }
    return print_table(overview, &table, "Media pools", "");
}

/* ---- requests ---- */

/* From being queued to being finished. */
static void add_seconds(struct rsm_table *table, const NTMS_LIBREQUESTINFORMATIONW *request)
{
    int64_t queued = rsm_clock_to_ms(&request->TimeQueued);
    int64_t completed = rsm_clock_to_ms(&request->TimeCompleted);

    if (queued != 0 && completed >= queued)
        rsm_table_add(table, "%.1f", (double)(completed - queued) / 1000.0);
    else
        rsm_table_add(table, "%s", "");
}

static void add_error(struct rsm_table *table, const NTMS_LIBREQUESTINFORMATIONW *request)
{
    if (request->State == NTMS_LM_FAILED)
        rsm_table_add(table, "%u %s", (unsigned)request->dwErrorCode,
                      rsm_error_text(request->dwErrorCode));
    else
        rsm_table_add(table, "%s", "");
}

static rsm_error add_request(struct overview *overview, NTMS_OBJECTINFORMATIONW *info,
                             void *context)
{
    const NTMS_LIBREQUESTINFORMATIONW *request = &info->Info.LibRequest;
    struct rsm_table *table = context;

    rsm_table_add(table, "%s", rsm_display_operation(request->OperationCode));
    rsm_table_add(table, "%s", rsm_display_request_state(request->State));
    add_name_of(overview, table, &request->SlotId, NTMS_STORAGESLOT);
    add_name_of(overview, table, &request->DriveId, NTMS_DRIVE);
    add_name_of(overview, table, &request->PhysMediaId, NTMS_PHYSICAL_MEDIA);
    add_date(table, &request->TimeQueued);
    add_date(table, &request->TimeCompleted);
    add_seconds(table, request);
    add_text(table, request->szApplication, NTMS_APPLICATIONNAME_LENGTH);
    add_error(table, request);
    return ERROR_SUCCESS;
}

/* The last ones: finished requests are kept for days. */
static rsm_error print_requests(struct overview *overview)
{
    static const struct rsm_column columns[] = {
        {"Request", RSM_LEFT, 0},        {"State", RSM_LEFT, 0},    {"Slot", RSM_LEFT, 0},
        {"Drive", RSM_LEFT, 0},          {"Medium", RSM_LEFT, 8},   {"Queued (UTC)", RSM_LEFT, 0},
        {"Finished (UTC)", RSM_LEFT, 0}, {"Seconds", RSM_RIGHT, 0}, {"Application", RSM_LEFT, 6},
        {"Error", RSM_LEFT, 10},
    };
    struct rsm_listing listing;
    struct rsm_table table;
    NTMS_OBJECTINFORMATIONW info;
    rsm_error err = rsm_listing_read(overview->session, NULL, NTMS_LIBREQUEST, &listing);
    size_t first = listing.count > REQUESTS_SHOWN ? listing.count - REQUESTS_SHOWN : 0;

    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = first; i < listing.count && err == ERROR_SUCCESS; i++) {
        err = rsm_listing_describe(overview->session, &listing.ids[i], NTMS_LIBREQUEST, &info);
        if (err == ERROR_SUCCESS)
            err = add_request(overview, &info, &table);
        else if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS;
    }
    rsm_listing_free(&listing);
    if (err != ERROR_SUCCESS) {
        rsm_table_end(&table);
        return err;
    }
    err = print_table(overview, &table, "Library requests", "");
    if (err == ERROR_SUCCESS && first > 0)
        rsm_output_print(overview->out, "\n  %zu earlier ones are not shown.\n", first);
    return err;
}

static rsm_error add_operator_request(struct overview *overview, NTMS_OBJECTINFORMATIONW *info,
                                      void *context)
{
    const NTMS_OPREQUESTINFORMATIONW *request = &info->Info.OpRequest;
    struct rsm_table *table = context;

    (void)overview;
    rsm_table_add(table, "%s", rsm_display_operator_request(request->Request));
    rsm_table_add(table, "%s", rsm_display_operator_state(request->State));
    add_date(table, &request->Submitted);
    add_text(table, request->szApplication, NTMS_APPLICATIONNAME_LENGTH);
    add_text(table, request->szMessage, NTMS_MESSAGE_LENGTH);
    return ERROR_SUCCESS;
}

static rsm_error print_operator_requests(struct overview *overview)
{
    static const struct rsm_column columns[] = {
        {"Request", RSM_LEFT, 0},     {"State", RSM_LEFT, 0},    {"Submitted (UTC)", RSM_LEFT, 0},
        {"Application", RSM_LEFT, 6}, {"Message", RSM_LEFT, 12},
    };
    struct rsm_table table;
    rsm_error err;

    rsm_table_begin(&table, columns, sizeof columns / sizeof columns[0]);
    err = for_each(overview, NULL, NTMS_OPREQUEST, add_operator_request, &table);
    if (err == ERROR_SUCCESS)
        return print_table(overview, &table, "Operator requests", "");
    rsm_table_end(&table);
    return err;
}

rsm_error rsm_run_overview(struct rsm_run *run)
{
    struct overview overview = {.session = run->session, .out = run->out};
    rsm_error err = rsm_pools_read(run->session, &overview.pools);

    if (err == ERROR_SUCCESS)
        err = print_libraries(&overview);
    if (err == ERROR_SUCCESS)
        err = for_each(&overview, NULL, NTMS_LIBRARY, print_library, NULL);
    if (err == ERROR_SUCCESS)
        err = print_media(&overview);
    if (err == ERROR_SUCCESS)
        err = print_pools(&overview);
    if (err == ERROR_SUCCESS)
        err = print_requests(&overview);
    if (err == ERROR_SUCCESS)
        err = print_operator_requests(&overview);
    rsm_pools_free(&overview.pools);
    rsm_output_print(run->out, "\n");
    if (err != ERROR_SUCCESS)
        return rsm_run_fail(run, err, "what is known cannot be read");
    return ERROR_SUCCESS;
}
