/*
 * Is it still so which tape device is which drive?  A library that was switched off may come back with its
 * drives exchanged, at the addresses that they had.
 */
#ifndef RSM_WORK_DRIVE_DOUBT_H
#define RSM_WORK_DRIVE_DOUBT_H

#include "work/library.h"

/*
 * The changer answers.  If it did not at some time since this was called last, devices are remembered only,
 * and the next cartridge shows whether they are still right; but for those whose drive the changer tells
 * by the serial number on record.
 *
 * The changer must be open and nobody be at work in the library.  Blocks.  Wants no transaction.
 */
void rsm_drive_doubt_after_absence(struct rsm_library *library);

#endif
