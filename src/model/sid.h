/*
 * Security identifiers: a revision, a number of parts, six bytes of authority, and the parts with 32
 * bits each, low byte first, as Windows keeps them in memory and on disk.
 */
#ifndef RSM_MODEL_SID_H
#define RSM_MODEL_SID_H

#include <stdbool.h>
#include <stddef.h>

#include "ntms_wintypes.h"

#define RSM_SID_ROOM SECURITY_MAX_SID_SIZE

extern const BYTE rsm_sid_creator_owner[12];
extern const BYTE rsm_sid_creator_group[12];
extern const BYTE rsm_sid_system[12]; /* LocalSystem */
extern const BYTE rsm_sid_administrators[16];
extern const BYTE rsm_sid_users[16];
extern const BYTE rsm_sid_backup_operators[16];

/* Bytes of the identifier that begins at sid; 0 when what is there, in that room, is none. */
size_t rsm_sid_size(const void *sid, size_t room);

/* Both must be identifiers. */
bool rsm_sid_equal(const BYTE *a, const BYTE *b);

#endif
