/*
 * One cleaning of a drive, from the cleaner's slot and back to it.
 */
#ifndef RSM_WORK_CLEAN_RUN_H
#define RSM_WORK_CLEAN_RUN_H

#include "work/library.h"

/*
 * Clean the drive, which is emptied before; one that is being cleaned already (a process that did it was
 * killed) is waited for, and its cleaner taken back.  The bay must be taken.  Blocks until the drive is
 * done, at most a quarter of an hour.  ERROR_SUCCESS means that the drive was cleaned, that this is
 * recorded, and that the cleaner is back.
 *
 * ERROR_RETRY                    the cleaner is not in its slot any more: begin anew
 * ERROR_CLEANER_CARTRIDGE_SPENT  it does not clean any more; recorded, and a person was asked for another
 * ERROR_INVALID_CLEANER          it is no cleaning cartridge, or none for this drive; the same
 * and errors of the devices.  When the cleaner cannot be taken out the drive needs service.
 */
rsm_error rsm_clean_run(struct rsm_library *library, struct rsm_bay *bay);

#endif
