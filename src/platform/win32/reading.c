/*
 * Reading a file at a place, opened so that others may do with it what they want.
 */
#include "platform/reading.h"

#include "os_wide.h"

#include <stdlib.h>

struct rsm_reading {
    HANDLE file;
};

rsm_error rsm_reading_open(const char *path, struct rsm_reading **reading_out)
{
    struct rsm_reading *reading = malloc(sizeof *reading);
    WCHAR wide[RSM_PATHS_ROOM];
    rsm_error error = ERROR_NOT_ENOUGH_MEMORY;

    *reading_out = NULL;
    if (!reading)
        return error;
    error = rsm_wide_path(path, wide);
    if (!error) {
        reading->file =
            CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                        NULL, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
        if (reading->file == INVALID_HANDLE_VALUE)
            error = rsm_wide_last_error();
    }
    if (error) {
        free(reading);
        return error;
    }
    *reading_out = reading;
    return ERROR_SUCCESS;
}

rsm_error rsm_reading_at(struct rsm_reading *reading, uint64_t offset, void *bytes_out, size_t room,
                         size_t *count_out)
{
    OVERLAPPED place = {.Offset = (DWORD)offset, .OffsetHigh = (DWORD)(offset >> 32)};
    DWORD count = 0;
    rsm_error error = ERROR_SUCCESS;

    if (!ReadFile(reading->file, bytes_out, (DWORD)room, &count, &place))
        error = rsm_wide_last_error();
    *count_out = count;
    return error == ERROR_HANDLE_EOF ? ERROR_SUCCESS : error;
}

uint64_t rsm_reading_size(struct rsm_reading *reading)
{
    LARGE_INTEGER size;

    return GetFileSizeEx(reading->file, &size) ? (uint64_t)size.QuadPart : 0;
}

void rsm_reading_close(struct rsm_reading *reading)
{
    if (reading)
        CloseHandle(reading->file);
    free(reading);
}
