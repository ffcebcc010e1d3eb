/*
 * What the field tables do not say: which number is a yes or no, a state in words or a set of flags, what kind of
 * object a GUID is of, and the names that programs know better than the columns of our database.
 */
#include "cli/facts_shapes.h"

#include "cli/display.h"
#include "model/operations.h"

static const struct rsm_facts_bit library_flags[] = {
    {NTMS_LIBRARYFLAG_FIXEDOFFLINE, "offline library"},
    {NTMS_LIBRARYFLAG_CLEANERPRESENT, "cleaner present"},
    {NTMS_LIBRARYFLAG_AUTODETECTCHANGE, "detects changes"},
    {NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING, "ignores cleaner uses"},
    {NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE, "recognizes cleaner bar codes"},
    {0, NULL},
};

static const struct rsm_facts_bit request_flags[] = {
    {NTMS_LIBREQFLAGS_NOAUTOPURGE, "keeps all"},
    {NTMS_LIBREQFLAGS_NOFAILEDPURGE, "keeps failed ones"},
    {0, NULL},
};

static const struct rsm_facts_bit operator_flags[] = {
    {NTMS_OPREQFLAGS_NOAUTOPURGE, "keeps all"},
    {NTMS_OPREQFLAGS_NOFAILEDPURGE, "keeps refused ones"},
    {NTMS_OPREQFLAGS_NOALERTS, "no alerts"},
    {NTMS_OPREQFLAGS_NOTRAYICON, "no tray icon"},
    {0, NULL},
};

static const struct rsm_facts_bit pool_policies[] = {
    {NTMS_POOLPOLICY_PURGEOFFLINESCRATCH, "deletes free media that go offline"},
    {NTMS_POOLPOLICY_KEEPOFFLINEIMPORT, "keeps import media that go offline"},
    {0, NULL},
};

#define AT(member) offsetof(NTMS_OBJECTINFORMATIONW, member)
#define FLAG(member)                                     \
    {                                                    \
        .offset = AT(member), .shown = RSM_FACTS_AS_FLAG \
    }
#define WORDS(member, call)                                                \
    {                                                                      \
        .offset = AT(member), .shown = RSM_FACTS_AS_WORDS, .words = (call) \
    }
#define BITS(member, list)                                               \
    {                                                                    \
        .offset = AT(member), .shown = RSM_FACTS_AS_BITS, .bits = (list) \
    }
#define OBJECT(member, name, type)                                                             \
    {                                                                                          \
        .offset = AT(member), .key = (name), .shown = RSM_FACTS_AS_OBJECT, .refers_to = (type) \
    }
#define NUMBER(member, name)                \
    {                                       \
        .offset = AT(member), .key = (name) \
    }
#define HIDDEN(member)                                     \
    {                                                      \
        .offset = AT(member), .shown = RSM_FACTS_NOT_SHOWN \
    }

static const struct rsm_facts_shape common_shapes[] = {
    FLAG(Enabled),
    WORDS(dwOperationalState, rsm_display_operational_state),
};

static const struct rsm_facts_shape changer_shapes[] = {
    OBJECT(Info.Changer.ChangerType, NULL, NTMS_CHANGER_TYPE),
    OBJECT(Info.Changer.Library, NULL, NTMS_LIBRARY),
};

static const struct rsm_facts_shape computer_shapes[] = {
    NUMBER(Info.Computer.dwLibRequestPurgeTime, "library_requests_kept_seconds"),
    NUMBER(Info.Computer.dwOpRequestPurgeTime, "operator_requests_kept_seconds"),
    {.offset = AT(Info.Computer.dwLibRequestFlags),
     .key = "library_request_flags",
     .shown = RSM_FACTS_AS_BITS,
     .bits = request_flags},
    {.offset = AT(Info.Computer.dwOpRequestFlags),
     .key = "operator_request_flags",
     .shown = RSM_FACTS_AS_BITS,
     .bits = operator_flags},
    BITS(Info.Computer.dwMediaPoolPolicy, pool_policies),
};

static const struct rsm_facts_shape drive_shapes[] = {
    WORDS(Info.Drive.State, rsm_display_drive_state),
    OBJECT(Info.Drive.DriveType, NULL, NTMS_DRIVE_TYPE),
    NUMBER(Info.Drive.LastCleanedTs, "last_cleaned"),
    OBJECT(Info.Drive.SavedPartitionId, "last_side", NTMS_PARTITION),
    OBJECT(Info.Drive.Library, NULL, NTMS_LIBRARY),
    NUMBER(Info.Drive.dwDeferDismountDelay, "deferred_dismount_seconds"),
    HIDDEN(Info.Drive.Reserved),
};

static const struct rsm_facts_shape door_shapes[] = {
    WORDS(Info.IEDoor.State, rsm_display_door_state),
    NUMBER(Info.IEDoor.MaxOpenSecs, "open_seconds_allowed"),
    OBJECT(Info.IEDoor.Library, NULL, NTMS_LIBRARY),
};

static const struct rsm_facts_shape port_shapes[] = {
    WORDS(Info.IEPort.Content, rsm_display_port_content),
    WORDS(Info.IEPort.Position, rsm_display_port_position),
    NUMBER(Info.IEPort.MaxExtendSecs, "open_seconds_allowed"),
    OBJECT(Info.IEPort.Library, NULL, NTMS_LIBRARY),
};

static const struct rsm_facts_shape library_shapes[] = {
    WORDS(Info.Library.LibraryType, rsm_display_library_type),
    OBJECT(Info.Library.CleanerSlot, NULL, NTMS_STORAGESLOT),
    OBJECT(Info.Library.CleanerSlotDefault, "cleaner_slot_default", NTMS_STORAGESLOT),
    {.offset = AT(Info.Library.LibrarySupportsDriveCleaning),
     .key = "cleans_drives",
     .shown = RSM_FACTS_AS_FLAG},
    {.offset = AT(Info.Library.BarCodeReaderInstalled),
     .key = "has_bar_code_reader",
     .shown = RSM_FACTS_AS_FLAG},
    WORDS(Info.Library.InventoryMethod, rsm_display_inventory_method),
    {.offset = AT(Info.Library.dwCleanerUsesRemaining), .shown = RSM_FACTS_AS_COUNT_OR_NULL},
    NUMBER(Info.Library.dwNumberOfDrives, "number_of_drives"),
    NUMBER(Info.Library.dwNumberOfSlots, "number_of_slots"),
    NUMBER(Info.Library.dwNumberOfDoors, "number_of_doors"),
    NUMBER(Info.Library.dwNumberOfPorts, "number_of_ports"),
    NUMBER(Info.Library.dwNumberOfChangers, "number_of_changers"),
    NUMBER(Info.Library.dwNumberOfMedia, "number_of_media"),
    NUMBER(Info.Library.dwNumberOfMediaTypes, "number_of_media_types"),
    NUMBER(Info.Library.dwNumberOfLibRequests, "number_of_requests"),
    HIDDEN(Info.Library.Reserved),
    FLAG(Info.Library.AutoRecovery),
    BITS(Info.Library.dwFlags, library_flags),
};

static const struct rsm_facts_shape library_request_shapes[] = {
    {.offset = AT(Info.LibRequest.OperationCode),
     .key = "operation",
     .shown = RSM_FACTS_AS_WORDS,
     .words = rsm_operation_words},
    NUMBER(Info.LibRequest.OperationOption, "option"),
    WORDS(Info.LibRequest.State, rsm_display_request_state),
    OBJECT(Info.LibRequest.PartitionId, "side", NTMS_PARTITION),
    OBJECT(Info.LibRequest.DriveId, "drive", NTMS_DRIVE),
    OBJECT(Info.LibRequest.PhysMediaId, "medium", NTMS_PHYSICAL_MEDIA),
    OBJECT(Info.LibRequest.Library, NULL, NTMS_LIBRARY),
    OBJECT(Info.LibRequest.SlotId, "slot", NTMS_STORAGESLOT),
    NUMBER(Info.LibRequest.TimeQueued, "queued"),
    NUMBER(Info.LibRequest.TimeCompleted, "finished"),
    NUMBER(Info.LibRequest.WorkItemId, "cancels"),
    {.offset = AT(Info.LibRequest.dwPriority), .shown = RSM_FACTS_AS_SIGNED},
};

static const struct rsm_facts_shape logical_media_shapes[] = {
    OBJECT(Info.LogicalMedia.MediaPool, NULL, NTMS_MEDIA_POOL),
    NUMBER(Info.LogicalMedia.dwNumberOfPartitions, "number_of_sides"),
};

static const struct rsm_facts_shape pool_shapes[] = {
    WORDS(Info.MediaPool.PoolType, rsm_display_pool_type),
    OBJECT(Info.MediaPool.MediaType, NULL, NTMS_MEDIA_TYPE),
    OBJECT(Info.MediaPool.Parent, NULL, NTMS_MEDIA_POOL),
    {.offset = AT(Info.MediaPool.AllocationPolicy),
     .key = "draws_from_free",
     .shown = RSM_FACTS_AS_FLAG},
    {.offset = AT(Info.MediaPool.DeallocationPolicy),
     .key = "returns_to_free",
     .shown = RSM_FACTS_AS_FLAG},
    {.offset = AT(Info.MediaPool.dwMaxAllocates), .shown = RSM_FACTS_AS_LIMIT},
    NUMBER(Info.MediaPool.dwNumberOfPhysicalMedia, "number_of_media"),
    NUMBER(Info.MediaPool.dwNumberOfLogicalMedia, "number_of_logical_media"),
    NUMBER(Info.MediaPool.dwNumberOfMediaPools, "number_of_pools"),
};

static const struct rsm_facts_shape media_type_shapes[] = {
    NUMBER(Info.MediaType.MediaType, "code"),
    {.offset = AT(Info.MediaType.ReadWriteCharacteristics),
     .key = "writing",
     .shown = RSM_FACTS_AS_WORDS,
     .words = rsm_display_writing},
};

static const struct rsm_facts_shape side_shapes[] = {
    OBJECT(Info.Partition.PhysicalMedia, "medium", NTMS_PHYSICAL_MEDIA),
    OBJECT(Info.Partition.LogicalMedia, NULL, NTMS_LOGICAL_MEDIA),
    WORDS(Info.Partition.State, rsm_display_partition_state),
    NUMBER(Info.Partition.Side, "side_number"),
    HIDDEN(Info.Partition.dwOmidLabelIdLength),
    {.offset = AT(Info.Partition.OmidLabelId), .key = "label_id", .shown = RSM_FACTS_AS_HEX},
    NUMBER(Info.Partition.szOmidLabelType, "label_type"),
    NUMBER(Info.Partition.szOmidLabelInfo, "label_text"),
};

static const struct rsm_facts_shape medium_shapes[] = {
    OBJECT(Info.PhysicalMedia.CurrentLibrary, "library", NTMS_LIBRARY),
    OBJECT(Info.PhysicalMedia.MediaPool, NULL, NTMS_MEDIA_POOL),
    {.offset = AT(Info.PhysicalMedia.Location),
     .shown = RSM_FACTS_AS_OBJECT,
     .refers_to_as_at = AT(Info.PhysicalMedia.LocationType)},
    WORDS(Info.PhysicalMedia.LocationType, rsm_display_object_type),
    OBJECT(Info.PhysicalMedia.MediaType, NULL, NTMS_MEDIA_TYPE),
    OBJECT(Info.PhysicalMedia.HomeSlot, NULL, NTMS_STORAGESLOT),
    WORDS(Info.PhysicalMedia.BarCodeState, rsm_display_bar_code_state),
    {.offset = AT(Info.PhysicalMedia.MediaState),
     .key = "state",
     .shown = RSM_FACTS_AS_WORDS,
     .words = rsm_display_media_state},
    NUMBER(Info.PhysicalMedia.dwNumberOfPartitions, "number_of_sides"),
    OBJECT(Info.PhysicalMedia.MountedPartition, "mounted_side", NTMS_PARTITION),
};

static const struct rsm_facts_shape slot_shapes[] = {
    WORDS(Info.StorageSlot.State, rsm_display_slot_state),
    OBJECT(Info.StorageSlot.Library, NULL, NTMS_LIBRARY),
};

static const struct rsm_facts_shape operator_request_shapes[] = {
    {.offset = AT(Info.OpRequest.Request),
     .key = "request_type",
     .shown = RSM_FACTS_AS_WORDS,
     .words = rsm_display_operator_request},
    WORDS(Info.OpRequest.State, rsm_display_operator_state),
    {.offset = AT(Info.OpRequest.Arg1Type),
     .key = "about_type",
     .shown = RSM_FACTS_AS_WORDS,
     .words = rsm_display_object_type},
    {.offset = AT(Info.OpRequest.Arg1),
     .key = "about",
     .shown = RSM_FACTS_AS_OBJECT,
     .refers_to_as_at = AT(Info.OpRequest.Arg1Type)},
    {.offset = AT(Info.OpRequest.Arg2Type),
     .key = "about_also_type",
     .shown = RSM_FACTS_AS_WORDS,
     .words = rsm_display_object_type},
    {.offset = AT(Info.OpRequest.Arg2),
     .key = "about_also",
     .shown = RSM_FACTS_AS_OBJECT,
     .refers_to_as_at = AT(Info.OpRequest.Arg2Type)},
};

#define LIST(shapes)                             \
    {                                            \
        shapes, sizeof shapes / sizeof shapes[0] \
    }

static const struct {
    const struct rsm_facts_shape *shapes;
    size_t count;
} all_shapes[NTMS_NUMBER_OF_OBJECT_TYPES] = {
    [NTMS_CHANGER] = LIST(changer_shapes),
    [NTMS_COMPUTER] = LIST(computer_shapes),
    [NTMS_DRIVE] = LIST(drive_shapes),
    [NTMS_IEDOOR] = LIST(door_shapes),
    [NTMS_IEPORT] = LIST(port_shapes),
    [NTMS_LIBRARY] = LIST(library_shapes),
    [NTMS_LIBREQUEST] = LIST(library_request_shapes),
    [NTMS_LOGICAL_MEDIA] = LIST(logical_media_shapes),
    [NTMS_MEDIA_POOL] = LIST(pool_shapes),
    [NTMS_MEDIA_TYPE] = LIST(media_type_shapes),
    [NTMS_PARTITION] = LIST(side_shapes),
    [NTMS_PHYSICAL_MEDIA] = LIST(medium_shapes),
    [NTMS_STORAGESLOT] = LIST(slot_shapes),
    [NTMS_OPREQUEST] = LIST(operator_request_shapes),
};

static const struct rsm_facts_shape *find_in(const struct rsm_facts_shape *shapes, size_t count,
                                             size_t offset)
{
    for (size_t i = 0; i < count; i++) {
        if (shapes[i].offset == offset)
            return &shapes[i];
    }
    return NULL;
}

const struct rsm_facts_shape *rsm_facts_shape_of(DWORD type, size_t offset)
{
    const struct rsm_facts_shape *found =
        find_in(common_shapes, sizeof common_shapes / sizeof common_shapes[0], offset);

    return found != NULL ? found : find_in(all_shapes[type].shapes, all_shapes[type].count, offset);
}
