/*
 * Each library on the overview page: its state, its slots as a picture, and what is in drives and ports.
 */
#include <stdio.h>
#include <string.h>

#include "cli/contents.h"
#include "cli/display.h"
#include "cli/fresh.h"
#include "cli/listing.h"
#include "cli/page.h"
#include "cli/page_media.h"
#include "cli/paint.h"
#include "cli/picture.h"
#include "model/guid.h"

/* Of so many drives or ports all are shown; of more, those where something is. */
enum { SHOWN_ALL = 8, SHOWN = 24, LINE = 2 * RSM_DISPLAY_TEXT };

/* A library being shown. */
struct shown {
    struct rsm_page *page;
    NTMS_OBJECTINFORMATIONW *library;
    struct rsm_json json;
    struct rsm_json list; /* of the parts that are being added */
    struct rsm_page_media media;
    struct rsm_picture picture;
    struct rsm_table places;
    DWORD count;     /* of drives or ports there are; those that have no row, */
    size_t empty;    /* since they are empty, */
    size_t unknown;  /* since nobody has looked, */
    size_t others;   /* and for want of room */
    bool is_present; /* of what is not, nothing more is to be said */
};

/* "disabled" goes before whatever else may be said. */
static const char *state_of(const NTMS_OBJECTINFORMATIONW *info)
{
    return info->Enabled ? rsm_display_operational_state(info->dwOperationalState) : "disabled";
}

static bool is_usable(const NTMS_OBJECTINFORMATIONW *info)
{
    return info->Enabled && info->dwOperationalState == NTMS_READY;
}

/* ---- slots ---- */

static enum rsm_cell cell_of(const struct shown *shown, const NTMS_OBJECTINFORMATIONW *slot)
{
    const struct rsm_page_medium *medium = rsm_page_media_in(&shown->media, &slot->ObjectGuid);
    DWORD flags = shown->library->Info.Library.dwFlags;
    DWORD state = slot->Info.StorageSlot.State;

    if (!slot->Enabled || state == NTMS_SLOTSTATE_NOTPRESENT ||
        (shown->is_present && slot->dwOperationalState != NTMS_READY) ||
        (medium != NULL && medium->is_bad))
        return RSM_CELL_PROBLEM;
    if (state == NTMS_SLOTSTATE_EMPTY)
        return rsm_page_media_of(&shown->media, &slot->ObjectGuid) != NULL ? RSM_CELL_IN_DRIVE
                                                                           : RSM_CELL_EMPTY;
    if (state != NTMS_SLOTSTATE_FULL)
        return RSM_CELL_UNREAD;
    /* Of all cartridges, only a cleaner has no record. */
    return medium == NULL && (flags & NTMS_LIBRARYFLAG_CLEANERPRESENT) != 0 ? RSM_CELL_CLEANER
                                                                            : RSM_CELL_FULL;
}

static rsm_error add_slot(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                          void *context)
{
    struct shown *shown = context;

    (void)overview;
    rsm_picture_add(&shown->picture, info->Info.StorageSlot.Number, cell_of(shown, info));
    return ERROR_SUCCESS;
}

/* "24 slots: 14 full, 9 empty, 1 with a cleaner" */
static void count_slots(const struct shown *shown)
{
    static const char *const keys[RSM_CELL_COUNT] = {
        [RSM_CELL_EMPTY] = "empty",       [RSM_CELL_FULL] = "full",
        [RSM_CELL_UNREAD] = "unread",     [RSM_CELL_CLEANER] = "cleaner",
        [RSM_CELL_IN_DRIVE] = "in_drive", [RSM_CELL_PROBLEM] = "unusable",
    };
    static const enum rsm_cell order[] = {RSM_CELL_FULL,  RSM_CELL_UNREAD,   RSM_CELL_CLEANER,
                                          RSM_CELL_EMPTY, RSM_CELL_IN_DRIVE, RSM_CELL_PROBLEM};
    struct rsm_json json = rsm_json_object(shown->json, "slot_counts");
    char line[400];
    size_t length = (size_t)snprintf(line, sizeof line, "%zu slot%s", shown->picture.count,
                                     shown->picture.count == 1 ? "" : "s");
    const char *before = ": ";

    rsm_json_number(json, "count", shown->picture.count);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        size_t count = rsm_picture_count(&shown->picture, order[i]);

        rsm_json_number(json, keys[order[i]], count);
        if (count == 0)
            continue;
        length += (size_t)snprintf(line + length, sizeof line - length, "%s%zu %s", before, count,
                                   rsm_picture_words(order[i]));
        before = ", ";
    }
    if (shown->picture.count > 0) {
        rsm_page_paragraph(shown->page, 2, line);
        rsm_output_print(shown->page->run->out, "\n");
    }
}

static rsm_error show_slots(struct shown *shown)
{
    rsm_error err = rsm_overview_each(&shown->page->overview, &shown->library->ObjectGuid,
                                      NTMS_STORAGESLOT, add_slot, shown);

    if (err != ERROR_SUCCESS)
        return err;
    count_slots(shown);
    return rsm_picture_print(&shown->picture, shown->page->run->out);
}

/* ---- drives, ports, doors ---- */

static void add_cartridge(struct shown *shown, struct rsm_json json, const GUID *place,
                          bool in_table)
{
    struct rsm_page_medium *medium = rsm_page_media_in(&shown->media, place);
    struct rsm_cartridge cartridge;
    const char *pool;
    const char *mark;
    GUID id = {0};

    memset(&cartridge, 0, sizeof cartridge);
    if (medium != NULL) {
        id = medium->id;
        (void)rsm_contents_describe(shown->page->overview.session, &id, &cartridge);
    }
    pool = rsm_pools_path(&shown->page->overview.pools, &cartridge.pool);
    rsm_json_guid(json, "medium", &id);
    rsm_json_text(json, "medium_name", cartridge.name);
    rsm_contents_json(json, &cartridge, pool);
    if (!in_table)
        return;
    mark = cartridge.label_text[0] != '\0' ? "\"" : "";
    rsm_table_add(&shown->places, "%s", cartridge.name);
    rsm_table_add(&shown->places, "%s%s%s%s%s", cartridge.label_type,
                  cartridge.label_type[0] != '\0' && mark[0] != '\0' ? " " : "", mark,
                  cartridge.label_text, mark);
    rsm_table_add(&shown->places, "%s", pool);
}

/* Is it worth a row of its own?  Else it is counted. */
static bool wants_row(struct shown *shown, const char *state)
{
    if (shown->count <= SHOWN_ALL)
        return true;
    if (strcmp(state, "empty") == 0)
        shown->empty++;
    else if (strcmp(state, "unknown") == 0)
        shown->unknown++;
    else if (rsm_table_rows(&shown->places) >= SHOWN)
        shown->others++;
    else
        return true;
    return false;
}

/* A row of the table, as far as it is worth one, and an object of the document. */
static void add_place(struct shown *shown, const NTMS_OBJECTINFORMATIONW *info, DWORD number,
                      const char *state)
{
    struct rsm_json json = rsm_json_object(shown->list, NULL);
    bool in_table = wants_row(shown, state);

    rsm_json_guid(json, "id", &info->ObjectGuid);
    rsm_json_wide(json, "name", info->szName, NTMS_OBJECTNAME_LENGTH);
    rsm_json_number(json, "number", number);
    rsm_json_text(json, "state", state);
    if (in_table) {
        rsm_overview_add_text(&shown->places, info->szName, NTMS_OBJECTNAME_LENGTH);
        rsm_table_add(&shown->places, "%s", state);
    }
    add_cartridge(shown, json, &info->ObjectGuid, in_table);
}

static rsm_error add_drive(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                           void *context)
{
    struct shown *shown = context;
    const NTMS_DRIVEINFORMATIONW *drive = &info->Info.Drive;

    (void)overview;
    add_place(shown, info, drive->Number,
              is_usable(info) ? rsm_display_drive_state(drive->State) : state_of(info));
    return ERROR_SUCCESS;
}

/* That of a drive that stands alone is its mouth: the cartridge is shown with the drive. */
static rsm_error add_port(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                          void *context)
{
    struct shown *shown = context;
    const NTMS_IEPORTINFORMATION *port = &info->Info.IEPort;
    bool is_open = port->Position == NTMS_PORTPOSITION_EXTENDED;
    char state[60];

    (void)overview;
    snprintf(state, sizeof state, "%s%s",
             info->Enabled ? rsm_display_port_content(port->Content) : "disabled",
             is_open ? ", open" : "");
    add_place(shown, info, port->Number, state);
    return ERROR_SUCCESS;
}

/* A closed one is as it should be. */
static rsm_error add_door(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                          void *context)
{
    struct shown *shown = context;
    const NTMS_IEDOORINFORMATION *door = &info->Info.IEDoor;
    struct rsm_json json = rsm_json_object(shown->list, NULL);
    const char *state = rsm_display_door_state(door->State);

    (void)overview;
    rsm_json_guid(json, "id", &info->ObjectGuid);
    rsm_json_wide(json, "name", info->szName, NTMS_OBJECTNAME_LENGTH);
    rsm_json_number(json, "number", door->Number);
    rsm_json_text(json, "state", state);
    if (door->State == NTMS_DOORSTATE_CLOSED)
        return ERROR_SUCCESS;
    rsm_overview_add_text(&shown->places, info->szName, NTMS_OBJECTNAME_LENGTH);
    rsm_table_add(&shown->places, "%s", state);
    for (int i = 0; i < 3; i++)
        rsm_table_add(&shown->places, "%s", "");
    return ERROR_SUCCESS;
}

/* "12 more drives  empty" */
static void add_count(struct shown *shown, const char *key, size_t count, const char *state)
{
    if (count == 0)
        return;
    rsm_table_add(&shown->places, count == shown->count ? "%zu %s" : "%zu more %s", count, key);
    rsm_table_add(&shown->places, "%s", state);
    for (int i = 0; i < 3; i++)
        rsm_table_add(&shown->places, "%s", "");
}

static rsm_error add_places(struct shown *shown, DWORD type, const char *key, DWORD count,
                            rsm_overview_visit *add)
{
    rsm_error err;

    shown->list = rsm_json_array(shown->json, key);
    shown->count = count;
    shown->empty = 0;
    shown->unknown = 0;
    shown->others = 0;
    err = rsm_overview_each(&shown->page->overview, &shown->library->ObjectGuid, type, add, shown);
    if (err == ERROR_SUCCESS) {
        add_count(shown, key, shown->empty, "empty");
        add_count(shown, key, shown->unknown, "unknown");
        add_count(shown, key, shown->others, "in other states");
    }
    return err;
}

static rsm_error show_places(struct shown *shown)
{
    static const struct rsm_column columns[] = {
        {"Place", RSM_LEFT, 8, false},  {"State", RSM_LEFT, 0, false},
        {"Medium", RSM_LEFT, 8, false}, {"Label", RSM_LEFT, 8, false},
        {"Pool", RSM_LEFT, 10, true},
    };
    const NTMS_LIBRARYINFORMATION *library = &shown->library->Info.Library;
    rsm_error err;

    rsm_table_begin(&shown->places, columns, sizeof columns / sizeof columns[0]);
    err = add_places(shown, NTMS_DRIVE, "drives", library->dwNumberOfDrives, add_drive);
    if (err == ERROR_SUCCESS)
        err = add_places(shown, NTMS_IEPORT, "ports", library->dwNumberOfPorts, add_port);
    if (err == ERROR_SUCCESS)
        err = add_places(shown, NTMS_IEDOOR, "doors", library->dwNumberOfDoors, add_door);
    if (err == ERROR_SUCCESS && rsm_table_rows(&shown->places) > 0) {
        rsm_output_print(shown->page->run->out, "\n");
        err = rsm_table_print(&shown->places, shown->page->run->out);
    }
    rsm_table_end(&shown->places);
    return err;
}

/* ---- the library ---- */

/* Serial number and address are its changer's; of a drive that stands alone the number is the drive's. */
static void describe_device(struct shown *shown)
{
    bool has_changer = shown->library->Info.Library.dwNumberOfChangers > 0;
    DWORD type = has_changer ? NTMS_CHANGER : NTMS_DRIVE;
    struct rsm_listing listing;
    NTMS_OBJECTINFORMATIONW info;
    char serial[RSM_DISPLAY_TEXT] = "";
    char device[RSM_DISPLAY_TEXT] = "";
    char line[LINE];

    if (rsm_listing_read(shown->page->overview.session, &shown->library->ObjectGuid, type,
                         &listing) == ERROR_SUCCESS &&
        listing.count > 0 &&
        rsm_listing_describe(shown->page->overview.session, &listing.ids[0], type, &info) ==
            ERROR_SUCCESS) {
        rsm_display_text(has_changer ? info.Info.Changer.szSerialNumber
                                     : info.Info.Drive.szSerialNumber,
                         NTMS_SERIALNUMBER_LENGTH, serial);
        rsm_display_text(has_changer ? info.Info.Changer.szDeviceName
                                     : info.Info.Drive.szDeviceName,
                         NTMS_DEVICENAME_LENGTH, device);
    }
    rsm_listing_free(&listing);
    rsm_json_text(shown->json, "serial_number", serial);
    rsm_json_text(shown->json, "device_name", device);
    snprintf(line, sizeof line, "%s%s%s%s%s",
             has_changer ? "Changer" : "A drive that stands alone:", serial[0] != '\0' ? " " : "",
             serial, device[0] != '\0' ? " at " : "", device);
    rsm_page_paragraph(shown->page, 2, line);
}

static void tell_if_not_fresh(const struct shown *shown)
{
    bool is_fresh = rsm_fresh_is(&shown->library->ObjectGuid);

    rsm_json_flag(shown->json, "looked_at", is_fresh);
    if (!is_fresh)
        rsm_page_paragraph(shown->page, 2,
                           "It is still being looked at; until then, what is shown is what was "
                           "known last.");
}

static void show_head(struct shown *shown)
{
    const struct rsm_output *out = shown->page->run->out;
    const char *state = state_of(shown->library);
    enum rsm_paint paint = rsm_paint_of_state(state);
    char name[RSM_DISPLAY_TEXT];

    rsm_display_text(shown->library->szName, NTMS_OBJECTNAME_LENGTH, name);
    rsm_json_guid(shown->json, "id", &shown->library->ObjectGuid);
    rsm_json_text(shown->json, "name", name);
    rsm_json_text(shown->json, "library_type",
                  rsm_display_library_type(shown->library->Info.Library.LibraryType));
    rsm_json_text(shown->json, "state", state);
    rsm_output_print(out, "\n%s%s%s: %s%s%s\n", rsm_paint_begin(out, RSM_PAINT_HEADING), name,
                     rsm_paint_end(out, RSM_PAINT_HEADING), rsm_paint_begin(out, paint), state,
                     rsm_paint_end(out, paint));
    describe_device(shown);
    if (!shown->library->Enabled)
        rsm_page_paragraph(shown->page, 2, "It was disabled: programs cannot use it.");
    if (!shown->is_present)
        rsm_page_paragraph(shown->page, 2,
                           "It does not answer, or is left alone; rsm devices tells why. What is "
                           "shown is what was known last.");
    tell_if_not_fresh(shown);
    rsm_json_number(shown->json, "number_of_media", shown->library->Info.Library.dwNumberOfMedia);
}

static rsm_error show_library(struct shown *shown)
{
    rsm_error err;

    show_head(shown);
    err = rsm_page_media_read(shown->page->overview.session, &shown->library->ObjectGuid,
                              &shown->media);
    if (err == ERROR_SUCCESS)
        err = show_slots(shown);
    if (err == ERROR_SUCCESS)
        err = show_places(shown);
    rsm_picture_free(&shown->picture);
    rsm_page_media_free(&shown->media);
    return err;
}

/* What is in no library is told with the pools. */
static rsm_error add_library(struct rsm_overview *overview, NTMS_OBJECTINFORMATIONW *info,
                             void *context)
{
    struct shown *all = context;
    struct shown shown;

    if ((info->Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE) != 0)
        return ERROR_SUCCESS;
    overview->has_library = true;
    memset(&shown, 0, sizeof shown);
    shown.page = all->page;
    shown.library = info;
    shown.json = rsm_json_object(all->list, NULL);
    shown.is_present = info->dwOperationalState != NTMS_NOT_PRESENT;
    return show_library(&shown);
}

rsm_error rsm_page_libraries(struct rsm_page *page)
{
    struct shown all = {.page = page, .list = rsm_json_array(page->run->json, "libraries")};

    return rsm_overview_each(&page->overview, NULL, NTMS_LIBRARY, add_library, &all);
}
