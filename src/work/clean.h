/*
 * CleanNtmsDrive, and drives that ask for it: the cleaning cartridge goes from the slot that is reserved
 * for it into the drive and back.
 */
#ifndef RSM_WORK_CLEAN_H
#define RSM_WORK_CLEAN_H

#include "core/session.h"
#include "work/library.h"

/*
 * Ask for a drive to be cleaned.  The drive of a stand-alone library is recorded as cleaned, and that is
 * all.  ERROR_INVALID_DRIVE, ERROR_INVALID_LIBRARY (its library), ERROR_ACCESS_DENIED,
 * ERROR_RESOURCE_DISABLED (drive or library), ERROR_RESOURCE_NOT_PRESENT (the library),
 * ERROR_DEVICE_NOT_AVAILABLE (the drive is not present, or needs service).
 */
rsm_error rsm_clean_queue(struct rsm_session *session, const GUID *drive);

/*
 * The drive asked to be cleaned: queue it, unless that is queued already, or was done less than an hour ago.  In a library without a slot for
 * a cleaner a person is asked for one, once.  Wants no transaction.
 */
void rsm_clean_want(struct rsm_library *library, const struct rsm_bay *bay);

/* The worker's half.  A request for which there is no cleaner becomes WAITING.  False = not now. */
bool rsm_clean_step(struct rsm_library *library, struct rsm_record *request);

#endif
