/*
 * The pin of a drive, set and taken back.
 */
#include "work/drive_pin.h"

#include <string.h>

#include "core/access.h"
#include "core/objects.h"
#include "model/guid.h"
#include "platform/text.h"
#include "scsi/device.h"
#include "store/records.h"

/* As rsm_device.serial is: anything else would never be found. */
static bool is_serial(const char *serial)
{
    size_t length = strlen(serial);

    if (length == 0 || length >= RSM_DEVICE_SERIAL_MAX || serial[0] == ' ' ||
        serial[length - 1] == ' ')
        return false;
    for (size_t i = 0; i < length; i++) {
        if (serial[i] < ' ' || serial[i] > '~')
            return false;
    }
    return true;
}

/* A device is one drive. */
static rsm_error check_free(struct rsm_session *session, const GUID *drive, const WCHAR *serial)
{
    const struct rsm_condition pinned[] = {{.column = "pinned", .text = serial}};
    struct rsm_record other;
    rsm_error err = rsm_records_first(session->rsm->store, NTMS_DRIVE, pinned, 1, &other);

    if (err == ERROR_SUCCESS && !rsm_guid_equal(&other.info.ObjectGuid, drive))
        return ERROR_ALREADY_EXISTS;
    return err == ERROR_OBJECT_NOT_FOUND ? ERROR_SUCCESS : err;
}

/* Wants an open writing transaction. */
static rsm_error set_pin(struct rsm_session *session, const GUID *id, const char *serial)
{
    struct rsm_record drive;
    WCHAR text[NTMS_SERIALNUMBER_LENGTH] = {0};
    rsm_error err =
        rsm_objects_require(session->rsm, id, NTMS_DRIVE, ERROR_OBJECT_NOT_FOUND, &drive);

    if (err == ERROR_SUCCESS)
        err = rsm_access_check(session, &drive, NTMS_CONTROL_ACCESS);
    if (err == ERROR_SUCCESS && serial == NULL && drive.own.Pinned[0] == 0)
        err = ERROR_NOT_FOUND;
    if (err == ERROR_SUCCESS && serial != NULL) {
        rsm_text_from_utf8(text, NTMS_SERIALNUMBER_LENGTH, serial, RSM_TEXT_TERMINATED);
        err = check_free(session, id, text);
    }
    if (err != ERROR_SUCCESS)
        return err;
    rsm_text_copy(drive.own.Pinned, NTMS_SERIALNUMBER_LENGTH, text);
    return rsm_records_save(session->rsm->store, &drive);
}

rsm_error rsm_drive_pin(struct rsm_session *session, const GUID *drive, const char *serial)
{
    struct rsm_store *store = session->rsm->store;
    rsm_error err;

    if (drive == NULL || (serial != NULL && !is_serial(serial)))
        return ERROR_INVALID_PARAMETER;
    err = rsm_store_begin(store, RSM_STORE_WRITE);
    if (err == ERROR_SUCCESS)
        err = rsm_store_end(store, set_pin(session, drive, serial));
    return err;
}
