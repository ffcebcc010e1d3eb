/*
 * The type of every exported function, as documented.  Included after the headers to be checked:
 * ours, or others'.  A wrong type does not compile; a function without a check fails the test.
 */
#include "abi/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

/* clang-format off */
#define PROTOTYPES(P) \
    P(DWORD, AccessNtmsLibraryDoor, (HANDLE, LPNTMS_GUID, DWORD)) \
    P(DWORD, AddNtmsMediaType, (HANDLE, LPNTMS_GUID, LPNTMS_GUID)) \
    P(DWORD, AllocateNtmsMedia, (HANDLE, LPNTMS_GUID, LPNTMS_GUID, LPNTMS_GUID, DWORD, DWORD, \
        LPNTMS_ALLOCATION_INFORMATION)) \
    P(DWORD, BeginNtmsDeviceChangeDetection, (HANDLE, LPHANDLE)) \
    P(DWORD, CancelNtmsLibraryRequest, (HANDLE, LPNTMS_GUID)) \
    P(DWORD, CancelNtmsOperatorRequest, (HANDLE, LPNTMS_GUID)) \
    P(DWORD, ChangeNtmsMediaType, (HANDLE, LPNTMS_GUID, LPNTMS_GUID)) \
    P(DWORD, CleanNtmsDrive, (HANDLE, LPNTMS_GUID)) \
    P(DWORD, CloseNtmsNotification, (HANDLE)) \
    P(DWORD, CloseNtmsSession, (HANDLE)) \
    P(DWORD, CreateNtmsMediaA, (HANDLE, LPNTMS_OBJECTINFORMATIONA, LPNTMS_OBJECTINFORMATIONA, \
        DWORD)) \
    P(DWORD, CreateNtmsMediaPoolA, (HANDLE, LPCSTR, LPNTMS_GUID, DWORD, LPSECURITY_ATTRIBUTES, \
        LPNTMS_GUID)) \
    P(DWORD, CreateNtmsMediaPoolW, (HANDLE, LPCWSTR, LPNTMS_GUID, DWORD, LPSECURITY_ATTRIBUTES, \
        LPNTMS_GUID)) \
    P(DWORD, CreateNtmsMediaW, (HANDLE, LPNTMS_OBJECTINFORMATIONW, LPNTMS_OBJECTINFORMATIONW, \
        DWORD)) \
    P(DWORD, DeallocateNtmsMedia, (HANDLE, LPNTMS_GUID, DWORD)) \
    P(DWORD, DecommissionNtmsMedia, (HANDLE, LPNTMS_GUID)) \
    P(DWORD, DeleteNtmsDrive, (HANDLE, LPNTMS_GUID)) \
    P(DWORD, DeleteNtmsLibrary, (HANDLE, LPNTMS_GUID)) \
    P(DWORD, DeleteNtmsMedia, (HANDLE, LPNTMS_GUID)) \
    P(DWORD, DeleteNtmsMediaPool, (HANDLE, LPNTMS_GUID)) \
    P(DWORD, DeleteNtmsMediaType, (HANDLE, LPNTMS_GUID, LPNTMS_GUID)) \
    P(DWORD, DeleteNtmsRequests, (HANDLE, LPNTMS_GUID, DWORD, DWORD)) \
    P(DWORD, DisableNtmsObject, (HANDLE, DWORD, LPNTMS_GUID)) \
    P(DWORD, DismountNtmsDrive, (HANDLE, LPNTMS_GUID)) \
    P(DWORD, DismountNtmsMedia, (HANDLE, LPNTMS_GUID, DWORD, DWORD)) \
    P(DWORD, EjectDiskFromSADriveA, (LPCSTR, LPCSTR, LPCSTR, HWND, LPCSTR, LPCSTR, DWORD)) \
    P(DWORD, EjectDiskFromSADriveW, (LPCWSTR, LPCWSTR, LPCWSTR, HWND, LPCWSTR, LPCWSTR, DWORD)) \
    P(DWORD, EjectNtmsCleaner, (HANDLE, LPNTMS_GUID, LPNTMS_GUID, DWORD)) \
    P(DWORD, EjectNtmsMedia, (HANDLE, LPNTMS_GUID, LPNTMS_GUID, DWORD)) \
    P(DWORD, EnableNtmsObject, (HANDLE, DWORD, LPNTMS_GUID)) \
    P(DWORD, EndNtmsDeviceChangeDetection, (HANDLE, HANDLE)) \
    P(DWORD, EnumerateNtmsObject, (HANDLE, const LPNTMS_GUID, LPNTMS_GUID, LPDWORD, DWORD, \
        DWORD)) \
    P(DWORD, ExportNtmsDatabase, (HANDLE)) \
    P(DWORD, GetNtmsMediaPoolNameA, (HANDLE, LPNTMS_GUID, LPSTR, LPDWORD)) \
    P(DWORD, GetNtmsMediaPoolNameW, (HANDLE, LPNTMS_GUID, LPWSTR, LPDWORD)) \
    P(DWORD, GetNtmsObjectAttributeA, (HANDLE, LPNTMS_GUID, DWORD, LPCSTR, LPVOID, LPDWORD)) \
    P(DWORD, GetNtmsObjectAttributeW, (HANDLE, LPNTMS_GUID, DWORD, LPCWSTR, LPVOID, LPDWORD)) \
    P(DWORD, GetNtmsObjectInformationA, (HANDLE, LPNTMS_GUID, LPNTMS_OBJECTINFORMATIONA)) \
    P(DWORD, GetNtmsObjectInformationW, (HANDLE, LPNTMS_GUID, LPNTMS_OBJECTINFORMATIONW)) \
    P(DWORD, GetNtmsObjectSecurity, (HANDLE, LPNTMS_GUID, DWORD, SECURITY_INFORMATION, \
        PSECURITY_DESCRIPTOR, DWORD, LPDWORD)) \
    P(DWORD, GetNtmsRequestOrder, (HANDLE, LPNTMS_GUID, LPDWORD)) \
    P(DWORD, GetNtmsUIOptionsA, (HANDLE, const LPNTMS_GUID, DWORD, LPSTR, LPDWORD)) \
    P(DWORD, GetNtmsUIOptionsW, (HANDLE, const LPNTMS_GUID, DWORD, LPWSTR, LPDWORD)) \
    P(DWORD, GetVolumesFromDriveA, (LPSTR, LPSTR *, LPSTR *)) \
    P(DWORD, GetVolumesFromDriveW, (LPWSTR, LPWSTR *, LPWSTR *)) \
    P(DWORD, IdentifyNtmsSlot, (HANDLE, LPNTMS_GUID, DWORD)) \
    P(DWORD, ImportNtmsDatabase, (HANDLE)) \
    P(DWORD, InjectNtmsCleaner, (HANDLE, LPNTMS_GUID, LPNTMS_GUID, DWORD, DWORD)) \
    P(DWORD, InjectNtmsMedia, (HANDLE, LPNTMS_GUID, LPNTMS_GUID, DWORD)) \
    P(DWORD, InventoryNtmsLibrary, (HANDLE, LPNTMS_GUID, DWORD)) \
    P(DWORD, MountNtmsMedia, (HANDLE, LPNTMS_GUID, LPNTMS_GUID, DWORD, DWORD, int, DWORD, \
        LPNTMS_MOUNT_INFORMATION)) \
    P(DWORD, MoveToNtmsMediaPool, (HANDLE, LPNTMS_GUID, LPNTMS_GUID)) \
    P(HANDLE, OpenNtmsNotification, (HANDLE, DWORD)) \
    P(HANDLE, OpenNtmsSessionA, (LPCSTR, LPCSTR, DWORD)) \
    P(HANDLE, OpenNtmsSessionW, (LPCWSTR, LPCWSTR, DWORD)) \
    P(DWORD, ReleaseNtmsCleanerSlot, (HANDLE, LPNTMS_GUID)) \
    P(DWORD, ReserveNtmsCleanerSlot, (HANDLE, LPNTMS_GUID, LPNTMS_GUID)) \
    P(DWORD, SatisfyNtmsOperatorRequest, (HANDLE, LPNTMS_GUID)) \
    P(DWORD, SetNtmsDeviceChangeDetection, (HANDLE, HANDLE, LPNTMS_GUID, DWORD, DWORD)) \
    P(DWORD, SetNtmsMediaComplete, (HANDLE, LPNTMS_GUID)) \
    P(DWORD, SetNtmsObjectAttributeA, (HANDLE, LPNTMS_GUID, DWORD, LPCSTR, LPVOID, DWORD)) \
    P(DWORD, SetNtmsObjectAttributeW, (HANDLE, LPNTMS_GUID, DWORD, LPCWSTR, LPVOID, DWORD)) \
    P(DWORD, SetNtmsObjectInformationA, (HANDLE, LPNTMS_GUID, LPNTMS_OBJECTINFORMATIONA)) \
    P(DWORD, SetNtmsObjectInformationW, (HANDLE, LPNTMS_GUID, LPNTMS_OBJECTINFORMATIONW)) \
    P(DWORD, SetNtmsObjectSecurity, (HANDLE, LPNTMS_GUID, DWORD, SECURITY_INFORMATION, \
        PSECURITY_DESCRIPTOR)) \
    P(DWORD, SetNtmsRequestOrder, (HANDLE, LPNTMS_GUID, DWORD)) \
    P(DWORD, SetNtmsUIOptionsA, (HANDLE, const LPNTMS_GUID, DWORD, DWORD, LPCSTR)) \
    P(DWORD, SetNtmsUIOptionsW, (HANDLE, const LPNTMS_GUID, DWORD, DWORD, LPCWSTR)) \
    P(DWORD, SubmitNtmsOperatorRequestA, (HANDLE, DWORD, LPCSTR, LPNTMS_GUID, LPNTMS_GUID, \
        LPNTMS_GUID)) \
    P(DWORD, SubmitNtmsOperatorRequestW, (HANDLE, DWORD, LPCWSTR, LPNTMS_GUID, LPNTMS_GUID, \
        LPNTMS_GUID)) \
    P(DWORD, SwapNtmsMedia, (HANDLE, LPNTMS_GUID, LPNTMS_GUID)) \
    P(DWORD, UpdateNtmsOmidInfo, (HANDLE, LPNTMS_GUID, DWORD, DWORD, LPVOID)) \
    P(DWORD, WaitForNtmsNotification, (HANDLE, LPNTMS_NOTIFICATIONINFORMATION, DWORD)) \
    P(DWORD, WaitForNtmsOperatorRequest, (HANDLE, LPNTMS_GUID, DWORD))

/* With the types said in full, so that the names used above are checked too. */
_Static_assert(_Generic((LPNTMS_GUID *)0, GUID **: 1, default: 0), "LPNTMS_GUID");
_Static_assert(_Generic((LPNTMS_OBJECTINFORMATIONA *)0,
    struct _NTMS_OBJECTINFORMATIONA **: 1, default: 0), "LPNTMS_OBJECTINFORMATIONA");
_Static_assert(_Generic((LPNTMS_OBJECTINFORMATIONW *)0,
    struct _NTMS_OBJECTINFORMATIONW **: 1, default: 0), "LPNTMS_OBJECTINFORMATIONW");
_Static_assert(_Generic((LPNTMS_ALLOCATION_INFORMATION *)0,
    struct _NTMS_ALLOCATION_INFORMATION **: 1, default: 0), "LPNTMS_ALLOCATION_INFORMATION");
_Static_assert(_Generic((LPNTMS_MOUNT_INFORMATION *)0,
    struct _NTMS_MOUNT_INFORMATION **: 1, default: 0), "LPNTMS_MOUNT_INFORMATION");
_Static_assert(_Generic((LPNTMS_NOTIFICATIONINFORMATION *)0,
    struct _NTMS_NOTIFICATIONINFORMATION **: 1, default: 0), "LPNTMS_NOTIFICATIONINFORMATION");

#define CHECK(result, name, parameters) \
    _Static_assert(_Generic(&name, result(WINAPI *) parameters: 1, default: 0), #name);
PROTOTYPES(CHECK)

#define NAME(result, name, parameters) #name,
static const char *const checked[] = {PROTOTYPES(NAME)};
/* clang-format on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_checked(const char *name)
{
    for (size_t i = 0; i < COUNT(checked); i++) {
        if (strcmp(checked[i], name) == 0)
            return true;
    }
    return false;
}

static void every_documented_function_has_its_type_checked(void **state)
{
    struct csv *csv = csv_open("functions.csv");
    size_t seen = 0;

    (void)state;
    while (csv_next(csv)) {
        if (!is_checked(csv_text(csv, "name")))
            fail_msg("%s has no check", csv_text(csv, "name"));
        seen++;
    }
    csv_close(csv);

    assert_int_equal(seen, COUNT(checked));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_documented_function_has_its_type_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
