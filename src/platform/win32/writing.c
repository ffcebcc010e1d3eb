/*
 * Writing a new file.
 */
#include "platform/writing.h"

#include "os_wide.h"

rsm_error rsm_writing_make(const char *path, const void *bytes, size_t length)
{
    WCHAR wide[RSM_PATHS_ROOM];
    HANDLE file;
    DWORD written = 0;
    rsm_error error = rsm_wide_path(path, wide);

    if (error)
        return error;
    file = CreateFileW(wide, GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        error = rsm_wide_last_error();
        return error == ERROR_FILE_EXISTS ? ERROR_ALREADY_EXISTS : error;
    }
    if (!WriteFile(file, bytes, (DWORD)length, &written, NULL) || !FlushFileBuffers(file))
        error = rsm_wide_last_error();
    else if (written != length)
        error = ERROR_DISK_FULL;
    CloseHandle(file);
    if (error)
        DeleteFileW(wide);
    return error;
}
