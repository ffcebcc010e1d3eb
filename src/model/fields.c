/*
 * The field tables: each field of each kind of object, once (spec: object model, sections 3.3, 3.5
 * and 4), and the conversion between A and W that follows from them.  The object's GUID, kind and
 * size are no fields: they say which record it is.
 */
#include "model/fields.h"

#include <string.h>

#define ROW(kind, member, column, rule, room)                         \
    {                                                                 \
        column, kind, rule, offsetof(struct rsm_record, info.member), \
            offsetof(NTMS_OBJECTINFORMATIONA, member), room, false    \
    }
#define CHARACTERS(member) (sizeof(((NTMS_OBJECTINFORMATIONW *)0)->member) / sizeof(WCHAR))

#define RSM_NUMBER(part, member, column, rule) \
    ROW(RSM_FIELD_NUMBER, Info.part.member, column, rule, 0)
#define RSM_WORD(part, member, column, rule) ROW(RSM_FIELD_WORD, Info.part.member, column, rule, 0)
#define RSM_GUID(part, member, column, rule) ROW(RSM_FIELD_GUID, Info.part.member, column, rule, 0)
#define RSM_SHARED(part, member, column, rule)                                            \
    {                                                                                     \
        column, RSM_FIELD_GUID, rule, offsetof(struct rsm_record, info.Info.part.member), \
            offsetof(NTMS_OBJECTINFORMATIONA, Info.part.member), 0, true                  \
    }
#define RSM_TIME(part, member, column, rule) ROW(RSM_FIELD_TIME, Info.part.member, column, rule, 0)
#define RSM_LARGE(part, member, column, rule) \
    ROW(RSM_FIELD_LARGE, Info.part.member, column, rule, 0)
#define RSM_STRING(part, member, column, rule) \
    ROW(RSM_FIELD_STRING, Info.part.member, column, rule, CHARACTERS(Info.part.member))
#define RSM_BYTES(part, member, column, rule)            \
    ROW(RSM_FIELD_BYTES, Info.part.member, column, rule, \
        sizeof(((NTMS_OBJECTINFORMATIONW *)0)->Info.part.member))

/* Fields of struct rsm_private. */
#define OWN_ROW(kind, member, column, room, shared)                                         \
    {                                                                                       \
        column, kind, RSM_PRIVATE, offsetof(struct rsm_record, own.member), 0, room, shared \
    }
#define OWN_NUMBER(member, column) OWN_ROW(RSM_FIELD_NUMBER, member, column, 0, false)
#define OWN_GUID(member, column)   OWN_ROW(RSM_FIELD_GUID, member, column, 0, false)
#define OWN_SHARED(member, column) OWN_ROW(RSM_FIELD_GUID, member, column, 0, true)
#define OWN_LARGE(member, column)  OWN_ROW(RSM_FIELD_LARGE, member, column, 0, false)
#define OWN_STRING(member, column)            \
    OWN_ROW(RSM_FIELD_STRING, member, column, \
            sizeof(((struct rsm_private *)0)->member) / sizeof(WCHAR), false)

/* Who may set the name differs; a description may be set anywhere. */
#define COMMON(name_rule)                                                             \
    ROW(RSM_FIELD_TIME, Created, "created", RSM_FIXED, 0),                            \
        ROW(RSM_FIELD_TIME, Modified, "modified", RSM_FIXED, 0),                      \
        ROW(RSM_FIELD_NUMBER, Enabled, "enabled", RSM_FIXED, 0),                      \
        ROW(RSM_FIELD_NUMBER, dwOperationalState, "operational_state", RSM_FIXED, 0), \
        ROW(RSM_FIELD_STRING, szName, "name", name_rule, CHARACTERS(szName)),         \
        ROW(RSM_FIELD_STRING, szDescription, "description", RSM_SETTABLE,             \
            CHARACTERS(szDescription))

_Static_assert(offsetof(struct rsm_record, info) == 0,
               "offsets hold for the public part alone too");

static const struct rsm_field changer_fields[] = {
    COMMON(RSM_FIXED),
    RSM_NUMBER(Changer, Number, "number", RSM_FIXED),
    RSM_GUID(Changer, ChangerType, "changer_type", RSM_FIXED),
    RSM_STRING(Changer, szSerialNumber, "serial_number", RSM_FIXED),
    RSM_STRING(Changer, szRevision, "revision", RSM_FIXED),
    RSM_STRING(Changer, szDeviceName, "device_name", RSM_FIXED),
    RSM_WORD(Changer, ScsiPort, "scsi_port", RSM_FIXED),
    RSM_WORD(Changer, ScsiBus, "scsi_bus", RSM_FIXED),
    RSM_WORD(Changer, ScsiTarget, "scsi_target", RSM_FIXED),
    RSM_WORD(Changer, ScsiLun, "scsi_lun", RSM_FIXED),
    RSM_GUID(Changer, Library, "library", RSM_FIXED),
    OWN_NUMBER(Element, "element"),
    OWN_STRING(Address, "address"),
    OWN_STRING(Identity, "identity"),
};

static const struct rsm_field changer_type_fields[] = {
    COMMON(RSM_FIXED),
    RSM_STRING(ChangerType, szVendor, "vendor", RSM_FIXED),
    RSM_STRING(ChangerType, szProduct, "product", RSM_FIXED),
    RSM_NUMBER(ChangerType, DeviceType, "device_type", RSM_FIXED),
};

static const struct rsm_field computer_fields[] = {
    COMMON(RSM_FIXED),
    RSM_NUMBER(Computer, dwLibRequestPurgeTime, "lib_request_purge_time", RSM_SETTABLE),
    RSM_NUMBER(Computer, dwOpRequestPurgeTime, "op_request_purge_time", RSM_SETTABLE),
    RSM_NUMBER(Computer, dwLibRequestFlags, "lib_request_flags", RSM_SETTABLE),
    RSM_NUMBER(Computer, dwOpRequestFlags, "op_request_flags", RSM_SETTABLE),
    RSM_NUMBER(Computer, dwMediaPoolPolicy, "media_pool_policy", RSM_SETTABLE),
};

static const struct rsm_field drive_fields[] = {
    COMMON(RSM_FIXED),
    RSM_NUMBER(Drive, Number, "number", RSM_FIXED),
    RSM_NUMBER(Drive, State, "state", RSM_FIXED),
    RSM_GUID(Drive, DriveType, "drive_type", RSM_FIXED),
    RSM_STRING(Drive, szDeviceName, "device_name", RSM_FIXED),
    RSM_STRING(Drive, szSerialNumber, "serial_number", RSM_FIXED),
    RSM_STRING(Drive, szRevision, "revision", RSM_FIXED),
    RSM_WORD(Drive, ScsiPort, "scsi_port", RSM_FIXED),
    RSM_WORD(Drive, ScsiBus, "scsi_bus", RSM_FIXED),
    RSM_WORD(Drive, ScsiTarget, "scsi_target", RSM_FIXED),
    RSM_WORD(Drive, ScsiLun, "scsi_lun", RSM_FIXED),
    RSM_NUMBER(Drive, dwMountCount, "mount_count", RSM_FIXED),
    RSM_TIME(Drive, LastCleanedTs, "last_cleaned_ts", RSM_FIXED),
    RSM_GUID(Drive, SavedPartitionId, "saved_partition_id", RSM_FIXED),
    RSM_GUID(Drive, Library, "library", RSM_FIXED),
    RSM_GUID(Drive, Reserved, NULL, RSM_COMPUTED),
    RSM_NUMBER(Drive, dwDeferDismountDelay, "defer_dismount_delay", RSM_SETTABLE),
    OWN_NUMBER(Element, "element"),
    OWN_STRING(Address, "address"),
    OWN_STRING(Identity, "identity"),
    OWN_LARGE(LastUsed, "last_used"),
    OWN_STRING(Pinned, "pinned"),
    OWN_NUMBER(KnownBy, "known_by"),
};

static const struct rsm_field drive_type_fields[] = {
    COMMON(RSM_FIXED),
    RSM_STRING(DriveType, szVendor, "vendor", RSM_FIXED),
    RSM_STRING(DriveType, szProduct, "product", RSM_FIXED),
    RSM_NUMBER(DriveType, NumberOfHeads, "number_of_heads", RSM_FIXED),
    RSM_NUMBER(DriveType, DeviceType, "device_type", RSM_FIXED),
};

static const struct rsm_field ie_door_fields[] = {
    COMMON(RSM_FIXED),
    RSM_NUMBER(IEDoor, Number, "number", RSM_FIXED),
    RSM_NUMBER(IEDoor, State, "state", RSM_FIXED),
    RSM_WORD(IEDoor, MaxOpenSecs, "max_open_secs", RSM_SETTABLE),
    RSM_GUID(IEDoor, Library, "library", RSM_FIXED),
    OWN_LARGE(Since, "since"),
};

static const struct rsm_field ie_port_fields[] = {
    COMMON(RSM_FIXED),
    RSM_NUMBER(IEPort, Number, "number", RSM_FIXED),
    RSM_NUMBER(IEPort, Content, "content", RSM_FIXED),
    RSM_NUMBER(IEPort, Position, "position", RSM_FIXED),
    RSM_WORD(IEPort, MaxExtendSecs, "max_extend_secs", RSM_SETTABLE),
    RSM_GUID(IEPort, Library, "library", RSM_FIXED),
    OWN_NUMBER(Element, "element"),
    OWN_LARGE(Since, "since"),
};

static const struct rsm_field library_fields[] = {
    COMMON(RSM_SETTABLE),
    RSM_NUMBER(Library, LibraryType, "library_type", RSM_FIXED),
    RSM_GUID(Library, CleanerSlot, "cleaner_slot", RSM_FIXED),
    RSM_GUID(Library, CleanerSlotDefault, "cleaner_slot_default", RSM_FIXED),
    RSM_NUMBER(Library, LibrarySupportsDriveCleaning, "library_supports_drive_cleaning", RSM_FIXED),
    RSM_NUMBER(Library, BarCodeReaderInstalled, "bar_code_reader_installed", RSM_FIXED),
    RSM_NUMBER(Library, InventoryMethod, "inventory_method", RSM_SETTABLE),
    RSM_NUMBER(Library, dwCleanerUsesRemaining, "cleaner_uses_remaining", RSM_SETTABLE),
    RSM_NUMBER(Library, FirstDriveNumber, "first_drive_number", RSM_FIXED),
    RSM_NUMBER(Library, dwNumberOfDrives, NULL, RSM_COMPUTED),
    RSM_NUMBER(Library, FirstSlotNumber, "first_slot_number", RSM_FIXED),
    RSM_NUMBER(Library, dwNumberOfSlots, NULL, RSM_COMPUTED),
    RSM_NUMBER(Library, FirstDoorNumber, "first_door_number", RSM_FIXED),
    RSM_NUMBER(Library, dwNumberOfDoors, NULL, RSM_COMPUTED),
    RSM_NUMBER(Library, FirstPortNumber, "first_port_number", RSM_FIXED),
    RSM_NUMBER(Library, dwNumberOfPorts, NULL, RSM_COMPUTED),
    RSM_NUMBER(Library, FirstChangerNumber, "first_changer_number", RSM_FIXED),
    RSM_NUMBER(Library, dwNumberOfChangers, NULL, RSM_COMPUTED),
    RSM_NUMBER(Library, dwNumberOfMedia, NULL, RSM_COMPUTED),
    RSM_NUMBER(Library, dwNumberOfMediaTypes, NULL, RSM_COMPUTED),
    RSM_NUMBER(Library, dwNumberOfLibRequests, NULL, RSM_COMPUTED),
    RSM_GUID(Library, Reserved, NULL, RSM_COMPUTED),
    RSM_NUMBER(Library, AutoRecovery, "auto_recovery", RSM_SETTABLE),
    RSM_NUMBER(Library, dwFlags, "flags", RSM_SETTABLE),
    OWN_STRING(Address, "address"),
    OWN_STRING(Identity, "identity"),
};

static const struct rsm_field library_request_fields[] = {
    COMMON(RSM_FIXED),
    RSM_NUMBER(LibRequest, OperationCode, "operation_code", RSM_FIXED),
    RSM_NUMBER(LibRequest, OperationOption, "operation_option", RSM_FIXED),
    RSM_NUMBER(LibRequest, State, "state", RSM_FIXED),
    RSM_GUID(LibRequest, PartitionId, "partition_id", RSM_FIXED),
    RSM_GUID(LibRequest, DriveId, "drive_id", RSM_FIXED),
    RSM_GUID(LibRequest, PhysMediaId, "phys_media_id", RSM_FIXED),
    RSM_GUID(LibRequest, Library, "library", RSM_FIXED),
    RSM_GUID(LibRequest, SlotId, "slot_id", RSM_FIXED),
    RSM_TIME(LibRequest, TimeQueued, "time_queued", RSM_FIXED),
    RSM_TIME(LibRequest, TimeCompleted, "time_completed", RSM_FIXED),
    RSM_STRING(LibRequest, szApplication, "application", RSM_FIXED),
    RSM_STRING(LibRequest, szUser, "user", RSM_FIXED),
    RSM_STRING(LibRequest, szComputer, "computer", RSM_FIXED),
    RSM_NUMBER(LibRequest, dwErrorCode, "error_code", RSM_FIXED),
    RSM_GUID(LibRequest, WorkItemId, "work_item_id", RSM_FIXED),
    RSM_NUMBER(LibRequest, dwPriority, "priority", RSM_FIXED),
    OWN_NUMBER(SortType, "sort_type"),
    OWN_NUMBER(Order, "queue_order"),
    OWN_GUID(Parent, "parent"),
    OWN_STRING(Owner, "owner"),
    OWN_GUID(Session, "session"),
    OWN_NUMBER(Action, "action"),
    OWN_NUMBER(Tries, "tries"),
    OWN_GUID(Batch, "batch"),
    OWN_GUID(OperatorRequest, "operator_request"),
    OWN_LARGE(Since, "since"),
};

static const struct rsm_field logical_media_fields[] = {
    COMMON(RSM_SETTABLE),
    RSM_SHARED(LogicalMedia, MediaPool, "media_pool", RSM_FIXED),
    RSM_NUMBER(LogicalMedia, dwNumberOfPartitions, NULL, RSM_COMPUTED),
};

static const struct rsm_field media_pool_fields[] = {
    COMMON(RSM_SETTABLE),
    RSM_NUMBER(MediaPool, PoolType, "pool_type", RSM_FIXED),
    RSM_GUID(MediaPool, MediaType, "media_type", RSM_SETTABLE),
    RSM_GUID(MediaPool, Parent, "parent", RSM_FIXED),
    RSM_NUMBER(MediaPool, AllocationPolicy, "allocation_policy", RSM_SETTABLE),
    RSM_NUMBER(MediaPool, DeallocationPolicy, "deallocation_policy", RSM_SETTABLE),
    RSM_NUMBER(MediaPool, dwMaxAllocates, "max_allocates", RSM_SETTABLE),
    RSM_NUMBER(MediaPool, dwNumberOfPhysicalMedia, NULL, RSM_COMPUTED),
    RSM_NUMBER(MediaPool, dwNumberOfLogicalMedia, NULL, RSM_COMPUTED),
    RSM_NUMBER(MediaPool, dwNumberOfMediaPools, NULL, RSM_COMPUTED),
};

static const struct rsm_field media_type_fields[] = {
    COMMON(RSM_FIXED),
    RSM_NUMBER(MediaType, MediaType, "media_type", RSM_FIXED),
    RSM_NUMBER(MediaType, NumberOfSides, "number_of_sides", RSM_FIXED),
    RSM_NUMBER(MediaType, ReadWriteCharacteristics, "read_write_characteristics", RSM_FIXED),
    RSM_NUMBER(MediaType, DeviceType, "device_type", RSM_FIXED),
};

static const struct rsm_field partition_fields[] = {
    COMMON(RSM_SETTABLE),
    RSM_GUID(Partition, PhysicalMedia, "physical_media", RSM_FIXED),
    RSM_GUID(Partition, LogicalMedia, "logical_media", RSM_FIXED),
    RSM_NUMBER(Partition, State, "state", RSM_FIXED),
    RSM_WORD(Partition, Side, "side", RSM_FIXED),
    RSM_NUMBER(Partition, dwOmidLabelIdLength, "omid_label_id_length", RSM_FIXED),
    RSM_BYTES(Partition, OmidLabelId, "omid_label_id", RSM_FIXED),
    RSM_STRING(Partition, szOmidLabelType, "omid_label_type", RSM_FIXED),
    RSM_STRING(Partition, szOmidLabelInfo, "omid_label_info", RSM_FIXED),
    RSM_NUMBER(Partition, dwMountCount, "mount_count", RSM_FIXED),
    RSM_NUMBER(Partition, dwAllocateCount, "allocate_count", RSM_FIXED),
    RSM_LARGE(Partition, Capacity, "capacity", RSM_FIXED),
    OWN_SHARED(Pool, "media_pool"),
    OWN_SHARED(Library, "library"),
    OWN_NUMBER(ReturnState, "return_state"),
    OWN_GUID(Beginning, "beginning"),
};

static const struct rsm_field physical_media_fields[] = {
    COMMON(RSM_SETTABLE),
    RSM_SHARED(PhysicalMedia, CurrentLibrary, "current_library", RSM_FIXED),
    RSM_SHARED(PhysicalMedia, MediaPool, "media_pool", RSM_FIXED),
    RSM_GUID(PhysicalMedia, Location, "location", RSM_FIXED),
    RSM_NUMBER(PhysicalMedia, LocationType, "location_type", RSM_FIXED),
    RSM_SHARED(PhysicalMedia, MediaType, "media_type", RSM_FIXED),
    RSM_GUID(PhysicalMedia, HomeSlot, "home_slot", RSM_FIXED),
    RSM_STRING(PhysicalMedia, szBarCode, "bar_code", RSM_FIXED),
    RSM_NUMBER(PhysicalMedia, BarCodeState, "bar_code_state", RSM_FIXED),
    RSM_STRING(PhysicalMedia, szSequenceNumber, "sequence_number", RSM_FIXED),
    RSM_NUMBER(PhysicalMedia, MediaState, "media_state", RSM_FIXED),
    RSM_NUMBER(PhysicalMedia, dwNumberOfPartitions, "number_of_partitions", RSM_FIXED),
    RSM_NUMBER(PhysicalMedia, dwMediaTypeCode, "media_type_code", RSM_FIXED),
    RSM_NUMBER(PhysicalMedia, dwDensityCode, "density_code", RSM_FIXED),
    RSM_GUID(PhysicalMedia, MountedPartition, "mounted_partition", RSM_FIXED),
    OWN_NUMBER(Fresh, "fresh"),
    OWN_SHARED(ReturnPool, "return_pool"),
    OWN_NUMBER(Hold, "hold"),
    OWN_STRING(Owner, "owner"),
    OWN_GUID(Session, "session"),
};

static const struct rsm_field storage_slot_fields[] = {
    COMMON(RSM_FIXED),
    RSM_NUMBER(StorageSlot, Number, "number", RSM_FIXED),
    RSM_NUMBER(StorageSlot, State, "state", RSM_FIXED),
    RSM_SHARED(StorageSlot, Library, "library", RSM_FIXED),
    OWN_NUMBER(Element, "element"),
};

static const struct rsm_field operator_request_fields[] = {
    COMMON(RSM_FIXED),
    RSM_NUMBER(OpRequest, Request, "request", RSM_FIXED),
    RSM_TIME(OpRequest, Submitted, "submitted", RSM_FIXED),
    RSM_NUMBER(OpRequest, State, "state", RSM_FIXED),
    RSM_STRING(OpRequest, szMessage, "message", RSM_FIXED),
    RSM_NUMBER(OpRequest, Arg1Type, "arg1_type", RSM_FIXED),
    RSM_GUID(OpRequest, Arg1, "arg1", RSM_FIXED),
    RSM_NUMBER(OpRequest, Arg2Type, "arg2_type", RSM_FIXED),
    RSM_GUID(OpRequest, Arg2, "arg2", RSM_FIXED),
    RSM_STRING(OpRequest, szApplication, "application", RSM_FIXED),
    RSM_STRING(OpRequest, szUser, "user", RSM_FIXED),
    RSM_STRING(OpRequest, szComputer, "computer", RSM_FIXED),
    OWN_STRING(Owner, "owner"),
    OWN_GUID(Session, "session"),
    OWN_LARGE(Answered, "answered"),
};

#define TABLE(fields)                            \
    {                                            \
        fields, sizeof fields / sizeof fields[0] \
    }

static const struct {
    const struct rsm_field *fields;
    size_t count;
} tables[NTMS_NUMBER_OF_OBJECT_TYPES] = {
    [NTMS_CHANGER] = TABLE(changer_fields),
    [NTMS_CHANGER_TYPE] = TABLE(changer_type_fields),
    [NTMS_COMPUTER] = TABLE(computer_fields),
    [NTMS_DRIVE] = TABLE(drive_fields),
    [NTMS_DRIVE_TYPE] = TABLE(drive_type_fields),
    [NTMS_IEDOOR] = TABLE(ie_door_fields),
    [NTMS_IEPORT] = TABLE(ie_port_fields),
    [NTMS_LIBRARY] = TABLE(library_fields),
    [NTMS_LIBREQUEST] = TABLE(library_request_fields),
    [NTMS_LOGICAL_MEDIA] = TABLE(logical_media_fields),
    [NTMS_MEDIA_POOL] = TABLE(media_pool_fields),
    [NTMS_MEDIA_TYPE] = TABLE(media_type_fields),
    [NTMS_PARTITION] = TABLE(partition_fields),
    [NTMS_PHYSICAL_MEDIA] = TABLE(physical_media_fields),
    [NTMS_STORAGESLOT] = TABLE(storage_slot_fields),
    [NTMS_OPREQUEST] = TABLE(operator_request_fields),
};

const struct rsm_field *rsm_fields_of(DWORD type, size_t *count_out)
{
    if (type >= NTMS_NUMBER_OF_OBJECT_TYPES) {
        *count_out = 0;
        return NULL;
    }
    *count_out = tables[type].count;
    return tables[type].fields;
}

const struct rsm_field *rsm_fields_find(DWORD type, const char *column)
{
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(type, &count);

    for (size_t i = 0; i < count; i++) {
        if (fields[i].column != NULL && strcmp(fields[i].column, column) == 0)
            return &fields[i];
    }
    return NULL;
}

/* Bytes of a value that is the same in A and W; none for text, which is not. */
static size_t size_of(const struct rsm_field *field)
{
    switch (field->kind) {
    case RSM_FIELD_NUMBER:
        return sizeof(DWORD);
    case RSM_FIELD_WORD:
        return sizeof(WORD);
    case RSM_FIELD_GUID:
        return sizeof(GUID);
    case RSM_FIELD_BYTES:
        return field->room;
    case RSM_FIELD_TIME:
        return sizeof(SYSTEMTIME);
    case RSM_FIELD_LARGE:
        return sizeof(LONGLONG);
    case RSM_FIELD_STRING:
        break;
    }
    return 0;
}

void rsm_fields_to_a(const NTMS_OBJECTINFORMATIONW *from, NTMS_OBJECTINFORMATIONA *to,
                     rsm_text_to_a *text)
{
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(from->dwType, &count);

    to->dwType = from->dwType;
    to->ObjectGuid = from->ObjectGuid;
    for (size_t i = 0; i < count; i++) {
        const struct rsm_field *field = &fields[i];
        const char *source = (const char *)from + field->offset;
        char *target = (char *)to + field->offset_a;

        if (field->rule == RSM_PRIVATE)
            continue;
        if (field->kind == RSM_FIELD_STRING)
            text((const WCHAR *)(const void *)source, target, field->room);
        else
            memcpy(target, source, size_of(field));
    }
}

void rsm_fields_to_w(const NTMS_OBJECTINFORMATIONA *from, NTMS_OBJECTINFORMATIONW *to,
                     rsm_text_to_w *text)
{
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(from->dwType, &count);

    to->dwType = from->dwType;
    to->ObjectGuid = from->ObjectGuid;
    for (size_t i = 0; i < count; i++) {
        const struct rsm_field *field = &fields[i];
        const char *source = (const char *)from + field->offset_a;
        char *target = (char *)to + field->offset;

        if (field->rule == RSM_PRIVATE)
            continue;
        if (field->kind == RSM_FIELD_STRING)
            text(source, (WCHAR *)(void *)target, field->room);
        else
            memcpy(target, source, size_of(field));
    }
}

static void copy_text(const WCHAR *from, WCHAR *to, size_t room)
{
    size_t length = 0;

    while (length < room - 1 && from[length] != 0)
        length++;
    memset(to, 0, room * sizeof *to);
    memcpy(to, from, length * sizeof *to);
}

void rsm_fields_copy_settable(const NTMS_OBJECTINFORMATIONW *from, NTMS_OBJECTINFORMATIONW *to)
{
    size_t count;
    const struct rsm_field *fields = rsm_fields_of(to->dwType, &count);

    for (size_t i = 0; i < count; i++) {
        const struct rsm_field *field = &fields[i];
        const void *source = (const char *)from + field->offset;
        void *target = (char *)to + field->offset;

        if (field->rule != RSM_SETTABLE)
            continue;
        if (field->kind == RSM_FIELD_STRING)
            copy_text(source, target, field->room);
        else
            memcpy(target, source, size_of(field));
    }
}
