/*
 * Labels and volumes that programs report.
 */
#include "work/omid.h"

#include "core/omid.h"
#include "label/libraries.h"
#include "platform/text.h"

#include <string.h>

/* A label library may be slow: nothing is held while it is asked. */
static rsm_error recognise(struct rsm_session *session, const void *buffer, DWORD size,
                           bool *recognised_out, MediaLabelInfo *label_out)
{
    const struct rsm_label_bytes bytes = {.first = buffer, .first_size = size};
    enum rsm_label_outcome outcome = RSM_LABEL_UNRECOGNISED;
    rsm_error err =
        rsm_libraries_identify(session->rsm->label_libraries, &bytes, &outcome, label_out);

    *recognised_out = outcome == RSM_LABEL_RECOGNISED;
    return err;
}

/* Fixed fields of a caller, which may lack their ends. */
static void copy_field(WCHAR *to, size_t room, const WCHAR *field, size_t field_room)
{
    size_t length = 0;

    while (length < field_room && length < room - 1 && field[length] != 0) {
        to[length] = field[length];
        length++;
    }
    to[length] = 0;
}

/* The serial number in the order of bytes that it has on the disk. */
static void take_serial(MediaLabelInfo *label, DWORD serial)
{
    for (size_t i = 0; i < sizeof serial; i++)
        label->LabelID[i] = (BYTE)(serial >> 8 * i);
    label->LabelIDSize = sizeof serial;
}

static rsm_error take_volume(const void *buffer, MediaLabelInfo *label_out)
{
    NTMS_FILESYSTEM_INFO volume;

    memcpy(&volume, buffer, sizeof volume); /* a caller's buffer may lie anywhere */
    memset(label_out, 0, sizeof *label_out);
    copy_field(label_out->LabelType, NTMSMLI_MAXTYPE, volume.FileSystemType,
               sizeof volume.FileSystemType / sizeof(WCHAR));
    copy_field(label_out->LabelAppDescr, NTMSMLI_MAXAPPDESCR, volume.VolumeName,
               sizeof volume.VolumeName / sizeof(WCHAR));
    take_serial(label_out, volume.SerialNumber);
    return label_out->LabelType[0] != 0 ? ERROR_SUCCESS : ERROR_INVALID_PARAMETER;
}

rsm_error rsm_omid_update(struct rsm_session *session, const GUID *logical_medium, DWORD label_type,
                          DWORD size, const void *buffer)
{
    MediaLabelInfo label;
    bool known = true;
    rsm_error err = ERROR_INVALID_PARAMETER;

    if (label_type == NTMS_OMID_TYPE_RAW_LABEL && size > 0)
        err = recognise(session, buffer, size, &known, &label);
    else if (label_type == NTMS_OMID_TYPE_FILESYSTEM_INFO && size == sizeof(NTMS_FILESYSTEM_INFO))
        err = take_volume(buffer, &label);
    return err == ERROR_SUCCESS ? rsm_omid_set(session, logical_medium, known ? &label : NULL)
                                : err;
}
