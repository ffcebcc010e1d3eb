/*
 * Security identifiers; the well-known ones are those of the Windows SDK.
 */
#include "model/sid.h"

#include <string.h>

enum { HEAD = 8, PART = 4 };

/* clang-format off */
const BYTE rsm_sid_creator_owner[12]    = {1, 1, 0, 0, 0, 0, 0, 3,  0, 0, 0, 0};
const BYTE rsm_sid_creator_group[12]    = {1, 1, 0, 0, 0, 0, 0, 3,  1, 0, 0, 0};
const BYTE rsm_sid_system[12]           = {1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0};
const BYTE rsm_sid_administrators[16]   = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0};
const BYTE rsm_sid_users[16]            = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x21, 2, 0, 0};
const BYTE rsm_sid_backup_operators[16] = {1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x27, 2, 0, 0};
/* clang-format on */

/* Not a byte beyond its head is looked at before the head says that it is there. */
size_t rsm_sid_size(const void *sid, size_t room)
{
    const BYTE *bytes = sid;
    size_t size;

    if (room < HEAD || bytes[0] != SID_REVISION || bytes[1] > SID_MAX_SUB_AUTHORITIES)
        return 0;
    size = HEAD + (size_t)bytes[1] * PART;
    return size <= room ? size : 0;
}

bool rsm_sid_equal(const BYTE *a, const BYTE *b)
{
    return a[1] == b[1] && memcmp(a, b, HEAD + (size_t)a[1] * PART) == 0;
}
