/*
 * UpdateNtmsOmidInfo: what a program wrote on its medium becomes the identifier on record.
 */
#ifndef RSM_WORK_OMID_H
#define RSM_WORK_OMID_H

#include "core/session.h"

/*
 * label_type NTMS_OMID_TYPE_RAW_LABEL: the bytes of a label as they are on the tape, of which a label
 * library or a recogniser built in must know whose they are.  NTMS_OMID_TYPE_FILESYSTEM_INFO:
 * NTMS_FILESYSTEM_INFO.  ERROR_INVALID_PARAMETER (another type, no bytes, another size, a file system
 * without a name), and errors of rsm_omid_set(): ERROR_BAD_FORMAT when nobody knows the label.
 */
rsm_error rsm_omid_update(struct rsm_session *session, const GUID *logical_medium, DWORD label_type,
                          DWORD size, const void *buffer);

#endif
