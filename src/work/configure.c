/*
 * The objects of a library, made or refreshed from what its devices say (spec "objects" 4.2 to 4.7).
 * Numbers count from 1.
 */
#include "work/configure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalogue.h"
#include "core/drive_kind.h"
#include "model/guid.h"
#include "platform/log.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "store/records.h"
#include "work/configure_places.h"
#include "work/device_names.h"
#include "work/device_type.h"
#include "work/drive_map.h"
#include "work/recall.h"

enum {
    DEFER_SECONDS = 300,   /* dwDeferDismountDelay of a new drive */
    DOOR_OPEN_SECONDS = 60 /* MaxOpenSecs of a new door */
};

/* One library being configured. */
struct configuring {
    struct rsm_discovery *discovery;
    const struct rsm_found *found; /* its changer, or the drive that stands alone */
    bool *claimed;
    struct rsm_library *library;
    struct rsm *rsm;
    bool is_run; /* somebody works with it: what state things are in is theirs to say */
};

static void set_text(WCHAR *to, size_t room, const char *from)
{
    rsm_text_from_utf8(to, room, from, RSM_TEXT_TERMINATED);
}

static void identity_of(const struct rsm_found *found, WCHAR identity[RSM_IDENTITY_LENGTH])
{
    char text[RSM_IDENTITY_LENGTH];

    rsm_discover_identity(found, text);
    set_text(identity, RSM_IDENTITY_LENGTH, text);
}

/* A name nobody else of this kind has: "STK L20", "STK L20 (2)" ... */
static rsm_error unique_name(struct configuring *c, const char *base, WCHAR *name)
{
    for (unsigned n = 1;; n++) {
        struct rsm_record other;
        const struct rsm_condition same[] = {{.column = "name", .text = name}};
        rsm_error err;

        if (n == 1)
            rsm_text_format(name, NTMS_OBJECTNAME_LENGTH, "%s", base);
        else
            rsm_text_format(name, NTMS_OBJECTNAME_LENGTH, "%s (%u)", base, n);
        err = rsm_records_first(c->rsm->store, NTMS_LIBRARY, same, 1, &other);
        if (err != ERROR_SUCCESS)
            return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    }
}

static rsm_error new_library(struct configuring *c, struct rsm_record *record)
{
    NTMS_LIBRARYINFORMATION *library = &record->info.Info.Library;
    bool alone = c->library->alone;
    char base[64];

    rsm_record_begin(record, NTMS_LIBRARY);
    library->LibraryType = alone ? NTMS_LIBRARYTYPE_STANDALONE : NTMS_LIBRARYTYPE_ONLINE;
    library->InventoryMethod = NTMS_INVENTORY_FAST;
    library->AutoRecovery = TRUE;
    library->LibrarySupportsDriveCleaning = !alone;
    library->dwFlags = alone ? 0 : NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE;
    library->FirstDriveNumber = library->FirstSlotNumber = 1;
    library->FirstPortNumber = library->FirstChangerNumber = library->FirstDoorNumber = 1;
    snprintf(base, sizeof base, "%s %s", c->found->vendor, c->found->product);
    return unique_name(c, base, record->info.szName);
}

/* Of that changer, or of that drive that stands alone: some changers tell of themselves just what their drive
 * does.  Wants an open transaction. */
static rsm_error find_library(struct rsm *rsm, const struct rsm_found *found,
                              struct rsm_record *library_out)
{
    WCHAR identity[RSM_IDENTITY_LENGTH];
    const struct rsm_condition same[] = {
        {.column = "identity", .text = identity},
        {.column = "library_type",
         .number = NTMS_LIBRARYTYPE_STANDALONE,
         .differs = found->type == RSM_DEVICE_CHANGER},
    };

    identity_of(found, identity);
    return rsm_records_first(rsm->store, NTMS_LIBRARY, same, 2, library_out);
}

/* The library object of this changer, found again by its identity or made now. */
static rsm_error configure_library(struct configuring *c)
{
    struct rsm_record record;
    WCHAR identity[RSM_IDENTITY_LENGTH];
    rsm_error err = find_library(c->rsm, c->found, &record);
    bool is_new = err == ERROR_OBJECT_NOT_FOUND;

    identity_of(c->found, identity);
    if (is_new)
        err = new_library(c, &record);
    if (err != ERROR_SUCCESS)
        return err;
    c->is_run = !is_new && rsm_library_is_run(c->rsm, &record.info.ObjectGuid);
    if (!c->is_run)
        record.info.dwOperationalState = NTMS_READY;
    rsm_text_copy(record.own.Identity, RSM_IDENTITY_LENGTH, identity);
    set_text(record.own.Address, RSM_ADDRESS_LENGTH, c->found->shown);
    err = is_new ? rsm_records_insert(c->rsm->store, &record)
                 : rsm_records_save(c->rsm->store, &record);
    c->library->id = record.info.ObjectGuid;
    rsm_text_to_utf8(c->library->name, sizeof c->library->name, record.info.szName,
                     NTMS_OBJECTNAME_LENGTH);
    return err;
}

static rsm_error configure_changer(struct configuring *c)
{
    const struct rsm_condition of_library[] = {{.column = "library", .guid = &c->library->id}};
    const struct rsm_found *found = c->found;
    struct rsm_record record;
    NTMS_CHANGERINFORMATIONW *changer = &record.info.Info.Changer;
    rsm_error err = rsm_records_first(c->rsm->store, NTMS_CHANGER, of_library, 1, &record);
    bool is_new = err == ERROR_OBJECT_NOT_FOUND;

    if (is_new) {
        rsm_record_begin(&record, NTMS_CHANGER);
        changer->Number = 1;
        changer->Library = c->library->id;
        rsm_text_copy(record.info.szName, NTMS_OBJECTNAME_LENGTH, u"Changer 1");
    } else if (err != ERROR_SUCCESS) {
        return err;
    }
    err = rsm_device_type_require(c->rsm, NTMS_CHANGER_TYPE, FILE_DEVICE_CHANGER, found->vendor,
                                  found->product, &changer->ChangerType);
    if (err != ERROR_SUCCESS)
        return err;
    if (record.info.dwOperationalState !=
        NTMS_NEEDS_SERVICE) /* only a look around may say better */
        record.info.dwOperationalState = NTMS_READY;
    record.own.Element = found->changer.places[RSM_PLACE_ARM].first;
    set_text(changer->szSerialNumber, NTMS_SERIALNUMBER_LENGTH, found->serial);
    set_text(changer->szRevision, NTMS_REVISION_LENGTH, found->revision);
    (void)rsm_device_names_put_changer(found, changer);
    set_text(record.own.Address, RSM_ADDRESS_LENGTH, found->shown);
    identity_of(found, record.own.Identity);
    return is_new ? rsm_records_insert(c->rsm->store, &record)
                  : rsm_records_save(c->rsm->store, &record);
}

/* A changer does not tell of its doors: it has one. */
static rsm_error configure_door(struct configuring *c)
{
    const struct rsm_condition of_library[] = {{.column = "library", .guid = &c->library->id}};
    struct rsm_record record;
    rsm_error err = rsm_records_first(c->rsm->store, NTMS_IEDOOR, of_library, 1, &record);

    if (err != ERROR_OBJECT_NOT_FOUND)
        return err;
    rsm_record_begin(&record, NTMS_IEDOOR);
    record.info.Info.IEDoor.Number = 1;
    record.info.Info.IEDoor.State = NTMS_DOORSTATE_CLOSED;
    record.info.Info.IEDoor.MaxOpenSecs = DOOR_OPEN_SECONDS;
    record.info.Info.IEDoor.Library = c->library->id;
    rsm_text_copy(record.info.szName, NTMS_OBJECTNAME_LENGTH, u"Door 1");
    return rsm_records_insert(c->rsm->store, &record);
}

/* The device of a bay, if it is known. */
static const struct rsm_found *device_of(const struct configuring *c, const struct rsm_bay *bay)
{
    for (size_t i = 0; i < c->discovery->found_count; i++) {
        if (bay->address[0] != '\0' && strcmp(c->discovery->found[i].address, bay->address) == 0)
            return &c->discovery->found[i];
    }
    return NULL;
}

static rsm_error new_drive(struct configuring *c, DWORD element, DWORD number,
                           struct rsm_record *record)
{
    NTMS_DRIVEINFORMATIONW *drive = &record->info.Info.Drive;

    rsm_record_begin(record, NTMS_DRIVE);
    record->own.Element = element;
    drive->Number = number;
    drive->State = NTMS_DRIVESTATE_DISMOUNTED;
    drive->Library = c->library->id;
    drive->dwDeferDismountDelay = DEFER_SECONDS;
    rsm_text_format(record->info.szName, NTMS_OBJECTNAME_LENGTH, "Drive %u", (unsigned)number);
    return rsm_records_insert(c->rsm->store, record);
}

/* The drive object of an element, found again or made; its bay. */
static rsm_error open_bay(struct configuring *c, DWORD element, DWORD number)
{
    const struct rsm_condition at[] = {{.column = "library", .guid = &c->library->id},
                                       {.column = "element", .number = element}};
    struct rsm_bay *bay = &c->library->bays[c->library->bay_count];
    struct rsm_record record;
    rsm_error err = rsm_records_first(c->rsm->store, NTMS_DRIVE, at, 2, &record);

    if (err == ERROR_OBJECT_NOT_FOUND)
        err = new_drive(c, element, number, &record);
    if (err != ERROR_SUCCESS)
        return err;
    memset(bay, 0, sizeof *bay);
    bay->id = record.info.ObjectGuid;
    bay->element = (uint16_t)element;
    bay->number = number;
    c->library->bay_count++;
    return ERROR_SUCCESS;
}

void rsm_configure_put_unit(const struct rsm_found *found, struct rsm_record *drive)
{
    WCHAR identity[RSM_IDENTITY_LENGTH];

    identity_of(found, identity);
    if (drive->own.Identity[0] != 0 &&
        !rsm_text_equal(drive->own.Identity, identity, RSM_IDENTITY_LENGTH)) {
        drive->info.Info.Drive.dwMountCount = 0;
        memset(&drive->info.Info.Drive.LastCleanedTs, 0, sizeof(SYSTEMTIME));
    }
    rsm_text_copy(drive->own.Identity, RSM_IDENTITY_LENGTH, identity);
}

/* The device that the record names is another drive's now. */
static bool is_elsewhere(const struct configuring *c, const struct rsm_record *record)
{
    WCHAR serial[NTMS_SERIALNUMBER_LENGTH];

    for (size_t i = 0; i < c->discovery->found_count; i++) {
        const struct rsm_found *found = &c->discovery->found[i];

        set_text(serial, NTMS_SERIALNUMBER_LENGTH, found->serial);
        if (c->claimed[i] && !found->left && serial[0] != 0 && found->type == RSM_DEVICE_TAPE &&
            rsm_text_equal(serial, record->info.Info.Drive.szSerialNumber,
                           NTMS_SERIALNUMBER_LENGTH))
            return true;
    }
    return false;
}

/* Who works with the library may have seen a cartridge show what is only remembered here. */
static bool knows_less(const struct configuring *c, const struct rsm_bay *bay,
                       const struct rsm_record *record)
{
    return bay->known_by == RSM_KNOWN_BY_MEMORY && record->own.KnownBy != RSM_KNOWN_BY_NOTHING &&
           c->library->lock == NULL && rsm_library_is_run(c->rsm, &c->library->id);
}

/* What the drive's own device says of it. */
static rsm_error describe_drive(struct configuring *c, const struct rsm_bay *bay)
{
    const struct rsm_found *found = device_of(c, bay);
    struct rsm_record record;
    NTMS_DRIVEINFORMATIONW *drive = &record.info.Info.Drive;
    rsm_error err = rsm_records_load(c->rsm->store, &bay->id, NTMS_DRIVE, &record);

    if (err != ERROR_SUCCESS)
        return err;
    /* No device, and none that it might be: the drive cannot be used. */
    if (!c->is_run && record.info.dwOperationalState != NTMS_NEEDS_SERVICE)
        record.info.dwOperationalState =
            bay->address[0] != '\0' || c->library->spare_count > 0 ? NTMS_READY : NTMS_NOT_PRESENT;
    if (found != NULL) {
        rsm_configure_put_unit(found, &record);
        set_text(drive->szSerialNumber, NTMS_SERIALNUMBER_LENGTH, found->serial);
        set_text(drive->szRevision, NTMS_REVISION_LENGTH, found->revision);
        (void)rsm_device_names_put_drive(found, drive);
        set_text(record.own.Address, RSM_ADDRESS_LENGTH, found->shown);
        if (!knows_less(c, bay, &record))
            record.own.KnownBy = bay->known_by;
        err = rsm_device_type_require(c->rsm, NTMS_DRIVE_TYPE, FILE_DEVICE_TAPE, found->vendor,
                                      found->product, &drive->DriveType);
    } else if (is_elsewhere(c, &record)) {
        set_text(drive->szSerialNumber, NTMS_SERIALNUMBER_LENGTH, "");
        set_text(drive->szDeviceName, NTMS_DEVICENAME_LENGTH, "");
        set_text(record.own.Address, RSM_ADDRESS_LENGTH, "");
        record.own.KnownBy = RSM_KNOWN_BY_NOTHING;
    }
    return err == ERROR_SUCCESS ? rsm_records_save(c->rsm->store, &record) : err;
}

/* Is the drive announced, but not built in? */
static bool is_ghost(const struct configuring *c, DWORD element)
{
    for (size_t i = 0; i < c->found->element_count; i++) {
        if (c->found->elements[i].address == element)
            return c->found->elements[i].hidden;
    }
    return false;
}

/* One that is not built in has no object; one that was built in once keeps its own, as not present. */
static rsm_error leave_out(struct configuring *c, DWORD element)
{
    const struct rsm_condition at[] = {{.column = "library", .guid = &c->library->id},
                                       {.column = "element", .number = element}};
    struct rsm_record record;
    rsm_error err = rsm_records_first(c->rsm->store, NTMS_DRIVE, at, 2, &record);

    if (err != ERROR_SUCCESS)
        return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    record.info.dwOperationalState = NTMS_NOT_PRESENT;
    return rsm_records_save(c->rsm->store, &record);
}

static rsm_error configure_drives(struct configuring *c)
{
    const struct rsm_changer_range *range = &c->found->changer.places[RSM_PLACE_DRIVE];
    rsm_error err = ERROR_SUCCESS;

    c->library->bay_count = 0;
    for (DWORD i = 0; i < range->count && err == ERROR_SUCCESS; i++) {
        DWORD element = (DWORD)range->first + i;

        if (is_ghost(c, element)) {
            err = leave_out(c, element);
            continue;
        }
        if (c->library->bay_count == RSM_LIBRARY_DRIVES_MAX) {
            rsm_log(RSM_LOG_WARNING, "work",
                    "library %s: only the first %u of its %u drives are used", c->library->name,
                    (unsigned)RSM_LIBRARY_DRIVES_MAX, (unsigned)range->count);
            break;
        }
        err = open_bay(c, element, i + 1);
    }
    if (err == ERROR_SUCCESS)
        rsm_drive_map(c->discovery, c->found, c->claimed, c->library);
    for (size_t i = 0; i < c->library->bay_count && err == ERROR_SUCCESS; i++)
        err = describe_drive(c, &c->library->bays[i]);
    return err;
}

/* Is it the device of a drive of this library, or may it be? */
static bool is_ours(const struct rsm_library *library, const struct rsm_found *found)
{
    bool ours = false;

    for (size_t i = 0; i < library->bay_count; i++)
        ours = ours || strcmp(library->bays[i].address, found->address) == 0;
    for (size_t i = 0; i < library->spare_count; i++)
        ours = ours || strcmp(library->spare[i], found->address) == 0;
    return ours && found->type == RSM_DEVICE_TAPE;
}

/* STORAGE_MEDIA_TYPE of the cartridges that its drives take; 0 = none of them is known. */
static DWORD media_type_code(const struct configuring *c)
{
    DWORD code = 0;

    for (size_t i = 0; i < c->discovery->found_count && code == 0; i++) {
        const struct rsm_found *found = &c->discovery->found[i];

        if (is_ours(c->library, found))
            code = rsm_drive_kind_media_type(found->vendor, found->product);
    }
    return code;
}

static rsm_error configure_media_type(struct configuring *c, DWORD code)
{
    rsm_error err = rsm_catalogue_media_type(c->rsm, code, &c->library->media_type);

    if (err == ERROR_SUCCESS)
        err = rsm_catalogue_use_media_type(c->rsm, &c->library->id, &c->library->media_type);
    return err;
}

/* The one drive, whose element is 0 since no changer numbers it. */
static rsm_error configure_drive_alone(struct configuring *c)
{
    struct rsm_bay *bay = &c->library->bays[0];
    rsm_error err;

    c->library->bay_count = 0;
    err = open_bay(c, 0, 1);
    if (err != ERROR_SUCCESS)
        return err;
    snprintf(bay->address, sizeof bay->address, "%s", c->found->address);
    return describe_drive(c, bay);
}

static rsm_error configure_alone(struct configuring *c)
{
    rsm_error err = configure_library(c);

    if (err == ERROR_SUCCESS)
        err = rsm_configure_hand(c->rsm, &c->library->id);
    if (err == ERROR_SUCCESS)
        err = configure_drive_alone(c);
    if (err == ERROR_SUCCESS)
        err = configure_media_type(c, media_type_code(c));
    return err;
}

/* Drives of old autoloaders take the commands of the changer themselves, in place of a logical unit for it. */
static void tell_attached_changer(const struct configuring *c)
{
    if (c->found->device != NULL && c->found->device->attached_changer)
        rsm_log(
            RSM_LOG_WARNING, "work",
            "library %s: the drive says that a changer is attached to it, which has no logical "
            "unit "
            "of its own and is not used; give it one at its panel or by its switches (often called "
            "random mode)",
            c->library->name);
}

static rsm_error configure_all(struct configuring *c)
{
    rsm_error err = configure_library(c);

    if (err == ERROR_SUCCESS)
        err = configure_changer(c);
    if (err == ERROR_SUCCESS)
        err = configure_door(c);
    if (err == ERROR_SUCCESS)
        err = rsm_configure_places(c->rsm, &c->library->id, NTMS_STORAGESLOT, &c->found->changer,
                                   RSM_PLACE_SLOT);
    if (err == ERROR_SUCCESS)
        err = rsm_configure_places(c->rsm, &c->library->id, NTMS_IEPORT, &c->found->changer,
                                   RSM_PLACE_PORT);
    if (err == ERROR_SUCCESS)
        err = configure_drives(c);
    if (err == ERROR_SUCCESS)
        err = configure_media_type(c, media_type_code(c));
    return err;
}

rsm_error rsm_configure_library(struct rsm_discovery *discovery, size_t index, bool *claimed,
                                struct rsm_library *library)
{
    struct configuring c = {.discovery = discovery,
                            .found = &discovery->found[index],
                            .claimed = claimed,
                            .library = library,
                            .rsm = library->rsm};
    const struct rsm_changer_range *places = c.found->changer.places;
    rsm_error err = c.found->reading;

    library->alone = c.found->type == RSM_DEVICE_TAPE;
    snprintf(library->address, sizeof library->address, "%s", c.found->address);
    if (c.found->run && !library->alone && c.found->reading != ERROR_SUCCESS)
        return rsm_recall_library(discovery, index, claimed, library);
    if (err == ERROR_SUCCESS)
        err = rsm_store_begin(c.rsm->store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(c.rsm->store, library->alone ? configure_alone(&c) : configure_all(&c));
    if (err == ERROR_SUCCESS && library->alone)
        tell_attached_changer(&c);
    if (err == ERROR_SUCCESS && library->alone)
        rsm_log(RSM_LOG_INFO, "work", "library %s: tape drive %s at %s, which stands alone",
                library->name, c.found->serial, c.found->shown);
    else if (err == ERROR_SUCCESS)
        rsm_log(RSM_LOG_INFO, "work", "library %s: %s %s %s at %s, %u slots, %u drives, %u ports",
                library->name, c.found->vendor, c.found->product, c.found->serial, c.found->shown,
                places[RSM_PLACE_SLOT].count, places[RSM_PLACE_DRIVE].count,
                places[RSM_PLACE_PORT].count);
    return err;
}

/* The changer, or the drive that stands alone, has another address. */
static rsm_error move_library(struct configuring *c)
{
    struct rsm_record record;
    rsm_error err = rsm_records_load(c->rsm->store, &c->library->id, NTMS_LIBRARY, &record);

    if (err != ERROR_SUCCESS)
        return err;
    set_text(record.own.Address, RSM_ADDRESS_LENGTH, c->found->shown);
    err = rsm_records_save(c->rsm->store, &record);
    if (err != ERROR_SUCCESS || c->library->alone)
        return err;
    return configure_changer(c);
}

static bool is_any_taken(const struct rsm_library *library)
{
    bool taken = library->changer_taken;

    for (size_t i = 0; i < library->bay_count; i++)
        taken = taken || library->bays[i].taken;
    return taken;
}

rsm_error rsm_configure_changes(struct rsm_discovery *discovery, size_t index, bool *claimed,
                                bool library_moved, const bool *drives_changed,
                                struct rsm_library *library)
{
    struct configuring c = {.discovery = discovery,
                            .found = &discovery->found[index],
                            .claimed = claimed,
                            .library = library,
                            .rsm = library->rsm};
    DWORD code = media_type_code(&c);
    rsm_error err = library_moved ? move_library(&c) : ERROR_SUCCESS;

    for (size_t i = 0; i < library->bay_count && err == ERROR_SUCCESS; i++) {
        if (drives_changed[i])
            err = describe_drive(&c, &library->bays[i]);
        if (err == ERROR_OBJECT_NOT_FOUND)
            err = ERROR_SUCCESS; /* the drive was deleted */
    }
    /* who has something in hand may be looking at the media type */
    if (err == ERROR_SUCCESS && code != 0 && !is_any_taken(library))
        err = configure_media_type(&c, code);
    return err;
}

rsm_error rsm_configure_find(struct rsm *rsm, const struct rsm_found *found, GUID *library_out)
{
    struct rsm_record record;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store, find_library(rsm, found, &record));
    if (err == ERROR_SUCCESS)
        *library_out = record.info.ObjectGuid;
    return err;
}

/* One that told no serial number when it was recorded is known by its address alone. */
static bool has_identity(struct rsm_found *found, const WCHAR *recorded)
{
    WCHAR identity[RSM_IDENTITY_LENGTH];

    identity_of(found, identity);
    if (rsm_text_equal(identity, recorded, RSM_IDENTITY_LENGTH))
        return true;
    found->serial[0] = '\0';
    identity_of(found, identity);
    return rsm_text_equal(identity, recorded, RSM_IDENTITY_LENGTH);
}

rsm_error rsm_configure_check(const struct rsm_library *library, const struct rsm_device *device)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_found found;
    struct rsm_record record;
    rsm_error err;

    if (device->serial[0] == '\0' && device->facts.path[0] == '\0')
        return ERROR_SUCCESS;
    err = rsm_store_begin(store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_records_load(store, &library->id, NTMS_LIBRARY, &record));
    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS; /* it was deleted meanwhile */
    if (err != ERROR_SUCCESS)
        return err;
    rsm_discover_describe(device, &found);
    if (record.own.Identity[0] == 0 || has_identity(&found, record.own.Identity))
        return ERROR_SUCCESS;
    rsm_log(RSM_LOG_WARNING, "work",
            "library %s: another changer answers at %s now (%s %s %s); its own one is looked for",
            library->name, found.shown, found.vendor, found.product, device->serial);
    return ERROR_NOT_SAME_DEVICE;
}

rsm_error rsm_configure_present(struct rsm *rsm, const GUID *library, bool present)
{
    struct rsm_record record;
    rsm_error err = rsm_store_begin(rsm->store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_load(rsm->store, library, NTMS_LIBRARY, &record);
    if (err == ERROR_SUCCESS) {
        record.info.dwOperationalState = present ? NTMS_READY : NTMS_NOT_PRESENT;
        err = rsm_records_save(rsm->store, &record);
    }
    return rsm_store_end(rsm->store, err);
}
