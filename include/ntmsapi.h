/*
 * The Removable Storage interface: libraries, drives, media and the pools that own them.
 * Constants, structures and functions have the names, values and layouts of the Windows SDK, so
 * that a program needs only to be compiled or linked again, or not even that.  What a function
 * does is told by its Windows SDK page and by [MS-RSMP]; "[MS-RSMP]" below marks what only the
 * latter says.  The interface of media label libraries is in ntmsmli.h.
 */
#ifndef NTMSAPI_H
#define NTMSAPI_H

#include "ntms_wintypes.h"

#pragma pack(push, 8)

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What holds for all functions
 *
 * They return ERROR_SUCCESS or a system error code.  Three return a handle instead; then
 * INVALID_HANDLE_VALUE means failure and GetLastError() tells the code.  All may return
 * ERROR_INVALID_HANDLE (session closed or not a session), ERROR_INVALID_PARAMETER (null pointer,
 * value out of range), ERROR_ACCESS_DENIED, ERROR_NOT_ENOUGH_MEMORY, ERROR_DATABASE_FAILURE and
 * ERROR_DATABASE_FULL; the comments below name the others that matter.
 *
 * "Queues" means that the function returns when a library request has been written down; the work
 * follows, and its result is in NTMS_LIBREQUESTINFORMATION.  "Blocks" means that it returns when
 * the work is done; CloseNtmsSession in another thread ends such a call with ERROR_CANCELLED.
 *
 * Every object has an identifier that is never used again.  A physical medium (PMID) is a
 * cartridge.  It has one or more sides, called partitions in names.  A logical medium (LMID) is
 * what an application owns from AllocateNtmsMedia to DeallocateNtmsMedia; behind it is one side.
 *
 * Names ending in A take text in the process's ANSI code page (UTF-8 where there is no Windows),
 * names ending in W take UTF-16.  Lengths of text count characters with the closing null unless
 * told otherwise.  Texts in structures are always closed.  Times are UTC.
 */

typedef GUID NTMS_GUID;
typedef GUID *LPNTMS_GUID;

/* The identifier that means "none". */
#define NTMS_NULLGUID              \
    {                              \
        0, 0, 0,                   \
        {                          \
            0, 0, 0, 0, 0, 0, 0, 0 \
        }                          \
    }
#define NTMS_IS_NULLGUID(id)                                                                 \
    ((id).Data1 == 0 && (id).Data2 == 0 && (id).Data3 == 0 && (id).Data4[0] == 0 &&          \
     (id).Data4[1] == 0 && (id).Data4[2] == 0 && (id).Data4[3] == 0 && (id).Data4[4] == 0 && \
     (id).Data4[5] == 0 && (id).Data4[6] == 0 && (id).Data4[7] == 0)

/* Room for texts in characters, the closing null included; identifiers of labels are bytes. */
#define NTMS_OBJECTNAME_LENGTH      64
#define NTMS_DESCRIPTION_LENGTH     127
#define NTMS_DEVICENAME_LENGTH      64
#define NTMS_SERIALNUMBER_LENGTH    32
#define NTMS_REVISION_LENGTH        32
#define NTMS_BARCODE_LENGTH         64
#define NTMS_SEQUENCE_LENGTH        32
#define NTMS_VENDORNAME_LENGTH      128
#define NTMS_PRODUCTNAME_LENGTH     128
#define NTMS_USERNAME_LENGTH        64
#define NTMS_APPLICATIONNAME_LENGTH 64
#define NTMS_COMPUTERNAME_LENGTH    64
#define NTMS_I1_MESSAGE_LENGTH      127
#define NTMS_MESSAGE_LENGTH         256
#define NTMS_POOLHIERARCHY_LENGTH   512
#define NTMS_OMIDLABELID_LENGTH     255
#define NTMS_OMIDLABELTYPE_LENGTH   64
#define NTMS_OMIDLABELINFO_LENGTH   256
#define NTMS_MAXATTR_NAMELEN        32
#define NTMS_MAXATTR_LENGTH         0x10000 /* bytes; an attribute must be shorter */

/* ---- kinds and states of objects ---- */

enum NtmsObjectsTypes {
    NTMS_UNKNOWN = 0,
    NTMS_OBJECT = 1,
    NTMS_CHANGER = 2,
    NTMS_CHANGER_TYPE = 3,
    NTMS_COMPUTER = 4,
    NTMS_DRIVE = 5,
    NTMS_DRIVE_TYPE = 6,
    NTMS_IEDOOR = 7,
    NTMS_IEPORT = 8,
    NTMS_LIBRARY = 9,
    NTMS_LIBREQUEST = 10,
    NTMS_LOGICAL_MEDIA = 11,
    NTMS_MEDIA_POOL = 12,
    NTMS_MEDIA_TYPE = 13,
    NTMS_PARTITION = 14,
    NTMS_PHYSICAL_MEDIA = 15,
    NTMS_STORAGESLOT = 16,
    NTMS_OPREQUEST = 17,
    NTMS_UI_DESTINATION = 18,
    NTMS_NUMBER_OF_OBJECT_TYPES = 19
};

/* dwOperationalState of every object; independent of Enabled. */
enum NtmsOperationalState {
    NTMS_READY = 0,
    NTMS_INITIALIZING = 10,
    NTMS_NEEDS_SERVICE = 20,
    NTMS_NOT_PRESENT = 21 /* on record, but not attached now */
};

enum NtmsDriveState {
    NTMS_DRIVESTATE_DISMOUNTED = 0,
    NTMS_DRIVESTATE_MOUNTED = 1,
    NTMS_DRIVESTATE_LOADED = 2,
    NTMS_DRIVESTATE_UNLOADED = 5,
    NTMS_DRIVESTATE_BEING_CLEANED = 6,
    NTMS_DRIVESTATE_DISMOUNTABLE = 7 /* dismount was deferred: free for any mount */
};

enum NtmsDriveType { NTMS_UNKNOWN_DRIVE = 0 };

enum NtmsLibraryType {
    NTMS_LIBRARYTYPE_UNKNOWN = 0,
    NTMS_LIBRARYTYPE_OFFLINE = 1,
    NTMS_LIBRARYTYPE_ONLINE = 2,    /* with a changer */
    NTMS_LIBRARYTYPE_STANDALONE = 3 /* one drive, no changer */
};

enum NtmsLibraryFlags {
    NTMS_LIBRARYFLAG_FIXEDOFFLINE = 0x01, /* the offline library itself */
    NTMS_LIBRARYFLAG_CLEANERPRESENT = 0x02,
    NTMS_LIBRARYFLAG_AUTODETECTCHANGE = 0x04,
    NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING = 0x08,
    NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE = 0x10 /* a bar code CLN... is a cleaner */
};

enum NtmsInventoryMethod {
    NTMS_INVENTORY_NONE = 0,
    NTMS_INVENTORY_FAST = 1,    /* bar codes, or only slots that were filled since */
    NTMS_INVENTORY_OMID = 2,    /* mount each side and read its label */
    NTMS_INVENTORY_DEFAULT = 3, /* the library's own method */
    NTMS_INVENTORY_SLOT = 4,    /* only whether slots are full */
    NTMS_INVENTORY_STOP = 5,    /* end a running inventory */
    NTMS_INVENTORY_MAX = 6
};

enum NtmsSlotState {
    NTMS_SLOTSTATE_UNKNOWN = 0,
    NTMS_SLOTSTATE_FULL = 1,
    NTMS_SLOTSTATE_EMPTY = 2,
    NTMS_SLOTSTATE_NOTPRESENT = 3, /* its magazine is out */
    NTMS_SLOTSTATE_NEEDSINVENTORY = 4
};

enum NtmsDoorState {
    NTMS_DOORSTATE_UNKNOWN = 0,
    NTMS_DOORSTATE_CLOSED = 1,
    NTMS_DOORSTATE_OPEN = 2
};

enum NtmsPortPosition {
    NTMS_PORTPOSITION_UNKNOWN = 0,
    NTMS_PORTPOSITION_EXTENDED = 1,
    NTMS_PORTPOSITION_RETRACTED = 2
};

enum NtmsPortContent {
    NTMS_PORTCONTENT_UNKNOWN = 0,
    NTMS_PORTCONTENT_FULL = 1,
    NTMS_PORTCONTENT_EMPTY = 2
};

enum NtmsBarCodeState {
    NTMS_BARCODESTATE_OK = 1,
    NTMS_BARCODESTATE_UNREADABLE = 2 /* or there is none */
};

enum NtmsMediaState {
    NTMS_MEDIASTATE_IDLE = 0,
    NTMS_MEDIASTATE_INUSE = 1,
    NTMS_MEDIASTATE_MOUNTED = 2,
    NTMS_MEDIASTATE_LOADED = 3,
    NTMS_MEDIASTATE_UNLOADED = 4,
    NTMS_MEDIASTATE_OPERROR = 5,
    NTMS_MEDIASTATE_OPREQ = 6 /* a person was asked to bring it */
};

enum NtmsPartitionState {
    NTMS_PARTSTATE_UNKNOWN = 0,
    NTMS_PARTSTATE_UNPREPARED = 1, /* a free label will be written */
    NTMS_PARTSTATE_INCOMPATIBLE = 2,
    NTMS_PARTSTATE_DECOMMISSIONED = 3,
    NTMS_PARTSTATE_AVAILABLE = 4,
    NTMS_PARTSTATE_ALLOCATED = 5,
    NTMS_PARTSTATE_COMPLETE = 6,
    NTMS_PARTSTATE_FOREIGN = 7, /* its label is not understood */
    NTMS_PARTSTATE_IMPORT = 8,  /* its label is understood, but is not on record */
    NTMS_PARTSTATE_RESERVED = 9 /* kept for NTMS_ALLOCATE_NEXT */
};
#define NTMS_PARTSTATE_NEW 0 /* NTMS_PARTSTATE_UNKNOWN */

enum NtmsPoolType {
    NTMS_POOLTYPE_UNKNOWN = 0,
    NTMS_POOLTYPE_SCRATCH = 1, /* Free */
    NTMS_POOLTYPE_FOREIGN = 2, /* Unrecognized */
    NTMS_POOLTYPE_IMPORT = 3,
    NTMS_POOLTYPE_APPLICATION = 1000
};

enum NtmsAllocationPolicy { NTMS_ALLOCATE_FROMSCRATCH = 1 };

enum NtmsDeallocationPolicy { NTMS_DEALLOCATE_TOSCRATCH = 1 };

enum NtmsReadWriteCharacteristics {
    NTMS_MEDIARW_UNKNOWN = 0,
    NTMS_MEDIARW_REWRITABLE = 1,
    NTMS_MEDIARW_WRITEONCE = 2,
    NTMS_MEDIARW_READONLY = 3
};

/* What a library request does. */
enum NtmsLmOperation {
    NTMS_LM_REMOVE = 0, /* cancels another request */
    NTMS_LM_DISABLECHANGER = 1,
    NTMS_LM_DISABLELIBRARY = 1,
    NTMS_LM_ENABLECHANGER = 2,
    NTMS_LM_ENABLELIBRARY = 2,
    NTMS_LM_DISABLEDRIVE = 3,
    NTMS_LM_ENABLEDRIVE = 4,
    NTMS_LM_DISABLEMEDIA = 5,
    NTMS_LM_ENABLEMEDIA = 6,
    NTMS_LM_UPDATEOMID = 7,
    NTMS_LM_INVENTORY = 8,
    NTMS_LM_DOORACCESS = 9,
    NTMS_LM_EJECT = 10,
    NTMS_LM_EJECTCLEANER = 11,
    NTMS_LM_INJECT = 12,
    NTMS_LM_INJECTCLEANER = 13,
    NTMS_LM_PROCESSOMID = 14, /* reads a label */
    NTMS_LM_CLEANDRIVE = 15,
    NTMS_LM_DISMOUNT = 16,
    NTMS_LM_MOUNT = 17,
    NTMS_LM_WRITESCRATCH = 18, /* writes a free label */
    NTMS_LM_CLASSIFY = 19,
    NTMS_LM_RESERVECLEANER = 20,
    NTMS_LM_RELEASECLEANER = 21,
    NTMS_LM_MAXWORKITEM = 22
};

enum NtmsLmState {
    NTMS_LM_QUEUED = 0,
    NTMS_LM_INPROCESS = 1,
    NTMS_LM_PASSED = 2,
    NTMS_LM_FAILED = 3, /* dwErrorCode tells why */
    NTMS_LM_INVALID = 4,
    NTMS_LM_WAITING = 5,
    NTMS_LM_DEFERRED = 6,
    NTMS_LM_DEFFERED = 6, /* as first published */
    NTMS_LM_CANCELLED = 7,
    NTMS_LM_STOPPED = 8
};

/* What a person is asked to do. */
enum NtmsOpreqCommand {
    NTMS_OPREQ_UNKNOWN = 0,
    NTMS_OPREQ_NEWMEDIA = 1,
    NTMS_OPREQ_CLEANER = 2,
    NTMS_OPREQ_DEVICESERVICE = 3,
    NTMS_OPREQ_MOVEMEDIA = 4,
    NTMS_OPREQ_MESSAGE = 5
};

enum NtmsOpreqState {
    NTMS_OPSTATE_UNKNOWN = 0,
    NTMS_OPSTATE_SUBMITTED = 1,
    NTMS_OPSTATE_ACTIVE = 2, /* a console has read it */
    NTMS_OPSTATE_INPROGRESS = 3,
    NTMS_OPSTATE_REFUSED = 4,
    NTMS_OPSTATE_COMPLETE = 5
};

enum NtmsLibRequestFlags {
    NTMS_LIBREQFLAGS_NOAUTOPURGE = 0x01,
    NTMS_LIBREQFLAGS_NOFAILEDPURGE = 0x02
};

enum NtmsOpRequestFlags {
    NTMS_OPREQFLAGS_NOAUTOPURGE = 0x01,
    NTMS_OPREQFLAGS_NOFAILEDPURGE = 0x02,
    NTMS_OPREQFLAGS_NOALERTS = 0x10,
    NTMS_OPREQFLAGS_NOTRAYICON = 0x20
};

/* What becomes of the record of a medium that is ejected. */
enum NtmsMediaPoolPolicy {
    NTMS_POOLPOLICY_PURGEOFFLINESCRATCH = 0x01, /* delete a free one, else keep it offline */
    NTMS_POOLPOLICY_KEEPOFFLINEIMPORT = 0x02    /* keep an import one, else delete it */
};

/* ---- information about one kind of object; W forms, then A forms ---- */

typedef struct _NTMS_DRIVEINFORMATIONW {
    DWORD Number; /* within the library; the first is 0 or 1, as the device counts */
    DWORD State;  /* NtmsDriveState */
    NTMS_GUID DriveType;
    WCHAR szDeviceName[NTMS_DEVICENAME_LENGTH]; /* what to open, such as \\.\Tape0 */
    WCHAR szSerialNumber[NTMS_SERIALNUMBER_LENGTH];
    WCHAR szRevision[NTMS_REVISION_LENGTH];
    WORD ScsiPort;
    WORD ScsiBus;
    WORD ScsiTarget;
    WORD ScsiLun;
    DWORD dwMountCount;
    SYSTEMTIME LastCleanedTs;   /* all zero: never */
    NTMS_GUID SavedPartitionId; /* the side in the drive; null: none, or not known yet */
    NTMS_GUID Library;
    GUID Reserved;
    DWORD dwDeferDismountDelay; /* seconds a medium stays after a deferred dismount; may be set */
} NTMS_DRIVEINFORMATIONW;

typedef struct _NTMS_DRIVEINFORMATIONA {
    DWORD Number;
    DWORD State;
    NTMS_GUID DriveType;
    CHAR szDeviceName[NTMS_DEVICENAME_LENGTH];
    CHAR szSerialNumber[NTMS_SERIALNUMBER_LENGTH];
    CHAR szRevision[NTMS_REVISION_LENGTH];
    WORD ScsiPort;
    WORD ScsiBus;
    WORD ScsiTarget;
    WORD ScsiLun;
    DWORD dwMountCount;
    SYSTEMTIME LastCleanedTs;
    NTMS_GUID SavedPartitionId;
    NTMS_GUID Library;
    GUID Reserved;
    DWORD dwDeferDismountDelay;
} NTMS_DRIVEINFORMATIONA;

typedef struct _NTMS_DRIVETYPEINFORMATIONW {
    WCHAR szVendor[NTMS_VENDORNAME_LENGTH];
    WCHAR szProduct[NTMS_PRODUCTNAME_LENGTH];
    DWORD NumberOfHeads; /* 0 */
    DWORD DeviceType;    /* FILE_DEVICE_... */
} NTMS_DRIVETYPEINFORMATIONW;

typedef struct _NTMS_DRIVETYPEINFORMATIONA {
    CHAR szVendor[NTMS_VENDORNAME_LENGTH];
    CHAR szProduct[NTMS_PRODUCTNAME_LENGTH];
    DWORD NumberOfHeads;
    DWORD DeviceType;
} NTMS_DRIVETYPEINFORMATIONA;

/* The numbers of objects are counted when the information is read. */
typedef struct _NTMS_LIBRARYINFORMATION {
    DWORD LibraryType;
    NTMS_GUID CleanerSlot; /* null: none is reserved */
    NTMS_GUID CleanerSlotDefault;
    BOOL LibrarySupportsDriveCleaning;
    BOOL BarCodeReaderInstalled;
    DWORD InventoryMethod;        /* NONE, FAST or OMID; may be set */
    DWORD dwCleanerUsesRemaining; /* 0xFFFFFFFF: not counted; may be set */
    DWORD FirstDriveNumber;
    DWORD dwNumberOfDrives;
    DWORD FirstSlotNumber;
    DWORD dwNumberOfSlots;
    DWORD FirstDoorNumber;
    DWORD dwNumberOfDoors;
    DWORD FirstPortNumber;
    DWORD dwNumberOfPorts;
    DWORD FirstChangerNumber;
    DWORD dwNumberOfChangers;
    DWORD dwNumberOfMedia;
    DWORD dwNumberOfMediaTypes;
    DWORD dwNumberOfLibRequests;
    GUID Reserved;
    BOOL AutoRecovery; /* inventory after a mount met the wrong label; may be set */
    DWORD dwFlags;     /* NtmsLibraryFlags; AUTODETECTCHANGE and RECOGNIZE... may be set */
} NTMS_LIBRARYINFORMATION;

typedef struct _NTMS_CHANGERINFORMATIONW {
    DWORD Number;
    NTMS_GUID ChangerType;
    WCHAR szSerialNumber[NTMS_SERIALNUMBER_LENGTH];
    WCHAR szRevision[NTMS_REVISION_LENGTH];
    WCHAR szDeviceName[NTMS_DEVICENAME_LENGTH];
    WORD ScsiPort;
    WORD ScsiBus;
    WORD ScsiTarget;
    WORD ScsiLun;
    NTMS_GUID Library;
} NTMS_CHANGERINFORMATIONW;

typedef struct _NTMS_CHANGERINFORMATIONA {
    DWORD Number;
    NTMS_GUID ChangerType;
    CHAR szSerialNumber[NTMS_SERIALNUMBER_LENGTH];
    CHAR szRevision[NTMS_REVISION_LENGTH];
    CHAR szDeviceName[NTMS_DEVICENAME_LENGTH];
    WORD ScsiPort;
    WORD ScsiBus;
    WORD ScsiTarget;
    WORD ScsiLun;
    NTMS_GUID Library;
} NTMS_CHANGERINFORMATIONA;

typedef struct _NTMS_CHANGERTYPEINFORMATIONW {
    WCHAR szVendor[NTMS_VENDORNAME_LENGTH];
    WCHAR szProduct[NTMS_PRODUCTNAME_LENGTH];
    DWORD DeviceType; /* FILE_DEVICE_CHANGER */
} NTMS_CHANGERTYPEINFORMATIONW;

typedef struct _NTMS_CHANGERTYPEINFORMATIONA {
    CHAR szVendor[NTMS_VENDORNAME_LENGTH];
    CHAR szProduct[NTMS_PRODUCTNAME_LENGTH];
    DWORD DeviceType;
} NTMS_CHANGERTYPEINFORMATIONA;

typedef struct _NTMS_STORAGESLOTINFORMATION {
    DWORD Number;
    DWORD State; /* NtmsSlotState */
    NTMS_GUID Library;
} NTMS_STORAGESLOTINFORMATION;

typedef struct _NTMS_IEDOORINFORMATION {
    DWORD Number;
    DWORD State;      /* NtmsDoorState */
    WORD MaxOpenSecs; /* then a person is asked to close it; 0: at once; may be set */
    NTMS_GUID Library;
} NTMS_IEDOORINFORMATION;

typedef struct _NTMS_IEPORTINFORMATION {
    DWORD Number;
    DWORD Content;      /* NtmsPortContent */
    DWORD Position;     /* NtmsPortPosition */
    WORD MaxExtendSecs; /* then a person is asked to empty it; 0: at once; may be set */
    NTMS_GUID Library;
} NTMS_IEPORTINFORMATION;

typedef struct _NTMS_PMIDINFORMATIONW {
    NTMS_GUID CurrentLibrary; /* the offline library when in none */
    NTMS_GUID MediaPool;
    NTMS_GUID Location; /* slot, drive or port; null when offline */
    DWORD LocationType; /* NTMS_STORAGESLOT, NTMS_DRIVE or NTMS_IEPORT */
    NTMS_GUID MediaType;
    NTMS_GUID HomeSlot;                   /* where it returns to; null when offline */
    WCHAR szBarCode[NTMS_BARCODE_LENGTH]; /* without trailing spaces */
    DWORD BarCodeState;
    WCHAR szSequenceNumber[NTMS_SEQUENCE_LENGTH]; /* to be written on the cartridge */
    DWORD MediaState;                             /* NtmsMediaState */
    DWORD dwNumberOfPartitions;
    DWORD dwMediaTypeCode; /* as the drive reports it */
    DWORD dwDensityCode;
    NTMS_GUID MountedPartition; /* the side that is mounted, or null */
} NTMS_PMIDINFORMATIONW;

typedef struct _NTMS_PMIDINFORMATIONA {
    NTMS_GUID CurrentLibrary;
    NTMS_GUID MediaPool;
    NTMS_GUID Location;
    DWORD LocationType;
    NTMS_GUID MediaType;
    NTMS_GUID HomeSlot;
    CHAR szBarCode[NTMS_BARCODE_LENGTH];
    DWORD BarCodeState;
    CHAR szSequenceNumber[NTMS_SEQUENCE_LENGTH];
    DWORD MediaState;
    DWORD dwNumberOfPartitions;
    DWORD dwMediaTypeCode;
    DWORD dwDensityCode;
    NTMS_GUID MountedPartition;
} NTMS_PMIDINFORMATIONA;

typedef struct _NTMS_LMIDINFORMATION {
    NTMS_GUID MediaPool;
    DWORD dwNumberOfPartitions;
} NTMS_LMIDINFORMATION;

typedef struct _NTMS_PARTITIONINFORMATIONW {
    NTMS_GUID PhysicalMedia;
    NTMS_GUID LogicalMedia;    /* null unless allocated or complete */
    DWORD State;               /* NtmsPartitionState */
    WORD Side;                 /* from 0 */
    DWORD dwOmidLabelIdLength; /* bytes used of OmidLabelId; 0: no label */
    BYTE OmidLabelId[NTMS_OMIDLABELID_LENGTH];
    WCHAR szOmidLabelType[NTMS_OMIDLABELTYPE_LENGTH];
    WCHAR szOmidLabelInfo[NTMS_OMIDLABELINFO_LENGTH];
    DWORD dwMountCount;
    DWORD dwAllocateCount;
    LARGE_INTEGER Capacity; /* bytes */
} NTMS_PARTITIONINFORMATIONW;

typedef struct _NTMS_PARTITIONINFORMATIONA {
    NTMS_GUID PhysicalMedia;
    NTMS_GUID LogicalMedia;
    DWORD State;
    WORD Side;
    DWORD dwOmidLabelIdLength;
    BYTE OmidLabelId[NTMS_OMIDLABELID_LENGTH];
    CHAR szOmidLabelType[NTMS_OMIDLABELTYPE_LENGTH];
    CHAR szOmidLabelInfo[NTMS_OMIDLABELINFO_LENGTH];
    DWORD dwMountCount;
    DWORD dwAllocateCount;
    LARGE_INTEGER Capacity;
} NTMS_PARTITIONINFORMATIONA;

typedef struct _NTMS_MEDIAPOOLINFORMATION {
    DWORD PoolType;
    NTMS_GUID MediaType;      /* null: holds pools, no media; may be set while empty */
    NTMS_GUID Parent;         /* null: top level */
    DWORD AllocationPolicy;   /* NtmsAllocationPolicy; may be set */
    DWORD DeallocationPolicy; /* NtmsDeallocationPolicy; may be set */
    DWORD dwMaxAllocates;     /* per side; 0: no limit; may be set */
    DWORD dwNumberOfPhysicalMedia;
    DWORD dwNumberOfLogicalMedia;
    DWORD dwNumberOfMediaPools;
} NTMS_MEDIAPOOLINFORMATION;

typedef struct _NTMS_MEDIATYPEINFORMATION {
    DWORD MediaType; /* STORAGE_MEDIA_TYPE of the device interface */
    DWORD NumberOfSides;
    DWORD ReadWriteCharacteristics;
    DWORD DeviceType; /* FILE_DEVICE_... */
} NTMS_MEDIATYPEINFORMATION;

/* Identifiers in a finished request may name objects that are gone. */
typedef struct _NTMS_LIBREQUESTINFORMATIONW {
    DWORD OperationCode;   /* NtmsLmOperation */
    DWORD OperationOption; /* mount, dismount, eject: 1 deferred; inventory: 1 slots only */
    DWORD State;           /* NtmsLmState */
    NTMS_GUID PartitionId;
    NTMS_GUID DriveId;
    NTMS_GUID PhysMediaId;
    NTMS_GUID Library;
    NTMS_GUID SlotId;
    SYSTEMTIME TimeQueued;
    SYSTEMTIME TimeCompleted;
    WCHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    WCHAR szUser[NTMS_USERNAME_LENGTH];
    WCHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
    DWORD dwErrorCode;    /* when State is NTMS_LM_FAILED */
    NTMS_GUID WorkItemId; /* the request that NTMS_LM_REMOVE cancels */
    DWORD dwPriority;
} NTMS_LIBREQUESTINFORMATIONW;

typedef struct _NTMS_LIBREQUESTINFORMATIONA {
    DWORD OperationCode;
    DWORD OperationOption;
    DWORD State;
    NTMS_GUID PartitionId;
    NTMS_GUID DriveId;
    NTMS_GUID PhysMediaId;
    NTMS_GUID Library;
    NTMS_GUID SlotId;
    SYSTEMTIME TimeQueued;
    SYSTEMTIME TimeCompleted;
    CHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    CHAR szUser[NTMS_USERNAME_LENGTH];
    CHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
    DWORD dwErrorCode;
    NTMS_GUID WorkItemId;
    DWORD dwPriority;
} NTMS_LIBREQUESTINFORMATIONA;

typedef struct _NTMS_OPREQUESTINFORMATIONW {
    DWORD Request; /* NtmsOpreqCommand */
    SYSTEMTIME Submitted;
    DWORD State; /* NtmsOpreqState */
    WCHAR szMessage[NTMS_MESSAGE_LENGTH];
    DWORD Arg1Type; /* kind of object Arg1 names; NTMS_UNKNOWN: none */
    NTMS_GUID Arg1;
    DWORD Arg2Type;
    NTMS_GUID Arg2;
    WCHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    WCHAR szUser[NTMS_USERNAME_LENGTH];
    WCHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
} NTMS_OPREQUESTINFORMATIONW;

typedef struct _NTMS_OPREQUESTINFORMATIONA {
    DWORD Request;
    SYSTEMTIME Submitted;
    DWORD State;
    CHAR szMessage[NTMS_MESSAGE_LENGTH];
    DWORD Arg1Type;
    NTMS_GUID Arg1;
    DWORD Arg2Type;
    NTMS_GUID Arg2;
    CHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    CHAR szUser[NTMS_USERNAME_LENGTH];
    CHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
} NTMS_OPREQUESTINFORMATIONA;

/* All members may be set. */
typedef struct _NTMS_COMPUTERINFORMATION {
    DWORD dwLibRequestPurgeTime; /* seconds a finished request is kept */
    DWORD dwOpRequestPurgeTime;
    DWORD dwLibRequestFlags; /* NtmsLibRequestFlags */
    DWORD dwOpRequestFlags;  /* NtmsOpRequestFlags */
    DWORD dwMediaPoolPolicy; /* NtmsMediaPoolPolicy */
} NTMS_COMPUTERINFORMATION;

/* ---- information about any object ---- */

typedef struct _NTMS_OBJECTINFORMATIONW {
    DWORD dwSize;        /* in bytes, set by the caller: up to the end of Info or of its member */
    DWORD dwType;        /* NtmsObjectsTypes, set by the caller */
    SYSTEMTIME Created;  /* UTC */
    SYSTEMTIME Modified; /* UTC */
    NTMS_GUID ObjectGuid;
    BOOL Enabled;             /* changed by EnableNtmsObject and DisableNtmsObject alone */
    DWORD dwOperationalState; /* NtmsOperationalState */
    WCHAR szName[NTMS_OBJECTNAME_LENGTH];
    WCHAR szDescription[NTMS_DESCRIPTION_LENGTH];
    union {
        NTMS_DRIVEINFORMATIONW Drive;
        NTMS_DRIVETYPEINFORMATIONW DriveType;
        NTMS_LIBRARYINFORMATION Library;
        NTMS_CHANGERINFORMATIONW Changer;
        NTMS_CHANGERTYPEINFORMATIONW ChangerType;
        NTMS_STORAGESLOTINFORMATION StorageSlot;
        NTMS_IEDOORINFORMATION IEDoor;
        NTMS_IEPORTINFORMATION IEPort;
        NTMS_PMIDINFORMATIONW PhysicalMedia;
        NTMS_LMIDINFORMATION LogicalMedia;
        NTMS_PARTITIONINFORMATIONW Partition;
        NTMS_MEDIAPOOLINFORMATION MediaPool;
        NTMS_MEDIATYPEINFORMATION MediaType;
        NTMS_LIBREQUESTINFORMATIONW LibRequest;
        NTMS_OPREQUESTINFORMATIONW OpRequest;
        NTMS_COMPUTERINFORMATION Computer;
    } Info;
} NTMS_OBJECTINFORMATIONW, *LPNTMS_OBJECTINFORMATIONW;

typedef struct _NTMS_OBJECTINFORMATIONA {
    DWORD dwSize;
    DWORD dwType;
    SYSTEMTIME Created;
    SYSTEMTIME Modified;
    NTMS_GUID ObjectGuid;
    BOOL Enabled;
    DWORD dwOperationalState;
    CHAR szName[NTMS_OBJECTNAME_LENGTH];
    CHAR szDescription[NTMS_DESCRIPTION_LENGTH];
    union {
        NTMS_DRIVEINFORMATIONA Drive;
        NTMS_DRIVETYPEINFORMATIONA DriveType;
        NTMS_LIBRARYINFORMATION Library;
        NTMS_CHANGERINFORMATIONA Changer;
        NTMS_CHANGERTYPEINFORMATIONA ChangerType;
        NTMS_STORAGESLOTINFORMATION StorageSlot;
        NTMS_IEDOORINFORMATION IEDoor;
        NTMS_IEPORTINFORMATION IEPort;
        NTMS_PMIDINFORMATIONA PhysicalMedia;
        NTMS_LMIDINFORMATION LogicalMedia;
        NTMS_PARTITIONINFORMATIONA Partition;
        NTMS_MEDIAPOOLINFORMATION MediaPool;
        NTMS_MEDIATYPEINFORMATION MediaType;
        NTMS_LIBREQUESTINFORMATIONA LibRequest;
        NTMS_OPREQUESTINFORMATIONA OpRequest;
        NTMS_COMPUTERINFORMATION Computer;
    } Info;
} NTMS_OBJECTINFORMATIONA, *LPNTMS_OBJECTINFORMATIONA;

/*
 * The first published layout, shorter and without the computer.  It is here so that sources that
 * name it compile; no function accepts its size.
 */
typedef struct _NTMS_I1_LIBRARYINFORMATION {
    DWORD LibraryType;
    NTMS_GUID CleanerSlot;
    NTMS_GUID CleanerSlotDefault;
    BOOL LibrarySupportsDriveCleaning;
    BOOL BarCodeReaderInstalled;
    DWORD InventoryMethod;
    DWORD dwCleanerUsesRemaining;
    DWORD FirstDriveNumber;
    DWORD dwNumberOfDrives;
    DWORD FirstSlotNumber;
    DWORD dwNumberOfSlots;
    DWORD FirstDoorNumber;
    DWORD dwNumberOfDoors;
    DWORD FirstPortNumber;
    DWORD dwNumberOfPorts;
    DWORD FirstChangerNumber;
    DWORD dwNumberOfChangers;
    DWORD dwNumberOfMedia;
    DWORD dwNumberOfMediaTypes;
    DWORD dwNumberOfLibRequests;
    GUID Reserved;
} NTMS_I1_LIBRARYINFORMATION;

typedef struct _NTMS_I1_LIBREQUESTINFORMATIONW {
    DWORD OperationCode;
    DWORD OperationOption;
    DWORD State;
    NTMS_GUID PartitionId;
    NTMS_GUID DriveId;
    NTMS_GUID PhysMediaId;
    NTMS_GUID Library;
    NTMS_GUID SlotId;
    SYSTEMTIME TimeQueued;
    SYSTEMTIME TimeCompleted;
    WCHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    WCHAR szUser[NTMS_USERNAME_LENGTH];
    WCHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
} NTMS_I1_LIBREQUESTINFORMATIONW;

typedef struct _NTMS_I1_LIBREQUESTINFORMATIONA {
    DWORD OperationCode;
    DWORD OperationOption;
    DWORD State;
    NTMS_GUID PartitionId;
    NTMS_GUID DriveId;
    NTMS_GUID PhysMediaId;
    NTMS_GUID Library;
    NTMS_GUID SlotId;
    SYSTEMTIME TimeQueued;
    SYSTEMTIME TimeCompleted;
    CHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    CHAR szUser[NTMS_USERNAME_LENGTH];
    CHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
} NTMS_I1_LIBREQUESTINFORMATIONA;

typedef struct _NTMS_I1_PMIDINFORMATIONW {
    NTMS_GUID CurrentLibrary;
    NTMS_GUID MediaPool;
    NTMS_GUID Location;
    DWORD LocationType;
    NTMS_GUID MediaType;
    NTMS_GUID HomeSlot;
    WCHAR szBarCode[NTMS_BARCODE_LENGTH];
    DWORD BarCodeState;
    WCHAR szSequenceNumber[NTMS_SEQUENCE_LENGTH];
    DWORD MediaState;
    DWORD dwNumberOfPartitions;
} NTMS_I1_PMIDINFORMATIONW;

typedef struct _NTMS_I1_PMIDINFORMATIONA {
    NTMS_GUID CurrentLibrary;
    NTMS_GUID MediaPool;
    NTMS_GUID Location;
    DWORD LocationType;
    NTMS_GUID MediaType;
    NTMS_GUID HomeSlot;
    CHAR szBarCode[NTMS_BARCODE_LENGTH];
    DWORD BarCodeState;
    CHAR szSequenceNumber[NTMS_SEQUENCE_LENGTH];
    DWORD MediaState;
    DWORD dwNumberOfPartitions;
} NTMS_I1_PMIDINFORMATIONA;

typedef struct _NTMS_I1_PARTITIONINFORMATIONW {
    NTMS_GUID PhysicalMedia;
    NTMS_GUID LogicalMedia;
    DWORD State;
    WORD Side;
    DWORD dwOmidLabelIdLength;
    BYTE OmidLabelId[NTMS_OMIDLABELID_LENGTH];
    WCHAR szOmidLabelType[NTMS_OMIDLABELTYPE_LENGTH];
    WCHAR szOmidLabelInfo[NTMS_OMIDLABELINFO_LENGTH];
    DWORD dwMountCount;
    DWORD dwAllocateCount;
} NTMS_I1_PARTITIONINFORMATIONW;

typedef struct _NTMS_I1_PARTITIONINFORMATIONA {
    NTMS_GUID PhysicalMedia;
    NTMS_GUID LogicalMedia;
    DWORD State;
    WORD Side;
    DWORD dwOmidLabelIdLength;
    BYTE OmidLabelId[NTMS_OMIDLABELID_LENGTH];
    CHAR szOmidLabelType[NTMS_OMIDLABELTYPE_LENGTH];
    CHAR szOmidLabelInfo[NTMS_OMIDLABELINFO_LENGTH];
    DWORD dwMountCount;
    DWORD dwAllocateCount;
} NTMS_I1_PARTITIONINFORMATIONA;

typedef struct _NTMS_I1_OPREQUESTINFORMATIONW {
    DWORD Request;
    SYSTEMTIME Submitted;
    DWORD State;
    WCHAR szMessage[NTMS_I1_MESSAGE_LENGTH];
    DWORD Arg1Type;
    NTMS_GUID Arg1;
    DWORD Arg2Type;
    NTMS_GUID Arg2;
    WCHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    WCHAR szUser[NTMS_USERNAME_LENGTH];
    WCHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
} NTMS_I1_OPREQUESTINFORMATIONW;

typedef struct _NTMS_I1_OPREQUESTINFORMATIONA {
    DWORD Request;
    SYSTEMTIME Submitted;
    DWORD State;
    CHAR szMessage[NTMS_I1_MESSAGE_LENGTH];
    DWORD Arg1Type;
    NTMS_GUID Arg1;
    DWORD Arg2Type;
    NTMS_GUID Arg2;
    CHAR szApplication[NTMS_APPLICATIONNAME_LENGTH];
    CHAR szUser[NTMS_USERNAME_LENGTH];
    CHAR szComputer[NTMS_COMPUTERNAME_LENGTH];
} NTMS_I1_OPREQUESTINFORMATIONA;

typedef struct _NTMS_I1_OBJECTINFORMATIONW {
    DWORD dwSize;
    DWORD dwType;
    SYSTEMTIME Created;
    SYSTEMTIME Modified;
    NTMS_GUID ObjectGuid;
    BOOL Enabled;
    DWORD dwOperationalState;
    WCHAR szName[NTMS_OBJECTNAME_LENGTH];
    WCHAR szDescription[NTMS_DESCRIPTION_LENGTH];
    union {
        NTMS_DRIVEINFORMATIONW Drive;
        NTMS_DRIVETYPEINFORMATIONW DriveType;
        NTMS_I1_LIBRARYINFORMATION Library;
        NTMS_CHANGERINFORMATIONW Changer;
        NTMS_CHANGERTYPEINFORMATIONW ChangerType;
        NTMS_STORAGESLOTINFORMATION StorageSlot;
        NTMS_IEDOORINFORMATION IEDoor;
        NTMS_IEPORTINFORMATION IEPort;
        NTMS_I1_PMIDINFORMATIONW PhysicalMedia;
        NTMS_LMIDINFORMATION LogicalMedia;
        NTMS_I1_PARTITIONINFORMATIONW Partition;
        NTMS_MEDIAPOOLINFORMATION MediaPool;
        NTMS_MEDIATYPEINFORMATION MediaType;
        NTMS_I1_LIBREQUESTINFORMATIONW LibRequest;
        NTMS_I1_OPREQUESTINFORMATIONW OpRequest;
    } Info;
} NTMS_I1_OBJECTINFORMATIONW, *LPNTMS_I1_OBJECTINFORMATIONW;

typedef struct _NTMS_I1_OBJECTINFORMATIONA {
    DWORD dwSize;
    DWORD dwType;
    SYSTEMTIME Created;
    SYSTEMTIME Modified;
    NTMS_GUID ObjectGuid;
    BOOL Enabled;
    DWORD dwOperationalState;
    CHAR szName[NTMS_OBJECTNAME_LENGTH];
    CHAR szDescription[NTMS_DESCRIPTION_LENGTH];
    union {
        NTMS_DRIVEINFORMATIONA Drive;
        NTMS_DRIVETYPEINFORMATIONA DriveType;
        NTMS_I1_LIBRARYINFORMATION Library;
        NTMS_CHANGERINFORMATIONA Changer;
        NTMS_CHANGERTYPEINFORMATIONA ChangerType;
        NTMS_STORAGESLOTINFORMATION StorageSlot;
        NTMS_IEDOORINFORMATION IEDoor;
        NTMS_IEPORTINFORMATION IEPort;
        NTMS_I1_PMIDINFORMATIONA PhysicalMedia;
        NTMS_LMIDINFORMATION LogicalMedia;
        NTMS_I1_PARTITIONINFORMATIONA Partition;
        NTMS_MEDIAPOOLINFORMATION MediaPool;
        NTMS_MEDIATYPEINFORMATION MediaType;
        NTMS_I1_LIBREQUESTINFORMATIONA LibRequest;
        NTMS_I1_OPREQUESTINFORMATIONA OpRequest;
    } Info;
} NTMS_I1_OBJECTINFORMATIONA, *LPNTMS_I1_OBJECTINFORMATIONA;

/* ---- names without A or W ---- */

#ifdef UNICODE
#define _NTMS_CHANGERINFORMATION      _NTMS_CHANGERINFORMATIONW
#define _NTMS_CHANGERTYPEINFORMATION  _NTMS_CHANGERTYPEINFORMATIONW
#define _NTMS_DRIVEINFORMATION        _NTMS_DRIVEINFORMATIONW
#define _NTMS_DRIVETYPEINFORMATION    _NTMS_DRIVETYPEINFORMATIONW
#define _NTMS_LIBREQUESTINFORMATION   _NTMS_LIBREQUESTINFORMATIONW
#define _NTMS_OBJECTINFORMATION       _NTMS_OBJECTINFORMATIONW
#define _NTMS_OPREQUESTINFORMATION    _NTMS_OPREQUESTINFORMATIONW
#define _NTMS_PARTITIONINFORMATION    _NTMS_PARTITIONINFORMATIONW
#define _NTMS_PMIDINFORMATION         _NTMS_PMIDINFORMATIONW
#define NTMS_CHANGERINFORMATION       NTMS_CHANGERINFORMATIONW
#define NTMS_CHANGERTYPEINFORMATION   NTMS_CHANGERTYPEINFORMATIONW
#define NTMS_DRIVEINFORMATION         NTMS_DRIVEINFORMATIONW
#define NTMS_DRIVETYPEINFORMATION     NTMS_DRIVETYPEINFORMATIONW
#define NTMS_LIBREQUESTINFORMATION    NTMS_LIBREQUESTINFORMATIONW
#define NTMS_OBJECTINFORMATION        NTMS_OBJECTINFORMATIONW
#define LPNTMS_OBJECTINFORMATION      LPNTMS_OBJECTINFORMATIONW
#define NTMS_OPREQUESTINFORMATION     NTMS_OPREQUESTINFORMATIONW
#define NTMS_PARTITIONINFORMATION     NTMS_PARTITIONINFORMATIONW
#define NTMS_PMIDINFORMATION          NTMS_PMIDINFORMATIONW
#define NTMS_I1_LIBREQUESTINFORMATION NTMS_I1_LIBREQUESTINFORMATIONW
#define NTMS_I1_OBJECTINFORMATION     NTMS_I1_OBJECTINFORMATIONW
#define NTMS_I1_OPREQUESTINFORMATION  NTMS_I1_OPREQUESTINFORMATIONW
#define NTMS_I1_PARTITIONINFORMATION  NTMS_I1_PARTITIONINFORMATIONW
#define NTMS_I1_PMIDINFORMATION       NTMS_I1_PMIDINFORMATIONW
#define CreateNtmsMedia               CreateNtmsMediaW
#define CreateNtmsMediaPool           CreateNtmsMediaPoolW
#define EjectDiskFromSADrive          EjectDiskFromSADriveW
#define GetNtmsMediaPoolName          GetNtmsMediaPoolNameW
#define GetNtmsObjectAttribute        GetNtmsObjectAttributeW
#define GetNtmsObjectInformation      GetNtmsObjectInformationW
#define GetNtmsUIOptions              GetNtmsUIOptionsW
#define GetVolumesFromDrive           GetVolumesFromDriveW
#define OpenNtmsSession               OpenNtmsSessionW
#define SetNtmsObjectAttribute        SetNtmsObjectAttributeW
#define SetNtmsObjectInformation      SetNtmsObjectInformationW
#define SetNtmsUIOptions              SetNtmsUIOptionsW
#define SubmitNtmsOperatorRequest     SubmitNtmsOperatorRequestW
#else
#define _NTMS_CHANGERINFORMATION      _NTMS_CHANGERINFORMATIONA
#define _NTMS_CHANGERTYPEINFORMATION  _NTMS_CHANGERTYPEINFORMATIONA
#define _NTMS_DRIVEINFORMATION        _NTMS_DRIVEINFORMATIONA
#define _NTMS_DRIVETYPEINFORMATION    _NTMS_DRIVETYPEINFORMATIONA
#define _NTMS_LIBREQUESTINFORMATION   _NTMS_LIBREQUESTINFORMATIONA
#define _NTMS_OBJECTINFORMATION       _NTMS_OBJECTINFORMATIONA
#define _NTMS_OPREQUESTINFORMATION    _NTMS_OPREQUESTINFORMATIONA
#define _NTMS_PARTITIONINFORMATION    _NTMS_PARTITIONINFORMATIONA
#define _NTMS_PMIDINFORMATION         _NTMS_PMIDINFORMATIONA
#define NTMS_CHANGERINFORMATION       NTMS_CHANGERINFORMATIONA
#define NTMS_CHANGERTYPEINFORMATION   NTMS_CHANGERTYPEINFORMATIONA
#define NTMS_DRIVEINFORMATION         NTMS_DRIVEINFORMATIONA
#define NTMS_DRIVETYPEINFORMATION     NTMS_DRIVETYPEINFORMATIONA
#define NTMS_LIBREQUESTINFORMATION    NTMS_LIBREQUESTINFORMATIONA
#define NTMS_OBJECTINFORMATION        NTMS_OBJECTINFORMATIONA
#define LPNTMS_OBJECTINFORMATION      LPNTMS_OBJECTINFORMATIONA
#define NTMS_OPREQUESTINFORMATION     NTMS_OPREQUESTINFORMATIONA
#define NTMS_PARTITIONINFORMATION     NTMS_PARTITIONINFORMATIONA
#define NTMS_PMIDINFORMATION          NTMS_PMIDINFORMATIONA
#define NTMS_I1_LIBREQUESTINFORMATION NTMS_I1_LIBREQUESTINFORMATIONA
#define NTMS_I1_OBJECTINFORMATION     NTMS_I1_OBJECTINFORMATIONA
#define NTMS_I1_OPREQUESTINFORMATION  NTMS_I1_OPREQUESTINFORMATIONA
#define NTMS_I1_PARTITIONINFORMATION  NTMS_I1_PARTITIONINFORMATIONA
#define NTMS_I1_PMIDINFORMATION       NTMS_I1_PMIDINFORMATIONA
#define CreateNtmsMedia               CreateNtmsMediaA
#define CreateNtmsMediaPool           CreateNtmsMediaPoolA
#define EjectDiskFromSADrive          EjectDiskFromSADriveA
#define GetNtmsMediaPoolName          GetNtmsMediaPoolNameA
#define GetNtmsObjectAttribute        GetNtmsObjectAttributeA
#define GetNtmsObjectInformation      GetNtmsObjectInformationA
#define GetNtmsUIOptions              GetNtmsUIOptionsA
#define GetVolumesFromDrive           GetVolumesFromDriveA
#define OpenNtmsSession               OpenNtmsSessionA
#define SetNtmsObjectAttribute        SetNtmsObjectAttributeA
#define SetNtmsObjectInformation      SetNtmsObjectInformationA
#define SetNtmsUIOptions              SetNtmsUIOptionsA
#define SubmitNtmsOperatorRequest     SubmitNtmsOperatorRequestA
#endif

/* ---- sessions ---- */

enum NtmsSessionOptions { NTMS_SESSION_QUERYEXPEDITE = 1 };

/*
 * Opens a session on lpServer (null, empty or this computer's name), under an application name
 * that its requests will carry (null: "RSM"). dwOptions is ignored.  The handle serves all threads
 * of this process and ends with CloseNtmsSession, not CloseHandle.  Blocks until the configured
 * devices have answered or their connect time has passed.  INVALID_HANDLE_VALUE and
 * ERROR_INVALID_COMPUTERNAME, ERROR_NOT_CONNECTED (another computer) or ERROR_ACCESS_DENIED.
 */
HANDLE WINAPI OpenNtmsSessionW(LPCWSTR lpServer, LPCWSTR lpApplication, DWORD dwOptions);
HANDLE WINAPI OpenNtmsSessionA(LPCSTR lpServer, LPCSTR lpApplication, DWORD dwOptions);

/*
 * Ends a session with its notifications and change detections, and every call that still blocks on
 * it.  Allocations, mounts and submitted requests stay.
 */
DWORD WINAPI CloseNtmsSession(HANDLE hSession);

/* ---- objects ---- */

enum NtmsEnumerateOption {
    NTMS_ENUM_DEFAULT = 0,
    NTMS_ENUM_ROOTPOOL = 1 /* pools without container: the hidden root first */
};

/*
 * Lists the objects of kind dwType in a container, or all of them (of pools: the topmost) when
 * lpContainerId is null.  *lpdwListSize: in, room in identifiers; out, how many there are.
 * ERROR_INSUFFICIENT_BUFFER: the list is filled as far as it goes.  ERROR_OBJECT_NOT_FOUND: no
 * such container.  An empty list is success.
 */
DWORD WINAPI EnumerateNtmsObject(HANDLE hSession, const LPNTMS_GUID lpContainerId,
                                 LPNTMS_GUID lpList, LPDWORD lpdwListSize, DWORD dwType,
                                 DWORD dwOptions);

/*
 * Reads all there is to know about an object.  The caller sets dwSize and dwType of lpInfo;
 * NTMS_UNKNOWN asks for the kind as well [MS-RSMP].  ERROR_OBJECT_NOT_FOUND: none of that kind has
 * this identifier.
 */
DWORD WINAPI GetNtmsObjectInformationW(HANDLE hSession, LPNTMS_GUID lpObjectId,
                                       LPNTMS_OBJECTINFORMATIONW lpInfo);
DWORD WINAPI GetNtmsObjectInformationA(HANDLE hSession, LPNTMS_GUID lpObjectId,
                                       LPNTMS_OBJECTINFORMATIONA lpInfo);

/*
 * Writes every member that may be set for this kind of object, so begin with what Get gave; other
 * members are ignored.  Names and descriptions may be set where the SDK page lists them.
 */
DWORD WINAPI SetNtmsObjectInformationW(HANDLE hSession, LPNTMS_GUID lpObjectId,
                                       LPNTMS_OBJECTINFORMATIONW lpInfo);
DWORD WINAPI SetNtmsObjectInformationA(HANDLE hSession, LPNTMS_GUID lpObjectId,
                                       LPNTMS_OBJECTINFORMATIONA lpInfo);

/*
 * Reads an application's own data attached to an object under a name.  *lpAttributeSize is in
 * bytes: in, room; out, size, also with ERROR_INSUFFICIENT_BUFFER.  ERROR_OBJECT_NOT_FOUND: no
 * such object or name.
 */
DWORD WINAPI GetNtmsObjectAttributeW(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                     LPCWSTR lpAttributeName, LPVOID lpAttributeData,
                                     LPDWORD lpAttributeSize);
DWORD WINAPI GetNtmsObjectAttributeA(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                     LPCSTR lpAttributeName, LPVOID lpAttributeData,
                                     LPDWORD lpAttributeSize);

/*
 * Attaches or replaces such data; size 0 deletes it.  The bytes are never converted.
 * ERROR_INVALID_NAME: name empty or over 31 characters; ERROR_NO_DATA: NTMS_MAXATTR_LENGTH bytes
 * or more.
 */
DWORD WINAPI SetNtmsObjectAttributeW(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                     LPCWSTR lpAttributeName, LPVOID lpAttributeData,
                                     DWORD AttributeSize);
DWORD WINAPI SetNtmsObjectAttributeA(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                     LPCSTR lpAttributeName, LPVOID lpAttributeData,
                                     DWORD dwAttributeSize);

/* Rights of RSM's own in the access masks of its objects. */
enum NtmsAccessMask { NTMS_USE_ACCESS = 0x1, NTMS_MODIFY_ACCESS = 0x2, NTMS_CONTROL_ACCESS = 0x4 };
#define NTMS_GENERIC_READ    NTMS_USE_ACCESS
#define NTMS_GENERIC_WRITE   (NTMS_USE_ACCESS | NTMS_MODIFY_ACCESS)
#define NTMS_GENERIC_EXECUTE (NTMS_USE_ACCESS | NTMS_MODIFY_ACCESS | NTMS_CONTROL_ACCESS)
#define NTMS_GENERIC_ALL     (NTMS_USE_ACCESS | NTMS_MODIFY_ACCESS | NTMS_CONTROL_ACCESS)

/*
 * Reads the named parts of an object's security descriptor, self-relative. nLength is the room in
 * bytes; *lpnLengthNeeded always tells the size.  ERROR_INSUFFICIENT_BUFFER [MS-RSMP],
 * ERROR_NO_SECURITY_ON_OBJECT, ERROR_OBJECT_NOT_FOUND.
 */
DWORD WINAPI GetNtmsObjectSecurity(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                   SECURITY_INFORMATION RequestedInformation,
                                   PSECURITY_DESCRIPTOR lpSecurityDescriptor, DWORD nLength,
                                   LPDWORD lpnLengthNeeded);

/* Replaces the named parts of an object's security descriptor.  Objects within it do not change. */
DWORD WINAPI SetNtmsObjectSecurity(HANDLE hSession, LPNTMS_GUID lpObjectId, DWORD dwType,
                                   SECURITY_INFORMATION SecurityInformation,
                                   PSECURITY_DESCRIPTOR lpSecurityDescriptor);

/*
 * Queue that a drive, a library or a physical medium may, or may not, be used.
 * ERROR_INVALID_STATE: it is so already; ERROR_LIBRARY_OFFLINE: the offline library;
 * ERROR_OBJECT_NOT_FOUND.
 */
DWORD WINAPI EnableNtmsObject(HANDLE hSession, DWORD dwType, LPNTMS_GUID lpObjectId);
DWORD WINAPI DisableNtmsObject(HANDLE hSession, DWORD dwType, LPNTMS_GUID lpObjectId);

/*
 * Deletes a drive that is not present, or a stand-alone library through its drive.
 * ERROR_INVALID_DRIVE: no such drive; ERROR_INVALID_STATE: it is present.
 */
DWORD WINAPI DeleteNtmsDrive(HANDLE hSession, LPNTMS_GUID lpDriveId);

/*
 * Deletes a library that is not present, with all that is in it; its media go offline and keep
 * pool and owner.  ERROR_INVALID_LIBRARY, ERROR_INVALID_STATE: it is present, or disabled
 * [MS-RSMP].
 */
DWORD WINAPI DeleteNtmsLibrary(HANDLE hSession, LPNTMS_GUID lpLibraryId);

/* ---- media pools ---- */

enum NtmsCreateOptions { NTMS_OPEN_EXISTING = 1, NTMS_CREATE_NEW = 2, NTMS_OPEN_ALWAYS = 3 };

/*
 * Finds or makes an application pool by its path ("\Backup\Daily"); the pools above it must
 * exist.  A pool with a media type holds media of it, one without (lpMediaType null) holds pools.
 * *lpPoolId receives its identifier.  ERROR_ALREADY_EXISTS, ERROR_OBJECT_NOT_FOUND,
 * ERROR_INVALID_NAME, ERROR_INVALID_MEDIA (not a media type), ERROR_INVALID_MEDIA_POOL (the pool
 * above cannot hold pools).
 */
DWORD WINAPI CreateNtmsMediaPoolW(HANDLE hSession, LPCWSTR lpPoolName, LPNTMS_GUID lpMediaType,
                                  DWORD dwAction, LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                                  LPNTMS_GUID lpPoolId);
DWORD WINAPI CreateNtmsMediaPoolA(HANDLE hSession, LPCSTR lpPoolName, LPNTMS_GUID lpMediaType,
                                  DWORD dwAction, LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                                  LPNTMS_GUID lpPoolId);

/*
 * Writes a pool's path.  *lpdwBufSize is in characters: in, room; out, length with the null, also
 * with ERROR_INSUFFICIENT_BUFFER.  ERROR_INVALID_MEDIA_POOL.
 */
DWORD WINAPI GetNtmsMediaPoolNameW(HANDLE hSession, LPNTMS_GUID lpPoolId, LPWSTR lpNameBuf,
                                   LPDWORD lpdwBufSize);
DWORD WINAPI GetNtmsMediaPoolNameA(HANDLE hSession, LPNTMS_GUID lpPoolId, LPSTR lpNameBuf,
                                   LPDWORD lpdwBufSize);

/*
 * Deletes an application pool.  ERROR_NOT_EMPTY, ERROR_INVALID_MEDIA_POOL (none, or a system
 * pool).
 */
DWORD WINAPI DeleteNtmsMediaPool(HANDLE hSession, LPNTMS_GUID lpPoolId);

/*
 * Moves a physical medium to another pool of its media type; into Free, a free label is queued to
 * be written.  ERROR_INVALID_MEDIA_POOL (also: no such move), ERROR_INVALID_MEDIA,
 * ERROR_MEDIA_INCOMPATIBLE, ERROR_BUSY.
 */
DWORD WINAPI MoveToNtmsMediaPool(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpPoolId);

/* ---- media ---- */

enum NtmsAllocateOptions {
    NTMS_ALLOCATE_NEW = 0x1,                 /* a medium of which no side is owned */
    NTMS_ALLOCATE_NEXT = 0x2,                /* the next side of the medium in *lpMediaId */
    NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE = 0x4 /* ask no person */
};

typedef struct _NTMS_ALLOCATION_INFORMATION {
    DWORD dwSize;
    LPVOID lpReserved;
    NTMS_GUID AllocatedFrom; /* out: the pool the medium came from */
} NTMS_ALLOCATION_INFORMATION, *LPNTMS_ALLOCATION_INFORMATION;

/*
 * Gives the application a side of a medium in its pool: any, or the one lpPartition names.
 * *lpMediaId receives the LMID, or null.  Blocks up to dwTimeout milliseconds while a person is
 * asked for a medium.  ERROR_MEDIA_UNAVAILABLE, ERROR_TIMEOUT, ERROR_CANCELLED (the person
 * refused), ERROR_INVALID_MEDIA_POOL, ERROR_INVALID_MEDIA, ERROR_MEDIA_OFFLINE.
 */
DWORD WINAPI AllocateNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaPool, LPNTMS_GUID lpPartition,
                               LPNTMS_GUID lpMediaId, DWORD dwOptions, DWORD dwTimeout,
                               LPNTMS_ALLOCATION_INFORMATION lpAllocateInformation);

/* Gives a logical medium back; its LMID ends.  dwOptions is ignored.  ERROR_INVALID_MEDIA. */
DWORD WINAPI DeallocateNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, DWORD dwOptions);

/*
 * Declares an available side (lpMediaId names the side) never to be allocated again.
 * ERROR_INVALID_MEDIA, ERROR_INVALID_STATE: not available.
 */
DWORD WINAPI DecommissionNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId);

/*
 * Declares an allocated logical medium full: it mounts for reading only.  ERROR_INVALID_MEDIA,
 * ERROR_INVALID_STATE: not allocated, or in use.
 */
DWORD WINAPI SetNtmsMediaComplete(HANDLE hSession, LPNTMS_GUID lpMediaId);

/*
 * Exchanges the sides behind two logical media of one pool.  No cartridge moves.
 * ERROR_INVALID_MEDIA.
 */
DWORD WINAPI SwapNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId1, LPNTMS_GUID lpMediaId2);

/*
 * Deletes the record of an offline physical medium nobody owns.  ERROR_INVALID_MEDIA,
 * ERROR_INVALID_STATE.
 */
DWORD WINAPI DeleteNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId);

enum NtmsCreateNtmsMediaOptions {
    NTMS_ERROR_ON_DUPLICATE = 0x1 /* refuse a label that is on record */
};

/*
 * Records an offline medium: lpMedia is the physical medium, lpList its sides, as many as
 * dwNumberOfPartitions.  Non-null identifiers given in ObjectGuid and LogicalMedia are used; the
 * rest is filled in.  ERROR_INVALID_MEDIA (bar code or label on record), ERROR_INVALID_MEDIA_POOL,
 * ERROR_MEDIA_INCOMPATIBLE.
 */
DWORD WINAPI CreateNtmsMediaW(HANDLE hSession, LPNTMS_OBJECTINFORMATIONW lpMedia,
                              LPNTMS_OBJECTINFORMATIONW lpList, DWORD dwOptions);
DWORD WINAPI CreateNtmsMediaA(HANDLE hSession, LPNTMS_OBJECTINFORMATIONA lpMedia,
                              LPNTMS_OBJECTINFORMATIONA lpList, DWORD dwOptions);

#define NTMS_OMID_TYPE_RAW_LABEL       0x01 /* the bytes as they are on the medium */
#define NTMS_OMID_TYPE_FILESYSTEM_INFO 0x02 /* an NTMS_FILESYSTEM_INFO */

typedef struct {
    WCHAR FileSystemType[64];
    WCHAR VolumeName[256];
    DWORD SerialNumber;
} NTMS_FILESYSTEM_INFO;

/*
 * Tells the new label of a logical medium after the application wrote it; the medium is not read.
 * ERROR_BAD_FORMAT: the bytes are no known label; ERROR_INVALID_MEDIA.
 */
DWORD WINAPI UpdateNtmsOmidInfo(HANDLE hSession, LPNTMS_GUID lpMediaId, DWORD labelType,
                                DWORD numberOfBytes, LPVOID lpBuffer);

/*
 * Lets a library hold a media type.  ERROR_INVALID_LIBRARY, ERROR_INVALID_MEDIA (not a media
 * type).
 */
DWORD WINAPI AddNtmsMediaType(HANDLE hSession, LPNTMS_GUID lpMediaTypeId, LPNTMS_GUID lpLibId);

/*
 * Ends that.  ERROR_NOT_EMPTY: it holds such media [MS-RSMP]; ERROR_INDIGENOUS_TYPE: its drives
 * use it.
 */
DWORD WINAPI DeleteNtmsMediaType(HANDLE hSession, LPNTMS_GUID lpMediaTypeId, LPNTMS_GUID lpLibId);

/* Moves a physical medium to a pool and gives it that pool's media type. */
DWORD WINAPI ChangeNtmsMediaType(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpPoolId);

/* ---- mounting ---- */

enum NtmsMountOptions {
    NTMS_MOUNT_READ = 0x0001,
    NTMS_MOUNT_WRITE = 0x0002,
    NTMS_MOUNT_ERROR_NOT_AVAILABLE = 0x0004, /* do not wait for medium or drive */
    NTMS_MOUNT_ERROR_IF_UNAVAILABLE = 0x0004,
    NTMS_MOUNT_ERROR_OFFLINE = 0x0008, /* ask no person */
    NTMS_MOUNT_ERROR_IF_OFFLINE = 0x0008,
    NTMS_MOUNT_SPECIFIC_DRIVE = 0x0010, /* lpDriveId is given, not returned */
    NTMS_MOUNT_NOWAIT = 0x0020          /* queue only */
};

enum NtmsMountPriority {
    NTMS_PRIORITY_DEFAULT = 0,
    NTMS_PRIORITY_HIGHEST = 15,
    NTMS_PRIORITY_HIGH = 7,
    NTMS_PRIORITY_NORMAL = 0,
    NTMS_PRIORITY_LOW = -7,
    NTMS_PRIORITY_LOWEST = -15
};

enum NtmsAsyncOperations { NTMS_ASYNCOP_MOUNT = 1 };

enum NtmsAsyncStatus {
    NTMS_ASYNCSTATE_QUEUED = 0,
    NTMS_ASYNCSTATE_WAIT_RESOURCE = 1,
    NTMS_ASYNCSTATE_WAIT_OPERATOR = 2,
    NTMS_ASYNCSTATE_INPROCESS = 3,
    NTMS_ASYNCSTATE_COMPLETE = 4
};

typedef struct _NTMS_ASYNC_IO {
    NTMS_GUID OperationId;
    NTMS_GUID EventId;
    DWORD dwOperationType; /* NtmsAsyncOperations */
    DWORD dwResult;
    DWORD dwAsyncState; /* NtmsAsyncStatus */
    HANDLE hEvent;
    BOOL bOnStateChange;
} NTMS_ASYNC_IO, *LPNTMS_ASYNC_IO;

typedef struct _NTMS_MOUNT_INFORMATION {
    DWORD dwSize;
    LPVOID lpReserved;
} NTMS_MOUNT_INFORMATION, *LPNTMS_MOUNT_INFORMATION;

/*
 * Puts dwCount logical media or sides into drives of one library, all or none, and reserves them
 * for the caller until DismountNtmsMedia. lpMediaId and lpDriveId are arrays.  Blocks up to
 * dwTimeout milliseconds, also while a person is asked for an offline medium.  ERROR_BUSY,
 * ERROR_TIMEOUT, ERROR_REQUEST_REFUSED (by the person), ERROR_MEDIA_OFFLINE, ERROR_INVALID_MEDIA
 * (also: named twice), ERROR_INVALID_DRIVE, ERROR_DRIVE_MEDIA_MISMATCH, ERROR_RESOURCE_DISABLED,
 * ERROR_WRITE_PROTECT (complete).
 */
DWORD WINAPI MountNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpDriveId,
                            DWORD dwCount, DWORD dwOptions, int dwPriority, DWORD dwTimeout,
                            LPNTMS_MOUNT_INFORMATION lpMountInformation);

enum NtmsDismountOptions {
    NTMS_DISMOUNT_DEFERRED = 0x0001, /* stays in the drive until that is wanted */
    NTMS_DISMOUNT_IMMEDIATE = 0x0002 /* as does 0 */
};

/*
 * Queues that dwCount mounted media return to their slots, and gives up their reservation.
 * ERROR_INVALID_STATE: not mounted; ERROR_INVALID_MEDIA, ERROR_MEDIA_OFFLINE.
 */
DWORD WINAPI DismountNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, DWORD dwCount,
                               DWORD dwOptions);

/*
 * Queues that the medium in a drive returns to its slot, whoever mounted it.  ERROR_INVALID_DRIVE,
 * ERROR_INVALID_STATE: the drive is empty; ERROR_BUSY: a program has it open.
 */
DWORD WINAPI DismountNtmsDrive(HANDLE hSession, LPNTMS_GUID lpDriveId);

/* ---- libraries ---- */

/*
 * Marks the slots to be looked at and queues an inventory (dwAction: NtmsInventoryMethod), or
 * stops one.  ERROR_INVALID_LIBRARY (also: the offline one), ERROR_DEVICE_NOT_AVAILABLE: not
 * present; ERROR_RESOURCE_DISABLED [MS-RSMP].
 */
DWORD WINAPI InventoryNtmsLibrary(HANDLE hSession, LPNTMS_GUID lpLibraryId, DWORD dwAction);

/*
 * Blocks until the medium in a slot has been mounted, its label read and its record brought up to
 * date; dwOption: NtmsDismountOptions.  An empty slot is success.  ERROR_OBJECT_NOT_FOUND: not a
 * slot [MS-RSMP].
 */
DWORD WINAPI IdentifyNtmsSlot(HANDLE hSession, LPNTMS_GUID lpSlotId, DWORD dwOption);

/*
 * Queues that the door is unlocked, and what inventory follows when it is closed
 * (NtmsInventoryMethod).  ERROR_RESOURCE_NOT_PRESENT: no door; ERROR_INVALID_LIBRARY,
 * ERROR_LIBRARY_OFFLINE, ERROR_RESOURCE_DISABLED.
 */
DWORD WINAPI AccessNtmsLibraryDoor(HANDLE hSession, LPNTMS_GUID lpLibraryId, DWORD dwAction);

enum NtmsEjectOperation {
    NTMS_EJECT_START = 0,
    NTMS_EJECT_STOP = 1,
    NTMS_EJECT_QUEUE = 2,     /* collect for a port of several cells; START moves them */
    NTMS_EJECT_FORCE = 3,     /* although in use */
    NTMS_EJECT_IMMEDIATE = 4, /* EjectDiskFromSADrive: block until done */
    NTMS_EJECT_ASK_USER = 5   /* EjectDiskFromSADrive: block, and ask when in use */
};

/*
 * Queues that a physical medium leaves through the port, with FORCE although it is in use.
 * *lpEjectOperation receives a number with which STOP ends it.  ERROR_BUSY: in use;
 * ERROR_INVALID_OPERATION: no such eject; ERROR_LIBRARY_OFFLINE, ERROR_DEVICE_NOT_AVAILABLE:
 * disabled; ERROR_RESOURCE_NOT_PRESENT: no port.
 */
DWORD WINAPI EjectNtmsMedia(HANDLE hSession, LPNTMS_GUID lpMediaId, LPNTMS_GUID lpEjectOperation,
                            DWORD dwAction);

enum NtmsInjectOperation {
    NTMS_INJECT_START = 0,
    NTMS_INJECT_STOP = 1,
    NTMS_INJECT_RETRACT = 2,  /* take what is in the port now; only after STARTMANY */
    NTMS_INJECT_STARTMANY = 3 /* open the port again after each load */
};

/*
 * Queues that media are taken in through the port, to be identified afterwards.
 * *lpInjectOperation receives a number for STOP and RETRACT.  ERROR_INVALID_LIBRARY,
 * ERROR_LIBRARY_FULL, ERROR_INVALID_OPERATION, ERROR_LIBRARY_OFFLINE, ERROR_DEVICE_NOT_AVAILABLE:
 * disabled; ERROR_RESOURCE_NOT_PRESENT: no port.
 */
DWORD WINAPI InjectNtmsMedia(HANDLE hSession, LPNTMS_GUID lpLibraryId,
                             LPNTMS_GUID lpInjectOperation, DWORD dwAction);

/*
 * Queues that a drive is cleaned with the library's cleaner; a person is asked for one when there
 * is none.  A stand-alone drive is noted as cleaned.  ERROR_INVALID_DRIVE,
 * ERROR_RESOURCE_DISABLED.
 */
DWORD WINAPI CleanNtmsDrive(HANDLE hSession, LPNTMS_GUID lpDriveId);

/*
 * Queue that an empty slot becomes the library's one place for a cleaner, and that it serves media
 * again.  ERROR_CLEANER_SLOT_SET, ERROR_CLEANER_SLOT_NOT_SET, ERROR_RESOURCE_NOT_AVAILABLE: the
 * slot is not empty [MS-RSMP]; ERROR_INVALID_LIBRARY, ERROR_LIBRARY_OFFLINE,
 * ERROR_DEVICE_NOT_AVAILABLE: not present.
 */
DWORD WINAPI ReserveNtmsCleanerSlot(HANDLE hSession, LPNTMS_GUID lpLibrary, LPNTMS_GUID lpSlot);
DWORD WINAPI ReleaseNtmsCleanerSlot(HANDLE hSession, LPNTMS_GUID lpLibrary);

/*
 * Queue that a cleaner with so many uses left (0xFFFFFFFF: not counted) goes to the reserved slot,
 * and that it leaves.  Through the port, else through the door. dwAction: START or STOP of
 * NtmsInjectOperation and NtmsEjectOperation.  ERROR_CLEANER_SLOT_NOT_SET,
 * ERROR_RESOURCE_NOT_AVAILABLE: the slot is full; ERROR_EMPTY: no cleaner;
 * ERROR_INVALID_OPERATION.
 */
DWORD WINAPI InjectNtmsCleaner(HANDLE hSession, LPNTMS_GUID lpLibrary,
                               LPNTMS_GUID lpInjectOperation, DWORD dwNumberOfCleansLeft,
                               DWORD dwAction);
DWORD WINAPI EjectNtmsCleaner(HANDLE hSession, LPNTMS_GUID lpLibrary, LPNTMS_GUID lpEjectOperation,
                              DWORD dwAction);

/*
 * Have stand-alone drives watched for media put in or taken out: as long as a detection is open,
 * or once now when DetectHandle is null. lpRequestId: dwCount libraries, physical media or media
 * types.  ERROR_INVALID_LIBRARY, ERROR_INVALID_MEDIA, ERROR_INVALID_HANDLE.
 */
DWORD WINAPI BeginNtmsDeviceChangeDetection(HANDLE hSession, LPHANDLE lpDetectHandle);
DWORD WINAPI SetNtmsDeviceChangeDetection(HANDLE hSession, HANDLE DetectHandle,
                                          LPNTMS_GUID lpRequestId, DWORD dwType, DWORD dwCount);
DWORD WINAPI EndNtmsDeviceChangeDetection(HANDLE hSession, HANDLE DetectHandle);

/* ---- library requests ---- */

/*
 * Cancels a request.  ERROR_OBJECT_NOT_FOUND: none, or ended; ERROR_ACCESS_DENIED: also when under
 * way.
 */
DWORD WINAPI CancelNtmsLibraryRequest(HANDLE hSession, LPNTMS_GUID lpRequestId);

/*
 * Read and change a mount request's place in its queue: 1 is next, 0 has none.
 * ERROR_OBJECT_NOT_FOUND.
 */
DWORD WINAPI GetNtmsRequestOrder(HANDLE hSession, LPNTMS_GUID lpRequestId, LPDWORD lpdwOrderNumber);
DWORD WINAPI SetNtmsRequestOrder(HANDLE hSession, LPNTMS_GUID lpRequestId, DWORD dwOrderNumber);

/*
 * Deletes the finished ones of dwCount library requests (dwType NTMS_LIBREQUEST) or operator
 * requests (NTMS_OPREQUEST); others are passed over.
 */
DWORD WINAPI DeleteNtmsRequests(HANDLE hSession, LPNTMS_GUID lpRequestId, DWORD dwType,
                                DWORD dwCount);

/* ---- operator requests ---- */

/*
 * Asks a person for something (dwRequest: NtmsOpreqCommand) and returns at once.  Arg1 and Arg2 by
 * request: NEWMEDIA pool, library; CLEANER library or slot; DEVICESERVICE device or medium;
 * MOVEMEDIA medium, library; MESSAGE none.  ERROR_OBJECT_NOT_FOUND,
 * ERROR_MESSAGE_EXCEEDS_MAX_SIZE.
 */
DWORD WINAPI SubmitNtmsOperatorRequestW(HANDLE hSession, DWORD dwRequest, LPCWSTR lpMessage,
                                        LPNTMS_GUID lpArg1Id, LPNTMS_GUID lpArg2Id,
                                        LPNTMS_GUID lpRequestId);
DWORD WINAPI SubmitNtmsOperatorRequestA(HANDLE hSession, DWORD dwRequest, LPCSTR lpMessage,
                                        LPNTMS_GUID lpArg1Id, LPNTMS_GUID lpArg2Id,
                                        LPNTMS_GUID lpRequestId);

/*
 * Blocks up to dwTimeout milliseconds until a request is answered.  ERROR_CANCELLED: refused;
 * ERROR_TIMEOUT, ERROR_OBJECT_NOT_FOUND.
 */
DWORD WINAPI WaitForNtmsOperatorRequest(HANDLE hSession, LPNTMS_GUID lpRequestId, DWORD dwTimeout);

/* Refuses a request.  ERROR_INVALID_STATE: already answered; ERROR_OBJECT_NOT_FOUND. */
DWORD WINAPI CancelNtmsOperatorRequest(HANDLE hSession, LPNTMS_GUID lpRequestId);

/*
 * States that a person has done what was asked.  ERROR_OBJECT_NOT_FOUND: none, or already
 * answered.
 */
DWORD WINAPI SatisfyNtmsOperatorRequest(HANDLE hSession, LPNTMS_GUID lpRequestId);

enum NtmsUITypes {
    NTMS_UITYPE_INVALID = 0,
    NTMS_UITYPE_INFO = 1,
    NTMS_UITYPE_REQ = 2,
    NTMS_UITYPE_ERR = 3,
    NTMS_UITYPE_MAX = 4
};

enum NtmsUIOperations {
    NTMS_UIDEST_ADD = 1,
    NTMS_UIDEST_DELETE = 2,
    NTMS_UIDEST_DELETEALL = 3,
    NTMS_UIOPERATION_MAX = 4
};

/*
 * Read and change the computers that see messages of type dwType (NtmsUITypes) for a library, the
 * computer, or, with a null identifier, this session.  The list is of closed texts and ends with
 * an empty one; *lpdwBufSize counts characters.  ERROR_INSUFFICIENT_BUFFER, ERROR_ALREADY_EXISTS,
 * ERROR_OBJECT_NOT_FOUND.
 */
DWORD WINAPI GetNtmsUIOptionsW(HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType,
                               LPWSTR lpszDestination, LPDWORD lpdwBufSize);
DWORD WINAPI GetNtmsUIOptionsA(HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType,
                               LPSTR lpszDestination, LPDWORD lpdwBufSize);
DWORD WINAPI SetNtmsUIOptionsW(HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType,
                               DWORD dwOperation, LPCWSTR lpszDestination);
DWORD WINAPI SetNtmsUIOptionsA(HANDLE hSession, const LPNTMS_GUID lpObjectId, DWORD dwType,
                               DWORD dwOperation, LPCSTR lpszDestination);

/* ---- notifications ---- */

enum NtmsNotificationOperations {
    NTMS_OBJ_UPDATE = 1,
    NTMS_OBJ_INSERT = 2,
    NTMS_OBJ_DELETE = 3,
    NTMS_EVENT_SIGNAL = 4,  /* never given to a caller */
    NTMS_EVENT_COMPLETE = 5 /* never given to a caller */
};

typedef struct _NTMS_NOTIFICATIONINFORMATION {
    DWORD dwOperation; /* NtmsNotificationOperations */
    NTMS_GUID ObjectId;
} NTMS_NOTIFICATIONINFORMATION, *LPNTMS_NOTIFICATIONINFORMATION;

/*
 * Begins to collect the changes of objects of one kind.  INVALID_HANDLE_VALUE on failure.  A kind
 * that does not exist gives a handle on which nothing ever arrives [MS-RSMP].
 */
HANDLE WINAPI OpenNtmsNotification(HANDLE hSession, DWORD dwType);

/*
 * Takes the oldest change, or blocks up to dwTimeout milliseconds for one.  ERROR_TIMEOUT;
 * ERROR_NO_DATA: the session ended, or the changes were lost, so open again and read anew.
 */
DWORD WINAPI WaitForNtmsNotification(HANDLE hNotification,
                                     LPNTMS_NOTIFICATIONINFORMATION lpNotificationInformation,
                                     DWORD dwTimeout);

/* Ends it.  ERROR_BUSY: a wait is under way. */
DWORD WINAPI CloseNtmsNotification(HANDLE hNotification);

/* ---- database ---- */

/*
 * Copies the database to the folder Export beside it.  ERROR_SHARING_VIOLATION: the copy is open.
 */
DWORD WINAPI ExportNtmsDatabase(HANDLE hSession);

/*
 * Has that copy replace the database at the next start.  ERROR_DATABASE_FAILURE: there is no good
 * one.
 */
DWORD WINAPI ImportNtmsDatabase(HANDLE hSession);

/* ---- disks in stand-alone drives ---- */

/*
 * Ejects the medium of a stand-alone drive given by device name, such as \\.\Cdrom0; dwOptions:
 * NtmsEjectOperation.  Window, title and message are for the box of NTMS_EJECT_ASK_USER, which a
 * process without a screen does not show.  Blocks until the medium is out.  ERROR_INVALID_DRIVE,
 * ERROR_MEDIA_NOT_AVAILABLE (in use), ERROR_CANCELLED, ERROR_VOLUME_CONTAINS_SYS_FILES.
 */
DWORD WINAPI EjectDiskFromSADriveW(LPCWSTR lpComputerName, LPCWSTR lpAppName, LPCWSTR lpDeviceName,
                                   HWND hWnd, LPCWSTR lpTitle, LPCWSTR lpMessage, DWORD dwOptions);
DWORD WINAPI EjectDiskFromSADriveA(LPCSTR lpComputerName, LPCSTR lpAppName, LPCSTR lpDeviceName,
                                   HWND hWnd, LPCSTR lpTitle, LPCSTR lpMessage, DWORD dwOptions);

/*
 * Is exported by the original but in no document: six arguments of pointer size, none of which is
 * looked at.  ERROR_CALL_NOT_IMPLEMENTED.
 */
DWORD WINAPI DoEjectFromSADriveW(LPVOID lpArgument1, LPVOID lpArgument2, LPVOID lpArgument3,
                                 LPVOID lpArgument4, LPVOID lpArgument5, LPVOID lpArgument6);

/*
 * Find the volume name (\\?\Volume{...}\) and the drive letter ("D:", or empty) of a drive's medium;
 * of several volumes the first that has a letter.  Both texts are the caller's to release with
 * LocalFree (free where there is no Windows); on failure both pointers are null.
 */
DWORD WINAPI GetVolumesFromDriveW(LPWSTR pszDriveName, LPWSTR *VolumeNameBufferPtr,
                                  LPWSTR *DriveLetterBufferPtr);
DWORD WINAPI GetVolumesFromDriveA(LPSTR pszDriveName, LPSTR *VolumeNameBufferPtr,
                                  LPSTR *DriveLetterBufferPtr);

#ifdef __cplusplus
}
#endif

#pragma pack(pop)

#endif
