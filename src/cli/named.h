/*
 * The object that a switch names: by GUID (/lg), or by friendly name (/lf).
 *
 * Names are taken as written, upper and lower case differ, but a pool is named by its path, A-Z and a-z
 * alike, with or without a backslash in front.  A name that is the beginning of just one object's is
 * enough.  When none fits the nearest is suggested, and when several do all are listed with their GUIDs;
 * nothing is guessed.
 */
#ifndef RSM_CLI_NAMED_H
#define RSM_CLI_NAMED_H

#include "cli/run.h"

/*
 * Find the object of a kind (NTMS_LIBRARY, NTMS_LOGICAL_MEDIA ...) that the switch which was given names:
 * RSM_VALUE_GUID is checked to be of that kind.  What goes wrong has been said on standard error when this
 * returns.  ERROR_INVALID_LIBRARY, ERROR_INVALID_DRIVE, ERROR_INVALID_MEDIA, ERROR_INVALID_MEDIA_POOL, for
 * other kinds ERROR_OBJECT_NOT_FOUND (there is none of that name, or several; a GUID of nothing is
 * ERROR_OBJECT_NOT_FOUND); else as EnumerateNtmsObject and GetNtmsObjectInformation.
 */
rsm_error rsm_named_find(struct rsm_run *run, const struct rsm_argument *argument, DWORD type,
                         NTMS_OBJECTINFORMATIONW *object_out);

/*
 * The same for the pair of switches of one letter, /lg and /lf: whichever was given.  With neither
 * ERROR_SUCCESS, and the object's dwType is 0.
 */
rsm_error rsm_named_find_pair(struct rsm_run *run, const char *letter, DWORD type,
                              NTMS_OBJECTINFORMATIONW *object_out);

#endif
