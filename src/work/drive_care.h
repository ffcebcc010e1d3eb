/*
 * What drives say of themselves, and what is done about it (spec "requests" 8): a drive that asks to be
 * cleaned is cleaned, a broken one is left out until a person has seen to it, the rest is said in the log.
 */
#ifndef RSM_WORK_DRIVE_CARE_H
#define RSM_WORK_DRIVE_CARE_H

#include "work/library.h"

/*
 * A cartridge is about to leave the drive: hear what the drive has to say of it and of itself.  At most
 * one command, and none when its device is not open, has refused to tell before, or is being cleaned.
 * The bay must be taken; wants no transaction.
 */
void rsm_drive_care_look(struct rsm_library *library, struct rsm_bay *bay);

/*
 * The drive cannot be used until a person has seen to it: NTMS_NEEDS_SERVICE, and an operator request
 * unless there is one.  `what` is the middle of a sentence: "does not let go of the cleaning cartridge".
 * Wants no transaction.
 */
void rsm_drive_care_need_service(struct rsm_library *library, const struct rsm_bay *bay,
                                 const char *what);

/* A chore: drives that needed service, and whose operator request has its answer, are used again. */
bool rsm_drive_care_chore(struct rsm_library *library);

#endif
