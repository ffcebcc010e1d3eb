/*
 * The Windows types, marks and error codes that the Removable Storage headers and this project
 * use.  On Windows they come from <windows.h>.  Elsewhere they are made here with the same sizes,
 * layouts and values, and WCHAR has 16 bits so that records are the same on every system.  Follows
 * the data types of the Windows SDK and, for numbers, the published system error codes.
 */
#ifndef NTMS_WINTYPES_H
#define NTMS_WINTYPES_H

#ifdef _WIN32

#include <windows.h>
#include <winioctl.h> /* the types of devices, where WIN32_LEAN_AND_MEAN leaves them out */

#else

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Calling convention of the exports: there is only one outside 32-bit Windows. */
#define WINAPI
#define CALLBACK

/* ---- plain types ---- */

typedef void VOID;
typedef char CHAR;
typedef uint8_t BYTE;
typedef uint8_t UCHAR;
typedef uint16_t WORD;
typedef int16_t SHORT;
typedef uint16_t USHORT;
typedef int INT;
typedef unsigned int UINT;
typedef int BOOL;
typedef uint8_t BOOLEAN;
typedef int32_t LONG;
typedef uint32_t ULONG;
typedef uint32_t DWORD;
typedef int64_t LONGLONG;
typedef uint64_t ULONGLONG;
typedef uint64_t DWORDLONG;
typedef uintptr_t UINT_PTR;
typedef uintptr_t ULONG_PTR;
typedef uintptr_t DWORD_PTR;

/* The element type of u"...", in C and in C++. */
#ifdef __cplusplus
typedef char16_t WCHAR;
#else
typedef uint_least16_t WCHAR;
#endif

typedef void *PVOID;
typedef void *LPVOID;
typedef const void *LPCVOID;
typedef BYTE *PBYTE;
typedef BYTE *LPBYTE;
typedef WORD *PWORD;
typedef WORD *LPWORD;
typedef BOOL *PBOOL;
typedef BOOL *LPBOOL;
typedef LONG *PLONG;
typedef LONG *LPLONG;
typedef ULONG *PULONG;
typedef DWORD *PDWORD;
typedef DWORD *LPDWORD;
typedef CHAR *PSTR;
typedef CHAR *LPSTR;
typedef const CHAR *PCSTR;
typedef const CHAR *LPCSTR;
typedef WCHAR *PWSTR;
typedef WCHAR *LPWSTR;
typedef const WCHAR *PCWSTR;
typedef const WCHAR *LPCWSTR;

typedef void *HANDLE;
typedef HANDLE *PHANDLE;
typedef HANDLE *LPHANDLE;
typedef struct HWND__ *HWND;

/* ---- structures ---- */

typedef struct _GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;
typedef GUID *LPGUID;

/* A date and time in parts; wDayOfWeek counts from Sunday = 0. */
typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth;
    WORD wDayOfWeek;
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

/* Without the unnamed struct of <windows.h>: write u.LowPart where both systems are meant. */
typedef union _LARGE_INTEGER {
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef DWORD ACCESS_MASK;
typedef DWORD SECURITY_INFORMATION;
typedef void *PSECURITY_DESCRIPTOR;
typedef WORD SECURITY_DESCRIPTOR_CONTROL;
typedef void *PSID;

/* Head of a list of access control entries; they follow it. */
typedef struct _ACL {
    BYTE AclRevision;
    BYTE Sbz1;
    WORD AclSize;
    WORD AceCount;
    WORD Sbz2;
} ACL, *PACL;

/* What every entry begins with. */
typedef struct _ACE_HEADER {
    BYTE AceType;
    BYTE AceFlags;
    WORD AceSize;
} ACE_HEADER, *PACE_HEADER;

/* The absolute form, which points to its parts. */
typedef struct _SECURITY_DESCRIPTOR {
    BYTE Revision;
    BYTE Sbz1;
    SECURITY_DESCRIPTOR_CONTROL Control;
    PSID Owner;
    PSID Group;
    PACL Sacl;
    PACL Dacl;
} SECURITY_DESCRIPTOR;

/* The self-relative form: its parts are that many bytes after its beginning, 0 = none. */
typedef struct _SECURITY_DESCRIPTOR_RELATIVE {
    BYTE Revision;
    BYTE Sbz1;
    SECURITY_DESCRIPTOR_CONTROL Control;
    DWORD Owner;
    DWORD Group;
    DWORD Sacl;
    DWORD Dacl;
} SECURITY_DESCRIPTOR_RELATIVE;

typedef struct _SECURITY_ATTRIBUTES {
    DWORD nLength;
    LPVOID lpSecurityDescriptor;
    BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *PSECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;

/* ---- marks ---- */

#define FALSE                0
#define TRUE                 1
#define MAX_PATH             260
#define MAXDWORD             0xFFFFFFFFu
#define INFINITE             0xFFFFFFFFu
#define INVALID_HANDLE_VALUE ((HANDLE)(intptr_t)-1)

#define OWNER_SECURITY_INFORMATION            0x00000001u
#define GROUP_SECURITY_INFORMATION            0x00000002u
#define DACL_SECURITY_INFORMATION             0x00000004u
#define SACL_SECURITY_INFORMATION             0x00000008u
#define UNPROTECTED_SACL_SECURITY_INFORMATION 0x10000000u
#define UNPROTECTED_DACL_SECURITY_INFORMATION 0x20000000u
#define PROTECTED_SACL_SECURITY_INFORMATION   0x40000000u
#define PROTECTED_DACL_SECURITY_INFORMATION   0x80000000u

#define DELETE                       0x00010000u
#define READ_CONTROL                 0x00020000u
#define WRITE_DAC                    0x00040000u
#define WRITE_OWNER                  0x00080000u
#define ACCESS_SYSTEM_SECURITY       0x01000000u
#define GENERIC_ALL                  0x10000000u
#define GENERIC_EXECUTE              0x20000000u
#define GENERIC_WRITE                0x40000000u
#define GENERIC_READ                 0x80000000u

/* Parts and forms of security descriptors. */
#define SECURITY_DESCRIPTOR_REVISION 1
#define SECURITY_MAX_SID_SIZE        68
#define SID_REVISION                 1
#define SID_MAX_SUB_AUTHORITIES      15
#define ACL_REVISION                 2
#define ACL_REVISION_DS              4

#define SE_OWNER_DEFAULTED       0x0001
#define SE_GROUP_DEFAULTED       0x0002
#define SE_DACL_PRESENT          0x0004
#define SE_DACL_DEFAULTED        0x0008
#define SE_SACL_PRESENT          0x0010
#define SE_SACL_DEFAULTED        0x0020
#define SE_DACL_AUTO_INHERIT_REQ 0x0100
#define SE_SACL_AUTO_INHERIT_REQ 0x0200
#define SE_DACL_AUTO_INHERITED   0x0400
#define SE_SACL_AUTO_INHERITED   0x0800
#define SE_DACL_PROTECTED        0x1000
#define SE_SACL_PROTECTED        0x2000
#define SE_RM_CONTROL_VALID      0x4000
#define SE_SELF_RELATIVE         0x8000

#define ACCESS_ALLOWED_ACE_TYPE                 0x00
#define ACCESS_DENIED_ACE_TYPE                  0x01
#define SYSTEM_AUDIT_ACE_TYPE                   0x02
#define SYSTEM_ALARM_ACE_TYPE                   0x03
#define ACCESS_ALLOWED_COMPOUND_ACE_TYPE        0x04
#define ACCESS_ALLOWED_OBJECT_ACE_TYPE          0x05
#define SYSTEM_ALARM_OBJECT_ACE_TYPE            0x08
#define ACCESS_ALLOWED_CALLBACK_ACE_TYPE        0x09
#define ACCESS_DENIED_CALLBACK_ACE_TYPE         0x0A
#define ACCESS_ALLOWED_CALLBACK_OBJECT_ACE_TYPE 0x0B
#define ACCESS_DENIED_CALLBACK_OBJECT_ACE_TYPE  0x0C
#define SYSTEM_AUDIT_CALLBACK_ACE_TYPE          0x0D
#define SYSTEM_ALARM_CALLBACK_ACE_TYPE          0x0E
#define SYSTEM_AUDIT_CALLBACK_OBJECT_ACE_TYPE   0x0F
#define SYSTEM_ALARM_CALLBACK_OBJECT_ACE_TYPE   0x10
#define SYSTEM_SCOPED_POLICY_ID_ACE_TYPE        0x13

#define OBJECT_INHERIT_ACE                0x01
#define CONTAINER_INHERIT_ACE             0x02
#define NO_PROPAGATE_INHERIT_ACE          0x04
#define INHERIT_ONLY_ACE                  0x08
#define INHERITED_ACE                     0x10
#define ACE_OBJECT_TYPE_PRESENT           0x1
#define ACE_INHERITED_OBJECT_TYPE_PRESENT 0x2

/* Kinds of devices, as NTMS_MEDIATYPEINFORMATION and the type objects of drives report them. */
#define FILE_DEVICE_CD_ROM                0x00000002
#define FILE_DEVICE_CONTROLLER            0x00000004
#define FILE_DEVICE_DISK                  0x00000007
#define FILE_DEVICE_TAPE                  0x0000001f
#define FILE_DEVICE_UNKNOWN               0x00000022
#define FILE_DEVICE_BUS_EXTENDER          0x0000002a
#define FILE_DEVICE_MASS_STORAGE          0x0000002d
#define FILE_DEVICE_CHANGER               0x00000030
#define FILE_DEVICE_DVD                   0x00000033

/* ---- error codes ---- */

#define NO_ERROR                             0
#define ERROR_SUCCESS                        0
#define ERROR_INVALID_FUNCTION               1
#define ERROR_FILE_NOT_FOUND                 2
#define ERROR_PATH_NOT_FOUND                 3
#define ERROR_TOO_MANY_OPEN_FILES            4
#define ERROR_ACCESS_DENIED                  5
#define ERROR_INVALID_HANDLE                 6
#define ERROR_NOT_ENOUGH_MEMORY              8
#define ERROR_BAD_FORMAT                     11
#define ERROR_INVALID_ACCESS                 12
#define ERROR_INVALID_DATA                   13
#define ERROR_OUTOFMEMORY                    14
#define ERROR_INVALID_DRIVE                  15
#define ERROR_NOT_SAME_DEVICE                17
#define ERROR_NO_MORE_FILES                  18
#define ERROR_WRITE_PROTECT                  19
#define ERROR_BAD_UNIT                       20
#define ERROR_NOT_READY                      21
#define ERROR_BAD_COMMAND                    22
#define ERROR_CRC                            23
#define ERROR_BAD_LENGTH                     24
#define ERROR_SEEK                           25
#define ERROR_SECTOR_NOT_FOUND               27
#define ERROR_WRITE_FAULT                    29
#define ERROR_READ_FAULT                     30
#define ERROR_GEN_FAILURE                    31
#define ERROR_SHARING_VIOLATION              32
#define ERROR_LOCK_VIOLATION                 33
#define ERROR_WRONG_DISK                     34
#define ERROR_HANDLE_EOF                     38
#define ERROR_HANDLE_DISK_FULL               39
#define ERROR_NOT_SUPPORTED                  50
#define ERROR_BAD_NETPATH                    53
#define ERROR_NETWORK_BUSY                   54
#define ERROR_DEV_NOT_EXIST                  55
#define ERROR_ADAP_HDW_ERR                   57
#define ERROR_BAD_NET_RESP                   58
#define ERROR_UNEXP_NET_ERR                  59
#define ERROR_NETNAME_DELETED                64
#define ERROR_NETWORK_ACCESS_DENIED          65
#define ERROR_BAD_DEV_TYPE                   66
#define ERROR_FILE_EXISTS                    80
#define ERROR_CANNOT_MAKE                    82
#define ERROR_INVALID_PASSWORD               86
#define ERROR_INVALID_PARAMETER              87
#define ERROR_BROKEN_PIPE                    109
#define ERROR_OPEN_FAILED                    110
#define ERROR_BUFFER_OVERFLOW                111
#define ERROR_DISK_FULL                      112
#define ERROR_CALL_NOT_IMPLEMENTED           120
#define ERROR_SEM_TIMEOUT                    121
#define ERROR_INSUFFICIENT_BUFFER            122
#define ERROR_INVALID_NAME                   123
#define ERROR_MOD_NOT_FOUND                  126
#define ERROR_PROC_NOT_FOUND                 127
#define ERROR_DIR_NOT_EMPTY                  145
#define ERROR_NOT_LOCKED                     158
#define ERROR_BAD_ARGUMENTS                  160
#define ERROR_BAD_PATHNAME                   161
#define ERROR_BUSY                           170
#define ERROR_ALREADY_EXISTS                 183
#define ERROR_FILENAME_EXCED_RANGE           206
#define ERROR_FILE_TOO_LARGE                 223
#define ERROR_NO_DATA                        232
#define ERROR_MORE_DATA                      234
#define WAIT_TIMEOUT                         258
#define ERROR_NO_MORE_ITEMS                  259
#define ERROR_DIRECTORY                      267
#define ERROR_INVALID_ADDRESS                487
#define ERROR_ARITHMETIC_OVERFLOW            534
#define ERROR_OPERATION_ABORTED              995
#define ERROR_IO_PENDING                     997
#define ERROR_NOACCESS                       998
#define ERROR_INVALID_FLAGS                  1004
#define ERROR_UNRECOGNIZED_VOLUME            1005
#define ERROR_FILE_INVALID                   1006
#define ERROR_BADDB                          1009

/* Tapes and changers, as device drivers report them. */
#define ERROR_END_OF_MEDIA                   1100
#define ERROR_FILEMARK_DETECTED              1101
#define ERROR_BEGINNING_OF_MEDIA             1102
#define ERROR_SETMARK_DETECTED               1103
#define ERROR_NO_DATA_DETECTED               1104
#define ERROR_PARTITION_FAILURE              1105
#define ERROR_INVALID_BLOCK_LENGTH           1106
#define ERROR_DEVICE_NOT_PARTITIONED         1107
#define ERROR_UNABLE_TO_LOCK_MEDIA           1108
#define ERROR_UNABLE_TO_UNLOAD_MEDIA         1109
#define ERROR_MEDIA_CHANGED                  1110
#define ERROR_BUS_RESET                      1111
#define ERROR_NO_MEDIA_IN_DRIVE              1112
#define ERROR_NO_UNICODE_TRANSLATION         1113
#define ERROR_IO_DEVICE                      1117
#define ERROR_POSSIBLE_DEADLOCK              1131
#define ERROR_SOURCE_ELEMENT_EMPTY           1160
#define ERROR_DESTINATION_ELEMENT_FULL       1161
#define ERROR_ILLEGAL_ELEMENT_ADDRESS        1162
#define ERROR_MAGAZINE_NOT_PRESENT           1163
#define ERROR_DEVICE_REINITIALIZATION_NEEDED 1164
#define ERROR_DEVICE_REQUIRES_CLEANING       1165
#define ERROR_DEVICE_DOOR_OPEN               1166
#define ERROR_DEVICE_NOT_CONNECTED           1167
#define ERROR_NOT_FOUND                      1168

/* Network, security and system. */
#define ERROR_BAD_DEVICE                     1200
#define ERROR_CONNECTION_UNAVAIL             1201
#define ERROR_INVALID_COMPUTERNAME           1210
#define ERROR_NO_NETWORK                     1222
#define ERROR_CANCELLED                      1223
#define ERROR_CONNECTION_REFUSED             1225
#define ERROR_GRACEFUL_DISCONNECT            1226
#define ERROR_CONNECTION_INVALID             1229
#define ERROR_NETWORK_UNREACHABLE            1231
#define ERROR_HOST_UNREACHABLE               1232
#define ERROR_PROTOCOL_UNREACHABLE           1233
#define ERROR_PORT_UNREACHABLE               1234
#define ERROR_REQUEST_ABORTED                1235
#define ERROR_CONNECTION_ABORTED             1236
#define ERROR_RETRY                          1237
#define ERROR_INCORRECT_ADDRESS              1241
#define ERROR_NOT_AUTHENTICATED              1244
#define ERROR_REVISION_MISMATCH              1306
#define ERROR_PRIVILEGE_NOT_HELD             1314
#define ERROR_LOGON_FAILURE                  1326
#define ERROR_NONE_MAPPED                    1332
#define ERROR_INVALID_ACL                    1336
#define ERROR_INVALID_SID                    1337
#define ERROR_INVALID_SECURITY_DESCR         1338
#define ERROR_NO_SECURITY_ON_OBJECT          1350
#define ERROR_INTERNAL_ERROR                 1359
#define ERROR_BAD_DESCRIPTOR_FORMAT          1361
#define ERROR_FILE_CORRUPT                   1392
#define ERROR_DISK_CORRUPT                   1393
#define ERROR_NO_SYSTEM_RESOURCES            1450
#define ERROR_TIMEOUT                        1460
#define ERROR_UNKNOWN_PROPERTY               1608
#define ERROR_DATATYPE_MISMATCH              1629
#define RPC_S_SERVER_UNAVAILABLE             1722
#define RPC_S_INVALID_BOUND                  1734
#define ERROR_UNRECOGNIZED_MEDIA             1785
#define RPC_S_NO_INTERFACES                  1817
#define ERROR_NOT_CONNECTED                  2250
#define ERROR_DEVICE_IN_USE                  2404
#define ERROR_RESOURCE_NOT_AVAILABLE         5006
#define ERROR_INVALID_STATE                  5023

/* Removable Storage. */
#define ERROR_INVALID_MEDIA                  4300
#define ERROR_INVALID_LIBRARY                4301
#define ERROR_INVALID_MEDIA_POOL             4302
#define ERROR_DRIVE_MEDIA_MISMATCH           4303
#define ERROR_MEDIA_OFFLINE                  4304
#define ERROR_LIBRARY_OFFLINE                4305
#define ERROR_EMPTY                          4306
#define ERROR_NOT_EMPTY                      4307
#define ERROR_MEDIA_UNAVAILABLE              4308
#define ERROR_RESOURCE_DISABLED              4309
#define ERROR_INVALID_CLEANER                4310
#define ERROR_UNABLE_TO_CLEAN                4311
#define ERROR_OBJECT_NOT_FOUND               4312
#define ERROR_DATABASE_FAILURE               4313
#define ERROR_DATABASE_FULL                  4314
#define ERROR_MEDIA_INCOMPATIBLE             4315
#define ERROR_RESOURCE_NOT_PRESENT           4316
#define ERROR_INVALID_OPERATION              4317
#define ERROR_MEDIA_NOT_AVAILABLE            4318
#define ERROR_DEVICE_NOT_AVAILABLE           4319
#define ERROR_REQUEST_REFUSED                4320
#define ERROR_INVALID_DRIVE_OBJECT           4321
#define ERROR_LIBRARY_FULL                   4322
#define ERROR_MEDIUM_NOT_ACCESSIBLE          4323
#define ERROR_UNABLE_TO_LOAD_MEDIUM          4324
#define ERROR_UNABLE_TO_INVENTORY_DRIVE      4325
#define ERROR_UNABLE_TO_INVENTORY_SLOT       4326
#define ERROR_UNABLE_TO_INVENTORY_TRANSPORT  4327
#define ERROR_TRANSPORT_FULL                 4328
#define ERROR_CONTROLLING_IEPORT             4329
#define ERROR_UNABLE_TO_EJECT_MOUNTED_MEDIA  4330
#define ERROR_CLEANER_SLOT_SET               4331
#define ERROR_CLEANER_SLOT_NOT_SET           4332
#define ERROR_CLEANER_CARTRIDGE_SPENT        4333
#define ERROR_UNEXPECTED_OMID                4334
#define ERROR_CANT_DELETE_LAST_ITEM          4335
#define ERROR_MESSAGE_EXCEEDS_MAX_SIZE       4336
#define ERROR_VOLUME_CONTAINS_SYS_FILES      4337
#define ERROR_INDIGENOUS_TYPE                4338
#define ERROR_NO_SUPPORTING_DRIVES           4339
#define ERROR_CLEANER_CARTRIDGE_INSTALLED    4340
#define ERROR_IEPORT_FULL                    4341
#define ERROR_FILE_OFFLINE                   4350

/*
 * The calling thread's last error, which tells why OpenNtmsSession or OpenNtmsNotification gave no
 * handle.  Exported by the library beside the 75 functions, since these systems have none of their
 * own.
 */
DWORD WINAPI GetLastError(void);
void WINAPI SetLastError(DWORD dwErrCode);

#ifdef __cplusplus
}
#endif

#endif /* !_WIN32 */

#endif
