/*
 * TapeAlert: what a tape drive thinks of itself and of the cartridges it had (LOG SENSE page 2Eh, SSC-3).
 * The page is parsed here, read here, and what its 64 flags mean stands in one table.
 */
#ifndef RSM_SCSI_DRIVE_ALERTS_H
#define RSM_SCSI_DRIVE_ALERTS_H

#include "scsi/drive.h"

/* The flags that decide something, as the standard numbers them. */
enum {
    RSM_ALERT_CLEAN_NOW = 20,
    RSM_ALERT_CLEAN_PERIODIC = 21,
    RSM_ALERT_CLEANER_EXPIRED = 22,
    RSM_ALERT_CLEANER_INVALID = 23,
    RSM_ALERTS_LAST = 64
};

/* Flags that are up: flag n is bit n - 1. */
typedef uint64_t rsm_drive_alerts;

/* The flags of a page as far as it arrived; parameters that are no flags are passed over.
 * ERROR_INVALID_DATA when this is not page 2Eh. */
rsm_error rsm_drive_alerts_parse(const uint8_t *data, size_t size, rsm_drive_alerts *alerts_out);

/*
 * Ask the drive: one command.  A drive may take its flags down once they were read.
 * ERROR_NOT_SUPPORTED when it has no such page, and will not have it next time; ERROR_INVALID_DATA;
 * errors of rsm_device_execute().
 */
rsm_error rsm_drive_alerts_read(struct rsm_drive *drive, rsm_drive_alerts *alerts_out);

bool rsm_drive_alerts_has(rsm_drive_alerts alerts, unsigned flag);

/* Does the drive ask to be cleaned?  Is it broken, so that a person must see to it? */
bool rsm_drive_alerts_want_cleaning(rsm_drive_alerts alerts);
bool rsm_drive_alerts_want_service(rsm_drive_alerts alerts);

/* What a flag (1 to RSM_ALERTS_LAST) says; never NULL. */
const char *rsm_drive_alerts_words(unsigned flag);

#endif
