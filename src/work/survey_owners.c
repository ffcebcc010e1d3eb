/*
 * What is known of whose devices are.
 */
#include "work/survey_owners.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalogue.h"
#include "model/guid.h"
#include "platform/array.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "store/records.h"

/* ---- what is on record ---- */

static struct rsm_survey_owner *new_owner(struct rsm_survey_owners *owners)
{
    struct rsm_survey_owner *grown =
        rsm_array_grow(owners->all, sizeof *grown, owners->count + 1, &owners->room);

    if (grown == NULL) {
        owners->err = ERROR_NOT_ENOUGH_MEMORY;
        return NULL;
    }
    owners->all = grown;
    return memset(&grown[owners->count++], 0, sizeof *grown);
}

static bool note_library(void *context, const struct rsm_record *record)
{
    struct rsm_survey_owners *owners = context;
    struct rsm_survey_owner *owner;

    if (rsm_guid_equal(&record->info.ObjectGuid, &rsm_catalogue_offline_library))
        return true;
    owner = new_owner(owners);
    if (owner == NULL)
        return false;
    owner->library = record->info.ObjectGuid;
    owner->absent = record->info.dwOperationalState == NTMS_NOT_PRESENT;
    owner->alone = record->info.Info.Library.LibraryType == NTMS_LIBRARYTYPE_STANDALONE;
    rsm_text_to_utf8(owner->name, sizeof owner->name, record->info.szName, NTMS_OBJECTNAME_LENGTH);
    rsm_text_to_utf8(owner->identity, sizeof owner->identity, record->own.Identity,
                     RSM_IDENTITY_LENGTH);
    rsm_text_to_utf8(owner->address, sizeof owner->address, record->own.Address,
                     RSM_ADDRESS_LENGTH);
    return true;
}

static struct rsm_survey_owner *find_library(struct rsm_survey_owners *owners, const GUID *library)
{
    for (size_t i = 0; i < owners->count; i++) {
        if (rsm_guid_equal(&owners->all[i].library, library))
            return &owners->all[i];
    }
    return NULL;
}

static bool note_changer(void *context, const struct rsm_record *record)
{
    const NTMS_CHANGERINFORMATIONW *changer = &record->info.Info.Changer;
    struct rsm_survey_owner *library = find_library(context, &changer->Library);

    if (library == NULL)
        return true;
    rsm_text_to_utf8(library->device_name, sizeof library->device_name, changer->szDeviceName,
                     NTMS_DEVICENAME_LENGTH);
    rsm_text_copy(library->revision, NTMS_REVISION_LENGTH, changer->szRevision);
    library->port = changer->ScsiPort;
    library->bus = changer->ScsiBus;
    library->target = changer->ScsiTarget;
    library->lun = changer->ScsiLun;
    return true;
}

static bool note_drive(void *context, const struct rsm_record *record)
{
    struct rsm_survey_owners *owners = context;
    const NTMS_DRIVEINFORMATIONW *drive = &record->info.Info.Drive;
    const struct rsm_survey_owner *library = find_library(owners, &drive->Library);
    struct rsm_survey_owner of_library;
    struct rsm_survey_owner *owner;

    if (library == NULL)
        return true;
    of_library = *library; /* which may move */
    owner = of_library.alone ? find_library(owners, &drive->Library) : new_owner(owners);
    if (owner == NULL)
        return false;
    rsm_text_to_utf8(owner->device_name, sizeof owner->device_name, drive->szDeviceName,
                     NTMS_DEVICENAME_LENGTH);
    rsm_text_copy(owner->revision, NTMS_REVISION_LENGTH, drive->szRevision);
    owner->port = drive->ScsiPort;
    owner->bus = drive->ScsiBus;
    owner->target = drive->ScsiTarget;
    owner->lun = drive->ScsiLun;
    if (of_library.alone)
        return true;
    owner->library = of_library.library;
    owner->absent = of_library.absent;
    memcpy(owner->name, of_library.name, sizeof owner->name);
    owner->drive = drive->Number;
    owner->known_by = (enum rsm_known_by)record->own.KnownBy;
    rsm_text_to_utf8(owner->identity, sizeof owner->identity, record->own.Identity,
                     RSM_IDENTITY_LENGTH);
    rsm_text_copy(owner->serial, NTMS_SERIALNUMBER_LENGTH, drive->szSerialNumber);
    rsm_text_to_utf8(owner->address, sizeof owner->address, record->own.Address,
                     RSM_ADDRESS_LENGTH);
    return true;
}

/* Wants an open transaction. */
static rsm_error read_records(struct rsm_survey_owners *owners, struct rsm_store *store)
{
    rsm_error err = rsm_records_each(store, NTMS_LIBRARY, NULL, 0, note_library, owners);

    if (err == ERROR_SUCCESS)
        err = rsm_records_each(store, NTMS_CHANGER, NULL, 0, note_changer, owners);
    if (err == ERROR_SUCCESS)
        err = rsm_records_each(store, NTMS_DRIVE, NULL, 0, note_drive, owners);
    return err == ERROR_SUCCESS ? owners->err : err;
}

/* ---- what this process knows ---- */

static rsm_error note_spares(struct rsm_survey_owners *owners, const struct rsm_library *library)
{
    for (size_t i = 0; i < library->spare_count; i++) {
        struct rsm_survey_spare *grown = rsm_array_grow(
            owners->spares, sizeof *grown, owners->spare_count + 1, &owners->spare_room);

        if (grown == NULL)
            return ERROR_NOT_ENOUGH_MEMORY;
        owners->spares = grown;
        memcpy(grown[owners->spare_count].address, library->spare[i], RSM_ADDRESS_MAX);
        memcpy(grown[owners->spare_count++].library, library->name, sizeof library->name);
    }
    return ERROR_SUCCESS;
}

/* Who works with the library knows what became doubtful since it was recorded.  What was only remembered
 * from the beginning is on record as such, unless somebody has seen more since. */
static void note_doubts(struct rsm_survey_owners *owners, const struct rsm_library *library)
{
    for (size_t i = 0; i < owners->count; i++) {
        struct rsm_survey_owner *owner = &owners->all[i];

        if (owner->drive == 0 || !rsm_guid_equal(&owner->library, &library->id))
            continue;
        for (size_t b = 0; b < library->bay_count; b++) {
            const struct rsm_bay *bay = &library->bays[b];

            if (bay->number == owner->drive && bay->remembered &&
                bay->known_by != RSM_KNOWN_BY_MEMORY)
                owner->known_by = RSM_KNOWN_BY_MEMORY;
        }
    }
}

static rsm_error note_running(struct rsm_survey_owners *owners, struct rsm_library *library)
{
    rsm_error err;

    rsm_mutex_lock(&library->mutex);
    err = note_spares(owners, library);
    note_doubts(owners, library);
    rsm_mutex_unlock(&library->mutex);
    return err;
}

/* Who works with their libraries. */
static void note_who_works(struct rsm_instance *system, struct rsm_survey_owners *owners)
{
    for (size_t i = 0; i < owners->count; i++) {
        struct rsm_survey_owner *owner = &owners->all[i];
        bool open = false;

        for (size_t k = 0; k < system->library_count; k++) {
            if (!rsm_guid_equal(&system->libraries[k]->id, &owner->library))
                continue;
            owner->led = true;
            open = rsm_run_devices_is_open(system->libraries[k]);
        }
        owner->elsewhere = !open && rsm_library_is_run(&system->rsm, &owner->library);
    }
}

rsm_error rsm_survey_owners_read(struct rsm_instance *system, struct rsm_survey_owners *owners)
{
    struct rsm_store *store = system->rsm.store;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, read_records(owners, store));
    for (size_t i = 0; i < system->library_count && err == ERROR_SUCCESS; i++)
        err = note_running(owners, system->libraries[i]);
    if (err == ERROR_SUCCESS)
        note_who_works(system, owners);
    return err;
}

void rsm_survey_owners_free(struct rsm_survey_owners *owners)
{
    free(owners->all);
    free(owners->spares);
    memset(owners, 0, sizeof *owners);
}

/* ---- whose a device is ---- */

static bool is_changers(const struct rsm_survey_owner *owner)
{
    return owner->drive == 0 && !owner->alone;
}

static bool may_be_owned(const struct rsm_survey_owner *owner, const struct rsm_found *found)
{
    return found->type == RSM_DEVICE_UNKNOWN ||
           found->type == (is_changers(owner) ? RSM_DEVICE_CHANGER : RSM_DEVICE_TAPE);
}

static bool has_identity(const struct rsm_survey_owner *owner, const struct rsm_found *found)
{
    char identity[RSM_IDENTITY_LENGTH];
    WCHAR serial[NTMS_SERIALNUMBER_LENGTH];

    if (owner->drive == 0) {
        rsm_discover_identity(found, identity);
        return strcmp(identity, owner->identity) == 0;
    }
    rsm_text_from_utf8(serial, NTMS_SERIALNUMBER_LENGTH, found->serial, RSM_TEXT_TERMINATED);
    return serial[0] != 0 && rsm_text_equal(serial, owner->serial, NTMS_SERIALNUMBER_LENGTH);
}

static const struct rsm_survey_owner *find(const struct rsm_survey_owners *owners,
                                           const struct rsm_found *found, bool absent)
{
    for (size_t i = 0; i < owners->count; i++) {
        const struct rsm_survey_owner *owner = &owners->all[i];

        if (owner->absent == absent && may_be_owned(owner, found) && has_identity(owner, found))
            return owner;
    }
    for (size_t i = 0; i < owners->count && found->serial[0] == '\0'; i++) {
        const struct rsm_survey_owner *owner = &owners->all[i];

        if (owner->absent == absent && may_be_owned(owner, found) && owner->address[0] != '\0' &&
            strcmp(owner->address, found->shown) == 0)
            return owner;
    }
    return NULL;
}

const struct rsm_survey_owner *rsm_survey_owners_find(const struct rsm_survey_owners *owners,
                                                      const struct rsm_found *found)
{
    return find(owners, found, false);
}

const struct rsm_survey_owner *rsm_survey_owners_find_absent(const struct rsm_survey_owners *owners,
                                                             const struct rsm_found *found)
{
    return find(owners, found, true);
}

/* The part of an identity that begins there, and where the next one does. */
static const char *take_part(const char *from, char *part, size_t room)
{
    size_t length = strcspn(from, "|");

    snprintf(part, room, "%.*s", (int)length, from);
    return from[length] == '|' ? from + length + 1 : from + length;
}

void rsm_survey_owners_describe(const struct rsm_survey_owner *owner, struct rsm_found *found)
{
    const char *rest = owner->identity;

    found->type = is_changers(owner) ? RSM_DEVICE_CHANGER : RSM_DEVICE_TAPE;
    rest = take_part(rest, found->vendor, sizeof found->vendor);
    rest = take_part(rest, found->product, sizeof found->product);
    (void)take_part(rest, found->serial, sizeof found->serial);
    (void)rsm_text_to_utf8(found->revision, sizeof found->revision, owner->revision,
                           NTMS_REVISION_LENGTH);
    if (found->facts.has_scsi_address || !rsm_address_is_windows(owner->address))
        return;
    found->facts.has_scsi_address = true;
    found->facts.port = owner->port;
    found->facts.bus = owner->bus;
    found->facts.target = owner->target;
    found->facts.lun = owner->lun;
}

const struct rsm_survey_spare *rsm_survey_owners_find_spare(const struct rsm_survey_owners *owners,
                                                            const struct rsm_found *found)
{
    for (size_t i = 0; i < owners->spare_count; i++) {
        if (strcmp(owners->spares[i].address, found->address) == 0)
            return &owners->spares[i];
    }
    return NULL;
}
