/*
 * The calls.
 */
#include "api/calls.h"

#include "model/guid.h"
#include "ntmsapi.h"
#include "platform/local.h"
#include "support/descriptors.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <string.h>

#define COMPUTER NTMS_COMPUTER
#define LIBRARY  NTMS_LIBRARY
#define POOL     NTMS_MEDIA_POOL
#define NOTHING  NTMS_UNKNOWN
#define USE      NTMS_USE_ACCESS
#define MODIFY   NTMS_MODIFY_ACCESS
#define CONTROL  NTMS_CONTROL_ACCESS
#define NONE     0
#define WRITES   CALL_WRITES
#define READS    CALL_READS
#define NEITHER  CALL_NEITHER
#define REFUSED  CALL_REFUSED

/* ---- calls that need more than a line ---- */

/* For functions that return a handle. */
static DWORD code_of(HANDLE handle)
{
    return handle == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_SUCCESS;
}

static DWORD keep_session(struct subjects *s, HANDLE session)
{
    DWORD err = code_of(session);

    s->opened = err == ERROR_SUCCESS ? session : NULL;
    return err;
}

static DWORD close_other(struct subjects *s)
{
    HANDLE session = s->other_session;

    s->other_session = NULL;
    return CloseNtmsSession(session);
}

static DWORD stop_listening(struct subjects *s)
{
    HANDLE notification = s->notification;

    s->notification = NULL;
    return CloseNtmsNotification(notification);
}

static DWORD begin_detection(struct subjects *s)
{
    HANDLE detection = NULL;
    DWORD err = BeginNtmsDeviceChangeDetection(s->session, &detection);

    if (err == ERROR_SUCCESS)
        (void)EndNtmsDeviceChangeDetection(s->session, detection);
    return err;
}

static DWORD end_detection(struct subjects *s)
{
    HANDLE detection = s->detection;

    s->detection = NULL;
    return EndNtmsDeviceChangeDetection(s->session, detection);
}

static DWORD hear(struct subjects *s)
{
    NTMS_NOTIFICATIONINFORMATION information;

    return WaitForNtmsNotification(s->notification, &information, 0);
}

static DWORD list(struct subjects *s, GUID *container, DWORD type)
{
    GUID ids[64];
    DWORD count = 64;

    return EnumerateNtmsObject(s->session, container, ids, &count, type, NTMS_ENUM_DEFAULT);
}

static DWORD eject(struct subjects *s, DWORD action)
{
    GUID operation;

    return EjectNtmsMedia(s->session, &s->imported, &operation, action);
}

static DWORD inject(struct subjects *s, DWORD action)
{
    GUID operation;

    return InjectNtmsMedia(s->session, &s->library, &operation, action);
}

static DWORD get_a(struct subjects *s, GUID *id)
{
    NTMS_OBJECTINFORMATIONA information = {.dwSize = sizeof information};

    return GetNtmsObjectInformationA(s->session, id, &information);
}

static DWORD get_w(struct subjects *s, GUID *id)
{
    NTMS_OBJECTINFORMATIONW information = {.dwSize = sizeof information};

    return GetNtmsObjectInformationW(s->session, id, &information);
}

static DWORD describe_a(struct subjects *s, GUID *id)
{
    NTMS_OBJECTINFORMATIONA information = {
        .dwSize = sizeof information, .dwType = NTMS_DRIVE, .szDescription = "New"};

    return SetNtmsObjectInformationA(s->session, id, &information);
}

static DWORD get_attribute_a(struct subjects *s, GUID *id, DWORD type)
{
    BYTE value[16];
    DWORD size = sizeof value;

    return GetNtmsObjectAttributeA(s->session, id, type, "Old", value, &size);
}

static DWORD get_attribute(struct subjects *s, GUID *id, DWORD type)
{
    BYTE value[16];
    DWORD size = sizeof value;

    return GetNtmsObjectAttributeW(s->session, id, type, u"Old", value, &size);
}

static DWORD set_attribute_a(struct subjects *s, GUID *id, DWORD type)
{
    BYTE value[] = "value";

    return SetNtmsObjectAttributeA(s->session, id, type, "Name", value, sizeof value);
}

static DWORD set_attribute(struct subjects *s, GUID *id, DWORD type)
{
    BYTE value[] = "value";

    return SetNtmsObjectAttributeW(s->session, id, type, u"Name", value, sizeof value);
}

static DWORD eject_disk_a(void)
{
    return EjectDiskFromSADriveA(NULL, NULL, "\\\\.\\CdRom0", NULL, NULL, NULL,
                                 NTMS_EJECT_IMMEDIATE);
}

static DWORD eject_disk_w(void)
{
    return EjectDiskFromSADriveW(NULL, NULL, u"\\\\.\\CdRom0", NULL, NULL, NULL,
                                 NTMS_EJECT_IMMEDIATE);
}

static DWORD find_volumes_a(void)
{
    char drive[] = "\\\\.\\CdRom0";
    LPSTR volume;
    LPSTR letter;
    DWORD err = GetVolumesFromDriveA(drive, &volume, &letter);

    rsm_local_free(volume);
    rsm_local_free(letter);
    return err;
}

static DWORD find_volumes_w(void)
{
    WCHAR drive[] = u"\\\\.\\CdRom0";
    LPWSTR volume;
    LPWSTR letter;
    DWORD err = GetVolumesFromDriveW(drive, &volume, &letter);

    rsm_local_free(volume);
    rsm_local_free(letter);
    return err;
}

static DWORD allocate(struct subjects *s, GUID *pool)
{
    GUID medium = rsm_guid_null;
    DWORD err = AllocateNtmsMedia(s->session, pool, NULL, &medium,
                                  NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0, NULL);

    return err == ERROR_SUCCESS || rsm_guid_is_null(&medium) ? err : ERROR_INVALID_DATA;
}

static DWORD mount(struct subjects *s)
{
    GUID drive;

    return MountNtmsMedia(s->session, &s->side, &drive, 1, NTMS_MOUNT_READ | NTMS_MOUNT_NOWAIT,
                          NTMS_PRIORITY_DEFAULT, 0, NULL);
}

static DWORD open_pool_a(struct subjects *s, const char *path, DWORD action)
{
    GUID pool;

    return CreateNtmsMediaPoolA(s->session, path, NULL, action, NULL, &pool);
}

static DWORD open_pool_w(struct subjects *s, const WCHAR *path, DWORD action)
{
    GUID pool;

    return CreateNtmsMediaPoolW(s->session, path, NULL, action, NULL, &pool);
}

static DWORD name_a(struct subjects *s, GUID *pool)
{
    char name[NTMS_POOLHIERARCHY_LENGTH];
    DWORD room = NTMS_POOLHIERARCHY_LENGTH;

    return GetNtmsMediaPoolNameA(s->session, pool, name, &room);
}

static DWORD name_w(struct subjects *s, GUID *pool)
{
    WCHAR name[NTMS_POOLHIERARCHY_LENGTH];
    DWORD room = NTMS_POOLHIERARCHY_LENGTH;

    return GetNtmsMediaPoolNameW(s->session, pool, name, &room);
}

static DWORD create_a(struct subjects *s)
{
    NTMS_OBJECTINFORMATIONA medium = {.dwSize = sizeof medium,
                                      .dwType = NTMS_PHYSICAL_MEDIA,
                                      .Info.PhysicalMedia.MediaPool = s->own_pool,
                                      .Info.PhysicalMedia.dwNumberOfPartitions = 1};
    NTMS_OBJECTINFORMATIONA sides = {.dwSize = sizeof sides,
                                     .dwType = NTMS_PARTITION,
                                     .Info.Partition.State = NTMS_PARTSTATE_ALLOCATED,
                                     .Info.Partition.dwOmidLabelIdLength = 1,
                                     .Info.Partition.szOmidLabelType = "Test"};

    return CreateNtmsMediaA(s->session, &medium, &sides, 0);
}

static DWORD create_w(struct subjects *s)
{
    NTMS_OBJECTINFORMATIONW medium = {.dwSize = sizeof medium,
                                      .dwType = NTMS_PHYSICAL_MEDIA,
                                      .Info.PhysicalMedia.MediaPool = s->own_pool,
                                      .Info.PhysicalMedia.dwNumberOfPartitions = 1};
    NTMS_OBJECTINFORMATIONW sides = {.dwSize = sizeof sides,
                                     .dwType = NTMS_PARTITION,
                                     .Info.Partition.State = NTMS_PARTSTATE_ALLOCATED,
                                     .Info.Partition.dwOmidLabelIdLength = 1,
                                     .Info.Partition.szOmidLabelType = u"Test"};

    return CreateNtmsMediaW(s->session, &medium, &sides, 0);
}

static DWORD report_volume(struct subjects *s)
{
    NTMS_FILESYSTEM_INFO volume = {.FileSystemType = u"NTFS", .SerialNumber = 1};

    return UpdateNtmsOmidInfo(s->session, &s->owner, NTMS_OMID_TYPE_FILESYSTEM_INFO, sizeof volume,
                              &volume);
}

static DWORD inject_cleaner(struct subjects *s)
{
    GUID operation;

    return InjectNtmsCleaner(s->session, &s->prepared_library, &operation, 50, NTMS_INJECT_START);
}

static DWORD eject_cleaner(struct subjects *s)
{
    GUID operation;

    return EjectNtmsCleaner(s->session, &s->stocked_library, &operation, NTMS_EJECT_START);
}

static DWORD get_order(struct subjects *s)
{
    DWORD order;

    return GetNtmsRequestOrder(s->session, &s->request, &order);
}

static DWORD ask_a(struct subjects *s, DWORD what, GUID *about)
{
    GUID asked;

    return SubmitNtmsOperatorRequestA(s->session, what, "Hello", about, NULL, &asked);
}

static DWORD ask_w(struct subjects *s, DWORD what, GUID *about)
{
    GUID asked;

    return SubmitNtmsOperatorRequestW(s->session, what, u"Hello", about, NULL, &asked);
}

static DWORD move_media(struct subjects *s)
{
    GUID asked;

    return SubmitNtmsOperatorRequestW(s->session, NTMS_OPREQ_MOVEMEDIA, NULL, &s->imported,
                                      &s->library, &asked);
}

static DWORD get_destinations_a(struct subjects *s, GUID *object)
{
    char names[DESTINATIONS_ROOM];
    DWORD room = DESTINATIONS_ROOM;

    return GetNtmsUIOptionsA(s->session, object, NTMS_UITYPE_INFO, names, &room);
}

static DWORD get_destinations(struct subjects *s, GUID *object)
{
    WCHAR names[DESTINATIONS_ROOM];
    DWORD room = DESTINATIONS_ROOM;

    return GetNtmsUIOptionsW(s->session, object, NTMS_UITYPE_INFO, names, &room);
}

static DWORD add_destination_a(struct subjects *s, GUID *object)
{
    return SetNtmsUIOptionsA(s->session, object, NTMS_UITYPE_INFO, NTMS_UIDEST_ADD, "somewhere");
}

static DWORD add_destination(struct subjects *s, GUID *object)
{
    return SetNtmsUIOptionsW(s->session, object, NTMS_UITYPE_INFO, NTMS_UIDEST_ADD, u"somewhere");
}

static DWORD get_dacl(struct subjects *s, GUID *id, DWORD type)
{
    BYTE bytes[DESCRIPTOR_ROOM];
    DWORD needed;

    return GetNtmsObjectSecurity(s->session, id, type, DACL_SECURITY_INFORMATION, bytes,
                                 sizeof bytes, &needed);
}

static DWORD set_part(struct subjects *s, GUID *id, DWORD type, SECURITY_INFORMATION part)
{
    BYTE bytes[DESCRIPTOR_ROOM];

    draw_descriptor(bytes, &(struct drawn_entry){ACCESS_ALLOWED_ACE_TYPE, 0, 7, everyone}, 1);
    return SetNtmsObjectSecurity(s->session, id, type, part, bytes);
}

#define set_dacl(s, id, type)  set_part((s), (id), (type), DACL_SECURITY_INFORMATION)
#define set_owner(s, id, type) set_part((s), (id), (type), OWNER_SECURITY_INFORMATION)

/* ---- the table ---- */

/* clang-format off */
#define ROWS(ROW) \
    ROW(AccessNtmsLibraryDoor,                   WRITES,  LIBRARY,  CONTROL,      AccessNtmsLibraryDoor(s->session, &s->library, NTMS_INVENTORY_FAST)) \
    ROW(AddNtmsMediaType,                        WRITES,  LIBRARY,  MODIFY,       AddNtmsMediaType(s->session, &s->spare_type, &s->library)) \
    ROW(AllocateNtmsMedia,                       WRITES,  POOL,     CONTROL,      allocate(s, &s->own_pool)) \
    ROW(CancelNtmsLibraryRequest,                WRITES,  LIBRARY,  CONTROL,      CancelNtmsLibraryRequest(s->session, &s->request)) \
    ROW(CancelNtmsOperatorRequest,               WRITES,  COMPUTER, CONTROL,      CancelNtmsOperatorRequest(s->session, &s->question)) \
    ROW(BeginNtmsDeviceChangeDetection,          NEITHER, NOTHING,  NONE,         begin_detection(s)) \
    ROW(ChangeNtmsMediaType,                     WRITES,  POOL,     MODIFY,       ChangeNtmsMediaType(s->session, &s->imported, &s->other_free)) \
    ROW(ChangeNtmsMediaType,                     WRITES,  COMPUTER, MODIFY,       ChangeNtmsMediaType(s->session, &s->imported, &s->other_free)) \
    ROW(CleanNtmsDrive,                          WRITES,  LIBRARY,  CONTROL,      CleanNtmsDrive(s->session, &s->drive)) \
    ROW(CloseNtmsNotification,                   WRITES,  NOTHING,  NONE,         stop_listening(s)) \
    ROW(CloseNtmsSession,                        NEITHER, NOTHING,  NONE,         close_other(s)) \
    ROW(CreateNtmsMediaA,                        WRITES,  POOL,     MODIFY,       create_a(s)) \
    ROW(CreateNtmsMediaA,                        WRITES,  COMPUTER, MODIFY,       create_a(s)) \
    ROW(CreateNtmsMediaPoolA,                    WRITES,  POOL,     CONTROL,      open_pool_a(s, "\\New", NTMS_CREATE_NEW)) \
    ROW(CreateNtmsMediaPoolA_open,               READS,   POOL,     USE,          open_pool_a(s, "\\Own", NTMS_OPEN_EXISTING)) \
    ROW(CreateNtmsMediaPoolW,                    WRITES,  POOL,     CONTROL,      open_pool_w(s, u"\\New", NTMS_OPEN_ALWAYS)) \
    ROW(CreateNtmsMediaPoolW_open,               READS,   POOL,     USE,          open_pool_w(s, u"\\Own", NTMS_OPEN_ALWAYS)) \
    ROW(CreateNtmsMediaW,                        WRITES,  POOL,     MODIFY,       create_w(s)) \
    ROW(CreateNtmsMediaW,                        WRITES,  COMPUTER, MODIFY,       create_w(s)) \
    ROW(DeallocateNtmsMedia,                     WRITES,  POOL,     CONTROL,      DeallocateNtmsMedia(s->session, &s->owner, 0)) \
    ROW(DecommissionNtmsMedia,                   WRITES,  POOL,     CONTROL,      DecommissionNtmsMedia(s->session, &s->side)) \
    ROW(DeleteNtmsDrive,                         WRITES,  LIBRARY,  MODIFY,       DeleteNtmsDrive(s->session, &s->gone_drive)) \
    ROW(DeleteNtmsLibrary,                       WRITES,  LIBRARY,  MODIFY,       DeleteNtmsLibrary(s->session, &s->gone_library)) \
    ROW(DeleteNtmsMedia,                         WRITES,  POOL,     MODIFY,       DeleteNtmsMedia(s->session, &s->deletable)) \
    ROW(DeleteNtmsMedia,                         WRITES,  COMPUTER, MODIFY,       DeleteNtmsMedia(s->session, &s->deletable)) \
    ROW(DeleteNtmsMediaPool,                     WRITES,  POOL,     MODIFY,       DeleteNtmsMediaPool(s->session, &s->empty_pool)) \
    ROW(DeleteNtmsMediaType,                     WRITES,  LIBRARY,  MODIFY,       DeleteNtmsMediaType(s->session, &s->idle_type, &s->library)) \
    ROW(DeleteNtmsRequests,                      WRITES,  COMPUTER, MODIFY,       DeleteNtmsRequests(s->session, &s->finished, NTMS_LIBREQUEST, 1)) \
    ROW(DisableNtmsObject,                       WRITES,  LIBRARY,  MODIFY,       DisableNtmsObject(s->session, NTMS_LIBRARY, &s->library)) \
    ROW(DisableNtmsObject_drive,                 WRITES,  LIBRARY,  MODIFY,       DisableNtmsObject(s->session, NTMS_DRIVE, &s->drive)) \
    ROW(DisableNtmsObject_medium,                WRITES,  LIBRARY,  MODIFY,       DisableNtmsObject(s->session, NTMS_PHYSICAL_MEDIA, &s->imported)) \
    ROW(DisableNtmsObject_gone,                  WRITES,  LIBRARY,  MODIFY,       DisableNtmsObject(s->session, NTMS_LIBRARY, &s->gone_library)) \
    ROW(DismountNtmsDrive,                       WRITES,  LIBRARY,  MODIFY,       DismountNtmsDrive(s->session, &s->loaded_drive)) \
    ROW(DismountNtmsMedia,                       WRITES,  POOL,     USE,          DismountNtmsMedia(s->session, &s->mounted, 1, NTMS_DISMOUNT_IMMEDIATE)) \
    ROW(DismountNtmsMedia,                       WRITES,  LIBRARY,  USE,          DismountNtmsMedia(s->session, &s->mounted, 1, NTMS_DISMOUNT_IMMEDIATE)) \
    ROW(DoEjectFromSADriveW,                     REFUSED, NOTHING,  NONE,         DoEjectFromSADriveW(NULL, NULL, NULL, NULL, NULL, NULL)) \
    ROW(EjectDiskFromSADriveA,                   NEITHER, COMPUTER, USE,          eject_disk_a()) \
    ROW(EjectDiskFromSADriveW,                   NEITHER, COMPUTER, USE,          eject_disk_w()) \
    ROW(EjectNtmsCleaner,                        WRITES,  LIBRARY,  CONTROL,      eject_cleaner(s)) \
    ROW(EjectNtmsMedia,                          WRITES,  LIBRARY,  CONTROL,      eject(s, NTMS_EJECT_START)) \
    ROW(EjectNtmsMedia_queue,                    WRITES,  LIBRARY,  CONTROL,      EjectNtmsMedia(s->session, &s->imported, NULL, NTMS_EJECT_QUEUE)) \
    ROW(EjectNtmsMedia_force,                    WRITES,  LIBRARY,  CONTROL,      eject(s, NTMS_EJECT_FORCE)) \
    ROW(EjectNtmsMedia_stop,                     WRITES,  LIBRARY,  CONTROL,      EjectNtmsMedia(s->session, NULL, &s->ejecting, NTMS_EJECT_STOP)) \
    ROW(EnableNtmsObject,                        WRITES,  LIBRARY,  MODIFY,       EnableNtmsObject(s->session, NTMS_DRIVE, &s->disabled_drive)) \
    ROW(EndNtmsDeviceChangeDetection,            NEITHER, NOTHING,  NONE,         end_detection(s)) \
    ROW(EnumerateNtmsObject,                     READS,   COMPUTER, USE,          list(s, NULL, NTMS_LIBRARY)) \
    ROW(EnumerateNtmsObject_library,             READS,   LIBRARY,  USE,          list(s, &s->library, NTMS_DRIVE)) \
    ROW(EnumerateNtmsObject_pool,                READS,   POOL,     USE,          list(s, &s->import_pool, NTMS_MEDIA_POOL)) \
    ROW(ExportNtmsDatabase,                      WRITES,  COMPUTER, CONTROL,      ExportNtmsDatabase(s->session)) \
    ROW(GetNtmsMediaPoolNameA,                   READS,   POOL,     USE,          name_a(s, &s->import_pool)) \
    ROW(GetNtmsMediaPoolNameW,                   READS,   POOL,     USE,          name_w(s, &s->import_pool)) \
    ROW(GetNtmsObjectAttributeA,                 READS,   LIBRARY,  USE,          get_attribute_a(s, &s->library, NTMS_LIBRARY)) \
    ROW(GetNtmsObjectAttributeW,                 READS,   COMPUTER, USE,          get_attribute(s, &s->computer, NTMS_COMPUTER)) \
    ROW(GetNtmsObjectAttributeW_library,         READS,   LIBRARY,  USE,          get_attribute(s, &s->library, NTMS_LIBRARY)) \
    ROW(GetNtmsObjectAttributeW_pool,            READS,   POOL,     USE,          get_attribute(s, &s->own_pool, NTMS_MEDIA_POOL)) \
    ROW(GetNtmsObjectInformationA,               READS,   COMPUTER, USE,          get_a(s, &s->computer)) \
    ROW(GetNtmsObjectInformationA_drive,         READS,   LIBRARY,  USE,          get_a(s, &s->drive)) \
    ROW(GetNtmsObjectInformationA_medium,        READS,   POOL,     USE,          get_a(s, &s->imported)) \
    ROW(GetNtmsObjectInformationW,               READS,   COMPUTER, USE,          get_w(s, &s->computer)) \
    ROW(GetNtmsObjectInformationW_slot,          READS,   LIBRARY,  USE,          get_w(s, &s->slot)) \
    ROW(GetNtmsObjectInformationW_pool,          READS,   POOL,     USE,          get_w(s, &s->import_pool)) \
    ROW(GetNtmsObjectSecurity,                   READS,   COMPUTER, READ_CONTROL, get_dacl(s, &s->computer, NTMS_COMPUTER)) \
    ROW(GetNtmsObjectSecurity_library,           READS,   LIBRARY,  READ_CONTROL, get_dacl(s, &s->library, NTMS_LIBRARY)) \
    ROW(GetNtmsObjectSecurity_drive,             REFUSED, LIBRARY,  READ_CONTROL, get_dacl(s, &s->drive, NTMS_DRIVE)) \
    ROW(GetNtmsObjectSecurity_root,              READS,   POOL,     READ_CONTROL, get_dacl(s, &s->root_pool, NTMS_MEDIA_POOL)) \
    ROW(GetNtmsRequestOrder,                     READS,   COMPUTER, CONTROL,      get_order(s)) \
    ROW(GetNtmsUIOptionsA,                       READS,   COMPUTER, USE,          get_destinations_a(s, &s->computer)) \
    ROW(GetNtmsUIOptionsW,                       READS,   COMPUTER, USE,          get_destinations(s, &s->computer)) \
    ROW(GetNtmsUIOptionsW_library,               READS,   LIBRARY,  USE,          get_destinations(s, &s->library)) \
    ROW(GetVolumesFromDriveA,                    NEITHER, NOTHING,  NONE,         find_volumes_a()) \
    ROW(GetVolumesFromDriveW,                    NEITHER, NOTHING,  NONE,         find_volumes_w()) \
    ROW(IdentifyNtmsSlot,                        WRITES,  LIBRARY,  CONTROL,      IdentifyNtmsSlot(s->session, &s->slot, NTMS_DISMOUNT_IMMEDIATE)) \
    ROW(ImportNtmsDatabase,                      READS,   COMPUTER, CONTROL,      ImportNtmsDatabase(s->session)) \
    ROW(InjectNtmsCleaner,                       WRITES,  LIBRARY,  CONTROL,      inject_cleaner(s)) \
    ROW(InjectNtmsMedia,                         WRITES,  LIBRARY,  CONTROL,      inject(s, NTMS_INJECT_START)) \
    ROW(InjectNtmsMedia_many,                    WRITES,  LIBRARY,  CONTROL,      inject(s, NTMS_INJECT_STARTMANY)) \
    ROW(InjectNtmsMedia_retract,                 WRITES,  LIBRARY,  CONTROL,      InjectNtmsMedia(s->session, &s->library, &s->injecting, NTMS_INJECT_RETRACT)) \
    ROW(InjectNtmsMedia_stop,                    WRITES,  LIBRARY,  CONTROL,      InjectNtmsMedia(s->session, &s->library, &s->injecting, NTMS_INJECT_STOP)) \
    ROW(InventoryNtmsLibrary,                    WRITES,  LIBRARY,  CONTROL,      InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_FAST)) \
    ROW(InventoryNtmsLibrary_stop,               WRITES,  LIBRARY,  CONTROL,      InventoryNtmsLibrary(s->session, &s->library, NTMS_INVENTORY_STOP)) \
    ROW(MountNtmsMedia,                          WRITES,  POOL,     USE,          mount(s)) \
    ROW(MountNtmsMedia,                          WRITES,  LIBRARY,  USE,          mount(s)) \
    ROW(MoveToNtmsMediaPool,                     WRITES,  POOL,     CONTROL,      MoveToNtmsMediaPool(s->session, &s->available, &s->roomy_pool)) \
    ROW(MoveToNtmsMediaPool_free,                WRITES,  POOL,     CONTROL,      MoveToNtmsMediaPool(s->session, &s->available, &s->free_pool)) \
    ROW(MoveToNtmsMediaPool_free,                WRITES,  POOL,     USE,          MoveToNtmsMediaPool(s->session, &s->available, &s->free_pool)) \
    ROW(OpenNtmsNotification,                    WRITES,  COMPUTER, USE,          code_of(OpenNtmsNotification(s->session, NTMS_LIBRARY))) \
    ROW(OpenNtmsSessionA,                        NEITHER, COMPUTER, USE,          keep_session(s, OpenNtmsSessionA(NULL, NULL, 0))) \
    ROW(OpenNtmsSessionW,                        NEITHER, COMPUTER, USE,          keep_session(s, OpenNtmsSessionW(NULL, NULL, 0))) \
    ROW(ReleaseNtmsCleanerSlot,                  WRITES,  LIBRARY,  CONTROL,      ReleaseNtmsCleanerSlot(s->session, &s->prepared_library)) \
    ROW(ReserveNtmsCleanerSlot,                  WRITES,  LIBRARY,  CONTROL,      ReserveNtmsCleanerSlot(s->session, &s->library, &s->empty_slot)) \
    ROW(SatisfyNtmsOperatorRequest,              WRITES,  COMPUTER, CONTROL,      SatisfyNtmsOperatorRequest(s->session, &s->question)) \
    ROW(SetNtmsDeviceChangeDetection,            WRITES,  NOTHING,  NONE,         SetNtmsDeviceChangeDetection(s->session, s->detection, &s->stand_alone, NTMS_LIBRARY, 1)) \
    ROW(SetNtmsMediaComplete,                    WRITES,  POOL,     CONTROL,      SetNtmsMediaComplete(s->session, &s->owner)) \
    ROW(SetNtmsObjectAttributeA,                 WRITES,  LIBRARY,  MODIFY,       set_attribute_a(s, &s->library, NTMS_LIBRARY)) \
    ROW(SetNtmsObjectAttributeW,                 WRITES,  COMPUTER, MODIFY,       set_attribute(s, &s->computer, NTMS_COMPUTER)) \
    ROW(SetNtmsObjectAttributeW_library,         WRITES,  LIBRARY,  MODIFY,       set_attribute(s, &s->library, NTMS_LIBRARY)) \
    ROW(SetNtmsObjectAttributeW_medium,          WRITES,  POOL,     MODIFY,       set_attribute(s, &s->imported, NTMS_PHYSICAL_MEDIA)) \
    ROW(SetNtmsObjectAttributeW_delete,          WRITES,  LIBRARY,  MODIFY,       SetNtmsObjectAttributeW(s->session, &s->library, NTMS_LIBRARY, u"Old", NULL, 0)) \
    ROW(SetNtmsObjectInformationA,               WRITES,  LIBRARY,  MODIFY,       describe_a(s, &s->drive)) \
    ROW(SetNtmsObjectInformationW,               WRITES,  COMPUTER, MODIFY,       SetNtmsObjectInformationW(s->session, &s->computer, &s->of_computer)) \
    ROW(SetNtmsObjectInformationW_library,       WRITES,  LIBRARY,  CONTROL,      SetNtmsObjectInformationW(s->session, &s->library, &s->of_library)) \
    ROW(SetNtmsObjectInformationW_drive,         WRITES,  LIBRARY,  MODIFY,       SetNtmsObjectInformationW(s->session, &s->drive, &s->of_drive)) \
    ROW(SetNtmsObjectInformationW_pool,          WRITES,  POOL,     MODIFY,       SetNtmsObjectInformationW(s->session, &s->own_pool, &s->of_pool)) \
    ROW(SetNtmsObjectSecurity,                   WRITES,  COMPUTER, WRITE_DAC,    set_dacl(s, &s->computer, NTMS_COMPUTER)) \
    ROW(SetNtmsObjectSecurity_library,           WRITES,  LIBRARY,  WRITE_DAC,    set_dacl(s, &s->library, NTMS_LIBRARY)) \
    ROW(SetNtmsObjectSecurity_pool,              WRITES,  POOL,     WRITE_DAC,    set_dacl(s, &s->import_pool, NTMS_MEDIA_POOL)) \
    ROW(SetNtmsObjectSecurity_ownerOfComputer,   WRITES,  COMPUTER, WRITE_OWNER,  set_owner(s, &s->computer, NTMS_COMPUTER)) \
    ROW(SetNtmsObjectSecurity_ownerOfLibrary,    WRITES,  LIBRARY,  WRITE_OWNER,  set_owner(s, &s->library, NTMS_LIBRARY)) \
    ROW(SetNtmsObjectSecurity_ownerOfPool,       WRITES,  POOL,     WRITE_OWNER,  set_owner(s, &s->root_pool, NTMS_MEDIA_POOL)) \
    ROW(SetNtmsRequestOrder,                     WRITES,  COMPUTER, CONTROL,      SetNtmsRequestOrder(s->session, &s->mount, 1)) \
    ROW(SetNtmsUIOptionsA,                       WRITES,  COMPUTER, USE,          add_destination_a(s, &s->computer)) \
    ROW(SetNtmsUIOptionsA,                       WRITES,  COMPUTER, MODIFY,       add_destination_a(s, &s->computer)) \
    ROW(SetNtmsUIOptionsW,                       WRITES,  COMPUTER, USE,          add_destination(s, &s->computer)) \
    ROW(SetNtmsUIOptionsW,                       WRITES,  COMPUTER, MODIFY,       add_destination(s, &s->computer)) \
    ROW(SetNtmsUIOptionsW_library,               WRITES,  LIBRARY,  USE,          add_destination(s, &s->library)) \
    ROW(SetNtmsUIOptionsW_library,               WRITES,  LIBRARY,  MODIFY,       add_destination(s, &s->library)) \
    ROW(SubmitNtmsOperatorRequestA,              WRITES,  COMPUTER, USE,          ask_a(s, NTMS_OPREQ_MESSAGE, NULL)) \
    ROW(SubmitNtmsOperatorRequestA_newMedia,     WRITES,  POOL,     CONTROL,      ask_a(s, NTMS_OPREQ_NEWMEDIA, &s->own_pool)) \
    ROW(SubmitNtmsOperatorRequestW,              WRITES,  COMPUTER, USE,          ask_w(s, NTMS_OPREQ_MESSAGE, NULL)) \
    ROW(SubmitNtmsOperatorRequestW_cleaner,      WRITES,  LIBRARY,  CONTROL,      ask_w(s, NTMS_OPREQ_CLEANER, &s->library)) \
    ROW(SubmitNtmsOperatorRequestW_service,      WRITES,  LIBRARY,  CONTROL,      ask_w(s, NTMS_OPREQ_DEVICESERVICE, &s->drive)) \
    ROW(SubmitNtmsOperatorRequestW_move,         WRITES,  POOL,     CONTROL,      move_media(s)) \
    ROW(SwapNtmsMedia,                           WRITES,  POOL,     MODIFY,       SwapNtmsMedia(s->session, &s->owner, &s->neighbor)) \
    ROW(UpdateNtmsOmidInfo,                      WRITES,  LIBRARY,  CONTROL,      report_volume(s)) \
    ROW(WaitForNtmsNotification,                 READS,   NOTHING,  NONE,         hear(s)) \
    ROW(WaitForNtmsOperatorRequest,              READS,   COMPUTER, USE,          WaitForNtmsOperatorRequest(s->session, &s->answer, 0))
/* clang-format on */

#define CALL(name, kind, securable, right, call)                         \
    static DWORD call_##name##_##securable##_##right(struct subjects *s) \
    {                                                                    \
        (void)s;                                                         \
        return call;                                                     \
    }
#define ENTRY(name, kind, securable, right, call) \
    {#name, kind, securable, right, #right, call_##name##_##securable##_##right},

ROWS(CALL)

static struct call calls[] = {ROWS(ENTRY)}; /* not constant only because cmocka hands them on */

struct call *all_calls(size_t *count_out)
{
    *count_out = sizeof calls / sizeof calls[0];
    return calls;
}

int run_calls(const char *group, enum call_kind up_to, void (*test)(void **state),
              int (*setup)(void **state), int (*teardown)(void **state))
{
    enum { COUNT = sizeof calls / sizeof calls[0] };
    struct CMUnitTest tests[COUNT];
    size_t used = 0;

    for (size_t i = 0; i < COUNT; i++) {
        if (calls[i].kind <= up_to && (i == 0 || strcmp(calls[i].name, calls[i - 1].name) != 0))
            tests[used++] = (struct CMUnitTest){calls[i].name, test, NULL, NULL, &calls[i]};
    }
    return _cmocka_run_group_tests(group, tests, used, setup, teardown);
}
