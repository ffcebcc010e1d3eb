/*
 * Which tape device is which drive.  Never guessed: an identity that fits exactly, one that was cut
 * short but fits a single device, what was found out before, or proof.
 */
#include "work/drive_map.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "platform/log.h"
#include "platform/text.h"
#include "scsi/spc.h"
#include "store/records.h"
#include "work/device_type.h"

static bool same_model(const struct rsm_found *found,
                       const struct rsm_changer_drive_identity *identity)
{
    return (identity->vendor[0] == '\0' || strcmp(identity->vendor, found->vendor) == 0) &&
           (identity->product[0] == '\0' || strcmp(identity->product, found->product) == 0);
}

static bool same_designator(const struct rsm_found *found,
                            const struct rsm_changer_drive_identity *identity)
{
    struct rsm_spc_designator wanted = {.code_set = identity->code_set,
                                        .type = identity->designator_type,
                                        .length = identity->designator_length,
                                        .bytes = identity->designator};
    struct rsm_spc_designator has;
    size_t offset = 0;

    if (!identity->complete || identity->designator_length == 0 || found->device == NULL)
        return false;
    while (rsm_spc_next_designator(found->device->designators, found->device->designators_length,
                                   &offset, &has)) {
        if (has.association == RSM_SPC_OF_UNIT && rsm_spc_same_designator(&wanted, &has))
            return true;
    }
    return false;
}

static bool fits_exactly(const struct rsm_found *found,
                         const struct rsm_changer_drive_identity *identity)
{
    if (identity->complete && identity->serial[0] != '\0' && same_model(found, identity) &&
        strcmp(identity->serial, found->serial) == 0)
        return true;
    return same_designator(found, identity);
}

/* Some changers give fewer characters of the serial number than the drive has. */
static bool fits_so_far(const struct rsm_found *found,
                        const struct rsm_changer_drive_identity *identity)
{
    size_t length = strlen(identity->serial);

    return length > 0 && same_model(found, identity) &&
           strncmp(found->serial, identity->serial, length) == 0;
}

static struct rsm_bay *find_bay(struct rsm_library *library, uint16_t element)
{
    for (size_t i = 0; i < library->bay_count; i++) {
        if (library->bays[i].element == element)
            return &library->bays[i];
    }
    return NULL;
}

typedef bool fits_function(const struct rsm_found *found,
                           const struct rsm_changer_drive_identity *identity);

/* The one unclaimed tape device that fits; -1 for none or several. */
static int only_fit(const struct rsm_discovery *discovery, const bool *claimed,
                    const struct rsm_changer_drive_identity *identity, fits_function *fits)
{
    int only = -1;

    for (size_t i = 0; i < discovery->found_count; i++) {
        const struct rsm_found *found = &discovery->found[i];

        if (claimed[i] || found->type != RSM_DEVICE_TAPE || !fits(found, identity))
            continue;
        /* The same device seen by two addresses is one device. */
        if (only >= 0 && strcmp(discovery->found[only].serial, found->serial) != 0)
            return -1;
        if (only < 0)
            only = (int)i;
    }
    return only;
}

static void claim(const struct rsm_discovery *discovery, bool *claimed, int index,
                  struct rsm_library *library, struct rsm_bay *bay)
{
    const struct rsm_found *found = &discovery->found[index];

    snprintf(bay->address, sizeof bay->address, "%s", found->address);
    rsm_log(RSM_LOG_INFO, "work", "library %s: drive %u is %s %s %s at %s", library->name,
            (unsigned)bay->number, found->vendor, found->product, found->serial, found->shown);
    for (size_t i = 0; i < discovery->found_count; i++) {
        if (discovery->found[i].type == RSM_DEVICE_TAPE && found->serial[0] != '\0' &&
            strcmp(discovery->found[i].serial, found->serial) == 0)
            claimed[i] = true;
    }
    claimed[index] = true;
}

static void map_by(const struct rsm_discovery *discovery, bool *claimed,
                   const struct rsm_changer_drive_identity *identities, size_t count,
                   struct rsm_library *library, fits_function *fits)
{
    for (size_t i = 0; i < count; i++) {
        struct rsm_bay *bay = find_bay(library, identities[i].address);
        int index;

        if (bay == NULL || bay->address[0] != '\0')
            continue;
        index = only_fit(discovery, claimed, &identities[i], fits);
        if (index >= 0)
            claim(discovery, claimed, index, library, bay);
    }
}

/* What was found out before is in the drive's record: the serial number of its device. */
static void map_by_memory(const struct rsm_discovery *discovery, bool *claimed,
                          struct rsm_library *library)
{
    for (size_t b = 0; b < library->bay_count; b++) {
        struct rsm_bay *bay = &library->bays[b];
        struct rsm_record drive;

        if (bay->address[0] != '\0' ||
            rsm_records_load(library->rsm->store, &bay->id, NTMS_DRIVE, &drive) != ERROR_SUCCESS ||
            drive.info.Info.Drive.szSerialNumber[0] == 0)
            continue;
        for (size_t i = 0; i < discovery->found_count && bay->address[0] == '\0'; i++) {
            char serial[NTMS_SERIALNUMBER_LENGTH * 3];

            rsm_text_to_utf8(serial, sizeof serial, drive.info.Info.Drive.szSerialNumber,
                             NTMS_SERIALNUMBER_LENGTH);
            if (!claimed[i] && discovery->found[i].type == RSM_DEVICE_TAPE &&
                strcmp(serial, discovery->found[i].serial) == 0)
                claim(discovery, claimed, (int)i, library, bay);
        }
    }
}

/* Same target, but for the last part of the address. */
static bool are_neighbours(const char *a, const char *b)
{
    const char *end_a = strrchr(a, '/');
    const char *end_b = strrchr(b, '/');

    return end_a != NULL && end_b != NULL && end_a - a == end_b - b &&
           strncmp(a, b, (size_t)(end_a - a)) == 0;
}

static void note_spares(const struct rsm_discovery *discovery, const bool *claimed,
                        struct rsm_library *library)
{
    bool wanted = false;

    library->spare_count = 0;
    for (size_t i = 0; i < library->bay_count; i++)
        wanted = wanted || library->bays[i].address[0] == '\0';
    for (size_t i = 0; wanted && i < discovery->found_count; i++) {
        if (claimed[i] || discovery->found[i].type != RSM_DEVICE_TAPE ||
            !are_neighbours(discovery->found[i].address, library->address) ||
            library->spare_count == RSM_LIBRARY_DRIVES_MAX)
            continue;
        snprintf(library->spare[library->spare_count++], RSM_ADDRESS_MAX, "%s",
                 discovery->found[i].address);
    }
}

void rsm_drive_map_by_identity(struct rsm_discovery *discovery, bool *claimed,
                               const struct rsm_changer_drive_identity *identities,
                               size_t identity_count, struct rsm_library *library)
{
    map_by(discovery, claimed, identities, identity_count, library, fits_exactly);
    map_by(discovery, claimed, identities, identity_count, library, fits_so_far);
    map_by_memory(discovery, claimed, library);
    note_spares(discovery, claimed, library);
}

/* Does the device at address hold a cartridge that is ready?  Facts of the device come along. */
static bool has_cartridge(struct rsm_library *library, const char *address,
                          struct rsm_device **device_out)
{
    enum { PROOF_PATIENCE_MS = 5 * 60 * 1000 };
    struct rsm_device *device = NULL;
    struct rsm_drive drive;
    enum rsm_drive_state state = RSM_DRIVE_EMPTY;
    bool has;

    memset(&drive, 0, sizeof drive);
    if (rsm_device_open(library->options->transports, address, library->options->waiting,
                        &device) != ERROR_SUCCESS)
        return false;
    has = rsm_drive_open(device, &drive) == ERROR_SUCCESS &&
          rsm_drive_wait_ready(&drive, PROOF_PATIENCE_MS, &state) == ERROR_SUCCESS &&
          (state == RSM_DRIVE_READY || state == RSM_DRIVE_UNLOADED);
    rsm_drive_close(&drive);
    if (has)
        *device_out = device;
    else
        rsm_device_close(device);
    return has;
}

/* Remember in the drive's record which device it is. */
static rsm_error remember(struct rsm_library *library, const struct rsm_bay *bay,
                          const struct rsm_device *device)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record record;
    NTMS_DRIVEINFORMATIONW *drive = &record.info.Info.Drive;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_records_load(store, &bay->id, NTMS_DRIVE, &record);
    if (err == ERROR_SUCCESS) {
        rsm_text_from_utf8(drive->szSerialNumber, NTMS_SERIALNUMBER_LENGTH, device->serial,
                           RSM_TEXT_TERMINATED);
        rsm_text_from_utf8(drive->szRevision, NTMS_REVISION_LENGTH, device->revision,
                           RSM_TEXT_TERMINATED);
        rsm_text_from_utf8(drive->szDeviceName, NTMS_DEVICENAME_LENGTH, device->link.name,
                           RSM_TEXT_TERMINATED);
        rsm_text_from_utf8(record.own.Address, RSM_ADDRESS_LENGTH, device->link.name,
                           RSM_TEXT_TERMINATED);
        err = rsm_device_type_require(library->rsm, NTMS_DRIVE_TYPE, FILE_DEVICE_TAPE,
                                      device->vendor, device->product, &drive->DriveType);
    }
    if (err == ERROR_SUCCESS)
        err = rsm_records_save(store, &record);
    return rsm_store_end(store, err);
}

static void forget_spare(struct rsm_library *library, size_t index)
{
    rsm_mutex_lock(&library->mutex);
    library->spare_count--;
    memmove(library->spare[index], library->spare[index + 1],
            (library->spare_count - index) * sizeof library->spare[0]);
    rsm_mutex_unlock(&library->mutex);
}

/* Others look whether a bay has an address before they take it. */
static void give_address(struct rsm_library *library, struct rsm_bay *bay, const char *address)
{
    rsm_mutex_lock(&library->mutex);
    snprintf(bay->address, sizeof bay->address, "%s", address);
    rsm_mutex_unlock(&library->mutex);
}

/* Is every other drive whose device is not known empty?  Otherwise a spare device that has a cartridge
 * may be that drive. */
static rsm_error check_others_empty(struct rsm_library *library, const struct rsm_bay *bay)
{
    for (size_t i = 0; i < library->bay_count; i++) {
        const struct rsm_bay *other = &library->bays[i];
        struct rsm_changer_element element;
        rsm_error err;

        if (other == bay || other->address[0] != '\0')
            continue;
        err = rsm_changer_get_element(&library->changer, RSM_PLACE_DRIVE, other->element, &element);
        if (err != ERROR_SUCCESS)
            return err;
        if (element.full) {
            rsm_log(RSM_LOG_ERROR, "work",
                    "library %s: drives %u and %u both hold cartridges and neither says which tape "
                    "device it is; empty one of them",
                    library->name, (unsigned)bay->number, (unsigned)other->number);
            return ERROR_DRIVE_MEDIA_MISMATCH;
        }
    }
    return ERROR_SUCCESS;
}

/* The one spare device that has a cartridge; SIZE_MAX when none has, or several have. */
static size_t only_loaded_spare(struct rsm_library *library, struct rsm_device **device_out)
{
    struct rsm_device *device = NULL;
    size_t only = SIZE_MAX;

    for (size_t i = 0; i < library->spare_count; i++) {
        if (!has_cartridge(library, library->spare[i], &device))
            continue;
        if (only != SIZE_MAX) {
            rsm_device_close(device);
            rsm_device_close(*device_out);
            return SIZE_MAX;
        }
        only = i;
        *device_out = device;
    }
    return only;
}

/* With the changer in hand: nobody else loads a drive meanwhile. */
static rsm_error prove(struct rsm_library *library, struct rsm_bay *bay)
{
    struct rsm_device *device = NULL;
    size_t index;
    rsm_error err = check_others_empty(library, bay);

    if (err != ERROR_SUCCESS)
        return err;
    index = only_loaded_spare(library, &device);
    if (index == SIZE_MAX) {
        rsm_log(RSM_LOG_ERROR, "work",
                "library %s: drive %u holds a cartridge, but not exactly one of the tape devices "
                "sees one; attach the tape device of this drive",
                library->name, (unsigned)bay->number);
        return ERROR_DRIVE_MEDIA_MISMATCH;
    }
    give_address(library, bay, library->spare[index]);
    rsm_log(RSM_LOG_INFO, "work", "library %s: drive %u proved to be %s %s %s at %s", library->name,
            (unsigned)bay->number, device->vendor, device->product, device->serial,
            device->link.name);
    err = remember(library, bay, device);
    rsm_device_close(device);
    forget_spare(library, index);
    return err;
}

rsm_error rsm_drive_map_prove(struct rsm_library *library, struct rsm_bay *bay)
{
    rsm_error err;

    if (!rsm_library_take_changer(library))
        return ERROR_DEVICE_NOT_AVAILABLE;
    err = prove(library, bay);
    rsm_library_give_changer(library);
    return err;
}
