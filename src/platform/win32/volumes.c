/*
 * Disk devices as Windows shows them.  The box of user32.dll is loaded when somebody is to be asked: a
 * program without windows does not get that DLL for having loaded ours.
 */
#include "platform/volumes.h"

#include "os_wide.h"
#include "platform/clock.h"
#include "platform/text.h"

#include <stdlib.h>
#include <string.h>

#include <winioctl.h>

enum { EXTENTS_MAX = 32, SYSTEM_PATHS_ROOM = 4096 };

/* ---- without a word ---- */

/* What a step must leave as it was: and Windows shows no box about a drive without a medium. */
struct quiet {
    DWORD mode;
    DWORD last_error;
};

static struct quiet be_quiet(void)
{
    struct quiet before = {0, GetLastError()};

    (void)SetThreadErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX, &before.mode);
    return before;
}

static void end_quiet(struct quiet before)
{
    (void)SetThreadErrorMode(before.mode, NULL);
    SetLastError(before.last_error);
}

/* ---- devices ---- */

static HANDLE create(const WCHAR *name, DWORD access)
{
    return CreateFileW(name, access, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0,
                       NULL);
}

/* A compact disc, and a disk that is protected, are opened for reading only. */
static rsm_error open_device(const WCHAR *name, enum rsm_volume_access access, void **device_out)
{
    struct quiet before = be_quiet();
    rsm_error err = ERROR_SUCCESS;
    HANDLE device;

    if (access == RSM_VOLUME_LOOK) {
        device = create(name, 0);
    } else {
        device = create(name, GENERIC_READ | GENERIC_WRITE);
        if (device == INVALID_HANDLE_VALUE &&
            (GetLastError() == ERROR_ACCESS_DENIED || GetLastError() == ERROR_WRITE_PROTECT))
            device = create(name, GENERIC_READ);
    }
    if (device == INVALID_HANDLE_VALUE)
        err = rsm_wide_last_error();
    else
        *device_out = device;
    end_quiet(before);
    return err;
}

static void close_device(void *device)
{
    (void)CloseHandle(device);
}

static rsm_error control(void *device, DWORD code, void *in, DWORD in_size, void *out,
                         DWORD out_size)
{
    struct quiet before = be_quiet();
    rsm_error err = ERROR_SUCCESS;
    DWORD got = 0;

    if (!DeviceIoControl(device, code, in, in_size, out, out_size, &got, NULL))
        err = rsm_wide_last_error();
    end_quiet(before);
    return err;
}

static rsm_error get_number(void *device, struct rsm_volume_number *number_out)
{
    STORAGE_DEVICE_NUMBER number = {0};
    rsm_error err =
        control(device, IOCTL_STORAGE_GET_DEVICE_NUMBER, NULL, 0, &number, sizeof number);

    if (err == ERROR_SUCCESS)
        *number_out = (struct rsm_volume_number){number.DeviceType, number.DeviceNumber,
                                                 number.PartitionNumber};
    return err;
}

static rsm_error get_disks(void *device, DWORD *disks_out, size_t room, size_t *count_out)
{
    union {
        VOLUME_DISK_EXTENTS extents;
        BYTE bytes[sizeof(VOLUME_DISK_EXTENTS) + EXTENTS_MAX * sizeof(DISK_EXTENT)];
    } answer = {0};
    rsm_error err =
        control(device, IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, NULL, 0, &answer, sizeof answer);

    *count_out = 0;
    if (err != ERROR_SUCCESS)
        return err;
    for (DWORD i = 0; i < answer.extents.NumberOfDiskExtents && i < EXTENTS_MAX; i++) {
        if (*count_out < room)
            disks_out[(*count_out)++] = answer.extents.Extents[i].DiskNumber;
    }
    return ERROR_SUCCESS;
}

static bool is_removable(void *device)
{
    STORAGE_PROPERTY_QUERY query = {.PropertyId = StorageDeviceProperty,
                                    .QueryType = PropertyStandardQuery};
    STORAGE_DEVICE_DESCRIPTOR descriptor = {0}; /* its texts do not fit, and are not wanted */

    return control(device, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof query, &descriptor,
                   sizeof descriptor) == ERROR_SUCCESS &&
           descriptor.RemovableMedia;
}

static rsm_error step(void *device, enum rsm_volume_step which)
{
    PREVENT_MEDIA_REMOVAL allow = {.PreventMediaRemoval = FALSE};

    switch (which) {
    case RSM_VOLUME_LOCK:
        return control(device, FSCTL_LOCK_VOLUME, NULL, 0, NULL, 0);
    case RSM_VOLUME_DISMOUNT:
        return control(device, FSCTL_DISMOUNT_VOLUME, NULL, 0, NULL, 0);
    case RSM_VOLUME_ALLOW_REMOVAL:
        return control(device, IOCTL_STORAGE_MEDIA_REMOVAL, &allow, sizeof allow, NULL, 0);
    default:
        return control(device, IOCTL_STORAGE_EJECT_MEDIA, NULL, 0, NULL, 0);
    }
}

/* ---- volumes ---- */

static rsm_error list(bool (*visit)(void *context, const WCHAR *volume), void *context)
{
    struct quiet before = be_quiet();
    WCHAR volume[RSM_VOLUMES_NAME_ROOM];
    HANDLE search = FindFirstVolumeW(volume, RSM_VOLUMES_NAME_ROOM);
    rsm_error err = search == INVALID_HANDLE_VALUE ? rsm_wide_last_error() : ERROR_SUCCESS;

    if (err == ERROR_SUCCESS) {
        while (visit(context, volume)) {
            if (!FindNextVolumeW(search, volume, RSM_VOLUMES_NAME_ROOM)) {
                err = rsm_wide_last_error();
                break;
            }
        }
        (void)FindVolumeClose(search);
    }
    end_quiet(before);
    return err == ERROR_NO_MORE_FILES ? ERROR_SUCCESS : err;
}

/* The paths of a volume, one behind the other and an empty one at the end; to be freed.  NULL = none. */
static WCHAR *paths_of(const WCHAR *volume)
{
    DWORD length = 0;
    WCHAR *paths;

    (void)GetVolumePathNamesForVolumeNameW(volume, NULL, 0, &length);
    paths = length > 0 ? calloc(length + 2u, sizeof *paths) : NULL;
    if (paths != NULL && GetVolumePathNamesForVolumeNameW(volume, paths, length, &length))
        return paths;
    free(paths);
    return NULL;
}

static bool is_root(const WCHAR *path)
{
    return rsm_text_length(path, 4) == 3 && path[1] == u':' && path[2] == u'\\';
}

static void get_letter(const WCHAR *volume, WCHAR letter_out[RSM_VOLUMES_LETTER_ROOM])
{
    struct quiet before = be_quiet();
    WCHAR *paths = paths_of(volume);

    letter_out[0] = 0;
    for (const WCHAR *path = paths; path != NULL && *path != 0 && letter_out[0] == 0;
         path += rsm_text_length(path, RSM_TEXT_TERMINATED) + 1) {
        if (is_root(path)) /* else it is a folder of another volume */
            (void)rsm_text_copy(letter_out, RSM_VOLUMES_LETTER_ROOM, path);
    }
    free(paths);
    end_quiet(before);
}

/* ---- what the system needs ---- */

static bool is_on(const WCHAR *volume, const WCHAR *path)
{
    WCHAR mount_point[MAX_PATH];
    WCHAR name[RSM_VOLUMES_NAME_ROOM];

    return GetVolumePathNameW(path, mount_point, MAX_PATH) &&
           GetVolumeNameForVolumeMountPointW(mount_point, name, RSM_VOLUMES_NAME_ROOM) &&
           rsm_text_equal_no_case(name, volume, RSM_VOLUMES_NAME_ROOM);
}

/* A value of the registry with one text, or many and an empty one at the end; room is in characters, and two
 * of them are left for ends that are missing. */
static bool read_texts(const WCHAR *key_name, const WCHAR *value_name, WCHAR *texts_out, DWORD room)
{
    DWORD size = (DWORD)((room - 2) * sizeof *texts_out);
    DWORD type = REG_NONE;
    LSTATUS status;
    HKEY key;

    memset(texts_out, 0, room * sizeof *texts_out);
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, key_name, 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY, &key))
        return false;
    status = RegQueryValueExW(key, value_name, NULL, &type, (BYTE *)texts_out, &size);
    RegCloseKey(key);
    return status == ERROR_SUCCESS && (type == REG_SZ || type == REG_MULTI_SZ);
}

/* \??\C:\pagefile.sys */
static bool holds_paging_file(const WCHAR *volume)
{
    WCHAR files[SYSTEM_PATHS_ROOM];

    if (!read_texts(L"SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management",
                    L"ExistingPageFiles", files, SYSTEM_PATHS_ROOM))
        return false;
    for (const WCHAR *file = files; *file != 0;
         file += rsm_text_length(file, RSM_TEXT_TERMINATED) + 1) {
        bool native = rsm_text_equal(file, L"\\??\\", 4);

        if (is_on(volume, native ? file + 4 : file))
            return true;
    }
    return false;
}

/* What the computer starts from need not be where Windows is, and has no letter then. */
static bool is_started_from(const WCHAR *volume)
{
    WCHAR partition[MAX_PATH];
    WCHAR device[MAX_PATH];
    WCHAR name[RSM_VOLUMES_NAME_ROOM];
    size_t length = rsm_text_length(volume, RSM_VOLUMES_NAME_ROOM);

    if (length < 5 || !read_texts(L"SYSTEM\\Setup", L"SystemPartition", partition, MAX_PATH))
        return false;
    (void)rsm_text_copy(name, RSM_VOLUMES_NAME_ROOM, volume + 4); /* without \\?\ */
    name[length - 5] = 0;                                         /* and the backslash at its end */
    return QueryDosDeviceW(name, device, MAX_PATH) != 0 &&
           rsm_text_equal_no_case(device, partition, MAX_PATH);
}

static bool holds_system_files(const WCHAR *volume)
{
    struct quiet before = be_quiet();
    WCHAR windows[MAX_PATH];
    bool holds = (GetSystemWindowsDirectoryW(windows, MAX_PATH) != 0 && is_on(volume, windows)) ||
                 is_started_from(volume) || holds_paging_file(volume);

    end_quiet(before);
    return holds;
}

/* ---- asking ---- */

/* A service has a window station too, but one that nobody sees. */
static bool is_seen(HMODULE user)
{
    typedef HWINSTA(WINAPI * station_of_process)(void);
    typedef BOOL(WINAPI * information_of)(HANDLE, int, PVOID, DWORD, LPDWORD);
    station_of_process get_station =
        (station_of_process)(void (*)(void))GetProcAddress(user, "GetProcessWindowStation");
    information_of get_information =
        (information_of)(void (*)(void))GetProcAddress(user, "GetUserObjectInformationW");
    USEROBJECTFLAGS flags = {0};
    HWINSTA station;
    DWORD needed = 0;

    if (get_station == NULL || get_information == NULL)
        return false;
    station = get_station();
    return station != NULL && get_information(station, UOI_FLAGS, &flags, sizeof flags, &needed) &&
           (flags.dwFlags & WSF_VISIBLE) != 0;
}

static int show_box(HMODULE user, HWND owner, const WCHAR *title, const WCHAR *message)
{
    typedef int(WINAPI * message_box)(HWND, LPCWSTR, LPCWSTR, UINT);
    message_box show = (message_box)(void (*)(void))GetProcAddress(user, "MessageBoxW");

    if (show == NULL || !is_seen(user))
        return 0;
    return show(owner, message, title,
                MB_OKCANCEL | MB_ICONWARNING | MB_DEFBUTTON2 | MB_SETFOREGROUND);
}

/* Windows loads user32.dll from its own folder wherever a program looks for DLLs. */
static enum rsm_volume_answer ask(HWND owner, const WCHAR *title, const WCHAR *message)
{
    DWORD last_error = GetLastError();
    HMODULE user = LoadLibraryW(L"user32.dll");
    int answer = user != NULL ? show_box(user, owner, title, message) : 0;

    if (user != NULL)
        (void)FreeLibrary(user);
    SetLastError(last_error);
    switch (answer) {
    case IDOK:
        return RSM_VOLUME_EJECT_IT;
    case IDCANCEL:
        return RSM_VOLUME_LEAVE_IT;
    default: /* no box came up */
        return RSM_VOLUME_NOBODY_THERE;
    }
}

const struct rsm_volume_io rsm_volumes_system = {
    .open = open_device,
    .close = close_device,
    .get_number = get_number,
    .get_disks = get_disks,
    .is_removable = is_removable,
    .list = list,
    .get_letter = get_letter,
    .holds_system_files = holds_system_files,
    .step = step,
    .pause = rsm_clock_sleep_ms,
    .ask = ask,
};
