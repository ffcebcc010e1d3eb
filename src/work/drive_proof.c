/*
 * Which tape device is which drive, by proof.  Other libraries, and drives whose device is certain, may
 * be loaded meanwhile; drives of this library of which it is not certain are not.
 */
#include "work/drive_proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/log.h"
#include "platform/text.h"
#include "scsi/address.h"
#include "store/records.h"
#include "work/device_type.h"

enum { PATIENCE_MS = 5 * 60 * 1000 };

typedef char address_list[RSM_ADDRESS_MAX];

/* ---- asking devices ---- */

/* What a device says when it has been given a cartridge that it does not like. */
static bool is_about_cartridge(rsm_error err)
{
    return err == ERROR_UNRECOGNIZED_MEDIA || err == ERROR_MEDIA_INCOMPATIBLE || err == ERROR_CRC;
}

/* Ask the device for its state.  *device_out is the caller's when the answer is ERROR_SUCCESS. */
static rsm_error ask(struct rsm_library *library, const char *address, uint32_t patience_ms,
                     enum rsm_drive_state *state_out, struct rsm_device **device_out)
{
    struct rsm_device *device = NULL;
    struct rsm_drive drive;
    rsm_error err;

    memset(&drive, 0, sizeof drive);
    err =
        rsm_device_open(library->options->transports, address, library->options->waiting, &device);
    if (err == ERROR_SUCCESS)
        err = rsm_drive_open(device, &drive);
    if (err == ERROR_SUCCESS)
        err = rsm_drive_wait_ready(&drive, patience_ms, state_out);
    rsm_drive_close(&drive);
    if (is_about_cartridge(err)) {
        *state_out = RSM_DRIVE_READY;
        err = ERROR_SUCCESS;
    }
    if (err == ERROR_SUCCESS)
        *device_out = device;
    else
        rsm_device_close(device);
    return err;
}

/* A device that was empty before has a cartridge as soon as it says anything else; of others only those
 * that have certainly one do. */
static bool has_cartridge(enum rsm_drive_state state, const struct rsm_drive_proof *proof)
{
    if (proof->begun)
        return state != RSM_DRIVE_EMPTY;
    return state == RSM_DRIVE_READY || state == RSM_DRIVE_UNLOADED;
}

/* Devices that may be a bay's of which it is not certain.  *list_out is the caller's: free(). */
static rsm_error list_candidates(struct rsm_library *library, address_list **list_out,
                                 size_t *count_out)
{
    address_list *list = calloc(2 * RSM_LIBRARY_DRIVES_MAX, sizeof *list);
    size_t count = 0;

    if (list == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->spare_count; i++)
        memcpy(list[count++], library->spare[i], sizeof *list);
    for (size_t i = 0; i < library->bay_count; i++) {
        if (library->bays[i].remembered)
            memcpy(list[count++], library->bays[i].address, sizeof *list);
    }
    rsm_mutex_unlock(&library->mutex);
    *list_out = list;
    *count_out = count;
    return ERROR_SUCCESS;
}

rsm_error rsm_drive_proof_begin(struct rsm_library *library, const struct rsm_bay *bay,
                                struct rsm_drive_proof *proof_out)
{
    address_list *list = NULL;
    size_t count = 0;
    size_t empty = 0;
    rsm_error err;

    if (rsm_library_knows_device(bay))
        return ERROR_SUCCESS;
    err = list_candidates(library, &list, &count);
    if (err != ERROR_SUCCESS)
        return err;
    for (size_t i = 0; i < count; i++) {
        enum rsm_drive_state state = RSM_DRIVE_READY;
        struct rsm_device *device = NULL;

        if (ask(library, list[i], 0, &state, &device) == ERROR_SUCCESS &&
            state == RSM_DRIVE_EMPTY) {
            memmove(list[empty], list[i], sizeof *list);
            empty++;
        }
        rsm_device_close(device);
    }
    proof_out->begun = true;
    proof_out->empty = list;
    proof_out->count = empty;
    return ERROR_SUCCESS;
}

void rsm_drive_proof_end(struct rsm_drive_proof *proof)
{
    free(proof->empty);
    memset(proof, 0, sizeof *proof);
}

/* ---- finding ---- */

rsm_error rsm_drive_proof_can_tell(struct rsm_library *library, const struct rsm_bay *bay,
                                   bool *can_out)
{
    rsm_error err = ERROR_SUCCESS;

    *can_out = true;
    if (rsm_library_knows_device(bay))
        return ERROR_SUCCESS;
    for (size_t i = 0; i < library->bay_count && err == ERROR_SUCCESS && *can_out; i++) {
        const struct rsm_bay *other = &library->bays[i];
        struct rsm_changer_element element;
        bool certain;

        rsm_mutex_lock(&library->mutex);
        certain = rsm_library_knows_device(other);
        rsm_mutex_unlock(&library->mutex);
        if (other == bay || certain)
            continue;
        err = rsm_library_look(library, RSM_PLACE_DRIVE, other->element, &element);
        *can_out = err == ERROR_SUCCESS && !element.full;
    }
    return err;
}

static rsm_error check_can_tell(struct rsm_library *library, const struct rsm_bay *bay)
{
    bool can;
    rsm_error err = rsm_drive_proof_can_tell(library, bay, &can);

    if (err != ERROR_SUCCESS || can)
        return err;
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: drive %u and others hold cartridges, and it is not certain which tape "
            "device is which; empty them",
            library->name, (unsigned)bay->number);
    return ERROR_DRIVE_MEDIA_MISMATCH;
}

/* Which device has the cartridge: NULL when none has, or several have.  The one that is returned is
 * the caller's. */
static struct rsm_device *only_loaded(struct rsm_library *library, address_list *list, size_t count,
                                      const struct rsm_drive_proof *proof)
{
    struct rsm_device *only = NULL;
    bool several = false;

    for (size_t i = 0; i < count; i++) {
        enum rsm_drive_state state = RSM_DRIVE_EMPTY;
        struct rsm_device *device = NULL;

        if (ask(library, list[i], PATIENCE_MS, &state, &device) != ERROR_SUCCESS)
            continue;
        if (!has_cartridge(state, proof)) {
            rsm_device_close(device);
        } else if (only == NULL) {
            only = device;
        } else {
            several = true;
            rsm_device_close(device);
        }
    }
    if (!several)
        return only;
    rsm_device_close(only);
    return NULL;
}

static bool is_listed(address_list *list, size_t count, const char *address)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i], address) == 0)
            return true;
    }
    return false;
}

/* Does the device that is remembered have the cartridge?  Then no other need be asked. */
static rsm_error ask_remembered(struct rsm_library *library, const struct rsm_bay *bay,
                                address_list *list, size_t count,
                                const struct rsm_drive_proof *proof, bool *right_out)
{
    enum rsm_drive_state state = RSM_DRIVE_EMPTY;
    struct rsm_device *device = NULL;
    rsm_error err = ask(library, bay->address, PATIENCE_MS, &state, &device);

    if (err != ERROR_SUCCESS)
        return err;
    *right_out = has_cartridge(state, proof) && is_listed(list, count, bay->address);
    rsm_device_close(device);
    return ERROR_SUCCESS;
}

/* ---- recording ---- */

static void set_text(WCHAR *to, size_t room, const char *from)
{
    rsm_text_from_utf8(to, room, from, RSM_TEXT_TERMINATED);
}

static void warn_of_pin(const struct rsm_library *library, const struct rsm_record *record,
                        const struct rsm_device *device)
{
    const NTMS_DRIVEINFORMATIONW *drive = &record->info.Info.Drive;
    char pinned[NTMS_SERIALNUMBER_LENGTH * 3];

    if (record->own.Pinned[0] == 0 ||
        rsm_text_equal(record->own.Pinned, drive->szSerialNumber, NTMS_SERIALNUMBER_LENGTH))
        return;
    (void)rsm_text_to_utf8(pinned, sizeof pinned, record->own.Pinned, NTMS_SERIALNUMBER_LENGTH);
    rsm_log(
        RSM_LOG_WARNING, "work",
        "library %s: drive %u is pinned to the tape device %s, but a cartridge that was put into "
        "it is in %s; take the pin back with rsm pin",
        library->name, (unsigned)drive->Number, pinned, device->serial);
}

/* What the record says of the drive's device; NULL = that it is not known.  Wants an open writing
 * transaction. */
static rsm_error record_device(struct rsm_library *library, const struct rsm_bay *bay,
                               const struct rsm_device *device)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_record record;
    NTMS_DRIVEINFORMATIONW *drive = &record.info.Info.Drive;
    uint16_t lun = 0;
    rsm_error err = rsm_records_load(store, &bay->id, NTMS_DRIVE, &record);

    if (err != ERROR_SUCCESS)
        return err;
    set_text(drive->szSerialNumber, NTMS_SERIALNUMBER_LENGTH, device != NULL ? device->serial : "");
    set_text(drive->szRevision, NTMS_REVISION_LENGTH, device != NULL ? device->revision : "");
    set_text(drive->szDeviceName, NTMS_DEVICENAME_LENGTH, device != NULL ? device->link.name : "");
    set_text(record.own.Address, RSM_ADDRESS_LENGTH, device != NULL ? device->link.name : "");
    if (device != NULL) {
        (void)rsm_address_lun(device->address, &lun);
        warn_of_pin(library, &record, device);
        err = rsm_device_type_require(library->rsm, NTMS_DRIVE_TYPE, FILE_DEVICE_TAPE,
                                      device->vendor, device->product, &drive->DriveType);
    }
    drive->ScsiLun = lun;
    return err == ERROR_SUCCESS ? rsm_records_save(store, &record) : err;
}

/* The bay that is remembered to have the device, other than `bay`. */
static struct rsm_bay *find_rival(struct rsm_library *library, const struct rsm_bay *bay,
                                  const char *address)
{
    struct rsm_bay *rival = NULL;

    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->bay_count; i++) {
        if (&library->bays[i] != bay && library->bays[i].remembered &&
            strcmp(library->bays[i].address, address) == 0)
            rival = &library->bays[i];
    }
    rsm_mutex_unlock(&library->mutex);
    return rival;
}

/* A device is to be had again: drives that had none to hope for may be used.  Wants an open writing
 * transaction. */
static rsm_error record_hope(struct rsm_library *library)
{
    const struct rsm_condition hopeless[] = {
        {.column = "library", .guid = &library->id},
        {.column = "operational_state", .number = NTMS_NOT_PRESENT},
    };

    return rsm_records_set_number_of_all(library->rsm->store, NTMS_DRIVE, hopeless, 2,
                                         "operational_state", NTMS_READY);
}

/* The bay has this device, or (NULL) none that is known.  Recorded first: what is not on record is not
 * known to the next process. */
static rsm_error settle(struct rsm_library *library, struct rsm_bay *bay,
                        const struct rsm_device *device)
{
    struct rsm_store *store = library->rsm->store;
    struct rsm_bay *rival = device != NULL ? find_rival(library, bay, device->address) : NULL;
    rsm_error err = rsm_store_begin(store, RSM_STORE_WRITE);

    if (err != ERROR_SUCCESS)
        return err;
    err = record_device(library, bay, device);
    if (err == ERROR_SUCCESS && rival != NULL)
        err = record_device(library, rival, NULL);
    if (err == ERROR_SUCCESS && bay->remembered)
        err = record_hope(library);
    err = rsm_store_end(store, err);
    if (err != ERROR_SUCCESS)
        return err;
    if (bay->remembered)
        rsm_library_add_spare(library, bay->address);
    if (rival != NULL)
        rsm_library_set_device(library, rival, "");
    rsm_library_set_device(library, bay, device != NULL ? device->address : "");
    if (device != NULL)
        rsm_library_drop_spare(library, device->address);
    return ERROR_SUCCESS;
}

static rsm_error prove(struct rsm_library *library, struct rsm_bay *bay, address_list *list,
                       size_t count, const struct rsm_drive_proof *proof)
{
    struct rsm_device *device = only_loaded(library, list, count, proof);
    rsm_error err = ERROR_SUCCESS;

    if (device != NULL) {
        rsm_log(RSM_LOG_INFO, "work", "library %s: drive %u proved to be %s %s %s at %s",
                library->name, (unsigned)bay->number, device->vendor, device->product,
                device->serial, device->link.name);
        err = settle(library, bay, device);
        rsm_device_close(device);
        return err;
    }
    rsm_log(RSM_LOG_ERROR, "work",
            "library %s: drive %u holds a cartridge, but not exactly one of the tape devices sees "
            "one; attach the tape device of this drive",
            library->name, (unsigned)bay->number);
    if (bay->remembered)
        err = settle(library, bay, NULL);
    return err == ERROR_SUCCESS ? ERROR_DRIVE_MEDIA_MISMATCH : err;
}

static rsm_error confirm_or_prove(struct rsm_library *library, struct rsm_bay *bay,
                                  address_list *list, size_t count,
                                  const struct rsm_drive_proof *proof)
{
    bool right = false;
    rsm_error err = ERROR_SUCCESS;

    if (bay->remembered)
        err = ask_remembered(library, bay, list, count, proof, &right);
    if (err != ERROR_SUCCESS)
        return err;
    if (right) {
        rsm_log(RSM_LOG_INFO, "work", "library %s: drive %u still has the tape device it had",
                library->name, (unsigned)bay->number);
        rsm_library_set_device(library, bay, bay->address);
        return ERROR_SUCCESS;
    }
    if (bay->remembered)
        rsm_log(RSM_LOG_WARNING, "work",
                "library %s: the tape device that drive %u had does not see the cartridge in it; "
                "drives were exchanged",
                library->name, (unsigned)bay->number);
    return prove(library, bay, list, count, proof);
}

rsm_error rsm_drive_proof_find(struct rsm_library *library, struct rsm_bay *bay,
                               const struct rsm_drive_proof *proof)
{
    address_list *list = NULL;
    size_t count = 0;
    rsm_error err;

    if (rsm_library_knows_device(bay))
        return ERROR_SUCCESS;
    if (proof->begun)
        return confirm_or_prove(library, bay, proof->empty, proof->count, proof);
    err = check_can_tell(library, bay);
    if (err == ERROR_SUCCESS)
        err = list_candidates(library, &list, &count);
    if (err == ERROR_SUCCESS)
        err = confirm_or_prove(library, bay, list, count, proof);
    free(list);
    return err;
}
