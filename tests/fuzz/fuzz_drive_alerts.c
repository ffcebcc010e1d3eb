/*
 * The log page of TapeAlert flags, of any length, and what is made of it.
 */
#include "demand.h"

#include "scsi/drive_alerts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_flags(rsm_drive_alerts alerts)
{
    rsm_drive_alerts counted = 0;

    for (unsigned flag = 0; flag <= RSM_ALERTS_LAST + 1; flag++) {
        demand(rsm_drive_alerts_words(flag) != NULL);
        if (rsm_drive_alerts_has(alerts, flag))
            counted |= (rsm_drive_alerts)1 << (flag - 1);
    }
    demand(counted == alerts);
    demand(alerts != 0 ||
           (!rsm_drive_alerts_want_cleaning(alerts) && !rsm_drive_alerts_want_service(alerts)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rsm_drive_alerts alerts;

    if (rsm_drive_alerts_parse(data, size, &alerts) == ERROR_SUCCESS) {
        demand(size >= 4);
        check_flags(alerts);
    }
    return 0;
}
