/*
 * The way to the tape device of a drive, for whoever has taken it: opened, found to be another device's, closed.
 */
#include "work/library.h"

#include <stdio.h>
#include <string.h>

#include "platform/log.h"
#include "platform/text.h"
#include "scsi/transports.h"
#include "store/records.h"
#include "work/discover.h"
#include "work/known_quirks.h"

void rsm_library_close_bay(struct rsm_bay *bay)
{
    rsm_drive_close(&bay->drive);
    rsm_device_close(bay->device);
    memset(&bay->drive, 0, sizeof bay->drive);
    bay->device = NULL;
}

/* One without a serial number is the one on record when the path that stays is the same, if there is one. */
static bool is_at_its_path(const struct rsm_device *device, const struct rsm_record *drive)
{
    WCHAR identity[RSM_IDENTITY_LENGTH];
    char text[RSM_IDENTITY_LENGTH];
    struct rsm_found found;

    if (device->serial[0] != '\0' || device->facts.path[0] == '\0' || drive->own.Identity[0] == 0)
        return true;
    rsm_discover_describe(device, &found);
    rsm_discover_identity(&found, text);
    rsm_text_from_utf8(identity, RSM_IDENTITY_LENGTH, text, RSM_TEXT_TERMINATED);
    return rsm_text_equal(identity, drive->own.Identity, RSM_IDENTITY_LENGTH);
}

/* Does another device answer than the one on the drive's record?  A record that names none agrees. */
static rsm_error check_device(const struct rsm_library *library, const struct rsm_bay *bay)
{
    struct rsm_store *store = library->rsm->store;
    WCHAR serial[NTMS_SERIALNUMBER_LENGTH];
    struct rsm_record drive;
    const WCHAR *recorded = drive.info.Info.Drive.szSerialNumber;
    rsm_error err = rsm_store_begin(store, RSM_STORE_READ);

    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, rsm_records_load(store, &bay->id, NTMS_DRIVE, &drive));
    if (err == ERROR_OBJECT_NOT_FOUND)
        return ERROR_SUCCESS; /* the drive was deleted meanwhile */
    if (err != ERROR_SUCCESS)
        return err;
    rsm_text_from_utf8(serial, NTMS_SERIALNUMBER_LENGTH, bay->device->serial, RSM_TEXT_TERMINATED);
    if (recorded[0] == 0 ? is_at_its_path(bay->device, &drive)
                         : rsm_text_equal(serial, recorded, NTMS_SERIALNUMBER_LENGTH))
        return ERROR_SUCCESS;
    return ERROR_NOT_SAME_DEVICE;
}

/* Where one drive was exchanged, others may have been. */
static void forget_device(struct rsm_library *library, struct rsm_bay *bay)
{
    char address[RSM_ADDRESS_MAX];

    rsm_log(RSM_LOG_WARNING, "work",
            "library %s: where the tape device of drive %u was, another one answers; drives were "
            "exchanged, and the next cartridges show which is which",
            library->name, (unsigned)bay->number);
    memcpy(address, bay->address, sizeof address);
    rsm_library_set_device(library, bay, "");
    rsm_library_add_spare(library, address);
    rsm_mutex_lock(&library->mutex);
    for (size_t i = 0; i < library->bay_count; i++) {
        struct rsm_bay *other = &library->bays[i];

        other->remembered = other->remembered || (!other->taken && other->address[0] != '\0');
    }
    library->missed = true;
    rsm_mutex_unlock(&library->mutex);
}

static rsm_error open_bay(struct rsm_library *library, struct rsm_bay *bay)
{
    rsm_error err;

    rsm_known_quirks_follow(library->rsm, bay->device);
    if (bay->device != NULL)
        return rsm_device_is_connected(bay->device) ? ERROR_SUCCESS
                                                    : rsm_device_reopen(bay->device);
    err = rsm_device_open(library->options->transports, bay->address, library->options->waiting,
                          &bay->device);
    if (err == ERROR_SUCCESS)
        err = check_device(library, bay);
    if (err == ERROR_SUCCESS) {
        rsm_known_quirks_recall(library->rsm, bay->device);
        err = rsm_drive_open(bay->device, &bay->drive);
    }
    if (err != ERROR_SUCCESS)
        rsm_library_close_bay(bay);
    return err;
}

static bool is_shared(const struct rsm_library *library, const struct rsm_bay *bay)
{
    const struct rsm_transport *transport =
        rsm_transports_find(library->options->transports, bay->address);

    return transport != NULL && transport->is_shared;
}

rsm_error rsm_library_open_bay(struct rsm_library *library, struct rsm_bay *bay)
{
    rsm_error err;

    if (bay->device != NULL && strcmp(bay->device->address, bay->address) != 0)
        rsm_library_close_bay(bay); /* it was found elsewhere since */
    if (bay->address[0] == '\0')
        return ERROR_DEV_NOT_EXIST;
    err = open_bay(library, bay);
    if (err == ERROR_ACCESS_DENIED && is_shared(library, bay))
        err = ERROR_SHARING_VIOLATION;
    if (err == ERROR_NOT_SAME_DEVICE && rsm_library_has_changer(library))
        forget_device(library, bay);
    return err;
}

void rsm_library_set_device(struct rsm_library *library, struct rsm_bay *bay, const char *address)
{
    if (bay->remembered || strcmp(bay->address, address) != 0)
        rsm_library_close_bay(bay); /* it may be another device than the one that was open there */
    rsm_mutex_lock(&library->mutex);
    if (bay->address != address)
        snprintf(bay->address, sizeof bay->address, "%s", address);
    bay->remembered = false;
    bay->known_by = address[0] != '\0' ? RSM_KNOWN_BY_PROOF : RSM_KNOWN_BY_NOTHING;
    rsm_cond_broadcast(&library->changed);
    rsm_mutex_unlock(&library->mutex);
    rsm_store_wake(library->rsm->store); /* who waited for a certain drive */
}
