/*
 * The exported functions that have no code of their own yet: each refuses with
 * ERROR_CALL_NOT_IMPLEMENTED and touches nothing.  A function leaves this list for the file of its
 * subject when it is written, so that all 75 exist from the first day on.
 */
#include "ntmsapi.h"

#define NOT_YET_1(name, T1)                \
    DWORD WINAPI name(T1 a)                \
    {                                      \
        (void)a;                           \
        return ERROR_CALL_NOT_IMPLEMENTED; \
    }

#define NOT_YET_2(name, T1, T2)            \
    DWORD WINAPI name(T1 a, T2 b)          \
    {                                      \
        (void)a;                           \
        (void)b;                           \
        return ERROR_CALL_NOT_IMPLEMENTED; \
    }

#define NOT_YET_3(name, T1, T2, T3)        \
    DWORD WINAPI name(T1 a, T2 b, T3 c)    \
    {                                      \
        (void)a;                           \
        (void)b;                           \
        (void)c;                           \
        return ERROR_CALL_NOT_IMPLEMENTED; \
    }

#define NOT_YET_4(name, T1, T2, T3, T4)       \
    DWORD WINAPI name(T1 a, T2 b, T3 c, T4 d) \
    {                                         \
        (void)a;                              \
        (void)b;                              \
        (void)c;                              \
        (void)d;                              \
        return ERROR_CALL_NOT_IMPLEMENTED;    \
    }

#define NOT_YET_5(name, T1, T2, T3, T4, T5)         \
    DWORD WINAPI name(T1 a, T2 b, T3 c, T4 d, T5 e) \
    {                                               \
        (void)a;                                    \
        (void)b;                                    \
        (void)c;                                    \
        (void)d;                                    \
        (void)e;                                    \
        return ERROR_CALL_NOT_IMPLEMENTED;          \
    }

#define NOT_YET_6(name, T1, T2, T3, T4, T5, T6)           \
    DWORD WINAPI name(T1 a, T2 b, T3 c, T4 d, T5 e, T6 f) \
    {                                                     \
        (void)a;                                          \
        (void)b;                                          \
        (void)c;                                          \
        (void)d;                                          \
        (void)e;                                          \
        (void)f;                                          \
        return ERROR_CALL_NOT_IMPLEMENTED;                \
    }

#define NOT_YET_7(name, T1, T2, T3, T4, T5, T6, T7)             \
    DWORD WINAPI name(T1 a, T2 b, T3 c, T4 d, T5 e, T6 f, T7 g) \
    {                                                           \
        (void)a;                                                \
        (void)b;                                                \
        (void)c;                                                \
        (void)d;                                                \
        (void)e;                                                \
        (void)f;                                                \
        (void)g;                                                \
        return ERROR_CALL_NOT_IMPLEMENTED;                      \
    }

#define NOT_YET_8(name, T1, T2, T3, T4, T5, T6, T7, T8)               \
    DWORD WINAPI name(T1 a, T2 b, T3 c, T4 d, T5 e, T6 f, T7 g, T8 h) \
    {                                                                 \
        (void)a;                                                      \
        (void)b;                                                      \
        (void)c;                                                      \
        (void)d;                                                      \
        (void)e;                                                      \
        (void)f;                                                      \
        (void)g;                                                      \
        (void)h;                                                      \
        return ERROR_CALL_NOT_IMPLEMENTED;                            \
    }

static HANDLE no_handle(void)
{
    SetLastError(ERROR_CALL_NOT_IMPLEMENTED);
    return INVALID_HANDLE_VALUE;
}

#define NO_HANDLE_2(name, T1, T2)  \
    HANDLE WINAPI name(T1 a, T2 b) \
    {                              \
        (void)a;                   \
        (void)b;                   \
        return no_handle();        \
    }

#define NO_HANDLE_3(name, T1, T2, T3)    \
    HANDLE WINAPI name(T1 a, T2 b, T3 c) \
    {                                    \
        (void)a;                         \
        (void)b;                         \
        (void)c;                         \
        return no_handle();              \
    }

/* clang-format off */
NOT_YET_3(AccessNtmsLibraryDoor, HANDLE, LPNTMS_GUID, DWORD)
NOT_YET_3(AddNtmsMediaType, HANDLE, LPNTMS_GUID, LPNTMS_GUID)
NOT_YET_7(AllocateNtmsMedia, HANDLE, LPNTMS_GUID, LPNTMS_GUID, LPNTMS_GUID, DWORD, DWORD,
    LPNTMS_ALLOCATION_INFORMATION)
NOT_YET_2(BeginNtmsDeviceChangeDetection, HANDLE, LPHANDLE)
NOT_YET_2(CancelNtmsLibraryRequest, HANDLE, LPNTMS_GUID)
NOT_YET_2(CancelNtmsOperatorRequest, HANDLE, LPNTMS_GUID)
NOT_YET_3(ChangeNtmsMediaType, HANDLE, LPNTMS_GUID, LPNTMS_GUID)
NOT_YET_2(CleanNtmsDrive, HANDLE, LPNTMS_GUID)
NOT_YET_1(CloseNtmsNotification, HANDLE)
NOT_YET_1(CloseNtmsSession, HANDLE)
NOT_YET_4(CreateNtmsMediaA, HANDLE, LPNTMS_OBJECTINFORMATIONA, LPNTMS_OBJECTINFORMATIONA, DWORD)
NOT_YET_6(CreateNtmsMediaPoolA, HANDLE, LPCSTR, LPNTMS_GUID, DWORD, LPSECURITY_ATTRIBUTES,
    LPNTMS_GUID)
NOT_YET_6(CreateNtmsMediaPoolW, HANDLE, LPCWSTR, LPNTMS_GUID, DWORD, LPSECURITY_ATTRIBUTES,
    LPNTMS_GUID)
NOT_YET_4(CreateNtmsMediaW, HANDLE, LPNTMS_OBJECTINFORMATIONW, LPNTMS_OBJECTINFORMATIONW, DWORD)
NOT_YET_3(DeallocateNtmsMedia, HANDLE, LPNTMS_GUID, DWORD)
NOT_YET_2(DecommissionNtmsMedia, HANDLE, LPNTMS_GUID)
NOT_YET_2(DeleteNtmsDrive, HANDLE, LPNTMS_GUID)
NOT_YET_2(DeleteNtmsLibrary, HANDLE, LPNTMS_GUID)
NOT_YET_2(DeleteNtmsMedia, HANDLE, LPNTMS_GUID)
NOT_YET_2(DeleteNtmsMediaPool, HANDLE, LPNTMS_GUID)
NOT_YET_3(DeleteNtmsMediaType, HANDLE, LPNTMS_GUID, LPNTMS_GUID)
NOT_YET_4(DeleteNtmsRequests, HANDLE, LPNTMS_GUID, DWORD, DWORD)
NOT_YET_3(DisableNtmsObject, HANDLE, DWORD, LPNTMS_GUID)
NOT_YET_2(DismountNtmsDrive, HANDLE, LPNTMS_GUID)
NOT_YET_4(DismountNtmsMedia, HANDLE, LPNTMS_GUID, DWORD, DWORD)
NOT_YET_6(DoEjectFromSADriveW, LPVOID, LPVOID, LPVOID, LPVOID, LPVOID, LPVOID)
NOT_YET_7(EjectDiskFromSADriveA, LPCSTR, LPCSTR, LPCSTR, HWND, LPCSTR, LPCSTR, DWORD)
NOT_YET_7(EjectDiskFromSADriveW, LPCWSTR, LPCWSTR, LPCWSTR, HWND, LPCWSTR, LPCWSTR, DWORD)
NOT_YET_4(EjectNtmsCleaner, HANDLE, LPNTMS_GUID, LPNTMS_GUID, DWORD)
NOT_YET_4(EjectNtmsMedia, HANDLE, LPNTMS_GUID, LPNTMS_GUID, DWORD)
NOT_YET_3(EnableNtmsObject, HANDLE, DWORD, LPNTMS_GUID)
NOT_YET_2(EndNtmsDeviceChangeDetection, HANDLE, HANDLE)
NOT_YET_6(EnumerateNtmsObject, HANDLE, const LPNTMS_GUID, LPNTMS_GUID, LPDWORD, DWORD, DWORD)
NOT_YET_1(ExportNtmsDatabase, HANDLE)
NOT_YET_4(GetNtmsMediaPoolNameA, HANDLE, LPNTMS_GUID, LPSTR, LPDWORD)
NOT_YET_4(GetNtmsMediaPoolNameW, HANDLE, LPNTMS_GUID, LPWSTR, LPDWORD)
NOT_YET_6(GetNtmsObjectAttributeA, HANDLE, LPNTMS_GUID, DWORD, LPCSTR, LPVOID, LPDWORD)
NOT_YET_6(GetNtmsObjectAttributeW, HANDLE, LPNTMS_GUID, DWORD, LPCWSTR, LPVOID, LPDWORD)
NOT_YET_3(GetNtmsObjectInformationA, HANDLE, LPNTMS_GUID, LPNTMS_OBJECTINFORMATIONA)
NOT_YET_3(GetNtmsObjectInformationW, HANDLE, LPNTMS_GUID, LPNTMS_OBJECTINFORMATIONW)
NOT_YET_7(GetNtmsObjectSecurity, HANDLE, LPNTMS_GUID, DWORD, SECURITY_INFORMATION,
    PSECURITY_DESCRIPTOR, DWORD, LPDWORD)
NOT_YET_3(GetNtmsRequestOrder, HANDLE, LPNTMS_GUID, LPDWORD)
NOT_YET_5(GetNtmsUIOptionsA, HANDLE, const LPNTMS_GUID, DWORD, LPSTR, LPDWORD)
NOT_YET_5(GetNtmsUIOptionsW, HANDLE, const LPNTMS_GUID, DWORD, LPWSTR, LPDWORD)
NOT_YET_3(GetVolumesFromDriveA, LPSTR, LPSTR *, LPSTR *)
NOT_YET_3(GetVolumesFromDriveW, LPWSTR, LPWSTR *, LPWSTR *)
NOT_YET_3(IdentifyNtmsSlot, HANDLE, LPNTMS_GUID, DWORD)
NOT_YET_1(ImportNtmsDatabase, HANDLE)
NOT_YET_5(InjectNtmsCleaner, HANDLE, LPNTMS_GUID, LPNTMS_GUID, DWORD, DWORD)
NOT_YET_4(InjectNtmsMedia, HANDLE, LPNTMS_GUID, LPNTMS_GUID, DWORD)
NOT_YET_3(InventoryNtmsLibrary, HANDLE, LPNTMS_GUID, DWORD)
NOT_YET_8(MountNtmsMedia, HANDLE, LPNTMS_GUID, LPNTMS_GUID, DWORD, DWORD, int, DWORD,
    LPNTMS_MOUNT_INFORMATION)
NOT_YET_3(MoveToNtmsMediaPool, HANDLE, LPNTMS_GUID, LPNTMS_GUID)
NO_HANDLE_2(OpenNtmsNotification, HANDLE, DWORD)
NO_HANDLE_3(OpenNtmsSessionA, LPCSTR, LPCSTR, DWORD)
NO_HANDLE_3(OpenNtmsSessionW, LPCWSTR, LPCWSTR, DWORD)
NOT_YET_2(ReleaseNtmsCleanerSlot, HANDLE, LPNTMS_GUID)
NOT_YET_3(ReserveNtmsCleanerSlot, HANDLE, LPNTMS_GUID, LPNTMS_GUID)
NOT_YET_2(SatisfyNtmsOperatorRequest, HANDLE, LPNTMS_GUID)
NOT_YET_5(SetNtmsDeviceChangeDetection, HANDLE, HANDLE, LPNTMS_GUID, DWORD, DWORD)
NOT_YET_2(SetNtmsMediaComplete, HANDLE, LPNTMS_GUID)
NOT_YET_6(SetNtmsObjectAttributeA, HANDLE, LPNTMS_GUID, DWORD, LPCSTR, LPVOID, DWORD)
NOT_YET_6(SetNtmsObjectAttributeW, HANDLE, LPNTMS_GUID, DWORD, LPCWSTR, LPVOID, DWORD)
NOT_YET_3(SetNtmsObjectInformationA, HANDLE, LPNTMS_GUID, LPNTMS_OBJECTINFORMATIONA)
NOT_YET_3(SetNtmsObjectInformationW, HANDLE, LPNTMS_GUID, LPNTMS_OBJECTINFORMATIONW)
NOT_YET_5(SetNtmsObjectSecurity, HANDLE, LPNTMS_GUID, DWORD, SECURITY_INFORMATION,
    PSECURITY_DESCRIPTOR)
NOT_YET_3(SetNtmsRequestOrder, HANDLE, LPNTMS_GUID, DWORD)
NOT_YET_5(SetNtmsUIOptionsA, HANDLE, const LPNTMS_GUID, DWORD, DWORD, LPCSTR)
NOT_YET_5(SetNtmsUIOptionsW, HANDLE, const LPNTMS_GUID, DWORD, DWORD, LPCWSTR)
NOT_YET_6(SubmitNtmsOperatorRequestA, HANDLE, DWORD, LPCSTR, LPNTMS_GUID, LPNTMS_GUID, LPNTMS_GUID)
NOT_YET_6(SubmitNtmsOperatorRequestW, HANDLE, DWORD, LPCWSTR, LPNTMS_GUID, LPNTMS_GUID, LPNTMS_GUID)
NOT_YET_3(SwapNtmsMedia, HANDLE, LPNTMS_GUID, LPNTMS_GUID)
NOT_YET_5(UpdateNtmsOmidInfo, HANDLE, LPNTMS_GUID, DWORD, DWORD, LPVOID)
NOT_YET_3(WaitForNtmsNotification, HANDLE, LPNTMS_NOTIFICATIONINFORMATION, DWORD)
NOT_YET_3(WaitForNtmsOperatorRequest, HANDLE, LPNTMS_GUID, DWORD)
/* clang-format on */
