/*
 * EjectDiskFromSADrive, GetVolumesFromDrive, and DoEjectFromSADriveW, of which nobody knows what it did.
 * None has a session argument: the first opens one of its own, the others need none.
 */
#include "api/call.h"
#include "api/text_aw.h"
#include "ntmsapi.h"
#include "platform/local.h"
#include "platform/text.h"
#include "work/drive_eject.h"
#include "work/system.h"

/* More than any computer's or device's name has, so that a longer one is still wrong when it was cut. */
enum { SERVER_ROOM = 512, DEVICE_ROOM = 512, TEXT_ROOM = 1024 };

/* ---- EjectDiskFromSADrive ---- */

static rsm_error eject_in_session(const WCHAR *server, const WCHAR *application,
                                  const struct rsm_disks_ejection *ejection)
{
    struct rsm_session *session = NULL;
    HANDLE handle;
    rsm_error err = rsm_system_open_session(server, application, &handle);

    if (err != ERROR_SUCCESS)
        return err;
    err = rsm_session_get(handle, &session);
    if (err == ERROR_SUCCESS)
        err = rsm_drive_eject(session, ejection);
    rsm_session_release(session);
    (void)rsm_system_close_session(handle);
    return err;
}

DWORD WINAPI EjectDiskFromSADriveW(LPCWSTR lpComputerName, LPCWSTR lpAppName, LPCWSTR lpDeviceName,
                                   HWND hWnd, LPCWSTR lpTitle, LPCWSTR lpMessage, DWORD dwOptions)
{
    const struct rsm_disks_ejection ejection = {lpDeviceName, dwOptions, hWnd, lpTitle, lpMessage};
    rsm_error err = ERROR_SUCCESS;

    if (lpDeviceName == NULL || dwOptions > NTMS_EJECT_ASK_USER)
        err = ERROR_INVALID_PARAMETER;
    if (err == ERROR_SUCCESS)
        err = eject_in_session(lpComputerName, lpAppName, &ejection);
    return rsm_call_end(__func__, NULL, err);
}

DWORD WINAPI EjectDiskFromSADriveA(LPCSTR lpComputerName, LPCSTR lpAppName, LPCSTR lpDeviceName,
                                   HWND hWnd, LPCSTR lpTitle, LPCSTR lpMessage, DWORD dwOptions)
{
    WCHAR server[SERVER_ROOM];
    WCHAR application[NTMS_APPLICATIONNAME_LENGTH];
    WCHAR device[DEVICE_ROOM];
    WCHAR title[TEXT_ROOM];
    WCHAR message[TEXT_ROOM];

    return EjectDiskFromSADriveW(
        rsm_text_aw_input(lpComputerName, server, SERVER_ROOM),
        rsm_text_aw_input(lpAppName, application, NTMS_APPLICATIONNAME_LENGTH),
        rsm_text_aw_input(lpDeviceName, device, DEVICE_ROOM), hWnd,
        rsm_text_aw_input(lpTitle, title, TEXT_ROOM),
        rsm_text_aw_input(lpMessage, message, TEXT_ROOM), dwOptions);
}

DWORD WINAPI DoEjectFromSADriveW(LPVOID lpArgument1, LPVOID lpArgument2, LPVOID lpArgument3,
                                 LPVOID lpArgument4, LPVOID lpArgument5, LPVOID lpArgument6)
{
    (void)lpArgument1;
    (void)lpArgument2;
    (void)lpArgument3;
    (void)lpArgument4;
    (void)lpArgument5;
    (void)lpArgument6;
    return rsm_call_end(__func__, NULL, ERROR_CALL_NOT_IMPLEMENTED);
}

/* ---- GetVolumesFromDrive ---- */

/* What becomes the caller's: WCHAR or char.  Both or none. */
struct given {
    void *name;
    void *letter;
};

static void *copy_wide(const WCHAR *text)
{
    size_t room = rsm_text_length(text, RSM_VOLUMES_NAME_ROOM) + 1;
    WCHAR *copy = rsm_local_allocate(room * sizeof *copy);

    if (copy != NULL)
        (void)rsm_text_copy(copy, room, text);
    return copy;
}

/* There are only ASCII characters in these texts. */
static void *copy_ansi(const WCHAR *text)
{
    size_t room = rsm_text_length(text, RSM_VOLUMES_NAME_ROOM) + 1;
    char *copy = rsm_local_allocate(room);

    if (copy != NULL)
        (void)rsm_text_to_ansi(copy, room, text, RSM_TEXT_TERMINATED);
    return copy;
}

static rsm_error give(const WCHAR *drive, void *(*copy)(const WCHAR *text), struct given *given_out)
{
    struct rsm_volume volume;
    rsm_error err = rsm_volumes_find_best(rsm_system_volumes(), drive, &volume);

    if (err != ERROR_SUCCESS)
        return err;
    given_out->name = copy(volume.name);
    given_out->letter = copy(volume.letter);
    if (given_out->name != NULL && given_out->letter != NULL)
        return ERROR_SUCCESS;
    rsm_local_free(given_out->name);
    rsm_local_free(given_out->letter);
    given_out->name = NULL;
    given_out->letter = NULL;
    return ERROR_NOT_ENOUGH_MEMORY;
}

DWORD WINAPI GetVolumesFromDriveW(LPWSTR pszDriveName, LPWSTR *VolumeNameBufferPtr,
                                  LPWSTR *DriveLetterBufferPtr)
{
    struct given given = {NULL, NULL};
    rsm_error err = ERROR_INVALID_PARAMETER;

    if (pszDriveName != NULL && VolumeNameBufferPtr != NULL && DriveLetterBufferPtr != NULL)
        err = give(pszDriveName, copy_wide, &given);
    if (VolumeNameBufferPtr != NULL)
        *VolumeNameBufferPtr = given.name;
    if (DriveLetterBufferPtr != NULL)
        *DriveLetterBufferPtr = given.letter;
    return rsm_call_end(__func__, NULL, err);
}

DWORD WINAPI GetVolumesFromDriveA(LPSTR pszDriveName, LPSTR *VolumeNameBufferPtr,
                                  LPSTR *DriveLetterBufferPtr)
{
    struct given given = {NULL, NULL};
    WCHAR drive[DEVICE_ROOM];
    rsm_error err = ERROR_INVALID_PARAMETER;

    if (pszDriveName != NULL && VolumeNameBufferPtr != NULL && DriveLetterBufferPtr != NULL)
        err = give(rsm_text_aw_input(pszDriveName, drive, DEVICE_ROOM), copy_ansi, &given);
    if (VolumeNameBufferPtr != NULL)
        *VolumeNameBufferPtr = given.name;
    if (DriveLetterBufferPtr != NULL)
        *DriveLetterBufferPtr = given.letter;
    return rsm_call_end(__func__, NULL, err);
}
