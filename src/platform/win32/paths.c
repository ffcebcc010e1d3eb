/*
 * Folders and files of Windows, and where an administrator says in the registry that our data
 * lives. All calls are wide; nothing here depends on a code page.
 */
#include "platform/paths.h"

#include "os_wide.h"
#include "platform/paths_os.h"
#include "platform/text.h"

#include <stdlib.h>

#define NTMS_KEY         L"SYSTEM\\CurrentControlSet\\Control\\NTMS"
#define PROFILE_LIST_KEY L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"
#define NAME_ROOM        256
#define FOUND_NAME_ROOM  (3 * MAX_PATH) /* a name of FindNextFileW in UTF-8 */

static rsm_error copy_out(const WCHAR *value, char *value_out, size_t room)
{
    if (rsm_text_to_utf8(value_out, room, value, RSM_TEXT_TERMINATED))
        return ERROR_SUCCESS;
    if (room > 0)
        value_out[0] = 0;
    return ERROR_INSUFFICIENT_BUFFER;
}

rsm_error rsm_paths_environment(const char *name, char *value_out, size_t room)
{
    WCHAR wide_name[NAME_ROOM];
    WCHAR *value;
    DWORD size; /* with the end mark */
    DWORD length;
    rsm_error error = ERROR_INSUFFICIENT_BUFFER; /* it grew while we looked */

    if (room > 0)
        value_out[0] = 0;
    if (!rsm_text_from_utf8(wide_name, NAME_ROOM, name, RSM_TEXT_TERMINATED))
        return ERROR_NOT_FOUND;
    size = GetEnvironmentVariableW(wide_name, NULL, 0);
    if (size == 0)
        return ERROR_NOT_FOUND;
    value = malloc(size * sizeof *value);
    if (value == NULL)
        return ERROR_NOT_ENOUGH_MEMORY;
    length = GetEnvironmentVariableW(wide_name, value, size);
    if (length == 0)
        error = ERROR_NOT_FOUND;
    else if (length < size)
        error = copy_out(value, value_out, room);
    free(value);
    return error;
}

/* A text of HKEY_LOCAL_MACHINE, variables expanded. ERROR_NOT_FOUND when missing or empty. */
static rsm_error read_registry_text(const WCHAR *key_name, const WCHAR *value_name, char *text_out,
                                    size_t room)
{
    WCHAR value[RSM_PATHS_ROOM + 1] = {0}; /* the registry does not promise an end mark */
    WCHAR expanded[RSM_PATHS_ROOM];
    DWORD size = RSM_PATHS_ROOM * sizeof(WCHAR);
    DWORD type = REG_NONE;
    DWORD length;
    HKEY key;
    LSTATUS status;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, key_name, 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY, &key))
        return ERROR_NOT_FOUND;
    status = RegQueryValueExW(key, value_name, NULL, &type, (BYTE *)value, &size);
    RegCloseKey(key);
    if (status == ERROR_MORE_DATA)
        return ERROR_INSUFFICIENT_BUFFER;
    if (status != ERROR_SUCCESS || (type != REG_SZ && type != REG_EXPAND_SZ) || value[0] == 0)
        return ERROR_NOT_FOUND;
    if (type == REG_SZ)
        return copy_out(value, text_out, room);
    length = ExpandEnvironmentStringsW(value, expanded, RSM_PATHS_ROOM);
    if (length == 0 || length > RSM_PATHS_ROOM)
        return ERROR_INSUFFICIENT_BUFFER;
    return copy_out(expanded, text_out, room);
}

/* The last is where Windows itself takes %ProgramData% from, if a program has no variables. */
rsm_error rsm_paths_os_default_parent(char *path_out, size_t room)
{
    rsm_error error = read_registry_text(NTMS_KEY, L"NtmsData", path_out, room);

    if (error == ERROR_NOT_FOUND)
        error = rsm_paths_environment("ProgramData", path_out, room);
    if (error == ERROR_NOT_FOUND)
        error = read_registry_text(PROFILE_LIST_KEY, L"ProgramData", path_out, room);
    return error == ERROR_NOT_FOUND ? ERROR_PATH_NOT_FOUND : error;
}

rsm_error rsm_paths_os_absolute(const char *path, char *path_out, size_t room)
{
    WCHAR wide[RSM_PATHS_ROOM];
    WCHAR absolute[RSM_PATHS_ROOM];
    rsm_error error = rsm_wide_path(path, wide);
    DWORD length;

    if (error)
        return error;
    length = GetFullPathNameW(wide, RSM_PATHS_ROOM, absolute, NULL);
    if (length == 0)
        return rsm_wide_last_error();
    if (length >= RSM_PATHS_ROOM || copy_out(absolute, path_out, room))
        return ERROR_FILENAME_EXCED_RANGE;
    return ERROR_SUCCESS;
}

static DWORD attributes_of(const char *path)
{
    WCHAR wide[RSM_PATHS_ROOM];

    return rsm_wide_path(path, wide) ? INVALID_FILE_ATTRIBUTES : GetFileAttributesW(wide);
}

bool rsm_paths_os_is_folder(const char *path)
{
    DWORD attributes = attributes_of(path);

    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY);
}

rsm_error rsm_paths_os_make_one_folder(const char *path)
{
    WCHAR wide[RSM_PATHS_ROOM];
    rsm_error error = rsm_wide_path(path, wide);

    if (error || CreateDirectoryW(wide, NULL))
        return error;
    error = rsm_wide_last_error();
    return error == ERROR_FILE_EXISTS ? ERROR_ALREADY_EXISTS : error;
}

bool rsm_paths_exists(const char *path)
{
    return attributes_of(path) != INVALID_FILE_ATTRIBUTES;
}

/* POSIX does not tell a missing file from a missing folder, so nobody above may care. */
static rsm_error missing_file(rsm_error error)
{
    return error == ERROR_PATH_NOT_FOUND ? ERROR_FILE_NOT_FOUND : error;
}

static rsm_error move_file(const char *from, const char *to, DWORD flags)
{
    WCHAR wide_from[RSM_PATHS_ROOM];
    WCHAR wide_to[RSM_PATHS_ROOM];
    rsm_error error = rsm_wide_path(from, wide_from);

    if (!error)
        error = rsm_wide_path(to, wide_to);
    if (!error && !MoveFileExW(wide_from, wide_to, flags | MOVEFILE_WRITE_THROUGH))
        error = missing_file(rsm_wide_last_error());
    return error;
}

rsm_error rsm_paths_rename(const char *from, const char *to)
{
    return move_file(from, to, MOVEFILE_REPLACE_EXISTING);
}

rsm_error rsm_paths_rename_new(const char *from, const char *to)
{
    rsm_error error = move_file(from, to, 0);

    return error == ERROR_FILE_EXISTS ? ERROR_ALREADY_EXISTS : error;
}

/* MOVEFILE_WRITE_THROUGH does so. */
void rsm_paths_settle(const char *folder)
{
    (void)folder;
}

rsm_error rsm_paths_make_file(const char *path)
{
    WCHAR wide[RSM_PATHS_ROOM];
    rsm_error error = rsm_wide_path(path, wide);
    HANDLE file;

    if (error)
        return error;
    file = CreateFileW(wide, GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        error = rsm_wide_last_error();
        return error == ERROR_FILE_EXISTS ? ERROR_ALREADY_EXISTS : error;
    }
    CloseHandle(file);
    return ERROR_SUCCESS;
}

static bool identify(const char *path, BY_HANDLE_FILE_INFORMATION *information_out)
{
    WCHAR wide[RSM_PATHS_ROOM];
    HANDLE file;
    bool known;

    if (rsm_wide_path(path, wide))
        return false;
    file = CreateFileW(wide, 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                       OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return false;
    known = GetFileInformationByHandle(file, information_out);
    CloseHandle(file);
    return known;
}

bool rsm_paths_same(const char *path, const char *other)
{
    BY_HANDLE_FILE_INFORMATION one, two;

    return identify(path, &one) && identify(other, &two) &&
           one.dwVolumeSerialNumber == two.dwVolumeSerialNumber &&
           one.nFileIndexHigh == two.nFileIndexHigh && one.nFileIndexLow == two.nFileIndexLow;
}

rsm_error rsm_paths_remove(const char *path)
{
    WCHAR wide[RSM_PATHS_ROOM];
    rsm_error error = rsm_wide_path(path, wide);

    if (!error && !DeleteFileW(wide))
        error = missing_file(rsm_wide_last_error());
    return error;
}

/* Shows one entry. False when visiting is over. */
static bool show(const WIN32_FIND_DATAW *entry, size_t limit, size_t *shown,
                 bool (*visit)(void *context, const char *name), void *context,
                 rsm_error *error_out)
{
    char name[FOUND_NAME_ROOM];

    if (entry->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)
        return true;
    if ((*shown)++ == limit) {
        *error_out = ERROR_MORE_DATA;
        return false;
    }
    rsm_text_to_utf8(name, sizeof name, entry->cFileName, MAX_PATH);
    return visit(context, name);
}

rsm_error rsm_paths_list(const char *folder, size_t limit,
                         bool (*visit)(void *context, const char *name), void *context)
{
    char pattern[RSM_PATHS_ROOM];
    WCHAR wide[RSM_PATHS_ROOM];
    WIN32_FIND_DATAW entry;
    HANDLE search;
    size_t shown = 0;
    rsm_error error = rsm_paths_join(folder, "*", pattern, sizeof pattern);

    if (!error)
        error = rsm_wide_path(pattern, wide);
    if (error)
        return error;
    search = FindFirstFileW(wide, &entry);
    if (search == INVALID_HANDLE_VALUE) {
        error = rsm_wide_last_error();
        if (error == ERROR_FILE_NOT_FOUND) /* a root folder without entries */
            return rsm_paths_os_is_folder(folder) ? ERROR_SUCCESS : ERROR_PATH_NOT_FOUND;
        return error;
    }
    while (show(&entry, limit, &shown, visit, context, &error) && FindNextFileW(search, &entry))
        ;
    FindClose(search);
    return error;
}
