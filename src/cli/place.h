/*
 * A slot or a drive of a library, named by the pair of switches of its letter, and the cartridge that is in it.
 */
#ifndef RSM_CLI_PLACE_H
#define RSM_CLI_PLACE_H

#include "cli/run.h"

/*
 * Find the slot (letter "s", NTMS_STORAGESLOT) or drive ("d", NTMS_DRIVE) that /sg or /sf names, as
 * rsm_named_find_pair_in() does, but by its whole name: what is there is about to be moved.
 */
rsm_error rsm_place_find(struct rsm_run *run, const char *letter, DWORD type,
                         const NTMS_OBJECTINFORMATIONW *library,
                         NTMS_OBJECTINFORMATIONW *place_out);

/* The library that /lg or /lf names, in the same way; its dwType is 0 when neither was given. */
rsm_error rsm_place_find_library(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *library_out);

/* Wait until a library (NULL = each of them) was looked at since this process began: rsm_system_wait_settled().
 * ERROR_NOT_READY, which has been said, when that takes too long. */
rsm_error rsm_place_settle(struct rsm_run *run, const GUID *library);

/* The library that it belongs to. */
GUID *rsm_place_library(NTMS_OBJECTINFORMATIONW *place);

/*
 * The medium that is recorded there, after the library was looked at since this process began: what was exchanged
 * by hand before is not taken for what was there; the place is brought up to date.  ERROR_EMPTY when there is none,
 * ERROR_NOT_READY when the look takes too long, ERROR_LIBRARY_OFFLINE when the library does not answer; else as
 * EnumerateNtmsObject and GetNtmsObjectInformation.  Nothing is said.
 */
rsm_error rsm_place_look(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *place,
                         NTMS_OBJECTINFORMATIONW *medium_out);

/* The same; what goes wrong has been said when this returns. */
rsm_error rsm_place_medium(struct rsm_run *run, NTMS_OBJECTINFORMATIONW *place,
                           NTMS_OBJECTINFORMATIONW *medium_out);

#endif
