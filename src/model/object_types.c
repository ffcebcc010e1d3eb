/*
 * What is known of each kind of object before any exists, as tables (spec: object model, sections
 * 3.1, 5 and 10.2).  Also the empty record of a kind.
 */
#include "model/object_types.h"

#include <stddef.h>
#include <string.h>

#include "model/record.h"

#define SIZES(member)                                             \
    (DWORD)(offsetof(NTMS_OBJECTINFORMATIONA, Info) +             \
            sizeof(((NTMS_OBJECTINFORMATIONA *)0)->Info.member)), \
        (DWORD)(offsetof(NTMS_OBJECTINFORMATIONW, Info) +         \
                sizeof(((NTMS_OBJECTINFORMATIONW *)0)->Info.member))

/* clang-format off */
static const struct {
    const char *name;
    DWORD size_a;
    DWORD size_w;
    enum rsm_guard guard;
} types[NTMS_NUMBER_OF_OBJECT_TYPES] = {
    [NTMS_CHANGER]        = {"changer",          SIZES(Changer),       RSM_GUARD_LIBRARY},
    [NTMS_CHANGER_TYPE]   = {"changer_type",     SIZES(ChangerType),   RSM_GUARD_COMPUTER},
    [NTMS_COMPUTER]       = {"computer",         SIZES(Computer),      RSM_GUARD_COMPUTER},
    [NTMS_DRIVE]          = {"drive",            SIZES(Drive),         RSM_GUARD_LIBRARY},
    [NTMS_DRIVE_TYPE]     = {"drive_type",       SIZES(DriveType),     RSM_GUARD_COMPUTER},
    [NTMS_IEDOOR]         = {"ie_door",          SIZES(IEDoor),        RSM_GUARD_LIBRARY},
    [NTMS_IEPORT]         = {"ie_port",          SIZES(IEPort),        RSM_GUARD_LIBRARY},
    [NTMS_LIBRARY]        = {"library",          SIZES(Library),       RSM_GUARD_LIBRARY},
    [NTMS_LIBREQUEST]     = {"library_request",  SIZES(LibRequest),    RSM_GUARD_LIBRARY},
    [NTMS_LOGICAL_MEDIA]  = {"logical_media",    SIZES(LogicalMedia),  RSM_GUARD_POOL},
    [NTMS_MEDIA_POOL]     = {"media_pool",       SIZES(MediaPool),     RSM_GUARD_POOL},
    [NTMS_MEDIA_TYPE]     = {"media_type",       SIZES(MediaType),     RSM_GUARD_COMPUTER},
    [NTMS_PARTITION]      = {"partition",        SIZES(Partition),     RSM_GUARD_POOL},
    [NTMS_PHYSICAL_MEDIA] = {"physical_media",   SIZES(PhysicalMedia), RSM_GUARD_POOL},
    [NTMS_STORAGESLOT]    = {"storage_slot",     SIZES(StorageSlot),   RSM_GUARD_LIBRARY},
    [NTMS_OPREQUEST]      = {"operator_request", SIZES(OpRequest),     RSM_GUARD_COMPUTER},
};

static const struct {
    DWORD type;
    DWORD container_type;
    const char *column;
} containments[] = {
    {NTMS_CHANGER,        NTMS_LIBRARY,        "library"},
    {NTMS_DRIVE,          NTMS_LIBRARY,        "library"},
    {NTMS_IEDOOR,         NTMS_LIBRARY,        "library"},
    {NTMS_IEPORT,         NTMS_LIBRARY,        "library"},
    {NTMS_LIBREQUEST,     NTMS_LIBRARY,        "library"},
    {NTMS_STORAGESLOT,    NTMS_LIBRARY,        "library"},
    {NTMS_PHYSICAL_MEDIA, NTMS_LIBRARY,        "current_library"},
    {NTMS_PHYSICAL_MEDIA, NTMS_MEDIA_POOL,     "media_pool"},
    {NTMS_LOGICAL_MEDIA,  NTMS_MEDIA_POOL,     "media_pool"},
    {NTMS_MEDIA_POOL,     NTMS_MEDIA_POOL,     "parent"},
    {NTMS_PARTITION,      NTMS_PHYSICAL_MEDIA, "physical_media"},
    {NTMS_PARTITION,      NTMS_LOGICAL_MEDIA,  "logical_media"},
    {NTMS_PARTITION,      NTMS_MEDIA_POOL,     "media_pool"},
};
/* clang-format on */

bool rsm_object_type_is_valid(DWORD type)
{
    return type < NTMS_NUMBER_OF_OBJECT_TYPES && types[type].name != NULL;
}

const char *rsm_object_type_name(DWORD type)
{
    return rsm_object_type_is_valid(type) ? types[type].name : "object";
}

DWORD rsm_object_type_size_a(DWORD type)
{
    return rsm_object_type_is_valid(type) ? types[type].size_a : 0;
}

DWORD rsm_object_type_size_w(DWORD type)
{
    return rsm_object_type_is_valid(type) ? types[type].size_w : 0;
}

const char *rsm_object_type_container_column(DWORD type, DWORD container_type)
{
    for (size_t i = 0; i < sizeof containments / sizeof containments[0]; i++) {
        if (containments[i].type == type && containments[i].container_type == container_type)
            return containments[i].column;
    }
    return NULL;
}

bool rsm_object_type_is_container_column(DWORD type, const char *column)
{
    for (size_t i = 0; i < sizeof containments / sizeof containments[0]; i++) {
        if (containments[i].type == type && strcmp(containments[i].column, column) == 0)
            return true;
    }
    return false;
}

bool rsm_object_type_is_related(DWORD type, DWORD container_type)
{
    return type == NTMS_MEDIA_TYPE && container_type == NTMS_LIBRARY;
}

enum rsm_guard rsm_object_type_guard(DWORD type)
{
    return rsm_object_type_is_valid(type) ? types[type].guard : RSM_GUARD_COMPUTER;
}

void rsm_record_begin(struct rsm_record *record, DWORD type)
{
    memset(record, 0, sizeof *record);
    record->info.dwSize = sizeof record->info;
    record->info.dwType = type;
    record->info.Enabled = TRUE;
    record->own.Element = RSM_NO_ELEMENT;
}
