/*
 * The log's file opened for appending only: the system puts each write at the end, whoever else
 * writes.
 */
#include "platform/log_file.h"

#include "os_wide.h"

bool rsm_log_file_open(const char *path, intptr_t *file_out)
{
    WCHAR wide[RSM_PATHS_ROOM];
    HANDLE file = INVALID_HANDLE_VALUE;

    if (!rsm_wide_path(path, wide))
        file = CreateFileW(wide, FILE_APPEND_DATA | SYNCHRONIZE,
                           FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                           OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    *file_out = (intptr_t)file;
    return file != INVALID_HANDLE_VALUE;
}

void rsm_log_file_write(intptr_t file, const char *line, size_t length)
{
    DWORD written;

    WriteFile((HANDLE)file, line, (DWORD)length, &written, NULL);
}

void rsm_log_file_close(intptr_t file)
{
    CloseHandle((HANDLE)file);
}
