/*
 * TapeAlert: page 2Eh of LOG SENSE, and the table of its flags (SSC-3, the annex about TapeAlert).
 */
#include "scsi/drive_alerts.h"

#include "platform/log.h"
#include "scsi/bytes.h"
#include "scsi/spc.h"

#include <string.h>

enum {
    ALERT_PAGE = 0x2E,
    HEADER = 4,
    PARAMETER_HEADER = 4,
    PAGE_LENGTH = HEADER + RSM_ALERTS_LAST * (PARAMETER_HEADER + 1),
    LOG_MS = 60000,
    PATIENCE_MS = 5000 /* it is only for information: nobody waits long for it */
};

/* ---- the table ---- */

/* clang-format off */
static const struct {
    const char *words; /* NULL = reserved, or the maker's own */
    bool service;      /* the drive is broken, or cannot be reached properly */
} meanings[RSM_ALERTS_LAST + 1] = {
    [1] = {"reads with difficulty", false},
    [2] = {"writes with difficulty", false},
    [3] = {"could not read, write or find a place on the tape", false},
    [4] = {"the tape is damaged; copy what is on it, and use it no more", false},
    [5] = {"could not read; the tape or the drive is faulty", false},
    [6] = {"could not write; the tape or the drive is faulty", false},
    [7] = {"the tape is worn out; copy what is on it, and use it no more", false},
    [8] = {"the cartridge is not made for data", false},
    [9] = {"the cartridge is write protected", false},
    [10] = {"removal of the cartridge was prevented", false},
    [11] = {"a cleaning cartridge was loaded", false},
    [12] = {"the cartridge is of a kind that it does not support", false},
    [13] = {"the tape has snapped, and can be taken out", false},
    [14] = {"the tape has snapped, and cannot be taken out", true},
    [15] = {"the memory chip of the cartridge has failed", false},
    [16] = {"the cartridge was ejected by hand while it was in use", false},
    [17] = {"the cartridge can only be read", false},
    [18] = {"the directory of the tape was damaged when it was loaded", false},
    [19] = {"the tape is nearly worn out", false},
    [RSM_ALERT_CLEAN_NOW] = {"it needs to be cleaned now", false},
    [RSM_ALERT_CLEAN_PERIODIC] = {"it is due to be cleaned", false},
    [RSM_ALERT_CLEANER_EXPIRED] = {"the cleaning cartridge is used up", false},
    [RSM_ALERT_CLEANER_INVALID] = {"the cleaning cartridge is of a wrong kind", false},
    [24] = {"the tape should be wound from end to end", false},
    [25] = {"one of its two interfaces has failed", false},
    [26] = {"its fan has failed", false},
    [27] = {"one of its power supplies has failed", false},
    [28] = {"it takes more power than it should", false},
    [29] = {"it is due for maintenance", false},
    [30] = {"its hardware has failed; reset it", true},
    [31] = {"its hardware has failed; switch it off and on", true},
    [32] = {"the connection to the computer is faulty; see to its cables", true},
    [33] = {"the cartridge must be ejected and put in again", false},
    [34] = {"new firmware could not be loaded", false},
    [35] = {"it is too humid", false},
    [36] = {"it is too hot", false},
    [37] = {"its voltage is out of range", false},
    [38] = {"it expects to fail soon", false},
    [39] = {"it may have failed, and should be diagnosed", false},
    [50] = {"its statistics were lost", false},
    [51] = {"the directory of the tape was damaged when it was unloaded", false},
    [52] = {"the system area of the tape could not be written", false},
    [53] = {"the system area of the tape could not be read", false},
    [54] = {"the beginning of the data was not found", false},
    [55] = {"the tape could not be loaded", false},
    [56] = {"the tape could not be unloaded", true},
    [57] = {"the connection to the library is faulty", false},
    [58] = {"its firmware has failed", false},
    [59] = {"what is on a tape that can be written once was changed", false},
    [60] = {"a tape that can be written once was to be written again", false},
};
/* clang-format on */

bool rsm_drive_alerts_has(rsm_drive_alerts alerts, unsigned flag)
{
    return flag >= 1 && flag <= RSM_ALERTS_LAST && (alerts >> (flag - 1) & 1) != 0;
}

bool rsm_drive_alerts_want_cleaning(rsm_drive_alerts alerts)
{
    return rsm_drive_alerts_has(alerts, RSM_ALERT_CLEAN_NOW) ||
           rsm_drive_alerts_has(alerts, RSM_ALERT_CLEAN_PERIODIC);
}

bool rsm_drive_alerts_want_service(rsm_drive_alerts alerts)
{
    for (unsigned flag = 1; flag <= RSM_ALERTS_LAST; flag++) {
        if (meanings[flag].service && rsm_drive_alerts_has(alerts, flag))
            return true;
    }
    return false;
}

const char *rsm_drive_alerts_words(unsigned flag)
{
    const char *words = flag <= RSM_ALERTS_LAST ? meanings[flag].words : NULL;

    return words != NULL ? words : "it has something to tell that only its maker understands";
}

/* ---- the page ---- */

rsm_error rsm_drive_alerts_parse(const uint8_t *data, size_t size, rsm_drive_alerts *alerts_out)
{
    struct rsm_bytes all = rsm_bytes_of(data, size);
    struct rsm_bytes list;
    rsm_drive_alerts alerts = 0;
    size_t offset = 0;

    if (!rsm_bytes_has(&all, 0, HEADER) || (rsm_bytes_get8(&all, 0) & 0x3F) != ALERT_PAGE)
        return ERROR_INVALID_DATA;
    list = rsm_bytes_slice(&all, HEADER, rsm_bytes_get16(&all, 2));
    while (rsm_bytes_has(&list, offset, PARAMETER_HEADER + 1)) {
        unsigned flag = rsm_bytes_get16(&list, offset);
        uint8_t length = rsm_bytes_get8(&list, offset + 3);

        if (flag >= 1 && flag <= RSM_ALERTS_LAST && length >= 1 &&
            rsm_bytes_bit(&list, offset + PARAMETER_HEADER, 0x01))
            alerts |= (rsm_drive_alerts)1 << (flag - 1);
        offset += PARAMETER_HEADER + (size_t)length;
    }
    *alerts_out = alerts;
    return ERROR_SUCCESS;
}

/* ---- asking ---- */

rsm_error rsm_drive_alerts_read(struct rsm_drive *drive, rsm_drive_alerts *alerts_out)
{
    struct rsm_command_options options = {
        .repeat_after_attention = true, .patience_ms = PATIENCE_MS, .expected = true};
    uint8_t data[PAGE_LENGTH];
    struct rsm_command_result result;
    struct rsm_command command;
    rsm_error err;

    memset(&command, 0, sizeof command);
    command.cdb = rsm_spc_log_sense(ALERT_PAGE, sizeof data);
    command.direction = RSM_DATA_IN;
    command.data = data;
    command.length = sizeof data;
    command.timeout_ms = LOG_MS;
    err = rsm_device_execute(drive->device, &command, &options, &result);
    if (err == ERROR_SUCCESS)
        return rsm_drive_alerts_parse(data, command.transferred, alerts_out);
    if (rsm_sense_classify(&result.sense) != RSM_SENSE_ILLEGAL)
        return err;
    rsm_log(RSM_LOG_INFO, "scsi", "%s: the drive does not tell of alerts",
            drive->device->link.name);
    return ERROR_NOT_SUPPORTED;
}
