/*
 * Devices of libraries that are run: found by identity, and not opened.
 */
#include "work/run_devices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalogue.h"
#include "core/hold.h"
#include "model/guid.h"
#include "platform/array.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "store/records.h"

struct rsm_asked_library {
    struct rsm_library *library;
    char identity[RSM_IDENTITY_LENGTH];
    bool wanted; /* what it tells of its drives */
};

bool rsm_run_devices_is_open(struct rsm_library *library)
{
    bool open;

    rsm_mutex_lock(&library->mutex);
    open = library->open && !library->lost;
    rsm_mutex_unlock(&library->mutex);
    return open;
}

/* ---- which there are ---- */

struct listing {
    struct rsm *rsm;
    struct rsm_run_devices *run;
    struct rsm_library *const *libraries; /* of this process */
    size_t library_count;
    bool all;           /* changers of ours are asked anyway */
    bool out_of_bounds; /* the devices that are being listed */
    rsm_error err;
};

static struct rsm_library *find_open(const struct listing *listing, const GUID *id)
{
    for (size_t i = 0; i < listing->library_count; i++) {
        struct rsm_library *library = listing->libraries[i];

        if (rsm_guid_equal(&library->id, id))
            return rsm_run_devices_is_open(library) ? library : NULL;
    }
    return NULL;
}

static rsm_error add_device(const struct listing *listing, const struct rsm_record *record,
                            uint8_t type)
{
    struct rsm_run_devices *run = listing->run;
    struct rsm_run_device *grown;

    if (record->own.Identity[0] == 0)
        return ERROR_SUCCESS;
    grown = rsm_array_grow(run->devices, sizeof *grown, run->count + 1, &run->room);
    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    run->devices = grown;
    grown += run->count++;
    memset(grown, 0, sizeof *grown);
    rsm_text_to_utf8(grown->identity, RSM_IDENTITY_LENGTH, record->own.Identity,
                     RSM_IDENTITY_LENGTH);
    rsm_text_to_utf8(grown->address, RSM_ADDRESS_MAX, record->own.Address, RSM_ADDRESS_LENGTH);
    grown->type = type;
    grown->out_of_bounds = listing->out_of_bounds;
    return ERROR_SUCCESS;
}

static rsm_error add_drive_record(const struct listing *listing, const struct rsm_record *record)
{
    const NTMS_DRIVEINFORMATIONW *drive = &record->info.Info.Drive;
    size_t before = listing->run->count;
    rsm_error err = add_device(listing, record, RSM_DEVICE_TAPE);
    struct rsm_run_device *device;

    if (listing->run->count == before)
        return err;
    device = &listing->run->devices[before];
    rsm_text_to_utf8(device->revision, sizeof device->revision, drive->szRevision,
                     NTMS_REVISION_LENGTH);
    device->has_scsi_address = rsm_address_is_windows(device->address);
    device->port = drive->ScsiPort;
    device->bus = drive->ScsiBus;
    device->target = drive->ScsiTarget;
    device->lun = drive->ScsiLun;
    return err;
}

static bool add_drive(void *context, const struct rsm_record *drive)
{
    struct listing *listing = context;

    listing->err = add_drive_record(listing, drive);
    return listing->err == ERROR_SUCCESS;
}

static rsm_error add_asked(const struct listing *listing, struct rsm_library *library,
                           const WCHAR *identity)
{
    struct rsm_run_devices *run = listing->run;
    struct rsm_asked_library *grown =
        rsm_array_grow(run->asked, sizeof *grown, run->asked_count + 1, &run->asked_room);

    if (grown == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    run->asked = grown;
    grown += run->asked_count++;
    grown->library = library;
    grown->wanted = listing->all || rsm_library_lacks_devices(library);
    rsm_text_to_utf8(grown->identity, RSM_IDENTITY_LENGTH, identity, RSM_IDENTITY_LENGTH);
    return ERROR_SUCCESS;
}

/* The changer, or the drive that stands alone, and the drives.  Wants no transaction. */
static rsm_error add_library(struct listing *listing, const GUID *id, struct rsm_library *ours)
{
    const struct rsm_condition in[] = {{.column = "library", .guid = id}};
    struct rsm_store *store = listing->rsm->store;
    struct rsm_record library;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    listing->out_of_bounds = ours == NULL;
    err = rsm_records_load(store, id, NTMS_LIBRARY, &library);
    if (err == ERROR_SUCCESS)
        err = add_device(listing, &library,
                         library.info.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE
                             ? RSM_DEVICE_TAPE
                             : RSM_DEVICE_CHANGER);
    if (err == ERROR_SUCCESS)
        err = rsm_records_each(store, NTMS_DRIVE, in, 1, add_drive, listing);
    if (err == ERROR_SUCCESS)
        err = listing->err;
    err = rsm_store_end(store, err);
    if (err == ERROR_SUCCESS && ours != NULL && rsm_library_has_changer(ours))
        err = add_asked(listing, ours, library.own.Identity);
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

static bool add_drive_of_medium(void *context, const struct rsm_record *medium)
{
    struct listing *listing = context;
    struct rsm_record drive;
    rsm_error err = rsm_records_load(listing->rsm->store, &medium->info.Info.PhysicalMedia.Location,
                                     NTMS_DRIVE, &drive);

    if (err == ERROR_SUCCESS)
        err = add_drive_record(listing, &drive);
    listing->err = err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
    return listing->err == ERROR_SUCCESS;
}

/* Drives whose media programs have mounted, also when nobody runs the library.  Wants no transaction. */
static rsm_error add_held(struct listing *listing)
{
    const struct rsm_condition held[] = {
        {.column = "hold", .number = RSM_HOLD_NONE, .differs = true},
        {.column = "location_type", .number = NTMS_DRIVE},
    };
    struct rsm_store *store = listing->rsm->store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err != ERROR_SUCCESS)
        return err;
    listing->out_of_bounds = true;
    err = rsm_records_each(store, NTMS_PHYSICAL_MEDIA, held, 2, add_drive_of_medium, listing);
    return rsm_store_end(store, err == ERROR_SUCCESS ? listing->err : err);
}

static bool is_any_shared(const struct rsm_transport *const *transports)
{
    bool shared = false;

    for (; *transports != NULL; transports++)
        shared = shared || (*transports)->is_shared;
    return shared;
}

rsm_error rsm_run_devices_list(struct rsm *rsm, const struct rsm_transport *const *transports,
                               struct rsm_library *const *libraries, size_t count, bool all,
                               struct rsm_run_devices *run_out)
{
    struct listing listing = {
        .rsm = rsm, .run = run_out, .libraries = libraries, .library_count = count, .all = all};
    GUID *ids = NULL;
    size_t id_count = 0;
    rsm_error err;

    if (!is_any_shared(transports))
        return ERROR_SUCCESS;
    err = rsm_store_begin(rsm->store, RSM_STORE_READ);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(rsm->store,
                            rsm_records_ids(rsm->store, NTMS_LIBRARY, NULL, 0, &ids, &id_count));
    for (size_t i = 0; i < id_count && err == ERROR_SUCCESS; i++) {
        struct rsm_library *ours = find_open(&listing, &ids[i]);

        if (!rsm_guid_equal(&ids[i], &rsm_catalogue_offline_library) &&
            (ours != NULL || rsm_library_is_run(rsm, &ids[i])))
            err = add_library(&listing, &ids[i], ours);
    }
    free(ids);
    return err == ERROR_SUCCESS ? add_held(&listing) : err;
}

bool rsm_run_devices_has(const struct rsm_run_devices *run, const char *identity)
{
    for (size_t i = 0; i < run->count; i++) {
        if (strcmp(run->devices[i].identity, identity) == 0)
            return true;
    }
    return false;
}

/* Take an identity of a record apart, "vendor|product|serial number". */
static bool take_identity(const char *identity, struct rsm_found *found)
{
    const char *product = strchr(identity, '|');
    const char *serial = product != NULL ? strchr(product + 1, '|') : NULL;

    if (serial == NULL || (size_t)(product - identity) >= sizeof found->vendor ||
        (size_t)(serial - product - 1) >= sizeof found->product ||
        strlen(serial + 1) >= sizeof found->serial)
        return false;
    snprintf(found->vendor, sizeof found->vendor, "%.*s", (int)(product - identity), identity);
    snprintf(found->product, sizeof found->product, "%.*s", (int)(serial - product - 1),
             product + 1);
    snprintf(found->serial, sizeof found->serial, "%s", serial + 1);
    return true;
}

/* The system's name of it is where it has it. */
static void take_place(const struct rsm_run_device *device, struct rsm_found *found)
{
    struct rsm_transport_facts *facts = &found->facts;

    if (rsm_address_is_windows(device->address) && strlen(device->address) < sizeof facts->name)
        strcpy(facts->name, device->address);
    facts->has_scsi_address = device->has_scsi_address;
    facts->port = device->port;
    facts->bus = device->bus;
    facts->target = device->target;
    facts->lun = device->lun;
}

bool rsm_run_devices_recall(const struct rsm_run_devices *run, const char *address,
                            struct rsm_found *found)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct rsm_run_device *device = &run->devices[i];

        if (!device->out_of_bounds || strcmp(device->address, address) != 0 ||
            !take_identity(device->identity, found))
            continue;
        found->type = device->type;
        strcpy(found->revision, device->revision);
        take_place(device, found);
        return true;
    }
    return false;
}

void rsm_run_devices_free(struct rsm_run_devices *run)
{
    free(run->devices);
    free(run->asked);
    memset(run, 0, sizeof *run);
}

/* ---- asking changers of ours ---- */

static rsm_error ask_changer(const struct rsm_asked_library *asked, struct rsm_found *found)
{
    struct rsm_library *library = asked->library;
    rsm_error err = ERROR_SUCCESS;

    if (!rsm_library_try_changer(library))
        return ERROR_BUSY;
    memcpy(found->changer.places, library->changer.places, sizeof found->changer.places);
    if (asked->wanted)
        err = rsm_discover_drives(&library->changer, found);
    if (!rsm_device_is_connected(library->device))
        rsm_library_lose(library);
    rsm_library_give_changer(library);
    return err;
}

void rsm_run_devices_ask(const struct rsm_run_devices *run, struct rsm_discovery *discovery)
{
    for (size_t i = 0; i < discovery->found_count; i++) {
        struct rsm_found *found = &discovery->found[i];
        char identity[RSM_IDENTITY_LENGTH];

        if (!found->run || found->type != RSM_DEVICE_CHANGER)
            continue;
        found->reading = ERROR_BUSY;
        rsm_discover_identity(found, identity);
        for (size_t k = 0; k < run->asked_count; k++) {
            if (strcmp(run->asked[k].identity, identity) == 0)
                found->reading = ask_changer(&run->asked[k], found);
        }
    }
}
